/* plan/make.c - a plan from its parts: posts in order, the problem, the choice, the draw, and what
 * the same hands would stop otherwise. */
#include "plan/internal.h"

#include <stdlib.h>

const char *const plan_limits[] = {
    "Probabilities are the cases' own: calibrated on simulated trade, too high above 60 %.",
    "That an inspection finds what is there is assumed, not measured: see finds.",
    "A piece that is on its way and is not opened is not counted as a replacement.",
    "What is bought again after a seizure is not counted; the next plan sees it.",
    "Goods whose papers are not among the records cannot be chosen, not even at random.",
    NULL};

static int by_name(const void *l, const void *r)
{
    const struct plan_post *a = *(const struct plan_post *const *)l;
    const struct plan_post *b = *(const struct plan_post *const *)r;
    return str_compare(a->name, b->name);
}

static enum seine_status check(const struct plan_options *o, struct seine_error *err)
{
    if (o->posts->v.n == 0)
        return error_set(err, SEINE_RANGE, "there is no post");
    if (o->n_days < 1 || o->n_days > PLAN_MAX_DAYS)
        return error_set(err, SEINE_RANGE, "days is a number from 1 to %d", PLAN_MAX_DAYS);
    if (o->posts->v.n * (size_t)o->n_days > PLAN_MAX_CELLS)
        return error_set(err, SEINE_LIMIT, "posts times days is more than %d", PLAN_MAX_CELLS);
    if (!(o->explore >= 0 && o->explore <= 1) || !(o->finds >= 0 && o->finds <= 1))
        return error_set(err, SEINE_RANGE, "explore and finds are shares from 0 to 1");
    return SEINE_OK;
}

static enum seine_status prepare(struct plan *p, struct seine_error *err)
{
    struct plan_cell empty = {0};
    p->n_posts = (uint32_t)p->o.posts->v.n;
    p->n_cells = p->n_posts * (uint32_t)p->o.n_days;
    p->posts = arena_array(&p->arena, p->n_posts, sizeof *p->posts);
    p->n_random = arena_array(&p->arena, p->n_cells, sizeof *p->n_random);
    p->crowd = arena_array(&p->arena, p->n_cells, sizeof *p->crowd);
    p->reach_at = arena_array(&p->arena, p->n_cells, sizeof *p->reach_at);
    if (!p->posts || !p->n_random || !p->crowd || !p->reach_at)
        return plan_nomem(err);
    for (uint32_t i = 0; i < p->n_posts; i++)
        p->posts[i] = &p->o.posts->v.v[i];
    qsort(p->posts, p->n_posts, sizeof *p->posts, by_name);
    for (uint32_t c = 0; c < p->n_cells; c++)
        if (!VEC_PUSH(&p->problem.cells, empty))
            return plan_nomem(err);
    return SEINE_OK;
}

/* The rows of what was chosen, in the order of choice; problem_take is done anew by plan_add_row.
 */
static enum seine_status write_rows(struct plan *p, const struct plan_taken *v, size_t n,
                                    struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    problem_reset(&p->problem);
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        const struct plan_option *o = &p->problem.options.v[v[i].option];
        const struct option_info *info = &p->option_infos.v[v[i].option];
        struct reach at = {o->cell, info->place, info->there};
        status = plan_add_row(p, v[i].option, p->thing_infos.v[o->thing].record, &at, PLAN_FOR_GAIN,
                              err);
    }
    return status;
}

static enum seine_status choose_by_gain(struct plan *p, struct seine_error *err)
{
    struct problem *q = &p->problem;
    struct plan_taken *v = mem_calloc(q->options.n + 1, sizeof *v);
    size_t n = 0;
    double more = 0;
    if (!v)
        return plan_nomem(err);
    map_clear(&p->opened);
    plan_set_rooms(p, false);
    enum seine_status status = p->o.is_exact ? problem_exact(q, PROBLEM_WORK, v, &n, err)
                                             : problem_best_greedy(q, v, &n, err);
    if (status == SEINE_OK)
        status = write_rows(p, v, n, err);
    if (status == SEINE_OK && !p->o.is_exact)
        status = problem_bound(q, false, &more, err);
    p->result.at_most = problem_value(q) + more;
    p->result.is_exact = p->o.is_exact;
    p->result.guarantee = p->o.is_exact ? 1 : problem_guarantee(q);
    if (status == SEINE_OK)
        status = plan_fill_by_score(p, true, true, err);
    size_t before = p->rows.n;
    if (status == SEINE_OK)
        status = plan_draw(p, false, err);
    p->result.n_random = p->rows.n - before;
    mem_free(v);
    return status;
}

static enum seine_status choose(struct plan *p, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    if (p->o.choice == PLAN_GAIN)
        return choose_by_gain(p, err);
    if (p->o.choice == PLAN_SCORE)
        return plan_fill_by_score(p, false, true, err);
    map_clear(&p->opened);
    plan_set_rooms(p, true);
    status = plan_draw(p, true, err);
    p->result.n_random = p->rows.n;
    return status;
}

static enum seine_status finish(struct plan *p, struct seine_error *err)
{
    p->result.expected = problem_value(&p->problem);
    for (uint32_t c = 0; c < p->n_cells; c++)
        p->result.n_unused +=
            (uint64_t)(p->problem.cells.v[c].left / plan_dearest(plan_cell_post(p, c)));
    p->result.n_hands = p->rows.n + p->result.n_unused;
    enum seine_status status = plan_by_random(p, &p->result.by_random, err);
    if (status == SEINE_OK)
        status = plan_fill_by_score(p, false, false, err);
    p->result.by_score = problem_value(&p->problem);
    p->result.rows = p->rows.v;
    p->result.n_rows = p->rows.n;
    return status;
}

enum seine_status plan_make(struct plan *p, const struct plan_options *options,
                            struct seine_error *err)
{
    if (p->is_made)
        return error_set(err, SEINE_CONFLICT, "the plan is made already");
    p->is_made = true;
    p->o = *options;
    enum seine_status status = check(&p->o, err);
    if (status == SEINE_OK)
        status = prepare(p, err);
    if (status == SEINE_OK)
        status = plan_survey(p, err);
    if (status == SEINE_OK && p->o.choice == PLAN_GAIN)
        plan_reserve(p);
    if (status == SEINE_OK) {
        plan_set_rooms(p, false);
        status = plan_build(p, err);
    }
    if (status == SEINE_OK)
        status = choose(p, err);
    return status == SEINE_OK ? finish(p, err) : status;
}
