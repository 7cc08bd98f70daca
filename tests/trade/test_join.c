/* trade/table_join.c: messages about one consignment become one record. */
#include "reading.h"

#include <stdio.h>

static const char waybill[] = "FWB/16\n157-00000011PVGJED/T12K100\nFLT/QR871/02/QR1188/03\n"
                              "RTG/DOHQR/JEDQR\nSHP\n/AGENT SHANGHAI\n/S\n/SHANGHAI\n/CN\n"
                              "CNE\n/AGENT JEDDAH\n/S\n/JEDDAH\n/SA\nISU/30DEC25/SHANGHAI\n";
static const char houses[] = "FHL/4\nMBI/157-00000011PVGJED/T12K100\n"
                             "HBS/A1/PVGJED/4/K40//SPINDLES\nSHP/MAKER\n/S\n/SUZHOU\n/CN\n"
                             "HBS/A2/PVGDMM/8/K60//SAMPLES\n";
static const char manifest[] = "FFM/8\n1/QR871/02JAN/PVG\nDOH\n"
                               "157-00000011PVGJED/T12K100MC2.5/CONSOLIDATION\nLAST\n";

static void dump(const struct trade_table *t, struct buf *out)
{
    buf_init(out, MIB);
    for (uint32_t i = 0; i < t->records.n; i++) {
        struct arena arena;
        struct trade_consignment c;
        arena_init(&arena, MIB);
        assert_int_equal(table_consignment(t, i, &arena, &c), SEINE_OK);
        trade_write_ndjson(out, &c);
        arena_release(&arena);
    }
}

static const struct table_record *record(const struct trade_table *t, const char *id)
{
    uint32_t at = table_find(t, str_of(id));
    assert_int_not_equal(at, MAP_NONE);
    return &t->records.v[at];
}

static void a_house_gets_its_masters_route(void **state)
{
    struct trade_table t;
    (void)state;
    assert_int_equal(trade_table_init(&t), SEINE_OK);
    read_into(&t, houses);
    read_into(&t, waybill);
    assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
    const struct table_record *r = record(&t, "157-00000011/A1");
    assert_text(table_str(&t, t.routes.v[r->route].code), "PVG-DOH-JED");
    assert_text(table_str(&t, r->carrier), "QR");
    assert_text(table_str(&t, r->vehicle), "QR871");
    assert_int_equal(r->departed_day, date_day(2026, 1, 2));
    r = record(&t, "157-00000011/A2"); /* goes on to another place */
    assert_text(table_str(&t, t.routes.v[r->route].code), "PVG-DMM");
    assert_int_equal(r->day, date_day(2026, 1, 2));
    trade_table_release(&t);
}

static void a_waybill_is_completed_by_its_manifest(void **state)
{
    struct trade_table t;
    (void)state;
    assert_int_equal(trade_table_init(&t), SEINE_OK);
    read_into(&t, manifest);
    read_into(&t, waybill);
    assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
    const struct table_record *r = record(&t, "157-00000011");
    assert_int_equal(r->n_versions, 1);
    assert_int_equal(r->volume_cm3, 2500000); /* from the manifest */
    assert_int_equal(r->n_lines, 1);
    assert_int_equal(r->n_parties, 2); /* from the waybill */
    assert_text(table_str(&t, t.routes.v[r->route].code), "PVG-DOH-JED");
    trade_table_release(&t);
}

