/* serve/openapi.c - the description of all interfaces in OpenAPI 3.1, printed from the table of
 * routes; what the table does not say, bodies and the members of answers, stands here by route. The
 * files of the page are not described. */
#include "serve/internal.h"

#include <string.h>

#define TEXT  "{\"type\":\"string\"}"
#define SHARE "{\"type\":\"number\",\"minimum\":0,\"maximum\":1}"
#define ENTITY_EXAMPLE                                                                             \
    "{\"schema\":\"Company\",\"properties\":{\"name\":[\"Korea Mining Development Trading "        \
    "Corp\"],\"country\":[\"kp\"]}}"

static const struct described {
    const char *pattern;
    const char *body_type, *body, *example; /* of the request; NULL: there is none */
    const char *type;                       /* of the answer; NULL: JSON */
    const char *members;                    /* that the answer always has, between blanks */
} described[] = {
    {"/healthz", NULL, NULL, NULL, NULL, "status"},
    {"/readyz", NULL, NULL, NULL, NULL, "status"},
    {"/-/version", NULL, NULL, NULL, NULL, "seine motiva"},
    {"/metrics", NULL, NULL, NULL, "text/plain", ""},
    {"/openapi.json", NULL, NULL, NULL, NULL, "openapi info paths"},
    {"/match/{dataset}", "application/json",
     "{\"type\":\"object\",\"required\":[\"queries\"],\"properties\":{\"queries\":{\"type\":"
     "\"object\",\"minProperties\":1,\"maxProperties\":100,\"additionalProperties\":{\"$ref\":"
     "\"#/components/schemas/Question\"}},\"params\":{\"type\":\"object\"}}}",
     "{\"queries\":{\"q1\":" ENTITY_EXAMPLE "}}", NULL, "responses limit"},
    {"/search/{dataset}", NULL, NULL, NULL, NULL, "results facets total limit offset"},
    {"/entities/{id}", NULL, NULL, NULL, NULL,
     "id caption schema properties datasets referents target first_seen last_seen last_change"},
    {"/entities/{id}/adjacent", NULL, NULL, NULL, NULL, "entity adjacent"},
    {"/entities/{id}/adjacent/{property}", NULL, NULL, NULL, NULL, "results total limit offset"},
    {"/catalog", NULL, NULL, NULL, NULL, "datasets current outdated index_stale"},
    {"/manifest", NULL, NULL, NULL, NULL, "datasets current outdated index_stale"},
    {"/algorithms", NULL, NULL, NULL, NULL, "algorithms default best"},
    {"/reconcile/{dataset}", NULL, NULL, NULL, NULL, ""},
    {"POST /reconcile/{dataset}", "application/x-www-form-urlencoded",
     "{\"type\":\"object\",\"properties\":{\"queries\":" TEXT ",\"extend\":" TEXT "}}",
     "{\"queries\":\"{\\\"q\\\":{\\\"query\\\":\\\"Korea Mining Development\\\"}}\"}", NULL, ""},
    {"/reconcile/{dataset}/suggest/entity", NULL, NULL, NULL, NULL, "prefix result"},
    {"/reconcile/{dataset}/suggest/property", NULL, NULL, NULL, NULL, "prefix result"},
    {"/reconcile/{dataset}/suggest/type", NULL, NULL, NULL, NULL, "prefix result"},
    {"/reconcile/{dataset}/extend/property", NULL, NULL, NULL, NULL, "properties"},
    {"/updatez", NULL, NULL, NULL, NULL, "status"},
    {"/v2/data/refresh", NULL, NULL, NULL, NULL, "state trigger startedAt finishedAt lastError"},
    {"POST /v2/data/refresh", NULL, NULL, NULL, NULL, "state trigger startedAt finishedAt"},
    {"/v2/search", NULL, NULL, NULL, NULL, "query entities"},
    {"/v2/listinfo", NULL, NULL, NULL, NULL, "lists listHashes startedAt endedAt version"},
    {"/ping", NULL, NULL, NULL, "text/plain", ""},
    {"/api/v1/cases", NULL, NULL, NULL, NULL, "total offset counts cases"},
    {"/api/v1/cases/{id}", NULL, NULL, NULL, NULL,
     "case decision decisions stale papers papers_total"},
    {"/api/v1/cases/{id}/decision", "application/json",
     "{\"type\":\"object\",\"required\":[\"verdict\",\"reason\"],\"properties\":{\"verdict\":{"
     "\"enum\":[\"open\",\"hold\",\"release\",\"seized\",\"cleared\"]},\"reason\":" TEXT "}}",
     "{\"verdict\":\"hold\",\"reason\":\"asked the shipper for the end user\"}", NULL,
     "verdict reason by at"},
    {"/api/v1/cases/{id}/evidence", NULL, NULL, NULL, NULL,
     "case score probability evidence components links"},
    {"/api/v1/cases/{id}/graph", NULL, NULL, NULL, NULL, "nodes edges cut"},
    {"/api/v1/actors", NULL, NULL, NULL, NULL, "offset actors"},
    {"/api/v1/actors/{id}", NULL, NULL, NULL, NULL, "id mentions mentions_total cases"},
    {"/api/v1/actors/{id}/graph", NULL, NULL, NULL, NULL, "nodes edges cut"},
    {"/api/v1/watch", NULL, NULL, NULL, NULL, "rules total offset"},
    {"/api/v1/watch/apply", "application/octet-stream", "{}", NULL, NULL,
     "arrivals total records rules"},
    {"/api/v1/watch/arrivals", NULL, NULL, NULL, NULL, "arrivals"},
    {"/api/v1/consignments/{id}", NULL, NULL, NULL, NULL, "id versions cases"},
    {"PUT /api/v1/consignments/{id}", "application/octet-stream", "{}", NULL, NULL, "id state job"},
    {"/api/v1/audit", NULL, NULL, NULL, NULL, "rows"},
    {"/api/v1/explain", NULL, NULL, NULL, NULL, "query names hits"},
    {"/api/v1/assess", "application/octet-stream", "{}", NULL, NULL, "answers rejected"},
    {"/api/v1/plans", "application/json",
     "{\"type\":\"object\",\"required\":[\"from\"],\"additionalProperties\":false,"
     "\"properties\":{\"from\":{\"type\":\"string\",\"format\":\"date\"},\"days\":{\"type\":"
     "\"integer\",\"minimum\":1,\"maximum\":366},\"capacity\":{\"type\":\"integer\",\"minimum\":"
     "1,\"maximum\":1000000},\"posts\":{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":"
     "\"object\"}},\"finds\":" SHARE ",\"explore\":" SHARE ",\"seed\":{\"type\":\"integer\","
     "\"minimum\":1},\"expected\":{\"type\":\"boolean\"}}}",
     "{\"from\":\"2026-05-10\",\"days\":7,\"posts\":[{\"post\":\"Dubai\",\"covers\":[\"DXB\","
     "\"SHJ\"],\"capacity\":3}]}",
     NULL, "from days posts expected_stopped inspections limits"},
    {"/api/v1/consignments", "application/octet-stream", "{}", NULL, NULL, "job"},
    {"/api/v1/jobs/{id}", NULL, NULL, NULL, NULL, "job"},
    {"/api/v1/lists", NULL, NULL, NULL, NULL, "version read_at lists"},
    {"/api/v1/lists/reload", NULL, NULL, NULL, NULL, "status"},
    {"/api/v1/me", NULL, NULL, NULL, NULL, "name role seine store"},
    {"/api/v1/events", NULL, NULL, NULL, "text/event-stream", ""},
    {"/api/v1/events/stream", NULL, NULL, NULL, "text/event-stream", ""},
};

