/* trade/suggest.c, suggest_name.c: mappings proposed for CSV of unknown columns. */
#include "reading.h"

#include "geo/geo.h"

#include <stdio.h>

static void suggest(const char *csv, struct buf *out)
{
    struct seine_error err = {0};
    struct trade_mapping *m = NULL;
    buf_init(out, MIB);
    assert_int_equal(trade_mapping_suggest(str_of(csv), "x/y.csv", NULL, out, &err), SEINE_OK);
    assert_int_equal(trade_mapping_parse(buf_str(out), "proposal", NULL, &m, &err), SEINE_OK);
    trade_mapping_free(m);
}

static void names_and_values_must_agree(void **state)
{
    struct buf out;
    (void)state;
    suggest("ShipmentID,Exporter Country,Importer_Country,HS Code,Origin\n1,DE,Pakistan,8482,DE\n"
            "2,CN,Iran,847330,CN\n",
            &out);
    assert_contains(buf_str(&out), "\"ShipmentID\" = [\"id\", \"doc_number\"]");
    assert_contains(buf_str(&out), "\"Exporter Country\" = \"shipper_country\"");
    assert_contains(buf_str(&out), "\"HS Code\" = \"hs\"");
    assert_contains(buf_str(&out), "\"Importer_Country\" stays an extra field: it may be "
                                   "consignee_country, but its values");
    assert_contains(buf_str(&out), "name = \"y.csv\"");
    buf_release(&out);
}

/* Titles and headings over headings may stand above it. */
static void the_heading_is_the_row_whose_names_mean_the_most(void **state)
{
    struct buf out;
    (void)state;
    suggest("Export of May;;\n;Goods;\nMRN;Gross Weight;Shipper\na;1,5;ACME\nb;2;BETA\n", &out);
    assert_contains(buf_str(&out), "# The columns are named in line 3; what stands above");
    assert_contains(buf_str(&out), "\"MRN\" = [\"id\", \"doc_number\"] # a\n");
    assert_contains(buf_str(&out), "from the header and 2 rows");
    buf_release(&out);
    suggest("\n\nMRN;Shipper\na;ACME\n", &out); /* empty lines are nothing to tell of */
    assert_false(str_contains(buf_str(&out), STR("looks like a row")));
    buf_release(&out);
    suggest("no,what,kg\nMRN,Gross Weight,Shipper\na,1,ACME\n", &out); /* no title: a table */
    assert_false(str_contains(buf_str(&out), STR("\"MRN\" =")));
    buf_release(&out);
}

static void a_file_without_a_heading_is_told(void **state)
{
    struct buf out;
    (void)state;
    suggest("020-12345675,ACME,120\n020-12345686,BETA,80\n", &out);
    assert_contains(buf_str(&out), "# Line 1 looks like a row of data: above it must stand one");
    buf_release(&out);
    suggest("MRN,Shipper,Gross Weight\na,ACME,120\n", &out);
    assert_false(str_contains(buf_str(&out), STR("looks like a row")));
    buf_release(&out);
}

static void formats_come_from_the_values(void **state)
{
    struct buf out;
    (void)state;
    suggest("MRN;Date;Gross Weight\na;31.01.2026;1.234,5\nb;01.02.2026;7,25\n", &out);
    assert_contains(buf_str(&out), "dates = [\"%d.%m.%Y\"]");
    assert_contains(buf_str(&out), "decimal = \",\"");
    buf_release(&out);
    suggest("MRN,Date\na,01/02/2026\nb,03/04/2026\n", &out);
    assert_contains(buf_str(&out), "or month before day");
    buf_release(&out);
}

