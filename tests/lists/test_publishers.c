/* What the publishers' files say in prose and in shapes of their own (the entries are made up). */
#include "lists_test.h"

#include <unistd.h>

static char folder[200];

static void path_of(const char *file, char *out, size_t n)
{
    (void)snprintf(out, n, "%s/%s", folder, file);
}

static void write_file(const char *file, struct str text)
{
    char path[300];
    path_of(file, path, sizeof path);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
    assert_int_equal(fclose(f), 0);
}

static void remove_file(const char *file)
{
    char path[300];
    path_of(file, path, sizeof path);
    assert_int_equal(unlink(path), 0);
}

static const char CSL_HEADER[] =
    "source,entity_number,type,programs,name,title,addresses,start_date,call_sign,vessel_flag,"
    "remarks,alt_names,citizenships,dates_of_birth,nationalities,ids\n";

/* Country and dates may stand before the number, which may have commas. */
static void numbers_of_the_screening_list(void **state)
{
    static const struct {
        const char *ids, *wanted;
    } cases[] = {
        {"JO, 2014-08-30, 2009-08-31, K475336, Passport", "passport K475336 JO"},
        {"2014-08-30, K475336, Passport", "passport K475336"},
        {"PA, 467323, Doc. 694710, Public Registration Number",
         "registration 467323, Doc. 694710 PA"},
        {"MX, 22839 (Jalisco), Folio Mercantil No.", "registration 22839 (Jalisco) MX"},
        {"IMO 8898831, Vessel Registration Identification", "imo 8898831"},
        {"IMO 6114218, Identification Number", "imo 6114218"},
        {"12QtD5BFwRsdNsAZY76U, Digital Currency Address - XBT", "wallet 12QtD5BFwRsdNsAZY76U"},
        {"RU, 49852298, Government Gazette Number; 045004641, BIK (RU)",
         "other 49852298 RU; other 045004641"},
        {"Male, Gender; None given, Secondary sanctions risk:; Passport", ""},
    };
    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct list_set set;
        char text[1000], path[300];
        print_message("# %s\n", cases[i].ids);
        (void)snprintf(text, sizeof text, "%sEL,1,,,Orlo Ventimer,,,,,,,,,,,\"%s\"\n", CSL_HEADER,
                       cases[i].ids);
        write_file("csl.csv", str_of(text));
        path_of("csl.csv", path, sizeof path);
        assert_ok(read_set(path, &set, NULL));
        assert_ids(&set.entities.v[0], cases[i].wanted);
        assert_str_is(set.entities.v[0].gender, str_of(i + 1 == N_OF(cases) ? "male" : ""), "", 0);
        list_set_release(&set);
    }
    remove_file("csl.csv");
}

static void numbers_of_the_screening_list_in_json(void **state)
{
    struct list_set set;
    char path[300];
    (void)state;
    write_file("csl.json",
               STR("{\"results\": [{\"source\": \"EL\", \"name\": \"Orlo Ventimer\", \"ids\": ["
                   "{\"type\": \"Cedula No.\", \"number\": \"16217170\", \"country\": \"CO\"},"
                   "{\"type\": \"Digital Currency Address - XBT\", \"number\": \"12QtD5BF\"},"
                   "{\"type\": \"Vessel Registration Identification\", \"number\": \"IMO 9\"},"
                   "{\"type\": \"Nationality of Registration\", \"number\": \"Korea, North\"},"
                   "{\"type\": \"Gender\", \"number\": \"Female\"},"
                   "{\"type\": \"Secondary sanctions risk:\", \"number\": \"section 1(b)\"}]}]}"));
    path_of("csl.json", path, sizeof path);
    assert_ok(read_set(path, &set, NULL));
    const struct listed_entity *e = &set.entities.v[0];
    assert_ids(e, "national-id 16217170 CO; wallet 12QtD5BF; imo 9");
    assert_str(e->gender, "female");
    assert_int_equal(e->n_countries, 1);
    list_set_release(&set);
    remove_file("csl.json");
}

