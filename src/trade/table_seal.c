/* trade/table_seal.c - the canonical order.
 *
 *   lines by record, equal ones once ─► one version per id ─► distinct things by content ─►
 *   records by (day, id), their parties and lines in the same order
 *
 * Every order here is total and made from content: never from string ids, which count up in the
 * order of arrival. Content hashes come first; strings are compared where hashes are equal. */
#include "trade/table_index.h"

#include <string.h>

static enum seine_status nomem(struct seine_error *err)
{
    return error_set(err, SEINE_NOMEM, "no memory to put the records in order");
}

static int compare_strings(const struct trade_table *t, const uint32_t *a, const uint32_t *b,
                           size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int order = a[i] == b[i] ? 0 : str_compare(table_str(t, a[i]), table_str(t, b[i]));
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

static int tie_mentions(const void *context, uint32_t a, uint32_t b)
{
    const struct trade_table *t = context;
    const struct table_mention *x = &t->mentions.v[a];
    const struct table_mention *y = &t->mentions.v[b];
    const uint32_t p[] = {x->name,    x->address, x->city,  x->postcode,
                          x->country, x->phone,   x->email, x->ids};
    const uint32_t q[] = {y->name,    y->address, y->city,  y->postcode,
                          y->country, y->phone,   y->email, y->ids};
    return compare_strings(t, p, q, sizeof p / sizeof *p);
}

int table_compare_cargos(const void *table, uint32_t a, uint32_t b)
{
    const struct trade_table *t = table;
    const struct table_cargo *x = &t->cargos.v[a];
    const struct table_cargo *y = &t->cargos.v[b];
    const uint32_t p[] = {x->description, x->hs, x->un_number, x->brand, x->model, x->origin};
    const uint32_t q[] = {y->description, y->hs, y->un_number, y->brand, y->model, y->origin};
    return compare_strings(t, p, q, sizeof p / sizeof *p);
}

static int tie_routes(const void *context, uint32_t a, uint32_t b)
{
    const struct trade_table *t = context;
    const struct table_route *x = &t->routes.v[a];
    const struct table_route *y = &t->routes.v[b];
    const uint32_t p[] = {x->code, x->carriers, x->modes};
    const uint32_t q[] = {y->code, y->carriers, y->modes};
    return compare_strings(t, p, q, sizeof p / sizeof *p);
}

/* The first bytes of a string as a number of the same order. */
static uint64_t prefix(struct str s, size_t from, size_t n)
{
    uint64_t key = 0;
    for (size_t i = 0; i < n; i++) {
        key = key << 8 | (from + i < s.n ? (unsigned char)s.p[from + i] : 0u);
    }
    return key;
}

static int tie_records(const void *context, uint32_t a, uint32_t b)
{
    const struct trade_table *t = context;
    return str_compare(table_str(t, t->records.v[a].id), table_str(t, t->records.v[b].id));
}

#define AHEAD 12 /* rows that are asked for before their turn */

/* Rows of a vector, to be put into the order of keys. */
struct rows {
    void **v;
    size_t *n, *room;
    size_t size;
};

#define ROWS(vec)                                                                                  \
    {                                                                                              \
        (void **)&(vec)->v, &(vec)->n, &(vec)->room, sizeof *(vec)->v                              \
    }

struct gathering {
    const char *from;
    char *to;
    size_t size;
    const struct sort_key *keys;
};

static enum seine_status gather_range(void *context, unsigned worker, size_t from, size_t to,
                                      struct seine_error *err)
{
    const struct gathering *g = context;
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++) {
        if (i + AHEAD < to) {
            const char *soon = g->from + g->keys[i + AHEAD].index * g->size;
            __builtin_prefetch(soon);
            __builtin_prefetch(soon + g->size - 1);
        }
        memcpy(g->to + i * g->size, g->from + g->keys[i].index * g->size, g->size);
    }
    return SEINE_OK;
}

/* The n rows that keys name first stay, in their order. Copied, for in place each would have to
 * wait for the one before. */
static enum seine_status put_in_order(const struct seal *s, const struct rows *rows,
                                      const struct sort_key *keys, size_t n,
                                      struct seine_error *err)
{
    struct gathering g = {*rows->v, mem_resize_array(NULL, n + 1, rows->size), rows->size, keys};
    if (g.to == NULL) {
        return nomem(err);
    }
    enum seine_status status = pool_run(s->pool, n, 4096, gather_range, &g, err);
    mem_free(*rows->v);
    *rows->v = g.to;
    *rows->n = n;
    *rows->room = n + 1;
    return status;
}

