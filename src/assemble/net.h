/* assemble/net.h - the consignments and hands that belong to a hypothesis: what a case will hold.
 */
#ifndef ASSEMBLE_NET_H
#define ASSEMBLE_NET_H

#include "assemble/internal.h"

#define NET_RECORDS 400 /* consignments of one net at most */
#define NET_CORE    32  /* hands of one net at most */

enum net_role { NET_PIECE = 0, NET_RELAY, NET_OTHER };

struct as_net {
    uint32_t records[NET_RECORDS];
    uint8_t roles[NET_RECORDS]; /* enum net_role */
    size_t n;
    uint32_t core[NET_CORE]; /* the unit's members first, then agents and devoted partners */
    size_t n_core;
    int32_t first_day, last_day;   /* days that the net reaches over, as of the last round */
    int32_t next_first, next_last; /* and as it has grown since */
    uint32_t *stamp, mark;         /* stamp[record] == mark: it is in the net */
};

/* Room for nets one after the other; one per thread. False: out of memory. */
bool as_net_init(struct as_net *net, const struct as_context *x) MUST_CHECK;
void as_net_release(struct as_net *net);
/* The net of a hypothesis, in place of the last. Pieces of its window first; then, round by round,
 * the other legs of what is in it, the hands that passed it on, partners that deal with hardly
 * anybody else, and what these handle around the window. */
void as_net_grow(struct as_net *net, const struct as_context *x, const struct as_hypothesis *h);
/* The consignments of many nets side by side, by their place in `of`. */
struct as_nets {
    uint32_t *first, *records; /* of net i: records[first[i] .. first[i + 1]) */
    size_t n;
};
enum seine_status as_nets_grow(struct as_nets *nets, const struct as_context *x, const uint32_t *of,
                               size_t n, struct pool *pool,
                               struct seine_error *err) MUST_CHECK; /* of: indices of hypotheses */
void as_nets_release(struct as_nets *nets);
/* Counts what the net shows, into h->net. */
void as_net_measure(const struct as_net *net, const struct as_context *x, struct as_hypothesis *h);

#endif
