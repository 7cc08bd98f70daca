/* serve/auth.c - who asks, and whether they may. A token that was verified once is remembered by a
 * hash keyed with a random key of this process, so that only the first request costs an Argon2; at
 * most REMEMBERED_MS later its row is read again, so that a revoked token ends. Who shows wrong
 * tokens is made to wait before a further one is looked at. */
#include "serve/internal.h"
#include "serve/rate.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

enum { DIGEST = 32, REMEMBERED = 256, REMEMBERED_MS = 1000, WRONG_BURST = 10 };
static const double WRONG_PER_SECOND = 0.1;

struct remembered {
    unsigned char digest[DIGEST];
    char id[TOKEN_NAME_MAX + 1], name[TOKEN_NAME_MAX + 1];
    enum serve_role role;
    int64_t checked; /* ms; 0: empty */
};

struct auth {
    bool is_open;
    struct str by; /* of the one token, or without any */
    bool has_one;
    enum serve_role one_role;
    unsigned char key[crypto_generichash_KEYBYTES];
    unsigned char one[DIGEST];
    pthread_mutex_t lock;      /* all below */
    struct store *store;       /* NULL: there are no tokens but the one */
    uint64_t tags[REMEMBERED]; /* the first bytes of each digest, close together */
    struct remembered remembered[REMEMBERED];
    struct rate wrong, asked;
    bool is_limited;
};

const char *serve_role_name(enum serve_role r)
{
    static const char *const names[] = {"anyone", "reader", "analyst", "admin"};
    return names[r];
}

bool serve_role_parse(struct str s, enum serve_role *ret)
{
    for (int i = SERVE_READER; i <= SERVE_ADMIN; i++)
        if (str_is(s, str_of(serve_role_name((enum serve_role)i)))) {
            *ret = (enum serve_role)i;
            return true;
        }
    return false;
}

static void digest(const struct auth *a, struct str token, unsigned char *ret)
{
    crypto_generichash(ret, DIGEST, (const unsigned char *)token.p, token.n, a->key, sizeof a->key);
}

static enum seine_status open_tokens(struct auth *a, const struct serve_options *o,
                                     struct seine_error *err)
{
    const char *path = o->tokens ? o->tokens : o->db;
    bool any = false;
    if (!path)
        return SEINE_OK;
    enum seine_status status = store_open(path, &a->store, err);
    if (status == SEINE_OK)
        status = store_has_tokens(a->store, &any, err);
    if (status == SEINE_OK && any && o->is_open)
        status =
            error_set(err, SEINE_DENIED, "%s has tokens: without --no-token, or revoke them all",
                      store_name(a->store));
    return status;
}

enum seine_status auth_new(const struct serve_options *o, bool is_loopback, struct auth **ret,
                           struct seine_error *err)
{
    struct auth *a = mem_calloc(1, sizeof *a);
    if (!a)
        return error_set(err, SEINE_NOMEM, "out of memory");
    pthread_mutex_init(&a->lock, NULL);
    if (sodium_init() < 0) {
        auth_free(a);
        return error_set(err, SEINE_INTERNAL, "libsodium cannot be used");
    }
    randombytes_buf(a->key, sizeof a->key);
    a->is_open = o->is_open;
    a->by = str_of(o->by);
    a->has_one = o->token != NULL;
    a->one_role = o->is_owners ? SERVE_ADMIN : SERVE_ANALYST;
    if (a->has_one)
        digest(a, str_of(o->token), a->one);
    double rate = o->rate > 0 || o->rate < 0 ? o->rate : is_loopback ? 0 : SERVE_RATE;
    a->is_limited = rate > 0;
    a->asked.per_second = rate;
    a->asked.burst = rate > 0.5 ? 2 * rate : 1;
    a->wrong.per_second = WRONG_PER_SECOND;
    a->wrong.burst = WRONG_BURST;
    enum seine_status status = open_tokens(a, o, err);
    if (status != SEINE_OK) {
        auth_free(a);
        return status;
    }
    *ret = a;
    return SEINE_OK;
}

void auth_free(struct auth *a)
{
    if (!a)
        return;
    store_close(a->store);
    pthread_mutex_destroy(&a->lock);
    sodium_memzero(a, sizeof *a);
    mem_free(a);
}

/* ---- tokens of the store; the lock is held ------------------------------------------------- */

static bool has_ended(const char *ends)
{
    struct buf now;
    buf_init(&now, 64);
    token_time((int64_t)time(NULL), &now);
    bool is_over = ends[0] && str_compare(buf_str(&now), str_of(ends)) >= 0;
    buf_release(&now);
    return is_over;
}

/* 200 of a token that counts, 401 of one that does not, 503 if the store cannot tell. */
static int look_up(struct auth *a, struct str id, struct arena *arena, struct store_token *ret)
{
    enum seine_status status =
        a->store ? store_get_token(a->store, id, arena, ret, NULL) : SEINE_NOT_FOUND;
    if (status != SEINE_OK)
        return status == SEINE_NOT_FOUND ? 401 : 503;
    return ret->revoked.n == 0 && !has_ended(ret->ends.p) ? 200 : 401;
}

static bool copy(char room[TOKEN_NAME_MAX + 1], struct str s)
{
    if (s.n > TOKEN_NAME_MAX)
        return false;
    memcpy(room, s.p, s.n);
    room[s.n] = 0;
    return true;
}

static uint64_t tag_of(const unsigned char *d)
{
    uint64_t tag;
    memcpy(&tag, d, sizeof tag);
    return tag;
}

