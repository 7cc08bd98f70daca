/* The Reconciliation Service API: the manifest, questions with types and properties in all shapes,
 * values of entries, suggestions; what is refused. And yente's updater. */
#include "unit.h"

#include "ask.h"

/* Posts a form of one field, percent-encoded in full. */
static int form(const char *path, const char *field, const char *json)
{
    static char body[64 * KIB];
    size_t n = (size_t)snprintf(body, sizeof body, "%s=", field);
    for (const char *p = json; *p; p++)
        n += (size_t)snprintf(body + n, sizeof body - n, "%%%02X", (unsigned char)*p);
    return ask("POST", path, body);
}

static void the_service_is_told(void **state)
{
    (void)state;
    assert_int_equal(ask("GET", "/reconcile/default", ""), 200);
    assert_says("{\"versions\":[\"0.2\"]");
    assert_says("opensanctions.org");
    assert_says("\"service_url\":\"http://localhost/reconcile/default\"");
    assert_says("{\"id\":\"Person\",\"name\":\"People\"}");
    assert_int_equal(ask("GET", "/reconcile/nowhere", ""), 404);
}

static void questions_are_answered(void **state)
{
    (void)state;
    assert_int_equal(form("/reconcile/default", "queries",
                          "{\"q0\":{\"query\":\"Korea Mining Development Trading Corp\",\"type\":"
                          "\"Organization\",\"limit\":1,\"properties\":[{\"pid\":\"Thing:country\","
                          "\"v\":\"North Korea\"}]},\"q1\":{\"query\":\"Zebediah Quux\"}}"),
                     200);
    assert_says("{\"q0\":{\"result\":[{\"id\":\"OFAC-9345\",\"name\":\"KOREA MINING");
    assert_says("\"type\":[{\"id\":\"Organization\",\"name\":\"Organizations\"}],\"score\":0.9");
    assert_says("\"match\":true}]},\"q1\":{\"result\":[]}}");
    assert_true(str_contains(buf_str(&reply.headers), STR("x-batch-size: 2")));
    /* By GET too, as version 0.2 allows. */
    assert_int_equal(
        ask("GET", "/reconcile/dprk?queries=%7B%22a%22:%7B%22query%22:%22komid%22%7D%7D", ""), 200);
    assert_says("OFAC-9345");
    /* A person's question does not find a company. */
    assert_int_equal(form("/reconcile/default", "queries",
                          "{\"a\":{\"query\":\"Korea Mining Development Trading Corp\",\"type\":["
                          "\"Person\"]}}"),
                     200);
    assert_silent("OFAC-9345");
}

/* Types and values as text, in lists and as objects; names that are none; depth. */
static void every_shape_is_taken(void **state)
{
    static const char *const shapes[] = {
        "{\"a\":{\"query\":\"komid\",\"type\":{\"id\":\"Organization\"}}}",
        "{\"a\":{\"query\":\"komid\",\"type\":[{\"id\":\"Organization\"},\"Person\"]}}",
        "{\"a\":{\"query\":\"komid\",\"type\":[],\"limit\":-1}}",
        "{\"a\":{\"query\":\"komid\",\"limit\":\"many\",\"properties\":{\"pid\":\"x\"}}}",
        "{\"a\":{\"properties\":[{\"pid\":\"name\",\"v\":\"komid\"}]}}",
        "{\"a\":{\"properties\":[{\"pid\":\"Thing:name\",\"v\":[\"x\",\"komid\"]},{\"pid\":"
        "\"country\",\"v\":[{\"id\":\"kp\"},7,null,[1]]},{\"v\":1},{},7,{\"pid\":\"nonsense\","
        "\"v\":"
        "{}},{\"pid\":\"country\",\"v\":\"ir\"}]}}"};
    (void)state;
    for (size_t i = 0; i < N_OF(shapes); i++) {
        assert_int_equal(form("/reconcile/default", "queries", shapes[i]), 200);
        assert_says("OFAC-9345");
    }
    assert_int_equal(form("/reconcile/default", "queries", "{}"), 200);
    assert_string_equal(reply.body.p, "{}");
    assert_int_equal(form("/reconcile/default", "queries", "{\"a\":{},\"b\":7,\"\":null}"), 200);
}

static void wrong_ones_are_refused(void **state)
{
    char many[4096] = "{";
    (void)state;
    assert_int_equal(ask("POST", "/reconcile/default", ""), 400);
    assert_int_equal(ask("POST", "/reconcile/default", "queries=%zz"), 400);
    assert_int_equal(ask("POST", "/reconcile/default", "other=1"), 400);
    assert_int_equal(form("/reconcile/default", "queries", "["), 400);
    assert_int_equal(form("/reconcile/default", "queries", "[1]"), 400);
    assert_int_equal(
        form("/reconcile/default", "queries", "{\"a\":{\"query\":\"x\",\"type\":\"Teapot\"}}"),
        400);
    assert_int_equal(form("/reconcile/nowhere", "queries", "{}"), 404);
    assert_int_equal(form("/reconcile/default", "extend", "{}"), 400);
    assert_int_equal(form("/reconcile/default", "extend", "{\"ids\":1,\"properties\":[]}"), 400);
    for (int i = 0; i < 101; i++)
        snprintf(many + strlen(many), 32, "%s\"q%d\":{\"query\":\"x\"}", i ? "," : "", i);
    strcat(many, "}");
    assert_int_equal(form("/reconcile/default", "queries", many), 400);
    assert_says("Too many queries");
}

