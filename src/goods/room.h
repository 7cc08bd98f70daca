/* goods/room.h - what the files of goods/ share with each other and nobody else. */
#ifndef GOODS_ROOM_H
#define GOODS_ROOM_H

#include "goods/automaton.h"
#include "goods/goods.h"

/* A folded term as it is searched for: a space at each end that is not Han, kana or Hangul (whole
 * words there, substrings here). One pattern may serve several components and terms. */
struct goods_use {
    uint32_t component;
    uint16_t term; /* index in terms or negative_terms */
    bool is_negative;
};
struct goods_pattern {
    struct str text;
    double weight; /* see goods/strength.h */
    uint32_t first_use, n_uses;
};
struct goods_prefix { /* one HS prefix of one component */
    struct str digits;
    double weight;
    uint32_t component;
    uint16_t index; /* in the component's hs */
};

struct goods_catalogue {
    struct arena arena; /* kits, components, their texts, patterns */
    VEC(struct goods_kit) kits;
    VEC(struct goods_component) components;
    size_t n_terms;                 /* read so far, both kinds */
    struct goods_pattern *patterns; /* sorted by text */
    size_t n_patterns;
    struct goods_use *uses; /* by pattern, then component, term */
    struct automaton automaton;
    struct goods_prefix *prefixes; /* by chapter, then component, index */
    uint32_t chapter[101];         /* prefixes of chapter c: chapter[c] .. chapter[c + 1] */
    uint64_t hash;
    char version[17];
    bool is_sealed;
};

bool goods_is_cjk(uint32_t cp);
bool goods_ends_cjk(struct str s); /* its last character is one */

/* Cuts what stands before the next comma or other such mark off *rest; false when it was empty. */
bool goods_next_item(struct str *rest, struct str *ret);

/* The folded term without the end spaces that a substring search must not ask for. */
struct str goods_pattern_of(struct str term, char *out, size_t room);

/* Builds patterns, uses and their weights; the catalogue's terms in all their forms. */
enum seine_status goods_patterns_build(struct goods_catalogue *c,
                                       struct seine_error *err) MUST_CHECK;
enum seine_status goods_prefixes_build(struct goods_catalogue *c,
                                       struct seine_error *err) MUST_CHECK;

/* Other forms of a folded pattern that a description may carry: its plural; in Russian its genitive
 * and that of its plural too. Writes them to ret in this order, the same ones again where they are,
 * each with the pattern's own end spaces; the bytes live in the arena. *ok becomes false when
 * memory runs out. */
#define GOODS_FORMS 3
size_t goods_forms(struct str pattern, struct str ret[GOODS_FORMS], struct arena *arena, bool *ok);
/* Its datives in Russian, singular and plural, likewise: "to the pump". */
#define GOODS_DATIVES 2
size_t goods_datives(struct str pattern, struct str ret[GOODS_DATIVES], struct arena *arena,
                     bool *ok);
/* " pump vacuum " for " vacuum pump ", likewise; STR_EMPTY unless there are two words. */
struct str goods_inverted(struct str pattern, struct arena *arena, bool *ok);

/* The length of the word of a list, which NULL ends, that s begins with, without the blank behind
 * it; 0: none. */
size_t goods_word_at(struct str s, const char *const *words);
/* What a folded text says that goods are parts of: " diesel engines " of " spare parts for diesel
 * engines ", with the words as far as "parts"; no text if it does not say so. */
struct goods_parts {
    struct str whole, before;
    bool is_bare; /* the whole stands right behind, as Russian has it: it is one in the genitive */
};
struct goods_parts goods_parts_of(struct str folded);
/* Whether "parts" stands right behind the folded whole in one item of a description: "gearbox spare
 * parts", not "gearbox, spare parts". */
bool goods_are_parts_of(struct str description, struct str folded, struct str whole);
/* The heading of the parts of what stands under a heading; 0: there is none. */
uint16_t goods_heading_of_parts(uint16_t whole);

#endif
