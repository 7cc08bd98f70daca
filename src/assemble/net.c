/* assemble/net.c - grows a hypothesis into its net. A unit sees one side of one hand; a scheme has
 * hands behind it and before it. Growth follows what one consignment says of another: the same
 * goods on the next leg, the same hand, a partner that exists for this trade alone. It judges
 * nothing; what a net is worth is weighed in fusion.c. */
#include "assemble/net.h"

#include <string.h>

#define FRONT_SHARE  0.4 /* of an actor's records around the window are pieces, even weak ones */
#define PURE_SHARE   0.7 /* of them fit well or are tied to the net: the rest belongs to it too */
#define AROUND_DAYS  45  /* before and after the net so far, for what belongs to it */
#define TELLING_BITS 4.0 /* a relay of no known piece brings its other leg from here on */
#define MOST_TAKEN   180 /* consignments of a unit of which all around the window are taken */
#define MOST_RECORDS 600 /* an actor with more is not walked: nobody's front is that busy */

static const int rounds[AS_N_REACHES] = {1, 1, 2, 6};

_Static_assert(NET_SLOTS >= 2 * NET_RECORDS && NET_SLOTS == 1 << 10,
               "as_net_slot finds a free one, and takes 10 bits");
_Static_assert(NET_ACTOR_SLOTS > NET_ACTORS && NET_ACTOR_SLOTS == 1 << 13,
               "actor_slot finds a free one, and takes 13 bits");

bool as_net_init(struct as_net *net)
{
    memset(net, 0, sizeof *net);
    net->index = mem_calloc(1, sizeof *net->index);
    net->tally = as_tally_new();
    return net->index && net->tally;
}

void as_net_release(struct as_net *net)
{
    mem_free(net->index);
    mem_free(net->tally);
    net->index = NULL;
    net->tally = NULL;
}

size_t as_net_hand(const struct as_net *net, uint32_t actor)
{
    size_t i = 0;
    while (i < net->n_core && net->core[i] != actor)
        i++;
    return i;
}

static bool is_core(const struct as_net *net, uint32_t actor)
{
    return as_net_hand(net, actor) < net->n_core;
}

/* Something that a walk over this hand on this side looks at has changed. */
static void make_stale(struct as_net *net, uint32_t actor, int side)
{
    size_t at = as_net_hand(net, actor);
    if (at < net->n_core)
        net->hands[at].is_stale[side] = true;
}

/* The actor's slot among places, or the free one that it would get. */
static size_t actor_slot(const struct net_index *x, uint32_t actor)
{
    size_t at = actor * 2654435761u >> 19;
    while (x->places[at] > 0 && x->actors[x->places[at] - 1].actor != actor)
        at = (at + 1) % NET_ACTOR_SLOTS;
    return at;
}

uint32_t as_net_ours(const struct as_net *net, uint32_t actor, int side)
{
    uint16_t place = net->index->places[actor_slot(net->index, actor)];
    return place > 0 ? net->index->actors[place - 1].ours[side] : 0;
}

static void count_actor(struct net_index *x, uint32_t actor, int side)
{
    size_t at = actor_slot(x, actor);
    if (x->places[at] == 0) {
        x->actors[x->n_actors++] = (struct net_actor){.actor = actor, .slot = (uint16_t)at};
        x->places[at] = (uint16_t)x->n_actors;
    }
    x->actors[x->places[at] - 1].ours[side]++;
}

static void forget_actors(struct net_index *x)
{
    for (size_t i = 0; i < x->n_actors; i++)
        x->places[x->actors[i].slot] = 0;
    x->n_actors = 0;
}

static void count_for_actors(struct as_net *net, const struct as_context *x, uint32_t record)
{
    for (int side = 0; side < 2; side++) {
        size_t n;
        const uint32_t *actors = as_actors_of(x, record, (enum assemble_side)side, &n);
        for (size_t i = 0; i < n; i++) {
            count_actor(net->index, actors[i], side);
            make_stale(net, actors[i], side);
        }
    }
}

static bool add(struct as_net *net, const struct as_context *x, uint32_t record, enum net_role role)
{
    if (as_net_has(net, record) || net->n == NET_RECORDS)
        return false;
    *as_net_slot(net, record) = (struct net_slot){record, net->mark};
    net->records[net->n] = record;
    net->roles[net->n++] = (uint8_t)role;
    int32_t day = x->brief[record].day;
    if (day != DATE_NONE) {
        net->next_first = day < net->next_first ? day : net->next_first;
        net->next_last = day > net->next_last ? day : net->next_last;
        net->within[0] = record < net->within[0] ? record : net->within[0];
        net->within[1] = record >= net->within[1] ? record + 1 : net->within[1];
    }
    count_for_actors(net, x, record);
    return true;
}

