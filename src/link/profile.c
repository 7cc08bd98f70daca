/* link/profile.c - mentions with one name that share a phone, e-mail, address or id are one
 * profile: papers repeat a party with this or that field missing, and comparing each way with each
 * other way would be most of the work for no knowledge. Profiles are numbered by their smallest
 * mention. How often a key is held is counted over profiles: it is the u of the weight of sharing
 * it. */
#include "link/hint.h"
#include "link/mention.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_AT_ONCE 8192
#define KEYS_AT_ONCE  16384
#define COUNTRY_CAP   (link_level_rules[COUNTRY_SAME].most)

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
    return x->parts.v[m->country].key;
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
    const struct link_parts *ids = &x->parts.v[m->ids];
    const struct link_token *id = link_tokens(x, ids);
    uint32_t country = country_of(x, m);
    bool ok = hold_value(v, x->parts.v[m->phone].key, country, mention) &&
              hold_value(v, x->parts.v[m->email].key, country, mention) &&
              hold_value(v, x->parts.v[m->address].key, country, mention);
    for (uint32_t k = 0; k < ids->n && ok; k++)
        ok = hold_value(v, id[k].key, country, mention);
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
                set_join(u->parent, v->v[i - 1].mention, v->v[i].mention);
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
    uint32_t words, address; /* places in link_context.parts */
    uint32_t values[N_VALUES][LINK_MAX_IDS];
};

/* Adds a mention's fields: the first domain and city stand, the fullest address is compared. */
static void add_mention(const struct link_context *x, struct making *p, uint32_t mention)
{
    const struct link_mention *m = &x->mentions[mention];
    const struct link_parts *email = &x->parts.v[m->email], *ids = &x->parts.v[m->ids];
    const struct link_token *id = link_tokens(x, ids);
    add_value(p->values[VALUE_PHONE], &p->profile.n[VALUE_PHONE], LINK_MAX_VALUES,
              x->parts.v[m->phone].key);
    add_value(p->values[VALUE_EMAIL], &p->profile.n[VALUE_EMAIL], LINK_MAX_VALUES, email->key);
    add_value(p->values[VALUE_ADDRESS], &p->profile.n[VALUE_ADDRESS], LINK_MAX_VALUES,
              x->parts.v[m->address].key);
    for (uint32_t k = 0; k < ids->n; k++)
        add_value(p->values[VALUE_ID], &p->profile.n[VALUE_ID], LINK_MAX_IDS, id[k].key);
    if (p->profile.box == 0 && email->n > 0)
        p->profile.box = link_tokens(x, email)->key;
    if (p->profile.domain == 0 && email->n > 1)
        p->profile.domain = link_tokens(x, email)[1].key;
    if (p->profile.city == 0)
        p->profile.city = x->parts.v[m->city].key;
    if (p->profile.postcode == 0)
        p->profile.postcode = x->parts.v[m->postcode].key;
    if (x->parts.v[p->address].n < x->parts.v[m->address].n)
        p->address = m->address;
}

static void see(struct link_context *x, uint32_t a, uint32_t b, enum link_level same)
{
    if (a != 0 && b != 0)
        x->within[a == b ? same : same + 1]++;
}

/* Two mentions of one profile: what they repeat and what not is known without a doubt. */
static void see_within(struct link_context *x, uint32_t first, uint32_t second)
{
    const struct link_mention *a = &x->mentions[first], *b = &x->mentions[second];
    uint32_t email_a = x->parts.v[a->email].key, email_b = x->parts.v[b->email].key;
    uint32_t address_a = x->parts.v[a->address].key, address_b = x->parts.v[b->address].key;
    x->within[NAME_SAME]++;
    see(x, x->parts.v[a->phone].key, x->parts.v[b->phone].key, PHONE_SAME);
    if (email_a != 0 && email_b != 0)
        x->within[email_a == email_b ? EMAIL_SAME : EMAIL_OTHER]++;
    if (address_a != 0 && address_a == address_b)
        x->within[ADDRESS_SAME]++;
    else if (address_a != 0 && address_b != 0)
        x->within[a->city == b->city ? ADDRESS_CITY : ADDRESS_OTHER]++;
    see(x, country_of(x, a), country_of(x, b), COUNTRY_SAME);
}

static bool emit(struct link_context *x, struct making *p)
{
    const struct link_parts *words = &x->parts.v[p->words], *address = &x->parts.v[p->address];
    size_t n = 0;
    for (int k = 0; k < N_VALUES; k++)
        n += p->profile.n[k];
    if (!VEC_RESERVE(&x->values, x->values.n + n))
        return false;
    x->rest[x->n] = (struct link_rest){words->first, (uint32_t)x->values.n};
    for (int k = 0; k < N_VALUES; k++)
        for (uint8_t i = 0; i < p->profile.n[k]; i++)
            x->values.v[x->values.n++] = p->values[k][i];
    for (int k = 0; k < VALUE_ADDRESS; k++)
        p->profile.one[k] = p->values[k][0];
    p->profile.n_words = (uint8_t)words->n;
    p->profile.n_address = (uint8_t)address->n;
    p->profile.address = address->first;
    x->profiles[x->n++] = p->profile;
    return true;
}

