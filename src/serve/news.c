/* serve/news.c - new cases, told once each. Which are new is found by comparing the store's cases
 * with those seen before, so that it does not matter who wrote them. */
#include "serve/news.h"

#include "store/store.h"

#include <curl/curl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ID_BYTES = 12, TIMEOUT_S = 10 };

struct delivery {
    const char *to;
    char id[2 * ID_BYTES + 1]; /* the same for every try */
    struct buf body;
    int tries;
    int64_t due; /* ms */
};

struct news {
    const struct news_config *config;
    struct store *store;
    struct map seen;
    VEC(struct delivery *) waiting;
    pthread_t thread;
    bool is_started;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_awake, is_ending; /* under the lock, as the counts */
    struct news_counts counts;
};

static int64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void free_delivery(struct delivery *d)
{
    buf_release(&d->body);
    mem_free(d);
}

static void forget(struct news *n, size_t at)
{
    free_delivery(n->waiting.v[at]);
    memmove(n->waiting.v + at, n->waiting.v + at + 1,
            (n->waiting.n - at - 1) * sizeof *n->waiting.v);
    n->waiting.n--;
}

static void count(struct news *n, uint64_t *which)
{
    pthread_mutex_lock(&n->lock);
    (*which)++;
    pthread_mutex_unlock(&n->lock);
}

/* ---- what is new --------------------------------------------------------------------------- */

static void enqueue(struct news *n, const char *to, struct str body)
{
    unsigned char id[ID_BYTES];
    struct delivery *d = mem_calloc(1, sizeof *d);
    if (n->waiting.n == NEWS_WAITING) {
        forget(n, 0);
        count(n, &n->counts.dropped);
    }
    if (!d || !VEC_RESERVE(&n->waiting, n->waiting.n + 1)) {
        mem_free(d);
        count(n, &n->counts.dropped);
        return;
    }
    d->to = to;
    randombytes_buf(id, sizeof id);
    sodium_bin2hex(d->id, sizeof d->id, id, sizeof id);
    buf_init(&d->body, LIMIT_TEXT);
    buf_add(&d->body, body);
    n->waiting.v[n->waiting.n++] = d;
}

static void tell(struct news *n, const struct store_case *c)
{
    struct buf text;
    struct json_writer w;
    buf_init(&text, LIMIT_TEXT);
    json_writer_init(&w, &text);
    json_object(&w);
    json_member(&w, "event", STR("case"));
    json_member(&w, "case", c->id);
    json_member(&w, "kit", c->kit);
    json_key(&w, "score");
    json_decimal(&w, c->score, 3);
    json_object_end(&w);
    if (buf_status(&text) == SEINE_OK) {
        n->config->publish(n->config->context, "case", buf_str(&text));
        for (size_t i = 0; i < n->config->n_to; i++)
            enqueue(n, n->config->to[i], buf_str(&text));
    }
    buf_release(&text);
}

struct look {
    struct news *news;
    bool is_first; /* nothing is told */
};

static enum seine_status look_at(void *context, const struct store_case *c, struct seine_error *err)
{
    struct look *l = context;
    uint32_t value;
    bool is_new = false;
    enum seine_status status = map_get_or_set(&l->news->seen, str_hash(c->id), 1, &value, &is_new);
    if (status != SEINE_OK)
        return error_set(err, status, "out of memory");
    if (is_new && !l->is_first)
        tell(l->news, c);
    return SEINE_OK;
}

/* ---- webhooks ------------------------------------------------------------------------------ */

void news_signature(struct str key, int64_t seconds, struct str body, struct buf *out)
{
    crypto_auth_hmacsha256_state state;
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    char hex[2 * crypto_auth_hmacsha256_BYTES + 1], time_text[32];
    int length = snprintf(time_text, sizeof time_text, "%lld.", (long long)seconds);
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)key.p, key.n);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)time_text,
                                  (unsigned long long)length);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)body.p, body.n);
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_bin2hex(hex, sizeof hex, mac, sizeof mac);
    buf_add_f(out, "t=%lld,v1=%s", (long long)seconds, hex);
}

static int on_progress(void *context, curl_off_t total, curl_off_t now, curl_off_t up_total,
                       curl_off_t up)
{
    struct news *n = context;
    (void)total;
    (void)now;
    (void)up_total;
    (void)up;
    pthread_mutex_lock(&n->lock);
    bool is_ending = n->is_ending;
    pthread_mutex_unlock(&n->lock);
    return is_ending;
}

static size_t on_answer(char *bytes, size_t size, size_t count_of, void *context)
{
    (void)bytes;
    (void)context;
    return size * count_of; /* what they say is of no interest */
}

static struct curl_slist *headers_of(const struct news *n, const struct delivery *d)
{
    struct curl_slist *list = curl_slist_append(NULL, "Content-Type: application/json");
    struct buf line;
    buf_init(&line, 4 * KIB);
    buf_add_f(&line, "Seine-Event: %s", d->id);
    struct curl_slist *longer = list ? curl_slist_append(list, line.p) : NULL;
    buf_reset(&line);
    buf_add_z(&line, "Seine-Signature: ");
    news_signature(n->config->key, (int64_t)time(NULL), buf_str(&d->body), &line);
    longer = longer ? curl_slist_append(longer, line.p) : NULL;
    buf_release(&line);
    if (!longer)
        curl_slist_free_all(list);
    return longer;
}

