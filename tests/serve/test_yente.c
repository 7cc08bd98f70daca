/* The interface compatible with yente: questions and their echo, who is found, parameters, scopes,
 * refusals, the catalogue and single entities. */
#include "unit.h"

#include "ask.h"
#include "serve/ftm.h"
#include "serve/yente.h"

#define KOMID                                                                                      \
    "{\"queries\":{\"q1\":{\"schema\":\"Company\",\"properties\":{\"name\":\"Korea Mining "        \
    "Development Trading Corp\",\"country\":[\"North Korea\"],\"unheard\":[\"of\"]}}},"            \
    "\"weights\":{},\"config\":{}}"

static void finds_who_is_meant(void **state)
{
    (void)state;
    assert_int_equal(ask("POST", "/match/default?algorithm=best&fuzzy=false", KOMID), 200);
    assert_says("{\"responses\":{\"q1\":{\"status\":200,\"results\":[{\"id\":\"OFAC-9345\"");
    assert_says("\"match\":true,\"explanations\":{\"name_match\":{\"score\":");
    assert_says("\"properties\":{\"name\":[\"Korea Mining Development Trading "
                "Corp\"],\"country\":[\"kp\"]}},\"warnings\":[\"unheard: is not "
                "compared\"]}},\"limit\":5}");
    assert_int_equal(ask("POST", "/match/default",
                         "{\"queries\":{\"q\":{\"schema\":\"Person\",\"properties\":{\"name\":"
                         "\"Nobody At All\",\"birthDate\":\"4.3.1969\"}}}}"),
                     200);
    assert_says("\"birthDate\":[\"1969-03-04\"]}}}}");
    assert_silent("warnings");
    assert_true(str_contains(buf_str(&reply.headers), STR("x-batch-size: 1\r\n")));
}

/* Results with the cutoff itself as score are dropped, unless they are matches; total counts the
 * matches before the limit.
 */
static void thresholds_are_kept(void **state)
{
    (void)state;
    assert_int_equal(ask("POST", "/match/default?limit=0", KOMID), 200);
    assert_says("\"results\":[],\"total\":{\"value\":");
    assert_silent("\"value\":0,");
    assert_int_equal(ask("POST", "/match/default?threshold=1", KOMID), 200);
    assert_says("\"total\":{\"value\":0,\"relation\":\"eq\"}");
    assert_int_equal(ask("POST", "/match/default?threshold=1&cutoff=0.5", KOMID), 200);
    assert_says("\"match\":false");
    assert_says("\"total\":{\"value\":0,");
}

/* Who asks for the same name, letter for letter, is told of it. */
static void a_score_of_the_threshold_is_a_match(void **state)
{
    static const char same[] =
        "{\"queries\":{\"q\":{\"schema\":\"Company\",\"properties\":{\"name\":"
        "\"KOREA MINING DEVELOPMENT TRADING CORPORATION\"}}}}";
    (void)state;
    assert_int_equal(ask("POST", "/match/default?threshold=1", same), 200);
    assert_says("{\"id\":\"OFAC-9345\"");
    assert_says("\"match\":true");
    assert_silent("\"match\":false");
    assert_int_equal(ask("POST", "/match/default?threshold=1&cutoff=0.3&limit=50", same), 200);
    assert_says("\"results\":[{\"id\":\"OFAC-9345\"");
    assert_says("\"total\":{\"value\":1,");
    assert_int_equal(ask("POST", "/match/default?algorithm=ofac&threshold=1",
                         "{\"queries\":{\"q\":{\"schema\":\"Company\",\"properties\":{\"name\":"
                         "\"Korea Mining Development Trading Corporation\"}}}}"),
                     200);
    assert_says("\"score\":1,\"match\":true");
    assert_says("\"total\":{\"value\":1,");
    assert_int_equal(ask("POST", "/match/default?algorithm=ofac&threshold=0",
                         "{\"queries\":{\"q\":{\"schema\":\"Company\",\"properties\":{\"name\":"
                         "\"Xyzzyxyzzy\"}}}}"),
                     200);
    assert_silent("\"value\":620,"); /* none below a quarter */
}

