/* link/profile.c - mentions with one name that share a phone, e-mail, address or id are one
 * profile: papers repeat a party with this or that field missing, and comparing each way with each
 * other way would be most of the work for no knowledge. Profiles are numbered by their smallest
 * mention. How often a key is held is counted over profiles: it is the u of the weight of sharing
 * it. */
#include "link/mention.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_AT_ONCE 8192

struct held { /* a mention under a contact value */
    uint32_t value, country, mention;
};

static int held_order(const void *l, const void *r)
{
    const struct held *a = l, *b = r;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    if (a->country != b->country)
        return a->country < b->country ? -1 : 1;
    return a->mention < b->mention ? -1 : a->mention > b->mention;
}

typedef VEC(struct held) held_vec;

static uint32_t country_of(const struct link_context *x, const struct link_mention *m)
{
    return link_tokens(x, &m->own)->key;
}

static bool hold_value(held_vec *v, uint32_t value, uint32_t country, uint32_t mention)
{
    struct held h = {value, country, mention};
    return value == 0 || VEC_PUSH(v, h);
}

/* A mention under each of its contact values and ids. */
static bool hold(const struct link_context *x, uint32_t mention, held_vec *v)
{
    const struct link_mention *m = &x->mentions[mention];
    const struct link_token *own = link_tokens(x, &m->own);
    uint32_t country = own->key;
    bool ok = hold_value(v, m->own.key, country, mention) &&
              hold_value(v, x->parts.v[m->email].key, country, mention) &&
              hold_value(v, x->parts.v[m->address].key, country, mention);
    for (uint32_t k = 1; k < m->own.n && ok; k++)
        ok = hold_value(v, own[k].key, country, mention);
    return ok;
}

struct uniting {
    const struct link_context *x;
    uint32_t *parent;
    const uint32_t *start, *mentions; /* by key of the name */
    held_vec *scratch;                /* per worker */
};

/* Unites the mentions of each name that have equal value and country. Names do not meet. */
static enum seine_status unite_range(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    struct uniting *u = context;
    held_vec *v = &u->scratch[worker];
    bool ok = true;
    (void)err;
    for (size_t name = from > 0 ? from : 1; name < to && ok; name++) {
        if (u->start[name + 1] - u->start[name] < 2)
            continue;
        VEC_CLEAR(v);
        for (uint32_t i = u->start[name]; i < u->start[name + 1] && ok; i++)
            ok = hold(u->x, u->mentions[i], v);
        if (v->n > 1)
            qsort(v->v, v->n, sizeof *v->v, held_order);
        for (size_t i = 1; i < v->n && ok; i++)
            if (v->v[i - 1].value == v->v[i].value && v->v[i - 1].country == v->v[i].country)
                link_join(u->parent, v->v[i - 1].mention, v->v[i].mention);
    }
    return ok ? SEINE_OK : SEINE_NOMEM;
}

/* Mentions by the key of their name: start has room for n_keys + 2. */
static void by_name(const struct link_context *x, uint32_t *start, uint32_t *mentions)
{
    for (size_t i = 0; i < x->n_mentions; i++)
        start[x->parts.v[x->mentions[i].name].key + 2]++;
    for (size_t k = 2; k < x->keys.n + 2; k++)
        start[k] += start[k - 1];
    for (uint32_t i = 0; i < x->n_mentions; i++)
        mentions[start[x->parts.v[x->mentions[i].name].key + 1]++] = i;
}

static enum seine_status unite(const struct link_context *x, struct pool *pool, uint32_t *parent,
                               struct seine_error *err)
{
    unsigned n_workers = pool_threads(pool);
    uint32_t *start = mem_calloc(x->keys.n + 2, sizeof *start);
    uint32_t *mentions = mem_calloc(x->n_mentions + 1, sizeof *mentions);
    held_vec *scratch = mem_calloc(n_workers, sizeof *scratch);
    enum seine_status status = start && mentions && scratch ? SEINE_OK : SEINE_NOMEM;
    if (status == SEINE_OK) {
        struct uniting u = {x, parent, start, mentions, scratch};
        by_name(x, start, mentions);
        status = pool_run(pool, x->keys.n, NAMES_AT_ONCE, unite_range, &u, err);
    }
    for (unsigned i = 0; i < n_workers && scratch; i++)
        VEC_RELEASE(&scratch[i]);
    mem_free(scratch);
    mem_free(mentions);
    mem_free(start);
    return status;
}

static void add_value(uint32_t *values, uint8_t *n, size_t room, uint32_t value)
{
    for (uint8_t i = 0; i < *n; i++)
        if (values[i] == value)
            return;
    if (value && *n < room)
        values[(*n)++] = value;
}

/* The profile that is being made of its mentions; values by kind. */
struct making {
    struct link_profile profile;
    uint32_t values[N_VALUES][LINK_MAX_IDS];
};

