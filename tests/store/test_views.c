/* store/views.c: the journal of what was seen while another wrote: kept, moved once, and known
 * again after the store was put back from a copy. */
#include "behind.h"

#include "store/care.h"
#include "store/views.h"

static char folder[64], where[512], other[512];
static struct store *store;

static int start(void **state)
{
    struct seine_error err = {0};
    (void)state;
    snprintf(folder, sizeof folder, "%s/seine-views-XXXXXX", P_tmpdir);
    if (!mkdtemp(folder))
        return -1;
    snprintf(where, sizeof where, "%s%s", server() ? server() : folder,
             server() ? "" : "/memory.db");
    snprintf(other, sizeof other, "%s%s", server() ? getenv("SEINE_POSTGRES_OTHER") : folder,
             server() ? "" : "/copy.db");
    behind_clear(where);
    behind_clear(other);
    return store_open(where, &store, &err) == SEINE_OK ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    store_close(store);
    behind_clear(where);
    behind_clear(other);
    return rmdir(folder);
}

static void see(struct store *s, const char *object, const char *note)
{
    struct seine_error err = {0};
    struct store_audit row = {.at = STR("2026-01-01T00:00:00Z"),
                              .by = STR("zoe"),
                              .what = STR("view"),
                              .object = str_of(object),
                              .note = str_of(note)};
    store_wait(s, 0);
    assert_ok(store_views_put(s, &row, &err));
}

static size_t journal_size(void)
{
    struct seine_error err = {0};
    struct buf lines;
    buf_init(&lines, STORE_VIEWS_MAX);
    assert_ok(store_views_read(store, &lines, &err));
    size_t n = lines.n;
    buf_release(&lines);
    return n;
}

static enum seine_status add(void *context, const struct store_audit *row, struct seine_error *err)
{
    (void)err;
    if (str_is(row->what, STR("view")))
        buf_add_f(context, STR_FMT " ", STR_ARG(row->object));
    return SEINE_OK;
}

static void views_are(struct store *s, const char *wanted)
{
    struct seine_error err = {0};
    struct buf seen;
    int64_t n;
    buf_init(&seen, 64 * KIB);
    assert_ok(store_each_audit(s, 0, add, &seen, &err));
    assert_ok(buf_status(&seen));
    assert_string_equal(seen.n ? seen.p : "", wanted);
    assert_ok(store_verify_audit(s, NULL, &n, &err));
    buf_release(&seen);
}

/* Sees two things while another program writes. */
static void see_two_meanwhile(void)
{
    struct seine_error err = {0};
    struct store *writer = NULL;
    assert_ok(store_open(where, &writer, &err));
    assert_ok(store_begin(writer, &err));
    see(store, "second", "");
    see(store, "third", "11 days");
    store_rollback(writer);
    store_close(writer);
}

static void what_is_seen_while_another_writes_is_moved_once(void **state)
{
    struct seine_error err = {0};
    (void)state;
    see(store, "first", "");
    assert_int_equal(journal_size(), 0);
    see_two_meanwhile();
    assert_true(journal_size() > 0);
    views_are(store, "first ");
    assert_ok(store_views_move(store, &err));
    assert_int_equal(journal_size(), 0);
    views_are(store, "first second third ");
    assert_ok(store_views_move(store, &err));
    views_are(store, "first second third ");
    assert_int_equal(
        behind_number(where, "SELECT count(*) FROM audit WHERE note LIKE '11 days; %'"), 1);
    see_two_meanwhile();
    see(store, "fourth", "");
    views_are(store, "first second third second third fourth ");
}

/* A copy gets the journal's lines; where it has them already, also by way of an older copy that was
 * put back, they are not written twice. */
static void a_copy_gets_what_waits(void **state)
{
    struct seine_error err = {0};
    struct store *copy = NULL;
    struct buf lines;
    (void)state;
    see(store, "first", "");
    see(store, "other", "");
    assert_ok(store_copy(store, other, &err));
    see(store, "late", "");
    see(store, "later", "");
    see_two_meanwhile();
    buf_init(&lines, STORE_VIEWS_MAX);
    assert_ok(store_views_read(store, &lines, &err));
    assert_ok(store_open_existing(other, &copy, &err));
    assert_ok(store_views_add(copy, buf_str(&lines), &err));
    views_are(copy, "first other second third ");
    assert_ok(store_views_add(copy, buf_str(&lines), &err)); /* rows of the other store's numbers */
    views_are(copy, "first other second third ");
    see(copy, "more", ""); /* past the number, and the hash is another */
    assert_ok(store_views_add(copy, buf_str(&lines), &err));
    views_are(copy, "first other second third more ");
    store_close(copy);
    buf_release(&lines);
}

