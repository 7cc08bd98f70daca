/* plan/score.c - what a desk does that works down the list: the pieces of the best case first, each
 * on the first day on which a post has a hand for it, then those of the next. To compare with, and
 * for the hands that are left when nothing more would stop an item. */
#include "plan/internal.h"

/* Opens the record in the first cell with room. */
static enum seine_status open_first(struct plan *p, uint32_t record, bool keep,
                                    struct seine_error *err)
{
    int32_t last;
    uint8_t mode = p->o.table->records.v[record].mode;
    enum seine_status status = plan_reach(p, record, &last, err);
    if (status != SEINE_OK || plan_outcome(p, record) != TRADE_OUTCOME_NONE)
        return status;
    for (size_t i = 0; i < p->reach.n; i++) {
        struct reach at = p->reach.v[i];
        struct plan_cell *c = &p->problem.cells.v[at.cell];
        int64_t cost = plan_cell_post(p, at.cell)->cost[mode];
        if (cost > c->left)
            continue;
        uint32_t option = plan_find_option(p, record, at.cell);
        if (keep)
            return plan_add_row(p, option, record, &at, PLAN_FOR_SCORE, err);
        if (option != MAP_NONE)
            problem_take(&p->problem, option);
        else
            c->left -= cost;
        return map_set(&p->opened, record, 0) == SEINE_OK ? SEINE_OK : plan_nomem(err);
    }
    return SEINE_OK;
}

enum seine_status plan_fill_by_score(struct plan *p, bool is_rest, bool keep,
                                     struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    if (!is_rest) {
        map_clear(&p->opened);
        plan_set_rooms(p, true);
    }
    for (size_t i = 0; i < p->case_infos.n && status == SEINE_OK; i++) {
        const struct raw_case *raw = &p->raw.v[p->case_infos.v[i]];
        for (size_t k = 0; k < raw->n_pieces && status == SEINE_OK; k++) {
            uint32_t record = table_find(p->o.table, raw->pieces[k]);
            if (record != MAP_NONE && map_get(&p->opened, record) == MAP_NONE)
                status = open_first(p, record, keep, err);
        }
    }
    return status;
}
