/* One rule for what a message declares its goods for as a whole (trade/draft.c, builder.c). */
#include "reading.h"

#include "trade/messages.h"

#define FWB(rates)                                                                                 \
    "FWB/16\n020-12345675HAMKHI/T3K9\nRTG/KHILH\nCVD/EUR//PP/NVD/18500.00/0\n" rates               \
    "ISU/12JAN26/HAMBURG\n"
#define DECLARATION(total, items)                                                                  \
    "<Declaration xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\"><ID>1</ID><InvoiceAmount "             \
    "currencyID=\"EUR\">" total "</InvoiceAmount><GoodsShipment>" items                            \
    "</GoodsShipment></Declaration>"
#define ITEM(name, value)                                                                          \
    "<GovernmentAgencyGoodsItem>" value "<Commodity><Description>" name                            \
    "</Description><GoodsMeasure><GrossMassMeasure>1</GrossMassMeasure></GoodsMeasure>"            \
    "</Commodity></GovernmentAgencyGoodsItem>"
#define VALUE(currency, value)                                                                     \
    "<StatisticalValueAmount currencyID=\"" currency "\">" value "</StatisticalValueAmount>"
#define XFWB(items)                                                                                \
    "<Waybill xmlns=\"iata:waybill:1\"><BusinessHeaderDocument><ID>020-12345675</ID>"              \
    "</BusinessHeaderDocument><MasterConsignment><DeclaredValueForCustomsAmount "                  \
    "currencyID=\"EUR\">100</DeclaredValueForCustomsAmount><ApplicableRating>" items               \
    "</ApplicableRating></MasterConsignment></Waybill>"
#define RATED(name)                                                                                \
    "<IncludedMasterConsignmentItem><GrossWeightMeasure unitCode=\"KGM\">1</GrossWeightMeasure>"   \
    "<NatureIdentificationTransportCargo><Identification>" name                                    \
    "</Identification></NatureIdentificationTransportCargo></IncludedMasterConsignmentItem>"

