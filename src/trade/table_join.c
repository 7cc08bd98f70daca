/* trade/table_join.c - several messages about one consignment become one record.
 *
 *   1. What the version that counts does not say is taken from the other versions of its id, the
 *      better ones first.
 *      A message that withdraws the document marks it. What was issued later, or on the same day
 *      while an earlier one is there to have been withdrawn, was issued again.
 *   2. Then from the manifests that name it (table_manifest.c).
 *   3. A house that does not say who carries it, by which route or when is told so by its master's
 *      record: a house list holds only the two ends.
 *
 * Nothing that is said is ever replaced; what was filled in counts for neither version. Both are
 * symmetric in the rows, so the order of arrival cannot matter. */
#include "trade/table_index.h"

#include <string.h>

static enum seine_status nomem(struct seine_error *err)
{
    return error_set(err, SEINE_NOMEM, "no memory to join the messages of a consignment");
}

static bool has_route(const struct trade_table *t, const struct table_record *r)
{
    return t->routes.v[r->route].code != 0;
}

void table_set_day(struct table_record *r)
{
    r->day = r->departed_day;
    table_fill_day(&r->day, r->issued_day);
    table_fill_day(&r->day, r->arrived_day);
}

void table_fill_outcome(struct table_record *r, const struct table_record *from)
{
    if (r->outcome == 0) {
        r->outcome = from->outcome;
        r->outcome_day = from->outcome_day;
    }
}

void table_fill_parties(struct table_record *r, const struct table_record *from)
{
    if (r->n_parties == 0) {
        r->first_party = from->first_party;
        r->n_parties = from->n_parties;
    }
}

static void fill_lists(struct table_record *r, const struct table_record *from)
{
    table_fill_parties(r, from);
    if (r->n_lines == 0) {
        r->first_line = from->first_line;
        r->n_lines = from->n_lines;
    }
}

static void fill_version(const struct trade_table *t, struct table_record *r,
                         const struct table_record *from)
{
    table_fill_id(&r->number, from->number);
    table_fill_id(&r->master, from->master);
    table_fill_id(&r->carrier, from->carrier);
    table_fill_id(&r->remarks, from->remarks);
    table_fill_id(&r->vehicle, from->vehicle);
    table_fill_number(&r->pieces, from->pieces);
    table_fill_number(&r->gross_g, from->gross_g);
    table_fill_number(&r->volume_cm3, from->volume_cm3);
    if (r->freight_cents == TRADE_NONE) {
        r->freight_cents = from->freight_cents;
        r->freight_currency = from->freight_currency;
    }
    if (!table_withdraws(from))
        table_fill_day(&r->issued_day, from->issued_day);
    table_fill_day(&r->departed_day, from->departed_day);
    table_fill_day(&r->arrived_day, from->arrived_day);
    r->document = r->document != 0 ? r->document : from->document;
    r->mode = r->mode != 0 ? r->mode : from->mode;
    table_fill_outcome(r, from);
    if (!has_route(t, r))
        r->route = from->route;
    fill_lists(r, from);
    table_set_day(r);
}

/* What another version says otherwise, before anything is taken from it. A name in other letters
 * or with another address is not another consignee. */
static void note_changes(const struct trade_table *t, struct table_record *r,
                         const struct table_record *other)
{
    uint32_t a = table_mention_of(t, r, TRADE_CONSIGNEE),
             b = table_mention_of(t, other, TRADE_CONSIGNEE);
    if (a != MAP_NONE && b != MAP_NONE &&
        !str_is_ci(table_str(t, t->mentions.v[a].name), table_str(t, t->mentions.v[b].name)))
        r->changes |= TABLE_CHANGED_CONSIGNEE;
}

