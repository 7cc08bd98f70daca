/* sim/score_html.c - figures as one self-contained page: recall against workload, calibration,
 * recall by group, as SVG without scripts. */
#include "sim/score.h"

#include <math.h>
#include <string.h>

#define WIDTH  420
#define HEIGHT 260
#define LEFT   46
#define BOTTOM 34

static void escaped(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '<')
            buf_add_z(out, "&lt;");
        else if (s.p[i] == '&')
            buf_add_z(out, "&amp;");
        else if (s.p[i] == '"')
            buf_add_z(out, "&quot;");
        else
            buf_add_c(out, s.p[i]);
    }
}

static double px(double unit) /* 0..1 to pixels */
{
    return LEFT + unit * (WIDTH - LEFT - 12);
}

static double py(double unit)
{
    return HEIGHT - BOTTOM - unit * (HEIGHT - BOTTOM - 14);
}

static void frame(struct buf *out, const char *title, const char *x, const char *y)
{
    buf_add_f(out,
              "<figure><figcaption>%s</figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\" "
              "aria-label=\"%s\">",
              title, WIDTH, HEIGHT, title);
    for (int i = 0; i <= 4; i++) {
        buf_add_f(out, "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
                  px(0), px(1), py(i / 4.0), py(i / 4.0));
        buf_add_f(out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d%%</text>", LEFT - 6,
                  py(i / 4.0) + 4, i * 25);
    }
    buf_add_f(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>", (WIDTH + LEFT) / 2,
              HEIGHT - 4, x);
    buf_add_f(out,
              "<text transform=\"translate(11,%d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
              HEIGHT / 2, y);
}

/* Workload on a logarithmic axis from 1 to 1000. */
static double workload_unit(double k)
{
    return log10(k) / 3;
}

static void recall_curve(const struct score *s, struct buf *out)
{
    frame(out, "Schemes found by workload", "cases read (logarithmic, 1 to 1000)", "schemes found");
    buf_add_z(out, "<polyline fill=\"none\" stroke=\"#1b5e8c\" stroke-width=\"2\" points=\"");
    for (int i = 0; i <= 60; i++) {
        double k = pow(10, i / 20.0);
        size_t found = 0;
        for (size_t t = 0; t < s->schemes.n; t++)
            found += s->schemes.v[t].rank != 0 && s->schemes.v[t].rank <= k + 1e-9;
        buf_add_f(out, "%.1f,%.1f ", px(workload_unit(k)),
                  py(s->schemes.n ? (double)found / (double)s->schemes.n : 0));
    }
    buf_add_z(out, "\"/>");
    for (int k = 0; k < SCORE_WORKLOADS; k++)
        buf_add_f(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%u</text>",
                  px(workload_unit(score_workloads[k])), HEIGHT - BOTTOM + 14, score_workloads[k]);
    buf_add_z(out, "</svg></figure>\n");
}

static void calibration_curve(const struct score_metrics *m, struct buf *out)
{
    frame(out, "Stated probability against truth", "stated probability", "share that were schemes");
    buf_add_f(out, "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", px(0),
              py(0), px(1), py(1));
    for (int b = 0; b < SCORE_BINS; b++) {
        const struct score_bin *bin = &m->bins[b];
        if (bin->n == 0)
            continue;
        double radius = 2 + 2 * log10((double)bin->n + 1);
        buf_add_f(out,
                  "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"#1b5e8c\" "
                  "fill-opacity=\"0.75\"><title>%llu cases, %llu "
                  "schemes</title></circle>",
                  px(bin->sum / (double)bin->n), py((double)bin->hits / (double)bin->n), radius,
                  (unsigned long long)bin->n, (unsigned long long)bin->hits);
    }
    buf_add_z(out, "</svg></figure>\n");
}

