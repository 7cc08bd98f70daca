/* assemble/score.c - every unit against every kit of which it handled at least two different
 * pieces: the likelihood ratio of docs/method.md in sliding windows of 30 to 480 days. Windows are
 * averaged (an average of e-values is one); the best end position is kept and the number of
 * positions goes into the count of hypotheses. Marks of conduct come later. */
#include "assemble/gamma.h"
#include "assemble/pieces.h"

#include <math.h>
#include <string.h>

#define DEALERS         0.02 /* share of units that deal in the goods of some kit */
#define DEALER_SHARE    0.35 /* of a dealer's trade that falls on the kit's classes */
#define DEALER_KAPPA    30.0 /* how closely dealers keep to their share, evenly over classes */
#define OPTIONAL_WEIGHT 0.6
#define NEGLIGIBLE      1e-4 /* weight of a sector against the likeliest */
#define MAX_POSITIONS   200  /* of a unit and kit that are looked at */
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

#define MAX_SYMBOLS (AS_MAX_CLASSES * AS_LEVELS)

/* How the pieces of a scheme show that can be told at all: a judgement, like the strengths. */
static const double shown[AS_LEVELS] = {0.6, 0.2, 0.2};

/* One unit's view of one kit while windows slide over it. */
struct view {
    const struct as_context *x;
    const struct as_unit *unit;
    const struct goods_kit *kit;
    uint32_t kit_index;
    const struct as_piece *pieces; /* of the kit, in time order */
    size_t n_pieces;
    size_t m, n_symbols;
    double kappa;
    int sector[AS_TOP_SECTORS];
    struct as_gammas *gammas;
    double weight[AS_TOP_SECTORS]; /* of the sectors the unit may belong to */
    double log_weight[AS_TOP_SECTORS];
    double prior[AS_TOP_SECTORS][MAX_SYMBOLS]; /* kappa times the sector's rates */
    double p[AS_MAX_CLASSES + 1];
    double essential[AS_MAX_CLASSES];
};

struct window {
    uint32_t from;              /* first record inside */
    size_t left;                /* first piece that did not leave */
    double inside[MAX_SYMBOLS]; /* pieces inside, by class and level */
    double before[MAX_SYMBOLS]; /* history: pieces before */
};

struct ratio {
    double lr, dealer_bits;
};

/* What of a sector's counts is the unit's own: of its members that are counted there. A single
 * actor's records are the unit's. */
static double own_counts(const struct view *v, size_t sector, double own[MAX_SYMBOLS])
{
    const struct as_context *x = v->x;
    enum assemble_side side = v->unit->side;
    double n = 0;
    memset(own, 0, MAX_SYMBOLS * sizeof *own);
    for (uint32_t i = 0; i < v->unit->n_members; i++) {
        uint32_t actor = v->unit->members[i];
        if (x->profile[side].sector_of[actor] != sector)
            continue;
        for (size_t k = 0; k < v->n_pieces && v->unit->n_members == 1; k++)
            own[v->pieces[k].symbol] += 1;
        if (v->unit->n_members == 1)
            return v->unit->n_records;
        for (uint32_t k = x->actor_first[side][actor]; k < x->actor_first[side][actor + 1]; k++) {
            int symbol = as_record_symbol(x, x->actor_records[side][k], v->kit_index);
            if (symbol >= 0)
                own[symbol] += 1;
            n += 1;
        }
    }
    return n;
}

/* What does not depend on the kit. */
static void view_unit(struct view *v, const struct as_context *x, const struct as_unit *u)
{
    v->x = x;
    v->unit = u;
    v->kappa = x->profile[u->side].kappa;
    as_sector_posterior(x, u, v->sector, v->weight);
    for (int s = 0; s < AS_TOP_SECTORS; s++)
        v->log_weight[s] = log(v->weight[s]);
}

