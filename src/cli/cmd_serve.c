/* cli/cmd_serve.c - `seine serve`: the page and the interfaces over HTTP until a signal ends it. */
#include "cli/cli.h"
#include "serve/serve.h"

#include <signal.h>
#include <sodium.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct serve_arguments {
    struct cli_common common;
    struct cli_texts watchlists, kits, measures, hosts, webhooks;
    const char *db, *tokens, *listen, *token_file, *webhook_key, *by, *tls_cert, *tls_key;
    int64_t threads, connections, rate;
    double watch_least;
    bool no_token, insecure_http;
};

static struct serve *running; /* for the signal handlers alone */

static void on_signal(int number)
{
    if (number == SIGHUP)
        serve_ask_reload(running);
    else
        serve_stop(running);
}

static enum seine_status read_token_file(const char *path, char *ret, struct seine_error *err)
{
    struct buf text;
    struct input *in = NULL;
    buf_init(&text, TOKEN_TEXT_MAX);
    enum seine_status status = input_open(path, &in, err);
    if (status == SEINE_OK)
        status = input_read_all(in, &text, err);
    input_free(in);
    struct str token = str_trim(buf_str(&text));
    if (status == SEINE_OK && (token.n < 16 || token.n >= TOKEN_TEXT_MAX))
        status = error_set(err, SEINE_FORMAT, "%s: a token has 16 to %d characters", path,
                           TOKEN_TEXT_MAX - 1);
    if (status == SEINE_OK) {
        memcpy(ret, token.p, token.n);
        ret[token.n] = 0;
    }
    buf_release(&text);
    return status;
}

static enum seine_status has_tokens(const char *path, bool *ret, struct seine_error *err)
{
    struct store *s = NULL;
    struct seine_error problem = {0};
    *ret = false;
    bool is_there = false;
    enum seine_status status = path ? store_is_there(path, &is_there, err) : SEINE_OK;
    if (status == SEINE_OK && is_there) {
        status = store_open_existing(path, &s, &problem);
        is_there = status != SEINE_NOT_FOUND; /* an empty file, of which a store will be made */
        if (!is_there)
            status = SEINE_OK;
        else if (status != SEINE_OK)
            *err = problem;
    }
    if (status == SEINE_OK && is_there)
        status = store_has_tokens(s, ret, err);
    store_close(s);
    return status;
}

static enum seine_status no_tokens(const char *store, struct seine_error *err)
{
    struct buf shown;
    buf_init(&shown, LIMIT_TEXT);
    store_shown(store, &shown);
    error_at(err, shown.p, 0, 0);
    buf_release(&shown);
    return error_set(err, SEINE_NOT_FOUND,
                     "there is no such store for --tokens; seine token add makes one");
}

/* The token of the file; or, as long as the store has none, a new one for this run. */
static enum seine_status read_token(const struct serve_arguments *a, char *room, const char **ret,
                                    struct seine_error *err)
{
    bool any = false;
    enum seine_status status;
    *ret = NULL;
    if (a->no_token)
        return SEINE_OK;
    if (a->tokens) { /* a name that was mistyped must not be a store without tokens */
        status = store_is_there(a->tokens, &any, err);
        if (status == SEINE_OK && !any)
            status = no_tokens(a->tokens, err);
        if (status != SEINE_OK)
            return status;
    }
    if (a->token_file) {
        *ret = room;
        return read_token_file(a->token_file, room, err);
    }
    status = has_tokens(a->tokens ? a->tokens : a->db, &any, err);
    if (status == SEINE_OK && !any) {
        *ret = room;
        status = token_random(room, err);
    }
    return status;
}

static void tell(const struct serve_arguments *a, const char *token)
{
    struct buf out;
    buf_init(&out, LIMIT_TEXT);
    buf_add_f(&out, "http%s://%s/%s%s\n", a->tls_cert ? "s" : "", serve_address(running),
              token ? "#token=" : "", token ? token : "");
    if (!a->common.quiet)
        cli_say(
            "the page is at this address; Ctrl-C ends the server, SIGHUP reads the lists%s again",
            a->tls_cert ? " and the certificate" : "");
    (void)cli_write(NULL, buf_str(&out));
    (void)fflush(stdout);
    buf_release(&out);
}

