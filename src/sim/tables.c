/* sim/tables.c - parses the embedded tables of data/sim into arrays. The tables are part of the
 * program, so a fault in them is SEINE_INTERNAL. It does not look at the outside world. */
#include "sim/tables.h"

#include <string.h>

extern const unsigned char sim_table_countries[], sim_table_cities[], sim_table_carriers[];
extern const unsigned char sim_table_sectors[], sim_table_goods[], sim_table_names[];
extern const unsigned char sim_table_corridors[];
extern const size_t sim_table_countries_size, sim_table_cities_size, sim_table_carriers_size;
extern const size_t sim_table_sectors_size, sim_table_goods_size, sim_table_names_size;
extern const size_t sim_table_corridors_size;

#define COLUMNS 12

struct rows { /* walks a table, skipping comments */
    struct str rest;
    bool more;
    struct str f[COLUMNS];
    size_t n;
};

static struct rows rows_of(const unsigned char *p, size_t n)
{
    return (struct rows){{(const char *)p, n}, true, {{0}}, 0};
}

static bool rows_next(struct rows *r)
{
    struct str line;
    while (str_cut(&r->rest, &r->more, '\n', &line)) {
        if (line.n == 0 || line.p[0] == '#')
            continue;
        bool more = true;
        r->n = 0;
        while (r->n < COLUMNS && str_cut(&line, &more, '\t', &r->f[r->n]))
            r->n++;
        for (size_t i = r->n; i < COLUMNS; i++)
            r->f[i] = STR_EMPTY;
        return true;
    }
    return false;
}

static uint32_t rows_count(const unsigned char *p, size_t n)
{
    struct rows r = rows_of(p, n);
    uint32_t count = 0;
    while (rows_next(&r))
        count++;
    return count;
}

static double number(struct str s)
{
    double v = 0;
    return str_to_double(s, &v) ? v : 0;
}

static struct str dash(struct str s) /* "-" means nothing */
{
    return str_is(s, STR("-")) ? STR_EMPTY : s;
}

static bool words(struct sim_tables *t, struct str s, struct sim_words *ret)
{
    uint32_t n = 1;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '|';
    ret->v = arena_array(&t->arena, n, sizeof *ret->v);
    if (!ret->v)
        return false;
    bool more = true;
    for (ret->n = 0; ret->n < n && str_cut(&s, &more, '|', &ret->v[ret->n]);)
        ret->n++;
    return true;
}

uint16_t sim_country_find(const struct sim_tables *t, struct str code)
{
    for (uint32_t i = 0; i < t->n_countries; i++)
        if (str_is(t->countries[i].code, code))
            return (uint16_t)i;
    return UINT16_MAX;
}

uint16_t sim_city_find(const struct sim_tables *t, struct str code)
{
    for (uint32_t i = 0; i < t->n_cities; i++)
        if (code.n > 0 && (str_is(t->cities[i].iata, code) || str_is(t->cities[i].inland, code)))
            return (uint16_t)i;
    return SIM_NO_CITY;
}

static uint16_t style_find(const struct sim_tables *t, struct str name)
{
    for (uint32_t i = 0; i < t->n_styles; i++)
        if (str_is(t->styles[i].name, name))
            return (uint16_t)i;
    return UINT16_MAX;
}

static const char *const part_names[SIM_PARTS] = {"family", "given",  "word",    "form",
                                                  "street", "suffix", "district"};

static int part_find(struct str name)
{
    for (int i = 0; i < SIM_PARTS; i++)
        if (str_is(name, str_of(part_names[i])))
            return i;
    return -1;
}

