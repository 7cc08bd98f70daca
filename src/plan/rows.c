/* plan/rows.c - one inspection as a row: what it adds, of which case most, and why in words. */
#include "plan/internal.h"

#include <math.h>

uint32_t plan_find_option(const struct plan *p, uint32_t record, uint32_t cell)
{
    uint32_t thing = map_get(&p->thing_of, record);
    uint32_t i = thing == MAP_NONE ? MAP_NONE : p->thing_infos.v[thing].first_option;
    while (i != MAP_NONE && p->problem.options.v[i].cell != cell)
        i = p->option_infos.v[i].next;
    return i;
}

/* Which class of which case the option serves most: the case whose value grows most, and in it the
 * class with the greatest P(open) P(is it). */
struct purpose {
    uint32_t kase, class, piece;
    double gain;
};

static void best_class(const struct problem *q, uint32_t thing, struct purpose *best)
{
    const struct plan_case *c = &q->cases.v[best->kase];
    double most = -1;
    for (uint32_t i = c->first_class; i < c->first_class + c->n_classes; i++)
        for (uint32_t j = q->classes.v[i].first_piece;
             j < q->classes.v[i].first_piece + q->classes.v[i].n_pieces; j++) {
            const struct plan_piece *g = &q->pieces.v[j];
            for (uint32_t t = g->first_thing; t < g->first_thing + g->n_things; t++)
                if (q->piece_things.v[t] == thing && q->classes.v[i].open * g->is_it > most) {
                    most = q->classes.v[i].open * g->is_it;
                    best->class = i;
                    best->piece = j;
                }
        }
}

static struct purpose purpose_of(struct plan *p, uint32_t option)
{
    struct problem *q = &p->problem;
    const struct plan_option *o = &q->options.v[option];
    struct plan_thing *t = &q->things.v[o->thing];
    struct purpose best = {MAP_NONE, MAP_NONE, MAP_NONE, -1};
    double before = t->caught;
    t->caught = t->is_spread ? fmin(1, before + o->find) : fmax(before, o->find);
    for (uint32_t i = t->first_case; i < t->first_case + t->n_cases; i++) {
        uint32_t k = q->thing_cases.v[i];
        double gain = problem_case_value(q, k) - q->cases.v[k].value;
        if (gain > best.gain)
            best = (struct purpose){k, MAP_NONE, MAP_NONE, gain};
    }
    t->caught = before;
    if (best.kase != MAP_NONE)
        best_class(q, o->thing, &best);
    return best;
}

static void add_percent(struct buf *out, const char *what, double share)
{
    buf_add_f(out, "%s ", what);
    buf_add_percent(out, share);
}

static void words(struct buf *out, const struct plan *p, const struct plan_row *r, bool is_expected)
{
    if (r->why == PLAN_AT_RANDOM) {
        buf_add_z(out, "drawn at random among what is in reach and not chosen");
        return;
    }
    if (r->kase.n == 0) {
        buf_add_z(out, "a piece of the best case left, but none that an item hangs on");
        return;
    }
    if (is_expected)
        buf_add_z(out, "a hand kept free: ");
    if (r->component_name.n) {
        buf_add(out, r->component_name);
        add_percent(out, is_expected ? " may come" : " is what it seems", r->p_piece);
    } else if (r->p_piece < 1) {
        add_percent(out, "it may be an essential piece that it does not look like", r->p_piece);
    } else {
        buf_add_z(out, "a consignment of a case without a kit");
    }
    add_percent(out, ", case", r->p_case);
    if (r->p_open < 1)
        add_percent(out, ", no other has come through", r->p_open);
    if (r->p_there < 1)
        add_percent(out, ", there that day", r->p_there);
    add_percent(out, ", found when opened", r->p_find);
    if (r->is_last_chance && p->o.choice == PLAN_GAIN && !is_expected)
        buf_add_z(out, "; last chance");
}

static enum seine_status finish(struct plan *p, struct plan_row *r, bool is_expected,
                                struct seine_error *err)
{
    struct buf text;
    bool ok = true;
    buf_init(&text, LIMIT_TEXT);
    words(&text, p, r, is_expected);
    r->reason = arena_str(&p->arena, buf_str(&text), &ok);
    ok = ok && buf_status(&text) == SEINE_OK;
    buf_release(&text);
    return ok && VEC_PUSH(&p->rows, *r) ? SEINE_OK : plan_nomem(err);
}

static void set_purpose(struct plan *p, struct plan_row *r, uint32_t option)
{
    const struct problem *q = &p->problem;
    struct purpose best = purpose_of(p, option);
    if (best.kase == MAP_NONE)
        return;
    const struct raw_case *raw = &p->raw.v[p->case_infos.v[best.kase]];
    const struct class_info *c = &p->class_infos.v[best.class];
    r->kase = raw->id;
    r->kit = raw->kit.n ? raw->kit : raw->kind;
    r->component = c->id;
    r->component_name = c->name;
    r->p_case = q->cases.v[best.kase].probability;
    r->p_piece = q->pieces.v[best.piece].is_it;
    r->p_open = q->classes.v[best.class].open;
}

enum seine_status plan_add_row(struct plan *p, uint32_t option, uint32_t record,
                               const struct reach *at, enum plan_why why, struct seine_error *err)
{
    struct problem *q = &p->problem;
    struct plan_row r = {.post = at->cell % p->n_posts,
                         .day = plan_cell_day(p, at->cell),
                         .consignment = STR_EMPTY,
                         .place = at->place,
                         .kase = STR_EMPTY,
                         .kit = STR_EMPTY,
                         .component = STR_EMPTY,
                         .component_name = STR_EMPTY,
                         .why = why,
                         .p_there = at->there,
                         .p_find = plan_cell_post(p, at->cell)->finds};
    if (record != MAP_NONE) {
        r.consignment = table_str(p->o.table, p->o.table->records.v[record].id);
        if (map_set(&p->opened, record, 0) != SEINE_OK)
            return plan_nomem(err);
    }
    if (option != MAP_NONE) {
        r.is_last_chance = p->thing_infos.v[q->options.v[option].thing].last_chance == r.day;
        r.gain = problem_gain(q, option);
        set_purpose(p, &r, option);
        problem_take(q, option);
    } else {
        q->cells.v[at->cell].left -=
            plan_cell_post(p, at->cell)->cost[p->o.table->records.v[record].mode];
    }
    r.total = problem_value(q);
    return finish(p, &r, record == MAP_NONE, err);
}
