/* plan/build.c - cases and records become the bare problem. A class of a case is made of pieces, a
 * piece of papers that go with the same goods: the consignments before and after a relay, a house
 * and its master, a waybill and its declaration. What a piece is worth depends on what became of
 * it:
 *
 *   seized or held        it is gone: neither to be caught nor a replacement
 *   inspected, nothing    it was none: the case is as much less likely as that tells
 *   it has passed         it is a replacement that is ready: the class stops nothing unless it is
 * none on its way            it can be caught, now if a post can open it within the days planned
 * for
 */
#include "plan/internal.h"

#include <stdlib.h>

/* P(a consignment is the component that it is taken for | its case is a scheme). Measured on nine
 * made-up years: 0.70 of those with a strength below 0.5, 0.79 of the others (bench/plan.sh). */
#define IS_IT_LEAST 0.68
#define IS_IT_MORE  0.13

#define MAX_NODES 4096 /* papers of one case that are looked at */

struct node {
    uint32_t record, up; /* up: union-find within the case */
};
struct piece {
    bool is_gone, is_clean, is_dated, may_come;
};
struct builder {
    struct plan *p;
    const struct raw_case *raw;
    uint32_t index; /* of raw */
    VEC(struct node) nodes;
    struct map node_of; /* record -> node */
    struct map seen;    /* hash of a case's id -> 0 */
    double odds;        /* what clean inspections leave of the case's odds */
};

static uint32_t root(struct builder *b, uint32_t node)
{
    while (b->nodes.v[node].up != node) {
        b->nodes.v[node].up = b->nodes.v[b->nodes.v[node].up].up;
        node = b->nodes.v[node].up;
    }
    return node;
}

static void join(struct builder *b, uint32_t x, uint32_t y)
{
    x = root(b, x);
    y = root(b, y);
    b->nodes.v[x > y ? x : y].up = x > y ? y : x;
}

/* The node of a consignment; *ret MAP_NONE if there is no such record, or no room for it. */
static enum seine_status node(struct builder *b, struct str id, uint32_t *ret,
                              struct seine_error *err)
{
    uint32_t record = table_find(b->p->o.table, id), n = (uint32_t)b->nodes.n;
    bool is_new = false;
    *ret = record == MAP_NONE ? MAP_NONE : map_get(&b->node_of, record);
    if (record == MAP_NONE || *ret != MAP_NONE || n >= MAX_NODES)
        return SEINE_OK;
    if (map_get_or_set(&b->node_of, record, n, ret, &is_new) != SEINE_OK)
        return plan_nomem(err);
    struct node new = {record, n};
    return !is_new || VEC_PUSH(&b->nodes, new) ? SEINE_OK : plan_nomem(err);
}

/* A waybill and its declaration, a house and its master. */
static bool is_same_transport(const struct trade_table *t, uint32_t x, uint32_t y)
{
    const struct table_record *a = &t->records.v[x], *b = &t->records.v[y];
    return (a->master && (a->master == b->number)) || (b->master && b->master == a->number);
}

static enum seine_status component_node(struct builder *b, struct str id, struct seine_error *err)
{
    uint32_t x;
    enum seine_status status = node(b, id, &x, err);
    if (status != SEINE_OK)
        return status;
    b->p->result.n_unknown += x == MAP_NONE && table_find(b->p->o.table, id) == MAP_NONE;
    b->p->result.n_undated += x != MAP_NONE && !plan_is_dated(b->p, b->nodes.v[x].record);
    return SEINE_OK;
}

static enum seine_status relay_nodes(struct builder *b, const struct raw_relay *relay,
                                     struct seine_error *err)
{
    uint32_t x, y;
    enum seine_status status = node(b, relay->from, &x, err);
    if (status == SEINE_OK)
        status = node(b, relay->to, &y, err);
    if (status == SEINE_OK && x != MAP_NONE && y != MAP_NONE)
        join(b, x, y);
    return status;
}

