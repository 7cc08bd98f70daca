/* Errors, UTF-8 and evidence. */
#include "unit.h"

#include <math.h>

static void the_first_failure_stays(void **state)
{
    (void)state;
    struct seine_error err = {0};
    char text[300];
    assert_int_equal(error_set(&err, SEINE_FORMAT, "bad %d", 7), SEINE_FORMAT);
    assert_int_equal(error_set(&err, SEINE_IO, "later"), SEINE_IO);
    error_at(&err, "file.csv", 3, 0);
    error_at(&err, "other", 9, 5);
    error_context(&err, "reading %s", "lists");
    assert_string_equal(error_text(&err, text, sizeof text), "file.csv:3:5: reading lists: bad 7");
    assert_int_equal(err.status, SEINE_FORMAT);
    error_clear(&err);
    assert_string_equal(error_text(&err, text, sizeof text), "no error");
    assert_int_equal(error_set(NULL, SEINE_LIMIT, "x"), SEINE_LIMIT);
    error_at(NULL, "x", 1, 1);
    error_context(NULL, "x");
    error_clear(NULL);
}

static void long_messages_are_cut_not_overrun(void **state)
{
    (void)state;
    struct seine_error err = {0};
    char text[16];
    for (int i = 0; i < 50; i++) {
        error_set(&err, SEINE_IO, "%0400d", 1);
        error_context(&err, "%0400d", 2);
    }
    assert_true(strlen(err.message) < sizeof err.message);
    assert_int_equal(strlen(error_text(&err, text, sizeof text)), sizeof text - 1);
    for (int s = 0; s < 40; s++)
        assert_non_null(status_name((enum seine_status)s));
}

static void every_code_point_goes_out_and_in(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp <= 0x110000; cp++) {
        char bytes[4];
        size_t n = utf8_put(cp, bytes), at = 0;
        bool scalar = cp <= 0x10FFFF && (cp < 0xD800 || cp > 0xDFFF);
        if ((n > 0) != scalar)
            fail_msg("U+%X", cp);
        if (n > 0 && (utf8_next((struct str){bytes, n}, &at) != cp || at != n))
            fail_msg("U+%X", cp);
    }
}

static void malformed_utf8_moves_by_one_byte(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\x80", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
        "\xF8", "\xE4\xB8", "\xC3"};
    for (size_t i = 0; i < N_OF(bad); i++) {
        size_t at = 0;
        assert_int_equal(utf8_next(str_of(bad[i]), &at), UTF8_BAD);
        assert_int_equal(at, 1);
        assert_false(utf8_is_valid(str_of(bad[i])));
    }
    assert_int_equal(utf8_length(STR("a\xE4\xB8\xAD\xFF")), 3);
    assert_int_equal(utf8_width(STR("a\xE4\xB8\xAD")), 3);
}

static void bad_bytes_are_read_as_windows_1252(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 256);
    assert_true(utf8_repair(STR("caf\xE9 \x80 \xE4\xB8\xAD"), &out));
    assert_str(buf_str(&out), "caf\xC3\xA9 \xE2\x82\xAC \xE4\xB8\xAD");
    buf_reset(&out);
    assert_false(utf8_repair(STR("fine"), &out));
    assert_str(buf_str(&out), "fine");
    buf_release(&out);
}

static void printed_bits_add_up_in_any_order(void **state)
{
    (void)state;
    uint64_t seed = 17;
    print_message("# seed %llu\n", (unsigned long long)seed);
    struct evidence e[50] = {0};
    for (size_t i = 0; i < N_OF(e); i++)
        e[i].bits = evidence_round(((double)random_below(&seed, 2000000) - 1000000) / 7777.0);
    double sum = evidence_sum(e, N_OF(e));
    for (size_t i = 0; i < N_OF(e); i++) {
        size_t j = random_below(&seed, N_OF(e));
        struct evidence kept = e[i];
        e[i] = e[j];
        e[j] = kept;
    }
    assert_true(memcmp(&sum, &(double){evidence_sum(e, N_OF(e))}, sizeof sum) == 0);
    assert_false(signbit(evidence_round(-0.00001)));
    assert_true(fabs(bits_to_probability(0) - 0.5) < 1e-12);
    assert_true(fabs(probability_to_bits(bits_to_probability(7.5)) - 7.5) < 1e-9);
    assert_true(bits_to_probability(-2000) >= 0 && bits_to_probability(2000) <= 1);
}

static void a_share_is_told_in_one_way(void **state)
{
    static const struct {
        double share;
        const char *text;
    } told[] = {{0, "0 %"},        {1e-9, "< 0.1 %"},  {0.00099, "< 0.1 %"}, {0.001, "0.1 %"},
                {0.0044, "0.4 %"}, {0.00994, "1.0 %"}, {0.00996, "1 %"},     {0.12, "12 %"},
                {0.987, "99 %"},   {0.99, "99 %"},     {0.9901, "> 99 %"},   {0.9999999, "> 99 %"},
                {1, "100 %"},      {NAN, "-"}};
    struct buf out;
    (void)state;
    buf_init(&out, 64);
    for (size_t i = 0; i < N_OF(told); i++) {
        buf_reset(&out);
        buf_add_percent(&out, told[i].share);
        assert_string_equal(out.p, told[i].text);
        buf_reset(&out);
        buf_add_chance(&out, told[i].share);
        assert_string_equal(out.p, told[i].share >= 1 ? "> 99 %" : told[i].text);
    }
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_failure_stays),
        cmocka_unit_test(long_messages_are_cut_not_overrun),
        cmocka_unit_test(every_code_point_goes_out_and_in),
        cmocka_unit_test(malformed_utf8_moves_by_one_byte),
        cmocka_unit_test(bad_bytes_are_read_as_windows_1252),
        cmocka_unit_test(printed_bits_add_up_in_any_order),
        cmocka_unit_test(a_share_is_told_in_one_way),
    };
    return RUN(tests);
}
