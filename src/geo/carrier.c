/* Carriers by air waybill prefix and by designator. Rows stand in order of prefix, the current
 * holder of a shared prefix first; both indexes are plain arrays. */
#include <string.h>

#include "geo/inside.h"

static int code_slot(const char *code)
{
    if (strlen(code) != 2) {
        return -1;
    }
    int slot = 0;
    for (int i = 0; i < 2; i++) {
        slot = slot * 36 + (code[i] <= '9' ? code[i] - '0' : code[i] - 'A' + 10);
    }
    return slot >= 0 && slot < 36 * 36 ? slot : -1;
}

static int prefix_number(const char *prefix)
{
    int n = 0;
    for (int i = 0; i < 3; i++) {
        if (prefix[i] < '0' || prefix[i] > '9') {
            return -1;
        }
        n = n * 10 + (prefix[i] - '0');
    }
    return prefix[3] == '\0' ? n : -1;
}

static void index_prefixes(struct geo *g)
{
    size_t at = 0;
    while (at < g->n_carriers && g->carriers[at].prefix[0] == '\0') {
        at++;
    }
    for (int p = 0; p < 1000; p++) {
        g->by_prefix[p] = (uint16_t)at;
        while (at < g->n_carriers && prefix_number(g->carriers[at].prefix) == p) {
            at++;
        }
    }
    g->by_prefix[1000] = (uint16_t)at;
}

enum seine_status geo_load_carriers(struct geo *g, struct seine_error *err)
{
    struct str rest = REF(carriers);
    size_t n = ref_n_rows(rest);
    g->carriers = mem_calloc(n, sizeof *g->carriers);
    if (!g->carriers) {
        return error_set(err, SEINE_NOMEM, "no memory for %zu carriers", n);
    }
    memset(g->by_code, 0xFF, sizeof g->by_code);
    struct str f[6];
    while (g->n_carriers < n && ref_row(&rest, f, 6)) {
        struct geo_carrier *c = &g->carriers[g->n_carriers];
        ref_copy(c->prefix, sizeof c->prefix, f[0]);
        ref_copy(c->code, sizeof c->code, f[3]);
        ref_copy(c->country, sizeof c->country, f[4]);
        c->name = f[5];
        int slot = code_slot(c->code);
        if (f[2].n > 0 && slot >= 0) {
            g->by_code[slot] = (uint16_t)g->n_carriers;
        }
        g->n_carriers++;
    }
    index_prefixes(g);
    return g->by_prefix[1000] == n ? SEINE_OK
                                   : error_set(err, SEINE_INTERNAL, "carriers are not in order");
}

const struct geo_carrier *geo_carriers_with_prefix(const struct geo *g, struct str prefix,
                                                   size_t *ret_n)
{
    char c[4];
    int p = geo_code(prefix, c, sizeof c) ? prefix_number(c) : -1;
    if (p < 0) {
        *ret_n = 0;
        return NULL;
    }
    *ret_n = (size_t)(g->by_prefix[p + 1] - g->by_prefix[p]);
    return *ret_n > 0 ? &g->carriers[g->by_prefix[p]] : NULL;
}

const struct geo_carrier *geo_carrier_by_prefix(const struct geo *g, struct str prefix)
{
    size_t n = 0;
    return geo_carriers_with_prefix(g, prefix, &n);
}

const struct geo_carrier *geo_carrier_by_code(const struct geo *g, struct str code)
{
    char c[3];
    int slot = geo_code(code, c, sizeof c) ? code_slot(c) : -1;
    uint16_t i = slot < 0 ? GEO_NONE : g->by_code[slot];
    return i == GEO_NONE ? NULL : &g->carriers[i];
}

size_t geo_n_carriers(const struct geo *g)
{
    return g->n_carriers;
}

const struct geo_carrier *geo_carrier_at(const struct geo *g, size_t i)
{
    return i < g->n_carriers ? &g->carriers[i] : NULL;
}
