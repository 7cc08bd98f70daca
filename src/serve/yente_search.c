/* serve/yente_search.c - GET /search/{dataset}: entries that have all the words asked for, and
 * entries whose name is like what was asked; best score first. The words stand folded in memory and
 * are looked through one entry after the other: exact, and quick enough for lists of this size. */
#include "serve/yente.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_TERMS = 32, MAX_QUERY = 1024, MAX_FILTERS = 64 };
static const double LIKE = 0.7, LESS_LIKE = 0.5, RANKED = 0.35;

struct term {
    struct str text; /* " word" or " word " */
    bool is_unwanted;
};
struct filter {
    enum yente_field field;
    struct str value;
};
struct found {
    uint32_t entity;
    float score;
};

struct search {
    struct serve_context *x;
    struct yente_scope scope;
    struct term terms[MAX_TERMS];
    size_t n_terms;
    struct filter filters[MAX_FILTERS];
    size_t n_filters;
    bool is_and, is_any; /* is_any: one of the wanted terms is enough */
    bool is_too_much;    /* more words than are looked for */
    bool is_wordless;    /* something is asked for in which there is no letter and no digit */
    unsigned facets;
    double least; /* likeness of a name that is found without its words */
    size_t limit, offset;
    struct str q, sort, name; /* name: what q says without its operators */
    bool is_descending;
    VEC(struct found) found;
};

/* ---- what is asked ------------------------------------------------------------------------- */

static bool add_term(struct search *s, struct str word, bool is_unwanted)
{
    struct buf b;
    bool ok = true, is_prefix = word.n && word.p[word.n - 1] == '*';
    buf_init(&b, 4 * MAX_QUERY);
    buf_add_c(&b, ' ');
    text_fold(word, &b);
    struct str text = buf_str(&b);
    while (text.n > 1 && text.p[text.n - 1] == ' ')
        text.n--;
    b.n = text.n;
    if (!is_prefix)
        buf_add_c(&b, ' ');
    if (text.n > 1 && s->n_terms == MAX_TERMS)
        s->is_too_much = true;
    else if (text.n > 1)
        s->terms[s->n_terms++] =
            (struct term){arena_str(s->x->arena, buf_str(&b), &ok), is_unwanted};
    buf_release(&b);
    return ok;
}

/* "~" or "~2" at the beginning: how many bytes, 0 if it is not there. */
static size_t nearness(struct str s)
{
    return s.n && s.p[0] == '~' ? 1 + str_leading_digits(str_slice(s, 1, s.n)) : 0;
}

struct word {
    struct str text;
    bool is_unwanted, is_phrase, is_near;
};

static size_t end_of_word(struct str s, bool is_phrase)
{
    size_t end = is_phrase;
    while (end < s.n && (is_phrase ? s.p[end] != '"' : s.p[end] != ' ' && s.p[end] != '|'))
        end++;
    return end + (end == 0 && s.n > 0);
}

/* Takes the "~2" away that stands in a word, or behind a phrase. */
static void take_nearness(struct word *w, struct str *rest)
{
    size_t mark = w->is_phrase ? SIZE_MAX : str_find_byte(w->text, '~', 0);
    size_t n = nearness(w->is_phrase       ? *rest
                        : mark == SIZE_MAX ? STR_EMPTY
                                           : str_slice(w->text, mark, w->text.n));
    w->is_near = n > 0 && (w->is_phrase || mark + n == w->text.n);
    if (w->is_near && w->is_phrase)
        *rest = str_slice(*rest, n, rest->n);
    else if (w->is_near)
        w->text = str_slice(w->text, 0, mark);
}

/* The next word or "phrase" of what is left, without its signs; "|" stands alone. */
static struct word next_word(struct str *rest)
{
    struct str s = str_trim(*rest);
    char sign = s.n > 1 ? s.p[0] : 0;
    struct word w = {.is_unwanted = sign == '-' || sign == '!'};
    if (w.is_unwanted || sign == '+')
        s = str_slice(s, 1, s.n);
    w.is_phrase = s.n && s.p[0] == '"';
    size_t end = end_of_word(s, w.is_phrase);
    w.text = str_slice(s, w.is_phrase, end);
    *rest = str_slice(s, end + (end < s.n && (w.is_phrase || s.p[end] == ' ')), s.n);
    take_nearness(&w, rest);
    return w;
}

