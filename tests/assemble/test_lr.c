/* The score's core against plain enumeration of everything that could have been added, and its mean
 * under the null. bench/assemble_null.c measures the mean with many more draws. */
#include "unit.h"

#include "assemble/assemble.h"
#include "assemble/gamma.h"
#include "assemble/internal.h"

#include <math.h>

#define MAX_CLASSES 3
#define MAX_SYMBOLS (MAX_CLASSES * ASSEMBLE_LEVELS)
#define MAX_SPLIT   6

struct problem {
    double counts[MAX_SYMBOLS], alpha[MAX_SYMBOLS], strength[MAX_CLASSES], p[MAX_CLASSES + 1];
    double share[ASSEMBLE_LEVELS];
    double n, alpha_total;
    size_t m, levels, k_min;
};

static double factorial(int n)
{
    return n < 2 ? 1 : n * factorial(n - 1);
}

/* The pieces of one class, t[l] of them showing at level l; 0 if they are more than a scheme has.
 */
static double one_class(const struct problem *q, size_t c, const int *t, int *taken)
{
    double product = 1;
    int s = 0;
    for (size_t l = 0; l < q->levels; l++) {
        double x = q->counts[c * q->levels + l], alpha = q->alpha[c * q->levels + l];
        for (int j = 0; j < t[l]; j++)
            product *= q->share[l] * (x - j) / (alpha + x - 1 - j);
        product /= factorial(t[l]);
        s += t[l];
    }
    *taken += s;
    return s > MAX_SPLIT ? 0 : s ? product * factorial(s) * pow(0.5, s) * q->strength[c] : 1;
}

/* Of each class and level some pieces were added; none at all meaning that the class is innocent.
 */
static double one_way(const struct problem *q, const int *s)
{
    double product = 1, choose = 1;
    int taken = 0;
    size_t k = 0;
    for (size_t c = 0; c < q->m; c++) {
        int before = taken;
        product *= one_class(q, c, s + c * q->levels, &taken);
        k += taken > before;
    }
    if (k < q->k_min || k == 0 || taken > q->n)
        return 0;
    for (int i = 0; i < taken; i++)
        product *= (q->alpha_total + q->n - 1 - i) / (q->n - i);
    for (size_t i = 1; i <= k; i++)
        choose *= (double)(q->m - i + 1) / (double)i;
    return product * q->p[k] / choose;
}

static double plain_lr(const struct problem *q)
{
    int s[MAX_SYMBOLS] = {0};
    double sum = 0;
    for (;;) {
        size_t c = 0;
        sum += one_way(q, s);
        while (c < q->m * q->levels && (s[c] == MAX_SPLIT || s[c] + 1 > q->counts[c]))
            s[c++] = 0;
        if (c == q->m * q->levels)
            return sum;
        s[c]++;
    }
}

static double uniform(uint64_t *seed)
{
    return (double)(random_next(seed) >> 11) * 0x1p-53;
}

static double fast_lr(const struct problem *q)
{
    struct assemble_counts view = {.m = q->m,
                                   .levels = q->levels,
                                   .counts = q->counts,
                                   .alpha = q->alpha,
                                   .n = q->n,
                                   .alpha_total = q->alpha_total,
                                   .share = q->share,
                                   .strength = q->strength,
                                   .p = q->p,
                                   .k_min = q->k_min};
    return assemble_lr(&view);
}

static void random_problem(struct problem *q, uint64_t *seed)
{
    double total = 0;
    memset(q, 0, sizeof *q);
    q->m = 1 + random_below(seed, MAX_CLASSES);
    q->levels = 1 + random_below(seed, ASSEMBLE_LEVELS);
    q->k_min = random_below(seed, 3);
    for (size_t c = 0; c < q->m * q->levels; c++) {
        q->counts[c] = (double)random_below(seed, q->levels == 1 ? 8 : 3);
        q->alpha[c] = 0.01 + 5 * uniform(seed);
        q->alpha_total += q->alpha[c];
        total += q->counts[c];
    }
    for (size_t l = 0; l < q->levels; l++)
        q->share[l] = uniform(seed) / (double)q->levels;
    for (size_t c = 0; c < q->m; c++)
        q->strength[c] = uniform(seed);
    q->alpha_total += 10 * uniform(seed);
    q->n = total + (double)random_below(seed, 10);
    for (size_t k = 0; k <= q->m; k++)
        q->p[k] = uniform(seed);
}

static void equals_plain_enumeration(void **state)
{
    uint64_t seed = 1931;
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int round = 0; round < 4000; round++) {
        struct problem q;
        random_problem(&q, &seed);
        double wanted = plain_lr(&q), got = fast_lr(&q);
        if (!(fabs(got - wanted) <= 1e-9 * (1 + wanted)))
            fail_msg("round %d: %.17g instead of %.17g", round, got, wanted);
    }
}

static void order_of_classes_does_not_matter(void **state)
{
    uint64_t seed = 17;
    (void)state;
    for (int round = 0; round < 500; round++) {
        struct problem q, r;
        random_problem(&q, &seed);
        r = q;
        for (size_t c = 0; c < q.m; c++) {
            for (size_t l = 0; l < q.levels; l++) {
                r.counts[c * q.levels + l] = q.counts[(q.m - 1 - c) * q.levels + l];
                r.alpha[c * q.levels + l] = q.alpha[(q.m - 1 - c) * q.levels + l];
            }
            r.strength[c] = q.strength[q.m - 1 - c];
        }
        double a = fast_lr(&q), b = fast_lr(&r);
        assert_true(fabs(a - b) <= 1e-12 * (1 + a));
    }
}

