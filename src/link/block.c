/* link/block.c - which pairs are compared at all: profiles that share a phone, e-mail, domain, id,
 * address, whole name, or (within a country) one of their two rarest words by sound. A block that
 * is too large to compare whole is split by country and then by name; the parts are compared with
 * their neighbours in name order, and that it happened is counted: nothing is dropped in silence.
 */
#include "base/sort.h"
#include "link/mention.h"

#include <math.h>
#include <stdlib.h>

#define BLOCK_MAX        80 /* profiles compared all with all */
#define NEIGHBOURS       16 /* to each side, in an oversize block */
#define NAME_KEYS        2
#define MOST_KEYS        (2 + 3 * LINK_MAX_VALUES + LINK_MAX_IDS + NAME_KEYS + 1)
#define KEYS_AT_ONCE     16384
#define PROFILES_AT_ONCE 4096

/* A word that tells one party from another. */
static bool is_own(unsigned tag)
{
    return tag != TEXT_FORM && tag != TEXT_GENERIC && tag != TEXT_PLACE && tag != TEXT_NUMBER &&
           tag != TEXT_INITIAL;
}

static bool is_key(unsigned tag)
{
    return tag != TEXT_FORM && tag != TEXT_NUMBER;
}

/* The rarest word but the one at `but`; MAP_NONE if there is none. */
static uint32_t rarest(const struct link_context *x, const struct link_parts *words, uint32_t but)
{
    const struct link_token *tokens = link_tokens(x, words);
    uint32_t best = MAP_NONE;
    for (uint32_t i = 0; i < words->n; i++)
        if (i != but && is_key(tokens[i].tag) &&
            (best == MAP_NONE || x->rarity[tokens[i].key] > x->rarity[tokens[best].key]))
            best = i;
    return best;
}

/* The sounds of the rarest distinctive words and the start of the first word: two names of one
 * actor nearly always share one. */
static size_t name_keys(const struct link_context *x, const struct link_profile *p, uint32_t *ret)
{
    const struct link_parts *words = &x->parts.v[p->words];
    const struct link_token *tokens = link_tokens(x, words);
    uint32_t done = MAP_NONE, first = 0;
    size_t n = 0;
    for (int round = 0; round < NAME_KEYS; round++) {
        done = rarest(x, words, done);
        uint32_t sound = done == MAP_NONE ? 0 : x->sound[tokens[done].key];
        if (sound && (n == 0 || ret[0] != sound))
            ret[n++] = sound;
    }
    while (first < words->n && !is_key(tokens[first].tag))
        first++;
    if (first < words->n && x->start[tokens[first].key])
        ret[n++] = x->start[tokens[first].key];
    return n;
}

/* All keys of a profile; the first *ret_n_names of them count within its country only: an actor
 * that moves abroad is met through its contacts. */
static size_t profile_keys(const struct link_context *x, const struct link_profile *p,
                           uint32_t ret[MOST_KEYS], size_t *ret_n_names)
{
    size_t n = name_keys(x, p, ret), n_values = 0;
    *ret_n_names = n;
    if (p->domain)
        ret[n++] = p->domain;
    if (p->name)
        ret[n++] = p->name;
    for (int k = 0; k < N_VALUES; k++)
        n_values += p->n[k];
    for (size_t i = 0; i < n_values; i++)
        ret[n++] = x->values.v[p->first + i];
    return n;
}

struct entry { /* a profile in its block */
    uint32_t country, name, profile;
};

static int entry_order(const void *l, const void *r)
{
    const struct entry *a = l, *b = r;
    if (a->country != b->country)
        return a->country < b->country ? -1 : 1;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    return a->profile < b->profile ? -1 : a->profile > b->profile;
}

static struct entry entry_of(const struct link_context *x, uint32_t profile)
{
    return (struct entry){x->profiles[profile].country, x->profiles[profile].name, profile};
}

typedef VEC(struct entry) entry_vec;

/* How many different names stand in a block that is in order. The names of one country stand
 * together; those of several countries are sorted by name first. */
static uint32_t names_in(entry_vec *v)
{
    uint32_t names = 1;
    if (v->v[0].country != v->v[v->n - 1].country) {
        for (size_t i = 0; i < v->n; i++)
            v->v[i].country = 0;
        qsort(v->v, v->n, sizeof *v->v, entry_order);
    }
    for (size_t i = 1; i < v->n; i++)
        names += v->v[i].name != v->v[i - 1].name;
    return names;
}

