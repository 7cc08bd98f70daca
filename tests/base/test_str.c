/* Slices, numbers and growing buffers. */
#include "unit.h"

#include <math.h>

static void slices_are_cut_within_bounds(void **state)
{
    (void)state;
    assert_str(str_slice(STR("abcdef"), 1, 3), "bc");
    assert_str(str_slice(STR("abc"), 2, 99), "c");
    assert_str(str_slice(STR("abc"), 3, 3), "");
    assert_str(str_slice(STR("abc"), 9, 12), "");
    assert_non_null(str_of(NULL).p);
    assert_str(str_trim(STR(" \t\r\n a b \v\f")), "a b");
    assert_str(str_trim(STR(" \n")), "");
}

static void comparison_is_bytewise(void **state)
{
    (void)state;
    assert_true(str_compare(STR("a"), STR("b")) < 0);
    assert_true(str_compare(STR("ab"), STR("a")) > 0);
    assert_true(str_compare(STR("\xC3\xA9"), STR("z")) > 0);
    assert_int_equal(str_compare(STR(""), STR("")), 0);
    assert_true(str_is_ci(STR("AbC"), STR("aBc")));
    assert_false(str_is_ci(STR("\xC3\x89"), STR("\xC3\xA9"))); /* ASCII letters only */
    assert_true(str_starts(STR("abc"), STR("ab")));
    assert_true(str_starts(STR("abc"), STR("")));
    assert_false(str_starts(STR("a"), STR("ab")));
    assert_true(str_starts_ci(STR("ABc"), STR("ab")));
    assert_true(str_ends(STR("abc"), STR("bc")));
    assert_true(str_ends(STR("abc"), STR("")));
    assert_false(str_ends(STR("abc"), STR("ab")));
    assert_false(str_ends(STR("c"), STR("bc")));
    assert_true(str_ends_ci(STR("aBC"), STR("bc")));
    assert_false(str_ends_ci(STR("c"), STR("bc")));
    assert_int_equal(str_leading_digits(STR("120 kg 7")), 3);
    assert_int_equal(str_leading_digits(STR("42")), 2);
    assert_int_equal(str_leading_digits(STR("x1")), 0);
    assert_int_equal(str_leading_digits(STR("")), 0);
    assert_true(str_is_letter('a') && str_is_letter('z') && str_is_letter('A') &&
                str_is_letter('Z'));
    assert_false(str_is_letter('@') || str_is_letter('[') || str_is_letter('`') ||
                 str_is_letter('{'));
    assert_true(str_contains(STR("abc"), STR("bc")));
    assert_true(str_contains(STR(""), STR("")));
    assert_false(str_contains(STR("ab"), STR("abc")));
}

static void bytes_are_found_from_a_position(void **state)
{
    (void)state;
    assert_int_equal(str_find_byte(STR("a,b,c"), ',', 0), 1);
    assert_int_equal(str_find_byte(STR("a,b,c"), ',', 2), 3);
    assert_true(str_find_byte(STR("a,b,c"), ',', 4) == SIZE_MAX);
    assert_true(str_find_byte(STR("abc"), 'a', 77) == SIZE_MAX);
}

static void cutting_keeps_empty_parts(void **state)
{
    (void)state;
    struct str rest = STR("a,,b,"), part;
    bool more = true;
    const char *const wanted[] = {"a", "", "b", ""};
    for (size_t i = 0; i < N_OF(wanted); i++) {
        assert_true(str_cut(&rest, &more, ',', &part));
        assert_true(str_is(part, str_of(wanted[i])));
    }
    assert_false(str_cut(&rest, &more, ',', &part));
}

static void whole_numbers_cover_the_full_range(void **state)
{
    (void)state;
    int64_t v = 7;
    assert_true(str_to_i64(STR("9223372036854775807"), &v) && v == INT64_MAX);
    assert_true(str_to_i64(STR("-9223372036854775808"), &v) && v == INT64_MIN);
    assert_true(str_to_i64(STR("-0"), &v) && v == 0);
    v = 7;
    static const char *const bad[] = {"",
                                      "-",
                                      "+1",
                                      "1 ",
                                      " 1",
                                      "1.0",
                                      "9223372036854775808",
                                      "0x1",
                                      "1,",
                                      "--1",
                                      "\xD9\xA1",
                                      "-9223372036854775809"};
    for (size_t i = 0; i < N_OF(bad); i++)
        assert_false(str_to_i64(str_of(bad[i]), &v));
    assert_int_equal(v, 7);
}

static void reals_are_finite_and_whole(void **state)
{
    (void)state;
    double v = 7;
    assert_true(str_to_double(STR("12.5"), &v) && v > 12.49 && v < 12.51);
    assert_true(str_to_double(STR("-1e3"), &v) && v < -999.9 && v > -1000.1);
    assert_true(str_to_double(STR(".5"), &v) && str_to_double(STR("5."), &v));
    static const char *const bad[] = {"",      ".",    "1e",  "1e+", "nan", "inf",
                                      "1e999", "0x10", "1,5", "1 ",  "e5"};
    v = 7;
    for (size_t i = 0; i < N_OF(bad); i++)
        assert_false(str_to_double(str_of(bad[i]), &v));
    assert_true(v > 6.9 && v < 7.1);
}

