/* Documents that a message takes back: how each format says it, and what becomes of them. */
#include "every_order.h"

#include "trade/messages.h"

#include <stdio.h>

#define EDI(kind, function, body) "UNH+1+" kind ":D:95B:UN'BGM+85+R1+" function "'" body
#define XML(root, purpose, body)                                                                   \
    "<" root " xmlns=\"iata:waybill:1\"><MessageHeaderDocument><PurposeCode>" purpose              \
    "</PurposeCode></MessageHeaderDocument><BusinessHeaderDocument><ID>020-11111110</ID>"          \
    "</BusinessHeaderDocument>" body "</" root ">"
#define HOUSE                                                                                      \
    "<MasterConsignment><TransportContractDocument><ID>020-11111110</ID>"                          \
    "</TransportContractDocument><IncludedHouseConsignment><TransportContractDocument><ID>H1</ID>" \
    "</TransportContractDocument></IncludedHouseConsignment></MasterConsignment>"
#define DECLARATION(function, type)                                                                \
    "<Declaration xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\"><FunctionCode>" function               \
    "</FunctionCode><FunctionalReferenceID>L1</FunctionalReferenceID><TypeCode>" type              \
    "</TypeCode></Declaration>"
#define XFFM(issued, purpose)                                                                      \
    "<FlightManifest "                                                                             \
    "xmlns=\"iata:flightmanifest:1\"><MessageHeaderDocument><IssueDateTime>" issued                \
    "</IssueDateTime><PurposeCode>" purpose "</PurposeCode></MessageHeaderDocument>"               \
    "<LogisticsTransportMovement><ID>LH8400</ID><DepartureEvent><DepartureOccurrenceDateTime>"     \
    "2026-01-02T14:30:00</DepartureOccurrenceDateTime><OccurrenceDepartureLocation><ID>FRA</ID>"   \
    "</OccurrenceDepartureLocation></DepartureEvent></LogisticsTransportMovement><ArrivalEvent>"   \
    "<OccurrenceArrivalLocation><ID>DXB</ID></OccurrenceArrivalLocation>"                          \
    "<AssociatedTransportCargo><IncludedMasterConsignment><GrossWeightMeasure>40"                  \
    "</GrossWeightMeasure><TotalPieceQuantity>2</TotalPieceQuantity><TransportSplitDescription>T"  \
    "</TransportSplitDescription><TransportContractDocument><ID>020-11111110</ID>"                 \
    "</TransportContractDocument></IncludedMasterConsignment></AssociatedTransportCargo>"          \
    "</ArrivalEvent></FlightManifest>"

