/* How nets grow, against the same rules without anything that spares time: each hand is walked each
 * round over all its consignments, and what is in the net is looked for one by one. */
#include "assemble_frame.h"

#include "assemble/net.h"

#include <math.h>

/* Parts that go from hand to hand among other goods of the same hands, some without a day; and
 * partners of one hand alone. */
static void add(struct buf *b)
{
    static const char *const hands[] = {"Sablonwark Foundry", "Sablontrix Marine",
                                        "Sablonpeg Textile",  "Sablondu Optics",
                                        "Sablonzor Mills",    "Sablonkeft Tools"};
    uint64_t random = 21;
    background(b, 1500);
    for (int i = 0; i < 260; i++) {
        char id[16], far[32];
        size_t part = random_below(&random, 6), hand = random_below(&random, N_OF(hands));
        int day = 200 + (int)random_below(&random, 240), kg = 100 + 71 * i;
        bool is_part = random_below(&random, 3) != 0, is_told = random_below(&random, 4) != 0;
        const char *text = is_part && is_told ? parts[part].text : "office chairs";
        const char *hs = is_part ? parts[part].hs : "940130";
        bool is_devoted = random_below(&random, 2);
        snprintf(id, sizeof id, "IN%d", i);
        snprintf(far, sizeof far, is_devoted ? "Zelig Piru%zu" : "Hanbok%03zu Export",
                 is_devoted ? hand * 3 + (size_t)random_below(&random, 3)
                            : (size_t)random_below(&random, 150));
        add_piece(b, &(struct piece){id, far, hands[hand], text, hs, day, kg, 0});
        if (i % 11 == 0)
            buf_add_f(b,
                      "{\"id\":\"UN%d\",\"parties\":[{\"role\":\"shipper\",\"name\":\"%s\"},{"
                      "\"role\":\"consignee\",\"name\":\"%s\",\"country\":\"AE\"}],\"goods\":[{"
                      "\"line\":1,\"description\":\"%s\",\"hs\":\"%s\"}]}\n",
                      i, far, hands[hand], text, hs);
        if (random_below(&random, 2))
            continue;
        snprintf(id, sizeof id, "ON%d", i);
        add_piece(b, &(struct piece){id, hands[hand], hands[(hand + 1) % N_OF(hands)], text, hs,
                                     day + (int)random_below(&random, 30), kg, 0});
    }
}

struct plain {
    const struct as_context *x;
    const struct as_hypothesis *h;
    uint32_t records[NET_RECORDS], core[NET_CORE];
    uint8_t roles[NET_RECORDS];
    size_t n, n_core;
    int32_t first, last, next_first, next_last;
};

static bool has(const struct plain *p, uint32_t record)
{
    size_t i = 0;
    while (i < p->n && p->records[i] != record)
        i++;
    return i < p->n;
}

static bool is_hand(const struct plain *p, uint32_t actor)
{
    size_t i = 0;
    while (i < p->n_core && p->core[i] != actor)
        i++;
    return i < p->n_core;
}

static int32_t day_of(const struct plain *p, uint32_t record)
{
    return p->x->in->table->records.v[record].day;
}

static bool put(struct plain *p, uint32_t record, enum net_role role)
{
    int32_t day = day_of(p, record);
    if (has(p, record) || p->n == NET_RECORDS)
        return false;
    p->records[p->n] = record;
    p->roles[p->n++] = (uint8_t)role;
    if (day != DATE_NONE) {
        p->next_first = day < p->next_first ? day : p->next_first;
        p->next_last = day > p->next_last ? day : p->next_last;
    }
    return true;
}

static bool put_hand(struct plain *p, uint32_t actor)
{
    if (p->x->in->links->actors.v[actor].is_hub || p->n_core == NET_CORE || is_hand(p, actor))
        return false;
    p->core[p->n_core++] = actor;
    return true;
}

static uint32_t n_of(const struct plain *p, int side, uint32_t actor)
{
    return p->x->actor_first[side][actor + 1] - p->x->actor_first[side][actor];
}

static bool is_telling(const struct plain *p, uint32_t relay)
{
    return relay != MAP_NONE &&
           (p->x->relays.v[relay].component != MAP_NONE || (double)p->x->relays.v[relay].bits >= 4);
}

/* Passed on, or between two of the hands. */
static bool is_tied(const struct plain *p, uint32_t record, int side)
{
    uint32_t far[AS_RECORD_ACTORS];
    size_t n = as_record_actors(p->x, record, (enum assemble_side)(1 - side), far);
    bool is = is_telling(p, p->x->relay_of[record]) || is_telling(p, p->x->relay_from[record]);
    for (size_t i = 0; i < n; i++)
        is = is || is_hand(p, far[i]);
    return is;
}

static bool is_around(const struct plain *p, uint32_t record)
{
    int32_t day = day_of(p, record);
    return day == DATE_NONE || (day >= p->first - 45 && day <= p->last + 45);
}

/* What a hand handles around the net. */
struct around {
    double n, ours, sure, tied;
};

