/* sim/score_text.c - figures as a table for a terminal and as JSON. */
#include "sim/score.h"

#include <math.h>
#include <string.h>

static void cell(struct buf *out, double v, int digits, int width)
{
    char text[32] = "-";
    if (!isnan(v)) {
        struct buf b;
        buf_init(&b, sizeof text);
        buf_add_decimal(&b, v, digits);
        size_t n = b.n < sizeof text - 1 ? b.n : sizeof text - 1;
        memcpy(text, b.p, n);
        text[n] = 0;
        buf_release(&b);
    }
    buf_add_f(out, " %*s", width, text);
}

static void pad(struct buf *out, struct str s, size_t width)
{
    buf_add(out, s);
    for (size_t n = utf8_width(s); n < width; n++)
        buf_add_c(out, ' ');
}

static void row_table(const struct score_row *rows, size_t n, struct buf *out)
{
    buf_add_f(out, "%-28s %7s %6s %6s %6s %6s %6s %6s %9s %7s %7s %7s\n", "", "found", "AP", "R@1",
              "R@5", "R@20", "R@100", "P@20", "innocents", "median", "pctile", "Brier");
    for (size_t i = 0; i < n; i++) {
        const struct score_metrics *m = &rows[i].m;
        pad(out, str_of(rows[i].name), 28);
        buf_add_f(out, " %3u/%-3u", m->n_found, m->n_schemes);
        cell(out, m->average_precision, 3, 6);
        for (int k = 0; k < SCORE_WORKLOADS; k++)
            cell(out, m->recall[k], 3, 6);
        cell(out, m->part[2], 3, 6);
        cell(out, m->innocents_per_true, 1, 9);
        cell(out, m->median_rank, 1, 7);
        cell(out, m->percentile, 2, 7);
        cell(out, m->brier, 4, 7);
        buf_add_c(out, '\n');
    }
    buf_add_z(out, "found: by any case, of all schemes; innocents: innocent files read before a "
                   "found scheme, mean;\n"
                   "P@20: some case of the first 20 is at least half the scheme's, though it may "
                   "hold less than half of it;\n"
                   "pctile: mean rank percentile, not found = 100.\n");
}

static void innocent_table(const struct score *s, struct buf *out)
{
    if (s->innocents.n < 2 || s->files.n == 0)
        return;
    const struct score_file *f = &s->files.v[s->files.n - 1];
    buf_add_z(out, "\nInnocents among the first 100 cases\n");
    uint32_t other = 0, schemes = 0;
    for (uint32_t kind = 1; kind < s->innocents.n; kind++) {
        uint32_t n = 0;
        for (size_t i = 0; i < f->n && i < 100; i++)
            n += f->cases[i].scheme == MAP_NONE && f->cases[i].innocent == kind;
        if (n > 0) {
            pad(out, strtab_get(&s->innocents, kind), 28);
            buf_add_f(out, " %4u\n", n);
        }
    }
    for (size_t i = 0; i < f->n && i < 100; i++) {
        schemes += f->cases[i].touches != MAP_NONE;
        other += f->cases[i].touches == MAP_NONE && f->cases[i].innocent == MAP_NONE;
    }
    buf_add_f(out, "%-28s %4u\n%-28s %4u\n", "other honest trade", other, "hold part of a scheme",
              schemes);
}

void score_table(const struct score *s, const struct score_row *rows, size_t n, struct buf *out)
{
    struct score_group *g = NULL;
    size_t n_groups = 0;
    row_table(rows, n, out);
    if (rows[0].m.lead_days == rows[0].m.lead_days) {
        buf_add_z(out, "median days before the last piece leaves, at which the case first reached "
                       "the first 20:");
        cell(out, rows[0].m.lead_days, 1, 1);
        buf_add_c(out, '\n');
    }
    if (score_groups(s, &g, &n_groups) == SEINE_OK) {
        const char *dimension = "";
        for (size_t i = 0; i < n_groups; i++) {
            if (strcmp(dimension, g[i].dimension) != 0)
                buf_add_f(out, "\n%-28s %7s %6s %6s %7s\n", g[i].dimension, "found", "R@20",
                          "R@100", "pctile");
            dimension = g[i].dimension;
            pad(out, g[i].value, 28);
            buf_add_f(out, " %3u/%-3u", g[i].found, g[i].n);
            cell(out, g[i].recall[2], 3, 6);
            cell(out, g[i].recall[3], 3, 6);
            cell(out, g[i].percentile, 2, 7);
            buf_add_c(out, '\n');
        }
        mem_free(g);
    }
    innocent_table(s, out);
    struct score_pooled pooled = {0};
    if (score_pool(s, &rows[0].m, &pooled) == SEINE_OK)
        score_pooled_text(&pooled, out);
}

