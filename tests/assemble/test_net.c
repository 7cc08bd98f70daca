/* Nets: what one leg's papers say holds for the goods' other legs, hands before and behind are
 * found over goods that they pass on, and of the many views of one scheme the one that most agree
 * with is taken. */
#include "assemble_trade.h"

#include "assemble/pack.h"

#include <math.h>

/* Six parts from six senders to one agent, 8 days apart; who passes them on as `onward`. */
static void chain(struct buf *b, const char *const to[6], const char *onward, int kg_more)
{
    static const char *const names[] = {"Zelig", "Marvo", "Ubast", "Pirun", "Koleg", "Fanta"};
    for (size_t i = 0; i < 6; i++) {
        char id[16], many[32];
        int kg = (int)(900 + 433 * i); /* heavier than all other trade */
        snprintf(id, sizeof id, "SCHEME%zu", i);
        snprintf(many, sizeof many, "%s Tovar%zu", names[i], i * 13);
        struct piece in = {
            id, many, "Sablon Net Works", parts[i].text, parts[i].hs, 300 + (int)i * 8, kg, 0};
        add_piece(b, &in);
        snprintf(id, sizeof id, "ONWARD%zu", i);
        struct piece out = {id,
                            "Sablon Net Works",
                            to ? to[i] : many,
                            onward ? onward : parts[i].text,
                            onward ? "847990" : parts[i].hs,
                            306 + (int)i * 8,
                            kg + kg_more,
                            0};
        add_piece(b, &out);
    }
}

static const char *const one_end[6] = {"Vantor Final Place", "Vantor Final Place",
                                       "Vantor Final Place", "Vantor Final Place",
                                       "Vantor Final Place", "Vantor Final Place"};

static size_t n_named(const struct world *w, const struct assemble_case *c, struct str prefix)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_records; i++)
        n += str_starts(table_str(&w->table, w->table.records.v[c->records[i].record].id), prefix);
    return n;
}

static size_t n_relays(const struct assemble_case *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_links; i++)
        n += c->links[i].is_relay;
    return n;
}

/* The background and a chain; the first case of the kit. */
static const struct assemble_case *run_chain(struct world *w, const char *const to[6],
                                             const char *onward, int kg_more)
{
    struct buf b;
    buf_init(&b, 16 * MIB);
    background(&b, 1200);
    chain(&b, to, onward, kg_more);
    world_run(w, buf_str(&b), 1);
    buf_release(&b);
    for (size_t i = 0; i < w->result.cases.n; i++)
        if (w->result.cases.v[i].kit != MAP_NONE)
            return &w->result.cases.v[i];
    return NULL;
}

static void both_legs_are_one_case(void **state)
{
    struct world w;
    (void)state;
    const struct assemble_case *c = run_chain(&w, one_end, NULL, 0);
    assert_non_null(c);
    assert_int_equal(n_named(&w, c, STR("SCHEME")), 6);
    assert_int_equal(n_named(&w, c, STR("ONWARD")), 6);
    assert_int_equal(n_relays(c), 6);
    for (size_t i = 0; i < w.result.cases.n; i++) /* and no second case of the same */
        if (&w.result.cases.v[i] != c)
            assert_int_equal(n_named(&w, &w.result.cases.v[i], STR("ONWARD")), 0);
    world_release(&w);
}

static void a_false_description_does_not_hide_the_second_leg(void **state)
{
    struct world w;
    (void)state;
    const struct assemble_case *c = run_chain(&w, one_end, "household appliances", 0);
    assert_non_null(c);
    assert_int_equal(n_named(&w, c, STR("ONWARD")), 6);
    size_t onward = 0; /* counted as what the first leg's papers say they are */
    for (size_t k = 0; k < c->n_components; k++)
        for (size_t i = 0; i < c->components[k].n_records; i++)
            onward +=
                str_starts(table_str(&w.table, w.table.records.v[c->components[k].records[i]].id),
                           STR("ONWARD"));
    assert_int_equal(onward, 6);
    world_release(&w);
}

static void other_masses_are_other_goods(void **state)
{
    struct world w;
    (void)state;
    const struct assemble_case *c = run_chain(&w, one_end, "household appliances", 450);
    assert_non_null(c);
    assert_int_equal(n_relays(c), 0);
    world_release(&w);
}

