/* sim/trade.c - honest trade: who buys what from whom today. A buyer has steady suppliers; each
 * relation has its goods, its mode, its forwarder; a row varies around them. */
#include "sim/world.h"

#include <string.h>

void sim_shipment_init(struct sim_shipment *s, int day)
{
    memset(s, 0, sizeof *s);
    s->day = day;
    s->via = SIM_NO_CITY;
    s->carrier = s->carrier2 = UINT16_MAX;
    s->freight_factor = s->value_factor = 1;
    s->outcome_day = DATE_NONE;
}

uint32_t sim_component_goods(const struct sim_world *w, struct rng *r, uint32_t component)
{
    const struct sim_component *c = &w->t.components[component];
    return c->n_goods ? c->goods[rng_below(r, c->n_goods)] : SIM_NONE;
}

/* Mass and value of a line. A component weighs what its kit says is typical, and is worth what its
 * heading is worth by the kilogram. */
void sim_line_of(const struct sim_world *w, struct rng *r, uint32_t goods, uint32_t component,
                 struct sim_line *line)
{
    double usd_kg = 90, sigma = 1;
    *line = (struct sim_line){goods, goods, component, WORDING_USUAL, 1, 1};
    if (goods != SIM_NONE) {
        const struct sim_goods *g = &w->t.goods[goods];
        line->kg = fmin(28000, fmax(0.05, rng_lognormal(r, g->kg, 1.2 * g->kg_sigma)));
        usd_kg = g->usd_kg;
        sigma = g->usd_sigma;
    }
    if (component != SIM_NONE) {
        const struct sim_component *c = &w->t.components[component];
        double lo = log(c->kg_lo), hi = log(c->kg_hi);
        line->kg = exp(lo + (hi - lo) * rng_unit(r)) * (1 + 3 * rng_unit(r) * rng_unit(r));
    }
    line->usd = rng_lognormal(r, line->kg * usd_kg, sigma * 0.7);
    /* A supplier's prices differ less than a heading's: half the spread is the relation's. */
}

/* The k-th supplier of a buyer, and what it usually sends. */
struct relation {
    struct sim_party seller;
    uint32_t goods, component;
    uint64_t key;
};

static struct relation relation(const struct sim_world *w, const struct sim_party *buyer,
                                const struct sim_traits *traits, uint32_t k, int day)
{
    struct relation rel = {.component = SIM_NONE, .key = rng_key(w->seed ^ buyer->id, 1000 + k)};
    struct rng r = rng_of(rel.key);
    const double *inputs = w->t.sectors[buyer->sector].inputs;
    double u = rng_unit(&r);
    uint32_t sector = 0;
    while (sector + 1 < w->t.n_sectors && inputs[sector] <= u)
        sector++;
    rel.goods = sim_pick_goods(w, &r, sector);
    bool deals = traits->kit != SIM_NONE && rng_chance(&r, 0.6);
    if (deals || (w->t.n_kits > 0 && rng_chance(&r, w->o->profile.kit_goods))) {
        const struct sim_kit *kit = &w->t.kits[deals ? traits->kit : sim_pick_kit(w, &r, true)];
        rel.component = kit->first + rng_below(&r, kit->n);
        rel.goods = sim_component_goods(w, &r, rel.component);
        if (rel.goods != SIM_NONE)
            sector = w->t.goods[rel.goods].sector;
    }
    uint32_t country = sim_pick_seller(w, &r, sector, buyer->country);
    for (int i = 0; i < 4; i++) {
        rel.seller = sim_firm(w, country, sector, sim_rank(w, &r, sim_cell(w, country, sector)));
        struct sim_traits t = sim_firm_traits(w, &rel.seller);
        if (day >= t.birth && day <= t.death)
            break;
    }
    return rel;
}

/* Further lines of the same paper: other goods of the seller's trade. */
static void more_lines(const struct sim_world *w, struct rng *r, struct sim_shipment *s,
                       uint32_t sector)
{
    double u = rng_unit(r);
    uint32_t extra = u < 0.72 ? 0 : u < 0.9 ? 1 : u < 0.97 ? 2 : 3;
    for (; extra > 0 && s->n_lines < SIM_MAX_LINES; extra--)
        sim_line_of(w, r, sim_pick_goods(w, r, sector), SIM_NONE, &s->lines[s->n_lines++]);
}

void sim_planned_lines(const struct sim_world *w, struct rng *r, struct sim_shipment *s)
{
    uint32_t goods = s->lines[0].goods;
    double share = w->o->profile.more_lines;
    if (share <= 0 || goods == SIM_NONE || !rng_chance(r, share))
        return;
    sim_line_of(w, r, sim_pick_goods(w, r, w->t.goods[goods].sector), SIM_NONE, &s->lines[1]);
    s->n_lines = 2;
    if (rng_chance(r, 0.35))
        sim_line_of(w, r, sim_pick_goods(w, r, w->t.goods[goods].sector), SIM_NONE,
                    &s->lines[s->n_lines++]);
}

