/* Names to tagged tokens. */
#include "unit.h"

#include "text/text.h"

#include <string.h>

static struct arena arena;

static struct text_name parse(const char *name, enum text_kind kind)
{
    struct text_name n;
    arena_reset(&arena);
    assert_ok(text_name_parse(str_of(name), kind, &arena, &n));
    return n;
}

static void a_comma_puts_the_family_name_last(void **state)
{
    (void)state;
    struct text_name n = parse("NURISTANI, Abdul Aziz", TEXT_PERSON);
    assert_int_equal(n.n, 3);
    assert_true(n.had_comma);
    assert_str(n.tokens[2].readings[0], "nuristani");
    assert_int_equal(n.tokens[2].tag, TEXT_FAMILY);
    n = parse("BlackRock, Inc", TEXT_ANY);
    assert_false(n.had_comma);
    assert_str(n.tokens[0].readings[0], "blackrock");
    assert_int_equal(n.tokens[1].tag, TEXT_FORM);
}

/* Russian papers put the family name first, and the patronymic last, without a comma. */
static void a_patronymic_at_the_end_leaves_the_family_name_first(void **state)
{
    static const struct {
        const char *name, *family;
    } all[] = {{"Petrov Ivan Ivanovich", "petrov"},
               {"ABRAMCHENKO VIKTORIA VALERIEVNA", "abramchenko"},
               {"\u041f\u0435\u0442\u0440\u043e\u0432 \u0418\u0432\u0430\u043d "
                "\u0418\u0432\u0430\u043d\u043e\u0432\u0438\u0447",
                "petrov"},
               {"Ivan Ivanovich Petrov", "petrov"},
               {"Ivan Petrov", "petrov"},
               {"Petrov Sidorov Ivan Ivanovich", "ivan"}, /* which of three nobody can tell */
               {"Ivanovich Ivan Petrov", "petrov"}};
    (void)state;
    for (size_t i = 0; i < N_OF(all); i++) {
        struct text_name n = parse(all[i].name, TEXT_PERSON);
        size_t families = 0;
        for (size_t k = 0; k < n.n; k++)
            if (n.tokens[k].tag == TEXT_FAMILY) {
                assert_true(str_is(n.tokens[k].readings[0], str_of(all[i].family)));
                families++;
            }
        assert_int_equal(families, 1);
    }
}

static void forms_of_all_languages_are_forms(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int form_class;
    } CASES[] = {
        {"Volkswagen Gesellschaft mit beschr\u00e4nkter Haftung", TEXT_FORM_LIMITED},
        {"OOO \u201c\u0410\u042f\u0421\u201d", TEXT_FORM_LIMITED},
        {"Gazprom Joint Stock Company", TEXT_FORM_SHARES},
        {"Siemens Aktiengesellschaft", TEXT_FORM_SHARES},
        {"Bowne Global Solutions B.V.", TEXT_FORM_LIMITED},
        {"Bain Capital Fund X L.P.", TEXT_FORM_PARTNERS},
        {"\u5e73\u58e4\u8d38\u6613\u6709\u9650\u516c\u53f8", TEXT_FORM_LIMITED},
        {"\uc8fc\uc2dd\ud68c\uc0ac \uc870\uc120", TEXT_FORM_SHARES},
    };
    for (size_t i = 0; i < N_OF(CASES); i++) {
        struct text_name n = parse(CASES[i].name, TEXT_ORGANISATION);
        int found = -1;
        for (size_t k = 0; k < n.n; k++)
            if (n.tokens[k].tag == TEXT_FORM)
                found = n.tokens[k].form_class;
        if (found != CASES[i].form_class)
            print_error("%s\n", CASES[i].name);
        assert_int_equal(found, CASES[i].form_class);
    }
}

static void words_of_one_meaning_share_a_concept(void **state)
{
    (void)state;
    uint16_t concept = parse("Acme Trading", TEXT_ORGANISATION).tokens[1].concept;
    assert_true(concept != TEXT_NO_CONCEPT);
    struct text_name n = parse("\u5e73\u58e4\u8d38\u6613\u516c\u53f8", TEXT_ORGANISATION);
    assert_int_equal(n.n, 3);
    assert_int_equal(n.tokens[1].concept, concept);
}

