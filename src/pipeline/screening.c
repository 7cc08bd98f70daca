/* pipeline/screening.c - every distinct (name, country) of the table against the lists, in
 * parallel; mentions that share one share its answer. */
#include "pipeline/internal.h"

#include <math.h>
#include <stdlib.h>

struct query { /* a distinct (name, country) and the best listed entity for it */
    uint32_t name, country;
    uint32_t entity, listed_name; /* MAP_NONE: nobody */
    double score, bits;
    bool is_known; /* from the last scan */
};

struct job {
    struct pipeline *p;
    struct query *queries;
    struct screen_scratch **scratch; /* per worker */
    double threshold;
};

static enum seine_status screen_range(void *context, unsigned worker, size_t from, size_t to,
                                      struct seine_error *err)
{
    struct job *job = context;
    if (!job->scratch[worker] &&
        screen_scratch_new(job->p->index, &job->scratch[worker]) != SEINE_OK)
        return error_set(err, SEINE_NOMEM, "out of memory while screening");
    for (size_t i = from; i < to; i++) {
        struct query *q = &job->queries[i];
        if (q->is_known)
            continue;
        struct str country = table_str(&job->p->table, q->country);
        struct screen_subject subject = {.name = table_str(&job->p->table, q->name),
                                         .countries = &country,
                                         .n_countries = country.n > 0};
        const struct screen_hit *hits;
        size_t n, total;
        enum seine_status status = screen_query(job->p->index, &subject, job->threshold, 1,
                                                job->scratch[worker], &hits, &n, &total);
        if (status != SEINE_OK)
            return error_set(err, status, "out of memory while screening");
        q->entity = n ? hits[0].entity : MAP_NONE;
        q->listed_name = n ? hits[0].name : 0;
        q->score = n ? hits[0].score : 0;
        q->bits = n ? hits[0].bits : 0;
    }
    return SEINE_OK;
}

/* Numbers the distinct (name, country) pairs; query_of[mention] is its number. */
static enum seine_status distinct(struct pipeline *p, struct query *queries, uint32_t *query_of,
                                  uint32_t *ret_n)
{
    struct map seen;
    enum seine_status status = SEINE_OK;
    uint32_t n = 0;
    map_init(&seen);
    for (size_t i = 0; i < p->table.mentions.n && status == SEINE_OK; i++) {
        const struct table_mention *m = &p->table.mentions.v[i];
        bool is_new;
        status =
            map_get_or_set(&seen, (uint64_t)m->name << 32 | m->country, n, &query_of[i], &is_new);
        if (status == SEINE_OK && is_new)
            queries[n++] = (struct query){m->name, m->country, MAP_NONE, 0, 0, 0, false};
        struct state_hit hit;
        if (status == SEINE_OK && !queries[query_of[i]].is_known &&
            state_screened(p, (uint32_t)i, &hit))
            queries[query_of[i]] = (struct query){m->name,   m->country, hit.entity, hit.name,
                                                  hit.score, hit.bits,   true};
    }
    map_release(&seen);
    *ret_n = n;
    return status;
}

/* For the next scan: what was found before anybody's decisions. */
static enum seine_status save(struct pipeline *p, const struct query *queries,
                              const uint32_t *query_of)
{
    if (!p->state.to)
        return SEINE_OK;
    struct state_hit *hits = mem_calloc(p->table.mentions.n + 1, sizeof *hits);
    for (uint32_t i = 0; hits && i < p->table.mentions.n; i++) {
        const struct query *q = &queries[query_of[i]];
        hits[i] = (struct state_hit){i, q->entity, q->listed_name, q->score, q->bits};
    }
    enum seine_status status = hits ? state_save_screened(p, hits) : SEINE_NOMEM;
    mem_free(hits);
    return status;
}

