/* store/sql_postgres*.c: what a server can do that a file cannot. It refuses, is not there, does
 * not answer, ends in the middle, has no room; and no message holds a password. Addresses and texts
 * are tested without a server too. */
#include "behind.h"

#include "store/audit.h"
#include "store/sql_postgres.h"
#include "store/store.h"

#include <arpa/inet.h>
#include <sys/socket.h>

static struct store *store;

static int start(void **state)
{
    struct seine_error err = {0};
    (void)state;
    store = NULL;
    if (!server())
        return 0;
    behind_clear(server());
    return store_open(server(), &store, &err) == SEINE_OK ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    store_close(store);
    if (server())
        behind_clear(server());
    return 0;
}

/* The address of the server with another part: each of user:password, database. */
static const char *address(const char *login, const char *database)
{
    static char text[512];
    const char *host = strchr(server(), '@');
    snprintf(text, sizeof text, "postgresql://%s%.*s/%s", login, (int)strcspn(host, "/"), host,
             database);
    return text;
}

static void run_as_admin(const char *text)
{
    behind_run(getenv("SEINE_POSTGRES_ADMIN"), text);
}

/* It is refused, in one line that holds `part` and not `secret`. */
static void refuses(const char *where, enum seine_status wanted, const char *part,
                    const char *secret)
{
    struct store *s = NULL;
    struct seine_error err = {0};
    char text[800];
    assert_int_equal(store_open(where, &s, &err), wanted);
    assert_null(s);
    error_text(&err, text, sizeof text);
    if (!strstr(text, part) || (secret && strstr(text, secret)) || strchr(text, '\n'))
        fail_msg("'%s' lacks '%s', tells '%s' or has two lines", text, part, secret);
}

static void an_address_is_shown_without_its_password(void **state)
{
    static const char *const rows[][2] = {
        {"a file.db", "a file.db"},
        {"postgresql://ann:secret@db.example:5433/seine", "postgresql://ann@db.example:5433/seine"},
        {"postgres://ann:s%65cret@db.example/seine", "postgresql://ann@db.example/seine"},
        {"postgresql://ann@[::1]/seine?password=secret&sslmode=require",
         "postgresql://ann@::1/seine"},
        {"postgresql:///seine?host=/run/postgresql&user=ann&password=secret",
         "postgresql://ann@/seine?host=/run/postgresql"},
        {"postgresql://ann:secret@%2Frun%2Fpostgresql/seine",
         "postgresql://ann@/seine?host=/run/postgresql"},
        {"postgresql://a,b:2/x", "postgresql://a,b:,2/x"},
        {"postgresql://host/a%0Ab", "postgresql://host/a b"},
        {"postgresql://ann:secret%zz@h/d", "postgresql:///"},
        {"postgresql:secret", "postgresql:///"}};
    struct buf text;
    (void)state;
    buf_init(&text, MIB);
    for (size_t i = 0; i < N_OF(rows); i++) {
        buf_reset(&text);
        store_shown(rows[i][0], &text);
        assert_string_equal(text.p, rows[i][1]);
    }
    buf_release(&text);
}

static void what_is_no_address_is_refused(void **state)
{
    (void)state;
    refuses("postgresql://ann:secret%zz@h/d", SEINE_UNSUPPORTED, "no address like", "secret");
    refuses("postgres:secret", SEINE_UNSUPPORTED, "no address like", "secret");
    refuses("postgresql://h/d?colour=secret", SEINE_UNSUPPORTED, "no address like", "secret");
    refuses("postgresql://ann:secret@h:port/d", SEINE_IO, "port", "secret");
}

/* A listening socket of which nobody takes connections; the port in *ret. */
static int silent_server(int *ret)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
    *ret = ntohs(a.sin_port);
    return fd;
}

static void a_server_that_is_not_there_is_told(void **state)
{
    char where[128];
    int port, fd = silent_server(&port);
    (void)state;
    snprintf(where, sizeof where, "postgresql://ann:secret@127.0.0.1:%d/d?connect_timeout=1", port);
    refuses(where, SEINE_IO, "Connection refused; see that the server runs", "secret");
    assert_int_equal(listen(fd, 4), 0);
    refuses(where, SEINE_IO, "does not answer within 1 s", "secret");
    close(fd);
    refuses("postgresql://ann:secret@/d?host=/nonexistent", SEINE_IO, "No such file", "secret");
    refuses("postgresql://ann:secret@host.invalid/d", SEINE_IO, "host.invalid", "secret");
}

