/* New cases are told once each, those that were there before never; what cannot be delivered does
 * not hold up the end. */
#include "unit.h"

#include "serve/hooks.h"
#include "store/store.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static char folder[64], path[96];
static struct store *store;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int told, asked;
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

/* Every second event finds no room at first. */
static bool publish(void *context, const char *event, struct str data)
{
    (void)context;
    pthread_mutex_lock(&lock);
    assert_string_equal(event, "case");
    bool ok = ++asked % 2 == 1;
    told += ok;
    if (ok)
        snprintf(last, sizeof last, STR_FMT, STR_ARG(data));
    pthread_mutex_unlock(&lock);
    return ok;
}

static void put(const char *id, double score)
{
    const struct str consignment = str_of(id);
    const struct store_case c = {str_of(id), STR("kite"), score, STR("{}"), &consignment,
                                 1,          NULL,        0,     false,     false};
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

/* An address on loopback where connections are taken and nothing is ever answered. */
static int silent(char *ret, size_t room)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&a, sizeof a) == 0 && listen(fd, 64) == 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
    snprintf(ret, room, "http://127.0.0.1:%d/", ntohs(a.sin_port));
    return fd;
}

/* Takes connections until it is shut, and says to each that all is well. */
static void *agree(void *context)
{
    static const char yes[] = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
    char bytes[4096];
    for (int c; (c = accept(*(int *)context, NULL, NULL)) >= 0; close(c)) {
        assert_true(recv(c, bytes, sizeof bytes, 0) > 0);
        assert_true(send(c, yes, sizeof yes - 1, MSG_NOSIGNAL) > 0);
        shutdown(c, SHUT_WR);
        while (recv(c, bytes, sizeof bytes, 0) > 0)
            ;
    }
    return NULL;
}

/* Two take the connection and say nothing: the third is told of all, and streams too, before the
 * first try of the others has ended. */
static void who_is_silent_delays_nobody(void **state)
{
    char addresses[3][64];
    int fds[3];
    for (int i = 0; i < 3; i++)
        fds[i] = silent(addresses[i], sizeof addresses[i]);
    const char *const to[] = {addresses[0], addresses[1], addresses[2]};
    const struct news_config config = {
        .db = path, .to = to, .n_to = 3, .key = STR("0123456789abcdef"), .publish = publish};
    struct seine_error err = {0};
    struct news *n = NULL;
    pthread_t receiver;
    (void)state;
    told = 0;
    assert_int_equal(pthread_create(&receiver, NULL, agree, &fds[2]), 0);
    assert_ok(news_new(&config, &n, &err));
    for (int i = 0; i < 4; i++) {
        char id[16];
        snprintf(id, sizeof id, "SC-SILENT-%d", i);
        put(id, 1);
        news_wake(n);
        wait_for(i + 1);
    }
    for (int i = 0; i < 3000 && news_count(n).delivered < 4; i++)
        usleep(10000);
    assert_int_equal(news_count(n).delivered, 4);
    assert_int_equal(news_count(n).retried, 0);
    news_free(n);
    shutdown(fds[2], SHUT_RDWR);
    pthread_join(receiver, NULL);
    for (int i = 0; i < 3; i++)
        close(fds[i]);
}

/* Another program writes for longer than the thread waits: the webhook is told when it has ended,
 * though nobody says again that there is news. */
static void a_busy_store_is_asked_again(void **state)
{
    char address[64];
    int fd = silent(address, sizeof address);
    const char *const to[] = {address};
    const struct news_config config = {
        .db = path, .to = to, .n_to = 1, .key = STR("0123456789abcdef"), .publish = publish};
    struct seine_error err = {0};
    struct news *n = NULL;
    pthread_t receiver;
    (void)state;
    told = 0;
    assert_int_equal(pthread_create(&receiver, NULL, agree, &fd), 0);
    assert_ok(news_new(&config, &n, &err));
    put("SC-BUSY", 1);
    assert_ok(store_begin(store, &err)); /* before the thread is woken */
    news_wake(n);
    wait_for(1); /* the streams do not wait */
    sleep(1);    /* what the thread asks of the store fails meanwhile */
    store_rollback(store);
    for (int i = 0; i < 1000 && news_count(n).delivered == 0; i++)
        usleep(10000);
    assert_int_equal(news_count(n).delivered, 1);
    news_free(n);
    shutdown(fd, SHUT_RDWR);
    pthread_join(receiver, NULL);
    close(fd);
}

/* openssl dgst -sha256 -hmac "0123456789abcdef" over 1700000000.{} */
static void signatures_are_standard(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, 256);
    hooks_signature(STR("0123456789abcdef"), 1700000000, STR("{}"), &b);
    assert_string_equal(
        b.p, "t=1700000000,v1=e4f8e2ecae2295b2ddb2f0b5584c8275e226c0ebe9b3b819e70156bb67122e3e");
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(new_cases_are_told_once),
                                       cmocka_unit_test(an_end_does_not_wait_for_webhooks),
                                       cmocka_unit_test(who_is_silent_delays_nobody),
                                       cmocka_unit_test(a_busy_store_is_asked_again),
                                       cmocka_unit_test(signatures_are_standard)};
    return cmocka_run_group_tests(tests, start, stop);
}
