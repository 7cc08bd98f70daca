/* pipeline/pipeline.c - one scan from arguments to cases: loads lists and kits, runs the stages in
 * order, keeps times of each for whoever asks. It decides nothing about trade itself. */
#include "pipeline/internal.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum seine_status load_lists(struct pipeline *p, struct seine_error *err)
{
    return screen_open(p->options->watchlists, p->options->n_watchlists, p->options->progress,
                       &p->lists, &p->index, err);
}

static enum seine_status load(struct pipeline *p, struct seine_error *err)
{
    enum seine_status status = geo_open(&p->geo, err);
    if (status == SEINE_OK)
        status = goods_catalogue_open(p->options->kits, p->options->n_kits, &p->catalogue, err);
    if (status == SEINE_OK)
        status = goods_measures_open(p->options->measures, p->options->n_measures, p->geo,
                                     &p->measures, err);
    return status == SEINE_OK ? load_lists(p, err) : status;
}

static enum seine_status read_all(struct pipeline *p, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    if (p->options->db) {
        status = store_open(p->options->db, &p->store, err);
        if (status == SEINE_OK) {
            store_act_as(p->store, str_of(p->options->by));
            status = store_begin_much(p->store, err); /* nobody adds to what is recalled now */
        }
        bool is_found = false;
        if (status == SEINE_OK)
            status = state_open(p, &is_found, err);
        if (status == SEINE_OK && !is_found)
            status = pipeline_recall(p, err);
    }
    return status == SEINE_OK ? pipeline_read(p, err) : status;
}

static enum seine_status seal(struct pipeline *p, struct seine_error *err)
{
    state_save_table(p);
    return trade_table_seal(&p->table, p->pool, err);
}

static enum seine_status check(struct pipeline *p, struct seine_error *err)
{
    progress_update(p->options->progress, "checking papers", 0, 1, "steps");
    enum seine_status status = check_run(&p->table, p->geo, p->pool, &p->checks, err);
    progress_update(p->options->progress, "checking papers", 1, 1, "steps");
    return status;
}

static enum seine_status link_parties(struct pipeline *p, struct seine_error *err)
{
    return link_run(&p->table, NULL, p->pool, p->options->progress, &p->links, err);
}

static void pass_weighed(void *context, const struct assemble_weighed *w)
{
    const struct pipeline *p = context;
    p->options->weighed(p->options->weighed_context, w, &p->table, p->catalogue);
}

static int watch_order(const void *l, const void *r)
{
    const struct assemble_watch *a = l, *b = r;
    if (a->actor != b->actor)
        return a->actor < b->actor ? -1 : 1;
    return (a->mention > b->mention) - (a->mention < b->mention);
}

/* Screening found mentions; now it is known whose they are. */
static void sort_watch(struct pipeline *p)
{
    for (size_t i = 0; i < p->watch.n; i++)
        p->watch.v[i].actor = p->links.actor_of[p->watch.v[i].mention];
    if (p->watch.n > 1)
        qsort(p->watch.v, p->watch.n, sizeof *p->watch.v, watch_order);
}

static enum seine_status assemble(struct pipeline *p, struct seine_error *err)
{
    sort_watch(p);
    struct assemble_options options = {.top = p->options->top,
                                       .min_score = pipeline_least(p),
                                       .weighed = p->options->weighed ? pass_weighed : NULL,
                                       .weighed_context = p};
    p->stages_in = (struct assemble_input){.table = &p->table,
                                           .catalogue = p->catalogue,
                                           .matches = p->matches,
                                           .first_match = p->first_match,
                                           .checks = &p->checks,
                                           .links = &p->links,
                                           .geo = p->geo,
                                           .watch = p->watch.v,
                                           .n_watch = p->watch.n,
                                           .measures = p->measures};
    enum seine_status status =
        assemble_run(&p->stages_in, &options, p->pool, p->options->progress, &p->assembled, err);
    if (!p->store) /* nobody asks for what is behind the best */
        assemble_forget(&p->assembled);
    return status;
}

/* Goods items whose heading their words tell and no code states. */
static uint64_t count_read(const struct trade_table *t)
{
    uint64_t n = 0;
    for (size_t i = 0; i < t->cargos.n; i++)
        if (t->cargos.v[i].heading != 0 && t->cargos.v[i].stated == 0)
            n += t->cargos.v[i].n_lines;
    return n;
}

