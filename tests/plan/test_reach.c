/* Where and when a record can be opened, against asking every place of its way on every day at
 * every post; in order, each cell once. */
#include "plan_world.h"

#include "plan/internal.h"

enum { RECORDS = 400, N_PLACES = 4, N_POSTS = 4, N_DAYS = 6 };

static const char *const places[N_PLACES] = {"PEK", "DXB", "VVO", "FRA"};
static const char *const posts_text = "[{\"post\":\"a\",\"covers\":\"PEK DXB\",\"capacity\":1},"
                                      "{\"post\":\"b\",\"covers\":\"*\",\"capacity\":1},"
                                      "{\"post\":\"c\",\"covers\":\"CN RU\",\"capacity\":1},"
                                      "{\"post\":\"d\",\"covers\":\"DEFRA\",\"capacity\":1}]";
static const bool covers[N_POSTS][N_PLACES] = {{true, true, false, false},
                                               {true, true, true, true},
                                               {true, false, true, false},
                                               {false, false, false, true}};

/* The same of their countries. */
static const char *const countries[N_PLACES] = {"CN", "AE", "RU", "DE"};
static const bool covers_country[N_POSTS][N_PLACES] = {{false, false, false, false},
                                                       {true, true, true, true},
                                                       {true, false, true, false},
                                                       {false, false, false, false}};

struct way {
    int32_t issued, left, came; /* DATE_NONE: not known */
    size_t stops[4], n;
    bool is_bare; /* without a route: at its shipper's country, and then at its consignee's */
};

static int32_t day_or_none(uint64_t *random, int32_t day)
{
    return random_below(random, 5) ? day : DATE_NONE;
}

static struct way random_way(uint64_t *random)
{
    struct way w = {.n = 2 + random_below(random, 3)};
    int32_t left = DAY - 6 + (int32_t)random_below(random, 14);
    for (size_t i = 0; i < w.n; i++)
        w.stops[i] = random_below(random, N_PLACES);
    w.is_bare = random_below(random, 6) == 0;
    w.n = w.is_bare ? 2 : w.n;
    w.left = day_or_none(random, left);
    w.issued = day_or_none(random, left + 1 - (int32_t)random_below(random, 6));
    w.came =
        w.is_bare ? DATE_NONE : day_or_none(random, left - 1 + (int32_t)random_below(random, 8));
    return w;
}

static void add_way(struct world *w, size_t i, const struct way *way)
{
    struct trade_leg legs[3];
    struct trade_party parties[2];
    char id[16];
    for (int k = 0; k < 2; k++)
        parties[k] = (struct trade_party){.role = k ? TRADE_CONSIGNEE : TRADE_SHIPPER,
                                          .name = k ? STR("Koleg Import") : STR("Tavor Export"),
                                          .country = str_of(countries[way->stops[k]])};
    snprintf(id, sizeof id, "R%03zu", i);
    for (size_t k = 0; k + 1 < way->n; k++)
        legs[k] = (struct trade_leg){.from = str_of(way->is_bare ? "" : places[way->stops[k]]),
                                     .to = str_of(way->is_bare ? "" : places[way->stops[k + 1]]),
                                     .carrier = STR_EMPTY,
                                     .vehicle = STR_EMPTY,
                                     .mode = TRADE_AIR,
                                     .departed = {k == 0 ? way->left : DATE_NONE, -1},
                                     .arrived = {k + 2 == way->n ? way->came : DATE_NONE, -1}};
    struct trade_consignment c = {.id = str_of(id),
                                  .issued = {way->issued, -1},
                                  .mode = TRADE_AIR,
                                  .legs = legs,
                                  .n_legs = way->n - 1,
                                  .parties = parties,
                                  .n_parties = 2,
                                  .outcome_at = {DATE_NONE, -1}};
    assert_ok(trade_table_add(&w->table, &c));
}

/* Is it at that place of its way on that day, and how likely? The last day is kept if a post that
 * covers the place could use it. */
static double there(const struct way *w, size_t stop, int32_t day)
{
    int32_t left = w->left != DATE_NONE ? w->left : w->issued;
    if (stop == 0) {
        bool is_written = w->issued == DATE_NONE || day >= w->issued || day == left;
        return left != DATE_NONE && day >= left - 2 && day <= left && is_written;
    }
    if (stop + 1 == w->n)
        return w->came != DATE_NONE && (day == w->came || day == w->came + 1);
    bool is_on_its_way = left != DATE_NONE && w->came != DATE_NONE && day >= left && day <= w->came;
    return is_on_its_way ? 1 / (double)(w->came - left + 1) : 0;
}

