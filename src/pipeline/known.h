/* pipeline/known.h - the actors that the last scan knows, found again by what a paper says of a
 * party: an index in memory over the keys that linking blocks by (folded name with its country,
 * telephone, e-mail, identifiers). It tells with whom a party shares a value and does not weigh
 * it: what is one actor, scans decide, over everything. Filled by one thread, then read by any
 * number.
 *
 *   key ──► bucket (its first bits) ──► keys of it, ascending ──► actor      12 bytes a key
 */
#ifndef PIPELINE_KNOWN_H
#define PIPELINE_KNOWN_H

#include "store/store.h"
#include "trade/trade.h"

enum known_by {
    KNOWN_PAPER = 0, /* all that papers say of a party, letter by letter */
    KNOWN_ID,
    KNOWN_PHONE,
    KNOWN_EMAIL,
    KNOWN_NAME, /* folded, in the same country */
    KNOWN_N_BY
};
extern const char *const known_by_name[KNOWN_N_BY]; /* "paper", "id", "phone", ... */

struct known_party { /* as in trade/table.h: ids is "type=value;type=value" */
    struct str name, country, address, city, postcode, phone, email, ids;
};

struct known;
enum seine_status known_new(struct known **ret) MUST_CHECK;
void known_free(struct known *k);
/* One way in which papers name an actor; n_records: of them. SEINE_NOMEM, SEINE_LIMIT. */
enum seine_status known_add(struct known *k, const struct known_party *p, struct str actor,
                            uint64_t n_records) MUST_CHECK;
/* The actor is in this case. */
enum seine_status known_add_case(struct known *k, struct str actor, struct str id) MUST_CHECK;
/* Every party that the store has, and who is in which open case. */
enum seine_status known_add_store(struct known *k, struct store *s,
                                  struct seine_error *err) MUST_CHECK;
/* Once, after the last. O(keys). */
enum seine_status known_seal(struct known *k) MUST_CHECK;

struct known_stat {
    size_t n_parties, n_actors, n_keys, bytes;
};
struct known_stat known_stat(const struct known *k);

/* Values that more actors share tell nothing and find nobody. */
#define KNOWN_MAX_SHARED 8
#define KNOWN_MAX_HITS   16

struct known_hit {
    uint32_t actor;
    unsigned by; /* set of 1 << enum known_by */
};
/* Actors that share a value with the party, those that share most kinds first, then those on most
 * records, then by id. scratch is overwritten. */
size_t known_find(const struct known *k, const struct known_party *p, struct buf *scratch,
                  struct known_hit ret[KNOWN_MAX_HITS]);
void known_actor_id(const struct known *k, uint32_t actor, struct buf *out); /* "A-0123..." */
uint64_t known_actor_records(const struct known *k, uint32_t actor);
/* The i-th open case that it is in; false: there are no more. */
bool known_actor_case(const struct known *k, uint32_t actor, size_t i, struct str *ret);

#endif
