/* report/html_graph.c - who sends what through whom to whom: a layered drawing, senders left,
 * receivers right, agents between, forwarders small between those. Columns are ordered by the mean
 * height of what they are joined to, a fixed number of times, so equal cases give equal drawings.
 * It draws the parties that the case names and nothing that is not in its records. */
#include "report/html.h"

#define MAX_NODES 30
#define MAX_MAIN  22 /* of them parties that are no forwarders, if there are forwarders */
#define MAX_EDGES 160
#define MAX_TIES  24
#define COLUMNS   5
#define PASSES    8
#define SIDE      34.0 /* left and right of the drawing: room for ties */
#define TOP       24.0
#define WRAP      22 /* columns of text in one line of a node */

struct node {
    uint32_t actor;
    const char *role;
    int column;
    double x, y, w, h, rank;
};
struct edge {
    size_t a, b; /* nodes */
    size_t piece;
    uint32_t n, record; /* the first */
    double ya, yb;
};
struct tie {
    size_t a, b;
    const struct assemble_link *link; /* the strongest */
};
struct graph {
    struct node nodes[MAX_NODES];
    size_t n_nodes, n_hidden, n_edges, n_ties;
    size_t n_left_out; /* records of which not all edges are drawn */
    uint32_t left_out; /* the last of them */
    size_t n_ties_left_out;
    struct edge *edges;
    struct tie ties[MAX_TIES];
    double height;
};

static bool has_role(const struct node *n, const char *role)
{
    return str_is(str_of(n->role), str_of(role));
}

static void add_nodes(const struct html *h, struct graph *g, bool forwarders)
{
    size_t room = forwarders ? MAX_NODES : MAX_MAIN;
    for (size_t i = 0; i < h->c->n_actors; i++) {
        struct node n = {.actor = h->c->actors[i].actor, .role = h->c->actors[i].role};
        bool is_hub = has_role(&n, "forwarder");
        if (is_hub != forwarders)
            continue;
        if (g->n_nodes >= room) {
            g->n_hidden++;
            continue;
        }
        n.column = has_role(&n, "receiver") ? 4 : has_role(&n, "agent") ? 2 : is_hub ? 1 : 0;
        n.w = is_hub ? 166 : 196;
        n.h = is_hub ? 26 : 52;
        g->nodes[g->n_nodes++] = n;
    }
}

static size_t node_of_actor(const struct graph *g, uint32_t actor)
{
    for (size_t i = 0; i < g->n_nodes; i++)
        if (g->nodes[i].actor == actor)
            return i;
    return SIZE_MAX;
}

static size_t node_of_mention(const struct html *h, const struct graph *g, uint32_t mention)
{
    return mention == MAP_NONE ? SIZE_MAX
                               : node_of_actor(g, h->in->stages->links->actor_of[mention]);
}

/* The nodes that a record names in any of the roles, in their order, each once. */
static size_t nodes_of_roles(const struct html *h, const struct graph *g, uint32_t record,
                             const enum trade_role *roles, size_t n, size_t *ret_nodes)
{
    const struct trade_table *t = h->in->stages->table;
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        size_t node = node_of_mention(h, g, table_mention_of(t, &t->records.v[record], roles[i]));
        while (k < found && ret_nodes[k] != node)
            k++;
        if (node != SIZE_MAX && k == found)
            ret_nodes[found++] = node;
    }
    return found;
}

static size_t senders_of(const struct html *h, const struct graph *g, uint32_t record,
                         size_t ret_nodes[2])
{
    static const enum trade_role roles[] = {TRADE_SHIPPER, TRADE_SELLER};
    return nodes_of_roles(h, g, record, roles, 2, ret_nodes);
}

static size_t receivers_of(const struct html *h, const struct graph *g, uint32_t record,
                           size_t ret_nodes[4])
{
    static const enum trade_role roles[] = {TRADE_CONSIGNEE, TRADE_BUYER, TRADE_END_USER,
                                            TRADE_NOTIFY};
    return nodes_of_roles(h, g, record, roles, 4, ret_nodes);
}

static size_t forwarder_of(const struct html *h, const struct graph *g, uint32_t record)
{
    static const enum trade_role roles[] = {TRADE_FORWARDER};
    size_t node = SIZE_MAX;
    return nodes_of_roles(h, g, record, roles, 1, &node) ? node : SIZE_MAX;
}

static size_t first_sender(const struct html *h, const struct graph *g, uint32_t record)
{
    size_t nodes[2];
    return senders_of(h, g, record, nodes) ? nodes[0] : SIZE_MAX;
}

