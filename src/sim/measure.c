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

enum seine_status score_measure(const struct score *s, struct score_metrics *m)
{
    double *v = mem_calloc(s->schemes.n + 1, sizeof *v);
    uint8_t *seen = mem_calloc(s->schemes.n + 1, 1);
    enum seine_status status = v && seen ? SEINE_OK : SEINE_NOMEM;
    memset(m, 0, sizeof *m);
    m->n_schemes = (uint32_t)s->schemes.n;
    m->brier = m->innocents_per_true = m->median_rank = m->lead_days = NAN;
    if (status == SEINE_OK && s->files.n > 0) {
        const struct score_file *last = &s->files.v[s->files.n - 1];
        m->n_cases = (uint32_t)last->n;
        precision(s, last, seen, m);
        calibration(last, m);
        ranks(s, v, m);
    }
    mem_free(v);
    mem_free(seen);
    return status;
}

/* The number that a value begins with: bins go by size, not by letter. */
static uint64_t leading(struct str s)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s.n && i < 18 && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        n = n * 10 + (uint64_t)(s.p[i] - '0');
    return n;
}

/* A scheme under one of its tags. */
struct tagged {
    const struct score_tag *tag;
    const struct score_scheme *scheme;
};

static int tag_compare(const struct score_tag *x, const struct score_tag *y)
{
    int order = strcmp(x->dimension, y->dimension);
    uint64_t p = leading(x->value), q = leading(y->value);
    if (order == 0 && p != q)
        order = p < q ? -1 : 1;
    return order ? order : str_compare(x->value, y->value);
}

static int by_tag(const void *a, const void *b)
{
    const struct tagged *x = a, *y = b;
    int order = tag_compare(x->tag, y->tag);
    return order ? order : (x->scheme > y->scheme) - (x->scheme < y->scheme);
}

/* The n schemes, in their order, that one value of a dimension has; one may be named twice. */
static struct score_group group_of(const struct tagged *v, size_t n, size_t n_cases)
{
    struct score_group g = {.dimension = v->tag->dimension, .value = v->tag->value};
    for (size_t i = 0; i < n; i++) {
        const struct score_scheme *t = v[i].scheme;
        if (i > 0 && t == v[i - 1].scheme)
            continue;
        g.n++;
        g.found += t->rank != 0;
        g.percentile += percentile_of(t, n_cases);
        for (int w = 0; w < SCORE_WORKLOADS; w++)
            g.recall[w] += t->rank != 0 && t->rank <= score_workloads[w];
    }
    g.percentile /= g.n;
    for (int w = 0; w < SCORE_WORKLOADS; w++)
        g.recall[w] /= g.n;
    return g;
}

enum seine_status score_groups(const struct score *s, struct score_group **ret, size_t *ret_n)
{
    size_t n = 0, n_groups = 0, n_cases = longest(s);
    for (size_t i = 0; i < s->schemes.n; i++)
        n += s->schemes.v[i].n_tags;
    struct tagged *v = mem_calloc(n + 1, sizeof *v);
    struct score_group *g = mem_calloc(n + 1, sizeof *g);
    if (!v || !g) {
        mem_free(v);
        mem_free(g);
        return SEINE_NOMEM;
    }
    n = 0;
    for (size_t i = 0; i < s->schemes.n; i++)
        for (uint32_t k = 0; k < s->schemes.v[i].n_tags; k++)
            v[n++] = (struct tagged){&s->schemes.v[i].tags[k], &s->schemes.v[i]};
    qsort(v, n, sizeof *v, by_tag);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && tag_compare(v[end].tag, v[i].tag) == 0;)
            end++;
        g[n_groups++] = group_of(v + i, end - i, n_cases);
    }
    mem_free(v);
    *ret = g;
    *ret_n = n_groups;
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