static void group_bars(const struct score_group *g, size_t n, struct buf *out)
{
    int height = (int)n * 20 + 30;
    buf_add_f(out,
              "<figure><figcaption>Found in the first 20, by %s</figcaption><svg viewBox=\"0 0 %d "
              "%d\" role=\"img\" aria-label=\"%s\">",
              g[0].dimension, WIDTH, height, g[0].dimension);
    for (size_t i = 0; i < n; i++) {
        double y = 8 + 20.0 * (double)i, w = g[i].recall[2] * 190;
        buf_add_f(out, "<text x=\"170\" y=\"%.1f\" text-anchor=\"end\">", y + 11);
        escaped(out, g[i].value);
        buf_add_f(
            out, "</text><rect x=\"176\" y=\"%.1f\" width=\"190\" height=\"13\" fill=\"#eceff1\"/>",
            y);
        buf_add_f(out, "<rect x=\"176\" y=\"%.1f\" width=\"%.1f\" height=\"13\" fill=\"#1b5e8c\"/>",
                  y, w);
        buf_add_f(out, "<text x=\"370\" y=\"%.1f\">%.0f%% of %u</text>", y + 11,
                  g[i].recall[2] * 100, g[i].n);
    }
    buf_add_z(out, "</svg></figure>\n");
}

static void number(struct buf *out, double v, int digits)
{
    buf_add_z(out, "<td>");
    if (isnan(v))
        buf_add_z(out, "&ndash;");
    else
        buf_add_decimal(out, v, digits);
    buf_add_z(out, "</td>");
}

static void html_rows(const struct score_row *rows, size_t n, struct buf *out)
{
    buf_add_z(out, "<table><tr><th>ranking</th><th>found</th><th>AP</th><th>R@1</th><th>R@5</"
                   "th><th>R@20</th><th>R@100</th>"
                   "<th>innocent files per true</th><th>median rank</th><th>rank "
                   "percentile</th><th>Brier</th></tr>\n");
    for (size_t i = 0; i < n; i++) {
        const struct score_metrics *m = &rows[i].m;
        buf_add_z(out, "<tr><td>");
        escaped(out, str_of(rows[i].name));
        buf_add_f(out, "</td><td>%u / %u</td>", m->n_found, m->n_schemes);
        number(out, m->average_precision, 3);
        for (int k = 0; k < SCORE_WORKLOADS; k++)
            number(out, m->recall[k], 3);
        number(out, m->innocents_per_true, 1);
        number(out, m->median_rank, 1);
        number(out, m->percentile, 2);
        number(out, m->brier, 4);
        buf_add_z(out, "</tr>\n");
    }
    buf_add_z(out, "</table>\n");
}

void score_html(const struct score *s, const struct score_row *rows, size_t n, struct buf *out)
{
    struct score_group *g = NULL;
    size_t n_groups = 0;
    buf_add_z(
        out,
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Seine: "
        "evaluation</title><style>"
        "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 "
        "1rem;color:#1c2429}"
        "figure{display:inline-block;margin:1rem 1rem 1rem "
        "0;width:27rem;vertical-align:top}figcaption{font-weight:600}"
        "svg text{font-size:11px;fill:#3a464d}.grid{stroke:#d5dadd}table{border-collapse:collapse}"
        "td,th{padding:.2rem .6rem;border-bottom:1px solid "
        "#d5dadd;text-align:right}td:first-child,th:first-child{text-align:left}"
        "</style><h1>Evaluation on made-up worlds</h1><p>A scheme is found by a case that holds at "
        "least half of its "
        "consignments and of whose consignments at least half are the scheme's. The worlds are "
        "made up; see "
        "docs/simulator.md for where they do not resemble trade.</p>\n");
    html_rows(rows, n, out);
    recall_curve(s, out);
    calibration_curve(&rows[0].m, out);
    if (score_groups(s, &g, &n_groups) != SEINE_OK)
        n_groups = 0;
    for (size_t i = 0, k; i < n_groups; i = k) {
        for (k = i + 1; k < n_groups && strcmp(g[k].dimension, g[i].dimension) == 0; k++) {
        }
        group_bars(g + i, k - i, out);
    }
    mem_free(g);
    buf_add_z(out, "</html>\n");
}