/* Of the thousand bytes that the main file has room for, the last may be half a fact. */
static void remarks_go_on_in_the_comments(void **state)
{
    struct list_set set;
    struct buf text;
    (void)state;
    buf_init(&text, 64 * KIB);
    buf_add_z(&text, "41,\"VENTIMER, Orlo\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"");
    size_t begin = text.n;
    while (text.n < begin + 977)
        buf_add_c(&text, 'x');
    buf_add_z(&text, "; a.k.a. 'FOX'; alt. Pa\"\n");
    assert_int_equal(text.n, begin + 1002);
    buf_add_z(&text, "42,\"QUENDAL\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n"
                     "43,\"ZAND\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"
                     "\"Tax ID No. 55512.\"\n");
    write_file("sdn.csv", buf_str(&text));
    write_file("sdn_comments.csv", STR("41,\"ssport B765432 (Iraq); a.k.a. 'WOLF'.\"\n"
                                       "42,\"Tax ID No. 44312.\"\n"
                                       "43,\"NIT # 816005.\"\n"));
    assert_ok(read_set(folder, &set, NULL));
    assert_ids(entity_of(&set, "OFAC-41"), "passport B765432 IQ");
    assert_int_equal(entity_of(&set, "OFAC-41")->n_names, 3);
    assert_ids(entity_of(&set, "OFAC-42"), "tax-id 44312");
    assert_ids(entity_of(&set, "OFAC-43"), "tax-id 55512; tax-id 816005");
    list_set_release(&set);
    buf_release(&text);
    remove_file("sdn.csv");
    remove_file("sdn_comments.csv");
}

static const char UK_HEADER[] =
    "Last Updated,13/04/2018\n"
    "Name 6,Name 1,DOB,Nationality,Passport Details,NI Number,Country,Other Information,"
    "Group Type,Alias Type,Regime,Listed On,Group ID\n";

static const struct {
    const char *text, *numbers; /* parted by bars */
} prose[] = {
    {"592667", "592667"},
    {"(1) 014797 (2) 524521", "014797|524521"},
    {"(a) 9003213 issued in Iran/unknown(b) 6620505", "9003213|6620505"},
    {"a) Jordan 654781 (issued in 2009) b) Jordan 286062 (issued on 5 April 1999)",
     "654781|286062"},
    {"(1) AT0712501 (Pakistani). Issued 12.3.2008. Expired 11.3.2013. (2)A-374184",
     "AT0712501|A-374184"},
    {"(1) 6487 (Egypt). Issued 30 Jan 1986. (2) (Eqypt). Issued 1993. (3) 388181 (Yemen).",
     "6487|388181"},
    {"MM611523 (Filipino) (2004)", "MM611523"},
    {"A 10326821", "A 10326821"},
    {"PS 472330208 (Date of Expiration: 4.7.2017).", "PS 472330208"},
    {"TR-P 614 166 (Turkish)", "TR-P 614 166"},
    {"96 03 464086, Russian passport, issued on 01/06/2003", "96 03 464086"},
    {"OA 454044(Afghan)", "OA 454044"},
    {"K357514(4)", "K357514(4)"},
    {"381320634 PS 563410163", "381320634|PS 563410163"},
    {"381420565 and 654120219", "381420565|654120219"},
    {"472320665 (valid),836110035 (diplomatic)", "472320665|836110035"},
    {"Libyan passport no.223611", "223611"},
    {"Pakistani national ID no.54201-247561-5", "54201-247561-5"},
    {"Passport number:F50859", "F50859"},
    {"CAR diplomatic passport no. D00000898", "D00000898"},
    {"USA 403062567", "403062567"},
    {"Afghan national ID card (tazkira) no.545167, issued in 1974.", "545167"},
    {"series Z (Afghan) 545167 (Afghan) 99", "545167|99"},
    {"ZX 545167, ABCD 545168, AB-C 545169", "ZX 545167|545168|AB-C 545169"},
    {"SSN 156-92-9858", "156-92-9858"},
    {"Diplomatic Passport: Z30321794. Issued:15.9.2000. Expired:15.9.2005", "Z30321794"},
    {"Certificate No. 302581. National ID No. 192-3238459-9", "302581|192-3238459-9"},
    {"Italian Fiscal Code JMM MDI 68A25 Z352D", "JMM MDI 68A25 Z352D"},
    {"A501801 (8) B501802 (9) C501803 (MISUSE) issued on 18 Aug 1985 (10) D501804 (11)E501805. "
     "Issued in 1996 (1x) F5 (123) G6",
     "A501801|B501802|C501803|D501804|E501805"},
    {"Yemeni passport number 17979 issued on 8.11.2005 to A. Zand. In 2014. Yemeni passport "
     "number 02117777 issued on 8.11.2005. Yemeni one 33",
     "17979|02117777"},
    {"DG5149481 (Pakistan)Issued 22.8.2006. Booklet number A2815665.", "DG5149481|A2815665"},
    {"Uganda Passport.", ""},
    {"issued on 3 May 2007", ""},
    {"unknown", ""},
    {"(", ""},
    {"1)", ""},
    {"(1", ""},
};

static const struct listed_entity *read_file(const char *file, struct str text,
                                             struct list_set *set)
{
    char path[300];
    write_file(file, text);
    path_of(file, path, sizeof path);
    assert_ok(read_set(path, set, NULL));
    assert_true(set->entities.n > 0);
    remove_file(file);
    return &set->entities.v[0];
}

/* trade.gov turns "ZAND, Amir; a.k.a. Venti, Orlo" round at its first comma. */
static void names_that_were_turned_round(void **state)
{
    static const char *const wanted[] = {"Amir ZAND", "Venti Orlo", "Amir Zandt"};
    struct list_set set;
    struct buf text;
    (void)state;
    buf_init(&text, LIMIT_TEXT);
    buf_add_z(&text, CSL_HEADER);
    buf_add_z(&text, "ITAR Debarred (DTC) - State,,,,Amir; a.k.a. Venti Orlo; a.k.a Zandt ZAND,"
                     ",,,,,,,,,,\nITAR Debarred (DTC) - State,,,,\"Quendal; a.k.a. Trellick\","
                     ",,,,,,,,,,\n");
    (void)read_file("csl.csv", buf_str(&text), &set);
    assert_int_equal(set.entities.n, 2);
    for (size_t i = 0; i < 2; i++) {
        const struct listed_entity *e = &set.entities.v[i];
        if (e->n_names == 2) { /* of a firm, as it was */
            assert_str(e->names[0].text, "Quendal");
            assert_str(e->names[1].text, "Trellick");
            continue;
        }
        assert_int_equal(e->n_names, N_OF(wanted));
        for (size_t k = 0; k < N_OF(wanted); k++)
            assert_str_is(e->names[k].text, str_of(wanted[k]), __FILE__, __LINE__);
    }
    list_set_release(&set);
    buf_release(&text);
}

/* The UN and the UK write who issued a document, when and for how long beside its number. */
static void numbers_in_prose(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * N_OF(prose); i++) {
        struct list_set set;
        char text[1000], wanted[300] = "";
        struct str rest = str_of(prose[i / 2].numbers), one;
        print_message("# %s\n", prose[i / 2].text);
        for (bool more = rest.n > 0; str_cut(&rest, &more, '|', &one);)
            (void)snprintf(wanted + strlen(wanted), sizeof wanted - strlen(wanted),
                           "%spassport " STR_FMT "%s", wanted[0] ? "; " : "", STR_ARG(one),
                           i % 2 ? " RW" : "");
        if (i % 2)
            (void)snprintf(text, sizeof text,
                           "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>Orlo"
                           "</FIRST_NAME><INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport"
                           "</TYPE_OF_DOCUMENT><NUMBER>%s</NUMBER><ISSUING_COUNTRY>Rwanda"
                           "</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT></INDIVIDUAL></INDIVIDUALS>"
                           "</CONSOLIDATED_LIST>",
                           prose[i / 2].text);
        else
            (void)snprintf(text, sizeof text,
                           "%sVentimer,Orlo,,,\"%s\",,,,Individual,AKA,Test,01/04/2016,700\n",
                           UK_HEADER, prose[i / 2].text);
        assert_ids(read_file("list", str_of(text), &set), wanted);
        list_set_release(&set);
    }
}