/* Characters of no meaning are cut in twos, the last of an odd number is of three; numbers count.
 */
static void firms_in_characters_are_cut_where_words_are(void **state)
{
    static const struct {
        const char *name, *words;
    } cases[] = {
        {"\u4e39\u4e1c\u9e3f\u7965\u5b9e\u4e1a", "dandong hongxiang shiye"},
        {"\u5bcc\u9633\u79d1\u62d3\u673a\u68b0", "fuyang keta jixie"},
        {"\u9e3f\u7965\u745e\u8d38\u6613", "hongxiangrui maoyi"},
        {"\u7b2c\u4e94\u5341\u56db\u7814\u7a76\u6240", "54 yanjiusuo"},
        {"\u516d\u4e8c\u4e94\u7814\u7a76\u6240", "625 yanjiusuo"},
        {"\u7b2c\u5341\u5de5\u5382", "10 gongchang"},
        {"\u7b2c\u4e00\u767e\u96f6\u4e03\u5de5\u5382", "107 gongchang"},
        {"\u4e09\u4e00\u8d38\u6613", "sanyi maoyi"}, /* a brand of digits */
    };
    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct text_name n = parse(cases[i].name, TEXT_ORGANISATION);
        struct buf words;
        buf_init(&words, LIMIT_NAME);
        for (size_t k = 0; k < n.n; k++) {
            const struct text_token *t = &n.tokens[k];
            buf_add_z(&words, k ? " " : "");
            if (t->tag == TEXT_NUMBER)
                buf_add_f(&words, "%u", t->number);
            else
                buf_add(&words, t->readings[0]);
        }
        if (!str_is(buf_str(&words), str_of(cases[i].words)))
            fail_msg("%s is cut into \"" STR_FMT "\"", cases[i].name, STR_ARG(buf_str(&words)));
        buf_release(&words);
    }
}

/* However long a text without spaces is, its words are those that its pieces have: no word is cut
 * where the parser takes breath, wherever that falls. */
static void a_long_text_without_spaces_has_all_its_words(void **state)
{
    static const char *const words[] = {"\u5de5\u4e1a", "\u8bbe\u5907", "\u8fdb\u51fa\u53e3",
                                        "\u56fd\u9645", "\u8d38\u6613", "\u4e2d\u56fd",
                                        "\u4e0a\u6d77"};
    static const char company[] = "\u6709\u9650\u516c\u53f8"; /* you xian gong si */
    (void)state;
    for (size_t lead = 0; lead < 8; lead++)
        for (size_t n = 1; n <= 30; n++) {
            struct buf b;
            size_t at = lead > 1 ? lead / 2 : lead; /* what means nothing is cut by twos */
            buf_init(&b, LIMIT_NAME);
            for (size_t i = 0; i < lead; i++) /* zhou, of no meaning */
                buf_add_z(&b, "\u5468");
            for (size_t i = 0; i < n; i++)
                buf_add_z(&b, words[(i * 3 + lead) % N_OF(words)]);
            buf_add_z(&b, company);
            for (int any = 0; any < 2; any++) {
                struct text_name t = parse(b.p, any ? TEXT_ANY : TEXT_ORGANISATION);
                assert_int_equal(t.n, at + n + 1);
                for (size_t i = 0; i < n; i++)
                    assert_str_is(t.tokens[at + i].original,
                                  str_of(words[(i * 3 + lead) % N_OF(words)]), __FILE__, __LINE__);
                assert_str(t.tokens[at + n].original, company);
                assert_int_equal(t.tokens[at + n].tag, TEXT_FORM);
            }
            buf_release(&b);
        }
}

static void numbers_have_values(void **state)
{
    (void)state;
    struct text_name n = parse("Second Factory No 17 III", TEXT_ORGANISATION);
    assert_int_equal(n.tokens[0].number, 2);
    assert_int_equal(n.tokens[n.n - 2].number, 17);
    assert_int_equal(n.tokens[n.n - 1].number, 3);
    assert_int_equal(n.tokens[2].tag, TEXT_PARTICLE); /* "No" says that a number follows */
    assert_int_not_equal(parse("No Kwang Chol", TEXT_PERSON).tokens[0].tag, TEXT_PARTICLE);
}

