/* sim/world.h - inside the sim room: the tables, the population and the calendar of one world.
 *
 * Nobody is stored. A firm is (cell, rank): cell = country x sector, rank = its place by size; all
 * that is known of it follows from a key made of the seed and the two. So a row can be made on its
 * own, in any order, by any thread, and memory does not grow with the world.
 *
 *   slot i ──► day (calendar) ──► planned? ──► shipment of a scheme or an innocent episode
 *                                    │ no
 *                                    └──► buyer ──► its k-th steady supplier ──► goods, mode, lane
 *   shipment ──► render ──► trade_consignment ──► CSV or NDJSON */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "sim/rng.h"
#include "sim/tables.h"

#define SIM_MAX_LINES 4

/* A party as papers may name it. Keys choose the words: two parties with one phone key have one
 * phone. variant changes form and trade word of the name but not its stem. */
enum sim_party_kind {
    PARTY_FIRM = 0,
    PARTY_PERSON,
    PARTY_FORWARDER,
    PARTY_BANK,
    PARTY_AID,
    PARTY_UNIVERSITY
};
#define SIM_VARIANT_NEAR 255 /* a listed name with another last word */

struct sim_party {
    uint64_t id;
    uint64_t name, address, phone, mail;
    uint32_t listed; /* index of a listed name, or SIM_NONE */
    uint32_t hand;   /* of a scheme, numbered over all of them from 1; 0: it speaks for itself */
    uint16_t country, city, sector;
    uint8_t kind, variant;
};
#define SIM_MAX_HANDS 6 /* of one scheme: hand h of scheme s is s * SIM_MAX_HANDS + h + 1 */

enum sim_wording { WORDING_USUAL = 0, WORDING_VAGUE, WORDING_COVER };
struct sim_line {
    uint32_t goods;      /* the row it is declared as */
    uint32_t true_goods; /* the row whose mass and price it has */
    uint32_t component;  /* or SIM_NONE */
    uint8_t wording;
    double kg, usd;
};
enum sim_flag {
    SIM_FLAG_SAMPLE = 1,
    SIM_FLAG_AOG = 2,
    SIM_FLAG_REPAIR = 4,
    SIM_FLAG_DIRECT = 8,    /* no consolidation */
    SIM_FLAG_DIVERTED = 16, /* sea, round a closed strait */
    SIM_FLAG_FAIR = 32,
    SIM_FLAG_AID = 64,
    SIM_FLAG_REISSUED = 128, /* the papers named another consignee first */
    SIM_FLAG_DECLARED = 256  /* a declaration is in the file that does not agree with the papers */
};
struct sim_shipment {
    int32_t day; /* of the world, from 0 */
    enum trade_mode mode;
    struct sim_party shipper, consignee, notify, forwarder, end_user;
    bool has_notify, has_forwarder, has_end_user;
    uint16_t from, to, via; /* cities; via SIM_NO_CITY = none */
    uint16_t carrier, carrier2;
    struct sim_line lines[SIM_MAX_LINES];
    uint32_t n_lines;
    unsigned flags;
    double freight_factor, value_factor;
    uint64_t document; /* key of a document number that is used again; 0 = its own */
    uint64_t master;   /* key of the master document; 0 = by forwarder, lane and day */
    enum trade_outcome outcome;
    int32_t outcome_day;
    uint8_t care; /* 0 honest or careless .. 4: how far goods are kept from being named */
};

struct sim_slot { /* a planned row */
    uint64_t slot;
    uint32_t of; /* scheme or episode */
    uint32_t row;
};

struct sim_world {
    struct sim_tables t;
    const struct sim_options *o;
    uint64_t seed;
    uint64_t n;
    int days;
    int32_t first_day;
    uint64_t *first_slot; /* days + 1 */
    uint32_t *cell_firms; /* n_countries * n_sectors */
    double *buyer_cells;  /* cumulative */
    float *supply;        /* [sector][buyer country][seller country] cumulative */
    float *km;            /* [city][city] */
    float *air_choice;    /* [city][city][carrier] cumulative over air carriers */
    uint32_t first_air, n_air;
    uint32_t n_schemes, n_cases;
    struct sim_slot *slots; /* by slot */
    size_t n_slots;
    uint32_t *case_first; /* n_cases + 1 */
    uint64_t *case_slot;  /* slot of each planned row, by case and row */
};
enum seine_status sim_world_init(struct sim_world *w, const struct sim_options *o,
                                 struct seine_error *err) MUST_CHECK;
