/* Countries by code and name, borders, calling codes, currencies. */
#include "geo_test.h"

#include "geo/tables.h"

static void is_country(const char *text, const char *alpha2)
{
    const struct geo_country *c = geo_country(g, str_of(text));
    if (!c || strcmp(c->alpha2, alpha2) != 0) {
        fail_msg("'%s' is %s, not %s", text, c ? c->alpha2 : "unknown", alpha2);
    }
}

static void codes_and_names_in_many_languages(void **state)
{
    (void)state;
    const char *north[] = {"KP",
                           "kp",
                           "PRK",
                           "North Korea",
                           "NORTH KOREA",
                           "D.P.R.K.",
                           "DPRK",
                           "Korea, Democratic People's Republic of",
                           "북한",
                           "朝鲜",
                           "КНДР",
                           "조선민주주의인민공화국",
                           "the Democratic People's Republic of Korea"};
    for (size_t i = 0; i < sizeof north / sizeof *north; i++) {
        is_country(north[i], "KP");
    }
    is_country("U.A.E.", "AE");
    is_country("Россия", "RU");
    is_country("中国", "CN");
    is_country("ایران", "IR");
    is_country("UK", "GB");
    is_country("Cote d'Ivoire", "CI");
    is_country("Turkiye", "TR");
    is_country("The Netherlands", "NL");
    is_country("Netherlands, the", "NL");
    is_country("Tanzania, the United Republic of", "TZ");
    is_country("Korea (the Democratic People's Republic of)", "KP"); /* as ISO 3166 writes them */
    is_country("Korea (the Republic of)", "KR");
    is_country("Russian Federation (the)", "RU");
    is_country("the USA", "US");
    is_country("The U.K.", "GB");
    is_country(" THE  UAE", "AE");
    is_country("Viet Nam", "VN");
    is_country("USA", "US");
}

