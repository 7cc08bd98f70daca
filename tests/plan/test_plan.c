/* From cases, records and posts to a plan: where and when consignments can be opened, what a piece
 * is worth after what became of the others, how hands are kept, what is drawn at random, and that
 * order of input and repetition change nothing. */
#include "plan_world.h"

static void a_piece_is_opened_where_and_when_it_can_be(void **state)
{
    (void)state;
    static const struct {
        const char *covers;
        int days;  /* from DAY on; it leaves PEK on DAY + 3 and comes to DAM on DAY + 5 */
        int first; /* day of the inspection after DAY, -1: none */
        double there;
    } rows[] = {{"PEK", 7, 1, 1},         {"CNPEK", 7, 1, 1}, {"CN", 7, 1, 1},
                {"DAM", 7, 5, 1},         {"SY", 5, -1, 0},   {"DXB", 7, 3, 1.0 / 3},
                {"AEDXB", 7, 3, 1.0 / 3}, {"PEK", 1, -1, 0},  {"DEFRA", 7, -1, 0},
                {"DEFRA DAM", 7, 5, 1}};
    for (size_t i = 0; i < N_OF(rows); i++) {
        struct world w;
        char text[128];
        start(&w);
        record(&w, "P1", DAY + 3, DAY + 5);
        add_case(&w, CASE(PART("a", "true", "\"P1\"")));
        snprintf(text, sizeof text, "[{\"post\":\"p\",\"covers\":\"%s\",\"capacity\":1}]",
                 rows[i].covers);
        posts(&w, text);
        w.o.n_days = rows[i].days;
        const struct plan_result *r = made(&w);
        assert_int_equal(r->n_rows, rows[i].first >= 0);
        assert_int_equal(r->n_in_reach, rows[i].first >= 0);
        if (r->n_rows) {
            assert_int_equal(r->rows[0].day, DAY + rows[i].first);
            assert_true(is_near(r->rows[0].p_there, rows[i].there));
            assert_true(is_near(r->expected, 0.5 * IS_IT * 0.8 * rows[i].there));
        }
        stop(&w);
    }
}

static void what_an_item_hangs_on_is_opened_first(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    record(&w, "P1", DAY, DAY + 2);
    record(&w, "P2", DAY, DAY + 2);
    add_case(&w, CASE(PART("a", "false", "\"P1\"") "," PART("b", "true", "\"P2\"")));
    posts(&w, "[{\"post\":\"all\",\"covers\":\"*\",\"capacity\":3}]");
    const struct plan_result *r = made(&w);
    assert_int_equal(r->n_rows, 2);
    assert_str(r->rows[0].consignment, "P2");
    assert_str(r->rows[0].component, "b");
    assert_true(r->rows[0].is_last_chance == false); /* it can be met in DAM too */
    assert_str(r->rows[1].consignment, "P1");        /* it may be the other of the two classes */
    assert_true(r->rows[1].why == PLAN_FOR_GAIN && is_near(r->rows[1].p_piece, ANOTHER));
    assert_int_equal(r->n_unused, 1);
    stop(&w);
}

/* A kit of which no class is essential is stopped by nothing: it gets the hands that are left. */
static void what_stops_nothing_is_opened_by_hands_that_are_left(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    record(&w, "P1", DAY, DAY + 2);
    add_case(&w, CASE(PART("a", "false", "\"P1\"")));
    posts(&w, ANYWHERE);
    const struct plan_result *r = made(&w);
    assert_int_equal(r->n_rows, 1);
    assert_true(r->rows[0].why == PLAN_FOR_SCORE && is_near(r->rows[0].gain, 0));
    stop(&w);
}

/* What P1 is worth after what became of P2, of the same class. */
static double worth(enum trade_outcome outcome, int32_t left, int32_t at, double *ret_case)
{
    struct world w;
    start(&w);
    record(&w, "P1", DAY, DAY + 2);
    ended(&w, "P2", left, outcome, at);
    add_case(&w, CASE(PART("a", "true", "\"P1\",\"P2\"")));
    posts(&w, ANYWHERE);
    const struct plan_result *r = made(&w);
    assert_int_equal(r->n_rows, 1);
    assert_str(r->rows[0].consignment, "P1");
    double open = r->rows[0].p_open;
    *ret_case = r->rows[0].p_case;
    stop(&w);
    return open;
}

/* P(true) with these odds, which were 1. */
static double from(double odds)
{
    return odds / (1 + odds);
}

