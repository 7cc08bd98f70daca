/* serve/own_routes.c - the table of our own interface: the watchlists' state and reading them
 * again are answered here, streams too, the rest by own_answer. */
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
    json_member_count(&w, "version", x->lists->version);
    json_member_i64(&w, "read_at", x->lists->read_at);
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
        json_member_count(&w, "entities", l->n_entities);
        json_member_count(&w, "names", l->n_names);
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
    enum seine_status status = serve_reload(x->server, q->caller, &err);
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

/* Who asks and what they may, so that a page can say it before a request is refused. */
static void me(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct json_writer w;
    reply_json(r, &w);
    json_object(&w);
    json_member(&w, "name", q->caller);
    json_member(&w, "role", str_of(serve_role_name(q->role)));
    json_member(&w, "seine", STR(SEINE_VERSION));
    json_member_bool(&w, "store", x->own != NULL);
    json_object_end(&w);
}

static void events(struct serve_context *x, const struct request *q, struct reply *r)
{
    (void)x;
    (void)q;
    reply_stream(r);
}

#define BELOW STR("/api/v1/")

/* Hands over to own_answer. */
static void relay(struct serve_context *x, const struct request *q, struct reply *r)
{
    if (!str_starts(q->head->path, BELOW)) { /* written with needless escapes */
        reply_error(r, 404, "Not Found");
        return;
    }
    if (str_starts_ci(http_header(q->head, "Content-Type"), STR("multipart/"))) {
        reply_error(r, 415,
                    "The body is a form: send the file itself as the body, as curl does "
                    "with --data-binary @FILE.");
        return;
    }
    enum http_method method = q->head->method == HTTP_HEAD ? HTTP_GET : q->head->method;
    struct own_request o = {.method = str_of(http_method_name(method)),
                            .path = str_slice(q->head->path, BELOW.n, q->head->path.n),
                            .query = q->head->query,
                            .body = q->body,
                            .by = q->caller,
                            .names = {&x->lists->set, x->lists->index, x->scratch, x->server->geo}};
    r->status = (int)own_answer(x->own, &o, &r->body, &r->type);
    if (r->status == 503)
        reply_header(r, "Retry-After", STR("2"));
}

static void of_store(struct serve_context *x, const struct request *q, struct reply *r)
{
    if (x->own)
        relay(x, q, r);
    else
        reply_error(r, 404, "This server keeps no cases: it was started without a store.");
}

static const char *const of_cases[] = {
    "status: open, hold, release, seized or cleared; without a decision \"undecided\", or "
    "\"stale\" if the last scan no longer found it; all if absent",
    "offset: cases to leave out at the start", "limit: most cases, 50 if absent, at most 500",
    NULL};
static const char *const of_audit[] = {"before: only rows before this one",
                                       "limit: most rows, 50 if absent, at most 500", NULL};
static const char *const of_explain[] = {"name: the name as it stands on the paper",
                                         "country: where the named one is, two letters or a name",
                                         "type: person, company, vessel or aircraft",
                                         "limit: most hits, 10 if absent, at most 100", NULL};
static const char *const of_consignments[] = {"name: of the file, for the reader's eye", NULL};
static const char *const of_actors[] = {"q: text that stands in one of their names; all if absent",
                                        "offset: actors to leave out at the start",
                                        "limit: most actors, 50 if absent, at most 500", NULL};
static const char *const of_watch[] = {"case: only the rules of this case",
                                       "offset: rules to leave out at the start",
                                       "limit: most rules, 50 if absent, at most 500", NULL};
static const char *const of_arrivals[] = {"before: only arrivals before this number",
                                          "limit: most arrivals, 50 if absent, at most 500", NULL};
static const char *const of_news[] = {"since: the number of the last answer", NULL};

