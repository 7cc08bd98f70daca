/* cli/cmd_serve.c - `seine serve`: the page and the own API on this machine. */
#include "cli/cli.h"
#include "serve/front.h"

#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct serve_options {
    struct cli_common common;
    struct cli_texts watchlists, kits;
    const char *db, *listen, *token_file, *by;
    int64_t threads;
    bool no_token;
};

enum { TOKEN_MAX = 256, RANDOM = 24 };

struct setting {
    char address[64];
    uint16_t port;
    char token[TOKEN_MAX];
};

/* "ADDRESS:PORT", "[::1]:PORT" or a port alone. */
static bool read_listen(const char *text, struct setting *s)
{
    struct str all = str_of(text ? text : "127.0.0.1:8737"), host = STR("127.0.0.1");
    size_t colon = SIZE_MAX;
    int64_t port = 0;
    for (size_t i = 0; i < all.n; i++)
        if (all.p[i] == ':')
            colon = i;
    if (colon != SIZE_MAX)
        host = str_slice(all, 0, colon);
    if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        host = str_slice(host, 1, host.n - 1);
    if (str_is(host, STR("localhost")))
        host = STR("127.0.0.1");
    struct str number = colon == SIZE_MAX ? all : str_slice(all, colon + 1, all.n);
    if (!str_to_i64(number, &port) || port < 0 || port > 65535 || host.n == 0 ||
        host.n >= sizeof s->address)
        return false;
    memcpy(s->address, host.p, host.n);
    s->address[host.n] = 0;
    s->port = (uint16_t)port;
    return true;
}

static enum seine_status read_token(const struct serve_options *o, struct setting *s,
                                    struct seine_error *err)
{
    struct buf text;
    struct input *in = NULL;
    if (!o->token_file) {
        unsigned char random[RANDOM];
        if (sodium_init() < 0)
            return error_set(err, SEINE_INTERNAL, "libsodium cannot be used");
        randombytes_buf(random, sizeof random);
        sodium_bin2base64(s->token, sizeof s->token, random, sizeof random,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        return SEINE_OK;
    }
    buf_init(&text, TOKEN_MAX);
    enum seine_status status = input_open(o->token_file, &in, err);
    if (status == SEINE_OK)
        status = input_read_all(in, &text, err);
    input_free(in);
    struct str token = str_trim(buf_str(&text));
    if (status == SEINE_OK && (token.n < 16 || token.n >= sizeof s->token))
        status = error_set(err, SEINE_FORMAT, "%s: a token has 16 to %d characters", o->token_file,
                           TOKEN_MAX - 1);
    if (status == SEINE_OK) {
        memcpy(s->token, token.p, token.n);
        s->token[token.n] = 0;
    }
    buf_release(&text);
    return status;
}

static void tell(const struct serve_options *o, const struct setting *s, const struct front *f)
{
    bool is_six = strchr(s->address, ':') != NULL;
    struct buf out;
    buf_init(&out, LIMIT_TEXT);
    buf_add_f(&out, "http://%s%s%s:%u/%s%s\n", is_six ? "[" : "", s->address, is_six ? "]" : "",
              (unsigned)front_port(f), o->no_token ? "" : "#token=", o->no_token ? "" : s->token);
    if (!o->common.quiet)
        cli_say("the page is at this address; Ctrl-C ends the server");
    (void)cli_write(NULL, buf_str(&out));
    (void)fflush(stdout);
    buf_release(&out);
}

static void wait_for_end(void)
{
    sigset_t ends;
    int got = 0;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    while (sigwait(&ends, &got) != 0)
        continue;
}

/* Threads that start from here on leave these signals to wait_for_end. */
static void hold_ends(void)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
}

static enum seine_status serve(const struct serve_options *o, const struct own_config *config,
                               struct setting *s, struct seine_error *err)
{
    struct own *own = NULL;
    struct front *f = NULL;
    const char *user = o->by ? o->by : getenv("USER");
    enum seine_status status = own_new(config, &own, err);
    struct front_config front = {.own = own,
                                 .address = s->address,
                                 .port = s->port,
                                 .token = o->no_token ? NULL : s->token,
                                 .by = str_of(user ? user : "desk")};
    if (status == SEINE_OK)
        status = front_start(&front, &f, err);
    if (status == SEINE_OK) {
        tell(o, s, f);
        wait_for_end();
    }
    front_stop(f);
    own_free(own);
    return status;
}

