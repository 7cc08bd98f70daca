/* Which kept cases the last scan no longer found: they stay, and are told from the others wherever
 * cases are read. */
#include "opened.h"

#include "store/actors.h"
#include "store/audit.h"
#include "store/care.h"
#include "store/look.h"
#include "store/notices.h"
#include "store/stale.h"

static struct store *store;

struct scanned { /* a case that a scan comes to: it rests on ID-1 and ID-2 */
    const char *id, *kit;
};

static bool of_uav(void *context, struct str kit, double score)
{
    (void)context;
    return str_is(kit, STR("uav")) && score > 0;
}

static struct store_settled scan(const struct scanned *cases, size_t n)
{
    struct seine_error err = {0};
    struct store_settled settled = {0};
    struct arena arena;
    arena_init(&arena, MIB);
    assert_ok(store_begin(store, &err));
    for (size_t i = 0; i < n; i++) {
        char one[32], two[32];
        struct str id, ids[] = {STR_EMPTY, STR_EMPTY}, actor = STR("A-1");
        snprintf(one, sizeof one, "%s-1", cases[i].id);
        snprintf(two, sizeof two, "%s-2", cases[i].id);
        ids[0] = str_of(one);
        ids[1] = str_of(two);
        for (size_t k = 0; k < 2; k++)
            assert_ok(store_put_record(store, ids[k], 20000, STR("{}"), &err));
        assert_ok(store_case_id(store, str_of(cases[i].kit), ids, 2, str_of(cases[i].id), &arena,
                                &id, &err));
        struct store_case c = {.id = id,
                               .kit = str_of(cases[i].kit),
                               .score = 9 - (double)i,
                               .json = STR("{\"last\":\"2026-01-01\"}"),
                               .consignments = ids,
                               .n_consignments = 2,
                               .actors = &actor,
                               .n_actors = 1};
        assert_ok(store_put_case(store, &c, &err));
    }
    assert_ok(store_mark_scan(store, &err));
    assert_ok(store_settle(store, of_uav, NULL, &settled, &err));
    assert_ok(store_commit(store, &err));
    arena_release(&arena);
    return settled;
}

static void decide(const char *id, const char *verdict)
{
    struct seine_error err = {0};
    struct store_decision d = {
        .subject = str_of(id), .verdict = str_of(verdict), .reason = STR("seen")};
    assert_ok(store_put_decision(store, &d, &err));
}

static enum seine_status see(void *context, const struct store_case *c,
                             const struct store_decision *d, struct seine_error *err)
{
    (void)d, (void)err;
    buf_add_f(context, STR_FMT "%s ", STR_ARG(c->id), c->is_stale ? "!" : "");
    return SEINE_OK;
}

static enum seine_status see_case(void *context, const struct store_case *c,
                                  struct seine_error *err)
{
    return see(context, c, NULL, err);
}

static enum seine_status see_count(void *context, struct str verdict, uint64_t n,
                                   struct seine_error *err)
{
    (void)err;
    buf_add_f(context, STR_FMT "=%d ", STR_ARG(verdict), (int)n);
    return SEINE_OK;
}

static enum seine_status see_actor(void *context, struct str actor, struct str id,
                                   struct seine_error *err)
{
    (void)actor, (void)err;
    buf_add_f(context, STR_FMT " ", STR_ARG(id));
    return SEINE_OK;
}

static enum seine_status see_record(void *context, struct str id, struct seine_error *err)
{
    (void)err;
    buf_add_f(context, STR_FMT " ", STR_ARG(id));
    return SEINE_OK;
}

enum view { PAGE, COUNTS, EACH, INVOLVED, OF_ACTOR, OF_RECORD, UNNOTICED };

static void assert_view(enum view view, const char *parameter, const char *expected)
{
    struct seine_error err = {0};
    struct buf text;
    buf_init(&text, 4096);
    enum seine_status status = SEINE_INTERNAL;
    if (view == PAGE)
        status = store_look_cases(store, str_of(parameter), 0, 100, see, &text, &err);
    if (view == COUNTS)
        status = store_look_counts(store, see_count, &text, &err);
    if (view == EACH)
        status = store_each_case(store, see_case, &text, &err);
    if (view == INVOLVED)
        status = store_each_involved(store, see_actor, &text, &err);
    if (view == OF_ACTOR)
        status = store_look_actor_cases(store, str_of(parameter), 10, see_case, &text, &err);
    if (view == OF_RECORD)
        status = store_look_record_cases(store, str_of(parameter), see_case, &text, &err);
    if (view == UNNOTICED)
        status = store_each_unnoticed(store, see_case, &text, &err);
    assert_ok(status);
    if (!str_is(buf_str(&text), str_of(expected)))
        fail_msg("'" STR_FMT "' instead of '%s'", STR_ARG(buf_str(&text)), expected);
    buf_release(&text);
}

