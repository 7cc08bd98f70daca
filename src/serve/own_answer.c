/* serve/own_answer.c - from method, address and body to an answer: the table of the own endpoints
 * and the reading of their parameters. It knows no sockets, headers or tokens. */
#include "serve/own_internal.h"

enum { FIELD_MAX = 4 * KIB };

struct call {
    struct own *own;
    const struct own_request *request;
    struct buf id; /* the segment that stands for {id} */
    struct buf *out;
    struct seine_error *err;
};

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent-decoded; '+' is a blank in a query. False for NUL, a broken escape, invalid UTF-8. */
static bool decode(struct str s, bool is_query, struct buf *out)
{
    for (size_t i = 0; i < s.n; i++) {
        int high = 0, low = 0;
        char c = s.p[i];
        if (c == '%') {
            if (i + 2 >= s.n || (high = hex(s.p[i + 1])) < 0 || (low = hex(s.p[i + 2])) < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && is_query) {
            c = ' ';
        }
        if (c == 0)
            return false;
        buf_add_c(out, c);
    }
    return buf_status(out) == SEINE_OK && utf8_is_valid(buf_str(out));
}

/* The last parameter of that name, decoded; empty if there is none. False if it cannot be read. */
static bool parameter(const struct call *c, const char *name, struct buf *ret)
{
    struct str rest = c->request->query, part;
    bool more = true, ok = true;
    while (ok && str_cut(&rest, &more, '&', &part)) {
        size_t eq = str_find_byte(part, '=', 0);
        if (eq == SIZE_MAX || !str_is(str_slice(part, 0, eq), str_of(name)))
            continue;
        buf_reset(ret);
        ok = decode(str_slice(part, eq + 1, part.n), true, ret);
    }
    return ok;
}

static enum seine_status whole(const struct call *c, const char *name, uint64_t fallback,
                               int64_t most, uint64_t *ret)
{
    struct buf text;
    int64_t n = 0;
    buf_init(&text, FIELD_MAX);
    bool ok = parameter(c, name, &text);
    *ret = fallback;
    if (ok && text.n) {
        ok = str_to_i64(buf_str(&text), &n) && n >= 0 && n <= most;
        *ret = (uint64_t)n;
    }
    buf_release(&text);
    if (ok)
        return SEINE_OK;
    return most < INT64_MAX
               ? error_set(c->err, SEINE_RANGE, "%s is a whole number from 0 to %lld", name,
                           (long long)most)
               : error_set(c->err, SEINE_RANGE, "%s is a whole number from 0 on", name);
}

static enum seine_status get_case(struct call *c)
{
    return own_case(c->own, buf_str(&c->id), c->request->by, c->out, c->err);
}

static enum seine_status post_decision(struct call *c)
{
    return own_decide(c->own, buf_str(&c->id), c->request->body, c->request->by, c->out, c->err);
}

static enum seine_status get_audit(struct call *c)
{
    uint64_t before = 0, limit = 0;
    enum seine_status status = whole(c, "before", 0, INT64_MAX, &before);
    if (status == SEINE_OK)
        status = whole(c, "limit", 50, OWN_PAGE_MAX, &limit);
    return status == SEINE_OK ? own_audit(c->own, before, limit, c->out, c->err) : status;
}

static enum seine_status get_explain(struct call *c)
{
    struct buf name, country, type;
    uint64_t limit = 0;
    buf_init(&name, 4 * FIELD_MAX);
    buf_init(&country, FIELD_MAX);
    buf_init(&type, FIELD_MAX);
    enum seine_status status = whole(c, "limit", 10, OWN_HITS_MAX, &limit);
    if (status == SEINE_OK && !(parameter(c, "name", &name) && parameter(c, "country", &country) &&
                                parameter(c, "type", &type)))
        status = error_set(c->err, SEINE_RANGE, "name, country or type cannot be read");
    if (status == SEINE_OK) {
        struct own_query q = {.name = buf_str(&name),
                              .country = buf_str(&country),
                              .type = buf_str(&type),
                              .limit = (size_t)limit};
        status = own_explain(&c->request->names, &q, c->out, c->err);
    }
    buf_release(&name);
    buf_release(&country);
    buf_release(&type);
    return status;
}

static enum seine_status post_consignments(struct call *c)
{
    struct buf name;
    buf_init(&name, FIELD_MAX);
    enum seine_status status =
        parameter(c, "name", &name)
            ? own_submit(c->own, buf_str(&name), c->request->body, c->out, c->err)
            : error_set(c->err, SEINE_RANGE, "name cannot be read");
    buf_release(&name);
    return status;
}

static enum seine_status post_assess(struct call *c)
{
    return own_assess(c->own, &c->request->names, c->request->body, c->out, c->err);
}

static enum seine_status post_plan(struct call *c)
{
    return own_plan(c->own, c->request->body, c->request->by, c->out, c->err);
}

static enum seine_status get_evidence(struct call *c)
{
    return own_case_evidence(c->own, buf_str(&c->id), c->request->by, c->out, c->err);
}

static enum seine_status get_case_graph(struct call *c)
{
    return own_case_graph(c->own, buf_str(&c->id), c->request->by, c->out, c->err);
}

static enum seine_status get_actor_graph(struct call *c)
{
    return own_actor_graph(c->own, buf_str(&c->id), c->request->by, c->out, c->err);
}

static enum seine_status get_actor(struct call *c)
{
    return own_actor(c->own, buf_str(&c->id), c->out, c->err);
}

static enum seine_status get_consignment(struct call *c)
{
    return own_consignment(c->own, buf_str(&c->id), c->out, c->err);
}

/* A page of what has a text in it. */
static enum seine_status paged(struct call *c, const char *name,
                               enum seine_status (*run)(struct own *, struct str, uint64_t,
                                                        uint64_t, struct buf *,
                                                        struct seine_error *))
{
    uint64_t offset = 0, limit = 0;
    struct buf text;
    buf_init(&text, FIELD_MAX);
    enum seine_status status = whole(c, "offset", 0, INT64_MAX, &offset);
    if (status == SEINE_OK)
        status = whole(c, "limit", 50, OWN_PAGE_MAX, &limit);
    if (status == SEINE_OK && !parameter(c, name, &text))
        status = error_set(c->err, SEINE_RANGE, "%s cannot be read", name);
    if (status == SEINE_OK)
        status = run(c->own, buf_str(&text), offset, limit, c->out, c->err);
    buf_release(&text);
    return status;
}

static enum seine_status get_cases(struct call *c)
{
    return paged(c, "status", own_cases);
}

static enum seine_status get_actors(struct call *c)
{
    return paged(c, "q", own_actors);
}

static enum seine_status get_watch(struct call *c)
{
    return paged(c, "case", own_watch);
}

static enum seine_status post_watch(struct call *c)
{
    return own_watch_apply(c->own, c->request->body, c->out, c->err);
}

static enum seine_status get_arrivals(struct call *c)
{
    uint64_t before = 0, limit = 0;
    enum seine_status status = whole(c, "before", 0, INT64_MAX, &before);
    if (status == SEINE_OK)
        status = whole(c, "limit", 50, OWN_PAGE_MAX, &limit);
    return status == SEINE_OK ? own_arrivals(c->own, before, limit, c->out, c->err) : status;
}

static enum seine_status put_consignment(struct call *c)
{
    return own_put(c->own, buf_str(&c->id), c->request->body, c->out, c->err);
}

static enum seine_status get_job(struct call *c)
{
    return own_job(c->own, buf_str(&c->id), c->out, c->err);
}

/* Server-sent events for clients that come back: the number of news, as an event when it is other
 * than the one that the client has seen (?since=N). */
static enum seine_status get_events(struct call *c)
{
    uint64_t since = 0, now = own_news(c->own);
    enum seine_status status = whole(c, "since", UINT32_MAX, INT64_MAX, &since);
    if (status != SEINE_OK)
        return status;
    buf_add_f(c->out, "retry: 3000\nid: %llu\n", (unsigned long long)now);
    if (since != UINT32_MAX && since != now)
        buf_add_z(c->out, "event: cases\n");
    buf_add_f(c->out, "data: %llu\n\n", (unsigned long long)now);
    return buf_status(c->out);
}

#define JSON_TYPE "application/json"
static const struct route {
    const char *method, *path; /* below /api/v1/; one segment may be {id} */
    unsigned good;             /* status of success */
    const char *type;
    enum seine_status (*run)(struct call *c);
} routes[] = {
    {"GET", "cases", 200, JSON_TYPE, get_cases},
    {"GET", "cases/{id}", 200, JSON_TYPE, get_case},
    {"POST", "cases/{id}/decision", 200, JSON_TYPE, post_decision},
    {"GET", "cases/{id}/evidence", 200, JSON_TYPE, get_evidence},
    {"GET", "cases/{id}/graph", 200, JSON_TYPE, get_case_graph},
    {"GET", "actors", 200, JSON_TYPE, get_actors},
    {"GET", "actors/{id}", 200, JSON_TYPE, get_actor},
    {"GET", "actors/{id}/graph", 200, JSON_TYPE, get_actor_graph},
    {"GET", "watch", 200, JSON_TYPE, get_watch},
    {"POST", "watch/apply", 200, JSON_TYPE, post_watch},
    {"GET", "watch/arrivals", 200, JSON_TYPE, get_arrivals},
    {"GET", "audit", 200, JSON_TYPE, get_audit},
    {"GET", "explain", 200, JSON_TYPE, get_explain},
    {"POST", "assess", 200, JSON_TYPE, post_assess},
    {"POST", "plans", 200, JSON_TYPE, post_plan},
    {"POST", "consignments", 202, JSON_TYPE, post_consignments},
    {"GET", "consignments/{id}", 200, JSON_TYPE, get_consignment},
    {"PUT", "consignments/{id}", 200, JSON_TYPE, put_consignment},
    {"GET", "jobs/{id}", 200, JSON_TYPE, get_job},
    {"GET", "events", 200, "text/event-stream", get_events},
};

static bool fits(const struct route *r, struct str path, struct buf *id)
{
    struct str pattern = str_of(r->path), want, have;
    bool more_pattern = true, more_path = true;
    buf_reset(id);
    for (;;) {
        bool a = str_cut(&pattern, &more_pattern, '/', &want);
        bool b = str_cut(&path, &more_path, '/', &have);
        if (!a || !b)
            return a == b;
        if (str_is(want, STR("{id}"))) {
            if (have.n == 0 || !decode(have, false, id))
                return false;
        } else if (!str_is(want, have)) {
            return false;
        }
    }
}

static unsigned code_of(enum seine_status status)
{
    switch (status) {
    case SEINE_NOT_FOUND:
        return 404;
    case SEINE_FORMAT:
    case SEINE_RANGE:
    case SEINE_UNSUPPORTED:
        return 400;
    case SEINE_CONFLICT:
    case SEINE_IO: /* the store's server is away, the disk is full */
        return 503;
    case SEINE_LIMIT:
        return 413;
    default:
        return 500;
    }
}

/* Replaces what stands in out. */
static void error_json(struct buf *out, const char *detail)
{
    struct json_writer w;
    buf_reset(out);
    json_writer_init(&w, out);
    json_object(&w);
    json_key(&w, "detail");
    json_string(&w, str_of(detail));
    json_object_end(&w);
}

unsigned own_answer(struct own *o, const struct own_request *r, struct buf *out,
                    const char **ret_type)
{
    const struct route *route = NULL;
    bool is_path = false;
    struct seine_error err = {0};
    struct call c = {.own = o, .request = r, .out = out, .err = &err};
    buf_init(&c.id, FIELD_MAX);
    *ret_type = JSON_TYPE;
    for (size_t i = 0; i < sizeof routes / sizeof *routes && !route; i++)
        if (fits(&routes[i], r->path, &c.id)) {
            is_path = true;
            if (str_is(r->method, str_of(routes[i].method)))
                route = &routes[i];
        }
    unsigned code = is_path ? 405 : 404;
    if (!route) {
        error_json(out, is_path ? "the method is another" : "there is no such endpoint");
    } else {
        enum seine_status status = route->run(&c);
        code = status == SEINE_OK ? route->good : code_of(status);
        if (status == SEINE_OK)
            *ret_type = route->type;
        else
            error_json(out, err.message[0] ? err.message : status_name(status));
    }
    buf_release(&c.id);
    return code;
}
