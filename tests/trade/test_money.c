/* trade/money.c, csv_read.c: amounts that a mapped CSV writes with their currency. */
#include "by_mapping.h"
#include "records.h"

#include "trade/reader.h"

#include <stdio.h>

static void signs_and_codes_are_cut(void **state)
{
    static const struct {
        const char *written, *number, *codes;
    } cases[] = {
        {"USD 12,500.00", "12,500.00", "USD"},
        {"12.500,00 EUR", "12.500,00", "EUR"},
        {"€ 99", "99", "EUR"},
        {"99\u00a0€", "99", "EUR"},
        {"eur12", "12", "EUR"},
        {"US$ 12", "12", "USD"},
        {"$12 USD", "12", "USD"},
        {"USD $.50", ".50", "USD"},
        {"$12 CAD", "12", "CAD"},
        {"C$12 CAD", "12", "CAD"},
        {"-12 PLN", "-12", "PLN"},
        {"CHF 1'234.50", "1'234.50", "CHF"},
        {"RMB 100", "100", "CNY"},
        {"100 руб.", "100", "RUBBYN"},
        {"100 РУБ", "100", "RUBBYN"},
        {"KČ 12", "12", "CZK"},
        {"GBP£12", "12", "GBP"},
        {"12€EUR", "12", "EUR"},
        {"US $12", "12", "USD"},
        {"\uffe5100", "100", "CNYCNHJPY"},
        {"100 kr.", "100", "SEKNOKDKKISK"},
        {"Rs. 1,23,456", "1,23,456", "INRPKRLKRNPRMURSCR"},
        /* no money, and left as it is */
        {"12", "12", ""},
        {"12.", "12.", ""},
        {"12 PCS", "12 PCS", ""},
        {"USD", "USD", ""},
        {"$", "$", ""},
        {"€ 12 USD", "€ 12 USD", ""},
        {"$ 12 EUR", "$ 12 EUR", ""},
        {"USDEUR 12", "USDEUR 12", ""},
        {"EURO 12", "EURO 12", ""},
        {"12 суруб", "12 суруб", ""},
        {"Z$12", "Z$12", ""},
        {"12 USD CIF", "12 USD CIF", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str amount = str_of(cases[i].written);
        struct str codes = money_cut(geo, &amount);
        assert_text(amount, cases[i].number);
        assert_text(codes, cases[i].codes);
    }
    struct str dollars = STR("$1");
    struct str may_be = money_cut(geo, &dollars);
    for (size_t i = 0; i < may_be.n; i += 3)
        assert_non_null(geo_currency(geo, str_slice(may_be, i, i + 3)));
    assert_true(money_may_be(may_be, STR("USD")) && money_may_be(may_be, STR("CAD")));
    assert_false(money_may_be(may_be, STR("EUR")) || money_may_be(may_be, STR("SDC")));
}

static const char alone[] = "format.thousands = ','\n[columns]\ni = 'id'\nv = 'value'\n"
                            "f = 'freight'\nq = 'quantity'\n";

static void an_amount_may_name_its_currency(void **state)
{
    struct trade_batch b;
    (void)state;
    read_by(
        alone,
        "i,v,f,q\n1,\"USD 12,500.00\",\u20ac 99,\n2,\"12,500.5 EUR\",40 CHF,3\n3,\"$12,500\",,\n"
        "4,12 pcs,,\n5,,,$3\n6,-\u20ac5,,\n",
        geo, &b);
    assert_records(&b, "{\"id\":\"1\",\"goods\":[{\"value\":12500,\"currency\":\"USD\"}],"
                       "\"freight\":99,\"freight_currency\":\"EUR\"}\n"
                       "{\"id\":\"2\",\"goods\":[{\"quantity\":3,\"value\":12500.5,"
                       "\"currency\":\"EUR\"}],\"freight\":40,\"freight_currency\":\"CHF\"}\n"
                       "{\"id\":\"3\",\"goods\":[{\"value\":12500}]}\n");
    assert_int_equal(b.rejects.n, 3);
    assert_text(b.rejects.v[0].field, "value");
    assert_text(b.rejects.v[1].field, "quantity");
    trade_batch_release(&b);
    read_by(alone, "i,v\n1,\u20ac 99\n", NULL, &b);
    assert_rejected(&b, 2, 2, "value", "not a number");
    trade_batch_release(&b);
}

/* A constant says what no cell does, a column contradicts one that names another. */
static void the_stated_currency_tells_what_a_sign_means(void **state)
{
    static const char column[] = "[columns]\ni = 'id'\nv = 'value'\nc = 'currency'\n";
    static const char constant[] = "[columns]\ni = 'id'\nv = 'value'\n[constants]\n"
                                   "currency = 'CAD'\n";
    struct trade_batch b;
    (void)state;
    read_by(
        column,
        "i,c,v\n1,HKD,$5\n2,,$5\n3,,EUR 5\n4,EUR,5 EUR\n5,USD,\u20ac 5\n6,EUR,$5\n7,RMB,\u00a55\n"
        "8,\u20ac,5\n9,$,5\n",
        geo, &b);
    assert_records(&b, "{\"id\":\"1\",\"goods\":[{\"value\":5,\"currency\":\"HKD\"}]}\n"
                       "{\"id\":\"2\",\"goods\":[{\"value\":5}]}\n"
                       "{\"id\":\"3\",\"goods\":[{\"value\":5,\"currency\":\"EUR\"}]}\n"
                       "{\"id\":\"4\",\"goods\":[{\"value\":5,\"currency\":\"EUR\"}]}\n"
                       "{\"id\":\"7\",\"goods\":[{\"value\":5,\"currency\":\"CNY\"}]}\n"
                       "{\"id\":\"8\",\"goods\":[{\"value\":5,\"currency\":\"EUR\"}]}\n");
    assert_int_equal(b.rejects.n, 3);
    assert_int_equal(b.rejects.v[0].line, 6);
    assert_int_equal(b.rejects.v[0].column, 3);
    assert_text(b.rejects.v[0].field, "value");
    assert_contains(b.rejects.v[0].reason, "another currency than currency says: USD");
    assert_contains(b.rejects.v[1].reason, "another currency than currency says: EUR");
    assert_text(b.rejects.v[2].field, "currency");
    assert_contains(b.rejects.v[2].reason, "the sign of one currency alone; [values] can");
    trade_batch_release(&b);
    read_by(constant, "i,v\n1,5\n2,$5\n3,\u20ac 5\n4,\u00a35\n", geo, &b);
    assert_records(&b, "{\"id\":\"1\",\"goods\":[{\"value\":5,\"currency\":\"CAD\"}]}\n"
                       "{\"id\":\"2\",\"goods\":[{\"value\":5,\"currency\":\"CAD\"}]}\n"
                       "{\"id\":\"3\",\"goods\":[{\"value\":5,\"currency\":\"EUR\"}]}\n");
    assert_rejected(&b, 5, 2, "value", "another currency than currency says: CAD");
    trade_batch_release(&b);
}

/* What one row is written in says nothing of the next one of its record. */
static void each_goods_item_has_its_own_currency(void **state)
{
    struct trade_batch b;
    (void)state;
    read_by(alone, "i,v,q\na,\u20ac 1,1\na,,2\na,\u20ac 3,x\na,4,3\na,GBP 5,4\n", geo, &b);
    assert_records(&b, "{\"id\":\"a\",\"goods\":[{\"quantity\":1,\"value\":1,\"currency\":\"EUR\"},"
                       "{\"quantity\":2},{\"quantity\":3,\"value\":4},"
                       "{\"quantity\":4,\"value\":5,\"currency\":\"GBP\"}]}\n");
    assert_int_equal(b.rejects.n, 1);
    trade_batch_release(&b);
}

static void suggest(const char *csv, struct buf *out)
{
    struct seine_error err = {0};
    buf_init(out, MIB);
    assert_int_equal(trade_mapping_suggest(str_of(csv), "x.csv", geo, out, &err), SEINE_OK);
}

static void a_proposal_tells_signs_of_several_currencies(void **state)
{
    struct buf out;
    (void)state;
    suggest("MRN,Invoice Value\na,\"$12,500\"\nb,\"$ 1,250.50\"\n", &out);
    assert_contains(buf_str(&out), "\"Invoice Value\" = \"value\"");
    assert_contains(buf_str(&out), "thousands = \",\"");
    assert_contains(buf_str(&out), "#   check: of \"$12,500\" no currency is sure, and none is "
                                   "taken; [constants] can give currency\n");
    buf_release(&out);
    static const char *const sure[] = {"MRN,Invoice Value\na,USD 12\nb,\u20ac 7\n",
                                       "MRN,Invoice Value (USD)\na,$12\nb,$7\n",
                                       "MRN,Invoice Value,Currency\na,$12,USD\nb,$7,CAD\n"};
    for (size_t i = 0; i < sizeof sure / sizeof *sure; i++) {
        suggest(sure[i], &out);
        assert_contains(buf_str(&out), "\" = \"value\"");
        assert_false(str_contains(buf_str(&out), STR("no currency is sure")));
        buf_release(&out);
    }
    suggest("MRN,Freight Cost\na,$12\nb,$7\n", &out);
    assert_contains(buf_str(&out), "[constants] can give freight_currency\n");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_and_codes_are_cut),
        cmocka_unit_test(an_amount_may_name_its_currency),
        cmocka_unit_test(the_stated_currency_tells_what_a_sign_means),
        cmocka_unit_test(each_goods_item_has_its_own_currency),
        cmocka_unit_test(a_proposal_tells_signs_of_several_currencies),
    };
    return cmocka_run_group_tests(tests, open_geo, close_geo);
}
