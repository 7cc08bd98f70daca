/* Whole cases from records: one scheme among honest trade is one case with its pieces, from either
 * side; its evidence sums to its score; dealers, history and time weaken it; order and threads do
 * not matter. */
#include "assemble_trade.h"

/* One net: n_parts parts from different senders to one receiver, step days apart. */
static void scheme(struct buf *b, size_t n_parts, int start, int step, bool is_export)
{
    for (size_t i = 0; i < n_parts; i++) {
        char id[16], many[32];
        snprintf(id, sizeof id, "SCHEME%zu", i);
        snprintf(many, sizeof many, "%s Tovar%zu",
                 (const char *[]){"Zelig", "Marvo", "Ubast", "Pirun", "Koleg", "Fanta"}[i], i * 13);
        struct piece p = {id,
                          is_export ? "Sablon Net Works" : many,
                          is_export ? many : "Sablon Net Works",
                          parts[i].text,
                          parts[i].hs,
                          start + (int)i * step,
                          (int)(20 + i),
                          0};
        add_piece(b, &p);
    }
}

static size_t n_of_scheme(const struct world *w, const struct assemble_case *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_records; i++)
        n += str_starts(table_str(&w->table, w->table.records.v[c->records[i].record].id),
                        STR("SCHEME"));
    return n;
}

/* The case with most of the scheme, NULL if none has any of it. */
static const struct assemble_case *case_of_scheme(const struct world *w)
{
    const struct assemble_case *best = NULL;
    for (size_t i = 0; i < w->result.cases.n; i++)
        if (n_of_scheme(w, &w->result.cases.v[i]) > (best ? n_of_scheme(w, best) : 0))
            best = &w->result.cases.v[i];
    return best;
}

static void a_scheme_is_the_first_case(void **state)
{
    (void)state;
    for (int is_export = 0; is_export < 2; is_export++) {
        struct world w;
        struct buf b;
        size_t holding = 0;
        buf_init(&b, 16 * MIB);
        background(&b, 1200);
        scheme(&b, 6, 300, 8, is_export);
        world_run(&w, buf_str(&b), 1);
        assert_true(w.result.cases.n > 0);
        const struct assemble_case *first = &w.result.cases.v[0];
        assert_ptr_equal(first, case_of_scheme(&w));
        assert_int_equal(n_of_scheme(&w, first), 6);
        assert_int_equal(first->n_components, 6);
        assert_int_equal(first->n_missing, 0);
        assert_int_equal(first->side, is_export ? ASSEMBLE_SOURCE : ASSEMBLE_SINK);
        assert_int_equal(first->first_day, 20454 + 300);
        assert_int_equal(first->last_day, 20454 + 340);
        for (size_t i = 0; i < w.result.cases.n; i++) /* one scheme is one case */
            holding += n_of_scheme(&w, &w.result.cases.v[i]) * 2 >= 6;
        assert_int_equal(holding, 1);
        world_release(&w);
        buf_release(&b);
    }
}

/* Two of the pieces have a tariff heading that does not exist: the evidence names their records. */
static void papers_that_fail_a_check_are_named(void **state)
{
    struct world w;
    struct buf b;
    size_t rows = 0;
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 1200);
    for (int i = 0; i < 6; i++) {
        char id[16], from[32];
        snprintf(id, sizeof id, "SCHEME%d", i);
        snprintf(from, sizeof from, "%s Tovar%d",
                 (const char *[]){"Zelig", "Marvo", "Ubast", "Pirun", "Koleg", "Fanta"}[i], i * 13);
        struct piece p = {id,
                          from,
                          "Sablon Net Works",
                          parts[i].text,
                          i < 2 ? "770100" : parts[i].hs,
                          300 + i * 8,
                          20 + i,
                          0};
        add_piece(&b, &p);
    }
    world_run(&w, buf_str(&b), 1);
    const struct assemble_case *c = case_of_scheme(&w);
    assert_non_null(c);
    for (size_t i = 0; i < c->n_evidence; i++) {
        const struct evidence *e = &c->evidence[i];
        if (strcmp(e->kind, "hs-code") != 0)
            continue;
        rows++;
        assert_int_equal(e->n_refs, 2);
        assert_str(e->refs[0], "SCHEME0");
        assert_str(e->refs[1], "SCHEME1");
    }
    assert_int_equal(rows, 1);
    world_release(&w);
    buf_release(&b);
}