/* Each field of the record; the other version was issued later and says its remarks only. */
static void what_is_not_said_is_taken_field_by_field(void **state)
{
    static const char *const fields[] = {
        "\"carrier\":\"QR\"",
        "\"pieces\":12",
        "\"gross_kg\":100",
        "\"volume_m3\":2.5",
        "\"freight\":70,\"freight_currency\":\"EUR\"",
        "\"mode\":\"air\"",
        "\"document\":{\"type\":\"house-air-waybill\",\"number\":\"N7\",\"master\":\"M7\"",
        "\"outcome\":{\"status\":\"seized\",\"at\":\"2026-02-01\"}",
        "\"parties\":[{\"role\":\"shipper\",\"name\":\"A\"},{\"role\":\"consignee\",\"name\":\"B\"}"
        "]",
        "\"goods\":[{\"line\":1,\"description\":\"PUMPS\",\"net_kg\":9},{\"line\":2,\"hs\":"
        "\"8413\"}]",
        "\"legs\":[{\"from\":\"PVG\",\"to\":\"JED\",\"carrier\":\"QR\",\"mode\":\"air\","
        "\"departed\":\"2026-01-02\",\"arrived\":\"2026-01-03\",\"vehicle\":\"QR8\"}]",
    };
    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct trade_table t;
        struct buf out;
        char text[600];
        assert_int_equal(trade_table_init(&t), SEINE_OK);
        (void)snprintf(text, sizeof text,
                       "{\"id\":\"X\",%s%s}\n{\"id\":\"X\",\"document\":{\"issued\":"
                       "\"2026-03-01\"},\"remarks\":\"NEW\"}\n",
                       fields[i], strstr(fields[i], "document") ? "}" : "");
        read_into(&t, text);
        assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
        assert_int_equal(t.records.n, 1);
        bool is_goods = str_starts(str_of(fields[i]), STR("\"goods\"")); /* no version of its own */
        assert_int_equal(t.records.v[0].n_versions, is_goods ? 1 : 2);
        dump(&t, &out);
        assert_true(str_contains(buf_str(&out), STR("2026-03-01")));
        if (strstr(out.p, fields[i]) == NULL)
            fail_msg("%s is not in %s", fields[i], out.p);
        buf_release(&out);
        trade_table_release(&t);
    }
}

/* As reports print the further goods of a document, in whatever order. */
static void goods_that_stand_alone_are_those_of_their_document(void **state)
{
    static const char *const rows[] = {
        "{\"id\":\"X\",\"document\":{\"type\":\"air-waybill\",\"number\":\"X\",\"issued\":"
        "\"2026-01-01\"},\"mode\":\"air\",\"pieces\":5,\"goods\":[{\"line\":1,\"hs\":\"8413\"}]}\n",
        "{\"id\":\"X\",\"goods\":[{\"line\":2,\"hs\":\"8482\"}]}\n",
        "{\"id\":\"X\",\"document\":{\"type\":\"air-waybill\",\"number\":\"X\"},\"mode\":\"air\","
        "\"goods\":[{\"line\":3,\"hs\":\"9014\"}]}\n",
        "{\"id\":\"X\",\"document\":{\"issued\":\"2025-01-01\"},\"pieces\":4,"
        "\"goods\":[{\"line\":4,\"hs\":\"7204\"}]}\n", /* an older version */
        "{\"id\":\"X\",\"mode\":\"sea\",\"goods\":[{\"line\":5,\"hs\":\"7205\"}]}\n"};
    enum { ROWS = sizeof rows / sizeof *rows };
    (void)state;
    for (size_t first = 0; first < ROWS; first++) {
        struct trade_table t;
        struct buf out;
        assert_int_equal(trade_table_init(&t), SEINE_OK);
        for (size_t i = 0; i < ROWS; i++)
            read_into(&t, rows[(first + i) % ROWS]);
        assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
        assert_int_equal(t.records.n, 1);
        assert_int_equal(t.records.v[0].n_versions, 3); /* of another day, by another mode */
        assert_int_equal(t.n_versions, 2);
        assert_int_equal(t.n_repeats, 0);
        dump(&t, &out);
        assert_string_equal(
            out.p, "{\"id\":\"X\",\"document\":{\"type\":\"air-waybill\",\"number\":\"X\","
                   "\"issued\":\"2026-01-01\"},\"mode\":\"air\",\"goods\":[{\"line\":1,\"hs\":"
                   "\"8413\"},{\"line\":2,\"hs\":\"8482\"},{\"line\":3,\"hs\":\"9014\"}],"
                   "\"pieces\":5}\n");
        buf_release(&out);
        trade_table_release(&t);
    }
}

