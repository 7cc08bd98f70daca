/* lists/dates.c - dates of birth the way publishers write them. A date that only a person could
 * read is not guessed at. */
#include "lists/internal.h"

#include <string.h>

enum { LONGEST_SPAN = 200 }; /* years between which somebody may be born */

/* "1971-05". */
static bool year_month(const int64_t *v, struct list_date *ret)
{
    if (v[0] < 1000 || v[0] > 9999 || v[1] < 1 || v[1] > 12)
        return false;
    *ret = (struct list_date){(int)v[0], (int)v[1], 0, (int)v[0]};
    return true;
}

/* "31/07/1980", "13.10.1944", "00/00/1980". */
static bool day_month_year(const int64_t *v, struct list_date *ret)
{
    if (v[2] < 1000 || v[2] > 9999 || v[0] > 31 || v[1] > 31)
        return false;
    bool is_month_first = v[1] > 12;
    int64_t day = v[is_month_first ? 1 : 0], month = v[is_month_first ? 0 : 1];
    if (month == 0 || month > 12)
        day = month = 0;
    *ret = (struct list_date){(int)v[2], (int)month, (int)day, (int)v[2]};
    return true;
}

static bool numeric_date(struct str text, struct list_date *ret)
{
    static const char separators[] = "/.-";
    int64_t v[3] = {0, 0, 0};
    int n = 0, which = 0;
    struct str part;
    while (which < 2 && str_find_byte(text, separators[which], 0) == SIZE_MAX)
        which++;
    for (bool more = true; n < 4 && str_cut(&text, &more, separators[which], &part); n++) {
        bool is_open = str_is_ci(part, STR("dd")) || str_is_ci(part, STR("mm")); /* "dd/mm/1960" */
        if (n == 3 || (!is_open && !str_to_i64(str_trim(part), &v[n])) || v[n] < 0)
            return false;
    }
    if (which == 2)
        return n == 2 && year_month(v, ret);
    return n == 3 && day_month_year(v, ret);
}

static bool is_year(struct str word, int64_t *ret)
{
    return str_to_i64(word, ret) && *ret >= 1000 && *ret <= 9999;
}

/* One word of a date in words: the month's name, a year (the second ends a range), a range of years
 * ("1979-1982"), or a day. */
static void take_word(struct str word, struct list_date *d)
{
    int64_t v, to;
    size_t dash = str_find_byte(word, '-', 0);
    if (date_month(word)) {
        d->month = date_month(word);
    } else if (dash != SIZE_MAX && is_year(str_slice(word, 0, dash), &v) &&
               is_year(str_slice(word, dash + 1, word.n), &to)) {
        d->year = d->year ? d->year : (int)v;
        d->to_year = (int)to;
    } else if (is_year(word, &v)) {
        d->to_year = (int)v;
        d->year = d->year ? d->year : (int)v;
    } else if (str_to_i64(word, &v) && v >= 1 && v <= 31) {
        d->day = (int)v;
    }
}

/* Without the marks and brackets around it. */
static struct str bare_word(struct str word)
{
    while (word.n > 0 && strchr(",.;()\"", word.p[word.n - 1]))
        word.n--;
    while (word.n > 0 && (word.p[0] == '(' || word.p[0] == '"'))
        word = str_slice(word, 1, word.n);
    return word;
}

/* What parts the month of "9 Oct.1957" and "24-Jun-1957"; the dash of "1957-1960" parts years. */
static char month_mark(struct str word)
{
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] == '-' && i + 1 < word.n && (word.p[i + 1] | 32) >= 'a' &&
            (word.p[i + 1] | 32) <= 'z')
            return '-';
    return '.';
}

bool list_date_parse(struct str text, struct list_date *ret)
{
    struct list_date d = {0};
    struct str word;
    bool more = true;
    int32_t day, second;
    text = str_trim(text);
    if (date_parse(text, &day, &second)) {
        date_civil(day, &d.year, &d.month, &d.day);
        d.to_year = d.year;
        *ret = d;
        return true;
    }
    if (numeric_date(text, ret))
        return true;
    while (str_cut(&text, &more, ' ', &word)) {
        struct str part;
        word = bare_word(word);
        if (numeric_date(word, ret)) /* "circa 24.9.1957" */
            return true;
        char mark = month_mark(word);
        for (bool parts = true; str_cut(&word, &parts, mark, &part);)
            take_word(part, &d);
    }
    if (d.year == 0)
        return false;
    if (d.to_year - d.year > LONGEST_SPAN) /* "1343 (1964)": one year, by two calendars */
        d.year = d.to_year;
    else if (d.year - d.to_year > LONGEST_SPAN)
        d.to_year = d.year;
    else if (d.to_year != d.year)
        d.month = d.day = 0;
    *ret = d;
    return true;
}

void list_add_birth(struct list_builder *b, struct str date)
{
    struct list_date d;
    if (list_date_parse(date, &d))
        list_builder_birth(b, d);
}

struct str list_iso_date(struct list_builder *b, struct str date)
{
    struct list_date d;
    struct buf out;
    buf_init(&out, 32);
    if (list_date_parse(date, &d) && d.day > 0)
        buf_add_f(&out, "%04d-%02d-%02d", d.year, d.month, d.day);
    struct str kept = list_builder_keep(b, buf_str(&out));
    buf_release(&out);
    return kept;
}
