/* The audit: rows chained by hash, what breaks the chain is found and named, and a head kept
 * outside finds what the chain alone cannot. */
#include "behind.h"

#include "store/audit.h"

static char folder[64], where[512];
static struct store *store;

static void sql(const char *text)
{
    behind_run(where, text);
}

static void add(const char *by, const char *what, const char *object)
{
    struct seine_error err = {0};
    struct store_audit row = {.at = STR("2026-11-24T10:00:00Z"),
                              .by = str_of(by),
                              .what = str_of(what),
                              .object = str_of(object)};
    assert_ok(store_put_audit(store, &row, &err));
}

static int store_new(void **state)
{
    struct seine_error err = {0};
    (void)state;
    snprintf(folder, sizeof folder, "%s/seine-audit-XXXXXX", P_tmpdir);
    if (!mkdtemp(folder))
        return -1;
    snprintf(where, sizeof where, "%s%s", server() ? server() : folder,
             server() ? "" : "/memory.db");
    behind_clear(where);
    return store_open(where, &store, &err) == SEINE_OK ? 0 : -1;
}

static int store_remove(void **state)
{
    (void)state;
    store_close(store);
    behind_clear(where);
    return rmdir(folder);
}

static void some_rows(void)
{
    add("ann", "view", "SC-1");
    add("bob", "decision", "SC-1");
    add("ann", "view", "SC-2");
    add("eve", "list", "dprk");
}

static enum seine_status verify(const struct store_head *head, int64_t *n, struct seine_error *err)
{
    *err = (struct seine_error){0};
    return store_verify_audit(store, head, n, err);
}

static void assert_broken(const char *part)
{
    struct seine_error err;
    int64_t n;
    assert_int_equal(verify(NULL, &n, &err), SEINE_CONFLICT);
    if (!strstr(err.message, part))
        fail_msg("'%s' lacks '%s'", err.message, part);
}

static void an_untouched_chain_holds(void **state)
{
    struct seine_error err;
    int64_t n;
    (void)state;
    assert_ok(verify(NULL, &n, &err));
    assert_int_equal(n, 0);
    some_rows();
    assert_ok(verify(NULL, &n, &err));
    assert_int_equal(n, 4);
}

static void the_table_itself_refuses_changes(void **state)
{
    (void)state;
    some_rows();
    assert_false(behind_try(where, "UPDATE audit SET by = ''", NULL));
    assert_false(behind_try(where, "DELETE FROM audit", NULL));
    if (server())
        assert_false(behind_try(where, "TRUNCATE audit", NULL));
    assert_int_equal(behind_number(where, "SELECT count(*) FROM audit"), 4);
}

static void a_changed_row_is_found(void **state)
{
    static const char *const columns[] = {"at", "by", "what", "object", "note"};
    (void)state;
    some_rows();
    sql(UNLOCK_AUDIT);
    for (size_t i = 0; i < N_OF(columns); i++) {
        char text[128];
        snprintf(text, sizeof text, "UPDATE audit SET %s = %s || 'x' WHERE n = 3", columns[i],
                 columns[i]);
        sql(text);
        assert_broken("row 3 ");
        snprintf(text, sizeof text,
                 "UPDATE audit SET %s = substr(%s, 1, length(%s) - 1) WHERE n = 3", columns[i],
                 columns[i], columns[i]);
        sql(text);
    }
    struct seine_error err;
    int64_t n;
    assert_ok(verify(NULL, &n, &err)); /* all is as it was */
}

static void a_text_moved_to_the_next_field_is_found(void **state)
{
    (void)state;
    add("ann", "view", "SC-1");
    sql(UNLOCK_AUDIT);
    sql("UPDATE audit SET by = 'annv', what = 'iew'");
    assert_broken("row 1 ");
}

static void a_removed_row_is_found(void **state)
{
    (void)state;
    some_rows();
    sql(UNLOCK_AUDIT);
    sql("DELETE FROM audit WHERE n = 2");
    assert_broken("row 2 of the audit is missing");
}

static void rows_in_another_order_are_found(void **state)
{
    (void)state;
    some_rows();
    sql(UNLOCK_AUDIT);
    sql("UPDATE audit SET n = 99 WHERE n = 2; UPDATE audit SET n = 2 WHERE n = 3;"
        "UPDATE audit SET n = 3 WHERE n = 99");
    assert_broken("row 2 ");
}

