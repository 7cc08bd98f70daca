/* sim/measure.c - figures of a matched ranking: average precision, recall at workloads, innocent
 * files read, percentiles, lead, calibration, groups, intervals. Of several daily files, recall,
 * ranks and lead take the best day; average precision, innocents and calibration the last file. */
#include "base/sort.h"
#include "sim/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void precision(const struct score *s, const struct score_file *f, uint8_t *seen,
                      struct score_metrics *m)
{
    double sum = 0, innocents_sum = 0;
    uint32_t found = 0, innocents = 0;
    for (size_t i = 0; i < f->n; i++) {
        const struct score_case *c = &f->cases[i];
        innocents += !score_is_guilty(c);
        if (c->scheme == MAP_NONE || seen[c->scheme])
            continue;
        seen[c->scheme] = 1;
        found++;
        sum += (double)found / (double)(i + 1);
        innocents_sum += innocents;
    }
    m->average_precision = s->schemes.n ? sum / (double)s->schemes.n : 0;
    m->innocents_per_true = found ? innocents_sum / found : NAN;
}

static void calibration(const struct score_file *f, struct score_metrics *m)
{
    double sum = 0;
    uint64_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        double p = f->cases[i].probability, hit = f->cases[i].scheme != MAP_NONE;
        if (isnan(p) || p < 0 || p > 1)
            continue;
        struct score_bin *b = &m->bins[p >= 1 ? SCORE_BINS - 1 : (int)(p * SCORE_BINS)];
        b->n++;
        b->hits += hit > 0;
        b->sum += p;
        sum += (p - hit) * (p - hit);
        n++;
    }
    m->brier = n ? sum / (double)n : NAN;
}

static double percentile_of(const struct score_scheme *t, size_t n_cases)
{
    return t->rank == 0 || n_cases == 0 ? 100 : 100.0 * (t->rank - 1) / (double)n_cases;
}

static size_t longest(const struct score *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->files.n; i++)
        n = s->files.v[i].n > n ? s->files.v[i].n : n;
    return n;
}

static void ranks(const struct score *s, double *v, struct score_metrics *m)
{
    size_t n_cases = longest(s), n = 0;
    double sum = 0;
    for (size_t i = 0; i < s->schemes.n; i++) {
        const struct score_scheme *t = &s->schemes.v[i];
        sum += percentile_of(t, n_cases);
        for (int k = 0; k < SCORE_WORKLOADS; k++)
            m->part[k] += t->pure != 0 && t->pure <= score_workloads[k];
        if (t->rank == 0)
            continue;
        v[n++] = t->rank;
        for (int k = 0; k < SCORE_WORKLOADS; k++)
            m->recall[k] += t->rank <= score_workloads[k];
    }
    m->n_found = (uint32_t)n;
    m->median_rank = sort_median(v, n);
    for (int k = 0; k < SCORE_WORKLOADS && s->schemes.n; k++) {
        m->recall[k] /= (double)s->schemes.n;
        m->part[k] /= (double)s->schemes.n;
    }
    m->percentile = s->schemes.n ? sum / (double)s->schemes.n : NAN;
    n = 0;
    for (size_t i = 0; i < s->schemes.n; i++)
        if (s->schemes.v[i].found_day != DATE_NONE && s->schemes.v[i].last_day != DATE_NONE)
            v[n++] = s->schemes.v[i].last_day - s->schemes.v[i].found_day;
    m->lead_days = sort_median(v, n);
}

void score_measure(const struct score *s, struct score_metrics *m)
{
    memset(m, 0, sizeof *m);
    m->n_schemes = (uint32_t)s->schemes.n;
    m->brier = m->innocents_per_true = m->median_rank = m->lead_days = NAN;
    double *v = mem_calloc(s->schemes.n + 1, sizeof *v);
    uint8_t *seen = mem_calloc(s->schemes.n + 1, 1);
    if (v && seen && s->files.n > 0) {
        const struct score_file *last = &s->files.v[s->files.n - 1];
        m->n_cases = (uint32_t)last->n;
        precision(s, last, seen, m);
        calibration(last, m);
        ranks(s, v, m);
    }
    mem_free(v);
    mem_free(seen);
}

/* The number that a value begins with: bins go by size, not by letter. */
static uint64_t leading(struct str s)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s.n && i < 18 && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        n = n * 10 + (uint64_t)(s.p[i] - '0');
    return n;
}

static int group_compare(const void *a, const void *b)
{
    const struct score_group *x = a, *y = b;
    int order = strcmp(x->dimension, y->dimension);
    uint64_t p = leading(x->value), q = leading(y->value);
    if (order == 0 && p != q)
        order = p < q ? -1 : 1;
    return order ? order : str_compare(x->value, y->value);
}

static struct score_group *group_of(struct score_group *g, size_t *n, const struct score_tag *t)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(g[i].dimension, t->dimension) == 0 && str_is(g[i].value, t->value))
            return &g[i];
    g[*n] = (struct score_group){.dimension = t->dimension, .value = t->value};
    return &g[(*n)++];
}

#define MAX_GROUPS 512

enum seine_status score_groups(const struct score *s, struct score_group **ret, size_t *ret_n)
{
    size_t n = 0, n_cases = longest(s);
    struct score_group *g = mem_calloc(MAX_GROUPS, sizeof *g);
    if (!g)
        return SEINE_NOMEM;
    for (size_t i = 0; i < s->schemes.n; i++) {
        const struct score_scheme *t = &s->schemes.v[i];
        for (uint32_t k = 0; k < t->n_tags && n < MAX_GROUPS; k++) {
            struct score_group *to = group_of(g, &n, &t->tags[k]);
            to->n++;
            to->found += t->rank != 0;
            to->percentile += percentile_of(t, n_cases);
            for (int w = 0; w < SCORE_WORKLOADS; w++)
                to->recall[w] += t->rank != 0 && t->rank <= score_workloads[w];
        }
    }
    for (size_t i = 0; i < n; i++) {
        g[i].percentile /= g[i].n;
        for (int w = 0; w < SCORE_WORKLOADS; w++)
            g[i].recall[w] /= g[i].n;
    }
    qsort(g, n, sizeof *g, group_compare);
    *ret = g;
    *ret_n = n;
    return SEINE_OK;
}

/* Two-sided 95 % points of Student's t (any table of it); beyond 30 the normal's. */
static double student(size_t freedom)
{
    static const double t[] = {0,     12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365,
                               2.306, 2.262,  2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
                               2.120, 2.110,  2.101, 2.093, 2.086, 2.080, 2.074, 2.069,
                               2.064, 2.060,  2.056, 2.052, 2.048, 2.045, 2.042};
    return freedom < sizeof t / sizeof *t ? t[freedom] : 1.96;
}

void score_interval(const double *v, size_t n, double *ret_mean, double *ret_half)
{
    double sum = 0, squares = 0;
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(v[i])) {
            sum += v[i];
            m++;
        }
    *ret_mean = m ? sum / (double)m : NAN;
    for (size_t i = 0; i < n; i++)
        if (!isnan(v[i]))
            squares += (v[i] - *ret_mean) * (v[i] - *ret_mean);
    *ret_half = m > 1 ? student(m - 1) * sqrt(squares / (double)(m - 1) / (double)m) : NAN;
}