static void parties(const struct sim_world *w, struct rng *r, struct sim_shipment *s, uint64_t key)
{
    struct rng steady = rng_of(rng_key(key, 9));
    struct rng *f = rng_chance(r, 0.85) ? &steady : r;
    bool parcel = s->mode == TRADE_POST || s->mode == TRADE_COURIER;
    s->has_forwarder = !parcel && rng_chance(f, 0.85);
    if (s->has_forwarder)
        s->forwarder = sim_forwarder(w, f, s->from);
    double u = rng_unit(&steady);
    s->has_notify = !parcel && u < 0.45;
    if (u < 0.25) {
        s->notify = s->consignee;
    } else if (u < 0.41) {
        s->notify = sim_forwarder(w, &steady, s->to);
    } else {
        s->notify =
            sim_firm(w, s->consignee.country, s->consignee.sector,
                     sim_rank(w, &steady, sim_cell(w, s->consignee.country, s->consignee.sector)));
    }
    if (rng_unit(&steady) < 0.05 &&
        s->mode == TRADE_SEA) { /* letter of credit: to the bank's order */
        s->has_notify = true;
        s->notify = s->consignee;
        s->consignee = sim_firm(w, s->notify.country, 0, rng_below(&steady, 6));
        s->consignee.id |= 1ull << 61;
        s->consignee.name = s->consignee.mail = rng_key(s->consignee.id, 61);
        s->consignee.kind = PARTY_BANK;
    }
    s->has_end_user = rng_chance(r, 0.02);
    if (s->has_end_user)
        s->end_user =
            sim_firm(w, s->consignee.country, s->consignee.sector,
                     sim_rank(w, r, sim_cell(w, s->consignee.country, s->consignee.sector)));
}

void sim_oddities(struct rng *r, struct sim_shipment *s)
{
    double u = rng_unit(r);
    if (u < 0.012)
        s->flags |= SIM_FLAG_SAMPLE;
    else if (u < 0.018)
        s->flags |= SIM_FLAG_REPAIR;
    else if (u < 0.022)
        s->flags |= SIM_FLAG_AOG;
    u = rng_unit(r);
    if (s->outcome) {
        u = 1;
    } else if (u < 0.02) {
        s->outcome = TRADE_INSPECTED_CLEAN;
    } else if (u < 0.05) {
        s->outcome = TRADE_RELEASED;
    } else if (u < 0.0512) { /* counterfeits, drugs, valuation: not our business, but in the data */
        s->outcome = TRADE_HELD;
    } else if (u < 0.0516) {
        s->outcome = TRADE_SEIZED;
    }
    if (s->outcome && u < 0.06)
        s->outcome_day = s->day + 1 + (int32_t)rng_below(r, 6);
    /* Rush, part loads, strikes: honest freight has its own tail. */
    if (rng_chance(r, 0.03))
        s->freight_factor *= 1 + 3 * rng_unit(r);
}

void sim_purchase(const struct sim_world *w, struct rng *r, const struct sim_party *buyer, int day,
                  struct sim_shipment *s)
{
    struct sim_traits traits = sim_firm_traits(w, buyer);
    double u = rng_unit(r);
    uint32_t k = (uint32_t)((double)traits.n_suppliers * u * u);
    struct relation rel = relation(w, buyer, &traits, k, day);
    struct rng steady = rng_of(rng_key(rel.key, 3));
    sim_shipment_init(s, day);
    s->consignee = *buyer;
    s->shipper = rel.seller;
    uint32_t sector = rel.seller.sector;
    if (rel.component == SIM_NONE && rng_chance(r, 0.2))
        rel.goods = sim_pick_goods(w, r, sector);
    sim_line_of(w, r, rel.goods, rel.component, &s->lines[0]);
    s->n_lines = 1;
    double usual = rng_lognormal(&steady, 1, 0.45); /* of this relation: lot size and price level */
    s->lines[0].kg *= usual;
    s->lines[0].usd *= usual * rng_lognormal(&steady, 1, 0.4);
    more_lines(w, r, s, sector);
    s->from = s->shipper.city;
    s->to = s->consignee.city;
    bool usually = rng_chance(r, 0.75);
    s->mode = sim_pick_mode(w, usually ? &steady : r, &s->lines[0], s->from, s->to);
    if (s->mode == TRADE_AIR && usually && rng_chance(r, 0.6))
        s->carrier = sim_pick_carrier(w, &steady, TRADE_AIR, s->from, s->to);
    sim_route(w, r, s);
    parties(w, r, s, rel.key);
    sim_oddities(r, s);
    if (w->o->profile.closed_strait && s->mode == TRADE_SEA && day > w->days / 2)
        s->flags |= SIM_FLAG_DIVERTED;
}

void sim_background(const struct sim_world *w, uint64_t slot, int day, struct sim_shipment *s)
{
    struct rng r = rng_of(rng_key(w->seed ^ 0xBAC6, slot));
    uint32_t cells = w->t.n_countries * w->t.n_sectors, lo = 0, hi = cells - 1;
    double u = rng_unit(&r);
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (w->buyer_cells[mid] > u)
            hi = mid;
        else
            lo = mid + 1;
    }
    uint32_t country = lo / w->t.n_sectors, sector = lo % w->t.n_sectors;
    struct sim_party buyer;
    if (rng_chance(&r, w->o->profile.one_off)) {
        buyer = sim_one_off(w, &r, country, sector);
    } else {
        for (int i = 0; i < 6; i++) {
            buyer = sim_firm(w, country, sector, sim_rank(w, &r, lo));
            struct sim_traits t = sim_firm_traits(w, &buyer);
            if (sim_firm_active(w, &buyer, &t, day))
                break;
        }
    }
    sim_purchase(w, &r, &buyer, day, s);
}
