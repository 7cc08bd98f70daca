/* assemble/units.c - whose consignments are counted together: every actor that is no hub, seen as
 * receiver and as sender, and small groups of actors joined by uncertain links or relays. A group
 * pays for its links; a piece that was relayed inside it counts once. */
#include "assemble/pieces.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MIN_DEALINGS 3   /* consignments between two actors that make a unit of their own */
#define MOST_OF_ALL  0.8 /* of what either does: then it has been seen already */

/* What an actor handles on a side: something that fits a component more than weakly; enough of that
 * or of what fits weakly to be looked at. */
enum { HANDLES_PIECE = 1, HANDLES_ENOUGH = 2 };

struct edge {
    uint32_t a, b; /* actors, a < b */
    float bits;
    bool is_relay;
};

static int edge_order(const void *l, const void *r)
{
    const struct edge *a = l, *b = r;
    if (a->bits != b->bits)
        return a->bits < b->bits ? 1 : -1;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return a->b < b->b ? -1 : a->b > b->b;
}

static int u32_order(const void *l, const void *r)
{
    uint32_t a = *(const uint32_t *)l, b = *(const uint32_t *)r;
    return a < b ? -1 : a > b;
}

bool as_is_member(const struct as_unit *u, uint32_t actor)
{
    return bsearch(&actor, u->members, u->n_members, sizeof actor, u32_order) != NULL;
}

/* Of n records some fit a component more than weakly; so many fit one at all. */
static bool is_enough(uint32_t n, uint32_t pieces, uint32_t all)
{
    return pieces >= AS_MIN_CLASSES || (n <= AS_SMALL_UNIT && all + pieces >= AS_MIN_WEAK);
}

static bool worth_looking(const struct as_context *x, const uint32_t *records, uint32_t n)
{
    uint32_t pieces = 0, all = 0;
    for (uint32_t i = 0; i < n && pieces < AS_MIN_CLASSES; i++) {
        pieces += x->brief[records[i]].piece == 2;
        all += x->brief[records[i]].piece > 0;
    }
    return is_enough(n, pieces, all);
}

static bool is_worth_looking(const struct as_context *x, enum assemble_side side, uint32_t actor)
{
    return !x->in->links->actors.v[actor].is_hub && x->handles[side][actor] & HANDLES_ENOUGH;
}

static enum seine_status single_units(struct as_context *x, enum assemble_side side,
                                      struct seine_error *err)
{
    for (uint32_t a = 0; a < x->in->links->actors.n; a++) {
        uint32_t first = x->actor_first[side][a], n = x->actor_first[side][a + 1] - first;
        if (!is_worth_looking(x, side, a))
            continue;
        struct as_unit u = {.members = arena_array(x->arena, 1, sizeof(uint32_t)),
                            .n_members = 1,
                            .side = side,
                            .records = x->actor_records[side] + first,
                            .n_records = n,
                            .with = MAP_NONE};
        if (!u.members || !VEC_PUSH(&x->units, u))
            return error_set(err, SEINE_NOMEM, "out of memory while assembling");
        u.members[0] = a;
    }
    return SEINE_OK;
}

/* Union-find over actors with a cap on the size of a group. */
struct groups {
    uint32_t *parent, *size;
    float *price;          /* log2 P(all links of the group hold), <= 0 */
    uint32_t *next, *last; /* chain of a group's members */
};

static bool groups_init(struct groups *g, size_t n_actors)
{
    g->parent = mem_calloc(n_actors + 1, sizeof *g->parent);
    g->size = mem_calloc(n_actors + 1, sizeof *g->size);
    g->price = mem_calloc(n_actors + 1, sizeof *g->price);
    g->next = mem_calloc(n_actors + 1, sizeof *g->next);
    g->last = mem_calloc(n_actors + 1, sizeof *g->last);
    if (!g->parent || !g->size || !g->price || !g->next || !g->last)
        return false;
    for (uint32_t a = 0; a < n_actors; a++) {
        g->parent[a] = a;
        g->size[a] = 1;
    }
    return true;
}

static void groups_release(struct groups *g)
{
    mem_free(g->parent);
    mem_free(g->size);
    mem_free(g->price);
    mem_free(g->next);
    mem_free(g->last);
}

