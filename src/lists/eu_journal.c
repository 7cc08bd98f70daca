/* lists/eu_journal.c - transcriptions of the EU's Official Journal: the annexes of one act as a CSV
 * with a column for each printed label; cells hold values parted by semicolons, quoted where a
 * value has one itself. One row is one entity under one programme and annex. */
#include "lists/facts.h"

enum {
    NAME,
    ACT,
    RECORD,
    PROGRAM,
    ANNEX,
    LISTED,
    SCHEMA,
    REASON,
    ALIAS,
    WEAK,
    PREVIOUS,
    COUNTRY,
    NATIONALITY,
    JURISDICTION,
    FLAG,
    BIRTH,
    PASSPORT,
    GENDER,
    REGISTRATION,
    OGRN,
    TAX,
    INN,
    NATIONAL,
    OKPO,
    LEI,
    BIC,
    IMO,
    MMSI,
    ADDRESS,
    PHONE,
    EMAIL,
    WEBSITE,
    NOTES,
    N_COLUMNS
};
static const char *const columns[N_COLUMNS] = {
    [NAME] = "name",
    [ACT] = "amendedCelex|celex",
    [RECORD] = "recordId",
    [PROGRAM] = "programKey",
    [ANNEX] = "annex",
    [LISTED] = "startDate",
    [SCHEMA] = "schema",
    [REASON] = "reason",
    [ALIAS] = "alias",
    [WEAK] = "weakAlias",
    [PREVIOUS] = "previousName",
    [COUNTRY] = "country",
    [NATIONALITY] = "nationality",
    [JURISDICTION] = "jurisdiction",
    [FLAG] = "flag",
    [BIRTH] = "birthDate",
    [PASSPORT] = "passportNumber",
    [GENDER] = "gender",
    [REGISTRATION] = "registrationNumber",
    [OGRN] = "ogrnCode",
    [TAX] = "taxNumber",
    [INN] = "innCode",
    [NATIONAL] = "idNumber",
    [OKPO] = "okpoCode",
    [LEI] = "leiCode",
    [BIC] = "swiftBic",
    [IMO] = "imoNumber",
    [MMSI] = "mmsi",
    [ADDRESS] = "address",
    [PHONE] = "phone",
    [EMAIL] = "email",
    [WEBSITE] = "website",
    [NOTES] = "notes",
};

bool is_eu_journal(struct list_probe *p)
{
    return list_table_is(p, p->head, ',', columns, REASON + 1);
}

typedef void adder(struct list_builder *b, int column, struct str value);

/* Values of a cell: `a; "b; c"; d`. */
static void values(struct list_builder *b, const struct list_table *t, int column, adder *add)
{
    struct str s = list_table_cell(t, (size_t)column);
    while (s.n) {
        size_t end;
        struct str value;
        if (s.p[0] == '"') {
            size_t close = str_find_byte(s, '"', 1);
            close = close == SIZE_MAX ? s.n : close;
            value = str_slice(s, 1, close);
            end = str_find_byte(s, ';', close);
        } else {
            end = str_find_byte(s, ';', 0);
            value = str_slice(s, 0, end == SIZE_MAX ? s.n : end);
        }
        add(b, column, str_trim(value));
        s = end == SIZE_MAX ? STR_EMPTY : str_trim(str_slice(s, end + 1, s.n));
    }
}

static void add_name(struct list_builder *b, int column, struct str s)
{
    list_builder_name(b,
                      column == WEAK       ? LIST_NAME_WEAK
                      : column == PREVIOUS ? LIST_NAME_FORMER
                                           : LIST_NAME_ALIAS,
                      s);
}

static void add_country(struct list_builder *b, int column, struct str s)
{
    (void)column;
    list_builder_country(b, s);
}

static void add_birth(struct list_builder *b, int column, struct str s)
{
    (void)column;
    list_births(b, s);
}

static void add_id(struct list_builder *b, int column, struct str s)
{
    static const enum list_id_kind kinds[N_COLUMNS] = {
        [LEI] = LIST_ID_LEI, [BIC] = LIST_ID_BIC, [IMO] = LIST_ID_IMO, [MMSI] = LIST_ID_MMSI};
    list_builder_id(b, kinds[column], s, STR_EMPTY);
}

