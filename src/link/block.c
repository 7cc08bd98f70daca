/* link/block.c - which pairs are compared at all: profiles that share a phone, e-mail or its box,
 * domain, id, address, whole name, or (within a country) a door or one of their two rarest words by
 * sound. A block that is too large to compare whole is split by country and then by name; the parts
 * are compared with their neighbours in name order, and that it happened is counted: nothing is
 * dropped in silence. */
#include "base/sort.h"
#include "link/mention.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_MAX        80 /* profiles compared all with all */
#define NEIGHBOURS       16 /* to each side, in an oversize block */
#define SOUND_KEYS       2
#define MOST_KEYS        (3 + 3 * LINK_MAX_VALUES + LINK_MAX_IDS)
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
static uint32_t rarest(const struct link_context *x, const struct link_token *tokens, uint32_t n,
                       uint32_t but)
{
    uint32_t best = MAP_NONE;
    for (uint32_t i = 0; i < n; i++)
        if (i != but && is_key(tokens[i].tag) &&
            (best == MAP_NONE || x->rarity[tokens[i].key] > x->rarity[tokens[best].key]))
            best = i;
    return best;
}

/* The sounds of the rarest distinctive words and the start of the first word: two names of one
 * actor nearly always share one. They count within its country only: who moves abroad is met by
 * contacts. */
static size_t name_keys(const struct link_context *x, const struct link_profile *p, uint32_t *ret)
{
    const struct link_token *tokens = link_words(x, p);
    uint32_t done = MAP_NONE, first = 0;
    size_t n = 0;
    for (int round = 0; round < SOUND_KEYS; round++) {
        done = rarest(x, tokens, p->n_words, done);
        uint32_t sound = done == MAP_NONE ? 0 : x->word[tokens[done].key].sound;
        if (sound && (n == 0 || ret[0] != sound))
            ret[n++] = sound;
    }
    while (first < p->n_words && !is_key(tokens[first].tag))
        first++;
    if (first < p->n_words && x->word[tokens[first].key].start)
        ret[n++] = x->word[tokens[first].key].start;
    return n;
}

/* The keys of a profile that are not its name's words. */
static size_t other_keys(const struct link_context *x, const struct link_profile *p, uint32_t *ret)
{
    size_t n = 0, n_values = 0;
    if (p->domain)
        ret[n++] = p->domain;
    if (p->name)
        ret[n++] = p->name;
    if (link_is_own_box(x, p))
        ret[n++] = p->box;
    for (int k = 0; k < N_VALUES; k++)
        n_values += p->n[k];
    for (size_t i = 0; i < n_values; i++)
        ret[n++] = x->values.v[x->rest[p - x->profiles].first + i];
    return n;
}

static uint32_t mixed(uint32_t a, uint32_t b, uint32_t c)
{
    uint64_t v = ((uint64_t)a << 32 | b) * UINT64_C(0x9E3779B97F4A7C15) + c;
    v = (v ^ v >> 32) * UINT64_C(0xBF58476D1CE4E5B9);
    return (uint32_t)(v >> 32);
}

/* Its door: the postcode with the rarest number of its address, which are written alike in all
 * scripts and under any name; 0: it states none. */
static uint32_t door_of(const struct link_context *x, const struct link_profile *p)
{
    const struct link_token *words = x->tokens.v + p->address;
    uint32_t number = 0;
    for (uint32_t i = 0; i < p->n_address; i++)
        if (words[i].tag == TEXT_NUMBER &&
            (number == 0 || x->rarity[words[i].key] > x->rarity[number]))
            number = words[i].key;
    return number && p->postcode ? mixed(p->country, p->postcode, number) : 0;
}

/* Doors are not kept as keys: each falls into one of n_buckets blocks behind those of the keys, of
 * which it is a part as a country is of others. */
static uint32_t bucket_of(const struct link_context *x, uint32_t door)
{
    return (uint32_t)(x->keys.n + (door & (x->n_buckets - 1)));
}

/* A profile in its block. While blocks are filled, whether it is there by a key of its name or its
 * door stands above its number (SLOT_BITS); afterwards, whether it is the first of its country or
 * of its door (FIRST). */
#define FIRST     (UINT32_C(1) << 31)
#define SLOT_BITS 29
#define DOOR_SLOT LINK_NAME_KEYS
#define NO_SLOT   LINK_PLACES

static_assert(NO_SLOT < 8, "a slot takes three bits");

struct entry {
    uint32_t country, name, profile, slot; /* country: or door */
};

