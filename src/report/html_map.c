/* report/html_map.c - the routes of a case over coastlines: great circles between the places that
 * the papers name, in the colour of the piece. An equirectangular map, zoomed to the case; its
 * western edge stands in the widest empty span of longitude, so routes over the date line are
 * whole. It does not know tracks, borders or names of seas.
 *
 * Coastlines: data/tables/world.tsv (tools/tables/world.py tells its layout). */
#include "report/html.h"

#include "geo/tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

extern const char seine_table_world[], seine_table_world_end[];

#define STEPS      24 /* points of a great circle */
#define MAX_LEGS   400
#define MAX_PLACES 64
#define MAX_HEIGHT 560.0
#define MIN_HEIGHT 300.0
#define MIN_SPAN   7.0 /* degrees of latitude that are shown at least */
#define WORLD_UNIT 20.0
#define WORLD_ZERO 79

static const double PI = 3.14159265358979323846;

struct leg {
    const struct geo_place *a, *b;
    size_t piece;
    uint32_t record, last; /* the first and the last that take it */
    uint32_t n;            /* how many do */
    int lane;              /* 0, 1, 2 ...: legs between the same places beside each other */
};
struct chart {
    struct leg *legs;
    size_t n_legs;
    const struct geo_place **places;
    size_t n_places, n_unknown, n_left_out;
    bool has_more_places;
    double west, south, width, height; /* degrees */
    double scale_x, scale_y, pixels;   /* pixels a degree; height of the map */
};
struct point {
    double x, y;
};

static void add_place(struct chart *m, const struct geo_place *p)
{
    size_t i = 0;
    while (i < m->n_places && m->places[i] != p)
        i++;
    if (i < m->n_places)
        return;
    if (i < MAX_PLACES)
        m->places[m->n_places++] = p;
    else
        m->has_more_places = true;
}

static bool same_ends(const struct leg *l, const struct geo_place *a, const struct geo_place *b)
{
    return (l->a == a && l->b == b) || (l->a == b && l->b == a);
}

static void add_leg(struct chart *m, const struct geo_place *a, const struct geo_place *b,
                    size_t piece, uint32_t record)
{
    int lane = 0;
    for (size_t i = 0; i < m->n_legs; i++) {
        if (!same_ends(&m->legs[i], a, b))
            continue;
        if (m->legs[i].piece == piece) {
            m->legs[i].n += m->legs[i].last != record; /* once, there and back */
            m->legs[i].last = record;
            return;
        }
        lane++;
    }
    if (m->n_legs < MAX_LEGS)
        m->legs[m->n_legs++] = (struct leg){a, b, piece, record, record, 1, lane};
    else
        m->n_left_out++;
}

static void add_route(const struct html *h, struct chart *m, uint32_t record)
{
    const struct trade_table *t = h->in->stages->table;
    struct str rest = table_str(t, t->routes.v[t->records.v[record].route].code), code;
    const struct geo_place *before = NULL;
    bool more = true;
    for (int i = 0; i <= LIMIT_LEGS && str_cut(&rest, &more, '-', &code); i++) {
        const struct geo_place *p = geo_place(h->in->stages->geo, code);
        if (!geo_has_position(p)) {
            m->n_unknown += code.n > 0;
            continue; /* the line goes on to the next place that is known */
        }
        add_place(m, p);
        if (before && before != p)
            add_leg(m, before, p, html_piece(h, record), record);
        before = p;
    }
}

/* Point k of STEPS on the great circle; degrees. */
static struct point on_circle(const struct geo_place *a, const struct geo_place *b, int k)
{
    double f = (double)k / STEPS, rad = PI / 180;
    double la = a->lat * rad, lb = b->lat * rad, oa = a->lon * rad, ob = b->lon * rad;
    double v[2][3] = {{cos(la) * cos(oa), cos(la) * sin(oa), sin(la)},
                      {cos(lb) * cos(ob), cos(lb) * sin(ob), sin(lb)}};
    double dot = v[0][0] * v[1][0] + v[0][1] * v[1][1] + v[0][2] * v[1][2];
    double d = acos(dot > 1 ? 1 : dot < -1 ? -1 : dot);
    if (sin(d) < 1e-6)
        return k * 2 < STEPS ? (struct point){a->lon, a->lat} : (struct point){b->lon, b->lat};
    double p = sin((1 - f) * d) / sin(d), q = sin(f * d) / sin(d);
    double x = p * v[0][0] + q * v[1][0], y = p * v[0][1] + q * v[1][1];
    double z = p * v[0][2] + q * v[1][2];
    return (struct point){atan2(y, x) / rad, atan2(z, hypot(x, y)) / rad};
}

