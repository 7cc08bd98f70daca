/* report/html_parties.c - the tables of a case: who is in it, which names are taken for one hand
 * and why, and the consignments with what is wrong with their papers. */
#include "report/html.h"

#define MAX_NAMES 6

const struct assemble_watch *html_listed(const struct html *h, uint32_t actor)
{
    size_t n;
    return report_listed(h->in, actor, &n);
}

struct str html_actor_country(const struct html *h, uint32_t actor)
{
    const struct trade_table *t = h->in->stages->table;
    return table_str(t, t->mentions.v[report_actor_mention(h->in, actor)].country);
}

/* Whether the papers write two names alike but for case; such a pair is shown once. */
static bool is_new_name(const struct trade_table *t, const uint32_t *shown, size_t n, uint32_t name)
{
    for (size_t i = 0; i < n; i++)
        if (utf8_is_ci(table_str(t, shown[i]), table_str(t, name)))
            return false;
    return true;
}

static void names(struct html *h, uint32_t actor)
{
    const struct link_result *links = h->in->stages->links;
    const struct trade_table *t = h->in->stages->table;
    const struct link_actor *a = &links->actors.v[actor];
    uint32_t shown[MAX_NAMES] = {t->mentions.v[report_actor_mention(h->in, actor)].name};
    size_t n = 1;
    bool has_more = false;
    buf_add_z(h->out, "<b><bdi>");
    html_cut(h->out, report_actor_name(h->in, actor), 80);
    buf_add_z(h->out, "</bdi></b>");
    for (uint32_t k = 0; k < a->n && !has_more; k++) {
        uint32_t name = t->mentions.v[links->members[a->first + k]].name;
        if (name == 0 || !is_new_name(t, shown, n, name))
            continue;
        has_more = n == MAX_NAMES;
        if (has_more)
            break;
        buf_add_z(h->out, n == 1 ? "<br><span class=\"dim\">also " : "; ");
        buf_add_z(h->out, "<bdi>");
        html_cut(h->out, table_str(t, name), 80);
        buf_add_z(h->out, "</bdi>");
        shown[n++] = name;
    }
    if (n > 1)
        buf_add_z(h->out, has_more ? " and others</span>" : "</span>");
}

static void party_row(struct html *h, const struct assemble_actor *x)
{
    struct buf *out = h->out;
    const struct link_actor *a = &h->in->stages->links->actors.v[x->actor];
    const struct assemble_watch *w = html_listed(h, x->actor);
    struct str code = html_actor_country(h, x->actor);
    struct str country = geo_country_name(h->in->stages->geo, code);
    buf_add_f(out, "<tr><td>%s%s</td><td>", x->role,
              x->actor == h->c->anchor ? " <span class=\"tag\">centre</span>" : "");
    names(h, x->actor);
    buf_add_z(out, "</td><td>");
    html_text(out, country.n ? country : code);
    buf_add_z(out, "</td><td class=\"n\">");
    html_count(out, a->n);
    buf_add_z(out, "</td><td class=\"n\">");
    html_count(out, a->n_records);
    buf_add_z(out, "</td><td>");
    if (w) {
        buf_add_z(out, "<span class=\"listed\">");
        html_text(out, w->list);
        buf_add_c(out, ' ');
        html_text(out, w->entity);
        buf_add_z(out, "</span><br>");
        html_cut(out, w->program, 60);
    }
    buf_add_z(out, "</td></tr>");
}

void html_parties(struct html *h)
{
    static const char *const columns[] = {
        "Role", "Names in the papers", "Country", ">Spellings", ">Records in all", "Listed", NULL};
    buf_add_f(h->out, "<details%s><summary>The %zu %s of this case</summary>",
              h->c->n_actors <= 8 ? " open" : "", h->c->n_actors,
              h->c->n_actors == 1 ? "party" : "parties");
    html_table(h->out, "", columns);
    for (size_t i = 0; i < h->c->n_actors; i++)
        party_row(h, &h->c->actors[i]);
    html_table_end(h->out);
    buf_add_z(h->out, "</details>\n");
}

