/* base/pool.c - workers wait for a job (a range cut into chunks), take chunks in order, and report.
 * pthreads, not C11 threads: ThreadSanitizer cannot see those. */
#include "base/pool.h"

#include "base/mem.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define POOL_MAX 256

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t wake, idle;
    pthread_t threads[POOL_MAX];
    unsigned n_threads, n_started, n_busy;
    bool is_closing;
    uint64_t round; /* counts jobs, so that a worker takes each once */
    pool_fn *fn;
    void *context;
    size_t n, chunk, next;
    size_t failed_at; /* lowest index that failed */
    enum seine_status status;
    struct seine_error error;
};

struct start {
    struct pool *pool;
    unsigned worker;
};

/* Takes chunks until none is left or one failed before them. Called with the lock held. */
static void work(struct pool *p, unsigned worker)
{
    while (p->next < p->n && p->next < p->failed_at) {
        size_t from = p->next, to = p->n - from > p->chunk ? from + p->chunk : p->n;
        struct seine_error error = {0};
        p->next = to;
        pthread_mutex_unlock(&p->lock);
        enum seine_status status = p->fn(p->context, worker, from, to, &error);
        pthread_mutex_lock(&p->lock);
        if (status != SEINE_OK && from < p->failed_at) {
            p->failed_at = from;
            p->status = status;
            p->error = error;
        }
    }
}

static void *run_worker(void *argument)
{
    struct start start = *(struct start *)argument;
    struct pool *p = start.pool;
    uint64_t done = 0;
    mem_free(argument);
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (!p->is_closing && p->round == done)
            pthread_cond_wait(&p->wake, &p->lock);
        if (p->is_closing)
            break;
        done = p->round;
        work(p, start.worker);
        if (--p->n_busy == 0)
            pthread_cond_signal(&p->idle);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

enum seine_status pool_new(unsigned n_threads, struct pool **ret, struct seine_error *err)
{
    long online = n_threads ? (long)n_threads : sysconf(_SC_NPROCESSORS_ONLN);
    struct pool *p = mem_calloc(1, sizeof *p);
    if (!p)
        return error_set(err, SEINE_NOMEM, "out of memory for worker threads");
    p->n_threads = online < 1 ? 1 : online > POOL_MAX ? POOL_MAX : (unsigned)online;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->wake, NULL);
    pthread_cond_init(&p->idle, NULL);
    for (unsigned i = 1; i < p->n_threads; i++) { /* worker 0 is the caller */
        struct start *start = mem_alloc(sizeof *start);
        if (start)
            *start = (struct start){p, i};
        if (!start || pthread_create(&p->threads[i], NULL, run_worker, start) != 0) {
            mem_free(start);
            pool_free(p);
            return error_set(err, SEINE_NOMEM, "cannot start %u worker threads", p->n_threads);
        }
        p->n_started++;
    }
    *ret = p;
    return SEINE_OK;
}

void pool_free(struct pool *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->is_closing = true;
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 1; i <= p->n_started; i++)
        pthread_join(p->threads[i], NULL);
    pthread_cond_destroy(&p->idle);
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->lock);
    mem_free(p);
}

unsigned pool_threads(const struct pool *p)
{
    return p ? p->n_threads : 1;
}

enum seine_status pool_run(struct pool *p, size_t n, size_t chunk, pool_fn *fn, void *context,
                           struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    if (chunk == 0)
        chunk = 1;
    if (!p || p->n_threads == 1 || n <= chunk) {
        for (size_t from = 0; from < n && status == SEINE_OK; from += chunk)
            status = fn(context, 0, from, n - from > chunk ? from + chunk : n, err);
        return status;
    }
    pthread_mutex_lock(&p->lock);
    p->fn = fn;
    p->context = context;
    p->n = n;
    p->chunk = chunk;
    p->next = 0;
    p->failed_at = SIZE_MAX;
    p->status = SEINE_OK;
    p->round++;
    p->n_busy = p->n_started + 1;
    pthread_cond_broadcast(&p->wake);
    work(p, 0);
    p->n_busy--;
    while (p->n_busy > 0)
        pthread_cond_wait(&p->idle, &p->lock);
    status = p->status;
    if (status != SEINE_OK && err && err->status == SEINE_OK)
        *err = p->error;
    pthread_mutex_unlock(&p->lock);
    return status;
}

