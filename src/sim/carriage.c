/* sim/carriage.c - how goods travel: mode, carriers, routes, what it costs. Its prices are its own
 * (docs/simulator.md) and on purpose not those that the checks use. It knows nothing of schemes. */
#include "sim/world.h"

bool sim_by_land(const struct sim_world *w, uint32_t from, uint32_t to)
{
    const struct sim_tables *t = &w->t;
    uint8_t a = t->countries[t->cities[from].country].land;
    uint8_t b = t->countries[t->cities[to].country].land;
    return a != 0 && a == b && t->cities[from].inland.n > 0 && t->cities[to].inland.n > 0;
}

static enum trade_mode air_kind(struct rng *r, double kg)
{
    double u = rng_unit(r);
    if (kg < 2 && u < 0.25)
        return TRADE_POST;
    if (kg < 30 && u < 0.55)
        return TRADE_COURIER;
    return kg < 70 && u < 0.2 ? TRADE_COURIER : TRADE_AIR;
}

/* By rail or road, or TRADE_MODE_NONE when neither is chosen. */
static enum trade_mode land_kind(const struct sim_world *w, struct rng *r, double air, double kg,
                                 uint32_t from, uint32_t to)
{
    double km = sim_km(w, from, to);
    if (km >= 3500)
        return kg > 500 && rng_chance(r, 0.06) ? TRADE_RAIL : TRADE_MODE_NONE;
    double by_land = km < 1500 ? 0.75 : 0.45;
    if (!rng_chance(r, by_land * (1 - 0.6 * air)))
        return TRADE_MODE_NONE;
    return km > 900 && kg > 300 && rng_chance(r, 0.35) ? TRADE_RAIL : TRADE_ROAD;
}

enum trade_mode sim_pick_mode(const struct sim_world *w, struct rng *r, const struct sim_line *line,
                              uint32_t from, uint32_t to)
{
    const struct sim_city *a = &w->t.cities[from], *b = &w->t.cities[to];
    double air = line->goods == SIM_NONE ? 0.6 : w->t.goods[line->goods].air;
    bool land = sim_by_land(w, from, to);
    if (land) {
        enum trade_mode mode = land_kind(w, r, air, line->kg, from, to);
        if (mode)
            return mode;
    }
    if (line->kg > 12000)
        air = 0;
    /* Light goods fly more than the mean of their heading, heavy lots less. */
    double odds = air / (1.001 - air) * exp(-0.45 * (log(line->kg + 0.1) - 5.2));
    if (a->iata.n > 0 && b->iata.n > 0 && rng_chance(r, odds / (1 + odds)))
        return air_kind(r, line->kg);
    if (a->port.n > 0 && b->port.n > 0)
        return TRADE_SEA;
    if (land)
        return sim_km(w, from, to) > 1500 ? TRADE_RAIL : TRADE_ROAD;
    return TRADE_AIR;
}

static uint16_t pick_air(const struct sim_world *w, struct rng *r, uint32_t from, uint32_t to)
{
    const float *row = w->air_choice + ((size_t)from * w->t.n_cities + to) * w->n_air;
    float u = (float)rng_unit(r);
    uint32_t lo = 0, hi = w->n_air - 1;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (row[mid] > u)
            hi = mid;
        else
            lo = mid + 1;
    }
    return (uint16_t)(w->first_air + lo);
}

uint16_t sim_pick_carrier(const struct sim_world *w, struct rng *r, enum trade_mode mode,
                          uint32_t from, uint32_t to)
{
    if (mode == TRADE_AIR)
        return pick_air(w, r, from, to);
    double sum = 0, u;
    uint32_t last = 0;
    for (uint32_t i = 0; i < w->t.n_carriers; i++)
        sum += w->t.carriers[i].mode == mode ? w->t.carriers[i].weight : 0;
    u = rng_unit(r) * sum;
    for (uint32_t i = 0; i < w->t.n_carriers; i++) {
        if (w->t.carriers[i].mode != mode)
            continue;
        last = i;
        u -= w->t.carriers[i].weight;
        if (u < 0)
            break;
    }
    return (uint16_t)last;
}