static void view_kit(struct view *v, const struct as_pieces *p, size_t number)
{
    const struct as_context *x = v->x;
    const struct as_unit *u = v->unit;
    uint32_t kit = p->kits[number];
    v->pieces = p->v + p->first[number];
    v->n_pieces = p->first[number + 1] - p->first[number];
    v->kit = goods_kit(x->in->catalogue, kit);
    v->kit_index = kit;
    v->m = v->kit->n_components < AS_MAX_CLASSES ? v->kit->n_components : AS_MAX_CLASSES;
    v->n_symbols = v->m * AS_LEVELS;
    double own[MAX_SYMBOLS];
    for (int s = 0; s < AS_TOP_SECTORS; s++) {
        double own_n = own_counts(v, (size_t)v->sector[s], own);
        for (size_t i = 0; i < v->n_symbols; i++)
            v->prior[s][i] =
                v->kappa * as_sector_rate(&x->profile[u->side], (size_t)v->sector[s],
                                          v->kit->first_component * (size_t)AS_LEVELS + i, own[i],
                                          own_n);
    }
    for (size_t k = 0; k <= v->m; k++)
        v->p[k] = k < AS_MIN_CLASSES ? 0 : 1.0 / (double)(v->m - AS_MIN_CLASSES + 1);
    for (size_t c = 0; c < v->m; c++)
        v->essential[c] =
            goods_component(x->in->catalogue, v->kit->first_component + c)->is_essential
                ? 1
                : OPTIONAL_WEIGHT;
}

/* Likelihood of the counts under a dealer in the kit's goods, over exp(log_base). */
static double dealer(const struct view *v, const struct window *w, double n, double h,
                     double log_base)
{
    double alpha[MAX_SYMBOLS];
    for (size_t i = 0; i < v->n_symbols; i++)
        alpha[i] = DEALER_KAPPA * DEALER_SHARE * shown[i % AS_LEVELS] / (double)v->m + w->before[i];
    return exp(as_log_dm(v->gammas, w->inside, alpha, v->n_symbols, n, DEALER_KAPPA + h) -
               log_base);
}

/* The ratio against the mixture of sectors, each weighted by how well it explains the counts
 * itself. ret_log_null, may be NULL: log of the mixture's likelihood. */
static double mixture(const struct view *v, const struct window *w, const double *counts, double n,
                      double h, double *ret_log_null)
{
    double alpha[AS_TOP_SECTORS][MAX_SYMBOLS], log_w[AS_TOP_SECTORS], top = -INFINITY, sum = 0,
                                                                      mix = 0;
    for (int s = 0; s < AS_TOP_SECTORS; s++) {
        for (size_t i = 0; i < v->n_symbols; i++)
            alpha[s][i] = v->prior[s][i] + w->before[i];
        log_w[s] = v->log_weight[s] +
                   as_log_dm(v->gammas, counts, alpha[s], v->n_symbols, n, v->kappa + h);
        top = fmax(top, log_w[s]);
    }
    for (int s = 0; s < AS_TOP_SECTORS; s++) {
        double weight = exp(log_w[s] - top);
        struct assemble_counts q = {v->m,  AS_LEVELS,    counts, alpha[s],      n, v->kappa + h,
                                    shown, v->essential, v->p,   AS_MIN_CLASSES};
        sum += weight;
        if (weight > NEGLIGIBLE) /* leaving it out can only lower the ratio */
            mix += weight * assemble_lr(&q);
    }
    if (ret_log_null)
        *ret_log_null = top + log(sum);
    return mix / sum;
}

static void evaluate(const struct view *v, const struct window *w, double n, double h,
                     struct ratio *ret)
{
    double log_null;
    ret->lr = mixture(v, w, w->inside, n, h, &log_null);
    double prior = DEALERS / (double)goods_n_kits(v->x->in->catalogue); /* in those of this one */
    double against = 1 - prior + prior * dealer(v, w, n, h, log_null);
    ret->dealer_bits = -log2(against);
    ret->lr /= against;
}

