/* base/pool.h - a fixed crew of worker threads over index ranges.
 *
 * pool_run hands out [0,n) in chunks; fn runs on any worker, several at once, never twice for one
 * index. With 1 thread everything runs on the caller. Results must be written by index so that
 * they do not depend on the number of threads. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stdbool.h>

#include "base/status.h"

#include <stddef.h>

struct pool;

/* n_threads 0: one per online processor. */
enum seine_status pool_new(unsigned n_threads, struct pool **ret,
                           struct seine_error *err) MUST_CHECK;
void pool_free(struct pool *p);
unsigned pool_threads(const struct pool *p);
/* fn(context, worker, from, to): worker is 0..threads-1 (for per-worker scratch). A status other
 * than OK stops the hand-out and is returned (the lowest index's, with its error). */
typedef enum seine_status pool_fn(void *context, unsigned worker, size_t from, size_t to,
                                  struct seine_error *err);
enum seine_status pool_run(struct pool *p, size_t n, size_t chunk, pool_fn *fn, void *context,
                           struct seine_error *err) MUST_CHECK;

/* As pool_run, and after each chunk `then` for it: in the order of the chunks, one at a time, while
 * the other workers go on with theirs. For what must be added up in order: it costs no time of its
 * own as long as it is quicker than fn. */
enum seine_status pool_run_ordered(struct pool *p, size_t n, size_t chunk, pool_fn *fn,
                                   pool_fn *then, void *context,
                                   struct seine_error *err) MUST_CHECK;

/* A bounded queue of pointers between threads. close: no more puts; take gives NULL at the end. */
struct queue;
enum seine_status queue_new(size_t room, struct queue **ret) MUST_CHECK;
void queue_free(struct queue *q);
bool queue_put(struct queue *q, void *item); /* waits; false when closed */
void *queue_take(struct queue *q);           /* waits; NULL when closed and empty */
void queue_close(struct queue *q);

#endif