static uint32_t n_of(const struct as_context *x, int side, uint32_t actor)
{
    return x->actor_first[side][actor + 1] - x->actor_first[side][actor];
}

struct as_net_part as_net_part_of(const struct as_net *net, const struct as_context *x,
                                  uint32_t actor, int side)
{
    const uint32_t *records = x->actor_records[side];
    uint32_t from = x->actor_first[side][actor], to = x->actor_first[side][actor + 1];
    uint32_t first = net->around[0] < net->within[0] ? net->around[0] : net->within[0];
    uint32_t behind = net->around[1] > net->within[1] ? net->around[1] : net->within[1];
    struct as_net_part p = {.from = {from}, .to = {from, to}};
    if (from < to && records[from] < x->days.first[0])
        p.to[0] = as_place_from(records, from, to, x->days.first[0]);
    p.from[1] = as_place_from(records, p.to[0], to, first);
    p.to[1] = as_place_from(records, p.from[1], to, behind);
    return p;
}

void as_net_set_days(struct as_net *net, const struct as_context *x, int32_t first, int32_t last)
{
    net->first_day = first;
    net->last_day = last;
    net->around[0] = as_first_from(x, (int64_t)first - AROUND_DAYS);
    net->around[1] = as_first_from(x, (int64_t)last + AROUND_DAYS + 1);
}

/* What hands trade with the new one is tied from now on. What is far from the net is looked at
 * when the net has come nearer, stale or not. */
static void tie_partners(struct as_net *net, const struct as_context *x, uint32_t actor)
{
    for (int side = 0; side < 2; side++) {
        struct as_net_part part = as_net_part_of(net, x, actor, side);
        for (size_t i = 0; i < net->n_core && n_of(x, side, actor) > MOST_RECORDS; i++)
            net->hands[i].is_stale[1 - side] = true;
        for (int p = 0; p < 2 && n_of(x, side, actor) <= MOST_RECORDS; p++)
            for (uint32_t i = part.from[p]; i < part.to[p]; i++) {
                size_t n;
                const uint32_t *far = as_partners_of(x, &x->actor_entries[side][i],
                                                     x->actor_records[side][i], side, &n);
                for (size_t k = 0; k < n; k++)
                    make_stale(net, far[k], 1 - side);
            }
    }
}

static bool add_core(struct as_net *net, const struct as_context *x, uint32_t actor)
{
    if (x->in->links->actors.v[actor].is_hub || net->n_core == NET_CORE || is_core(net, actor))
        return false;
    net->hands[net->n_core] = (struct net_hand){.is_stale = {true, true}};
    net->core[net->n_core++] = actor;
    if (net->n_core > 1)
        tie_partners(net, x, actor);
    return true;
}

bool as_is_telling(const struct as_context *x, uint32_t relay)
{
    return relay != MAP_NONE && (x->relays.v[relay].component != MAP_NONE ||
                                 (double)x->relays.v[relay].bits >= TELLING_BITS);
}

/* Joined to the rest by more than its kind of goods: passed on, or between two of the hands. */
static bool is_tied(const struct as_net *net, const struct as_context *x, const struct as_entry *e,
                    uint32_t record, int side)
{
    size_t n;
    if (e->is_passed_on)
        return true;
    const uint32_t *far = as_partners_of(x, e, record, side, &n);
    for (size_t i = 0; i < n; i++)
        if (is_core(net, far[i]))
            return true;
    return false;
}

/* What one hand handles on one side around the net. */
struct walk {
    size_t around; /* its consignments there */
    size_t ours;   /* that can be pieces, even by their tariff number alone, or are in the net */
    size_t sure, tied; /* that fit well, are tied or in the net; pieces that are tied */
    size_t n_out;      /* that are not in the net */
    struct seen {
        uint32_t record;
        int symbol;
        bool is_bound;
    } out[MOST_RECORDS];
};

