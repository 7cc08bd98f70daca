/* assemble/checks.c - faults in the pieces' papers as evidence. For each check, f of n pieces
 * failed: the likelihood ratio of two beta-binomials, with the documented rate of schemes and the
 * honest rate learnt from the data. Their concentration is low, because what one unit gets wrong it
 * gets wrong again: five faults of one kind are not five proofs. The strongest kind counts whole,
 * the others half. */
#include "assemble/gamma.h"
#include "assemble/internal.h"

#include <math.h>
#include <string.h>

#define CONCENTRATION 2.0

double as_beta_binomial(double f, double n, double p, double concentration)
{
    double a = concentration * p, b = concentration * (1 - p);
    return (as_lgamma(a + f) + as_lgamma(b + n - f) - as_lgamma(a + b + n) - as_lgamma(a) -
            as_lgamma(b) + as_lgamma(a + b)) /
           M_LN2;
}

static double bits_of(const struct check_stat *s, double scheme_rate, uint16_t f, uint16_t n)
{
    double honest = ((double)s->n_failed + 1) / ((double)s->n_applied + 2);
    if (n == 0 || scheme_rate <= honest) /* honest papers fail it as often: it tells nothing here */
        return 0;
    return fmax(0, as_beta_binomial(f, n, scheme_rate, CONCENTRATION) -
                       as_beta_binomial(f, n, honest, CONCENTRATION));
}

double as_check_bits(const struct as_context *x, const uint32_t *records, size_t n,
                     struct as_faults *ret)
{
    const struct check_result *checks = x->in->checks;
    int best = 0;
    double sum = 0;
    memset(ret, 0, sizeof *ret);
    for (size_t i = 0; i < n; i++) {
        for (int k = 0; k < CHECK_N; k++)
            ret->n_applied[k] =
                (uint16_t)(ret->n_applied[k] + (checks->applied[records[i]] >> k & 1u));
        for (uint32_t f = checks->first[records[i]]; f < checks->first[records[i] + 1]; f++)
            ret->n_failed[checks->findings.v[f].kind]++;
    }
    for (int k = 0; k < CHECK_N; k++) {
        ret->bits[k] = bits_of(&checks->stats[k], check_rules[k].scheme_rate, ret->n_failed[k],
                               ret->n_applied[k]);
        if (ret->bits[k] > ret->bits[best])
            best = k;
    }
    for (int k = 0; k < CHECK_N; k++)
        sum += ret->bits[k] = evidence_round(k == best ? ret->bits[k] : ret->bits[k] / 2);
    return sum;
}
