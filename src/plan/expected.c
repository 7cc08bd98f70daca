/* plan/expected.c - essential pieces that a case still lacks, as things that come on one of several
 * days by one of its lanes: what a case says of them (docs/method.md, "What is missing"), spread
 * over the days by its quantiles. Whoever keeps a hand free for one has to know it when it comes;
 * the rules of seine watch do. */
#include "plan/internal.h"

/* P(it comes on this day | it comes): 10 % until day[0], 40 % to day[1], 40 % to day[2]. */
static double on_day(const struct plan *p, const struct raw_expected *e, int32_t day)
{
    static const double share[3] = {0.1, 0.4, 0.4};
    int32_t after = p->o.from_day - 1;
    for (int i = 0; i < 3; i++) {
        if (day <= e->day[i])
            return share[i] / ((double)e->day[i] - after);
        after = e->day[i] > after ? e->day[i] : after;
    }
    return 0;
}

/* The first post by name that covers the place. */
static uint32_t post_of(const struct plan *p, struct str place)
{
    char key[8];
    plan_place_key(p->o.geo, place, key);
    for (uint32_t i = 0; i < p->n_posts && key[0]; i++)
        if (plan_post_covers(p->posts[i], key))
            return i;
    return MAP_NONE;
}

/* A hand that is free at a post on a day serves every lane by which the piece may come there. */
static bool is_merged(struct plan *p, uint32_t thing, const struct reach *at, double find)
{
    for (size_t i = p->problem.options.n; i-- > 0 && p->problem.options.v[i].thing == thing;)
        if (p->problem.options.v[i].cell == at->cell) {
            p->problem.options.v[i].find += find;
            p->option_infos.v[i].there += at->there;
            return true;
        }
    return false;
}

static enum seine_status add_lane(struct plan *p, uint32_t thing, const struct raw_expected *e,
                                  const struct raw_lane *lane, double share,
                                  struct seine_error *err)
{
    uint32_t post = post_of(p, lane->from);
    struct str place = lane->from;
    enum seine_status status = SEINE_OK;
    if (post == MAP_NONE) {
        post = post_of(p, lane->to);
        place = lane->to;
    }
    for (int d = 0; d < p->o.n_days && post != MAP_NONE && status == SEINE_OK; d++) {
        struct reach at = {(uint32_t)d * p->n_posts + post, place,
                           share * on_day(p, e, p->o.from_day + d)};
        double find = at.there * p->posts[post]->finds;
        if (find > 0 && !is_merged(p, thing, &at, find))
            status = plan_add_option(p, thing, &at, find, err);
    }
    return status;
}

static enum seine_status add_one(struct plan *p, uint32_t raw, const struct raw_expected *e,
                                 struct seine_error *err)
{
    double pieces = 0, comes = e->comes / p->raw.v[raw].probability;
    uint32_t thing = (uint32_t)p->problem.things.n;
    struct plan_thing t = {.is_spread = true};
    struct thing_info info = {.record = MAP_NONE, .expected = e, .last_chance = e->day[2]};
    for (size_t i = 0; i < e->n_lanes; i++)
        pieces += e->lanes[i].pieces;
    if (!(pieces > 0 && comes > 0))
        return SEINE_OK;
    if (!VEC_PUSH(&p->problem.things, t) || !VEC_PUSH(&p->thing_infos, info))
        return plan_nomem(err);
    enum seine_status status = plan_add_class(p, raw, e->id, e->name, 1, err);
    if (status == SEINE_OK)
        status = plan_add_piece(p, comes < 1 ? comes : 1, err);
    if (status == SEINE_OK)
        status = plan_add_member(p, thing, err);
    for (size_t i = 0; i < e->n_lanes && status == SEINE_OK; i++)
        status = add_lane(p, thing, e, &e->lanes[i], e->lanes[i].pieces / pieces, err);
    return status;
}

enum seine_status plan_add_expected(struct plan *p, uint32_t raw, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < p->raw.v[raw].n_expected && status == SEINE_OK; i++)
        if (p->raw.v[raw].probability > 0)
            status = add_one(p, raw, &p->raw.v[raw].expected[i], err);
    return status;
}
