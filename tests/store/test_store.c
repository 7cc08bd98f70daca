/* The scan's memory: opening, migrating and refusing files; records, cases and decisions;
 * what happens when the disk is full, another program holds the file, or the process is killed. */
#include "opened.h"

#include "store/audit.h"
#include "store/care.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void begin(struct store *s)
{
    struct seine_error err = {0};
    assert_ok(store_begin(s, &err));
}

static void commit(struct store *s)
{
    struct seine_error err = {0};
    assert_ok(store_commit(s, &err));
}

static void put(struct store *s, const char *id, const char *body)
{
    struct seine_error err = {0};
    assert_ok(store_put_record(s, str_of(id), 20000, str_of(body), &err));
}

static void sql(const char *text)
{
    behind_run(path, text);
}

static int count_rows(const char *query)
{
    return (int)behind_number(path, query);
}

static void write_file(const char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void refuses(enum seine_status status, const char *part)
{
    struct store *s = NULL;
    struct seine_error err = {0};
    char text[512];
    assert_int_equal(store_open(path, &s, &err), status);
    assert_null(s);
    error_text(&err, text, sizeof text);
    if (!strstr(text, part) || !strstr(text, either("memory.db", "/seine")))
        fail_msg("'%s' lacks '%s' or the name of the store", text, part);
}

static void opens_and_opens_again(void **state)
{
    (void)state;
    struct store *s = opened();
    int version = store_schema_version(s);
    assert_true(version >= 1);
    store_close(s);
    s = opened();
    assert_int_equal(store_schema_version(s), version);
    assert_int_equal(store_count_records(s), 0);
    store_close(s);
    store_close(NULL);
}

/* As records stood in a file before the seventh migration. */
#define RECORD_BEFORE                                                                              \
    "ALTER TABLE record RENAME TO later; CREATE TABLE record (id TEXT NOT NULL, hash INTEGER NOT"  \
    " NULL, day INTEGER, body TEXT NOT NULL, PRIMARY KEY (id, hash)) STRICT, WITHOUT ROWID;"       \
    " INSERT INTO record SELECT id, hash, day, body FROM later; DROP TABLE later;"

static void an_old_schema_is_brought_up(void **state)
{
    static const char *const back[] = {
        LATER RECORD_BEFORE "DROP TABLE audit; PRAGMA user_version = 2",
        LATER RECORD_BEFORE "DROP TABLE audit; DROP TABLE token; PRAGMA user_version = 1"};
    static const char *const server_back[] = {
        LATER "DROP TABLE audit; DROP FUNCTION audit_stands; UPDATE store SET version = 2",
        LATER "DROP TABLE audit; DROP FUNCTION audit_stands; DROP TABLE token;"
              "UPDATE store SET version = 1"};
    (void)state;
    if (!server())
        write_file("", 0); /* version 0: nothing yet */
    struct store *s = opened();
    int version = store_schema_version(s);
    begin(s);
    put(s, "A", "{\"id\":\"A\"}\n");
    commit(s);
    store_close(s);
    for (size_t i = 0; i < N_OF(back); i++) {
        struct seine_error err = {0};
        sql(either(back[i], server_back[i]));
        s = opened();
        assert_int_equal(store_schema_version(s), version);
        assert_int_equal(store_count_records(s), 1);
        begin(s);
        put(s, "A", "{\"id\":\"A\"}\n"); /* is there already */
        commit(s);
        assert_int_equal(store_count_records(s), 1);
        assert_ok(store_check(s, &err));
        store_close(s);
        assert_int_equal(count_rows("SELECT count(*) FROM token"), 0);
        assert_int_equal(count_rows("SELECT count(*) FROM audit"), 0);
    }
}

/* A store that is opened by many at once is made once. */
static void many_can_make_it_at_once(void **state)
{
    pid_t pids[8];
    (void)state;
    for (size_t i = 0; i < N_OF(pids); i++) {
        pids[i] = fork();
        assert_true(pids[i] >= 0);
        if (pids[i] == 0) {
            struct store *s = NULL;
            struct seine_error err = {0};
            enum seine_status status = store_open(path, &s, &err);
            for (int again = 0; status == SEINE_CONFLICT && again < 20; again++) {
                usleep(50000);
                status = store_open(path, &s, &(struct seine_error){0});
            }
            store_close(s);
            _exit(status == SEINE_OK ? 0 : 1);
        }
    }
    for (size_t i = 0; i < N_OF(pids); i++) {
        int status;
        waitpid(pids[i], &status, 0);
        assert_int_equal(status, 0);
    }
    store_close(opened());
}

static void a_newer_schema_is_refused(void **state)
{
    (void)state;
    store_close(opened());
    sql(either("PRAGMA user_version = 999", "UPDATE store SET version = 999"));
    refuses(SEINE_UNSUPPORTED, "999");
}

static void foreign_stores_are_refused(void **state)
{
    (void)state;
    sql(either("CREATE TABLE mine (a)", "CREATE SCHEMA seine; CREATE TABLE seine.mine (a INT)"));
    refuses(SEINE_FORMAT, "another program");
    if (server())
        return;
    unlink(path);
    static const char text[] = "This is a text and not a database at all, though it is long.\n";
    write_file(text, sizeof text - 1);
    refuses(SEINE_FORMAT, "database");
}

static void only_what_is_there_is_opened_as_existing(void **state)
{
    struct seine_error err = {0};
    struct store *s = NULL;
    bool is_there = true;
    (void)state;
    assert_ok(store_is_there(path, &is_there, &err));
    assert_false(is_there);
    assert_int_equal(store_open_existing(path, &s, &err), SEINE_NOT_FOUND);
    assert_non_null(strstr(err.message, "there is no store"));
    store_close(opened());
    err = (struct seine_error){0};
    assert_ok(store_is_there(path, &is_there, &err));
    assert_true(is_there);
    assert_ok(store_open_existing(path, &s, &err));
    store_close(s);
}

static void a_corrupt_file_is_told(void **state)
{
    char noise[4096];
    (void)state;
    struct store *s = opened();
    begin(s);
    for (int i = 0; i < 3000; i++) {
        char id[32];
        snprintf(id, sizeof id, "R%05d", i);
        put(s, id, "{\"id\":\"a record of some length, so that the file has many pages\"}\n");
    }
    commit(s);
    store_close(s);
    memset(noise, 0x5A, sizeof noise);
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    for (long at = 4096; at < size; at += 4096) { /* all but the first page */
        fseek(f, at, SEEK_SET);
        assert_int_equal(fwrite(noise, 1, sizeof noise, f), sizeof noise);
    }
    fclose(f);
    struct seine_error err = {0};
    s = NULL;
    enum seine_status status = store_open(path, &s, &err);
    if (status == SEINE_OK)
        status = store_begin(s, &err);
    if (status == SEINE_OK)
        status = store_put_record(s, STR("R00000"), 1, STR("{}"), &err);
    assert_int_not_equal(status, SEINE_OK);
    assert_true(err.message[0] != '\0');
    store_close(s);
}

static void a_missing_folder_is_told(void **state)
{
    struct store *s = NULL;
    struct seine_error err = {0};
    (void)state;
    assert_int_equal(store_open("/nonexistent/folder/x.db", &s, &err), SEINE_IO);
    assert_non_null(strstr(err.message, "open"));
}

static void another_writer_is_told(void **state)
{
    struct seine_error err = {0};
    int to_child[2], from_child[2];
    char c = 0;
    (void)state;
    store_close(opened());
    assert_int_equal(pipe(to_child) | pipe(from_child), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) { /* holds the lock until told to end */
        struct store *s = NULL;
        close(to_child[1]);
        if (store_open(path, &s, &err) != SEINE_OK || store_begin(s, &err) != SEINE_OK)
            _exit(1);
        if (write(from_child[1], "x", 1) != 1 || read(to_child[0], &c, 1) < 0)
            _exit(1);
        _exit(0);
    }
    assert_int_equal(read(from_child[0], &c, 1), 1);
    struct store *s = opened(); /* readers go on */
    assert_int_equal(store_count_records(s), 0);
    store_wait(s, 300);
    assert_int_equal(store_begin(s, &err), SEINE_CONFLICT);
    assert_non_null(strstr(err.message, "another program"));
    struct store_decision d = {.subject = STR("SC-A"), .verdict = STR("hold"), .reason = STR("r")};
    err = (struct seine_error){0};
    assert_int_equal(store_put_decision(s, &d, &err), SEINE_CONFLICT);
    close(to_child[1]);
    waitpid(pid, NULL, 0);
    close(to_child[0]);
    close(from_child[0]);
    close(from_child[1]);
    assert_ok(store_put_decision(s, &d, &err)); /* once the other has gone */
    assert_int_equal(count_rows("SELECT count(*) FROM decision"), 1);
    assert_int_equal(count_rows("SELECT count(*) FROM audit"), 1);
    store_close(s);
}

/* Decisions of several processes at once: none is lost, and the audit is one chain. */
static void many_writers_make_one_chain(void **state)
{
    enum { WRITERS = 4, EACH = 25 };
    struct seine_error err = {0};
    int64_t n = 0;
    pid_t pids[WRITERS];
    (void)state;
    store_close(opened());
    for (int i = 0; i < WRITERS; i++) {
        pids[i] = fork();
        assert_true(pids[i] >= 0);
        if (pids[i] == 0) {
            struct store *s = NULL;
            enum seine_status status = store_open(path, &s, &err);
            for (int k = 0; k < EACH && status == SEINE_OK; k++) {
                struct store_decision d = {.subject = STR("SC-A"), .verdict = STR("hold")};
                do
                    status = store_put_decision(s, &d, &(struct seine_error){0});
                while (status == SEINE_CONFLICT);
            }
            store_close(s);
            _exit(status == SEINE_OK ? 0 : 1);
        }
    }
    for (int i = 0; i < WRITERS; i++) {
        int status;
        waitpid(pids[i], &status, 0);
        assert_int_equal(status, 0);
    }
    struct store *s = opened();
    assert_ok(store_verify_audit(s, NULL, &n, &err));
    assert_int_equal(n, WRITERS * EACH);
    assert_int_equal(count_rows("SELECT count(*) FROM decision"), WRITERS * EACH);
    assert_int_equal(count_rows("SELECT max(n) FROM decision"), WRITERS * EACH);
    store_close(s);
}

/* No file may grow beyond a limit, as on a full disk: an error, and what was committed stays. */
static void a_full_disk_is_told(void **state)
{
    (void)state;
    struct store *s = opened();
    begin(s);
    put(s, "FIRST", "{\"id\":\"FIRST\"}\n");
    commit(s);
    store_close(s);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct seine_error err = {0};
        struct rlimit limit = {512 * KIB, 512 * KIB};
        char body[4096];
        enum seine_status status;
        sigaction(SIGXFSZ, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
        setrlimit(RLIMIT_FSIZE, &limit);
        memset(body, 'x', sizeof body);
        status = store_open(path, &s, &err);
        if (status == SEINE_OK)
            status = store_begin(s, &err);
        for (int i = 0; i < 20000 && status == SEINE_OK; i++) {
            char id[32];
            snprintf(id, sizeof id, "R%05d", i);
            status = store_put_record(s, str_of(id), 1, (struct str){body, sizeof body}, &err);
        }
        if (status == SEINE_OK)
            status = store_commit(s, &err);
        if (status != SEINE_IO || !strstr(err.message, "make room on the disk"))
            _exit(1);
        store_rollback(s);
        uint64_t n = store_count_records(s);
        store_close(s);
        _exit(n == 1 ? 0 : 2);
    }
    int status;
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    s = opened();
    assert_int_equal(store_count_records(s), 1);
    store_close(s);
}

struct seen {
    struct buf text;
    size_t n, stop_after;
};

static enum seine_status see_record(void *context, struct str id, struct str ndjson,
                                    struct seine_error *err)
{
    struct seen *seen = context;
    buf_add(&seen->text, id);
    buf_add_c(&seen->text, '=');
    buf_add(&seen->text, ndjson);
    buf_add_c(&seen->text, ';');
    if (++seen->n == seen->stop_after)
        return error_set(err, SEINE_CANCELLED, "enough");
    return SEINE_OK;
}

/* What was written would be in a file that nobody knows of. */
static void a_file_that_was_replaced_is_told(void **state)
{
    struct seine_error err = {0};
    struct store *s = NULL;
    char away[600];
    (void)state;
    snprintf(away, sizeof away, "%s.away", path);
    assert_ok(store_open(path, &s, &err));
    begin(s);
    put(s, "A", "{}");
    commit(s);
    assert_int_equal(rename(path, away), 0);
    assert_int_equal(store_begin(s, &err), SEINE_IO);
    assert_non_null(strstr(err.message, "moved, removed or replaced"));
    write_file("", 0);
    assert_int_equal(store_begin(s, &err), SEINE_IO);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rename(away, path), 0); /* it is back */
    begin(s);
    put(s, "B", "{}");
    commit(s);
    assert_int_equal(store_count_records(s), 2);
    store_close(s);
}

