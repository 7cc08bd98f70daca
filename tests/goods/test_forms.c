#include "goods_fixture.h"

#include "goods/room.h"

static void expect(const char *pattern, const char *plural)
{
    struct arena arena;
    struct str forms[GOODS_FORMS];
    bool ok = true;
    arena_init(&arena, MIB);
    size_t n = goods_forms(str_of(pattern), forms, &arena, &ok);
    assert_true(ok);
    assert_true(plural ? n >= 1 : n == 0);
    if (plural && !str_is(forms[0], str_of(plural)))
        fail_msg("%s: \"%.*s\", not \"%s\"", pattern, STR_ARG(forms[0]), plural);
    arena_release(&arena);
}

static void english(void **state)
{
    (void)state;
    expect(" gyroscope ", " gyroscopes ");
    expect(" battery ", " batteries ");
    expect(" canned tomato ", " canned tomatoes ");
    expect(" gyro ", " gyros ");
    expect(" assay ", " assays ");
    expect(" ball screw ", " ball screws ");
    expect(" switch ", " switches ");
    expect(" glass ", " glasses ");
    expect(" camera ", " cameras ");
}

static void russian(void **state)
{
    (void)state;
    expect(" \u0433\u0438\u0440\u043e\u0441\u043a\u043e\u043f ",
           " \u0433\u0438\u0440\u043e\u0441\u043a\u043e\u043f\u044b ");
    expect(" \u0434\u0430\u0442\u0447\u0438\u043a "
           "\u0434\u0430\u0432\u043b\u0435\u043d\u0438\u044f ",
           " \u0434\u0430\u0442\u0447\u0438\u043a\u0438 "
           "\u0434\u0430\u0432\u043b\u0435\u043d\u0438\u044f ");
    expect(" \u0432\u0430\u043a\u0443\u0443\u043c\u043d\u044b\u0438 "
           "\u043d\u0430\u0441\u043e\u0441 ",
           " \u0432\u0430\u043a\u0443\u0443\u043c\u043d\u044b\u0435 "
           "\u043d\u0430\u0441\u043e\u0441\u044b ");
    expect(" \u043c\u0435\u0448\u0430\u043b\u043a\u0430 ",
           " \u043c\u0435\u0448\u0430\u043b\u043a\u0438 ");
    expect(" \u0440\u043b\u0441 ", " \u0440\u043b\u0441\u044b ");
}

/* One word of each declension: neuter in -ie, feminine in -ia, a soft sign and -a after hard and
 * soft consonants, an adjective before its noun (the soft one, one whose stem is soft), a genitive
 * behind it, and a word that has no plural. */
static void russian_by_declension(void **state)
{
    (void)state;
    expect(" \u043f\u043e\u043a\u0440\u044b\u0442\u0438\u0435 ",
           " \u043f\u043e\u043a\u0440\u044b\u0442\u0438\u044f ");
    expect(" \u0441\u0442\u0430\u043d\u0446\u0438\u044f ",
           " \u0441\u0442\u0430\u043d\u0446\u0438\u0438 ");
    expect(" \u043f\u0435\u0447\u044c ", " \u043f\u0435\u0447\u0438 ");
    expect(" \u0442\u0440\u0443\u0431\u0430 ", " \u0442\u0440\u0443\u0431\u044b ");
    expect(" \u0441\u0435\u0442\u043a\u0430 ", " \u0441\u0435\u0442\u043a\u0438 ");
    expect(" \u0441\u0438\u043d\u0438\u0438 \u0434\u0430\u0442\u0447\u0438\u043a ",
           " \u0441\u0438\u043d\u0438\u0435 \u0434\u0430\u0442\u0447\u0438\u043a\u0438 ");
    expect(" \u0441\u0442\u0430\u043b\u044c\u043d\u0430\u044f \u0442\u0440\u0443\u0431\u0430 ",
           " \u0441\u0442\u0430\u043b\u044c\u043d\u044b\u0435 \u0442\u0440\u0443\u0431\u044b ");
    expect(" \u043b\u0435\u0433\u043a\u0430\u044f \u0441\u0435\u0442\u043a\u0430 ",
           " \u043b\u0435\u0433\u043a\u0438\u0435 \u0441\u0435\u0442\u043a\u0438 ");
    expect(
        " \u043c\u0435\u043c\u0431\u0440\u0430\u043d\u0430 \u043d\u0430\u0441\u043e\u0441\u0430 ",
        " \u043c\u0435\u043c\u0431\u0440\u0430\u043d\u044b \u043d\u0430\u0441\u043e\u0441\u0430 ");
    expect(" \u0440\u0435\u043b\u0435 ", " \u0440\u0435\u043b\u0435 ");
    expect(" \u0434\u0440\u043e\u0441\u0441 ", " \u0434\u0440\u043e\u0441\u0441\u044b ");
    expect(" \u043c\u0443\u0444\u0442\u0430 ", " \u043c\u0443\u0444\u0442\u044b ");
    expect(" \u0441\u0442\u0430\u043b\u044c ", " \u0441\u0442\u0430\u043b\u0438 ");
    expect(" \u043c\u044f\u0447 ", " \u043c\u044f\u0447\u0438 ");
}

static void inverts_two_words(void **state)
{
    (void)state;
    struct arena arena;
    struct str forms[GOODS_FORMS];
    bool ok = true;
    arena_init(&arena, MIB);
    assert_int_equal(goods_forms(STR(" vacuum pump "), forms, &arena, &ok), 3);
    assert_true(str_is(forms[1], STR(" pump vacuum ")));
    assert_true(str_is(forms[2], STR(" pumps vacuum ")));
    assert_int_equal(goods_forms(STR(" rf power amplifier "), forms, &arena, &ok), 1);
    assert_true(ok);
    arena_release(&arena);
}

static void none_for_other_scripts(void **state)
{
    (void)state;
    expect("\u9640\u87ba\u4eea", NULL);
    expect(" 7075 ", NULL);
    expect(" x ", NULL);
    expect(" cam2 ", NULL);
    expect(" \u03b3\u03b1\u03bd\u03c4\u03b9 ", NULL);
    expect(" led \u043b\u0430\u043c\u043f\u0430 ", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english),
        cmocka_unit_test(russian),
        cmocka_unit_test(russian_by_declension),
        cmocka_unit_test(inverts_two_words),
        cmocka_unit_test(none_for_other_scripts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