static void what_became_of_the_others_counts(void **state)
{
    (void)state;
    double p, piece = IS_IT + ANOTHER;
    assert_true(is_near(worth(TRADE_OUTCOME_NONE, DAY - 30, DATE_NONE, &p), 1 - IS_IT) &&
                is_near(p, 0.5));
    assert_true(is_near(worth(TRADE_RELEASED, DAY - 30, DAY - 20, &p), 1 - IS_IT));
    /* What was held says nothing yet; what was seized that there is a scheme, and that it may be
     * stopped: by as much as it was of that class. */
    assert_true(is_near(worth(TRADE_HELD, DAY - 30, DATE_NONE, &p), 1) && is_near(p, 0.5));
    assert_true(is_near(worth(TRADE_SEIZED, DAY - 30, DAY - 20, &p), 1));
    assert_true(is_near(p, from(piece / 0.05) * (1 - IS_IT / piece)));
    assert_true(is_near(worth(TRADE_INSPECTED_CLEAN, DAY - 30, DAY - 20, &p), 1));
    assert_true(is_near(p, from((1 - piece * 0.8) / (1 - 0.05 * 0.8))));
    /* What will be known later is not known now. */
    assert_true(is_near(worth(TRADE_SEIZED, DAY - 30, DAY + 20, &p), 1 - IS_IT));
}

/* P2 was seized ten days ago; another of its class came through before, or after. */
static void what_was_seized_stopped_it_if_no_other_had_come_through(void **state)
{
    static const int came[] = {DAY - 20, DAY - 4};
    (void)state;
    for (size_t i = 0; i < N_OF(came); i++) {
        double piece = IS_IT + ANOTHER, open = i == 0 ? 1 - IS_IT : 1;
        struct world w;
        start(&w);
        record(&w, "P1", DAY, DAY + 2);
        ended(&w, "P2", DAY - 12, TRADE_SEIZED, DAY - 10);
        record(&w, "P3", came[i] - 2, came[i]);
        add_case(&w, CASE(PART("a", "true", "\"P1\",\"P2\",\"P3\"")));
        posts(&w, ANYWHERE);
        const struct plan_result *r = made(&w);
        assert_int_equal(r->n_rows, 1);
        assert_true(is_near(r->rows[0].p_open, 1 - IS_IT));
        assert_true(is_near(r->rows[0].p_case, from(piece / 0.05) * (1 - open * IS_IT / piece)));
        stop(&w);
    }
}

#define UNTOLD_CASE                                                                                \
    "{\"case\":\"C1\",\"score\":1,\"probability\":0.5,\"kit\":\"kite\",\"links\":[],"              \
    "\"components\":[" PART("a", "true", "\"P1\"") "," PART(                                       \
        "b", "false", "\"P2\"") "],\"expected\":[{\"component\":\"x\",\"essential\":true},{"       \
                                "\"component\":\"y\",\"essential\":false},{\"component\":"         \
                                "\"a\",\"essential\":true}],\"consignments\":[{\"id\":\"P1\","     \
                                "\"role\":\"piece\"},{\"id\":\"P2\",\"role\":\"piece\"},{"         \
                                "\"id\":\"P3\",\"role\":\"other\"},{\"id\":\"P4\",\"role\":"       \
                                "\"other\"}]}"

/* Of four classes two are essential, and one of these is lacking (what is awaited in place of a
 * piece is not): each lot may be any that it does not seem to be, all alike. */
static void what_does_not_look_essential_may_be(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    for (int i = 1; i <= 3; i++)
        record(&w, i == 1 ? "P1" : i == 2 ? "P2" : "P3", DAY, DAY + 2);
    add_case(&w, UNTOLD_CASE);
    posts(&w, "[{\"post\":\"all\",\"covers\":\"*\",\"capacity\":3}]");
    const struct plan_result *r = made(&w);
    double mine = 1 - IS_IT * 0.8, one = 1 - ANOTHER / 3 * 0.8, two = 1 - 2 * ANOTHER / 3 * 0.8,
           untold = 1 - 2 * UNTOLD / 4 * 0.8;
    assert_int_equal(r->n_rows, 3);
    assert_str(r->rows[0].component, "a");
    assert_str(r->rows[1].consignment, "P3");
    assert_true(is_near(r->rows[1].p_piece, 2 * UNTOLD / 4));
    assert_true(str_starts(r->rows[1].reason, STR("it may be an essential piece that it does not "
                                                  "look like 27 %, case 50 %")));
    assert_str(r->rows[2].consignment, "P2");
    assert_true(is_near(r->expected, 0.5 * (1 - mine * one * two * untold)));
    stop(&w);
}

/* What seemed to be of no class tells, opened, how much the others like it are worth in this case,
 * and, if nothing was found, nothing of the case. */
