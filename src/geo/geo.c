/* Opening and freeing a geo, and its version. Each table is loaded by the file that answers for it;
 * nothing is read from disk. */
#include <string.h>

#include <xxhash.h>

#include "geo/inside.h"

static uint64_t hash_tables(void)
{
    const struct str tables[] = {REF(carriers),    REF(countries),  REF(country_names),
                                 REF(crossings),   REF(currencies), REF(lanes),
                                 REF(places),      REF(hs),         REF(un_numbers),
                                 REF(goods_words), REF(parts)};
    uint64_t all = 0;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        all = XXH3_64bits_withSeed(tables[i].p, tables[i].n, all);
    }
    return all;
}

static void set_version(struct geo *g)
{
    uint64_t v = hash_tables();
    for (int i = 15; i >= 0; i--, v >>= 4) {
        g->version[i] = "0123456789abcdef"[v & 15];
    }
    g->version[16] = '\0';
}

static enum seine_status load(struct geo *g, struct seine_error *err)
{
    enum seine_status (*const loaders[])(struct geo *, struct seine_error *) = {
        geo_load_places,    geo_load_place_names, geo_load_countries,
        geo_load_carriers,  geo_load_lanes,       geo_load_money,
        geo_load_crossings, geo_load_parts,       geo_load_sea};
    for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++) {
        enum seine_status status = loaders[i](g, err);
        if (status) {
            return error_set(err, status, "cannot load the tables of places");
        }
    }
    return SEINE_OK;
}

enum seine_status geo_open(struct geo **ret, struct seine_error *err)
{
    struct geo *g = mem_calloc(1, sizeof *g);
    if (!g) {
        return error_set(err, SEINE_NOMEM, "no memory for the tables of places");
    }
    buf_init(&g->folded, 4 * MIB);
    enum seine_status status = load(g, err);
    if (status) {
        geo_free(g);
        return status;
    }
    set_version(g);
    *ret = g;
    return SEINE_OK;
}

void geo_free(struct geo *g)
{
    if (!g) {
        return;
    }
    mem_free(g->places);
    mem_free(g->place_keys);
    mem_free(g->place_names);
    mem_free(g->countries);
    mem_free(g->holds_calling);
    mem_free(g->names);
    buf_release(&g->folded);
    mem_free(g->carriers);
    mem_free(g->lanes);
    mem_free(g->first_lane);
    mem_free(g->currencies);
    mem_free(g->crossings);
    mem_free(g->parts);
    mem_free(g->sea);
    mem_free(g);
}

struct str geo_version(const struct geo *g)
{
    return (struct str){g->version, 16};
}

bool geo_code(struct str text, char *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            continue;
        }
        if (c >= 'a' && c <= 'z') {
            c = (char)(c - 'a' + 'A');
        }
        bool good = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!good || n + 1 >= room) {
            return false;
        }
        out[n++] = c;
    }
    memset(out + n, 0, room - n);
    return true;
}
