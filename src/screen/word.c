/* screen/word.c - when are two words the same word? Spelling slips, spellings of one sound, forms
 * of one name, abbreviations, translations; each at its price in bits. It knows single words only;
 * how they make a name is screen/score.c. */
#include "screen/name.h"

#include <math.h>
#include <string.h>

/* Prices in bits. */
static const double GENDER = 2.5, KNOWN = 0.8; /* both are names in their own right */
static const double SLIP = 24.0;               /* per share of a word's letters, one script */
static const double SLIP_ACROSS = 12.5;        /* per share of a word's sounds, two scripts */
static const double WORST = 7.5;               /* dearer than this is no match */
static const float VARIANT = 1.0f, NICKNAME = 4.0f, TRANSLATION = 0.8f, SYNONYM = 2.0f,
                   ABBREVIATION = 1.5f, INITIAL = 2.0f, CROWD = 3.6f, HOMOPHONE = 0.8f,
                   HOMONYM = 0.7f, SYLLABLE = 1.6f, WORST_JOINED = 3.0f, WORST_IN_CROWD = 5.5f,
                   SAME_FORM_CLASS = 0.3f, VAGUE_FORM = 0.5f, STEM = 1.2f, SCANNED = 1.5f,
                   VOICED = 0.1f, OTHER_VOWEL = 1.6f;

/* Optimal string alignment of two skeletons, at most `most` + 1. Three rows of at most nine. */
static unsigned skeleton_distance(uint32_t a, uint32_t b, unsigned most)
{
    unsigned n = text_skeleton_length(a), m = text_skeleton_length(b);
    unsigned char row[3][TEXT_SKELETON + 1];
    for (unsigned j = 0; j <= m; j++)
        row[0][j] = (unsigned char)j;
    for (unsigned i = 1; i <= n; i++) {
        unsigned char *above = row[(i - 1) % 3], *now = row[i % 3], *two = row[(i + 1) % 3];
        unsigned x = a >> (4 * (i - 1)) & 15, before = i > 1 ? a >> (4 * (i - 2)) & 15 : 0;
        unsigned lowest = now[0] = (unsigned char)i;
        for (unsigned j = 1; j <= m; j++) {
            unsigned y = b >> (4 * (j - 1)) & 15;
            unsigned best = above[j - 1] + (unsigned)(x != y);
            best = best < above[j] + 1u ? best : above[j] + 1u;
            best = best < now[j - 1] + 1u ? best : now[j - 1] + 1u;
            if (i > 1 && j > 1 && before == y && x == (b >> (4 * (j - 2)) & 15) &&
                two[j - 2] + 1u < best)
                best = two[j - 2] + 1u;
            now[j] = (unsigned char)best;
            lowest = best < lowest ? best : lowest;
        }
        if (lowest > most + 1)
            return most + 1;
    }
    return row[n % 3][m];
}

/* Across scripts only the coarse class of a consonant is sure: lip, tongue, throat, hiss, liquid,
 * nasal. */
uint32_t screen_coarse(uint32_t skeleton)
{
    static const unsigned char MERGED[16] = {0, 1, 1, 3, 4, 5, 5, 7, 7, 9, 9};
    uint32_t out = 0;
    for (unsigned i = 0; i < 8; i++)
        out |= (uint32_t)MERGED[skeleton >> (4 * i) & 15] << (4 * i);
    return out;
}

static bool skeletons_near(uint32_t a, uint32_t b, unsigned allowed)
{
    unsigned n = text_skeleton_length(a), m = text_skeleton_length(b);
    if (!n || !m || (n > m ? n - m : m - n) > allowed)
        return false;
    return a == b || (allowed && skeleton_distance(a, b, allowed) <= allowed);
}

/* How many consonant classes two words may differ in: fine classes, and coarse ones of two scripts.
 * Short words may not, because most short words are near one another. */
static unsigned allowed_fine(unsigned longer, bool across)
{
    return longer >= 7 ? 2 : longer >= (across ? 4u : 5u) ? 1 : 0;
}

static unsigned allowed_coarse(unsigned longer, bool across, bool lenient)
{
    if (lenient)
        return longer >= 5 ? 2 : longer >= 3 ? 1 : 0;
    return across && longer >= 5 ? 1 : 0;
}

static bool one_letter_apart(struct str a, struct str b)
{
    if (a.n < 2 || b.n < 2 || (a.n > b.n ? a.n - b.n : b.n - a.n) > 1)
        return false;
    return text_osa(a, b) <= 1;
}

