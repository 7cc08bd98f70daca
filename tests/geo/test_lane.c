/* Air lanes. */
#include "geo_test.h"

static void known_lanes(void **state)
{
    (void)state;
    const struct geo_lane *lane = geo_lane(g, PLACE("LHR"), PLACE("JFK"));
    assert_non_null(lane);
    assert_true(lane->n_carriers >= 4 && lane->weekly >= 56);
    assert_string_equal(lane->carriers[0], "BA");
    assert_non_null(geo_lane(g, PLACE("PEK"), PLACE("FNJ")));
    assert_string_equal(geo_lane(g, PLACE("FNJ"), PLACE("PEK"))->carriers[0], "JS");
    assert_null(geo_lane(g, PLACE("FNJ"), PLACE("JFK")));
    assert_null(geo_lane(g, NULL, PLACE("JFK")));
    assert_null(geo_lane(g, PLACE("JFK"), NULL));
    assert_null(geo_lane(g, PLACE("CNDDG"), PLACE("JFK")));
}

/* The table has classes of flights a week, and airlines by designator. */
static void a_lane_tells_how_often_and_by_whom_it_is_flown(void **state)
{
    static const struct {
        const char *from, *to;
        unsigned weekly;
    } lanes[] = {{"PEK", "AUH", 1},  {"FNJ", "SHE", 2},  {"FNJ", "PEK", 4},  {"PEK", "AMS", 7},
                 {"PEK", "CGO", 14}, {"PEK", "CGQ", 28}, {"LHR", "BCN", 56}, {"LHR", "DUB", 112}};
    (void)state;
    for (size_t i = 0; i < sizeof lanes / sizeof *lanes; i++) {
        const struct geo_lane *lane =
            geo_lane(g, geo_place(g, str_of(lanes[i].from)), geo_place(g, str_of(lanes[i].to)));
        assert_non_null(lane);
        assert_int_equal(lane->weekly, lanes[i].weekly);
    }
    const struct geo_lane *lane = geo_lane(g, PLACE("FNJ"), PLACE("PEK"));
    assert_int_equal(lane->n_carriers, 2);
    assert_string_equal(lane->carriers[0], "JS");
    assert_string_equal(lane->carriers[1], "CA");
    assert_string_equal(lane->carriers[2], "");
}

static void runs_of_lanes_are_whole_and_sorted(void **state)
{
    (void)state;
    size_t sum = 0;
    for (size_t i = 0; i < geo_n_places(g); i++) {
        const struct geo_place *from = geo_place_at(g, i);
        size_t n = 0;
        const struct geo_lane *lanes = geo_lanes_from(g, from, &n);
        for (size_t k = 0; k < n; k++) {
            assert_ptr_equal(lanes[k].from, from);
            assert_true(k == 0 || strcmp(lanes[k - 1].to->code, lanes[k].to->code) < 0);
            assert_ptr_equal(geo_lane(g, from, lanes[k].to), &lanes[k]);
            assert_true(lanes[k].n_carriers >= 1 && lanes[k].weekly >= 1);
            assert_int_equal(strlen(lanes[k].carriers[0]), 2);
        }
        sum += n;
    }
    assert_int_equal(sum, geo_n_lanes(g));
    assert_true(sum > 50000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_lanes),
        cmocka_unit_test(a_lane_tells_how_often_and_by_whom_it_is_flown),
        cmocka_unit_test(runs_of_lanes_are_whole_and_sorted),
    };
    return cmocka_run_group_tests(tests, open_geo, close_geo);
}
