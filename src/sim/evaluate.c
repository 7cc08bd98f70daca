/* sim/evaluate.c - from files to figures: one truth and its rankings, worlds made and scanned one
 * after the other, documented cases put among a background. It starts scans only through the
 * function it is given. */
#include "sim/evaluate.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum seine_status eval_load(struct score *s, const struct sim_evaluation *e,
                            const struct sim_ranking *r, struct seine_error *err)
{
    enum seine_status status = score_init(s);
    if (status)
        return error_set(err, status, "no memory for the evaluation");
    status = score_truth(s, e->truth, err);
    if (!status && e->world)
        status = score_world(s, e->world, err);
    for (size_t i = 0; i < r->n_files && !status; i++)
        status = score_cases(s, r->files[i], err);
    if (!status && (status = score_match(s, NULL)) != SEINE_OK)
        error_set(err, status, "no memory for the evaluation");
    if (status)
        score_release(s);
    return status;
}

typedef VEC(struct score_row) score_rows;

static enum seine_status add_row(score_rows *rows, const struct score *s, const char *name)
{
    struct score_row row = {.name = name};
    enum seine_status status = name ? score_measure(s, &row.m) : SEINE_NOMEM;
    return status || VEC_PUSH(rows, row) ? status : SEINE_NOMEM;
}

/* Ours at the end, so that s holds it: the rows are turned round then. */
static enum seine_status rankings(const struct sim_evaluation *e, struct score *s, score_rows *rows,
                                  struct seine_error *err)
{
    for (size_t i = e->n_rankings; i-- > 0;) {
        enum seine_status status = eval_load(s, e, &e->rankings[i], err);
        if (status)
            return status;
        status = add_row(rows, s, e->rankings[i].name);
        if (status || i > 0)
            score_release(s);
        if (status)
            return error_set(err, status, "no memory for the evaluation");
    }
    for (size_t i = 0, k = rows->n - 1; i < k; i++, k--) {
        struct score_row swap = rows->v[i];
        rows->v[i] = rows->v[k];
        rows->v[k] = swap;
    }
    return SEINE_OK;
}

/* A row without each kind of evidence. */
static enum seine_status ablations(struct score *s, score_rows *rows)
{
    for (uint32_t k = 1; k < s->kinds.n; k++) {
        struct str kind = strtab_get(&s->kinds, k);
        char *name = arena_alloc(&s->arena, sizeof "without " + kind.n);
        if (!name)
            return SEINE_NOMEM;
        snprintf(name, sizeof "without " + kind.n, "without " STR_FMT, STR_ARG(kind));
        enum seine_status status = score_match(s, name + strlen("without "));
        if (!status)
            status = add_row(rows, s, name);
        if (status)
            return status;
    }
    return score_match(s, NULL);
}

static void write_rows(const struct score *s, const struct score_row *rows, size_t n,
                       enum sim_format format, struct buf *out)
{
    if (format == SIM_JSON)
        score_json(s, rows, n, out);
    else if (format == SIM_HTML)
        score_html(s, rows, n, out);
    else
        score_table(s, rows, n, out);
}

enum seine_status sim_evaluate(const struct sim_evaluation *e, struct buf *out,
                               struct seine_error *err)
{
    score_rows rows = {0};
    struct score s;
    if (e->n_rankings == 0)
        return error_set(err, SEINE_RANGE, "a file of cases is needed");
    enum seine_status status = rankings(e, &s, &rows, err);
    if (status) {
        VEC_RELEASE(&rows);
        return status;
    }
    if (e->ablate)
        status = ablations(&s, &rows);
    if (!status) {
        write_rows(&s, rows.v, rows.n, e->format, out);
        status = buf_status(out);
    }
    VEC_RELEASE(&rows);
    score_release(&s);
    return status ? error_set(err, status, "no memory for the evaluation") : SEINE_OK;
}

enum seine_status eval_paths(struct paths *p, const char *base, const char *name,
                             struct seine_error *err)
{
    int n = snprintf(p->folder, sizeof p->folder, "%s/%s", base, name);
    if (n < 0 || n >= (int)sizeof p->folder)
        return error_set(err, SEINE_LIMIT, "the folder's name is too long");
    snprintf(p->rows, sizeof p->rows, "%s/consignments.csv", p->folder);
    snprintf(p->truth, sizeof p->truth, "%s/truth.ndjson", p->folder);
    snprintf(p->world, sizeof p->world, "%s/world.ndjson", p->folder);
    snprintf(p->cases, sizeof p->cases, "%s/cases.ndjson", p->folder);
    return SEINE_OK;
}

void eval_remove(const struct paths *p)
{
    unlink(p->rows);
    unlink(p->truth);
    unlink(p->world);
    unlink(p->cases);
    rmdir(p->folder);
}

/* One world: make, scan, measure. */
static enum seine_status one_world(const struct sim_worlds *e, const struct sim_options *o,
                                   const char *name, struct score_metrics *ret,
                                   struct score_pooled *pooled, struct seine_error *err)
{
    struct paths p;
    struct sim_options here = *o;
    struct sim_summary sum;
    enum seine_status status = eval_paths(&p, e->options.out, name, err);
    if (status)
        return status;
    here.out = p.folder;
    here.ndjson = here.zst = false;
    here.shards = 1;
    status = sim_write(&here, &sum, err);
    const char *inputs[] = {p.rows};
    if (!status)
        status = e->scan(e->context, inputs, 1, p.cases, err);
    const char *files[] = {p.cases};
    struct sim_ranking ranking = {name, files, 1};
    struct sim_evaluation one = {
        .truth = p.truth, .world = p.world, .rankings = &ranking, .n_rankings = 1};
    struct score s;
    if (!status && (status = eval_load(&s, &one, &ranking, err)) == SEINE_OK) {
        status = score_measure(&s, ret);
        if (status || score_pool(&s, ret, pooled) != SEINE_OK)
            status = error_set(err, SEINE_NOMEM, "no memory for the figures");
        score_release(&s);
    }
    if (!e->keep)
        eval_remove(&p);
    return status;
}

