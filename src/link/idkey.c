/* link/idkey.c - the normal form of identifiers, dates among them. It does not know which numbers
 * a country gives out. */
#include "link/link.h"

struct part { /* of what may be a date */
    unsigned value;
    size_t digits; /* 0: the name of a month */
};

static bool is_plain(char c)
{
    return str_is_digit(c) || (str_upper(c) >= 'A' && str_upper(c) <= 'Z') ||
           (unsigned char)c >= 0x80;
}

static bool read_part(struct str word, struct part *ret)
{
    *ret = (struct part){0, 0};
    for (size_t i = 0; i < word.n && word.n <= 4 && str_is_digit(word.p[i]); i++) {
        ret->value = ret->value * 10 + (unsigned)(word.p[i] - '0');
        ret->digits++;
    }
    if (ret->digits == 0)
        ret->value = (unsigned)date_month(word);
    return ret->value > 0 && (ret->digits == 0 || ret->digits == word.n);
}

/* Three parts with something between them. */
static bool split(struct str s, struct part ret[3])
{
    size_t n = 0;
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        while (at < s.n && is_plain(s.p[at]))
            at++;
        if (at > from && (n == 3 || !read_part(str_slice(s, from, at), &ret[n++])))
            return false;
        at += at == from;
    }
    return n == 3;
}

/* The year stands first or last; of two digits only last, and the century is a guess. */
static bool take_year(struct part *first, struct part *last, unsigned *ret)
{
    struct part *year = first->digits == 4 ? first : last;
    unsigned value = year->value;
    if (year == last && year->digits == 2)
        value += value > 30 ? 1900 : 2000;
    if (year == first)
        *first = *last;
    *ret = value;
    return value >= 1900 && value <= 2100;
}

/* Day and month in the order of their values, for papers write both orders. */
static bool read_date(struct str s, unsigned *year, unsigned *less, unsigned *more)
{
    struct part p[3];
    if (!split(s, p) || !take_year(&p[0], &p[2], year) || p[0].digits > 2 || p[1].digits > 2)
        return false;
    *less = p[0].value < p[1].value ? p[0].value : p[1].value;
    *more = p[0].value < p[1].value ? p[1].value : p[0].value;
    return *less <= 12 && *more <= 31;
}

void link_id_key(struct str id, struct buf *out)
{
    size_t eq = str_find_byte(id, '=', 0), before;
    unsigned year, less, more;
    if (eq == SIZE_MAX)
        return;
    struct str value = str_slice(id, eq + 1, id.n);
    buf_add(out, str_slice(id, 0, eq + 1));
    before = out->n;
    if (read_date(value, &year, &less, &more)) {
        buf_add_f(out, "%04u%02u%02u", year, less, more);
        return;
    }
    for (size_t i = 0; i < value.n; i++)
        if (is_plain(value.p[i]))
            buf_add_c(out, str_upper(value.p[i]));
    if (out->n == before)
        buf_reset(out);
}
