#include "goods_fixture.h"

static void accepts_dots_spaces_and_any_length(void **state)
{
    (void)state;
    static const char *const good[][2] = {{"9014.20", "901420"},
                                          {" 90 14 20 ", "901420"},
                                          {"9014-20-00-10", "9014200010"},
                                          {"90", "90"},
                                          {"901", "901"},
                                          {"99", "99"},
                                          {"01012100", "01012100"},
                                          {"7308.90.98.00.19", "7308909800"}, /* Turkey, the Gulf */
                                          {"8471300000999", "8471300000"}};   /* China */
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct goods_hs hs = goods_hs_normalise(str_of(good[i][0]));
        assert_true(hs.is_valid);
        assert_false(hs.has_letters);
        assert_string_equal(hs.digits, good[i][1]);
        assert_int_equal(hs.n, strlen(good[i][1]));
    }
}

/* Frozen raspberries are not beryllium. */
static void leading_zeros_that_spreadsheets_lose_are_found(void **state)
{
    (void)state;
    static const char *const codes[][2] = {
        {"8112090", "08112090"}, /* 0811.20, no 8112.09 */
        {"81120", "081120"},     /* as bare a number */
        {"10129", "010129"},       {"2071410", "02071410"},
        {"8112.090", "8112090"}, /* dots: it is no number */
        {"841381.0", "841381"},    {"8112090.0", "08112090"},
        {"81120.0", "081120"},     {"8119900", "8119900"}, /* no 0811.99 */
        {"8413.81.0", "8413810"},  {"8413.0", "84130"},
        {"84138", "84138"}, /* no 0841.38 */
        {"8413811", "8413811"},    {"811209", "811209"},
        {"811209000", "811209000"}};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct goods_hs hs = goods_hs_normalise(str_of(codes[i][0]));
        assert_true(hs.is_valid);
        assert_string_equal(hs.digits, codes[i][1]);
        assert_int_equal(hs.n, strlen(codes[i][1]));
    }
}

static void refuses_what_is_no_code(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "", "9", "00", "0012", "7712", "90142000101", "90142000101234", "..."};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct goods_hs hs = goods_hs_normalise(str_of(wrong[i]));
        assert_false(hs.is_valid);
        assert_false(hs.has_letters);
        assert_int_equal(hs.n, 0);
    }
}

static void flags_letters(void **state)
{
    (void)state;
    static const char *const wrong[] = {"90I420", "HS9014", "9014\u3001", "9014/20"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct goods_hs hs = goods_hs_normalise(str_of(wrong[i]));
        assert_false(hs.is_valid);
        assert_true(hs.has_letters);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_dots_spaces_and_any_length),
        cmocka_unit_test(leading_zeros_that_spreadsheets_lose_are_found),
        cmocka_unit_test(refuses_what_is_no_code),
        cmocka_unit_test(flags_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
