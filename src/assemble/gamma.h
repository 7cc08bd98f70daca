/* assemble/gamma.h - the gamma function and what is made of it: lr.c. */
#ifndef ASSEMBLE_GAMMA_H
#define ASSEMBLE_GAMMA_H

#include <stddef.h>

/* lgamma without the C library's global sign, which threads would race for. lr.c */
double as_lgamma(double v);
/* Logarithms of the gamma function that were asked before; one per thread. lr.c */
#define AS_N_GAMMAS 512
struct as_gammas {
    double of[AS_N_GAMMAS], value[AS_N_GAMMAS];
};
void as_gammas_init(struct as_gammas *g);
/* log of the Dirichlet-multinomial probability of counts (m classes and the rest, whole numbers),
 * without the multinomial coefficient, which cancels in ratios. */
double as_log_dm(struct as_gammas *g, const double *counts, const double *alpha, size_t m, double n,
                 double alpha_total);
/* log2 P(f of n | mean rate p, given concentration), without the binomial coefficient. checks.c */
double as_beta_binomial(double f, double n, double p, double concentration);

#endif
