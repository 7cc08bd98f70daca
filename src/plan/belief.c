/* plan/belief.c - what each lot of a case may be (papers of the same goods are one lot: papers.c),
 * what became of it, and what that tells of the case.
 *
 *   seems to be of a class    it is, with P(is_it), else another class of the kit, or a stray
 *   seems to be of none       it is a piece all the same as often as such lots of this case were
 *   seized                    the case is as much likelier, and may be stopped already
 *   inspected, nothing        what seemed a piece was none: the case is as much less likely
 *   it has passed             it is a replacement that is ready, of any class that it may be of
 *   on its way                it can be caught, if a post can open it within the days planned for
 */
#include "plan/belief.h"

/* P(a lot is of the class that it seems to be of | its case is a scheme), and of one that is not,
 * P(it is of another class); of one that seems to be of none, P(it is of some class), which counts
 * as much as two such lots that were opened; P(a lot of a case that is none holds some scheme's
 * piece). Measured on made-up years (bench/plan.sh prints them). */
#define IS_IT_LEAST   0.68
#define IS_IT_MORE    0.13
#define IS_ANOTHER    0.67
#define UNTOLD        0.54
#define UNTOLD_WEIGHT 2.0
#define FALSE_FIND    0.05

void plan_belief_init(struct plan_belief *b)
{
    *b = (struct plan_belief){0};
    plan_papers_init(&b->papers);
}

void plan_belief_release(struct plan_belief *b)
{
    plan_papers_release(&b->papers);
    VEC_RELEASE(&b->lots);
}

static double seems_to_be(const struct raw_component *c)
{
    return IS_IT_LEAST + IS_IT_MORE * c->strength;
}

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b; /* DATE_NONE is before all days */
}

/* What became of the papers of a group, all together. */
static enum seine_status look(const struct plan_belief *b, struct plan *p, uint32_t of,
                              struct plan_lot *lot, struct seine_error *err)
{
    const struct plan_group *g = &b->papers.groups.v[of];
    *lot = (struct plan_lot){.last = DATE_NONE, .found_day = DATE_NONE};
    for (uint32_t i = g->first; i < g->first + g->n; i++) {
        uint32_t record = b->papers.members.v[i];
        const struct table_record *r = &p->o.table->records.v[record];
        int32_t last = DATE_NONE;
        enum trade_outcome was = plan_outcome(p, record);
        if (was == TRADE_SEIZED) {
            int32_t day = r->outcome_day != DATE_NONE ? r->outcome_day : p->o.from_day;
            lot->found_day = lot->is_found && lot->found_day < day ? lot->found_day : day;
            lot->is_found = true;
        }
        lot->is_gone = lot->is_gone || was == TRADE_SEIZED || was == TRADE_HELD;
        lot->is_clean = lot->is_clean || was == TRADE_INSPECTED_CLEAN;
        lot->is_dated = lot->is_dated || plan_is_dated(p, record);
        lot->last = later(lot->last, later(r->arrived_day, r->day));
        enum seine_status status = plan_reach(p, record, &last, err);
        if (status != SEINE_OK)
            return status;
        lot->may_come = lot->may_come || (last != DATE_NONE && was != TRADE_RELEASED);
    }
    return SEINE_OK;
}

/* Notes which lots seem to be of the class, counted from 1; 0: a class that no lot seems to be of.
 */
static void mark(struct plan_belief *b, const struct plan *p, const struct raw_case *raw,
                 uint32_t class)
{
    const struct raw_component *c = class ? &raw->components[class - 1] : NULL;
    b->class = class;
    b->is_it = c ? seems_to_be(c) : 0;
    for (size_t i = 0; c && i < c->n_ids; i++) {
        uint32_t record = table_find(p->o.table, c->ids[i]);
        uint32_t at = record == MAP_NONE ? MAP_NONE : plan_papers_group(&b->papers, record);
        if (at != MAP_NONE)
            b->lots.v[at].seen_in = class;
    }
}

double plan_belief_is(const struct plan_belief *b, const struct plan_lot *lot)
{
    return b->class && lot->seen_in == b->class ? b->is_it : lot->is_other;
}

/* P(no lot of the class at hand had come through before the day). */
static double open_on(const struct plan_belief *b, int32_t day)
{
    double none = 1;
    for (size_t i = 0; i < b->lots.n; i++) {
        const struct plan_lot *lot = &b->lots.v[i];
        bool is_through = lot->is_dated && !lot->is_gone && !lot->is_clean && !lot->may_come;
        if (is_through && lot->last < day)
            none *= 1 - plan_belief_is(b, lot);
    }
    return none;
}

double plan_belief_open(struct plan_belief *b, const struct plan *p, const struct raw_case *raw,
                        uint32_t class)
{
    mark(b, p, raw, class);
    return open_on(b, INT32_MAX);
}

