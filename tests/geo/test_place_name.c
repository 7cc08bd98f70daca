/* geo/place_name.c: places by their names within a country. */
#include "geo_test.h"

static const char *named(const char *name, const char *country, unsigned functions)
{
    const struct geo_place *p = geo_place_named(g, str_of(name), str_of(country), functions);
    return p ? p->code : "";
}

static void ports_are_found_by_name(void **state)
{
    (void)state;
    assert_string_equal(named("Shanghai", "CN", GEO_PORT), "CNSGH");
    assert_string_equal(named("PORT OF SHANGHAI", "CN", GEO_PORT), "CNSGH");
    assert_string_equal(named("Busan", "KR", GEO_PORT), "KRPUS");
    assert_string_equal(named("hamburg", "DE", GEO_PORT), "DEHAM");
    assert_string_equal(named("The Port of Los Angeles", "US", GEO_PORT), "USLAX");
    assert_string_equal(named("Long Beach", "US", GEO_PORT), "USLGB");
    assert_string_equal(named("Yantian", "CN", GEO_PORT), "CNYTN");
    assert_string_equal(named("Jebel Ali Port", "AE", GEO_PORT), "AEJEA");
}

static void former_and_shorter_names_are_names_too(void **state)
{
    (void)state;
    assert_string_equal(named("Chennai", "IN", GEO_PORT), "INMAA");
    assert_string_equal(named("Madras", "IN", GEO_PORT), "INMAA");
    assert_string_equal(named("NHAVA SHEVA", "IN", GEO_PORT), "INNSA");
    assert_string_equal(named("Nagoya", "JP", GEO_PORT), "JPNGO");
    assert_string_equal(named("Antwerp", "BE", GEO_PORT), "BEANR");
    assert_string_equal(named("Thessaloniki", "GR", GEO_PORT), "GRSKG");
    assert_string_equal(named("Antwerpen", "BE", GEO_PORT), "BEANR");
}

static void airports_have_three_letters(void **state)
{
    (void)state;
    assert_string_equal(named("Frankfurt am Main", "DE", GEO_AIRPORT), "FRA");
    assert_string_equal(named("Frankfurt am Main", "DE", 0), "DEFRA");
    assert_string_equal(named("Shanghai", "CN", GEO_AIRPORT), "CNSGH"); /* two airports, one city */
}

static void what_fits_several_places_or_none_is_not_guessed(void **state)
{
    (void)state;
    assert_string_equal(named("Portland", "US", 0), "");
    assert_string_equal(named("Xingang", "CN", GEO_PORT), "");
    assert_string_equal(named("Frankfurt", "DE", 0), "");
    assert_string_equal(named("Shanghai", "KR", 0), "");
    assert_string_equal(named("Shanghai", "", 0), "");
    assert_string_equal(named("Shanghai", "China", 0), "");
    assert_string_equal(named("", "CN", 0), "");
    assert_string_equal(named("Port", "CN", 0), "");
    assert_string_equal(named("ssaloniki", "GR", 0), "");
    assert_string_equal(named("Beijing", "CN", GEO_PORT), "");
    assert_string_equal(named("\xff\xfe", "CN", 0), "");
}

/* Every place whose whole name no other one of its country has, against a look through the table.
 */
static void a_name_that_stands_once_is_found(void **state)
{
    size_t n = geo_n_places(g);
    size_t n_found = 0;
    (void)state;
    for (size_t i = 0; i < n; i += 97) {
        const struct geo_place *p = geo_place_at(g, i);
        const struct geo_place *found =
            geo_place_named(g, p->name, str_of(p->country), p->functions);
        n_found += found == p;
        if (found && found != p) { /* another code of the place, or a name that is shared */
            assert_string_equal(found->country, p->country);
            assert_true((found->functions & p->functions) != 0);
        }
    }
    assert_true(n_found * 3 > n / 97 * 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ports_are_found_by_name),
        cmocka_unit_test(former_and_shorter_names_are_names_too),
        cmocka_unit_test(airports_have_three_letters),
        cmocka_unit_test(what_fits_several_places_or_none_is_not_guessed),
        cmocka_unit_test(a_name_that_stands_once_is_found),
    };
    return cmocka_run_group_tests(tests, open_geo, close_geo);
}
