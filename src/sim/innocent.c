/* sim/innocent.c - episodes of honest trade that look like schemes: the hard negatives. One table
 * row per kind; each is labelled in world.ndjson, none in the truth. They use the same kits, lanes
 * and paperwork as schemes do. */
#include "sim/case.h"

enum {
    LOOK_ONE_BUYER = 1u,       /* one firm receives everything */
    LOOK_ONE_SELLER = 1u << 1, /* one firm sends everything */
    LOOK_RETURNS = 1u << 2,    /* goods go out and come back */
    LOOK_KIT = 1u << 3,        /* goods are the classes of one kit */
    LOOK_STEADY = 1u << 4,     /* the same classes again and again: a dealer */
    LOOK_AIR = 1u << 5,
    LOOK_HEAVY = 1u << 6,
    LOOK_SAMPLE = 1u << 7,
    LOOK_PEOPLE = 1u << 8, /* private buyers */
    LOOK_BORDER = 1u << 9, /* sits at a land crossing, re-ships by air */
    LOOK_HUB = 1u << 10,   /* sits in a trading hub */
    LOOK_SEA = 1u << 11,
    LOOK_ALIAS = 1u << 12 /* branches, renames and spellings of one firm */
};

struct look {
    const char *name, *sector;
    int party; /* enum sim_party_kind of the one firm */
    int lo, hi, span_lo, span_hi;
    unsigned look, flags;
};

static const struct look looks[SIM_KINDS] = {
    {"mro-aog", "aerospace", PARTY_FIRM, 12, 40, 40, 200,
     LOOK_ONE_BUYER | LOOK_KIT | LOOK_AIR | LOOK_STEADY, SIM_FLAG_AOG},
    {"military-repair", "aerospace", PARTY_FIRM, 4, 12, 60, 200, LOOK_RETURNS | LOOK_KIT | LOOK_AIR,
     SIM_FLAG_REPAIR},
    {"warranty-return", "instruments", PARTY_FIRM, 6, 20, 60, 250, LOOK_RETURNS | LOOK_ONE_SELLER,
     SIM_FLAG_REPAIR},
    {"project-cargo", "oil-gas", PARTY_FIRM, 15, 60, 40, 120,
     LOOK_ONE_BUYER | LOOK_HEAVY | LOOK_ALIAS, 0},
    {"drone-robot-maker", "robotics", PARTY_FIRM, 15, 50, 60, 300, LOOK_ONE_BUYER | LOOK_KIT, 0},
    {"hub-distributor", "electronics", PARTY_FIRM, 20, 70, 60, 300,
     LOOK_ONE_BUYER | LOOK_HUB | LOOK_KIT | LOOK_STEADY | LOOK_ALIAS, 0},
    {"university-lab", "lab", PARTY_UNIVERSITY, 8, 25, 60, 300, LOOK_ONE_BUYER | LOOK_KIT, 0},
    {"trade-fair", "machine-tools", PARTY_FIRM, 6, 20, 10, 25, LOOK_ONE_BUYER | LOOK_RETURNS,
     SIM_FLAG_FAIR},
    {"marketplace", "household", PARTY_FIRM, 60, 200, 30, 120, LOOK_ONE_SELLER | LOOK_PEOPLE, 0},
    {"humanitarian", "medical", PARTY_AID, 10, 40, 15, 90, LOOK_ONE_BUYER | LOOK_AIR | LOOK_HEAVY,
     SIM_FLAG_AID},
    {"border-trader", "household", PARTY_FIRM, 12, 50, 60, 250,
     LOOK_ONE_BUYER | LOOK_BORDER | LOOK_ALIAS, 0},
    {"sample-maker", "electronics", PARTY_FIRM, 15, 60, 60, 250,
     LOOK_ONE_SELLER | LOOK_SAMPLE | LOOK_KIT, SIM_FLAG_SAMPLE},
    {"urgent-heavy-air", "automotive", PARTY_FIRM, 3, 10, 4, 20,
     LOOK_ONE_BUYER | LOOK_AIR | LOOK_HEAVY, SIM_FLAG_AOG},
    {"strait-diversion", "machinery", PARTY_FIRM, 8, 30, 30, 90, LOOK_ONE_BUYER | LOOK_SEA,
     SIM_FLAG_DIVERTED},
    {"kit-dealer", "automation", PARTY_FIRM, 25, 90, 150, 350,
     LOOK_ONE_BUYER | LOOK_KIT | LOOK_STEADY, 0},
    {"civil-maker", "machinery", PARTY_FIRM, 10, 30, 30, 150,
     LOOK_ONE_BUYER | LOOK_KIT | LOOK_ALIAS, 0},
};

const char *sim_kind_name(int kind)
{
    return kind >= 0 && kind < SIM_KINDS ? looks[kind].name : NULL;
}

static uint32_t sector_of(const struct sim_world *w, const char *name)
{
    for (uint32_t i = 0; i < w->t.n_sectors; i++)
        if (str_is(w->t.sectors[i].name, str_of(name)))
            return i;
    return 0;
}