static void join(struct groups *g, const struct edge *e)
{
    uint32_t a = set_root(g->parent, e->a), b = set_root(g->parent, e->b);
    if (a == b || g->size[a] + g->size[b] > AS_GROUP_MAX)
        return;
    uint32_t keep = a < b ? a : b, gone = a < b ? b : a;
    g->parent[gone] = keep;
    g->size[keep] += g->size[gone];
    g->price[keep] += g->price[gone] + (float)log2(bits_to_probability((double)e->bits));
}

typedef VEC(struct edge) edge_vec;

static bool add_edge(const struct as_context *x, edge_vec *edges, uint32_t a, uint32_t b,
                     float bits, bool is_relay)
{
    if (a == b || x->in->links->actors.v[a].is_hub || x->in->links->actors.v[b].is_hub)
        return true;
    struct edge e = {a < b ? a : b, a < b ? b : a, bits, is_relay};
    return VEC_PUSH(edges, e);
}

/* Uncertain identities, and relays from the actor passed to the record's other end. */
static enum seine_status collect_edges(const struct as_context *x, enum assemble_side side,
                                       edge_vec *edges, struct seine_error *err)
{
    const struct link_result *links = x->in->links;
    bool ok = true;
    for (size_t i = 0; i < links->loose.n && ok; i++) {
        const struct link_pair *p = &links->loose.v[i];
        ok = add_edge(x, edges, links->actor_of[p->a], links->actor_of[p->b], p->weight, false);
    }
    for (size_t i = 0; i < x->relays.n && ok; i++) {
        const struct as_relay *relay = &x->relays.v[i];
        uint32_t far[AS_RECORD_ACTORS];
        uint32_t record = side == ASSEMBLE_SINK ? relay->out : relay->in;
        size_t n = as_record_actors(x, record, side, far);
        for (size_t k = 0; k < n && ok; k++)
            ok = add_edge(x, edges, relay->actor, far[k], relay->bits, true);
    }
    if (edges->n > 1)
        qsort(edges->v, edges->n, sizeof *edges->v, edge_order);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

/* A relayed piece inside the group is the same piece: of receivers its way out of the passing
 * member is left out, of senders its way in. */
static bool is_inner(const struct as_context *x, const struct as_unit *u, uint32_t record)
{
    uint32_t relay = u->side == ASSEMBLE_SINK ? x->relay_of[record] : x->relay_from[record];
    return relay != MAP_NONE && as_is_member(u, x->relays.v[relay].actor);
}

typedef VEC(uint32_t) record_vec;

/* What its members handle, each consignment once; into room, from which it is borrowed. */
static bool fill_records(const struct as_context *x, record_vec *room, struct as_unit *u)
{
    size_t n = 0;
    room->n = 0;
    for (uint32_t i = 0; i < u->n_members; i++)
        for (uint32_t k = x->actor_first[u->side][u->members[i]];
             k < x->actor_first[u->side][u->members[i] + 1]; k++) {
            uint32_t r = x->actor_records[u->side][k];
            if (!is_inner(x, u, r) && !VEC_PUSH(room, r))
                return false;
        }
    sort_u32(room->v, room->n);
    for (size_t i = 0; i < room->n; i++)
        if (i == 0 || room->v[i] != room->v[i - 1])
            room->v[n++] = room->v[i];
    u->records = room->v;
    u->n_records = (uint32_t)n;
    return true;
}

/* A unit that is worth a look, with copies of its members and records, which are borrowed. */
static bool add_unit(struct as_context *x, struct as_unit u)
{
    if (!worth_looking(x, u.records, u.n_records))
        return true;
    uint32_t *own = arena_array(x->arena, (size_t)u.n_members + u.n_records, sizeof *own);
    if (!own)
        return false;
    memcpy(own, u.members, u.n_members * sizeof *own);
    memcpy(own + u.n_members, u.records, u.n_records * sizeof *own);
    u.members = own;
    u.records = own + u.n_members;
    return VEC_PUSH(&x->units, u);
}

static bool emit_groups(struct as_context *x, enum assemble_side side, struct groups *g,
                        record_vec *room)
{
    size_t n_actors = x->in->links->actors.n;
    bool ok = true;
    for (uint32_t a = 0; a < n_actors; a++) {
        uint32_t root = set_root(g->parent, a);
        g->next[a] = MAP_NONE;
        if (root != a)
            g->next[g->last[root]] = a; /* roots are the smallest member, so it is set */
        g->last[root] = a;
    }
    for (uint32_t a = 0; a < n_actors && ok; a++) {
        if (g->parent[a] != a || g->size[a] < 2)
            continue;
        uint32_t members[AS_GROUP_MAX];
        struct as_unit u = {
            .members = members, .side = side, .link_bits = (double)g->price[a], .with = MAP_NONE};
        for (uint32_t m = a; m != MAP_NONE; m = g->next[m])
            members[u.n_members++] = m;
        ok = fill_records(x, room, &u) && add_unit(x, u);
    }
    return ok;
}

static int pair_order(const void *l, const void *r)
{
    const struct edge *a = l, *b = r;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    if (a->b != b->b)
        return a->b < b->b ? -1 : 1;
    return a->bits < b->bits ? 1 : a->bits > b->bits ? -1 : 0;
}

static bool has_pieces(const struct as_context *x, enum assemble_side side, uint32_t actor)
{
    return x->handles[side][actor] & HANDLES_PIECE;
}

static enum seine_status find_pieces(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    const struct as_context *x = context;
    (void)worker;
    (void)err;
    for (size_t a = from; a < to; a++)
        for (int side = 0; side < 2; side++) {
            const struct as_entry *e = x->actor_entries[side] + x->actor_first[side][a];
            uint32_t n = x->actor_first[side][a + 1] - x->actor_first[side][a], pieces = 0, all = 0;
            for (uint32_t i = 0; i < n && pieces < AS_MIN_CLASSES; i++) {
                pieces += e[i].piece == 2;
                all += e[i].piece > 0;
            }
            x->handles[side][a] =
                (pieces > 0 ? HANDLES_PIECE : 0) | (is_enough(n, pieces, all) ? HANDLES_ENOUGH : 0);
        }
    return SEINE_OK;
}

/* Is one of the edges between two actors a relay? The i-th is their first. */
static bool has_relay(const edge_vec *edges, size_t i)
{
    const struct edge *e = &edges->v[i];
    for (; i < edges->n && edges->v[i].a == e->a && edges->v[i].b == e->b; i++)
        if (edges->v[i].is_relay)
            return true;
    return false;
}

/* Two actors of a larger group that both handle pieces, by themselves: the rest of the group may be
 * there by chance and hide what the two are. Sorts the edges anew. */
static bool pair_units(struct as_context *x, enum assemble_side side, struct groups *g,
                       edge_vec *edges, record_vec *room)
{
    bool ok = true;
    if (edges->n > 1)
        qsort(edges->v, edges->n, sizeof *edges->v, pair_order);
    for (size_t i = 0; i < edges->n && ok; i++) {
        const struct edge *e = &edges->v[i];
        if (i > 0 && e->a == e[-1].a && e->b == e[-1].b)
            continue;
        if (g->size[set_root(g->parent, e->a)] < 3 || !has_pieces(x, side, e->a) ||
            !has_pieces(x, side, e->b))
            continue;
        uint32_t members[2] = {e->a, e->b};
        struct as_unit u = {.members = members,
                            .n_members = 2,
                            .side = side,
                            .link_bits = log2(bits_to_probability((double)e->bits)),
                            .with = MAP_NONE,
                            .by_contact = !has_relay(edges, i)};
        ok = fill_records(x, room, &u) && add_unit(x, u);
    }
    return ok;
}

/* Puts the edge among the n strongest, at most AS_GROUP_MAX - 1, one for each actor at its end. */
static size_t keep_strongest(struct edge *best, size_t n, const struct edge *e)
{
    size_t at = 0;
    while (at < n && best[at].b != e->b)
        at++;
    if (at == n && n < AS_GROUP_MAX - 1)
        n++;
    else if (edge_order(e, &best[at < n ? at : --at]) >= 0)
        return n;
    for (; at > 0 && edge_order(e, &best[at - 1]) < 0; at--)
        best[at] = best[at - 1];
    best[at] = *e;
    return n;
}

/* The actor and those that it shares an uncertain identity with and that handle pieces too, the
 * surest of them, in ascending order. 0: there are fewer than two of them. */
static uint32_t star_of(const struct as_context *x, enum assemble_side side, uint32_t actor,
                        uint32_t ret[AS_GROUP_MAX], double *ret_bits)
{
    const struct link_result *links = x->in->links;
    struct edge best[AS_GROUP_MAX];
    size_t n = 0;
    for (uint32_t k = x->pair_first[1][actor]; k < x->pair_first[1][actor + 1]; k++) {
        const struct link_pair *p = &links->loose.v[x->pair_of[1][k]];
        uint32_t a = links->actor_of[p->a], b = links->actor_of[p->b];
        struct edge e = {actor, a == actor ? b : a, p->weight, false};
        if (!links->actors.v[e.b].is_hub && has_pieces(x, side, e.b))
            n = keep_strongest(best, n, &e);
    }
    if (n < 2)
        return 0;
    ret[0] = actor;
    *ret_bits = 0;
    for (size_t i = 0; i < n; i++) {
        ret[i + 1] = best[i].b;
        *ret_bits += log2(bits_to_probability((double)best[i].bits));
    }
    sort_u32(ret, n + 1);
    return (uint32_t)n + 1;
}

/* Is the same set the star of one of its smaller members? */
static bool is_seen(const struct as_context *x, enum assemble_side side, uint32_t actor,
                    const uint32_t *members, uint32_t n)
{
    uint32_t theirs[AS_GROUP_MAX];
    double bits;
    for (uint32_t i = 0; i < n && members[i] < actor; i++)
        if (!x->in->links->actors.v[members[i]].is_hub &&
            star_of(x, side, members[i], theirs, &bits) == n &&
            memcmp(theirs, members, n * sizeof *members) == 0)
            return true;
    return false;
}

#define ACTORS_AT_ONCE 1024

struct star {
    uint32_t members[AS_GROUP_MAX], n;
    double bits;
};

struct stars { /* of some actors, in their order */
    struct star *v;
    size_t n, room;
};

struct gazing {
    struct as_context *x;
    enum assemble_side side;
    struct stars *stars;
    record_vec room;
};

static enum seine_status find_stars(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct gazing *job = context;
    struct stars *stars = &job->stars[from / ACTORS_AT_ONCE];
    (void)worker;
    for (size_t a = from; a < to; a++) {
        struct star s;
        uint32_t actor = (uint32_t)a;
        if (job->x->in->links->actors.v[a].is_hub || !has_pieces(job->x, job->side, actor) ||
            (s.n = star_of(job->x, job->side, actor, s.members, &s.bits)) == 0 ||
            is_seen(job->x, job->side, actor, s.members, s.n))
            continue;
        if (!VEC_PUSH(stars, s))
            return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    }
    return SEINE_OK;
}

static enum seine_status add_stars(void *context, unsigned worker, size_t from, size_t to,
                                   struct seine_error *err)
{
    struct gazing *job = context;
    struct stars *stars = &job->stars[from / ACTORS_AT_ONCE];
    bool ok = true;
    (void)worker;
    (void)to;
    for (size_t i = 0; i < stars->n && ok; i++) {
        struct as_unit u = {.members = stars->v[i].members,
                            .n_members = stars->v[i].n,
                            .side = job->side,
                            .link_bits = stars->v[i].bits,
                            .with = MAP_NONE,
                            .by_contact = true};
        ok = fill_records(job->x, &job->room, &u) && add_unit(job->x, u);
    }
    VEC_RELEASE(stars);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

static enum seine_status star_units(struct as_context *x, enum assemble_side side,
                                    struct pool *pool, struct seine_error *err)
{
    size_t n_actors = x->in->links->actors.n, n = n_actors / ACTORS_AT_ONCE + 1;
    struct gazing job = {x, side, mem_calloc(n, sizeof *job.stars), {0}};
    enum seine_status status =
        job.stars
            ? pool_run_ordered(pool, n_actors, ACTORS_AT_ONCE, find_stars, add_stars, &job, err)
            : error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t i = 0; i < n && job.stars; i++)
        VEC_RELEASE(&job.stars[i]);
    VEC_RELEASE(&job.room);
    mem_free(job.stars);
    return status;
}

static enum seine_status group_units(struct as_context *x, enum assemble_side side,
                                     struct seine_error *err)
{
    edge_vec edges = {0};
    record_vec room = {0};
    struct groups g;
    enum seine_status status = groups_init(&g, x->in->links->actors.n)
                                   ? collect_edges(x, side, &edges, err)
                                   : error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t i = 0; i < edges.n && status == SEINE_OK; i++)
        join(&g, &edges.v[i]);
    if (status == SEINE_OK &&
        (!emit_groups(x, side, &g, &room) || !pair_units(x, side, &g, &edges, &room)))
        status = error_set(err, SEINE_NOMEM, "out of memory while assembling");
    VEC_RELEASE(&room);
    VEC_RELEASE(&edges);
    groups_release(&g);
    return status;
}