/* How each language area orders names and addresses, and whose trade words it uses. */
static void style_manner(struct sim_style *s)
{
    static const struct {
        const char *style;
        unsigned flags;
        enum sim_language native, latin;
    } table[] = {
        {"zh", STYLE_ASIAN | STYLE_FAMILY_FIRST | STYLE_NO | STYLE_HAO, WORDS_ZH, WORDS_EN},
        {"zht", STYLE_ASIAN | STYLE_FAMILY_FIRST | STYLE_TWO_WORDS | STYLE_HAO, WORDS_ZH, WORDS_EN},
        {"ko", STYLE_ASIAN | STYLE_FAMILY_FIRST, WORDS_KO, WORDS_EN},
        {"kp", STYLE_ASIAN | STYLE_FAMILY_FIRST, WORDS_KO, WORDS_EN},
        {"ja", STYLE_FAMILY_FIRST, WORDS_JA, WORDS_EN},
        {"ru", STYLE_FORM_FIRST | STYLE_SUFFIX_FIRST, WORDS_RU, WORDS_EN},
        {"ar", 0, WORDS_AR, WORDS_EN},
        {"fa", STYLE_NATIVE_FORM_FIRST, WORDS_EN, WORDS_EN},
        {"vi", STYLE_NATIVE_FORM_FIRST | STYLE_FAMILY_FIRST, WORDS_EN, WORDS_EN},
        {"de", STYLE_GLUED, WORDS_DE, WORDS_DE},
        {"nl", STYLE_GLUED, WORDS_EN, WORDS_EN},
        {"es", STYLE_SUFFIX_FIRST, WORDS_ES, WORDS_ES},
        {"fr", STYLE_SUFFIX_FIRST, WORDS_EN, WORDS_EN},
        {"pt", STYLE_SUFFIX_FIRST, WORDS_EN, WORDS_EN},
        {"it", STYLE_SUFFIX_FIRST, WORDS_EN, WORDS_EN},
        {"pl", STYLE_SUFFIX_FIRST, WORDS_EN, WORDS_EN},
        {"ms", STYLE_SUFFIX_FIRST, WORDS_EN, WORDS_EN},
    };
    s->native = s->latin = WORDS_EN;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (str_is(s->name, str_of(table[i].style))) {
            s->flags = table[i].flags;
            s->native = table[i].native;
            s->latin = table[i].latin;
        }
}

static uint16_t style_or_new(struct sim_tables *t, struct str name)
{
    uint16_t style = style_find(t, name);
    if (style == UINT16_MAX && t->n_styles < SIM_STYLES) {
        style = (uint16_t)t->n_styles++;
        t->styles[style].name = name;
        style_manner(&t->styles[style]);
    }
    return style;
}

/* Two walks: count, then fill. */
static bool read_names(struct sim_tables *t)
{
    for (int pass = 0; pass < 2; pass++) {
        struct rows r = rows_of(sim_table_names, sim_table_names_size);
        while (rows_next(&r)) {
            uint16_t style = style_or_new(t, r.f[0]);
            if (style == UINT16_MAX)
                return false;
            struct sim_style *s = &t->styles[style];
            int part = part_find(r.f[1]);
            if (part < 0)
                return false;
            if (pass == 1)
                s->parts[part][s->n[part]] = (struct sim_pair){dash(r.f[2]), dash(r.f[3])};
            s->n[part]++;
        }
        for (uint32_t i = 0; pass == 0 && i < t->n_styles; i++)
            for (int part = 0; part < SIM_PARTS; part++) {
                struct sim_style *s = &t->styles[i];
                s->parts[part] = arena_array(&t->arena, s->n[part] + 1u, sizeof *s->parts[part]);
                if (!s->parts[part] || s->n[part] == 0)
                    return false;
                s->n[part] = 0;
            }
    }
    return true;
}

/* Countries that no road reaches (islands, and the Korean south); the others by land mass. */
static uint8_t land_of(struct str code)
{
    static const char islands[] = "JP TW SG HK ID PH LK KR AU NZ CU GB IE";
    static const char america[] = "US CA MX", south[] = "BR AR CL CO PE PA";
    static const char africa[] = "ZA NG KE ET TZ AO NA UG SD LY EG";
    if (str_contains(STR(islands), code))
        return 0;
    if (str_contains(STR(america), code))
        return 2;
    if (str_contains(STR(africa), code))
        return 3;
    return str_contains(STR(south), code) ? 4 : 1;
}

