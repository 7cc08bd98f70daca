/* Check digits against published numbers, and what one wrong or swapped digit does. */
#include "unit.h"

#include "check/check.h"

typedef bool check_fn(struct str, bool *);

static void expect(check_fn *check, const char *number, bool applies, bool fine)
{
    bool does_apply;
    bool is_fine = check(str_of(number), &does_apply);
    if (does_apply != applies || (applies && is_fine != fine))
        fail_msg("%s: applies %d, fine %d", number, does_apply, is_fine);
}

static void published_numbers_are_fine(void **state)
{
    (void)state;
    expect(check_awb_digit, "020-12345675", true, true);
    expect(check_awb_digit, "020 1234 5675", true, true);
    expect(check_awb_digit, "02012345675", true, true);
    expect(check_iso6346_digit, "CSQU3054383", true, true);
    expect(check_iso6346_digit, "csqu 305438-3", true, true);
    expect(check_iso6346_digit, "CMAU5110875", true, true);
    expect(check_imo_digit, "IMO 9074729", true, true);
    expect(check_imo_digit, "9074729", true, true);
    expect(check_imo_digit, "IMO9321483", true, true);
    expect(check_lei_digits, "HWUPKR0MPOU8FGXBT394", true, true);
    expect(check_lei_digits, "7LTWFZYICNSX8D621K86", true, true);
    expect(check_lei_digits, "INR2EJN1ERAN0W5ZP974", true, true);
}

static void other_texts_are_not_judged(void **state)
{
    static const char *const texts[] = {"",
                                        "-",
                                        "NONE",
                                        "12345",
                                        "020-1234567A",
                                        "020/12345675",
                                        "0201234567500000000000000000000000",
                                        "\xff\xff",
                                        "公司"};
    (void)state;
    for (size_t i = 0; i < N_OF(texts); i++) {
        expect(check_awb_digit, texts[i], false, true);
        expect(check_iso6346_digit, texts[i], false, true);
        expect(check_imo_digit, texts[i], false, true);
        expect(check_lei_digits, texts[i], false, true);
    }
    expect(check_iso6346_digit, "CSQX3054383", false, true); /* no such equipment category */
    expect(check_iso6346_digit, "CS1U3054383", false, true);
    expect(check_imo_digit, "IMO 907472", false, true);
    expect(check_lei_digits, "HWUPKR0MPOU8FGXBT3AB", false, true);
}

/* How many of all one-digit errors in [from, to) of a good number pass. */
static size_t n_missed(check_fn *check, const char *number, size_t from, size_t to)
{
    char text[32];
    size_t missed = 0;
    for (size_t i = from; i < to; i++)
        for (char c = '0'; c <= '9'; c++) {
            bool applies;
            snprintf(text, sizeof text, "%s", number);
            if (text[i] == c)
                continue;
            text[i] = c;
            missed += check(str_of(text), &applies);
            assert_true(applies);
        }
    return missed;
}

static void one_wrong_digit_is_found(void **state)
{
    (void)state;
    /* modulo 7 cannot tell 0 from 7, 1 from 8, 2 from 9: at most 1 of 9 per place of the serial */
    assert_true(n_missed(check_awb_digit, "02012345675", 3, 10) <= 7);
    assert_int_equal(n_missed(check_awb_digit, "02012345675", 10, 11), 0);
    /* 10 is written 0, so a few errors pass */
    assert_true(n_missed(check_iso6346_digit, "CSQU3054383", 4, 10) <= 6);
    assert_int_equal(n_missed(check_lei_digits, "HWUPKR0MPOU8FGXBT394", 18, 20), 0);
    assert_int_equal(n_missed(check_imo_digit, "9074729", 6, 7), 0);
}

static void an_awb_has_one_right_last_digit(void **state)
{
    uint64_t seed = 7;
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int round = 0; round < 500; round++) {
        unsigned serial = (unsigned)random_below(&seed, 10000000);
        size_t fine = 0;
        for (unsigned digit = 0; digit < 10; digit++) {
            char text[32];
            bool applies;
            snprintf(text, sizeof text, "999-%07u%u", serial, digit);
            bool ok = check_awb_digit(str_of(text), &applies);
            assert_true(applies);
            assert_int_equal(ok, digit == serial % 7);
            fine += ok;
        }
        assert_int_equal(fine, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_numbers_are_fine),
        cmocka_unit_test(other_texts_are_not_judged),
        cmocka_unit_test(one_wrong_digit_is_found),
        cmocka_unit_test(an_awb_has_one_right_last_digit),
    };
    return RUN(tests);
}
