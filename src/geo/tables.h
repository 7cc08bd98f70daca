/* geo/tables.h - the tables that are compiled into the library, as text, and how to read a row.
 * The layout is described in tools/tables/common.py, the tables in docs/data.md. Rooms below may
 * use it too (goods/heading.c, hs.c, un_number.c). */
#ifndef GEO_TABLES_H
#define GEO_TABLES_H

#include "base/str.h"

/* Each table has a begin and an end symbol, made by tools/tables/embed.py. */
extern const char seine_table_carriers[], seine_table_carriers_end[];
extern const char seine_table_countries[], seine_table_countries_end[];
extern const char seine_table_country_names[], seine_table_country_names_end[];
extern const char seine_table_crossings[], seine_table_crossings_end[];
extern const char seine_table_currencies[], seine_table_currencies_end[];
extern const char seine_table_goods_words[], seine_table_goods_words_end[];
extern const char seine_table_hs[], seine_table_hs_end[];
extern const char seine_table_lanes[], seine_table_lanes_end[];
extern const char seine_table_parts[], seine_table_parts_end[];
extern const char seine_table_places[], seine_table_places_end[];
extern const char seine_table_un_numbers[], seine_table_un_numbers_end[];

#define REF(name)                                                                                  \
    ((struct str){seine_table_##name, (size_t)(seine_table_##name##_end - seine_table_##name)})

/* Cuts the next row off *rest, skipping header lines, and splits it at tabs into n fields: missing
 * ones are "", the last takes what is left of the row. False at the end. */
bool ref_row(struct str *rest, struct str *fields, size_t n);
size_t ref_n_rows(struct str table);
/* The row whose first field is `key`, by bisection: the table must be in order of it. Fields as
 * above; false if there is none. Of equal keys, the first. */
bool ref_find(struct str table, struct str key, struct str *fields, size_t n);
/* Degrees from 1/10,000 as text; NaN for "". */
double ref_degrees(struct str field);
/* The field NUL-terminated in out, cut at room - 1 bytes. */
void ref_copy(char *out, size_t room, struct str field);

#endif
