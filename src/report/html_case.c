/* report/html_case.c - one case: the headline that a person reads first, the kit as slots, the
 * reasons in bits. The figures and the tables of parties and papers are in their own files. */
#include "report/html.h"

#include <math.h>

static const char *const colours[HTML_COLOURS] = {"k0", "k1", "k2", "k3", "k4",  "k5",
                                                  "k6", "k7", "k8", "k9", "k10", "k11"};

const char *html_colour(size_t piece)
{
    return piece == SIZE_MAX ? "kx" : colours[piece % HTML_COLOURS];
}

size_t html_piece(const struct html *h, uint32_t record)
{
    for (size_t i = 0; i < h->c->n_components; i++)
        for (size_t k = 0; k < h->c->components[i].n_records; k++)
            if (h->c->components[i].records[k] == record)
                return i;
    return SIZE_MAX;
}

struct str html_piece_name(const struct html *h, size_t piece)
{
    if (piece == SIZE_MAX)
        return h->c->kit == MAP_NONE ? STR("consignment") : STR("passed on, or other goods");
    return goods_component(h->in->stages->catalogue, h->c->components[piece].component)->name;
}

struct str html_record_id(const struct html *h, uint32_t record)
{
    const struct trade_table *t = h->in->stages->table;
    return table_str(t, t->records.v[record].id);
}

void html_record_link(const struct html *h, struct str id)
{
    uint32_t record = table_find(h->in->stages->table, id);
    size_t at = 0;
    while (at < h->c->n_records && h->c->records[at].record != record)
        at++;
    bool is_here = record != MAP_NONE && at < h->c->n_records;
    if (is_here)
        buf_add_f(h->out, "<a href=\"#c%zur%zu\">", h->rank, at + 1);
    buf_add_z(h->out, "<code>");
    html_cut(h->out, id, 40);
    buf_add_z(h->out, is_here ? "</code></a>" : "</code>");
}

void html_record_title(const struct html *h, uint32_t record)
{
    const struct trade_table *t = h->in->stages->table;
    const struct table_record *r = &t->records.v[record];
    struct buf *out = h->out;
    html_text(out, html_piece_name(h, html_piece(h, record)));
    buf_add_z(out, " · ");
    html_text(out, table_str(t, r->id));
    buf_add_z(out, " · ");
    html_date(out, r->day);
    buf_add_z(out, " · ");
    html_text(out, table_str(t, t->routes.v[r->route].code));
    if (r->carrier) {
        buf_add_z(out, " · ");
        html_text(out, table_str(t, r->carrier));
    }
    int64_t gross = table_gross_g(t, r);
    if (gross != TRADE_NONE) {
        buf_add_z(out, " · ");
        html_fixed(out, (double)gross / 1000, 1);
        buf_add_z(out, " kg");
    }
    if (r->freight_cents != TRADE_NONE) {
        buf_add_z(out, " · freight ");
        html_fixed(out, (double)r->freight_cents / 100, 0);
        buf_add_c(out, ' ');
        html_text(out, table_str(t, r->freight_currency));
    }
}

static size_t count_role(const struct assemble_case *c, struct str role)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_actors; i++)
        n += str_is(str_of(c->actors[i].role), role);
    return n;
}

static void actor(struct html *h, uint32_t a)
{
    struct buf *out = h->out;
    buf_add_z(out, "<b><bdi>");
    html_cut(out, report_actor_name(h->in, a), 80);
    buf_add_z(out, "</bdi></b>");
    struct str country = geo_country_name(h->in->stages->geo, html_actor_country(h, a));
    if (country.n) {
        buf_add_z(out, " (");
        html_text(out, country);
        buf_add_c(out, ')');
    }
}

/* The hand the case is about: its members, anchor first. */
static void who(struct html *h)
{
    const struct assemble_case *c = h->c;
    struct str role = c->side == ASSEMBLE_SINK ? STR("receiver") : STR("sender");
    actor(h, c->anchor);
    size_t shown = 1, n = c->kit == MAP_NONE ? 1 : count_role(c, role);
    for (size_t i = 0; i < c->n_actors && shown < 3 && shown < n; i++) {
        if (c->actors[i].actor == c->anchor || !str_is(str_of(c->actors[i].role), role))
            continue;
        buf_add_z(h->out, ", ");
        actor(h, c->actors[i].actor);
        shown++;
    }
    if (n > shown)
        buf_add_f(h->out, " and %zu more", n - shown);
}

