/* check/habits.c - records unlike what this data, or the flight tables, make usual: legs that
 * nobody flies, hubs that the lane does not take, origins that do not make such goods, goods that
 * their consignee never had, and figures (value by mass, density, days on the way) far from those
 * of their like. What is usual is always counted on the data at hand; where there is too little of
 * it to say, the check does not apply. */
#include "base/sort.h"
#include "check/internal.h"

#include "goods/hs.h"

#include <math.h>

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
    uint16_t heading = goods_heading_of_code(code);
    return heading % 100 ? heading : CHECK_NO_HEADING;
}

uint16_t check_heading(const struct check_context *x, const struct table_record *r)
{
    uint16_t heading = 0;
    for (uint32_t k = 0; k < r->n_lines; k++) {
        uint16_t h = x->heading[x->table->lines.v[r->first_line + k].cargo];
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
    uint32_t record;
    uint16_t like;
    double log_value;
};
typedef VEC(struct figure) figures;

/* Marks those that lie FAR from the median; only above it when is_above. */
static void judge_like(struct check_context *x, enum check_kind kind, const struct figure *f,
                       size_t n, bool is_above, double *room)
{
    for (size_t i = 0; i < n; i++)
        room[i] = f[i].log_value;
    double middle = sort_select(room, n, n / 2);
    for (size_t i = 0; i < n; i++)
        room[i] = fabs(f[i].log_value - middle);
    double limit = FAR * fmax(1.4826 * sort_select(room, n, n / 2), SPREAD_MIN);
    for (size_t i = 0; i < n; i++) {
        double off = f[i].log_value - middle;
        bool is_far = (is_above ? off : fabs(off)) > limit;
        if (is_far)
            x->measure[kind][f[i].record] = exp(off);
        check_mark(x, kind, f[i].record, is_far);
    }
}

/* Lays the figures of one like side by side: end[like] is where they end in ret. */
static void group(const figures *all, struct figure *ret, uint32_t end[CHECK_NO_HEADING])
{
    for (size_t i = 0; i < all->n; i++)
        end[all->v[i].like]++;
    for (size_t k = 0, at = 0; k < CHECK_NO_HEADING; k++) {
        size_t n = end[k];
        end[k] = (uint32_t)at;
        at += n;
    }
    for (size_t i = 0; i < all->n; i++)
        ret[end[all->v[i].like]++] = all->v[i];
}

static enum seine_status judge(struct check_context *x, enum check_kind kind, const figures *all,
                               bool is_above)
{
    double *room = mem_alloc((all->n + 1) * sizeof *room);
    struct figure *f = mem_alloc((all->n + 1) * sizeof *f);
    uint32_t *end = mem_calloc(CHECK_NO_HEADING, sizeof *end);
    bool ok = room && f && end;
    if (ok)
        group(all, f, end);
    for (size_t k = 0, from = 0; k < CHECK_NO_HEADING && ok; from = end[k++])
        if (end[k] - from >= LIKE_MIN)
            judge_like(x, kind, f + from, end[k] - from, is_above, room);
    mem_free(room);
    mem_free(f);
    mem_free(end);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

static bool add_figure(figures *all, uint32_t record, unsigned like, double value)
{
    struct figure f = {record, (uint16_t)like, value > 0 ? log(value) : 0};
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
typedef double figure_fn(const struct check_context *x, uint32_t record, unsigned *ret_like);

static double value_per_kg(const struct check_context *x, uint32_t record, unsigned *ret_like)
{
    *ret_like = x->heading_of[record];
    return *ret_like ? x->value_usd[record] / kg_of(x->table, &x->table->records.v[record]) : NAN;
}

static double density(const struct check_context *x, uint32_t record, unsigned *ret_like)
{
    const struct table_record *r = &x->table->records.v[record];
    *ret_like = x->heading_of[record];
    return *ret_like == 0 || r->volume_cm3 == TRADE_NONE
               ? NAN
               : kg_of(x->table, r) / (double)r->volume_cm3;
}

static double days_on_the_way(const struct check_context *x, uint32_t record, unsigned *ret_like)
{
    const struct table_record *r = &x->table->records.v[record];
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
        unsigned like;
        double value = figure(x, i, &like);
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

static enum seine_status count(struct map *m, uint64_t key, uint32_t more)
{
    uint32_t n = map_get(m, key);
    return map_set(m, key, n == MAP_NONE ? more : n + more);
}

static uint32_t counted(const struct map *m, uint64_t key)
{
    uint32_t n = map_get(m, key);
    return n == MAP_NONE ? 0 : n;
}

/* From the country where the route begins to that where it ends, and the places between. */
struct way {
    uint64_t lane, whole; /* 0: an end is not known */
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

/* n: how many records go each route; then 2 for those with a way that is rare, 1 for those with one
 * that is not, 0 where nothing can be told. */
static enum seine_status judge_ways(const struct check_context *x, struct way *of, uint32_t *n)
{
    size_t n_routes = x->table->routes.n;
    struct map lanes, ways;
    enum seine_status status = SEINE_OK;
    map_init(&lanes);
    map_init(&ways);
    for (uint32_t k = 0; k < n_routes && status == SEINE_OK; k++) {
        of[k] = way_of(x, k);
        if (of[k].lane && (status = count(&lanes, of[k].lane, n[k])) == SEINE_OK)
            status = count(&ways, of[k].whole, n[k]);
    }
    for (uint32_t k = 0; k < n_routes && status == SEINE_OK; k++) {
        uint32_t like = of[k].lane ? counted(&lanes, of[k].lane) : 0;
        bool is_rare = counted(&ways, of[k].whole) <= fmax(1, WAY_RARE * like);
        n[k] = like < LIKE_MIN ? 0 : 1 + is_rare;
    }
    map_release(&lanes);
    map_release(&ways);
    return status;
}

enum seine_status check_ways(struct check_context *x)
{
    const struct trade_table *t = x->table;
    struct way *of = mem_calloc(t->routes.n + 1, sizeof *of);
    uint32_t *n = mem_calloc(t->routes.n + 1, sizeof *n);
    enum seine_status status = of && n ? SEINE_OK : SEINE_NOMEM;
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++)
        n[t->records.v[i].route]++;
    if (status == SEINE_OK)
        status = judge_ways(x, of, n);
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++)
        if (n[t->records.v[i].route])
            check_mark(x, CHECK_WAY_RARE, i, n[t->records.v[i].route] == 2);
    mem_free(of);
    mem_free(n);
    return status;
}

#define N_COUNTRIES 65536 /* numbers of two letters */

struct origins {
    uint16_t *from;                 /* per record; 0: it, or its heading, is not known */
    uint32_t *headings, *countries; /* how many records of each, */
    struct map both;                /* and of both together, where each has enough */
    double n_all;
};

static bool is_judged(const struct check_context *x, const struct origins *o, uint32_t i)
{
    return o->from[i] && o->headings[x->heading_of[i]] >= HEADING_MIN &&
           !(o->countries[o->from[i]] < ORIGIN_MIN * o->n_all);
}

static enum seine_status judge_origins(struct check_context *x, struct origins *o)
{
    const struct trade_table *t = x->table;
    enum seine_status status = SEINE_OK;
    for (uint32_t i = 0; i < t->records.n; i++) {
        if (x->heading_of[i])
            o->from[i] = (uint16_t)origin_of(t, &t->records.v[i]);
        o->headings[x->heading_of[i]] += o->from[i] != 0;
        o->countries[o->from[i]]++;
        o->n_all += o->from[i] != 0;
    }
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++)
        if (is_judged(x, o, i))
            status = count(&o->both, (uint64_t)o->from[i] << 16 | x->heading_of[i], 1);
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        if (!is_judged(x, o, i))
            continue;
        uint32_t both = counted(&o->both, (uint64_t)o->from[i] << 16 | x->heading_of[i]);
        check_mark(x, CHECK_ORIGIN_RARE, i,
                   both <= fmax(1, ORIGIN_RARE * o->headings[x->heading_of[i]]));
    }
    return status;
}

enum seine_status check_origins(struct check_context *x)
{
    struct origins o = {.from = mem_calloc(x->table->records.n + 1, sizeof *o.from),
                        .headings = mem_calloc(CHECK_NO_HEADING, sizeof *o.headings),
                        .countries = mem_calloc(N_COUNTRIES, sizeof *o.countries)};
    map_init(&o.both);
    bool ok = o.from && o.headings && o.countries;
    enum seine_status status = ok ? judge_origins(x, &o) : SEINE_NOMEM;
    map_release(&o.both);
    mem_free(o.from);
    mem_free(o.headings);
    mem_free(o.countries);
    return status;
}

/* The consignee of a record whose goods have a chapter, or MAP_NONE. */
static uint32_t business_of(const struct check_context *x, uint32_t i)
{
    return x->heading_of[i] / 100 == 0
               ? MAP_NONE
               : table_mention_of(x->table, &x->table->records.v[i], TRADE_CONSIGNEE);
}

/* Chapters are counted for those alone who have enough consignments to tell. */
enum seine_status check_business(struct check_context *x)
{
    const struct trade_table *t = x->table;
    struct map n;
    uint32_t *of = mem_calloc(t->mentions.n + 1, sizeof *of);
    enum seine_status status = of ? SEINE_OK : SEINE_NOMEM;
    map_init(&n);
    for (int pass = 0; pass < 3; pass++)
        for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
            uint32_t m = business_of(x, i);
            uint64_t what = (uint64_t)m << 8 | x->heading_of[i] / 100;
            if (m == MAP_NONE)
                continue;
            if (pass == 0)
                of[m]++;
            else if (of[m] >= BUSINESS_MIN && pass == 1)
                status = count(&n, what, 1);
            else if (of[m] >= BUSINESS_MIN)
                check_mark(x, CHECK_OTHER_BUSINESS, i, counted(&n, what) == 1);
        }
    map_release(&n);
    mem_free(of);
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
