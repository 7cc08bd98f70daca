/* sim/scheme.c - plants procurement and export schemes. Tactics are the public typologies of
 * docs/simulator.md, composed by a table of presets; difficulty sets how much the aliases of one
 * hand share and how well papers are forged. Its parameters come from documented cases, never from
 * what the detector finds easy or hard, and nothing here searches for what stays unseen. */
#include "sim/case.h"

#include <string.h>

enum {
    TACTIC_SPLIT = 1u,
    TACTIC_CARRIERS = 1u << 1,
    TACTIC_ROUTES = 1u << 2,
    TACTIC_LAND_AIR = 1u << 3,
    TACTIC_AGENTS = 1u << 4,
    TACTIC_ALIAS = 1u << 5,
    TACTIC_FORGED = 1u << 6,
    TACTIC_FREIGHT = 1u << 7,
    TACTIC_REVERSE = 1u << 8,
    TACTIC_RESEND = 1u << 9,
    TACTIC_DATA = 1u << 10,
    TACTIC_SAMPLES = 1u << 11,
    TACTIC_PATIENT = 1u << 12,
    TACTIC_MIXED = 1u << 13,
    TACTIC_LISTED = 1u << 14
};

static const char *const tactic_names[] = {"split",         "many-carriers",
                                           "many-routes",   "land-then-air",
                                           "agent-chain",   "alias",
                                           "forged-papers", "freight-at-any-price",
                                           "reverse",       "seize-and-resend",
                                           "data",          "samples",
                                           "patient",       "mixed",
                                           "listed-party"};

const char *sim_tactic_name(int bit)
{
    return bit >= 0 && bit < (int)(sizeof tactic_names / sizeof *tactic_names) ? tactic_names[bit]
                                                                               : NULL;
}

struct preset {
    const char *name, *help;
    unsigned tactics;
    double pieces;        /* consignments per component */
    int aliases;          /* names of the hand at the end */
    int hops_lo, hops_hi; /* agents between supplier and end */
    int span_lo, span_hi; /* days from first to last purchase */
    double carriers;      /* chance that a piece takes a carrier of its own choice */
    double routes;        /* chance that it goes through another hub */
    double forged;        /* chance per piece of each forgery */
    double freight;       /* what carriage costs more than usual */
    double cover;         /* honest consignments of the cover firm per piece */
};

static const struct preset presets[] = {
    {"split", "the smallest pieces, one consignment each", TACTIC_SPLIT | TACTIC_ALIAS, 2.2, 4, 1,
     1, 40, 150, 0.5, 0.3, 0.15, 1.1, 0.3},
    {"many-carriers", "each piece by another carrier",
     TACTIC_SPLIT | TACTIC_CARRIERS | TACTIC_ALIAS, 1.5, 3, 1, 1, 25, 90, 1, 0.3, 0.1, 1.15, 0.3},
    {"many-routes", "each piece by another way, meeting at one end",
     TACTIC_ROUTES | TACTIC_CARRIERS | TACTIC_ALIAS, 1.4, 3, 1, 2, 25, 90, 0.7, 1, 0.1, 1.3, 0.3},
    {"land-then-air", "by rail or road to a neighbour, new papers, then by air",
     TACTIC_LAND_AIR | TACTIC_AGENTS | TACTIC_ALIAS, 1.3, 3, 1, 2, 30, 120, 0.5, 0.4, 0.2, 1.15,
     0.4},
    {"agent-chain", "a chain of agents under changing names", TACTIC_AGENTS | TACTIC_ALIAS, 1.2, 4,
     2, 4, 40, 150, 0.5, 0.4, 0.15, 1.1, 0.5},
    {"forged-papers", "vague text, false headings, low values, papers used twice",
     TACTIC_FORGED | TACTIC_ALIAS, 1.4, 3, 1, 2, 30, 120, 0.5, 0.3, 0.7, 1.1, 0.3},
    {"any-price", "whatever freight costs", TACTIC_FREIGHT | TACTIC_CARRIERS | TACTIC_SPLIT, 1.8, 3,
     1, 1, 20, 80, 0.8, 0.6, 0.1, 2.4, 0.2},
    {"reverse",
     "the same hands in the other direction: things for repair and samples go out, goods come back",
     TACTIC_REVERSE | TACTIC_AGENTS | TACTIC_ALIAS, 1.3, 3, 1, 2, 30, 120, 0.5, 0.4, 0.15, 1.15,
     0.4},
    {"resend", "a seized piece is sent again by other hands",
     TACTIC_RESEND | TACTIC_ALIAS | TACTIC_SPLIT, 1.5, 4, 1, 2, 30, 110, 0.6, 0.4, 0.2, 1.15, 0.3},
    {"data", "media, drawings and manuals beside the pieces", TACTIC_DATA | TACTIC_ALIAS, 1.1, 3, 1,
     2, 30, 120, 0.5, 0.3, 0.15, 1.1, 0.4},
    {"samples", "first small samples, dangerous goods not named", TACTIC_SAMPLES | TACTIC_ALIAS,
     1.3, 3, 1, 2, 30, 140, 0.5, 0.3, 0.2, 1.1, 0.4},
    {"patient", "a year and more", TACTIC_PATIENT | TACTIC_ALIAS | TACTIC_AGENTS, 1.3, 4, 1, 2, 250,
     420, 0.5, 0.4, 0.15, 1.05, 0.6},
    {"mixed", "among the honest trade of a cover firm", TACTIC_MIXED | TACTIC_ALIAS, 1.3, 2, 1, 2,
     40, 160, 0.4, 0.3, 0.15, 1.05, 2.5},
    {"clean", "as careful as documented cases were: other names, good papers, usual freight",
     TACTIC_AGENTS, 1, 5, 2, 3, 90, 240, 0.3, 0.2, 0.03, 1, 1},
};
#define N_PRESETS ((int)(sizeof presets / sizeof *presets))