/* The words of a phrase that need not stand together. */
static bool add_words(struct search *s, struct str words, bool is_unwanted)
{
    bool ok = true;
    while (ok && (words = str_trim(words)).n) {
        size_t end = str_find_byte(words, ' ', 0);
        end = end == SIZE_MAX ? words.n : end;
        ok = add_term(s, str_slice(words, 0, end), is_unwanted);
        words = str_slice(words, end, words.n);
    }
    return ok;
}

static bool take_word(struct search *s, const struct word *w, bool is_unwanted, struct buf *name)
{
    if (w->is_near)
        s->least = LESS_LIKE;
    if (!is_unwanted)
        buf_add_f(name, "%s" STR_FMT, name->n ? " " : "", STR_ARG(w->text));
    return w->is_phrase && w->is_near ? add_words(s, w->text, is_unwanted)
                                      : add_term(s, w->text, is_unwanted);
}

/* Words, "phrases", +wanted, -unwanted, NOT unwanted, begin*, like~, OR or | between words. What
 * is not an operator is also the name that others may be like. */
static bool read_terms(struct search *s, struct buf *name)
{
    struct str rest = s->q;
    bool ok = true, is_not = false;
    while (rest.n && ok) {
        struct word w = next_word(&rest);
        struct str sign = w.is_phrase ? STR_EMPTY : w.text;
        if (str_is(sign, STR("OR")) || str_is(sign, STR("|"))) {
            s->is_any = true;
        } else if (str_is(sign, STR("NOT"))) {
            is_not = true;
        } else if (!str_is(sign, STR("AND"))) {
            ok = take_word(s, &w, w.is_unwanted || is_not, name);
            is_not = false;
        }
    }
    return ok && buf_status(name) == SEINE_OK;
}

static bool add_filters(struct search *s, const struct request *q, const char *name,
                        enum yente_field field, struct reply *r)
{
    for (size_t i = 0; i < q->n_params; i++) {
        struct str value = q->params[i].value;
        struct filter f = {field, value};
        if (!str_is(q->params[i].name, str_of(name)) || value.n == 0)
            continue;
        if (field == YENTE_FIELDS) {
            size_t colon = str_find_byte(value, ':', 0);
            f.value = str_slice(value, colon == SIZE_MAX ? value.n : colon + 1, value.n);
            if (colon == SIZE_MAX || !yente_field_parse(str_slice(value, 0, colon), &f.field)) {
                reply_error(r, 400, "Invalid filter: %.*s", (int)(value.n < 64 ? value.n : 64),
                            value.p);
                return false;
            }
        }
        if (s->n_filters == MAX_FILTERS) {
            reply_error(r, 400, "Too many filters.");
            return false;
        }
        s->filters[s->n_filters++] = f;
    }
    return true;
}

static bool read_facets(struct search *s, const struct request *q, struct reply *r)
{
    const struct str where[] = {STR("query"), STR("facets")};
    bool any = false;
    for (size_t i = 0; i < q->n_params; i++) {
        enum yente_field f;
        if (!str_is(q->params[i].name, STR("facets")))
            continue;
        any = true;
        if (!yente_field_parse(q->params[i].value, &f) || f >= YENTE_ID) {
            yente_invalid(r, "enum", where, 2, "Input should be the name of a facet");
            return false;
        }
        s->facets |= 1u << f;
    }
    if (!any)
        s->facets = 1u << YENTE_COUNTRIES | 1u << YENTE_TOPICS | 1u << YENTE_DATASETS;
    return true;
}

static bool read_schema(struct search *s, const struct request *q, struct reply *r)
{
    struct str schema = request_param(q, "schema");
    unsigned kinds = FTM_ANY;
    if (schema.n && !ftm_schema_kinds(schema, &kinds)) {
        reply_error(r, 400, "No such schema: %.*s", (int)(schema.n < 64 ? schema.n : 64), schema.p);
        return false;
    }
    s->scope.kinds &= kinds;
    return true;
}

