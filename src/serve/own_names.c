/* serve/own_names.c - who on the lists is meant by a name, and why: the hits of the index with the
 * evidence of each, word by word. */
#include "serve/own_internal.h"

enum { HITS = 10 };

static void write_evidence(struct json_writer *w, const struct screen_result *why)
{
    json_key(w, "evidence");
    json_array(w);
    for (size_t i = 0; i < why->n_evidence; i++) {
        json_object(w);
        json_member(w, "kind", str_of(why->evidence[i].kind));
        json_member_decimal(w, "bits", why->evidence[i].bits, 3);
        json_member(w, "text", why->evidence[i].text);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_hit(struct json_writer *w, const struct list_set *lists,
                      const struct screen_hit *h, const struct screen_result *why)
{
    const struct listed_entity *e = &lists->entities.v[h->entity];
    json_object(w);
    json_member_decimal(w, "score", h->score, 4);
    json_member_decimal(w, "bits", h->bits, 3);
    json_member(w, "entity", e->id);
    json_member(w, "list", lists->lists.v[e->list].key);
    json_member(w, "name", e->names[0].text);
    json_member(w, "matched_name", e->names[h->name].text);
    json_member(w, "type", str_of(list_kind_name(e->kind)));
    json_member_strings(w, "programs", e->programs, e->n_programs);
    json_member_strings(w, "countries", e->countries, e->n_countries);
    write_evidence(w, why);
    json_object_end(w);
}

static enum seine_status write_hits(const struct own_names *names, const struct own_query *q,
                                    const struct screen_subject *s, struct json_writer *w)
{
    const struct screen_hit *hits;
    struct arena arena;
    size_t n = 0, total = 0;
    enum seine_status status =
        screen_query(names->index, s, q->threshold > 0 ? q->threshold : SCREEN_THRESHOLD,
                     q->limit ? q->limit : HITS, names->scratch, &hits, &n, &total);
    arena_init(&arena, LIMIT_REPORT);
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        struct screen_result why;
        size_t best;
        arena_reset(&arena);
        status = screen_explain(names->index, s, hits[i].entity, &arena, &why, &best);
        if (status == SEINE_OK)
            write_hit(w, names->set, &hits[i], &why);
    }
    arena_release(&arena);
    return status;
}

enum seine_status own_explain(const struct own_names *names, const struct own_query *q,
                              struct buf *out, struct seine_error *err)
{
    struct json_writer w;
    const struct geo_country *c = q->country.n ? geo_country(names->geo, q->country) : NULL;
    const struct str country = str_of(c ? c->alpha2 : "");
    struct screen_subject s = {
        .name = str_trim(q->name), .countries = &country, .n_countries = country.n > 0};
    enum seine_status status = SEINE_OK;
    if (s.name.n == 0 || s.name.n > LIMIT_NAME)
        return error_set(err, SEINE_RANGE, "name is 1 to %zu bytes of text", LIMIT_NAME);
    if (q->type.n && !list_kind_parse(q->type, &s.kind))
        return error_set(err, SEINE_RANGE, "type is one of person, company, vessel, aircraft");
    if (q->country.n && !c)
        return error_set(err, SEINE_RANGE, "country is two letters (ISO 3166) or a name of one");
    json_writer_init(&w, out);
    json_object(&w);
    json_key(&w, "query");
    json_string(&w, s.name);
    json_member_i64(&w, "names",
                    names->index ? (int64_t)screen_index_stat(names->index).n_names : 0);
    json_key(&w, "hits");
    json_array(&w);
    if (names->index)
        status = write_hits(names, q, &s, &w);
    json_array_end(&w);
    json_object_end(&w);
    if (status == SEINE_OK)
        status = buf_status(out);
    return status == SEINE_OK ? status
                              : error_set(err, status, "cannot answer: %s", status_name(status));
}