static void untold_lots_tell_of_each_other(void **state)
{
    static const struct {
        enum trade_outcome outcome;
        double found, opened;
    } rows[] = {{TRADE_OUTCOME_NONE, 0, 0}, {TRADE_INSPECTED_CLEAN, 0, 0.8}, {TRADE_SEIZED, 1, 1}};
    (void)state;
    for (size_t i = 0; i < N_OF(rows); i++) {
        struct world w;
        start(&w);
        record(&w, "P3", DAY, DAY + 2);
        if (rows[i].outcome != TRADE_OUTCOME_NONE)
            ended(&w, "P4", DAY - 9, rows[i].outcome, DAY - 7);
        add_case(&w, UNTOLD_CASE);
        posts(&w, ANYWHERE);
        const struct plan_result *r = made(&w);
        double share = (2 * UNTOLD + rows[i].found) / (2 + rows[i].opened), stopped = 1 - 1.0 / 4;
        assert_int_equal(r->n_rows, 1);
        assert_true(is_near(r->rows[0].p_piece, 2 * share / 4));
        assert_true(is_near(r->rows[0].p_case,
                            rows[i].found > 0 ? from(share / 0.05) * stopped * stopped : 0.5));
        stop(&w);
    }
}

static void two_papers_of_the_same_goods_are_one_piece(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    record(&w, "P1", DAY - 9, DAY - 7);
    record(&w, "P2", DAY, DAY + 2);
    add_case(&w,
             "{\"case\":\"C1\",\"score\":1,\"probability\":0.5,\"kit\":\"kite\",\"links\":[{"
             "\"kind\":\"relay\",\"from\":\"P1\",\"to\":\"P2\"}],\"consignments\":[{\"id\":"
             "\"P1\",\"role\":\"piece\"},{\"id\":\"P2\",\"role\":\"relay\"}],\"components\":[" PART(
                 "a", "true", "\"P1\"") "]}");
    posts(&w, ANYWHERE);
    const struct plan_result *r = made(&w);
    assert_int_equal(r->n_rows, 1); /* P1 is gone, but its goods go on as P2 */
    assert_str(r->rows[0].consignment, "P2");
    assert_true(is_near(r->rows[0].p_open, 1));
    stop(&w);
}

static void a_case_without_a_kit_is_stopped_by_any_of_its_consignments(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    record(&w, "P1", DAY, DAY + 2);
    record(&w, "P2", DAY - 9, DAY - 7);
    add_case(&w, "{\"case\":\"C1\",\"score\":1,\"probability\":0.5,\"kit\":null,\"kind\":"
                 "\"listed-party\",\"components\":[],\"links\":[],\"consignments\":[{\"id\":\"P1\","
                 "\"role\":\"other\"},{\"id\":\"P2\",\"role\":\"other\"},{\"id\":\"gone\","
                 "\"role\":\"other\"}]}");
    posts(&w, ANYWHERE);
    const struct plan_result *r = made(&w);
    assert_int_equal(r->n_rows, 1);
    assert_str(r->rows[0].kit, "listed-party");
    assert_true(is_near(r->expected, 0.5 * 0.8));
    assert_int_equal(r->n_unknown, 1);
    stop(&w);
}

static void ids_in_csv_are_text(void **state)
{
    (void)state;
    struct world w;
    struct buf out;
    start(&w);
    record(&w, "=1+1", DAY, DAY + 2);
    add_case(&w,
             "{\"case\":\"C1\",\"score\":1,\"probability\":0.5,\"kit\":null,\"kind\":\"sample\","
             "\"consignments\":[{\"id\":\"=1+1\",\"role\":\"other\"}]}");
    posts(&w, ANYWHERE);
    assert_int_equal(made(&w)->n_rows, 1);
    buf_init(&out, MIB);
    plan_write(&out, w.plan, PLAN_CSV);
    assert_true(str_contains(buf_str(&out), STR(",'=1+1,C1,")));
    buf_release(&out);
    stop(&w);
}

/* The same case of two scans, with another between them by score: it counts once, the better. */
static void a_case_that_is_given_twice_counts_once(void **state)
{
    static const char *const cases[][2] = {{"C1", "3"}, {"C2", "2"}, {"C1", "1"}};
    (void)state;
    struct world w;
    start(&w);
    record(&w, "P1", DAY, DAY + 2);
    for (size_t i = 0; i < N_OF(cases); i++) {
        char text[256];
        snprintf(text, sizeof text,
                 "{\"case\":\"%s\",\"score\":%s,\"probability\":0.5,\"kit\":null,\"kind\":"
                 "\"sample\",\"consignments\":[{\"id\":\"%s\",\"role\":\"other\"}]}",
                 cases[i][0], cases[i][1], i == 1 ? "none" : "P1");
        add_case(&w, text);
    }
    posts(&w, ANYWHERE);
    const struct plan_result *r = made(&w);
    assert_int_equal(r->n_cases, 2);
    assert_true(is_near(r->expected, 0.5 * 0.8));
    stop(&w);
}