/* Counts who is used by the records that are kept. */
static void count_uses(const struct seal *s)
{
    struct trade_table *t = s->t;
    for (size_t i = 0; i < t->records.n; i++) {
        const struct table_record *r = &t->records.v[i];
        if (s->best[r->id] != i) {
            continue;
        }
        t->routes.v[r->route].n_records++;
        for (size_t k = 0; k < r->n_parties; k++) {
            const struct table_party *p = &t->parties.v[r->first_party + k];
            t->mentions.v[p->mention].n_records++;
            t->mentions.v[p->mention].roles |= 1u << p->role;
        }
        for (size_t k = 0; k < r->n_lines; k++) {
            t->cargos.v[t->lines.v[r->first_line + k].cargo].n_lines++;
        }
    }
}

/* One kind of distinct thing: its rows, how to hash and compare them, and where the use count is.
 */
struct kind {
    struct rows rows;
    size_t used_at;
    sort_tie_fn *tie;
};

static uint64_t hash_of(const struct seal *s, const struct kind *k, size_t i)
{
    const struct table_index *x = s->t->index;
    if (k->tie == tie_mentions) {
        return x->mention_hashes.v[i];
    }
    return k->tie == table_compare_cargos ? s->cargo_hashes[i] : x->route_hashes.v[i];
}

/* Keys of the rows in use come first and are sorted; the rest follows and is cut off. map[old] =
 * new; what is cut off has numbers behind all that stay. */
static enum seine_status seal_kind(struct seal *s, const struct kind *k, uint32_t *map,
                                   struct seine_error *err)
{
    size_t total = *k->rows.n;
    struct sort_key *keys = mem_resize_array(NULL, total + 1, sizeof *keys);
    size_t n = 0;
    size_t end = total;
    if (keys == NULL) {
        return nomem(err);
    }
    for (size_t i = 0; i < total; i++) {
        uint32_t used = 0;
        memcpy(&used, (const char *)*k->rows.v + i * k->rows.size + k->used_at, sizeof used);
        keys[used > 0 ? n++ : --end] = (struct sort_key){hash_of(s, k, i), 0, (uint32_t)i};
    }
    enum seine_status status = sort_keys(keys, n, k->tie, s->t, s->pool, err);
    for (size_t i = 0; i < total && status == SEINE_OK; i++) {
        map[keys[i].index] = (uint32_t)i;
    }
    if (status == SEINE_OK) {
        status = put_in_order(s, &k->rows, keys, n, err);
    }
    mem_free(keys);
    return status;
}

struct renumbering {
    const struct seal *s;
    const uint32_t *mentions, *cargos, *routes;
};

static enum seine_status renumber(void *context, unsigned worker, size_t from, size_t to,
                                  struct seine_error *err)
{
    const struct renumbering *by = context;
    struct trade_table *t = by->s->t;
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++) {
        struct table_record *r = &t->records.v[i];
        if (by->s->best[r->id] != i) {
            continue;
        }
        r->route = by->routes[r->route];
        for (size_t k = 0; k < r->n_parties; k++) {
            struct table_party *p = &t->parties.v[r->first_party + k];
            p->mention = by->mentions[p->mention];
        }
        for (size_t k = 0; k < r->n_lines; k++) {
            struct table_line *l = &t->lines.v[r->first_line + k];
            l->cargo = by->cargos[l->cargo];
        }
    }
    return SEINE_OK;
}

/* What each mention that is left was called before. */
static enum seine_status keep_numbers(struct trade_table *t, const uint32_t *map,
                                      struct seine_error *err)
{
    uint32_t *was = mem_resize_array(NULL, t->mentions.n + 1, sizeof *was);
    if (was == NULL) {
        return nomem(err);
    }
    for (size_t i = 0; i < t->index->mention_hashes.n; i++) {
        if (map[i] < t->mentions.n) {
            was[map[i]] = (uint32_t)i;
        }
    }
    t->index->mention_was = was;
    return SEINE_OK;
}

