/* The bare planning problem against its oracles: the objective is monotone and has diminishing
 * returns, lazy greedy takes what plain greedy takes, branch and bound finds what trying everything
 * finds, greedy reaches its proven share of that, and the bound is one. */
#include "unit.h"

#include <math.h>

#include "plan/problem.h"

enum { WORLDS = 400, MAX_OPTIONS = 12 };
static const uint64_t seed = 20261128;

static double share(uint64_t *random)
{
    return (double)(random_next(random) >> 11) * 0x1p-53;
}

static void add_pieces(struct problem *p, uint64_t *random)
{
    struct plan_class *c = &p->classes.v[p->classes.n - 1];
    c->n_pieces = 1 + (uint32_t)random_below(random, 3);
    for (uint32_t j = 0; j < c->n_pieces; j++) {
        struct plan_piece g = {share(random), (uint32_t)p->piece_things.n,
                               1 + (uint32_t)random_below(random, 2)};
        assert_true(VEC_PUSH(&p->pieces, g));
        for (uint32_t t = 0; t < g.n_things; t++)
            assert_true(VEC_PUSH(&p->piece_things, (uint32_t)random_below(random, p->things.n)));
    }
}

static void add_cases(struct problem *p, uint64_t *random)
{
    size_t n = 1 + random_below(random, 4);
    for (size_t k = 0; k < n; k++) {
        struct plan_case c = {share(random), (uint32_t)p->classes.n,
                              1 + (uint32_t)random_below(random, 3), 0};
        assert_true(VEC_PUSH(&p->cases, c));
        for (uint32_t i = 0; i < c.n_classes; i++) {
            struct plan_class class = {random_below(random, 2) ? 1 : share(random),
                                       (uint32_t)p->pieces.n, 0};
            assert_true(VEC_PUSH(&p->classes, class));
            add_pieces(p, random);
        }
    }
}

/* is_even: all costs are one. */
static void make(struct problem *p, uint64_t *random, bool is_even)
{
    struct seine_error err = {0};
    size_t n_things = 2 + random_below(random, 6), n_cells = 1 + random_below(random, 3);
    size_t n_options = 2 + random_below(random, MAX_OPTIONS - 1);
    problem_init(p);
    for (size_t i = 0; i < n_things; i++) {
        struct plan_thing t = {.is_spread = random_below(random, 5) == 0};
        assert_true(VEC_PUSH(&p->things, t));
    }
    for (size_t i = 0; i < n_cells; i++) {
        struct plan_cell c = {.room = is_even ? (int64_t)random_below(random, 4)
                                              : (int64_t)random_below(random, 9)};
        assert_true(VEC_PUSH(&p->cells, c));
    }
    for (size_t i = 0; i < n_options; i++) {
        struct plan_option o = {(uint32_t)random_below(random, n_things),
                                (uint32_t)random_below(random, n_cells), share(random),
                                is_even ? 1 : 1 + (int64_t)random_below(random, 4)};
        assert_true(VEC_PUSH(&p->options, o));
    }
    add_cases(p, random);
    assert_ok(problem_seal(p, &err));
}

/* f of a set, or -1 if it does not fit. */
static double value_of(struct problem *p, unsigned set)
{
    problem_reset(p);
    for (uint32_t i = 0; i < p->options.n; i++)
        if (set >> i & 1) {
            if (!problem_fits(p, i))
                return -1;
            problem_take(p, i);
        }
    return problem_value(p);
}

static double best_of_all(struct problem *p)
{
    double best = 0;
    for (unsigned set = 0; set < 1u << p->options.n; set++)
        best = fmax(best, value_of(p, set));
    return best;
}

