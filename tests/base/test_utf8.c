/* Code points in and out, and text made safe to show. */
#include "base/utf8.h"
#include "unit.h"

static void decoding_refuses_what_is_no_scalar_value(void **state)
{
    (void)state;
    static const char *const bad[] = {"\xC0\xAF",         "\xE0\x80\xAF",         "\xED\xA0\x80",
                                      "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\x80",
                                      "\xE2\x82"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        size_t at = 0;
        assert_int_equal(utf8_next(str_of(bad[i]), &at), UTF8_BAD);
        assert_int_equal(at, 1);
        assert_false(utf8_is_valid(str_of(bad[i])));
    }
    size_t at = 0;
    assert_int_equal(utf8_next(STR("\xF0\x9F\x9A\xA2"), &at), 0x1F6A2);
    assert_int_equal(at, 4);
}

static void every_scalar_value_survives_a_round_trip(void **state)
{
    (void)state;
    for (uint32_t cp = 0; cp < 0x110000; cp++) {
        char bytes[4];
        size_t n = utf8_put(cp, bytes), at = 0;
        if (cp >= 0xD800 && cp < 0xE000) {
            assert_int_equal(n, 0);
            continue;
        }
        assert_int_equal(utf8_next((struct str){bytes, n}, &at), cp);
        assert_int_equal(at, n);
    }
}

static void shown(const char *s, const char *want)
{
    struct buf b;
    buf_init(&b, 256);
    buf_add_shown(&b, str_of(s));
    assert_true(str_is(buf_str(&b), str_of(want)));
    buf_release(&b);
}

static void shown_text_cannot_move_the_cursor_or_turn_the_line(void **state)
{
    (void)state;
    shown("ACME\x1B[2J\r\nLTD\x7F", "ACME [2J  LTD ");
    shown("C1 \xC2\x9B"
          "31m",
          "C1  31m");
    shown("INV\xE2\x80\xAE"
          "fdp.exe\xE2\x80\xAC",
          "INVfdp.exe");
    shown("\xE2\x81\xA6"
          "a\xE2\x81\xA9\xD8\x9C",
          "a");
    shown("cut \xE2\x82", "cut   ");
    shown("평양 무역 \xE2\x80\x8D ok", "평양 무역 \xE2\x80\x8D ok");
}

static void width_counts_columns(void **state)
{
    (void)state;
    assert_int_equal(utf8_width(STR("abc")), 3);
    assert_int_equal(utf8_width(STR("평양")), 4);
    assert_int_equal(utf8_width(STR("e\xCC\x81")), 1);
    assert_int_equal(utf8_length(STR("평양")), 2);
}

static void repair_reads_stray_bytes_as_windows_1252(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 256);
    assert_true(utf8_repair(STR("caf\xE9 \x80 5"), &b));
    assert_str(buf_str(&b), "café € 5");
    buf_reset(&b);
    assert_false(utf8_repair(STR("café"), &b));
    assert_str(buf_str(&b), "café");
    buf_release(&b);
}

static void expect_repaired(const char *bytes, const char *text)
{
    struct buf b;
    buf_init(&b, 256);
    assert_true(utf8_repair(str_of(bytes), &b));
    assert_true(str_is(buf_str(&b), str_of(text)));
    buf_release(&b);
}

static void three_accents_in_a_row_are_cyrillic(void **state)
{
    (void)state;
    expect_repaired("\xCE\xCE\xCE \xC2\xEE\xF1\xF2\xEE\xEA", "ООО Восток");
    expect_repaired("\xC8\xCF \xBE\xB8\xE6 \xAB\xC5\xE6\xE8\xEA\xBB \xB9 5", "ИП ѕёж «Ежик» № 5");
    expect_repaired("\xCE\xEE", "Îî");
    expect_repaired("\xC9\xC9 \xC9\xC9", "ÉÉ ÉÉ");
    expect_repaired("\xCE\xEE\x80\xE4", "Îî€ä");
    expect_repaired("\xCE\xEE"
                    "\xD0\xB0\xE4",
                    "Îîаä"); /* UTF-8 between */
}

static void capitals_make_no_other_text(void **state)
{
    (void)state;
    assert_true(utf8_is_ci(STR("ACME Ltd"), STR("Acme LTD")));
    assert_true(utf8_is_ci(STR("\u0417\u0410\u0412\u041e\u0414 \u00c4"),
                           STR("\u0437\u0430\u0432\u043e\u0434 \u00e4")));
    assert_true(utf8_is_ci(STR_EMPTY, STR_EMPTY));
    assert_false(utf8_is_ci(STR("ACME"), STR("ACME ")));
    assert_false(utf8_is_ci(STR("a\xff"), STR("ab")));
    assert_false(utf8_is_ci(STR("a"), STR_EMPTY));
}

static void a_cut_ends_between_characters(void **state)
{
    static const struct {
        const char *text;
        size_t n, left;
    } cuts[] = {{"abc", 5, 3},
                {"abc", 2, 2},
                {"a\u00e4", 2, 1},
                {"a\u00e4", 3, 3},
                {"\u91d1\u94c1", 4, 3},
                {"\u91d1\u94c1", 2, 0},
                {"\x92\x92\x92\x92\x92\x92\x92\x92", 6, 6}};
    (void)state;
    for (size_t i = 0; i < N_OF(cuts); i++)
        assert_int_equal(utf8_cut(str_of(cuts[i].text), cuts[i].n).n, cuts[i].left);
}

static void blanks_of_all_kinds_are_trimmed(void **state)
{
    static const struct {
        const char *text, *left;
    } cases[] = {{" \ta b\r\n", "a b"},
                 {"\u00a0a\u00a0b\u202f", "a\u00a0b"},
                 {"\u3000\u91d1\u94c1\u3000", "\u91d1\u94c1"},
                 {"\ufeff\u200ea\u200b\u2069 ", "a"},
                 {"\u200d\u0301a", "\u200d\u0301a"},
                 {"\xa0"
                  "a\xa0",
                  "\xa0"
                  "a\xa0"},
                 {"\u4e2d\xa0\xa0", "\u4e2d\xa0\xa0"},
                 {"\u00a0", ""},
                 {" \u2003 ", ""},
                 {"", ""}};
    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++)
        assert_true(str_is(utf8_trim(str_of(cases[i].text)), str_of(cases[i].left)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decoding_refuses_what_is_no_scalar_value),
        cmocka_unit_test(every_scalar_value_survives_a_round_trip),
        cmocka_unit_test(shown_text_cannot_move_the_cursor_or_turn_the_line),
        cmocka_unit_test(width_counts_columns),
        cmocka_unit_test(repair_reads_stray_bytes_as_windows_1252),
        cmocka_unit_test(three_accents_in_a_row_are_cyrillic),
        cmocka_unit_test(capitals_make_no_other_text),
        cmocka_unit_test(a_cut_ends_between_characters),
        cmocka_unit_test(blanks_of_all_kinds_are_trimmed),
    };
    return RUN(tests);
}
