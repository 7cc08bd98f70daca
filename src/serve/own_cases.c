/* serve/own_cases.c - a page of cases, each cut down to what its one line needs. The figures are
 * those of the case object; nothing is judged anew. */
#include "serve/own_internal.h"

#include <stdlib.h>

enum { SHOWN = 3, CODES = 4 };

struct page {
    struct json_writer w;
    struct arena arena; /* of one case */
    uint64_t total, wanted;
    struct str verdict;
};

static const struct json_value *items(const struct json_value *v, const char *key)
{
    const struct json_value *list = json_get(v, key);
    return list && list->type == JSON_ARRAY ? list->first : NULL;
}

static size_t count(const struct json_value *v, const char *key)
{
    const struct json_value *list = json_get(v, key);
    return list && list->type == JSON_ARRAY ? list->n : 0;
}

static double number(const struct json_value *v, const char *key)
{
    const struct json_value *m = json_get(v, key);
    double n = 0;
    return m && m->type == JSON_NUMBER && str_to_double(m->text, &n) ? n : 0;
}

static bool has(const struct json_value *list, struct str text)
{
    for (; list; list = list->next)
        if (str_is(list->text, text))
            return true;
    return false;
}

static void add_distinct(struct str *v, size_t *n, size_t max, struct str text)
{
    for (size_t i = 0; i < *n; i++)
        if (str_is(v[i], text))
            return;
    if (*n < max)
        v[(*n)++] = text;
}

/* Countries of the actors with this role, or with the other one if there are none. */
static void write_countries(struct json_writer *w, const char *key, const struct json_value *c,
                            struct str role, struct str other)
{
    struct str codes[CODES];
    size_t n = 0;
    for (int turn = 0; turn < 2 && n == 0; turn++)
        for (const struct json_value *a = items(c, "actors"); a; a = a->next)
            if (has(items(a, "roles"), turn ? other : role))
                for (const struct json_value *i = items(a, "countries"); i; i = i->next)
                    add_distinct(codes, &n, CODES, i->text);
    json_member_strings(w, key, codes, n);
}

static void write_listed(struct json_writer *w, const struct json_value *c)
{
    struct str names[SHOWN];
    size_t n = 0;
    for (const struct json_value *a = items(c, "actors"); a; a = a->next)
        for (const struct json_value *h = items(a, "watchlist"); h; h = h->next)
            add_distinct(names, &n, SHOWN, json_text(h, "name"));
    json_member_strings(w, "listed", names, n);
}

/* The few of a list with most bits, those of `skipped` kinds left out; ties in the list's order. */
static void write_best(struct json_writer *w, const char *key, const struct json_value *list,
                       const char *text, bool skip)
{
    const struct json_value *best[SHOWN] = {NULL};
    for (; list; list = list->next) {
        struct str kind = json_text(list, "kind");
        if (skip && (str_is(kind, STR("prior")) || str_is(kind, STR("component"))))
            continue;
        const struct json_value *v = list;
        for (size_t i = 0; i < SHOWN && v; i++)
            if (!best[i] || number(v, "bits") > number(best[i], "bits")) {
                const struct json_value *t = best[i];
                best[i] = v;
                v = t;
            }
    }
    struct str texts[SHOWN];
    size_t n = 0;
    while (n < SHOWN && best[n]) {
        texts[n] = json_text(best[n], text);
        n++;
    }
    json_member_strings(w, key, texts, n);
}

static void copy(struct json_writer *w, const struct json_value *c, const char *key)
{
    const struct json_value *v = json_get(c, key);
    json_key(w, key);
    if (v && v->type == JSON_STRING)
        json_string(w, v->text);
    else if (v && v->type == JSON_NUMBER)
        json_raw(w, v->text);
    else
        json_null(w);
}

void own_decision_json(struct json_writer *w, const struct store_decision *d)
{
    if (d->verdict.n == 0) {
        json_null(w);
        return;
    }
    json_object(w);
    json_key(w, "verdict");
    json_string(w, d->verdict);
    json_key(w, "reason");
    json_string(w, d->reason);
    json_key(w, "by");
    json_string(w, d->by);
    json_key(w, "at");
    json_string(w, d->at);
    json_object_end(w);
}

static enum seine_status take(void *context, const struct store_case *kept,
                              const struct store_decision *d, struct seine_error *err)
{
    struct page *p = context;
    struct json_writer *w = &p->w;
    const struct json_value *c = NULL;
    arena_reset(&p->arena);
    enum seine_status status = json_parse(kept->json, &p->arena, &c, err);
    if (status != SEINE_OK)
        return status;
    json_object(w);
    json_key(w, "case");
    json_string(w, kept->id);
    static const char *const same[] = {"rank", "score", "probability", "kit",
                                       "kind", "side",  "first",       "last"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        copy(w, c, same[i]);
    json_member_count(w, "found", count(c, "components"));
    json_member_count(w, "missing", count(c, "missing"));
    json_member_count(w, "consignments", count(c, "consignments"));
    write_countries(w, "from", c, STR("sender"), STR("agent"));
    write_countries(w, "to", c, STR("receiver"), STR("receiver"));
    write_best(w, "parts", items(c, "components"), "name", false);
    write_best(w, "reasons", items(c, "evidence"), "text", true);
    write_listed(w, c);
    json_key(w, "decision");
    own_decision_json(w, d);
    json_member_bool(w, "stale", kept->is_stale);
    json_object_end(w);
    return SEINE_OK;
}

static enum seine_status take_count(void *context, struct str verdict, uint64_t n,
                                    struct seine_error *err)
{
    struct page *p = context;
    (void)err;
    p->total += n;
    if (str_is(verdict, p->verdict))
        p->wanted = n;
    struct buf key;
    buf_init(&key, LIMIT_TEXT);
    buf_add(&key, verdict);
    json_key(&p->w, key.p);
    json_i64(&p->w, (int64_t)n);
    buf_release(&key);
    return SEINE_OK;
}

enum seine_status own_cases(struct own *o, struct str verdict, uint64_t offset, uint64_t limit,
                            struct buf *out, struct seine_error *err)
{
    struct page p = {.verdict = verdict};
    if (verdict.n && !own_is_verdict(verdict) && !str_is(verdict, STR("undecided")) &&
        !str_is(verdict, STR("stale")))
        return error_set(err, SEINE_RANGE,
                         "status is one of open, hold, release, seized, cleared, undecided, stale");
    struct own_reader *r = own_take(o);
    arena_init(&p.arena, OWN_ANSWER_MAX);
    json_writer_init(&p.w, out);
    json_object(&p.w);
    json_key(&p.w, "counts");
    json_object(&p.w);
    enum seine_status status = store_look_counts(r->store, take_count, &p, err);
    json_member_count(&p.w, "all", p.total);
    json_object_end(&p.w);
    json_member_count(&p.w, "total", verdict.n ? p.wanted : p.total);
    json_member_count(&p.w, "offset", offset);
    json_key(&p.w, "cases");
    json_array(&p.w);
    if (status == SEINE_OK)
        status = store_look_cases(r->store, verdict, offset, limit, take, &p, err);
    json_array_end(&p.w);
    json_object_end(&p.w);
    own_give(o, r);
    arena_release(&p.arena);
    if (status == SEINE_OK && (status = buf_status(out)) != SEINE_OK)
        error_set(err, status, "the answer is too long");
    return status;
}
