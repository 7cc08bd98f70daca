/* Two names, one score: behaviours that a screener relies on. Names are common ones or made up. */
#include "unit.h"

#include "screen/screen.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;

static struct screen_result pair(const char *a, const char *b, enum list_kind kind)
{
    struct screen_result r;
    arena_reset(&arena);
    assert_ok(screen_pair(str_of(a), str_of(b), kind, SCREEN_SEINE, &arena, &r));
    return r;
}

static double score(const char *a, const char *b)
{
    return pair(a, b, LIST_PERSON).score;
}

#define assert_hit(a, b)  assert_true(score(a, b) >= SCREEN_THRESHOLD)
#define assert_miss(a, b) assert_true(score(a, b) < SCREEN_THRESHOLD)

static void bits_sum_to_the_score(void **state)
{
    (void)state;
    static const char *const NAMES[] = {
        "Jon Smith",    "Smith, John Q.",         "Acme Trading Co 2",
        "\u674e\u5fe0", "Ivan Petrovich Sidorov", ""};
    for (size_t i = 0; i < N_OF(NAMES); i++)
        for (size_t k = 0; k < N_OF(NAMES); k++) {
            struct screen_result r = pair(NAMES[i], NAMES[k], LIST_KIND_UNKNOWN);
            assert_true(fabs(evidence_sum(r.evidence, r.n_evidence) - r.bits) < 1e-9);
            assert_true(fabs(bits_to_probability(r.bits) - r.score) < 1e-12);
            for (size_t e = 0; e < r.n_evidence; e++) {
                assert_true(r.evidence[e].text.n > 0);
                assert_true(fabs(evidence_round(r.evidence[e].bits) - r.evidence[e].bits) < 1e-12);
            }
        }
}

static void short_names_need_near_equality(void **state)
{
    (void)state;
    assert_hit("Jon Smith", "John Smith");
    assert_hit("Ann Lee", "Anne Lee");
    assert_miss("Li Wu", "Lu Wu");
}

/* A family name that only one side has is no small matter; a patronymic is. */
static void a_missing_family_name_weighs_more_than_a_patronymic(void **state)
{
    (void)state;
    assert_miss("Ivan Ivanovich", "Petrov Ivan Ivanovich");
    assert_miss("Ivan Ivanovich", "Ivan Ivanovich Petrov");
    assert_hit("Ivan Petrov", "Petrov Ivan Ivanovich");
    assert_hit("Ivan Petrov", "Ivan Ivanovich Petrov");
}

/* Another syllable is another name, and so is one more, one less or two that changed places. */
static void chinese_and_korean_syllables_are_held_one_by_one(void **state)
{
    (void)state;
    assert_hit("\u5f20\u4f1f\u660e", "\u5f20\u4f1f\u660e");
    assert_true(score("\u5f20\u4f1f", "\u5f20\u4f1f\u660e") < 0.1);
    assert_true(score("\u5f20\u4f1f\u660e", "\u5f20\u4f1f") < 0.1);
    assert_true(score("\u5f20\u4f1f", "\u5f20\u660e") < 0.1);
    assert_miss("\u91d1\u6b63\u6069", "\u91d1\u6069\u6b63");
    assert_miss("\uae40\uc815\uc740", "\uae40\uc740\uc815");
}

static void one_slip_is_forgiven_another_name_is_not(void **state)
{
    (void)state;
    assert_hit("Friedrych Lindenberg", "Friedrich Lindenberg");
    assert_hit("FridrichLindenberg", "Friedrich Lindenberg");
    assert_hit("Lindenberg, Friedrich", "Friedrich Lindenberg");
    assert_miss("Lars Friedrich Lindemann", "Friedrich Lindenberg");
    assert_miss("Wolfgang Friedrich Ischinger", "Friedrich Lindenberg");
}

