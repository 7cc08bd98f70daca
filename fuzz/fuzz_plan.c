/* Posts and cases over any bytes (what stands before the first line "--" are posts, each line after
 * it is a case), planned over ten records: a plan adds up, keeps to its hands, and is under its
 * bound. */
#include "plan/plan.h"

#include <math.h>
#include <stdlib.h>

#define DAY 20634

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void add_records(struct trade_table *t)
{
    static const struct str places[] = {{"PEK", 3}, {"DXB", 3}, {"RUVVO", 5}};
    for (int i = 0; i < 10; i++) {
        char id[3] = {'R', (char)('0' + i), 0};
        struct trade_leg leg = {.from = places[i % 3],
                                .to = places[(i + 1) % 3],
                                .carrier = STR_EMPTY,
                                .vehicle = STR_EMPTY,
                                .mode = TRADE_AIR,
                                .departed = {DAY - 3 + i, -1},
                                .arrived = {DAY - 1 + i, -1}};
        struct trade_consignment c = {.id = str_of(id),
                                      .issued = {DAY - 4 + i, -1},
                                      .mode = i % 2 ? TRADE_AIR : TRADE_ROAD,
                                      .legs = &leg,
                                      .n_legs = 1,
                                      .outcome_at = {DATE_NONE, -1}};
        check(trade_table_add(t, &c) == SEINE_OK);
    }
    check(trade_table_seal(t, NULL, NULL) == SEINE_OK);
}

static void add_cases(struct plan *p, struct str lines)
{
    struct arena arena;
    struct str line;
    bool more = true;
    arena_init(&arena, 64 * MIB);
    while (str_cut(&lines, &more, '\n', &line)) {
        const struct json_value *v = NULL;
        arena_reset(&arena);
        if (json_parse(line, &arena, &v, NULL) == SEINE_OK &&
            plan_add_case(p, line, v, NULL) != SEINE_OK)
            continue;
    }
    arena_release(&arena);
}

static void check_plan(const struct plan *p, const struct plan_options *o)
{
    const struct plan_result *r = plan_get(p);
    double sum = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct plan_row *row = &r->rows[i];
        sum += row->gain;
        check(row->gain >= 0 && fabs(row->total - sum) < 1e-6);
        check(row->day >= DAY && row->day < DAY + o->n_days);
    }
    check(fabs(r->expected - sum) < 1e-6 && r->at_most >= 0 && r->by_random >= 0);
    check(r->guarantee > 0 && r->guarantee <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct geo *geo;
    static struct trade_table table;
    struct str all = {size ? (const char *)data : "", size}, posts_text = all, cases = STR_EMPTY;
    struct plan_posts posts;
    struct plan *p = NULL;
    struct input *in = NULL;
    struct seine_error err = {0};
    if (!geo) {
        check(geo_open(&geo, NULL) == SEINE_OK && trade_table_init(&table) == SEINE_OK);
        add_records(&table);
    }
    for (size_t i = 0; i + 4 <= all.n; i++)
        if (str_is(str_slice(all, i, i + 4), STR("\n--\n"))) {
            posts_text = str_slice(all, 0, i);
            cases = str_slice(all, i + 4, all.n);
            break;
        }
    plan_posts_init(&posts);
    check(plan_new(&p) == SEINE_OK);
    if (input_open_bytes(posts_text, "fuzz", &in, &err) == SEINE_OK &&
        plan_posts_input(&posts, in, geo, PLAN_FINDS, &err) == SEINE_OK) {
        struct plan_options o = {.table = &table,
                                 .geo = geo,
                                 .posts = &posts,
                                 .from_day = DAY,
                                 .n_days = 3,
                                 .explore = 0.1,
                                 .seed = 1,
                                 .finds = PLAN_FINDS,
                                 .with_expected = true};
        add_cases(p, cases);
        if (plan_make(p, &o, &err) == SEINE_OK)
            check_plan(p, &o);
    }
    check(err.status == SEINE_OK || err.message[0]);
    input_free(in);
    plan_free(p);
    plan_posts_release(&posts);
    return 0;
}
