/* serve/own_plan.c - what to open with the hands that the request names, out of the cases and
 * records of the store. That it was asked for is kept in the audit, as a plan names cases. The
 * answer is what `seine plan --format json` writes. */
#include "pipeline/planning.h"
#include "serve/own_internal.h"

struct wish {
    struct plan_posts posts;
    struct plan_options o;
    double capacity; /* 0: there are posts */
    const struct json_value *list;
};

static enum seine_status number(const struct json_value *m, double least, double most,
                                bool is_whole, double *ret, struct seine_error *err)
{
    double v = 0;
    bool ok = m->type == JSON_NUMBER && str_to_double(m->text, &v) && v >= least && v <= most;
    if (!ok || (is_whole && v != (double)(int64_t)v))
        return error_set(err, SEINE_RANGE, STR_FMT " is a %snumber from %.15g to %.15g",
                         STR_ARG(m->key), is_whole ? "whole " : "", least, most);
    *ret = v;
    return SEINE_OK;
}

static enum seine_status flag(const struct json_value *m, bool *ret, struct seine_error *err)
{
    if (m->type != JSON_TRUE && m->type != JSON_FALSE)
        return error_set(err, SEINE_RANGE, STR_FMT " is true or false", STR_ARG(m->key));
    *ret = m->type == JSON_TRUE;
    return SEINE_OK;
}

static enum seine_status day(const struct json_value *m, int32_t *ret, struct seine_error *err)
{
    int32_t second;
    if (m->type == JSON_STRING && m->text.n == 10 && date_parse(m->text, ret, &second))
        return SEINE_OK;
    return error_set(err, SEINE_RANGE, "from is a day, as 2026-07-31");
}

/* Numbers of the request: where they go and what they may be. */
enum { WISH_DAYS, WISH_CAPACITY, WISH_FINDS, WISH_EXPLORE, WISH_SEED, WISH_NUMBERS };
static const struct {
    const char *key;
    double least, most, usual;
    bool is_whole;
} numbers[WISH_NUMBERS] = {
    [WISH_DAYS] = {"days", 1, PLAN_MAX_DAYS, 1, true},
    [WISH_CAPACITY] = {"capacity", 1, 1000000, 0, true},
    [WISH_FINDS] = {"finds", 0, 1, PLAN_FINDS, false},
    [WISH_EXPLORE] = {"explore", 0, 1, PLAN_EXPLORE, false},
    [WISH_SEED] = {"seed", 1, 1e15, 1, true},
};

static enum seine_status take_member(struct wish *w, const struct json_value *m, double *v,
                                     struct seine_error *err)
{
    for (size_t i = 0; i < WISH_NUMBERS; i++)
        if (str_is(m->key, str_of(numbers[i].key)))
            return number(m, numbers[i].least, numbers[i].most, numbers[i].is_whole, &v[i], err);
    if (str_is(m->key, STR("from")))
        return day(m, &w->o.from_day, err);
    if (str_is(m->key, STR("expected")))
        return flag(m, &w->o.with_expected, err);
    if (str_is(m->key, STR("posts"))) {
        w->list = m;
        return SEINE_OK;
    }
    return error_set(err, SEINE_FORMAT,
                     "there is no member '%.*s'; there are from, days, posts or capacity, finds, "
                     "explore, seed, expected",
                     m->key.n < 40 ? (int)m->key.n : 40, m->key.p);
}

static enum seine_status read_wish(struct wish *w, struct str body, const struct geo *geo,
                                   struct arena *arena, struct seine_error *err)
{
    const struct json_value *v = NULL;
    double value[WISH_NUMBERS];
    enum seine_status status = json_parse(body, arena, &v, err);
    if (status == SEINE_OK && v->type != JSON_OBJECT)
        status = error_set(err, SEINE_FORMAT, "the body is an object");
    for (size_t i = 0; i < WISH_NUMBERS; i++)
        value[i] = numbers[i].usual;
    w->o.from_day = DATE_NONE;
    for (const struct json_value *m = status == SEINE_OK ? v->first : NULL; m && status == SEINE_OK;
         m = m->next)
        status = take_member(w, m, value, err);
    if (status == SEINE_OK && w->o.from_day == DATE_NONE)
        status = error_set(err, SEINE_RANGE, "from, the first day to plan for, is missing");
    if (status == SEINE_OK && !w->list == !(value[WISH_CAPACITY] > 0))
        status = error_set(err, SEINE_RANGE, "give either posts or capacity");
    if (status != SEINE_OK)
        return status;
    w->o.posts = &w->posts;
    w->capacity = value[WISH_CAPACITY];
    w->o.n_days = (int)value[WISH_DAYS];
    w->o.finds = value[WISH_FINDS];
    w->o.explore = value[WISH_EXPLORE];
    w->o.seed = (uint64_t)value[WISH_SEED];
    return w->list ? plan_posts_json(&w->posts, w->list, geo, w->o.finds, err)
                   : plan_posts_single(&w->posts, (int64_t)value[WISH_CAPACITY], w->o.finds, err);
}

static enum seine_status answer(struct own *o, const struct wish *w, struct buf *out,
                                struct seine_error *err)
{
    struct planning *planning = NULL;
    const struct plan *plan = NULL;
    struct own_reader *r = own_take(o);
    struct planning_source from = {.geo = o->geo, .store = r->store, .from_day = w->o.from_day};
    enum seine_status status = planning_new(&from, &planning, err);
    own_give(o, r);
    if (status == SEINE_OK)
        status = planning_make(planning, &w->o, &plan, err);
    if (status == SEINE_OK) {
        plan_write(out, plan, PLAN_JSON);
        status = buf_status(out);
    }
    planning_free(planning);
    return status;
}

/* "11 days, capacity 20" or "1 day, 3 posts". */
static enum seine_status note(struct own *o, const struct wish *w, struct str by,
                              struct seine_error *err)
{
    struct buf day, note;
    buf_init(&day, 32);
    buf_init(&note, 128);
    buf_add_date(&day, w->o.from_day);
    buf_add_f(&note, "%d day%s, ", w->o.n_days, w->o.n_days == 1 ? "" : "s");
    if (w->list)
        buf_add_f(&note, "%zu post%s", w->list->n, w->list->n == 1 ? "" : "s");
    else
        buf_add_f(&note, "capacity %.15g", w->capacity);
    struct store_audit row = {
        .by = by, .what = STR("plan"), .object = buf_str(&day), .note = buf_str(&note)};
    struct own_reader *r = own_take(o);
    enum seine_status status = own_noted(o, r->store, &row, err);
    own_give(o, r);
    buf_release(&day);
    buf_release(&note);
    return status;
}

enum seine_status own_plan(struct own *o, struct str body, struct str by, struct buf *out,
                           struct seine_error *err)
{
    struct wish w = {0};
    struct arena arena;
    plan_posts_init(&w.posts);
    arena_init(&arena, 64 * MIB);
    enum seine_status status = read_wish(&w, body, o->geo, &arena, err);
    if (status == SEINE_OK)
        status = answer(o, &w, out, err);
    if (status == SEINE_OK)
        status = note(o, &w, by, err);
    arena_release(&arena);
    plan_posts_release(&w.posts);
    return status;
}
