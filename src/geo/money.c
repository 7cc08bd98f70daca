/* Currencies: minor units, and about how many US dollars one unit is. Rates are rough and dated
 * (docs/data.md): good for comparing sizes, not for accounts. */
#include <math.h>
#include <string.h>

#include "geo/inside.h"

enum seine_status geo_load_money(struct geo *g, struct seine_error *err)
{
    struct str rest = REF(currencies);
    size_t n = ref_n_rows(rest);
    g->currencies = mem_calloc(n, sizeof *g->currencies);
    if (!g->currencies) {
        return error_set(err, SEINE_NOMEM, "no memory for %zu currencies", n);
    }
    struct str f[3];
    while (g->n_currencies < n && ref_row(&rest, f, 3)) {
        struct geo_currency *c = &g->currencies[g->n_currencies++];
        int64_t digits = 2;
        ref_copy(c->code, sizeof c->code, f[0]);
        if (!str_to_i64(f[1], &digits)) {
            return error_set(err, SEINE_INTERNAL, "currency %s: no minor unit", c->code);
        }
        c->exponent = (uint8_t)digits;
        c->usd_rate = (double)NAN;
        (void)str_to_double(f[2], &c->usd_rate);
    }
    return SEINE_OK;
}

const struct geo_currency *geo_currency(const struct geo *g, struct str code)
{
    char c[4];
    if (!geo_code(code, c, sizeof c)) {
        return NULL;
    }
    size_t lo = 0;
    size_t hi = g->n_currencies;
    while (lo < hi) {
        size_t at = lo + (hi - lo) / 2;
        int order = strcmp(g->currencies[at].code, c);
        if (order == 0) {
            return &g->currencies[at];
        }
        if (order < 0) {
            lo = at + 1;
        } else {
            hi = at;
        }
    }
    return NULL;
}

size_t geo_n_currencies(const struct geo *g)
{
    return g->n_currencies;
}

const struct geo_currency *geo_currency_at(const struct geo *g, size_t i)
{
    return i < g->n_currencies ? &g->currencies[i] : NULL;
}