static void the_objective_is_the_formula(void **state)
{
    (void)state;
    struct problem p;
    struct seine_error err = {0};
    struct plan_thing thing = {0};
    problem_init(&p);
    /* One case of 0.5: a class of one piece (0.8), and one of two (0.5 each) that is half open. */
    assert_true(VEC_PUSH(&p.cases, ((struct plan_case){0.5, 0, 2, 0})));
    assert_true(VEC_PUSH(&p.classes, ((struct plan_class){1, 0, 1})));
    assert_true(VEC_PUSH(&p.classes, ((struct plan_class){0.5, 1, 2})));
    for (uint32_t i = 0; i < 3; i++) {
        assert_true(VEC_PUSH(&p.things, thing));
        assert_true(VEC_PUSH(&p.pieces, ((struct plan_piece){i ? 0.5 : 0.8, i, 1})));
        assert_true(VEC_PUSH(&p.piece_things, i));
        assert_true(VEC_PUSH(&p.options, ((struct plan_option){i, 0, 0.9, 1})));
    }
    assert_true(VEC_PUSH(&p.cells, ((struct plan_cell){.room = 3})));
    assert_ok(problem_seal(&p, &err));
    assert_true(fabs(problem_value(&p)) < 1e-12);
    assert_true(fabs(problem_gain(&p, 0) - 0.5 * 0.8 * 0.9) < 1e-12);
    problem_take(&p, 0);
    problem_take(&p, 1);
    double second = 0.5 * 0.5 * 0.9;
    assert_true(fabs(problem_value(&p) - 0.5 * (1 - (1 - 0.72) * (1 - second))) < 1e-12);
    problem_take(&p, 2);
    second = 0.5 * (1 - (1 - 0.45) * (1 - 0.45));
    assert_true(fabs(problem_value(&p) - 0.5 * (1 - (1 - 0.72) * (1 - second))) < 1e-12);
    assert_false(problem_fits(&p, 0));
    problem_release(&p);
}

static void it_grows_and_its_gains_fall(void **state)
{
    (void)state;
    uint64_t random = seed;
    for (int world = 0; world < WORLDS; world++) {
        struct problem p;
        make(&p, &random, true);
        for (size_t i = 0; i < p.cells.n; i++)
            p.cells.v[i].room = MAX_OPTIONS;
        unsigned large = (unsigned)random_next(&random) & ((1u << p.options.n) - 1);
        unsigned small = large & (unsigned)random_next(&random);
        for (uint32_t e = 0; e < p.options.n; e++) {
            if (large >> e & 1)
                continue;
            (void)value_of(&p, large);
            double late = problem_gain(&p, e), before = problem_value(&p);
            problem_take(&p, e);
            assert_true(fabs(problem_value(&p) - before - late) < 1e-12);
            (void)value_of(&p, small);
            assert_true(late >= 0 && problem_gain(&p, e) >= late - 1e-12);
        }
        problem_release(&p);
    }
}

/* The greatest gain (for its cost) of all that fit, again and again; ties by order. */
static size_t plain_greedy(struct problem *p, bool is_dear, uint32_t *ret)
{
    size_t n = 0;
    problem_reset(p);
    for (;;) {
        uint32_t best = MAP_NONE;
        double most = 0;
        for (uint32_t i = 0; i < p->options.n; i++) {
            bool is_taken = false;
            for (size_t k = 0; k < n; k++)
                is_taken = is_taken || ret[k] == i;
            double key = problem_gain(p, i) / (is_dear ? (double)p->options.v[i].cost : 1);
            if (!is_taken && problem_fits(p, i) && key > most) {
                most = key;
                best = i;
            }
        }
        if (best == MAP_NONE)
            return n;
        problem_take(p, best);
        ret[n++] = best;
    }
}

