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

/* The page says the same (web/src/i18n.ts). One decimal ends where it would round to 1.0. */
void buf_add_percent(struct buf *out, double share)
{
    if (!isfinite(share))
        buf_add_c(out, '-');
    else if (share > 0.99 && share < 1)
        buf_add_z(out, "> 99 %");
    else if (share > 0 && share < 0.001)
        buf_add_z(out, "< 0.1 %");
    else
        buf_add_f(out, "%.*f %%", share > 0 && share < 0.00995 ? 1 : 0, share * 100);
}

void buf_add_chance(struct buf *out, double p)
{
    buf_add_percent(out, p >= 1 ? nextafter(1, 0) : p);
}