static uint32_t profile_at(const struct link_context *x, uint32_t place)
{
    return x->in_block[place] & ~FIRST;
}

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
    return (struct entry){x->profiles[profile].country, x->profiles[profile].name, profile, 0};
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
static uint32_t parties_in(const struct link_context *x, const entry_vec *v)
{
    struct held words[BLOCK_MAX * LINK_MAX_TOKENS];
    uint32_t parent[BLOCK_MAX], parties = 0, n = (uint32_t)v->n;
    size_t n_words = 0;
    for (uint32_t i = 0; i < n; i++) {
        const struct link_profile *p = &x->profiles[v->v[i].profile];
        const struct link_token *tokens = link_words(x, p);
        parent[i] = i;
        for (uint32_t k = 0; k < p->n_words; k++)
            if (is_own(tokens[k].tag) && x->word[tokens[k].key].sound)
                words[n_words++] = (struct held){x->word[tokens[k].key].sound, i};
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

/* Puts a block into order; v is what it holds then. */
static void sort_block(struct link_context *x, uint32_t first, uint32_t n, entry_vec *v)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t held = x->in_block[first + i];
        v->v[i] = entry_of(x, held & ((UINT32_C(1) << SLOT_BITS) - 1));
        v->v[i].slot = held >> SLOT_BITS;
        if (n > 1 && v->v[i].slot == DOOR_SLOT)
            v->v[i].country = door_of(x, &x->profiles[v->v[i].profile]);
    }
    v->n = n;
    if (n > 1)
        qsort(v->v, n, sizeof *v->v, entry_order);
    for (uint32_t i = 0; i < n; i++) {
        const struct entry *e = &v->v[i];
        bool is_first = i == 0 || e->country != v->v[i - 1].country;
        x->in_block[first + i] = e->profile | (is_first ? FIRST : 0);
        if (e->slot != NO_SLOT)
            x->places[e->profile].at[e->slot] = first + i;
    }
}

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
        if (!VEC_RESERVE(v, n))
            return SEINE_NOMEM;
        sort_block(x, first, n, v);
        if (key < x->keys.n)
            x->contact[key] = contact_bits(x, n < 2           ? 1
                                              : n > BLOCK_MAX ? names_in(v)
                                                              : parties_in(x, v));
    }
    return SEINE_OK;
}

/* Counts a profile in a block, or puts it there. */
static void put_in(struct link_context *x, uint32_t key, uint32_t profile, uint32_t slot)
{
    uint32_t *count = &x->block[key + (x->in_block ? 1 : 2)];
    uint32_t at = __atomic_fetch_add(count, 1, __ATOMIC_RELAXED);
    if (x->in_block)
        x->in_block[at] = profile | slot << SLOT_BITS;
}

/* Counts the profiles of each key (sums do not depend on who adds first); when there is room for
 * them, puts each under each of its keys. Blocks are sorted afterwards. */
static enum seine_status walk_keys(void *context, unsigned worker, size_t from, size_t to,
                                   struct seine_error *err)
{
    struct link_context *x = context;
    uint32_t keys[MOST_KEYS];
    (void)worker;
    (void)err;
    for (uint32_t i = (uint32_t)from; i < to; i++) {
        const struct link_profile *p = &x->profiles[i];
        uint32_t n = (uint32_t)name_keys(x, p, keys);
        for (uint32_t k = 0; k < n; k++)
            put_in(x, keys[k], i, k);
        uint32_t door = door_of(x, p);
        if (door)
            put_in(x, bucket_of(x, door), i, DOOR_SLOT);
        n = (uint32_t)other_keys(x, p, keys);
        for (uint32_t k = 0; k < n; k++)
            put_in(x, keys[k], i, NO_SLOT);
    }
    return SEINE_OK;
}

static enum seine_status fill(struct link_context *x, struct pool *pool, struct seine_error *err)
{
    uint64_t total = 0;
    enum seine_status status = pool_run(pool, x->n, PROFILES_AT_ONCE, walk_keys, x, err);
    if (status != SEINE_OK)
        return status;
    for (size_t k = 2; k < x->keys.n + x->n_buckets + 2; k++) {
        total += x->block[k];
        x->block[k] = (uint32_t)total;
    }
    if (total >= MAP_NONE || x->n >> SLOT_BITS > 0)
        return SEINE_LIMIT;
    x->in_block = mem_alloc((total + 1) * sizeof *x->in_block);
    x->places = mem_alloc((x->n + 1) * sizeof *x->places);
    if (!x->in_block || !x->places)
        return SEINE_NOMEM;
    x->in_block[total] = FIRST;
    memset(x->places, 0xff, (x->n + 1) * sizeof *x->places); /* MAP_NONE */
    return pool_run(pool, x->n, PROFILES_AT_ONCE, walk_keys, x, err);
}

