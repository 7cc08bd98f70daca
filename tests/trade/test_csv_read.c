/* trade/csv_read.c: rows to consignments, and what happens to bad ones. */
#include "reading.h"

#include <stdio.h>
#include <zlib.h>

static void joins_rows_of_one_header(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("id,mode,route,leg_carriers,shipper_name,shipper_id,line,description,net_kg,colour\n"
            "a,air,PEK-DXB-ASM,CA-EK,Acme,duns=12;9,1,pump,1.5,red\n"
            "a,air,PEK-DXB-ASM,CA-EK,Acme,duns=12;9,2,hose,2,blue\n"
            "b,sea,,,,,,,,\n",
            &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.rows, 3);
    assert_records(
        &b, "{\"id\":\"a\",\"mode\":\"air\",\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\",\"carrier\":"
            "\"CA\"},{\"from\":\"DXB\",\"to\":\"ASM\",\"carrier\":\"EK\"}],\"parties\":[{\"role\":"
            "\"shipper\",\"name\":\"Acme\",\"ids\":[{\"type\":\"duns\",\"value\":\"12\"},{"
            "\"value\":\"9\"}]}],\"goods\":[{\"line\":1,\"description\":\"pump\",\"net_kg\":1.5},{"
            "\"line\":2,\"description\":\"hose\",\"net_kg\":2}],\"colour\":[\"blue\",\"red\"]}\n"
            "{\"id\":\"b\",\"mode\":\"sea\"}\n");
    trade_batch_release(&b);
}

/* As where a spreadsheet's cells were merged; what contradicts is another version. */
static void what_a_row_leaves_empty_is_said_above_it(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("id,mode,carrier,shipper_name,description,net_kg\n"
            "a,air,LH,Acme,pump,1\na,,,,hose,2\na,air,,Acme,valve,3\n,,,,seal,4\n"
            "a,,EK,,ring,5\nb,sea,,,pipe,6\nb,sea,MSC,,tube,7\n",
            &b);
    assert_rejected(&b, 5, 1, "id", "is missing");
    assert_records(
        &b,
        "{\"id\":\"a\",\"mode\":\"air\",\"carrier\":\"LH\",\"parties\":[{\"role\":"
        "\"shipper\",\"name\":\"Acme\"}],\"goods\":[{\"description\":\"pump\",\"net_kg\":1},"
        "{\"description\":\"hose\",\"net_kg\":2},{\"description\":\"valve\",\"net_kg\":3}]}\n"
        "{\"id\":\"a\",\"carrier\":\"EK\",\"goods\":[{\"description\":\"ring\",\"net_kg\":5}]}\n"
        "{\"id\":\"b\",\"mode\":\"sea\",\"goods\":[{\"description\":\"pipe\",\"net_kg\":6}]}\n"
        "{\"id\":\"b\",\"mode\":\"sea\",\"carrier\":\"MSC\",\"goods\":[{\"description\":"
        "\"tube\",\"net_kg\":7}]}\n");
    trade_batch_release(&b);
}

/* A spreadsheet's title, headings over headings, sheets put below one another, sums. */
static void what_spreadsheets_put_around_a_table_is_no_record(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("Export of May,,\n\n,Goods,\nid,description,net_kg\na,pump,1\n"
            "Total,,1\n\nID,Description,net_kg\nb,hose,2\n\nnet_kg,id,mode\n3,c,sea\n"
            "4,Summe:,\nid,d,sea\n",
            &b);
    assert_records(&b, "{\"id\":\"a\",\"goods\":[{\"description\":\"pump\",\"net_kg\":1}]}\n"
                       "{\"id\":\"b\",\"goods\":[{\"description\":\"hose\",\"net_kg\":2}]}\n"
                       "{\"id\":\"c\",\"mode\":\"sea\",\"goods\":[{\"net_kg\":3}]}\n");
    assert_int_equal(b.rejects.n, 3);
    assert_int_equal(b.rejects.v[0].line, 6);
    assert_int_equal(b.rejects.v[0].column, 1);
    assert_contains(b.rejects.v[0].reason, "has the sums of others");
    assert_int_equal(b.rejects.v[1].line, 13);
    assert_int_equal(b.rejects.v[1].column, 2);
    assert_text(b.rejects.v[2].field, "net_kg"); /* one cell does not make it a heading */
    trade_batch_release(&b);
}

