/* trade/cargo_xml.c, wco_xml.c, xml_tree.c: waybills, house manifests and declarations in XML. */
#include "read_message.h"

#include <string.h>

static void a_master_waybill_becomes_a_record(void **state)
{
    struct trade_batch b;
    (void)state;
    read_message("xfwb.xml", "cargo-xml", &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 1);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_text(c->id, "020-12345675");
    assert_int_equal(c->document, TRADE_DOC_AWB);
    assert_int_equal(c->issued.day, date_day(2026, 1, 12));
    assert_int_equal(c->gross_g, 45359);
    assert_int_equal(c->volume_cm3, 283168);
    assert_int_equal(c->pieces, 12);
    assert_int_equal(c->freight_cents, 161655);
    assert_text(c->carrier, "EK");
    assert_int_equal(c->n_legs, 2);
    assert_text(c->legs[0].vehicle, "EK060");
    assert_text(c->legs[1].from, "DXB");
    assert_text(c->legs[1].to, "KHI");
    assert_text(c->remarks, "KEEP DRY; handling SPX");
    assert_int_equal(c->n_goods, 2);
    assert_text(c->goods[0].description, "BALL BEARINGS & GREASE");
    assert_text(c->goods[1].hs, "848280");
    assert_int_equal(c->n_parties, 4);
    assert_text(c->parties[0].name, "NORDLICHT PRAEZISION GMBH");
    assert_text(c->parties[0].email, "export@nordlicht.example");
    assert_int_equal(c->parties[0].n_ids, 3);
    assert_int_equal(c->parties[2].role, TRADE_NOTIFY);
    trade_batch_release(&b);
}

static void a_manifest_becomes_houses_and_a_bad_one_costs_only_itself(void **state)
{
    struct trade_batch b;
    (void)state;
    read_message("xfhl.xml", "cargo-xml", &b);
    assert_int_equal(b.consignments.n, 2);
    assert_text(b.consignments.v[0].id, "157-00000011/SFT100231");
    assert_text(b.consignments.v[0].master, "157-00000011");
    assert_text(b.consignments.v[0].goods[0].description, "SPINDLE PARTS");
    assert_int_equal(b.rejects.n, 1);
    assert_int_equal(b.rejects.v[0].line, 18);
    assert_int_equal(b.rejects.v[0].column, 9);
    assert_text(b.rejects.v[0].field, "gross_kg");
    assert_true(str_starts(b.rejects.v[0].raw, STR("<ram:IncludedHouseConsignment>")));
    trade_batch_release(&b);
}

static void a_house_waybill_becomes_a_house(void **state)
{
    struct trade_batch b;
    (void)state;
    read_message("xfzb.xml", "cargo-xml", &b);
    assert_int_equal(b.rejects.n, 0);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_text(c->id, "157-00000011/SFT100234");
    assert_int_equal(c->document, TRADE_DOC_HAWB);
    assert_int_equal(c->gross_g, 7250);
    assert_text(c->freight_currency, "CNY");
    assert_text(c->goods[0].hs, "903190");
    trade_batch_release(&b);
}

static void a_declaration_becomes_a_record(void **state)
{
    struct trade_batch b;
    (void)state;
    read_message("declaration.xml", "wco-xml", &b);
    assert_int_equal(b.rejects.n, 0);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_text(c->id, "LRN26-0001");
    assert_text(c->number, "26DE000000000001X1");
    assert_text(c->master, "020-12345675");
    assert_int_equal(c->document, TRADE_DOC_EXPORT);
    assert_int_equal(c->issued.day, date_day(2026, 1, 12));
    assert_int_equal(c->mode, TRADE_AIR);
    assert_int_equal(c->gross_g, 345500);
    assert_int_equal(c->n_parties, 3);
    assert_text(c->parties[0].ids[0].type, "eori");
    assert_text(c->parties[1].address, "PLOT 7");
    assert_text(c->goods[0].hs, "84821010");
    assert_text(c->goods[0].un_number, "UN3480");
    assert_int_equal(c->goods[0].net_g, 280250);
    assert_int_equal(c->goods[0].value_cents, 1850000);
    trade_batch_release(&b);
}

