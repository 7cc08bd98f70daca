/* Names to tagged tokens. */
#include "unit.h"

#include "text/text.h"

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
            size_t at = (lead + 2) / 3; /* what means nothing is cut by threes */
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
}

static void what_stands_around_a_name_is_left_out(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"To the order of Nordwind Bank", "nordwind"},
        {"Messrs Nordwind Ltd", "nordwind"},
        {"Tel 555 1234 Nordwind Ltd", "nordwind"},
    };
    for (size_t i = 0; i < N_OF(CASES); i++) {
        struct text_name n = parse(CASES[i][0], TEXT_ORGANISATION);
        assert_int_equal(n.n, 2);
        assert_true(str_is(n.tokens[0].readings[0], str_of(CASES[i][1])));
    }
    assert_int_equal(parse("Safari Club, Bldg 7, Industrial Zone", TEXT_ANY).n, 2);
    assert_int_equal(parse("Safari Club Ltd, P.O. Box 4471 Dubai", TEXT_ANY).n, 3);
    assert_int_equal(parse("Fund 2, Ltd", TEXT_ORGANISATION).n, 3); /* a number is no address */
    assert_int_equal(parse("Tel Aviv Foods", TEXT_ORGANISATION).n, 3);
    assert_int_equal(parse(", Bldg 7", TEXT_ANY).n, 2);
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
        cmocka_unit_test(forms_of_all_languages_are_forms),
        cmocka_unit_test(words_of_one_meaning_share_a_concept),
        cmocka_unit_test(a_long_text_without_spaces_has_all_its_words),
        cmocka_unit_test(numbers_have_values),
        cmocka_unit_test(dotted_letters_are_one_word_of_a_firm),
        cmocka_unit_test(persons_have_parts),
        cmocka_unit_test(digits_that_stand_for_letters_are_read),
        cmocka_unit_test(what_stands_around_a_name_is_left_out),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(no_memory_is_reported),
    };
    arena_init(&arena, LIMIT_ARENA);
    int failed = RUN(tests);
    arena_release(&arena);
    return failed;
}
