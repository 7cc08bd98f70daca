/* assemble/lr.c - the closed-form likelihood ratio of "pieces of k classes were added" to an
 * over-dispersed count process, and the Dirichlet-multinomial likelihood behind the dealer null.
 * Pure arithmetic: it knows neither records nor kits. Derivation: docs/method.md, "Assembly".
 *
 * Taking t pieces that show at one level away from counts x multiplies the null's likelihood by
 *     rho(t) = prod_{j<t} (x - j) / (alpha + x - 1 - j),
 * and taking S away in all by F(S) = prod_{i<S} (alpha + n - 1 - i) / (n - i). How many pieces a
 * class comes in is geometric, 2^-s; each shows at level l with probability w_l, so a class gives
 *     2^-s sum_{t: sum t_l = s} s! prod_l w_l^t_l rho_l(t_l) / t_l!
 * The sum over all subsets of k classes and all s is the coefficient table of a product of
 * polynomials, one per covered class. */
#include "assemble/gamma.h"
#include "assemble/internal.h"

#include <math.h>
#include <string.h>

#define MAX_SPLIT 6  /* pieces of one class that are told apart */
#define MAX_TAKEN 32 /* pieces in all */

/* Row k, column S: the sum over subsets of k classes with S pieces taken away. */
struct table {
    double v[AS_MAX_CLASSES + 1][MAX_TAKEN + 1];
    size_t classes, taken; /* used so far; rows behind are not set */
};

/* One class by how many of its pieces are the scheme's: ret[s]; returns the most of them. */
static size_t one_class(const struct assemble_counts *q, size_t c, double ret[MAX_SPLIT + 1])
{
    /* Two rooms in turn: copying one would wait for its stores. */
    double rooms[2][MAX_SPLIT + 1] = {{1}}, *sum = rooms[0], *next = rooms[1];
    double factor = q->strength ? q->strength[c] : 1;
    size_t most = 0;
    for (size_t l = 0; l < q->levels; l++) {
        double x = q->counts[c * q->levels + l], alpha = q->alpha[c * q->levels + l];
        double term[MAX_SPLIT + 1] = {1}, *old = sum;
        size_t n = 0;
        if (x <= 0)
            continue;
        for (size_t t = 1; t <= MAX_SPLIT && (double)t <= x; t++) {
            double j = (double)(t - 1);
            term[t] = term[t - 1] * q->share[l] * (x - j) / (alpha + x - 1 - j) / (double)t;
            n = t;
        }
        size_t both = most + n < MAX_SPLIT ? most + n : MAX_SPLIT;
        for (size_t a = 0; a <= both; a++)
            next[a] = 0;
        for (size_t a = 0; a <= most; a++)
            for (size_t b = 0; b <= n && a + b <= both; b++)
                next[a + b] += sum[a] * term[b];
        sum = next;
        next = old;
        most = both;
    }
    for (size_t s = 1; s <= most; s++) {
        factor *= (double)s / 2;
        ret[s] = factor * sum[s];
    }
    return most;
}

/* Multiplies by 1 + y (sum_s rho(s) z^s), y counting classes and z pieces. */
static void multiply(struct table *t, const double *rho, size_t most)
{
    size_t taken = t->taken + most < MAX_TAKEN ? t->taken + most : MAX_TAKEN;
    memset(t->v[t->classes + 1], 0, sizeof t->v[0]);
    for (size_t k = t->classes + 1; k >= 1; k--)
        for (size_t s = 1; s <= most; s++) /* terms are added in this order for each sum */
            for (size_t rest = 0; rest + s <= taken; rest++)
                t->v[k][rest + s] += t->v[k - 1][rest] * rho[s];
    t->classes++;
    t->taken = taken;
}

double assemble_lr(const struct assemble_counts *q)
{
    struct table t;
    double lr = 0, factor = 1, choose[AS_MAX_CLASSES + 1] = {1}, rho[MAX_SPLIT + 1];
    size_t m = q->m < AS_MAX_CLASSES ? q->m : AS_MAX_CLASSES;
    memset(t.v[0], 0, sizeof t.v[0]);
    t.v[0][0] = 1;
    t.classes = t.taken = 0;
    for (size_t c = 0; c < m; c++) {
        size_t most = one_class(q, c, rho);
        if (most > 0)
            multiply(&t, rho, most);
    }
    for (size_t k = 1; k <= m; k++)
        choose[k] = choose[k - 1] * (double)(m - k + 1) / (double)k;
    for (size_t taken = 1; taken <= t.taken && q->n - (double)(taken - 1) > 0; taken++) {
        double i = (double)(taken - 1);
        factor *= (q->alpha_total + q->n - 1 - i) / (q->n - i);
        for (size_t k = q->k_min > 1 ? q->k_min : 1; k <= t.classes; k++)
            lr += q->p[k] * factor * t.v[k][taken] / choose[k];
    }
    return lr;
}

double as_lgamma(double v)
{
    int sign;
    return lgamma_r(v, &sign);
}

void as_gammas_init(struct as_gammas *g)
{
    for (size_t i = 0; i < AS_N_GAMMAS; i++)
        g->of[i] = NAN; /* no number is equal to it */
}

/* From one position of a window to the next hardly any of the numbers change. */
static double gamma_of(struct as_gammas *g, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    size_t at = (size_t)(bits * UINT64_C(0x9E3779B97F4A7C15) >> 32) % AS_N_GAMMAS;
    if (!(g->of[at] >= v && g->of[at] <= v)) {
        g->of[at] = v;
        g->value[at] = as_lgamma(v);
    }
    return g->value[at];
}

/* A ratio of products of gamma functions: few factors are multiplied, and one logarithm is taken of
 * all; many are two logarithms of the gamma function. */
struct ratio {
    double above, below, log;
};

#define MOST_FACTORS 24

static void settle(struct ratio *r)
{
    r->log += log(r->above / r->below);
    r->above = r->below = 1;
}

/* gamma(alpha + n) / gamma(alpha) = alpha (alpha + 1) .. (alpha + n - 1), n a whole number. */
static double rising(double alpha, double n)
{
    double product = 1;
    for (double j = 0; j < n; j += 1)
        product *= alpha + j;
    return product;
}

static bool is_in_range(double v)
{
    return v > 1e-60 && v < 1e60;
}

static void multiply_by(struct ratio *r, struct as_gammas *g, double alpha, double n, bool is_above)
{
    if (n <= MOST_FACTORS) {
        double product = rising(alpha, n), *at = is_above ? &r->above : &r->below;
        if (is_in_range(product)) {
            *at *= product;
            if (!is_in_range(*at))
                settle(r);
            return;
        }
    }
    double log_gamma = gamma_of(g, alpha + n) - gamma_of(g, alpha);
    r->log += is_above ? log_gamma : -log_gamma;
}

double as_log_dm(struct as_gammas *g, const double *counts, const double *alpha, size_t m, double n,
                 double alpha_total)
{
    struct ratio r = {1, 1, 0};
    double rest = n, alpha_rest = alpha_total;
    multiply_by(&r, g, alpha_total, n, false);
    for (size_t c = 0; c < m; c++) {
        rest -= counts[c];
        alpha_rest -= alpha[c];
        if (counts[c] > 0)
            multiply_by(&r, g, alpha[c], counts[c], true);
    }
    if (rest > 0 && alpha_rest > 0)
        multiply_by(&r, g, alpha_rest, rest, true);
    settle(&r);
    return r.log;
}
