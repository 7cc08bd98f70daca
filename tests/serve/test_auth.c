/* Who may ask: every row of the table against every role, tokens that are wrong, revoked or ended,
 * and callers who ask too often. */
#include "unit.h"

#include "serve/internal.h"
#include "serve/rate.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

enum { NOBODY, READER, ANALYST, ADMIN, CALLERS };
static char folder[64], path[96], tokens[CALLERS][TOKEN_TEXT_MAX];
static struct store *store;
static struct serve server;
static struct arena arena;
static struct reply reply;
static const int64_t NOW = 1900000000;

static void make(const char *name, enum serve_role role, int64_t days, int64_t now, char *ret)
{
    struct buf b;
    struct seine_error err = {0};
    buf_init(&b, TOKEN_TEXT_MAX);
    assert_ok(token_add(store, str_of(name), role, days, now, &b, &err));
    memcpy(ret, b.p, b.n + 1);
    buf_release(&b);
}

static int start(void **state)
{
    struct seine_error err = {0};
    (void)state;
    snprintf(folder, sizeof folder, "%s/seine-auth-XXXXXX", P_tmpdir);
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/tokens.db", folder);
    if (store_open(path, &store, &err) != SEINE_OK)
        return -1;
    make("ruth", SERVE_READER, 0, NOW, tokens[READER]);
    make("ann", SERVE_ANALYST, 0, NOW, tokens[ANALYST]);
    make("adam", SERVE_ADMIN, 0, NOW, tokens[ADMIN]);
    arena_init(&arena, MIB);
    reply_init(&reply);
    return 0;
}