/* The gate: whatever passes shares a key of screen_word_keys. Equal coarse classes, or few
 * differences in long words, or one letter in any word. */
static bool near_enough(const struct screen_word *a, const struct screen_word *b, bool lenient)
{
    unsigned n = text_skeleton_length(a->skeleton), m = text_skeleton_length(b->skeleton);
    unsigned longer = n > m ? n : m;
    bool across = a->script != b->script;
    bool joined = (a->is_joined || b->is_joined) && !(across && lenient);
    unsigned fine = joined ? 0 : allowed_fine(longer, across);
    if (skeletons_near(a->skeleton, b->skeleton, fine))
        return true;
    if (longer >= (across ? 2u : 3u) && !joined &&
        skeletons_near(a->coarse, b->coarse, allowed_coarse(longer, across, across && lenient)))
        return true;
    return one_letter_apart(a->latin, b->latin);
}

enum { ABBREVIATED = 7 }; /* letters of an abbreviation at most */
enum { SPARSE = 3 };      /* and at least one in so many of the full word's, but for its head */

static bool is_vowelish(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

/* MGMT, SRVCES, COMM: the same first letter, the others in their order, and shorter. */
static bool abbreviates(struct str s, struct str full)
{
    if (s.n < 3 || s.n > ABBREVIATED || s.n + 2 > full.n || s.p[0] != full.p[0])
        return false;
    size_t j = 1;
    bool prefix = memcmp(s.p, full.p, s.n) == 0;
    if (!prefix && s.n * SPARSE < full.n)
        return false;
    for (size_t i = 1; i < s.n; i++, j++) {
        while (j < full.n && full.p[j] != s.p[i])
            j++;
        if (j == full.n)
            return false;
    }
    size_t vowels = 0;
    for (size_t i = 1; i < s.n; i++)
        vowels += is_vowelish(s.p[i]);
    return prefix || vowels * 3 <= s.n;
}

static float form_loss(const struct screen_word *a, const struct screen_word *b)
{
    if (a->tag != TEXT_FORM || b->tag != TEXT_FORM)
        return SCREEN_NO_MATCH;
    if (a->concept == b->concept)
        return 0.05f;
    if (a->form_class == b->form_class)
        return SAME_FORM_CLASS;
    if (a->form_class == TEXT_FORM_ANY || b->form_class == TEXT_FORM_ANY)
        return VAGUE_FORM;
    return SCREEN_NO_MATCH;
}

static float initial_loss(const struct screen_word *a, const struct screen_word *b)
{
    const struct screen_word *other = a->tag == TEXT_INITIAL ? b : a;
    const struct screen_word *one = a->tag == TEXT_INITIAL ? a : b;
    bool word = other->tag == TEXT_WORD || other->tag == TEXT_GIVEN || other->tag == TEXT_FAMILY ||
                other->tag == TEXT_PATRONYMIC;
    if (!word || other->is_joined || !other->latin.n || other->latin.p[0] != one->latin.p[0])
        return SCREEN_NO_MATCH;
    return INITIAL;
}

static bool is_person_word(const struct screen_word *w)
{
    return w->is_known && (w->tag == TEXT_WORD || w->tag == TEXT_GIVEN || w->tag == TEXT_FAMILY);
}

/* b stands for a, a word of trade. Names of people stand for none. */
static bool is_short_for(const struct screen_word *b, const struct screen_word *a)
{
    return a->tag == TEXT_GENERIC && !is_person_word(b) && abbreviates(b->latin, a->latin);
}

static float meaning_loss(const struct screen_word *a, const struct screen_word *b)
{
    bool across = a->is_romanised != b->is_romanised;
    if (a->concept && a->concept == b->concept && a->tag == b->tag) {
        if (a->tag == TEXT_PLACE)
            return 0.3f;
        if (across)
            return TRANSLATION;
        return abbreviates(a->latin, b->latin) || abbreviates(b->latin, a->latin) ? ABBREVIATION
                                                                                  : SYNONYM;
    }
    if (!a->is_joined && !b->is_joined && (is_short_for(a, b) || is_short_for(b, a)))
        return ABBREVIATION;
    return SCREEN_NO_MATCH;
}

/* Antonio and Antonia are two people. */
static bool other_gender(struct str a, struct str b)
{
    if (a.n != b.n || a.n < 4 || memcmp(a.p, b.p, a.n - 1) != 0)
        return false;
    char x = a.p[a.n - 1], y = b.p[b.n - 1];
    return (x == 'a' && y == 'o') || (x == 'o' && y == 'a');
}

/* Both lists of groups are sorted, close bonds before loose ones. */
static float family_loss(const struct screen_word *a, const struct screen_word *b)
{
    for (size_t i = 0, k = 0; i < a->n_families && k < b->n_families;) {
        if (a->families[i].family == b->families[k].family) {
            bool loose = a->families[i].family >= TEXT_LOOSE;
            if (loose && a->tag == TEXT_FAMILY && b->tag == TEXT_FAMILY)
                return SCREEN_NO_MATCH; /* nobody shortens a family name */
            return loose ? NICKNAME : VARIANT;
        }
        if (a->families[i].family < b->families[k].family)
            i++;
        else
            k++;
    }
    return SCREEN_NO_MATCH;
}

/* "Muromskiy zavod" is the works of Murom: the stem of a Russian adjective, or nothing. */
static struct str stem_of(struct str w)
{
    static const char *const ENDINGS[] = {"skii",  "skiy", "skyi", "skaya",
                                          "skaia", "skoe", "skoye"};
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
        struct str end = str_of(ENDINGS[i]);
        if (w.n >= end.n + 4 && str_ends(w, end))
            return str_slice(w, 0, w.n - end.n);
    }
    return STR_EMPTY;
}

