/* report/html.c - cases as one self-contained page: what was scanned, the ranking, the cases, what
 * records cannot show. No script, no request, no font from elsewhere; it reads the same on paper.
 * A case itself is written by html_case.c. */
#include "report/html.h"

static void fact(struct buf *out, const char *name, uint64_t v)
{
    buf_add_f(out, "<div><dt>%s</dt><dd>", name);
    html_count(out, v);
    buf_add_z(out, "</dd></div>");
}

static void facts(struct buf *out, const struct report_run *r)
{
    buf_add_z(out, "<dl class=\"facts\">");
    fact(out, "consignments", r->n_records);
    fact(out, "goods items", r->n_lines);
    if (r->n_read)
        fact(out, "headings read from words", r->n_read);
    fact(out, "parties", r->n_parties);
    fact(out, "read like a listed party", r->n_listed);
    fact(out, "combinations examined", r->n_hypotheses);
    fact(out, "records quarantined", r->n_rejects);
    if (r->n_repeats)
        fact(out, "repeated records", r->n_repeats);
    if (r->n_versions)
        fact(out, "further versions of documents", r->n_versions);
    if (r->n_withdrawn)
        fact(out, "documents withdrawn", r->n_withdrawn);
    buf_add_z(out, "</dl>");
}

static void lists(struct buf *out, const struct report_run *r)
{
    static const char *const columns[] = {"List", "Date", ">Entries", "Version", NULL};
    buf_add_z(out, "<details><summary>Watchlists and kits that were used</summary>");
    if (r->n_lists == 0)
        buf_add_z(out, "<p>No watchlist: no party was screened.</p>");
    else
        html_table(out, "", columns);
    for (size_t i = 0; i < r->n_lists; i++) {
        const struct list_info *l = &r->lists[i];
        buf_add_z(out, "<tr><td>");
        html_text(out, l->name.n ? l->name : l->key);
        buf_add_z(out, "</td><td>");
        html_text(out, l->date.n ? l->date : STR("not stated"));
        buf_add_z(out, "</td><td class=\"n\">");
        html_count(out, l->n_entities);
        buf_add_f(out, "</td><td><code>%016llx</code></td></tr>", (unsigned long long)l->hash);
    }
    if (r->n_lists)
        html_table_end(out);
    buf_add_z(out, "<p>Kits of components: version <code>");
    html_text(out, r->kits_version);
    buf_add_z(out, "</code></p>");
    if (r->measures_version.n) {
        buf_add_z(out, "<p>Measures against countries: version <code>");
        html_text(out, r->measures_version);
        buf_add_z(out, "</code></p>");
    }
    buf_add_z(out, "</details>");
}

static void how_to_read(struct buf *out)
{
    buf_add_z(out,
              "<details><summary>How to read this page</summary><p>A <b>case</b> is a set of "
              "consignments that together could make one controlled item for one hand. Each reason "
              "for or against is weighed in <b>bits</b>: +1 bit makes the case twice as likely, "
              "−1 bit half as likely, and the bits add up to the score. The <b>probability</b> is "
              "the score written another way; use it to order work, not as a verdict. Parts that "
              "were not seen are shown dashed, with the chance that they come within 30 days.</p>"
              "</details>");
}

static void header(struct buf *out, const struct report_input *in)
{
    buf_add_z(out, "<header><p class=\"brand\">Seine ");
    html_text(out, str_of(in->run.version));
    buf_add_z(out, "</p><h1>");
    if (in->n_cases == 0)
        buf_add_z(out, "No cases");
    else
        html_plural(out, in->n_cases, "case", "cases");
    buf_add_z(out, " among ");
    html_plural(out, in->run.n_records, "consignment", "consignments");
    buf_add_z(out, "</h1>");
    facts(out, &in->run);
    lists(out, &in->run);
    how_to_read(out);
    buf_add_z(out, "</header>");
}