static void what_goes_back_was_not_passed_on(void **state)
{
    struct world w;
    struct buf b;
    (void)state;
    for (int back = 0; back < 2; back++) {
        buf_init(&b, 16 * MIB);
        for (size_t i = 0; i < 6; i++)
            for (int out = 0; out < 2; out++) {
                char far[32];
                snprintf(far, sizeof far, "%s Tovar", out && !back ? "Vantor" : parts[i].text);
                buf_add_f(&b,
                          "{\"id\":\"R%zu%d\",\"legs\":[{\"departed\":\"2026-03-%02d\"}],"
                          "\"parties\":[{\"role\":\"%s\",\"name\":\"%s\",\"country\":\"AE\"},"
                          "{\"role\":\"%s\",\"name\":\"Sablon Net Works\",\"country\":\"AE\"}],"
                          "\"goods\":[{\"description\":\"%s\",\"net_kg\":%zu}]}\n",
                          i, out, (int)i * 3 + 2 * out + 1, out ? "consignee" : "shipper", far,
                          out ? "shipper" : "consignee", parts[i].text, 900 + 433 * i);
            }
        background(&b, 1200);
        world_run(&w, buf_str(&b), 1);
        size_t n = 0;
        for (size_t i = 0; i < w.result.cases.n; i++)
            n += n_relays(&w.result.cases.v[i]);
        assert_int_equal(n > 0, !back);
        world_release(&w);
        buf_release(&b);
    }
}

/* The firm's own shop: things from and to everybody, now and then a part. Nothing goes on. */
static void shop(struct buf *b, const char *firm, int n)
{
    for (int i = 0; i < n; i++) {
        char id[16], far[32];
        bool is_part = i % 5 == 0;
        snprintf(id, sizeof id, "%c%s%d", firm[0], i % 2 ? "OUT" : "IN", i);
        snprintf(far, sizeof far, "Qasr%03d Import", 7 * i % 150);
        struct piece p = {id,
                          i % 2 ? firm : far,
                          i % 2 ? far : firm,
                          is_part ? parts[i / 5 % 6].text : "tea",
                          is_part ? parts[i / 5 % 6].hs : "090240",
                          280 + i,
                          i % 2 ? 5000 + 700 * i : 1 + i,
                          0};
        add_piece(b, &p);
    }
}

/* What is weighed is told to who asks: every net above the least score, best first, and the best
 * has the case's consignments. */
struct told {
    size_t n, largest, whole, pruned;
    double last, scores[4000];
};

/* By hand: what the weights leave of a net as it had grown. */
static void check_pruned(struct told *told, const struct assemble_weighed *w)
{
    uint32_t left[NET_RECORDS];
    size_t n = 0;
    for (size_t i = 0; i < w->n_whole; i++) {
        double odds = net_sign_constant;
        for (size_t k = 0; k < w->n_signs; k++) {
            assert_true(isfinite(w->signs[i * w->n_signs + k]));
            odds += net_sign_weights[k] * (double)w->signs[i * w->n_signs + k];
        }
        if (odds >= net_sign_least)
            left[n++] = w->whole[i];
    }
    if (n < 2) {
        assert_int_equal(w->n_records, w->n_whole);
        return;
    }
    assert_int_equal(w->n_records, n);
    assert_memory_equal(w->records, left, n * sizeof *left);
    told->pruned += n < w->n_whole;
}

static void take(void *context, const struct assemble_weighed *w)
{
    struct told *told = context;
    assert_true(told->n == 0 || w->score <= told->last);
    assert_true(w->n_values == AS_N_CURVES && strcmp(w->names[0], "parts") == 0);
    told->last = w->score;
    if (told->n < N_OF(told->scores))
        told->scores[told->n] = w->score;
    told->largest = w->n_records > told->largest ? w->n_records : told->largest;
    told->n++;
    told->whole += w->n_whole > 0;
    if (w->n_whole > 0)
        check_pruned(told, w);
}

/* A case's score adds up its rows: no kind of evidence that was weighed may be missing there. */
static void check_rows(const struct told *told, const struct assemble_result *result)
{
    size_t n = 0;
    for (size_t i = 0; i < result->cases.n; i++) {
        const struct assemble_case *c = &result->cases.v[i];
        bool seen = c->kit == MAP_NONE;
        n += !seen;
        for (size_t k = 0; k < told->n && k < N_OF(told->scores) && !seen; k++)
            seen = fabs(told->scores[k] - c->score) < 0.005;
        assert_true(seen);
    }
    assert_true(n > 0);
}

