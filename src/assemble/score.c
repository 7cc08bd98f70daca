/* assemble/score.c - every unit against every kit of which it handled at least two different
 * pieces: the likelihood ratio of docs/method.md in sliding windows of 30 to 480 days. Windows are
 * averaged (an average of e-values is one); the best end position is kept and the number of
 * positions goes into the count of hypotheses. Marks of conduct come later. */
#include "assemble/internal.h"

#include <math.h>
#include <string.h>

#define DEALERS         0.02 /* share of units that deal in the goods of some kit */
#define DEALER_WEIGHT   0.35 /* share of a dealer's trade that falls on the kit's classes, evenly */
#define OPTIONAL_WEIGHT 0.6
#define NEARLY_AS_GOOD  16.0 /* a window this many times less likely than the best still serves */

const int as_window_days[AS_N_WINDOWS] = {30, 60, 120, 240, 480};
/* A scheme is hurried more often than patient; any weights that sum to 1 leave an e-value. */
static const double window_weights[AS_N_WINDOWS] = {0.3, 0.3, 0.25, 0.1, 0.05};

bool as_record_class(const struct as_context *x, uint32_t record, uint32_t kit, uint32_t *ret_class,
                     double *ret_q, uint32_t *ret_line)
{
    const struct goods_kit *k = goods_kit(x->in->catalogue, kit);
    bool found = false;
    for (uint32_t i = x->first_cand[record]; i < x->first_cand[record + 1]; i++) {
        const struct as_cand *c = &x->cands[i];
        uint32_t at = c->component - k->first_component;
        if (c->component < k->first_component || at >= k->n_components || at >= AS_MAX_CLASSES)
            continue;
        if (!found || (double)c->q > *ret_q) {
            *ret_class = at;
            *ret_q = (double)c->q;
            *ret_line = c->line;
        }
        found = true;
    }
    return found;
}

/* One unit's view of one kit while windows slide over it. */
struct view {
    const struct as_context *x;
    const struct as_unit *unit;
    const struct goods_kit *kit;
    uint32_t kit_index;
    size_t m;
    int sector[AS_TOP_SECTORS];
    double weight[AS_TOP_SECTORS];
    double p[AS_MAX_CLASSES + 1];
    double essential[AS_MAX_CLASSES];
};

struct window {
    uint32_t from;                 /* first record inside */
    double inside[AS_MAX_CLASSES]; /* sum of strengths inside */
    double best[AS_MAX_CLASSES];   /* strongest inside (recomputed when it leaves) */
    double before[AS_MAX_CLASSES]; /* history: sum of strengths before */
};

struct ratio {
    double lr, dealer_bits;
};

static void view_init(struct view *v, const struct as_context *x, const struct as_unit *u,
                      uint32_t kit)
{
    v->x = x;
    v->unit = u;
    v->kit = goods_kit(x->in->catalogue, kit);
    v->kit_index = kit;
    v->m = v->kit->n_components < AS_MAX_CLASSES ? v->kit->n_components : AS_MAX_CLASSES;
    as_sector_posterior(x, u, v->sector, v->weight);
    for (size_t k = 0; k <= v->m; k++)
        v->p[k] = k < AS_MIN_CLASSES ? 0 : 1.0 / (double)(v->m - AS_MIN_CLASSES + 1);
    for (size_t c = 0; c < v->m; c++)
        v->essential[c] =
            goods_component(x->in->catalogue, v->kit->first_component + c)->is_essential
                ? 1
                : OPTIONAL_WEIGHT;
}

/* Likelihood of the counts under a dealer in the kit's goods, over that of `log_base`. */
static double dealer(const struct view *v, const struct window *w, const double *x, double n,
                     double h, double log_base)
{
    double alpha[AS_MAX_CLASSES];
    for (size_t c = 0; c < v->m; c++)
        alpha[c] = AS_KAPPA * DEALER_WEIGHT / (double)v->m + w->before[c];
    return exp(as_log_dm(x, alpha, v->m, n, AS_KAPPA + h) - log_base);
}