static void numbers_are_read_in_one_way_in_all_columns(void **state)
{
    static const struct {
        const char *rows, *says, *not_says;
    } cases[] = {
        {"a,\"1,234.5\"\nb,12.5\n", "thousands = \",\"", "decimal"},
        {"a,\"1.234,5\"\nb,\"12,5\"\n", "decimal = \",\"\nthousands = \".\"", "check: no value"},
        {"a,\"1 234,5\"\nb,\"12,5\"\n", "decimal = \",\"\nthousands = \" \"", "check: no value"},
        {"a,\"1\u202f234,5\"\nb,\"12,5\"\n", "thousands = \" \"", "check: no value"},
        {"a,1'234.5\nb,12.5\n", "thousands = \"'\"", "decimal"},
        {"a,\"1,234\"\nb,\"2,345\"\n", "thousands = \",\"\n# check: no value tells", "decimal ="},
        {"a,\"1,234.5 kg\"\nb,30 LB\n", "= \"gross_kg\"", "decimal"},
    };
    struct buf out;
    char csv[200];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        (void)snprintf(csv, sizeof csv, "MRN,Gross Weight\n%s", cases[i].rows);
        suggest(csv, &out);
        assert_contains(buf_str(&out), cases[i].says);
        assert_false(str_contains(buf_str(&out), str_of(cases[i].not_says)));
        buf_release(&out);
    }
}

static void dates_of_a_file_are_written_in_one_way(void **state)
{
    struct buf out;
    (void)state;
    suggest("MRN,Ship Date,Arrival Date\na,03/04/26,03/14/26\nb,04/05/26,04/15/26\n", &out);
    assert_contains(buf_str(&out), "dates = [\"%m/%d/%y\"]\n");
    buf_release(&out);
}

/* A column is used if nine in ten of its values are good; cells without anything are none. */
static void nine_values_in_ten_must_be_good(void **state)
{
    static const struct {
        const char *heading, *ours, *good, *bad;
    } cases[] = {{"HS Code", "hs", "8413.81", "pumps"},
                 {"HS Code", "hs", "84", "8"},
                 {"HS Code", "hs", "84138100000000", "841381000000001"},
                 {"Mode", "mode", "Air", "boat"},
                 {"Mode", "mode", "4", "7"},
                 {"Invoice Value", "value", "12.50", "much"},
                 {"Issued", "issued", "2026-01-31", "soon"},
                 {"Currency", "currency", "EUR", "euros"},
                 {"Origin", "origin", "DE", "Europe"},
                 {"POL", "from", "CNSHA", "Shanghai"}};
    struct buf out, csv;
    char used[80];
    char unused[80];
    (void)state;
    buf_init(&csv, MIB);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        (void)snprintf(used, sizeof used, "\"%s\" = \"%s\"", cases[i].heading, cases[i].ours);
        (void)snprintf(unused, sizeof unused,
                       "# \"%s\" stays an extra field: it may be %s, but its", cases[i].heading,
                       cases[i].ours);
        for (int n_bad = 0; n_bad <= 2; n_bad++) {
            buf_reset(&csv);
            buf_add_f(&csv, "MRN,%s\n", cases[i].heading);
            for (int row = 0; row < 12; row++)
                buf_add_f(&csv, "%d,%s\n", row,
                          row >= 10     ? ""
                          : row < n_bad ? cases[i].bad
                                        : cases[i].good);
            suggest(csv.p, &out);
            assert_contains(buf_str(&out), n_bad < 2 ? used : unused);
            buf_release(&out);
        }
    }
    buf_release(&csv);
}

/* What is proposed can be read: one table of formats and one of units, whatever stands in them. */
static void formats_and_units_stand_in_one_table(void **state)
{
    struct buf out;
    (void)state;
    suggest("MRN;Invoice Value\na;12,5\nb;7,25\n", &out);
    assert_contains(buf_str(&out), "[format]\ndecimal = \",\"\n");
    buf_release(&out);
    suggest("MRN;Invoice Value\na;1'234\nb;7\n", &out);
    assert_contains(buf_str(&out), "[format]\nthousands = \"'\"\n");
    buf_release(&out);
    suggest("MRN,Net Weight (lb),Gross Weight (kg),\na,1,2,x\nb,1,2,\n", &out);
    assert_contains(buf_str(&out), "[units]\n\"Net Weight (lb)\" = \"lb\"\n"
                                   "\"Gross Weight (kg)\" = \"kg\"\n");
    assert_contains(buf_str(&out), "# \"column 4\" stays an extra field");
    buf_release(&out);
    suggest("MRN,Issued,Ship Date,Arrival Date\na,31.01.2026,2026-02-01,15-FEB-2026\n"
            "b,28.02.2026,2026-03-01,16-FEB-2026\n",
            &out);
    assert_contains(buf_str(&out), "dates = [\"%d.%m.%Y\", \"%Y-%m-%d\", \"%d-%b-%Y\"]\n");
    buf_release(&out);
}