/* Goods of an item by TSP, and its invoice before its statistical value. */
static void a_declaration_says_all_of_this(void **state)
{
    static const char text[] =
        "<Declaration xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\"><FunctionCode>9</FunctionCode>"
        "<FunctionalReferenceID>REF1</FunctionalReferenceID><ID>MRN1</ID>"
        "<TypeCode>EXA</TypeCode><IssueDateTime>"
        "<DateTimeString formatCode=\"304\">20260112103000+01</DateTimeString></IssueDateTime>"
        "<TotalGrossMassMeasure unitCode=\"KGM\">20</TotalGrossMassMeasure>"
        "<TotalPackageQuantity>4</TotalPackageQuantity><BorderTransportMeans><ID>9074729</ID>"
        "<ModeCode>1</ModeCode></BorderTransportMeans><Exporter><Name>EXPORT LTD</Name>"
        "<ID>GB1</ID><Address><CityName>HULL</CityName><CountryCode>GB</CountryCode>"
        "<Line>QUAY 1</Line><PostcodeID>HU1</PostcodeID></Address><Communication>"
        "<ID>a@b.example</ID></Communication></Exporter><GoodsShipment><Consignment><Carrier>"
        "<ID>C1</ID><Name>LINE</Name></Carrier><Consignor><Name>SENDER</Name><Communication>"
        "<ID>+44 1</ID></Communication></Consignor><Itinerary>"
        "<RoutingCountryCode>NL</RoutingCountryCode></Itinerary><TransportEquipment>"
        "<ID>CSQU3054383</ID></TransportEquipment></Consignment><Consignee><Name>TAKER</Name>"
        "</Consignee><Destination><CountryCode>AE</CountryCode></Destination><ExportCountry>"
        "<ID>GB</ID></ExportCountry><GovernmentAgencyGoodsItem>"
        "<SequenceNumeric>1</SequenceNumeric>"
        "<StatisticalValueAmount currencyID=\"GBP\">90</StatisticalValueAmount><Commodity>"
        "<Description>PUMPS</Description><Classification><ID>8413500000</ID>"
        "<IdentificationTypeCode>TRC</IdentificationTypeCode></Classification><Classification>"
        "<ID>84135020</ID><IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>"
        "<DangerousGoods><UNDGID>3480</UNDGID></DangerousGoods><GoodsMeasure>"
        "<GrossMassMeasure unitCode=\"KGM\">20</GrossMassMeasure>"
        "<NetNetWeightMeasure unitCode=\"KGM\">18</NetNetWeightMeasure>"
        "<TariffQuantity unitCode=\"NAR\">3</TariffQuantity></GoodsMeasure><InvoiceLine>"
        "<ItemChargeAmount currencyID=\"EUR\">100</ItemChargeAmount></InvoiceLine></Commodity>"
        "<Origin><CountryCode>DE</CountryCode></Origin></GovernmentAgencyGoodsItem>"
        "</GoodsShipment></Declaration>";
    static const char record[] =
        "{\"id\":\"REF1\",\"document\":{\"type\":\"export-declaration\",\"number\":\"MRN1\","
        "\"issued\":\"2026-01-12\"},\"mode\":\"sea\",\"carrier\":\"LINE\","
        "\"parties\":[{\"role\":\"shipper\",\"name\":\"EXPORT LTD\",\"address\":\"QUAY 1\","
        "\"city\":\"HULL\",\"postcode\":\"HU1\",\"country\":\"GB\",\"email\":\"a@b.example\","
        "\"ids\":[{\"type\":\"eori\",\"value\":\"GB1\"}]},{\"role\":\"shipper\","
        "\"name\":\"SENDER\",\"phone\":\"+44 1\"},{\"role\":\"consignee\",\"name\":\"TAKER\"}],"
        "\"goods\":[{\"line\":1,\"description\":\"PUMPS\",\"hs\":\"84135020\",\"quantity\":3,"
        "\"unit\":\"NAR\",\"net_kg\":18,\"gross_kg\":20,\"value\":100,\"currency\":\"EUR\","
        "\"origin\":\"DE\",\"un_number\":\"UN3480\"}],\"pieces\":4,\"gross_kg\":20,"
        "\"remarks\":\"containers CSQU3054383\",\"carrier_id\":\"C1\","
        "\"container\":\"CSQU3054383\",\"declaration_type\":\"EXA\","
        "\"destination_country\":\"AE\",\"export_country\":\"GB\",\"function\":\"9\","
        "\"message\":\"Declaration\",\"routing_country\":\"NL\",\"vehicle_id\":\"9074729\"}\n";
    struct trade_batch b;
    (void)state;
    read_ok(text, &b);
    assert_records(&b, record);
    trade_batch_release(&b);
}

