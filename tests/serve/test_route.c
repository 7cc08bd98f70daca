/* The table of routes: matching, parameters, and that every row is whole. */
#include "unit.h"

#include "serve/internal.h"

#include <string.h>

static int find(enum http_method m, const char *path, struct request *q, const struct route **ret)
{
    int status;
    memset(q, 0, sizeof *q);
    q->path = str_of(path);
    *ret = route_find(m, q, &status);
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
    assert_int_equal(find(HTTP_GET, "/health", &q, &r), 404);
    assert_int_equal(find(HTTP_GET, "/", &q, &r), 404);
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
    assert_true(request_has_param(&q, "c"));
    assert_false(request_has_param(&q, "e"));
    assert_false(route_params(STR("a=%zz"), &a, &q));
    assert_false(route_params(STR("a=%ff"), &a, &q)); /* no UTF-8 */
    arena_release(&a);
}

/* Only what watches the server, and the page, may be had without a token. */
static void rows_are_whole(void **state)
{
    (void)state;
    for (const struct route *const *t = serve_tables; *t; t++)
        for (const struct route *r = *t; r->pattern; r++) {
            assert_true(r->pattern[0] == '/' && r->help && r->tag && r->handler);
            assert_true(r->body_limit <= SERVE_MAX_BODY);
            if (strcmp(r->tag, "system") != 0 && strcmp(r->tag, "page") != 0)
                assert_true(r->role > SERVE_ANYONE);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_rows),
                                       cmocka_unit_test(reads_parameters),
                                       cmocka_unit_test(rows_are_whole)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
