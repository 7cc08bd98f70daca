/* Case objects as live rules, and records that answer to them. */
#include "unit.h"

#include "pipeline/watch.h"

static const char case_json[] =
    "{\"case\":\"SC-0000000001\",\"kit\":\"kite\",\"side\":\"receiver\","
    "\"consignments\":[{\"id\":\"OLD\"}],"
    "\"actors\":[{\"names\":[\"Sablon Net Works\",\"Sablon Networks "
    "LLC\"],\"roles\":[\"receiver\"],"
    "\"countries\":[\"AE\"]},{\"names\":[\"Zelig Tovar\"],\"roles\":[\"sender\"],\"countries\":"
    "[\"CN\"]},{\"names\":[\"Everybodys Forwarder\"],\"roles\":[\"forwarder\"],\"countries\":[]}],"
    "\"expected\":[{\"component\":\"a\",\"name\":\"Alpha part\",\"hs\":[\"901420\"],\"essential\":"
    "true,\"reason\":\"seized; expected to be sent again\",\"seized\":\"OLD\",\"comes\":0.5,"
    "\"within_30_days\":0.25,\"from_day\":\"2026-05-01\",\"likely_day\":\"2026-05-20\",\"to_day\":"
    "\"2026-08-01\",\"counterparts\":[{\"actor\":7,\"names\":[\"Zelig Tovar\"]}],\"lanes\":[{"
    "\"from\":\"PEK\",\"to\":\"DXB\",\"carrier\":\"CA\",\"pieces\":2}]},"
    "{\"component\":\"b\",\"name\":\"Beta part\",\"hs\":[\"841112\"],\"essential\":false,"
    "\"reason\":\"not seen yet\",\"comes\":0.001,\"within_30_days\":0.0005,\"from_day\":null,"
    "\"likely_day\":null,\"to_day\":null,\"counterparts\":[],\"lanes\":[]}]}";

static void open_watch(struct watch *w, double least)
{
    struct seine_error err = {0};
    assert_ok(watch_init(w, least, &err));
    if (watch_add(w, STR(case_json), &err) != SEINE_OK)
        fail_msg("%s", err.message);
    assert_ok(watch_seal(w, &err));
}

static void a_case_becomes_rules(void **state)
{
    struct watch w;
    int32_t day, second;
    (void)state;
    open_watch(&w, 0.01);
    assert_int_equal(w.cases.n, 1);
    assert_int_equal(w.parties.n, 2); /* forwarders serve everybody */
    assert_int_equal(w.rules.n, 1);   /* the other one is too unlikely */
    const struct watch_rule *r = &w.rules.v[0];
    assert_true(str_is(r->id, STR("SC-0000000001/a")));
    assert_true(str_is(r->seized, STR("OLD")) && r->is_essential);
    assert_true(date_parse(STR("2026-05-20"), &day, &second));
    assert_int_equal(r->likely_day, day);
    assert_int_equal(r->n_hs, 1);
    assert_true(str_is(r->lanes[0].carrier, STR("CA")));
    assert_true(str_is(r->counterparts[0], STR("Zelig Tovar")));
    watch_release(&w);
    open_watch(&w, 0.0001);
    assert_int_equal(w.rules.n, 2);
    assert_int_equal(w.rules.v[1].from_day, DATE_NONE);
    watch_release(&w);
}

static void what_is_no_case_is_refused(void **state)
{
    static const char *const bad[] = {"[]", "{}", "{\"case\":1}", "{", "\"x\"", ""};
    (void)state;
    for (size_t i = 0; i < N_OF(bad); i++) {
        struct watch w;
        struct seine_error err = {0};
        assert_ok(watch_init(&w, 0.01, &err));
        assert_int_not_equal(watch_add(&w, str_of(bad[i]), &err), SEINE_OK);
        watch_release(&w);
    }
}

struct paper {
    const char *id, *shipper, *consignee, *forwarder, *hs, *from, *to, *carrier, *day;
};

