/* plan/write.c - a plan as a table, CSV, NDJSON or JSON (docs/records.md, "Plan"). */
#include "plan/internal.h"

static const char *const whys[] = {"gain", "score", "random"};
static const char *const choices[] = {"gain", "score", "random"};

static void row_json(struct json_writer *w, const struct plan *p, const struct plan_row *r)
{
    json_object(w);
    json_member(w, "post", p->posts[r->post]->name);
    json_member_day(w, "day", r->day);
    json_member(w, "place", r->place);
    json_member_or_null(w, "consignment", r->consignment);
    json_member_or_null(w, "case", r->kase);
    json_member_or_null(w, "kit", r->kit);
    json_member_or_null(w, "component", r->component);
    json_member(w, "why", str_of(whys[r->why]));
    json_member_decimal(w, "gain", r->gain, 6);
    json_member_decimal(w, "total", r->total, 6);
    json_key(w, "factors");
    json_object(w);
    if (r->kase.n) {
        json_member_decimal(w, "case", r->p_case, 6);
        json_member_decimal(w, "piece", r->p_piece, 6);
        json_member_decimal(w, "no_replacement", r->p_open, 6);
    }
    json_member_decimal(w, "there", r->p_there, 6);
    json_member_decimal(w, "found", r->p_find, 6);
    json_object_end(w);
    json_member_bool(w, "last_chance", r->is_last_chance);
    json_member(w, "reason", r->reason);
    json_object_end(w);
}

static void post_json(struct json_writer *w, const struct plan_post *post)
{
    json_object(w);
    json_member(w, "post", post->name);
    json_key(w, "covers");
    json_array(w);
    if (post->is_everywhere)
        json_string(w, STR("*"));
    for (size_t i = 0; i < post->n_covers; i++)
        json_string(w, post->covers[i]);
    json_array_end(w);
    json_member_count(w, post->is_timed ? "minutes_a_day" : "capacity", (uint64_t)post->capacity);
    json_member_decimal(w, "finds", post->finds, 6);
    json_object_end(w);
}

static void head_json(struct json_writer *w, const struct plan *p)
{
    const struct plan_result *r = &p->result;
    json_member_day(w, "from", p->o.from_day);
    json_member_count(w, "days", (uint64_t)p->o.n_days);
    json_member(w, "choice", str_of(choices[p->o.choice]));
    json_member_decimal(w, "explore", p->o.explore, 6);
    json_member_count(w, "seed", p->o.seed);
    json_key(w, "posts");
    json_array(w);
    for (uint32_t i = 0; i < p->n_posts; i++)
        post_json(w, p->posts[i]);
    json_array_end(w);
    json_member_count(w, "cases", r->n_cases);
    json_member_count(w, "in_reach", r->n_in_reach);
    json_member_count(w, "hands", r->n_hands);
    json_member_count(w, "unused", r->n_unused);
    json_member_count(w, "at_random", r->n_random);
    json_member_count(w, "pieces_without_day", r->n_undated);
    json_member_count(w, "consignments_not_known", r->n_unknown);
}

static void expected_json(struct json_writer *w, const struct plan *p)
{
    const struct plan_result *r = &p->result;
    json_key(w, "expected_stopped");
    json_object(w);
    json_member_decimal(w, "plan", r->expected, 6);
    json_member_decimal(w, "by_score", r->by_score, 6);
    json_member_decimal(w, "by_random", r->by_random, 6);
    json_object_end(w);
    if (p->o.choice != PLAN_GAIN)
        return;
    json_member_decimal(w, "at_most", r->at_most, 6);
    json_member_decimal(w, "guarantee", r->guarantee, 6);
    json_member_bool(w, "exact", r->is_exact);
}

static void write_json(struct buf *out, const struct plan *p)
{
    struct json_writer w;
    json_writer_init(&w, out);
    json_object(&w);
    head_json(&w, p);
    expected_json(&w, p);
    json_key(&w, "inspections");
    json_array(&w);
    for (size_t i = 0; i < p->rows.n; i++)
        row_json(&w, p, &p->rows.v[i]);
    json_array_end(&w);
    json_key(&w, "limits");
    json_array(&w);
    for (size_t i = 0; plan_limits[i]; i++)
        json_string(&w, str_of(plan_limits[i]));
    json_array_end(&w);
    json_object_end(&w);
}

static void write_ndjson(struct buf *out, const struct plan *p)
{
    for (size_t i = 0; i < p->rows.n; i++) {
        struct json_writer w;
        json_writer_init(&w, out);
        row_json(&w, p, &p->rows.v[i]);
        buf_add_c(out, '\n');
    }
}