static void records_are_kept_once(void **state)
{
    struct seine_error err = {0};
    struct seen seen = {.stop_after = 0};
    (void)state;
    buf_init(&seen.text, MIB);
    struct store *s = opened();
    for (int round = 0; round < 3; round++) {
        begin(s);
        put(s, "B", "b");
        put(s, "A", "a");
        put(s, "A", "a");
        commit(s);
        assert_int_equal(store_count_records(s), 2);
    }
    begin(s);
    put(s, "C", "c");
    store_rollback(s);
    assert_int_equal(store_count_records(s), 2);
    assert_ok(store_each_record(s, see_record, &seen, &err));
    if (seen.text.n && seen.text.p[0] == 'A') /* in any order */
        assert_str(buf_str(&seen.text), "A=a;B=b;");
    else
        assert_str(buf_str(&seen.text), "B=b;A=a;");
    begin(s);
    put(s, "A", "another version");
    commit(s);
    assert_int_equal(store_count_records(s), 3);
    for (int round = 0; round < 2; round++) { /* who asks is told whether it is there already */
        bool is_new = round != 0;
        assert_ok(store_add_record(s, STR("C"), 20000, STR("c"), &is_new, &err));
        assert_int_equal(is_new, round == 0);
    }
    seen.n = 0;
    seen.stop_after = 1;
    assert_int_equal(store_each_record(s, see_record, &seen, &err), SEINE_CANCELLED);
    assert_int_equal(seen.n, 1);
    store_close(s);
    buf_release(&seen.text);
}

