/* assemble/internal.h - what the files of assemble/ share; nobody else includes it.
 *
 *   record ──► candidates (component, strength, line), strongest line per component
 *   actor ──► records it receives (sink) and sends (source), in time order
 *   unit = one actor, or a group of actors joined by uncertain links and relays, seen from one side
 *   hypothesis = unit x kit at its best window; the marks compare hypotheses with one another
 */
#ifndef ASSEMBLE_INTERNAL_H
#define ASSEMBLE_INTERNAL_H

#include "assemble/brief.h"
#include "assemble/hypothesis.h"
#include "assemble/sector.h"

#define AS_MIN_CLASSES  2     /* k0: fewer different pieces are no net */
#define AS_MIN_STRENGTH 0.04f /* weaker candidates are not counted as pieces */
#define AS_LEVELS       3     /* how well goods fit a component: as_level */
#define AS_N_WINDOWS    5     /* 30, 60, 120, 240, 480 days */
#define AS_GROUP_MAX    12    /* actors in one group */
#define AS_RELAY_DAYS   90    /* a piece is passed on within this time */
#define AS_MAX_FACTS    15

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

struct as_context {
    const struct assemble_input *in;
    struct arena *arena;  /* everything below lives here */
    uint32_t *first_cand; /* n_records + 1 */
    struct as_cand *cands;
    struct as_brief *brief; /* n_records + 1 */
    struct as_days days;
    uint32_t *actors;         /* and fits, as brief says; by itself: mem_free */
    uint32_t *actor_first[2]; /* n_actors + 1 */
    uint32_t *actor_records[2];
    int32_t *actor_seen; /* first day an actor is named */
    uint32_t *name_of;   /* per mention: the first of its actor's mentions with that name */
    struct as_sector_profile profile[2];
    uint32_t *pair_first[2]; /* per actor: its pairs in links->pairs [0] and links->loose [1] ... */
    uint32_t *pair_of[2];    /* ... listed here, a loose one under both of its actors */
    VEC(struct as_relay) relays; /* by out record */
    uint32_t *relay_of;   /* per record: index of the relay it is the out end of, or MAP_NONE */
    uint32_t *relay_from; /* the same of the relay it is the in end of */
    VEC(struct as_unit) units;
    uint8_t *handles_pieces[2]; /* per side and actor: units.c */
    VEC(struct as_hypothesis) hypotheses;
    struct as_nets nets; /* theirs, until they are packed */
    int32_t data_first_day;
    uint32_t *watch_of;  /* per actor: its strongest index in in->watch, or MAP_NONE */
    double *watch_bits;  /* per actor: what that is worth among its namesakes, >= 0 */
    uint32_t *namesakes; /* per actor: how many actors read like the same entry */
    uint64_t n_examined;
    uint16_t *facts;                /* per record: set of 1 << enum as_fact, and AS_WAS_SEIZED */
    double fact_rate[AS_MAX_FACTS]; /* share of all records that show it */
    struct as_lives *lives;         /* life.c */
};

/* evidence of a kit's class of one record: the record's strongest candidate within the kit.
 * *ret_class is the component's place in the kit; false if it has none. */
bool as_record_class(const struct as_context *x, uint32_t record, uint32_t kit, uint32_t *ret_class,
                     double *ret_q, uint32_t *ret_line);
/* Actors of a record on one side, without repeats; at most AS_RECORD_ACTORS. */
size_t as_record_actors(const struct as_context *x, uint32_t record, enum assemble_side side,
                        uint32_t out[AS_RECORD_ACTORS]);
/* The same where they stand. */
static inline const uint32_t *as_actors_of(const struct as_context *x, uint32_t record,
                                           enum assemble_side side, size_t *ret_n)
{
    const struct as_brief *b = &x->brief[record];
    *ret_n = b->n_actors[side];
    return x->actors + b->first + (side == ASSEMBLE_SINK ? 0 : b->n_actors[ASSEMBLE_SINK]);
}
/* And the names under which each stands there, as in name_of; in the same order. */
static inline const uint32_t *as_names_of(const struct as_context *x, uint32_t record,
                                          enum assemble_side side)
{
    size_t n;
    return as_actors_of(x, record, side, &n) + as_brief_actors(&x->brief[record]);
}
/* The first dated record of that day or a later one; as many as there are records: none. */
static inline uint32_t as_first_from(const struct as_context *x, int64_t day)
{
    int64_t i = day - x->days.from;
    return x->days.first[i < 0 ? 0 : i > x->days.n ? x->days.n : i];
}
/* What the record is to each kit of which it can be a piece, by kit. */
static inline const uint32_t *as_fits_of(const struct as_context *x, uint32_t record, size_t *ret_n)
{
    const struct as_brief *b = &x->brief[record];
    *ret_n = b->n_fits;
    return x->actors + b->first + 2 * (size_t)as_brief_actors(b);
}
/* How well a strength in 0..1 fits: 0 strong, 1 middling, 2 weak (the tariff number alone). */
size_t as_level(double strength);
/* The record's symbol within the kit, component place * AS_LEVELS + level; -1: none. */
static inline int as_record_symbol(const struct as_context *x, uint32_t record, uint32_t kit)
{
    size_t n;
    const uint32_t *fit = as_fits_of(x, record, &n), *end = fit + n;
    while (fit < end && *fit >> AS_SYMBOL_BITS < kit)
        fit++;
    return fit < end && *fit >> AS_SYMBOL_BITS == kit ? (int)(*fit & ((1u << AS_SYMBOL_BITS) - 1))
                                                      : -1;
}
/* Days and actors of all records; when candidates stand, what each is to which kit. brief.c */
enum seine_status as_briefs(struct as_context *x, struct pool *pool,
                            struct seine_error *err) MUST_CHECK;