/* CO is trade within a customs union: an export if an exporter alone is named. */
static void a_declaration_is_what_its_type_says(void **state)
{
    static const struct {
        const char *members;
        enum trade_document document;
    } rows[] = {
        {"<TypeCode>EXA</TypeCode>", TRADE_DOC_EXPORT},
        {"<TypeCode>IMZ</TypeCode>", TRADE_DOC_IMPORT},
        {"<TypeCode>COA</TypeCode><Exporter/>", TRADE_DOC_EXPORT},
        {"<TypeCode>COA</TypeCode><Exporter/><Importer/>", TRADE_DOC_IMPORT},
        {"<TypeCode>COA</TypeCode>", TRADE_DOC_IMPORT},
        {"<TypeCode>TRA</TypeCode>", TRADE_DOC_NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char text[400];
        (void)snprintf(text, sizeof text,
                       "<Declaration xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\"><ID>1</ID>"
                       "<AcceptanceDateTime><DateTimeString>20260113</DateTimeString>"
                       "</AcceptanceDateTime><IssueDateTime><DateTimeString>20260112"
                       "</DateTimeString></IssueDateTime>%s</Declaration>",
                       rows[i].members);
        read_ok(text, &b);
        assert_int_equal(b.consignments.v[0].document, rows[i].document);
        assert_text(b.consignments.v[0].id, "1");
        assert_text(b.consignments.v[0].number, "1");
        assert_int_equal(b.consignments.v[0].issued.day, date_day(2026, 1, 13));
        trade_batch_release(&b);
    }
}

/* UN/EDIFACT 2379. Those of two-digit years were no dates. */
static void a_date_is_read_by_its_code(void **state)
{
    static const struct {
        const char *date;
        int year; /* 0: a reject */
    } rows[] = {
        {" formatCode=\"102\">20260112", 2026},
        {" formatCode=\"101\">260112", 2026},
        {" formatCode=\"2\">120126", 2026},
        {" formatCode=\"3\">011226", 2026},
        {" formatCode=\"4\">12012026", 2026},
        {" formatCode=\"201\">2601121015", 2026},
        {" formatCode=\"202\">260112101500", 2026},
        {" formatCode=\"301\">2601121015EST", 2026},
        {" formatCode=\"203\">202601121015", 2026},
        {" formatCode=\"101\">990112", 1999},
        {">20260112", 2026},
        {">20260112101500", 2026},
        {">2026-01-12T10:15:00", 2026},
        {">260112", 0},
        {">120126", 0},
        {">2001121015", 0}, /* ten digits, of 2020 or 2001 */
        {">2601121015", 0},
        {">19011210", 1901},
        {" formatCode=\"102\">260112", 0},
        {" formatCode=\"101\">20121210", 0}, /* of 2012, not of 2020 */
        {" formatCode=\"201\">201212101015", 0},
        {" formatCode=\"103\">26023", 0}, /* a week */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char text[400];
        (void)snprintf(text, sizeof text,
                       "<Declaration xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\"><ID>1</ID>\n"
                       "<IssueDateTime><DateTimeString%s</DateTimeString></IssueDateTime>"
                       "</Declaration>",
                       rows[i].date);
        read_ok(text, &b);
        if (rows[i].year != 0) {
            assert_int_equal(b.rejects.n, 0);
            int32_t day =
                rows[i].year == 1901 ? date_day(1901, 12, 10) : date_day(rows[i].year, 1, 12);
            assert_int_equal(b.consignments.v[0].issued.day, day);
        } else {
            assert_int_equal(b.consignments.n, 0);
            bool has_code = strstr(rows[i].date, "formatCode") != NULL;
            assert_rejected(&b, 2, 16, "issued",
                            has_code ? "is no date as its code says" : "whose form no code tells");
        }
        trade_batch_release(&b);
    }
}

/* A field is named without the party that was read before it. */
static void a_bad_value_of_a_declaration_is_named(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(
        "<Declaration xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\"><ID>1</ID><Exporter><Name>X</Name>"
        "</Exporter><GoodsShipment><GovernmentAgencyGoodsItem><Commodity><GoodsMeasure>"
        "<GrossMassMeasure>-1</GrossMassMeasure></GoodsMeasure></Commodity>"
        "</GovernmentAgencyGoodsItem></GoodsShipment></Declaration>",
        &b);
    assert_rejected(&b, 1, 166, "gross_kg", "is negative");
    trade_batch_release(&b);
}

struct bad {
    const char *text;
    int64_t line, column;
    const char *field, *reason;
};

static void containers_of_a_declaration_stand_in_its_remarks(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(
        "<D "
        "xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\"><Declaration><ID>X</ID><TypeCode>EXA</TypeCode>"
        "<GoodsShipment><Consignment><TransportEquipment><ID>CSQU3054383</ID>"
        "</TransportEquipment><TransportEquipment><ID>CMAU5110876</ID></TransportEquipment>"
        "</Consignment></GoodsShipment></Declaration></D>",
        &b);
    assert_int_equal(b.consignments.n, 1);
    assert_text(b.consignments.v[0].remarks, "containers CSQU3054383 CMAU5110876");
    trade_batch_release(&b);
}

#define PARTY(role, name, id) "<" role "><Name>" name "</Name><ID>" id "</ID></" role ">"

/* Of a role only the first was taken: the consignee of a second item was never screened. */
static void all_parties_of_a_declaration_are_taken(void **state)
{
    static const char *const names[] = {"MAKER", "AGENT OF IT", "IMPORTER",
                                        "FIRST", "SECOND",      "SECOND"};
    struct trade_batch b;
    (void)state;
    read_ok(
        "<Declaration xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\"><ID>X</ID>" PARTY(
            "Exporter", "MAKER",
            "GB1") "<Consignment><Carrier><Name>KP CARRIER</Name>"
                   "<ID>GB9</ID></Carrier><Itinerary><RoutingCountryCode>GB</RoutingCountryCode>"
                   "</Itinerary><Itinerary><RoutingCountryCode>PK</RoutingCountryCode></Itinerary>"
                   "</Consignment><GoodsShipment>" PARTY("Consignor", "AGENT OF IT", "GB2")
                       PARTY("Importer", "IMPORTER",
                             "GB3") "<GovernmentAgencyGoodsItem>" PARTY("Consignee", "FIRST", "")
                           PARTY("Consignor", "MAKER",
                                 "GB1") "</"
                                        "GovernmentAgencyGoodsItem><"
                                        "GovernmentAgencyGoodsItem>" PARTY(
                                            "Consignee", "SECOND",
                                            "") "</GovernmentAgencyGoodsItem>"
                                                "<GovernmentAgencyGoodsItem"
                                                ">" PARTY("Consignee", "SECOND",
                                                          "") "<Consignor><ID>GB2</"
                                                              "ID></Consignor></"
                                                              "GovernmentAgencyGoodsIte"
                                                              "m>"
                                                              "<GovernmentAgencyGoodsIt"
                                                              "em>" PARTY("Consignee", "SECOND",
                                                                          "GB4") "</"
                                                                                 "GovernmentAge"
                                                                                 "ncyGoodsItem>"
                                                                                 "</"
                                                                                 "GoodsShipment"
                                                                                 "></"
                                                                                 "Declaration>",
        &b);
    assert_int_equal(b.consignments.n, 1);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_int_equal(c->n_parties, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_text(c->parties[i].name, names[i]);
        assert_int_equal(c->parties[i].role, i < 2 ? TRADE_SHIPPER : TRADE_CONSIGNEE);
    }
    assert_text(c->carrier, "KP CARRIER");
    assert_int_equal(c->n_extras, 3);
    trade_batch_release(&b);
}

static void transport_documents_of_a_declaration_are_its_masters(void **state)
{
    static const struct {
        const char *before, *document, *type, *behind, *master;
    } rows[] = {
        {"<GovernmentAgencyGoodsItem>", "AdditionalDocument", "740", "</GovernmentAgencyGoodsItem>",
         "M"},
        {"<GovernmentAgencyGoodsItem>", "PreviousDocument", "730", "</GovernmentAgencyGoodsItem>",
         "M"},
        {"", "PreviousDocument", "720", "", "M"},
        {"", "AdditionalDocument", "760", "", "M"},
        {"", "AdditionalDocument", "704", "", "M"},
        {"", "AdditionalDocument", "787", "", ""},
        {"", "AdditionalDocument", "340", "", ""},
        {"", "AdditionalDocument", "380", "", ""},
        {"", "AdditionalDocument", "7140", "", ""},
        {"<Consignment>", "TransportContractDocument", "714", "</Consignment>", "M"},
    };
    char text[600];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        (void)snprintf(text, sizeof text,
                       "<Declaration xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\"><ID>X</ID>"
                       "<GoodsShipment>%s<%s><TypeCode>%s</TypeCode><ID>M</ID></%s>%s"
                       "</GoodsShipment></Declaration>",
                       rows[i].before, rows[i].document, rows[i].type, rows[i].document,
                       rows[i].behind);
        print_message("# %s\n", text);
        read_ok(text, &b);
        assert_int_equal(b.consignments.n, 1);
        assert_text(b.consignments.v[0].master, rows[i].master);
        trade_batch_release(&b);
    }
}

