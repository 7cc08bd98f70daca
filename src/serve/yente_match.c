/* serve/yente_match.c - POST /match/{dataset}: up to a hundred questions in the shape of entities,
 * each answered by every entry whose score is above the cutoff, with the evidence as explanations.
 * Scores are Seine's own, whatever algorithm of yente's is named, except `ofac` (the method of the
 * publisher's own search, by scoring every name) and `name-based` (the name alone). */
#include "serve/why.h"
#include "serve/yente.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_MS = 20000 }; /* of one request */

struct scored {
    uint32_t entity, name, asked; /* asked: which name of the question, by `ofac` */
    double score;
    bool is_match;
};

struct match {
    struct serve_context *x;
    struct yente_scope scope; /* of the request */
    double threshold, cutoff;
    size_t limit;
    int64_t end; /* when it has taken too long */
    bool is_ofac, is_name_only;
    struct json_writer w;
};

static bool read_algorithm(const struct request *q, struct reply *r, struct match *m)
{
    static const char *const own[] = {"",         "best",           "seine",        "logic-v1",
                                      "logic-v2", "name-qualified", "regression-v1"};
    struct str name = request_param(q, "algorithm");
    m->is_ofac = str_is(name, STR("ofac"));
    m->is_name_only = str_is(name, STR("name-based"));
    if (m->is_ofac || m->is_name_only)
        return true;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (str_is(name, str_of(own[i])))
            return true;
    reply_error(r, 400, "Unknown algorithm: %.*s", (int)(name.n < 64 ? name.n : 64), name.p);
    return false;
}

static bool read_parameters(const struct request *q, struct reply *r, struct match *m)
{
    double cutoff;
    if (!yente_whole(q, "limit", YENTE_MAX_LIMIT, 5, r, &m->limit) ||
        !yente_number(q, "threshold", 0, 1, SCREEN_THRESHOLD, r, &m->threshold) ||
        !yente_number(q, "cutoff", 0, 1, 1, r, &cutoff) || !read_algorithm(q, r, m) ||
        !yente_scope_read(m->x, q, r, &m->scope))
        return false;
    m->cutoff = cutoff < m->threshold ? cutoff : m->threshold;
    m->cutoff = m->cutoff > YENTE_LOWEST ? m->cutoff : YENTE_LOWEST;
    return true;
}

static void write_explanations(struct json_writer *w, const struct screen_result *why,
                               struct arena *arena, struct str asked, struct str found)
{
    struct why_group groups[WHY_GROUPS];
    size_t n = why_groups(why, arena, groups);
    json_key(w, "explanations");
    json_object(w);
    for (size_t i = 0; i < n; i++) {
        json_key(w, groups[i].name);
        json_object(w);
        json_member_decimal(w, "score", bits_to_probability(groups[i].bits), 6);
        json_member_decimal(w, "bits", groups[i].bits, 3);
        json_member(w, "detail", groups[i].detail);
        if (strcmp(groups[i].name, "name_match") == 0 ||
            strcmp(groups[i].name, "ofac_search") == 0) {
            json_member(w, "query", asked);
            json_member(w, "candidate", found);
        }
        json_object_end(w);
    }
    json_object_end(w);
    json_key(w, "features");
    json_object(w);
    for (size_t i = 0; i < n; i++) {
        json_member_decimal(w, groups[i].name, bits_to_probability(groups[i].bits), 6);
    }
    json_object_end(w);
}

/* ---- one question -------------------------------------------------------------------------- */

/* The question's names, the first one and the others behind it. */
static struct str name_asked(const struct screen_subject *s, size_t i)
{
    return i ? s->aliases[i - 1] : s->name;
}

static enum seine_status explain(struct match *m, const struct screen_subject *s,
                                 const struct scored *hit, struct arena *arena,
                                 struct screen_result *ret)
{
    const struct listed_entity *e = &m->scope.set->entities.v[hit->entity];
    size_t best;
    if (m->is_ofac)
        return screen_pair(name_asked(s, hit->asked), e->names[hit->name].text, s->kind,
                           SCREEN_OFAC, arena, ret);
    return screen_explain(m->x->lists->index, s, hit->entity, arena, ret, &best);
}

