/* serve/own_watch.c - what the cases still wait for, as live rules, and which records answer to
 * them: those of a request, and those of every file that is taken in. What answers there is kept as
 * a notice (store/notices.h), from which streams and webhooks are told. */
#include "pipeline/watch.h"
#include "serve/own_internal.h"
#include "store/notices.h"

enum { ROWS = 4096, ARRIVALS = 10000 };
static const double LEAST = 0.01; /* as seine watch has it */

struct sight {
    struct watch watch;
    struct goods_catalogue *catalogue;
    struct watch_reader *reader;
    struct trade_batch batch;
    size_t n_records, n_arrivals;
};

static void release(struct sight *s)
{
    watch_reader_free(s->reader);
    goods_catalogue_free(s->catalogue);
    watch_release(&s->watch);
    trade_batch_release(&s->batch);
}

static enum seine_status open_rules(struct own *o, struct sight *s, struct seine_error *err)
{
    trade_batch_init(&s->batch);
    double least = o->config->watch_least > 0 ? o->config->watch_least : LEAST;
    enum seine_status status = watch_init(&s->watch, least, err);
    if (status != SEINE_OK)
        return status;
    struct own_reader *r = own_take(o);
    status = watch_add_store(&s->watch, r->store, err);
    own_give(o, r);
    return status == SEINE_OK ? watch_seal(&s->watch, err) : status;
}

static enum seine_status open_reader(struct own *o, struct sight *s, struct seine_error *err)
{
    enum seine_status status = goods_catalogue_new(&s->catalogue);
    if (status != SEINE_OK)
        return error_set(err, status, "out of memory while reading kits");
    for (size_t i = 0; i < o->config->n_kits && status == SEINE_OK; i++)
        status = goods_catalogue_read_path(s->catalogue, o->config->kits[i], err);
    if (status == SEINE_OK)
        status = goods_catalogue_seal(s->catalogue, err);
    return status == SEINE_OK
               ? watch_reader_new(&s->watch, s->catalogue, SCREEN_THRESHOLD, &s->reader, err)
               : status;
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
    for (size_t i = 0; i < s.watch.rules.n && status == SEINE_OK; i++) {
        const struct watch_rule *r = &s.watch.rules.v[i];
        if (of_case.n > 0 && !str_is(s.watch.cases.v[r->of].id, of_case))
            continue;
        if (total >= offset && total - offset < (limit < OWN_PAGE_MAX ? limit : OWN_PAGE_MAX))
            watch_rule_json(&w, &s.watch, r);
        total++;
    }
    json_array_end(&w);
    json_key(&w, "total");
    json_i64(&w, (int64_t)total);
    json_key(&w, "offset");
    json_i64(&w, (int64_t)offset);
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
    while (status == SEINE_OK && more && s->n_arrivals < ARRIVALS) {
        trade_batch_reset(&s->batch);
        status = trade_reader_next(reader, ROWS, &s->batch, &more, err);
        for (size_t i = 0; i < s->batch.consignments.n && status == SEINE_OK; i++) {
            const struct watch_hit *hits = NULL;
            size_t n = 0;
            s->n_records++;
            status = watch_apply(s->reader, &s->batch.consignments.v[i], &hits, &n, err);
            for (size_t k = 0; k < n && status == SEINE_OK && s->n_arrivals < ARRIVALS; k++) {
                s->n_arrivals++;
                status = fn(context, s, s->batch.consignments.v[i].id, &hits[k], err);
            }
        }
    }
    trade_reader_free(reader);
    return status;
}

static enum seine_status write_answer(void *context, struct sight *s, struct str record,
                                      const struct watch_hit *hit, struct seine_error *err)
{
    (void)err;
    watch_hit_json(context, &s->watch, record, hit);
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
        status = open_reader(o, &s, err);
    if (status == SEINE_OK)
        status = input_open_bytes(body, "the request", &in, err);
    if (status == SEINE_OK)
        status = each_answer(&s, in, write_answer, &w, err);
    json_array_end(&w);
    json_key(&w, "records");
    json_i64(&w, (int64_t)s.n_records);
    json_key(&w, "rules");
    json_i64(&w, (int64_t)s.watch.rules.n);
    json_object_end(&w);
    input_free(in);
    release(&s);
    return status == SEINE_OK ? buf_status(out) : status;
}

/* ---- what came with a file ------------------------------------------------------------------ */

struct found {
    struct arena arena;
    VEC(struct store_notice) notices;
};

static enum seine_status take_answer(void *context, struct sight *s, struct str record,
                                     const struct watch_hit *hit, struct seine_error *err)
{
    struct found *f = context;
    struct json_writer w;
    struct buf key, body;
    bool ok = true;
    buf_init(&key, LIMIT_TEXT);
    buf_init(&body, LIMIT_TEXT);
    buf_add_z(&key, "watch:");
    buf_add(&key, s->watch.rules.v[hit->rule].id);
    buf_add_c(&key, ':');
    buf_add(&key, record);
    json_writer_init(&w, &body);
    json_object(&w);
    json_member(&w, "event", STR("watch"));
    json_member(&w, "case", s->watch.cases.v[s->watch.rules.v[hit->rule].of].id);
    json_key(&w, "arrival");
    watch_hit_json(&w, &s->watch, record, hit);
    json_object_end(&w);
    struct store_notice notice = {.key = arena_str(&f->arena, buf_str(&key), &ok),
                                  .kind = STR("watch"),
                                  .body = arena_str(&f->arena, buf_str(&body), &ok)};
    ok = ok && buf_status(&key) == SEINE_OK && buf_status(&body) == SEINE_OK &&
         VEC_PUSH(&f->notices, notice);
    buf_release(&key);
    buf_release(&body);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while watching");
}

static enum seine_status keep(struct store *s, const struct found *f, struct seine_error *err)
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

enum seine_status own_watch_input(struct own *o, struct input *in, struct seine_error *err)
{
    struct sight s = {0};
    struct found f = {0};
    struct seine_error unread = {0};
    arena_init(&f.arena, LIMIT_REPORT);
    enum seine_status status = open_rules(o, &s, err);
    if (status == SEINE_OK && s.watch.rules.n > 0) {
        status = open_reader(o, &s, err);
        if (status == SEINE_OK) /* what cannot be read others will tell */
            (void)!each_answer(&s, in, take_answer, &f, &unread);
    }
    release(&s);
    if (status == SEINE_OK && f.notices.n > 0) {
        struct own_reader *r = own_take(o);
        status = keep(r->store, &f, err);
        own_give(o, r);
        if (status == SEINE_OK)
            own_tell(o);
    }
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
    json_key(w, "n");
    json_i64(w, notice->n);
    json_key(w, "notice"); /* {} if its case was pruned */
    json_raw(w, notice->body);
    json_object_end(w);
    return SEINE_OK;
}

enum seine_status own_arrivals(struct own *o, uint64_t before, uint64_t limit, struct buf *out,
                               struct seine_error *err)
{
    struct json_writer w;
    if (before > INT64_MAX || limit > OWN_PAGE_MAX)
        return error_set(err, SEINE_RANGE, "limit is at most %d", OWN_PAGE_MAX);
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
