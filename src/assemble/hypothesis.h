/* assemble/hypothesis.h - one unit against one kit: what was measured, and what it is worth. */
#ifndef ASSEMBLE_HYPOTHESIS_H
#define ASSEMBLE_HYPOTHESIS_H

#include "assemble/assemble.h"

#define AS_MAX_CLASSES LIMIT_COMPONENTS_PER_KIT

enum as_mark { AS_FREIGHT = 0, AS_NEWNESS, AS_ALIASES, AS_VAGUE, AS_SHORT_LIFE, AS_N_MARKS };

/* How far the net of a hypothesis grows: what its hands do, one step more, or as far as it goes. */
enum as_reach { AS_REACH_ALL = 0, AS_REACH_HANDS, AS_REACH_STEP, AS_REACH_FAR, AS_N_REACHES };

enum as_reuse { AS_COUNTERPART = 0, AS_CARRIER, AS_ROUTE, AS_FORWARDER, AS_N_REUSE };

/* What is weighed by a curve of its own: fusion.c. */
enum as_curve {
    AS_C_PARTS = 0, /* the likelihood ratio */
    AS_C_KINDS,
    AS_C_STRONG_KINDS,
    AS_C_VARIETY,
    AS_C_PIECES, /* what is in the net */
    AS_C_STRONG,
    AS_C_GOODS,
    AS_C_SHARE,
    AS_C_RELAY_BITS,
    AS_C_RELAYED_KINDS,
    AS_C_RELAY_SHARE, /* what was passed on */
    AS_C_OTHER,
    AS_C_AROUND,
    AS_C_PURITY,
    AS_C_HANDS, /* what else its hands do */
    AS_C_NAMES,
    AS_C_SPAN,
    AS_C_ODDS,
    AS_C_REPEAT,
    AS_C_ORDINARY, /* whether it is what its hands do anyway */
    AS_C_ALIASES,
    AS_C_VAGUE,
    AS_C_SHORT_LIFE,
    AS_C_DEALER,
    AS_C_LINK,
    AS_C_WATCH,
    AS_C_CHECK,
    AS_N_CURVES
};

struct as_net_stats { /* what the net of a hypothesis shows: net.c */
    uint32_t n, n_core;
    uint32_t n_goods, n_pieces, n_strong; /* first legs: all, with a class, with one that fits */
    uint32_t n_kinds, n_strong_kinds, n_relayed_kinds;
    uint32_t n_relays;
    float relay_bits;
    uint32_t core_all, core_ours, core_around; /* consignments of its hands: all, in it, around */
    uint32_t n_names;                          /* that its hands go by, beyond one each */
    int32_t span;
    float odds, repeat, ordinary; /* means of what belong.c says of its consignments */
};

struct as_hypothesis {
    uint32_t unit;
    uint32_t kit;
    int window;                  /* index of the best window */
    int32_t first_day, last_day; /* of that window */
    uint32_t from, to;           /* the unit's records [from, to) in it */
    double log2_lr;              /* averaged over windows, dealer null included */
    uint32_t n_positions;        /* of which it is the best */
    double dealer_bits;          /* <= 0, its share in log2_lr */
    uint32_t covered;            /* bit set of the kit's classes */
    double stat[AS_N_MARKS];     /* NaN: cannot be told */
    double mark_bits[AS_N_MARKS];
    double paid_usd, together_usd;
    int32_t life_days; /* from the unit's first to its last record on its side */
    double prior_bits; /* before anything is seen */
    /* pieces after the first of those that tell it; of them, that re-use an earlier one's */
    uint16_t n_steps[AS_N_REUSE], n_reused[AS_N_REUSE];
    double reuse_bits[AS_N_REUSE]; /* dispersal, discounted: reuse.c */
    double check_bits;             /* of all faults among its pieces: checks.c */
    double watch_bits;             /* listed parties among its actors */
    double resend_bits;            /* a piece was seized and one like it came again: resend.c */
    uint32_t seized, resent;       /* records of that, MAP_NONE: none */
    double total;                  /* all bits, the prior included */
    uint8_t reach;                 /* enum as_reach: the net that is worth most */
    struct as_net_stats net;
};

struct as_faults {        /* among pieces' papers, by kind of check: checks.c */
    double bits[CHECK_N]; /* discounted */
    uint16_t n_applied[CHECK_N], n_failed[CHECK_N];
};

/* What a hypothesis is told by, row by row. It follows from the hypothesis, and of all of them few
 * are told: account.c makes it when it is asked for. */
struct as_account {
    float value[AS_N_CURVES]; /* what the curves weigh */
    double curve_bits[AS_N_CURVES];
    double class_bits[AS_MAX_CLASSES];
    struct as_faults faults;
};

/* Goods that were passed on show other things than goods that were not: each has its own curves. */
enum as_regime { AS_NOT_RELAYED = 0, AS_RELAYED, AS_N_REGIMES };

/* What is measured becomes bits by curves, straight between these points and flat outside; made by
 * bench/fusion.py, curves_*.c. */
struct as_curve_points {
    const char *name;
    int n;
    double at[6], bits[6];
};
struct as_curves {
    double prior; /* bits, at all curves zero */
    struct as_curve_points weigh[AS_N_REGIMES][AS_N_CURVES];
    struct as_curve_points choose[AS_N_CURVES]; /* which of the nets of one hypothesis holds a
                                                   scheme whole: fitted to all of them together */
};
/* Where papers state tariff numbers and contacts, and where words must tell what goods are. */
extern const struct as_curves as_curves_numbers, as_curves_words;

#endif
