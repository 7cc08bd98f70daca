/* lists/csl_csv.c - the US Consolidated Screening List as trade.gov's CSV: 29 columns, several
 * values in a cell joined by "; ". See csl.c for its JSON. */
#include "lists/facts.h"

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

static bool is_iso_date(struct str s)
{
    int32_t day, second;
    return s.n == 10 && s.p[4] == '-' && date_parse(s, &day, &second);
}

/* "JO, 2014-08-30, 2009-08-31, K475336, Passport": country and dates may be absent; the number,
 * which may have commas, stands before its type. What follows other types ("Secondary sanctions
 * risk:") is no number and left out. */
static void identifier(struct list_builder *b, struct str s)
{
    struct str part, country = STR_EMPTY;
    size_t end = s.n;
    bool more = true;
    while (end > 0 && s.p[end - 1] != ',')
        end--;
    struct str type = str_trim(str_slice(s, end, s.n)), number = str_slice(s, 0, end ? end - 1 : 0);
    for (struct str rest = number; str_cut(&rest, &more, ',', &part) && more; number = rest) {
        bool is_country = country.n == 0 && str_trim(part).n == 2;
        if (!is_country && !is_iso_date(str_trim(part)))
            break;
        country = is_country ? str_trim(part) : country;
    }
    ofac_fact(b, type, str_trim(number), country);
}

static enum seine_status one_row(struct list_builder *b, const struct list_table *t, size_t first,
                                 struct seine_error *err)
{
    csl_start(b, first, list_table_cell(t, SOURCE), list_table_cell(t, NUMBER),
              list_table_cell(t, KIND), "csl-csv", STR_EMPTY);
    csl_name(b, list_table_cell(t, NAME));
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
