/* trade/table_manifest.c: a manifest is what one carriage took of a consignment, and no version of
 * its waybill. Each case is added in every order. */
#include "every_order.h"

#include <stdio.h>

#define WAYBILL                                                                                    \
    "FWB/16\n020-11111110HAMKHI/T5K100MC0.9\nRTG/FRALH/DXBLH/KHILH\nSHP\n/MAKER\n/S\n/HAMBURG\n"   \
    "/DE\nCNE\n/BUYER\n/S\n/KARACHI\n/PK\nRTD/1/P5/K100/NGPUMPS\nISU/30DEC25/HAMBURG\n"
#define FLIGHT(sequence, flight, date, from, to)                                                   \
    "FFM/8\n" sequence "/" flight "/" date "/" from "\n" to "\n"
#define LINE(quantity) "020-11111110HAMKHI/" quantity "/PUMPS\n"

static const struct table_record *only(const struct trade_table *t)
{
    assert_int_equal(t->records.n, 1);
    assert_text(table_str(t, t->records.v[0].id), "020-11111110");
    return &t->records.v[0];
}

static struct str route(const struct trade_table *t, const struct table_record *r)
{
    return table_str(t, t->routes.v[r->route].code);
}

static void a_manifest_is_no_version_of_its_waybill(void **state)
{
    static const char *const texts[MAX_TEXTS] = {
        WAYBILL, FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB") LINE("P2K40T5") "LAST\n",
        FLIGHT("1", "EK600", "05JAN1430", "DXB", "KHI") LINE("T6K103MC2") "LAST\n"};
    struct trade_table t;
    (void)state;
    seal_all(texts, &t);
    const struct table_record *r = only(&t);
    assert_int_equal(r->n_versions, 1);
    assert_int_equal(t.n_versions, 0);
    assert_int_equal(r->changes, TABLE_MANIFESTED | TABLE_MORE_ABOARD); /* six of five */
    assert_int_equal(r->is_part, 0);
    assert_int_equal(r->document, TRADE_DOC_AWB);
    assert_int_equal(r->pieces, 5); /* the waybill's, all of it */
    assert_int_equal(r->gross_g, 100000);
    assert_int_equal(r->volume_cm3, 900000);
    assert_int_equal(r->n_parties, 2);
    assert_int_equal(r->n_lines, 1);
    assert_text(route(&t, r), "HAM-FRA-DXB-KHI");
    assert_text(table_str(&t, r->vehicle), "LH8400"); /* it names no flight */
    assert_int_equal(r->departed_day, date_day(2026, 1, 2));
    assert_int_equal(r->day, r->departed_day);
    trade_table_release(&t);
}

static void a_waybills_own_flight_stands(void **state)
{
    static const char *const texts[MAX_TEXTS] = {
        "FWB/16\n020-11111110HAMKHI/T5K100\nFLT/LH8/31\nRTG/FRALH/KHILH\nISU/30DEC25/HAMBURG\n",
        FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB") LINE("T5K100") "LAST\n"};
    struct trade_table t;
    (void)state;
    seal_all(texts, &t);
    const struct table_record *r = only(&t);
    assert_text(table_str(&t, r->vehicle), "LH8");
    assert_int_equal(r->departed_day, date_day(2025, 12, 31));
    assert_text(route(&t, r), "HAM-FRA-KHI");
    trade_table_release(&t);
}

/* 2 and 3 pieces, by two flights and then by two containers of one. */
static void parts_add_up(void **state)
{
    static const char *const texts[][MAX_TEXTS] = {
        {FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB") LINE("P2K40T5") "LAST\n",
         FLIGHT("1", "LH8402", "03JAN1430", "FRA", "DXB") LINE("P3K60T5") "LAST\n"},
        {FLIGHT("1", "LH8400", "02JAN1430", "FRA",
                "DXB") "ULD/PMC1LH\n" LINE("D2K40T5") "ULD/PMC2LH\n" LINE("D3K60T5") "LAST\n"},
        {FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB") LINE("D2K40T5") "CONT\n",
         FLIGHT("2", "LH8400", "02JAN1430", "FRA", "DXB") LINE("D3K60T5") "LAST\n"},
        {FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB")
             LINE("S1K20T5") "ULD/A\n" LINE("S1K20T5") "LAST\n",
         FLIGHT("1", "LH8400", "03JAN1430", "FRA", "DXB") LINE("S3K60T5") "LAST\n"}};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct trade_table t;
        seal_all(texts[i], &t);
        const struct table_record *r = only(&t);
        assert_int_equal(r->document, TRADE_DOC_AWB);
        assert_int_equal(r->n_versions, 1);
        assert_int_equal(r->pieces, 5);
        assert_int_equal(r->gross_g, 100000);
        assert_int_equal(r->is_part, 0);
        assert_int_equal(r->n_lines, 1);
        assert_int_equal(t.lines.v[r->first_line].quantity_milli, 5000);
        assert_int_equal(t.lines.v[r->first_line].gross_g, 100000);
        assert_text(route(&t, r), "HAM-FRA-DXB-KHI");
        trade_table_release(&t);
    }
}

