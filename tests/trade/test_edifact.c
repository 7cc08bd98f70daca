/* trade/edifact.c: cargo reports and transport instructions. */
#include "read_message.h"

static void each_consignment_of_a_cargo_report_is_a_record(void **state)
{
    struct trade_batch b;
    (void)state;
    read_message("cuscar.edi", "edifact", &b);
    assert_int_equal(b.consignments.n, 3);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_text(c->id, "SHAJEA0001");
    assert_int_equal(c->document, TRADE_DOC_BL);
    assert_int_equal(c->issued.day, date_day(2026, 1, 12));
    assert_text(c->legs[0].from, "CNSHA");
    assert_text(c->legs[0].to, "AEJEA");
    assert_text(c->legs[0].vehicle, "EVER GIVING");
    assert_int_equal(c->legs[0].arrived.day, date_day(2026, 2, 2));
    assert_text(c->parties[0].name, "HUADONG DYNAMIC BALANCE CO LTD");
    assert_text(c->parties[0].phone, "+86 512 5555 0199");
    assert_text(c->goods[0].description, "BALANCING MACHINE'S PARTS AND SPINDLES");
    assert_text(c->goods[0].un_number, "UN3480");
    assert_int_equal(c->goods[0].gross_g, 1250500);
    assert_text(b.consignments.v[1].legs[0].from, "CNSHA");
    trade_batch_release(&b);
}

static void an_instruction_is_one_record(void **state)
{
    struct trade_batch b;
    (void)state;
    read_message("cuscar.edi", "edifact", &b);
    const struct trade_consignment *c = &b.consignments.v[2];
    assert_text(c->id, "157-00000011");
    assert_int_equal(c->document, TRADE_DOC_AWB);
    assert_int_equal(c->goods[0].net_g, 4536);
    assert_int_equal(c->goods[0].value_cents, 12050);
    trade_batch_release(&b);
}

static void bad_consignments_are_located_rejects(void **state)
{
    struct trade_batch b;
    (void)state;
    read_message("cuscar.edi", "edifact", &b);
    assert_int_equal(b.rejects.n, 2);
    assert_int_equal(b.rejects.v[0].line, 25);
    assert_text(b.rejects.v[0].field, "country");
    assert_true(str_starts(b.rejects.v[0].raw, STR("CNI+2")));
    assert_contains(b.rejects.v[1].reason, "CUSCAR and IFTMIN");
    trade_batch_release(&b);
    read_ok("UNB+UNOA:1'", &b);
    assert_rejected(&b, 1, 12, "", "holds no message");
    trade_batch_release(&b);
}

static void signs_are_named_by_the_interchange(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("UNA^|.  !UNH|1|IFTMIN^D!BGM|340|X!GID|1|1^CT!FTX|AAA|||WHAT?!", &b);
    assert_records(&b, "{\"id\":\"X\",\"document\":{\"number\":\"X\"},\"goods\":[{\"line\":1,"
                       "\"description\":\"WHAT?\",\"quantity\":1,\"unit\":\"CT\"}],"
                       "\"message\":\"IFTMIN\"}\n");
    trade_batch_release(&b);
}

#define CARGO(date, measures)                                                                      \
    "UNH+1+CUSCAR:D:95B:UN'\nDTM+137:" date ":102'\n"                                              \
    "TDT+20+V01+1++MSCU+++9811000:::EVER GIVING'\nLOC+9+CNSHA'\n"                                  \
    "CNI+1+A'\nGID+1+10:CT'\n" measures "CNI+2+B'\nGID+1+10:CT'\nUNT+1+1'\n"

static void a_voyage_counts_for_each_consignment(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(CARGO("20260113", ""), &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 2);
    for (size_t i = 0; i < 2; i++) {
        struct buf out;
        buf_init(&out, MIB);
        trade_write_ndjson(&out, &b.consignments.v[i]);
        assert_text(b.consignments.v[i].carrier, "MSCU");
        assert_true(str_contains(buf_str(&out), STR("\"vehicle_id\":\"9811000\"")));
        assert_true(str_contains(buf_str(&out), STR("\"voyage\":\"V01\"")));
        buf_release(&out);
    }
    trade_batch_release(&b);
}