static void texts_of_any_bytes_come_back(void **state)
{
    uint64_t seed = 77;
    (void)state;
    print_message("# seed %llu\n", (unsigned long long)seed);
    struct arena arena;
    arena_init(&arena, 16 * MIB);
    for (int round = 0; round < 20000; round++) {
        static const unsigned char bytes[] = {0,    'a',  'b',  0x7F, 0x80, 0x8F, 0xBC, 0xBF,
                                              0xC3, 0xE0, 0xED, 0xA0, 0xF4, 0xF4, 0xF5, 0xFF};
        char text[24];
        bool ok = true;
        size_t n = random_below(&seed, sizeof text);
        for (size_t i = 0; i < n; i++)
            text[i] = (char)bytes[random_below(&seed, sizeof bytes)];
        arena_reset(&arena);
        struct str s = {text, n}, there = postgres_text_to(s, &arena, &ok);
        assert_true(utf8_is_valid(there));
        assert_true(there.n == 0 || !memchr(there.p, 0, there.n));
        struct str back = postgres_text_from(there, &arena, &ok);
        assert_true(ok);
        assert_int_equal(back.n, n);
        assert_memory_equal(back.p, text, n);
        if (utf8_is_valid(s) && !memchr(text, 0, n) && !memchr(text, 0xF4, n))
            assert_ptr_equal(there.p, text); /* usual texts stay what they are */
    }
    arena_release(&arena);
}

static void who_is_not_let_in_is_told(void **state)
{
    (void)state;
    refuses(address("seine:wrong-secret", "seine"), SEINE_DENIED,
            "password authentication failed for user \"seine\"", "wrong-secret");
    refuses(address("seine", "seine"), SEINE_DENIED, "the server wants a password", NULL);
    refuses(address("nobody:wrong-secret", "seine"), SEINE_DENIED, "password authentication failed",
            "wrong-secret");
    refuses(address("seine:secret-of-seine", "none"), SEINE_NOT_FOUND,
            "database \"none\" does not exist", "secret-of-seine");
    run_as_admin("DROP DATABASE IF EXISTS bytes");
    run_as_admin("CREATE DATABASE bytes TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'"
                 " LOCALE_PROVIDER libc");
    refuses(address("seine:secret-of-seine", "bytes"), SEINE_UNSUPPORTED, "not UTF8",
            "secret-of-seine");
}

/* Somebody else makes the schema for one who may not, and one who may only read does. */
static void rights_are_the_servers(void **state)
{
    struct seine_error err = {0};
    struct store *s = NULL;
    (void)state;
    store_close(store);
    store = NULL;
    behind_clear(server());
    (void)behind_try(getenv("SEINE_POSTGRES_ADMIN"), "CREATE ROLE guest LOGIN PASSWORD 'guest'",
                     NULL);
    const char *guest = address("guest:guest", "seine");
    refuses(guest, SEINE_DENIED, "permission denied for database", "guest:guest");
    run_as_admin("CREATE SCHEMA seine AUTHORIZATION guest");
    assert_ok(store_open(guest, &s, &err));
    store_close(s);
    run_as_admin("DROP SCHEMA seine CASCADE");
    assert_ok(store_open(server(), &store, &err));
    assert_ok(store_put_record(store, STR("A"), 1, STR("a"), &err));
    behind_run(server(), "GRANT USAGE ON SCHEMA seine TO guest;"
                         "GRANT SELECT ON ALL TABLES IN SCHEMA seine TO guest");
    assert_ok(store_open_existing(guest, &s, &err));
    assert_int_equal(store_count_records(s), 1);
    assert_int_equal(store_put_record(s, STR("B"), 1, STR("b"), &err), SEINE_DENIED);
    assert_non_null(strstr(err.message, "permission denied"));
    store_close(s);
}

