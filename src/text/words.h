/* text/words.h - look-ups in the bundled tables, for this room. */
#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H

#include "text/tables.h"

/* The hash of words, taken piece by piece (FNV-1a). */
#define TEXT_HASH_BEGIN UINT32_C(2166136261)
static inline uint32_t text_hash_on(uint32_t hash, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        hash = (hash ^ (unsigned char)s.p[i]) * UINT32_C(16777619);
    return hash;
}

/* text_meaning_find of words with this hash. */
const struct text_meaning *text_meaning_hashed(struct str words, uint32_t hash);
/* NULL if the folded word or phrase has no meaning of its own. */
const struct text_meaning *text_meaning_find(struct str words);

/* A folded name without what papers write before it ("to the order of", "messrs", a telephone
 * number); a name as written without the address behind it. Both are slices of what is given. */
struct str text_without_lead_in(struct str folded);
struct str text_without_address(struct str name);

/* The number that a text in Chinese characters begins with, and its bytes; 0 bytes if it begins
 * with none: an ordinal ("the fifty-fourth"), or digits before a works, an institute or a bureau
 * ("six two five institute"). Elsewhere digits are syllables of a brand as often. */
size_t text_han_number(struct str text, uint32_t *ret);

/* Whether a Hangul syllable is a family name. */
bool text_is_korean_family(struct str syllable);
/* How rare a family name in Latin letters is among Koreans, by its place in a list with the
 * commonest first; SIZE_MAX if it is none. */
size_t text_korean_family_rank(struct str latin);
/* "pak to chun": three syllables as Koreans write them in Latin letters, a family name first or
 * last. */
bool text_is_korean_name(struct str a, struct str b, struct str c);

#endif