static float stem_loss(const struct screen_word *a, const struct screen_word *b)
{
    if (a->is_joined || b->is_joined)
        return SCREEN_NO_MATCH;
    struct str x = stem_of(a->latin), y = stem_of(b->latin);
    return (x.n && str_is(x, b->latin)) || (y.n && str_is(y, a->latin)) ? STEM : SCREEN_NO_MATCH;
}

/* The next letter as a scanner would read it, where letters and pairs of one shape are one. */
static char scanned_next(struct str w, size_t *i)
{
    static const char PAIRS[][4] = {"rnm", "vvw", "cld"};
    char c = w.p[(*i)++];
    if (*i < w.n && (c == 'r' || c == 'v' || c == 'c'))
        for (size_t k = 0; k < sizeof PAIRS / sizeof *PAIRS; k++)
            if (c == PAIRS[k][0] && w.p[*i] == PAIRS[k][1]) {
                (*i)++;
                return PAIRS[k][2];
            }
    switch (c) {
    case '0':
        return 'o';
    case '1':
    case 'i':
        return 'l';
    case '5':
        return 's';
    case '8':
        return 'b';
    default:
        return c;
    }
}

static struct str as_scanned(struct str w, char out[TEXT_TOKEN_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < w.n && n < TEXT_TOKEN_MAX;)
        out[n++] = scanned_next(w, &i);
    return (struct str){out, n};
}

static float scan_loss(const struct screen_word *a, const struct screen_word *b)
{
    size_t i = 0, j = 0;
    if (a->script != b->script || a->latin.n < 4 || b->latin.n < 4)
        return SCREEN_NO_MATCH;
    while (i < a->latin.n && j < b->latin.n)
        if (scanned_next(a->latin, &i) != scanned_next(b->latin, &j))
            return SCREEN_NO_MATCH;
    return i == a->latin.n && j == b->latin.n ? SCANNED : SCREEN_NO_MATCH;
}

/* The first consonant of a Korean syllable, k and g, t and d, p and b, ch and j as one; doubled
 * ones are others. Returns how many letters it has. */
static size_t korean_onset(struct str w, char *out)
{
    static const char *const SAME[] = {"gk", "dt", "bp"};
    *out = w.p[0];
    if (str_starts(w, STR("ch"))) {
        *out = 'j';
        return 2;
    }
    for (size_t i = 0; i < sizeof SAME / sizeof *SAME; i++)
        if (w.p[0] == SAME[i][0] && (w.n == 1 || w.p[1] != w.p[0]))
            *out = SAME[i][1];
    return 1;
}

/* Letters of the vowels that spellings take for one another: o, eo, u, eu, oo, ou. */
static size_t korean_vowel(struct str w)
{
    char c = w.p[0], next = w.n > 1 ? w.p[1] : '\0';
    if ((c == 'e' || c == 'o') && (next == 'o' || next == 'u'))
        return 2;
    return c == 'o' || (c == 'u' && next != 'i');
}

