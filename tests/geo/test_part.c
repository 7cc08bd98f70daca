/* States and provinces: by code, by name, and with a postcode. */
#include "geo_test.h"

#include "geo/tables.h"

static void codes_and_names_are_of_their_country_alone(void **state)
{
    static const struct {
        const char *country, *text;
        bool is_part;
    } cases[] = {
        {"US", "GA", true},
        {"US", "Georgia", true},
        {"us", " georgia ", true},
        {"US", "D.C.", true},
        {"US", "West Virginia", true},
        {"GE", "Georgia", false},
        {"US", "ON", false},
        {"CA", "ON", true},
        {"CA", "Qu\u00e9bec", true},
        {"CA", "Quebec", true},
        {"AU", "SA", true},
        {"BR", "AM", true},
        {"NG", "Niger", true},
        {"NE", "Niger", false},
        {"US", "Atlanta", false},
        {"US", "", false},
        {"", "GA", false},
        {"US", "GA|Georgia", false},
        {"US", "Georgia 30303", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (geo_is_part(g, str_of(cases[i].country), str_of(cases[i].text)) != cases[i].is_part)
            fail_msg("'%s' of %s", cases[i].text, cases[i].country);
}

static void every_part_of_the_table_is_one(void **state)
{
    struct str rest = REF(parts), row[3], name;
    size_t n = 0;
    (void)state;
    while (ref_row(&rest, row, 3))
        for (bool more = true; str_cut(&row[1], &more, '|', &name); n++)
            assert_true(geo_is_part(g, row[0], name));
    assert_true(n > 150);
}

static void a_postcode_tells_the_country(void **state)
{
    static const struct {
        const char *text, *country;
    } cases[] = {
        {"Atlanta, GA 30303", "US"},
        {"Atlanta GA 30303-1234", "US"},
        {"Lebanon, PA, 17042", "US"},
        {"Atlanta, Georgia 30303", "US"},
        {"Charleston, West Virginia 25301", "US"},
        {"Wilmington, DE 19801", "US"},
        {"Washington, D.C. 20001", "US"},
        {"ga 31900", "US"},
        {"St. John's NL A1C 5S7", "CA"},
        {"Toronto, ON m5v2t6", "CA"},
        {"Adelaide SA 5000", "AU"},
        {"Calgary AB T2Z 3Z9", "CA"},
        {" Lebanon, PA,17042 ", "US"},
        {"ATLANTA,GA 30303", "US"},
        {"Houston , TX , 77002", "US"},
        /* not of that state */
        {"Frankfurt, DE 60311", NULL},
        {"Tbilisi, GA 32000", NULL},
        {"Tbilisi, GA 29999", NULL},
        {"St. John's NL B1C 5S7", NULL},
        {"Riyadh, SA 12211", NULL},
        /* not written so */
        {"Atlanta, MEGA 30303", NULL},
        {"Atlanta, GA 30E03", NULL},
        {"Atlanta, GA 30:03", NULL},
        {"Atlanta, GA 30303+1234", NULL},
        {"Toronto, ON M5V 2TT", NULL},
        {"Toronto, ON M5[ 2T6", NULL},
        {"Atlanta, GA 130303", NULL},
        {"Atlanta, GA 30303 USA", NULL},
        {"Atlanta, GA", NULL},
        {"30303", NULL},
        {"GA", NULL},
        {"", NULL},
        {" 30303", NULL},
        {", , 30303", NULL},
        {"Tel Aviv, IL-61000", NULL}, /* a country before its postcode */
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct geo_country *c = geo_country_of_part(g, str_of(cases[i].text));
        const char *wanted = cases[i].country;
        if (wanted ? !c || strcmp(c->alpha2, wanted) != 0 : c != NULL)
            fail_msg("'%s' is of %s", cases[i].text, c ? c->alpha2 : "none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_and_names_are_of_their_country_alone),
        cmocka_unit_test(every_part_of_the_table_is_one),
        cmocka_unit_test(a_postcode_tells_the_country),
    };
    return cmocka_run_group_tests(tests, open_geo, close_geo);
}
