/* The table of routes: matching, parameters, and that every row is whole. */
#include "unit.h"

#include "serve/internal.h"

#include <stdio.h>
#include <string.h>

static int find(enum http_method m, const char *path, struct request *q, const struct route **ret)
{
    static char room[256];
    struct http_path split;
    int status;
    memset(q, 0, sizeof *q);
    assert_true(http_split_path(str_of(path), room, &split));
    *ret = route_find(m, &split, q, &status);
    return status;
}

static void finds_rows(void **state)
{
    struct request q;
    const struct route *r;
    (void)state;
    assert_int_equal(find(HTTP_GET, "/healthz", &q, &r), 200);
    assert_string_equal(r->pattern, "/healthz");
    assert_int_equal(find(HTTP_HEAD, "/healthz", &q, &r), 200);
    assert_int_equal(find(HTTP_POST, "/healthz", &q, &r), 405);
    assert_null(r);
    assert_int_equal(find(HTTP_GET, "/healthz/", &q, &r), 404);
    assert_int_equal(find(HTTP_GET, "/api/v1/case", &q, &r), 404);
    assert_int_equal(find(HTTP_GET, "/a/b", &q, &r), 404);
    assert_int_equal(find(HTTP_GET, "/", &q, &r), 200);
    assert_int_equal(find(HTTP_POST, "/api/v1/cases/SC-1/decision", &q, &r), 200);
    assert_true(str_is(q.segments[0], STR("SC-1")));
    assert_int_equal(find(HTTP_GET, "/api/v1/consignments/020-1%2FH1", &q, &r), 200);
    assert_string_equal(r->pattern, "/api/v1/consignments/{id}");
    assert_true(str_is(q.segments[0], STR("020-1/H1")));
    assert_int_equal(find(HTTP_GET, "/api%2Fv1/cases", &q, &r), 404);
    assert_int_equal(find(HTTP_GET, "/entities/A/adjacent/owner", &q, &r), 200);
    assert_true(str_is(q.segments[0], STR("A")));
    assert_true(str_is(q.segments[1], STR("owner")));
    assert_int_equal(find(HTTP_GET, "/entities/", &q, &r), 404);
    assert_int_equal(find(HTTP_GET, "/1/2/3/4/5/6/7/8/9", &q, &r), 404);
}

/* A path without a route has no largest body: what is wrong is not the body. */
static void bodies_belong_to_routes(void **state)
{
    static const struct {
        const char *path;
        size_t most;
        enum http_method method;
        bool is_route;
    } all[] = {{"/healthz", 0, HTTP_GET, true},
               {"/healthz", 0, HTTP_POST, false},
               {"/match/", 0, HTTP_POST, false},
               {"/api/v1/plans", MIB, HTTP_POST, true}};
    (void)state;
    for (size_t i = 0; i < N_OF(all); i++) {
        struct http_head h = {.method = all[i].method, .path = str_of(all[i].path)};
        size_t most;
        assert_int_equal(route_body_limit(&h, &most), all[i].is_route);
        assert_int_equal(most, all[i].most);
    }
}

static void reads_parameters(void **state)
{
    struct arena a;
    struct request q = {0};
    (void)state;
    arena_init(&a, MIB);
    assert_true(route_params(STR("a=1&b=x+y&a=2&&c&d=%3D"), &a, &q));
    assert_int_equal(q.n_params, 5);
    assert_true(str_is(request_param(&q, "a"), STR("1")));
    assert_true(str_is(request_param(&q, "b"), STR("x y")));
    assert_true(str_is(request_param(&q, "d"), STR("=")));
    assert_int_equal(request_param(&q, "c").n, 0);
    assert_int_equal(request_param(&q, "e").n, 0);
    assert_false(route_params(STR("a=%zz"), &a, &q));
    assert_false(route_params(STR("a=%ff"), &a, &q)); /* no UTF-8 */
    char many[2 * REQUEST_MAX_PARAMS + 1];
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = i % 2 ? '&' : 'a';
    assert_true(route_params((struct str){many, sizeof many - 2}, &a, &q));
    assert_int_equal(q.n_params, REQUEST_MAX_PARAMS);
    assert_false(route_params((struct str){many, sizeof many}, &a, &q));
    arena_release(&a);
}

