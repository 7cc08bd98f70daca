/* base/evidence.c - arithmetic of bits. */
#include "base/evidence.h"

#include <math.h>

double evidence_round(double bits)
{
    double rounded = round(bits * 1000) / 1000;
    return rounded < 0 || rounded > 0 ? rounded : 0;
}

/* Summed in thousandths, so that the printed numbers add up exactly in any order. */
double evidence_sum(const struct evidence *e, size_t n)
{
    double thousandths = 0;
    for (size_t i = 0; i < n; i++)
        thousandths += round(e[i].bits * 1000);
    return thousandths / 1000;
}

double bits_to_probability(double bits)
{
    return 1 / (1 + exp2(-bits));
}

double probability_to_bits(double p)
{
    return log2(p) - log2(1 - p);
}
