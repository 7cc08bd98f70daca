/* What the tests of geo share: one opened geo a test program, and cmocka. */
#ifndef TESTS_GEO_TEST_H
#define TESTS_GEO_TEST_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "geo/geo.h"

static struct geo *g;

static inline int open_geo(void **state)
{
    (void)state;
    struct seine_error err = {0};
    return geo_open(&g, &err) == SEINE_OK ? 0 : -1;
}

static inline int close_geo(void **state)
{
    (void)state;
    geo_free(g);
    return 0;
}

/* A file of the shared reference data, or NULL where there is none. */
static inline FILE *open_shared(const char *name)
{
    const char *source = getenv("SEINE_SOURCE");
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/../shared/data/%s", source ? source : ".", name);
    return n > 0 && (size_t)n < sizeof path ? fopen(path, "r") : NULL;
}

static inline void assert_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance)) {
        fail_msg("%g is not within %g of %g", a, tolerance, b);
    }
}

#define PLACE(code) geo_place(g, STR(code))

#endif
