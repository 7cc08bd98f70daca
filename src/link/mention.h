/* link/mention.h - mentions and profiles with their comparison keys; private to link/.
 *
 * Every value that is compared is a key: a number, equal for equal values, 0 for a missing one.
 * What a field is taken apart into is kept once per distinct field, and mentions point to it:
 *
 *   mention ──► name ────┐                    profile ──► name key, words, address words
 *           ──► address ─┤► parts ──► tokens          ──► first phone, e-mail, id and their hints
 *           ──► e-mail ──┤                            ──► rest: words of the name, values: phones,
 *           ──► city ────┘                                      e-mails, ids, addresses */
#ifndef LINK_MENTION_H
#define LINK_MENTION_H

#include "link/model.h"
#include "link/profile.h"
#include "text/text.h"

#define LINK_MAX_IDS    8
#define LINK_MAX_TOKENS 12
#define LINK_MAX_VALUES 4   /* phones, e-mails, addresses of one profile that are compared */
#define LINK_START      5   /* letters of a word that may be all of it that is there */
#define LINK_LEAST_BOX  5.0 /* bits of a box below which it is a desk */
#define LINK_MAX_KEYS   ((UINT32_C(1) << 27) - 1)

static_assert(LINK_MAX_MARKS >= LINK_MAX_IDS + 5, "name, phone, e-mail, address and country");

struct link_token {
    uint32_t key : 27; /* of a word's Latin form, an e-mail's domain, an id, a country */
    uint32_t tag : 5;  /* enum text_tag of a name's word */
};

/* A field taken apart: what it is as a whole, and its pieces in link_context.tokens. */
struct link_parts {
    uint32_t key;      /* folded name or city, phone, e-mail, address as a set of words */
    uint32_t first, n; /* name: words; address: words, ascending; e-mail: its box, and its domain;
                          ids: each of them */
};

struct link_mention {
    uint32_t name, address, email, city; /* places in link_context.parts, 0 = missing */
    uint32_t country, postcode, ids;
    uint32_t phone; /* read with the country */
};

/* Names and streets are a country's: how rare a value is among the profiles of the country where
 * most of its holders are, and, taken together, among those of the others. */
struct link_home {
    uint32_t country; /* key */
    float there, elsewhere;
};

struct link_context {
    const struct trade_table *table;
    struct strtab keys;
    VEC(struct link_token) tokens;
    VEC(struct link_parts) parts; /* [0] is the missing field; until there are profiles */
    struct link_mention *mentions;
    void *profile_room;            /* what is freed */
    struct link_profile *profiles; /* in it, each at the start of a line of the cache */
    struct link_rest *rest;        /* per profile */
    VEC(uint32_t) values;
    size_t n_mentions, n;           /* n: profiles */
    uint64_t within[LINK_N_LEVELS]; /* levels of the first two mentions of profiles that have two */
    uint32_t *profile_of;           /* per mention */
    uint32_t *rep;                  /* per profile: its smallest mention */
    struct link_word *word;         /* per key of a name word */
    float *rarity;                  /* per key: log2(profiles / profiles that hold it) */
    struct link_home *home;         /* per key: the same within a country */
    float *contact;                 /* per contact key: bits of sharing it */
    uint32_t *block, *in_block; /* profiles under a key: in_block[block[key] .. block[key + 1]), by
                                   country and name; the first of each country is marked: block.c */
    size_t n_buckets;           /* blocks of doors, behind those of the keys; a power of two */
    struct link_places *places; /* per profile */
    struct link_model model;
    double chance[N_VALUES];      /* loose.c */
    double threshold;             /* pairs with more bits join their actors; 0: even odds */
    VEC(struct link_pair) scored; /* that bear on which profiles are one actor, by (a, b) */
    VEC(struct link_pair) loose;  /* that share a contact and may be one actor, by (a, b) */
    uint64_t n_scored;            /* pairs that were compared */
};

/* Does the pair share a contact value, with which two actors may be uncertainly linked? */
bool link_shares_contact(const struct link_pair *p); /* loose.c */
/* How many parties hold a value by chance beside one that does, by kind, into x->chance. */
void link_loose_learn(struct link_context *x); /* loose.c */
/* What speaks for one actor behind a pair that is scored and compared, even if its papers differ:
 * log2 odds, -INFINITY for a link that is not worth passing on. loose.c */