/* Adds a mention's fields: the first domain and city stand, the fullest address is compared. */
static void add_mention(const struct link_context *x, struct making *p, uint32_t mention)
{
    const struct link_mention *m = &x->mentions[mention];
    const struct link_token *own = link_tokens(x, &m->own);
    const struct link_parts *email = &x->parts.v[m->email];
    add_value(p->values[VALUE_PHONE], &p->profile.n[VALUE_PHONE], LINK_MAX_VALUES, m->own.key);
    add_value(p->values[VALUE_EMAIL], &p->profile.n[VALUE_EMAIL], LINK_MAX_VALUES, email->key);
    add_value(p->values[VALUE_ADDRESS], &p->profile.n[VALUE_ADDRESS], LINK_MAX_VALUES,
              x->parts.v[m->address].key);
    for (uint32_t k = 1; k < m->own.n; k++)
        add_value(p->values[VALUE_ID], &p->profile.n[VALUE_ID], LINK_MAX_IDS, own[k].key);
    if (p->profile.domain == 0 && email->n > 0)
        p->profile.domain = link_tokens(x, email)->key;
    if (p->profile.city == 0)
        p->profile.city = x->parts.v[m->city].key;
    if (x->parts.v[p->profile.address].n < x->parts.v[m->address].n)
        p->profile.address = m->address;
}

static bool emit(struct link_context *x, struct making *p)
{
    size_t n = 0;
    for (int k = 0; k < N_VALUES; k++)
        n += p->profile.n[k];
    if (!VEC_RESERVE(&x->values, x->values.n + n))
        return false;
    p->profile.first = (uint32_t)x->values.n;
    for (int k = 0; k < N_VALUES; k++)
        for (uint8_t i = 0; i < p->profile.n[k]; i++)
            x->values.v[x->values.n++] = p->values[k][i];
    x->profiles[x->n++] = p->profile;
    return true;
}

/* Numbers the profiles and chains the mentions of each: next[i] is the next one of i's profile. */
static uint32_t number(struct link_context *x, uint32_t *parent, uint32_t *next, uint32_t *last)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < x->n_mentions; i++) {
        uint32_t root = link_root(parent, i);
        next[i] = MAP_NONE;
        if (root == i) {
            x->rep[n] = i;
            x->profile_of[i] = n++;
        } else { /* the root came before */
            x->profile_of[i] = x->profile_of[root];
            next[last[root]] = i;
        }
        last[root] = i;
    }
    return n;
}

static enum seine_status fold(struct link_context *x, uint32_t *parent)
{
    uint32_t *next = mem_calloc(x->n_mentions + 1, sizeof *next);
    uint32_t *last = mem_calloc(x->n_mentions + 1, sizeof *last);
    bool ok = next && last;
    uint32_t n = ok ? number(x, parent, next, last) : 0;
    x->profiles = ok ? mem_calloc((size_t)n + 1, sizeof *x->profiles) : NULL;
    ok = x->profiles != NULL;
    for (uint32_t p = 0; p < n && ok; p++) {
        const struct link_mention *first = &x->mentions[x->rep[p]];
        struct making making = {.profile = {.name = x->parts.v[first->name].key,
                                            .words = first->name,
                                            .country = country_of(x, first)}};
        for (uint32_t i = x->rep[p]; i != MAP_NONE; i = next[i])
            add_mention(x, &making, i);
        ok = emit(x, &making);
    }
    mem_free(last);
    mem_free(next);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

static void count_parts(const struct link_context *x, const struct link_parts *parts,
                        uint32_t *holders)
{
    const struct link_token *tokens = link_tokens(x, parts);
    for (uint32_t k = 0; k < parts->n; k++)
        holders[tokens[k].key]++;
}

/* log2 of one in how many profiles holds each key. */
static enum seine_status count_holders(struct link_context *x)
{
    uint32_t *holders = mem_calloc(x->keys.n + 1, sizeof *holders);
    x->rarity = mem_calloc(x->keys.n + 1, sizeof *x->rarity);
    enum seine_status status = holders && x->rarity ? SEINE_OK : SEINE_NOMEM;
    for (size_t i = 0; i < x->n && status == SEINE_OK; i++) {
        const struct link_profile *p = &x->profiles[i];
        holders[p->name]++;
        holders[p->domain]++;
        holders[p->country]++;
        holders[p->city]++;
        count_parts(x, &x->parts.v[p->words], holders);
        count_parts(x, &x->parts.v[p->address], holders);
    }
    for (size_t i = 0; i < x->values.n && status == SEINE_OK; i++)
        holders[x->values.v[i]]++;
    for (size_t k = 1; k < x->keys.n && status == SEINE_OK; k++)
        if (holders[k])
            x->rarity[k] = (float)log2((double)x->n / (double)holders[k]);
    mem_free(holders);
    return status;
}

enum seine_status link_profiles(struct link_context *x, struct pool *pool, struct seine_error *err)
{
    uint32_t *parent = mem_calloc(x->n_mentions + 1, sizeof *parent);
    x->profile_of = mem_calloc(x->n_mentions + 1, sizeof *x->profile_of);
    x->rep = mem_calloc(x->n_mentions + 1, sizeof *x->rep);
    enum seine_status status = parent && x->profile_of && x->rep ? SEINE_OK : SEINE_NOMEM;
    for (uint32_t i = 0; i < x->n_mentions && status == SEINE_OK; i++)
        parent[i] = i;
    if (status == SEINE_OK)
        status = unite(x, pool, parent, err);
    if (status == SEINE_OK)
        status = fold(x, parent);
    mem_free(parent);
    mem_free(x->mentions);
    x->mentions = NULL;
    if (status == SEINE_OK)
        status = count_holders(x);
    return status == SEINE_OK
               ? status
               : error_set(err, status, "out of memory while linking %zu parties", x->n_mentions);
}