static void a_contradicted_patronymic_is_worse_than_none(void **state)
{
    (void)state;
    double without = score("Sergey Ivanov", "Sergey Petrovich Ivanov");
    double other = score("Sergey Borisovich Ivanov", "Sergey Petrovich Ivanov");
    assert_true(without >= SCREEN_THRESHOLD);
    assert_true(other <= without - 0.15);
    assert_true(other < SCREEN_THRESHOLD);
}

static void son_and_father_are_two_people(void **state)
{
    (void)state;
    assert_hit("Salman bin Khalid", "Salman bin Khalid");
    assert_true(score("Salman bin Khalid", "Khalid bin Salman") <
                score("Salman bin Khalid", "Salman bin Khalid") - 0.1);
}

static double firm(const char *a, const char *b)
{
    return pair(a, b, LIST_COMPANY).score;
}

static void organisation_forms_weigh_little_unless_they_contradict(void **state)
{
    (void)state;
    assert_true(firm("Nordwind Aktiengesellschaft", "Nordwind AG") >= SCREEN_THRESHOLD);
    assert_true(firm("Nordwind", "Nordwind Co., Ltd.") >= SCREEN_THRESHOLD);
    assert_true(firm("OAO Nordwind", "Open Joint Stock Company Nordwind") >= SCREEN_THRESHOLD);
    assert_true(firm("ANO Nordwind Krasoty", "LLC Nordwind Krasoty") <
                firm("OOO Nordwind Krasoty", "LLC Nordwind Krasoty"));
}

static void generic_words_alone_say_nothing(void **state)
{
    (void)state;
    assert_true(firm("Management Company", "Westminster Management Company") < SCREEN_THRESHOLD);
    assert_true(firm("International Trading Co", "General International Trading LLC") <
                SCREEN_THRESHOLD);
}

static void generic_words_are_abbreviated_and_translated(void **state)
{
    (void)state;
    assert_true(firm("GUANGHE MINING & TECH SRVCES LTD",
                     "Guanghe Mining and Technology Services Ltd") >= SCREEN_THRESHOLD);
    assert_true(firm("\u5e73\u58e4\u8d38\u6613\u6709\u9650\u516c\u53f8",
                     "Pingrang Trading Co., Ltd.") >= SCREEN_THRESHOLD);
}

static void words_of_one_trade_are_not_one_word(void **state)
{
    (void)state;
    assert_true(firm("Horizon Aero Services Co.", "Success Aviation Services FZC") <
                SCREEN_THRESHOLD);
    assert_true(firm("Summit Home Products Inc", "Summit Marketing Inc") < SCREEN_THRESHOLD);
}

static void a_listed_name_of_one_word_is_not_every_firm_of_that_word(void **state)
{
    (void)state;
    assert_true(firm("Apex", "APEX Ltd.") >= SCREEN_THRESHOLD);
    assert_true(firm("Zenith Fashion LLC", "ZENIT") < SCREEN_THRESHOLD);
}

static void an_acronym_of_the_rest_says_nothing_new(void **state)
{
    (void)state;
    assert_true(firm("Ocean Maritime Management Co Ltd",
                     "Ocean Maritime Management Company Limited (OMM)") >= SCREEN_THRESHOLD);
}

static void slips_in_a_form_are_forgiven(void **state)
{
    (void)state;
    assert_true(firm("BIMLOGIC LIMITED LIABILITY COPMANY", "BIMLOGIC LIMITED LIABILITY COMPANY") >=
                SCREEN_THRESHOLD);
    assert_true(firm("JOINT STOCK GENBANK", "JOINT STOCK COMPANY GENBANK") >= SCREEN_THRESHOLD);
}

static void scanned_letters_of_one_shape_are_one(void **state)
{
    (void)state;
    assert_hit("Doku Urnarov", "UMAROV, Doku");
    assert_hit("Pavel Chemikov", "Pavel Chernikov");
}

