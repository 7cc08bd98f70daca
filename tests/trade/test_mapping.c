/* trade/mapping.c, toml.c, field_date.c: other people's columns become ours. */
#include "records.h"

#include "trade/mapping.h"
#include "trade/toml.h"

#include <stdio.h>

static void map_ok(const char *text, struct trade_mapping **ret)
{
    struct seine_error err = {0};
    if (mapping_parse(str_of(text), "m.toml", ret, &err) != SEINE_OK) {
        fail_msg("%lld:%lld %s", (long long)err.line, (long long)err.column, err.message);
    }
}

static void read_mapped(const char *mapping, const char *text, struct trade_batch *b)
{
    struct trade_mapping *m = NULL;
    struct seine_error err = {0};
    map_ok(mapping, &m);
    trade_batch_init(b);
    if (read_bytes(str_of(text), m, 100, b, &err) != SEINE_OK) {
        fail_msg("%s", err.message);
    }
    trade_mapping_free(m);
}

static void translates_a_row(void **state)
{
    struct trade_batch b;
    (void)state;
    read_mapped("[format]\nseparator = ';'\ndecimal = \",\"\nthousands = '.'\n"
                "dates = [\"%d.%m.%Y\", # day first\n \"%Y%m%d\"]\n"
                "mass_unit = \"lb\"\nmissing = [\"n/a\", \"See *\"]\n"
                "[columns]\n\"B/L\" = [\"id\", \"doc_number\"]\nDate = 'issued'\n"
                "Weight = \"gross_kg\"\n\"Addr 1\" = \"shipper_address\"\n"
                "\"Addr 2\" = \"shipper_address\"\nMode = \"mode\"\nVal = \"value\"\n"
                "\"Tons\" = \"net_kg\"\nPol = \"from\"\nPod = \"to\"\n"
                "[units]\nTons = \"t\"\n[constants]\ndoc_type = \"bill-of-lading\"\n"
                "mode = \"sea\"\ncurrency = \"USD\"\n"
                "[values.mode]\n\"40\" = \"air\"\n\"*\" = \"\"\n",
                "B/L;Date;Weight;Addr 1;Addr 2;Mode;Val;Tons;Pol;Pod;Other\n"
                "x;31.07.2026;1.000,5;Street;Town;40;See 7;1,5;CNSHA;DEHAM;o\n"
                "y;20260731;N/A;;Town;99;1.234,56;;;;\n",
                &b);
    assert_int_equal(b.rejects.n, 0);
    assert_records(
        &b, "{\"id\":\"x\",\"document\":{\"type\":\"bill-of-lading\",\"number\":\"x\",\"issued\":"
            "\"2026-07-31\"},\"mode\":\"air\",\"legs\":[{\"from\":\"CNSHA\",\"to\":\"DEHAM\"}],"
            "\"parties\":[{\"role\":\"shipper\",\"address\":\"Street, Town\"}],\"goods\":[{"
            "\"net_kg\":1500,\"gross_kg\":453.819,\"currency\":\"USD\"}],\"Other\":\"o\"}\n"
            "{\"id\":\"y\",\"document\":{\"type\":\"bill-of-lading\",\"number\":\"y\",\"issued\":"
            "\"2026-07-31\"},\"parties\":[{\"role\":\"shipper\",\"address\":\"Town\"}],\"goods\":[{"
            "\"value\":1234.56,\"currency\":\"USD\"}]}\n");
    trade_batch_release(&b);
}

static void unit_may_stand_in_each_row(void **state)
{
    struct trade_batch b;
    (void)state;
    read_mapped("format.mass_unit_column = \"U\"\n[columns]\ni = \"id\"\nw = \"net_kg\"\n",
                "i,w,U\na,1,KG\nb,1,LBS\nc,1,\nd,1,stone\n", &b);
    assert_int_equal(b.consignments.n, 2);
    assert_int_equal(b.consignments.v[0].goods[0].net_g, 1000);
    assert_int_equal(b.consignments.v[1].goods[0].net_g, 454);
    assert_int_equal(b.rejects.n, 2);
    assert_contains(b.rejects.v[1].reason, "unit of mass is unknown");
    assert_int_equal(b.rejects.v[1].column, 2);
    trade_batch_release(&b);
}