static struct around look(const struct plain *p, const uint32_t *v, uint32_t n, int side)
{
    struct around w = {0};
    for (uint32_t i = 0; i < n; i++) {
        int symbol = as_record_symbol(p->x, v[i], p->h->kit);
        bool is_piece = has(p, v[i]) || as_fits_well(symbol);
        if (!is_around(p, v[i]) && !has(p, v[i]))
            continue;
        w.n++;
        w.ours += is_piece || symbol >= 0;
        w.sure += is_piece || is_tied(p, v[i], side);
        w.tied += is_piece && is_tied(p, v[i], side);
    }
    return w;
}

/* Of a busy hand its pieces, the tied ones alone if there are several; of a front all that can be a
 * piece. */
static bool is_its_piece(const struct around *w, int symbol, bool is_bound)
{
    bool is_front = w->ours >= 0.4 * w->n;
    return as_fits_well(symbol) ? is_front || w->tied < 2 || is_bound
                                : symbol >= 0 && (is_front || is_bound);
}

/* Of one that does little else all. */
static bool is_its_other(const struct around *w, bool is_bound)
{
    return w->sure >= 0.7 * w->n || (w->ours >= 0.4 * w->n && is_bound);
}

static bool walk_hand(struct plain *p, uint32_t hand, int side)
{
    bool grew = false;
    const uint32_t *v = p->x->actor_records[side] + p->x->actor_first[side][hand];
    uint32_t n = n_of(p, side, hand);
    struct around w = n > 600 ? (struct around){0} : look(p, v, n, side);
    for (uint32_t i = 0; i < n && n <= 600; i++) {
        bool is_bound = is_tied(p, v[i], side);
        bool is_piece = is_its_piece(&w, as_record_symbol(p->x, v[i], p->h->kit), is_bound);
        if (is_around(p, v[i]) &&
            (is_piece || is_its_other(&w, is_bound) || p->h->reach == AS_REACH_ALL))
            grew |= put(p, v[i], is_piece ? NET_PIECE : NET_OTHER);
    }
    return grew;
}

static bool walk_legs(struct plain *p)
{
    bool grew = false;
    for (size_t i = 0; i < p->n; i++) {
        uint32_t came = p->x->relay_of[p->records[i]], went = p->x->relay_from[p->records[i]];
        if (is_telling(p, came)) {
            grew |= put(p, p->x->relays.v[came].in, NET_RELAY);
            grew |= put_hand(p, p->x->relays.v[came].actor);
        }
        if (is_telling(p, went)) {
            grew |= put(p, p->x->relays.v[went].out, NET_RELAY);
            grew |= put_hand(p, p->x->relays.v[went].actor);
        }
    }
    return grew;
}

/* The parties of the net's papers, each once, as they come. */
static size_t parties(const struct plain *p, uint32_t *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        for (int side = 0; side < 2; side++) {
            uint32_t actors[AS_RECORD_ACTORS];
            size_t m = as_record_actors(p->x, p->records[i], (enum assemble_side)side, actors);
            for (size_t k = 0; k < m; k++) {
                size_t at = 0;
                while (at < n && ret[at] != actors[k])
                    at++;
                ret[at] = actors[k];
                n += at == n;
            }
        }
    return n;
}

/* Where papers state numbers, those with three consignments or more in the net, six in ten of all;
 * else those with two to a hundred in all, half of which are in the net or around it and fit well.
 */
static bool is_devoted(const struct plain *p, uint32_t actor, int side)
{
    double all = n_of(p, side, actor), ours = 0, fitting = 0;
    const uint32_t *v = p->x->actor_records[side] + p->x->actor_first[side][actor];
    for (uint32_t r = 0; r < n_of(p, side, actor); r++) {
        bool fits = as_fits_well(as_record_symbol(p->x, v[r], p->h->kit));
        ours += has(p, v[r]);
        fitting += !has(p, v[r]) && is_around(p, v[r]) && fits;
    }
    if (p->x->curves == &as_curves_numbers)
        return ours >= 3 && ours >= 0.6 * all;
    return ours >= 1 && all >= 2 && all <= 100 && ours + fitting >= 0.5 * all;
}

static bool walk_partners(struct plain *p, size_t *n_devoted)
{
    static uint32_t actors[2 * NET_RECORDS * AS_RECORD_ACTORS];
    size_t n = parties(p, actors);
    bool grew = false;
    for (size_t i = 0; i < n; i++)
        for (int side = 0; side < 2; side++) {
            bool is_new = is_devoted(p, actors[i], side) && put_hand(p, actors[i]);
            *n_devoted += is_new;
            grew |= is_new;
        }
    return grew;
}

