/* assemble/marks.c - the conduct that only a splitter shows, measured on every hypothesis and
 * turned into bits by its rank among all of them: p is the share of hypotheses with at least as
 * much, and e = 1/(2 sqrt p) is an e-value for any such p (calibrator p -> k p^(k-1), k = 1/2). So
 * a mark counts only as far as it is unusual in the data at hand. Marks of one group tell partly
 * the same story: the strongest counts whole, the others half. */
#include "assemble/alone.h"
#include "assemble/net.h"

#include <math.h>
#include <stdlib.h>

#define NEW_DAYS      30     /* a party first seen this shortly before the window is new */
#define NEEDS_HISTORY 90     /* days of data before the window, else nobody can be called new */
#define MARK_FLOOR    (-1.0) /* log2(1/2): what the calibrator gives for p = 1 */

static const int group_of[AS_N_MARKS] = {
    [AS_FREIGHT] = 0, [AS_NEWNESS] = 2, [AS_ALIASES] = 2, [AS_VAGUE] = 1, [AS_SHORT_LIFE] = 3};

struct pieces {
    uint32_t records[AS_MARK_PIECES];
    size_t n;
};

size_t as_window_pieces(const struct as_context *x, const struct as_hypothesis *h,
                        uint32_t ret[AS_MARK_PIECES])
{
    const struct as_unit *u = &x->units.v[h->unit];
    size_t n = 0;
    for (uint32_t i = h->from; i < h->to && n < AS_MARK_PIECES; i++)
        if (as_record_symbol(x, u->records[i], h->kit) >= 0)
            ret[n++] = u->records[i];
    return n;
}

/* log2(paid / what one consignment of all pieces would have cost). */
static double excess(const struct as_context *x, struct as_hypothesis *h, const struct pieces *p)
{
    const struct trade_table *t = x->in->table;
    double paid = 0, together = 0;
    int64_t mass = 0;
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct check_freight *f = &x->in->checks->freight[p->records[i]];
        int64_t g = table_gross_g(t, &t->records.v[p->records[i]]);
        if (isnan(f->paid_usd) || isnan(f->expected_usd) || g == TRADE_NONE || g <= 0)
            continue;
        paid += f->paid_usd;
        mass += g;
        n++;
    }
    h->paid_usd = h->together_usd = NAN;
    if (n < 2)
        return NAN;
    for (size_t i = 0; i < p->n; i++) {
        double usd = check_freight_usd(x->in->checks, t, p->records[i], mass);
        if (!isnan(usd) && usd > together)
            together = usd;
    }
    if (!(together > 0))
        return NAN;
    h->paid_usd = paid;
    h->together_usd = together;
    return log2((paid + 1) / (together + 1));
}

static double newness(const struct as_context *x, const struct as_hypothesis *h,
                      const struct pieces *p)
{
    enum assemble_side far =
        x->units.v[h->unit].side == ASSEMBLE_SINK ? ASSEMBLE_SOURCE : ASSEMBLE_SINK;
    double fresh = 0, known = 0;
    if (h->first_day - x->data_first_day < NEEDS_HISTORY)
        return NAN;
    for (size_t i = 0; i < p->n; i++) {
        uint32_t actors[AS_RECORD_ACTORS];
        size_t n = as_record_actors(x, p->records[i], far, actors);
        for (size_t k = 0; k < n; k++) {
            known += 1;
            fresh += x->actor_seen[actors[k]] >= h->first_day - NEW_DAYS;
        }
    }
    return known > 0 ? fresh / known : NAN;
}

/* How many different ways of naming the unit stand on the pieces' papers. */
static double aliases(const struct as_context *x, const struct as_hypothesis *h,
                      const struct pieces *p)
{
    const struct trade_table *t = x->in->table;
    const struct as_unit *u = &x->units.v[h->unit];
    uint32_t names[AS_MARK_PIECES];
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct table_record *r = &t->records.v[p->records[i]];
        for (uint32_t k = 0; k < r->n_parties && n < AS_MARK_PIECES; k++) {
            uint32_t mention = t->parties.v[r->first_party + k].mention;
            if (as_is_member(u, x->in->links->actor_of[mention]))
                names[n++] = t->mentions.v[mention].name;
        }
    }
    return p->n < 2 || n == 0
               ? NAN
               : ((double)sort_count_distinct_u32(names, n) - 1) / (double)(p->n - 1);
}

