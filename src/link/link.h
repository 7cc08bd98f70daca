/* link/ - party mentions -> actors. Fellegi-Sunter weights per field, blocking that loses nothing,
 * hubs judged by their own statistics, correlation clustering. It knows nothing of kits.
 *
 * A mention is one distinct way in which papers name a party (struct table_mention). An actor is
 * the set of mentions that are one hand. Both are indices into canonical orders, so equal tables
 * give equal actors. */
#ifndef LINK_LINK_H
#define LINK_LINK_H

#include "trade/table.h"

enum link_field {
    LINK_NAME = 0,
    LINK_PHONE,
    LINK_EMAIL,
    LINK_DOMAIN,
    LINK_ID,
    LINK_ADDRESS,
    LINK_COUNTRY,
    LINK_KIN, /* that parties which are not one look as alike as that */
    LINK_N_FIELDS
};

/* Why two mentions are (or are not) one actor; bits sum to the pair's weight. */
struct link_pair {
    uint32_t a, b;             /* mentions, a < b */
    float bits[LINK_N_FIELDS]; /* per field, 0 = not comparable */
    float prior;               /* before anything is compared */
    float weight; /* their sum plus the prior; > 0 speaks for one actor. Of a loose pair: log2 odds
                     of one actor, even if it does not want to be known as one */
};

struct link_actor {
    uint32_t first, n;  /* its mentions: link_result.members[first .. first+n) */
    uint32_t n_records; /* records that name it */
    bool is_hub;        /* forwarder, courier, bank, virtual office: by its own statistics */
};

struct link_result {
    uint32_t *actor_of;            /* per mention */
    VEC(struct link_actor) actors; /* by their smallest mention */
    uint32_t *members;
    VEC(struct link_pair)
    pairs; /* inside one actor, by (a, b): all that speak for it, and the one
              that speaks most against it, if any does */
    VEC(struct link_pair)
    loose;             /* pairs of different actors with a shared contact: uncertain links */
    uint64_t n_scored; /* pairs that were compared */
};

struct link_options {
    bool as_stated; /* weights are not learnt from the data */
};

enum seine_status link_run(const struct trade_table *t, const struct link_options *options,
                           struct pool *pool, const struct progress *progress,
                           struct link_result *ret, struct seine_error *err) MUST_CHECK;
void link_result_release(struct link_result *r);
/* All of a mention's fields as text, separated by U+001F: what a party is kept under. */
void link_mention_key(const struct trade_table *t, uint32_t mention, struct buf *out);
/* The hash of the key of the actor's first mention; scratch is overwritten. */
uint64_t link_actor_number(const struct trade_table *t, const struct link_result *r, uint32_t actor,
                           struct buf *scratch);
/* Adds "A-" and that number: the actor's name outside of this run, the same for equal tables. */
void link_number_id(uint64_t number, struct buf *out);
/* Both. */
void link_actor_id(const struct trade_table *t, const struct link_result *r, uint32_t actor,
                   struct buf *scratch, struct buf *out);
/* "A / B: same phone +8641555012 (+14.0); different name (-4.1); before comparing (-15.7)": the
 * reasons of a pair, for a person; of a loose one also what it is worth in all.
 */
void link_text(const struct trade_table *t, const struct link_pair *p, struct buf *out);
const char *link_field_name(enum link_field f);

/* Normal forms used for blocking and comparison; results go to out, empty if nothing is left. */
void link_phone_key(struct str phone, struct str country, struct buf *out); /* digits, E.164-like */
void link_email_key(struct str email, struct buf *out);
struct str link_email_box(struct str email); /* what stands before the @ */
/* "type=value" with the value's letters and digits; a date that is written with separators becomes
 * year, then the smaller of day and month, then the other. */
void link_id_key(struct str id, struct buf *out);
bool link_email_domain(struct str email, struct str *ret); /* false: public mail host or none */

#endif