/* Where the cell of the unit is empty, as in rows of totals or where the mass has its own. */
static void a_mass_may_have_its_unit_where_the_column_has_none(void **state)
{
    struct trade_batch b;
    (void)state;
    read_mapped("format.mass_unit_column = \"U\"\nformat.missing = [\"-\"]\n[columns]\n"
                "i = \"id\"\nw = \"net_kg\"\n",
                "i,w,U\na,12 kg,\nb,2 LB,\nc,-,\nd,12,\ne,12 kg,stone\nf,12 kg,-\n", &b);
    assert_int_equal(b.consignments.n, 4);
    assert_int_equal(b.consignments.v[0].goods[0].net_g, 12000);
    assert_int_equal(b.consignments.v[1].goods[0].net_g, 907);
    assert_int_equal(b.consignments.v[2].n_goods, 0);
    assert_int_equal(b.consignments.v[3].goods[0].net_g, 12000);
    assert_int_equal(b.rejects.n, 2);
    assert_int_equal(b.rejects.v[0].line, 5);
    assert_contains(b.rejects.v[0].reason, "unit of mass is unknown");
    trade_batch_release(&b);
}

static void a_word_for_nothing_is_an_empty_cell(void **state)
{
    struct trade_batch b;
    (void)state;
    read_mapped("format.missing = [\"-\"]\n[columns]\ni = \"id\"\ns = \"shipper_name\"\n"
                "d = \"description\"\n",
                "i,s,d\na,ACME,pump\na,-,hose\na,BETA,ring\n", &b);
    assert_int_equal(b.consignments.n, 2);
    assert_int_equal(b.consignments.v[0].n_goods, 2);
    trade_batch_release(&b);
}

static void codes_of_dates_are_checked_when_the_mapping_is_read(void **state)
{
    static const struct {
        const char *format;
        bool is_good;
    } rows[] = {{"%Y-%m-%d", true},  {"%d%b%y", true},      {"%d.%m.%Y %H:%M:%S", true},
                {"%d/%m", false},    {"%m/%Y", false},      {"%d %Y", false},
                {"%D.%m.%Y", false}, {"%d.%m.%Y %", false}, {"dd.mm.yyyy", false},
                {"", false},         {"%d %B %Y", false}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_mapping *m = NULL;
        struct seine_error err = {0};
        char text[120];
        (void)snprintf(text, sizeof text, "[columns]\ni = 'id'\n[format]\ndates = ['%s']\n",
                       rows[i].format);
        enum seine_status status = mapping_parse(str_of(text), "m", &m, &err);
        assert_int_equal(status, rows[i].is_good ? SEINE_OK : SEINE_FORMAT);
        if (status != SEINE_OK) {
            assert_int_equal(err.line, 4);
            assert_contains(str_of(err.message), "%m or %b");
        }
        trade_mapping_free(m);
    }
}

/* A thousandth of what was meant must not pass for a number. */
static void thousands_stand_in_groups(void **state)
{
    struct trade_batch b;
    (void)state;
    read_mapped("format.decimal = ','\nformat.thousands = '.'\n[columns]\ni = \"id\"\n"
                "w = \"net_kg\"\n",
                "i;w\na;1.234,5\nb;1,234.5\nc;12.5\nd;1234.567\ne;1.234.567\nf;12.34.567\n"
                "g;1..234\nh;.234\ni;1.23,5\nj;1.234,567.8\n",
                &b);
    assert_int_equal(b.consignments.n, 3);
    assert_int_equal(b.consignments.v[0].goods[0].net_g, 1234500);
    assert_int_equal(b.consignments.v[1].goods[0].net_g, 1234567000);
    assert_int_equal(b.consignments.v[2].goods[0].net_g, 1234567000);
    assert_int_equal(b.rejects.n, 7);
    trade_batch_release(&b);
    read_mapped("format.thousands = ' '\n[columns]\ni = \"id\"\nw = \"net_kg\"\n",
                "i,w\na,1 234.5\nb,1\u00a0234.5\nc,1\u202f234\n", &b);
    assert_int_equal(b.consignments.n, 3);
    assert_int_equal(b.consignments.v[2].goods[0].net_g, 1234000);
    trade_batch_release(&b);
}

