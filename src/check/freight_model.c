/* check/freight_model.c - what carriage costs on this data: geo's distance model, moved to the
 * data's level by mode, mass, lane, carrier, both, and month. Every step is the median of what the
 * steps before leave of log(paid / model), shrunk towards zero by n / (n + k) where few records say
 * so: robust, so that a few overpaid consignments do not move it, and never narrower than the data
 * can tell. It does not know what the goods are. */
#include "base/sort.h"
#include "check/internal.h"

#include <math.h>
#include <string.h>

#define SWEEPS      2
#define FEW_OF_MASS 20.0 /* k of the shrinking */
#define FEW_OF_LANE 10.0 /* and of a carrier */
#define FEW_OF_TIME 50.0
#define BIN_WIDTH   0.01 /* of the natural logarithm, for medians of large groups */
#define BINS        1600

enum sparse { LANE, CARRIER, LANE_OF_CARRIER, N_SPARSE };

#define NO_MONTH 12

struct observed {
    double mass;               /* where its mass lies between the steps */
    uint32_t of[N_SPARSE];     /* dense numbers */
    float y;                   /* log(paid / model) */
    uint8_t mode, step, month; /* step: the nearest of its mass */
};

struct effects { /* of the lanes, or of the carriers: many and small */
    struct map numbers;
    uint32_t n;
    double *level;
    uint32_t *n_records;
};

struct fit {
    struct check_context *x;
    VEC(struct observed) all;
    struct effects sparse[N_SPARSE];
    uint32_t *bins; /* room for medians of groups */
};

/* ---- mass ---------------------------------------------------------------------------------------
 */

static double mass_position(double log2kg)
{
    double at = log2kg + 4;
    return at < 0 ? 0 : at > CHECK_MASS_STEPS - 1 ? CHECK_MASS_STEPS - 1 : at;
}

static double level_at(const struct check_result *r, uint8_t mode, double at)
{
    double low = floor(at);
    size_t i = (size_t)low, next = i + 1 < CHECK_MASS_STEPS ? i + 1 : i;
    return r->by_mass[mode][i] + (at - low) * (r->by_mass[mode][next] - r->by_mass[mode][i]);
}

double check_mass_level(const struct check_result *r, uint8_t mode, double kg)
{
    return level_at(r, mode, mass_position(log2(kg)));
}

/* ---- medians of groups --------------------------------------------------------------------------
 */

/* Residuals by group, counted in bins: exact to BIN_WIDTH, in one pass. */
static void count_residual(uint32_t *bins, size_t group, double residual)
{
    double at = floor(residual / BIN_WIDTH) + BINS / 2.0;
    at = at < 0 ? 0 : at > BINS - 1 ? BINS - 1 : at;
    bins[group * BINS + (size_t)at]++;
}

static double shrunk_median(const uint32_t *bins, size_t group, double few)
{
    const uint32_t *b = bins + group * BINS;
    uint64_t n = 0, below = 0;
    for (size_t i = 0; i < BINS; i++)
        n += b[i];
    for (size_t i = 0; i < BINS && n; i++) {
        below += b[i];
        if (2 * below >= n)
            return ((double)i - BINS / 2.0 + 0.5) * BIN_WIDTH * (double)n / ((double)n + few);
    }
    return 0;
}

static unsigned month_of(const struct check_context *x, uint32_t record)
{
    int32_t day = x->table->records.v[record].day;
    int year, month, of_month;
    if (day == DATE_NONE)
        return NO_MONTH;
    date_civil(day, &year, &month, &of_month);
    return (unsigned)month - 1;
}

enum part { OF_MODE = N_SPARSE, OF_MASS, OF_MONTH }; /* besides the sparse ones */

static double residual(const struct fit *f, const struct observed *o, enum part without)
{
    const struct check_result *r = f->x->ret;
    double rest = (double)o->y - (without == OF_MODE ? 0 : r->mode_level[o->mode]);
    if (without != OF_MASS)
        rest -= level_at(r, o->mode, o->mass);
    for (size_t k = 0; k < N_SPARSE; k++)
        rest -= without == (enum part)k ? 0 : f->sparse[k].level[o->of[k]];
    return without == OF_MONTH || o->month == NO_MONTH ? rest
                                                       : rest - r->by_month[o->mode][o->month];
}