struct ordered {
    pthread_mutex_t lock;
    pool_fn *fn, *then;
    void *context;
    size_t n, chunk, next; /* chunk that `then` is to be called for next */
    uint8_t *is_done;      /* per chunk: by fn */
    bool is_busy;          /* somebody is in `then` */
};

/* Calls `then` for all chunks whose turn it is, unless somebody else is at it: he will see that
 * this one is done. */
static enum seine_status catch_up(struct ordered *o, unsigned worker, size_t done,
                                  struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    pthread_mutex_lock(&o->lock);
    o->is_done[done] = 1;
    if (o->is_busy) {
        pthread_mutex_unlock(&o->lock);
        return SEINE_OK;
    }
    o->is_busy = true; /* for good after a failure */
    while (status == SEINE_OK && o->is_done[o->next]) {
        size_t from = o->next * o->chunk;
        pthread_mutex_unlock(&o->lock);
        status =
            o->then(o->context, worker, from, o->n - from > o->chunk ? from + o->chunk : o->n, err);
        pthread_mutex_lock(&o->lock);
        o->next++;
    }
    o->is_busy = status != SEINE_OK;
    pthread_mutex_unlock(&o->lock);
    return status;
}

static enum seine_status run_ordered(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    struct ordered *o = context;
    enum seine_status status = o->fn(o->context, worker, from, to, err);
    return status == SEINE_OK ? catch_up(o, worker, from / o->chunk, err) : status;
}

enum seine_status pool_run_ordered(struct pool *p, size_t n, size_t chunk, pool_fn *fn,
                                   pool_fn *then, void *context, struct seine_error *err)
{
    chunk = chunk ? chunk : 1;
    struct ordered o = {.fn = fn, .then = then, .context = context, .n = n, .chunk = chunk};
    o.is_done = mem_calloc(n / chunk + 2, sizeof *o.is_done); /* the one behind the last never is */
    if (!o.is_done)
        return error_set(err, SEINE_NOMEM, "out of memory for worker threads");
    pthread_mutex_init(&o.lock, NULL);
    enum seine_status status = pool_run(p, n, chunk, run_ordered, &o, err);
    pthread_mutex_destroy(&o.lock);
    mem_free(o.is_done);
    return status;
}

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t not_full, not_empty;
    size_t room, n, first;
    bool is_closed;
    void *items[];
};

enum seine_status queue_new(size_t room, struct queue **ret)
{
    struct queue *q = mem_calloc(1, sizeof *q + room * sizeof(void *));
    if (!q)
        return SEINE_NOMEM;
    q->room = room;
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->not_full, NULL);
    pthread_cond_init(&q->not_empty, NULL);
    *ret = q;
    return SEINE_OK;
}

void queue_free(struct queue *q)
{
    if (!q)
        return;
    pthread_cond_destroy(&q->not_empty);
    pthread_cond_destroy(&q->not_full);
    pthread_mutex_destroy(&q->lock);
    mem_free(q);
}

bool queue_put(struct queue *q, void *item)
{
    pthread_mutex_lock(&q->lock);
    while (q->n == q->room && !q->is_closed)
        pthread_cond_wait(&q->not_full, &q->lock);
    bool open = !q->is_closed;
    if (open) {
        q->items[(q->first + q->n++) % q->room] = item;
        pthread_cond_signal(&q->not_empty);
    }
    pthread_mutex_unlock(&q->lock);
    return open;
}

void *queue_take(struct queue *q)
{
    void *item = NULL;
    pthread_mutex_lock(&q->lock);
    while (q->n == 0 && !q->is_closed)
        pthread_cond_wait(&q->not_empty, &q->lock);
    if (q->n > 0) {
        item = q->items[q->first];
        q->first = (q->first + 1) % q->room;
        q->n--;
        pthread_cond_signal(&q->not_full);
    }
    pthread_mutex_unlock(&q->lock);
    return item;
}

void queue_close(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->is_closed = true;
    pthread_cond_broadcast(&q->not_full);
    pthread_cond_broadcast(&q->not_empty);
    pthread_mutex_unlock(&q->lock);
}
