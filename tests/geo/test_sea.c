/* Distances by sea, against rounded figures of port distance tables (in nautical miles). */
#include "geo_test.h"

static void near_to_published_distances(void **state)
{
    (void)state;
    const struct {
        const char *from, *to;
        double nm;
    } known[] = {
        {"CNSHA", "NLRTM", 10525}, {"SGSIN", "NLRTM", 8288}, {"KRPUS", "USLAX", 5230},
        {"USNYC", "NLRTM", 3350},  {"USNYC", "USLAX", 4930}, {"JPYOK", "USSFO", 4536},
        {"CNDLC", "SGSIN", 2620},  {"AEDXB", "INBOM", 1070}, {"AUSYD", "SGSIN", 4250},
        {"BRSSZ", "NLRTM", 5430},  {"ZADUR", "SGSIN", 4870}, {"RUVVO", "KRPUS", 510},
        {"EGPSD", "ITGOA", 1426},  {"RULED", "DEHAM", 800},  {"CLVAP", "CNSHA", 10150},
        {"TRIST", "EGPSD", 800},   {"IRBND", "CNSHA", 5560}, {"HKHKG", "AEDXB", 4870},
    };
    double worst = 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const struct geo_place *a = geo_place(g, str_of(known[i].from));
        const struct geo_place *b = geo_place(g, str_of(known[i].to));
        double km = geo_sea_km(g, a, b);
        double off = km / (known[i].nm * 1.852) - 1;
        print_message("# %s-%s: %.0f km, %+.1f %% of the published\n", known[i].from, known[i].to,
                      km, off * 100);
        worst = fmax(worst, fabs(off));
    }
    assert_true(worst < 0.2);
}

static void symmetric_and_never_below_the_great_circle(void **state)
{
    (void)state;
    for (size_t i = 0; i < geo_n_places(g); i += 997) {
        for (size_t k = 0; k < geo_n_places(g); k += 1999) {
            const struct geo_place *a = geo_place_at(g, i);
            const struct geo_place *b = geo_place_at(g, k);
            double km = geo_sea_km(g, a, b);
            double straight = geo_distance_km(a, b);
            if (isnan(straight)) {
                assert_true(isnan(km));
                continue;
            }
            assert_true(km >= straight && km < 60000);
            assert_near(geo_sea_km(g, b, a), km, 0.1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_to_published_distances),
        cmocka_unit_test(symmetric_and_never_below_the_great_circle),
    };
    return cmocka_run_group_tests(tests, open_geo, close_geo);
}
