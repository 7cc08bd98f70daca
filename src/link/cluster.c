/* link/cluster.c - correlation clustering by greedy merging: pairs in descending weight; two
 * clusters become one when what they share as wholes is worth more than the threshold. A pair
 * that was never compared says nothing (it shares no blocking key). Order is total, so the result
 * is the same for equal input. Profiles that no chain of pairs ties never meet, so each component
 * is merged by itself. */
#include "link/mention.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct half { /* a scored pair seen from one of its clusters */
    uint32_t pair, next;
};

#define PROFILES_AT_ONCE 4096

struct order { /* pairs that may merge */
    float weight;
    uint32_t pair;
};

typedef VEC(struct order) order_vec;

struct state {
    const struct link_context *x;
    uint32_t *parent, *size;
    uint32_t *head, *tail; /* per root: its chain of halves */
    struct half *halves;
    uint32_t *first, *pairs; /* of the component whose smallest profile is i: pairs[first[i]] .. */
    order_vec *orders;       /* per worker */
};

/* Two clusters compared as wholes, over all scored pairs between them, walked from the smaller one:
 * each field counts once, by the pair that agrees best on it, or if none agrees by the one that
 * differs most. Papers that leave a field out say nothing against what fuller papers share. */
static double between(struct state *s, uint32_t a, uint32_t b)
{
    uint32_t small = s->size[a] <= s->size[b] ? a : b;
    double best[LINK_N_FIELDS], worst[LINK_N_FIELDS], sum = s->x->model.prior_bits, weights = 0,
                                                      n = 0;
    for (int f = 0; f < LINK_N_FIELDS; f++)
        best[f] = worst[f] = 0;
    for (uint32_t h = s->head[small]; h != MAP_NONE; h = s->halves[h].next) {
        const struct link_pair *p = &s->x->scored.v[s->halves[h].pair];
        uint32_t l = set_root(s->parent, p->a), r = set_root(s->parent, p->b);
        if ((l != a || r != b) && (l != b || r != a))
            continue;
        weights += (double)p->weight;
        n++;
        for (int f = 0; f < LINK_N_FIELDS; f++) {
            best[f] = fmax(best[f], (double)p->bits[f]);
            worst[f] = fmin(worst[f], (double)p->bits[f]);
        }
    }
    for (int f = 0; f < LINK_N_FIELDS; f++)
        sum += best[f] > 0 ? best[f] : worst[f];
    return fmax(weights, sum - log2(n));
}

static void merge(struct state *s, uint32_t a, uint32_t b)
{
    uint32_t keep = a < b ? a : b, gone = a < b ? b : a;
    s->parent[gone] = keep;
    s->size[keep] += s->size[gone];
    if (s->head[gone] == MAP_NONE)
        return;
    if (s->head[keep] == MAP_NONE)
        s->head[keep] = s->head[gone];
    else
        s->halves[s->tail[keep]].next = s->head[gone];
    s->tail[keep] = s->tail[gone];
}

static void add_half(struct state *s, uint32_t mention, uint32_t half, uint32_t pair)
{
    s->halves[half] = (struct half){pair, s->head[mention]};
    if (s->head[mention] == MAP_NONE)
        s->tail[mention] = half;
    s->head[mention] = half;
}

static int order_by_weight(const void *l, const void *r)
{
    const struct order *a = l, *b = r;
    if (a->weight > b->weight || a->weight < b->weight)
        return a->weight > b->weight ? -1 : 1;
    return a->pair < b->pair ? -1 : a->pair > b->pair; /* pairs are in (a, b) order */
}

