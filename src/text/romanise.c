/* text/romanise.c - one word of any script to a few Latin readings.
 *
 * Three engines: Han by syllable table, Hangul by arithmetic, everything else by the letter table.
 * It does not try to be a faithful transliteration: the readings only have to come close to what
 * people write on papers, and text/sound.c forgives the rest. */
#include "text/tables.h"

#include <string.h>

struct out {
    char p[TEXT_TOKEN_MAX + 16];
    size_t n;
};

static void put_z(struct out *o, const char *s)
{
    while (*s && o->n < TEXT_TOKEN_MAX)
        o->p[o->n++] = *s++;
}

static const struct text_letter *find(uint32_t a, uint32_t b)
{
    size_t low = 0, high = TEXT_N_LETTERS;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const struct text_letter *l = &TEXT_LETTERS[mid];
        if (l->a < a || (l->a == a && l->b < b))
            low = mid + 1;
        else
            high = mid;
    }
    if (low < TEXT_N_LETTERS && TEXT_LETTERS[low].a == a && TEXT_LETTERS[low].b == b)
        return &TEXT_LETTERS[low];
    return NULL;
}

enum { CPS = 64 };
static size_t code_points(struct str s, uint32_t *ret)
{
    size_t n = 0;
    for (size_t at = 0; at < s.n && n < CPS;) {
        uint32_t c = utf8_next(s, &at);
        if (c != UTF8_BAD)
            ret[n++] = c;
    }
    return n;
}

/* ---- Hangul -------------------------------------------------------------------------------- */

enum hangul_scheme { REVISED, MCCUNE, NORTHERN };

static const char *const INITIAL[3][19] = {{"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s",
                                            "ss", "", "j", "jj", "ch", "k", "t", "p", "h"},
                                           {"k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s",
                                            "ss", "", "ch", "tch", "ch", "k", "t", "p", "h"},
                                           {"k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s",
                                            "ss", "", "j", "jj", "ch", "kh", "th", "ph", "h"}};
static const char *const MEDIAL[3][21] = {
    {"a",  "ae", "ya", "yae", "eo", "e",  "yeo", "ye", "o",  "wa", "wae",
     "oe", "yo", "u",  "wo",  "we", "wi", "yu",  "eu", "ui", "i"},
    {"a",  "ae", "ya", "yae", "o",  "e",  "yo", "ye", "o",  "wa", "wae",
     "oe", "yo", "u",  "wo",  "we", "wi", "yu", "u",  "ui", "i"},
    {"a",  "ae", "ya", "yae", "o",  "e",  "yo", "ye", "o",  "wa", "wae",
     "oe", "yo", "u",  "wo",  "we", "wi", "yu", "u",  "ui", "i"}};
static const char *const FINAL[28] = {"",  "k",  "k", "k", "n", "n", "n", "t", "l", "k",
                                      "m", "l",  "l", "l", "p", "l", "m", "p", "p", "t",
                                      "t", "ng", "t", "t", "k", "t", "p", "t"};
/* A final before a vowel keeps its own sound and moves over. */
static const char *const CARRIED[28] = {"",   "g",  "kk", "ks", "n",  "nj", "nh", "d", "r",  "lg",
                                        "m",  "lb", "ls", "lt", "lp", "lh", "m",  "b", "ps", "s",
                                        "ss", "ng", "j",  "ch", "k",  "t",  "p",  "h"};

static void voiced(struct out *o, size_t from)
{
    /* McCune-Reischauer: k t p ch between voiced sounds are g d b j */
    if (from == 0 || from >= o->n || !strchr("aeiounmglr", o->p[from - 1]))
        return;
    size_t len = o->n - from;
    if (len == 1 && o->p[from] == 'k')
        o->p[from] = 'g';
    else if (len == 1 && o->p[from] == 't')
        o->p[from] = 'd';
    else if (len == 1 && o->p[from] == 'p')
        o->p[from] = 'b';
    else if (len == 2 && o->p[from] == 'c') {
        o->p[from] = 'j';
        o->n = from + 1;
    }
}

static bool is_syllable(uint32_t c)
{
    return c >= 0xAC00 && c <= 0xD7A3;
}

/* s before y and i is heard as sh; the second scheme writes so. */
static const char *medial_of(struct out *o, enum hangul_scheme scheme, uint32_t initial,
                             uint32_t medial)
{
    const char *m = MEDIAL[scheme][medial];
    bool s = scheme == MCCUNE && (initial == 9 || initial == 10);
    if (!s || (m[0] != 'y' && m[0] != 'i'))
        return m;
    put_z(o, "h");
    return m[0] == 'y' ? m + 1 : m;
}

