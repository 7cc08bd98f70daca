/* geo/ - places, countries, carriers, lanes, distances, currencies, and a first model of what
 * carriage costs. It knows nothing of parties or kits.
 *
 * The tables are compiled into the library (data/tables/, docs/data.md): no file is opened. After
 * geo_open the object never changes; every function that takes a const geo allocates nothing and
 * may run on any number of threads at once. Returned pointers and slices live as long as the geo.
 * All look-ups by code ignore ASCII case and white space at both ends. */
#ifndef GEO_GEO_H
#define GEO_GEO_H

#include "base/str.h"

struct geo;

enum seine_status geo_open(struct geo **ret, struct seine_error *err) MUST_CHECK;
void geo_free(struct geo *g);
/* 16 hexadecimal digits over all tables: the version of the reference data. */
struct str geo_version(const struct geo *g);

/* Places ------------------------------------------------------------------------------------ */

/* What a place serves; from UN/LOCODE's function column, or GEO_AIRPORT for an airport's code. */
enum geo_function {
    GEO_PORT = 1,
    GEO_RAIL = 2,
    GEO_ROAD = 4,
    GEO_AIRPORT = 8,
    GEO_POSTAL = 16,
    GEO_INLAND = 32, /* multimodal: inland clearance depots */
    GEO_BORDER = 64  /* a crossing of a land border */
};

struct geo_place {
    char code[6];      /* IATA (3 letters) or UN/LOCODE (5); NUL-terminated */
    char country[3];   /* ISO 3166-1 alpha-2; "" if not known */
    uint8_t functions; /* set of enum geo_function */
    struct str name;   /* UTF-8: the city's or place's name */
    double lat, lon;   /* degrees; NaN if not known: see geo_has_position */
};

/* An airport (or metropolitan area) by 3 letters, a place by 5. "CN DDG" is read as "CNDDG". NULL
 * if not known. A LOCODE that is not in the table is found by its last three letters if that is an
 * airport of the same country. */
const struct geo_place *geo_place(const struct geo *g, struct str code);
/* The one place of the country (alpha-2) that has this name and serves one of `functions` (0: all
 * places). Names are compared as those of countries are, without "port", and, if none is the same,
 * with what the table says before a comma or bracket and within ("Chennai (ex Madras)") and what
 * the airport of its letters is called ("Antwerp"). A
 * UN/LOCODE, or where airports alone are asked for the 3 letters of the only one. NULL if there is
 * none, or several. */
const struct geo_place *geo_place_named(const struct geo *g, struct str name, struct str alpha2,
                                        unsigned functions);
bool geo_has_position(const struct geo_place *p); /* false for NULL */
size_t geo_n_places(const struct geo *g);
const struct geo_place *geo_place_at(const struct geo *g, size_t i); /* in order of code */

/* Great circle (haversine, mean earth radius 6371.0088 km). NaN if a position is missing. */
double geo_distance_km(const struct geo_place *a, const struct geo_place *b);
/* By sea: the shortest way over a small graph of straits, canals and capes, great circles between
 * (see sea.c); never less than the great circle. */
double geo_sea_km(const struct geo *g, const struct geo_place *a, const struct geo_place *b);
/* Sum over the legs; NaN if any code is not known or fewer than two. */
double geo_route_km(const struct geo *g, const struct str *codes, size_t n);
/* geo_route_km over the distance of first to last: 1 = straight. NaN as above, or if first and
 * last are less than 50 km apart. */
double geo_detour_ratio(const struct geo *g, const struct str *codes, size_t n);

/* Crossings of land borders by rail and road. */
struct geo_crossing {
    const struct geo_place *a, *b; /* the places on either side; NULL: not in the table */
    char country_a[3], country_b[3];
    uint8_t functions; /* GEO_RAIL, GEO_ROAD */
    struct str name;   /* "Dandong - Sinuiju" */
    double lat, lon;
};
size_t geo_n_crossings(const struct geo *g);
struct geo_crossing geo_crossing_at(const struct geo *g, size_t i);

/* Countries --------------------------------------------------------------------------------- */

struct geo_country {
    char alpha2[3], alpha3[4];
    char currency[4];      /* ISO 4217; "" if none */
    char calling[5];       /* digits without +; "" if none */
    struct str name;       /* English, short */
    struct str neighbours; /* alpha-2 codes joined by blanks, in order */
    double lat, lon;       /* about the middle of the country */
};
/* By alpha-2, alpha-3, or a name in any bundled language (exact after folding case, accents,
 * punctuation and a leading "the"), which may be turned at its comma or bracket ("Korea (the
 * Republic of)"). NULL if not known. */
const struct geo_country *geo_country(const struct geo *g, struct str text);
/* The same for papers, where a guess would be kept as a fact: NULL also for a name that is said of
 * several countries ("Congo", "Guinea"). A code may stand before or behind the name ("CD - Congo",
 * "China (CN)"). */
