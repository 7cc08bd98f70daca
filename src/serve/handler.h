/* serve/handler.h - what a handler sees: the request, the reply it fills, and the context it works
 * in.
 *
 * A handler runs on a worker thread, never on the loop, so it may take its time; it may touch only
 * what the context hands it. It fills the reply and returns; a reply whose body ran out of memory
 * becomes a 500. Everything in the request and all arena memory is dead after the return. */
#ifndef SERVE_HANDLER_H
#define SERVE_HANDLER_H

#include "serve/own.h"
#include "serve/parse.h"

enum serve_role { SERVE_ANYONE = 0, SERVE_READER, SERVE_ANALYST, SERVE_ADMIN };
const char *serve_role_name(enum serve_role r); /* "reader" ... */
bool serve_role_parse(struct str s, enum serve_role *ret);

struct request_param {
    struct str name, value; /* decoded */
};
#define REQUEST_MAX_SEGMENTS 4
#define REQUEST_MAX_PARAMS   512
struct request {
    const struct http_head *head;
    struct str segments[REQUEST_MAX_SEGMENTS]; /* what {...} of the pattern stood for, in order */
    const struct request_param *params;        /* of the query string */
    size_t n_params;
    struct str body;
    struct str caller; /* name of the token, "" if none was needed */
    enum serve_role role;
    unsigned wait; /* seconds until it is worth asking again, for 429 */
};
struct str request_param(const struct request *q, const char *name); /* the first; "" if absent */

struct reply {
    int status;          /* 200 at first */
    const char *type;    /* of the body; NULL: there is none */
    struct buf body;     /* at most LIMIT_REPORT */
    struct str borrowed; /* sent instead of body if not empty; lives as long as the program */
    struct buf headers;  /* whole further lines with CRLF */
    bool is_stream;      /* server-sent events: the connection stays open for serve_publish */
};
void reply_init(struct reply *r);
void reply_release(struct reply *r);
void reply_reset(struct reply *r);
/* Starts a JSON body. */
void reply_json(struct reply *r, struct json_writer *w);
/* Throws away what was written and answers {"detail": message}. */
void reply_error(struct reply *r, int status, const char *fmt, ...) PRINTF_LIKE(3, 4);
void reply_header(struct reply *r, const char *name, struct str value);
/* Tells the tag, in its quotes, of what is asked for; true: who asks has it, and 304 is the answer.
 */
bool reply_is_kept(struct reply *r, const struct request *q, const char *tag);
/* Turns the connection into a stream of server-sent events. */
void reply_stream(struct reply *r);

/* One version of the watchlists with its index; held while a request is answered. */
struct serve_lists {
    struct list_set set;
    struct screen_index *index;
    struct map by_id; /* str_hash of an entity's id -> entity */
    struct arena arena;
    struct str *words; /* per entity: " all its words, folded, between blanks " */
    uint64_t version;  /* counts up from 1 with each reload */
    int64_t read_at;   /* seconds since 1970 */
    int64_t read_end;
    unsigned users; /* under the server's lock */
};

struct serve;
struct serve_context {
    struct serve *server;
    struct arena *arena;             /* of this request */
    const struct serve_lists *lists; /* never NULL; perhaps without an entity */
    struct screen_scratch *scratch;
    struct own *own; /* NULL: there is no store */
    int64_t now;     /* seconds since 1970 */
    bool is_counted; /* against the rate of who asks: when the body was asked for */
};

typedef void serve_handler(struct serve_context *x, const struct request *q, struct reply *r);

/* One row of the table of routes. A pattern's {name} stands for one segment. */
struct route {
    enum http_method method;
    const char *pattern;
    enum serve_role role;
    size_t body_limit; /* bytes; 0: no body is taken */
    serve_handler *handler;
    const char *help; /* one sentence */
    const char *tag;  /* "system", "yente", "watchman", "own", "page" */
    /* Query parameters, "name: what it is" each, NULL-terminated; may be NULL. */
    const char *const *params;
};
/* All routes; ends with a row whose pattern is NULL within each table, and with NULL. */
extern const struct route *const serve_tables[];
extern const struct route system_routes[], openapi_routes[], yente_routes[], reconcile_routes[],
    watchman_routes[], own_routes[], page_routes[];

/* Sends an event to every open stream. From any thread. event is one word, data one line. */
void serve_publish(struct serve *s, const char *event, struct str data);
/* Reads the watchlists again, notes that `by` had it done ("": who started the server) and swaps
 * them in; requests in flight keep the version they began with. Waits until it is done.
 * SEINE_CONFLICT: one reload is under way. */
enum seine_status serve_reload(struct serve *s, struct str by, struct seine_error *err) MUST_CHECK;
/* Figures for /metrics, in Prometheus' text format. */
void serve_metrics(struct serve *s, struct buf *out);

#endif
