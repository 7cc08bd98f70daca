/* serve/own_case.c - one case in full: the case object as it was kept, and beside it what is needed
 * to show it: decisions, papers, and where their places lie. And deciding of it. */
#include "serve/own_internal.h"

#include <time.h>

enum { PLACES = 512, PAPERS = 4096 };

struct full {
    struct own *own;
    struct json_writer w;
    struct arena arena;
    const struct geo_place *places[PLACES];
    struct str codes[PLACES];
    size_t n_places, n_papers;
};

/* The kept object without its closing brace, so that members can follow. */
static enum seine_status take_case(void *context, const struct store_case *c,
                                   const struct store_decision *d, struct seine_error *err)
{
    struct full *f = context;
    struct str body = str_trim(c->json);
    if (body.n < 3 || body.p[0] != '{' || body.p[body.n - 1] != '}')
        return error_set(err, SEINE_FORMAT, "the case is damaged");
    buf_add(f->w.out, str_slice(body, 0, body.n - 1));
    buf_add_z(f->w.out, ",\"decision\":");
    json_writer_init(&f->w, f->w.out);
    own_decision_json(&f->w, d);
    buf_add_z(f->w.out, c->is_stale ? ",\"stale\":true" : ",\"stale\":false");
    return SEINE_OK;
}

static enum seine_status take_decision(void *context, const struct store_decision *d,
                                       struct seine_error *err)
{
    struct full *f = context;
    (void)err;
    own_decision_json(&f->w, d);
    return SEINE_OK;
}

