/* Units: an actor with all that it is uncertainly tied to, against plain enumeration. */
#include "assemble_frame.h"

#include <math.h>

enum { N_ACTORS = 40, EACH = 3, N_RECORDS = N_ACTORS * EACH, MAX_PAIRS = 200, ROUNDS = 60 };

/* Every actor receives three consignments, and some of these are pieces; about every twelfth pair
 * of actors shares something. Mentions are actors. */
struct small {
    struct as_context x;
    struct assemble_input in;
    struct link_result links;
    struct trade_table table;
    uint32_t actor_of[N_ACTORS], first_cand[N_RECORDS + 1], first[2][N_ACTORS + 1],
        records[2][N_RECORDS], relay_of[N_RECORDS], relay_from[N_RECORDS], pair_first[N_ACTORS + 1],
        pair_of[2 * MAX_PAIRS];
    struct as_cand cands[N_RECORDS];
    struct as_brief brief[N_RECORDS + 1];
    struct as_entry entries[2][N_RECORDS];
    struct link_actor actors[N_ACTORS];
    struct link_pair pairs[MAX_PAIRS];
};

static void make_pairs(struct small *s, uint64_t *seed)
{
    uint32_t n = 0;
    s->links.loose.n = 0;
    for (uint32_t a = 0; a < N_ACTORS; a++)
        for (uint32_t b = a + 1; b < N_ACTORS; b++)
            if (random_below(seed, 12) == 0 && s->links.loose.n < MAX_PAIRS)
                s->pairs[s->links.loose.n++] =
                    (struct link_pair){.a = a, .b = b, .weight = (float)random_below(seed, 5) + 1};
    for (uint32_t a = 0; a < N_ACTORS; a++) {
        s->pair_first[a] = n;
        for (uint32_t k = 0; k < s->links.loose.n; k++)
            if (s->pairs[k].a == a || s->pairs[k].b == a)
                s->pair_of[n++] = k;
    }
    s->pair_first[N_ACTORS] = n;
}

static void make_small(struct small *s, struct arena *arena, uint64_t *seed)
{
    memset(s, 0, sizeof *s);
    s->x = (struct as_context){.in = &s->in,
                               .arena = arena,
                               .first_cand = s->first_cand,
                               .cands = s->cands,
                               .brief = s->brief,
                               .actor_first = {s->first[0], s->first[1]},
                               .actor_records = {s->records[0], s->records[1]},
                               .actor_entries = {s->entries[0], s->entries[1]},
                               .relay_of = s->relay_of,
                               .relay_from = s->relay_from,
                               .pair_first = {s->pair_first, s->pair_first},
                               .pair_of = {s->pair_of, s->pair_of}};
    s->in = (struct assemble_input){.links = &s->links, .table = &s->table};
    s->links.actor_of = s->actor_of;
    s->links.actors.v = s->actors;
    s->links.actors.n = N_ACTORS;
    s->links.loose.v = s->pairs;
    uint32_t n_cands = 0;
    for (uint32_t a = 0; a < N_ACTORS; a++) {
        s->actor_of[a] = a;
        s->actors[a].is_hub = random_below(seed, 10) == 0;
        s->first[ASSEMBLE_SINK][a] = a * EACH;
    }
    s->first[ASSEMBLE_SINK][N_ACTORS] = N_RECORDS;
    for (uint32_t r = 0; r < N_RECORDS; r++) {
        s->records[ASSEMBLE_SINK][r] = r;
        s->relay_of[r] = s->relay_from[r] = MAP_NONE;
        s->entries[ASSEMBLE_SINK][r].partner = AS_NOBODY;
        s->first_cand[r] = n_cands;
        if (random_below(seed, 4) == 0) {
            bool is_sure = random_below(seed, 2);
            s->brief[r].piece = s->entries[ASSEMBLE_SINK][r].piece = is_sure ? 2 : 1;
            s->cands[n_cands++] = (struct as_cand){0, r, is_sure ? 0.9f : 0.05f};
        }
    }
    s->first_cand[N_RECORDS] = n_cands;
    make_pairs(s, seed);
}

static size_t n_telling(const struct small *s, uint32_t actor)
{
    size_t n = 0;
    for (uint32_t r = actor * EACH; r < (actor + 1) * EACH; r++)
        for (uint32_t k = s->first_cand[r]; k < s->first_cand[r + 1]; k++)
            n += as_level((double)s->cands[k].q) < AS_LEVELS - 1;
    return n;
}

static bool plain_tie(const struct small *s, uint32_t a, uint32_t b)
{
    for (size_t k = 0; k < s->links.loose.n; k++)
        if ((s->pairs[k].a == a && s->pairs[k].b == b) ||
            (s->pairs[k].a == b && s->pairs[k].b == a))
            return true;
    return false;
}