static const char *default_kits(void)
{
    return access(SEINE_DATADIR "/kits.json", R_OK) == 0 ? SEINE_DATADIR "/kits.json" : NULL;
}

static int run_serve(const void *options, const struct cli_texts *arguments)
{
    const struct serve_options *o = options;
    const struct cli_command *self = cli_find("serve");
    const char *kits = default_kits(), *spool = getenv("TMPDIR");
    struct setting s = {0};
    struct list_set lists;
    struct screen_index *index = NULL;
    struct seine_error err = {0};
    if (arguments->n || !o->db || o->watchlists.n == 0)
        return cli_wrong(self, "give --db and --watchlist");
    if (o->kits.n == 0 && !kits)
        return cli_wrong(self, "--kits is needed: a kit file such as data/kits.json");
    if (!read_listen(o->listen, &s))
        return cli_wrong(self, "--listen is an address and a port, such as 127.0.0.1:8737");
    hold_ends();
    list_set_init(&lists);
    enum seine_status status = o->no_token ? SEINE_OK : read_token(o, &s, &err);
    if (status == SEINE_OK)
        status = screen_open(o->watchlists.v, o->watchlists.n, NULL, &lists, &index, &err);
    struct own_config config = {.db = o->db,
                                .spool = spool ? spool : P_tmpdir,
                                .watchlists = o->watchlists.v,
                                .n_watchlists = o->watchlists.n,
                                .kits = o->kits.n ? o->kits.v : &kits,
                                .n_kits = o->kits.n ? o->kits.n : 1,
                                .threads = (unsigned)o->threads,
                                .lists = &lists,
                                .index = index};
    if (status == SEINE_OK)
        status = serve(o, &config, &s, &err);
    screen_index_free(index);
    list_set_release(&lists);
    sodium_memzero(s.token, sizeof s.token);
    return status == SEINE_OK ? CLI_DONE : cli_fail(&err);
}

#define AT(field) offsetof(struct serve_options, field)
static const struct cli_option table[] = {
    {"db", 'd', CLI_TEXT, AT(db), "FILE", "the memory of the scans; made if it is not there", NULL,
     0, 0},
    {"watchlist", 'w', CLI_TEXTS, AT(watchlists), "PATH",
     "lists to screen against: files or folders", NULL, 0, 0},
    {"kits", 'k', CLI_TEXTS, AT(kits), "PATH", "what controlled items break into (JSON)", NULL, 0,
     0},
    {"listen", 'l', CLI_TEXT, AT(listen), "ADDR:PORT",
     "where to listen (127.0.0.1:8737); port 0 takes a free one", NULL, 0, 0},
    {"token-file", 0, CLI_TEXT, AT(token_file), "FILE",
     "the token that requests must bring (a new random one)", NULL, 0, 0},
    {"no-token", 0, CLI_FLAG, AT(no_token), NULL,
     "ask for no token: every program of this machine can read and decide", NULL, 0, 0},
    {"by", 0, CLI_TEXT, AT(by), "NAME", "whose decisions they are (the user's name)", NULL, 0, 0},
    {"threads", 't', CLI_NUMBER, AT(threads), "N", "worker threads of a scan (one per processor)",
     NULL, 1, 256},
    CLI_COMMON_OPTIONS(struct serve_options)};
static const char *const examples[] = {
    "seine serve --db memory.db --watchlist lists/ --kits data/kits.json", NULL};
const struct cli_command cmd_serve = {
    "serve",
    "--db FILE --watchlist PATH...",
    "show the cases in a browser and take in consignments",
    "Serves the page for working through cases, and the API that it uses, from the memory that "
    "scan --db keeps. Prints the address to open, which holds the token; every request of the API "
    "must bring it. Listens on this machine only unless --listen says otherwise, and then without "
    "encryption: put a server with TLS before it.",
    table,
    sizeof(struct serve_options),
    run_serve,
    examples};
