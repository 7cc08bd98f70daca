/* Lists of one's own: tables under headings as people write them, text with one name a line, and
 * what files that are neither are told. */
#include "lists_test.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[200], path[256];

static enum seine_status read_bytes(struct str bytes, struct list_set *set, struct seine_error *err)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    assert_int_equal(fclose(f), 0);
    return read_set(path, set, err);
}

static enum seine_status read_text(const char *text, struct list_set *set, struct seine_error *err)
{
    return read_bytes(str_of(text), set, err);
}

/* The same party under the headings of six languages, in parts and as a whole. */
static const char *const tables[] = {
    "Full Name,Date of Birth,Country,Passport No.,Also known as,Programme\n"
    "Orlo Ventimer,4 March 1969,North Korea,K475921,Orly,DPRK\n",
    "Name;Vorname;Geburtsdatum;Land;Reisepass;Alias;Programm\n"
    "Ventimer;Orlo;4.3.1969;Nordkorea;K475921;Orly;DPRK\n",
    "Nom\tPrénom\tDate de naissance\tPays\tPasseport\tAutres noms\tProgramme de sanctions\n"
    "Ventimer\tOrlo\t04/03/1969\tCorée du Nord\tK475921\tOrly\tDPRK\n",
    "Nombre;Apellidos;Fecha de nacimiento;País;Número de pasaporte;Otros nombres;Programa\n"
    "Orlo;Ventimer;04/03/1969;Corea del Norte;K475921;Orly;DPRK\n",
    "Имя;Фамилия;Дата рождения;Страна;Номер паспорта;Псевдоним;Программа\n"
    "Orlo;Ventimer;04.03.1969;КНДР;K475921;Orly;DPRK\n",
    "姓名,出生日期,国家,护照号码,别名,名单\n"
    "Orlo Ventimer,1969-03-04,朝鲜,K475921,Orly,DPRK\n",
    "\xEF\xBB\xBFsep=;\r\nNAME;birth-date;COUNTRY;ids;Alias 1;list\r\n"
    "Orlo Ventimer;1969-03-04;KP;passport: K475921;Orly;DPRK\r\n",
};

static void headings_of_six_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_OF(tables); i++) {
        struct list_set set;
        print_message("# %zu\n", i);
        assert_ok(read_text(tables[i], &set, NULL));
        assert_int_equal(set.entities.n, 1);
        const struct listed_entity *e = &set.entities.v[0];
        assert_str(set.lists.v[0].format, "table");
        assert_str(set.lists.v[0].unread, "");
        assert_int_equal(e->n_names, 2);
        assert_str(e->names[0].text, "Orlo Ventimer");
        assert_str(e->names[1].text, "Orly");
        assert_int_equal(e->n_births, 1);
        assert_int_equal(e->births[0].month, 3);
        assert_int_equal(e->births[0].day, 4);
        assert_int_equal(e->n_countries, 1);
        assert_str(e->countries[0], "KP");
        assert_int_equal(e->n_ids, 1);
        assert_int_equal(e->ids[0].kind, LIST_ID_PASSPORT);
        assert_str(e->ids[0].value, "K475921");
        assert_int_equal(e->n_programs, 1);
        assert_str(e->programs[0], "DPRK");
        list_set_release(&set);
    }
}

/* What a cell of contacts and of Russian numbers has in it, and what is no number of one party. */
static void numbers_in_one_cell(void **state)
{
    static const struct {
        const char *text, *ids;
    } cells[] = {{"phone,email\n\"+44 20 5550, +44 20 5551 / 5552, ext. 12\","
                  "\"a@example.org, b@example.org\"\n",
                  "phone +44 20 5550; phone +44 20 5551; phone 5552, ext. 12; email a@example.org; "
                  "email b@example.org"},
                 {"телефон,ИНН/КПП,ОГРН\n\"+7 495 5550, доб. 5\n+7 495 5551\",7714039849 / "
                  "770601001,1027700132195\n",
                  "tax-id 7714039849; registration 1027700132195; phone +7 495 5550, доб. 5; "
                  "phone +7 495 5551"},
                 {"identifiers\nINN 7714039849; OGRN: 1027700132195; 7714039849/77060100\n",
                  "tax-id 7714039849; registration 1027700132195; other 7714039849/77060100"}};
    (void)state;
    for (size_t i = 0; i < N_OF(cells); i++) {
        struct list_set set;
        struct buf text;
        struct str rest = str_of(cells[i].text), line;
        bool more = true;
        buf_init(&text, LIMIT_TEXT);
        assert_true(str_cut(&rest, &more, '\n', &line));
        buf_add_f(&text, "name," STR_FMT "\nOrlo Ventimer," STR_FMT, STR_ARG(line), STR_ARG(rest));
        print_message("# %zu\n", i);
        assert_ok(read_bytes(buf_str(&text), &set, NULL));
        assert_ids(&set.entities.v[0], cells[i].ids);
        buf_release(&text);
        list_set_release(&set);
    }
}