void sim_world_release(struct sim_world *w);
/* A day near `day` on which papers are written: weekends are as thin as in honest trade. */
int sim_working_day(const struct sim_world *w, struct rng *r, int day);
int sim_day_of(const struct sim_world *w, uint64_t slot);
static inline uint32_t sim_cell(const struct sim_world *w, uint32_t country, uint32_t sector)
{
    return country * w->t.n_sectors + sector;
}
static inline double sim_km(const struct sim_world *w, uint32_t a, uint32_t b)
{
    return (double)w->km[(size_t)a * w->t.n_cities + b];
}

/* The population (firms.c). */
struct sim_traits {
    int32_t birth, death, rename_day;
    uint32_t n_suppliers;
    uint32_t kit; /* it deals in this kit's classes, or SIM_NONE */
    bool bursty;
};
uint32_t sim_rank(const struct sim_world *w, struct rng *r, uint32_t cell);
struct sim_party sim_firm(const struct sim_world *w, uint32_t country, uint32_t sector,
                          uint64_t rank);
struct sim_party sim_one_off(const struct sim_world *w, struct rng *r, uint32_t country,
                             uint32_t sector);
struct sim_party sim_forwarder(const struct sim_world *w, struct rng *r, uint32_t city);
struct sim_traits sim_firm_traits(const struct sim_world *w, const struct sim_party *firm);
bool sim_firm_active(const struct sim_world *w, const struct sim_party *firm,
                     const struct sim_traits *traits, int day);
uint16_t sim_pick_city(const struct sim_world *w, struct rng *r, uint32_t country);
uint32_t sim_pick_goods(const struct sim_world *w, struct rng *r, uint32_t sector);
uint32_t sim_pick_seller(const struct sim_world *w, struct rng *r, uint32_t sector, uint32_t buyer);
uint32_t sim_pick_kit(const struct sim_world *w, struct rng *r, bool decoys);

/* Carriage (carriage.c). */
enum trade_mode sim_pick_mode(const struct sim_world *w, struct rng *r, const struct sim_line *line,
                              uint32_t from, uint32_t to);
/* Fills mode-dependent carriers and via from mode, from, to. */
void sim_route(const struct sim_world *w, struct rng *r, struct sim_shipment *s);
uint16_t sim_pick_carrier(const struct sim_world *w, struct rng *r, enum trade_mode mode,
                          uint32_t from, uint32_t to);
double sim_freight_usd(const struct sim_world *w, struct rng *r, const struct sim_shipment *s);
static inline bool sim_flies(const struct sim_world *w, uint32_t from, uint32_t to)
{
    return w->t.cities[from].iata.n > 0 && w->t.cities[to].iata.n > 0;
}
bool sim_by_land(const struct sim_world *w, uint32_t from, uint32_t to);

/* Honest trade (trade.c). */
void sim_background(const struct sim_world *w, uint64_t slot, int day, struct sim_shipment *s);
/* An honest purchase of this buyer on this day. */
void sim_purchase(const struct sim_world *w, struct rng *r, const struct sim_party *buyer, int day,
                  struct sim_shipment *s);
void sim_line_of(const struct sim_world *w, struct rng *r, uint32_t goods, uint32_t component,
                 struct sim_line *line);
uint32_t sim_component_goods(const struct sim_world *w, struct rng *r, uint32_t component);
/* Further lines of planned papers, in the share of the profile: other goods of the same trade. */
void sim_planned_lines(const struct sim_world *w, struct rng *r, struct sim_shipment *s);
/* Samples, repairs, rush, inspections at honest rates; what is set already stays. */
void sim_oddities(struct rng *r, struct sim_shipment *s);
void sim_shipment_init(struct sim_shipment *s, int day);

#endif
