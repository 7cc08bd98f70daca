/* What `top` leaves out, told whole afterwards: each case as it stands where none is left out, to
 * the last field; its sketch said what it is matched by; what was made for that is given back. */
#include "assemble_trade.h"

/* Chance: ordinary goods as parts. */
static const char decoy_json[] =
    "[{\"id\":\"chance\",\"name\":\"Chance\",\"source\":\"made up for this test\",\"decoy\":true,"
    "\"components\":["
    "{\"id\":\"a\",\"name\":\"A\",\"hs\":[\"611610\"],\"terms\":[\"cotton gloves\"],"
    "\"essential\":true},"
    "{\"id\":\"b\",\"name\":\"B\",\"hs\":[\"950300\"],\"terms\":[\"toys\"],\"essential\":true},"
    "{\"id\":\"c\",\"name\":\"C\",\"hs\":[\"090240\"],\"terms\":[\"tea\"],\"essential\":true}]}]";
static const char measures[] = "country,direction,hs,measure,source\n"
                               "AE,to,85,no machines,law 1\nAE,to,9014,none,law 2\n"
                               "CN,from,8411,no engines,law 3\nAE,to,731815,no bolts,law 4\n";

struct half {
    struct world w;
    struct goods_measures *m;
    struct buf text;
};

static void scheme(struct buf *b, const char *to, int start)
{
    for (int i = 0; i < 6; i++) {
        char id[16], from[32];
        snprintf(id, sizeof id, "S%d-%d", start, i);
        snprintf(from, sizeof from, "Kolma%d Works %d", i, start);
        struct piece p = {id,          from,          to, parts[i].text,
                          parts[i].hs, start + 8 * i, 40, i == 2 ? start + 9 : 0};
        add_piece(b, &p);
    }
}

static void begin(struct half *h, unsigned threads)
{
    struct seine_error err = {0};
    struct input *in = NULL;
    buf_init(&h->text, 16 * MIB);
    background(&h->text, 1200);
    scheme(&h->text, "Sablon Net Works", 300);
    scheme(&h->text, "Orbin House", 500);
    world_prepare(&h->w, buf_str(&h->text), threads);
    goods_catalogue_free(h->w.catalogue);
    assert_ok(goods_catalogue_new(&h->w.catalogue));
    const char *const kits[] = {kit_json, decoy_json};
    for (size_t i = 0; i < N_OF(kits); i++) {
        assert_ok(input_open_bytes(str_of(kits[i]), "kit.json", &in, &err));
        assert_ok(goods_catalogue_read(h->w.catalogue, in, &err));
        input_free(in);
    }
    assert_ok(goods_catalogue_seal(h->w.catalogue, &err));
    h->w.matches.n = 0;
    mem_free(h->w.first_match);
    classify(&h->w);
    assert_ok(goods_measures_new(&h->m));
    assert_ok(input_open_bytes(STR(measures), "m.csv", &in, &err));
    assert_ok(goods_measures_read(h->m, in, h->w.geo, &err));
    input_free(in);
    h->w.watch[0] = (struct assemble_watch){
        h->w.links.actor_of[3], 3, STR("X-1"), STR("test"), STR("LISTED WORKS"), STR("P"), 12, 0.9};
    h->w.in = (struct assemble_input){.table = &h->w.table,
                                      .catalogue = h->w.catalogue,
                                      .matches = h->w.matches.v,
                                      .first_match = h->w.first_match,
                                      .checks = &h->w.checks,
                                      .links = &h->w.links,
                                      .geo = h->w.geo,
                                      .watch = h->w.watch,
                                      .n_watch = 1,
                                      .measures = h->m};
}

static void end(struct half *h)
{
    goods_measures_free(h->m);
    world_release(&h->w);
    buf_release(&h->text);
}

static void assemble(const struct half *h, size_t top, struct assemble_result *ret)
{
    struct assemble_options options = {.min_score = -60, .top = top};
    struct seine_error err = {0};
    assert_ok(assemble_run(&h->w.in, &options, h->w.pool, NULL, ret, &err));
}

