/* serve/yente_reconcile.c - the part of yente's interface that OpenRefine speaks: the community's
 * Reconciliation Service API 0.2 over the lists. A question is a name, a type and some properties;
 * it is read and scored as one of /match. Suggestions are of types, properties and entries by the
 * beginning of their words. What a question does not know is passed over, as yente does. */
#include "serve/yente.h"

#include "text/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RESULTS = 5, SUGGESTIONS = 10, PROPERTIES = 64, WORDS = 16, PREFIX = 256 };
static const double CUTOFF = 0.5, THRESHOLD = 0.7; /* yente's own */

#define SPACE "https://www.opensanctions.org/reference/#schema"

static const struct {
    const char *id, *label;
} types[] = {
    {"Thing", "Things"},      {"LegalEntity", "Legal entities"}, {"Person", "People"},
    {"Company", "Companies"}, {"Organization", "Organizations"}, {"PublicBody", "Public bodies"},
    {"Vessel", "Vessels"},    {"Airplane", "Airplanes"}};
#define N_TYPES (sizeof types / sizeof *types)

/* Those that a question understands (ftm_query.c) or an entry has (ftm.c). */
static const struct {
    const char *id, *label;
} properties[] = {{"Thing:name", "Name"},
                  {"Thing:alias", "Other name"},
                  {"Thing:previousName", "Previous name"},
                  {"Thing:weakAlias", "Weak alias"},
                  {"Thing:country", "Country"},
                  {"Thing:address", "Address"},
                  {"Thing:topics", "Topics"},
                  {"Person:firstName", "First name"},
                  {"Person:secondName", "Second name"},
                  {"Person:middleName", "Middle name"},
                  {"Person:fatherName", "Patronymic"},
                  {"Person:lastName", "Last name"},
                  {"Person:nationality", "Nationality"},
                  {"Person:citizenship", "Citizenship"},
                  {"Person:birthDate", "Date of birth"},
                  {"Person:birthPlace", "Place of birth"},
                  {"Person:gender", "Gender"},
                  {"Person:passportNumber", "Passport number"},
                  {"LegalEntity:jurisdiction", "Jurisdiction"},
                  {"LegalEntity:mainCountry", "Country of origin"},
                  {"LegalEntity:incorporationDate", "Incorporation date"},
                  {"LegalEntity:idNumber", "ID number"},
                  {"LegalEntity:taxNumber", "Tax number"},
                  {"LegalEntity:innCode", "INN"},
                  {"LegalEntity:registrationNumber", "Registration number"},
                  {"LegalEntity:ogrnCode", "OGRN"},
                  {"LegalEntity:swiftBic", "SWIFT/BIC"},
                  {"LegalEntity:leiCode", "LEI"},
                  {"LegalEntity:email", "E-mail"},
                  {"LegalEntity:phone", "Phone"},
                  {"Vessel:imoNumber", "IMO number"},
                  {"Vessel:mmsi", "MMSI"},
                  {"Vessel:callSign", "Call sign"},
                  {"Vehicle:flag", "Flag"},
                  {"Vehicle:buildDate", "Build date"},
                  {"Airplane:serialNumber", "Serial number"},
                  {"Airplane:icaoCode", "ICAO aircraft type"}};
#define N_PROPERTIES (sizeof properties / sizeof *properties)

/* "country" of "Thing:country". */
static struct str bare(struct str id)
{
    size_t colon = str_find_byte(id, ':', 0);
    return colon == SIZE_MAX ? id : str_slice(id, colon + 1, id.n);
}

static void type_object(struct json_writer *w, size_t i)
{
    json_object(w);
    json_member(w, "id", str_of(types[i].id));
    json_member(w, "name", str_of(types[i].label));
    json_object_end(w);
}

static void type_of(struct json_writer *w, const char *schema)
{
    json_key(w, "type");
    json_array(w);
    for (size_t i = 0; i < N_TYPES; i++)
        if (strcmp(types[i].id, schema) == 0)
            type_object(w, i);
    json_array_end(w);
}