static bool is_repeat(const struct assemble_case *c, size_t i)
{
    for (size_t k = 0; k < i && !c->links[i].is_relay; k++) /* there may be many relays */
        if (str_is(c->links[k].kind, c->links[i].kind) &&
            str_is(c->links[k].text, c->links[i].text))
            return true;
    return false;
}

static void link_row(struct html *h, const struct assemble_link *l)
{
    buf_add_z(h->out, "<tr><td class=\"n\">");
    buf_add_z(h->out, l->bits > 0 ? "+" : "");
    html_fixed(h->out, l->bits, 1);
    buf_add_z(h->out, "</td><td>");
    html_text(h->out, l->kind);
    buf_add_z(h->out, "</td><td><bdi>");
    html_text(h->out, l->text);
    buf_add_z(h->out, "</bdi>");
    if (l->is_relay) {
        buf_add_z(h->out, ": ");
        html_record_link(h, html_record_id(h, l->from));
        buf_add_z(h->out, " then ");
        html_record_link(h, html_record_id(h, l->to));
    }
    buf_add_z(h->out, "</td></tr>");
}

void html_links(struct html *h)
{
    const struct assemble_case *c = h->c;
    size_t n = 0;
    for (size_t i = 0; i < c->n_links; i++)
        n += !is_repeat(c, i);
    if (n == 0)
        return;
    static const char *const columns[] = {">Bits", "Link", "Reason", NULL};
    buf_add_f(h->out, "<details><summary>Why names and consignments are joined: %zu %s", n,
              n == 1 ? "link" : "links");
    size_t n_pairs = c->n_links - report_count_relays(c);
    if (c->n_pairs > n_pairs)
        buf_add_f(h->out, "; of %zu pairs of names the strongest %zu", c->n_pairs, n_pairs);
    buf_add_z(h->out, "</summary>");
    html_table(h->out, "", columns);
    for (size_t i = 0; i < c->n_links; i++)
        if (!is_repeat(c, i))
            link_row(h, &c->links[i]);
    html_table_end(h->out);
    buf_add_z(h->out, "</details>\n");
}

static void money(struct buf *out, int64_t cents, struct str currency)
{
    if (cents == TRADE_NONE)
        return;
    html_fixed(out, (double)cents / 100, 0);
    buf_add_c(out, ' ');
    html_text(out, currency);
}

static void mass(struct buf *out, int64_t g)
{
    if (g != TRADE_NONE)
        html_fixed(out, (double)g / 1000, g < 10000 ? 2 : g < 1000000 ? 1 : 0);
}

static void party(struct html *h, const struct table_record *r, enum trade_role role)
{
    const struct trade_table *t = h->in->stages->table;
    uint32_t mention = table_mention_of(t, r, role);
    buf_add_z(h->out, "<td><bdi>");
    if (mention != MAP_NONE) {
        html_cut(h->out, table_str(t, t->mentions.v[mention].name), 60);
        buf_add_z(h->out, "</bdi> <span class=\"dim\">");
        html_text(h->out, table_str(t, t->mentions.v[mention].country));
        buf_add_z(h->out, "</span></td>");
        return;
    }
    buf_add_z(h->out, "</bdi></td>");
}

/* The lines that the case rests on, or the first of the document where it names none. */
static size_t lines_of(const struct html *h, const struct assemble_record *x, uint32_t lines[4],
                       size_t *ret_all)
{
    const struct table_record *r = &h->in->stages->table->records.v[x->record];
    size_t n = x->n_lines ? x->n_lines : r->n_lines;
    *ret_all = n;
    for (size_t i = 0; i < n && i < 4; i++)
        lines[i] = x->n_lines ? x->lines[i] : r->first_line + (uint32_t)i;
    return n < 4 ? n : 4;
}