static void a_value_of_the_whole_is_that_of_the_only_item_or_kept(void **state)
{
    static const struct {
        const char *text;
        int64_t first;          /* value of the first item */
        const char *kept, *key; /* extra */
    } rows[] = {
        {FWB("RTD/1/P3/K9/NG/PUMPS\n/2/NH/8413\n/3/NH/8414\n"), 1850000, "", NULL},
        {FWB("RTD/1/P1/K4/NG/PUMPS\n/2/P2/K5/NG/BOOKS\n"), TRADE_NONE, "18500.00 EUR", NULL},
        {FWB(""), TRADE_NONE, "18500.00 EUR", NULL},
        {"FHL/4\nMBI/020-12345675HAMKHI/T5K50\nHBS/H1/HAMKHI/5/K50/5/GARMENTS\nHTS/610910/610990\n"
         "SHP/A\n/S\n/HAMBURG\n/DE\nCNE/B\n/S\n/KARACHI\n/PK\nCVD/EUR/PP/NVD/70/0\n",
         7000, "", NULL},
        {XFWB(RATED("PUMPS")), 10000, "", NULL},
        {XFWB(RATED("PUMPS") RATED("BOOKS")), TRADE_NONE, "100 EUR", NULL},
        {DECLARATION("100", ITEM("A", "")), 10000, "", NULL},
        {DECLARATION("100", ITEM("A", VALUE("EUR", "90"))), 9000, "100 EUR", NULL},
        {DECLARATION("100", ITEM("A", VALUE("EUR", "100"))), 10000, "", NULL},
        {DECLARATION("100", ITEM("A", VALUE("EUR", "40")) ITEM("B", VALUE("EUR", "60"))), 4000, "",
         NULL},
        {DECLARATION("100", ITEM("A", VALUE("EUR", "40")) ITEM("B", VALUE("USD", "60"))), 4000,
         "100 EUR", NULL},
        {DECLARATION("100", ITEM("A", VALUE("EUR", "100")) ITEM("B", "")), 10000, "100 EUR", NULL},
        {"UNH+1+IFTMIN'BGM+340+A'CUX+2:USD'MOA+39:50'GID+1'FTX+AAA+++X'", 5000, "", NULL},
        {"UNH+1+IFTMIN'BGM+340+A'MOA+39:50:USD'MOA+40:55:USD'GID+1'MOA+44:30:USD'GID+2'"
         "MOA+44:20:USD'",
         3000, "55 USD", "further_value"},
        {"UNH+1+IFTMIN'BGM+340+A'GID+1'MOA+44:30:USD'GID+2'MOA+44:20:USD'MOA+43:60:USD'", 3000,
         "60 USD", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        read_ok(rows[i].text, &b);
        assert_int_equal(b.rejects.n, 0);
        const struct trade_consignment *c = &b.consignments.v[0];
        assert_int_equal(c->n_goods > 0 ? c->goods[0].value_cents : TRADE_NONE, rows[i].first);
        const char *key = rows[i].key != NULL ? rows[i].key : "declared_value";
        struct str kept = STR_EMPTY;
        for (size_t k = 0; k < c->n_extras; k++)
            if (str_is(c->extras[k].key, str_of(key)))
                kept = c->extras[k].value;
        assert_text(kept, rows[i].kept);
        trade_batch_release(&b);
    }
}

/* The head's is of all of them. */
static void a_value_of_a_report_is_no_consignments(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("UNH+1+CUSCAR'MOA+39:50:USD'CNI+1+A'GID+1'FTX+AAA+++X'CNI+2+B'MOA+39:20:USD'GID+1'"
            "FTX+AAA+++Y'",
            &b);
    assert_int_equal(b.consignments.n, 2);
    assert_int_equal(b.consignments.v[0].goods[0].value_cents, TRADE_NONE);
    assert_int_equal(b.consignments.v[0].n_extras, 1); /* message */
    assert_int_equal(b.consignments.v[1].goods[0].value_cents, 2000);
    trade_batch_release(&b);
}

static void a_bad_value_of_the_whole_is_a_reject(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(DECLARATION("much", ITEM("A", "") ITEM("B", "")), &b);
    assert_int_equal(b.consignments.n, 0);
    assert_int_equal(b.rejects.n, 1);
    assert_text(b.rejects.v[0].field, "value");
    trade_batch_release(&b);
}

/* The first item's stood for all. */
static void a_message_is_written_with_the_value_of_all(void **state)
{
    static const struct {
        const char *goods, *more, *expected;
    } rows[] = {{"{\"description\":\"A\",\"value\":40,\"currency\":\"EUR\"},"
                 "{\"description\":\"B\",\"value\":60.5,\"currency\":\"EUR\"}",
                 "", "CVD/EUR/PP/NVD/100.5/"},
                {"{\"description\":\"A\",\"value\":40,\"currency\":\"EUR\"},"
                 "{\"description\":\"B\",\"value\":60,\"currency\":\"USD\"}",
                 ",\"freight\":9,\"freight_currency\":\"GBP\"", "CVD/GBP/PP/NVD/NCV/"},
                {"{\"description\":\"A\",\"gross_kg\":1},{\"description\":\"B\",\"gross_kg\":1}",
                 ",\"declared_value\":\"7200.00 USD\"", "CVD/USD/PP/NVD/7200/"},
                {"{\"description\":\"A\",\"value\":40,\"currency\":\"EUR\"},"
                 "{\"description\":\"A\",\"hs\":\"8413\"}",
                 "", "CVD/EUR/PP/NVD/40/"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        struct buf text, out;
        buf_init(&text, MIB);
        buf_init(&out, MIB);
        buf_add_f(&text,
                  "{\"id\":\"1\",\"document\":{\"type\":\"air-waybill\",\"number\":\"157-00000011\""
                  "},\"legs\":[{\"from\":\"PVG\",\"to\":\"JED\"}],\"goods\":[%s]%s}",
                  rows[i].goods, rows[i].more);
        buf_add_c(&text, '\0');
        read_ok(text.p, &b);
        assert_int_equal(b.rejects.n, 0);
        assert_null(trade_write_fwb(&out, &b.consignments.v[0]));
        assert_contains(buf_str(&out), rows[i].expected);
        buf_release(&text);
        buf_release(&out);
        trade_batch_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_of_the_whole_is_that_of_the_only_item_or_kept),
        cmocka_unit_test(a_value_of_a_report_is_no_consignments),
        cmocka_unit_test(a_bad_value_of_the_whole_is_a_reject),
        cmocka_unit_test(a_message_is_written_with_the_value_of_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