static bool read_countries(struct sim_tables *t)
{
    t->n_countries = rows_count(sim_table_countries, sim_table_countries_size);
    t->countries = arena_array(&t->arena, t->n_countries, sizeof *t->countries);
    if (!t->countries)
        return false;
    struct rows r = rows_of(sim_table_countries, sim_table_countries_size);
    for (uint32_t i = 0; rows_next(&r); i++) {
        struct sim_country *c = &t->countries[i];
        c->code = r.f[0];
        c->exports = number(r.f[1]);
        c->imports = number(r.f[2]);
        c->style = style_find(t, r.f[3]);
        c->currency = r.f[4];
        c->usd = number(r.f[5]);
        c->calling = r.f[6];
        c->digits = (uint16_t)number(r.f[7]);
        c->land = land_of(c->code);
        if (c->style == UINT16_MAX || c->usd <= 0)
            return false;
    }
    return true;
}

static bool read_cities(struct sim_tables *t)
{
    t->n_cities = rows_count(sim_table_cities, sim_table_cities_size);
    t->cities = arena_array(&t->arena, t->n_cities, sizeof *t->cities);
    if (!t->cities)
        return false;
    struct rows r = rows_of(sim_table_cities, sim_table_cities_size);
    for (uint32_t i = 0; rows_next(&r); i++) {
        struct sim_city *c = &t->cities[i];
        c->country = sim_country_find(t, r.f[0]);
        if (c->country == UINT16_MAX)
            return false;
        c->name = r.f[1];
        c->native = dash(r.f[2]);
        c->iata = dash(r.f[3]);
        c->port = dash(r.f[4]);
        c->inland = dash(r.f[5]);
        c->lat = number(r.f[6]);
        c->lon = number(r.f[7]);
        c->weight = number(r.f[8]);
        struct sim_country *k = &t->countries[c->country];
        if (k->n_cities == 0)
            k->first_city = (uint16_t)i;
        k->n_cities++;
        k->city_weight += c->weight;
        if (k->first_city + k->n_cities != i + 1) /* rows of a country stand together */
            return false;
    }
    return true;
}

static bool read_carriers(struct sim_tables *t)
{
    t->n_carriers = rows_count(sim_table_carriers, sim_table_carriers_size);
    t->carriers = arena_array(&t->arena, t->n_carriers, sizeof *t->carriers);
    if (!t->carriers)
        return false;
    struct rows r = rows_of(sim_table_carriers, sim_table_carriers_size);
    for (uint32_t i = 0; rows_next(&r); i++) {
        struct sim_carrier *c = &t->carriers[i];
        if (!trade_mode_parse(r.f[0], &c->mode))
            return false;
        c->code = r.f[1];
        c->prefix = dash(r.f[2]);
        c->hub = sim_city_find(t, dash(r.f[3]));
        c->weight = number(r.f[4]);
        if (c->mode == TRADE_AIR && c->hub == SIM_NO_CITY)
            return false;
    }
    return true;
}

static uint16_t sector_find(const struct sim_tables *t, struct str name)
{
    for (uint32_t i = 0; i < t->n_sectors; i++)
        if (str_is(t->sectors[i].name, name))
            return (uint16_t)i;
    return UINT16_MAX;
}

/* "electronics=70,metals=6": cumulative shares over all sectors. */
static bool read_inputs(struct sim_tables *t, struct sim_sector *s, struct str list)
{
    double sum = 0;
    bool more = true;
    struct str part;
    while (str_cut(&list, &more, ',', &part)) {
        size_t at = str_find_byte(part, '=', 0);
        uint16_t in = at == SIZE_MAX ? UINT16_MAX : sector_find(t, str_slice(part, 0, at));
        if (in == UINT16_MAX)
            return false;
        s->inputs[in] = number(str_slice(part, at + 1, part.n));
        sum += s->inputs[in];
    }
    double so_far = 0;
    for (uint32_t i = 0; i < t->n_sectors; i++) {
        so_far += s->inputs[i] / sum;
        s->inputs[i] = so_far;
    }
    return sum > 0;
}

static bool read_sectors(struct sim_tables *t)
{
    t->n_sectors = rows_count(sim_table_sectors, sim_table_sectors_size);
    if (t->n_sectors > SIM_MAX_SECTOR)
        return false;
    struct rows r = rows_of(sim_table_sectors, sim_table_sectors_size);
    for (uint32_t i = 0; rows_next(&r); i++)
        t->sectors[i].name = r.f[0];
    r = rows_of(sim_table_sectors, sim_table_sectors_size);
    for (uint32_t i = 0; rows_next(&r); i++) {
        struct sim_sector *s = &t->sectors[i];
        s->weight = number(r.f[1]);
        if (!read_inputs(t, s, r.f[2]))
            return false;
        for (int l = 0; l < SIM_LANGUAGES; l++)
            if (!words(t, r.f[3 + l], &s->words[l]))
                return false;
    }
    return true;
}