static bool state_init(struct state *s, const struct link_context *x, unsigned n_workers)
{
    size_t n = x->n;
    s->x = x;
    if (x->scored.n >= MAP_NONE / 2) /* more pairs than halves can be numbered */
        return false;
    s->parent = mem_calloc(n + 1, sizeof *s->parent);
    s->size = mem_calloc(n + 1, sizeof *s->size);
    s->head = mem_calloc(n + 1, sizeof *s->head);
    s->tail = mem_calloc(n + 1, sizeof *s->tail);
    s->first = mem_calloc(n + 2, sizeof *s->first);
    s->pairs = mem_calloc(x->scored.n + 1, sizeof *s->pairs);
    s->halves = mem_calloc(2 * x->scored.n + 1, sizeof *s->halves);
    s->orders = mem_calloc(n_workers, sizeof *s->orders);
    return s->parent && s->size && s->head && s->tail && s->first && s->pairs && s->halves &&
           s->orders;
}

static void state_release(struct state *s, unsigned n_workers)
{
    for (unsigned i = 0; i < n_workers && s->orders; i++)
        VEC_RELEASE(&s->orders[i]);
    mem_free(s->parent);
    mem_free(s->size);
    mem_free(s->head);
    mem_free(s->tail);
    mem_free(s->first);
    mem_free(s->pairs);
    mem_free(s->halves);
    mem_free(s->orders);
}

/* Pairs by component, ascending; leaves each profile a cluster of its own. */
static void part_pairs(struct state *s)
{
    const struct link_context *x = s->x;
    uint32_t *end = s->first + 1; /* while they are put there */
    for (uint32_t i = 0; i < x->n; i++)
        s->parent[i] = i;
    for (size_t i = 0; i < x->scored.n; i++)
        set_join(s->parent, x->scored.v[i].a, x->scored.v[i].b);
    for (size_t i = 0; i < x->scored.n; i++)
        end[set_root(s->parent, x->scored.v[i].a)]++;
    for (uint32_t i = 0, from = 0; i < x->n; i++) {
        uint32_t n = end[i];
        end[i] = from;
        from += n;
    }
    for (uint32_t i = 0; i < x->scored.n; i++)
        s->pairs[end[set_root(s->parent, x->scored.v[i].a)]++] = i;
    for (uint32_t i = 0; i < x->n; i++) {
        s->parent[i] = i;
        s->size[i] = 1;
        s->head[i] = s->tail[i] = MAP_NONE;
    }
}

/* The pairs of one component: s->pairs, from .. to. */
static bool merge_component(struct state *s, order_vec *order, uint32_t from, uint32_t to)
{
    const struct link_pair *scored = s->x->scored.v;
    bool ok = true;
    order->n = 0;
    for (uint32_t k = from; k < to && ok; k++) {
        const struct link_pair *p = &scored[s->pairs[k]];
        add_half(s, p->a, 2 * k, s->pairs[k]);
        add_half(s, p->b, 2 * k + 1, s->pairs[k]);
        if ((double)p->weight > s->x->threshold)
            ok = VEC_PUSH(order, ((struct order){p->weight, s->pairs[k]}));
    }
    if (order->n > 1)
        qsort(order->v, order->n, sizeof *order->v, order_by_weight);
    for (size_t i = 0; i < order->n && ok; i++) {
        const struct link_pair *p = &scored[order->v[i].pair];
        uint32_t a = set_root(s->parent, p->a), b = set_root(s->parent, p->b);
        if (a != b && between(s, a, b) > s->x->threshold)
            merge(s, a, b);
    }
    return ok;
}

