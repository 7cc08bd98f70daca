/* trade/table_plan.c - what adding records needs to know of them beforehand: the hashes of
 * their parties, cargos and routes and of all their strings, in the order in which adding takes
 * them. It reads nothing of a table but the seeds of its hashes, so the thread that parses
 * records can do it while another one adds those before. */
#include "trade/table_index.h"

#include <string.h>

void trade_plan_init(struct trade_plan *p)
{
    *p = (struct trade_plan){0};
    arena_init(&p->arena, LIMIT_ARENA);
    buf_init(&p->scratch.text, 2 * LIMIT_NDJSON_LINE); /* what a record says, and separators */
}

void trade_plan_release(struct trade_plan *p)
{
    arena_release(&p->arena);
    buf_release(&p->scratch.text);
    VEC_RELEASE(&p->scratch.pieces);
    VEC_RELEASE(&p->hashes);
    VEC_RELEASE(&p->texts);
    *p = (struct trade_plan){0};
}

struct planning {
    const struct trade_table *table;
    struct trade_plan *plan;
    bool ok;
};

static void put_hash(struct planning *p, struct str s)
{
    uint32_t hash = s.n > 0 ? strtab_hash(&p->table->strings, s) : 0;
    p->ok = p->ok && VEC_PUSH(&p->plan->hashes, hash);
}

static void put_hashes(struct planning *p, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_hash(p, list[i]);
}

/* The hash of the thing that these strings make, then theirs. */
static void put_key(struct planning *p, enum table_kind kind, const struct str *list, size_t n)
{
    size_t at = p->plan->hashes.n;
    p->ok = p->ok && VEC_PUSH(&p->plan->hashes, 0);
    put_hashes(p, list, n);
    if (p->ok)
        p->plan->hashes.v[at] = table_key_hash(kind, &p->plan->hashes.v[at + 1], n);
}

/* A text made for the purpose, kept in the plan. */
static struct str put_text(struct planning *p, struct str s)
{
    struct str kept = s.n > 0 ? arena_str(&p->plan->arena, s, &p->ok) : STR_EMPTY;
    p->ok = p->ok && VEC_PUSH(&p->plan->texts, kept);
    return kept;
}

static void plan_route(struct planning *p, const struct trade_consignment *c)
{
    struct str list[TABLE_ROUTE_TEXTS];
    for (size_t i = 0; i < TABLE_ROUTE_TEXTS; i++) {
        struct buf *b = &p->plan->scratch.text;
        buf_reset(b);
        table_route_text(b, c, (enum route_part)i);
        p->ok = p->ok && buf_status(b) == SEINE_OK;
        list[i] = put_text(p, buf_str(b));
    }
    put_key(p, TABLE_ROUTE, list, TABLE_ROUTE_TEXTS);
}

static void plan_party(struct planning *p, const struct trade_party *party)
{
    struct table_scratch *scratch = &p->plan->scratch;
    struct str ids = party->n_ids > 0 ? table_ids_text(scratch, party) : STR_EMPTY;
    p->ok = p->ok && buf_status(&scratch->text) == SEINE_OK;
    ids = put_text(p, ids);
    struct str list[TABLE_MENTION_TEXTS];
    table_mention_texts(party, ids, list);
    put_key(p, TABLE_MENTION, list, TABLE_MENTION_TEXTS);
}

static void plan_goods(struct planning *p, const struct trade_goods *g)
{
    struct str list[TABLE_CARGO_TEXTS];
    table_cargo_texts(g, list);
    put_key(p, TABLE_CARGO, list, TABLE_CARGO_TEXTS);
    put_hash(p, g->unit);
    put_hash(p, g->currency);
}

