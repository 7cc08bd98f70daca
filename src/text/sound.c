/* text/sound.c - how a Latin form sounds, whoever spelt it: English, German, Slavic, Romance and
 * Asian romanisations come to nearly the same string. It is no phonetics: it merges what spellings
 * of one name exchange, and prices the exchanges that remain. */
#include "text/tables.h"

#include <string.h>

/* Symbols: a e i o u; p b f v t d k g x(kh) h s z c(ts) S(sh) Z(zh, j, dj) C(ch) l r m n y w j.
 * Longest match first at each place; in the order of the alphabet. */
struct spelling {
    char from[6];
    char to[4];
};
static const struct spelling SPELLINGS[] = {
    {"aa", "a"},   {"ae", "e"},  {"ah", "a"},   {"ai", "ai"}, {"au", "au"},  {"ay", "ai"},
    {"cc", "k"},   {"ch", "C"},  {"chr", "kr"}, {"ck", "k"},  {"cq", "k"},   {"cz", "C"},
    {"dh", "d"},   {"dj", "Z"},  {"dsch", "Z"}, {"dz", "z"},  {"dzh", "Z"},  {"eau", "o"},
    {"ee", "i"},   {"eh", "e"},  {"ei", "ai"},  {"eo", "o"},  {"eu", "u"},   {"ey", "ai"},
    {"gh", "g"},   {"gn", "n"},  {"ie", "i"},   {"ii", "i"},  {"ij", "i"},   {"iy", "i"},
    {"kh", "x"},   {"ks", "ks"}, {"lj", "l"},   {"nj", "n"},  {"oe", "o"},   {"oh", "o"},
    {"oi", "oi"},  {"oo", "u"},  {"ou", "u"},   {"ow", "o"},  {"oy", "oi"},  {"ph", "f"},
    {"qu", "k"},   {"rh", "r"},  {"sch", "S"},  {"sh", "S"},  {"shch", "S"}, {"sj", "S"},
    {"ssh", "S"},  {"sz", "s"},  {"tch", "C"},  {"th", "t"},  {"tj", "C"},   {"ts", "c"},
    {"tsch", "C"}, {"tsh", "C"}, {"tt", "t"},   {"tz", "c"},  {"ue", "u"},   {"uh", "u"},
    {"uu", "u"},   {"wh", "w"},  {"yi", "i"},   {"zh", "Z"},  {"zs", "Z"},
};
#define N_SPELLINGS (sizeof SPELLINGS / sizeof *SPELLINGS)

static bool soft(char c)
{
    return c == 'e' || c == 'i' || c == 'y';
}

static bool vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

static const struct spelling *longest(struct str s)
{
    const struct spelling *best = NULL;
    size_t best_n = 0;
    size_t low = 0, high = N_SPELLINGS; /* the first row of the letter */
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (SPELLINGS[mid].from[0] < s.p[0])
            low = mid + 1;
        else
            high = mid;
    }
    for (const struct spelling *p = SPELLINGS + low;
         p < SPELLINGS + N_SPELLINGS && p->from[0] == s.p[0]; p++) {
        size_t n = strlen(p->from);
        if (n > best_n && n <= s.n && memcmp(p->from, s.p, n) == 0) {
            best = p;
            best_n = n;
        }
    }
    return best;
}

/* One letter on its own, knowing its neighbours. */
static const char *single(struct str latin, size_t i)
{
    static const char ALONE[26][3] = {"a", "b", "k", "d", "e", "f",  "g", "h", "i",
                                      "j", "k", "l", "m", "n", "o",  "p", "k", "r",
                                      "s", "t", "u", "v", "w", "ks", "y", "z"};
    char c = latin.p[i];
    char next = i + 1 < latin.n ? latin.p[i + 1] : 0;
    if (c == 'c' && soft(next))
        return "s";
    if (c == 'y' && !vowel(next))
        return "i";
    if (c == 'x' && i == 0)
        return "s";
    if (c == 'h' && i == 0 && next == 's') /* Wade and Giles's x */
        return "";
    return c >= 'a' && c <= 'z' ? ALONE[c - 'a'] : "";
}

size_t text_sound(struct str latin, char out[TEXT_TOKEN_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < latin.n && n + 3 < TEXT_TOKEN_MAX;) {
        char digit = latin.p[i];
        const struct spelling *s = longest(str_slice(latin, i, latin.n));
        const char *to = s ? s->to : single(latin, i);
        if (digit >= '0' && digit <= '9') {
            out[n++] = digit;
            i++;
            continue;
        }
        for (; *to; to++) // NOLINT(clang-analyzer-core.uninitialized.Branch): the table is whole
            if (n == 0 || out[n - 1] != *to)
                out[n++] = *to;
        i += s ? strlen(s->from) : 1;
    }
    return n;
}