/* The rows below are not read under columns that may not be theirs. */
static void a_heading_that_cannot_be_used_ends_the_file(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("id,mode,carrier\na,air,LH\nmode,carrier,x\nair,LH,y\n", &b);
    assert_int_equal(b.consignments.n, 1);
    assert_rejected(&b, 3, 1, "", "no column gives the record's id");
    trade_batch_release(&b);
}

static void what_stands_above_the_heading_may_not_be_a_table(void **state)
{
    static const struct {
        const char *text, *why;
    } rows[] = {
        {"no,what,kg\n1,pump,2\nid,mode,carrier\na,air,LH\n", "header has: no, what, kg"},
        {"t\nt\nt\nt\nt\nt\nt\nt\nt\nt\nid\na\n", "header has: t"},
        {"020-12345675,PUMPS,12\n020-12345686,PUMPS,13\n", "looks like a row of data"},
        {"May,,\nid,mode,id\na,air,b\n", "id is given twice"},
        {"no,what\n", "header has: no, what"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct seine_error err = {0};
        struct trade_batch b;
        trade_batch_init(&b);
        assert_int_equal(read_bytes(str_of(rows[i].text), NULL, 9, &b, &err), SEINE_FORMAT);
        assert_int_equal(err.status, SEINE_FORMAT);
        assert_int_equal(err.line, i == 3 ? 2 : 1);
        assert_contains(str_of(err.message), rows[i].why);
        trade_batch_release(&b);
    }
}

/* Two waybills would be one: nothing tells them apart any more. */
static void a_number_that_a_spreadsheet_shortened_is_no_key(void **state)
{
    static const struct {
        const char *id;
        bool is_good;
    } rows[] = {{"2.01235E+10", false}, {"\"2,012E+10\"", false}, {"2E+10", false},
                {"2.0E+1", true},       {"E+10", true},           {"12.5E+10", true},
                {"2.01E-10", true},     {"2.01E+", true},         {"1E5", true},
                {"2012345675", true}};
    (void)state;
    for (size_t i = 0; i < 2 * (sizeof rows / sizeof *rows); i++) {
        struct trade_batch b;
        char text[100];
        (void)snprintf(text, sizeof text, i % 2 ? "id,doc_number\n%s,1\n" : "doc_master,id\n%s,a\n",
                       rows[i / 2].id);
        read_ok(text, &b);
        assert_int_equal(b.consignments.n, rows[i / 2].is_good);
        if (!rows[i / 2].is_good)
            assert_rejected(&b, 2, 1, i % 2 ? "id" : "doc_master", "what a spreadsheet left");
        trade_batch_release(&b);
    }
}

static void columns_stand_in_any_order(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("description,mode,line,id\nx,air,1,a\ny,air,2,a\nz,sea,1,b\n", &b);
    assert_int_equal(b.rejects.n, 0);
    assert_records(
        &b, "{\"id\":\"a\",\"mode\":\"air\",\"goods\":[{\"line\":1,\"description\":\"x\"},"
            "{\"line\":2,\"description\":\"y\"}]}\n"
            "{\"id\":\"b\",\"mode\":\"sea\",\"goods\":[{\"line\":1,\"description\":\"z\"}]}\n");
    trade_batch_release(&b);
}

/* Whatever of a journey a row says is kept. */
static void any_part_of_a_journey_makes_a_leg(void **state)
{
    static const struct {
        const char *row, *legs;
    } cases[] = {
        {"PEK,,,,,,", "{\"from\":\"PEK\"}"},
        {",DXB,,,,,", "{\"to\":\"DXB\"},{\"from\":\"DXB\"}"},
        {",,ASM,,,,", "{\"to\":\"ASM\"}"},
        {",,,C,,,", "{\"carrier\":\"C\"}"},
        {",,,,V,,", "{\"vehicle\":\"V\"}"},
        {",,,,,2026-01-02,", "{\"departed\":\"2026-01-02\"}"},
        {",,,,,,2026-01-03", "{\"arrived\":\"2026-01-03\"}"},
        {"PEK,DXB,ASM,CA,CA1,2026-01-02,2026-01-03",
         "{\"from\":\"PEK\",\"to\":\"DXB\",\"carrier\":\"CA\",\"departed\":\"2026-01-02\","
         "\"vehicle\":\"CA1\"},{\"from\":\"DXB\",\"to\":\"ASM\",\"carrier\":\"CA\",\"arrived\":"
         "\"2026-01-03\"}"},
    };
    struct trade_batch b;
    char text[200];
    char expected[400];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        (void)snprintf(text, sizeof text,
                       "id,from,via,to,leg_carriers,vehicle,departed,arrived\na,%s\n",
                       cases[i].row);
        (void)snprintf(expected, sizeof expected, "{\"id\":\"a\",\"legs\":[%s]}\n", cases[i].legs);
        read_ok(text, &b);
        assert_records(&b, expected);
        trade_batch_release(&b);
    }
    read_ok("id,route,leg_carriers,vehicle\na,PEK-DXB - ASM,CA,CA1\nb,PEK,CA,\nc,PEK-DXB,CA-EK,\n",
            &b);
    assert_rejected(&b, 4, 3, "leg_carriers", "more carriers than legs");
    assert_records(&b,
                   "{\"id\":\"a\",\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\",\"carrier\":\"CA\","
                   "\"vehicle\":\"CA1\"},{\"from\":\"DXB\",\"to\":\"ASM\"}]}\n"
                   "{\"id\":\"b\",\"legs\":[{\"from\":\"PEK\",\"carrier\":\"CA\"}]}\n");
    trade_batch_release(&b);
}