static enum seine_status find_nodes(struct builder *b, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    VEC_CLEAR(&b->nodes);
    map_clear(&b->node_of);
    for (size_t i = 0; i < b->raw->n_components && status == SEINE_OK; i++)
        for (size_t k = 0; k < b->raw->components[i].n_ids && status == SEINE_OK; k++)
            status = component_node(b, b->raw->components[i].ids[k], err);
    for (size_t i = 0; i < b->raw->n_relays && status == SEINE_OK; i++)
        status = relay_nodes(b, &b->raw->relays[i], err);
    for (uint32_t x = 0; x < b->nodes.n && status == SEINE_OK; x++)
        for (uint32_t y = 0; y < x; y++)
            if (is_same_transport(b->p->o.table, b->nodes.v[x].record, b->nodes.v[y].record))
                join(b, x, y);
    return status;
}

/* What became of the papers with this root, all together. */
static enum seine_status look(struct builder *b, uint32_t of, struct piece *ret,
                              struct seine_error *err)
{
    *ret = (struct piece){0};
    for (uint32_t i = 0; i < b->nodes.n; i++) {
        uint32_t record = b->nodes.v[i].record;
        int32_t last = DATE_NONE;
        if (root(b, i) != of)
            continue;
        enum trade_outcome was = plan_outcome(b->p, record);
        ret->is_gone = ret->is_gone || was == TRADE_SEIZED || was == TRADE_HELD;
        ret->is_clean = ret->is_clean || was == TRADE_INSPECTED_CLEAN;
        ret->is_dated = ret->is_dated || plan_is_dated(b->p, record);
        enum seine_status status = plan_reach(b->p, record, &last, err);
        if (status != SEINE_OK)
            return status;
        ret->may_come = ret->may_come || (last != DATE_NONE && was != TRADE_RELEASED);
    }
    return SEINE_OK;
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

/* Adds a piece of the papers with this root, if one of them can be opened in these days. */
static enum seine_status add_piece(struct builder *b, uint32_t of, double is_it,
                                   struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    bool is_begun = false;
    for (uint32_t i = 0; i < b->nodes.n && status == SEINE_OK; i++) {
        uint32_t t = MAP_NONE;
        if (root(b, i) == of)
            status = thing(b->p, b->nodes.v[i].record, &t, err);
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

/* The roots of a class's papers, each once, in the order of its consignments. */
static size_t class_roots(struct builder *b, const struct raw_component *c, uint32_t *roots)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_ids; i++) {
        uint32_t record = table_find(b->p->o.table, c->ids[i]);
        uint32_t at = record == MAP_NONE ? MAP_NONE : map_get(&b->node_of, record);
        if (at == MAP_NONE)
            continue;
        at = root(b, at);
        size_t k = 0;
        while (k < n && roots[k] != at)
            k++;
        if (k == n)
            roots[n++] = at;
    }
    return n;
}

/* Keeps the roots that can still be caught, and tells how likely it is that no other is through. */
static enum seine_status sort_out(struct builder *b, uint32_t *roots, size_t *n, double is_it,
                                  double *ret_open, struct seine_error *err)
{
    size_t n_open = 0;
    *ret_open = 1;
    for (size_t i = 0; i < *n; i++) {
        struct piece s;
        enum seine_status status = look(b, roots[i], &s, err);
        if (status != SEINE_OK)
            return status;
        if (s.is_clean)
            b->odds *= 1 - is_it * b->p->o.finds;
        else if (s.is_dated && !s.is_gone && !s.may_come)
            *ret_open *= 1 - is_it;
        else if (s.may_come && !s.is_gone)
            roots[n_open++] = roots[i];
    }
    *n = n_open;
    return SEINE_OK;
}

static enum seine_status add_class(struct builder *b, const struct raw_component *c,
                                   uint32_t *roots, struct seine_error *err)
{
    double is_it = IS_IT_LEAST + IS_IT_MORE * c->strength, open = 1;
    size_t n = class_roots(b, c, roots);
    enum seine_status status = sort_out(b, roots, &n, is_it, &open, err);
    if (status != SEINE_OK || !c->is_essential || n == 0)
        return status;
    status = plan_add_class(b->p, b->index, c->id, c->name, open, err);
    for (size_t i = 0; i < n && status == SEINE_OK; i++)
        status = add_piece(b, roots[i], is_it, err);
    return status;
}

/* Without a kit each consignment is what the case says, and each one stops it. */
static enum seine_status add_alone(struct builder *b, struct seine_error *err)
{
    struct plan *p = b->p;
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < b->raw->n_pieces && status == SEINE_OK; i++) {
        uint32_t record = table_find(p->o.table, b->raw->pieces[i]), t = MAP_NONE;
        p->result.n_unknown += record == MAP_NONE;
        p->result.n_undated += record != MAP_NONE && !plan_is_dated(p, record);
        if (record == MAP_NONE)
            continue;
        if (plan_outcome(p, record) == TRADE_INSPECTED_CLEAN)
            b->odds *= 1 - p->o.finds;
        status = thing(p, record, &t, err);
        if (status != SEINE_OK || t == MAP_NONE)
            continue;
        status = plan_add_class(p, b->index, STR_EMPTY, STR_EMPTY, 1, err);
        if (status == SEINE_OK)
            status = plan_add_piece(p, 1, err);
        if (status == SEINE_OK)
            status = plan_add_member(p, t, err);
    }
    return status;
}