static void algorithms_differ(void **state)
{
    (void)state;
    assert_int_equal(ask("POST", "/match/default?algorithm=ofac", KOMID), 200);
    assert_says("\"ofac_search\"");
    assert_int_equal(ask("POST", "/match/default?algorithm=name-based", KOMID), 200);
    assert_silent("\"country\":{\"score\"");
    assert_int_equal(ask("POST", "/match/default?algorithm=seine", KOMID), 200);
    assert_says("\"country\":{\"score\"");
    assert_int_equal(ask("POST", "/match/default?algorithm=neural-net", KOMID), 400);
    assert_says("Unknown algorithm");
    assert_int_equal(ask("GET", "/algorithms", ""), 200);
    assert_says("\"best\":\"seine\"");
}

/* A name is not passed over because it is not the first. */
static void ofac_takes_all_names(void **state)
{
    (void)state;
    assert_int_equal(ask("POST", "/match/default?algorithm=ofac",
                         "{\"queries\":{\"q\":{\"schema\":\"Company\",\"properties\":{\"name\":["
                         "\"Sablon Qwx\",\"Korea Mining Development Trading Corporation\"],"
                         "\"alias\":\"Sablon\"}}}}"),
                     200);
    assert_says("{\"id\":\"OFAC-9345\"");
    assert_says("\"query\":\"Korea Mining Development Trading Corporation\"");
}

static void scopes_are_kept(void **state)
{
    (void)state;
    assert_int_equal(ask("POST", "/match/nowhere", KOMID), 404);
    assert_says("{\"detail\":\"No such dataset.\"}");
    assert_int_equal(ask("POST", "/match/dprk", KOMID), 200);
    assert_says("OFAC-9345");
    static const char *const narrow[] = {
        "/match/dprk?exclude_dataset=dprk", "/match/dprk?exclude_schema=Organization",
        "/match/dprk?topics=role.pep", "/match/dprk?exclude_entity_ids=OFAC-9345"};
    for (size_t i = 0; i < N_OF(narrow); i++) {
        assert_int_equal(ask("POST", narrow[i], KOMID), 200);
        assert_silent("OFAC-9345");
    }
    /* Without the list that was wanted nobody is found: that is no answer. */
    assert_int_equal(ask("POST", "/match/dprk?include_dataset=dprk&include_dataset=un", KOMID),
                     400);
    assert_says("{\"detail\":\"No such dataset: un\"}");
    assert_int_equal(ask("GET", "/search/default?q=komid&include_dataset=us_ofac_sdn", ""), 400);
    assert_int_equal(ask("POST", "/match/dprk?exclude_dataset=un", KOMID), 200);
    assert_says("OFAC-9345");
    assert_int_equal(ask("POST", "/match/dprk?topics=sanction&include_dataset=dprk", KOMID), 200);
    assert_says("OFAC-9345");
    assert_int_equal(ask("POST", "/match/dprk?changed_since=last+week", KOMID), 422);
    assert_int_equal(ask("POST", "/match/dprk?changed_since=2020-01-01", KOMID), 200);
    assert_int_equal(ask("POST", "/match/dprk?exclude_schema=Unicorn", KOMID), 400);
}

/* What Marble sends besides, of the whole and of one question. */
static void params_narrow(void **state)
{
    (void)state;
    assert_int_equal(ask("POST", "/match/default",
                         "{\"params\":{\"exclude_entity_ids\":[\"OFAC-9345\"]},\"queries\":{\"q\":{"
                         "\"schema\":\"Company\",\"filters\":{},\"properties\":{\"name\":\"Korea "
                         "Mining Development Trading Corp\"}}}}"),
                     200);
    assert_silent("OFAC-9345");
    assert_int_equal(ask("POST", "/match/default",
                         "{\"queries\":{\"q\":{\"schema\":\"Company\",\"params\":{\"include_"
                         "datasets\":[\"un\"]},\"properties\":{\"name\":\"Korea Mining Development "
                         "Trading Corp\"}}}}"),
                     400);
    assert_says("No such dataset: un");
    assert_int_equal(ask("POST", "/match/default",
                         "{\"params\":{\"exclude_datasets\":[\"dprk\",\"un\"]},\"queries\":{\"q\":{"
                         "\"schema\":\"Company\",\"properties\":{\"name\":\"Korea Mining "
                         "Development Trading Corp\"}}}}"),
                     200);
    assert_says("\"results\":[],");
}

