/* sim/world.c - makes the fixed part of a world: population cells, gravity, distances, carrier
 * choice, calendar. What it makes is small (some tens of MB) and does not grow with the number of
 * consignments. It decides nothing about a single row. */
#include "geo/geo.h"
#include "sim/case.h"

#include <stdlib.h>
#include <string.h>

#define EARTH_KM 6371.0
#define RADIANS  0.017453292519943295

static double great_circle(const struct sim_city *a, const struct sim_city *b)
{
    double dlat = (b->lat - a->lat) * RADIANS, dlon = (b->lon - a->lon) * RADIANS;
    double h = sin(dlat / 2) * sin(dlat / 2) +
               cos(a->lat * RADIANS) * cos(b->lat * RADIANS) * sin(dlon / 2) * sin(dlon / 2);
    return 2 * EARTH_KM * asin(sqrt(h < 1 ? h : 1));
}

/* The world is what an authority sees that watches these corridors, not the world's trade:
 * countries and land crossings of corridors (of all of them, reserved or not) weigh more in honest
 * trade too. */
static void focus(struct sim_world *w)
{
    struct sim_tables *t = &w->t;
    double by = w->o->profile.corridor_focus;
    for (uint32_t i = 0; i < t->n_corridors; i++) {
        const struct sim_corridor *c = &t->corridors[i];
        struct sim_country *end = &t->countries[c->end];
        end->imports = fmax(end->imports, fmin(6, end->imports * 4) * by);
        end->exports = fmax(end->exports, fmin(6, end->exports * 4) * by);
        if (c->border == SIM_NO_CITY)
            continue;
        struct sim_city *b = &t->cities[c->border];
        struct sim_country *k = &t->countries[b->country];
        double more = fmax(0, 0.06 * by * k->city_weight - b->weight);
        b->weight += more;
        k->city_weight += more;
    }
    for (uint32_t i = 0; i < t->n_countries; i++) {
        bool agent = false;
        for (uint32_t c = 0; c < t->n_corridors; c++)
            for (uint32_t a = 0; a < t->corridors[c].n_agents; a++)
                agent |= t->corridors[c].agents[a] == i;
        if (agent && t->countries[i].imports < 40) {
            t->countries[i].imports *= by;
            t->countries[i].exports *= by;
        }
    }
}

static bool make_distances(struct sim_world *w)
{
    uint32_t n = w->t.n_cities;
    w->km = mem_calloc((size_t)n * n, sizeof *w->km);
    for (uint32_t a = 0; w->km && a < n; a++)
        for (uint32_t b = 0; b < n; b++)
            w->km[(size_t)a * n + b] = (float)great_circle(&w->t.cities[a], &w->t.cities[b]);
    return w->km != NULL;
}

/* Firms per cell in proportion to the country's trade and the sector's weight; a few everywhere. */
static bool make_cells(struct sim_world *w)
{
    const struct sim_tables *t = &w->t;
    uint32_t cells = t->n_countries * t->n_sectors;
    w->cell_firms = mem_calloc(cells, sizeof *w->cell_firms);
    w->buyer_cells = mem_calloc(cells, sizeof *w->buyer_cells);
    if (!w->cell_firms || !w->buyer_cells)
        return false;
    double trade = 0, sectors = 0, total = 0;
    for (uint32_t k = 0; k < t->n_countries; k++)
        trade += t->countries[k].exports + t->countries[k].imports;
    for (uint32_t s = 0; s < t->n_sectors; s++)
        sectors += t->sectors[s].weight;
    double firms = fmax(600, (double)w->n * w->o->profile.companies_per_consignment);
    for (uint32_t i = 0; i < cells; i++) {
        const struct sim_country *k = &t->countries[i / t->n_sectors];
        const struct sim_sector *s = &t->sectors[i % t->n_sectors];
        /* Countries are not alike: each leans to some sectors, by a fixed key of its own. */
        struct rng r = rng_of(rng_key(str_hash(k->code), str_hash(s->name)));
        double lean = rng_lognormal(&r, 1, 0.5), share = s->weight / sectors * lean;
        double n = firms * (k->exports + k->imports) / trade * share;
        w->cell_firms[i] = (uint32_t)fmin(3e8, 3 + n);
        total += k->imports * share;
        w->buyer_cells[i] = total;
    }
    for (uint32_t i = 0; i < cells; i++)
        w->buyer_cells[i] /= total;
    return true;
}