static void bad_documents_are_located_rejects(void **state)
{
    static const struct bad bads[] = {
        {"<!DOCTYPE a [<!ENTITY b \"c\">]>\n<Waybill>&b;</Waybill>", 1, 13, "", "document type"},
        {"<Waybill>\n<a>", 2, 4, "", "no element found"},
        {"<x><Waybills/></x>", 1, 1, "", "no message"},
        {"<x>\n <Waybill><MasterConsignment/></Waybill></x>", 2, 1, "id", "is missing"},
        {"<HouseManifest><MasterConsignment/></HouseManifest>", 1, 1, "", "names no house"},
        {"<Waybill><MasterConsignment>\n<GrossWeightMeasure unitCode=\"XYZ\">2"
         "</GrossWeightMeasure></MasterConsignment></Waybill>",
         2, 1, "gross_kg", "unit of mass that is not known"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        struct trade_batch b;
        read_ok(bads[i].text, &b);
        assert_rejected(&b, bads[i].line, bads[i].column, bads[i].field, bads[i].reason);
        trade_batch_release(&b);
    }
}

/* As manifests and Cargo-IMP call them: else they were two waybills. */
static void waybills_are_called_with_a_hyphen(void **state)
{
    static const char *const rows[][2] = {
        {"<Waybill><BusinessHeaderDocument><ID>02012345675</ID></BusinessHeaderDocument>"
         "<MasterConsignment/></Waybill>",
         "020-12345675"},
        {"<Waybill><BusinessHeaderDocument><ID>SEL22222222</ID></BusinessHeaderDocument>"
         "<MasterConsignment/></Waybill>",
         "SEL22222222"},
        {"<HouseWaybill><BusinessHeaderDocument><ID>12345678901</ID></BusinessHeaderDocument>"
         "<MasterConsignment><TransportContractDocument><ID>02012345675</ID>"
         "</TransportContractDocument><IncludedHouseConsignment/></MasterConsignment>"
         "</HouseWaybill>",
         "020-12345675/12345678901"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        read_ok(rows[i][0], &b);
        assert_int_equal(b.consignments.n, 1);
        assert_text(b.consignments.v[0].id, rows[i][1]);
        trade_batch_release(&b);
    }
}

static void letters_are_those_of_the_declared_set(void **state)
{
    static const char *const rows[][3] = {{"windows-1251", "\xC7\xC0\xCE \xB9\xFF", "ЗАО №я"},
                                          {"Windows-1252", "\x80 \xDC", "€ Ü"},
                                          {"ISO-8859-5", "\xB7\xB0\xBE", "ЗАО"},
                                          {"iso-8859-2", "\xA3\xD3", "ŁÓ"},
                                          {"iso-8859-9", "\xDDZM\xDDR", "İZMİR"},
                                          {"ISO-8859-1", "\xDC", "Ü"}};
    struct trade_batch b;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[400];
        (void)snprintf(text, sizeof text,
                       "<?xml version=\"1.0\" encoding=\"%s\"?><Waybill><BusinessHeaderDocument>"
                       "<ID>X</ID></BusinessHeaderDocument><MasterConsignment><ConsigneeParty>"
                       "<Name>%s</Name></ConsigneeParty></MasterConsignment></Waybill>",
                       rows[i][0], rows[i][1]);
        print_message("# %s\n", rows[i][0]);
        read_ok(text, &b);
        assert_int_equal(b.consignments.n, 1);
        assert_text(b.consignments.v[0].parties[0].name, rows[i][2]);
        trade_batch_release(&b);
    }
    read_ok("<?xml version=\"1.0\" encoding=\"klingon\"?><Waybill/>", &b);
    assert_rejected(&b, 1, 31, "", "unknown encoding");
    trade_batch_release(&b);
}

static void associated_parties_have_their_roles(void **state)
{
    static const struct {
        const char *code;
        enum trade_role role;
    } rows[] = {{"NI", TRADE_NOTIFY},  {"", TRADE_NOTIFY},   {"no", TRADE_NOTIFY},
                {"BY", TRADE_BUYER},   {"SE", TRADE_SELLER}, {"CB", TRADE_DECLARANT},
                {"UC", TRADE_END_USER}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[300];
        (void)snprintf(text, sizeof text,
                       "<Waybill><BusinessHeaderDocument><ID>X</ID></BusinessHeaderDocument>"
                       "<MasterConsignment><AssociatedParty><Name>P</Name><RoleCode>%s</RoleCode>"
                       "</AssociatedParty></MasterConsignment></Waybill>",
                       rows[i].code);
        expect_only_role(text, rows[i].role);
    }
}

static void a_mass_is_read_in_its_unit(void **state)
{
    static const struct {
        const char *unit;
        int64_t gross_g;
    } rows[] = {{"", 2000},
                {" unitCode=\"KGM\"", 2000},
                {" unitCode=\"lbr\"", 907},
                {" unitCode=\"GRM\"", 2},
                {" unitCode=\"TNE\"", 2000000}};
    char text[300];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        (void)snprintf(text, sizeof text,
                       "<Waybill><BusinessHeaderDocument><ID>020-12345675</ID>"
                       "</BusinessHeaderDocument><MasterConsignment><GrossWeightMeasure%s>2"
                       "</GrossWeightMeasure></MasterConsignment></Waybill>",
                       rows[i].unit);
        read_ok(text, &b);
        assert_int_equal(b.consignments.n, 1);
        assert_int_equal(b.consignments.v[0].gross_g, rows[i].gross_g);
        trade_batch_release(&b);
    }
}