const struct route own_routes[] = {
    {HTTP_GET, "/api/v1/me", SERVE_READER, 0, me,
     "Whose token this is, its role, and the version of the program.", "own", NULL},
    {HTTP_GET, "/api/v1/cases", SERVE_READER, 0, of_store, "The cases, worst first.", "own",
     of_cases},
    {HTTP_GET, "/api/v1/cases/{id}", SERVE_READER, 0, of_store,
     "One case with its papers, evidence and decisions.", "own", NULL},
    {HTTP_POST, "/api/v1/cases/{id}/decision", SERVE_ANALYST, MIB, of_store,
     "Decides on a case: verdict and reason.", "own", NULL},
    {HTTP_GET, "/api/v1/cases/{id}/evidence", SERVE_READER, 0, of_store,
     "The evidence of a case with its bits, pieces and links, without the papers.", "own", NULL},
    {HTTP_GET, "/api/v1/cases/{id}/graph", SERVE_READER, 0, of_store,
     "The actors and consignments of a case as nodes and edges.", "own", NULL},
    {HTTP_GET, "/api/v1/actors", SERVE_READER, 0, of_store,
     "Actors by name, those on most records first, with the cases that they are in.", "own",
     of_actors},
    {HTTP_GET, "/api/v1/actors/{id}", SERVE_READER, 0, of_store,
     "One actor: all ways in which papers name it, and its cases.", "own", NULL},
    {HTTP_GET, "/api/v1/actors/{id}/graph", SERVE_READER, 0, of_store,
     "The cases of an actor as nodes and edges.", "own", NULL},
    {HTTP_GET, "/api/v1/watch", SERVE_READER, 0, of_store,
     "What open cases still wait for, as rules: what, from whom, by which lane, when.", "own",
     of_watch},
    {HTTP_POST, "/api/v1/watch/apply", SERVE_READER, 8 * MIB, of_store,
     "Which consignments of the body answer to a rule; nothing is kept.", "own", NULL},
    {HTTP_GET, "/api/v1/watch/arrivals", SERVE_READER, 0, of_store,
     "What was taken in and answered to a rule, newest first.", "own", of_arrivals},
    {HTTP_GET, "/api/v1/audit", SERVE_ADMIN, 0, of_store,
     "What was done with the store, newest first, and whether the chain of rows holds.", "own",
     of_audit},
    {HTTP_GET, "/api/v1/explain", SERVE_READER, 0, relay,
     "Who on the lists is meant by a name, with the evidence word by word.", "own", of_explain},
    {HTTP_POST, "/api/v1/assess", SERVE_READER, 8 * MIB, of_store,
     "Whether consignments may be loaded: complete, RFI, RFS or DNL, each with what to ask.", "own",
     NULL},
    {HTTP_POST, "/api/v1/plans", SERVE_ANALYST, MIB, of_store,
     "Which consignments to open, where and when, with few hands. Nothing is kept.", "own", NULL},
    {HTTP_POST, "/api/v1/consignments", SERVE_ANALYST, OWN_BODY_MAX, of_store,
     "Takes in a file of consignments in any format that a scan reads; the answer is a job.", "own",
     of_consignments},
    {HTTP_GET, "/api/v1/consignments/{id}", SERVE_READER, 0, of_store,
     "One consignment: every kept version, and the cases that it is in.", "own", NULL},
    {HTTP_PUT, "/api/v1/consignments/{id}", SERVE_ANALYST, 4 * MIB, of_store,
     "Keeps one consignment under its id before the answer is sent; the cases follow.", "own",
     NULL},
    {HTTP_GET, "/api/v1/jobs/{id}", SERVE_READER, 0, of_store, "How far a job is.", "own", NULL},
    {HTTP_GET, "/api/v1/lists", SERVE_READER, 0, lists_state,
     "The watchlists with their versions and sizes.", "own", NULL},
    {HTTP_POST, "/api/v1/lists/reload", SERVE_ADMIN, 4 * KIB, lists_reload,
     "Reads the watchlists again and swaps them in.", "own", NULL},
    {HTTP_GET, "/api/v1/events", SERVE_READER, 0, of_store,
     "Whether cases or decisions changed since a number, as one event; ask again.", "own", of_news},
    {HTTP_GET, "/api/v1/events/stream", SERVE_READER, 0, events,
     "Server-sent events as they happen: \"case\", \"watch\", \"cases\" and \"lists\".", "own",
     NULL},
    {HTTP_GET, NULL, SERVE_ANYONE, 0, NULL, NULL, NULL, NULL}};