static bool read_words(struct search *s, const struct request *q, struct reply *r)
{
    s->q = str_trim(request_param(q, "q"));
    s->is_too_much = s->q.n > MAX_QUERY;
    struct buf name;
    buf_init(&name, 2 * MAX_QUERY);
    bool ok = s->is_too_much || read_terms(s, &name);
    s->name = arena_str(s->x->arena, buf_str(&name), &ok);
    buf_release(&name);
    if (!ok) {
        reply_error(r, 500, "Out of memory.");
        return false;
    }
    if (s->is_too_much) {
        reply_error(r, 400, "At most %d words and %d bytes are searched for.", MAX_TERMS,
                    MAX_QUERY);
        return false;
    }
    s->is_wordless = s->q.n > 0 && s->n_terms == 0 && !str_is(s->q, STR("*"));
    return true;
}

static bool read_search(struct search *s, const struct request *q, struct reply *r)
{
    if (!yente_scope_read(s->x, q, r, &s->scope) ||
        !yente_whole(q, "limit", YENTE_MAX_LIMIT, 10, r, &s->limit) ||
        !yente_whole(q, "offset", YENTE_MAX_OFFSET, 0, r, &s->offset) || !read_schema(s, q, r) ||
        !add_filters(s, q, "countries", YENTE_COUNTRIES, r) ||
        !add_filters(s, q, "datasets", YENTE_DATASETS, r) ||
        !add_filters(s, q, "filter", YENTE_FIELDS, r) || !read_facets(s, q, r))
        return false;
    s->is_and = str_is_ci(request_param(q, "filter_op"), STR("AND"));
    s->least = str_is_ci(request_param(q, "fuzzy"), STR("true")) ? LESS_LIKE : LIKE;
    s->sort = request_param(q, "sort");
    size_t colon = str_find_byte(s->sort, ':', 0);
    if (colon != SIZE_MAX) {
        s->is_descending = str_is_ci(str_slice(s->sort, colon + 1, s->sort.n), STR("desc"));
        s->sort = str_slice(s->sort, 0, colon);
    }
    return read_words(s, q, r);
}

/* ---- what is found ------------------------------------------------------------------------- */

static bool is_kept(const struct search *s, const struct listed_entity *e)
{
    if (!yente_takes(&s->scope, e))
        return false;
    for (int field = 0; field < YENTE_FIELDS; field++) {
        size_t asked = 0, met = 0;
        for (size_t i = 0; i < s->n_filters; i++)
            if (s->filters[i].field == (enum yente_field)field) {
                asked++;
                met += yente_has(s->scope.set, e, s->filters[i].field, s->filters[i].value);
            }
        if (asked && (s->is_and ? met < asked : met == 0))
            return false;
    }
    return true;
}

/* Whether the entry has the words; *ret_unwanted: it has one that is not wanted. */
static bool has_words(const struct search *s, struct str words, bool *ret_unwanted)
{
    size_t wanted = 0, met = 0;
    *ret_unwanted = false;
    for (size_t i = 0; i < s->n_terms; i++) {
        bool is_met = memmem(words.p, words.n, s->terms[i].text.p, s->terms[i].text.n) != NULL;
        if (s->terms[i].is_unwanted) {
            *ret_unwanted = *ret_unwanted || is_met;
            continue;
        }
        wanted++;
        met += is_met;
    }
    return wanted == 0 || (s->is_any ? met > 0 : met == wanted);
}

/* Likeness of names, per entity; 0 where there is none. */
static enum seine_status likeness(struct search *s, float *scores)
{
    const struct screen_hit *hits;
    size_t n = 0, total = 0;
    const struct screen_subject subject = {.name = s->name};
    if (s->name.n == 0 || !s->x->lists->index)
        return SEINE_OK;
    enum seine_status status =
        screen_query(s->x->lists->index, &subject, RANKED, 0, s->x->scratch, &hits, &n, &total);
    for (size_t i = 0; i < n && status == SEINE_OK; i++)
        scores[hits[i].entity] = (float)hits[i].score;
    return status;
}

