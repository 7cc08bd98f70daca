/* trade/cimp_*.c: air waybills and house lists in Cargo-IMP. */
#include "read_message.h"

#include "trade/messages.h"

static void read_file(const char *name, struct trade_batch *b)
{
    read_message(name, "cargo-imp", b);
}

static void a_waybill_becomes_a_record(void **state)
{
    struct trade_batch b;
    (void)state;
    read_file("waybills.fwb", &b);
    assert_int_equal(b.consignments.n, 2);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_text(c->id, "020-12345675");
    assert_int_equal(c->document, TRADE_DOC_AWB);
    assert_int_equal(c->line, 3);
    assert_int_equal(c->issued.day, date_day(2026, 1, 12));
    assert_int_equal(c->pieces, 12);
    assert_int_equal(c->gross_g, 345500);
    assert_int_equal(c->volume_cm3, 1250000);
    assert_int_equal(c->freight_cents, 161655);
    assert_text(c->freight_currency, "EUR");
    assert_int_equal(c->n_legs, 3);
    assert_text(c->legs[1].from, "FRA");
    assert_text(c->legs[1].to, "DXB");
    assert_text(c->legs[1].vehicle, "EK044");
    assert_int_equal(c->legs[2].departed.day, date_day(2026, 1, 15));
    assert_text(c->remarks, "KEEP DRY NOTIFY ON ARRIVAL; DELIVERY BETWEEN 8 AND 16; "
                            "handling SPX/PES");
    assert_int_equal(c->n_goods, 2);
    assert_text(c->goods[0].description, "BALL BEARINGS FOR SPINDLES");
    assert_text(c->goods[0].hs, "84821010");
    assert_text(c->goods[0].origin, "DE");
    assert_int_equal(c->goods[0].value_cents, TRADE_NONE); /* of both together */
    assert_int_equal(c->goods[1].gross_g, 45500);
    trade_batch_release(&b);
}

static void parties_are_read_in_both_layouts(void **state)
{
    struct trade_batch b;
    (void)state;
    read_file("waybills.fwb", &b);
    const struct trade_party *p = b.consignments.v[0].parties;
    assert_int_equal(b.consignments.v[0].n_parties, 4);
    assert_text(p[0].name, "NORDLICHT PRAEZISION GMBH");
    assert_text(p[0].address, "SPEICHERSTRASSE 14, HH");
    assert_text(p[0].postcode, "20457");
    assert_text(p[0].phone, "4940555010");
    assert_text(p[0].ids[2].type, "tax");
    assert_text(p[1].ids[0].value, "MR QURESHI");
    assert_text(p[2].name, "SINDH CLEARING AGENCY");
    assert_int_equal(p[3].role, TRADE_FORWARDER);
    assert_text(p[3].ids[1].value, "2347000");
    p = b.consignments.v[1].parties;
    assert_text(p[0].name, "SHANGHAI FINE TOOLS CO LTD EXPORT DEPARTMENT");
    assert_text(p[0].address, "99 ZHANGYANG ROAD, ROOM 1201, SH");
    assert_text(p[1].city, "JEDDAH");
    assert_text(p[1].country, "SA");
    trade_batch_release(&b);
}

static void pounds_become_kilograms_and_days_dates(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("FWB/16\n157-00000011PVGJED/T1L220CF10\nFLT/QR8/2\nRTG/JEDQR\nISU/30DEC25/X\n", &b);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_int_equal(c->gross_g, 99790);
    assert_int_equal(c->volume_cm3, 283168);
    assert_int_equal(c->legs[0].departed.day, date_day(2026, 1, 2));
    trade_batch_release(&b);
}

static void further_codes_are_goods_without_mass(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("FWB/16\n157-00000011PVGJED/T1K9\nRTD/1/P1/K9/NG/TOOLS\n/2/NH/8207\n/3/NH/8204\nISU/\n",
            &b);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_int_equal(c->n_goods, 2);
    assert_text(c->goods[1].description, "TOOLS");
    assert_text(c->goods[1].hs, "8204");
    assert_int_equal(c->goods[1].gross_g, TRADE_NONE);
    trade_batch_release(&b);
}

static void a_line_may_have_several_codes(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("FWB/16\n157-00000011PVGJED/T1K9\nRTD/1/P1/K9/NG/TOOLS\n/2/NH/8207/8204//8205\nISU/\n",
            &b);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_int_equal(c->n_goods, 3);
    assert_text(c->goods[0].hs, "8207");
    assert_text(c->goods[1].hs, "8204");
    assert_text(c->goods[2].hs, "8205");
    trade_batch_release(&b);
}