/* How many of the lots that seem to be of no class hold a piece, as far as they were opened. */
static double untold_share(const struct plan_belief *b, double finds)
{
    double found = 0, opened = 0;
    for (size_t i = 0; i < b->lots.n; i++) {
        const struct plan_lot *lot = &b->lots.v[i];
        if (lot->n_told > 0)
            continue;
        found += lot->is_found;
        opened += lot->is_found ? 1 : lot->is_clean ? finds : 0;
    }
    return (UNTOLD_WEIGHT * UNTOLD + found) / (UNTOLD_WEIGHT + opened);
}

/* Which classes each lot may be of. */
static void tell(struct plan_belief *b, const struct plan *p, const struct raw_case *raw)
{
    double n_classes = (double)(raw->n_components + raw->n_lacking);
    b->n_essential = raw->n_lacking_essential;
    for (uint32_t k = 1; k <= raw->n_components; k++) {
        bool is_essential = raw->components[k - 1].is_essential;
        b->n_essential += is_essential;
        mark(b, p, raw, k);
        for (size_t i = 0; i < b->lots.n; i++) {
            struct plan_lot *lot = &b->lots.v[i];
            if (lot->seen_in != k)
                continue;
            lot->n_told++;
            lot->n_essential += is_essential;
            lot->is_it = b->is_it > lot->is_it ? b->is_it : lot->is_it;
        }
    }
    double untold = untold_share(b, p->o.finds);
    for (size_t i = 0; i < b->lots.n; i++) {
        struct plan_lot *lot = &b->lots.v[i];
        double other = lot->n_told ? (1 - lot->is_it) * IS_ANOTHER : untold;
        lot->is_piece = lot->is_it + other;
        lot->is_other = lot->n_told < n_classes ? other / (n_classes - lot->n_told) : 0;
    }
}

/* What was opened tells of the case: what was found once, by the likeliest, for a case that is none
 * may still touch a scheme; what was not found each time, where it seemed to be a piece. */
static double odds_of(const struct plan_belief *b, double finds)
{
    double odds = 1, best = 1;
    for (size_t i = 0; i < b->lots.n; i++) {
        const struct plan_lot *lot = &b->lots.v[i];
        if (lot->is_found && lot->is_piece / FALSE_FIND > best)
            best = lot->is_piece / FALSE_FIND;
        if (lot->is_clean && lot->n_told > 0)
            odds *= (1 - lot->is_piece * finds) / (1 - FALSE_FIND * finds);
    }
    return odds * best;
}

/* P(what was seized stopped it by the class at hand): it was of that class, and none of it had come
 * through before the first day on which one that seems to be of it was, else any. */
static double stopped_by(const struct plan_belief *b)
{
    double missed = 1;
    int32_t first = INT32_MAX, first_told = INT32_MAX;
    for (size_t i = 0; i < b->lots.n; i++) {
        const struct plan_lot *lot = &b->lots.v[i];
        if (!lot->is_found)
            continue;
        missed *= 1 - plan_belief_is(b, lot) / lot->is_piece;
        first = lot->found_day < first ? lot->found_day : first;
        if (b->class && lot->seen_in == b->class && lot->found_day < first_told)
            first_told = lot->found_day;
    }
    return missed < 1 ? (1 - missed) * open_on(b, first_told < INT32_MAX ? first_told : first) : 0;
}

static double goes_on(struct plan_belief *b, const struct plan *p, const struct raw_case *raw)
{
    double none = 1;
    for (uint32_t k = 1; k <= raw->n_components; k++)
        if (raw->components[k - 1].is_essential) {
            mark(b, p, raw, k);
            none *= 1 - stopped_by(b);
        }
    mark(b, p, raw, 0);
    double lacking = stopped_by(b);
    for (size_t i = 0; i < raw->n_lacking_essential && lacking > 0; i++)
        none *= 1 - lacking;
    return none;
}

enum seine_status plan_belief_find(struct plan_belief *b, struct plan *p,
                                   const struct raw_case *raw, struct seine_error *err)
{
    enum seine_status status = plan_papers_find(&b->papers, p, raw, err);
    VEC_CLEAR(&b->lots);
    for (uint32_t i = 0; i < b->papers.groups.n && status == SEINE_OK; i++) {
        struct plan_lot lot;
        status = look(b, p, i, &lot, err);
        if (status == SEINE_OK && !VEC_PUSH(&b->lots, lot))
            status = plan_nomem(err);
    }
    if (status != SEINE_OK)
        return status;
    tell(b, p, raw);
    b->odds = odds_of(b, p->o.finds);
    b->goes_on = goes_on(b, p, raw);
    return SEINE_OK;
}
