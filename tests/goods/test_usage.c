/* What the lines that state a code tell of those that state none, against counting. */
#include "unit.h"

#include "goods/goods.h"

#include <string.h>

static void words_are_the_same_whatever_their_letters_and_marks_are(void **state)
{
    uint64_t words = goods_usage_words(STR("gaskets, washers and seals"));
    (void)state;
    assert_true(words != 0);
    assert_true(goods_usage_words(STR("  GASKETS/WASHERS and SEALS.")) == words);
    assert_true(goods_usage_words(STR("washers, gaskets and seals")) != words);
    assert_true(goods_usage_words(STR("gasketswashersandseals")) != words);
    assert_true(goods_usage_words(STR("\u9640\u87ba\u4eea")) ==
                goods_usage_words(STR("\u9640 \u87ba\u4eea")));
}

static void models_amounts_and_numbers_do_not_count(void **state)
{
    uint64_t words = goods_usage_words(STR("flow meters p/n"));
    (void)state;
    assert_true(goods_usage_words(STR("4 FLOW METERS P/N QO6804")) == words);
    assert_true(goods_usage_words(STR("flow meters p/n 12-34, 7kg")) == words);
    assert_true(goods_usage_words(STR("flow meters p/n A0")) == words);
    assert_true(goods_usage_words(STR("flow meters")) != words);
}

static void without_words_there_is_nothing_to_compare(void **state)
{
    static const char *const texts[] = {"", " -/- ", "12-40", "QO6804", "\xff\xfe"};
    (void)state;
    for (size_t i = 0; i < N_OF(texts); i++)
        assert_true(goods_usage_words(str_of(texts[i])) == 0);
}

struct line {
    const char *description;
    uint16_t heading;
    uint32_t lines;
};

/* What `asked` is read as in a file of n such lines. */
static unsigned read_among(const struct line *lines, size_t n, const char *asked)
{
    struct goods_usage v[8];
    assert_true(n <= N_OF(v));
    for (size_t i = 0; i < n; i++)
        v[i] = (struct goods_usage){.words = goods_usage_words(str_of(lines[i].description)),
                                    .lines = lines[i].lines,
                                    .heading = lines[i].heading};
    return goods_usage_heading(v, goods_usage_settle(v, n), str_of(asked));
}
#define READ_AMONG(asked, ...)                                                                     \
    read_among((const struct line[]){__VA_ARGS__},                                                 \
               sizeof((const struct line[]){__VA_ARGS__}) / sizeof(struct line), asked)

static void the_heading_of_most_lines_is_taken(void **state)
{
    (void)state;
    assert_int_equal(READ_AMONG("Rubber seals 9", {"rubber seals", 4016, 1}), 4016);
    assert_int_equal(
        READ_AMONG("rubber seals", {"rubber seals", 4016, 2}, {"RUBBER SEALS", 3919, 1}), 4016);
    assert_int_equal(READ_AMONG("rubber seals", {"rubber seals", 3919, 2}, {"seals", 4016, 9},
                                {"rubber seals 1", 4016, 2}, {"rubber seals 2", 4016, 1}),
                     4016);
    assert_int_equal(
        READ_AMONG("rubber seals", {"rubber seals", 4000, 3}, {"rubber seals", 4016, 1}), 4016);
}

static void half_of_the_lines_is_not_most(void **state)
{
    (void)state;
    assert_int_equal(
        READ_AMONG("rubber seals", {"rubber seals", 4016, 2}, {"rubber seals", 3919, 2}), 0);
    assert_int_equal(READ_AMONG("rubber seals", {"rubber seals", 4016, 2},
                                {"rubber seals", 3919, 1}, {"rubber seals", 8484, 1}),
                     0);
}

static void what_stands_nowhere_or_says_nothing_is_not_read(void **state)
{
    (void)state;
    assert_int_equal(READ_AMONG("rubber seal", {"rubber seals", 4016, 2}), 0);
    assert_int_equal(READ_AMONG("spare parts", {"spare parts", 8708, 5}), 0);
    assert_int_equal(READ_AMONG("rubber seals", {"rubber seals", 4000, 5}), 0); /* the chapter */
    assert_int_equal(READ_AMONG("40", {"12", 8708, 5}), 0);
    assert_int_equal(goods_usage_heading(NULL, 0, STR("rubber seals")), 0);
}

/* ---- the plain way -----------------------------------------------------------------------------
 */

#define ROWS 200

static unsigned plain(const struct goods_usage *v, size_t n, uint64_t words)
{
    for (unsigned heading = 1; heading <= 9; heading++) {
        uint64_t of_heading = 0, all = 0;
        for (size_t i = 0; i < n; i++) {
            all += v[i].words == words && v[i].heading ? v[i].lines : 0;
            of_heading += v[i].words == words && v[i].heading == heading ? v[i].lines : 0;
        }
        if (words && 2 * of_heading > all)
            return heading;
    }
    return 0;
}

static void settled_rows_are_those_of_plain_counting(void **state)
{
    uint64_t random = 11;
    (void)state;
    for (int turn = 0; turn < 300; turn++) {
        struct goods_usage v[ROWS], all[ROWS];
        size_t n = random_below(&random, ROWS + 1), expected = 0;
        for (size_t i = 0; i < n; i++)
            v[i] = (struct goods_usage){.words = random_below(&random, 20),
                                        .lines = (uint32_t)random_below(&random, 5),
                                        .heading = (uint16_t)random_below(&random, 4)};
        memcpy(all, v, n * sizeof *v);
        size_t kept = goods_usage_settle(v, n);
        for (uint64_t words = 0; words < 20; words++)
            expected += plain(all, n, words) != 0;
        assert_int_equal(kept, expected);
        for (size_t i = 0; i < kept; i++) {
            assert_int_equal(v[i].heading, plain(all, n, v[i].words));
            assert_true(i == 0 || v[i - 1].words < v[i].words);
        }
    }
}

static void many_lines_do_not_run_over(void **state)
{
    struct goods_usage v[] = {{7, UINT32_MAX, 4016}, {7, UINT32_MAX, 4016}, {7, UINT32_MAX, 3919}};
    (void)state;
    assert_int_equal(goods_usage_settle(v, N_OF(v)), 1);
    assert_int_equal(v[0].heading, 4016);
    assert_true(v[0].lines == UINT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_the_same_whatever_their_letters_and_marks_are),
        cmocka_unit_test(models_amounts_and_numbers_do_not_count),
        cmocka_unit_test(without_words_there_is_nothing_to_compare),
        cmocka_unit_test(the_heading_of_most_lines_is_taken),
        cmocka_unit_test(half_of_the_lines_is_not_most),
        cmocka_unit_test(what_stands_nowhere_or_says_nothing_is_not_read),
        cmocka_unit_test(settled_rows_are_those_of_plain_counting),
        cmocka_unit_test(many_lines_do_not_run_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
