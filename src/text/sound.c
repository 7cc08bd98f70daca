/* text/sound.c - how a Latin form sounds, whoever spelt it: English, German, Slavic, Romance and
 * Asian romanisations come to nearly the same string. It is no phonetics: it merges what spellings
 * of one name exchange, and prices the exchanges that remain. */
#include "text/text.h"

#include <string.h>

/* Symbols: a e i o u; p b f v t d k g x(kh) h s z c(ts) S(sh) Z(zh, j, dj) C(ch) l r m n y w j.
 * Longest match first at each place; rows of one first letter stand together. */
struct spelling {
    char from[6];
    char to[4];
};
static const struct spelling SPELLINGS[] = {
    {"aa", "a"},   {"ah", "a"},  {"ae", "e"},  {"ai", "ai"}, {"ay", "ai"},  {"au", "au"},
    {"chr", "kr"}, {"ch", "C"},  {"ck", "k"},  {"cz", "C"},  {"cq", "k"},   {"cc", "k"},
    {"dzh", "Z"},  {"dj", "Z"},  {"dh", "d"},  {"dz", "z"},  {"dsch", "Z"}, {"eau", "o"},
    {"ee", "i"},   {"ei", "ai"}, {"ey", "ai"}, {"eu", "u"},  {"eo", "o"},   {"eh", "e"},
    {"gh", "g"},   {"ie", "i"},  {"iy", "i"},  {"ii", "i"},  {"ij", "i"},   {"kh", "x"},
    {"ks", "ks"},  {"oo", "u"},  {"ou", "u"},  {"ow", "o"},  {"oe", "o"},   {"oh", "o"},
    {"oi", "oi"},  {"oy", "oi"}, {"ph", "f"},  {"qu", "k"},  {"sch", "S"},  {"shch", "S"},
    {"sh", "S"},   {"sz", "s"},  {"sj", "S"},  {"ssh", "S"}, {"tsch", "C"}, {"tch", "C"},
    {"tsh", "C"},  {"ts", "c"},  {"tz", "c"},  {"th", "t"},  {"tj", "C"},   {"uu", "u"},
    {"uh", "u"},   {"ue", "u"},  {"wh", "w"},  {"yi", "i"},  {"zh", "Z"},   {"zs", "Z"},
    {"tt", "t"},   {"rh", "r"},  {"lj", "l"},  {"nj", "n"},  {"gn", "n"},
};

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
    for (size_t i = 0; i < sizeof SPELLINGS / sizeof *SPELLINGS; i++) {
        const struct spelling *p = &SPELLINGS[i];
        size_t n = strlen(p->from);
        if (p->from[0] == s.p[0] && n > best_n && n <= s.n && memcmp(p->from, s.p, n) == 0) {
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
        for (; *to; to++)
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

struct exchange {
    char pair[3];
    unsigned char cost; /* in 1/100 */
};
static const struct exchange EXCHANGES[] = {
    {"bv", 35}, {"pf", 35}, {"fb", 60}, {"vw", 10}, {"wu", 20}, {"wo", 30}, {"vu", 40}, {"yi", 10},
    {"ye", 30}, {"ji", 30}, {"jy", 15}, {"jZ", 15}, {"jS", 40}, {"jC", 40}, {"jx", 50}, {"jh", 40},
    {"jg", 60}, {"yZ", 40}, {"xh", 15}, {"gh", 40}, {"kh", 50}, {"sS", 35}, {"zZ", 40}, {"zS", 60},
    {"cC", 40}, {"sC", 60}, {"zC", 50}, {"kC", 45}, {"xC", 50}, {"xS", 60}, {"kc", 60}, {"ks", 60},
    {"gZ", 45}, {"tc", 50}, {"ts", 60}, {"dz", 60}, {"tC", 70}, {"dZ", 70}, {"lr", 40}, {"mn", 50},
    {"cS", 50}, {"cZ", 50}, {"fh", 50}, {"wg", 60}, {"wb", 60},
};

/* The cost of a usual exchange, in either direction, or 0. */
static unsigned exchange_cost(char a, char b)
{
    for (size_t i = 0; i < sizeof EXCHANGES / sizeof *EXCHANGES; i++) {
        const char *p = EXCHANGES[i].pair;
        if ((p[0] == a && p[1] == b) || (p[0] == b && p[1] == a))
            return EXCHANGES[i].cost;
    }
    return 0;
}

static unsigned substitute(char a, char b)
{
    if (a == b)
        return 0;
    unsigned usual = exchange_cost(a, b);
    if (usual)
        return usual;
    enum sound_class ca = class_of(a), cb = class_of(b);
    if (ca == NO_CLASS || cb == NO_CLASS)
        return 150;
    if (ca == cb)
        return ca == VOWEL ? 30 : 35;
    if ((ca == VOWEL && cb == GLIDE) || (ca == GLIDE && cb == VOWEL))
        return 45;
    return (ca == VOWEL) != (cb == VOWEL) ? 120 : 100;
}

static unsigned drop(char c)
{
    switch (class_of(c)) {
    case VOWEL:
        return 30;
    case GLIDE:
        return 40;
    case ASPIRATE:
        return 25;
    case TRILL:
        return 70;
    case NASAL:
        return 75;
    case NO_CLASS:
        return 150;
    default:
        return 90;
    }
}

double text_sound_distance(struct str a, struct str b)
{
    unsigned row[3][TEXT_TOKEN_MAX + 1];
    a = str_slice(a, 0, a.n < TEXT_TOKEN_MAX ? a.n : TEXT_TOKEN_MAX);
    b = str_slice(b, 0, b.n < TEXT_TOKEN_MAX ? b.n : TEXT_TOKEN_MAX);
    row[0][0] = 0;
    for (size_t j = 0; j < b.n; j++)
        row[0][j + 1] = row[0][j] + drop(b.p[j]);
    for (size_t i = 0; i < a.n; i++) {
        unsigned *above = row[i % 3], *now = row[(i + 1) % 3], *two = row[(i + 2) % 3];
        unsigned gone = drop(a.p[i]);
        now[0] = above[0] + gone;
        for (size_t j = 0; j < b.n; j++) {
            unsigned best = above[j] + substitute(a.p[i], b.p[j]);
            if (above[j + 1] + gone < best)
                best = above[j + 1] + gone;
            if (now[j] + drop(b.p[j]) < best)
                best = now[j] + drop(b.p[j]);
            if (i && j && a.p[i] == b.p[j - 1] && a.p[i - 1] == b.p[j] && two[j - 1] + 80 < best)
                best = two[j - 1] + 80;
            now[j + 1] = best;
        }
    }
    return row[a.n % 3][b.n] / 100.0;
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