static void wrong_questions_are_refused(void **state)
{
    static const struct {
        const char *body;
        int status;
    } all[] = {
        {"", 422},
        {"{", 422},
        {"[]", 422},
        {"{}", 422},
        {"{\"queries\":[]}", 422},
        {"{\"queries\":{}}", 400},
        {"{\"queries\":{\"q\":1}}", 422},
        {"{\"queries\":{\"q\":{}}}", 422},
        {"{\"queries\":{\"q\":{\"schema\":\"Person\",\"properties\":3}}}", 422},
        {"{\"queries\":{\"q\":{\"schema\":\"Unicorn\",\"properties\":{}}}}", 400},
        {"{\"queries\":{\"q\":{\"schema\":\"Person\"}},\"weights\":{\"name_match\":2}}", 400},
        {"{\"queries\":{\"q\":{\"schema\":\"Person\"}},\"config\":{\"x\":2}}", 400},
        {"{\"queries\":{\"q\":{\"schema\":\"Person\"}}}", 422},
        {"{\"queries\":{\"q\":{\"schema\":\"Person\",\"properties\":{}}}}", 200},
        {"{\"queries\":{\"q\":{\"schema\":\"Address\",\"properties\":{\"name\":\"x\"}}}}", 200}};
    (void)state;
    for (size_t i = 0; i < N_OF(all); i++)
        if (ask("POST", "/match/default", all[i].body) != all[i].status)
            fail_msg("%s: %d", all[i].body, reply.status);
    assert_int_equal(ask("POST", "/match/default?limit=501", KOMID), 422);
    assert_int_equal(
        ask("POST", "/match/default",
            "{\"queries\":{\"q\":{\"schema\":\"Person\",\"properties\":{\"name\":[[\"Kim\"]]}}}}"),
        422);
    assert_says(
        "{\"type\":\"string_type\",\"loc\":[\"body\",\"queries\",\"q\",\"properties\",\"name\"]");
    assert_int_equal(ask("POST", "/match/default",
                         "{\"queries\":{\"q\":{\"schema\":\"Person\",\"properties\":3}}}"),
                     422);
    assert_says("{\"type\":\"dict_type\",\"loc\":[\"body\",\"queries\",\"q\",\"properties\"]");
    assert_int_equal(ask("POST", "/match/default", "{\"queries\":{\"q\":{}}}"), 422);
    assert_says("{\"type\":\"missing\",\"loc\":[\"body\",\"queries\",\"q\",\"schema\"]");
    static const char *const no_whole[] = {"/match/default?limit=many", "/match/default?limit=2.5",
                                           "/search/default?limit=2.5", "/search/default?limit=1e1",
                                           "/entities/OFAC-9345/adjacent/x?limit=2.5"};
    for (size_t i = 0; i < N_OF(no_whole); i++) {
        assert_int_equal(ask(i < 2 ? "POST" : "GET", no_whole[i], i < 2 ? KOMID : ""), 422);
        assert_says("{\"detail\":[{\"type\":\"int_parsing\",\"loc\":[\"query\",\"limit\"]");
    }
    assert_int_equal(ask("GET", "/search/default?offset=0.5", ""), 422);
    assert_int_equal(ask("POST", "/match/default?threshold=some", KOMID), 422);
    assert_says("{\"detail\":[{\"type\":\"number_parsing\",\"loc\":[\"query\",\"threshold\"]");
    assert_int_equal(ask("POST", "/match/default?threshold=2", KOMID), 422);
}

static void too_many_questions_are_refused(void **state)
{
    struct buf body;
    (void)state;
    buf_init(&body, MIB);
    buf_add_z(&body, "{\"queries\":{");
    for (int i = 0; i <= 100; i++)
        buf_add_f(&body, "%s\"q%d\":{\"schema\":\"Person\"}", i ? "," : "", i);
    buf_add_z(&body, "}}");
    assert_int_equal(ask("POST", "/match/default", body.p), 400);
    assert_says("Too many queries");
    buf_release(&body);
}

static void entities_are_told(void **state)
{
    (void)state;
    assert_int_equal(ask("GET", "/entities/OFAC-9345?nested=true", ""), 200);
    static const char *const keys[] = {"id",        "caption",    "schema", "properties",
                                       "datasets",  "referents",  "target", "first_seen",
                                       "last_seen", "last_change"};
    for (size_t i = 0; i < N_OF(keys); i++) {
        char key[32];
        snprintf(key, sizeof key, "\"%s\":", keys[i]);
        assert_says(key);
    }
    assert_says("\"kp\",\"ru\"");
    assert_int_equal(ask("GET", "/entities/OFAC-0", ""), 404);
    assert_says("{\"detail\":\"No such entity!\"}");
    assert_int_equal(ask("GET", "/entities/OFAC-9345/adjacent", ""), 200);
    assert_says("\"adjacent\":{}");
    assert_int_equal(ask("GET", "/entities/OFAC-9345/adjacent/ownershipOwner?limit=3", ""), 200);
    assert_says("\"total\":{\"value\":0,\"relation\":\"eq\"},\"limit\":3,\"offset\":0}");
}