static void charges_of_two_currencies_are_no_sum(void **state)
{
    static const struct {
        const char *prepaid, *collect;
        int64_t cents;
        const char *currency, *extra; /* NULL: none */
    } rows[] = {
        {" currencyID=\"EUR\">10", " currencyID=\"EUR\">5.5", 1550, "EUR", NULL},
        {" currencyID=\"EUR\">10", ">5.5", 1550, "EUR", NULL},
        {" currencyID=\"EUR\">10", " currencyID=\"AED\">400", 1000, "EUR",
         "\"freight_in_other_currency\":\"400 AED\""},
        {" currencyID=\"EUR\">0", " currencyID=\"AED\">400", 40000, "AED", NULL},
        {" currencyID=\"EUR\">10", " currencyID=\"AED\">0", 1000, "EUR", NULL},
    };
    char text[500];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        struct buf out;
        (void)snprintf(text, sizeof text,
                       "<Waybill><BusinessHeaderDocument><ID>020-12345675</ID>"
                       "</BusinessHeaderDocument><MasterConsignment><TotalPrepaidChargeAmount%s"
                       "</TotalPrepaidChargeAmount><TotalCollectChargeAmount%s"
                       "</TotalCollectChargeAmount></MasterConsignment></Waybill>",
                       rows[i].prepaid, rows[i].collect);
        read_ok(text, &b);
        assert_int_equal(b.consignments.n, 1);
        assert_int_equal(b.consignments.v[0].freight_cents, rows[i].cents);
        assert_text(b.consignments.v[0].freight_currency, rows[i].currency);
        dump_records(&b, &out);
        bool has = str_contains(buf_str(&out), STR("other_currency"));
        assert_true(has == (rows[i].extra != NULL));
        assert_true(!has || str_contains(buf_str(&out), str_of(rows[i].extra)));
        buf_release(&out);
        trade_batch_release(&b);
    }
}