/* Gravity: seller's exports in the sector over distance^0.9; none from the buyer's own country. */
static bool make_supply(struct sim_world *w)
{
    const struct sim_tables *t = &w->t;
    size_t nk = t->n_countries;
    w->supply = mem_calloc(nk * nk * t->n_sectors, sizeof *w->supply);
    if (!w->supply)
        return false;
    for (uint32_t s = 0; s < t->n_sectors; s++)
        for (uint32_t b = 0; b < nk; b++) {
            float *row = w->supply + ((size_t)s * nk + b) * nk;
            double sum = 0;
            for (uint32_t k = 0; k < nk; k++) {
                struct rng r = rng_of(
                    rng_key(str_hash(t->countries[k].code), str_hash(t->sectors[s].name) + 1));
                double km = sim_km(w, t->countries[b].first_city, t->countries[k].first_city);
                if (k != b)
                    sum += t->countries[k].exports * rng_lognormal(&r, 1, 0.7) / pow(km + 400, 0.9);
                row[k] = (float)sum;
            }
            for (uint32_t k = 0; k < nk; k++)
                row[k] = (float)((double)row[k] / sum);
        }
    return true;
}

struct airports {
    const struct geo *g;
    const struct geo_place **of; /* by city; NULL: none */
};

/* Whether the airline flies from one city to the other, by the first four of each lane. */
static bool flies(const struct airports *x, uint32_t a, uint32_t b, struct str code)
{
    const struct geo_lane *l = x->of[a] && x->of[b] ? geo_lane(x->g, x->of[a], x->of[b]) : NULL;
    for (int i = 0; l && i < 4; i++)
        if (str_is(code, str_of(l->carriers[i])))
            return true;
    return false;
}

/* How much more an airline is chosen whose own flights lead there: all the way, or from its hub
 * and to it. */
static double really_flies(const struct airports *x, const struct sim_world *w, uint32_t a,
                           uint32_t b, const struct sim_carrier *c)
{
    double more = w->o->profile.real_lanes;
    if (more <= 0 || a == b)
        return 1;
    if (flies(x, a, b, c->code))
        return 1 + more;
    bool in = a == c->hub || flies(x, a, c->hub, c->code);
    bool out = b == c->hub || flies(x, c->hub, b, c->code);
    return 1 + more * (in && out ? 0.6 : in || out ? 0.2 : 0);
}

/* Which airline carries from a to b: fleets at either end first, then hubs that are no detour. */
static bool make_air(struct sim_world *w, const struct geo *g)
{
    const struct sim_tables *t = &w->t;
    while (w->first_air < t->n_carriers && t->carriers[w->first_air].mode != TRADE_AIR)
        w->first_air++;
    while (w->first_air + w->n_air < t->n_carriers &&
           t->carriers[w->first_air + w->n_air].mode == TRADE_AIR)
        w->n_air++;
    w->air_choice = mem_calloc((size_t)t->n_cities * t->n_cities * w->n_air, sizeof *w->air_choice);
    struct airports x = {g, mem_calloc(t->n_cities, sizeof *x.of)};
    if (!w->air_choice || !x.of) {
        mem_free(x.of);
        return false;
    }
    for (uint32_t i = 0; i < t->n_cities; i++)
        x.of[i] = t->cities[i].iata.n ? geo_place(g, t->cities[i].iata) : NULL;
    for (uint32_t a = 0; a < t->n_cities; a++)
        for (uint32_t b = 0; b < t->n_cities; b++) {
            float *row = w->air_choice + ((size_t)a * t->n_cities + b) * w->n_air;
            double sum = 0;
            for (uint32_t i = 0; i < w->n_air; i++) {
                const struct sim_carrier *c = &t->carriers[w->first_air + i];
                double detour = sim_km(w, a, c->hub) + sim_km(w, c->hub, b) - sim_km(w, a, b);
                uint16_t home = t->cities[c->hub].country;
                bool at_end = home == t->cities[a].country || home == t->cities[b].country;
                sum += c->weight * exp(-detour / 1500) * (at_end ? 3 : 1) *
                           really_flies(&x, w, a, b, c) +
                       1e-9;
                row[i] = (float)sum;
            }
            for (uint32_t i = 0; i < w->n_air; i++)
                row[i] = (float)((double)row[i] / sum);
        }
    mem_free(x.of);
    return true;
}