static void values_are_told(void **state)
{
    (void)state;
    assert_int_equal(form("/reconcile/default", "extend",
                          "{\"ids\":[\"OFAC-9345\",\"none\",7],\"properties\":[{\"id\":\"name\","
                          "\"settings\":{\"limit\":1}},{\"id\":\"Thing:country\"},{\"id\":"
                          "\"teapot\"}]}"),
                     200);
    assert_says("\"meta\":[{\"id\":\"name\",\"name\":\"Name\"},{\"id\":\"Thing:country\",\"name\":"
                "\"Country\"},{\"id\":\"teapot\"}]");
    assert_says("\"OFAC-9345\":{\"name\":[{\"str\":\"KOREA MINING DEVELOPMENT TRADING "
                "CORPORATION\"}],\"Thing:country\":[{\"str\":\"China\"}");
    assert_says("{\"str\":\"North Korea\"}");
    assert_says("\"teapot\":[]},\"none\":{}}");
    assert_int_equal(
        form("/reconcile/default", "extend",
             "{\"ids\":[\"OFAC-9345\"],\"properties\":[{\"id\":\"country\",\"settings\""
             ":{\"render\":\"raw\"}}]}"),
        200);
    assert_says("{\"str\":\"kp\"}");
}

static void beginnings_are_completed(void **state)
{
    (void)state;
    assert_int_equal(ask("GET", "/reconcile/default/suggest/entity?prefix=korea%20min", ""), 200);
    assert_says("OFAC-9345");
    assert_int_equal(ask("GET", "/reconcile/default/suggest/entity?prefix=orea%20min", ""), 200);
    assert_says("\"result\":[]");
    assert_int_equal(ask("GET", "/reconcile/default/suggest/entity?prefix=kor%20mining", ""), 200);
    assert_says("\"result\":[]"); /* only the last word may go on */
    assert_int_equal(ask("GET", "/reconcile/default/suggest/entity?prefix=k&limit=1", ""), 200);
    assert_int_equal(ask("GET", "/reconcile/default/suggest/entity?limit=x", ""), 422);
    assert_int_equal(ask("GET", "/reconcile/nowhere/suggest/entity?prefix=k", ""), 404);
    assert_int_equal(ask("GET", "/reconcile/default/suggest/entity", ""), 200);
    assert_says("\"prefix\":\"\",\"result\":[]");
    assert_int_equal(ask("GET", "/reconcile/default/suggest/type?prefix=organ", ""), 200);
    assert_says("\"result\":[{\"id\":\"Organization\",\"name\":\"Organizations\"}]");
    assert_int_equal(ask("GET", "/reconcile/default/suggest/type?prefix=banana", ""), 200);
    assert_says("\"result\":[]");
    assert_int_equal(ask("GET", "/reconcile/default/suggest/property?prefix=country", ""), 200);
    assert_says("\"Thing:country\"");
    assert_says("\"LegalEntity:mainCountry\"");
    assert_int_equal(ask("GET", "/reconcile/default/suggest/property?prefix=banana", ""), 200);
    assert_says("\"result\":[]");
    assert_int_equal(ask("GET", "/reconcile/default/extend/property?type=Person", ""), 200);
    assert_says("\"birthDate\"");
    assert_silent("\"imoNumber\"");
}

static void the_updater_is_answered(void **state)
{
    struct serve_lists *held = lists_hold(&server); /* as a worker does */
    uint64_t before = held->version;
    (void)state;
    server.wake = -1; /* there is no loop to wake */
    assert_int_equal(ask("POST", "/updatez?sync=true", ""), 200);
    assert_string_equal(reply.body.p, "{\"status\":\"ok\"}");
    assert_int_equal(server.lists->version, before + 1);
    assert_int_equal(atomic_load(&server.reload), 0);
    assert_int_equal(ask("POST", "/updatez?token=whatever", ""), 200);
    assert_int_equal(atomic_load(&server.reload), 1);
    assert_int_equal(ask("GET", "/v2/data/refresh", ""), 200);
    assert_says("{\"state\":\"succeeded\",\"trigger\":\"");
    atomic_store(&server.reload, 0);
    assert_int_equal(ask("POST", "/v2/data/refresh", ""), 202);
    assert_says("{\"state\":\"running\"");
    assert_int_equal(atomic_load(&server.reload), 1);
    atomic_store(&server.is_reloading, 1);
    assert_int_equal(ask("POST", "/v2/data/refresh", ""), 409);
    atomic_store(&server.is_reloading, 0);
    screen_scratch_free(asked.scratch);
    lists_let_go(&server, held);
    asked.lists = server.lists;
    assert_ok(screen_scratch_new(server.lists->index, &asked.scratch));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_service_is_told),     cmocka_unit_test(questions_are_answered),
        cmocka_unit_test(every_shape_is_taken),    cmocka_unit_test(wrong_ones_are_refused),
        cmocka_unit_test(values_are_told),         cmocka_unit_test(beginnings_are_completed),
        cmocka_unit_test(the_updater_is_answered),
    };
    return cmocka_run_group_tests(tests, ask_start, ask_stop);
}
