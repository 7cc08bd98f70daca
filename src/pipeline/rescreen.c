/* pipeline/rescreen.c - the parties that are kept against some entries of the lists. Batches of
 * them are read on the calling thread and screened by all workers; who was found is put in order
 * at the end, as the store gives parties in the order that is quickest. The index holds only the
 * wanted entries: a name's score rests on no other entry. */
#include "pipeline/pipeline.h"
#include "screen/screen.h"

#include <stdlib.h>

enum { BATCH = 1 << 17, CHUNK = 512 };

struct found {
    uint32_t party; /* of the batch */
    struct screen_hit hit;
};
typedef VEC(struct found) found_list;

struct kept {
    struct str name, country;
};

struct match {
    struct kept party;
    struct screen_hit hit;
    size_t n; /* as found: those of one party best first */
    size_t batch;
};

struct rescreen {
    const struct pipeline_rescreen *what;
    struct screen_index *index;
    struct pool *pool;
    struct arena text; /* of the batch */
    VEC(struct kept) batch;
    struct screen_scratch **scratch; /* per worker */
    found_list found[BATCH / CHUNK]; /* per chunk of the batch */
    struct map seen;                 /* hashes of names and countries: how many there are */
    size_t n_batches;
    struct arena names; /* of the matches */
    VEC(struct match) matches;
};

static enum seine_status screen_range(void *context, unsigned worker, size_t from, size_t to,
                                      struct seine_error *err)
{
    struct rescreen *r = context;
    enum seine_status status = SEINE_OK;
    if (!r->scratch[worker])
        status = screen_scratch_new(r->index, &r->scratch[worker]);
    for (size_t i = from; i < to && status == SEINE_OK; i++) {
        struct screen_subject subject = {.name = r->batch.v[i].name,
                                         .country = r->batch.v[i].country};
        const struct screen_hit *hits;
        size_t n = 0, total;
        status = screen_query(r->index, &subject, r->what->threshold, 0, r->scratch[worker], &hits,
                              &n, &total);
        for (size_t k = 0; k < n && status == SEINE_OK; k++)
            if (!VEC_PUSH(&r->found[i / CHUNK], ((struct found){(uint32_t)i, hits[k]})))
                status = SEINE_NOMEM;
    }
    return status == SEINE_OK ? status : error_set(err, status, "out of memory while screening");
}

static enum seine_status keep(struct rescreen *r, const struct found *f, struct seine_error *err)
{
    const struct kept *party = &r->batch.v[f->party];
    bool ok = true;
    struct match match = {
        {arena_str(&r->names, party->name, &ok), arena_str(&r->names, party->country, &ok)},
        f->hit,
        r->matches.n,
        r->n_batches};
    return ok && VEC_PUSH(&r->matches, match)
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory while screening");
}

static int kept_order(const void *l, const void *r)
{
    const struct kept *a = l, *b = r;
    int order = str_compare(a->name, b->name);
    return order ? order : str_compare(a->country, b->country);
}

static int match_order(const void *l, const void *r)
{
    const struct match *a = l, *b = r;
    int order = kept_order(&a->party, &b->party);
    return order ? order : (a->n > b->n) - (a->n < b->n);
}

static enum seine_status tell(struct rescreen *r, const struct match *m, struct seine_error *err)
{
    const struct pipeline_rescreen *what = r->what;
    const struct kept *party = &m->party;
    const struct listed_entity *entity = &what->lists->entities.v[m->hit.entity];
    struct pipeline_rescreened hit = {party->name, party->country, m->hit.entity, m->hit.name,
                                      m->hit.score};
    bool is_cleared = false;
    enum seine_status status = pipeline_is_cleared(what->store, what->lists, entity, party->name,
                                                   party->country, &is_cleared, err);
    return status == SEINE_OK && !is_cleared ? what->found(what->context, &hit, err) : status;
}

/* In the order of names, as those that begin alike are screened quicker one after the other; each
 * name and country once. */
static void sort_batch(struct rescreen *r)
{
    size_t n = 0;
    if (r->batch.n > 1)
        qsort(r->batch.v, r->batch.n, sizeof *r->batch.v, kept_order);
    for (size_t i = 0; i < r->batch.n; i++)
        if (n == 0 || kept_order(&r->batch.v[n - 1], &r->batch.v[i]) != 0)
            r->batch.v[n++] = r->batch.v[i];
    r->batch.n = n;
}

