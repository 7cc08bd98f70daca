/* serve/own_watch.c - what the cases still wait for, as live rules, and which records answer to
 * them: those of a request, and those of every file that is taken in. What answers there is kept as
 * a notice (store/notices.h), from which streams and webhooks are told. */
#include "pipeline/watch.h"
#include "serve/own_internal.h"
#include "store/actors.h"
#include "store/notices.h"
#include "store/usage.h"

#include <string.h>
#include <time.h>

enum {
    ROWS = 4096,
    ARRIVALS = 10000 /* of an answer, or kept at once */,
    IDLE = 16,
    LATELY_MS = 250,
    OLD_MS = 1000
};
static const double LEAST = 0.01; /* as seine watch has it */

/* ---- the rules as they are now ----------------------------------------------------------------
 */

/* One version of them; it lives until the last who holds it lets it go. */
struct own_rules {
    struct watch watch;
    struct goods_catalogue *catalogue;
    struct goods_usage *usage;       /* what the last scan's goods are declared as */
    struct goods_headings headings;  /* by it, then by the words of struct own */
    int64_t change[STORE_CHANGE];    /* of the store when they were made */
    unsigned users;                  /* under own.rules_lock */
    struct watch_reader *idle[IDLE]; /* likewise: made before, and asked by nobody now */
    size_t n_idle;
};

static void free_rules(struct own_rules *r)
{
    for (size_t i = 0; i < r->n_idle; i++)
        watch_reader_free(r->idle[i]);
    goods_catalogue_free(r->catalogue);
    mem_free(r->usage);
    watch_release(&r->watch);
    mem_free(r);
}

int64_t own_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void let_go(struct own *o, struct own_rules *r)
{
    if (!r)
        return;
    pthread_mutex_lock(&o->rules_lock);
    bool is_last = --r->users == 0;
    pthread_mutex_unlock(&o->rules_lock);
    if (is_last)
        free_rules(r);
}

static enum seine_status make(struct own *o, struct store *s, const int64_t change[STORE_CHANGE],
                              struct own_rules **ret, struct seine_error *err)
{
    double least = o->config->watch_least > 0 ? o->config->watch_least : LEAST;
    struct own_rules *r = mem_calloc(1, sizeof *r);
    if (!r)
        return error_set(err, SEINE_NOMEM, "out of memory while watching");
    memcpy(r->change, change, sizeof r->change);
    r->users = 1; /* of struct own */
    enum seine_status status = watch_init(&r->watch, least, err);
    if (status == SEINE_OK)
        status = watch_add_store(&r->watch, s, err);
    if (status == SEINE_OK)
        status = watch_seal(&r->watch, err);
    if (status == SEINE_OK)
        status = goods_catalogue_open(o->config->kits, o->config->n_kits, &r->catalogue, err);
    if (status == SEINE_OK)
        status = store_get_usage(s, &r->usage, &r->headings.n_usage, err);
    if (status != SEINE_OK) {
        free_rules(r);
        return status;
    }
    r->headings.usage = r->usage;
    r->headings.words = o->goods;
    *ret = r;
    return SEINE_OK;
}

/* Under own.rules_making. */
static enum seine_status make_if_changed(struct own *o, struct store *s, struct seine_error *err)
{
    int64_t change[STORE_CHANGE] = {0};
    struct own_rules *now = o->rules, *fresh = NULL; /* nobody else changes it */
    enum seine_status status = store_look_change(s, change, err);
    if (status != SEINE_OK || (now && memcmp(now->change, change, sizeof change) == 0))
        return status;
    status = make(o, s, change, &fresh, err);
    if (status != SEINE_OK)
        return status;
    pthread_mutex_lock(&o->rules_lock);
    o->rules = fresh;
    pthread_mutex_unlock(&o->rules_lock);
    let_go(o, now);
    return SEINE_OK;
}

/* Made anew if cases, decisions or usage have changed: the rules as they are. Who asks for them
 * meanwhile waits; who is content with those of a moment ago does not. */