static double vague(const struct as_context *x, const struct pieces *p)
{
    const struct trade_table *t = x->in->table;
    double n = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct table_record *r = &t->records.v[p->records[i]];
        uint32_t cargo = r->n_lines > 0 ? t->lines.v[r->first_line].cargo : MAP_NONE;
        n += cargo == MAP_NONE || (x->in->checks->goods[cargo] & CHECK_VAGUE);
    }
    return n / (double)p->n;
}

/* Listed parties among the unit and the pieces' other ends: the strongest, and half of the next. */
static double listed(const struct as_context *x, const struct as_hypothesis *h,
                     const struct pieces *p)
{
    const struct as_unit *u = &x->units.v[h->unit];
    enum assemble_side far = u->side == ASSEMBLE_SINK ? ASSEMBLE_SOURCE : ASSEMBLE_SINK;
    double first = 0, second = 0;
    uint32_t actors[AS_RECORD_ACTORS], seen = MAP_NONE;
    for (size_t i = 0; i < p->n + u->n_members; i++) {
        size_t n = i < p->n ? as_record_actors(x, p->records[i], far, actors) : 1;
        if (i >= p->n)
            actors[0] = u->members[i - p->n];
        for (size_t k = 0; k < n; k++) {
            uint32_t w = x->watch_of[actors[k]];
            if (w == MAP_NONE || actors[k] == seen)
                continue;
            double bits = x->watch_bits[actors[k]];
            if (bits > first) {
                second = first;
                first = bits;
                seen = actors[k];
            } else if (bits > second) {
                second = bits;
            }
        }
    }
    return first + second / 2;
}

/* The days of the pieces: a window may begin and end with other trade. */
static void narrow_days(const struct as_context *x, struct as_hypothesis *h)
{
    const struct as_unit *u = &x->units.v[h->unit];
    bool seen = false;
    for (uint32_t i = h->from; i < h->to; i++) {
        if (!as_fits_well(as_record_symbol(x, u->records[i], h->kit)))
            continue;
        h->last_day = x->brief[u->records[i]].day;
        h->first_day = seen ? h->first_day : h->last_day;
        seen = true;
    }
}

/* All that the marks look at of the pieces, so that the waits for memory overlap. */
__attribute__((always_inline)) static inline void fetch(const struct as_context *x,
                                                        const struct pieces *p)
{
    const struct check_result *checks = x->in->checks;
    for (size_t i = 0; i < p->n; i++) {
        const struct table_record *r = &x->in->table->records.v[p->records[i]];
        __builtin_prefetch(r);
        __builtin_prefetch(&r->first_line);
        __builtin_prefetch(&checks->freight[p->records[i]]);
        __builtin_prefetch(&checks->applied[p->records[i]]);
        __builtin_prefetch(&checks->first[p->records[i]]);
    }
}

struct measuring {
    struct as_context *x;
    struct as_net *nets; /* one per worker */
    struct as_nets_maker kept;
};

#define CHUNK 64 /* hypotheses that one thread measures at a time */

static enum seine_status measure(void *context, unsigned worker, size_t from, size_t to,
                                 struct seine_error *err)
{
    struct measuring *job = context;
    struct as_context *x = job->x;
    struct as_net *net = &job->nets[worker];
    if (!net->index && !as_net_init(net))
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t i = from; i < to; i++) {
        struct as_hypothesis *h = &x->hypotheses.v[i];
        struct pieces p;
        struct as_faults faults;
        struct as_net_grown grown;
        narrow_days(x, h);
        p.n = as_window_pieces(x, h, p.records);
        fetch(x, &p);
        as_count_reuse(x, h, p.records, p.n);
        h->stat[AS_FREIGHT] = excess(x, h, &p);
        h->check_bits = as_check_bits(x, p.records, p.n, &faults);
        h->stat[AS_NEWNESS] = newness(x, h, &p);
        h->stat[AS_ALIASES] = aliases(x, h, &p);
        h->stat[AS_VAGUE] = vague(x, &p);
        h->stat[AS_SHORT_LIFE] = as_life_share(x, &x->units.v[h->unit]);
        h->life_days = as_life_days(x, &x->units.v[h->unit]);
        h->watch_bits = listed(x, h, &p);
        as_resend(x, h);
        as_net_choose(net, x, h, &grown);
        struct as_net_kept kept = {grown.records, grown.core, grown.n, grown.n_core};
        if (!as_nets_keep(&job->kept, i, &kept))
            return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    }
    return SEINE_OK;
}