static void only_a_head_kept_outside_finds_a_chain_cut_off_or_written_anew(void **state)
{
    struct store_head head;
    struct seine_error err = {0};
    int64_t n;
    (void)state;
    some_rows();
    assert_ok(store_audit_head(store, &head, &err));
    assert_int_equal(head.n, 4);
    sql(UNLOCK_AUDIT);
    sql("DELETE FROM audit WHERE n = 4");
    assert_ok(verify(NULL, &n, &err));
    assert_int_equal(verify(&head, &n, &err), SEINE_CONFLICT);
    assert_non_null(strstr(err.message, "cut off"));
    add("eve", "list", "another"); /* row 4 again */
    assert_int_equal(verify(&head, &n, &err), SEINE_CONFLICT);
    assert_non_null(strstr(err.message, "written anew"));
}

static void a_decision_and_a_new_list_write_themselves(void **state)
{
    struct seine_error err = {0};
    struct store_list list = {STR("dprk"), STR("DPRK"), STR("2026-01-01"), STR("csv"), 7, 3};
    struct store_decision d = {.subject = STR("SC-1"),
                               .verdict = STR("hold"),
                               .reason = STR("why"),
                               .by = STR("ann"),
                               .at = STR("2026-11-24T10:00:00Z")};
    struct store_head head;
    int64_t n;
    (void)state;
    store_act_as(store, STR("bob"));
    for (int i = 0; i < 2; i++) /* the same version again is no news */
        assert_ok(store_put_list(store, &list, &err));
    assert_ok(store_put_decision(store, &d, &err));
    assert_ok(store_audit_head(store, &head, &err));
    assert_int_equal(head.n, 2);
    assert_ok(verify(NULL, &n, &err));
}

static void what_is_rolled_back_leaves_no_row(void **state)
{
    struct seine_error err = {0};
    struct store_head head;
    (void)state;
    assert_ok(store_begin(store, &err));
    add("ann", "view", "SC-1");
    store_rollback(store);
    assert_ok(store_audit_head(store, &head, &err));
    assert_int_equal(head.n, 0);
}

static void a_store_of_an_earlier_schema_gets_an_audit(void **state)
{
    struct seine_error err = {0};
    int64_t n;
    (void)state;
    store_close(store);
    sql(either(LATER "DROP TABLE audit; PRAGMA user_version = 2",
               LATER "DROP TABLE audit; DROP FUNCTION audit_stands; UPDATE store SET version = 2"));
    assert_ok(store_open(where, &store, &err));
    some_rows();
    assert_ok(verify(NULL, &n, &err));
    assert_int_equal(n, 4);
}

static void a_seal_is_read_as_it_was_written_and_no_other_way(void **state)
{
    unsigned char key[STORE_KEY], public_key[STORE_PUBLIC];
    struct store_seal seal = {.head = {.n = 12, .hash = {1, 2, 3}}, .at = "2026-11-24T10:00:00Z"};
    struct store_seal back;
    struct seine_error err = {0};
    struct buf text;
    (void)state;
    buf_init(&text, MIB);
    store_seal_write(&text, &seal);
    assert_ok(store_seal_read(buf_str(&text), &back, &err));
    assert_false(back.is_signed);
    assert_ok(store_key_new(key, public_key, &err));
    assert_ok(store_seal_sign(&seal, key, &err));
    buf_reset(&text);
    store_seal_write(&text, &seal);
    assert_ok(store_seal_read(buf_str(&text), &back, &err));
    assert_true(back.is_signed);
    assert_int_equal(back.head.n, 12);
    assert_memory_equal(back.head.hash, seal.head.hash, STORE_HASH);
    assert_memory_equal(back.public_key, public_key, STORE_PUBLIC);
    char *number = strstr(text.p, "12");
    *number = '9';
    assert_int_equal(store_seal_read(buf_str(&text), &back, &err), SEINE_CONFLICT);
    err = (struct seine_error){0};
    assert_int_equal(store_seal_read(STR("{\"n\":1}"), &back, &err), SEINE_FORMAT);
    buf_release(&text);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, store_new, store_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_untouched_chain_holds),
        TEST(the_table_itself_refuses_changes),
        TEST(a_changed_row_is_found),
        TEST(a_text_moved_to_the_next_field_is_found),
        TEST(a_removed_row_is_found),
        TEST(rows_in_another_order_are_found),
        TEST(only_a_head_kept_outside_finds_a_chain_cut_off_or_written_anew),
        TEST(a_decision_and_a_new_list_write_themselves),
        TEST(what_is_rolled_back_leaves_no_row),
        TEST(a_store_of_an_earlier_schema_gets_an_audit),
        cmocka_unit_test(a_seal_is_read_as_it_was_written_and_no_other_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