/* For entries that have the words in a longer name: the shorter, the nearer. */
static float share_of(const struct search *s, const struct listed_entity *e)
{
    size_t words = 1;
    for (size_t i = 0; e->n_names && i < e->names[0].text.n; i++)
        words += e->names[0].text.p[i] == ' ';
    return (float)(RANKED * (double)s->n_terms / (double)(s->n_terms + words));
}

static enum seine_status find(struct search *s)
{
    const struct list_set *set = s->scope.set;
    float *scores = arena_array(s->x->arena, set->entities.n + 1, sizeof *scores);
    enum seine_status status = scores ? likeness(s, scores) : SEINE_NOMEM;
    for (size_t i = 0; i < set->entities.n && status == SEINE_OK; i++) {
        const struct listed_entity *e = &set->entities.v[i];
        bool is_unwanted;
        bool has = has_words(s, s->x->lists->words[i], &is_unwanted) && !s->is_wordless;
        struct found one = {(uint32_t)i, scores[i]};
        if (is_unwanted || (!has && (double)one.score < s->least) || !is_kept(s, e))
            continue;
        if (has && one.score <= 0)
            one.score = share_of(s, e);
        if (!VEC_PUSH(&s->found, one))
            status = SEINE_NOMEM;
    }
    return status;
}

static int by_score(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    if (x->score > y->score || x->score < y->score)
        return x->score > y->score ? -1 : 1;
    return x->entity < y->entity ? -1 : x->entity > y->entity;
}

static struct str sort_key(const struct search *s, uint32_t entity)
{
    const struct listed_entity *e = &s->scope.set->entities.v[entity];
    if (str_is(s->sort, STR("id")))
        return e->id;
    if (str_is(s->sort, STR("caption")))
        return e->n_names ? e->names[0].text : e->id;
    if (str_is(s->sort, STR("schema")))
        return str_of(ftm_schema_of(e->kind));
    return str_is(s->sort, STR("first_seen")) ? e->listed_on : STR_EMPTY;
}

static int by_key(const void *a, const void *b, void *context)
{
    const struct found *x = a, *y = b;
    const struct search *s = context;
    int order = str_compare(sort_key(s, x->entity), sort_key(s, y->entity));
    if (order == 0)
        return by_score(a, b);
    return s->is_descending ? -order : order;
}

/* ---- the answer ---------------------------------------------------------------------------- */

static enum seine_status write_all(struct search *s, struct json_writer *w)
{
    uint32_t *entities = arena_array(s->x->arena, s->found.n + 1, sizeof *entities);
    if (!entities)
        return SEINE_NOMEM;
    for (size_t i = 0; i < s->found.n; i++)
        entities[i] = s->found.v[i].entity;
    json_object(w);
    json_member_count(w, "limit", s->limit);
    json_member_count(w, "offset", s->offset);
    yente_total(w, s->found.n);
    json_key(w, "results");
    json_array(w);
    for (size_t i = s->offset; i < s->found.n && i - s->offset < s->limit; i++) {
        json_object(w);
        ftm_write_entity(s->scope.set, &s->scope.set->entities.v[entities[i]], w);
        json_member_decimal(w, "score", (double)s->found.v[i].score, 6);
        json_object_end(w);
    }
    json_array_end(w);
    enum seine_status status = yente_facets(s->x, s->facets, entities, s->found.n, w);
    json_object_end(w);
    return status;
}

void yente_search(struct serve_context *x, const struct request *q, struct reply *r)
{
    struct search *s = arena_array(x->arena, 1, sizeof *s);
    struct json_writer w;
    if (!s) {
        reply_error(r, 500, "Out of memory.");
        return;
    }
    s->x = x;
    if (!read_search(s, q, r))
        return;
    atomic_fetch_add_explicit(&x->server->metrics.queries, 1, memory_order_relaxed);
    enum seine_status status = find(s);
    if (s->found.n && s->sort.n)
        qsort_r(s->found.v, s->found.n, sizeof *s->found.v, by_key, s);
    else if (s->found.n)
        qsort(s->found.v, s->found.n, sizeof *s->found.v, by_score);
    reply_json(r, &w);
    if (status == SEINE_OK)
        status = write_all(s, &w);
    if (status != SEINE_OK)
        reply_error(r, 500, "Cannot answer: %s.", status_name(status));
    VEC_RELEASE(&s->found);
}
