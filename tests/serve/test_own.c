/* The answers of Seine's own API without HTTP: taking consignments in, cases and decisions on them,
 * names explained, lists, and what wrong requests get. And the embedded page. */
#include "own_store.h"

#include "serve/page.h"
#include "store/audit.h"

static void an_empty_store_has_no_cases(void **state)
{
    (void)state;
    cases("");
    assert_str(buf_str(&out), "{\"counts\":{\"all\":0},\"total\":0,\"offset\":0,\"cases\":[]}");
}

static void consignments_become_cases_once(void **state)
{
    (void)state;
    uint64_t before = own_news(own);
    submit_records();
    assert_says("\"state\":\"done\"");
    assert_false(says("\"new\":0"));
    assert_true(own_news(own) > before);
    submit_records();
    assert_says("\"new\":0");
}

static void a_page_of_cases_has_their_reasons(void **state)
{
    (void)state;
    cases("undecided");
    assert_says("\"offset\":0");
    assert_says("\"parts\":[\"");
    assert_says("\"reasons\":[\"");
    assert_says("\"decision\":null");
    cases("seized");
    assert_says("\"total\":0");
}

static void a_case_comes_with_papers_and_places(void **state)
{
    char id[64];
    struct arena arena;
    const struct json_value *v;
    struct seine_error err = {0};
    (void)state;
    first_case(id, sizeof id);
    buf_reset(&out);
    assert_ok(own_case(own, str_of(id), STR("ann"), &out, &err));
    arena_init(&arena, 16 * MIB);
    assert_json(&arena, &v);
    assert_true(json_get(v, "papers")->n >= json_get(v, "consignments")->n);
    assert_true(json_get(v, "places")->n > 0);
    assert_true(json_get(v, "limits")->n > 0);
    assert_int_equal(json_get(v, "decision")->type, JSON_NULL);
    arena_release(&arena);
}

static enum seine_status count_views(void *context, const struct store_audit *row,
                                     struct seine_error *err)
{
    (void)err;
    *(int *)context += str_is(row->what, STR("view")) && str_is(row->by, STR("zoe"));
    return SEINE_OK;
}

static int views(struct store *s)
{
    struct seine_error err = {0};
    int n = 0;
    assert_ok(store_each_audit(s, 0, count_views, &n, &err));
    return n;
}

/* Even while another writes: then it is kept and written with the next. */
static void a_view_of_a_case_goes_to_the_audit(void **state)
{
    char id[64];
    struct store *other = NULL;
    struct seine_error err = {0};
    (void)state;
    first_case(id, sizeof id);
    assert_ok(store_open(db, &other, &err));
    assert_ok(own_case(own, str_of(id), STR("zoe"), &out, &err));
    assert_int_equal(views(other), 1);
    assert_ok(store_begin(other, &err));
    assert_ok(own_case(own, str_of(id), STR("zoe"), &out, &err));
    assert_int_equal(views(other), 1);
    assert_ok(store_commit(other, &err));
    assert_int_equal(own_case(own, STR("SC-NONE"), STR("zoe"), &out, &err), SEINE_NOT_FOUND);
    err = (struct seine_error){0};
    assert_ok(own_case(own, str_of(id), STR("zoe"), &out, &err));
    assert_int_equal(views(other), 3);
    store_close(other);
    buf_reset(&out);
}

/* Bytes of the journal of views. */
static size_t journal(char *room, size_t n)
{
    char path[128];
    snprintf(path, sizeof path, "%s.views", db);
    FILE *f = fopen(path, "r");
    size_t got = f ? fread(room, 1, n - 1, f) : 0;
    room[got] = 0;
    if (f)
        fclose(f);
    return got;
}