static enum seine_status merge_range(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    struct state *s = context;
    bool ok = true;
    (void)err;
    for (size_t i = from; i < to && ok; i++)
        if (s->first[i + 1] > s->first[i])
            ok = merge_component(s, &s->orders[worker], s->first[i], s->first[i + 1]);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

/* Actors numbered by their smallest mention, members ascending. */
static bool emit_actors(struct state *s, struct link_result *ret)
{
    const struct link_context *x = s->x;
    size_t n = x->n_mentions;
    uint32_t *number = mem_calloc(n + 1, sizeof *number); /* per root profile, then per actor */
    ret->actor_of = mem_calloc(n + 1, sizeof *ret->actor_of);
    ret->members = mem_calloc(n + 1, sizeof *ret->members);
    bool ok = number && ret->actor_of && ret->members;
    for (uint32_t i = 0; i < n && ok; i++) {
        uint32_t root = set_root(s->parent, x->profile_of[i]);
        if (x->rep[root] == i) { /* roots are the smallest profile, so this comes first */
            number[root] = (uint32_t)ret->actors.n;
            struct link_actor actor = {0, 0, 0, false};
            ok = VEC_PUSH(&ret->actors, actor);
        }
        ret->actor_of[i] = number[root];
        if (ok)
            ret->actors.v[ret->actor_of[i]].n++;
    }
    for (size_t a = 1; ok && a < ret->actors.n; a++)
        ret->actors.v[a].first = ret->actors.v[a - 1].first + ret->actors.v[a - 1].n;
    for (size_t a = 0; ok && a < ret->actors.n; a++)
        number[a] = ret->actors.v[a].first;
    for (uint32_t i = 0; ok && i < n; i++)
        ret->members[number[ret->actor_of[i]]++] = i;
    mem_free(number);
    return ok;
}

static struct link_pair of_mentions(const struct link_context *x, struct link_pair p)
{
    p.a = x->rep[p.a];
    p.b = x->rep[p.b];
    return p;
}

/* Per actor the scored pair that speaks most against it. */
static uint32_t *find_against(const struct link_context *x, const struct link_result *ret)
{
    uint32_t *against = mem_alloc((ret->actors.n + 1) * sizeof *against);
    for (size_t i = 0; against && i < ret->actors.n; i++)
        against[i] = MAP_NONE;
    for (uint32_t i = 0; against && i < x->scored.n; i++) {
        struct link_pair p = of_mentions(x, x->scored.v[i]);
        uint32_t *at = &against[ret->actor_of[p.a]];
        if (ret->actor_of[p.a] == ret->actor_of[p.b] && p.weight <= 0 &&
            (*at == MAP_NONE || p.weight < x->scored.v[*at].weight))
            *at = i;
    }
    return against;
}

/* Pairs of mentions: what joined the actors, and what ties different ones. They stay where they
 * lie and those that are not wanted are closed up. */
static bool emit_pairs(struct link_context *x, struct link_result *ret)
{
    uint32_t *against = find_against(x, ret);
    size_t n = 0;
    if (!against)
        return false;
    for (uint32_t i = 0; i < x->scored.n; i++) {
        struct link_pair p = of_mentions(x, x->scored.v[i]);
        uint32_t actor = ret->actor_of[p.a];
        if (actor == ret->actor_of[p.b] && (p.weight > 0 || against[actor] == i))
            x->scored.v[n++] = p;
    }
    mem_free(against);
    x->scored.n = n;
    n = 0;
    for (size_t i = 0; i < x->loose.n; i++) {
        struct link_pair p = of_mentions(x, x->loose.v[i]);
        if (ret->actor_of[p.a] != ret->actor_of[p.b])
            x->loose.v[n++] = p;
    }
    x->loose.n = n;
    memcpy(&ret->pairs, &x->scored, sizeof ret->pairs);
    memcpy(&ret->loose, &x->loose, sizeof ret->loose);
    x->scored.v = x->loose.v = NULL;
    x->scored.n = x->loose.n = x->scored.room = x->loose.room = 0;
    return true;
}

enum seine_status link_cluster(struct link_context *x, struct pool *pool, struct link_result *ret,
                               struct seine_error *err)
{
    struct state s = {0};
    bool ok = state_init(&s, x, pool_threads(pool));
    if (ok)
        part_pairs(&s);
    ok = ok && pool_run(pool, x->n, PROFILES_AT_ONCE, merge_range, &s, err) == SEINE_OK &&
         emit_actors(&s, ret);
    state_release(&s, pool_threads(pool));
    ok = ok && emit_pairs(x, ret);
    return ok ? SEINE_OK
              : error_set(err, SEINE_NOMEM, "out of memory while linking %zu parties",
                          x->n_mentions);
}
