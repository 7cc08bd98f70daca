#include "goods_fixture.h"

#include "goods/room.h"

static struct goods_catalogue *bundled;
static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 64 * MIB);
    bundled = fixture_bundled();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    goods_catalogue_free(bundled);
    arena_release(&arena);
    return 0;
}

static const struct goods_match *find(const struct goods_text *text, const char *kit,
                                      const char *component)
{
    struct goods_match *found = NULL;
    size_t n = 0;
    uint32_t want =
        goods_component_find(bundled, goods_kit_find(bundled, str_of(kit)), str_of(component));
    assert_int_not_equal(want, MAP_NONE);
    assert_int_equal(goods_classify(bundled, text, &arena, &found, &n), SEINE_OK);
    for (size_t i = 0; i < n; i++)
        if (found[i].component == want)
            return &found[i];
    return NULL;
}

static float strength(const char *description, const char *hs, const char *kit,
                      const char *component)
{
    struct goods_text text = fixture_item(description, hs);
    const struct goods_match *m = find(&text, kit, component);
    return m ? m->strength : 0;
}

static void finds_in_four_languages(void **state)
{
    (void)state;
    static const char *const names[] = {
        "Fiber Optic GYRO 3 axis", "\u5149\u7ea4\u9640\u87ba\u7ec4\u4ef6",
        "\uad11\uc12c\uc720 \uc790\uc774\ub85c",
        "\u0412\u043e\u043b\u043e\u043a\u043e\u043d\u043d\u043e-"
        "\u043e\u043f\u0442\u0438\u0447\u0435\u0441\u043a\u0438\u0439 "
        "\u0433\u0438\u0440\u043e\u0441\u043a\u043e\u043f"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strength(names[i], "", "bm-guidance", "gyroscope") < 0.4F)
            fail_msg("not found: %s", names[i]);
}

static void finds_plurals_and_whole_words_only(void **state)
{
    (void)state;
    assert_true(strength("20 accelerometers", "", "bm-guidance", "accelerometer") > 0.3F);
    assert_true(strength("\u0433\u0438\u0440\u043e\u0441\u043a\u043e\u043f\u044b", "",
                         "bm-guidance", "gyroscope") > 0.3F);
    assert_true(strength("gyroscopically stabilised hat", "", "bm-guidance", "gyroscope") <= 0);
}

static void finds_what_was_cut_off(void **state)
{
    (void)state;
    assert_true(strength("GYROSCOPE SENSO", "", "uav", "inertial-unit") > 0.3F);
    assert_true(strength("PRESSURE TRANSD", "", "gas-centrifuge", "pressure-transducer") > 0.3F);
    assert_true(strength("turbomolecu", "", "gas-centrifuge", "vacuum-pump") <= 0);
}

/* "transistors, rf" may be how a parts list has it, but nothing says that rf was cut off here. */
static void a_word_that_others_may_follow_is_not_cut_off(void **state)
{
    (void)state;
    assert_true(strength("TRANSISTORS, RF", "", "military-radio", "rf-transistor") > 0.3F);
    assert_true(strength("MOSFET TRANSISTOR", "", "military-radio", "rf-transistor") <= 0);
    assert_true(strength("1 LOT GNSS ANTENNA", "", "military-radio", "antenna") <= 0);
}

static void code_and_words_together(void **state)
{
    (void)state;
    struct goods_text text = fixture_item("gyroscope", "9014.20");
    const struct goods_match *m = find(&text, "bm-guidance", "gyroscope");
    assert_non_null(m);
    assert_false(m->is_model);
    assert_true(str_is(m->hs, STR("901420")));
    assert_true(str_is(m->term, STR("gyroscope")));
    float both = m->strength;
    text.hs = STR_EMPTY;
    m = find(&text, "bm-guidance", "gyroscope");
    assert_non_null(m);
    assert_true(str_is(m->term, STR("gyroscope")) && m->hs.n == 0);
    assert_true(m->strength < both);
    float alone = m->strength;
    text.hs = STR("620520");
    m = find(&text, "bm-guidance", "gyroscope");
    assert_non_null(m);
    assert_true(m->strength < alone);
    text.hs = STR("90I420");
    m = find(&text, "bm-guidance", "gyroscope");
    assert_non_null(m);
    assert_true(m->strength >= alone);
}

static void code_alone(void **state)
{
    (void)state;
    struct goods_text text = fixture_item("spare parts", "90142000");
    const struct goods_match *m = find(&text, "bm-guidance", "gyroscope");
    assert_non_null(m);
    assert_true(str_is(m->hs, STR("901420")));
    assert_int_equal(m->term.n, 0);
}

