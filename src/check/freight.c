/* check/freight.c - how far records went, what that should have cost (the model is
 * freight_model.c), and which paid far above it, by the spread (median absolute deviation) of their
 * mode. Robust on purpose: schemes may not move it. */
#include "base/sort.h"
#include "check/internal.h"

#include <math.h>
#include <stdlib.h>

#define HIGH_SPREADS 3.0  /* robust standard deviations above the median */
#define MIN_SPREAD   0.15 /* of the natural logarithm */
#define MIN_FACTOR   1.8  /* and at least this many times the expected cost */
#define MAX_STOPS    33

/* Splits "PEK-DXB-ASM" into at most MAX_STOPS codes. */
static size_t split_route(struct str code, struct str out[MAX_STOPS])
{
    size_t n = 0;
    bool more = code.n > 0;
    while (n < MAX_STOPS && str_cut(&code, &more, '-', &out[n]))
        n++;
    return n;
}

/* By geo's model as it stands, before this data moves its level. */
static double model_usd(uint8_t mode, double km, int64_t gross_g)
{
    if (isnan(km) || gross_g == TRADE_NONE || gross_g <= 0 || mode == TRADE_MODE_NONE ||
        mode >= CHECK_MODES)
        return NAN;
    /* trade's modes and geo's stand in the same order */
    double kg = (double)gross_g / 1000,
           usd = geo_freight_usd((enum geo_mode)(mode - TRADE_AIR), km, kg);
    return usd > 0 ? usd : NAN;
}

static double way_km(const struct check_result *r, const struct table_record *rec)
{
    return rec->mode == TRADE_SEA ? r->sea_km[rec->route] : r->direct_km[rec->route];
}

static double plain_usd(const struct check_result *r, const struct table_record *rec,
                        uint32_t record, int64_t gross_g)
{
    double km = way_km(r, rec);
    return model_usd(rec->mode, isnan(km) ? (double)r->between_km[record] : km, gross_g);
}

/* What the model tells at the level of the data. */
static double at_level(const struct check_result *r, const struct table_record *rec,
                       uint32_t record, int64_t gross_g, double usd)
{
    if (isnan(usd))
        return usd;
    double kg = (double)gross_g / 1000,
           level = r->mode_level[rec->mode] + check_mass_level(r, rec->mode, kg);
    return usd * exp(level) * exp((double)r->own_level[record]);
}

double check_freight_usd(const struct check_result *r, const struct trade_table *t, uint32_t record,
                         int64_t gross_g)
{
    const struct table_record *rec = &t->records.v[record];
    return at_level(r, rec, record, gross_g, plain_usd(r, rec, record, gross_g));
}

static const struct geo_country *country_of(const struct check_context *x, uint32_t record,
                                            enum trade_role role)
{
    uint32_t m = table_mention_of(x->table, &x->table->records.v[record], role);
    struct str code =
        m == MAP_NONE ? STR_EMPTY : table_str(x->table, x->table->mentions.v[m].country);
    return code.n ? geo_country(x->geo, code) : NULL;
}

static uint32_t number_of(const char *alpha2)
{
    return (uint32_t)(unsigned char)alpha2[0] << 8 | (unsigned char)alpha2[1];
}

/* The country of a place, or the code itself where the place is not known. */
static uint32_t end_of(const struct geo_place *place, struct str code)
{
    return place ? number_of(place->country) : (uint32_t)str_hash(code) | UINT32_C(1) << 31;
}

uint64_t check_lane(const struct check_context *x, uint32_t record)
{
    const struct table_record *r = &x->table->records.v[record];
    struct lane_end end = x->ends[r->route];
    const struct geo_country *from = end.from ? NULL : country_of(x, record, TRADE_SHIPPER);
    const struct geo_country *to = end.to ? NULL : country_of(x, record, TRADE_CONSIGNEE);
    end.from = from ? number_of(from->alpha2) : end.from;
    end.to = to ? number_of(to->alpha2) : end.to;
    return ((uint64_t)end.from << 32 | end.to) * 8 + r->mode; /* what overflows is spread enough */
}

/* Between the middles of the parties' countries; the mode's usual way where one is missing, or a
 * route that is not known is all there is; NaN where nothing is. */
static double between_km(const struct check_context *x, uint32_t record)
{
    const struct geo_country *from = country_of(x, record, TRADE_SHIPPER);
    const struct geo_country *to = country_of(x, record, TRADE_CONSIGNEE);
    uint8_t mode = x->table->records.v[record].mode;
    bool has_way = from || to || x->ends[x->table->records.v[record].route].to;
    if (!has_way || mode == TRADE_MODE_NONE || mode >= CHECK_MODES)
        return NAN;
    struct geo_place a = {.lat = from ? from->lat : NAN, .lon = from ? from->lon : NAN};
    struct geo_place b = {.lat = to ? to->lat : NAN, .lon = to ? to->lon : NAN};
    double km = geo_distance_km(&a, &b);
    return isnan(km) ? geo_usual_km((enum geo_mode)(mode - TRADE_AIR)) : fmax(km, 100);
}

