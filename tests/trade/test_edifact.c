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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_consignment_of_a_cargo_report_is_a_record),
        cmocka_unit_test(an_instruction_is_one_record),
        cmocka_unit_test(bad_consignments_are_located_rejects),
        cmocka_unit_test(signs_are_named_by_the_interchange),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