static double scheme_score(size_t n_parts, int step, void (*add)(struct buf *))
{
    struct world w;
    struct buf b;
    buf_init(&b, 16 * MIB);
    background(&b, 1200);
    scheme(&b, n_parts, 300, step, false);
    if (add)
        add(&b);
    world_run(&w, buf_str(&b), 1);
    const struct assemble_case *c = case_of_scheme(&w);
    double score = c ? c->score : -INFINITY;
    world_release(&w);
    buf_release(&b);
    return score;
}

static void more_kinds_of_part_weigh_more(void **state)
{
    double last = -INFINITY;
    (void)state;
    for (size_t n = 3; n <= 6; n++) {
        double score = scheme_score(n, 8, NULL);
        if (!(score > last))
            fail_msg("%zu parts: %g, not more than %g", n, score, last);
        last = score;
    }
}

/* One kind of part is named, twice; the others are told by their tariff numbers alone, and come
 * after it. */
static void weak_parts_after_the_one_that_is_named_count(void **state)
{
    struct world w;
    struct buf b;
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 1200);
    for (size_t i = 0; i < 5; i++) {
        size_t part = i < 2 ? 0 : i - 1;
        char id[16];
        snprintf(id, sizeof id, "SCHEME%zu", i);
        add_piece(&b, &(struct piece){id, "Zelig Tovar", "Sablon Net Works",
                                      part == 0 ? parts[0].text : "goods", parts[part].hs,
                                      300 + 9 * (int)i, 20 + (int)i, 0});
    }
    world_run(&w, buf_str(&b), 1);
    const struct assemble_case *c = case_of_scheme(&w);
    assert_non_null(c);
    assert_int_equal(n_of_scheme(&w, c), 5);
    assert_int_equal(c->n_components, 4);
    world_release(&w);
    buf_release(&b);
}

/* The receiver has had each of these parts again and again for years. */
static void add_history(struct buf *b)
{
    for (int i = 0; i < 60; i++) {
        char id[16];
        snprintf(id, sizeof id, "OLD%02d", i);
        struct piece p = {id,
                          "Old Supplier",
                          "Sablon Net Works",
                          parts[i % 6].text,
                          parts[i % 6].hs,
                          i * 4 - 500,
                          30,
                          0};
        add_piece(b, &p);
    }
}

static void a_dealer_cancels_itself(void **state)
{
    (void)state;
    double fresh = scheme_score(6, 8, NULL), dealer = scheme_score(6, 8, add_history);
    if (!(dealer < fresh - 10))
        fail_msg("fresh %g, dealer %g", fresh, dealer);
}

static void years_apart_is_no_net(void **state)
{
    (void)state;
    double near = scheme_score(6, 8, NULL), far = scheme_score(6, 600, NULL);
    if (!(far < near - 10))
        fail_msg("within weeks %g, years apart %g", near, far);
}

/* The parts go on from the first receiver to another one. */
static void passed_on_scheme(struct buf *b)
{
    scheme(b, 6, 300, 8, false);
    for (size_t i = 0; i < 6; i++) {
        char id[16];
        snprintf(id, sizeof id, "ONWARD%zu", i);
        struct piece p = {id,          "Sablon Net Works", "Vantor Final Place", parts[i].text,
                          parts[i].hs, 310 + (int)i * 8,   (int)(20 + i),        0};
        add_piece(b, &p);
    }
}

static void pieces_passed_on_are_relays(void **state)
{
    struct world w;
    struct buf b;
    bool told = false;
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 1200);
    passed_on_scheme(&b);
    world_run(&w, buf_str(&b), 1);
    const struct assemble_case *c = case_of_scheme(&w);
    assert_non_null(c);
    for (size_t i = 0; i < c->n_links; i++)
        told = told || c->links[i].is_relay;
    for (size_t i = 0; i < c->n_records; i++)
        told = told || strcmp(c->records[i].role, "relay") == 0;
    assert_true(told);
    world_release(&w);
    buf_release(&b);
}

/* The receiver under many addresses: so many pairs of them are one party that not all are told, and
 * the relays are told beside them, each one. */
