/* plan/build.c - cases and records become the bare problem. A class of a case is made of pieces, a
 * piece of papers that go with the same goods. What they may be, and what is still to be stopped
 * after what became of the others: belief.c. */
#include "plan/belief.h"

#include <stdlib.h>

struct builder {
    struct plan *p;
    const struct raw_case *raw;
    uint32_t index; /* of raw */
    struct plan_belief belief;
    struct map seen;     /* consignments of the case at hand, where it has no kit */
    struct map unknown;  /* hash of an id that no record has -> 0 */
    struct map undated;  /* records without a day that were counted */
    struct strtab cases; /* ids of cases that were added */
    double odds;         /* what inspections leave of the case's odds */
    double goes_on;      /* P(it is not stopped yet | it is true) */
};

/* Counts a consignment of a case once if it is not among the records or has no day. */
static enum seine_status count(struct builder *b, struct str id, struct seine_error *err)
{
    uint32_t record = table_find(b->p->o.table, id), value;
    bool is_new = false;
    enum seine_status status = SEINE_OK;
    if (record == MAP_NONE) {
        status = map_get_or_set(&b->unknown, str_hash(id), 0, &value, &is_new);
        b->p->result.n_unknown += is_new;
    } else if (!plan_is_dated(b->p, record)) {
        status = map_get_or_set(&b->undated, record, 0, &value, &is_new);
        b->p->result.n_undated += is_new;
    }
    return status == SEINE_OK ? status : plan_nomem(err);
}

static enum seine_status count_all(struct builder *b, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < b->raw->n_components; i++)
        for (size_t k = 0; k < b->raw->components[i].n_ids && status == SEINE_OK; k++)
            status = count(b, b->raw->components[i].ids[k], err);
    for (size_t i = 0; i < b->raw->n_pieces && b->raw->n_components == 0 && status == SEINE_OK; i++)
        status = count(b, b->raw->pieces[i], err);
    return status;
}

enum seine_status plan_add_option(struct plan *p, uint32_t thing, const struct reach *at,
                                  double find, struct seine_error *err)
{
    uint32_t record = p->thing_infos.v[thing].record;
    uint8_t mode = record == MAP_NONE ? 0 : p->o.table->records.v[record].mode;
    struct plan_option o = {.thing = thing,
                            .cell = at->cell,
                            .find = find,
                            .cost = plan_cell_post(p, at->cell)->cost[mode]};
    struct option_info info = {at->place, at->there, MAP_NONE};
    p->thing_infos.v[thing].n_options++;
    return VEC_PUSH(&p->problem.options, o) && VEC_PUSH(&p->option_infos, info) ? SEINE_OK
                                                                                : plan_nomem(err);
}

/* The thing of a record that may be opened in the days planned for; *ret MAP_NONE if it may not. */
static enum seine_status thing(struct plan *p, uint32_t record, uint32_t *ret,
                               struct seine_error *err)
{
    int32_t last = DATE_NONE;
    *ret = map_get(&p->thing_of, record);
    if (*ret != MAP_NONE)
        return SEINE_OK;
    enum seine_status status = plan_reach(p, record, &last, err);
    if (status != SEINE_OK || p->reach.n == 0 || plan_outcome(p, record) != TRADE_OUTCOME_NONE)
        return status;
    struct plan_thing t = {0};
    struct thing_info info = {.record = record, .last_chance = last};
    uint32_t index = (uint32_t)p->problem.things.n;
    if (!VEC_PUSH(&p->problem.things, t) || !VEC_PUSH(&p->thing_infos, info) ||
        map_set(&p->thing_of, record, index) != SEINE_OK)
        return plan_nomem(err);
    *ret = index;
    for (size_t i = 0; i < p->reach.n && status == SEINE_OK; i++) {
        const struct reach *at = &p->reach.v[i];
        status = plan_add_option(p, index, at, at->there * plan_cell_post(p, at->cell)->finds, err);
    }
    return status;
}

enum seine_status plan_add_class(struct plan *p, uint32_t raw, struct str id, struct str name,
                                 double open, struct seine_error *err)
{
    struct plan_class c = {.open = open, .first_piece = (uint32_t)p->problem.pieces.n};
    struct class_info info = {raw, id, name};
    p->problem.cases.v[p->problem.cases.n - 1].n_classes++;
    return VEC_PUSH(&p->problem.classes, c) && VEC_PUSH(&p->class_infos, info) ? SEINE_OK
                                                                               : plan_nomem(err);
}

enum seine_status plan_add_piece(struct plan *p, double is_it, struct seine_error *err)
{
    struct plan_piece g = {.is_it = is_it, .first_thing = (uint32_t)p->problem.piece_things.n};
    p->problem.classes.v[p->problem.classes.n - 1].n_pieces++;
    return VEC_PUSH(&p->problem.pieces, g) ? SEINE_OK : plan_nomem(err);
}