/* The status of the answer, 0 if there was none. */
static long post(struct news *n, const struct delivery *d)
{
    CURL *c = curl_easy_init();
    struct curl_slist *headers = c ? headers_of(n, d) : NULL;
    long status = 0;
    if (headers) {
        curl_easy_setopt(c, CURLOPT_URL, d->to);
        curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
        curl_easy_setopt(c, CURLOPT_USERAGENT, "seine/" SEINE_VERSION);
        curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, d->body.p);
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)d->body.n);
        curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_answer);
        curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
        curl_easy_setopt(c, CURLOPT_XFERINFODATA, n);
        if (curl_easy_perform(c) == CURLE_OK)
            curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(c);
    return status;
}

/* True when there is nothing more to do about it. */
static bool deliver(struct news *n, struct delivery *d)
{
    long status = post(n, d);
    bool is_worth_it = status == 0 || status == 408 || status == 429 || status >= 500;
    if (status >= 200 && status < 300) {
        count(n, &n->counts.delivered);
        return true;
    }
    if (!is_worth_it || ++d->tries == NEWS_TRIES) {
        count(n, &n->counts.dropped);
        return true;
    }
    count(n, &n->counts.retried);
    d->due = clock_ms() + ((int64_t)1000 << (d->tries - 1));
    return false;
}

/* Delivers one that is due; false if none is. */
static bool deliver_one(struct news *n)
{
    int64_t now = clock_ms();
    for (size_t i = 0; i < n->waiting.n; i++)
        if (n->waiting.v[i]->due <= now) {
            if (deliver(n, n->waiting.v[i]))
                forget(n, i);
            return true;
        }
    return false;
}

/* ---- the thread ---------------------------------------------------------------------------- */

/* Until there is news, the next delivery is due, or the end; true at the end. */
static bool wait_for_work(struct news *n, bool *ret_news)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 1;
    pthread_mutex_lock(&n->lock);
    while (!n->is_awake && !n->is_ending)
        if (pthread_cond_timedwait(&n->changed, &n->lock, &until) != 0)
            break;
    *ret_news = n->is_awake;
    n->is_awake = false;
    bool is_ending = n->is_ending;
    pthread_mutex_unlock(&n->lock);
    return is_ending;
}

static bool is_ending(struct news *n)
{
    pthread_mutex_lock(&n->lock);
    bool ends = n->is_ending;
    pthread_mutex_unlock(&n->lock);
    return ends;
}

static void *work(void *argument)
{
    struct news *n = argument;
    bool has_news, is_behind = false; /* the store could not be read: again a second later */
    while (!wait_for_work(n, &has_news)) {
        struct look l = {n, false};
        if (has_news || is_behind)
            is_behind = store_each_case(n->store, look_at, &l, NULL) != SEINE_OK;
        while (!is_ending(n) && deliver_one(n))
            ;
    }
    return NULL;
}

static enum seine_status begin(struct news *n, struct seine_error *err)
{
    pthread_condattr_t monotonic;
    struct look l = {n, true};
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&n->lock, NULL);
    pthread_cond_init(&n->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    map_init(&n->seen);
    if (sodium_init() < 0)
        return error_set(err, SEINE_INTERNAL, "libsodium cannot be used");
    enum seine_status status = store_open(n->config->db, &n->store, err);
    if (status == SEINE_OK)
        status = store_each_case(n->store, look_at, &l, err);
    if (status != SEINE_OK)
        return status;
    n->is_started = pthread_create(&n->thread, NULL, work, n) == 0;
    return n->is_started ? SEINE_OK : error_set(err, SEINE_IO, "cannot start a thread");
}

enum seine_status news_new(const struct news_config *config, struct news **ret,
                           struct seine_error *err)
{
    struct news *n = mem_calloc(1, sizeof *n);
    if (!n)
        return error_set(err, SEINE_NOMEM, "out of memory");
    n->config = config;
    enum seine_status status = begin(n, err);
    if (status != SEINE_OK)
        news_free(n);
    else
        *ret = n;
    return status;
}

void news_free(struct news *n)
{
    if (!n)
        return;
    pthread_mutex_lock(&n->lock);
    n->is_ending = true;
    pthread_cond_signal(&n->changed);
    pthread_mutex_unlock(&n->lock);
    if (n->is_started)
        pthread_join(n->thread, NULL);
    for (size_t i = 0; i < n->waiting.n; i++)
        free_delivery(n->waiting.v[i]);
    VEC_RELEASE(&n->waiting);
    map_release(&n->seen);
    store_close(n->store);
    pthread_cond_destroy(&n->changed);
    pthread_mutex_destroy(&n->lock);
    mem_free(n);
}

void news_wake(struct news *n)
{
    if (!n)
        return;
    pthread_mutex_lock(&n->lock);
    n->is_awake = true;
    pthread_cond_signal(&n->changed);
    pthread_mutex_unlock(&n->lock);
}

struct news_counts news_count(struct news *n)
{
    pthread_mutex_lock(&n->lock);
    struct news_counts c = n->counts;
    pthread_mutex_unlock(&n->lock);
    return c;
}
