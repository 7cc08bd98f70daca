/* base/str.h - borrowed slices (struct str) and growing buffers (struct buf).
 *
 * struct str never owns its bytes and need not be NUL-terminated; p is never NULL.
 * struct buf owns its bytes, has a maximum given at init, keeps a NUL after the end, and fails
 * stickily: append many times, check buf_status() once. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct str {
    const char *p;
    size_t n;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_EMPTY    ((struct str){"", 0})
#define STR_FMT      "%.*s"
#define STR_ARG(s)   (int)(s).n, (s).p

struct str str_of(const char *nul_terminated); /* NULL gives the empty slice */
struct str str_slice(struct str s, size_t from, size_t to);
struct str str_trim(struct str s); /* ASCII white space at both ends */
bool str_is(struct str a, struct str b);
static inline char str_upper(char c) /* an ASCII letter; others stay */
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}
static inline bool str_is_digit(char c) /* ASCII */
{
    return c >= '0' && c <= '9';
}
static inline bool str_is_letter(char c) /* ASCII */
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool str_has_digit(struct str s);
size_t str_leading_digits(struct str s);    /* how many */
bool str_is_ci(struct str a, struct str b); /* ASCII letters without case */
bool str_starts(struct str s, struct str prefix);
bool str_starts_ci(struct str s, struct str prefix);
bool str_ends(struct str s, struct str end);
bool str_ends_ci(struct str s, struct str end);
int str_compare(struct str a, struct str b); /* bytewise; <0, 0, >0 */
bool str_contains(struct str s, struct str needle);
/* Position of byte c from `from` on, or SIZE_MAX. */
size_t str_find_byte(struct str s, char c, size_t from);
/* Cuts the part before `sep` off *rest; false when *rest was exhausted before the call.
 * "a,,b" gives "a", "", "b". Start with rest = the whole, *more = true. */
bool str_cut(struct str *rest, bool *more, char sep, struct str *ret_part);

/* Numbers: the whole slice must be used. Locale-free. A leading '+', and grouping commas, are
 * refused. Return false, *ret untouched, if it is not a number or out of range. */
bool str_to_i64(struct str s, int64_t *ret);
bool str_to_double(struct str s, double *ret); /* finite only; "1e3" is fine */
/* Decimal to fixed point with `decimals` digits, rounded half away from zero:
 * ("12.345", 2) gives 1235. False if not a plain decimal number or out of range. */
bool str_to_fixed(struct str s, int decimals, int64_t *ret);

/* XXH3 of the bytes. For internal keys. */
uint64_t str_hash(struct str s);

struct buf {
    char *p; /* never NULL after buf_init; NUL after n bytes */
    size_t n;
    size_t room;
    size_t max;
    enum seine_status failed;
};

void buf_init(struct buf *b, size_t max);
void buf_release(struct buf *b);
void buf_reset(struct buf *b); /* empty and unfailed, memory kept */
void buf_add(struct buf *b, struct str s);
void buf_add_c(struct buf *b, char c);
void buf_add_z(struct buf *b, const char *nul_terminated);
void buf_add_f(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_add_u64(struct buf *b, uint64_t v);
void buf_add_i64(struct buf *b, int64_t v);
/* Shortest decimal that reads back as v with at most `digits` after the point; no exponent;
 * trailing zeros cut; never "-0". Locale-free. */
void buf_add_decimal(struct buf *b, double v, int digits);
/* Fixed point: (1235, 2) gives "12.35"; trailing zeros are cut ("1200",2 -> "12"). */
void buf_add_fixed(struct buf *b, int64_t v, int decimals);
/* To so many significant digits as a person writes it: 0.0012, 8.7, 99, 120000; no exponent,
 * trailing zeros of the fraction cut. */
void buf_add_figure(struct buf *b, double v, int significant);
struct str buf_str(const struct buf *b); /* borrowed until the next change */
enum seine_status buf_status(const struct buf *b) MUST_CHECK;

#endif