static int compare_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sets west and width from all longitudes that are drawn: everything but the widest gap. */
static void span_of(double *lon, size_t n, struct chart *m)
{
    qsort(lon, n, sizeof *lon, compare_double);
    double gap = lon[0] + 360 - lon[n - 1];
    m->west = lon[0];
    for (size_t i = 1; i < n; i++)
        if (lon[i] - lon[i - 1] > gap) {
            gap = lon[i] - lon[i - 1];
            m->west = lon[i];
        }
    m->width = 360 - gap;
}

/* The frame: all lines with a margin, at least MIN_SPAN, in the proportions of the middle latitude;
 * the shorter side grows until the picture is neither flat nor tall. */
static bool frame(struct html *h, struct chart *m)
{
    size_t n = 0;
    double *lon = html_array(h, m->n_legs * (STEPS + 1) + m->n_places, sizeof *lon);
    if (!lon)
        return false;
    double low = 90, high = -90;
    for (size_t i = 0; i < m->n_places; i++) {
        lon[n++] = m->places[i]->lon;
        low = fmin(low, m->places[i]->lat);
        high = fmax(high, m->places[i]->lat);
    }
    for (size_t i = 0; i < m->n_legs; i++)
        for (int k = 0; k <= STEPS; k++) {
            struct point p = on_circle(m->legs[i].a, m->legs[i].b, k);
            lon[n++] = p.x;
            low = fmin(low, p.y);
            high = fmax(high, p.y);
        }
    span_of(lon, n, m);
    double middle = (low + high) / 2, squeeze = fmax(cos(middle * PI / 180), 0.35);
    double tall = fmax((high - low) * 1.2, MIN_SPAN);
    double wide = fmax(fmin(m->width * 1.16, 360), MIN_SPAN);
    double centre = m->west + m->width / 2;
    wide = fmin(fmax(wide, tall / squeeze * HTML_WIDTH / MAX_HEIGHT), 360);
    m->scale_x = HTML_WIDTH / wide;
    m->scale_y = m->scale_x / squeeze;
    tall = fmin(fmax(tall, MIN_HEIGHT / m->scale_y), MAX_HEIGHT / m->scale_y);
    m->west = centre - wide / 2;
    m->width = wide;
    m->height = tall;
    m->south = fmax(fmin(middle - tall / 2, 90 - tall), -90);
    m->pixels = tall * m->scale_y;
    return true;
}

static struct point project(const struct chart *m, double lon, double lat)
{
    double x = fmod(lon - m->west, 360);
    return (struct point){(x < 0 ? x + 360 : x) * m->scale_x,
                          (m->south + m->height - lat) * m->scale_y};
}

/* Clips a closed ring at one side of the frame (Sutherland-Hodgman); sides: left, right, top,
 * bottom. out has room for twice n. */
static size_t clip(const struct point *in, size_t n, int side, double edge, struct point *out)
{
    size_t made = 0;
    double sign = side % 2 ? -1 : 1;
    for (size_t i = 0; i < n; i++) {
        const struct point *a = &in[i ? i - 1 : n - 1], *b = &in[i];
        double da = sign * ((side < 2 ? a->x : a->y) - edge);
        double db = sign * ((side < 2 ? b->x : b->y) - edge);
        if ((da >= 0) != (db >= 0)) {
            double f = da / (da - db);
            out[made++] = (struct point){a->x + f * (b->x - a->x), a->y + f * (b->y - a->y)};
        }
        if (db >= 0)
            out[made++] = *b;
    }
    return made;
}

/* Writes a ring, leaving out points that are nearer than most of a pixel to the one before. */
static void ring_path(struct buf *out, const struct point *p, size_t n)
{
    struct point last = p[0];
    svg_point(out, 'M', last.x, last.y);
    for (size_t i = 1; i < n; i++) {
        if (fabs(p[i].x - last.x) + fabs(p[i].y - last.y) < 1.3)
            continue;
        svg_point(out, 'L', p[i].x, p[i].y);
        last = p[i];
    }
    buf_add_c(out, 'Z');
}

/* Reads one row of the table; *ret_n points in degrees. */
static struct point *read_ring(struct html *h, const struct str *fields, size_t *ret_n)
{
    int64_t x, y;
    if (!str_to_i64(fields[0], &x) || !str_to_i64(fields[1], &y))
        return NULL;
    size_t n = fields[2].n / 2 + 1;
    struct point *p = html_array(h, n, sizeof *p);
    for (size_t i = 0; p && i < n; i++) {
        if (i > 0) {
            x += (unsigned char)fields[2].p[2 * i - 2] - WORLD_ZERO;
            y += (unsigned char)fields[2].p[2 * i - 1] - WORLD_ZERO;
        }
        p[i] = (struct point){(double)x / WORLD_UNIT, (double)y / WORLD_UNIT};
    }
    *ret_n = n;
    return p;
}

