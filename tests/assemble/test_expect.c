/* What cases still lack, against the formulas of docs/method.md, "What is missing", and counting by
 * hand from whom and by which lane. */
#include "assemble_frame.h"

#include "assemble/build.h"

#include <math.h>

/* A piece by one of several lanes and carriers; without the words of the part only its tariff
 * number tells. */
static void add_part(struct buf *b, uint64_t *random, int i, const char *to, size_t part)
{
    static const char *const from[] = {"PEK", "SIN", "BKK"}, *const via[] = {"", "EK", "CA"};
    bool is_seized = random_below(random, 2), is_told = random_below(random, 4) != 0;
    int day = 560 + (int)random_below(random, 130), year, month, date;
    date_civil(20454 + day, &year, &month, &date);
    buf_add_f(b,
              "{\"id\":\"IN%03d\",\"mode\":\"air\",\"carrier\":\"%s\",\"legs\":[{\"from\":\"%s\","
              "\"to\":\"%s\",\"departed\":\"%04d-%02d-%02d\"}],\"parties\":[{\"role\":"
              "\"shipper\",\"name\":\"Zelig Piru%zu\",\"country\":\"CN\"},{\"role\":\"consignee\","
              "\"name\":\"%s\",\"country\":\"AE\"}],\"goods\":[{\"line\":1,\"description\":\"%s\","
              "\"hs\":\"%s\",\"net_kg\":%d}]%s}\n",
              i, via[random_below(random, 3)], from[random_below(random, 3)],
              random_below(random, 3) ? "DXB" : "SHJ", year % 10000, month % 100, date % 100,
              (size_t)random_below(random, 6), to, is_told ? parts[part].text : "parts",
              parts[part].hs, 10 + 7 * i, is_seized ? ",\"outcome\":{\"status\":\"seized\"}" : "");
}

static void add(struct buf *b)
{
    static const char *const hands[] = {
        "Sablon Net Works", "Ubast Tovar",  "Koleg Trading", "Vantor Place", "Marvo Linden",
        "Dagrim Foundry",   "Pelzo Optics", "Wurtis Marine", "Jekkal Mills", "Nofry Textile"};
    uint64_t random = 5;
    background(b, 1200);
    for (int i = 0; i < 60; i++) {
        size_t hand = random_below(&random, N_OF(hands));
        add_part(b, &random, i, hands[hand], random_below(&random, 2 + hand / 2));
    }
}

/* Of a class: the last of its pieces that fit well if they were all seized, else MAP_NONE; the same
 * if there is none, but is_there says whether there is any piece. */
static uint32_t lost_of(const struct as_context *x, const struct assemble_case *c, uint32_t kit,
                        uint32_t component, bool *is_there)
{
    uint32_t lost = MAP_NONE;
    bool all = true;
    *is_there = false;
    for (size_t i = 0; i < c->n_records; i++) {
        uint32_t r = c->records[i].record;
        int symbol = as_record_symbol(x, r, kit);
        if (symbol < 0 ||
            goods_kit(x->in->catalogue, kit)->first_component + (uint32_t)symbol / AS_LEVELS !=
                component)
            continue;
        *is_there = true;
        if (!as_fits_well(symbol))
            continue;
        lost = r;
        all = all && x->in->table->records.v[r].outcome == TRADE_SEIZED;
    }
    return all ? lost : MAP_NONE;
}

struct pace {
    double k, t, silence, n; /* kinds, days with one gap more, chance of the silence, missing */
    int32_t now;
};

static struct pace pace_of(const struct as_context *x, const struct assemble_case *c)
{
    const struct table_record *all = x->in->table->records.v;
    struct pace p = {.k = (double)c->n_components, .n = (double)c->n_missing};
    int32_t first = INT32_MAX, last = INT32_MIN;
    for (size_t i = 0; i < c->n_components; i++) {
        int32_t day = INT32_MAX;
        for (size_t k = 0; k < c->components[i].n_records; k++)
            if (all[c->components[i].records[k]].day < day)
                day = all[c->components[i].records[k]].day;
        first = day < first ? day : first;
        last = day > last ? day : last;
    }
    p.now = all[x->in->table->records.n - 1].day;
    p.t = 30 + p.now - first;
    p.silence = pow((30.0 + last - first) / p.t, p.k);
    return p;
}

