/* Figures of a scorer, against hand-made examples. */
#include "unit.h"

#include "screen/screen.h"

static void perfect_order_has_perfect_figures(void **state)
{
    (void)state;
    struct screen_sample s[] = {{0.9, true}, {0.8, true}, {0.3, false}, {0.1, false}};
    struct screen_measure m;
    screen_measure(s, 4, 0.7, &m);
    assert_float_equal(m.f1, 1, 1e-12);
    assert_float_equal(m.average_precision, 1, 1e-12);
    assert_float_equal(m.auc, 1, 1e-12);
    assert_float_equal(m.top_tie, 0.25, 1e-12);
}

static void ties_count_as_one_group(void **state)
{
    (void)state;
    struct screen_sample s[] = {{0.5, false}, {0.5, true}, {0.5, true}, {0.5, false}};
    struct screen_measure m;
    screen_measure(s, 4, 0.5, &m);
    assert_float_equal(m.precision, 0.5, 1e-12);
    assert_float_equal(m.recall, 1, 1e-12);
    assert_float_equal(m.auc, 0.5, 1e-12);
    assert_float_equal(m.average_precision, 0.5, 1e-12);
}

static void nothing_above_the_threshold_is_zero(void **state)
{
    (void)state;
    struct screen_sample s[] = {{0.2, true}, {0.1, false}};
    struct screen_measure m;
    screen_measure(s, 2, 0.7, &m);
    assert_float_equal(m.f1, 0, 0);
    assert_float_equal(m.best_f1, 1, 1e-12);
    screen_measure(s, 0, 0.7, &m);
    assert_int_equal(m.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(perfect_order_has_perfect_figures),
        cmocka_unit_test(ties_count_as_one_group),
        cmocka_unit_test(nothing_above_the_threshold_is_zero),
    };
    return RUN(tests);
}
