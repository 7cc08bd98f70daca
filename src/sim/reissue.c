/* sim/reissue.c - further papers of one shipment: an earlier version of its document, and its
 * customs declaration. Honest trade corrects masses and parties and mistypes declarations; schemes
 * name another consignee first, or declare what the transport document does not say. Which
 * shipments have them follows from the slot, so that the truth can name them again. */
#include "sim/papers.h"

#include <string.h>

#define DECLARATION (1ull << 36) /* added to the slot: an id and errors of its own */

bool sim_reissued(const struct sim_world *w, uint64_t slot, const struct sim_shipment *s,
                  struct sim_shipment *first)
{
    struct rng r = rng_of(rng_key(w->seed ^ 0xA3E2, slot));
    bool changed = s->flags & SIM_FLAG_REISSUED;
    if (!changed && !rng_chance(&r, w->o->profile.amended))
        return false;
    *first = *s;
    first->outcome = TRADE_OUTCOME_NONE;
    if (changed || rng_chance(&r, 0.3)) {
        uint32_t country = s->consignee.country, sector = s->consignee.sector;
        first->consignee =
            sim_firm(w, country, sector, sim_rank(w, &r, sim_cell(w, country, sector)));
    } else if (rng_chance(&r, 0.6)) {
        first->lines[0].kg *= 0.85 + 0.3 * rng_unit(&r);
    } else {
        first->has_notify = !s->has_notify;
        first->notify = s->consignee;
    }
    return true;
}

void sim_render_first(const struct sim_world *w, uint64_t slot, const struct sim_shipment *first,
                      struct sim_scratch *x)
{
    sim_render(w, slot, first, x);
    x->c.issued.day -= 1 + (int32_t)(rng_key(w->seed ^ 0xA3E3, slot) % 3);
}

bool sim_declared(const struct sim_world *w, uint64_t slot, const struct sim_shipment *s)
{
    struct rng r = rng_of(rng_key(w->seed ^ 0xDEC1, slot));
    return w->o->fields <= SIM_FIELDS_DECLARATION &&
           ((s->flags & SIM_FLAG_DECLARED) || rng_chance(&r, w->o->profile.declared));
}

void sim_declaration_id(const struct sim_world *w, uint64_t slot, char out[16])
{
    sim_id(w, slot + DECLARATION, out);
}

/* What the declaration says otherwise: goods, value or receiver; in honest trade a slip of the
 * mass now and then. */
static void contradict(const struct sim_world *w, struct rng *r, struct sim_shipment *d)
{
    struct sim_line *l = &d->lines[0];
    if (!(d->flags & SIM_FLAG_DECLARED)) {
        if (rng_chance(r, 0.04))
            l->kg *= 0.5 + rng_unit(r);
        return;
    }
    if (l->goods != SIM_NONE && rng_chance(r, 0.6)) {
        l->goods = sim_pick_goods(w, r, w->t.goods[l->goods].sector);
        l->wording = WORDING_COVER;
    } else if (rng_chance(r, 0.5)) {
        d->value_factor *= 0.2 + 0.3 * rng_unit(r);
    } else {
        uint32_t country = d->consignee.country, sector = d->consignee.sector;
        d->consignee = sim_firm(w, country, sector, sim_rank(w, r, sim_cell(w, country, sector)));
    }
}

static double mass_of(const struct sim_shipment *s)
{
    double kg = 0;
    for (size_t i = 0; i < s->n_lines; i++)
        kg += s->lines[i].kg;
    return kg;
}

/* Pieces and mass are copied from the transport document, with the slip of the mass if any. */
void sim_render_declaration(const struct sim_world *w, uint64_t slot, const struct sim_shipment *s,
                            struct sim_scratch *x)
{
    struct rng r = rng_of(rng_key(w->seed ^ 0xDEC2, slot));
    struct sim_shipment d = *s;
    char number[64]; /* of the transport document; the text of x is about to be used again */
    size_t n = x->c.number.n < sizeof number ? x->c.number.n : sizeof number;
    if (n > 0)
        memcpy(number, x->c.number.p, n);
    int64_t pieces = x->c.pieces, gross_g = x->c.gross_g, volume_cm3 = x->c.volume_cm3;
    contradict(w, &r, &d);
    double slip = mass_of(&d) / mass_of(s);
    d.outcome = TRADE_OUTCOME_NONE;
    sim_render(w, slot + DECLARATION, &d, x);
    x->c.document = rng_chance(&r, 0.7) ? TRADE_DOC_IMPORT : TRADE_DOC_EXPORT;
    size_t from = x->n;
    scratch_add(x, (struct str){number, n});
    x->c.master = scratch_end(x, from);
    from = x->n;
    scratch_add(
        x,
        w->t.countries[x->c.document == TRADE_DOC_IMPORT ? d.consignee.country : d.shipper.country]
            .code);
    scratch_add_u(x, rng_u64(&r) % 1000000000, 9);
    x->c.number = scratch_end(x, from);
    x->c.pieces = pieces;
    x->c.gross_g = gross_g == TRADE_NONE ? gross_g : (int64_t)((double)gross_g * slip);
    x->c.volume_cm3 = volume_cm3;
    x->c.n_legs = 0;
    x->c.freight_cents = TRADE_NONE;
    x->c.freight_currency = x->c.remarks = STR_EMPTY;
}