/* Weekday x month x growth. Months: container throughput has its trough at the lunar new year and
 * its peak in autumn; air peaks in November. */
static double day_weight(int32_t day)
{
    static const double month[12] = {0.95, 0.84, 1.02, 0.98, 1.0,  1.0,
                                     1.0,  1.02, 1.06, 1.07, 1.10, 1.0};
    static const double weekday[7] = {1.05, 1.1, 1.1, 1.1, 1.1, 0.55, 0.35}; /* Monday first */
    int y, m, d;
    date_civil(day, &y, &m, &d);
    int wd = (int)(((int64_t)day + 3) % 7);
    return month[m - 1] * weekday[wd < 0 ? wd + 7 : wd];
}

int sim_working_day(const struct sim_world *w, struct rng *r, int day)
{
    for (int i = 0; i < 8 && !rng_chance(r, day_weight(w->first_day + day) / 1.22); i++)
        day += rng_chance(r, 0.5) ? 1 : -1;
    return day;
}

static bool make_calendar(struct sim_world *w)
{
    w->first_slot = mem_calloc((size_t)w->days + 1, sizeof *w->first_slot);
    double *sum = mem_calloc((size_t)w->days + 1, sizeof *sum);
    if (w->first_slot && sum) {
        for (int d = 0; d < w->days; d++)
            sum[d + 1] = sum[d] + day_weight(w->first_day + d) * (1 + 0.04 * d / 365);
        for (int d = 0; d <= w->days; d++)
            w->first_slot[d] = (uint64_t)((double)w->n * (sum[d] / sum[w->days]) + 0.5);
        w->first_slot[w->days] = w->n;
    }
    mem_free(sum);
    return w->first_slot != NULL && sum != NULL;
}

int sim_day_of(const struct sim_world *w, uint64_t slot)
{
    int lo = 0, hi = w->days - 1;
    while (lo < hi) { /* the last day that starts at or before the slot */
        int mid = (lo + hi + 1) / 2;
        if (w->first_slot[mid] <= slot)
            lo = mid;
        else
            hi = mid - 1;
    }
    return lo;
}

static int by_slot(const void *a, const void *b)
{
    const struct sim_slot *x = a, *y = b;
    if (x->slot != y->slot)
        return x->slot < y->slot ? -1 : 1;
    if (x->of != y->of)
        return x->of < y->of ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static bool plan_case(struct sim_world *w, struct sim_case *c, uint32_t index, size_t *room)
{
    sim_case_make(w, index, c);
    w->case_first[index] = (uint32_t)w->n_slots;
    for (uint32_t i = 0; i < c->n; i++) {
        int day = c->rows[i].s.day;
        uint64_t first = w->first_slot[day], n = w->first_slot[day + 1] - first;
        uint64_t at = rng_key(w->seed ^ 0x51075107, ((uint64_t)index << 16) + i);
        if (!vec_reserve((void **)&w->slots, room, w->n_slots + 1, sizeof *w->slots))
            return false;
        w->slots[w->n_slots++] = (struct sim_slot){first + (n ? at % n : 0), index, i};
    }
    return true;
}

/* Planned rows take the place of rows that would have been there: nothing tells them by order. Two
 * that meet in one slot: the later moves on. */
static enum seine_status make_plan(struct sim_world *w, struct seine_error *err)
{
    struct sim_case *c = mem_alloc(sizeof *c);
    size_t room = 0;
    w->case_first = mem_calloc((size_t)w->n_cases + 1, sizeof *w->case_first);
    bool ok = c && w->case_first;
    for (uint32_t i = 0; ok && i < w->n_cases; i++)
        ok = plan_case(w, c, i, &room);
    mem_free(c);
    if (!ok)
        return error_set(err, SEINE_NOMEM, "no memory for the plan of schemes");
    w->case_first[w->n_cases] = (uint32_t)w->n_slots;
    if (w->n_slots * 2 > w->n)
        return error_set(err, SEINE_RANGE,
                         "%zu planned consignments do not fit among %llu; fewer schemes or more "
                         "consignments would",
                         w->n_slots, (unsigned long long)w->n);
    w->case_slot = mem_calloc(w->n_slots + 1, sizeof *w->case_slot);
    if (!w->case_slot)
        return error_set(err, SEINE_NOMEM, "no memory for the plan of schemes");
    if (w->n_slots > 0)
        qsort(w->slots, w->n_slots, sizeof *w->slots, by_slot);
    for (size_t i = 1; i < w->n_slots; i++)
        if (w->slots[i].slot <= w->slots[i - 1].slot)
            w->slots[i].slot = w->slots[i - 1].slot + 1;
    for (size_t i = w->n_slots; i-- > 0;) { /* none past the end */
        uint64_t last = i + 1 < w->n_slots ? w->slots[i + 1].slot - 1 : w->n - 1;
        if (w->slots[i].slot > last)
            w->slots[i].slot = last;
        w->case_slot[w->case_first[w->slots[i].of] + w->slots[i].row] = w->slots[i].slot;
    }
    return SEINE_OK;
}

static enum seine_status read_inputs(struct sim_world *w, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; !status && i < w->o->n_kits; i++)
        status = sim_kits_read(&w->t, w->o->kits[i], err);
    if (!status && w->o->n_kits == 0 && w->n_cases > 0)
        status = error_set(err, SEINE_RANGE, "schemes need kits: give --kits FILE or --no-schemes");
    if (!status && w->o->listed)
        status = sim_listed_read(&w->t, w->o->listed, err);
    return status;
}

