/* pipeline/known.c - an index of known actors: keys are hashed with a seed of this process, put
 * into buckets by their first bits and sorted there, so that a look-up reads one place in memory.
 * It keeps no names: what an actor is, the store tells (GET /api/v1/actors/{id}). */
#include "pipeline/known.h"

#include "link/link.h"
#include "store/actors.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <xxhash.h>

const char *const known_by_name[KNOWN_N_BY] = {"paper", "id", "phone", "e-mail", "name"};

enum {
    MAX_KEYS = LIMIT_PARTIES + 4, /* of one party: its identifiers, and one of each other kind */
    MAX_FOUND = MAX_KEYS * KNOWN_MAX_SHARED,
    PER_BUCKET = 8
};

struct known_key {
    uint64_t hash;
    enum known_by by;
};
struct known_actor {
    uint64_t id, n_records;
};
struct known_in {
    uint32_t actor, of; /* of: in cases */
};
struct known {
    VEC(uint64_t) hashes; /* as added; after seal by bucket, ascending, with their actors */
    VEC(uint32_t) actors;
    uint32_t *bucket; /* first key of each, and the end */
    unsigned bits;
    VEC(struct known_actor) all;
    struct map by_id; /* id of an actor -> all */
    VEC(struct str) cases;
    VEC(struct known_in) in; /* by actor after seal */
    struct arena arena;
    struct buf scratch;
    uint64_t seed;
    size_t n_parties;
};

enum seine_status known_new(struct known **ret)
{
    struct known *k = mem_calloc(1, sizeof *k);
    if (!k)
        return SEINE_NOMEM;
    map_init(&k->by_id);
    arena_init(&k->arena, LIMIT_ARENA);
    buf_init(&k->scratch, LIMIT_TEXT);
    if (getrandom(&k->seed, sizeof k->seed, GRND_NONBLOCK) != (ssize_t)sizeof k->seed)
        k->seed = 0x5EEDF00D;
    *ret = k;
    return SEINE_OK;
}

void known_free(struct known *k)
{
    if (!k)
        return;
    VEC_RELEASE(&k->hashes);
    VEC_RELEASE(&k->actors);
    VEC_RELEASE(&k->all);
    VEC_RELEASE(&k->cases);
    VEC_RELEASE(&k->in);
    mem_free(k->bucket);
    map_release(&k->by_id);
    arena_release(&k->arena);
    buf_release(&k->scratch);
    mem_free(k);
}

/* ---- keys ----------------------------------------------------------------------------------- */

struct keys {
    const struct known *k;
    struct buf *text;
    struct known_key v[MAX_KEYS];
    size_t n;
};

/* What stands in the buffer, if anything does, is a key. */
static void put_key(struct keys *s, enum known_by by)
{
    struct str text = buf_str(s->text);
    if (text.n > 0 && buf_status(s->text) == SEINE_OK && s->n < MAX_KEYS)
        s->v[s->n++] =
            (struct known_key){XXH3_64bits_withSeed(text.p, text.n, s->k->seed + (uint64_t)by), by};
    buf_reset(s->text);
}

static void put_ids(struct keys *s, struct str ids)
{
    struct str one;
    bool more = ids.n > 0;
    while (str_cut(&ids, &more, ';', &one)) {
        link_id_key(one, s->text);
        put_key(s, KNOWN_ID);
    }
}

static void put_name(struct keys *s, struct str name, struct str country)
{
    text_fold(name, s->text);
    if (s->text->n > 0) {
        buf_add_c(s->text, '\x1f');
        buf_add(s->text, country);
    }
    put_key(s, KNOWN_NAME);
}

/* The fields one behind the other, as link_mention_key has them. */
static void put_paper(struct keys *s, const struct known_party *p)
{
    const struct str fields[] = {p->name,     p->country, p->address, p->city,
                                 p->postcode, p->phone,   p->email,   p->ids};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (i > 0)
            buf_add_c(s->text, '\x1f');
        buf_add(s->text, fields[i]);
    }
    put_key(s, KNOWN_PAPER);
}