static void days_with_hours_are_dates(void **state)
{
    static const struct {
        const char *first, *second, *format;
    } cases[] = {
        {"31/12/2026 14:30", "01/02/2026 09:00", "%d/%m/%Y %H:%M"},
        {"12/31/2026 14:30:05", "01/02/2026 09:00:00", "%m/%d/%Y %H:%M:%S"},
        {"31.12.2026 14:30", "01.02.2026 09:00", "%d.%m.%Y %H:%M"},
        {"2026-12-31T14:30:00Z", "2026-02-01T09:00:00Z", "%Y-%m-%dT%H:%M:%SZ"},
        {"2026-12-31T14:30:00", "2026-02-01T09:00:00", "%Y-%m-%dT%H:%M:%S"},
        {"2026-12-31T14:30:00.000Z", "2026-02-01T09:00:00.000Z", "%Y-%m-%dT%H:%M:%S.000Z"}};
    struct buf out;
    char csv[200];
    char want[80];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        (void)snprintf(csv, sizeof csv, "MRN,Arrival Date\na,%s\nb,%s\n", cases[i].first,
                       cases[i].second);
        (void)snprintf(want, sizeof want, "dates = [\"%s\"]\n", cases[i].format);
        suggest(csv, &out);
        assert_contains(buf_str(&out), want);
        buf_release(&out);
    }
}

/* One list serves all columns: its first format would read the second column's days as months. */
static void columns_that_write_dates_the_other_way_round_are_not_joined(void **state)
{
    struct buf out;
    (void)state;
    suggest("MRN,Ship Date,Arrival Date\na,31/12/2026,12/31/2026\nb,02/01/2026,02/01/2026\n", &out);
    assert_contains(buf_str(&out), "dates = [\"%d/%m/%Y\"]\n");
    assert_contains(buf_str(&out), "\"Ship Date\" = \"departed\"");
    assert_contains(buf_str(&out), "# \"Arrival Date\" stays an extra field: it may be arrived");
    buf_release(&out);
}

/* Which values stand in the way, not any value: in a column that is not read, and in one that is.
 */
static void numbers_that_are_none_are_shown(void **state)
{
    struct buf out, csv;
    (void)state;
    suggest("MRN,Value\na,12500\nb,twelve\nc,none left\nd,7\n", &out);
    assert_contains(buf_str(&out), "# \"Value\" stays an extra field: it may be value, but its "
                                   "values are not all numbers\n");
    assert_contains(buf_str(&out),
                    "\n#   2 of 4 values looked at are not understood: twelve; none left\n");
    buf_release(&out);
    buf_init(&csv, MIB);
    buf_add_z(&csv, "MRN,Value\nx,twelve\n");
    for (int i = 0; i < 10; i++)
        buf_add_f(&csv, "%d,7\n", i);
    suggest(csv.p, &out);
    assert_contains(buf_str(&out), "\"Value\" = \"value\" # ");
    assert_contains(buf_str(&out),
                    "\n#   1 of 11 values looked at are not understood and cost their "
                    "rows: twelve; [values] can translate them\n");
    buf_release(&out);
    buf_release(&csv);
}

static void a_key_is_found_by_its_values(void **state)
{
    struct buf out;
    (void)state;
    suggest("Office,Ticket\n12,a\n12,b\n", &out);
    assert_contains(buf_str(&out), "\"Ticket\" = [\"id\", \"doc_number\"]");
    buf_release(&out);
    buf_init(&out, MIB);
    assert_int_equal(
        trade_mapping_suggest(STR("Office,Ticket\n12,a\n12,a\n"), "x", NULL, &out, NULL), SEINE_OK);
    assert_contains(buf_str(&out), "No column is a key");
    buf_release(&out);
    suggest("Shipper,MAWB\nA,020-1\nB,020-2\n", &out);
    assert_contains(buf_str(&out), "\"MAWB\" = [\"id\", \"doc_number\"]");
    assert_contains(buf_str(&out), "\"Shipper\" = \"shipper_name\"");
    buf_release(&out);
}