static void odd_bytes_come_back(void **state)
{
    static const char odd[] = "a\0b'\"; DROP TABLE record; --\xF0\x9F\x9A\xA2 \xff \xc3"
                              " \xed\xa0\x80 \xf4\x8f\xbc\x80\xf4\x8f\xbf\xbf \xf4\x8f \\x00 \\";
    struct str body = {odd, sizeof odd - 1};
    struct seine_error err = {0};
    struct seen seen = {.stop_after = 0};
    (void)state;
    buf_init(&seen.text, MIB);
    struct store *s = opened();
    begin(s);
    assert_ok(store_put_record(s, STR("公司'\""), DATE_NONE, body, &err));
    assert_ok(store_put_record(s, STR_EMPTY, 0, STR_EMPTY, &err));
    commit(s);
    assert_ok(store_each_record(s, see_record, &seen, &err));
    assert_int_equal(seen.n, 2);
    assert_true(str_contains(buf_str(&seen.text), body));
    begin(s); /* the same once more is found again */
    assert_ok(store_put_record(s, STR("公司'\""), DATE_NONE, body, &err));
    commit(s);
    assert_int_equal(store_count_records(s), 2);
    assert_true(str_contains(buf_str(&seen.text), STR("公司'\"=")));
    buf_release(&seen.text);
    store_close(s);
}

