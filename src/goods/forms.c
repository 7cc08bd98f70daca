/* goods/forms.c - the plural of a term, in English and Russian, its genitives and datives in
 * Russian, and its inverted order.
 *
 * Descriptions name goods in the plural as often as not, and in the order of a parts list ("pumps,
 * vacuum"); kits name them in the singular and in natural order. Russian puts goods into the
 * genitive behind numbers, amounts and "parts", and what parts go with into the dative. Rules of
 * thumb over the folded form (so Russian short i is и, and yo is е); a form that nobody uses does
 * no harm because it is never found. It does not decline further cases and does not stem. */
#include "goods/room.h"

#include <string.h>

static bool ends(struct str s, const char *tail)
{
    return str_ends(s, str_of(tail));
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

enum form { PLURAL, GENITIVE, GENITIVE_PLURAL, DATIVE, DATIVE_PLURAL, N_CASES };

/* Where words of this ending stand that go with the noun: behind it many are in the genitive. */
enum place { BEFORE, LAST, AROUND };

struct ending {
    const char *is, *becomes[N_CASES];
    size_t least; /* bytes of the word */
    enum place place;
};

/* Rows are asked from above, and the last fits every noun. What soft consonants do to an ending is
 * add_ending's. */
static const struct ending adjectives[] = {
    {"кии", {"кие", "кого", "ких", "кому", "ким"}, 10, AROUND},
    {"гии", {"гие", "гого", "гих", "гому", "гим"}, 10, BEFORE},
    {"хии", {"хие", "хого", "хих", "хому", "хим"}, 10, BEFORE},
    {"ии", {"ие", "его", "их", "ему", "им"}, 10, BEFORE},
    {"ыи", {"ые", "ого", "ых", "ому", "ым"}, 10, AROUND},
    {"ои", {"ые", "ого", "ых", "ому", "ым"}, 10, LAST},
    {"ое", {"ые", "ого", "ых", "ому", "ым"}, 10, AROUND},
    {"ее", {"ие", "его", "их", "ему", "им"}, 10, AROUND},
    {"ая", {"ые", "ои", "ых", "ои", "ым"}, 10, AROUND},
    {"яя", {"ие", "еи", "их", "еи", "им"}, 10, AROUND},
};
static const struct ending nouns[] = {
    {.is = "ие", {"ия", "ия", "ии", "ию", "иям"}},
    {.is = "ия", {"ии", "ии", "ии", "ии", "иям"}},
    {.is = "аика", {"аики", "аики", "аек", "аике", "аикам"}},
    {.is = "еика", {"еики", "еики", "еек", "еике", "еикам"}},
    {.is = "оика", {"оики", "оики", "оек", "оике", "оикам"}},
    {.is = "жка", {"жки", "жки", "жек", "жке", "жкам"}},
    {.is = "чка", {"чки", "чки", "чек", "чке", "чкам"}},
    {.is = "шка", {"шки", "шки", "шек", "шке", "шкам"}},
    {.is = "ка", {"ки", "ки", "ок", "ке", "кам"}},
    {.is = "а", {"ы", "ы", "", "е", "ам"}},
    {.is = "ея", {"еи", "еи", "еи", "ее", "еям"}},
    {.is = "ая", {"аи", "аи", "аи", "ае", "аям"}},
    {.is = "я", {"и", "и", "ь", "е", "ям"}},
    {.is = "ршень", {"ршни", "ршня", "ршнеи", "ршню", "ршням"}},
    {.is = "жень", {"жни", "жня", "жнеи", "жню", "жням"}},
    {.is = "мень", {"мни", "мня", "мнеи", "мню", "мням"}},
    {.is = "ь", {"и", "я", "еи", "ю", "ям"}},
    {.is = "о", {"а", "а", "", "у", "ам"}},
    {.is = "и", {"и", "я", "ев", "ю", "ям"}},
    {.is = "лок", {"локи", "лока", "локов", "локу", "локам"}},
    {.is = "ок", {"ки", "ка", "ков", "ку", "кам"}, .least = 10},
    {.is = "лец", {"льцы", "льца", "льцев", "льцу", "льцам"}, .least = 10},
    {.is = "ец", {"цы", "ца", "цев", "цу", "цам"}, .least = 10},
    {.is = "ж", {"жи", "жа", "жеи", "жу", "жам"}},
    {.is = "ч", {"чи", "ча", "чеи", "чу", "чам"}},
    {.is = "ш", {"ши", "ша", "шеи", "шу", "шам"}},
    {.is = "щ", {"щи", "ща", "щеи", "щу", "щам"}},
    {.is = "е", {"е", "е", "е", "е", "е"}},
    {.is = "ы", {"ы", "ы", "ы", "ы", "ы"}},
    {.is = "у", {"у", "у", "у", "у", "у"}},
    {.is = "ю", {"ю", "ю", "ю", "ю", "ю"}},
    {.is = "", {"ы", "а", "ов", "у", "ам"}},
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct ending *ending_of(const struct ending *table, size_t n, struct str word)
{
    for (size_t i = 0; i < n; i++)
        if (word.n >= table[i].least && ends(word, table[i].is))
            return &table[i];
    return NULL;
}

static bool begins(const char *ending, const char *letter)
{
    return strncmp(ending, letter, strlen(letter)) == 0;
}

/* The word with the ending of this form; some consonants before an ending change its vowel. */
static void decline(struct str word, const struct ending *e, enum form form, struct buf *out)
{
    static const char *const no_y[] = {"к", "г", "х", "ж", "ш", "ч", "щ", NULL};
    static const char *const no_o[] = {"ж", "ш", "ч", "щ", "ц", NULL};
    struct str stem = less(word, e->is);
    const char *ending = e->becomes[form];
    const char *vowel = begins(ending, "ы") && ends_with_one_of(stem, no_y)   ? "и"
                        : begins(ending, "о") && ends_with_one_of(stem, no_o) ? "е"
                                                                              : "";
    buf_add(out, stem);
    buf_add_z(out, vowel);
    buf_add_z(out, ending + strlen(vowel)); /* all vowels are of two bytes */
}

/* Adjectives before the first other word, that word and adjectives behind it; what else follows is
 * a genitive. */
static void russian(struct str words, enum form form, struct buf *out)
{
    struct str word;
    bool more = true, has_noun = false, is_first = true;
    while (str_cut(&words, &more, ' ', &word)) {
        const struct ending *e = ending_of(adjectives, COUNT(adjectives), word);
        if (!is_first)
            buf_add_c(out, ' ');
        is_first = false;
        if (!has_noun && (!e || !more)) {
            has_noun = true;
            e = ending_of(nouns, COUNT(nouns), word);
        } else if (has_noun && e && (e->place == BEFORE || (e->place == LAST && more))) {
            e = NULL;
        }
        if (e)
            decline(word, e, form, out);
        else
            buf_add(out, word);
    }
}

static bool is_russian_letter(struct str s, size_t at)
{
    unsigned char c = (unsigned char)s.p[at];
    return c == 0xD0 || c == 0xD1;
}

/* False if the script or the language has none here. */
static bool add_form(struct str words, enum form form, struct buf *out)
{
    char last = words.p[words.n - 1];
    if (last >= 'a' && last <= 'z' && form == PLURAL)
        english(words, out);
    else if (words.n >= 4 && is_russian_letter(words, 0) && is_russian_letter(words, words.n - 2))
        russian(words, form, out);
    else
        return false;
    return true;
}

/* The forms from `first` until `end`. */
static size_t forms_of(struct str pattern, enum form first, enum form end, struct str *ret,
                       struct arena *arena, bool *ok)
{
    struct str words = str_trim(pattern);
    size_t n = 0;
    if (words.n < 3 || pattern.n != words.n + 2)
        return 0;
    for (enum form form = first; form < end && *ok; form++) {
        struct buf out;
        buf_init(&out, 2 * GOODS_FOLD_ROOM);
        buf_add_c(&out, ' ');
        bool has = add_form(words, form, &out);
        buf_add_c(&out, ' ');
        *ok = buf_status(&out) == SEINE_OK;
        if (*ok && has)
            ret[n++] = arena_str(arena, buf_str(&out), ok);
        buf_release(&out);
    }
    return *ok ? n : 0;
}

size_t goods_forms(struct str pattern, struct str ret[GOODS_FORMS], struct arena *arena, bool *ok)
{
    return forms_of(pattern, PLURAL, DATIVE, ret, arena, ok);
}

size_t goods_datives(struct str pattern, struct str ret[GOODS_DATIVES], struct arena *arena,
                     bool *ok)
{
    return forms_of(pattern, DATIVE, N_CASES, ret, arena, ok);
}

struct str goods_inverted(struct str pattern, struct arena *arena, bool *ok)
{
    struct str words = str_trim(pattern);
    size_t gap = str_find_byte(words, ' ', 0);
    if (gap == SIZE_MAX || str_find_byte(words, ' ', gap + 1) != SIZE_MAX)
        return STR_EMPTY;
    char *out = arena_alloc(arena, words.n + 2);
    *ok = out != NULL;
    if (!out)
        return STR_EMPTY;
    size_t n_last = words.n - gap - 1;
    out[0] = out[n_last + 1] = out[words.n + 1] = ' ';
    memcpy(out + 1, words.p + gap + 1, n_last);
    memcpy(out + n_last + 2, words.p, gap);
    return (struct str){out, words.n + 2};
}
