/* Numbers sorted in place, against qsort. */
#include "base/sort.h"

#include "unit.h"

#include <stdlib.h>

enum { MOST = 9000 };

static int order(const void *l, const void *r)
{
    uint32_t a = *(const uint32_t *)l, b = *(const uint32_t *)r;
    return a < b ? -1 : a > b;
}

static void lists_of_any_length_are_sorted(void **unused)
{
    static uint32_t v[MOST], plain[MOST];
    uint64_t state = 7;
    (void)unused;
    print_message("# seed 7\n");
    for (size_t n = 0; n <= MOST; n = n < 40 ? n + 1 : n * 5 / 4)
        for (uint32_t values = 1; values <= UINT32_MAX / 64; values *= 64) {
            for (size_t i = 0; i < n; i++) /* many equal ones, few, none */
                plain[i] = v[i] = (uint32_t)(random_next(&state) % (values * 63));
            sort_u32(v, n);
            qsort(plain, n, sizeof *plain, order);
            assert_memory_equal(v, plain, n * sizeof *v);
            size_t distinct = 0;
            for (size_t i = 0; i < n; i++)
                distinct += i == 0 || plain[i] != plain[i - 1];
            assert_int_equal(sort_distinct_u32(v, n), distinct);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lists_of_any_length_are_sorted)};
    return RUN(tests);
}
