/* assemble/internal.h - what the files of assemble/ share; nobody else includes it. */
#ifndef ASSEMBLE_INTERNAL_H
#define ASSEMBLE_INTERNAL_H

#include "assemble/context.h"

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
/* Of an actor's records, which lie at from .. to in order: the place of that one or of the next. */
static inline uint32_t as_place_from(const uint32_t *records, uint32_t from, uint32_t to,
                                     uint32_t record)
{
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (records[middle] < record)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}
/* What a record with these fits is to each kit of which it can be a piece, as as_fits has it. */
static inline const uint32_t *as_fits_list(const struct as_context *x, uint32_t fits, size_t *ret_n)
{
    const uint32_t *first = x->fits.first.v + fits;
    *ret_n = first[1] - first[0];
    return x->fits.v.v + first[0];
}
/* How well a strength in 0..1 fits: 0 strong, 1 middling, 2 weak (the tariff number alone). */
size_t as_level(double strength);
/* Does a symbol, -1: none, say that the goods fit by more than their tariff number alone? */
static inline bool as_fits_well(int symbol)
{
    return symbol >= 0 && symbol % AS_LEVELS < AS_LEVELS - 1;
}
/* The symbol within the kit, component place * AS_LEVELS + level, of a record with these fits; -1:
 * none. */
static inline int as_symbol(const struct as_context *x, uint32_t fits, uint32_t kit)
{
    size_t n;
    const uint32_t *fit = as_fits_list(x, fits, &n), *end = fit + n;
    while (fit < end && *fit >> AS_SYMBOL_BITS < kit)
        fit++;
    return fit < end && *fit >> AS_SYMBOL_BITS == kit ? (int)(*fit & ((1u << AS_SYMBOL_BITS) - 1))
                                                      : -1;
}
static inline int as_record_symbol(const struct as_context *x, uint32_t record, uint32_t kit)
{
    return as_symbol(x, x->brief[record].fits, kit);
}
/* The other ends of a record that stands as this entry in a list of `side`. */
static inline const uint32_t *as_partners_of(const struct as_context *x, const struct as_entry *e,
                                             uint32_t record, int side, size_t *ret_n)
{
    if (e->partner == AS_SEVERAL)
        return as_actors_of(x, record, (enum assemble_side)(1 - side), ret_n);
    *ret_n = e->partner != AS_NOBODY;
    return &e->partner;
}
/* Days and actors of all records. brief.c */
enum seine_status as_briefs(struct as_context *x, struct pool *pool,
                            struct seine_error *err) MUST_CHECK;
/* When candidates stand: what each record is to which kit, into x->fits. fits.c */
enum seine_status as_fits(struct as_context *x, struct seine_error *err) MUST_CHECK;
void as_fits_release(struct as_fits *f);
/* All of it, the arena too. assemble.c */
void as_context_release(struct as_context *x);
/* When fits and relays stand: what lies beside actor_records. entries.c */
enum seine_status as_entries(struct as_context *x, struct pool *pool,
                             struct seine_error *err) MUST_CHECK;
enum seine_status as_prepare(struct as_context *x, struct pool *pool,
                             struct seine_error *err) MUST_CHECK; /* prepare.c */
/* Who reads like a listed party, and what that is worth among namesakes. assemble.c */
enum seine_status as_watches(struct as_context *x, struct seine_error *err) MUST_CHECK;
/* Under how many names each actor goes, when its pairs stand. names.c */
enum seine_status as_names(struct as_context *x, struct pool *pool,
                           struct seine_error *err) MUST_CHECK;
enum seine_status as_profiles(struct as_context *x, struct pool *pool,
                              struct seine_error *err) MUST_CHECK; /* profile.c */
/* By which curves the file is weighed: those of words if fewer than half of its goods items state a
 * tariff number. fusion.c */
void as_curves_of(struct as_context *x);
/* Weighs all evidence of the hypothesis and adds it up: h->total. fusion.c */
void as_fuse(const struct as_context *x, struct as_hypothesis *h);
/* What the curves weigh of a hypothesis, and what they give for it. fusion.c */
void as_values(const struct as_context *x, const struct as_hypothesis *h, float ret[AS_N_CURVES]);
void as_curve_bits(const struct as_curves *of, const float value[AS_N_CURVES],
                   double ret[AS_N_CURVES]);
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
/* Is the actor one of the unit's members? units.c */
bool as_is_member(const struct as_unit *u, uint32_t actor);
/* The heading that a line states, and the one that its goods trade under, which words may tell:
 * what two lines agree in is what both state, for words are read wrong. 0: none. relay.c */
unsigned as_line_stated(const struct as_context *x, uint32_t line);
unsigned as_line_heading(const struct as_context *x, uint32_t line);
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
/* Of sketches all that a case says, in their place. cases.c */
enum seine_status as_complete_cases(const struct as_context *x, struct assemble_case *cases,
                                    size_t n, struct arena *arena,
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
/* The widest window whose ratio is nearly as good as the best of them. score.c */
int as_widest_window(const double lr[AS_N_WINDOWS]);
/* What each class of its kit adds to the ratio of its window. False: out of memory. score.c */
bool as_class_bits(const struct as_context *x, const struct as_hypothesis *h,
                   double ret[AS_MAX_CLASSES]) MUST_CHECK;

#endif
