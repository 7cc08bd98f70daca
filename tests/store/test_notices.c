/* What there is to tell: numbered once each, told to the hooks that were there, at least once; and
 * actors and records with their cases. */
#include "behind.h"

#include "store/actors.h"
#include "store/care.h"
#include "store/notices.h"

static char folder[64], path[512];
static struct store *store;
static char told[1024];

static int start(void **state)
{
    struct seine_error err = {0};
    (void)state;
    snprintf(folder, sizeof folder, "%s/seine-notices-XXXXXX", P_tmpdir);
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s%s", server() ? server() : folder, server() ? "" : "/memory.db");
    behind_clear(path);
    return store_open(path, &store, &err) == SEINE_OK ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    store_close(store);
    behind_clear(path);
    return rmdir(folder);
}

static void put_case_json(const char *id, double score, const char *record, const char *actor,
                          const char *json)
{
    const struct str records[] = {str_of(record)}, actors[] = {str_of(actor)};
    struct store_case c = {str_of(id), STR("kite"), score, str_of(json), records,
                           1,          actors,      1,     false,        false};
    struct seine_error err = {0};
    assert_ok(store_begin(store, &err));
    assert_ok(store_put_record(store, records[0], 20000, STR("{}"), &err));
    assert_ok(store_put_case(store, &c, &err));
    assert_ok(store_commit(store, &err));
}

static void put_case(const char *id, double score, const char *record, const char *actor)
{
    put_case_json(id, score, record, actor, "{}");
}

static void put(const char *key, const char *kind, const char *body)
{
    struct store_notice n = {.key = str_of(key), .kind = str_of(kind), .body = str_of(body)};
    struct seine_error err = {0};
    assert_ok(store_begin(store, &err));
    assert_ok(store_put_notice(store, &n, &err));
    assert_ok(store_commit(store, &err));
}

static void hook(const char *url)
{
    struct seine_error err = {0};
    assert_ok(store_begin(store, &err));
    assert_ok(store_put_hook(store, str_of(url), &err));
    assert_ok(store_commit(store, &err));
}

static void add(long long n, struct str text)
{
    size_t at = strlen(told);
    snprintf(told + at, sizeof told - at, "%lld:%.*s ", n, (int)text.n, text.p);
}

static enum seine_status take(void *context, const struct store_notice *n, struct seine_error *err)
{
    (void)context;
    (void)err;
    add((long long)n->n, n->key);
    return SEINE_OK;
}

static void untold(const char *url, int64_t after, int64_t limit, const char *wanted)
{
    struct seine_error err = {0};
    told[0] = 0;
    assert_ok(store_each_untold(store, str_of(url), after, limit, take, NULL, &err));
    assert_string_equal(told, wanted);
}

static void hooks_are_told_of_what_came_after_them(void **state)
{
    struct seine_error err = {0};
    int64_t last = -1;
    (void)state;
    assert_ok(store_last_notice(store, &last, &err));
    assert_int_equal(last, 0);
    put("a", "case", "{}");
    hook("http://one/");
    put("b", "case", "{}");
    put("c", "watch", "{\"x\":1}");
    put("b", "case", "{\"other\":1}"); /* is there */
    hook("http://two/");
    put("d", "case", "{}");
    hook("http://one/"); /* known: still told of b and c */
    untold("http://one/", 0, 100, "2:b 3:c 4:d ");
    untold("http://two/", 0, 100, "4:d ");
    untold("http://three/", 0, 100, "");
    untold("http://one/", 2, 1, "3:c ");
    assert_ok(store_put_told(store, STR("http://one/"), 3, STR("delivered"), &err));
    assert_ok(store_put_told(store, STR("http://one/"), 3, STR("delivered"), &err));
    untold("http://one/", 0, 100, "2:b 4:d ");
    untold("http://two/", 0, 100, "4:d ");
    store_close(store); /* nothing of that is in memory */
    assert_ok(store_open(path, &store, &err));
    untold("http://one/", 0, 100, "2:b 4:d ");
    told[0] = 0;
    assert_ok(store_look_notices(store, STR("watch"), 0, 10, take, NULL, &err));
    assert_string_equal(told, "3:c ");
    told[0] = 0;
    assert_ok(store_look_notices(store, STR("watch"), 3, 10, take, NULL, &err));
    assert_string_equal(told, "");
    assert_ok(store_each_notice(store, 2, 100, take, NULL, &err));
    assert_string_equal(told, "3:c 4:d ");
    assert_ok(store_last_notice(store, &last, &err));
    assert_int_equal(last, 4);
}

static enum seine_status take_case(void *context, const struct store_case *c,
                                   struct seine_error *err)
{
    (void)context;
    (void)err;
    add((long long)c->score, c->id);
    return SEINE_OK;
}

static void cases_without_a_notice_are_found(void **state)
{
    struct seine_error err = {0};
    (void)state;
    put_case("SC-1", 1, "R1", "A-1");
    put_case("SC-2", 2, "R2", "A-1");
    put("case:SC-1", "case", "{}");
    told[0] = 0;
    assert_ok(store_each_unnoticed(store, take_case, NULL, &err));
    assert_string_equal(told, "2:SC-2 ");
}

