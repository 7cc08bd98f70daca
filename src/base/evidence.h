/* base/evidence.h - the one currency: log2 likelihood ratios with their reason.
 *
 * bits > 0 speak for the scheme (or for the match), bits < 0 against. Bits of independent evidence
 * add. A score is nothing but the sum of its evidence; evidence_sum is the only way to make one. */
#ifndef BASE_EVIDENCE_H
#define BASE_EVIDENCE_H

#include "base/arena.h"

struct evidence {
    const char *kind; /* static, from the owner's table: "kit", "dispersal", "name-token", ... */
    double bits;      /* rounded to 1/1000 when made, so that printed bits add up exactly */
    struct str text;  /* one sentence for a person */
    struct str *refs; /* ids the evidence rests on */
    size_t n_refs;
};

double evidence_round(double bits); /* to 1/1000, never -0 */
double evidence_sum(const struct evidence *e, size_t n);
double bits_to_probability(double bits); /* 1/(1+2^-bits) */
double probability_to_bits(double p);
/* How a reader is told a share or a probability, the same in every output: "< 0.1 %", "0.4 %",
 * "12 %", "> 99 %"; "0 %" and "100 %" only of exactly 0 and 1; "-" if not finite. */
void buf_add_percent(struct buf *out, double share);
/* Of what is never certain, though its probability may be rounded to 1: at most "> 99 %". */
void buf_add_chance(struct buf *out, double p);

#endif