/* If the head says none. */
static void volumes_of_lines_add_up(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("FWB/16\n157-00000011PVGJED/T3K9\nRTD/1/P1/K4/NG/A\n/2/NV/MC1.5\n/3/P2/K5/NG/B\n"
            "/4/NV/CF10\nISU/\n",
            &b);
    assert_int_equal(b.consignments.v[0].volume_cm3, 1783168);
    trade_batch_release(&b);
    read_ok("FWB/16\n157-00000011PVGJED/T3K9MC2\nRTD/1/P1/K4/NG/A\n/2/NV/MC1.5\nISU/\n", &b);
    assert_int_equal(b.consignments.v[0].volume_cm3, 2000000);
    trade_batch_release(&b);
}

struct bad {
    const char *text;
    int64_t line, column;
    const char *field, *reason;
};

static void a_manifest_becomes_the_waybills_on_board(void **state)
{
    struct trade_batch b;
    (void)state;
    read_file("manifest.ffm", &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 2);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_text(c->id, "020-12345675");
    assert_int_equal(c->document, TRADE_DOC_MANIFEST);
    assert_int_equal(c->n_legs, 3); /* the waybill's ends lie further out */
    assert_text(c->legs[0].from, "HAM");
    assert_text(c->legs[1].vehicle, "LH8400");
    assert_text(c->legs[1].from, "FRA");
    assert_text(c->legs[1].to, "DXB");
    assert_int_equal(c->legs[1].month_day, 112);
    assert_text(c->legs[2].to, "KHI");
    assert_text(c->goods[0].description, "BALL BEARINGS");
    assert_int_equal(c->gross_g, 345500);
    c = &b.consignments.v[1]; /* a part */
    assert_int_equal(c->n_legs, 1);
    assert_int_equal(c->pieces, 5); /* of the whole */
    assert_int_equal(c->gross_g, TRADE_NONE);
    assert_int_equal(c->goods[0].quantity_milli, 2000);
    assert_int_equal(c->goods[0].gross_g, 40000);
    trade_batch_release(&b);
}

/* Containers of one flight, of which one waybill's lines need not follow each other. */
static void lines_of_one_waybill_are_one_record(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("FFM/8\n3/LH8400/29FEB1430/FRA\nDXB\nULD/PMC1LH\n"
            "020-11111110FRADXB/D2K40MC0.5T5/TOOLS\n/SPX\n020-12345675FRADXB/T1K1/A\n"
            "ULD/PMC2LH\n020-11111110FRADXB/D3K60MC0.5T5/TOOLS\n/SPX\nOSI/LATE\n"
            "KHI\n020-11111110FRAKHI/P1L10T9/MORE\nLAST\n",
            &b);
    assert_records(
        &b, "{\"id\":\"020-11111110\",\"document\":{\"type\":\"cargo-manifest\",\"number\":"
            "\"020-11111110\"},\"mode\":\"air\",\"carrier\":\"LH\",\"legs\":[{\"from\":\"FRA\","
            "\"to\":\"DXB\",\"carrier\":\"LH\",\"mode\":\"air\",\"departed_on\":\"--02-29\","
            "\"vehicle\":\"LH8400\"}],\"goods\":[{\"line\":3,\"description\":\"TOOLS\","
            "\"quantity\":5,\"unit\":\"PKG\",\"gross_kg\":100}],\"pieces\":5,\"gross_kg\":100,"
            "\"volume_m3\":1,\"remarks\":\"handling SPX\",\"cimp.OSI\":\"OSI/LATE\",\"cimp.ULD\":"
            "[\"ULD/PMC1LH\",\"ULD/PMC2LH\"],\"flight_date\":\"29FEB1430\",\"message\":\"FFM/8\","
            "\"shipment_part\":\"D\"}\n"
            "{\"id\":\"020-12345675\",\"document\":{\"type\":\"cargo-manifest\",\"number\":"
            "\"020-12345675\"},\"mode\":\"air\",\"carrier\":\"LH\",\"legs\":[{\"from\":\"FRA\","
            "\"to\":\"DXB\",\"carrier\":\"LH\",\"mode\":\"air\",\"departed_on\":\"--02-29\","
            "\"vehicle\":\"LH8400\"}],\"goods\":[{\"line\":3,\"description\":\"A\",\"quantity\":1,"
            "\"unit\":\"PKG\",\"gross_kg\":1}],\"pieces\":1,\"gross_kg\":1,\"cimp.ULD\":"
            "\"ULD/PMC1LH\",\"flight_date\":\"29FEB1430\",\"message\":\"FFM/8\"}\n"
            "{\"id\":\"020-11111110\",\"document\":{\"type\":\"cargo-manifest\",\"number\":"
            "\"020-11111110\"},\"mode\":\"air\",\"carrier\":\"LH\",\"legs\":[{\"from\":\"FRA\","
            "\"to\":\"KHI\",\"carrier\":\"LH\",\"mode\":\"air\",\"departed_on\":\"--02-29\","
            "\"vehicle\":\"LH8400\"}],\"goods\":[{\"line\":3,\"description\":\"MORE\",\"quantity\":"
            "1,\"unit\":\"PKG\",\"gross_kg\":4.536}],\"pieces\":9,\"flight_date\":\"29FEB1430\","
            "\"message\":\"FFM/8\",\"shipment_part\":\"P\"}\n");
    trade_batch_release(&b);
}

