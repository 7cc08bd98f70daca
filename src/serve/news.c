/* serve/news.c - new cases and arrivals, told once each. Which cases are new is found by comparing
 * the store's with those seen before, so that it does not matter who wrote them: for streams with
 * those seen by this process, for webhooks with those of which there is a notice in the store. What
 * is told to streams comes in pieces, so that who listens at the speed of a network keeps up. */
#include "serve/news.h"

#include "serve/hooks.h"

#include <pthread.h>
#include <sodium.h>

enum {
    PATIENCE_MS = 200,
    BUSY_MS = 1000,     /* between two looks at a store that was busy */
    PIECE_MS = 50,      /* between two pieces */
    PIECE_CASES = 2048, /* about 256 KiB each */
    PIECE_NOTICES = 256
};

struct news {
    const struct news_config *config;
    struct store *store;
    struct hooks *hooks;
    struct map seen;
    int64_t published; /* number of the last notice that streams were told of */
    pthread_t thread;
    bool is_started;
    pthread_mutex_t lock;
    bool is_awake, is_ending; /* under the lock */
};

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
    int left;      /* events of this piece */
};

/* SEINE_CANCELLED: the piece is full, or there is no room; what follows comes with the next. */
static enum seine_status publish(struct look *l, const char *event, struct str data)
{
    const struct news_config *c = l->news->config;
    if (l->left == 0 || !c->publish(c->context, event, data))
        return SEINE_CANCELLED;
    l->left--;
    return SEINE_OK;
}

/* Tells the streams, who need not wait until the store can be written to. */
static enum seine_status look_at(void *context, const struct store_case *c, struct seine_error *err)
{
    struct look *l = context;
    struct map *seen = &l->news->seen;
    struct buf text;
    enum seine_status status = SEINE_OK;
    if (map_get(seen, str_hash(c->id)) != MAP_NONE)
        return SEINE_OK;
    buf_init(&text, LIMIT_TEXT);
    case_event(c, &text);
    if (!l->is_first && buf_status(&text) == SEINE_OK)
        status = publish(l, "case", buf_str(&text));
    buf_release(&text);
    if (status != SEINE_OK)
        return status;
    return map_set(seen, str_hash(c->id), 1) == SEINE_OK
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory");
}

static enum seine_status publish_notice(void *context, const struct store_notice *notice,
                                        struct seine_error *err)
{
    struct look *l = context;
    enum seine_status status = SEINE_OK;
    (void)err;
    if (str_is(notice->kind, STR("watch")))
        status = publish(l, "watch", notice->body);
    if (status == SEINE_OK)
        l->news->published = notice->n;
    return status;
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

/* ---- the thread ---------------------------------------------------------------------------- */

/* Tells the streams one piece of what is new; *ret_more: there is more. */
static bool tell_streams(struct news *n, bool *ret_more)
{
    struct seine_error ignored = {0};
    struct look cases = {n, false, PIECE_CASES}, notices = {n, false, PIECE_NOTICES};
    int64_t before = n->published;
    enum seine_status status[2] = {store_each_case(n->store, look_at, &cases, &ignored),
                                   store_each_notice(n->store, n->published, PIECE_NOTICES,
                                                     publish_notice, &notices, &ignored)};
    bool ok = true;
    *ret_more = n->published != before;
    for (size_t i = 0; i < 2; i++) {
        *ret_more = *ret_more || status[i] == SEINE_CANCELLED;
        ok = ok && (status[i] == SEINE_OK || status[i] == SEINE_CANCELLED);
    }
    return ok;
}

/* True at the end. */
static bool take_news(struct news *n, bool *ret_news)
{
    pthread_mutex_lock(&n->lock);
    *ret_news = n->is_awake;
    n->is_awake = false;
    bool is_ending = n->is_ending;
    pthread_mutex_unlock(&n->lock);
    return is_ending;
}

static void *work(void *argument)
{
    struct news *n = argument;
    struct seine_error ignored = {0};
    bool has_news, has_more = false, is_behind = false;
    while (!take_news(n, &has_news)) {
        bool is_due = has_news || is_behind;
        if (is_due || has_more)
            is_behind = !tell_streams(n, &has_more);
        if (is_due && notice_cases(n, false, &ignored) != SEINE_OK)
            is_behind = true;
        is_behind = !hooks_work(n->hooks) || is_behind;
        hooks_wait(n->hooks, has_more ? PIECE_MS : BUSY_MS);
    }
    return NULL;
}

static enum seine_status begin(struct news *n, struct seine_error *err)
{
    struct look l = {n, true, 0};
    pthread_mutex_init(&n->lock, NULL);
    map_init(&n->seen);
    if (sodium_init() < 0)
        return error_set(err, SEINE_INTERNAL, "libsodium cannot be used");
    enum seine_status status = store_open(n->config->db, &n->store, err);
    if (status == SEINE_OK)
        status = hooks_new(n->config, n->store, &n->hooks, err);
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

static void wake(struct news *n, bool is_ending)
{
    pthread_mutex_lock(&n->lock);
    n->is_awake = true;
    n->is_ending = n->is_ending || is_ending;
    pthread_mutex_unlock(&n->lock);
    if (n->hooks)
        hooks_wake(n->hooks);
}

void news_free(struct news *n)
{
    if (!n)
        return;
    wake(n, true);
    if (n->is_started)
        pthread_join(n->thread, NULL);
    hooks_free(n->hooks);
    map_release(&n->seen);
    store_close(n->store);
    pthread_mutex_destroy(&n->lock);
    mem_free(n);
}

void news_wake(struct news *n)
{
    if (n)
        wake(n, false);
}

struct news_counts news_count(struct news *n)
{
    return hooks_count(n->hooks);
}