static size_t first_receiver(const struct html *h, const struct graph *g, uint32_t record)
{
    size_t nodes[4];
    return receivers_of(h, g, record, nodes) ? nodes[0] : SIZE_MAX;
}

static void add_edge(struct graph *g, size_t a, size_t b, size_t piece, uint32_t record)
{
    if (a == SIZE_MAX || b == SIZE_MAX || a == b)
        return;
    for (size_t i = 0; i < g->n_edges; i++)
        if (g->edges[i].a == a && g->edges[i].b == b && g->edges[i].piece == piece) {
            g->edges[i].n++;
            return;
        }
    if (g->n_edges < MAX_EDGES) {
        g->edges[g->n_edges++] = (struct edge){a, b, piece, 1, record, 0, 0};
    } else if (g->n_left_out == 0 || g->left_out != record) {
        g->n_left_out++;
        g->left_out = record;
    }
}

/* A forwarder stands behind the agents if most of its consignments leave an agent. */
static void place_forwarders(const struct html *h, struct graph *g)
{
    int votes[MAX_NODES] = {0};
    for (size_t i = 0; i < h->c->n_records; i++) {
        uint32_t record = h->c->records[i].record;
        size_t via = forwarder_of(h, g, record), from = first_sender(h, g, record);
        if (via != SIZE_MAX && from != SIZE_MAX)
            votes[via] += g->nodes[from].column == 2 ? 1 : -1;
    }
    for (size_t i = 0; i < g->n_nodes; i++)
        if (g->nodes[i].column == 1 && votes[i] > 0)
            g->nodes[i].column = 3;
}

/* Through the forwarder, if the drawing has it, to everyone whom the papers name as receiving. */
static void add_edges(const struct html *h, struct graph *g)
{
    for (size_t i = 0; i < h->c->n_records; i++) {
        uint32_t record = h->c->records[i].record;
        size_t from[2], to[4], via = forwarder_of(h, g, record), piece = html_piece(h, record);
        size_t n_from = senders_of(h, g, record, from), n_to = receivers_of(h, g, record, to);
        bool is_through =
            via != SIZE_MAX && n_from > 0 && n_to > 0 && has_role(&g->nodes[via], "forwarder");
        for (size_t a = 0; a < n_from; a++)
            for (size_t b = 0; b < (is_through ? 1 : n_to); b++)
                add_edge(g, from[a], is_through ? via : to[b], piece, record);
        for (size_t b = 0; b < n_to && is_through; b++)
            add_edge(g, via, to[b], piece, record);
    }
}

/* Forwarders that join no two parties of the drawing are left to the table. */
static void drop_idle(struct graph *g)
{
    size_t to[MAX_NODES] = {0}, n = 0;
    for (size_t i = 0; i < g->n_nodes; i++) {
        bool is_used = !has_role(&g->nodes[i], "forwarder");
        for (size_t k = 0; k < g->n_edges && !is_used; k++)
            is_used = g->edges[k].a == i || g->edges[k].b == i;
        to[i] = n;
        if (is_used)
            g->nodes[n++] = g->nodes[i];
        else
            g->n_hidden++;
    }
    for (size_t k = 0; k < g->n_edges; k++) {
        g->edges[k].a = to[g->edges[k].a];
        g->edges[k].b = to[g->edges[k].b];
    }
    g->n_nodes = n;
}

static void add_tie(struct graph *g, size_t a, size_t b, const struct assemble_link *l)
{
    if (a == SIZE_MAX || b == SIZE_MAX || a == b)
        return;
    for (size_t i = 0; i < g->n_ties; i++) {
        struct tie *t = &g->ties[i];
        bool same = (t->a == a && t->b == b) || (t->a == b && t->b == a && !l->is_relay);
        if (same && t->link->is_relay == l->is_relay) {
            if (l->bits > t->link->bits)
                t->link = l;
            return;
        }
    }
    if (g->n_ties < MAX_TIES)
        g->ties[g->n_ties++] = (struct tie){a, b, l};
    else
        g->n_ties_left_out++;
}

static void add_ties(const struct html *h, struct graph *g)
{
    for (size_t i = 0; i < h->c->n_links; i++) {
        const struct assemble_link *l = &h->c->links[i];
        if (l->is_relay)
            add_tie(g, first_sender(h, g, l->from), first_receiver(h, g, l->to), l);
        else
            add_tie(g, node_of_mention(h, g, l->from), node_of_mention(h, g, l->to), l);
    }
}

/* Layout ----------------------------------------------------------------------------------- */

