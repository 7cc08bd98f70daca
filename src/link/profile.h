/* link/profile.h - what a comparison looks at of a profile and of a word, as it lies in memory;
 * private to link/. Keys are those of mention.h. */
#ifndef LINK_PROFILE_H
#define LINK_PROFILE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum link_value { VALUE_PHONE, VALUE_EMAIL, VALUE_ID, VALUE_ADDRESS, N_VALUES };

/* Mentions that have one name and share a phone, e-mail, address or id are one profile before
 * anything is compared. It fills one line of the processor's cache and holds all that most
 * comparisons look at: nearly every profile has no more than one phone, one e-mail and one id. */
struct link_profile {
    uint32_t name, box, domain, city, postcode, country; /* keys */
    uint32_t address; /* in link_context.tokens: words of the fullest one, ascending */
    uint8_t n[N_VALUES];
    uint8_t n_words;                     /* of the name */
    uint8_t n_address;                   /* words of the fullest address */
    uint8_t least_address, lost_address; /* and what address_bits tells: link_may_share_address */
    uint32_t one[VALUE_ADDRESS];         /* its first phone, e-mail, id */
    uint32_t address_bits; /* one for each word of its addresses; several words may share one */
    uint32_t email_hint;   /* of its first, without a type */
    uint64_t id_hint;
};

static_assert(sizeof(struct link_profile) == 64, "a line of the cache");

struct link_rest {  /* of a profile */
    uint32_t words; /* of the name, in link_context.tokens */
    uint32_t first; /* its values in link_context.values, kind by kind */
};

#define LINK_NAME_KEYS 3 /* blocks in which a profile stands by the words of its name, at most */
#define LINK_PLACES    (LINK_NAME_KEYS + 1) /* and by its door */
struct link_places {
    uint32_t at[LINK_PLACES]; /* where in link_context.in_block; MAP_NONE: in no such block */
};

/* A word of a name. */
struct link_word {
    uint32_t sound, start : 31; /* keys of its sound and of its first letters; 0 = none */
    uint32_t has_family : 1;    /* there are names that are forms of it */
    uint32_t hint;
};

/* The bit of a word among 32. */
static inline uint32_t link_word_bit(uint32_t key)
{
    return UINT32_C(1) << (key * UINT32_C(2654435761) >> 27);
}
/* False: the fullest addresses of the two are not near, and they have no address in common. To be
 * near takes two words and two thirds of the words of the shorter one. Of n words of one address at
 * least n - lost_address have a bit of their own; least_address is how few an address of it has. */
static inline bool link_may_share_address(const struct link_profile *a,
                                          const struct link_profile *b)
{
    unsigned smaller = a->n_address < b->n_address ? a->n_address : b->n_address;
    unsigned near = (2 * smaller + 2) / 3, least = near < 2 ? 2 : near;
    least = a->least_address < least ? a->least_address : least;
    unsigned common = (unsigned)__builtin_popcount(a->address_bits & b->address_bits);
    return common + a->lost_address >= least;
}
/* The first place in `room` where a line of the cache begins. */
static inline struct link_profile *link_aligned(void *room)
{
    size_t line = sizeof(struct link_profile), over = (uintptr_t)room % line;
    return over == 0 ? room : (struct link_profile *)(void *)((char *)room + (line - over));
}

#endif
