/* serve/hooks.c - deliveries, kept in the store until they are done, and the requests that carry
 * them. libcurl moves all requests along on the thread that calls hooks_work, so that an address
 * costs a connection and no thread. */
#include "serve/hooks.h"

#include "serve/internal.h"

#include <curl/curl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { ID_BYTES = 12, TIMEOUT_S = 10, AGAIN_MS = 1000 };

struct delivery {
    size_t to;                 /* index of the address */
    int64_t n;                 /* of the notice */
    char id[2 * ID_BYTES + 1]; /* the same for every try, also after a restart */
    struct buf body;
    int tries;
    int64_t due;        /* ms; when it is tried (again) */
    const char *result; /* not NULL: nothing is left but to note that */
};

/* An address, and the request that is under way to it. */
struct hook {
    int64_t loaded;            /* number of the last notice that was taken from the store */
    struct delivery *delivery; /* NULL: none is under way */
    CURL *request;
    struct curl_slist *headers;
};

struct hooks {
    const struct news_config *config;
    struct store *store;
    struct hook *hooks; /* by address */
    CURLM *requests;
    VEC(struct delivery *) waiting; /* those under way too */
    int64_t note_ms;                /* results are noted from then on */
    pthread_mutex_t lock;           /* of the counts */
    struct news_counts counts;
};

static void free_delivery(struct delivery *d)
{
    buf_release(&d->body);
    mem_free(d);
}

static void forget(struct hooks *h, size_t at)
{
    free_delivery(h->waiting.v[at]);
    memmove(h->waiting.v + at, h->waiting.v + at + 1,
            (h->waiting.n - at - 1) * sizeof *h->waiting.v);
    h->waiting.n--;
}

static void count(struct hooks *h, uint64_t *which)
{
    pthread_mutex_lock(&h->lock);
    (*which)++;
    pthread_mutex_unlock(&h->lock);
}

struct news_counts hooks_count(struct hooks *h)
{
    pthread_mutex_lock(&h->lock);
    struct news_counts c = h->counts;
    pthread_mutex_unlock(&h->lock);
    return c;
}

/* ---- what waits ---------------------------------------------------------------------------- */

struct load {
    struct hooks *hooks;
    size_t to;
};

static enum seine_status enqueue(void *context, const struct store_notice *notice,
                                 struct seine_error *err)
{
    const struct load *l = context;
    struct hooks *h = l->hooks;
    const char *url = h->config->to[l->to];
    crypto_generichash_state state;
    unsigned char id[crypto_generichash_BYTES];
    struct delivery *d = mem_calloc(1, sizeof *d);
    if (!d || !VEC_RESERVE(&h->waiting, h->waiting.n + 1)) {
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
    if (buf_status(&d->body) != SEINE_OK) {
        free_delivery(d);
        return error_set(err, SEINE_NOMEM, "out of memory");
    }
    h->waiting.v[h->waiting.n++] = d;
    h->hooks[l->to].loaded = notice->n;
    return SEINE_OK;
}

/* Takes in what waits in the store, as far as there is room. */
static enum seine_status load(struct hooks *h, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (size_t to = 0; to < h->config->n_to && status == SEINE_OK; to++) {
        struct load l = {h, to};
        int64_t room = NEWS_WAITING;
        for (size_t i = 0; i < h->waiting.n; i++)
            room -= h->waiting.v[i]->to == to;
        if (room >= NEWS_WAITING / 2)
            status = store_each_untold(h->store, str_of(h->config->to[to]), h->hooks[to].loaded,
                                       room, enqueue, &l, err);
    }
    return status;
}

/* ---- requests ------------------------------------------------------------------------------ */

void hooks_signature(struct str key, int64_t seconds, struct str body, struct buf *out)
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
enum seine_status hooks_place(const char *address, struct buf *out, struct seine_error *err)
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

static size_t on_answer(char *bytes, size_t size, size_t count_of, void *context)
{
    (void)bytes;
    (void)context;
    return size * count_of; /* what they say is of no interest */
}

static struct curl_slist *headers_of(const struct hooks *h, const struct delivery *d)
{
    struct curl_slist *list = curl_slist_append(NULL, "Content-Type: application/json");
    struct buf line;
    buf_init(&line, 4 * KIB);
    buf_add_f(&line, "Seine-Event: %s", d->id);
    struct curl_slist *longer = list ? curl_slist_append(list, line.p) : NULL;
    buf_reset(&line);
    buf_add_z(&line, "Seine-Signature: ");
    hooks_signature(h->config->key, (int64_t)time(NULL), buf_str(&d->body), &line);
    longer = longer ? curl_slist_append(longer, line.p) : NULL;
    buf_release(&line);
    if (!longer)
        curl_slist_free_all(list);
    return longer;
}

static CURL *request_of(struct hooks *h, const struct delivery *d, struct curl_slist *headers)
{
    CURL *c = curl_easy_init();
    if (!c)
        return NULL;
    curl_easy_setopt(c, CURLOPT_PRIVATE, &h->hooks[d->to]);
    curl_easy_setopt(c, CURLOPT_URL, h->config->to[d->to]);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
    /* whose name is not found does not hold up others */
    curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
#endif
    curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "seine/" SEINE_VERSION);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(c, CURLOPT_POSTFIELDS, d->body.p);
    curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)d->body.n);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_answer);
    return c;
}

