/* check/habits.c - records unlike what this data, or the flight tables, make usual: legs that
 * nobody flies, hubs that the lane does not take, origins that do not make such goods, goods that
 * their consignee never had, and figures (value by mass, density, days on the way) far from those
 * of their like. What is usual is always counted on the data at hand; where there is too little of
 * it to say, the check does not apply. */
#include "base/sort.h"
#include "check/internal.h"

#include "goods/hs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LIKE_MIN     30   /* records of the like that a figure or a way is held against */
#define FAR          4.0  /* robust standard deviations */
#define SPREAD_MIN   0.25 /* of the natural logarithm: what is usual is never narrower */
#define WAY_RARE     0.01 /* of a lane's records */
#define HEADING_MIN  200  /* records of a heading whose origins are held against it */
#define ORIGIN_RARE  0.005
#define ORIGIN_MIN   0.01 /* of all records: a country that exports at all */
#define BUSINESS_MIN 6    /* consignments that tell a consignee's business */

/* ---- what a record is one of --------------------------------------------------------------------
 */

uint16_t check_cargo_heading(struct str code)
{
    struct goods_hs hs = goods_hs_normalise(code);
    if (!hs.is_valid || hs.n < 4)
        return CHECK_NO_HEADING;
    return check_heading_number(hs.digits);
}

unsigned check_heading(const struct check_context *x, const struct table_record *r)
{
    unsigned heading = 0;
    for (uint32_t k = 0; k < r->n_lines; k++) {
        unsigned h = x->heading[x->table->lines.v[r->first_line + k].cargo];
        if (h == CHECK_NO_HEADING)
            continue;
        if (heading && heading != h)
            return 0;
        heading = h;
    }
    return heading;
}

static unsigned country_code(struct str alpha2)
{
    return alpha2.n == 2 ? (unsigned)(unsigned char)alpha2.p[0] << 8 | (unsigned char)alpha2.p[1]
                         : 0;
}

/* Where the goods were made, as the first line that says so has it. */
static unsigned origin_of(const struct trade_table *t, const struct table_record *r)
{
    for (uint32_t k = 0; k < r->n_lines; k++) {
        uint32_t origin = t->cargos.v[t->lines.v[r->first_line + k].cargo].origin;
        if (origin)
            return country_code(table_str(t, origin));
    }
    return 0;
}

/* ---- figures against those of their like -------------------------------------------------------
 */

struct figure {
    uint32_t record, like;
    double log_value;
};
typedef VEC(struct figure) figures;

static int by_like(const void *a, const void *b)
{
    const struct figure *x = a, *y = b;
    if (x->like != y->like)
        return x->like < y->like ? -1 : 1;
    if (x->log_value < y->log_value || x->log_value > y->log_value)
        return x->log_value < y->log_value ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

/* Marks those that lie FAR from the median; only above it when is_above. */
static void judge_like(struct check_context *x, enum check_kind kind, const struct figure *f,
                       size_t n, bool is_above, double *room)
{
    double middle = f[n / 2].log_value;
    for (size_t i = 0; i < n; i++)
        room[i] = fabs(f[i].log_value - middle);
    double limit = FAR * fmax(1.4826 * sort_select(room, n, n / 2), SPREAD_MIN);
    for (size_t i = 0; i < n; i++) {
        double off = f[i].log_value - middle;
        x->measure[kind][f[i].record] = exp(off);
        check_mark(x, kind, f[i].record, (is_above ? off : fabs(off)) > limit);
    }
}

static enum seine_status judge(struct check_context *x, enum check_kind kind, figures *all,
                               bool is_above)
{
    double *room = mem_alloc((all->n + 1) * sizeof *room);
    if (!room)
        return SEINE_NOMEM;
    if (all->n)
        qsort(all->v, all->n, sizeof *all->v, by_like);
    for (size_t from = 0, to; from < all->n; from = to) {
        for (to = from; to < all->n && all->v[to].like == all->v[from].like; to++)
            continue;
        if (to - from >= LIKE_MIN)
            judge_like(x, kind, all->v + from, to - from, is_above, room);
    }
    mem_free(room);
    VEC_CLEAR(all);
    return SEINE_OK;
}

static bool add_figure(figures *all, uint32_t record, uint32_t like, double value)
{
    struct figure f = {record, like, value > 0 ? log(value) : 0};
    return like == 0 || !(value > 0) || isinf(f.log_value) || VEC_PUSH(all, f);
}

static double kg_of(const struct trade_table *t, const struct table_record *r)
{
    int64_t g = table_gross_g(t, r), net = 0;
    for (uint32_t k = 0; k < r->n_lines && net != TRADE_NONE; k++) {
        int64_t one = t->lines.v[r->first_line + k].net_g;
        net = one == TRADE_NONE || one > INT64_MAX - net ? TRADE_NONE : net + one;
    }
    g = g == TRADE_NONE ? net : g; /* declarations may have the net mass alone */
    return g == TRADE_NONE || g <= 0 ? NAN : (double)g / 1000;
}

/* The figure of a record and what it is one of (0: nothing); NaN where it has none. */
typedef double figure_fn(const struct check_context *x, const struct table_record *r,
                         uint32_t *ret_like);

static double value_per_kg(const struct check_context *x, const struct table_record *r,
                           uint32_t *ret_like)
{
    *ret_like = check_heading(x, r);
    return check_value_usd(x, r) / kg_of(x->table, r);
}

static double density(const struct check_context *x, const struct table_record *r,
                      uint32_t *ret_like)
{
    *ret_like = check_heading(x, r);
    return r->volume_cm3 == TRADE_NONE ? NAN : kg_of(x->table, r) / (double)r->volume_cm3;
}

static double days_on_the_way(const struct check_context *x, const struct table_record *r,
                              uint32_t *ret_like)
{
    (void)x;
    *ret_like = r->mode;
    bool is_dated = r->departed_day != DATE_NONE && r->arrived_day != DATE_NONE &&
                    r->arrived_day >= r->departed_day;
    return is_dated ? 2.0 + r->arrived_day - r->departed_day : NAN; /* a day more is nothing */
}

static enum seine_status check_figure(struct check_context *x, enum check_kind kind,
                                      figure_fn *figure, bool is_above)
{
    const struct trade_table *t = x->table;
    figures all = {0};
    enum seine_status status = SEINE_OK;
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        uint32_t like;
        double value = figure(x, &t->records.v[i], &like);
        if (!add_figure(&all, i, like, value))
            status = SEINE_NOMEM;
    }
    if (status == SEINE_OK)
        status = judge(x, kind, &all, is_above);
    VEC_RELEASE(&all);
    return status;
}

