/* trade/one_record.c: waybills and shipments as linked data. */
#include "read_message.h"

#define HEAD "{\"@context\":{\"cargo\":\"https://onerecord.iata.org/ns/cargo#\"},"

static void a_house_waybill_is_put_together_from_its_objects(void **state)
{
    struct trade_batch b;
    (void)state;
    read_message("waybill.jsonld", "one-record", &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 1);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_text(c->id, "157-00000011/SFT100231");
    assert_int_equal(c->document, TRADE_DOC_HAWB);
    assert_text(c->master, "157-00000011");
    assert_int_equal(c->issued.day, date_day(2026, 1, 2));
    assert_int_equal(c->gross_g, 40500);
    assert_int_equal(c->pieces, 3);
    assert_text(c->legs[0].from, "PVG");
    assert_text(c->legs[0].to, "JED");
    assert_int_equal(c->n_parties, 2);
    assert_text(c->parties[0].name, "HUADONG DYNAMIC BALANCE CO");
    assert_text(c->parties[0].address, "18 JINXIU ROAD BUILDING 2");
    assert_text(c->parties[0].country, "CN");
    assert_text(c->parties[0].phone, "+86 512 5555 0199");
    assert_text(c->parties[1].email, "office@alnoor.example");
    assert_int_equal(c->n_goods, 2);
    assert_int_equal(c->goods[0].quantity_milli, 3000);
    assert_text(c->goods[0].hs, "903190");
    assert_text(c->goods[1].hs, "848390");
    trade_batch_release(&b);
}

static void a_shipment_alone_is_a_record(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(HEAD "\"@id\":\"urn:x\",\"@type\":\"cargo:Shipment\","
                 "\"cargo:goodsDescription\":\"BOOKS\",\"cargo:pieces\":[{\"@id\":\"urn:x\"}]}",
            &b);
    assert_int_equal(b.consignments.n, 1);
    assert_text(b.consignments.v[0].id, "urn:x");
    assert_text(b.consignments.v[0].goods[0].description, "BOOKS");
    trade_batch_release(&b);
}

#define SHIPMENT(id, goods)                                                                        \
    HEAD "\"@id\":\"" id "\",\"@type\":\"cargo:Shipment\",\"cargo:goodsDescription\":" goods "}"
#define SPREAD(id)                                                                                 \
    "{\n\"@context\":{\"cargo\":\n\"https://onerecord.iata.org/ns/cargo#\"},\n"                    \
    "\"@id\":\"" id "\",\"@type\":\"cargo:Shipment\",\n\"cargo:goodsDescription\":\"{\"\n}\n"

/* One a line, or spread: all but the first were a broken end of it. */
static void a_file_may_hold_several_documents(void **state)
{
    static const char *const texts[] = {
        SHIPMENT("urn:a", "\"BOOKS\"") "\r\n\n" SHIPMENT("urn:b", "\"PUMPS\"") "\n",
        SPREAD("urn:a") SPREAD("urn:b"), SPREAD("urn:a") SHIPMENT("urn:b", "\"PUMPS\"")};
    static const int64_t lines[] = {3, 7, 7};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct trade_batch b;
        struct seine_error err = {0};
        trade_batch_init(&b);
        assert_int_equal(read_bytes(str_of(texts[i]), NULL, 1, &b, &err), SEINE_OK);
        assert_int_equal(b.rejects.n, 0);
        assert_int_equal(b.consignments.n, 2);
        assert_text(b.consignments.v[0].id, "urn:a");
        assert_text(b.consignments.v[1].id, "urn:b");
        assert_int_equal(b.consignments.v[1].n_goods, 1);
        assert_int_equal(b.consignments.v[1].line, lines[i] + (i == 1 ? 3 : 0));
        trade_batch_release(&b);
    }
}

