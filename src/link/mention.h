/* link/mention.h - a mention with its comparison keys; private to link/. */
#ifndef LINK_MENTION_H
#define LINK_MENTION_H

#include "link/link.h"
#include "text/text.h"

#define LINK_MAX_IDS    8
#define LINK_MAX_TOKENS 12

struct link_token {
    uint32_t word;  /* key id of its Latin form */
    uint32_t sound; /* key id of its sound */
    float rarity;   /* bits, from the names at hand */
    uint8_t tag;    /* enum text_tag */
};

enum link_contact { CONTACT_PHONE, CONTACT_EMAIL, CONTACT_ADDRESS, N_CONTACTS };
#define LINK_MAX_VALUES 4 /* phones, e-mails, addresses of one profile that are compared */

/* A mention's keys; and a profile's: mentions that have one name and share a phone, e-mail, address
 * or id are one profile before anything is compared. Key ids are interned in link_context.keys; 0 =
 * missing. */
struct link_mention {
    uint32_t name;                                  /* folded whole name */
    uint32_t contacts[N_CONTACTS][LINK_MAX_VALUES]; /* the first is a mention's own */
    uint32_t domain, city, country;
    uint32_t ids[LINK_MAX_IDS];
    uint8_t n_ids, n_tokens, n_address;
    struct link_token tokens[LINK_MAX_TOKENS];
    uint32_t address_tokens[LINK_MAX_TOKENS]; /* ascending */
};

struct link_context {
    const struct trade_table *table;
    struct strtab keys;
    struct link_mention *mentions; /* of mentions, then (after link_profiles) of profiles */
    size_t n;
    size_t n_mentions;
    uint32_t *profile_of; /* per mention */
    uint32_t *rep;        /* per profile: its smallest mention */
    uint32_t *holders;    /* per key id: how many profiles hold it (term frequency) */
    uint32_t *names_of;   /* per contact key id: under how many different names it is held */
    double prior_bits;
    VEC(struct link_pair) scored;
    struct link_stat stat;
};

enum seine_status link_keys(struct link_context *x, struct pool *pool,
                            struct seine_error *err) MUST_CHECK; /* mention.c */
/* Turns mentions into profiles and counts how often each key is held. profile.c */
enum seine_status link_profiles(struct link_context *x, struct seine_error *err) MUST_CHECK;
enum seine_status link_block(struct link_context *x, struct seine_error *err)
    MUST_CHECK; /* block.c: fills scored with a, b */
void link_score(const struct link_context *x, struct link_pair *p); /* score.c */
double link_name_bits(const struct link_context *x, const struct link_mention *a,
                      const struct link_mention *b);
enum seine_status link_cluster(struct link_context *x, double merge_bits, struct link_result *ret,
                               struct seine_error *err) MUST_CHECK; /* cluster.c */
enum seine_status link_hubs(const struct link_context *x, struct link_result *ret,
                            struct seine_error *err) MUST_CHECK; /* hubs.c */

#endif
