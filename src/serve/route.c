/* serve/route.c - from a path to the row of the table, from there to the handler. The tables stand
 * with their handlers; this file only joins them. A const table is also what /openapi.json is
 * printed from. */
#include "serve/internal.h"

#include <stdio.h>
#include <string.h>

const struct route *const serve_tables[] = {
    system_routes,   openapi_routes, yente_routes, reconcile_routes,
    watchman_routes, own_routes,     page_routes,  NULL};

struct str request_param(const struct request *q, const char *name)
{
    for (size_t i = 0; i < q->n_params; i++)
        if (str_is(q->params[i].name, str_of(name)))
            return q->params[i].value;
    return STR_EMPTY;
}

/* Fills q->segments as far as the pattern goes; true if all of path is used up. */
static bool fits(const char *pattern, const struct http_path *path, struct request *q)
{
    struct str rest = str_of(pattern + 1), part;
    bool more = true;
    size_t n = 0, at = 0;
    for (size_t i = 0; i < REQUEST_MAX_SEGMENTS; i++)
        q->segments[i] = STR_EMPTY;
    for (; str_cut(&rest, &more, '/', &part); at++) {
        struct str s = at < path->n && at < HTTP_MAX_SEGMENTS ? path->segments[at] : STR_EMPTY;
        if (!str_starts(part, STR("{"))) {
            if (at >= path->n || !str_is(s, part))
                return false;
        } else if (s.n == 0 || n == REQUEST_MAX_SEGMENTS) {
            return false;
        } else {
            q->segments[n++] = s;
        }
    }
    return at == path->n;
}

const struct route *route_find(enum http_method method, const struct http_path *path,
                               struct request *q, int *ret_status)
{
    *ret_status = 404;
    if (method == HTTP_HEAD)
        method = HTTP_GET;
    for (const struct route *const *t = serve_tables; *t; t++)
        for (const struct route *r = *t; r->pattern; r++) {
            if (!fits(r->pattern, path, q))
                continue;
            if (r->method == method) {
                *ret_status = 200;
                return r;
            }
            *ret_status = 405;
        }
    return NULL;
}

bool route_body_limit(const struct http_head *head, size_t *ret)
{
    char room[HTTP_MAX_TARGET];
    struct http_path path;
    struct request q;
    int status;
    *ret = 0;
    if (!http_split_path(head->path, room, &path))
        return false;
    const struct route *r = route_find(head->method, &path, &q, &status);
    if (r)
        *ret = r->body_limit;
    return r != NULL;
}

bool route_params(struct str query, struct arena *arena, struct request *q)
{
    size_t n = 1;
    for (size_t i = 0; i < query.n; i++)
        n += query.p[i] == '&';
    if (query.n == 0)
        return true;
    struct request_param *v = arena_array(arena, n, sizeof *v);
    char *text = arena_alloc(arena, query.n + 1);
    if (!v || !text || n > REQUEST_MAX_PARAMS)
        return false;
    struct str part;
    bool more = true;
    n = 0;
    while (str_cut(&query, &more, '&', &part)) {
        size_t equals = str_find_byte(part, '=', 0);
        struct str halves[2] = {str_slice(part, 0, equals == SIZE_MAX ? part.n : equals),
                                equals == SIZE_MAX ? STR_EMPTY
                                                   : str_slice(part, equals + 1, part.n)};
        if (part.n == 0)
            continue;
        for (int i = 0; i < 2; i++) {
            size_t length;
            if (!http_decode(halves[i], true, text, &length) ||
                !utf8_is_valid((struct str){text, length}))
                return false;
            halves[i] = (struct str){text, length};
            text += length;
        }
        v[n++] = (struct request_param){halves[0], halves[1]};
    }
    q->params = v;
    q->n_params = n;
    return true;
}

static void refuse(struct reply *r, int status, unsigned wait)
{
    char text[16];
    switch (status) {
    case 400:
        reply_error(r, 400, "The path is not well formed.");
        break;
    case 401:
        reply_header(r, "WWW-Authenticate", STR("Bearer"));
        reply_error(r, 401, "A token is needed: Authorization: Bearer TOKEN.");
        break;
    case 403:
        reply_error(r, 403, "The role of this token does not allow that.");
        break;
    case 404:
        reply_error(r, 404, "Not Found");
        break;
    case 405:
        reply_error(r, 405, "Method Not Allowed");
        break;
    case 429:
        snprintf(text, sizeof text, "%u", wait ? wait : 1);
        reply_header(r, "Retry-After", str_of(text));
        reply_error(r, 429, "Too many requests.");
        break;
    default:
        if (status == 503)
            reply_header(r, "Retry-After", STR("2"));
        reply_error(r, status, "The request cannot be answered now.");
    }
}