static int double_order(const void *l, const void *r)
{
    double a = *(const double *)l, b = *(const double *)r;
    return a < b ? -1 : a > b;
}

/* How many of the sorted values are >= v. */
static size_t at_least(const double *sorted, size_t n, double v)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (sorted[mid] < v)
            lo = mid + 1;
        else
            hi = mid;
    }
    return n - lo;
}

static enum seine_status rank_mark(struct as_context *x, enum as_mark mark)
{
    double *values = mem_alloc((x->hypotheses.n + 1) * sizeof *values);
    size_t n = 0;
    if (!values)
        return SEINE_NOMEM;
    for (size_t i = 0; i < x->hypotheses.n; i++)
        if (!isnan(x->hypotheses.v[i].stat[mark]))
            values[n++] = x->hypotheses.v[i].stat[mark];
    qsort(values, n, sizeof *values, double_order);
    for (size_t i = 0; i < x->hypotheses.n; i++) {
        struct as_hypothesis *h = &x->hypotheses.v[i];
        if (isnan(h->stat[mark]))
            continue;
        double p = (double)at_least(values, n, h->stat[mark]) / (double)n;
        h->mark_bits[mark] = fmax(MARK_FLOOR, log2(0.5 / sqrt(p)));
    }
    mem_free(values);
    return SEINE_OK;
}

/* A share of comparable actors is a p-value already. */
static void weigh_life(struct as_context *x)
{
    for (size_t i = 0; i < x->hypotheses.n; i++) {
        struct as_hypothesis *h = &x->hypotheses.v[i];
        if (!isnan(h->stat[AS_SHORT_LIFE]))
            h->mark_bits[AS_SHORT_LIFE] = -log2(h->stat[AS_SHORT_LIFE]);
    }
}

/* Halves all but the strongest positive mark of each group. */
static void discount(struct as_hypothesis *h)
{
    for (int m = 0; m < AS_N_MARKS; m++) {
        bool is_strongest = true;
        for (int k = 0; k < AS_N_MARKS; k++)
            if (group_of[k] == group_of[m] && (h->mark_bits[k] > h->mark_bits[m] ||
                                               (k < m && h->mark_bits[k] >= h->mark_bits[m])))
                is_strongest = false;
        h->stat[m] = is_strongest || h->mark_bits[m] < 0 ? h->mark_bits[m] : h->mark_bits[m] / 2;
    }
    for (int m = 0; m < AS_N_MARKS; m++)
        h->mark_bits[m] = evidence_round(h->stat[m]);
}

/* Each mark by itself. */
static enum seine_status rank_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    (void)worker;
    for (size_t m = from; m < to; m++)
        if (m == AS_SHORT_LIFE)
            weigh_life(context);
        else if (rank_mark(context, (enum as_mark)m) != SEINE_OK)
            return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    return SEINE_OK;
}

static enum seine_status fuse_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct as_context *x = context;
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++) {
        discount(&x->hypotheses.v[i]);
        as_fuse(x, &x->hypotheses.v[i]);
    }
    return SEINE_OK;
}

enum seine_status as_marks(struct as_context *x, struct pool *pool, struct seine_error *err)
{
    struct measuring job = {.x = x, .nets = mem_calloc(pool_threads(pool), sizeof *job.nets)};
    bool ok = as_nets_begin(&job.kept, x->hypotheses.n, CHUNK) && job.nets;
    enum seine_status status =
        ok ? pool_run(pool, x->hypotheses.n, CHUNK, measure, &job, err) : SEINE_NOMEM;
    ok = as_nets_end(&job.kept, status == SEINE_OK, &x->nets);
    for (unsigned i = 0; i < pool_threads(pool) && job.nets; i++)
        as_net_release(&job.nets[i]);
    mem_free(job.nets);
    if (status == SEINE_NOMEM || (status == SEINE_OK && !ok))
        status = error_set(err, SEINE_NOMEM, "out of memory while assembling");
    if (status == SEINE_OK)
        status = pool_run(pool, AS_N_MARKS, 1, rank_range, x, err);
    if (status != SEINE_OK)
        return status;
    as_weigh_reuse(x);
    return pool_run(pool, x->hypotheses.n, 256, fuse_range, x, err);
}