/* What each word of a name is taken for: W word, G given, F family, P patronymic, p particle, C
 * form of a company, g generic, N number, I initial, H honorific; in the order of the tokens. */
static void words_are_taken_for_what_they_are(void **state)
{
    static const struct {
        const char *name;
        enum text_kind kind;
        const char *tags;
    } cases[] = {
        {"Martin King", TEXT_PERSON, "WF"},         /* a title that ends a name is a name */
        {"King Martin Luther", TEXT_PERSON, "HWF"}, /* one before it is a title */
        {"Kim Hyon U", TEXT_PERSON, "FGG"},         /* a syllable, not an initial */
        {"Park O Yong", TEXT_PERSON, "FGG"},
        {"John B Smith", TEXT_PERSON, "GIF"},
        {"Ventimerow V. I.", TEXT_ANY, "WII"}, /* no numbers, two of them .. */
        {"В. В. Ventimerow", TEXT_ANY, "IIW"},
        {"Ventimerow И.И.", TEXT_PERSON, "WII"}, /* .. nor "and" */
        {"Ventimerow И", TEXT_ANY, "WI"},
        {"Ventimerow и Quendalow", TEXT_ANY, "WpF"},
        {"Aleksandr U Smith", TEXT_PERSON, "GIF"}, /* words too long for Korea */
        {"Kim Chol Su", TEXT_PERSON, "FGG"},       /* the family name stands first */
        {"Pak To Chun", TEXT_PERSON, "FGG"},       /* no particle .. */
        {"Choi Sun Hee", TEXT_ANY, "FGG"},         /* and no word of trade */
        {"Chi Chae Ryong", TEXT_ANY, "FGG"},       /* as Koreans write all their syllables */
        {"Pak, To Chun", TEXT_PERSON, "GGF"},      /* turned round as any other */
        {"Ko Tae Bin", TEXT_PERSON, "FGp"},        /* or the son of somebody */
        {"Due To Chun", TEXT_ANY, "WpF"},          /* Due is no family there .. */
        {"Kim To Smith", TEXT_PERSON, "FpG"},      /* and Smith no syllable */
        {"Park Do-choon", TEXT_ANY, "FGG"},
        {"Sun Trading", TEXT_ANY, "gg"},
        {"Smith Lee", TEXT_PERSON, "GF"},
        {"Smith, John", TEXT_ANY, "GF"},
        {"Karl III", TEXT_PERSON, "GN"},
        {"III Karl", TEXT_PERSON, "WF"},
        {"Petr Dovich", TEXT_PERSON, "GF"},               /* too short for a patronymic */
        {"Konstantin Lvovich Ernst", TEXT_PERSON, "GPF"}, /* Lev's son */
        {"Factory X", TEXT_ORGANISATION, "gN"},
        {"X Factory", TEXT_ORGANISATION, "Ig"},
        {"Brigade 22nd", TEXT_ORGANISATION, "WN"},
        {"Brigade 22xd", TEXT_ORGANISATION, "WW"},
        {"Nordwind Co", TEXT_ANY, "WC"},
        {"Trading Nordwind", TEXT_ANY, "gW"},
        {"BlackRock, I.n.c", TEXT_ANY, "WC"},
    };
    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct text_name n = parse(cases[i].name, cases[i].kind);
        char tags[LIMIT_NAME_TOKENS + 1] = "";
        for (size_t k = 0; k < n.n; k++)
            tags[k] = "WGFPpCgLNIH"[n.tokens[k].tag];
        tags[n.n] = '\0';
        if (strcmp(tags, cases[i].tags) != 0)
            fail_msg("%s is read as %s, not %s", cases[i].name, tags, cases[i].tags);
    }
    assert_int_equal(parse("Factory V", TEXT_ORGANISATION).tokens[1].number, 5);
    assert_int_equal(parse("Factory X", TEXT_ORGANISATION).tokens[1].number, 10);
    assert_int_equal(parse("22nd Brigade", TEXT_ORGANISATION).tokens[0].number, 22);
}