static enum seine_status hold(struct own *o, struct own_rules **ret, struct seine_error *err)
{
    struct own_reader *r = own_take(o);
    pthread_mutex_lock(&o->rules_making);
    enum seine_status status = make_if_changed(o, r->store, err);
    if (status == SEINE_OK) {
        pthread_mutex_lock(&o->rules_lock);
        *ret = o->rules;
        o->rules->users++;
        o->rules_seen_ms = own_now_ms();
        pthread_mutex_unlock(&o->rules_lock);
    }
    pthread_mutex_unlock(&o->rules_making);
    own_give(o, r);
    return status;
}

static void *renew(void *context)
{
    struct own *o = context;
    struct own_rules *r = NULL;
    struct seine_error ignored = {0}; /* tried again soon, and told to who waits for it */
    if (hold(o, &r, &ignored) == SEINE_OK)
        let_go(o, r);
    pthread_mutex_lock(&o->rules_lock);
    o->is_renewing = false;
    pthread_mutex_unlock(&o->rules_lock);
    return NULL;
}

/* Under the lock: a thread looks whether they are still true, while the old ones answer. */
static void begin_to_renew(struct own *o)
{
    if (o->was_renewing)
        pthread_join(o->renewer, NULL); /* it has let the lock go for the last time */
    o->was_renewing = o->is_renewing = pthread_create(&o->renewer, NULL, renew, o) == 0;
}

/* Those of a moment ago will do: the store is not asked for every request, and no request waits
 * because somebody decided a case. After a quiet time they are looked at first. */
static enum seine_status hold_lately(struct own *o, struct own_rules **ret, struct seine_error *err)
{
    bool is_held = false;
    pthread_mutex_lock(&o->rules_lock);
    int64_t age = own_now_ms() - o->rules_seen_ms;
    if (o->rules && (age < OLD_MS || o->is_renewing)) {
        if (age >= LATELY_MS && !o->is_renewing)
            begin_to_renew(o);
        *ret = o->rules;
        o->rules->users++;
        is_held = true;
    }
    pthread_mutex_unlock(&o->rules_lock);
    return is_held ? SEINE_OK : hold(o, ret, err);
}

void own_rules_begin(struct own *o)
{
    struct own_rules *r = NULL;
    struct seine_error ignored = {0}; /* told to who asks for them */
    if (hold(o, &r, &ignored) == SEINE_OK)
        let_go(o, r);
}

enum seine_status own_rules_read(struct own *o, struct own_rules_reader *ret,
                                 struct seine_error *err)
{
    *ret = (struct own_rules_reader){0};
    enum seine_status status = hold_lately(o, &ret->rules, err);
    if (status != SEINE_OK)
        return status;
    pthread_mutex_lock(&o->rules_lock);
    if (ret->rules->n_idle > 0)
        ret->reader = ret->rules->idle[--ret->rules->n_idle];
    pthread_mutex_unlock(&o->rules_lock);
    ret->watch = &ret->rules->watch;
    ret->catalogue = ret->rules->catalogue;
    ret->headings = &ret->rules->headings;
    if (!ret->reader)
        status = watch_reader_new(ret->watch, ret->catalogue, ret->headings, SCREEN_THRESHOLD,
                                  &ret->reader, err);
    if (status != SEINE_OK)
        own_rules_done(o, ret);
    return status;
}

void own_rules_done(struct own *o, struct own_rules_reader *r)
{
    if (r->reader) {
        pthread_mutex_lock(&o->rules_lock);
        if (r->rules->n_idle < IDLE) {
            r->rules->idle[r->rules->n_idle++] = r->reader;
            r->reader = NULL;
        }
        pthread_mutex_unlock(&o->rules_lock);
    }
    watch_reader_free(r->reader);
    let_go(o, r->rules);
    *r = (struct own_rules_reader){0};
}

void own_rules_end(struct own *o)
{
    if (o->was_renewing)
        pthread_join(o->renewer, NULL);
    o->was_renewing = false;
    let_go(o, o->rules);
    o->rules = NULL;
}

/* ---- answers ----------------------------------------------------------------------------------
 */

struct sight {
    struct own *own;
    struct own_rules *rules;
    struct watch_reader *reader;
    struct trade_batch batch;
    size_t n_records, n_arrivals;
};

static enum seine_status open_rules(struct own *o, struct sight *s, struct seine_error *err)
{
    s->own = o;
    trade_batch_init(&s->batch);
    return hold(o, &s->rules, err);
}

