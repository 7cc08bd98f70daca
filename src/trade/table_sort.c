/* trade/table_sort.c - merge sort, alone and on several threads.
 *
 * For several threads a fixed number of runs is sorted apart, then merged pairwise. Since the order
 * is total the result does not depend on the cut, only the time does. Bottom up: no recursion. */
#include "trade/table_index.h"

#include <string.h>

enum { RUNS = 16, SMALL = 4096 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

struct merge {
    const char *from;
    char *to;
    size_t size;
    row_order_fn *order;
    const void *context;
};

/* Merges from[a,middle) and from[middle,end) into to[a,end). */
static void merge(const struct merge *m, size_t a, size_t middle, size_t end)
{
    size_t size = m->size;
    const char *left = m->from + a * size;
    const char *left_end = m->from + middle * size;
    const char *right = left_end;
    const char *right_end = m->from + end * size;
    char *out = m->to + a * size;
    if (middle == end || middle == a || m->order(left_end - size, right, m->context) <= 0) {
        memcpy(out, left, (end - a) * size);
        return;
    }
    while (left < left_end && right < right_end) {
        const char **least = m->order(left, right, m->context) <= 0 ? &left : &right;
        memcpy(out, *least, size);
        *least += size;
        out += size;
    }
    memcpy(out, left, (size_t)(left_end - left));
    out += left_end - left;
    memcpy(out, right, (size_t)(right_end - right));
}

void sort_rows(void *rows, void *room, size_t n, size_t size, row_order_fn *order,
               const void *context)
{
    struct merge m = {rows, room, size, order, context};
    for (size_t run = 1; run < n; run *= 2) {
        for (size_t a = 0; a < n; a += 2 * run) {
            size_t middle = smaller(a + run, n);
            merge(&m, a, middle, smaller(middle + run, n));
        }
        char *swapped = m.to;
        m.to = (char *)rows == swapped ? room : rows;
        m.from = swapped;
    }
    if (m.from != (const char *)rows) {
        memcpy(rows, m.from, n * size);
    }
}

struct sorting {
    struct sort_key *from, *to;
    size_t n, run; /* length of a sorted run */
    sort_tie_fn *tie;
    const void *context;
};

static int compare(const void *a, const void *b, const void *context)
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

static enum seine_status sort_runs(void *context, unsigned worker, size_t from, size_t to,
                                   struct seine_error *err)
{
    struct sorting *s = context;
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++) {
        size_t a = smaller(i * s->run, s->n);
        size_t b = smaller(a + s->run, s->n);
        sort_rows(s->from + a, s->to + a, b - a, sizeof *s->from, compare, s);
    }
    return SEINE_OK;
}

static enum seine_status merge_runs(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct sorting *s = context;
    struct merge m = {(const char *)s->from, (char *)s->to, sizeof *s->from, compare, s};
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++) {
        size_t a = smaller(2 * i * s->run, s->n);
        size_t middle = smaller(a + s->run, s->n);
        if (a < s->n) {
            merge(&m, a, middle, smaller(middle + s->run, s->n));
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
    struct sort_key *room = mem_resize_array(NULL, n + 1, sizeof *room);
    if (room == NULL) {
        return error_set(err, SEINE_NOMEM, "no memory to sort %zu rows", n);
    }
    struct sorting s = {keys, room, n, n + 1, tie, context};
    if (n < SMALL) {
        enum seine_status sorted = sort_runs(&s, 0, 0, 1, err);
        mem_free(room);
        return sorted;
    }
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
