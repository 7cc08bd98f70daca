/* screen/name.h - names made ready for comparison, for the files of this room.
 *
 * A word is one Latin reading of one token, or of two or three neighbours written as one. A unit
 * says which tokens of a name a word stands for. A name is its units; the words themselves stand
 * once in a table (of the index, or of the one pair). */
#ifndef SCREEN_NAME_H
#define SCREEN_NAME_H

#include "screen/screen.h"

#define SCREEN_TOKENS   24     /* tokens of a name that are compared */
#define SCREEN_UNITS    160    /* units of a name */
#define SCREEN_SPAN     4      /* tokens that one word may stand for */
#define SCREEN_NO_MATCH 100.0f /* loss of words that are not the same at all */

struct screen_word {
    struct str latin, sound;
    const struct text_variant *families; /* groups of variants that it is in */
    uint32_t skeleton, coarse;
    uint32_t number;
    uint16_t concept;
    uint8_t tag;    /* enum text_tag */
    uint8_t script; /* enum text_script */
    uint8_t form_class;
    uint8_t n_families;
    uint8_t is_known;     /* a name of the bundled table */
    uint8_t is_character; /* one Chinese character or Korean syllable */
    uint8_t is_romanised; /* written in other letters; script says how its form is compared */
    uint8_t is_spelt_out; /* one syllable of a Korean name, in Latin letters */
    uint8_t is_joined;    /* stands for more than one token */
    float rarity;         /* bits that an agreement on it is worth */
};

struct screen_unit {
    uint32_t word; /* index into the table of words */
    uint8_t at, span;
    uint8_t is_first; /* the first reading of its token: the one that speaks for it */
};

struct screen_name {
    struct screen_unit *units; /* by place, then span, then reading */
    uint16_t n_units;
    uint8_t n_tokens;
    uint8_t kind; /* enum text_kind */
};

/* Where words are kept while names are prepared: finds or adds, gives the index. */
struct screen_words {
    struct arena *arena;
    struct strtab keys;
    VEC(struct screen_word) list;
};
enum seine_status screen_words_init(struct screen_words *w, struct arena *arena) MUST_CHECK;
void screen_words_release(struct screen_words *w); /* the words' bytes are the arena's */

enum text_kind screen_text_kind(enum list_kind kind);

/* Units are written to `units`, which has room for SCREEN_UNITS. ret->units points there. */
enum seine_status screen_name_prepare(struct str text, enum list_kind kind, struct screen_words *w,
                                      struct arena *temporary, struct screen_unit *units,
                                      struct screen_name *ret) MUST_CHECK;

uint32_t screen_coarse(uint32_t skeleton); /* the same with kindred consonants merged */

/* Cost in bits of taking two words for one, 0 = equal; SCREEN_NO_MATCH when they are not.
 * Symmetric. lenient (for names of one word, where nothing else can help): words of two scripts may
 * differ more. */
float screen_word_loss(const struct screen_word *a, const struct screen_word *b, bool lenient);

/* The loss as it counts in a name of several words: slips between scripts and great ones weigh more
 * there, because several loose agreements are soon found by chance. */
float screen_crowd_loss(float loss, const struct screen_word *a, const struct screen_word *b,
                        bool several);
bool screen_is_several(const struct screen_name *q, const struct screen_word *words);

/* A listed word and a query's word whose loss is below SCREEN_NO_MATCH share at least one key,
 * unless the query's is a form or an initial (screen_word_has_keys false): those are compared with
 * every listed word they meet. */
#define SCREEN_KEYS 320 /* a word of 48 letters in another script has some 270 */
size_t screen_word_keys(const struct screen_word *w, bool is_query, bool lenient,
                        uint64_t ret[SCREEN_KEYS]);
static inline bool screen_word_has_keys(const struct screen_word *w)
{
    return w->tag != TEXT_FORM && w->tag != TEXT_INITIAL;
}

/* One place where the words of two names can be laid together. */
struct screen_match {
    uint8_t q_at, q_span, l_at, l_span;
    float loss;
    uint32_t q_word, l_word;
};

/* The weights of the score, in bits. One table for everything; fitted (see README.md). */
struct screen_weights {
    double most, half; /* agreement: most * info / (info + half) */
    double miss_word_person, miss_family, miss_patronymic, miss_word_firm, miss_generic, miss_place,
        miss_number, miss_form, miss_small; /* a token that only one side has */
    double miss_character; /* one Chinese character or Korean syllable of a person's name */
    double miss_more;      /* factor for names after the first that only the listed name has */
    double extra;          /* factor for tokens only the query has */
    double clash_word, clash_generic, clash_place, clash_number, clash_form, clash_patronymic;
    double clash_more;   /* factor for every clash after the first */
    double prior;        /* most names are not on any list */
    double thin_query;   /* only one name agrees and the query has others */
    double thin_generic; /* only words agree that everybody uses, and others do not */
    double thin_listed;  /* only one name agrees and the listed name has others */
    double thin_trade;   /* one brand, and a trade that the other side does not have */
    double thin_lone;    /* the listed name is one word, and the query adds a line of business */
    double strict, rare; /* persons: factor 1 + strict * (1 - agreed/rare) on names that one side
                            alone has */
    double strict_firm, rare_firm; /* the same for firms; words of trade count as names */
    double strict_slips;           /* share of that factor's excess that slips are charged */
    double order;                  /* per token out of order */
    double order_syllables;        /* two syllables of a given name changed places */
    double chain;                  /* son and father changed places */
};
extern const struct screen_weights SCREEN_WEIGHTS;

struct screen_side {
    const struct screen_name *name;
    const struct screen_word *words;
};

/* One row of a score before it has words: filled when rows is not NULL. */
struct screen_row {
    const char *kind;
    double bits;
    uint8_t q_at, q_span, l_at, l_span; /* span 0: none on this side */
    float loss;
    uint32_t q_word, l_word; /* of a name-token: the readings that agreed */
};
#define SCREEN_ROWS (3 * SCREEN_TOKENS + 8)

/* Bits of two names given every match of their units. Sorts `matches`. Rows sum to the result. */
double screen_score(const struct screen_side *q, const struct screen_side *l,
                    struct screen_match *matches, size_t n_matches,
                    const struct screen_weights *weights, struct screen_row *rows, size_t *n_rows);

/* Losses of a name of n agreeing words count by this: slips in all of many words are no chance. */
double screen_loss_factor(size_t n);

/* What the tokens of a query are worth, for bounds. */
struct screen_bounds {
    size_t n;
    uint32_t names; /* tokens that are names, a bit each */
    double info[SCREEN_TOKENS], miss[SCREEN_TOKENS];
    const struct screen_weights *weights;
};
void screen_bounds_init(const struct screen_side *q, const struct screen_weights *weights,
                        struct screen_bounds *ret);
/* No name that matches only the tokens in `matched` (a bit each), and agrees on at most `info`, can
 * score more than this. */
double screen_bound_of(const struct screen_bounds *b, uint32_t matched, double info);

/* All matches between two prepared names, by screen_word_loss. Returns their number. */
#define SCREEN_MATCHES 1024
size_t screen_matches(const struct screen_side *q, const struct screen_side *l,
                      struct screen_match ret[SCREEN_MATCHES]);

double screen_ofac_score(struct str name, struct str listed); /* 0..1 */

#endif
