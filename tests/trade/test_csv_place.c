/* trade/csv_place.c, field.c: countries, ports and airports that a mapped CSV names in words. */
#include "by_mapping.h"
#include "records.h"

#include "trade/reader.h"

#include <stdio.h>

static const char countries[] = "[columns]\ni = \"id\"\nc = \"shipper_country\"\no = \"origin\"\n"
                                "[values.shipper_country]\nGuinea = \"GN\"\n";

static void countries_may_be_names(void **state)
{
    static const char *const wanted[] = {"CN", "CN", "CN", "KR", "TR", "GB", "GN", "XX", "DE", ""};
    struct trade_batch b;
    (void)state;
    read_by(countries,
            "i,c,o\n1,China,\n2,\"CHINA, PEOPLE'S REPUBLIC OF\",\n3,chn,\n4,\"Korea, Rep.\",\n"
            "5,T\u00fcrkiye,\n6,UK,\n7,guinea,\n8,xx,\n9,Allemagne,\n10,,Viet Nam\n",
            geo, &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 10);
    for (size_t i = 0; i < 10; i++) {
        const struct trade_consignment *c = &b.consignments.v[i];
        assert_text(c->n_parties ? c->parties[0].country : STR_EMPTY, wanted[i]);
    }
    assert_text(b.consignments.v[9].goods[0].origin, "VN");
    trade_batch_release(&b);
}

static void countries_in_doubt_go_to_the_quarantine(void **state)
{
    struct trade_batch b;
    (void)state;
    read_by(countries, "i,c,o\n1,Korea,\n2,,Congo\n3,Atlantis,\n4,,Guinea\n5,C,\n", geo, &b);
    assert_int_equal(b.consignments.n, 0);
    assert_int_equal(b.rejects.n, 5);
    assert_int_equal(b.rejects.v[1].line, 3);
    assert_int_equal(b.rejects.v[1].column, 3);
    assert_text(b.rejects.v[1].field, "origin");
    assert_text(b.rejects.v[1].reason,
                "\"Congo\" is neither a code of ISO 3166-1 nor the name of one country alone; "
                "[values] can translate it");
    trade_batch_release(&b);
    read_by(countries, "i,c,o\n1,China,\n", NULL, &b);
    assert_rejected(&b, 2, 2, "shipper_country", "is no country code");
    trade_batch_release(&b);
}

static const char ports[] =
    "[columns]\ni = \"id\"\np = \"from\"\nc = \"from_country\"\nd = \"to\"\n"
    "[constants]\nmode = \"sea\"\n";

/* The record's leg, and what stayed an extra. */
static void is_read_as(const char *mapping, const char *row, const char *from, const char *to,
                       const char *extras)
{
    struct trade_batch b;
    struct buf text;
    char csv[300];
    buf_init(&text, MIB);
    (void)snprintf(csv, sizeof csv, "i,p,c,d\nx,%s\n", row);
    read_by(mapping, csv, geo, &b);
    assert_int_equal(b.rejects.n, 0);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_text(c->n_legs ? c->legs[0].from : STR_EMPTY, from);
    assert_text(c->n_legs ? c->legs[0].to : STR_EMPTY, to);
    for (size_t i = 0; i < c->n_extras; i++)
        buf_add_f(&text, STR_FMT "=" STR_FMT ";", STR_ARG(c->extras[i].key),
                  STR_ARG(c->extras[i].value));
    assert_string_equal(text.p, extras);
    buf_release(&text);
    trade_batch_release(&b);
}

static void ports_are_named_with_their_country(void **state)
{
    (void)state;
    is_read_as(ports, "Shanghai,China,\"Hamburg, Germany\"", "CNSGH", "DEHAM", "");
    is_read_as(ports, "\"SHANGHAI, CHINA\",,Singapore", "CNSGH", "SGSIN", "");
    is_read_as(ports, "\"57035, YANTIAN\",CN,\"Hong Kong, China\"", "CNYTN", "HKHKG", "");
    is_read_as(ports, "Busan,\"Korea, Republic of\",Izmir (Turkey)", "KRPUS", "TRIZM", "");
    is_read_as(ports, "CNSHA,China,deham", "CNSHA", "DEHAM", "");
    is_read_as(ports, "The Port of Los Angeles - United States,,", "USLAX", "", "");
    is_read_as(ports, "\"57035,YANTIAN\",CN,57035 Yantian (China)", "CNYTN", "CNYTN", "");
    is_read_as(ports, "\"Nagoya\",Japan,\"Qingdao, Shandong, China\"", "JPNGO", "CNQIN", "");
}

