/* trade/csv_place.c - ports and airports that a mapped CSV names in words.
 *
 * A name counts only with its country, which stands behind it ("SHANGHAI, CHINA"), is it
 * ("Singapore"), or is said by a column or constant beside it (from_country, to_country), and only
 * if one place of that country has it. Two letters behind a name are no country: "Richmond, CA" is
 * in California. What is not one place alone is never guessed and never lost: it stays an extra. */
#include "trade/reader.h"

enum {
    MAX_NAME = 200, /* bytes; what is longer is no name of a place */
    MAX_TAILS = 8   /* commas that are looked behind */
};

static const struct {
    const char *place, *country; /* our columns */
    size_t place_at, country_at; /* in struct flat */
} ends[] = {
    {"from", "from_country", offsetof(struct flat, from), offsetof(struct flat, from_country)},
    {"via", "via_country", offsetof(struct flat, via), offsetof(struct flat, via_country)},
    {"to", "to_country", offsetof(struct flat, to), offsetof(struct flat, to_country)},
};

/* What one cell says. */
struct said {
    struct str name;
    const struct geo_country *country; /* NULL: the cell states none */
    bool has_more; /* words that are neither: a state, a province, a part of the port */
};

/* Where the next separator stands from `at` on, text.n if none does; *ret_n its length. */
static size_t separator(struct str text, size_t at, size_t *ret_n)
{
    for (; at < text.n; at++) {
        *ret_n = 1;
        if (text.p[at] == ',' || text.p[at] == '(' || text.p[at] == ';') {
            return at;
        }
        *ret_n = 3;
        if (str_starts(str_slice(text, at, text.n), STR(" - "))) {
            return at;
        }
    }
    return at;
}

static struct str tail_from(struct str text, size_t at)
{
    struct str tail = str_trim(str_slice(text, at, text.n));
    while (tail.n > 0 && (tail.p[tail.n - 1] == ')' || tail.p[tail.n - 1] == ',')) {
        tail = str_trim(str_slice(tail, 0, tail.n - 1));
    }
    return tail;
}

/* Without a number before the name, as of Schedule K: "57035, YANTIAN". */
static struct str without_number(struct str text)
{
    size_t at = 0;
    while (at < text.n && text.p[at] >= '0' && text.p[at] <= '9') {
        at++;
    }
    bool is_number = at > 0 && at < text.n && (text.p[at] == ',' || text.p[at] == ' ');
    return is_number ? str_trim(str_slice(text, at + 1, text.n)) : text;
}

static struct said read_cell(const struct geo *geo, struct str text)
{
    size_t n = 0;
    text = without_number(text);
    size_t first = separator(text, 0, &n);
    struct said said = {str_trim(str_slice(text, 0, first)), NULL, first < text.n};
    size_t at = first;
    for (size_t i = 0; i < MAX_TAILS && at < text.n; i++) {
        struct str tail = tail_from(text, at + n);
        const struct geo_country *c = tail.n > 2 ? geo_country_sure(geo, tail) : NULL;
        if (c != NULL) {
            said.country = c;
            said.has_more = at > first;
            return said;
        }
        at = separator(text, at + n, &n);
    }
    said.country = text.n > 3 ? geo_country_sure(geo, text) : NULL;
    said.has_more = said.has_more && said.country == NULL;
    return said;
}

static unsigned functions_of(enum trade_mode mode)
{
    switch (mode) {
    case TRADE_SEA:
        return GEO_PORT;
    case TRADE_AIR:
        return GEO_AIRPORT;
    case TRADE_RAIL:
        return GEO_RAIL;
    case TRADE_ROAD:
        return GEO_ROAD;
    default:
        return GEO_PORT | GEO_AIRPORT;
    }
}

/* The place that one country has under this name: one that serves the mode, else the only one. With
 * words that say which of several is meant, and that are not understood, the only one. */
static const struct geo_place *named(const struct geo *geo, const struct said *said,
                                     const struct geo_country *country, enum trade_mode mode)
{
    const struct geo_place *p = NULL;
    if (!said->has_more) {
        p = geo_place_named(geo, said->name, str_of(country->alpha2), functions_of(mode));
    }
    return p != NULL ? p : geo_place_named(geo, said->name, str_of(country->alpha2), 0);
}