enum seine_status check_value_per_kg(struct check_context *x)
{
    return check_figure(x, CHECK_VALUE_PER_KG, value_per_kg, false);
}

enum seine_status check_density(struct check_context *x)
{
    return check_figure(x, CHECK_DENSITY, density, false);
}

enum seine_status check_slow(struct check_context *x)
{
    return check_figure(x, CHECK_SLOW, days_on_the_way, true);
}

/* ---- ways and origins that are rare -------------------------------------------------------------
 */

static enum seine_status count(struct map *m, uint64_t key)
{
    uint32_t n = map_get(m, key);
    return map_set(m, key, n == MAP_NONE ? 1 : n + 1);
}

static uint32_t counted(const struct map *m, uint64_t key)
{
    uint32_t n = map_get(m, key);
    return n == MAP_NONE ? 0 : n;
}

/* From the country where the route begins to that where it ends, and the places between. */
struct way {
    uint64_t lane, whole; /* 0: it has no stop between */
};

static struct way way_of(const struct check_context *x, uint32_t route)
{
    struct str code = table_str(x->table, x->table->routes.v[route].code), stop, last = STR_EMPTY;
    struct str first = STR_EMPTY;
    size_t n = 0, after_first = 0;
    bool more = code.n > 0;
    const char *start = code.p;
    struct str rest = code;
    while (str_cut(&rest, &more, '-', &stop)) {
        if (n == 0) {
            first = stop;
            after_first = stop.n;
        }
        last = stop;
        n++;
    }
    const struct geo_place *from = n ? geo_place(x->geo, first) : NULL;
    const struct geo_place *to = n ? geo_place(x->geo, last) : NULL;
    if (n < 2 || !from || !to || !from->country[0] || !to->country[0])
        return (struct way){0, 0};
    size_t end = code.n - last.n;
    struct str between = {start + after_first, end > after_first ? end - after_first : 0};
    uint64_t lane =
        (uint64_t)country_code(str_of(from->country)) << 16 | country_code(str_of(to->country));
    return (struct way){lane, str_hash(between) ^ lane * UINT64_C(0x9E3779B97F4A7C15)};
}

enum seine_status check_ways(struct check_context *x)
{
    const struct trade_table *t = x->table;
    struct map lanes, ways;
    enum seine_status status = SEINE_OK;
    map_init(&lanes);
    map_init(&ways);
    struct way *of = mem_calloc(t->routes.n + 1, sizeof *of);
    if (!of)
        status = SEINE_NOMEM;
    for (uint32_t k = 0; k < t->routes.n && status == SEINE_OK; k++)
        of[k] = way_of(x, k);
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        const struct way *w = &of[t->records.v[i].route];
        if (w->lane && (status = count(&lanes, w->lane)) == SEINE_OK)
            status = count(&ways, w->whole);
    }
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        const struct way *w = &of[t->records.v[i].route];
        uint32_t n = w->lane ? counted(&lanes, w->lane) : 0;
        if (n >= LIKE_MIN)
            check_mark(x, CHECK_WAY_RARE, i, counted(&ways, w->whole) <= fmax(1, WAY_RARE * n));
    }
    mem_free(of);
    map_release(&lanes);
    map_release(&ways);
    return status;
}

