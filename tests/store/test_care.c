/* store/care.c: a store that holds and one that does not, copies, and what is forgotten by age. */
#include "unit.h"

#include "store/audit.h"
#include "store/care.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64], path[96], other[96];
static struct store *store;

static int64_t number(const char *file, const char *query)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, query, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    sqlite3_close(db);
    return n;
}

static void sql(const char *text)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void put_record(const char *id, int32_t day)
{
    struct seine_error err = {0};
    assert_ok(store_put_record(store, str_of(id), day, str_of(id), &err));
}

static void put_case(const char *id, const char *last, const char *record)
{
    struct seine_error err = {0};
    struct str records[] = {str_of(record)};
    char json[96];
    snprintf(json, sizeof json, "{\"case\":\"%s\",\"last\":\"%s\"}", id, last);
    struct store_case c = {str_of(id), STR(""), 1, str_of(json), records, 1};
    assert_ok(store_put_case(store, &c, &err));
}

static void decide(const char *id, const char *verdict)
{
    struct seine_error err = {0};
    struct store_decision d = {.subject = str_of(id),
                               .object = STR_EMPTY,
                               .verdict = str_of(verdict),
                               .reason = STR("why"),
                               .by = STR("ann"),
                               .at = STR("2026-01-01T00:00:00Z")};
    assert_ok(store_put_decision(store, &d, &err));
}

/* Records of 2020 and 2025, a case of each that is closed, and of 2020 one that is not. */
static int store_new(void **state)
{
    struct seine_error err = {0};
    (void)state;
    snprintf(folder, sizeof folder, "%s/seine-care-XXXXXX", P_tmpdir);
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/memory.db", folder);
    snprintf(other, sizeof other, "%s/copy.db", folder);
    if (store_open(path, &store, &err) != SEINE_OK || store_begin(store, &err) != SEINE_OK)
        return -1;
    put_record("old-free", date_day(2020, 3, 1));
    put_record("old-of-closed", date_day(2020, 3, 2));
    put_record("old-of-open", date_day(2020, 3, 3));
    put_record("undated", DATE_NONE);
    put_record("new", date_day(2025, 3, 1));
    put_case("SC-CLOSED", "2020-03-02", "old-of-closed");
    put_case("SC-OPEN", "2020-03-03", "old-of-open");
    put_case("SC-AGAIN", "2020-03-03", "old-of-open");
    put_case("SC-NEW", "2025-03-01", "new");
    decide("SC-CLOSED", "hold");
    decide("SC-CLOSED", "cleared");
    decide("SC-AGAIN", "cleared");
    decide("SC-AGAIN", "open");
    decide("SC-NEW", "cleared");
    return store_commit(store, &err) == SEINE_OK ? 0 : -1;
}

static int store_remove(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    (void)state;
    store_close(store);
    for (size_t i = 0; i < 2 * N_OF(ends); i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", i % 2 ? path : other, ends[i / 2]);
        unlink(name);
    }
    return rmdir(folder);
}

static void a_store_holds_until_somebody_breaks_it(void **state)
{
    static const char *const harms[] = {
        "DELETE FROM cases WHERE id = 'SC-NEW'",
        "DELETE FROM record WHERE id = 'new'; INSERT INTO cases SELECT 'SC-NEW', '', 1, '{}', 99",
        "INSERT INTO record VALUES ('new', 1, 1, ''); DROP TRIGGER audit_stands;"
        "UPDATE audit SET by = 'eve' WHERE n = 1"};
    struct seine_error err = {0};
    (void)state;
    assert_ok(store_check(store, &err));
    for (size_t i = 0; i < N_OF(harms); i++) {
        sql(harms[i]);
        err = (struct seine_error){0};
        assert_int_equal(store_check(store, &err), SEINE_FORMAT);
        assert_true(err.message[0] != '\0');
    }
}

static void a_copy_is_the_store_and_replaces_a_store_only(void **state)
{
    struct seine_error err = {0};
    struct store *copy = NULL;
    (void)state;
    assert_ok(store_copy(store, other, &err));
    put_record("later", date_day(2026, 1, 1));
    assert_int_equal(number(other, "SELECT count(*) FROM record"), 5);
    assert_ok(store_open(other, &copy, &err));
    assert_ok(store_check(copy, &err));
    assert_ok(store_copy(store, other, &err)); /* while it is open */
    assert_int_equal(store_count_records(copy), 6);
    store_close(copy);
    FILE *f = fopen(other, "wb");
    assert_non_null(f);
    fputs("somebody's letters, which are no database at all", f);
    fclose(f);
    assert_int_equal(store_copy(store, other, &err), SEINE_FORMAT);
}

static void closed_cases_and_free_records_are_forgotten_by_age(void **state)
{
    struct store_pruned p;
    struct seine_error err = {0};
    (void)state;
    assert_ok(store_prune(store, date_day(2024, 1, 1), true, &p, &err));
    assert_int_equal(p.cases, 1);
    assert_int_equal(p.records, 2);
    assert_int_equal(store_count_records(store), 5); /* it was a rehearsal */
    assert_ok(store_prune(store, date_day(2024, 1, 1), false, &p, &err));
    assert_int_equal(p.cases, 1);
    assert_int_equal(p.records, 2);
    assert_int_equal(store_count_records(store), 3);
    assert_int_equal(number(path, "SELECT count(*) FROM cases"), 3);
    assert_int_equal(number(path, "SELECT count(*) FROM cases WHERE id = 'SC-CLOSED'"), 0);
    assert_int_equal(number(path, "SELECT count(*) FROM decision WHERE subject = 'SC-CLOSED'"), 0);
    assert_int_equal(number(path, "SELECT count(*) FROM audit WHERE what = 'prune'"), 1);
    assert_int_equal(number(path, "SELECT count(*) FROM audit WHERE object = 'SC-CLOSED'"), 2);
    assert_ok(store_check(store, &err));
    assert_ok(store_compact(store, &err));
    assert_ok(store_prune(store, date_day(2024, 1, 1), false, &p, &err));
    assert_int_equal(p.cases + p.records, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, store_new, store_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_store_holds_until_somebody_breaks_it),
        TEST(a_copy_is_the_store_and_replaces_a_store_only),
        TEST(closed_cases_and_free_records_are_forgotten_by_age),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
