/* Measures: which side of a consignment a country stands on, that cases are told of them in rows
 * that weigh nothing, and that banned goods open a case where they are rare. */
#include "assemble_trade.h"

#include "assemble/alone.h"

#define HEADER "country,direction,hs,measure,source\n"

struct measured {
    struct world w;
    struct goods_measures *m;
};

static void begin(struct measured *t, struct str ndjson, const char *table, unsigned threads)
{
    struct seine_error err = {0};
    struct input *in = NULL;
    world_prepare(&t->w, ndjson, threads);
    assert_ok(goods_measures_new(&t->m));
    assert_ok(input_open_bytes(str_of(table), "m.csv", &in, &err));
    if (goods_measures_read(t->m, in, t->w.geo, &err) != SEINE_OK)
        fail_msg("%s", err.message);
    input_free(in);
    t->w.in.measures = t->m;
}

static void end(struct measured *t)
{
    goods_measures_free(t->m);
    world_release(&t->w);
}

struct paper {
    const char *shipper, *consignee, *end_user, *origin, *from, *to, *hs; /* NULL: not stated */
    bool is_from, is_to; /* whether a measure on that side of KP is met */
};

static void add_party(struct buf *b, const char *role, const char *country)
{
    buf_add_f(b, "%s{\"role\":\"%s\",\"name\":\"Hanbok %s\",\"country\":\"%s\"}",
              b->p[b->n - 1] == '[' ? "" : ",", role, role, country);
}

static void add_paper(struct buf *b, const struct paper *p, int i)
{
    buf_add_f(b, "{\"id\":\"P%02d\",\"legs\":[", i);
    if (p->from)
        buf_add_f(b, "{\"from\":\"%s\",\"to\":\"ICN\"},{\"from\":\"ICN\",\"to\":\"%s\"}", p->from,
                  p->to);
    buf_add_z(b, "],\"parties\":[");
    if (p->shipper)
        add_party(b, "shipper", p->shipper);
    if (p->consignee)
        add_party(b, "consignee", p->consignee);
    if (p->end_user)
        add_party(b, "end-user", p->end_user);
    add_party(b, "seller", "KP"); /* who pays whom is not looked at */
    buf_add_z(b, "],\"goods\":[{\"line\":1,\"description\":\"tea\",\"hs\":\"090240\"}");
    buf_add_f(b, ",{\"line\":2,\"description\":\"goods\",\"hs\":\"%s\"", p->hs ? p->hs : "");
    if (p->origin)
        buf_add_f(b, ",\"origin\":\"%s\"", p->origin);
    buf_add_z(b, "}]}\n");
}

/* Of the goods of the second line, 2701 from and 84 to KP are banned. */
static const struct paper papers[] = {
    {"KP", "CN", NULL, NULL, NULL, NULL, "2701.11", true, false},
    {"CN", "AE", NULL, "KP", NULL, NULL, "270111", true, false},
    {"CN", "AE", NULL, NULL, "FNJ", "DXB", "270111", true, false},
    {"KP", NULL, NULL, NULL, NULL, NULL, "2701", true, false},
    {"CN", "KP", NULL, NULL, NULL, NULL, "847130", false, true},
    {"CN", "AE", "KP", NULL, NULL, NULL, "847130", false, true},
    {"CN", "AE", NULL, NULL, "PEK", "FNJ", "8471300000", false, true},
    {"KP", "KP", NULL, NULL, "FNJ", "FNJ", "270111", false, false}, /* inland */
    {"KP", "KP", NULL, NULL, NULL, NULL, "847130", false, false},
    {"CN", "KP", NULL, "KP", NULL, NULL, "847130", false, true},  /* comes back */
    {"KP", "CN", NULL, NULL, NULL, NULL, "847130", false, false}, /* the other way */
    {"CN", "KP", NULL, NULL, NULL, NULL, "270111", false, false},
    {"KP", "CN", NULL, NULL, NULL, NULL, "27", false, false}, /* too short to tell */
    {"KP", "CN", NULL, NULL, NULL, NULL, NULL, false, false},
    {"CN", "AE", NULL, NULL, NULL, NULL, "270111", false, false},
};