static bool read_goods(struct sim_tables *t)
{
    t->n_goods = rows_count(sim_table_goods, sim_table_goods_size);
    t->goods = arena_array(&t->arena, t->n_goods, sizeof *t->goods);
    if (!t->goods)
        return false;
    struct rows r = rows_of(sim_table_goods, sim_table_goods_size);
    for (uint32_t i = 0; rows_next(&r); i++) {
        struct sim_goods *g = &t->goods[i];
        g->sector = sector_find(t, r.f[0]);
        if (g->sector == UINT16_MAX)
            return false;
        g->hs = r.f[1];
        g->weight = number(r.f[2]);
        g->kg = number(r.f[3]);
        g->kg_sigma = number(r.f[4]);
        g->usd_kg = number(r.f[5]);
        g->usd_sigma = number(r.f[6]);
        g->air = number(r.f[7]);
        if (!words(t, r.f[8], &g->en))
            return false;
        g->zh = r.f[9];
        g->ru = r.f[10];
        g->vague = r.f[11];
        struct sim_sector *s = &t->sectors[g->sector];
        if (s->n_goods++ == 0)
            s->first_goods = i;
        if (s->first_goods + s->n_goods != i + 1)
            return false;
        s->goods_weight += g->weight;
    }
    return true;
}

static uint8_t codes(const struct sim_tables *t, struct str list, bool cities, uint16_t out[8])
{
    uint8_t n = 0;
    bool more = true;
    struct str part;
    while (n < 8 && str_cut(&list, &more, ',', &part)) {
        out[n] = cities ? sim_city_find(t, part) : sim_country_find(t, part);
        if (out[n] == UINT16_MAX)
            return 0;
        n++;
    }
    return n;
}

static bool read_corridors(struct sim_tables *t)
{
    t->n_corridors = rows_count(sim_table_corridors, sim_table_corridors_size);
    t->corridors = arena_array(&t->arena, t->n_corridors, sizeof *t->corridors);
    if (!t->corridors)
        return false;
    struct rows r = rows_of(sim_table_corridors, sim_table_corridors_size);
    for (uint32_t i = 0; rows_next(&r); i++) {
        struct sim_corridor *c = &t->corridors[i];
        c->name = r.f[0];
        c->is_export = str_is(r.f[1], STR("export"));
        c->end = sim_country_find(t, r.f[2]);
        c->border = sim_city_find(t, dash(r.f[3]));
        c->n_agents = codes(t, r.f[4], false, c->agents);
        c->n_hubs = codes(t, r.f[5], true, c->hubs);
        c->n_suppliers = codes(t, r.f[6], false, c->suppliers);
        c->reserved = str_is(r.f[7], STR("1"));
        if (c->end == UINT16_MAX || c->n_agents == 0 || c->n_hubs == 0 || c->n_suppliers == 0)
            return false;
    }
    return true;
}

enum seine_status sim_tables_init(struct sim_tables *t, struct seine_error *err)
{
    memset(t, 0, sizeof *t);
    arena_init(&t->arena, 512 * MIB);
    static const struct {
        const char *name;
        bool (*read)(struct sim_tables *);
    } steps[] = {{"names", read_names},        {"countries", read_countries},
                 {"cities", read_cities},      {"carriers", read_carriers},
                 {"sectors", read_sectors},    {"goods", read_goods},
                 {"corridors", read_corridors}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!steps[i].read(t)) {
            sim_tables_release(t);
            return error_set(err, SEINE_INTERNAL,
                             "the table data/sim/%s.tsv cannot be used, or memory ran out",
                             steps[i].name);
        }
    return SEINE_OK;
}

void sim_tables_release(struct sim_tables *t)
{
    arena_release(&t->arena);
    memset(t, 0, sizeof *t);
}
