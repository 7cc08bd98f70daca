/* How the first scan writes into a new file. A server has nothing of the kind. */
#include "opened.h"

#include "store/care.h"

#include <signal.h>
#include <sys/wait.h>

static void put(struct store *s, const char *id, const char *body)
{
    struct seine_error err = {0};
    assert_ok(store_put_record(s, str_of(id), 20000, str_of(body), &err));
}

static bool has_log(void)
{
    char log[sizeof path + 4];
    snprintf(log, sizeof log, "%s-wal", path);
    return access(log, F_OK) == 0;
}

/* A new file is filled without a log beside it, which would be as large as the file, and has one
 * from then on. Who is killed at it leaves nothing. */
static void a_new_file_is_written_once(void **state)
{
    struct seine_error err = {0};
    (void)state;
    for (int round = 0; round < 2; round++) {
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            struct store *s = opened();
            bool ok = has_log() && store_begin_much(s, &err) == SEINE_OK && !has_log();
            put(s, "A", "body");
            if (round == 0)
                kill(getpid(), SIGKILL);
            ok = ok && store_commit(s, &err) == SEINE_OK && store_begin_much(s, &err) == SEINE_OK;
            put(s, "B", "body");
            ok = ok && has_log() && store_commit(s, &err) == SEINE_OK;
            store_close(s);
            _exit(ok ? 0 : 1);
        }
        int status = 0;
        waitpid(pid, &status, 0);
        assert_int_equal(status, round ? 0 : SIGKILL);
        struct store *s = opened();
        assert_true(has_log());
        assert_int_equal(store_count_records(s), round ? 2 : 0);
        assert_ok(store_check(s, &err));
        store_close(s);
    }
}

/* Where others have it open they go on reading. */
static void a_new_file_that_others_read_keeps_its_log(void **state)
{
    struct seine_error err = {0};
    (void)state;
    struct store *reader = opened(), *s = opened();
    assert_int_equal(store_count_records(reader), 0);
    assert_ok(store_begin_much(s, &err));
    put(s, "A", "body");
    assert_true(has_log());
    assert_int_equal(store_count_records(reader), 0);
    assert_ok(store_commit(s, &err));
    assert_int_equal(store_count_records(reader), 1);
    store_close(s);
    store_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(a_new_file_is_written_once),
                                       TEST(a_new_file_that_others_read_keeps_its_log)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