/* The methods that this path does have. */
static void allow(const struct http_path *path, struct reply *r)
{
    struct buf methods;
    buf_init(&methods, 64);
    for (int m = HTTP_GET; m <= HTTP_DELETE; m++) {
        struct request q;
        int status;
        if (!route_find((enum http_method)m, path, &q, &status))
            continue;
        buf_add_z(&methods, methods.n ? ", " : "");
        buf_add_z(&methods, http_method_name((enum http_method)m));
    }
    reply_header(r, "Allow", buf_str(&methods));
    buf_release(&methods);
}

/* The row whose handler may run, or NULL and the refusal in the reply. */
static const struct route *admit(struct serve *s, uint64_t peer, bool is_counted,
                                 struct arena *arena, struct request *q, struct reply *r)
{
    char *room = arena_alloc(arena, q->head->path.n);
    struct http_path path;
    int status = 400;
    const struct route *row = NULL;
    if (!origin_is_own(&s->options, q->head)) {
        reply_error(r, 403, "The request comes from elsewhere: Host or Origin is foreign.");
        return NULL;
    }
    if (room && http_split_path(q->head->path, room, &path)) {
        row = route_find(q->head->method, &path, q, &status);
        /* Who has no token does not learn which paths there are. */
        int allowed = auth_check(s->auth, q->head, peer, row ? row->role : SERVE_READER, is_counted,
                                 arena, q);
        if (allowed != 200) {
            row = NULL;
            status = allowed;
        }
        if (status == 405)
            allow(&path, r);
    }
    if (!row)
        refuse(r, status, q->wait);
    return row;
}

void serve_ask(struct serve *s, const struct http_head *head, uint64_t peer, bool is_counted,
               struct arena *arena, struct reply *r)
{
    struct request q = {.head = head, .caller = STR_EMPTY};
    (void)admit(s, peer, is_counted, arena, &q, r);
}

static bool is_param(const struct route *row, struct str name)
{
    for (const char *const *p = row->params; p && *p; p++)
        if (str_starts(str_of(*p), name) && (*p)[name.n] == ':')
            return true;
    return false;
}

/* A misspelt parameter of Seine's own interface is told; that of the others is theirs to judge. */
static bool knows_params(const struct route *row, const struct request *q, struct reply *r)
{
    const struct request_param *odd = NULL;
    struct buf known;
    for (size_t i = 0; i < q->n_params && !odd && strcmp(row->tag, "own") == 0; i++)
        odd = is_param(row, q->params[i].name) ? NULL : &q->params[i];
    if (!odd)
        return true;
    buf_init(&known, 4 * KIB);
    for (const char *const *p = row->params; p && *p; p++) {
        size_t colon = str_find_byte(str_of(*p), ':', 0);
        buf_add_z(&known, known.n ? ", " : "; there are ");
        buf_add(&known, str_slice(str_of(*p), 0, colon));
    }
    reply_error(r, 400, "There is no parameter '%.*s' here" STR_FMT ".",
                (int)(odd->name.n < 64 ? odd->name.n : 64), odd->name.p, STR_ARG(buf_str(&known)));
    buf_release(&known);
    return false;
}

void serve_answer(struct serve_context *x, const struct http_head *head, struct str body,
                  uint64_t peer, struct reply *r)
{
    struct request q = {.head = head, .body = body, .caller = STR_EMPTY};
    /* Not under the name localhost: browsers would ask every server of their machine for TLS. */
    if (x->server->tls && !str_starts_ci(http_header(head, "Host"), STR("localhost")))
        reply_header(r, "Strict-Transport-Security", STR("max-age=31536000"));
    const struct route *row = admit(x->server, peer, x->is_counted, x->arena, &q, r);
    if (!row)
        return;
    if (!route_params(head->query, x->arena, &q)) {
        reply_error(r, 400, "The query string is not well formed.");
        return;
    }
    if (!knows_params(row, &q, r))
        return;
    row->handler(x, &q, r);
    if (buf_status(&r->body) != SEINE_OK || buf_status(&r->headers) != SEINE_OK) {
        buf_reset(&r->headers);
        reply_error(r, 500, "The answer is too large.");
    }
}