static void handle_signals(void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    const int signals[] = {SIGTERM, SIGINT, SIGHUP};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaction(signals[i], &action, NULL);
}

static enum seine_status serve(const struct serve_arguments *a, const struct serve_options *o,
                               struct seine_error *err)
{
    enum seine_status status = serve_new(o, &running, err);
    if (status != SEINE_OK)
        return status;
    handle_signals(on_signal);
    tell(a, o->token);
    status = serve_run(running, err);
    handle_signals(SIG_IGN);
    serve_free(running);
    running = NULL;
    return status;
}

static const char *what_of_webhooks(const struct serve_arguments *a)
{
    if (a->webhooks.n && (!a->db || !a->webhook_key))
        return "--webhook needs --db and --webhook-key";
    for (size_t i = 0; i < a->webhooks.n; i++)
        if (!str_starts(str_of(a->webhooks.v[i]), STR("https://")) &&
            !str_starts(str_of(a->webhooks.v[i]), STR("http://")))
            return "--webhook: an address begins with https:// or http://";
    return NULL;
}

/* NULL: the arguments go together. */
static const char *what_is_wrong(const struct serve_arguments *a, const struct cli_texts *arguments,
                                 const char *kits)
{
    if (arguments->n)
        return "nothing is taken beside the options";
    if (a->watchlists.n == 0)
        return "give --watchlist, and --db for cases";
    if (a->no_token && (a->token_file || a->tokens))
        return "--no-token asks for none: leave out --token-file and --tokens";
    if (what_of_webhooks(a))
        return what_of_webhooks(a);
    if (!a->tls_cert != !a->tls_key)
        return "--tls-cert and --tls-key go together";
    if (a->db && a->kits.n == 0 && !kits)
        return "--kits is needed: a kit file such as data/kits.json";
    return NULL;
}

static int run_serve(const void *options, const struct cli_texts *arguments)
{
    const struct serve_arguments *a = options;
    const struct cli_command *self = cli_find("serve");
    const char *kits = cli_default_kits(), *spool = getenv("TMPDIR");
    char user[256];
    struct seine_error err = {0};
    char room[TOKEN_TEXT_MAX], key[TOKEN_TEXT_MAX];
    const char *token = NULL;
    const char *wrong = what_is_wrong(a, arguments, kits);
    if (wrong)
        return cli_wrong(self, "%s", wrong);
    struct serve_options o = {.listen = a->listen,
                              .db = a->db,
                              .spool = spool ? spool : P_tmpdir,
                              .watchlists = a->watchlists.v,
                              .n_watchlists = a->watchlists.n,
                              .kits = a->kits.n ? a->kits.v : &kits,
                              .n_kits = a->kits.n ? a->kits.n : 1,
                              .measures = a->measures.v,
                              .n_measures = a->measures.n,
                              .hosts = a->hosts.v,
                              .n_hosts = a->hosts.n,
                              .is_owners = !a->token_file,
                              .tokens = a->tokens,
                              .webhooks = a->webhooks.v,
                              .n_webhooks = a->webhooks.n,
                              .tls_certificate = a->tls_cert,
                              .tls_key = a->tls_key,
                              .is_clear = a->insecure_http,
                              .watch_least = a->watch_least,
                              .rate = (double)a->rate,
                              .by = a->by ? a->by : cli_user(user, sizeof user),
                              .is_open = a->no_token,
                              .threads = (unsigned)a->threads,
                              .max_connections = (size_t)a->connections,
                              .max_per_address = (size_t)a->connections};
    if (serve_check_address(&o, &err) != SEINE_OK)
        return cli_wrong(self, "%s", err.message);
    enum seine_status status = read_token(a, room, &token, &err);
    if (status == SEINE_OK && a->webhook_key)
        status = read_token_file(a->webhook_key, key, &err);
    o.token = token;
    o.webhook_key = a->webhook_key ? key : NULL;
    if (status == SEINE_OK)
        status = serve(a, &o, &err);
    sodium_memzero(room, sizeof room);
    sodium_memzero(key, sizeof key);
    return status == SEINE_OK ? CLI_DONE : cli_fail(&err);
}