struct dealing { /* a consignment from a sender to the receiver that is looked at */
    uint32_t sender, record;
};

static int dealing_order(const void *l, const void *r)
{
    const struct dealing *a = l, *b = r;
    if (a->sender != b->sender)
        return a->sender < b->sender ? -1 : 1;
    return a->record < b->record ? -1 : a->record > b->record;
}

static uint32_t n_records(const struct as_context *x, enum assemble_side side, uint32_t actor)
{
    return x->actor_first[side][actor + 1] - x->actor_first[side][actor];
}

/* Dealings of one sender with one receiver, unless they are nearly all that either does: then its
 * own unit shows them. */
static bool add_dealings(struct as_context *x, uint32_t receiver, const struct dealing *d, size_t n,
                         record_vec *room)
{
    uint32_t all_in = n_records(x, ASSEMBLE_SINK, receiver),
             all_out = n_records(x, ASSEMBLE_SOURCE, d->sender);
    if (n < MIN_DEALINGS || (double)n > MOST_OF_ALL * all_in || (double)n > MOST_OF_ALL * all_out)
        return true;
    if (!VEC_RESERVE(room, n))
        return false;
    for (size_t i = 0; i < n; i++)
        room->v[i] = d[i].record;
    return add_unit(x, (struct as_unit){.members = &receiver,
                                        .n_members = 1,
                                        .side = ASSEMBLE_SINK,
                                        .records = room->v,
                                        .n_records = (uint32_t)n,
                                        .with = d->sender});
}

