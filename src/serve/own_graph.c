/* serve/own_graph.c - a case, or all cases of an actor, as nodes and edges: actors, consignments
 * and cases; who sent and received what by the papers, what was passed on (relays), which names
 * belong together. Drawn from the case objects and the papers as kept; nothing is judged anew. And
 * the evidence of a case by itself. */
#include "serve/own_internal.h"
#include "store/actors.h"

enum { CASES = 50, PAPERS = 4096 };

struct graph {
    struct buf nodes_text, edges_text;
    struct json_writer nodes, edges;
    struct map seen;   /* hashes of nodes and edges that are written */
    struct map actors; /* hash of a name within the case at hand -> index in ids */
    VEC(struct str) ids;
    struct arena arena, paper; /* of one case, of one of its papers */
    size_t n_papers;
    bool has_cases, is_cut, is_short;
    VEC(struct str) cases; /* those drawn, in kept */
    struct arena kept;
};

static void graph_init(struct graph *g, bool has_cases)
{
    *g = (struct graph){.has_cases = has_cases};
    buf_init(&g->nodes_text, OWN_ANSWER_MAX);
    buf_init(&g->edges_text, OWN_ANSWER_MAX);
    json_writer_init(&g->nodes, &g->nodes_text);
    json_writer_init(&g->edges, &g->edges_text);
    json_array(&g->nodes);
    json_array(&g->edges);
    map_init(&g->seen);
    map_init(&g->actors);
    arena_init(&g->arena, OWN_ANSWER_MAX);
    arena_init(&g->paper, OWN_ANSWER_MAX);
    arena_init(&g->kept, LIMIT_REPORT);
}

static void graph_release(struct graph *g)
{
    buf_release(&g->nodes_text);
    buf_release(&g->edges_text);
    map_release(&g->seen);
    map_release(&g->actors);
    VEC_RELEASE(&g->ids);
    VEC_RELEASE(&g->cases);
    arena_release(&g->arena);
    arena_release(&g->paper);
    arena_release(&g->kept);
}

static const struct json_value *items(const struct json_value *v, const char *key)
{
    const struct json_value *list = json_get(v, key);
    return list && list->type == JSON_ARRAY ? list->first : NULL;
}

/* True if it was not there yet. */
static bool is_new(struct graph *g, uint64_t hash)
{
    uint32_t value;
    bool fresh = false;
    if (map_get_or_set(&g->seen, hash, 1, &value, &fresh) != SEINE_OK)
        g->is_short = true;
    return fresh;
}

/* "kind:name" in the arena of the case. */
static struct str node_id(struct graph *g, const char *kind, struct str name)
{
    struct buf b;
    bool ok = true;
    buf_init(&b, LIMIT_TEXT);
    buf_add_f(&b, "%s:", kind);
    buf_add(&b, name);
    ok = buf_status(&b) == SEINE_OK;
    struct str id = ok ? arena_str(&g->arena, buf_str(&b), &ok) : STR_EMPTY;
    g->is_short = g->is_short || !ok;
    buf_release(&b);
    return id;
}

/* Opens the object of a node that is new; the caller adds members and closes it. */
static bool begin_node(struct graph *g, struct str id, const char *kind, struct str label)
{
    if (!is_new(g, str_hash(id)))
        return false;
    json_object(&g->nodes);
    json_member(&g->nodes, "id", id);
    json_member(&g->nodes, "kind", str_of(kind));
    json_member(&g->nodes, "label", label);
    return true;
}

static void add_edge(struct graph *g, struct str from, struct str to, struct str kind,
                     const struct json_value *why)
{
    uint64_t hash = (str_hash(from) * 31 + str_hash(to)) * 31 + str_hash(kind);
    const struct json_value *bits = json_get(why, "bits");
    if (!is_new(g, hash))
        return;
    json_object(&g->edges);
    json_member(&g->edges, "from", from);
    json_member(&g->edges, "to", to);
    json_member(&g->edges, "kind", kind);
    if (bits && bits->type == JSON_NUMBER) {
        json_key(&g->edges, "bits");
        json_raw(&g->edges, bits->text);
    }
    json_member(&g->edges, "text", json_text(why, "text"));
    json_object_end(&g->edges);
}

static void copy_strings(struct json_writer *w, const char *key, const struct json_value *list)
{
    json_key(w, key);
    json_array(w);
    for (; list; list = list->next)
        if (list->type == JSON_STRING)
            json_string(w, list->text);
    json_array_end(w);
}