static const struct scanned a_b_c[] = {{"SC-A", "uav"}, {"SC-B", "uav"}, {"SC-C", "uav"}};

static void what_is_no_longer_found_is_told_everywhere(void **state)
{
    struct seine_error err = {0};
    (void)state;
    store = opened();
    struct store_settled s = scan(a_b_c, 3);
    assert_int_equal(s.lost + s.back + s.stale, 0);
    assert_view(PAGE, "", "SC-A SC-B SC-C ");
    assert_view(COUNTS, "", "undecided=3 ");
    assert_int_equal(behind_number(path, "SELECT count(*) FROM audit"), 0);
    s = scan(a_b_c, 1);
    assert_int_equal(s.lost, 2);
    assert_int_equal(s.stale, 2);
    decide("SC-C", "open");
    assert_view(PAGE, "", "SC-A SC-B! SC-C! ");
    assert_view(PAGE, "undecided", "SC-A ");
    assert_view(PAGE, "stale", "SC-B! ");
    assert_view(PAGE, "open", "SC-C! ");
    assert_view(COUNTS, "", "open=1 stale=1 undecided=1 ");
    assert_view(EACH, "", "SC-A SC-B! SC-C! ");
    assert_view(INVOLVED, "", "SC-A SC-C ");
    assert_view(OF_ACTOR, "A-1", "SC-A SC-B! SC-C! ");
    assert_view(OF_RECORD, "SC-B-1", "SC-B! ");
    assert_view(UNNOTICED, "", "SC-A ");
    decide("SC-C", "cleared");
    assert_view(INVOLVED, "", "SC-A ");
    assert_ok(store_check(store, &err));
    store_close(store);
}

/* With its id, and without a row of history: it is as it was. */
static void what_is_found_again_is_as_before(void **state)
{
    (void)state;
    store = opened();
    (void)scan(a_b_c, 3);
    (void)scan(a_b_c, 1);
    struct store_settled s = scan(a_b_c, 2);
    assert_int_equal(s.back, 1);
    assert_int_equal(s.lost, 0);
    assert_int_equal(s.stale, 1);
    assert_view(PAGE, "", "SC-A SC-B SC-C! ");
    assert_view(COUNTS, "", "stale=1 undecided=2 ");
    assert_int_equal(behind_number(path, "SELECT count(*) FROM case_history"), 3);
    assert_int_equal(behind_number(path, "SELECT count(*) FROM audit WHERE what = 'scan'"), 2);
    assert_int_equal(behind_number(path, "SELECT count(*) FROM audit WHERE note ="
                                         " 'of the kept cases 0 no longer found, 1 found again'"),
                     1);
    static const struct scanned a_c[] = {{"SC-A", "uav"}, {"SC-C", "uav"}};
    s = scan(a_c, 2);
    assert_int_equal(s.back, 1);
    assert_int_equal(s.lost, 1);
    assert_int_equal(behind_number(path, "SELECT count(*) FROM audit WHERE note ="
                                         " 'of the kept cases 1 no longer found, 1 found again'"),
                     1);
    store_close(store);
}

/* The number is that of the scan that lost it, and stays. */
static void since_when_is_kept(void **state)
{
    (void)state;
    store = opened();
    (void)scan(a_b_c, 3);
    (void)scan(a_b_c, 2);
    (void)scan(a_b_c, 1);
    (void)scan(a_b_c, 1);
    assert_int_equal(behind_number(path, "SELECT since FROM stale WHERE case_id = 'SC-C'"), 2);
    assert_int_equal(behind_number(path, "SELECT since FROM stale WHERE case_id = 'SC-B'"), 3);
    assert_int_equal(behind_number(path, "SELECT count(*) FROM audit"), 2);
    store_close(store);
}

static void what_was_not_sought_stays_as_it_was(void **state)
{
    static const struct scanned other[] = {{"SC-A", "uav"}, {"SC-R", "radio"}};
    (void)state;
    store = opened();
    (void)scan(other, 2);
    struct store_settled s = scan(other, 1);
    assert_int_equal(s.lost, 0);
    assert_view(PAGE, "", "SC-A SC-R ");
    store_close(store);
}