double link_loose_weight(const struct link_context *x, const struct link_pair *p,
                         const struct link_marks *marks);

void link_context_release(struct link_context *x); /* link.c */
/* Takes every distinct field apart. mention.c, with apart.c */
enum seine_status link_keys(struct link_context *x, struct pool *pool,
                            struct seine_error *err) MUST_CHECK;
/* Turns mentions into profiles and counts how rare each key is. profile.c */
enum seine_status link_profiles(struct link_context *x, struct pool *pool,
                                struct seine_error *err) MUST_CHECK;
/* The profiles under each key, and what sharing it is worth. block.c */
enum seine_status link_block(struct link_context *x, struct pool *pool,
                             struct seine_error *err) MUST_CHECK;
/* Profiles after a that are to be compared with it, ascending, each once; those of its group only,
 * if there are groups (NULL: there are none). block.c */
typedef VEC(uint32_t) link_partners;
bool link_partners_of(const struct link_context *x, uint32_t a, const uint32_t *group,
                      link_partners *ret);
/* Compares all partners; keeps the pairs that matter in scored and loose. pairs.c */
enum seine_status link_pairs(struct link_context *x, struct pool *pool,
                             struct seine_error *err) MUST_CHECK;
/* A pair while it is compared, in two steps: the name costs most and comes last. score.c */
struct link_scoring {
    struct link_pair pair;
    struct link_marks marks;
    double sum; /* of bits and prior so far */
};
/* All but the name: fills the pair's bits and prior. */
void link_score_rest(const struct link_context *x, struct link_scoring *s);
/* False: whatever the names are, the pair weighs no more than `least`. */
bool link_may_weigh(const struct link_scoring *s, double least);
/* The name: fills the bits and the weight, and tells whether it is more than `least`; if it is not,
 * what kin take away and the weight may be left out. */
bool link_score_name(const struct link_context *x, struct link_scoring *s, double least);
/* Both steps, whole. */
void link_score(const struct link_context *x, struct link_pair *p);
/* Bits of the rarest value of a kind that both have, as in link_context.contact; -1: none. */
double link_shared(const struct link_context *x, const struct link_profile *a,
                   const struct link_profile *b, enum link_value kind);
/* Learns the model from the profiles in their blocks. learn.c */
enum seine_status link_learn(struct link_context *x, struct pool *pool,
                             struct seine_error *err) MUST_CHECK;
/* All levels of a pair. score.c */
void link_compare(const struct link_context *x, uint32_t a, uint32_t b, struct link_marks *ret);
/* The pairs become the result's: scored and loose are empty then. */
enum seine_status link_cluster(struct link_context *x, struct pool *pool, struct link_result *ret,
                               struct seine_error *err) MUST_CHECK; /* cluster.c */
enum seine_status link_hubs(const struct link_context *x, struct link_result *ret,
                            struct pool *pool, struct seine_error *err) MUST_CHECK; /* hubs.c */

/* The tokens of its name. */
static inline const struct link_token *link_words(const struct link_context *x,
                                                  const struct link_profile *p)
{
    return x->tokens.v + x->rest[p - x->profiles].words;
}
/* Its values of a kind. */
static inline const uint32_t *link_values(const struct link_context *x,
                                          const struct link_profile *p, enum link_value kind)
{
    if (kind < VALUE_ADDRESS && p->n[kind] == 1)
        return &p->one[kind];
    const uint32_t *v = x->values.v + x->rest[p - x->profiles].first;
    for (int k = 0; k < (int)kind; k++)
        v += p->n[k];
    return v;
}

/* The box of its e-mail is nobody's but its own: not a desk like info or sales. */
static inline bool link_is_own_box(const struct link_context *x, const struct link_profile *p)
{
    return p->box != 0 && (double)x->rarity[p->box] >= LINK_LEAST_BOX;
}

static inline const struct link_token *link_tokens(const struct link_context *x,
                                                   const struct link_parts *p)
{
    return x->tokens.v + p->first;
}

#endif