static void parts_found(struct buf *out, const struct assemble_case *c)
{
    if (c->kit == MAP_NONE) {
        buf_add_z(out, "<td class=\"dim\">–</td>");
        return;
    }
    size_t of = report_kit_size(c);
    buf_add_f(out, "<td class=\"parts\"><span class=\"dots\" aria-hidden=\"true\">");
    for (size_t i = 0; i < of && i < 24; i++)
        buf_add_z(out, i < c->n_components ? "●" : "○");
    buf_add_f(out, "</span><br>%zu of %zu</td>", c->n_components, of);
}

static void ranking_row(struct buf *out, const struct report_input *in, size_t i)
{
    const struct assemble_case *c = &in->cases[i];
    buf_add_f(out, "<tr><td class=\"n\">%zu</td><td class=\"n\"><b>", i + 1);
    html_fixed(out, c->score, 1);
    buf_add_z(out, "</b></td><td class=\"n\">");
    html_chance(out, c->probability);
    buf_add_f(out, "</td><td><a href=\"#c%zu\">", i + 1);
    html_text(out, report_kit_name(in, c));
    buf_add_z(out, "</a><br><code>");
    html_text(out, c->id);
    buf_add_z(out, "</code>");
    if (report_decided(in, i)) {
        buf_add_z(out, " <span class=\"tag\">");
        html_text(out, report_decided(in, i)->verdict);
        buf_add_z(out, "</span>");
    }
    buf_add_z(out, "</td><td><bdi>");
    html_cut(out, report_actor_name(in, c->anchor), 60);
    buf_add_f(out, "</bdi><br><span class=\"dim\">%s</span></td>",
              c->side == ASSEMBLE_SINK ? "receives" : "sends");
    parts_found(out, c);
    buf_add_f(out, "<td class=\"n\">%zu</td><td class=\"date\">", c->n_records);
    html_date(out, c->first_day);
    buf_add_z(out, "<br>");
    html_date(out, c->last_day);
    buf_add_z(out, "</td></tr>\n");
}

static void ranking(struct buf *out, const struct report_input *in)
{
    static const char *const columns[] = {
        ">#",  ">Bits",      ">Probability",       "What it could be",
        "Who", "Parts seen", ">Consign&shy;ments", "First, last",
        NULL};
    if (in->n_cases == 0) {
        buf_add_z(out, "<section><h2>Ranking</h2><p>Nothing that was read adds up to a kit, and "
                       "no consignment names a listed party. That is a result about these "
                       "records only: see what they cannot show, below.</p></section>");
        return;
    }
    buf_add_z(out, "<nav aria-labelledby=\"ranking\"><h2 id=\"ranking\">Ranking</h2>");
    html_table(out, "ranking", columns);
    for (size_t i = 0; i < in->n_cases; i++)
        ranking_row(out, in, i);
    html_table_end(out);
    buf_add_z(out, "</nav>\n");
}

static void limits(struct buf *out)
{
    buf_add_z(out, "<footer><h2>What this page cannot show</h2><ul>");
    for (const char *const *l = report_limits; *l; l++) {
        buf_add_z(out, "<li>");
        html_text(out, str_of(*l));
        buf_add_z(out, "</li>");
    }
    buf_add_z(out, "<li>Lines on the maps join the places of a route; they are not the tracks of "
                   "aircraft or ships. Coastlines: Natural Earth.</li></ul></footer>");
}

void report_html(struct buf *out, const struct report_input *in)
{
    struct arena arena;
    arena_init(&arena, LIMIT_REPORT);
    buf_add_z(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta "
                   "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                   "'unsafe-inline'; img-src data:\"><meta name=\"viewport\" "
                   "content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" "
                   "content=\"light dark\"><meta name=\"referrer\" content=\"no-referrer\">"
                   "<title>Seine report</title>\n<style>");
    for (const char *const *part = html_style; *part; part++)
        buf_add_z(out, *part);
    buf_add_z(out, "</style></head>\n<body>\n");
    header(out, in);
    buf_add_z(out, "<main>\n");
    ranking(out, in);
    for (size_t i = 0; i < in->n_cases; i++) {
        struct html h = {out, in, &in->cases[i], i + 1, &arena};
        html_case(&h);
        arena_reset(&arena);
        report_pass(out, in);
    }
    buf_add_z(out, "</main>\n");
    limits(out);
    buf_add_z(out, "</body></html>\n");
    arena_release(&arena);
}
