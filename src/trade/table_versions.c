/* trade/table_versions.c - which rows are repeats, and which version of a document counts.
 *
 * How versions are decided:
 *   1. Rows of one id whose header is equal are one version, wherever they stood.
 *   2. Within a version equal rows count once. Of rows with the same line number but other content
 *      the one with the greater content hash stays; each of the others is a further version.
 *   3. Rows that say nothing of their document but its id, as a report prints the further goods of
 *      one, are no version: their lines belong to the version that counts.
 *   4. Of the versions of an id the one counts that was issued last; then the one with the later
 *      outcome, then the further outcome, then the greater content hash (then the greater strings).
 *   5. A manifest is no version: its record is kept where there is nothing else. Neither is a
 *      message that withdraws the document (table_join.c).
 * All of it is symmetric in the rows, so the order of arrival cannot matter. */
#include "trade/table_index.h"

#include <string.h>

static enum seine_status nomem(struct seine_error *err)
{
    return error_set(err, SEINE_NOMEM, "no memory to find the versions of the records");
}

static int compare_i64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_u64(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static uint64_t line_hash(const struct seal *s, const struct table_line *l)
{
    const struct trade_table *t = s->t;
    uint64_t hash = hash_mix(5, s->cargo_hashes[l->cargo]);
    hash = hash_mix(hash, (uint64_t)l->quantity_milli);
    hash = hash_mix(hash, (uint64_t)l->net_g);
    hash = hash_mix(hash, (uint64_t)l->gross_g);
    hash = hash_mix(hash, (uint64_t)l->value_cents);
    hash = hash_mix(hash, table_text_hash(table_str(t, l->unit)));
    return hash_mix(hash, table_text_hash(table_str(t, l->currency)));
}

/* By number, then content; 0 only for equal content. */
static int compare_lines(const void *a, const void *b, const void *context)
{
    const struct seal *s = context;
    const struct trade_table *t = s->t;
    const struct table_line *x = a;
    const struct table_line *y = b;
    if (x->line != y->line) {
        return compare_i64(x->line, y->line);
    }
    int order = compare_u64(line_hash(s, x), line_hash(s, y));
    order = order ? order : compare_i64(x->quantity_milli, y->quantity_milli);
    order = order ? order : compare_i64(x->net_g, y->net_g);
    order = order ? order : compare_i64(x->gross_g, y->gross_g);
    order = order ? order : compare_i64(x->value_cents, y->value_cents);
    if (order != 0 || (x->cargo == y->cargo && x->unit == y->unit && x->currency == y->currency)) {
        return order;
    }
    const struct table_cargo *c = &t->cargos.v[x->cargo];
    const struct table_cargo *d = &t->cargos.v[y->cargo];
    const uint32_t p[] = {x->unit,      x->currency, c->description, c->hs,
                          c->un_number, c->brand,    c->model,       c->origin};
    const uint32_t q[] = {y->unit,      y->currency, d->description, d->hs,
                          d->un_number, d->brand,    d->model,       d->origin};
    for (size_t i = 0; i < sizeof p / sizeof *p && order == 0; i++) {
        order = str_compare(table_str(t, p[i]), table_str(t, q[i]));
    }
    return order;
}

enum { FEW = 16 }; /* lines that are sorted without asking for memory */

static bool sort_lines(const struct seal *s, struct table_line *l, size_t n)
{
    struct table_line few[FEW];
    struct table_line *room = n <= FEW ? few : mem_resize_array(NULL, n, sizeof *room);
    if (room == NULL) {
        return false;
    }
    sort_rows(l, room, n, sizeof *l, compare_lines, s);
    if (room != few) {
        mem_free(room);
    }
    return true;
}

/* Sorts one record's lines and keeps each content, and each line number, once. */
static bool settle_lines(struct seal *s, size_t record)
{
    struct table_record *r = &s->t->records.v[record];
    if (r->n_lines == 0) {
        s->line_counts[record] = 0;
        s->line_conflicts[record] = 0;
        return true;
    }
    struct table_line *l = s->t->lines.v + r->first_line;
    uint32_t n = 0;
    uint32_t distinct = 0;
    if (r->n_lines > 1 && !sort_lines(s, l, r->n_lines)) {
        return false;
    }
    for (uint32_t i = 0; i < r->n_lines; i++) {
        if (n > 0 && compare_lines(&l[n - 1], &l[i], s) == 0) {
            continue;
        }
        distinct++;
        bool replaces = n > 0 && l[i].line != 0 && l[n - 1].line == l[i].line;
        l[n - (replaces ? 1 : 0)] = l[i];
        n += replaces ? 0 : 1;
    }
    r->n_lines = n;
    s->line_counts[record] = distinct;
    s->line_conflicts[record] = distinct - n;
    return true;
}

static enum seine_status settle_range(void *context, unsigned worker, size_t from, size_t to,
                                      struct seine_error *err)
{
    (void)worker;
    for (size_t i = from; i < to; i++) {
        if (!settle_lines(context, i)) {
            return nomem(err);
        }
    }
    return SEINE_OK;
}

/* Brings the lines of each record together (a counting sort by owner). */
static enum seine_status group_lines(struct trade_table *t, struct seine_error *err)
{
    const uint32_t *owners = t->index->owners.v;
    VEC(struct table_line) lines = {0};
    if (!VEC_RESERVE(&lines, t->lines.n)) {
        return nomem(err);
    }
    for (size_t i = 0; i < t->lines.n; i++) {
        t->records.v[owners[i]].n_lines++;
    }
    uint32_t at = 0;
    for (size_t i = 0; i < t->records.n; i++) {
        t->records.v[i].first_line = at;
        at += t->records.v[i].n_lines;
        t->records.v[i].n_lines = 0;
    }
    for (size_t i = 0; i < t->lines.n; i++) {
        struct table_record *r = &t->records.v[owners[i]];
        lines.v[r->first_line + r->n_lines++] = t->lines.v[i];
    }
    lines.n = t->lines.n;
    VEC_RELEASE(&t->lines);
    memcpy(&t->lines, &lines, sizeof lines);
    VEC_RELEASE(&t->index->owners);
    return SEINE_OK;
}

enum seine_status seal_lines(struct seal *s, struct seine_error *err)
{
    struct trade_table *t = s->t;
    size_t n = t->records.n;
    enum seine_status status = group_lines(t, err);
    if (status != SEINE_OK) {
        return status;
    }
    s->cargo_hashes = mem_resize_array(NULL, t->cargos.n + 1, sizeof *s->cargo_hashes);
    s->line_counts = mem_calloc(n + 1, sizeof *s->line_counts);
    s->line_conflicts = mem_calloc(n + 1, sizeof *s->line_conflicts);
    if (s->cargo_hashes == NULL || s->line_counts == NULL || s->line_conflicts == NULL) {
        return nomem(err);
    }
    for (size_t i = 0; i < t->cargos.n; i++) {
        s->cargo_hashes[i] = table_cargo_hash(t, &t->cargos.v[i]);
    }
    return s->pool ? pool_run(s->pool, n, 4096, settle_range, s, err)
                   : settle_range(s, 0, 0, n, err);
}

static int compare_header_strings(const struct trade_table *t, const struct table_record *a,
                                  const struct table_record *b)
{
    const struct table_route *x = &t->routes.v[a->route];
    const struct table_route *y = &t->routes.v[b->route];
    const uint32_t p[] = {a->number,           a->master, a->carrier,  a->remarks, a->vehicle,
                          a->freight_currency, x->code,   x->carriers, x->modes};
    const uint32_t q[] = {b->number,           b->master, b->carrier,  b->remarks, b->vehicle,
                          b->freight_currency, y->code,   y->carriers, y->modes};
    int order = 0;
    for (size_t i = 0; i < sizeof p / sizeof *p && order == 0; i++) {
        order = str_compare(table_str(t, p[i]), table_str(t, q[i]));
    }
    return order;
}

static int compare_header_numbers(const struct table_record *a, const struct table_record *b)
{
    const int64_t p[] = {a->document,   a->mode,          a->pieces,       a->gross_g,
                         a->volume_cm3, a->freight_cents, a->departed_day, a->arrived_day,
                         a->n_parties,  a->departed_on};
    const int64_t q[] = {b->document,   b->mode,          b->pieces,       b->gross_g,
                         b->volume_cm3, b->freight_cents, b->departed_day, b->arrived_day,
                         b->n_parties,  b->departed_on};
    int order = 0;
    for (size_t i = 0; i < sizeof p / sizeof *p && order == 0; i++) {
        order = compare_i64(p[i], q[i]);
    }
    return order;
}

static int compare_header_parties(const struct trade_table *t, const struct table_record *a,
                                  const struct table_record *b)
{
    int order = 0;
    for (size_t i = 0; i < a->n_parties && i < b->n_parties && order == 0; i++) {
        const struct table_party *p = &t->parties.v[a->first_party + i];
        const struct table_party *q = &t->parties.v[b->first_party + i];
        const struct table_mention *m = &t->mentions.v[p->mention];
        const struct table_mention *k = &t->mentions.v[q->mention];
        const uint32_t x[] = {m->name,    m->address, m->city,  m->postcode,
                              m->country, m->phone,   m->email, m->ids};
        const uint32_t y[] = {k->name,    k->address, k->city,  k->postcode,
                              k->country, k->phone,   k->email, k->ids};
        order = compare_u64(p->role, q->role);
        for (size_t f = 0; f < sizeof x / sizeof *x && order == 0; f++) {
            order = str_compare(table_str(t, x[f]), table_str(t, y[f]));
        }
    }
    return order;
}

/* Whether a record says nothing of its document: type and mode are often constants of a mapping. */
static bool is_bare(const struct trade_table *t, const struct table_record *r)
{
    const struct table_route *route = &t->routes.v[r->route];
    const uint32_t texts[] = {r->number == r->id ? 0 : r->number,
                              r->master,
                              r->carrier,
                              r->remarks,
                              r->vehicle,
                              r->freight_currency,
                              r->outcome,
                              r->n_parties,
                              r->changes,
                              route->code,
                              route->carriers,
                              route->modes};
    const int32_t days[] = {r->issued_day, r->departed_day, r->arrived_day, r->outcome_day};
    const int64_t numbers[] = {r->pieces, r->gross_g, r->volume_cm3, r->freight_cents};
    bool says = false;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        says |= texts[i] != 0;
    }
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        says |= days[i] != DATE_NONE || numbers[i] != TRADE_NONE;
    }
    return !says;
}