/* Rows of one group repeat what is said of it. */
static void numbers_of_the_united_kingdom_are_told_once(void **state)
{
    struct list_set set;
    struct buf text;
    (void)state;
    buf_init(&text, 8 * KIB);
    buf_add_f(&text, "%sVentimer,Orlo,,,A123,N456,,IMO number: 5571322,Entity,AKA,Test,,700\n",
              UK_HEADER);
    buf_add_z(&text, "Venti,,,,A123,A123; N457,,IMO number: 55713225. IMO Number: 5571322 as "
                     "above. It owns a ship "
                     "(IMO number: 9187629),Entity,AKA,Test,,700\n"
                     "Vent,,,,,,,(IMO number: 5571334). Listed. International Maritime "
                     "Organization (IMO) Number: 1790183,Entity,AKA,Test,,700\n");
    assert_ids(read_file("list", buf_str(&text), &set),
               "passport A123; national-id N456; imo 5571322; national-id A123; "
               "national-id N457; imo 5571334; imo 1790183");
    list_set_release(&set);
    buf_release(&text);
}

/* One element may hold several spellings; what it calls documents may be French or Spanish. */
static void the_united_nations_write_in_prose(void **state)
{
    const struct list_name names[] = {
        {STR("Quendal Shipping"), LIST_NAME_PRIMARY}, {STR("Quendal Co"), LIST_NAME_ALIAS},
        {STR("Kuendal Co"), LIST_NAME_ALIAS},         {STR("Zand (Zandt; Zant)"), LIST_NAME_ALIAS},
        {STR("Old Quendal"), LIST_NAME_FORMER},       {STR("Q"), LIST_NAME_WEAK},
    };
    struct list_set set;
    (void)state;
    const struct listed_entity *e = read_file(
        "un.xml",
        STR("<CONSOLIDATED_LIST><ENTITIES><ENTITY><FIRST_NAME>Quendal Shipping</FIRST_NAME>"
            "<COMMENTS1>Owner of a vessel (IMO number: 9187629). IMO number: 5571322.</COMMENTS1>"
            "<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Quendal Co; Kuendal Co"
            "</ALIAS_NAME></ENTITY_ALIAS><ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY>"
            "<ALIAS_NAME>Zand (Zandt; Zant)</ALIAS_NAME></ENTITY_ALIAS>"
            "<ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Old Quendal</ALIAS_NAME>"
            "</ENTITY_ALIAS><ENTITY_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Q</ALIAS_NAME>"
            "</ENTITY_ALIAS>"
            "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE>"
            "</INDIVIDUAL_DATE_OF_BIRTH><INDIVIDUAL_DATE_OF_BIRTH><YEAR>1958</YEAR>"
            "</INDIVIDUAL_DATE_OF_BIRTH>"
            "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER/><NOTE>"
            "Tunisian passport number L 191609 issued on 28 Feb. 1996</NOTE></INDIVIDUAL_DOCUMENT>"
            "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>National Identification Number"
            "</TYPE_OF_DOCUMENT><TYPE_OF_DOCUMENT2>Afghan card (tazkira) number 545167"
            "</TYPE_OF_DOCUMENT2><NOTE>page 12</NOTE></INDIVIDUAL_DOCUMENT>"
            "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Quendal Co</ALIAS_NAME>"
            "<DATE_OF_BIRTH>1972-01-02</DATE_OF_BIRTH></INDIVIDUAL_ALIAS>"
            "<INDIVIDUAL_DATE_OF_BIRTH><DATE>1972-01-02</DATE></INDIVIDUAL_DATE_OF_BIRTH>"
            "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Num\u00e9ro de passeport</TYPE_OF_DOCUMENT>"
            "<NUMBER>A123</NUMBER></INDIVIDUAL_DOCUMENT><INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>"
            "N\u00famero de pasaporte</TYPE_OF_DOCUMENT><NUMBER>B456</NUMBER>"
            "</INDIVIDUAL_DOCUMENT>"
            "<ENTITY_ADDRESS><STATE_PROVINCE>Branch Office 4: Peshawar</STATE_PROVINCE><COUNTRY>"
            "Pakistan</COUNTRY></ENTITY_ADDRESS><ENTITY_ADDRESS><NOTE>Branch Office 5: 5 Test Row, "
            "Kigali, Rwanda</NOTE></ENTITY_ADDRESS><ENTITY_ADDRESS><COUNTRY>Jordan</COUNTRY><NOTE>"
            "since July, 2013</NOTE></ENTITY_ADDRESS><ENTITY_ADDRESS><NOTE>as at 2015</NOTE>"
            "</ENTITY_ADDRESS></ENTITY></ENTITIES></CONSOLIDATED_LIST>"),
        &set);
    assert_int_equal(e->n_addresses, 2);
    assert_str(e->addresses[0].city, "Peshawar");
    assert_str(e->addresses[0].country, "PK");
    assert_str(e->addresses[1].text, "5 Test Row, Kigali");
    assert_str(e->addresses[1].country, "RW");
    assert_int_equal(e->n_countries, 3); /* JO PK RW */
    assert_int_equal(e->n_names, N_OF(names));
    for (size_t i = 0; i < N_OF(names); i++) {
        assert_str_is(e->names[i].text, names[i].text, __FILE__, __LINE__);
        assert_int_equal(e->names[i].kind, names[i].kind);
    }
    assert_ids(e, "passport L 191609; national-id 545167; passport A123; passport B456; "
                  "imo 5571322");
    assert_int_equal(e->n_births, 2); /* none of no year */
    assert_int_equal(e->births[0].to_year, 1958);
    assert_int_equal(e->births[1].day, 2); /* under another name, and once */
    list_set_release(&set);
}

