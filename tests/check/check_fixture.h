/* check_fixture.h - records as NDJSON to a checked table, for the tests of this room. */
#ifndef CHECK_FIXTURE_H
#define CHECK_FIXTURE_H

#include "table_of.h"

#include "check/check.h"

struct checked {
    struct trade_table table;
    struct geo *geo;
    struct check_result result;
};

static inline void check_table(struct checked *c, struct str ndjson, unsigned threads)
{
    struct seine_error err = {0};
    struct pool *pool = NULL;
    table_of(&c->table, ndjson);
    assert_ok(geo_open(&c->geo, &err));
    assert_ok(pool_new(threads, &pool, &err));
    assert_ok(check_run(&c->table, c->geo, pool, &c->result, &err));
    pool_free(pool);
}

static inline void checked_release(struct checked *c)
{
    check_result_release(&c->result);
    geo_free(c->geo);
    trade_table_release(&c->table);
}

static inline const struct check_finding *finding(const struct checked *c, const char *id,
                                                  enum check_kind kind)
{
    uint32_t r = table_find(&c->table, str_of(id));
    assert_int_not_equal(r, MAP_NONE);
    for (uint32_t i = c->result.first[r]; i < c->result.first[r + 1]; i++)
        if (c->result.findings.v[i].kind == kind)
            return &c->result.findings.v[i];
    return NULL;
}

#endif
