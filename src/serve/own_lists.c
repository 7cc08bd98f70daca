/* serve/own_lists.c - our own interface to the watchlists: their state, and reading them again. */
#include "serve/internal.h"

#include <stdio.h>

static void hash_member(struct json_writer *w, uint64_t hash)
{
    char text[20];
    snprintf(text, sizeof text, "%016llx", (unsigned long long)hash);
    json_member(w, "version", str_of(text));
}

static void lists_state(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct json_writer w;
    struct buf why;
    (void)q;
    buf_init(&why, LIMIT_TEXT);
    serve_reload_error(x->server, &why);
    reply_json(r, &w);
    json_object(&w);
    json_key(&w, "version");
    json_i64(&w, (int64_t)x->lists->version);
    json_key(&w, "read_at");
    json_i64(&w, x->lists->read_at);
    json_member(&w, "last_error", buf_str(&why));
    json_key(&w, "lists");
    json_array(&w);
    for (size_t i = 0; i < x->lists->set.lists.n; i++) {
        const struct list_info *l = &x->lists->set.lists.v[i];
        json_object(&w);
        json_member(&w, "key", l->key);
        json_member(&w, "name", l->name);
        json_member(&w, "publisher", l->publisher);
        json_member(&w, "date", l->date);
        json_member(&w, "format", l->format);
        hash_member(&w, l->hash);
        json_key(&w, "entities");
        json_i64(&w, (int64_t)l->n_entities);
        json_key(&w, "names");
        json_i64(&w, (int64_t)l->n_names);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    buf_release(&why);
}

static void lists_reload(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct seine_error err = {0};
    struct json_writer w;
    char text[512];
    (void)q;
    enum seine_status status = serve_reload(x->server, &err);
    if (status != SEINE_OK) {
        reply_error(r, status == SEINE_CONFLICT ? 409 : 500, "%s",
                    error_text(&err, text, sizeof text));
        return;
    }
    reply_json(r, &w);
    json_object(&w);
    json_member(&w, "status", STR("ok"));
    json_object_end(&w);
    serve_publish(x->server, "lists", STR("{}"));
}

static void events(struct serve_context *x, const struct request *q, struct reply *r)
{
    (void)x;
    (void)q;
    reply_stream(r);
}

const struct route own_routes[] = {
    {HTTP_GET, "/api/v1/lists", SERVE_READER, 0, lists_state,
     "The watchlists with their versions and sizes.", "own", NULL},
    {HTTP_POST, "/api/v1/lists/reload", SERVE_ADMIN, 4 * KIB, lists_reload,
     "Reads the watchlists again and swaps them in.", "own", NULL},
    {HTTP_GET, "/api/v1/events", SERVE_READER, 0, events, "Server-sent events.", "own", NULL},
    {HTTP_GET, NULL, SERVE_ANYONE, 0, NULL, NULL, NULL, NULL}};