static void dump_numbers(struct buf *out, const char *what, const uint32_t *v, size_t n)
{
    buf_add_f(out, "\n  %s", what);
    for (size_t i = 0; i < n; i++)
        buf_add_f(out, " %u", v[i]);
}

static void dump_parts(struct buf *out, const struct assemble_case *c)
{
    for (size_t i = 0; i < c->n_components; i++) {
        const struct assemble_component *p = &c->components[i];
        dump_numbers(out, "part", p->records, p->n_records);
        buf_add_f(out, " as %u %.17g %.17g", p->component, p->strength, p->bits);
    }
    for (size_t i = 0; i < c->n_missing; i++) {
        const struct assemble_missing *m = &c->missing[i];
        dump_numbers(out, "missing", m->actors, m->n_actors);
        buf_add_f(out, " as %u %d %.17g %.17g %d %d %d %u", m->component, m->is_essential,
                  m->probability, m->comes, m->day[0], m->day[1], m->day[2], m->seized);
        for (size_t k = 0; k < m->n_lanes; k++)
            buf_add_f(out, " " STR_FMT "-" STR_FMT " %u", STR_ARG(m->lanes[k].from),
                      STR_ARG(m->lanes[k].to), m->lanes[k].n);
    }
}

/* All of it but its id, which is told apart from others only among those that are kept. */
static void dump(struct buf *out, const struct assemble_case *c)
{
    buf_reset(out);
    buf_add_f(out, "%u %s %d %u %.17g %.17g %.17g %.17g %.17g %d %d %.17g %.17g", c->kit, c->kind,
              (int)c->side, c->anchor, c->score, c->probability, c->e_bits, c->q_e, c->q_decoy,
              c->first_day, c->last_day, c->paid_usd, c->together_usd);
    dump_parts(out, c);
    for (size_t i = 0; i < c->n_records; i++) {
        dump_numbers(out, c->records[i].role, c->records[i].lines, c->records[i].n_lines);
        buf_add_f(out, " of %u", c->records[i].record);
    }
    for (size_t i = 0; i < c->n_actors; i++)
        dump_numbers(out, c->actors[i].role, &c->actors[i].actor, 1);
    for (size_t i = 0; i < c->n_links; i++) {
        const struct assemble_link *l = &c->links[i];
        dump_numbers(out, l->is_relay ? "relay" : "link", (uint32_t[]){l->from, l->to}, 2);
        buf_add_f(out, " %.17g " STR_FMT " " STR_FMT, l->bits, STR_ARG(l->kind), STR_ARG(l->text));
    }
    buf_add_f(out, "\n  of %zu", c->n_pairs);
    for (size_t i = 0; i < c->n_evidence; i++) {
        const struct evidence *e = &c->evidence[i];
        buf_add_f(out, "\n  %s %.17g " STR_FMT, e->kind, e->bits, STR_ARG(e->text));
        for (size_t k = 0; k < e->n_refs; k++)
            buf_add_f(out, " " STR_FMT, STR_ARG(e->refs[k]));
    }
}

static bool is_same(const struct assemble_case *a, const struct assemble_case *b)
{
    struct buf one, other;
    buf_init(&one, MIB);
    buf_init(&other, MIB);
    dump(&one, a);
    dump(&other, b);
    bool is = buf_status(&one) == SEINE_OK && str_is(buf_str(&one), buf_str(&other));
    if (!is)
        print_error(STR_FMT "\ninstead of\n" STR_FMT "\n", STR_ARG(buf_str(&one)),
                    STR_ARG(buf_str(&other)));
    buf_release(&one);
    buf_release(&other);
    return is;
}

/* What a case is matched by, of a sketch as of the whole. */
static void assert_sketch(const struct assemble_case *sketch, const struct assemble_case *whole)
{
    assert_true(str_is(sketch->id, whole->id));
    assert_int_equal(sketch->kit, whole->kit);
    assert_int_equal(sketch->side, whole->side);
    assert_true(sketch->score >= whole->score && sketch->score <= whole->score);
    assert_int_equal(sketch->n_records, whole->n_records);
    for (size_t i = 0; i < whole->n_records; i++)
        assert_int_equal(sketch->records[i].record, whole->records[i].record);
}

