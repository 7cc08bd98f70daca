/* goods/ - what could this be? Kits of components; a goods item -> component candidates.
 *
 * A kit is what a controlled item breaks into, at the level of public control lists; a decoy kit is
 * a civil bill of materials that is run through the same pipeline to see how often chance alone
 * completes one. Components have one dense index over all kits that were read: by kit, in the order
 * of the files and of the kits in them. Nothing here knows who ships.
 *
 * A catalogue is filled by one thread (new, read..., seal) and then only read: every function that
 * takes a const catalogue may run on any number of threads at once. */
#ifndef GOODS_GOODS_H
#define GOODS_GOODS_H

#include "base/base.h"

struct goods_component {
    uint32_t kit; /* index of its kit */
    struct str id, name, source;
    struct str *hs; /* prefixes, 2-10 digits */
    size_t n_hs;
    struct str *terms; /* as written in the kit */
    size_t n_terms;
    struct str *negative_terms; /* words that make the fit innocent */
    size_t n_negative_terms;
    struct str *control; /* entries of control lists */
    size_t n_control;
    int64_t min_g, max_g; /* typical mass of a goods item; 0, 0: not stated */
    bool is_essential;
};

struct goods_kit {
    struct str id, name, source;
    uint32_t first_component, n_components;
    bool is_decoy;
};

struct goods_catalogue;

enum seine_status goods_catalogue_new(struct goods_catalogue **ret) MUST_CHECK;
void goods_catalogue_free(struct goods_catalogue *c);
/* Adds the kits of one JSON file (docs/records.md, "Kits"; at most LIMIT_KIT_FILE bytes). The error
 * names the file, the kit, the component and the field, and says what would be right. A kit id that
 * is already there is SEINE_CONFLICT. After a failure the catalogue must only be freed. */
enum seine_status goods_catalogue_read(struct goods_catalogue *c, struct input *in,
                                       struct seine_error *err) MUST_CHECK;
/* The same for a path (one file). */
enum seine_status goods_catalogue_read_path(struct goods_catalogue *c, const char *path,
                                            struct seine_error *err) MUST_CHECK;
/* Builds the term automaton and the HS index. No read after this; no classify before. */
enum seine_status goods_catalogue_seal(struct goods_catalogue *c,
                                       struct seine_error *err) MUST_CHECK;

/* The usual way: a sealed catalogue of the kits in n files. *ret must be freed, after a failure
 * too.
 */
enum seine_status goods_catalogue_open(const char *const *paths, size_t n,
                                       struct goods_catalogue **ret,
                                       struct seine_error *err) MUST_CHECK;

size_t goods_n_kits(const struct goods_catalogue *c);
size_t goods_n_components(const struct goods_catalogue *c);
const struct goods_kit *goods_kit(const struct goods_catalogue *c, size_t kit);
const struct goods_component *goods_component(const struct goods_catalogue *c, size_t component);
uint32_t goods_kit_find(const struct goods_catalogue *c, struct str id); /* or MAP_NONE */
/* Component `id` of kit `kit`, or MAP_NONE. */
uint32_t goods_component_find(const struct goods_catalogue *c, uint32_t kit, struct str id);
/* 16 hexadecimal digits over everything that was read; depends on content and order alone. */
struct str goods_catalogue_version(const struct goods_catalogue *c);

/* What goods are called, and the headings that these words are most often declared under; compiled
 * in. Made ready once (some 0.1 s), then read by any number of threads. */
struct goods_words;
enum seine_status goods_words_new(struct goods_words **ret, struct seine_error *err) MUST_CHECK;
void goods_words_free(struct goods_words *w);
uint16_t goods_heading_of_code(struct str hs);
uint16_t goods_heading_of_words(const struct goods_words *w, struct str description);

/* What the lines of a scan that state a code tell of those that state none: the heading under which
 * most lines of the same words stand. */
struct goods_usage {
    uint64_t words;   /* goods_usage_words */
    uint32_t lines;   /* that state the heading */
    uint16_t heading; /* goods_heading_of_code */
};
/* The words of a description as one number, whatever their letters' case and the marks between
 * them. Words with digits, which are models, amounts and numbers, do not count. 0: there are no
 * others. */
uint64_t goods_usage_words(struct str description);
/* Sorts v, and leaves in its first rows, whose number it returns, the headings that more than half
 * of the lines of their words state. Rows may come in any order and more than once; those that
 * state a chapter alone do not count, for words tell more. */
size_t goods_usage_settle(struct goods_usage *v, size_t n);
/* What n such rows tell of a description: a heading, or 0, also for words that are vague. */
uint16_t goods_usage_heading(const struct goods_usage *v, size_t n, struct str description);