static void keys_of(const struct known *k, const struct known_party *p, struct buf *scratch,
                    struct keys *ret)
{
    *ret = (struct keys){.k = k, .text = scratch};
    buf_reset(scratch);
    put_paper(ret, p);
    link_phone_key(p->phone, p->country, scratch);
    put_key(ret, KNOWN_PHONE);
    link_email_key(p->email, scratch);
    put_key(ret, KNOWN_EMAIL);
    put_name(ret, p->name, p->country);
    put_ids(ret, p->ids);
}

/* ---- filling -------------------------------------------------------------------------------- */

/* The number in "A-0123456789abcdef"; of any other text its hash. */
static uint64_t id_of(struct str actor)
{
    uint64_t id = 0;
    for (size_t i = 2; i < actor.n; i++) {
        char c = actor.p[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0 || actor.n != 18)
            return str_hash(actor);
        id = id << 4 | (uint64_t)digit;
    }
    return id;
}

static enum seine_status actor_of(struct known *k, struct str actor, uint32_t *ret)
{
    bool is_new = false;
    uint64_t id = id_of(actor);
    if (k->all.n >= MAP_NONE - 1)
        return SEINE_LIMIT;
    enum seine_status status = map_get_or_set(&k->by_id, id, (uint32_t)k->all.n, ret, &is_new);
    if (status == SEINE_OK && is_new && !VEC_PUSH(&k->all, ((struct known_actor){id, 0})))
        status = SEINE_NOMEM;
    return status;
}

enum seine_status known_add(struct known *k, const struct known_party *p, struct str actor,
                            uint64_t n_records)
{
    struct keys keys;
    uint32_t at = 0;
    enum seine_status status = actor_of(k, actor, &at);
    if (status != SEINE_OK)
        return status;
    k->all.v[at].n_records += n_records;
    k->n_parties++;
    keys_of(k, p, &k->scratch, &keys);
    if (k->hashes.n + keys.n >= MAP_NONE)
        return SEINE_LIMIT;
    for (size_t i = 0; i < keys.n && status == SEINE_OK; i++)
        status = VEC_PUSH(&k->hashes, keys.v[i].hash) && VEC_PUSH(&k->actors, at) ? SEINE_OK
                                                                                  : SEINE_NOMEM;
    return status;
}

