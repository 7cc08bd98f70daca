/* pipeline/classify.c - every distinct cargo of the table against the kits, in parallel, into one
 * array cargo by cargo. What the lines with codes are declared as is settled first, and kept with a
 * store, so that later a consignment by itself is told the same (pipeline_goods_text). */
#include "pipeline/internal.h"

#include <string.h>

#define CHUNK 512

struct part { /* the matches of one chunk of cargos */
    struct goods_match *v;
    uint32_t *counts;
    size_t n;
};

struct job {
    struct pipeline *p;
    struct part *parts;
    int64_t *net_g; /* per cargo: the smallest mass stated on a line of it, TRADE_NONE if none */
    struct goods_usage *usage; /* at first per cargo, with its lines; then the pipeline's */
    struct goods_headings headings;
};

struct goods_text pipeline_goods_text(const struct goods_headings *h, const struct trade_goods *g)
{
    return (struct goods_text){.description = g->description,
                               .hs = g->hs,
                               .heading = goods_heading(h, g->description, g->hs),
                               .un_number = g->un_number,
                               .brand = g->brand,
                               .model = g->model,
                               .net_g = g->net_g != TRADE_NONE ? g->net_g : g->gross_g,
                               .value_usd_cents = TRADE_NONE};
}

static struct goods_text text_of(const struct trade_table *t, uint32_t cargo, int64_t net_g)
{
    const struct table_cargo *c = &t->cargos.v[cargo];
    return (struct goods_text){.description = table_str(t, c->description),
                               .hs = table_str(t, c->hs),
                               .un_number = table_str(t, c->un_number),
                               .brand = table_str(t, c->brand),
                               .model = table_str(t, c->model),
                               .net_g = net_g,
                               .value_usd_cents = TRADE_NONE};
}

static enum seine_status classify_range(void *context, unsigned worker, size_t from, size_t to,
                                        struct seine_error *err)
{
    struct job *job = context;
    struct part *part = &job->parts[from / CHUNK];
    struct arena scratch;
    VEC(struct goods_match) found = {0};
    bool ok = true;
    (void)worker;
    part->counts = mem_calloc(to - from, sizeof *part->counts);
    ok = part->counts != NULL;
    arena_init(&scratch, LIMIT_ARENA);
    for (size_t i = from; i < to && ok; i++) {
        struct goods_text text = text_of(&job->p->table, (uint32_t)i, job->net_g[i]);
        struct table_cargo *cargo = &job->p->table.cargos.v[i];
        text.heading = cargo->stated;
        if (!cargo->stated)
            text.heading = goods_heading(&job->headings, text.description, STR_EMPTY);
        cargo->heading = text.heading;
        struct goods_match *matches = NULL;
        size_t n = 0;
        arena_reset(&scratch);
        ok = goods_classify(job->p->catalogue, &text, &scratch, &matches, &n) == SEINE_OK &&
             VEC_RESERVE(&found, found.n + n + 1);
        if (!ok)
            break;
        if (n)
            memcpy(found.v + found.n, matches, n * sizeof *matches);
        found.n += n;
        part->counts[i - from] = (uint32_t)n;
    }
    arena_release(&scratch);
    part->v = found.v;
    part->n = found.n;
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while classifying goods");
}

/* The smallest mass and the number of lines of each cargo. */
static enum seine_status look_at_lines(struct job *job)
{
    const struct trade_table *t = &job->p->table;
    job->net_g = mem_alloc((t->cargos.n + 1) * sizeof *job->net_g);
    job->usage = mem_calloc(t->cargos.n + 1, sizeof *job->usage);
    if (!job->net_g || !job->usage)
        return SEINE_NOMEM;
    for (size_t i = 0; i < t->cargos.n; i++)
        job->net_g[i] = TRADE_NONE;
    for (size_t i = 0; i < t->lines.n; i++) {
        const struct table_line *line = &t->lines.v[i];
        int64_t g = line->net_g != TRADE_NONE ? line->net_g : line->gross_g;
        int64_t *least = &job->net_g[line->cargo];
        if (g != TRADE_NONE && (*least == TRADE_NONE || g < *least))
            *least = g;
        job->usage[line->cargo].lines++;
    }
    return SEINE_OK;
}

