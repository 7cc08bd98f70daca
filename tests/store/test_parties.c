/* Parties with their actors, and lists: kept once, found under their keys, moved from older stores.
 */
#include "opened.h"

#include "store/care.h"

static int count_rows(const char *query)
{
    return (int)behind_number(path, query);
}

struct parties {
    char text[8][64];
    size_t n;
};

static enum seine_status see_party(void *context, const struct store_party *p,
                                   struct seine_error *err)
{
    struct parties *seen = context;
    (void)err;
    assert_true(seen->n < N_OF(seen->text));
    snprintf(seen->text[seen->n++], sizeof *seen->text,
             STR_FMT "," STR_FMT "," STR_FMT ",%llu," STR_FMT ";", STR_ARG(p->key),
             STR_ARG(p->name), STR_ARG(p->country), (unsigned long long)p->n_records,
             STR_ARG(p->actor));
    return SEINE_OK;
}

static int text_order(const void *l, const void *r)
{
    return strcmp(l, r);
}

/* Parties come in any order. */
static void sees_parties(struct store *s, const char *wanted)
{
    struct seine_error err = {0};
    struct parties seen = {.n = 0};
    char all[N_OF(seen.text) * sizeof *seen.text + 1] = "";
    assert_ok(store_each_party(s, see_party, &seen, &err));
    qsort(seen.text, seen.n, sizeof *seen.text, text_order);
    for (size_t i = 0, n = 0; i < seen.n; i++)
        n += (size_t)snprintf(all + n, sizeof all - n, "%s", seen.text[i]);
    assert_string_equal(all, wanted);
}

static void put_party(struct store *s, const char *key, uint64_t n, const char *actor)
{
    struct store_party p = {str_of(key), STR("Acme"), STR("CN"), n, str_of(actor)};
    struct seine_error err = {0};
    assert_ok(store_begin(s, &err));
    assert_ok(store_put_party(s, &p, &err));
    assert_ok(store_commit(s, &err));
}

/* Where a party and its actor were two rows, with the key in each. */
static void parties_of_an_older_store_are_moved(void **state)
{
    struct seine_error err = {0};
    (void)state;
    struct store *s = opened();
    put_party(s, "k1", 3, "A-1");
    put_party(s, "k2", 4, "");
    put_party(s, "k3", 5, "A-1");
    store_close(s);
    for (int round = 0; round < 2; round++) {
        behind_run(path, either(PARTIES_BEFORE("INTEGER",
                                               " STRICT, WITHOUT ROWID") "PRAGMA user_version = 7",
                                PARTIES_BEFORE("BIGINT", "") "UPDATE store SET version = 7"));
        s = opened();
        sees_parties(s, "k1,Acme,CN,3,A-1;k2,Acme,CN,4,;k3,Acme,CN,5,A-1;");
        assert_ok(store_check(s, &err));
        if (round) { /* they are found under their keys */
            put_party(s, "k2", 7, "A-2");
            put_party(s, "k4", 8, "A-2");
            sees_parties(s, "k1,Acme,CN,3,A-1;k2,Acme,CN,7,A-2;k3,Acme,CN,5,A-1;k4,Acme,CN,8,A-2;");
        }
        store_close(s);
    }
    assert_int_equal(count_rows(either("SELECT count(*) FROM sqlite_schema WHERE name = 'actor'",
                                       "SELECT count(*) FROM pg_tables WHERE schemaname = 'seine'"
                                       " AND tablename = 'actor'")),
                     0);
}

/* Into a store without parties they go without indices, and come out the same. */
static void many_parties_are_put_at_once(void **state)
{
    struct store_party p = {STR_EMPTY, STR("Acme"), STR("CN"), 0, STR("A-1")};
    struct seine_error err = {0};
    static const char *const keys[] = {"k2", "k1", "k3", "k1"};
    (void)state;
    struct store *s = opened();
    for (int round = 0; round < 3; round++) {
        assert_ok(store_begin(s, &err));
        assert_ok(store_begin_parties(s, &err));
        for (size_t i = 0; i < N_OF(keys); i++) {
            p.key = str_of(keys[i]);
            p.n_records = (uint64_t)round * 10 + i;
            assert_ok(store_put_party(s, &p, &err));
        }
        if (round == 0) { /* with it the indices come back */
            store_rollback(s);
            put_party(s, "k9", 9, "");
            put_party(s, "k9", 9, "");
            sees_parties(s, "k9,Acme,CN,9,;");
            behind_run(path, "DELETE FROM party");
            continue;
        }
        assert_ok(store_end_parties(s, &err));
        assert_ok(store_commit(s, &err));
        sees_parties(s, round == 1 ? "k1,Acme,CN,13,A-1;k2,Acme,CN,10,A-1;k3,Acme,CN,12,A-1;"
                                   : "k1,Acme,CN,23,A-1;k2,Acme,CN,20,A-1;k3,Acme,CN,22,A-1;");
        assert_ok(store_check(s, &err));
    }
    store_close(s);
    assert_int_equal(
        count_rows(either("SELECT count(*) FROM sqlite_schema WHERE tbl_name = 'party' AND name"
                          " LIKE 'party_by_%'",
                          "SELECT count(*) FROM pg_indexes WHERE tablename = 'party' AND indexname"
                          " LIKE 'party_by_%' AND schemaname = 'seine'")),
        2);
}