static void what_is_weighed_is_told(void **state)
{
    struct world w;
    struct buf b;
    struct told told = {0};
    struct seine_error err;
    struct assemble_options options = {.min_score = -60, .weighed = take, .weighed_context = &told};
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 300);
    chain(&b, one_end, NULL, 0);
    world_prepare(&w, buf_str(&b), 2);
    assert_ok(assemble_run(&w.in, &options, w.pool, NULL, &w.result, &err));
    assert_true(told.n >= w.result.cases.n - 1 && told.largest == 12);
    assert_true(told.whole > 0);
    check_rows(&told, &w.result);
    world_release(&w);
    buf_release(&b);
}

/* Of the nets with most of the six the one with the fewest of what else sender and receiver do. */
struct six {
    const struct world *w;
    struct told told;
    size_t n, others;
};

static void look_for_six(void *context, const struct assemble_weighed *w)
{
    struct six *six = context;
    const struct trade_table *t = &six->w->table;
    size_t n = 0, others = 0;
    take(&six->told, w);
    for (size_t i = 0; i < w->n_records; i++) {
        struct str id = table_str(t, t->records.v[w->records[i]].id);
        n += str_starts(id, STR("SCHEME"));
        others += str_starts(id, STR("VIN")) || str_starts(id, STR("SOUT"));
    }
    if (n < six->n || (n == six->n && others >= six->others))
        return;
    six->n = n;
    six->others = others;
}

static struct six find_six(struct world *w, struct buf *b)
{
    struct seine_error err;
    struct six six = {.w = w, .others = SIZE_MAX};
    struct assemble_options options = {
        .min_score = -60, .weighed = look_for_six, .weighed_context = &six};
    world_prepare(w, buf_str(b), 1);
    assert_ok(assemble_run(&w->in, &options, w->pool, NULL, &w->result, &err));
    return six;
}

/* Two busy firms deal in parts with everybody: what is between the two alone is seen by itself. */
static void dealings_of_two_busy_firms_are_seen_by_themselves(void **state)
{
    struct world w;
    struct buf b;
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 1200);
    for (int i = 0; i < 6; i++) {
        char id[16];
        snprintf(id, sizeof id, "SCHEME%d", i);
        struct piece p = {id,          "Sablon Net Works", "Vantor Final Place", parts[i].text,
                          parts[i].hs, 300 + i * 5,        40 + 3 * i,           0};
        add_piece(&b, &p);
    }
    shop(&b, "Sablon Net Works", 60);
    shop(&b, "Vantor Final Place", 61);
    struct six six = find_six(&w, &b);
    assert_int_equal(six.n, 6);
    assert_int_equal(six.others, 0);
    assert_true(six.told.whole > 0 && six.told.pruned > 0);
    world_release(&w);
    buf_release(&b);
}

/* Papers that say nothing but a tariff number, to a hand that hardly does anything else. */
static void tariff_numbers_alone_make_a_net_of_a_small_hand(void **state)
{
    struct world w;
    struct buf b;
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 1200);
    for (int i = 0; i < 6; i++) {
        char id[16], from[32];
        snprintf(id, sizeof id, "SCHEME%d", i);
        snprintf(from, sizeof from, "Zelig%d Tovar", i);
        struct piece p = {id,
                          from,
                          "Vantor Final Place",
                          "goods",
                          i < 4 ? parts[i].hs : "392690",
                          60 + i * 5,
                          900 + 37 * i,
                          0};
        add_piece(&b, &p);
    }
    struct six six = find_six(&w, &b);
    assert_int_equal(six.n, 6);
    world_release(&w);
    buf_release(&b);
}

#define N_NETS    40
#define N_RECORDS 60

static size_t n_common(const struct as_nets *nets, size_t i, size_t k)
{
    size_t both = 0;
    for (uint32_t a = nets->first[i]; a < nets->first[i + 1]; a++)
        for (uint32_t b = nets->first[k]; b < nets->first[k + 1]; b++)
            both += nets->records[a] == nets->records[b];
    return both;
}

static size_t n_of(const struct as_nets *nets, size_t i)
{
    return nets->first[i + 1] - nets->first[i];
}