static void a_mass_may_name_its_unit(void **state)
{
    struct trade_batch b;
    (void)state;
    read_mapped("format.mass_unit = 't'\n[columns]\ni = \"id\"\nw = \"net_kg\"\n",
                "i,w\na,12.5 kg\nb,100LB\nc,2 t\nd,500 g\ne,3\nf,7 l\ng,kg\nh,5 stone\n", &b);
    assert_int_equal(b.consignments.n, 5);
    assert_int_equal(b.consignments.v[0].goods[0].net_g, 12500);
    assert_int_equal(b.consignments.v[1].goods[0].net_g, 45359);
    assert_int_equal(b.consignments.v[2].goods[0].net_g, 2000000);
    assert_int_equal(b.consignments.v[3].goods[0].net_g, 500);
    assert_int_equal(b.consignments.v[4].goods[0].net_g, 3000000);
    assert_int_equal(b.rejects.n, 3);
    trade_batch_release(&b);
}

static void a_number_may_begin_with_its_decimals(void **state)
{
    struct trade_batch b;
    (void)state;
    read_mapped("format.decimal = ','\n[columns]\ni = \"id\"\nw = \"net_kg\"\n",
                "i;w\na;,5\nb;5 t.\nc;,25kg.\nd;t.\ne;.\nf;5..\n", &b);
    assert_int_equal(b.consignments.n, 3);
    assert_int_equal(b.consignments.v[0].goods[0].net_g, 500);
    assert_int_equal(b.consignments.v[1].goods[0].net_g, 5000000);
    assert_int_equal(b.consignments.v[2].goods[0].net_g, 250);
    assert_int_equal(b.rejects.n, 3);
    trade_batch_release(&b);
}

static void spelling_of_the_mapping_is_strict(void **state)
{
    static const char mapping[] = "format.decimal = ','\nformat.dates = '%d.%m.%Y'\n"
                                  "format.mass_unit = 't'\n[columns]\ni = 'id'\nw = 'net_kg'\n"
                                  "d = 'issued'\nr = ['route']\ns = 'route'\n";
    struct trade_batch b;
    (void)state;
    read_mapped(mapping,
                "i;w;d;r;s\na;1.5;;PEK;DXB\nb;;2026-07-31;;\nc;9999999999999;;;\n"
                "d;1,5;31.07.2026;PEK;DXB\n",
                &b);
    assert_int_equal(b.rejects.n, 3);
    assert_text(b.rejects.v[0].field, "net_kg");
    assert_contains(b.rejects.v[0].reason, "mapping's spelling");
    assert_text(b.rejects.v[1].field, "issued");
    assert_contains(b.rejects.v[1].reason, "mapping's formats");
    assert_contains(b.rejects.v[2].reason, "too large");
    assert_int_equal(b.consignments.n, 1);
    assert_int_equal(b.consignments.v[0].goods[0].net_g, 1500000);
    assert_text(b.consignments.v[0].legs[0].to, "DXB");
    trade_batch_release(&b);
}