/* Where the kind is not known: a form that leads makes a firm, a rank or a common name does not. */
static void firms_are_told_from_persons_by_their_words(void **state)
{
    static const char *const firms[] = {"OOO Nordwind",      "JSC Nordwind",  "AO Nordwind",
                                        "PT Nordwind",       "Nordwind AG",   "Nordwind SAE",
                                        "Nordwind LLC Kyiv", "Nordwind Sia",  "General Park",
                                        "General Trading",   "Madani Factory"};
    static const char *const persons[] = {"General Nordwind", "NORDWIND, General Ivan",
                                          "Yusuf al-Madani",  "Mark Green",
                                          "Petro Nordwind",   "Susan Nordwind",
                                          "Aleksei Park",     "Thein Soe",
                                          "MOE, Banya Ong",   "NORDWIND, Sae Jang",
                                          "Ou Nordwind",      "Ag Nordwind",
                                          "Iyad ag Nordwind", "Madani"};
    (void)state;
    for (size_t i = 0; i < N_OF(firms); i++)
        if (parse(firms[i], TEXT_ANY).kind != TEXT_ORGANISATION)
            fail_msg("%s is taken for no firm", firms[i]);
    for (size_t i = 0; i < N_OF(persons); i++)
        if (parse(persons[i], TEXT_ANY).kind == TEXT_ORGANISATION)
            fail_msg("%s is taken for a firm", persons[i]);
}

struct other_reading {
    const char *name, *other; /* "": none */
};

static void expect_others(const struct other_reading *cases, size_t n_cases)
{
    for (size_t i = 0; i < n_cases; i++) {
        struct text_name n = parse(cases[i].name, TEXT_PERSON);
        print_message("# %s\n", cases[i].name);
        assert_int_equal(n.tokens[0].n_readings, cases[i].other[0] ? 2 : 1);
        if (cases[i].other[0])
            assert_str_is(n.tokens[0].readings[1], str_of(cases[i].other), __FILE__, __LINE__);
    }
}

/* Latvian puts an s after foreign names, and only there. */
static void a_latvian_ending_may_go(void **state)
{
    static const struct other_reading cases[] = {
        {"Lavrovs", "lavrov"}, {"Sergejs", "sergej"}, {"Lvovs", ""},      {"Antonovk", ""},
        {"Petersen", ""},      {"Jakobs", ""},        {"Levovs", "levov"}};
    (void)state;
    expect_others(cases, N_OF(cases));
}

/* German and Polish write Slavic names with a w, and others have one of their own. */
static void a_german_w_may_be_a_v(void **state)
{
    static const struct other_reading cases[] = {{"Lawrow", "lavrov"},
                                                 {"Jewgeni", "jevgeni"},
                                                 {"Mierzejewski", "mierzejevski"},
                                                 {"Wladimir", "vladimir"},
                                                 {"Petrowna", "petrovna"},
                                                 {"Wang", ""},
                                                 {"Crow", ""},
                                                 {"Owens", ""},
                                                 {"Marwan", ""}};
    (void)state;
    expect_others(cases, N_OF(cases));
}

static void dotted_letters_are_one_word_of_a_firm(void **state)
{
    (void)state;
    assert_str(parse("A.B.C. Company", TEXT_ORGANISATION).tokens[0].readings[0], "abc");
    struct text_name n = parse("J.-C. Juncker", TEXT_PERSON);
    assert_int_equal(n.n, 3);
    assert_int_equal(n.tokens[0].tag, TEXT_INITIAL);
}

static void persons_have_parts(void **state)
{
    (void)state;
    struct text_name n = parse("Dr. Sergey Viktorovich Lavrov", TEXT_PERSON);
    assert_int_equal(n.tokens[0].tag, TEXT_HONORIFIC);
    assert_int_equal(n.tokens[2].tag, TEXT_PATRONYMIC);
    assert_int_equal(n.tokens[3].tag, TEXT_FAMILY);
    n = parse("\u4e60\u8fd1\u5e73", TEXT_PERSON);
    assert_int_equal(n.n, 3);
    assert_str(n.tokens[0].readings[0], "xi");
}