static enum seine_status screen_batch(struct rescreen *r, struct seine_error *err)
{
    sort_batch(r);
    enum seine_status status = pool_run(r->pool, r->batch.n, CHUNK, screen_range, r, err);
    for (size_t c = 0; c < BATCH / CHUNK; c++) {
        for (size_t i = 0; i < r->found[c].n && status == SEINE_OK; i++)
            status = keep(r, &r->found[c].v[i], err);
        VEC_CLEAR(&r->found[c]);
    }
    VEC_CLEAR(&r->batch);
    r->n_batches++;
    arena_reset(&r->text);
    return status;
}

/* Counted by a hash of name and country, and no more: a collision must not leave a party out. */
static enum seine_status on_party(void *context, const struct store_party *p,
                                  struct seine_error *err)
{
    struct rescreen *r = context;
    const uint64_t hashes[] = {str_hash(p->name), str_hash(p->country)};
    uint64_t both = str_hash((struct str){(const char *)hashes, sizeof hashes});
    bool ok = true;
    if (map_set(&r->seen, both, 0) != SEINE_OK)
        return error_set(err, SEINE_NOMEM, "out of memory while screening");
    enum seine_status status = r->batch.n == BATCH ? screen_batch(r, err) : SEINE_OK;
    if (status != SEINE_OK)
        return status;
    struct kept kept = {arena_str(&r->text, p->name, &ok), arena_str(&r->text, p->country, &ok)};
    return ok && VEC_PUSH(&r->batch, kept)
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory while screening");
}

/* By name and country; of a party that was in several batches what one of them found. */
static enum seine_status tell_all(struct rescreen *r, struct seine_error *err)
{
    const struct match *m = r->matches.v, *first = m;
    enum seine_status status = SEINE_OK;
    if (r->matches.n > 1)
        qsort(r->matches.v, r->matches.n, sizeof *r->matches.v, match_order);
    for (size_t i = 0; i < r->matches.n && status == SEINE_OK; i++) {
        if (kept_order(&first->party, &m[i].party) != 0)
            first = &m[i];
        if (m[i].batch == first->batch)
            status = tell(r, &m[i], err);
    }
    return status;
}

static enum seine_status run(struct rescreen *r, struct seine_error *err)
{
    const struct pipeline_rescreen *what = r->what;
    enum seine_status status = screen_index_build(what->lists, what->wanted, &r->index, err);
    if (status == SEINE_OK)
        status = pool_new(what->threads, &r->pool, err);
    if (status == SEINE_OK &&
        !(r->scratch = mem_calloc(pool_threads(r->pool), sizeof(struct screen_scratch *))))
        status = error_set(err, SEINE_NOMEM, "out of memory while screening");
    if (status == SEINE_OK)
        status = store_each_party(what->store, on_party, r, err);
    if (status == SEINE_OK && r->batch.n)
        status = screen_batch(r, err);
    return status == SEINE_OK ? tell_all(r, err) : status;
}

enum seine_status pipeline_rescreen(const struct pipeline_rescreen *what, size_t *ret_parties,
                                    struct seine_error *err)
{
    struct rescreen *r = mem_calloc(1, sizeof *r);
    if (!r)
        return error_set(err, SEINE_NOMEM, "out of memory while screening");
    r->what = what;
    arena_init(&r->text, LIMIT_ARENA);
    arena_init(&r->names, LIMIT_ARENA);
    map_init(&r->seen);
    enum seine_status status = run(r, err);
    *ret_parties = r->seen.n;
    for (unsigned i = 0; r->scratch && i < pool_threads(r->pool); i++)
        screen_scratch_free(r->scratch[i]);
    for (size_t c = 0; c < BATCH / CHUNK; c++)
        VEC_RELEASE(&r->found[c]);
    mem_free(r->scratch);
    VEC_RELEASE(&r->batch);
    arena_release(&r->text);
    arena_release(&r->names);
    VEC_RELEASE(&r->matches);
    map_release(&r->seen);
    pool_free(r->pool);
    screen_index_free(r->index);
    mem_free(r);
    return status;
}
