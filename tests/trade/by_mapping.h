/* What is read by a mapping with the names of places and currencies: one opened geo a test program.
 */
#ifndef TESTS_TRADE_BY_MAPPING_H
#define TESTS_TRADE_BY_MAPPING_H

#include "reading.h"

#include "geo/geo.h"

static struct geo *geo;

static inline int open_geo(void **state)
{
    (void)state;
    return geo_open(&geo, NULL) == SEINE_OK ? 0 : -1;
}

static inline int close_geo(void **state)
{
    (void)state;
    geo_free(geo);
    return 0;
}

static inline void read_by(const char *mapping, const char *text, const struct geo *names,
                           struct trade_batch *b)
{
    struct trade_mapping *m = NULL;
    struct seine_error err = {0};
    if (trade_mapping_parse(str_of(mapping), "m.toml", names, &m, &err) != SEINE_OK) {
        fail_msg("%lld: %s", (long long)err.line, err.message);
    }
    trade_batch_init(b);
    if (read_bytes(str_of(text), m, 100, b, &err) != SEINE_OK) {
        fail_msg("%s", err.message);
    }
    trade_mapping_free(m); /* records outlive it */
}

#endif