static enum seine_status finish(struct pipeline *p, struct seine_error *err)
{
    p->report = (struct report_input){.stages = &p->stages_in,
                                      .cases = p->assembled.cases.v,
                                      .n_cases = p->assembled.cases.n,
                                      .n_names = &p->n_names};
    p->report.run = (struct report_run){
        .version = SEINE_VERSION,
        .lists = p->lists.lists.v,
        .n_lists = p->lists.lists.n,
        .kits_version = goods_catalogue_version(p->catalogue),
        .measures_version = p->measures ? goods_measures_version(p->measures) : STR_EMPTY,
        .n_records = p->table.records.n,
        .n_lines = p->table.lines.n,
        .n_read = count_read(&p->table),
        .n_parties = p->table.mentions.n,
        .n_listed = p->watch.n,
        .n_rejects = p->n_rejects,
        .n_repeats = p->table.n_repeats,
        .n_versions = p->table.n_versions,
        .n_withdrawn = p->table.n_withdrawn,
        .n_hypotheses = p->assembled.n_hypotheses};
    return p->store ? pipeline_keep(p, err) : SEINE_OK;
}

/* The stages in their order; items tells --verbose how much each had to do. */
static const struct stage {
    const char *name;
    enum seine_status (*run)(struct pipeline *p, struct seine_error *err);
} stages[] = {
    {"load lists and kits", load},
    {"read", read_all},
    {"sort", seal},
    {"screen", pipeline_screen},
    {"classify", pipeline_classify},
    {"check", check},
    {"link", link_parties},
    {"assemble", assemble},
    {"keep and report", finish},
};

static uint64_t items_of(const struct pipeline *p, size_t stage)
{
    const uint64_t items[] = {
        p->lists.entities.n, p->n_rows,          p->table.records.n,  p->table.mentions.n,
        p->table.cargos.n,   p->table.records.n, p->table.mentions.n, p->assembled.n_hypotheses,
        p->assembled.cases.n};
    return stage < sizeof items / sizeof *items ? items[stage] : 0;
}

enum seine_status pipeline_scan(const struct pipeline_options *options, struct pipeline **ret,
                                struct seine_error *err)
{
    struct pipeline *p = mem_calloc(1, sizeof *p);
    if (!p)
        return error_set(err, SEINE_NOMEM, "out of memory");
    p->options = options;
    arena_init(&p->arena, LIMIT_ARENA);
    buf_init(&p->record, LIMIT_REPORT);
    map_init(&p->n_names);
    list_set_init(&p->lists);
    enum seine_status status = trade_table_init(&p->table);
    if (status == SEINE_OK)
        status = pool_new(options->threads, &p->pool, err);
    for (size_t i = 0; i < sizeof stages / sizeof *stages && status == SEINE_OK; i++) {
        double start = now(CLOCK_MONOTONIC), used = now(CLOCK_PROCESS_CPUTIME_ID);
        status = stages[i].run(p, err);
        mem_trim(); /* what a stage freed is not there when the next one needs most */
        p->stages[p->n_stages++] = (struct pipeline_stage){stages[i].name,
                                                           now(CLOCK_MONOTONIC) - start,
                                                           now(CLOCK_PROCESS_CPUTIME_ID) - used,
                                                           items_of(p, i),
                                                           mem_resident(),
                                                           mem_resident_most()};
    }
    if (status != SEINE_OK) {
        if (p->store)
            store_rollback(p->store);
        pipeline_free(p);
        return error_set(err, status, "the scan failed: %s", status_name(status));
    }
    *ret = p;
    return SEINE_OK;
}

void pipeline_free(struct pipeline *p)
{
    if (!p)
        return;
    assemble_result_release(&p->assembled);
    link_result_release(&p->links);
    check_result_release(&p->checks);
    mem_free(p->matches);
    mem_free(p->first_match);
    VEC_RELEASE(&p->watch);
    map_release(&p->n_names);
    VEC_RELEASE(&p->unreadable);
    trade_table_release(&p->table);
    goods_catalogue_free(p->catalogue);
    goods_words_free(p->words);
    mem_free(p->usage);
    goods_measures_free(p->measures);
    screen_index_free(p->index);
    list_set_release(&p->lists);
    geo_free(p->geo);
    state_release(&p->state);
    store_close(p->store);
    pool_free(p->pool);
    buf_release(&p->record);
    arena_release(&p->arena);
    mem_free(p);
}

const struct report_input *pipeline_report(const struct pipeline *p)
{
    return &p->report;
}

size_t pipeline_unreadable(const struct pipeline *p, const struct seine_error **ret)
{
    *ret = p->unreadable.v;
    return p->unreadable.n;
}

const struct store_settled *pipeline_settled(const struct pipeline *p)
{
    return &p->settled;
}

bool pipeline_went_on(const struct pipeline *p)
{
    return p->state.from != NULL;
}

const struct list_set *pipeline_lists(const struct pipeline *p)
{
    return &p->lists;
}

const struct pipeline_stage *pipeline_stages(const struct pipeline *p, size_t *ret_n)
{
    *ret_n = p->n_stages;
    return p->stages;
}
