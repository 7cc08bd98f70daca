/* lists/columns.c - lists with a header row of plain words: the plain CSV of docs/records.md, the
 * OpenSanctions simple CSV, and derived tables with the same columns under other names. One row is
 * one entity. */
#include "lists/internal.h"

enum {
    NAME,
    ID,
    KIND,
    COUNTRY,
    ALIASES,
    FORMER,
    SCRIPT,
    ADDRESS,
    PROGRAM,
    IDS,
    BIRTH,
    REMARKS,
    LISTED,
    PHONES,
    EMAILS,
    N_COLUMNS
};
static const char *const columns[N_COLUMNS] = {
    [NAME] = "name|caption|entity_name",
    [ID] = "id|uid|_id|entity_number",
    [KIND] = "type|schema|entity_type",
    [COUNTRY] = "country|countries|nationalities|nationality",
    [ALIASES] = "aliases|alias|alt_names|alternate_names",
    [FORMER] = "previous name|previous_names|former_names",
    [SCRIPT] = "chinese name|original_name|name_original_script",
    [ADDRESS] = "address|addresses",
    [PROGRAM] = "program|programs|program_ids|sanctions|list",
    [IDS] = "identifiers|ids",
    [BIRTH] = "birth_date|birth_dates|dates_of_birth|dob",
    [REMARKS] = "remarks|notes|reason|summary",
    [LISTED] = "listed_on|start_date|start-date|start date|date",
    [PHONES] = "phones",
    [EMAILS] = "emails",
};

/* The first line must name a column of names and one of aliases or programmes. */
bool is_table(struct list_probe *p)
{
    const char *const with_aliases[] = {columns[NAME], columns[ALIASES]};
    const char *const with_programs[] = {columns[NAME], columns[ID], columns[PROGRAM]};
    return list_table_is(p, p->head, 0, with_aliases, 2) ||
           list_table_is(p, p->head, 0, with_programs, 3);
}

static void add_address(struct list_builder *b, struct str s)
{
    size_t comma = s.n;
    while (comma > 0 && s.p[comma - 1] != ',')
        comma--;
    struct str country = str_trim(str_slice(s, comma, s.n));
    list_builder_address(b, (struct list_address){.text = s,
                                                  .city = STR_EMPTY,
                                                  .region = STR_EMPTY,
                                                  .postcode = STR_EMPTY,
                                                  .country = country});
}

struct list_id list_id_parse(struct str s)
{
    enum list_id_kind kind = LIST_ID_OTHER;
    static const struct {
        const char *prefix;
        enum list_id_kind kind;
    } prefixes[] = {{"imo", LIST_ID_IMO},
                    {"mmsi", LIST_ID_MMSI},
                    {"passport", LIST_ID_PASSPORT},
                    {"lei", LIST_ID_LEI},
                    {"tail number", LIST_ID_TAIL},
                    {"tail", LIST_ID_TAIL},
                    {"tax", LIST_ID_TAX},
                    {"bic", LIST_ID_BIC},
                    {"call sign", LIST_ID_CALL_SIGN},
                    {"registration", LIST_ID_REGISTRATION},
                    {"serial", LIST_ID_SERIAL}};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes && kind == LIST_ID_OTHER; i++) {
        struct str p = str_of(prefixes[i].prefix);
        if (!str_starts_ci(s, p) || s.n <= p.n)
            continue;
        char next = s.p[p.n];
        bool is_digit = next >= '0' && next <= '9';
        if (next == ' ' || next == ':' || next == '=' || (i == 0 && is_digit)) {
            kind = prefixes[i].kind;
            s = str_trim(str_slice(s, p.n + !is_digit, s.n));
        }
    }
    return (struct list_id){kind, s, STR_EMPTY};
}

static void add_id(struct list_builder *b, struct str s)
{
    struct list_id id = list_id_parse(s);
    list_builder_id(b, id.kind, id.value, id.country);
}

static void add_former(struct list_builder *b, struct str s)
{
    list_builder_name(b, LIST_NAME_FORMER, s);
}
static void add_script(struct list_builder *b, struct str s)
{
    list_builder_name(b, LIST_NAME_SCRIPT, s);
}
static void add_phone(struct list_builder *b, struct str s)
{
    list_builder_id(b, LIST_ID_PHONE, s, STR_EMPTY);
}
static void add_email(struct list_builder *b, struct str s)
{
    list_builder_id(b, LIST_ID_EMAIL, s, STR_EMPTY);
}

static const struct {
    int column;
    void (*add)(struct list_builder *, struct str);
} parts[] = {{ALIASES, list_add_alias},
             {FORMER, add_former},
             {SCRIPT, add_script},
             {COUNTRY, list_builder_country},
             {ADDRESS, add_address},
             {PROGRAM, list_builder_program},
             {IDS, add_id},
             {BIRTH, list_add_birth},
             {PHONES, add_phone},
             {EMAILS, add_email}};

static enum seine_status one_row(struct list_builder *b, const struct list_table *t,
                                 struct seine_error *err)
{
    enum list_kind kind = LIST_KIND_UNKNOWN;
    list_kind_parse(list_table_cell(t, KIND), &kind);
    list_builder_start(b, list_table_cell(t, ID), kind);
    list_builder_name(b, LIST_NAME_PRIMARY, list_table_cell(t, NAME));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        list_split(b, list_table_cell(t, (size_t)parts[i].column), parts[i].add);
    b->remarks = list_table_cell(t, REMARKS);
    b->listed_on = str_slice(list_table_cell(t, LISTED), 0, 10);
    return list_builder_finish(b, t->row->line, err);
}

enum seine_status read_table(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct list_table t;
    struct str name = list_stem(b->source);
    enum seine_status status = list_table_open(&t, in, 0, columns, N_COLUMNS, err);
    list_builder_list(b, name, name, "table", STR_EMPTY, STR_EMPTY);
    while (status == SEINE_OK && (status = list_table_next(&t, b, err)) == SEINE_OK && t.row)
        status = one_row(b, &t, err);
    list_table_close(&t);
    return status;
}
