/* The interface compatible with Watchman: search by name and by number, types, refusal of what is
 * not understood, list info. */
#include "unit.h"

#include "ask.h"

#define NAME "name=Korea+Mining+Development+Trading+Corp"

static void finds_who_is_meant(void **state)
{
    (void)state;
    assert_int_equal(ask("GET", "/v2/search?" NAME "&type=business&minMatch=0.70&limit=1", ""),
                     200);
    assert_says("{\"query\":{\"name\":\"Korea Mining Development Trading "
                "Corp\",\"entityType\":\"business\"");
    assert_says("\"entities\":[{\"name\":\"KOREA MINING DEVELOPMENT TRADING CORPORATION\","
                "\"entityType\":\"business\",\"sourceList\":\"dprk\",\"sourceID\":\"OFAC-9345\","
                "\"person\":null,\"business\":{\"name\":");
    assert_says("\"match\":0.9");
    assert_says("\"details\":{\"pieces\":[{\"score\":");
    assert_silent("\"debug\"");
    assert_int_equal(reply.body.p[reply.body.n - 1], '\n');
    assert_int_equal(ask("GET", "/v2/search?" NAME "&debug=yes", ""), 200);
    assert_says("\"debug\":\"");
}

static void narrows(void **state)
{
    static const char *const nothing[] = {
        "/v2/search?" NAME "&type=vessel", "/v2/search?" NAME "&source=us_ofac",
        "/v2/search?" NAME "&sourceID=1", "/v2/search?" NAME "&minMatch=1"};
    (void)state;
    for (size_t i = 0; i < N_OF(nothing); i++) {
        assert_int_equal(ask("GET", nothing[i], ""), 200);
        assert_says("\"entities\":[]}");
    }
    assert_int_equal(ask("GET", "/v2/search?" NAME "&limit=0", ""),
                     200); /* as if it were not there */
    assert_says("OFAC-9345");
    assert_int_equal(ask("GET", "/v2/search?" NAME "&source=dprk&sourceID=OFAC-9345", ""), 200);
    assert_says("OFAC-9345");
}

/* A flag in words says what its code says, and one that is none says nothing. */
static void a_flag_may_be_a_name(void **state)
{
    static const char *const flags[] = {"&flag=KP", "&flag=North+Korea"};
    (void)state;
    for (size_t i = 0; i < N_OF(flags); i++) {
        char target[160];
        snprintf(target, sizeof target, "/v2/search?name=Chong+Chon+Gang&type=vessel&debug=yes%s",
                 flags[i]);
        assert_int_equal(ask("GET", target, ""), 200);
        assert_says("country KP is listed");
    }
    assert_int_equal(
        ask("GET", "/v2/search?name=Chong+Chon+Gang&type=vessel&debug=yes&flag=Atlantis", ""), 200);
    assert_says("OFAC-17069");
    assert_silent("is listed");
}

/* What is not screened must not look as if it had been. */
static void more_names_than_are_searched_for_are_refused(void **state)
{
    struct buf target;
    (void)state;
    buf_init(&target, 16 * KIB);
    buf_add_z(&target, "/v2/search?name=Sablon&type=business");
    for (int i = 1; i < 31; i++)
        buf_add_f(&target, "&altNames=Sablon+Qwx%d", i);
    buf_add_z(&target, "&altNames=Korea+Mining+Development+Trading+Corp");
    assert_int_equal(ask("GET", target.p, ""), 200);
    assert_says("OFAC-9345");
    buf_add_z(&target, "&altNames=Sablon+Qwx");
    assert_int_equal(ask("GET", target.p, ""), 400);
    assert_says("at most 32 names");
    buf_reset(&target);
    buf_add_z(&target, "/v2/search?" NAME);
    for (int i = 0; i < 32; i++)
        buf_add_f(&target, "&address=Street+%d", i);
    assert_int_equal(ask("GET", target.p, ""), 200);
    buf_add_z(&target, "&address=Pyongyang");
    assert_int_equal(ask("GET", target.p, ""), 400);
    assert_says("32 addresses");
    buf_release(&target);
}

static void what_is_not_understood_is_refused(void **state)
{
    static const char *const bad[] = {"/v2/search",
                                      "/v2/search?" NAME "&type=robot",
                                      "/v2/search?" NAME "&limit=x",
                                      "/v2/search?" NAME "&limit=-1",
                                      "/v2/search?" NAME "&minMatch=2",
                                      "/v2/search?" NAME "&type=person&birthDate=soon",
                                      "/v2/search?" NAME "&format=senzing"};
    (void)state;
    for (size_t i = 0; i < N_OF(bad); i++) {
        if (ask("GET", bad[i], "") != 400)
            fail_msg("%s: %d", bad[i], reply.status);
        assert_says("{\"error\":\"");
    }
    assert_int_equal(
        ask("GET", "/v2/search?" NAME "&type=vessel&colour=red&birthDate=1950&mmsi=1", ""), 400);
    assert_says("{\"error\":\"extra/unused query parameters in request: colour,birthDate\"}");
}

static void every_parameter_is_taken(void **state)
{
    (void)state;
    assert_int_equal(ask("GET",
                         "/v2/search?" NAME
                         "&type=person&altNames=KOMID&birthDate=1970-01&gender=male&titles=x"
                         "&gov_passport=KP:123456&email=a@b.c&address=Pyongyang&cryptoAddress=XBT:"
                         "abcdef&requestID=1",
                         ""),
                     200);
    assert_says(
        "\"altNames\":[\"KOMID\"],\"gender\":\"male\",\"birthDate\":\"1970-01-01T00:00:00Z\"");
    assert_says("{\"type\":\"passport\",\"country\":\"KP\",\"identifier\":\"123456\"}");
    assert_says("\"emailAddresses\":[\"a@b.c\"]");
    assert_says("\"cryptoAddresses\":[{\"currency\":\"\",\"address\":\"abcdef\"}]");
    assert_int_equal(
        ask("GET", "/v2/search?type=vessel&imoNumber=9074729&flag=KP&built=1999&owner=x", ""), 200);
    assert_says("\"vessel\":{\"name\":\"\",\"altNames\":null,\"type\":\"\",\"flag\":\"KP\"");
}

static void lists_are_told(void **state)
{
    (void)state;
    assert_int_equal(ask("GET", "/v2/listinfo", ""), 200);
    assert_says("{\"lists\":{\"dprk\":620},\"listHashes\":{\"dprk\":\"");
    assert_says("\"startedAt\":\"20");
    assert_int_equal(ask("GET", "/ping", ""), 200);
    assert_string_equal(reply.body.p, "PONG");
    assert_int_equal(ask("GET", "/-/version", ""), 200);
    assert_says("\"motiva\":\"v");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_who_is_meant),
        cmocka_unit_test(narrows),
        cmocka_unit_test(a_flag_may_be_a_name),
        cmocka_unit_test(more_names_than_are_searched_for_are_refused),
        cmocka_unit_test(what_is_not_understood_is_refused),
        cmocka_unit_test(every_parameter_is_taken),
        cmocka_unit_test(lists_are_told)};
    return cmocka_run_group_tests(tests, ask_start, ask_stop);
}
