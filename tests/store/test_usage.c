/* What goods are declared as: the rows of the last scan and no others, written only where they
 * changed, on both back ends. */
#include "opened.h"

#include "store/actors.h"
#include "store/care.h"
#include "store/usage.h"

#include <string.h>

enum { ROWS = 60 };

static void put(struct store *s, const struct goods_usage *v, size_t n)
{
    struct seine_error err = {0};
    assert_ok(store_begin(s, &err));
    assert_ok(store_put_usage(s, v, n, &err));
    assert_ok(store_commit(s, &err));
}

static void assert_kept(struct store *s, const struct goods_usage *v, size_t n)
{
    struct seine_error err = {0};
    struct goods_usage *kept = NULL;
    size_t n_kept = 0;
    assert_ok(store_get_usage(s, &kept, &n_kept, &err));
    assert_int_equal(n_kept, n);
    for (size_t i = 0; i < n; i++) {
        assert_true(kept[i].words == v[i].words);
        assert_int_equal(kept[i].heading, v[i].heading);
    }
    mem_free(kept);
}

/* Settled rows; a number of words has its highest bit as often as not. */
static size_t make(struct goods_usage *v, uint64_t *random)
{
    size_t n = random_below(random, ROWS);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct goods_usage){.words = (random_below(random, 90) + 1) * 0x2C0FFEE123456789,
                                    .lines = 1,
                                    .heading = (uint16_t)(8401 + random_below(random, 3))};
    return goods_usage_settle(v, n);
}

static void what_the_last_scan_settled_is_kept_and_no_more(void **state)
{
    struct store *s = opened();
    uint64_t random = 3;
    (void)state;
    assert_kept(s, NULL, 0);
    for (int i = 0; i < 30; i++) {
        struct goods_usage v[ROWS];
        size_t n = make(v, &random);
        put(s, v, n);
        assert_kept(s, v, n);
    }
    put(s, NULL, 0);
    assert_kept(s, NULL, 0);
    store_close(s);
}

static const struct goods_usage two[] = {{7, 1, 8413}, {UINT64_MAX - 6, 1, 8482}};

/* Who has made rules by it must see that it is other now, and only then. */
static void a_change_can_be_seen(void **state)
{
    struct store *s = opened();
    struct seine_error err = {0};
    struct goods_usage v[2];
    int64_t was[STORE_CHANGE], is[STORE_CHANGE];
    (void)state;
    memcpy(v, two, sizeof v);
    put(s, v, 2);
    assert_ok(store_look_change(s, was, &err));
    put(s, v, 2);
    assert_ok(store_look_change(s, is, &err));
    assert_memory_equal(was, is, sizeof is);
    v[1].heading = 8483;
    put(s, v, 2);
    assert_ok(store_look_change(s, is, &err));
    assert_memory_not_equal(was, is, sizeof is);
    assert_ok(store_look_change(s, was, &err));
    put(s, v, 1);
    assert_ok(store_look_change(s, is, &err));
    assert_memory_not_equal(was, is, sizeof is);
    store_close(s);
}

static void what_is_rolled_back_is_not_kept(void **state)
{
    struct store *s = opened();
    struct seine_error err = {0};
    (void)state;
    put(s, two, 1);
    assert_ok(store_begin(s, &err));
    assert_ok(store_put_usage(s, two, 2, &err));
    store_rollback(s);
    assert_kept(s, two, 1);
    store_close(s);
}

static void it_is_copied(void **state)
{
    struct store *s = opened(), *copy = NULL;
    struct seine_error err = {0};
    char name[80];
    (void)state;
    put(s, two, 2);
    snprintf(name, sizeof name, "%s/copy.db", folder);
    assert_ok(store_copy(s, name, &err));
    assert_ok(store_open_existing(name, &copy, &err));
    assert_kept(copy, two, 2);
    store_close(copy);
    store_close(s);
    behind_clear(name);
}

static void an_older_store_has_none_yet(void **state)
{
    struct seine_error err = {0};
    (void)state;
    struct store *s = opened();
    int version = store_schema_version(s);
    put(s, two, 2);
    store_close(s);
    behind_run(path, either("DROP TABLE goods_usage; DELETE FROM stamp WHERE n = 4;"
                            " PRAGMA user_version = 11",
                            "DROP TABLE goods_usage; DELETE FROM stamp WHERE n = 4;"
                            " UPDATE store SET version = 11"));
    s = opened();
    assert_int_equal(store_schema_version(s), version);
    assert_kept(s, NULL, 0);
    put(s, two, 2);
    assert_kept(s, two, 2);
    assert_ok(store_check(s, &err));
    store_close(s);
}

static void what_is_no_heading_is_told_and_not_read(void **state)
{
    static const char *const no_headings[] = {"0", "8400", "73949", "-57123", "99"};
    struct store *s = opened();
    struct seine_error err = {0};
    char text[96];
    (void)state;
    put(s, two, 2);
    assert_ok(store_check(s, &err));
    for (size_t i = 0; i < N_OF(no_headings); i++) {
        snprintf(text, sizeof text, "UPDATE goods_usage SET heading = %s WHERE words = 7",
                 no_headings[i]);
        behind_run(path, text);
        err = (struct seine_error){0};
        assert_int_equal(store_check(s, &err), SEINE_FORMAT);
        assert_non_null(strstr(err.message, no_headings[i]));
        assert_kept(s, two + 1, 1);
    }
    put(s, two, 2);
    assert_kept(s, two, 2);
    store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_the_last_scan_settled_is_kept_and_no_more),
        TEST(a_change_can_be_seen),
        TEST(what_is_rolled_back_is_not_kept),
        TEST(it_is_copied),
        TEST(an_older_store_has_none_yet),
        TEST(what_is_no_heading_is_told_and_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