/* Whether the lines of record i belong to the version that counts. */
static bool is_part(const struct seal *s, uint32_t i)
{
    const struct trade_table *t = s->t;
    const struct table_record *r = &t->records.v[i];
    const struct table_record *best = &t->records.v[s->best[r->id]];
    return best != r && is_bare(t, r) && (r->document == 0 || r->document == best->document) &&
           (r->mode == 0 || r->mode == best->mode);
}

int table_compare_issues(const struct trade_table *t, uint32_t a, uint32_t b)
{
    const struct table_header *h = t->index->headers.v;
    int order = compare_i64(t->records.v[a].issued_day, t->records.v[b].issued_day);
    return order ? order : compare_i64(h[a].issued_second, h[b].issued_second);
}

int table_compare_versions(const struct trade_table *t, uint32_t a, uint32_t b)
{
    const struct table_record *x = &t->records.v[a];
    const struct table_record *y = &t->records.v[b];
    const struct table_header *h = &t->index->headers.v[a];
    const struct table_header *k = &t->index->headers.v[b];
    int order = (int)is_bare(t, y) - (int)is_bare(t, x);
    order = order ? order : compare_i64(!table_is_manifest(x), !table_is_manifest(y));
    order = order ? order : (int)table_withdraws(y) - (int)table_withdraws(x);
    order = order ? order : table_compare_issues(t, a, b);
    order = order ? order : compare_i64(x->outcome_day, y->outcome_day);
    order = order ? order : compare_i64(x->outcome, y->outcome);
    order = order ? order : compare_u64(table_header_hash(h), table_header_hash(k));
    order = order ? order : compare_header_numbers(x, y);
    order = order ? order : compare_header_strings(t, x, y);
    return order ? order : compare_header_parties(t, x, y);
}