static size_t answers(const struct watch *w, const struct paper *p, unsigned *ret_why)
{
    struct watch_reader *r = NULL;
    struct seine_error err = {0};
    const struct watch_hit *hits;
    size_t n;
    struct trade_party parties[3] = {
        {.role = TRADE_SHIPPER, .name = str_of(p->shipper), .country = STR("CN")},
        {.role = TRADE_CONSIGNEE, .name = str_of(p->consignee), .country = STR("AE")},
        {.role = TRADE_FORWARDER, .name = str_of(p->forwarder), .country = STR("AE")}};
    struct trade_goods goods = {.description = STR("parts"),
                                .hs = str_of(p->hs),
                                .net_g = TRADE_NONE,
                                .gross_g = TRADE_NONE};
    struct trade_leg leg = {.from = str_of(p->from), .to = str_of(p->to)};
    struct trade_consignment c = {.id = str_of(p->id),
                                  .carrier = str_of(p->carrier),
                                  .legs = &leg,
                                  .n_legs = 1,
                                  .parties = parties,
                                  .n_parties = 3,
                                  .goods = &goods,
                                  .n_goods = 1};
    int32_t second;
    assert_true(date_parse(str_of(p->day), &leg.departed.day, &second));
    assert_ok(watch_reader_new(w, NULL, NULL, SCREEN_THRESHOLD, &r, &err));
    assert_ok(watch_apply(r, &c, &hits, &n, &err));
    *ret_why = n ? hits[0].why : 0;
    if (n) {
        assert_int_equal(hits[0].rule, 0);
        assert_int_equal(hits[0].line, 1);
    }
    watch_reader_free(r);
    return n;
}

#define WHY(x) (1u << WATCH_WHY_##x)
static void records_answer_by_party_and_goods(void **state)
{
    static const struct {
        struct paper paper;
        unsigned why;
    } cases[] = {
        {{"N1", "Zelig Tovar", "Sablon Networks L.L.C.", "X", "9014.20.00", "PEK", "DXB", "CA",
          "2026-05-10"},
         WHY(OWN) | WHY(COUNTERPART) | WHY(GOODS) | WHY(LANE) | WHY(CARRIER) | WHY(WINDOW)},
        {{"N2", "Others Ltd", "SABLON NET WORKS", "X", "901420", "PVG", "SHJ", "EK", "2027-05-10"},
         WHY(OWN) | WHY(GOODS)},
        {{"N3", "Zelig Tovar", "Quite Another Firm", "X", "901420", "PEK", "DXB", "EK",
          "2027-05-10"},
         WHY(COUNTERPART) | WHY(GOODS) | WHY(LANE)},
        {{"N4", "Zelig Tovar", "Quite Another Firm", "X", "901420", "PVG", "SHJ", "EK",
          "2026-05-10"},
         0}, /* a counterpart may serve many */
        {{"N5", "Others Ltd", "Sablon Net Works", "X", "090240", "PEK", "DXB", "CA", "2026-05-10"},
         0}, /* tea */
        {{"N6", "Others Ltd", "Quite Another Firm", "Sablon Net Works", "901420", "PEK", "DXB",
          "CA", "2026-05-10"},
         0}, /* as a forwarder */
        {{"OLD", "Zelig Tovar", "Sablon Net Works", "X", "901420", "PEK", "DXB", "CA",
          "2026-05-10"},
         0}, /* the case has it */
    };
    struct watch w;
    (void)state;
    open_watch(&w, 0.01);
    for (size_t i = 0; i < N_OF(cases); i++) {
        unsigned why;
        size_t n = answers(&w, &cases[i].paper, &why);
        if (n != (cases[i].why != 0) || why != cases[i].why)
            fail_msg("%s: %zu answers, why %x", cases[i].paper.id, n, why);
    }
    watch_release(&w);
}

/* A courier's or a front's name stands in as many cases as it likes. */
static void a_name_of_many_cases_answers_to_all(void **state)
{
    enum { CASES = 150 };
    const struct paper paper = {"N1",  "Zelig Tovar", "Sablon Net Works", "X", "901420", "PEK",
                                "DXB", "CA",          "2026-05-10"};
    struct watch w;
    struct seine_error err = {0};
    unsigned why;
    (void)state;
    assert_ok(watch_init(&w, 0.01, &err));
    for (unsigned i = 1; i <= CASES; i++) {
        char json[sizeof case_json], id[16];
        memcpy(json, case_json, sizeof json);
        snprintf(id, sizeof id, "SC-%010u", i);
        memcpy(strstr(json, "SC-"), id, strlen(id));
        assert_ok(watch_add(&w, str_of(json), &err));
    }
    assert_ok(watch_seal(&w, &err));
    assert_int_equal(answers(&w, &paper, &why), CASES);
    assert_int_equal(why, WHY(OWN) | WHY(COUNTERPART) | WHY(GOODS) | WHY(LANE) | WHY(CARRIER) |
                              WHY(WINDOW));
    watch_release(&w);
}

