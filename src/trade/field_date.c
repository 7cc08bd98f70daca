/* trade/field_date.c - dates in other people's spelling ("%d.%m.%Y").
 *
 * A small strict part of strptime without a locale: month names are English. Every character of the
 * text must be used. It does not guess between day-month and month-day: the format says it. */
#include "trade/field.h"

struct date_parts {
    int year, month, day, hour, minute, second;
    bool has_time;
};

static bool take_digits(struct str text, size_t *at, size_t min, size_t max, int *ret)
{
    int value = 0;
    size_t n = 0;
    while (n < max && *at < text.n && text.p[*at] >= '0' && text.p[*at] <= '9') {
        value = value * 10 + (text.p[*at] - '0');
        (*at)++;
        n++;
    }
    *ret = value;
    return n >= min;
}

static bool take_month_name(struct str text, size_t *at, int *ret)
{
    size_t from = *at;
    while (*at < text.n && str_is_letter(text.p[*at])) {
        (*at)++;
    }
    *ret = date_month(str_slice(text, from, *at));
    return *ret > 0;
}

/* Behind a '%'; none at the format's end. */
static char code_at(struct str format, size_t i)
{
    return i < format.n ? format.p[i] : '\0';
}

static bool take_part(char code, struct str text, size_t *at, struct date_parts *d)
{
    switch (code) {
    case 'Y':
        return take_digits(text, at, 4, 4, &d->year);
    case 'y':
        if (!take_digits(text, at, 2, 2, &d->year)) {
            return false;
        }
        d->year += d->year < 69 ? 2000 : 1900;
        return true;
    case 'm':
        return take_digits(text, at, 1, 2, &d->month);
    case 'd':
        return take_digits(text, at, 1, 2, &d->day);
    case 'b':
        return take_month_name(text, at, &d->month);
    case 'H':
        d->has_time = true;
        return take_digits(text, at, 1, 2, &d->hour);
    case 'M':
        return take_digits(text, at, 2, 2, &d->minute);
    case 'S':
        return take_digits(text, at, 2, 2, &d->second);
    default:
        return false;
    }
}

bool date_format_gives_a_day(struct str format)
{
    bool has_year = false, has_month = false, has_day = false;
    for (size_t i = 0; i < format.n; i++) {
        if (format.p[i] != '%') {
            continue;
        }
        switch (code_at(format, ++i)) {
        case 'Y':
        case 'y':
            has_year = true;
            break;
        case 'm':
        case 'b':
            has_month = true;
            break;
        case 'd':
            has_day = true;
            break;
        case 'H':
        case 'M':
        case 'S':
            break;
        default:
            return false;
        }
    }
    return has_year && has_month && has_day;
}

bool date_by_format(struct str text, struct str format, struct trade_when *ret)
{
    struct date_parts d = {0};
    size_t at = 0;
    for (size_t i = 0; i < format.n; i++) {
        if (format.p[i] == '%') {
            if (!take_part(code_at(format, ++i), text, &at, &d)) {
                return false;
            }
        } else if (at < text.n && text.p[at] == format.p[i]) {
            at++;
        } else {
            return false;
        }
    }
    bool time_ok = d.hour < 24 && d.minute < 60 && d.second < 60;
    if (at != text.n || !time_ok || !date_is_valid(d.year, d.month, d.day)) {
        return false;
    }
    ret->day = date_day(d.year, d.month, d.day);
    ret->second = d.has_time ? d.hour * 3600 + d.minute * 60 + d.second : -1;
    return true;
}
