/* screen/index.h - the insides of the name index, for the files of this room.
 *
 *   entity -> first_name[entity] .. first_name[entity+1]  -> names -> units -> words
 *   word   -> postings[post_at[word]] .. : names that have it, ascending
 *   key    -> bucket of (rest of the key, word), for the words near a query's word
 *   id     -> entities that carry it */
#ifndef SCREEN_INDEX_H
#define SCREEN_INDEX_H

#include "screen/name.h"

#include <string.h>

struct indexed_name {
    struct screen_name name;
    uint32_t entity, which; /* which: index into the entity's names */
};

struct key_entry {
    uint32_t rest; /* low bits of the key; the bucket is its high bits */
    uint32_t word;
};
#define SCREEN_BUCKET_BITS 20

struct screen_index {
    const struct list_set *set;
    struct arena arena;
    struct screen_words words;
    VEC(struct indexed_name) names;
    uint32_t *first_name; /* n_entities + 1 */
    uint32_t *post_at;    /* n_words + 1 */
    uint32_t *postings;
    float *worth;        /* per word: the most that agreeing on it is worth in any listed name */
    uint32_t *letters;   /* per word: screen_letters */
    uint32_t *bucket_at; /* 2^SCREEN_BUCKET_BITS + 1 */
    struct key_entry *entries;
    size_t n_entries;
    struct str *id_keys; /* normal forms of identifiers, ascending */
    size_t n_ids;
    uint32_t *id_at; /* n_ids + 1 */
    uint32_t *id_entities;
    bool is_image; /* all arrays are the set's image: nothing here is to be freed */
};

/* Which letters a word has, a bit each, and whether it is a form of company. */
#define SCREEN_IS_FORM (UINT32_C(1) << 31)
static inline uint32_t screen_letters(const struct screen_word *w)
{
    uint32_t set = w->tag == TEXT_FORM ? SCREEN_IS_FORM : 0;
    for (size_t i = 0; i < w->latin.n; i++)
        set |= UINT32_C(1) << ((unsigned char)w->latin.p[i] % 31);
    return set;
}

struct neighbour {
    uint32_t word;
    float loss;
};

struct near_list {
    uint32_t from, n;
    size_t postings; /* names that the words have, one by one */
    uint64_t *bits;  /* the same names, a bit each; NULL until needed */
    bool known;
};

/* Sparse map from a listed word to its matches with the query at hand. */
struct near_word {
    uint32_t stamp;
    uint32_t head; /* index into links, plus one */
};
struct near_link {
    uint32_t next; /* plus one, 0 ends */
    float loss;
    uint16_t unit; /* of the query */
};

/* What is known of a listed name before it is scored. */
struct name_mark {
    uint32_t stamp;
    uint32_t mask; /* tokens of the query that it has, with known losses */
    uint32_t also; /* tokens that it has as well */
    float cost;    /* at least this much is lost on them */
    float info;    /* at most this much is agreed by them */
    float last;    /* the part of info that the token looked at last has */
};

struct screen_scratch {
    const struct screen_index *index;
    struct arena arena;     /* words remembered between queries */
    struct arena temporary; /* of one query */
    struct screen_words words;
    VEC(struct near_list) lists; /* two per remembered word: strict, lenient */
    VEC(uint32_t) met;           /* words under the keys of one word */
    VEC(struct neighbour) near;
    VEC(struct neighbour) merged; /* of all units that cover one token */
    struct near_word *near_words; /* per listed word */
    VEC(struct near_link) links;
    size_t bits_bytes;       /* of near_list.bits */
    uint32_t *seen_words;    /* stamps per listed word */
    struct name_mark *marks; /* per listed name */
    uint32_t *seen_entities;
    double *best_bits; /* per entity, valid when its stamp is current */
    uint32_t *best_name;
    uint32_t stamp_words, stamp_names, stamp_entities, stamp_links;
    VEC(uint32_t) candidates;
    VEC(uint32_t) touched; /* entities with a best name */
    VEC(struct screen_hit) hits;
    struct screen_match matches[SCREEN_MATCHES];
    struct screen_unit units[SCREEN_UNITS];
};

/* The stamp of the next round: what bears an older one is new to it. Where the stamps wrap, those
 * that were given are wiped. */
static inline uint32_t screen_next_stamp(uint32_t *stamp, void *stamped, size_t bytes)
{
    if (++*stamp == 0) {
        memset(stamped, 0, bytes);
        *stamp = 1;
    }
    return *stamp;
}

/* Listed words whose loss against word `id` of the scratch is below SCREEN_NO_MATCH. */
enum seine_status screen_near(struct screen_scratch *s, uint32_t id, bool lenient,
                              struct near_list *ret) MUST_CHECK;

/* Normal form of an identifier: letters and digits, upper case. Empty if too short to mean
 * anything. */
void screen_id_normal(struct str value, struct buf *out);
/* The entities that carry an identifier of this normal form, ascending. */
const uint32_t *screen_id_entities(const struct screen_index *x, struct str key, size_t *ret_n);

/* What speaks for and against besides the name: at most one row each of the kind, a weak alias, an
 * identifier, the birth date, the country and the address. Returns their number. */
#define SCREEN_OTHER 6
struct other_row {
    const char *kind;
    double bits;
    struct str a, b; /* what was compared */
};
size_t screen_other(const struct screen_subject *subject, const struct listed_entity *entity,
                    size_t name, struct other_row ret[SCREEN_OTHER]);
/* What speaks against a name as such, whatever it is compared with: the best name of an entity is
 * the one that has most bits with it. */
double screen_name_bits(const struct listed_entity *entity, size_t name);
/* The most that screen_other can add for this subject, identifiers apart. */
double screen_other_most(const struct screen_subject *subject);

enum seine_status screen_pair_evidence(struct str name, enum list_kind kind, struct str listed,
                                       enum list_kind listed_kind, const struct other_row *other,
                                       size_t n_other, struct arena *arena,
                                       struct screen_result *ret) MUST_CHECK;

#endif