/* Is there a unit of receivers with exactly these members, and all of their consignments? */
static bool has_unit(const struct small *s, const uint32_t *members, uint32_t n)
{
    for (size_t i = 0; i < s->x.units.n; i++) {
        const struct as_unit *u = &s->x.units.v[i];
        if (u->side != ASSEMBLE_SINK || u->n_members != n ||
            memcmp(u->members, members, n * sizeof *members) != 0)
            continue;
        assert_int_equal(u->n_records, n * EACH);
        for (uint32_t k = 0; k < u->n_records; k++)
            assert_int_equal(u->records[k], members[k / EACH] * EACH + k % EACH);
        assert_true(u->link_bits < 0);
        return true;
    }
    return false;
}

static void an_actor_and_its_aliases_are_a_unit(void **state)
{
    static struct small s;
    struct arena arena;
    struct seine_error err = {0};
    struct pool *pool = NULL;
    uint64_t seed = 9;
    size_t found = 0;
    (void)state;
    print_message("# seed 9\n");
    assert_ok(pool_new(2, &pool, &err));
    arena_init(&arena, GIB);
    for (int round = 0; round < ROUNDS; round++) {
        arena_reset(&arena);
        make_small(&s, &arena, &seed);
        assert_ok(as_units(&s.x, pool, &err));
        for (uint32_t a = 0; a < N_ACTORS; a++) {
            uint32_t members[N_ACTORS], n = 0;
            size_t telling = 0;
            for (uint32_t b = 0; b < N_ACTORS; b++)
                if (!s.actors[b].is_hub && n_telling(&s, b) > 0 &&
                    (a == b || plain_tie(&s, a, b))) {
                    members[n++] = b;
                    telling += n_telling(&s, b);
                }
            bool is_star = !s.actors[a].is_hub && n_telling(&s, a) > 0 && n >= 3;
            if (!is_star || n > AS_GROUP_MAX)
                continue;
            assert_true(telling >= AS_MIN_CLASSES && has_unit(&s, members, n));
            found++;
        }
        VEC_RELEASE(&s.x.units);
    }
    assert_true(found > ROUNDS);
    arena_release(&arena);
    pool_free(pool);
}

/* Parts that come to one hand and go on to others. */
static void chains(struct buf *b)
{
    static const char *const hands[] = {"Sablonwark Foundry", "Sablontrix Marine",
                                        "Sablonpeg Textile"};
    uint64_t random = 4;
    background(b, 600);
    for (int i = 0; i < 60; i++) {
        char id[16], far[32];
        size_t part = random_below(&random, N_OF(parts)), hand = random_below(&random, 3);
        int day = 200 + (int)random_below(&random, 160), kg = 900 + 131 * i;
        snprintf(id, sizeof id, "IN%d", i);
        snprintf(far, sizeof far, "Zelig Piru%zu", (size_t)random_below(&random, 9));
        add_piece(
            b, &(struct piece){id, far, hands[hand], parts[part].text, parts[part].hs, day, kg, 0});
        snprintf(id, sizeof id, "ON%d", i);
        snprintf(far, sizeof far, "Qasr%03zu Import", (size_t)random_below(&random, 9));
        add_piece(b, &(struct piece){id, hands[hand],
                                     random_below(&random, 2) ? far : hands[(hand + 1) % 3],
                                     parts[part].text, parts[part].hs, day + 5, kg, 0});
        if (i % 6 == 0) /* two of the hands receive it */
            buf_add_f(b,
                      "{\"id\":\"BOTH%d\",\"mode\":\"air\",\"parties\":[{\"role\":\"shipper\","
                      "\"name\":\"Zelig Piru1\"},{\"role\":\"consignee\",\"name\":\"%s\","
                      "\"country\":\"AE\"},{\"role\":\"notify\",\"name\":\"%s\",\"country\":"
                      "\"AE\"}],\"goods\":[{\"line\":1,\"description\":\"%s\",\"hs\":\"%s\"}]}\n",
                      i, hands[hand], hands[(hand + 1) % 3], parts[part].text, parts[part].hs);
    }
}

static bool has_record(const struct as_unit *u, uint32_t record)
{
    uint32_t i = 0;
    while (i < u->n_records && u->records[i] != record)
        i++;
    return i < u->n_records;
}

static bool is_named(const struct as_context *x, uint32_t record, enum assemble_side side,
                     uint32_t actor)
{
    uint32_t actors[AS_RECORD_ACTORS];
    size_t n = as_record_actors(x, record, side, actors);
    for (size_t i = 0; i < n; i++)
        if (actors[i] == actor)
            return true;
    return false;
}