/* Remarks say in words what had no column. */
static void nationalities_in_remarks(void **state)
{
    static const struct {
        const char *remarks, *countries;
    } rows[] = {{"Nationality: Iranian. Son of a Syrian.", "IR"},
                {"Born 1969; citizenship: Iranian, Iraqi and Syria", "IR IQ SY"},
                {"Nationalities: Iranian/Iraqi (by birth); Nationality: Russian", "IQ IR RU"},
                {"Binationality: Iranian. Nationality of record Iranian. Nationality:", ""}};
    (void)state;
    for (size_t i = 0; i < N_OF(rows); i++) {
        struct list_set set;
        struct buf text;
        buf_init(&text, LIMIT_TEXT);
        buf_add_f(&text, "name,aliases,remarks\nOrlo Ventimer,Orly,\"%s\"\n", rows[i].remarks);
        print_message("# %zu\n", i);
        assert_ok(read_bytes(buf_str(&text), &set, NULL));
        const struct listed_entity *e = &set.entities.v[0];
        assert_int_equal(e->n_countries, (strlen(rows[i].countries) + 1) / 3);
        for (size_t k = 0; k < e->n_countries; k++)
            assert_non_null(strstr(rows[i].countries, e->countries[k].p));
        buf_release(&text);
        list_set_release(&set);
    }
}

static void every_column_is_taken(void **state)
{
    struct list_set set;
    (void)state;
    assert_ok(read_text("ID;English name;Alias 1;Alias 2;Other names;Former name;中文名;Street;"
                        "House no.;City;State;ZIP;Country;National ID;Tax ID;Registration number;"
                        "IMO;Phone;Email;Reason;Date listed;Type;Branch\n"
                        "q-1;Quendal Ltd;QL;Q Ltd;Quen;Old Quendal;昆达尔;Test Row;12;Kigali;East;"
                        "K-99;Rwanda;N-12345;T-12345;R-12345;9187629;+250 55 5123;q@example.org;"
                        "because;4.3.2021;company;North\n",
                        &set, NULL));
    const struct listed_entity *e = entity_of(&set, "q-1");
    assert_non_null(e);
    static const enum list_name_kind names[] = {LIST_NAME_PRIMARY, LIST_NAME_ALIAS,
                                                LIST_NAME_ALIAS,   LIST_NAME_ALIAS,
                                                LIST_NAME_FORMER,  LIST_NAME_SCRIPT};
    assert_int_equal(e->n_names, N_OF(names));
    for (size_t i = 0; i < N_OF(names); i++)
        assert_int_equal(e->names[i].kind, names[i]);
    assert_str(e->names[3].text, "Quen");
    static const enum list_id_kind ids[] = {LIST_ID_NATIONAL, LIST_ID_TAX,   LIST_ID_REGISTRATION,
                                            LIST_ID_IMO,      LIST_ID_PHONE, LIST_ID_EMAIL};
    assert_int_equal(e->n_ids, N_OF(ids));
    for (size_t i = 0; i < N_OF(ids); i++)
        assert_int_equal(e->ids[i].kind, ids[i]);
    assert_int_equal(e->n_addresses, 1);
    assert_str(e->addresses[0].text, "Test Row, 12");
    assert_str(e->addresses[0].city, "Kigali");
    assert_str(e->addresses[0].region, "East");
    assert_str(e->addresses[0].postcode, "K-99");
    assert_str(e->addresses[0].country, "RW");
    assert_int_equal(e->kind, LIST_COMPANY);
    assert_str(e->remarks, "because");
    assert_str(e->listed_on, "2021-03-04");
    assert_str(set.lists.v[0].unread, "columns not read: Branch");
    list_set_release(&set);
}