static void another_header_is_another_record(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("id,issued,description\na,2026-01-01,x\na,2026-01-02,x\n", &b);
    assert_int_equal(b.consignments.n, 2);
    trade_batch_release(&b);
}

static void batches_do_not_cut_a_record(void **state)
{
    (void)state;
    for (size_t max = 1; max < 6; max++) {
        struct trade_batch b;
        trade_batch_init(&b);
        struct str text = STR("id,line\na,1\na,2\na,3\nb,1\nb,2\nc,1\n");
        assert_int_equal(read_bytes(text, NULL, max, &b, NULL), SEINE_OK);
        assert_int_equal(b.consignments.n, 3);
        assert_int_equal(b.rows, 6);
        assert_int_equal(b.consignments.v[0].n_goods, 3);
        assert_int_equal(b.consignments.v[1].n_goods, 2);
        trade_batch_release(&b);
    }
}

struct bad {
    const char *text;
    int64_t line, column;
    const char *field, *reason;
};

static void bad_values_are_located_rejects(void **state)
{
    static const struct bad bads[] = {
        {"id,mode\nx,plane\n", 2, 2, "mode", "allowed are air, sea, rail, road, post, courier"},
        {"id,net_kg\nx,-1\n", 2, 2, "net_kg", "is negative"},
        {"id,net_kg\nx,-0.0001\n", 2, 2, "net_kg", "is negative"},
        {"id,net_kg\nx,\"1,5\"\n", 2, 2, "net_kg", "is not a number"},
        {"id,net_kg\nx,1e30\n", 2, 2, "net_kg", "is not a number"},
        {"id,issued\nx,0000-01-01\n", 2, 2, "issued", "years 1 to 9999"},
        {"id,issued\nx,2026-02-30\n", 2, 2, "issued", "is no date"},
        {"id,issued\n\nx,10000-01-01\n", 3, 2, "issued", "is no date"},
        {"id,shipper_country\nx,China\n", 2, 2, "shipper_country", "alpha-2"},
        {"id,currency\nx,$\n", 2, 2, "currency", "ISO 4217"},
        {"id,route\nx,PEK-DUBAI!-ASM\n", 2, 2, "route", "is no place code"},
        {"id,route\nx,CN/HA\n", 2, 2, "route", "is no place code"},
        {"id,route\nx,CNS.A\n", 2, 2, "route", "is no place code"},
        {"id,route\nx,C1SHA\n", 2, 2, "route", "is no place code"},
        {"id,route\nx,PE1\n", 2, 2, "route", "is no place code"},
        {"id,outcome\nx,lost\n", 2, 2, "outcome", "inspected-clean"},
        {"id,line\nx,-3\n", 2, 2, "line", "is no line number"},
        {"id,mode\n,air\n", 2, 1, "id", "is missing"},
        {"id,mode\nx\n", 2, 1, "", "fewer fields"},
        {"id,mode\nx,air,1\n", 2, 3, "", "more fields"},
        {"id,more_parties\nx,\"[{\"\"role\"\":\"\"chief\"\"}]\"\n", 2, 2, "parties[0].role",
         "is unknown"},
        {"id,legs\nx,\"[{]\"\n", 2, 0, "", "broken JSON"},
        {"id,party_name\nx,Acme\n", 2, 0, "party_role", "is missing"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        struct trade_batch b;
        read_ok(bads[i].text, &b);
        assert_int_equal(b.consignments.n, 0);
        assert_rejected(&b, bads[i].line, bads[i].column, bads[i].field, bads[i].reason);
        trade_batch_release(&b);
    }
}

static void good_records_around_a_bad_row_stay(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("id,line,net_kg\na,1,1\na,2,-1\na,3,3\nb,1,x\nc,1,1\n", &b);
    assert_int_equal(b.consignments.n, 2);
    assert_int_equal(b.consignments.v[0].n_goods, 2);
    assert_text(b.consignments.v[1].id, "c");
    assert_int_equal(b.rejects.n, 2);
    assert_int_equal(b.rows, 5);
    assert_text(b.rejects.v[0].raw, "a,2,-1");
    trade_batch_release(&b);
}

static void odd_but_good_values_are_kept(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("id,hs,issued,shipper_country,route,quantity\n"
            "a,84AB.12,9999-12-31,cn,pek-cnsha,1e-3\n",
            &b);
    assert_records(&b, "{\"id\":\"a\",\"document\":{\"issued\":\"9999-12-31\"},\"legs\":[{\"from\":"
                       "\"PEK\",\"to\":\"CNSHA\"}],\"parties\":[{\"role\":\"shipper\",\"country\":"
                       "\"CN\"}],\"goods\":[{\"hs\":\"84AB.12\",\"quantity\":0.001}]}\n");
    trade_batch_release(&b);
}

static void other_encodings(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("\xEF\xBB\xBFid,shipper_name\r\na,M\xFCller\r\n", &b);
    assert_records(&b, "{\"id\":\"a\",\"parties\":[{\"role\":\"shipper\",\"name\":\"Müller\"}],"
                       "\"_repaired\":\"shipper_name\"}\n");
    trade_batch_release(&b);
    static const char utf16[] = "\xFF\xFEi\0d\0,\0r\0e\0m\0a\0r\0k\0s\0\n\0a\0,\0\xfc\0\n\0";
    trade_batch_init(&b);
    assert_int_equal(read_bytes((struct str){utf16, sizeof utf16 - 1}, NULL, 9, &b, NULL),
                     SEINE_OK);
    assert_records(&b, "{\"id\":\"a\",\"remarks\":\"ü\"}\n");
    trade_batch_release(&b);
}

static void blanks_of_typesetting_are_no_part_of_a_value(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("\u200eid,\u00a0gross_kg,consignee_name\n"
            "a\u00a0,12.5\u00a0kg,\u3000\u91d1\u94c1\u3000\n"
            "b,3.5 \u043a\u0433.,\nc,2\u516c\u65a4,\nd,0.5 \u0442,\n",
            &b);
    assert_int_equal(b.rejects.n, 0);
    assert_records(
        &b, "{\"id\":\"a\",\"parties\":[{\"role\":\"consignee\",\"name\":\"\u91d1\u94c1\"}],"
            "\"goods\":[{\"gross_kg\":12.5}]}\n{\"id\":\"b\",\"goods\":[{\"gross_kg\":3.5}]}\n"
            "{\"id\":\"c\",\"goods\":[{\"gross_kg\":2}]}\n"
            "{\"id\":\"d\",\"goods\":[{\"gross_kg\":500}]}\n");
    trade_batch_release(&b);
    read_ok("\xA0id\xA0,remarks\nx\xA0,y\n", &b); /* Windows-1252 */
    assert_int_equal(b.consignments.n, 1);
    assert_text(b.consignments.v[0].id, "x");
    trade_batch_release(&b);
}

/* As spreadsheets leave them: above the heading, between rows and below. */
static void rows_without_anything_are_passed_over(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(";;\nid;line;description\na;1;x\n;;\na;2;y\n;;\n\n  ;;\n", &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.rows, 2);
    assert_int_equal(b.consignments.n, 1);
    assert_int_equal(b.consignments.v[0].n_goods, 2);
    trade_batch_release(&b);
}

static void columns_without_a_name_have_their_number(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok(",id,mode,\n0,a,air,note\n1,b,air\n,c,air,\n2,d\n", &b);
    assert_rejected(&b, 5, 2, "", "fewer fields");
    assert_records(&b, "{\"id\":\"a\",\"mode\":\"air\",\"column 1\":\"0\",\"column 4\":\"note\"}\n"
                       "{\"id\":\"b\",\"mode\":\"air\",\"column 1\":\"1\"}\n"
                       "{\"id\":\"c\",\"mode\":\"air\"}\n");
    trade_batch_release(&b);
}

static void nul_bytes_are_rejected(void **state)
{
    struct trade_batch b;
    (void)state;
    trade_batch_init(&b);
    static const char text[] = "id,remarks\na,x\0y\nb,z\n";
    assert_int_equal(read_bytes((struct str){text, sizeof text - 1}, NULL, 9, &b, NULL), SEINE_OK);
    assert_rejected(&b, 2, 2, "remarks", "NUL");
    assert_int_equal(b.consignments.n, 1);
    trade_batch_release(&b);
}

static void unclosed_quote_loses_one_row(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("id,remarks\na,\"open\nb,x\nc,y\n", &b);
    assert_int_equal(b.rejects.n, 1);
    assert_int_equal(b.rejects.v[0].line, 2);
    assert_int_equal(b.consignments.n, 2);
    trade_batch_release(&b);
}

static char *repeated(const char *head, char c, size_t n, const char *tail, struct str *ret)
{
    size_t h = strlen(head);
    size_t t = strlen(tail);
    char *p = malloc(h + n + t);
    assert_non_null(p);
    memcpy(p, head, h);
    memset(p + h, c, n);
    memcpy(p + h + n, tail, t);
    *ret = (struct str){p, h + n + t};
    return p;
}

static void huge_field_is_one_reject(void **state)
{
    struct str text;
    struct trade_batch b;
    (void)state;
    char *p = repeated("id,remarks\na,", 'x', 100 * MIB, "\nb,y\n", &text);
    trade_batch_init(&b);
    assert_int_equal(read_bytes(text, NULL, 100, &b, NULL), SEINE_OK);
    assert_int_equal(b.rejects.n, 1);
    assert_contains(b.rejects.v[0].reason, "limit");
    assert_true(b.rejects.v[0].raw.n <= LIMIT_QUARANTINE_RAW);
    assert_int_equal(b.consignments.n, 1);
    trade_batch_release(&b);
    free(p);
}

/* As in NDJSON: what stood behind the 64th was dropped without a word. */
static void more_identifiers_than_a_party_may_have(void **state)
{
    struct buf text;
    struct trade_batch b;
    (void)state;
    buf_init(&text, 64 * KIB);
    buf_add_z(&text, "id,consignee_name,consignee_id\n");
    for (int n = 64; n <= 65; n++) {
        buf_add_f(&text, "r%d,Acme,", n);
        for (int i = 0; i < n; i++)
            buf_add_f(&text, "vat=%d;", 1000 + i);
        buf_add_c(&text, '\n');
    }
    read_ok(text.p, &b);
    assert_int_equal(b.consignments.n, 1);
    assert_int_equal(b.consignments.v[0].parties[0].n_ids, 64);
    assert_rejected(&b, 3, 3, "consignee_id", "too many entries");
    trade_batch_release(&b);
    buf_release(&text);
}

/* Whoever keeps the records reads them again as lines of NDJSON. */
static void long_records_can_be_read_again(void **state)
{
    struct buf text, out;
    struct trade_batch b, again;
    (void)state;
    buf_init(&text, 64 * MIB);
    buf_add_z(&text, "id,line,description,colour\n");
    for (int i = 1; i <= 9000; i++) {
        buf_add_f(&text, "a,%d,", i);
        for (int k = 0; k < 500; k++)
            buf_add_z(&text, "\x01\x02xyz");
        buf_add_f(&text, ",c%d\n", i);
    }
    buf_add_z(&text, "b,1,tea,red\n");
    trade_batch_init(&b);
    assert_int_equal(read_bytes(buf_str(&text), NULL, 256, &b, NULL), SEINE_OK);
    assert_int_equal(b.rejects.n, 0);
    dump_records(&b, &out);
    trade_batch_init(&again);
    assert_int_equal(read_bytes(buf_str(&out), NULL, 256, &again, NULL), SEINE_OK);
    assert_int_equal(again.rejects.n, 0);
    size_t n_goods = 0;
    for (size_t i = 0; i < again.consignments.n; i++)
        n_goods += again.consignments.v[i].n_goods;
    assert_int_equal(n_goods, 9001);
    trade_batch_release(&b);
    trade_batch_release(&again);
    buf_release(&text);
    buf_release(&out);
}

/* Four fields of a MiB, and each byte of them would be six. */
static void a_row_too_long_to_be_read_again_is_a_reject(void **state)
{
    struct buf text;
    struct trade_batch b;
    (void)state;
    buf_init(&text, 8 * MIB);
    buf_add_z(&text, "id,line,description,shipper_name,consignee_name,remarks\na,1");
    for (int f = 0; f < 4; f++) {
        buf_add_c(&text, ',');
        for (size_t i = 0; i < MIB - 64; i++)
            buf_add_c(&text, '\x01');
    }
    buf_add_z(&text, "\nb,1,tea,,,\n");
    trade_batch_init(&b);
    assert_int_equal(read_bytes(buf_str(&text), NULL, 256, &b, NULL), SEINE_OK);
    assert_int_equal(b.consignments.n, 1);
    assert_int_equal(b.rejects.n, 1);
    assert_int_equal(b.rejects.v[0].line, 2);
    assert_true(str_contains(b.rejects.v[0].reason, STR("longer than the limit of 16 MiB")));
    trade_batch_release(&b);
    buf_release(&text);
}

static void ten_thousand_columns(void **state)
{
    struct str text;
    struct trade_batch b;
    struct seine_error err = {0};
    (void)state;
    char *p = repeated("id,remarks\na,", ',', 10000, "\nb,y\n", &text);
    trade_batch_init(&b);
    assert_int_equal(read_bytes(text, NULL, 100, &b, NULL), SEINE_OK);
    assert_int_equal(b.rejects.n, 1);
    assert_int_equal(b.consignments.n, 1);
    trade_batch_release(&b);
    free(p);
    p = repeated("id", ',', 10000, "\n", &text);
    trade_batch_init(&b);
    assert_int_equal(read_bytes(text, NULL, 100, &b, &err), SEINE_LIMIT);
    assert_int_equal(err.line, 1);
    trade_batch_release(&b);
    free(p);
}

static void empty_and_headless_files(void **state)
{
    struct trade_batch b;
    struct seine_error err = {0};
    (void)state;
    read_ok("", &b);
    assert_int_equal(b.consignments.n + b.rejects.n, 0);
    trade_batch_release(&b);
    read_ok("id,mode\n", &b);
    assert_int_equal(b.consignments.n + b.rejects.n, 0);
    trade_batch_release(&b);
    trade_batch_init(&b);
    assert_int_equal(read_bytes(STR("name,weight\nx,1\n"), NULL, 9, &b, &err), SEINE_FORMAT);
    assert_contains(str_of(err.message), "name, weight");
    assert_string_equal(err.source, "test.csv");
    error_clear(&err);
    assert_int_equal(read_bytes(STR("id,mode,ID\nx,air,y\n"), NULL, 9, &b, &err), SEINE_FORMAT);
    assert_contains(str_of(err.message), "twice");
    error_clear(&err);
    assert_int_equal(read_bytes(STR("[{\"id\":1}]"), NULL, 9, &b, &err), SEINE_UNSUPPORTED);
    trade_batch_release(&b);
}

static void last_ctrl_z_is_no_row(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("id,mode\r\na,air\r\n\x1a", &b);
    assert_int_equal(b.rejects.n, 0);
    assert_int_equal(b.consignments.n, 1);
    trade_batch_release(&b);
}

/* gzip of text, cut by `cut` bytes at its end. */
static struct str cut_gzip(struct str text, size_t cut, char *out, size_t room)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 0, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)text.p;
    z.avail_in = (uInt)text.n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t n = room - z.avail_out;
    (void)deflateEnd(&z);
    return (struct str){out, n - cut};
}

