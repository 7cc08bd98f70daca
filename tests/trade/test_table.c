/* trade/table.c and its sealing: one content, one table, whatever the order of arrival. */
#include "records.h"

#include "trade/table.h"

#include <stdio.h>
#include <string.h>

static void dump_mention(const struct trade_table *t, uint32_t at, struct buf *out)
{
    const struct table_mention *m = &t->mentions.v[at];
    const uint32_t ids[] = {m->name,    m->address, m->city,  m->postcode,
                            m->country, m->phone,   m->email, m->ids};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        buf_add(out, table_str(t, ids[i]));
        buf_add_c(out, '|');
    }
    buf_add_f(out, "%u %u\n", m->n_records, m->roles);
}

static void dump_record(const struct trade_table *t, uint32_t at, struct buf *out)
{
    const struct table_record *r = &t->records.v[at];
    struct arena arena;
    struct trade_consignment c;
    arena_init(&arena, 64 * MIB);
    assert_int_equal(table_consignment(t, at, &arena, &c), SEINE_OK);
    buf_add_f(out, "%d %u %u %u %u %.*s:%lld ", r->day, r->route, r->n_versions, r->first_party,
              r->first_line, STR_ARG(c.source), (long long)c.line);
    trade_write_ndjson(out, &c);
    for (uint32_t i = 0; i < r->n_parties; i++) {
        buf_add_f(out, " %u", t->parties.v[r->first_party + i].mention);
    }
    for (uint32_t i = 0; i < r->n_lines; i++) {
        buf_add_f(out, " %u", t->lines.v[r->first_line + i].cargo);
    }
    buf_add_c(out, '\n');
    arena_release(&arena);
}

/* Everything but string ids, which may differ. */
static void dump_table(const struct trade_table *t, struct buf *out)
{
    buf_init(out, GIB);
    buf_add_f(out, "%llu repeats %llu versions\n", (unsigned long long)t->n_repeats,
              (unsigned long long)t->n_versions);
    for (uint32_t i = 0; i < t->mentions.n; i++) {
        dump_mention(t, i, out);
    }
    for (uint32_t i = 0; i < t->cargos.n; i++) {
        const struct table_cargo *c = &t->cargos.v[i];
        buf_add_f(out, "%.*s|%.*s|%.*s|%u\n", STR_ARG(table_str(t, c->description)),
                  STR_ARG(table_str(t, c->hs)), STR_ARG(table_str(t, c->model)), c->n_lines);
    }
    for (uint32_t i = 0; i < t->routes.n; i++) {
        const struct table_route *r = &t->routes.v[i];
        buf_add_f(out, "%.*s|%.*s|%.*s|%u\n", STR_ARG(table_str(t, r->code)),
                  STR_ARG(table_str(t, r->carriers)), STR_ARG(table_str(t, r->modes)),
                  r->n_records);
    }
    for (uint32_t i = 0; i < t->records.n; i++) {
        dump_record(t, i, out);
    }
    assert_int_equal(buf_status(out), SEINE_OK);
}

static void add_text(struct trade_table *t, const char *text)
{
    struct trade_batch b;
    read_ok(text, &b);
    assert_int_equal(b.rejects.n, 0);
    for (size_t i = 0; i < b.consignments.n; i++) {
        assert_int_equal(trade_table_add(t, &b.consignments.v[i]), SEINE_OK);
    }
    trade_batch_release(&b);
}

static void seal_text(struct trade_table *t, const char *text)
{
    assert_int_equal(trade_table_init(t), SEINE_OK);
    add_text(t, text);
    assert_int_equal(trade_table_seal(t, NULL, NULL), SEINE_OK);
}

static const struct table_record *record(const struct trade_table *t, const char *id)
{
    uint32_t at = table_find(t, str_of(id));
    assert_int_not_equal(at, MAP_NONE);
    return &t->records.v[at];
}