static void short_forms_are_given_names_only(void **state)
{
    (void)state;
    assert_hit("Vitya Vasilyevich Zolotov", "ZOLOTOV, Viktor Vasilyevich");
    assert_miss("James Ashley", "James Lee");
}

static void forefathers_are_left_out_at_will(void **state)
{
    (void)state;
    assert_hit("Osama bin Laden", "Us\u0101ma bin Muhammad ibn Awad ibn L\u0101din");
}

static void a_place_stands_in_its_adjective(void **state)
{
    (void)state;
    assert_true(firm("Murom Instrument-Making Plant",
                     "\u041c\u0443\u0440\u043e\u043c\u0441\u043a\u0438\u0439 "
                     "\u043f\u0440\u0438\u0431\u043e\u0440\u043e\u0441\u0442\u0440\u043e\u0438"
                     "\u0442\u0435\u043b\u044c\u043d\u044b\u0439 "
                     "\u0437\u0430\u0432\u043e\u0434") >= SCREEN_THRESHOLD);
}

static void a_differing_number_speaks_against(void **state)
{
    (void)state;
    double same = firm("Machine Factory No 26 Hamhung", "Machine Factory No 26 Hamhung");
    double other = firm("Machine Factory No 17 Hamhung", "Machine Factory No 26 Hamhung");
    struct screen_result r = pair("Hamhung Plant 17", "Hamhung Plant 26", LIST_COMPANY);
    bool against = false;
    for (size_t i = 0; i < r.n_evidence; i++)
        against = against || r.evidence[i].bits <= -2.5;
    assert_true(other < same);
    assert_true(against);
}

static void scripts_are_crossed(void **state)
{
    (void)state;
    assert_hit("Barack Obama", "\u0411\u0430\u0440\u0430\u043a \u041e\u0431\u0430\u043c\u0430");
    assert_hit("Barack Obama", "\u10d1\u10d0\u10e0\u10d0\u10d9 \u10dd\u10d1\u10d0\u10db\u10d0");
    assert_hit("Mohammed", "\u0645\u062d\u0645\u062f");
    assert_hit("Pol Pot", "\u30dd\u30eb\u30fb\u30dd\u30c8");
    assert_hit("Kim Jong Un", "\uae40\uc815\uc740");
    assert_hit("Xi Jinping", "\u4e60\u8fd1\u5e73");
}

/* One line of dprk_names.tsv; returns how many ways of writing the name it has. */
static size_t check_line(struct str line)
{
    bool columns = true, forms = true;
    struct str kind, listed, form;
    size_t n = 0;
    if (!str_cut(&line, &columns, '\t', &kind) || !str_cut(&line, &columns, '\t', &listed))
        fail_msg("a line of dprk_names.tsv has no columns");
    for (; str_cut(&line, &forms, '|', &form); n++) {
        bool is_known_miss = str_starts(form, STR("~"));
        struct str asked = str_slice(form, is_known_miss, form.n);
        enum list_kind type = str_is(kind, STR("person")) ? LIST_PERSON : LIST_COMPANY;
        struct screen_result r;
        arena_reset(&arena);
        assert_ok(screen_pair(asked, listed, type, SCREEN_SEINE, &arena, &r));
        if ((r.score < SCREEN_THRESHOLD) != is_known_miss)
            fail_msg(STR_FMT ", asked for as " STR_FMT ": %.3f", STR_ARG(listed), STR_ARG(asked),
                     r.score);
    }
    return n;
}

/* Officials and firms of the DPRK as its own papers, Chinese papers and others write them. */
static void koreans_are_found_however_papers_write_them(void **state)
{
    (void)state;
    char path[4096], line[1024];
    size_t n = 0;
    snprintf(path, sizeof path, "%s/tests/screen/dprk_names.tsv", getenv("SEINE_SOURCE"));
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f))
        if (line[0] != '#')
            n += check_line(str_slice(str_of(line), 0, strcspn(line, "\n")));
    fclose(f);
    assert_true(n > 200);
}