/* Also where no day says which of them is the later, and where there is no other. */
static void goods_that_stand_alone_never_count_as_a_version(void **state)
{
    struct trade_table t;
    struct trade_batch b;
    char text[300];
    (void)state;
    assert_int_equal(trade_table_init(&t), SEINE_OK);
    for (int i = 0; i < 40; i++) {
        (void)snprintf(text, sizeof text,
                       "{\"id\":\"X%d\",\"pieces\":%d,\"goods\":[{\"line\":1,\"hs\":\"8413\"}]}\n"
                       "{\"id\":\"X%d\",\"goods\":[{\"line\":2,\"hs\":\"8482\"}]}\n"
                       "{\"id\":\"Y%d\",\"goods\":[{\"line\":2,\"hs\":\"8482\"}]}\n",
                       i, i, i, i);
        read_ok(text, &b);
        for (size_t k = 0; k < b.consignments.n; k++)
            assert_int_equal(trade_table_add(&t, &b.consignments.v[k]), SEINE_OK);
        trade_batch_release(&b);
    }
    assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
    assert_int_equal(t.records.n, 80);
    assert_int_equal(t.n_versions + t.n_repeats, 0);
    for (size_t i = 0; i < 80; i++) {
        assert_int_equal(t.records.v[i].n_versions, 1);
        assert_int_equal(t.records.v[i].n_lines, t.records.v[i].pieces != TRADE_NONE ? 2 : 1);
    }
    trade_table_release(&t);
}

/* A record with anything of its own is a version, whose goods the better one does not have. */
static void whatever_a_record_says_makes_it_a_version(void **state)
{
    static const char *const says[] = {"\"document\":{\"number\":\"N\"}",
                                       "\"document\":{\"type\":\"postal\"}",
                                       "\"document\":{\"master\":\"M\"}",
                                       "\"document\":{\"issued\":\"2025-01-01\"}",
                                       "\"mode\":\"sea\"",
                                       "\"carrier\":\"QR\"",
                                       "\"remarks\":\"R\"",
                                       "\"pieces\":0",
                                       "\"gross_kg\":0",
                                       "\"volume_m3\":0",
                                       "\"freight\":0",
                                       "\"freight_currency\":\"EUR\"",
                                       "\"outcome\":{\"status\":\"seized\"}",
                                       "\"outcome\":{\"at\":\"2026-01-01\"}",
                                       "\"parties\":[{\"role\":\"notify\",\"name\":\"A\"}]",
                                       "\"legs\":[{\"from\":\"PVG\"}]",
                                       "\"legs\":[{\"carrier\":\"QR\"}]",
                                       "\"legs\":[{\"mode\":\"air\"}]",
                                       "\"legs\":[{\"departed\":\"2026-01-01\"}]",
                                       "\"legs\":[{\"arrived\":\"2026-01-01\"}]",
                                       "\"legs\":[{\"vehicle\":\"QR8\"}]"};
    (void)state;
    for (size_t i = 0; i < sizeof says / sizeof *says; i++) {
        struct trade_table t;
        char text[400];
        assert_int_equal(trade_table_init(&t), SEINE_OK);
        (void)snprintf(
            text, sizeof text,
            "{\"id\":\"X\",%s,\"goods\":[{\"line\":2,\"hs\":\"8482\"}]}\n"
            "{\"id\":\"X\",\"document\":{\"issued\":\"2026-01-01\"},\"goods\":[{\"line\":1,"
            "\"hs\":\"8413\"}]}\n",
            says[i]);
        read_into(&t, text);
        assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
        if (t.n_versions != 1 || t.records.v[0].n_lines != 1)
            fail_msg("%s is no version", says[i]);
        trade_table_release(&t);
    }
}

/* Nothing that is said is replaced, an amount not without its currency. */
static void what_the_later_version_says_counts(void **state)
{
    struct trade_table t;
    struct buf out;
    (void)state;
    assert_int_equal(trade_table_init(&t), SEINE_OK);
    read_into(&t, "{\"id\":\"X\",\"document\":{\"issued\":\"2026-01-01\"},\"parties\":[{\"role\":"
                  "\"shipper\",\"name\":\"A\"},{\"role\":\"consignee\",\"name\":\"B\"}],"
                  "\"goods\":[{\"line\":1,\"hs\":\"8413\"}],\"pieces\":5,\"freight\":1,"
                  "\"freight_currency\":\"EUR\"}\n"
                  "{\"id\":\"X\",\"document\":{\"issued\":\"2026-01-02\"},\"parties\":[{\"role\":"
                  "\"consignee\",\"name\":\"C\"}],\"goods\":[{\"line\":1,\"hs\":\"8482\"}],"
                  "\"pieces\":0,\"freight\":2}\n");
    assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
    dump(&t, &out);
    assert_string_equal(out.p, "{\"id\":\"X\",\"document\":{\"issued\":\"2026-01-02\"},"
                               "\"parties\":[{\"role\":\"consignee\",\"name\":\"C\"}],"
                               "\"goods\":[{\"line\":1,\"hs\":\"8482\"}],\"pieces\":0,"
                               "\"freight\":2}\n");
    assert_int_equal(t.records.v[0].changes, TABLE_CHANGED_CONSIGNEE);
    buf_release(&out);
    trade_table_release(&t);
}