static double gap_of(const struct node *n)
{
    return has_role(n, "forwarder") ? 9 : 14;
}

static double column_height(const struct graph *g, int column)
{
    double height = 0;
    for (size_t i = 0; i < g->n_nodes; i++)
        if (g->nodes[i].column == column)
            height += g->nodes[i].h + gap_of(&g->nodes[i]);
    return height;
}

/* Columns that hold nothing take no room; those that do stand at equal distances. */
static void place_columns(struct graph *g)
{
    double width[COLUMNS] = {0}, x = SIDE, free_width = HTML_WIDTH - 2 * SIDE;
    int used = 0;
    for (size_t i = 0; i < g->n_nodes; i++)
        width[g->nodes[i].column] =
            g->nodes[i].w > width[g->nodes[i].column] ? g->nodes[i].w : width[g->nodes[i].column];
    for (int k = 0; k < COLUMNS; k++) {
        used += width[k] > 0;
        free_width -= width[k];
        double height = column_height(g, k);
        g->height = height > g->height ? height : g->height;
    }
    for (int k = 0; k < COLUMNS; k++) {
        if (width[k] <= 0)
            continue;
        double at = used > 1 ? x : (HTML_WIDTH - width[k]) / 2;
        for (size_t i = 0; i < g->n_nodes; i++)
            if (g->nodes[i].column == k)
                g->nodes[i].x = at;
        x += width[k] + (used > 1 ? free_width / (used - 1) : 0);
    }
}

