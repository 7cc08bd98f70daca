/* assemble/net.h - the consignments and hands that belong to a hypothesis: what a case will hold.
 */
#ifndef ASSEMBLE_NET_H
#define ASSEMBLE_NET_H

#include "assemble/internal.h"

#define NET_RECORDS 400 /* consignments of one net at most */
#define NET_CORE    32  /* hands of one net at most */

enum net_role { NET_PIECE = 0, NET_RELAY, NET_OTHER };

struct net_actor { /* counted while a net grows; of the net whose mark it has */
    uint32_t mark;
    uint16_t ours[2]; /* consignments of the net, by side */
};

struct net_hand {         /* by side: would walking it again find more? */
    bool is_stale[2];     /* something other than the days that it looks at has changed */
    int32_t around[2][2]; /* the nearest days before and behind the net that it left out */
};

struct as_net {
    uint32_t records[NET_RECORDS];
    uint8_t roles[NET_RECORDS]; /* enum net_role */
    size_t n;
    uint32_t core[NET_CORE]; /* the unit's members first, then agents and devoted partners */
    struct net_hand hands[NET_CORE]; /* of core */
    size_t n_core;
    int32_t first_day, last_day;   /* days that the net reaches over, as of the last round */
    int32_t next_first, next_last; /* and as it has grown since */
    uint32_t *stamp, mark;         /* stamp[record] == mark: it is in the net */
    struct net_actor *actors;
};

/* Marks the records that a relay which tells something brought or took; before any net. */
void as_passed_on(struct as_context *x);
/* Room for nets one after the other; one per thread. False: out of memory. */
bool as_net_init(struct as_net *net, const struct as_context *x) MUST_CHECK;
void as_net_release(struct as_net *net);
/* The net of a hypothesis, in place of the last. Pieces of its window first; then, round by round,
 * the other legs of what is in it, the hands that passed it on, partners that deal with hardly
 * anybody else, and what these handle around the window. */
void as_net_grow(struct as_net *net, const struct as_context *x, const struct as_hypothesis *h);
struct as_nets_chunk { /* records of its nets, one after the other */
    uint32_t *v;
    size_t n, room;
};

/* Takes the nets of n hypotheses as they are grown, for as_nets. Those of one chunk are kept by one
 * thread and in their order. */
struct as_nets_maker {
    struct as_nets_chunk *chunks;
    uint32_t *sizes; /* per net */
    size_t n, chunk, n_chunks;
};
bool as_nets_begin(struct as_nets_maker *m, size_t n, size_t chunk) MUST_CHECK;
bool as_nets_keep(struct as_nets_maker *m, size_t i, const struct as_net *net) MUST_CHECK;
/* Releases m, whatever as_nets_begin gave. False: nothing was wanted, or out of memory. */
bool as_nets_end(struct as_nets_maker *m, bool is_wanted, struct as_nets *ret);
/* Some of them, by their places. */
bool as_nets_pick(const struct as_nets *from, const uint32_t *of, size_t n,
                  struct as_nets *ret) MUST_CHECK;
void as_nets_release(struct as_nets *nets);
/* Counts what the net shows, into h->net. */
void as_net_measure(const struct as_net *net, const struct as_context *x, struct as_hypothesis *h);

#endif