static void write_journal(const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s.views", db);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* "zoe" looks at the first case while *ret_other writes: the view waits in the journal. Returns how
 * many stand in the audit. */
static int view_while_another_writes(struct store **ret_other, char id[64], char *text, size_t room)
{
    struct seine_error err = {0};
    first_case(id, 64);
    assert_ok(store_open(db, ret_other, &err));
    int before = views(*ret_other);
    assert_ok(store_begin(*ret_other, &err));
    assert_ok(own_case(own, str_of(id), STR("zoe"), &out, &err));
    store_rollback(*ret_other);
    assert_true(journal(text, room) > 0);
    return before;
}

/* A view that is answered while another writes is on the disk by then; a kill at any moment neither
 * loses it nor makes two of it. */
static void a_view_survives_a_kill(void **state)
{
    char id[64], text[4096], twice[8192];
    struct store *other = NULL;
    struct own *next = NULL;
    struct seine_error err = {0};
    (void)state;
    int before = view_while_another_writes(&other, id, text, sizeof text);
    assert_non_null(strstr(text, "\"by\":\"zoe\""));
    assert_int_equal(views(other), before);
    /* Killed now: the next server moves it. */
    assert_ok(own_new(&config, &next, &err));
    assert_int_equal(views(other), before + 1);
    assert_int_equal(journal(twice, sizeof twice), 0);
    own_free(next);
    /* Killed after the move and before the journal was cut: it is known. The line after one that
     * was cut short is taken, the short one was not acknowledged. */
    snprintf(twice, sizeof twice,
             "%s{\"after\":1,\"what\":\"view\",\"note\":\"ab\",\"at\":\"2026-01-0\n"
             "{\"after\":1,\"note\":\"cd\",\"at\":\"2026-01-01T00:00:00Z\",\"by\":\"zoe\","
             "\"what\":\"view\",\"object\":\"SC-X\"}\n",
             text);
    write_journal(twice);
    assert_ok(own_new(&config, &next, &err));
    assert_int_equal(views(other), before + 2);
    own_free(next);
    /* A line is begun anew after one that was cut short. */
    write_journal("{\"after\":1,\"note\":\"ef");
    assert_ok(store_begin(other, &err));
    assert_ok(own_case(own, str_of(id), STR("zoe"), &out, &err));
    assert_ok(store_commit(other, &err));
    assert_ok(own_case(own, str_of(id), STR("zoe"), &out, &err));
    assert_int_equal(views(other), before + 4);
    assert_int_equal(journal(text, sizeof text), 0);
    store_close(other);
    buf_reset(&out);
}

/* Nobody has to look at another case until a view stands in the audit. */
static void a_view_is_moved_after_a_scan(void **state)
{
    char id[64], text[4096];
    struct store *other = NULL;
    (void)state;
    int before = view_while_another_writes(&other, id, text, sizeof text);
    submit_records();
    assert_int_equal(journal(text, sizeof text), 0);
    assert_int_equal(views(other), before + 1);
    store_close(other);
    buf_reset(&out);
}

static void an_own_answer(const char *method, const char *path, unsigned code)
{
    const char *query = strchr(path, '?'), *type = NULL;
    struct own_request r = {.method = str_of(method),
                            .path =
                                query ? (struct str){path, (size_t)(query - path)} : str_of(path),
                            .query = query ? str_of(query + 1) : STR_EMPTY,
                            .by = STR("ann"),
                            .names = names};
    buf_reset(&out);
    if (own_answer(own, &r, &out, &type) != code)
        fail_msg("%s %s: %s", method, path, out.p);
}

/* The actor that the first case names, as the store knows it. */
static void actors_are_found_and_drawn(void **state)
{
    char id[64], actor[64] = "", path[160];
    struct arena arena;
    const struct json_value *v;
    (void)state;
    first_case(id, sizeof id);
    snprintf(path, sizeof path, "cases/%s/graph", id);
    an_own_answer("GET", path, 200);
    arena_init(&arena, 16 * MIB);
    assert_json(&arena, &v);
    int actors = 0, consignments = 0;
    for (const struct json_value *n = json_get(v, "nodes")->first; n; n = n->next) {
        struct str kind = json_text(n, "kind"), node = json_text(n, "id");
        consignments += str_is(kind, STR("consignment"));
        if (str_is(kind, STR("actor")) && actors++ == 0)
            snprintf(actor, sizeof actor, STR_FMT, STR_ARG(str_slice(node, 6, node.n)));
    }
    assert_true(actors > 1 && consignments > 3);
    assert_int_equal(strncmp(actor, "A-", 2), 0);
    int shipped = 0;
    for (const struct json_value *e = json_get(v, "edges")->first; e; e = e->next)
        shipped += str_is(json_text(e, "kind"), STR("shipper")) &&
                   str_starts(json_text(e, "from"), STR("actor:")) &&
                   str_starts(json_text(e, "to"), STR("consignment:"));
    assert_true(shipped > 0);
    snprintf(path, sizeof path, "actors/%s", actor);
    an_own_answer("GET", path, 200);
    assert_says(id);
    assert_says("\"mentions\":[{\"name\":");
    snprintf(path, sizeof path, "actors/%s/graph", actor);
    an_own_answer("GET", path, 200);
    assert_says("\"kind\":\"case\"");
    an_own_answer("GET", "actors?limit=1", 200);
    assert_says("\"records\":");
    an_own_answer("GET", "actors?q=no%25such_name", 200);
    assert_says("\"actors\":[]");
    static const char *const wrong[] = {"actors?limit=501", "audit?limit=501",
                                        "watch?limit=2.5",  "cases?limit=-1",
                                        "cases?status=hld", "explain?limit=101"};
    for (size_t i = 0; i < N_OF(wrong); i++)
        an_own_answer("GET", wrong[i], 400);
    assert_says("limit is a whole number from 0 to 100");
    an_own_answer("GET", "cases?status=stale&limit=500", 200);
    an_own_answer("GET", "actors/A-none", 404);
    an_own_answer("GET", "actors/A-none/graph", 404);
    an_own_answer("GET", "cases/SC-NONE/graph", 404);
    an_own_answer("GET", "cases/SC-NONE/evidence", 404);
    arena_release(&arena);
}

static void evidence_stands_alone_and_adds_up(void **state)
{
    char id[64], path[160];
    struct arena arena;
    const struct json_value *v;
    double sum = 0, bits, score;
    (void)state;
    first_case(id, sizeof id);
    snprintf(path, sizeof path, "cases/%s/evidence", id);
    an_own_answer("GET", path, 200);
    arena_init(&arena, 16 * MIB);
    assert_json(&arena, &v);
    assert_null(json_get(v, "papers"));
    for (const struct json_value *e = json_get(v, "evidence")->first; e; e = e->next) {
        assert_true(str_to_double(json_get(e, "bits")->text, &bits));
        sum += bits;
    }
    assert_true(str_to_double(json_get(v, "score")->text, &score));
    assert_true(sum - score < 1e-6 && score - sum < 1e-6);
    assert_true(json_get(v, "components")->n > 0);
    arena_release(&arena);
}

static void one_consignment_is_told(void **state)
{
    char id[64];
    (void)state;
    first_case(id, sizeof id);
    an_own_answer("GET", "consignments/P1", 200);
    assert_says("\"versions\":[{\"id\":\"P1\"");
    assert_says(id);
    an_own_answer("GET", "consignments/no-such", 404);
}

static void put(const char *id, const char *body, enum seine_status wanted)
{
    struct seine_error err = {0};
    buf_reset(&out);
    assert_int_equal(own_put(own, str_of(id), str_of(body), &out, &err), wanted);
}

/* Kept by the time of the answer; the same again is known; other content is another version. */
static void one_consignment_is_kept_at_once(void **state)
{
    static const char *const first = "{\"id\":\"S1\",\"goods\":[{\"line\":1,\"description\":"
                                     "\"lamps\"}]}";
    char id[32];
    struct arena arena;
    const struct json_value *v;
    struct seine_error err = {0};
    (void)state;
    put("S1", first, SEINE_OK);
    assert_says("{\"id\":\"S1\",\"state\":\"kept\",\"job\":\"J-");
    arena_init(&arena, MIB);
    assert_json(&arena, &v);
    snprintf(id, sizeof id, STR_FMT, STR_ARG(json_text(v, "job")));
    arena_release(&arena);
    an_own_answer("GET", "consignments/S1", 200);
    assert_says("\"versions\":[{\"id\":\"S1\"");
    put("S1", " { \"goods\" : [{\"description\":\"lamps\",\"line\":1}], \"id\" : \"S1\" }\n",
        SEINE_OK);
    assert_says("{\"id\":\"S1\",\"state\":\"known\",\"job\":null}");
    put("S1", "id,description\nS1,lamps and bulbs\n", SEINE_OK);
    assert_says("\"state\":\"kept\"");
    an_own_answer("GET", "consignments/S1", 200);
    assert_says("lamps and bulbs");
    put("S1", "", SEINE_FORMAT);
    put("S1", "{\"id\":\"S1\",\"gross_kg\":\"heavy\"}", SEINE_FORMAT);
    put("S1", "{\"id\":\"S1\"}\n{\"id\":\"S2\"}\n", SEINE_FORMAT);
    put("S2", first, SEINE_RANGE);
    put("S3", "\x89PNG\r\n", SEINE_FORMAT);
    do { /* a scan of all that is kept follows */
        usleep(10000);
        buf_reset(&out);
        assert_ok(own_job(own, str_of(id), &out, &err));
    } while (!says("\"done\"") && !says("\"failed\""));
    assert_says("\"state\":\"done\"");
    assert_false(says("\"cases\":0"));
}

/* The kit's fifth piece is awaited; by the party of the case it is told, once. */
static void an_arrival_that_was_awaited_is_told_once(void **state)
{
    static const char *const later =
        "id,issued,mode,route,shipper_name,shipper_country,consignee_name,consignee_country,line,"
        "description,hs,net_kg\n"
        "P9,2026-06-02,air,PEK-DXB,Koral Tools,CN,Sablon Net Works,AE,1,epsilon fibre,681511,24\n";
    static const char *const onward = /* the others go on: now the case is worth watching */
        "id,issued,mode,route,shipper_name,shipper_country,consignee_name,consignee_country,line,"
        "description,hs,net_kg\n"
        "O0,2026-05-06,road,DXB-MCT,Sablon Net Works,AE,Vantor,OM,1,alpha gyroscope,901420,20\n"
        "O1,2026-05-13,road,DXB-MCT,Sablon Net Works,AE,Vantor,OM,1,beta turbojet,841112,21\n"
        "O2,2026-05-20,road,DXB-MCT,Sablon Net Works,AE,Vantor,OM,1,gamma antenna,852691,22\n"
        "O3,2026-05-27,road,DXB-MCT,Sablon Net Works,AE,Vantor,OM,1,delta servo,850131,23\n";
    (void)state;
    submit(str_of(onward));
    an_own_answer("GET", "watch", 200);
    assert_says("\"component\":\"e\"");
    an_own_answer("GET", "watch?case=SC-NONE", 200);
    assert_says("\"rules\":[],\"total\":0");
    an_own_answer("GET", "watch/arrivals", 200);
    assert_says("\"arrivals\":[]");
    submit(str_of(later));
    assert_says("\"state\":\"done\"");
    an_own_answer("GET", "watch/arrivals", 200);
    assert_says("\"event\":\"watch\"");
    assert_says("\"record\":\"P9\"");
    an_own_answer("GET", "watch/arrivals?before=1", 200);
    assert_says("\"arrivals\":[]");
    submit(str_of(later));
    an_own_answer("GET", "watch/arrivals", 200);
    assert_says("\"n\":1");
    assert_false(says("\"n\":2"));
}

static void the_latest_decision_counts(void **state)
{
    char id[64];
    struct seine_error err = {0};
    (void)state;
    first_case(id, sizeof id);
    buf_reset(&out);
    assert_ok(own_decide(own, str_of(id), STR("{\"verdict\":\"hold\",\"reason\":\"<b>wait</b>\"}"),
                         STR("ann"), &out, &err));
    assert_says("\"verdict\":\"hold\"");
    buf_reset(&out);
    assert_ok(own_decide(own, str_of(id),
                         STR("{\"verdict\":\"seized\",\"reason\":\" no licence \"}"), STR("ann"),
                         &out, &err));
    buf_reset(&out);
    assert_ok(own_case(own, str_of(id), STR("ann"), &out, &err));
    assert_says("\"decision\":{\"verdict\":\"seized\",\"reason\":\"no licence\",\"by\":\"ann\"");
    assert_says("\"decisions\":[{\"verdict\":\"hold\",\"reason\":\"<b>wait</b>\"");
    cases("seized");
    assert_says("\"seized\":1");
    assert_says("\"total\":1");
}

static void a_closed_case_is_not_planned_for(void **state)
{
    static const char *const verdicts[] = {"cleared", "release", "hold"};
    (void)state;
    for (size_t i = 0; i < N_OF(verdicts); i++) {
        char id[64], body[128];
        struct seine_error err = {0};
        first_case(id, sizeof id);
        snprintf(body, sizeof body, "{\"verdict\":\"%s\",\"reason\":\"x\"}", verdicts[i]);
        buf_reset(&out);
        assert_ok(own_decide(own, str_of(id), str_of(body), STR("ann"), &out, &err));
        buf_reset(&out);
        assert_ok(own_plan(own, STR("{\"from\":\"2026-05-08\",\"days\":11,\"capacity\":1}"),
                           STR("ann"), &out, &err));
        assert_int_equal(says(id), i == 2);
    }
}

static void wrong_decisions_are_refused(void **state)
{
    static const char *const bodies[] = {"",
                                         "[]",
                                         "{",
                                         "{\"verdict\":\"burn\",\"reason\":\"x\"}",
                                         "{\"verdict\":\"hold\",\"reason\":\"  \"}",
                                         "{\"verdict\":\"hold\"}",
                                         "{\"verdict\":7,\"reason\":8}"};
    char id[64];
    (void)state;
    first_case(id, sizeof id);
    for (size_t i = 0; i < N_OF(bodies); i++) {
        struct seine_error err = {0};
        enum seine_status status =
            own_decide(own, str_of(id), str_of(bodies[i]), STR("ann"), &out, &err);
        assert_true(status == SEINE_FORMAT || status == SEINE_RANGE);
    }
    struct seine_error err = {0};
    assert_int_equal(own_decide(own, STR("SC-NONE"), STR("{\"verdict\":\"hold\",\"reason\":\"x\"}"),
                                STR("ann"), &out, &err),
                     SEINE_NOT_FOUND);
}

static void what_is_not_there_is_not_found(void **state)
{
    struct seine_error err = {0};
    (void)state;
    assert_int_equal(own_case(own, STR("' OR 1=1 --"), STR("ann"), &out, &err), SEINE_NOT_FOUND);
    assert_int_equal(own_job(own, STR("J-999"), &out, &err), SEINE_NOT_FOUND);
    assert_int_equal(own_job(own, STR("x"), &out, &err), SEINE_NOT_FOUND);
}

static void a_file_that_holds_no_records_fails(void **state)
{
    struct seine_error err = {0};
    (void)state;
    assert_int_equal(own_submit(own, STR("x"), STR_EMPTY, &out, &err), SEINE_FORMAT);
    submit(STR("\x89PNG\r\n\x1a\n this is a picture"));
    assert_says("\"state\":\"failed\"");
    assert_says("\"cases\":0,\"message\":\"is a picture"); /* nothing was scanned */
    submit(STR("{\"id\":1}\n{\"nothing\":true}\n"));
    assert_says("\"rejects\":[{");
}

static void a_name_is_explained_word_by_word(void **state)
{
    struct own_query q = {
        .name = STR("Namchongang Tradng"), .country = STR_EMPTY, .type = STR_EMPTY};
    struct seine_error err = {0};
    (void)state;
    buf_reset(&out);
    assert_ok(own_explain(&names, &q, &out, &err));
    assert_says("\"name-token\"");
    assert_says("NAMCHONGANG TRADING");
    q.country = STR("North Korea"); /* as a form may have it */
    buf_reset(&out);
    assert_ok(own_explain(&names, &q, &out, &err));
    assert_says("country KP is listed");
    q.country = STR("Atlantis");
    assert_int_equal(own_explain(&names, &q, &out, &err), SEINE_RANGE);
    q.country = STR_EMPTY;
    q.type = STR("teapot");
    assert_int_equal(own_explain(&names, &q, &out, &err), SEINE_RANGE);
    q.name = STR(" ");
    assert_int_equal(own_explain(&names, &q, &out, &err), SEINE_RANGE);
}

static void plan(const char *body)
{
    struct seine_error err = {0};
    buf_reset(&out);
    if (own_plan(own, str_of(body), STR("ann"), &out, &err) != SEINE_OK)
        fail_msg("%s: %s", body, err.message);
}

static enum seine_status count_plans(void *context, const struct store_audit *row,
                                     struct seine_error *err)
{
    (void)err;
    *(int *)context += str_is(row->what, STR("plan")) && str_is(row->by, STR("ann")) &&
                       str_is(row->object, STR("2026-05-08")) &&
                       str_is(row->note, STR("11 days, capacity 1"));
    return SEINE_OK;
}

static void who_asked_for_a_plan_is_in_the_audit(void **state)
{
    struct seine_error err = {0};
    struct store *s = NULL;
    int before = 0, after = 0;
    (void)state;
    assert_ok(store_open(db, &s, &err));
    assert_ok(store_each_audit(s, 0, count_plans, &before, &err));
    plan("{\"from\":\"2026-05-08\",\"days\":11,\"capacity\":1}");
    assert_ok(store_each_audit(s, 0, count_plans, &after, &err));
    assert_int_equal(after, before + 1);
    store_close(s);
    buf_reset(&out);
}

static void what_to_open_is_planned_from_the_store(void **state)
{
    (void)state;
    struct arena arena;
    const struct json_value *v;
    plan("{\"from\":\"2026-05-08\",\"days\":11,\"capacity\":1,\"explore\":0}");
    arena_init(&arena, MIB);
    assert_json(&arena, &v);
    assert_int_equal(json_get(v, "inspections")->n, 2); /* the essential pieces of these days */
    const struct json_value *row = json_get(v, "inspections")->first;
    assert_str(json_text(row, "consignment"), "P1");
    assert_str(json_text(row, "day"), "2026-05-10");
    assert_str(json_text(row->next, "consignment"), "P2");
    assert_non_null(json_get(json_get(v, "expected_stopped"), "by_score"));
    plan("{\"from\":\"2026-05-08\",\"days\":11,\"posts\":[{\"post\":\"x\",\"covers\":\"DE\","
         "\"capacity\":9}]}");
    assert_says("\"inspections\":[]");
    arena_release(&arena);
}

static void wrong_wishes_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *body, *says;
    } rows[] = {
        {"[]", "object"},
        {"{", ""},
        {"{\"capacity\":1}", "from"},
        {"{\"from\":\"2026-05-08\"}", "posts or capacity"},
        {"{\"from\":\"2026-05-08\",\"capacity\":1,\"posts\":[]}", "either"},
        {"{\"from\":\"2026-05-08\",\"posts\":[]}", "at least one"},
        {"{\"from\":\"today\",\"capacity\":1}", "a day"},
        {"{\"from\":\"2026-05-08\",\"capacity\":0}", "capacity"},
        {"{\"from\":\"2026-05-08\",\"capacity\":1.5}", "whole"},
        {"{\"from\":\"2026-05-08\",\"capacity\":1,\"days\":400}", "366"},
        {"{\"from\":\"2026-05-08\",\"capacity\":1,\"explore\":2}", "explore"},
        {"{\"from\":\"2026-05-08\",\"capacity\":1,\"expected\":1}", "true or false"},
        {"{\"from\":\"2026-05-08\",\"capacity\":1,\"hours\":1}", "'hours'"},
    };
    for (size_t i = 0; i < N_OF(rows); i++) {
        struct seine_error err = {0};
        buf_reset(&out);
        enum seine_status status = own_plan(own, str_of(rows[i].body), STR("ann"), &out, &err);
        assert_true(status == SEINE_FORMAT || status == SEINE_RANGE);
        if (!strstr(err.message, rows[i].says))
            fail_msg("%s: %s", rows[i].body, err.message);
    }
}