enum seine_status plan_add_member(struct plan *p, uint32_t index, struct seine_error *err)
{
    p->problem.pieces.v[p->problem.pieces.n - 1].n_things++;
    return VEC_PUSH(&p->problem.piece_things, index) ? SEINE_OK : plan_nomem(err);
}

/* Adds a piece of the papers of this group, if one of them can be opened in these days. */
static enum seine_status add_piece(struct builder *b, uint32_t of, double is_it,
                                   struct seine_error *err)
{
    const struct plan_group *g = &b->belief.papers.groups.v[of];
    enum seine_status status = SEINE_OK;
    bool is_begun = false;
    for (uint32_t i = g->first; i < g->first + g->n && status == SEINE_OK; i++) {
        uint32_t t = MAP_NONE;
        status = thing(b->p, b->belief.papers.members.v[i], &t, err);
        if (status != SEINE_OK || t == MAP_NONE)
            continue;
        if (!is_begun)
            status = plan_add_piece(b->p, is_it, err);
        is_begun = true;
        if (status == SEINE_OK)
            status = plan_add_member(b->p, t, err);
    }
    return status;
}

/* A piece for each lot that can still be caught: in the class asked for last, or, if is_other, in
 * that of all essential classes that a lot does not seem to be of. The class is begun with the
 * first. */
static enum seine_status add_lots(struct builder *b, const struct raw_component *c, bool is_other,
                                  double open, struct seine_error *err)
{
    struct plan_belief *q = &b->belief;
    enum seine_status status = SEINE_OK;
    bool is_begun = false;
    for (uint32_t i = 0; i < q->lots.n && status == SEINE_OK; i++) {
        const struct plan_lot *lot = &q->lots.v[i];
        double is_it = is_other ? lot->is_other * (double)(q->n_essential - lot->n_essential)
                       : lot->seen_in == q->class ? q->is_it
                                                  : 0;
        if (!lot->may_come || lot->is_gone || lot->is_clean || !(is_it > 0))
            continue;
        if (!is_begun)
            status = plan_add_class(b->p, b->index, c ? c->id : STR_EMPTY, c ? c->name : STR_EMPTY,
                                    open, err);
        is_begun = true;
        if (status == SEINE_OK)
            status = add_piece(b, i, is_it, err);
    }
    return status;
}

/* The essential classes, and one more: whatever is essential and does not seem so. No other of its
 * class has come through with the mean of theirs. */
static enum seine_status add_classes(struct builder *b, struct seine_error *err)
{
    struct plan_belief *q = &b->belief;
    enum seine_status status = plan_belief_find(q, b->p, b->raw, err);
    double open = 0;
    for (uint32_t i = 0; i < b->raw->n_components && status == SEINE_OK; i++) {
        const struct raw_component *c = &b->raw->components[i];
        if (!c->is_essential)
            continue;
        double mine = plan_belief_open(q, b->p, b->raw, i + 1);
        open += mine;
        status = add_lots(b, c, false, mine, err);
    }
    if (status != SEINE_OK || q->n_essential == 0)
        return status;
    open += (double)b->raw->n_lacking_essential * plan_belief_open(q, b->p, b->raw, 0);
    b->odds = q->odds;
    b->goes_on = q->goes_on;
    return add_lots(b, NULL, true, open / (double)q->n_essential, err);
}

static enum seine_status add_alone_one(struct builder *b, uint32_t record, struct seine_error *err)
{
    struct plan *p = b->p;
    uint32_t t = MAP_NONE;
    if (plan_outcome(p, record) == TRADE_INSPECTED_CLEAN)
        b->odds *= 1 - p->o.finds;
    enum seine_status status = thing(p, record, &t, err);
    if (status != SEINE_OK || t == MAP_NONE)
        return status;
    status = plan_add_class(p, b->index, STR_EMPTY, STR_EMPTY, 1, err);
    if (status == SEINE_OK)
        status = plan_add_piece(p, 1, err);
    return status == SEINE_OK ? plan_add_member(p, t, err) : status;
}

/* Without a kit each consignment is what the case says, and each one stops it. */
static enum seine_status add_alone(struct builder *b, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    map_clear(&b->seen);
    for (size_t i = 0; i < b->raw->n_pieces && status == SEINE_OK; i++) {
        uint32_t record = table_find(b->p->o.table, b->raw->pieces[i]), value;
        bool is_new = false;
        if (record == MAP_NONE)
            continue;
        if (map_get_or_set(&b->seen, record, 0, &value, &is_new) != SEINE_OK)
            return plan_nomem(err);
        status = is_new ? add_alone_one(b, record, err) : SEINE_OK;
    }
    return status;
}