static void fit_modes(struct fit *f)
{
    memset(f->bins, 0, (size_t)CHECK_MODES * BINS * sizeof *f->bins);
    for (size_t i = 0; i < f->all.n; i++)
        count_residual(f->bins, f->all.v[i].mode, residual(f, &f->all.v[i], OF_MODE));
    for (size_t m = 0; m < CHECK_MODES; m++)
        f->x->ret->mode_level[m] = shrunk_median(f->bins, m, 0);
}

static void fit_mass(struct fit *f)
{
    memset(f->bins, 0, (size_t)CHECK_MODES * CHECK_MASS_STEPS * BINS * sizeof *f->bins);
    for (size_t i = 0; i < f->all.n; i++) {
        const struct observed *o = &f->all.v[i];
        count_residual(f->bins, (size_t)o->mode * CHECK_MASS_STEPS + o->step,
                       residual(f, o, OF_MASS));
    }
    for (size_t m = 0; m < CHECK_MODES; m++)
        for (size_t k = 0; k < CHECK_MASS_STEPS; k++)
            f->x->ret->by_mass[m][k] =
                shrunk_median(f->bins, m * CHECK_MASS_STEPS + k, FEW_OF_MASS);
}

static void fit_months(struct fit *f)
{
    memset(f->bins, 0, (size_t)CHECK_MODES * 12 * BINS * sizeof *f->bins);
    for (size_t i = 0; i < f->all.n; i++) {
        const struct observed *o = &f->all.v[i];
        if (o->month != NO_MONTH)
            count_residual(f->bins, (size_t)o->mode * 12 + o->month, residual(f, o, OF_MONTH));
    }
    for (size_t m = 0; m < CHECK_MODES; m++)
        for (size_t k = 0; k < 12; k++)
            f->x->ret->by_month[m][k] = shrunk_median(f->bins, m * 12 + k, FEW_OF_TIME);
}

/* ---- lanes and carriers ------------------------------------------------------------------------
 */

/* The residuals of each are laid side by side. */
static enum seine_status fit_sparse(struct fit *f, enum sparse which)
{
    struct effects *e = &f->sparse[which];
    uint32_t *at = mem_calloc((size_t)e->n + 1, sizeof *at);
    double *v = mem_alloc((f->all.n + 1) * sizeof *v);
    if (!at || !v) {
        mem_free(at);
        mem_free(v);
        return SEINE_NOMEM;
    }
    for (uint32_t k = 0; k < e->n; k++)
        at[k + 1] = at[k] + e->n_records[k];
    for (size_t i = 0; i < f->all.n; i++) {
        const struct observed *o = &f->all.v[i];
        v[at[o->of[which]]++] = (double)(float)residual(f, o, (enum part)which);
    }
    for (uint32_t k = 0; k < e->n; k++) {
        size_t n = e->n_records[k];
        double middle = sort_median(v + (at[k] - n), n);
        e->level[k] = middle * (double)n / ((double)n + FEW_OF_LANE);
    }
    mem_free(at);
    mem_free(v);
    return SEINE_OK;
}

static void keys_of(const struct check_context *x, uint32_t record, uint64_t ret[N_SPARSE])
{
    const struct table_record *r = &x->table->records.v[record];
    uint64_t carrier = (uint64_t)r->mode << 32 | r->carrier, lane = check_lane(x, record);
    ret[LANE] = lane;
    ret[CARRIER] = carrier;
    ret[LANE_OF_CARRIER] = lane * UINT64_C(0x9E3779B97F4A7C15) ^ carrier;
}

/* Does it tell what carriage costs? */
static bool is_observed(const struct check_freight *c)
{
    return !isnan(c->paid_usd) && !isnan(c->expected_usd);
}

static enum seine_status count_sparse(struct fit *f)
{
    for (size_t k = 0; k < N_SPARSE; k++) {
        struct effects *e = &f->sparse[k];
        e->level = mem_calloc((size_t)e->n + 1, sizeof *e->level);
        e->n_records = mem_calloc((size_t)e->n + 1, sizeof *e->n_records);
        if (!e->level || !e->n_records)
            return SEINE_NOMEM;
        for (size_t i = 0; i < f->all.n; i++)
            e->n_records[f->all.v[i].of[k]]++;
    }
    return SEINE_OK;
}