static void found(const char *query, const char *id)
{
    char target[256], text[64];
    snprintf(target, sizeof target, "/search/default?%s", query);
    assert_int_equal(ask("GET", target, ""), 200);
    snprintf(text, sizeof text, "\"id\":\"%s\"", id);
    assert_says(text);
}

static void found_nothing(const char *query)
{
    char target[256];
    snprintf(target, sizeof target, "/search/default?%s", query);
    assert_int_equal(ask("GET", target, ""), 200);
    assert_says("\"total\":{\"value\":0,\"relation\":\"eq\"}");
}

static void words_are_searched(void **state)
{
    (void)state;
    found("q=komid", "OFAC-9345");
    found("q=tangun+ryungseng", "OFAC-11599");
    found("q=%22korea+tangun%22", "OFAC-11599");
    found("q=ryungs*+corporation+tangun", "OFAC-11599");
    found("q=OFAC-12209", "OFAC-12209");
    found("q=xyzzy+OR+komid", "OFAC-9345");
    found("q=Korea+Mining+Developmnt+Tradng&fuzzy=true", "OFAC-9345"); /* by likeness */
    found_nothing("q=%22tangun+korea+qwerty%22");
    found_nothing("q=komid+-korea");
    found_nothing("q=komid+NOT+korea");
    found_nothing("q=xyzzyxyzzy");
}

static void operators_of_searches(void **state)
{
    (void)state;
    found("q=xyzzy|komid", "OFAC-9345");
    found("q=komid|xyzzy", "OFAC-9345");
    found("q=xyzzy+|+komid", "OFAC-9345");
    found("q=xyzzy|%22korea+mining%22", "OFAC-9345");
    found("q=komid~1", "OFAC-9345");
    found("q=komid~+korea", "OFAC-9345");
    found("q=%22mining+korea%22~2", "OFAC-9345");
    found("q=%22mining+korea%22~+komid", "OFAC-9345");
    found("q=Korea+Mining~+Developmnt+Tradng", "OFAC-9345"); /* by likeness, as with fuzzy */
    found("q=Korea+Mining+Development+Trading+-xyzzy", "OFAC-9345");
    found_nothing("q=%22mining+korea%22");
    found_nothing("q=komid|korea+-komid+-korea");
    found_nothing("q=|");
    found_nothing("q=~2");
    found_nothing("q=xyzzy~x"); /* no operator */
    found("q=||komid||", "OFAC-9345");
    found("q=%2B%22%22~+komid", "OFAC-9345");
}

/* n words "korea", then one that no entry has. */
static int search_words(int n)
{
    struct buf target;
    buf_init(&target, 8 * KIB);
    buf_add_z(&target, "/search/default?q=");
    for (int i = 0; i < n; i++)
        buf_add_z(&target, "korea+");
    buf_add_z(&target, "xyzzyxyzzy");
    int status = ask("GET", target.p, "");
    buf_release(&target);
    return status;
}

/* A word that is not looked for must not look as if it had been found. */
static void all_words_are_searched_or_refused(void **state)
{
    (void)state;
    assert_int_equal(search_words(31), 200);
    assert_says("\"total\":{\"value\":0,");
    assert_int_equal(search_words(32), 400);
    assert_says("At most 32 words and 1024 bytes");
    assert_int_equal(search_words(300), 400);
    found_nothing("q=!!!");
    found_nothing("q=%F0%9F%98%80");
    assert_int_equal(ask("GET", "/search/default?limit=0&q=*", ""), 200);
    assert_says("\"total\":{\"value\":620,");
}

