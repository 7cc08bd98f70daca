#include "goods_fixture.h"

static void expect(const char *in, const char *out)
{
    char room[GOODS_FOLD_ROOM];
    size_t n = goods_fold(str_of(in), room, sizeof room - 1);
    room[n] = '\0';
    assert_string_equal(room, out);
}

static void folds_case_width_and_marks(void **state)
{
    (void)state;
    expect("GYROSCOPE", " gyroscope ");
    expect("Kr\u00f6hnke \u00c9lan", " krohnke elan ");
    expect("\uff27\uff39\uff32\uff2f", " gyro ");
    expect("\u0413\u0418\u0420\u041e\u0421\u041a\u041e\u041f\u042b \u0401\u0439",
           " \u0433\u0438\u0440\u043e\u0441\u043a\u043e\u043f\u044b \u0435\u0438 ");
    expect("Stra\u00dfe", " strasse ");
}

static void turns_everything_else_into_one_space(void **state)
{
    (void)state;
    expect("ring-laser / (gyro),  no.7", " ring laser gyro no 7 ");
    expect("", " ");
    expect(" .-. ", " ");
    expect("a\xff\xfe"
           "b",
           " a b ");
}

static void parts_scripts_and_closes_runs(void **state)
{
    (void)state;
    expect("MEMS\u9640\u87ba\u4eeaX1", " mems \u9640\u87ba\u4eea x1 ");
    expect("\u9640 \u87ba-\u4eea", " \u9640\u87ba\u4eea ");
    expect("\uad00\uc131IMU 2\ub300", " \uad00\uc131 imu 2 \ub300 ");
    expect("\u4e8c \u3007", " \u4e8c\u3007 ");
    expect("\uad00\uc131 \uce21\uc815", " \uad00\uc131\uce21\uc815 ");
}

/* Blanks mean nothing within Han, kana and Hangul alone. */
static void keeps_the_blanks_of_other_scripts(void **state)
{
    (void)state;
    expect("\u1200 \u1201", " \u1200 \u1201 ");
    expect("\u0e01 \u0e02", " \u0e01 \u0e02 ");
    expect("\u3400 \u4dbf", " \u3400\u4dbf ");
    expect("\U00020000 \U00020001", " \U00020000\U00020001 ");
    expect("\u30dd \u3093 \u30d7", " \u30db\u3093\u30d5 ");
}

static void composes_hangul(void **state)
{
    (void)state;
    expect("\u1100\u116a\u11ab\u1109\u1165\u11bc", " \uad00\uc131 ");
    expect("\u1100\u116a", " \uacfc ");
    expect("\u1100\u1161\u11a8", " \uac01 "); /* the first and the last of each kind */
    expect("\u1112\u1175\u11c2", " \ud7a3 ");
    expect("\uac00\u11a8", " \uac01 ");
    expect("\u1112", " \u1112 ");
    expect("\u1100\u1100\u1161", " \u1100\uac00 ");
}

static void cuts_at_the_room_by_whole_characters(void **state)
{
    (void)state;
    char room[8];
    for (size_t size = 2; size <= sizeof room; size++) {
        size_t n = goods_fold(STR("\u9640\u87ba\u4eea"), room, size);
        assert_true(n <= size);
        assert_true(utf8_is_valid((struct str){room, n}));
    }
    struct str cut = {room, goods_fold(STR("ab\u9640c"), room, 5)};
    assert_true(str_is(cut, STR(" ab "))); /* and nothing that stands behind */
}

static void folding_twice_changes_nothing(void **state)
{
    (void)state;
    uint64_t seed = 20260101;
    print_message("# seed %llu\n", (unsigned long long)seed);
    for (int round = 0; round < 20000; round++) {
        char text[64], once[GOODS_FOLD_ROOM], twice[GOODS_FOLD_ROOM];
        size_t n = 0;
        while (n < sizeof text - 4) {
            uint64_t r = fixture_random(&seed);
            uint32_t cp = (r & 3) == 0   ? (uint32_t)(r >> 8) % 0x80
                          : (r & 3) == 1 ? 0x400 + (uint32_t)(r >> 8) % 0x60
                          : (r & 3) == 2 ? 0x4E00 + (uint32_t)(r >> 8) % 0x100
                                         : (uint32_t)(r >> 8) % 0x30000;
            n += utf8_put(cp, text + n);
        }
        size_t a = goods_fold((struct str){text, n}, once, sizeof once);
        size_t b = goods_fold((struct str){once, a}, twice, sizeof twice);
        assert_true(a > 0 && once[0] == ' ' && once[a - 1] == ' ');
        assert_true(utf8_is_valid((struct str){once, a}));
        if (a != b || memcmp(once, twice, a) != 0)
            fail_msg("round %d: \"%.*s\" then \"%.*s\"", round, (int)a, once, (int)b, twice);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_case_width_and_marks),
        cmocka_unit_test(turns_everything_else_into_one_space),
        cmocka_unit_test(parts_scripts_and_closes_runs),
        cmocka_unit_test(keeps_the_blanks_of_other_scripts),
        cmocka_unit_test(composes_hangul),
        cmocka_unit_test(cuts_at_the_room_by_whole_characters),
        cmocka_unit_test(folding_twice_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
