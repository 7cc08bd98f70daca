/* assemble/significance.c: the levels of e-BH and of the competition with decoys, against their
 * definitions. */
#include "unit.h"

#include "assemble/build.h"

#include <math.h>

enum { CASES = 40, ROUNDS = 200 };

static uint64_t next(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

/* Few different values, so that there are ties. */
static double some_bits(uint64_t *state)
{
    return next(state) % 9 == 0 ? NAN : (double)(next(state) % 12) * 1.5 - 2;
}

/* Does e-BH at this level take a case of these bits: is there a k such that k cases are that high
 * and each of them is at least M / (k level)? */
static bool is_taken(const struct assemble_case *cases, size_t n, double m, double level,
                     double bits)
{
    for (size_t k = 1; k <= n; k++) {
        double bound = log2(m / ((double)k * level));
        size_t high = 0;
        for (size_t i = 0; i < n; i++)
            high += cases[i].e_bits >= bound - 1e-9;
        if (high >= k && bits >= bound - 1e-9)
            return true;
    }
    return false;
}

static void levels_of_e_bh_are_the_least_that_take_a_case(void **state)
{
    uint64_t seed = 20261124;
    (void)state;
    print_message("# seed 20261124\n");
    for (int round = 0; round < ROUNDS; round++) {
        struct assemble_case cases[CASES] = {0};
        size_t n = next(&seed) % CASES;
        double m = (double)(1 + next(&seed) % 3000);
        for (size_t i = 0; i < n; i++) {
            cases[i].e_bits = some_bits(&seed);
            cases[i].q_e = 1;
        }
        for (size_t i = n; i < CASES;
             i++) { /* of the other family: neither counts nor is touched */
            cases[i].kit = MAP_NONE;
            cases[i].e_bits = 40;
            cases[i].q_e = 1;
        }
        assert_true(as_e_bh(cases, CASES, m, true));
        for (size_t i = n; i < CASES; i++)
            assert_true(cases[i].q_e >= 1);
        for (size_t i = 0; i < n; i++) {
            double q = cases[i].q_e, bits = cases[i].e_bits;
            assert_true(q > 0 && q <= 1);
            if (isnan(bits))
                assert_true(q >= 1);
            if (q < 1)
                assert_true(is_taken(cases, n, m, q * 1.000001, bits));
            if (!isnan(bits))
                assert_false(is_taken(cases, n, m, q * 0.999, bits));
        }
    }
}

static void levels_by_decoys_are_counted(void **state)
{
    uint64_t seed = 7;
    (void)state;
    print_message("# seed 7\n");
    for (int round = 0; round < ROUNDS; round++) {
        struct as_contest c = {.ratio = 1 + (double)(next(&seed) % 2)};
        size_t n = next(&seed) % 12, m = next(&seed) % 12;
        double high = round % 2 ? 60 : 4; /* surely schemes by their scores, or not */
        for (size_t i = 0; i < n; i++)
            assert_true(VEC_PUSH(&c.targets, high - (double)(next(&seed) % 40)));
        for (size_t i = 0; i < m; i++)
            assert_true(VEC_PUSH(&c.decoys, high - (double)(next(&seed) % 40)));
        assert_true(as_contest_close(&c));
        for (size_t i = 0; i < n; i++) {
            double least = 1;
            for (size_t t = 0; t < n; t++) {
                size_t targets = 0, decoys = 0;
                double doubt = 0;
                if (c.targets.v[t] > c.targets.v[i])
                    continue;
                for (size_t k = 0; k < n; k++)
                    targets += c.targets.v[k] >= c.targets.v[t];
                for (size_t k = 0; k < m; k++)
                    decoys += c.decoys.v[k] >= c.targets.v[t];
                for (size_t k = 0; k < n; k++)
                    if (c.targets.v[k] >= c.targets.v[t])
                        doubt += 1 / (1 + exp2(c.targets.v[k]));
                least = fmin(least, fmax(doubt, c.ratio * (1 + (double)decoys)) / (double)targets);
            }
            assert_float_equal(as_q_decoy(&c, c.targets.v[i]), least, 1e-12);
        }
        as_contest_release(&c);
    }
}

static void without_decoys_there_is_no_level(void **state)
{
    struct as_contest c = {.ratio = NAN, .decoy_bits = NAN};
    (void)state;
    assert_true(isnan(as_q_decoy(&c, 10)));
    assert_true(isnan(as_e_bits(&c, 10)));
}

/* Of scores that come from one source each may be the case and the rest the decoys: over all such
 * choices an e-value has mean 1, which makes it one. */
static void e_values_have_mean_one_among_equals(void **state)
{
    uint64_t seed = 11;
    (void)state;
    print_message("# seed 11\n");
    for (int round = 0; round < ROUNDS; round++) {
        double scores[12], mean = 0;
        size_t n = 1 + next(&seed) % 12;
        for (size_t i = 0; i < n; i++)
            scores[i] = 40 - 3 * (double)i - (double)(next(&seed) % 3);
        for (size_t i = 0; i < n; i++) {
            struct as_contest c = {.ratio = 1};
            for (size_t k = 0; k < n; k++)
                if (k != i)
                    assert_true(VEC_PUSH(&c.decoys, scores[k]));
            c.decoy_bits = as_decoy_bits(&c);
            mean += exp2(as_e_bits(&c, scores[i])) / (double)n;
            VEC_RELEASE(&c.decoys);
        }
        assert_float_equal(mean, 1, 0.002); /* e_bits are rounded */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_of_e_bh_are_the_least_that_take_a_case),
        cmocka_unit_test(levels_by_decoys_are_counted),
        cmocka_unit_test(without_decoys_there_is_no_level),
        cmocka_unit_test(e_values_have_mean_one_among_equals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