#define WHOLE                                                                                      \
    "\"document\":{\"type\":\"air-waybill\",\"number\":\"020-12345675\"},\"pieces\":2,"            \
    "\"gross_kg\":12,\"goods\":[{\"description\":\"hard cheese of cow milk, vacuum packed\"}],"    \
    "\"parties\":[{\"role\":\"consignee\",\"name\":\"Al Noor Dairy\",\"address\":\"PO Box 7\","    \
    "\"country\":\"AE\"},{\"role\":\"shipper\",\"address\":\"Street "                              \
    "1\",\"country\":\"CH\",\"name\":"

/* The whole answer to one consignment stands in out. */
static void assess(const char *record)
{
    struct seine_error err = {0};
    buf_reset(&out);
    assert_ok(own_assess(own, &names, str_of(record), &out, &err));
}

static void a_whole_and_plain_consignment_has_nothing_to_ask(void **state)
{
    (void)state;
    assess("{\"id\":\"A\"," WHOLE "\"Green Meadow Dairy\"}]}");
    assert_says("\"id\":\"A\",\"outcome\":\"complete\",\"reasons\":[]");
    assert_says("\"rejected\":[]");
}

static void what_is_missing_or_vague_is_asked_for(void **state)
{
    static const char *const fields[] = {
        "number",         "shipper_name",      "shipper_address",   "shipper_country",
        "consignee_name", "consignee_address", "consignee_country", "pieces",
        "gross_kg"};
    (void)state;
    assess("{\"id\":\"A\",\"goods\":[{\"description\":\"spare parts\"}]}");
    assert_says("\"outcome\":\"RFI\"");
    for (size_t i = 0; i < N_OF(fields); i++) {
        char text[64];
        snprintf(text, sizeof text, "\"text\":\"%s is missing\"", fields[i]);
        assert_says(text);
    }
    assert_says("\"code\":\"vague-text\"");
    assert_false(says("description is missing"));
    assess("{\"id\":\"A\"}");
    assert_says("description is missing");
}