/* The lines behind it were taken for what the first flight had on board. */
static void a_further_flight_has_the_lines_behind_it(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("FFM/8\n1/LH8400/12JAN/FRA\nJFK\n020-11111110FRAJFK/T2K5/PAPER\n/SPX\nLAST\n"
            "2/LH8402/13JAN1430/MUC/DALCH\nDXB\n020-12345675MUCDXB/T1K1/A\nLAST\n",
            &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 2);
    const struct trade_consignment *c = &b.consignments.v[1];
    assert_int_equal(c->n_legs, 1);
    assert_text(c->legs[0].vehicle, "LH8402");
    assert_text(c->legs[0].from, "MUC");
    assert_text(c->legs[0].to, "DXB");
    assert_int_equal(c->legs[0].month_day, 113);
    assert_int_equal(c->goods[0].line, 2); /* the sequence number */
    assert_text(b.consignments.v[0].legs[0].vehicle, "LH8400");
    assert_int_equal(b.consignments.v[0].n_extras, 2); /* flight_date, message */
    trade_batch_release(&b);
    read_ok("FFM/8\n1/LH8400/12JAN/FRA\nJFK\n020-11111110FRAJFK/T2K5/PAPER\n"
            "2/LH8402/13JXN/MUC\nDXB\n020-11111110MUCDXB/T1K1/A\nLAST\n",
            &b);
    assert_int_equal(b.consignments.n, 2); /* one waybill, by two flights */
    assert_rejected(&b, 4, 1, "", "is the last line of a manifest without its end");
    trade_batch_release(&b);
    read_ok("FFM/8\n1/LH8400/12JAN/FRA\nJFK\n020-11111110FRAJFK/T2K5/PAPER\nLAST\n"
            "2/LH8402/13JAN/MUC\nDXB/NIL\nLAST\n3/LH8404/13JAN/MUC\nDXB\n"
            "020-12345675MUCDXB/T1K1/A\nLAST\n",
            &b);
    assert_int_equal(b.consignments.n, 2);
    assert_rejected(&b, 6, 1, "doc_number", "names no air waybill");
    assert_text(b.rejects.v[0].raw, "2/LH8402/13JAN/MUC\nDXB/NIL\nLAST\n");
    trade_batch_release(&b);
}

