/* goods/fold.c - descriptions and terms in one comparable form.
 *
 * Unlike text/fold.c, which serves names, this keeps word edges as spaces at both ends, so that a
 * whole word can be found by plain byte search (" pump "), and drops spaces inside Han, kana and
 * Hangul runs, where they carry no meaning. It does not transliterate and knows no terms. No
 * allocation: everything goes to the caller's buffer. */
#include "goods/goods.h"

#include "goods/room.h"

#include <string.h>
#include <utf8proc.h>

enum { CLASS_START = 0, CLASS_CJK, CLASS_OTHER };

struct fold {
    char *out;
    size_t n, room; /* one byte of room is kept for the last space */
    int previous;   /* class of the last character written */
    bool gap;       /* something that is no letter or digit stood since */
    bool is_full;
    uint32_t jamo; /* a Hangul character that may still grow, or 0 */
};

bool goods_is_cjk(uint32_t cp)
{
    static const uint32_t ranges[][2] = {
        {0x1100, 0x11FF}, {0x2E80, 0x2FDF}, {0x3005, 0x3007}, {0x3041, 0x318F},   {0x31A0, 0x31FF},
        {0x3400, 0x9FFF}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0x20000, 0x3FFFF},
    };
    if (cp < ranges[0][0])
        return false;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (cp >= ranges[i][0] && cp <= ranges[i][1])
            return true;
    return false;
}

static void put(struct fold *f, uint32_t cp)
{
    char bytes[4];
    size_t n = utf8_put(cp, bytes);
    int class = goods_is_cjk(cp) ? CLASS_CJK : CLASS_OTHER;
    bool inside = f->previous == CLASS_CJK && class == CLASS_CJK;
    bool space = f->previous != CLASS_START && !inside && (f->gap || f->previous != class);
    if (f->is_full || f->n + n + space + 1 > f->room) {
        f->is_full = true;
        return;
    }
    if (space)
        f->out[f->n++] = ' ';
    memcpy(f->out + f->n, bytes, n);
    f->n += n;
    f->previous = class;
    f->gap = false;
}

static void flush(struct fold *f)
{
    if (f->jamo)
        put(f, f->jamo);
    f->jamo = 0;
}

/* Hangul is composed by its arithmetic; nothing else needs composing once marks are gone. */
static void put_letter(struct fold *f, uint32_t cp)
{
    bool is_vowel = cp >= 0x1161 && cp <= 0x1175;
    bool is_final = cp >= 0x11A8 && cp <= 0x11C2;
    bool last_is_initial = f->jamo >= 0x1100 && f->jamo <= 0x1112;
    bool last_is_open = f->jamo >= 0xAC00 && f->jamo <= 0xD7A3 && (f->jamo - 0xAC00) % 28 == 0;
    if (is_vowel && last_is_initial) {
        f->jamo = 0xAC00 + ((f->jamo - 0x1100) * 21 + (cp - 0x1161)) * 28;
        return;
    }
    if (is_final && last_is_open) {
        f->jamo += cp - 0x11A7;
        return;
    }
    flush(f);
    if ((cp >= 0x1100 && cp <= 0x1112) || (cp >= 0xAC00 && cp <= 0xD7A3))
        f->jamo = cp;
    else
        put(f, cp);
}

static void put_gap(struct fold *f)
{
    flush(f);
    f->gap = true;
}

static void put_any(struct fold *f, uint32_t cp)
{
    utf8proc_int32_t parts[32];
    int last_class = 0;
    utf8proc_ssize_t n =
        utf8proc_decompose_char((utf8proc_int32_t)cp, parts, 32,
                                UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD |
                                    UTF8PROC_STRIPMARK | UTF8PROC_IGNORE,
                                &last_class);
    if (n < 0 || n > 32) {
        put_gap(f);
        return;
    }
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        utf8proc_category_t c = utf8proc_category(parts[i]);
        if ((c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
            (c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO))
            put_letter(f, (uint32_t)parts[i]);
        else
            put_gap(f);
    }
}

static void put_ascii(struct fold *f, unsigned char c)
{
    if (c >= 'A' && c <= 'Z')
        c = (unsigned char)(c + 'a' - 'A');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        flush(f);
        if (f->gap || f->previous != CLASS_OTHER || f->n + 2 > f->room)
            put(f, c);
        else
            f->out[f->n++] = (char)c;
    } else {
        put_gap(f);
    }
}

size_t goods_fold(struct str text, char *out, size_t room)
{
    struct fold f = {.out = out, .room = room};
    size_t at = 0;
    if (text.n > LIMIT_GOODS_TEXT)
        text.n = LIMIT_GOODS_TEXT;
    out[f.n++] = ' ';
    while (at < text.n && !f.is_full) {
        unsigned char c = (unsigned char)text.p[at];
        if (c < 0x80) {
            put_ascii(&f, c);
            at++;
            continue;
        }
        uint32_t cp = utf8_next(text, &at);
        if (cp == UTF8_BAD)
            put_gap(&f);
        else if (cp >= 0x4E00 && cp <= 0x9FFF) {
            flush(&f);
            put(&f, cp);
        } else if (cp >= 0xAC00 && cp <= 0xD7A3)
            put_letter(&f, cp);
        else
            put_any(&f, cp);
    }
    flush(&f);
    if (f.n > 1)
        f.out[f.n++] = ' ';
    return f.n;
}

/* Marks part items of a list; a hyphen does if it stands alone. */
static bool is_mark(struct str s, size_t at)
{
    if (s.p[at] == '-')
        return at > 0 && s.p[at - 1] == ' ' && at + 1 < s.n && s.p[at + 1] == ' ';
    return strchr(",;:/+&()", s.p[at]) != NULL;
}

bool goods_next_item(struct str *rest, struct str *ret)
{
    size_t n = 0;
    while (n < rest->n && !is_mark(*rest, n))
        n++;
    bool has = rest->n > 0;
    *ret = str_slice(*rest, 0, n);
    *rest = str_slice(*rest, n < rest->n ? n + 1 : n, rest->n);
    return has;
}
