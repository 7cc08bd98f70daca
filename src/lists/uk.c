/* lists/uk.c - the UK's consolidated list of asset freeze targets (ConList.csv): a first line with
 * the day, then a header, then one row for each name of a group. Rows of a group stand anywhere, so
 * all are read and brought together. The file is Windows-1252 in its older days. */
#include "lists/internal.h"

#include <string.h>

enum {
    NAME6,
    NAME1,
    NAME2,
    NAME3,
    NAME4,
    NAME5,
    BIRTH,
    NATIONALITY,
    PASSPORT,
    NATIONAL_ID,
    ADDRESS1,
    ADDRESS2,
    ADDRESS3,
    ADDRESS4,
    ADDRESS5,
    ADDRESS6,
    POSTCODE,
    COUNTRY,
    OTHER,
    GROUP_TYPE,
    ALIAS_TYPE,
    REGIME,
    LISTED,
    GROUP,
    SCRIPT,
    QUALITY,
    N_COLUMNS
};
static const char *const columns[N_COLUMNS] = {
    [NAME6] = "Name 6",
    [NAME1] = "Name 1",
    [NAME2] = "Name 2",
    [NAME3] = "Name 3",
    [NAME4] = "Name 4",
    [NAME5] = "Name 5",
    [BIRTH] = "DOB",
    [NATIONALITY] = "Nationality",
    [PASSPORT] = "Passport Number|Passport Details",
    [NATIONAL_ID] = "National Identification Number|NI Number",
    [ADDRESS1] = "Address 1",
    [ADDRESS2] = "Address 2",
    [ADDRESS3] = "Address 3",
    [ADDRESS4] = "Address 4",
    [ADDRESS5] = "Address 5",
    [ADDRESS6] = "Address 6",
    [POSTCODE] = "Post/Zip Code",
    [COUNTRY] = "Country",
    [OTHER] = "Other Information",
    [GROUP_TYPE] = "Group Type",
    [ALIAS_TYPE] = "Alias Type",
    [REGIME] = "Regime",
    [LISTED] = "Listed On",
    [GROUP] = "Group ID",
    [SCRIPT] = "Name Non-Latin Script",
    [QUALITY] = "Alias Quality",
};

static struct str after_first_line(struct str head)
{
    size_t end = str_find_byte(head, '\n', 0);
    return end == SIZE_MAX ? STR_EMPTY : str_slice(head, end + 1, head.n);
}

bool is_uk_csv(struct list_probe *p)
{
    const char *const needed[] = {columns[NAME6], columns[GROUP], columns[REGIME]};
    return str_starts_ci(p->head, STR("Last Updated")) &&
           list_table_is(p, after_first_line(p->head), ',', needed, 3);
}

static void name_of(struct list_builder *b, const struct str *c)
{
    struct buf name;
    buf_init(&name, LIMIT_TEXT);
    for (int i = 1; i <= 6; i++) { /* given names first, the family name last */
        struct str part = str_trim(c[i == 6 ? NAME6 : NAME1 + i - 1]);
        if (part.n)
            buf_add_f(&name, "%s" STR_FMT, name.n ? " " : "", STR_ARG(part));
    }
    struct str type = str_trim(c[ALIAS_TYPE]);
    bool is_primary = str_starts_ci(type, STR("prim")) && !str_contains(type, STR("ariation")),
         is_former = str_is_ci(type, STR("FKA")),
         is_weak = str_starts_ci(str_trim(c[QUALITY]), STR("low"));
    struct str whole = list_builder_keep(b, buf_str(&name));
    if (is_primary)
        list_builder_main_name(b, whole);
    else
        list_builder_name(b,
                          is_former ? LIST_NAME_FORMER
                          : is_weak ? LIST_NAME_WEAK
                                    : LIST_NAME_ALIAS,
                          whole);
    list_builder_name(b, LIST_NAME_SCRIPT, c[SCRIPT]);
    buf_release(&name);
}

/* "1) Saudi Arabia 2) Qatar", "Afghanistan (since 2009)". */
static void countries(struct list_builder *b, struct str s)
{
    while (s.n) {
        size_t close = str_find_byte(s, ')', 0);
        bool is_number = close != SIZE_MAX && close <= 2 && s.p[0] >= '1' && s.p[0] <= '9';
        if (is_number)
            s = str_trim(str_slice(s, close + 1, s.n));
        size_t end = 0;
        while (end < s.n && s.p[end] != '(' && !(s.p[end] >= '0' && s.p[end] <= '9'))
            end++;
        list_builder_country(b, str_slice(s, 0, end));
        if (end < s.n && s.p[end] == '(') {
            close = str_find_byte(s, ')', end);
            end = close == SIZE_MAX ? s.n : close + 1;
        }
        if (!is_number && end == 0)
            return;
        s = str_trim(str_slice(s, end, s.n));
    }
}