static int stop(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    (void)state;
    store_close(store);
    arena_release(&arena);
    reply_release(&reply);
    for (size_t i = 0; i < N_OF(ends); i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    return rmdir(folder);
}

static void begin(double rate)
{
    struct seine_error err = {0};
    server.options = (struct serve_options){.tokens = path, .by = "desk", .rate = rate};
    assert_ok(auth_new(&server.options, true, &server.auth, &err));
}

static void end(void)
{
    auth_free(server.auth);
    server.auth = NULL;
}

/* The status that the request gets before any handler runs. */
static int ask(const char *method, const char *target, const char *scheme, const char *token,
               uint64_t peer)
{
    static char text[2048];
    struct http_head h;
    arena_reset(&arena);
    reply_reset(&reply);
    snprintf(text, sizeof text, "%s %.512s HTTP/1.1\r\nHost: localhost\r\n%s%s%.512s%s\r\n", method,
             target, token[0] ? "Authorization: " : "", token[0] ? scheme : "", token,
             token[0] ? "\r\n" : "");
    assert_int_equal(http_parse(str_of(text), &h), HTTP_COMPLETE);
    serve_ask(&server, &h, peer, false, &arena, &reply);
    return reply.status;
}

/* "/a/{id}/b" as "/a/x/b". */
static void fill(const char *pattern, char *out)
{
    for (; *pattern; pattern++) {
        if (*pattern == '{') {
            *out++ = 'x';
            while (*pattern != '}')
                pattern++;
        } else {
            *out++ = *pattern;
        }
    }
    *out = 0;
}

static void every_row_asks_for_its_role(void **state)
{
    (void)state;
    begin(0);
    for (const struct route *const *t = serve_tables; *t; t++)
        for (const struct route *r = *t; r->pattern; r++)
            for (int who = NOBODY; who < CALLERS; who++) {
                char target[256];
                int wanted = r->role == SERVE_ANYONE ? 200
                             : who == NOBODY         ? 401
                             : who >= (int)r->role   ? 200
                                                     : 403;
                fill(r->pattern, target);
                int got = ask(http_method_name(r->method), target, "Bearer ", tokens[who], 1);
                if (got != wanted)
                    fail_msg("%s as %s: %d instead of %d", target,
                             serve_role_name((enum serve_role)who), got, wanted);
            }
    end();
}

static void who_has_no_token_learns_nothing(void **state)
{
    (void)state;
    begin(0);
    assert_int_equal(ask("GET", "/api/v1/nothing", "", "", 1), 401);
    assert_true(str_contains(buf_str(&reply.headers), STR("WWW-Authenticate: Bearer\r\n")));
    assert_int_equal(ask("DELETE", "/catalog", "", "", 1), 401);
    assert_int_equal(ask("GET", "/api/v1/nothing", "Bearer ", tokens[READER], 1), 404);
    assert_false(str_contains(buf_str(&reply.headers), STR("Allow")));
    assert_int_equal(ask("GET", "/healthz", "", "", 1), 200);
    end();
}

static void a_wrong_method_is_told_the_right_ones(void **state)
{
    (void)state;
    begin(0);
    assert_int_equal(ask("DELETE", "/catalog", "Bearer ", tokens[READER], 1), 405);
    assert_true(str_contains(buf_str(&reply.headers), STR("Allow: GET, HEAD\r\n")));
    assert_int_equal(ask("POST", "/api/v1/consignments/1", "Bearer ", tokens[READER], 1), 405);
    assert_true(str_contains(buf_str(&reply.headers), STR("Allow: GET, HEAD, PUT\r\n")));
    end();
}

/* What is printed for one run is seen by who holds the store's file anyway; a file's may be shared.
 */
static void the_one_token_is_the_owners_or_an_analysts(void **state)
{
    static const char one[] = "0123456789abcdef";
    struct seine_error err = {0};
    (void)state;
    for (int is_owners = 0; is_owners < 2; is_owners++) {
        server.options =
            (struct serve_options){.by = "desk", .token = one, .is_owners = is_owners != 0};
        assert_ok(auth_new(&server.options, true, &server.auth, &err));
        assert_int_equal(ask("POST", "/api/v1/cases/x/decision", "Bearer ", one, 1), 200);
        assert_int_equal(ask("GET", "/api/v1/audit", "Bearer ", one, 1), is_owners ? 200 : 403);
        end();
    }
}

static void schemes_are_known(void **state)
{
    (void)state;
    begin(0);
    assert_int_equal(ask("GET", "/catalog", "ApiKey ", tokens[READER], 1), 200);
    assert_int_equal(ask("GET", "/catalog", "bearer ", tokens[READER], 1), 200);
    assert_int_equal(ask("GET", "/catalog", "Basic ", tokens[READER], 1), 401);
    assert_int_equal(ask("GET", "/catalog", "", tokens[READER], 1), 401);
    end();
}

/* After ten wrong ones the eleventh is not looked at, even if it is right; others go on. */
static void guessing_is_slow(void **state)
{
    char wrong[TOKEN_TEXT_MAX];
    (void)state;
    begin(0);
    for (int i = 0; i < 10; i++) {
        snprintf(wrong, sizeof wrong, "%.8s.guess%d", i % 2 ? tokens[READER] : "AAAAAAAA", i);
        assert_int_equal(ask("GET", "/catalog", "Bearer ", wrong, 7), 401);
    }
    assert_int_equal(ask("GET", "/catalog", "Bearer ", wrong, 7), 429);
    assert_true(str_contains(buf_str(&reply.headers), STR("Retry-After: ")));
    assert_int_equal(ask("GET", "/catalog", "Bearer ", tokens[READER], 7), 429);
    assert_int_equal(ask("GET", "/catalog", "Bearer ", tokens[READER], 8), 200);
    assert_int_equal(ask("GET", "/catalog", "Bearer ", tokens[READER], 7), 200); /* remembered */
    end();
}

/* Whoever was verified goes on, whatever other tokens are in use: none takes another's place. */
static void tokens_in_use_are_remembered(void **state)
{
    enum { MANY = 24 };
    static char many[MANY][TOKEN_TEXT_MAX];
    (void)state;
    for (int i = 0; i < MANY; i++) {
        char name[16];
        snprintf(name, sizeof name, "many-%d", i);
        make(name, SERVE_READER, 0, NOW, many[i]);
    }
    begin(0);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(ask("GET", "/catalog", "Bearer ", many[i], 7), 200);
    for (int i = 0; i < 10; i++)
        assert_int_equal(ask("GET", "/catalog", "Bearer ", "AAAAAAAA.guess", 7), 401);
    assert_int_equal(ask("GET", "/catalog", "Bearer ", tokens[READER], 7), 429); /* not verified */
    for (int i = 0; i < MANY; i++)
        assert_int_equal(ask("GET", "/catalog", "Bearer ", many[i], 7), 200);
    end();
}

static void run_behind(const char *text)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* A right token is not refused, nor taken for a guess, while the store cannot be asked. */
static void a_store_that_cannot_tell_is_said(void **state)
{
    (void)state;
    begin(0);
    run_behind("ALTER TABLE token RENAME TO away");
    for (int i = 0; i < 20; i++)
        assert_int_equal(ask("GET", "/catalog", "Bearer ", tokens[READER], 9), 503);
    assert_true(str_contains(buf_str(&reply.headers), STR("Retry-After: ")));
    run_behind("ALTER TABLE away RENAME TO token");
    assert_int_equal(ask("GET", "/catalog", "Bearer ", tokens[READER], 9), 200);
    end();
}

static void ended_and_revoked_tokens_are_refused(void **state)
{
    char gone[TOKEN_TEXT_MAX], over[TOKEN_TEXT_MAX], days[TOKEN_TEXT_MAX];
    struct seine_error err = {0};
    (void)state;
    make("gone", SERVE_READER, 0, NOW, gone);
    make("over", SERVE_READER, 1, 1000000000, over); /* ended in 2001 */
    make("days", SERVE_READER, 9999, NOW, days);
    begin(0);
    assert_int_equal(ask("GET", "/catalog", "Bearer ", over, 1), 401);
    assert_int_equal(ask("GET", "/catalog", "Bearer ", days, 1), 200);
    assert_int_equal(ask("GET", "/catalog", "Bearer ", gone, 1), 200);
    assert_ok(store_revoke_token(store, STR("gone"), STR("2030-01-01T00:00:00Z"), &err));
    int status = 200; /* it is remembered for a second */
    for (int i = 0; i < 100 && status == 200; i++) {
        usleep(50000);
        status = ask("GET", "/catalog", "Bearer ", gone, 1);
    }
    assert_int_equal(status, 401);
    end();
    begin(0);
    assert_int_equal(ask("GET", "/catalog", "Bearer ", gone, 1), 401);
    end();
}

static void names_are_checked(void **state)
{
    struct buf b;
    struct seine_error err = {0};
    bool any = false;
    (void)state;
    buf_init(&b, TOKEN_TEXT_MAX);
    assert_int_equal(token_add(store, STR("ruth"), SERVE_ADMIN, 0, NOW, &b, &err), SEINE_CONFLICT);
    error_clear(&err);
    assert_int_equal(token_add(store, STR("a b"), SERVE_ADMIN, 0, NOW, &b, &err), SEINE_RANGE);
    error_clear(&err);
    assert_int_equal(token_add(store, STR(""), SERVE_ADMIN, 0, NOW, &b, &err), SEINE_RANGE);
    error_clear(&err);
    assert_int_equal(b.n, 0);
    assert_int_equal(store_revoke_token(store, STR("nobody"), STR("x"), &err), SEINE_NOT_FOUND);
    assert_ok(store_has_tokens(store, &any, &err));
    assert_true(any);
    buf_release(&b);
}

/* Nothing in the file is the secret. */
static void secrets_are_not_kept(void **state)
{
    struct store_token t;
    struct seine_error err = {0};
    const char *dot = strchr(tokens[ADMIN], '.');
    (void)state;
    assert_non_null(dot);
    arena_reset(&arena);
    assert_ok(store_get_token(store, (struct str){tokens[ADMIN], (size_t)(dot - tokens[ADMIN])},
                              &arena, &t, &err));
    assert_str(t.name, "adam");
    assert_str(t.role, "admin");
    assert_true(str_starts(t.hash, STR("$argon2id$")));
    assert_false(str_contains(t.hash, str_of(dot + 1)));
}

static void an_open_server_with_tokens_does_not_start(void **state)
{
    struct seine_error err = {0};
    const struct serve_options o = {.tokens = path, .is_open = true};
    struct auth *a = NULL;
    (void)state;
    assert_int_equal(auth_new(&o, true, &a, &err), SEINE_DENIED);
}

static void too_many_requests_are_refused(void **state)
{
    int n = 0;
    (void)state;
    begin(5);
    while (n < 1000 && ask("GET", "/catalog", "Bearer ", tokens[READER], 1) == 200)
        n++;
    assert_in_range(n, 10, 100);
    assert_int_equal(reply.status, 429);
    assert_true(str_contains(buf_str(&reply.headers), STR("Retry-After: 1\r\n")));
    /* The same token from elsewhere has no more either; another token has. */
    assert_int_equal(ask("GET", "/catalog", "Bearer ", tokens[READER], 2), 429);
    assert_int_equal(ask("GET", "/catalog", "Bearer ", tokens[ADMIN], 3), 200);
    end();
}

static void buckets_fill_with_time(void **state)
{
    static struct rate r = {.per_second = 2, .burst = 3};
    unsigned wait = 0;
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_true(rate_take(&r, 5, 1000, &wait));
    assert_false(rate_take(&r, 5, 1000, &wait));
    assert_int_equal(wait, 1);
    assert_true(rate_take(&r, 6, 1000, &wait));
    assert_true(rate_has(&r, 5, 1500, &wait));
    assert_true(rate_take(&r, 5, 1500, &wait));
    assert_false(rate_take(&r, 5, 1600, &wait));
    for (uint64_t i = 100; i < 100 + 4 * RATE_SLOTS; i++) /* more callers than places */
        assert_true(rate_take(&r, i, 2000, &wait));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_row_asks_for_its_role),
                                       cmocka_unit_test(who_has_no_token_learns_nothing),
                                       cmocka_unit_test(a_wrong_method_is_told_the_right_ones),
                                       cmocka_unit_test(schemes_are_known),
                                       cmocka_unit_test(the_one_token_is_the_owners_or_an_analysts),
                                       cmocka_unit_test(guessing_is_slow),
                                       cmocka_unit_test(tokens_in_use_are_remembered),
                                       cmocka_unit_test(a_store_that_cannot_tell_is_said),
                                       cmocka_unit_test(ended_and_revoked_tokens_are_refused),
                                       cmocka_unit_test(names_are_checked),
                                       cmocka_unit_test(secrets_are_not_kept),
                                       cmocka_unit_test(an_open_server_with_tokens_does_not_start),
                                       cmocka_unit_test(too_many_requests_are_refused),
                                       cmocka_unit_test(buckets_fill_with_time)};
    return cmocka_run_group_tests(tests, start, stop);
}