/* Of rows with one pattern those that do not read are described with the method before it. */
static const struct described *describe(const struct route *r)
{
    const struct described *plain = NULL;
    for (size_t i = 0; i < sizeof described / sizeof *described; i++) {
        const char *pattern = strchr(described[i].pattern, '/');
        size_t n = (size_t)(pattern - described[i].pattern);
        if (strcmp(pattern, r->pattern) != 0)
            continue;
        if (n > 0 && strncmp(described[i].pattern, http_method_name(r->method), n - 1) == 0)
            return &described[i];
        plain = n > 0 ? plain : &described[i];
    }
    return plain;
}

static const char *method_key(const struct route *r)
{
    return r->method == HTTP_POST ? "post" : r->method == HTTP_PUT ? "put" : "get";
}

/* All methods of a path stand together, with the first of its rows. */
static bool is_first(const struct route *r)
{
    for (const struct route *const *t = serve_tables; *t; t++)
        for (const struct route *row = *t; row->pattern; row++)
            if (strcmp(row->pattern, r->pattern) == 0)
                return row == r;
    return false;
}

/* What a parameter's value is, by its name. */
static const char *value_schema(struct str name)
{
    static const char *const whole =
        "{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":0,\"maximum\":100}";
    static const char *const share = "{\"type\":\"number\",\"minimum\":0,\"maximum\":1}";
    static const char *const numbers[] = {"limit", "offset", "since"};
    static const char *const shares[] = {"threshold", "cutoff", "minMatch"};
    for (size_t i = 0; i < 3; i++) {
        if (str_is(name, str_of(numbers[i])))
            return whole;
        if (str_is(name, str_of(shares[i])))
            return share;
    }
    return TEXT;
}