static enum seine_status open_reader(struct sight *s, struct seine_error *err)
{
    return watch_reader_new(&s->rules->watch, s->rules->catalogue, &s->rules->headings,
                            SCREEN_THRESHOLD, &s->reader, err);
}

static void release(struct sight *s)
{
    watch_reader_free(s->reader);
    trade_batch_release(&s->batch);
    let_go(s->own, s->rules);
}

enum seine_status own_watch(struct own *o, struct str of_case, uint64_t offset, uint64_t limit,
                            struct buf *out, struct seine_error *err)
{
    struct sight s = {0};
    struct json_writer w;
    uint64_t total = 0;
    enum seine_status status = open_rules(o, &s, err);
    json_writer_init(&w, out);
    json_object(&w);
    json_key(&w, "rules");
    json_array(&w);
    const struct watch *rules = status == SEINE_OK ? &s.rules->watch : NULL;
    for (size_t i = 0; rules && i < rules->rules.n; i++) {
        const struct watch_rule *r = &rules->rules.v[i];
        if (of_case.n > 0 && !str_is(rules->cases.v[r->of].id, of_case))
            continue;
        if (total >= offset && total - offset < limit)
            watch_rule_json(&w, rules, r);
        total++;
    }
    json_array_end(&w);
    json_member_count(&w, "total", total);
    json_member_count(&w, "offset", offset);
    json_object_end(&w);
    release(&s);
    return status == SEINE_OK ? buf_status(out) : status;
}

typedef enum seine_status answer_fn(void *context, struct sight *s, struct str record,
                                    const struct watch_hit *hit, struct seine_error *err);

/* Holds every record of an input against the rules. */
static enum seine_status each_answer(struct sight *s, struct input *in, answer_fn *fn,
                                     void *context, struct seine_error *err)
{
    struct trade_reader *reader = NULL;
    bool more = true;
    enum seine_status status = trade_reader_open(in, NULL, &reader, err);
    while (status == SEINE_OK && more) {
        trade_batch_reset(&s->batch);
        status = trade_reader_next(reader, ROWS, &s->batch, &more, err);
        for (size_t i = 0; i < s->batch.consignments.n && status == SEINE_OK; i++) {
            const struct watch_hit *hits = NULL;
            size_t n = 0;
            s->n_records++;
            status = watch_apply(s->reader, &s->batch.consignments.v[i], &hits, &n, err);
            for (size_t k = 0; k < n && status == SEINE_OK; k++, s->n_arrivals++)
                status = fn(context, s, s->batch.consignments.v[i].id, &hits[k], err);
        }
    }
    trade_reader_free(reader);
    return status;
}

static enum seine_status write_answer(void *context, struct sight *s, struct str record,
                                      const struct watch_hit *hit, struct seine_error *err)
{
    (void)err;
    if (s->n_arrivals < ARRIVALS)
        watch_hit_json(context, &s->rules->watch, record, hit);
    return SEINE_OK;
}

enum seine_status own_watch_apply(struct own *o, struct str body, struct buf *out,
                                  struct seine_error *err)
{
    struct sight s = {0};
    struct input *in = NULL;
    struct json_writer w;
    if (body.n == 0)
        return error_set(err, SEINE_FORMAT, "there are no consignments in the body");
    enum seine_status status = open_rules(o, &s, err);
    json_writer_init(&w, out);
    json_object(&w);
    json_key(&w, "arrivals");
    json_array(&w);
    if (status == SEINE_OK)
        status = open_reader(&s, err);
    if (status == SEINE_OK)
        status = input_open_bytes(body, "the request", &in, err);
    if (status == SEINE_OK)
        status = each_answer(&s, in, write_answer, &w, err);
    json_array_end(&w);
    json_member_count(&w, "total", s.n_arrivals);
    json_member_count(&w, "records", s.n_records);
    json_member_i64(&w, "rules", status == SEINE_OK ? (int64_t)s.rules->watch.rules.n : 0);
    json_object_end(&w);
    input_free(in);
    release(&s);
    return status == SEINE_OK ? buf_status(out) : status;
}

/* ---- what came with a file ------------------------------------------------------------------ */

/* Kept a piece at a time: a file may have any number of them. */
struct found {
    struct arena arena;
    VEC(struct store_notice) notices;
    bool any;
    enum seine_status status; /* of those that were to be kept so far */
};

