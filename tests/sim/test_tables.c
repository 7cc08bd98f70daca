/* The embedded tables: whole, consistent, with valid codes. */
#include "sim/tables.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void tables_are_whole(void **state)
{
    (void)state;
    struct sim_tables t;
    assert_int_equal(sim_tables_init(&t, NULL), SEINE_OK);
    assert_true(t.n_countries > 80 && t.n_cities > 140 && t.n_goods > 200);
    for (uint32_t i = 0; i < t.n_sectors; i++) {
        assert_true(t.sectors[i].n_goods > 0);
        assert_true(t.sectors[i].inputs[t.n_sectors - 1] > 0.999);
    }
    for (uint32_t i = 0; i < t.n_countries; i++)
        assert_true(t.countries[i].n_cities > 0);
    for (uint32_t i = 0; i < t.n_cities; i++) {
        const struct sim_city *c = &t.cities[i];
        assert_true(c->iata.n == 3 || c->iata.n == 0);
        assert_true(c->inland.n == 5 && (c->port.n == 5 || c->port.n == 0));
        assert_true(fabs(c->lat) <= 90 && fabs(c->lon) <= 180);
    }
    sim_tables_release(&t);
}

static void goods_have_six_digits_and_masses(void **state)
{
    (void)state;
    struct sim_tables t;
    assert_int_equal(sim_tables_init(&t, NULL), SEINE_OK);
    for (uint32_t i = 0; i < t.n_goods; i++) {
        const struct sim_goods *g = &t.goods[i];
        assert_int_equal(g->hs.n, 6);
        assert_true(g->kg > 0 && g->usd_kg > 0 && g->air >= 0 && g->air <= 1 && g->weight > 0);
        assert_true(g->en.n > 0 && g->zh.n > 0 && g->ru.n > 0 && g->vague.n > 0);
    }
    sim_tables_release(&t);
}

static void airlines_have_their_prefix_once(void **state)
{
    (void)state;
    struct sim_tables t;
    assert_int_equal(sim_tables_init(&t, NULL), SEINE_OK);
    for (uint32_t i = 0; i < t.n_carriers; i++) {
        if (t.carriers[i].mode != TRADE_AIR)
            continue;
        assert_int_equal(t.carriers[i].prefix.n, 3);
        for (uint32_t k = 0; k < i; k++)
            assert_false(str_is(t.carriers[i].prefix, t.carriers[k].prefix));
    }
    sim_tables_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_whole),
        cmocka_unit_test(goods_have_six_digits_and_masses),
        cmocka_unit_test(airlines_have_their_prefix_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
