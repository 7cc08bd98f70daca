/* trade/suggest_place.c - whether the values of a column are places, in words too, and what the
 * names of all columns tell of the mode of transport. */
#include "trade/suggest.h"

#include <stdio.h>

void suggest_note_unknown(struct column *c, struct str text)
{
    c->n_unknown++;
    for (size_t i = 0; i < SUGGEST_SHOWN; i++) {
        if (c->unknown[i].n == 0)
            c->unknown[i] = text;
        if (str_is(c->unknown[i], text))
            return;
    }
}

/* The column of the country that stands beside a column of places. */
static const struct column *beside(const struct proposal *p, const struct column *c)
{
    char name[64];
    (void)snprintf(name, sizeof name, "%s_country", c->binding.name);
    for (size_t i = 0; i < p->n; i++)
        if (p->columns[i].is_bound && str_is(p->columns[i].meaning.ours, str_of(name)))
            return &p->columns[i];
    return NULL;
}

/* The value of a row; rows stand in order. */
static struct str value_of(const struct column *c, size_t row)
{
    size_t low = 0;
    size_t high = c != NULL ? c->rows.n : 0;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c->rows.v[mid] < row)
            low = mid + 1;
        else
            high = mid;
    }
    return c != NULL && low < c->rows.n && c->rows.v[low] == row ? c->values.v[low] : STR_EMPTY;
}

/* Codes as everywhere, nine in ten; names are worth having if half of them are understood, for the
 * rest costs no row. Five letters may be a name too ("Busan"): then the tables decide. */
bool suggest_places(struct proposal *p, struct column *c)
{
    const struct column *country = beside(p, c);
    size_t n_codes = 0;
    for (size_t i = 0; i < c->values.n; i++) {
        struct str text = c->values.v[i];
        n_codes += field_is_place_code(text);
        if (p->geo == NULL)
            continue;
        if (csv_place_said(p->geo, text, value_of(country, c->rows.v[i]), p->mode) == NULL)
            suggest_note_unknown(c, text);
    }
    bool is_coded = n_codes * 10 >= c->values.n * 9;
    bool is_named = p->geo != NULL && c->n_unknown * 2 <= c->values.n;
    if (is_coded && !is_named) /* codes that the tables lack are read as they are */
        c->n_unknown = 0;
    return is_coded || is_named;
}

static bool has_any(const struct words *w, const char *const *list, size_t n)
{
    for (size_t i = 0; i < w->n; i++)
        for (size_t k = 0; k < n; k++)
            if (str_is(str_of(w->text[i]), str_of(list[k])))
                return true;
    return false;
}

enum trade_mode suggest_mode(const struct proposal *p)
{
    static const char *const sea[] = {"vessel", "lading", "unlading", "container", "buque",
                                      "navire", "schiff", "bl",       "hbl",       "mbl"};
    static const char *const air[] = {"awb", "hawb", "mawb", "flight", "airline", "airport"};
    bool is_sea = false;
    bool is_air = false;
    for (size_t i = 0; i < p->n; i++) {
        struct words w;
        if (p->columns[i].is_bound && str_is(p->columns[i].meaning.ours, STR("mode")))
            return TRADE_MODE_NONE; /* the rows say it */
        suggest_split(p->columns[i].name, &w);
        is_sea |= has_any(&w, sea, sizeof sea / sizeof *sea);
        is_air |= has_any(&w, air, sizeof air / sizeof *air);
    }
    if (is_sea == is_air)
        return TRADE_MODE_NONE;
    return is_sea ? TRADE_SEA : TRADE_AIR;
}