enum seine_status link_block(struct link_context *x, struct pool *pool, struct seine_error *err)
{
    unsigned n_workers = pool_threads(pool);
    struct sorting s = {x, mem_calloc(n_workers, sizeof *s.scratch)};
    for (x->n_buckets = 1; x->n_buckets * 2 <= x->n;)
        x->n_buckets *= 2;
    x->block = mem_calloc(x->keys.n + x->n_buckets + 2, sizeof *x->block);
    x->contact = mem_calloc(x->keys.n + 1, sizeof *x->contact);
    enum seine_status status =
        s.scratch && x->block && x->contact ? fill(x, pool, err) : SEINE_NOMEM;
    if (status == SEINE_OK)
        status = pool_run(pool, x->keys.n + x->n_buckets, KEYS_AT_ONCE, sort_range, &s, err);
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
        struct entry here = entry_of(x, profile_at(x, middle));
        if (entry_order(&here, e) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* Whom a is compared with, as long as they stand after it and, if there are groups, in its group.
 */
struct asking {
    const struct link_context *x;
    const uint32_t *group;
    uint32_t a;
    link_partners *ret;
};

static bool put(const struct asking *by, uint32_t from, uint32_t to)
{
    link_partners *ret = by->ret;
    if (!VEC_RESERVE(ret, ret->n + (to - from)))
        return false;
    for (uint32_t i = from; i < to; i++) {
        uint32_t b = profile_at(by->x, i);
        if (b > by->a && (!by->group || by->group[b] == by->group[by->a]))
            ret->v[ret->n++] = b;
    }
    return true;
}

/* Of one country's or door's part of a block, in which a stands at `at`: all, or a's neighbours. */
static bool put_within_part(const struct asking *by, uint32_t at)
{
    const uint32_t *held = by->x->in_block;
    uint32_t before = 0, after = 0;
    while (before < BLOCK_MAX && !(held[at - before] & FIRST))
        before++;
    while (after < BLOCK_MAX && !(held[at + after + 1] & FIRST))
        after++;
    if (before + after >= BLOCK_MAX) {
        before = before < NEIGHBOURS ? before : NEIGHBOURS;
        after = after < NEIGHBOURS ? after : NEIGHBOURS;
    }
    return put(by, at - before, at + after + 1);
}

/* Partners of a in one block. The first profiles of neighbouring countries' parts are partners. */
static bool put_block(const struct asking *by, uint32_t key)
{
    const struct link_context *x = by->x;
    uint32_t from = x->block[key], to = x->block[key + 1];
    if (to - from < 2)
        return true;
    if (to - from <= BLOCK_MAX)
        return put(by, from, to);
    struct entry own = entry_of(x, by->a), behind = {own.country + 1, 0, 0, 0};
    uint32_t at = lower_bound(x, from, to, &own);
    bool ok = put_within_part(by, at);
    if (!(x->in_block[at] & FIRST))
        return ok;
    uint32_t end = lower_bound(x, at, to, &behind);
    if (ok && end < to)
        ok = put(by, end, end + 1);
    if (ok && at > from) {
        struct entry before = {x->profiles[profile_at(x, at - 1)].country, 0, 0, 0};
        uint32_t first = lower_bound(x, from, at, &before);
        ok = put(by, first, first + 1);
    }
    return ok;
}

bool link_partners_of(const struct link_context *x, uint32_t a, const uint32_t *group,
                      link_partners *ret)
{
    struct asking by = {x, group, a, ret};
    const uint32_t *at = x->places[a].at;
    uint32_t keys[MOST_KEYS];
    size_t n = other_keys(x, &x->profiles[a], keys), kept = 0;
    bool ok = true;
    VEC_CLEAR(ret);
    for (size_t k = 0; k < n; k++) /* all waits for memory at once */
        __builtin_prefetch(&x->block[keys[k]]);
    for (size_t k = 0; k < LINK_PLACES; k++)
        __builtin_prefetch(&x->in_block[at[k] != MAP_NONE ? at[k] : 0]);
    for (size_t k = 0; k < n; k++)
        __builtin_prefetch(&x->in_block[x->block[keys[k]]]);
    for (size_t k = 0; k < LINK_PLACES && ok; k++)
        ok = at[k] == MAP_NONE || put_within_part(&by, at[k]);
    for (size_t k = 0; k < n && ok; k++)
        ok = put_block(&by, keys[k]);
    sort_u32(ret->v, ret->n);
    for (size_t i = 0; i < ret->n; i++)
        if (i == 0 || ret->v[i] != ret->v[i - 1])
            ret->v[kept++] = ret->v[i];
    ret->n = kept;
    return ok;
}