static void broken_lines_are_passed_over(void **state)
{
    struct seine_error err = {0};
    (void)state;
    assert_ok(store_views_add(store, STR("{\"after\":0,\"note\":\"ab\",\"at\":\"2026"), &err));
    assert_ok(store_views_add(
        store,
        STR("\n7\n{}\n{\"after\":\"x\",\"note\":\"a\",\"what\":\"view\"}\n"
            "{\"after\":9,\"note\":\"cd\",\"what\":\"view\",\"at\":\"2026-01-01T00:00:00Z\","
            "\"by\":\"zoe\",\"object\":\"whole\"}\n{\"after\""),
        &err));
    views_are(store, "whole ");
}

/* A journal that nobody could read again would keep every later view from being noted, and shown.
 */
static void a_full_journal_is_told_and_can_be_moved(void **state)
{
    struct seine_error err = {0};
    struct store *writer = NULL;
    struct store_audit row = {.what = STR("view"), .object = STR("one too many")};
    char path[600], block[64 * 1024];
    (void)state;
    if (server()) /* its journal is a table, without a maximum */
        return;
    see_two_meanwhile();
    snprintf(path, sizeof path, "%s.views", where);
    FILE *f = fopen(path, "a");
    memset(block, 'x', sizeof block);
    for (size_t i = 0; i < STORE_VIEWS_MAX / sizeof block - 1; i++)
        assert_int_equal(fwrite(block, 1, sizeof block, f), sizeof block);
    assert_int_equal(fwrite(block, 1, sizeof block - 1024, f), sizeof block - 1024);
    fclose(f);
    assert_ok(store_open(where, &writer, &err));
    assert_ok(store_begin(writer, &err));
    store_wait(store, 0);
    enum seine_status status = SEINE_OK;
    for (int i = 0; i < 20 && status == SEINE_OK; i++)
        status = store_views_put(store, &row, &err);
    assert_int_equal(status, SEINE_LIMIT);
    store_rollback(writer);
    store_close(writer);
    see(store, "afterwards", "");
    assert_int_equal(journal_size(), 0);
}

/* Whatever has come together in a table can be moved: a view moves a piece and goes behind the
 * rest, and what is too much to be read at once is told. */
static void a_long_table_is_moved_in_pieces(void **state)
{
    struct seine_error err = {0};
    struct buf lines;
    int64_t n;
    (void)state;
    if (!server())
        return;
    behind_run(where, "INSERT INTO view_journal SELECT lpad(to_hex(i), 16, '0'), i, '{\"after\":0,"
                      "\"head\":\"\",\"note\":\"n' || i || '\",\"at\":\"2026-01-01T00:00:00Z\","
                      "\"by\":\"zoe\",\"what\":\"look\",\"object\":\"' || repeat('x', 30000) ||"
                      " '\"}' || chr(10) FROM generate_series(1, 2500) i");
    buf_init(&lines, STORE_VIEWS_MAX);
    assert_int_equal(store_views_read(store, &lines, &err), SEINE_LIMIT);
    buf_release(&lines);
    see(store, "first", "");
    int64_t left = behind_number(where, "SELECT count(*) FROM view_journal");
    assert_in_range(left, 1, 2499);
    views_are(store, "");
    assert_ok(store_views_move(store, &err));
    assert_int_equal(behind_number(where, "SELECT count(*) FROM view_journal"), 0);
    assert_int_equal(behind_number(where, "SELECT count(*) FROM audit WHERE what = 'look'"), 2500);
    assert_int_equal(behind_number(where, "SELECT count(DISTINCT note) FROM audit"
                                          " WHERE what = 'look'"),
                     2500);
    assert_int_equal(behind_number(where, "SELECT count(*) FROM audit WHERE n = (SELECT max(n) FROM"
                                          " audit) AND object = 'first'"),
                     1);
    assert_ok(store_verify_audit(store, NULL, &n, &err));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_seen_while_another_writes_is_moved_once), TEST(a_copy_gets_what_waits),
        TEST(a_full_journal_is_told_and_can_be_moved), TEST(a_long_table_is_moved_in_pieces),
        TEST(broken_lines_are_passed_over)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