static void model_and_brand(void **state)
{
    (void)state;
    struct goods_text text = fixture_item("instrument", "");
    text.model = STR("BARATRON 627");
    const struct goods_match *m = find(&text, "gas-centrifuge", "pressure-transducer");
    assert_non_null(m);
    assert_true(m->is_model && m->term.n > 0 && m->hs.n == 0);
}

static void innocent_words_weaken(void **state)
{
    (void)state;
    assert_true(strength("vacuum pump", "", "gas-centrifuge", "vacuum-pump") >
                2 * strength("vacuum pump food sealer", "", "gas-centrifuge", "vacuum-pump"));
}

static void mass_weakens(void **state)
{
    (void)state;
    struct goods_text text = fixture_item("gyroscope", "");
    text.net_g = 2000;
    float likely = find(&text, "bm-guidance", "gyroscope")->strength;
    text.net_g = 20000000;
    assert_true(find(&text, "bm-guidance", "gyroscope")->strength < likely);
}

/* Two components have the term and the prefix, one of them in two forms and under two prefixes; for
 * the third the word is innocent. */
static void what_components_share_says_less(void **state)
{
    static const char json[] =
        "[{\"id\":\"k\",\"components\":["
        "{\"id\":\"a\",\"terms\":[\"gyroscope\",\"gyroscopes\"],\"hs\":[\"901420\",\"90\"]},"
        "{\"id\":\"b\",\"terms\":[\"gyroscope\"],\"hs\":[\"901420\"]},"
        "{\"id\":\"c\",\"terms\":[\"compass\"],\"negative_terms\":[\"gyroscope\"],\"hs\":["
        "\"901410\",\"901430\"]"
        "}]}]";
    struct goods_catalogue *c = fixture_read(json);
    const struct {
        const char *description, *hs;
        double strength;
    } cases[] = {
        {"gyroscope", "", 0.40 / 1.25},
        {"gyroscopes", "", 0.45 / 1.25},
        {"parts", "901420", 0.22 / 1.15},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct goods_text text = fixture_item(cases[i].description, cases[i].hs);
        struct goods_match *m = NULL;
        size_t n = 0;
        assert_int_equal(goods_classify(c, &text, &arena, &m, &n), SEINE_OK);
        assert_true(n >= 2 && m[0].component == 0 && m[1].component == 1);
        assert_float_equal(m[0].strength, cases[i].strength, 1e-6);
        assert_float_equal(m[1].strength, cases[i].strength, 1e-6);
    }
    struct goods_text text = fixture_item("parts", "9014");
    struct goods_match *m = NULL;
    size_t n = 0;
    assert_int_equal(goods_classify(c, &text, &arena, &m, &n), SEINE_OK);
    assert_true(n == 3 && m[0].component == 2);  /* its prefixes are its own */
    assert_true(str_is(m[0].hs, STR("901410"))); /* of two as good the first */
    goods_catalogue_free(c);
}

static void finds_russian_cases_and_parts_list_order(void **state)
{
    static const char *const texts[] = {"5 вакуумных насосов", "Насос вакуумный",
                                        "партия насосов вакуумных", "pumps, vacuum"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strength(texts[i], "", "gas-centrifuge", "vacuum-pump") < 0.5F)
            fail_msg("not found: %s", texts[i]);
}

static void strongest_first_and_each_once(void **state)
{
    (void)state;
    struct goods_text text = fixture_item("gyroscope, vacuum pump, transceiver", "901420");
    struct goods_match *found = NULL;
    size_t n = 0;
    assert_int_equal(goods_classify(bundled, &text, &arena, &found, &n), SEINE_OK);
    assert_true(n > 3);
    for (size_t i = 1; i < n; i++) {
        assert_true(found[i - 1].strength >= found[i].strength);
        assert_true(found[i].strength <= 1 && found[i].strength > 0);
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(found[i].component, found[k].component);
    }
}

static void nothing_for_nothing(void **state)
{
    (void)state;
    struct goods_text text = fixture_item("", "");
    struct goods_match *found = NULL;
    size_t n = 1;
    assert_int_equal(goods_classify(bundled, &text, &arena, &found, &n), SEINE_OK);
    assert_int_equal(n, 0);
}

/* Every term of every component must find its component, alone and in capitals. */
static void every_term_finds_its_component(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < goods_n_components(bundled); i++) {
        const struct goods_component *part = goods_component(bundled, i);
        for (size_t k = 0; k < part->n_terms; k++) {
            struct goods_text text = fixture_item("", "");
            struct goods_match *found = NULL;
            size_t n = 0;
            bool has = false;
            text.description = part->terms[k];
            assert_int_equal(goods_classify(bundled, &text, &arena, &found, &n), SEINE_OK);
            for (size_t j = 0; j < n; j++)
                has = has || found[j].component == i;
            if (!has)
                fail_msg("%.*s does not find %.*s", STR_ARG(part->terms[k]), STR_ARG(part->id));
            arena_reset(&arena);
        }
    }
}