static void searches_are_narrowed(void **state)
{
    (void)state;
    found("q=komid&schema=Company&countries=kp&topics=sanction&datasets=dprk", "OFAC-9345");
    found("q=komid&filter=countries:kp&filter=countries:ru&filter_op=AND", "OFAC-9345");
    found_nothing("q=komid&filter=countries:kp&filter=countries:xx&filter_op=AND");
    found("q=komid&filter=countries:kp&filter=countries:xx", "OFAC-9345");
    found("filter=id:OFAC-9345&filter=target:true", "OFAC-9345");
    found("q=komid&datasets=default", "OFAC-9345");
    found("q=komid&filter=datasets:sanctions", "OFAC-9345");
    found_nothing("q=komid&datasets=us_ofac_sdn"); /* which is not loaded */
    found_nothing("q=komid&schema=Vessel");
    found_nothing("q=komid&countries=fr");
    assert_int_equal(ask("GET", "/search/default?filter=colour:red", ""), 400);
    assert_int_equal(ask("GET", "/search/default?schema=Unicorn", ""), 400);
    assert_int_equal(ask("GET", "/search/default?facets=colour", ""), 422);
    assert_int_equal(ask("GET", "/search/default?offset=9500", ""), 422);
    assert_int_equal(ask("GET", "/search/nowhere", ""), 404);
}

/* A list has the same names wherever it is named. */
static void lists_go_by_names(void **state)
{
    (void)state;
    assert_true(yente_goes_by(STR("ofac-sdn"), STR("us_ofac_sdn")));
    assert_true(yente_goes_by(STR("ofac-sdn"), STR("ofac-sdn")));
    assert_true(yente_goes_by(STR("us-csl:EL"), STR("us_trade_csl")));
    assert_true(yente_goes_by(STR("us-csl:EL"), STR("us-csl")));
    assert_true(yente_goes_by(STR("uk"), STR("default")));
    assert_false(yente_goes_by(STR("us-cslx"), STR("us-csl")));
    assert_false(yente_goes_by(STR("ofac-cons"), STR("us_ofac_sdn")));
    assert_false(yente_goes_by(STR("uk"), STR_EMPTY));
}

static void searches_are_counted_and_sorted(void **state)
{
    (void)state;
    assert_int_equal(ask("GET", "/search/default?limit=1&sort=id:desc", ""), 200);
    assert_says("{\"limit\":1,\"offset\":0,\"total\":{\"value\":620,");
    assert_says("{\"name\":\"kp\",\"label\":\"North Korea\",\"count\":");
    assert_says("\"topics\":{\"label\":\"Topics\",\"total\":1,\"values\":[{\"name\":\"sanction\"");
    assert_silent("OFAC-9345");
    assert_int_equal(ask("GET", "/search/default?limit=0&facets=schema&facets=genders", ""), 200);
    assert_says("\"results\":[],\"facets\":{\"schema\":{\"label\":\"Entity types\",\"total\":");
    assert_says("\"Organization\"");
}

/* An entry that has a number under two kinds is one; what is not told is counted. */
static void facets_count_entries(void **state)
{
    enum { MANY = 1100 };
    static char texts[MANY][8];
    static struct list_id ids[MANY + 1];
    struct listed_entity *e = &server.lists->set.entities.v[0], kept = *e;
    const uint32_t first = 0;
    struct json_writer w;
    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        snprintf(texts[i], sizeof texts[i], "%05zu", i);
        ids[i] = (struct list_id){LIST_ID_OTHER, str_of(texts[i]), STR_EMPTY};
    }
    ids[MANY] = (struct list_id){LIST_ID_TAX, STR("00000"), STR_EMPTY};
    e->ids = ids;
    e->n_ids = MANY + 1;
    reply_reset(&reply);
    json_writer_init(&w, &reply.body);
    json_object(&w);
    enum seine_status status = yente_facets(&asked, 1u << YENTE_IDENTIFIERS, &first, 1, &w);
    json_object_end(&w);
    *e = kept;
    assert_ok(status);
    assert_says("\"total\":1100,\"values\":[{\"name\":\"00000\",\"label\":\"00000\",\"count\":1}");
    assert_says("\"00999\"");
    assert_silent("\"01000\"");
}

static void catalogue_names_the_lists(void **state)
{
    (void)state;
    assert_int_equal(ask("GET", "/catalog", ""), 200);
    assert_says("\"name\":\"dprk\"");
    assert_says("\"current\":[\"dprk\"],\"outdated\":[],\"index_stale\":false}");
    assert_true(str_contains(buf_str(&reply.headers), STR("ETag: \"")));
}

static void echo(const char *question, const char *wanted)
{
    struct arena a;
    const struct json_value *v;
    struct ftm_query q;
    struct json_writer w;
    struct buf out;
    struct seine_error err = {0};
    arena_init(&a, MIB);
    buf_init(&out, MIB);
    assert_ok(json_parse(str_of(question), &a, &v, &err));
    assert_ok(ftm_query_read(v, server.geo, &a, &q, &err));
    json_writer_init(&w, &out);
    ftm_query_write(&q, &w);
    assert_string_equal(out.p, wanted);
    buf_release(&out);
    arena_release(&a);
}

