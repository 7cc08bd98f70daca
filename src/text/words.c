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

const struct text_meaning *text_meaning_find(struct str words)
{
    size_t low = 0, high = TEXT_N_MEANINGS;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = compare_z(words, TEXT_MEANINGS[mid].words);
        if (c == 0)
            return &TEXT_MEANINGS[mid];
        if (c > 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

const struct text_common *text_common_find(struct str word)
{
    size_t low = 0, high = TEXT_N_COMMON;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = compare_z(word, TEXT_COMMON[mid].word);
        if (c == 0)
            return &TEXT_COMMON[mid];
        if (c > 0)
            low = mid + 1;
        else
            high = mid;
    }
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