static void check_chances(const struct assemble_case *c, const struct pace *p,
                          const struct assemble_missing *m)
{
    static const double quantiles[3] = {0.1, 0.5, 0.9};
    double n = p->n, place = (n + 2) / 3, s = p->silence;
    double comes = m->seized == MAP_NONE ? s * (n + 1) / 2 / (1 + n * s) : n * s / (1 + n * s);
    assert_true(fabs(m->comes - c->probability * comes) < 1e-9);
    /* P(T > d) = ((30 + t) / (30 + t + d))^k, and a certain one of several waits `place` times. */
    double soon = 1 - pow(p->t / (p->t + 30 / place), p->k);
    assert_true(fabs(m->probability - m->comes * soon) < 1e-9);
    for (int q = 0; q < 3; q++) {
        double day = m->day[q] - p->now, before = day - 1;
        if (day >= 3650)
            continue;
        assert_true(1 - pow(p->t / (p->t + day / place), p->k) >= quantiles[q] - 1e-9);
        assert_true(1 - pow(p->t / (p->t + before / place), p->k) < quantiles[q] + 1e-9);
    }
}

static double weight_of(const struct as_context *x, uint32_t of, uint32_t component)
{
    const struct goods_component *a = goods_component(x->in->catalogue, of);
    const struct goods_component *b = goods_component(x->in->catalogue, component);
    return of == component ? 4 : strncmp(a->hs[0].p, b->hs[0].p, 2) == 0 ? 2 : 1;
}

static bool is_lane(const struct as_context *x, uint32_t record, const struct assemble_lane *l)
{
    const struct trade_table *t = x->in->table;
    struct str code = table_str(t, t->routes.v[t->records.v[record].route].code);
    return str_is(str_slice(code, 0, 3), l->from) && str_is(str_slice(code, 4, 7), l->to) &&
           str_is(table_str(t, t->records.v[record].carrier), l->carrier);
}

/* What the case's pieces say for a counterpart (lane NULL) or a lane; how many there are. */
static double said_for(const struct as_context *x, const struct assemble_case *c,
                       uint32_t component, uint32_t actor, const struct assemble_lane *lane,
                       uint32_t *ret_n)
{
    double sum = 0;
    *ret_n = 0;
    for (size_t i = 0; i < c->n_components; i++)
        for (size_t k = 0; k < c->components[i].n_records; k++) {
            uint32_t r = c->components[i].records[k], who[AS_RECORD_ACTORS];
            size_t n = as_record_actors(
                x, r, c->side == ASSEMBLE_SINK ? ASSEMBLE_SOURCE : ASSEMBLE_SINK, who);
            bool is_it = lane && is_lane(x, r, lane);
            for (size_t a = 0; a < n && !lane; a++)
                is_it = is_it || who[a] == actor;
            sum += is_it ? weight_of(x, c->components[i].component, component) : 0;
            *ret_n += is_it;
        }
    return sum;
}

/* Falling, and nobody who is left out has more than the last that is told. */
static void check_whence(const struct as_context *x, const struct assemble_case *c,
                         const struct assemble_missing *m)
{
    double last = INFINITY;
    uint32_t n;
    for (size_t i = 0; i < m->n_lanes; i++) {
        double said = said_for(x, c, m->component, 0, &m->lanes[i], &n);
        assert_true(said > 0 && said <= last);
        assert_int_equal(n, m->lanes[i].n);
        last = said;
    }
    last = INFINITY;
    for (size_t i = 0; i < m->n_actors; i++) {
        double said = said_for(x, c, m->component, m->actors[i], NULL, &n);
        assert_true(said > 0 && (said < last || (said <= last && m->actors[i] > m->actors[i - 1])));
        last = said;
    }
    for (uint32_t a = 0; a < x->in->links->actors.n; a++) {
        bool is_told = false;
        double said = said_for(x, c, m->component, a, NULL, &n);
        for (size_t i = 0; i < m->n_actors; i++)
            is_told = is_told || m->actors[i] == a;
        assert_true(is_told || said <= (m->n_actors == ASSEMBLE_EXPECTED ? last : 0));
    }
}