static void measure_route(const struct check_context *x, size_t i)
{
    struct str stops[MAX_STOPS];
    size_t n = split_route(table_str(x->table, x->table->routes.v[i].code), stops);
    const struct geo_place *first = n ? geo_place(x->geo, stops[0]) : NULL, *from = first;
    double km = n < 2 ? NAN : 0;
    if (n)
        x->ends[i].from = end_of(first, stops[0]);
    for (size_t k = 1; k < n; k++) {
        const struct geo_place *to = geo_place(x->geo, stops[k]);
        km += from && to ? geo_distance_km(from, to) : NAN;
        from = to;
    }
    if (n >= 2)
        x->ends[i].to = end_of(from, stops[n - 1]);
    x->route_km[i] = km;
    x->ret->direct_km[i] = n >= 2 && first && from ? geo_distance_km(first, from) : NAN;
}

static enum seine_status measure_range(void *context, unsigned worker, size_t from, size_t to,
                                       struct seine_error *err)
{
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++)
        measure_route(context, i);
    return SEINE_OK;
}

/* Ways by sea: many routes have the same two ends, which are measured once. */
struct sea_ways {
    const struct geo *geo;
    struct strtab ends; /* "CNSHA-DEHAM" */
    uint32_t *of;       /* per route, 0 none */
    double *km;         /* per way */
};

static enum seine_status measure_sea(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    struct sea_ways *w = context;
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++) {
        struct str ends = strtab_get(&w->ends, (uint32_t)i);
        size_t at = str_find_byte(ends, '-', 0);
        if (at == SIZE_MAX)
            continue;
        const struct geo_place *a = geo_place(w->geo, str_slice(ends, 0, at));
        const struct geo_place *b = geo_place(w->geo, str_slice(ends, at + 1, ends.n));
        w->km[i] = a && b ? geo_sea_km(w->geo, a, b) : NAN;
    }
    return SEINE_OK;
}

/* The ends of the routes that a sea record goes (which stand at -1 so far). */
static enum seine_status collect_sea(const struct check_context *x, struct sea_ways *w)
{
    const struct trade_table *t = x->table;
    enum seine_status status = SEINE_OK;
    struct buf text;
    buf_init(&text, LIMIT_CSV_ROW);
    for (size_t i = 0; i < t->routes.n && status == SEINE_OK; i++) {
        struct str stops[MAX_STOPS];
        size_t n =
            x->ret->sea_km[i] < 0 ? split_route(table_str(t, t->routes.v[i].code), stops) : 0;
        if (n < 2)
            continue;
        buf_reset(&text);
        buf_add(&text, stops[0]);
        buf_add_c(&text, '-');
        buf_add(&text, stops[n - 1]);
        status = buf_status(&text);
        if (status == SEINE_OK)
            status = strtab_add(&w->ends, buf_str(&text), &w->of[i]);
    }
    buf_release(&text);
    return status;
}

static enum seine_status sea_routes(struct check_context *x, struct pool *pool,
                                    struct seine_error *err)
{
    size_t n = x->table->routes.n;
    struct sea_ways w = {.geo = x->geo, .of = mem_calloc(n + 1, sizeof *w.of)};
    enum seine_status status = w.of ? strtab_init(&w.ends) : SEINE_NOMEM;
    if (status == SEINE_OK)
        status = collect_sea(x, &w);
    w.km = status == SEINE_OK ? mem_calloc(w.ends.n, sizeof *w.km) : NULL;
    if (status == SEINE_OK)
        status = w.km ? pool_run(pool, w.ends.n, 64, measure_sea, &w, err) : SEINE_NOMEM;
    for (size_t i = 0; i < n && status == SEINE_OK; i++)
        if (x->ret->sea_km[i] < 0)
            x->ret->sea_km[i] = w.of[i] ? w.km[w.of[i]] : NAN;
    strtab_release(&w.ends);
    mem_free(w.of);
    mem_free(w.km);
    return status == SEINE_OK ? status
                              : error_set(err, status, "out of memory while checking routes");
}

