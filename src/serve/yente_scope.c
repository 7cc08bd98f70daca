/* serve/yente_scope.c - which entries a request is about, and parameters with their refusals as
 * yente words them. */
#include "serve/yente.h"

#include <stdio.h>
#include <string.h>

bool yente_goes_by(struct str key, struct str name)
{
    static const struct {
        const char *name, *key;
    } also[] = {{"us_ofac_sdn", "ofac-sdn"}, {"us_ofac_cons", "ofac-cons"},
                {"un_sc_sanctions", "un"},   {"eu_fsf", "eu"},
                {"gb_fcdo_sanctions", "uk"}, {"gb_hmt_sanctions", "uk"},
                {"us_trade_csl", "us-csl"},  {"us_bis_denied", "bis-dpl"}};
    if (str_is(name, STR("default")) || str_is(name, STR("all")) || str_is(name, STR("sanctions")))
        return true;
    for (size_t i = 0; i < sizeof also / sizeof *also; i++)
        if (str_is(name, str_of(also[i].name)))
            name = str_of(also[i].key);
    bool is_part = str_starts(key, name) && key.n > name.n && key.p[name.n] == ':';
    return name.n && (str_is(key, name) || is_part);
}

/* Marks the lists that go by this name. False if there is none. */
static bool mark_lists(const struct list_set *set, struct str name, bool *lists)
{
    bool any = yente_goes_by(STR_EMPTY, name); /* all of none */
    for (size_t i = 0; i < set->lists.n; i++)
        if (yente_goes_by(set->lists.v[i].key, name)) {
            lists[i] = true;
            any = true;
        }
    return any;
}

/* All values of a parameter that may be repeated, in the arena; false: no memory. */
static bool values_of(const struct request *q, const char *name, struct arena *arena,
                      struct str **ret, size_t *ret_n)
{
    *ret_n = 0;
    *ret = arena_array(arena, q->n_params + 1, sizeof **ret);
    for (size_t i = 0; *ret && i < q->n_params; i++)
        if (str_is(q->params[i].name, str_of(name)) && q->params[i].value.n)
            (*ret)[(*ret_n)++] = q->params[i].value;
    return *ret != NULL;
}

void yente_invalid(struct reply *r, const char *type, const struct str *where, size_t n,
                   const char *message)
{
    struct json_writer w;
    reply_error(r, 422, " ");
    buf_reset(&r->body);
    reply_json(r, &w);
    json_object(&w);
    json_key(&w, "detail");
    json_array(&w);
    json_object(&w);
    json_member(&w, "type", str_of(type));
    json_key(&w, "loc");
    json_array(&w);
    for (size_t i = 0; i < n; i++)
        json_string(&w, where[i]);
    json_array_end(&w);
    json_member(&w, "msg", str_of(message));
    json_object_end(&w);
    json_array_end(&w);
    json_object_end(&w);
}

bool yente_number(const struct request *q, const char *name, double least, double most,
                  double otherwise, struct reply *r, double *ret)
{
    const struct str where[] = {STR("query"), str_of(name)};
    char text[80];
    struct str value = request_param(q, name);
    *ret = otherwise;
    if (value.n == 0)
        return true;
    if (!str_to_double(value, ret)) {
        yente_invalid(r, "number_parsing", where, 2, "Input should be a valid number");
        return false;
    }
    if (*ret >= least && *ret <= most)
        return true;
    snprintf(text, sizeof text, "Input should be from %g to %g", least, most);
    yente_invalid(r, *ret < least ? "greater_than_equal" : "less_than_equal", where, 2, text);
    return false;
}

bool yente_whole(const struct request *q, const char *name, size_t most, size_t otherwise,
                 struct reply *r, size_t *ret)
{
    const struct str where[] = {STR("query"), str_of(name)};
    struct str value = request_param(q, name);
    int64_t whole;
    double n;
    if (value.n && !str_to_i64(value, &whole)) {
        yente_invalid(r, "int_parsing", where, 2,
                      "Input should be a valid integer, unable to parse string as an integer");
        return false;
    }
    if (!yente_number(q, name, 0, (double)most, (double)otherwise, r, &n))
        return false;
    *ret = (size_t)n;
    return true;
}

void yente_total(struct json_writer *w, size_t n)
{
    json_key(w, "total");
    json_object(w);
    json_member_count(w, "value", n);
    json_member(w, "relation", STR("eq"));
    json_object_end(w);
}

enum seine_status yente_narrow(struct yente_scope *s, const struct str *names, size_t n,
                               bool takes_out, struct arena *arena, struct seine_error *err)
{
    if (n == 0)
        return SEINE_OK;
    bool *named = arena_array(arena, s->set->lists.n + 1, sizeof *named);
    bool *old = s->lists;
    if (!named)
        return SEINE_NOMEM;
    s->lists = arena_array(arena, s->set->lists.n + 1, sizeof *s->lists);
    if (!s->lists)
        return SEINE_NOMEM;
    for (size_t i = 0; i < n; i++)
        if (!mark_lists(s->set, names[i], named) && !takes_out)
            return error_set(err, SEINE_NOT_FOUND, "No such dataset: " STR_FMT,
                             (int)(names[i].n < 64 ? names[i].n : 64), names[i].p);
    for (size_t i = 0; i < s->set->lists.n; i++)
        s->lists[i] = old[i] && named[i] != takes_out;
    return SEINE_OK;
}

