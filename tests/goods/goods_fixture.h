/* tests/goods/goods_fixture.h - small helpers of the tests of goods/. */
#ifndef GOODS_FIXTURE_H
#define GOODS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "goods/goods.h"

/* splitmix64: the tests' random numbers. */
static inline uint64_t fixture_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline struct goods_catalogue *fixture_read(const char *json)
{
    struct goods_catalogue *c = NULL;
    struct input *in = NULL;
    struct seine_error err = {0};
    assert_int_equal(goods_catalogue_new(&c), SEINE_OK);
    assert_int_equal(input_open_bytes(str_of(json), "test.json", &in, &err), SEINE_OK);
    enum seine_status status = goods_catalogue_read(c, in, &err);
    input_free(in);
    if (!status)
        status = goods_catalogue_seal(c, &err);
    if (status)
        fail_msg("%s", err.message);
    return c;
}

/* The bundled kits and decoys, sealed. */
static inline struct goods_catalogue *fixture_bundled(void)
{
    static const char *const files[] = {"data/kits.json", "data/kits-decoy.json"};
    struct goods_catalogue *c = NULL;
    struct seine_error err = {0};
    const char *root = getenv("SEINE_SOURCE");
    char paths[2][4096];
    for (size_t i = 0; i < 2; i++)
        snprintf(paths[i], sizeof paths[i], "%s/%s", root ? root : ".", files[i]);
    const char *const both[] = {paths[0], paths[1]};
    if (goods_catalogue_open(both, 2, &c, &err))
        fail_msg("%s", err.message);
    return c;
}

/* An item with nothing but a description and a code. */
static inline struct goods_text fixture_item(const char *description, const char *hs)
{
    return (struct goods_text){.description = str_of(description),
                               .hs = str_of(hs),
                               .un_number = STR_EMPTY,
                               .brand = STR_EMPTY,
                               .model = STR_EMPTY,
                               .net_g = -1,
                               .value_usd_cents = -1,
                               .quantity = 0};
}

#endif