static void add_actor(struct graph *g, const struct json_value *a, struct str of_case)
{
    const struct json_value *number = json_get(a, "actor"), *name = items(a, "names");
    struct str id = json_text(a, "id"), label = name ? name->text : STR_EMPTY;
    if (id.n == 0 && number) /* kept by an older version: a number within its scan */
        id = number->text;
    id = node_id(g, "actor", id);
    for (; name; name = name->next) {
        uint32_t value;
        bool fresh;
        if (map_get_or_set(&g->actors, str_hash(name->text), (uint32_t)g->ids.n, &value, &fresh) !=
            SEINE_OK)
            g->is_short = true;
    }
    if (!VEC_PUSH(&g->ids, id))
        g->is_short = true;
    if (begin_node(g, id, "actor", label)) {
        copy_strings(&g->nodes, "names", items(a, "names"));
        copy_strings(&g->nodes, "countries", items(a, "countries"));
        json_key(&g->nodes, "listed");
        json_bool(&g->nodes, items(a, "watchlist") != NULL);
        json_object_end(&g->nodes);
    }
    const struct json_value *role = items(a, "roles");
    if (g->has_cases)
        add_edge(g, id, node_id(g, "case", of_case), role ? role->text : STR_EMPTY, NULL);
}

static void add_consignments(struct graph *g, const struct json_value *c, struct str of_case)
{
    for (const struct json_value *r = items(c, "consignments"); r; r = r->next) {
        struct str id = node_id(g, "consignment", json_text(r, "id"));
        if (begin_node(g, id, "consignment", json_text(r, "id"))) {
            json_member(&g->nodes, "role", json_text(r, "role"));
            json_object_end(&g->nodes);
        }
        if (g->has_cases)
            add_edge(g, id, node_id(g, "case", of_case), STR("in"), NULL);
    }
}

/* The node of the case's actor that goes by this name; "" for none. */
static struct str actor_named(const struct graph *g, struct str name)
{
    uint32_t at = map_get(&g->actors, str_hash(name));
    return at != MAP_NONE && at < g->ids.n ? g->ids.v[at] : STR_EMPTY;
}

/* Between two consignments, or between two names. */
static void add_links(struct graph *g, const struct json_value *c)
{
    for (const struct json_value *l = items(c, "links"); l; l = l->next) {
        struct str from = json_text(l, "from"), to = json_text(l, "to");
        struct str a = node_id(g, "consignment", from), b = node_id(g, "consignment", to);
        bool is_relay = map_get(&g->seen, str_hash(a)) != MAP_NONE &&
                        map_get(&g->seen, str_hash(b)) != MAP_NONE;
        if (!is_relay) {
            a = actor_named(g, from);
            b = actor_named(g, to);
        }
        if (a.n > 0 && b.n > 0)
            add_edge(g, a, b, json_text(l, "kind"), l);
    }
}

/* A paper says who stands in which role: from the sender to the consignment, from there on. */
static enum seine_status take_paper(void *context, struct str id, struct str ndjson,
                                    struct seine_error *err)
{
    struct graph *g = context;
    const struct json_value *record = NULL;
    if (g->n_papers++ >= PAPERS) {
        g->is_cut = true;
        return SEINE_OK;
    }
    struct str paper = node_id(g, "consignment", id);
    arena_reset(&g->paper);
    enum seine_status status = json_parse(ndjson, &g->paper, &record, err);
    for (const struct json_value *p = status == SEINE_OK ? items(record, "parties") : NULL; p;
         p = p->next) {
        struct str role = json_text(p, "role"), actor = actor_named(g, json_text(p, "name"));
        bool is_sender = str_is(role, STR("shipper")) || str_is(role, STR("seller"));
        if (actor.n > 0)
            add_edge(g, is_sender ? actor : paper, is_sender ? paper : actor, role, NULL);
    }
    return status;
}

static enum seine_status add_case(struct graph *g, struct store *s, const struct store_case *kept,
                                  struct seine_error *err)
{
    const struct json_value *c = NULL;
    arena_reset(&g->arena);
    map_clear(&g->actors);
    g->ids.n = 0;
    enum seine_status status = json_parse(kept->json, &g->arena, &c, err);
    if (status != SEINE_OK)
        return status;
    if (g->has_cases && begin_node(g, node_id(g, "case", kept->id), "case", kept->id)) {
        json_member(&g->nodes, "kit", kept->kit);
        json_key(&g->nodes, "score");
        json_decimal(&g->nodes, kept->score, 3);
        json_object_end(&g->nodes);
    }
    for (const struct json_value *a = items(c, "actors"); a; a = a->next)
        add_actor(g, a, kept->id);
    add_consignments(g, c, kept->id);
    add_links(g, c);
    return store_look_records(s, kept->id, take_paper, g, err);
}

static void write_graph(struct graph *g, struct buf *out)
{
    struct json_writer w;
    json_array_end(&g->nodes);
    json_array_end(&g->edges);
    json_writer_init(&w, out);
    json_object(&w);
    json_key(&w, "nodes");
    json_raw(&w, buf_str(&g->nodes_text));
    json_key(&w, "edges");
    json_raw(&w, buf_str(&g->edges_text));
    json_key(&w, "cut"); /* more papers or cases than are drawn */
    json_bool(&w, g->is_cut);
    json_object_end(&w);
}

