/* plan_world.h - a few records, posts and cases, and the plan that is made of them. */
#ifndef PLAN_WORLD_H
#define PLAN_WORLD_H

#include "unit.h"

#include <math.h>

#include "plan/plan.h"

enum { DAY = 20634 };                             /* 2026-06-30 */
static const double IS_IT = 0.68 + 0.13 * 0.5;    /* a piece of strength 0.5 is what it seems */
static const double ANOTHER = (1 - 0.745) * 0.67; /* or of another class */
static const double UNTOLD = 0.54;                /* one that seems nothing is of some class */

struct world {
    struct arena arena;
    struct geo *geo;
    struct trade_table table;
    struct plan_posts posts;
    struct plan *plan;
    struct plan_options o;
};

static struct geo *geo; /* opened once */

static inline void start(struct world *w)
{
    struct seine_error err = {0};
    *w = (struct world){0};
    arena_init(&w->arena, LIMIT_REPORT);
    if (!geo)
        assert_ok(geo_open(&geo, &err));
    w->geo = geo;
    assert_ok(trade_table_init(&w->table));
    assert_ok(plan_new(&w->plan));
    plan_posts_init(&w->posts);
    w->o = (struct plan_options){
        .posts = &w->posts, .from_day = DAY, .n_days = 1, .seed = 1, .finds = 0.8};
}

static inline void stop(struct world *w)
{
    plan_free(w->plan);
    plan_posts_release(&w->posts);
    trade_table_release(&w->table);
    arena_release(&w->arena);
}

/* By air from PEK over DXB to DAM; DATE_NONE: not known. */
static inline void record(struct world *w, const char *id, int32_t left, int32_t came)
{
    struct trade_leg legs[] = {{.from = STR("PEK"),
                                .to = STR("DXB"),
                                .carrier = STR_EMPTY,
                                .vehicle = STR_EMPTY,
                                .mode = TRADE_AIR,
                                .departed = {left, -1},
                                .arrived = {DATE_NONE, -1}},
                               {.from = STR("DXB"),
                                .to = STR("DAM"),
                                .carrier = STR_EMPTY,
                                .vehicle = STR_EMPTY,
                                .mode = TRADE_AIR,
                                .departed = {DATE_NONE, -1},
                                .arrived = {came, -1}}};
    struct trade_consignment c = {.id = str_of(id),
                                  .issued = {left == DATE_NONE ? DATE_NONE : left - 5, -1},
                                  .mode = TRADE_AIR,
                                  .legs = legs,
                                  .n_legs = 2,
                                  .outcome_at = {DATE_NONE, -1}};
    assert_ok(trade_table_add(&w->table, &c));
}

static inline void ended(struct world *w, const char *id, int32_t left, enum trade_outcome outcome,
                         int32_t at)
{
    struct trade_consignment c = {.id = str_of(id),
                                  .issued = {left, -1},
                                  .mode = TRADE_AIR,
                                  .outcome = outcome,
                                  .outcome_at = {at, -1}};
    assert_ok(trade_table_add(&w->table, &c));
}

static inline void add_case(struct world *w, const char *text)
{
    struct seine_error err = {0};
    const struct json_value *v = NULL;
    assert_ok(json_parse(str_of(text), &w->arena, &v, &err));
    if (plan_add_case(w->plan, str_of(text), v, &err) != SEINE_OK)
        fail_msg("%s", err.message);
}

static inline void posts(struct world *w, const char *text)
{
    struct seine_error err = {0};
    const struct json_value *v = NULL;
    assert_ok(json_parse(str_of(text), &w->arena, &v, &err));
    if (plan_posts_json(&w->posts, v, w->geo, PLAN_FINDS, &err) != SEINE_OK)
        fail_msg("%s", err.message);
}

static inline const struct plan_result *made(struct world *w)
{
    struct seine_error err = {0};
    assert_ok(trade_table_seal(&w->table, NULL, &err));
    w->o.table = &w->table;
    w->o.geo = w->geo;
    if (plan_make(w->plan, &w->o, &err) != SEINE_OK)
        fail_msg("%s", err.message);
    return plan_get(w->plan);
}

static inline bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

#define CASE(pieces)                                                                               \
    "{\"case\":\"C1\",\"score\":1,\"probability\":0.5,\"kit\":\"kite\",\"links\":[],"              \
    "\"consignments\":[{\"id\":\"P1\",\"role\":\"piece\"},{\"id\":\"P2\",\"role\":\"piece\"}],"    \
    "\"components\":[" pieces "]}"
#define PART(id, essential, ids)                                                                   \
    "{\"component\":\"" id "\",\"name\":\"Part " id "\",\"essential\":" essential                  \
    ",\"strength\":0.5,\"consignments\":[" ids "]}"
#define ANYWHERE "[{\"post\":\"all\",\"covers\":\"*\",\"capacity\":1}]"

#endif