static void hours_are_spent_by_mode(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    for (int i = 1; i <= 2; i++)
        record(&w, i == 1 ? "P1" : "P2", DAY, DAY + 2);
    add_case(&w, CASE(PART("a", "true", "\"P1\"") "," PART("b", "true", "\"P2\"")));
    posts(&w, "[{\"post\":\"p\",\"covers\":[\"PEK\"],\"hours\":1.5,\"minutes\":{\"other\":30,"
              "\"air\":50}}]");
    const struct plan_result *r = made(&w);
    assert_int_equal(r->n_rows, 1); /* twice 50 minutes are more than 90 */
    assert_true(r->guarantee > 0.6);
    stop(&w);
}

/* A post that could open one consignment by sea opens three by air: that is three hands. */
static void hands_are_what_was_opened_and_what_is_left(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    for (int i = 1; i <= 3; i++)
        record(&w, i == 1 ? "P1" : i == 2 ? "P2" : "P3", DAY, DAY + 2);
    add_case(&w, CASE(PART("a", "true", "\"P1\"") "," PART("b", "true", "\"P2\",\"P3\"")));
    posts(&w, "[{\"post\":\"p\",\"covers\":[\"PEK\"],\"hours\":2.5,\"minutes\":{\"other\":100,"
              "\"air\":50}}]");
    const struct plan_result *r = made(&w);
    assert_int_equal(r->n_rows, 3);
    assert_int_equal(r->n_hands, 3);
    assert_int_equal(r->n_unused, 0);
    stop(&w);
}

/* A world of many: shuffled by the stream. */
enum { RECORDS = 300, CASES = 40 };
static const char *const places[] = {"PEK", "DXB", "VVO", "FRA", "SIN", "SVO"};

static void shuffle(uint64_t *random, size_t *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        v[i] = i;
    for (size_t i = n; i > 1; i--) {
        size_t k = random_below(random, i), t = v[i - 1];
        v[i - 1] = v[k];
        v[k] = t;
    }
}

static void many_record(struct world *w, size_t i)
{
    uint64_t random = 1000 + i;
    char id[16];
    snprintf(id, sizeof id, "R%03zu", i);
    struct trade_leg leg = {.from = str_of(places[random_below(&random, 6)]),
                            .to = str_of(places[random_below(&random, 6)]),
                            .carrier = STR_EMPTY,
                            .vehicle = STR_EMPTY,
                            .mode = TRADE_AIR};
    int32_t left = DAY - 4 + (int32_t)random_below(&random, 12);
    leg.departed = (struct trade_when){left, -1};
    leg.arrived = (struct trade_when){left + 1 + (int32_t)random_below(&random, 3), -1};
    struct trade_consignment c = {.id = str_of(id),
                                  .issued = {left - (int32_t)random_below(&random, 3), -1},
                                  .mode = random_below(&random, 2) ? TRADE_AIR : TRADE_ROAD,
                                  .legs = &leg,
                                  .n_legs = 1,
                                  .outcome_at = {DATE_NONE, -1}};
    assert_ok(trade_table_add(&w->table, &c));
}

static void many_case(struct world *w, size_t i)
{
    uint64_t random = 5000 + i;
    struct buf b;
    buf_init(&b, LIMIT_TEXT);
    buf_add_f(&b, "{\"case\":\"C%zu\",\"score\":%zu,\"probability\":0.%zu,\"kit\":\"k\",", i, i % 7,
              1 + random_below(&random, 9));
    buf_add_z(&b, "\"expected\":[{\"component\":\"x\",\"name\":\"X\",\"essential\":true,\"comes\":"
                  "0.05,\"from_day\":\"2026-07-01\",\"likely_day\":\"2026-07-11\",\"to_day\":"
                  "\"2026-08-01\",\"lanes\":[{\"from\":\"PEK\",\"to\":\"DXB\",\"pieces\":2},"
                  "{\"from\":\"FRA\",\"to\":\"DXB\",\"pieces\":1}]}],\"components\":[");
    size_t ids[6];
    for (size_t k = 0; k < 6; k++)
        ids[k] = random_below(&random, RECORDS);
    for (size_t k = 0; k < 3; k++)
        buf_add_f(&b,
                  "%s{\"component\":\"c%zu\",\"name\":\"N\",\"essential\":%s,\"strength\":0.%zu,"
                  "\"consignments\":[\"R%03zu\",\"R%03zu\"]}",
                  k ? "," : "", k, random_below(&random, 3) ? "true" : "false",
                  random_below(&random, 10), ids[2 * k], ids[2 * k + 1]);
    buf_add_z(&b, "],\"consignments\":[");
    for (size_t k = 0; k < 6; k++)
        buf_add_f(&b, "%s{\"id\":\"R%03zu\",\"role\":\"piece\"}", k ? "," : "", ids[k]);
    buf_add_z(&b, "],\"links\":[]}");
    add_case(w, arena_str(&w->arena, buf_str(&b), NULL).p);
    buf_release(&b);
}