static void orders_records_by_day_then_id(void **state)
{
    struct trade_table t;
    (void)state;
    seal_text(&t, "id,issued,departed,arrived\nz,2026-01-01,,\nb,2026-01-02,2026-01-03,\n"
                  "a,,,2026-01-03\nc,,,\n");
    const char *order[] = {"c", "z", "a", "b"};
    for (uint32_t i = 0; i < 4; i++) {
        assert_text(table_str(&t, t.records.v[i].id), order[i]);
        assert_int_equal(table_find(&t, str_of(order[i])), i);
    }
    assert_int_equal(t.records.v[0].day, DATE_NONE);
    assert_int_equal(t.records.v[3].day, t.records.v[3].departed_day);
    assert_int_equal(table_find(&t, STR("nobody")), MAP_NONE);
    assert_int_equal(table_find(&t, STR("")), MAP_NONE);
    trade_table_release(&t);
}

static void joins_rows_and_counts_repeats(void **state)
{
    struct trade_table t;
    (void)state;
    seal_text(&t, "id,line,description,net_kg,shipper_name\na,2,hose,1,S\nb,1,pump,1,S\n"
                  "a,1,pump,1,S\na,2,hose,1,S\nb,1,pump,1,S\na,,loose,,S\na,,loose,,S\n");
    assert_int_equal(t.records.n, 2);
    assert_int_equal(t.n_repeats, 3);
    assert_int_equal(t.n_versions, 0);
    const struct table_record *a = record(&t, "a");
    assert_int_equal(a->n_lines, 3);
    assert_int_equal(a->n_versions, 1);
    assert_int_equal(t.lines.v[a->first_line].line, 0);
    assert_int_equal(t.lines.v[a->first_line + 1].line, 1);
    assert_int_equal(t.lines.v[a->first_line + 2].line, 2);
    assert_int_equal(t.mentions.n, 1);
    assert_int_equal(t.mentions.v[0].n_records, 2);
    assert_int_equal(t.mentions.v[0].roles, 1u << TRADE_SHIPPER);
    trade_table_release(&t);
}

static void version_issued_last_counts(void **state)
{
    struct trade_table t;
    (void)state;
    seal_text(&t, "id,issued,carrier,description\na,2026-01-03,new,x\na,2026-01-01,old,y\n"
                  "a,2026-01-02,mid,z\n");
    const struct table_record *a = record(&t, "a");
    assert_int_equal(t.records.n, 1);
    assert_text(table_str(&t, a->carrier), "new");
    assert_int_equal(a->n_versions, 3);
    assert_int_equal(t.n_versions, 2);
    assert_int_equal(a->n_lines, 1);
    assert_int_equal(t.cargos.n, 1); /* those of the other versions are gone */
    trade_table_release(&t);
    seal_text(&t, "id,issued,outcome,outcome_at\na,2026-01-03,,\na,2026-01-03,held,2026-02-01\n"
                  "a,2026-01-03,released,2026-01-05\n");
    assert_int_equal(record(&t, "a")->outcome, TRADE_HELD);
    trade_table_release(&t);
    seal_text(&t, "id,issued,carrier\na,2026-01-03T10:00:00Z,late\na,2026-01-03T09:00:00Z,soon\n");
    assert_text(table_str(&t, record(&t, "a")->carrier), "late");
    trade_table_release(&t);
}

static void line_with_other_content_is_a_version(void **state)
{
    struct trade_table t;
    struct trade_table u;
    (void)state;
    seal_text(&t, "id,line,net_kg\na,1,5\na,1,6\na,2,7\n");
    seal_text(&u, "id,line,net_kg\na,2,7\na,1,6\na,1,5\na,1,5\n");
    assert_int_equal(record(&t, "a")->n_lines, 2);
    assert_int_equal(record(&t, "a")->n_versions, 2);
    assert_int_equal(t.n_versions, 1);
    assert_int_equal(u.n_repeats, 1);
    assert_int_equal(t.lines.v[0].net_g, u.lines.v[0].net_g);
    trade_table_release(&t);
    trade_table_release(&u);
}

static void totals_and_parties(void **state)
{
    struct trade_table t;
    (void)state;
    seal_text(&t, "id,total_gross_kg,gross_kg,line,consignee_name\na,5,1,1,C\nb,,1,1,\nb,,2,2,\n"
                  "c,,,1,\n");
    assert_int_equal(table_gross_g(&t, record(&t, "a")), 5000);
    assert_int_equal(table_gross_g(&t, record(&t, "b")), 3000);
    assert_int_equal(table_gross_g(&t, record(&t, "c")), TRADE_NONE);
    uint32_t p = table_mention_of(&t, record(&t, "a"), TRADE_CONSIGNEE);
    assert_text(table_str(&t, t.mentions.v[p].name), "C");
    assert_int_equal(table_mention_of(&t, record(&t, "a"), TRADE_SHIPPER), MAP_NONE);
    trade_table_release(&t);
}