/* The main name stands in front wherever it comes, and a name that is weak in one place and good in
 * another is a good one. */
static void the_order_of_names_is_no_matter(void **state)
{
    static const char *const rows[] = {"Ventimer,Orlo,,,,,,,Individual,Prime Alias,Test,,700\n",
                                       "Ventimer,Orlo,,,,,,,Individual,AKA,Test,,700\n",
                                       "Venti,,,,,,,,Individual,AKA,Test,,700\n"};
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        struct list_set set;
        struct buf text;
        size_t first = i / 2, second = (first + 1 + i % 2) % 3;
        buf_init(&text, 8 * KIB);
        buf_add_f(&text, "%s%s%s%s", UK_HEADER, rows[first], rows[second],
                  rows[3 - first - second]);
        const struct listed_entity *e = read_file("list", buf_str(&text), &set);
        assert_int_equal(e->n_names, 2);
        assert_str(e->names[0].text, "Orlo Ventimer");
        assert_int_equal(e->names[0].kind, LIST_NAME_PRIMARY);
        assert_int_equal(e->names[1].kind, LIST_NAME_ALIAS);
        list_set_release(&set);
        buf_release(&text);
    }
    for (int i = 0; i < 2; i++) {
        struct list_set set;
        char text[1000];
        (void)snprintf(text, sizeof text,
                       "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>Orlo</FIRST_NAME>"
                       "<INDIVIDUAL_ALIAS><QUALITY>%s</QUALITY><ALIAS_NAME>Venti</ALIAS_NAME>"
                       "</INDIVIDUAL_ALIAS><INDIVIDUAL_ALIAS><QUALITY>%s</QUALITY><ALIAS_NAME>"
                       "Venti</ALIAS_NAME></INDIVIDUAL_ALIAS></INDIVIDUAL></INDIVIDUALS>"
                       "</CONSOLIDATED_LIST>",
                       i ? "Good" : "Low", i ? "Low" : "Good");
        const struct listed_entity *e = read_file("un.xml", str_of(text), &set);
        assert_int_equal(e->n_names, 2);
        assert_int_equal(e->names[1].kind, LIST_NAME_ALIAS);
        list_set_release(&set);
    }
}