/* Numbers the profiles and chains the mentions of each: next[i] is the next one of i's profile. */
static uint32_t number(struct link_context *x, uint32_t *parent, uint32_t *next, uint32_t *last)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < x->n_mentions; i++) {
        uint32_t root = set_root(parent, i);
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

/* Room for n profiles and one more. */
static bool profiles_init(struct link_context *x, size_t n)
{
    x->profile_room = mem_calloc(n + 2, sizeof *x->profiles);
    x->rest = mem_calloc(n + 1, sizeof *x->rest);
    x->profiles = link_aligned(x->profile_room);
    return x->profile_room && x->rest;
}

static enum seine_status fold(struct link_context *x, uint32_t *parent)
{
    uint32_t *next = mem_calloc(x->n_mentions + 1, sizeof *next);
    uint32_t *last = mem_calloc(x->n_mentions + 1, sizeof *last);
    bool ok = next && last;
    uint32_t n = ok ? number(x, parent, next, last) : 0;
    ok = ok && profiles_init(x, n);
    for (uint32_t p = 0; p < n && ok; p++) {
        const struct link_mention *first = &x->mentions[x->rep[p]];
        struct making making = {
            .words = first->name,
            .profile = {.name = x->parts.v[first->name].key, .country = country_of(x, first)}};
        if (next[x->rep[p]] != MAP_NONE)
            see_within(x, x->rep[p], next[x->rep[p]]);
        for (uint32_t i = x->rep[p]; i != MAP_NONE; i = next[i])
            add_mention(x, &making, i);
        ok = emit(x, &making);
    }
    mem_free(last);
    mem_free(next);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

/* An identifier is "itype=text". */
static uint64_t hint_of_id(struct str key)
{
    size_t eq = str_find_byte(key, '=', 0);
    return eq == SIZE_MAX
               ? link_hint(STR_EMPTY, key, SIZE_MAX)
               : link_hint(str_slice(key, 1, eq), str_slice(key, eq + 1, key.n), SIZE_MAX);
}

/* One of its addresses. */
static void see_address(struct link_profile *p, uint32_t bits, size_t n)
{
    uint8_t different = (uint8_t)__builtin_popcount(bits), lost = (uint8_t)(n - different);
    p->address_bits |= bits;
    p->lost_address = lost > p->lost_address ? lost : p->lost_address;
}

/* A whole address is found by the keys of its words: mention.c. */
static void see_whole_address(struct link_profile *p, struct str whole)
{
    size_t n = whole.n / sizeof(uint32_t) - 1;
    uint32_t bits = 0, word;
    for (size_t i = 0; i < n; i++) {
        memcpy(&word, whole.p + (i + 1) * sizeof word, sizeof word);
        bits |= link_word_bit(word);
    }
    see_address(p, bits, n);
    p->least_address = n < p->least_address ? (uint8_t)n : p->least_address;
}

static void see_addresses(const struct link_context *x, struct link_profile *p)
{
    const struct link_token *words = x->tokens.v + p->address;
    const uint32_t *whole = link_values(x, p, VALUE_ADDRESS);
    uint32_t bits = 0;
    for (size_t i = 0; i < p->n_address; i++)
        bits |= link_word_bit(words[i].key);
    see_address(p, bits, p->n_address);
    p->least_address = UINT8_MAX;
    for (size_t i = 0; i < p->n[VALUE_ADDRESS]; i++)
        see_whole_address(p, strtab_get(&x->keys, whole[i]));
}

static enum seine_status hint_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct link_context *x = context;
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++) {
        struct link_profile *p = &x->profiles[i];
        struct str email = strtab_get(&x->keys, p->one[VALUE_EMAIL]);
        p->email_hint = link_hint_untyped(link_hint(STR_EMPTY, email, TEXT_OSA_BYTES));
        p->id_hint = hint_of_id(strtab_get(&x->keys, p->one[VALUE_ID]));
        see_addresses(x, p);
    }
    return SEINE_OK;
}

/* Does one thing for every key that a profile holds. */
typedef void holding(const struct link_context *x, uint32_t country, uint32_t key, uint32_t *to);

static void each_token(const struct link_context *x, uint32_t country,
                       const struct link_token *tokens, size_t n, holding *fn, uint32_t *to)
{
    for (size_t k = 0; k < n; k++)
        fn(x, country, tokens[k].key, to);
}