/* The strongest reason in the direction of sign, or NULL; the prior is not a reason of the case. */
static const struct evidence *loudest(const struct assemble_case *c, double sign)
{
    const struct evidence *best = NULL;
    for (size_t i = 0; i < c->n_evidence; i++) {
        const struct evidence *e = &c->evidence[i];
        if (e->bits * sign > (best ? best->bits * sign : 0.5) &&
            !str_is(str_of(e->kind), STR("prior")))
            best = e;
    }
    return best;
}

static void loud(struct buf *out, const char *classes, const char *before, const struct evidence *e)
{
    if (!e)
        return;
    buf_add_f(out, "<li class=\"%s\">%s: ", classes, before);
    html_cut(out, e->text, 220);
    buf_add_z(out, e->bits > 0 ? " (+" : " (");
    html_fixed(out, e->bits, 1);
    buf_add_z(out, "&nbsp;bits)</li>");
}

static size_t n_pieces(const struct html *h)
{
    size_t n = 0;
    for (size_t i = 0; i < h->c->n_records; i++)
        n += html_piece(h, h->c->records[i].record) != SIZE_MAX;
    return n;
}

static void lead(struct html *h)
{
    const struct assemble_case *c = h->c;
    struct buf *out = h->out;
    bool sink = c->side == ASSEMBLE_SINK;
    buf_add_z(out, "<p class=\"lead\">");
    if (c->kit == MAP_NONE) {
        html_plural(out, c->n_records, report_alone_text(c, false), report_alone_text(c, true));
        buf_add_c(out, '.');
    } else {
        buf_add_f(out, "%zu of the %zu kinds of part of <b>", c->n_components, report_kit_size(c));
        html_text(out, report_kit_name(h->in, c));
        buf_add_z(out, sink ? "</b> came to one hand in " : "</b> left one hand in ");
        html_plural(out, n_pieces(h), "consignment", "consignments");
        size_t others = count_role(c, sink ? STR("sender") : STR("receiver"));
        if (others) {
            buf_add_z(out, sink ? ", from " : ", to ");
            html_plural(out, others, sink ? "sender" : "receiver", sink ? "senders" : "receivers");
        }
        buf_add_c(out, '.');
    }
    buf_add_z(out, "</p><ul class=\"why\">");
    loud(out, "yes", "Strongest for", loudest(c, 1));
    loud(out, "no", "Strongest against", loudest(c, -1));
    buf_add_z(out, "</ul>");
}

static void listed(struct html *h)
{
    size_t shown = 0;
    for (size_t i = 0; i < h->c->n_actors && shown < 4; i++) {
        uint32_t a = h->c->actors[i].actor;
        const struct assemble_watch *w = html_listed(h, a);
        if (!w)
            continue;
        buf_add_z(h->out, "<p class=\"note\"><span class=\"listed\">Reads like a listed "
                          "party:</span> <bdi>");
        html_cut(h->out, report_actor_name(h->in, a), 80);
        buf_add_z(h->out, "</bdi> ~ <bdi>");
        html_cut(h->out, w->name, 80);
        buf_add_z(h->out, "</bdi>, ");
        html_text(h->out, w->list);
        buf_add_c(h->out, ' ');
        html_text(h->out, w->entity);
        if (w->program.n) {
            buf_add_z(h->out, ", programme ");
            html_cut(h->out, w->program, 60);
        }
        buf_add_z(h->out, ", name score ");
        html_percent(h->out, w->score);
        buf_add_z(h->out, "</p>");
        shown++;
    }
}

static void freight(struct html *h)
{
    const struct assemble_case *c = h->c;
    if (!isfinite(c->paid_usd) || !isfinite(c->together_usd))
        return;
    buf_add_z(h->out, "<p class=\"note\">Freight: paid <b>");
    html_fixed(h->out, c->paid_usd, 0);
    buf_add_z(h->out,
              " USD</b>; all pieces together, as one consignment by the usual carrier: <b>");
    html_fixed(h->out, c->together_usd, 0);
    buf_add_z(h->out, " USD</b>.");
    if (c->paid_usd > 1.5 * c->together_usd && c->together_usd > 0) {
        buf_add_z(h->out, " Sending them apart cost ");
        html_fixed(h->out, c->paid_usd / c->together_usd, 1);
        buf_add_z(h->out, " times as much.");
    }
    buf_add_z(h->out, "</p>");
}