/* The best entity that nobody cleared this name of: asked again for all of them, best first. */
static enum seine_status pass_over_cleared(struct job *job, struct query *q,
                                           struct seine_error *err)
{
    struct pipeline *p = job->p;
    struct str country = table_str(&p->table, q->country);
    struct screen_subject subject = {
        .name = table_str(&p->table, q->name), .countries = &country, .n_countries = country.n > 0};
    const struct screen_hit *hits;
    size_t n = 0, total;
    bool is_cleared = false;
    enum seine_status status =
        pipeline_is_cleared(p->store, &p->lists, &p->lists.entities.v[q->entity], subject.name,
                            country, &is_cleared, err);
    if (status != SEINE_OK || !is_cleared)
        return status;
    q->entity = MAP_NONE;
    if (!job->scratch[0])
        status = screen_scratch_new(p->index, &job->scratch[0]);
    if (status == SEINE_OK)
        status =
            screen_query(p->index, &subject, job->threshold, 0, job->scratch[0], &hits, &n, &total);
    for (size_t i = 0; i < n && status == SEINE_OK && q->entity == MAP_NONE; i++) {
        status = pipeline_is_cleared(p->store, &p->lists, &p->lists.entities.v[hits[i].entity],
                                     subject.name, country, &is_cleared, err);
        if (status == SEINE_OK && !is_cleared) {
            q->entity = hits[i].entity;
            q->listed_name = hits[i].name;
            q->score = hits[i].score;
            q->bits = hits[i].bits;
        }
    }
    return status;
}

static enum seine_status honour_decisions(struct job *job, struct query *queries, uint32_t n,
                                          struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (uint32_t i = 0; i < n && status == SEINE_OK; i++)
        if (queries[i].entity != MAP_NONE)
            status = pass_over_cleared(job, &queries[i], err);
    return status;
}

static enum seine_status collect(struct pipeline *p, const struct query *queries,
                                 const uint32_t *query_of)
{
    for (uint32_t i = 0; i < p->table.mentions.n; i++) {
        const struct query *q = &queries[query_of[i]];
        if (q->entity == MAP_NONE)
            continue;
        const struct listed_entity *e = &p->lists.entities.v[q->entity];
        struct assemble_watch w = {
            .mention = i,
            .entity = e->id,
            .list = p->lists.lists.v[e->list].name,
            .name = q->listed_name < e->n_names ? e->names[q->listed_name].text : STR_EMPTY,
            .program = e->n_programs ? e->programs[0] : STR_EMPTY,
            .bits = evidence_round(q->bits),
            .score = q->score};
        if (!VEC_PUSH(&p->watch, w))
            return SEINE_NOMEM;
    }
    return SEINE_OK;
}

enum seine_status pipeline_screen(struct pipeline *p, struct seine_error *err)
{
    size_t n_mentions = p->table.mentions.n, done = 0;
    unsigned threads = pool_threads(p->pool);
    uint32_t n = 0;
    struct job job = {
        .p = p, .threshold = p->options->threshold > 0 ? p->options->threshold : SCREEN_THRESHOLD};
    uint32_t *query_of = mem_calloc(n_mentions + 1, sizeof *query_of);
    job.queries = mem_calloc(n_mentions + 1, sizeof *job.queries);
    job.scratch = mem_calloc(threads, sizeof(struct screen_scratch *));
    enum seine_status status = query_of && job.queries && job.scratch
                                   ? distinct(p, job.queries, query_of, &n)
                                   : SEINE_NOMEM;
    struct query *all = job.queries;
    while (status == SEINE_OK && done < n) { /* in slices, so that progress can be told */
        size_t slice = n - done > 20000 ? 20000 : n - done;
        job.queries = all + done;
        status = pool_run(p->pool, slice, 256, screen_range, &job, err);
        done += slice;
        progress_update(p->options->progress, "screening parties", done, n, "names");
    }
    if (status == SEINE_OK)
        status = save(p, all, query_of);
    if (status == SEINE_OK && p->store)
        status = honour_decisions(&job, all, n, err);
    if (status == SEINE_OK)
        status = collect(p, all, query_of);
    for (unsigned i = 0; job.scratch && i < threads; i++)
        screen_scratch_free(job.scratch[i]);
    mem_free(job.scratch);
    mem_free(all);
    mem_free(query_of);
    return status == SEINE_OK ? status : error_set(err, status, "out of memory while screening");
}