#define FIGURES 10
static const char *const figure_names[FIGURES] = {
    "average_precision",  "recall_1",    "recall_5",        "recall_20", "recall_100",
    "innocents_per_true", "median_rank", "rank_percentile", "brier",     "schemes"};

static void figures(const struct score_metrics *m, double out[FIGURES])
{
    const double v[FIGURES] = {
        m->average_precision,  m->recall[0],   m->recall[1],  m->recall[2], m->recall[3],
        m->innocents_per_true, m->median_rank, m->percentile, m->brier,     m->n_schemes};
    memcpy(out, v, sizeof v);
}

static const char *const regime_names[] = {"all", "declaration", "routing", "placi"};

/* One line of the result: all seeds of one profile in one regime. */
static void summary(const struct sim_worlds *e, struct json_writer *j, struct buf *out,
                    const char *profile, const char *regime, double (*v)[FIGURES], size_t n,
                    const struct score_pooled *pooled)
{
    if (e->format == SIM_JSON) {
        json_object(j);
        json_member(j, "profile", str_of(profile));
        json_member(j, "fields", str_of(regime));
        json_member_count(j, "seeds", n);
    } else {
        buf_add_f(out, "%-34s %-12s", profile, regime);
    }
    for (int f = 0; f < FIGURES; f++) {
        double column[1000], mean, half;
        for (size_t i = 0; i < n; i++)
            column[i] = v[i][f];
        score_interval(column, n, &mean, &half);
        if (e->format == SIM_JSON) {
            json_key(j, figure_names[f]);
            json_object(j);
            json_member_decimal(j, "mean", mean, 6);
            json_member_decimal(j, "half_width_95", half, 6);
            json_object_end(j);
        } else if (f < 5 || f == 7) {
            buf_add_f(out, "  %6.3f +-%6.3f", mean, isnan(half) ? 0.0 : half);
        }
    }
    if (e->format == SIM_JSON) {
        score_pooled_json(pooled, j);
        json_object_end(j);
    } else {
        buf_add_c(out, '\n');
        score_pooled_text(pooled, out);
    }
}

static const char *base_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return !path ? "usual" : slash ? slash + 1 : path;
}

static enum seine_status profile_worlds(const struct sim_worlds *e, const char *profile, int regime,
                                        struct json_writer *j, struct buf *out,
                                        struct seine_error *err)
{
    struct sim_options o = e->options;
    struct score_pooled pooled = {0};
    size_t n = (size_t)(e->last_seed - e->first_seed) + 1;
    enum seine_status status = profile ? sim_profile_read(profile, &o.profile, err) : SEINE_OK;
    double(*v)[FIGURES] = mem_calloc(n, sizeof *v);
    if (!v)
        return error_set(err, SEINE_NOMEM, "no memory for the figures");
    o.fields = (enum sim_fields)regime;
    for (size_t i = 0; i < n && !status; i++) {
        char name[128];
        struct score_metrics m;
        o.seed = e->first_seed + i;
        snprintf(name, sizeof name, "%.60s-%s-%llu", base_name(profile), regime_names[regime],
                 (unsigned long long)o.seed);
        status = one_world(e, &o, name, &m, &pooled, err);
        if (!status)
            figures(&m, v[i]);
        progress_update(o.progress, "worlds", i + 1, n, "worlds");
    }
    if (!status)
        summary(e, j, out, base_name(profile), regime_names[regime], v, n, &pooled);
    mem_free(v);
    return status;
}

enum seine_status eval_folder(const char *path, struct seine_error *err)
{
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return error_set(err, SEINE_IO, "%s cannot be made: %s", path, strerror(errno));
    return SEINE_OK;
}

enum seine_status sim_evaluate_worlds(const struct sim_worlds *e, struct buf *out,
                                      struct seine_error *err)
{
    struct json_writer j;
    if (e->last_seed < e->first_seed || e->last_seed - e->first_seed >= 1000)
        return error_set(err, SEINE_RANGE, "seeds are A..B with at most 1000 of them");
    enum seine_status status = eval_folder(e->options.out, err);
    json_writer_init(&j, out);
    if (e->format == SIM_JSON)
        json_array(&j);
    else
        buf_add_f(out, "%-34s %-12s  %-16s  %-16s  %-16s  %-16s  %-16s  %-16s\n", "profile",
                  "fields", "AP", "R@1", "R@5", "R@20", "R@100", "rank percentile");
    for (size_t i = 0; i < e->n_profiles && !status; i++)
        for (int regime = 0; regime < (e->regimes ? 4 : 1) && !status; regime++)
            status = profile_worlds(e, e->profiles[i], e->regimes ? regime : (int)e->options.fields,
                                    &j, out, err);
    if (e->format == SIM_JSON && !status) {
        json_array_end(&j);
        buf_add_c(out, '\n');
    }
    if (!status && buf_status(out))
        status = error_set(err, buf_status(out), "no memory for the evaluation");
    return status;
}