/* Only of cases with an e-value: the others have no null. */
static void by_chance(struct buf *out, const struct assemble_case *c)
{
    if (isnan(c->e_bits))
        return;
    buf_add_z(out, "<br><span title=\"the level of false discoveries at which the case would be "
                   "taken\">level ");
    html_percent(out, c->q_e);
    if (!isnan(c->q_decoy)) {
        buf_add_z(out, ", by decoys ");
        html_percent(out, c->q_decoy);
    }
    buf_add_z(out, "</span>");
}

static void decided(struct html *h)
{
    const struct report_decision *d = report_decided(h->in, h->rank - 1);
    if (!d)
        return;
    buf_add_z(h->out, "<p class=\"who\"><span class=\"tag\">");
    html_text(h->out, d->verdict);
    buf_add_z(h->out, "</span> ");
    html_text(h->out, d->reason);
    buf_add_z(h->out, " (");
    html_text(h->out, d->by);
    buf_add_z(h->out, ", ");
    html_text(h->out, d->at);
    buf_add_z(h->out, ")</p>");
}

static void headline(struct html *h)
{
    const struct assemble_case *c = h->c;
    struct buf *out = h->out;
    buf_add_f(out,
              "<article class=\"case\" id=\"c%zu\" aria-labelledby=\"h%zu\"><div "
              "class=\"head\"><div><h2 id=\"h%zu\">%zu. ",
              h->rank, h->rank, h->rank, h->rank);
    html_text(out, report_kit_name(h->in, c));
    buf_add_z(out, "</h2><p class=\"who\">");
    who(h);
    buf_add_z(out, "</p>");
    decided(h);
    buf_add_z(out, "</div><p class=\"score\"><b>");
    html_fixed(out, c->score, 1);
    buf_add_z(out, " bits</b>probability ");
    html_chance(out, c->probability);
    by_chance(out, c);
    buf_add_z(out, "<br><span>");
    html_date(out, c->first_day);
    buf_add_z(out, " – ");
    html_date(out, c->last_day);
    buf_add_z(out, "<br><code>");
    html_text(out, c->id);
    buf_add_z(out, "</code></span></p></div>\n");
    lead(h);
    listed(h);
    freight(h);
}

static void why_it_fits(struct html *h, const struct assemble_component *p, size_t k)
{
    const struct trade_table *t = h->in->stages->table;
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    report_fit_text(&text, h->in, p->component, &p->fits[k]);
    buf_add_z(h->out, ": ");
    html_cut(h->out, table_str(t, t->cargos.v[t->lines.v[p->fits[k].line].cargo].description), 60);
    buf_add_z(h->out, " <span class=\"dim\">(");
    html_text(h->out, buf_str(&text));
    buf_add_z(h->out, ")</span>");
    buf_release(&text);
}

static void filled(struct html *h, size_t i)
{
    const struct assemble_component *p = &h->c->components[i];
    const struct goods_component *g = goods_component(h->in->stages->catalogue, p->component);
    buf_add_f(h->out, "<li class=\"%s\"><b>%zu ", html_colour(i), i + 1);
    html_text(h->out, g->name);
    buf_add_z(h->out, "</b>fit ");
    html_percent(h->out, p->strength);
    buf_add_z(h->out, p->bits > 0 ? ", +" : ", ");
    html_fixed(h->out, p->bits, 1);
    buf_add_z(h->out, " bits");
    if (g->is_essential)
        buf_add_z(h->out, " <span class=\"tag\">essential</span>");
    buf_add_z(h->out, "<br>");
    for (size_t k = 0; k < p->n_records && k < 12; k++) {
        buf_add_z(h->out, k ? "<br>" : "");
        html_record_link(h, html_record_id(h, p->records[k]));
        why_it_fits(h, p, k);
    }
    if (p->n_records > 12)
        buf_add_f(h->out, "<br>and %zu more", p->n_records - 12);
    buf_add_z(h->out, "</li>");
}