static const char *const many_posts[] = {
    "[{\"post\":\"dubai\",\"covers\":\"DXB\",\"capacity\":3}]",
    "[{\"post\":\"europe\",\"covers\":[\"DE\",\"RU\"],\"hours\":4,\"minutes\":{\"other\":60,"
    "\"road\":100}}]",
    "[{\"post\":\"asia\",\"covers\":\"CN SG RUVVO\",\"capacity\":2,\"finds\":0.5}]"};

static void make_many(struct world *w, uint64_t order)
{
    size_t v[RECORDS];
    uint64_t random = order;
    start(w);
    shuffle(&random, v, RECORDS);
    for (size_t i = 0; i < RECORDS; i++)
        many_record(w, v[i]);
    shuffle(&random, v, CASES);
    for (size_t i = 0; i < CASES; i++)
        many_case(w, v[i]);
    shuffle(&random, v, N_OF(many_posts));
    for (size_t i = 0; i < N_OF(many_posts); i++)
        posts(w, many_posts[v[i]]);
    w->o.n_days = 4;
    w->o.explore = 0.1;
    w->o.with_expected = true;
}

static void order_of_input_changes_nothing(void **state)
{
    (void)state;
    for (int choice = PLAN_GAIN; choice <= PLAN_RANDOM; choice++) {
        struct buf first, other;
        buf_init(&first, LIMIT_REPORT);
        buf_init(&other, LIMIT_REPORT);
        for (uint64_t order = 1; order <= 4; order++) {
            struct world w;
            make_many(&w, order);
            w.o.choice = (enum plan_choice)choice;
            (void)made(&w);
            buf_reset(&other);
            plan_write(order == 1 ? &first : &other, w.plan, PLAN_JSON);
            stop(&w);
            assert_true(order == 1 || str_is(buf_str(&first), buf_str(&other)));
        }
        assert_true(first.n > 1000);
        buf_release(&first);
        buf_release(&other);
    }
}

/* Each consignment once, each post within its capacity on each day, gains add up. */
static void check_rows(const struct world *w, const struct plan_result *r)
{
    double sum = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct plan_row *row = &r->rows[i];
        int64_t used = 0;
        sum += row->gain;
        assert_true(fabs(row->total - sum) < 1e-9);
        for (size_t k = 0; k < r->n_rows; k++) {
            bool is_same =
                r->rows[k].consignment.n && str_is(r->rows[k].consignment, row->consignment);
            assert_true(!is_same || i == k);
            used += r->rows[k].post == row->post && r->rows[k].day == row->day;
        }
        const struct plan_post *post = plan_post_at(w->plan, row->post);
        assert_true(used * post->cost[TRADE_AIR] <= post->capacity);
        assert_true(row->day >= DAY && row->day < DAY + w->o.n_days);
        assert_true(row->reason.n > 0);
    }
    assert_true(fabs(r->expected - sum) < 1e-9);
}

static void hands_are_kept_and_some_open_at_random(void **state)
{
    (void)state;
    size_t n_drawn = 0, n_same = 0;
    struct str drawn[64];
    struct world one, w;
    make_many(&one, 1);
    const struct plan_result *r = made(&one);
    check_rows(&one, r);
    for (size_t i = 0; i < r->n_rows; i++)
        if (r->rows[i].why == PLAN_AT_RANDOM)
            drawn[n_drawn++] = r->rows[i].consignment;
    /* A tenth of 3, 2 and 2 hands on 4 days: 1.2, 0.8 and 0.8, each to within one. */
    assert_true(n_drawn >= 1 && n_drawn <= 4 && r->n_random == n_drawn);
    assert_true(r->by_score > 0 && r->by_random > 0 && r->expected > r->by_random);
    assert_true(r->at_most >= r->expected - 0.2);
    make_many(&w, 1);
    w.o.seed = 2;
    const struct plan_result *other = made(&w);
    for (size_t i = 0; i < other->n_rows; i++)
        for (size_t k = 0; k < n_drawn; k++)
            n_same += other->rows[i].why == PLAN_AT_RANDOM &&
                      str_is(other->rows[i].consignment, drawn[k]);
    assert_true(n_same < n_drawn); /* another seed draws others */
    stop(&one);
    stop(&w);
}

/* What is set aside for random inspection is nobody else's, and is used if there is somebody to
 * draw. */