static void nationalities_are_countries(void **state)
{
    static const char *const cases[][2] = {{"Iranian", "IR"},
                                           {"iranian", "IR"},
                                           {"North Korean", "KP"},
                                           {"Kuwaiti citizenship", "KW"},
                                           {"Saudi Arabia citizenship", "SA"},
                                           {"Sudanese by birth", "SD"},
                                           {"Swiss national", "CH"},
                                           {"Afghani", "AF"},
                                           {"Qatarian", "QA"},
                                           {"Nigerien", "NE"},
                                           {"Nigerian", "NG"},
                                           {"Zimbabwean", "ZW"},
                                           {"Andorran", "AD"},
                                           {"Congolese", NULL},
                                           {"Korean", NULL},
                                           {"citizen", NULL},
                                           {"", NULL}};
    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        const struct geo_country *c = list_country(test_geo(), str_of(cases[i][0]));
        print_message("# %s\n", cases[i][0]);
        if (cases[i][1])
            assert_non_null(c);
        else
            assert_null(c);
        if (c)
            assert_string_equal(c->alpha2, cases[i][1]);
    }
    struct list_set set;
    assert_ok(read_text("name,nationality\nOrlo Ventimer,Iranian; Swiss; Elvish\n", &set, NULL));
    assert_int_equal(set.entities.v[0].n_countries, 2);
    assert_str(set.entities.v[0].countries[1], "IR");
    assert_str(set.lists.v[0].unread, "not understood: 1 country (in line 2)");
    list_set_release(&set);
}

static void what_is_not_understood_is_said(void **state)
{
    struct list_set set;
    (void)state;
    assert_ok(
        read_text("name,country,dob,type,address\nA Bee,Atlantis,n/a,bank,\"1 Row, Kigali, RW\"\n"
                  "C Dee,KP;Lemuria,someday,person,\"1 Row; 2 Row\"\n",
                  &set, NULL));
    assert_str(set.lists.v[0].unread, "not understood: 2 countries (the first in line 2), "
                                      "1 birth date (in line 3), 1 type (in line 2)");
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(set.entities.v[i].n_addresses,
                         str_is(set.entities.v[i].names[0].text, STR("A Bee")) ? 1 : 2);
    list_set_release(&set);
}