static void digits_that_stand_for_letters_are_read(void **state)
{
    (void)state;
    struct text_name n = parse("Ig0r Sech1n", TEXT_PERSON);
    assert_str(n.tokens[0].readings[1], "igor");
    assert_str(n.tokens[1].readings[1], "sechin");
    assert_str(n.tokens[1].readings[2], "sechln");
    /* numbers are numbers: at the end, at the beginning, or most of a word */
    assert_int_equal(parse("AR16", TEXT_OBJECT).tokens[0].n_readings, 1);
    assert_int_equal(parse("3com", TEXT_ORGANISATION).tokens[0].n_readings, 1);
    assert_int_equal(parse("a1b2", TEXT_ORGANISATION).tokens[0].n_readings, 1);
    assert_str(parse("mode1", TEXT_ORGANISATION).tokens[0].readings[2], "model");
}

static void what_stands_around_a_name_is_left_out(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"To the order of Nordwind Bank", "nordwind bank"},
        {"TO ORDER OF: Nordwind Bank", "nordwind bank"},
        {"for account of Nordwind Bank", "nordwind bank"},
        {"On behalf of Nordwind Bank", "nordwind bank"},
        {"c/o Nordwind Bank", "nordwind bank"},
        {"Attn. Nordwind Bank", "nordwind bank"},
        {"Messrs Nordwind Ltd", "nordwind ltd"},
        {"Tel 555 1234 Nordwind Ltd", "nordwind ltd"},
        {"Fax: 555-1234, Nordwind Ltd", "nordwind ltd"},
        {"Tel 555 1234", "tel 555 1234"}, /* nothing else is there */
        {"Tel Aviv Foods", "tel aviv foods"},
        {"Safari Club, Bldg 7, Industrial Zone", "safari club"},
        {"Safari Club, Third Floor, Bldg 7, Ltd", "safari club third floor"},
        {"Safari Club Ltd, P.O. Box 4471 Dubai", "safari club ltd"},
        {"Safari Club Ltd, p.o. 4471 Dubai", "safari club ltd"},
        {"Safari Club Ltd, P 4471 Dubai", "safari club ltd p 4471 dubai"},
        {"Safari Club, Seven Rue Street", "safari club seven rue street"}, /* no number */
        {"Safari Club, 7 Dwarfs", "safari club 7 dwarfs"},                 /* no street */
        {"Safari Club, Street\u00e9 7", "safari club streete 7"},          /* another word */
        {"Fund 2, Ltd", "fund 2 ltd"},
        {", Bldg 7", "bldg 7"},
    };
    for (size_t i = 0; i < N_OF(CASES); i++) {
        struct text_name n = parse(CASES[i][0], TEXT_ORGANISATION);
        struct buf words;
        buf_init(&words, LIMIT_NAME);
        for (size_t k = 0; k < n.n; k++) {
            buf_add_z(&words, k ? " " : "");
            buf_add(&words, n.tokens[k].readings[0]);
        }
        if (!str_is(buf_str(&words), str_of(CASES[i][1])))
            fail_msg("%s is read as %s", CASES[i][0], words.p);
        buf_release(&words);
    }
}

/* Slips in the long words of a form do not make them names. */
static void a_slip_in_a_form_is_mended(void **state)
{
    static const char *const names[] = {"Nordwind Limtied", "Nordwind Corporaton",
                                        "Nordwind Incorporatd", "Nordwind Compamy"};
    (void)state;
    for (size_t i = 0; i < N_OF(names); i++) {
        struct text_name n = parse(names[i], TEXT_ORGANISATION);
        assert_int_equal(n.n, 2);
        assert_int_equal(n.tokens[1].tag, TEXT_FORM);
    }
    assert_int_equal(parse("Nordwind Limits", TEXT_ORGANISATION).tokens[1].tag, TEXT_WORD);
}