static void a_country_stands_on_its_side(void **state)
{
    (void)state;
    for (int side = 0; side < 2; side++) {
        struct measured t;
        struct buf b;
        struct arena arena;
        buf_init(&b, MIB);
        for (size_t i = 0; i < N_OF(papers); i++)
            add_paper(&b, &papers[i], (int)i);
        begin(&t, buf_str(&b),
              side ? HEADER "KP,both,*,look,s\nKP,to,84,no machines,s\n"
                   : HEADER "KP,both,*,look,s\nKP,from,2701,no coal,s\n",
              1);
        arena_init(&arena, MIB);
        struct as_context x = {.in = &t.w.in, .arena = &arena};
        uint16_t facts[N_OF(papers)] = {0};
        assert_true(as_banned_facts(&x, t.w.pool, facts));
        for (size_t i = 0; i < N_OF(papers); i++) {
            char id[8];
            snprintf(id, sizeof id, "P%02zu", i);
            bool is = facts[table_find(&t.w.table, str_of(id))] >> AS_BANNED & 1u;
            if (is != (side ? papers[i].is_to : papers[i].is_from))
                fail_msg("paper %zu, side %d: %d", i, side, is);
        }
        arena_release(&arena);
        end(&t);
        buf_release(&b);
    }
}

/* Tells whether the facts say that one record is of banned goods. */
static bool is_banned(struct str ndjson, const char *table)
{
    struct measured t;
    struct arena arena;
    uint16_t fact = 0;
    begin(&t, ndjson, table, 1);
    arena_init(&arena, MIB);
    struct as_context x = {.in = &t.w.in, .arena = &arena};
    assert_int_equal(t.w.table.records.n, 1);
    assert_true(as_banned_facts(&x, t.w.pool, &fact));
    arena_release(&arena);
    end(&t);
    return fact >> AS_BANNED & 1u;
}

/* Neither many lines that are under a duty alone nor many parties elsewhere hide it. */
static void a_ban_is_found_behind_any_number_of_lines_and_parties(void **state)
{
    static const char *const elsewhere[] = {"AE", "AU", "BD", "BR", "CA", "CH", "CZ", "DE", "EG",
                                            "ES", "FR", "GB", "HK", "ID", "IN", "IT", "JP", "KH"};
    struct buf lines, parties;
    (void)state;
    buf_init(&lines, MIB);
    buf_init(&parties, MIB);
    buf_add_z(&lines, "{\"id\":\"P\",\"parties\":[");
    add_party(&lines, "consignee", "KP");
    buf_add_z(&lines, "],\"goods\":[");
    for (int i = 1; i <= 200; i++)
        buf_add_f(&lines, "{\"line\":%d,\"description\":\"tea %d\",\"hs\":\"090240\"},", i, i);
    buf_add_z(&lines, "{\"line\":201,\"description\":\"goods\",\"hs\":\"847130\"}]}\n");
    buf_add_z(&parties, "{\"id\":\"P\",\"parties\":[");
    for (size_t i = 0; i < N_OF(elsewhere); i++)
        add_party(&parties, "end-user", elsewhere[i]);
    add_party(&parties, "end-user", "KP");
    buf_add_z(&parties,
              "],\"goods\":[{\"line\":1,\"description\":\"goods\",\"hs\":\"847130\"}]}\n");
    assert_true(is_banned(buf_str(&lines), HEADER "KP,both,*,look,s\nKP,to,84,no machines,s\n"));
    assert_true(is_banned(buf_str(&parties), HEADER "KP,both,*,look,s\nKP,to,84,no machines,s\n"));
    assert_false(is_banned(buf_str(&lines), HEADER "KP,both,*,look,s\nKP,to,85,none,s\n"));
    buf_release(&lines);
    buf_release(&parties);
}

static void scheme(struct buf *b)
{
    for (int i = 0; i < 6; i++) {
        char id[8], from[32];
        snprintf(id, sizeof id, "S%d", i);
        snprintf(from, sizeof from, "Kolma%d Works", i);
        struct piece p = {id, from, "Orbin House", parts[i].text, parts[i].hs, 300 + 8 * i, 40, 0};
        add_piece(b, &p);
    }
}

static bool is_same_row(const struct evidence *a, const struct evidence *b)
{
    return strcmp(a->kind, b->kind) == 0 && str_is(a->text, b->text) && a->n_refs == b->n_refs &&
           a->bits >= b->bits && a->bits <= b->bits;
}

