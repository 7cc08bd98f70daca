/* assemble/net.h - the consignments and hands that belong to a hypothesis: what a case will hold.
 */
#ifndef ASSEMBLE_NET_H
#define ASSEMBLE_NET_H

#include "assemble/internal.h"

#define NET_RECORDS 400 /* consignments of one net at most */
#define NET_CORE    32  /* hands of one net at most */

/* What is looked at to tell whether a consignment of a grown net belongs to it: belong.c. */
enum net_sign {
    NET_STRONG = 0, /* how well its goods fit; none of the three: not at all */
    NET_MIDDLING,
    NET_WEAK,
    NET_LEG, /* it is here as the other leg of one */
    NET_PASSED_IN,
    NET_PASSED_ON, /* bits of its relays within the net, of 10 */
    NET_AWAY,      /* days outside of the pieces' window */
    NET_BETWEEN,   /* both ends are hands */
    NET_OUTWARD,   /* its sender is one */
    NET_PARTNER,
    NET_PARTNER_SHARE,
    NET_PARTNER_OURS, /* of its one end that is no hand: all, share and number in the net */
    NET_PURER_HAND,
    NET_OTHER_HAND, /* share of the hand's consignments around that is in the net: higher, lower */
    NET_PURER_NAME,
    NET_OTHER_NAME, /* the same of those under the name that stands on this paper */
    NET_RELAYS,     /* that the hand passed on */
    NET_FITTING,    /* share of what the hand does around that can be a piece */
    NET_REPEAT,     /* dealings of the hand with the same partner at other times */
    NET_ORDINARY,   /* share of what the hand does at other times that is of the same sector */
    NET_SIZE,
    NET_N_SIGNS
};
extern const char *const net_sign_names[NET_N_SIGNS];
extern const double net_sign_weights[NET_N_SIGNS], net_sign_constant; /* membership.c */
extern const double net_sign_least; /* log odds from which on a consignment belongs */

enum net_role { NET_PIECE = 0, NET_RELAY, NET_OTHER };

/* Which records are in the net and how often which actors are named there, found by open
 * addressing: small enough to stay near the processor, which arrays over all records and actors are
 * not. */
#define NET_SLOTS       1024
#define NET_ACTORS      (2 * NET_RECORDS * AS_RECORD_ACTORS)
#define NET_ACTOR_SLOTS 8192
struct net_slot { /* free if its mark is older than the net's; newer: the record has been dropped */
    uint32_t record, mark;
};
struct net_actor {
    uint32_t actor;
    uint16_t slot;    /* where it is found */
    uint16_t ours[2]; /* consignments of the net, by side */
};
struct net_index {
    struct net_slot records[NET_SLOTS];
    uint16_t places[NET_ACTOR_SLOTS]; /* in actors, from 1 on; 0: free */
    struct net_actor actors[NET_ACTORS];
    size_t n_actors;
};

struct net_hand { /* by side: would walking it again find more? */
    /* something other than the days that it looks at has changed */
    bool is_stale[2];
    /* of what it left out: the end of all before the net, the first behind */
    uint32_t around[2][2];
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
    uint32_t around[2];            /* dated records from .. to are around those days */
    uint32_t within[2];            /* and those of the net lie from .. to */
    uint32_t mark;                 /* of this net, two more than the last one's */
    struct net_index *index;
    int n_rounds;            /* of growth that are over */
    bool is_halfway;         /* of the next one the hands are walked */
    bool is_growing;         /* the last one brought something */
    struct net_tally *tally; /* room for belong.c */
    /* means of what belongs: log odds that it does, and of the signs */
    float odds, repeat, ordinary;
};

/* The first of the reaches that the hypothesis' nets grow to: everything that hands do is taken of
 * small units alone, and never of what two deal in. */
enum as_reach as_net_least_reach(const struct as_context *x, const struct as_hypothesis *h);
/* Room for nets one after the other; one per thread. False: out of memory. */
bool as_net_init(struct as_net *net) MUST_CHECK;
void as_net_release(struct as_net *net);
struct net_tally *as_tally_new(void); /* released by mem_free; NULL: out of memory */
/* The net of a hypothesis, in place of the last. Pieces of its window first; then, round by round,
 * the other legs of what is in it, the hands that passed it on, partners that deal with hardly
 * anybody else, and what these handle around the window. At last what most likely does not belong
 * is dropped. How far it grows says h->reach. Returns how many consignments it had before. */
size_t as_net_grow(struct as_net *net, const struct as_context *x, const struct as_hypothesis *h);
/* The same without dropping anything. Is it grown already, by a nearer reach of the same
 * hypothesis, it only goes on from there. False: a further reach must begin anew. */
bool as_net_grow_on(struct as_net *net, const struct as_context *x, const struct as_hypothesis *h,
                    bool is_grown);