static void route_air(const struct sim_world *w, struct rng *r, struct sim_shipment *s)
{
    uint16_t hub = w->t.carriers[s->carrier].hub;
    double km = sim_km(w, s->from, s->to);
    if (s->via != SIM_NO_CITY || hub == s->from || hub == s->to)
        return;
    bool home = w->t.cities[hub].country == w->t.cities[s->from].country ||
                w->t.cities[hub].country == w->t.cities[s->to].country;
    if (home && rng_chance(r, km < 2500 ? 0.8 : 0.45))
        return;
    s->via = hub;
    if (rng_chance(r, 0.10))
        s->carrier2 = pick_air(w, r, hub, s->to);
}

static void route_sea(const struct sim_world *w, struct rng *r, struct sim_shipment *s)
{
    static const char *const hubs[] = {"SIN", "RTM", "DXB", "PUS", "PTY", "CMB"};
    if (s->via != SIM_NO_CITY || sim_km(w, s->from, s->to) < 4000 || !rng_chance(r, 0.45))
        return;
    double best = 1e9;
    for (size_t i = 0; i < sizeof hubs / sizeof *hubs; i++) {
        uint16_t c = sim_city_find(&w->t, str_of(hubs[i]));
        if (c == SIM_NO_CITY || str_is(w->t.cities[c].port, w->t.cities[s->from].port) ||
            str_is(w->t.cities[c].port, w->t.cities[s->to].port))
            continue;
        double km = sim_km(w, s->from, c) + sim_km(w, c, s->to);
        if (km < best) {
            best = km;
            s->via = c;
        }
    }
}

void sim_route(const struct sim_world *w, struct rng *r, struct sim_shipment *s)
{
    if (s->carrier == UINT16_MAX)
        s->carrier = sim_pick_carrier(w, r, s->mode, s->from, s->to);
    s->carrier2 = s->carrier;
    if (s->mode == TRADE_AIR)
        route_air(w, r, s);
    else if (s->mode == TRADE_SEA)
        route_sea(w, r, s);
}

/* US dollars: a fixed part, a part by mass (with degression) and distance, lane noise. */
double sim_freight_usd(const struct sim_world *w, struct rng *r, const struct sim_shipment *s)
{
    static const struct {
        double fixed, per_kg, per_kg_1000km, power, sigma;
    } price[] = {
        [TRADE_MODE_NONE] = {50, 1, 0.1, 1, 0.4},     [TRADE_AIR] = {70, 1.1, 0.28, 0.97, 0.35},
        [TRADE_SEA] = {180, 0.06, 0.008, 0.93, 0.45}, [TRADE_RAIL] = {120, 0.05, 0.05, 0.96, 0.3},
        [TRADE_ROAD] = {60, 0.07, 0.09, 0.95, 0.35},  [TRADE_POST] = {6, 7, 0.3, 0.9, 0.25},
        [TRADE_COURIER] = {22, 5.5, 0.45, 0.88, 0.35}};
    double km = sim_km(w, s->from, s->to), kg = 0;
    if (s->via != SIM_NO_CITY)
        km = sim_km(w, s->from, s->via) + sim_km(w, s->via, s->to);
    for (uint32_t i = 0; i < s->n_lines; i++)
        kg += s->lines[i].kg;
    double usd = price[s->mode].fixed +
                 pow(fmax(kg, 0.5), price[s->mode].power) *
                     (price[s->mode].per_kg + price[s->mode].per_kg_1000km * km / 1000);
    struct rng lane = rng_of(rng_key(w->seed ^ 0xF4E1, ((uint64_t)s->from << 16) + s->to));
    return rng_lognormal(&lane, 1, 0.2) * rng_lognormal(r, usd, price[s->mode].sigma) *
           s->freight_factor;
}
