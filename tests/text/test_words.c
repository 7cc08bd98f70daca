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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_is_found),
        cmocka_unit_test(other_words_are_not),
        cmocka_unit_test(a_hash_is_taken_piece_by_piece),
    };
    return RUN(tests);
}
