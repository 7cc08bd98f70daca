/* unit.h - what every cmocka test needs, and a small seeded stream of random numbers. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"

#define assert_ok(status)      assert_int_equal((status), SEINE_OK)
#define assert_str(s, literal) assert_str_is((s), STR(literal), __FILE__, __LINE__)
#define N_OF(array)            (sizeof(array) / sizeof *(array))
#define RUN(tests)             cmocka_run_group_tests((tests), NULL, NULL)

static inline void assert_str_is(struct str got, struct str wanted, const char *file, int line)
{
    if (!str_is(got, wanted)) {
        print_error("got '" STR_FMT "', wanted '" STR_FMT "'\n", STR_ARG(got), STR_ARG(wanted));
        _fail(file, line);
    }
}

static inline void put_file(const char *path, struct str bytes)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    assert_int_equal(fclose(f), 0);
}

/* SplitMix64: the same numbers on every machine. */
static inline uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static inline size_t random_below(uint64_t *state, size_t n)
{
    return (size_t)(random_next(state) % n);
}

#endif