static struct str random_piece(uint64_t *seed)
{
    static const char *const words[] = {"spare parts",
                                        "for",
                                        "toy",
                                        "machine",
                                        "SAMPLE",
                                        "\u914d",
                                        "\u0434\u043b\u044f",
                                        "\ubd80\ud488",
                                        "-",
                                        "4711",
                                        "\xff\xfe",
                                        "\uff30\uff35\uff2d\uff30"};
    uint64_t r = fixture_random(seed);
    if (r % 4 == 0)
        return str_of(words[(r >> 8) % (sizeof words / sizeof *words)]);
    const struct goods_component *part =
        goods_component(bundled, (r >> 8) % goods_n_components(bundled));
    struct str s;
    if (r % 16 == 1 && part->n_negative_terms)
        s = part->negative_terms[(r >> 24) % part->n_negative_terms];
    else
        s = part->terms[(r >> 24) % part->n_terms];
    if (r % 8 == 2)
        s = str_slice(s, 0, 1 + (r >> 40) % s.n);
    return s;
}

static void random_item(uint64_t *seed, struct buf *out, char hs[16], struct goods_text *ret)
{
    size_t pieces = fixture_random(seed) % 5;
    buf_reset(out);
    for (size_t i = 0; i < pieces; i++) {
        buf_add(out, random_piece(seed));
        if (fixture_random(seed) % 6)
            buf_add_c(out, ' ');
    }
    struct str whole = buf_str(out);
    if (fixture_random(seed) % 3 == 0 && whole.n > 15)
        whole = str_slice(whole, 0, 15);
    const struct goods_component *part =
        goods_component(bundled, fixture_random(seed) % goods_n_components(bundled));
    struct str code = part->hs[fixture_random(seed) % part->n_hs];
    snprintf(hs, 16, "%.*s%s", (int)(2 + fixture_random(seed) % 5), code.p,
             fixture_random(seed) % 2 ? "00" : "");
    *ret = fixture_item("", fixture_random(seed) % 3 ? hs : "");
    ret->description = whole;
    if (fixture_random(seed) % 4 == 0)
        ret->model = random_piece(seed);
    ret->net_g = (int64_t)(fixture_random(seed) % 1000000) - 1;
    ret->quantity = (double)(fixture_random(seed) % 100);
}

static void equals_the_plain_classifier(void **state)
{
    (void)state;
    uint64_t seed = 777;
    size_t matches = 0;
    struct buf text;
    buf_init(&text, MIB);
    print_message("# seed %llu\n", (unsigned long long)seed);
    for (int round = 0; round < 3000; round++) {
        struct goods_text item;
        struct goods_match *fast = NULL, *slow = NULL;
        size_t n_fast = 0, n_slow = 0;
        char hs[16];
        random_item(&seed, &text, hs, &item);
        assert_int_equal(goods_classify(bundled, &item, &arena, &fast, &n_fast), SEINE_OK);
        assert_int_equal(goods_classify_plain(bundled, &item, &arena, &slow, &n_slow), SEINE_OK);
        if (n_fast != n_slow)
            fail_msg("round %d: %zu and %zu matches for \"%.*s\"", round, n_fast, n_slow,
                     STR_ARG(item.description));
        for (size_t i = 0; i < n_fast; i++) {
            assert_int_equal(fast[i].component, slow[i].component);
            assert_memory_equal(&fast[i].strength, &slow[i].strength, sizeof(float));
            assert_int_equal(fast[i].is_model, slow[i].is_model);
            assert_true(str_is(fast[i].term, slow[i].term) && str_is(fast[i].hs, slow[i].hs));
        }
        matches += n_fast;
        arena_reset(&arena);
    }
    assert_true(matches > 3000);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_in_four_languages),
        cmocka_unit_test(finds_plurals_and_whole_words_only),
        cmocka_unit_test(finds_what_was_cut_off),
        cmocka_unit_test(a_word_that_others_may_follow_is_not_cut_off),
        cmocka_unit_test(code_and_words_together),
        cmocka_unit_test(code_alone),
        cmocka_unit_test(model_and_brand),
        cmocka_unit_test(innocent_words_weaken),
        cmocka_unit_test(mass_weakens),
        cmocka_unit_test(what_components_share_says_less),
        cmocka_unit_test(finds_russian_cases_and_parts_list_order),
        cmocka_unit_test(strongest_first_and_each_once),
        cmocka_unit_test(nothing_for_nothing),
        cmocka_unit_test(every_term_finds_its_component),
        cmocka_unit_test(equals_the_plain_classifier),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
