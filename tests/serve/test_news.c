/* New cases are told once each, those that were there before never; what cannot be delivered does
 * not hold up the end. */
#include "unit.h"

#include "serve/news.h"
#include "store/store.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[64], path[96];
static struct store *store;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int told;
static char last[256];

static int start(void **state)
{
    struct seine_error err = {0};
    (void)state;
    snprintf(folder, sizeof folder, "%s/seine-news-XXXXXX", P_tmpdir);
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/cases.db", folder);
    return store_open(path, &store, &err) == SEINE_OK ? 0 : -1;
}

static int stop(void **state)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    (void)state;
    store_close(store);
    for (size_t i = 0; i < N_OF(ends); i++) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    return rmdir(folder);
}

static void publish(void *context, const char *event, struct str data)
{
    (void)context;
    pthread_mutex_lock(&lock);
    assert_string_equal(event, "case");
    told++;
    snprintf(last, sizeof last, STR_FMT, STR_ARG(data));
    pthread_mutex_unlock(&lock);
}

static void put(const char *id, double score)
{
    const struct str consignment = str_of(id);
    const struct store_case c = {str_of(id),   STR("kite"), score, STR("{}"),
                                 &consignment, 1,           NULL,  0};
    struct seine_error err = {0};
    assert_ok(store_begin(store, &err));
    assert_ok(store_put_case(store, &c, &err));
    assert_ok(store_commit(store, &err));
}

static int told_so_far(void)
{
    pthread_mutex_lock(&lock);
    int n = told;
    pthread_mutex_unlock(&lock);
    return n;
}

static void wait_for(int n)
{
    for (int i = 0; i < 1000 && told_so_far() < n; i++)
        usleep(10000);
    assert_int_equal(told_so_far(), n);
}

static void new_cases_are_told_once(void **state)
{
    const struct news_config config = {
        .db = path, .key = STR("0123456789abcdef"), .publish = publish};
    struct seine_error err = {0};
    struct news *n = NULL;
    (void)state;
    put("SC-OLD", 1);
    assert_ok(news_new(&config, &n, &err));
    news_wake(n);
    put("SC-NEW", 2.5);
    news_wake(n);
    wait_for(1);
    assert_string_equal(last,
                        "{\"event\":\"case\",\"case\":\"SC-NEW\",\"kit\":\"kite\",\"score\":2.5}");
    put("SC-NEW", 3); /* changed, not new */
    news_wake(n);
    put("SC-MORE", 1);
    news_wake(n);
    wait_for(2);
    usleep(50000);
    assert_int_equal(told_so_far(), 2);
    news_free(n);
    news_wake(NULL);
}

/* Nobody listens there: the case is told to streams, the delivery is tried again, the end comes. */
static void an_end_does_not_wait_for_webhooks(void **state)
{
    const char *const to[] = {"http://127.0.0.1:1/"};
    const struct news_config config = {
        .db = path, .to = to, .n_to = 1, .key = STR("0123456789abcdef"), .publish = publish};
    struct seine_error err = {0};
    struct news *n = NULL;
    (void)state;
    told = 0;
    assert_ok(news_new(&config, &n, &err));
    put("SC-HOOK", 1);
    news_wake(n);
    wait_for(1);
    for (int i = 0; i < 1000 && news_count(n).retried == 0; i++)
        usleep(10000);
    assert_int_equal(news_count(n).retried, 1);
    assert_int_equal(news_count(n).delivered, 0);
    news_free(n);
}

/* openssl dgst -sha256 -hmac "0123456789abcdef" over 1700000000.{} */
static void signatures_are_standard(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, 256);
    news_signature(STR("0123456789abcdef"), 1700000000, STR("{}"), &b);
    assert_string_equal(
        b.p, "t=1700000000,v1=e4f8e2ecae2295b2ddb2f0b5584c8275e226c0ebe9b3b819e70156bb67122e3e");
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(new_cases_are_told_once),
                                       cmocka_unit_test(an_end_does_not_wait_for_webhooks),
                                       cmocka_unit_test(signatures_are_standard)};
    return cmocka_run_group_tests(tests, start, stop);
}
