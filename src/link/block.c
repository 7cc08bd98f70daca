/* link/block.c - which pairs are compared at all: profiles that share a phone, e-mail, domain, id,
 * address, whole name, or one of their two rarest words by sound. A block that is too large to
 * compare whole is split by country and then by name; the parts are compared with their neighbours
 * in name order, and that it happened is counted: nothing is dropped in silence. */
#include "link/mention.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_MAX  80 /* mentions compared all with all */
#define NEIGHBOURS 12 /* in an oversize block */
#define NAME_KEYS  2

struct entry { /* a mention under a blocking key */
    uint64_t key;
    uint32_t country, name, mention;
};

static int entry_order(const void *l, const void *r)
{
    const struct entry *a = l, *b = r;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->country != b->country)
        return a->country < b->country ? -1 : 1;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    return a->mention < b->mention ? -1 : a->mention > b->mention;
}

typedef VEC(struct entry) entry_vec;
typedef VEC(uint64_t) pair_vec;

static bool put(entry_vec *v, const struct link_mention *m, uint32_t mention, uint64_t key)
{
    if (key == 0)
        return true;
    struct entry e = {key, m->country, m->name, mention};
    return VEC_PUSH(v, e);
}

/* The sounds of the rarest distinctive words, within a country: two names of one actor nearly
 * always share one, and an actor that moves abroad is met through its contacts. */
static bool put_name_keys(entry_vec *v, const struct link_mention *m, uint32_t mention)
{
    uint32_t done = MAP_NONE;
    for (int round = 0; round < NAME_KEYS; round++) {
        uint32_t best = MAP_NONE;
        for (uint32_t i = 0; i < m->n_tokens; i++) {
            const struct link_token *t = &m->tokens[i];
            if (i != done && t->tag != TEXT_FORM && t->tag != TEXT_NUMBER &&
                (best == MAP_NONE || t->rarity > m->tokens[best].rarity))
                best = i;
        }
        if (best != MAP_NONE &&
            !put(v, m, mention, m->tokens[best].sound | (uint64_t)m->country << 32))
            return false;
        done = best;
    }
    return true;
}

static bool collect(const struct link_context *x, entry_vec *v)
{
    bool ok = true;
    for (uint32_t i = 0; i < x->n && ok; i++) {
        const struct link_mention *m = &x->mentions[i];
        ok = put(v, m, i, m->domain) && put(v, m, i, m->name) && put_name_keys(v, m, i);
        for (int c = 0; c < N_CONTACTS; c++)
            for (int k = 0; k < LINK_MAX_VALUES && ok; k++)
                ok = put(v, m, i, m->contacts[c][k]);
        for (uint8_t k = 0; k < m->n_ids && ok; k++)
            ok = put(v, m, i, m->ids[k]);
    }
    return ok;
}

static bool put_pair(pair_vec *pairs, uint32_t a, uint32_t b)
{
    uint64_t pair = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
    return a == b || VEC_PUSH(pairs, pair);
}

/* All with all, or with neighbours, within [from, to). */
static bool pair_up(pair_vec *pairs, const struct entry *v, size_t from, size_t to)
{
    size_t reach = to - from <= BLOCK_MAX ? to - from : NEIGHBOURS;
    for (size_t i = from; i < to; i++)
        for (size_t k = i + 1; k < to && k <= i + reach; k++)
            if (!put_pair(pairs, v[i].mention, v[k].mention))
                return false;
    return true;
}

/* One key's entries; too many are cut by country, and the first of each part stay neighbours. */
static bool block(struct link_context *x, pair_vec *pairs, const struct entry *v, size_t from,
                  size_t to)
{
    x->stat.n_blocks++;
    if (to - from <= BLOCK_MAX)
        return pair_up(pairs, v, from, to);
    x->stat.n_oversize_blocks++;
    for (size_t start = from; start < to;) {
        size_t end = start;
        while (end < to && v[end].country == v[start].country)
            end++;
        if (!pair_up(pairs, v, start, end) ||
            (end < to && !put_pair(pairs, v[start].mention, v[end].mention)))
            return false;
        start = end;
    }
    return true;
}

/* How many different names stand in [from, to), which is of one key. Within a country they are in
 * order; only names of several countries need a table. */
static bool names_in(const struct entry *v, size_t from, size_t to, uint32_t *ret)
{
    struct map seen;
    bool ok = true;
    *ret = 1;
    if (v[from].country == v[to - 1].country) {
        for (size_t i = from + 1; i < to; i++)
            *ret += v[i].name != v[i - 1].name;
        return true;
    }
    map_init(&seen);
    for (size_t i = from; i < to && ok; i++)
        ok = map_set(&seen, v[i].name, 1) == SEINE_OK;
    *ret = (uint32_t)seen.n;
    map_release(&seen);
    return ok;
}

/* Under how many different names each key is held: entries of a key by name. */
static bool count_names(struct link_context *x, const entry_vec *v)
{
    bool ok = true;
    x->names_of = mem_calloc(x->keys.n + 1, sizeof *x->names_of);
    ok = x->names_of != NULL;
    for (size_t i = 0; i < v->n && ok;) {
        size_t end = i;
        uint32_t n = 0;
        while (end < v->n && v->v[end].key == v->v[i].key)
            end++;
        ok = names_in(v->v, i, end, &n);
        if (ok && v->v[i].key <= x->keys.n) /* not a word within a country */
            x->names_of[v->v[i].key] = n;
        i = end;
    }
    return ok;
}

static int u64_order(const void *l, const void *r)
{
    uint64_t a = *(const uint64_t *)l, b = *(const uint64_t *)r;
    return a < b ? -1 : a > b;
}

static bool keep_pairs(struct link_context *x, pair_vec *pairs)
{
    if (pairs->n > 1)
        qsort(pairs->v, pairs->n, sizeof *pairs->v, u64_order);
    for (size_t i = 0; i < pairs->n; i++) {
        if (i > 0 && pairs->v[i] == pairs->v[i - 1])
            continue;
        struct link_pair p = {.a = (uint32_t)(pairs->v[i] >> 32), .b = (uint32_t)pairs->v[i]};
        if (!VEC_PUSH(&x->scored, p))
            return false;
    }
    x->stat.n_pairs_scored = x->scored.n;
    return true;
}

enum seine_status link_block(struct link_context *x, struct seine_error *err)
{
    entry_vec entries = {0};
    pair_vec pairs = {0};
    bool ok = collect(x, &entries);
    if (ok && entries.n > 1)
        qsort(entries.v, entries.n, sizeof *entries.v, entry_order);
    ok = ok && count_names(x, &entries);
    for (size_t i = 0; i < entries.n && ok;) {
        size_t end = i;
        while (end < entries.n && entries.v[end].key == entries.v[i].key)
            end++;
        ok = block(x, &pairs, entries.v, i, end);
        i = end;
    }
    ok = ok && keep_pairs(x, &pairs);
    VEC_RELEASE(&pairs);
    VEC_RELEASE(&entries);
    return ok ? SEINE_OK
              : error_set(err, SEINE_NOMEM, "out of memory while linking %zu parties", x->n);
}