/* The code of Namibia means "not available" in nobody's list but in a table of one's own. */
static void na_is_namibia(void **state)
{
    struct list_set set;
    char text[1000];
    (void)state;
    (void)snprintf(text, sizeof text, "%sEL,1,,,Orlo Ventimer,,,,,,,,NA,,,\n", CSL_HEADER);
    const struct listed_entity *e = read_file("csl.csv", str_of(text), &set);
    assert_int_equal(e->n_countries, 1);
    assert_str(e->countries[0], "NA");
    list_set_release(&set);
    e = read_file("own.csv", STR("name,aliases,country\nOrlo Ventimer,Orly,NA\n"), &set);
    assert_int_equal(e->n_countries, 0);
    list_set_release(&set);
}

/* The same document and years in both layouts of the CSV and in the XML. */
static void documents_and_years_of_the_european_union(void **state)
{
    static const struct {
        const char *text, *ids;
        int year, to_year;
        const char *listed_on;
    } files[] = {
        {"fileGenerationDate;Entity_LogicalId;NameAlias_WholeName;BirthDate_YearRangeFrom;"
         "BirthDate_YearRangeTo;Identification_Number;Identification_TypeCode;"
         "Identification_CountryIso2Code;Entity_DesignationDate;Entity_Regulation_PublicationDate\n"
         "05/08/2031;13;Orlo;;;;;;;2024-05-06\n05/08/2031;13;;1953;1958;;;;;2022-02-23\n"
         "05/08/2031;13;;;;A 12;passport;RW;;2023-01-02\n"
         "05/08/2031;13;;;;B1-2(3);regnumber;;;\n05/08/2031;13;;;;9187629;imo;;;\n",
         "passport A 12 RW; registration B1-2(3); imo 9187629", 1953, 1958, "2022-02-23"},
        {"Date_file;Entity_logical_id;Naal_wholename;Birt_date;Iden_number;Iden_country\n"
         "05/08/2018;13;Orlo;;;\n05/08/2018;13;;1953;;\n"
         "05/08/2018;13;;;33301/862 (other-Other identification number) (issued 1997);\n"
         "05/08/2018;13;;;63-646650 Q70 (id-National identification card) ((id));\n"
         "05/08/2018;13;;;AD001095 (passport-National passport);RW\n"
         "05/08/2018;13;;;K357514(4);\n",
         "other 33301/862; national-id 63-646650 Q70; passport AD001095 RW; other K357514(4)", 1953,
         1953, ""},
        {"<export><sanctionEntity logicalId=\"13\"><nameAlias wholeName=\"Orlo\"/>"
         "<birthdate year=\"1958\"/><identification identificationTypeCode=\"fiscalcode\" "
         "number=\"T-1\"/></sanctionEntity></export>",
         "tax-id T-1", 1958, 1958, ""},
        {"<export><sanctionEntity logicalId=\"13\"><nameAlias wholeName=\"Orlo\"/>"
         "<birthdate yearRangeFrom=\"1953\" yearRangeTo=\"1958\"/><birthdate yearRangeTo=\"1958\"/>"
         "</sanctionEntity></export>",
         "", 1953, 1958, ""},
    };
    (void)state;
    for (size_t i = 0; i < N_OF(files); i++) {
        struct list_set set;
        print_message("# %zu\n", i);
        const struct listed_entity *e = read_file("eu", str_of(files[i].text), &set);
        assert_ids(e, files[i].ids);
        assert_int_equal(e->n_births, 1);
        assert_int_equal(e->births[0].year, files[i].year);
        assert_int_equal(e->births[0].to_year, files[i].to_year);
        assert_true(str_is(e->listed_on, str_of(files[i].listed_on)));
        list_set_release(&set);
    }
}