/* What is on board of each flight one after the other is the same pieces. */
static void flights_that_follow_each_other_are_not_added(void **state)
{
    static const char *const texts[][MAX_TEXTS] = {
        {FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB") LINE("T5K100MC0.9") "LAST\n",
         FLIGHT("1", "EK600", "04JAN1430", "DXB", "KHI") LINE("T5K100MC0.9") "LAST\n"},
        {FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB") LINE("P2K40T5") "LAST\n",
         FLIGHT("1", "LH8402", "03JAN1430", "FRA", "DXB") LINE("P3K60T5") "LAST\n",
         FLIGHT("1", "EK600", "04JAN1430", "DXB", "KHI") LINE("P4K80T5") "LAST\n",
         FLIGHT("1", "EK602", "05JAN1430", "DXB", "KHI") LINE("P1K20T5") "LAST\n"},
        {FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB") LINE("T5K100") "LAST\n", /* left behind */
         FLIGHT("1", "LH8402", "03JAN1430", "FRA", "DXB") LINE("T5K100") "LAST\n"}};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct trade_table t;
        seal_all(texts[i], &t);
        const struct table_record *r = only(&t);
        assert_int_equal(r->pieces, 5);
        assert_int_equal(r->gross_g, 100000);
        assert_int_equal(t.lines.v[r->first_line].gross_g, 100000);
        trade_table_release(&t);
    }
}