/* Of `with`, rows of measures are taken away first; *ret_rows: how many there were. */
static bool is_same_case(const struct assemble_case *a, const struct assemble_case *with,
                         size_t *ret_rows)
{
    size_t n = 0;
    bool is = str_is(a->id, with->id) && a->score >= with->score && a->score <= with->score &&
              a->probability >= with->probability && a->probability <= with->probability &&
              a->q_e >= with->q_e && a->q_e <= with->q_e && a->n_records == with->n_records;
    for (size_t i = 0; i < a->n_records && is; i++)
        is = a->records[i].record == with->records[i].record;
    for (size_t i = 0; i < with->n_evidence && is; i++) {
        if (strcmp(with->evidence[i].kind, "measure") == 0)
            ++*ret_rows;
        else
            is = n < a->n_evidence && is_same_row(&a->evidence[n++], &with->evidence[i]);
    }
    return is && n == a->n_evidence;
}

/* The kit's cases are the same, in the same order, but for rows without bits. */
static void scores_do_not_change(void **state)
{
    struct measured t;
    struct world plain;
    struct buf b;
    size_t n_rows = 0, at = 0, n_kits = 0;
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 1500);
    scheme(&b);
    world_run(&plain, buf_str(&b), 2);
    begin(&t, buf_str(&b), HEADER "AE,to,84,m,s\nAE,to,73,m,s\nCN,from,9014,n,s\nCN,from,*,o,s\n",
          2);
    world_assemble(&t.w);
    for (size_t i = 0; i < plain.result.cases.n; i++) {
        if (plain.result.cases.v[i].kit == MAP_NONE)
            continue;
        while (at < t.w.result.cases.n && t.w.result.cases.v[at].kit == MAP_NONE)
            at++;
        assert_true(at < t.w.result.cases.n);
        if (!is_same_case(&plain.result.cases.v[i], &t.w.result.cases.v[at++], &n_rows))
            fail_msg("case " STR_FMT, STR_ARG(plain.result.cases.v[i].id));
        n_kits++;
    }
    assert_true(n_kits > 0 && n_rows > 0);
    world_release(&plain);
    end(&t);
    buf_release(&b);
}

/* The text of a case's n-th row of measures, "" if it has none. */
static struct evidence row_of(const struct assemble_case *c, size_t n)
{
    for (size_t i = 0; i < c->n_evidence; i++)
        if (strcmp(c->evidence[i].kind, "measure") == 0 && n-- == 0)
            return c->evidence[i];
    return (struct evidence){.text = STR_EMPTY};
}

static void rows_say_what_how_many_and_where_it_stands(void **state)
{
    struct measured t;
    struct buf b;
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 800);
    scheme(&b); /* 901420 841112 852691 850131 681511 880730 */
    begin(&t, buf_str(&b),
          HEADER "AE,to,84,no machines,law 1\nAE,to,85,no machines,law 1\nAE,to,9014,none,law 2\n"
                 "AE,to,681511,no fibre,law 3\nCN,from,88,no aircraft,law 4\nCN,both,*,look,law 5\n"
                 "CN,from,68,no stone,law 6\nCN,from,9014,not at all,law 6\n",
          1);
    world_assemble(&t.w);
    const struct assemble_case *c = &t.w.result.cases.v[0];
    assert_int_equal(c->n_records, 6);
    struct evidence first = row_of(c, 0), second = row_of(c, 1);
    assert_str(first.text, "no machines: 3 consignments to AE, HS 841112, 852691, 850131 (law 1)");
    assert_str(second.text, "none: one consignment to AE, HS 901420 (law 2)");
    assert_int_equal(first.n_refs, 3);
    assert_str(first.refs[0], "S1");
    assert_true(first.bits >= 0 && first.bits <= 0);
    assert_str(row_of(c, 2).text, "no fibre: one consignment to AE, HS 681511 (law 3)");
    assert_str(row_of(c, 3).text, "no aircraft: one consignment from CN, HS 880730 (law 4)");
    assert_str(row_of(c, 4).text, "3 other measures hold for its consignments");
    assert_str(row_of(c, 5).text, "");
    end(&t);
    buf_release(&b);
}