enum seine_status seal_best(struct seal *s, struct seine_error *err)
{
    struct trade_table *t = s->t;
    size_t n = t->strings.n;
    s->best = mem_resize_array(NULL, n + 1, sizeof *s->best);
    if (s->best == NULL) {
        return nomem(err);
    }
    for (size_t i = 0; i < n; i++) {
        s->best[i] = MAP_NONE;
    }
    for (uint32_t i = 0; i < t->records.n; i++) {
        uint32_t *best = &s->best[t->records.v[i].id];
        if (*best == MAP_NONE || table_compare_versions(t, i, *best) > 0) {
            *best = i;
        }
    }
    uint32_t *owners = t->index->owners.v;
    for (size_t i = 0; i < t->index->owners.n; i++) {
        if (is_part(s, owners[i])) {
            owners[i] = s->best[t->records.v[owners[i]].id];
        }
    }
    return SEINE_OK;
}

static void count_versions(struct seal *s)
{
    struct trade_table *t = s->t;
    uint64_t distinct = 0;
    for (size_t i = 0; i < t->records.n; i++) {
        uint32_t id = t->records.v[i].id;
        if (is_part(s, (uint32_t)i)) {
            continue;
        }
        distinct += s->line_counts[i] ? s->line_counts[i] : 1;
        if (!table_is_manifest(&t->records.v[i]) && !table_withdraws(&t->records.v[i])) {
            t->n_versions += s->line_conflicts[i] + (s->versions[id] > 0);
            s->versions[id] += s->line_conflicts[i] + 1;
        }
    }
    t->n_repeats = t->index->n_rows - distinct;
}

enum seine_status seal_versions(struct seal *s, struct seine_error *err)
{
    struct trade_table *t = s->t;
    s->versions = mem_calloc(t->strings.n + 1, sizeof *s->versions);
    if (s->versions == NULL) {
        return nomem(err);
    }
    count_versions(s);
    for (size_t i = 0; i < t->records.n; i++) {
        struct table_record *r = &t->records.v[i];
        if (s->best[r->id] == i) {
            uint32_t v = s->versions[r->id] ? s->versions[r->id] : 1; /* none of content */
            r->n_versions = (uint8_t)(v > UINT8_MAX ? UINT8_MAX : v);
        }
    }
    return SEINE_OK;
}
