/* cli/cmd_token.c - `seine token`: who may ask the server, and as what. */
#include "cli/cli.h"
#include "serve/serve.h"

#include <stddef.h>
#include <time.h>

struct token_arguments {
    struct cli_common common;
    const char *db;
    int role;
    int64_t days;
};

static const char *const roles[] = {"reader", "analyst", "admin", NULL};

static int add(const struct token_arguments *a, struct store *s, struct str name,
               struct seine_error *err)
{
    struct buf token;
    buf_init(&token, TOKEN_TEXT_MAX);
    enum seine_status status = token_add(s, name, (enum serve_role)(a->role + SERVE_READER),
                                         a->days, (int64_t)time(NULL), &token, err);
    if (status == SEINE_OK) {
        buf_add_c(&token, '\n');
        if (!a->common.quiet)
            cli_say("this token is shown once and kept nowhere; it stands in the header"
                    " Authorization: Bearer TOKEN");
        if (!cli_write(NULL, buf_str(&token)))
            status = SEINE_IO;
    }
    buf_release(&token);
    if (status == SEINE_RANGE)
        return cli_wrong(cli_find("token"), "%s", err->message);
    return status == SEINE_OK ? CLI_DONE : err->status ? cli_fail(err) : CLI_UNREADABLE;
}

static int revoke(struct store *s, struct str name, struct seine_error *err)
{
    struct buf at;
    buf_init(&at, 64);
    token_time((int64_t)time(NULL), &at);
    enum seine_status status = store_revoke_token(s, name, buf_str(&at), err);
    buf_release(&at);
    return status == SEINE_OK ? CLI_DONE : cli_fail(err);
}

static enum seine_status line(void *context, const struct store_token *t, struct seine_error *err)
{
    struct buf *out = context;
    (void)err;
    buf_add_f(out, STR_FMT "\t" STR_FMT "\t" STR_FMT "\t", STR_ARG(t->name), STR_ARG(t->role),
              STR_ARG(t->made));
    if (t->revoked.n)
        buf_add_f(out, "revoked " STR_FMT "\n", STR_ARG(t->revoked));
    else if (t->ends.n)
        buf_add_f(out, "ends " STR_FMT "\n", STR_ARG(t->ends));
    else
        buf_add_z(out, "counts\n");
    return SEINE_OK;
}

static int list(struct store *s, struct seine_error *err)
{
    struct buf out;
    buf_init(&out, LIMIT_REPORT);
    enum seine_status status = store_each_token(s, line, &out, err);
    bool is_written = status == SEINE_OK && cli_write(NULL, buf_str(&out));
    buf_release(&out);
    return status != SEINE_OK ? cli_fail(err) : is_written ? CLI_DONE : CLI_UNREADABLE;
}

static int run_token(const void *options, const struct cli_texts *arguments)
{
    const struct token_arguments *a = options;
    const struct cli_command *self = cli_find("token");
    struct seine_error err = {0};
    struct store *s = NULL;
    struct str what = arguments->n ? str_of(arguments->v[0]) : STR_EMPTY;
    bool is_list = str_is(what, STR("list"));
    if (!is_list && !str_is(what, STR("add")) && !str_is(what, STR("revoke")))
        return cli_wrong(self, "say add, list or revoke");
    if (arguments->n != (is_list ? 1 : 2))
        return cli_wrong(self, is_list ? "list takes no name" : "give one name");
    if (!a->db)
        return cli_wrong(self, "--db is needed: the store that the server is started with");
    bool is_add = str_is(what, STR("add"));
    enum seine_status status =
        is_add ? store_open(a->db, &s, &err) : store_open_existing(a->db, &s, &err);
    if (status != SEINE_OK)
        return cli_fail(&err);
    char user[256];
    store_act_as(s, str_of(cli_user(user, sizeof user)));
    int code = is_list  ? list(s, &err)
               : is_add ? add(a, s, str_of(arguments->v[1]), &err)
                        : revoke(s, str_of(arguments->v[1]), &err);
    store_close(s);
    return code;
}

#define AT(field) offsetof(struct token_arguments, field)
static const struct cli_option table[] = {
    {"db", 'd', CLI_TEXT, AT(db), "STORE", "the store of the server; made if it is not there", NULL,
     0, 0},
    {"role", 'r', CLI_CHOICE, AT(role), "ROLE",
     "a reader reads, an analyst also decides and takes files in, an admin also manages", roles, 0,
     0},
    {"days", 0, CLI_NUMBER, AT(days), "N", "days until a new token ends (never)", NULL, 1, 36500},
    CLI_COMMON_OPTIONS(struct token_arguments)};
static const char *const examples[] = {"seine token add ann --role analyst --db memory.db",
                                       "seine token list --db memory.db",
                                       "seine token revoke ann --db memory.db", NULL};
const struct cli_command cmd_token = {
    "token",
    "add|list|revoke [NAME] --db STORE",
    "who may ask the server, and as what",
    "Makes, lists and revokes the tokens that requests to seine serve must bring. A new token is "
    "printed once; of it only a hash is kept (Argon2id). As soon as a store has a token, the "
    "server answers nobody without one, but for /healthz, /readyz and the files of the page. A "
    "revoked token ends within a second, in a running server too. A decision bears the name of the "
    "token it was made with.",
    table,
    sizeof(struct token_arguments),
    run_token,
    examples};