static void look_at(const struct as_net *net, const struct as_context *x, uint32_t kit, uint32_t at,
                    int side, struct walk *w)
{
    const struct as_entry *e = &x->actor_entries[side][at];
    uint32_t record = x->actor_records[side][at];
    bool is_ours = as_net_has(net, record), is_bound = is_tied(net, x, e, record, side);
    int symbol = as_symbol(x, e->fits, kit);
    bool piece = is_ours || as_fits_well(symbol);
    w->around++;
    w->ours += piece || symbol >= 0;
    w->tied += piece && is_bound;
    w->sure += piece || is_bound;
    if (!is_ours)
        w->out[w->n_out++] = (struct seen){record, symbol, is_bound};
}

static void look_at_hand(struct as_net *net, const struct as_context *x,
                         const struct as_hypothesis *h, size_t hand, int side, struct walk *ret)
{
    const uint32_t *records = x->actor_records[side];
    struct as_net_part part = as_net_part_of(net, x, net->core[hand], side);
    uint32_t before = part.from[1] > part.to[0] ? records[part.from[1] - 1] + 1 : 0;
    uint32_t behind =
        part.to[1] < x->actor_first[side][net->core[hand] + 1] ? records[part.to[1]] : MAP_NONE;
    ret->around = ret->ours = ret->sure = ret->tied = ret->n_out = 0;
    for (int p = 0; p < 2; p++)
        for (uint32_t i = part.from[p]; i < part.to[p]; i++) {
            uint32_t r = records[i];
            if (as_net_is_around(net, x, r) || as_net_has(net, r))
                look_at(net, x, h->kit, i, side, ret);
            else if (r < net->around[0])
                before = r + 1;
            else
                behind = r < behind ? r : behind;
        }
    net->hands[hand].around[side][0] = before;
    net->hands[hand].around[side][1] = behind;
}

/* As what the consignment joins the net, if at all: of a busy hand its pieces, the tied ones alone
 * if there are several; of a front all that can be a piece; of a hand that does little else, all.
 */
static bool joins(const struct walk *w, const struct seen *r, enum net_role *ret)
{
    bool front = (double)w->ours >= FRONT_SHARE * (double)w->around;
    *ret = NET_PIECE;
    if (as_fits_well(r->symbol) ? front || w->tied < 2 || r->is_bound
                                : r->symbol >= 0 && (front || r->is_bound))
        return true;
    *ret = NET_OTHER;
    return (double)w->sure >= PURE_SHARE * (double)w->around || (front && r->is_bound);
}

/* Would a walk over this hand find what the last one found? */
static bool is_walked(const struct as_net *net, size_t hand, int side)
{
    const struct net_hand *h = &net->hands[hand];
    return net->n == NET_RECORDS || (!h->is_stale[side] && h->around[side][0] <= net->around[0] &&
                                     h->around[side][1] >= net->around[1]);
}

static bool walk_hand(struct as_net *net, const struct as_context *x, const struct as_hypothesis *h,
                      size_t hand, int side, bool all)
{
    bool grew = false;
    struct walk w;
    if (n_of(x, side, net->core[hand]) > MOST_RECORDS || is_walked(net, hand, side))
        return false;
    net->hands[hand].is_stale[side] = false; /* what it adds makes it stale again */
    look_at_hand(net, x, h, hand, side, &w);
    for (size_t i = 0; i < w.n_out; i++) {
        enum net_role role;
        if (joins(&w, &w.out[i], &role) || all)
            grew |= add(net, x, w.out[i].record, role);
    }
    return grew;
}

/* The other legs of what is in the net, and the hands between. */
static bool walk_legs(struct as_net *net, const struct as_context *x)
{
    bool grew = false;
    for (size_t i = 0; i < net->n; i++) {
        const uint32_t relays[2] = {x->relay_of[net->records[i]], x->relay_from[net->records[i]]};
        for (int k = 0; k < 2; k++) {
            if (!as_is_telling(x, relays[k]))
                continue;
            const struct as_relay *r = &x->relays.v[relays[k]];
            grew |= add(net, x, k ? r->out : r->in, NET_RELAY);
            grew |= add_core(net, x, r->actor);
        }
    }
    return grew;
}

/* When a partner trades in hardly anything but what is in the net, so that it is one of the hands.
 * Where papers tell neither numbers nor contacts, names of one hand fall apart into many that have
 * little in the net each: there what they could bring to it counts too. */
