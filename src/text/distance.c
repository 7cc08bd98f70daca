/* text/distance.c - edit distance and Jaro similarity of two short byte strings, bit-parallel where
 * it pays. What a distance means for a name is decided in screen/. */
#include "text/text.h"

#include <string.h>

static struct str cut64(struct str s)
{
    return str_slice(s, 0, s.n < TEXT_OSA_BYTES ? s.n : TEXT_OSA_BYTES);
}

/* What both begin and end with is no part of what is between them. */
static void strip_common(struct str *a, struct str *b)
{
    while (a->n && b->n && a->p[0] == b->p[0]) {
        *a = (struct str){a->p + 1, a->n - 1};
        *b = (struct str){b->p + 1, b->n - 1};
    }
    while (a->n && b->n && a->p[a->n - 1] == b->p[b->n - 1]) {
        a->n--;
        b->n--;
    }
}

/* Hyyro's bit-parallel form of the optimal string alignment distance: one 64-bit column. */
unsigned text_osa(struct str a, struct str b)
{
    a = cut64(a);
    b = cut64(b);
    strip_common(&a, &b);
    if (!a.n || !b.n)
        return (unsigned)(a.n + b.n);
    uint64_t peq[256]; /* set where it is read */
    for (size_t j = 0; j < b.n; j++)
        peq[(unsigned char)b.p[j]] = 0;
    for (size_t i = 0; i < a.n; i++)
        peq[(unsigned char)a.p[i]] = 0;
    for (size_t i = 0; i < a.n; i++)
        peq[(unsigned char)a.p[i]] |= UINT64_C(1) << i;
    uint64_t vp = ~UINT64_C(0), vn = 0, d0 = 0, before = 0;
    uint64_t last = UINT64_C(1) << (a.n - 1);
    unsigned score = (unsigned)a.n;
    for (size_t j = 0; j < b.n; j++) {
        uint64_t eq = peq[(unsigned char)b.p[j]];
        uint64_t swap = (((~d0) & eq) << 1) & before;
        d0 = ((((eq & vp) + vp) ^ vp) | eq | vn) | swap;
        uint64_t hp = vn | ~(d0 | vp);
        uint64_t hn = d0 & vp;
        score += (hp & last) != 0;
        score -= (hn & last) != 0;
        hp = (hp << 1) | 1;
        hn <<= 1;
        vp = hn | ~(d0 | hp);
        vn = hp & d0;
        before = eq;
    }
    return score;
}

void text_guess(struct text_guess *g, const char *known)
{
    struct str word = str_of(known);
    unsigned slips = text_osa(g->given, word), most = g->given.n < 6 ? 1 : 2;
    size_t both = word.n < g->given.n ? word.n : g->given.n;
    bool begins = both > 2 && str_is_ci(str_slice(word, 0, both), str_slice(g->given, 0, both));
    if (g->given.n < 3 || (slips > most && !begins) || (g->meant && slips >= g->slips))
        return;
    g->meant = known;
    g->slips = slips;
}

/* What is left between the first and the last difference is at most one letter to each side, or two
 * letters that changed places. */
bool text_is_slip(struct str a, struct str b)
{
    if (a.n > b.n + 1 || b.n > a.n + 1)
        return false;
    strip_common(&a, &b);
    return (a.n <= 1 && b.n <= 1) || (a.n == 2 && b.n == 2 && a.p[0] == b.p[1] && a.p[1] == b.p[0]);
}

/* Matching letters within the Jaro window, taken greedily from the left as in the definition. */
static unsigned common(struct str a, struct str b, uint64_t *ret_a, uint64_t *ret_b)
{
    size_t longer = a.n > b.n ? a.n : b.n;
    size_t window = longer / 2 ? longer / 2 - 1 : 0;
    unsigned n = 0;
    for (size_t i = 0; i < a.n; i++) {
        size_t from = i > window ? i - window : 0;
        size_t to = i + window + 1 < b.n ? i + window + 1 : b.n;
        for (size_t j = from; j < to; j++)
            if (!(*ret_b >> j & 1) && a.p[i] == b.p[j]) {
                *ret_a |= UINT64_C(1) << i;
                *ret_b |= UINT64_C(1) << j;
                n++;
                break;
            }
    }
    return n;
}

double text_jaro(struct str a, struct str b)
{
    a = cut64(a);
    b = cut64(b);
    if (!a.n && !b.n)
        return 1.0;
    uint64_t in_a = 0, in_b = 0;
    unsigned m = common(a, b, &in_a, &in_b);
    if (!m)
        return 0.0;
    unsigned moved = 0;
    size_t j = 0;
    for (size_t i = 0; i < a.n; i++) {
        if (!(in_a >> i & 1))
            continue;
        while (!(in_b >> j & 1))
            j++;
        moved += a.p[i] != b.p[j];
        j++;
    }
    double n = m;
    return (n / (double)a.n + n / (double)b.n + (n - moved / 2.0) / n) / 3.0;
}

double text_jaro_winkler(struct str a, struct str b)
{
    double jaro = text_jaro(a, b);
    size_t prefix = 0;
    while (prefix < 4 && prefix < a.n && prefix < b.n && a.p[prefix] == b.p[prefix])
        prefix++;
    return jaro + 0.1 * (double)prefix * (1.0 - jaro);
}