/* Numbers and dates of the Official Journal, several in a cell, and the day of listing as printed.
 */
static void the_journal_writes_in_prose(void **state)
{
    static const char *const labels[][2] = {
        {"238937186 (passport)", "passport 238937186"},
        {"771 (INN), 772 (TIN) 773 (OGRN)", "tax-id 771; tax-id 772; registration 773"},
        {"774 (Inn of Court) 775 ( 776", "national-id 774; national-id 775"},
        {"13185231 INN: 5013045054 KPP: 504001001 OGRN: 1025001627859",
         "national-id 13185231; tax-id 5013045054; registration 1025001627859"},
        {"7730239877, KPP 773001001, OKPO 20239393", "national-id 7730239877; other 20239393"},
        {"7707056547 / 771901001, 770601001 (KPP), 771 (INN), 778",
         "national-id 7707056547; tax-id 771; national-id 778"},
        {"INN/KPP 5008011331/771701001 / 123456789", "tax-id 5008011331; national-id 123456789"}};
    static const struct list_date births[] = {
        {1957, 9, 24, 1957}, {1958, 0, 0, 1958}, {1959, 10, 9, 1959}, {1960, 0, 0, 1965}};
    struct list_set set;
    (void)state;
    const struct listed_entity *e = read_file(
        "journal.csv",
        STR("name,celex,recordId,programKey,annex,startDate,schema,reason,birthDate,passportNumber,"
            "idNumber,taxNumber,registrationNumber,innCode,ogrnCode,okpoCode,phone,email,website\n"
            "Orlo,39999R0001,1,TEST,XIII.A,9 Nov. 2012,Person,,"
            "\"(a) 24.9.1957, (b) circa 1958 or 9 Oct.1959; Between 1960 and 1965; 24.9.1957.\","
            "\"(a) 223611 (Libyan passport number) (b) C00146605 (British passport number)\","
            "Ration Card no. 0094195,1774308; 0980338,7714039849 (Tax ID/INN); 50859819 (BRN),TIN "
            "9709056472,"
            "1027700132195,07500548,\"+7 495 1, or mail a@example.org\",all offices,+7 495 2\n"),
        &set);
    assert_ids(e,
               "passport 223611; passport C00146605; tax-id 7714039849; "
               "registration 50859819; registration 1027700132195; tax-id 1774308; tax-id 0980338; "
               "tax-id 9709056472; national-id 0094195; other 07500548; phone +7 495 1; "
               "email a@example.org; phone +7 495 2");
    assert_str(e->listed_on, "2012-11-09");
    assert_int_equal(e->n_births, N_OF(births));
    assert_memory_equal(e->births, births, sizeof births);
    list_set_release(&set);
    for (size_t i = 0; i < N_OF(labels); i++) {
        char text[300];
        (void)snprintf(text, sizeof text,
                       "name,celex,recordId,programKey,annex,startDate,schema,reason,idNumber\n"
                       "Orlo Ventimer,39999R0001,1,TEST,XIII.A,,Person,,\"%s\"\n",
                       labels[i][0]);
        assert_ids(read_file("journal.csv", str_of(text), &set), labels[i][1]);
        list_set_release(&set);
    }
}