/* In characters the family name stands first: that a list has it last is no other order. */
static void a_list_turns_the_names_of_koreans_round(void **state)
{
    (void)state;
    const char *hangul = "김정은", *characters = "金正恩";
    assert_float_equal(score(hangul, "KIM, Jong Un"), score(hangul, "Kim Jong Un"), 1e-6);
    assert_float_equal(score(characters, "KIM, Jong Un"), score(characters, "Kim Jong Un"), 1e-6);
    assert_true(score(hangul, "KIM, Un Jong") < score(hangul, "KIM, Jong Un"));
    assert_true(score("Sechin Igor", "Igor Sechin") < score("Igor Sechin", "Igor Sechin"));
}

/* "Family I. O." is how Russian papers write a name; its letters are no "and" and no "in". */
static void initials_behind_a_name_are_initials(void **state)
{
    (void)state;
    assert_hit("Сечин И.И.", "Igor Ivanovich Sechin");
    assert_hit("Ventimer V. V.", "Vladimir Vladimirovich Ventimer");
    assert_true(score("Сечин И.И.", "Si Chen") < 0.5);
}

/* The other half: another syllable, another family, another order is another person. */
static void koreans_of_other_names_are_not(void **state)
{
    (void)state;
    assert_miss("\u674e\u660e\u535a", "Ri Pyong Chol");
    assert_miss("\u738b\u6b63\u6069", "Kim Jong Un");
    assert_miss("Kim Chol Un", "Kim Jong Un");
    assert_true(score("Kim Un Jong", "Kim Jong Un") < 0.8);
}

static void tricks_do_not_help(void **state)
{
    (void)state;
    assert_hit("\u0420utin Vl\u0430dimir", "Vladimir Putin"); /* look-alikes */
    assert_hit("Vla\u200bdimir Pu\u00adtin", "Vladimir Putin");
    assert_hit("Ig0r Sech1n", "Igor Sechin");
}

static void the_score_never_depends_on_what_came_before(void **state)
{
    (void)state;
    uint64_t seed = 3;
    static const char *const WORDS[] = {"ivan",     "anna",  "trading", "co",  "bin", "42",
                                        "nordwind", "smith", "of",      "ltd", "k",   "\uae40"};
    for (int i = 0; i < 300; i++) {
        char a[128] = "", b[128] = "";
        for (int k = 0; k < 3; k++) {
            strcat(strcat(a, WORDS[random_below(&seed, N_OF(WORDS))]), " ");
            strcat(strcat(b, WORDS[random_below(&seed, N_OF(WORDS))]), " ");
        }
        double x = pair(a, b, LIST_PERSON).bits;
        (void)pair(b, a, LIST_COMPANY);
        double y = pair(a, b, LIST_PERSON).bits;
        assert_true(!(x < y) && !(x > y));
    }
}

static void any_bytes_are_survived(void **state)
{
    (void)state;
    uint64_t seed = 9;
    for (int i = 0; i < 2000; i++) {
        char a[80], b[80];
        size_t n = random_below(&seed, sizeof a), m = random_below(&seed, sizeof b);
        for (size_t k = 0; k < n; k++)
            a[k] = (char)random_next(&seed);
        for (size_t k = 0; k < m; k++)
            b[k] = (char)random_next(&seed);
        struct screen_result r;
        arena_reset(&arena);
        assert_ok(screen_pair((struct str){a, n}, (struct str){b, m},
                              (enum list_kind)random_below(&seed, 5), SCREEN_SEINE, &arena, &r));
        assert_true(r.score >= 0 && r.score <= 1);
    }
}

static void no_memory_is_reported(void **state)
{
    (void)state;
    for (uint64_t at = 1; at < 60; at++) {
        struct arena small;
        struct screen_result r;
        arena_init(&small, LIMIT_ARENA);
        mem_fail_at(at);
        enum seine_status s =
            screen_pair(STR("Ivan Petrov"), STR("\u674e\u5fe0 Trading"), LIST_KIND_UNKNOWN,
                        at % 2 ? SCREEN_OFAC : SCREEN_SEINE, &small, &r);
        mem_fail_at(0);
        assert_true(s == SEINE_OK || s == SEINE_NOMEM);
        arena_release(&small);
    }
}