static void each_format_says_it_in_its_way(void **state)
{
    static const struct {
        const char *text;
        bool is_withdrawn;
    } rows[] = {
        {EDI("CUSCAR", "9", "CNI+1+A'"), false},
        {EDI("CUSCAR", "1", "CNI+1+A'"), true},
        {EDI("CUSCAR", "3", "CNI+1+A'"), true},
        {EDI("CUSCAR", "4", "CNI+1+A'"), false},
        {EDI("CUSCAR", "13", "CNI+1+A'"), false},
        {EDI("CUSCAR", "17", "CNI+1+A'"), true},
        {EDI("CUSCAR", "50", "CNI+1+A'"), true},
        {EDI("IFTMIN", "1", ""), true},
        {XML("Waybill", "Creation", ""), false},
        {XML("Waybill", "Deletion", ""), true},
        {XML("HouseWaybill", " cancellation ", HOUSE), true},
        {XML("HouseManifest", "Update", HOUSE), false},
        {XML("HouseManifest", "Deletion", HOUSE), true},
        {XFFM("2026-01-02T10:00:00", "Creation"), false},
        {XFFM("2026-01-02T10:00:00", "Deletion"), true},
        {DECLARATION("9", "IMA"), false},
        {DECLARATION("1", "IMA"), true},
        {DECLARATION("3", "IMA"), true},
        {DECLARATION("13", "COR"), false},
        {DECLARATION("13", "INV"), true},
        {"{\"id\":\"X\",\"document\":{\"withdrawn\":true}}\n", true},
        {"{\"id\":\"X\",\"document\":{\"withdrawn\":false}}\n", false},
        {"{\"id\":\"X\",\"document\":{\"withdrawn\":\"Yes\"}}\n", true},
        {"id,withdrawn\nX,1\n", true},
        {"id,withdrawn\nX,no\n", false},
        {"id,withdrawn\nX,\n", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        print_message("# %zu\n", i);
        read_ok(rows[i].text, &b);
        assert_int_equal(b.consignments.n, 1);
        assert_int_equal(b.consignments.v[0].is_withdrawn, rows[i].is_withdrawn);
        trade_batch_release(&b);
    }
}

static void what_says_neither_is_a_bad_value(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("id,withdrawn\nX,void\n", &b);
    assert_rejected(&b, 2, 2, "withdrawn", "is neither yes nor no");
    trade_batch_release(&b);
    read_ok("{\"id\":\"X\",\"document\":{\"withdrawn\":[1]}}\n", &b);
    assert_int_equal(b.rejects.n, 1);
    trade_batch_release(&b);
}

static void a_report_that_is_withdrawn_as_a_whole_is_a_reject(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(EDI("CUSCAR", "1", "TDT+20+V1'"), &b);
    assert_rejected(&b, 1, 1, "id", "withdraws a report without naming its consignments");
    trade_batch_release(&b);
}

#define DOCUMENT(issued, withdrawn, consignee)                                                     \
    "{\"id\":\"X\",\"document\":{\"number\":\"X\"" issued withdrawn                                \
    "},\"parties\":[{\"role\":\"consignee\",\"name\":\"" consignee                                 \
    "\"}],\"goods\":[{\"line\":1,\"description\":\"PUMPS\",\"gross_kg\":40}]}\n"
#define ON(day)   ",\"issued\":\"" day "\""
#define WITHDRAWN ",\"withdrawn\":true"

/* One record, the same in every order. */
static void seal_one(const char *const texts[MAX_TEXTS], struct trade_table *ret)
{
    seal_all(texts, ret);
    assert_int_equal(ret->records.n, 1);
}

struct history {
    const char *texts[MAX_TEXTS];
    int changes, n_versions;
    const char *consignee;
};

static void assert_history(const struct history *h)
{
    struct trade_table t;
    seal_one(h->texts, &t);
    const struct table_record *r = &t.records.v[0];
    uint32_t consignee = table_mention_of(&t, r, TRADE_CONSIGNEE);
    assert_int_equal(r->changes & (TABLE_WITHDRAWN | TABLE_REISSUED), h->changes);
    assert_int_equal(r->n_versions, h->n_versions);
    assert_int_equal(t.n_withdrawn, h->changes != 0);
    assert_int_equal(t.n_repeats, 0);
    assert_text(table_str(&t, t.mentions.v[consignee].name), h->consignee);
    assert_int_equal(table_gross_g(&t, r), 40000); /* said once, whoever repeats it */
    trade_table_release(&t);
}

static void a_withdrawal_marks_what_was_issued_before_it(void **state)
{
    static const struct history rows[] = {
        /* alone it is the record: nobody knows more of the document */
        {{DOCUMENT(ON("2026-03-02"), WITHDRAWN, "A")}, TABLE_WITHDRAWN, 1, "A"},
        {{DOCUMENT(ON("2026-03-01"), "", "A"), DOCUMENT(ON("2026-03-02"), WITHDRAWN, "A")},
         TABLE_WITHDRAWN,
         1,
         "A"},
        {{DOCUMENT(ON("2026-03-01"), "", "A"), DOCUMENT(ON("2026-03-01"), WITHDRAWN, "A")},
         TABLE_WITHDRAWN,
         1,
         "A"},
        /* issued again under its number, as ever or for another */
        {{DOCUMENT(ON("2026-03-01"), "", "A"), DOCUMENT(ON("2026-03-02"), WITHDRAWN, "A"),
          DOCUMENT(ON("2026-03-03"), "", "B")},
         TABLE_REISSUED,
         2,
         "B"},
        {{DOCUMENT(ON("2026-03-01"), "", "A"), DOCUMENT(ON("2026-03-02"), WITHDRAWN, "A"),
          DOCUMENT(ON("2026-03-02"), "", "B")},
         TABLE_REISSUED,
         2,
         "B"},
        {{DOCUMENT(ON("2026-03-02"), WITHDRAWN, "A"), DOCUMENT(ON("2026-03-03"), "", "B")},
         TABLE_REISSUED,
         1,
         "B"},
        /* the second version is the one that is withdrawn */
        {{DOCUMENT(ON("2026-03-01"), "", "A"), DOCUMENT(ON("2026-03-02"), "", "B"),
          DOCUMENT(ON("2026-03-03"), WITHDRAWN, "B")},
         TABLE_WITHDRAWN,
         2,
         "B"},
        {{DOCUMENT(ON("2026-03-01T08:00:00Z"), "", "A"),
          DOCUMENT(ON("2026-03-02T08:00:00Z"), "", "B"),
          DOCUMENT(ON("2026-03-02T08:00:00Z"), WITHDRAWN, "B")},
         TABLE_WITHDRAWN,
         2,
         "B"},
        /* withdrawn twice */
        {{DOCUMENT(ON("2026-03-01"), WITHDRAWN, "A"), DOCUMENT(ON("2026-03-02"), "", "B"),
          DOCUMENT(ON("2026-03-03"), WITHDRAWN, "B")},
         TABLE_WITHDRAWN | TABLE_REISSUED,
         1,
         "B"},
        /* by the time of day */
        {{DOCUMENT(ON("2026-03-01T08:00:00Z"), "", "A"),
          DOCUMENT(ON("2026-03-01T09:00:00Z"), WITHDRAWN, "A"),
          DOCUMENT(ON("2026-03-01T10:00:00Z"), "", "B")},
         TABLE_REISSUED,
         2,
         "B"},
        {{DOCUMENT(ON("2026-03-01T08:00:00Z"), "", "A"),
          DOCUMENT(ON("2026-03-01T09:00:00Z"), "", "B"),
          DOCUMENT(ON("2026-03-01T10:00:00Z"), WITHDRAWN, "B")},
         TABLE_WITHDRAWN,
         2,
         "B"},
        /* without a date nothing says that it was issued again */
        {{DOCUMENT(ON("2026-03-01"), "", "A"), DOCUMENT("", WITHDRAWN, "A")},
         TABLE_WITHDRAWN,
         1,
         "A"},
        {{DOCUMENT("", "", "A"), DOCUMENT(ON("2026-03-01"), WITHDRAWN, "A")},
         TABLE_WITHDRAWN,
         1,
         "A"},
        {{DOCUMENT(ON("2026-03-01"), "", "A"),
          "{\"id\":\"X\",\"document\":{\"withdrawn\":true}}\n"},
         TABLE_WITHDRAWN,
         1,
         "A"},
        {{DOCUMENT(ON("2026-03-01"), "", "A"), DOCUMENT(ON("2026-03-02"), "", "B")}, 0, 2, "B"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        print_message("# %zu\n", i);
        assert_history(&rows[i]);
    }
}

/* The day of a withdrawal is no day of issue; what else it says completes the document. */
static void a_withdrawal_gives_no_date_of_issue(void **state)
{
    static const char *const texts[MAX_TEXTS] = {DOCUMENT("", "", "A"),
                                                 "{\"id\":\"X\",\"document\":{\"withdrawn\":true,"
                                                 "\"issued\":\"2026-03-01\"},\"pieces\":4}\n"};
    struct trade_table t;
    (void)state;
    seal_one(texts, &t);
    assert_int_equal(t.records.v[0].issued_day, DATE_NONE);
    assert_int_equal(t.records.v[0].pieces, 4);
    trade_table_release(&t);
}

/* Of a sealed table a record says what it is now. */
static void a_sealed_record_says_that_it_is_withdrawn(void **state)
{
    static const char *const ends[] = {DOCUMENT(ON("2026-03-02"), WITHDRAWN, "A"),
                                       DOCUMENT(ON("2026-02-02"), WITHDRAWN, "A")};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const char *const texts[MAX_TEXTS] = {DOCUMENT(ON("2026-03-01"), "", "A"), ends[i]};
        struct trade_consignment c;
        struct trade_table t;
        struct arena arena;
        seal_one(texts, &t);
        arena_init(&arena, MIB);
        assert_int_equal(table_consignment(&t, 0, &arena, &c), SEINE_OK);
        assert_int_equal(c.is_withdrawn, i == 0);
        arena_release(&arena);
        trade_table_release(&t);
    }
}

#define WAYBILL                                                                                    \
    "{\"id\":\"020-11111110\",\"document\":{\"type\":\"air-waybill\",\"number\":"                  \
    "\"020-11111110\"},\"pieces\":2,\"goods\":[{\"line\":1,\"description\":\"PUMPS\"}]}\n"

/* A carriage that did not take place loaded nothing. */
static void a_manifest_that_is_withdrawn_tells_of_no_carriage(void **state)
{
    static const struct {
        const char *texts[MAX_TEXTS];
        bool is_loaded;
    } rows[] = {
        {{WAYBILL, XFFM("2026-01-02T10:00:00", "Creation")}, true},
        {{WAYBILL, XFFM("2026-01-02T10:00:00", "Creation"),
          XFFM("2026-01-02T11:00:00", "Deletion")},
         false},
        {{WAYBILL, XFFM("2026-01-02T11:00:00", "Creation"),
          XFFM("2026-01-02T10:00:00", "Deletion")},
         true},
        {{WAYBILL, XFFM("2026-01-02T10:00:00", "Deletion")}, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_table t;
        seal_one(rows[i].texts, &t);
        const struct table_record *r = &t.records.v[0];
        assert_int_equal(r->gross_g, rows[i].is_loaded ? 40000 : TRADE_NONE);
        assert_text(table_str(&t, r->vehicle), rows[i].is_loaded ? "LH8400" : "");
        assert_int_equal(r->changes & TABLE_WITHDRAWN, 0); /* the waybill stands */
        trade_table_release(&t);
    }
}

#define MANIFEST(issued, withdrawn, departed)                                                      \
    "{\"id\":\"020-11111110\",\"document\":{\"type\":\"cargo-manifest\","                          \
    "\"number\":\"020-11111110\",\"issued\":\"" issued "\"" withdrawn                              \
    "},\"mode\":\"air\",\"legs\":[{\"from\":\"FRA\",\"to\":"                                       \
    "\"DXB\",\"mode\":\"air\"," departed "}]"
#define TELLS                                                                                      \
    ",\"parties\":[{\"role\":\"consignee\",\"name\":\"A\"}],\"remarks\":\"fragile\","              \
    "\"outcome\":\"released\"}\n"
#define LH1 "\"vehicle\":\"LH1\",\"departed\":\"2026-01-02\""
#define LH2 "\"vehicle\":\"LH2\",\"departed\":\"2026-01-04\""
#define LH3 "\"vehicle\":\"LH3\",\"departed_on\":\"--01-06\""

/* Neither the message that withdraws, nor the one that it takes back. */
static void a_manifest_that_is_withdrawn_tells_nothing_else(void **state)
{
    static const struct {
        const char *texts[MAX_TEXTS];
        bool tells;
        bool has_day;
    } rows[] = {
        {{WAYBILL, MANIFEST("2026-01-01", "", LH1) TELLS}, true, true},
        {{WAYBILL, MANIFEST("2026-01-02", WITHDRAWN, LH1) TELLS,
          MANIFEST("2026-01-03", "", LH2) "}\n"},
         false,
         true},
        {{WAYBILL, MANIFEST("2026-01-01", "", LH1) TELLS,
          MANIFEST("2026-01-02", WITHDRAWN, LH1) "}\n", MANIFEST("2026-01-03", "", LH2) "}\n"},
         false,
         true},
        /* also where it was the last to be issued of those that there are */
        {{MANIFEST("2026-01-01", "", LH2) "}\n", MANIFEST("2026-01-02", "", LH1) TELLS,
          MANIFEST("2026-01-03", WITHDRAWN, LH1) "}\n"},
         false,
         true},
        /* nor its year */
        {{WAYBILL, MANIFEST("2026-01-02", WITHDRAWN, LH1) "}\n",
          MANIFEST("2026-01-03", "", LH3) "}\n"},
         false,
         false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_table t;
        print_message("# %zu\n", i);
        seal_one(rows[i].texts, &t);
        const struct table_record *r = &t.records.v[0];
        assert_text(table_str(&t, r->remarks), rows[i].tells ? "fragile" : "");
        assert_int_equal(r->n_parties, rows[i].tells);
        assert_int_equal(r->outcome != 0, rows[i].tells);
        assert_int_equal(r->departed_day != DATE_NONE, rows[i].has_day);
        trade_table_release(&t);
    }
}

static void what_all_its_manifests_withdrew_is_kept_and_marked(void **state)
{
    static const char *const texts[][MAX_TEXTS] = {
        {XFFM("2026-01-02T10:00:00", "Creation"), XFFM("2026-01-02T11:00:00", "Deletion")},
        {XFFM("2026-01-02T11:00:00", "Deletion")},
        {XFFM("2026-01-02T11:00:00", "Creation"), XFFM("2026-01-02T10:00:00", "Deletion")}};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct trade_table t;
        seal_one(texts[i], &t);
        const struct table_record *r = &t.records.v[0];
        assert_int_equal(r->changes, i < 2 ? TABLE_WITHDRAWN : 0);
        assert_int_equal(r->document, TRADE_DOC_AWB);
        assert_int_equal(r->issued_day, DATE_NONE); /* the manifest's is not the waybill's */
        assert_int_equal(table_gross_g(&t, r), 40000);
        trade_table_release(&t);
    }
}

static void messages_without_a_word_for_it_are_refused(void **state)
{
    static struct trade_leg leg = {.from = {"FRA", 3}, .to = {"DXB", 3}, .vehicle = {"LH8400", 6}};
    struct trade_consignment c = {.id = STR("020-11111110"),
                                  .number = STR("020-11111110"),
                                  .master = STR("020-11111110"),
                                  .legs = &leg,
                                  .n_legs = 1};
    static const struct {
        const char *(*write)(struct buf *, const struct trade_consignment *);
        enum trade_document document;
    } rows[] = {{trade_write_fwb, TRADE_DOC_AWB},
                {trade_write_fhl, TRADE_DOC_HAWB},
                {trade_write_ffm, TRADE_DOC_AWB},
                {trade_write_one_record, TRADE_DOC_AWB}};
    struct buf out;
    (void)state;
    buf_init(&out, MIB);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        c.document = rows[i].document;
        c.number = c.document == TRADE_DOC_HAWB ? STR("H1") : c.master;
        c.is_withdrawn = true;
        assert_string_equal(rows[i].write(&out, &c), "is withdrawn, which this message cannot say");
        assert_int_equal(out.n, 0);
        c.is_withdrawn = false;
        assert_null(rows[i].write(&out, &c));
        buf_reset(&out);
    }
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_says_it_in_its_way),
        cmocka_unit_test(what_says_neither_is_a_bad_value),
        cmocka_unit_test(a_report_that_is_withdrawn_as_a_whole_is_a_reject),
        cmocka_unit_test(a_withdrawal_marks_what_was_issued_before_it),
        cmocka_unit_test(a_withdrawal_gives_no_date_of_issue),
        cmocka_unit_test(a_sealed_record_says_that_it_is_withdrawn),
        cmocka_unit_test(a_manifest_that_is_withdrawn_tells_of_no_carriage),
        cmocka_unit_test(a_manifest_that_is_withdrawn_tells_nothing_else),
        cmocka_unit_test(what_all_its_manifests_withdrew_is_kept_and_marked),
        cmocka_unit_test(messages_without_a_word_for_it_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