/* A flat record has a name for each usage type, and numbers and addresses too. */
static void usage_types_of_senzing(void **state)
{
    struct list_set set;
    (void)state;
    const struct listed_entity *e = read_file(
        "senzing.json",
        STR("{\"DATA_SOURCE\": \"T\", \"RECORD_ID\": \"7\", \"NATIVE_NAME_FULL\": \"Oorlo\", "
            "\"PRIMARY_NAME_LAST\": \"Ventimer\", \"PRIMARY_NAME_FIRST\": \"Orlo\", "
            "\"MAIDEN_NAME_LAST\": \"Zand\", \"HOME_ADDR_CITY\": \"Kigali\", "
            "\"HOME_ADDR_COUNTRY\": \"RW\", \"WORK_ADDR_FULL\": \"5 Row, Havana, Cuba\", "
            "\"HOME_PHONE_NUMBER\": \"5551\", \"PHONE_NUMBER\": 5552, \"XPHONE_NUMBER\": \"0\", "
            "\"OTHER_ID_NUMBER\": \"7\", \"PASSPORT_NUMBER\": \"A1\", "
            "\"PASSPORT_COUNTRY\": \"RW\"}"),
        &set);
    assert_int_equal(e->n_names, 3);
    assert_str(e->names[0].text, "Orlo Ventimer");
    assert_int_equal(e->names[0].kind, LIST_NAME_PRIMARY);
    assert_str(e->names[1].text, "Oorlo");
    assert_int_equal(e->names[1].kind, LIST_NAME_ALIAS);
    assert_str(e->names[2].text, "Zand");
    assert_ids(e, "passport A1 RW; phone 5551; phone 5552");
    assert_int_equal(e->n_addresses, 2);
    assert_str(e->addresses[0].city, "Kigali");
    assert_str(e->addresses[1].country, "CU");
    assert_int_equal(e->n_countries, 2);
    list_set_release(&set);
}

/* The UK Sanctions List as the Foreign Office gives it since it took the place of OFSI's. */
static void the_uk_sanctions_list(void **state)
{
    static const enum list_name_kind kinds[] = {LIST_NAME_PRIMARY, LIST_NAME_WEAK, LIST_NAME_SCRIPT,
                                                LIST_NAME_ALIAS};
    struct list_set set;
    (void)state;
    const struct listed_entity *e = read_file(
        "uk.csv",
        STR("Report Date: 24-Jun-2026\n"
            "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,"
            "Name type,Alias strength,Name non-latin script,Regime Name,Designation Type,"
            "Other Information,UK Statement of Reasons,Address Line 1,Address Line 2,"
            "Address Postal Code,Address Country,Phone number,Website,Email address,"
            "Date Designated,D.O.B,Nationality(/ies),National Identifier number,Passport number,"
            "Gender,Business registration number (s),IMO number,Current believed flag of ship,"
            "Previous flags\n"
            "01/02/2026,TST0001,700,,VENTI,,,Alias,Low quality a.k.a,,Test,Individual,,,,,,,,,,"
            "25/03/2023,,,,,,,,,\n"
            "01/02/2026,TST0001,700,,VENTIMER,Orlo,,Primary Name,,\u041e\u0440\u043b\u043e,Test,"
            "Individual,,Because.,5 Test Row,Kigali,K-99,Rwanda,\"(1) +250 5551, +250 5553 (2) +44 "
            "(0) 5552 / 5554;\","
            "\"www.example.org c@example.org, none\",(1) a@example.org (2) b@example.org and +250 "
            "5555,24/02/2022,dd/mm/1960,"
            "(1) Russia (since 2009) (2) Cyprus,55512,(1) A 123456 (2) B654321,Male,,,,\n"
            "01/02/2026,TST0001,700,,VENTIMAR,Orlo,,Primary Name "
            "Variation,,,Test,Individual,,,,,,,,,,"
            "24/02/2022,dd/05/1961,,,,,,,,\n"
            "01/02/2026,TST0002,701,,TESTER STAR,,,Primary "
            "Name,,,Test,Ship,,,,,,,,,,24/02/2022,,,,,,"
            ",9187629,Panama,(1) Malta (2) Togo\n"),
        &set);
    assert_str(set.lists.v[0].date, "2026-06-24");
    assert_str(set.lists.v[0].name, "UK Sanctions List");
    assert_str(e->id, "UK-TST0001");
    assert_int_equal(e->kind, LIST_PERSON);
    assert_str(e->names[0].text, "Orlo VENTIMER");
    assert_int_equal(e->n_names, N_OF(kinds));
    for (size_t i = 0; i < N_OF(kinds); i++)
        assert_int_equal(e->names[i].kind, kinds[i]);
    assert_ids(e, "passport A 123456; passport B654321; national-id 55512; phone +250 5551; "
                  "phone +250 5553; phone +44 (0) 5552; phone 5554; email a@example.org; "
                  "email b@example.org; website www.example.org; email c@example.org");
    assert_int_equal(e->n_countries, 3); /* CY RU RW */
    assert_str(e->addresses[0].postcode, "K-99");
    assert_int_equal(e->n_births, 2);
    assert_int_equal(e->births[0].year, 1960);
    assert_int_equal(e->births[0].month, 0);
    assert_int_equal(e->births[1].month, 5);
    assert_str(e->gender, "male");
    assert_str(e->remarks, "Because.");
    assert_str(e->listed_on, "2022-02-24");
    e = entity_of(&set, "UK-TST0002");
    assert_int_equal(e->kind, LIST_VESSEL);
    assert_ids(e, "imo 9187629");
    assert_int_equal(e->n_countries, 3); /* MT PA TG */
    list_set_release(&set);
}