static void refuses_as_checked(struct store *s, const char *part)
{
    struct seine_error err = {0};
    assert_int_equal(store_check(s, &err), SEINE_FORMAT);
    if (!strstr(err.message, part))
        fail_msg("'%s' lacks '%s'", err.message, part);
}

/* A party is found by a hash of its key, and never taken for another one that has the same. */
static void parties_of_one_hash_are_told_apart(void **state)
{
    struct seine_error err = {0};
    char text[200];
    (void)state;
    struct store *s = opened();
    put_party(s, "k1", 1, "A-1");
    snprintf(text, sizeof text, "UPDATE party SET hash = %lld",
             (long long)(int64_t)str_hash(STR("k2")));
    behind_run(path, text);
    put_party(s, "k2", 2, "A-2");
    put_party(s, "k2", 3, "A-2");
    sees_parties(s, "k1,Acme,CN,1,A-1;k2,Acme,CN,3,A-2;");
    refuses_as_checked(s, "under the number of another");
    behind_run(path, "DELETE FROM party WHERE key = 'k1'");
    assert_ok(store_check(s, &err));
    behind_run(path, "INSERT INTO party SELECT * FROM party");
    refuses_as_checked(s, "a party is kept twice: Acme");
    store_close(s);
}

static enum seine_status see_one(void *context, const struct store_party *p,
                                 struct seine_error *err)
{
    (void)see_party(context, p, err);
    return SEINE_LIMIT;
}

/* Who stops begins anew, and others can write meanwhile. */
static void parties_are_taken_one_by_one(void **state)
{
    struct seine_error err = {0};
    struct store_party p;
    struct parties seen = {.n = 0};
    (void)state;
    struct store *s = opened();
    assert_int_equal(store_next_party(s, &p, &err), SEINE_NOT_FOUND);
    put_party(s, "k1", 1, "A-1");
    put_party(s, "k2", 2, "A-2");
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 2; i++)
            assert_ok(store_next_party(s, &p, &err));
        assert_int_equal(store_next_party(s, &p, &err), SEINE_NOT_FOUND);
    }
    assert_ok(store_next_party(s, &p, &err));
    assert_int_equal(store_each_party(s, see_one, &seen, &err), SEINE_LIMIT);
    assert_int_equal(seen.n, 1);
    assert_ok(store_next_party(s, &p, &err));
    store_stop_parties(s);
    store_stop_parties(s);
    put_party(s, "k3", 3, "");
    sees_parties(s, "k1,Acme,CN,1,A-1;k2,Acme,CN,2,A-2;k3,Acme,CN,3,;");
    assert_int_equal(err.status, SEINE_OK);
    store_close(s);
}

static void parties_lists_and_actors_are_kept_once(void **state)
{
    struct store_list list = {STR("un"), STR("UN"), STR("2026-02-27"), STR("xml"), 1, 700};
    struct store_party party = {STR("k"), STR("Acme"), STR("CN"), 3, STR("A-1")};
    struct seine_error err = {0};
    (void)state;
    struct store *s = opened();
    for (int round = 0; round < 2; round++) {
        assert_ok(store_begin(s, &err));
        assert_ok(store_put_list(s, &list, &err));
        assert_ok(store_put_party(s, &party, &err));
        assert_ok(store_commit(s, &err));
        party.n_records = 8;
        party.actor = STR("A-2");
    }
    list.hash = 2;
    assert_ok(store_put_list(s, &list, &err));
    sees_parties(s, "k,Acme,CN,8,A-2;");
    assert_int_equal(count_rows("SELECT count(*) FROM list_version"), 2);
    assert_int_equal(count_rows("SELECT count(*) FROM party WHERE actor = 'A-2'"), 1);
    store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(parties_lists_and_actors_are_kept_once), TEST(many_parties_are_put_at_once),
        TEST(parties_of_an_older_store_are_moved), TEST(parties_of_one_hash_are_told_apart),
        TEST(parties_are_taken_one_by_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
