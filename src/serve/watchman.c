/* serve/watchman.c - the interface compatible with Moov's Watchman, version 2: its search and the
 * state of the lists. Scores are Seine's own: a name that agrees letter for letter scores near 1,
 * while Watchman gives at most 0.855 for a name alone. */
#include "serve/watchman.h"
#include "serve/why.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const double LEAST = 0.25; /* nothing below it is ever returned */

static bool is_wanted(const struct watchman_query *q, const struct list_set *set,
                      const struct listed_entity *e)
{
    const struct list_info *list = &set->lists.v[e->list];
    if (!(q->kinds & FTM_KIND(e->kind)))
        return false;
    if (q->source.n && !str_is_ci(q->source, watchman_source(list)) &&
        !str_is_ci(q->source, list->key))
        return false;
    return q->source_id.n == 0 || str_is(q->source_id, e->id) ||
           str_is(q->source_id, watchman_id(list, e));
}

static void write_pieces(struct json_writer *w, const struct why_group *groups, size_t n,
                         double score)
{
    json_key(w, "details");
    json_object(w);
    json_key(w, "pieces");
    json_array(w);
    for (size_t i = 0; i < n; i++) {
        json_object(w);
        json_member_decimal(w, "score", bits_to_probability(groups[i].bits), 6);
        json_member_decimal(w, "weight", groups[i].bits, 3);
        json_member_bool(w, "matched", groups[i].bits > 0);
        json_member_bool(w, "required", i == 0);
        json_member_bool(w, "exact", strcmp(groups[i].name, "identifier_match") == 0);
        json_member_i64(w, "fieldsCompared", 1);
        json_member(w, "pieceType", str_of(groups[i].name));
        json_member(w, "detail", groups[i].detail);
        json_object_end(w);
    }
    json_array_end(w);
    json_member_decimal(w, "finalScore", score, 6);
    json_object_end(w);
}

/* The evidence as text, in base64, as Watchman has it. */
static void write_debug(struct json_writer *w, const struct why_group *groups, size_t n,
                        struct arena *arena)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    for (size_t i = 0; i < n; i++)
        buf_add_f(&text, "%s: " STR_FMT "\n", groups[i].name, STR_ARG(groups[i].detail));
    size_t room = sodium_base64_ENCODED_LEN(text.n, sodium_base64_VARIANT_ORIGINAL);
    char *code = arena_alloc(arena, room);
    if (code) {
        sodium_bin2base64(code, room, (const unsigned char *)text.p, text.n,
                          sodium_base64_VARIANT_ORIGINAL);
        json_member(w, "debug", str_of(code));
    }
    buf_release(&text);
}

static enum seine_status write_hit(struct serve_context *x, const struct watchman_query *q,
                                   const struct screen_hit *h, struct json_writer *w)
{
    const struct list_set *set = &x->lists->set;
    const struct listed_entity *e = &set->entities.v[h->entity];
    struct why_group groups[WHY_GROUPS];
    struct screen_result why;
    struct arena arena;
    size_t best;
    arena_init(&arena, LIMIT_REPORT);
    enum seine_status status =
        screen_explain(x->lists->index, &q->subject, h->entity, &arena, &why, &best);
    if (status == SEINE_OK) {
        size_t n = why_groups(&why, &arena, groups);
        json_object(w);
        watchman_write_entity(&set->lists.v[e->list], e, watchman_type(e->kind), w);
        json_member_decimal(w, "match", h->score, 6);
        if (q->is_debug)
            write_debug(w, groups, n, &arena);
        write_pieces(w, groups, n, h->score);
        json_object_end(w);
    }
    arena_release(&arena);
    return status;
}

static void search(struct serve_context *x, const struct request *r, struct reply *reply)
{
    struct watchman_query q;
    const struct screen_hit *hits = NULL;
    struct json_writer w;
    size_t n = 0, total, written = 0;
    enum seine_status status = SEINE_OK;
    if (!watchman_query_read(r, x->server->geo, x->arena, reply, &q))
        return;
    if (x->lists->index)
        status = screen_query(x->lists->index, &q.subject, q.least > LEAST ? q.least : LEAST, 0,
                              x->scratch, &hits, &n, &total);
    atomic_fetch_add_explicit(&x->server->metrics.queries, 1, memory_order_relaxed);
    reply_json(reply, &w);
    json_object(&w);
    json_key(&w, "query");
    json_object(&w);
    watchman_write_entity(NULL, &q.entity, q.type, &w);
    json_object_end(&w);
    json_key(&w, "entities");
    json_array(&w);
    for (size_t i = 0; i < n && written < q.limit && status == SEINE_OK; i++) {
        if (!is_wanted(&q, &x->lists->set, &x->lists->set.entities.v[hits[i].entity]))
            continue;
        status = write_hit(x, &q, &hits[i], &w);
        written++;
    }
    json_array_end(&w);
    json_object_end(&w);
    buf_add_c(&reply->body, '\n');
    if (status != SEINE_OK)
        reply_error(reply, 500, "Cannot answer: %s.", status_name(status));
}