/* What many share is no street: the country, and a town that is all there is beside it. */
static void a_whole_address_has_its_parts(void **state)
{
    static const struct {
        const char *whole, *text, *city, *country;
    } addresses[] = {
        {"Pyongyang, Korea, North", "", "Pyongyang", "KP"},
        {"Ho Chi Minh, Viet Nam", "", "Ho Chi Minh", "VN"},
        {"Russian Federation, Taganrog", "", "Taganrog", "RU"},
        {"12 Test Row, Kinshasa, Congo, Democratic Republic of the", "12 Test Row, Kinshasa", "",
         "CD"},
        {"Test Row, Kigali, RW", "Test Row, Kigali", "", "RW"},
        {"Test Row 5, Rwanda", "Test Row 5", "", "RW"},
        {"The Big House on the Hill, Rwanda", "The Big House on the Hill", "", "RW"},
        {"5 Test Row, Dubai", "5 Test Row, Dubai", "", "AE"}, /* a town, if a country's name too */
        {"Dubai", "", "Dubai", "AE"},
        {"ABU DHABI, 5 Test Row", "ABU DHABI, 5 Test Row", "", "AE"},
        {"Dubai, United Arab Emirates", "", "Dubai", "AE"},
        {"5 Test Row, Singapore", "5 Test Row", "", "SG"},
        {"DE, 5 Test Row", "DE, 5 Test Row", "", ""}, /* a code in front may be of anything */
        {"Nowhere", "Nowhere", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < N_OF(addresses); i++) {
        struct list_set set;
        char text[256];
        print_message("# %s\n", addresses[i].whole);
        (void)snprintf(text, sizeof text, "name,address\nOrlo Ventimer,\"%s;%s\"\n",
                       addresses[i].whole, addresses[i].whole);
        assert_ok(read_text(text, &set, NULL));
        const struct listed_entity *e = &set.entities.v[0];
        assert_int_equal(e->n_addresses, 1);
        assert_str_is(e->addresses[0].text, str_of(addresses[i].text), __FILE__, __LINE__);
        assert_str_is(e->addresses[0].city, str_of(addresses[i].city), __FILE__, __LINE__);
        assert_str_is(e->addresses[0].country, str_of(addresses[i].country), __FILE__, __LINE__);
        assert_int_equal(e->n_countries, addresses[i].country[0] != '\0');
        list_set_release(&set);
    }
}

/* Several addresses, and one, beside a country. */
static void a_state_is_of_the_country_beside_it(void **state)
{
    static const struct {
        const char *whole, *beside, *country;
    } addresses[] = {
        {"5 Test Row, Atlanta, Georgia", "US", "US"},
        {"5 Test Row, Atlanta, GA", "USA", "US"},
        {"5 Test Row, Atlanta, GA 30303", "IR", "US"},
        {"5 Test Row, Tel Aviv, IL 61000", "IL", "IL"}, /* not Illinois */
        {"Lebanon, Pennsylvania", "US", "US"},
        {"Lebanon, PA 17042", "", "US"},
        {"5 Test Row, Los Angeles, CA", "US", "US"},
        {"5 Test Row, St. John's, NL", "Canada", "CA"},
        {"5 Test Row, Georgia", "IR", "GE"},
        {"5 Test Row, Tbilisi, Georgia", "US", "GE"}, /* there is none in the state */
        {"5 Test Row, 0105 Tbilisi, Georgia", "US", "GE"},
        {"5 Test Row, Tbilisi 0105, Georgia", "US", "GE"},
        {"Batumi, Georgia", "US", "GE"},
        {"5 Test Row, Richmond, CA", "US", "US"}, /* a code is the state's */
        {"Georgia", "US", "US"},
        {"5 Test Row, Atlanta, GA, USA", "IR", "US"},
        {"5 Test Row, Rwanda", "US", "RW"},
        {"5 Test Row, Frankfurt, DE", "US", "US"}, /* as one in Delaware is written */
        {"5 Test Row, Atlanta", "US", ""},
        {"5 Test Row, Georgia", "US; IR", "GE"},
    };
    (void)state;
    for (size_t i = 0; i < 2 * N_OF(addresses); i++) {
        struct list_set set;
        char text[256];
        const char *whole = addresses[i / 2].whole;
        (void)snprintf(text, sizeof text, "name,address,country\nOrlo Ventimer,\"%s%s\",%s\n",
                       whole, i % 2 ? ";7 Test Row" : "", addresses[i / 2].beside);
        assert_ok(read_text(text, &set, NULL));
        const struct listed_entity *e = &set.entities.v[0];
        assert_int_equal(e->n_addresses, 1 + i % 2);
        assert_str_is(e->addresses[0].country, str_of(addresses[i / 2].country), whole, 0);
        list_set_release(&set);
    }
}

static void a_country_is_no_address(void **state)
{
    struct list_set set;
    (void)state;
    assert_ok(read_text("name;address;street;country\nA Bee;People's Republic of China;;\n"
                        "C Dee;;Peachtree Street, Atlanta, Georgia;US\n",
                        &set, NULL));
    for (size_t i = 0; i < 2; i++) {
        const struct listed_entity *e = &set.entities.v[i];
        bool is_first = str_is(e->names[0].text, STR("A Bee"));
        assert_int_equal(e->n_addresses, is_first ? 0 : 1);
        assert_int_equal(e->n_countries, 1);
        assert_str_is(e->countries[0], str_of(is_first ? "CN" : "US"), __FILE__, __LINE__);
        if (!is_first) /* the state, where the country is known */
            assert_str(e->addresses[0].text, "Peachtree Street, Atlanta, Georgia");
    }
    list_set_release(&set);
}

/* "Dubai" is said of the Emirates too, and is a town of theirs. */
static void a_town_beside_its_country_stays(void **state)
{
    static const char *const addresses[][3] = {
        {"Dubai", "", "Dubai"},
        {"5 Test Row, Dubai", "5 Test Row, Dubai", ""},
        {"5 Test Row, Dubai, UAE", "5 Test Row, Dubai", ""},
        {"5 Test Row, UAE", "5 Test Row", ""},
    };
    (void)state;
    for (size_t i = 0; i < N_OF(addresses); i++) {
        struct list_set set;
        char text[256];
        (void)snprintf(text, sizeof text, "name;street;country\nOrlo Ventimer;%s;AE\n",
                       addresses[i][0]);
        assert_ok(read_text(text, &set, NULL));
        const struct listed_entity *e = &set.entities.v[0];
        assert_int_equal(e->n_addresses, 1);
        assert_str_is(e->addresses[0].text, str_of(addresses[i][1]), addresses[i][0], 0);
        assert_str_is(e->addresses[0].city, str_of(addresses[i][2]), addresses[i][0], 0);
        assert_str(e->addresses[0].country, "AE");
        list_set_release(&set);
    }
}

/* A semicolon behind the only one does not make them several. */
static void one_address_is_one(void **state)
{
    struct list_set set;
    (void)state;
    assert_ok(read_text("name,address,town,country\nA Bee,Test Row 5;,Kigali,RW\n", &set, NULL));
    const struct listed_entity *e = &set.entities.v[0];
    assert_int_equal(e->n_addresses, 1);
    assert_str(e->addresses[0].text, "Test Row 5");
    assert_str(e->addresses[0].city, "Kigali");
    assert_str(e->addresses[0].country, "RW");
    list_set_release(&set);
}

/* As spreadsheets leave them behind a semicolon. */
static void blanks_that_do_not_break_are_blanks(void **state)
{
    struct list_set set;
    (void)state;
    assert_ok(read_text("name,aliases\nOrlo Ventimer,\"Orly;\xC2\xA0;\xC2\xA0Orl\xC2\xA0\"\n", &set,
                        NULL));
    const struct listed_entity *e = &set.entities.v[0];
    assert_int_equal(e->n_names, 3);
    assert_str(e->names[1].text, "Orly");
    assert_str(e->names[2].text, "Orl");
    list_set_release(&set);
}

static void a_row_out_of_line_is_a_fault(void **state)
{
    struct list_set set;
    (void)state;
    assert_ok(read_text("name,country\nVentimer, Orlo,RW\nOrlo Ventimer,RW,,\n", &set, NULL));
    assert_int_equal(set.entities.n, 1);
    assert_int_equal(set.faults.n, 1);
    assert_int_equal(set.faults.v[0].line, 2);
    assert_str(set.faults.v[0].reason, "the row has more fields than the header");
    list_set_release(&set);
}

static void assert_fault(const struct list_set *set, size_t i, int64_t line, const char *reason)
{
    assert_true(i < set->faults.n);
    assert_int_equal(set->faults.v[i].line, line);
    assert_true(str_is(set->faults.v[i].reason, str_of(reason)));
}

/* An entry stays, and what of it is not looked at is told with its line. */
static void what_is_left_out_is_told(void **state)
{
    struct list_set set;
    struct buf text;
    (void)state;
    buf_init(&text, 4 * MIB);
    buf_add_z(&text, "name,aliases,program,ids\nOrlo Ventimer,");
    for (int i = 1; i < LIMIT_ALIASES; i++)
        buf_add_f(&text, "o%d;", i);
    buf_add_f(&text, "o1,,\n%0*d,,,\nQuendal,", (int)LIMIT_NAME, 7); /* no name more */
    for (int i = 0; i < LIMIT_ALIASES; i++)
        buf_add_f(&text, "q%d;", i);
    buf_add_f(&text, ",,\n%0*d,,,\nTrellick,,", (int)LIMIT_NAME + 1, 8);
    for (int i = 0; i < 2 * LIMIT_ALIASES; i++)
        buf_add_f(&text, "%sp%d", i == LIMIT_ALIASES ? "," : ";", i % LIMIT_ALIASES);
    buf_add_z(&text, ";x\n");
    assert_ok(read_bytes(buf_str(&text), &set, NULL));
    assert_int_equal(set.entities.n, 5);
    assert_int_equal(set.lists.v[0].n_names, 2 * LIMIT_ALIASES + 3);
    assert_int_equal(set.faults.n, 3);
    assert_fault(&set, 0, 4, "of more than 4096 names of an entry the rest is left out");
    assert_fault(&set, 1, 5, "a name of more than 4096 bytes is cut there");
    assert_fault(&set, 2, 6, "of more than 4096 numbers of an entry the rest is left out");
    list_set_release(&set);
    buf_reset(&text);
    buf_add_z(&text, "name,aliases,program,address,birth_date\nOrlo Ventimer,,");
    for (int i = 0; i < 3 * (LIMIT_ALIASES + 1); i++)
        buf_add_f(&text, "%s%d%s", i == 0 || i % (LIMIT_ALIASES + 1) ? ";" : ",",
                  i < 2 * (LIMIT_ALIASES + 1) ? i : 1000 + i % 5000,
                  i / (LIMIT_ALIASES + 1) == 1 ? " Long Row" : "");
    assert_ok(read_bytes(buf_str(&text), &set, NULL));
    assert_int_equal(set.entities.n, 1);
    assert_int_equal(set.faults.n, 3);
    assert_fault(&set, 0, 2, "of more than 4096 programmes of an entry the rest is left out");
    assert_fault(&set, 1, 2, "of more than 4096 addresses of an entry the rest is left out");
    assert_fault(&set, 2, 2, "of more than 4096 birth dates of an entry the rest is left out");
    list_set_release(&set);
    buf_release(&text);
}

static void a_name_a_line(void **state)
{
    static const struct {
        const char *text, *format;
    } files[] = {
        {"Orlo Ventimer\r\n\r\nVENTIMER, Orlo\r\nQuendal Co.,Ltd\r\n", "lines"},
        {"name\nOrlo Ventimer\nVENTIMER, Orlo\n\"Quendal Co.,Ltd\"\n", "table"},
        {"Орло Вентимер\n昆达尔有限公司\nQuendal 2,000 \"Star\" Ltd.", "lines"},
    };
    (void)state;
    for (size_t i = 0; i < N_OF(files); i++) {
        struct list_set set;
        print_message("# %zu\n", i);
        assert_ok(read_text(files[i].text, &set, NULL));
        assert_str_is(set.lists.v[0].format, str_of(files[i].format), __FILE__, __LINE__);
        assert_int_equal(set.entities.n, 3);
        assert_int_equal(set.faults.n, 0);
        bool is_whole = false;
        for (size_t k = 0; k < 3; k++)
            is_whole = is_whole || str_is(set.entities.v[k].names[0].text, STR("VENTIMER, Orlo"));
        assert_true(is_whole || i == 2);
        list_set_release(&set);
    }
}

static void a_line_that_is_no_name(void **state)
{
    struct list_set set;
    struct buf text;
    (void)state;
    buf_init(&text, 1 * MIB);
    for (size_t i = 0; i < 5000; i++) /* beyond what is looked at before */
        buf_add_f(&text, "Orlo Ventimer %zu\n", i);
    buf_add_z(&text, "id=17\n");
    assert_ok(read_text(text.p, &set, NULL));
    assert_int_equal(set.entities.n, 5000);
    assert_int_equal(set.faults.n, 1);
    assert_int_equal(set.faults.v[0].line, 5001);
    list_set_release(&set);
    buf_release(&text);
}

/* What is looked at before ends within a line, wherever. */
static void a_list_may_be_large(void **state)
{
    static const char line[] = "VENTIMER, Orlo Abd al-Rahman\n";
    (void)state;
    for (size_t k = 0; k < sizeof line - 1; k++) {
        struct list_set set;
        struct buf text;
        buf_init(&text, 1 * MIB);
        buf_add_f(&text, "Or%.*s\n", (int)k, "looooooooooooooooooooooooooooo");
        while (text.n < 70000)
            buf_add_z(&text, line);
        assert_ok(read_text(text.p, &set, NULL));
        assert_int_equal(set.faults.n, 0);
        list_set_release(&set);
        buf_release(&text);
    }
}

static const struct {
    const char *text, *message;
    int64_t line;
} no_lists[] = {
    {"", "is empty", 0},
    {"\r\n  \n", "is empty", 0},
    {"{\"id\":\"1\"}\n", "is JSON or XML, but no watchlist", 0},
    {"[{\"name\":\"A\",\"country\":\"KP\"}]\n", "is JSON or XML, but no watchlist", 0},
    {"id,shipper_name\n1,x\n", "none is called name", 1},
    {"Orlo Ventimer,RW,1969\n", "nor does this line read like a name", 1},
    {"Orlo Ventimer\n\nFWB/16\n172-12345675BRUICN/T10K100\n", "nor does this line", 4},
    {"UNA:+.? '\n", "nor does this line", 1},
    {"[cases]\n", "nor does this line", 1},
    {"Orlo Ventimer\nsource = 12\n", "nor does this line", 2},
    {"A list:\n", "nor does this line", 1},
    {"The lists in this folder were given to us by the ministry in spring.\n", "nor does this", 1},
    {"name,name,country\nA,B,C\n", "two columns called 'name' (1 and 2)", 0},
    {"%PDF-1.4\n", "PDF", 0},
};

static void what_is_no_list_is_told_so(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_OF(no_lists); i++) {
        struct list_set set;
        struct seine_error err = {0};
        print_message("# %zu\n", i);
        assert_int_equal(read_text(no_lists[i].text, &set, &err), SEINE_FORMAT);
        if (!strstr(err.message, no_lists[i].message))
            print_error("%s\n", err.message);
        assert_non_null(strstr(err.message, no_lists[i].message));
        assert_int_equal(err.line, no_lists[i].line);
        assert_string_equal(err.source, path);
        list_set_release(&set);
    }
}