struct seen {
    size_t kits, others, measures, levels, missing;
};

static void see(struct seen *s, const struct assemble_case *c)
{
    s->kits += c->kit != MAP_NONE;
    s->others += c->kit == MAP_NONE;
    s->missing += c->n_missing > 0;
    s->levels += c->kit != MAP_NONE && !isnan(c->e_bits) && c->q_decoy <= 1;
    for (size_t i = 0; i < c->n_evidence; i++)
        s->measures += strcmp(c->evidence[i].kind, ASSEMBLE_MEASURE) == 0;
}

static void what_is_left_out_is_told_as_if_it_were_not(void **state)
{
    struct half h;
    struct assemble_result all, few;
    struct arena arena;
    struct seine_error err = {0};
    struct seen seen = {0};
    (void)state;
    begin(&h, 3);
    arena_init(&arena, 64 * MIB);
    assemble(&h, 0, &all);
    assert_int_equal(all.n_cut, 0);
    for (size_t top = 1; top < all.cases.n; top = top * 3 + 1) {
        assemble(&h, top, &few);
        assert_int_equal(few.cases.n, top);
        assert_int_equal(few.n_cut, all.cases.n - top);
        for (size_t i = 0; i < top; i++)
            assert_true(is_same(&few.cases.v[i], &all.cases.v[i]));
        for (size_t i = few.n_cut; i-- > 0;) { /* in any order, and twice */
            struct assemble_case c;
            arena_reset(&arena);
            assert_ok(assemble_whole(&few, i, &arena, &c, &err));
            assert_sketch(&few.cut[i], &c);
            assert_true(is_same(&c, &all.cases.v[top + i]));
            see(&seen, &c);
            assert_ok(assemble_whole(&few, i, &arena, &c, &err));
            assert_true(is_same(&c, &all.cases.v[top + i]));
        }
        assemble_result_release(&few);
    }
    assert_true(seen.kits > 3 && seen.others > 3 && seen.measures > 3 && seen.missing > 3);
    assert_true(seen.levels > 3);
    arena_release(&arena);
    assemble_result_release(&all);
    end(&h);
}

/* The cases stay, also those in front. */
static void forgetting_leaves_the_cases(void **state)
{
    struct half h;
    struct assemble_result all, few;
    (void)state;
    begin(&h, 1);
    assemble(&h, 0, &all);
    assemble(&h, 2, &few);
    assemble_forget(&few);
    assert_null(few.run);
    assemble_forget(&few);
    for (size_t i = 0; i < 2; i++)
        assert_true(is_same(&few.cases.v[i], &all.cases.v[i]));
    for (size_t i = 0; i < few.n_cut; i++)
        assert_sketch(&few.cut[i], &all.cases.v[2 + i]);
    assemble_result_release(&few);
    assemble_result_release(&all);
    end(&h);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    struct half h;
    struct assemble_result few;
    (void)state;
    begin(&h, 1);
    assemble(&h, 1, &few);
    size_t kit = 0, other = 0;
    while (few.cut[kit].kit == MAP_NONE)
        kit++;
    while (few.cut[other].kit != MAP_NONE)
        other++;
    for (size_t i = 0; i < 2; i++) {
        enum seine_status status = SEINE_NOMEM;
        for (uint64_t n = 1; status != SEINE_OK && n < 100000; n++) {
            struct seine_error err = {0};
            struct assemble_case c = {.n_records = 77};
            struct arena arena;
            arena_init(&arena, 64 * MIB);
            mem_fail_at(n);
            status = assemble_whole(&few, i ? other : kit, &arena, &c, &err);
            mem_fail_at(0);
            arena_release(&arena);
            if (status == SEINE_OK)
                break;
            assert_int_equal(status, SEINE_NOMEM);
            assert_int_equal(err.status, SEINE_NOMEM);
            assert_int_equal(c.n_records, 77);
        }
        assert_ok(status);
    }
    assemble_result_release(&few);
    end(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_out_is_told_as_if_it_were_not),
        cmocka_unit_test(forgetting_leaves_the_cases),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return RUN(tests);
}