/* What each class adds: the ratio with it over the ratio as if its pieces were ordinary trade. */
static void class_bits(const struct view *v, const struct window *w, double n, double h,
                       double *ret)
{
    double counts[MAX_SYMBOLS], all = mixture(v, w, w->inside, n, h, NULL);
    memcpy(counts, w->inside, sizeof counts);
    for (size_t c = 0; c < v->m; c++) {
        double *own = counts + c * AS_LEVELS, kept = 0;
        for (size_t l = 0; l < AS_LEVELS; l++)
            kept += own[l];
        memset(own, 0, AS_LEVELS * sizeof *own);
        double without = kept > 0 ? mixture(v, w, counts, n, h, NULL) : 0;
        ret[c] = kept > 0 ? without > 0 ? log2(all / without) : log2(all) : 0;
        memcpy(own, w->inside + c * AS_LEVELS, AS_LEVELS * sizeof *own);
    }
}

/* Moves the window's start to the first record not older than `days` before the record at `to`. */
static void window_slide(struct window *w, const struct view *v, const int32_t *day, uint32_t to,
                         int days)
{
    int32_t since = day[to] - days + 1;
    uint32_t end = to; /* itself not older */
    while (w->from < end) {
        uint32_t middle = w->from + (end - w->from) / 2;
        if (day[middle] < since)
            w->from = middle + 1;
        else
            end = middle;
    }
    for (; v->pieces[w->left].at < w->from; w->left++) {
        w->inside[v->pieces[w->left].symbol] -= 1;
        w->before[v->pieces[w->left].symbol] += 1;
    }
}

static uint32_t covered(const struct window *w, size_t m)
{
    uint32_t set = 0;
    for (size_t i = 0; i < m * AS_LEVELS; i++)
        if (w->inside[i] > 0)
            set |= 1u << i / AS_LEVELS;
    return set;
}

int as_widest_window(const double lr[AS_N_WINDOWS])
{
    double most = 0;
    int widest = AS_N_WINDOWS - 1;
    for (int i = 0; i < AS_N_WINDOWS; i++)
        most = fmax(most, lr[i]);
    while (lr[widest] * NEARLY_AS_GOOD < most)
        widest--;
    return widest;
}

/* The position `to` in all windows; a better mean than before replaces the hypothesis. */
static void consider(const struct view *v, struct window windows[AS_N_WINDOWS], uint32_t to,
                     uint32_t dated, struct as_hypothesis *best, double *best_mean)
{
    struct ratio ratio[AS_N_WINDOWS];
    double mean = 0, lr[AS_N_WINDOWS];
    for (int i = 0; i < AS_N_WINDOWS; i++) {
        uint32_t set = covered(&windows[i], v->m);
        memset(&ratio[i], 0, sizeof ratio[i]);
        if (i > 0 && windows[i].from == windows[i - 1].from) /* nothing more is inside */
            ratio[i] = ratio[i - 1];
        else if (__builtin_popcount(set) >= AS_MIN_CLASSES)
            evaluate(v, &windows[i], (double)(to + 1 - windows[i].from),
                     (double)(windows[i].from - dated), &ratio[i]);
        lr[i] = ratio[i].lr;
        mean += lr[i] * window_weights[i];
    }
    if (mean <= *best_mean)
        return;
    int top = as_widest_window(lr);
    *best_mean = mean;
    best->window = top;
    best->from = windows[top].from;
    best->to = to + 1;
    best->first_day = v->x->brief[v->unit->records[best->from]].day;
    best->last_day = v->x->brief[v->unit->records[to]].day;
    best->log2_lr = log2(mean);
    best->dealer_bits = ratio[top].dealer_bits;
    best->covered = covered(&windows[top], v->m);
}

/* A position in time is looked at where more than a weak fit arrives. */
static bool is_telling(const struct as_piece *p)
{
    return as_fits_well((int)p->symbol);
}

/* How many such pieces there are; *ret_classes: of how many classes. */
static size_t count_telling(const struct view *v, int *ret_classes)
{
    uint32_t set = 0;
    size_t n = 0;
    for (size_t i = 0; i < v->n_pieces; i++)
        if (is_telling(&v->pieces[i])) {
            set |= 1u << v->pieces[i].symbol / AS_LEVELS;
            n++;
        }
    *ret_classes = __builtin_popcount(set);
    return n;
}