const char *sim_preset_name(int preset)
{
    return preset >= 0 && preset < N_PRESETS ? presets[preset].name : NULL;
}

const char *sim_preset_help(int preset)
{
    return preset >= 0 && preset < N_PRESETS ? presets[preset].help : NULL;
}

/* By difficulty 1..5: chance that an alias keeps the phone, the e-mail, the address, the stem of
 * the name; chance that a forged description still fits its heading. */
static const double share_phone[] = {0.95, 0.8, 0.6, 0.35, 0.15};
static const double share_mail[] = {0.9, 0.7, 0.45, 0.25, 0.1};
static const double share_address[] = {0.9, 0.75, 0.55, 0.35, 0.2};
static const double share_stem[] = {0.7, 0.5, 0.3, 0.15, 0.05};
static const double fit_papers[] = {0.2, 0.4, 0.6, 0.8, 0.95};

#define MAX_NAMES 10

struct hand { /* one actor under several names */
    struct sim_party names[MAX_NAMES];
    uint32_t n, number; /* as in sim_party.hand */
};

struct plan {
    const struct sim_world *w;
    struct rng r;
    struct sim_case *c;
    const struct preset *p;
    const struct sim_corridor *way;
    struct hand hands[SIM_MAX_HANDS]; /* 0: the end that the scheme serves, then agents outwards */
    uint32_t n_hands;
    int start, span;
    uint64_t reused;
};

static uint32_t trading_sector(const struct plan *p, struct rng *r)
{
    static const char *const names[] = {"household",  "electronics",  "machinery",   "metals",
                                        "automotive", "construction", "instruments", "automation"};
    struct str want = str_of(names[rng_below(r, 8)]);
    for (uint32_t i = 0; i < p->w->t.n_sectors; i++)
        if (str_is(p->w->t.sectors[i].name, want))
            return i;
    return 0;
}

/* A firm like the others there: most have traded before, the others are small or new. */
static struct sim_party new_name(struct plan *p, uint32_t country, uint16_t city)
{
    uint32_t sector = trading_sector(p, &p->r), cell = sim_cell(p->w, country, sector);
    struct sim_party q;
    double u = rng_unit(&p->r);
    uint32_t n = p->w->cell_firms[cell];
    if (u < 0.25) {
        q = sim_firm(p->w, country, sector, sim_rank(p->w, &p->r, cell));
    } else if (u < 0.6) {
        q = sim_firm(p->w, country, sector, n / 4 + rng_below(&p->r, n - n / 4));
    } else {
        q = sim_one_off(p->w, &p->r, country, sector);
        q.kind = PARTY_FIRM;
    }
    if (city != SIM_NO_CITY)
        q.city = city;
    return q;
}

