/* trade/table_plan.c - what adding records needs to know of them beforehand: the keys of their
 * parties, cargos and routes, and the hashes of all their strings, in the order in which adding
 * takes them. It reads nothing of a table but the seeds of its hashes, so the thread that parses
 * records can do it while another one adds those before. */
#include "trade/table_index.h"

#include <string.h>

void trade_plan_init(struct trade_plan *p)
{
    *p = (struct trade_plan){0};
    arena_init(&p->arena, LIMIT_ARENA);
    buf_init(&p->scratch.text, LIMIT_CSV_ROW);
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

static void put_hash(struct planning *p, const struct strtab *t, struct str s)
{
    uint32_t hash = s.n > 0 ? strtab_hash(t, s) : 0;
    p->ok = p->ok && VEC_PUSH(&p->plan->hashes, hash);
}

static void put_hashes(struct planning *p, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_hash(p, &p->table->strings, list[i]);
}

/* The texts one behind the other, each after its length: equal things have equal keys. */
static void put_key(struct planning *p, const struct strtab *keys, const struct str *list, size_t n)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += sizeof(uint32_t) + list[i].n;
    char *key = arena_alloc(&p->plan->arena, total);
    if (key == NULL) {
        p->ok = false;
        return;
    }
    struct str text = {key, total};
    for (size_t i = 0; i < n; i++) {
        uint32_t length = (uint32_t)list[i].n;
        memcpy(key, &length, sizeof length);
        key += sizeof length;
        if (length > 0)
            memcpy(key, list[i].p, length);
        key += length;
    }
    put_hash(p, keys, text);
    p->ok = p->ok && VEC_PUSH(&p->plan->texts, text);
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
    put_key(p, &p->table->index->routes, list, TABLE_ROUTE_TEXTS);
    put_hashes(p, list, TABLE_ROUTE_TEXTS);
}

static void plan_party(struct planning *p, const struct trade_party *party)
{
    struct table_scratch *scratch = &p->plan->scratch;
    struct str ids = party->n_ids > 0 ? table_ids_text(scratch, party) : STR_EMPTY;
    p->ok = p->ok && buf_status(&scratch->text) == SEINE_OK;
    ids = put_text(p, ids);
    struct str list[TABLE_MENTION_TEXTS];
    table_mention_texts(party, ids, list);
    put_key(p, &p->table->index->mentions, list, TABLE_MENTION_TEXTS);
    put_hashes(p, list, TABLE_MENTION_TEXTS);
}

static void plan_goods(struct planning *p, const struct trade_goods *g)
{
    struct str list[TABLE_CARGO_TEXTS];
    table_cargo_texts(g, list);
    put_key(p, &p->table->index->cargos, list, TABLE_CARGO_TEXTS);
    put_hashes(p, list, TABLE_CARGO_TEXTS);
    put_hash(p, &p->table->strings, g->unit);
    put_hash(p, &p->table->strings, g->currency);
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

/* Step 0: the slot, 1: the string that stands there, 2: its bytes. */
static void fetch(const struct strtab *t, uint32_t hash, int step)
{
    if (step == 0) {
        strtab_prefetch(t, hash);
        return;
    }
    uint32_t id = strtab_likely(t, hash);
    if (id == MAP_NONE)
        return;
    if (step == 1)
        __builtin_prefetch(&t->strings[id]);
    else
        __builtin_prefetch(t->strings[id].p);
}

static void fetch_all(const struct strtab *t, const uint32_t *hashes, size_t n, int step)
{
    for (size_t i = 0; i < n; i++)
        if (hashes[i] != 0)
            fetch(t, hashes[i], step);
}

/* A key with the strings that it is made of: they are only needed where it is not there yet, which
 * is known a step later. *at goes behind them. */
static void fetch_key(const struct trade_table *t, const struct strtab *keys, const uint32_t **at,
                      size_t n, int step)
{
    uint32_t key = *(*at)++;
    if (step < 3)
        fetch(keys, key, step);
    if (step > 0 && strtab_likely(keys, key) == MAP_NONE)
        fetch_all(&t->strings, *at, n, step - 1);
    *at += n;
}

static const uint32_t *fetch_one(const struct trade_table *t, const struct trade_consignment *c,
                                 const uint32_t *at, int step)
{
    const struct table_index *x = t->index;
    if (step < 3)
        fetch_all(&t->strings, at, TABLE_HEADER_TEXTS, step);
    at += TABLE_HEADER_TEXTS;
    fetch_key(t, &x->routes, &at, TABLE_ROUTE_TEXTS, step);
    for (size_t i = 0; i < c->n_parties; i++)
        fetch_key(t, &x->mentions, &at, TABLE_MENTION_TEXTS, step);
    for (size_t i = 0; i < c->n_goods; i++) {
        fetch_key(t, &x->cargos, &at, TABLE_CARGO_TEXTS, step);
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
