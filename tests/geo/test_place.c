/* Places by code, and distances over the ground. */
#include "geo_test.h"

static void finds_airports_and_locodes(void **state)
{
    (void)state;
    assert_string_equal(PLACE("PEK")->country, "CN");
    assert_string_equal(PLACE(" pek ")->code, "PEK");
    assert_string_equal(PLACE("LON")->country, "GB");
    assert_string_equal(PLACE("FNJ")->country, "KP");
    assert_true(str_is(PLACE("CNDDG")->name, STR("Dandong")));
    assert_ptr_equal(PLACE("cn ddg"), PLACE("CNDDG"));
    assert_true(PLACE("CNDDG")->functions & GEO_PORT);
    assert_true(PLACE("CNDDG")->functions & GEO_BORDER);
    assert_true(PLACE("NLRTM")->functions & GEO_PORT);
    assert_string_equal(PLACE("NLRTM")->country, "NL");
    assert_non_null(PLACE("AEDXB"));
    assert_int_equal(PLACE("PEK")->functions, GEO_AIRPORT);
    assert_int_equal(PLACE("CNSGH")->functions,
                     GEO_PORT | GEO_RAIL | GEO_ROAD | GEO_AIRPORT | GEO_POSTAL);
}

/* The table of UN/LOCODE is not whole. */
static void a_locode_that_is_unknown_is_the_airport_of_its_letters(void **state)
{
    (void)state;
    assert_ptr_equal(PLACE("GBABZ"), PLACE("ABZ"));
    assert_ptr_equal(PLACE("us aex"), PLACE("AEX"));
    assert_null(PLACE("FRABZ")); /* another country's */
    assert_null(PLACE("GBAB"));
}

static void refuses_what_is_no_code(void **state)
{
    (void)state;
    const char *bad[] = {"", "P", "PE", "PEKX", "ZZZZZ", "PEKPEK", "P-K", "\xff\xff\xff", "京A"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_null(geo_place(g, str_of(bad[i])));
    }
    assert_false(geo_has_position(NULL));
    assert_true(isnan(geo_distance_km(NULL, PLACE("PEK"))));
}

static void places_are_sorted_unique_and_found(void **state)
{
    (void)state;
    assert_true(geo_n_places(g) > 50000);
    size_t positions = 0;
    for (size_t i = 0; i < geo_n_places(g); i++) {
        const struct geo_place *p = geo_place_at(g, i);
        assert_true(i == 0 || strcmp(geo_place_at(g, i - 1)->code, p->code) < 0);
        assert_ptr_equal(geo_place(g, str_of(p->code)), p);
        assert_true(p->name.n > 0 && utf8_is_valid(p->name));
        assert_int_equal(strlen(p->country), 2);
        if (geo_has_position(p)) {
            assert_true(fabs(p->lat) <= 90 && fabs(p->lon) <= 180);
            positions++;
        }
    }
    assert_true(positions * 10 > geo_n_places(g) * 8);
    assert_null(geo_place_at(g, geo_n_places(g)));
}

static void distances_are_known_ones(void **state)
{
    (void)state;
    assert_near(geo_distance_km(PLACE("LHR"), PLACE("JFK")), 5540, 10);
    assert_near(geo_distance_km(PLACE("PEK"), PLACE("FNJ")), 783, 15);
    assert_near(geo_distance_km(PLACE("SYD"), PLACE("SCL")), 11340, 40);
    assert_near(geo_distance_km(PLACE("PEK"), PLACE("PEK")), 0, 1e-9);
}

static void routes_and_detours(void **state)
{
    (void)state;
    struct str way[] = {STR("PEK"), STR("DXB"), STR("LHR")};
    double sum =
        geo_distance_km(PLACE("PEK"), PLACE("DXB")) + geo_distance_km(PLACE("DXB"), PLACE("LHR"));
    assert_near(geo_route_km(g, way, 3), sum, 1e-6);
    assert_near(geo_detour_ratio(g, way, 3), sum / geo_distance_km(PLACE("PEK"), PLACE("LHR")),
                1e-9);
    assert_near(geo_detour_ratio(g, way, 2), 1, 1e-12);
    assert_true(isnan(geo_route_km(g, way, 1)));
    struct str round_trip[] = {STR("PEK"), STR("DXB"), STR("PEK")};
    assert_true(isnan(geo_detour_ratio(g, round_trip, 3)));
    struct str unknown[] = {STR("PEK"), STR("ZZZZZ")};
    assert_true(isnan(geo_route_km(g, unknown, 2)));
}

static void crossings_join_neighbours(void **state)
{
    (void)state;
    size_t korea = 0;
    assert_true(geo_n_crossings(g) > 60);
    for (size_t i = 0; i < geo_n_crossings(g); i++) {
        struct geo_crossing c = geo_crossing_at(g, i);
        assert_true(geo_countries_border(g, str_of(c.country_a), str_of(c.country_b)));
        assert_true(c.functions != 0 && c.name.n > 0);
        if (str_is(c.name, STR("Dandong - Sinuiju"))) {
            assert_ptr_equal(c.a, PLACE("CNDDG"));
            assert_ptr_equal(c.b, PLACE("KPSII"));
        }
        korea += strcmp(c.country_a, "KP") == 0 || strcmp(c.country_b, "KP") == 0;
        const struct geo_place *sides[] = {c.a, c.b};
        assert_true(!c.a || strcmp(c.a->country, c.country_a) == 0);
        assert_true(!c.b || strcmp(c.b->country, c.country_b) == 0);
        for (size_t k = 0; k < 2; k++) {
            if (geo_has_position(sides[k])) {
                struct geo_place here = {.lat = c.lat, .lon = c.lon};
                assert_true(geo_distance_km(&here, sides[k]) < 60);
            }
        }
    }
    assert_true(korea >= 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_airports_and_locodes),
        cmocka_unit_test(a_locode_that_is_unknown_is_the_airport_of_its_letters),
        cmocka_unit_test(refuses_what_is_no_code),
        cmocka_unit_test(places_are_sorted_unique_and_found),
        cmocka_unit_test(distances_are_known_ones),
        cmocka_unit_test(routes_and_detours),
        cmocka_unit_test(crossings_join_neighbours),
    };
    return cmocka_run_group_tests(tests, open_geo, close_geo);
}