/* Stacks a column's nodes by rank (ties: by index), in the middle of the height. */
static void stack(struct graph *g, int column)
{
    size_t order[MAX_NODES], n = 0;
    for (size_t i = 0; i < g->n_nodes; i++) {
        if (g->nodes[i].column != column)
            continue;
        size_t k = n++;
        for (; k > 0 && g->nodes[order[k - 1]].rank > g->nodes[i].rank; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
    double y = TOP + (g->height - column_height(g, column)) / 2;
    for (size_t i = 0; i < n; i++) {
        struct node *x = &g->nodes[order[i]];
        x->y = y + gap_of(x) / 2;
        y += x->h + gap_of(x);
    }
}

static double middle(const struct node *n)
{
    return n->y + n->h / 2;
}

static void rank(struct graph *g, int column)
{
    for (size_t i = 0; i < g->n_nodes; i++) {
        double sum = 0, n = 0;
        if (g->nodes[i].column != column)
            continue;
        for (size_t k = 0; k < g->n_edges; k++) {
            const struct edge *e = &g->edges[k];
            if (e->a != i && e->b != i)
                continue;
            sum += middle(&g->nodes[e->a == i ? e->b : e->a]);
            n++;
        }
        g->nodes[i].rank = n > 0 ? sum / n : middle(&g->nodes[i]);
    }
    stack(g, column);
}

/* The height of edge k's end at node i: ports in the order of the other ends. */
static double port(const struct graph *g, size_t k, size_t i, bool is_out)
{
    size_t before = 0, all = 0;
    const struct edge *own = &g->edges[k];
    double y = middle(&g->nodes[is_out ? own->b : own->a]);
    for (size_t j = 0; j < g->n_edges; j++) {
        const struct edge *e = &g->edges[j];
        if ((is_out ? e->a : e->b) != i)
            continue;
        double other = middle(&g->nodes[is_out ? e->b : e->a]);
        before += other < y || (other <= y && j < k);
        all++;
    }
    const struct node *n = &g->nodes[i];
    return n->y + n->h * ((double)before + 0.5 + 0.5 * (all > 8)) / ((double)all + (all > 8));
}

static void layout(struct graph *g)
{
    place_columns(g);
    for (int k = 0; k < COLUMNS; k++)
        stack(g, k);
    for (int pass = 0; pass < PASSES; pass++)
        for (int k = 0; k < COLUMNS; k++)
            rank(g, pass % 2 ? COLUMNS - 1 - k : k);
    for (size_t i = 0; i < g->n_edges; i++) {
        g->edges[i].ya = port(g, i, g->edges[i].a, true);
        g->edges[i].yb = port(g, i, g->edges[i].b, false);
    }
}

/* Drawing ---------------------------------------------------------------------------------- */

/* A curve between two nodes that leaves and arrives level; within a column it bows to the side
 * given. Sets the point at t of its way, 0..1. */
static void curve(struct buf *out, const struct node *a, const struct node *b, double ya, double yb,
                  double side, double t, double *ret_x, double *ret_y)
{
    bool same = a->column == b->column, back = b->column < a->column;
    double x1 = same ? (side < 0 ? a->x : a->x + a->w) : back ? a->x : a->x + a->w;
    double x2 = same ? (side < 0 ? b->x : b->x + b->w) : back ? b->x + b->w : b->x;
    double c1 = same ? x1 + side : x1 + (x2 - x1) * 0.5, c2 = same ? x2 + side : c1;
    svg_point(out, 'M', x1, ya);
    svg_point(out, 'C', c1, ya);
    svg_point(out, ' ', c2, yb);
    svg_point(out, ' ', x2, yb);
    double u = 1 - t, p = u * u * u, q = 3 * u * u * t, r = 3 * u * t * t, v = t * t * t;
    *ret_x = p * x1 + q * c1 + r * c2 + v * x2;
    *ret_y = (p + q) * ya + (r + v) * yb;
}

/* Where an edge carries its number: near the end that has fewer edges. */
static double where(const struct graph *g, const struct edge *e)
{
    size_t n_a = 0, n_b = 0;
    for (size_t i = 0; i < g->n_edges; i++) {
        n_a += g->edges[i].a == e->a;
        n_b += g->edges[i].b == e->b;
    }
    return n_a == n_b ? 0.5 : n_a < n_b ? 0.2 : 0.8;
}

static void draw_edge(struct html *h, const struct graph *g, const struct edge *e)
{
    double x, y, width = 1.6 + 1.1 * (double)(e->n > 6 ? 6 : e->n);
    buf_add_f(h->out, "<g class=\"%s\"><path class=\"edge\" stroke-width=\"",
              html_colour(e->piece));
    svg_number(h->out, width);
    buf_add_z(h->out, "\" d=\"");
    curve(h->out, &g->nodes[e->a], &g->nodes[e->b], e->ya, e->yb, 30, where(g, e), &x, &y);
    buf_add_z(h->out, "\"><title>");
    if (e->n > 1)
        buf_add_f(h->out, "%u consignments, the first: ", e->n);
    html_record_title(h, e->record);
    buf_add_z(h->out, "</title></path>");
    if (e->piece != SIZE_MAX && g->n_edges <= 60) {
        buf_add_z(h->out, "<circle class=\"badge\" r=\"7.5\" cx=\"");
        svg_number(h->out, x);
        buf_add_z(h->out, "\" cy=\"");
        svg_number(h->out, y);
        buf_add_z(h->out, "\"/>");
        svg_text_at(h->out, "badge-text mid", x, y + 3.5);
        buf_add_f(h->out, "%zu</text>", e->piece + 1);
    }
    buf_add_z(h->out, "</g>");
}

static void draw_tie(struct html *h, const struct graph *g, const struct tie *t)
{
    double x, y;
    const struct node *a = &g->nodes[t->a], *b = &g->nodes[t->b];
    buf_add_z(h->out, "<path class=\"tie\" d=\"");
    curve(h->out, a, b, middle(a), middle(b), a->column == 0 ? -SIDE : SIDE, 0.5, &x, &y);
    buf_add_z(h->out, "\"><title>");
    html_text(h->out, t->link->kind);
    buf_add_z(h->out, t->link->bits > 0 ? " +" : " ");
    html_fixed(h->out, t->link->bits, 1);
    buf_add_z(h->out, " bits: ");
    html_text(h->out, t->link->text);
    buf_add_z(h->out, "</title></path>");
}

/* Where to break a name after at most WRAP columns: behind the last blank, if there is one. */
static size_t wrap(struct str s)
{
    size_t used = 0, space = 0, at = 0;
    while (at < s.n) {
        size_t from = at;
        if (s.p[at] == ' ')
            space = at;
        (void)utf8_next(s, &at);
        used += utf8_width(str_slice(s, from, at));
        if (used > WRAP)
            return space > 0 ? space : from;
    }
    return s.n;
}

static void sub_line(struct html *h, const struct node *n, const struct assemble_watch *w)
{
    struct str code = html_actor_country(h, n->actor);
    struct str country = geo_country_name(h->in->stages->geo, code);
    svg_text_at(h->out, w ? "small listed mid" : "small dim mid", n->x + n->w / 2, n->y + 45);
    html_cut(h->out, country.n ? country : code, w ? 14 : 30);
    if (w) {
        buf_add_z(h->out, code.n ? " · listed: " : "listed: ");
        html_cut(h->out, w->program.n ? w->program : w->list, 16);
    }
    buf_add_z(h->out, "</text>");
}

static void draw_name(struct html *h, const struct node *n, struct str name)
{
    size_t cut = wrap(name);
    struct str rest = str_trim(str_slice(name, cut, name.n));
    svg_text_at(h->out, "strong mid", n->x + n->w / 2, n->y + (rest.n ? 16 : 22));
    html_text(h->out, str_slice(name, 0, cut));
    buf_add_z(h->out, "</text>");
    if (rest.n) {
        svg_text_at(h->out, "strong mid", n->x + n->w / 2, n->y + 30);
        html_cut(h->out, rest, WRAP);
        buf_add_z(h->out, "</text>");
    }
}

static void draw_node(struct html *h, const struct node *n)
{
    const struct assemble_watch *w = html_listed(h, n->actor);
    bool is_hub = has_role(n, "forwarder");
    struct str name = report_actor_name(h->in, n->actor);
    buf_add_f(h->out, "<g><title>%s: ", n->role);
    html_text(h->out, name);
    if (w) {
        buf_add_z(h->out, "; reads like ");
        html_text(h->out, w->name);
        buf_add_z(h->out, ", ");
        html_text(h->out, w->list);
        buf_add_c(h->out, ' ');
        html_text(h->out, w->entity);
        buf_add_c(h->out, ' ');
        html_text(h->out, w->program);
    }
    buf_add_f(h->out, "</title><rect class=\"node%s%s%s\" rx=\"6\" x=\"", is_hub ? " hub" : "",
              n->actor == h->c->anchor ? " anchor" : "", w ? " bad" : "");
    svg_number(h->out, n->x);
    buf_add_z(h->out, "\" y=\"");
    svg_number(h->out, n->y);
    buf_add_f(h->out, "\" width=\"%d\" height=\"%d\"/>", (int)n->w, (int)n->h);
    if (is_hub) {
        svg_text_at(h->out, w ? "small listed mid" : "small mid", n->x + n->w / 2, n->y + 17);
        html_cut(h->out, name, 22);
        buf_add_z(h->out, "</text></g>");
        return;
    }
    draw_name(h, n, name);
    sub_line(h, n, w);
    buf_add_z(h->out, "</g>");
}

static void headings(struct buf *out, const struct graph *g)
{
    static const char *const names[COLUMNS] = {"Senders", "Forwarders", "Agents", "Forwarders",
                                               "Receivers"};
    bool done[COLUMNS] = {false};
    for (size_t i = 0; i < g->n_nodes; i++) {
        const struct node *n = &g->nodes[i];
        if (done[n->column])
            continue;
        done[n->column] = true;
        svg_text_at(out, "dim mid", n->x + n->w / 2, 14);
        buf_add_f(out, "%s</text>", names[n->column]);
    }
}

void html_graph(struct html *h)
{
    struct graph *g = html_array(h, 1, sizeof *g);
    if (!g || !(g->edges = html_array(h, MAX_EDGES, sizeof *g->edges)))
        return;
    add_nodes(h, g, false);
    add_nodes(h, g, true);
    if (g->n_nodes == 0)
        return;
    place_forwarders(h, g);
    add_edges(h, g);
    drop_idle(g);
    add_ties(h, g);
    layout(g);
    buf_add_z(h->out, "<figure>");
    svg_open(h->out, "Graph of the parties", HTML_WIDTH, TOP + g->height + 6);
    headings(h->out, g);
    for (size_t i = 0; i < g->n_ties; i++)
        draw_tie(h, g, &g->ties[i]);
    for (size_t i = 0; i < g->n_edges; i++)
        draw_edge(h, g, &g->edges[i]);
    for (size_t i = 0; i < g->n_nodes; i++)
        draw_node(h, &g->nodes[i]);
    buf_add_z(h->out,
              "</svg><figcaption>Lines are consignments, numbered and coloured by part, "
              "thicker for more, to each party that the papers name as consignee, buyer, end user "
              "or to be notified. Dashed: a shared contact, or goods that were received and "
              "passed on.");
    if (g->n_hidden)
        buf_add_f(h->out, " And %zu more %s.", g->n_hidden, g->n_hidden == 1 ? "party" : "parties");
    if (g->n_left_out) {
        buf_add_z(h->out, " There was no room for some lines of ");
        html_plural(h->out, g->n_left_out, "consignment", "consignments");
        buf_add_c(h->out, '.');
    }
    if (g->n_ties_left_out) {
        buf_add_z(h->out, " And ");
        html_plural(h->out, g->n_ties_left_out, "more dashed line", "more dashed lines");
        buf_add_c(h->out, '.');
    }
    buf_add_z(h->out, "</figcaption></figure>\n");
}