static void lazy_greedy_takes_what_plain_greedy_takes(void **state)
{
    (void)state;
    uint64_t random = seed + 1;
    struct seine_error err = {0};
    for (int world = 0; world < WORLDS; world++)
        for (int is_dear = 0; is_dear < 2; is_dear++) {
            struct problem p;
            struct plan_taken lazy[MAX_OPTIONS + 1];
            uint32_t plain[MAX_OPTIONS + 1];
            size_t n = 0;
            make(&p, &random, world % 2);
            size_t n_plain = plain_greedy(&p, is_dear, plain);
            assert_ok(problem_greedy(&p, is_dear, lazy, &n, &err));
            assert_int_equal(n, n_plain);
            for (size_t i = 0; i < n; i++)
                assert_int_equal(lazy[i].option, plain[i]);
            assert_true(n == 0 || fabs(lazy[n - 1].total - problem_value(&p)) < 1e-12);
            problem_release(&p);
        }
}

static void greedy_reaches_its_share_and_the_search_the_best(void **state)
{
    (void)state;
    uint64_t random = seed + 2;
    struct seine_error err = {0};
    int n_less = 0;
    for (int world = 0; world < WORLDS / 2; world++) {
        struct problem p;
        struct plan_taken taken[MAX_OPTIONS + 1];
        size_t n = 0;
        double more = 0;
        make(&p, &random, world % 2);
        double best = best_of_all(&p);
        assert_ok(problem_best_greedy(&p, taken, &n, &err));
        double greedy = problem_value(&p);
        assert_true(greedy >= problem_guarantee(&p) * best - 1e-12);
        n_less += greedy < best - 1e-9;
        assert_ok(problem_bound(&p, false, &more, &err));
        assert_true(greedy + more >= best - 1e-9);
        assert_ok(problem_exact(&p, PROBLEM_WORK, taken, &n, &err));
        assert_true(fabs(problem_value(&p) - best) < 1e-9);
        assert_true(n == 0 || fabs(taken[n - 1].total - best) < 1e-9);
        problem_release(&p);
    }
    assert_true(n_less > 0); /* the worlds are not too easy to tell */
    print_message("# greedy missed the best plan in %d of %d worlds\n", n_less, WORLDS / 2);
}

static void the_guarantee_says_what_holds(void **state)
{
    (void)state;
    struct problem p;
    struct seine_error err = {0};
    struct plan_thing thing = {0};
    problem_init(&p);
    assert_true(VEC_PUSH(&p.things, thing));
    assert_true(VEC_PUSH(&p.cells, ((struct plan_cell){.room = 60})));
    assert_true(VEC_PUSH(&p.cells, ((struct plan_cell){.room = 60})));
    assert_true(VEC_PUSH(&p.options, ((struct plan_option){0, 0, 0.5, 10})));
    assert_ok(problem_seal(&p, &err));
    assert_true(fabs(problem_guarantee(&p) - (1 - exp(-1))) < 1e-12);
    assert_true(VEC_PUSH(&p.options, ((struct plan_option){0, 1, 0.5, 10})));
    assert_ok(problem_seal(&p, &err));
    assert_true(fabs(problem_guarantee(&p) - 0.5) < 1e-12);
    assert_true(VEC_PUSH(&p.options, ((struct plan_option){0, 1, 0.5, 61}))); /* does not fit */
    assert_ok(problem_seal(&p, &err));
    assert_true(fabs(problem_guarantee(&p) - 0.5) < 1e-12);
    p.options.v[2].cost = 60; /* just fits, and takes the place of six */
    assert_ok(problem_seal(&p, &err));
    assert_true(fabs(problem_guarantee(&p) - 1.0 / 7) < 1e-12);
    p.options.v[2].cost = 25; /* three times ten for one of 25 */
    p.cells.v[0] = p.cells.v[1] = (struct plan_cell){.room = 60};
    assert_ok(problem_seal(&p, &err));
    assert_true(fabs(problem_guarantee(&p) - 0.25) < 1e-12);
    problem_release(&p);
}

/* The unused option of the cell (MAP_NONE: of any) that fits into it when it is empty and adds most
 * for its cost; MAP_NONE: none adds anything. */
