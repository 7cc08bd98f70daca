/* assemble/lr.c - the closed-form likelihood ratio of "pieces of k classes were added" to an
 * over-dispersed count process, and the Dirichlet-multinomial likelihood behind the dealer null.
 * Pure arithmetic: it knows neither records nor kits. Derivation: docs/method.md, "Assembly".
 *
 * Taking s pieces of class c away from counts x multiplies the null's likelihood by
 *     prod_{j<s} (x_c - j) / (alpha_c + x_c - 1 - j),
 * and taking S away in all by F(S) = prod_{i<S} (alpha + n - 1 - i) / (n - i). How many pieces a
 * class comes in is geometric, g(s) = 2^-s. The sum over all subsets of k classes and all s is the
 * coefficient table of a product of polynomials, one per covered class. */
#include "assemble/internal.h"

#include <math.h>
#include <string.h>

#define MAX_SPLIT 6  /* pieces of one class that are told apart */
#define MAX_TAKEN 32 /* pieces in all */

/* Row k, column S: the sum over subsets of k classes with S pieces taken away. */
struct table {
    double v[AS_MAX_CLASSES + 1][MAX_TAKEN + 1];
    size_t classes, taken; /* used so far */
};

/* Multiplies by 1 + y (sum_s g(s) rho(s) z^s), y counting classes and z pieces. */
static void multiply(struct table *t, double x, double alpha, double strength)
{
    double rho[MAX_SPLIT + 1], product = 1;
    size_t most = 0;
    for (size_t s = 1; s <= MAX_SPLIT && (double)s <= x; s++) {
        double j = (double)(s - 1);
        product *= (x - j) / (alpha + x - 1 - j) / 2;
        rho[s] = product * strength;
        most = s;
    }
    size_t taken = t->taken + most < MAX_TAKEN ? t->taken + most : MAX_TAKEN;
    for (size_t k = t->classes + 1; k >= 1; k--)
        for (size_t sum = taken; sum >= 1; sum--)
            for (size_t s = 1; s <= most && s <= sum; s++)
                t->v[k][sum] += t->v[k - 1][sum - s] * rho[s];
    t->classes++;
    t->taken = taken;
}

double assemble_lr(const double *counts, const double *alpha, const double *strength, size_t m,
                   double n, double alpha_total, const double *p, size_t k_min)
{
    struct table t;
    double lr = 0, factor = 1, choose[AS_MAX_CLASSES + 1] = {1};
    memset(&t, 0, sizeof t);
    t.v[0][0] = 1;
    if (m > AS_MAX_CLASSES)
        m = AS_MAX_CLASSES;
    for (size_t c = 0; c < m; c++)
        if (counts[c] >= 1)
            multiply(&t, counts[c], alpha[c], strength ? strength[c] : 1);
    for (size_t k = 1; k <= m; k++)
        choose[k] = choose[k - 1] * (double)(m - k + 1) / (double)k;
    for (size_t taken = 1; taken <= t.taken && n - (double)(taken - 1) > 0; taken++) {
        double i = (double)(taken - 1);
        factor *= (alpha_total + n - 1 - i) / (n - i);
        for (size_t k = k_min > 1 ? k_min : 1; k <= t.classes; k++)
            lr += p[k] * factor * t.v[k][taken] / choose[k];
    }
    return lr;
}

double as_lgamma(double v)
{
    int sign;
    return lgamma_r(v, &sign);
}

double as_log_dm(const double *counts, const double *alpha, size_t m, double n, double alpha_total)
{
    double log_p = as_lgamma(alpha_total) - as_lgamma(alpha_total + n);
    double rest = n, alpha_rest = alpha_total;
    for (size_t c = 0; c < m; c++) {
        rest -= counts[c];
        alpha_rest -= alpha[c];
        if (counts[c] > 0)
            log_p += as_lgamma(alpha[c] + counts[c]) - as_lgamma(alpha[c]);
    }
    if (rest > 0 && alpha_rest > 0)
        log_p += as_lgamma(alpha_rest + rest) - as_lgamma(alpha_rest);
    return log_p;
}
