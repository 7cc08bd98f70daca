/* goods/part.c - goods that are parts of a whole: "spare parts for diesel engines", "pump parts".
 * How papers say so in the languages of the table of words, and where the Harmonized System puts
 * the parts of what stands under a heading. It does not read words as headings; heading.c does. */
#include "goods/room.h"

#include <string.h>

/* What parts are called, folded, in each language the longer first, and the words by which the
 * whole follows. */
enum { ENGLISH, GERMAN, FRENCH, SPANISH, RUSSIAN, N_LANGUAGES };
static const char *const of[N_LANGUAGES][6] = {{"of", "for"},
                                               {"fur", "fuer", "von", "zu"},
                                               {"de", "d", "du", "des", "pour"},
                                               {"de", "del", "para"},
                                               {"для", "к", "от"}};
static const struct {
    const char *text;
    int language;
} names[] = {
    {"spare parts and accessories ", ENGLISH},
    {"spare parts ", ENGLISH},
    {"spare part ", ENGLISH},
    {"spares ", ENGLISH},
    {"parts and accessories ", ENGLISH},
    {"parts ", ENGLISH},
    {"part ", ENGLISH},
    {"components ", ENGLISH},
    {"component ", ENGLISH},
    {"ersatzteile ", GERMAN},
    {"ersatzteil ", GERMAN},
    {"teile ", GERMAN},
    {"bauteile ", GERMAN},
    {"pieces detachees ", FRENCH},
    {"pieces de rechange ", FRENCH},
    {"repuestos ", SPANISH},
    {"repuesto ", SPANISH},
    {"recambios ", SPANISH},
    {"partes ", SPANISH},
    {"запчасти ", RUSSIAN},
    {"запасные части ", RUSSIAN},
    {"части ", RUSSIAN},
    {"детали ", RUSSIAN},
    {"комплектующие ", RUSSIAN},
};

/* Right behind the whole: whole words, and what Han and Hangul put there. */
static const char *const behind[] = {
    "spare parts ", "spare part ", "parts ", "spares ", "components ", "零件",   "配件",
    "备件",         "部件",        "零部件", "零配件",  "用零件",      "用配件", "的零件",
    "的配件",       "부품",        "부속품", "예비품",  "용부품",
};

/* HS 2022: the heading of the parts of these, by the texts of the headings. Parts of all others
 * stand with the whole, or under what they are made of. */
static const struct {
    uint16_t first, last, parts;
} headings[] = {
    {6101, 6116, 6117}, {6201, 6216, 6217}, {6401, 6405, 6406}, {6501, 6506, 6507},
    {6601, 6602, 6603}, {8407, 8408, 8409}, {8425, 8430, 8431}, {8444, 8447, 8448},
    {8456, 8465, 8466}, {8470, 8472, 8473}, {8501, 8502, 8503}, {8519, 8521, 8522},
    {8524, 8528, 8529}, {8535, 8537, 8538}, {8601, 8606, 8607}, {8701, 8705, 8708},
    {8711, 8713, 8714}, {8801, 8802, 8807}, {8806, 8806, 8807}, {8901, 8908, 0},
    {9101, 9108, 9114}, {9201, 9208, 9209}, {9301, 9304, 9305},
};

uint16_t goods_heading_of_parts(uint16_t whole)
{
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (whole >= headings[i].first && whole <= headings[i].last)
            return headings[i].parts;
    return whole;
}

static bool starts(struct str s, const char *text)
{
    return s.n > 0 && s.p[0] == text[0] && str_starts(s, str_of(text));
}

size_t goods_word_at(struct str s, const char *const *words)
{
    for (; *words; words++) {
        struct str word = str_of(*words);
        if (s.n > word.n && s.p[0] == word.p[0] && s.p[word.n] == ' ' && str_starts(s, word))
            return word.n;
    }
    return 0;
}

struct goods_parts goods_parts_of(struct str folded)
{
    for (size_t at = 1; at < folded.n; at++) {
        if (folded.p[at - 1] != ' ')
            continue;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            if (!starts(str_slice(folded, at, folded.n), names[i].text))
                continue;
            size_t end = at + strlen(names[i].text);
            size_t n = goods_word_at(str_slice(folded, end, folded.n), of[names[i].language]);
            if (n == 0 && names[i].language != RUSSIAN)
                continue;
            return (struct goods_parts){.whole = str_slice(folded, n ? end + n : end - 1, folded.n),
                                        .before = str_slice(folded, 0, end),
                                        .is_bare = n == 0};
        }
    }
    return (struct goods_parts){0};
}

/* Whether one of the words for parts stands right behind the whole somewhere in the text. */
static bool has_behind(struct str folded, struct str whole)
{
    const char *end = folded.p + folded.n;
    for (const char *p = folded.p; (p = memmem(p, (size_t)(end - p), whole.p, whole.n)); p++) {
        size_t at = (size_t)(p - folded.p) + whole.n;
        struct str next = str_slice(folded, at + (at < folded.n && folded.p[at] == ' '), folded.n);
        for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
            if (starts(next, behind[i]))
                return true;
    }
    return false;
}

bool goods_are_parts_of(struct str description, struct str folded, struct str whole)
{
    char room[GOODS_FOLD_ROOM];
    if (!has_behind(folded, whole))
        return false;
    struct str item; /* no mark is left in what is folded */
    while (goods_next_item(&description, &item))
        if (has_behind((struct str){room, goods_fold(item, room, sizeof room)}, whole))
            return true;
    return false;
}
