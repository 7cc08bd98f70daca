/* assemble/expect.c - what a case still lacks: which piece, how likely it comes, when, from whom
 * and by which lane. The pace is the case's own, with one gap of a prior added: new kinds of piece
 * come as a Poisson process whose rate has a Gamma posterior, so waiting times are Lomax; how many
 * kinds the net wants in all has the prior of the score (all numbers alike), and silence since the
 * last piece speaks for its being done. A piece that was seized is lacking again. It judges no
 * case: the chances are given that the case is one, times the case's own probability. */
#include "assemble/build.h"

#include <math.h>
#include <stdlib.h>

#define PRIOR_GAP_DAYS                                                                             \
    30.0 /* between two kinds of piece, before anything is seen; counts as one                     \
          */
#define SOON_DAYS 30.0
#define FAR_DAYS  3650.0 /* a quantile further away than this says nothing */

struct pace {
    double shape, days; /* of the Gamma posterior of new kinds a day */
    double silence;     /* P(no piece since the last one | the net still wants some) */
    int32_t now;        /* the data's last day */
};

/* When the first and the latest kind of piece was first seen. */
static void days_of(const struct as_context *x, const struct assemble_case *c, int32_t *ret_first,
                    int32_t *ret_last)
{
    *ret_first = *ret_last = DATE_NONE;
    for (size_t i = 0; i < c->n_components; i++) {
        const struct assemble_component *p = &c->components[i];
        int32_t day = p->n_records ? x->in->table->records.v[p->records[0]].day : DATE_NONE;
        if (day < x->data_first_day || day > x->data_last_day) /* none, or a slip */
            continue;
        *ret_first = *ret_first == DATE_NONE || day < *ret_first ? day : *ret_first;
        *ret_last = *ret_last == DATE_NONE || day > *ret_last ? day : *ret_last;
    }
}

static struct pace pace_of(const struct as_context *x, const struct assemble_case *c, int32_t first,
                           int32_t last)
{
    struct pace p = {.shape = (double)(c->n_components ? c->n_components : 1),
                     .now = x->data_last_day};
    double seen = first == DATE_NONE ? 0 : last - first,
           quiet = first == DATE_NONE || p.now <= last ? 0 : p.now - last;
    p.silence = pow((PRIOR_GAP_DAYS + seen) / (PRIOR_GAP_DAYS + seen + quiet), p.shape);
    p.days = PRIOR_GAP_DAYS + seen + quiet;
    return p;
}

/* P(one certain class of n that lack comes at all): 0..n more are wanted, all alike before, and
 * those who want some have been silent. Of j more, the class is one with chance j/n. */
static double comes(double n, double silence)
{
    return n < 1 ? 0 : silence * (n + 1) / 2 / (1 + n * silence);
}

/* How many arrivals of new kinds until a certain one of n that lack, if it is wanted: of j more
 * (likelier the larger j is) it takes any place. */
static double place(double n)
{
    return (n + 2) / 3;
}

/* Days until the quantile of a class that takes that place of the pace. */
static double wait(const struct pace *p, double at, double quantile)
{
    return fmin(FAR_DAYS, at * p->days * (pow(1 - quantile, -1 / p->shape) - 1));
}

/* The record of a class that was seized, MAP_NONE when one that fits was not, or came later. */
static uint32_t seized_of(const struct as_context *x, const struct as_hypothesis *h,
                          const struct assemble_component *p)
{
    uint32_t lost = MAP_NONE;
    for (size_t i = 0; i < p->n_records; i++) {
        if (!as_fits_well(as_record_symbol(x, p->records[i], h->kit)))
            continue;
        if (x->in->table->records.v[p->records[i]].outcome != TRADE_SEIZED)
            return MAP_NONE;
        lost = p->records[i];
    }
    return lost;
}

static void add_missing(const struct as_context *x, struct assemble_case *c, uint32_t component,
                        uint32_t seized)
{
    c->missing[c->n_missing++] = (struct assemble_missing){
        .component = component,
        .is_essential = goods_component(x->in->catalogue, component)->is_essential,
        .day = {DATE_NONE, DATE_NONE, DATE_NONE},
        .seized = seized};
}

static void list_missing(const struct as_context *x, const struct as_hypothesis *h,
                         struct assemble_case *c)
{
    const struct goods_kit *kit = goods_kit(x->in->catalogue, h->kit);
    for (uint32_t k = 0; k < kit->n_components && k < AS_MAX_CLASSES; k++) {
        const struct assemble_component *had = NULL;
        for (size_t i = 0; i < c->n_components; i++)
            if (c->components[i].component == kit->first_component + k)
                had = &c->components[i];
        uint32_t lost = had ? seized_of(x, h, had) : MAP_NONE;
        if (!had || lost != MAP_NONE)
            add_missing(x, c, kit->first_component + k, lost);
    }
}

struct tally {
    double weight;
    uint32_t actor;
    struct assemble_lane lane;
};