static enum seine_status add_case(struct builder *b, struct seine_error *err)
{
    struct plan *p = b->p;
    struct plan_case c = {.first_class = (uint32_t)p->problem.classes.n};
    b->odds = b->goes_on = 1;
    if (!VEC_PUSH(&p->problem.cases, c) || !VEC_PUSH(&p->case_infos, b->index))
        return plan_nomem(err);
    enum seine_status status = count_all(b, err);
    if (status == SEINE_OK)
        status = b->raw->n_components == 0 ? add_alone(b, err) : add_classes(b, err);
    if (status == SEINE_OK && p->o.with_expected)
        status = plan_add_expected(p, b->index, err);
    double odds = b->odds * b->raw->probability;
    p->problem.cases.v[p->problem.cases.n - 1].probability =
        odds > 0 ? b->goes_on * odds / (odds + 1 - b->raw->probability) : 0;
    return status;
}

/* Options in the order in which ties are decided: what can be opened in the fewest ways first, so
 * that what can wait does not take the place of what cannot; then by day, post and thing. */
struct ranked {
    struct plan_option option;
    struct option_info info;
    uint32_t n_ways;
};

static int by_need(const void *l, const void *r)
{
    const struct ranked *a = l, *b = r;
    if (a->n_ways != b->n_ways)
        return a->n_ways < b->n_ways ? -1 : 1;
    if (a->option.cell != b->option.cell)
        return a->option.cell < b->option.cell ? -1 : 1;
    return (a->option.thing > b->option.thing) - (a->option.thing < b->option.thing);
}

static enum seine_status rank_options(struct plan *p, struct seine_error *err)
{
    size_t n = p->problem.options.n;
    struct ranked *v = mem_calloc(n + 1, sizeof *v);
    if (!v)
        return plan_nomem(err);
    for (size_t i = 0; i < n; i++) {
        const struct plan_option *o = &p->problem.options.v[i];
        v[i] = (struct ranked){*o, p->option_infos.v[i], p->thing_infos.v[o->thing].n_options};
    }
    qsort(v, n, sizeof *v, by_need);
    for (size_t i = 0; i < p->thing_infos.n; i++)
        p->thing_infos.v[i].first_option = MAP_NONE;
    for (size_t i = n; i-- > 0;) {
        uint32_t *first = &p->thing_infos.v[v[i].option.thing].first_option;
        p->problem.options.v[i] = v[i].option;
        p->option_infos.v[i] = v[i].info;
        p->option_infos.v[i].next = *first;
        *first = (uint32_t)i;
    }
    mem_free(v);
    return SEINE_OK;
}

/* Each case once: of several with one id, the best, which comes first. */
static enum seine_status add_cases(struct builder *b, struct seine_error *err)
{
    struct plan *p = b->p;
    enum seine_status status = SEINE_OK;
    for (uint32_t i = 0; i < p->raw.n && status == SEINE_OK; i++) {
        uint32_t id, n = (uint32_t)b->cases.n;
        b->raw = &p->raw.v[i];
        b->index = i;
        if (strtab_add(&b->cases, b->raw->id, &id) != SEINE_OK)
            return plan_nomem(err);
        status = id == n ? add_case(b, err) : SEINE_OK;
    }
    return status;
}

static void release(struct builder *b)
{
    plan_belief_release(&b->belief);
    map_release(&b->seen);
    map_release(&b->unknown);
    map_release(&b->undated);
    strtab_release(&b->cases);
}

/* The best first. Two scans can give cases of one id, score and probability that hold other
 * consignments: an id is made of a case's first consignment, kit and side, not of all that it
 * holds. Which of them is planned for must not hang on which file came first. */
static int case_order(const void *l, const void *r)
{
    const struct raw_case *a = l, *b = r;
    if (a->score > b->score || a->score < b->score)
        return a->score > b->score ? -1 : 1;
    int order = str_compare(a->id, b->id);
    if (order == 0)
        order = (b->probability > a->probability) - (b->probability < a->probability);
    return order ? order : (a->content > b->content) - (a->content < b->content);
}

enum seine_status plan_build(struct plan *p, struct seine_error *err)
{
    struct builder b = {.p = p};
    plan_belief_init(&b.belief);
    map_init(&b.seen);
    map_init(&b.unknown);
    map_init(&b.undated);
    enum seine_status status = strtab_init(&b.cases) == SEINE_OK ? SEINE_OK : plan_nomem(err);
    if (p->raw.n > 1)
        qsort(p->raw.v, p->raw.n, sizeof *p->raw.v, case_order);
    if (status == SEINE_OK)
        status = add_cases(&b, err);
    p->result.n_cases = p->problem.cases.n;
    release(&b);
    if (status == SEINE_OK)
        status = rank_options(p, err);
    return status == SEINE_OK ? problem_seal(&p->problem, err) : status;
}