static void relays_are_told_beside_many_names(void **state)
{
    struct world w;
    struct buf b;
    size_t n_relays = 0, n_pairs = 0;
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 1200);
    passed_on_scheme(&b);
    world_prepare(&w, buf_str(&b), 1);
    for (uint32_t m = 0; m < w.table.mentions.n; m++) /* as if it stood under many addresses */
        if (str_is(table_str(&w.table, w.table.mentions.v[m].name), STR("Sablon Net Works")))
            for (int i = 0; i < 60; i++) {
                struct link_pair p = {.a = m, .b = m, .weight = (float)i + 1};
                assert_true(VEC_PUSH(&w.links.pairs, p));
            }
    world_assemble(&w);
    const struct assemble_case *c = case_of_scheme(&w);
    assert_non_null(c);
    for (size_t i = 0; i < c->n_links; i++) {
        n_relays += c->links[i].is_relay;
        n_pairs += !c->links[i].is_relay;
        assert_true(c->links[i].is_relay || c->links[i].bits > 20); /* the strongest */
    }
    assert_int_equal(n_pairs, 40);
    assert_int_equal(c->n_pairs, 60);
    assert_int_equal(n_relays, 6);
    world_release(&w);
    buf_release(&b);
}

/* A class of more consignments than fifty is told with all of them. */
static void all_consignments_of_a_class_are_told(void **state)
{
    enum { N = 70 };
    struct world w;
    struct buf b;
    bool told = false;
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 1200);
    scheme(&b, 6, 300, 8, false);
    for (int i = 0; i < N; i++) {
        char id[16];
        snprintf(id, sizeof id, "MORE%d", i);
        struct piece p = {
            id, "Zelig Tovar", "Sablon Net Works", parts[0].text, parts[0].hs, 300 + i / 2, 30, 0};
        add_piece(&b, &p);
    }
    world_run(&w, buf_str(&b), 1);
    for (size_t i = 0; i < w.result.cases.n; i++) {
        const struct assemble_case *c = &w.result.cases.v[i];
        for (size_t k = 0; k < c->n_components; k++)
            told = told || c->components[k].n_records >= N;
    }
    assert_true(told);
    world_release(&w);
    buf_release(&b);
}

static void what_is_missing_is_told_with_when_who_and_how(void **state)
{
    struct world w;
    struct buf b;
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 1200);
    scheme(&b, 4, 660, 8, false);
    world_run(&w, buf_str(&b), 1);
    const struct assemble_case *c = case_of_scheme(&w);
    int32_t now = w.table.records.v[w.table.records.n - 1].day;
    assert_non_null(c);
    assert_int_equal(c->n_missing, 2);
    for (size_t i = 0; i < c->n_missing; i++) {
        const struct assemble_missing *m = &c->missing[i];
        assert_int_equal(m->seized, MAP_NONE);
        assert_true(m->probability > 0 && m->probability < m->comes && m->comes < c->probability);
        assert_true(m->day[0] > now && m->day[0] < m->day[1] && m->day[1] < m->day[2]);
        assert_true(m->day[0] < now + 10); /* one came every eight days */
        assert_int_equal(m->n_actors, ASSEMBLE_EXPECTED);
        assert_int_equal(m->n_lanes, 1);
        assert_true(str_is(m->lanes[0].from, STR("PEK")) && str_is(m->lanes[0].to, STR("DXB")));
        assert_true(m->lanes[0].n >= 4);
    }
    world_release(&w);
    buf_release(&b);
}

/* The more time has passed since the last piece, the less likely another one. */
static void silence_speaks_against_further_pieces(void **state)
{
    double comes[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct world w;
        struct buf b;
        buf_init(&b, 16 * MIB);
        background(&b, 1200);
        scheme(&b, 4, i ? 200 : 660, 8, false);
        world_run(&w, buf_str(&b), 1);
        const struct assemble_case *c = case_of_scheme(&w);
        assert_non_null(c);
        comes[i] = c->missing[0].comes / c->probability;
        world_release(&w);
        buf_release(&b);
    }
    assert_true(comes[1] < comes[0] / 2);
}

static void add_seizure(struct buf *b)
{
    add_piece(b, &(struct piece){"SCHEME9", "Kolar Vento", "Sablon Net Works", parts[4].text,
                                 parts[4].hs, 640, 20, 645});
}