static void make_hand(struct plan *p, struct hand *h, uint32_t country, uint16_t city,
                      uint32_t names)
{
    int d = p->c->difficulty - 1;
    h->n = names < 1 ? 1 : names > MAX_NAMES ? MAX_NAMES : names;
    h->names[0] = new_name(p, country, city);
    for (uint32_t i = 1; i < h->n; i++) {
        struct sim_party q = new_name(p, country, city);
        const struct sim_party *first = &h->names[rng_below(&p->r, i)];
        if (rng_chance(&p->r, share_phone[d]))
            q.phone = first->phone;
        if (rng_chance(&p->r, share_mail[d]))
            q.mail = first->mail;
        if (rng_chance(&p->r, share_address[d])) {
            q.address = first->address;
            q.city = first->city;
        }
        if (rng_chance(&p->r, share_stem[d])) {
            q.name = first->name;
            q.sector = first->sector;
            q.variant = (uint8_t)i;
        }
        h->names[i] = q;
    }
    for (uint32_t i = 0; i < h->n; i++)
        h->names[i].hand = h->number;
    if (p->w->t.n_listed > 0 && rng_chance(&p->r, p->w->o->profile.listed)) {
        h->names[rng_below(&p->r, h->n)].listed = rng_below(&p->r, p->w->t.n_listed);
        p->c->tactics |= TACTIC_LISTED;
    }
}

static const struct sim_party *any_name(struct plan *p, const struct hand *h)
{
    return &h->names[rng_below(&p->r, h->n)];
}

/* A country of the list other than the one before, if there is one: the next hand sits elsewhere.
 */
static uint32_t other_country(struct plan *p, const uint16_t *list, uint32_t n, uint32_t before)
{
    uint32_t country = list[rng_below(&p->r, n)];
    for (int i = 0; i < 8 && country == before; i++)
        country = list[rng_below(&p->r, n)];
    return country;
}

/* Hand 0: whom the scheme serves, at home, at the crossing, or in a neighbour's other cities. */
static void first_hand(struct plan *p, bool home)
{
    const struct sim_corridor *way = p->way;
    uint32_t country = home ? way->end : p->w->t.cities[way->border].country;
    bool crossing = !home && rng_chance(&p->r, 0.45);
    if (!home && !crossing && rng_chance(&p->r, 0.4))
        country = way->agents[rng_below(&p->r, way->n_agents)];
    make_hand(p, &p->hands[p->n_hands++], country, crossing ? way->border : SIM_NO_CITY,
              (uint32_t)p->p->aliases);
}

static void next_hand(struct plan *p, const uint16_t *countries, uint32_t n)
{
    uint32_t before = p->hands[p->n_hands - 1].names[0].country;
    uint32_t country = other_country(p, countries, n, before);
    make_hand(p, &p->hands[p->n_hands], country, SIM_NO_CITY, 1 + rng_below(&p->r, 3));
    p->n_hands++;
}

/* The chain: hand 0 near the border (or at home), agents outwards, for exports the customer last.
 */
static void make_hands(struct plan *p)
{
    const struct sim_corridor *way = p->way;
    uint32_t agents = (uint32_t)rng_between(&p->r, p->p->hops_lo, p->p->hops_hi);
    bool home = p->p->tactics & TACTIC_LAND_AIR || way->border == SIM_NO_CITY;
    first_hand(p, home);
    if (home && way->border != SIM_NO_CITY) /* who takes over at the crossing */
        make_hand(p, &p->hands[p->n_hands++], p->w->t.cities[way->border].country, way->border, 2);
    uint32_t want = agents + (home && way->border == SIM_NO_CITY);
    while (p->n_hands < want && p->n_hands < SIM_MAX_HANDS - 1)
        next_hand(p, way->agents, way->n_agents);
    if (p->c->is_export) /* what leaves in parts arrives at one customer */
        next_hand(p, way->suppliers, way->n_suppliers);
    p->c->n_aliases = p->hands[0].n;
    p->c->n_hops = p->n_hands;
}

/* Who sells to the outermost hand: an honest firm of the trade. */
static struct sim_party outsider(struct plan *p, const struct sim_line *line)
{
    uint32_t country = other_country(p, p->way->suppliers, p->way->n_suppliers,
                                     p->hands[p->n_hands - 1].names[0].country);
    uint32_t sector =
        line->goods != SIM_NONE ? p->w->t.goods[line->goods].sector : trading_sector(p, &p->r);
    return sim_firm(p->w, country, sector, sim_rank(p->w, &p->r, sim_cell(p->w, country, sector)));
}

