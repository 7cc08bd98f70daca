/* trade/table_sort.c - sorting of (key, key, index) on several threads.
 *
 * A fixed number of runs is sorted apart, then merged pairwise. Since the order is total the result
 * does not depend on the cut, only the time does. */
#include "trade/table_index.h"

#include <stdlib.h>
#include <string.h>

enum { RUNS = 16, SMALL = 4096 };

struct sorting {
    struct sort_key *from, *to;
    size_t n, run; /* length of a sorted run */
    sort_tie_fn *tie;
    const void *context;
};

static int compare(const void *a, const void *b, void *context)
{
    const struct sort_key *x = a;
    const struct sort_key *y = b;
    const struct sorting *s = context;
    if (x->major != y->major) {
        return x->major < y->major ? -1 : 1;
    }
    if (x->minor != y->minor) {
        return x->minor < y->minor ? -1 : 1;
    }
    return x->index == y->index ? 0 : s->tie(s->context, x->index, y->index);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static enum seine_status sort_runs(void *context, unsigned worker, size_t from, size_t to,
                                   struct seine_error *err)
{
    struct sorting *s = context;
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++) {
        size_t a = smaller(i * s->run, s->n);
        size_t b = smaller(a + s->run, s->n);
        if (b > a) {
            qsort_r(s->from + a, b - a, sizeof *s->from, compare, s);
        }
    }
    return SEINE_OK;
}

static enum seine_status merge_runs(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct sorting *s = context;
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++) {
        size_t a = smaller(2 * i * s->run, s->n);
        size_t middle = smaller(a + s->run, s->n);
        size_t end = smaller(middle + s->run, s->n);
        size_t b = middle;
        for (size_t out = a; out < end; out++) {
            bool left = a < middle && (b == end || compare(&s->from[a], &s->from[b], s) <= 0);
            s->to[out] = left ? s->from[a++] : s->from[b++];
        }
    }
    return SEINE_OK;
}

static enum seine_status run(struct pool *pool, size_t n, pool_fn *fn, struct sorting *s,
                             struct seine_error *err)
{
    return pool ? pool_run(pool, n, 1, fn, s, err) : fn(s, 0, 0, n, err);
}

enum seine_status sort_keys(struct sort_key *keys, size_t n, sort_tie_fn *tie, const void *context,
                            struct pool *pool, struct seine_error *err)
{
    struct sorting s = {keys, NULL, n, n, tie, context};
    if (n < SMALL) {
        return sort_runs(&s, 0, 0, 1, err);
    }
    struct sort_key *room = mem_resize_array(NULL, n, sizeof *room);
    if (room == NULL) {
        return error_set(err, SEINE_NOMEM, "no memory to sort %zu rows", n);
    }
    s.to = room;
    s.run = n / RUNS + 1;
    enum seine_status status = run(pool, RUNS, sort_runs, &s, err);
    for (size_t runs = RUNS; runs > 1 && status == SEINE_OK; runs /= 2) {
        status = run(pool, runs / 2, merge_runs, &s, err);
        struct sort_key *swapped = s.from;
        s.from = s.to;
        s.to = swapped;
        s.run *= 2;
    }
    if (s.from != keys) {
        memcpy(keys, s.from, n * sizeof *keys);
    }
    mem_free(room);
    return status;
}