struct devotion {
    double share;   /* of its consignments on that side, */
    uint32_t least; /* and so many of them; */
    uint32_t most;  /* it has no more in all: the trade of a busier one is its own */
    bool is_of_fitting;
};
static const struct devotion by_numbers = {0.6, 3, UINT32_MAX, false},
                             by_words = {0.5, 1, 100, true};

/* In the net, or around it and fitting well. */
static uint32_t count_fitting(const struct as_net *net, const struct as_context *x, uint32_t kit,
                              uint32_t actor, int side)
{
    uint32_t n = 0;
    struct as_net_part part = as_net_part_of(net, x, actor, side);
    for (int p = 0; p < 2; p++)
        for (uint32_t i = part.from[p]; i < part.to[p]; i++) {
            uint32_t r = x->actor_records[side][i];
            bool fits = as_fits_well(as_symbol(x, x->actor_entries[side][i].fits, kit));
            n += as_net_has(net, r) || (fits && as_net_is_around(net, x, r));
        }
    return n;
}

static bool is_devoted(const struct as_net *net, const struct as_context *x, uint32_t kit,
                       const struct net_actor *partner, int side)
{
    const struct devotion *d = x->curves == &as_curves_words ? &by_words : &by_numbers;
    uint32_t all = n_of(x, side, partner->actor), ours = partner->ours[side];
    if (all < 2 || all > d->most) /* who deals once has nothing more to show */
        return false;
    if (d->is_of_fitting)
        ours = count_fitting(net, x, kit, partner->actor, side);
    return ours >= d->least && (double)ours >= d->share * (double)all;
}

static bool walk_partners(struct as_net *net, const struct as_context *x,
                          const struct as_hypothesis *h)
{
    bool grew = false;
    for (size_t i = 0; i < net->index->n_actors; i++)
        for (int side = 0; side < 2; side++) {
            const struct net_actor *a = &net->index->actors[i];
            if (a->ours[side] > 0 && !is_core(net, a->actor) && is_devoted(net, x, h->kit, a, side))
                grew |= add_core(net, x, a->actor);
        }
    return grew;
}

enum as_reach as_net_least_reach(const struct as_context *x, const struct as_hypothesis *h)
{
    const struct as_unit *u = &x->units.v[h->unit];
    return u->with == MAP_NONE && u->n_records <= MOST_TAKEN ? AS_REACH_ALL : AS_REACH_HANDS;
}

static void begin(struct as_net *net, const struct as_context *x, const struct as_hypothesis *h)
{
    const struct as_unit *u = &x->units.v[h->unit];
    net->n = net->n_core = 0;
    net->mark += 2;
    forget_actors(net->index);
    net->n_rounds = 0;
    net->is_halfway = false;
    net->is_growing = true;
    net->next_first = h->first_day;
    net->next_last = h->last_day;
    net->within[0] = MAP_NONE;
    net->within[1] = 0;
    as_net_set_days(net, x, h->first_day, h->last_day);
    for (uint32_t i = 0; i < u->n_members; i++)
        add_core(net, x, u->members[i]);
    if (u->with != MAP_NONE)
        add_core(net, x, u->with);
}

/* What the hands of now do around. */
static bool walk_hands(struct as_net *net, const struct as_context *x,
                       const struct as_hypothesis *h)
{
    bool all = h->reach == AS_REACH_ALL, grew = false;
    size_t n_core = net->n_core;
    for (size_t i = 0; i < n_core; i++)
        for (int side = 0; side < 2; side++)
            if (!all || side == (int)x->units.v[h->unit].side)
                grew |= walk_hand(net, x, h, i, side, all);
    return grew;
}

/* Halfway through a round the hands are walked and nothing else: so far grow the nearer reaches. */
static void grow_rounds(struct as_net *net, const struct as_context *x,
                        const struct as_hypothesis *h)
{
    while (net->n_rounds < rounds[h->reach] && net->is_growing) {
        if (!net->is_halfway)
            net->is_growing = walk_hands(net, x, h);
        net->is_halfway = h->reach <= AS_REACH_HANDS;
        if (net->is_halfway || net->n == NET_RECORDS)
            break;
        net->is_growing |= walk_legs(net, x);
        net->is_growing |= walk_partners(net, x, h);
        net->n_rounds++;
        as_net_set_days(net, x, net->next_first, net->next_last);
    }
}