/* Schemata that are taken out: entries that are written with a schema of the same meaning. */
static bool take_out_kinds(struct yente_scope *s, const struct str *names, size_t n,
                           struct reply *r)
{
    for (size_t i = 0; i < n; i++) {
        unsigned kinds;
        if (!ftm_schema_kinds(names[i], &kinds)) {
            reply_error(r, 400, "No such schema: %.*s", (int)(names[i].n < 64 ? names[i].n : 64),
                        names[i].p);
            return false;
        }
        unsigned own = kinds & ~1u;
        if (str_is(names[i], STR("LegalEntity")))
            s->kinds &= ~1u;
        else if (own && (own & (own - 1)) == 0)
            s->kinds &= ~own;
    }
    return true;
}

static bool is_time(struct str s)
{
    static const char SHAPE[] = "dddd-dd-ddTdd:dd:dd";
    if (s.n != 10 && s.n != 13 && s.n != 16 && s.n != 19)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (SHAPE[i] == 'd' ? s.p[i] < '0' || s.p[i] > '9' : s.p[i] != SHAPE[i])
            return false;
    return true;
}

static bool read_since(const struct request *q, struct reply *r, struct yente_scope *s)
{
    const struct str where[] = {STR("query"), STR("changed_since")};
    struct str since = request_param(q, "changed_since");
    if (since.n && !is_time(since)) {
        yente_invalid(r, "string_pattern_mismatch", where, 2,
                      "String should be a date such as 2026-08-20 or 2026-08-20T12:00:00");
        return false;
    }
    s->since = str_slice(since, 0, since.n < 10 ? since.n : 10);
    return true;
}

static bool read_excluded(const struct request *q, struct arena *arena, struct reply *r,
                          struct yente_scope *s)
{
    const struct str where[] = {STR("query"), STR("exclude_entity_ids")};
    struct str *v;
    if (!values_of(q, "exclude_entity_ids", arena, &v, &s->n_excluded))
        return false;
    s->excluded = v;
    if (s->n_excluded <= YENTE_MAX_EXCLUDED)
        return true;
    yente_invalid(r, "too_long", where, 2, "List should have at most 50 items");
    return false;
}

static void read_topics(const struct str *v, size_t n, struct yente_scope *s)
{
    s->topics = n ? 0 : 3;
    for (size_t i = 0; i < n; i++)
        s->topics |= str_is(v[i], STR("sanction"))         ? 1u
                     : str_is(v[i], STR("export.control")) ? 2u
                                                           : 0u;
}

/* False with the refusal in the reply. */
static bool read_lists(const struct request *q, struct arena *arena, struct reply *r,
                       struct yente_scope *s)
{
    struct str *v;
    size_t n;
    struct seine_error err = {0};
    bool ok = values_of(q, "include_dataset", arena, &v, &n) &&
              yente_narrow(s, v, n, false, arena, &err) == SEINE_OK &&
              values_of(q, "exclude_dataset", arena, &v, &n) &&
              yente_narrow(s, v, n, true, arena, &err) == SEINE_OK;
    if (err.status == SEINE_NOT_FOUND)
        reply_error(r, 400, "%s", err.message);
    else if (!ok)
        reply_error(r, 500, "Out of memory.");
    return ok;
}

bool yente_scope_read(struct serve_context *x, const struct request *q, struct reply *r,
                      struct yente_scope *ret)
{
    struct str *v;
    size_t n;
    *ret = (struct yente_scope){.set = &x->lists->set, .kinds = FTM_ANY};
    ret->lists = arena_array(x->arena, ret->set->lists.n + 1, sizeof *ret->lists);
    if (ret->lists && !mark_lists(ret->set, q->segments[0], ret->lists)) {
        reply_error(r, 404, "No such dataset.");
        return false;
    }
    if (ret->lists && !read_lists(q, x->arena, r, ret))
        return false;
    bool ok = ret->lists && values_of(q, "topics", x->arena, &v, &n);
    if (ok) {
        read_topics(v, n, ret);
        ok = values_of(q, "exclude_schema", x->arena, &v, &n);
    }
    if (!ok) {
        reply_error(r, 500, "Out of memory.");
        return false;
    }
    return take_out_kinds(ret, v, n, r) && read_since(q, r, ret) &&
           read_excluded(q, x->arena, r, ret);
}

bool yente_takes(const struct yente_scope *s, const struct listed_entity *e)
{
    if (!s->lists[e->list] || !(s->kinds & FTM_KIND(e->kind)))
        return false;
    const struct list_info *list = &s->set->lists.v[e->list];
    if (s->topics != 3 && !(s->topics & (str_is(ftm_topic(list), STR("sanction")) ? 1u : 2u)))
        return false;
    /* A list without a date may have changed. */
    if (s->since.n && list->date.n &&
        str_compare(str_slice(list->date, 0, s->since.n), s->since) < 0)
        return false;
    for (size_t i = 0; i < s->n_excluded; i++)
        if (str_is(s->excluded[i], e->id))
            return false;
    return true;
}