static void slots(struct html *h)
{
    const struct assemble_case *c = h->c;
    if (c->kit == MAP_NONE)
        return;
    buf_add_f(h->out, "<h3>The kit: %zu seen, %zu not seen yet</h3><ul class=\"slots\">",
              c->n_components, c->n_missing);
    for (size_t i = 0; i < c->n_components; i++)
        filled(h, i);
    for (size_t i = 0; i < c->n_missing; i++) {
        const struct assemble_missing *m = &c->missing[i];
        buf_add_z(h->out, "<li class=\"gone\"><b>");
        html_text(h->out, goods_component(h->in->stages->catalogue, m->component)->name);
        buf_add_z(h->out, "</b>not seen yet; ");
        html_percent(h->out, m->probability);
        buf_add_z(h->out, " within 30 days");
        if (m->is_essential)
            buf_add_z(h->out, " <span class=\"tag\">essential</span>");
        buf_add_z(h->out, "</li>");
    }
    buf_add_z(h->out, "</ul>\n");
}

/* A bar on an axis whose middle is 0; most = the largest absolute value in the table. */
static void bar(struct buf *out, double bits, double most)
{
    double half = most > 0 ? 50 * fabs(bits) / most : 0;
    buf_add_f(out, "<td class=\"bar\"><i class=\"%s\" style=\"width:", bits < 0 ? "con" : "pro");
    svg_number(out, half);
    buf_add_z(out, "%;margin-left:");
    svg_number(out, bits < 0 ? 50 - half : 50);
    buf_add_z(out, "%\"></i></td>");
}

static void bits(struct buf *out, double v)
{
    buf_add_z(out, v > 0 ? "+" : "");
    html_fixed(out, v, 3);
}

static void reason(struct html *h, const struct evidence *e, double most)
{
    bool is_law = report_is_law(e), is_zero = !is_law && fabs(e->bits) < 0.0005;
    buf_add_f(h->out, "<tr%s><td class=\"n\">", is_zero ? " class=\"zero\"" : "");
    if (!is_law)
        bits(h->out, e->bits);
    buf_add_z(h->out, "</td>");
    bar(h->out, e->bits, most);
    buf_add_z(h->out, "<td>");
    html_text(h->out, e->text);
    buf_add_z(h->out, "</td><td>");
    for (size_t k = 0; k < e->n_refs && k < 8; k++) {
        buf_add_z(h->out, k ? " " : "");
        html_record_link(h, e->refs[k]);
    }
    if (e->n_refs > 8)
        buf_add_f(h->out, " and %zu more", e->n_refs - 8);
    buf_add_z(h->out, "</td></tr>");
}

static void reasons(struct html *h)
{
    static const char *const columns[] = {">Bits", "Against | for", "Reason", "Records", NULL};
    const struct assemble_case *c = h->c;
    double most = 0;
    for (size_t i = 0; i < c->n_evidence; i++)
        most = fmax(most, fabs(c->evidence[i].bits));
    buf_add_z(h->out, "<h3>Reasons, in bits</h3>");
    html_table(h->out, "bits", columns);
    for (size_t i = 0; i < c->n_evidence; i++)
        reason(h, &c->evidence[i], most);
    buf_add_z(h->out, "</tbody><tfoot><tr><td class=\"n\">");
    bits(h->out, evidence_sum(c->evidence, c->n_evidence));
    buf_add_f(h->out,
              "</td><td></td><td colspan=\"2\">Sum of %zu %s = the score</td></tr>"
              "</tfoot></table></div>\n",
              c->n_evidence, c->n_evidence == 1 ? "row" : "rows");
}

static void legend(struct html *h)
{
    bool has_other = false;
    for (size_t i = 0; i < h->c->n_records && !has_other; i++)
        has_other = html_piece(h, h->c->records[i].record) == SIZE_MAX;
    buf_add_z(h->out, "<ul class=\"legend\">");
    for (size_t i = 0; i < h->c->n_components + has_other; i++) {
        size_t piece = i < h->c->n_components ? i : SIZE_MAX;
        buf_add_f(h->out, "<li class=\"%s\">", html_colour(piece));
        if (piece != SIZE_MAX)
            buf_add_f(h->out, "%zu ", piece + 1);
        html_text(h->out, html_piece_name(h, piece));
        buf_add_z(h->out, "</li>");
    }
    buf_add_z(h->out, "</ul>");
}

void html_case(struct html *h)
{
    headline(h);
    slots(h);
    reasons(h);
    buf_add_z(h->out, "<h3>When</h3>");
    html_timeline(h);
    buf_add_z(h->out, "<h3>Where</h3>");
    html_map(h);
    legend(h);
    buf_add_z(h->out, "\n<h3>Who</h3>");
    html_graph(h);
    html_parties(h);
    html_links(h);
    html_consignments(h);
    buf_add_z(h->out, "</article>\n\n");
}
