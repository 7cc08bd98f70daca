/* Places by name within a country. A table of open addressing holds every name that a place goes by
 * - its whole name, what stands before a comma or bracket and within brackets, and the name of the
 * airport that has the letters of its UN/LOCODE - as the place's number; the names themselves are
 * folded again where a slot is looked at, so that nothing is kept of them. It does not know states
 * or provinces: of several places of one name in a country the functions decide, or none is given.
 */
#include <string.h>

#include <xxhash.h>

#include "geo/inside.h"

/* Slots: a power of two, at least twice the names. Small enough to be filled in a few ms. */
#define N_SLOTS   (1u << 18)
#define NEAR_KM   50 /* an airport with the letters of a UN/LOCODE is that place's */
#define MAX_NAMES 4  /* of one place */

static bool is_word(struct str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_is_ci(word, str_of(list[i]))) {
            return true;
        }
    }
    return false;
}

/* Without "Port of" before and "Port", "Pt" behind: "Yantian Pt", "PORT OF SHANGHAI". A name of one
 * word stays. */
static struct str plain_name(struct str s)
{
    static const char *const behind[] = {"Port", "Pt", "Seaport", "Harbour", "Airport", "Apt"};
    static const char *const before[] = {"The Port of ", "Port of "};
    s = str_trim(s);
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        struct str start = str_of(before[i]);
        if (s.n > start.n && str_starts_ci(s, start)) {
            s = str_trim(str_slice(s, start.n, s.n));
        }
    }
    size_t at = s.n;
    while (at > 0 && s.p[at - 1] != ' ') {
        at--;
    }
    bool is_cut = at > 1 && is_word(str_slice(s, at, s.n), behind, sizeof behind / sizeof *behind);
    return is_cut ? str_trim(str_slice(s, 0, at)) : s;
}

/* Its whole name first; then "Yantian" of "Yantian Pt", "Nagoya" of "Nagoya, Aichi", "Chennai" and
 * "Madras" of "Chennai (ex Madras)". */
static size_t names_of(const struct geo_place *p, struct str ret[MAX_NAMES])
{
    size_t end = 0;
    size_t n = 1;
    ret[0] = p->name;
    ret[n] = plain_name(p->name);
    n += ret[n].n != p->name.n;
    while (end < p->name.n && p->name.p[end] != ',' && p->name.p[end] != '(') {
        end++;
    }
    if (end == 0 || end == p->name.n) {
        return n;
    }
    ret[n++] = plain_name(str_slice(p->name, 0, end));
    size_t close = str_find_byte(p->name, ')', end);
    if (p->name.p[end] == '(' && close != SIZE_MAX) {
        struct str within = str_slice(p->name, end + 1, close);
        bool is_former = str_starts_ci(within, STR("ex "));
        ret[n++] = plain_name(is_former ? str_slice(within, 3, within.n) : within);
    }
    return n;
}

/* The UN/LOCODE that an airport gives its letters to, or the airport of a UN/LOCODE; NULL if there
 * is none near by. */
static const struct geo_place *twin_of(const struct geo *g, const struct geo_place *p)
{
    char code[8] = "";
    bool is_airport = strlen(p->code) == 3;
    if (is_airport) {
        memcpy(code, p->country, 2);
    }
    memcpy(code + (is_airport ? 2 : 0), is_airport ? p->code : p->code + 2, 3);
    const struct geo_place *twin = geo_place(g, str_of(code));
    bool is_twin = twin && strlen(twin->code) != strlen(p->code) &&
                   strcmp(twin->country, p->country) == 0 && geo_distance_km(p, twin) < NEAR_KM;
    return is_twin ? twin : NULL;
}

static uint32_t slot_of(struct str folded, const char *country)
{
    uint64_t seed = (uint64_t)(unsigned char)country[0] << 8 | (unsigned char)country[1];
    return (uint32_t)XXH3_64bits_withSeed(folded.p, folded.n, seed) & (N_SLOTS - 1);
}

