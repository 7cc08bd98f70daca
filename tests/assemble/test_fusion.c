/* What is measured becomes bits by the curves of its regime, and a total is the sum of its rows. */
#include "unit.h"

#include "assemble/net.h"

#include <math.h>

static void check_table(const struct as_curve_points *curves)
{
    for (int c = 0; c < AS_N_CURVES; c++) {
        assert_string_equal(curves[c].name, as_curve_name((enum as_curve)c));
        assert_in_range(curves[c].n, 2, sizeof curves[c].at / sizeof curves[c].at[0]);
        for (int i = 1; i < curves[c].n; i++)
            assert_true(curves[c].at[i] > curves[c].at[i - 1]);
    }
}

static void curves_are_well_formed(void **state)
{
    (void)state;
    const struct as_curves *const both[] = {&as_curves_numbers, &as_curves_words};
    for (size_t k = 0; k < N_OF(both); k++) {
        check_table(both[k]->choose);
        for (int r = 0; r < AS_N_REGIMES; r++)
            check_table(both[k]->weigh[r]);
    }
}

/* Of three goods items two state a number: by numbers; of three one: by words. A cargo counts as
 * often as it stands in the papers. */
static void papers_without_numbers_have_curves_of_their_own(void **state)
{
    struct table_cargo cargos[] = {{.n_lines = 2, .stated = 8413}, {.n_lines = 1, .heading = 8413}};
    struct trade_table t = {.cargos = {.v = cargos, .n = 2}};
    struct assemble_input in = {.table = &t};
    struct as_context x = {.in = &in};
    (void)state;
    as_curves_of(&x);
    assert_ptr_equal(x.curves, &as_curves_numbers);
    cargos[1].n_lines = 2;
    as_curves_of(&x);
    assert_ptr_equal(x.curves, &as_curves_numbers); /* half of them */
    cargos[1].n_lines = 4;
    as_curves_of(&x);
    assert_ptr_equal(x.curves, &as_curves_words);
    t.cargos.n = 0;
    as_curves_of(&x);
    assert_ptr_equal(x.curves, &as_curves_numbers);
}

/* The curve read the plain way: find the piece, draw the line. */
static double plain(const struct as_curve_points *p, double v)
{
    double clipped = fmin(fmax(v, p->at[0]), p->at[p->n - 1]);
    for (int i = 1; i < p->n; i++)
        if (clipped >= p->at[i - 1] && clipped <= p->at[i]) {
            double f = (clipped - p->at[i - 1]) / (p->at[i] - p->at[i - 1]);
            return (1 - f) * p->bits[i - 1] + f * p->bits[i];
        }
    return NAN;
}

static double plain_sum(const struct as_context *x, const struct as_hypothesis *h,
                        const struct as_curve_points *curves)
{
    double sum = 0;
    float value[AS_N_CURVES];
    as_values(x, h, value);
    for (int c = 0; c < AS_N_CURVES; c++)
        if (!isnan(value[c]))
            sum += plain(&curves[c], (double)value[c]);
    return sum;
}

static double curve_bits(const struct as_context *x, const struct as_hypothesis *h)
{
    double sum = 0, bits[AS_N_CURVES];
    float value[AS_N_CURVES];
    as_values(x, h, value);
    as_curve_bits(x->curves, value, bits);
    for (int c = 0; c < AS_N_CURVES; c++)
        sum += bits[c];
    return sum;
}

/* Nets of one hypothesis are compared by one table, whether anything was passed on or not; what the
 * chosen one is worth as a case is said by the table of its regime. */
static void nets_are_chosen_by_one_table_and_weighed_by_that_of_their_regime(void **state)
{
    struct as_unit unit = {.link_bits = -2};
    const struct as_curves *of = &as_curves_numbers;
    struct as_context x = {.curves = of, .units = {.v = &unit, .n = 1}};
    (void)state;
    for (int relayed = 0; relayed < 2; relayed++)
        for (uint32_t n = 1; n < 40; n++) {
            struct as_hypothesis h = {.log2_lr = n * 1.5,
                                      .net = {.n_goods = n,
                                              .n_pieces = n / 2 + 1,
                                              .n_kinds = n / 3 + 1,
                                              .n_core = 1 + n % 7,
                                              .core_all = 2 * n,
                                              .core_ours = n,
                                              .core_around = n + n / 2,
                                              .span = (int32_t)(7 * n),
                                              .n_relays = relayed ? n : 0,
                                              .relay_bits = relayed ? (float)n : 0}};
            h.mark_bits[AS_ALIASES] = n % 5 ? n * 0.1 : NAN;
            assert_true(fabs(as_net_worth(&x, &h) - plain_sum(&x, &h, of->choose)) < 1e-6);
            as_fuse(&x, &h);
            double weighed = plain_sum(&x, &h, of->weigh[relayed ? AS_RELAYED : AS_NOT_RELAYED]);
            assert_true(fabs(curve_bits(&x, &h) - weighed) <
                        AS_N_CURVES * 0.0006); /* rounded each */
        }
}

/* The total is the sum of the rows and nothing else. */
static void the_total_is_the_sum_of_its_parts(void **state)
{
    struct as_unit unit = {.link_bits = 0};
    struct as_context x = {.curves = &as_curves_words, .units = {.v = &unit, .n = 1}};
    struct as_hypothesis h = {.log2_lr = 20,
                              .dealer_bits = -3,
                              .resend_bits = 2,
                              .reuse_bits = {4, -1, 0, 0.5},
                              .mark_bits = {[AS_FREIGHT] = 3, [AS_NEWNESS] = 1, [AS_VAGUE] = 1},
                              .net = {.n_goods = 12, .n_pieces = 8, .n_kinds = 6, .relay_bits = 9}};
    float value[AS_N_CURVES];
    (void)state;
    as_fuse(&x, &h);
    as_values(&x, &h, value);
    assert_true(fabs((double)value[AS_C_PARTS] - 23) < 1e-6); /* what dealers take is one row */
    assert_true(fabs((double)value[AS_C_DEALER] + 3) < 1e-6);
    double sum = evidence_round(as_curves_words.prior) + 2 + curve_bits(&x, &h);
    for (int k = 0; k < AS_N_REUSE; k++)
        sum += h.reuse_bits[k];
    sum += h.mark_bits[AS_FREIGHT] + h.mark_bits[AS_NEWNESS];
    assert_true(fabs(h.total - sum) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(curves_are_well_formed),
        cmocka_unit_test(papers_without_numbers_have_curves_of_their_own),
        cmocka_unit_test(nets_are_chosen_by_one_table_and_weighed_by_that_of_their_regime),
        cmocka_unit_test(the_total_is_the_sum_of_its_parts),
    };
    return RUN(tests);
}
