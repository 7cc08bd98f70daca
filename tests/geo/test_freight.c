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

/* max(minimum, base + kg rate (kg / reference)^-0.12 (km_0 + km) / (km_0 + km_reference)), the mass
 * in the power held between the first and the last weight break: worked from the table in
 * geo/freight.c at its reference, at half the first break, at twice the last, and half as far. */
static void costs_are_those_of_the_formula(void **state)
{
    static const struct {
        enum geo_mode mode;
        double km, kg, first, last, usd[4];
    } cases[] = {
        {GEO_MODE_AIR, 8000, 100, 45, 1000, {355.00, 114.24, 4889.90, 248.33}},
        {GEO_MODE_SEA, 15000, 1000, 1000, 20000, {160.00, 100.00, 3390.56, 126.67}},
        {GEO_MODE_RAIL, 9000, 1000, 500, 20000, {360.00, 141.51, 8436.40, 242.61}},
        {GEO_MODE_ROAD, 1000, 1000, 100, 20000, {215.00, 60.00, 5060.84, 136.74}},
        {GEO_MODE_POST, 8000, 10, 1, 30, {98.00, 13.93, 481.30, 72.29}},
        {GEO_MODE_COURIER, 8000, 20, 5, 300, {195.00, 50.10, 3710.01, 146.43}},
    };
    static const double least[] = {75, 60, 120, 60, 12, 45};
    static const double kg_of_m3[] = {167, 1000, 1000, 333, 167, 200};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        enum geo_mode m = cases[i].mode;
        double km = cases[i].km;
        assert_near(geo_usual_km(m), km, 0);
        assert_near(geo_freight_usd(m, km, cases[i].kg), cases[i].usd[0], 0.005);
        assert_near(geo_freight_usd(m, km, cases[i].first / 2), cases[i].usd[1], 0.005);
        assert_near(geo_freight_usd(m, km, cases[i].last * 2), cases[i].usd[2], 0.005);
        assert_near(geo_freight_usd(m, km / 2, cases[i].kg), cases[i].usd[3], 0.005);
        assert_near(geo_freight_usd(m, 0, 1e-6), least[i], 0);
        assert_near(geo_chargeable_kg(m, 1, 2), 2 * kg_of_m3[i], 0);
    }
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
    assert_true(isnan(geo_usual_km(GEO_N_MODES)));
    assert_near(geo_chargeable_kg(GEO_N_MODES, 10, 1), 10, 0);
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
        cmocka_unit_test(costs_are_those_of_the_formula),
        cmocka_unit_test(rises_with_distance_and_mass),
        cmocka_unit_test(missing_arguments_give_nan),
        cmocka_unit_test(chargeable_mass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