static void dangerous_words_ask_for_screening(void **state)
{
    (void)state;
    assess("{\"id\":\"A\",\"goods\":[{\"description\":\"lithium ion batteries\"}]}");
    assert_says("\"outcome\":\"RFS\",\"reasons\"");
    assert_says("\"code\":\"dangerous-no-un\"");
}

static void a_wrong_check_digit_is_asked_about(void **state)
{
    (void)state;
    assess("{\"id\":\"A\",\"document\":{\"type\":\"air-waybill\",\"number\":\"020-12345670\"}}");
    assert_says("\"code\":\"awb-check-digit\"");
}

static void who_reads_like_a_listed_party_is_not_loaded(void **state)
{
    (void)state;
    assess("{\"id\":\"A\"," WHOLE "\"Namchongang Trading Corporation\"}]}");
    assert_says("\"outcome\":\"DNL\",\"reasons\"");
    assert_says("the shipper Namchongang Trading Corporation is ");
}

static void each_record_and_each_reject_is_answered(void **state)
{
    (void)state;
    assess("{\"id\":\"A\"}\n{\"id\":\"B\"}\n{\"id\":\n");
    assert_says("\"id\":\"A\"");
    assert_says("\"id\":\"B\"");
    assert_says("\"rejected\":[{\"line\":3,");
}