enum seine_status check_routes(struct check_context *x, struct pool *pool, struct seine_error *err)
{
    const struct trade_table *t = x->table;
    x->route_km = mem_calloc(t->routes.n + 1, sizeof *x->route_km);
    x->ret->direct_km = mem_calloc(t->routes.n + 1, sizeof *x->ret->direct_km);
    x->ret->sea_km = mem_alloc((t->routes.n + 1) * sizeof *x->ret->sea_km);
    x->ends = mem_calloc(t->routes.n + 1, sizeof *x->ends);
    if (!x->ends || !x->route_km || !x->ret->direct_km || !x->ret->sea_km)
        return error_set(err, SEINE_NOMEM, "out of memory while checking routes");
    for (size_t i = 0; i < t->routes.n; i++)
        x->ret->sea_km[i] = NAN;
    for (size_t i = 0; i < t->records.n; i++)
        if (t->records.v[i].mode == TRADE_SEA)
            x->ret->sea_km[t->records.v[i].route] = -1;
    enum seine_status status = pool_run(pool, t->routes.n, 1024, measure_range, x, err);
    return status == SEINE_OK ? sea_routes(x, pool, err) : status;
}

/* Expected is what geo's model tells, at no level yet. */
static void paid(struct check_context *x, uint32_t i)
{
    const struct table_record *r = &x->table->records.v[i];
    bool is_stated = r->freight_cents != TRADE_NONE && r->freight_cents > 0;
    const struct geo_currency *c =
        is_stated ? geo_currency(x->geo, table_str(x->table, r->freight_currency)) : NULL;
    struct check_freight *f = &x->ret->freight[i];
    f->paid_usd = c && c->usd_rate > 0 ? (double)r->freight_cents / 100 * c->usd_rate : NAN;
    f->expected_usd = plain_usd(x->ret, r, i, table_gross_g(x->table, r));
}

/* Moves what is expected to the level of the data, and puts how far from it what was paid is: for
 * all records in ret, and the distances of each mode side by side in v; at[mode] is where they end.
 */
static void take_ratios(struct check_context *x, double *ret, double *v, size_t at[CHECK_MODES])
{
    const struct table_record *records = x->table->records.v;
    size_t n[CHECK_MODES] = {0};
    for (uint32_t i = 0; i < x->table->records.n; i++) {
        struct check_freight *f = &x->ret->freight[i];
        f->expected_usd =
            at_level(x->ret, &records[i], i, table_gross_g(x->table, &records[i]), f->expected_usd);
        ret[i] =
            isnan(f->paid_usd) || isnan(f->expected_usd) ? NAN : log(f->paid_usd / f->expected_usd);
        if (!isnan(ret[i]))
            n[records[i].mode]++;
    }
    for (size_t mode = 1; mode < CHECK_MODES; mode++)
        at[mode] = at[mode - 1] + n[mode - 1];
    for (size_t i = 0; i < x->table->records.n; i++)
        if (!isnan(ret[i]))
            v[at[records[i].mode]++] = fabs(ret[i]);
}

static void mark_high(struct check_context *x, const double *ratio, const double limit[CHECK_MODES])
{
    for (uint32_t i = 0; i < x->table->records.n; i++) {
        const struct check_freight *f = &x->ret->freight[i];
        if (isnan(ratio[i]))
            continue;
        x->measure[CHECK_FREIGHT_HIGH][i] = f->paid_usd / f->expected_usd;
        check_mark(x, CHECK_FREIGHT_HIGH, i, ratio[i] > limit[x->table->records.v[i].mode]);
    }
}

enum seine_status check_freight_fit(struct check_context *x)
{
    size_t n_records = x->table->records.n;
    double *v = mem_alloc((2 * n_records + 1) * sizeof *v), *ratio = v + n_records;
    if (!v)
        return SEINE_NOMEM;
    for (uint32_t i = 0; i < n_records; i++) {
        x->ret->between_km[i] =
            isnan(way_km(x->ret, &x->table->records.v[i])) ? (float)between_km(x, i) : NAN;
        paid(x, i);
    }
    /* Few records teach nothing, and learning from one costs as much as checking ten. */
    if (!x->headings && check_freight_model(x) != SEINE_OK) {
        mem_free(v);
        return SEINE_NOMEM;
    }
    size_t end[CHECK_MODES] = {0}, from = 0;
    double limit[CHECK_MODES];
    take_ratios(x, ratio, v, end);
    for (size_t mode = 0; mode < CHECK_MODES; from = end[mode++]) {
        double spread = 1.4826 * sort_median(v + from, end[mode] - from); /* MAD of a normal law */
        limit[mode] = fmax(HIGH_SPREADS * fmax(spread, MIN_SPREAD), log(MIN_FACTOR));
    }
    mark_high(x, ratio, limit);
    mem_free(v);
    return SEINE_OK;
}
