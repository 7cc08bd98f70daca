/* pipeline/cases.c - see cases.h. */
#include "pipeline/cases.h"

#include "base/input.h"
#include "store/look.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static enum seine_status no_case(struct seine_error *err)
{
    return error_set(err, SEINE_FORMAT,
                     "not a case: what scan --format ndjson or json wrote is expected");
}

static enum seine_status take_one(const struct cases_taker *t, struct str text, struct arena *arena,
                                  struct seine_error *err)
{
    const struct json_value *v = NULL;
    enum seine_status status = json_parse(text, arena, &v, err);
    if (status == SEINE_OK && json_text(v, "case").n == 0)
        status = no_case(err);
    return status == SEINE_OK ? t->take(t->context, text, v, err) : status;
}

/* The reader stands behind the name of a list of cases. */
static enum seine_status take_list(const struct cases_taker *t, struct json_reader *r,
                                   struct arena *arena, struct seine_error *err)
{
    enum json_type type = json_next(r);
    if (type != JSON_ARRAY)
        return type == JSON_ERROR ? json_failed(r, err)
                                  : error_set(err, SEINE_FORMAT, "its cases are no list");
    while ((type = json_next(r)) != JSON_ARRAY_END) {
        const char *from = r->p - 1;
        if (type != JSON_OBJECT && type != JSON_ERROR)
            return error_set(err, SEINE_FORMAT, "one of its cases is none");
        if (type == JSON_ERROR || !json_skip_rest(r, type))
            return json_failed(r, err);
        if (!t->keep)
            arena_reset(arena);
        enum seine_status status =
            take_one(t, (struct str){from, (size_t)(r->p - from)}, arena, err);
        if (status != SEINE_OK)
            return status;
    }
    return SEINE_OK;
}

/* Whatever is an object with a list of cases, as scan --format json writes it, else one case. */
static enum seine_status parse_into(const struct cases_taker *t, struct str json,
                                    struct arena *arena, struct seine_error *err)
{
    struct json_reader r;
    json_init(&r, json, arena);
    enum json_type type = json_next(&r);
    if (type != JSON_OBJECT)
        return take_one(t, json, arena, err);
    while ((type = json_next(&r)) == JSON_KEY) {
        if (str_is(r.text, STR("cases")))
            return take_list(t, &r, arena, err);
        if (!json_skip(&r))
            return json_failed(&r, err);
    }
    return type == JSON_ERROR ? json_failed(&r, err) : take_one(t, json, arena, err);
}

enum seine_status cases_parse(const struct cases_taker *t, struct str json, struct seine_error *err)
{
    struct arena scratch;
    bool ok = true;
    if (t->keep) {
        struct str kept = arena_str(t->keep, json, &ok);
        return ok ? parse_into(t, kept, t->keep, err)
                  : error_set(err, SEINE_NOMEM, "out of memory while reading cases");
    }
    arena_init(&scratch, LIMIT_ARENA);
    enum seine_status status = parse_into(t, json, &scratch, err);
    arena_release(&scratch);
    return status;
}

/* JSON texts one after the other: a line each, or one that somebody has laid out over many. */
static enum seine_status read_texts(const struct cases_taker *t, struct str bytes, const char *path,
                                    struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    struct arena scratch;
    int64_t line = 1;
    size_t at = 0;
    arena_init(&scratch, LIMIT_ARENA);
    while (status == SEINE_OK) {
        for (; at < bytes.n && is_blank(bytes.p[at]); at++)
            line += bytes.p[at] == '\n';
        if (at == bytes.n)
            break;
        struct json_reader r;
        arena_reset(&scratch);
        json_init(&r, str_slice(bytes, at, bytes.n), &scratch);
        if (!json_skip(&r))
            status = r.offset > 0 || input_foreign(bytes) ? json_failed(&r, err) : no_case(err);
        struct str text = {r.start, (size_t)(r.p - r.start)};
        if (status == SEINE_OK)
            status = cases_parse(t, text, err);
        if (status == SEINE_OK)
            for (size_t end = at + text.n; at < end; at++)
                line += bytes.p[at] == '\n';
    }
    arena_release(&scratch);
    if (status != SEINE_OK)
        error_at(err, path, line, 0);
    return status;
}

enum seine_status cases_read(const struct cases_taker *t, const char *path, struct seine_error *err)
{
    struct input *in = NULL;
    struct buf bytes;
    buf_init(&bytes, LIMIT_CASES_FILE);
    enum seine_status status = input_open(path, &in, err);
    if (status == SEINE_OK)
        status = input_read_all(in, &bytes, err);
    if (status != SEINE_OK)
        error_at(err, path, 0, 0);
    input_free(in);
    if (status == SEINE_OK)
        status = read_texts(t, buf_str(&bytes), path, err);
    buf_release(&bytes);
    return status;
}

struct looking {
    const char *store;                   /* its name */
    struct cases_taker taker, if_seized; /* the second asks before it hands on to the first */
    bool with_seized;
};

/* Whether a piece of the case was seized and is awaited again. */
static bool has_seized(const struct json_value *c)
{
    const struct json_value *expected = json_get(c, "expected");
    const struct json_value *e = expected && expected->type == JSON_ARRAY ? expected->first : NULL;
    while (e && json_text(e, "seized").n == 0)
        e = e->next;
    return e != NULL;
}

static enum seine_status take_if_seized(void *context, struct str text, const struct json_value *c,
                                        struct seine_error *err)
{
    const struct cases_taker *t = context;
    return has_seized(c) ? t->take(t->context, text, c, err) : SEINE_OK;
}

static enum seine_status take_kept(void *context, const struct store_case *c,
                                   const struct store_decision *d, struct seine_error *err)
{
    const struct looking *l = context;
    bool is_out = c->is_stale && d->verdict.n == 0;
    if (str_is(d->verdict, STR("cleared")) || str_is(d->verdict, STR("release")) ||
        (is_out && !l->with_seized))
        return SEINE_OK;
    enum seine_status status = cases_parse(is_out ? &l->if_seized : &l->taker, c->json, err);
    if (status == SEINE_FORMAT) {
        error_at(err, l->store, 0, 0);
        error_context(err, "the kept case " STR_FMT " cannot be read", STR_ARG(c->id));
    }
    return status;
}

enum seine_status cases_look(const struct cases_taker *t, struct store *s, bool with_seized,
                             struct seine_error *err)
{
    struct looking l = {.store = store_name(s), .taker = *t, .with_seized = with_seized};
    l.if_seized = (struct cases_taker){take_if_seized, &l.taker, t->keep};
    return store_look_cases(s, STR_EMPTY, 0, INT64_MAX, take_kept, &l, err);
}