static void end_all_connections(void)
{
    run_as_admin("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                 " WHERE usename = 'seine'");
}

static enum seine_status count(void *context, struct str id, struct str ndjson,
                               struct seine_error *err)
{
    (void)id;
    (void)ndjson;
    (void)err;
    ++*(int *)context;
    return SEINE_OK;
}

/* A connection that ends while nothing is under way is made anew, whatever comes next. */
static void a_lost_connection_is_made_anew(void **state)
{
    struct seine_error err = {0};
    int n = 0;
    (void)state;
    assert_ok(store_put_record(store, STR("A"), 1, STR("a"), &err));
    end_all_connections();
    assert_int_equal(store_count_records(store), 1);
    end_all_connections();
    assert_ok(store_begin(store, &err));
    assert_ok(store_put_record(store, STR("B"), 1, STR("b"), &err));
    assert_ok(store_commit(store, &err));
    end_all_connections();
    assert_ok(store_each_record(store, count, &n, &err));
    assert_int_equal(n, 2);
}

static void a_server_that_ends_in_mid_run_is_told(void **state)
{
    struct seine_error err = {0};
    (void)state;
    assert_ok(store_begin(store, &err));
    assert_ok(store_put_record(store, STR("A"), 1, STR("a"), &err));
    end_all_connections();
    enum seine_status status = SEINE_OK;
    for (int i = 0; i < 2000 && status == SEINE_OK; i++)
        status = store_put_record(store, STR("B"), i, STR("b"), &err);
    assert_int_equal(status, SEINE_IO);
    assert_non_null(strstr(err.message, "the connection to the server was lost; see that"));
    store_rollback(store);
    err = (struct seine_error){0};
    assert_int_equal(store_count_records(store), 0);
    assert_ok(store_begin(store, &err)); /* it goes on */
    end_all_connections();
    assert_int_equal(store_commit(store, &err), SEINE_IO);
    assert_non_null(strstr(err.message, "look whether it was kept"));
    store_rollback(store);
}

static enum seine_status end_them(void *context, struct str id, struct str ndjson,
                                  struct seine_error *err)
{
    if (*(int *)context == 1)
        end_all_connections();
    return count(context, id, ndjson, err);
}

static void put_many(int n)
{
    struct seine_error err = {0};
    assert_ok(store_begin(store, &err));
    for (int i = 0; i < n; i++) {
        char id[32];
        snprintf(id, sizeof id, "R%06d", i);
        struct store_party p = {str_of(id), STR("n"), STR("KP"), 1, STR_EMPTY};
        assert_ok(store_put_record(store, str_of(id), i, str_of(id), &err));
        assert_ok(store_put_party(store, &p, &err));
    }
    assert_ok(store_commit(store, &err));
}

static void rows_that_stop_coming_are_told(void **state)
{
    struct seine_error err = {0};
    int n = 0;
    (void)state;
    put_many(20000);
    assert_int_equal(store_each_record(store, end_them, &n, &err), SEINE_IO);
    assert_true(n < 20000);
    err = (struct seine_error){0};
    n = 0;
    assert_ok(store_each_record(store, count, &n, &err));
    assert_int_equal(n, 20000);
}

static enum seine_status count_party(void *context, const struct store_party *p,
                                     struct seine_error *err)
{
    (void)err;
    assert_int_equal(p->key.n, 7);
    ++*(int *)context;
    return SEINE_OK;
}

static enum seine_status ask_more(void *context, struct str id, struct str ndjson,
                                  struct seine_error *err)
{
    struct store_decision d;
    struct seine_error ignored = {0};
    struct arena arena;
    int others = 0;
    arena_init(&arena, MIB);
    assert_int_equal(store_get_decision(store, id, ndjson, &arena, &d, &ignored), SEINE_NOT_FOUND);
    arena_release(&arena);
    if (*(int *)context == 100) { /* rows within rows */
        assert_ok(store_each_party(store, count_party, &others, err));
        assert_int_equal(others, 500);
        assert_int_not_equal(store_begin(store, &ignored), SEINE_OK);
        assert_non_null(strstr(ignored.message, "rows are being read"));
    }
    if (*(int *)context == 400)
        return SEINE_CANCELLED;
    return count(context, id, ndjson, err);
}

static void rows_can_be_asked_for_within_rows(void **state)
{
    struct seine_error err = {0};
    int n = 0;
    (void)state;
    put_many(500);
    assert_int_equal(store_each_record(store, ask_more, &n, &err), SEINE_CANCELLED);
    assert_int_equal(n, 400);
    put_many(600); /* nothing is left open */
    assert_int_equal(store_count_records(store), 600);
}

/* What a full disk says, said by a trigger. Statements are sent ahead, so it may come later. */
static void a_full_disk_is_told_at_the_commit_at_the_latest(void **state)
{
    struct seine_error err = {0};
    (void)state;
    behind_run(server(),
               "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
               " IF NEW.id = 'LAST' THEN RAISE EXCEPTION 'could not extend file \"base/1/2\": No "
               "space left on device' USING ERRCODE = '53100'; END IF; RETURN NEW; END $$;"
               "CREATE TRIGGER full_disk BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION"
               " full_disk()");
    assert_ok(store_begin(store, &err));
    enum seine_status status = store_put_record(store, STR("A"), 1, STR("a"), &err);
    if (status == SEINE_OK)
        status = store_put_record(store, STR("LAST"), 1, STR("b"), &err);
    if (status == SEINE_OK)
        status = store_put_record(store, STR("C"), 1, STR("c"), &err);
    if (status == SEINE_OK)
        status = store_commit(store, &err);
    assert_int_equal(status, SEINE_IO);
    assert_non_null(strstr(err.message, "No space left on device; make room on the disk"));
    store_rollback(store);
    err = (struct seine_error){0};
    assert_int_equal(store_count_records(store), 0);
    assert_ok(store_put_record(store, STR("D"), 1, STR("d"), &err)); /* it goes on */
}

/* An entry of an index has at most 2.7 kB there, and such keys are found all the same. */
static void keys_can_be_long(void **state)
{
    enum { SIZE = 100000 };
    struct seine_error err = {0};
    struct arena arena;
    uint64_t seed = 5;
    struct str id;
    (void)state;
    print_message("# seed %llu\n", (unsigned long long)seed);
    arena_init(&arena, 16 * MIB);
    char *key = arena_alloc(&arena, SIZE);
    for (size_t i = 0; i < SIZE; i++) /* nothing that could be compressed */
        key[i] = (char)(' ' + random_below(&seed, 94));
    struct str keys[] = {{key, SIZE}, {key, SIZE - 1}, {key + 1, SIZE - 1}};
    assert_ok(store_begin(store, &err));
    for (size_t i = 0; i < 6; i++) {
        struct store_party p = {keys[i % 3], STR("n"), STR("KP"), i, STR("A")};
        assert_ok(store_put_record(store, keys[i % 3], 1, STR("body"), &err));
        assert_ok(store_put_party(store, &p, &err));
    }
    struct store_case c = {STR("SC-LONG"), STR("uav"), 1,     STR("{}"), keys, 3,
                           NULL,           0,          false, false};
    assert_ok(store_put_case(store, &c, &err));
    assert_ok(store_commit(store, &err));
    assert_int_equal(store_count_records(store), 3);
    assert_int_equal(behind_number(server(), "SELECT sum(n_records) FROM party"), 3 + 4 + 5);
    assert_int_equal(behind_number(server(), "SELECT count(*) FROM party WHERE actor = 'A'"), 3);
    assert_ok(store_begin(store, &err));
    assert_ok(store_case_id(store, STR("uav"), keys, 3, STR("SC-NEW"), &arena, &id, &err));
    assert_str(id, "SC-LONG");
    store_rollback(store);
    arena_release(&arena);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_address_is_shown_without_its_password),
        TEST(what_is_no_address_is_refused),
        TEST(a_server_that_is_not_there_is_told),
        TEST(texts_of_any_bytes_come_back),
        /* these need one */
        TEST(who_is_not_let_in_is_told),
        TEST(rights_are_the_servers),
        TEST(a_lost_connection_is_made_anew),
        TEST(a_server_that_ends_in_mid_run_is_told),
        TEST(rows_that_stop_coming_are_told),
        TEST(rows_can_be_asked_for_within_rows),
        TEST(a_full_disk_is_told_at_the_commit_at_the_latest),
        TEST(keys_can_be_long),
    };
    return RUN_FIRST(tests, server() ? N_OF(tests) : 4);
}
