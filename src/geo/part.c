/* Parts of countries: states and provinces by code and name, where their postcodes begin. Only
 * those of countries whose addresses end with them: there "GA" is not Gabon, nor "Georgia". */
#include <string.h>

#include "geo/inside.h"

enum seine_status geo_load_parts(struct geo *g, struct seine_error *err)
{
    struct str rest = REF(parts);
    size_t n = ref_n_rows(rest);
    g->parts = mem_calloc(n, sizeof *g->parts);
    if (!g->parts) {
        return error_set(err, SEINE_NOMEM, "no memory for %zu parts of countries", n);
    }
    struct str f[3];
    while (g->n_parts < n && ref_row(&rest, f, 3)) {
        g->parts[g->n_parts++] = (struct geo_part){f[0], f[1], f[2]};
    }
    return SEINE_OK;
}

bool geo_is_part(const struct geo *g, struct str alpha2, struct str text)
{
    text = str_trim(text);
    for (size_t i = 0; i < g->n_parts; i++) {
        struct str names = g->parts[i].names, name;
        bool is_there = str_is_ci(g->parts[i].country, alpha2);
        for (bool more = is_there; str_cut(&names, &more, '|', &name);) {
            if (str_is_ci(name, text)) {
                return true;
            }
        }
    }
    return false;
}

/* 'A' stands for a letter, '0' for a digit. */
static const struct {
    const char *country, *shape;
} postcodes[] = {
    {"US", "00000"}, {"US", "00000-0000"}, {"CA", "A0A 0A0"}, {"CA", "A0A0A0"}, {"AU", "0000"}};

static bool has_shape(struct str text, struct str shape)
{
    for (size_t i = 0; i < shape.n; i++) {
        char c = str_upper(text.p[i]);
        bool fits = shape.p[i] == '0'   ? c >= '0' && c <= '9'
                    : shape.p[i] == 'A' ? c >= 'A' && c <= 'Z'
                                        : c == shape.p[i];
        if (!fits) {
            return false;
        }
    }
    return true;
}

/* Whether the postcode begins as one of "300-319 398-399". */
static bool begins_in(struct str ranges, struct str postcode)
{
    struct str range;
    for (bool more = ranges.n > 0; str_cut(&ranges, &more, ' ', &range);) {
        size_t dash = str_find_byte(range, '-', 0);
        size_t n = dash == SIZE_MAX ? range.n : dash;
        struct str first = str_slice(range, 0, n);
        struct str last = dash == SIZE_MAX ? first : str_slice(range, dash + 1, range.n);
        char begin[8] = "";
        for (size_t i = 0; i < n && i < sizeof begin; i++) {
            begin[i] = str_upper(postcode.p[i]);
        }
        struct str s = {begin, n};
        if (str_compare(first, s) <= 0 && str_compare(s, last) <= 0) {
            return true;
        }
    }
    return false;
}

static bool is_mark(char c)
{
    return c == ' ' || c == ',';
}

/* "Atlanta GA" and "Atlanta,GA" end with "GA". */
static bool ends_with(struct str text, struct str name)
{
    return str_ends_ci(text, name) && (text.n == name.n || is_mark(text.p[text.n - name.n - 1]));
}

static bool is_of(const struct geo_part *p, struct str place, struct str postcode)
{
    struct str names = p->names, name;
    for (bool more = begins_in(p->postcodes, postcode); str_cut(&names, &more, '|', &name);) {
        if (ends_with(place, name)) {
            return true;
        }
    }
    return false;
}

const struct geo_country *geo_country_of_part(const struct geo *g, struct str text)
{
    text = str_trim(text);
    for (size_t i = 0; i < sizeof postcodes / sizeof *postcodes; i++) {
        struct str shape = str_of(postcodes[i].shape), country = str_of(postcodes[i].country);
        size_t at = text.n > shape.n ? text.n - shape.n : 0;
        struct str postcode = str_slice(text, at, text.n);
        if (at == 0 || !is_mark(text.p[at - 1]) || !has_shape(postcode, shape)) {
            continue;
        }
        while (at > 0 && is_mark(text.p[at - 1])) {
            at--;
        }
        struct str place = str_slice(text, 0, at);
        for (size_t k = 0; k < g->n_parts; k++) {
            const struct geo_part *p = &g->parts[k];
            if (str_is(p->country, country) && is_of(p, place, postcode)) {
                return geo_country(g, country);
            }
        }
    }
    return NULL;
}