/* Its consignments would go without carrier, ship and ports. */
static void a_bad_voyage_costs_all_its_consignments(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(CARGO("20261399", "") CARGO("20260113", ""), &b);
    assert_int_equal(b.rejects.n, 1);
    assert_int_equal(b.rejects.v[0].line, 2);
    assert_text(b.rejects.v[0].field, "issued");
    assert_contains(b.rejects.v[0].raw, "CNI+2+B");
    assert_int_equal(b.consignments.n, 2); /* of the second message */
    assert_text(b.consignments.v[1].id, "B");
    trade_batch_release(&b);
}

static void a_mass_is_read_in_its_unit(void **state)
{
    static const struct {
        const char *text;
        int64_t goods_g, total_g;
    } rows[] = {
        {CARGO("20260113", "MEA+AAE+G+KGM:1250.5'\n"), 1250500, TRADE_NONE},
        {CARGO("20260113", "MEA+AAE+G+KGM:1250,5'\n"), 1250500, TRADE_NONE},
        {CARGO("20260113", "MEA+AAE+G+KGM:1,250'\n"), 1250, TRADE_NONE}, /* never thousands */
        {CARGO("20260113", "MEA+AAE+G+GRM:1250'\n"), 1250, TRADE_NONE},
        {CARGO("20260113", "MEA+AAE+G+TNE:1,25'\n"), 1250000, TRADE_NONE},
        {CARGO("20260113", "MEA+AAE+G+LBR:10'\n"), 4536, TRADE_NONE},
        {CARGO("20260113", "MEA+AAE+G+STN:2'\n"), 1814369, TRADE_NONE},
        {CARGO("20260113", "MEA+AAE+G+LTN:2'\n"), 2032094, TRADE_NONE},
        {CARGO("20260113", "MEA+AAE+G+DTN:2'\n"), 200000, TRADE_NONE},
        {CARGO("20260113", "CNT+7:10:LBR'\n"), TRADE_NONE, 4536},
        {CARGO("20260113", "CNT+7:10,5'\n"), TRADE_NONE, 10500},
    };
    struct trade_batch b;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        read_ok(rows[i].text, &b);
        assert_int_equal(b.consignments.n, 2);
        assert_int_equal(b.consignments.v[0].goods[0].gross_g, rows[i].goods_g);
        assert_int_equal(b.consignments.v[0].gross_g, rows[i].total_g);
        trade_batch_release(&b);
    }
    read_ok(CARGO("20260113", "MEA+AAE+G+XYZ:2'\n"), &b);
    assert_int_equal(b.rejects.n, 1);
    assert_int_equal(b.rejects.v[0].line, 7);
    assert_int_equal(b.rejects.v[0].column, 11);
    assert_contains(b.rejects.v[0].reason, "unit of mass that is not known");
    trade_batch_release(&b);
    read_ok(CARGO("20260113", "MEA+AAE+G+KGM:1,250,000'\n"), &b);
    assert_contains(b.rejects.v[0].reason, "\"1,250,000\" is not a number");
    trade_batch_release(&b);
}

static void old_letters_are_made_utf8(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(" \n UNH+1+IFTMIN'BGM+340+X'NAD+CZ+++M\xdcLLER+RING 1+K\xd6LN++50667+DE'", &b);
    assert_records(&b, "{\"id\":\"X\",\"document\":{\"number\":\"X\"},\"parties\":[{\"role\":"
                       "\"shipper\",\"name\":\"MÜLLER\",\"address\":\"RING 1\",\"city\":\"KÖLN\","
                       "\"postcode\":\"50667\",\"country\":\"DE\"}],\"_repaired\":\"record\","
                       "\"message\":\"IFTMIN\"}\n");
    trade_batch_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_consignment_of_a_cargo_report_is_a_record),
        cmocka_unit_test(an_instruction_is_one_record),
        cmocka_unit_test(bad_consignments_are_located_rejects),
        cmocka_unit_test(signs_are_named_by_the_interchange),
        cmocka_unit_test(a_voyage_counts_for_each_consignment),
        cmocka_unit_test(a_bad_voyage_costs_all_its_consignments),
        cmocka_unit_test(a_mass_is_read_in_its_unit),
        cmocka_unit_test(old_letters_are_made_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
