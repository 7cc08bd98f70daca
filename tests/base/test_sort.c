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
            assert_int_equal(sort_count_distinct_u32(v, n), distinct);
        }
}

static int f64_order(const void *l, const void *r)
{
    double a = *(const double *)l, b = *(const double *)r;
    return a < b ? -1 : a > b;
}

static void one_of_a_list_is_the_one_of_the_sorted_list(void **unused)
{
    static double v[MOST], plain[MOST];
    uint64_t state = 11;
    (void)unused;
    print_message("# seed 11\n");
    for (size_t n = 1; n <= MOST; n = n < 40 ? n + 1 : n * 5 / 4)
        for (uint64_t values = 1; values < UINT64_C(1) << 40; values *= 1024)
            for (int shape = 0; shape < 3; shape++) { /* at random, rising, an organ's pipes */
                for (size_t i = 0; i < n; i++) {
                    size_t pipe = i < n / 2 ? i : n - i;
                    plain[i] = shape == 0 ? (double)(random_next(&state) % values) / 8
                                          : (double)(shape == 1 ? i : pipe);
                    v[i] = plain[i];
                }
                size_t at = random_next(&state) % n;
                double found = sort_select(v, n, at);
                for (size_t i = 0; i < n; i++)
                    assert_true(i < at ? v[i] <= found : v[i] >= found);
                qsort(plain, n, sizeof *plain, f64_order);
                assert_memory_equal(&found, &plain[at], sizeof found);
                double middle = (plain[(n - 1) / 2] + plain[n / 2]) / 2;
                assert_float_equal(sort_median(v, n), middle, 0);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_of_any_length_are_sorted),
        cmocka_unit_test(one_of_a_list_is_the_one_of_the_sorted_list)};
    return RUN(tests);
}
