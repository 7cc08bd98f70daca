/* lists/uk.c - the UK's lists: the UK Sanctions List, and OFSI's consolidated list of asset freeze
 * targets (ConList.csv), which it replaced in 2026. A first line with the day, then a header, then
 * one row for each name of a group. Rows of a group stand anywhere, so all are read and brought
 * together. The older file is Windows-1252 in its older days. */
#include "lists/facts.h"

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
    REASONS,
    GENDER,
    PHONE,
    EMAIL,
    WEBSITE,
    REGISTRATION,
    IMO,
    FLAG,
    FLAGS_BEFORE,
    N_COLUMNS
};
static const char *const columns[N_COLUMNS] = {
    [NAME6] = "Name 6",
    [NAME1] = "Name 1",
    [NAME2] = "Name 2",
    [NAME3] = "Name 3",
    [NAME4] = "Name 4",
    [NAME5] = "Name 5",
    [BIRTH] = "DOB|D.O.B",
    [NATIONALITY] = "Nationality|Nationality(/ies)",
    [PASSPORT] = "Passport Number|Passport Details",
    [NATIONAL_ID] = "National Identification Number|NI Number|National Identifier number",
    [ADDRESS1] = "Address 1|Address Line 1",
    [ADDRESS2] = "Address 2|Address Line 2",
    [ADDRESS3] = "Address 3|Address Line 3",
    [ADDRESS4] = "Address 4|Address Line 4",
    [ADDRESS5] = "Address 5|Address Line 5",
    [ADDRESS6] = "Address 6|Address Line 6",
    [POSTCODE] = "Post/Zip Code|Address Postal Code",
    [COUNTRY] = "Country|Address Country",
    [OTHER] = "Other Information",
    [GROUP_TYPE] = "Group Type|Designation Type",
    [ALIAS_TYPE] = "Alias Type|Name type",
    [REGIME] = "Regime|Regime Name",
    [LISTED] = "Listed On|Date Designated",
    [GROUP] = "Group ID|Unique ID",
    [SCRIPT] = "Name Non-Latin Script",
    [QUALITY] = "Alias Quality|Alias strength",
    [REASONS] = "UK Statement of Reasons",
    [GENDER] = "Gender",
    [PHONE] = "Phone number",
    [EMAIL] = "Email address",
    [WEBSITE] = "Website",
    [REGISTRATION] = "Business registration number (s)",
    [IMO] = "IMO number",
    [FLAG] = "Current believed flag of ship",
    [FLAGS_BEFORE] = "Previous flags",
};

static struct str after_first_line(struct str head)
{
    size_t end = str_find_byte(head, '\n', 0);
    return end == SIZE_MAX ? STR_EMPTY : str_slice(head, end + 1, head.n);
}

bool is_uk_csv(struct list_probe *p)
{
    const char *const needed[] = {columns[NAME6], columns[GROUP], columns[REGIME]};
    return (str_starts_ci(p->head, STR("Last Updated")) ||
            str_starts_ci(p->head, STR("Report Date:"))) &&
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

static void row_of(struct list_builder *b, const struct str *c)
{
    name_of(b, c);
    countries(b, str_trim(c[NATIONALITY]));
    countries(b, str_trim(c[FLAG]));
    countries(b, str_trim(c[FLAGS_BEFORE]));
    address_of(b, c);
    list_births(b, c[BIRTH]);
    list_numbers(b, LIST_ID_PASSPORT, c[PASSPORT], STR_EMPTY);
    list_numbers(b, LIST_ID_NATIONAL, c[NATIONAL_ID], STR_EMPTY);
    list_numbers(b, LIST_ID_REGISTRATION, c[REGISTRATION], STR_EMPTY);
    list_numbers(b, LIST_ID_IMO, c[IMO], STR_EMPTY);
    list_imo_numbers(b, c[OTHER]);
    list_contacts(b, LIST_ID_PHONE, c[PHONE]);
    list_contacts(b, LIST_ID_EMAIL, c[EMAIL]);
    list_contacts(b, LIST_ID_WEBSITE, c[WEBSITE]);
    list_builder_program(b, c[REGIME]);
    if (b->gender.n == 0)
        b->gender = list_gender(c[GENDER]);
    if (b->remarks.n == 0)
        b->remarks = c[OTHER].n ? c[OTHER] : c[REASONS];
    list_builder_listed(b, list_iso_date(b, c[LISTED]));
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
    for (size_t i = 0; i < n; i++)
        row_of(b, rows[i].cells);
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
            status =
                list_builder_fault(b, t->row->line, "a row without a Group ID or Unique ID", err);
        else if (!list_groups_add(g, cells[GROUP], t->row->line, cells, N_COLUMNS))
            status = error_set(err, SEINE_NOMEM, "out of memory while reading lists");
    }
    return status;
}

/* Which list it is, and of what day: "Last Updated,13/04/2018", "Report Date: 24-Jun-2026". */
static void add_list(struct list_builder *b, const struct csv_row *first)
{
    struct str words = first->n_fields > 0 ? first->fields[0] : STR_EMPTY;
    size_t colon = str_find_byte(words, ':', 0);
    if (colon != SIZE_MAX)
        list_builder_list(b, STR("uk"), STR("UK Sanctions List"), "uk-csv",
                          STR("Foreign, Commonwealth and Development Office"),
                          list_iso_date(b, str_slice(words, colon + 1, words.n)));
    else
        list_builder_list(b, STR("uk"), STR("UK consolidated list"), "uk-csv",
                          STR("HM Treasury, Office of Financial Sanctions Implementation"),
                          list_iso_date(b, first->n_fields > 1 ? first->fields[1] : STR_EMPTY));
}

enum seine_status read_uk_csv(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct list_table t;
    struct list_groups g;
    list_groups_init(&g);
    enum seine_status status = list_table_open(&t, in, ',', NULL, 0, err);
    if (status == SEINE_OK)
        add_list(b, t.row);
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