/* Values are cleaned: countries to codes, dates to what is sure of them, the rest trimmed. */
static void values_are_cleaned(void **state)
{
    (void)state;
    echo("{\"id\":\"x\",\"schema\":\"Person\",\"properties\":{\"birthDate\":[\"1951-12-15T10:00\","
         "\"1951-13\",\"51\",\"1951\"],\"country\":[\"Russia\",\"DE\",\"Atlantis\"]}}",
         "{\"id\":\"x\",\"schema\":\"Person\",\"properties\":{\"country\":[\"ru\",\"de\"],"
         "\"birthDate\":[\"1951-12-15\",\"1951\",\"1951\"]}}");
    echo("{\"schema\":\"Person\",\"properties\":{\"name\":\" A B \",\"idNumber\":[12345678,null,"
         "\"\"]}}",
         "{\"id\":null,\"schema\":\"Person\",\"properties\":{\"name\":[\"A B\"],\"idNumber\":["
         "\"12345678\"]}}");
}

/* Dates in whatever form lists have them. */
static void dates_are_understood(void **state)
{
    (void)state;
    echo("{\"schema\":\"Person\",\"properties\":{\"birthDate\":[\"04/03/1969\",\"4 March 1969\","
         "\"Mar 1969\",\"circa 1969\",\"1958 to 1963\",\"1969-03-04T10:00:00Z\",\"30 Feb 1969\","
         "\"12/31/1969\"]}}",
         "{\"id\":null,\"schema\":\"Person\",\"properties\":{\"birthDate\":[\"1969-03-04\","
         "\"1969-03-04\",\"1969-03\",\"1969\",\"1958 to 1963\",\"1969-03-04\",\"1969-02\","
         "\"1969-12-31\"]}}");
}

/* Told by its status from what has the wrong shape. */
static void what_is_missing_is_not_found(void **state)
{
    static const struct {
        const char *question, *member;
        enum seine_status status;
    } all[] = {{"{}", "schema", SEINE_NOT_FOUND},
               {"{\"schema\":\"Person\"}", "properties", SEINE_NOT_FOUND},
               {"{\"schema\":\"Person\",\"properties\":3}", "properties", SEINE_FORMAT}};
    (void)state;
    for (size_t i = 0; i < N_OF(all); i++) {
        struct arena a;
        const struct json_value *v;
        struct ftm_query q;
        struct seine_error err = {0};
        arena_init(&a, MIB);
        assert_ok(json_parse(str_of(all[i].question), &a, &v, NULL));
        assert_int_equal(ftm_query_read(v, server.geo, &a, &q, &err), all[i].status);
        assert_string_equal(err.source, all[i].member);
        arena_release(&a);
    }
}

static void warned(const char *properties, const char *wanted)
{
    struct buf body;
    buf_init(&body, MIB);
    buf_add_f(&body, "{\"queries\":{\"q\":{\"schema\":\"Person\",\"properties\":{%s}}}}",
              properties);
    assert_int_equal(ask("POST", "/match/default", body.p), 200);
    if (wanted)
        assert_says(wanted);
    else
        assert_silent("warnings");
    buf_release(&body);
}

/* What yente passes over in silence is said. */
static void what_is_not_compared_is_said(void **state)
{
    struct buf many;
    (void)state;
    warned("\"name\":\"Kim\",\"notes\":\"x\",\"birthDate\":[null,\" \"]", NULL);
    warned("\"name\":\"Kim\",\"birthdate\":\"1969\"",
           "\"warnings\":[\"birthdate: is not compared; is it birthDate?\"]");
    warned("\"nam\":\"Kim\"", "[\"nam: is not compared; is it name?\",\"there is neither a name "
                              "nor an identifier: nobody can be found\"]");
    warned("\"name\":\"Kim\",\"addresses\":\"x\",\"religion\":\"x\"",
           "[\"addresses: is not compared; is it address?\",\"religion: is not compared\"]");
    warned("\"name\":\"Kim\",\"positions\":\"x\",\"first_name\":\"x\"",
           "[\"positions: is not compared\",\"first_name: is not compared; is it firstName?\"]");
    warned("\"name\":\"Kim\",\"birthDate\":\"0951-12-05\"",
           "[\"birthDate: '0951-12-05' is no date and was left out\"]");
    warned(
        "\"name\":\"Kim\",\"birthDate\":[\"someday\",\"1969\"],\"country\":\"Atlantis\"",
        "[\"country: 'Atlantis' is no country and was left out\",\"birthDate: 'someday' is no date "
        "and was left out\"]");
    buf_init(&many, MIB);
    buf_add_z(&many, "\"name\":\"Kim\"");
    for (int i = 0; i < FTM_MAX_WARNINGS + 2; i++)
        buf_add_f(&many, ",\"%d\":1", i);
    warned(many.p, "\"15: is not compared\",\"and 2 more\"]");
    buf_release(&many);
}