#define TIED(score, ids, component, lanes)                                                         \
    "{\"case\":\"C1\",\"kit\":\"kite\",\"side\":\"receiver\",\"score\":" score                     \
    ",\"consignments\":[" ids                                                                      \
    "],\"actors\":[{\"names\":[\"Zelig Tovar\"],\"roles\":[\"receiver\"]}],\"expected\":[{"        \
    "\"component\":\"" component "\",\"name\":\"N\",\"comes\":0.5,\"hs\":[],\"lanes\":[" lanes     \
    "]}]}"

static void rules_of(const char *const *cases, size_t n, bool is_turned, struct buf *out)
{
    struct watch w;
    struct seine_error err = {0};
    struct json_writer j;
    assert_ok(watch_init(&w, 0.01, &err));
    for (size_t i = 0; i < n; i++)
        assert_ok(watch_add(&w, str_of(cases[is_turned ? n - 1 - i : i]), &err));
    assert_ok(watch_seal(&w, &err));
    assert_int_equal(w.cases.n, 1); /* all have one id */
    for (size_t i = 0; i < w.rules.n; i++) {
        json_writer_init(&j, out);
        watch_rule_json(&j, &w, &w.rules.v[i]);
    }
    assert_int_equal(map_get(&w.known, watch_known_key(STR("A"), 0)) != MAP_NONE,
                     str_contains(buf_str(out), STR("C1/a")));
    watch_release(&w);
}

/* Each case once, the best; of cases that tie the same one, whichever was added first. */
static void the_order_of_cases_changes_nothing(void **state)
{
    static const char *const cases[] = {TIED("2", "{\"id\":\"A\"}", "a", ""),
                                        TIED("2", "{\"id\":\"B\"}", "b", ""),
                                        TIED("2", "{\"id\":\"B\"}", "b", "{\"from\":\"PEK\"}"),
                                        TIED("2", "{\"id\":\"B\"}", "b", "{\"from\":\"DXB\"}"),
                                        TIED("3", "{\"id\":\"B\"}", "c", ""),
                                        TIED("1", "{\"id\":\"B\"}", "d", "")};
    (void)state;
    for (size_t from = 0; from < N_OF(cases); from++)
        for (size_t to = from + 1; to <= N_OF(cases); to++) {
            struct buf one, other;
            buf_init(&one, MIB);
            buf_init(&other, MIB);
            rules_of(cases + from, to - from, false, &one);
            rules_of(cases + from, to - from, true, &other);
            assert_true(one.n > 0 && str_is(buf_str(&one), buf_str(&other)));
            assert_int_equal(str_contains(buf_str(&one), STR("C1/c")), from <= 4 && to > 4);
            buf_release(&one);
            buf_release(&other);
        }
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    enum seine_status status = SEINE_NOMEM;
    (void)state;
    for (uint64_t n = 1; status != SEINE_OK && n < 100000; n += 1 + n / 8) {
        struct watch w;
        struct watch_reader *r = NULL;
        struct seine_error err = {0};
        mem_fail_at(n);
        status = watch_init(&w, 0.01, &err);
        if (status == SEINE_OK)
            status = watch_add(&w, STR(case_json), &err);
        if (status == SEINE_OK)
            status = watch_seal(&w, &err);
        if (status == SEINE_OK)
            status = watch_reader_new(&w, NULL, NULL, 0.7, &r, &err);
        mem_fail_at(0);
        watch_reader_free(r);
        watch_release(&w);
        if (status != SEINE_OK)
            assert_int_equal(status, SEINE_NOMEM);
    }
    assert_ok(status);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_becomes_rules),
        cmocka_unit_test(what_is_no_case_is_refused),
        cmocka_unit_test(records_answer_by_party_and_goods),
        cmocka_unit_test(a_name_of_many_cases_answers_to_all),
        cmocka_unit_test(the_order_of_cases_changes_nothing),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return RUN(tests);
}
