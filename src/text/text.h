/* text/ - from a name as it is written, in any script, to tokens in one Latin form.
 *
 * Everything here is pure: no state, no locale, safe from any thread. Names longer than LIMIT_NAME
 * bytes or LIMIT_NAME_TOKENS tokens are cut there. Invalid UTF-8 is read as Windows-1252. It knows
 * no lists and no parties. */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include "base/base.h"

#define TEXT_READINGS   4  /* Latin readings kept of one word */
#define TEXT_TOKEN_MAX  48 /* letters of one token that are looked at */
#define TEXT_SKELETON   8  /* consonant classes in a skeleton key */
#define TEXT_NO_CONCEPT 0

/* NFKC case folding with Latin, Greek, Cyrillic, Arabic and Hebrew marks stripped; zero-width and
 * bidirectional controls removed; look-alike letters of a word that mixes scripts mapped to one
 * script; every other character that is neither letter, digit nor an Indic or Thai vowel sign
 * becomes one space; apostrophes vanish. The script is kept. Appends to out. */
void text_fold(struct str name, struct buf *out);

enum text_script {
    TEXT_LATIN = 0,
    TEXT_CYRILLIC,
    TEXT_GREEK,
    TEXT_ARMENIAN,
    TEXT_GEORGIAN,
    TEXT_ARABIC,
    TEXT_HEBREW,
    TEXT_HAN,
    TEXT_KANA,
    TEXT_HANGUL,
    TEXT_THAI,
    TEXT_DEVANAGARI,
    TEXT_OTHER_SCRIPT,
    TEXT_N_SCRIPTS
};
enum text_script text_script_of(uint32_t code_point);
const char *text_script_name(enum text_script s);

/* The Latin readings (a-z and 0-9 only) of one folded word, most likely first, all distinct.
 * Returns how many were written to ret (0: nothing readable); the bytes live in the arena. */
size_t text_romanise(struct str folded_word, struct str ret[TEXT_READINGS], struct arena *arena);

enum text_kind { TEXT_ANY = 0, TEXT_PERSON, TEXT_ORGANISATION, TEXT_OBJECT /* vessel, aircraft */ };

enum text_tag {
    TEXT_WORD = 0, /* a distinctive word, nothing more is known */
    TEXT_GIVEN,    /* known given name */
    TEXT_FAMILY,   /* what stood before the comma, or a known family name */
    TEXT_PATRONYMIC,
    TEXT_PARTICLE,  /* al, bin, de, van, the, and, of ... */
    TEXT_FORM,      /* organisation form: Ltd, GmbH, OOO ... */
    TEXT_GENERIC,   /* import, trading, industrial, bank ... */
    TEXT_PLACE,     /* country or large place, or its adjective */
    TEXT_NUMBER,    /* digits, Roman numerals, number words, ordinals: see number */
    TEXT_INITIAL,   /* one letter standing for a name */
    TEXT_HONORIFIC, /* Mr, Dr, Haji, MV ... */
    TEXT_N_TAGS
};
const char *text_tag_name(enum text_tag tag);

struct text_token {
    struct str original;                /* the word as folded, in its script */
    struct str readings[TEXT_READINGS]; /* Latin; [0] is the one to show */
    uint8_t n_readings;                 /* at least 1 */
    uint8_t tag;                        /* enum text_tag */
    uint8_t script;                     /* enum text_script */
    uint8_t joined_next; /* written together with the next word (a run of one script) */
    uint8_t is_native;   /* syllable of a name that is surely Chinese or Korean */
    uint16_t concept;    /* same meaning = same number: forms, generic words, places,
                            in all languages; TEXT_NO_CONCEPT if none */
    uint16_t form_class; /* TEXT_FORM: enum text_form_class */
    uint32_t number;     /* TEXT_NUMBER: its value */
};

enum text_form_class {
    TEXT_FORM_ANY = 0,  /* company, corporation, group: says nothing */
    TEXT_FORM_SHARES,   /* AG, SA, JSC, plc, Inc ... */
    TEXT_FORM_LIMITED,  /* GmbH, OOO, Ltd, SARL ... */
    TEXT_FORM_PARTNERS, /* LP, KG, LLP ... */
    TEXT_FORM_PUBLIC,   /* state enterprises */
    TEXT_FORM_MEMBERS   /* foundations, associations, NGOs, cooperatives */
};

struct text_name {
    struct text_token *tokens;
    size_t n;
    enum text_kind kind; /* as hinted, or guessed from the words when hinted TEXT_ANY */
    bool had_comma;      /* "FAMILY, Given" was seen and turned round */
};

/* Tokens in reading order; family name last for a "FAMILY, Given" person. An address behind the
 * name and a lead-in before it ("to the order of") are left out. Everything lives in the arena.
 * SEINE_NOMEM, or SEINE_OK with n = 0 for a name without a letter or digit. */
enum seine_status text_name_parse(struct str name, enum text_kind hint, struct arena *arena,
                                  struct text_name *ret) MUST_CHECK;

/* Distances over bytes (the Latin forms). Longer slices are cut. */
#define TEXT_OSA_BYTES 64
unsigned text_osa(struct str a, struct str b); /* insert, delete, substitute, swap neighbours */
bool text_is_slip(struct str a, struct str b); /* text_osa(a, b) <= 1, at no cost, uncut */
/* What somebody may have meant by a word that is none of those that are known. */
struct text_guess {
    struct str given;
    const char *meant; /* NULL: nothing is near */
    unsigned slips;
};
/* Takes a known word that is nearer than what was found before: up to two slips, and no more than
 * one in three letters; or one of the two begins the other. */
void text_guess(struct text_guess *g, const char *known);
double text_jaro(struct str a, struct str b);
double text_jaro_winkler(struct str a, struct str b); /* prefix 4, weight 0.1, no floor */

/* How a Latin form sounds, in the alphabet of text/sound.c; writes at most TEXT_TOKEN_MAX symbols
 * and returns their number. */
size_t text_sound(struct str latin, char out[TEXT_TOKEN_MAX]);
/* Weighted distance of two sounds: 0 = same, 1 per clear difference; vowels, voicing, aspiration
 * and doubled letters cost less. */
double text_sound_distance(struct str a, struct str b);
/* The same where it is at most `most`; else any value above `most`. Faster. */
double text_sound_distance_within(struct str a, struct str b, double most);
/* Consonant classes of a sound, doubled ones once, at most TEXT_SKELETON, packed 4 bits each from
 * the low end; 0 for a word of vowels only. */
uint32_t text_skeleton(struct str sound);
unsigned text_skeleton_length(uint32_t skeleton);

/* How rare a word is in names before any list is known, in bits (2 = on every second shop sign,
 * 16 = unheard of), by the bundled table, then by length. */
double text_rarity(struct str latin);
bool text_is_known(struct str latin); /* a name of the bundled table */
/* True if the two given names are forms of one name (Bob and Robert, Sasha and Aleksandr). */
bool text_is_nickname(struct str a, struct str b);
/* The groups of variants that a name belongs to, by number; for indexing. */
struct text_variant {
    const char *word;
    uint16_t family;
};
#define TEXT_LOOSE 10000 /* groups from here on: nicknames and forms in other languages */
size_t text_families(struct str word, const struct text_variant **ret);

#endif
