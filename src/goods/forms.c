/* goods/forms.c - the plural of a term, in English and Russian, and its inverted order.
 *
 * Descriptions name goods in the plural as often as not, and in the order of a parts list ("pumps,
 * vacuum"); kits name them in the singular and in natural order. Rules of
 * thumb over the folded form (so Russian short i is и, and yo is е); a form that nobody uses does
 * no harm because it is never found. It does not decline further cases and does not stem. */
#include "goods/room.h"

#include <string.h>

static bool ends(struct str s, const char *tail)
{
    size_t n = strlen(tail);
    return s.n >= n && memcmp(s.p + s.n - n, tail, n) == 0;
}

static bool ends_with_one_of(struct str s, const char *const *tails)
{
    for (; *tails; tails++)
        if (ends(s, *tails))
            return true;
    return false;
}

static struct str less(struct str s, const char *tail)
{
    return str_slice(s, 0, s.n - strlen(tail));
}

static void english(struct str word, struct buf *out)
{
    static const char *const with_e[] = {"s",      "x",     "z",     "ch",      "sh",      "potato",
                                         "tomato", "mango", "cargo", "torpedo", "buffalo", NULL};
    static const char *const vowel_y[] = {"ay", "ey", "oy", "uy", NULL};
    if (ends(word, "y") && !ends_with_one_of(word, vowel_y)) {
        buf_add(out, less(word, "y"));
        buf_add_z(out, "ies");
    } else {
        buf_add(out, word);
        buf_add_z(out, ends_with_one_of(word, with_e) ? "es" : "s");
    }
}

static bool russian_adjective(struct str word, struct buf *out)
{
    static const char *const hard[] = {"ыи", "ои", "ая", "ое", NULL};
    if (word.n < 8)
        return false;
    if (ends(word, "ии")) {
        buf_add(out, less(word, "и"));
        buf_add_z(out, "е");
        return true;
    }
    if (!ends_with_one_of(word, hard))
        return false;
    bool is_soft_stem = ends(less(word, "ая"), "к") || ends(less(word, "ая"), "г");
    buf_add(out, less(word, "ая")); /* all of these are two letters, four bytes */
    buf_add_z(out, is_soft_stem ? "ие" : "ые");
    return true;
}

static void russian_noun(struct str word, struct buf *out)
{
    static const char *const soft[] = {"к", "г", "х", "ж", "ш", "ч", "щ", NULL};
    static const char *const neuter[] = {"о", "е", "и", "ы", "у", "ю", NULL};
    if (ends(word, "ие")) {
        buf_add(out, less(word, "е"));
        buf_add_z(out, "я");
    } else if (ends(word, "а") || ends(word, "ь") || ends(word, "я")) {
        struct str stem = less(word, "а");
        bool is_soft = !ends(word, "а") || ends_with_one_of(stem, soft);
        buf_add(out, stem);
        buf_add_z(out, is_soft ? "и" : "ы");
    } else {
        buf_add(out, word);
        if (!ends_with_one_of(word, neuter))
            buf_add_z(out, ends_with_one_of(word, soft) ? "и" : "ы");
    }
}

/* Leading adjectives and the first noun after them become plural; what follows is a genitive. */
static void russian(struct str words, struct buf *out)
{
    struct str word;
    bool more = true, is_done = false, is_first = true;
    while (str_cut(&words, &more, ' ', &word)) {
        if (!is_first)
            buf_add_c(out, ' ');
        is_first = false;
        if (is_done)
            buf_add(out, word);
        else if (!russian_adjective(word, out)) {
            russian_noun(word, out);
            is_done = true;
        }
    }
}

static bool is_cyrillic_byte(char c)
{
    return (unsigned char)c >= 0xD0 && (unsigned char)c <= 0xD3;
}

/* The plural; false if the script has none here. */
static bool plural(struct str words, struct buf *out)
{
    char last = words.p[words.n - 1];
    if (last >= 'a' && last <= 'z')
        english(words, out);
    else if (words.n > 4 && is_cyrillic_byte(words.p[0]) && is_cyrillic_byte(words.p[words.n - 2]))
        russian(words, out);
    else
        return false;
    return true;
}

/* "pump vacuum" for "vacuum pump"; false unless there are two words. */
static bool inverted(struct str words, struct buf *out)
{
    size_t gap = str_find_byte(words, ' ', 0);
    if (gap == SIZE_MAX || str_find_byte(words, ' ', gap + 1) != SIZE_MAX)
        return false;
    buf_add(out, str_slice(words, gap + 1, words.n));
    buf_add_c(out, ' ');
    buf_add(out, str_slice(words, 0, gap));
    return true;
}

static size_t add_form(bool (*make)(struct str, struct buf *), struct str words, struct str *ret,
                       struct arena *arena, bool *ok)
{
    struct buf out;
    bool has = false;
    buf_init(&out, 4 * KIB);
    buf_add_c(&out, ' ');
    if (*ok && make(words, &out)) {
        buf_add_c(&out, ' ');
        *ok = buf_status(&out) == SEINE_OK;
        if (*ok)
            *ret = arena_str(arena, buf_str(&out), ok);
        has = *ok;
    }
    buf_release(&out);
    return has;
}

size_t goods_forms(struct str pattern, struct str ret[GOODS_FORMS], struct arena *arena, bool *ok)
{
    struct str words = str_trim(pattern);
    size_t n = 0;
    if (pattern.n < 5 || pattern.p[0] != ' ' || pattern.p[pattern.n - 1] != ' ')
        return 0;
    n += add_form(plural, words, &ret[n], arena, ok);
    if (n == 0)
        return 0;
    n += add_form(inverted, words, &ret[n], arena, ok);
    n += add_form(inverted, str_trim(ret[0]), &ret[n], arena, ok);
    return n;
}