static void parameter(struct json_writer *w, struct str name, const char *place, struct str help)
{
    bool is_many = str_contains(help, STR("may be repeated"));
    json_object(w);
    json_member(w, "name", name);
    json_member(w, "in", str_of(place));
    if (strcmp(place, "path") == 0) {
        json_member_bool(w, "required", true);
    }
    json_member(w, "description", help);
    json_key(w, "schema");
    json_raw(w,
             is_many ? STR("{\"type\":\"array\",\"items\":" TEXT "}") : str_of(value_schema(name)));
    if (str_is(name, STR("dataset")))
        json_member(w, "example", STR("default"));
    json_object_end(w);
}

static void parameters(struct json_writer *w, const struct route *r)
{
    json_key(w, "parameters");
    json_array(w);
    for (const char *p = strchr(r->pattern, '{'); p; p = strchr(p + 1, '{')) {
        struct str name = {p + 1, strcspn(p + 1, "}")};
        parameter(w, name, "path", STR("the one that is meant"));
    }
    for (const char *const *p = r->params; p && *p; p++) {
        struct str all = str_of(*p);
        size_t colon = str_find_byte(all, ':', 0);
        parameter(w, str_slice(all, 0, colon), "query", str_trim(str_slice(all, colon + 1, all.n)));
    }
    json_array_end(w);
}

static void request_body(struct json_writer *w, const struct described *d)
{
    if (!d->body)
        return;
    json_key(w, "requestBody");
    json_object(w);
    json_member_bool(w, "required", true);
    json_key(w, "content");
    json_object(w);
    json_key(w, d->body_type);
    json_object(w);
    json_key(w, "schema");
    json_raw(w, str_of(d->body));
    if (d->example) {
        json_key(w, "example");
        json_raw(w, str_of(d->example));
    }
    json_object_end(w);
    json_object_end(w);
    json_object_end(w);
}

static void answer_schema(struct json_writer *w, const struct described *d)
{
    struct str rest = str_of(d->members), name;
    bool more = true;
    json_key(w, "schema");
    json_object(w);
    if (!d->type || strcmp(d->type, "text/plain") == 0)
        json_member(w, "type", d->type ? STR("string") : STR("object"));
    if (!d->type) {
        json_key(w, "required");
        json_array(w);
        while (str_cut(&rest, &more, ' ', &name))
            if (name.n)
                json_string(w, name);
        json_array_end(w);
    }
    json_object_end(w);
}

static void responses(struct json_writer *w, const struct described *d)
{
    bool is_job = strcmp(d->pattern, "/api/v1/consignments") == 0;
    bool is_begun = strcmp(d->pattern, "POST /v2/data/refresh") == 0;
    json_key(w, "responses");
    json_object(w);
    json_key(w, is_job || is_begun ? "202" : "200");
    json_object(w);
    json_member(w, "description", is_job ? STR("Taken; the answer is a job.") : STR("The answer."));
    json_key(w, "content");
    json_object(w);
    json_key(w, d->type ? d->type : "application/json");
    json_object(w);
    answer_schema(w, d);
    json_object_end(w);
    json_object_end(w);
    json_object_end(w);
    json_key(w, "default");
    json_raw(w, STR("{\"$ref\":\"#/components/responses/Refusal\"}"));
    json_object_end(w);
}