/* A net as it has grown, to go back to when what does not belong has been dropped. */
struct as_net_grown {
    uint32_t records[NET_RECORDS], core[NET_CORE];
    uint8_t roles[NET_RECORDS];
    size_t n, n_core;
    int32_t first_day, last_day;
};
void as_net_keep(const struct as_net *net, struct as_net_grown *ret);
void as_net_restore(struct as_net *net, const struct as_context *x,
                    const struct as_net_grown *from);
/* Grows the nets of all reaches, from the nearest on, and takes of them the one that is worth most
 * (beyond AS_REACH_HANDS none that fills NET_RECORDS: it has no end and is ordinary trade):
 * into h->reach, h->net and ret, of which only the consignments and hands are set. What the net
 * itself holds then is of no use. reach.c */
void as_net_choose(struct as_net *net, const struct as_context *x, struct as_hypothesis *h,
                   struct as_net_grown *ret);
/* As as_net_grow_on(.., false), and the signs of each consignment, NET_N_SIGNS for each of
 * net->records: for those who fit the weights (bench/membership.py). */
void as_net_grow_whole(struct as_net *net, const struct as_context *x,
                       const struct as_hypothesis *h, float *ret);
void as_net_prune(struct as_net *net, const struct as_context *x, const struct as_hypothesis *h);
void as_net_signs(struct as_net *net, const struct as_context *x, const struct as_hypothesis *h,
                  float *ret);
/* The record's slot, or the free one that it would get. */
static inline struct net_slot *as_net_slot(const struct as_net *net, uint32_t record)
{
    size_t at = record * 2654435761u >> 22;
    struct net_slot *slots = net->index->records;
    while (slots[at].mark >= net->mark && slots[at].record != record)
        at = (at + 1) % NET_SLOTS;
    return &slots[at];
}
static inline bool as_net_has(const struct as_net *net, uint32_t record)
{
    return as_net_slot(net, record)->mark == net->mark;
}
/* How many of the actor's consignments on a side are in the net, or have been. */
uint32_t as_net_ours(const struct as_net *net, uint32_t actor, int side);
/* Place of the actor among the net's hands; n_core: it is none. */
size_t as_net_hand(const struct as_net *net, uint32_t actor);
/* Without a day it may be. */
static inline bool as_net_is_around(const struct as_net *net, const struct as_context *x,
                                    uint32_t record)
{
    return (record >= net->around[0] && record < net->around[1]) || record < x->days.first[0];
}
void as_net_set_days(struct as_net *net, const struct as_context *x, int32_t first, int32_t last);
/* Where an actor's consignments on a side can be in the net or around it: places from .. to in
 * actor_records, the undated ones first. What is outside of both is neither. */
struct as_net_part {
    uint32_t from[2], to[2];
};
struct as_net_part as_net_part_of(const struct as_net *net, const struct as_context *x,
                                  uint32_t actor, int side);

/* A relay that brings its other leg into a net. MAP_NONE: no. */
bool as_is_telling(const struct as_context *x, uint32_t relay);
/* Names of its hands on its papers, beyond one each. */
uint32_t as_net_names(const struct as_net *net, const struct as_context *x);
/* What is kept of a net; borrowed. */
struct as_net_kept {
    const uint32_t *records, *hands;
    size_t n, n_hands;
};
struct as_nets_chunk { /* records, or hands, of its nets, one after the other */
    uint32_t *v;
    size_t n, room;
};

/* Takes the nets of n hypotheses as they are grown, for as_nets. Those of one chunk are kept by one
 * thread and in their order. */
struct as_nets_maker {
    struct as_nets_chunk *chunks[2]; /* of records and of hands */
    uint32_t *sizes[2];              /* per net */
    size_t n, chunk, n_chunks;
};
bool as_nets_begin(struct as_nets_maker *m, size_t n, size_t chunk) MUST_CHECK;
bool as_nets_keep(struct as_nets_maker *m, size_t i, const struct as_net_kept *net) MUST_CHECK;
/* Releases m, whatever as_nets_begin gave. False: nothing was wanted, or out of memory. */
bool as_nets_end(struct as_nets_maker *m, bool is_wanted, struct as_nets *ret);
/* Some of them, by their places. ret is to be released in any case. */
bool as_nets_pick(const struct as_nets *from, const uint32_t *of, size_t n,
                  struct as_nets *ret) MUST_CHECK;
struct as_net_kept as_nets_get(const struct as_nets *nets, size_t i);
void as_nets_release(struct as_nets *nets);
/* Counts what the net shows, into h->net. */
void as_net_measure(const struct as_net *net, const struct as_context *x, struct as_hypothesis *h);

/* Bits of h->net, and of what is the same for all nets of the hypothesis. fusion.c */
double as_net_worth(const struct as_context *x, const struct as_hypothesis *h);

#endif
