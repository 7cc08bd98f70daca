/* serve/yente.c - the interface compatible with OpenSanctions' yente: its table of routes, the
 * catalogue of lists, the algorithms, and single entities. Entries of our lists have no neighbours
 * of their own, so `adjacent` is always empty. */
#include "serve/yente.h"

#include <stdio.h>

static void hash_text(uint64_t hash, struct buf *out)
{
    buf_add_f(out, "%016llx", (unsigned long long)hash);
}

/* Changes with any list. */
static uint64_t catalog_hash(const struct list_set *set)
{
    uint64_t hash = set->lists.n;
    for (size_t i = 0; i < set->lists.n; i++)
        hash = hash * UINT64_C(0x9e3779b97f4a7c15) +
               (set->lists.v[i].hash ^ str_hash(set->lists.v[i].key));
    return hash;
}

static void version_of(const struct list_info *l, struct buf *out)
{
    buf_reset(out);
    if (l->date.n) {
        buf_add(out, l->date);
        buf_add_c(out, '-');
    }
    hash_text(l->hash, out);
}

static void one_dataset(struct json_writer *w, const struct list_info *l, struct buf *text)
{
    version_of(l, text);
    json_object(w);
    json_member(w, "name", l->key);
    json_member(w, "title", l->name);
    json_member(w, "version", buf_str(text));
    json_member(w, "index_version", buf_str(text));
    json_member_bool(w, "index_current", true);
    json_member_bool(w, "load", true);
    ftm_write_time(w, "updated_at", l->date);
    ftm_write_time(w, "last_export", l->date);
    json_member_count(w, "entity_count", l->n_entities);
    json_key(w, "children");
    json_array(w);
    json_array_end(w);
    if (l->publisher.n) {
        json_key(w, "publisher");
        json_object(w);
        json_member(w, "name", l->publisher);
        json_object_end(w);
    }
    json_key(w, "entities_url");
    json_null(w);
    json_object_end(w);
}

static void all_lists(struct json_writer *w, uint64_t hash, const struct list_set *set,
                      struct buf *text)
{
    buf_reset(text);
    hash_text(hash, text);
    json_object(w);
    json_member(w, "name", STR("default"));
    json_member(w, "title", STR("All lists"));
    json_member(w, "version", buf_str(text));
    json_member(w, "index_version", buf_str(text));
    json_member_bool(w, "index_current", true);
    json_member_bool(w, "load", false);
    json_member_count(w, "entity_count", set->entities.n);
    json_key(w, "children");
    json_array(w);
    for (size_t i = 0; i < set->lists.n; i++)
        json_string(w, set->lists.v[i].key);
    json_array_end(w);
    json_key(w, "entities_url");
    json_null(w);
    json_object_end(w);
}

static void catalog(struct serve_context *x, const struct request *q, struct reply *r)
{
    const struct list_set *set = &x->lists->set;
    uint64_t hash = catalog_hash(set);
    struct json_writer w;
    struct buf text;
    char tag[24];
    snprintf(tag, sizeof tag, "\"%016llx\"", (unsigned long long)hash);
    if (reply_is_kept(r, q, tag))
        return;
    buf_init(&text, LIMIT_TEXT);
    reply_json(r, &w);
    json_object(&w);
    json_key(&w, "datasets");
    json_array(&w);
    for (size_t i = 0; i < set->lists.n; i++)
        one_dataset(&w, &set->lists.v[i], &text);
    all_lists(&w, hash, set, &text);
    json_array_end(&w);
    json_key(&w, "current");
    json_array(&w);
    for (size_t i = 0; i < set->lists.n; i++)
        json_string(&w, set->lists.v[i].key);
    json_array_end(&w);
    json_key(&w, "outdated");
    json_array(&w);
    json_array_end(&w);
    json_member_bool(&w, "index_stale", false);
    json_object_end(&w);
    buf_release(&text);
}