/* Whatever no two rows of a small file share: the record would lose it. */
static void a_name_or_a_mass_is_no_key(void **state)
{
    static const char *const files[] = {
        "Shipper,Goods\nA,x\nB,x\n", "Goods,Weight (tons)\nx,12.5\nx,10\n",
        "Goods,Arrival Date\nx,soon\nx,later\n", "HS,Goods\n841381,x\n841382,x\n"};
    struct buf out;
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        buf_init(&out, MIB);
        assert_int_equal(trade_mapping_suggest(str_of(files[i]), "x", NULL, &out, NULL), SEINE_OK);
        assert_contains(buf_str(&out), "No column is a key");
        buf_release(&out);
    }
}

static void the_surest_column_wins(void **state)
{
    struct buf out;
    (void)state;
    suggest("ID,Declaration Number,Weight,Gross Weight,MRN,mrn\n1,x,1,2,3,4\n2,y,1,3,4,5\n", &out);
    assert_contains(buf_str(&out), "its name stands more than once");
    assert_contains(buf_str(&out), "\"ID\" = [\"id\"");
    assert_contains(buf_str(&out), "\"Gross Weight\" = \"gross_kg\"");
    assert_contains(buf_str(&out), "# \"Weight\" stays an extra field");
    buf_release(&out);
    suggest("MRN,Shipper,Shipper Name\n1,x,A\n2,x,B\n", &out); /* more words are used */
    assert_contains(buf_str(&out), "\"Shipper Name\" = \"shipper_name\"");
    buf_release(&out);
    suggest("Type,Reference Number\n1,x\n1,x\n", &out);
    assert_contains(buf_str(&out), "\"Reference Number\" = [\"id\"");
    buf_release(&out);
    suggest("MRN,Vessel Flag,Vessel,Weight,Gross Weight\n1,PA,Aster,5,\n2,LR,Bora,6,\n", &out);
    assert_contains(buf_str(&out), "\"Vessel\" = \"vehicle\"");  /* fewer words */
    assert_contains(buf_str(&out), "\"Weight\" = \"gross_kg\""); /* the other says nothing */
    buf_release(&out);
}

static void of_a_party_the_part_that_is_meant_is_read(void **state)
{
    struct buf out;
    (void)state;
    suggest("MRN,Shipper Ref,Shipper,Shipper Email Address,Shipper Address City,Shipper Address,"
            "Consignee State,Consignee Contact,Consignee Contact Phone,Consignee Fax No,Consignee\n"
            "1,r,a,b,c,d,e,f,g,h,i\n2,r,a,b,c,d,e,f,g,h,i\n",
            &out);
    assert_contains(buf_str(&out), "\"Shipper\" = \"shipper_name\"");
    assert_contains(buf_str(&out), "\"Shipper Email Address\" = \"shipper_email\"");
    assert_contains(buf_str(&out), "\"Shipper Address City\" = \"shipper_city\"");
    assert_contains(buf_str(&out), "\"Shipper Address\" = \"shipper_address\"");
    assert_contains(buf_str(&out), "\"Consignee Contact Phone\" = \"consignee_phone\"");
    assert_contains(buf_str(&out), "\"Consignee\" = \"consignee_name\"");
    static const char *const none[] = {"Shipper Ref", "Consignee State", "Consignee Contact",
                                       "Consignee Fax No"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        char line[80];
        (void)snprintf(line, sizeof line, "# \"%s\" stays an extra field: its name", none[i]);
        assert_contains(buf_str(&out), line);
    }
    buf_release(&out);
}