static void routes_are_texts(void **state)
{
    struct trade_table t;
    (void)state;
    seal_text(&t, "id,mode,route,leg_carriers\na,air,PEK-DXB-ASM,CA-EK\n");
    assert_int_equal(t.routes.n, 1);
    assert_text(table_str(&t, t.routes.v[0].code), "PEK-DXB-ASM");
    assert_text(table_str(&t, t.routes.v[0].carriers), "CA-EK");
    assert_text(table_str(&t, t.routes.v[0].modes), "air-air");
    trade_table_release(&t);
    assert_int_equal(trade_table_init(&t), SEINE_OK);
    add_text(&t, "{\"id\":\"g\",\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\",\"carrier\":\"A-B\"},{"
                 "\"from\":\"AUH\",\"to\":\"ASM\",\"mode\":\"road\"}]}\n");
    assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
    assert_text(table_str(&t, t.routes.v[0].code), "PEK-DXB-AUH-ASM");
    assert_text(table_str(&t, t.routes.v[0].carriers), "A B--");
    assert_text(table_str(&t, t.routes.v[0].modes), "--road");
    trade_table_release(&t);
}

static void place_is_the_smallest(void **state)
{
    struct trade_table t;
    (void)state;
    seal_text(&t, "id,mode\nb,air\na,air\nb,air\na,air\n");
    assert_int_equal(record(&t, "a")->source_line, 3);
    assert_int_equal(record(&t, "b")->source_line, 2);
    trade_table_release(&t);
}

static void gives_the_record_back(void **state)
{
    static const char text[] =
        "{\"id\":\"a\",\"document\":{\"type\":\"air-waybill\",\"issued\":\"2026-01-02\"},\"mode\":"
        "\"air\",\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\",\"carrier\":\"CA\",\"mode\":\"air\","
        "\"departed\":\"2026-01-03\",\"arrived\":\"2026-01-04\",\"vehicle\":\"CA941\"}],"
        "\"parties\":[{\"role\":\"shipper\",\"name\":\"n\",\"ids\":[{\"type\":\"a\",\"value\":"
        "\"1\"},{\"value\":\"v=1\"}]}],\"goods\":[{\"line\":1,\"hs\":\"8471\",\"net_kg\":2}],"
        "\"pieces\":4}\n";
    struct trade_table t;
    struct trade_batch b;
    struct trade_consignment c;
    (void)state;
    seal_text(&t, text);
    trade_batch_init(&b);
    assert_int_equal(table_consignment(&t, 0, &b.arena, &c), SEINE_OK);
    assert_true(VEC_PUSH(&b.consignments, c));
    struct buf out;
    dump_records(&b, &out);
    /* ids come sorted; otherwise the same */
    assert_contains(buf_str(&out),
                    "\"ids\":[{\"value\":\"v=1\"},{\"type\":\"a\",\"value\":\"1\"}]");
    assert_int_equal(out.n, strlen(text));
    buf_release(&out);
    trade_batch_release(&b);
    trade_table_release(&t);
}

static void a_sealed_table_takes_no_more(void **state)
{
    struct trade_table t;
    struct trade_consignment c = consignment_none;
    (void)state;
    seal_text(&t, "id\na\n");
    c.id = STR("b");
    assert_int_equal(trade_table_add(&t, &c), SEINE_CONFLICT);
    assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
    trade_table_release(&t);
    seal_text(&t, "");
    assert_int_equal(t.records.n, 0);
    assert_int_equal(table_find(&t, STR("a")), MAP_NONE);
    trade_table_release(&t);
}

/* --- the property: shuffled records, rows and files give the same table --- */

enum { N_RECORDS = 1500, MAX_PIECES = 16000 };

struct world {
    struct arena arena;
    struct trade_consignment *pieces; /* one goods item each, some twice, some as other versions */
    size_t n;
};