static void features(struct json_writer *w)
{
    static const char *const all[][2] = {
        {"name_match", "what agreeing and disagreeing words of the two names are worth"},
        {"identifier_match", "the strongest identifier that both have"},
        {"birth_date", "dates of birth that agree or not"},
        {"country", "countries that agree or not"},
        {"address", "words of the address that agree"},
        {"schema_mismatch", "the two are of different kinds"},
        {"weak_alias", "the publisher calls the matched name weak"}};
    json_key(w, "docs");
    json_object(w);
    json_key(w, "config");
    json_object(w);
    json_object_end(w);
    json_key(w, "features");
    json_object(w);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        json_key(w, all[i][0]);
        json_object(w);
        json_member(w, "description", str_of(all[i][1]));
        json_member_i64(w, "coefficient", 1);
        json_key(w, "url");
        json_null(w);
        json_object_end(w);
    }
    json_object_end(w);
    json_object_end(w);
    json_key(w, "features");
    json_object(w);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        json_member_i64(w, all[i][0], 1);
    }
    json_object_end(w);
}

static void algorithms(struct serve_context *x, const struct request *q, struct reply *r)
{
    static const char *const all[][2] = {
        {"seine", "bits of evidence of names, identifiers, dates, countries and addresses, summed"},
        {"name-based", "the same, of names alone"},
        {"ofac", "similarity of names by the method of OFAC's own search"},
        {"logic-v2", "scored as seine: the name is taken so that programs need no change"},
        {"logic-v1", "scored as seine: the name is taken so that programs need no change"},
        {"name-qualified", "scored as seine: the name is taken so that programs need no change"},
        {"regression-v1", "scored as seine: the name is taken so that programs need no change"}};
    struct json_writer w;
    (void)x;
    (void)q;
    reply_json(r, &w);
    json_object(&w);
    json_key(&w, "algorithms");
    json_array(&w);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        json_object(&w);
        json_member(&w, "name", str_of(all[i][0]));
        json_member(&w, "description", str_of(all[i][1]));
        features(&w);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_member(&w, "default", STR("seine"));
    json_member(&w, "best", STR("seine"));
    json_object_end(&w);
}

static const struct listed_entity *find(struct serve_context *x, const struct request *q,
                                        struct reply *r)
{
    uint32_t at = map_get(&x->lists->by_id, str_hash(q->segments[0]));
    if (at != MAP_NONE && str_is(x->lists->set.entities.v[at].id, q->segments[0]))
        return &x->lists->set.entities.v[at];
    reply_error(r, 404, "No such entity!");
    return NULL;
}

static void entity(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct json_writer w;
    const struct listed_entity *e = find(x, q, r);
    if (!e)
        return;
    reply_json(r, &w);
    json_object(&w);
    ftm_write_entity(&x->lists->set, e, &w);
    json_object_end(&w);
}

static void adjacent(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct json_writer w;
    const struct listed_entity *e = find(x, q, r);
    if (!e)
        return;
    reply_json(r, &w);
    json_object(&w);
    json_key(&w, "entity");
    json_object(&w);
    ftm_write_entity(&x->lists->set, e, &w);
    json_object_end(&w);
    json_key(&w, "adjacent");
    json_object(&w);
    json_object_end(&w);
    json_object_end(&w);
}

static void adjacent_by(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct json_writer w;
    size_t limit, offset;
    if (!find(x, q, r) || !yente_whole(q, "limit", YENTE_MAX_LIMIT, 10, r, &limit) ||
        !yente_whole(q, "offset", YENTE_MAX_OFFSET, 0, r, &offset))
        return;
    reply_json(r, &w);
    json_object(&w);
    json_key(&w, "results");
    json_array(&w);
    json_array_end(&w);
    yente_total(&w, 0);
    json_member_count(&w, "limit", limit);
    json_member_count(&w, "offset", offset);
    json_object_end(&w);
}

/* As yente's own updater is called: the token may stand in the query string. The lists are read
 * aside; with sync=true the answer waits for them. */
static void updatez(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct http_head *head = arena_array(x->arena, 1, sizeof *head);
    struct str token = request_param(q, "token");
    struct request as = *q;
    struct seine_error err = {0};
    struct json_writer w;
    struct buf text;
    bool ok = head != NULL;
    if (!ok) {
        reply_error(r, 500, "Out of memory.");
        return;
    }
    *head = *q->head;
    buf_init(&text, 2 * TOKEN_TEXT_MAX);
    buf_add_z(&text, "Bearer ");
    buf_add(&text, token);
    if (token.n > 0 && buf_status(&text) == SEINE_OK) {
        head->n_headers = 1;
        head->headers[0] = (struct http_header){STR("Authorization"), buf_str(&text)};
    }
    int status = auth_check(x->server->auth, head, 0, SERVE_ADMIN, false, x->arena, &as);
    buf_release(&text);
    if (status != 200) {
        reply_error(r, status == 429 ? 429 : 403, "Invalid token.");
        return;
    }
    if (!str_is_ci(request_param(q, "sync"), STR("true"))) {
        serve_ask_reload(x->server);
    } else if (serve_reload(x->server, as.caller, &err) != SEINE_OK) {
        reply_error(r, 500, "%s", err.message);
        return;
    }
    reply_json(r, &w);
    json_object(&w);
    json_member(&w, "status", STR("ok"));
    json_object_end(&w);
}