static void capitals_and_numbers_of_dangerous_goods_are_read(void **state)
{
    static const struct {
        const char *heading, *ours;
    } cases[] = {{"HSCode", "hs"},
                 {"HSCODE", "hs"},
                 {"UNNumber", "un_number"},
                 {"UN_No", "un_number"},
                 {"UN/ID No.", "un_number"},
                 {"UN-Nr.", "un_number"},
                 {"UNDG Number", "un_number"},
                 {"Num\u00e9ro ONU", "un_number"},
                 {"\u041d\u043e\u043c\u0435\u0440 \u041e\u041e\u041d", "un_number"},
                 {"MAWBNo", "doc_master"},
                 {"GrossWeightKGs", "gross_kg"}};
    struct buf out;
    char csv[200];
    char want[200];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *theirs = cases[i].heading;
        (void)snprintf(csv, sizeof csv, "MRN,%s\na,1203\nb,1993\n", theirs);
        (void)snprintf(want, sizeof want, "\"%s\" = \"%s\"", theirs, cases[i].ours);
        suggest(csv, &out);
        assert_contains(buf_str(&out), want);
        buf_release(&out);
    }
    suggest("MRN,GrossWeightKGs,Weight Pcs\na,1203,1\nb,1993,2\n", &out);
    assert_contains(buf_str(&out), "\"GrossWeightKGs\" = \"kg\"");
    buf_release(&out);
}

static void names_are_known_in_other_languages(void **state)
{
    struct buf out;
    (void)state;
    suggest(
        "Sendungsnummer;Versender;Empf\u00e4nger Land;Warenbezeichnung;Rohmasse (kg);W\u00e4hrung\n"
        "1;A;CH;Pumpen;12;EUR\n2;B;CH;Pumpen;13;EUR\n",
        &out);
    assert_contains(buf_str(&out), "\"Sendungsnummer\" = [\"id\"");
    assert_contains(buf_str(&out), "\"Versender\" = \"shipper_name\"");
    assert_contains(buf_str(&out), "\"Empf\u00e4nger Land\" = \"consignee_country\"");
    assert_contains(buf_str(&out), "\"Rohmasse (kg)\" = \"gross_kg\"");
    assert_contains(buf_str(&out), "\"W\u00e4hrung\" = \"currency\"");
    buf_release(&out);
    suggest("\u63d0\u5355\u53f7,\u53d1\u8d27\u4eba,\u6536\u8d27\u4eba,"
            "\u0412\u0435\u0441 \u043d\u0435\u0442\u0442\u043e\n1,a,b,3\n2,a,c,4\n",
            &out);
    assert_contains(buf_str(&out), "= [\"id\"");
    assert_contains(buf_str(&out), "= \"shipper_name\"");
    assert_contains(buf_str(&out), "= \"consignee_name\"");
    assert_contains(buf_str(&out), "= \"net_kg\"");
    buf_release(&out);
    suggest("MRN;Ware;Warenwert\n1;Pumpen;5\n2;Ventile;7\n", &out);
    assert_contains(buf_str(&out), "\"Ware\" = \"description\"");
    assert_false(str_contains(buf_str(&out), STR("\"Warenwert\" = \"description\"")));
    buf_release(&out);
}

static void compounds_and_han_words_are_taken_apart(void **state)
{
    struct buf out;
    (void)state;
    suggest("Nr;Absenderland;Empf\u00e4ngeranschrift;shippername;Bestimmungsland\n1;DE;A;B;CH\n"
            "2;DE;A;B;CH\n",
            &out);
    assert_contains(buf_str(&out), "\"Absenderland\" = \"shipper_country\"");
    assert_contains(buf_str(&out), "\"Empf\u00e4ngeranschrift\" = \"consignee_address\"");
    assert_contains(buf_str(&out), "\"shippername\" = \"shipper_name\"");
    assert_contains(buf_str(&out), "\"Bestimmungsland\" stays an extra field");
    buf_release(&out);
    suggest("\u63d0\u5355\u53f7,\u6536\u8d27\u4eba\u5730\u5740,\u7533\u62a5\u65e5\u671f,"
            "\u5546\u54c1\u540d\u79f0,Mode\n1,a,2026-04-03,b,boat\n2,a,2026-04-04,b,boat\n",
            &out);
    assert_contains(buf_str(&out), "\u5730\u5740\" = \"consignee_address\"");
    assert_contains(buf_str(&out), "\u65e5\u671f\" = \"issued\"");
    assert_contains(buf_str(&out), "\u540d\u79f0\" = \"description\"");
    assert_contains(buf_str(&out), "[values.mode] can translate them");
    buf_release(&out);
}

