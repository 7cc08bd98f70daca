/* trade/edifact.c: cargo reports and transport instructions. */
#include "read_message.h"

#include <stdio.h>

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
    assert_text(c->parties[0].name, "SHANGHAI FINE TOOLS CO LTD");
    assert_text(c->parties[0].address, "99 ZHANGYANG ROAD"); /* lines: the name is the first */
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
    assert_false(str_contains(b.rejects.v[0].raw, STR("CNI+3")));
    assert_contains(b.rejects.v[1].reason, "CUSCAR and IFTMIN");
    assert_int_equal(b.consignments.v[1].line, 27);
    assert_int_equal(b.consignments.v[2].line, 31);
    trade_batch_release(&b);
    read_ok("UNH+1+CUSCAR'CNI+1+A'\nUNH+1+APERAK'", &b);
    assert_rejected(&b, 2, 1, "", "is no message that is read here");
    trade_batch_release(&b);
    read_ok("UNB+UNOA:1'", &b);
    assert_rejected(&b, 1, 12, "", "holds no message");
    trade_batch_release(&b);
}

static void signs_are_named_by_the_interchange(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("UNA^|.  !UNH|1|IFTMIN^D!BGM|340|X!GID|1|1^CT!FTX|AAA|||NOT WHAT?!", &b);
    assert_records(&b, "{\"id\":\"X\",\"document\":{\"number\":\"X\"},\"goods\":[{\"line\":1,"
                       "\"description\":\"NOT WHAT?\",\"quantity\":1,\"unit\":\"CT\"}],"
                       "\"message\":\"IFTMIN\"}\n");
    trade_batch_release(&b);
}

#define CARGO(date, measures)                                                                      \
    "UNH+1+CUSCAR:D:95B:UN'\nDTM+137:" date ":102'\n"                                              \
    "TDT+20+V01+1++MSCU+++9811000:::EVER GIVING'\nLOC+9+CNSHA'\n"                                  \
    "CNI+1+A'\nGID+1+10:CT'\n" measures "CNI+2+B'\nGID+1+10:CT'\n"

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