/* > 0 if version a was issued after b, < 0 before, 0 if that is not said. */
static int compare_issue(const struct trade_table *t, uint32_t a, uint32_t b)
{
    int32_t x = t->records.v[a].issued_day, y = t->records.v[b].issued_day;
    int32_t p = t->index->headers.v[a].issued_second, q = t->index->headers.v[b].issued_second;
    if (x == DATE_NONE || y == DATE_NONE)
        return 0;
    if (x != y)
        return x > y ? 1 : -1;
    return p < 0 || q < 0 ? 0 : (p > q) - (p < q);
}

/* best: the version that counts; oldest: the first that was issued. */
static void note_withdrawal(struct trade_table *t, uint32_t best, uint32_t oldest,
                            uint32_t withdrawal)
{
    const struct table_record *w = &t->records.v[withdrawal];
    struct table_record *r = &t->records.v[best];
    bool knows_both = t->index->headers.v[best].issued_second >= 0 &&
                      t->index->headers.v[withdrawal].issued_second >= 0;
    bool is_same_day = w->issued_day != DATE_NONE && w->issued_day == r->issued_day;
    bool is_again = compare_issue(t, best, withdrawal) > 0 ||
                    (is_same_day && !knows_both && compare_issue(t, withdrawal, oldest) > 0);
    r->changes |= is_again ? TABLE_REISSUED : TABLE_WITHDRAWN;
}

/* The other versions of a document, the better ones first, withdrawals last. */
static void join_document(struct trade_table *t, uint32_t best, const uint32_t *others, size_t n)
{
    struct table_record *r = &t->records.v[best];
    bool has_content = !table_withdraws(r); /* before it is marked */
    uint32_t oldest = best;
    for (size_t i = 0; i < n; i++) {
        const struct table_record *from = &t->records.v[others[i]];
        if (table_withdraws(from) && has_content)
            note_withdrawal(t, best, oldest, others[i]);
        else if (!table_withdraws(from) && from->issued_day != DATE_NONE)
            oldest = others[i];
        note_changes(t, r, from);
        fill_version(t, r, from);
    }
}

/* By the record that counts, then the better version first. */
static int order_versions(const void *a, const void *b, const void *context)
{
    const struct seal *s = context;
    const uint32_t x = *(const uint32_t *)a;
    const uint32_t y = *(const uint32_t *)b;
    uint32_t p = s->best[s->t->records.v[x].id];
    uint32_t q = s->best[s->t->records.v[y].id];
    return p != q ? (p > q) - (p < q) : table_compare_versions(s->t, y, x);
}

static bool is_other_version(const struct seal *s, size_t i)
{
    const struct table_record *r = &s->t->records.v[i];
    return s->best[r->id] != i && !table_is_manifest(r);
}

static enum seine_status join_versions(struct seal *s, struct seine_error *err)
{
    struct trade_table *t = s->t;
    size_t n = 0;
    for (size_t i = 0; i < t->records.n; i++)
        n += is_other_version(s, i);
    if (n == 0)
        return SEINE_OK;
    uint32_t *others = mem_resize_array(NULL, 2 * n, sizeof *others);
    if (others == NULL)
        return nomem(err);
    n = 0;
    for (size_t i = 0; i < t->records.n; i++)
        if (is_other_version(s, i))
            others[n++] = (uint32_t)i;
    sort_rows(others, others + n, n, sizeof *others, order_versions, s);
    for (size_t from = 0, to; from < n; from = to) {
        uint32_t best = s->best[t->records.v[others[from]].id];
        for (to = from; to < n && s->best[t->records.v[others[to]].id] == best;)
            to++;
        join_document(t, best, others + from, to - from);
    }
    mem_free(others);
    return SEINE_OK;
}

static bool needs_master(const struct trade_table *t, const struct table_record *r)
{
    return table_is_house(r) &&
           (r->carrier == 0 || t->routes.v[r->route].carriers == 0 || r->day == DATE_NONE);
}

