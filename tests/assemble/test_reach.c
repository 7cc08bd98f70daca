/* The nets of all reaches grown on from one another, against each of them grown anew; the few cases
 * that are kept, against all. */
#include "assemble_frame.h"

#include "assemble/build.h"

#include <math.h>

/* Parts that go from hand to hand, some of them in company of other goods of the same hands. */
static void chains(struct buf *b)
{
    static const char *const hands[] = {"Sablon Net Works", "Ubast Tovar", "Koleg Trading",
                                        "Vantor Final Place", "Marvo Linden"};
    uint64_t state = 77;
    for (int i = 0; i < 160; i++) {
        char id[16], far[32];
        size_t part = random_next(&state) % 6, hand = random_next(&state) % 5;
        int day = 200 + (int)(random_next(&state) % 160), kg = 900 + 31 * i;
        bool is_part = random_next(&state) % 4 != 0;
        const char *text = is_part ? parts[part].text : "office chairs";
        const char *hs = is_part ? parts[part].hs : "940130";
        snprintf(id, sizeof id, "IN%d", i);
        snprintf(far, sizeof far, "Zelig Piru%zu", (size_t)(random_next(&state) % 30));
        struct piece in = {id, far, hands[hand], text, hs, day, kg, 0};
        add_piece(b, &in);
        if (random_next(&state) % 2)
            continue;
        snprintf(id, sizeof id, "ON%d", i);
        struct piece out = {id, hands[hand], hands[(hand + 1) % 5], text, hs, day + 5, kg, 0};
        add_piece(b, &out);
    }
}

/* Two at one end, and nobody at the other. */
static void odd_ends(struct buf *b)
{
    buf_add_z(b, "{\"id\":\"TWO\",\"mode\":\"air\",\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\","
                 "\"departed\":\"2026-08-03\"}],\"parties\":[{\"role\":\"shipper\",\"name\":"
                 "\"Ubast Tovar\"},{\"role\":\"consignee\",\"name\":\"Qasr001 Import\"},{\"role\":"
                 "\"notify\",\"name\":\"Koleg Trading\"}],\"goods\":[{\"line\":1,\"description\":"
                 "\"toys\",\"hs\":\"950300\"}]}\n"
                 "{\"id\":\"NONE\",\"mode\":\"air\",\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\","
                 "\"departed\":\"2026-08-04\"}],\"parties\":[{\"role\":\"shipper\",\"name\":"
                 "\"Ubast Tovar\"}],\"goods\":[{\"line\":1,\"description\":\"toys\",\"hs\":"
                 "\"950300\"}]}\n");
}

/* Traders who pass on to one another whatever they get: a net that has no end. */
static void market(struct buf *b)
{
    uint64_t state = 5;
    for (int i = 0; i < 560; i++) {
        char id[16], from[32], to[32];
        size_t part = random_below(&state, 6), hand = random_below(&state, 9);
        snprintf(id, sizeof id, "MK%d", i);
        snprintf(from, sizeof from, "Bazar Tujjar%zu", hand);
        snprintf(to, sizeof to, "Bazar Tujjar%zu", (hand + 1 + random_below(&state, 8)) % 9);
        add_piece(b, &(struct piece){id, from, to, parts[part].text, parts[part].hs,
                                     200 + (int)random_below(&state, 160), 700 + 13 * i, 0});
    }
}

static void add(struct buf *b)
{
    background(b, 1200);
    chains(b);
    odd_ends(b);
    market(b);
}

/* As it says in net.h, without a thought for the time it takes. */
static size_t choose_plainly(struct as_net *net, const struct as_context *x,
                             struct as_hypothesis *h, size_t *n_endless)
{
    double best = -INFINITY;
    uint8_t reach = (uint8_t)as_net_least_reach(x, h);
    size_t before = 0;
    for (h->reach = reach; h->reach < AS_N_REACHES; h->reach++) {
        size_t grown = as_net_grow(net, x, h);
        bool is_endless = h->reach > AS_REACH_HANDS && grown == NET_RECORDS;
        *n_endless += is_endless;
        if (is_endless || (h->reach > AS_REACH_HANDS && grown == before))
            break;
        before = grown;
        as_net_measure(net, x, h);
        double worth = as_net_worth(x, h);
        if (worth > best) {
            best = worth;
            reach = h->reach;
        }
    }
    h->reach = reach;
    as_net_grow(net, x, h);
    as_net_measure(net, x, h);
    return net->n;
}