static void goods(struct html *h, const struct assemble_record *x)
{
    const struct trade_table *t = h->in->stages->table;
    uint32_t lines[4];
    size_t all, n = lines_of(h, x, lines, &all);
    buf_add_z(h->out, "<td>");
    for (size_t i = 0; i < n; i++) {
        buf_add_z(h->out, i ? "<br>" : "");
        html_cut(h->out, table_str(t, t->cargos.v[t->lines.v[lines[i]].cargo].description), 120);
    }
    if (all > n)
        buf_add_f(h->out, "<br><span class=\"dim\">and %zu more</span>", all - n);
    buf_add_z(h->out, "</td><td>");
    for (size_t i = 0; i < n; i++) {
        buf_add_z(h->out, i ? "<br>" : "");
        html_text(h->out, table_str(t, t->cargos.v[t->lines.v[lines[i]].cargo].hs));
    }
    buf_add_z(h->out, "</td><td class=\"n\">");
    mass(h->out, table_gross_g(t, &t->records.v[x->record]));
    buf_add_z(h->out, "</td><td class=\"n\">");
    for (size_t i = 0; i < n; i++) {
        const struct table_line *l = &t->lines.v[lines[i]];
        buf_add_z(h->out, i ? "<br>" : "");
        money(h->out, l->value_cents, table_str(t, l->currency));
    }
    buf_add_z(h->out, "</td>");
}

static void findings(struct html *h, uint32_t record)
{
    const struct assemble_input *in = h->in->stages;
    uint32_t first = in->checks->first[record], last = in->checks->first[record + 1];
    if (first == last)
        return;
    buf_add_z(h->out, "<tr class=\"find\"><td></td><td colspan=\"11\"><ul>");
    for (uint32_t i = first; i < last; i++) {
        const struct check_finding *f = &in->checks->findings.v[i];
        struct buf text;
        buf_init(&text, LIMIT_TEXT);
        check_text(in->table, in->geo, f, &text);
        buf_add_z(h->out, "<li>");
        html_text(h->out, buf_str(&text));
        buf_add_z(h->out, f->bits > 0 ? " (+" : " (");
        html_fixed(h->out, f->bits, 1);
        buf_add_z(h->out, " bits)</li>");
        buf_release(&text);
    }
    buf_add_z(h->out, "</ul></td></tr>");
}

static void consignment(struct html *h, size_t i)
{
    const struct trade_table *t = h->in->stages->table;
    const struct assemble_record *x = &h->c->records[i];
    const struct table_record *r = &t->records.v[x->record];
    const struct check_result *checks = h->in->stages->checks;
    bool has = checks->first[x->record + 1] > checks->first[x->record];
    struct buf *out = h->out;
    size_t piece = html_piece(h, x->record);
    buf_add_f(out, "<tr id=\"c%zur%zu\"%s><th scope=\"row\"><span class=\"key %s\"></span><code>",
              h->rank, i + 1, has ? " class=\"has\"" : "", html_colour(piece));
    html_cut(out, table_str(t, r->id), 40);
    buf_add_z(out, "</code><br>");
    html_text(out, piece == SIZE_MAX ? str_of(x->role) : html_piece_name(h, piece));
    buf_add_z(out, "</th><td class=\"date\">");
    html_date(out, r->day);
    buf_add_z(out, "</td><td>");
    html_text(out, str_of(trade_document_name((enum trade_document)r->document)));
    buf_add_c(out, ' ');
    html_cut(out, table_str(t, r->number), 30);
    buf_add_z(out, "</td><td>");
    html_text(out, table_str(t, t->routes.v[r->route].code));
    buf_add_z(out, "</td><td>");
    html_cut(out, table_str(t, r->carrier), 30);
    buf_add_z(out, "</td>");
    party(h, r, TRADE_SHIPPER);
    party(h, r, TRADE_CONSIGNEE);
    goods(h, x);
    buf_add_z(out, "<td class=\"n\">");
    money(out, r->freight_cents, table_str(t, r->freight_currency));
    buf_add_z(out, "</td></tr>");
    findings(h, x->record);
}

void html_consignments(struct html *h)
{
    static const char *const columns[] = {
        "Id, part",    "Date", "Document", "Route",  "Carrier",  "Shipper", "Consignee",
        "Description", "HS",   ">kg",      ">Value", ">Freight", NULL};
    buf_add_f(h->out, "<h3>The %zu %s</h3>", h->c->n_records,
              h->c->n_records == 1 ? "consignment" : "consignments");
    html_table(h->out, "papers", columns);
    for (size_t i = 0; i < h->c->n_records; i++)
        consignment(h, i);
    html_table_end(h->out);
}
