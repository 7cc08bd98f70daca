/* lists/bis.c - the Denied Persons List of the US Bureau of Industry and Security: TAB separated,
 * one order a row, no numbers. Orders that have run out stay in the file and are read like the
 * others. */
#include "lists/internal.h"

enum { NAME, STREET, CITY, STATE, COUNTRY, POSTCODE, EFFECTIVE, EXPIRATION, CITATION, N_COLUMNS };
static const char *const columns[N_COLUMNS] = {"Name",           "Street_Address",  "City",
                                               "State",          "Country",         "Postal_Code",
                                               "Effective_Date", "Expiration_Date", "FR_Citation"};

bool is_bis_dpl(struct list_probe *p)
{
    return list_table_is(p, p->head, '\t', columns, EXPIRATION + 1);
}

/* "06/19/2003" is month first here. */
static void add_us_date(struct buf *out, struct str s)
{
    if (s.n == 10 && s.p[2] == '/' && s.p[5] == '/')
        buf_add_f(out, "%.4s-%.2s-%.2s", s.p + 6, s.p, s.p + 3);
}

static enum seine_status one_row(struct list_builder *b, const struct list_table *t,
                                 struct seine_error *err)
{
    struct buf listed, remarks;
    struct str country = list_table_cell(t, COUNTRY), citation = list_table_cell(t, CITATION);
    buf_init(&listed, 16);
    buf_init(&remarks, LIMIT_TEXT);
    if (country.n == 0 && list_table_cell(t, STATE).n == 2)
        country = STR("US"); /* the list leaves its own country out */
    list_builder_start(b, STR_EMPTY, LIST_KIND_UNKNOWN);
    list_builder_name(b, LIST_NAME_PRIMARY, list_table_cell(t, NAME));
    list_builder_country(b, country);
    list_builder_address(
        b, (struct list_address){list_table_cell(t, STREET), list_table_cell(t, CITY),
                                 list_table_cell(t, STATE), list_table_cell(t, POSTCODE), country});
    list_builder_program(b, STR("BIS-DPL"));
    add_us_date(&listed, list_table_cell(t, EFFECTIVE));
    b->listed_on = buf_str(&listed);
    add_us_date(&remarks, list_table_cell(t, EXPIRATION));
    buf_add_f(&remarks, "%s" STR_FMT, remarks.n ? " is its last day; " : "", STR_ARG(citation));
    b->remarks = buf_str(&remarks);
    enum seine_status status = list_builder_finish(b, t->row->line, err);
    buf_release(&listed);
    buf_release(&remarks);
    return status;
}

enum seine_status read_bis_dpl(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct list_table t;
    enum seine_status status = list_table_open(&t, in, '\t', columns, N_COLUMNS, err);
    list_builder_list(b, STR("bis-dpl"), STR("US BIS Denied Persons"), "bis-dpl",
                      STR("US Department of Commerce, Bureau of Industry and Security"), STR_EMPTY);
    b->id_prefix = STR("DPL-");
    while (status == SEINE_OK && (status = list_table_next(&t, b, err)) == SEINE_OK && t.row)
        status = one_row(b, &t, err);
    list_table_close(&t);
    return status;
}