static uint32_t country_of(const struct sim_world *w, struct rng *r, const struct look *k)
{
    static const char *const hubs[] = {"HK", "SG", "AE", "TR", "NL", "MY"};
    if (k->look & LOOK_HUB)
        return sim_country_find(&w->t, str_of(hubs[rng_below(r, 6)]));
    if (k->look & LOOK_BORDER)
        return sim_country_find(&w->t, rng_chance(r, 0.6) ? STR("CN") : STR("RU"));
    double sum = 0, u;
    for (uint32_t i = 0; i < w->t.n_countries; i++)
        sum += w->t.countries[i].imports;
    u = rng_unit(r) * sum;
    for (uint32_t i = 0; i < w->t.n_countries; i++) {
        u -= w->t.countries[i].imports;
        if (u < 0)
            return i;
    }
    return 0;
}

static uint16_t border_city(const struct sim_world *w, struct rng *r, uint32_t country)
{
    static const char *const cn[] = {"DDG", "YNJ", "SHE", "DLC"};
    bool is_cn = str_is(w->t.countries[country].code, STR("CN"));
    return sim_city_find(&w->t, str_of(is_cn ? cn[rng_below(r, 4)] : "VVO"));
}

struct episode {
    const struct sim_world *w;
    struct rng r;
    struct sim_case *c;
    const struct look *k;
    struct sim_party self;
    uint32_t kit, sector;
    int start, span;
    struct sim_line steady[6];
};

static struct sim_line goods_of(struct episode *e)
{
    struct sim_line line;
    if (e->k->look & LOOK_STEADY && rng_chance(&e->r, 0.8)) {
        line = e->steady[rng_below(&e->r, 6)];
        line.kg = rng_lognormal(&e->r, line.kg, 0.3);
        line.usd = rng_lognormal(&e->r, line.usd, 0.3);
        return line;
    }
    uint32_t component = SIM_NONE, goods = sim_pick_goods(e->w, &e->r, e->sector);
    if ((e->k->look & LOOK_KIT) && e->w->t.n_kits > 0 && rng_chance(&e->r, 0.75)) {
        const struct sim_kit *kit = &e->w->t.kits[e->kit];
        component = kit->first + rng_below(&e->r, kit->n);
        goods = sim_component_goods(e->w, &e->r, component);
    }
    sim_line_of(e->w, &e->r, goods, component, &line);
    if (e->k->look & LOOK_HEAVY) {
        line.kg *= 3 + 5 * rng_unit(&e->r);
        line.usd *= 4;
    }
    if (e->k->look & (LOOK_SAMPLE | LOOK_PEOPLE)) {
        line.usd *= 1 / (1 + line.kg);
        line.kg = fmin(line.kg, 0.1 + 3 * rng_unit(&e->r));
    }
    return line;
}

static struct sim_party other_side(struct episode *e, const struct sim_line *line, bool buys)
{
    const struct sim_world *w = e->w;
    uint32_t sector = line->goods != SIM_NONE ? w->t.goods[line->goods].sector : e->sector;
    uint32_t country = sim_pick_seller(w, &e->r, sector, e->self.country);
    if (buys && (e->k->look & LOOK_PEOPLE)) {
        struct sim_party p = sim_one_off(w, &e->r, country, sector);
        p.kind = PARTY_PERSON;
        return p;
    }
    if (buys && rng_chance(&e->r, 0.3))
        return sim_one_off(w, &e->r, country, sector);
    return sim_firm(w, country, sector, sim_rank(w, &e->r, sim_cell(w, country, sector)));
}

static enum trade_mode episode_mode(struct episode *e, const struct sim_shipment *s)
{
    const struct sim_city *a = &e->w->t.cities[s->from], *b = &e->w->t.cities[s->to];
    enum trade_mode mode = sim_pick_mode(e->w, &e->r, &s->lines[0], s->from, s->to);
    bool flies = a->iata.n > 0 && b->iata.n > 0, sails = a->port.n > 0 && b->port.n > 0;
    if ((e->k->look & LOOK_AIR) && flies)
        return TRADE_AIR;
    if ((e->k->look & LOOK_SEA) && sails)
        return TRADE_SEA;
    if ((e->k->look & LOOK_PEOPLE) && flies)
        return rng_chance(&e->r, 0.5) ? TRADE_POST : TRADE_COURIER;
    return mode;
}

