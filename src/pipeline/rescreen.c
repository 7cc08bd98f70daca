/* pipeline/rescreen.c - the parties that are kept against some entries of the lists. Every worker
 * takes a batch from the store, one at a time, and screens it while the others do theirs; who was
 * found is put in order at the end, as the store gives parties in the order that is quickest. The
 * index holds only the wanted entries: a name's score rests on no other entry. */
#include "pipeline/pipeline.h"
#include "screen/screen.h"

#include <pthread.h>
#include <stdlib.h>

enum { BATCH = 1 << 12, PARTS = 256 };

struct kept {
    struct str name, country;
};

struct match {
    struct kept party;
    struct screen_hit hit;
    size_t rank; /* among the hits of the party, best first */
};

struct worker {
    struct kept batch[BATCH];
    uint64_t hashes[BATCH];
    size_t n;
    struct arena text;       /* of the batch */
    VEC(struct match) found; /* in the batch */
    struct screen_scratch *scratch;
    struct map distinct;
};

struct rescreen {
    const struct pipeline_rescreen *what;
    struct screen_index *index;
    struct pool *pool;
    struct worker *workers;
    size_t n_distinct[PARTS];
    pthread_mutex_t lock; /* of the store and what follows */
    bool is_over;         /* no batch is left, or somebody failed */
    struct {
        VEC(uint64_t) hashes; /* of names and countries */
    } parts[PARTS];           /* by the highest bits */
    struct arena names;       /* of the matches */
    VEC(struct match) matches;
};

static enum seine_status no_memory(struct seine_error *err)
{
    return error_set(err, SEINE_NOMEM, "out of memory while screening");
}

/* ---- a worker ------------------------------------------------------------------------------- */

/* The batch is done: what was found moves to where it stays. */
static enum seine_status hand_in(struct rescreen *r, const struct worker *w,
                                 struct seine_error *err)
{
    bool ok = true;
    for (size_t i = 0; i < w->n && ok; i++)
        ok = VEC_PUSH(&r->parts[w->hashes[i] / (UINT64_MAX / PARTS + 1)].hashes, w->hashes[i]);
    for (size_t i = 0; i < w->found.n && ok; i++) {
        struct match m = w->found.v[i];
        m.party.name = arena_str(&r->names, m.party.name, &ok);
        m.party.country = arena_str(&r->names, m.party.country, &ok);
        ok = ok && VEC_PUSH(&r->matches, m);
    }
    return ok ? SEINE_OK : no_memory(err);
}

static enum seine_status take(struct rescreen *r, struct worker *w, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    struct store_party p;
    bool ok = true;
    w->n = 0;
    arena_reset(&w->text);
    while (w->n < BATCH && !r->is_over && ok && status == SEINE_OK) {
        status = store_next_party(r->what->store, &p, err);
        if (status == SEINE_OK)
            w->batch[w->n++] = (struct kept){arena_str(&w->text, p.name, &ok),
                                             arena_str(&w->text, p.country, &ok)};
    }
    if (!ok)
        return no_memory(err);
    r->is_over = r->is_over || status != SEINE_OK;
    return status == SEINE_NOT_FOUND ? SEINE_OK : status;
}

static enum seine_status screen_batch(struct rescreen *r, struct worker *w)
{
    enum seine_status status = w->scratch ? SEINE_OK : screen_scratch_new(r->index, &w->scratch);
    VEC_CLEAR(&w->found);
    for (size_t i = 0; i < w->n && status == SEINE_OK; i++) {
        const struct kept *party = &w->batch[i];
        struct screen_subject subject = {
            .name = party->name, .countries = &party->country, .n_countries = party->country.n > 0};
        const uint64_t hashes[] = {str_hash(party->name), str_hash(party->country)};
        const struct screen_hit *hits;
        size_t n = 0, total;
        w->hashes[i] = str_hash((struct str){(const char *)hashes, sizeof hashes});
        status =
            screen_query(r->index, &subject, r->what->threshold, 0, w->scratch, &hits, &n, &total);
        for (size_t k = 0; k < n && status == SEINE_OK; k++)
            if (!VEC_PUSH(&w->found, ((struct match){*party, hits[k], k})))
                status = SEINE_NOMEM;
    }
    return status;
}

