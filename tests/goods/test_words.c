#include "goods_fixture.h"

static void vague(void **state)
{
    (void)state;
    static const char *const yes[] = {"",
                                      "PARTS",
                                      "Spare parts",
                                      "SPARE PARTS FOR MACHINERY",
                                      "samples, 3 pcs",
                                      "spare parts B, 100 x 20",
                                      "General cargo",
                                      "as per invoice no. 4711",
                                      "99 x 9 samples",
                                      "\u914d\u4ef6",
                                      "\u7535\u5b50\u96f6\u90e8\u4ef6",
                                      "\uae30\uacc4 \ubd80\ud488",
                                      "\u0417\u0430\u043f\u0447\u0430\u0441\u0442\u0438",
                                      ("\u0437\u0430\u043f\u0430\u0441\u043d\u044b\u0435 "
                                       "\u0447\u0430\u0441\u0442\u0438")};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!goods_is_vague(str_of(yes[i])))
            fail_msg("not vague: %s", yes[i]);
}

static void not_vague(void **state)
{
    (void)state;
    static const char *const no[] = {"gyroscope",
                                     "spare parts of bulldozer",
                                     "parts for pumps",
                                     "\u9640\u87ba\u4eea\u914d\u4ef6",
                                     "\uc790\uc774\ub85c\uc2a4\ucf54\ud504 \ubd80\ud488",
                                     "partsbox",
                                     "SPARE PA"};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (goods_is_vague(str_of(no[i])))
            fail_msg("vague: %s", no[i]);
}

static void kinds(void **state)
{
    (void)state;
    static const struct {
        const char *description, *hs;
        unsigned kinds;
    } cases[] = {
        {"SD CARD 32GB", "", GOODS_MEDIA},
        {"electronic goods", "8523.51", GOODS_MEDIA},
        {"USB flash drive with drawings", "", GOODS_MEDIA | GOODS_DOCUMENTS},
        {"Sample of steel, no commercial value", "", GOODS_SAMPLE | GOODS_NO_VALUE},
        {"SAMPLES (N.C.V.)", "", GOODS_SAMPLE | GOODS_NO_VALUE},
        {"pump parts F.O.C.", "", GOODS_NO_VALUE},
        {"sample", "8523", GOODS_SAMPLE | GOODS_MEDIA},
        {"sample", "4906", GOODS_SAMPLE | GOODS_DOCUMENTS},
        {"resample subsamples presample", "", GOODS_PLAIN},
        {"newssd", "", GOODS_PLAIN},
        {"пробах", "", GOODS_PLAIN},
        {"опытный образец", "", GOODS_PROTOTYPE}, /* not a sample too */
        {"drawing a0", "", GOODS_DOCUMENTS},
        {"drawing a9", "", GOODS_DOCUMENTS},
        {"新样品盒", "", GOODS_SAMPLE},
        {"样", "", GOODS_PLAIN},
        {"samples NCV", "", GOODS_SAMPLE | GOODS_NO_VALUE},
        {"prototype pump", "", GOODS_PROTOTYPE},
        {"\u6837\u54c1 \u65e0\u5546\u4e1a\u4ef7\u503c", "", GOODS_SAMPLE | GOODS_NO_VALUE},
        {"\u6280\u672f\u56fe\u7eb8", "", GOODS_DOCUMENTS},
        {"\uc2dc\uc81c\ud488", "", GOODS_PROTOTYPE},
        {"\u0447\u0435\u0440\u0442\u0435\u0436 \u0434\u0435\u0442\u0430\u043b\u0438", "",
         GOODS_DOCUMENTS},
        {"plans", "4906", GOODS_DOCUMENTS},
        {"sampler valve", "", GOODS_PLAIN},
        {"manual chain hoist", "", GOODS_PLAIN},
        {"MANUAL VALVES 2 PCS", "", GOODS_PLAIN},
        {"document shredder", "", GOODS_PLAIN},
        {"drawing board", "", GOODS_PLAIN},
        {"USER MANUAL", "", GOODS_DOCUMENTS},
        {"manual for a chain hoist", "", GOODS_DOCUMENTS},
        {"DRAWING A4711-3", "", GOODS_DOCUMENTS},
        {"document no. 12 of pump", "", GOODS_DOCUMENTS},
        {"drawing, software", "", GOODS_DOCUMENTS | GOODS_SOFTWARE},
        {"cotton shirts", "6205", GOODS_PLAIN},
        {"licence key software", "", GOODS_SOFTWARE},
        {"SAMPLE PUMP", "", GOODS_PLAIN},
        {"2 sample holders", "", GOODS_PLAIN},
        {"SAMPLE: PUMP", "", GOODS_SAMPLE},
        {"sample - pump", "", GOODS_SAMPLE},
        {"sample, pump", "", GOODS_SAMPLE},
        {"pump (sample)", "", GOODS_SAMPLE},
        {"pump sample", "", GOODS_SAMPLE},
        {"sample of a pump", "", GOODS_SAMPLE},
        {"sample fabric", "", GOODS_SAMPLE},
        {"samples pump", "", GOODS_SAMPLE},
        {"manual, pump", "", GOODS_DOCUMENTS},
        {"manual / pump", "", GOODS_DOCUMENTS},
        {"manual + pump", "", GOODS_DOCUMENTS},
        {"manual; pump", "", GOODS_DOCUMENTS},
        {"manual & pump", "", GOODS_DOCUMENTS},
        {"manual -pump", "", GOODS_PLAIN},
        {"manual- pump", "", GOODS_PLAIN},
        {"mock-up of a pump", "", GOODS_PROTOTYPE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct goods_text text = fixture_item(cases[i].description, cases[i].hs);
        unsigned found = goods_media_or_sample(&text);
        if (found != cases[i].kinds)
            fail_msg("%s: %u, not %u", cases[i].description, found, cases[i].kinds);
        struct goods_text words = fixture_item(cases[i].description, ""),
                          code = fixture_item("", cases[i].hs);
        assert_int_equal(found, goods_media_or_sample(&words) | goods_media_or_sample(&code));
    }
}

static void value_of_one_dollar(void **state)
{
    (void)state;
    struct goods_text text = fixture_item("cotton shirts", "");
    text.value_usd_cents = 0;
    assert_int_equal(goods_media_or_sample(&text), GOODS_NO_VALUE);
    text.value_usd_cents = 100;
    assert_int_equal(goods_media_or_sample(&text), GOODS_NO_VALUE);
    text.value_usd_cents = 101;
    assert_int_equal(goods_media_or_sample(&text), GOODS_PLAIN);
    text.description = STR("sample");
    assert_int_equal(goods_media_or_sample(&text), GOODS_SAMPLE);
    text.value_usd_cents = 0;
    assert_int_equal(goods_media_or_sample(&text), GOODS_SAMPLE | GOODS_NO_VALUE);
}

static void names_of_kinds(void **state)
{
    (void)state;
    for (unsigned i = 0; i < GOODS_N_KINDS; i++)
        assert_true(goods_kind_name((enum goods_kind)(1u << i))[0] != '\0');
    assert_string_equal(goods_kind_name(GOODS_PLAIN), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vague),          cmocka_unit_test(not_vague),
        cmocka_unit_test(kinds),          cmocka_unit_test(value_of_one_dollar),
        cmocka_unit_test(names_of_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