/* Only what watches the server, and the page, may be had without a token. yente's updater asks for
 * it itself, because it may stand in the query (tests/e2e/serve.sh). */
static void rows_are_whole(void **state)
{
    (void)state;
    for (const struct route *const *t = serve_tables; *t; t++)
        for (const struct route *r = *t; r->pattern; r++) {
            assert_true(r->pattern[0] == '/' && r->help && r->tag && r->handler);
            assert_true(r->body_limit <= SERVE_MAX_BODY);
            if (strcmp(r->tag, "system") != 0 && strcmp(r->tag, "page") != 0 &&
                strcmp(r->pattern, "/updatez") != 0)
                assert_true(r->role > SERVE_ANYONE);
        }
}

/* What /openapi.json says is what the table says: every row but the page's files stands in it, with
 * a body where one is taken. */
static void rows_are_described(void **state)
{
    struct arena a;
    struct reply r;
    struct request q = {0};
    struct serve_context x = {.arena = &a};
    const struct route *self;
    const struct json_value *v;
    (void)state;
    arena_init(&a, 16 * MIB);
    reply_init(&r);
    assert_int_equal(find(HTTP_GET, "/openapi.json", &q, &self), 200);
    self->handler(&x, &q, &r);
    assert_ok(json_parse(buf_str(&r.body), &a, &v, NULL));
    size_t described = 0, rows = 0;
    for (const struct json_value *path = json_get(v, "paths")->first; path; path = path->next)
        described += path->n;
    for (const struct route *const *t = serve_tables; *t; t++)
        for (const struct route *row = *t; row->pattern; row++) {
            const struct json_value *path = json_get(json_get(v, "paths"), row->pattern);
            if (strcmp(row->tag, "page") == 0)
                continue;
            rows++;
            const struct json_value *op = json_get(path, row->method == HTTP_POST  ? "post"
                                                         : row->method == HTTP_PUT ? "put"
                                                                                   : "get");
            if (!op || json_text(op, "summary").n == 0)
                fail_msg("%s is not described", row->pattern);
            if (row->body_limit > 4 * KIB && !json_get(op, "requestBody"))
                fail_msg("the body of %s is not described", row->pattern);
        }
    assert_int_equal(rows, described);
    reply_release(&r);
    arena_release(&a);
}

static bool is_own(const char *head)
{
    static const char *const hosts[] = {"seine.example"};
    const struct serve_options o = {.hosts = hosts, .n_hosts = 1};
    struct http_head h;
    char text[256];
    snprintf(text, sizeof text, "GET / HTTP/1.1\r\n%s\r\n\r\n", head);
    assert_int_equal(http_parse(str_of(text), &h), HTTP_COMPLETE);
    return origin_is_own(&o, &h);
}

/* No other site's page asks through its reader's browser. */
static void foreign_origins_are_seen(void **state)
{
    static const char *const own[] = {"Host: localhost",
                                      "Host: LOCALHOST:80",
                                      "Host: 127.0.0.1:8737",
                                      "Host: [::1]:8737",
                                      "Host: 10.1.2.3",
                                      "Host: Seine.Example:443",
                                      "Host: localhost:1\r\nOrigin: http://localhost:1",
                                      "Host: seine.example\r\nOrigin: https://seine.example"};
    static const char *const foreign[] = {"Host: evil.example",
                                          "Host: localhost.evil.example",
                                          "Host: 127.0.0.1.evil.example",
                                          "Host: [::1",
                                          "Host: ::1",
                                          "Host: :80",
                                          "Host: localhost:1\r\nOrigin: http://localhost:2",
                                          "Host: localhost\r\nOrigin: null",
                                          "Host: localhost\r\nOrigin: http://evil.example"};
    (void)state;
    for (size_t i = 0; i < N_OF(own); i++)
        if (!is_own(own[i]))
            fail_msg("refused: %s", own[i]);
    for (size_t i = 0; i < N_OF(foreign); i++)
        if (is_own(foreign[i]))
            fail_msg("let in: %s", foreign[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_rows),         cmocka_unit_test(bodies_belong_to_routes),
        cmocka_unit_test(reads_parameters),   cmocka_unit_test(rows_are_whole),
        cmocka_unit_test(rows_are_described), cmocka_unit_test(foreign_origins_are_seen)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
