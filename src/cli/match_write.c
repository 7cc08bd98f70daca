/* cli/match_write.c - the hits of `seine match`, and who has none, as a table, NDJSON, JSON or CSV.
 */
#include "cli/match.h"

const char *const match_formats[] = {"table", "ndjson", "json", "csv", NULL};

void match_write_head(const struct match_writer *w, struct buf *out)
{
    if (w->format == MATCH_JSON)
        buf_add_c(out, '[');
    else if (w->format == MATCH_CSV)
        buf_add_f(out, "%squery,entity,list,name,matched_name,type,score\n",
                  w->has_keys ? "id," : "");
}

void match_write_foot(const struct match_writer *w, struct buf *out)
{
    if (w->format == MATCH_JSON)
        buf_add_z(out, "]\n");
}

/* Begins the object of a hit, or of who has none. */
static void asked_json(const struct match_writer *w, const struct match_asked *a,
                       struct json_writer *json, struct buf *out)
{
    if (w->format == MATCH_JSON && out->n > 0)
        buf_add_c(out, ',');
    json_writer_init(json, out);
    json_object(json);
    if (a->key.n > 0)
        json_member(json, "id", a->key);
    json_member(json, "query", a->subject.name);
}

static void end_json(const struct match_writer *w, struct json_writer *json, struct buf *out)
{
    json_object_end(json);
    if (w->format == MATCH_NDJSON)
        buf_add_c(out, '\n');
}

static void hit_json(const struct match_writer *w, const struct match_asked *a,
                     const struct screen_hit *h, const struct screen_result *why, struct buf *out)
{
    const struct listed_entity *e = &w->lists->entities.v[h->entity];
    struct json_writer json;
    asked_json(w, a, &json, out);
    json_member_decimal(&json, "score", h->score, 4);
    json_member_decimal(&json, "bits", h->bits, 3);
    json_member(&json, "entity", e->id);
    json_member(&json, "list", w->lists->lists.v[e->list].name);
    json_member(&json, "name", e->names[0].text);
    json_member(&json, "matched_name", e->names[h->name].text);
    json_member(&json, "type", str_of(list_kind_name(e->kind)));
    json_member_strings(&json, "programs", e->programs, e->n_programs);
    json_member_strings(&json, "countries", e->countries, e->n_countries);
    cli_evidence_json(&json, why);
    end_json(w, &json, out);
}

static void fields_csv(struct buf *out, const struct str *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        csv_write_text(out, fields[i]);
        buf_add_c(out, ',');
    }
}

/* Begins the row of a hit, or of who has none. */
static void asked_csv(const struct match_writer *w, const struct match_asked *a, struct buf *out)
{
    const struct str fields[] = {a->key, a->subject.name};
    fields_csv(out, fields + !w->has_keys, 2 - (size_t)!w->has_keys);
}

static void hit_csv(const struct match_writer *w, const struct match_asked *a,
                    const struct screen_hit *h, struct buf *out)
{
    const struct listed_entity *e = &w->lists->entities.v[h->entity];
    const struct str fields[] = {e->id, w->lists->lists.v[e->list].name, e->names[0].text,
                                 e->names[h->name].text};
    asked_csv(w, a, out);
    fields_csv(out, fields, sizeof fields / sizeof *fields);
    buf_add_f(out, "%s,%.4f\n", list_kind_name(e->kind), h->score);
}

/* The row of a name without a hit: whose is missing was not screened. */
static void no_hit(const struct match_writer *w, const struct match_asked *a, struct buf *out)
{
    struct json_writer json;
    if (w->format == MATCH_CSV) {
        asked_csv(w, a, out);
        buf_add_z(out, ",,,,,\n");
        return;
    }
    asked_json(w, a, &json, out);
    json_key(&json, "score");
    json_null(&json);
    json_key(&json, "entity");
    json_null(&json);
    end_json(w, &json, out);
}

static void shown(struct buf *out, const char *before, struct str s, const char *after)
{
    buf_add_z(out, before);
    buf_add_shown(out, s);
    buf_add_z(out, after);
}

static void hit_table(const struct match_writer *w, const struct screen_hit *h,
                      const struct screen_result *why, struct buf *out)
{
    const struct listed_entity *e = &w->lists->entities.v[h->entity];
    buf_add_f(out, "%6.1f%%  ", h->score * 100);
    buf_add_shown(out, e->names[h->name].text);
    if (h->name != 0)
        shown(out, " (", e->names[0].text, ")");
    buf_add_f(out, "\n         %s", list_kind_name(e->kind));
    shown(out, ", ", w->lists->lists.v[e->list].name, "");
    shown(out, ", ", e->id, "");
    for (size_t i = 0; i < e->n_programs && i < 4; i++)
        shown(out, ", ", e->programs[i], "");
    for (size_t i = 0; i < e->n_countries && i < 4; i++)
        shown(out, i ? " " : "; ", e->countries[i], "");
    buf_add_c(out, '\n');
    cli_evidence_text(out, why, "       ");
}

static void table_head(const struct match_writer *w, const struct match_asked *a, size_t n,
                       size_t n_total, struct buf *out)
{
    if (a->key.n > 0)
        shown(out, "", a->key, " ");
    buf_add_shown(out, a->subject.name);
    buf_add_f(out, ": %zu at or above %.2f%s\n", n_total, w->threshold,
              n < n_total ? ", the best:" : "");
}

enum seine_status match_write_hits(const struct match_writer *w, const struct match_asked *a,
                                   const struct screen_hit *hits, size_t n, size_t n_total,
                                   struct arena *scratch, struct buf *out)
{
    enum seine_status status = SEINE_OK;
    if (w->format == MATCH_TABLE)
        table_head(w, a, n, n_total, out);
    else if (n == 0 && w->is_all)
        no_hit(w, a, out);
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        struct screen_result why;
        size_t best;
        if (w->format == MATCH_CSV) {
            hit_csv(w, a, &hits[i], out);
            continue;
        }
        arena_reset(scratch);
        status = screen_explain(w->index, &a->subject, hits[i].entity, scratch, &why, &best);
        if (status != SEINE_OK)
            break;
        if (w->format == MATCH_TABLE)
            hit_table(w, &hits[i], &why, out);
        else
            hit_json(w, a, &hits[i], &why, out);
    }
    return status == SEINE_OK ? buf_status(out) : status;
}
