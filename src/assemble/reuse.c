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

/* MAP_NONE: the papers do not say. */
static void values_of(const struct as_context *x, uint32_t record, enum assemble_side far,
                      uint32_t ret[AS_N_REUSE])
{
    const struct trade_table *t = x->in->table;
    const struct table_record *r = &t->records.v[record];
    uint32_t forwarder = table_mention_of(t, r, TRADE_FORWARDER);
    size_t n;
    const uint32_t *actors = as_actors_of(x, record, far, &n);
    ret[AS_COUNTERPART] = n > 0 ? actors[0] : MAP_NONE;
    ret[AS_CARRIER] = table_str(t, r->carrier).n > 0 ? r->carrier : MAP_NONE;
    ret[AS_ROUTE] = table_str(t, t->routes.v[r->route].code).n > 0 ? r->route : MAP_NONE;
    ret[AS_FORWARDER] = forwarder == MAP_NONE ? MAP_NONE : x->in->links->actor_of[forwarder];
}

/* Of the pieces whose papers say it. */
void as_count_reuse(const struct as_context *x, struct as_hypothesis *h, const uint32_t *records,
                    size_t n)
{
    enum assemble_side far =
        x->units.v[h->unit].side == ASSEMBLE_SINK ? ASSEMBLE_SOURCE : ASSEMBLE_SINK;
    uint32_t said[AS_N_REUSE][AS_MARK_PIECES];
    size_t n_said[AS_N_REUSE] = {0};
    for (size_t i = 0; i < n && i < AS_MARK_PIECES; i++) {
        uint32_t values[AS_N_REUSE];
        values_of(x, records[i], far, values);
        for (int k = 0; k < AS_N_REUSE; k++)
            if (values[k] != MAP_NONE)
                said[k][n_said[k]++] = values[k];
    }
    for (int k = 0; k < AS_N_REUSE; k++) {
        h->n_steps[k] = (uint16_t)(n_said[k] > 0 ? n_said[k] - 1 : 0);
        h->n_reused[k] = (uint16_t)(n_said[k] - sort_count_distinct_u32(said[k], n_said[k]));
    }
}

static void weigh(struct as_hypothesis *h, const double *honest)
{
    int best = 0;
    for (int k = 0; k < AS_N_REUSE; k++) {
        bool tells = honest[k] > scheme_reuse[k] && h->n_steps[k] > 0;
        h->reuse_bits[k] =
            tells
                ? as_beta_binomial(h->n_reused[k], h->n_steps[k], scheme_reuse[k], CONCENTRATION) -
                      as_beta_binomial(h->n_reused[k], h->n_steps[k], honest[k], CONCENTRATION)
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
    double honest[AS_N_REUSE];
    for (int k = 0; k < AS_N_REUSE; k++) {
        double reused = 1, steps = 2;
        for (size_t i = 0; i < x->hypotheses.n; i++) {
            reused += x->hypotheses.v[i].n_reused[k];
            steps += x->hypotheses.v[i].n_steps[k];
        }
        honest[k] = reused / steps;
    }
    for (size_t i = 0; i < x->hypotheses.n; i++)
        weigh(&x->hypotheses.v[i], honest);
}