/* Heaviest first, then by what it is: a total order. */
static int tally_order(const void *l, const void *r)
{
    const struct tally *a = l, *b = r;
    if (a->weight > b->weight || a->weight < b->weight)
        return a->weight > b->weight ? -1 : 1;
    if (a->actor != b->actor)
        return a->actor < b->actor ? -1 : 1;
    int order = str_compare(a->lane.from, b->lane.from);
    order = order ? order : str_compare(a->lane.to, b->lane.to);
    return order ? order : str_compare(a->lane.carrier, b->lane.carrier);
}

static void count(struct tally *v, size_t *n, struct tally one)
{
    for (size_t i = 0; i < *n; i++)
        if (v[i].actor == one.actor && str_is(v[i].lane.from, one.lane.from) &&
            str_is(v[i].lane.to, one.lane.to) && str_is(v[i].lane.carrier, one.lane.carrier)) {
            v[i].weight += one.weight;
            v[i].lane.n++;
            return;
        }
    v[(*n)++] = one;
}

static struct assemble_lane lane_of(const struct trade_table *t, const struct table_record *r)
{
    struct str code = table_str(t, t->routes.v[r->route].code);
    size_t first = 0, last = code.n;
    while (first < code.n && code.p[first] != '-')
        first++;
    while (last > 0 && code.p[last - 1] != '-')
        last--;
    return (struct assemble_lane){str_slice(code, 0, first), str_slice(code, last, code.n),
                                  table_str(t, r->carrier), 1};
}

/* A consignment of the same class says most of who sends it how, one of the same tariff chapter
 * more than any other. */
static double likeness(const struct as_context *x, const struct assemble_component *p,
                       uint32_t component)
{
    const struct goods_component *a = goods_component(x->in->catalogue, p->component),
                                 *b = goods_component(x->in->catalogue, component);
    if (p->component == component)
        return 4;
    for (size_t i = 0; i < a->n_hs; i++)
        for (size_t k = 0; k < b->n_hs; k++)
            if (str_is(str_slice(a->hs[i], 0, 2), str_slice(b->hs[k], 0, 2)))
                return 2;
    return 1;
}

/* actors, lanes: room for those of all records of the case. */
static void whence(const struct as_context *x, const struct assemble_case *c,
                   struct assemble_missing *m, struct tally *actors, struct tally *lanes)
{
    const struct trade_table *t = x->in->table;
    size_t n_actors = 0, n_lanes = 0;
    for (size_t i = 0; i < c->n_components; i++) {
        double weight = likeness(x, &c->components[i], m->component);
        for (size_t k = 0; k < c->components[i].n_records; k++) {
            uint32_t r = c->components[i].records[k], who[AS_RECORD_ACTORS];
            size_t n = as_record_actors(
                x, r, c->side == ASSEMBLE_SINK ? ASSEMBLE_SOURCE : ASSEMBLE_SINK, who);
            for (size_t a = 0; a < n; a++)
                count(actors, &n_actors, (struct tally){.weight = weight, .actor = who[a]});
            count(lanes, &n_lanes,
                  (struct tally){.weight = weight, .lane = lane_of(t, &t->records.v[r])});
        }
    }
    qsort(actors, n_actors, sizeof *actors, tally_order);
    qsort(lanes, n_lanes, sizeof *lanes, tally_order);
    for (; m->n_actors < n_actors && m->n_actors < ASSEMBLE_EXPECTED; m->n_actors++)
        m->actors[m->n_actors] = actors[m->n_actors].actor;
    for (; m->n_lanes < n_lanes && m->n_lanes < ASSEMBLE_EXPECTED; m->n_lanes++)
        m->lanes[m->n_lanes] = lanes[m->n_lanes].lane;
}

bool as_case_expect(const struct as_context *x, const struct as_hypothesis *h, struct arena *arena,
                    struct assemble_case *c)
{
    static const double quantiles[3] = {0.1, 0.5, 0.9};
    int32_t first, last;
    c->missing = arena_array(arena, AS_MAX_CLASSES + 1, sizeof *c->missing);
    struct tally *lanes = mem_alloc((c->n_records + 1) * sizeof *lanes);
    struct tally *actors = mem_alloc((c->n_records * AS_RECORD_ACTORS + 1) * sizeof *actors);
    if (!c->missing || !lanes || !actors) {
        mem_free(lanes);
        mem_free(actors);
        return false;
    }
    list_missing(x, h, c);
    days_of(x, c, &first, &last);
    struct pace p = pace_of(x, c, first, last);
    double n = (double)c->n_missing, at_all = comes(n, p.silence),
           soon = 1 - pow(p.days / (p.days + SOON_DAYS / place(n)), p.shape);
    for (size_t i = 0; i < c->n_missing; i++) {
        struct assemble_missing *m = &c->missing[i];
        /* What was lost is wanted as surely as the net goes on. */
        double chance = m->seized == MAP_NONE ? at_all : n * p.silence / (1 + n * p.silence);
        m->comes = c->probability * chance;
        m->probability = m->comes * soon;
        for (int k = 0; k < 3 && first != DATE_NONE; k++)
            m->day[k] = p.now + (int32_t)ceil(wait(&p, place(n), quantiles[k]));
        whence(x, c, m, actors, lanes);
    }
    mem_free(lanes);
    mem_free(actors);
    return true;
}