static void entry_members(struct json_writer *w, const struct listed_entity *e)
{
    const char *schema = ftm_schema_of(e->kind);
    json_member(w, "id", e->id);
    json_member(w, "name", e->n_names ? e->names[0].text : e->id);
    json_member(w, "description", str_of(schema));
    type_of(w, schema);
}

/* ---- what the service is --------------------------------------------------------------------- */

static void service(struct json_writer *w, const char *key, struct str base, const char *path)
{
    json_key(w, key);
    json_object(w);
    json_member(w, "service_url", base);
    json_member(w, "service_path", str_of(path));
    json_object_end(w);
}

/* The address of this dataset as the client wrote it. */
static bool base_url(struct serve_context *x, const struct request *q, struct buf *out)
{
    bool is_secure =
        x->server->tls || str_is_ci(http_header(q->head, "X-Forwarded-Proto"), STR("https"));
    buf_add_z(out, is_secure ? "https://" : "http://");
    buf_add(out, http_header(q->head, "Host"));
    return buf_status(out) == SEINE_OK;
}

static void manifest(struct serve_context *x, const struct request *q, struct reply *r)
{
    static const char *const spaces[] = {"identifierSpace", "schemaSpace"};
    struct yente_scope scope;
    struct json_writer w;
    struct buf base, view;
    if (!yente_scope_read(x, q, r, &scope)) /* there is no such dataset */
        return;
    buf_init(&base, LIMIT_TEXT);
    buf_init(&view, LIMIT_TEXT);
    bool ok = base_url(x, q, &base);
    buf_add(&view, buf_str(&base));
    buf_add_z(&view, "/entities/{{id}}");
    buf_add_z(&base, "/reconcile/");
    buf_add(&base, str_slice(q->head->path, 11, q->head->path.n)); /* as it was written */
    reply_json(r, &w);
    json_object(&w);
    json_key(&w, "versions");
    json_array(&w);
    json_string(&w, STR("0.2"));
    json_array_end(&w);
    json_member(&w, "name", STR("Seine"));
    for (size_t i = 0; i < 2; i++)
        json_member(&w, spaces[i], STR(SPACE));
    json_key(&w, "view");
    json_object(&w);
    json_member(&w, "url", buf_str(&view));
    json_object_end(&w);
    json_member_i64(&w, "batchSize", YENTE_MAX_QUERIES);
    json_key(&w, "suggest");
    json_object(&w);
    service(&w, "entity", buf_str(&base), "/suggest/entity");
    service(&w, "type", buf_str(&base), "/suggest/type");
    service(&w, "property", buf_str(&base), "/suggest/property");
    json_object_end(&w);
    json_key(&w, "extend");
    json_object(&w);
    service(&w, "propose_properties", buf_str(&base), "/extend/property");
    json_key(&w, "property_settings");
    json_raw(&w, STR("[{\"name\":\"limit\",\"label\":\"Limit\",\"type\":\"number\",\"default\":0,"
                     "\"help_text\":\"Most values of a row, 0 for all\"}]"));
    json_object_end(&w);
    json_key(&w, "defaultTypes");
    json_array(&w);
    for (size_t i = 0; i < N_TYPES; i++)
        type_object(&w, i);
    json_array_end(&w);
    json_object_end(&w);
    ok = ok && buf_status(&base) == SEINE_OK && buf_status(&view) == SEINE_OK;
    buf_release(&base);
    buf_release(&view);
    if (!ok)
        reply_error(r, 500, "Out of memory.");
}

/* ---- questions ------------------------------------------------------------------------------- */

/* "Person" of "Person", ["Person"], {"id": "Person"} or a list of such; "Thing" without any. */
static struct str type_asked(const struct json_value *v)
{
    if (v && v->type == JSON_ARRAY)
        v = v->first;
    if (v && v->type == JSON_OBJECT)
        v = json_get(v, "id");
    return v && v->type == JSON_STRING && v->text.n ? v->text : STR("Thing");
}

static void one_value(struct json_writer *w, const struct json_value *v)
{
    if (v->type == JSON_OBJECT)
        v = json_get(v, "id");
    if (v && (v->type == JSON_STRING || v->type == JSON_NUMBER))
        json_string(w, v->text);
}

