/* Places by code, and distances over the ground. Codes are packed into one number (base 37, in the
 * order of their bytes), so that a look-up is a bisection over 4-byte keys. Ways by sea are in
 * sea.c. */
#include <math.h>
#include <string.h>

#include "geo/inside.h"

static uint32_t place_key(const char *code)
{
    uint32_t key = 0;
    bool ended = false;
    for (int i = 0; i < 5; i++) {
        ended = ended || code[i] == '\0';
        uint32_t v = 0;
        if (!ended) {
            v = code[i] <= '9' ? (uint32_t)(code[i] - '0') + 1 : (uint32_t)(code[i] - 'A') + 11;
        }
        key = key * 37 + v;
    }
    return key;
}

static void load_place(struct geo_place *p, const struct str fields[6])
{
    ref_copy(p->code, sizeof p->code, fields[0]);
    struct str country = fields[1].n > 0 ? fields[1] : str_slice(fields[0], 0, 2);
    ref_copy(p->country, sizeof p->country, country);
    uint8_t functions = 0;
    for (size_t i = 0; i < fields[2].n; i++) {
        char c = fields[2].p[i];
        functions = (uint8_t)(functions * 16 + (c <= '9' ? c - '0' : c - 'a' + 10));
    }
    p->functions = functions;
    p->lat = ref_degrees(fields[3]);
    p->lon = ref_degrees(fields[4]);
    p->name = fields[5];
}

enum seine_status geo_load_places(struct geo *g, struct seine_error *err)
{
    struct str rest = REF(places);
    size_t n = ref_n_rows(rest);
    g->places = mem_calloc(n, sizeof *g->places);
    g->place_keys = mem_calloc(n, sizeof *g->place_keys);
    if (!g->places || !g->place_keys) {
        return error_set(err, SEINE_NOMEM, "no memory for %zu places", n);
    }
    struct str fields[6];
    while (g->n_places < n && ref_row(&rest, fields, 6)) {
        load_place(&g->places[g->n_places], fields);
        g->place_keys[g->n_places] = place_key(g->places[g->n_places].code);
        g->n_places++;
    }
    return SEINE_OK;
}

static const struct geo_place *find(const struct geo *g, const char *code)
{
    uint32_t key = place_key(code);
    size_t lo = 0;
    size_t hi = g->n_places;
    while (lo < hi) {
        size_t at = lo + (hi - lo) / 2;
        if (g->place_keys[at] < key) {
            lo = at + 1;
        } else {
            hi = at;
        }
    }
    return lo < g->n_places && g->place_keys[lo] == key ? &g->places[lo] : NULL;
}

const struct geo_place *geo_place(const struct geo *g, struct str code)
{
    char c[6];
    if (!geo_code(code, c, sizeof c)) {
        return NULL;
    }
    size_t n = strlen(c);
    if (n != 3 && n != 5) {
        return NULL;
    }
    const struct geo_place *p = find(g, c);
    if (p || n == 3) {
        return p;
    }
    p = find(g, c + 2);
    return p && memcmp(p->country, c, 2) == 0 ? p : NULL;
}

bool geo_has_position(const struct geo_place *p)
{
    return p && !isnan(p->lat) && !isnan(p->lon);
}

size_t geo_n_places(const struct geo *g)
{
    return g->n_places;
}

const struct geo_place *geo_place_at(const struct geo *g, size_t i)
{
    return i < g->n_places ? &g->places[i] : NULL;
}

double geo_arc_km(double lat_a, double lon_a, double lat_b, double lon_b)
{
    const double radius_km = 6371.0088;
    const double radian = 3.14159265358979323846 / 180.0;
    double s = sin((lat_b - lat_a) * radian / 2);
    double t = sin((lon_b - lon_a) * radian / 2);
    double h = s * s + cos(lat_a * radian) * cos(lat_b * radian) * t * t;
    return 2 * radius_km * asin(sqrt(h < 1 ? h : 1));
}

double geo_distance_km(const struct geo_place *a, const struct geo_place *b)
{
    if (!geo_has_position(a) || !geo_has_position(b)) {
        return (double)NAN;
    }
    return geo_arc_km(a->lat, a->lon, b->lat, b->lon);
}

double geo_route_km(const struct geo *g, const struct str *codes, size_t n)
{
    if (n < 2) {
        return (double)NAN;
    }
    double km = 0;
    const struct geo_place *last = geo_place(g, codes[0]);
    for (size_t i = 1; i < n; i++) {
        const struct geo_place *next = geo_place(g, codes[i]);
        km += geo_distance_km(last, next);
        last = next;
    }
    return km;
}

double geo_detour_ratio(const struct geo *g, const struct str *codes, size_t n)
{
    const double nearest_km = 50;
    double km = geo_route_km(g, codes, n);
    if (isnan(km)) {
        return km;
    }
    double straight = geo_distance_km(geo_place(g, codes[0]), geo_place(g, codes[n - 1]));
    return straight >= nearest_km ? km / straight : (double)NAN;
}

static enum seine_status bad_crossing(struct seine_error *err, struct str name)
{
    return error_set(err, SEINE_INTERNAL, "crossing " STR_FMT ": not two countries", STR_ARG(name));
}

enum seine_status geo_load_crossings(struct geo *g, struct seine_error *err)
{
    struct str rest = REF(crossings);
    size_t n = ref_n_rows(rest);
    g->crossings = mem_calloc(n, sizeof *g->crossings);
    if (!g->crossings) {
        return error_set(err, SEINE_NOMEM, "no memory for %zu crossings", n);
    }
    struct str f[7];
    while (g->n_crossings < n && ref_row(&rest, f, 7)) {
        struct geo_crossing *c = &g->crossings[g->n_crossings++];
        if (f[0].n != 5) {
            return bad_crossing(err, f[6]);
        }
        ref_copy(c->country_a, sizeof c->country_a, f[0]);
        ref_copy(c->country_b, sizeof c->country_b, str_slice(f[0], 3, 5));
        c->functions = (uint8_t)((str_contains(f[1], STR("r")) ? GEO_RAIL : 0) |
                                 (str_contains(f[1], STR("d")) ? GEO_ROAD : 0));
        c->a = geo_place(g, f[2]);
        c->b = geo_place(g, f[3]);
        c->lat = ref_degrees(f[4]);
        c->lon = ref_degrees(f[5]);
        c->name = f[6];
    }
    return SEINE_OK;
}

size_t geo_n_crossings(const struct geo *g)
{
    return g->n_crossings;
}

struct geo_crossing geo_crossing_at(const struct geo *g, size_t i)
{
    return g->crossings[i];
}