/* What all ways of writing a Korean syllable have in common. */
static struct str korean_core(struct str w, bool any_vowel, char out[TEXT_TOKEN_MAX])
{
    size_t n = 0, vowel = any_vowel && w.n ? korean_vowel(w) : 0;
    size_t i = w.n && !vowel ? korean_onset(w, &out[n++]) : 0;
    while (i < w.n && n < TEXT_TOKEN_MAX) {
        vowel = any_vowel ? korean_vowel(str_slice(w, i, w.n)) : 0;
        out[n++] = vowel ? 'o' : w.p[i];
        i += vowel ? vowel : 1;
    }
    return (struct str){out, n};
}

/* Two ways of writing one Korean syllable, of which at least one is in Latin letters. The vowel
 * that is spelt eo in full is as often o or u in a name. */
static float korean_loss(const struct screen_word *a, const struct screen_word *b)
{
    char x[TEXT_TOKEN_MAX], y[TEXT_TOKEN_MAX];
    if (!a->is_spelt_out && !b->is_spelt_out)
        return SCREEN_NO_MATCH;
    const struct screen_word *signs = a->is_character ? a : b->is_character ? b : NULL;
    if (!signs && !(a->is_spelt_out && b->is_spelt_out))
        return SCREEN_NO_MATCH;
    if (str_is(korean_core(a->latin, false, x), korean_core(b->latin, false, y)))
        return VOICED;
    bool is_open = !signs || str_contains(signs->latin, STR("eo"));
    if (is_open && str_is(korean_core(a->latin, true, x), korean_core(b->latin, true, y)))
        return signs ? VOICED : OTHER_VOWEL;
    return SCREEN_NO_MATCH;
}

static float spelling_loss(const struct screen_word *a, const struct screen_word *b, bool lenient)
{
    if (!near_enough(a, b, lenient))
        return SCREEN_NO_MATCH;
    bool across = a->script != b->script;
    double n = (double)(a->latin.n + b->latin.n) / 2.0;
    double loss;
    if (across && !a->is_character && !b->is_character) {
        double heard = (double)(a->sound.n + b->sound.n) / 2.0;
        double share = heard > 1 ? heard : 1;
        double sound = text_sound_distance_within(a->sound, b->sound, WORST * share / SLIP_ACROSS);
        loss = SLIP_ACROSS * sound / share;
    } else {
        double most = WORST * n / SLIP;
        double sound = text_sound_distance_within(a->sound, b->sound, most) + 0.25;
        bool joined = a->is_joined || b->is_joined;
        double slips = sound <= 0.85 && !joined ? sound : 0.85 * text_osa(a->latin, b->latin);
        if (joined)
            sound = slips; /* a syllable more or less is another name */
        loss = SLIP * (slips < sound ? slips : sound) / n;
        if (other_gender(a->latin, b->latin))
            loss += GENDER;
        else if (is_person_word(a) && is_person_word(b))
            loss += KNOWN;
    }
    return loss > WORST ? SCREEN_NO_MATCH : (float)loss;
}

static bool is_spelt(const struct screen_word *w)
{
    return w->tag != TEXT_NUMBER && w->tag != TEXT_FORM && w->tag != TEXT_INITIAL;
}

static float number_loss(const struct screen_word *a, const struct screen_word *b)
{
    if (a->tag == b->tag)
        return a->number == b->number ? 0.0f : SCREEN_NO_MATCH;
    return str_is(a->latin, b->latin) ? 0.5f : SCREEN_NO_MATCH;
}

float screen_word_loss(const struct screen_word *a, const struct screen_word *b, bool lenient)
{
    if (a->tag == TEXT_NUMBER || b->tag == TEXT_NUMBER)
        return number_loss(a, b);
    if (str_is(a->latin, b->latin))
        return a->script == b->script ? 0.0f : 0.1f;
    if (a->tag == TEXT_INITIAL || b->tag == TEXT_INITIAL)
        return initial_loss(a, b);
    if (!is_spelt(a) || !is_spelt(b))
        return form_loss(a, b);
    float best = SCREEN_NO_MATCH;
    float l = meaning_loss(a, b);
    best = l < best ? l : best;
    l = family_loss(a, b);
    best = l < best ? l : best;
    l = stem_loss(a, b);
    best = l < best ? l : best;
    l = korean_loss(a, b);
    best = l < best ? l : best;
    l = scan_loss(a, b);
    best = l < best ? l : best;
    l = spelling_loss(a, b, lenient);
    return l < best ? l : best;
}