static void a_message_that_breaks_off_is_told(void **state)
{
    static const char waybill[] = "FWB/16\n020-11111110HAMKHI/T1K1\nRTG/KHILH\nSHP\n/A\n/S\n"
                                  "/HAMBURG\n/DE\nCNE\n/B\n/S\n/KARACHI\n/PK\nCVD/EUR\n"
                                  "RTD/1/P1/K1/NG/PUMPS\nPPD/CT1\n";
    static const char house[] = "FHL/4\nMBI/157-00000011PVGJED/T2K9\nHBS/A/PVGJED/1/K4//X\n"
                                "HBS/B/PVGJED/1/K5//Y\n";
    static const char *const whole[] = {"SHP/A\n/S\n/X\n/DE\nCNE/B\n/S\n/Y\n/PK\n",
                                        "SHP\nNAM/A\nADR/S\nLOC/X\n/DE\nCNE\nNAM/B\nADR/S\n/T\n"
                                        "LOC/Y\n/PK\n"};
    struct trade_batch b;
    char text[600];
    (void)state;
    for (size_t n = strlen("FWB/16\n020-11111110HAMKHI/T1K1\n"); n < sizeof waybill; n++) {
        bool is_line = waybill[n - 1] == '\n';
        if (!is_line)
            continue;
        (void)snprintf(text, sizeof text, "%.*sFWB/16\n020-12345675HAMKHI/T1K1\nISU/\n", (int)n,
                       waybill);
        read_ok(text, &b);
        assert_int_equal(b.consignments.n, 1);
        assert_text(b.consignments.v[0].id, "020-12345675");
        assert_int_equal(b.rejects.n, 1);
        assert_contains(b.rejects.v[0].reason, "the message breaks off here");
        trade_batch_release(&b);
    }
    (void)snprintf(text, sizeof text, "%sREF/X\n", waybill); /* behind it */
    read_ok(text, &b);
    assert_int_equal(b.consignments.n, 1);
    trade_batch_release(&b);
    for (size_t i = 0; i < 2; i++) {
        size_t shipper = (size_t)(strstr(whole[i], "CNE") - whole[i]);
        for (size_t n = 1; n <= strlen(whole[i]); n++) {
            if (whole[i][n - 1] != '\n')
                continue;
            (void)snprintf(text, sizeof text, "%s%.*s", house, (int)n, whole[i]);
            read_ok(text, &b);
            bool is_whole = n == strlen(whole[i]);
            assert_int_equal(b.consignments.n, is_whole ? 2 : 1);
            assert_int_equal(b.rejects.n, !is_whole);
            if (!is_whole)
                assert_contains(b.rejects.v[0].reason, n == shipper ? "CNE" : "country is missing");
            trade_batch_release(&b);
        }
    }
    read_ok("FHL/4\nMBI/157-00000011PVGJED/T2K9\nHBS/A/PVGJED/1/K4//X\nHBS/B/PVGJED/1/K5\n", &b);
    assert_int_equal(b.consignments.n, 1);
    assert_rejected(&b, 4, 1, "", "the description of the goods is missing");
    trade_batch_release(&b);
}

/* The air waybills behind the break would be missed by nobody. */
static void a_manifest_without_its_end_is_told(void **state)
{
    static const char *const ends[] = {"", "LAST\n", "CONT\n"};
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct trade_batch b;
        char text[200];
        (void)snprintf(text, sizeof text,
                       "FFM/8\n1/LH8400/12JAN/FRA\nJFK\n020-12345675FRAJFK/T12K345/PARTS\n%s",
                       ends[i]);
        read_ok(text, &b);
        assert_int_equal(b.consignments.n, 1);
        if (i == 0)
            assert_rejected(&b, 4, 1, "", "is the last line of a manifest without its end");
        else
            assert_int_equal(b.rejects.n, 0);
        trade_batch_release(&b);
    }
}

/* It was left out without a word, or taken for a detail of the line before it. */
static void a_line_with_a_bad_number_is_told(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("FFM/8\n1/LH8400/12JAN/FRA\nJFK\n020-1234567FRAJFK/T12K345/PARTS\n/SPX\n"
            "020-11111110FRAJFK/T2K5/PAPER\nLAST\n",
            &b);
    assert_int_equal(b.consignments.n, 1);
    assert_text(b.consignments.v[0].remarks, "");
    assert_rejected(&b, 4, 1, "doc_number", "is no air waybill");
    trade_batch_release(&b);
    read_ok("FFM/8\n1/LH8400/12JAN/FRA\nJFK\n020-1234567FRAJFK/T12K345/PARTS\nLAST\n", &b);
    assert_int_equal(b.consignments.n, 0);
    assert_rejected(&b, 4, 1, "doc_number", "is no air waybill");
    trade_batch_release(&b);
}