/* A duty that all goods are under holds for those too that are banned, and is told behind. */
static void what_holds_for_all_goods_holds_beside_a_ban(void **state)
{
    struct measured t;
    struct buf b;
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 800);
    scheme(&b);
    begin(&t, buf_str(&b), HEADER "CN,both,*,look,law 5\nCN,from,88,no aircraft,law 4\n", 1);
    world_assemble(&t.w);
    const struct assemble_case *c = &t.w.result.cases.v[0];
    assert_str(row_of(c, 0).text, "no aircraft: one consignment from CN, HS 880730 (law 4)");
    assert_str(row_of(c, 1).text, "look: 6 consignments from CN (law 5)");
    assert_str(row_of(c, 2).text, "");
    end(&t);
    buf_release(&b);
}

/* The strongest case of banned goods that holds the record; NULL: none. */
static const struct assemble_case *ban_with(const struct world *w, const char *id)
{
    uint32_t record = table_find(&w->table, str_of(id));
    for (size_t i = 0; i < w->result.cases.n; i++) {
        const struct assemble_case *c = &w->result.cases.v[i];
        for (size_t k = 0; k < c->n_records; k++)
            if (strcmp(c->kind, "banned-goods") == 0 && c->records[k].record == record)
                return c;
    }
    return NULL;
}

static double bits_of(const struct assemble_case *c)
{
    double bits = 0;
    for (size_t i = 0; c && i < c->n_evidence; i++)
        if (strcmp(c->evidence[i].kind, "banned-goods") == 0)
            bits += c->evidence[i].bits;
    return bits;
}

static double ban_bits(const char *table, double *ret_prior)
{
    static const struct piece pieces[] = {
        {"X1", "Kolma Mines", "Orbin House", "coal", "270111", 130, 9000, 0},
        {"X2", "Kolma Mines", "Orbin House", "coal", "270119", 150, 9000, 0},
        {"X3", "Tavor Mines", "Orbin House", "coal", "270112", 190, 9000, 0}};
    struct measured t;
    struct buf b;
    buf_init(&b, 16 * MIB);
    background(&b, 1500);
    for (size_t i = 0; i < N_OF(pieces); i++)
        add_piece(&b, &pieces[i]);
    begin(&t, buf_str(&b), table, 3);
    world_assemble(&t.w);
    const struct assemble_case *c = ban_with(&t.w, "X1");
    double bits = bits_of(c);
    if (c) {
        assert_int_equal(c->n_records, 3);
        assert_true(row_of(c, 0).text.n > 0);
        *ret_prior = c->evidence[0].bits;
    }
    end(&t);
    buf_release(&b);
    return bits;
}

static void banned_goods_open_a_case_where_they_are_rare(void **state)
{
    double prior = 0, rare, common;
    (void)state;
    rare = ban_bits(HEADER "CN,from,2701,no coal,law\n", &prior);
    assert_true(rare > 6 && prior < -6);
    common = ban_bits(HEADER "CN,from,2701,no coal,law\nAE,to,73,no metal,law\n"
                             "AE,to,61,no clothes,law\n",
                      &prior);
    assert_true(common < rare - 3);
    /* To be looked at bans nothing. */
    assert_true(ban_bits(HEADER "CN,both,*,look,law\n", &prior) <= 0);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    struct assemble_options options = {.min_score = -60};
    enum seine_status status = SEINE_NOMEM;
    struct measured t;
    struct buf b;
    (void)state;
    buf_init(&b, 16 * MIB);
    background(&b, 60);
    begin(&t, buf_str(&b), HEADER "AE,to,73,m,s\nCN,from,61,n,s\n", 1);
    for (uint64_t n = 1; status != SEINE_OK && n < 1000000; n += 1 + n / 32) {
        mem_fail_at(n);
        status = assemble_run(&t.w.in, &options, t.w.pool, NULL, &t.w.result, NULL);
        mem_fail_at(0);
        if (status != SEINE_OK)
            assert_int_equal(status, SEINE_NOMEM);
    }
    assert_ok(status);
    end(&t);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_country_stands_on_its_side),
        cmocka_unit_test(a_ban_is_found_behind_any_number_of_lines_and_parties),
        cmocka_unit_test(scores_do_not_change),
        cmocka_unit_test(rows_say_what_how_many_and_where_it_stands),
        cmocka_unit_test(what_holds_for_all_goods_holds_beside_a_ban),
        cmocka_unit_test(banned_goods_open_a_case_where_they_are_rare),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return RUN(tests);
}