/* The mixture over sectors at given counts; log_dm for the dealer null, may be NULL. */
static double mixture(const struct view *v, const struct window *w, const double *counts, double n,
                      double h, double *log_dm)
{
    double strength[AS_MAX_CLASSES], alpha[AS_MAX_CLASSES], lr = 0;
    for (size_t c = 0; c < v->m; c++)
        strength[c] = w->best[c] * v->essential[c];
    for (int s = 0; s < AS_TOP_SECTORS; s++) {
        const double *pi =
            v->x->profile[v->unit->side].component[v->sector[s]] + v->kit->first_component;
        for (size_t c = 0; c < v->m; c++)
            alpha[c] = AS_KAPPA * pi[c] + w->before[c];
        if (v->weight[s] > 1e-6)
            lr += v->weight[s] *
                  assemble_lr(counts, alpha, strength, v->m, n, AS_KAPPA + h, v->p, AS_MIN_CLASSES);
        if (log_dm)
            log_dm[s] = as_log_dm(counts, alpha, v->m, n, AS_KAPPA + h);
    }
    return lr;
}

/* Pieces of each class: the strengths' sum, rounded, and 1 if there is any candidate at all. */
static void soft_counts(const struct view *v, const struct window *w, double *counts)
{
    for (size_t c = 0; c < v->m; c++)
        counts[c] = w->best[c] <= 0 ? 0 : w->inside[c] < 1.5 ? 1 : round(w->inside[c]);
}

static void evaluate(const struct view *v, const struct window *w, double n, double h,
                     struct ratio *ret)
{
    double counts[AS_MAX_CLASSES], log_dm[AS_TOP_SECTORS];
    soft_counts(v, w, counts);
    ret->lr = mixture(v, w, counts, n, h, log_dm);
    double mix = 0, top = log_dm[0];
    for (int s = 1; s < AS_TOP_SECTORS; s++)
        top = log_dm[s] > top ? log_dm[s] : top;
    for (int s = 0; s < AS_TOP_SECTORS; s++)
        mix += v->weight[s] * exp(log_dm[s] - top);
    double prior = DEALERS / (double)goods_n_kits(v->x->in->catalogue); /* in those of this one */
    double against = 1 - prior + prior * dealer(v, w, counts, n, h, top) / mix;
    ret->dealer_bits = -log2(against);
    ret->lr /= against;
}

/* What each class adds: the ratio with it over the ratio as if its pieces were ordinary trade. */
static void class_bits(const struct view *v, const struct window *w, double n, double h,
                       double *ret)
{
    double counts[AS_MAX_CLASSES], all, without;
    soft_counts(v, w, counts);
    all = mixture(v, w, counts, n, h, NULL);
    for (size_t c = 0; c < v->m; c++) {
        double kept = counts[c];
        counts[c] = 0;
        without = kept > 0 ? mixture(v, w, counts, n, h, NULL) : 0;
        ret[c] = kept > 0 ? without > 0 ? log2(all / without) : log2(all) : 0;
        counts[c] = kept;
    }
}

/* Moves the window's start to the first record not older than `days` before the record at `to`. */
static void window_slide(struct window *w, const struct view *v, uint32_t to, int days,
                         const int8_t *classes, const float *q)
{
    const struct table_record *records = v->x->in->table->records.v;
    int32_t since = records[v->unit->records[to]].day - days + 1;
    bool left = false;
    while (records[v->unit->records[w->from]].day < since) {
        if (classes[w->from] >= 0) {
            w->inside[classes[w->from]] -= (double)q[w->from];
            w->before[classes[w->from]] += (double)q[w->from];
            left = true;
        }
        w->from++;
    }
    if (!left)
        return;
    memset(w->best, 0, sizeof w->best); /* and the sums anew, so that nothing drifts */
    memset(w->inside, 0, sizeof w->inside);
    for (uint32_t i = w->from; i <= to; i++)
        if (classes[i] >= 0) {
            w->inside[classes[i]] += (double)q[i];
            if ((double)q[i] > w->best[classes[i]])
                w->best[classes[i]] = (double)q[i];
        }
}

