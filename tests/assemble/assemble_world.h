/* Small made-up worlds for the tests of assemble/: a kit of six parts, firms that trade ordinary
 * things, and the stages before it. */
#ifndef ASSEMBLE_WORLD_H
#define ASSEMBLE_WORLD_H

#include "table_of.h"

#include "assemble/assemble.h"

#include <math.h>

/* Parts of one thing, told by words that nothing else here has. */
static const char kit_json[] =
    "[{\"id\":\"kite\",\"name\":\"Kite\",\"source\":\"made up for this test\",\"components\":["
    "{\"id\":\"a\",\"name\":\"Alpha part\",\"hs\":[\"901420\"],\"terms\":[\"alpha gyroscope\"],"
    "\"essential\":true},"
    "{\"id\":\"b\",\"name\":\"Beta part\",\"hs\":[\"841112\"],\"terms\":[\"beta turbojet\"],"
    "\"essential\":true},"
    "{\"id\":\"c\",\"name\":\"Gamma part\",\"hs\":[\"852691\"],\"terms\":[\"gamma antenna\"],"
    "\"essential\":true},"
    "{\"id\":\"d\",\"name\":\"Delta part\",\"hs\":[\"850131\"],\"terms\":[\"delta servo\"],"
    "\"essential\":true},"
    "{\"id\":\"e\",\"name\":\"Epsilon part\",\"hs\":[\"681511\"],\"terms\":[\"epsilon fibre\"],"
    "\"essential\":false},"
    "{\"id\":\"f\",\"name\":\"Zeta part\",\"hs\":[\"880730\"],\"terms\":[\"zeta airframe\"],"
    "\"essential\":false}]}]";
static const struct {
    const char *text, *hs;
} parts[] = {{"alpha gyroscope", "901420"}, {"beta turbojet", "841112"},
             {"gamma antenna", "852691"},   {"delta servo", "850131"},
             {"epsilon fibre", "681511"},   {"zeta airframe", "880730"}};

struct world {
    struct trade_table table;
    struct geo *geo;
    struct goods_catalogue *catalogue;
    struct pool *pool;
    struct check_result checks;
    struct link_result links;
    VEC(struct goods_match) matches;
    uint32_t *first_match;
    struct assemble_watch watch[1];
    struct assemble_input in;
    struct assemble_result result;
};

static void read_kit(struct world *w)
{
    struct seine_error err = {0};
    struct input *in = NULL;
    assert_ok(goods_catalogue_new(&w->catalogue));
    assert_ok(input_open_bytes(STR(kit_json), "kit.json", &in, &err));
    if (goods_catalogue_read(w->catalogue, in, &err) != SEINE_OK)
        fail_msg("%s", err.message);
    input_free(in);
    assert_ok(goods_catalogue_seal(w->catalogue, &err));
}

static void classify(struct world *w)
{
    const struct trade_table *t = &w->table;
    struct arena arena;
    arena_init(&arena, 64 * MIB);
    w->first_match = mem_calloc(t->cargos.n + 1, sizeof *w->first_match);
    assert_non_null(w->first_match);
    for (size_t c = 0; c < t->cargos.n; c++) {
        struct goods_text text = {.description = table_str(t, t->cargos.v[c].description),
                                  .hs = table_str(t, t->cargos.v[c].hs),
                                  .net_g = TRADE_NONE,
                                  .value_usd_cents = TRADE_NONE};
        struct goods_match *found;
        size_t n;
        arena_reset(&arena);
        assert_ok(goods_classify(w->catalogue, &text, &arena, &found, &n));
        w->first_match[c] = (uint32_t)w->matches.n;
        for (size_t i = 0; i < n; i++)
            assert_true(VEC_PUSH(&w->matches, found[i]));
    }
    w->first_match[t->cargos.n] = (uint32_t)w->matches.n;
    arena_release(&arena);
}

static void world_prepare(struct world *w, struct str ndjson, unsigned threads)
{
    struct seine_error err = {0};
    memset(w, 0, sizeof *w);
    table_of(&w->table, ndjson);
    read_kit(w);
    assert_ok(geo_open(&w->geo, &err));
    assert_ok(pool_new(threads, &w->pool, &err));
    assert_ok(check_run(&w->table, w->geo, w->pool, &w->checks, &err));
    assert_ok(link_run(&w->table, NULL, w->pool, NULL, &w->links, &err));
    classify(w);
    w->in = (struct assemble_input){.table = &w->table,
                                    .catalogue = w->catalogue,
                                    .matches = w->matches.v,
                                    .first_match = w->first_match,
                                    .checks = &w->checks,
                                    .links = &w->links,
                                    .geo = w->geo,
                                    .watch = w->watch};
}

static void invariants(const struct world *w)
{
    for (size_t i = 0; i < w->result.cases.n; i++) {
        const struct assemble_case *c = &w->result.cases.v[i];
        double sum = evidence_sum(c->evidence, c->n_evidence);
        assert_true(c->score >= sum && c->score <= sum); /* exactly */
        assert_true(c->probability >= 0 && c->probability <= 1);
        assert_true(i == 0 || c->score <= w->result.cases.v[i - 1].score);
        assert_true(c->n_records > 0 && c->n_actors > 0 && c->n_evidence > 0);
        for (size_t k = 1; k < c->n_records; k++)
            assert_true(c->records[k].record > c->records[k - 1].record);
        for (size_t k = 0; k < c->n_components; k++) {
            assert_true(c->components[k].n_records > 0);
            assert_true(c->components[k].strength > 0 && c->components[k].strength <= 1);
            for (size_t r = 0; r < c->components[k].n_records; r++) {
                const struct assemble_fit *fit = &c->components[k].fits[r];
                const struct table_record *of = &w->table.records.v[c->components[k].records[r]];
                assert_in_range(fit->line, of->first_line, of->first_line + of->n_lines - 1);
                assert_true((double)fit->strength <= c->components[k].strength);
            }
        }
        for (size_t k = 0; k < c->n_evidence; k++) {
            double rounded = evidence_round(c->evidence[k].bits);
            assert_true(c->evidence[k].text.n > 0 && c->evidence[k].kind);
            assert_true(rounded >= c->evidence[k].bits && rounded <= c->evidence[k].bits);
        }
        size_t lost = 0;
        for (size_t k = 0; k < c->n_missing; k++)
            lost += c->missing[k].seized != MAP_NONE;
        if (c->kit != MAP_NONE) /* seen or missing, each once; seized: both */
            assert_int_equal(c->n_components + c->n_missing - lost,
                             goods_kit(w->catalogue, c->kit)->n_components);
    }
}

static void world_assemble(struct world *w)
{
    struct assemble_options options = {.min_score = -60};
    struct seine_error err = {0};
    if (assemble_run(&w->in, &options, w->pool, NULL, &w->result, &err) != SEINE_OK)
        fail_msg("%s", err.message);
    invariants(w);
}

static inline void world_run(struct world *w, struct str ndjson, unsigned threads)
{
    world_prepare(w, ndjson, threads);
    world_assemble(w);
}

static void world_release(struct world *w)
{
    assemble_result_release(&w->result);
    link_result_release(&w->links);
    check_result_release(&w->checks);
    VEC_RELEASE(&w->matches);
    mem_free(w->first_match);
    pool_free(w->pool);
    geo_free(w->geo);
    goods_catalogue_free(w->catalogue);
    trade_table_release(&w->table);
}

#endif