/* The unit of a mass is in the heading, whatever the language, or in a column beside it. */
static void units_of_mass_are_proposed(void **state)
{
    static const struct {
        const char *heading, *says;
    } cases[] = {
        {"Weight (LB)", "\"Weight (LB)\" = \"lb\"\n"},
        {"Gross Weight (KG)", "= \"kg\"\n"},
        {"Poids (kg)", "= \"kg\"\n"},
        {"Gewicht in t", "= \"t\"\n"},
        {"gross_weight_lbs", "= \"lb\"\n"},
        {"Net Wt (g)", "= \"g\"\n"},
        {"Net weight - kilograms", "= \"kg\"\n"},
        {"Gross Weight (M/T)", "= \"t\"\n"},
        {"Gross weight metric tons", "= \"t\"\n"},
        {"Peso neto (TM)", "= \"t\"\n"},
        {"Rohmasse T", "= \"t\"\n"},
        {"Weight in g", "= \"g\"\n"},
        {"Net Weight [LB]", "= \"lb\"\n"},
        {"Net Weight (incl. box) [OZ]", "= \"oz\"\n"},
        {"\u0412\u0435\u0441 \u043d\u0435\u0442\u0442\u043e, \u0442", "= \"t\"\n"},
        {"\u6bdb\u91cd(\u516c\u65a4)", "= \"kg\"\n"},
        {"\u0412\u0435\u0441 \u0431\u0440\u0443\u0442\u0442\u043e \u043a\u0433", "= \"kg\"\n"},
    };
    struct buf out;
    char csv[200];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        (void)snprintf(csv, sizeof csv, "MRN;%s\na;1.5\nb;2.5\n", cases[i].heading);
        suggest(csv, &out);
        assert_contains(buf_str(&out), "[units]\n");
        assert_contains(buf_str(&out), cases[i].says);
        assert_false(str_contains(buf_str(&out), STR("mass_unit")));
        buf_release(&out);
    }
}

static void units_in_doubt_are_not_guessed(void **state)
{
    static const char *const headings[] = {"Gross Weight (tons)", "Weight CWT", "Peso (libras)",
                                           "Weight (short tons)", "Peso (quintales m\u00e9tricos)"};
    struct buf out;
    char csv[200];
    (void)state;
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
        (void)snprintf(csv, sizeof csv, "MRN;%s\na;1.5\nb;2.5\n", headings[i]);
        suggest(csv, &out);
        assert_contains(buf_str(&out), "but its unit may be one of several");
        buf_release(&out);
    }
    static const char *const silent[] = {"Gross Wt. G" /* gross, or grams */, "T. Weight",
                                         "Weight (K)", "Weight (L)", "Weight (1)"};
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        (void)snprintf(csv, sizeof csv, "MRN;%s;Freight per kg\na;1;5\nb;2;5\n", silent[i]);
        suggest(csv, &out);
        assert_contains(buf_str(&out), "mass_unit = \"kg\" # check");
        assert_contains(buf_str(&out), "= \"freight\"");
        assert_false(str_contains(buf_str(&out), STR("[units]")));
        buf_release(&out);
    }
}

static void a_column_may_name_the_units(void **state)
{
    struct buf out;
    (void)state;
    suggest("MRN,Weight,Weight Unit,Net Weight (g)\na,1,KG,2\nb,2,LB,3\n", &out);
    assert_contains(buf_str(&out), "mass_unit_column = \"Weight Unit\"\n");
    assert_contains(buf_str(&out), "\"Net Weight (g)\" = \"g\"\n");
    assert_false(str_contains(buf_str(&out), STR("mass_unit = ")));
    buf_release(&out);
    suggest("MRN,Gross Weight,Gross Weight Unit,Net Weight,Net Weight Unit\na,1,KG,2,G\n", &out);
    assert_contains(buf_str(&out), "but several columns name units");
    assert_false(str_contains(buf_str(&out), STR("mass_unit")));
    buf_release(&out);
    suggest("MRN,Gross Weight,Gross Weight Unit,Net Weight,Net Weight Unit\na,1,KG,2,kgs\n", &out);
    assert_contains(buf_str(&out), "mass_unit_column = \"Gross Weight Unit\"\n");
    assert_contains(buf_str(&out), "\"Net Weight\" = \"net_kg\"");
    buf_release(&out);
    suggest("MRN;Rohmasse;Gewichtseinheit\na;1;KG\nb;2;LB\n", &out);
    assert_contains(buf_str(&out), "mass_unit_column = \"Gewichtseinheit\"\n");
    buf_release(&out);
    suggest("MRN,Weight,Units\na,1,KG\nb,2,KG\n", &out); /* of the quantity, maybe */
    assert_contains(buf_str(&out), "mass_unit = \"kg\" # check");
    buf_release(&out);
    suggest("MRN,Weight,Weight Unit\na,1,x\nb,2,y\n", &out);
    assert_contains(buf_str(&out), "mass_unit = \"kg\" # check");
    buf_release(&out);
}