static enum seine_status add_place(struct full *f, struct str code)
{
    bool ok = true;
    const struct geo_place *p = geo_place(f->own->geo, code);
    if (f->n_places == PLACES || !geo_has_position(p))
        return SEINE_OK;
    for (size_t i = 0; i < f->n_places; i++)
        if (str_is(f->codes[i], code))
            return SEINE_OK;
    f->codes[f->n_places] = arena_str(&f->arena, code, &ok);
    f->places[f->n_places++] = p;
    return ok ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status take_paper(void *context, struct str id, struct str ndjson,
                                    struct seine_error *err)
{
    struct full *f = context;
    const struct json_value *record = NULL;
    (void)id;
    if (f->n_papers++ >= PAPERS)
        return SEINE_OK;
    enum seine_status status = json_parse(ndjson, &f->arena, &record, err);
    const struct json_value *legs = status == SEINE_OK ? json_get(record, "legs") : NULL;
    for (const struct json_value *l = legs && legs->type == JSON_ARRAY ? legs->first : NULL;
         l && status == SEINE_OK; l = l->next) {
        status = add_place(f, json_text(l, "from"));
        if (status == SEINE_OK)
            status = add_place(f, json_text(l, "to"));
    }
    json_raw(&f->w, str_trim(ndjson));
    return status;
}

static void write_places(struct full *f)
{
    struct json_writer *w = &f->w;
    json_writer_init(w, w->out);
    json_object(w);
    for (size_t i = 0; i < f->n_places; i++) {
        json_key(w, f->codes[i].p);
        json_object(w);
        json_key(w, "name");
        json_string(w, f->places[i]->name);
        json_key(w, "country");
        json_string(w, str_of(f->places[i]->country));
        json_member_decimal(w, "lat", f->places[i]->lat, 4);
        json_member_decimal(w, "lon", f->places[i]->lon, 4);
        json_object_end(w);
    }
    json_object_end(w);
}

static void write_limits(struct json_writer *w)
{
    json_writer_init(w, w->out);
    json_array(w);
    for (size_t i = 0; report_limits[i]; i++)
        json_string(w, str_of(report_limits[i]));
    json_array_end(w);
}

static enum seine_status write_case(struct full *f, struct store *s, struct str id,
                                    struct seine_error *err)
{
    struct buf *out = f->w.out;
    enum seine_status status = store_look_case(s, id, take_case, f, err);
    if (status != SEINE_OK)
        return status;
    buf_add_z(out, ",\"decisions\":");
    json_writer_init(&f->w, out);
    json_array(&f->w);
    status = store_look_decisions(s, id, take_decision, f, err);
    json_array_end(&f->w);
    buf_add_z(out, ",\"papers\":");
    json_writer_init(&f->w, out);
    json_array(&f->w);
    if (status == SEINE_OK)
        status = store_look_records(s, id, take_paper, f, err);
    json_array_end(&f->w);
    buf_add_f(out, ",\"papers_total\":%zu,\"places\":", f->n_papers);
    write_places(f);
    buf_add_z(out, ",\"limits\":");
    write_limits(&f->w);
    buf_add_c(out, '}');
    return status;
}

enum seine_status own_case(struct own *o, struct str id, struct str by, struct buf *out,
                           struct seine_error *err)
{
    struct full *f = mem_calloc(1, sizeof *f);
    if (!f)
        return error_set(err, SEINE_NOMEM, "out of memory");
    struct own_reader *r = own_take(o);
    f->own = o;
    arena_init(&f->arena, LIMIT_REPORT);
    json_writer_init(&f->w, out);
    enum seine_status status = write_case(f, r->store, id, err);
    if (status == SEINE_OK)
        status = own_viewed(o, r->store, id, by, err);
    own_give(o, r);
    arena_release(&f->arena);
    mem_free(f);
    if (status == SEINE_OK)
        status = buf_status(out);
    return status == SEINE_OK ? status
                              : error_set(err, status, "cannot answer: %s", status_name(status));
}

bool own_is_verdict(struct str s)
{
    static const char *const verdicts[] = {"open", "hold", "release", "seized", "cleared"};
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
        if (str_is(s, str_of(verdicts[i])))
            return true;
    return false;
}

static enum seine_status read_decision(struct str body, struct arena *arena,
                                       struct store_decision *d, struct seine_error *err)
{
    const struct json_value *v = NULL;
    enum seine_status status = json_parse(body, arena, &v, err);
    if (status != SEINE_OK)
        return status;
    d->verdict = json_text(v, "verdict");
    d->reason = str_trim(json_text(v, "reason"));
    if (!own_is_verdict(d->verdict))
        return error_set(err, SEINE_RANGE,
                         "verdict is one of open, hold, release, seized, cleared");
    if (d->reason.n == 0 || d->reason.n > OWN_REASON_MAX)
        return error_set(err, SEINE_RANGE, "reason is 1 to %d bytes of text", OWN_REASON_MAX);
    return SEINE_OK;
}

static enum seine_status nothing(void *context, const struct store_case *c,
                                 const struct store_decision *d, struct seine_error *err)
{
    (void)context, (void)c, (void)d, (void)err;
    return SEINE_OK;
}

static enum seine_status keep(struct store *s, const struct store_decision *d,
                              struct seine_error *err)
{
    enum seine_status status = store_look_case(s, d->subject, nothing, NULL, err);
    if (status == SEINE_OK)
        status = store_begin(s, err);
    if (status != SEINE_OK)
        return status;
    status = store_put_decision(s, d, err);
    if (status == SEINE_OK)
        status = store_commit(s, err);
    if (status != SEINE_OK)
        store_rollback(s);
    return status;
}

enum seine_status own_decide(struct own *o, struct str id, struct str body, struct str by,
                             struct buf *out, struct seine_error *err)
{
    struct arena arena;
    struct buf at;
    int64_t now = (int64_t)time(NULL);
    struct store_decision d = {.subject = id, .object = STR_EMPTY, .by = by};
    arena_init(&arena, LIMIT_TEXT);
    buf_init(&at, 64);
    buf_add_date_time(&at, (int32_t)(now / 86400), (int32_t)(now % 86400));
    d.at = buf_str(&at);
    enum seine_status status = read_decision(body, &arena, &d, err);
    if (status == SEINE_OK) {
        struct own_reader *r = own_take(o);
        status = keep(r->store, &d, err);
        own_give(o, r);
    }
    if (status == SEINE_OK) {
        struct json_writer w;
        json_writer_init(&w, out);
        own_decision_json(&w, &d);
        own_tell(o);
        status = buf_status(out);
    }
    buf_release(&at);
    arena_release(&arena);
    return status;
}