static enum seine_status write_result(struct match *m, const struct screen_subject *s,
                                      const struct scored *hit)
{
    const struct listed_entity *e = &m->scope.set->entities.v[hit->entity];
    struct screen_result why;
    struct arena arena;
    arena_init(&arena, LIMIT_REPORT);
    enum seine_status status = explain(m, s, hit, &arena, &why);
    if (status == SEINE_OK) {
        json_object(&m->w);
        ftm_write_entity(m->scope.set, e, &m->w);
        json_key(&m->w, "score");
        json_decimal(&m->w, hit->score, 6);
        json_key(&m->w, "match");
        json_bool(&m->w, hit->is_match);
        write_explanations(&m->w, &why, &arena, name_asked(s, hit->asked),
                           e->names[hit->name].text);
        json_object_end(&m->w);
    }
    arena_release(&arena);
    return status;
}

/* Best first; ties by entity. */
static int by_score(const void *a, const void *b)
{
    const struct scored *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->entity < y->entity ? -1 : x->entity > y->entity;
}

typedef VEC(struct scored) scored_vec;

/* Above the cutoff; a match always is, also where the two are the same number. */
static bool is_told(const struct match *m, const struct scored *one)
{
    return one->score > m->cutoff || (one->is_match && one->score > YENTE_LOWEST);
}

static bool has_entity(const scored_vec *v, size_t n, uint32_t entity)
{
    for (size_t i = 0; i < n; i++)
        if (v->v[i].entity == entity)
            return true;
    return false;
}

/* What the index finds from a score on; what stands there already is not added again. */
static enum seine_status add_hits(struct match *m, const struct yente_scope *scope,
                                  const struct screen_subject *s, double least, scored_vec *ret)
{
    const struct screen_hit *hits;
    size_t n = 0, total = 0, n_before = ret->n;
    enum seine_status status =
        screen_query(m->x->lists->index, s, least, 0, m->x->scratch, &hits, &n, &total);
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        const struct scored one = {hits[i].entity, hits[i].name, 0, hits[i].score,
                                   least >= 1 || hits[i].score >= m->threshold};
        if (yente_takes(scope, &scope->set->entities.v[one.entity]) && is_told(m, &one) &&
            !has_entity(ret, n_before, one.entity) && !VEC_PUSH(ret, one))
            status = SEINE_NOMEM;
    }
    return status;
}

/* By a threshold of 1 the very names asked for match, whatever they score. */
static enum seine_status by_index(struct match *m, const struct yente_scope *scope,
                                  const struct screen_subject *s, scored_vec *ret)
{
    enum seine_status status = SEINE_OK;
    if (m->threshold >= 1)
        status = add_hits(m, scope, s, 1, ret);
    if (status == SEINE_OK && m->cutoff < 1)
        status = add_hits(m, scope, s, m->cutoff, ret);
    if (ret->n)
        qsort(ret->v, ret->n, sizeof *ret->v, by_score);
    return status;
}

/* The pair of a name of the question and a name of the entry that is most alike. */
static enum seine_status best_by_ofac(const struct screen_subject *s, const struct listed_entity *e,
                                      struct arena *arena, struct scored *best)
{
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i <= s->n_aliases; i++) {
        arena_reset(arena);
        for (size_t k = 0; k < e->n_names && status == SEINE_OK; k++) {
            struct screen_result one;
            status =
                screen_pair(name_asked(s, i), e->names[k].text, s->kind, SCREEN_OFAC, arena, &one);
            if (status == SEINE_OK && one.score > best->score) {
                best->name = (uint32_t)k;
                best->asked = (uint32_t)i;
                best->score = one.score;
            }
        }
    }
    return status;
}

/* No index serves this method: every name is scored. */
static enum seine_status by_ofac(struct match *m, const struct yente_scope *scope,
                                 const struct screen_subject *s, scored_vec *ret)
{
    enum seine_status status = SEINE_OK;
    struct arena arena;
    arena_init(&arena, LIMIT_REPORT);
    for (size_t i = 0; i < scope->set->entities.n && status == SEINE_OK; i++) {
        const struct listed_entity *e = &scope->set->entities.v[i];
        struct scored best = {.entity = (uint32_t)i};
        if (!yente_takes(scope, e))
            continue;
        if (serve_clock_ms() > m->end)
            status = SEINE_CANCELLED;
        else
            status = best_by_ofac(s, e, &arena, &best);
        best.is_match = best.score >= m->threshold;
        if (status == SEINE_OK && is_told(m, &best) && !VEC_PUSH(ret, best))
            status = SEINE_NOMEM;
    }
    arena_release(&arena);
    if (ret->n)
        qsort(ret->v, ret->n, sizeof *ret->v, by_score);
    return status;
}