static void suggest_named(const char *csv, struct buf *out)
{
    struct geo *geo = NULL;
    buf_init(out, MIB);
    assert_int_equal(geo_open(&geo, NULL), SEINE_OK);
    assert_int_equal(trade_mapping_suggest(str_of(csv), "x", geo, out, NULL), SEINE_OK);
    geo_free(geo);
}

/* Without it an amount is worth nothing that can be compared. */
static void a_heading_may_name_the_currency(void **state)
{
    static const struct {
        const char *head, *currency;
    } rows[] = {
        {"MRN,Value (EUR)", "\ncurrency = \"EUR\" # told by a column's name\n"},
        {"MRN,Value in CNY", "\ncurrency = \"CNY\""},
        {"MRN,Value (\u20ac)", "\ncurrency = \"EUR\""},
        {"MRN,Freight USD", "\nfreight_currency = \"USD\""},
        {"MRN,Value USD/EUR", NULL}, /* which? */
        {"MRN,Value (FOB)", NULL},
        {"MRN,Value eur", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out;
        char csv[80];
        (void)snprintf(csv, sizeof csv, "%s\na,1\nb,2\n", rows[i].head);
        suggest_named(csv, &out);
        if (rows[i].currency != NULL)
            assert_contains(buf_str(&out), rows[i].currency);
        else
            assert_false(str_contains(buf_str(&out), STR("currency =")));
        buf_release(&out);
    }
    struct buf out;
    suggest_named("MRN,Value (EUR),Currency\na,1,USD\nb,2,EUR\n", &out); /* a column says it */
    assert_false(str_contains(buf_str(&out), STR("\ncurrency =")));
    buf_release(&out);
}

static void countries_and_places_in_words_are_proposed(void **state)
{
    struct buf out;
    (void)state;
    suggest_named("B/L No,Shipper Country,Port of Lading,Port of Lading Country,Port of Unlading\n"
                  "1,China,Shanghai,China,\"Los Angeles, CA\"\n"
                  "2,South Korea,Busan,South Korea,\"Los Angeles, CA\"\n"
                  "3,China,Xingang,China,\"Los Angeles, CA\"\n",
                  &out);
    assert_contains(buf_str(&out), "\"Shipper Country\" = \"shipper_country\"");
    assert_contains(buf_str(&out), "\"Port of Lading\" = \"from\" # Shanghai\n#   1 of 3 values "
                                   "looked at are not understood and stay an extra field: Xingang");
    assert_contains(buf_str(&out), "\"Port of Lading Country\" = \"from_country\"");
    assert_contains(buf_str(&out), "\"Port of Unlading\" stays an extra field: it may be to");
    assert_contains(buf_str(&out), "mode = \"sea\" # check");
    buf_release(&out);
}

static void names_of_columns_tell_the_mode(void **state)
{
    static const struct {
        const char *heading, *says;
    } cases[] = {{"Vessel", "mode = \"sea\""}, {"MBL", "mode = \"sea\""},
                 {"AWB No", "mode = \"air\""}, {"Airport", "mode = \"air\""},
                 {"Flight,Vessel", NULL},      {"Carrier", NULL},
                 {"Vessel,Mode", NULL}};
    struct buf out;
    char csv[200];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        (void)snprintf(csv, sizeof csv, "MRN,%s,\n1,sea,sea,\n2,sea,sea,\n", cases[i].heading);
        suggest(csv, &out);
        if (cases[i].says != NULL)
            assert_contains(buf_str(&out), cases[i].says);
        else
            assert_false(str_contains(buf_str(&out), STR("[constants]")));
        buf_release(&out);
    }
}

