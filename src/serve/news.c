/* serve/news.c - new cases and arrivals, told once each. Which cases are new is found by comparing
 * the store's with those seen before, so that it does not matter who wrote them: for streams with
 * those seen by this process, for webhooks with those of which there is a notice in the store. */
#include "serve/news.h"

#include "store/notices.h"

#include <curl/curl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ID_BYTES = 12, TIMEOUT_S = 10, PATIENCE_MS = 200 };

struct delivery {
    size_t to;                 /* index of the address */
    int64_t n;                 /* of the notice */
    char id[2 * ID_BYTES + 1]; /* the same for every try, also after a restart */
    struct buf body;
    int tries;
    int64_t due;        /* ms */
    const char *result; /* not NULL: nothing is left but to note that */
};

struct news {
    const struct news_config *config;
    struct store *store;
    struct map seen;
    int64_t published; /* number of the last notice that streams were told of */
    int64_t *loaded;   /* by address: number of the last notice that was taken from the store */
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

static void case_event(const struct store_case *c, struct buf *out)
{
    struct json_writer w;
    json_writer_init(&w, out);
    json_object(&w);
    json_member(&w, "event", STR("case"));
    json_member(&w, "case", c->id);
    json_member(&w, "kit", c->kit);
    json_member_decimal(&w, "score", c->score, 3);
    json_object_end(&w);
}

struct look {
    struct news *news;
    bool is_first; /* nothing is told */
};

/* Tells the streams, who need not wait until the store can be written to. */
static enum seine_status look_at(void *context, const struct store_case *c, struct seine_error *err)
{
    struct look *l = context;
    uint32_t value;
    bool is_new = false;
    enum seine_status status = map_get_or_set(&l->news->seen, str_hash(c->id), 1, &value, &is_new);
    if (status != SEINE_OK)
        return error_set(err, status, "out of memory");
    if (!is_new || l->is_first)
        return SEINE_OK;
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    case_event(c, &text);
    if (buf_status(&text) == SEINE_OK)
        l->news->config->publish(l->news->config->context, "case", buf_str(&text));
    buf_release(&text);
    return SEINE_OK;
}

static enum seine_status publish_notice(void *context, const struct store_notice *notice,
                                        struct seine_error *err)
{
    struct news *n = context;
    (void)err;
    if (str_is(notice->kind, STR("watch")))
        n->config->publish(n->config->context, "watch", notice->body);
    n->published = notice->n;
    return SEINE_OK;
}

struct unnoticed {
    struct arena arena;
    VEC(struct store_notice) notices;
};

static enum seine_status take_unnoticed(void *context, const struct store_case *c,
                                        struct seine_error *err)
{
    struct unnoticed *u = context;
    struct buf key, body;
    bool ok = true;
    buf_init(&key, LIMIT_TEXT);
    buf_init(&body, LIMIT_TEXT);
    buf_add_z(&key, "case:");
    buf_add(&key, c->id);
    case_event(c, &body);
    struct store_notice notice = {.key = arena_str(&u->arena, buf_str(&key), &ok),
                                  .kind = STR("case"),
                                  .body = arena_str(&u->arena, buf_str(&body), &ok)};
    ok = ok && buf_status(&key) == SEINE_OK && buf_status(&body) == SEINE_OK &&
         VEC_PUSH(&u->notices, notice);
    buf_release(&key);
    buf_release(&body);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory");
}

/* A notice of each case that has none; then the addresses that are new, who are not told of those.
 */
static enum seine_status write_notices(struct news *n, const struct unnoticed *u, bool is_first,
                                       struct seine_error *err)
{
    enum seine_status status = store_begin(n->store, err);
    for (size_t i = 0; i < u->notices.n && status == SEINE_OK; i++)
        status = store_put_notice(n->store, &u->notices.v[i], err);
    for (size_t i = 0; is_first && i < n->config->n_to && status == SEINE_OK; i++)
        status = store_put_hook(n->store, str_of(n->config->to[i]), err);
    if (status == SEINE_OK)
        status = store_commit(n->store, err);
    if (status != SEINE_OK)
        store_rollback(n->store);
    return status;
}

static enum seine_status notice_cases(struct news *n, bool is_first, struct seine_error *err)
{
    struct unnoticed u = {0};
    if (n->config->n_to == 0)
        return SEINE_OK;
    arena_init(&u.arena, LIMIT_REPORT);
    enum seine_status status = store_each_unnoticed(n->store, take_unnoticed, &u, err);
    if (status == SEINE_OK && (is_first || u.notices.n > 0))
        status = write_notices(n, &u, is_first, err);
    VEC_RELEASE(&u.notices);
    arena_release(&u.arena);
    return status;
}

struct load {
    struct news *news;
    size_t to;
};

static enum seine_status enqueue(void *context, const struct store_notice *notice,
                                 struct seine_error *err)
{
    const struct load *l = context;
    struct news *n = l->news;
    const char *url = n->config->to[l->to];
    crypto_generichash_state state;
    unsigned char id[crypto_generichash_BYTES];
    struct delivery *d = mem_calloc(1, sizeof *d);
    if (!d || !VEC_RESERVE(&n->waiting, n->waiting.n + 1)) {
        mem_free(d);
        return error_set(err, SEINE_NOMEM, "out of memory");
    }
    crypto_generichash_init(&state, NULL, 0, sizeof id);
    crypto_generichash_update(&state, (const unsigned char *)url, strlen(url) + 1);
    crypto_generichash_update(&state, (const unsigned char *)notice->key.p, notice->key.n);
    crypto_generichash_final(&state, id, sizeof id);
    sodium_bin2hex(d->id, sizeof d->id, id, ID_BYTES);
    d->to = l->to;
    d->n = notice->n;
    buf_init(&d->body, LIMIT_TEXT);
    buf_add(&d->body, notice->body);
    n->waiting.v[n->waiting.n++] = d;
    n->loaded[l->to] = notice->n;
    return SEINE_OK;
}

/* Takes in what waits in the store, as far as there is room. */
static enum seine_status load(struct news *n, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (size_t to = 0; to < n->config->n_to && status == SEINE_OK; to++) {
        struct load l = {n, to};
        int64_t room = NEWS_WAITING;
        for (size_t i = 0; i < n->waiting.n; i++)
            room -= n->waiting.v[i]->to == to;
        if (room > 0)
            status = store_each_untold(n->store, str_of(n->config->to[to]), n->loaded[to], room,
                                       enqueue, &l, err);
    }
    return status;
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

static bool add_part(CURLU *url, CURLUPart part, const char *before, struct buf *out)
{
    char *text;
    if (curl_url_get(url, part, &text, 0) != CURLUE_OK)
        return false;
    if (out)
        buf_add_f(out, "%s%s", before, text);
    bool is_more = strcmp(text, "/") != 0;
    curl_free(text);
    return is_more;
}

/* Read by the library that will ask there, so that the two agree on where the host is. */
enum seine_status news_place(const char *address, struct buf *out, struct seine_error *err)
{
    CURLU *url = curl_url();
    CURLUcode code = url ? curl_url_set(url, CURLUPART_URL, address, 0) : CURLUE_OUT_OF_MEMORY;
    if (code == CURLUE_OK) {
        add_part(url, CURLUPART_SCHEME, "", out);
        add_part(url, CURLUPART_HOST, "://", out);
        add_part(url, CURLUPART_PORT, ":", out);
        if (add_part(url, CURLUPART_PATH, "", NULL) || add_part(url, CURLUPART_QUERY, "", NULL))
            buf_add_z(out, "/...");
    }
    curl_url_cleanup(url);
    if (code == CURLUE_OUT_OF_MEMORY)
        return error_set(err, SEINE_NOMEM, "out of memory");
    return code == CURLUE_OK ? SEINE_OK
                             : error_set(err, SEINE_FORMAT, "no webhook can be at its address: %s",
                                         curl_url_strerror(code));
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
        curl_easy_setopt(c, CURLOPT_URL, n->config->to[d->to]);
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

/* Fills d->result when nothing more is to be tried. */
static void deliver(struct news *n, struct delivery *d)
{
    long status = post(n, d);
    bool is_worth_it = status == 0 || status == 408 || status == 429 || status >= 500;
    if (status >= 200 && status < 300) {
        count(n, &n->counts.delivered);
        d->result = "delivered";
    } else if (!is_worth_it || ++d->tries == NEWS_TRIES) {
        count(n, &n->counts.dropped);
        d->result = "dropped";
    } else {
        count(n, &n->counts.retried);
        d->due = clock_ms() + ((int64_t)1000 << (d->tries - 1));
    }
}

/* A store that cannot be written to now is asked again a second later; a kill until then makes this
 * delivery come twice, with one number. */
static bool conclude(struct news *n, struct delivery *d)
{
    struct seine_error ignored = {0};
    bool ok = store_put_told(n->store, str_of(n->config->to[d->to]), d->n, str_of(d->result),
                             &ignored) == SEINE_OK;
    d->due = ok ? 0 : clock_ms() + 1000;
    return ok;
}

/* Does what is due of one delivery; false if nothing is. */
static bool deliver_one(struct news *n)
{
    int64_t now = clock_ms();
    for (size_t i = 0; i < n->waiting.n; i++) {
        struct delivery *d = n->waiting.v[i];
        if (d->due > now)
            continue;
        if (!d->result)
            deliver(n, d);
        if (d->result && conclude(n, d))
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

/* Looks at the store: what is new in it, and what is still to be told. */
static bool catch_up(struct news *n)
{
    struct seine_error ignored = {0};
    struct look l = {n, false};
    bool ok = store_each_case(n->store, look_at, &l, &ignored) == SEINE_OK;
    ok = store_each_notice(n->store, n->published, publish_notice, n, &ignored) == SEINE_OK && ok;
    return notice_cases(n, false, &ignored) == SEINE_OK && ok;
}

static void *work(void *argument)
{
    struct news *n = argument;
    bool has_news, is_behind = false; /* the store was busy: again a second later */
    struct seine_error ignored = {0};
    while (!wait_for_work(n, &has_news)) {
        if (has_news || is_behind)
            is_behind = !catch_up(n);
        if (load(n, &ignored) != SEINE_OK)
            is_behind = true;
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
    if (!(n->loaded = mem_calloc(n->config->n_to + 1, sizeof *n->loaded)))
        return error_set(err, SEINE_NOMEM, "out of memory");
    enum seine_status status = store_open(n->config->db, &n->store, err);
    if (status == SEINE_OK)
        status = store_each_case(n->store, look_at, &l, err);
    if (status == SEINE_OK)
        status = store_last_notice(n->store, &n->published, err);
    if (status == SEINE_OK)
        status = notice_cases(n, true, err);
    if (status != SEINE_OK)
        return status;
    store_wait(n->store, PATIENCE_MS);
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
    mem_free(n->loaded);
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