static bool is_in(const struct geo_place *p, const struct geo_country *c)
{
    return p != NULL && c != NULL && str_is(str_of(p->country), str_of(c->alpha2));
}

/* The place meant by text that is no code of the country beside it; NULL if that is not sure, also
 * where cell and column contradict each other. */
static const struct geo_place *place_of(const struct geo *geo, struct str text,
                                        const struct geo_country *beside, enum trade_mode mode)
{
    const struct geo_place *p = NULL;
    if (text.n == 0 || text.n > MAX_NAME) {
        return NULL;
    }
    struct said said = read_cell(geo, text);
    if (said.country != NULL) {
        p = named(geo, &said, said.country, mode);
        const struct geo_country *whole = p == NULL ? geo_country_sure(geo, text) : NULL;
        if (whole != NULL) { /* "Hong Kong, China" */
            p = named(geo, &said, whole, mode);
        }
        said.has_more = true; /* "Brunswick, Georgia" */
    }
    if (p == NULL && beside != NULL) {
        p = named(geo, &said, beside, mode);
    }
    return beside == NULL || is_in(p, beside) ? p : NULL;
}

const struct geo_place *csv_place_said(const struct geo *geo, struct str text, struct str country,
                                       enum trade_mode mode)
{
    const struct geo_country *beside = country.n > 0 ? geo_country_sure(geo, country) : NULL;
    const struct geo_place *coded = field_is_place_code(text) ? geo_place(geo, text) : NULL;
    bool is_there = coded != NULL && (beside == NULL || is_in(coded, beside));
    return is_there ? coded : place_of(geo, text, beside, mode);
}

/* The heading of the column that feeds one of ours; our name where a constant does. */
static struct str heading_of(const struct csv_source *s, const char *ours)
{
    for (size_t i = 0; i < s->columns.bindings.n; i++) {
        const struct binding *b = &s->columns.bindings.v[i];
        if (b->column != SIZE_MAX && str_is(str_of(b->name), str_of(ours))) {
            return s->columns.names.v[b->column];
        }
    }
    return str_of(ours);
}

static enum seine_status keep(struct csv_source *s, struct arena *arena, const char *ours,
                              struct str value)
{
    bool ok = true;
    struct str key = arena_str(arena, heading_of(s, ours), &ok);
    return ok ? builder_extra(&s->builder, arena, key, value, false) : SEINE_NOMEM;
}

/* Puts the code of the place that text says into *text; what is neither is kept as an extra. */
static enum seine_status settle_place(struct csv_source *s, const struct geo *geo, size_t i,
                                      const struct geo_place *p, struct arena *arena)
{
    struct str *text = (struct str *)(void *)((char *)&s->flat + ends[i].place_at);
    bool ok = true;
    if (p != NULL && p != geo_place(geo, *text)) {
        *text = arena_str(arena, str_of(p->code), &ok);
        return ok ? SEINE_OK : SEINE_NOMEM;
    }
    if (p != NULL || text->n == 0 || field_is_place_code(*text)) {
        return SEINE_OK;
    }
    struct str said = *text;
    *text = STR_EMPTY;
    return keep(s, arena, ends[i].place, said);
}

static enum seine_status settle(struct csv_source *s, const struct geo *geo, size_t i,
                                struct arena *arena)
{
    struct str text = *(struct str *)(void *)((char *)&s->flat + ends[i].place_at);
    struct str stated = *(struct str *)(void *)((char *)&s->flat + ends[i].country_at);
    const struct geo_place *p = NULL;
    enum seine_status status = SEINE_OK;
    if (geo != NULL && text.n > 0) {
        p = csv_place_said(geo, text, stated, s->flat.c.mode);
        status = settle_place(s, geo, i, p, arena);
    }
    bool is_said = p != NULL && is_in(p, geo_country_sure(geo, stated));
    if (status == SEINE_OK && stated.n > 0 && !is_said) {
        status = keep(s, arena, ends[i].country, stated);
    }
    return status;
}

enum seine_status csv_places_settle(struct csv_source *s, struct arena *arena)
{
    const struct geo *geo = s->mapping != NULL ? s->mapping->geo : NULL;
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < sizeof ends / sizeof *ends && status == SEINE_OK; i++) {
        status = settle(s, geo, i, arena);
    }
    return status;
}
