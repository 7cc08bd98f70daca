/* plan/random.c - the share of the hands that opens at random, because who only opens what he
 * suspects never learns what he does not. Which records are drawn depends on the seed, the post,
 * the day and the record's id alone: each has a number made of these, and the smallest are drawn.
 * So a draw does not change when other records come or the order of the input is another. */
#include "plan/internal.h"

#include <math.h>
#include <stdlib.h>

/* SplitMix64's finaliser. */
static uint64_t mix(uint64_t a, uint64_t b)
{
    uint64_t z = a + 0x9E3779B97F4A7C15u * (b + 1);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* Systematic: over a post's days the share holds to within one inspection, also where a day has
 * fewer than one at random; where the days begin is drawn. */
void plan_reserve(struct plan *p)
{
    for (uint32_t i = 0; i < p->n_posts; i++) {
        const struct plan_post *post = p->posts[i];
        int64_t dearest = plan_dearest(post);
        double at = (double)(mix(p->o.seed, str_hash(post->name)) >> 11) * 0x1p-53;
        for (int d = 0; d < p->o.n_days; d++) {
            uint32_t cell = (uint32_t)d * p->n_posts + i;
            double before = floor(at + 1e-9);
            int64_t most = p->crowd[cell] < post->capacity ? p->crowd[cell] : post->capacity;
            at += p->o.explore * (double)(most / dearest);
            p->n_random[cell] = (uint32_t)(floor(at + 1e-9) - before);
        }
    }
}

void plan_set_rooms(struct plan *p, bool is_all)
{
    for (uint32_t c = 0; c < p->n_cells; c++) {
        const struct plan_post *post = plan_cell_post(p, c);
        int64_t kept = is_all ? 0 : p->n_random[c] * plan_dearest(post);
        p->problem.cells.v[c].room = post->capacity > kept ? post->capacity - kept : 0;
    }
    problem_reset(&p->problem);
}

static int64_t cost_of(const struct plan *p, uint32_t record, uint32_t cell)
{
    return plan_cell_post(p, cell)->cost[p->o.table->records.v[record].mode];
}

enum seine_status plan_survey(struct plan *p, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (uint32_t r = 0; r < p->o.table->records.n && status == SEINE_OK; r++) {
        int32_t last;
        status = plan_reach(p, r, &last, err);
        if (status != SEINE_OK || p->reach.n == 0 || plan_outcome(p, r) != TRADE_OUTCOME_NONE)
            continue;
        for (size_t i = 0; i < p->reach.n; i++)
            p->crowd[p->reach.v[i].cell] += cost_of(p, r, p->reach.v[i].cell);
        if (!VEC_PUSH(&p->in_reach, r))
            status = plan_nomem(err);
    }
    p->result.n_in_reach = p->in_reach.n;
    return status;
}

struct lot {
    uint32_t cell, record;
    uint64_t key;
};

static int by_key(const void *l, const void *r)
{
    const struct lot *a = l, *b = r;
    if (a->cell != b->cell)
        return a->cell < b->cell ? -1 : 1;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->record > b->record) - (a->record < b->record);
}

struct lots {
    VEC(struct lot) v;
};

static enum seine_status collect(struct plan *p, bool is_all, struct lots *lots,
                                 struct seine_error *err)
{
    for (size_t i = 0; i < p->in_reach.n; i++) {
        uint32_t record = p->in_reach.v[i];
        int32_t last;
        uint64_t id = str_hash(table_str(p->o.table, p->o.table->records.v[record].id));
        enum seine_status status = plan_reach(p, record, &last, err);
        if (status != SEINE_OK)
            return status;
        for (size_t k = 0; k < p->reach.n; k++) {
            uint32_t cell = p->reach.v[k].cell;
            uint64_t where = mix(str_hash(plan_cell_post(p, cell)->name),
                                 (uint64_t)(uint32_t)plan_cell_day(p, cell));
            struct lot lot = {cell, record, mix(mix(p->o.seed, where), id)};
            if ((is_all || p->n_random[cell] > 0) && !VEC_PUSH(&lots->v, lot))
                return plan_nomem(err);
        }
    }
    if (lots->v.n > 1)
        qsort(lots->v.v, lots->v.n, sizeof *lots->v.v, by_key);
    return SEINE_OK;
}

