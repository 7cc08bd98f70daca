/* trade/ndjson_read.c, json_record.c, lines.c: records from lines of JSON. */
#include "reading.h"

static void reads_every_field(void **state)
{
    static const char text[] =
        "{\"id\":\"a\",\"document\":{\"type\":\"house-air-waybill\",\"number\":\"1\",\"master\":"
        "\"2\",\"issued\":\"2026-01-02\"},\"mode\":\"air\",\"carrier\":\"CA\",\"legs\":[{\"from\":"
        "\"PEK\",\"to\":\"DXB\",\"carrier\":\"CA\",\"mode\":\"air\",\"departed\":"
        "\"2026-01-03T04:05:06Z\",\"arrived\":\"2026-01-04\",\"vehicle\":\"CA941\"}],\"parties\":[{"
        "\"role\":\"shipper\",\"name\":\"n\",\"address\":\"a\",\"city\":\"c\",\"postcode\":\"p\","
        "\"country\":\"CN\",\"phone\":\"+1\",\"email\":\"e@x\",\"ids\":[{\"type\":\"t\",\"value\":"
        "\"v\"}]}],\"goods\":[{\"line\":1,\"description\":\"d\",\"hs\":\"8471\",\"quantity\":1.5,"
        "\"unit\":\"PCE\",\"net_kg\":0.001,\"gross_kg\":2,\"value\":3.25,\"currency\":\"USD\","
        "\"origin\":\"DE\",\"un_number\":\"UN3480\",\"brand\":\"b\",\"model\":\"m\"}],\"pieces\":4,"
        "\"gross_kg\":5,\"volume_m3\":0.000001,\"freight\":6.5,\"freight_currency\":\"EUR\","
        "\"remarks\":\"r\",\"outcome\":{\"status\":\"held\",\"at\":\"2026-02-01\",\"note\":\"n\"},"
        "\"flag\":true,\"more\":{\"x\":[1,2]}}\n";
    struct trade_batch b;
    (void)state;
    read_ok(text, &b);
    assert_int_equal(b.rejects.n, 0);
    assert_records(&b, text);
    trade_batch_release(&b);
}

static void is_forgiving_about_types(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("{\"id\":7,\"pieces\":\"12\",\"remarks\":null,\"outcome\":\"held\",\"mode\":\"\","
            "\"legs\":null,\"goods\":[{},{\"hs\":8471}],\"parties\":[{\"role\":\"Buyer\",\"ids\":["
            "\"x\"],\"rank\":2},{\"role\":\"shipper\",\"name\":\" s \"}]}\r\n\n",
            &b);
    assert_int_equal(b.rejects.n, 0);
    assert_records(&b, "{\"id\":\"7\",\"parties\":[{\"role\":\"shipper\",\"name\":\"s\"},{\"role\":"
                       "\"buyer\",\"ids\":[{\"value\":\"x\"}]}],\"goods\":[{\"hs\":\"8471\"}],"
                       "\"pieces\":12,\"outcome\":{\"status\":\"held\"},\"parties[0].rank\":2}\n");
    trade_batch_release(&b);
}

struct bad {
    const char *text, *field, *reason;
};