static void too_many_or_no_consignments_are_refused(void **state)
{
    struct buf many;
    struct seine_error err = {0};
    (void)state;
    buf_init(&many, MIB);
    for (int i = 0; i <= OWN_ASSESS_MAX; i++)
        buf_add_f(&many, "{\"id\":\"%d\"}\n", i);
    assert_int_equal(own_assess(own, &names, buf_str(&many), &out, &err), SEINE_LIMIT);
    err = (struct seine_error){0};
    assert_int_equal(own_assess(own, &names, STR_EMPTY, &out, &err), SEINE_FORMAT);
    err = (struct seine_error){0};
    assert_int_equal(own_assess(own, &names, STR("[null, null]"), &out, &err), SEINE_UNSUPPORTED);
    buf_release(&many);
}

static void every_file_of_the_page_unpacks(void **state)
{
    (void)state;
    assert_ptr_equal(page_find(STR_EMPTY), page_find(STR("index.html")));
    assert_null(page_find(STR("../own.h")));
    for (size_t i = 0; i < page_n_files; i++) {
        struct buf plain;
        buf_init(&plain, 16 * MIB);
        assert_ok(page_unpack(&page_files[i], &plain));
        assert_int_equal(plain.n, page_files[i].n_plain);
        if (strcmp(page_files[i].path, "index.html") == 0) {
            assert_false(str_contains(buf_str(&plain), STR("style=")));
            assert_false(str_contains(buf_str(&plain), STR("<style")));
            assert_false(str_contains(buf_str(&plain), STR("http:")));
        }
        buf_release(&plain);
    }
}

