/* text/tables.h - the bundled tables of this room, generated into data/generated/ by the scripts in
 * tools/tables/. Only files of src/text include it. */
#ifndef TEXT_TABLES_H
#define TEXT_TABLES_H

#include "text/text.h"

/* How one letter (or a pair of letters) is read. kind: L alphabet; A abjad consonant, V abjad
 * letter that carries a vowel; C consonant with an inherent vowel, I independent vowel, S vowel
 * sign, X sign that kills the vowel, N nasal sign; H Thai consonant (other = as a final), P vowel
 * written before its consonant; K kana, Y small ya/yu/yo, W small vowel, T small tsu, G long mark.
 */
struct text_letter {
    uint32_t a, b; /* b = 0: a single letter */
    char kind;
    char first[7], other[7];
};
extern const struct text_letter TEXT_LETTERS[]; /* sorted by a, b */
extern const size_t TEXT_N_LETTERS;

extern const char TEXT_SYLLABLES[][8];
#define TEXT_HAN_FROM 0x3400u
#define TEXT_HAN_TO   0xA000u
extern const uint16_t
    TEXT_HAN_READINGS[][3];              /* syllable in Mandarin, in Cantonese; Hangul character */
extern const uint16_t TEXT_HAN_SIMPLE[]; /* its simplified form, 0: it is one */

/* Words with a meaning of their own in names, all languages; phrases are words joined by a space.
 * Sorted bytewise. */
struct text_meaning {
    const char *words;
    uint8_t tag; /* enum text_tag */
    uint8_t form_class;
    uint16_t concept;
    uint16_t number;
};
extern const struct text_meaning TEXT_MEANINGS[];
extern const size_t TEXT_N_MEANINGS;

/* Names of persons and words of firms with their commonness. Sorted bytewise. */
struct text_common {
    const char *word;
    uint8_t tag;       /* TEXT_GIVEN, TEXT_FAMILY or TEXT_WORD */
    uint8_t half_bits; /* rarity in half bits */
    uint16_t family;   /* names that are forms of one name share a number; 0 = none */
};
extern const struct text_common TEXT_COMMON[];
extern const size_t TEXT_N_COMMON;
const struct text_common *text_common_find(struct str word); /* NULL if not there */

/* Where words stand in a table, by hash: tools/tables/word_slots.py. */
struct text_slots {
    unsigned bits;         /* of the number of slots */
    const uint32_t *slots; /* 0, or 16 bits of the hash and the row's number from 1 on */
};
extern const struct text_slots TEXT_MEANING_SLOTS, TEXT_COMMON_SLOTS;

/* Which groups of variants a name is in; sorted by word, then group. */
extern const struct text_variant TEXT_VARIANTS[];
extern const size_t TEXT_N_VARIANTS;

/* Sounds by code; code 0 is whatever is no sound. */
#define TEXT_SOUNDS 29
extern const unsigned char TEXT_SOUND_CODE[128];
extern const unsigned char TEXT_SOUND_COST[TEXT_SOUNDS][TEXT_SOUNDS]; /* in 1/100 */
extern const unsigned char TEXT_SOUND_DROP[TEXT_SOUNDS];

#endif