#define AT(field) offsetof(struct serve_arguments, field)
static const struct cli_option table[] = {
    {"db", 'd', CLI_TEXT, AT(db), "STORE", CLI_STORE "; made if it is not there", NULL, 0, 0},
    {"watchlist", 'w', CLI_TEXTS, AT(watchlists), "PATH",
     "lists to screen against: files or folders", NULL, 0, 0},
    {"kits", 'k', CLI_TEXTS, AT(kits), "PATH", "what controlled items break into (JSON)", NULL, 0,
     0},
    {"measures", 0, CLI_TEXTS, AT(measures), "PATH", CLI_MEASURES, NULL, 0, 0},
    {"listen", 'l', CLI_TEXT, AT(listen), "ADDR:PORT",
     "where to listen (127.0.0.1:8737); port 0 takes a free one", NULL, 0, 0},
    {"host", 0, CLI_TEXTS, AT(hosts), "NAME",
     "a name under which requests may come (addresses and localhost only)", NULL, 0, 0},
    {"tls-cert", 0, CLI_TEXT, AT(tls_cert), "FILE",
     "speak TLS with this certificate (PEM, its chain behind it)", NULL, 0, 0},
    {"tls-key", 0, CLI_TEXT, AT(tls_key), "FILE", "the certificate's private key (PEM, in clear)",
     NULL, 0, 0},
    {"insecure-http", 0, CLI_FLAG, AT(insecure_http), NULL,
     "listen elsewhere than on loopback without TLS: only behind a proxy that speaks it", NULL, 0,
     0},
    {"token-file", 0, CLI_TEXT, AT(token_file), "FILE",
     "one more token that requests may bring, of an analyst (a new random one as long as the store "
     "has none)",
     NULL, 0, 0},
    {"tokens", 0, CLI_TEXT, AT(tokens), "STORE",
     "the store that holds the tokens of seine token (that of --db)", NULL, 0, 0},
    {"webhook", 0, CLI_TEXTS, AT(webhooks), "URL",
     "tell this address of each new case and awaited arrival, signed; tried again for a quarter of "
     "an hour, and after a restart",
     NULL, 0, 0},
    {"webhook-key", 0, CLI_TEXT, AT(webhook_key), "FILE", "the key that signs (16 to 255 bytes)",
     NULL, 0, 0},
    {"watch-least", 0, CLI_DECIMAL, AT(watch_least), "P",
     "wait for no piece less likely to come than this (0.01)", NULL, 0.000001, 1},
    {"rate", 0, CLI_NUMBER, AT(rate), "N",
     "most requests a second of one token and of one address (1000; on loopback no limit)", NULL, 1,
     1000000},
    {"no-token", 0, CLI_FLAG, AT(no_token), NULL,
     "ask for no token: every program of this machine can read and decide; only on loopback", NULL,
     0, 0},
    {"by", 0, CLI_TEXT, AT(by), "NAME", "whose decisions they are (the user's name)", NULL, 0, 0},
    {"connections", 0, CLI_NUMBER, AT(connections), "N",
     "most connections at a time (1024, 512 of one address)", NULL, 1, 65536},
    {"threads", 't', CLI_NUMBER, AT(threads), "N",
     "threads that answer, and that scan (one per processor)", NULL, 1, 256},
    CLI_COMMON_OPTIONS(struct serve_arguments)};
static const char *const examples[] = {
    "seine serve --db memory.db --watchlist lists/ --kits data/kits.json",
    "seine serve -w lists/ --listen 0.0.0.0:8737 --tls-cert s.pem --tls-key s.key", NULL};
const struct cli_command cmd_serve = {
    "serve",
    "--watchlist PATH... [--db STORE --kits PATH...]",
    "show the cases in a browser, answer programs over HTTP",
    "Serves the page for working through cases and the interfaces for programs, from the memory "
    "that scan --db keeps. Prints the address to open. Every request must bring a token that seine "
    "token made for this store; as long as there is none, the address holds one of an admin for "
    "this run. "
    "SIGHUP reads the lists and the certificate again without failing a request. Listens on this "
    "machine only unless --listen says otherwise, and then with TLS only.",
    table,
    sizeof(struct serve_arguments),
    run_serve,
    examples};