static void add_pieces(struct world *w, struct rng *r, const struct trade_consignment *c)
{
    size_t n = c->n_goods ? c->n_goods : 1;
    for (size_t i = 0; i < n; i++) {
        size_t copies = 1 + (rng_below(r, 8) == 0);
        for (size_t k = 0; k < copies; k++) {
            struct trade_consignment *p = &w->pieces[w->n++];
            assert_true(w->n < MAX_PIECES);
            *p = *c;
            p->goods = c->n_goods ? &c->goods[i] : NULL;
            p->n_goods = c->n_goods ? 1 : 0;
            p->source = rng_below(r, 2) ? STR("one.csv") : STR("two.csv");
            p->line = (int64_t)w->n;
        }
    }
}

static void make_world(struct world *w, uint64_t seed)
{
    struct rng r = {seed};
    arena_init(&w->arena, GIB);
    w->n = 0;
    w->pieces = arena_array(&w->arena, MAX_PIECES, sizeof *w->pieces);
    assert_non_null(w->pieces);
    for (uint64_t i = 0; i < N_RECORDS; i++) {
        struct trade_consignment c = random_record(&r, &w->arena, i);
        add_pieces(w, &r, &c);
        if (rng_below(&r, 5) == 0) { /* another version */
            random_object(&r, &document_fields, &c, &w->arena);
            c.gross_g = (int64_t)rng_below(&r, 1000);
            add_pieces(w, &r, &c);
        }
        if (c.n_goods > 0 && rng_below(&r, 5) == 0) { /* a line with other content */
            struct trade_goods *g = arena_alloc(&w->arena, sizeof *g);
            assert_non_null(g);
            *g = c.goods[0];
            g->net_g = (int64_t)rng_below(&r, 1000);
            c.goods = g;
            c.n_goods = 1;
            add_pieces(w, &r, &c);
        }
    }
}

static void shuffle(struct world *w, uint64_t seed)
{
    struct rng r = {seed};
    for (size_t i = w->n; i > 1; i--) {
        size_t k = rng_below(&r, i);
        struct trade_consignment kept = w->pieces[k];
        w->pieces[k] = w->pieces[i - 1];
        w->pieces[i - 1] = kept;
    }
}

/* Adds `together` at a time, by turns with a plan made beforehand and without; 0: one by one. */
static void seal_world(const struct world *w, struct pool *pool, size_t together, struct buf *out)
{
    struct trade_table t;
    struct trade_plan plan;
    trade_plan_init(&plan);
    assert_int_equal(trade_table_init(&t), SEINE_OK);
    for (size_t i = 0; i < w->n && together == 0; i++) {
        assert_int_equal(trade_table_add(&t, &w->pieces[i]), SEINE_OK);
    }
    for (size_t i = 0; i < w->n && together > 0; i += together) {
        size_t n = w->n - i < together ? w->n - i : together;
        bool has_plan = i / together % 2;
        if (has_plan) {
            assert_int_equal(trade_plan_make(&t, &w->pieces[i], n, &plan), SEINE_OK);
        }
        assert_int_equal(trade_table_add_all(&t, &w->pieces[i], n, has_plan ? &plan : NULL),
                         SEINE_OK);
    }
    trade_plan_release(&plan);
    assert_int_equal(trade_table_seal(&t, pool, NULL), SEINE_OK);
    assert_in_range(t.records.n, N_RECORDS - N_RECORDS / 10, N_RECORDS); /* manifests join others */
    dump_table(&t, out);
    trade_table_release(&t);
}

static void order_of_arrival_does_not_matter(void **state)
{
    struct world w;
    struct buf first;
    struct pool *pool = NULL;
    (void)state;
    print_message("# seed 7\n");
    make_world(&w, 7);
    seal_world(&w, NULL, 0, &first);
    assert_int_equal(pool_new(3, &pool, NULL), SEINE_OK);
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct buf other;
        shuffle(&w, seed);
        seal_world(&w, seed % 2 ? pool : NULL, (seed - 1) * 13, &other);
        assert_int_equal(first.n, other.n);
        assert_memory_equal(first.p, other.p, first.n);
        buf_release(&other);
    }
    pool_free(pool);
    buf_release(&first);
    arena_release(&w.arena);
}

