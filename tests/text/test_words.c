/* Words are found by their hash where looking through the sorted table finds them. */
#include "unit.h"

#include "text/words.h"

#include <stdlib.h>
#include <string.h>

static int by_words(const void *l, const void *r)
{
    return strcmp(((const struct text_meaning *)l)->words, ((const struct text_meaning *)r)->words);
}

static int by_word(const void *l, const void *r)
{
    return strcmp(((const struct text_common *)l)->word, ((const struct text_common *)r)->word);
}

static void check(const char *z)
{
    const struct text_meaning meaning = {.words = z};
    const struct text_common common = {.word = z};
    assert_ptr_equal(text_meaning_find(str_of(z)),
                     bsearch(&meaning, TEXT_MEANINGS, TEXT_N_MEANINGS, sizeof meaning, by_words));
    assert_ptr_equal(text_common_find(str_of(z)),
                     bsearch(&common, TEXT_COMMON, TEXT_N_COMMON, sizeof common, by_word));
}

static void every_word_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < TEXT_N_MEANINGS; i++) {
        check(TEXT_MEANINGS[i].words);
        assert_ptr_equal(text_meaning_find(str_of(TEXT_MEANINGS[i].words)), &TEXT_MEANINGS[i]);
    }
    for (size_t i = 0; i < TEXT_N_COMMON; i++) {
        check(TEXT_COMMON[i].word);
        assert_ptr_equal(text_common_find(str_of(TEXT_COMMON[i].word)), &TEXT_COMMON[i]);
    }
}

/* Most of them no words, some one letter away from one. */
static void other_words_are_not(void **state)
{
    uint64_t seed = 3;
    (void)state;
    for (int i = 0; i < 200000; i++) {
        char word[32];
        size_t n = random_below(&seed, 6);
        if (i % 2) {
            snprintf(word, sizeof word, "%.30s",
                     TEXT_COMMON[random_below(&seed, TEXT_N_COMMON)].word);
            word[random_below(&seed, strlen(word))] = (char)('a' + random_below(&seed, 26));
        } else {
            for (size_t k = 0; k < n; k++)
                word[k] = (char)('a' + random_below(&seed, 26));
            word[n] = '\0';
        }
        check(word);
    }
    assert_null(text_meaning_find(STR_EMPTY));
    assert_null(text_meaning_find((struct str){"ltd\0", 4}));
    assert_non_null(text_meaning_find(STR("ltd")));
}

static void a_hash_is_taken_piece_by_piece(void **state)
{
    uint32_t whole = text_hash_on(TEXT_HASH_BEGIN, STR("abu dhabi"));
    uint32_t pieces = text_hash_on(text_hash_on(TEXT_HASH_BEGIN, STR("abu")), STR(" dhabi"));
    (void)state;
    assert_int_equal(whole, pieces);
    assert_ptr_equal(text_meaning_hashed(STR("abu dhabi"), whole),
                     text_meaning_find(STR("abu dhabi")));
}

static bool is_korean(const char *a, const char *b, const char *c)
{
    return text_is_korean_name(str_of(a), str_of(b), str_of(c));
}

/* Three syllables, a family name before or behind: in the spellings of both Koreas and of others.
 */
static void korean_names_look_like_that(void **state)
{
    (void)state;
    static const char *const names[][3] = {
        {"kim", "jong", "un"},   {"kim", "jong", "eun"}, {"pak", "to", "chun"},
        {"park", "do", "choon"}, {"rhee", "sung", "ok"}, {"ryang", "tae", "chol"},
        {"ri", "yong", "mu"},    {"choe", "hwi", "su"},  {"phyo", "kyong", "hui"},
        {"kwak", "pom", "ki"},   {"o", "kuk", "ryol"},   {"chol", "su", "kim"},
        {"yeom", "kyung", "je"}, {"no", "se", "hye"},    {"cho", "wae", "yu"}};
    for (size_t i = 0; i < N_OF(names); i++)
        if (!is_korean(names[i][0], names[i][1], names[i][2]))
            fail_msg("%s %s %s is no Korean name", names[i][0], names[i][1], names[i][2]);
    assert_false(is_korean("chol", "su", "un")); /* no family */
    assert_false(is_korean("kim", "e", "su"));   /* a plain e stands behind few sounds .. */
    assert_false(is_korean("kim", "pe", "su"));
    assert_false(is_korean("kim", "tel", "su"));
    assert_false(is_korean("kim", "chols", "su")); /* .. and no s at the end */
    assert_false(is_korean("kim", "ng", "su"));    /* nor a syllable without a vowel */
    assert_false(is_korean("kim", "su", "smith"));
    assert_false(is_korean("li", "zhang", "wei"));
    assert_false(is_korean("kim", "", "su"));
    assert_false(is_korean("kimkimkimkimkim", "su", "un"));
    assert_false(is_korean("im lim", "su", "un"));
    assert_true(text_korean_family_rank(STR("kim")) < text_korean_family_rank(STR("pak")));
    assert_true(text_korean_family_rank(STR("chun")) < SIZE_MAX); /* the last of the list */
    assert_true(text_korean_family_rank(STR("ki m")) == SIZE_MAX);
    assert_true(text_is_korean_family(STR("\uae40")));
    assert_true(text_is_korean_family(STR("\ub871")));
    assert_false(text_is_korean_family(STR("\ucca0")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(korean_names_look_like_that),
        cmocka_unit_test(every_word_is_found),
        cmocka_unit_test(other_words_are_not),
        cmocka_unit_test(a_hash_is_taken_piece_by_piece),
    };
    return RUN(tests);
}