/* The slow way: every later net is held against this one, and those who may vote against each
 * other, consignment by consignment. */
static size_t plain_typical(const struct as_packing *p, size_t rank)
{
    const struct as_nets *nets = &p->nets;
    size_t alike[16] = {rank}, n = 1, best = rank;
    double most = -1;
    for (size_t i = rank + 1; i < p->n && n < 16; i++) {
        size_t taken = 0;
        for (uint32_t a = nets->first[i]; a < nets->first[i + 1]; a++)
            taken += p->taken[nets->records[a]];
        if (p->ranked[i].total >= p->ranked[rank].total - 2.5 && n_common(nets, rank, i) > 0 &&
            (double)n_common(nets, rank, i) >= 0.3 * (double)n_of(nets, rank) &&
            !p->ranked[i].is_decoy && taken * 3 <= n_of(nets, i))
            alike[n++] = i;
    }
    for (size_t i = 0; i < n; i++) {
        double votes = 0;
        for (size_t k = 0; k < n; k++) {
            size_t both = 2 * n_common(nets, alike[i], alike[k]);
            if (both >= n_of(nets, alike[i]) && both >= n_of(nets, alike[k]))
                votes += exp2(p->ranked[alike[k]].total - p->ranked[rank].total);
        }
        if (votes > most) {
            most = votes;
            best = alike[i];
        }
    }
    return best;
}

/* Nets that overlap a good deal, by a fixed stream of numbers. */
static void random_packing(struct as_packing *p, struct as_ranked *ranked, uint32_t seed)
{
    uint32_t n = 0, of = 0;
    for (uint32_t i = 0; i < N_NETS; i++) {
        ranked[i] = (struct as_ranked){.total = -0.125 * i, .hypothesis = i};
        ranked[i].is_decoy = (seed = seed * 1664525u + 1013904223u) >> 29 == 0;
        p->nets.first[i] = n;
        for (uint32_t r = 20 + (seed >> 16) % (N_RECORDS - 20), end = (seed >> 8) % 20; r-- > end;)
            if ((seed = seed * 1664525u + 1013904223u) >> 30)
                p->nets.records[n++] = r;
    }
    p->nets.first[N_NETS] = n;
    for (uint32_t r = 0; r < N_RECORDS; r++) {
        p->of_first[r] = of;
        p->taken[r] = (seed = seed * 1664525u + 1013904223u) >> 29 == 0;
        for (uint32_t i = 0; i < N_NETS; i++)
            for (uint32_t k = p->nets.first[i]; k < p->nets.first[i + 1]; k++)
                if (p->nets.records[k] == r)
                    p->of[of++] = i;
    }
    p->of_first[N_RECORDS] = of;
}

static void the_typical_net_is_that_of_plain_comparison(void **state)
{
    static uint32_t first[N_NETS + 1], records[N_NETS * N_RECORDS], of_first[N_RECORDS + 2],
        of[N_NETS * N_RECORDS], overlap[N_NETS];
    static uint8_t taken[N_RECORDS];
    struct as_ranked ranked[N_NETS];
    struct as_packing p = {.ranked = ranked,
                           .n = N_NETS,
                           .nets = {first, records, N_NETS, NULL, NULL},
                           .of_first = of_first,
                           .of = of,
                           .taken = taken,
                           .overlap = overlap};
    size_t others = 0;
    (void)state;
    for (uint32_t seed = 1; seed <= 300; seed++) {
        random_packing(&p, ranked, seed);
        for (size_t rank = 0; rank < N_NETS; rank++) {
            size_t typical = as_pack_typical(&p, rank);
            assert_int_equal(typical, plain_typical(&p, rank));
            others += typical != rank;
        }
        for (size_t i = 0; i < N_NETS; i++)
            assert_int_equal(overlap[i], 0);
    }
    assert_true(others > 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_legs_are_one_case),
        cmocka_unit_test(a_false_description_does_not_hide_the_second_leg),
        cmocka_unit_test(other_masses_are_other_goods),
        cmocka_unit_test(what_goes_back_was_not_passed_on),
        cmocka_unit_test(dealings_of_two_busy_firms_are_seen_by_themselves),
        cmocka_unit_test(tariff_numbers_alone_make_a_net_of_a_small_hand),
        cmocka_unit_test(what_is_weighed_is_told),
        cmocka_unit_test(the_typical_net_is_that_of_plain_comparison),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
