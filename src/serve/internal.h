/* serve/internal.h - what the files of this room share: the server and its connections. */
#ifndef SERVE_INTERNAL_H
#define SERVE_INTERNAL_H

#include "geo/geo.h"
#include "serve/news.h"
#include "serve/serve.h"
#include "serve/tls.h"

#include <pthread.h>
#include <stdatomic.h>

#define SERVE_MAX_BODY      OWN_BODY_MAX
#define SERVE_MAX_IN_FLIGHT (512 * MIB) /* bytes of bodies held by all connections */
#define SERVE_ASK_FIRST     (64 * KIB)  /* whose body is longer is asked for the token before it */
#define SERVE_SLOWEST       64          /* bytes a body or an answer must move in a millisecond */
#define SERVE_MAX_STREAM    (1 * MIB)   /* bytes a slow listener may lag behind */
#define SERVE_ASK_STREAM    5000        /* ms after which a stream's token is looked at again */
#define SERVE_MAX_EVENTS    (512 * KIB) /* bytes that wait for the loop to send them to all */

enum conn_state {
    CONN_SHAKE,  /* agreeing on TLS */
    CONN_HEAD,   /* reading a head, or waiting for one */
    CONN_BODY,   /* reading a body */
    CONN_WORK,   /* a worker has it: the loop does not touch its bytes */
    CONN_WRITE,  /* sending the answer */
    CONN_STREAM, /* server-sent events */
    CONN_LINGER, /* answered and shut for writing; swallowing what still comes */
    CONN_CLOSED
};

struct conn {
    struct serve *server;
    int fd;
    struct tls *tls; /* NULL: in clear */
    bool is_silent;  /* nothing came yet */
    enum conn_state state;
    size_t slot;   /* in serve.conns */
    uint64_t peer; /* hash of the address, without the port */
    struct buf in, out;
    size_t sent; /* of out */
    size_t borrowed_sent;
    size_t swallowed; /* while lingering */
    size_t held;      /* bytes of the body counted in serve.in_flight */
    uint64_t missed;  /* events that a stream had no room for; it is told when it has caught up */
    struct http_head head;
    struct reply reply;
    int64_t deadline; /* ms on the monotonic clock */
    bool keeps;       /* the connection stays open after the answer */
    bool is_asking;   /* the worker only finds out whether the body is welcome */
    bool was_asked;   /* it found that it is */
    bool is_asked_on; /* the worker finds out whether a stream may go on; events wait meanwhile */
    int64_t asked_ms; /* when that was done last */
    struct conn *next_done;
};

struct worker {
    struct serve *server;
    pthread_t thread;
    struct arena arena;
    struct serve_lists *lists; /* that scratch belongs to */
    struct screen_scratch *scratch;
};

struct metrics {
    _Atomic uint64_t by_class[6]; /* answers by first digit of the status */
    _Atomic uint64_t buckets[10], count, sum_us, accepted, refused, queries, unshaken,
        missed; /* events that streams were not sent */
};

struct auth;

/* Fills the reply with why this request is refused whatever its body is, or leaves its status
 * 200. is_counted: it counts against no rate. */
void serve_ask(struct serve *s, const struct http_head *head, uint64_t peer, bool is_counted,
               struct arena *arena, struct reply *r);

/* origin.c: whether Host names this server and Origin, if there is one, is the same: else another
 * site's page asks through its reader's browser. A server with TLS is no page's that came without.
 */
bool origin_is_own(const struct serve_options *o, const struct http_head *head);

/* auth.c */
struct serve {
    struct serve_options options;
    char address[96];
    int listener, epoll, wake;
    bool is_listening, is_loopback;
    VEC(struct conn *) conns;
    VEC(struct conn *) dead; /* closed in this turn of the loop */
    size_t in_flight;
    struct queue *queue;
    struct worker *workers;
    unsigned n_workers, n_started;
    pthread_mutex_t lock; /* done, events, lists, reload_error */
    struct conn *done;
    struct buf events;
    size_t n_events, n_unsent; /* in it; that it had no room for */
    struct serve_lists *lists;
    struct buf reload_error;
    atomic_int stop, reload, is_reloading;
    bool has_reloader;
    pthread_t reloader;
    struct auth *auth;
    struct tls_keys *tls; /* NULL: in clear */
    struct geo *geo;
    struct own_config own_config;
    struct own *own;
    struct news_config news_config;
    struct news *news; /* NULL: there is no store */
    struct metrics metrics;
};

int64_t serve_clock_ms(void);

/* conn.c */
void conn_accept(struct serve *s);
void conn_advance(struct conn *c);  /* as far as it goes without waiting */
void conn_finished(struct conn *c); /* the worker is done with it */
void conn_expire(struct serve *s, int64_t now);
void conn_shut_idle(struct serve *s);
/* Sends n events to every stream and counts those that were left out before as missed. */
void conn_send_events(struct serve *s, struct str events, size_t n, size_t n_unsent);
void conn_bury(struct serve *s); /* frees the closed ones */
void conn_free(struct conn *c);

/* lists.c */
enum seine_status lists_read(const struct serve_options *o, struct serve_lists **ret,
                             struct seine_error *err) MUST_CHECK;
struct serve_lists *lists_hold(struct serve *s);
void lists_let_go(struct serve *s, struct serve_lists *l);

/* reply.c: status line, headers and, unless is_head, the body that is not borrowed. */
void reply_write(const struct reply *r, bool is_head, bool is_kept_alive, struct buf *out);

/* route.c: the row for this path and method; NULL with *ret_status 404 or 405. */
const struct route *route_find(enum http_method method, const struct http_path *path,
                               struct request *q, int *ret_status);
/* The largest body that the route at this raw path takes; false: there is none. */
bool route_body_limit(const struct http_head *head, size_t *ret);
bool route_params(struct str query, struct arena *arena, struct request *q);

/* auth.c */
enum seine_status auth_new(const struct serve_options *o, bool is_loopback, struct auth **ret,
                           struct seine_error *err) MUST_CHECK;
void auth_free(struct auth *a);
/* 200 with the caller filled in, or 401, 403, or 429 with q->wait. is_counted: the same request was
 * let pass before and counts no second time against the rates. */
int auth_check(struct auth *a, const struct http_head *head, uint64_t peer, enum serve_role least,
               bool is_counted, struct arena *arena, struct request *q);

/* metrics.c */
void metrics_answer(struct metrics *m, int status, int64_t took_us);

/* noted.c: rows of the audit, if there is a store. What cannot be noted is not done. */
enum seine_status noted_start(struct serve *s, struct seine_error *err) MUST_CHECK;
enum seine_status noted_lists(struct serve *s, const struct list_set *set, struct str by,
                              struct seine_error *err) MUST_CHECK;

#endif
