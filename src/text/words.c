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
