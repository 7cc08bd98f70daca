/* trade/mapping.h - other people's columns: what a mapping file says.
 *
 * Private to trade/ except for the file format, of which data/mappings/ has examples:
 *
 *     name = "port manifest"
 *     [format]
 *     separator = ";"                 # , ; | or "\t"; found in the first row if left out
 *     decimal = ","                   # '.' if left out
 *     thousands = "."                 # or " " or "'", also as blanks that do not break
 *     dates = ["%d.%m.%Y", "%Y%m%d"]  # ISO 8601 if left out
 *     mass_unit = "lb"                # kg g lb t oz; of masses written without one
 *     mass_unit_column = "Wt Unit"    # their column that names the unit in each row
 *     missing = ["N/A", "See *"]      # values that mean "not given"; '*' ends a beginning
 *     [columns]                       # their column = ours, or several of ours
 *     "B/L Nbr" = ["id", "doc_number"]
 *     [units]                         # their column = unit of mass
 *     "Weight (LB)" = "lb"
 *     [constants]                     # ours = value, where no column says it
 *     mode = "sea"
 *     [values.mode]                   # ours: their value = ours; "*" = any other value
 *     "10" = "sea"
 *
 * A value that [values] does not translate may be the name of a country, port or airport where only
 * one is meant (trade/csv_place.c). Several of their columns that go to one of ours are joined in
 * their order: texts with ", ", `id` with "/", `route` with "-". Column names are compared without
 * regard to ASCII case. */
#ifndef TRADE_MAPPING_H
#define TRADE_MAPPING_H

#include "trade/field.h"

struct mapping_pair {
    struct str a, b; /* columns: theirs, ours; constants: ours, value */
    int64_t line;    /* in the mapping file */
};
struct mapping_value {
    struct str ours, from, to;
};
struct mapping_unit {
    struct str theirs;
    int64_t mg;
};

struct trade_mapping {
    struct arena arena;
    const struct geo *geo; /* NULL: no names of countries and places are read */
    struct str name, source;
    char separator; /* 0 = find it */
    struct field_formats formats;
    struct str mass_column; /* "" = none */
    VEC(struct str) dates;
    VEC(struct str) missing;
    VEC(struct mapping_pair) columns;
    VEC(struct mapping_pair) constants;
    VEC(struct mapping_value) values; /* sorted by ours */
    VEC(struct mapping_unit) units;
};

/* As trade_mapping_parse without a geo. */
enum seine_status mapping_parse(struct str bytes, const char *source, struct trade_mapping **ret,
                                struct seine_error *err) MUST_CHECK;
bool mapping_is_missing(const struct trade_mapping *m, struct str text);
/* What the value tables of our column `ours` make of text; text itself if they do not name it. */
struct str mapping_value_of(const struct trade_mapping *m, struct str ours, struct str text);
bool mapping_has_values(const struct trade_mapping *m, struct str ours);

#endif