static void bad_lines_are_located_rejects(void **state)
{
    static const struct bad bads[] = {
        {"{\"id\":\"a\"", "", "broken JSON"},
        {"{\"id\":\"a\"} x", "", "broken JSON"},
        {"{}", "id", "is missing"},
        {"{\"id\":\"a\",\"mode\":\"plane\"}", "mode", "allowed are air"},
        {"{\"id\":\"a\",\"mode\":true}", "mode", "must be a text"},
        {"{\"id\":\"a\",\"goods\":{}}", "goods", "must be a list"},
        {"{\"id\":\"a\",\"goods\":[1]}", "goods", "must be a list"},
        {"{\"id\":\"a\",\"goods\":[{},{\"net_kg\":-1}]}", "goods[1].net_kg", "is negative"},
        {"{\"id\":\"a\",\"parties\":[{\"name\":\"x\"}]}", "parties[0].role", "is missing"},
        {"{\"id\":\"a\",\"document\":7}", "document", "must be an object"},
        {"{\"id\":\"a\",\"document\":{\"issued\":\"0000-01-01\"}}", "document.issued",
         "is no date"},
        {"{\"id\":\"a\",\"legs\":[{\"from\":\"X\"}]}", "legs[0].from", "is no place code"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        struct buf text;
        struct trade_batch b;
        buf_init(&text, MIB);
        buf_add_f(&text, "{\"id\":\"good\"}\n%s\n{\"id\":\"more\"}\n", bads[i].text);
        read_ok(text.p, &b);
        assert_int_equal(b.consignments.n, 2);
        assert_int_equal(b.rejects.n, 1);
        assert_int_equal(b.rejects.v[0].line, 2);
        assert_true(b.rejects.v[0].column > 0);
        assert_text(b.rejects.v[0].field, bads[i].field);
        assert_contains(b.rejects.v[0].reason, bads[i].reason);
        assert_text(b.rejects.v[0].raw, bads[i].text);
        trade_batch_release(&b);
        buf_release(&text);
    }
}

static void truncated_file_is_said_so(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("{\"id\":\"a\"}\n{\"id\":\"b\",\"mo", &b);
    assert_int_equal(b.consignments.n, 1);
    assert_rejected(&b, 2, b.rejects.v[0].column, "", "the file ends in this line");
    trade_batch_release(&b);
}

static void latin1_is_repaired_and_flagged(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("{\"id\":\"a\",\"remarks\":\"M\xFCller\"}", &b);
    assert_records(&b, "{\"id\":\"a\",\"remarks\":\"Müller\",\"_repaired\":\"record\"}\n");
    trade_batch_release(&b);
}

static void long_line_is_one_reject(void **state)
{
    struct trade_batch b;
    size_t n = LIMIT_NDJSON_LINE + MIB;
    char *p = malloc(n + 64);
    (void)state;
    assert_non_null(p);
    memset(p, ' ', n);
    memcpy(p, "{\"id\":\"a\"", 9);
    strcpy(p + n, "}\n{\"id\":\"b\"}\n");
    trade_batch_init(&b);
    assert_int_equal(read_bytes(str_of(p), NULL, 9, &b, NULL), SEINE_OK);
    assert_rejected(&b, 1, 1, "", "limit");
    assert_true(b.rejects.v[0].raw.n > 0);
    assert_int_equal(b.consignments.n, 1);
    assert_int_equal(b.consignments.v[0].line, 2);
    trade_batch_release(&b);
    free(p);
}

static void too_many_entries(void **state)
{
    struct buf text;
    struct trade_batch b;
    (void)state;
    buf_init(&text, 8 * MIB);
    buf_add_z(&text, "{\"id\":\"a\",\"legs\":[");
    for (int i = 0; i < LIMIT_LEGS + 1; i++) {
        buf_add_z(&text, i ? ",{\"from\":\"PEK\"}" : "{\"from\":\"PEK\"}");
    }
    buf_add_z(&text, "]}");
    read_ok(text.p, &b);
    assert_int_equal(b.rejects.n, 1);
    assert_contains(b.rejects.v[0].reason, "too many");
    trade_batch_release(&b);
    buf_release(&text);
}

static void memory_may_run_out_anywhere(void **state)
{
    struct str text = STR("{\"id\":\"a\",\"parties\":[{\"role\":\"buyer\",\"ids\":[\"\\u00e9\"]}],"
                          "\"legs\":[{\"from\":\"pek\"}],\"x\":{\"y\":1},\"goods\":[{\"hs\":1}]}\n"
                          "{\"id\":\"\xFC\"}\n{\n");
    (void)state;
    for (uint64_t n = 1;; n++) {
        struct trade_batch b;
        trade_batch_init(&b);
        mem_fail_at(n);
        enum seine_status status = read_bytes(text, NULL, 1, &b, NULL);
        mem_fail_at(0);
        trade_batch_release(&b);
        if (status == SEINE_OK) {
            assert_true(n > 5);
            return;
        }
        assert_int_equal(status, SEINE_NOMEM);
        assert_true(n < 2000);
    }
}

/* JSON that is not a line an object is named as what it is, instead of one reject a line. */
static void json_over_several_lines_is_named(void **state)
{
    static const struct {
        const char *text, *says;
    } files[] = {
        {"{\n  \"id\": \"a\",\n  \"mode\": \"air\"\n}\n{\n  \"id\": \"b\"\n}\n",
         "spread over several"},
        {"{ \"id\": \"a\",\r\n  \"goods\": []}\r\n", "jq -c ."},
        {"\n{\"records\": [\n{\"id\":\"a\"}\n]}\n", NULL},
        {"[\n  {\"id\": \"a\"}\n]\n", "is a JSON list"},
        {"{\"id\":\"a\",\"goods\":[\n{\"id\":\"b\"}\n", NULL}, /* a line cut short */
        {"{\"id\":\"a\",\"remarks\":\"x{\n\"}\n", NULL},
        {"{\"id\":\"a\\\"{\"}\n\"x\"\n", NULL},
        {"{\"id\":\"a\"", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct seine_error err = {0};
        struct trade_batch b;
        trade_batch_init(&b);
        enum seine_status status = read_bytes(str_of(files[i].text), NULL, 100, &b, &err);
        assert_int_equal(status, files[i].says ? SEINE_UNSUPPORTED : SEINE_OK);
        if (files[i].says) {
            assert_contains(str_of(err.message), files[i].says);
            assert_int_equal(err.line, 1);
            assert_int_equal(b.rejects.n + b.consignments.n, 0);
        } else {
            assert_true(b.rejects.n + b.consignments.n > 0);
        }
        trade_batch_release(&b);
    }
}

static void a_long_key_of_an_extra_comes_back(void **state)
{
    struct trade_batch b;
    struct buf text;
    (void)state;
    buf_init(&text, 4 * MIB);
    buf_add_z(&text, "{\"id\":\"a\",\"");
    for (size_t k = 0; k < 2 * MIB; k++)
        buf_add_c(&text, 'k');
    buf_add_z(&text, "\":\"v\"}\n");
    read_ok(text.p, &b);
    assert_int_equal(b.rejects.n, 0);
    assert_records(&b, text.p);
    trade_batch_release(&b);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_over_several_lines_is_named),
        cmocka_unit_test(reads_every_field),
        cmocka_unit_test(is_forgiving_about_types),
        cmocka_unit_test(bad_lines_are_located_rejects),
        cmocka_unit_test(truncated_file_is_said_so),
        cmocka_unit_test(latin1_is_repaired_and_flagged),
        cmocka_unit_test(long_line_is_one_reject),
        cmocka_unit_test(a_long_key_of_an_extra_comes_back),
        cmocka_unit_test(too_many_entries),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