#define SCOPE_PARAMETERS                                                                           \
    "include_dataset: only these lists of the dataset; may be repeated",                           \
        "exclude_dataset: not these lists; may be repeated",                                       \
        "exclude_schema: not entries of this schema; may be repeated",                             \
        "topics: sanction or export.control; may be repeated",                                     \
        "changed_since: only lists of this date or later"
static const char *const of_match[] = {
    "limit: most results of a question, 5 if absent, at most 500",
    "threshold: the least score of a match, 0.7 if absent",
    "cutoff: results with this score or less are left out, but no match; the threshold if absent",
    "algorithm: a name from /algorithms, or best",
    SCOPE_PARAMETERS,
    "exclude_entity_ids: not these entries; may be repeated, at most 50",
    NULL};
static const char *const of_search[] = {
    "q: words that an entry must have, or a name; \"a phrase\", -without, begin*, OR or |; "
    "~ behind a word is fuzzy, behind a phrase its words anywhere; all if absent or *; "
    "at most 32 words and 1024 bytes",
    "schema: only entries of this schema, Thing if absent",
    SCOPE_PARAMETERS,
    "countries: only of these countries; may be repeated",
    "datasets: only of these lists; may be repeated",
    "filter: field:value, fields as of facets, and id and target; may be repeated",
    "filter_op: OR or AND, how values of one field go together, OR if absent",
    "facets: datasets, schema, countries, identifiers, topics, genders; may be repeated",
    "sort: id, caption, schema or first_seen, with :desc for the other way round",
    "fuzzy: true takes in names that are less alike",
    "simple: taken and without effect",
    "target: taken: every entry is one",
    "limit: most results, 10 if absent, at most 500",
    "offset: results to leave out at the start, at most 9499",
    NULL};
static const char *const of_neighbours[] = {"limit: most results, 10 if absent",
                                            "offset: results to leave out at the start", NULL};
static const char *const of_update[] = {"token: of an admin, for who cannot send a header",
                                        "sync: true waits until the lists are read", NULL};
static const char *const of_entity[] = {"nested: taken and without effect: nothing is nested",
                                        NULL};

const struct route yente_routes[] = {
    {HTTP_POST, "/match/{dataset}", SERVE_READER, 8 * MIB, yente_match,
     "Who on the lists is meant: up to 100 questions in the shape of entities.", "yente", of_match},
    {HTTP_GET, "/search/{dataset}", SERVE_READER, 0, yente_search,
     "Entries by words and by likeness of names, with counts.", "yente", of_search},
    {HTTP_GET, "/entities/{id}", SERVE_READER, 0, entity, "One entry of the lists.", "yente",
     of_entity},
    {HTTP_GET, "/entities/{id}/adjacent", SERVE_READER, 0, adjacent,
     "An entry with its neighbours, of which there are none.", "yente", NULL},
    {HTTP_GET, "/entities/{id}/adjacent/{property}", SERVE_READER, 0, adjacent_by,
     "An entry's neighbours by one property.", "yente", of_neighbours},
    {HTTP_GET, "/catalog", SERVE_READER, 0, catalog, "The lists with their versions.", "yente",
     NULL},
    {HTTP_GET, "/manifest", SERVE_READER, 0, catalog, "The same as /catalog.", "yente", NULL},
    {HTTP_POST, "/updatez", SERVE_ANYONE, 4 * KIB, updatez,
     "Reads the lists again; the token of an admin stands in the header or the query.", "yente",
     of_update},
    {HTTP_GET, "/algorithms", SERVE_READER, 0, algorithms, "The ways of scoring.", "yente", NULL},
    {HTTP_GET, NULL, SERVE_ANYONE, 0, NULL, NULL, NULL, NULL}};
