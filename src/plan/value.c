/* plan/value.c - what a set of options is expected to stop, and what one more would add. A case's
 * value is computed from all of its parts each time, in their order, so that it depends on what is
 * taken and not on how it came to be taken. */
#include "plan/problem.h"

#include <math.h>

void problem_init(struct problem *p)
{
    *p = (struct problem){0};
}

void problem_release(struct problem *p)
{
    VEC_RELEASE(&p->cases);
    VEC_RELEASE(&p->classes);
    VEC_RELEASE(&p->pieces);
    VEC_RELEASE(&p->piece_things);
    VEC_RELEASE(&p->things);
    VEC_RELEASE(&p->thing_cases);
    VEC_RELEASE(&p->options);
    VEC_RELEASE(&p->cells);
}

/* Calls each (thing, case) pair; twice for a thing that is in two pieces of a case. */
static bool each_pair(struct problem *p, bool (*fn)(struct problem *p, uint32_t thing, uint32_t of))
{
    for (uint32_t k = 0; k < p->cases.n; k++) {
        const struct plan_case *c = &p->cases.v[k];
        for (uint32_t i = c->first_class; i < c->first_class + c->n_classes; i++) {
            const struct plan_class *s = &p->classes.v[i];
            for (uint32_t j = s->first_piece; j < s->first_piece + s->n_pieces; j++) {
                const struct plan_piece *g = &p->pieces.v[j];
                for (uint32_t t = g->first_thing; t < g->first_thing + g->n_things; t++)
                    if (!fn(p, p->piece_things.v[t], k))
                        return false;
            }
        }
    }
    return true;
}

static bool count_pair(struct problem *p, uint32_t thing, uint32_t of)
{
    (void)of;
    p->things.v[thing].n_cases++;
    return true;
}

static bool put_pair(struct problem *p, uint32_t thing, uint32_t of)
{
    struct plan_thing *t = &p->things.v[thing];
    uint32_t *mine = p->thing_cases.v + t->first_case;
    if (t->n_cases == 0 || mine[t->n_cases - 1] != of) /* cases come in order */
        mine[t->n_cases++] = of;
    return true;
}

enum seine_status problem_seal(struct problem *p, struct seine_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < p->things.n; i++)
        p->things.v[i].n_cases = 0;
    (void)each_pair(p, count_pair);
    for (size_t i = 0; i < p->things.n; i++) {
        p->things.v[i].first_case = (uint32_t)n;
        n += p->things.v[i].n_cases;
        p->things.v[i].n_cases = 0;
    }
    if (!VEC_RESERVE(&p->thing_cases, n + 1))
        return error_set(err, SEINE_NOMEM, "out of memory while planning");
    (void)each_pair(p, put_pair);
    for (size_t i = 0; i < p->options.n; i++) {
        const struct plan_option *o = &p->options.v[i];
        struct plan_cell *c = &p->cells.v[o->cell];
        if (o->cost > c->room)
            continue;
        c->least = c->most == 0 || o->cost < c->least ? o->cost : c->least;
        c->most = o->cost > c->most ? o->cost : c->most;
    }
    problem_reset(p);
    return SEINE_OK;
}

double problem_case_value(const struct problem *p, uint32_t index)
{
    const struct plan_case *c = &p->cases.v[index];
    double goes_on = 1;
    for (uint32_t i = c->first_class; i < c->first_class + c->n_classes; i++) {
        const struct plan_class *s = &p->classes.v[i];
        double none = 1;
        for (uint32_t j = s->first_piece; j < s->first_piece + s->n_pieces; j++) {
            const struct plan_piece *g = &p->pieces.v[j];
            double missed = 1;
            for (uint32_t t = g->first_thing; t < g->first_thing + g->n_things; t++)
                missed *= 1 - p->things.v[p->piece_things.v[t]].caught;
            none *= 1 - g->is_it * (1 - missed);
        }
        goes_on *= 1 - s->open * (1 - none);
    }
    return c->probability * (1 - goes_on);
}

void problem_reset(struct problem *p)
{
    for (size_t i = 0; i < p->things.n; i++)
        p->things.v[i].caught = 0;
    for (size_t i = 0; i < p->cells.n; i++)
        p->cells.v[i].left = p->cells.v[i].room;
    for (uint32_t i = 0; i < p->cases.n; i++)
        p->cases.v[i].value = problem_case_value(p, i);
}

double problem_value(const struct problem *p)
{
    double sum = 0;
    for (size_t i = 0; i < p->cases.n; i++)
        sum += p->cases.v[i].value;
    return sum;
}

static double caught_with(const struct plan_thing *t, const struct plan_option *o)
{
    return t->is_spread ? fmin(1, t->caught + o->find) : fmax(t->caught, o->find);
}

double problem_gain(struct problem *p, uint32_t option)
{
    const struct plan_option *o = &p->options.v[option];
    struct plan_thing *t = &p->things.v[o->thing];
    double before = t->caught, sum = 0;
    t->caught = caught_with(t, o);
    if (t->caught > before)
        for (uint32_t i = t->first_case; i < t->first_case + t->n_cases; i++) {
            uint32_t k = p->thing_cases.v[i];
            sum += problem_case_value(p, k) - p->cases.v[k].value;
        }
    t->caught = before;
    return fmax(0, sum);
}

bool problem_fits(const struct problem *p, uint32_t option)
{
    const struct plan_option *o = &p->options.v[option];
    return o->cost <= p->cells.v[o->cell].left;
}

void problem_take(struct problem *p, uint32_t option)
{
    const struct plan_option *o = &p->options.v[option];
    struct plan_thing *t = &p->things.v[o->thing];
    t->caught = caught_with(t, o);
    p->cells.v[o->cell].left -= o->cost;
    for (uint32_t i = t->first_case; i < t->first_case + t->n_cases; i++) {
        uint32_t k = p->thing_cases.v[i];
        p->cases.v[k].value = problem_case_value(p, k);
    }
}

double problem_guarantee(const struct problem *p)
{
    double worst = 1;
    size_t n_cells = 0;
    for (size_t i = 0; i < p->cells.n; i++) {
        const struct plan_cell *c = &p->cells.v[i];
        n_cells += c->most > 0;
        if (c->most > c->least)
            worst = fmax(worst, ceil((double)c->most / (double)c->least));
    }
    return worst <= 1 && n_cells <= 1 ? 1 - exp(-1) : 1 / (1 + worst);
}