static uint32_t covered(const struct window *w, size_t m)
{
    uint32_t set = 0;
    for (size_t c = 0; c < m; c++)
        if (w->best[c] > 0)
            set |= 1u << c;
    return set;
}

/* The position `to` in all windows; a better mean than before replaces the hypothesis. */
static void consider(const struct view *v, struct window windows[AS_N_WINDOWS], uint32_t to,
                     uint32_t dated, struct as_hypothesis *best, double *best_mean)
{
    struct ratio ratio[AS_N_WINDOWS];
    double mean = 0;
    int top = 0;
    for (int i = 0; i < AS_N_WINDOWS; i++) {
        uint32_t set = covered(&windows[i], v->m);
        memset(&ratio[i], 0, sizeof ratio[i]);
        if (__builtin_popcount(set) >= AS_MIN_CLASSES)
            evaluate(v, &windows[i], (double)(to + 1 - windows[i].from),
                     (double)(windows[i].from - dated), &ratio[i]);
        mean += ratio[i].lr * window_weights[i];
        if (ratio[i].lr > ratio[top].lr)
            top = i;
    }
    if (mean <= *best_mean)
        return;
    for (int i = top + 1; i < AS_N_WINDOWS; i++) /* the widest view that is nearly as good */
        if (ratio[i].lr * NEARLY_AS_GOOD >= ratio[top].lr)
            top = i;
    const struct table_record *records = v->x->in->table->records.v;
    *best_mean = mean;
    best->window = top;
    best->from = windows[top].from;
    best->to = to + 1;
    best->first_day = records[v->unit->records[best->from]].day;
    best->last_day = records[v->unit->records[to]].day;
    best->log2_lr = log2(mean);
    best->dealer_bits = ratio[top].dealer_bits;
    best->covered = covered(&windows[top], v->m);
    class_bits(v, &windows[top], (double)(to + 1 - windows[top].from),
               (double)(windows[top].from - dated), best->class_bits);
}

/* Slides all windows over the unit's dated records. False: out of memory. */
static bool score_kit(const struct view *v, struct arena *scratch, struct as_hypothesis *best,
                      uint64_t *examined)
{
    uint32_t n = v->unit->n_records, dated = 0, line, kit = v->kit_index;
    int8_t *classes = arena_alloc(scratch, n);
    float *q = arena_alloc(scratch, n * sizeof *q);
    struct window windows[AS_N_WINDOWS];
    double best_mean = 0;
    if (!classes || !q)
        return false;
    while (dated < n && v->x->in->table->records.v[v->unit->records[dated]].day == DATE_NONE)
        dated++;
    memset(windows, 0, sizeof windows);
    for (int i = 0; i < AS_N_WINDOWS; i++)
        windows[i].from = dated;
    for (uint32_t to = dated; to < n; to++) {
        uint32_t at = 0;
        double strength = 0;
        bool has = as_record_class(v->x, v->unit->records[to], kit, &at, &strength, &line);
        classes[to] = has ? (int8_t)at : -1;
        q[to] = (float)strength;
        for (int i = 0; i < AS_N_WINDOWS; i++) {
            if (has) {
                windows[i].inside[at] += strength;
                if (strength > windows[i].best[at])
                    windows[i].best[at] = strength;
            }
            window_slide(&windows[i], v, to, as_window_days[i], classes, q);
        }
        if (has) {
            consider(v, windows, to, dated, best, &best_mean);
            ++*examined;
        }
    }
    return true;
}

