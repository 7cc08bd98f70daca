/* trade/write.c, write_csv.c: what is written reads back as the same record. */
#include "records.h"

enum { RECORDS = 2000 };
#define SEED 20260731u

struct made {
    struct arena arena;
    struct trade_consignment *records;
};

static void make(struct made *m, uint64_t seed)
{
    struct rng r = {seed};
    print_message("# seed %llu\n", (unsigned long long)seed);
    arena_init(&m->arena, GIB);
    m->records = arena_array(&m->arena, RECORDS, sizeof *m->records);
    assert_non_null(m->records);
    for (size_t i = 0; i < RECORDS; i++) {
        m->records[i] = random_record(&r, &m->arena, i);
    }
}

/* Writes all, reads them back, and compares the canonical text of each record. */
static void check_round_trip(bool as_csv, uint64_t seed)
{
    struct made m;
    struct buf written;
    struct trade_batch b;
    struct seine_error err = {0};
    make(&m, seed);
    buf_init(&written, 256 * MIB);
    if (as_csv) {
        trade_csv_header(&written);
    }
    for (size_t i = 0; i < RECORDS; i++) {
        if (as_csv) {
            trade_write_csv(&written, &m.records[i]);
        } else {
            trade_write_ndjson(&written, &m.records[i]);
        }
    }
    assert_int_equal(buf_status(&written), SEINE_OK);
    trade_batch_init(&b);
    assert_int_equal(read_bytes(buf_str(&written), NULL, 100, &b, &err), SEINE_OK);
    for (size_t i = 0; i < b.rejects.n; i++) {
        print_message("# %.*s: %.*s\n", STR_ARG(b.rejects.v[i].field),
                      STR_ARG(b.rejects.v[i].reason));
    }
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, RECORDS);
    for (size_t i = 0; i < RECORDS; i++) {
        struct buf before;
        struct buf after;
        buf_init(&before, MIB);
        buf_init(&after, MIB);
        trade_write_ndjson(&before, &m.records[i]);
        trade_write_ndjson(&after, &b.consignments.v[i]);
        assert_string_equal(before.p, after.p);
        buf_release(&before);
        buf_release(&after);
    }
    trade_batch_release(&b);
    buf_release(&written);
    arena_release(&m.arena);
}

static void ndjson_is_lossless(void **state)
{
    (void)state;
    check_round_trip(false, SEED);
}

static void csv_is_lossless(void **state)
{
    (void)state;
    check_round_trip(true, SEED + 1);
}

static void csv_header_names_the_documented_columns(void **state)
{
    static const char *const names[] = {
        "id,doc_type,doc_number,doc_master,issued,mode,carrier,route,leg_carriers,departed,"
        "arrived,",
        ",shipper_name,",
        ",shipper_id,",
        ",consignee_country,",
        ",notify_phone,",
        ",forwarder_email,",
        ",end_user_city,",
        ",line,description,hs,quantity,unit,net_kg,gross_kg,value,currency,origin,un_number,",
        ",pieces,total_gross_kg,",
        ",freight,freight_currency,remarks,outcome,outcome_at,"};
    struct buf out;
    (void)state;
    buf_init(&out, MIB);
    trade_csv_header(&out);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_contains(buf_str(&out), names[i]);
    }
    buf_release(&out);
}

static void reject_is_one_json_line(void **state)
{
    struct trade_reject r = {STR("f.csv"),   3, 2, STR("mode"), STR("\"x\" is unknown"),
                             STR("a,\"b\nc")};
    struct buf out;
    (void)state;
    buf_init(&out, MIB);
    trade_write_reject(&out, &r);
    assert_string_equal(out.p, "{\"file\":\"f.csv\",\"line\":3,\"column\":2,\"field\":\"mode\","
                               "\"reason\":\"\\\"x\\\" is unknown\",\"raw\":\"a,\\\"b\\nc\"}\n");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ndjson_is_lossless),
        cmocka_unit_test(csv_is_lossless),
        cmocka_unit_test(csv_header_names_the_documented_columns),
        cmocka_unit_test(reject_is_one_json_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