static void check_case(const struct as_context *x, const struct as_hypothesis *h,
                       const struct assemble_case *c, size_t *n_lost)
{
    const struct goods_kit *kit = goods_kit(x->in->catalogue, h->kit);
    struct pace p = pace_of(x, c);
    size_t at = 0;
    for (uint32_t k = 0; k < kit->n_components; k++) {
        bool is_there;
        uint32_t lost = lost_of(x, c, h->kit, kit->first_component + k, &is_there);
        if (is_there && lost == MAP_NONE)
            continue;
        assert_true(at < c->n_missing);
        const struct assemble_missing *m = &c->missing[at++];
        assert_int_equal(m->component, kit->first_component + k);
        assert_int_equal(m->seized, lost);
        check_chances(c, &p, m);
        check_whence(x, c, m);
        *n_lost += lost != MAP_NONE;
    }
    assert_int_equal(at, c->n_missing);
}

static void what_is_missing_is_what_the_formulas_say(void **state)
{
    static struct frame f;
    struct as_context *x = &f.x;
    struct as_net net;
    struct seine_error err = {0};
    size_t n_lost = 0;
    (void)state;
    frame_init(&f, add);
    assert_ok(as_facts(x, f.w.pool, &err));
    assert_ok(as_marks(x, f.w.pool, &err));
    assert_true(as_net_init(&net));
    for (size_t i = 0; i < x->hypotheses.n; i++) {
        const struct as_hypothesis *h = &x->hypotheses.v[i];
        struct assemble_case c;
        as_net_grow(&net, x, h);
        assert_ok(as_build_case(x, h, &net, &f.arena, &c, &err));
        check_case(x, h, &c, &n_lost);
    }
    if (n_lost < 5)
        fail_msg("%zu seized pieces say little",
                 n_lost); /* else this says little of what was seized */
    as_net_release(&net);
    frame_release(&f);
}

/* A slip in the year of a record that no case has to do with. */
static void add_with_slips(struct buf *b)
{
    add(b);
    buf_add_z(b, "{\"id\":\"SLIP\",\"mode\":\"air\",\"legs\":[{\"from\":\"HAM\",\"to\":\"OSL\","
                 "\"departed\":\"2206-01-05\"}]}\n");
    buf_add_z(b, "{\"id\":\"OLD\",\"mode\":\"air\",\"legs\":[{\"from\":\"HAM\",\"to\":\"OSL\","
                 "\"departed\":\"1026-01-05\"}]}\n");
}

static void one_record_does_not_move_the_present(void **state)
{
    static struct frame plain, slipped;
    struct as_context *x = &plain.x, *y = &slipped.x;
    struct as_net net;
    struct seine_error err = {0};
    (void)state;
    frame_init(&plain, add);
    frame_init(&slipped, add_with_slips);
    assert_int_equal(y->data_last_day, x->data_last_day);
    assert_int_equal(y->data_first_day, x->data_first_day);
    assert_ok(as_facts(y, slipped.w.pool, &err));
    assert_ok(as_marks(y, slipped.w.pool, &err));
    assert_true(as_net_init(&net));
    for (size_t i = 0; i < y->hypotheses.n; i++) {
        struct assemble_case c;
        as_net_grow(&net, y, &y->hypotheses.v[i]);
        assert_ok(as_build_case(y, &y->hypotheses.v[i], &net, &slipped.arena, &c, &err));
        for (size_t k = 0; k < c.n_missing; k++)
            if (c.missing[k].day[0] != DATE_NONE)
                assert_in_range(c.missing[k].day[0], x->data_last_day, x->data_last_day + 3650);
    }
    as_net_release(&net);
    frame_release(&plain);
    frame_release(&slipped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_missing_is_what_the_formulas_say),
                                       cmocka_unit_test(one_record_does_not_move_the_present)};
    return RUN(tests);
}