static void values(struct json_writer *w, const struct json_value *v)
{
    if (!v)
        return;
    if (v->type != JSON_ARRAY) {
        one_value(w, v);
        return;
    }
    for (v = v->first; v; v = v->next)
        one_value(w, v);
}

/* The question as an entity of /match. Properties of one name follow one another under it: of equal
 * keys the last counts, so each name is written once. */
static void as_entity(struct serve_context *x, const struct json_value *q, struct buf *out)
{
    struct str done[PROPERTIES] = {STR("name")};
    size_t n = 1;
    struct json_writer w;
    bool ok = true;
    const struct json_value *list = json_get(q, "properties");
    const struct json_value *first = list && list->type == JSON_ARRAY ? list->first : NULL;
    json_writer_init(&w, out);
    json_object(&w);
    json_member(&w, "schema", type_asked(json_get(q, "type")));
    json_key(&w, "properties");
    json_object(&w);
    json_key(&w, "name");
    json_array(&w);
    if (json_text(q, "query").n)
        json_string(&w, json_text(q, "query"));
    for (const struct json_value *p = first; p; p = p->next)
        if (str_is(bare(json_text(p, "pid")), STR("name")))
            values(&w, json_get(p, "v"));
    json_array_end(&w);
    for (const struct json_value *p = first; p && n < PROPERTIES; p = p->next) {
        struct str name = bare(json_text(p, "pid"));
        bool is_done = name.n == 0;
        for (size_t i = 0; i < n && !is_done; i++)
            is_done = str_is(done[i], name);
        if (is_done)
            continue;
        done[n++] = name;
        json_key(&w, arena_str(x->arena, name, &ok).p);
        json_array(&w);
        for (const struct json_value *more = p; more; more = more->next)
            if (str_is(bare(json_text(more, "pid")), name))
                values(&w, json_get(more, "v"));
        json_array_end(&w);
    }
    json_object_end(&w);
    json_object_end(&w);
}

static size_t limit_of(const struct json_value *q)
{
    const struct json_value *v = json_get(q, "limit");
    int64_t n = 0;
    bool ok = v && v->type == JSON_NUMBER && str_to_i64(v->text, &n) && n > 0;
    return !ok ? RESULTS : n < YENTE_MAX_LIMIT ? (size_t)n : YENTE_MAX_LIMIT;
}

static enum seine_status write_hits(struct serve_context *x, const struct yente_scope *scope,
                                    const struct ftm_query *q, size_t limit, struct json_writer *w)
{
    const struct screen_hit *hits = NULL;
    size_t n = 0, total = 0, written = 0;
    enum seine_status status = SEINE_OK;
    atomic_fetch_add_explicit(&x->server->metrics.queries, 1, memory_order_relaxed);
    if (x->lists->index && (q->subject.name.n || q->subject.n_ids))
        status =
            screen_query(x->lists->index, &q->subject, CUTOFF, 0, x->scratch, &hits, &n, &total);
    for (size_t i = 0; i < n && status == SEINE_OK && written < limit; i++) {
        const struct listed_entity *e = &scope->set->entities.v[hits[i].entity];
        if (!yente_takes(scope, e))
            continue;
        written++;
        json_object(w);
        entry_members(w, e);
        json_member_decimal(w, "score", hits[i].score, 6);
        json_member_bool(w, "match", hits[i].score >= THRESHOLD);
        json_object_end(w);
    }
    return status;
}