enum seine_status known_add_case(struct known *k, struct str actor, struct str id)
{
    uint32_t at = 0;
    bool ok = true;
    enum seine_status status = actor_of(k, actor, &at);
    if (status != SEINE_OK)
        return status;
    struct str kept = k->cases.n && str_is(k->cases.v[k->cases.n - 1], id)
                          ? k->cases.v[k->cases.n - 1]
                          : arena_str(&k->arena, id, &ok);
    if (ok && !(k->cases.n && k->cases.v[k->cases.n - 1].p == kept.p))
        ok = VEC_PUSH(&k->cases, kept);
    struct known_in in = {at, (uint32_t)k->cases.n - 1};
    return ok && VEC_PUSH(&k->in, in) ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status take_party(void *context, const struct store_party *kept,
                                    struct seine_error *err)
{
    struct str key = kept->key;
    struct str fields[8] = {STR_EMPTY, STR_EMPTY, STR_EMPTY, STR_EMPTY,
                            STR_EMPTY, STR_EMPTY, STR_EMPTY, STR_EMPTY};
    bool more = true;
    if (kept->actor.n == 0)
        return SEINE_OK;
    for (size_t i = 0; i < 8 && str_cut(&key, &more, '\x1f', &fields[i]); i++)
        continue;
    struct known_party p = {fields[0], fields[1], fields[2], fields[3],
                            fields[4], fields[5], fields[6], fields[7]};
    enum seine_status status = known_add(context, &p, kept->actor, kept->n_records);
    return status == SEINE_OK ? status : error_set(err, status, "cannot hold more parties");
}

static enum seine_status take_case(void *context, struct str actor, struct str id,
                                   struct seine_error *err)
{
    enum seine_status status = known_add_case(context, actor, id);
    return status == SEINE_OK ? status : error_set(err, status, "cannot hold more cases");
}

enum seine_status known_add_store(struct known *k, struct store *s, struct seine_error *err)
{
    enum seine_status status = store_each_party(s, take_party, k, err);
    return status == SEINE_OK ? store_each_involved(s, take_case, k, err) : status;
}

/* ---- sealing -------------------------------------------------------------------------------- */

struct pair {
    uint64_t hash;
    uint32_t actor;
};

static int pair_order(const void *l, const void *r)
{
    const struct pair *a = l, *b = r;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return (a->actor > b->actor) - (a->actor < b->actor);
}

static int in_order(const void *l, const void *r)
{
    const struct known_in *a = l, *b = r;
    return a->actor != b->actor ? (a->actor > b->actor) - (a->actor < b->actor)
                                : (a->of > b->of) - (a->of < b->of);
}

static size_t bucket_of(const struct known *k, uint64_t hash)
{
    return k->bits ? (size_t)(hash >> (64 - k->bits)) : 0;
}

/* Sorts each bucket, drops what stands there twice and closes the gaps. */
static void settle(struct known *k, struct pair *pairs, size_t n)
{
    size_t at = 0, n_buckets = (size_t)1 << k->bits;
    for (size_t b = 0; b < n_buckets; b++) {
        size_t from = k->bucket[b], to = b + 1 < n_buckets ? k->bucket[b + 1] : n;
        if (to - from > 1)
            qsort(pairs + from, to - from, sizeof *pairs, pair_order);
        k->bucket[b] = (uint32_t)at;
        for (size_t i = from; i < to; i++) {
            if (i > from && pair_order(&pairs[i - 1], &pairs[i]) == 0)
                continue;
            k->hashes.v[at] = pairs[i].hash;
            k->actors.v[at++] = pairs[i].actor;
        }
    }
    k->bucket[n_buckets] = (uint32_t)at;
    k->hashes.n = k->actors.n = at;
}

enum seine_status known_seal(struct known *k)
{
    size_t n = k->hashes.n;
    while (k->bits < 30 && ((size_t)PER_BUCKET << k->bits) < n)
        k->bits++;
    size_t n_buckets = (size_t)1 << k->bits;
    struct pair *pairs = mem_resize_array(NULL, n + 1, sizeof *pairs);
    uint32_t *next = mem_calloc(n_buckets + 2, sizeof *next);
    k->bucket = mem_calloc(n_buckets + 1, sizeof *k->bucket);
    bool ok = pairs && next && k->bucket;
    for (size_t i = 0; i < n && ok; i++)
        next[bucket_of(k, k->hashes.v[i]) + 1]++;
    for (size_t b = 0; b < n_buckets && ok; b++) {
        next[b + 1] += next[b];
        k->bucket[b] = next[b];
    }
    for (size_t i = 0; i < n && ok; i++)
        pairs[next[bucket_of(k, k->hashes.v[i])]++] = (struct pair){k->hashes.v[i], k->actors.v[i]};
    if (ok)
        settle(k, pairs, n);
    mem_free(pairs);
    mem_free(next);
    if (k->in.n > 1)
        qsort(k->in.v, k->in.n, sizeof *k->in.v, in_order);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

struct known_stat known_stat(const struct known *k)
{
    return (struct known_stat){
        .n_parties = k->n_parties,
        .n_actors = k->all.n,
        .n_keys = k->hashes.n,
        .bytes = k->hashes.room * sizeof *k->hashes.v + k->actors.room * sizeof *k->actors.v +
                 (((size_t)1 << k->bits) + 1) * sizeof *k->bucket + k->all.room * sizeof *k->all.v +
                 k->by_id.room * sizeof *k->by_id.slots};
}

/* ---- asking --------------------------------------------------------------------------------- */

static void add_hit(struct known_hit *hits, size_t *n, uint32_t actor, unsigned by)
{
    for (size_t i = 0; i < *n; i++)
        if (hits[i].actor == actor) {
            hits[i].by |= by;
            return;
        }
    if (*n < MAX_FOUND)
        hits[(*n)++] = (struct known_hit){actor, by};
}

/* A bucket is long where it holds a value that very many share: its keys are not walked one by one.
 */
static void look_up(const struct known *k, const struct known_key *key, struct known_hit *hits,
                    size_t *n)
{
    size_t b = bucket_of(k, key->hash), from = k->bucket[b], end = k->bucket[b + 1];
    for (size_t to = end; from < to;) { /* the first of them */
        size_t at = from + (to - from) / 2;
        if (k->hashes.v[at] < key->hash)
            from = at + 1;
        else
            to = at;
    }
    size_t last = from;
    while (last < end && last - from <= KNOWN_MAX_SHARED && k->hashes.v[last] == key->hash)
        last++;
    if (last - from > KNOWN_MAX_SHARED)
        return;
    for (size_t i = from; i < last; i++)
        add_hit(hits, n, k->actors.v[i], 1u << key->by);
}

static bool comes_before(const struct known *k, const struct known_hit *a,
                         const struct known_hit *b)
{
    const struct known_actor *x = &k->all.v[a->actor], *y = &k->all.v[b->actor];
    int n = __builtin_popcount(a->by), m = __builtin_popcount(b->by);
    if (n != m)
        return n > m;
    return x->n_records != y->n_records ? x->n_records > y->n_records : x->id < y->id;
}

size_t known_find(const struct known *k, const struct known_party *p, struct buf *scratch,
                  struct known_hit ret[KNOWN_MAX_HITS])
{
    struct keys keys;
    struct known_hit found[MAX_FOUND];
    size_t n = 0;
    keys_of(k, p, scratch, &keys);
    for (size_t i = 0; i < keys.n; i++)
        __builtin_prefetch(&k->bucket[bucket_of(k, keys.v[i].hash)]);
    for (size_t i = 0; i < keys.n; i++)
        __builtin_prefetch(&k->hashes.v[k->bucket[bucket_of(k, keys.v[i].hash)]]);
    for (size_t i = 0; i < keys.n && k->hashes.n > 0; i++)
        look_up(k, &keys.v[i], found, &n);
    for (size_t i = 1; i < n; i++) { /* by insertion: a handful */
        struct known_hit hit = found[i];
        size_t at = i;
        for (; at > 0 && comes_before(k, &hit, &found[at - 1]); at--)
            found[at] = found[at - 1];
        found[at] = hit;
    }
    n = n < KNOWN_MAX_HITS ? n : KNOWN_MAX_HITS;
    if (n > 0)
        memcpy(ret, found, n * sizeof *ret);
    return n;
}

void known_actor_id(const struct known *k, uint32_t actor, struct buf *out)
{
    buf_add_f(out, "A-%016llx", (unsigned long long)k->all.v[actor].id);
}

uint64_t known_actor_records(const struct known *k, uint32_t actor)
{
    return k->all.v[actor].n_records;
}

bool known_actor_case(const struct known *k, uint32_t actor, size_t i, struct str *ret)
{
    size_t from = 0, to = k->in.n;
    while (from < to) { /* the first of the actor */
        size_t at = from + (to - from) / 2;
        if (k->in.v[at].actor < actor)
            from = at + 1;
        else
            to = at;
    }
    if (from + i >= k->in.n || k->in.v[from + i].actor != actor)
        return false;
    *ret = k->cases.v[k->in.v[from + i].of];
    return true;
}