bool as_net_grow_on(struct as_net *net, const struct as_context *x, const struct as_hypothesis *h,
                    bool is_grown)
{
    const struct as_unit *u = &x->units.v[h->unit];
    if (!is_grown)
        begin(net, x, h);
    else if (net->is_halfway) /* through the first round */
        as_net_set_days(net, x, h->first_day, h->last_day);
    grow_rounds(net, x, h);
    if (net->is_halfway)
        as_net_set_days(net, x, net->next_first, net->next_last);
    if (net->n >= 2)
        return h->reach != AS_REACH_ALL;
    for (uint32_t i = h->from; i < h->to; i++) /* busy hands alone: what the window shows */
        if (as_fits_well(as_record_symbol(x, u->records[i], h->kit)))
            add(net, x, u->records[i], NET_PIECE);
    return false;
}

void as_net_keep(const struct as_net *net, struct as_net_grown *ret)
{
    memcpy(ret->records, net->records, net->n * sizeof *ret->records);
    memcpy(ret->roles, net->roles, net->n * sizeof *ret->roles);
    memcpy(ret->core, net->core, net->n_core * sizeof *ret->core);
    ret->n = net->n;
    ret->n_core = net->n_core;
    ret->first_day = net->first_day;
    ret->last_day = net->last_day;
}

void as_net_restore(struct as_net *net, const struct as_context *x, const struct as_net_grown *from)
{
    memcpy(net->records, from->records, from->n * sizeof *from->records);
    memcpy(net->roles, from->roles, from->n * sizeof *from->roles);
    memcpy(net->core, from->core, from->n_core * sizeof *from->core);
    net->n = from->n;
    net->n_core = from->n_core;
    for (size_t i = 0; i < net->n; i++)
        as_net_slot(net, net->records[i])->mark = net->mark;
    as_net_set_days(net, x, from->first_day, from->last_day);
}

size_t as_net_grow(struct as_net *net, const struct as_context *x, const struct as_hypothesis *h)
{
    as_net_grow_on(net, x, h, false);
    size_t n = net->n;
    as_net_prune(net, x, h);
    return n;
}

void as_net_grow_whole(struct as_net *net, const struct as_context *x,
                       const struct as_hypothesis *h, float *ret)
{
    as_net_grow_on(net, x, h, false);
    as_net_signs(net, x, h, ret);
}

/* Of the net's consignments only the first leg of each chain counts as goods. */
static void measure_goods(const struct as_net *net, const struct as_context *x, uint32_t kit,
                          struct as_net_stats *s)
{
    uint32_t kinds = 0, strong = 0, relayed = 0;
    for (size_t i = 0; i < net->n; i++) {
        uint32_t r = net->records[i], relay = x->relay_of[r];
        int symbol = as_record_symbol(x, r, kit);
        uint32_t bit = symbol >= 0 ? 1u << symbol / AS_LEVELS : 0;
        bool fits = as_fits_well(symbol);
        kinds |= bit;
        strong |= fits ? bit : 0;
        if (relay != MAP_NONE && as_net_has(net, x->relays.v[relay].in)) {
            s->n_relays++;
            s->relay_bits += x->relays.v[relay].bits;
            relayed |= bit;
        } else {
            s->n_goods++;
            s->n_pieces += symbol >= 0;
            s->n_strong += fits;
        }
    }
    s->n_kinds = (uint32_t)__builtin_popcount(kinds);
    s->n_strong_kinds = (uint32_t)__builtin_popcount(strong);
    s->n_relayed_kinds = (uint32_t)__builtin_popcount(relayed);
}

void as_net_measure(const struct as_net *net, const struct as_context *x, struct as_hypothesis *h)
{
    struct as_net_stats s = {.n = (uint32_t)net->n,
                             .n_core = (uint32_t)net->n_core,
                             .odds = net->odds,
                             .repeat = net->repeat,
                             .ordinary = net->ordinary};
    measure_goods(net, x, h->kit, &s);
    s.n_names = as_net_names(net, x);
    s.span = net->last_day - net->first_day;
    for (size_t i = 0; i < net->n_core; i++)
        for (int side = 0; side < 2; side++) {
            struct as_net_part part = as_net_part_of(net, x, net->core[i], side);
            s.core_all += n_of(x, side, net->core[i]);
            for (int p = 0; p < 2; p++)
                for (uint32_t k = part.from[p]; k < part.to[p]; k++) {
                    uint32_t r = x->actor_records[side][k];
                    s.core_ours += as_net_has(net, r);
                    s.core_around += as_net_has(net, r) || as_net_is_around(net, x, r);
                }
        }
    h->net = s;
}