/* l behind l or n is one of two: Silla. */
static bool is_double_l(struct out *o, uint32_t initial)
{
    if (initial != 5 || o->n == 0 || (o->p[o->n - 1] != 'l' && o->p[o->n - 1] != 'n'))
        return false;
    o->p[o->n - 1] = 'l';
    return true;
}

static void hangul(struct out *o, const uint32_t *c, size_t n, enum hangul_scheme scheme)
{
    for (size_t i = 0; i < n; i++) {
        if (!is_syllable(c[i]))
            continue;
        uint32_t s = c[i] - 0xAC00;
        uint32_t initial = s / 588, medial = s % 588 / 28, final = s % 28;
        size_t from = o->n;
        put_z(o, is_double_l(o, initial) ? "l" : INITIAL[scheme][initial]);
        bool plain = initial == 0 || initial == 3 || initial == 7 || initial == 12;
        if (scheme != REVISED && plain)
            voiced(o, from);
        put_z(o, medial_of(o, scheme, initial, medial));
        bool vowel_next = i + 1 < n && is_syllable(c[i + 1]) && (c[i + 1] - 0xAC00) / 588 == 11;
        put_z(o, vowel_next ? CARRIED[final] : FINAL[final]);
    }
}

/* ---- Han ----------------------------------------------------------------------------------- */

static bool is_han(uint32_t c)
{
    return c >= TEXT_HAN_FROM && c < TEXT_HAN_TO;
}

enum { MANDARIN, CANTONESE, KOREAN };

static void han(struct out *o, const uint32_t *c, size_t n, unsigned which)
{
    for (size_t i = 0; i < n; i++)
        if (is_han(c[i])) {
            const uint16_t *row = TEXT_HAN_READINGS[c[i] - TEXT_HAN_FROM];
            put_z(o, TEXT_SYLLABLES[row[which] ? row[which] : row[MANDARIN]]);
        }
}

/* A character that Koreans read otherwise where it is a family name: gold and Kim, to sink and Sim,
 * carriage and Cha. */
static uint32_t family_syllable(uint32_t c)
{
    return c == 0x91D1 ? 0xAE40 : c == 0x6C88 ? 0xC2EC : c == 0x8F66 ? 0xCC28 : 0;
}

static void han_in_korean(struct out *o, const uint32_t *c, size_t n, enum hangul_scheme scheme)
{
    uint32_t korean[CPS];
    size_t n_korean = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t syllable = is_han(c[i]) ? TEXT_HAN_READINGS[c[i] - TEXT_HAN_FROM][KOREAN] : 0;
        if (syllable)
            korean[n_korean++] = syllable;
    }
    if (n_korean == n) /* a part of a word is another word */
        hangul(o, korean, n_korean, scheme);
}

/* ---- letters ------------------------------------------------------------------------------- */

enum { GUESS_VOWELS = 1, OTHER = 2 };

