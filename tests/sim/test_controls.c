/* Levels of false discoveries against the truth: counts over worlds, and the mean of their shares.
 */
#include "unit.h"

#include "sim/score.h"

#include <math.h>
#include <string.h>

enum { E_BH = 0, DECOYS = 1 };

/* Half of its consignments are one scheme's, or fewer. */
static struct score_case some_case(uint32_t scheme, uint32_t n, uint32_t held, double q)
{
    return (struct score_case){
        .n = n, .touches = scheme, .held = held, .q = {[E_BH] = NAN, [DECOYS] = q}};
}

static void add_world(struct score_controls *ret, struct score_case *cases, size_t n)
{
    struct score_scheme schemes[2] = {0};
    struct score_file file = {.cases = cases, .n = n};
    struct score s = {.schemes = {.v = schemes, .n = 2}, .files = {.v = &file, .n = 1}};
    assert_int_equal(score_count_controls(&s, ret), SEINE_OK);
}

static void two_worlds(struct score_controls *ret)
{
    struct score_case one[] = {
        some_case(0, 4, 2, 0.04),        /* true */
        some_case(1, 4, 1, 0.04),        /* a quarter of it is a scheme's: false */
        some_case(0, 6, 6, 0.15),        /* true, of a scheme that was taken */
        some_case(MAP_NONE, 3, 0, 0.15), /* false */
        some_case(1, 3, 3, 0.5),         /* taken at no level */
    };
    struct score_case other[] = {some_case(1, 2, 2, 0.08)};
    memset(ret, 0, sizeof *ret);
    add_world(ret, one, N_OF(one));
    add_world(ret, other, N_OF(other));
}

static void cases_are_counted_over_worlds(void **state)
{
    static const uint64_t cases[SCORE_LEVELS] = {2, 3, 5}, wrong[SCORE_LEVELS] = {1, 1, 2},
                          schemes[SCORE_LEVELS] = {1, 2, 2};
    struct score_controls c;
    (void)state;
    two_worlds(&c);
    assert_int_equal(c.n_schemes, 4);
    assert_int_equal(c.n_worlds, 2);
    assert_int_equal(c.of[E_BH].n_stated, 0);
    assert_int_equal(c.of[DECOYS].n_stated, 6);
    for (int level = 0; level < SCORE_LEVELS; level++) {
        assert_int_equal(c.of[DECOYS].n_cases[level], cases[level]);
        assert_int_equal(c.of[DECOYS].n_false[level], wrong[level]);
        assert_int_equal(c.of[DECOYS].n_schemes[level], schemes[level]);
    }
}

/* Half of two, and nothing of nothing: a quarter in the mean, though half of all. */
static void a_level_s_share_is_the_mean_over_worlds(void **state)
{
    struct score_controls c;
    struct buf out;
    struct json_writer j;
    (void)state;
    two_worlds(&c);
    buf_init(&out, LIMIT_REPORT);
    json_writer_init(&j, &out);
    json_object(&j);
    score_controls_json(&c, &j);
    json_object_end(&j);
    assert_non_null(strstr(buf_str(&out).p, "\"nominal\":0.05,\"cases\":2,\"false\":1,"
                                            "\"proportion\":0.5,\"world_mean\":0.25,"));
    assert_non_null(strstr(buf_str(&out).p, "\"nominal\":0.2,\"cases\":5,\"false\":2,"
                                            "\"proportion\":0.4,\"world_mean\":0.25,"));
    buf_reset(&out);
    score_controls_text(&c, &out);
    assert_non_null(strstr(buf_str(&out).p, "50.0 %       25.0 %    1/4"));
    assert_null(strstr(buf_str(&out).p, "e-BH"));
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_are_counted_over_worlds),
        cmocka_unit_test(a_level_s_share_is_the_mean_over_worlds),
    };
    return RUN(tests);
}
