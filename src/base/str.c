/* base/str.c - slices, numbers and growing buffers. Locale never matters. */
#include "base/str.h"

#include "base/mem.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

struct str str_of(const char *s)
{
    return s ? (struct str){s, strlen(s)} : STR_EMPTY;
}

struct str str_slice(struct str s, size_t from, size_t to)
{
    if (to > s.n)
        to = s.n;
    return from >= to ? STR_EMPTY : (struct str){s.p + from, to - from};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.n > 0 && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

bool str_is(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_ci(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

bool str_is_ci(struct str a, struct str b)
{
    return a.n == b.n && same_ci(a.p, b.p, a.n);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && memcmp(s.p, prefix.p, prefix.n) == 0;
}

bool str_starts_ci(struct str s, struct str prefix)
{
    return s.n >= prefix.n && same_ci(s.p, prefix.p, prefix.n);
}

bool str_ends(struct str s, struct str end)
{
    return s.n >= end.n && str_is(str_slice(s, s.n - end.n, s.n), end);
}

bool str_ends_ci(struct str s, struct str end)
{
    return s.n >= end.n && str_is_ci(str_slice(s, s.n - end.n, s.n), end);
}

int str_compare(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    return order ? order : a.n < b.n ? -1 : a.n > b.n;
}

bool str_contains(struct str s, struct str needle)
{
    return needle.n == 0 || (s.n >= needle.n && memmem(s.p, s.n, needle.p, needle.n) != NULL);
}

size_t str_find_byte(struct str s, char c, size_t from)
{
    const char *at = from < s.n ? memchr(s.p + from, c, s.n - from) : NULL;
    return at ? (size_t)(at - s.p) : SIZE_MAX;
}

bool str_cut(struct str *rest, bool *more, char sep, struct str *ret_part)
{
    if (!*more)
        return false;
    size_t at = str_find_byte(*rest, sep, 0);
    *more = at != SIZE_MAX;
    *ret_part = *more ? str_slice(*rest, 0, at) : *rest;
    *rest = *more ? (struct str){rest->p + at + 1, rest->n - at - 1} : STR_EMPTY;
    return true;
}

bool str_to_i64(struct str s, int64_t *ret)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    int64_t v = 0;
    size_t i = negative;
    if (i == s.n)
        return false;
    for (; i < s.n; i++) {
        int digit = s.p[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(v, 10, &v) ||
            __builtin_sub_overflow(v, digit, &v))
            return false;
    }
    if (!negative && v == INT64_MIN)
        return false;
    *ret = negative ? v : -v;
    return true;
}

bool str_has_digit(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (str_is_digit(s.p[i]))
            return true;
    return false;
}

size_t str_leading_digits(struct str s)
{
    size_t n = 0;
    while (n < s.n && str_is_digit(s.p[n]))
        n++;
    return n;
}

/* Moves *at past digits and returns how many there were. */
static size_t skip_digits(struct str s, size_t *at)
{
    size_t from = *at;
    while (*at < s.n && str_is_digit(s.p[*at]))
        ++*at;
    return *at - from;
}

static bool skip_one_of(struct str s, size_t *at, char a, char b)
{
    if (*at >= s.n || (s.p[*at] != a && s.p[*at] != b))
        return false;
    ++*at;
    return true;
}

/* A JSON-like number: -? digits [. digits] [e +-digits]; digits may be missing on one side of the
 * point. */
static bool is_number(struct str s)
{
    size_t at = 0;
    skip_one_of(s, &at, '-', '-');
    size_t n = skip_digits(s, &at);
    if (skip_one_of(s, &at, '.', '.'))
        n += skip_digits(s, &at);
    if (n == 0)
        return false;
    if (skip_one_of(s, &at, 'e', 'E')) {
        skip_one_of(s, &at, '+', '-');
        if (skip_digits(s, &at) == 0)
            return false;
    }
    return at == s.n;
}

static locale_t c_locale;
static pthread_once_t c_locale_once = PTHREAD_ONCE_INIT;
static void make_c_locale(void)
{
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

bool str_to_double(struct str s, double *ret)
{
    char text[512];
    int64_t whole;
    if (s.n == 0 || s.n >= sizeof text || !is_number(s))
        return false;
    if (s.n <= 15 && str_to_i64(s, &whole)) {
        *ret = (double)whole;
        return true;
    }
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    pthread_once(&c_locale_once, make_c_locale);
    double v = c_locale ? strtod_l(text, NULL, c_locale) : strtod(text, NULL);
    if (!isfinite(v))
        return false;
    *ret = v;
    return true;
}

/* v = v*10 + the digits of s, at most `most` of them; false on overflow. */
static bool append_digits(int64_t *v, struct str s, size_t most)
{
    for (size_t i = 0; i < s.n && i < most; i++)
        if (__builtin_mul_overflow(*v, 10, v) || __builtin_add_overflow(*v, s.p[i] - '0', v))
            return false;
    return true;
}

bool str_to_fixed(struct str s, int decimals, int64_t *ret)
{
    size_t at = 0, places = decimals > 0 ? (size_t)decimals : 0;
    int64_t v = 0;
    bool negative = skip_one_of(s, &at, '-', '-');
    struct str whole = {s.p + at, 0}, fraction = STR_EMPTY;
    whole.n = skip_digits(s, &at);
    if (skip_one_of(s, &at, '.', '.')) {
        fraction.p = s.p + at;
        fraction.n = skip_digits(s, &at);
    }
    if (whole.n + fraction.n == 0 || at != s.n)
        return false;
    if (!append_digits(&v, whole, SIZE_MAX) || !append_digits(&v, fraction, places))
        return false;
    for (size_t i = fraction.n; i < places; i++)
        if (__builtin_mul_overflow(v, 10, &v))
            return false;
    bool up = fraction.n > places && fraction.p[places] >= '5';
    if (up && __builtin_add_overflow(v, 1, &v))
        return false;
    *ret = negative ? -v : v;
    return true;
}

uint64_t str_hash(struct str s)
{
    return XXH3_64bits(s.p, s.n);
}

void buf_init(struct buf *b, size_t max)
{
    static char nothing[1];
    *b = (struct buf){nothing, 0, 0, max, SEINE_OK};
}

void buf_release(struct buf *b)
{
    if (b->room)
        mem_free(b->p);
    buf_init(b, b->max);
}

void buf_reset(struct buf *b)
{
    b->n = 0;
    b->failed = SEINE_OK;
    if (b->room)
        b->p[0] = '\0';
}

/* Room for n more bytes and the NUL. */
static bool buf_grow(struct buf *b, size_t n)
{
    if (b->failed != SEINE_OK)
        return false;
    if (n > b->max || b->n > b->max - n) {
        b->failed = SEINE_LIMIT;
        return false;
    }
    size_t need = b->n + n + 1;
    if (need <= b->room)
        return true;
    size_t room = b->room ? b->room : 64;
    while (room < need)
        room += room / 2 + 64;
    char *p = mem_resize(b->room ? b->p : NULL, room);
    if (!p) {
        b->failed = SEINE_NOMEM;
        return false;
    }
    if (b->room == 0)
        p[0] = '\0';
    b->p = p;
    b->room = room;
    return true;
}

void buf_add(struct buf *b, struct str s)
{
    if (s.n == 0 || !buf_grow(b, s.n))
        return;
    memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
    b->p[b->n] = '\0';
}

void buf_add_c(struct buf *b, char c)
{
    if (b->n + 1 < b->room && b->n < b->max && b->failed == SEINE_OK) {
        b->p[b->n++] = c;
        b->p[b->n] = '\0';
    } else {
        buf_add(b, (struct str){&c, 1});
    }
}

void buf_add_z(struct buf *b, const char *z)
{
    buf_add(b, str_of(z));
}

void buf_add_f(struct buf *b, const char *fmt, ...)
{
    char small[256];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(small, sizeof small, fmt, args);
    va_end(args);
    if (n < 0) {
        b->failed = SEINE_INTERNAL;
    } else if ((size_t)n < sizeof small) {
        buf_add(b, (struct str){small, (size_t)n});
    } else if (buf_grow(b, (size_t)n)) {
        va_start(args, fmt);
        vsnprintf(b->p + b->n, (size_t)n + 1, fmt, args);
        va_end(args);
        b->n += (size_t)n;
    }
}

void buf_add_u64(struct buf *b, uint64_t v)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    buf_add(b, (struct str){digits + at, sizeof digits - at});
}

void buf_add_i64(struct buf *b, int64_t v)
{
    if (v < 0)
        buf_add_c(b, '-');
    buf_add_u64(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void buf_add_decimal(struct buf *b, double v, int digits)
{
    static const double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
    if (digits > 9)
        digits = 9;
    double scaled = round(v * powers[digits]);
    if (fabs(scaled) < 9e15) {
        buf_add_fixed(b, (int64_t)scaled, digits);
    } else {
        buf_add_f(b, "%.0f", v);
    }
}

void buf_add_fixed(struct buf *b, int64_t v, int decimals)
{
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    char fraction[24];
    int n = 0;
    for (; decimals > 0 && u % 10 == 0; decimals--)
        u /= 10;
    for (; n < decimals && n < 20; n++) {
        fraction[n] = (char)('0' + u % 10);
        u /= 10;
    }
    if (v < 0)
        buf_add_c(b, '-');
    buf_add_u64(b, u);
    if (n > 0)
        buf_add_c(b, '.');
    while (n > 0)
        buf_add_c(b, fraction[--n]);
}

void buf_add_figure(struct buf *b, double v, int significant)
{
    int decimals = isnormal(v) ? significant - 1 - (int)floor(log10(fabs(v))) : 0;
    char text[400];
    int n = snprintf(text, sizeof text, "%.*f",
                     decimals < 0    ? 0
                     : decimals > 20 ? 20
                                     : decimals,
                     v);
    size_t end = n > 0 && (size_t)n < sizeof text ? (size_t)n : 0;
    if (decimals > 0 && memchr(text, '.', end)) {
        while (text[end - 1] == '0')
            end--;
        end -= text[end - 1] == '.';
    }
    buf_add(b, (struct str){text, end});
}

struct str buf_str(const struct buf *b)
{
    return (struct str){b->p, b->n};
}

enum seine_status buf_status(const struct buf *b)
{
    return b->failed;
}
