/* assemble/fusion.c - how much each kind of evidence counts. A likelihood ratio is only as good as
 * its null: real firms are more uneven than any model of them, so ratios of counts promise too
 * much, and conduct overlaps with them. Each kind therefore has a curve from what was measured to
 * bits: an additive logistic model (the usual fusion of likelihood ratios) of "is this net a
 * scheme" on simulated years of trade. What tells a scheme whose goods were seen to be passed on
 * from honest relays is not what tells one of a single leg from honest imports, so the curves of
 * the two are apart. Which of the nets of one hypothesis holds a scheme whole is another question,
 * with curves of its own for all nets alike. Files whose papers state no tariff numbers show less
 * of a scheme and more chance, and have tables of their own. bench/fusion.py fits them on worlds
 * that judge nothing and writes curves_*.c; zero bits are what the mean net of honest trade gets,
 * relayed or not. */
#include "assemble/net.h"

#include <math.h>

/* The fit gives these next to nothing; kept because typologies name them. The other marks have
 * curves. */
#define W_REUSE 0.1
#define W_MARK  0.1
static const enum as_mark named_marks[] = {AS_FREIGHT, AS_NEWNESS};

const char *as_curve_name(enum as_curve curve)
{
    return as_curves_numbers.choose[curve].name;
}

void as_curves_of(struct as_context *x)
{
    const struct trade_table *t = x->in->table;
    uint64_t lines = 0, stated = 0;
    for (size_t i = 0; i < t->cargos.n; i++) {
        lines += t->cargos.v[i].n_lines;
        stated += t->cargos.v[i].stated ? t->cargos.v[i].n_lines : 0;
    }
    x->curves = 2 * stated < lines ? &as_curves_words : &as_curves_numbers;
}

static double read_curve(const struct as_curve_points *c, double v)
{
    if (isnan(v) || c->n == 0)
        return 0;
    if (v <= c->at[0])
        return c->bits[0];
    for (int i = 1; i < c->n; i++)
        if (v <= c->at[i])
            return c->bits[i - 1] +
                   (c->bits[i] - c->bits[i - 1]) * (v - c->at[i - 1]) / (c->at[i] - c->at[i - 1]);
    return c->bits[c->n - 1];
}

static double share(double part, double all)
{
    return all > 0 ? part / all : 0;
}

static double doublings(double n)
{
    return log2(1 + (n > 0 ? n : 0));
}

void as_values(const struct as_context *x, const struct as_hypothesis *h, float ret[AS_N_CURVES])
{
    const struct as_net_stats *s = &h->net;
    double around = fmax(s->core_around, s->core_ours);
    const double v[AS_N_CURVES] = {
        [AS_C_PARTS] = h->log2_lr - h->dealer_bits,
        [AS_C_KINDS] = doublings(s->n_kinds),
        [AS_C_STRONG_KINDS] = doublings(s->n_strong_kinds),
        [AS_C_VARIETY] = share(s->n_kinds, s->n_pieces),
        [AS_C_PIECES] = doublings(s->n_pieces),
        [AS_C_STRONG] = doublings(s->n_strong),
        [AS_C_GOODS] = doublings(s->n_goods),
        [AS_C_SHARE] = share(s->n_pieces, s->n_goods),
        [AS_C_RELAY_BITS] = doublings((double)s->relay_bits),
        [AS_C_RELAYED_KINDS] = doublings(s->n_relayed_kinds),
        [AS_C_RELAY_SHARE] = share(s->n_relays, s->n_goods),
        [AS_C_OTHER] = doublings((double)s->core_all - s->core_ours),
        [AS_C_AROUND] = doublings(around - s->core_ours),
        [AS_C_PURITY] = share(s->core_ours, s->core_all),
        [AS_C_HANDS] = doublings(s->n_core),
        [AS_C_NAMES] = doublings(s->n_names),
        [AS_C_SPAN] = doublings(s->span),
        [AS_C_ODDS] = (double)s->odds,
        [AS_C_REPEAT] = (double)s->repeat,
        [AS_C_ORDINARY] = (double)s->ordinary,
        [AS_C_ALIASES] = h->mark_bits[AS_ALIASES],
        [AS_C_VAGUE] = h->mark_bits[AS_VAGUE],
        [AS_C_SHORT_LIFE] = h->mark_bits[AS_SHORT_LIFE],
        [AS_C_DEALER] = h->dealer_bits,
        [AS_C_LINK] = x->units.v[h->unit].link_bits,
        [AS_C_WATCH] = h->watch_bits,
        [AS_C_CHECK] = h->check_bits,
    };
    for (int c = 0; c < AS_N_CURVES; c++)
        ret[c] = (float)v[c];
}

double as_net_worth(const struct as_context *x, const struct as_hypothesis *h)
{
    double bits = 0;
    float value[AS_N_CURVES];
    as_values(x, h, value);
    for (int c = 0; c < AS_N_CURVES; c++)
        bits += read_curve(&x->curves->choose[c], (double)value[c]);
    return bits;
}

void as_curve_bits(const struct as_curves *of, const float value[AS_N_CURVES],
                   double ret[AS_N_CURVES])
{
    const struct as_curve_points *curves =
        of->weigh[value[AS_C_RELAY_BITS] > 0 ? AS_RELAYED : AS_NOT_RELAYED];
    for (int c = 0; c < AS_N_CURVES; c++)
        ret[c] = evidence_round(read_curve(&curves[c], (double)value[c]));
}

void as_fuse(const struct as_context *x, struct as_hypothesis *h)
{
    float value[AS_N_CURVES];
    double curve_bits[AS_N_CURVES];
    as_values(x, h, value);
    as_curve_bits(x->curves, value, curve_bits);
    h->prior_bits = evidence_round(x->curves->prior);
    h->total = h->prior_bits + h->resend_bits;
    for (int c = 0; c < AS_N_CURVES; c++)
        h->total += curve_bits[c];
    for (size_t i = 0; i < sizeof named_marks / sizeof *named_marks; i++) {
        double *bits = &h->mark_bits[named_marks[i]];
        h->total += *bits = evidence_round(W_MARK * *bits);
    }
    for (int k = 0; k < AS_N_REUSE; k++)
        h->total += h->reuse_bits[k] = evidence_round(W_REUSE * h->reuse_bits[k]);
}