struct held { /* a word under which a profile of a block is known */
    uint32_t sound, at;
};

static int held_order(const void *l, const void *r)
{
    const struct held *a = l, *b = r;
    if (a->sound != b->sound)
        return a->sound < b->sound ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

/* How many parties a small block may be of, by their names: those that have a word of their own in
 * common by sound are one, for the spellings of one name are many. */
static uint32_t parties_in(const struct link_context *x, const uint32_t *profiles, uint32_t n)
{
    struct held words[BLOCK_MAX * LINK_MAX_TOKENS];
    uint32_t parent[BLOCK_MAX], parties = 0;
    size_t n_words = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct link_parts *name = &x->parts.v[x->profiles[profiles[i]].words];
        const struct link_token *tokens = link_tokens(x, name);
        parent[i] = i;
        for (uint32_t k = 0; k < name->n; k++)
            if (is_own(tokens[k].tag) && x->sound[tokens[k].key])
                words[n_words++] = (struct held){x->sound[tokens[k].key], i};
    }
    if (n_words > 1)
        qsort(words, n_words, sizeof *words, held_order);
    for (size_t i = 1; i < n_words; i++)
        if (words[i].sound == words[i - 1].sound)
            set_join(parent, words[i].at, words[i - 1].at);
    for (uint32_t i = 0; i < n; i++)
        parties += parent[i] == i;
    return parties;
}

/* Bits of sharing a value that `parties` hold: how rare it is, less what it loses by being held by
 * further ones than the two that are compared. */
static float contact_bits(const struct link_context *x, uint32_t parties)
{
    double bits = log2((double)x->n / parties) - log2(parties > 2 ? parties - 1 : 1);
    return bits > 0 ? (float)bits : 0;
}

struct sorting {
    struct link_context *x;
    entry_vec *scratch; /* per worker */
};

/* Puts each block into order and counts its parties. */
static enum seine_status sort_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct sorting *s = context;
    struct link_context *x = s->x;
    entry_vec *v = &s->scratch[worker];
    (void)err;
    for (size_t key = from; key < to; key++) {
        uint32_t first = x->block[key], n = x->block[key + 1] - first;
        x->contact[key] = contact_bits(x, n ? n : 1);
        if (n < 2)
            continue;
        VEC_CLEAR(v);
        if (!VEC_RESERVE(v, n))
            return SEINE_NOMEM;
        for (uint32_t i = 0; i < n; i++)
            v->v[v->n++] = entry_of(x, x->in_block[first + i]);
        qsort(v->v, n, sizeof *v->v, entry_order);
        for (uint32_t i = 0; i < n; i++)
            x->in_block[first + i] = v->v[i].profile;
        x->contact[key] =
            contact_bits(x, n > BLOCK_MAX ? names_in(v) : parties_in(x, x->in_block + first, n));
    }
    return SEINE_OK;
}

/* Counts the profiles of each key (sums do not depend on who adds first); when there is room for
 * them, puts each under each of its keys. Blocks are sorted afterwards. */
static enum seine_status walk_keys(void *context, unsigned worker, size_t from, size_t to,
                                   struct seine_error *err)
{
    struct link_context *x = context;
    uint32_t keys[MOST_KEYS];
    size_t n_names;
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++) {
        size_t n = profile_keys(x, &x->profiles[i], keys, &n_names);
        for (size_t k = 0; k < n; k++) {
            uint32_t *count = &x->block[keys[k] + (x->in_block ? 1 : 2)];
            uint32_t at = __atomic_fetch_add(count, 1, __ATOMIC_RELAXED);
            if (x->in_block)
                x->in_block[at] = (uint32_t)i;
        }
    }
    return SEINE_OK;
}

static enum seine_status fill(struct link_context *x, struct pool *pool, struct seine_error *err)
{
    uint64_t total = 0;
    enum seine_status status = pool_run(pool, x->n, PROFILES_AT_ONCE, walk_keys, x, err);
    if (status != SEINE_OK)
        return status;
    for (size_t k = 2; k < x->keys.n + 2; k++) {
        total += x->block[k];
        x->block[k] = (uint32_t)total;
    }
    if (total >= MAP_NONE)
        return SEINE_LIMIT;
    x->in_block = mem_alloc((total + 1) * sizeof *x->in_block);
    return x->in_block ? pool_run(pool, x->n, PROFILES_AT_ONCE, walk_keys, x, err) : SEINE_NOMEM;
}

