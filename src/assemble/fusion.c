/* assemble/fusion.c - how much each kind of evidence counts. A likelihood ratio is only as good as
 * its null: real firms are more uneven than any model of them, so ratios of counts promise too
 * much, and conduct overlaps with them. The weights below turn every kind into bits that may be
 * added up: a logistic regression (the usual fusion of likelihood ratios) of "is this unit a
 * scheme" on simulated years of trade, with no weight below zero for what public guidance calls a
 * sign. bench/fusion.py makes the table anew from other worlds; it must not see the worlds that
 * judge. */
#include "assemble/internal.h"

#include <math.h>

/* Log odds, in bits, of a party and kit that were looked at being a scheme, at all else zero. */
#define PRIOR (-11.98)

#define W_PARTS  0.193 /* of each bit of the likelihood ratio */
#define W_DEALER 0.171
#define W_LINK   0.240
#define W_CHECK  0.268
#define W_REUSE  0.1 /* the fit gives none; kept because typologies name it */

static const double shape_weight[AS_N_SHAPES] = {
    [AS_SIZE] = -0.869,  /* per doubling of the unit's other records */
    [AS_NUMBER] = 0.8,   /* per doubling of pieces */
    [AS_VARIETY] = 7.74, /* different kinds per piece */
};

static const double mark_weight[AS_N_MARKS] = {
    [AS_FREIGHT] = 0.183, [AS_NEWNESS] = 1.46, [AS_ALIASES] = 1.34,
    [AS_VAGUE] = 0.477,   [AS_RELAYS] = 1.38,  [AS_SHORT_LIFE] = 0.925,
};

/* Also narrows the days to those of the pieces: a window may begin and end with other trade. */
static void count_pieces(const struct as_context *x, struct as_hypothesis *h)
{
    const struct as_unit *u = &x->units.v[h->unit];
    uint32_t kinds = 0;
    h->n_pieces = 0;
    for (uint32_t i = h->from; i < h->to; i++) {
        int symbol = as_record_symbol(x, u->records[i], h->kit);
        if (symbol < 0 || symbol % AS_LEVELS == AS_LEVELS - 1)
            continue;
        int32_t day = x->in->table->records.v[u->records[i]].day;
        h->first_day = h->n_pieces == 0 ? day : h->first_day;
        h->last_day = day;
        h->n_pieces++;
        kinds |= 1u << symbol / AS_LEVELS;
    }
    h->n_kinds = (uint32_t)__builtin_popcount(kinds);
}

static void weigh_shape(struct as_hypothesis *h, uint32_t n_records)
{
    double pieces = h->n_pieces;
    double value[AS_N_SHAPES] = {
        [AS_SIZE] = log2(1 + (double)n_records - pieces),
        [AS_NUMBER] = log2(1 + pieces),
        [AS_VARIETY] = pieces > 0 ? (double)h->n_kinds / pieces : 0,
    };
    for (int k = 0; k < AS_N_SHAPES; k++)
        h->shape_bits[k] = evidence_round(shape_weight[k] * value[k]);
}

void as_fuse(const struct as_context *x, struct as_hypothesis *h)
{
    const struct as_unit *u = &x->units.v[h->unit];
    count_pieces(x, h);
    weigh_shape(h, u->n_records);
    h->prior_bits = PRIOR;
    h->parts_bits = W_PARTS * (h->log2_lr - h->dealer_bits);
    h->dealer_bits *= W_DEALER;
    h->link_bits = W_LINK * u->link_bits;
    for (int c = 0; c < AS_MAX_CLASSES; c++)
        h->class_bits[c] *= W_PARTS;
    h->total = h->prior_bits + h->parts_bits + h->dealer_bits + h->link_bits + h->watch_bits +
               h->resend_bits;
    for (int k = 0; k < AS_N_SHAPES; k++)
        h->total += h->shape_bits[k];
    for (int m = 0; m < AS_N_MARKS; m++)
        h->total += h->mark_bits[m] = evidence_round(mark_weight[m] * h->mark_bits[m]);
    for (int k = 0; k < CHECK_N; k++)
        h->total += h->check_bits[k] = evidence_round(W_CHECK * h->check_bits[k]);
    for (int k = 0; k < AS_N_REUSE; k++)
        h->total += h->reuse_bits[k] = evidence_round(W_REUSE * h->reuse_bits[k]);
}