static void the_share_at_random_is_set_aside(void **state)
{
    (void)state;
    struct world w;
    start(&w);
    for (int i = 0; i < 9; i++) {
        char id[8];
        snprintf(id, sizeof id, "P%d", i);
        record(&w, id, DAY, DAY + 2);
    }
    add_case(&w, CASE(PART("a", "true", "\"P1\"") "," PART("b", "true", "\"P2\"") "," PART(
                     "c", "true", "\"P3\"") "," PART("d", "true", "\"P4\"")));
    posts(&w, "[{\"post\":\"p\",\"covers\":\"PEK\",\"capacity\":4}]");
    w.o.explore = 0.5;
    const struct plan_result *r = made(&w);
    size_t n[PLAN_AT_RANDOM + 1] = {0};
    for (size_t i = 0; i < r->n_rows; i++)
        n[r->rows[i].why]++;
    assert_int_equal(n[PLAN_FOR_GAIN], 2);
    assert_int_equal(n[PLAN_AT_RANDOM], 2);
    assert_int_equal(r->n_rows, 4);
    stop(&w);
}

static void the_share_at_random_holds_in_the_long_run(void **state)
{
    (void)state;
    size_t n = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct world w;
        start(&w);
        record(&w, "P1", DAY, DAY + 2);
        record(&w, "P2", DAY, DAY + 2);
        posts(&w, ANYWHERE);
        w.o.seed = seed;
        w.o.explore = 0.25;
        n += made(&w)->n_random; /* a quarter of one hand */
        stop(&w);
    }
    assert_true(n > 30 && n < 70);
}

static void the_baselines_keep_to_the_hands_too(void **state)
{
    (void)state;
    double expected[3], by_score[3];
    for (int choice = PLAN_GAIN; choice <= PLAN_RANDOM; choice++) {
        struct world w;
        make_many(&w, 1);
        w.o.choice = (enum plan_choice)choice;
        w.o.explore = 0;
        w.o.with_expected = false;
        const struct plan_result *r = made(&w);
        check_rows(&w, r);
        expected[choice] = r->expected;
        by_score[choice] = r->by_score;
        stop(&w);
    }
    assert_true(expected[PLAN_GAIN] > expected[PLAN_SCORE]);
    assert_true(expected[PLAN_SCORE] > expected[PLAN_RANDOM]);
    assert_true(is_near(expected[PLAN_SCORE], by_score[PLAN_GAIN]));
}

/* Opened once, however many days there are for it; and as drawing with many seeds has it. */
static void what_random_hands_stop_is_what_drawing_stops(void **state)
{
    enum { SEEDS = 60 };
    double sum = 0, told = 0;
    struct world w;
    (void)state;
    start(&w);
    record(&w, "P1", DAY, DAY + 3);
    add_case(&w, CASE(PART("a", "true", "\"P1\"")));
    posts(&w, ANYWHERE);
    w.o.n_days = 5;
    assert_true(is_near(made(&w)->by_random, 0.5 * IS_IT * 0.8));
    stop(&w);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        make_many(&w, 1);
        w.o.choice = PLAN_RANDOM;
        w.o.with_expected = false;
        w.o.seed = seed;
        sum += made(&w)->expected / SEEDS;
        told = plan_get(w.plan)->by_random;
        stop(&w);
    }
    if (fabs(sum / told - 1) > 0.1)
        fail_msg("drawn %.4f, told %.4f", sum, told);
}

static void an_exact_plan_is_no_worse(void **state)
{
    (void)state;
    double value[2];
    for (int exact = 0; exact < 2; exact++) {
        struct world w;
        start(&w);
        for (size_t i = 0; i < RECORDS; i++)
            many_record(&w, i);
        for (size_t i = 0; i < 6; i++)
            many_case(&w, i);
        posts(&w, many_posts[1]);
        posts(&w, many_posts[2]);
        w.o.n_days = 2;
        w.o.is_exact = exact;
        const struct plan_result *r = made(&w);
        check_rows(&w, r);
        value[exact] = r->expected;
        assert_true(r->at_most >= r->expected - 1e-9);
        assert_true(!exact || (r->is_exact && is_near(r->guarantee, 1)));
        stop(&w);
    }
    assert_true(value[1] >= value[0] - 1e-9 && value[0] >= value[1] / 3);
}