static enum seine_status conclude(struct graph *g, enum seine_status status, struct buf *out,
                                  struct seine_error *err)
{
    if (status == SEINE_OK && g->is_short)
        status = error_set(err, SEINE_NOMEM, "out of memory");
    if (status == SEINE_OK) {
        write_graph(g, out);
        bool is_whole =
            buf_status(&g->nodes_text) == SEINE_OK && buf_status(&g->edges_text) == SEINE_OK;
        status = is_whole ? buf_status(out) : SEINE_LIMIT;
        if (status != SEINE_OK)
            error_set(err, status, "the graph is too large");
    }
    graph_release(g);
    return status;
}

struct drawing {
    struct graph *graph;
    struct store *store;
};

static enum seine_status take_looked(void *context, const struct store_case *c,
                                     const struct store_decision *d, struct seine_error *err)
{
    const struct drawing *x = context;
    (void)d;
    return add_case(x->graph, x->store, c, err);
}

enum seine_status own_case_graph(struct own *o, struct str id, struct str by, struct buf *out,
                                 struct seine_error *err)
{
    struct graph g;
    graph_init(&g, false);
    struct own_reader *r = own_take(o);
    struct drawing x = {&g, r->store};
    enum seine_status status = store_look_case(r->store, id, take_looked, &x, err);
    if (status == SEINE_OK)
        status = own_viewed(o, r->store, id, by, err);
    own_give(o, r);
    return conclude(&g, status, out, err);
}

static enum seine_status take_case(void *context, const struct store_case *c,
                                   struct seine_error *err)
{
    const struct drawing *x = context;
    struct graph *g = x->graph;
    bool ok = true;
    struct str id = arena_str(&g->kept, c->id, &ok);
    if (g->cases.n == CASES) {
        g->is_cut = true;
        return SEINE_OK;
    }
    if (!ok || !VEC_PUSH(&g->cases, id))
        return error_set(err, SEINE_NOMEM, "out of memory");
    return add_case(g, x->store, c, err);
}

static enum seine_status take_any(void *context, const struct store_party *p,
                                  struct seine_error *err)
{
    (void)p;
    (void)err;
    *(bool *)context = true;
    return SEINE_OK;
}

enum seine_status own_actor_graph(struct own *o, struct str id, struct str by, struct buf *out,
                                  struct seine_error *err)
{
    struct graph g;
    bool any = false;
    graph_init(&g, true);
    struct own_reader *r = own_take(o);
    struct drawing x = {&g, r->store};
    enum seine_status status = store_look_mentions(r->store, id, take_any, &any, err);
    if (status == SEINE_OK && !any)
        status = error_set(err, SEINE_NOT_FOUND, "there is no actor '" STR_FMT "'", STR_ARG(id));
    if (status == SEINE_OK)
        status = store_look_actor_cases(r->store, id, CASES + 1, take_case, &x, err);
    for (size_t i = 0; i < g.cases.n && status == SEINE_OK; i++)
        status = own_viewed(o, r->store, g.cases.v[i], by, err);
    own_give(o, r);
    return conclude(&g, status, out, err);
}

/* ---- evidence ------------------------------------------------------------------------------- */

/* The members of the case object that say why, as they were kept. */
static enum seine_status take_evidence(void *context, const struct store_case *kept,
                                       const struct store_decision *d, struct seine_error *err)
{
    static const char *const keys[] = {"score", "probability", "evidence", "components", "links"};
    struct json_writer *w = context;
    struct json_reader r;
    struct arena arena;
    bool ok = true;
    (void)d;
    arena_init(&arena, OWN_ANSWER_MAX);
    json_init(&r, kept->json, &arena);
    json_object(w);
    json_member(w, "case", kept->id);
    ok = json_next(&r) == JSON_OBJECT;
    while (ok && json_next(&r) == JSON_KEY) {
        size_t k = 0;
        while (k < sizeof keys / sizeof *keys && !str_is(r.text, str_of(keys[k])))
            k++;
        const char *from = r.p;
        ok = json_skip(&r);
        if (ok && k < sizeof keys / sizeof *keys) {
            json_key(w, keys[k]);
            json_raw(w, str_trim((struct str){from, (size_t)(r.p - from)}));
        }
    }
    json_object_end(w);
    ok = ok && r.status == SEINE_OK;
    arena_release(&arena);
    return ok ? SEINE_OK : error_set(err, SEINE_FORMAT, "the case is damaged");
}

enum seine_status own_case_evidence(struct own *o, struct str id, struct str by, struct buf *out,
                                    struct seine_error *err)
{
    struct json_writer w;
    struct own_reader *r = own_take(o);
    json_writer_init(&w, out);
    enum seine_status status = store_look_case(r->store, id, take_evidence, &w, err);
    if (status == SEINE_OK)
        status = own_viewed(o, r->store, id, by, err);
    own_give(o, r);
    return status == SEINE_OK ? buf_status(out) : status;
}
