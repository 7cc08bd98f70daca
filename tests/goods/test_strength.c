#include "goods_fixture.h"

#include "goods/strength.h"

static const struct goods_component any = {.min_g = 1000, .max_g = 4000};

static double combine(double term, double code, bool has_code, bool is_vague)
{
    struct strength_found found = {.term = term, .code = code};
    struct strength_item item = {.has_code = has_code, .is_vague = is_vague, .net_g = -1};
    return strength_combine(&any, &found, &item);
}

static void longer_rarer_and_more_words_are_stronger(void **state)
{
    (void)state;
    assert_true(strength_term(STR(" imu "), 1) < strength_term(STR(" gyroscope "), 1));
    assert_true(strength_term(STR(" gyroscope "), 1) < strength_term(STR(" laser gyroscope "), 1));
    assert_true(strength_term(STR(" gyroscope "), 2) < strength_term(STR(" gyroscope "), 1));
    assert_true(strength_term(STR("\u80bc"), 1) < strength_term(STR("\u9640\u87ba\u4eea"), 1));
    assert_true(strength_term(STR(" a very long term of many many words indeed "), 1) <= 0.85);
}

static void longer_codes_are_stronger(void **state)
{
    (void)state;
    struct str item = STR("9014200010");
    static const char *const prefixes[] = {"90",     "901",      "9014",      "90142",
                                           "901420", "90142000", "9014200010"};
    double last = 0;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        double w = strength_code(item, str_of(prefixes[i]));
        assert_true(w > last);
        last = w;
    }
    assert_true(strength_code(item, STR("901480")) <= 0);
    assert_true(strength_code(STR("9014"), STR("901420")) > 0);
    assert_true(strength_code(STR("901"), STR("901420")) <= 0);
    assert_true(strength_code(STR("847989"), STR("847989")) <
                strength_code(STR("901420"), STR("901420")));
    assert_true(strength_code_shared(0.2, 3) < strength_code_shared(0.2, 1));
}

static void agreement_strengthens_and_disagreement_does_not_exclude(void **state)
{
    (void)state;
    double alone = combine(0.4, 0, false, false);
    double both = combine(0.4, 0.2, true, false);
    double against = combine(0.4, 0, true, false);
    assert_true(both > alone);
    assert_true(both > 1 - (1 - 0.4) * (1 - 0.2));
    assert_true(against < alone && against > 0.25);
    assert_true(combine(0, 0.2, true, true) > combine(0, 0.2, true, false));
}

static void negative_terms_and_mass_weaken(void **state)
{
    (void)state;
    struct strength_found found = {.term = 0.4};
    struct strength_item item = {.net_g = 2000};
    double plain = strength_combine(&any, &found, &item);
    double last = plain;
    for (int64_t g = 8001; g < 1000000000; g *= 4) {
        item.net_g = g;
        double s = strength_combine(&any, &found, &item);
        assert_true(s <= last && s >= 0.3 * plain - 1e-12);
        last = s;
    }
    item = (struct strength_item){.net_g = 2000000, .quantity = 1000};
    assert_true(strength_combine(&any, &found, &item) >= plain);
    found.is_negative = true;
    assert_true(strength_combine(&any, &found, &item) < plain / 2);
}

static void a_cut_term_counts_by_its_share(void **state)
{
    (void)state;
    struct str p = STR(" gyroscope sensor ");
    assert_true(strength_cut(0.8, 16, p) > strength_cut(0.8, 13, p));
    assert_true(strength_cut(0.8, 17, p) <= 0); /* whole */
    assert_true(strength_cut(0.8, 7, p) <= 0);  /* too little */
    assert_true(strength_cut(0.8, 10, STR(" machining mandrel ")) <= 0);
    assert_true(strength_cut(0.8, 10, STR(" gyroscope x ")) <= 0); /* ends with a word */
    assert_true(strength_cut_trust(STR("GYROSCOPE SENSO")) >
                strength_cut_trust(STR("GYROSCOPE SENS")));
    assert_true(strength_cut_trust(STR("GYROSCOPE")) <= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(longer_rarer_and_more_words_are_stronger),
        cmocka_unit_test(longer_codes_are_stronger),
        cmocka_unit_test(agreement_strengthens_and_disagreement_does_not_exclude),
        cmocka_unit_test(negative_terms_and_mass_weaken),
        cmocka_unit_test(a_cut_term_counts_by_its_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
