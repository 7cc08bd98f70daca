/* plan/problem.h - the bare problem: which options to take so that most items are stopped. It knows
 * no records, posts or days; those who build one (build.c) do.
 *
 *   case (P) ──► class (open) ──► piece (is_it) ──► thing (caught) ◄── option (find) ──► cell
 * (left)
 *
 * A thing is what can be opened, an option is to open it in one cell (a post on a day), which costs
 * so much of what the cell has left. What is expected of a set of options is
 *
 *   f = sum over cases of P (1 - prod over classes (1 - open (1 - prod over pieces
 *                                  (1 - is_it (1 - prod over things (1 - caught))))))
 *
 * and caught is the greatest find of the thing's options that were taken (of a thing that comes at
 * one of several times and places: their sum). Each step is monotone and has diminishing returns in
 * what it is made of, so f is monotone and submodular in the set of options. */
#ifndef PLAN_PROBLEM_H
#define PLAN_PROBLEM_H

#include "base/base.h"

struct plan_case {
    double probability;
    uint32_t first_class, n_classes;
    double value; /* expected of what has been taken so far */
};
struct plan_class {
    double open; /* P(there is no ready replacement) */
    uint32_t first_piece, n_pieces;
};
struct plan_piece {
    double is_it;                   /* P(it is what it seems | the case is true) */
    uint32_t first_thing, n_things; /* in piece_things: papers of one and the same goods */
};
struct plan_thing {
    uint32_t first_case, n_cases; /* in thing_cases: distinct, ascending */
    bool is_spread;               /* comes at one of its options: they exclude each other */
    double caught;
};
struct plan_option {
    uint32_t thing, cell;
    double find; /* P(found in it | opened there, and it is what it seems) */
    int64_t cost;
};
struct plan_cell {
    int64_t room, left;
    int64_t least, most; /* costs of the options that fit into the empty cell; 0, 0: none does */
};
struct plan_taken {
    uint32_t option;
    double gain, total; /* what it added, and f with it */
};

/* Cases, classes, pieces and their lists are filled from the first to the last, then problem_seal
 * is called, and from then on only caught, value and left change. All by one thread. */
struct problem {
    VEC(struct plan_case) cases;
    VEC(struct plan_class) classes;
    VEC(struct plan_piece) pieces;
    VEC(uint32_t) piece_things;
    VEC(struct plan_thing) things;
    VEC(uint32_t) thing_cases;
    VEC(struct plan_option) options; /* ties are broken by their order */
    VEC(struct plan_cell) cells;
};
void problem_init(struct problem *p);
void problem_release(struct problem *p);
enum seine_status problem_seal(struct problem *p, struct seine_error *err) MUST_CHECK;

void problem_reset(struct problem *p);                              /* nothing is taken */
double problem_value(const struct problem *p);                      /* f of what is taken */
double problem_case_value(const struct problem *p, uint32_t index); /* its share, from scratch */
/* What the option would add to f; never below 0. */
double problem_gain(struct problem *p, uint32_t option);
bool problem_fits(const struct problem *p, uint32_t option);
void problem_take(struct problem *p, uint32_t option); /* it must fit */

/* No set of options that fits adds more than this to what is taken (Leskovec et al., KDD 2007,
 * section 3.2, for cells): the best gains that each cell has room for, and, where all costs are
 * equal, the best gain of each of as many things as there is room for in all. So f plus the bound
 * is above the value of any plan. is_beside: of sets that fit into what the cells have left. */
enum seine_status problem_bound(struct problem *p, bool is_beside, double *ret,
                                struct seine_error *err) MUST_CHECK;

/* ret[] has room for as many as there are options. The order of taking, ties by the options' order.
 * is_dear: by gain for its cost instead of by gain. Lazy: a gain is computed again only when it
 * might be the greatest; the result is that of the plain search. */
enum seine_status problem_greedy(struct problem *p, bool is_dear, struct plan_taken *ret,
                                 size_t *ret_n, struct seine_error *err) MUST_CHECK;
/* The same by the better of the two ways (one if all costs in each cell are equal). */
enum seine_status problem_best_greedy(struct problem *p, struct plan_taken *ret, size_t *ret_n,
                                      struct seine_error *err) MUST_CHECK;
/* The best set there is, by branch and bound; SEINE_LIMIT if more gains than max_work would have to
 * be looked at. */
#define PROBLEM_WORK 50000000
enum seine_status problem_exact(struct problem *p, size_t max_work, struct plan_taken *ret,
                                size_t *ret_n, struct seine_error *err) MUST_CHECK;
/* The least share of the optimum that greedy is proven to reach: 1 - 1/e if there is one cell that
 * things of one cost compete for, 1/2 if costs are equal within each cell (a partition matroid),
 * else 1/(1 + p), p the dearest cost of a cell over its cheapest, rounded up: the sets that fit are
 * p-extendible. (Nemhauser, Wolsey, Fisher 1978; Fisher, Nemhauser, Wolsey 1978; Calinescu et al.
 * 2011.) */
double problem_guarantee(const struct problem *p);

#endif