static struct str case_id(struct store *s, const char *kit, struct str *ids, size_t n,
                          const char *fresh, struct arena *arena)
{
    struct seine_error err = {0};
    struct str ret = STR_EMPTY;
    assert_ok(store_case_id(s, str_of(kit), ids, n, str_of(fresh), arena, &ret, &err));
    return ret;
}

static void put_case(struct store *s, struct str id, const char *kit, double score,
                     const char *json, struct str *ids, size_t n)
{
    struct seine_error err = {0};
    char text[64]; /* a case's JSON names its consignments, so it changes with them */
    snprintf(text, sizeof text, "%s%zu", json, n);
    struct store_case c = {id, str_of(kit), score, str_of(text), ids, n, NULL, 0, false, false};
    assert_ok(store_put_case(s, &c, &err));
}

static void a_growing_net_keeps_its_id(void **state)
{
    struct str ids[] = {STR("1"), STR("2"), STR("3"), STR("4"), STR("5"), STR("6")};
    struct arena arena;
    (void)state;
    arena_init(&arena, MIB);
    struct store *s = opened();
    begin(s);
    struct str id = case_id(s, "uav", ids, 2, "SC-OLD", &arena);
    assert_str(id, "SC-OLD");
    put_case(s, id, "uav", 3, "{}", ids, 2);
    commit(s);
    for (size_t n = 3; n <= 6; n++) {
        begin(s);
        id = case_id(s, "uav", ids, n, "SC-NEW", &arena);
        assert_str(id, "SC-OLD");
        put_case(s, id, "uav", (double)n, "{}", ids, n);
        commit(s);
    }
    begin(s);
    assert_str(case_id(s, "radio", ids, 6, "SC-RADIO", &arena), "SC-RADIO"); /* another kit */
    struct str few[] = {STR("1"), STR("x"), STR("y"), STR("z")};
    assert_str(case_id(s, "uav", few, 4, "SC-FEW", &arena), "SC-FEW"); /* a quarter is shared */
    assert_str(case_id(s, "uav", ids, 6, "SC-A", &arena), "SC-OLD");
    assert_str(case_id(s, "uav", ids, 6, "SC-B", &arena), "SC-B"); /* given out already */
    commit(s);
    store_close(s);
    arena_release(&arena);
}