static void each_holding(const struct link_context *x, holding *fn, uint32_t *to)
{
    for (size_t i = 0; i < x->n; i++) {
        const struct link_profile *p = &x->profiles[i];
        size_t n = 0;
        fn(x, p->country, p->name, to);
        fn(x, p->country, p->box, to);
        fn(x, p->country, p->domain, to);
        fn(x, p->country, p->country, to);
        fn(x, p->country, p->city, to);
        fn(x, p->country, p->postcode, to);
        each_token(x, p->country, link_words(x, p), p->n_words, fn, to);
        each_token(x, p->country, x->tokens.v + p->address, p->n_address, fn, to);
        for (int k = 0; k < N_VALUES; k++)
            n += p->n[k];
        for (size_t k = 0; k < n; k++)
            fn(x, p->country, x->values.v[x->rest[i].first + k], to);
    }
}

static void count_holder(const struct link_context *x, uint32_t country, uint32_t key, uint32_t *to)
{
    (void)x;
    (void)country;
    to[key]++;
}

/* A vote among the holders: if most are of one country, it is that one. */
static void vote(const struct link_context *x, uint32_t country, uint32_t key, uint32_t *votes)
{
    if (votes[key] == 0)
        x->home[key].country = country;
    votes[key] += x->home[key].country == country ? 1 : UINT32_MAX;
}

static void count_there(const struct link_context *x, uint32_t country, uint32_t key, uint32_t *to)
{
    to[key] += x->home[key].country == country;
}

static float rare(double n, double holders)
{
    return holders > 0 ? (float)log2(fmax(n, holders) / holders) : 0;
}

struct counting {
    struct link_context *x;
    uint32_t *holders, *there; /* per key */
};

/* [0] who is at home, [1] who holds it at all: neither reads what the other writes. */
static enum seine_status count_range(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    struct counting *c = context;
    (void)worker;
    (void)err;
    for (size_t task = from; task < to; task++) {
        if (task == 1) {
            each_holding(c->x, count_holder, c->holders);
            continue;
        }
        each_holding(c->x, vote, c->there);
        memset(c->there, 0, (c->x->keys.n + 1) * sizeof *c->there);
        each_holding(c->x, count_there, c->there);
    }
    return SEINE_OK;
}

/* holders and those at home become bits. */
static enum seine_status weigh_range(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    struct counting *c = context;
    struct link_context *x = c->x;
    const uint32_t *holders = c->holders, *there = c->there;
    double n = (double)x->n;
    (void)worker;
    (void)err;
    for (size_t k = from > 0 ? from : 1; k < to; k++) {
        struct link_home *home = &x->home[k];
        double of_country = home->country ? (double)holders[home->country] : n;
        x->rarity[k] = rare(n, (double)holders[k]);
        /* beside the country, which is worth no more than its cap, a value keeps what it is worth
         */
        home->there = fmaxf(rare(of_country, (double)there[k]),
                            x->rarity[k] - fminf(rare(n, of_country), COUNTRY_CAP));
        home->elsewhere =
            holders[k] > there[k] ? rare(n - of_country, (double)(holders[k] - there[k])) : 0;
    }
    return SEINE_OK;
}

static enum seine_status count_holders(struct link_context *x, struct pool *pool,
                                       struct seine_error *err)
{
    struct counting c = {x, mem_calloc(x->keys.n + 1, sizeof *c.holders),
                         mem_calloc(x->keys.n + 1, sizeof *c.there)};
    x->rarity = mem_calloc(x->keys.n + 1, sizeof *x->rarity);
    x->home = mem_calloc(x->keys.n + 1, sizeof *x->home);
    enum seine_status status =
        c.holders && c.there && x->rarity && x->home ? SEINE_OK : SEINE_NOMEM;
    if (status == SEINE_OK)
        status = pool_run(pool, 2, 1, count_range, &c, err);
    if (status == SEINE_OK)
        status = pool_run(pool, x->keys.n, KEYS_AT_ONCE, weigh_range, &c, err);
    mem_free(c.there);
    mem_free(c.holders);
    return status;
}

/* Keeps no more than profiles need; what cannot be made smaller stays as large. */
static void forget_mentions(struct link_context *x)
{
    mem_free(x->mentions);
    x->mentions = NULL;
    VEC_RELEASE(&x->parts);
    void *tokens = mem_resize_array(x->tokens.v, x->tokens.n + 1, sizeof *x->tokens.v);
    if (tokens) {
        x->tokens.v = tokens;
        x->tokens.room = x->tokens.n + 1;
    }
    void *rep = mem_resize_array(x->rep, x->n + 1, sizeof *x->rep);
    x->rep = rep ? rep : x->rep;
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
    if (status == SEINE_OK)
        forget_mentions(x);
    if (status == SEINE_OK)
        status = pool_run(pool, x->n, NAMES_AT_ONCE, hint_range, x, err);
    if (status == SEINE_OK)
        status = count_holders(x, pool, err);
    return status == SEINE_OK
               ? status
               : error_set(err, status, "out of memory while linking %zu parties", x->n_mentions);
}
