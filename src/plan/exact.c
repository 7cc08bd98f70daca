/* plan/exact.c - the best plan there is, by branch and bound: the reference for the greedy one, and
 * an answer for small questions. The search keeps its path in an array, not on the stack. */
#include "plan/problem.h"

struct branch {
    uint32_t option;
    bool is_in;
};
struct search {
    struct problem *p;
    unsigned char *is_decided; /* per option */
    struct branch *path;
    size_t depth;
    struct plan_taken *best; /* the caller's */
    size_t n_best;
    double value; /* of best */
};

/* Rebuilds the state from the path: options that were taken, in the order of the path. */
static void replay(struct search *s)
{
    problem_reset(s->p);
    for (size_t i = 0; i < s->depth; i++)
        if (s->path[i].is_in)
            problem_take(s->p, s->path[i].option);
}

static void keep_if_better(struct search *s)
{
    double value = problem_value(s->p);
    if (value <= s->value + 1e-12)
        return;
    s->value = value;
    s->n_best = 0;
    for (size_t i = 0; i < s->depth; i++)
        if (s->path[i].is_in)
            s->best[s->n_best++].option = s->path[i].option;
}

/* The undecided option that adds most, or MAP_NONE if none adds anything. */
static uint32_t next_option(struct search *s)
{
    uint32_t best = MAP_NONE;
    double most = 0;
    for (uint32_t i = 0; i < s->p->options.n; i++) {
        if (s->is_decided[i] || !problem_fits(s->p, i))
            continue;
        double gain = problem_gain(s->p, i);
        if (gain > most) {
            most = gain;
            best = i;
        }
    }
    return best;
}

/* Options that were left out must not count in the bound: their find is 0 while it is computed. */
static enum seine_status bound_of(struct search *s, double *ret, struct seine_error *err)
{
    struct plan_option *v = s->p->options.v;
    double *find = mem_calloc(s->p->options.n + 1, sizeof *find);
    if (!find)
        return error_set(err, SEINE_NOMEM, "out of memory while planning");
    for (size_t i = 0; i < s->p->options.n; i++) {
        find[i] = v[i].find;
        v[i].find = s->is_decided[i] ? 0 : v[i].find;
    }
    enum seine_status status = problem_bound(s->p, true, ret, err);
    for (size_t i = 0; i < s->p->options.n; i++)
        v[i].find = find[i];
    mem_free(find);
    return status;
}

/* Turns the last "in" of the path into "out" and forgets what came after; false: all was seen. */
static bool turn(struct search *s)
{
    while (s->depth > 0 && !s->path[s->depth - 1].is_in)
        s->is_decided[s->path[--s->depth].option] = 0;
    if (s->depth == 0)
        return false;
    s->path[s->depth - 1].is_in = false;
    replay(s);
    return true;
}

static enum seine_status look(struct search *s, size_t max_work, struct seine_error *err)
{
    for (size_t work = 0; work < max_work; work += s->p->options.n + 1) {
        double more = 0;
        keep_if_better(s);
        enum seine_status status = bound_of(s, &more, err);
        if (status != SEINE_OK)
            return status;
        uint32_t option = MAP_NONE;
        if (problem_value(s->p) + more > s->value + 1e-12)
            option = next_option(s);
        if (option == MAP_NONE) {
            if (!turn(s))
                return SEINE_OK;
            continue;
        }
        s->is_decided[option] = 1;
        s->path[s->depth++] = (struct branch){option, true};
        problem_take(s->p, option);
    }
    return error_set(err, SEINE_LIMIT,
                     "too many consignments for an exact plan (%zu ways to open one): leave "
                     "--exact out",
                     s->p->options.n);
}

enum seine_status problem_exact(struct problem *p, size_t max_work, struct plan_taken *ret,
                                size_t *ret_n, struct seine_error *err)
{
    struct search s = {.p = p, .best = ret};
    enum seine_status status = problem_best_greedy(p, ret, &s.n_best, err);
    s.value = problem_value(p);
    s.is_decided = mem_calloc(p->options.n + 1, 1);
    s.path = mem_calloc(p->options.n + 1, sizeof *s.path);
    if (status == SEINE_OK && (!s.is_decided || !s.path))
        status = error_set(err, SEINE_NOMEM, "out of memory while planning");
    if (status == SEINE_OK) {
        problem_reset(p);
        status = look(&s, max_work, err);
    }
    problem_reset(p);
    for (size_t i = 0; i < s.n_best && status == SEINE_OK; i++) {
        ret[i].gain = problem_gain(p, ret[i].option);
        problem_take(p, ret[i].option);
        ret[i].total = problem_value(p);
    }
    mem_free(s.path);
    mem_free(s.is_decided);
    *ret_n = s.n_best;
    return status;
}
