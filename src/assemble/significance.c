/* assemble/significance.c - how many of the cases that are reported may be chance. Both controls
 * rest on the competition with decoy kits, which survives a wrong model of honest trade as far as a
 * decoy is what a kit would be if nobody wanted it: target-decoy counts, which say how many, and
 * e-BH over e-values, valid under any dependence. Neither changes score or rank. */
#include "assemble/build.h"

#include <math.h>
#include <stdlib.h>

/* If a case is chance, its odds and those of the D decoys are exchangeable, so (D + 1) times its
 * share of their sum has mean 1. */
double as_e_bits(const struct as_contest *c, double score)
{
    double sum = isnan(c->decoy_bits) ? 0 : exp2(c->decoy_bits - score);
    return isnan(c->ratio) ? NAN : evidence_round(log2((double)c->decoys.n + 1) - log2(1 + sum));
}

double as_decoy_bits(const struct as_contest *c)
{
    double sum = 0;
    for (size_t i = 0; i < c->decoys.n; i++)
        sum += exp2(c->decoys.v[i] - c->decoys.v[0]);
    return c->decoys.n ? c->decoys.v[0] + log2(sum) : NAN;
}

static int falling(const void *l, const void *r)
{
    double a = *(const double *)l, b = *(const double *)r;
    return a > b ? -1 : a < b;
}

static bool is_counted(const struct assemble_case *c, bool of_kits)
{
    return !isnan(c->e_bits) && (c->kit != MAP_NONE) == of_kits;
}

/* q of the case at rank k is the least M / (j e_j) over j >= k: the level that takes j cases. Ties
 * have one q, that of the last of them. */
bool as_e_bh(struct assemble_case *cases, size_t n, double n_tested, bool of_kits)
{
    double *bits = mem_alloc((n + 1) * 2 * sizeof *bits), *q = bits ? bits + n + 1 : NULL;
    size_t n_bits = 0;
    if (!bits)
        return false;
    for (size_t i = 0; i < n; i++)
        if (is_counted(&cases[i], of_kits))
            bits[n_bits++] = cases[i].e_bits;
    if (n_bits > 1)
        qsort(bits, n_bits, sizeof *bits, falling);
    double least = 1;
    for (size_t k = n_bits; k-- > 0;) {
        least = fmin(least, exp2(log2(n_tested) - log2((double)k + 1) - bits[k]));
        q[k] = least;
    }
    for (size_t i = 0; i < n; i++) {
        size_t lo = 0, hi = n_bits; /* the first with this value */
        if (!is_counted(&cases[i], of_kits))
            continue;
        while (lo < hi) {
            size_t mid = lo + (hi - lo) / 2;
            if (bits[mid] > cases[i].e_bits)
                lo = mid + 1;
            else
                hi = mid;
        }
        cases[i].q_e = q[lo];
    }
    mem_free(bits);
    return true;
}

static int level_order(const void *l, const void *r)
{
    const struct as_level *a = l, *b = r;
    return a->score < b->score ? -1 : a->score > b->score;
}

/* (1 + decoys) / targets at each target's score, times the kits that there are for a decoy kit; or
 * the mean doubt that the targets so far state, if that is more: honest makers buy what a kit is
 * made of, and nobody of the decoys looks like them. */
static void find_levels(struct as_contest *c)
{
    double doubt = 0;
    size_t decoys = 0;
    for (size_t i = 0; i < c->targets.n; i++) {
        while (decoys < c->decoys.n && c->decoys.v[decoys] >= c->targets.v[i])
            decoys++;
        doubt += 1 - bits_to_probability(c->targets.v[i]);
        bool is_last = i + 1 == c->targets.n || c->targets.v[i + 1] < c->targets.v[i];
        if (is_last) /* who lets one pass lets its equals pass */
            c->levels[c->n_levels++] = (struct as_level){
                c->targets.v[i], fmax(doubt, c->ratio * (1 + (double)decoys)) / ((double)i + 1)};
    }
    if (c->n_levels > 1)
        qsort(c->levels, c->n_levels, sizeof *c->levels, level_order);
    for (size_t i = 1; i < c->n_levels; i++)
        c->levels[i].q = fmin(c->levels[i].q, c->levels[i - 1].q);
}

bool as_contest_close(struct as_contest *c)
{
    /* Won in the order of the best net, but scored by the typical one: pack.c. */
    if (c->targets.n > 1)
        qsort(c->targets.v, c->targets.n, sizeof *c->targets.v, falling);
    if (c->decoys.n > 1)
        qsort(c->decoys.v, c->decoys.n, sizeof *c->decoys.v, falling);
    c->decoy_bits = as_decoy_bits(c);
    c->n_levels = 0;
    c->levels = mem_alloc((c->targets.n + 1) * sizeof *c->levels);
    if (c->levels && !isnan(c->ratio))
        find_levels(c);
    return c->levels != NULL;
}

void as_contest_release(struct as_contest *c)
{
    VEC_RELEASE(&c->targets);
    VEC_RELEASE(&c->decoys);
    mem_free(c->levels);
    c->levels = NULL;
}

double as_q_decoy(const struct as_contest *c, double score)
{
    size_t lo = 0, hi = c->n_levels; /* the first above the score */
    if (isnan(c->ratio))
        return NAN;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->levels[mid].score <= score)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo > 0 ? fmin(1, c->levels[lo - 1].q) : 1;
}