/* A scan that kept a record, or nothing at all, is no scan of everything until it is settled. */
static void only_what_is_committed_counts(void **state)
{
    struct seine_error err = {0};
    struct store_settled s;
    (void)state;
    store = opened();
    (void)scan(a_b_c, 3);
    assert_ok(store_begin(store, &err));
    assert_ok(store_put_record(store, STR("X"), 20000, STR("{}"), &err));
    assert_ok(store_commit(store, &err));
    assert_view(COUNTS, "", "undecided=3 ");
    assert_ok(store_begin(store, &err));
    assert_ok(store_mark_scan(store, &err));
    assert_ok(store_settle(store, of_uav, NULL, &s, &err));
    assert_int_equal(s.lost, 3);
    store_rollback(store);
    assert_view(COUNTS, "", "undecided=3 ");
    store_close(store);
}

static void what_was_missed_can_be_found_behind_the_best(void **state)
{
    struct seine_error err = {0};
    struct str id, ids[] = {STR("SC-B-1"), STR("SC-B-2"), STR("SC-B-3")};
    struct store_settled s;
    struct arena arena;
    struct buf text;
    (void)state;
    arena_init(&arena, MIB);
    buf_init(&text, 4096);
    store = opened();
    (void)scan(a_b_c, 2);
    assert_ok(store_begin(store, &err));
    assert_ok(store_each_missed(store, see_record, &text, &err));
    assert_int_equal(text.n, strlen("SC-A-1 SC-A-2 SC-B-1 SC-B-2 "));
    assert_ok(store_case_id(store, STR("uav"), ids, 3, STR("SC-NEW"), &arena, &id, &err));
    assert_str(id, "SC-B");
    buf_reset(&text);
    assert_ok(store_each_missed(store, see_record, &text, &err));
    assert_int_equal(text.n, strlen("SC-A-1 SC-A-2 "));
    assert_ok(store_mark_scan(store, &err));
    assert_ok(store_settle(store, of_uav, NULL, &s, &err));
    assert_ok(store_commit(store, &err));
    assert_view(PAGE, "", "SC-A! SC-B ");
    store_close(store);
    buf_release(&text);
    arena_release(&arena);
}

/* A question alone gives out no id: one who asks for a known case does not name a new one. */
static void an_unknown_case_is_given_no_id(void **state)
{
    struct seine_error err = {0};
    struct str id = STR("none"), ids[] = {STR("SC-A-1"), STR("X-2"), STR("X-3")};
    struct arena arena;
    (void)state;
    arena_init(&arena, MIB);
    store = opened();
    (void)scan(a_b_c, 1);
    assert_ok(store_begin(store, &err));
    assert_int_equal(
        store_known_case_id(store, STR("radio"), ids, 3, &arena, &id, &err), /* another kit */
        SEINE_NOT_FOUND);
    assert_int_equal(store_known_case_id(store, STR("uav"), ids + 1, 2, &arena, &id, &err),
                     SEINE_NOT_FOUND);
    assert_str(id, "none");
    assert_int_equal(err.status, SEINE_OK);
    assert_ok(store_known_case_id(store, STR("uav"), ids, 2, &arena, &id, &err));
    assert_str(id, "SC-A");
    assert_int_equal(store_known_case_id(store, STR("uav"), ids, 2, &arena, &id, &err),
                     SEINE_NOT_FOUND); /* given out */
    assert_ok(store_case_id(store, STR("uav"), ids, 2, STR("X"), &arena, &id, &err));
    assert_str(id, "X");
    assert_ok(store_case_id(store, STR("uav"), ids, 2, STR("X"), &arena, &id, &err));
    assert_str(id, "X-2");
    store_rollback(store);
    store_close(store);
    arena_release(&arena);
}

/* Each of many new cases has the next number, found without looking at them all; a case that is put
 * anew keeps its own. */
static void cases_are_numbered_as_they_come(void **state)
{
    static const char plan[] = "EXPLAIN QUERY PLAN SELECT coalesce(max(seq), 0) + 1 FROM cases";
    const struct store_case anew = {
        .id = STR("SC-Z"), .kit = STR("uav"), .score = 7, .json = STR("{}")};
    struct seine_error err = {0};
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;
    (void)state;
    store = opened();
    (void)scan((struct scanned[]){{"SC-Z", "uav"}, {"SC-A", "uav"}}, 2);
    assert_ok(store_put_case(store, &anew, &err));
    (void)scan((struct scanned[]){{"SC-B", "uav"}}, 1);
    store_close(store);
    assert_int_equal(behind_number(path, "SELECT seq FROM cases WHERE id = 'SC-Z'"), 1);
    assert_int_equal(behind_number(path, "SELECT score FROM cases WHERE id = 'SC-Z'"), 7);
    assert_int_equal(behind_number(path, "SELECT seq FROM cases WHERE id = 'SC-A'"), 2);
    assert_int_equal(behind_number(path, "SELECT seq FROM cases WHERE id = 'SC-B'"), 3);
    if (server()) {
        assert_int_equal(
            behind_number(path, "SELECT count(*) FROM pg_indexes WHERE indexname = 'cases_by_seq'"),
            1);
        return;
    }
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, plan, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    assert_non_null(strstr((const char *)sqlite3_column_text(q, 3), "INDEX cases_by_seq"));
    sqlite3_finalize(q);
    sqlite3_close(db);
}