/* Every mention against every other one, as a table without an index would do it. */
static void every_mention_stands_once(void **state)
{
    struct world w;
    struct trade_table t;
    (void)state;
    print_message("# seed 11\n");
    make_world(&w, 11);
    assert_int_equal(trade_table_init(&t), SEINE_OK);
    assert_int_equal(trade_table_add_all(&t, w.pieces, w.n, NULL), SEINE_OK);
    for (size_t i = 0; i < t.mentions.n; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_int_not_equal(memcmp(&t.mentions.v[i], &t.mentions.v[k],
                                        offsetof(struct table_mention, n_records)),
                                 0);
        }
    }
    for (uint32_t i = 0; i < t.strings.n; i++) {
        assert_int_equal(strtab_find(&t.strings, table_str(&t, i)), i);
    }
    assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
    for (uint32_t i = 0; i < t.records.n; i++) {
        assert_int_equal(table_find(&t, table_str(&t, t.records.v[i].id)), i);
    }
    trade_table_release(&t);
    arena_release(&w.arena);
}

/* Rows as they come in files: whole records and scattered rows read to the same table. */
static void scattered_rows_and_files(void **state)
{
    static const char whole[] = "id,issued,shipper_name,line,hs\na,2026-01-01,S,1,84\n"
                                "a,2026-01-01,S,2,85\nb,2026-01-02,S,1,84\n";
    static const char *const parts[] = {"id,issued,shipper_name,line,hs\nb,2026-01-02,S,1,84\n"
                                        "a,2026-01-01,S,2,85\n",
                                        "hs,line,id,shipper_name,issued\n84,1,a,S,2026-01-01\n"};
    struct trade_table t;
    struct trade_table u;
    (void)state;
    seal_text(&t, whole);
    assert_int_equal(trade_table_init(&u), SEINE_OK);
    add_text(&u, parts[0]);
    add_text(&u, parts[1]);
    assert_int_equal(trade_table_seal(&u, NULL, NULL), SEINE_OK);
    assert_int_equal(t.records.n, u.records.n);
    assert_int_equal(t.mentions.n, u.mentions.n);
    for (size_t i = 0; i < t.records.n; i++) {
        assert_int_equal(t.records.v[i].n_lines, u.records.v[i].n_lines);
        assert_true(str_is(table_str(&t, t.records.v[i].id), table_str(&u, u.records.v[i].id)));
    }
    for (size_t i = 0; i < t.lines.n; i++) {
        assert_int_equal(t.lines.v[i].cargo, u.lines.v[i].cargo);
    }
    trade_table_release(&t);
    trade_table_release(&u);
}

static void memory_may_run_out_anywhere(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("id,mode,route,shipper_name,shipper_id,line,hs\na,air,PEK-DXB,S,x=1;y=2,1,84\n"
            "a,sea,PEK-DXB,S,x=1,1,84\nb,,,,,,\n",
            &b);
    for (uint64_t n = 1;; n++) {
        struct trade_table t;
        mem_fail_at(n);
        enum seine_status status = trade_table_init(&t);
        if (status == SEINE_OK) {
            status = trade_table_add_all(&t, b.consignments.v, b.consignments.n, NULL);
        }
        if (status == SEINE_OK) {
            status = trade_table_seal(&t, NULL, NULL);
        }
        mem_fail_at(0);
        trade_table_release(&t);
        if (status == SEINE_OK) {
            assert_true(n > 10);
            break;
        }
        assert_int_equal(status, SEINE_NOMEM);
        assert_true(n < 2000);
    }
    trade_batch_release(&b);
}

/* --- saved half way and loaded: the same table as one that saw everything --- */

#define SAVED "test_table.saved"

static void save_half(struct world *w, struct trade_table *t)
{
    struct saver *to = NULL;
    assert_int_equal(trade_table_init(t), SEINE_OK);
    for (size_t i = 0; i < w->n / 2; i++) {
        assert_int_equal(trade_table_add(t, &w->pieces[i]), SEINE_OK);
    }
    assert_int_equal(saver_open(SAVED, &to), SEINE_OK);
    trade_table_save(t, 0, to);
    saver_seal(to, 1, 2);
    assert_true(saver_close(to));
}

