/* The model of what carriage costs: sizes and monotony. */
#include "geo_test.h"

static void sizes_are_those_of_the_sources(void **state)
{
    (void)state;
    double air = geo_freight_usd(GEO_MODE_AIR, 8000, 100);
    assert_true(air > 250 && air < 500);
    double sea = geo_freight_usd(GEO_MODE_SEA, 19500, 1000);
    assert_true(sea > 100 && sea < 400);
    assert_true(geo_freight_usd(GEO_MODE_RAIL, 9000, 1000) > sea);
    assert_true(geo_freight_usd(GEO_MODE_ROAD, 1000, 1000) < air);
    assert_near(geo_freight_usd(GEO_MODE_AIR, 1000, 1), 75, 0);
}

static void rises_with_distance_and_mass(void **state)
{
    (void)state;
    for (unsigned m = 0; m < GEO_N_MODES; m++) {
        for (double km = 0; km < 20000; km += 700) {
            for (double kg = 0.5; kg < 60000; kg *= 1.3) {
                double here = geo_freight_usd((enum geo_mode)m, km, kg);
                assert_true(here > 0);
                assert_true(geo_freight_usd((enum geo_mode)m, km, kg * 1.3) >= here);
                assert_true(geo_freight_usd((enum geo_mode)m, km + 700, kg) >= here);
            }
        }
    }
}

static void missing_arguments_give_nan(void **state)
{
    (void)state;
    assert_true(isnan(geo_freight_usd(GEO_MODE_AIR, -1, 10)));
    assert_true(isnan(geo_freight_usd(GEO_MODE_AIR, 100, 0)));
    assert_true(isnan(geo_freight_usd(GEO_MODE_AIR, (double)NAN, 10)));
    assert_true(isnan(geo_freight_usd(GEO_MODE_AIR, 100, (double)NAN)));
    assert_true(isnan(geo_freight_usd(GEO_N_MODES, 100, 10)));
}

static void chargeable_mass(void **state)
{
    (void)state;
    assert_near(geo_chargeable_kg(GEO_MODE_AIR, 100, 1), 167, 0);
    assert_near(geo_chargeable_kg(GEO_MODE_AIR, 200, 1), 200, 0);
    assert_near(geo_chargeable_kg(GEO_MODE_SEA, 200, (double)NAN), 200, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_those_of_the_sources),
        cmocka_unit_test(rises_with_distance_and_mass),
        cmocka_unit_test(missing_arguments_give_nan),
        cmocka_unit_test(chargeable_mass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