static void time_member(struct json_writer *w, const char *key, int64_t seconds)
{
    struct buf b;
    buf_init(&b, 64);
    buf_add_date_time(&b, (int32_t)(seconds / 86400), (int32_t)(seconds % 86400));
    json_member(w, key, buf_str(&b));
    buf_release(&b);
}

/* The first list of those that Watchman knows under one name. */
static bool is_first(const struct list_set *set, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (str_is(watchman_source(&set->lists.v[i]), watchman_source(&set->lists.v[at])))
            return false;
    return true;
}

static void list_key(struct json_writer *w, struct str name, struct arena *arena)
{
    bool ok = true;
    json_key(w, arena_str(arena, name, &ok).p);
}

static void list_info(struct serve_context *x, const struct request *q, struct reply *r)
{
    const struct list_set *set = &x->lists->set;
    struct json_writer w;
    struct buf text;
    (void)q;
    buf_init(&text, 64);
    reply_json(r, &w);
    json_object(&w);
    for (int hashes = 0; hashes < 2; hashes++) {
        json_key(&w, hashes ? "listHashes" : "lists");
        json_object(&w);
        for (size_t i = 0; i < set->lists.n; i++) {
            struct str source = watchman_source(&set->lists.v[i]);
            uint64_t hash = 0;
            size_t entities = 0;
            if (!is_first(set, i))
                continue;
            for (size_t k = i; k < set->lists.n; k++)
                if (str_is(watchman_source(&set->lists.v[k]), source)) {
                    hash += set->lists.v[k].hash;
                    entities += set->lists.v[k].n_entities;
                }
            buf_reset(&text);
            buf_add_f(&text, "%016llx", (unsigned long long)hash);
            list_key(&w, source, x->arena);
            if (hashes)
                json_string(&w, buf_str(&text));
            else
                json_i64(&w, (int64_t)entities);
        }
        json_object_end(&w);
    }
    time_member(&w, "startedAt", x->lists->read_at);
    time_member(&w, "endedAt", x->lists->read_end);
    json_member(&w, "version", STR(SEINE_VERSION));
    json_object_end(&w);
    buf_release(&text);
}

/* What the last reading of the lists came to; with POST they are read again. */
static void refresh(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct json_writer w;
    struct buf why;
    bool is_running = atomic_load(&x->server->is_reloading), is_post = q->head->method == HTTP_POST;
    buf_init(&why, LIMIT_TEXT);
    serve_reload_error(x->server, &why);
    reply_json(r, &w);
    if (is_post) {
        r->status = is_running ? 409 : 202;
        if (!is_running)
            serve_ask_reload(x->server);
        is_running = true;
    }
    json_object(&w);
    json_member(&w, "state",
                is_running  ? STR("running")
                : why.n > 0 ? STR("failed")
                            : STR("succeeded"));
    json_member(&w, "trigger", x->lists->version > 1 || is_post ? STR("manual") : STR("startup"));
    time_member(&w, "startedAt", x->lists->read_at);
    time_member(&w, "finishedAt", x->lists->read_end);
    json_key(&w, "lastError");
    json_string(&w, buf_str(&why));
    json_object_end(&w);
    buf_release(&why);
}

static void ping(struct serve_context *x, const struct request *q, struct reply *r)
{
    (void)x;
    (void)q;
    r->type = "text/plain; charset=utf-8";
    buf_add_z(&r->body, "PONG");
}

static const char *const of_search[] = {
    "name: of the one asked for; needed unless a number is given",
    "type: person, business, organization, aircraft or vessel; all if absent",
    "altNames: further names; may be repeated",
    "source: only of this list",
    "sourceID: only the entry of this number",
    "minMatch: the least score, from 0 to 1",
    "limit: most results, 10 if absent or 0, at most 100",
    "debug: yes adds the evidence as text in base64",
    "birthDate: of a person: YYYY, YYYY-MM or YYYY-MM-DD",
    "created: of a business or organization, a date",
    "imoNumber: of a vessel; also mmsi, callSign, flag, built",
    "serialNumber: of an aircraft; also icaoCode, flag, built",
    "address: one line of text; may be repeated",
    "email: also phone, website; may be repeated",
    "cryptoAddress: CURRENCY:ADDRESS; may be repeated",
    "gov_passport: COUNTRY:NUMBER; also gov_national-id, gov_tax-id and the others of Watchman",
    NULL};

const struct route watchman_routes[] = {
    {HTTP_GET, "/v2/search", SERVE_READER, 0, search, "Who on the lists is meant, one at a time.",
     "watchman", of_search},
    {HTTP_GET, "/v2/listinfo", SERVE_READER, 0, list_info, "The lists with sizes and hashes.",
     "watchman", NULL},
    {HTTP_GET, "/v2/data/refresh", SERVE_READER, 0, refresh,
     "What the last reading of the lists came to.", "watchman", NULL},
    {HTTP_POST, "/v2/data/refresh", SERVE_ADMIN, 4 * KIB, refresh,
     "Reads the lists again: 202, or 409 while that is under way.", "watchman", NULL},
    {HTTP_GET, "/ping", SERVE_READER, 0, ping, "Answers PONG.", "watchman", NULL},
    {HTTP_GET, NULL, SERVE_ANYONE, 0, NULL, NULL, NULL, NULL}};