static void only_texts_of_columns_are_joined(void **state)
{
    static const char mapping[] = "format.mass_unit_column = 'u'\n[columns]\ni = 'id'\n"
                                  "a = 'route'\nb = 'route'\nc = 'leg_carriers'\n"
                                  "d = 'leg_carriers'\ne = 'description'\nf = 'description'\n"
                                  "w = 'net_kg'\n";
    struct trade_batch b;
    struct trade_mapping *m = NULL;
    struct seine_error err = {0};
    (void)state;
    read_mapped(mapping, "f,e,i,a,b,c,d,w,u\nx,y,1,PEK,DXB,CA,,2,LB\n", &b);
    assert_records(&b,
                   "{\"id\":\"1\",\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\",\"carrier\":\"CA\"}],"
                   "\"goods\":[{\"description\":\"x, y\",\"net_kg\":0.907}]}\n");
    trade_batch_release(&b);
    read_mapped(mapping, "i,a,b,c,d\n1,PEK-DXB,ASM,CA,EK\n", &b);
    assert_text(b.consignments.v[0].legs[1].carrier, "EK");
    trade_batch_release(&b);
    map_ok("[columns]\ni = 'id'\na = 'net_kg'\nb = 'net_kg'\nc = 'shipper_name'\n", &m);
    trade_batch_init(&b);
    assert_int_equal(read_bytes(STR("i,a,b\n1,2,3\n"), m, 9, &b, &err), SEINE_FORMAT);
    assert_contains(str_of(err.message), "net_kg is given twice");
    error_clear(&err);
    assert_int_equal(read_bytes(STR("i,c,x,C\n1,ACME,y,BETA\n"), m, 9, &b, &err), SEINE_FORMAT);
    assert_contains(str_of(err.message), "\"C\", which stands over the columns 2 and 4");
    error_clear(&err);
    assert_int_equal(read_bytes(STR("i,c,x,X\n1,ACME,y,BETA\n"), m, 9, &b, &err), SEINE_OK);
    trade_batch_release(&b);
    trade_mapping_free(m);
}

/* Values are looked up among those of all columns. */
static void each_column_has_its_own_values(void **state)
{
    static const char mapping[] =
        "[columns]\ni = 'id'\nb = 'brand'\nc = 'currency'\nm = 'mode'\no = 'origin'\nu = 'unit'\n"
        "[values.unit]\na = 'u1'\nb = 'u2'\n[values.origin]\na = 'DE'\nb = 'FR'\n[values.mode]\n"
        "a = 'air'\n'*' = 'road'\n[values.currency]\na = 'EUR'\n[values.brand]\na = 'b1'\nb = "
        "'b2'\n"
        "c = 'b3'\n";
    struct trade_batch b;
    (void)state;
    read_mapped(mapping, "i,b,c,m,o,u\n1,A,a,a,a,a\n2,b,usd,b,b,b\n3,c,,,,c\n", &b);
    assert_records(
        &b, "{\"id\":\"1\",\"mode\":\"air\",\"goods\":[{\"unit\":\"u1\",\"currency\":\"EUR\","
            "\"origin\":\"DE\",\"brand\":\"b1\"}]}\n{\"id\":\"2\",\"mode\":\"road\",\"goods\":"
            "[{\"unit\":\"u2\",\"currency\":\"USD\",\"origin\":\"FR\",\"brand\":\"b2\"}]}\n"
            "{\"id\":\"3\",\"goods\":[{\"unit\":\"c\",\"brand\":\"b3\"}]}\n");
    trade_batch_release(&b);
}

static void role_may_be_a_column_or_a_constant(void **state)
{
    struct trade_batch b;
    (void)state;
    read_mapped("[columns]\ni = \"id\"\nfirm = \"party_name\"\nas = \"party_role\"\n"
                "[values.party_role]\nIMP = \"consignee\"\n",
                "i,firm,as\na,Acme,IMP\n", &b);
    assert_int_equal(b.consignments.v[0].parties[0].role, TRADE_CONSIGNEE);
    trade_batch_release(&b);
    read_mapped("[columns]\ni = \"id\"\nfirm = \"party_name\"\n[constants]\n"
                "party_role = \"buyer\"\n",
                "i,firm\na,Acme\nb,\n", &b);
    assert_int_equal(b.consignments.v[0].parties[0].role, TRADE_BUYER);
    assert_int_equal(b.consignments.v[1].n_parties, 0);
    trade_batch_release(&b);
}