static void address_of(struct list_builder *b, const struct str *c)
{
    struct buf text;
    struct str country = str_trim(c[COUNTRY]);
    size_t open = str_find_byte(country, '(', 0);
    buf_init(&text, LIMIT_TEXT);
    for (int i = ADDRESS1; i <= ADDRESS6; i++)
        if (str_trim(c[i]).n)
            buf_add_f(&text, "%s" STR_FMT, text.n ? ", " : "", STR_ARG(str_trim(c[i])));
    struct list_address a = {.text = list_builder_keep(b, buf_str(&text)),
                             .city = STR_EMPTY,
                             .region = STR_EMPTY,
                             .postcode = c[POSTCODE],
                             .country = open == SIZE_MAX ? country : str_slice(country, 0, open)};
    list_builder_address(b, a);
    countries(b, country);
    buf_release(&text);
}

static enum seine_status finish(struct list_builder *b, const struct list_row *rows, size_t n,
                                struct seine_error *err)
{
    struct buf id;
    const struct str *c = rows[0].cells;
    enum list_kind kind = LIST_KIND_UNKNOWN;
    list_kind_parse(c[GROUP_TYPE], &kind);
    buf_init(&id, LIMIT_CSV_ROW);
    buf_add_f(&id, "UK-" STR_FMT, STR_ARG(rows[0].key));
    list_builder_start(b, buf_str(&id), kind);
    for (size_t i = 0; i < n; i++) {
        c = rows[i].cells;
        name_of(b, c);
        countries(b, str_trim(c[NATIONALITY]));
        address_of(b, c);
        list_births(b, c[BIRTH]);
        list_numbers(b, LIST_ID_PASSPORT, c[PASSPORT], STR_EMPTY);
        list_numbers(b, LIST_ID_NATIONAL, c[NATIONAL_ID], STR_EMPTY);
        list_imo_numbers(b, c[OTHER]);
        list_builder_program(b, c[REGIME]);
        if (b->remarks.n == 0)
            b->remarks = c[OTHER];
        if (b->listed_on.n == 0)
            b->listed_on = list_iso_date(b, c[LISTED]);
    }
    enum seine_status status = list_builder_finish(b, rows[0].line, err);
    buf_release(&id);
    return status;
}

static enum seine_status collect(struct list_builder *b, struct list_table *t,
                                 struct list_groups *g, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    while (status == SEINE_OK && (status = list_table_next(t, b, err)) == SEINE_OK && t->row) {
        struct str cells[N_COLUMNS];
        for (size_t i = 0; i < N_COLUMNS; i++)
            cells[i] = list_table_cell(t, i);
        if (cells[GROUP].n == 0)
            status = list_builder_fault(b, t->row->line, "a row without a Group ID", err);
        else if (!list_groups_add(g, cells[GROUP], t->row->line, cells, N_COLUMNS))
            status = error_set(err, SEINE_NOMEM, "out of memory while reading lists");
    }
    return status;
}

enum seine_status read_uk_csv(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct list_table t;
    struct list_groups g;
    static const char *const first_line[] = {"Last Updated"};
    struct str date = STR_EMPTY;
    list_groups_init(&g);
    enum seine_status status = list_table_open(&t, in, ',', first_line, 1, err);
    if (status == SEINE_OK && t.row->n_fields > 1)
        date = list_iso_date(b, t.row->fields[1]);
    list_builder_list(b, STR("uk"), STR("UK consolidated list"), "uk-csv",
                      STR("HM Treasury, Office of Financial Sanctions Implementation"), date);
    if (status == SEINE_OK)
        status = list_table_header(&t, columns, N_COLUMNS, err);
    if (status == SEINE_OK)
        status = collect(b, &t, &g, err);
    list_groups_sort(&g);
    for (size_t i = 0, n; i < g.rows.n && status == SEINE_OK; i += n) {
        for (n = 1; i + n < g.rows.n && str_is(g.rows.v[i].key, g.rows.v[i + n].key); n++)
            ;
        status = finish(b, g.rows.v + i, n, err);
    }
    list_table_close(&t);
    list_groups_release(&g);
    return status;
}