/* What tells headings where no code does. All borrowed, and all may be missing. */
struct goods_headings {
    const struct goods_usage *usage; /* settled */
    size_t n_usage;
    const struct goods_words *words;
};
/* The heading under which an item trades, as a number (8413; 8400 if only the chapter is known; 0:
 * nothing is known): what its code states, else what lines of the same words do, else what the
 * words mean. h may be NULL: the code alone is asked. */
uint16_t goods_heading(const struct goods_headings *h, struct str description, struct str hs);

/* One goods item as it stands in the papers. Missing text is "", missing numbers are negative
 * (TRADE_NONE is fine). Only the first LIMIT_GOODS_TEXT bytes of a text are looked at. */
struct goods_text {
    struct str description, hs, un_number, brand, model;
    uint16_t heading; /* goods_heading, 0 if it was not asked: used where there is no valid code */
    int64_t net_g;
    int64_t value_usd_cents;
    double quantity; /* pieces; <= 0: not known */
};

struct goods_match {
    uint32_t component;
    float strength;  /* 0..1: see goods/strength.h for the formula */
    bool is_model;   /* term is found among brands and models, not in the description */
    struct str term; /* that hit, as written in the kit; "" if none */
    struct str hs;   /* the kit's prefix that hit; "" if none */
};

/* All components the item could be, strongest first (then by index); at most one match per
 * component; strengths below GOODS_MIN_STRENGTH are left out. A mis-declared item does not carry
 * its true HS code, so an HS code that disagrees with the words weakens but never excludes.
 * *ret lives in the arena (nothing else does), term and hs in the catalogue. SEINE_NOMEM only. */
#define GOODS_MIN_STRENGTH 0.02
enum seine_status goods_classify(const struct goods_catalogue *c, const struct goods_text *text,
                                 struct arena *arena, struct goods_match **ret,
                                 size_t *ret_n) MUST_CHECK;
/* The same by a plain loop over all components and terms, without automaton or index: the oracle
 * of the tests. Equal results, slowly. */
enum seine_status goods_classify_plain(const struct goods_catalogue *c,
                                       const struct goods_text *text, struct arena *arena,
                                       struct goods_match **ret, size_t *ret_n) MUST_CHECK;

/* NFKC, case folded, marks stripped, everything but letters and digits one space; a space between
 * Han/kana/Hangul and other scripts, none inside a run of the former; one space at both ends. Bad
 * bytes count as spaces. Writes at most room bytes (room >= 2), whole characters; returns how many.
 * room = GOODS_FOLD_ROOM holds all of LIMIT_GOODS_TEXT in practice; longer results are cut. */
#define GOODS_FOLD_ROOM (8 * KIB)
size_t goods_fold(struct str text, char *out, size_t room);

/* True if the description says nothing about what it is: empty, or only words such as "spare
 * parts", "machinery accessories", "samples", "配件", "запчасти", numbers and stop words. */
bool goods_is_vague(struct str description);

/* Goods that carry knowledge rather than matter, or first small lots. A bit set. */
enum goods_kind {
    GOODS_PLAIN = 0,
    GOODS_MEDIA = 1,      /* memory cards, disks, drives, tapes (also HS 8523, 847170) */
    GOODS_DOCUMENTS = 2,  /* drawings, manuals, specifications, documents (also HS 4906) */
    GOODS_SAMPLE = 4,     /* samples, specimens */
    GOODS_NO_VALUE = 8,   /* "no commercial value", value 0 or 1 */
    GOODS_PROTOTYPE = 16, /* prototypes, trial lots, mock-ups */
    GOODS_SOFTWARE = 32   /* software, firmware, source code */
};
#define GOODS_N_KINDS 6
/* A set of enum goods_kind: what the words tell, what the code tells and what the value tells, each
 * whatever the others are, so that the same words need be looked at once. */
unsigned goods_media_or_sample(const struct goods_text *text);
const char *goods_kind_name(enum goods_kind one); /* "media", ... ; "" for PLAIN */

/* An HS code as found in papers: dots, spaces and hyphens are dropped. Valid: 2-10 digits and
 * nothing else, or the 12 of Turkey and the Gulf and the 13 of China, of which ten are kept;
 * chapter 01-97 without 77, or 98-99 (national use). An odd number of digits is valid. Of five
 * or seven without dots a leading zero was lost if there is such a code with it and none without.
 */
struct goods_hs {
    char digits[11]; /* NUL-terminated; "" unless valid */
    uint8_t n;
    bool is_valid;
    bool has_letters; /* anything that is no digit, dot, space or hyphen */
};
struct goods_hs goods_hs_normalise(struct str hs);

#endif
