/* report/html_timeline.c - the pieces over time: one row a component with a mark for each
 * consignment, one for what was only passed on, a dashed one for each component not seen. */
#include "report/html.h"

#include <math.h>

#define LABEL     272.0 /* width of the row labels */
#define RIGHT     34.0
#define TOP       30.0
#define ROW       28.0
#define ROW_EMPTY 21.0
#define MAX_TICKS 9

struct axis {
    int32_t first, last;
};

static double at(const struct axis *a, int32_t day)
{
    double span = (double)a->last - (double)a->first;
    double x = span > 0 ? ((double)day - (double)a->first) / span : 0.5;
    return LABEL + (x < 0 ? 0 : x > 1 ? 1 : x) * (HTML_WIDTH - RIGHT - LABEL);
}

/* The days around the case's consignments; false if none has a date. */
static bool make_axis(const struct html *h, struct axis *ret)
{
    const struct trade_table *t = h->in->stages->table;
    bool any = false;
    for (size_t i = 0; i < h->c->n_records; i++) {
        int32_t day = t->records.v[h->c->records[i].record].day;
        if (day == DATE_NONE)
            continue;
        if (!any || day < ret->first)
            ret->first = day;
        if (!any || day > ret->last)
            ret->last = day;
        any = true;
    }
    if (any) {
        int32_t margin = (ret->last - ret->first) / 25 + 3;
        ret->first -= margin;
        ret->last += margin;
    }
    return any;
}

static void tick(struct buf *out, const struct axis *a, int32_t day, double bottom)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int y, m, d;
    date_civil(day, &y, &m, &d);
    svg_line(out, "axis", at(a, day), TOP - 8, at(a, day), bottom);
    svg_text_at(out, "dim small mid", at(a, day), 14);
    if (d > 1)
        buf_add_f(out, "%d ", d);
    buf_add_f(out, "%s %d</text>", months[m - 1], y);
}

/* Months of like number apart, or weeks where the case is shorter than two months. */
static void ticks(struct buf *out, const struct axis *a, double bottom)
{
    static const int steps[] = {1, 2, 3, 6, 12, 24, 60, 120, 600, 1200};
    int32_t days = a->last - a->first;
    if (days < 60) {
        int32_t step = days < 20 ? 3 : days < 40 ? 7 : 14;
        for (int32_t day = a->first + 2; day < a->last; day += step)
            tick(out, a, day, bottom);
        return;
    }
    size_t s = 0;
    while (s + 1 < sizeof steps / sizeof *steps && days / 30 / steps[s] > MAX_TICKS)
        s++;
    int y, m, d;
    date_civil(a->first, &y, &m, &d);
    for (int month = (y * 12 + m - 1) / steps[s] * steps[s] + steps[s]; month < 9999 * 12;
         month += steps[s]) {
        int32_t day = date_day(month / 12, month % 12 + 1, 1);
        if (day >= a->last)
            break;
        tick(out, a, day, bottom);
    }
}

static void mark(struct html *h, const struct axis *a, uint32_t record, double x, double y,
                 bool is_piece)
{
    const struct table_record *r = &h->in->stages->table->records.v[record];
    if (r->departed_day != DATE_NONE && r->arrived_day != DATE_NONE &&
        r->arrived_day > r->departed_day)
        svg_line(h->out, "way", at(a, r->departed_day), y, at(a, r->arrived_day), y);
    buf_add_f(h->out, "<circle class=\"%s\" cx=\"", is_piece ? "mark" : "passed");
    svg_number(h->out, x);
    buf_add_z(h->out, "\" cy=\"");
    svg_number(h->out, y);
    buf_add_z(h->out, is_piece ? "\" r=\"6.5\"><title>" : "\" r=\"4.5\"><title>");
    html_record_title(h, record);
    buf_add_z(h->out, "</title></circle>");
}

/* A row of marks; consignments of one day stand side by side, as far as there is room. */
static void row(struct html *h, const struct axis *a, size_t piece, double y)
{
    double last = -1;
    buf_add_f(h->out, "<g class=\"%s\">", html_colour(piece));
    svg_text_at(h->out, "end", LABEL - 18, y + 4);
    if (piece != SIZE_MAX)
        buf_add_f(h->out, "%zu ", piece + 1);
    html_cut(h->out, html_piece_name(h, piece), 35);
    buf_add_z(h->out, "</text>");
    svg_line(h->out, "axis", LABEL, y, HTML_WIDTH - RIGHT, y);
    for (size_t i = 0; i < h->c->n_records; i++) {
        uint32_t record = h->c->records[i].record;
        int32_t day = h->in->stages->table->records.v[record].day;
        if (day == DATE_NONE || html_piece(h, record) != piece)
            continue;
        double x = at(a, day);
        x = fmin(fmax(x, last + 7), HTML_WIDTH - 7);
        last = x;
        mark(h, a, record, x, y, piece != SIZE_MAX || h->c->kit == MAP_NONE);
    }
    buf_add_z(h->out, "</g>");
}

static void empty_row(struct html *h, const struct assemble_missing *m, double y)
{
    svg_text_at(h->out, "dim end", LABEL - 18, y + 4);
    html_cut(h->out, goods_component(h->in->stages->catalogue, m->component)->name, 36);
    buf_add_z(h->out, "</text>");
    svg_line(h->out, "gap", LABEL, y, HTML_WIDTH - RIGHT - 92, y);
    svg_text_at(h->out, "dim small end", HTML_WIDTH - RIGHT, y + 4);
    buf_add_z(h->out, "not seen yet</text>");
}

static bool has_other(const struct html *h)
{
    for (size_t i = 0; i < h->c->n_records; i++)
        if (html_piece(h, h->c->records[i].record) == SIZE_MAX)
            return true;
    return false;
}

void html_timeline(struct html *h)
{
    struct axis a = {0, 0};
    const struct assemble_case *c = h->c;
    if (!make_axis(h, &a)) {
        buf_add_z(h->out, "<p class=\"dim\">None of these consignments has a date.</p>");
        return;
    }
    bool other = has_other(h);
    double y = TOP + ROW / 2;
    double bottom =
        TOP + ROW * (double)(c->n_components + other) + ROW_EMPTY * (double)c->n_missing;
    buf_add_z(h->out, "<figure>");
    svg_open(h->out, "Timeline of the consignments by component", HTML_WIDTH, bottom + 4);
    ticks(h->out, &a, bottom);
    for (size_t i = 0; i < c->n_components; i++) {
        row(h, &a, i, y);
        y += ROW;
    }
    if (other) {
        row(h, &a, SIZE_MAX, y);
        y += ROW;
    }
    y -= (ROW - ROW_EMPTY) / 2;
    for (size_t i = 0; i < c->n_missing; i++) {
        empty_row(h, &c->missing[i], y);
        y += ROW_EMPTY;
    }
    buf_add_z(h->out, "</svg></figure>\n");
}