/* The better of the other versions speaks first, in whatever order they came. */
static void the_better_version_speaks_first(void **state)
{
    static const char *const versions[] = {
        "{\"id\":\"X\",\"document\":{\"issued\":\"2026-01-03\"},\"carrier\":\"QR\"}\n",
        "{\"id\":\"X\",\"document\":{\"issued\":\"2026-01-02\"},\"pieces\":2}\n",
        "{\"id\":\"X\",\"document\":{\"issued\":\"2026-01-01\"},\"pieces\":1,\"remarks\":\"OLD\"}"};
    static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct trade_table t;
        assert_int_equal(trade_table_init(&t), SEINE_OK);
        for (int k = 0; k < 3; k++)
            read_into(&t, versions[orders[i][k]]);
        assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
        const struct table_record *r = record(&t, "X");
        assert_int_equal(r->issued_day, date_day(2026, 1, 3));
        assert_int_equal(r->pieces, 2);
        assert_text(table_str(&t, r->remarks), "OLD");
        trade_table_release(&t);
    }
}

static void a_house_that_says_nothing_gets_all_of_the_way(void **state)
{
    struct trade_table t;
    (void)state;
    assert_int_equal(trade_table_init(&t), SEINE_OK);
    read_into(
        &t,
        "{\"id\":\"H\",\"document\":{\"number\":\"H\",\"master\":\"M\"}}\n"
        "{\"id\":\"M\",\"document\":{\"number\":\"M\"},\"mode\":\"sea\",\"carrier\":\"MSCU\","
        "\"legs\":[{\"from\":\"CNSHA\",\"to\":\"AEJEA\",\"carrier\":\"MSCU\",\"mode\":\"sea\","
        "\"departed\":\"2026-01-02\",\"arrived\":\"2026-01-20\",\"vehicle\":\"EVER GIVING\"}]}\n");
    assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
    const struct table_record *r = record(&t, "H");
    assert_text(table_str(&t, t.routes.v[r->route].code), "CNSHA-AEJEA");
    assert_text(table_str(&t, r->carrier), "MSCU");
    assert_text(table_str(&t, r->vehicle), "EVER GIVING");
    assert_int_equal(r->mode, TRADE_SEA);
    assert_int_equal(r->departed_day, date_day(2026, 1, 2));
    assert_int_equal(r->arrived_day, date_day(2026, 1, 20));
    assert_int_equal(r->n_versions, 1);
    trade_table_release(&t);
}

static void the_order_of_messages_does_not_matter(void **state)
{
    static const char *const texts[] = {waybill, houses, manifest};
    static const int orders[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 0, 2}, {1, 2, 0}};
    struct buf first;
    (void)state;
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        struct trade_table t;
        struct buf out;
        assert_int_equal(trade_table_init(&t), SEINE_OK);
        for (int k = 0; k < 3; k++)
            read_into(&t, texts[orders[i][k]]);
        assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
        dump(&t, i == 0 ? &first : &out);
        if (i > 0) {
            assert_string_equal(first.p, out.p);
            buf_release(&out);
        }
        trade_table_release(&t);
    }
    buf_release(&first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_house_gets_its_masters_route),
        cmocka_unit_test(a_waybill_is_completed_by_its_manifest),
        cmocka_unit_test(what_is_not_said_is_taken_field_by_field),
        cmocka_unit_test(goods_that_stand_alone_are_those_of_their_document),
        cmocka_unit_test(goods_that_stand_alone_never_count_as_a_version),
        cmocka_unit_test(whatever_a_record_says_makes_it_a_version),
        cmocka_unit_test(what_the_later_version_says_counts),
        cmocka_unit_test(the_better_version_speaks_first),
        cmocka_unit_test(a_house_that_says_nothing_gets_all_of_the_way),
        cmocka_unit_test(the_order_of_messages_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