static void member(struct json_writer *j, const char *key, double v, int digits)
{
    json_member_decimal(j, key, v, digits);
}

static void metrics_json(struct json_writer *j, const struct score_row *row)
{
    const struct score_metrics *m = &row->m;
    json_object(j);
    json_member(j, "name", str_of(row->name));
    member(j, "schemes", m->n_schemes, 0);
    member(j, "cases", m->n_cases, 0);
    member(j, "found", m->n_found, 0);
    member(j, "average_precision", m->average_precision, 6);
    json_key(j, "recall");
    json_object(j);
    static const char *const at[SCORE_WORKLOADS] = {"1", "5", "20", "100"};
    for (int k = 0; k < SCORE_WORKLOADS; k++)
        member(j, at[k], m->recall[k], 6);
    json_object_end(j);
    member(j, "part_20", m->part[2], 6);
    member(j, "part_100", m->part[3], 6);
    member(j, "innocents_per_true", m->innocents_per_true, 3);
    member(j, "median_rank", m->median_rank, 1);
    member(j, "rank_percentile", m->percentile, 4);
    member(j, "lead_days", m->lead_days, 1);
    member(j, "brier", m->brier, 6);
    json_key(j, "calibration");
    json_array(j);
    for (int b = 0; b < SCORE_BINS; b++) {
        json_object(j);
        member(j, "n", (double)m->bins[b].n, 0);
        member(j, "hits", (double)m->bins[b].hits, 0);
        member(j, "mean_probability", m->bins[b].n ? m->bins[b].sum / (double)m->bins[b].n : NAN,
               6);
        json_object_end(j);
    }
    json_array_end(j);
    json_object_end(j);
}

static void schemes_json(const struct score *s, struct json_writer *j)
{
    json_key(j, "schemes");
    json_array(j);
    for (size_t i = 0; i < s->schemes.n; i++) {
        const struct score_scheme *t = &s->schemes.v[i];
        json_object(j);
        json_member(j, "scheme", t->id);
        member(j, "consignments", t->n, 0);
        member(j, "rank", t->rank ? (double)t->rank : (double)NAN, 0);
        member(j, "touched_at", t->touched ? (double)t->touched : (double)NAN, 0);
        json_object_end(j);
    }
    json_array_end(j);
}

void score_json(const struct score *s, const struct score_row *rows, size_t n, struct buf *out)
{
    struct json_writer j;
    struct score_group *g = NULL;
    size_t n_groups = 0;
    json_writer_init(&j, out);
    json_object(&j);
    json_key(&j, "rankings");
    json_array(&j);
    for (size_t i = 0; i < n; i++)
        metrics_json(&j, &rows[i]);
    json_array_end(&j);
    json_key(&j, "groups");
    json_array(&j);
    if (score_groups(s, &g, &n_groups) != SEINE_OK)
        n_groups = 0;
    for (size_t i = 0; i < n_groups; i++) {
        json_object(&j);
        json_member(&j, "dimension", str_of(g[i].dimension));
        json_member(&j, "value", g[i].value);
        member(&j, "schemes", g[i].n, 0);
        member(&j, "found", g[i].found, 0);
        member(&j, "recall_20", g[i].recall[2], 6);
        member(&j, "recall_100", g[i].recall[3], 6);
        member(&j, "rank_percentile", g[i].percentile, 4);
        json_object_end(&j);
    }
    mem_free(g);
    json_array_end(&j);
    struct score_pooled pooled = {0};
    if (score_pool(s, &rows[0].m, &pooled) == SEINE_OK)
        score_pooled_json(&pooled, &j);
    schemes_json(s, &j);
    json_object_end(&j);
    buf_add_c(out, '\n');
}