/* Native names have syllables that are names; characters that spell a foreign name do not. */
static void foreign_names_in_characters_are_not_cut(void **state)
{
    static const struct {
        const char *name;
        size_t n;
    } cases[] = {
        {"\u4e60\u8fd1\u5e73", 3},                          /* Xi Jinping */
        {"\u4e60 \u8fd1\u5e73", 3},                         /* the family apart */
        {"\u8d1d\u62c9\u514b\u00b7\u5965\u5df4\u9a6c", 2},  /* Barack Obama */
        {"\uae40\uc815\uc740", 3},                          /* Kim Jong Un */
        {"\ube14\ub77c\ub514\ubbf8\ub974 \ud478\ud2f4", 2}, /* Vladimir Putin */
        {"\u30a6\u30e9\u30b8\u30fc\u30df\u30eb", 1},        /* Vladimir in kana */
    };
    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct text_name n = parse(cases[i].name, TEXT_PERSON);
        if (n.n != cases[i].n)
            fail_msg("%s has %zu words", cases[i].name, n.n);
    }
    assert_int_equal(parse(cases[1].name, TEXT_PERSON).tokens[0].is_native, 1);
    assert_int_equal(parse(cases[0].name, TEXT_PERSON).tokens[0].tag, TEXT_FAMILY);
    assert_int_equal(parse(cases[0].name, TEXT_PERSON).tokens[0].joined_next, 1);
    assert_int_equal(parse(cases[0].name, TEXT_PERSON).tokens[2].joined_next, 0);
    /* who is not said to be a person is one if no word of a firm stands there */
    assert_int_equal(parse("\u5e73\u58e4\u5de5\u5382", TEXT_ANY).n, 2);
    assert_int_equal(parse("\u674e\u5fe0", TEXT_ANY).n, 2);
}

static void limits_hold(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, LIMIT_TEXT);
    for (int i = 0; i < 3000; i++)
        buf_add_z(&b, "word ");
    struct text_name n;
    arena_reset(&arena);
    assert_ok(text_name_parse(buf_str(&b), TEXT_ANY, &arena, &n));
    assert_in_range(n.n, 1, LIMIT_NAME_TOKENS);
    assert_int_equal(parse("", TEXT_ANY).n, 0);
    assert_int_equal(parse("...", TEXT_PERSON).n, 0);
    buf_release(&b);
}

static void no_memory_is_reported(void **state)
{
    (void)state;
    for (uint64_t at = 1; at < 40; at++) {
        struct arena small;
        struct text_name n;
        arena_init(&small, LIMIT_ARENA);
        mem_fail_at(at);
        enum seine_status s =
            text_name_parse(STR("\u674e\u5fe0 Trading Co., Ltd."), TEXT_ANY, &small, &n);
        mem_fail_at(0);
        assert_true(s == SEINE_OK || s == SEINE_NOMEM);
        arena_release(&small);
        if (s == SEINE_OK && at > 30)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_comma_puts_the_family_name_last),
        cmocka_unit_test(a_patronymic_at_the_end_leaves_the_family_name_first),
        cmocka_unit_test(forms_of_all_languages_are_forms),
        cmocka_unit_test(words_of_one_meaning_share_a_concept),
        cmocka_unit_test(firms_in_characters_are_cut_where_words_are),
        cmocka_unit_test(a_long_text_without_spaces_has_all_its_words),
        cmocka_unit_test(numbers_have_values),
        cmocka_unit_test(words_are_taken_for_what_they_are),
        cmocka_unit_test(firms_are_told_from_persons_by_their_words),
        cmocka_unit_test(a_latvian_ending_may_go),
        cmocka_unit_test(a_german_w_may_be_a_v),
        cmocka_unit_test(dotted_letters_are_one_word_of_a_firm),
        cmocka_unit_test(persons_have_parts),
        cmocka_unit_test(digits_that_stand_for_letters_are_read),
        cmocka_unit_test(what_stands_around_a_name_is_left_out),
        cmocka_unit_test(a_slip_in_a_form_is_mended),
        cmocka_unit_test(foreign_names_in_characters_are_not_cut),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(no_memory_is_reported),
    };
    arena_init(&arena, LIMIT_ARENA);
    int failed = RUN(tests);
    arena_release(&arena);
    return failed;
}