/* What does not come along is told: a document may have any number of versions. */
static void papers_that_are_left_out_are_counted(void **state)
{
    enum { VERSIONS = 4200 };
    struct seine_error err = {0};
    struct store *s = NULL;
    struct arena arena;
    const struct json_value *v;
    char id[64], text[160];
    int64_t total = 0;
    (void)state;
    first_case(id, sizeof id);
    assert_ok(store_open(db, &s, &err));
    assert_ok(store_begin(s, &err));
    for (int i = 0; i < VERSIONS; i++) {
        snprintf(text, sizeof text,
                 "{\"id\":\"P1\",\"goods\":[{\"line\":1,\"description\":\"bolts %d\"}]}", i);
        assert_ok(store_put_record(s, STR("P1"), DATE_NONE, str_of(text), &err));
    }
    assert_ok(store_commit(s, &err));
    store_close(s);
    buf_reset(&out);
    assert_ok(own_case(own, str_of(id), STR("zoe"), &out, &err));
    arena_init(&arena, 256 * MIB);
    assert_json(&arena, &v);
    assert_int_equal(json_get(v, "papers")->n, 4096);
    assert_true(str_to_i64(json_get(v, "papers_total")->text, &total) && total > VERSIONS);
    arena_release(&arena);
}

/* Who asks for a job after a restart, which forgot it, is not told of another's. */
static void a_restart_gives_other_numbers(void **state)
{
    static const char body[] =
        "{\"id\":\"A\",\"goods\":[{\"line\":1,\"description\":\"bolts\"}]}\n";
    char first[2][64];
    uint64_t news[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct seine_error err = {0};
        struct own *next = NULL;
        assert_ok(own_new(&config, &next, &err));
        news[i] = own_news(next);
        buf_reset(&out);
        assert_ok(own_submit(next, STR("a.ndjson"), STR(body), &out, &err));
        snprintf(first[i], sizeof first[i], "%.*s", 40, out.p);
        own_free(next);
        usleep(2000);
    }
    assert_string_not_equal(first[0], first[1]);
    assert_true(news[1] != news[0]);
}

