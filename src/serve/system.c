/* serve/system.c - what an operator asks of any server: is it there, is it ready, which version. */
#include "serve/internal.h"

static void status_ok(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct json_writer w;
    (void)x;
    (void)q;
    reply_json(r, &w);
    json_object(&w);
    json_member(&w, "status", STR("ok"));
    json_object_end(&w);
}

static void ready(struct serve_context *x, const struct request *q, struct reply *r)
{
    if (x->server->options.n_watchlists > 0 && x->lists->set.entities.n == 0)
        reply_error(r, 503, "Index not ready.");
    else
        status_ok(x, q, r);
}

static void version(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct json_writer w;
    (void)x;
    (void)q;
    reply_json(r, &w);
    json_object(&w);
    json_member(&w, "seine", STR(SEINE_VERSION));
    json_member(&w, "motiva", STR("v" SEINE_VERSION)); /* the name that Marble asks for */
    json_object_end(&w);
}

static void metrics(struct serve_context *x, const struct request *q, struct reply *r)
{
    (void)q;
    r->type = "text/plain; version=0.0.4; charset=utf-8";
    serve_metrics(x->server, &r->body);
}

const struct route system_routes[] = {{HTTP_GET, "/healthz", SERVE_ANYONE, 0, status_ok,
                                       "Tells that the server runs.", "system", NULL},
                                      {HTTP_GET, "/readyz", SERVE_ANYONE, 0, ready,
                                       "Tells that the watchlists are read.", "system", NULL},
                                      {HTTP_GET, "/-/version", SERVE_READER, 0, version,
                                       "The version of the program.", "system", NULL},
                                      {HTTP_GET, "/metrics", SERVE_READER, 0, metrics,
                                       "Counts and times in Prometheus' text format.", "system",
                                       NULL},
                                      {HTTP_GET, NULL, SERVE_ANYONE, 0, NULL, NULL, NULL, NULL}};