static struct observed observed(const struct check_context *x, uint32_t i)
{
    const struct check_freight *c = &x->ret->freight[i];
    const struct table_record *r = &x->table->records.v[i];
    float log2kg = (float)log2((double)table_gross_g(x->table, r) / 1000);
    return (struct observed){.mass = mass_position((double)log2kg),
                             .y = (float)log(c->paid_usd / c->expected_usd),
                             .mode = r->mode,
                             .step = (uint8_t)(mass_position((double)log2kg) + 0.5),
                             .month = (uint8_t)month_of(x, i)};
}

static enum seine_status observe(struct fit *f)
{
    struct check_context *x = f->x;
    for (uint32_t i = 0; i < x->table->records.n; i++) {
        uint64_t keys[N_SPARSE];
        if (!is_observed(&x->ret->freight[i]))
            continue;
        struct observed o = observed(x, i);
        keys_of(x, i, keys);
        for (size_t k = 0; k < N_SPARSE; k++) {
            struct effects *e = &f->sparse[k];
            bool is_new;
            if (map_get_or_set(&e->numbers, keys[k], e->n, &o.of[k], &is_new) != SEINE_OK)
                return SEINE_NOMEM;
            e->n += is_new;
        }
        if (!VEC_PUSH(&f->all, o))
            return SEINE_NOMEM;
    }
    f->bins = mem_calloc((size_t)CHECK_MODES * CHECK_MASS_STEPS * BINS, sizeof *f->bins);
    return f->bins ? count_sparse(f) : SEINE_NOMEM;
}

/* The dense numbers of a record that was not observed; MAP_NONE where nobody was. */
static void find_numbers(const struct fit *f, uint32_t record, uint32_t ret[N_SPARSE])
{
    uint64_t keys[N_SPARSE];
    keys_of(f->x, record, keys);
    for (size_t k = 0; k < N_SPARSE; k++)
        ret[k] = map_get(&f->sparse[k].numbers, keys[k]);
}

/* What the record's own lane, carrier and month add, also where it paid nothing itself. */
static void set_own_levels(struct fit *f)
{
    struct check_context *x = f->x;
    const struct observed *next = f->all.v; /* they stand in the order of the records */
    for (uint32_t i = 0; i < x->table->records.n; i++) {
        uint8_t mode = x->table->records.v[i].mode;
        uint32_t found[N_SPARSE];
        const struct observed *o = is_observed(&x->ret->freight[i]) ? next++ : NULL;
        const uint32_t *of = o ? o->of : found;
        unsigned month = o ? o->month : month_of(x, i);
        double own = 0;
        if (!o)
            find_numbers(f, i, found);
        for (size_t k = 0; k < N_SPARSE; k++)
            own += of[k] == MAP_NONE ? 0 : f->sparse[k].level[of[k]];
        if (month != NO_MONTH && mode < CHECK_MODES)
            own += x->ret->by_month[mode][month];
        x->ret->own_level[i] = (float)own;
    }
}

enum seine_status check_freight_model(struct check_context *x)
{
    struct fit f = {.x = x};
    for (size_t k = 0; k < N_SPARSE; k++)
        map_init(&f.sparse[k].numbers);
    enum seine_status status = observe(&f);
    for (int sweep = 0; sweep < SWEEPS && status == SEINE_OK; sweep++) {
        fit_modes(&f);
        fit_mass(&f);
        for (size_t k = 0; k < N_SPARSE && status == SEINE_OK; k++)
            status = fit_sparse(&f, (enum sparse)k);
        if (status == SEINE_OK)
            fit_months(&f);
    }
    if (status == SEINE_OK)
        set_own_levels(&f);
    for (size_t k = 0; k < N_SPARSE; k++) {
        map_release(&f.sparse[k].numbers);
        mem_free(f.sparse[k].level);
        mem_free(f.sparse[k].n_records);
    }
    VEC_RELEASE(&f.all);
    mem_free(f.bins);
    return status;
}