static void fixed_point_rounds_half_away_from_zero(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int decimals;
        int64_t wanted;
    } good[] = {{"12.345", 2, 1235},   {"12.344", 2, 1234},
                {"-12.345", 2, -1235}, {"7", 3, 7000},
                {"0.0005", 3, 1},      {"0.00049", 3, 0},
                {".5", 0, 1},          {"5.", 1, 50},
                {"1.999", 2, 200},     {"92233720368547758.07", 2, INT64_MAX}};
    int64_t v;
    for (size_t i = 0; i < N_OF(good); i++) {
        assert_true(str_to_fixed(str_of(good[i].text), good[i].decimals, &v));
        assert_true(v == good[i].wanted);
    }
    static const char *const bad[] = {"",   ".", "-", "1e3", "1.2.3", "+1", "92233720368547758.08",
                                      "1,2"};
    for (size_t i = 0; i < N_OF(bad); i++)
        assert_false(str_to_fixed(str_of(bad[i]), 2, &v));
}

static void a_buffer_fails_stickily_at_its_maximum(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 5);
    assert_str(buf_str(&b), "");
    buf_add(&b, STR("abc"));
    buf_add_c(&b, 'd');
    buf_add(&b, STR("ef"));
    assert_int_equal(buf_status(&b), SEINE_LIMIT);
    buf_add_c(&b, 'x');
    assert_str(buf_str(&b), "abcd");
    buf_reset(&b);
    assert_ok(buf_status(&b));
    buf_add_z(&b, "12345");
    assert_ok(buf_status(&b));
    assert_int_equal(b.p[5], 0);
    buf_add_c(&b, '6');
    assert_int_equal(buf_status(&b), SEINE_LIMIT);
    buf_release(&b);
}

static void numbers_are_written_shortest(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, LIMIT_TEXT);
    buf_add_i64(&b, INT64_MIN);
    buf_add_c(&b, ' ');
    buf_add_u64(&b, UINT64_MAX);
    buf_add_c(&b, ' ');
    buf_add_fixed(&b, 1235, 2);
    buf_add_c(&b, ' ');
    buf_add_fixed(&b, -1200, 2);
    buf_add_c(&b, ' ');
    buf_add_fixed(&b, 5, 3);
    buf_add_c(&b, ' ');
    buf_add_decimal(&b, -0.0001, 2);
    buf_add_c(&b, ' ');
    buf_add_decimal(&b, 3.14159, 3);
    buf_add_c(&b, ' ');
    buf_add_decimal(&b, 1e15, 3);
    assert_ok(buf_status(&b));
    assert_str(
        buf_str(&b),
        "-9223372036854775808 18446744073709551615 12.35 -12 0.005 0 3.142 1000000000000000");
    buf_reset(&b);
    buf_add_f(&b, "%0300d", 7);
    assert_int_equal(b.n, 300);
    buf_release(&b);
}

/* As %g, where that needs no exponent. */
static void figures_have_no_exponent(void **state)
{
    (void)state;
    uint64_t seed = 23;
    print_message("# seed %llu\n", (unsigned long long)seed);
    static const struct {
        double v;
        int significant;
        const char *text;
    } told[] = {{0, 2, "0"},     {99.6, 2, "100"},        {-118.4, 2, "-118"}, {2e6, 2, "2000000"},
                {9.96, 2, "10"}, {0.00004, 2, "0.00004"}, {1234.5, 3, "1234"}, {1e-300, 2, "0"}};
    struct buf b;
    buf_init(&b, 512);
    for (size_t i = 0; i < N_OF(told); i++) {
        buf_reset(&b);
        buf_add_figure(&b, told[i].v, told[i].significant);
        assert_string_equal(b.p, told[i].text);
    }
    for (int i = 0; i < 20000; i++) {
        double v = (double)(1 + random_below(&seed, 99000)) / 1000;
        char text[32];
        snprintf(text, sizeof text, "%.2g", v);
        buf_reset(&b);
        buf_add_figure(&b, v, 2);
        assert_string_equal(b.p, text);
    }
    buf_release(&b);
}

static void fixed_point_reads_back_what_was_written(void **state)
{
    (void)state;
    uint64_t seed = 11;
    print_message("# seed %llu\n", (unsigned long long)seed);
    struct buf b;
    buf_init(&b, 64);
    for (int i = 0; i < 20000; i++) {
        int64_t v = (int64_t)(random_next(&seed) >> random_below(&seed, 60)) / 4, got;
        int decimals = (int)random_below(&seed, 7);
        v = random_next(&seed) & 1 ? -v : v;
        buf_reset(&b);
        buf_add_fixed(&b, v, decimals);
        assert_true(str_to_fixed(buf_str(&b), decimals, &got));
        assert_true(got == v);
    }
    buf_release(&b);
}

static void a_buffer_survives_every_refused_allocation(void **state)
{
    (void)state;
    for (uint64_t at = 1; at < 50; at++) {
        struct buf b;
        buf_init(&b, LIMIT_TEXT);
        mem_fail_at(at);
        for (int i = 0; i < 1000; i++)
            buf_add_f(&b, "%d,", i);
        bool reached = mem_count() >= at;
        mem_fail_at(0);
        assert_int_equal(buf_status(&b), reached ? SEINE_NOMEM : SEINE_OK);
        buf_release(&b);
        if (!reached)
            return;
    }
    fail_msg("the allocations never ended");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_cut_within_bounds),
        cmocka_unit_test(comparison_is_bytewise),
        cmocka_unit_test(bytes_are_found_from_a_position),
        cmocka_unit_test(cutting_keeps_empty_parts),
        cmocka_unit_test(whole_numbers_cover_the_full_range),
        cmocka_unit_test(reals_are_finite_and_whole),
        cmocka_unit_test(fixed_point_rounds_half_away_from_zero),
        cmocka_unit_test(a_buffer_fails_stickily_at_its_maximum),
        cmocka_unit_test(numbers_are_written_shortest),
        cmocka_unit_test(figures_have_no_exponent),
        cmocka_unit_test(fixed_point_reads_back_what_was_written),
        cmocka_unit_test(a_buffer_survives_every_refused_allocation),
    };
    return RUN(tests);
}