enum seine_status trade_plan_make(const struct trade_table *t, const struct trade_consignment *c,
                                  size_t n, struct trade_plan *ret)
{
    struct planning p = {t, ret, true};
    arena_reset(&ret->arena);
    VEC_CLEAR(&ret->hashes);
    VEC_CLEAR(&ret->texts);
    buf_reset(&ret->scratch.text);
    for (size_t i = 0; i < n && p.ok; i++) {
        struct str header[TABLE_HEADER_TEXTS];
        table_header_texts(&c[i], header);
        put_hashes(&p, header, TABLE_HEADER_TEXTS);
        plan_route(&p, &c[i]);
        for (size_t k = 0; k < c[i].n_parties; k++)
            plan_party(&p, &c[i].parties[k]);
        for (size_t k = 0; k < c[i].n_goods; k++)
            plan_goods(&p, &c[i].goods[k]);
    }
    return p.ok ? SEINE_OK : SEINE_NOMEM;
}

/* ---- fetching what will be looked up ------------------------------------------------------------
 */

static void fetch_all(const struct strtab *t, const uint32_t *hashes, size_t n, int step)
{
    for (size_t i = 0; i < n; i++)
        if (hashes[i] != 0)
            strtab_prefetch(t, hashes[i], step);
}

struct kind {
    const struct lookup *index;
    const void *rows;
    size_t size, n_texts;
};

/* A thing that is known, most likely: its row, then where its strings stand, then they. */
static void fetch_row(const struct trade_table *t, const struct kind *k, uint32_t id, int step)
{
    const void *row = (const char *)k->rows + id * k->size;
    const uint32_t *ids = row;
    if (step == 1) {
        __builtin_prefetch(row);
        return;
    }
    for (size_t i = 0; i < k->n_texts; i++)
        if (ids[i] != 0)
            __builtin_prefetch(step == 2 ? (const char *)&t->strings.places[ids[i]]
                                         : strtab_at(&t->strings, ids[i]));
}

/* A thing with the strings that it is made of: they are looked up only where it is not there yet,
 * which is known a step later. *at goes behind them. */
static void fetch_key(const struct trade_table *t, const struct kind *k, const uint32_t **at,
                      int step)
{
    uint32_t hash = *(*at)++;
    uint32_t id = step > 0 && k->index->room > 0 ? lookup_likely(k->index, hash) : MAP_NONE;
    if (step == 0)
        lookup_prefetch(k->index, hash);
    else if (id != MAP_NONE)
        fetch_row(t, k, id, step);
    else
        fetch_all(&t->strings, *at, k->n_texts, step - 1);
    *at += k->n_texts;
}

static const uint32_t *fetch_one(const struct trade_table *t, const struct trade_consignment *c,
                                 const uint32_t *at, int step)
{
    const struct table_index *x = t->index;
    const struct kind routes = {&x->routes, t->routes.v, sizeof *t->routes.v, TABLE_ROUTE_TEXTS};
    const struct kind mentions = {&x->mentions, t->mentions.v, sizeof *t->mentions.v,
                                  TABLE_MENTION_TEXTS};
    const struct kind cargos = {&x->cargos, t->cargos.v, sizeof *t->cargos.v, TABLE_CARGO_TEXTS};
    if (step < 3)
        fetch_all(&t->strings, at, TABLE_HEADER_TEXTS, step);
    at += TABLE_HEADER_TEXTS;
    fetch_key(t, &routes, &at, step);
    for (size_t i = 0; i < c->n_parties; i++)
        fetch_key(t, &mentions, &at, step);
    for (size_t i = 0; i < c->n_goods; i++) {
        fetch_key(t, &cargos, &at, step);
        if (step < 3)
            fetch_all(&t->strings, at, 2, step);
        at += 2;
    }
    return at;
}

void table_fetch(const struct trade_table *t, const struct trade_consignment *c, size_t n,
                 const uint32_t *hashes)
{
    for (int step = 0; step < 4; step++) {
        const uint32_t *at = hashes;
        for (size_t i = 0; i < n; i++)
            at = fetch_one(t, &c[i], at, step);
    }
}
