/* The head of a request: what is taken, and what is refused because two readers could differ. */
#include "unit.h"

#include "serve/parse.h"

static int parse(const char *text, struct http_head *h)
{
    return http_parse(str_of(text), h);
}

static void takes_a_plain_request(void **state)
{
    struct http_head h;
    (void)state;
    const char *text =
        "POST /match/default?limit=3&a HTTP/1.1\r\nHost: x:80\r\nContent-Length: 12\r\n"
        "Accept:  a, b \r\nConnection: foo, Close\r\n\r\nrest";
    assert_int_equal(parse(text, &h), HTTP_COMPLETE);
    assert_int_equal(h.method, HTTP_POST);
    assert_true(str_is(h.path, STR("/match/default")));
    assert_true(str_is(h.query, STR("limit=3&a")));
    assert_int_equal(h.content_length, 12);
    assert_true(str_is(http_header(&h, "accept"), STR("a, b")));
    assert_true(str_is(http_header(&h, "absent"), STR_EMPTY));
    assert_false(h.is_kept_alive);
    assert_int_equal(h.n_bytes, str_of(text).n - 4);
}

static void keeps_alive_by_version(void **state)
{
    struct http_head h;
    (void)state;
    assert_int_equal(parse("GET / HTTP/1.1\r\nHost: x\r\n\r\n", &h), HTTP_COMPLETE);
    assert_true(h.is_kept_alive);
    assert_int_equal(parse("GET / HTTP/1.0\r\n\r\n", &h), HTTP_COMPLETE);
    assert_false(h.is_kept_alive);
}

