/* Air lanes: which airport pairs are flown, and by how many. One row of the table is an origin with
 * all its destinations; lanes lie in order of origin and destination, so those that leave a place
 * are one run, and pointers to places compare as their codes do. */
#include <string.h>

#include "geo/inside.h"

static size_t count_lanes(struct str rest)
{
    size_t n = 0;
    struct str f[2];
    while (ref_row(&rest, f, 2)) {
        n += f[1].n > 0;
        for (size_t i = 0; i < f[1].n; i++) {
            n += f[1].p[i] == '\t';
        }
    }
    return n;
}

/* "PEKc2/JSCA": destination, class of flights, number of airlines, designators. */
static bool read_lane(const struct geo *g, struct str s, struct geo_lane *lane)
{
    static const uint16_t weekly[] = {1, 2, 4, 7, 14, 28, 56, 112};
    size_t slash = str_find_byte(s, '/', 0);
    int64_t carriers = 0;
    if (s.n < 5 || slash == SIZE_MAX || s.p[3] < 'a' || s.p[3] > 'h' ||
        !str_to_i64(str_slice(s, 4, slash), &carriers)) {
        return false;
    }
    lane->to = geo_place(g, str_slice(s, 0, 3));
    lane->weekly = weekly[s.p[3] - 'a'];
    lane->n_carriers = (uint16_t)carriers;
    struct str codes = str_slice(s, slash + 1, s.n);
    for (size_t i = 0; i < 4 && 2 * i + 2 <= codes.n; i++) {
        memcpy(lane->carriers[i], codes.p + 2 * i, 2);
    }
    return lane->to != NULL;
}

static bool read_origin(struct geo *g, const struct geo_place *from, struct str list)
{
    bool more = true;
    struct str part;
    while (str_cut(&list, &more, '\t', &part)) {
        struct geo_lane *lane = &g->lanes[g->n_lanes];
        lane->from = from;
        if (!read_lane(g, part, lane)) {
            return false;
        }
        g->n_lanes++;
    }
    return true;
}

enum seine_status geo_load_lanes(struct geo *g, struct seine_error *err)
{
    struct str rest = REF(lanes);
    size_t n = count_lanes(rest);
    g->lanes = mem_calloc(n, sizeof *g->lanes);
    g->first_lane = mem_calloc(g->n_places + 1, sizeof *g->first_lane);
    if (!g->lanes || !g->first_lane) {
        return error_set(err, SEINE_NOMEM, "no memory for %zu lanes", n);
    }
    size_t next = 0;
    struct str f[2];
    while (ref_row(&rest, f, 2)) {
        const struct geo_place *from = geo_place(g, f[0]);
        size_t place = from ? (size_t)(from - g->places) : 0;
        if (!from || place < next) {
            return error_set(err, SEINE_INTERNAL, "lanes: " STR_FMT " is no place, or not in order",
                             STR_ARG(f[0]));
        }
        for (; next <= place; next++) {
            g->first_lane[next] = (uint32_t)g->n_lanes;
        }
        if (!read_origin(g, from, f[1])) {
            return error_set(err, SEINE_INTERNAL, "lanes: a bad row of " STR_FMT, STR_ARG(f[0]));
        }
    }
    for (; next <= g->n_places; next++) {
        g->first_lane[next] = (uint32_t)g->n_lanes;
    }
    return SEINE_OK;
}

const struct geo_lane *geo_lanes_from(const struct geo *g, const struct geo_place *from,
                                      size_t *ret_n)
{
    if (!from) {
        *ret_n = 0;
        return NULL;
    }
    size_t place = (size_t)(from - g->places);
    *ret_n = g->first_lane[place + 1] - g->first_lane[place];
    return *ret_n > 0 ? &g->lanes[g->first_lane[place]] : NULL;
}

const struct geo_lane *geo_lane(const struct geo *g, const struct geo_place *from,
                                const struct geo_place *to)
{
    size_t n = 0;
    const struct geo_lane *lanes = geo_lanes_from(g, from, &n);
    size_t lo = 0;
    size_t hi = n;
    while (lo < hi) {
        size_t at = lo + (hi - lo) / 2;
        if (lanes[at].to < to) {
            lo = at + 1;
        } else {
            hi = at;
        }
    }
    return lo < n && lanes[lo].to == to ? &lanes[lo] : NULL;
}

size_t geo_n_lanes(const struct geo *g)
{
    return g->n_lanes;
}