static void a_further_master_is_that_of_the_houses_behind_it(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("FHL/4\nMBI/157-00000011PVGJED/T2K9\nHBS/A/PVGJED/1/K4//X\n"
            "MBI/157-00000022PVGJED/T2K9\nHBS/B/PVGJED/1/K5//Y\n",
            &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 2);
    assert_text(b.consignments.v[0].id, "157-00000011/A");
    assert_text(b.consignments.v[1].id, "157-00000022/B");
    trade_batch_release(&b);
    read_ok("FHL/4\nMBI/157-00000011PVGJED/T2K9\nHBS/A/PVGJED/1/K4//X\n"
            "MBI/157-0000002PVGJED/T2K9\nHBS/B/PVGJED/1/K5//Y\n",
            &b);
    assert_int_equal(b.consignments.n, 1);
    assert_rejected(&b, 4, 5, "doc_master", "is no master");
    assert_contains(b.rejects.v[0].raw, "HBS/B");
    trade_batch_release(&b);
}

/* What stood behind the first text, and before the last customs information, was not read. */
static void lines_of_a_house_may_have_their_name_again(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("FHL/4\nMBI/020-12345675HAMKHI/T5K50\nHBS/H1/HAMKHI/5/K50/5/GARMENTS\n"
            "TXT/COTTON SHIRTS\nTXT/WITH BUTTONS\n/OF BRASS\nOCI/DE/SHP/T/DE99\n"
            "OCI/PK/CNE/T/PK11\n///T/PK12\nSHP/ACME\n/S\n/HAMBURG\n/DE\nCNE/BUYER\n/S\n"
            "/KARACHI\n/PK\n",
            &b);
    assert_int_equal(b.consignments.n, 1);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_text(c->goods[0].description, "GARMENTS; COTTON SHIRTS WITH BUTTONS OF BRASS");
    assert_int_equal(c->parties[0].n_ids, 1);
    assert_text(c->parties[0].ids[0].value, "DE99");
    assert_int_equal(c->parties[1].n_ids, 2);
    assert_text(c->parties[1].ids[1].value, "PK12");
    trade_batch_release(&b);
}

/* "OSI" was taken for the airport where all behind it is unloaded. */
static void information_that_begins_with_a_number_is_no_airport(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("FFM/8\n1/LH8400/12JAN/FRA\nJFK/13JAN0800\n020-12345675FRAJFK/T12K345/PARTS\n"
            "OSI/10 PIECES SHORT\n020-11111110FRAJFK/T2K5/PAPER\nLAST\n",
            &b);
    assert_int_equal(b.consignments.n, 2);
    assert_int_equal(b.consignments.v[1].n_legs, 1);
    assert_text(b.consignments.v[1].legs[0].to, "JFK");
    assert_text(b.consignments.v[0].extras[0].key, "cimp.OSI");
    trade_batch_release(&b);
}

/* They were read as parts of the waybill before them. */
static void other_messages_are_rejects_of_their_own(void **state)
{
    static const char text[] =
        "FSU/15\n020-11111110FRADXB/T5K100\nRCF/LH8400/12JAN/DXB/T5K100\n"
        "FWB/16\n020-12345675FRAJFK/T1K1\nISU/12JAN26/FRA\n"
        "FSU/15\n020-12345675FRAJFK/T1K1\nOCI///CNE/T/X\nQU FRAFMLH\n"
        "FNA/1\nACK/NO SUCH WAYBILL\nFWB/16\n020-12345675FRAJFK/T1K1\nISU/\n";
    struct trade_batch b;
    (void)state;
    read_ok(text, &b);
    assert_int_equal(b.consignments.n, 2);
    assert_int_equal(b.consignments.v[0].n_extras, 2); /* the message, and where it was issued */
    assert_int_equal(b.rejects.n, 3);
    assert_int_equal(b.rejects.v[0].line, 1);
    assert_contains(b.rejects.v[0].raw, "RCF/");
    assert_contains(b.rejects.v[1].raw, "OCI/");
    assert_int_equal(b.rejects.v[2].line, 11);
    assert_contains(b.rejects.v[2].reason, "no message that is read here");
    trade_batch_release(&b);
}

/* A sum without it would be wrong. */
static void a_bad_line_costs_all_lines_of_its_waybill(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("FFM/8\n1/LH8400/12JAN/FRA\nDXB\n020-11111110FRADXB/D2K40T5/TOOLS\n"
            "020-12345675FRADXB/T1K1/A\nULD/X\n020-11111110FRADXB/DxK60T5/TOOLS\n/SPX\nLAST\n",
            &b);
    assert_int_equal(b.consignments.n, 1);
    assert_int_equal(b.rejects.n, 2);
    assert_int_equal(b.rejects.v[0].line, 7);
    assert_int_equal(b.rejects.v[0].column, 20);
    assert_text(b.rejects.v[0].field, "pieces");
    assert_contains(b.rejects.v[0].raw, "/SPX");
    assert_int_equal(b.rejects.v[1].line, 4);
    assert_contains(b.rejects.v[1].raw, "D2K40T5");
    assert_contains(b.rejects.v[1].reason, "another line");
    trade_batch_release(&b);
}