static void a_seized_piece_is_missing_again(void **state)
{
    for (int is_resent = 0; is_resent < 2; is_resent++) {
        struct world w;
        struct buf b;
        uint32_t lost = MAP_NONE;
        (void)state;
        buf_init(&b, 16 * MIB);
        background(&b, 1200);
        scheme(&b, 4, 600, 8, false);
        add_seizure(&b);
        if (is_resent)
            add_piece(&b, &(struct piece){"SCHEME8", "Ulmer Daska", "Sablon Net Works",
                                          parts[4].text, parts[4].hs, 665, 21, 0});
        world_run(&w, buf_str(&b), 1);
        const struct assemble_case *c = case_of_scheme(&w);
        assert_non_null(c);
        assert_int_equal(c->n_components, 5);
        for (size_t i = 0; i < c->n_missing; i++)
            if (c->missing[i].seized != MAP_NONE) {
                lost = c->missing[i].seized;
                assert_true(c->missing[i].comes > c->missing[c->n_missing - 1].comes);
            }
        if (is_resent)
            assert_int_equal(lost, MAP_NONE);
        else
            assert_int_equal(lost, table_find(&w.table, STR("SCHEME9")));
        world_release(&w);
        buf_release(&b);
    }
}

/* A world with one record whose consignee reads like a listed party; its mention. */
static uint32_t listed_world(struct world *w, struct buf *b, uint32_t *ret_record)
{
    buf_init(b, 16 * MIB);
    background(b, 300);
    add_piece(b, &(struct piece){"LISTED", "Vorone Kemba Bank", "Tumra Listed Works", "tea",
                                 "090240", 10, 5, 0});
    world_prepare(w, buf_str(b), 1);
    uint32_t r = table_find(&w->table, STR("LISTED"));
    uint32_t mention = table_mention_of(&w->table, &w->table.records.v[r], TRADE_CONSIGNEE);
    w->watch[0] =
        (struct assemble_watch){w->links.actor_of[mention], mention,        STR("X-1"), STR("test"),
                                STR("TUMRA LISTED WORKS"),  STR("PROGRAM"), 12,         0.99};
    w->in.n_watch = 1;
    *ret_record = r;
    return mention;
}

static void a_listed_party_is_a_case_of_its_own(void **state)
{
    struct world w;
    struct buf b;
    struct assemble_options options = {.min_score = -60};
    struct seine_error err = {0};
    uint32_t r;
    bool found = false;
    (void)state;
    (void)listed_world(&w, &b, &r);
    assert_ok(assemble_run(&w.in, &options, w.pool, NULL, &w.result, &err));
    invariants(&w);
    for (size_t i = 0; i < w.result.cases.n; i++) {
        const struct assemble_case *c = &w.result.cases.v[i];
        for (size_t k = 0; k < c->n_evidence; k++)
            found = found || (strcmp(c->evidence[k].kind, "listed-party") == 0 &&
                              c->records[0].record == r && c->kit == MAP_NONE);
    }
    assert_true(found);
    world_release(&w);
    buf_release(&b);
}

/* Of the actor of a listed mention, with the mentions of n others as its own. */
static void give_names(struct world *w, uint32_t mention, uint32_t n)
{
    struct link_actor *a = &w->links.actors.v[w->links.actor_of[mention]];
    uint32_t old = (uint32_t)w->table.mentions.n;
    w->links.members = mem_resize(w->links.members, ((size_t)old + n) * sizeof *w->links.members);
    assert_non_null(w->links.members);
    w->links.members[old] = mention;
    for (uint32_t i = 1, m = 0; i < n; m++)
        if (m != mention)
            w->links.members[old + i++] = m;
    a->first = old;
    a->n = n;
}

static void all_names_of_a_listed_party_are_counted(void **state)
{
    struct world w;
    struct buf b;
    struct assemble_options options = {.min_score = -60};
    struct seine_error err = {0};
    uint32_t r;
    bool found = false;
    (void)state;
    uint32_t mention = listed_world(&w, &b, &r);
    give_names(&w, mention, 70);
    assert_ok(assemble_run(&w.in, &options, w.pool, NULL, &w.result, &err));
    for (size_t i = 0; i < w.result.cases.n; i++)
        for (size_t k = 0; k < w.result.cases.v[i].n_evidence; k++) {
            const struct evidence *e = &w.result.cases.v[i].evidence[k];
            if (strcmp(e->kind, "aliases") == 0)
                print_message("# " STR_FMT "\n", STR_ARG(e->text));
            found = found || str_starts(e->text, STR("the party goes by 70 names; of "));
        }
    assert_true(found);
    world_release(&w);
    buf_release(&b);
}