static void algorithms_have_names(void **state)
{
    (void)state;
    enum screen_algorithm a = SCREEN_SEINE;
    assert_true(screen_algorithm_parse(STR("ofac"), &a));
    assert_int_equal(a, SCREEN_OFAC);
    assert_string_equal(screen_algorithm_name(SCREEN_SEINE), "seine");
    assert_false(screen_algorithm_parse(STR("best"), &a));
}

/* The publisher's method scores from 0 to 1, and has one reason; that is never certain. */
static void the_publishers_score_is_its_one_reason(void **state)
{
    static const struct {
        const char *name;
        double score, bits;
    } all[] = {{"VLADIMR PUTIN", 0.9917, 6.895}, {"Vladimir Putin", 1, 13.288}, {"", 0, -13.288}};
    (void)state;
    for (size_t i = 0; i < N_OF(all); i++) {
        struct screen_result r;
        assert_ok(screen_pair(str_of(all[i].name), STR("PUTIN, Vladimir"), LIST_PERSON, SCREEN_OFAC,
                              &arena, &r));
        assert_true(fabs(r.score - all[i].score) < 0.001);
        assert_true(fabs(r.bits - all[i].bits) < 0.001);
        assert_int_equal(r.n_evidence, 1);
        assert_string_equal(r.evidence[0].kind, "ofac-search");
        assert_true(fabs(r.evidence[0].bits - r.bits) < 1e-12 && r.evidence[0].text.n > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_sum_to_the_score),
        cmocka_unit_test(short_names_need_near_equality),
        cmocka_unit_test(a_missing_family_name_weighs_more_than_a_patronymic),
        cmocka_unit_test(chinese_and_korean_syllables_are_held_one_by_one),
        cmocka_unit_test(one_slip_is_forgiven_another_name_is_not),
        cmocka_unit_test(a_contradicted_patronymic_is_worse_than_none),
        cmocka_unit_test(son_and_father_are_two_people),
        cmocka_unit_test(organisation_forms_weigh_little_unless_they_contradict),
        cmocka_unit_test(generic_words_alone_say_nothing),
        cmocka_unit_test(generic_words_are_abbreviated_and_translated),
        cmocka_unit_test(a_differing_number_speaks_against),
        cmocka_unit_test(scripts_are_crossed),
        cmocka_unit_test(koreans_are_found_however_papers_write_them),
        cmocka_unit_test(koreans_of_other_names_are_not),
        cmocka_unit_test(a_list_turns_the_names_of_koreans_round),
        cmocka_unit_test(initials_behind_a_name_are_initials),
        cmocka_unit_test(tricks_do_not_help),
        cmocka_unit_test(the_score_never_depends_on_what_came_before),
        cmocka_unit_test(words_of_one_trade_are_not_one_word),
        cmocka_unit_test(a_listed_name_of_one_word_is_not_every_firm_of_that_word),
        cmocka_unit_test(an_acronym_of_the_rest_says_nothing_new),
        cmocka_unit_test(slips_in_a_form_are_forgiven),
        cmocka_unit_test(scanned_letters_of_one_shape_are_one),
        cmocka_unit_test(short_forms_are_given_names_only),
        cmocka_unit_test(forefathers_are_left_out_at_will),
        cmocka_unit_test(a_place_stands_in_its_adjective),
        cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(no_memory_is_reported),
        cmocka_unit_test(algorithms_have_names),
        cmocka_unit_test(the_publishers_score_is_its_one_reason),
    };
    arena_init(&arena, LIMIT_ARENA);
    int failed = RUN(tests);
    arena_release(&arena);
    return failed;
}