static void what_a_consignment_says_is_not_the_next_ones(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("UNH+1+CUSCAR'TDT+20+V1+1++MSCU+++:::SHIP'LOC+9+CNSHA'LOC+11+AEJEA'RFF+MB:M'"
            "CNI+1+A'RFF+MB:N'TDT+20+V2+1++CMDU+++:::OTHER'LOC+9+CNNGB'MOA+64:5:EUR'CUX+2:GBP'"
            "NAD+CN+++X'EQD+CN+CSQU3054383'CNI+2+B'MOA+64:9'MEA+AAE+G+KGM:5'",
            &b);
    assert_int_equal(b.consignments.n, 2);
    const struct trade_consignment *c = b.consignments.v;
    assert_text(c[0].id, "N/A");
    assert_text(c[0].carrier, "CMDU");
    assert_text(c[1].id, "M/B");
    assert_text(c[1].carrier, "MSCU");
    assert_text(c[1].legs[0].from, "CNSHA");
    assert_text(c[1].legs[0].vehicle, "SHIP");
    assert_text(c[1].freight_currency, "");
    assert_int_equal(c[1].gross_g, 5000);
    assert_int_equal(c[1].n_parties, 0);
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

/* Each consignment that names none of a role has the head's. */
static void parties_of_the_head_are_each_consignments(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("UNH+1+CUSCAR'NAD+MS+SENDER'NAD+CZ+++Y'NAD+CN+++HEAD "
            "LTD'RFF+VA:77'NAD+NI+++FIRST'NAD+NI+++SECOND'"
            "CNI+1+A'NAD+CZ+++X'CNI+2+B'NAD+NI+++OWN'",
            &b);
    assert_records(&b,
                   "{\"id\":\"A\",\"document\":{\"number\":\"A\"},\"parties\":[{\"role\":"
                   "\"shipper\",\"name\":\"X\"},{\"role\":\"consignee\",\"name\":\"HEAD LTD\","
                   "\"ids\":[{\"type\":\"tax\",\"value\":\"77\"}]},{\"role\":\"notify\",\"name\":"
                   "\"FIRST\"},{\"role\":\"notify\",\"name\":\"SECOND\"}],\"message\":"
                   "\"CUSCAR\"}\n"
                   "{\"id\":\"B\",\"document\":{\"number\":\"B\"},\"parties\":[{\"role\":"
                   "\"shipper\",\"name\":\"Y\"},{\"role\":"
                   "\"consignee\",\"name\":\"HEAD LTD\",\"ids\":[{\"type\":\"tax\",\"value\":"
                   "\"77\"}]},{\"role\":\"notify\",\"name\":\"OWN\"}],\"message\":\"CUSCAR\"}\n");
    trade_batch_release(&b);
    read_ok("UNH+1+CUSCAR'NAD+CN+++HEAD LTD'UNH+2+CUSCAR'CNI+1+A'", &b);
    assert_int_equal(b.consignments.v[0].n_parties, 0); /* of another message */
    trade_batch_release(&b);
}

/* Each consignment would repeat it. */
static void a_voyage_with_too_long_a_text_is_told_at_each(void **state)
{
    struct trade_batch b;
    struct buf text;
    (void)state;
    buf_init(&text, MIB);
    buf_add_z(&text, "UNH+1+CUSCAR'TDT+20+");
    for (int i = 0; i < 201; i++)
        buf_add_c(&text, '1');
    buf_add_z(&text, "'\nCNI+1+A'\n CNI+2+B'");
    read_ok(text.p, &b);
    assert_int_equal(b.rejects.n, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(b.rejects.v[i].line, 2 + i);
        assert_int_equal(b.rejects.v[i].column, 1 + i);
        assert_contains(b.rejects.v[i].reason, "of the voyage is too long");
    }
    trade_batch_release(&b);
    buf_release(&text);
}

/* They would be the ship's at each consignment, and its record without bounds. */
static void a_head_may_not_name_too_much(void **state)
{
    struct trade_batch b;
    struct buf text;
    (void)state;
    buf_init(&text, MIB);
    buf_add_z(&text, "UNH+1+CUSCAR'\n");
    for (int i = 0; i < 8; i++)
        buf_add_z(&text, "NAD+NI+++X'");
    buf_add_z(&text, "CNI+1+A'CNI+2+B'");
    read_ok(text.p, &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.v[1].n_parties, 8);
    trade_batch_release(&b);
    buf_reset(&text);
    buf_add_z(&text, "UNH+1+CUSCAR'\n");
    for (int i = 0; i < 9; i++)
        buf_add_z(&text, "NAD+NI+++X'");
    buf_add_z(&text, "CNI+1+A'CNI+2+B'");
    read_ok(text.p, &b);
    assert_int_equal(b.consignments.n, 0);
    assert_rejected(&b, 2, 100, "parties", "of the message's head are too many or too long");
    trade_batch_release(&b);
    buf_reset(&text);
    buf_add_z(&text, "UNH+1+CUSCAR'\nNAD+NI+++");
    for (int i = 0; i < 4001; i++)
        buf_add_c(&text, 'X');
    buf_add_z(&text, "'CNI+1+A'");
    read_ok(text.p, &b);
    assert_rejected(&b, 2, 4012, "parties", "of the message's head are too many or too long");
    trade_batch_release(&b);
    buf_release(&text);
}

/* By a sender that leaves out the CNI of the first. */
static void goods_before_the_first_consignment_are_one_of_their_own(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("UNH+1+CUSCAR'RFF+BM:A'GID+1'FTX+AAA+++PAPER'CNI+1+B'GID+1'FTX+AAA+++STEEL'", &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 2);
    assert_text(b.consignments.v[0].id, "A");
    assert_text(b.consignments.v[0].goods[0].description, "PAPER");
    assert_text(b.consignments.v[1].id, "B");
    assert_int_equal(b.consignments.v[1].n_goods, 1);
    trade_batch_release(&b);
}

/* Where the consignment does not say it; of some goods it would be too little. */
static void volumes_of_all_goods_add_up(void **state)
{
    static const struct {
        const char *segments;
        int64_t cm3;
    } rows[] = {
        {"GID+1'MEA+AAE+AAW+MTQ:1,5'GID+2'MEA+VOL++LTR:500'", 2000000},
        {"GID+1'MEA+AAE+AAW+HLT:1'GID+2'MEA+VOL++FTQ:1'", 128317},
        {"GID+1'MEA+AAE+AAW+MTQ:1'GID+2'MEA+AAE+G+KGM:5'", TRADE_NONE},
        {"CNT+15:7'GID+1'MEA+AAE+AAW+MTQ:1'", 7000000},
        {"MEA+AAE+ABJ+MTQ:7'GID+1'MEA+AAE+AAW+MTQ:1'", 7000000},
        {"GID+1'SGP+CSQU3054383'MEA+AAE+AAW+MTQ:1'SGP+CMAU5110875'MEA+AAE+AAW+MTQ:2'", 3000000},
        {"GID+1'MEA+AAE+AAW+MTQ:1'EQD+CN+CSQU3054383'MEA+AAE+AAW+MTQ:67'", 1000000},
        {"GID+1'MEA+AAE+AAW+YDQ:1'", 764555},
        {"GID+1'MEA+AAE+AAW+GLL:1'", 3785},
        {"GID+1'MEA+AAE+AAW+GLI:1'", 4546},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char text[400];
        (void)snprintf(text, sizeof text, "UNH+1+CUSCAR'CNI+1+A'%sCNI+2+B'GID+1'",
                       rows[i].segments);
        print_message("# %s\n", text);
        read_ok(text, &b);
        assert_int_equal(b.rejects.n, 0);
        assert_int_equal(b.consignments.v[0].volume_cm3, rows[i].cm3);
        assert_int_equal(b.consignments.v[1].volume_cm3, TRADE_NONE);
        trade_batch_release(&b);
    }
    static const char *const bad[] = {"XYZ:1", "MTQ:-1", "MTQ:x", "MTQ:1000000000"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct trade_batch b;
        char text[400];
        (void)snprintf(text, sizeof text, "UNH+1+CUSCAR'CNI+1+A'\nGID+1'MEA+AAE+AAW+%s'", bad[i]);
        read_ok(text, &b);
        assert_rejected(&b, 2, 23, "volume_m3", "is no volume");
        trade_batch_release(&b);
    }
}

/* Of what is more than a record may hold; the consignment beside it is read. */
static void what_is_too_much_is_told(void **state)
{
    static const struct {
        const char *first, *segment; /* segment: n times, with a number and n_more letters */
        int n, n_more;
        const char *reason; /* NULL: it is not too much */
    } rows[] = {
        {"", "NAD+NI+++", 64, 0, NULL},
        {"", "NAD+NI+++", 65, 0, "has too many entries"},
        {"", "FTX+AAI+++", 1000, 1000, NULL},
        {"", "FTX+AAI+++", 1100, 1000, "is longer than the limit of 1 MiB"},
        {"", "EQD+CN+", 1100, 1000, "is longer than the limit of 1 MiB"},
        {"GID+1'", "FTX+AAA+++", 1000, 1000, NULL},
        {"GID+1'", "FTX+AAA+++", 1100, 1000, "is longer than the limit of 1 MiB"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        struct buf text;
        char letters[1001] = "";
        (void)memset(letters, 'X', (size_t)rows[i].n_more);
        buf_init(&text, 4 * MIB);
        buf_add_f(&text, "UNH+1+CUSCAR'CNI+1+A'%s", rows[i].first);
        for (int k = 0; k < rows[i].n; k++)
            buf_add_f(&text, "%s%d%s'", rows[i].segment, k, letters);
        buf_add_z(&text, "CNI+2+B'");
        print_message("# %d of %s\n", rows[i].n, rows[i].segment);
        read_ok(text.p, &b);
        assert_int_equal(b.consignments.n, rows[i].reason ? 1 : 2);
        assert_int_equal(b.rejects.n, rows[i].reason ? 1 : 0);
        if (rows[i].reason)
            assert_contains(b.rejects.v[0].reason, rows[i].reason);
        trade_batch_release(&b);
        buf_release(&text);
    }
}

static void a_un_number_has_its_letters_once(void **state)
{
    static const char *const numbers[][2] = {
        {"3480", "UN3480"}, {"UN3480", "UN3480"}, {"ID8000", "ID8000"}};
    struct trade_batch b;
    char text[1000];
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        (void)snprintf(text, sizeof text, CARGO("20260113", "DGS+IMD+9+%s'\n"), numbers[i][0]);
        read_ok(text, &b);
        assert_text(b.consignments.v[0].goods[0].un_number, numbers[i][1]);
        trade_batch_release(&b);
    }
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
        {CARGO("20260113", "MEA+AAE+G+KGM:,5'\n"), 500, TRADE_NONE},
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
    read_ok(CARGO("20260113", "MEA+AAE+G+KGM:x,5'\n"), &b);
    assert_contains(b.rejects.v[0].reason, "\"x,5\" is not a number");
    trade_batch_release(&b);
    read_ok(CARGO("20260113", "MEA+AAE+G+KGM:1,250,000'\n"), &b);
    assert_contains(b.rejects.v[0].reason, "\"1,250,000\" is not a number");
    trade_batch_release(&b);
}

/* The stops of the legs with the carrier of each: "CNSHA -MSCU- SGSIN". */
static void assert_way(const char *message, const char *way)
{
    struct trade_batch b;
    struct buf out;
    read_ok(message, &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 1);
    const struct trade_consignment *c = &b.consignments.v[0];
    buf_init(&out, MIB);
    for (size_t i = 0; i < c->n_legs; i++) {
        const struct trade_leg *l = &c->legs[i];
        if (i == 0)
            buf_add(&out, l->from);
        else
            assert_text(l->from, out.p + out.n - c->legs[i - 1].to.n);
        buf_add_f(&out, " -" STR_FMT STR_FMT "- " STR_FMT, STR_ARG(l->carrier), STR_ARG(l->vehicle),
                  STR_ARG(l->to));
    }
    assert_string_equal(out.p, way);
    buf_release(&out);
    trade_batch_release(&b);
}

#define HEAD "UNH+1+CUSCAR:D:95B:UN'TDT+20+V1+1++MSCU+++:::SHIP'"

static void each_place_has_its_role_in_any_order(void **state)
{
    static const struct {
        const char *message, *way;
    } rows[] = {
        {HEAD "LOC+9+CNSHA'LOC+11+AEJEA'CNI+1+A'", "CNSHA -MSCUSHIP- AEJEA"},
        {HEAD "CNI+1+A'LOC+9+CNSHA'LOC+11+AEJEA'", "CNSHA -MSCUSHIP- AEJEA"},
        /* of the consignment rather than of the voyage */
        {HEAD "LOC+9+CNSHA'LOC+11+AEJEA'CNI+1+A'LOC+9+CNNGB'", "CNNGB -MSCUSHIP- AEJEA"},
        {HEAD "CNI+1+A'LOC+7+IRTHR'LOC+11+AEJEA'LOC+13+SGSIN'LOC+13+LKCMB'LOC+88+CNXIY'LOC+9+"
              "CNSHA'LOC+20+IRMHD'",
         "CNXIY -- CNSHA -MSCUSHIP- SGSIN -MSCU- LKCMB -MSCU- AEJEA -- IRTHR -- IRMHD"},
        {HEAD "LOC+13+SGSIN'LOC+9+CNSHA'LOC+11+AEJEA'CNI+1+A'LOC+13+LKCMB'LOC+13+INMUN'",
         "CNSHA -MSCUSHIP- LKCMB -MSCU- INMUN -MSCU- AEJEA"},
        /* loaded first elsewhere; the same place twice; 8 is the vehicle's end in its own group */
        {HEAD "LOC+8+KPNAM'LOC+5+CNDLC'CNI+1+A'LOC+76+KPNAM'LOC+9+CNDLC'LOC+11+AEJEA'LOC+7+AEJEA'",
         "KPNAM -- CNDLC -MSCUSHIP- AEJEA"},
        {HEAD "LOC+8+KPNAM'LOC+5+CNDLC'CNI+1+A'", "CNDLC -MSCUSHIP- KPNAM"},
        {HEAD "LOC+9+CNSHA'LOC+11+CNDLC'CNI+1+A'LOC+8+KPNAM'", "CNSHA -MSCUSHIP- CNDLC -- KPNAM"},
        {HEAD "CNI+1+A'LOC+9+CNSHA'LOC+8+KPNAM'", "CNSHA -MSCUSHIP- KPNAM"},
        {HEAD "CNI+1+A'LOC+88+CNXIY'LOC+7+KPNAM'", "CNXIY -MSCUSHIP- KPNAM"},
        {HEAD "CNI+1+A'LOC+11+KPNAM'", " -MSCUSHIP- KPNAM"},
        {HEAD "CNI+1+A'", " -MSCUSHIP- "},
        /* before the main carriage and behind it */
        {"UNH+1+IFTMIN'BGM+340+A'TDT+10+T1+3++TRUK'LOC+9+CNXIY'LOC+11+CNSHA'TDT+30+R1+2++RAIL'LOC+"
         "9+AEJEA'LOC+7+IRTHR'TDT+20+V1+1++MSCU+++:::SHIP'LOC+9+CNSHA'LOC+11+AEJEA'TDT+11+X+3'",
         "CNXIY -TRUKT1- CNSHA -MSCUSHIP- AEJEA -RAILR1- IRTHR"},
        {"UNH+1+IFTMIN'BGM+340+A'TDT+1+X+3++TRUK'LOC+9+CNSHA'LOC+11+AEJEA'", "CNSHA -- AEJEA"},
        {"UNH+1+IFTMIN'BGM+340+A'TDT+20+V1+1++:::LINE'LOC+9+CNSHA'LOC+11+AEJEA'",
         "CNSHA -LINEV1- AEJEA"},
        /* the carrier as a party, wherever it stands, if the transport does not say it */
        {"UNH+1+CUSCAR'NAD+CA+LINE:172:20'TDT+20+V1+1'LOC+9+CNSHA'LOC+11+AEJEA'CNI+1+A'",
         "CNSHA -LINEV1- AEJEA"},
        {"UNH+1+CUSCAR'TDT+20+V1+1'LOC+9+CNSHA'LOC+11+AEJEA'CNI+1+A'NAD+CA+LINE'",
         "CNSHA -LINEV1- AEJEA"},
        {"UNH+1+CUSCAR'TDT+20+V1+1++MSCU'NAD+CA+LINE'LOC+9+CNSHA'LOC+11+AEJEA'CNI+1+A'",
         "CNSHA -MSCUV1- AEJEA"},
        {"UNH+1+IFTMIN'BGM+340+A'TDT+11+V1+1++MSCU'TDT+30+R1+2++RAIL'NAD+CN+++X'LOC+9+CNSHA'LOC+11+"
         "AEJEA'LOC+7+IRTHR'",
         "CNSHA -MSCUV1- AEJEA -RAILR1- IRTHR"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        print_message("# %s\n", rows[i].message);
        assert_way(rows[i].message, rows[i].way);
    }
}

/* A code of a port that is none is a bad value; other places are often named by local codes. */
static void places_without_a_code_are_kept(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(HEAD "CNI+1+A'LOC+9+CNSHA'LOC+7+08540::ZZZ:PRINCETON'LOC+11+:::JEBEL ALI'LOC+88+:::'"
                 "LOC+13+?:X'",
            &b);
    assert_records(&b,
                   "{\"id\":\"A\",\"document\":{\"type\":\"bill-of-lading\",\"number\":\"A\"},"
                   "\"mode\":\"sea\",\"carrier\":\"MSCU\",\"legs\":[{\"from\":\"CNSHA\","
                   "\"carrier\":\"MSCU\",\"mode\":\"sea\",\"vehicle\":\"SHIP\"}],\"message\":"
                   "\"CUSCAR\",\"place_of_delivery\":\"08540\",\"place_of_transhipment\":\":X\","
                   "\"port_of_discharge\":\"JEBEL ALI\",\"voyage\":\"V1\"}\n");
    trade_batch_release(&b);
    read_ok(HEAD "CNI+1+A'\nLOC+11+58201'", &b);
    assert_rejected(&b, 2, 8, "from", "is no place code");
    trade_batch_release(&b);
    read_ok(HEAD "CNI+1+A'LOC+13+SGSIN'LOC+13+SGSIN'LOC+13+SGSIN'LOC+13+SGSIN'LOC+13+SGSIN'LOC+13+"
                 "SGSIN'LOC+13+SGSIN'LOC+13+SGSIN'LOC+13+SGSIN'LOC+13+SGSIN'LOC+13+SGSIN'LOC+13+"
                 "SGSIN'LOC+13+SGSIN'LOC+13+SGSIN'LOC+13+SGSIN'LOC+13+SGSIN'LOC+13+SGSIN'",
            &b);
    assert_int_equal(b.rejects.n, 1);
    assert_contains(b.rejects.v[0].reason, "too many places of transhipment");
    trade_batch_release(&b);
}

static void departure_and_arrival_are_the_main_carriages(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("UNH+1+IFTMIN'BGM+340+A'TDT+20+V1+1++MSCU'LOC+9+CNSHA'DTM+133:260102:101'LOC+13+SGSIN'"
            "LOC+11+AEJEA'DTM+132:2601201230:201'TDT+30+R1+2'LOC+7+IRTHR'DTM+132:20260125:102'"
            "DTM+137:202601010900:203'",
            &b);
    assert_int_equal(b.rejects.n, 0);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_int_equal(c->n_legs, 3);
    assert_int_equal(c->issued.day, date_day(2026, 1, 1));
    assert_int_equal(c->legs[0].departed.day, date_day(2026, 1, 2));
    assert_int_equal(c->legs[0].arrived.day, DATE_NONE);
    assert_int_equal(c->legs[1].arrived.day, date_day(2026, 1, 20));
    assert_int_equal(c->legs[2].arrived.day, date_day(2026, 1, 25));
    assert_int_equal(c->legs[2].mode, TRADE_RAIL);
    trade_batch_release(&b);
}

/* What is in each container adds up to an item without a mass; a container's mass is its own. */
static void masses_of_containers_are_not_those_of_goods(void **state)
{
    static const struct {
        const char *segments;
        int64_t gross_g, net_g;
    } rows[] = {
        {"MEA+AAE+G+KGM:9'SGP+CSQU3054383'MEA+AAE+G+KGM:4'SGP+X'MEA+AAE+G+KGM:4'", 9000,
         TRADE_NONE},
        {"SGP+CSQU3054383'MEA+AAE+G+KGM:4'MEA+AAE+N+KGM:3'SGP+X'MEA+AAE+G+GRM:500'", 4500, 3000},
        {"MEA+WT++KGM:9'EQD+CN+CSQU3054383'MEA+AAE+T+KGM:2200'MEA+AAE+G+KGM:24000'", 9000,
         TRADE_NONE},
        {"EQD+CN+CSQU3054383'MEA+AAE+G+KGM:24000'", TRADE_NONE, TRADE_NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char text[400];
        (void)snprintf(text, sizeof text, HEAD "CNI+1+A'GID+1+1:PK'%sGID+2+1:PK'MEA+AAE+G+KGM:1'",
                       rows[i].segments);
        print_message("# %s\n", rows[i].segments);
        read_ok(text, &b);
        assert_int_equal(b.rejects.n, 0);
        const struct trade_consignment *c = &b.consignments.v[0];
        assert_int_equal(c->goods[0].gross_g, rows[i].gross_g);
        assert_int_equal(c->goods[0].net_g, rows[i].net_g);
        assert_int_equal(c->goods[1].gross_g, 1000);
        assert_int_equal(c->gross_g, TRADE_NONE);
        trade_batch_release(&b);
    }
}

/* Where the check of their digits reads them; each once. */
static void containers_stand_in_the_remarks(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(HEAD "EQD+CN+MSKU1111111'CNI+1+A'FTX+AAI+++FRAGILE'GID+1+1:PK'SGP+CSQU3054383'SGP+"
                 "CMAU5110875'EQD+CN+CSQU3054383'CNI+2+B'EQD+CN+CMAU5110876'",
            &b);
    assert_int_equal(b.consignments.n, 2);
    assert_text(b.consignments.v[0].remarks, "FRAGILE; containers CSQU3054383 CMAU5110875");
    assert_text(b.consignments.v[1].remarks, "containers CMAU5110876");
    trade_batch_release(&b);
}

/* What stands in the one consignment of a message, but for what each has. */
static void assert_says(const char *head, const char *segments, const char *record)
{
    struct trade_batch b;
    struct buf out;
    char text[1000];
    (void)snprintf(text, sizeof text, "UNH+1+CUSCAR'CNI%s%s", head, segments);
    print_message("# %s\n", segments);
    read_ok(text, &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 1);
    buf_init(&out, MIB);
    trade_write_ndjson(&out, &b.consignments.v[0]);
    assert_contains(buf_str(&out), record);
    buf_release(&out);
    trade_batch_release(&b);
}

static void segments_say_what_guides_put_there(void **state)
{
    static const char *const rows[][2] = {
        /* composites that repeat */
        {"NAD+CN+++X'COM+?+86 512:TE+a@b.example:EM+?+86 513:FX'COM+?+86 514:AL'",
         "\"phone\":\"+86 512\",\"email\":\"a@b.example\",\"ids\":[{\"type\":\"fax\",\"value\":"
         "\"+86 513\"},{\"type\":\"contact\",\"value\":\"+86 514\"}]"},
        {"GID+1'FTX+AAA+++PARTS'MEA+AAE+G+KGM:5'PIA+5+4711:SA+903190:HS+848390:HS'PIA+1+903190:HS'",
         "\"goods\":[{\"line\":1,\"description\":\"PARTS\",\"hs\":\"903190\",\"gross_kg\":5},"
         "{\"line\":2,\"description\":\"PARTS\",\"hs\":\"848390\"}]"},
        {"NAD+CN+++X'GID+1'RFF+VA:7'", "\"name\":\"X\"}]"},
        {"NAD+CN+4711:160+X'", "\"ids\":[{\"type\":\"identifier\",\"value\":\"4711\"}]"},
        {"NAD+CN+++X'COM+5:FX'COM+a@b.example:EM'COM+c@d.example:EM'",
         "\"email\":\"a@b.example\",\"ids\":[{\"type\":\"fax\",\"value\":\"5\"},{\"type\":"
         "\"contact\","
         "\"value\":\"c@d.example\"}]"},
        {"CUX+3:GBP'MOA+64:9'", "\"freight\":9,\"freight_currency\":\"GBP\""},
        {"GID+1'FTX+AAA+++?+1 WHY?\?'", "\"description\":\"+1 WHY?\""},
        {"GID+1'CST+1+90319000+4000'", "\"goods\":[{\"line\":1,\"hs\":\"90319000\"}]"},
        /* lines beside a name, and beside a street */
        {"NAD+CN++BLOCK 2:P.O. BOX 7+ACME LTD++DUBAI'",
         "\"name\":\"ACME LTD\",\"address\":\"BLOCK 2 P.O. BOX 7\",\"city\":\"DUBAI\""},
        {"NAD+CN++ACME LTD:BLOCK 2+ACME LTD+ROAD 1'",
         "\"name\":\"ACME LTD\",\"address\":\"BLOCK 2 ROAD 1\""},
        {"NAD+CN++ACME LTD:BLOCK 2++ROAD 1'",
         "\"name\":\"ACME LTD\",\"address\":\"BLOCK 2 ROAD 1\""},
        /* states, by their code or name */
        {"NAD+CN+++ACME+ROAD 1+AUSTIN+TX+73301+US'",
         "\"address\":\"ROAD 1, TX\",\"city\":\"AUSTIN\",\"postcode\":\"73301\""},
        {"NAD+CN+++ACME++SUZHOU+JS:::JIANGSU+215000+CN'", "\"address\":\"JIANGSU\""},
        /* amounts in two currencies; without one it is the message's */
        {"MOA+64:9:USD'MOA+23:5:EUR'GID+1'MOA+44:100:USD'MOA+38:90:EUR'",
         "\"value\":100,\"currency\":\"USD\"}],\"freight\":9,\"freight_currency\":\"USD\","
         "\"further_freight\":\"5 EUR\",\"further_value\":\"90 EUR\""},
        {"CUX+3:GBP'CUX+2:USD:9'MOA+64:9'GID+1'MOA+44:100'",
         "\"value\":100,\"currency\":\"USD\"}],\"freight\":9,\"freight_currency\":\"USD\""},
        {"CUX+2:USD:9'CUX+3:GBP'MOA+64:9:EUR'MOA+64::GBP'",
         "\"freight_currency\":\"EUR\",\"message\""},
        /* two dangers of one item */
        {"GID+1'DGS+IMD+9+3480'DGS+IMD+9+3480'DGS+IMD+3+1263'",
         "\"un_number\":\"UN3480\"}],\"further_un_number\":\"UN1263\""},
        {"NAD+CN'", "\"document\":{\"number\":\"A\"},\"message\""}, /* nobody */
        {"NAD+DP+++X'", "\"role\":\"consignee\""},
        {"NAD+CB+++X'", "\"role\":\"declarant\""},
        {"NAD+CS+++X'", "\"role\":\"forwarder\""},
        /* packages and masses of reports by road */
        {"GID+1'PAC+500++BX'PAC+2++PK'MEA+AAI++KGM:5000'",
         "\"quantity\":500,\"unit\":\"BX\",\"gross_kg\":5000"},
        {"GID+1+3:CT'PAC+500++BX'", "\"quantity\":3,\"unit\":\"CT\""},
        /* 10 counts consignments */
        {"CNT+10:2'CNT+8:12'CNT+15:3,5'", "\"pieces\":12,\"volume_m3\":3.5"},
        {"CNT+11:12'CNT+11:13'CNT+7:5:KGM'CNT+7:6:KGM'CNT+15:100:FTQ'CNT+15:1:MTQ'",
         "\"pieces\":12,\"gross_kg\":5,\"volume_m3\":2.831685"},
        /* the means of transport where the mode is not said */
        {"TDT+20+QF1++6'", "\"mode\":\"air\""},
        {"TDT+20+V1++11'", "\"mode\":\"sea\""},
        {"TDT+20+R1++25'", "\"mode\":\"rail\""},
        {"TDT+20+T1++31'", "\"mode\":\"road\""},
        {"TDT+20+T1+3+11'", "\"mode\":\"road\""},
        {"TDT+20+T1'",
         "\"document\":{\"number\":\"A\"},\"legs\":[{\"vehicle\":\"T1\"}],\"message\":\"CUSCAR\"}"},
        /* times of day with a zone */
        {"DTM+137:202601121000UTC:303'", "\"issued\":\"2026-01-12\""},
        {"DTM+137:202601121000?+0300:205'", "\"issued\":\"2026-01-12\""},
        {"DTM+137:2601121000EST:301'", "\"issued\":\"2026-01-12\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_says("+1+A'", rows[i][0], rows[i][1]);
    assert_says("+1'", "RFF+AAM:XXXT1239'", "\"id\":\"XXXT1239\"");
}

/* The last consignment had the pieces of all. */
static void totals_of_the_message_are_not_its_last_consignments(void **state)
{
    static const struct {
        const char *text;
        int64_t first, last;
    } rows[] = {
        {"CNI+1+A'CNT+11:30'GID+1'CNI+2+B'CNT+11:5'GID+1'CNT+11:35'", 30, 5},
        {"CNI+1+A'GID+1'CNI+2+B'GID+1'CNT+7:9:KGM'CNT+11:35'", TRADE_NONE, TRADE_NONE},
        {"CNI+1+A'GID+1'CNT+11:30'CNI+2+B'GID+1'CNT+11:5'", 30, 5}, /* these are their own */
        {"CNI+1+A'CNT+11:30'GID+1'CNI+2+B'GID+1'CNT+11:35'", 30, TRADE_NONE},
        {"CNI+1+A'CNT+11:30'CNI+2+B'CNT+11:5'", 30, 5},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char text[400];
        (void)snprintf(text, sizeof text, "UNH+1+CUSCAR'%s", rows[i].text);
        print_message("# %s\n", text);
        read_ok(text, &b);
        assert_int_equal(b.consignments.n, 2);
        assert_int_equal(b.consignments.v[0].pieces, rows[i].first);
        assert_int_equal(b.consignments.v[1].pieces, rows[i].last);
        assert_int_equal(b.consignments.v[1].gross_g, TRADE_NONE);
        trade_batch_release(&b);
    }
}

static void each_interchange_names_its_signs(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("UNA:+.? 'UNB+UNOA'UNH+1+IFTMIN'BGM+340+A'UNT+3+1'UNZ+1+1'\n"
            "UNA^|.  !UNB|UNOA!UNH|1|IFTMIN^D!BGM|340|B!UNT|3|1!UNZ|1|1!",
            &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 2);
    assert_text(b.consignments.v[1].id, "B");
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

static void letters_are_those_of_the_set_that_is_named(void **state)
{
    static const char *const rows[][3] = {
        {"UNOE", "\xB7\xB0\xBE \xD2\xD5\xDA\xE2\xDE\xE0 \xF0\xFD", "ЗАО вектор №§"},
        {"UNOD", "\xA3\xD3\x44\xAC \xE8\xF8", "ŁÓDŹ čř"},
        {"UNOF", "\xC1\xC8\xC7\xCD\xC1 \xBC\xB7\xAA", "ΑΘΗΝΑ Ό·ͺ"},
        {"UNOI", "\xC7\xE4\xBB\xAC \xA4", "ال؛، ¤"},
        {"UNOK", "\xDDZM\xDDR \xFE\xFC", "İZMİR şü"},
        {"UNOC", "M\xDCLLER", "MÜLLER"},
        {"UNOE", "МИР", "МИР"}}; /* UTF-8 in spite of the name */
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char text[300];
        (void)snprintf(text, sizeof text,
                       "%sUNB+%s:3+A+B'UNH+1+IFTMIN'BGM+340+X'NAD+CN+++%s'UNT+4+1'UNZ+1+1'",
                       i % 2 ? "UNA:+.? '\n" : "", rows[i][0], rows[i][1]);
        print_message("# %s\n", rows[i][2]);
        read_ok(text, &b);
        assert_int_equal(b.consignments.n, 1);
        assert_text(b.consignments.v[0].parties[0].name, rows[i][2]);
        assert_int_equal(b.consignments.v[0].n_extras, str_is(str_of(rows[i][0]), STR("UNOC")) + 1);
        trade_batch_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_consignment_of_a_cargo_report_is_a_record),
        cmocka_unit_test(an_instruction_is_one_record),
        cmocka_unit_test(bad_consignments_are_located_rejects),
        cmocka_unit_test(signs_are_named_by_the_interchange),
        cmocka_unit_test(a_voyage_counts_for_each_consignment),
        cmocka_unit_test(what_a_consignment_says_is_not_the_next_ones),
        cmocka_unit_test(a_bad_voyage_costs_all_its_consignments),
        cmocka_unit_test(parties_of_the_head_are_each_consignments),
        cmocka_unit_test(a_voyage_with_too_long_a_text_is_told_at_each),
        cmocka_unit_test(a_head_may_not_name_too_much),
        cmocka_unit_test(goods_before_the_first_consignment_are_one_of_their_own),
        cmocka_unit_test(what_is_too_much_is_told),
        cmocka_unit_test(volumes_of_all_goods_add_up),
        cmocka_unit_test(a_un_number_has_its_letters_once),
        cmocka_unit_test(a_mass_is_read_in_its_unit),
        cmocka_unit_test(each_place_has_its_role_in_any_order),
        cmocka_unit_test(places_without_a_code_are_kept),
        cmocka_unit_test(departure_and_arrival_are_the_main_carriages),
        cmocka_unit_test(masses_of_containers_are_not_those_of_goods),
        cmocka_unit_test(containers_stand_in_the_remarks),
        cmocka_unit_test(segments_say_what_guides_put_there),
        cmocka_unit_test(totals_of_the_message_are_not_its_last_consignments),
        cmocka_unit_test(each_interchange_names_its_signs),
        cmocka_unit_test(old_letters_are_made_utf8),
        cmocka_unit_test(letters_are_those_of_the_set_that_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