static bool is_vowel(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* A small vowel or y-sound takes the place of the vowel before it. */
static void small_kana(struct out *o, const struct text_letter *l, const char *reading)
{
    bool after_vowel = o->n && is_vowel(o->p[o->n - 1]);
    bool glide = after_vowel && o->n == 1 && o->p[0] == 'u'; /* u + small e = we */
    if (after_vowel)
        o->n--;
    if (glide)
        put_z(o, "w");
    char before = o->n ? o->p[o->n - 1] : '\0';
    bool soft = before == 'j' || (before == 'h' && o->n > 1);
    put_z(o, l->kind == 'Y' && soft ? reading + 1 : reading);
}

static void kana(struct out *o, const struct text_letter *l, const char *reading, bool *doubling)
{
    if (l->kind == 'T') {
        *doubling = true;
        return;
    }
    if (l->kind == 'Y' || l->kind == 'W') {
        small_kana(o, l, reading);
        return;
    }
    if (*doubling && reading[0] && o->n < TEXT_TOKEN_MAX)
        o->p[o->n++] = reading[0];
    *doubling = false;
    put_z(o, reading);
}

/* Matres lectionis: a glide where a vowel follows or the word begins, else a vowel. */
static void abjad_vowel(struct out *o, const char *reading, bool next_is_vowel)
{
    bool first = o->n == 0;
    if (reading[0] == 'u' && reading[1] == 0 && (first || next_is_vowel))
        put_z(o, "w");
    else if (reading[0] == 'o' && reading[1] == 0 && first)
        put_z(o, "v");
    else if (reading[0] == 'i' && reading[1] == 0 && (first || next_is_vowel))
        put_z(o, "y");
    else
        put_z(o, reading);
}

struct walk {
    struct out *o;
    unsigned flags;
    const char *preposed;
    bool inherent; /* the last consonant still has its own vowel */
    bool doubling;
    bool open_consonant; /* abjad: a consonant without a vowel yet */
};

static void abugida(struct walk *w, const struct text_letter *l, const char *reading, bool last)
{
    switch (l->kind) {
    case 'C':
        if (w->inherent)
            put_z(w->o, "a");
        put_z(w->o, reading);
        w->inherent = !last;
        break;
    case 'S':
    case 'X':
        put_z(w->o, reading);
        w->inherent = false;
        break;
    default:
        if (w->inherent)
            put_z(w->o, "a");
        put_z(w->o, reading);
        w->inherent = false;
        break;
    }
}

static void thai(struct walk *w, const struct text_letter *l, const char *reading, bool closing)
{
    if (l->kind == 'P') {
        w->preposed = reading;
        w->open_consonant = false;
        return;
    }
    if (w->open_consonant && !closing)
        put_z(w->o, "a");
    else if (w->open_consonant && closing)
        put_z(w->o, "o");
    put_z(w->o, reading);
    w->open_consonant = w->preposed == NULL;
    if (w->preposed)
        put_z(w->o, w->preposed);
    w->preposed = NULL;
}

static bool carries_vowel(const uint32_t *c, size_t n, size_t i)
{
    const struct text_letter *l = i < n ? find(c[i], 0) : NULL;
    return l && l->kind == 'V' && l->first[0];
}

static void letter(struct walk *w, const struct text_letter *l, const uint32_t *c, size_t n,
                   size_t next)
{
    const char *reading = w->flags & OTHER ? l->other : l->first;
    switch (l->kind) {
    case 'A': {
        if (w->open_consonant && (w->flags & GUESS_VOWELS)) {
            put_z(w->o, "a");
            w->open_consonant = false;
            put_z(w->o, reading);
        } else {
            put_z(w->o, reading);
            w->open_consonant = true;
        }
        break;
    }
    case 'V':
        if (c[0] >= 0xE00 && c[0] <= 0xE7F)
            thai(w, l, reading, false);
        else
            abjad_vowel(w->o, reading, carries_vowel(c, n, next));
        w->open_consonant = false;
        break;
    case 'H': {
        const struct text_letter *after = next < n ? find(c[next], 0) : NULL;
        bool vowel_after = after && after->kind == 'S';
        bool final = !vowel_after && !w->preposed && !w->open_consonant && w->o->n;
        if (final && is_vowel(w->o->p[w->o->n - 1])) {
            put_z(w->o, l->other);
            break;
        }
        thai(w, l, reading, next >= n);
        if (vowel_after)
            w->open_consonant = false;
        break;
    }
    case 'P':
        thai(w, l, reading, false);
        break;
    case 'K':
    case 'Y':
    case 'W':
    case 'T':
    case 'G':
        kana(w->o, l, reading, &w->doubling);
        break;
    case 'L':
        put_z(w->o, reading);
        break;
    default:
        w->open_consonant = false;
        abugida(w, l, reading, next >= n);
        break;
    }
}

static void letters(struct out *o, const uint32_t *c, size_t n, unsigned flags)
{
    struct walk w = {o, flags, NULL, false, false, false};
    for (size_t i = 0; i < n;) {
        if (c[i] < 0x80) {
            if (o->n < TEXT_TOKEN_MAX)
                o->p[o->n++] = (char)c[i];
            i++;
            continue;
        }
        const struct text_letter *l = i + 1 < n ? find(c[i], c[i + 1]) : NULL;
        size_t used = l ? 2 : 1;
        if (!l) {
            uint32_t one = c[i] >= 0x3041 && c[i] <= 0x3096 ? c[i] + 0x60 : c[i];
            l = find(one, 0);
        }
        if (l)
            letter(&w, l, c, n, i + used);
        i += used;
    }
}

/* ---- all together -------------------------------------------------------------------------- */

static bool keep(struct out *o, struct str ret[TEXT_READINGS], size_t *n, struct arena *arena)
{
    struct str s = {o->p, o->n};
    if (!s.n || *n == TEXT_READINGS)
        return true;
    for (size_t i = 0; i < *n; i++)
        if (str_is(ret[i], s))
            return true;
    bool ok = true;
    ret[*n] = arena_str(arena, s, &ok);
    *n += ok;
    return ok;
}

/* German and Polish spell Slavic names with a w: "Lawrow", "Jewgeni", "Mierzejewski". */
static bool is_slavic(struct str s)
{
    static const char *const ENDS[] = {"ow", "ew", "owa", "ewa", "owna", "ewna"},
                             *const PARTS[] = {"jew",  "slaw", "wlad", "wjat",    "wsew",   "owsk",
                                               "ewsk", "owic", "ewic", "owitsch", "ewitsch"};
    bool is = false;
    if (str_find_byte(s, 'w', 0) == SIZE_MAX)
        return false;
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
        is = is || (s.n > 4 && str_ends_ci(s, str_of(ENDS[i])));
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
        is = is || str_contains(s, str_of(PARTS[i]));
    return is;
}

static size_t read_latin(struct str word, struct str ret[TEXT_READINGS], struct arena *arena)
{
    struct out o;
    o.n = 0;
    for (size_t i = 0; i < word.n && o.n < TEXT_TOKEN_MAX; i++) {
        char c = word.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            o.p[o.n++] = c;
    }
    size_t n = 0;
    keep(&o, ret, &n, arena);
    if (is_slavic((struct str){o.p, o.n})) {
        for (size_t i = 0; i < o.n; i++)
            o.p[i] = o.p[i] == 'w' ? 'v' : o.p[i];
        keep(&o, ret, &n, arena);
    }
    return n;
}

static enum text_script word_script(const uint32_t *c, size_t n)
{
    enum text_script first = TEXT_LATIN;
    for (size_t i = 0; i < n; i++) {
        if (c[i] < 0x80)
            continue;
        enum text_script s = text_script_of(c[i]);
        if (s == TEXT_HAN || s == TEXT_HANGUL)
            return s;
        if (first == TEXT_LATIN)
            first = s;
    }
    return first;
}

/* Without the Thai letters that bear the mark of silence, and their vowels. */
static size_t without_silent(const uint32_t *c, size_t n, uint32_t *ret)
{
    enum { FIRST_BELOW = 0xE34, LAST_BELOW = 0xE3A, SILENCE = 0xE4C };
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        if (c[i] != SILENCE) {
            ret[m++] = c[i];
            continue;
        }
        m -= m > 1 && ret[m - 1] >= FIRST_BELOW && ret[m - 1] <= LAST_BELOW;
        m -= m > 0;
    }
    return m;
}

