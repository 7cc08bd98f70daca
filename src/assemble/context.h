/* assemble/context.h - what one run of assemble/ has before it and makes step by step.
 *
 *   record ──► candidates (component, strength, line), strongest line per component
 *   actor ──► records it receives (sink) and sends (source), in time order
 *   unit = one actor, or a group of actors joined by uncertain links and relays, seen from one side
 *   hypothesis = unit x kit at its best window; the marks compare hypotheses with one another
 */
#ifndef ASSEMBLE_CONTEXT_H
#define ASSEMBLE_CONTEXT_H

#include "assemble/brief.h"
#include "assemble/hypothesis.h"
#include "assemble/sector.h"

#define AS_MIN_CLASSES 2  /* k0: fewer different pieces are no net */
#define AS_LEVELS      3  /* how well goods fit a component: as_level */
#define AS_N_WINDOWS   5  /* 30, 60, 120, 240, 480 days */
#define AS_GROUP_MAX   12 /* actors in one group */
#define AS_RELAY_DAYS  90 /* a piece is passed on within this time */
#define AS_MAX_FACTS   15

extern const int as_window_days[AS_N_WINDOWS];
struct as_cand {
    uint32_t component;
    uint32_t line; /* index in table->lines */
    float q;
};

struct as_relay {     /* a goods item went into an actor and came out again */
    uint32_t in, out; /* records */
    uint32_t actor;
    uint32_t in_line, out_line; /* in table->lines */
    uint32_t component;         /* that both lines can be; MAP_NONE: none */
    float bits;
};

struct as_unit {
    uint32_t *members; /* actors, ascending */
    uint32_t n_members;
    enum assemble_side side;
    uint32_t *records; /* ascending = time order */
    uint32_t n_records;
    double link_bits; /* <= 0: price of the uncertain links that hold a group together */
    uint32_t with;    /* actor on the other side of all its records, MAP_NONE: anybody */
    bool by_contact;  /* several actors that share contacts and pass nothing on to each other */
};

/* The consignments of many nets side by side, and their hands: nets.c */
struct as_nets {
    uint32_t *first, *records; /* of net i: records[first[i] .. first[i + 1]) */
    size_t n;
    uint32_t *first_hand, *hands; /* the same */
};

/* Lists of fits, each once; 0 is the empty one. */
struct as_fits {
    VEC(uint32_t) first; /* in v, of each list; and where the last one ends */
    VEC(uint32_t) v;     /* kit << AS_SYMBOL_BITS | symbol, by kit; of each kit the best first */
};

struct as_context {
    const struct assemble_input *in;
    const struct as_curves *curves;
    struct arena *arena;  /* everything below lives here */
    uint32_t *first_cand; /* n_records + 1; by itself, as cands, fits, nets and what is a VEC */
    struct as_cand *cands;
    struct as_brief *brief; /* n_records + 1 */
    struct as_days days;
    uint32_t *actors; /* as brief says */
    struct as_fits fits;
    uint32_t *actor_first[2]; /* n_actors + 1 */
    uint32_t *actor_records[2];
    struct as_entry *actor_entries[2]; /* of each of actor_records */
    int32_t *actor_seen;               /* first day an actor is named */
    uint32_t *name_of; /* per mention: the first of its actor's mentions with that name */
    struct as_sector_profile profile[2];
    uint32_t *pair_first[2]; /* per actor: its pairs in links->pairs [0] and links->loose [1] ... */
    uint32_t *pair_of[2];    /* ... listed here, a loose one under both of its actors */
    VEC(struct as_relay) relays; /* by out record */
    uint32_t *relay_of;   /* per record: index of the relay it is the out end of, or MAP_NONE */
    uint32_t *relay_from; /* the same of the relay it is the in end of */
    VEC(struct as_unit) units;
    uint8_t *handles[2]; /* per side and actor, what kind of consignments: units.c */
    VEC(struct as_hypothesis) hypotheses;
    struct as_nets nets;                   /* theirs, until they are packed */
    int32_t data_first_day, data_last_day; /* without slips: table_first_day */
    uint32_t *watch_of;  /* per actor: its strongest index in in->watch, or MAP_NONE */
    double *watch_bits;  /* per actor: what that is worth among its namesakes, >= 0 */
    uint32_t *namesakes; /* per actor: how many actors read like the same entry */
    uint64_t n_examined;
    uint16_t *facts;                /* per record: set of 1 << enum as_fact, and AS_WAS_SEIZED */
    double fact_rate[AS_MAX_FACTS]; /* share of all records that show it */
    struct as_lives *lives;         /* life.c */
    struct under_ends *ends;        /* per route, with measures: measures.c */
};

#endif