static void a_bad_charge_is_named(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("<Waybill><BusinessHeaderDocument><ID>020-12345675</ID></BusinessHeaderDocument>\n"
            "<MasterConsignment><TotalPrepaidChargeAmount>free</TotalPrepaidChargeAmount>"
            "</MasterConsignment></Waybill>",
            &b);
    assert_rejected(&b, 2, 20, "freight", "\"free\" is not a number");
    trade_batch_release(&b);
}

static void an_agent_has_its_numbers(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("<Waybill><BusinessHeaderDocument><ID>020-12345675</ID></BusinessHeaderDocument>"
            "<MasterConsignment><FreightForwarderParty><Name>X</Name><AccountID>A</AccountID>"
            "<CargoAgentID>2347000</CargoAgentID><SpecifiedCargoAgentLocation><ID>1234</ID>"
            "</SpecifiedCargoAgentLocation></FreightForwarderParty></MasterConsignment></Waybill>",
            &b);
    assert_records(&b,
                   "{\"id\":\"020-12345675\",\"document\":{\"type\":\"air-waybill\",\"number\":"
                   "\"020-12345675\"},\"mode\":\"air\",\"legs\":[{\"mode\":\"air\"}],\"parties\":[{"
                   "\"role\":\"forwarder\",\"name\":\"X\",\"ids\":[{\"type\":\"account\",\"value\":"
                   "\"A\"},{\"type\":\"iata-agent\",\"value\":\"2347000\"},{\"type\":\"cass\","
                   "\"value\":\"1234\"}]}],\"message\":\"Waybill\"}\n");
    trade_batch_release(&b);
}

