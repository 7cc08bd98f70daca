/* sim/tables.h - the embedded tables of data/sim and what a world is told from outside, parsed. */
#ifndef SIM_TABLES_H
#define SIM_TABLES_H

#include "sim/sim.h"
#include "trade/trade.h"

#define SIM_STYLES     24
#define SIM_MAX_SECTOR 40
#define SIM_NO_CITY    UINT16_MAX
#define SIM_NONE       UINT32_MAX

enum sim_part {
    PART_FAMILY,
    PART_GIVEN,
    PART_WORD,
    PART_FORM,
    PART_STREET,
    PART_SUFFIX,
    PART_DISTRICT,
    SIM_PARTS
};

struct sim_words { /* "a|b|c" cut up */
    struct str *v;
    uint32_t n;
};
struct sim_pair {
    struct str latin, native;
};
enum sim_language {
    WORDS_EN,
    WORDS_ZH,
    WORDS_KO,
    WORDS_JA,
    WORDS_RU,
    WORDS_DE,
    WORDS_ES,
    WORDS_AR,
    SIM_LANGUAGES
};
enum sim_style_flag {
    STYLE_ASIAN = 1,        /* place before the name; native text without spaces */
    STYLE_TWO_WORDS = 2,    /* Cantonese manner: "Wing Hing" */
    STYLE_GLUED = 4,        /* Hauptstrasse 5 */
    STYLE_SUFFIX_FIRST = 8, /* rue Pasteur 5 */
    STYLE_FORM_FIRST = 16,  /* OOO Vostok */
    STYLE_NATIVE_FORM_FIRST = 32,
    STYLE_FAMILY_FIRST = 64,
    STYLE_NO = 128, /* "No." before the house number */
    STYLE_HAO = 256 /* 号 behind it */
};
struct sim_style {
    struct str name;
    unsigned flags;
    enum sim_language native, latin; /* whose trade words it uses */
    struct sim_pair *parts[SIM_PARTS];
    uint32_t n[SIM_PARTS];
};
struct sim_country {
    struct str code, currency, calling;
    double exports, imports, usd;
    uint16_t style, digits, first_city, n_cities;
    double city_weight;
    uint8_t land; /* land mass: 0 island, 1 Eurasia, 2 North America, 3 Africa, 4 South America */
};
struct sim_city {
    struct str name, native, iata, port, inland;
    uint16_t country;
    double lat, lon, weight;
};
struct sim_carrier {
    struct str code, prefix;
    enum trade_mode mode;
    uint16_t hub;
    double weight;
};
struct sim_sector {
    struct str name;
    double weight;
    double inputs[SIM_MAX_SECTOR]; /* cumulative, ends at 1 */
    struct sim_words words[SIM_LANGUAGES];
    uint32_t first_goods, n_goods;
    double goods_weight;
};
struct sim_goods {
    uint16_t sector;
    struct str hs, zh, ru, vague;
    struct sim_words en;
    double weight, kg, kg_sigma, usd_kg, usd_sigma, air;
};
struct sim_corridor {
    struct str name;
    bool is_export, reserved;
    uint16_t end, border; /* country; city or SIM_NO_CITY */
    uint16_t agents[8], hubs[8], suppliers[8];
    uint8_t n_agents, n_hubs, n_suppliers;
};
struct sim_component {
    struct str id, name;
    struct sim_words hs, terms;
    double kg_lo, kg_hi;
    bool essential;
    uint32_t goods[6]; /* rows of the goods table under one of its headings */
    uint32_t n_goods;
};
struct sim_kit {
    struct str id;
    uint32_t first, n;
    bool decoy;
};

struct sim_tables {
    struct arena arena;
    struct sim_style styles[SIM_STYLES];
    uint32_t n_styles;
    struct sim_country *countries;
    struct sim_city *cities;
    struct sim_carrier *carriers;
    struct sim_sector sectors[SIM_MAX_SECTOR];
    struct sim_goods *goods;
    struct sim_corridor *corridors;
    uint32_t n_countries, n_cities, n_carriers, n_sectors, n_goods, n_corridors;
    struct sim_kit *kits;
    struct sim_component *components;
    uint32_t n_kits, n_components;
    struct str *listed;
    uint32_t n_listed;
};
enum seine_status sim_tables_init(struct sim_tables *t, struct seine_error *err) MUST_CHECK;
void sim_tables_release(struct sim_tables *t);
enum seine_status sim_kits_read(struct sim_tables *t, const char *path,
                                struct seine_error *err) MUST_CHECK;
enum seine_status sim_listed_read(struct sim_tables *t, const char *path,
                                  struct seine_error *err) MUST_CHECK;
uint16_t sim_country_find(const struct sim_tables *t, struct str code); /* UINT16_MAX if none */
uint16_t sim_city_find(const struct sim_tables *t, struct str iata_or_inland);

#endif
