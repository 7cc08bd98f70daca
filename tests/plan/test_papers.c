/* Which papers of a case go with the same goods, however many there are; what they tell together;
 * and which of two cases is taken that only their content tells apart. */
#include "plan_world.h"

#include "plan/internal.h"

/* Two scans' cases of one id, score and probability that hold other consignments: whichever comes
 * first, the plan is the same. */
static void cases_that_tie_are_told_apart_by_content(void **state)
{
    static const char *const of[][3] = {
        {"{\"component\":\"a\",\"strength\":0.5,\"consignments\":[\"P1\"]}", "\"P1\"", ""},
        {"{\"component\":\"a\",\"strength\":0.5,\"consignments\":[\"P2\"]}", "\"P2\"", ""},
        {"{\"component\":\"a\",\"strength\":0.9,\"consignments\":[\"P2\"]}", "\"P2\"", ""},
        {"{\"component\":\"b\",\"strength\":0.5,\"consignments\":[\"P2\"]}", "\"P2\"", ""},
        {"{\"component\":\"b\",\"essential\":false,\"strength\":0.5,\"consignments\":[\"P2\"]}",
         "\"P2\"", ""},
        {"", "\"P1\"", ""},
        {"", "\"P2\"", ""},
        {"{\"component\":\"a\",\"strength\":0.5,\"consignments\":[\"P1\"]}", "\"P1\"",
         "{\"kind\":\"relay\",\"from\":\"P1\",\"to\":\"P2\"}"}};
    (void)state;
    for (size_t x = 0; x < N_OF(of); x++)
        for (size_t y = 0; y < x; y++) {
            struct buf out[2];
            for (int turn = 0; turn < 2; turn++) {
                struct world w;
                char text[512];
                start(&w);
                record(&w, "P1", DAY, DAY + 2);
                record(&w, "P2", DAY, DAY + 2);
                for (int k = 0; k < 2; k++) {
                    const char *const *one = of[k == turn ? x : y];
                    snprintf(text, sizeof text,
                             "{\"case\":\"C1\",\"score\":1,\"probability\":0.5,\"kit\":\"kite\","
                             "\"components\":[%s],\"consignments\":[{\"id\":%s,\"role\":\"piece\"}]"
                             ",\"links\":[%s]}",
                             one[0], one[1], one[2]);
                    add_case(&w, text);
                }
                posts(&w, ANYWHERE);
                assert_int_equal(made(&w)->n_cases, 1);
                buf_init(&out[turn], MIB);
                plan_write(&out[turn], w.plan, PLAN_JSON);
                stop(&w);
            }
            assert_true(str_is(buf_str(&out[0]), buf_str(&out[1])));
            buf_release(&out[0]);
            buf_release(&out[1]);
        }
}

/* However many papers a case has, each is looked at: the last of them can be opened, the others
 * have passed; each consignment that is not among the records counts once. */
static void all_papers_of_a_case_are_looked_at(void **state)
{
    enum { N = 6000 };
    (void)state;
    struct world w;
    struct buf ids, text;
    start(&w);
    buf_init(&ids, MIB);
    buf_init(&text, MIB);
    for (int i = 0; i < N; i++) {
        char id[16];
        snprintf(id, sizeof id, "P%d", i);
        if (i == N - 1)
            record(&w, id, DAY, DAY + 2);
        else
            ended(&w, id, DAY - 9, TRADE_HELD, DAY - 7);
        buf_add_f(&ids, "%s\"%s\"", i ? "," : "", id);
    }
    record(&w, "undated", DATE_NONE, DATE_NONE);
    buf_add_f(&text,
              "{\"case\":\"C1\",\"score\":1,\"probability\":0.5,\"kit\":\"kite\",\"consignments\":"
              "[],\"components\":[{\"component\":\"a\",\"consignments\":[%s]},"
              "{\"component\":\"b\",\"consignments\":[\"P0\",\"gone\",\"gone\",\"undated\"]},"
              "{\"component\":\"c\",\"consignments\":[\"undated\",\"gone\"]}]}",
              ids.p);
    add_case(&w, text.p);
    posts(&w, ANYWHERE);
    const struct plan_result *r = made(&w);
    assert_int_equal(r->n_unknown, 1);
    assert_int_equal(r->n_undated, 1);
    assert_int_equal(r->n_rows, 1);
    assert_str(r->rows[0].consignment, "P5999");
    assert_true(is_near(r->rows[0].p_open, 1));
    buf_release(&ids);
    buf_release(&text);
    stop(&w);
}

enum { N_PAPERS = 24 };

/* Papers that name numbers, masters and relays; number[i], master[i] 0: none; relayed: i goes on as
 * k. */
struct papers {
    size_t number[N_PAPERS], master[N_PAPERS];
    bool relayed[N_PAPERS][N_PAPERS];
};

