/* plan/belief.h - what the lots of one case may be, and what became of them. A lot is a group of
 * papers of the same goods (papers.c). */
#ifndef PLAN_BELIEF_H
#define PLAN_BELIEF_H

#include "plan/internal.h"

struct plan_lot {
    bool is_found, is_gone, is_clean, is_dated, may_come; /* gone: seized or held */
    int32_t last, found_day;      /* the last day on its way; that on which it was seized */
    uint32_t seen_in;             /* the class that was asked for last in which it stands */
    uint32_t n_told, n_essential; /* classes that it seems to be of; the essential ones */
    double is_it;                 /* P(it is what it seems most); 0: it seems nothing */
    double is_other;              /* P(it is of one certain class that it does not seem to be) */
    double is_piece;              /* P(it is of any class) */
};
struct plan_belief {
    struct plan_papers papers;
    VEC(struct plan_lot) lots; /* as papers.groups */
    size_t n_essential;        /* essential classes of the kit, lacking ones too */
    double odds;               /* by which what was opened moves the case's odds */
    double goes_on;            /* P(nothing that was seized stopped it | the case is true) */
    uint32_t class;            /* asked for last, counted from 1; 0: one that the case lacks */
    double is_it;              /* of a lot that seems to be of it */
};
void plan_belief_init(struct plan_belief *b);
void plan_belief_release(struct plan_belief *b);
enum seine_status plan_belief_find(struct plan_belief *b, struct plan *p,
                                   const struct raw_case *raw, struct seine_error *err) MUST_CHECK;
/* P(no lot of the class has come through); it is then the class that plan_belief_is means. */
double plan_belief_open(struct plan_belief *b, const struct plan *p, const struct raw_case *raw,
                        uint32_t class);
double plan_belief_is(const struct plan_belief *b, const struct plan_lot *lot);

#endif
