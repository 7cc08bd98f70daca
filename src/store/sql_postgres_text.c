/* store/sql_postgres_text.c - any bytes as a text that PostgreSQL takes, and back. Equal stays
 * equal and different stays different; only the order of texts with such bytes is another. */
#include "store/sql_postgres.h"

#include <string.h>

#define FIRST 0x10FF00u /* of the 256 private characters that stand for a byte */

/* The first byte from `from` on that begins one of the 256 characters; s.n if there is none. */
static size_t find_mark(struct str s, size_t from)
{
    for (size_t i = from; i + 3 < s.n; i++) {
        const char *found = memchr(s.p + i, 0xF4, s.n - 3 - i);
        if (!found)
            break;
        i = (size_t)(found - s.p);
        if ((unsigned char)s.p[i + 1] == 0x8F && (unsigned char)s.p[i + 2] >= 0xBC)
            return i;
    }
    return s.n;
}

static struct str kept(struct buf *b, struct arena *arena, bool *ok)
{
    struct str s = STR_EMPTY;
    if (buf_status(b) == SEINE_OK)
        s = arena_str(arena, buf_str(b), ok);
    else
        *ok = false;
    buf_release(b);
    return s;
}

struct str postgres_text_to(struct str s, struct arena *arena, bool *ok)
{
    struct buf out;
    if (utf8_is_valid(s) && (s.n == 0 || !memchr(s.p, 0, s.n)) && find_mark(s, 0) == s.n)
        return s;
    buf_init(&out, 4 * s.n + 1);
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        uint32_t cp = utf8_next(s, &at);
        bool is_plain = cp != 0 && cp < FIRST; /* UTF8_BAD is above */
        for (size_t i = from; !is_plain && i < at; i++)
            buf_add_utf8(&out, FIRST + (unsigned char)s.p[i]);
        if (is_plain)
            buf_add(&out, str_slice(s, from, at));
    }
    return kept(&out, arena, ok);
}

struct str postgres_text_from(struct str s, struct arena *arena, bool *ok)
{
    struct buf out;
    size_t mark = find_mark(s, 0), at = 0;
    if (mark == s.n)
        return s;
    buf_init(&out, s.n + 1);
    for (; mark < s.n; mark = find_mark(s, at)) {
        unsigned bits =
            ((unsigned char)s.p[mark + 2] & 0x3Fu) << 6 | ((unsigned char)s.p[mark + 3] & 0x3Fu);
        buf_add(&out, str_slice(s, at, mark));
        buf_add_c(&out, (char)(unsigned char)(bits & 0xFF));
        at = mark + 4;
    }
    buf_add(&out, str_slice(s, at, s.n));
    return kept(&out, arena, ok);
}