/* A word of several Chinese characters, Korean syllables or kana: a foreign name by its sound. */
static bool is_transcription(const struct screen_word *w)
{
    return (w->script == TEXT_HAN || w->script == TEXT_HANGUL || w->script == TEXT_KANA) &&
           !w->is_joined && !w->is_character;
}

/* Chinese characters and Korean syllables: another syllable is another name, and many are written
 * alike in Latin. */
static float syllable_loss(float loss, const struct screen_word *a, const struct screen_word *b)
{
    if (a->script == b->script && (a->is_character || b->is_character))
        loss *= SYLLABLE;
    return a->is_character != b->is_character ? loss + HOMOPHONE : loss;
}

float screen_crowd_loss(float loss, const struct screen_word *a, const struct screen_word *b,
                        bool several)
{
    if (!several || loss >= SCREEN_NO_MATCH)
        return loss;
    loss = syllable_loss(loss, a, b);
    bool foreign = is_transcription(a) || is_transcription(b);
    if (a->script != b->script && loss > TRANSLATION && !foreign)
        loss = TRANSLATION + (loss - TRANSLATION) * CROWD;
    if (a->is_character != b->is_character)
        loss += HOMONYM;
    if ((a->is_joined || b->is_joined) && loss > WORST_JOINED)
        return SCREEN_NO_MATCH;
    return loss > WORST_IN_CROWD ? SCREEN_NO_MATCH : loss;
}

bool screen_is_several(const struct screen_name *q, const struct screen_word *words)
{
    size_t n = 0;
    for (size_t i = 0; i < q->n_units; i++)
        n += q->units[i].is_first && is_spelt(&words[q->units[i].word]) &&
             words[q->units[i].word].tag != TEXT_PARTICLE &&
             words[q->units[i].word].tag != TEXT_HONORIFIC;
    return n >= 2;
}

/* ---- keys ---------------------------------------------------------------------------------- */

enum {
    KEY_SKELETON = 1,
    KEY_WHOLE,
    KEY_INITIAL,
    KEY_LETTERS,
    KEY_FAMILY,
    KEY_CONCEPT,
    KEY_NUMBER,
    KEY_FULL,
    KEY_SHORT,
    KEY_COARSE,
    KEY_LATIN,
    KEY_OTHER,
    KEY_COARSE_LATIN,
    KEY_COARSE_OTHER,
    KEY_LENIENT_LATIN,
    KEY_LENIENT_OTHER,
    KEY_SCANNED,
    KEY_KOREAN
};

static uint64_t key(unsigned kind, uint64_t v)
{
    return (v << 5 | kind) * UINT64_C(0x9E3779B97F4A7C15) ^ kind;
}

static void add(uint64_t *ret, size_t *n, uint64_t k)
{
    for (size_t i = 0; i < *n; i++)
        if (ret[i] == k)
            return;
    if (*n < SCREEN_KEYS)
        ret[(*n)++] = k;
}

static uint32_t without(uint32_t skeleton, unsigned i)
{
    uint32_t low = skeleton & ((UINT32_C(1) << (4 * i)) - 1);
    return low | (skeleton >> 4 >> (4 * i) << (4 * i));
}

/* The skeleton with up to `most` classes left out. */
static void deletions(unsigned kind, uint32_t s, unsigned most, uint64_t *ret, size_t *n)
{
    unsigned len = text_skeleton_length(s);
    add(ret, n, key(kind, s));
    for (unsigned i = 0; most >= 1 && i < len; i++) {
        uint32_t one = without(s, i);
        add(ret, n, key(kind, one));
        for (unsigned j = i; most >= 2 && j + 1 < len; j++)
            add(ret, n, key(kind, without(one, j)));
    }
}

/* The keys under which words of the other script are found: by fine classes, by coarse ones, and
 * (for names of one word) leniently. */