enum seine_status as_fits(struct as_context *x, struct pool *pool,
                          struct seine_error *err) MUST_CHECK;
enum seine_status as_prepare(struct as_context *x, struct pool *pool,
                             struct seine_error *err) MUST_CHECK; /* prepare.c */
/* Who reads like a listed party, and what that is worth among namesakes. assemble.c */
enum seine_status as_watches(struct as_context *x, struct seine_error *err) MUST_CHECK;
enum seine_status as_names(struct as_context *x, struct seine_error *err) MUST_CHECK; /* names.c */
enum seine_status as_profiles(struct as_context *x,
                              struct seine_error *err) MUST_CHECK; /* profile.c */
/* Weighs all evidence of the hypothesis and adds it up: h->total. fusion.c */
void as_fuse(const struct as_context *x, struct as_hypothesis *h);
/* What the curves give for h->value. fusion.c */
void as_curve_bits(const struct as_hypothesis *h, double ret[AS_N_CURVES]);
const char *as_curve_name(enum as_curve curve); /* as bench/fusion.py names it */
/* How long single actors live, for comparison; how many days a unit does. life.c */
enum seine_status as_lives_init(struct as_context *x, struct seine_error *err) MUST_CHECK;
int32_t as_life_days(const struct as_context *x, const struct as_unit *u);
/* Share of actors with about as many records on that side that lived no longer; NaN: too few
 * records to tell. */
double as_life_share(const struct as_context *x, const struct as_unit *u);
void as_kappa(struct as_context *x, enum assemble_side side); /* kappa.c */
enum seine_status as_relays(struct as_context *x, struct pool *pool,
                            struct seine_error *err) MUST_CHECK; /* relay.c */
/* A line's tariff number. relay.c */
struct str as_line_hs(const struct as_context *x, uint32_t line);
/* A line's net grams, else gross, else the record's if that is its only line; or TRADE_NONE. */
int64_t as_line_mass(const struct as_context *x, uint32_t record, uint32_t line);
/* After the relays: the legs of one piece take on what each other's papers say. inherit.c */
enum seine_status as_inherit(struct as_context *x, struct seine_error *err) MUST_CHECK;
enum seine_status as_units(struct as_context *x, struct pool *pool,
                           struct seine_error *err) MUST_CHECK; /* units.c */
enum seine_status as_hypotheses(struct as_context *x, struct pool *pool,
                                struct seine_error *err) MUST_CHECK; /* score.c */
enum seine_status as_marks(struct as_context *x, struct pool *pool,
                           struct seine_error *err) MUST_CHECK; /* marks.c */
enum seine_status as_cases(struct as_context *x, const struct assemble_options *options,
                           struct assemble_result *ret,
                           struct seine_error *err) MUST_CHECK; /* cases.c */
/* Of the cases that were kept, if not all are: all that a case says. cases.c */
enum seine_status as_complete_cases(struct as_context *x, struct assemble_result *ret,
                                    struct seine_error *err) MUST_CHECK;
enum seine_status as_listed_cases(struct as_context *x, const struct assemble_options *options,
                                  struct assemble_result *ret,
                                  struct seine_error *err) MUST_CHECK; /* listed.c */

/* Counts how often these pieces re-use a counterpart, carrier, route or forwarder. reuse.c */
void as_count_reuse(const struct as_context *x, struct as_hypothesis *h, const uint32_t *records,
                    size_t n);
/* After all are counted: what each hypothesis' dispersal is worth against all of them. reuse.c */
void as_weigh_reuse(struct as_context *x);
/* How far the faults of these records speak for a scheme: the sum over all kinds. checks.c */
double as_check_bits(const struct as_context *x, const uint32_t *records, size_t n,
                     struct as_faults *ret);
#define AS_MARK_PIECES 256 /* of a hypothesis that are looked at for marks */
/* The first pieces in the hypothesis' window. marks.c */
size_t as_window_pieces(const struct as_context *x, const struct as_hypothesis *h,
                        uint32_t ret[AS_MARK_PIECES]);
/* What each class of its kit adds to the ratio of its window. False: out of memory. score.c */
bool as_class_bits(const struct as_context *x, const struct as_hypothesis *h,
                   double ret[AS_MAX_CLASSES]) MUST_CHECK;

#endif