/* What may be asked for by number is read by number. */
static void numbers_of_follow_the_money(void **state)
{
    struct list_set set;
    (void)state;
    const struct listed_entity *e =
        read_file("zoo.json",
                  STR("{\"id\": \"NK-1\", \"schema\": \"Company\", \"caption\": \"Quendal\", "
                      "\"properties\": {\"name\": [\"Quendal\"], \"okpoCode\": [\"52750822\"], "
                      "\"dunsCode\": [\"542957624\"], \"isin\": [\"HK0883013259\"], "
                      "\"innCode\": [\"7714039849\", \"7714039850/770601001\"], \"kppCode\": "
                      "[\"770601001\"], \"sanctions\": [{\"properties\": {\"startDate\": "
                      "[\"2022-03-04\", \"2021\"]}}, {\"properties\": {\"startDate\": "
                      "[\"2019-01-01\"], \"listingDate\": [\"2020-05-06\"]}}]}}\n"
                      "{\"id\": \"NK-2\", \"schema\": \"Airplane\", \"caption\": \"EP-TST\", "
                      "\"properties\": {\"registrationNumber\": [\"EP-TST\"]}}\n"
                      "{\"id\": \"NK-3\", \"schema\": \"Vessel\", \"caption\": \"TESTER\", "
                      "\"properties\": {\"pastFlags\": [\"mt\"]}}\n"),
                  &set);
    assert_ids(e, "tax-id 7714039849; tax-id 7714039850; other 52750822; other 542957624; "
                  "other HK0883013259");
    assert_str(e->listed_on, "2020-05-06");
    assert_ids(entity_of(&set, "NK-2"), "tail-number EP-TST");
    assert_str(entity_of(&set, "NK-3")->countries[0], "MT");
    list_set_release(&set);
}

static int set_up(void **state)
{
    const char *tmp = getenv("TMPDIR");
    (void)state;
    (void)snprintf(folder, sizeof folder, "%s/seine-publishers-XXXXXX", tmp ? tmp : "/tmp");
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_that_were_turned_round),
        cmocka_unit_test(numbers_of_the_screening_list),
        cmocka_unit_test(numbers_of_the_screening_list_in_json),
        cmocka_unit_test(remarks_go_on_in_the_comments),
        cmocka_unit_test(numbers_in_prose),
        cmocka_unit_test(numbers_of_the_united_kingdom_are_told_once),
        cmocka_unit_test(the_united_nations_write_in_prose),
        cmocka_unit_test(the_order_of_names_is_no_matter),
        cmocka_unit_test(na_is_namibia),
        cmocka_unit_test(documents_and_years_of_the_european_union),
        cmocka_unit_test(the_journal_writes_in_prose),
        cmocka_unit_test(usage_types_of_senzing),
        cmocka_unit_test(the_uk_sanctions_list),
        cmocka_unit_test(numbers_of_follow_the_money),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