/* The country of a port in words stands in the column beside it, wherever that is; what looks like
 * a code is one, also where the tables lack it. */
static void places_are_read_with_their_country(void **state)
{
    struct buf out;
    (void)state;
    suggest_named(
        "MRN,Vessel,POL,POD,POD Country,POL Country\n1,A,Shanghai,Busan,South Korea,China\n"
        "2,B,,Busan,South Korea,\n3,C,Shanghai,,,China\n",
        &out);
    assert_contains(buf_str(&out), "\"POL\" = \"from\" # Shanghai\n\"POD\" = \"to\" # Busan\n");
    buf_release(&out);
    suggest_named("MRN,POL\n1,ZZQQQ\n2,ZZQQ2\n", &out);
    assert_contains(buf_str(&out), "\"POL\" = \"from\" # ZZQQQ\n");
    assert_false(str_contains(buf_str(&out), STR("not understood")));
    buf_release(&out);
    suggest_named("MRN,POL\n1,ZZQQQ\n2,Nowhere\n3,Elsewhere\n4,Anywhere\n5,Somewhere\n", &out);
    assert_contains(buf_str(&out), "\"POL\" stays an extra field: it may be from");
    assert_contains(buf_str(&out), "#   5 of 5 values looked at are not understood: "
                                   "ZZQQQ; Nowhere; Elsewhere\n");
    buf_release(&out);
}

static void countries_in_doubt_are_shown(void **state)
{
    struct buf out;
    (void)state;
    suggest_named("id,Origin\n1,China\n2,China\n3,China\n4,China\n5,China\n6,China\n7,China\n"
                  "8,China\n9,China\n10,Congo\n",
                  &out);
    assert_contains(buf_str(&out), "1 of 10 values looked at are not understood and cost their "
                                   "rows: Congo; [values] can translate them");
    buf_release(&out);
    suggest_named("id,Origin\n1,Congo\n2,China\n", &out);
    assert_contains(buf_str(&out), "\"Origin\" stays an extra field");
    assert_contains(buf_str(&out), "are not understood: Congo");
    buf_release(&out);
}

static void without_rows_there_is_no_proposal(void **state)
{
    struct buf out;
    struct seine_error err = {0};
    (void)state;
    buf_init(&out, MIB);
    assert_int_equal(trade_mapping_suggest(STR("a,b\n"), "x", NULL, &out, &err), SEINE_FORMAT);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_values_must_agree),
        cmocka_unit_test(the_heading_is_the_row_whose_names_mean_the_most),
        cmocka_unit_test(a_file_without_a_heading_is_told),
        cmocka_unit_test(formats_come_from_the_values),
        cmocka_unit_test(numbers_are_read_in_one_way_in_all_columns),
        cmocka_unit_test(dates_of_a_file_are_written_in_one_way),
        cmocka_unit_test(nine_values_in_ten_must_be_good),
        cmocka_unit_test(formats_and_units_stand_in_one_table),
        cmocka_unit_test(days_with_hours_are_dates),
        cmocka_unit_test(columns_that_write_dates_the_other_way_round_are_not_joined),
        cmocka_unit_test(numbers_that_are_none_are_shown),
        cmocka_unit_test(a_key_is_found_by_its_values),
        cmocka_unit_test(a_name_or_a_mass_is_no_key),
        cmocka_unit_test(the_surest_column_wins),
        cmocka_unit_test(of_a_party_the_part_that_is_meant_is_read),
        cmocka_unit_test(capitals_and_numbers_of_dangerous_goods_are_read),
        cmocka_unit_test(names_are_known_in_other_languages),
        cmocka_unit_test(compounds_and_han_words_are_taken_apart),
        cmocka_unit_test(units_of_mass_are_proposed),
        cmocka_unit_test(units_in_doubt_are_not_guessed),
        cmocka_unit_test(a_column_may_name_the_units),
        cmocka_unit_test(a_heading_may_name_the_currency),
        cmocka_unit_test(countries_and_places_in_words_are_proposed),
        cmocka_unit_test(names_of_columns_tell_the_mode),
        cmocka_unit_test(places_are_read_with_their_country),
        cmocka_unit_test(countries_in_doubt_are_shown),
        cmocka_unit_test(without_rows_there_is_no_proposal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