static void nets_are_those_grown_anew(void **state)
{
    struct frame f;
    const struct as_context *x = &f.x;
    struct as_net net, plain;
    size_t n_of[AS_N_REACHES] = {0}, n_endless = 0;
    (void)state;
    frame_init(&f, add);
    assert_true(as_net_init(&net) && as_net_init(&plain));
    for (size_t i = 0; i < x->hypotheses.n; i++) {
        struct as_hypothesis a = x->hypotheses.v[i], o = a;
        struct as_net_grown kept;
        as_net_choose(&net, x, &a, &kept);
        assert_int_equal(kept.n, choose_plainly(&plain, x, &o, &n_endless));
        assert_int_equal(kept.n_core, plain.n_core);
        assert_int_equal(a.reach, o.reach);
        assert_memory_equal(kept.records, plain.records, kept.n * sizeof *kept.records);
        assert_memory_equal(kept.core, plain.core, kept.n_core * sizeof *kept.core);
        assert_memory_equal(&a.net, &o.net, sizeof a.net);
        n_of[a.reach]++;
    }
    for (int r = AS_REACH_ALL; r < AS_N_REACHES; r++) /* else this says nothing of it */
        assert_true(n_of[r] > 0);
    assert_true(n_endless > 0);
    as_net_release(&net);
    as_net_release(&plain);
    frame_release(&f);
}

/* Beside each record of each actor's list stands what the record itself says. */
static void entries_say_what_records_say(void **state)
{
    struct frame f;
    const struct as_context *x = &f.x;
    size_t n_ends[3] = {0}, n_fitting = 0, n_passed_on = 0;
    (void)state;
    frame_init(&f, add);
    for (int side = 0; side < 2; side++)
        for (uint32_t a = 0; a < x->in->links->actors.n; a++)
            for (uint32_t i = x->actor_first[side][a]; i < x->actor_first[side][a + 1]; i++) {
                const struct as_entry *e = &x->actor_entries[side][i];
                uint32_t record = x->actor_records[side][i];
                size_t n_own, n, n_said, k = 0;
                const uint32_t *own = as_actors_of(x, record, (enum assemble_side)side, &n_own);
                const uint32_t *far = as_actors_of(x, record, (enum assemble_side)(1 - side), &n);
                const uint32_t *said = as_partners_of(x, e, record, side, &n_said);
                while (own[k] != a)
                    k++;
                assert_true(k < n_own);
                assert_int_equal(e->name, as_names_of(x, record, (enum assemble_side)side)[k]);
                assert_int_equal(n_said, n);
                for (k = 0; k < n; k++)
                    assert_int_equal(said[k], far[k]);
                assert_int_equal(e->fits, x->brief[record].fits);
                assert_int_equal(e->sector, x->brief[record].sector);
                assert_int_equal(e->piece, x->brief[record].piece);
                assert_int_equal(e->is_passed_on, as_is_telling(x, x->relay_of[record]) ||
                                                      as_is_telling(x, x->relay_from[record]));
                n_ends[n < 2 ? n : 2]++;
                n_fitting += e->fits != 0;
                n_passed_on += e->is_passed_on;
            }
    assert_true(n_ends[0] > 0 && n_ends[1] > 0 && n_ends[2] > 0);
    assert_true(n_fitting > 0 && n_passed_on > 0); /* else this says nothing of them */
    frame_release(&f);
}

static bool has_actor(const struct assemble_case *c, uint32_t actor)
{
    size_t i = 0;
    while (i < c->n_actors && c->actors[i].actor != actor)
        i++;
    return i < c->n_actors;
}

static void expect_sketch(const struct assemble_case *sketch, const struct assemble_case *built)
{
    assert_string_equal(sketch->id.p, built->id.p);
    assert_true(sketch->score >= built->score && sketch->score <= built->score);
    assert_int_equal(sketch->n_records, built->n_records);
    for (size_t i = 0; i < built->n_records; i++)
        assert_int_equal(sketch->records[i].record, built->records[i].record);
    assert_int_equal(sketch->n_actors, built->n_actors);
    for (size_t i = 0; i < built->n_actors; i++)
        assert_true(has_actor(sketch, built->actors[i].actor));
}

