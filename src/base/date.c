/* base/date.c - civil dates; the day arithmetic is Howard Hinnant's days_from_civil. */
#include "base/date.h"

enum { FIRST_DAY = -719162, LAST_DAY = 2932896 }; /* 0001-01-01 and 9999-12-31 */

static bool is_leap(int y)
{
    return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

bool date_is_valid(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
        return false;
    return day <= days[month - 1] + (month == 2 && is_leap(year));
}

int32_t date_day(int year, int month, int day)
{
    year -= month <= 2;
    int era = year / 400, yoe = year - era * 400; /* year >= 0 here */
    int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void date_civil(int32_t day, int *ret_year, int *ret_month, int *ret_day)
{
    int64_t z = (int64_t)day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = (int)(z - era * 146097);
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *ret_day = doy - (153 * mp + 2) / 5 + 1;
    *ret_month = mp < 10 ? mp + 3 : mp - 9;
    *ret_year = (int)(yoe + era * 400) + (*ret_month <= 2);
}

/* Exactly n digits at *at. */
static bool digits(struct str s, size_t *at, size_t n, int *ret)
{
    int v = 0;
    if (s.n - *at < n || *at > s.n)
        return false;
    for (size_t i = 0; i < n; i++) {
        char c = s.p[*at + i];
        if (c < '0' || c > '9')
            return false;
        v = v * 10 + (c - '0');
    }
    *at += n;
    *ret = v;
    return true;
}

static bool skip(struct str s, size_t *at, char c)
{
    if (*at >= s.n || s.p[*at] != c)
        return false;
    ++*at;
    return true;
}

/* Z, +hh:mm, +hhmm or +hh; minutes east of UTC. Nothing means UTC. */
static bool zone(struct str s, size_t *at, int *ret_minutes)
{
    int hours = 0, minutes = 0, sign = 1;
    *ret_minutes = 0;
    if (*at == s.n || skip(s, at, 'Z') || skip(s, at, 'z'))
        return true;
    if (skip(s, at, '-'))
        sign = -1;
    else if (!skip(s, at, '+'))
        return false;
    if (!digits(s, at, 2, &hours) || hours > 18)
        return false;
    bool colon = skip(s, at, ':');
    if ((*at < s.n || colon) && (!digits(s, at, 2, &minutes) || minutes > 59))
        return false;
    *ret_minutes = sign * (hours * 60 + minutes);
    return true;
}

static bool clock_time(struct str s, size_t *at, int *ret_second)
{
    int h, m = 0, sec = 0, fraction;
    if (!digits(s, at, 2, &h) || h > 24)
        return false;
    if (skip(s, at, ':')) {
        if (!digits(s, at, 2, &m) || m > 59)
            return false;
        if (skip(s, at, ':') && (!digits(s, at, 2, &sec) || sec > 60))
            return false;
        if (skip(s, at, '.'))
            while (digits(s, at, 1, &fraction))
                ;
    }
    *ret_second = h * 3600 + m * 60 + (sec > 59 ? 59 : sec);
    return *ret_second <= 86400;
}

/* yyyy-mm-dd or yyyymmdd at *at. */
static bool calendar_day(struct str s, size_t *at, int32_t *ret_day)
{
    int y, m, d;
    if (!digits(s, at, 4, &y))
        return false;
    bool dashes = skip(s, at, '-');
    if (!digits(s, at, 2, &m) || (dashes && !skip(s, at, '-')) || !digits(s, at, 2, &d) ||
        !date_is_valid(y, m, d))
        return false;
    *ret_day = date_day(y, m, d);
    return true;
}

bool date_parse(struct str s, int32_t *ret_day, int32_t *ret_second)
{
    int second = -1, east = 0;
    int32_t day;
    size_t at = 0;
    if (!calendar_day(s, &at, &day))
        return false;
    if (at < s.n) {
        if (!skip(s, &at, 'T') && !skip(s, &at, ' ') && !skip(s, &at, 't'))
            return false;
        if (!clock_time(s, &at, &second) || !zone(s, &at, &east) || at != s.n)
            return false;
    }
    if (second >= 0) {
        second -= east * 60;
        while (second < 0) {
            second += 86400;
            day--;
        }
        while (second >= 86400) {
            second -= 86400;
            day++;
        }
    }
    if (day < FIRST_DAY || day > LAST_DAY) /* the zone, or 24:00, leads out of the calendar */
        return false;
    *ret_day = day;
    *ret_second = second;
    return true;
}

int date_month(struct str word)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    for (int i = 0; i < 12 && word.n >= 3; i++)
        if (str_starts_ci(str_of(names[i]), word))
            return i + 1;
    return 0;
}

void buf_add_date(struct buf *b, int32_t day)
{
    int y, m, d;
    date_civil(day, &y, &m, &d);
    buf_add_f(b, "%04d-%02d-%02d", y, m, d);
}

void buf_add_date_time(struct buf *b, int32_t day, int32_t second)
{
    buf_add_date(b, day);
    if (second >= 0)
        buf_add_f(b, "T%02d:%02d:%02dZ", second / 3600, second / 60 % 60, second % 60);
}
