/* Decisions about a party and a listed entry: whom they are about, and how long they hold. */
#include "store/opened.h"

#include "pipeline/pipeline.h"

static struct list_info info[] = {{.key = {"uk", sizeof "uk" - 1}},
                                  {.key = {"un", sizeof "un" - 1}}};
static const struct list_set lists = {.lists = {info, 2, 0}};
static const struct listed_entity entry = {
    .id = {"K-1", sizeof "K-1" - 1}, .list = 0, .content_hash = 7};

/* The key under which the party is kept, and decided on. */
static struct str key_of(struct str name, struct str country, char ret[32])
{
    struct buf key;
    buf_init(&key, 32);
    pipeline_party_key(&key, name, country);
    snprintf(ret, 32, STR_FMT, STR_ARG(buf_str(&key)));
    buf_release(&key);
    return str_of(ret);
}

static void decide(struct store *s, const char *verdict)
{
    char key[32];
    struct seine_error err = {0};
    struct store_decision d = {.subject = key_of(STR("Sohn Works"), STR("CN"), key),
                               .object = STR("uk/K-1"),
                               .verdict = str_of(verdict),
                               .reason = STR("seen"),
                               .by = STR("ann"),
                               .at = STR("2026-01-01T00:00:00Z"),
                               .entity_hash = 7};
    assert_ok(store_put_decision(s, &d, &err));
}

static bool is_cleared(struct store *s, const struct listed_entity *e, const char *name,
                       const char *country)
{
    bool ret = false;
    struct seine_error err = {0};
    assert_ok(pipeline_is_cleared(s, &lists, e, str_of(name), str_of(country), &ret, &err));
    assert_int_equal(err.status, SEINE_OK); /* nobody decided is no error */
    return ret;
}

static void a_clearance_is_of_one_party_and_one_entry(void **state)
{
    struct listed_entity of_other_list = entry, other = entry, changed = entry;
    struct store *s = opened();
    (void)state;
    assert_false(is_cleared(s, &entry, "Sohn Works", "CN"));
    decide(s, "cleared");
    assert_true(is_cleared(s, &entry, "Sohn Works", "CN"));
    assert_false(is_cleared(s, &entry, "Sohn Work", "CN"));
    assert_false(is_cleared(s, &entry, "Sohn Works", "KP"));
    assert_false(is_cleared(s, &entry, "Sohn Works", ""));
    of_other_list.list = 1;
    assert_false(is_cleared(s, &of_other_list, "Sohn Works", "CN"));
    other.id = STR("K-11");
    assert_false(is_cleared(s, &other, "Sohn Works", "CN"));
    changed.content_hash = 8; /* since somebody looked at it */
    assert_false(is_cleared(s, &changed, "Sohn Works", "CN"));
    store_close(s);
}

static void the_last_decision_holds(void **state)
{
    struct store *s = opened();
    (void)state;
    decide(s, "cleared");
    decide(s, "confirmed");
    assert_false(is_cleared(s, &entry, "Sohn Works", "CN"));
    decide(s, "cleared");
    assert_true(is_cleared(s, &entry, "Sohn Works", "CN"));
    store_close(s);
}

/* Where the name ends and the country begins is part of it. */
static void a_party_has_a_key_of_its_own(void **state)
{
    char a[32], b[32];
    (void)state;
    assert_true(str_is(key_of(STR("Sohn"), STR("CN"), a), key_of(STR("Sohn"), STR("CN"), b)));
    assert_int_equal(strlen(a), 2 + 16);
    assert_memory_equal(a, "P-", 2);
    assert_false(str_is(str_of(a), key_of(STR("SohnC"), STR("N"), b)));
    assert_false(str_is(str_of(a), key_of(STR("Sohn"), STR(""), b)));
}

static void only_a_kept_party_is_found(void **state)
{
    char key[32];
    struct seine_error err = {0};
    struct store *s = opened();
    const struct store_party parties[] = {{STR("1"), STR("Sohn"), STR("CN"), 1, STR("A-1")},
                                          {STR("2"), STR("Mun"), STR("KP"), 1, STR("A-2")}};
    (void)state;
    for (size_t i = 0; i < N_OF(parties); i++)
        assert_ok(store_put_party(s, &parties[i], &err));
    for (size_t i = 0; i < N_OF(parties); i++)
        assert_ok(pipeline_has_party(s, key_of(parties[i].name, parties[i].country, key), &err));
    assert_int_equal(pipeline_has_party(s, key_of(STR("Sohn"), STR("KP"), key), &err),
                     SEINE_NOT_FOUND);
    assert_non_null(strstr(err.message, key));
    store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_clearance_is_of_one_party_and_one_entry),
        TEST(the_last_decision_holds),
        TEST(a_party_has_a_key_of_its_own),
        TEST(only_a_kept_party_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