enum seine_status link_block(struct link_context *x, struct pool *pool, struct seine_error *err)
{
    unsigned n_workers = pool_threads(pool);
    struct sorting s = {x, mem_calloc(n_workers, sizeof *s.scratch)};
    x->block = mem_calloc(x->keys.n + 2, sizeof *x->block);
    x->contact = mem_calloc(x->keys.n + 1, sizeof *x->contact);
    enum seine_status status =
        s.scratch && x->block && x->contact ? fill(x, pool, err) : SEINE_NOMEM;
    if (status == SEINE_OK)
        status = pool_run(pool, x->keys.n, KEYS_AT_ONCE, sort_range, &s, err);
    for (size_t k = 0; k < x->keys.n && status == SEINE_OK; k++) {
        x->stat.n_blocks += x->block[k + 1] > x->block[k];
        x->stat.n_oversize_blocks += x->block[k + 1] - x->block[k] > BLOCK_MAX;
    }
    for (unsigned i = 0; i < n_workers && s.scratch; i++)
        VEC_RELEASE(&s.scratch[i]);
    mem_free(s.scratch);
    return status == SEINE_OK
               ? status
               : error_set(err, status, "out of memory while linking %zu parties", x->n_mentions);
}

/* The first place in [from, to) of a block whose entry is not before e. */
static uint32_t lower_bound(const struct link_context *x, uint32_t from, uint32_t to,
                            const struct entry *e)
{
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        struct entry here = entry_of(x, x->in_block[middle]);
        if (entry_order(&here, e) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static bool put(link_partners *ret, uint32_t a, const uint32_t *profiles, uint32_t n)
{
    if (!VEC_RESERVE(ret, ret->n + n))
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (profiles[i] > a)
            ret->v[ret->n++] = profiles[i];
    return true;
}

/* Of one country's part [from, to) of a block: all, or a's neighbours. */
static bool put_part(const struct link_context *x, uint32_t a, uint32_t from, uint32_t to,
                     link_partners *ret)
{
    if (to - from > BLOCK_MAX) {
        struct entry e = entry_of(x, a);
        uint32_t at = lower_bound(x, from, to, &e);
        from = at - from > NEIGHBOURS ? at - NEIGHBOURS : from;
        to = to - at > NEIGHBOURS + 1 ? at + NEIGHBOURS + 1 : to;
    }
    return put(ret, a, x->in_block + from, to - from);
}

/* Partners of a in one block. The first profiles of neighbouring countries' parts are partners. */
static bool put_block(const struct link_context *x, uint32_t a, uint32_t key, bool within_country,
                      link_partners *ret)
{
    uint32_t from = x->block[key], to = x->block[key + 1], country = x->profiles[a].country;
    struct entry first = {country, 0, 0}, behind = {country + 1, 0, 0};
    if (to - from < 2)
        return true;
    if (!within_country && to - from <= BLOCK_MAX)
        return put(ret, a, x->in_block + from, to - from);
    uint32_t start = lower_bound(x, from, to, &first), end = lower_bound(x, start, to, &behind);
    bool ok = put_part(x, a, start, end, ret);
    if (within_country || x->in_block[start] != a)
        return ok;
    if (ok && end < to)
        ok = put(ret, a, &x->in_block[end], 1);
    if (ok && start > from) {
        struct entry before = {x->profiles[x->in_block[start - 1]].country, 0, 0};
        ok = put(ret, a, &x->in_block[lower_bound(x, from, start, &before)], 1);
    }
    return ok;
}

bool link_partners_of(const struct link_context *x, uint32_t a, link_partners *ret)
{
    uint32_t keys[MOST_KEYS];
    size_t n_names, n = profile_keys(x, &x->profiles[a], keys, &n_names), kept = 0;
    bool ok = true;
    VEC_CLEAR(ret);
    for (size_t k = 0; k < n; k++) /* all waits for memory at once */
        __builtin_prefetch(&x->block[keys[k]]);
    for (size_t k = 0; k < n; k++)
        __builtin_prefetch(&x->in_block[x->block[keys[k]]]);
    for (size_t k = 0; k < n && ok; k++)
        ok = put_block(x, a, keys[k], k < n_names, ret);
    sort_u32(ret->v, ret->n);
    for (size_t i = 0; i < ret->n; i++)
        if (i == 0 || ret->v[i] != ret->v[i - 1])
            ret->v[kept++] = ret->v[i];
    ret->n = kept;
    return ok;
}