static void a_hand_is_kept_free_for_what_is_expected(void **state)
{
    (void)state;
    for (int with = 0; with < 2; with++) {
        struct world w;
        start(&w);
        many_case(&w, 1);
        posts(&w, "[{\"post\":\"p\",\"covers\":\"PEK\",\"capacity\":1}]");
        w.o.n_days = 3;
        w.o.with_expected = with;
        const struct plan_result *r = made(&w);
        assert_int_equal(r->n_rows, with ? 3 : 0); /* no record is there: a hand each day */
        for (size_t i = 0; i < r->n_rows; i++) {
            assert_int_equal(r->rows[i].consignment.n, 0);
            assert_str(r->rows[i].component, "x");
        }
        /* P(it comes) 0.05, two of three by PEK; a tenth of the days to DAY + 1, four tenths of
         * the ten days behind it. */
        double come = 0.05 * 2 / 3 * PLAN_FINDS, days[3] = {0.1 / 2, 0.1 / 2, 0.4 / 10};
        for (size_t i = 0; i < r->n_rows; i++) { /* the likeliest first */
            assert_int_equal(r->rows[i].day, DAY + (int32_t)i);
            assert_true(is_near(r->rows[i].gain, come * days[i]));
            assert_str(r->rows[i].place, "PEK");
        }
        stop(&w);
    }
}

/* One piece that is expected: is a hand kept free for it, and where? */
static void only_what_is_essential_and_dated_is_waited_for(void **state)
{
    static const struct {
        const char *what, *place;
    } rows[] = {{"\"essential\":true,\"to_day\":\"2026-08-01\"", "DXB"},
                {"\"essential\":false,\"to_day\":\"2026-08-01\"", NULL},
                {"\"essential\":true", NULL}};
    (void)state;
    for (size_t i = 0; i < N_OF(rows); i++) {
        struct world w;
        char text[512];
        start(&w);
        snprintf(
            text, sizeof text,
            "{\"case\":\"C\",\"score\":1,\"probability\":0.1,\"kit\":\"k\",\"consignments\":[],"
            "\"expected\":[{\"component\":\"x\",\"name\":\"X\",\"comes\":0.9,\"from_day\":"
            "\"2026-07-01\",\"likely_day\":\"2026-07-11\",%s,\"lanes\":[{\"from\":\"PEK\",\"to\":"
            "\"DXB\",\"pieces\":1}]}]}",
            rows[i].what);
        add_case(&w, text);
        posts(&w, "[{\"post\":\"gulf\",\"covers\":\"AE\",\"capacity\":1}]");
        w.o.with_expected = true;
        const struct plan_result *r = made(&w);
        assert_int_equal(r->n_rows, rows[i].place ? 1 : 0);
        if (rows[i].place) {
            assert_true(str_is(r->rows[0].place, str_of(rows[i].place)));
            /* It comes for certain if the case is true, and no more than that. */
            assert_true(is_near(r->rows[0].gain, 0.1 * PLAN_FINDS * 0.1 / 2));
        }
        stop(&w);
    }
}

static void wrong_posts_are_refused_in_words(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"[]", "at least one"},
        {"[1]", "object"},
        {"[{\"covers\":\"DXB\",\"capacity\":1}]", "no name"},
        {"[{\"post\":\"a\",\"capacity\":1}]", "covers nothing"},
        {"[{\"post\":\"a\",\"covers\":\"DXB\"}]", "either capacity or hours"},
        {"[{\"post\":\"a\",\"covers\":\"DXB\",\"capacity\":1,\"hours\":1}]", "either"},
        {"[{\"post\":\"a\",\"covers\":\"DXB\",\"hours\":1}]", "minutes"},
        {"[{\"post\":\"a\",\"covers\":\"DUBAI CITY\",\"capacity\":1}]", "DUBAI"},
        {"[{\"post\":\"a\",\"covers\":\"XQ\",\"capacity\":1}]", "'XQ'"},
        {"[{\"post\":\"a\",\"covers\":\"DXB\",\"capacity\":-1}]", "from 0"},
        {"[{\"post\":\"a\",\"covers\":\"DXB\",\"capacity\":1,\"finds\":2}]", "from 0 to 1"},
        {"[{\"post\":\"a\",\"covers\":\"DXB\",\"capacity\":1,\"colour\":2}]", "'colour'"},
        {"[{\"post\":\"a\",\"covers\":\"*\",\"capacity\":1},{\"post\":\"a\",\"covers\":\"*\","
         "\"capacity\":1}]",
         "twice"},
    };
    for (size_t i = 0; i < N_OF(rows); i++) {
        struct world w;
        struct seine_error err = {0};
        const struct json_value *v = NULL;
        start(&w);
        assert_ok(json_parse(str_of(rows[i].text), &w.arena, &v, &err));
        assert_int_not_equal(plan_posts_json(&w.posts, v, w.geo, 0.8, &err), SEINE_OK);
        if (!strstr(err.message, rows[i].says))
            fail_msg("%s: %s", rows[i].text, err.message);
        stop(&w);
    }
}