/* As vendors of trade data, customs tables and the UN's statistics print them. */
static void names_as_exports_print_them(void **state)
{
    static const char *const names[][2] = {
        {"China", "CN"},
        {"CHINA, PEOPLE'S REPUBLIC OF", "CN"},
        {"China (Mainland)", "CN"},
        {"Hong Kong", "HK"},
        {"China, Hong Kong SAR", "HK"},
        {"China (Taiwan)", "TW"},
        {"Viet Nam", "VN"},
        {"Korea, Rep.", "KR"},
        {"KOREA, REPUBLIC OF", "KR"},
        {"Korea,republic of", "KR"},
        {"Rep. of Korea", "KR"},
        {"Dem. People's Rep. of Korea", "KP"},
        {"Korea, Dem. People's Rep.", "KP"},
        {"Congo, Dem. Rep.", "CD"},
        {"Türkiye", "TR"},
        {"Trinidad and Tobago", "TT"},
        {"GERMANY, FEDERAL REPUBLIC OF", "DE"},
        {"Arabia, Saudi", "SA"},
        {"Bahamas, The", "BS"},
        {"Vereinigte Staaten von Amerika", "US"},
        {"Allemagne", "DE"},
        {"Países Bajos", "NL"},
        {"中国", "CN"},
        {"CHN", "CN"},
        {" uk ", "GB"},
        {"PRK", "KP"},
        {"DE - Germany", "DE"},
        {"FR-France", "FR"},
        {"China (CN)", "CN"},
        {"China(CHN)", "CN"},
        {"[kp] Korea, Democratic People's Republic of", "KP"},
        {"UK: Great Britain", "GB"},
        {"CD - Congo", "CD"},
        {"中国 CN", "CN"},
        {"Guinea-Bissau (GW)", "GW"},
        {"GB - UK", "GB"}, /* two codes that agree */
        {"CN (CHN)", "CN"},
        {"Korea (the Democratic People's Republic of)", "KP"},
        {"United Arab Emirates (the)", "AE"},
        {"Guinea ( Equatorial )", "GQ"},
        {"Sudan, South", "SS"},
        {"Islands, Cayman", "KY"},
        {"EMIRATES, UNITED ARAB", "AE"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct geo_country *c = geo_country_sure(g, str_of(names[i][0]));
        if (!c || strcmp(c->alpha2, names[i][1]) != 0) {
            fail_msg("'%s' is %s, not %s", names[i][0], c ? c->alpha2 : "unknown", names[i][1]);
        }
    }
}

static void what_several_countries_are_called_is_not_sure(void **state)
{
    static const char *const names[] = {"Congo",
                                        "CONGO ",
                                        "Kongo",
                                        "Guinea",
                                        "Guinée",
                                        "Saint-Martin",
                                        "REPUBLIC OF CHINA",
                                        "China, Republic of",
                                        "Korea",
                                        "Virgin Islands",
                                        "Republic of",
                                        ",",
                                        "Savannah, Georgia",
                                        "China, Korea",
                                        "",
                                        "Atlantis",
                                        "ZZ",
                                        "DE - France",
                                        "Richmond (CA)",
                                        "Congo (the)",
                                        "Congo (of",
                                        "()",
                                        "(",
                                        ")",
                                        "Los Angeles, CA",
                                        "Mexico, MO",
                                        "Guinea, VA",
                                        "CN - KP",
                                        "CN -",
                                        "- / ()",
                                        "ZZ - Germany"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (geo_country_sure(g, str_of(names[i]))) {
            fail_msg("'%s' is no one country", names[i]);
        }
    }
    is_country("Congo", "CG");
    is_country("Guinea", "GN");
    assert_string_equal(geo_country_sure(g, STR("Equatorial Guinea"))->alpha2, "GQ");
    assert_string_equal(geo_country_sure(g, STR("Guinea-Bissau"))->alpha2, "GW");
    assert_string_equal(geo_country_sure(g, STR("Congo-Kinshasa"))->alpha2, "CD");
}

static void unknown_texts_are_none(void **state)
{
    (void)state;
    assert_null(geo_country(g, STR("")));
    assert_null(geo_country(g, STR("Atlantis")));
    assert_null(geo_country(g, STR("ZZ")));
    assert_null(geo_country(g, STR("China 2")));
    assert_null(geo_country(g, STR("thechina")));
    for (size_t i = 0; i < 2 * 256; i++) { /* two letters make a code, and nothing else */
        char code[2] = {i % 2 ? 'A' : (char)(i / 2), i % 2 ? (char)(i / 2) : 'A'};
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", (char)(i / 2)))
            assert_null(geo_country(g, (struct str){code, 2}));
    }
    assert_null(geo_country(g, STR("\xff\xfe\x80")));
    char longer[5000];
    memset(longer, 'k', sizeof longer);
    assert_null(geo_country(g, (struct str){longer, sizeof longer}));
    assert_int_equal(geo_country_name(g, STR("ZZ")).n, 0);
}

static void every_name_of_the_table_is_found(void **state)
{
    struct str rest = REF(country_names), row[3];
    size_t n = 0, n_own = 0;
    (void)state;
    for (; ref_row(&rest, row, 3); n++) {
        const struct geo_country *c = geo_country(g, row[1]);
        assert_non_null(c);
        n_own += str_is(str_of(c->alpha2), row[0]);
    }
    assert_true(n > 5000);
    assert_true(n_own * 1000 > n * 990); /* the rest are said of several */
}

static void countries_are_where_they_are(void **state)
{
    (void)state;
    assert_near(geo_country(g, STR("CH"))->lat, 47, 1);
    assert_near(geo_country(g, STR("CH"))->lon, 8, 1);
    assert_near(geo_country(g, STR("UY"))->lat, -33, 1);
    assert_near(geo_country(g, STR("UY"))->lon, -56, 1);
}

static void table_is_sorted_and_whole(void **state)
{
    (void)state;
    assert_int_equal(geo_n_countries(g), 250);
    for (size_t i = 0; i < geo_n_countries(g); i++) {
        const struct geo_country *c = geo_country_at(g, i);
        assert_true(i == 0 || strcmp(geo_country_at(g, i - 1)->alpha2, c->alpha2) < 0);
        assert_ptr_equal(geo_country(g, str_of(c->alpha2)), c);
        assert_ptr_equal(geo_country(g, str_of(c->alpha3)), c);
        assert_ptr_equal(geo_country(g, c->name), c);
        assert_true(c->currency[0] == '\0' || geo_currency(g, str_of(c->currency)) != NULL);
        struct str rest = c->neighbours;
        struct str near;
        bool more = rest.n > 0;
        while (more && str_cut(&rest, &more, ' ', &near)) {
            assert_true(geo_countries_border(g, near, str_of(c->alpha2)));
        }
    }
    assert_true(str_is(geo_country_name(g, STR("kp")), STR("North Korea")));
}

static void borders(void **state)
{
    (void)state;
    assert_true(geo_countries_border(g, STR("CN"), STR("KP")));
    assert_true(geo_countries_border(g, STR("KP"), STR("RU")));
    assert_false(geo_countries_border(g, STR("KP"), STR("JP")));
    assert_false(geo_countries_border(g, STR("KP"), STR("")));
}

static const char *calling(const char *digits)
{
    const struct geo_country *c = geo_country_of_calling(g, str_of(digits));
    return c ? c->alpha2 : "";
}

static void calling_codes(void **state)
{
    (void)state;
    assert_string_equal(calling("850238"), "KP");
    assert_string_equal(calling("8613800"), "CN");
    assert_string_equal(calling("12125550100"), "US");
    assert_string_equal(calling("79161234567"), "RU");
    assert_string_equal(calling("77011234567"), "KZ");
    assert_string_equal(calling("442071234567"), "GB");
    assert_string_equal(calling("971501234567"), "AE");
    assert_string_equal(calling("4721234567"), "NO"); /* Svalbard's, too */
    assert_string_equal(calling("61212345678"), "AU");
    assert_string_equal(calling("35891234567"), "FI");
    assert_string_equal(calling("21251234567"), "MA");
    assert_string_equal(calling("6431234567"), "NZ");
    assert_string_equal(calling(""), "");
}

static void currencies(void **state)
{
    (void)state;
    assert_int_equal(geo_currency(g, STR("jpy"))->exponent, 0);
    assert_int_equal(geo_currency(g, STR("KWD"))->exponent, 3);
    assert_near(geo_currency(g, STR("USD"))->usd_rate, 1, 0);
    assert_null(geo_currency(g, STR("ZZZ")));
    assert_null(geo_currency(g, STR("")));
    size_t rated = 0;
    for (size_t i = 0; i < geo_n_currencies(g); i++) {
        const struct geo_currency *c = geo_currency_at(g, i);
        assert_ptr_equal(geo_currency(g, str_of(c->code)), c);
        rated += isnan(c->usd_rate) ? 0 : 1;
        assert_true(isnan(c->usd_rate) || (c->usd_rate > 0 && c->usd_rate < 5));
    }
    assert_true(rated > 145);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_and_names_in_many_languages),
        cmocka_unit_test(names_as_exports_print_them),
        cmocka_unit_test(what_several_countries_are_called_is_not_sure),
        cmocka_unit_test(unknown_texts_are_none),
        cmocka_unit_test(every_name_of_the_table_is_found),
        cmocka_unit_test(countries_are_where_they_are),
        cmocka_unit_test(table_is_sorted_and_whole),
        cmocka_unit_test(borders),
        cmocka_unit_test(calling_codes),
        cmocka_unit_test(currencies),
    };
    return cmocka_run_group_tests(tests, open_geo, close_geo);
}
