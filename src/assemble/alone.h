/* assemble/alone.h - cases that rest on no kit; shared by listed.c, alone*.c. */
#ifndef ASSEMBLE_ALONE_H
#define ASSEMBLE_ALONE_H

#include "assemble/build.h"

/* What is looked for on single records; each is a kind of evidence and of case. */
enum as_fact {
    AS_DATA_MEDIA =
        0,          /* nothing but data media, drawings or software, from an engineering sender */
    AS_SAMPLE,      /* first goods between two parties: a sample, of chemistry or machines */
    AS_DANGEROUS,   /* dangerous by its words, not declared so, and no more than a small lot */
    AS_REORDER,     /* like goods for or from the same party after a seizure */
    AS_FREIGHT_FAR, /* carriage above what the lane costs and above what the goods are worth */
    AS_RENAMED,     /* goods that left a hand in a third country under other words than they came */
    AS_THROUGH,     /* goods that left a hand in a third country soon after they came */
    AS_GATHERED,    /* several lots that left a hand in a third country as one */
    AS_SUCCESSOR,   /* one after another, names of one hand deal with the same partner */
    AS_BANNED,      /* goods that a measure bans with their country; the last: see as_n_facts */
    AS_N_FACTS
};
_Static_assert((int)AS_N_FACTS <= AS_MAX_FACTS, "room for all facts");
#define AS_WAS_SEIZED (1u << AS_MAX_FACTS) /* not looked for: belongs to what was ordered again */

#define AS_REORDER_DAYS 180 /* after a seizure */

/* The day on which a record was seized: what it says of its outcome, else its own. */
static inline int32_t as_seized_day(const struct table_record *r)
{
    return r->outcome_day != DATE_NONE ? r->outcome_day : r->day;
}
/* Does the record come within so many days after the other one's seizure? */
static inline bool as_comes_after(const struct table_record *r, const struct table_record *seized)
{
    int64_t day = as_seized_day(seized);
    return r->day > day && r->day - day <= AS_REORDER_DAYS;
}

/* A case of one actor: its records that show `fact` (AS_N_FACTS: all of them). Evidence, score and
 * id are still to be filled. alone_case.c */
enum seine_status as_alone_case(const struct as_context *x, uint32_t actor, enum as_fact fact,
                                struct arena *arena, struct assemble_case *ret,
                                struct seine_error *err) MUST_CHECK;
/* Adds its score up and gives it its id and links. */
enum seine_status as_alone_finish(const struct as_context *x, uint32_t actor, struct arena *arena,
                                  struct assemble_case *c, struct seine_error *err) MUST_CHECK;
/* How many of them are looked for: without measures nobody can say what is banned. */
static inline int as_n_facts(const struct as_context *x)
{
    return x->in->measures ? AS_N_FACTS : (int)AS_BANNED;
}

#define AS_ALONE_ROWS 4 /* room for evidence */

/* Bits of f of n records showing what a share `rate` of all records shows: the ratio of two
 * beta-binomials, of one half and of that rate; what one party does it does again, so their
 * concentration is low. Its mean under the second is 1: an e-value. */
double as_alone_bits(double f, double n, double rate);

enum seine_status as_alone_cases(struct as_context *x, const struct assemble_options *options,
                                 struct assemble_result *ret,
                                 struct seine_error *err) MUST_CHECK; /* alone.c */

/* What single records show, and how many of all do. alone_facts.c */
enum seine_status as_facts(struct as_context *x, struct pool *pool,
                           struct seine_error *err) MUST_CHECK;
/* Adds names that follow one another; false: out of memory. alone_names.c */
bool as_successor_facts(const struct as_context *x, struct pool *pool, uint16_t *ret);
/* Adds what pairs of consignments in and out of a hand show. alone_passed.c */
void as_passed_facts(const struct as_context *x, uint16_t *ret);
/* Adds which records hold goods that a measure bans; false: out of memory. measures.c */
bool as_banned_facts(struct as_context *x, struct pool *pool, uint16_t *ret);
/* Adds to each case a row for each measure that its records are under; a row weighs nothing. When
 * cases stand as they will be told. measures.c */
enum seine_status as_measure_rows(const struct as_context *x, struct assemble_case *cases, size_t n,
                                  struct arena *arena, struct seine_error *err) MUST_CHECK;
/* Finds the seized piece that came again. resend.c */
void as_resend(const struct as_context *x, struct as_hypothesis *h);

#endif