/* False with the refusal in the reply. */
static bool one_question(struct serve_context *x, const struct yente_scope *all,
                         const struct json_value *v, struct json_writer *w, struct reply *r)
{
    struct yente_scope scope = *all;
    const struct json_value *entity = NULL;
    struct seine_error err = {0};
    struct ftm_query q;
    struct buf text;
    bool ok = true;
    buf_init(&text, LIMIT_TEXT);
    as_entity(x, v, &text);
    struct str kept = arena_str(x->arena, buf_str(&text), &ok);
    enum seine_status status = ok ? buf_status(&text) : SEINE_NOMEM;
    buf_release(&text);
    if (status == SEINE_OK)
        status = json_parse(kept, x->arena, &entity, &err);
    if (status == SEINE_OK)
        status = ftm_query_read(entity, x->server->geo, x->arena, &q, &err);
    if (status != SEINE_OK) {
        bool is_ours = status == SEINE_NOMEM;
        reply_error(r, is_ours ? 500 : 400, "%s",
                    err.message[0] ? err.message : "The question cannot be read.");
        return false;
    }
    scope.kinds &= q.kinds;
    json_key(w, arena_str(x->arena, v->key, &ok).p);
    json_object(w);
    json_key(w, "result");
    json_array(w);
    status = write_hits(x, &scope, &q, limit_of(v), w);
    json_array_end(w);
    json_object_end(w);
    if (status != SEINE_OK)
        reply_error(r, 500, "Cannot answer: %s.", status_name(status));
    return status == SEINE_OK;
}

static void batch_size(struct reply *r, size_t n)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", n);
    reply_header(r, "x-batch-size", str_of(text));
}

static const struct json_value *object_of(struct serve_context *x, struct str text, struct reply *r)
{
    const struct json_value *v = NULL;
    if (json_parse(text, x->arena, &v, NULL) == SEINE_OK && v->type == JSON_OBJECT)
        return v;
    reply_error(r, 400, "Cannot decode the request: a JSON object is expected.");
    return NULL;
}

static void answer_queries(struct serve_context *x, const struct request *q, struct str text,
                           struct reply *r)
{
    struct yente_scope scope;
    struct json_writer w;
    const struct json_value *queries = object_of(x, text, r);
    if (!queries || !yente_scope_read(x, q, r, &scope))
        return;
    if (queries->n > YENTE_MAX_QUERIES) {
        reply_error(r, 400, "Too many queries in one batch (limit: %d)", YENTE_MAX_QUERIES);
        return;
    }
    reply_json(r, &w);
    json_object(&w);
    for (const struct json_value *v = queries->first; v; v = v->next)
        if (!one_question(x, &scope, v, &w, r))
            return;
    json_object_end(&w);
    batch_size(r, queries->n);
}

/* ---- values of entries ----------------------------------------------------------------------- */

static const struct listed_entity *entry(struct serve_context *x, struct str id)
{
    uint32_t at = map_get(&x->lists->by_id, str_hash(id));
    const struct listed_entity *e = at == MAP_NONE ? NULL : &x->lists->set.entities.v[at];
    return e && str_is(e->id, id) ? e : NULL;
}

/* The properties of an entry as GET /entities/{id} has them. */
static const struct json_value *properties_of(struct serve_context *x, struct str id)
{
    const struct listed_entity *e = entry(x, id);
    const struct json_value *v = NULL;
    struct json_writer w;
    struct buf text;
    bool ok = true;
    if (!e)
        return NULL;
    buf_init(&text, LIMIT_REPORT);
    json_writer_init(&w, &text);
    json_object(&w);
    ftm_write_entity(&x->lists->set, e, &w);
    json_object_end(&w);
    struct str kept = arena_str(x->arena, buf_str(&text), &ok);
    ok = ok && buf_status(&text) == SEINE_OK && json_parse(kept, x->arena, &v, NULL) == SEINE_OK;
    buf_release(&text);
    return ok ? json_get(v, "properties") : NULL;
}