static void what_is_not_sure_stays_an_extra(void **state)
{
    (void)state;
    is_read_as(ports, "Shanghai,,Hamburg", "", "", "d=Hamburg;p=Shanghai;");
    is_read_as(ports, "Xingang,China,", "", "", "c=China;p=Xingang;");
    is_read_as(ports, ",,\"Richmond, CA\"", "", "", "d=Richmond, CA;"); /* not in Canada */
    is_read_as(ports, ",,\"Wilmington, DE\"", "", "", "d=Wilmington, DE;");
    is_read_as(ports, "\"Portland, Oregon\",United States,", "", "",
               "c=United States;p=Portland, Oregon;");
    is_read_as(ports, "\"Shanghai, China\",Japan,", "", "", "c=Japan;p=Shanghai, China;");
    is_read_as(ports, "\"Kingston, Jamaica\",Australia,", "", "",
               "c=Australia;p=Kingston, Jamaica;"); /* both have one */
    is_read_as(ports, "\"Gloucester, Ohio\",United States,57035", "", "",
               "c=United States;d=57035;p=Gloucester, Ohio;"); /* another has the port */
    is_read_as(ports, "Gloucester,United States,", "USGLO", "", "");
    is_read_as(ports, "57035YANTIAN,CN,", "", "", "c=CN;p=57035YANTIAN;");
    is_read_as(ports, "Matadi,Congo,", "", "", "c=Congo;p=Matadi;");
    is_read_as(ports, ",China,CNSHA", "", "CNSHA", "c=China;");
    is_read_as(ports, "CNSHA,Japan,", "CNSHA", "", "c=Japan;");
}

/* Five letters are a name where the tables have no such code, or have it elsewhere. */
static void a_name_of_five_letters_is_no_code(void **state)
{
    (void)state;
    is_read_as(ports, "Aqaba,Jordan,Arica", "JOAQB", "ARICA", "");
    is_read_as(ports, "Arica,Chile,Tokyo", "CLARI", "TOKYO", "");
}

static void airports_are_named_by_the_mode(void **state)
{
    static const char air[] = "[columns]\ni = \"id\"\np = \"from\"\nm = \"mode\"\nd = \"to\"\n"
                              "[constants]\nto_country = \"Germany\"\nmode = \"air\"\n";
    (void)state;
    is_read_as(air, "\"Munich, Germany\",,Frankfurt am Main", "MUC", "FRA", "");
    is_read_as(ports, "\"Munich, Germany\",,", "", "", "p=Munich, Germany;");
}

static void a_constant_states_the_country_of_all_rows(void **state)
{
    static const char us[] = "[columns]\ni = \"id\"\np = \"from\"\nd = \"to\"\n"
                             "[constants]\nto_country = \"US\"\nfrom_country = \"Atlantis\"\n";
    (void)state;
    is_read_as(us, "x y,,\"The Port of Los Angeles, Los Angeles, California\"", "", "USLAX",
               "from_country=Atlantis;p=x y;");
}

static void without_a_mapping_the_columns_are_extras(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("id,from,from_country\n1,CNSHA,China\n", &b);
    assert_records(&b,
                   "{\"id\":\"1\",\"legs\":[{\"from\":\"CNSHA\"}],\"from_country\":\"China\"}\n");
    trade_batch_release(&b);
    read_ok("id,from\n1,Shanghai\n", &b);
    assert_rejected(&b, 2, 2, "from", "is no place code");
    trade_batch_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(countries_may_be_names),
        cmocka_unit_test(countries_in_doubt_go_to_the_quarantine),
        cmocka_unit_test(ports_are_named_with_their_country),
        cmocka_unit_test(what_is_not_sure_stays_an_extra),
        cmocka_unit_test(a_name_of_five_letters_is_no_code),
        cmocka_unit_test(airports_are_named_by_the_mode),
        cmocka_unit_test(a_constant_states_the_country_of_all_rows),
        cmocka_unit_test(without_a_mapping_the_columns_are_extras),
    };
    return cmocka_run_group_tests(tests, open_geo, close_geo);
}