static enum trade_mode choose_mode(struct plan *p, const struct sim_shipment *s)
{
    const struct sim_world *w = p->w;
    bool land = sim_by_land(w, s->from, s->to);
    bool flies = sim_flies(w, s->from, s->to);
    bool crossing = s->shipper.country == p->way->end || s->consignee.country == p->way->end;
    enum trade_mode mode = sim_pick_mode(w, &p->r, &s->lines[0], s->from, s->to);
    if ((p->p->tactics & TACTIC_LAND_AIR) && crossing && land)
        return rng_chance(&p->r, 0.5) ? TRADE_RAIL : TRADE_ROAD;
    if (flies && s->lines[0].kg < 2500 && mode == TRADE_SEA && rng_chance(&p->r, 0.75))
        return TRADE_AIR; /* speed matters more than money */
    if (!flies && mode != TRADE_SEA && mode != TRADE_RAIL && mode != TRADE_ROAD)
        return land ? TRADE_ROAD : TRADE_SEA;
    return mode;
}

static void choose_carriage(struct plan *p, struct sim_shipment *s)
{
    s->mode = choose_mode(p, s);
    if (s->mode == TRADE_AIR && rng_chance(&p->r, p->p->routes * 0.8)) {
        uint16_t hub = p->way->hubs[rng_below(&p->r, p->way->n_hubs)];
        if (hub != s->from && hub != s->to)
            s->via = hub;
    }
    if (s->mode == TRADE_AIR && rng_chance(&p->r, p->p->carriers))
        s->carrier = sim_pick_carrier(p->w, &p->r, TRADE_AIR, s->from,
                                      s->via != SIM_NO_CITY ? s->via : s->to);
    sim_route(p->w, &p->r, s);
}

/* Forgeries of the papers of one consignment; each is one of the documented kinds. */
static void forge(struct plan *p, struct sim_shipment *s)
{
    const struct sim_world *w = p->w;
    double each = p->p->forged, fit = fit_papers[p->c->difficulty - 1];
    static const char *const covers[] = {"843149", "843143", "870899",
                                         "848180", "690721", "732690"};
    for (uint32_t i = 0; i < s->n_lines; i++) {
        struct sim_line *l = &s->lines[i];
        if (rng_chance(&p->r, each * 0.5))
            l->wording = WORDING_VAGUE;
        if (!rng_chance(&p->r, each * 0.5) || l->goods == SIM_NONE)
            continue;
        struct str want = str_of(covers[rng_below(&p->r, 6)]);
        l->wording = WORDING_COVER;
        if (rng_chance(&p->r, fit)) { /* a neighbour in the same trade: value and mass still fit */
            l->goods = sim_pick_goods(w, &p->r, w->t.goods[l->goods].sector);
            continue;
        }
        for (uint32_t g = 0; g < w->t.n_goods; g++)
            if (str_is(w->t.goods[g].hs, want))
                l->goods = g;
    }
    if (w->o->profile.amended > 0 && rng_chance(&p->r, each * 0.3))
        s->flags |= SIM_FLAG_REISSUED;
    if (w->o->profile.declared > 0 && rng_chance(&p->r, each * 0.3))
        s->flags |= SIM_FLAG_DECLARED;
    if (rng_chance(&p->r, each * 0.4))
        s->value_factor = 0.1 + 0.3 * rng_unit(&p->r);
    if (rng_chance(&p->r, each * 0.15)) {
        if (!p->reused)
            p->reused = rng_u64(&p->r) | 1;
        s->document = p->reused;
    }
}

/* A row, or NULL when it falls outside the time that the world shows: schemes begin before and end
 * after it as honest trade does. */
static struct sim_row *add_row(struct plan *p, int day, const struct sim_line *line,
                               uint32_t component)
{
    day = sim_working_day(p->w, &p->r, day);
    if (p->c->n == SIM_MAX_ROWS || day < 0 || day >= p->w->days)
        return NULL;
    struct sim_row *row = &p->c->rows[p->c->n++];
    sim_shipment_init(&row->s, day);
    row->s.lines[0] = *line;
    row->s.n_lines = 1;
    row->component = component;
    row->is_scheme = true;
    return row;
}