static void dump(const struct world *w, struct buf *out)
{
    for (size_t i = 0; i < w->result.cases.n; i++) {
        const struct assemble_case *c = &w->result.cases.v[i];
        buf_add_f(out, STR_FMT " %.17g", STR_ARG(c->id), c->score);
        for (size_t k = 0; k < c->n_records; k++)
            buf_add_f(out, " " STR_FMT,
                      STR_ARG(table_str(&w->table, w->table.records.v[c->records[k].record].id)));
        for (size_t k = 0; k < c->n_evidence; k++)
            buf_add_f(out, "\n  %s %.17g " STR_FMT, c->evidence[k].kind, c->evidence[k].bits,
                      STR_ARG(c->evidence[k].text));
        buf_add_c(out, '\n');
    }
}

static void order_and_threads_do_not_matter(void **state)
{
    struct world w;
    struct buf text, plain;
    (void)state;
    buf_init(&text, 16 * MIB);
    buf_init(&plain, 64 * MIB);
    background(&text, 1200);
    scheme(&text, 5, 300, 8, false);
    add_history(&text);
    world_run(&w, buf_str(&text), 1);
    dump(&w, &plain);
    world_release(&w);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct buf other, again;
        buf_init(&other, 16 * MIB);
        buf_init(&again, 64 * MIB);
        shuffle_lines(buf_str(&text), seed, &other);
        world_run(&w, buf_str(&other), (unsigned)seed);
        dump(&w, &again);
        assert_true(plain.n > 0 && str_is(buf_str(&plain), buf_str(&again)));
        world_release(&w);
        buf_release(&other);
        buf_release(&again);
    }
    buf_release(&text);
    buf_release(&plain);
}

static void ids_are_unlike_and_top_is_obeyed(void **state)
{
    struct world w;
    struct buf b;
    struct assemble_options options = {.min_score = -60, .top = 3};
    struct seine_error err = {0};
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 1200);
    scheme(&b, 6, 300, 8, false);
    world_run(&w, buf_str(&b), 1);
    for (size_t i = 0; i < w.result.cases.n; i++)
        for (size_t k = 0; k < i; k++)
            assert_false(str_is(w.result.cases.v[i].id, w.result.cases.v[k].id));
    struct str first = w.result.cases.v[0].id;
    struct assemble_result few;
    assert_ok(assemble_run(&w.in, &options, w.pool, NULL, &few, &err));
    assert_true(few.cases.n <= 3 && few.cases.n > 0);
    assert_true(str_is(few.cases.v[0].id, first));
    assemble_result_release(&few);
    world_release(&w);
    buf_release(&b);
}

static void nothing_gives_nothing(void **state)
{
    struct world w;
    (void)state;
    world_run(&w, STR(""), 1);
    assert_int_equal(w.result.cases.n, 0);
    world_release(&w);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    struct world w;
    struct buf b;
    struct assemble_options options = {.min_score = -60};
    enum seine_status status = SEINE_NOMEM;
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 60);
    scheme(&b, 6, 300, 8, false);
    world_prepare(&w, buf_str(&b), 1);
    for (uint64_t n = 1; status != SEINE_OK && n < 1000000; n += 1 + n / 16) {
        struct seine_error err = {0};
        mem_fail_at(n);
        status = assemble_run(&w.in, &options, w.pool, NULL, &w.result, &err);
        mem_fail_at(0);
        if (status != SEINE_OK)
            assert_int_equal(status, SEINE_NOMEM);
    }
    assert_ok(status);
    world_release(&w);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scheme_is_the_first_case),
        cmocka_unit_test(papers_that_fail_a_check_are_named),
        cmocka_unit_test(more_kinds_of_part_weigh_more),
        cmocka_unit_test(weak_parts_after_the_one_that_is_named_count),
        cmocka_unit_test(a_dealer_cancels_itself),
        cmocka_unit_test(years_apart_is_no_net),
        cmocka_unit_test(pieces_passed_on_are_relays),
        cmocka_unit_test(relays_are_told_beside_many_names),
        cmocka_unit_test(all_consignments_of_a_class_are_told),
        cmocka_unit_test(what_is_missing_is_told_with_when_who_and_how),
        cmocka_unit_test(silence_speaks_against_further_pieces),
        cmocka_unit_test(a_seized_piece_is_missing_again),
        cmocka_unit_test(a_listed_party_is_a_case_of_its_own),
        cmocka_unit_test(all_names_of_a_listed_party_are_counted),
        cmocka_unit_test(order_and_threads_do_not_matter),
        cmocka_unit_test(ids_are_unlike_and_top_is_obeyed),
        cmocka_unit_test(nothing_gives_nothing),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return RUN(tests);
}
