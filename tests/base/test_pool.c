/* The crew of workers and the bounded queue, also run under ThreadSanitizer. */
#include "unit.h"

#include <pthread.h>
#include <stdatomic.h>

enum { N = 10000 };

struct marks {
    unsigned char seen[N];
    size_t fail_from; /* indices from here on fail */
    atomic_size_t calls;
};

static enum seine_status mark(void *context, unsigned worker, size_t from, size_t to,
                              struct seine_error *err)
{
    struct marks *m = context;
    assert_true(worker < 8 && from < to && to <= N);
    atomic_fetch_add(&m->calls, 1);
    for (size_t i = from; i < to; i++) {
        if (i >= m->fail_from)
            return error_set(err, SEINE_RANGE, "at %zu", i);
        m->seen[i]++;
    }
    return SEINE_OK;
}

static void every_index_is_worked_once_whatever_the_number_of_threads(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct pool *p = NULL;
        assert_ok(pool_new(threads, &p, NULL));
        assert_int_equal(pool_threads(p), threads);
        for (size_t chunk = 1; chunk <= N; chunk *= 7) {
            struct marks m = {.fail_from = N};
            assert_ok(pool_run(p, N, chunk, mark, &m, NULL));
            for (size_t i = 0; i < N; i++)
                assert_int_equal(m.seen[i], 1);
        }
        struct marks none = {.fail_from = N};
        assert_ok(pool_run(p, 0, 10, mark, &none, NULL));
        assert_int_equal(atomic_load(&none.calls), 0);
        pool_free(p);
    }
}

static void the_error_of_the_lowest_index_is_told(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct pool *p = NULL;
        assert_ok(pool_new(threads, &p, NULL));
        for (int round = 0; round < 20; round++) {
            struct marks m = {.fail_from = 4321};
            struct seine_error err = {0};
            assert_int_equal(pool_run(p, N, 10, mark, &m, &err), SEINE_RANGE);
            assert_string_equal(err.message, "at 4321");
        }
        pool_free(p);
    }
}

static void a_missing_pool_works_on_the_caller(void **state)
{
    (void)state;
    struct marks m = {.fail_from = N};
    assert_ok(pool_run(NULL, N, 100, mark, &m, NULL));
    assert_int_equal(pool_threads(NULL), 1);
    pool_free(NULL);
}

struct row { /* what was put into a row in order */
    size_t squares[N], n, fail_from, sum;
    atomic_int within;
};

static enum seine_status square(void *context, unsigned worker, size_t from, size_t to,
                                struct seine_error *err)
{
    struct row *r = context;
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++)
        r->squares[i] = i * i;
    return SEINE_OK;
}

static enum seine_status add_up(void *context, unsigned worker, size_t from, size_t to,
                                struct seine_error *err)
{
    struct row *r = context;
    (void)worker;
    assert_int_equal(atomic_fetch_add(&r->within, 1), 0);
    assert_int_equal(from, r->n);
    if (to > r->fail_from)
        return error_set(err, SEINE_RANGE, "at %zu", from);
    for (size_t i = from; i < to; i++)
        r->sum = r->sum * 31 + r->squares[i];
    r->n = to;
    atomic_fetch_sub(&r->within, 1);
    return SEINE_OK;
}

static void chunks_are_followed_up_in_their_order(void **state)
{
    static struct row row;
    size_t sum = 0;
    (void)state;
    for (size_t i = 0; i < N; i++)
        sum = sum * 31 + i * i;
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct pool *p = NULL;
        assert_ok(pool_new(threads, &p, NULL));
        for (size_t chunk = 1; chunk <= 2 * N; chunk *= 7) {
            row = (struct row){.fail_from = N};
            assert_ok(pool_run_ordered(p, N, chunk, square, add_up, &row, NULL));
            assert_int_equal(row.n, N);
            assert_int_equal(row.sum, sum);
        }
        struct seine_error err = {0};
        row = (struct row){.fail_from = 4325};
        assert_int_equal(pool_run_ordered(p, N, 10, square, add_up, &row, &err), SEINE_RANGE);
        assert_string_equal(err.message, "at 4320");
        assert_int_equal(row.n, 4320); /* nothing of the chunks behind it */
        assert_ok(pool_run_ordered(p, 0, 10, square, add_up, &row, NULL));
        pool_free(p);
    }
}

static void *produce(void *context)
{
    static int items[1000];
    struct queue *q = context;
    for (int i = 0; i < 1000; i++) {
        items[i] = i;
        if (!queue_put(q, &items[i]))
            return NULL;
    }
    queue_close(q);
    return NULL;
}

static void a_queue_keeps_order_and_ends_when_closed(void **state)
{
    (void)state;
    struct queue *q = NULL;
    pthread_t thread;
    assert_ok(queue_new(4, &q));
    assert_int_equal(pthread_create(&thread, NULL, produce, q), 0);
    int next = 0;
    for (int *item; (item = queue_take(q)) != NULL; next++)
        assert_int_equal(*item, next);
    assert_int_equal(next, 1000);
    pthread_join(thread, NULL);
    assert_false(queue_put(q, &next));
    assert_null(queue_take(q));
    queue_free(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_index_is_worked_once_whatever_the_number_of_threads),
        cmocka_unit_test(the_error_of_the_lowest_index_is_told),
        cmocka_unit_test(chunks_are_followed_up_in_their_order),
        cmocka_unit_test(a_missing_pool_works_on_the_caller),
        cmocka_unit_test(a_queue_keeps_order_and_ends_when_closed),
    };
    return RUN(tests);
}