static bool add_name(struct geo *g, struct str name, uint32_t place)
{
    char room[GEO_FOLD_ROOM];
    struct str folded = geo_fold(name, room);
    if (folded.n == 0) {
        return false;
    }
    uint32_t at = slot_of(folded, g->places[place].country);
    while (g->place_names[at] != 0) {
        at = (at + 1) & (N_SLOTS - 1);
    }
    g->place_names[at] = place + 1;
    return true;
}

enum seine_status geo_load_place_names(struct geo *g, struct seine_error *err)
{
    g->place_names = mem_calloc(N_SLOTS, sizeof *g->place_names);
    if (!g->place_names) {
        return error_set(err, SEINE_NOMEM, "no memory for the names of places");
    }
    size_t n_used = 0;
    for (size_t i = 0; i < g->n_places; i++) {
        struct str names[MAX_NAMES];
        size_t n = names_of(&g->places[i], names);
        for (size_t k = 0; k < n; k++) {
            n_used += add_name(g, names[k], (uint32_t)i);
        }
        const struct geo_place *twin =
            strlen(g->places[i].code) == 3 ? twin_of(g, &g->places[i]) : NULL;
        if (twin) { /* "Antwerp": the UN/LOCODE says Antwerpen */
            n_used += add_name(g, g->places[i].name, (uint32_t)(twin - g->places));
        }
        if (n_used > N_SLOTS / 2) {
            return error_set(err, SEINE_INTERNAL, "more names of places than there is room for");
        }
    }
    return SEINE_OK;
}

/* How well a place has the name: 2 it is its name, 1 one of its names, 0 it is not. */
static int has_name(const struct geo *g, const struct geo_place *p, struct str folded)
{
    struct str names[MAX_NAMES];
    char room[GEO_FOLD_ROOM];
    size_t n = names_of(p, names);
    for (size_t k = 0; k < n; k++) {
        if (str_is(geo_fold(names[k], room), folded)) {
            return k == 0 ? 2 : 1;
        }
    }
    const struct geo_place *airport = strlen(p->code) == 5 ? twin_of(g, p) : NULL;
    return airport && str_is(geo_fold(airport->name, room), folded) ? 1 : 0;
}

/* The places that fit, counted by their kind of code; of each kind one. */
struct fits {
    int how;
    size_t n_codes, n_airports;
    const struct geo_place *code, *airport; /* UN/LOCODE, IATA */
};

static void add_fit(struct fits *f, const struct geo_place *p, int how)
{
    if (how > f->how) {
        *f = (struct fits){.how = how};
    }
    bool is_airport = strlen(p->code) == 3;
    const struct geo_place **at = is_airport ? &f->airport : &f->code;
    size_t *n = is_airport ? &f->n_airports : &f->n_codes;
    *n += *at != p; /* a place may stand under two names that are folded alike */
    *at = p;
}

static const struct geo_place *choose(const struct fits *f, unsigned functions)
{
    if (functions == GEO_AIRPORT && f->n_airports == 1) {
        return f->airport;
    }
    return f->n_codes == 1 ? f->code : NULL;
}

const struct geo_place *geo_place_named(const struct geo *g, struct str name, struct str alpha2,
                                        unsigned functions)
{
    char room[GEO_FOLD_ROOM];
    struct str folded = geo_fold(plain_name(name), room);
    struct fits fits = {0};
    if (folded.n == 0 || alpha2.n != 2) {
        return NULL;
    }
    for (uint32_t at = slot_of(folded, alpha2.p); g->place_names[at] != 0;
         at = (at + 1) & (N_SLOTS - 1)) {
        const struct geo_place *p = &g->places[g->place_names[at] - 1];
        bool serves = functions == 0 || (p->functions & functions) != 0;
        int how = serves && str_is(str_of(p->country), alpha2) ? has_name(g, p, folded) : 0;
        if (how > 0 && how >= fits.how) {
            add_fit(&fits, p, how);
        }
    }
    return choose(&fits, functions);
}