/* Whoever has made rules of the cases must see that they are others now, also if as many are stale
 * as before. */
static void a_change_can_be_seen(void **state)
{
    static const struct scanned b_c[] = {{"SC-B", "uav"}, {"SC-C", "uav"}};
    static const struct scanned a_c[] = {{"SC-A", "uav"}, {"SC-C", "uav"}};
    struct seine_error err = {0};
    int64_t before[STORE_CHANGE], now[STORE_CHANGE];
    (void)state;
    store = opened();
    (void)scan(a_b_c, 3);
    (void)scan(b_c, 2);
    assert_ok(store_look_change(store, before, &err));
    (void)scan(b_c, 2);
    assert_ok(store_look_change(store, now, &err));
    assert_memory_equal(before, now, sizeof now);
    (void)scan(a_c, 2);
    assert_view(PAGE, "stale", "SC-B! ");
    assert_ok(store_look_change(store, now, &err));
    assert_memory_not_equal(before, now, sizeof now);
    store_close(store);
}

static void an_older_store_holds_what_it_had(void **state)
{
    (void)state;
    store = opened();
    (void)scan(a_b_c, 3);
    store_close(store);
    behind_run(path, either("DROP TABLE goods_usage; DROP INDEX cases_by_seq; DROP TABLE stale; "
                            "DELETE FROM stamp WHERE n ="
                            " 3; PRAGMA user_version = 9",
                            "DROP TABLE goods_usage; DROP INDEX cases_by_seq; DROP TABLE stale; "
                            "DELETE FROM stamp WHERE n ="
                            " 3; UPDATE store SET version = 9"));
    store = opened();
    assert_view(PAGE, "", "SC-A SC-B SC-C ");
    assert_int_equal(scan(a_b_c, 2).lost, 1);
    assert_view(PAGE, "", "SC-A SC-B SC-C! ");
    assert_int_equal(behind_number(path, "SELECT since FROM stale"), 1);
    store_close(store);
}

static void it_is_copied_and_goes_with_its_case(void **state)
{
    struct seine_error err = {0};
    struct store_pruned pruned;
    char copy[600];
    (void)state;
    store = opened();
    (void)scan(a_b_c, 3);
    (void)scan(a_b_c, 1);
    snprintf(copy, sizeof copy, "%s/copy.db", folder);
    assert_ok(store_copy(store, copy, &err));
    assert_int_equal(behind_number(copy, "SELECT count(*) FROM stale WHERE since = 2"), 2);
    unlink(copy);
    decide("SC-B", "cleared");
    assert_ok(store_prune(store, 30000, false, &pruned, &err));
    assert_int_equal(pruned.cases, 1);
    assert_view(PAGE, "", "SC-A SC-C! "); /* undecided: never forgotten by itself */
    assert_int_equal(behind_number(path, "SELECT count(*) FROM stale"), 1);
    store_close(store);
}

static void a_row_without_its_case_is_told(void **state)
{
    struct seine_error err = {0};
    (void)state;
    store = opened();
    behind_run(path, "INSERT INTO stale VALUES ('SC-NONE', 1)");
    assert_int_equal(store_check(store, &err), SEINE_FORMAT);
    assert_non_null(strstr(err.message, "no longer found: SC-NONE"));
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_no_longer_found_is_told_everywhere),
        TEST(what_is_found_again_is_as_before),
        TEST(since_when_is_kept),
        TEST(what_was_not_sought_stays_as_it_was),
        TEST(only_what_is_committed_counts),
        TEST(what_was_missed_can_be_found_behind_the_best),
        TEST(an_unknown_case_is_given_no_id),
        TEST(cases_are_numbered_as_they_come),
        TEST(a_change_can_be_seen),
        TEST(an_older_store_holds_what_it_had),
        TEST(it_is_copied_and_goes_with_its_case),
        TEST(a_row_without_its_case_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