static void nothing_covered_is_nothing(void **state)
{
    struct problem q = {.alpha = {1, 1},
                        .strength = {1, 1},
                        .p = {1, 1, 1},
                        .share = {1},
                        .n = 5,
                        .alpha_total = 30,
                        .m = 2,
                        .levels = 1,
                        .k_min = 1};
    (void)state;
    assert_true(fast_lr(&q) <= 0);
    q.counts[0] = 1;
    q.k_min = 2; /* one class is too few */
    assert_true(fast_lr(&q) <= 0);
    q.m = 0;
    assert_true(fast_lr(&q) <= 0);
}

/* As the gamma function has it, for counts and rates of all sizes. */
static void log_dm_is_its_formula(void **state)
{
    uint64_t seed = 29;
    struct as_gammas gammas;
    (void)state;
    print_message("# seed 29\n");
    as_gammas_init(&gammas);
    for (int round = 0; round < 20000; round++) {
        double counts[MAX_SYMBOLS], alpha[MAX_SYMBOLS], n = 0, total = 0, expected = 0;
        int most = 1 << random_next(&seed) % 10; /* up to hundreds of pieces of a kind */
        for (size_t c = 0; c < MAX_SYMBOLS; c++) {
            counts[c] = (double)(random_next(&seed) % (uint64_t)most);
            alpha[c] = exp(-30 + 40 * uniform(&seed));
            n += counts[c];
            total += alpha[c];
            expected += lgamma(alpha[c] + counts[c]) - lgamma(alpha[c]);
        }
        double rest = (double)(random_next(&seed) % 50), alpha_rest = exp(4 * uniform(&seed));
        n += rest;
        total += alpha_rest;
        expected += lgamma(alpha_rest + rest) - lgamma(alpha_rest);
        expected += lgamma(total) - lgamma(total + n);
        double got = as_log_dm(&gammas, counts, alpha, MAX_SYMBOLS, n, total);
        if (fabs(got - expected) > 1e-7 * (1 + fabs(expected)))
            fail_msg("round %d: %.12g instead of %.12g", round, got, expected);
    }
}

/* A class that the unit keeps receiving says nothing; one it never had says the more the rarer. */
static void dealers_cancel_themselves(void **state)
{
    double last = INFINITY;
    (void)state;
    for (double history = 0; history <= 64; history = history * 2 + 1) {
        struct problem q = {.counts = {1, 1, 1},
                            .strength = {1, 1, 1},
                            .p = {0, 0, 0, 1},
                            .share = {1},
                            .n = 10,
                            .m = 3,
                            .levels = 1,
                            .k_min = 2};
        for (size_t c = 0; c < 3; c++)
            q.alpha[c] = 0.05 + history;
        q.alpha_total = 30 + 3 * history;
        double lr = fast_lr(&q);
        assert_true(lr < last);
        last = lr;
    }
    assert_true(last < 1);
}

/* Counts of a Polya urn: the Dirichlet-multinomial null itself. */
static void draw(struct problem *q, uint64_t *seed)
{
    memset(q->counts, 0, sizeof q->counts);
    double drawn = 0;
    for (int i = 0; i < (int)q->n; i++) {
        double at = uniform(seed) * (q->alpha_total + drawn);
        for (size_t c = 0; c < q->m; c++) {
            at -= q->alpha[c] + q->counts[c];
            if (at < 0) {
                q->counts[c]++;
                break;
            }
        }
        drawn++;
    }
}

static void its_mean_under_the_null_is_one(void **state)
{
    uint64_t seed = 99;
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int round = 0; round < 4; round++) {
        struct problem q = {
            .m = 3, .levels = 1, .n = 40, .k_min = 1, .share = {1}, .strength = {1, 1, 1}};
        double sum = 0, squares = 0, wanted = 0;
        enum { DRAWS = 40000 };
        q.alpha_total = 30;
        for (size_t c = 0; c < q.m; c++)
            q.alpha[c] = 1 + 2 * uniform(&seed);
        for (size_t k = 1; k <= q.m; k++) { /* splits of more than 6 pieces are left out */
            q.p[k] = 0.3;
            wanted += q.p[k] * pow(1 - 0x1p-6, (double)k);
        }
        for (int i = 0; i < DRAWS; i++) {
            draw(&q, &seed);
            double lr = fast_lr(&q);
            sum += lr;
            squares += lr * lr;
        }
        double mean = sum / DRAWS, error = sqrt((squares / DRAWS - mean * mean) / DRAWS);
        if (!(fabs(mean - wanted) < 5 * error + 0.005))
            fail_msg("mean %.4f +- %.4f, wanted %.4f", mean, error, wanted);
    }
}

/* Of 30 to 480 days the longest that is at most 16 times less likely than the likeliest, however
 * many lie between. */
static void the_widest_window_that_serves_is_taken(void **state)
{
    static const struct {
        double lr[AS_N_WINDOWS];
        int widest;
    } rows[] = {{{160, 11, 0.7, 0, 0}, 1}, /* 0.7 is near 11, and not near 160 */
                {{160, 9, 10, 9.9, 0}, 2}, {{1, 2, 16, 8, 1}, 4}, {{1, 2, 17, 8, 1}, 3},
                {{0, 0, 0, 0, 5}, 4},      {{5, 0, 0, 0, 0}, 0}};
    (void)state;
    for (size_t i = 0; i < N_OF(rows); i++)
        assert_int_equal(as_widest_window(rows[i].lr), rows[i].widest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_plain_enumeration),
        cmocka_unit_test(order_of_classes_does_not_matter),
        cmocka_unit_test(nothing_covered_is_nothing),
        cmocka_unit_test(log_dm_is_its_formula),
        cmocka_unit_test(dealers_cancel_themselves),
        cmocka_unit_test(its_mean_under_the_null_is_one),
        cmocka_unit_test(the_widest_window_that_serves_is_taken),
    };
    return RUN(tests);
}
