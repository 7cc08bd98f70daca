/* assemble/reuse.c - dispersal: honest units come back to the same suppliers, carriers, routes and
 * forwarders, who splits avoids it. For each, the likelihood ratio of two beta-binomials over "does
 * the next piece re-use one of the earlier pieces'": the honest rate is the mean over all
 * hypotheses, the scheme's is a documented prior. What differs for one unit differs for all its
 * pieces, so the concentration is low; the strongest of the four counts whole, the others half. */
#include "assemble/gamma.h"
#include "assemble/internal.h"

#include <math.h>
#include <stdlib.h>

#define CONCENTRATION 4.0
#define REUSE_FLOOR   (-1.0) /* coming back to the same carrier is little against a scheme */

/* P(re-use | scheme): tactics "many carriers", "many routes", "agents who change names" of the
 * public typologies; half of them still share a forwarder. */
static const double scheme_reuse[AS_N_REUSE] = {
    [AS_COUNTERPART] = 0.15, [AS_CARRIER] = 0.35, [AS_ROUTE] = 0.35, [AS_FORWARDER] = 0.5};

static uint16_t repeats(uint32_t *values, size_t n)
{
    return (uint16_t)(n - sort_distinct_u32(values, n));
}

void as_count_reuse(const struct as_context *x, struct as_hypothesis *h, const uint32_t *records,
                    size_t n)
{
    const struct trade_table *t = x->in->table;
    enum assemble_side far =
        x->units.v[h->unit].side == ASSEMBLE_SINK ? ASSEMBLE_SOURCE : ASSEMBLE_SINK;
    uint32_t values[AS_N_REUSE][AS_MARK_PIECES], actors[AS_RECORD_ACTORS];
    if (n > AS_MARK_PIECES)
        n = AS_MARK_PIECES;
    for (size_t i = 0; i < n; i++) {
        const struct table_record *r = &t->records.v[records[i]];
        uint32_t forwarder = table_mention_of(t, r, TRADE_FORWARDER);
        values[AS_COUNTERPART][i] =
            as_record_actors(x, records[i], far, actors) ? actors[0] : MAP_NONE;
        values[AS_CARRIER][i] = r->carrier;
        values[AS_ROUTE][i] = r->route;
        values[AS_FORWARDER][i] =
            forwarder == MAP_NONE ? MAP_NONE : x->in->links->actor_of[forwarder];
    }
    h->n_steps = (uint16_t)(n > 0 ? n - 1 : 0);
    for (int k = 0; k < AS_N_REUSE; k++)
        h->n_reused[k] = repeats(values[k], n);
}

static void weigh(struct as_hypothesis *h, const double *honest)
{
    int best = 0;
    for (int k = 0; k < AS_N_REUSE; k++) {
        bool tells = honest[k] > scheme_reuse[k] && h->n_steps > 0;
        h->reuse_bits[k] =
            tells ? as_beta_binomial(h->n_reused[k], h->n_steps, scheme_reuse[k], CONCENTRATION) -
                        as_beta_binomial(h->n_reused[k], h->n_steps, honest[k], CONCENTRATION)
                  : 0;
        h->reuse_bits[k] = fmax(REUSE_FLOOR, h->reuse_bits[k]);
        if (h->reuse_bits[k] > h->reuse_bits[best])
            best = k;
    }
    for (int k = 0; k < AS_N_REUSE; k++)
        h->reuse_bits[k] = evidence_round(k == best ? h->reuse_bits[k] : h->reuse_bits[k] / 2);
}

void as_weigh_reuse(struct as_context *x)
{
    double honest[AS_N_REUSE], steps = 2, reused[AS_N_REUSE] = {1, 1, 1, 1};
    for (size_t i = 0; i < x->hypotheses.n; i++) {
        steps += x->hypotheses.v[i].n_steps;
        for (int k = 0; k < AS_N_REUSE; k++)
            reused[k] += x->hypotheses.v[i].n_reused[k];
    }
    for (int k = 0; k < AS_N_REUSE; k++)
        honest[k] = reused[k] / steps;
    for (size_t i = 0; i < x->hypotheses.n; i++)
        weigh(&x->hypotheses.v[i], honest);
}