/* Nobody's case is larger, and one that is would take its number squared. */
static void what_is_too_large_for_a_case_is_refused(void **state)
{
    static const struct {
        const char *list, *part, *inner;
        int n;
    } rows[] = {{"components", "{\"component\":\"a\"}", "", 25},
                {"expected", "{\"component\":\"a\"}", "", 25},
                {"expected", "{\"component\":\"a\",\"lanes\":[", "{}", 17},
                {"components", "{\"component\":\"a\",\"consignments\":[", "\"P1\"", 100001},
                {"links", "{}", "", 100001}};
    (void)state;
    for (size_t i = 0; i < N_OF(rows); i++)
        for (int less = 0; less < 2; less++) {
            struct world w;
            struct buf b;
            struct seine_error err = {0};
            const struct json_value *v = NULL;
            start(&w);
            buf_init(&b, 8 * MIB);
            buf_add_f(&b, "{\"case\":\"C\",\"probability\":0.5,\"consignments\":[],\"%s\":[%s",
                      rows[i].list, rows[i].inner[0] ? rows[i].part : "");
            for (int k = 0; k < rows[i].n - less; k++)
                buf_add_f(&b, "%s%s", k ? "," : "",
                          rows[i].inner[0] ? rows[i].inner : rows[i].part);
            buf_add_z(&b, rows[i].inner[0] ? "]}]}" : "]}");
            assert_ok(json_parse(buf_str(&b), &w.arena, &v, &err));
            assert_int_equal(plan_add_case(w.plan, buf_str(&b), v, &err),
                             less ? SEINE_OK : SEINE_LIMIT);
            buf_release(&b);
            stop(&w);
        }
}

static void what_is_no_case_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"{}", "[]", "{\"case\":\"C\",\"probability\":0.5}",
                                        "{\"case\":\"C\",\"consignments\":[],\"probability\":1.5}",
                                        "{\"case\":\"C\",\"consignments\":[]}"};
    for (size_t i = 0; i < N_OF(texts); i++) {
        struct world w;
        struct seine_error err = {0};
        const struct json_value *v = NULL;
        start(&w);
        assert_ok(json_parse(str_of(texts[i]), &w.arena, &v, &err));
        assert_int_equal(plan_add_case(w.plan, str_of(texts[i]), v, &err), SEINE_FORMAT);
        stop(&w);
    }
}

static void no_memory_is_an_error_wherever_it_ends(void **state)
{
    (void)state;
    bool is_done = false;
    for (uint64_t at = 1; !is_done; at += 1 + at / 6) {
        struct world w;
        struct seine_error err = {0};
        make_many(&w, 1);
        assert_ok(trade_table_seal(&w.table, NULL, &err));
        w.o.table = &w.table;
        w.o.geo = w.geo;
        mem_fail_at(at);
        enum seine_status status = plan_make(w.plan, &w.o, &err);
        mem_fail_at(0);
        is_done = status == SEINE_OK;
        assert_true(is_done || status == SEINE_NOMEM);
        stop(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_piece_is_opened_where_and_when_it_can_be),
        cmocka_unit_test(what_an_item_hangs_on_is_opened_first),
        cmocka_unit_test(what_stops_nothing_is_opened_by_hands_that_are_left),
        cmocka_unit_test(what_became_of_the_others_counts),
        cmocka_unit_test(what_was_seized_stopped_it_if_no_other_had_come_through),
        cmocka_unit_test(what_does_not_look_essential_may_be),
        cmocka_unit_test(untold_lots_tell_of_each_other),
        cmocka_unit_test(two_papers_of_the_same_goods_are_one_piece),
        cmocka_unit_test(a_case_without_a_kit_is_stopped_by_any_of_its_consignments),
        cmocka_unit_test(ids_in_csv_are_text),
        cmocka_unit_test(a_case_that_is_given_twice_counts_once),
        cmocka_unit_test(hours_are_spent_by_mode),
        cmocka_unit_test(hands_are_what_was_opened_and_what_is_left),
        cmocka_unit_test(order_of_input_changes_nothing),
        cmocka_unit_test(hands_are_kept_and_some_open_at_random),
        cmocka_unit_test(the_share_at_random_is_set_aside),
        cmocka_unit_test(the_share_at_random_holds_in_the_long_run),
        cmocka_unit_test(the_baselines_keep_to_the_hands_too),
        cmocka_unit_test(what_random_hands_stop_is_what_drawing_stops),
        cmocka_unit_test(an_exact_plan_is_no_worse),
        cmocka_unit_test(a_hand_is_kept_free_for_what_is_expected),
        cmocka_unit_test(only_what_is_essential_and_dated_is_waited_for),
        cmocka_unit_test(wrong_posts_are_refused_in_words),
        cmocka_unit_test(what_is_too_large_for_a_case_is_refused),
        cmocka_unit_test(what_is_no_case_is_refused),
        cmocka_unit_test(no_memory_is_an_error_wherever_it_ends),
    };
    int failed = RUN(tests);
    geo_free(geo);
    return failed;
}