static void a_record_is_where_asking_every_place_says(void **state)
{
    uint64_t random = 5;
    struct way ways[RECORDS];
    struct world w;
    size_t n_in_reach = 0;
    (void)state;
    start(&w);
    for (size_t i = 0; i < RECORDS; i++) {
        ways[i] = random_way(&random);
        add_way(&w, i, &ways[i]);
    }
    posts(&w, posts_text);
    w.o.n_days = N_DAYS;
    (void)made(&w);
    for (uint32_t r = 0; r < RECORDS; r++) {
        struct str id = table_str(&w.table, w.table.records.v[r].id);
        size_t of =
            (size_t)(id.p[1] - '0') * 100 + (size_t)(id.p[2] - '0') * 10 + (size_t)(id.p[3] - '0');
        struct seine_error err = {0};
        int32_t last, wanted = DATE_NONE;
        size_t n = 0;
        assert_ok(plan_reach(w.plan, r, &last, &err));
        for (int32_t day = DAY; day < DAY + 60; day++)
            for (uint32_t post = 0; post < N_POSTS; post++) {
                double best = 0;
                for (size_t s = 0; s < ways[of].n; s++)
                    if ((ways[of].is_bare ? covers_country : covers)[post][ways[of].stops[s]])
                        best = fmax(best, there(&ways[of], s, day));
                wanted = best > 0 ? day : wanted;
                if (best <= 0 || day >= DAY + N_DAYS)
                    continue;
                assert_true(n < w.plan->reach.n);
                assert_int_equal(w.plan->reach.v[n].cell, (uint32_t)(day - DAY) * N_POSTS + post);
                assert_true(is_near(w.plan->reach.v[n].there, best));
                n++;
            }
        assert_int_equal(n, w.plan->reach.n);
        assert_int_equal(last, wanted);
        n_in_reach += n > 0;
    }
    assert_int_equal(plan_get(w.plan)->n_in_reach, n_in_reach);
    assert_true(n_in_reach > RECORDS / 4 && n_in_reach < RECORDS);
    stop(&w);
}

/* A record that goes by as many places as a route has, at as many posts as there may be on as many
 * days as fit: each cell is met by each place. */
static void many_places_at_many_posts_take_their_number(void **state)
{
    enum { POSTS = 500, LEGS = 32, DAYS = 100 };
    struct world w;
    struct buf text;
    struct trade_leg legs[LEGS];
    (void)state;
    start(&w);
    for (size_t k = 0; k < LEGS; k++)
        legs[k] = (struct trade_leg){.from = str_of(places[k % 2]),
                                     .to = str_of(places[(k + 1) % 2]),
                                     .carrier = STR_EMPTY,
                                     .vehicle = STR_EMPTY,
                                     .mode = TRADE_AIR,
                                     .departed = {k == 0 ? DAY : DATE_NONE, -1},
                                     .arrived = {k + 1 == LEGS ? DAY + DAYS : DATE_NONE, -1}};
    struct trade_consignment c = {.id = STR("P1"),
                                  .issued = {DAY, -1},
                                  .mode = TRADE_AIR,
                                  .legs = legs,
                                  .n_legs = LEGS,
                                  .outcome_at = {DATE_NONE, -1}};
    assert_ok(trade_table_add(&w.table, &c));
    buf_init(&text, MIB);
    for (int i = 0; i < POSTS; i++)
        buf_add_f(&text, "%s{\"post\":\"p%d\",\"covers\":\"*\",\"capacity\":0}", i ? "," : "[", i);
    buf_add_z(&text, "]");
    posts(&w, text.p);
    w.o.n_days = DAYS;
    assert_int_equal(made(&w)->n_in_reach, 1);
    struct seine_error err = {0};
    int32_t last;
    assert_ok(plan_reach(w.plan, 0, &last, &err));
    assert_int_equal(w.plan->reach.n, POSTS * DAYS);
    buf_release(&text);
    stop(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_where_asking_every_place_says),
        cmocka_unit_test(many_places_at_many_posts_take_their_number),
    };
    int failed = RUN(tests);
    geo_free(geo);
    return failed;
}
