/* goods/measures.h - which goods may not be traded with which country: rows of a table that says
 * so of a country, a direction and a prefix of the tariff number, with the source of each. Nothing
 * here judges: exemptions, permits and days are not in it, and a row says no more than its text.
 *
 * Filled by one thread (new, read...), then only read by any number of threads. */
#ifndef GOODS_MEASURES_H
#define GOODS_MEASURES_H

#include "base/base.h"
#include "geo/geo.h"

enum goods_direction { GOODS_FROM = 0, GOODS_TO = 1 };

struct goods_measure {
    char country[3]; /* ISO 3166-1 alpha-2 */
    bool is_of[2];   /* by enum goods_direction */
    struct str
        hs; /* prefix of 2, 4 or 6 digits; "": all goods, so that no goods are banned by it */
    struct str measure, source;
    uint32_t rule; /* the first row of this country with the same measure and source */
};

struct goods_measures;

enum seine_status goods_measures_new(struct goods_measures **ret) MUST_CHECK;
void goods_measures_free(struct goods_measures *m);
/* Adds the rows of one CSV file (docs/records.md, "Measures"); of two files the later one's row of
 * a country, direction and prefix stands. The error names file, line and column (a field of the
 * row, from 1), what is wrong and what would be right. After a failure they must only be freed. */
enum seine_status goods_measures_read(struct goods_measures *m, struct input *in,
                                      const struct geo *geo, struct seine_error *err) MUST_CHECK;
/* The same for a path (one file). */
enum seine_status goods_measures_read_path(struct goods_measures *m, const char *path,
                                           const struct geo *geo,
                                           struct seine_error *err) MUST_CHECK;

/* The rows of all these files; *ret is NULL if there are none. */
enum seine_status goods_measures_open(const char *const *paths, size_t n, const struct geo *geo,
                                      struct goods_measures **ret,
                                      struct seine_error *err) MUST_CHECK;

size_t goods_n_measures(const struct goods_measures *m);
const struct goods_measure *goods_measure(const struct goods_measures *m, size_t i);
/* The row with the longest prefix of these digits ("" has the empty one only); MAP_NONE: none. */
uint32_t goods_measure_find(const struct goods_measures *m, struct str country,
                            enum goods_direction direction, struct str digits);
/* 16 hexadecimal digits over everything that was read; depends on content and order alone. */
struct str goods_measures_version(const struct goods_measures *m);

#endif
