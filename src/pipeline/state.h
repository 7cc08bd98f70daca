/* pipeline/state.h - what a scan leaves beside its store for the next one, so that day d+1 costs
 * what is new and not what is known: a file NAME.state of this program (base/saved.h), worthless
 * for any other build and for any other stamp of the store (store_stamp). Private to pipeline/.
 *
 *   the table as it stood before it was sealed ─► no record is recalled and parsed again
 *   per mention of it: whom it reads like      ─► no party is screened again, under the same lists
 *   per mention of it: what the store knows    ─► no party is written again
 *
 * All of it is what the stages would find again, kept under the very strings that they were given:
 * a scan that goes on from it and one that starts over have the same cases, byte by byte. */
#ifndef PIPELINE_STATE_H
#define PIPELINE_STATE_H

#include "base/base.h"

struct pipeline;

/* The answer for one mention; entity MAP_NONE: it reads like nobody. */
struct state_hit {
    uint32_t mention; /* table_mention_was */
    uint32_t entity, name;
    double score, bits;
};
enum { STATE_UNKNOWN = 0, STATE_NOBODY, STATE_LISTED };

/* What the store was told of one mention. */
struct state_party {
    uint64_t actor; /* the number in its id */
    uint32_t n_records, is_kept;
};

struct state {
    struct loader *from;           /* of the last scan; NULL: there is nothing to go on from */
    struct saver *to;              /* for the next one; NULL: none will be kept */
    uint64_t n_repeats;            /* rows of this scan that the store had already */
    const unsigned char *screened; /* STATE_..., by the mentions of the last scan */
    const struct state_hit *hits;  /* by mention */
    const struct state_party *parties;
    size_t n_mentions, n_hits; /* of the last scan */
    size_t n_grown;            /* mentions of this one's table before it was sealed */
};

/* After store_begin: finds what the last scan left and takes its table; *ret tells whether it did.
 */
enum seine_status state_open(struct pipeline *p, bool *ret, struct seine_error *err) MUST_CHECK;
/* Before the table is sealed. */
void state_save_table(struct pipeline *p);
/* After sealing: what was found for a mention under the same lists and threshold; false: ask. */
bool state_screened(const struct pipeline *p, uint32_t mention, struct state_hit *ret);
/* hits: per mention of the sealed table. */
enum seine_status state_save_screened(struct pipeline *p, const struct state_hit *hits) MUST_CHECK;
/* Whether the store has just this of a mention. */
bool state_has_party(const struct pipeline *p, uint32_t mention, const struct state_party *party);
/* parties: per mention of the sealed table. The last part: all of it then waits beside its place.
 */
enum seine_status state_save_parties(struct pipeline *p, const struct state_party *parties,
                                     struct seine_error *err) MUST_CHECK;
/* After the commit, to which it belongs; when killed between the two, the next state_open does it.
 */
void state_put(struct state *s);
void state_release(struct state *s);

#endif