static void a_list_of_nobody_is_a_fault(void **state)
{
    struct list_set set;
    (void)state;
    assert_ok(read_text("name,aliases\n\n", &set, NULL));
    assert_int_equal(set.lists.n, 1);
    assert_int_equal(set.faults.n, 1);
    assert_str(set.faults.v[0].reason, "is a list without an entry");
    list_set_release(&set);
}

static void nul_bytes_are_no_text(void **state)
{
    struct list_set set;
    struct seine_error err = {0};
    (void)state;
    assert_int_equal(read_bytes(STR("n\0a\0m\0e\0\n\0B\0o\0\n\0"), &set, &err), SEINE_FORMAT);
    assert_non_null(strstr(err.message, "UTF-16 without its byte-order mark"));
    list_set_release(&set);
    assert_ok(read_bytes(STR("name,country\nOrlo\0Ventimer,RW\nQuendal,RW\n"), &set, NULL));
    assert_int_equal(set.entities.n, 1);
    assert_int_equal(set.faults.n, 1);
    assert_int_equal(set.faults.v[0].line, 2);
    list_set_release(&set);
}

/* Beside the lists of a folder there may be the customers: a table must look like a list there. */
static void a_folder_is_read_with_more_care(void **state)
{
    static const struct {
        const char *name, *text, *reason; /* NULL: it is a list, "": it is passed over */
    } files[] = {{"a.csv", "name,aliases\nOrlo Ventimer,\n", NULL},
                 {"b.csv", "编号,名称,名单\n", "give it itself"},
                 {"c.csv", "id,名称,名单\n1,昆达尔,x\n", NULL},
                 {"d.csv", "name,country\nMy Best Customer,RW\n", "give it itself"},
                 {"e", "Orlo Ventimer\n", "is no list of a known format"},
                 {"f.txt", "Orlo Ventimer\n", ""}};
    char name[256];
    struct list_set set;
    (void)state;
    assert_int_equal(unlink(path), 0); /* of the test before */
    for (size_t i = 0; i < N_OF(files); i++) {
        (void)snprintf(name, sizeof name, "%s/%s", folder, files[i].name);
        FILE *f = fopen(name, "wb");
        assert_non_null(f);
        assert_true(fputs(files[i].text, f) >= 0);
        assert_int_equal(fclose(f), 0);
    }
    assert_ok(read_set(folder, &set, NULL));
    assert_int_equal(set.lists.n, 2);
    size_t at = 0;
    for (size_t i = 0; i < N_OF(files); i++) {
        (void)snprintf(name, sizeof name, "%s/%s", folder, files[i].name);
        assert_int_equal(unlink(name), 0);
        if (!files[i].reason || !files[i].reason[0])
            continue;
        assert_str_is(set.faults.v[at].source, str_of(name), __FILE__, __LINE__);
        assert_true(str_contains(set.faults.v[at].reason, str_of(files[i].reason)));
        at++;
    }
    assert_int_equal(set.faults.n, at);
    list_set_release(&set);
}

