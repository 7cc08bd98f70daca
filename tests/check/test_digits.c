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

/* ISO 6346, annex A: the letters' values leave out the multiples of 11; the categories are U, J, Z.
 */
static void every_letter_of_a_container_number_has_its_value(void **state)
{
    static const int values[] = {10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24,
                                 25, 26, 27, 28, 29, 30, 31, 32, 34, 35, 36, 37, 38};
    uint64_t seed = 8;
    (void)state;
    for (int round = 0; round < 3000; round++) {
        char text[16];
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            size_t letter = i < 3 ? random_below(&seed, 26) : (size_t)("UJZ"[round % 3] - 'A');
            int digit = (int)random_below(&seed, 10);
            text[i] = (char)(i < 4 ? 'A' + letter : '0' + (size_t)digit);
            sum += (i < 4 ? values[letter] : digit) * (1 << i);
        }
        text[11] = '\0';
        for (int last = 0; last < 10; last++) {
            text[10] = (char)('0' + last);
            expect(check_iso6346_digit, text, true, last == sum % 11 % 10);
        }
    }
}

/* ISO 7064 by long division of the number that the letters spell, as the standard says it. */
static void an_lei_leaves_one_of_97(void **state)
{
    uint64_t seed = 9;
    (void)state;
    for (int round = 0; round < 300; round++) {
        char text[24], spelt[48];
        size_t n = 0, fine = 0;
        for (int i = 0; i < 18; i++)
            text[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[random_below(&seed, 36)];
        for (int last = 0; last < 100; last++) {
            snprintf(text + 18, 3, "%02d", last);
            n = 0;
            for (int i = 0; i < 20; i++)
                n += (size_t)snprintf(spelt + n, 3, "%d",
                                      text[i] >= 'A' ? text[i] - 'A' + 10 : text[i] - '0');
            unsigned rest = 0;
            for (size_t i = 0; i < n; i++)
                rest = (rest * 10 + (unsigned)(spelt[i] - '0')) % 97;
            expect(check_lei_digits, text, true, rest == 1);
            fine += rest == 1;
        }
        assert_in_range(fine, 1, 2);
    }
}

/* A state, GB or XI; then 1 to 15 signs, GB and XI 12 or 15 digits. */
static void an_eori_has_its_form(void **state)
{
    static const char *const fine[] = {"DE1",
                                       "FR12345678901234A",
                                       "at 123-45.6",
                                       "SKABCDEFGHIJKLMNO",
                                       "XI123456789012",
                                       "XI123456789012345",
                                       "GB123456789012",
                                       "GB123456789012345",
                                       "BEA",
                                       "SE5564601787"},
                             *const wrong[] = {"DE",
                                               "D1",
                                               "-",
                                               "FR1234567890123456",
                                               "EU123456789",
                                               "TB1",
                                               "GB12345678901",
                                               "GB1234567890123",
                                               "GB12345678901A",
                                               "GB12345678901234A",
                                               "XI12345678901234",
                                               "DE123/4",
                                               "US123456789",
                                               "G8123456789012",
                                               "EDE1"};
    (void)state;
    for (size_t i = 0; i < N_OF(fine); i++)
        expect(check_eori_form, fine[i], true, true);
    for (size_t i = 0; i < N_OF(wrong); i++)
        expect(check_eori_form, wrong[i], true, false);
    expect(check_eori_form, "", false, true);
}

static void only_imo_stands_before_an_imo_number(void **state)
{
    (void)state;
    expect(check_imo_digit, "IMO9074720", true, false);
    expect(check_imo_digit, "XMO9074729", false, true);
    expect(check_imo_digit, "IXO9074729", false, true);
    expect(check_imo_digit, "IMX9074729", false, true);
    expect(check_imo_digit, "1239074729", false, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_numbers_are_fine),
        cmocka_unit_test(other_texts_are_not_judged),
        cmocka_unit_test(one_wrong_digit_is_found),
        cmocka_unit_test(an_awb_has_one_right_last_digit),
        cmocka_unit_test(every_letter_of_a_container_number_has_its_value),
        cmocka_unit_test(an_lei_leaves_one_of_97),
        cmocka_unit_test(an_eori_has_its_form),
        cmocka_unit_test(only_imo_stands_before_an_imo_number),
    };
    return RUN(tests);
}