static void a_manifest_that_comes_twice_counts_once(void **state)
{
    static const char *const texts[][MAX_TEXTS] = {
        {FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB") LINE("P2K40T5") "LAST\n",
         FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB") LINE("P2K40T5") "LAST\n"},
        {FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB")
             LINE("P2K40T5") "LAST\n", /* as corrected */
         FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB") LINE("P2K40T5") "/SPX\nLAST\n"}};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct trade_table t;
        seal_all(texts[i], &t);
        const struct table_record *r = only(&t);
        assert_int_equal(r->n_versions, 1);
        assert_int_equal(r->pieces, 5);
        assert_int_equal(r->gross_g, TRADE_NONE); /* of the whole */
        assert_int_equal(table_gross_g(&t, r), 40000);
        assert_int_equal(r->is_part, 1);
        assert_int_equal(t.lines.v[r->first_line].quantity_milli, 2000);
        trade_table_release(&t);
    }
}

/* A manifest of another format. */
#define DATED(departed, issued)                                                                    \
    "{\"id\":\"020-11111110\",\"document\":{\"type\":\"cargo-manifest\",\"number\":\"020-"         \
    "11111110\"" issued                                                                            \
    "},\"mode\":\"air\",\"legs\":[{\"from\":\"FRA\",\"to\":\"DXB\",\"carrier\":\"LH\","            \
    "\"vehicle\":\"LH2\"" departed "}],\"pieces\":5}\n"
#define LEFT(day)   ",\"departed\":\"" day "\""
#define LEFT_ON(on) ",\"departed_on\":\"" on "\""

static void a_day_without_a_year_is_the_one_nearest_to_the_issue(void **state)
{
    static const struct {
        const char *issued, *date;
        int32_t day;
    } rows[] = {{"30DEC25", "02JAN1430", 20455},
                {"02JAN26", "31DEC", 20453},
                {"28FEB24", "29FEB1200", 19782},
                {"28FEB25", "29FEB1200", 19782}, /* the only one there is */
                {"28FEB25", "31FEB1200", DATE_NONE},
                {"28FEB25", "", DATE_NONE}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char waybill[200], manifest[200];
        const char *texts[MAX_TEXTS] = {waybill, manifest};
        struct trade_table t;
        (void)snprintf(waybill, sizeof waybill, "FWB/16\n020-11111110HAMKHI/T5K100\nISU/%s/HAM\n",
                       rows[i].issued);
        (void)snprintf(manifest, sizeof manifest,
                       "FFM/8\n1/LH8400/%s/HAM\nKHI\n" LINE("T5K100") "LAST\n", rows[i].date);
        seal_all(texts, &t);
        const struct table_record *r = only(&t);
        assert_int_equal(r->departed_day, rows[i].day);
        assert_text(table_str(&t, r->carrier), "LH");
        assert_text(table_str(&t, t.routes.v[r->route].carriers), "LH");
        trade_table_release(&t);
    }
}

/* Without a waybill another carriage tells the year, or the manifest's own issue; else nothing. */
static void a_year_comes_from_what_has_one(void **state)
{
    static const struct {
        const char *texts[MAX_TEXTS];
        int32_t departed, on, day;
    } rows[] = {
        {{FLIGHT("1", "LH1", "31DEC", "HAM", "FRA") LINE("T5K100") "LAST\n",
          DATED(LEFT("2026-01-02"), "")},
         20453,
         0,
         20453},
        {{FLIGHT("1", "LH1", "31DEC", "HAM", "FRA") LINE("T5K100") "LAST\n",
          DATED(LEFT("2025-12-30"), "")},
         20452,
         0,
         20452}, /* which left first */
        {{DATED(LEFT_ON("--12-31"), ",\"issued\":\"2026-01-02\"")}, 20453, 0, 20453},
        {{FLIGHT("1", "LH1", "31DEC", "HAM", "FRA") LINE("T5K100") "LAST\n"},
         DATE_NONE,
         1231,
         DATE_NONE},
        {{DATED("", ",\"issued\":\"2026-01-02\"")}, DATE_NONE, 0, 20455},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_table t;
        seal_all(rows[i].texts, &t);
        const struct table_record *r = only(&t);
        assert_int_equal(r->departed_day, rows[i].departed);
        assert_int_equal(r->departed_on, rows[i].on);
        assert_int_equal(r->day, rows[i].day);
        trade_table_release(&t);
    }
}

/* Houses of a master of which only a part is known are not held against it elsewhere. */
static void a_house_is_told_by_its_masters_manifest(void **state)
{
    static const char *const texts[MAX_TEXTS] = {
        "FHL/4\nMBI/020-11111110HAMKHI/T5K100\nHBS/A1/HAMKHI/4/K40//SPINDLES\n",
        FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB") LINE("P2K40T5") "LAST\n"};
    struct trade_table t;
    (void)state;
    seal_all(texts, &t);
    const struct table_record *r = &t.records.v[table_find(&t, STR("020-11111110/A1"))];
    assert_text(table_str(&t, r->vehicle), "LH8400");
    assert_text(route(&t, r), "HAM-FRA-DXB-KHI");
    trade_table_release(&t);
}

/* Manifests of other carriers come as records with days and without line numbers. */
static void manifests_of_any_format_are_joined(void **state)
{
#define SHIP(ship, day, goods)                                                                     \
    "{\"id\":\"020-11111110\",\"document\":{\"type\":\"cargo-manifest\"},\"mode\":\"sea\","        \
    "\"legs\":[{\"from\":\"CNSHA\",\"to\":\"AEJEA\",\"carrier\":\"MSCU\",\"departed\":\"" day      \
    "\",\"vehicle\":\"" ship "\"}]" goods "}\n"
    static const char *const texts[MAX_TEXTS] = {
        SHIP("EVER A", "2026-01-09",
             ",\"goods\":[{\"hs\":\"8413\",\"gross_kg\":5},{\"hs\":\"8482\",\"gross_kg\":7}]"),
        SHIP("EVER B", "2026-01-08", ",\"goods\":[{\"hs\":\"8413\",\"gross_kg\":11}]"),
        SHIP("EVER C", "2026-01-10", "")};
    struct trade_table t;
    struct buf out;
    (void)state;
    seal_all(texts, &t);
    buf_init(&out, MIB);
    dump(&t, &out);
    assert_contains(buf_str(&out), "\"type\":\"bill-of-lading\"");
    assert_contains(buf_str(&out), "\"departed\":\"2026-01-08\",\"vehicle\":\"EVER B\"");
    assert_contains(buf_str(&out), "\"hs\":\"8413\",\"gross_kg\":16}");
    assert_contains(buf_str(&out), "\"hs\":\"8482\",\"gross_kg\":7}");
    assert_contains(buf_str(&out), "versions 1 changes 0 part 1");
    buf_release(&out);
    trade_table_release(&t);
}

/* A waybill that an export has under a key of its own. */
static void a_manifest_finds_its_waybill_by_number(void **state)
{
#define EXPORT(id, issued)                                                                         \
    "{\"id\":\"" id "\",\"document\":{\"type\":\"air-waybill\",\"number\":\"020-11111110\","       \
    "\"issued\":\"" issued "\"},\"pieces\":5}\n"
    static const char *const texts[MAX_TEXTS] = {
        EXPORT("W7", "2025-12-30"), EXPORT("W6", "2019-12-30"),
        "{\"id\":\"D\",\"document\":{\"type\":\"export-declaration\",\"number\":\"020-11111110\","
        "\"issued\":\"2026-12-30\"}}\n",
        FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB") LINE("P2K40T5") "LAST\n"};
    struct trade_table t;
    (void)state;
    seal_all(texts, &t);
    assert_int_equal(t.records.n, 3);
    assert_int_equal(table_find(&t, STR("020-11111110")), MAP_NONE);
    const struct table_record *r = &t.records.v[table_find(&t, STR("W7"))]; /* issued last */
    assert_text(table_str(&t, r->vehicle), "LH8400");
    assert_int_equal(r->departed_day, date_day(2026, 1, 2));
    assert_int_equal(r->n_versions, 1);
    r = &t.records.v[table_find(&t, STR("W6"))];
    assert_int_equal(r->vehicle, 0);
    trade_table_release(&t);
}

#define XFFM(cargo)                                                                                \
    "<r:FlightManifest "                                                                           \
    "xmlns:r=\"iata:flightmanifest:1\"><r:MessageHeaderDocument><r:VersionID>2</"                  \
    "r:VersionID></r:MessageHeaderDocument><r:LogisticsTransportMovement><r:ID>LH8400</r:ID>"      \
    "<r:DepartureEvent><r:DepartureOccurrenceDateTime>2026-01-02T14:30:00</"                       \
    "r:DepartureOccurrenceDateTime><r:OccurrenceDepartureLocation><r:ID>FRA</r:ID></"              \
    "r:OccurrenceDepartureLocation></r:DepartureEvent></r:LogisticsTransportMovement>"             \
    "<r:ArrivalEvent><r:ArrivalOccurrenceDateTime>2026-01-02T23:05:00</"                           \
    "r:ArrivalOccurrenceDateTime><r:OccurrenceArrivalLocation><r:ID>DXB</r:ID></"                  \
    "r:OccurrenceArrivalLocation>" cargo "</r:ArrivalEvent></r:FlightManifest>"
#define ULD(serial, consignments)                                                                  \
    "<r:AssociatedTransportCargo><r:TypeCode>ULD</"                                                \
    "r:TypeCode><r:UtilizedUnitLoadTransportEquipment>"                                            \
    "<r:ID>" serial "</r:ID><r:CharacteristicCode>PMC</r:CharacteristicCode><r:OperatingParty>"    \
    "<r:PrimaryID>LH</r:PrimaryID></r:OperatingParty></"                                           \
    "r:UtilizedUnitLoadTransportEquipment>" consignments "</r:AssociatedTransportCargo>"
#define XLINE(number, kg, pieces, code)                                                            \
    "<r:IncludedMasterConsignment><r:GrossWeightMeasure unitCode=\"KGM\">" kg                      \
    "</r:GrossWeightMeasure>" pieces "<r:SummaryDescription>PUMPS</r:SummaryDescription>"          \
    "<r:TransportSplitDescription>" code "</r:TransportSplitDescription>"                          \
    "<r:TransportContractDocument><r:ID>" number "</r:ID></r:TransportContractDocument>"           \
    "<r:OriginLocation><r:ID>HAM</r:ID></r:OriginLocation><r:FinalDestinationLocation>"            \
    "<r:ID>KHI</r:ID></r:FinalDestinationLocation></r:IncludedMasterConsignment>"
#define PIECES(n)    "<r:TotalPieceQuantity>" n "</r:TotalPieceQuantity>"
#define OF(n, total) "<r:PieceQuantity>" n "</r:PieceQuantity>" PIECES(total)

/* One waybill in two containers and alone, with and without the hyphen. */
static void manifests_in_xml_are_read_likewise(void **state)
{
    static const char text[] = XFFM(ULD("1", XLINE("020-11111110", "40", OF("2", "5"), "S")
                                                 XLINE("020-12345675", "1", PIECES("1"), "T"))
                                        ULD("2", XLINE("020-11111110", "20.5", OF("1", "5"), "S")));
    struct trade_batch b;
    (void)state;
    read_ok(text, &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 2);
    trade_batch_release(&b);
    read_ok(XFFM(ULD("1", XLINE("02011111110", "40", OF("2", "5"), "S"))
                     ULD("2", XLINE("02011111110", "20.5", OF("1", "5"), "S"))),
            &b);
    assert_records(
        &b, "{\"id\":\"020-11111110\",\"document\":{\"type\":\"cargo-manifest\",\"number\":"
            "\"020-11111110\"},\"mode\":\"air\",\"carrier\":\"LH\",\"legs\":[{\"from\":\"HAM\","
            "\"to\":\"FRA\",\"mode\":\"air\"},{\"from\":\"FRA\",\"to\":\"DXB\",\"carrier\":\"LH\","
            "\"mode\":\"air\",\"departed\":\"2026-01-02T14:30:00Z\",\"arrived\":"
            "\"2026-01-02T23:05:00Z\",\"vehicle\":\"LH8400\"},{\"from\":\"DXB\",\"to\":\"KHI\","
            "\"mode\":\"air\"}],\"goods\":[{\"line\":1,\"description\":\"PUMPS\",\"quantity\":3,"
            "\"unit\":\"PKG\",\"gross_kg\":60.5}],\"pieces\":5,\"message\":\"FlightManifest\","
            "\"message_version\":\"2\",\"shipment_part\":\"S\",\"uld\":[\"PMC1LH\",\"PMC2LH\"]}\n");
    trade_batch_release(&b);
    /* without a code a line is no whole that would outdo the others */
    read_ok(XFFM(ULD("1", XLINE("020-11111110", "40", PIECES("2"), "")
                              XLINE("020-11111110", "20", PIECES("1"), ""))),
            &b);
    assert_int_equal(b.consignments.v[0].goods[0].gross_g, 60000);
    assert_int_equal(b.consignments.v[0].gross_g, TRADE_NONE);
    trade_batch_release(&b);
    read_ok(XFFM("<r:AssociatedTransportCargo><r:TypeCode>NIL</r:TypeCode></"
                 "r:AssociatedTransportCargo>"),
            &b);
    assert_int_equal(b.rejects.n, 1);
    assert_contains(b.rejects.v[0].reason, "names no air waybill");
    trade_batch_release(&b);
    read_ok(
        XFFM(ULD("1", XLINE("", "40", PIECES("2"), "T") XLINE("020-11111110", "x", PIECES("2"), "P")
                          XLINE("020-12345675", "1", PIECES("1"), "T"))),
        &b);
    assert_int_equal(b.consignments.n, 1);
    assert_int_equal(b.rejects.n, 2);
    assert_text(b.rejects.v[0].field, "id");
    assert_text(b.rejects.v[1].field, "gross_kg");
    trade_batch_release(&b);
}

/* Both say the same, one without the year. */
static void one_flight_in_two_formats_counts_once(void **state)
{
    static const char *const texts[MAX_TEXTS] = {
        XFFM(ULD("1", XLINE("020-11111110", "40", OF("2", "5"), "P"))),
        FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB") LINE("P2K40T5") "LAST\n"};
    struct trade_table t;
    (void)state;
    seal_all(texts, &t);
    assert_int_equal(table_gross_g(&t, only(&t)), 40000);
    trade_table_release(&t);
}

static void manifests_in_xml_join_their_waybills(void **state)
{
    static const char *const texts[MAX_TEXTS] = {
        WAYBILL, XFFM(ULD("1", XLINE("020-11111110", "60", PIECES("3"), "P"))),
        FLIGHT("1", "LH8402", "04JAN1430", "FRA", "DXB") LINE("P2K40T5") "LAST\n"};
    struct trade_table t;
    (void)state;
    seal_all(texts, &t);
    const struct table_record *r = only(&t);
    assert_int_equal(r->n_versions, 1);
    assert_int_equal(r->gross_g, 100000);
    assert_text(table_str(&t, r->vehicle), "LH8400"); /* left first */
    assert_int_equal(r->departed_day, date_day(2026, 1, 2));
    trade_table_release(&t);
}

#define LATER(quantity) FLIGHT("1", "EK600", "05JAN1430", "DXB", "KHI") LINE(quantity) "LAST\n"
#define AGAIN(quantity) FLIGHT("1", "LH8404", "03JAN1430", "FRA", "DXB") LINE(quantity) "LAST\n"
#define HEAVY(kg)                                                                                  \
    "{\"id\":\"020-11111110\",\"document\":{\"type\":\"air-waybill\",\"number\":\"020-11111110\"}" \
    ","                                                                                            \
    "\"carrier\":\"LH\",\"goods\":[{\"line\":1,\"gross_kg\":" kg "}]}\n"

/* Each manifest by itself: the same pieces may be on those of several flights. */
static void a_manifest_that_names_more_than_the_waybill_is_noted(void **state)
{
    static const struct {
        const char *texts[MAX_TEXTS];
        int changes;
    } rows[] = {
        {{WAYBILL}, 0},
        {{WAYBILL, LATER("T5K100")}, TABLE_MANIFESTED},
        {{WAYBILL, LATER("T5K106")}, TABLE_MANIFESTED}, /* 5 % and a kilogram */
        {{WAYBILL, LATER("T5K106.1")}, TABLE_MANIFESTED | TABLE_MORE_ABOARD},
        {{WAYBILL, LATER("T6K100")}, TABLE_MANIFESTED | TABLE_MORE_ABOARD},
        {{WAYBILL, LATER("P2K40T5")}, TABLE_MANIFESTED},
        {{WAYBILL, LATER("P2K40T6")}, TABLE_MANIFESTED | TABLE_MORE_ABOARD},
        {{WAYBILL, AGAIN("T5K100"),
          FLIGHT("1", "LH8400", "02JAN1430", "FRA", "DXB") LINE("T5K100") "LAST\n"},
         TABLE_MANIFESTED},                                  /* left behind by the first */
        {{HEAVY("100"), LATER("T6K100")}, TABLE_MANIFESTED}, /* it does not say how many */
        {{HEAVY("100"), LATER("T6K120")}, TABLE_MANIFESTED | TABLE_MORE_ABOARD},
        {{HEAVY("0"), LATER("T6K120")}, 0},
        {{LATER("T6K120")}, 0}, /* there is no waybill */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_table t;
        print_message("# %zu\n", i);
        seal_all(rows[i].texts, &t);
        assert_int_equal(only(&t)->changes, rows[i].changes);
        trade_table_release(&t);
    }
}

static void sums_know_what_is_not_said(void **state)
{
    (void)state;
    assert_true(trade_sum(TRADE_NONE, TRADE_NONE) == TRADE_NONE);
    assert_true(trade_sum(TRADE_NONE, 5) == 5 && trade_sum(5, TRADE_NONE) == 5);
    assert_true(trade_sum(2, 3) == 5 && trade_sum(2, -3) == -1);
    assert_true(trade_sum(INT64_MAX, 1) == INT64_MAX);
    assert_true(trade_sum(-INT64_MAX, -5) == -INT64_MAX); /* and not TRADE_NONE */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_manifest_is_no_version_of_its_waybill),
        cmocka_unit_test(a_waybills_own_flight_stands),
        cmocka_unit_test(a_manifest_that_names_more_than_the_waybill_is_noted),
        cmocka_unit_test(sums_know_what_is_not_said),
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(flights_that_follow_each_other_are_not_added),
        cmocka_unit_test(a_manifest_that_comes_twice_counts_once),
        cmocka_unit_test(a_day_without_a_year_is_the_one_nearest_to_the_issue),
        cmocka_unit_test(a_year_comes_from_what_has_one),
        cmocka_unit_test(a_house_is_told_by_its_masters_manifest),
        cmocka_unit_test(manifests_of_any_format_are_joined),
        cmocka_unit_test(a_manifest_finds_its_waybill_by_number),
        cmocka_unit_test(manifests_in_xml_are_read_likewise),
        cmocka_unit_test(one_flight_in_two_formats_counts_once),
        cmocka_unit_test(manifests_in_xml_join_their_waybills),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
