/* lists_test.h - fixtures of invented entries, one file for each format. */
#ifndef LISTS_TEST_H
#define LISTS_TEST_H

#include "unit.h"

#include "lists/internal.h"

#include <stdlib.h>

static inline const char *fixture(const char *name, char *out, size_t n)
{
    const char *root = getenv("SEINE_SOURCE");
    (void)snprintf(out, n, "%s/tests/lists/fixtures/%s", root ? root : ".", name);
    return out;
}

/* Opened once: it takes longer than reading any fixture. */
static inline const struct geo *test_geo(void)
{
    static struct geo *geo;
    if (!geo)
        assert_ok(geo_open(&geo, NULL));
    return geo;
}

static inline enum seine_status read_set(const char *path, struct list_set *set,
                                         struct seine_error *err)
{
    list_set_init(set);
    enum seine_status status = list_set_read(set, test_geo(), path, NULL, err);
    return status == SEINE_OK ? list_set_seal(set, err) : status;
}

static inline const struct listed_entity *entity_of(const struct list_set *set, const char *id)
{
    for (size_t i = 0; i < set->entities.n; i++)
        if (str_is(set->entities.v[i].id, str_of(id)))
            return &set->entities.v[i];
    return NULL;
}

/* The numbers of an entry in the order of the file: "passport A1 IR; tax-id 5". */
static inline void assert_ids(const struct listed_entity *e, const char *wanted)
{
    struct buf b;
    buf_init(&b, LIMIT_TEXT);
    for (size_t i = 0; i < e->n_ids; i++) {
        buf_add_f(&b, "%s%s " STR_FMT, i ? "; " : "", list_id_kind_name(e->ids[i].kind),
                  STR_ARG(e->ids[i].value));
        if (e->ids[i].country.n)
            buf_add_f(&b, " " STR_FMT, STR_ARG(e->ids[i].country));
    }
    assert_string_equal(b.n ? b.p : "", wanted);
    buf_release(&b);
}

#endif