/* A consignment of a busy party stands in many cases, and the net's own comes behind them all. */
static void the_case_behind_a_hundred_others_is_found(void **state)
{
    struct str net[] = {STR("busy"), STR("1"), STR("2"), STR("3")};
    struct arena arena;
    (void)state;
    arena_init(&arena, MIB);
    struct store *s = opened();
    begin(s);
    for (size_t i = 0; i < 100; i++) {
        char id[24], other[24], third[24];
        snprintf(id, sizeof id, "SC-%03zu", i);
        snprintf(other, sizeof other, "other-%zu", i);
        snprintf(third, sizeof third, "third-%zu", i);
        struct str ids[] = {STR("busy"), str_of(other), str_of(third)};
        put_case(s, str_of(id), "uav", 1, "{}", ids, 3);
    }
    put_case(s, STR("SC-NET"), "uav", 2, "{}", net, 4);
    commit(s);
    begin(s);
    assert_str(case_id(s, "uav", net, 4, "SC-FRESH", &arena), "SC-NET");
    commit(s);
    store_close(s);
    arena_release(&arena);
}

static void no_two_cases_share_an_id(void **state)
{
    struct str big[] = {STR("1"), STR("2"), STR("3"), STR("4"), STR("5"), STR("6")};
    struct str part[] = {STR("1"), STR("2")};
    struct arena arena;
    (void)state;
    arena_init(&arena, MIB);
    struct store *s = opened();
    for (int round = 0; round < 4; round++) { /* the part is met before and after the whole */
        begin(s);
        bool part_first = round % 2 == 0 && round > 0;
        struct str small = STR_EMPTY, whole;
        if (part_first)
            small = case_id(s, "uav", part, 2, "SC-X", &arena);
        whole = case_id(s, "uav", big, 6, "SC-X", &arena);
        if (!part_first)
            small = case_id(s, "uav", part, 2, "SC-X", &arena);
        assert_str(whole, "SC-X");
        assert_str(small, "SC-X-2");
        put_case(s, whole, "uav", 5, "{}", big, 6);
        put_case(s, small, "uav", 4, "{}", part, 2);
        commit(s);
    }
    store_close(s);
    arena_release(&arena);
}

static enum seine_status see_case(void *context, const struct store_case *c,
                                  struct seine_error *err)
{
    struct seen *seen = context;
    (void)err;
    buf_add_f(&seen->text, STR_FMT "," STR_FMT ",%g," STR_FMT ";", STR_ARG(c->id), STR_ARG(c->kit),
              c->score, STR_ARG(c->json));
    return SEINE_OK;
}