static void round_trip(const char *name,
                       const char *(*write)(struct buf *, const struct trade_consignment *))
{
    struct trade_batch first;
    struct trade_batch second;
    struct buf text;
    struct buf a;
    struct buf b;
    struct seine_error err = {0};
    read_file(name, &first);
    buf_init(&text, MIB);
    for (size_t i = 0; i < first.consignments.n; i++)
        assert_null(write(&text, &first.consignments.v[i]));
    trade_batch_init(&second);
    assert_int_equal(read_bytes(buf_str(&text), NULL, 10, &second, &err), SEINE_OK);
    assert_int_equal(second.rejects.n, 0);
    dump_records(&first, &a);
    dump_records(&second, &b);
    assert_string_equal(a.p, b.p);
    buf_release(&a);
    buf_release(&b);
    buf_release(&text);
    trade_batch_release(&first);
    trade_batch_release(&second);
}

static void what_is_written_reads_back_equal(void **state)
{
    (void)state;
    round_trip("waybills.fwb", trade_write_fwb);
    round_trip("houses.fhl", trade_write_fhl);
}

static void other_scripts_are_written_in_latin(void **state)
{
    struct trade_batch b;
    struct buf out;
    (void)state;
    read_ok("{\"id\":\"1\",\"document\":{\"type\":\"air-waybill\",\"number\":\"157-00000011\"},"
            "\"legs\":[{\"from\":\"PVG\",\"to\":\"JED\"}],\"parties\":[{\"role\":\"shipper\","
            "\"name\":\"上海 Präzision\"}]}",
            &b);
    buf_init(&out, MIB);
    assert_null(trade_write_fwb(&out, &b.consignments.v[0]));
    assert_contains(buf_str(&out), "NAM/SHANGHAI PRAZISION\n");
    buf_reset(&out);
    assert_non_null(trade_write_fhl(&out, &b.consignments.v[0]));
    assert_int_equal(out.n, 0);
    buf_release(&out);
    trade_batch_release(&b);
}

/* Without a date of issue, and without a consignee. */
static void what_is_written_does_not_break_off(void **state)
{
    static const char record[] =
        "{\"id\":\"1\",\"document\":{\"type\":\"%s\",\"number\":\"157-00000011\",\"master\":"
        "\"157-00000022\"},\"legs\":[{\"from\":\"PVG\",\"to\":\"JED\"}],\"parties\":[{"
        "\"role\":\"shipper\",\"name\":\"A\"}]}";
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct trade_batch b;
        struct buf out;
        char text[400];
        (void)snprintf(text, sizeof text, record, i == 0 ? "air-waybill" : "house-air-waybill");
        read_ok(text, &b);
        buf_init(&out, MIB);
        assert_null(i == 0 ? trade_write_fwb(&out, &b.consignments.v[0])
                           : trade_write_fhl(&out, &b.consignments.v[0]));
        buf_add_c(&out, '\0');
        trade_batch_release(&b);
        read_ok(out.p, &b);
        assert_int_equal(b.rejects.n, 0);
        assert_int_equal(b.consignments.n, 1);
        assert_int_equal(b.consignments.v[0].n_parties, 1);
        trade_batch_release(&b);
        buf_release(&out);
    }
}