const struct geo_country *geo_country_sure(const struct geo *g, struct str text);
/* Whether text is the code or a name of a part (state, province) of the country: "Georgia", "GA" of
 * the US. Of the US, Canada, Australia and Brazil all are known, of Nigeria the one that is called
 * like a country, elsewhere none. */
bool geo_is_part(const struct geo *g, struct str alpha2, struct str text);
/* The country of a state or province with one of its own postcodes, at the end of text ("Atlanta,
 * GA 30303", "St. John's NL A1C 5S7"); of the US, Canada and Australia. NULL if it is none. */
const struct geo_country *geo_country_of_part(const struct geo *g, struct str text);
struct str geo_country_name(const struct geo *g, struct str alpha2); /* English; "" if unknown */
bool geo_countries_border(const struct geo *g, struct str alpha2_a, struct str alpha2_b);
size_t geo_n_countries(const struct geo *g);
const struct geo_country *geo_country_at(const struct geo *g, size_t i); /* in order of alpha-2 */
/* The country whose calling code begins `digits` (no +, no leading zeros); of the countries that
 * share a code (1, 7, 44 ...) the largest. NULL if none. */
const struct geo_country *geo_country_of_calling(const struct geo *g, struct str digits);

/* Carriers ---------------------------------------------------------------------------------- */

struct geo_carrier {
    char code[3];    /* IATA designator; "" if none */
    char prefix[4];  /* 3 digits of its air waybills; "" if none */
    char country[3]; /* ISO 3166-1 alpha-2; "" if not known */
    struct str name;
};
/* The carrier now holding an AWB prefix or designator, or NULL. */
const struct geo_carrier *geo_carrier_by_prefix(const struct geo *g, struct str prefix);
const struct geo_carrier *geo_carrier_by_code(const struct geo *g, struct str code);
/* All rows with the prefix (prefixes are shared and re-used), current one first; n = 0 if none. */
const struct geo_carrier *geo_carriers_with_prefix(const struct geo *g, struct str prefix,
                                                   size_t *ret_n);
/* All rows, in order of (prefix, current first, code). */
size_t geo_n_carriers(const struct geo *g);
const struct geo_carrier *geo_carrier_at(const struct geo *g, size_t i);

/* Air lanes --------------------------------------------------------------------------------- */

/* Scheduled non-stop flights between two airports; lanes are kept per direction. */
struct geo_lane {
    const struct geo_place *from, *to;
    uint16_t n_carriers; /* airlines that fly it */
    uint16_t weekly; /* flights a week, all airlines, rounded to a class (1 2 4 7 14 28 56 112) */
    char carriers[4][3]; /* up to four designators, most flights first; "" beyond */
};
const struct geo_lane *geo_lane(const struct geo *g, const struct geo_place *from,
                                const struct geo_place *to); /* NULL: not known to be flown */
/* All lanes that leave a place, in order of destination code; n = 0 if none. */
const struct geo_lane *geo_lanes_from(const struct geo *g, const struct geo_place *from,
                                      size_t *ret_n);
size_t geo_n_lanes(const struct geo *g);

/* Money ------------------------------------------------------------------------------------- */

struct geo_currency {
    char code[4];
    uint8_t exponent; /* digits of the minor unit: 2 for USD, 0 for JPY, 3 for KWD */
    double usd_rate;  /* US dollars for one unit, ABOUT (docs/data.md); NaN if not known */
};
const struct geo_currency *geo_currency(const struct geo *g, struct str code); /* NULL: unknown */
size_t geo_n_currencies(const struct geo *g);
const struct geo_currency *geo_currency_at(const struct geo *g, size_t i); /* in order of code */

/* Cost of carriage -------------------------------------------------------------------------- */

enum geo_mode {
    GEO_MODE_AIR,
    GEO_MODE_SEA,
    GEO_MODE_RAIL,
    GEO_MODE_ROAD,
    GEO_MODE_POST,
    GEO_MODE_COURIER,
    GEO_N_MODES
};
/* A plain first model, US dollars for one general-cargo consignment: see freight.c for its terms
 * and their sources. km: of the mode (sea: geo_sea_km); kg: chargeable mass, > 0. Rises with both
 * km and kg. NaN for a negative or missing argument. */
double geo_freight_usd(enum geo_mode mode, double km, double kg);
double geo_usual_km(enum geo_mode mode); /* the distance that the model's rates are stated for */
/* Chargeable mass: the larger of mass and volume x the mode's customary density (air, post:
 * 167 kg/m3; courier 200; road 333; rail, sea 1000). volume <= 0 or NaN: the mass alone. */
double geo_chargeable_kg(enum geo_mode mode, double kg, double volume_m3);

#endif
