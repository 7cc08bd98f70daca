/* lists/columns.c - lists under a header of plain words: the plain CSV of docs/records.md, the
 * OpenSanctions simple CSV, derived tables, and somebody's own. One row is one entity. */
#include "lists/facts.h"

/* Whoever names a file says that it is a list. In a folder, where the customers may stand beside
 * the lists, a table must look like one. */
bool is_table(struct list_probe *p)
{
    const struct party_columns *c = &p->columns;
    return list_probe_parties(p) == PARTY_TABLE &&
           (p->is_named || c->n_aliases > 0 ||
            (c->at[PARTY_KEY] != SIZE_MAX && c->at[PARTY_PROGRAM] != SIZE_MAX));
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
                    {"inn", LIST_ID_TAX},
                    {"ogrn", LIST_ID_REGISTRATION},
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

struct reading {
    struct list_builder *b;
    struct list_table t;
    struct party_columns columns;
    struct buf name, aliases, street, unread;
    struct party_odd countries, births, kinds; /* values that are not understood */
};

static struct str cell(const struct reading *r, enum party_column column)
{
    return party_cell(&r->columns, r->t.row, column);
}

static void add_former(struct list_builder *b, struct str s)
{
    list_builder_name(b, LIST_NAME_FORMER, s);
}

static void add_script(struct list_builder *b, struct str s)
{
    list_builder_name(b, LIST_NAME_SCRIPT, s);
}

static void add_names(struct reading *r)
{
    party_name(&r->columns, r->t.row, &r->name);
    party_aliases(&r->columns, r->t.row, &r->aliases);
    list_builder_name(r->b, LIST_NAME_PRIMARY, buf_str(&r->name));
    list_split(r->b, buf_str(&r->aliases), list_add_alias);
    list_split(r->b, cell(r, PARTY_FORMER), add_former);
    list_split(r->b, cell(r, PARTY_SCRIPT), add_script);
}

static void add_countries(struct reading *r)
{
    struct str rest = cell(r, PARTY_COUNTRY), part;
    for (bool more = true; party_next_part(&rest, &more, &part);) {
        if (!list_says_nothing(part))
            list_builder_country(r->b, part);
        if (!list_country(r->b->geo, part))
            party_note_odd(&r->countries, part, r->t.row->line);
    }
}

static void add_births(struct reading *r)
{
    struct str rest = cell(r, PARTY_BIRTH), part;
    struct list_date d;
    for (bool more = true; party_next_part(&rest, &more, &part);)
        if (list_date_parse(part, &d))
            list_builder_birth(r->b, d);
        else
            party_note_odd(&r->births, part, r->t.row->line);
}

/* One address and what stands of it in columns of its own are one together; several are whole. A
 * whole one tells its country itself: the column's may be that of a passport, and says only whether
 * it ends with a state. A country alone is no address. */
static void add_addresses(struct reading *r)
{
    static const enum party_column lines[] = {PARTY_STREET, PARTY_HOUSE, PARTY_LINE};
    struct str rest = cell(r, PARTY_ADDRESS), whole;
    size_t n = party_count_parts(rest);
    struct list_address a = {.city = cell(r, PARTY_TOWN),
                             .region = cell(r, PARTY_STATE),
                             .postcode = cell(r, PARTY_POSTCODE),
                             .country = cell(r, PARTY_ADDRESS_COUNTRY)};
    for (bool more = true; party_next_part(&rest, &more, &whole);)
        if (n > 1)
            list_builder_whole_address(r->b, whole, a.country);
        else
            buf_add(&r->street, whole);
    size_t n_whole = r->street.n;
    party_join(&r->columns, r->t.row, lines, sizeof lines / sizeof *lines, ", ", &r->street);
    a.text = buf_str(&r->street);
    if (a.text.n == n_whole && a.city.n + a.region.n + a.postcode.n == 0)
        list_builder_whole_address(r->b, a.text, a.country);
    else if (a.text.n + a.city.n + a.region.n + a.postcode.n > 0)
        list_builder_address(r->b, a);
}

static void add_numbers(struct reading *r)
{
    for (size_t i = 0; i < PARTY_ID_COLUMNS; i++) {
        enum list_id_kind kind = party_id_columns[i].kind;
        struct str rest = cell(r, party_id_columns[i].column), part;
        for (bool more = true; party_next_number(kind, &rest, &more, &part);) {
            struct list_id id = party_number(kind, part);
            list_builder_id(r->b, id.kind, id.value, id.country);
        }
    }
}

static enum seine_status one_row(struct reading *r, struct seine_error *err)
{
    struct list_builder *b = r->b;
    enum list_kind kind = LIST_KIND_UNKNOWN;
    const char *fault = party_row_fault(&r->columns, r->t.row);
    if (fault)
        return list_builder_fault(b, r->t.row->line, fault, err);
    buf_reset(&r->name);
    buf_reset(&r->aliases);
    buf_reset(&r->street);
    if (cell(r, PARTY_KIND).n > 0 && !list_kind_parse(cell(r, PARTY_KIND), &kind))
        party_note_odd(&r->kinds, cell(r, PARTY_KIND), r->t.row->line);
    list_builder_start(b, cell(r, PARTY_KEY), kind);
    add_names(r);
    add_countries(r);
    add_addresses(r);
    list_split(b, cell(r, PARTY_PROGRAM), list_builder_program);
    add_numbers(r);
    add_births(r);
    b->remarks = cell(r, PARTY_REMARKS);
    list_nationalities(b, b->remarks);
    b->listed_on = list_iso_date(b, cell(r, PARTY_LISTED_ON));
    b->ok = b->ok && buf_status(&r->name) == SEINE_OK && buf_status(&r->aliases) == SEINE_OK &&
            buf_status(&r->street) == SEINE_OK;
    return list_builder_finish(b, r->t.row->line, err);
}

static void tell_odd(struct buf *out, const struct party_odd *odd, const char *one,
                     const char *several)
{
    if (odd->n == 0)
        return;
    buf_add_f(out, "%s%llu %s (",
              out->n > 0 ? ", " : "not understood: ", (unsigned long long)odd->n,
              odd->n == 1 ? one : several);
    buf_add_f(out, "%s line %lld)", odd->n == 1 ? "in" : "the first in", (long long)odd->line);
}

/* What of the file nothing was taken from: columns, and values that are not understood. */
static void tell_unread(struct reading *r)
{
    struct buf out, odd;
    buf_init(&out, LIMIT_TEXT);
    buf_init(&odd, LIMIT_TEXT);
    if (r->unread.n > 0)
        buf_add_f(&out, "columns not read: " STR_FMT, STR_ARG(buf_str(&r->unread)));
    tell_odd(&odd, &r->countries, "country", "countries");
    tell_odd(&odd, &r->births, "birth date", "birth dates");
    tell_odd(&odd, &r->kinds, "type", "types");
    if (odd.n > 0)
        buf_add_f(&out, "%s" STR_FMT, out.n > 0 ? "; " : "", STR_ARG(buf_str(&odd)));
    r->b->ok = r->b->ok && buf_status(&out) == SEINE_OK && buf_status(&odd) == SEINE_OK &&
               buf_status(&r->unread) == SEINE_OK;
    if (r->b->ok)
        r->b->set->lists.v[r->b->list].unread = list_builder_keep(r->b, buf_str(&out));
    buf_release(&out);
    buf_release(&odd);
}

static enum seine_status read_header(struct reading *r, struct input *in, struct seine_error *err)
{
    enum party_file what;
    enum seine_status status = list_table_open(&r->t, in, 0, NULL, 0, err);
    if (status == SEINE_OK)
        status = party_columns_find(&r->columns, r->t.row, PARTY_COLUMNS, &what, &r->unread, err);
    return status == SEINE_OK ? party_columns_check(&r->columns, r->t.row, what, err) : status;
}

enum seine_status read_table(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct reading r = {.b = b};
    struct str name = list_stem(b->source);
    struct buf *const bufs[] = {&r.name, &r.aliases, &r.street, &r.unread};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        buf_init(bufs[i], 2 * LIMIT_CSV_ROW);
    list_builder_list(b, name, name, "table", STR_EMPTY, STR_EMPTY);
    enum seine_status status = read_header(&r, in, err);
    while (status == SEINE_OK && (status = list_table_next(&r.t, b, err)) == SEINE_OK && r.t.row)
        status = one_row(&r, err);
    if (status == SEINE_OK)
        tell_unread(&r);
    list_table_close(&r.t);
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        buf_release(bufs[i]);
    return status;
}