/* The legs of what a member passes on are one piece: one of them is there, and all that is no such
 * leg, once, whoever of them stands on its papers; on both sides. */
static void what_is_passed_on_inside_counts_once(void **state)
{
    static struct frame f;
    const struct as_context *x = &f.x;
    size_t n_once[2] = {0}, n_several = 0;
    (void)state;
    frame_init(&f, chains);
    for (size_t i = 0; i < x->units.n; i++) {
        const struct as_unit *u = &x->units.v[i];
        for (uint32_t m = 0; m < u->n_members && u->n_members > 1; m++)
            for (uint32_t k = x->actor_first[u->side][u->members[m]];
                 k < x->actor_first[u->side][u->members[m] + 1]; k++) {
                uint32_t record = x->actor_records[u->side][k];
                uint32_t at =
                    u->side == ASSEMBLE_SINK ? x->relay_of[record] : x->relay_from[record];
                const struct as_relay *relay = at == MAP_NONE ? NULL : &x->relays.v[at];
                bool is_inside = relay && as_is_member(u, relay->actor);
                assert_int_equal(has_record(u, record), !is_inside);
                n_once[u->side] += is_inside;
                for (uint32_t o = 0; o < m; o++)
                    n_several += is_named(x, record, u->side, u->members[o]);
            }
        for (uint32_t k = 1; k < u->n_records; k++)
            assert_true(u->records[k] > u->records[k - 1]);
    }
    assert_true(n_once[ASSEMBLE_SINK] > 10 && n_once[ASSEMBLE_SOURCE] > 10 && n_several > 0);
    frame_release(&f);
}

/* Of n records two can be pieces that fit well; or, of few, four that fit at all, one that fits
 * well counting as two. */
static bool is_worth_it(const struct as_context *x, const uint32_t *records, uint32_t n)
{
    uint32_t well = 0, all = 0;
    for (uint32_t i = 0; i < n; i++) {
        int symbol = as_record_symbol(x, records[i], 0);
        well += as_fits_well(symbol);
        all += symbol >= 0;
    }
    return well >= 2 || (n <= 60 && all + well >= 4);
}

/* What the sender sends to the receiver, if that makes a unit; 0: it does not. */
static uint32_t dealings_of(const struct as_context *x, uint32_t receiver, uint32_t sender,
                            uint32_t *ret)
{
    const struct link_actor *actors = x->in->links->actors.v;
    const uint32_t *in = x->actor_first[ASSEMBLE_SINK] + receiver;
    const uint32_t *out = x->actor_first[ASSEMBLE_SOURCE] + sender;
    const uint32_t *records = x->actor_records[ASSEMBLE_SINK];
    uint32_t n = 0, all_in = in[1] - in[0], all_out = out[1] - out[0];
    if (receiver == sender || actors[receiver].is_hub || actors[sender].is_hub)
        return 0;
    for (uint32_t i = in[0]; i < in[1]; i++)
        if (is_named(x, records[i], ASSEMBLE_SOURCE, sender))
            ret[n++] = records[i];
    bool is_seen_already = n > 0.8 * all_in || n > 0.8 * all_out;
    return n >= 3 && !is_seen_already && is_worth_it(x, records + in[0], all_in) &&
                   is_worth_it(x, ret, n)
               ? n
               : 0;
}

static void two_that_deal_are_seen_apart_from_all_else(void **state)
{
    static struct frame f;
    static uint32_t records[2000];
    const struct as_context *x = &f.x;
    size_t n_units = 0, n_found = 0;
    (void)state;
    frame_init(&f, chains);
    for (size_t i = 0; i < x->units.n; i++)
        n_units += x->units.v[i].with != MAP_NONE;
    for (uint32_t a = 0; a < x->in->links->actors.n; a++)
        for (uint32_t b = 0; b < x->in->links->actors.n; b++) {
            uint32_t n = dealings_of(x, a, b, records);
            size_t at = 0;
            while (at < x->units.n && (x->units.v[at].with != b || x->units.v[at].members[0] != a))
                at++;
            assert_int_equal(at<x->units.n, n> 0);
            if (n == 0)
                continue;
            assert_int_equal(x->units.v[at].n_records, n);
            assert_memory_equal(x->units.v[at].records, records, n * sizeof *records);
            n_found++;
        }
    assert_int_equal(n_found, n_units);
    assert_true(n_found > 3);
    frame_release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_actor_and_its_aliases_are_a_unit),
        cmocka_unit_test(what_is_passed_on_inside_counts_once),
        cmocka_unit_test(two_that_deal_are_seen_apart_from_all_else)};
    return RUN(tests);
}