static size_t read_letters(const uint32_t *c, size_t n, enum text_script script,
                           struct str ret[TEXT_READINGS], struct arena *arena)
{
    static const unsigned ABJAD[] = {GUESS_VOWELS, 0, OTHER};
    static const unsigned PLAIN[] = {0, OTHER};
    bool abjad = script == TEXT_ARABIC || script == TEXT_HEBREW;
    const unsigned *flags = abjad ? ABJAD : PLAIN;
    size_t n_flags = abjad ? 3 : 2, got = 0;
    struct out o;
    if (script == TEXT_THAI) { /* as it is spoken; as often it is written letter by letter */
        uint32_t spoken[CPS];
        o.n = 0;
        letters(&o, spoken, without_silent(c, n, spoken), 0);
        keep(&o, ret, &got, arena);
    }
    bool article = script == TEXT_ARABIC && n > 4 && c[0] == 0x627 && c[1] == 0x644;
    if (article) {
        o.n = 0;
        letters(&o, c + 2, n - 2, GUESS_VOWELS);
        keep(&o, ret, &got, arena);
        o.n = 0;
        letters(&o, c + 2, n - 2, 0);
        keep(&o, ret, &got, arena);
    }
    for (size_t k = 0; k < n_flags; k++) {
        o.n = 0;
        letters(&o, c, n, flags[k]);
        keep(&o, ret, &got, arena);
    }
    return got;
}

static size_t read_han(const uint32_t *c, size_t n, struct str ret[TEXT_READINGS],
                       struct arena *arena)
{
    static const enum hangul_scheme SCHEMES[] = {REVISED, NORTHERN};
    uint32_t family = n == 1 ? family_syllable(c[0]) : 0;
    size_t got = 0;
    struct out o;
    for (unsigned which = MANDARIN; which <= CANTONESE; which++) {
        o.n = 0;
        han(&o, c, n, which);
        keep(&o, ret, &got, arena);
    }
    if (family) {
        o.n = 0;
        hangul(&o, &family, 1, NORTHERN);
        keep(&o, ret, &got, arena);
    }
    for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++) {
        o.n = 0;
        han_in_korean(&o, c, n, SCHEMES[family ? 1 - i : i]);
        keep(&o, ret, &got, arena);
    }
    return got;
}

size_t text_romanise(struct str word, struct str ret[TEXT_READINGS], struct arena *arena)
{
    uint32_t c[CPS];
    size_t n = code_points(word, c);
    enum text_script script = word_script(c, n);
    if (script == TEXT_LATIN)
        return read_latin(word, ret, arena);
    size_t got = 0;
    struct out o;
    if (script == TEXT_HAN)
        return read_han(c, n, ret, arena);
    if (script == TEXT_HANGUL) {
        for (int scheme = REVISED; scheme <= NORTHERN; scheme++) {
            o.n = 0;
            hangul(&o, c, n, (enum hangul_scheme)scheme);
            keep(&o, ret, &got, arena);
        }
        return got;
    }
    return read_letters(c, n, script, ret, arena);
}