static void write_csv(struct buf *out, const struct plan *p)
{
    buf_add_z(out,
              "post,day,place,consignment,case,kit,component,why,gain,total,last_chance,reason\n");
    for (size_t i = 0; i < p->rows.n; i++) {
        const struct plan_row *r = &p->rows.v[i];
        csv_write_text(out, p->posts[r->post]->name);
        buf_add_c(out, ',');
        buf_add_date(out, r->day);
        const struct str fields[] = {r->place, r->consignment, r->kase,
                                     r->kit,   r->component,   str_of(whys[r->why])};
        for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
            buf_add_c(out, ',');
            csv_write_text(out, fields[k]);
        }
        buf_add_c(out, ',');
        buf_add_decimal(out, r->gain, 6);
        buf_add_c(out, ',');
        buf_add_decimal(out, r->total, 6);
        buf_add_z(out, r->is_last_chance ? ",yes," : ",no,");
        csv_write_text(out, r->reason);
        buf_add_c(out, '\n');
    }
}

/* Text in a column of its own; longer text is cut. */
static void cell(struct buf *out, struct str s, size_t columns)
{
    size_t before = out->n;
    buf_add_shown(out, s.n ? s : STR("-"));
    if (buf_status(out) != SEINE_OK)
        return;
    struct str shown = {out->p + before, out->n - before};
    size_t width = utf8_width(shown);
    for (; width < columns; width++)
        buf_add_c(out, ' ');
    buf_add_c(out, ' ');
}

static void figure(struct buf *out, const char *before, double v)
{
    buf_add_z(out, before);
    buf_add_figure(out, v, 3);
}

static void counted(struct buf *out, const char *before, uint64_t n, const char *one,
                    const char *many)
{
    buf_add_f(out, "%s%llu%s", before, (unsigned long long)n, n == 1 ? one : many);
}

static void summary(struct buf *out, const struct plan *p)
{
    const struct plan_result *r = &p->result;
    figure(out, "\nitems expected to be stopped: ", r->expected);
    figure(out, "; the best cases first: ", r->by_score);
    figure(out, "; at random: ", r->by_random);
    buf_add_c(out, '\n');
    if (p->o.choice == PLAN_GAIN && r->is_exact)
        buf_add_z(out, "no plan stops more with the hands that are not at random (exact)\n");
    else if (p->o.choice == PLAN_GAIN) {
        figure(out, "no plan stops more than ", r->at_most);
        buf_add_f(out,
                  " with the hands that are not at random; this way of choosing always reaches "
                  "%.0f %% of the best\n",
                  100 * r->guarantee);
    }
    counted(out, "", r->n_hands, " hand", " hands");
    counted(out, ", ", r->n_random, " at random", " at random");
    counted(out, ", ", r->n_unused, " not used", " not used");
    counted(out, "; ", r->n_in_reach, " consignment in reach", " consignments in reach");
    counted(out, ", ", r->n_cases, " case\n", " cases\n");
    if (r->n_undated)
        counted(out, "", r->n_undated, " piece has no day and was not planned for\n",
                " pieces have no day and were not planned for\n");
    if (r->n_unknown)
        counted(out, "", r->n_unknown, " piece of a case is not among the records\n",
                " pieces of cases are not among the records\n");
}

static void number(struct buf *out, double v)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    buf_add_figure(&text, v, 2);
    buf_add_f(out, "%7s ", text.p);
    buf_release(&text);
}

static void write_table(struct buf *out, const struct plan *p)
{
    buf_add_z(out, "   gain   total  day        post       place    consignment    case          "
                   "why\n");
    for (size_t i = 0; i < p->rows.n; i++) {
        const struct plan_row *r = &p->rows.v[i];
        number(out, r->gain);
        number(out, r->total);
        buf_add_c(out, ' ');
        buf_add_date(out, r->day);
        buf_add_c(out, ' ');
        cell(out, p->posts[r->post]->name, 10);
        cell(out, r->place, 8);
        cell(out, r->consignment, 14);
        cell(out, r->kase, 13);
        buf_add_shown(out, r->reason);
        buf_add_c(out, '\n');
    }
    summary(out, p);
}

void plan_write(struct buf *out, const struct plan *p, enum plan_format format)
{
    static void (*const writers[])(struct buf * out, const struct plan *p) = {
        write_table, write_ndjson, write_json, write_csv};
    writers[format](out, p);
}