static void finish(struct plan *p, struct sim_shipment *s)
{
    s->from = s->shipper.city;
    s->to = s->consignee.city;
    s->care = (uint8_t)(p->c->difficulty - 1);
    choose_carriage(p, s);
    forge(p, s);
    sim_planned_lines(p->w, &p->r, s);
    s->freight_factor *=
        p->p->freight * p->w->o->profile.freight_factor * (0.9 + 0.3 * rng_unit(&p->r));
    bool parcel = s->mode == TRADE_POST || s->mode == TRADE_COURIER;
    s->has_forwarder = !parcel && rng_chance(&p->r, 0.85);
    if (s->has_forwarder)
        s->forwarder = sim_forwarder(p->w, &p->r, s->from);
    s->has_notify = !parcel && rng_chance(&p->r, 0.45);
    s->notify = rng_chance(&p->r, 0.55) ? s->consignee : sim_forwarder(p->w, &p->r, s->to);
    sim_oddities(&p->r, s);
}

/* One piece goes along the chain. Imports: outsider -> agents -> hand 0; exports the other way. */
static void send_piece(struct plan *p, const struct sim_line *line, uint32_t component, int day,
                       unsigned flags)
{
    struct sim_party stops[SIM_MAX_HANDS + 1];
    uint32_t n = 0;
    bool out = p->c->is_export;
    if (!out)
        stops[n++] = outsider(p, line);
    for (uint32_t i = 0; i < p->n_hands; i++)
        stops[n++] = *any_name(p, &p->hands[out ? i : p->n_hands - 1 - i]);
    for (uint32_t i = 0; i + 1 < n; i++) {
        struct sim_row *row = add_row(p, day, line, component);
        if (!row) {
            day += 8;
            continue;
        }
        row->s.shipper = stops[i];
        row->s.consignee = stops[i + 1];
        row->s.flags |= flags;
        finish(p, &row->s);
        if (i > 0) /* repacked and weighed again */
            row->s.lines[0].kg *= 0.97 + 0.06 * rng_unit(&p->r);
        double km = sim_km(p->w, row->s.from, row->s.to);
        day = row->s.day + 3 + rng_between(&p->r, 0, 9) +
              (row->s.mode == TRADE_SEA ? (int)(km / 600) : 0);
    }
}

static void data_and_samples(struct plan *p)
{
    static const char *const media[] = {"852351", "852380", "490600", "491199"};
    bool data = p->p->tactics & TACTIC_DATA;
    int n = data ? rng_between(&p->r, 2, 4) : rng_between(&p->r, 1, 3);
    for (int i = 0; i < n; i++) {
        struct sim_line line;
        uint32_t component =
            p->w->t.kits[p->c->kit].first + rng_below(&p->r, p->w->t.kits[p->c->kit].n);
        uint32_t goods = data ? 0 : sim_component_goods(p->w, &p->r, component);
        struct str want = str_of(media[rng_below(&p->r, 4)]);
        for (uint32_t g = 0; data && g < p->w->t.n_goods; g++)
            if (str_is(p->w->t.goods[g].hs, want))
                goods = g;
        sim_line_of(p->w, &p->r, goods, data ? SIM_NONE : component, &line);
        line.kg = fmin(line.kg, 0.1 + 2.5 * rng_unit(&p->r));
        send_piece(p, &line, data ? SIM_NONE : component,
                   p->start + rng_between(&p->r, 0, p->span / 2), data ? 0 : SIM_FLAG_SAMPLE);
    }
}

/* A piece is taken; weeks later the same is sent under other names. */
static void resend(struct plan *p)
{
    uint32_t n = p->c->n, taken = 0;
    for (uint32_t i = 0; i < n && taken < 2; i++) {
        struct sim_row *lost = &p->c->rows[rng_below(&p->r, n)];
        if (lost->component == SIM_NONE || lost->s.outcome == TRADE_SEIZED)
            continue;
        lost->s.outcome = TRADE_SEIZED;
        lost->s.outcome_day = lost->s.day + rng_between(&p->r, 1, 8);
        struct sim_line line = lost->s.lines[0];
        int day = lost->s.outcome_day + rng_between(&p->r, 10, 45);
        struct hand fresh = {.number = p->hands[0].number}; /* further names of the same end */
        make_hand(p, &fresh, p->hands[0].names[0].country, p->hands[0].names[0].city, 1);
        p->hands[0].names[rng_below(&p->r, p->hands[0].n)] = fresh.names[0];
        send_piece(p, &line, lost->component, day, 0);
        taken++;
    }
}