/* The lots of one cell: each consignment that is still closed is opened with the share of them that
 * there are hands for. */
static void open_share(struct plan *p, const struct lot *v, size_t n, double *closed)
{
    struct problem *q = &p->problem;
    double crowd = 0, share;
    for (size_t i = 0; i < n; i++)
        crowd += closed[v[i].record] * (double)cost_of(p, v[i].record, v[i].cell);
    if (crowd <= 0)
        return;
    share = fmin(1, (double)q->cells.v[v->cell].room / crowd);
    for (size_t i = 0; i < n; i++) {
        uint32_t option = plan_find_option(p, v[i].record, v[i].cell);
        double opened = closed[v[i].record] * share;
        closed[v[i].record] -= opened;
        if (option != MAP_NONE)
            q->things.v[q->options.v[option].thing].caught += opened * q->options.v[option].find;
    }
}

/* Cell by cell, each consignment once and independently: what filling the hands at random comes to,
 * but for the last digit. */
enum seine_status plan_by_random(struct plan *p, double *ret, struct seine_error *err)
{
    struct problem *q = &p->problem;
    struct lots lots = {0};
    double *closed = mem_alloc((p->o.table->records.n + 1) * sizeof *closed);
    enum seine_status status = closed ? collect(p, true, &lots, err) : plan_nomem(err);
    plan_set_rooms(p, true);
    for (size_t i = 0; status == SEINE_OK && i < p->o.table->records.n; i++)
        closed[i] = 1;
    for (size_t i = 0, end; status == SEINE_OK && i < lots.v.n; i = end) {
        for (end = i; end < lots.v.n && lots.v.v[end].cell == lots.v.v[i].cell;)
            end++;
        open_share(p, lots.v.v + i, end - i, closed);
    }
    *ret = 0;
    for (uint32_t i = 0; i < q->cases.n; i++)
        *ret += problem_case_value(q, i);
    problem_reset(q);
    VEC_RELEASE(&lots.v);
    mem_free(closed);
    return status;
}

/* The row of one that was drawn. */
static enum seine_status open_at(struct plan *p, const struct lot *lot, struct seine_error *err)
{
    int32_t last;
    struct reach at = {0};
    enum seine_status status = plan_reach(p, lot->record, &last, err);
    for (size_t i = 0; i < p->reach.n; i++)
        if (p->reach.v[i].cell == lot->cell)
            at = p->reach.v[i];
    if (status != SEINE_OK)
        return status;
    uint32_t option = plan_find_option(p, lot->record, lot->cell);
    return plan_add_row(p, option, lot->record, &at, PLAN_AT_RANDOM, err);
}

enum seine_status plan_draw(struct plan *p, bool is_all, struct seine_error *err)
{
    struct lots lots = {0};
    enum seine_status status = collect(p, is_all, &lots, err);
    uint32_t cell = MAP_NONE, n = 0;
    for (uint32_t c = 0; c < p->n_cells && !is_all; c++) /* what was kept for it can be used now */
        p->problem.cells.v[c].left += plan_cell_post(p, c)->capacity - p->problem.cells.v[c].room;
    for (size_t i = 0; i < lots.v.n && status == SEINE_OK; i++) {
        const struct lot *lot = &lots.v.v[i];
        struct plan_cell *c = &p->problem.cells.v[lot->cell];
        n = lot->cell == cell ? n : 0;
        cell = lot->cell;
        if ((!is_all && n == p->n_random[cell]) || cost_of(p, lot->record, cell) > c->left ||
            map_get(&p->opened, lot->record) != MAP_NONE)
            continue;
        status = open_at(p, lot, err);
        n++;
    }
    VEC_RELEASE(&lots.v);
    return status;
}
