/* serve/serve.h - the HTTP server: one loop on epoll, worker threads behind it, a const table of
 * routes. It prints nothing. HTTP/2 is a proxy's work. */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include "serve/handler.h"
#include "store/tokens.h"

struct serve_options {
    const char *listen; /* SERVE_ADDRESS if NULL; "[::1]:0", "8000"; port 0 is any free one */
    const char *db;     /* store of cases and consignments; NULL: none */
    const char *spool;  /* folder for consignments that wait to be read */
    const char *const *watchlists;
    size_t n_watchlists;
    const char *const *kits;
    size_t n_kits;
    const char *const *measures;
    size_t n_measures;
    const char *const *hosts; /* names under which requests come, besides addresses and localhost */
    size_t n_hosts;
    const char *token;           /* the one token, role analyst; NULL: none */
    const char *tls_certificate; /* PEM file, with its chain; NULL: requests come in clear */
    const char *tls_key;         /* PEM file */
    bool is_owners;              /* it is shown to nobody but who started the server: role admin */
    const char *by;              /* who decides with the one token, or without any */
    const char *tokens;          /* store that holds tokens; NULL: db, if there is one */
    const char *const *webhooks; /* addresses that are told of new cases */
    size_t n_webhooks;
    const char *webhook_key; /* signs what they are told; NULL only if there are none */
    bool is_open;            /* no token is asked for; only on loopback */
    bool is_clear;           /* may listen elsewhere than on loopback without TLS */
    double watch_least;      /* pieces less likely to come are not watched for; 0: 0.01 */
    unsigned threads;        /* workers, and of a scan; 0: one per processor */
    double rate; /* requests per second of one token and of one address; 0: no limit on loopback,
                  * else SERVE_RATE; below 0: no limit */
    size_t max_connections, max_per_address; /* 0: 1024 and 512 */
    /* 0: 10 s (the handshake of TLS as long again), 30 s, 30 s, 60 s, 10 s */
    int64_t header_ms, body_ms, write_ms, idle_ms, drain_ms;
};

#define SERVE_ADDRESS "127.0.0.1:8737"
#define SERVE_RATE    1000.0

/* Whether the options name an address, and one that may be listened on with them: what is wrong
 * with the command line, as against with the machine. serve_new asks this too. */
enum seine_status serve_check_address(const struct serve_options *options,
                                      struct seine_error *err) MUST_CHECK;
/* The options are borrowed. Reads the watchlists, and kits and measures to see that they can be
 * read, opens the store, binds the address, starts the workers. */
enum seine_status serve_new(const struct serve_options *options, struct serve **ret,
                            struct seine_error *err) MUST_CHECK;
void serve_free(struct serve *s);
/* "127.0.0.1:8000" as it was bound. */
const char *serve_address(const struct serve *s);
/* Answers requests until serve_stop, then lets those in flight end (at most drain_ms). */
enum seine_status serve_run(struct serve *s, struct seine_error *err) MUST_CHECK;
/* From any thread or signal handler. */
void serve_stop(struct serve *s);
void serve_ask_reload(struct serve *s); /* lists, and certificate and key */
/* The message of the last reload that failed, "" if it went well. */
void serve_reload_error(struct serve *s, struct buf *out);

/* Answers one request without a socket: finds the route, asks for the token, runs the handler. For
 * the workers and for tests. peer tells apart who failed to show a token. */
void serve_answer(struct serve_context *x, const struct http_head *head, struct str body,
                  uint64_t peer, struct reply *r);

/* Tokens (token.c), kept in a store. A token is ID.SECRET; of the secret only an Argon2id hash is
 * kept. */
enum { TOKEN_NAME_MAX = 64, TOKEN_TEXT_MAX = 256 };
/* Makes a token and gives it: it is shown once and kept nowhere. days 0: it never ends.
 * SEINE_CONFLICT if the name is taken, SEINE_RANGE if it is none. */
enum seine_status token_add(struct store *store, struct str name, enum serve_role role,
                            int64_t days, int64_t now, struct buf *ret_token,
                            struct seine_error *err) MUST_CHECK;
/* A new random text of 24 bytes for the one token of a server without a store; room of
 * TOKEN_TEXT_MAX. */
enum seine_status token_random(char *ret, struct seine_error *err) MUST_CHECK;
/* "2026-08-20T12:00:00Z" */
void token_time(int64_t seconds, struct buf *out);

#endif