/* Batch after batch, until none is left. */
static enum seine_status work(void *context, unsigned worker, size_t from, size_t to,
                              struct seine_error *err)
{
    struct rescreen *r = context;
    struct worker *w = &r->workers[worker];
    enum seine_status status = SEINE_OK;
    (void)from, (void)to;
    do {
        pthread_mutex_lock(&r->lock);
        status = hand_in(r, w, err);
        if (status == SEINE_OK)
            status = take(r, w, err);
        r->is_over = r->is_over || status != SEINE_OK;
        pthread_mutex_unlock(&r->lock);
        if (status == SEINE_OK && screen_batch(r, w) != SEINE_OK)
            status = no_memory(err);
    } while (status == SEINE_OK && w->n > 0);
    return status;
}

/* Told apart by a hash of name and country, and by no more, as it is only counted: a collision
 * leaves no party out. */
static enum seine_status count_range(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    struct rescreen *r = context;
    struct map *distinct = &r->workers[worker].distinct;
    enum seine_status status = SEINE_OK;
    for (size_t part = from; part < to; part++) {
        map_clear(distinct);
        for (size_t i = 0; i < r->parts[part].hashes.n && status == SEINE_OK; i++)
            status = map_set(distinct, r->parts[part].hashes.v[i], 0);
        r->n_distinct[part] = distinct->n;
    }
    return status == SEINE_OK ? status : no_memory(err);
}

/* ---- what was found ------------------------------------------------------------------------- */

static int match_order(const void *l, const void *r)
{
    const struct match *a = l, *b = r;
    int order = str_compare(a->party.name, b->party.name);
    order = order ? order : str_compare(a->party.country, b->party.country);
    return order ? order : (a->rank > b->rank) - (a->rank < b->rank);
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

/* By name and country; of those that are kept several times, once. */
static enum seine_status tell_all(struct rescreen *r, struct seine_error *err)
{
    const struct match *m = r->matches.v;
    enum seine_status status = SEINE_OK;
    if (r->matches.n > 1)
        qsort(r->matches.v, r->matches.n, sizeof *r->matches.v, match_order);
    for (size_t i = 0; i < r->matches.n && status == SEINE_OK; i++)
        if (i == 0 || match_order(&m[i - 1], &m[i]) != 0)
            status = tell(r, &m[i], err);
    return status;
}

static enum seine_status run(struct rescreen *r, size_t *ret_parties, struct seine_error *err)
{
    enum seine_status status = screen_index_build(r->what->lists, r->what->wanted, &r->index, err);
    if (status == SEINE_OK)
        status = pool_new(r->what->threads, &r->pool, err);
    if (status == SEINE_OK && !(r->workers = mem_calloc(pool_threads(r->pool), sizeof *r->workers)))
        status = no_memory(err);
    if (status != SEINE_OK)
        return status;
    for (unsigned i = 0; i < pool_threads(r->pool); i++) {
        arena_init(&r->workers[i].text, LIMIT_ARENA);
        map_init(&r->workers[i].distinct);
    }
    status = pool_run(r->pool, pool_threads(r->pool), 1, work, r, err);
    store_stop_parties(r->what->store);
    if (status == SEINE_OK)
        status = pool_run(r->pool, PARTS, 1, count_range, r, err);
    for (size_t i = 0; i < PARTS; i++)
        *ret_parties += r->n_distinct[i];
    return status == SEINE_OK ? tell_all(r, err) : status;
}

static void release(struct rescreen *r)
{
    for (unsigned i = 0; r->workers && i < pool_threads(r->pool); i++) {
        screen_scratch_free(r->workers[i].scratch);
        arena_release(&r->workers[i].text);
        VEC_RELEASE(&r->workers[i].found);
        map_release(&r->workers[i].distinct);
    }
    mem_free(r->workers);
    for (size_t i = 0; i < PARTS; i++)
        VEC_RELEASE(&r->parts[i].hashes);
    arena_release(&r->names);
    VEC_RELEASE(&r->matches);
    pool_free(r->pool);
    screen_index_free(r->index);
    pthread_mutex_destroy(&r->lock);
    mem_free(r);
}

enum seine_status pipeline_rescreen(const struct pipeline_rescreen *what, size_t *ret_parties,
                                    struct seine_error *err)
{
    struct rescreen *r = mem_calloc(1, sizeof *r);
    if (!r)
        return no_memory(err);
    r->what = what;
    arena_init(&r->names, LIMIT_ARENA);
    pthread_mutex_init(&r->lock, NULL);
    *ret_parties = 0;
    enum seine_status status = run(r, ret_parties, err);
    release(r);
    return status;
}