/* Slides all windows over the unit's dated pieces of the kit. */
static void score_kit(const struct view *v, const struct as_pieces *p, struct as_hypothesis *best,
                      uint64_t *examined)
{
    int n_classes;
    size_t first = 0, seen = 0, n_telling = count_telling(v, &n_classes);
    /* a dealer with thousands of telling pieces is no closer to being told at each */
    size_t step = n_telling / MAX_POSITIONS + 1;
    bool all_tell = n_classes < AS_MIN_CLASSES; /* then what makes it a net fits weakly */
    struct window windows[AS_N_WINDOWS];
    double best_mean = 0;
    while (first < v->n_pieces && v->pieces[first].at < p->dated)
        first++;
    memset(windows, 0, sizeof windows);
    for (int i = 0; i < AS_N_WINDOWS; i++) {
        windows[i].from = p->dated;
        windows[i].left = first;
    }
    for (size_t k = first; k < v->n_pieces; k++) {
        const struct as_piece *piece = &v->pieces[k];
        for (int i = 0; i < AS_N_WINDOWS; i++)
            windows[i].inside[piece->symbol] += 1;
        if ((!is_telling(piece) && !all_tell) || seen++ % step != 0)
            continue;
        for (int i = 0; i < AS_N_WINDOWS; i++)
            window_slide(&windows[i], v, p->days, piece->at, as_window_days[i]);
        consider(v, windows, piece->at, p->dated, best, &best_mean);
        ++*examined;
        best->n_positions++;
    }
}

bool as_class_bits(const struct as_context *x, const struct as_hypothesis *h,
                   double ret[AS_MAX_CLASSES])
{
    uint32_t *masks = as_masks_new(x);
    struct arena scratch;
    struct as_gammas gammas;
    struct as_pieces p;
    struct view v = {.gammas = &gammas};
    struct window w = {.from = h->from};
    size_t k = 0;
    as_gammas_init(&gammas);
    arena_init(&scratch, LIMIT_ARENA);
    bool ok = masks && as_pieces_of(x, &x->units.v[h->unit], masks, &scratch, &p);
    while (ok && k < p.n_kits && p.kits[k] != h->kit)
        k++;
    if (ok && k < p.n_kits) { /* as for every kit that a hypothesis was made of */
        view_unit(&v, x, &x->units.v[h->unit]);
        view_kit(&v, &p, k);
        for (size_t i = 0; i < v.n_pieces && v.pieces[i].at < h->to; i++)
            if (v.pieces[i].at >= p.dated)
                (v.pieces[i].at < h->from ? w.before : w.inside)[v.pieces[i].symbol] += 1;
        class_bits(&v, &w, (double)(h->to - h->from), (double)(h->from - p.dated), ret);
    }
    arena_release(&scratch);
    mem_free(masks);
    return ok;
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
    uint32_t *masks = as_masks_new(job->x);
    (void)worker;
    if (!masks)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t u = from; u < to; u++)
        job->first[u + 1] = (uint32_t)as_touched_kits(job->x, &job->x->units.v[u], masks);
    mem_free(masks);
    return SEINE_OK;
}

static enum seine_status score_units(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    struct job *job = context;
    uint32_t *masks = as_masks_new(job->x);
    struct arena scratch;
    struct as_gammas gammas;
    bool ok = masks != NULL;
    (void)worker;
    as_gammas_init(&gammas);
    arena_init(&scratch, LIMIT_ARENA);
    for (size_t u = from; u < to && ok; u++) {
        struct as_pieces p;
        struct view v;
        v.gammas = &gammas;
        if (job->first[u + 1] == job->first[u])
            continue;
        arena_reset(&scratch);
        ok = as_pieces_of(job->x, &job->x->units.v[u], masks, &scratch, &p);
        if (ok)
            view_unit(&v, job->x, &job->x->units.v[u]);
        for (size_t k = 0; k < p.n_kits && ok; k++) {
            struct as_hypothesis *h = &job->x->hypotheses.v[job->first[u] + k];
            memset(h, 0, sizeof *h);
            h->unit = (uint32_t)u;
            h->kit = p.kits[k];
            h->log2_lr = -INFINITY;
            view_kit(&v, &p, k);
            score_kit(&v, &p, h, &job->examined[u]);
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