typedef VEC(struct dealing) dealing_vec;

static bool collect_dealings(const struct as_context *x, uint32_t receiver, dealing_vec *all)
{
    bool ok = true;
    all->n = 0;
    for (uint32_t i = x->actor_first[ASSEMBLE_SINK][receiver];
         i < x->actor_first[ASSEMBLE_SINK][receiver + 1]; i++) {
        size_t n;
        uint32_t record = x->actor_records[ASSEMBLE_SINK][i];
        const uint32_t *far =
            as_partners_of(x, &x->actor_entries[ASSEMBLE_SINK][i], record, ASSEMBLE_SINK, &n);
        for (size_t k = 0; k < n && ok; k++)
            if (!x->in->links->actors.v[far[k]].is_hub && far[k] != receiver)
                ok = VEC_PUSH(all, ((struct dealing){far[k], record}));
    }
    if (all->n > 1)
        qsort(all->v, all->n, sizeof *all->v, dealing_order);
    return ok;
}

/* Two actors that deal with one another, apart from all else that they do. */
static enum seine_status dealing_units(struct as_context *x, struct seine_error *err)
{
    dealing_vec all = {0};
    record_vec room = {0};
    bool ok = true;
    for (uint32_t a = 0; a < x->in->links->actors.n && ok; a++) {
        if (n_records(x, ASSEMBLE_SINK, a) < MIN_DEALINGS || !is_worth_looking(x, ASSEMBLE_SINK, a))
            continue;
        ok = collect_dealings(x, a, &all);
        for (size_t i = 0, end; i < all.n && ok; i = end) {
            for (end = i + 1; end < all.n && all.v[end].sender == all.v[i].sender;)
                end++;
            ok = add_dealings(x, a, all.v + i, end - i, &room);
        }
    }
    VEC_RELEASE(&room);
    VEC_RELEASE(&all);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

enum seine_status as_units(struct as_context *x, struct pool *pool, struct seine_error *err)
{
    static const enum assemble_side sides[2] = {ASSEMBLE_SINK, ASSEMBLE_SOURCE};
    size_t n_actors = x->in->links->actors.n;
    for (int i = 0; i < 2; i++)
        x->handles[i] = arena_array(x->arena, n_actors + 1, 1);
    if (!x->handles[0] || !x->handles[1])
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    enum seine_status status = pool_run(pool, n_actors, ACTORS_AT_ONCE, find_pieces, x, err);
    for (int i = 0; i < 2 && status == SEINE_OK; i++) {
        status = single_units(x, sides[i], err);
        if (status == SEINE_OK)
            status = group_units(x, sides[i], err);
        if (status == SEINE_OK)
            status = star_units(x, sides[i], pool, err);
    }
    return status == SEINE_OK ? dealing_units(x, err) : status;
}
