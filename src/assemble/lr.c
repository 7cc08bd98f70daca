/* assemble/lr.c - the closed-form likelihood ratio of "one piece of each of k classes was added" to
 * an over-dispersed count process, and the Dirichlet-multinomial likelihood behind the dealer null.
 * Pure arithmetic: it knows neither records nor kits. Derivation: docs/method.md, "Assembly". */
#include "assemble/internal.h"

#include <math.h>

/* e_k(r_1..r_m) for k = 0..m by the usual recurrence, O(m^2). */
static void elementary_symmetric(const double *r, size_t m, double *e)
{
    e[0] = 1;
    for (size_t k = 1; k <= m; k++)
        e[k] = 0;
    for (size_t i = 0; i < m; i++)
        for (size_t k = i + 1; k >= 1; k--)
            e[k] += r[i] * e[k - 1];
}

double assemble_lr(const double *counts, const double *alpha, const double *strength, size_t m,
                   double n, double alpha_total, const double *p, size_t k_min)
{
    double r[AS_MAX_CLASSES], e[AS_MAX_CLASSES + 1];
    if (m > AS_MAX_CLASSES)
        m = AS_MAX_CLASSES;
    for (size_t c = 0; c < m; c++)
        r[c] = counts[c] > 0 ? counts[c] / (alpha[c] + counts[c] - 1) * (strength ? strength[c] : 1)
                             : 0;
    elementary_symmetric(r, m, e);
    double lr = 0, factor = 1, choose = 1;
    for (size_t k = 1; k <= m; k++) {
        double i = (double)(k - 1);
        if (n - i <= 0)
            break;
        factor *= (alpha_total + n - 1 - i) / (n - i);
        choose *= (double)(m - k + 1) / (double)k;
        if (k >= k_min)
            lr += p[k] * factor * e[k] / choose;
    }
    return lr;
}

double as_log_dm(const double *counts, const double *alpha, size_t m, double n, double alpha_total)
{
    double log_p = lgamma(alpha_total) - lgamma(alpha_total + n);
    double rest = n, alpha_rest = alpha_total;
    for (size_t c = 0; c < m; c++) {
        rest -= counts[c];
        alpha_rest -= alpha[c];
        if (counts[c] > 0)
            log_p += lgamma(alpha[c] + counts[c]) - lgamma(alpha[c]);
    }
    if (rest > 0 && alpha_rest > 0)
        log_p += lgamma(alpha_rest + rest) - lgamma(alpha_rest);
    return log_p;
}