/* Whether any of the ring can be seen when it is moved by `shift` degrees. */
static bool is_near(const struct chart *m, const struct point *p, size_t n, double shift)
{
    double box[4] = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    for (size_t i = 0; i < n; i++) {
        box[0] = fmin(box[0], p[i].x + shift);
        box[1] = fmax(box[1], p[i].x + shift);
        box[2] = fmin(box[2], p[i].y);
        box[3] = fmax(box[3], p[i].y);
    }
    return box[1] > m->west && box[0] < m->west + m->width && box[3] > m->south &&
           box[2] < m->south + m->height && (box[1] - box[0]) * m->scale_x > 1.2;
}

static void land_ring(struct html *h, const struct chart *m, const struct point *p, size_t n,
                      double shift)
{
    /* a clip keeps or adds at most three points for two */
    struct point *a = html_array(h, 6 * n + 16, sizeof *a);
    struct point *b = a ? html_array(h, 6 * n + 16, sizeof *b) : NULL;
    if (!b)
        return;
    for (size_t i = 0; i < n; i++)
        a[i] = (struct point){(p[i].x + shift - m->west) * m->scale_x,
                              (m->south + m->height - p[i].y) * m->scale_y};
    double edge[4] = {-2, HTML_WIDTH + 2, -2, m->pixels + 2};
    for (int side = 0; side < 4; side++) {
        n = clip(a, n, side, edge[side], b);
        struct point *swap = a;
        a = b;
        b = swap;
    }
    if (n > 2)
        ring_path(h->out, a, n);
}

static void land(struct html *h, const struct chart *m)
{
    struct str rest = REF(world), fields[3];
    buf_add_z(h->out, "<path class=\"land\" d=\"");
    while (ref_row(&rest, fields, 3)) {
        size_t n = 0;
        struct point *p = read_ring(h, fields, &n);
        for (int turn = -1; p && turn <= 2; turn++)
            if (is_near(m, p, n, turn * 360.0))
                land_ring(h, m, p, n, turn * 360.0);
    }
    buf_add_z(h->out, "\"/>");
}

/* A leg as a line of STEPS pieces; lanes bow to alternate sides so that none hides another. */
static void leg_path(struct html *h, const struct chart *m, const struct leg *l)
{
    struct point from = project(m, l->a->lon, l->a->lat), to = project(m, l->b->lon, l->b->lat);
    double length = hypot(to.x - from.x, to.y - from.y), last = from.x;
    double bow = (l->lane % 2 ? -1.0 : 1.0) * floor((l->lane + 1) / 2.0) * 9;
    if (strcmp(l->a->code, l->b->code) > 0)
        bow = -bow; /* there and back are one line */
    buf_add_f(h->out, "<path class=\"leg %s\" d=\"", html_colour(l->piece));
    for (int k = 0; k <= STEPS; k++) {
        struct point d = on_circle(l->a, l->b, k), p = project(m, d.x, d.y);
        double f = bow * sin(PI * k / STEPS);
        if (length > 1) {
            p.x -= f * (to.y - from.y) / length;
            p.y += f * (to.x - from.x) / length;
        }
        svg_point(h->out, k == 0 || fabs(p.x - last) > HTML_WIDTH / 2.0 ? 'M' : 'L', p.x, p.y);
        last = p.x;
    }
    buf_add_f(h->out, "\" stroke-width=\"2\"><title>%s to %s: ", l->a->code, l->b->code);
    if (l->n > 1)
        buf_add_f(h->out, "%u consignments, the first: ", l->n);
    html_record_title(h, l->record);
    buf_add_z(h->out, "</title></path>");
}

/* Labels: the first of four positions where the label meets no other label and no place. */
struct box {
    double x, y, w, h;
};