static void across_keys(const struct screen_word *w, bool latin, bool strict, bool lenient,
                        uint64_t *ret, size_t *n)
{
    unsigned len = text_skeleton_length(w->skeleton);
    if (strict && !w->is_joined) {
        deletions(latin ? KEY_LATIN : KEY_OTHER, w->skeleton, allowed_fine(len, true), ret, n);
        deletions(latin ? KEY_COARSE_LATIN : KEY_COARSE_OTHER, w->coarse,
                  allowed_coarse(len, true, false), ret, n);
    }
    if (lenient)
        deletions(latin ? KEY_LENIENT_LATIN : KEY_LENIENT_OTHER, w->coarse,
                  allowed_coarse(len, true, true), ret, n);
}

/* Latin words of a list are entered under LATIN, others under OTHER; a query looks where the other
 * script is. A word is entered with as many classes left out as its own length allows: of a pair
 * the longer one leaves out at least as many, so they meet. */
static void skeleton_keys(const struct screen_word *w, bool is_query, bool lenient, uint64_t *ret,
                          size_t *n)
{
    unsigned len = text_skeleton_length(w->skeleton);
    bool latin = w->script == TEXT_LATIN;
    if (!len)
        return;
    add(ret, n, key(KEY_WHOLE, w->skeleton));
    if (len >= 3 && !w->is_joined) {
        add(ret, n, key(KEY_COARSE, w->coarse));
        deletions(KEY_SKELETON, w->skeleton, allowed_fine(len, false), ret, n);
    }
    if (len < 2)
        return;
    if (!is_query) {
        across_keys(w, latin, true, true, ret, n);
    } else {
        across_keys(w, !latin, true, lenient, ret, n);
        if (!latin)
            across_keys(w, false, true, lenient, ret, n);
    }
}

static void letter_keys(struct str w, uint64_t *ret, size_t *n)
{
    char shorter[TEXT_TOKEN_MAX + 16];
    if (w.n < 2 || w.n > TEXT_TOKEN_MAX)
        return;
    add(ret, n, key(KEY_LETTERS, str_hash(w)));
    for (size_t i = 0; i < w.n; i++) {
        memcpy(shorter, w.p, i);
        memcpy(shorter + i, w.p + i + 1, w.n - i - 1);
        add(ret, n, key(KEY_LETTERS, str_hash((struct str){shorter, w.n - 1})));
    }
}

static void korean_keys(const struct screen_word *w, uint64_t *ret, size_t *n)
{
    char core[TEXT_TOKEN_MAX];
    if (w->is_spelt_out || w->is_character)
        add(ret, n, key(KEY_KOREAN, str_hash(korean_core(w->latin, true, core))));
}

/* Abbreviations meet through their first letter: full generic words on one side, short words on
 * the other. */
static void short_keys(const struct screen_word *w, bool is_query, uint64_t *ret, size_t *n)
{
    unsigned char first = (unsigned char)w->latin.p[0];
    if (w->tag == TEXT_GENERIC)
        add(ret, n, key(is_query ? KEY_SHORT : KEY_FULL, first));
    if (w->latin.n <= ABBREVIATED)
        add(ret, n, key(is_query ? KEY_FULL : KEY_SHORT, first));
}

size_t screen_word_keys(const struct screen_word *w, bool is_query, bool lenient,
                        uint64_t ret[SCREEN_KEYS])
{
    char scanned[TEXT_TOKEN_MAX];
    size_t n = 0;
    add(ret, &n, key(KEY_LETTERS, str_hash(w->latin)));
    if (w->tag == TEXT_NUMBER)
        add(ret, &n, key(KEY_NUMBER, w->number));
    if (!w->latin.n)
        return n;
    if (w->tag == TEXT_INITIAL ? !is_query : is_query && is_spelt(w) && !w->is_joined)
        add(ret, &n, key(KEY_INITIAL, (unsigned char)w->latin.p[0]));
    if (!is_spelt(w))
        return n;
    if (!w->is_joined)
        short_keys(w, is_query, ret, &n);
    if (w->concept)
        add(ret, &n, key(KEY_CONCEPT, w->concept));
    for (size_t i = 0; i < w->n_families; i++)
        add(ret, &n, key(KEY_FAMILY, w->families[i].family));
    skeleton_keys(w, is_query, lenient, ret, &n);
    if (!w->is_joined && stem_of(w->latin).n)
        add(ret, &n, key(KEY_LETTERS, str_hash(stem_of(w->latin))));
    if (w->latin.n >= 4)
        add(ret, &n, key(KEY_SCANNED, str_hash(as_scanned(w->latin, scanned))));
    letter_keys(w->latin, ret, &n);
    korean_keys(w, ret, &n);
    return n;
}
