/* text/words.c - look-ups in the bundled tables: what a word means in names, how common it is,
 * which names are forms of one name. */
#include "text/words.h"

static int compare_z(struct str s, const char *z)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char a = (unsigned char)s.p[i], b = (unsigned char)z[i];
        if (a != b)
            return a < b ? -1 : 1; /* the end of z, 0, is below all bytes of a name */
        if (!b)
            return 1;
    }
    return z[s.n] ? -1 : 0;
}

/* Goes on to the next row whose word may have this hash. */
static bool next_row(const struct text_slots *in, uint32_t hash, uint32_t *at, size_t *ret_row)
{
    uint32_t mixed = hash ^ hash >> 15, mask = (UINT32_C(1) << in->bits) - 1, slot;
    while ((slot = in->slots[(mixed + (*at)++) & mask]) != 0)
        if (slot >> 16 == mixed >> 16) {
            *ret_row = (slot & 0xffff) - 1;
            return true;
        }
    return false;
}

const struct text_meaning *text_meaning_hashed(struct str words, uint32_t hash)
{
    uint32_t at = 0;
    for (size_t row; next_row(&TEXT_MEANING_SLOTS, hash, &at, &row);)
        if (compare_z(words, TEXT_MEANINGS[row].words) == 0)
            return &TEXT_MEANINGS[row];
    return NULL;
}

const struct text_meaning *text_meaning_find(struct str words)
{
    return text_meaning_hashed(words, text_hash_on(TEXT_HASH_BEGIN, words));
}

const struct text_common *text_common_find(struct str word)
{
    uint32_t at = 0, hash = text_hash_on(TEXT_HASH_BEGIN, word);
    for (size_t row; next_row(&TEXT_COMMON_SLOTS, hash, &at, &row);)
        if (compare_z(word, TEXT_COMMON[row].word) == 0)
            return &TEXT_COMMON[row];
    return NULL;
}

bool text_is_known(struct str latin)
{
    return text_common_find(latin) != NULL;
}

double text_rarity(struct str latin)
{
    static const double BY_LENGTH[] = {1, 3, 5, 7.5, 9, 10, 11, 12, 12.5, 13};
    const struct text_common *c = text_common_find(latin);
    if (c)
        return c->half_bits / 2.0;
    if (text_meaning_find(latin))
        return 4;
    size_t n = sizeof BY_LENGTH / sizeof *BY_LENGTH;
    return BY_LENGTH[latin.n < n ? latin.n : n - 1];
}

size_t text_families(struct str word, const struct text_variant **ret)
{
    size_t low = 0, high = TEXT_N_VARIANTS;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (compare_z(word, TEXT_VARIANTS[mid].word) > 0)
            low = mid + 1;
        else
            high = mid;
    }
    *ret = &TEXT_VARIANTS[low < TEXT_N_VARIANTS ? low : 0];
    size_t n = 0;
    while (low + n < TEXT_N_VARIANTS && compare_z(word, TEXT_VARIANTS[low + n].word) == 0)
        n++;
    return n;
}

bool text_is_nickname(struct str a, struct str b)
{
    const struct text_variant *in_a, *in_b;
    size_t n_a = text_families(a, &in_a), n_b = text_families(b, &in_b);
    for (size_t i = 0, j = 0; i < n_a && j < n_b;) {
        if (in_a[i].family == in_b[j].family)
            return true;
        if (in_a[i].family < in_b[j].family)
            i++;
        else
            j++;
    }
    return false;
}

const char *text_tag_name(enum text_tag tag)
{
    static const char *const NAMES[TEXT_N_TAGS] = {
        "word",         "given name", "family name", "patronymic", "particle", "organisation form",
        "generic word", "place",      "number",      "initial",    "honorific"};
    return tag < TEXT_N_TAGS ? NAMES[tag] : "word";
}

/* A digit, ten, hundred or thousand; -1: none of them. */
static int han_digit(uint32_t c)
{
    static const uint16_t DIGITS[] = {0x96F6, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                      0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    for (int i = 0; i < 10; i++)
        if (DIGITS[i] == c)
            return i;
    return c == 0x3007 || c == 0x25CB ? 0
           : c == 0x5341              ? 10
           : c == 0x767E              ? 100
           : c == 0x5343              ? 1000
                                      : -1;
}

/* What is numbered: research, works, number, academy, institute, bureau, department. */
static bool is_numbered(struct str text)
{
    static const uint16_t THINGS[] = {0x7814, 0x5382, 0x53F7, 0x9662, 0x6240, 0x5C40, 0x90E8};
    size_t at = 0;
    uint32_t c = text.n ? utf8_next(text, &at) : 0;
    for (size_t i = 0; i < sizeof THINGS / sizeof *THINGS; i++)
        if (THINGS[i] == c)
            return true;
    return false;
}

size_t text_han_number(struct str text, uint32_t *ret)
{
    enum { ORDINAL = 0x7B2C, MOST = 8 };
    size_t at = 0, end = 0, n = 0;
    uint32_t sum = 0, digit = 0;
    bool ordinal = text.n && utf8_next(text, &at) == ORDINAL, units = false;
    for (at = end = ordinal ? at : 0; at < text.n && n < MOST; n++) {
        int v = han_digit(utf8_next(text, &at));
        if (v < 0)
            break;
        if (v >= 10) { /* "forty": the digit before counts tens; "fourteen": one of them */
            sum += (digit || units ? digit : 1) * (uint32_t)v;
            digit = 0;
            units = true;
        } else {
            digit = units ? (uint32_t)v : digit * 10 + (uint32_t)v;
        }
        end = at;
    }
    *ret = sum + digit;
    return n && (ordinal || is_numbered(str_slice(text, end, text.n))) ? end : 0;
}
