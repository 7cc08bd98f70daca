/* pipeline/cases.c - see cases.h. */
#include "pipeline/cases.h"

#include "base/input.h"
#include "store/look.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static enum seine_status parse_into(const struct cases_taker *t, struct str json,
                                    struct arena *arena, struct seine_error *err)
{
    const struct json_value *v = NULL;
    enum seine_status status = json_parse(json, arena, &v, err);
    const struct json_value *list = status == SEINE_OK ? json_get(v, "cases") : NULL;
    if (status != SEINE_OK || !list || list->type != JSON_ARRAY)
        return status == SEINE_OK ? t->take(t->context, v, err) : status;
    for (const struct json_value *c = list->first; c && status == SEINE_OK; c = c->next)
        status = t->take(t->context, c, err);
    return status;
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
        status = json_skip(&r) ? SEINE_OK : json_failed(&r, err);
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

static enum seine_status take_kept(void *context, const struct store_case *c,
                                   const struct store_decision *d, struct seine_error *err)
{
    bool is_closed = str_is(d->verdict, STR("cleared")) || str_is(d->verdict, STR("release"));
    return is_closed ? SEINE_OK : cases_parse(context, c->json, err);
}

enum seine_status cases_look(const struct cases_taker *t, struct store *s, struct seine_error *err)
{
    struct cases_taker own = *t;
    return store_look_cases(s, STR_EMPTY, 0, INT64_MAX, take_kept, &own, err);
}