static void bad_messages_are_located_rejects(void **state)
{
    static const struct bad bads[] = {
        {"FWB/18\n020-12345675HAMKHI/T1K1\n", 1, 1, "", "no version"},
        {"FFM/8\n1/LH1/01JAN/FRA\nJFK/NIL\n", 1, 1, "doc_number", "names no air"},
        {"FHL/9\nMBI/157-00000011PVGJED/T1\n", 1, 1, "", "no version"},
        {"FHL/4\nMBI/157-0000001PVGJED/T1\n", 2, 5, "doc_master", "is no master"},
        {"FHL/4\nMBI/157-00000011PVGJED/T1\n", 1, 1, "doc_number", "names no house"},
        {"FHL/4\nMBI/157-00000011PVGJED/T1\nHBS/A/PVGJED/1/Q9\n", 3, 16, "gross_kg", "is no mass"},
        {"FWB/16\n", 1, 1, "id", "names no document"},
        {"FWB/16\nRTG/KHIEK\n", 2, 5, "doc_number", "is missing"},
        {"FWB/16\n02012345675HAMKHI/T1K1\n", 2, 1, "doc_number", "is no air waybill"},
        {"FWB/16\n020-12345675HAMKHI/T1K1.2.3\n", 2, 23, "gross_kg", "is not a number"},
        {"FWB/16\n020-12345675HAMKHI/T1Q\n", 2, 22, "pieces", "is no quantity"},
        {"FWB/16\n020-12345675HAMKHI/T1K1\nSHP\n/A\n/B\n/C\n/DEU/1\n", 7, 2, "shipper_country",
         "is no country"},
        {"FWB/16\n020-12345675HAMKHI/T1K1\nISU/31FEB26/X\n", 3, 5, "issued", "is no date"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        struct trade_batch b;
        read_ok(bads[i].text, &b);
        assert_rejected(&b, bads[i].line, bads[i].column, bads[i].field, bads[i].reason);
        assert_int_equal(b.consignments.n, 0);
        trade_batch_release(&b);
    }
}

static void a_bad_message_costs_only_itself(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("FWB/16\n020-1HAMKHI/T1K1\nFWB/16\n020-12345675HAMKHI/T1K1\n?? odd line\nISU/\n", &b);
    assert_int_equal(b.rejects.n, 1);
    assert_int_equal(b.consignments.n, 1);
    trade_batch_release(&b);
}

static void a_house_list_becomes_houses(void **state)
{
    struct trade_batch b;
    (void)state;
    read_file("houses.fhl", &b);
    assert_int_equal(b.consignments.n, 2);
    assert_int_equal(b.rejects.n, 1);
    assert_int_equal(b.rejects.v[0].line, 28);
    const struct trade_consignment *c = &b.consignments.v[0];
    assert_text(c->id, "157-00000011/SFT100231");
    assert_text(c->master, "157-00000011");
    assert_int_equal(c->document, TRADE_DOC_HAWB);
    assert_int_equal(c->gross_g, 40000);
    assert_int_equal(c->n_goods, 2);
    assert_text(c->goods[0].description, "SPINDLE PARTS FOR HIGH SPEED BALANCING MACHINES");
    assert_text(c->goods[1].hs, "84839081");
    assert_int_equal(c->goods[0].value_cents, 720000);
    assert_text(c->parties[0].name, "HUADONG DYNAMIC BALANCE CO");
    assert_text(c->parties[0].ids[0].value, "91310115MA1H00000X");
    assert_text(c->parties[1].phone, "966125550133");
    assert_int_equal(b.consignments.v[1].gross_g, 60010);
    trade_batch_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_waybill_becomes_a_record),
        cmocka_unit_test(parties_are_read_in_both_layouts),
        cmocka_unit_test(pounds_become_kilograms_and_days_dates),
        cmocka_unit_test(further_codes_are_goods_without_mass),
        cmocka_unit_test(a_line_may_have_several_codes),
        cmocka_unit_test(volumes_of_lines_add_up),
        cmocka_unit_test(a_house_list_becomes_houses),
        cmocka_unit_test(a_manifest_becomes_the_waybills_on_board),
        cmocka_unit_test(lines_of_one_waybill_are_one_record),
        cmocka_unit_test(a_bad_line_costs_all_lines_of_its_waybill),
        cmocka_unit_test(a_further_flight_has_the_lines_behind_it),
        cmocka_unit_test(a_message_that_breaks_off_is_told),
        cmocka_unit_test(a_manifest_without_its_end_is_told),
        cmocka_unit_test(a_line_with_a_bad_number_is_told),
        cmocka_unit_test(a_further_master_is_that_of_the_houses_behind_it),
        cmocka_unit_test(lines_of_a_house_may_have_their_name_again),
        cmocka_unit_test(information_that_begins_with_a_number_is_no_airport),
        cmocka_unit_test(other_messages_are_rejects_of_their_own),
        cmocka_unit_test(what_is_written_reads_back_equal),
        cmocka_unit_test(other_scripts_are_written_in_latin),
        cmocka_unit_test(what_is_written_does_not_break_off),
        cmocka_unit_test(bad_messages_are_located_rejects),
        cmocka_unit_test(a_bad_message_costs_only_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