/* "get_api_v1_cases_id" */
static void operation_id(struct json_writer *w, const struct route *r)
{
    struct buf b;
    buf_init(&b, 256);
    buf_add_z(&b, method_key(r));
    for (const char *p = r->pattern; *p; p++) {
        bool is_word = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9');
        if (is_word)
            buf_add_c(&b, *p);
        else if (b.p[b.n - 1] != '_' && *p != '}')
            buf_add_c(&b, '_');
    }
    json_member(w, "operationId", buf_str(&b));
    buf_release(&b);
}

static void operation(struct json_writer *w, const struct route *r, const struct described *d)
{
    json_key(w, method_key(r));
    json_object(w);
    operation_id(w, r);
    json_member(w, "summary", str_of(r->help));
    json_key(w, "tags");
    json_array(w);
    json_string(w, str_of(r->tag));
    json_array_end(w);
    json_member(w, "x-role", str_of(serve_role_name(r->role)));
    json_key(w, "security");
    json_raw(w, r->role == SERVE_ANYONE ? STR("[]") : STR("[{\"token\":[]}]"));
    parameters(w, r);
    request_body(w, d);
    responses(w, d);
    json_object_end(w);
}

static void components(struct json_writer *w)
{
    json_key(w, "components");
    json_raw(
        w,
        STR("{\"securitySchemes\":{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
            "\"schemas\":{\"Question\":{\"type\":\"object\",\"required\":[\"schema\"],"
            "\"properties\":{\"id\":" TEXT
            ",\"schema\":{\"enum\":[\"Thing\",\"LegalEntity\",\"Person\",\"Company\","
            "\"Organization\",\"PublicBody\",\"Vessel\",\"Airplane\"]},\"properties\":{\"type\":"
            "\"object\",\"additionalProperties\":{\"type\":[\"string\",\"array\"],\"items\":" TEXT
            "}},\"params\":{\"type\":\"object\"}}},"
            "\"Error\":{\"type\":\"object\",\"minProperties\":1,\"properties\":{\"detail\":{"
            "\"type\":[\"string\",\"array\"]},\"error\":" TEXT "}}},"
            "\"responses\":{\"Refusal\":{\"description\":\"Refused: 400 or 422 the request is "
            "wrong, 401 no token, 403 not with this role, 404 not there, 413 too long, 429 too "
            "often, 503 later.\",\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/"
            "components/schemas/Error\"}}}}}}"));
}

static void openapi(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct json_writer w;
    (void)x;
    (void)q;
    reply_json(r, &w);
    json_object(&w);
    json_member(&w, "openapi", STR("3.1.0"));
    json_key(&w, "info");
    json_object(&w);
    json_member(&w, "title", STR("Seine"));
    json_member(&w, "version", STR(SEINE_VERSION));
    json_member(&w, "description",
                STR("Screening of parties and cases of smuggling. The tag yente is compatible with "
                    "OpenSanctions' yente, the tag watchman with Moov's Watchman."));
    json_object_end(&w);
    json_key(&w, "paths");
    json_object(&w);
    for (const struct route *const *t = serve_tables; *t; t++)
        for (const struct route *row = *t; row->pattern; row++) {
            if (!describe(row) || !is_first(row))
                continue;
            json_key(&w, row->pattern);
            json_object(&w);
            for (const struct route *r2 = row; r2->pattern; r2++)
                if (strcmp(r2->pattern, row->pattern) == 0)
                    operation(&w, r2, describe(r2));
            json_object_end(&w);
        }
    json_object_end(&w);
    components(&w);
    json_object_end(&w);
}

const struct route openapi_routes[] = {{HTTP_GET, "/openapi.json", SERVE_READER, 0, openapi,
                                        "The description of all interfaces, in OpenAPI 3.1.",
                                        "system", NULL},
                                       {HTTP_GET, NULL, SERVE_ANYONE, 0, NULL, NULL, NULL, NULL}};