/* ---- distance ------------------------------------------------------------------------------ */

enum sound_class {
    NO_CLASS,
    VOWEL,
    GLIDE,
    LABIAL,
    FRICATIVE,
    DENTAL,
    VELAR,
    ASPIRATE,
    SIBILANT,
    PALATAL,
    LATERAL,
    TRILL,
    BILABIAL,
    NASAL
};

static enum sound_class class_of(char c)
{
    switch (c) {
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
        return VOWEL;
    case 'y':
    case 'w':
    case 'j':
        return GLIDE;
    case 'p':
    case 'b':
        return LABIAL;
    case 'f':
    case 'v':
        return FRICATIVE;
    case 't':
    case 'd':
        return DENTAL;
    case 'k':
    case 'g':
    case 'x':
        return VELAR;
    case 'h':
        return ASPIRATE;
    case 's':
    case 'z':
    case 'c':
        return SIBILANT;
    case 'S':
    case 'Z':
    case 'C':
        return PALATAL;
    case 'l':
        return LATERAL;
    case 'r':
        return TRILL;
    case 'm':
        return BILABIAL;
    case 'n':
        return NASAL;
    default:
        return NO_CLASS;
    }
}

static size_t codes_of(struct str s, unsigned char *ret)
{
    size_t n = s.n < TEXT_TOKEN_MAX ? s.n : TEXT_TOKEN_MAX;
    for (size_t i = 0; i < n; i++)
        ret[i] = (unsigned char)s.p[i] < 128 ? TEXT_SOUND_CODE[(unsigned char)s.p[i]] : 0;
    return n;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Weighted alignment with exchanged neighbours at 80, three rows; ends early when a whole row is
 * above `most` already (the result is then some value above it). */
static unsigned weigh(struct str sa, struct str sb, unsigned most)
{
    unsigned row[3][TEXT_TOKEN_MAX + 1];
    unsigned char a[TEXT_TOKEN_MAX], b[TEXT_TOKEN_MAX];
    size_t n = codes_of(sa, a), m = codes_of(sb, b);
    unsigned floor_before = 0;
    row[0][0] = 0;
    for (size_t j = 0; j < m; j++)
        row[0][j + 1] = row[0][j] + TEXT_SOUND_DROP[b[j]];
    for (size_t i = 0; i < n; i++) {
        unsigned *above = row[i % 3], *now = row[(i + 1) % 3], *two = row[(i + 2) % 3];
        unsigned gone = TEXT_SOUND_DROP[a[i]], lowest;
        const unsigned char *cost = TEXT_SOUND_COST[a[i]];
        lowest = now[0] = above[0] + gone;
        for (size_t j = 0; j < m; j++) {
            unsigned swap = sa.p[i] == sb.p[j] ? 0 : cost[b[j]];
            unsigned best = least(above[j] + swap, above[j + 1] + gone);
            best = least(best, now[j] + TEXT_SOUND_DROP[b[j]]);
            if (i && j && a[i] == b[j - 1] && a[i - 1] == b[j])
                best = least(best, two[j - 1] + 80);
            now[j + 1] = best;
            lowest = least(lowest, best);
        }
        if (lowest > most && floor_before > most)
            return least(lowest, floor_before);
        floor_before = lowest;
    }
    return row[n % 3][m];
}

double text_sound_distance(struct str a, struct str b)
{
    return weigh(a, b, UINT32_MAX) / 100.0;
}

double text_sound_distance_within(struct str a, struct str b, double most)
{
    return weigh(a, b, most > 0 ? (unsigned)(most * 100.0) + 1 : 0) / 100.0;
}

uint32_t text_skeleton(struct str sound)
{
    static const unsigned char CODE[] = {
        [LABIAL] = 1,  [FRICATIVE] = 2, [DENTAL] = 3, [VELAR] = 4,    [SIBILANT] = 5,
        [PALATAL] = 6, [LATERAL] = 7,   [TRILL] = 8,  [BILABIAL] = 9, [NASAL] = 10};
    uint32_t key = 0, last = 0;
    unsigned n = 0;
    for (size_t i = 0; i < sound.n && n < TEXT_SKELETON; i++) {
        enum sound_class k = class_of(sound.p[i]);
        uint32_t code = k < sizeof CODE ? CODE[k] : 0;
        if (k == VOWEL)
            last = 0;
        if (!code || code == last)
            continue;
        key |= code << (4 * n++);
        last = code;
    }
    return key;
}

unsigned text_skeleton_length(uint32_t skeleton)
{
    unsigned n = 0;
    for (; skeleton; skeleton >>= 4)
        n++;
    return n;
}