static bool meets(const struct box *a, const struct box *b)
{
    return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

static struct box label_box(struct point p, double width, int position)
{
    static const double dx[] = {8, -8, 0, 0}, dy[] = {-7, -7, -23, 9};
    double x = position == 0 ? p.x + dx[0] : position == 1 ? p.x + dx[1] - width : p.x - width / 2;
    return (struct box){x, p.y + dy[position], width, 14};
}

static bool is_free(const struct chart *m, const struct box *taken, size_t n, const struct box *b,
                    size_t own)
{
    if (b->x < 2 || b->x + b->w > HTML_WIDTH - 2 || b->y < 2 || b->y + b->h > m->pixels - 2)
        return false;
    for (size_t i = 0; i < n; i++)
        if (i != own && meets(b, &taken[i]))
            return false;
    return true;
}

static void label(struct html *h, const struct geo_place *p, const struct box *b, bool with_name)
{
    svg_text_at(h->out, "halo", b->x, b->y + 11);
    buf_add_f(h->out, "<tspan class=\"strong\">%s</tspan>", p->code);
    if (with_name) {
        buf_add_c(h->out, ' ');
        html_cut(h->out, p->name, 18);
    }
    buf_add_z(h->out, "</text>");
}

static void dot(struct html *h, struct point at, const struct geo_place *p)
{
    buf_add_z(h->out, "<circle class=\"place\" r=\"3.6\" cx=\"");
    svg_number(h->out, at.x);
    buf_add_z(h->out, "\" cy=\"");
    svg_number(h->out, at.y);
    buf_add_f(h->out, "\"><title>%s ", p->code);
    html_text(h->out, p->name);
    struct str country = geo_country_name(h->in->stages->geo, str_of(p->country));
    buf_add_z(h->out, country.n ? ", " : "");
    html_text(h->out, country);
    buf_add_z(h->out, "</title></circle>");
}

static void places(struct html *h, const struct chart *m)
{
    struct box *taken = html_array(h, 2 * m->n_places, sizeof *taken);
    size_t n = m->n_places;
    if (!taken)
        return;
    for (size_t i = 0; i < m->n_places; i++) {
        struct point p = project(m, m->places[i]->lon, m->places[i]->lat);
        taken[i] = (struct box){p.x - 4, p.y - 4, 8, 8};
        dot(h, p, m->places[i]);
    }
    for (size_t i = 0; i < m->n_places; i++) {
        const struct geo_place *place = m->places[i];
        struct point p = project(m, place->lon, place->lat);
        size_t columns = utf8_width(place->name);
        for (int k = 0; k < 8; k++) { /* with the name if there is room, else the code alone */
            bool with_name = k < 4;
            double width = 8.2 * (double)strlen(place->code) +
                           (with_name ? 6.6 * (double)(columns > 18 ? 18 : columns) + 5 : 0);
            struct box b = label_box(p, width, k % 4);
            if (!is_free(m, taken, n, &b, i))
                continue;
            taken[n++] = b;
            label(h, place, &b, with_name);
            break;
        }
    }
}

static void caption(struct buf *out, const struct chart *m)
{
    buf_add_z(out, "<figcaption>Lines join the places that the papers name. Point at a line or "
                   "place for its consignment or name.");
    if (m->n_unknown) {
        buf_add_c(out, ' ');
        html_plural(out, m->n_unknown, "mention of a place", "mentions of places");
        buf_add_z(out, " without a known position left out.");
    }
    if (m->n_left_out) {
        buf_add_z(out, " And ");
        html_plural(out, m->n_left_out, "more leg", "more legs");
        buf_add_c(out, '.');
    }
    if (m->has_more_places)
        buf_add_f(out, " The first %d places have a mark.", MAX_PLACES);
    buf_add_z(out, "</figcaption>");
}

void html_map(struct html *h)
{
    struct chart m = {0};
    m.legs = html_array(h, MAX_LEGS, sizeof *m.legs);
    m.places = m.legs ? html_array(h, MAX_PLACES, sizeof *m.places) : NULL;
    if (!m.places)
        return;
    for (size_t i = 0; i < h->c->n_records; i++)
        add_route(h, &m, h->c->records[i].record);
    if (m.n_places == 0) {
        buf_add_z(h->out, "<p class=\"dim\">The papers name no place of known position.</p>");
        return;
    }
    if (!frame(h, &m))
        return;
    buf_add_z(h->out, "<figure>");
    svg_open(h->out, "Map of the routes", HTML_WIDTH, m.pixels);
    buf_add_f(h->out, "<rect class=\"sea\" width=\"%d\" height=\"", HTML_WIDTH);
    svg_number(h->out, m.pixels);
    buf_add_z(h->out, "\"/>");
    land(h, &m);
    for (size_t i = 0; i < m.n_legs; i++)
        leg_path(h, &m, &m.legs[i]);
    places(h, &m);
    buf_add_z(h->out, "</svg>");
    caption(h->out, &m);
    buf_add_z(h->out, "</figure>\n");
}