static void cases_have_a_history(void **state)
{
    struct str ids[] = {STR("1"), STR("2")};
    struct seine_error err = {0};
    struct seen seen = {.n = 0};
    (void)state;
    buf_init(&seen.text, MIB);
    struct store *s = opened();
    begin(s);
    put_case(s, STR("SC-B"), "uav", 1, "{\"v\":1}", ids, 2);
    put_case(s, STR("SC-A"), "", 7, "{}", ids, 1);
    put_case(s, STR("SC-B"), "uav", 1, "{\"v\":1}", ids, 2); /* the same: no new row */
    commit(s);
    assert_int_equal(count_rows("SELECT count(*) FROM case_history"), 2);
    begin(s);
    put_case(s, STR("SC-B"), "uav", 9, "{\"v\":2}", ids, 1);
    commit(s);
    assert_int_equal(count_rows("SELECT count(*) FROM case_history WHERE case_id = 'SC-B'"), 2);
    assert_int_equal(count_rows("SELECT count(*) FROM case_record WHERE case_id = 'SC-B'"), 1);
    assert_ok(store_each_case(s, see_case, &seen, &err));
    assert_str(buf_str(&seen.text), "SC-B,uav,9,{\"v\":2}1;SC-A,,7,{}1;");
    store_close(s);
    buf_release(&seen.text);
}

static void the_last_decision_counts(void **state)
{
    struct store_decision d = {STR("SC-A"), STR_EMPTY,
                               STR("open"), STR("parts of one kit"),
                               STR("ana"),  STR("2026-01-01T10:00:00Z"),
                               UINT64_MAX};
    struct store_decision got = {.entity_hash = 5};
    struct seine_error err = {0};
    struct arena arena;
    (void)state;
    arena_init(&arena, MIB);
    struct store *s = opened();
    assert_int_equal(store_get_decision(s, STR("SC-A"), STR_EMPTY, &arena, &got, &err),
                     SEINE_NOT_FOUND);
    assert_int_equal(got.entity_hash, 5); /* untouched */
    begin(s);
    assert_ok(store_put_decision(s, &d, &err));
    d.verdict = STR("seized");
    assert_ok(store_put_decision(s, &d, &err));
    d.object = STR("ofac/7");
    d.verdict = STR("cleared");
    assert_ok(store_put_decision(s, &d, &err));
    commit(s);
    assert_ok(store_get_decision(s, STR("SC-A"), STR_EMPTY, &arena, &got, &err));
    assert_str(got.verdict, "seized");
    assert_str(got.reason, "parts of one kit");
    assert_str(got.by, "ana");
    assert_str(got.at, "2026-01-01T10:00:00Z");
    assert_true(got.entity_hash == UINT64_MAX);
    assert_int_equal(behind_number(path,
                                   "SELECT count(*) FROM audit WHERE by = 'ana' AND object ="
                                   " 'SC-A is ofac/7' AND note = 'cleared: parts of one kit'"),
                     1);
    assert_ok(store_get_decision(s, STR("SC-A"), STR("ofac/7"), &arena, &got, &err));
    assert_str(got.verdict, "cleared");
    store_close(s);
    arena_release(&arena);
}

static void record_id(char *ret, size_t size, int round, int batch, int i)
{
    snprintf(ret, size, "%04d-%06d-%d", round, batch, i);
}

struct found {
    int round, last, n;
};

/* Counts, record by record, those of batches 0..last of a round that are as they were. */
static enum seine_status find(void *context, struct str id, struct str ndjson,
                              struct seine_error *err)
{
    struct found *f = context;
    int round, batch, i, end = 0;
    char text[48];
    (void)err;
    snprintf(text, sizeof text, STR_FMT, STR_ARG(id));
    if (str_is(id, ndjson) && sscanf(text, "%d-%d-%d%n", &round, &batch, &i, &end) == 3 &&
        text[end] == '\0' && round == f->round && batch <= f->last && i >= 0 && i < 4)
        f->n++;
    return SEINE_OK;
}

static int n_found(struct store *s, int round, int last)
{
    struct found f = {round, last, 0};
    struct seine_error err = {0};
    assert_ok(store_each_record(s, find, &f, &err));
    return f.n;
}