static void carry(struct episode *e, struct sim_shipment *s)
{
    const unsigned spoken = SIM_FLAG_AOG | SIM_FLAG_AID | SIM_FLAG_REPAIR;
    s->from = s->shipper.city;
    s->to = s->consignee.city;
    s->mode = episode_mode(e, s);
    s->flags = e->k->flags & ~(rng_chance(&e->r, 0.25) ? spoken : 0u);
    if (s->mode != TRADE_SEA)
        s->flags &= ~(unsigned)SIM_FLAG_DIVERTED;
    if (e->k->flags & (SIM_FLAG_AOG | SIM_FLAG_AID)) /* rush freight */
        s->freight_factor = 1 + 1.5 * rng_unit(&e->r);
    sim_route(e->w, &e->r, s);
    bool parcel = s->mode == TRADE_POST || s->mode == TRADE_COURIER;
    s->has_forwarder = !parcel && rng_chance(&e->r, 0.85);
    if (s->has_forwarder)
        s->forwarder = sim_forwarder(e->w, &e->r, s->from);
    s->has_notify = !parcel && rng_chance(&e->r, 0.45);
    s->notify = rng_chance(&e->r, 0.55) ? s->consignee : sim_forwarder(e->w, &e->r, s->to);
}

static struct sim_row *put(struct episode *e, int day, const struct sim_line *line,
                           const struct sim_party *from, const struct sim_party *to)
{
    day = sim_working_day(e->w, &e->r, day);
    if (e->c->n == SIM_MAX_ROWS || day < 0 || day >= e->w->days)
        return NULL;
    struct sim_row *row = &e->c->rows[e->c->n++];
    sim_shipment_init(&row->s, day);
    row->component = line->component;
    row->is_scheme = false;
    row->s.lines[0] = *line;
    row->s.n_lines = 1;
    row->s.shipper = *from;
    row->s.consignee = *to;
    carry(e, &row->s);
    sim_planned_lines(e->w, &e->r, &row->s);
    return row;
}

/* Branches and spellings: the same phone and address under a second form of the name. */
static struct sim_party face(struct episode *e)
{
    struct sim_party p = e->self;
    if ((e->k->look & LOOK_ALIAS) && rng_chance(&e->r, 0.4)) {
        p.variant = (uint8_t)(1 + rng_below(&e->r, 2));
        if (rng_chance(&e->r, 0.3))
            p.city = sim_pick_city(e->w, &e->r, p.country);
    }
    return p;
}

static void one(struct episode *e)
{
    struct sim_line line = goods_of(e);
    int day = e->start + rng_between(&e->r, 0, e->span);
    bool sells = e->k->look & LOOK_ONE_SELLER;
    struct sim_party other = other_side(e, &line, sells), self = face(e);
    struct sim_row *row = put(e, day, &line, sells ? &self : &other, sells ? &other : &self);
    if (!row)
        return;
    if ((e->k->look & LOOK_RETURNS) && rng_chance(&e->r, 0.8))
        put(e, day + rng_between(&e->r, 15, 70), &line, &row->s.consignee, &row->s.shipper);
    if ((e->k->look & LOOK_BORDER) && rng_chance(&e->r, 0.6)) { /* sold on, by air or road */
        struct sim_party buyer = other_side(e, &line, true);
        put(e, day + rng_between(&e->r, 3, 20), &line, &self, &buyer);
    }
}

void sim_innocent_make(const struct sim_world *w, uint32_t index, struct sim_case *c)
{
    struct episode e = {.w = w, .r = rng_of(rng_key(w->seed ^ 0x1770, index)), .c = c};
    *c = (struct sim_case){.preset = -1, .family = -1};
    double sum = 0, u;
    for (int i = 0; i < SIM_KINDS; i++)
        sum += w->o->profile.kind_weight[i];
    u = rng_unit(&e.r) * sum;
    for (int i = 0; i < SIM_KINDS && u >= 0; i++) {
        c->kind = i;
        u -= w->o->profile.kind_weight[i];
    }
    e.k = &looks[c->kind];
    e.sector = sector_of(w, e.k->sector);
    e.kit = c->kit = w->t.n_kits ? sim_pick_kit(w, &e.r, true) : SIM_NONE;
    uint32_t country = country_of(w, &e.r, e.k);
    uint32_t cell = sim_cell(w, country, e.sector);
    e.self = sim_firm(w, country, e.sector, w->cell_firms[cell] / 8 + sim_rank(w, &e.r, cell));
    e.self.kind = (uint8_t)e.k->party;
    if (e.k->look & LOOK_BORDER)
        e.self.city = border_city(w, &e.r, country);
    e.span = rng_between(&e.r, e.k->span_lo, e.k->span_hi);
    if (e.span > w->days * 4 / 5)
        e.span = w->days * 4 / 5;
    e.start = rng_between(&e.r, -e.span / 4, w->days - e.span * 3 / 4);
    struct look once = *e.k; /* what it keeps dealing in is drawn like any goods */
    once.look &= ~(unsigned)LOOK_STEADY;
    e.k = &once;
    for (int i = 0; i < 6; i++)
        e.steady[i] = goods_of(&e);
    e.k = &looks[c->kind];
    int n = rng_between(&e.r, e.k->lo, e.k->hi);
    for (int i = 0; i < n && c->n < SIM_MAX_ROWS - 2; i++)
        one(&e);
}
