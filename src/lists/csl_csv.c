/* lists/csl_csv.c - the US Consolidated Screening List as trade.gov's CSV: 29 columns, several
 * values in a cell joined by "; ". See csl.c for its JSON. */
#include "lists/internal.h"

enum {
    SOURCE,
    NUMBER,
    KIND,
    PROGRAMS,
    NAME,
    TITLE,
    ADDRESSES,
    ALIASES,
    CITIZENSHIPS,
    BIRTHS,
    NATIONALITIES,
    IDS,
    REMARKS,
    LISTED,
    CALL_SIGN,
    FLAG,
    N_COLUMNS
};
static const char *const columns[N_COLUMNS] = {
    [SOURCE] = "source",
    [NUMBER] = "entity_number",
    [KIND] = "type",
    [PROGRAMS] = "programs",
    [NAME] = "name",
    [TITLE] = "title",
    [ADDRESSES] = "addresses",
    [ALIASES] = "alt_names",
    [CITIZENSHIPS] = "citizenships",
    [BIRTHS] = "dates_of_birth",
    [NATIONALITIES] = "nationalities",
    [IDS] = "ids",
    [REMARKS] = "remarks",
    [LISTED] = "start_date",
    [CALL_SIGN] = "call_sign",
    [FLAG] = "vessel_flag",
};

bool is_csl_csv(struct list_probe *p)
{
    return list_table_is(p, p->head, ',', columns, TITLE + 1);
}

static struct str after_last_comma(struct str s, struct str *ret_before)
{
    size_t at = s.n;
    while (at > 0 && s.p[at - 1] != ',')
        at--;
    *ret_before = str_trim(str_slice(s, 0, at > 0 ? at - 1 : 0));
    return str_trim(str_slice(s, at, s.n));
}

static enum list_id_kind kind_of(struct str type)
{
    static const struct {
        const char *word;
        enum list_id_kind kind;
    } kinds[] = {{"Passport", LIST_ID_PASSPORT},
                 {"National ID", LIST_ID_NATIONAL},
                 {"Cedula", LIST_ID_NATIONAL},
                 {"Identification Number", LIST_ID_NATIONAL},
                 {"Tax ID", LIST_ID_TAX},
                 {"RTN", LIST_ID_TAX},
                 {"MMSI", LIST_ID_MMSI},
                 {"SWIFT/BIC", LIST_ID_BIC},
                 {"Legal Entity Number", LIST_ID_LEI},
                 {"Tail Number", LIST_ID_TAIL},
                 {"Serial Number", LIST_ID_SERIAL},
                 {"Email", LIST_ID_EMAIL},
                 {"Phone", LIST_ID_PHONE},
                 {"Website", LIST_ID_WEBSITE},
                 {"Digital Currency", LIST_ID_WALLET},
                 {"Registration", LIST_ID_REGISTRATION},
                 {"Company Number", LIST_ID_REGISTRATION},
                 {"Credit Code", LIST_ID_REGISTRATION}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_contains(type, str_of(kinds[i].word)))
            return kinds[i].kind;
    return LIST_ID_OTHER;
}

/* "JO, 2014-08-30, 2009-08-31, K475336, Passport": country and dates may be absent; the number
 * stands before the kind. "IMO 8898831, Vessel Registration Identification". What follows other
 * kinds of remark ("Secondary sanctions risk:") is no number and left out. */
static void identifier(struct list_builder *b, struct str s)
{
    struct str before, rest, country = STR_EMPTY;
    struct str type = after_last_comma(s, &before);
    struct str number = after_last_comma(before, &rest);
    size_t comma = str_find_byte(rest, ',', 0);
    struct str head = str_trim(comma == SIZE_MAX ? rest : str_slice(rest, 0, comma));
    enum list_id_kind kind = kind_of(type);
    if (head.n == 2)
        country = head;
    if (str_starts(number, STR("IMO "))) {
        kind = LIST_ID_IMO;
        number = str_slice(number, 4, number.n);
    }
    if (kind != LIST_ID_OTHER)
        list_builder_id(b, kind, number, country);
}

static enum seine_status one_row(struct list_builder *b, const struct list_table *t, size_t first,
                                 struct seine_error *err)
{
    csl_start(b, first, list_table_cell(t, SOURCE), list_table_cell(t, NUMBER),
              list_table_cell(t, KIND), "csl-csv", STR_EMPTY);
    list_builder_name(b, LIST_NAME_PRIMARY, list_table_cell(t, NAME));
    list_split(b, list_table_cell(t, ALIASES), list_add_alias);
    list_split(b, list_table_cell(t, PROGRAMS), list_builder_program);
    list_split(b, list_table_cell(t, NATIONALITIES), list_builder_country);
    list_split(b, list_table_cell(t, CITIZENSHIPS), list_builder_country);
    list_split(b, list_table_cell(t, ADDRESSES), list_add_address);
    list_split(b, list_table_cell(t, BIRTHS), list_add_birth);
    list_split(b, list_table_cell(t, IDS), identifier);
    list_builder_id(b, LIST_ID_CALL_SIGN, list_table_cell(t, CALL_SIGN), STR_EMPTY);
    list_builder_country(b, list_table_cell(t, FLAG));
    struct str remarks = list_table_cell(t, REMARKS), title = list_table_cell(t, TITLE);
    b->remarks = remarks.n ? remarks : title;
    b->listed_on = str_slice(list_table_cell(t, LISTED), 0, 10);
    return list_builder_finish(b, t->row->line, err);
}

enum seine_status read_csl_csv(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct list_table t;
    size_t first = b->set->lists.n;
    enum seine_status status = list_table_open(&t, in, ',', columns, N_COLUMNS, err);
    while (status == SEINE_OK && (status = list_table_next(&t, b, err)) == SEINE_OK && t.row)
        status = one_row(b, &t, first, err);
    list_table_close(&t);
    return status;
}