static bool is_country(struct str property)
{
    static const char *const all[] = {"country",      "nationality", "citizenship",
                                      "jurisdiction", "mainCountry", "flag"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (str_is(property, str_of(all[i])))
            return true;
    return false;
}

/* A country by its name, unless the raw value is asked for. */
static struct str rendered(struct serve_context *x, struct str property, struct str value,
                           bool is_raw)
{
    struct str name = STR_EMPTY;
    char code[3] = "";
    if (!is_raw && value.n == 2 && is_country(property)) {
        for (int i = 0; i < 2; i++)
            code[i] = (char)(value.p[i] & ~0x20);
        name = geo_country_name(x->server->geo, str_of(code));
    }
    return name.n ? name : value;
}

static void row(struct serve_context *x, const struct json_value *has,
                const struct json_value *asked, struct json_writer *w)
{
    bool ok = true;
    json_object(w);
    for (const struct json_value *p = asked; p && has; p = p->next) {
        struct str id = json_text(p, "id"), name = bare(id);
        const struct json_value *settings = json_get(p, "settings"), *all = NULL;
        bool is_raw = str_is(json_text(settings, "render"), STR("raw"));
        const struct json_value *most = json_get(settings, "limit");
        int64_t limit = 0;
        for (const struct json_value *v = has->first; v; v = v->next)
            if (str_is(v->key, name))
                all = v;
        if (!most || most->type != JSON_NUMBER || !str_to_i64(most->text, &limit) || limit <= 0)
            limit = INT64_MAX;
        json_key(w, arena_str(x->arena, id, &ok).p);
        json_array(w);
        for (const struct json_value *v = all && all->type == JSON_ARRAY ? all->first : NULL;
             v && limit-- > 0; v = v->next) {
            json_object(w);
            json_member(w, "str", rendered(x, name, v->text, is_raw));
            json_object_end(w);
        }
        json_array_end(w);
    }
    json_object_end(w);
}

static void answer_extend(struct serve_context *x, struct str text, struct reply *r)
{
    struct json_writer w;
    bool ok = true;
    const struct json_value *body = object_of(x, text, r);
    const struct json_value *ids = json_get(body, "ids"), *asked = json_get(body, "properties");
    if (!body)
        return;
    if (!ids || ids->type != JSON_ARRAY || !asked || asked->type != JSON_ARRAY ||
        ids->n > YENTE_MAX_QUERIES || asked->n > PROPERTIES) {
        reply_error(r, 400, "ids and properties are arrays, of at most %d and %d",
                    YENTE_MAX_QUERIES, PROPERTIES);
        return;
    }
    reply_json(r, &w);
    json_object(&w);
    json_key(&w, "meta");
    json_array(&w);
    for (const struct json_value *p = asked->first; p; p = p->next) {
        json_object(&w);
        json_member(&w, "id", json_text(p, "id"));
        for (size_t i = 0; i < N_PROPERTIES; i++)
            if (str_is(bare(str_of(properties[i].id)), bare(json_text(p, "id"))))
                json_member(&w, "name", str_of(properties[i].label));
        json_object_end(&w);
    }
    json_array_end(&w);
    json_key(&w, "rows");
    json_object(&w);
    for (const struct json_value *v = ids->first; v; v = v->next) {
        if (v->type != JSON_STRING)
            continue;
        json_key(&w, arena_str(x->arena, v->text, &ok).p);
        row(x, properties_of(x, v->text), asked->first, &w);
    }
    json_object_end(&w);
    json_object_end(&w);
    batch_size(r, ids->n);
}

/* The request's form, or its query string. */
static void reconcile(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct request form = *q;
    if (q->body.n > 0 && !route_params(q->body, x->arena, &form)) {
        reply_error(r, 400, "The form is not well formed.");
        return;
    }
    struct str extend = str_trim(request_param(&form, "extend"));
    struct str queries = str_trim(request_param(&form, "queries"));
    if (extend.n)
        answer_extend(x, extend, r);
    else if (queries.n)
        answer_queries(x, q, queries, r);
    else if (q->body.n == 0 && q->head->method != HTTP_POST)
        manifest(x, q, r);
    else
        reply_error(r, 400, "The form has neither queries nor extend.");
}

/* ---- suggestions ----------------------------------------------------------------------------- */

static void begin_suggestions(struct reply *r, struct str prefix, struct json_writer *w)
{
    reply_json(r, w);
    json_object(w);
    json_member(w, "code", STR("/api/status/ok"));
    json_member(w, "status", STR("200 OK"));
    json_key(w, "prefix");
    json_string(w, prefix);
    json_key(w, "result");
    json_array(w);
}

/* Whether the text begins with the prefix, in either case. */
static bool begins(const char *text, struct str prefix)
{
    return prefix.n > 0 && str_starts_ci(str_of(text), prefix);
}

static void suggest_type(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct str prefix = str_trim(request_param(q, "prefix"));
    struct json_writer w;
    (void)x;
    begin_suggestions(r, prefix, &w);
    for (size_t i = 0; i < N_TYPES; i++)
        if (begins(types[i].id, prefix) || begins(types[i].label, prefix))
            type_object(&w, i);
    json_array_end(&w);
    json_object_end(&w);
}

static void property_object(struct json_writer *w, size_t i)
{
    json_object(w);
    json_member(w, "id", str_of(properties[i].id));
    json_member(w, "name", str_of(properties[i].label));
    json_object_end(w);
}

static void suggest_property(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct str prefix = str_trim(request_param(q, "prefix"));
    struct json_writer w;
    (void)x;
    begin_suggestions(r, prefix, &w);
    for (size_t i = 0; i < N_PROPERTIES; i++)
        if (begins(bare(str_of(properties[i].id)).p, prefix) ||
            begins(properties[i].label, prefix) ||
            (prefix.n > 2 && str_contains(bare(str_of(properties[i].id)), prefix)) ||
            (prefix.n > 2 && str_is_ci(prefix, STR("country")) &&
             is_country(bare(str_of(properties[i].id)))))
            property_object(&w, i);
    json_array_end(&w);
    json_object_end(&w);
}

/* Properties of a type: its own and those of the schemata above it. */
static void extend_property(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct str type = request_param(q, "type");
    struct json_writer w;
    unsigned wanted, of;
    (void)x;
    if (type.n == 0 || !ftm_schema_kinds(type, &wanted))
        wanted = FTM_ANY;
    reply_json(r, &w);
    json_object(&w);
    json_member(&w, "type", type);
    json_key(&w, "properties");
    json_array(&w);
    for (size_t i = 0; i < N_PROPERTIES; i++) {
        struct str id = str_of(properties[i].id);
        struct str schema = str_slice(id, 0, str_find_byte(id, ':', 0));
        if (!ftm_schema_kinds(schema, &of) || (of & wanted & ~1u) == 0)
            continue;
        json_object(&w);
        json_member(&w, "id", bare(id));
        json_member(&w, "name", str_of(properties[i].label));
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
}

/* The words of a prefix as they stand in serve_lists.words: the last one may go on. */
static size_t fold_words(struct str prefix, struct buf *text, struct str *words)
{
    struct str rest, word;
    bool more = true;
    size_t n = 0;
    text_fold(str_slice(prefix, 0, prefix.n < PREFIX ? prefix.n : PREFIX), text);
    rest = str_trim(buf_str(text));
    while (n < WORDS && str_cut(&rest, &more, ' ', &word))
        if (word.n)
            words[n++] = word;
    return n;
}

/* Whether one of the words of `all`, which stand between blanks, is the word or begins with it. */
static bool has_word(struct str all, struct str word, bool may_go_on)
{
    for (const char *p = all.p, *end = all.p + all.n;
         (p = memmem(p, (size_t)(end - p), word.p, word.n)); p++) {
        bool is_begun = p > all.p && p[-1] == ' ';
        bool is_ended = p + word.n < end && p[word.n] == ' ';
        if (is_begun && (is_ended || may_go_on))
            return true;
    }
    return false;
}

struct suggestion {
    uint32_t entity, length; /* of its first name: the shorter, the nearer */
    bool is_elsewhere;       /* the words stand in no one name, but in its other texts too */
};

static int by_length(const void *a, const void *b)
{
    const struct suggestion *x = a, *y = b;
    if (x->is_elsewhere != y->is_elsewhere)
        return x->is_elsewhere ? 1 : -1;
    if (x->length != y->length)
        return x->length < y->length ? -1 : 1;
    return x->entity < y->entity ? -1 : x->entity > y->entity;
}

static bool has_words(struct str all, const struct str *words, size_t n)
{
    for (size_t k = 0; k < n; k++)
        if (!has_word(all, words[k], k + 1 == n))
            return false;
    return true;
}

static bool has_in_name(const struct listed_entity *e, const struct str *words, size_t n,
                        struct buf *room)
{
    for (size_t i = 0; i < e->n_names; i++) {
        buf_reset(room);
        buf_add_c(room, ' ');
        text_fold(e->names[i].text, room);
        buf_add_c(room, ' ');
        if (has_words(buf_str(room), words, n))
            return true;
    }
    return false;
}

static void suggest_entity(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct str prefix = str_trim(request_param(q, "prefix")), words[WORDS];
    struct yente_scope scope;
    struct json_writer w;
    struct buf text, name;
    size_t n = 0, limit;
    if (!yente_scope_read(x, q, r, &scope) ||
        !yente_whole(q, "limit", YENTE_MAX_LIMIT, SUGGESTIONS, r, &limit))
        return;
    const struct list_set *set = scope.set;
    struct suggestion *found = arena_array(x->arena, set->entities.n + 1, sizeof *found);
    buf_init(&text, LIMIT_TEXT);
    buf_init(&name, LIMIT_TEXT);
    size_t n_words = fold_words(prefix, &text, words);
    for (size_t i = 0; i < set->entities.n && found && n_words > 0; i++) {
        const struct listed_entity *e = &set->entities.v[i];
        if (yente_takes(&scope, e) && has_words(x->lists->words[i], words, n_words))
            found[n++] =
                (struct suggestion){(uint32_t)i, e->n_names ? (uint32_t)e->names[0].text.n : 0,
                                    !has_in_name(e, words, n_words, &name)};
    }
    if (n)
        qsort(found, n, sizeof *found, by_length);
    begin_suggestions(r, prefix, &w);
    for (size_t i = 0; i < n && i < limit; i++) {
        json_object(&w);
        entry_members(&w, &set->entities.v[found[i].entity]);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    if (buf_status(&text) != SEINE_OK || !found)
        reply_error(r, 500, "Out of memory.");
    buf_release(&name);
    buf_release(&text);
}

static const char *const of_suggest[] = {"prefix: what was typed so far", NULL};
static const char *const of_entities[] = {
    "prefix: the beginning of words of a name",
    "limit: most suggestions, 10 if absent, at most 500",
    "include_dataset: only these lists of the dataset; may be repeated",
    "exclude_dataset: not these lists; may be repeated", NULL};
static const char *const of_extend[] = {"type: a schema; all if absent", NULL};
static const char *const of_reconcile[] = {
    "queries: as POST takes them, for clients that only ask this way",
    "extend: as POST takes it",
    "include_dataset: only these lists of the dataset; may be repeated",
    "exclude_dataset: not these lists; may be repeated",
    "changed_since: only lists of this date or later",
    NULL};

const struct route reconcile_routes[] = {
    {HTTP_GET, "/reconcile/{dataset}", SERVE_READER, 0, reconcile,
     "What the reconciliation service is, for OpenRefine.", "yente", of_reconcile},
    {HTTP_POST, "/reconcile/{dataset}", SERVE_READER, 8 * MIB, reconcile,
     "Names, types and properties to entries; or properties of entries. A form.", "yente", NULL},
    {HTTP_GET, "/reconcile/{dataset}/suggest/entity", SERVE_READER, 0, suggest_entity,
     "Entries whose words begin like this.", "yente", of_entities},
    {HTTP_GET, "/reconcile/{dataset}/suggest/property", SERVE_READER, 0, suggest_property,
     "Properties that begin like this.", "yente", of_suggest},
    {HTTP_GET, "/reconcile/{dataset}/suggest/type", SERVE_READER, 0, suggest_type,
     "Types that begin like this.", "yente", of_suggest},
    {HTTP_GET, "/reconcile/{dataset}/extend/property", SERVE_READER, 0, extend_property,
     "Properties that entries of a type may have.", "yente", of_extend},
    {HTTP_GET, NULL, SERVE_ANYONE, 0, NULL, NULL, NULL, NULL}};