/* The ends of "PEK-DXB-ASM" are those of "PEK-ASM". */
static bool same_ends(struct str a, struct str b)
{
    size_t i = str_find_byte(a, '-', 0);
    size_t k = str_find_byte(b, '-', 0);
    if (i == SIZE_MAX || k == SIZE_MAX || !str_is(str_slice(a, 0, i), str_slice(b, 0, k)))
        return false;
    for (i = a.n; i > 0 && a.p[i - 1] != '-';)
        i--;
    for (k = b.n; k > 0 && b.p[k - 1] != '-';)
        k--;
    return str_is(str_slice(a, i, a.n), str_slice(b, k, b.n));
}

void table_fill_way(const struct trade_table *t, struct table_record *r,
                    const struct table_record *from)
{
    const struct table_route *own = &t->routes.v[r->route];
    const struct table_route *route = &t->routes.v[from->route];
    bool fits = own->code == 0 || same_ends(table_str(t, own->code), table_str(t, route->code));
    table_fill_id(&r->carrier, from->carrier);
    if (own->carriers == 0 && route->code != 0 && fits) {
        r->route = from->route;
        table_fill_id(&r->vehicle, from->vehicle);
        table_fill_day(&r->departed_day, from->departed_day);
        table_fill_day(&r->arrived_day, from->arrived_day);
    }
    r->mode = r->mode != 0 ? r->mode : from->mode;
}

static void fill_house(const struct trade_table *t, struct table_record *r,
                       const struct table_record *master)
{
    table_fill_way(t, r, master);
    table_set_day(r);
    table_fill_day(&r->day, master->day);
}

bool table_is_better(const struct trade_table *t, uint32_t a, uint32_t b)
{
    int order = table_compare_versions(t, a, b);
    return order != 0 ? order > 0
                      : str_compare(table_str(t, t->records.v[a].id),
                                    table_str(t, t->records.v[b].id)) < 0;
}

void table_index_numbers(const struct seal *s, bool (*is_meant)(const struct table_record *),
                         uint32_t *ret)
{
    const struct trade_table *t = s->t;
    memset(ret, 0xff, (t->strings.n + 1) * sizeof *ret); /* MAP_NONE */
    for (uint32_t i = 0; i < t->records.n; i++) {
        const struct table_record *r = &t->records.v[i];
        uint32_t *at = &ret[r->number];
        if (s->best[r->id] == i && r->number != 0 && is_meant(r) &&
            (*at == MAP_NONE || table_is_better(t, i, *at)))
            *at = i;
    }
}

static bool is_master(const struct table_record *r)
{
    return !table_is_house(r);
}

static enum seine_status join_houses(struct seal *s, struct seine_error *err)
{
    struct trade_table *t = s->t;
    bool any = false;
    for (size_t i = 0; i < t->records.n && !any; i++)
        any = s->best[t->records.v[i].id] == i && needs_master(t, &t->records.v[i]);
    if (!any)
        return SEINE_OK;
    uint32_t *masters = mem_resize_array(NULL, t->strings.n + 1, sizeof *masters);
    if (masters == NULL)
        return nomem(err);
    table_index_numbers(s, is_master, masters);
    for (size_t i = 0; i < t->records.n; i++) {
        struct table_record *r = &t->records.v[i];
        if (s->best[r->id] == i && needs_master(t, r) && masters[r->master] != MAP_NONE)
            fill_house(t, r, &t->records.v[masters[r->master]]);
    }
    mem_free(masters);
    return SEINE_OK;
}

enum seine_status seal_joins(struct seal *s, struct seine_error *err)
{
    struct trade_table *t = s->t;
    enum seine_status status = join_versions(s, err);
    if (status == SEINE_OK)
        status = seal_manifests(s, err);
    if (status == SEINE_OK)
        status = join_houses(s, err);
    for (size_t i = 0; i < t->records.n && status == SEINE_OK; i++)
        t->n_withdrawn += s->best[t->records.v[i].id] == i && table_was_withdrawn(&t->records.v[i]);
    return status;
}