static enum seine_status add_case(struct builder *b, uint32_t *roots, struct seine_error *err)
{
    struct plan *p = b->p;
    struct plan_case c = {.first_class = (uint32_t)p->problem.classes.n};
    b->odds = 1;
    if (!VEC_PUSH(&p->problem.cases, c) || !VEC_PUSH(&p->case_infos, b->index))
        return plan_nomem(err);
    enum seine_status status = SEINE_OK;
    if (b->raw->n_components == 0)
        status = add_alone(b, err);
    else
        status = find_nodes(b, err);
    for (size_t i = 0; i < b->raw->n_components && status == SEINE_OK; i++)
        status = add_class(b, &b->raw->components[i], roots, err);
    if (status == SEINE_OK && p->o.with_expected)
        status = plan_add_expected(p, b->index, err);
    double odds = b->odds * b->raw->probability;
    p->problem.cases.v[p->problem.cases.n - 1].probability =
        odds > 0 ? odds / (odds + 1 - b->raw->probability) : 0;
    return status;
}

static int best_first(const void *l, const void *r)
{
    const struct raw_case *a = l, *b = r;
    if (a->score < b->score || a->score > b->score)
        return a->score > b->score ? -1 : 1;
    int order = str_compare(a->id, b->id);
    return order ? order : (a->probability < b->probability) - (a->probability > b->probability);
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
static enum seine_status add_cases(struct builder *b, uint32_t *roots, struct seine_error *err)
{
    struct plan *p = b->p;
    enum seine_status status = SEINE_OK;
    for (uint32_t i = 0; i < p->raw.n && status == SEINE_OK; i++) {
        uint32_t found;
        bool is_new;
        b->raw = &p->raw.v[i];
        b->index = i;
        if (map_get_or_set(&b->seen, str_hash(b->raw->id), 0, &found, &is_new) != SEINE_OK)
            return plan_nomem(err);
        status = is_new ? add_case(b, roots, err) : SEINE_OK;
    }
    return status;
}

enum seine_status plan_build(struct plan *p, struct seine_error *err)
{
    struct builder b = {.p = p};
    uint32_t *roots = mem_calloc(MAX_NODES, sizeof *roots);
    if (!roots)
        return plan_nomem(err);
    map_init(&b.node_of);
    map_init(&b.seen);
    if (p->raw.n > 1)
        qsort(p->raw.v, p->raw.n, sizeof *p->raw.v, best_first);
    enum seine_status status = add_cases(&b, roots, err);
    p->result.n_cases = p->problem.cases.n;
    VEC_RELEASE(&b.nodes);
    map_release(&b.node_of);
    map_release(&b.seen);
    mem_free(roots);
    if (status == SEINE_OK)
        status = rank_options(p, err);
    return status == SEINE_OK ? problem_seal(&p->problem, err) : status;
}