static enum seine_status load_half(struct trade_table *t)
{
    struct loader *from = NULL;
    enum seine_status status = loader_open(SAVED, 1, 2, &from);
    if (status == SEINE_OK) {
        status = trade_table_load(t, from);
    }
    loader_free(from);
    return status;
}

static void goes_on_from_a_saved_table(void **state)
{
    struct world w;
    struct buf whole, rest;
    (void)state;
    print_message("# seed 11\n");
    make_world(&w, 11);
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct trade_table t, half;
        shuffle(&w, seed);
        seal_world(&w, NULL, 0, &whole);
        save_half(&w, &half);
        assert_int_equal(trade_table_init(&t), SEINE_OK);
        assert_int_equal(load_half(&t), SEINE_OK);
        for (size_t i = w.n / 2; i < w.n; i++) {
            assert_int_equal(trade_table_add(&t, &w.pieces[i]), SEINE_OK);
        }
        assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
        for (uint32_t i = 0; i < t.mentions.n; i++) { /* numbers mean what they meant */
            uint32_t was = table_mention_was(&t, i);
            if (was < half.mentions.n) {
                assert_true(str_is(table_str(&t, t.mentions.v[i].name),
                                   table_str(&half, half.mentions.v[was].name)));
            }
        }
        dump_table(&t, &rest);
        assert_int_equal(whole.n, rest.n);
        assert_memory_equal(whole.p, rest.p, whole.n);
        trade_table_release(&t);
        trade_table_release(&half);
        buf_release(&whole);
        buf_release(&rest);
    }
    arena_release(&w.arena);
    remove(SAVED);
}

enum { HEAD = 48, SUM = 40 }; /* bytes of the file's header, and where its checksum stands */

static void read_saved(struct buf *ret)
{
    char block[4096];
    FILE *f = fopen(SAVED, "rb");
    assert_non_null(f);
    buf_init(ret, 64 * MIB);
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;) {
        buf_add(ret, (struct str){block, n});
    }
    fclose(f);
    assert_int_equal(buf_status(ret), SEINE_OK);
}

static void write_saved(const struct buf *bytes)
{
    uint64_t sum = str_hash(str_slice(buf_str(bytes), HEAD, bytes->n));
    FILE *f = fopen(SAVED, "wb");
    assert_non_null(f);
    memcpy(bytes->p + SUM, &sum, sizeof sum);
    assert_int_equal(fwrite(bytes->p, 1, bytes->n, f), bytes->n);
    fclose(f);
}

/* Any number changed in the file, with a checksum that holds: it is refused or leads nowhere. */
static void what_was_saved_is_not_believed(void **state)
{
    struct world w;
    struct trade_table half;
    struct buf bytes;
    size_t n_refused = 0;
    struct rng r = {3};
    (void)state;
    print_message("# seed 3\n");
    make_world(&w, 3);
    save_half(&w, &half);
    trade_table_release(&half);
    read_saved(&bytes);
    for (int i = 0; i < 300; i++) {
        size_t at = HEAD + rng_below(&r, bytes.n - HEAD);
        char kept = bytes.p[at];
        bytes.p[at] = (char)(kept ^ (1 << rng_below(&r, 8)));
        write_saved(&bytes);
        struct trade_table t;
        assert_int_equal(trade_table_init(&t), SEINE_OK);
        enum seine_status status = load_half(&t);
        n_refused += status != SEINE_OK;
        if (status != SEINE_OK) {
            assert_int_equal(t.records.n, 0);
        } else if (trade_table_seal(&t, NULL, NULL) == SEINE_OK) {
            struct buf out;
            dump_table(&t, &out);
            buf_release(&out);
        }
        trade_table_release(&t);
        bytes.p[at] = kept;
    }
    assert_true(n_refused > 0);
    buf_release(&bytes);
    arena_release(&w.arena);
    remove(SAVED);
}