/* An entry without an id keeps the one that is made for it. */
static void the_order_of_countries_is_no_matter(void **state)
{
    struct list_set a, b;
    (void)state;
    assert_ok(read_text("name,country\nOrlo Ventimer,RW;KP;IR\n", &a, NULL));
    assert_ok(read_text("name,country\nOrlo Ventimer,IR;RW;KP;RW\n", &b, NULL));
    assert_int_equal(a.entities.v[0].n_countries, 3);
    assert_str(a.entities.v[0].countries[0], "IR");
    assert_str(a.entities.v[0].countries[2], "RW");
    assert_str_is(b.entities.v[0].id, a.entities.v[0].id, __FILE__, __LINE__);
    assert_int_equal(b.lists.v[0].hash, a.lists.v[0].hash);
    list_set_release(&a);
    list_set_release(&b);
}

static void write_in(const char *below, const char *text)
{
    char name[300];
    (void)snprintf(name, sizeof name, "%s/%s", folder, below);
    assert_true(mkdir(name, 0755) == 0 || errno == EEXIST);
    (void)snprintf(name, sizeof name, "%s/%s/list.csv", folder, below);
    FILE *f = fopen(name, "wb");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* Files of one name number their entries alike: nobody of either is lost, in whatever order they
 * come; what both say is there once. */
static void lists_called_alike_keep_all_their_entries(void **state)
{
    static const char *const below[] = {"a", "b", "c"};
    static const char *const texts[] = {
        "id,name,aliases\n1,Orlo Ventimer,\n2,Quendal Ltd,\n3,Zand,\n",
        "id,name,aliases\n1,Trellick Co,\n2,Quendal Ltd,\n3,Zandt,\n",
        "id,name,aliases\n1,Orlo Ventimer,\n2,Quendal Ltd,\n4,Oorlo,\n"};
    uint64_t hashes[3];
    (void)state;
    for (size_t turn = 0; turn < 3; turn++) {
        struct list_set set;
        char name[300];
        for (size_t i = 0; i < 3; i++)
            write_in(below[i], texts[(i + turn) % 3]);
        assert_ok(read_set(folder, &set, NULL));
        assert_int_equal(set.entities.n, 6);
        hashes[turn] = 0;
        for (size_t i = 0; i < 6; i++) {
            hashes[turn] += set.entities.v[i].content_hash;
            assert_true(i == 0 || str_compare(set.entities.v[i - 1].id, set.entities.v[i].id) < 0);
        }
        assert_int_equal(hashes[turn], hashes[0]);
        assert_non_null(entity_of(&set, "1"));
        assert_non_null(entity_of(&set, "1~2"));
        assert_non_null(entity_of(&set, "3~2"));
        assert_null(entity_of(&set, "2~2"));
        list_set_release(&set);
        for (size_t i = 0; i < 3; i++) {
            (void)snprintf(name, sizeof name, "%s/%s/list.csv", folder, below[i]);
            assert_int_equal(unlink(name), 0);
            (void)snprintf(name, sizeof name, "%s/%s", folder, below[i]);
            assert_int_equal(rmdir(name), 0);
        }
    }
}

static void memory_may_run_out(void **state)
{
    const char *const texts[] = {tables[0], "Orlo Ventimer\n", "id,shipper_name\n1,x\n", "id=17\n"};
    (void)state;
    for (size_t i = 0; i < N_OF(texts); i++)
        for (uint64_t n = 1;; n++) {
            struct list_set set;
            struct seine_error err = {0};
            assert_int_not_equal(read_text(texts[i], &set, &err), SEINE_NOMEM);
            enum seine_status whole = err.status;
            list_set_release(&set);
            list_set_init(&set);
            mem_fail_at(n);
            enum seine_status status = list_set_read(&set, test_geo(), path, NULL, &err);
            mem_fail_at(0);
            list_set_release(&set);
            if (status == whole)
                break;
            assert_int_equal(status, SEINE_NOMEM);
            assert_true(n < 100000);
        }
}

static int set_up(void **state)
{
    const char *tmp = getenv("TMPDIR");
    (void)state;
    (void)snprintf(folder, sizeof folder, "%s/seine-own-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(folder))
        return -1;
    (void)snprintf(path, sizeof path, "%s/own", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings_of_six_languages),
        cmocka_unit_test(every_column_is_taken),
        cmocka_unit_test(numbers_in_one_cell),
        cmocka_unit_test(nationalities_in_remarks),
        cmocka_unit_test(nationalities_are_countries),
        cmocka_unit_test(what_is_not_understood_is_said),
        cmocka_unit_test(a_whole_address_has_its_parts),
        cmocka_unit_test(a_state_is_of_the_country_beside_it),
        cmocka_unit_test(a_town_beside_its_country_stays),
        cmocka_unit_test(a_country_is_no_address),
        cmocka_unit_test(one_address_is_one),
        cmocka_unit_test(blanks_that_do_not_break_are_blanks),
        cmocka_unit_test(a_row_out_of_line_is_a_fault),
        cmocka_unit_test(what_is_left_out_is_told),
        cmocka_unit_test(a_name_a_line),
        cmocka_unit_test(a_line_that_is_no_name),
        cmocka_unit_test(a_list_may_be_large),
        cmocka_unit_test(what_is_no_list_is_told_so),
        cmocka_unit_test(a_list_of_nobody_is_a_fault),
        cmocka_unit_test(nul_bytes_are_no_text),
        cmocka_unit_test(a_folder_is_read_with_more_care),
        cmocka_unit_test(the_order_of_countries_is_no_matter),
        cmocka_unit_test(lists_called_alike_keep_all_their_entries),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