static enum seine_status answer(struct match *m, const struct ftm_query *q,
                                const struct yente_scope *scope)
{
    enum seine_status status = SEINE_OK;
    struct screen_subject s = q->subject;
    scored_vec hits = {0};
    size_t n_match = 0;
    if (m->is_ofac || m->is_name_only)
        s = (struct screen_subject){
            .name = s.name, .aliases = s.aliases, .n_aliases = s.n_aliases, .kind = s.kind};
    if (m->x->lists->index && (s.name.n || s.n_ids))
        status = m->is_ofac ? by_ofac(m, scope, &s, &hits) : by_index(m, scope, &s, &hits);
    atomic_fetch_add_explicit(&m->x->server->metrics.queries, 1, memory_order_relaxed);
    json_object(&m->w);
    json_key(&m->w, "status");
    json_i64(&m->w, 200);
    json_key(&m->w, "results");
    json_array(&m->w);
    for (size_t i = 0; i < hits.n && status == SEINE_OK; i++) {
        n_match += hits.v[i].is_match;
        if (i < m->limit)
            status = write_result(m, &s, &hits.v[i]);
    }
    json_array_end(&m->w);
    yente_total(&m->w, n_match);
    json_key(&m->w, "query");
    ftm_query_write(q, &m->w);
    ftm_query_write_warnings(q, &m->w);
    json_object_end(&m->w);
    VEC_RELEASE(&hits);
    return status;
}

/* ---- the request --------------------------------------------------------------------------- */

static enum seine_status texts(const struct json_value *array, struct arena *arena,
                               struct str **ret, size_t *ret_n)
{
    *ret_n = 0;
    if (!array || array->type != JSON_ARRAY)
        return SEINE_OK;
    *ret = arena_array(arena, array->n + 1, sizeof **ret);
    if (!*ret)
        return SEINE_NOMEM;
    for (const struct json_value *v = array->first; v; v = v->next)
        if (v->type == JSON_STRING && v->text.n)
            (*ret)[(*ret_n)++] = v->text;
    return SEINE_OK;
}

/* {"params": {"include_datasets", "exclude_datasets", "exclude_entity_ids"}} of the body or of one
 * question narrows the scope further. */
static enum seine_status narrow(struct yente_scope *s, const struct json_value *holder,
                                struct arena *arena, struct seine_error *err)
{
    const struct json_value *params = json_get(holder, "params");
    struct str *v = NULL, *all;
    size_t n;
    if (!params || params->type != JSON_OBJECT)
        return SEINE_OK;
    enum seine_status status = texts(json_get(params, "include_datasets"), arena, &v, &n);
    if (status == SEINE_OK)
        status = yente_narrow(s, v, n, false, arena, err);
    if (status == SEINE_OK)
        status = texts(json_get(params, "exclude_datasets"), arena, &v, &n);
    if (status == SEINE_OK)
        status = yente_narrow(s, v, n, true, arena, err);
    if (status == SEINE_OK)
        status = texts(json_get(params, "exclude_entity_ids"), arena, &v, &n);
    if (status != SEINE_OK || n == 0)
        return status;
    if (n > YENTE_MAX_EXCLUDED)
        return error_set(err, SEINE_LIMIT, "exclude_entity_ids has at most %d items.",
                         YENTE_MAX_EXCLUDED);
    all = arena_array(arena, s->n_excluded + n, sizeof *all);
    if (!all)
        return SEINE_NOMEM;
    if (s->n_excluded)
        memcpy(all, s->excluded, s->n_excluded * sizeof *all);
    memcpy(all + s->n_excluded, v, n * sizeof *all);
    s->excluded = all;
    s->n_excluded += n;
    return SEINE_OK;
}

/* Narrowing failed: 400, 422 or 500. */
static void refuse_scope(struct reply *r, enum seine_status status, const struct seine_error *err)
{
    if (status == SEINE_NOT_FOUND || status == SEINE_LIMIT)
        reply_error(r, status == SEINE_LIMIT ? 422 : 400, "%s", err->message);
    else
        reply_error(r, 500, "Out of memory.");
}

/* err->source: the schema, the properties, one of them; or, empty, the question itself. */
static void refuse_shape(struct reply *r, struct str key, const struct seine_error *err)
{
    struct str member = str_of(err->source), where[5] = {STR("body"), STR("queries"), key, member};
    bool is_missing = err->status == SEINE_NOT_FOUND;
    if (is_missing || member.n == 0 || str_is(member, STR("properties"))) {
        yente_invalid(r, is_missing ? "missing" : "dict_type", where, member.n ? 4 : 3,
                      member.n ? err->message : "Input should be a valid dictionary");
        return;
    }
    where[3] = STR("properties");
    where[4] = member;
    yente_invalid(r, "string_type", where, 5, err->message);
}