static void subject_is_made(void **state)
{
    struct arena a;
    const struct json_value *v;
    struct ftm_query q;
    (void)state;
    arena_init(&a, MIB);
    assert_ok(
        json_parse(STR("{\"schema\":\"Person\",\"properties\":{\"firstName\":\"Kim\","
                       "\"lastName\":\"Jong\",\"phone\":\"+850 2 1\",\"birthDate\":\"1951-02\","
                       "\"passportNumber\":[\"X12345\"],\"address\":\"Pyongyang\"}}"),
                   &a, &v, NULL));
    assert_ok(ftm_query_read(v, server.geo, &a, &q, NULL));
    assert_str(q.subject.name, "Kim Jong");
    assert_int_equal(q.subject.n_countries, 1);
    assert_str(q.subject.countries[0], "KP");
    assert_int_equal(q.subject.n_addresses, 1);
    assert_str(q.subject.addresses[0], "Pyongyang");
    assert_int_equal(q.subject.kind, LIST_PERSON);
    assert_int_equal(q.subject.n_births, 1);
    assert_int_equal(q.subject.births[0].month, 2);
    assert_int_equal(q.subject.births[0].day, 0);
    assert_int_equal(q.subject.n_ids, 2);
    arena_release(&a);
}

/* Not only the first of each is compared; a country that is named twice is one. */
static void all_values_are_compared(void **state)
{
    struct arena a;
    const struct json_value *v;
    struct ftm_query q;
    struct buf body;
    (void)state;
    arena_init(&a, MIB);
    assert_ok(json_parse(STR("{\"schema\":\"Person\",\"properties\":{\"name\":\"Kim\",\"country\":["
                             "\"kp\",\"cn\"],\"nationality\":\"ru\",\"citizenship\":\"kp\","
                             "\"birthDate\":[\"1950\",\"1951-02\"],\"address\":[\"Wonsan\","
                             "\"Perm\"]}}"),
                         &a, &v, NULL));
    assert_ok(ftm_query_read(v, server.geo, &a, &q, NULL));
    assert_int_equal(q.subject.n_countries, 3);
    assert_str(q.subject.countries[0], "ru");
    assert_str(q.subject.countries[1], "kp");
    assert_str(q.subject.countries[2], "cn");
    assert_int_equal(q.subject.n_births, 2);
    assert_int_equal(q.subject.births[0].year, 1950);
    assert_int_equal(q.subject.births[1].month, 2);
    assert_int_equal(q.subject.n_addresses, 2);
    assert_str(q.subject.addresses[0], "Wonsan");
    assert_str(q.subject.addresses[1], "Perm");
    arena_release(&a);
    buf_init(&body, MIB);
    buf_add_z(&body,
              "{\"queries\":{\"q\":{\"schema\":\"Person\",\"properties\":{\"address\":[\"x\"");
    for (int i = 0; i < FTM_MAX_ADDRESSES; i++)
        buf_add_z(&body, ",\"x\"");
    buf_add_z(&body, "]}}}}");
    assert_int_equal(ask("POST", "/match/dprk", body.p), 400);
    buf_release(&body);
}

/* n names that are nobody's, and then one that is listed. */
static int ask_behind(size_t n)
{
    struct buf body;
    buf_init(&body, MIB);
    buf_add_z(&body, "{\"queries\":{\"q\":{\"schema\":\"Company\",\"properties\":{\"name\":[");
    for (size_t i = 0; i < n; i++)
        buf_add_f(&body, "\"Sablon Qwx%zu\",", i);
    buf_add_z(&body, "\"Korea Mining Development Trading Corporation\"]}}}}");
    int status = ask("POST", "/match/dprk", body.p);
    buf_release(&body);
    return status;
}