/* Commits batches of four records and tells each on the pipe once it is acknowledged. */
static void commit_for_ever(int fd, int round)
{
    struct seine_error err = {0};
    struct store *s = NULL;
    if (store_open(path, &s, &err) != SEINE_OK)
        _exit(1);
    for (int batch = 0;; batch++) {
        if (store_begin(s, &err) != SEINE_OK)
            _exit(1);
        for (int i = 0; i < 4; i++) {
            char id[48];
            record_id(id, sizeof id, round, batch, i);
            if (store_put_record(s, str_of(id), 1, str_of(id), &err) != SEINE_OK)
                _exit(1);
        }
        if (store_commit(s, &err) != SEINE_OK || write(fd, &batch, sizeof batch) != sizeof batch)
            _exit(1);
    }
}

static void nothing_acknowledged_is_lost_when_killed(void **state)
{
    const char *kills = getenv("CRASH_KILLS");
    int rounds = kills ? atoi(kills) : 25;
    uint64_t seed = 25, least = 0;
    (void)state;
    print_message("seed %llu, %d kills\n", (unsigned long long)seed, rounds);
    for (int round = 0; round < rounds; round++) {
        int fd[2], batch, last = -1, wanted = (int)random_below(&seed, 12);
        assert_int_equal(pipe(fd), 0);
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            close(fd[0]);
            commit_for_ever(fd[1], round);
        }
        close(fd[1]);
        while (last < wanted && read(fd[0], &batch, sizeof batch) == sizeof batch)
            last = batch;
        usleep((useconds_t)random_below(&seed, 3000)); /* anywhere in the next batch */
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        while (read(fd[0], &batch, sizeof batch) == sizeof batch)
            last = batch;
        close(fd[0]);
        assert_true(last >= wanted);
        least += 4 * (uint64_t)(last + 1);
        struct store *s = opened();
        uint64_t n = store_count_records(s);
        assert_int_equal(n % 4, 0); /* whole batches only */
        assert_true(n >= least);
        least = n;
        assert_int_equal(n_found(s, round, last), 4 * (last + 1));
        store_close(s);
    }
    struct seine_error err = {0};
    struct store *s = opened();
    assert_ok(store_check(s, &err));
    store_close(s);
}

static void no_memory_is_an_error(void **state)
{
    struct str ids[] = {STR("1"), STR("2")};
    struct arena arena;
    bool done = false;
    (void)state;
    store_close(opened());
    for (uint64_t n = 1; !done && n < 200; n++) {
        struct seine_error err = {0};
        struct store *s = NULL;
        struct str id;
        arena_init(&arena, MIB);
        mem_fail_at(n);
        enum seine_status status = store_open(path, &s, &err);
        if (status == SEINE_OK)
            status = store_begin(s, &err);
        if (status == SEINE_OK)
            status = store_case_id(s, STR("uav"), ids, 2, STR("SC-X"), &arena, &id, &err);
        mem_fail_at(0);
        assert_true(status == SEINE_OK || status == SEINE_NOMEM);
        done = status == SEINE_OK;
        if (s)
            store_rollback(s);
        store_close(s);
        arena_release(&arena);
    }
    assert_true(done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(opens_and_opens_again),
        TEST(an_old_schema_is_brought_up),
        TEST(a_newer_schema_is_refused),
        TEST(many_can_make_it_at_once),
        TEST(foreign_stores_are_refused),
        TEST(only_what_is_there_is_opened_as_existing),
        TEST(a_missing_folder_is_told),
        TEST(another_writer_is_told),
        TEST(many_writers_make_one_chain),
        TEST(records_are_kept_once),
        TEST(odd_bytes_come_back),
        TEST(a_growing_net_keeps_its_id),
        TEST(the_case_behind_a_hundred_others_is_found),
        TEST(no_two_cases_share_an_id),
        TEST(cases_have_a_history),
        TEST(the_last_decision_counts),
        TEST(nothing_acknowledged_is_lost_when_killed),
        TEST(no_memory_is_an_error),
        /* these need a file */
        TEST(a_corrupt_file_is_told),
        TEST(a_full_disk_is_told),
        TEST(a_file_that_was_replaced_is_told),
    };
    return RUN_FIRST(tests, N_OF(tests) - (server() ? 3 : 0));
}