static void add_papers(struct world *w, uint64_t *random, struct papers *ret)
{
    struct buf text;
    buf_init(&text, MIB);
    buf_add_z(&text, "{\"case\":\"C1\",\"score\":1,\"probability\":0.5,\"kit\":\"kite\","
                     "\"consignments\":[],\"components\":[{\"component\":\"a\",\"strength\":0.5,"
                     "\"consignments\":[");
    *ret = (struct papers){0};
    for (size_t i = 0; i < N_PAPERS; i++) {
        char id[8], own[8], of[8];
        ret->number[i] = random_below(random, 14);
        ret->master[i] = random_below(random, 4) ? 0 : random_below(random, 14);
        snprintf(id, sizeof id, "P%02zu", i);
        snprintf(own, sizeof own, "N%zu", ret->number[i]);
        snprintf(of, sizeof of, "N%zu", ret->master[i]);
        struct trade_consignment c = {.id = str_of(id),
                                      .number = ret->number[i] ? str_of(own) : STR_EMPTY,
                                      .master = ret->master[i] ? str_of(of) : STR_EMPTY,
                                      .issued = {DAY - 30, -1},
                                      .mode = TRADE_AIR,
                                      .outcome_at = {DATE_NONE, -1}};
        assert_ok(trade_table_add(&w->table, &c));
        buf_add_f(&text, "\"%s\",", id);
    }
    buf_add_z(&text, "\"here\"]}],\"links\":[");
    for (size_t n = random_below(random, 6); n > 0; n--) {
        size_t from = random_below(random, N_PAPERS), to = random_below(random, N_PAPERS);
        ret->relayed[from][to] = true;
        buf_add_f(&text,
                  "{\"kind\":\"relay\",\"from\":\"P%02zu\",\"to\":\"P%02zu\"},"
                  "{\"kind\":\"relay\",\"from\":\"gone\",\"to\":\"P%02zu\"},",
                  from, to, to);
    }
    buf_add_z(&text, "{\"kind\":\"name\",\"from\":\"P00\",\"to\":\"P01\"}]}");
    add_case(w, text.p);
    record(w, "here", DAY, DAY + 2);
    buf_release(&text);
}

/* Group of each by its smallest, asking every pair until nothing moves. */
static void plain_groups(const struct papers *p, size_t group[N_PAPERS])
{
    for (size_t i = 0; i < N_PAPERS; i++)
        group[i] = i;
    for (size_t again = 0; again < N_PAPERS; again++)
        for (size_t i = 0; i < N_PAPERS; i++)
            for (size_t k = 0; k < N_PAPERS; k++)
                if (p->relayed[i][k] || (p->master[i] && p->master[i] == p->number[k]))
                    group[i] = group[k] = group[i] < group[k] ? group[i] : group[k];
}

static void check_groups(const struct world *w, const size_t group[N_PAPERS])
{
    struct plan_papers s;
    struct seine_error err = {0};
    uint32_t of[N_PAPERS];
    plan_papers_init(&s);
    assert_ok(plan_papers_find(&s, w->plan, &w->plan->raw.v[0], &err));
    for (size_t i = 0; i < N_PAPERS; i++) {
        char id[8];
        snprintf(id, sizeof id, "P%02zu", i);
        uint32_t record = table_find(&w->table, str_of(id));
        of[i] = plan_papers_group(&s, record);
        const struct plan_group *g = &s.groups.v[of[i]];
        size_t n = 0;
        for (uint32_t k = g->first; k < g->first + g->n; k++)
            n += s.members.v[k] == record;
        assert_int_equal(n, 1);
        for (size_t k = 0; k < i; k++)
            assert_int_equal(of[i] == of[k], group[i] == group[k]);
    }
    assert_int_equal(s.members.n, N_PAPERS + 1);
    plan_papers_release(&s);
}

/* The groups of papers are those that asking every pair gives. */
static void papers_are_joined_as_by_every_pair(void **state)
{
    uint64_t random = 7;
    (void)state;
    for (int round = 0; round < 60; round++) {
        struct world w;
        struct papers papers;
        size_t group[N_PAPERS];
        double open = 1; /* each group has passed */
        start(&w);
        add_papers(&w, &random, &papers);
        plain_groups(&papers, group);
        for (size_t i = 0; i < N_PAPERS; i++)
            open *= group[i] == i ? 1 - IS_IT : 1;
        posts(&w, ANYWHERE);
        const struct plan_result *r = made(&w);
        assert_int_equal(r->n_rows, 1);
        assert_true(fabs(r->rows[0].p_open / open - 1) < 1e-9);
        check_groups(&w, group);
        stop(&w);
    }
}

/* One inspection of goods that two classes of a case claim is one: the odds fall once. */
static void what_was_opened_once_tells_once(void **state)
{
    double is_it = 0.68 + 0.13 * 0.9,
           piece = is_it + (1 - is_it) * 0.67;          /* by the likelier class */
    double odds = (1 - piece * 0.8) / (1 - 0.05 * 0.8); /* that were 1 */
    (void)state;
    struct world w;
    start(&w);
    record(&w, "P1", DAY, DAY + 2);
    ended(&w, "P2", DAY - 9, TRADE_INSPECTED_CLEAN, DAY - 7);
    add_case(&w, CASE(PART("a", "true", "\"P1\"") "," PART(
                     "b", "true", "\"P2\"") ",{\"component\":\"c\",\"strength\":0.9,"
                                            "\"consignments\":[\"P2\"]}"));
    posts(&w, ANYWHERE);
    const struct plan_result *r = made(&w);
    assert_int_equal(r->n_rows, 1);
    assert_true(is_near(r->rows[0].p_case, odds / (1 + odds)));
    stop(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cases_that_tie_are_told_apart_by_content),
        cmocka_unit_test(all_papers_of_a_case_are_looked_at),
        cmocka_unit_test(papers_are_joined_as_by_every_pair),
        cmocka_unit_test(what_was_opened_once_tells_once),
    };
    int failed = RUN(tests);
    geo_free(geo);
    return failed;
}