/* Each is read in two ways by some pair of servers, or is no HTTP at all. */
static void refuses_what_is_ambiguous(void **state)
{
    static const struct {
        int status;
        const char *text;
    } cases[] = {
        {400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"},
        {400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n"},
        {400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\n"},
        {400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n"},
        {400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"},
        {400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\n"},
        {400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n"},
        {400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n"},
        {400,
         "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {411, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {411, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n"},
        {400, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n folded\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\r\n: c\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\r\nnocolon\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\r\nA: b\x01\r\n\r\n"},
        {400, "GET / HTTP/1.1\nHost: x\n\n"},
        {400, "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"},
        {400, "GET / HTTP/1.1\r\n\r\n"},
        {400, "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"},
        {400, "GET / HTTP/1.1 \r\nHost: x\r\n\r\n"},
        {400, "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"},
        {400, "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n"},
        {400, "GET /\x80 HTTP/1.1\r\nHost: x\r\n\r\n"},
        {400, "GET /\x7f HTTP/1.1\r\nHost: x\r\n\r\n"},
        {400, "GET /#a HTTP/1.1\r\nHost: x\r\n\r\n"},
        {400, "G@T / HTTP/1.1\r\nHost: x\r\n\r\n"},
        {400, "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"},
        {400, "GET / http/1.1\r\nHost: x\r\n\r\n"},
        {505, "GET / HTTP/2.0\r\nHost: x\r\n\r\n"},
        {505, "GET / HTTP/1.9\r\nHost: x\r\n\r\n"},
        {501, "BREW / HTTP/1.1\r\nHost: x\r\n\r\n"},
        {417, "POST / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n"},
        {HTTP_COMPLETE,
         "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 0\r\n\r\n"},
    };
    struct http_head h;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int status = parse(cases[i].text, &h);
        if (status != cases[i].status)
            print_message("case %zu: %s\n", i, cases[i].text);
        assert_int_equal(status, cases[i].status);
    }
    assert_int_equal(http_parse((struct str){"GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n", 33}, &h),
                     400);
}

static void bounds_everything(void **state)
{
    struct http_head h;
    struct buf b;
    (void)state;
    buf_init(&b, MIB);
    buf_add_z(&b, "GET /");
    for (size_t i = 0; i < HTTP_MAX_TARGET; i++)
        buf_add_c(&b, 'a');
    buf_add_z(&b, " HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(http_parse(buf_str(&b), &h), 414);
    buf_reset(&b);
    buf_add_z(&b, "GET / HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < HTTP_MAX_HEADERS; i++)
        buf_add_f(&b, "A%d: b\r\n", i);
    buf_add_z(&b, "\r\n");
    assert_int_equal(http_parse(buf_str(&b), &h), 431);
    buf_reset(&b);
    buf_add_z(&b, "GET / HTTP/1.1\r\nHost: x\r\nA: ");
    for (size_t i = 0; i < HTTP_MAX_HEAD; i++)
        buf_add_c(&b, 'a');
    assert_int_equal(http_parse(buf_str(&b), &h), 431);
    buf_reset(&b);
    for (size_t i = 0; i < HTTP_MAX_HEAD + 1; i++)
        buf_add_c(&b, 'a');
    assert_int_equal(http_parse(buf_str(&b), &h), 414);
    buf_release(&b);
}

static void a_prefix_is_incomplete(void **state)
{
    const char text[] = "GET /a?b=c HTTP/1.1\r\nHost: x\r\nAccept: *\r\n\r\n";
    struct http_head h;
    (void)state;
    for (size_t n = 0; n < sizeof text - 1; n++)
        assert_int_equal(http_parse((struct str){text, n}, &h), HTTP_INCOMPLETE);
    assert_int_equal(http_parse((struct str){text, sizeof text - 1}, &h), HTTP_COMPLETE);
}

static void decodes_paths(void **state)
{
    char out[64];
    size_t n;
    (void)state;
    assert_true(http_decode(STR("/a%20b+c"), false, out, &n));
    assert_true(str_is((struct str){out, n}, STR("/a b+c")));
    assert_true(http_decode(STR("a+%c3%A9"), true, out, &n));
    assert_true(str_is((struct str){out, n}, STR("a \xc3\xa9")));
    assert_false(http_decode(STR("/%0"), false, out, &n));
    assert_false(http_decode(STR("/%zz"), false, out, &n));
    assert_false(http_decode(STR("/%1z"), false, out, &n));
    assert_true(http_decode(STR("%0a"), true, out, &n));
    assert_false(http_decode(STR("%00"), true, out, &n));
    assert_false(http_decode(STR("/%00"), false, out, &n));
    assert_false(http_decode(STR("/%0a"), false, out, &n));
}

static size_t split(const char *path, struct http_path *ret)
{
    static char room[256];
    return http_split_path(str_of(path), room, ret) ? ret->n : 0;
}

/* A slash that was escaped is none of the path's: ids of house waybills have one. */
static void splits_paths(void **state)
{
    struct http_path p;
    (void)state;
    assert_int_equal(split("/", &p), 1);
    assert_int_equal(p.segments[0].n, 0);
    assert_int_equal(split("/a/b/", &p), 3);
    assert_int_equal(split("/a/020-1%2fH%201/%e4%b8%ad", &p), 3);
    assert_true(str_is(p.segments[0], STR("a")));
    assert_true(str_is(p.segments[1], STR("020-1/H 1")));
    assert_true(str_is(p.segments[2], STR("\xe4\xb8\xad")));
    assert_int_equal(split("/a/..%2Fb/%2f", &p), 3);
    assert_int_equal(split("/1/2/3/4/5/6/7/8/9", &p), 9);
    assert_true(str_is(p.segments[HTTP_MAX_SEGMENTS - 1], STR("8")));
    const char *const bad[] = {"",      "a",        "/a/../b", "/a/..",  "/a//b", "/./a",
                               "/a\\b", "/a%5cb/c", "/%2e%2E", "/a/%2e", "/a/%2", "/a/%ff"};
    for (size_t i = 0; i < N_OF(bad); i++)
        assert_int_equal(split(bad[i], &p), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(takes_a_plain_request),
                                       cmocka_unit_test(keeps_alive_by_version),
                                       cmocka_unit_test(refuses_what_is_ambiguous),
                                       cmocka_unit_test(bounds_everything),
                                       cmocka_unit_test(a_prefix_is_incomplete),
                                       cmocka_unit_test(decodes_paths),
                                       cmocka_unit_test(splits_paths)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