/* Days are years after 2000 with the number of records in each: "20x3" is three in 2020. */
static void slips_are_not_the_ends_of_the_data(void **state)
{
    static const struct {
        int years[6], counts[6];
        int first, last;
    } rows[] = {
        {{0}, {0}, 0, 0}, /* nothing */
        {{20}, {1}, 20, 20},
        {{20, 26}, {1, 1}, 20, 26}, /* which of two it is nobody knows */
        {{20, 21, 206}, {1, 1, 1}, 20, 21},
        {{1, 20, 21}, {1, 1, 1}, 20, 21},
        {{1, 20, 21, 22, 206}, {1, 1, 1, 1, 1}, 20, 22}, /* at both ends */
        {{20, 21, 23}, {1, 1, 1}, 20, 23},               /* two years of 365 days and one */
        {{20, 21, 24}, {1, 1, 1}, 20, 21},
        {{10, 20, 26}, {2, 2, 1}, 10, 26},      /* shorter than what went before */
        {{20, 26, 206}, {1, 1, 2}, 20, 206},    /* too many for slips */
        {{26, 206, 207}, {150, 1, 1}, 26, 207}, /* 2 of 152 */
        {{26, 206, 207}, {250, 1, 1}, 26, 26},
        {{26, 206, 306}, {250, 1, 1}, 26, 26},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_table t;
        assert_int_equal(trade_table_init(&t), SEINE_OK);
        print_message("# %zu\n", i);
        for (int k = 0, id = 0; k < 6; k++)
            for (int n = 0; n < rows[i].counts[k]; n++, id++) {
                char text[100];
                struct trade_batch b;
                (void)snprintf(
                    text, sizeof text,
                    "{\"id\":\"%d\",\"document\":{\"issued\":\"%d-01-01\"}}\n{\"id\":\"-\"}\n", id,
                    2000 + rows[i].years[k]);
                read_ok(text, &b);
                assert_int_equal(trade_table_add_all(&t, b.consignments.v, b.consignments.n, NULL),
                                 SEINE_OK);
                trade_batch_release(&b);
            }
        assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
        bool any = rows[i].counts[0] > 0;
        assert_int_equal(table_first_day(&t),
                         any ? date_day(2000 + rows[i].first, 1, 1) : DATE_NONE);
        assert_int_equal(table_last_day(&t), any ? date_day(2000 + rows[i].last, 1, 1) : DATE_NONE);
        trade_table_release(&t);
    }
}

/* Whatever a line may hold the table takes: one record must not end a scan. */
static void texts_of_any_length_are_taken(void **state)
{
    static const char *const around[][2] = {
        {"{\"id\":\"a\",\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\",\"carrier\":\"", "\"}]}\n"},
        {"{\"id\":\"a\",\"parties\":[{\"role\":\"shipper\",\"name\":\"n\",\"ids\":[\"",
         "\"]}]}\n"}};
    (void)state;
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        struct trade_table t;
        struct trade_batch b;
        struct buf text;
        buf_init(&text, LIMIT_NDJSON_LINE);
        buf_add_z(&text, around[i][0]);
        for (size_t k = 0; k < 15 * MIB; k++)
            buf_add_c(&text, '7');
        buf_add_z(&text, around[i][1]);
        read_ok(text.p, &b);
        assert_int_equal(b.consignments.n, 1);
        assert_int_equal(trade_table_init(&t), SEINE_OK);
        assert_int_equal(trade_table_add(&t, &b.consignments.v[0]), SEINE_OK);
        assert_int_equal(trade_table_seal(&t, NULL, NULL), SEINE_OK);
        trade_table_release(&t);
        trade_batch_release(&b);
        buf_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_records_by_day_then_id),
        cmocka_unit_test(joins_rows_and_counts_repeats),
        cmocka_unit_test(version_issued_last_counts),
        cmocka_unit_test(line_with_other_content_is_a_version),
        cmocka_unit_test(totals_and_parties),
        cmocka_unit_test(routes_are_texts),
        cmocka_unit_test(place_is_the_smallest),
        cmocka_unit_test(gives_the_record_back),
        cmocka_unit_test(slips_are_not_the_ends_of_the_data),
        cmocka_unit_test(texts_of_any_length_are_taken),
        cmocka_unit_test(a_sealed_table_takes_no_more),
        cmocka_unit_test(order_of_arrival_does_not_matter),
        cmocka_unit_test(every_mention_stands_once),
        cmocka_unit_test(scattered_rows_and_files),
        cmocka_unit_test(memory_may_run_out_anywhere),
        cmocka_unit_test(goes_on_from_a_saved_table),
        cmocka_unit_test(what_was_saved_is_not_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