/* Each costs itself. */
static void a_bad_document_costs_no_other(void **state)
{
    static const struct {
        const char *text, *reason;
        int64_t column;
    } rows[] = {
        {HEAD "\"@id\":\"urn:cut\",\"@type\":\"cargo:Ship", "", 0}, /* within a string */
        {HEAD "\"@id\":\"urn:cut\"", "", 0},
        {HEAD "\"@id\":\"urn:x\"}}", "", 0},
        {"{\"id\":\"A\",\"mode\":\"air\"}", "is no document of ONE Record", 1},
        {HEAD "\"@id\":\"urn:x\"}", "holds no waybill and no shipment", 1},
        {"garbage", "", 0},
        {SHIPMENT("urn:x", "\"X\",\"cargo:totalGrossWeight\":{\"cargo:numericalValue\":\"x\"}"), "",
         0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char text[2000];
        (void)snprintf(text, sizeof text, "%s\n%s\n%s\n", SHIPMENT("urn:a", "\"BOOKS\""),
                       rows[i].text, SHIPMENT("urn:b", "\"PUMPS\""));
        read_ok(text, &b);
        assert_int_equal(b.consignments.n, 2);
        assert_int_equal(b.rejects.n, 1);
        assert_int_equal(b.rejects.v[0].line, 2);
        assert_contains(b.rejects.v[0].reason, rows[i].reason);
        if (rows[i].column > 0)
            assert_int_equal(b.rejects.v[0].column, rows[i].column);
        assert_text(b.rejects.v[0].raw, rows[i].text);
        trade_batch_release(&b);
    }
}

/* Its reason was that the id is missing. */
static void a_document_among_records_is_told_as_that(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("{\"id\":\"A\",\"mode\":\"air\"}\n" SHIPMENT("urn:a", "\"BOOKS\"") "\n", &b);
    assert_int_equal(b.consignments.n, 1);
    assert_int_equal(b.rejects.v[0].line, 2);
    assert_contains(b.rejects.v[0].reason, "a document of ONE Record among other records");
    trade_batch_release(&b);
}

/* Pieces with further codes between them are still one item. */
static void pieces_of_the_same_goods_are_one_item(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(HEAD
            "\"@id\":\"urn:x\",\"@type\":\"cargo:Shipment\",\"cargo:pieces\":["
            "{\"@id\":\"urn:p\",\"cargo:goodsDescription\":\"PUMPS\",\"cargo:contentProducts\":"
            "[{\"cargo:hsCode\":\"841350\"},{\"cargo:hsCode\":\"841391\"}]},"
            "{\"@id\":\"urn:p\"},{\"cargo:goodsDescription\":\"BOOKS\"}]}",
            &b);
    assert_records(&b, "{\"id\":\"urn:x\",\"mode\":\"air\",\"goods\":["
                       "{\"line\":1,\"description\":\"PUMPS\",\"hs\":\"841350\",\"quantity\":2,"
                       "\"unit\":\"PKG\"},{\"line\":2,\"description\":\"PUMPS\",\"hs\":\"841391\"},"
                       "{\"line\":3,\"description\":\"BOOKS\",\"quantity\":1,\"unit\":\"PKG\"}],"
                       "\"pieces\":3,\"message\":\"ONE Record\",\"shipment_id\":\"urn:x\"}\n");
    trade_batch_release(&b);
}

/* Movements name no waybill: with one of them they are its legs, with more nobody's. */
static void movements_are_the_legs_of_the_only_waybill(void **state)
{
#define MOVE(from, to, direction)                                                                  \
    "{\"@type\":[\"cargo:LogisticsActivity\",\"cargo:TransportMovement\"],"                        \
    "\"cargo:transportIdentifier\":\"QR871\","                                                     \
    "\"cargo:departureLocation\":{\"cargo:locationCodes\":{\"cargo:code\":\"" from "\"}},"         \
    "\"cargo:arrivalLocation\":{\"cargo:locationCodes\":{\"cargo:code\":\"" to "\"}},"             \
    "\"cargo:movementTimes\":{\"cargo:direction\":\"" direction                                    \
    "\",\"cargo:movementTimestamp\":\"2026-01-02T10:00:00Z\"}}"
#define BILL(number)                                                                               \
    "{\"@type\":\"cargo:Waybill\",\"cargo:waybillPrefix\":\"157\",\"cargo:waybillNumber\":"        \
    "\"" number                                                                                    \
    "\",\"cargo:departureLocation\":{\"cargo:locationCodes\":{\"cargo:code\":\"CAN\"}},"           \
    "\"cargo:shipment\":{}}"
    struct trade_batch b;
    (void)state;
    read_ok(HEAD "\"@graph\":[" BILL("1") "," MOVE("PVG", "DOH", "OUTBOUND") "," MOVE(
                "DOH", "JED", "INBOUND") "]}",
            &b);
    assert_int_equal(b.consignments.n, 1);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_int_equal(c->n_legs, 2);
    assert_text(c->carrier, "QR");
    assert_text(c->legs[0].from, "PVG");
    assert_text(c->legs[0].vehicle, "QR871");
    assert_int_equal(c->legs[0].departed.day, date_day(2026, 1, 2));
    assert_text(c->legs[1].to, "JED");
    assert_int_equal(c->legs[1].arrived.day, date_day(2026, 1, 2));
    assert_int_equal(c->legs[1].departed.day, DATE_NONE);
    trade_batch_release(&b);
    read_ok(HEAD "\"@graph\":[" BILL("1") "," BILL("2") "," MOVE("PVG", "DOH", "OUTBOUND") "]}",
            &b);
    assert_int_equal(b.consignments.n, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(b.consignments.v[i].n_legs, 1);
        assert_text(b.consignments.v[i].legs[0].from, "CAN");
    }
    trade_batch_release(&b);
#undef MOVE
#undef BILL
}

/* What was expected stands behind what took place, and before it. */
static void what_took_place_counts_before_what_was_expected(void **state)
{
#define TIME(direction, type, day)                                                                 \
    "{\"cargo:direction\":{\"@id\":\"cargo:" direction                                             \
    "\"},\"cargo:movementTimeType\":{\"@id\":\"cargo:" type                                        \
    "\"},\"cargo:movementTimestamp\":\"2026-01-" day "T10:00:00Z\"}"
    struct trade_batch b;
    (void)state;
    read_ok(HEAD
            "\"@graph\":[{\"@type\":\"cargo:Waybill\",\"cargo:waybillNumber\":\"1\","
            "\"cargo:shipment\":{}},{\"@id\":\"urn:m\",\"@type\":\"cargo:TransportMovement\","
            "\"cargo:movementTimes\":[" TIME("OUTBOUND", "REQUESTED", "07") "," TIME(
                "OUTBOUND", "ACTUAL",
                "03") "," TIME("INBOUND", "SCHEDULED",
                               "04") "," TIME("OUTBOUND", "SCHEDULED",
                                              "02") "," TIME("INBOUND", "ESTIMATED",
                                                             "05") "," TIME("OUTBOUND", "ESTIMATED",
                                                                            "01") "]}]}",
            &b);
    assert_int_equal(b.consignments.n, 1);
    const struct trade_leg *leg = &b.consignments.v[0].legs[0];
    assert_int_equal(leg->departed.day, date_day(2026, 1, 3));
    assert_int_equal(leg->arrived.day, date_day(2026, 1, 5));
    trade_batch_release(&b);
#undef TIME
}

/* A serial number may begin with the digits of the airline's prefix. */
static void a_waybill_is_called_by_prefix_and_serial_number(void **state)
{
    static const char *const rows[][2] = {{"00000011", "157-00000011"},
                                          {"15700005", "157-15700005"},
                                          {"157-00000011", "157-00000011"},
                                          {"15700000011", "157-00000011"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char text[400];
        (void)snprintf(text, sizeof text,
                       HEAD "\"@type\":\"cargo:Waybill\",\"cargo:waybillPrefix\":\"157\","
                            "\"cargo:waybillNumber\":\"%s\",\"cargo:shipment\":{}}",
                       rows[i][0]);
        read_ok(text, &b);
        assert_int_equal(b.consignments.n, 1);
        assert_text(b.consignments.v[0].id, rows[i][1]);
        trade_batch_release(&b);
    }
}

static void dangerous_products_have_their_un_numbers(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(HEAD "\"@id\":\"urn:x\",\"@type\":\"cargo:Shipment\",\"cargo:pieces\":["
                 "{\"cargo:goodsDescription\":\"CELLS\",\"cargo:contentProducts\":[{},"
                 "{\"cargo:unNumber\":\"3480\"},{\"cargo:unNumber\":\"1203\"}]},"
                 "{\"cargo:goodsDescription\":\"CELLS\"}]}",
            &b);
    assert_int_equal(b.consignments.n, 1);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_int_equal(c->n_goods, 2);
    assert_text(c->goods[0].un_number, "UN3480");
    assert_text(c->goods[1].un_number, "");
    trade_batch_release(&b);
}

#define WAYBILL(shipment, more)                                                                    \
    HEAD "\"@id\":\"urn:w\",\"@type\":\"cargo:Waybill\",\"cargo:waybillNumber\":\"1\","            \
         "\"cargo:declaredValueForCustoms\":{\"cargo:numericalValue\":1500.5,\"cargo:"             \
         "currencyUnit\":"                                                                         \
         "{\"@id\":\"https://vocabulary.uncefact.org/CurrencyCode#EUR\"}},\"cargo:shipment\":{"    \
         "\"cargo:goodsDescription\":\"SPARES\"" shipment "}" more "}"
#define KG(value)   "{\"cargo:numericalValue\":" value ",\"cargo:unit\":\"KGM\"}"
#define PIECE(mass) "{\"cargo:goodsDescription\":\"PUMPS\",\"cargo:grossWeight\":" KG(mass) "}"

/* The description of the shipment stood in the way of lines that have tariff numbers. */
static void goods_are_of_pieces_then_lines_then_the_shipment(void **state)
{
    static const char head[] = "{\"id\":\"1\",\"document\":{\"type\":\"air-waybill\","
                               "\"number\":\"1\"},\"mode\":\"air\",\"goods\":[{\"line\":1,";
    static const char *const rows[][2] = {
        {WAYBILL("", ""), "\"description\":\"SPARES\",\"value\":1500.5,\"currency\":\"EUR\"}],"
                          "\"message\":\"ONE Record\",\"waybill_id\":\"urn:w\"}\n"},
        {WAYBILL(",\"cargo:pieces\":[" PIECE("5") "," PIECE("7") "]", ""),
         "\"description\":\"PUMPS\",\"quantity\":2,\"unit\":\"PKG\",\"gross_kg\":12,\"value\":1500."
         "5,"
         "\"currency\":\"EUR\"}],\"pieces\":2,\"message\":\"ONE Record\",\"shipment_description\":"
         "\"SPARES\",\"waybill_id\":\"urn:w\"}\n"},
        {WAYBILL(
             "",
             ",\"cargo:waybillLineItems\":[{\"cargo:goodsDescriptionForRate\":\"PUMPS\","
             "\"cargo:hsCodeForRate\":\"841350\",\"cargo:productionCountryForRate\":{\"@id\":"
             "\"x#CN\"},\"cargo:pieceCountForRate\":3,\"cargo:rateGrossWeight\":" KG(
                 "4") "},{\"cargo:pieceCountForRate\":2,\"cargo:grossWeightForRate\":" KG("6") "}"
                                                                                               "]"),
         "\"description\":\"PUMPS\",\"hs\":\"841350\",\"quantity\":3,\"unit\":\"PKG\",\"gross_kg\":"
         "4,"
         "\"value\":1500.5,\"currency\":\"EUR\",\"origin\":\"CN\"}],\"pieces\":5,\"gross_kg\":10,"
         "\"message\":\"ONE Record\",\"shipment_description\":\"SPARES\",\"waybill_id\":\"urn:w\"}"
         "\n"},
        {WAYBILL("", ",\"cargo:waybillLineItems\":{\"cargo:hsCodeForRate\":\"841350\"}"),
         "\"description\":\"SPARES\",\"hs\":\"841350\",\"value\":1500.5,\"currency\":\"EUR\"}],"
         "\"message\":\"ONE Record\",\"waybill_id\":\"urn:w\"}\n"}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char record[1000];
        (void)snprintf(record, sizeof record, "%s%s", head, rows[i][1]);
        print_message("# %s\n", rows[i][0]);
        read_ok(rows[i][0], &b);
        assert_records(&b, record);
        trade_batch_release(&b);
    }
}

#define PLACE(code) "{\"cargo:locationCodes\":{\"cargo:code\":\"" code "\"}}"
#define MOVE(from, to, vehicle, day)                                                               \
    "{\"@type\":\"cargo:TransportMovement\",\"cargo:transportIdentifier\":\"" vehicle              \
    "\",\"cargo:departureLocation\":" PLACE(from) ",\"cargo:arrivalLocation\":" PLACE(             \
        to) ",\"cargo:movementTimes\":{\"cargo:direction\":\"OUTBOUND\","                          \
            "\"cargo:movementTimestamp\":\"" day "\"}}"
#define BILL_AT(place)                                                                             \
    "{\"@type\":\"cargo:Waybill\",\"cargo:waybillNumber\":\"1\",\"cargo:shipment\":{},"            \
    "\"cargo:departureLocation\":" PLACE(place) "}"

/* The objects of a document have no order. */
static void movements_follow_by_time_and_place(void **state)
{
    static const char *const rows[][2] = {
        /* by time, which counts before places */
        {BILL_AT("PVG") "," MOVE("DOH", "JED", "B", "2026-01-03T01:00:00Z") "," MOVE(
             "PVG", "DOH", "A", "2026-01-02T23:00:00Z"),
         "PVG-DOH DOH-JED"},
        {BILL_AT("PVG") "," MOVE("PVG", "DOH", "B", "2026-01-03T02:00:00Z") "," MOVE(
             "DOH", "PVG", "A", "2026-01-03T01:00:00Z") "," MOVE("DOH", "JED", "C",
                                                                 "2026-01-03T03:00:00Z"),
         "DOH-PVG PVG-DOH DOH-JED"},
        /* by places from the waybill's origin on, or from where nothing leads to */
        {BILL_AT("PVG") "," MOVE("JED", "RUH", "C", "") "," MOVE("DOH", "JED", "B", "") "," MOVE(
             "PVG", "DOH", "A", ""),
         "PVG-DOH DOH-JED JED-RUH"},
        {BILL_AT("X") "," MOVE("JED", "RUH", "C", "") "," MOVE("DOH", "JED", "B",
                                                               "") "," MOVE("PVG", "DOH", "A", ""),
         "PVG-DOH DOH-JED JED-RUH"},
        {BILL_AT("DOH") "," MOVE("PVG", "DOH", "A", "") "," MOVE("DOH", "PVG", "B", ""),
         "DOH-PVG PVG-DOH"},
        /* one without a time stands where it connects */
        {BILL_AT("PVG") "," MOVE("JED", "RUH", "C", "2026-01-04T01:00:00Z") "," MOVE(
             "DOH", "JED", "B", "") "," MOVE("PVG", "DOH", "A", "2026-01-02T01:00:00Z"),
         "PVG-DOH DOH-JED JED-RUH"},
        /* nothing tells: as they stand */
        {BILL_AT("X") "," MOVE("PVG", "DOH", "A", "") "," MOVE("CAN", "JED", "B", ""),
         "PVG-DOH CAN-JED"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        struct buf text, way;
        buf_init(&text, MIB);
        buf_init(&way, MIB);
        buf_add_f(&text, HEAD "\"@graph\":[%s]}", rows[i][0]);
        read_ok(text.p, &b);
        assert_int_equal(b.consignments.n, 1);
        for (size_t k = 0; k < b.consignments.v[0].n_legs; k++) {
            const struct trade_leg *l = &b.consignments.v[0].legs[k];
            buf_add_f(&way, "%s" STR_FMT "-" STR_FMT, k > 0 ? " " : "", STR_ARG(l->from),
                      STR_ARG(l->to));
        }
        assert_string_equal(way.p, rows[i][1]);
        assert_text(b.consignments.v[0].carrier, i == 4 ? "B" : "A");
        buf_release(&text);
        buf_release(&way);
        trade_batch_release(&b);
    }
}

/* A code of its own, of its code list's element, or that its id ends in. */
static void a_place_has_its_code_in_several_ways(void **state)
{
    static const char *const rows[] = {
        "{\"cargo:locationCodes\":[{\"cargo:code\":\"PVG\"}]}", "{\"cargo:code\":\"PVG\"}",
        "{\"@id\":\"https://vocabulary.uncefact.org/airports#PVG\"}"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char text[500];
        (void)snprintf(text, sizeof text,
                       "[" HEAD "\"@type\":\"cargo:Waybill\",\"cargo:waybillNumber\":\"1\","
                       "\"cargo:shipment\":{},\"cargo:departureLocation\":%s}]",
                       rows[i]);
        read_ok(text, &b);
        assert_int_equal(b.consignments.n, 1);
        assert_text(b.consignments.v[0].legs[0].from, "PVG");
        trade_batch_release(&b);
    }
}

static void objects_with_one_id_are_one_thing(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(HEAD "\"@graph\":[{\"@id\":\"urn:w\",\"@type\":\"cargo:Waybill\","
                 "\"cargo:waybillNumber\":\"157-00000011\"},"
                 "{\"@id\":\"urn:s\",\"cargo:goodsDescription\":\"BOOKS\"},"
                 "{\"@id\":\"urn:w\",\"cargo:shipment\":{\"@id\":\"urn:s\"},"
                 "\"cargo:carrierDeclarationDate\":\"2026-01-02\"}]}",
            &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 1);
    assert_text(b.consignments.v[0].id, "157-00000011");
    assert_text(b.consignments.v[0].goods[0].description, "BOOKS");
    assert_int_equal(b.consignments.v[0].issued.day, date_day(2026, 1, 2));
    trade_batch_release(&b);
}

/* The same once more is no contradiction. */
static void an_id_of_two_waybills_is_told(void **state)
{
#define TWICE(number, pieces)                                                                      \
    HEAD "\"@graph\":[{\"@id\":\"urn:w\",\"@type\":\"cargo:Waybill\",\"cargo:waybillNumber\":"     \
         "\"1\",\"cargo:shipment\":{\"@id\":\"urn:s\",\"cargo:pieces\":[{}]}},\n{\"@id\":\"urn:"   \
         "w\",\"@type\":\"cargo:Waybill\",\"cargo:waybillNumber\":\"" number                       \
         "\",\"cargo:shipment\":{\"@id\":\"urn:s\",\"@type\":\"cargo:Shipment\",\"cargo:pieces\":" \
         "[{}" pieces "]}}]}"
    struct trade_batch b;
    (void)state;
    read_ok(TWICE("1", ""), &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 1);
    trade_batch_release(&b);
    read_ok(TWICE("2", ""), &b);
    assert_int_equal(b.consignments.n, 1);
    assert_text(b.consignments.v[0].id, "1");
    assert_rejected(&b, 2, 9, "", "is the id of another object too");
    trade_batch_release(&b);
    read_ok(TWICE("1", ",{}"), &b);
    assert_int_equal(b.consignments.n, 1);
    assert_int_equal(b.rejects.n, 1);
    trade_batch_release(&b);
#undef TWICE
}

/* It went without a word. */
static void a_shipment_that_no_waybill_names_is_a_record(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(HEAD "\"@graph\":[{\"@id\":\"urn:a\",\"@type\":\"cargo:Shipment\","
                 "\"cargo:goodsDescription\":\"BOOKS\"},{\"@type\":\"cargo:Waybill\","
                 "\"cargo:waybillNumber\":\"1\",\"cargo:shipment\":{\"@id\":\"urn:a\"}},"
                 "{\"@id\":\"urn:b\",\"@type\":\"cargo:Shipment\",\"cargo:goodsDescription\":"
                 "\"PUMPS\"},{\"@type\":\"cargo:Waybill\",\"cargo:waybillNumber\":\"2\","
                 "\"cargo:shipment\":{\"cargo:goodsDescription\":\"NAILS\"}}]}",
            &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 3);
    assert_text(b.consignments.v[0].goods[0].description, "BOOKS");
    assert_text(b.consignments.v[2].id, "urn:b");
    assert_text(b.consignments.v[2].goods[0].description, "PUMPS");
    trade_batch_release(&b);
}

static void an_address_has_its_box_and_state(void **state)
{
    static const char *const rows[][2] = {
        {"\"cargo:streetAddressLines\":[\"ROAD 1\",\"FLAT "
         "2\"],\"cargo:regionCode\":{\"cargo:code\":"
         "\"TX\"}",
         "ROAD 1 FLAT 2, TX"},
        {"\"cargo:postOfficeBox\":\"77\",\"cargo:regionName\":\"Dubai\"", "P.O. Box 77, Dubai"},
        {"\"cargo:postOfficeBox\":\"POB 77\"", "POB 77"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char text[600];
        (void)snprintf(text, sizeof text,
                       HEAD
                       "\"@id\":\"urn:x\",\"@type\":\"cargo:Shipment\","
                       "\"cargo:involvedParties\":{\"cargo:partyRole\":\"SHP\","
                       "\"cargo:partyDetails\":{\"cargo:name\":\"X\",\"cargo:basedAtLocation\":"
                       "{\"cargo:address\":{%s}}}}}",
                       rows[i][0]);
        read_ok(text, &b);
        assert_text(b.consignments.v[0].parties[0].address, rows[i][1]);
        trade_batch_release(&b);
    }
}

/* Unless the shipment says its own, or a piece none. */
static void volumes_of_all_pieces_add_up(void **state)
{
#define SIZE(value) "{\"cargo:dimensions\":{\"cargo:volume\":" value "}}"
#define M3(value)   "{\"cargo:numericalValue\":" value "}"
    static const struct {
        const char *members;
        int64_t cm3;
    } rows[] = {
        {"\"cargo:pieces\":[" SIZE(M3("1.5")) "," SIZE(
             "{\"cargo:numericalValue\":500,\"cargo:unit\":\"LTR\"}") "]",
         2000000},
        {"\"cargo:pieces\":[" SIZE(M3("1.5")) ",{}]", TRADE_NONE},
        {"\"cargo:totalVolume\":" M3("7") ",\"cargo:pieces\":[" SIZE(M3("1.5")) "]", 7000000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char text[600];
        (void)snprintf(text, sizeof text, HEAD "\"@id\":\"urn:x\",\"@type\":\"cargo:Shipment\",%s}",
                       rows[i].members);
        read_ok(text, &b);
        assert_int_equal(b.consignments.v[0].volume_cm3, rows[i].cm3);
        trade_batch_release(&b);
    }
}

static void contacts_and_numbers_of_a_party_are_kept(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(
        HEAD
        "\"@id\":\"urn:s\",\"@type\":\"cargo:Shipment\",\"cargo:involvedParties\":{"
        "\"cargo:partyRole\":{\"@id\":\"x#SHP\"},\"cargo:otherIdentifiers\":"
        "{\"cargo:otherIdentifierType\":{\"@id\":\"x#TAX_ID\"},\"cargo:textualValue\":\"T1\"},"
        "\"cargo:partyDetails\":{\"cargo:name\":\"A\",\"cargo:iataCargoAgentCode\":\"2345678\","
        "\"cargo:otherIdentifiers\":{\"cargo:otherIdentifierType\":\"DUNS\",\"cargo:textualValue\":"
        "\"D1\"},\"cargo:basedAtLocation\":{\"cargo:address\":{\"cargo:cityCode\":{\"code\":"
        "\"HAM\"},"
        "\"cargo:textualPostCode\":\"20095\"}},\"cargo:contactDetails\":[{"
        "\"cargo:contactDetailType\":{\"@id\":\"x#FAX_NUMBER\"},\"cargo:textualValue\":\"+49 1\"},"
        "{\"cargo:textualValue\":\"+49 2\"},{\"cargo:textualValue\":\"a@b.example\"},"
        "{\"cargo:textualValue\":\"c@d.example\"}]}}}",
        &b);
    assert_records(&b,
                   "{\"id\":\"urn:s\",\"mode\":\"air\",\"parties\":[{\"role\":\"shipper\","
                   "\"name\":\"A\",\"city\":\"HAM\",\"postcode\":\"20095\",\"phone\":\"+49 2\","
                   "\"email\":\"a@b.example\",\"ids\":[{\"type\":\"contact\",\"value\":\"+49 1\"},"
                   "{\"type\":\"contact\",\"value\":\"c@d.example\"},{\"type\":\"identifier\","
                   "\"value\":\"D1\"},{\"type\":\"tax\",\"value\":\"T1\"},{\"type\":\"iata-agent\","
                   "\"value\":\"2345678\"}]}],\"message\":\"ONE Record\",\"shipment_id\":\"urn:s\"}"
                   "\n");
    trade_batch_release(&b);
}

static void a_broker_is_a_party(void **state)
{
    static const struct {
        const char *code;
        enum trade_role role;
    } rows[] = {{"BRK", TRADE_DECLARANT}, {"DEC", TRADE_FORWARDER}, {"CAG", TRADE_FORWARDER}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[500];
        (void)snprintf(text, sizeof text,
                       HEAD "\"@id\":\"urn:x\",\"@type\":\"cargo:Shipment\","
                            "\"cargo:involvedParties\":{\"cargo:partyRole\":{\"@id\":\"https://"
                            "onerecord.iata.org/ns/code-lists/ParticipantIdentifier#%s\"},"
                            "\"cargo:partyDetails\":{\"cargo:name\":\"X\"}}}",
                       rows[i].code);
        expect_only_role(text, rows[i].role);
    }
}

static void a_mass_is_read_in_its_unit(void **state)
{
    static const struct {
        const char *unit;
        int64_t gross_g;
    } rows[] = {{"\"LBR\"", 4536},
                {"\"GRM\"", 10},
                {"{\"@id\":\"https://onerecord.iata.org/x#MeasurementUnitCode_LBR\"}", 4536},
                {"{\"code\":\"KGM\"}", 10000}};
    struct trade_batch b;
    char text[500];
    (void)state;
    for (size_t i = 0; i <= sizeof rows / sizeof *rows; i++) {
        bool is_bad = i == sizeof rows / sizeof *rows;
        (void)snprintf(text, sizeof text,
                       HEAD "\"@id\":\"urn:x\",\"@type\":\"cargo:Shipment\","
                            "\"cargo:totalGrossWeight\":{\"cargo:numericalValue\":10,"
                            "\"cargo:unit\":%s}}",
                       is_bad ? "\"STONE\"" : rows[i].unit);
        read_ok(text, &b);
        if (is_bad)
            assert_rejected(&b, 1, 167, "gross_kg", "unit of mass that is not known");
        else
            assert_int_equal(b.consignments.v[0].gross_g, rows[i].gross_g);
        trade_batch_release(&b);
    }
}

static void a_bad_value_is_located(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(HEAD "\"@id\":\"urn:x\",\"@type\":\"cargo:Waybill\",\"cargo:waybillNumber\":\"1\",\n"
                 "\"cargo:carrierDeclarationDate\":\"soon\",\n\"a\":1,\n\"b\":2}\n",
            &b);
    assert_rejected(&b, 2, 33, "issued", "is no date");
    trade_batch_release(&b);
}

static void records_and_rejects_have_their_place(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(
        HEAD
        "\"@graph\":[\n{\"@id\":\"urn:a\",\"@type\":\"cargo:Shipment\",\"cargo:pieces\":[{}]},\n"
        "{\"@id\":\"urn:b\",\"@type\":\"cargo:Shipment\",\"cargo:pieces\":[{}]},\n"
        "{\"@id\":\"urn:c\",\"@type\":\"cargo:Shipment\",\n"
        "\"cargo:totalGrossWeight\":{\"cargo:numericalValue\":-1}}]}",
        &b);
    assert_int_equal(b.consignments.n, 2);
    assert_int_equal(b.consignments.v[0].line, 2);
    assert_int_equal(b.consignments.v[1].line, 3);
    assert_rejected(&b, 5, 50, "gross_kg", "is negative");
    assert_true(str_starts(b.rejects.v[0].raw, STR("{\"@id\":\"urn:c\"")));
    trade_batch_release(&b);
}

static void a_shipment_without_an_id_is_told(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(HEAD "\"@graph\":[{\"@type\":\"cargo:Shipment\",\"cargo:goodsDescription\":\"X\"},"
                 "{\"@type\":\"cargo:Shipment\",\"@id\":\"urn:x\"}]}",
            &b);
    assert_int_equal(b.consignments.n, 0);
    assert_int_equal(b.rejects.n, 1);
    assert_text(b.rejects.v[0].field, "id");
    trade_batch_release(&b);
}

static void a_piece_says_what_its_product_says(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(HEAD "\"@id\":\"urn:x\",\"@type\":\"cargo:Shipment\",\"cargo:pieces\":{"
                 "\"cargo:contentProductionCountry\":{\"@id\":\"x#DE\"},\"cargo:contentProducts\":"
                 "{\"cargo:description\":\"PUMPS\",\"cargo:hsCode\":\"841350\"}}}",
            &b);
    const struct trade_goods *g = &b.consignments.v[0].goods[0];
    assert_text(g->description, "PUMPS");
    assert_text(g->hs, "841350");
    assert_text(g->origin, "DE");
    trade_batch_release(&b);
}

static void a_waybill_is_a_house_by_its_master_or_type(void **state)
{
    static const struct {
        const char *members;
        enum trade_document document;
        const char *id;
    } rows[] = {
        {"\"cargo:waybillNumber\":\"A\",\"cargo:masterWaybill\":{\"cargo:waybillNumber\":\"M\"}",
         TRADE_DOC_HAWB, "M/A"},
        {"\"cargo:waybillNumber\":\"A\",\"cargo:waybillType\":\"HOUSE\"", TRADE_DOC_HAWB, "A"},
        {"\"cargo:waybillNumber\":\"A\",\"cargo:waybillType\":\"MASTER\"", TRADE_DOC_AWB, "A"},
        {"\"cargo:waybillType\":\"DIRECT\"", TRADE_DOC_AWB, "urn:w"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        char text[500];
        (void)snprintf(text, sizeof text,
                       HEAD
                       "\"@id\":\"urn:w\",\"@type\":\"cargo:Waybill\",\"cargo:shipment\":{},%s}",
                       rows[i].members);
        read_ok(text, &b);
        assert_int_equal(b.consignments.n, 1);
        assert_int_equal(b.consignments.v[0].document, rows[i].document);
        assert_text(b.consignments.v[0].id, rows[i].id);
        trade_batch_release(&b);
    }
}

/* Pieces may share an object: a small document could make records without bounds. */
static void what_is_shared_is_bounded(void **state)
{
    (void)state;
    for (size_t n = 600; n <= 700; n += 100) {
        struct trade_batch b;
        struct buf text;
        buf_init(&text, MIB);
        buf_add_z(&text, HEAD "\"@id\":\"urn:x\",\"@type\":\"cargo:Shipment\",\"cargo:pieces\":["
                              "{\"@id\":\"urn:p\",\"cargo:goodsDescription\":\"");
        for (int i = 0; i < 100000; i++)
            buf_add_c(&text, 'X');
        buf_add_z(&text, "\"}");
        for (size_t i = 1; i < n; i++)
            buf_add_z(&text, ",{\"@id\":\"urn:p\"}");
        buf_add_z(&text, "]}");
        read_ok(text.p, &b);
        assert_int_equal(b.consignments.n, n == 600);
        if (n != 600)
            assert_contains(b.rejects.v[0].reason, "repeat too much text");
        buf_release(&text);
        trade_batch_release(&b);
    }
}

static void a_record_that_mentions_it_is_none(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("{\"id\":\"1\",\"@type\":\"https://onerecord.iata.org/\"}", &b);
    assert_records(&b, "{\"id\":\"1\",\"@type\":\"https://onerecord.iata.org/\"}\n");
    trade_batch_release(&b);
}

static void broken_documents_are_rejects(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(HEAD "\"@id\":", &b);
    assert_int_equal(b.rejects.n, 1);
    trade_batch_release(&b);
    read_ok(HEAD "\"@type\":\"cargo:Piece\"}", &b);
    assert_rejected(&b, 1, 1, "", "no waybill and no shipment");
    trade_batch_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_house_waybill_is_put_together_from_its_objects),
        cmocka_unit_test(a_shipment_alone_is_a_record),
        cmocka_unit_test(a_file_may_hold_several_documents),
        cmocka_unit_test(a_bad_document_costs_no_other),
        cmocka_unit_test(a_document_among_records_is_told_as_that),
        cmocka_unit_test(pieces_of_the_same_goods_are_one_item),
        cmocka_unit_test(movements_are_the_legs_of_the_only_waybill),
        cmocka_unit_test(movements_follow_by_time_and_place),
        cmocka_unit_test(a_place_has_its_code_in_several_ways),
        cmocka_unit_test(objects_with_one_id_are_one_thing),
        cmocka_unit_test(an_id_of_two_waybills_is_told),
        cmocka_unit_test(a_shipment_that_no_waybill_names_is_a_record),
        cmocka_unit_test(an_address_has_its_box_and_state),
        cmocka_unit_test(volumes_of_all_pieces_add_up),
        cmocka_unit_test(what_took_place_counts_before_what_was_expected),
        cmocka_unit_test(a_waybill_is_called_by_prefix_and_serial_number),
        cmocka_unit_test(dangerous_products_have_their_un_numbers),
        cmocka_unit_test(a_broker_is_a_party),
        cmocka_unit_test(goods_are_of_pieces_then_lines_then_the_shipment),
        cmocka_unit_test(contacts_and_numbers_of_a_party_are_kept),
        cmocka_unit_test(a_mass_is_read_in_its_unit),
        cmocka_unit_test(a_bad_value_is_located),
        cmocka_unit_test(records_and_rejects_have_their_place),
        cmocka_unit_test(a_shipment_without_an_id_is_told),
        cmocka_unit_test(a_piece_says_what_its_product_says),
        cmocka_unit_test(a_waybill_is_a_house_by_its_master_or_type),
        cmocka_unit_test(what_is_shared_is_bounded),
        cmocka_unit_test(a_record_that_mentions_it_is_none),
        cmocka_unit_test(broken_documents_are_rejects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
