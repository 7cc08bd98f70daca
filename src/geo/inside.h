/* geo/inside.h - what a struct geo holds. For the files of this room only. */
#ifndef GEO_INSIDE_H
#define GEO_INSIDE_H

#include "base/base.h"
#include "geo/geo.h"
#include "geo/tables.h"

#define GEO_NONE      UINT16_MAX
#define GEO_FOLD_ROOM 192 /* bytes of a folded name; what is longer is none */
#define N_SEA_POINTS  127

struct geo_name { /* a country's name, folded */
    uint64_t hash;
    uint32_t at, n; /* slice of geo.folded */
    uint32_t country;
    bool is_doubtful; /* said of other countries too */
};

struct geo_part {
    struct str country, names, postcodes; /* as the table has them */
};

struct geo {
    struct geo_place *places; /* in order of code */
    uint32_t *place_keys;     /* place_key() of each */
    size_t n_places;
    uint32_t *place_names;         /* see place_name.c */
    struct geo_country *countries; /* in order of alpha-2 */
    bool *holds_calling;           /* main holder of its calling code */
    size_t n_countries;
    uint16_t alpha2[26 * 26]; /* country or GEO_NONE */
    struct geo_name *names;   /* in order of hash, then of the table */
    size_t n_names;
    struct buf folded;
    struct geo_carrier *carriers;
    size_t n_carriers;
    uint16_t by_code[36 * 36];    /* carrier or GEO_NONE */
    uint16_t by_prefix[1000 + 1]; /* carriers of prefix p are [by_prefix[p], by_prefix[p + 1]) */
    struct geo_lane *lanes;       /* in order of origin, destination */
    size_t n_lanes;
    uint32_t *first_lane; /* n_places + 1: lanes of place i are [first_lane[i], first_lane[i+1]) */
    struct geo_currency *currencies;
    size_t n_currencies;
    struct geo_crossing *crossings;
    size_t n_crossings;
    struct geo_part *parts;
    size_t n_parts;
    float (*sea)[N_SEA_POINTS]; /* km between the points of sea.c */
    char version[17];
};

/* Each loads its tables into g; what was allocated before a failure is freed by geo_free. */
enum seine_status geo_load_places(struct geo *g, struct seine_error *err) MUST_CHECK;
enum seine_status geo_load_place_names(struct geo *g, struct seine_error *err) MUST_CHECK;
enum seine_status geo_load_countries(struct geo *g, struct seine_error *err) MUST_CHECK;
enum seine_status geo_load_carriers(struct geo *g, struct seine_error *err) MUST_CHECK;
enum seine_status geo_load_lanes(struct geo *g, struct seine_error *err) MUST_CHECK;
enum seine_status geo_load_money(struct geo *g, struct seine_error *err) MUST_CHECK;
enum seine_status geo_load_crossings(struct geo *g, struct seine_error *err) MUST_CHECK;
enum seine_status geo_load_parts(struct geo *g, struct seine_error *err) MUST_CHECK;
enum seine_status geo_load_sea(struct geo *g, struct seine_error *err) MUST_CHECK;

double geo_arc_km(double lat_a, double lon_a, double lat_b, double lon_b);
/* NFKD, case folded, letters and digits only, without a leading "the". "" if it is too long. */
struct str geo_fold(struct str text, char out[GEO_FOLD_ROOM]);
/* Letters and digits upper-cased, blanks dropped, at most room - 1 bytes; false if anything else
 * is there or it is longer. */
bool geo_code(struct str text, char *out, size_t room);

#endif