/* NULL: it is not remembered. */
static struct remembered *find(struct auth *a, const unsigned char *d)
{
    uint64_t tag = tag_of(d);
    for (size_t i = 0; i < REMEMBERED; i++)
        if (a->tags[i] == tag && a->remembered[i].checked &&
            sodium_memcmp(a->remembered[i].digest, d, DIGEST) == 0)
            return &a->remembered[i];
    return NULL;
}

/* In place of the one that was checked longest ago; an empty one never was. */
static void remember(struct auth *a, const unsigned char *d, const struct store_token *t,
                     enum serve_role role, int64_t now)
{
    struct remembered *m = find(a, d), *oldest = a->remembered;
    for (size_t i = 1; i < REMEMBERED; i++)
        if (a->remembered[i].checked < oldest->checked)
            oldest = &a->remembered[i];
    m = m ? m : oldest;
    a->tags[m - a->remembered] = tag_of(d);
    memcpy(m->digest, d, DIGEST);
    m->role = role;
    m->checked = copy(m->id, t->id) && copy(m->name, t->name) ? now : 0;
}

/* The remembered token of this digest; as look_up. */
static int recall(struct auth *a, const unsigned char *d, int64_t now, struct arena *arena,
                  struct request *q)
{
    struct remembered *m = find(a, d);
    struct store_token t;
    bool ok = true;
    if (!m)
        return 401;
    if (now - m->checked > REMEMBERED_MS) {
        int status = look_up(a, str_of(m->id), arena, &t);
        if (status == 503)
            return status;
        m->checked = status == 200 ? now : 0;
        if (!m->checked)
            return 401;
    }
    q->caller = arena_str(arena, str_of(m->name), &ok);
    q->role = m->role;
    return ok ? 200 : 503;
}

/* ---- one request --------------------------------------------------------------------------- */

/* "Bearer TOKEN", as standards have it, or "ApiKey TOKEN", as OpenSanctions has it. */
static struct str token_of(const struct http_head *head)
{
    struct str text = http_header(head, "Authorization");
    if (!str_starts_ci(text, STR("Bearer ")) && !str_starts_ci(text, STR("ApiKey ")))
        return STR_EMPTY;
    text = str_trim(str_slice(text, 7, text.n));
    return text.n < TOKEN_TEXT_MAX ? text : STR_EMPTY;
}

/* Reads the row with the lock held, hashes without it; as look_up. */
static int verify(struct auth *a, struct str token, const unsigned char *d, int64_t now,
                  struct arena *arena, struct request *q)
{
    struct store_token t;
    enum serve_role role = SERVE_ANYONE;
    size_t dot = str_find_byte(token, '.', 0);
    if (dot == SIZE_MAX)
        return 401;
    pthread_mutex_lock(&a->lock);
    int status = look_up(a, str_slice(token, 0, dot), arena, &t);
    pthread_mutex_unlock(&a->lock);
    if (status != 200)
        return status;
    if (!serve_role_parse(t.role, &role) ||
        crypto_pwhash_str_verify(t.hash.p, token.p + dot + 1, token.n - dot - 1) != 0)
        return 401;
    pthread_mutex_lock(&a->lock);
    remember(a, d, &t, role, now);
    pthread_mutex_unlock(&a->lock);
    q->caller = t.name;
    q->role = role;
    return 200;
}

static int identify(struct auth *a, struct str token, uint64_t peer, int64_t now,
                    struct arena *arena, struct request *q)
{
    unsigned char d[DIGEST];
    digest(a, token, d);
    if (a->has_one && sodium_memcmp(d, a->one, DIGEST) == 0) {
        q->role = a->one_role;
        return 200;
    }
    pthread_mutex_lock(&a->lock);
    int status = recall(a, d, now, arena, q);
    bool may_try = status != 401 || rate_has(&a->wrong, peer, now, &q->wait);
    pthread_mutex_unlock(&a->lock);
    if (!may_try)
        return 429;
    if (status == 401)
        status = verify(a, token, d, now, arena, q);
    if (status != 401) /* what cannot be looked up is no wrong token */
        return status;
    pthread_mutex_lock(&a->lock);
    (void)rate_take(&a->wrong, peer, now, &q->wait);
    pthread_mutex_unlock(&a->lock);
    return 401;
}

/* One request of this address, or of this token. */
static bool may_ask(struct auth *a, uint64_t who, int64_t now, unsigned *ret_wait)
{
    if (!a->is_limited)
        return true;
    pthread_mutex_lock(&a->lock);
    bool may = rate_take(&a->asked, who, now, ret_wait);
    pthread_mutex_unlock(&a->lock);
    return may;
}

int auth_check(struct auth *a, const struct http_head *head, uint64_t peer, enum serve_role least,
               bool is_counted, struct arena *arena, struct request *q)
{
    int64_t now = serve_clock_ms() + 1;
    if (least == SERVE_ANYONE)
        return 200;
    if (!is_counted && !may_ask(a, peer, now, &q->wait))
        return 429;
    q->caller = a->by;
    q->role = SERVE_ADMIN;
    if (a->is_open)
        return 200;
    struct str token = token_of(head);
    int status = token.n ? identify(a, token, peer, now, arena, q) : 401;
    if (status != 200) {
        q->role = SERVE_ANYONE;
        return status;
    }
    if (!is_counted && !may_ask(a, str_hash(q->caller) ^ UINT64_C(0x746f6b656e), now, &q->wait))
        return 429;
    return q->role >= least ? 200 : 403;
}