enum seine_status check_origins(struct check_context *x)
{
    const struct trade_table *t = x->table;
    struct map n;
    enum seine_status status = SEINE_OK;
    size_t n_all = 0;
    map_init(&n);
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        unsigned heading = check_heading(x, &t->records.v[i]),
                 from = origin_of(t, &t->records.v[i]);
        if (!heading || !from)
            continue;
        n_all++;
        if ((status = count(&n, heading)) == SEINE_OK &&
            (status = count(&n, (uint64_t)from << 16)) == SEINE_OK)
            status = count(&n, (uint64_t)from << 16 | heading);
    }
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        unsigned heading = check_heading(x, &t->records.v[i]),
                 from = origin_of(t, &t->records.v[i]);
        if (!heading || !from || counted(&n, heading) < HEADING_MIN ||
            counted(&n, (uint64_t)from << 16) < ORIGIN_MIN * (double)n_all)
            continue;
        uint32_t both = counted(&n, (uint64_t)from << 16 | heading);
        check_mark(x, CHECK_ORIGIN_RARE, i, both <= fmax(1, ORIGIN_RARE * counted(&n, heading)));
    }
    map_release(&n);
    return status;
}

enum seine_status check_business(struct check_context *x)
{
    const struct trade_table *t = x->table;
    struct map n;
    enum seine_status status = SEINE_OK;
    map_init(&n);
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
            unsigned chapter = check_heading(x, &t->records.v[i]) / 100;
            uint32_t m = table_mention_of(t, &t->records.v[i], TRADE_CONSIGNEE);
            if (!chapter || m == MAP_NONE)
                continue;
            uint64_t who = (uint64_t)m << 8, what = who | chapter;
            if (pass == 0 && (status = count(&n, who)) == SEINE_OK)
                status = count(&n, what);
            if (pass == 1 && counted(&n, who) >= BUSINESS_MIN)
                check_mark(x, CHECK_OTHER_BUSINESS, i, counted(&n, what) == 1);
        }
    map_release(&n);
    return status;
}

/* ---- legs ---------------------------------------------------------------------------------------
 */

static bool is_flown_by(const struct geo_lane *lane, struct str carrier)
{
    size_t known = sizeof lane->carriers / sizeof *lane->carriers;
    if (carrier.n != 2 || lane->n_carriers > known) /* not all of them are known by name */
        return true;
    for (size_t i = 0; i < known && i < lane->n_carriers; i++)
        if (str_is_ci(str_of(lane->carriers[i]), carrier))
            return true;
    return false;
}

enum legs { LEGS_UNKNOWN, LEGS_FLOWN, LEGS_NOT_FLOWN };

/* One leg by air between airports that the tables have flights of. */
static enum legs judge_leg(const struct geo *geo, struct str from, struct str to,
                           struct str carrier)
{
    const struct geo_place *a = geo_place(geo, from), *b = geo_place(geo, to);
    size_t out, in;
    if (!a || !b || !(a->functions & GEO_AIRPORT) || !(b->functions & GEO_AIRPORT))
        return LEGS_UNKNOWN;
    (void)geo_lanes_from(geo, a, &out);
    (void)geo_lanes_from(geo, b, &in);
    if (!out || !in)
        return LEGS_UNKNOWN;
    const struct geo_lane *lane = geo_lane(geo, a, b);
    return lane && is_flown_by(lane, carrier) ? LEGS_FLOWN : LEGS_NOT_FLOWN;
}

static enum legs judge_route(const struct check_context *x, const struct table_route *route)
{
    struct str codes = table_str(x->table, route->code), from = STR_EMPTY, to;
    struct str carriers = table_str(x->table, route->carriers), modes;
    bool more = codes.n > 0, more_carriers = carriers.n > 0, more_modes;
    enum legs all = LEGS_UNKNOWN;
    modes = table_str(x->table, route->modes);
    more_modes = modes.n > 0;
    for (size_t n = 0; str_cut(&codes, &more, '-', &to); n++, from = to) {
        struct str carrier = STR_EMPTY, mode = STR_EMPTY;
        if (n == 0)
            continue;
        (void)str_cut(&carriers, &more_carriers, '-', &carrier);
        (void)str_cut(&modes, &more_modes, '-', &mode);
        if (mode.n && !str_is(mode, STR("air")))
            continue;
        enum legs one = judge_leg(x->geo, from, to, carrier);
        if (one == LEGS_NOT_FLOWN || all == LEGS_UNKNOWN)
            all = one;
        if (all == LEGS_NOT_FLOWN)
            break;
    }
    return all;
}

enum seine_status check_legs(struct check_context *x)
{
    const struct trade_table *t = x->table;
    uint8_t *of = mem_calloc(t->routes.n + 1, 1);
    if (!of)
        return SEINE_NOMEM;
    for (uint32_t k = 0; k < t->routes.n; k++)
        of[k] = (uint8_t)judge_route(x, &t->routes.v[k]);
    for (uint32_t i = 0; i < t->records.n; i++) {
        enum legs legs = of[t->records.v[i].route];
        if (t->records.v[i].mode == TRADE_AIR && legs != LEGS_UNKNOWN)
            check_mark(x, CHECK_LEG_NOT_FLOWN, i, legs == LEGS_NOT_FLOWN);
    }
    mem_free(of);
    return SEINE_OK;
}
