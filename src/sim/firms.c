/* sim/firms.c - who there is: firms by size, their traits and lives, one-off buyers, forwarders.
 * Everything follows from keys; nothing is kept. It does not write names (names.c). */
#include "sim/world.h"

#define ZIPF                                                                                       \
    0.35 /* rank = n * u^(1/0.35): the largest percent of firms has a fifth of the trade           \
          */
#define ONE_OFF_RANGE 40 /* one-off parties per firm of the cell */

uint32_t sim_rank(const struct sim_world *w, struct rng *r, uint32_t cell)
{
    double n = w->cell_firms[cell], u = rng_unit(r);
    double rank = n * u * u * pow(u, 1 / ZIPF - 2);
    return rank >= n ? (uint32_t)n - 1 : (uint32_t)rank;
}

uint16_t sim_pick_city(const struct sim_world *w, struct rng *r, uint32_t country)
{
    const struct sim_country *k = &w->t.countries[country];
    double u = rng_unit(r) * k->city_weight;
    for (uint32_t i = 0; i + 1 < k->n_cities; i++) {
        u -= w->t.cities[k->first_city + i].weight;
        if (u < 0)
            return (uint16_t)(k->first_city + i);
    }
    return (uint16_t)(k->first_city + k->n_cities - 1);
}

static struct sim_party party(const struct sim_world *w, uint64_t id, uint32_t country,
                              uint32_t sector, int kind)
{
    struct rng r = rng_of(rng_key(w->seed ^ 0xF1F1, id));
    struct sim_party p = {.id = id,
                          .listed = SIM_NONE,
                          .country = (uint16_t)country,
                          .sector = (uint16_t)sector,
                          .kind = (uint8_t)kind};
    p.name = rng_u64(&r);
    p.address = rng_u64(&r);
    p.phone = rng_u64(&r);
    p.mail = p.name;
    p.city = sim_pick_city(w, &r, country);
    /* Virtual offices and business centres: a handful of addresses (and switchboards) per city. */
    if (kind == PARTY_FIRM && rng_chance(&r, 0.04)) {
        uint64_t office = rng_key(w->seed ^ 0x0FF1CE, ((uint64_t)p.city << 8) + rng_below(&r, 5));
        p.address = office;
        if (rng_chance(&r, 0.5))
            p.phone = office;
    }
    /* Honest people and firms with a listed name, or nearly: what list screening stumbles over. */
    if (w->t.n_listed > 0 && kind == PARTY_FIRM && rng_chance(&r, w->o->profile.homonyms)) {
        p.listed = rng_below(&r, w->t.n_listed);
        p.variant = rng_chance(&r, 0.8) ? SIM_VARIANT_NEAR : 0;
    }
    return p;
}

struct sim_party sim_firm(const struct sim_world *w, uint32_t country, uint32_t sector,
                          uint64_t rank)
{
    uint64_t id = ((uint64_t)sim_cell(w, country, sector) << 40) + rank;
    return party(w, id, country, sector, PARTY_FIRM);
}

/* Buyers and sellers seen once or a few times: private people in consumer goods, small firms else.
 */
struct sim_party sim_one_off(const struct sim_world *w, struct rng *r, uint32_t country,
                             uint32_t sector)
{
    uint32_t cell = sim_cell(w, country, sector);
    uint64_t n = w->cell_firms[cell];
    uint64_t rank = n + rng_u64(r) % (n * ONE_OFF_RANGE + 1);
    struct sim_party p = sim_firm(w, country, sector, rank);
    bool consumer =
        w->t.sectors[sector].weight >= 100 || str_is(w->t.sectors[sector].name, STR("toys"));
    if (consumer && (rng_key(p.id, 77) & 7) < 5)
        p.kind = PARTY_PERSON;
    return p;
}

struct sim_party sim_forwarder(const struct sim_world *w, struct rng *r, uint32_t city)
{
    double u = rng_unit(r), n = 4 + 3 * w->t.cities[city].weight;
    uint64_t id = (1ull << 62) + ((uint64_t)city << 16) + (uint64_t)(n * u * u);
    struct sim_party p = party(w, id, w->t.cities[city].country, 0, PARTY_FORWARDER);
    p.city = (uint16_t)city;
    return p;
}

struct sim_traits sim_firm_traits(const struct sim_world *w, const struct sim_party *firm)
{
    struct rng r = rng_of(rng_key(w->seed ^ 0x7A17, firm->id));
    uint64_t rank = firm->id & 0xFFFFFFFFFFull;
    double size = 1 - (double)rank / (double)w->cell_firms[firm->id >> 40];
    struct sim_traits t = {INT32_MIN, INT32_MAX, INT32_MAX, 1, SIM_NONE, false};
    double u = rng_unit(&r);
    if (u < 0.14) /* founded while we look */
        t.birth = (int32_t)(rng_unit(&r) * w->days);
    else if (u < 0.20)
        t.death = (int32_t)(rng_unit(&r) * w->days);
    if (rng_chance(&r, 0.02))
        t.rename_day = (int32_t)(rng_unit(&r) * w->days);
    if (size > 0)
        t.n_suppliers = 1 + (uint32_t)(2 + 38 * size * size * size * rng_unit(&r));
    t.bursty = rng_chance(&r, 0.6 - 0.4 * size);
    if (w->t.n_kits > 0 && rng_chance(&r, w->o->profile.dealers))
        t.kit = sim_pick_kit(w, &r, true);
    return t;
}

bool sim_firm_active(const struct sim_world *w, const struct sim_party *firm,
                     const struct sim_traits *t, int day)
{
    if (day < t->birth || day > t->death)
        return false;
    if (!t->bursty)
        return true;
    uint64_t fortnight = (uint64_t)((day + 7) / 14);
    return (rng_key(w->seed ^ firm->id, fortnight) & 3) == 0;
}

uint32_t sim_pick_goods(const struct sim_world *w, struct rng *r, uint32_t sector)
{
    const struct sim_sector *s = &w->t.sectors[sector];
    double u = rng_unit(r) * s->goods_weight;
    for (uint32_t i = 0; i + 1 < s->n_goods; i++) {
        u -= w->t.goods[s->first_goods + i].weight;
        if (u < 0)
            return s->first_goods + i;
    }
    return s->first_goods + s->n_goods - 1;
}

uint32_t sim_pick_seller(const struct sim_world *w, struct rng *r, uint32_t sector, uint32_t buyer)
{
    uint32_t n = w->t.n_countries, lo = 0, hi = n - 1;
    const float *row = w->supply + ((size_t)sector * n + buyer) * n;
    float u = (float)rng_unit(r);
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (row[mid] > u)
            hi = mid;
        else
            lo = mid + 1;
    }
    return lo;
}

uint32_t sim_pick_kit(const struct sim_world *w, struct rng *r, bool decoys)
{
    uint32_t kit = 0;
    for (int i = 0; i < 64; i++) {
        kit = rng_below(r, w->t.n_kits);
        if (decoys || !w->t.kits[kit].decoy)
            break;
    }
    return kit;
}