enum seine_status seal_distinct(struct seal *s, struct seine_error *err)
{
    struct trade_table *t = s->t;
    size_t n = t->mentions.n + t->cargos.n + t->routes.n;
    uint32_t *map = mem_resize_array(NULL, n + 1, sizeof *map);
    if (map == NULL) {
        return nomem(err);
    }
    uint32_t *cargos = map + t->mentions.n;
    uint32_t *routes = cargos + t->cargos.n;
    const struct kind mention = {ROWS(&t->mentions), offsetof(struct table_mention, n_records),
                                 tie_mentions};
    const struct kind cargo = {ROWS(&t->cargos), offsetof(struct table_cargo, n_lines),
                               table_compare_cargos};
    const struct kind route = {ROWS(&t->routes), offsetof(struct table_route, n_records),
                               tie_routes};
    struct renumbering by = {s, map, cargos, routes};
    count_uses(s);
    enum seine_status status = seal_kind(s, &mention, map, err);
    if (status == SEINE_OK) {
        status = seal_kind(s, &cargo, cargos, err);
    }
    if (status == SEINE_OK) {
        status = seal_kind(s, &route, routes, err);
    }
    if (status == SEINE_OK) {
        status = pool_run(s->pool, t->records.n, 4096, renumber, &by, err);
    }
    if (status == SEINE_OK) {
        status = keep_numbers(t, map, err);
    }
    mem_free(map);
    return status;
}

/* Copies parties, then lines, in the order of the records, dropping those of other versions. */
static enum seine_status gather_parties(struct trade_table *t, struct seine_error *err)
{
    VEC(struct table_party) parties = {0};
    size_t n = 0;
    for (size_t i = 0; i < t->records.n; i++) {
        n += t->records.v[i].n_parties;
    }
    if (!VEC_RESERVE(&parties, n)) {
        return nomem(err);
    }
    for (size_t i = 0; i < t->records.n; i++) {
        struct table_record *r = &t->records.v[i];
        if (i + AHEAD < t->records.n && r[AHEAD].n_parties > 0) {
            __builtin_prefetch(t->parties.v + r[AHEAD].first_party);
        }
        if (r->n_parties > 0) {
            memcpy(parties.v + parties.n, t->parties.v + r->first_party,
                   r->n_parties * sizeof *parties.v);
        }
        r->first_party = (uint32_t)parties.n;
        parties.n += r->n_parties;
    }
    VEC_RELEASE(&t->parties);
    memcpy(&t->parties, &parties, sizeof parties);
    return SEINE_OK;
}

static enum seine_status gather_lines(struct trade_table *t, struct seine_error *err)
{
    VEC(struct table_line) lines = {0};
    size_t n = 0;
    for (size_t i = 0; i < t->records.n; i++) {
        n += t->records.v[i].n_lines;
    }
    if (!VEC_RESERVE(&lines, n)) {
        return nomem(err);
    }
    for (size_t i = 0; i < t->records.n; i++) {
        struct table_record *r = &t->records.v[i];
        if (i + AHEAD < t->records.n && r[AHEAD].n_lines > 0) {
            __builtin_prefetch(t->lines.v + r[AHEAD].first_line);
        }
        if (r->n_lines > 0) {
            memcpy(lines.v + lines.n, t->lines.v + r->first_line, r->n_lines * sizeof *lines.v);
        }
        r->first_line = (uint32_t)lines.n;
        lines.n += r->n_lines;
    }
    VEC_RELEASE(&t->lines);
    memcpy(&t->lines, &lines, sizeof lines);
    return SEINE_OK;
}

enum seine_status seal_records(struct seal *s, struct seine_error *err)
{
    struct trade_table *t = s->t;
    size_t total = t->records.n;
    struct sort_key *keys = mem_resize_array(NULL, total + 1, sizeof *keys);
    size_t n = 0;
    size_t end = total;
    if (keys == NULL) {
        return nomem(err);
    }
    for (size_t i = 0; i < total; i++) {
        const struct table_record *r = &t->records.v[i];
        struct str id = table_str(t, r->id);
        uint64_t day = (uint32_t)r->day ^ 0x80000000u;
        keys[s->best[r->id] == i ? n++ : --end] =
            (struct sort_key){day << 32 | prefix(id, 0, 4), prefix(id, 4, 8), (uint32_t)i};
    }
    enum seine_status status = sort_keys(keys, n, tie_records, t, s->pool, err);
    const struct rows rows = ROWS(&t->records);
    if (status == SEINE_OK) {
        status = put_in_order(s, &rows, keys, n, err);
    }
    mem_free(keys);
    if (status == SEINE_OK) {
        status = gather_parties(t, err);
    }
    return status == SEINE_OK ? gather_lines(t, err) : status;
}