static void grow_plainly(struct plain *p, size_t *n_devoted)
{
    static const int rounds[AS_N_REACHES] = {1, 1, 2, 6};
    const struct as_unit *u = &p->x->units.v[p->h->unit];
    bool grew = true, is_near = p->h->reach <= AS_REACH_HANDS;
    p->n = p->n_core = 0;
    p->first = p->next_first = p->h->first_day;
    p->last = p->next_last = p->h->last_day;
    for (uint32_t i = 0; i < u->n_members; i++)
        put_hand(p, u->members[i]);
    if (u->with != MAP_NONE)
        put_hand(p, u->with);
    for (int round = 0; round < rounds[p->h->reach] && grew; round++) {
        size_t n_core = p->n_core;
        grew = false;
        for (size_t i = 0; i < n_core; i++)
            for (int side = 0; side < 2; side++)
                if (p->h->reach != AS_REACH_ALL || side == (int)u->side)
                    grew |= walk_hand(p, p->core[i], side);
        if (p->n == NET_RECORDS && !is_near)
            return; /* of no use: test_reach.c */
        if (!is_near) {
            grew |= walk_legs(p);
            grew |= walk_partners(p, n_devoted);
        }
        p->first = p->next_first;
        p->last = p->next_last;
    }
    if (p->n >= 2)
        return;
    for (uint32_t i = p->h->from; i < p->h->to; i++) /* busy hands alone: what the window shows */
        if (as_fits_well(as_record_symbol(p->x, u->records[i], p->h->kit)))
            put(p, u->records[i], NET_PIECE);
}

/* What is more likely not the scheme's goes, unless fewer than two would stay; hands that are at no
 * end of what stays go with it. */
static void expect_pruned(const struct as_net *net, const struct plain *p, const float *signs,
                          size_t *n_dropped)
{
    uint32_t records[NET_RECORDS], core[NET_CORE];
    size_t n = 0, n_core = 0;
    for (size_t i = 0; i < p->n; i++) {
        double odds = net_sign_constant;
        for (int k = 0; k < NET_N_SIGNS; k++)
            odds += net_sign_weights[k] * (double)signs[i * NET_N_SIGNS + (size_t)k];
        if (odds >= net_sign_least)
            records[n++] = p->records[i];
    }
    if (n < 2 || n == p->n) {
        assert_int_equal(net->n, p->n);
        return;
    }
    for (size_t i = 0; i < p->n_core; i++) {
        bool is_there = false;
        for (size_t k = 0; k < n; k++)
            for (int side = 0; side < 2; side++) {
                uint32_t ends[AS_RECORD_ACTORS];
                size_t m = as_record_actors(p->x, records[k], (enum assemble_side)side, ends);
                for (size_t e = 0; e < m; e++)
                    is_there = is_there || ends[e] == p->core[i];
            }
        if (is_there)
            core[n_core++] = p->core[i];
    }
    *n_dropped += p->n - n;
    assert_int_equal(net->n, n);
    assert_memory_equal(net->records, records, n * sizeof *records);
    assert_int_equal(net->n_core, n_core);
    assert_memory_equal(net->core, core, n_core * sizeof *core);
}

static void expect_grown(const struct as_curves *curves)
{
    static struct frame f;
    static struct plain p;
    struct as_context *x = &f.x;
    struct as_net net;
    static float signs[NET_RECORDS * NET_N_SIGNS];
    size_t n_devoted = 0, n_undated = 0, n_grown = 0, n_dropped = 0;
    frame_init(&f, add);
    x->curves = curves;
    assert_true(as_net_init(&net));
    for (size_t i = 0; i < x->hypotheses.n; i++)
        for (uint8_t reach = AS_REACH_ALL; reach < AS_N_REACHES; reach++) {
            struct as_hypothesis h = x->hypotheses.v[i];
            h.reach = reach;
            p.x = x;
            p.h = &h;
            grow_plainly(&p, &n_devoted);
            (void)as_net_grow_on(&net, x, &h, false);
            assert_int_equal(net.n, p.n);
            assert_memory_equal(net.records, p.records, p.n * sizeof *p.records);
            assert_memory_equal(net.roles, p.roles, p.n);
            assert_int_equal(net.n_core, p.n_core);
            assert_memory_equal(net.core, p.core, p.n_core * sizeof *p.core);
            assert_int_equal(net.first_day, p.first);
            assert_int_equal(net.last_day, p.last);
            for (size_t k = 0; k < p.n; k++)
                n_undated += day_of(&p, p.records[k]) == DATE_NONE;
            n_grown += reach == AS_REACH_FAR && p.n_core > 4;
            as_net_signs(&net, x, &h, signs);
            as_net_prune(&net, x, &h);
            expect_pruned(&net, &p, signs, &n_dropped);
        }
    if (n_devoted == 0 || n_undated == 0 || n_grown == 0 || n_dropped == 0)
        fail_msg("devoted %zu undated %zu grown %zu dropped %zu", n_devoted, n_undated, n_grown,
                 n_dropped);
    as_net_release(&net);
    frame_release(&f);
}

static void nets_grow_by_the_rules(void **state)
{
    (void)state;
    expect_grown(&as_curves_numbers);
}

static void nets_of_papers_without_numbers_grow_by_their_own(void **state)
{
    (void)state;
    expect_grown(&as_curves_words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nets_grow_by_the_rules),
        cmocka_unit_test(nets_of_papers_without_numbers_grow_by_their_own)};
    return RUN(tests);
}