/* One question of the body; false with the refusal in the reply. */
static bool one_query(struct match *m, const struct json_value *example, struct reply *r)
{
    struct seine_error err = {0};
    struct ftm_query q;
    struct yente_scope scope = m->scope;
    enum seine_status status = SEINE_FORMAT;
    if (example->type == JSON_OBJECT)
        status = ftm_query_read(example, m->x->server->geo, m->x->arena, &q, &err);
    if (status == SEINE_FORMAT || status == SEINE_NOT_FOUND) {
        refuse_shape(r, example->key, &err);
        return false;
    }
    if (status == SEINE_RANGE) {
        reply_error(r, 400, "Cannot validate example %.*s: %s",
                    (int)(example->key.n < 64 ? example->key.n : 64), example->key.p, err.message);
        return false;
    }
    if (status == SEINE_OK && (status = narrow(&scope, example, m->x->arena, &err)) != SEINE_OK) {
        refuse_scope(r, status, &err);
        return false;
    }
    if (status == SEINE_OK) {
        scope.kinds &= q.kinds;
        bool ok = true;
        json_key(&m->w, arena_str(m->x->arena, example->key, &ok).p);
        status = !ok                         ? SEINE_NOMEM
                 : serve_clock_ms() > m->end ? SEINE_CANCELLED
                                             : answer(m, &q, &scope);
    }
    if (status == SEINE_CANCELLED) {
        reply_error(r, 503, "These questions take too long together: ask fewer at a time.");
        return false;
    }
    if (status != SEINE_OK)
        reply_error(r, 500, "Cannot answer: %s.", status_name(status));
    return status == SEINE_OK;
}

/* The object `queries` of the body, with nothing in it that would be passed over in silence. */
static const struct json_value *read_body(struct match *m, struct str text, struct reply *r)
{
    const struct str where[] = {STR("body"), STR("queries")};
    const struct json_value *body = NULL, *queries = NULL;
    struct seine_error err = {0};
    enum seine_status status;
    if (json_parse(text, m->x->arena, &body, NULL) != SEINE_OK || body->type != JSON_OBJECT) {
        yente_invalid(r, "json_invalid", where, 1, "JSON decode error");
        return NULL;
    }
    queries = json_get(body, "queries");
    if (!queries || queries->type != JSON_OBJECT) {
        yente_invalid(r, queries ? "dict_type" : "missing", where, 2,
                      queries ? "Input should be a valid dictionary" : "Field required");
        return NULL;
    }
    static const char *const fixed[] = {"weights", "config"};
    for (size_t i = 0; i < 2; i++) {
        const struct json_value *v = json_get(body, fixed[i]);
        if (v && v->n) {
            reply_error(r, 400, "Unknown %s: %.*s", fixed[i],
                        (int)(v->first->key.n < 64 ? v->first->key.n : 64), v->first->key.p);
            return NULL;
        }
    }
    if (queries->n == 0)
        reply_error(r, 400, "No queries provided.");
    else if (queries->n > YENTE_MAX_QUERIES)
        reply_error(r, 400, "Too many queries in one batch (limit: %d)", YENTE_MAX_QUERIES);
    else if ((status = narrow(&m->scope, body, m->x->arena, &err)) != SEINE_OK)
        refuse_scope(r, status, &err);
    else
        return queries;
    return NULL;
}

void yente_match(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct match m = {.x = x};
    char count[24];
    if (!read_parameters(q, r, &m))
        return;
    const struct json_value *queries = read_body(&m, q->body, r);
    if (!queries)
        return;
    reply_json(r, &m.w);
    json_object(&m.w);
    json_key(&m.w, "responses");
    json_object(&m.w);
    m.end = serve_clock_ms() + LONGEST_MS;
    for (const struct json_value *v = queries->first; v; v = v->next) {
        if (!one_query(&m, v, r))
            return;
    }
    json_object_end(&m.w);
    json_key(&m.w, "limit");
    json_i64(&m.w, (int64_t)m.limit);
    json_object_end(&m.w);
    snprintf(count, sizeof count, "%zu", queries->n);
    reply_header(r, "x-batch-size", str_of(count));
}
