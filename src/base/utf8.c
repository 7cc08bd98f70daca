/* base/utf8.c - code points in and out, by the Unicode standard's table 3-7. */
#include "base/utf8.h"

#include <utf8proc.h>

uint32_t utf8_next(struct str s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s.p + *at;
    size_t left = s.n - *at;
    uint32_t c = p[0];
    if (c < 0x80) {
        *at += 1;
        return c;
    }
    size_t need = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    bool ok = c >= 0xC2 && c <= 0xF4 && left > need;
    uint32_t v = c & (0x3Fu >> need);
    for (size_t i = 1; ok && i <= need; i++) {
        ok = (p[i] & 0xC0) == 0x80;
        v = v << 6 | (p[i] & 0x3Fu);
    }
    if (!ok || v < least[need] || v > 0x10FFFF || (v >= 0xD800 && v <= 0xDFFF)) {
        *at += 1;
        return UTF8_BAD;
    }
    *at += need + 1;
    return v;
}

size_t utf8_put(uint32_t cp, char out[4])
{
    unsigned char *p = (unsigned char *)out;
    if (cp < 0x80) {
        p[0] = (unsigned char)cp;
        return 1;
    }
    if (cp < 0x800) {
        p[0] = (unsigned char)(0xC0 | cp >> 6);
        p[1] = (unsigned char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if ((cp >= 0xD800 && cp <= 0xDFFF) || cp > 0x10FFFF)
        return 0;
    if (cp < 0x10000) {
        p[0] = (unsigned char)(0xE0 | cp >> 12);
        p[1] = (unsigned char)(0x80 | (cp >> 6 & 0x3F));
        p[2] = (unsigned char)(0x80 | (cp & 0x3F));
        return 3;
    }
    p[0] = (unsigned char)(0xF0 | cp >> 18);
    p[1] = (unsigned char)(0x80 | (cp >> 12 & 0x3F));
    p[2] = (unsigned char)(0x80 | (cp >> 6 & 0x3F));
    p[3] = (unsigned char)(0x80 | (cp & 0x3F));
    return 4;
}

void buf_add_utf8(struct buf *b, uint32_t cp)
{
    char bytes[4];
    buf_add(b, (struct str){bytes, utf8_put(cp, bytes)});
}

bool utf8_is_valid(struct str s)
{
    size_t at = 0;
    while (at < s.n) {
        if ((unsigned char)s.p[at] < 0x80)
            at++;
        else if (utf8_next(s, &at) == UTF8_BAD)
            return false;
    }
    return true;
}

size_t utf8_length(struct str s)
{
    size_t n = 0;
    for (size_t at = 0; at < s.n; n++)
        utf8_next(s, &at);
    return n;
}

/* Windows-1252, 0x80..0x9F; the five unassigned bytes stay C1 controls as browsers read them. */
static const uint16_t cp1252[32] = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                    0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

uint32_t utf8_windows(unsigned char byte)
{
    return byte >= 0x80 && byte < 0xA0 ? cp1252[byte - 0x80] : byte;
}

/* Windows-1251, 0x80 to 0xBF. */
static const uint16_t cp1251[64] = {
    0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409,
    0x2039, 0x040A, 0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x0098, 0x2122, 0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0,
    0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6, 0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB,
    0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456, 0x0491, 0x00B5, 0x00B6,
    0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457};

uint32_t utf8_windows_cyrillic(unsigned char byte)
{
    return byte >= 0xC0 ? byte - 0xC0 + 0x410u : cp1251[byte - 0x80];
}

/* Three bad bytes in a row that are letters of both sets: no western word has three such. */
static bool is_cyrillic(struct str s)
{
    size_t run = 0;
    for (size_t at = 0; at < s.n && run < 3;) {
        unsigned char byte = (unsigned char)s.p[at];
        run = utf8_next(s, &at) == UTF8_BAD && byte >= 0xC0 ? run + 1 : 0;
    }
    return run == 3;
}

bool utf8_repair(struct str s, struct buf *out)
{
    bool changed = false;
    size_t start = 0;
    uint32_t (*letter)(unsigned char) = is_cyrillic(s) ? utf8_windows_cyrillic : utf8_windows;
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        if (utf8_next(s, &at) != UTF8_BAD)
            continue;
        buf_add(out, str_slice(s, start, from));
        buf_add_utf8(out, letter((unsigned char)s.p[from]));
        start = at;
        changed = true;
    }
    buf_add(out, str_slice(s, start, s.n));
    return changed;
}

static bool turns_direction(uint32_t cp)
{
    return cp == 0x061C || cp == 0x200E || cp == 0x200F || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2066 && cp <= 0x2069);
}

void buf_add_shown(struct buf *b, struct str s)
{
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        uint32_t cp = utf8_next(s, &at);
        if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == UTF8_BAD)
            buf_add_c(b, ' ');
        else if (!turns_direction(cp))
            buf_add(b, str_slice(s, from, at));
    }
}

size_t utf8_width(struct str s)
{
    size_t width = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t cp = utf8_next(s, &at);
        width += cp == UTF8_BAD ? 1
                                : (size_t)(utf8proc_charwidth((utf8proc_int32_t)cp) > 0
                                               ? utf8proc_charwidth((utf8proc_int32_t)cp)
                                               : 0);
    }
    return width;
}

uint32_t utf8_lower(uint32_t cp)
{
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
}

bool utf8_is_ci(struct str a, struct str b)
{
    size_t i = 0, k = 0;
    while (i < a.n && k < b.n) {
        uint32_t x = utf8_next(a, &i), y = utf8_next(b, &k);
        if (x != y && (x == UTF8_BAD || y == UTF8_BAD || utf8_lower(x) != utf8_lower(y)))
            return false;
    }
    return i == a.n && k == b.n;
}

static bool is_blank(uint32_t cp)
{
    static const struct {
        uint32_t from, to;
    } blanks[] = {{'\t', '\r'},     {' ', ' '},       {0x85, 0x85},     {0xA0, 0xA0},
                  {0x1680, 0x1680}, {0x2000, 0x200B}, {0x2028, 0x2029}, {0x202F, 0x202F},
                  {0x205F, 0x2060}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
    bool is = turns_direction(cp);
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        is = is || (cp >= blanks[i].from && cp <= blanks[i].to);
    return is;
}

struct str utf8_trim(struct str s)
{
    size_t from = 0, to = s.n;
    for (size_t at = 0; at < s.n && is_blank(utf8_next(s, &at));)
        from = at;
    while (to > from) {
        size_t at = to - 1;
        while (at > from && ((unsigned char)s.p[at] & 0xC0) == 0x80)
            at--;
        size_t end = at;
        if (!is_blank(utf8_next(str_slice(s, 0, to), &end)) || end != to)
            break;
        to = at;
    }
    return str_slice(s, from, to);
}

struct str utf8_cut(struct str s, size_t n)
{
    size_t at = n;
    if (s.n <= n)
        return s;
    while (at > 0 && n - at < 4 && ((unsigned char)s.p[at] & 0xC0) == 0x80)
        at--;
    return str_slice(s, 0, n - at < 4 ? at : n); /* else it is no UTF-8 */
}