/* Which kits does the unit touch with at least AS_MIN_CLASSES different classes? */
static size_t touched_kits(const struct as_context *x, const struct as_unit *u, uint32_t *masks,
                           uint32_t *ret_kits)
{
    const struct goods_catalogue *cat = x->in->catalogue;
    size_t n = 0;
    memset(masks, 0, goods_n_kits(cat) * sizeof *masks);
    for (uint32_t i = 0; i < u->n_records; i++)
        for (uint32_t k = x->first_cand[u->records[i]]; k < x->first_cand[u->records[i] + 1]; k++) {
            uint32_t component = x->cands[k].component, kit = goods_component(cat, component)->kit;
            uint32_t at = component - goods_kit(cat, kit)->first_component;
            if (at < AS_MAX_CLASSES)
                masks[kit] |= 1u << at;
        }
    for (uint32_t kit = 0; kit < goods_n_kits(cat); kit++)
        if (__builtin_popcount(masks[kit]) >= AS_MIN_CLASSES) {
            if (ret_kits)
                ret_kits[n] = kit;
            n++;
        }
    return n;
}

struct job {
    struct as_context *x;
    uint32_t *first;    /* per unit: where its hypotheses go */
    uint64_t *examined; /* per unit */
};

static enum seine_status count_units(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    struct job *job = context;
    uint32_t *masks = mem_alloc((goods_n_kits(job->x->in->catalogue) + 1) * sizeof *masks);
    (void)worker;
    if (!masks)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t u = from; u < to; u++)
        job->first[u + 1] = (uint32_t)touched_kits(job->x, &job->x->units.v[u], masks, NULL);
    mem_free(masks);
    return SEINE_OK;
}

static enum seine_status score_units(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    struct job *job = context;
    size_t n_kits = goods_n_kits(job->x->in->catalogue);
    uint32_t *masks = mem_alloc((n_kits + 1) * 2 * sizeof *masks),
             *kits = masks ? masks + n_kits + 1 : NULL;
    struct arena scratch;
    bool ok = masks != NULL;
    (void)worker;
    arena_init(&scratch, LIMIT_ARENA);
    for (size_t u = from; u < to && ok; u++) {
        size_t n = touched_kits(job->x, &job->x->units.v[u], masks, kits);
        for (size_t i = 0; i < n && ok; i++) {
            struct as_hypothesis *h = &job->x->hypotheses.v[job->first[u] + i];
            struct view v;
            memset(h, 0, sizeof *h);
            h->unit = (uint32_t)u;
            h->kit = kits[i];
            h->log2_lr = -INFINITY;
            view_init(&v, job->x, &job->x->units.v[u], kits[i]);
            arena_reset(&scratch);
            ok = score_kit(&v, &scratch, h, &job->examined[u]);
        }
    }
    arena_release(&scratch);
    mem_free(masks);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

enum seine_status as_hypotheses(struct as_context *x, struct pool *pool, struct seine_error *err)
{
    size_t n_units = x->units.n, kept = 0;
    struct job job = {x, arena_array(x->arena, n_units + 2, sizeof(uint32_t)),
                      arena_array(x->arena, n_units + 1, sizeof(uint64_t))};
    if (!job.first || !job.examined)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    enum seine_status status = pool_run(pool, n_units, 64, count_units, &job, err);
    if (status != SEINE_OK)
        return status;
    for (size_t u = 1; u <= n_units; u++)
        job.first[u] += job.first[u - 1];
    if (!VEC_RESERVE(&x->hypotheses, (size_t)job.first[n_units] + 1))
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    x->hypotheses.n = job.first[n_units];
    status = pool_run(pool, n_units, 16, score_units, &job, err);
    for (size_t i = 0; i < x->hypotheses.n && status == SEINE_OK; i++)
        if (x->hypotheses.v[i].log2_lr > -INFINITY)
            x->hypotheses.v[kept++] = x->hypotheses.v[i];
    x->hypotheses.n = kept;
    for (size_t u = 0; u < n_units; u++)
        x->n_examined += job.examined[u];
    return status;
}