/* Frees the request to an address, done or not. */
static void end_request(struct hooks *h, struct hook *k)
{
    if (k->request) {
        curl_multi_remove_handle(h->requests, k->request);
        curl_easy_cleanup(k->request);
    }
    curl_slist_free_all(k->headers);
    k->request = NULL;
    k->headers = NULL;
    k->delivery = NULL;
}

/* status: of the answer; 0: there was none. Fills d->result when nothing more is to be tried. */
static void judge(struct hooks *h, struct delivery *d, long status)
{
    bool is_worth_it = status == 0 || status == 408 || status == 429 || status >= 500;
    if (status >= 200 && status < 300) {
        count(h, &h->counts.delivered);
        d->result = "delivered";
    } else if (!is_worth_it || ++d->tries == NEWS_TRIES) {
        count(h, &h->counts.dropped);
        d->result = "dropped";
    } else {
        count(h, &h->counts.retried);
        d->due = serve_clock_ms() + ((int64_t)1000 << (d->tries - 1));
    }
}

static void begin_request(struct hooks *h, struct delivery *d)
{
    struct hook *k = &h->hooks[d->to];
    k->delivery = d;
    k->headers = headers_of(h, d);
    k->request = k->headers ? request_of(h, d, k->headers) : NULL;
    if (!k->request || curl_multi_add_handle(h->requests, k->request) != CURLM_OK) {
        end_request(h, k);
        judge(h, d, 0);
    }
}

/* One that is due of each address to which nothing is under way, the oldest first. */
static void begin_due(struct hooks *h)
{
    int64_t now = serve_clock_ms();
    for (size_t i = 0; i < h->waiting.n; i++) {
        struct delivery *d = h->waiting.v[i];
        if (!d->result && d->due <= now && !h->hooks[d->to].delivery)
            begin_request(h, d);
    }
}

static void take_ended(struct hooks *h)
{
    CURLMsg *m;
    int n_more;
    while ((m = curl_multi_info_read(h->requests, &n_more))) {
        char *which = NULL;
        long status = 0;
        if (m->msg != CURLMSG_DONE)
            continue;
        if (m->data.result == CURLE_OK)
            curl_easy_getinfo(m->easy_handle, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &which);
        struct hook *k = (struct hook *)(void *)which;
        struct delivery *d = k->delivery;
        end_request(h, k); /* the message is gone with it */
        judge(h, d, status);
    }
}

/* A store that cannot be written to now is asked again a second later; a kill until then makes a
 * delivery come twice, with one number. */
static void note_results(struct hooks *h)
{
    struct seine_error ignored = {0};
    for (size_t i = 0; i < h->waiting.n && serve_clock_ms() >= h->note_ms;) {
        struct delivery *d = h->waiting.v[i];
        if (!d->result)
            i++;
        else if (store_put_told(h->store, str_of(h->config->to[d->to]), d->n, str_of(d->result),
                                &ignored) == SEINE_OK)
            forget(h, i);
        else
            h->note_ms = serve_clock_ms() + AGAIN_MS;
    }
}

bool hooks_work(struct hooks *h)
{
    struct seine_error ignored = {0};
    int n_running;
    bool ok = load(h, &ignored) == SEINE_OK;
    begin_due(h);
    curl_multi_perform(h->requests, &n_running);
    take_ended(h);
    note_results(h);
    return ok;
}

void hooks_wait(struct hooks *h, int64_t most_ms)
{
    int64_t until = serve_clock_ms() + most_ms, now = serve_clock_ms();
    for (size_t i = 0; i < h->waiting.n; i++) {
        const struct delivery *d = h->waiting.v[i];
        int64_t at = d->result ? h->note_ms : h->hooks[d->to].delivery ? until : d->due;
        until = at < until ? at : until;
    }
    curl_multi_poll(h->requests, NULL, 0, until > now ? (int)(until - now) : 0, NULL);
}

void hooks_wake(struct hooks *h)
{
    curl_multi_wakeup(h->requests);
}

enum seine_status hooks_new(const struct news_config *config, struct store *store,
                            struct hooks **ret, struct seine_error *err)
{
    struct hooks *h = mem_calloc(1, sizeof *h);
    if (!h)
        return error_set(err, SEINE_NOMEM, "out of memory");
    h->config = config;
    h->store = store;
    pthread_mutex_init(&h->lock, NULL);
    h->hooks = mem_calloc(config->n_to + 1, sizeof *h->hooks);
    h->requests = curl_multi_init();
    if (!h->hooks || !h->requests) {
        hooks_free(h);
        return error_set(err, SEINE_NOMEM, "out of memory");
    }
    *ret = h;
    return SEINE_OK;
}

void hooks_free(struct hooks *h)
{
    if (!h)
        return;
    for (size_t i = 0; h->hooks && i < h->config->n_to; i++)
        end_request(h, &h->hooks[i]);
    for (size_t i = 0; i < h->waiting.n; i++)
        free_delivery(h->waiting.v[i]);
    VEC_RELEASE(&h->waiting);
    curl_multi_cleanup(h->requests);
    mem_free(h->hooks);
    pthread_mutex_destroy(&h->lock);
    mem_free(h);
}