/* Honest trade of the same names, so that they look like firms. Not part of the truth. */
static void cover(struct plan *p)
{
    double dilution = p->w->o->profile.dilution * p->p->cover * p->c->n_pieces;
    uint32_t n = (uint32_t)(dilution + rng_unit(&p->r));
    for (uint32_t i = 0; i < n && p->c->n < SIM_MAX_ROWS; i++) {
        const struct sim_party *q = any_name(p, &p->hands[rng_below(&p->r, p->n_hands)]);
        int day = p->start - 60 + rng_between(&p->r, 0, p->span + 120);
        day = sim_working_day(p->w, &p->r, day);
        if (day < 0 || day >= p->w->days)
            continue;
        struct sim_row *row = &p->c->rows[p->c->n++];
        sim_purchase(p->w, &p->r, q, day, &row->s);
        row->component = SIM_NONE;
        row->is_scheme = false;
    }
}

static void pieces(struct plan *p)
{
    const struct sim_kit *kit = &p->w->t.kits[p->c->kit];
    double share = 0.65 + 0.35 * rng_unit(&p->r); /* of the components, the essential ones first */
    for (uint32_t i = 0; i < kit->n; i++) {
        const struct sim_component *c = &p->w->t.components[kit->first + i];
        if (!rng_chance(&p->r, c->essential ? fmax(share, 0.85) : share * 0.6))
            continue;
        double want = p->p->pieces * p->w->o->profile.pieces * (0.6 + 0.8 * rng_unit(&p->r));
        uint32_t n = (uint32_t)fmax(1, floor(want + 0.5));
        for (uint32_t k = 0; k < n && p->c->n + SIM_MAX_HANDS < SIM_MAX_ROWS; k++) {
            struct sim_line line;
            sim_line_of(p->w, &p->r, sim_component_goods(p->w, &p->r, kit->first + i),
                        kit->first + i, &line);
            if (p->p->tactics & TACTIC_SPLIT) {
                line.kg = fmax(c->kg_lo, line.kg / (1 + n));
                line.usd /= 1 + n;
            }
            send_piece(p, &line, kit->first + i, p->start + rng_between(&p->r, 0, p->span), 0);
            p->c->n_pieces++;
        }
    }
}

static const struct sim_corridor *pick_corridor(const struct sim_world *w, struct rng *r, int *ret)
{
    for (int i = 0; i < 200; i++) {
        *ret = (int)rng_below(r, w->t.n_corridors);
        if (w->t.corridors[*ret].reserved == w->o->profile.reserved)
            break;
    }
    return &w->t.corridors[*ret];
}

static int pick_weighted(struct rng *r, const double *weight, int n)
{
    double sum = 0, u;
    for (int i = 0; i < n; i++)
        sum += weight[i];
    u = rng_unit(r) * sum;
    for (int i = 0; i < n; i++) {
        u -= weight[i];
        if (u < 0)
            return i;
    }
    return n - 1;
}

void sim_case_make(const struct sim_world *w, uint32_t index, struct sim_case *c)
{
    if (index >= w->n_schemes) {
        sim_innocent_make(w, index, c);
        return;
    }
    struct plan p = {.w = w, .r = rng_of(rng_key(w->seed ^ 0x5C4E, index)), .c = c};
    *c = (struct sim_case){.kind = -1};
    c->preset = pick_weighted(&p.r, w->o->profile.preset_weight, N_PRESETS);
    c->difficulty = rng_between(&p.r, w->o->profile.difficulty_min, w->o->profile.difficulty_max);
    c->kit = sim_pick_kit(w, &p.r, false);
    p.p = &presets[c->preset];
    p.way = pick_corridor(w, &p.r, &c->family);
    c->tactics = p.p->tactics;
    c->is_export = p.way->is_export != ((p.p->tactics & TACTIC_REVERSE) && rng_chance(&p.r, 0.5));
    if (w->o->profile.mirrored > 0 && rng_chance(&p.r, w->o->profile.mirrored))
        c->is_export = !c->is_export;
    p.span = (int)(rng_between(&p.r, p.p->span_lo, p.p->span_hi) * w->o->profile.span);
    if (p.span > w->days * 4 / 5)
        p.span = w->days * 4 / 5;
    p.start = rng_between(&p.r, -p.span / 4, w->days - p.span * 3 / 4);
    for (uint32_t h = 0; h < SIM_MAX_HANDS; h++)
        p.hands[h].number = index * SIM_MAX_HANDS + h + 1;
    make_hands(&p);
    pieces(&p);
    if (p.p->tactics & (TACTIC_DATA | TACTIC_SAMPLES))
        data_and_samples(&p);
    if (p.p->tactics & TACTIC_RESEND)
        resend(&p);
    cover(&p);
}