static void count_cases(struct sim_world *w)
{
    double schemes = w->o->schemes < 0 ? fmax(3, (double)w->n / 15000) : (double)w->o->schemes;
    double innocents = schemes * w->o->profile.innocents;
    double kinds = 0;
    for (int i = 0; i < SIM_KINDS; i++)
        kinds += w->o->profile.kind_weight[i];
    w->n_schemes = (uint32_t)fmin(schemes, 4e6);
    w->n_cases = w->n_schemes + (kinds > 0 ? (uint32_t)fmin(innocents, 1.6e7) : 0);
}

static bool make_fixed(struct sim_world *w, const struct geo *g)
{
    focus(w);
    return make_distances(w) && make_cells(w) && make_supply(w) && make_air(w, g) &&
           make_calendar(w);
}

/* With a year on either side, for what is issued before the first day or comes after the last. */
static bool is_in_calendar(const struct sim_world *w)
{
    return w->first_day >= date_day(2, 1, 1) && w->first_day <= date_day(9999, 1, 1) - w->days;
}

enum seine_status sim_world_init(struct sim_world *w, const struct sim_options *o,
                                 struct seine_error *err)
{
    memset(w, 0, sizeof *w);
    if (o->consignments < 1 || o->consignments > 4000000000ull || o->days < 1 || o->days > 7300)
        return error_set(err, SEINE_RANGE,
                         "a world has 1 to 4,000,000,000 consignments over 1 to 7,300 days");
    w->o = o;
    w->seed = o->seed;
    w->n = o->consignments;
    w->days = o->days;
    w->first_day = o->first_day == DATE_NONE ? date_day(2026, 1, 1) : o->first_day;
    if (!is_in_calendar(w))
        return error_set(err, SEINE_RANGE, "a world lies within the years 2 to 9998");
    count_cases(w);
    enum seine_status status = sim_tables_init(&w->t, err);
    if (!status)
        status = read_inputs(w, err);
    struct geo *g = NULL; /* only for its lanes */
    if (!status)
        status = geo_open(&g, err);
    if (!status && !make_fixed(w, g))
        status = error_set(err, SEINE_NOMEM, "no memory for the world");
    geo_free(g);
    if (!status)
        status = make_plan(w, err);
    if (status)
        sim_world_release(w);
    return status;
}

void sim_world_release(struct sim_world *w)
{
    mem_free(w->first_slot);
    mem_free(w->cell_firms);
    mem_free(w->buyer_cells);
    mem_free(w->supply);
    mem_free(w->km);
    mem_free(w->air_choice);
    mem_free(w->slots);
    mem_free(w->case_first);
    mem_free(w->case_slot);
    sim_tables_release(&w->t);
    memset(w, 0, sizeof *w);
}