/* Who sends one is not told that it is too large, or refused although it is kept. Last: what waits
 * then is forgotten at the end. */
static void too_many_files_wait(void **state)
{
    static const char body[] =
        "{\"id\":\"LATE\",\"goods\":[{\"line\":1,\"description\":\"bolts\"}]}\n";
    struct seine_error err = {0};
    enum seine_status status = SEINE_OK;
    (void)state;
    for (int i = 0; i < 100000 && status == SEINE_OK; i++) {
        buf_reset(&out);
        status = own_submit(own, STR("many.ndjson"), STR(body), &out, &err);
    }
    assert_int_equal(status, SEINE_CONFLICT);
    for (status = SEINE_CONFLICT; status == SEINE_CONFLICT;) { /* while a scan writes */
        buf_reset(&out);
        status =
            own_put(own, STR("ONE"),
                    STR("{\"id\":\"ONE\",\"goods\":[{\"line\":1,\"description\":\"nuts\"}]}\n"),
                    &out, &err);
    }
    assert_ok(status);
    assert_says("\"state\":\"kept\",\"job\":\"J-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_store_has_no_cases),
        cmocka_unit_test(consignments_become_cases_once),
        cmocka_unit_test(a_page_of_cases_has_their_reasons),
        cmocka_unit_test(a_case_comes_with_papers_and_places),
        cmocka_unit_test(what_to_open_is_planned_from_the_store),
        cmocka_unit_test(who_asked_for_a_plan_is_in_the_audit),
        cmocka_unit_test(wrong_wishes_are_refused),
        cmocka_unit_test(a_view_of_a_case_goes_to_the_audit),
        cmocka_unit_test(a_view_survives_a_kill),
        cmocka_unit_test(a_view_is_moved_after_a_scan),
        cmocka_unit_test(actors_are_found_and_drawn),
        cmocka_unit_test(evidence_stands_alone_and_adds_up),
        cmocka_unit_test(one_consignment_is_told),
        cmocka_unit_test(one_consignment_is_kept_at_once),
        cmocka_unit_test(an_arrival_that_was_awaited_is_told_once),
        cmocka_unit_test(the_latest_decision_counts),
        cmocka_unit_test(a_closed_case_is_not_planned_for),
        cmocka_unit_test(wrong_decisions_are_refused),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(a_file_that_holds_no_records_fails),
        cmocka_unit_test(a_name_is_explained_word_by_word),
        cmocka_unit_test(a_whole_and_plain_consignment_has_nothing_to_ask),
        cmocka_unit_test(what_is_missing_or_vague_is_asked_for),
        cmocka_unit_test(dangerous_words_ask_for_screening),
        cmocka_unit_test(a_wrong_check_digit_is_asked_about),
        cmocka_unit_test(who_reads_like_a_listed_party_is_not_loaded),
        cmocka_unit_test(each_record_and_each_reject_is_answered),
        cmocka_unit_test(too_many_or_no_consignments_are_refused),
        cmocka_unit_test(every_file_of_the_page_unpacks),
        cmocka_unit_test(papers_that_are_left_out_are_counted),
        cmocka_unit_test(a_restart_gives_other_numbers),
        cmocka_unit_test(too_many_files_wait),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