static enum seine_status words_of_range(void *context, unsigned worker, size_t from, size_t to,
                                        struct seine_error *err)
{
    struct job *job = context;
    (void)worker, (void)err;
    for (size_t i = from; i < to; i++) {
        const struct table_cargo *cargo = &job->p->table.cargos.v[i];
        job->usage[i].heading = cargo->stated;
        if (cargo->stated)
            job->usage[i].words = goods_usage_words(table_str(&job->p->table, cargo->description));
    }
    return SEINE_OK;
}

/* What other lines tell of goods without a code. */
static enum seine_status settle_usage(struct job *job, struct seine_error *err)
{
    struct pipeline *p = job->p;
    size_t n = p->table.cargos.n;
    enum seine_status status = pool_run(p->pool, n, CHUNK, words_of_range, job, err);
    if (status != SEINE_OK)
        return status;
    p->n_usage = goods_usage_settle(job->usage, n);
    p->usage = mem_resize(job->usage, (p->n_usage + 1) * sizeof *p->usage);
    if (!p->usage)
        return SEINE_NOMEM;
    job->usage = NULL;
    return SEINE_OK;
}

static enum seine_status learn_words(struct job *job, bool all_stated, struct seine_error *err)
{
    struct pipeline *p = job->p;
    enum seine_status status = SEINE_OK;
    if (!all_stated || p->store)
        status = settle_usage(job, err);
    if (status == SEINE_OK && !all_stated)
        status = goods_words_new(&p->words, err);
    job->headings = (struct goods_headings){p->usage, p->n_usage, p->words};
    return status;
}

static enum seine_status join_parts(struct job *job, size_t n_parts, size_t n_cargos)
{
    struct pipeline *p = job->p;
    size_t total = 0, at = 0;
    for (size_t i = 0; i < n_parts; i++)
        total += job->parts[i].n;
    p->first_match = mem_calloc(n_cargos + 1, sizeof *p->first_match);
    p->matches = mem_calloc(total + 1, sizeof *p->matches);
    if (!p->first_match || !p->matches || total >= UINT32_MAX)
        return SEINE_NOMEM;
    for (size_t i = 0; i < n_parts; i++) {
        const struct part *part = &job->parts[i];
        if (part->n)
            memcpy(p->matches + at, part->v, part->n * sizeof *part->v);
        for (size_t c = i * CHUNK; c < n_cargos && c < (i + 1) * CHUNK; c++) {
            p->first_match[c] = (uint32_t)at;
            at += part->counts[c - i * CHUNK];
        }
    }
    p->first_match[n_cargos] = (uint32_t)at;
    return SEINE_OK;
}

/* What codes state. False: some item has none. */
static bool read_codes(struct trade_table *t)
{
    bool all = true;
    for (size_t i = 0; i < t->cargos.n; i++) {
        t->cargos.v[i].stated = goods_heading_of_code(table_str(t, t->cargos.v[i].hs));
        all = all && t->cargos.v[i].stated != 0;
    }
    return all;
}

enum seine_status pipeline_classify(struct pipeline *p, struct seine_error *err)
{
    size_t n = p->table.cargos.n, n_parts = n / CHUNK + 1;
    struct job job = {.p = p, .parts = mem_calloc(n_parts, sizeof *job.parts)};
    enum seine_status status = job.parts ? look_at_lines(&job) : SEINE_NOMEM;
    progress_update(p->options->progress, "classifying goods", 0, n, "goods");
    if (status == SEINE_OK)
        status = learn_words(&job, read_codes(&p->table), err);
    if (status == SEINE_OK)
        status = pool_run(p->pool, n, CHUNK, classify_range, &job, err);
    if (status == SEINE_OK)
        status = join_parts(&job, n_parts, n);
    progress_update(p->options->progress, "classifying goods", n, n, "goods");
    for (size_t i = 0; job.parts && i < n_parts; i++) {
        mem_free(job.parts[i].v);
        mem_free(job.parts[i].counts);
    }
    mem_free(job.parts);
    mem_free(job.net_g);
    mem_free(job.usage);
    return status == SEINE_OK ? status
                              : error_set(err, status, "out of memory while classifying goods");
}
