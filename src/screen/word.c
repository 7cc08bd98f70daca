/* screen/word.c - when are two words the same word? Spelling slips, spellings of one sound, forms
 * of one name, abbreviations, translations; each at its price in bits. It knows single words only;
 * how they make a name is screen/score.c. */
#include "screen/name.h"

#include <math.h>
#include <string.h>

/* Prices in bits. */
static const double SLIP = 24.0;        /* per share of a word's letters, one script */
static const double SLIP_ACROSS = 13.0; /* per share of a word's sounds, two scripts */
static const double WORST = 7.5;        /* dearer than this is no match */
static const float VARIANT = 1.0f, TRANSLATION = 0.8f, SYNONYM = 2.0f, ABBREVIATION = 1.5f,
                   INITIAL = 2.0f, SAME_FORM_CLASS = 0.3f, VAGUE_FORM = 0.5f;

static unsigned skeleton_distance(uint32_t a, uint32_t b)
{
    char x[8], y[8];
    size_t n = 0, m = 0;
    for (; a; a >>= 4)
        x[n++] = (char)('0' + (a & 15));
    for (; b; b >>= 4)
        y[m++] = (char)('0' + (b & 15));
    return text_osa((struct str){x, n}, (struct str){y, m});
}

/* The gate: whatever passes shares a key of screen_word_keys. Long words may differ in two
 * consonant classes, middling ones in one, short and joined ones in none; or any word in one
 * letter. */
static bool near_enough(const struct screen_word *a, const struct screen_word *b)
{
    unsigned n = text_skeleton_length(a->skeleton), m = text_skeleton_length(b->skeleton);
    unsigned longer = n > m ? n : m, shorter = n > m ? m : n;
    bool joined = a->is_joined || b->is_joined;
    unsigned allowed = joined ? 0 : longer >= 6 ? 2 : longer >= 3 ? 1 : 0;
    if (shorter && longer - shorter <= allowed &&
        (a->skeleton == b->skeleton ||
         (allowed && skeleton_distance(a->skeleton, b->skeleton) <= allowed)))
        return true;
    size_t la = a->latin.n, lb = b->latin.n;
    if (la < 2 || lb < 2 || (la > lb ? la - lb : lb - la) > 1)
        return false;
    return text_osa(a->latin, b->latin) <= 1;
}

enum { ABBREVIATED = 7 }; /* letters of an abbreviation at most */

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

static float meaning_loss(const struct screen_word *a, const struct screen_word *b)
{
    bool across = (a->script == TEXT_LATIN) != (b->script == TEXT_LATIN);
    if (a->concept && a->concept == b->concept && a->tag == b->tag) {
        if (a->tag == TEXT_PLACE)
            return 0.3f;
        if (across)
            return TRANSLATION;
        return abbreviates(a->latin, b->latin) || abbreviates(b->latin, a->latin) ? ABBREVIATION
                                                                                  : SYNONYM;
    }
    if (!a->is_joined && !b->is_joined &&
        ((a->tag == TEXT_GENERIC && abbreviates(b->latin, a->latin)) ||
         (b->tag == TEXT_GENERIC && abbreviates(a->latin, b->latin))))
        return ABBREVIATION;
    return SCREEN_NO_MATCH;
}

/* One Chinese character or Korean syllable: its Latin form is sure but for its spelling. */
static bool is_syllable(const struct screen_word *w)
{
    return (w->script == TEXT_HAN || w->script == TEXT_HANGUL) && !w->is_joined && w->latin.n <= 6;
}

static float spelling_loss(const struct screen_word *a, const struct screen_word *b)
{
    if (!near_enough(a, b))
        return SCREEN_NO_MATCH;
    bool across = a->script != b->script;
    double sound = text_sound_distance(a->sound, b->sound);
    double n = (double)(a->latin.n + b->latin.n) / 2.0;
    double loss;
    bool exact = is_syllable(a) || is_syllable(b);
    if (across && !exact) {
        double heard = (double)(a->sound.n + b->sound.n) / 2.0;
        loss = SLIP_ACROSS * sound / (heard > 1 ? heard : 1);
    } else {
        double slips = 0.85 * text_osa(a->latin, b->latin);
        sound += 0.25;
        loss = SLIP * (slips < sound ? slips : sound) / n;
    }
    return loss > WORST ? SCREEN_NO_MATCH : (float)loss;
}

static bool is_spelt(const struct screen_word *w)
{
    return w->tag != TEXT_NUMBER && w->tag != TEXT_FORM && w->tag != TEXT_INITIAL;
}

float screen_word_loss(const struct screen_word *a, const struct screen_word *b)
{
    if (a->tag == TEXT_NUMBER || b->tag == TEXT_NUMBER) {
        bool both = a->tag == TEXT_NUMBER && b->tag == TEXT_NUMBER;
        return both && a->number == b->number        ? 0.0f
               : !both && str_is(a->latin, b->latin) ? 0.5f
                                                     : SCREEN_NO_MATCH;
    }
    if (str_is(a->latin, b->latin))
        return a->script == b->script ? 0.0f : 0.1f;
    if (a->tag == TEXT_INITIAL || b->tag == TEXT_INITIAL)
        return initial_loss(a, b);
    float best = form_loss(a, b);
    if (!is_spelt(a) || !is_spelt(b))
        return best;
    float l = meaning_loss(a, b);
    best = l < best ? l : best;
    if (best > VARIANT && text_is_nickname(a->latin, b->latin))
        best = VARIANT;
    l = spelling_loss(a, b);
    return l < best ? l : best;
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
    KEY_SHORT
};

static uint64_t key(unsigned kind, uint64_t v)
{
    return (v << 4 | kind) * UINT64_C(0x9E3779B97F4A7C15) ^ kind;
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

static void skeleton_keys(const struct screen_word *w, uint64_t *ret, size_t *n)
{
    uint32_t s = w->skeleton;
    unsigned len = text_skeleton_length(s);
    if (!len)
        return;
    add(ret, n, key(KEY_WHOLE, s));
    if (w->is_joined)
        return;
    add(ret, n, key(KEY_SKELETON, s));
    for (unsigned i = 0; len >= 3 && i < len; i++) {
        uint32_t one = without(s, i);
        add(ret, n, key(KEY_SKELETON, one));
        for (unsigned j = i; len >= 6 && j + 1 < len; j++)
            add(ret, n, key(KEY_SKELETON, without(one, j)));
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

size_t screen_word_keys(const struct screen_word *w, bool is_query, uint64_t ret[SCREEN_KEYS])
{
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
    const struct text_variant *families;
    size_t n_families = text_families(w->latin, &families);
    for (size_t i = 0; i < n_families; i++)
        add(ret, &n, key(KEY_FAMILY, families[i].family));
    skeleton_keys(w, ret, &n);
    letter_keys(w->latin, ret, &n);
    return n;
}
