#include "goods_fixture.h"

#include "goods/strength.h"

#include <math.h>
#include <string.h>

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
    assert_true(strength_cut(0.8, 10, STR(" gyroscope x ")) <= 0);    /* ends with a word */
    assert_true(strength_cut(0.8, 11, STR(" transistors rf ")) <= 0); /* nothing of the last */
    assert_true(strength_cut(0.8, 13, STR(" transistors r10 ")) > 0);
    assert_true(strength_cut_trust(STR("GYROSCOPE SENSO")) >
                strength_cut_trust(STR("GYROSCOPE SENS")));
    assert_true(strength_cut_trust(STR("GYROSCOPE")) <= 0);
}

static void near(double got, double wanted)
{
    if (fabs(got - wanted) > 1e-12)
        fail_msg("%.15g, wanted %.15g", got, wanted);
}

/* Each line of the formula in goods/strength.h, worked by hand. */
static void the_formula_is_the_one_of_the_header(void **state)
{
    static const double by_digits[] = {.03, .06, .10, .14, .22, .25, .30, .32, .36};
    struct str code = STR("9014201234");
    (void)state;
    near(strength_term(STR(" imu "), 1), 0.10);                      /* 0.15 - 0.05, the least */
    near(strength_term(STR(" gyroscope "), 1), 0.40);                /* 9 letters */
    near(strength_term(STR(" laser gyroscope "), 1), 0.77);          /* 14 letters, two words */
    near(strength_term(STR(" laser gyroscope "), 3), 0.77 / 1.5);    /* three components use it */
    near(strength_term(STR("\u9640\u87ba\u4eea"), 1), 0.325);        /* 3 Han count 7.5 */
    near(strength_term(STR(" cold rolled steel sheets "), 1), 0.85); /* the most */
    for (size_t n = 2; n <= 10; n++) {
        near(strength_code(code, str_slice(code, 0, n)), by_digits[n - 2]);
        near(strength_code(str_slice(code, 0, n), code), n < 4 ? 0 : by_digits[n - 2]);
    }
    near(strength_code(STR("847980"), STR("847980")), 0.22 * 0.6);
    near(strength_code(STR("847989"), STR("847989")), 0.22 * 0.6);
    near(strength_code(STR("847990"), STR("847990")), 0.22 * 0.6);
    near(strength_code(STR("84799910"), STR("84799910")), 0.30 * 0.6);
    near(strength_code(STR("847981"), STR("847981")), 0.22);
    near(strength_code(STR("84799"), STR("84799")), 0.14); /* no subheading yet */
    near(strength_code(STR("84799"), STR("847990")), 0.14);
    near(strength_code_shared(0.3, 1), 0.3);
    near(strength_code_shared(0.3, 3), 0.3 / 1.3);
    near(strength_model(0.5), 0.45);
    near(strength_cut(0.8, 12, STR(" gyroscope sensor ")), 0.8 * (12.0 / 17) * (12.0 / 17));
    near(strength_cut(0.8, 11, STR(" gyroscope sensor ")), 0); /* less than two thirds */
    near(combine(0.4, 0.2, true, false), 1 - 0.55 * 0.6 * 0.8);
    near(combine(0.4, 0, false, false), 0.4);
    near(combine(0.4, 0, true, false), 0.32);
    near(combine(0, 0.2, true, true), 0.2);
    near(combine(0, 0.2, true, false), 0.1);
    struct strength_found found = {.term = 0.4, .is_heading = true};
    struct strength_item item = {.has_code = true, .net_g = -1};
    near(strength_combine(&any, &found, &item), 1 - 0.9 * 0.6);
    found.is_negative = true;
    near(strength_combine(&any, &found, &item), 0.25 * (1 - 0.9 * 0.6));
}

/* 1 to 4 kg are usual; half the least and twice the greatest cost nothing. */
static void mass_counts_by_doublings_beyond_the_usual(void **state)
{
    static const struct {
        int64_t net_g;
        double quantity, doublings;
    } cases[] = {{500, 0, 0},    {8000, 0, 0},         {250, 0, 1},     {125, 0, 2},
                 {16000, 0, 1},  {64000, 0, 3},        {64000, 8, 0},   {64000, 4, 1},
                 {64000, 1, 3},  {64000, 100000, 3},   {4000, 100, 0},  {1, 0, 100},
                 {0, 0, 0},      {1000000000, 0, 100}, {64000, 1e9, 3}, {64000, 0.5, 3},
                 {64000, -1, 3}, {64000, 1e300, 3},    {12000, 10, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct strength_found found = {.term = 0.4};
        struct strength_item item = {.net_g = cases[i].net_g, .quantity = cases[i].quantity};
        double factor = pow(0.85, cases[i].doublings);
        near(strength_combine(&any, &found, &item), 0.4 * (factor < 0.3 ? 0.3 : factor));
    }
}

/* Widths at which systems cut: multiples of five up to 100, and powers of two. */
static void a_text_may_be_cut_at_a_width_of_fields(void **state)
{
    char text[300], all[LIMIT_GOODS_TEXT + 1];
    (void)state;
    memset(text, 'x', sizeof text);
    for (size_t n = 0; n < sizeof text; n++) {
        bool usual = (n <= 100 && n % 5 == 0) || n == 64 || n == 128 || n == 255 || n == 256;
        near(strength_cut_trust((struct str){text, n}), n < 14 ? 0 : usual ? 1 : 0.5);
    }
    memset(all, 'x', sizeof all);
    near(strength_cut_trust((struct str){all, LIMIT_GOODS_TEXT}), 0.5);
    near(strength_cut_trust((struct str){all, LIMIT_GOODS_TEXT + 1}), 0); /* the end is not read */
    near(strength_cut_trust(STR("датчик тока")), 0);         /* 11 characters, 21 bytes */
    near(strength_cut_trust(STR("датчик давления")), 1);     /* 15 characters, 29 bytes */
    near(strength_cut_trust(STR("датчик движения 1")), 0.5); /* 17 and 31 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(longer_rarer_and_more_words_are_stronger),
        cmocka_unit_test(longer_codes_are_stronger),
        cmocka_unit_test(agreement_strengthens_and_disagreement_does_not_exclude),
        cmocka_unit_test(negative_terms_and_mass_weaken),
        cmocka_unit_test(a_cut_term_counts_by_its_share),
        cmocka_unit_test(the_formula_is_the_one_of_the_header),
        cmocka_unit_test(mass_counts_by_doublings_beyond_the_usual),
        cmocka_unit_test(a_text_may_be_cut_at_a_width_of_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
