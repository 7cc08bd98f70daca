/* plan/greedy.c - lazy greedy (Minoux 1978; CELF, Leskovec et al. 2007): what an option adds can
 * only fall as others are taken, so an old gain is an upper bound, and the option at the top of the
 * heap whose gain is new is the best of all. And the bound on what any other plan could do. */
#include "plan/problem.h"

#include <stdlib.h>

struct entry {
    double key; /* gain, or gain for its cost */
    uint32_t option, round;
};

/* Whether a is taken before b. */
static bool is_before(const struct entry *a, const struct entry *b)
{
    return a->key > b->key || (a->key >= b->key && a->option < b->option);
}

static void sift_down(struct entry *heap, size_t n, size_t i)
{
    for (;;) {
        size_t best = i, child = 2 * i + 1;
        if (child < n && is_before(&heap[child], &heap[best]))
            best = child;
        if (child + 1 < n && is_before(&heap[child + 1], &heap[best]))
            best = child + 1;
        if (best == i)
            return;
        struct entry e = heap[i];
        heap[i] = heap[best];
        heap[best] = e;
        i = best;
    }
}

static double key_of(struct problem *p, uint32_t option, bool is_dear)
{
    double gain = problem_gain(p, option);
    return is_dear ? gain / (double)p->options.v[option].cost : gain;
}

enum seine_status problem_greedy(struct problem *p, bool is_dear, struct plan_taken *ret,
                                 size_t *ret_n, struct seine_error *err)
{
    size_t n = p->options.n, taken = 0;
    struct entry *heap = mem_calloc(n + 1, sizeof *heap);
    if (!heap)
        return error_set(err, SEINE_NOMEM, "out of memory while planning");
    problem_reset(p);
    for (size_t i = 0; i < n; i++)
        heap[i] = (struct entry){key_of(p, (uint32_t)i, is_dear), (uint32_t)i, 0};
    for (size_t i = n / 2 + 1; i-- > 0 && n > 0;)
        sift_down(heap, n, i);
    while (n > 0 && heap[0].key > 0) {
        uint32_t option = heap[0].option;
        if (problem_fits(p, option) && heap[0].round != taken) {
            heap[0].key = key_of(p, option, is_dear);
            heap[0].round = (uint32_t)taken;
            sift_down(heap, n, 0);
            continue;
        }
        if (problem_fits(p, option)) {
            double gain = problem_gain(p, option);
            problem_take(p, option);
            ret[taken++] = (struct plan_taken){option, gain, problem_value(p)};
        }
        heap[0] = heap[--n]; /* what does not fit now never will */
        sift_down(heap, n, 0);
    }
    mem_free(heap);
    *ret_n = taken;
    return SEINE_OK;
}

static bool has_one_cost(const struct problem *p)
{
    for (size_t i = 1; i < p->options.n; i++)
        if (p->options.v[i].cost != p->options.v[0].cost)
            return false;
    return true;
}

enum seine_status problem_best_greedy(struct problem *p, struct plan_taken *ret, size_t *ret_n,
                                      struct seine_error *err)
{
    struct plan_taken *other = NULL;
    size_t n = 0;
    enum seine_status status = problem_greedy(p, false, ret, ret_n, err);
    if (status != SEINE_OK || has_one_cost(p))
        return status;
    double value = problem_value(p);
    if (!(other = mem_calloc(p->options.n + 1, sizeof *other)))
        return error_set(err, SEINE_NOMEM, "out of memory while planning");
    status = problem_greedy(p, true, other, &n, err);
    if (status == SEINE_OK && problem_value(p) > value) {
        for (size_t i = 0; i < n; i++)
            ret[i] = other[i];
        *ret_n = n;
    } else if (status == SEINE_OK) { /* the state is that of what is returned */
        problem_reset(p);
        for (size_t i = 0; i < *ret_n; i++)
            problem_take(p, ret[i].option);
    }
    mem_free(other);
    return status;
}

struct offer {
    uint32_t group; /* cell or thing */
    double gain;
    int64_t cost;
};

/* By group, then by gain for the cost. */
static int by_group(const void *l, const void *r)
{
    const struct offer *a = l, *b = r;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    double x = a->gain / (double)a->cost, y = b->gain / (double)b->cost;
    return (x < y) - (x > y);
}

static int by_gain(const void *l, const void *r)
{
    const struct offer *a = l, *b = r;
    return (a->gain < b->gain) - (a->gain > b->gain);
}

struct bound {
    struct problem *p;
    bool is_beside;
    struct offer *v;
    size_t n;
};

static int64_t space(const struct bound *b, uint32_t cell)
{
    const struct plan_cell *c = &b->p->cells.v[cell];
    return b->is_beside ? c->left : c->room;
}

/* What each option that fits would add, by cell or by thing. */
static void collect(struct bound *b, bool by_thing)
{
    b->n = 0;
    for (uint32_t i = 0; i < b->p->options.n; i++) {
        const struct plan_option *o = &b->p->options.v[i];
        double gain = o->cost <= space(b, o->cell) ? problem_gain(b->p, i) : 0;
        if (gain > 0)
            b->v[b->n++] = (struct offer){by_thing ? o->thing : o->cell, gain, o->cost};
    }
    qsort(b->v, b->n, sizeof *b->v, by_group);
}

/* The best that each cell has room for, the last one in part. */
static double cells_bound(struct bound *b)
{
    double sum = 0;
    int64_t left = 0;
    collect(b, false);
    for (size_t i = 0; i < b->n; i++) {
        const struct offer *o = &b->v[i];
        if (i == 0 || o->group != b->v[i - 1].group)
            left = space(b, o->group);
        int64_t used = o->cost < left ? o->cost : left;
        sum += o->gain * (double)used / (double)o->cost;
        left -= used;
    }
    return sum;
}

/* Each thing once, as many things as there is room for. A thing that comes at one of several times
 * may be looked for at each of them, so each of its options counts as one. */
static double things_bound(struct bound *b)
{
    double sum = 0;
    size_t m = 0;
    int64_t room = 0;
    collect(b, true);
    for (uint32_t c = 0; c < b->p->cells.n; c++)
        room += space(b, c) / b->p->options.v[0].cost;
    for (size_t i = 0; i < b->n; i++)
        if (i == 0 || b->v[i].group != b->v[i - 1].group || b->p->things.v[b->v[i].group].is_spread)
            b->v[m++] = b->v[i];
    qsort(b->v, m, sizeof *b->v, by_gain);
    for (size_t i = 0; i < m && (int64_t)i < room; i++)
        sum += b->v[i].gain;
    return sum;
}

enum seine_status problem_bound(struct problem *p, bool is_beside, double *ret,
                                struct seine_error *err)
{
    struct bound b = {p, is_beside, mem_calloc(p->options.n + 1, sizeof *b.v), 0};
    if (!b.v)
        return error_set(err, SEINE_NOMEM, "out of memory while planning");
    double bound = cells_bound(&b);
    if (bound > 0 && has_one_cost(p)) {
        double other = things_bound(&b);
        bound = other < bound ? other : bound;
    }
    mem_free(b.v);
    *ret = bound;
    return SEINE_OK;
}
