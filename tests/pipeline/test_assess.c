/* What one consignment is asked before loading: measures that its goods are under, as a scan tells
 * them, and an outcome that no number of lesser reasons hides. */
#include "table_of.h"

#include "pipeline/assess.h"

struct asked {
    struct trade_table table;
    struct check_result checks;
    struct geo *geo;
    struct goods_measures *measures;
    struct arena arena;
    struct assessment answer;
};

/* Asks about the first record; table NULL: there are no measures. */
static enum seine_status ask(struct asked *a, struct str ndjson, const char *table)
{
    struct seine_error err = {0};
    struct input *in = NULL;
    struct pool *pool = NULL;
    memset(a, 0, sizeof *a);
    table_of(&a->table, ndjson);
    assert_ok(geo_open(&a->geo, &err));
    assert_ok(pool_new(1, &pool, &err));
    assert_ok(check_run(&a->table, a->geo, pool, &a->checks, &err));
    pool_free(pool);
    if (table) {
        assert_ok(goods_measures_new(&a->measures));
        assert_ok(input_open_bytes(str_of(table), "m.csv", &in, &err));
        assert_ok(goods_measures_read(a->measures, in, a->geo, &err));
        input_free(in);
    }
    arena_init(&a->arena, 16 * MIB);
    const struct assess_input how = {.geo = a->geo, .measures = a->measures};
    return assess(&how, &a->table, &a->checks, 0, &a->arena, &a->answer, &err);
}

static void release(struct asked *a)
{
    arena_release(&a->arena);
    goods_measures_free(a->measures);
    check_result_release(&a->checks);
    trade_table_release(&a->table);
    geo_free(a->geo);
}

/* The i-th reason of that code; its text is "" if there is none. */
static struct assess_reason reason(const struct asked *a, const char *code, size_t i)
{
    for (size_t k = 0; k < a->answer.n_reasons; k++)
        if (strcmp(a->answer.reasons[k].code, code) == 0 && i-- == 0)
            return a->answer.reasons[k];
    return (struct assess_reason){.text = STR_EMPTY};
}

#define HEADER "country,direction,hs,measure,source\n"
#define PARTIES(from, to)                                                                          \
    "\"parties\":[{\"role\":\"shipper\",\"name\":\"Hanbok Export\",\"country\":\"" from "\"},"     \
    "{\"role\":\"consignee\",\"name\":\"Qasr Import\",\"country\":\"" to "\"}]"

static void measures_are_told_with_what_to_ask(void **state)
{
    static const char table[] =
        HEADER "KP,both,*,to be inspected,law 1\nKP,to,84,no machines,law 2\n"
               "KP,from,84,none back,law 3\nKP,to,85,no machines,law 2\n";
    static const char record[] = "{\"id\":\"A\"," PARTIES(
        "CN",
        "KP") ",\"goods\":[{\"line\":1,\"description\":\"pump\",\"hs\":"
              "\"841350\"},{\"line\":2,\"description\":\"tea\",\"hs\":\"090240\"},{\"line\":3,"
              "\"description\":\"motor\",\"hs\":\"8501.31\"}]}\n";
    struct asked a;
    (void)state;
    assert_ok(ask(&a, STR(record), table));
    assert_int_equal(a.answer.outcome, ASSESS_RFI);
    assert_str(reason(&a, "measure", 0).text, "no machines: to KP, HS 841350, 850131 (law 2)");
    assert_str(reason(&a, "measure", 1).text, "to be inspected: to KP (law 1)");
    assert_str(reason(&a, "measure", 2).text, "");
    assert_true(reason(&a, "measure", 0).question.n > 0);
    assert_int_equal(reason(&a, "measure", 0).outcome, ASSESS_RFI);
    release(&a);
    assert_ok(ask(&a, STR(record), NULL));
    assert_str(reason(&a, "measure", 0).text, "");
    release(&a);
}

/* The route's ends count as they do in a scan. */
static void goods_that_go_elsewhere_are_under_none(void **state)
{
    static const char table[] = HEADER "KP,to,84,no machines,law 2\n";
    struct asked a;
    (void)state;
    assert_ok(
        ask(&a,
            STR("{\"id\":\"A\"," PARTIES("CN", "AE") ",\"goods\":[{\"line\":1,\"description\":"
                                                     "\"pump\",\"hs\":\"841350\"}]}\n"),
            table));
    assert_str(reason(&a, "measure", 0).text, "");
    release(&a);
    assert_ok(ask(
        &a,
        STR("{\"id\":\"A\"," PARTIES(
            "CN",
            "AE") ",\"legs\":[{\"from\":\"PEK\",\"to\":"
                  "\"FNJ\"}],\"goods\":[{\"line\":1,\"description\":\"pump\",\"hs\":\"841350\"}]}"
                  "\n"),
        table));
    assert_str(reason(&a, "measure", 0).text, "no machines: to KP, HS 841350 (law 2)");
    release(&a);
}