/* What is not screened must not look as if it had been. */
static void all_names_are_screened_or_refused(void **state)
{
    (void)state;
    assert_int_equal(ask_behind(0), 200);
    assert_says("OFAC-9345");
    assert_int_equal(ask_behind(100), 200);
    assert_says("OFAC-9345");
    assert_int_equal(ask_behind(255), 200);
    assert_says("OFAC-9345");
    assert_int_equal(ask_behind(256), 400);
    assert_says("At most 256 names");
}

/* A number that is also a number of another kind stands under both. */
static void equal_numbers_are_kept(void **state)
{
    struct list_id ids[] = {{LIST_ID_OTHER, STR("7"), STR_EMPTY},
                            {LIST_ID_PASSPORT, STR("8"), STR_EMPTY},
                            {LIST_ID_NATIONAL, STR("8"), STR_EMPTY},
                            {LIST_ID_NATIONAL, STR("7"), STR_EMPTY}};
    struct listed_entity e = server.lists->set.entities.v[0];
    struct json_writer w;
    (void)state;
    e.ids = ids;
    e.n_ids = N_OF(ids);
    reply_reset(&reply);
    json_writer_init(&w, &reply.body);
    json_object(&w);
    ftm_write_entity(&server.lists->set, &e, &w);
    json_object_end(&w);
    assert_says("\"idNumber\":[\"7\",\"8\"],\"passportNumber\":[\"8\"]");
}

static int ask_long(const char *before, size_t n, const char *behind)
{
    struct buf body;
    buf_init(&body, 64 * KIB);
    buf_add_f(&body, "{\"queries\":{\"q\":{\"schema\":\"Person\",\"properties\":{%s", before);
    while (n--)
        buf_add_c(&body, 'x');
    buf_add_f(&body, "%s}}}}", behind);
    int status = ask("POST", "/match/dprk", body.p);
    buf_release(&body);
    return status;
}

/* Nor is a part of a name taken for the whole. */
static void long_names_are_refused(void **state)
{
    (void)state;
    assert_int_equal(ask_long("\"name\":\"", 4096, "\""), 200);
    assert_int_equal(ask_long("\"name\":\"", 4097, "\""), 400);
    assert_says("of at most 4096 bytes each");
    assert_int_equal(ask_long("\"alias\":[\"Kim\",\"", 4097, "\"]"), 400);
    assert_int_equal(ask_long("\"name\":\"Kim\",\"passportNumber\":\"", 4097, "\""), 400);
    assert_int_equal(ask_long("\"firstName\":\"Kim\",\"lastName\":\"", 4000, "\""), 200);
    assert_int_equal(ask_long("\"firstName\":\"Kim\",\"lastName\":\"", 4096, "\""), 400);
    assert_int_equal(ask_long("\"lastName\":\"", 5000, "\""), 400);
    assert_int_equal(ask_long("\"name\":\"Kim\",\"notes\":\"", 5000, "\""), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_who_is_meant),
                                       cmocka_unit_test(thresholds_are_kept),
                                       cmocka_unit_test(a_score_of_the_threshold_is_a_match),
                                       cmocka_unit_test(algorithms_differ),
                                       cmocka_unit_test(ofac_takes_all_names),
                                       cmocka_unit_test(scopes_are_kept),
                                       cmocka_unit_test(params_narrow),
                                       cmocka_unit_test(wrong_questions_are_refused),
                                       cmocka_unit_test(too_many_questions_are_refused),
                                       cmocka_unit_test(entities_are_told),
                                       cmocka_unit_test(operators_of_searches),
                                       cmocka_unit_test(words_are_searched),
                                       cmocka_unit_test(all_names_are_screened_or_refused),
                                       cmocka_unit_test(searches_are_narrowed),
                                       cmocka_unit_test(all_words_are_searched_or_refused),
                                       cmocka_unit_test(long_names_are_refused),
                                       cmocka_unit_test(equal_numbers_are_kept),
                                       cmocka_unit_test(lists_go_by_names),
                                       cmocka_unit_test(searches_are_counted_and_sorted),
                                       cmocka_unit_test(facets_count_entries),
                                       cmocka_unit_test(catalogue_names_the_lists),
                                       cmocka_unit_test(values_are_cleaned),
                                       cmocka_unit_test(what_is_missing_is_not_found),
                                       cmocka_unit_test(dates_are_understood),
                                       cmocka_unit_test(what_is_not_compared_is_said),
                                       cmocka_unit_test(subject_is_made),
                                       cmocka_unit_test(all_values_are_compared)};
    return cmocka_run_group_tests(tests, ask_start, ask_stop);
}
