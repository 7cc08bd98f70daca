/* JSON: the strict reader, the tree, the writer. */
#include "unit.h"

#include <math.h>

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 64 * MIB);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static bool accepts(struct str text)
{
    const struct json_value *v = NULL;
    struct seine_error err = {0};
    enum seine_status status = json_parse(text, &arena, &v, &err);
    assert_int_equal(status, err.status);
    assert_true((status == SEINE_OK) == (v != NULL));
    return status == SEINE_OK;
}

static void well_formed_documents_are_accepted(void **state)
{
    (void)state;
    static const char *const good[] = {"0",
                                       "-0.5e+10",
                                       "\"\"",
                                       "[]",
                                       "{}",
                                       " [1 , 2 ] ",
                                       "null",
                                       "true",
                                       "{\"a\":{\"b\":[{}]}}",
                                       "\"\\u00e9\\\\\\/\\\"\"",
                                       "[\"\xF0\x9F\x98\x80\"]"};
    for (size_t i = 0; i < N_OF(good); i++)
        assert_true(accepts(str_of(good[i])));
}

static void malformed_documents_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      " ",
                                      "[",
                                      "]",
                                      "{",
                                      "[1,]",
                                      "{\"a\":1,}",
                                      "{a:1}",
                                      "{\"a\" 1}",
                                      "01",
                                      "1.",
                                      ".5",
                                      "+1",
                                      "1e",
                                      "--1",
                                      "nul",
                                      "truex",
                                      "\"a",
                                      "\"\n\"",
                                      "\"\\x\"",
                                      "\"\\u12\"",
                                      "\"\\ud800\"",
                                      "\"\\udc00\\ud800\"",
                                      "\"\\u0000\"",
                                      "[1 2]",
                                      "1 2",
                                      "'a'",
                                      "\"\xFF\"",
                                      "\"\xC0\x80\"",
                                      "\"\xED\xA0\x80\"",
                                      "{\"a\"}",
                                      "[}",
                                      "{]",
                                      "NaN"};
    for (size_t i = 0; i < N_OF(bad); i++)
        assert_false(accepts(str_of(bad[i])));
    assert_false(accepts(STR("[\"a\0b\"]")));
}

static void depth_is_limited(void **state)
{
    (void)state;
    char text[2 * (LIMIT_JSON_DEPTH + 1)];
    memset(text, '[', LIMIT_JSON_DEPTH);
    memset(text + LIMIT_JSON_DEPTH, ']', LIMIT_JSON_DEPTH);
    assert_true(accepts((struct str){text, (size_t)2 * LIMIT_JSON_DEPTH}));
    memset(text, '[', LIMIT_JSON_DEPTH + 1);
    memset(text + LIMIT_JSON_DEPTH + 1, ']', LIMIT_JSON_DEPTH + 1);
    assert_false(accepts((struct str){text, sizeof text}));
}

static void errors_tell_the_byte(void **state)
{
    (void)state;
    const struct json_value *v;
    struct seine_error err = {0};
    assert_int_equal(json_parse(STR("{\"a\": 1, b}"), &arena, &v, &err), SEINE_FORMAT);
    assert_int_equal(err.column, 10);
    assert_true(err.message[0] != '\0');
}

static void strings_are_unescaped(void **state)
{
    (void)state;
    struct json_reader r;
    json_init(&r, STR("[\"\\ud83d\\ude00\",\"a\\n\\t\\/\\u4e2d\",\"plain\"]"), &arena);
    assert_int_equal(json_next(&r), JSON_ARRAY);
    assert_int_equal(json_next(&r), JSON_STRING);
    assert_str(r.text, "\xF0\x9F\x98\x80");
    assert_int_equal(json_next(&r), JSON_STRING);
    assert_str(r.text, "a\n\t/\xE4\xB8\xAD");
    assert_int_equal(json_next(&r), JSON_STRING);
    assert_str(r.text, "plain");
    assert_int_equal(json_next(&r), JSON_ARRAY_END);
    assert_int_equal(json_next(&r), JSON_END);
    assert_int_equal(json_next(&r), JSON_END);
}

static void values_can_be_skipped_whole(void **state)
{
    (void)state;
    struct json_reader r;
    json_init(&r, STR("{\"a\":{\"x\":[1,{\"y\":2}]},\"b\":3}"), &arena);
    assert_int_equal(json_next(&r), JSON_OBJECT);
    assert_int_equal(json_next(&r), JSON_KEY);
    assert_true(json_skip(&r));
    assert_int_equal(json_next(&r), JSON_KEY);
    assert_str(r.text, "b");
    assert_int_equal(json_next(&r), JSON_NUMBER);
    assert_str(r.text, "3");
    json_init(&r, STR("[[1,2"), &arena);
    assert_false(json_skip(&r));
}

static void the_last_of_equal_keys_counts(void **state)
{
    (void)state;
    const struct json_value *v;
    assert_ok(json_parse(STR("{\"a\":\"x\",\"n\":5,\"a\":\"y\",\"l\":[1,2,3]}"), &arena, &v, NULL));
    assert_str(json_text(v, "a"), "y");
    assert_str(json_text(v, "n"), "");
    assert_str(json_text(v, "absent"), "");
    assert_null(json_get(v, "absent"));
    assert_int_equal(json_get(v, "l")->n, 3);
    assert_int_equal(v->n, 4);
    assert_null(json_get(json_get(v, "l"), "a"));
}

static void the_writer_puts_commas_and_escapes(void **state)
{
    (void)state;
    struct buf out;
    struct json_writer w;
    buf_init(&out, LIMIT_TEXT);
    json_writer_init(&w, &out);
    json_object(&w);
    json_key(&w, "a");
    json_array(&w);
    json_i64(&w, -1);
    json_decimal(&w, 0.5, 3);
    json_decimal(&w, (double)NAN, 3);
    json_fixed(&w, 1250, 2);
    json_bool(&w, false);
    json_null(&w);
    json_array_end(&w);
    json_member(&w, "none", STR_EMPTY);
    json_member(&w, "s", STR("q\"\\\n\x01\xFF\xC3\xA9"));
    json_key(&w, "o");
    json_object(&w);
    json_object_end(&w);
    json_object_end(&w);
    assert_ok(buf_status(&out));
    assert_str(buf_str(&out), "{\"a\":[-1,0.5,null,12.5,false,null],\"s\":"
                              "\"q\\\"\\\\\\n\\u0001\xEF\xBF\xBD\xC3\xA9\",\"o\":{}}");
    assert_true(accepts(buf_str(&out)));
    buf_release(&out);
}

static void writing_too_deep_fails_the_buffer(void **state)
{
    (void)state;
    struct buf out;
    struct json_writer w;
    buf_init(&out, LIMIT_TEXT);
    json_writer_init(&w, &out);
    for (int i = 0; i < 100; i++)
        json_array(&w);
    assert_int_equal(buf_status(&out), SEINE_LIMIT);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_documents_are_accepted),
        cmocka_unit_test(malformed_documents_are_refused),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(errors_tell_the_byte),
        cmocka_unit_test(strings_are_unescaped),
        cmocka_unit_test(values_can_be_skipped_whole),
        cmocka_unit_test(the_last_of_equal_keys_counts),
        cmocka_unit_test(the_writer_puts_commas_and_escapes),
        cmocka_unit_test(writing_too_deep_fails_the_buffer),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