/* More reasons than are told: what is worst among all of them is the outcome. */
static void many_lesser_reasons_hide_no_worse_one(void **state)
{
    struct buf record, table;
    struct asked a;
    (void)state;
    buf_init(&record, MIB);
    buf_init(&table, MIB);
    buf_add_z(&table, HEADER);
    buf_add_z(&record, "{\"id\":\"A\"," PARTIES("CN", "KP") ",\"goods\":[");
    for (int i = 1; i <= 2 * ASSESS_REASONS; i++) {
        buf_add_f(&table, "KP,to,84%02d%02d,no goods %d,law\n", 1 + i / 90, 10 + i % 90, i);
        buf_add_f(&record, "{\"line\":%d,\"description\":\"pump\",\"hs\":\"84%02d%02d\"},", i,
                  1 + i / 90, 10 + i % 90);
    }
    buf_add_f(&record, "{\"line\":%d,\"description\":\"lithium ion batteries\"}]}\n",
              2 * ASSESS_REASONS + 1);
    assert_ok(ask(&a, buf_str(&record), table.p));
    assert_int_equal(a.answer.n_reasons, ASSESS_REASONS);
    assert_str(reason(&a, "dangerous-no-un", 0).text, "");
    assert_int_equal(a.answer.outcome, ASSESS_RFS);
    release(&a);
    buf_release(&record);
    buf_release(&table);
}

/* As a scan does: of a name that is too long its beginning is screened, it does not go unseen. */
static void a_name_of_any_length_is_screened(void **state)
{
    struct list_set lists;
    struct list_name name = {STR("Paekdu Heavy Works"), LIST_NAME_PRIMARY};
    struct list_info info = {.name = STR("own"), .key = STR("own")};
    struct listed_entity e = {.id = STR("1"), .names = &name, .n_names = 1};
    struct assess_input how = {.lists = &lists};
    struct screen_index *index = NULL;
    struct seine_error err = {0};
    struct buf record;
    struct asked a;
    (void)state;
    list_set_init(&lists);
    assert_true(VEC_PUSH(&lists.lists, info) && VEC_PUSH(&lists.entities, e));
    assert_ok(list_set_seal(&lists, &err));
    assert_ok(screen_index_build(&lists, NULL, &index, &err));
    assert_ok(screen_scratch_new(index, &how.scratch));
    buf_init(&record, MIB);
    buf_add_z(&record, "{\"id\":\"A\",\"parties\":[{\"role\":\"shipper\",\"name\":"
                       "\"Paekdu Heavy Works");
    for (size_t i = 0; i < LIMIT_NAME; i++)
        buf_add_c(&record, ' ');
    buf_add_z(&record, ".\",\"country\":\"CN\"}]}\n");
    assert_ok(ask(&a, buf_str(&record), NULL));
    how.index = index;
    how.geo = a.geo;
    assert_ok(assess(&how, &a.table, &a.checks, 0, &a.arena, &a.answer, &err));
    assert_int_equal(a.answer.outcome, ASSESS_DNL);
    assert_true(reason(&a, "listed-party", 0).text.n > 0);
    release(&a);
    screen_scratch_free(how.scratch);
    screen_index_free(index);
    list_set_release(&lists);
    buf_release(&record);
}

static void no_memory_is_an_error(void **state)
{
    static const char record[] =
        "{\"id\":\"A\"," PARTIES("CN", "KP") ",\"goods\":[{\"line\":1,"
                                             "\"description\":\"pump\",\"hs\":\"841350\"}]}\n";
    struct asked a;
    (void)state;
    assert_ok(ask(&a, STR(record), HEADER "KP,to,84,no machines,law 2\n"));
    const struct assess_input how = {.geo = a.geo, .measures = a.measures};
    enum seine_status status = SEINE_NOMEM;
    for (uint64_t n = 1; status != SEINE_OK && n < 10000; n++) {
        struct arena arena;
        arena_init(&arena, MIB);
        mem_fail_at(n);
        status = assess(&how, &a.table, &a.checks, 0, &arena, &a.answer, NULL);
        mem_fail_at(0);
        if (status != SEINE_OK)
            assert_int_equal(status, SEINE_NOMEM);
        arena_release(&arena);
    }
    assert_ok(status);
    release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_are_told_with_what_to_ask),
        cmocka_unit_test(goods_that_go_elsewhere_are_under_none),
        cmocka_unit_test(many_lesser_reasons_hide_no_worse_one),
        cmocka_unit_test(a_name_of_any_length_is_screened),
        cmocka_unit_test(no_memory_is_an_error),
    };
    return RUN(tests);
}