/* With a case that retention forgets go the notices of it; a number is never given twice. */
static void notices_go_with_their_case(void **state)
{
    struct seine_error err = {0};
    struct store_pruned pruned;
    struct store_decision d = {.subject = STR("SC-1"),
                               .object = STR_EMPTY,
                               .verdict = STR("cleared"),
                               .reason = STR("why"),
                               .by = STR("ann"),
                               .at = STR("2026-01-01T00:00:00Z")};
    (void)state;
    hook("http://one/");
    put_case_json("SC-1", 1, "R1", "A-1", "{\"last\":\"2020-01-01\"}");
    put_case("SC-2", 2, "R2", "A-1");
    put("case:SC-1", "case", "{}");
    put("arrival-1", "watch", "{\"case\":\"SC-1\"}");
    put("case:SC-2", "case", "{}");
    put("arrival-2", "watch", "{\"case\":\"SC-1\"}");
    assert_ok(store_put_told(store, STR("http://one/"), 1, STR("delivered"), &err));
    assert_ok(store_put_decision(store, &d, &err));
    assert_ok(store_prune(store, date_day(2024, 1, 1), false, &pruned, &err));
    assert_int_equal(pruned.cases, 1);
    told[0] = 0;
    assert_ok(store_each_notice(store, 0, 100, take, NULL, &err));
    assert_string_equal(told, "3:case:SC-2 4:gone:4 ");
    assert_int_equal(behind_number(path, "SELECT count(*) FROM told"), 0);
    untold("http://one/", 0, 100, "3:case:SC-2 ");
    put("arrival-3", "watch", "{}");
    untold("http://one/", 0, 100, "3:case:SC-2 5:arrival-3 ");
    assert_ok(store_prune(store, date_day(2024, 1, 1), false, &pruned, &err));
    told[0] = 0;
    assert_ok(store_each_notice(store, 0, 100, take, NULL, &err));
    assert_string_equal(told, "3:case:SC-2 5:arrival-3 ");
}

static void put_party(const char *key, const char *name, uint64_t n, const char *actor)
{
    struct store_party p = {str_of(key), str_of(name), STR("DE"), n, str_of(actor)};
    struct seine_error err = {0};
    assert_ok(store_begin(store, &err));
    assert_ok(store_put_party(store, &p, &err));
    assert_ok(store_commit(store, &err));
}

static enum seine_status take_actor(void *context, const struct store_actor *a,
                                    struct seine_error *err)
{
    (void)context;
    (void)err;
    add((long long)a->n_records, a->id);
    return SEINE_OK;
}

static void actors(const char *text, uint64_t offset, uint64_t limit, const char *wanted)
{
    struct seine_error err = {0};
    told[0] = 0;
    assert_ok(store_look_actors(store, str_of(text), offset, limit, take_actor, NULL, &err));
    assert_string_equal(told, wanted);
}

static enum seine_status take_party(void *context, const struct store_party *p,
                                    struct seine_error *err)
{
    (void)context;
    (void)err;
    add((long long)p->n_records, p->name);
    return SEINE_OK;
}

static void actors_are_found_by_a_part_of_a_name(void **state)
{
    struct seine_error err = {0};
    (void)state;
    put_case("SC-1", 1, "R1", "A-1");
    put_case("SC-2", 2, "R2", "A-1");
    put_party("k1", "Acme 100% Tools", 3, "A-1");
    put_party("k2", "ACME TOOLS_LTD", 4, "A-1");
    put_party("k3", "Brass Works", 5, "A-2");
    actors("", 0, 10, "7:A-1 5:A-2 ");
    actors("", 1, 10, "5:A-2 ");
    actors("", 0, 1, "7:A-1 ");
    actors("tools", 0, 10, "7:A-1 ");
    actors("RASS", 0, 10, "5:A-2 ");
    actors("%", 0, 10, "7:A-1 ");
    actors("_", 0, 10, "7:A-1 ");
    actors("!", 0, 10, "");
    actors("' OR 1=1 --", 0, 10, "");
    told[0] = 0;
    assert_ok(store_look_mentions(store, STR("A-1"), take_party, NULL, &err));
    assert_string_equal(told, "4:ACME TOOLS_LTD 3:Acme 100% Tools ");
    told[0] = 0;
    assert_ok(store_look_actor_cases(store, STR("A-1"), 10, take_case, NULL, &err));
    assert_string_equal(told, "2:SC-2 1:SC-1 ");
    told[0] = 0;
    assert_ok(store_look_record_cases(store, STR("R1"), take_case, NULL, &err));
    assert_string_equal(told, "1:SC-1 ");
    assert_ok(store_check(store, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(hooks_are_told_of_what_came_after_them, start, stop),
        cmocka_unit_test_setup_teardown(cases_without_a_notice_are_found, start, stop),
        cmocka_unit_test_setup_teardown(notices_go_with_their_case, start, stop),
        cmocka_unit_test_setup_teardown(actors_are_found_by_a_part_of_a_name, start, stop)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