static enum seine_status put_notices(struct store *s, const struct found *f,
                                     struct seine_error *err)
{
    enum seine_status status = store_begin(s, err);
    for (size_t i = 0; i < f->notices.n && status == SEINE_OK; i++)
        status = store_put_notice(s, &f->notices.v[i], err);
    if (status == SEINE_OK)
        status = store_commit(s, err);
    if (status != SEINE_OK)
        store_rollback(s);
    return status;
}

static enum seine_status keep(struct own *o, struct found *f, struct seine_error *err)
{
    if (f->notices.n == 0)
        return SEINE_OK;
    struct own_reader *r = own_take(o);
    enum seine_status status = put_notices(r->store, f, err);
    own_give(o, r);
    f->any = f->any || status == SEINE_OK;
    f->notices.n = 0;
    arena_reset(&f->arena);
    return status;
}

static enum seine_status take_answer(void *context, struct sight *s, struct str record,
                                     const struct watch_hit *hit, struct seine_error *err)
{
    struct found *f = context;
    const struct watch *rules = &s->rules->watch;
    const struct watch_rule *rule = &rules->rules.v[hit->rule];
    struct json_writer w;
    struct buf key, body;
    bool ok = true;
    buf_init(&key, LIMIT_TEXT);
    buf_init(&body, LIMIT_TEXT);
    buf_add_z(&key, "watch:");
    buf_add(&key, rule->id);
    buf_add_c(&key, ':');
    buf_add(&key, record);
    json_writer_init(&w, &body);
    json_object(&w);
    json_member(&w, "event", STR("watch"));
    json_member(&w, "case", rules->cases.v[rule->of].id);
    json_key(&w, "arrival");
    watch_hit_json(&w, rules, record, hit);
    json_object_end(&w);
    struct store_notice notice = {.key = arena_str(&f->arena, buf_str(&key), &ok),
                                  .kind = STR("watch"),
                                  .body = arena_str(&f->arena, buf_str(&body), &ok)};
    ok = ok && buf_status(&key) == SEINE_OK && buf_status(&body) == SEINE_OK &&
         VEC_PUSH(&f->notices, notice);
    buf_release(&key);
    buf_release(&body);
    if (!ok)
        f->status = error_set(err, SEINE_NOMEM, "out of memory while watching");
    else if (f->notices.n >= ARRIVALS)
        f->status = keep(s->own, f, err);
    return f->status;
}

enum seine_status own_watch_input(struct own *o, struct input *in, struct seine_error *err)
{
    struct sight s = {0};
    struct found f = {0};
    struct seine_error unread = {0};
    arena_init(&f.arena, LIMIT_REPORT);
    enum seine_status status = open_rules(o, &s, err);
    if (status == SEINE_OK && s.rules->watch.rules.n > 0) {
        status = open_reader(&s, err);
        if (status == SEINE_OK) /* what cannot be read others will tell */
            (void)!each_answer(&s, in, take_answer, &f, &unread);
        if (f.status != SEINE_OK) {
            status = f.status;
            if (err)
                *err = unread;
        }
    }
    release(&s);
    if (status == SEINE_OK)
        status = keep(o, &f, err);
    if (f.any)
        own_tell(o);
    VEC_RELEASE(&f.notices);
    arena_release(&f.arena);
    return status;
}

static enum seine_status write_notice(void *context, const struct store_notice *notice,
                                      struct seine_error *err)
{
    struct json_writer *w = context;
    (void)err;
    json_object(w);
    json_member_i64(w, "n", notice->n);
    json_key(w, "notice"); /* {} if its case was pruned */
    json_raw(w, notice->body);
    json_object_end(w);
    return SEINE_OK;
}

enum seine_status own_arrivals(struct own *o, uint64_t before, uint64_t limit, struct buf *out,
                               struct seine_error *err)
{
    struct json_writer w;
    struct own_reader *r = own_take(o);
    json_writer_init(&w, out);
    json_object(&w);
    json_key(&w, "arrivals");
    json_array(&w);
    enum seine_status status = store_look_notices(r->store, STR("watch"), (int64_t)before,
                                                  (int64_t)limit, write_notice, &w, err);
    json_array_end(&w);
    json_object_end(&w);
    own_give(o, r);
    return status == SEINE_OK ? buf_status(out) : status;
}