/* Every hypothesis, also those that become no case. */
static void sketches_say_what_is_asked_of_cases(void **state)
{
    struct frame f;
    const struct as_context *x = &f.x;
    struct as_net net;
    struct seine_error err = {0};
    (void)state;
    frame_init(&f, add);
    assert_ok(as_facts(&f.x, f.w.pool, &err));
    assert_ok(as_marks(&f.x, f.w.pool, &err));
    assert_true(as_net_init(&net));
    for (size_t i = 0; i < x->hypotheses.n; i++) {
        const struct as_hypothesis *h = &x->hypotheses.v[i];
        struct as_net_kept kept = as_nets_get(&x->nets, i);
        struct assemble_case sketch, built;
        assert_ok(as_sketch_case(x, h, &kept, &f.arena, &sketch, &err));
        as_net_grow(&net, x, h);
        assert_ok(as_build_case(x, h, &net, &f.arena, &built, &err));
        expect_sketch(&sketch, &built);
    }
    as_net_release(&net);
    frame_release(&f);
}

/* The account that is made anew: its curves and marks are the total, its faults what their curve
 * gives, and only classes whose pieces are in the window say anything. */
static void an_account_is_of_its_hypothesis(void **state)
{
    static struct frame f;
    struct as_context *x = &f.x;
    struct seine_error err = {0};
    size_t n_classes = 0;
    (void)state;
    frame_init(&f, add);
    assert_ok(as_facts(&f.x, f.w.pool, &err));
    assert_ok(as_marks(&f.x, f.w.pool, &err));
    for (size_t i = 0; i < x->hypotheses.n; i++) {
        const struct as_hypothesis *h = &x->hypotheses.v[i];
        struct as_account a;
        as_account(x, h, &a);
        assert_true(as_account_classes(x, h, &a));
        double sum = h->prior_bits + h->resend_bits, faults = 0;
        for (int c = 0; c < AS_N_CURVES; c++)
            sum += a.curve_bits[c];
        sum += h->mark_bits[AS_FREIGHT] + h->mark_bits[AS_NEWNESS];
        for (int k = 0; k < AS_N_REUSE; k++)
            sum += h->reuse_bits[k];
        for (int k = 0; k < CHECK_N; k++)
            faults += a.faults.bits[k];
        assert_true(fabs(sum - h->total) < 1e-9);
        assert_true(!(h->check_bits > 0) ||
                    fabs(faults - a.curve_bits[AS_C_CHECK]) < CHECK_N * 0.0005);
        for (int k = 0; k < AS_MAX_CLASSES; k++) {
            bool says = a.class_bits[k] < 0 || a.class_bits[k] > 0;
            assert_true(!says || h->covered >> k & 1u);
            n_classes += says;
        }
    }
    assert_true(n_classes > x->hypotheses.n);
    frame_release(&f);
}

static void expect_same(const struct assemble_case *c, const struct assemble_case *all)
{
    assert_string_equal(c->id.p, all->id.p);
    assert_true(c->score >= all->score && c->score <= all->score);
    assert_true(isnan(c->q_decoy) || c->q_decoy <= all->q_decoy);
    assert_true(c->q_e >= all->q_e && c->q_e <= all->q_e);
    assert_int_equal(c->n_components, all->n_components);
    assert_int_equal(c->n_missing, all->n_missing);
    assert_int_equal(c->n_actors, all->n_actors);
    assert_int_equal(c->n_links, all->n_links);
    assert_int_equal(c->n_records, all->n_records);
    for (size_t i = 0; i < c->n_records; i++) {
        assert_int_equal(c->records[i].record, all->records[i].record);
        assert_int_equal(c->records[i].n_lines, all->records[i].n_lines);
    }
    assert_int_equal(c->n_evidence, all->n_evidence);
    for (size_t i = 0; i < c->n_evidence; i++)
        assert_string_equal(c->evidence[i].text.p, all->evidence[i].text.p);
}

static void cases_that_are_kept_say_all_that_they_would_among_all(void **state)
{
    struct buf b;
    struct world w;
    struct seine_error err = {0};
    struct assemble_options options = {.min_score = -60, .top = 3};
    struct assemble_result all;
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 1200);
    chains(&b);
    world_run(&w, buf_str(&b), 1);
    all = w.result;
    assert_true(all.cases.n > options.top);
    assert_ok(assemble_run(&w.in, &options, w.pool, NULL, &w.result, &err));
    assert_int_equal(w.result.cases.n, options.top);
    invariants(&w);
    for (size_t i = 0; i < options.top; i++)
        expect_same(&w.result.cases.v[i], &all.cases.v[i]);
    assemble_result_release(&all);
    world_release(&w);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_say_what_records_say), cmocka_unit_test(nets_are_those_grown_anew),
        cmocka_unit_test(sketches_say_what_is_asked_of_cases),
        cmocka_unit_test(an_account_is_of_its_hypothesis),
        cmocka_unit_test(cases_that_are_kept_say_all_that_they_would_among_all)};
    return RUN(tests);
}
