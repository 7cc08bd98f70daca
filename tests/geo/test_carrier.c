/* Carriers by air waybill prefix and designator. */
#include "geo_test.h"

static void known_prefixes(void **state)
{
    (void)state;
    const char *known[][3] = {{"999", "CA", "CN"}, {"120", "JS", "KP"}, {"180", "KE", "KR"},
                              {"555", "SU", "RU"}, {"176", "EK", "AE"}, {"020", "LH", "DE"},
                              {"157", "QR", "QA"}, {"784", "CZ", "CN"}, {"001", "AA", "US"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const struct geo_carrier *c = geo_carrier_by_prefix(g, str_of(known[i][0]));
        assert_non_null(c);
        assert_string_equal(c->code, known[i][1]);
        assert_string_equal(c->country, known[i][2]);
    }
    assert_true(str_is(geo_carrier_by_prefix(g, STR("999"))->name, STR("Air China")));
    assert_string_equal(geo_carrier_by_code(g, STR("js"))->prefix, "120");
    assert_string_equal(geo_carrier_by_code(g, STR("CA"))->prefix, "999");
}

static void unknown_ones_are_none(void **state)
{
    (void)state;
    const char *bad[] = {"", "9", "99", "9999", "abc", "000", "99x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_null(geo_carrier_by_prefix(g, str_of(bad[i])));
    }
    assert_null(geo_carrier_by_code(g, STR("??")));
    assert_null(geo_carrier_by_code(g, STR("CCA")));
}

static void indexes_agree_with_a_plain_loop(void **state)
{
    (void)state;
    assert_true(geo_n_carriers(g) > 1200);
    for (int p = 0; p < 1000; p++) {
        char prefix[4];
        (void)snprintf(prefix, sizeof prefix, "%03d", p);
        size_t n = 0;
        size_t plain = 0;
        const struct geo_carrier *rows = geo_carriers_with_prefix(g, str_of(prefix), &n);
        for (size_t i = 0; i < geo_n_carriers(g); i++) {
            const struct geo_carrier *c = geo_carrier_at(g, i);
            if (strcmp(c->prefix, prefix) == 0) {
                assert_ptr_equal(c, rows + plain);
                plain++;
            }
        }
        assert_int_equal(n, plain);
    }
}

/* Designators have digits too: "5X" is not "KX". */
static void every_designator_is_found(void **state)
{
    static const char *const codes[] = {"5X", "3U", "9W", "K4", "0B"};
    size_t found = 0;
    (void)state;
    for (size_t i = 0; i < geo_n_carriers(g); i++) {
        const struct geo_carrier *c = geo_carrier_by_code(g, str_of(geo_carrier_at(g, i)->code));
        if (c) {
            assert_string_equal(c->code, geo_carrier_at(g, i)->code);
            found++;
        }
    }
    assert_true(found > 700);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        assert_string_equal(geo_carrier_by_code(g, str_of(codes[i]))->code, codes[i]);
    }
    assert_null(geo_carrier_at(g, geo_n_carriers(g)));
}

static void knows_the_shared_prefixes(void **state)
{
    (void)state;
    FILE *f = open_shared("places/derived/airline_awb_prefix.csv");
    if (!f) {
        skip();
    }
    char line[1024];
    size_t n = 0;
    size_t known = 0;
    size_t agree = 0;
    while (fgets(line, sizeof line, f)) {
        if (line[0] < '0' || line[0] > '9') {
            continue;
        }
        n++;
        size_t m = 0;
        const struct geo_carrier *c = geo_carriers_with_prefix(g, (struct str){line, 3}, &m);
        known += m > 0;
        bool same = false;
        for (size_t i = 0; i < m; i++) {
            same = same || strncmp(c[i].code, line + 4, 2) == 0 ||
                   (line[4] == ',' && c[i].code[0] == '\0');
        }
        agree += same;
    }
    (void)fclose(f);
    print_message("# %zu of %zu rows: prefix known, %zu with the same designator\n", known, n,
                  agree);
    assert_true(known * 100 >= n * 95);
    assert_true(agree * 100 >= n * 95);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_prefixes),
        cmocka_unit_test(unknown_ones_are_none),
        cmocka_unit_test(indexes_agree_with_a_plain_loop),
        cmocka_unit_test(every_designator_is_found),
        cmocka_unit_test(knows_the_shared_prefixes),
    };
    return cmocka_run_group_tests(tests, open_geo, close_geo);
}