static void an_address_has_its_box_and_state(void **state)
{
    static const char *const rows[][2] = {
        {"<StreetName>ROAD 1</StreetName><CountrySubDivisionName>TEXAS</CountrySubDivisionName>"
         "<CountrySubDivisionID>TX</CountrySubDivisionID>",
         "ROAD 1, TEXAS"},
        {"<PostOfficeBox>77</PostOfficeBox><CountrySubDivisionName/>"
         "<CountrySubDivisionID>TX</CountrySubDivisionID>",
         "P.O. Box 77, TX"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char text[600];
        (void)snprintf(text, sizeof text,
                       "<Waybill><BusinessHeaderDocument><ID>020-12345675</ID>"
                       "</BusinessHeaderDocument><MasterConsignment><ConsignorParty>"
                       "<PostalStructuredAddress>%s</PostalStructuredAddress></ConsignorParty>"
                       "</MasterConsignment></Waybill>",
                       rows[i][0]);
        read_ok(text, &b);
        assert_text(b.consignments.v[0].parties[0].address, rows[i][1]);
        trade_batch_release(&b);
    }
    struct trade_batch b;
    read_ok("<Declaration xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\"><ID>1</ID><Exporter><Address>"
            "<Line>ROAD 1</Line><CountrySubDivisionCode>US-TX</CountrySubDivisionCode></Address>"
            "</Exporter></Declaration>",
            &b);
    assert_text(b.consignments.v[0].parties[0].address, "ROAD 1, US-TX");
    trade_batch_release(&b);
}

/* Unless the consignment says its own. */
static void volumes_of_all_items_add_up(void **state)
{
#define ITEM(volume) "<IncludedMasterConsignmentItem>" volume "</IncludedMasterConsignmentItem>"
#define SIZE         "<GrossVolumeMeasure unitCode=\"MTQ\">1.5</GrossVolumeMeasure>"
    static const struct {
        const char *own, *items;
        int64_t cm3;
    } rows[] = {{"", ITEM(SIZE) ITEM(SIZE), 3000000},
                {"", ITEM(SIZE) ITEM(""), TRADE_NONE},
                {SIZE, ITEM(SIZE) ITEM(SIZE), 1500000}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char text[900];
        (void)snprintf(text, sizeof text,
                       "<Waybill><BusinessHeaderDocument><ID>020-12345675</ID>"
                       "</BusinessHeaderDocument><MasterConsignment>%s<ApplicableRating>%s"
                       "</ApplicableRating></MasterConsignment></Waybill>",
                       rows[i].own, rows[i].items);
        read_ok(text, &b);
        assert_int_equal(b.consignments.v[0].volume_cm3, rows[i].cm3);
        trade_batch_release(&b);
    }
}

#define MASTER(number, house)                                                                      \
    "<MasterConsignment><TransportContractDocument><ID>" number                                    \
    "</ID></TransportContractDocument>" house "</MasterConsignment>"
#define HOUSE(number) "<IncludedHouseConsignment><ID>" number "</ID></IncludedHouseConsignment>"

/* What should be there once: nothing of the second goes without a word. */
static void what_comes_again_is_read_again(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("<HouseManifest>" MASTER("020-12345675", "")
                MASTER("020-11111110", HOUSE("A") HOUSE("B"))
                    MASTER("157-00000011", HOUSE("A")) "</HouseManifest>",
            &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 3);
    assert_text(b.consignments.v[1].id, "020-11111110/B");
    assert_text(b.consignments.v[2].id, "157-00000011/A");
    trade_batch_release(&b);
    read_ok("<Declaration xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\"><ID>1</ID><GoodsShipment>"
            "<GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric>"
            "</GovernmentAgencyGoodsItem></GoodsShipment><GoodsShipment><Exporter><Name>X</Name>"
            "</Exporter><GovernmentAgencyGoodsItem><SequenceNumeric>2</SequenceNumeric>"
            "</GovernmentAgencyGoodsItem></GoodsShipment></Declaration>",
            &b);
    assert_int_equal(b.consignments.n, 1);
    assert_int_equal(b.consignments.v[0].n_goods, 2);
    assert_text(b.consignments.v[0].parties[0].name, "X");
    trade_batch_release(&b);
    read_ok("<m>\n<Waybill/><Waybill><BusinessHeaderDocument><ID>020-12345675</ID>"
            "</BusinessHeaderDocument><Waybill>1</Waybill></Waybill></m>",
            &b);
    assert_int_equal(b.consignments.n, 1);
    assert_rejected(&b, 2, 1, "id", "names no document");
    trade_batch_release(&b);
}

static void depth_is_bounded(void **state)
{
    struct buf text;
    struct trade_batch b;
    (void)state;
    buf_init(&text, MIB);
    buf_add_z(&text, "<Waybill>");
    for (int i = 0; i < 100; i++)
        buf_add_z(&text, "<a>");
    read_ok(text.p, &b);
    assert_int_equal(b.rejects.n, 1);
    assert_contains(b.rejects.v[0].reason, "nested too deeply");
    trade_batch_release(&b);
    buf_release(&text);
}

static void other_xml_is_refused(void **state)
{
    struct trade_batch b;
    struct seine_error err = {0};
    (void)state;
    trade_batch_init(&b);
    assert_int_equal(read_bytes(STR("<html/>"), NULL, 9, &b, &err), SEINE_UNSUPPORTED);
    trade_batch_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_master_waybill_becomes_a_record),
        cmocka_unit_test(a_manifest_becomes_houses_and_a_bad_one_costs_only_itself),
        cmocka_unit_test(a_house_waybill_becomes_a_house),
        cmocka_unit_test(a_declaration_becomes_a_record),
        cmocka_unit_test(a_declaration_says_all_of_this),
        cmocka_unit_test(a_declaration_is_what_its_type_says),
        cmocka_unit_test(a_date_is_read_by_its_code),
        cmocka_unit_test(a_bad_value_of_a_declaration_is_named),
        cmocka_unit_test(containers_of_a_declaration_stand_in_its_remarks),
        cmocka_unit_test(all_parties_of_a_declaration_are_taken),
        cmocka_unit_test(transport_documents_of_a_declaration_are_its_masters),
        cmocka_unit_test(bad_documents_are_located_rejects),
        cmocka_unit_test(waybills_are_called_with_a_hyphen),
        cmocka_unit_test(letters_are_those_of_the_declared_set),
        cmocka_unit_test(associated_parties_have_their_roles),
        cmocka_unit_test(a_mass_is_read_in_its_unit),
        cmocka_unit_test(charges_of_two_currencies_are_no_sum),
        cmocka_unit_test(a_bad_charge_is_named),
        cmocka_unit_test(an_agent_has_its_numbers),
        cmocka_unit_test(an_address_has_its_box_and_state),
        cmocka_unit_test(volumes_of_all_items_add_up),
        cmocka_unit_test(what_comes_again_is_read_again),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(other_xml_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