struct bad {
    const char *text;
    int64_t line, column;
    const char *message;
};

static void mistakes_are_located(void **state)
{
    static const struct bad bads[] = {
        {"", 0, 0, "maps no column"},
        {"[columns]\na = \"idd\"\n", 2, 1, "no column of ours"},
        {"[columns]\n\n  a = \"id\"\n  a = \"id\"\n", 4, 3, "given twice"},
        {"[columns]\na = \n", 2, 5, "a value is expected"},
        {"[columns]\na \"id\"\n", 2, 3, "'=' is expected"},
        {"[columns\n", 1, 9, "']' is expected"},
        {"[columns]\na = \"id\n", 2, 8, "a string ends on its line"},
        {"[columns]\na = \"id\" b\n", 2, 10, "goes on"},
        {"[columns]\na = \"\\x\"\n", 2, 7, "unknown escape"},
        {"[columns]\na = {b = 1}\n", 2, 5, "inline tables"},
        {"[[columns]]\n", 1, 2, "lists of tables"},
        {"[columns]\na = \"id\"\n[format]\nmass_unit = \"stone\"\n", 4, 1, "kg, g, lb, t, oz"},
        {"[columns]\na = \"id\"\n[format]\ndecimal = \"..\"\n", 4, 1, "one ASCII character"},
        {"[columns]\na = \"id\"\n[format]\ndots = \".\"\n", 4, 1, "[format] has"},
        {"[columns]\na = \"id\"\n[colours]\nx = 1\n", 4, 1, "a mapping has"},
        {"[columns]\na = \"id\"\n[constants]\nid = \"x\"\n", 4, 1, "never the id"},
        {"[columns]\na = \"id\"\n[values.moode]\nx = \"air\"\n", 4, 1, "no column of ours"},
        {"[columns]\na = \"id\"\n[units]\na = \"ell\"\n", 4, 1, "unit of mass"},
        {"[columns]\na = \"id\"\n[format]\ndecimal = \",\"\nthousands = \",\"\n", 0, 0, "same"},
        {"[columns]\na = \"\xff\"\n", 1, 1, "UTF-8"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        struct trade_mapping *m = NULL;
        struct seine_error err = {0};
        assert_int_equal(mapping_parse(str_of(bads[i].text), "m.toml", &m, &err), SEINE_FORMAT);
        assert_null(m);
        assert_contains(str_of(err.message), bads[i].message);
        assert_string_equal(err.source, "m.toml");
        assert_int_equal(err.line, bads[i].line);
        assert_int_equal(err.column, bads[i].column);
    }
}

static void toml_values(void **state)
{
    struct arena arena;
    struct toml t;
    (void)state;
    arena_init(&arena, MIB);
    struct str text = STR("# c\r\na.'b c'.\"d\\u00e9\" = 'raw\\'\r\n[t]\nn = -1.5\nb = true\n"
                          "l = [ 1, \"x\",\n # c\n 'y', ]\ne = []\n");
    assert_int_equal(toml_parse(text, &arena, &t, NULL), SEINE_OK);
    assert_int_equal(t.entries.n, 5);
    assert_int_equal(t.entries.v[0].n_path, 3);
    assert_text(t.entries.v[0].path[2], "dé");
    assert_text(t.entries.v[0].text, "raw\\");
    assert_int_equal(t.entries.v[1].type, TOML_NUMBER);
    assert_int_equal(t.entries.v[2].type, TOML_BOOL);
    assert_int_equal(t.entries.v[3].n_items, 3);
    assert_text(t.entries.v[3].items[2], "y");
    assert_int_equal(t.entries.v[4].n_items, 0);
    toml_release(&t);
    arena_release(&arena);
}

static void dates_by_format(void **state)
{
    static const struct {
        const char *text, *format, *iso;
    } cases[] = {
        {"31.07.2026", "%d.%m.%Y", "2026-07-31"},
        {"7/4/26", "%m/%d/%y", "2026-07-04"},
        {"2-Jun-06", "%d-%b-%y", "2006-06-02"},
        {"02JUN99", "%d%b%y", "1999-06-02"},
        {"2 Sept 2006", "%d %b %Y", "2006-09-02"},
        {"20260731 0915", "%Y%m%d %H%M", "2026-07-31T09:15:00Z"},
        {"31.02.2026", "%d.%m.%Y", NULL},
        {"31.07.0000", "%d.%m.%Y", NULL},
        {"31.07.2026x", "%d.%m.%Y", NULL},
        {"31.07.26", "%d.%m.%Y", NULL},
        {"31.07.2026%", "%d.%m.%Y%", NULL}, /* no mapping may have this one */
        {"", "%Y", NULL},
        {"1", "%q", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trade_when when = {DATE_NONE, -1};
        struct buf out;
        bool ok = date_by_format(str_of(cases[i].text), str_of(cases[i].format), &when);
        assert_int_equal(ok, cases[i].iso != NULL);
        buf_init(&out, 64);
        if (ok) {
            buf_add_date_time(&out, when.day, when.second);
            assert_string_equal(out.p, cases[i].iso);
        }
        buf_release(&out);
    }
}

static void repository_path(char *out, size_t n, const char *file)
{
    const char *root = getenv("SEINE_SOURCE");
    (void)snprintf(out, n, "%s/%s", root ? root : ".", file);
}

/* Reads a real file through a shipped mapping; -1 when it is not there. */
static int read_through(const char *mapping, const char *file, struct trade_batch *b)
{
    char path[4096];
    struct trade_mapping *m = NULL;
    struct geo *geo = NULL;
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    struct seine_error err = {0};
    bool more = true;
    repository_path(path, sizeof path, mapping);
    assert_int_equal(geo_open(&geo, &err), SEINE_OK);
    if (trade_mapping_read(path, geo, &m, &err) != SEINE_OK) {
        fail_msg("%s:%lld: %s", path, (long long)err.line, err.message);
    }
    repository_path(path, sizeof path, file);
    if (input_open(path, &in, NULL) != SEINE_OK) {
        trade_mapping_free(m);
        geo_free(geo);
        return -1;
    }
    trade_batch_init(b);
    assert_int_equal(trade_reader_open(in, m, &r, &err), SEINE_OK);
    while (more) {
        assert_int_equal(trade_reader_next(r, 1000, b, &more, &err), SEINE_OK);
    }
    trade_reader_free(r);
    input_free(in);
    trade_mapping_free(m);
    geo_free(geo);
    for (size_t i = 0; i < b->rejects.n && i < 5; i++) {
        print_message("# %lld %.*s: %.*s\n", (long long)b->rejects.v[i].line,
                      STR_ARG(b->rejects.v[i].field), STR_ARG(b->rejects.v[i].reason));
    }
    return (int)b->rejects.n;
}

static void shipped_mappings_are_correct(void **state)
{
    static const char *const names[] = {"us-ams-manifest",
                                        "sad-declaration",
                                        "bill-of-lading",
                                        "air-advance-cargo",
                                        "korea-synthetic-declarations",
                                        "usaid-scms"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char file[128];
        char path[4096];
        struct trade_mapping *m = NULL;
        struct seine_error err = {0};
        (void)snprintf(file, sizeof file, "data/mappings/%s.toml", names[i]);
        repository_path(path, sizeof path, file);
        if (trade_mapping_read(path, NULL, &m, &err) != SEINE_OK) {
            fail_msg("%s:%lld: %s", path, (long long)err.line, err.message);
        }
        assert_true(m->name.n > 0);
        trade_mapping_free(m);
    }
}

static void korean_declarations(void **state)
{
    struct trade_batch b;
    int n = read_through("data/mappings/korea-synthetic-declarations.toml",
                         "../shared/data/trade/customs_syn_korea/data_df_syn_test_eng.csv", &b);
    (void)state;
    if (n < 0) {
        skip();
    }
    assert_int_equal(n, 0);
    assert_int_equal(b.consignments.n, 8481);
    assert_int_equal(b.consignments.v[0].mode, TRADE_AIR);
    assert_int_equal(b.consignments.v[0].goods[0].net_g, 1000);
    trade_batch_release(&b);
}

static void scms_deliveries(void **state)
{
    struct trade_batch b;
    int n = read_through("data/mappings/usaid-scms.toml",
                         "../shared/data/trade/usaid_scms/SCMS_Delivery_History_Dataset.csv", &b);
    (void)state;
    if (n < 0) {
        skip();
    }
    assert_int_equal(n, 0);
    assert_int_equal(b.consignments.n, 10324);
    assert_text(b.consignments.v[0].parties[1].country, "CI");
    assert_int_equal(b.consignments.v[0].goods[0].gross_g, 13000);
    assert_int_equal(b.consignments.v[0].freight_cents, 78034);
    trade_batch_release(&b);
}

static void a_string_that_is_too_long_is_told(void **state)
{
    struct trade_mapping *m = NULL;
    struct seine_error err = {0};
    struct buf text;
    (void)state;
    buf_init(&text, 2 * MIB);
    buf_add_z(&text, "[columns]\na = '");
    for (size_t i = 0; i <= MIB; i++) {
        buf_add_c(&text, 'x');
    }
    buf_add_z(&text, "'\n");
    assert_int_equal(mapping_parse(buf_str(&text), "m", &m, &err), SEINE_FORMAT);
    assert_string_equal(err.message, "the string is longer than 1 MiB");
    assert_int_equal(err.line, 2);
    buf_release(&text);
}

static void memory_may_run_out_anywhere(void **state)
{
    struct str text =
        STR("[format]\ndates = ['%Y%m%d']\nmissing = ['-']\n[columns]\na = ['id','mode']\n"
            "[units]\na = 'kg'\n[constants]\nunit = 'p'\n[values.mode]\nx = 'air'\n");
    (void)state;
    for (uint64_t n = 1;; n++) {
        struct trade_mapping *m = NULL;
        struct seine_error err = {0};
        mem_fail_at(n);
        enum seine_status status = mapping_parse(text, "m", &m, &err);
        mem_fail_at(0);
        if (status == SEINE_OK) {
            trade_mapping_free(m);
            assert_true(n > 5);
            return;
        }
        assert_int_equal(status, SEINE_NOMEM);
        assert_string_equal(err.message, "no memory for the mapping");
        assert_true(n < 2000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(translates_a_row),
        cmocka_unit_test(a_mass_may_have_its_unit_where_the_column_has_none),
        cmocka_unit_test(a_word_for_nothing_is_an_empty_cell),
        cmocka_unit_test(codes_of_dates_are_checked_when_the_mapping_is_read),
        cmocka_unit_test(unit_may_stand_in_each_row),
        cmocka_unit_test(thousands_stand_in_groups),
        cmocka_unit_test(a_mass_may_name_its_unit),
        cmocka_unit_test(a_number_may_begin_with_its_decimals),
        cmocka_unit_test(spelling_of_the_mapping_is_strict),
        cmocka_unit_test(only_texts_of_columns_are_joined),
        cmocka_unit_test(each_column_has_its_own_values),
        cmocka_unit_test(role_may_be_a_column_or_a_constant),
        cmocka_unit_test(mistakes_are_located),
        cmocka_unit_test(toml_values),
        cmocka_unit_test(dates_by_format),
        cmocka_unit_test(shipped_mappings_are_correct),
        cmocka_unit_test(korean_declarations),
        cmocka_unit_test(scms_deliveries),
        cmocka_unit_test(a_string_that_is_too_long_is_told),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