/* "7714039849 (Tax ID/INN)", "(a) 223611 (Libyan passport number) (b) C00146605". */
static void add_numbers(struct list_builder *b, int column, struct str s)
{
    list_numbers(b,
                 column == PASSPORT               ? LIST_ID_PASSPORT
                 : column == NATIONAL             ? LIST_ID_NATIONAL
                 : column == TAX || column == INN ? LIST_ID_TAX
                                                  : LIST_ID_REGISTRATION,
                 s, STR_EMPTY);
}

static void add_contacts(struct list_builder *b, int column, struct str s)
{
    list_contacts(b,
                  column == PHONE   ? LIST_ID_PHONE
                  : column == EMAIL ? LIST_ID_EMAIL
                                    : LIST_ID_WEBSITE,
                  s);
}

static void add_address(struct list_builder *b, int column, struct str s)
{
    (void)column;
    list_add_address(b, s);
}

static const struct {
    int column;
    adder *add;
} parts[] = {{ALIAS, add_name},
             {WEAK, add_name},
             {PREVIOUS, add_name},
             {COUNTRY, add_country},
             {NATIONALITY, add_country},
             {JURISDICTION, add_country},
             {FLAG, add_country},
             {BIRTH, add_birth},
             {PASSPORT, add_numbers},
             {REGISTRATION, add_numbers},
             {OGRN, add_numbers},
             {TAX, add_numbers},
             {INN, add_numbers},
             {NATIONAL, add_numbers},
             {OKPO, add_id},
             {LEI, add_id},
             {BIC, add_id},
             {IMO, add_id},
             {MMSI, add_id},
             {ADDRESS, add_address},
             {PHONE, add_contacts},
             {EMAIL, add_contacts},
             {WEBSITE, add_contacts}};

/* "Vessel", "Person"; organisations of any kind are companies; an asset is nothing of these. */
static enum list_kind kind_of(struct str schema)
{
    enum list_kind kind = LIST_KIND_UNKNOWN;
    list_kind_parse(schema, &kind);
    return kind;
}

static enum seine_status one_row(struct list_builder *b, const struct list_table *t, size_t first,
                                 struct seine_error *err)
{
    struct buf text;
    struct str act = list_table_cell(t, ACT), record = list_table_cell(t, RECORD),
               gender = list_table_cell(t, GENDER), notes = list_table_cell(t, NOTES);
    buf_init(&text, LIMIT_CSV_ROW);
    buf_add_f(&text, "eu-journal:" STR_FMT, STR_ARG(act));
    struct str key = list_builder_keep(b, buf_str(&text));
    buf_reset(&text);
    buf_add_f(&text, "EU Regulation " STR_FMT, STR_ARG(act));
    list_builder_choose(b, first, key, list_builder_keep(b, buf_str(&text)), "eu-journal",
                        STR("Official Journal of the European Union"), STR_EMPTY);
    buf_reset(&text);
    if (record.n)
        buf_add_f(&text, STR_FMT "/" STR_FMT "/" STR_FMT, STR_ARG(act),
                  STR_ARG(list_table_cell(t, ANNEX)), STR_ARG(record));
    list_builder_start(b, buf_str(&text), kind_of(list_table_cell(t, SCHEMA)));
    b->id_prefix = key;
    list_builder_name(b, LIST_NAME_PRIMARY, list_table_cell(t, NAME));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        values(b, t, parts[i].column, parts[i].add);
    list_builder_program(b, list_table_cell(t, PROGRAM));
    b->gender = list_gender(gender);
    b->remarks = notes.n ? notes : list_table_cell(t, REASON);
    b->listed_on = list_iso_date(b, list_table_cell(t, LISTED));
    enum seine_status status = list_builder_finish(b, t->row->line, err);
    buf_release(&text);
    return status;
}

enum seine_status read_eu_journal(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct list_table t;
    size_t first = b->set->lists.n;
    enum seine_status status = list_table_open(&t, in, ',', columns, N_COLUMNS, err);
    while (status == SEINE_OK && (status = list_table_next(&t, b, err)) == SEINE_OK && t.row)
        status = one_row(b, &t, first, err);
    list_table_close(&t);
    return status;
}