static uint32_t greatest(struct problem *p, uint32_t cell, const bool *is_used)
{
    uint32_t best = MAP_NONE;
    double most = 0;
    for (uint32_t i = 0; i < p->options.n; i++) {
        const struct plan_option *o = &p->options.v[i];
        double key = problem_gain(p, i) / (double)o->cost;
        bool fits = o->cost <= p->cells.v[o->cell].room && (cell == MAP_NONE || o->cell == cell);
        if (!is_used[i] && fits && key > most) {
            most = key;
            best = i;
        }
    }
    return best;
}

/* Of each cell the best gains for their cost that it has room for, the last in part. */
static double plain_by_cell(struct problem *p)
{
    bool is_used[MAX_OPTIONS + 1] = {false};
    double sum = 0;
    for (uint32_t c = 0, i; c < p->cells.n; c++)
        for (int64_t left = p->cells.v[c].room;
             left > 0 && (i = greatest(p, c, is_used)) != MAP_NONE;) {
            int64_t used = left < p->options.v[i].cost ? left : p->options.v[i].cost;
            sum += problem_gain(p, i) * (double)used / (double)p->options.v[i].cost;
            left -= used;
            is_used[i] = true;
        }
    return sum;
}

/* The best gains of as many things as there is room for in all, each once if it is nowhere else. */
static double plain_by_thing(struct problem *p)
{
    bool is_used[MAX_OPTIONS + 1] = {false};
    int64_t room = 0;
    double sum = 0;
    for (uint32_t c = 0; c < p->cells.n; c++)
        room += p->cells.v[c].room / p->options.v[0].cost;
    for (uint32_t i; room > 0 && (i = greatest(p, MAP_NONE, is_used)) != MAP_NONE; room--) {
        uint32_t thing = p->options.v[i].thing;
        sum += problem_gain(p, i);
        for (uint32_t k = 0; k < p->options.n; k++)
            is_used[k] = is_used[k] || k == i ||
                         (p->options.v[k].thing == thing && !p->things.v[thing].is_spread);
    }
    return sum;
}

static void the_bound_is_what_it_says(void **state)
{
    (void)state;
    uint64_t random = seed + 4;
    struct seine_error err = {0};
    for (int world = 0; world < WORLDS; world++) {
        struct problem p;
        double bound = 0, stated;
        bool is_even = true;
        make(&p, &random, world % 2);
        for (uint32_t i = 0; i < p.options.n && random_below(&random, 2); i++)
            if (problem_fits(&p, i))
                problem_take(&p, i);
        assert_ok(problem_bound(&p, false, &bound, &err));
        for (uint32_t i = 0; i < p.options.n; i++)
            is_even = is_even && p.options.v[i].cost == p.options.v[0].cost;
        stated = plain_by_cell(&p);
        if (is_even)
            stated = fmin(stated, plain_by_thing(&p));
        assert_true(fabs(bound - stated) < 1e-9);
        problem_release(&p);
    }
}

static void the_search_gives_up_in_words(void **state)
{
    (void)state;
    uint64_t random = seed + 3;
    struct seine_error err = {0};
    struct problem p;
    struct plan_taken taken[MAX_OPTIONS + 1];
    size_t n = 0;
    make(&p, &random, true);
    assert_int_equal(problem_exact(&p, 0, taken, &n, &err), SEINE_LIMIT);
    assert_non_null(strstr(err.message, "--exact"));
    problem_release(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_objective_is_the_formula),
        cmocka_unit_test(it_grows_and_its_gains_fall),
        cmocka_unit_test(lazy_greedy_takes_what_plain_greedy_takes),
        cmocka_unit_test(greedy_reaches_its_share_and_the_search_the_best),
        cmocka_unit_test(the_guarantee_says_what_holds),
        cmocka_unit_test(the_bound_is_what_it_says),
        cmocka_unit_test(the_search_gives_up_in_words),
    };
    return RUN(tests);
}