static void truncated_gzip_keeps_what_was_read(void **state)
{
    static const char *const texts[] = {
        "id,remarks\na,first\nb,second\nc,third and long enough to be cut\n",
        "{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"id\":\"c\",\"remarks\":\"long enough to cut\"}\n"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char room[4096];
        struct trade_batch b;
        trade_batch_init(&b);
        struct str cut = cut_gzip(str_of(texts[i]), 20, room, sizeof room);
        assert_int_equal(read_bytes(cut, NULL, 100, &b, NULL), SEINE_OK);
        assert_int_equal(b.consignments.n, 2);
        assert_int_equal(b.rejects.n, 1);
        assert_contains(b.rejects.v[0].reason, "breaks off");
        assert_text(b.rejects.v[0].source, "test.csv");
        trade_batch_release(&b);
    }
}

/* Every allocation fails once: an error or a complete answer, never a crash or a leak. */
static void memory_may_run_out_anywhere(void **state)
{
    struct str text = STR("id,route,shipper_name,shipper_id,net_kg,colour,more_parties\n"
                          "a,pek-dxb,M\xFCller,x=1,1,red,\"[{\"\"role\"\":\"\"buyer\"\"}]\"\n"
                          "a,pek-dxb,M\xFCller,x=1,2,blue,\"[{\"\"role\"\":\"\"buyer\"\"}]\"\n"
                          "b,,,,x,,\n");
    (void)state;
    for (uint64_t n = 1;; n++) {
        struct trade_batch b;
        struct seine_error err = {0};
        trade_batch_init(&b);
        mem_fail_at(n);
        enum seine_status status = read_bytes(text, NULL, 1, &b, &err);
        mem_fail_at(0);
        trade_batch_release(&b);
        if (status == SEINE_OK) {
            assert_true(n > 5);
            return;
        }
        assert_int_equal(status, SEINE_NOMEM);
        assert_true(n < 2000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_rows_of_one_header),
        cmocka_unit_test(what_spreadsheets_put_around_a_table_is_no_record),
        cmocka_unit_test(a_heading_that_cannot_be_used_ends_the_file),
        cmocka_unit_test(what_stands_above_the_heading_may_not_be_a_table),
        cmocka_unit_test(a_number_that_a_spreadsheet_shortened_is_no_key),
        cmocka_unit_test(what_a_row_leaves_empty_is_said_above_it),
        cmocka_unit_test(columns_stand_in_any_order),
        cmocka_unit_test(any_part_of_a_journey_makes_a_leg),
        cmocka_unit_test(another_header_is_another_record),
        cmocka_unit_test(batches_do_not_cut_a_record),
        cmocka_unit_test(bad_values_are_located_rejects),
        cmocka_unit_test(good_records_around_a_bad_row_stay),
        cmocka_unit_test(odd_but_good_values_are_kept),
        cmocka_unit_test(other_encodings),
        cmocka_unit_test(blanks_of_typesetting_are_no_part_of_a_value),
        cmocka_unit_test(rows_without_anything_are_passed_over),
        cmocka_unit_test(columns_without_a_name_have_their_number),
        cmocka_unit_test(nul_bytes_are_rejected),
        cmocka_unit_test(unclosed_quote_loses_one_row),
        cmocka_unit_test(huge_field_is_one_reject),
        cmocka_unit_test(more_identifiers_than_a_party_may_have),
        cmocka_unit_test(long_records_can_be_read_again),
        cmocka_unit_test(a_row_too_long_to_be_read_again_is_a_reject),
        cmocka_unit_test(ten_thousand_columns),
        cmocka_unit_test(empty_and_headless_files),
        cmocka_unit_test(last_ctrl_z_is_no_row),
        cmocka_unit_test(truncated_gzip_keeps_what_was_read),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
