/* goods/heading.c - the heading under which a goods item trades: what its code says, else what its
 * words are most often declared as. The words are those of data/tables/goods_words.tsv and
 * their plurals, in an automaton of their own. A heading that is read from words says what kind
 * of trade this is; it is no statement of anybody's, so no check of codes looks at it. */
#include "goods/room.h"

#include "geo/tables.h"
#include "goods/strength.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_FIELDS 8 /* a heading, then words of each language */

struct raw_word {
    struct str text;
    uint16_t heading;
    uint16_t rank; /* of words that are the same: by form, then by language */
};

struct goods_words {
    struct automaton automaton;
    struct arena arena; /* the texts' bytes */
    struct str *texts;  /* per pattern */
    struct word *words;
};

struct word {
    float letters; /* how much it says */
    uint16_t heading;
    bool is_genitive; /* it may be one */
};

struct raw_words {
    VEC(struct raw_word) all;
    struct arena *arena;
    bool ok;
};

static int compare_words(const void *a, const void *b)
{
    const struct raw_word *x = a, *y = b;
    int order = str_compare(x->text, y->text);
    if (order == 0)
        order = x->rank - y->rank;
    return order ? order : x->heading - y->heading;
}

static void add_word(struct raw_words *list, uint16_t heading, size_t language, struct str word)
{
    char room[GOODS_FOLD_ROOM];
    struct str forms[1 + GOODS_FORMS];
    if (!list->ok)
        return;
    forms[0] = arena_str(list->arena, goods_pattern_of(word, room, sizeof room), &list->ok);
    size_t n = list->ok ? 1 + goods_forms(forms[0], forms + 1, list->arena, &list->ok) : 0;
    for (size_t i = 0; i < n && list->ok; i++)
        list->ok =
            VEC_PUSH(&list->all,
                     ((struct raw_word){forms[i], heading, (uint16_t)(i * N_FIELDS + language)}));
}

static void add_row(struct raw_words *list, struct str row[N_FIELDS])
{
    uint16_t heading = goods_heading_of_code(row[0]);
    for (size_t i = 1; i < N_FIELDS; i++) {
        struct str word;
        bool more = row[i].n > 0;
        while (str_cut(&row[i], &more, ';', &word))
            add_word(list, heading, i, str_trim(word));
    }
}

/* Blanks count: two words say more than one. */
static double length_of(struct str text)
{
    size_t blanks;
    double letters = strength_letters(text, &blanks);
    return letters + (double)blanks;
}

/* The word itself and its plural come first. Who is said in the genitive owns or follows the goods
 * ("seal of the pump"), so that it counts where nothing else is said. */
static struct word word_of(const struct raw_word *raw)
{
    bool is_genitive = raw->rank >= 2 * N_FIELDS;
    double n = length_of(raw->text);
    return (struct word){(float)(is_genitive ? n / 1000 : n), raw->heading, is_genitive};
}

/* Of one text under several headings the first is kept: "safety glasses" before those of "safety
 * glass", the plural of "bus" before that of the French "buse". */
static enum seine_status keep_distinct(struct goods_words *w, struct raw_words *list,
                                       struct seine_error *err)
{
    w->texts = mem_calloc(list->all.n + 1, sizeof *w->texts);
    w->words = mem_calloc(list->all.n + 1, sizeof *w->words);
    size_t n = 0;
    if (!w->texts || !w->words)
        return SEINE_NOMEM;
    for (size_t i = 0; i < list->all.n; i++) {
        const struct raw_word *raw = &list->all.v[i];
        struct word word = word_of(raw);
        if (n > 0 && str_is(w->texts[n - 1], raw->text)) {
            w->words[n - 1].is_genitive |= word.is_genitive;
            continue;
        }
        w->words[n] = word;
        w->texts[n++] = raw->text;
    }
    return automaton_build(&w->automaton, w->texts, n, err);
}

static enum seine_status build(struct goods_words *w, struct seine_error *err)
{
    struct raw_words list = {.arena = &w->arena, .ok = true};
    struct str rest = REF(goods_words), row[N_FIELDS];
    while (ref_row(&rest, row, N_FIELDS))
        add_row(&list, row);
    if (list.ok && list.all.n)
        qsort(list.all.v, list.all.n, sizeof *list.all.v, compare_words);
    enum seine_status status = list.ok ? keep_distinct(w, &list, err) : SEINE_NOMEM;
    VEC_RELEASE(&list.all);
    return status == SEINE_NOMEM ? error_set(err, status, "no memory for the words of goods")
                                 : status;
}

enum seine_status goods_words_new(struct goods_words **ret, struct seine_error *err)
{
    struct goods_words *w = mem_calloc(1, sizeof *w);
    if (!w)
        return error_set(err, SEINE_NOMEM, "no memory for the words of goods");
    automaton_init(&w->automaton);
    arena_init(&w->arena, LIMIT_ARENA);
    enum seine_status status = build(w, err);
    if (status == SEINE_OK)
        *ret = w;
    else
        goods_words_free(w);
    return status;
}

void goods_words_free(struct goods_words *w)
{
    if (!w)
        return;
    automaton_release(&w->automaton);
    arena_release(&w->arena);
    mem_free(w->texts);
    mem_free(w->words);
    mem_free(w);
}

struct best {
    const struct goods_words *words;
    double cut_trust;
    size_t behind; /* bytes read since the place before which words must begin */
    double letters;
    uint32_t pattern; /* of words, or MAP_NONE */
    size_t tail;      /* bytes at the end that patterns were told of */
    bool is_word;     /* they end with a whole word of some pattern */
};

/* The longest word says most; of two as long the one behind, which is what the goods are. */
static void on_word(void *context, uint32_t pattern, size_t matched)
{
    struct best *best = context;
    double n = (double)best->words->words[pattern].letters;
    if (matched <= best->behind || n < best->letters)
        return;
    best->letters = n;
    best->pattern = pattern;
}

/* Of a word that is cut off where the field ends as much counts as of a term (strength.h), unless
 * there is a word as short: "electric" is none that was to be "electricity". Of the patterns that
 * go on from there those with a blank come first. */
static void on_tail(void *context, uint32_t pattern, size_t matched)
{
    struct best *best = context;
    const struct goods_words *w = best->words;
    struct str text = w->texts[pattern];
    if (matched != best->tail)
        best->is_word = text.p[matched] == ' ';
    best->tail = matched;
    double n = strength_cut((double)w->words[pattern].letters, matched, text) * best->cut_trust;
    if (best->is_word || matched <= best->behind || n <= best->letters)
        return;
    best->letters = n;
    best->pattern = pattern;
}

/* The word that says most of those that begin in the first `within` bytes, or MAP_NONE. cut_trust:
 * how far the end may be that of a field, strength_cut_trust. */
static uint32_t read_words(const struct goods_words *w, struct str folded, size_t within,
                           double cut_trust)
{
    struct best best = {.words = w, .cut_trust = cut_trust, .pattern = MAP_NONE};
    const struct automaton *a = &w->automaton;
    size_t last = folded.n - 1, from = within < last ? within : last;
    uint32_t state = automaton_scan(a, 0, str_slice(folded, 0, from), on_word, &best);
    for (size_t at = from; at < folded.n && a->nodes[state].depth > best.behind; at++) {
        if (at == last && cut_trust > 0)
            automaton_tail(a, state, STRENGTH_CUT_MIN_BYTES, on_tail, &best);
        best.behind = at < within ? 0 : at + 1 - within;
        state = automaton_scan(a, state, str_slice(folded, at, at + 1), on_word, &best);
    }
    return best.pattern;
}

/* Behind these stands what the goods are for, packed in, come with or without. */
static const char *const beside[] = {
    "for",       "in",   "on",         "with",      "w",    "without",
    "from",      "not",  "containing", "including", "incl", "incorporating",
    "excluding", "excl", "except",     "fur",       "fuer", "mit",
    "inkl",      "ohne", "pour",       "avec",      "dans", "en",
    "contenant", "sans", "sauf",       "para",      "con",  "sin",
    "excepto",   "для",  "с",          "со",        "в",    "на",
    "включая",   "без",  "кроме",      NULL,
};

/* What says how goods are put in or on: "plug in charger", "clip on lamp". */
static const char *const put[] = {"built", "plug", "walk",  "clip", "snap", "push", "screw", "bolt",
                                  "slide", "drop", "drive", "roll", "add",  "all",  NULL};

/* How far the text says what the goods are; then comes what they are for, packed in or come with.
 * Not behind "plug in", nor at the watts of "100 w". */
static size_t what_it_is(struct str folded)
{
    bool is_put = true; /* nothing stands before the first word */
    for (size_t at = 0; at + 1 < folded.n; at = str_find_byte(folded, ' ', at + 1)) {
        struct str next = str_slice(folded, at + 1, folded.n);
        bool is_watts = next.p[0] == 'w' && at > 0 && str_is_digit(folded.p[at - 1]);
        if (!is_put && !is_watts && goods_word_at(next, beside) > 0)
            return at + 1;
        is_put = goods_word_at(next, put) > 0;
    }
    return folded.n;
}

/* "Plug-in charger", "para-aramid": what a hyphen joins to another word is no word of its own. Such
 * words are made others of the same length, so that the folded texts are alike place by place. */
static size_t fold_without_joined(struct str description, char *out)
{
    char text[LIMIT_GOODS_TEXT];
    size_t n = description.n < sizeof text ? description.n : sizeof text;
    memcpy(text, description.p, n);
    for (size_t i = 1; i + 1 < n; i++) {
        if (text[i] != '-' || !str_is_letter(text[i - 1]) || !str_is_letter(text[i + 1]))
            continue;
        for (size_t k = i; k > 0 && str_is_letter(text[k - 1]); k--)
            text[k - 1] = 'x';
        for (size_t k = i + 1; k < n && str_is_letter(text[k]); k++)
            text[k] = 'x';
    }
    return goods_fold((struct str){text, n}, out, GOODS_FOLD_ROOM);
}

/* Of parts of a whole: what the table calls such parts ("engine part" those of a diesel engine),
 * else where those of its heading stand. */
static uint16_t parts_heading(const struct goods_words *w, uint32_t whole)
{
    static const char part[] = " part ";
    char room[GOODS_FOLD_ROOM + sizeof part];
    struct str text = str_trim(w->texts[whole]);
    int n = snprintf(room, sizeof room, " " STR_FMT "%s", STR_ARG(text), part);
    size_t end = text.n;
    const char *of = memmem(text.p, text.n, " of ", 4); /* behind it: what the whole is made of */
    if (of)
        end = (size_t)(of - text.p);
    for (size_t at = 0; at < end; at = str_find_byte(text, ' ', at + 1)) {
        size_t from = at ? at + 1 : 0; /* at a blank: room has one before the text */
        struct str rest = {room + from, (size_t)n - from};
        uint32_t word = read_words(w, rest, rest.n, 0);
        struct str told = word == MAP_NONE ? STR_EMPTY : w->texts[word];
        if (told.n > sizeof part && str_ends(told, str_of(part)))
            return w->words[word].heading;
    }
    return goods_heading_of_parts(w->words[whole].heading);
}

/* "Spare parts for diesel engines", if what stands before that says nothing; else MAP_NONE. */
static uint32_t whole_of_parts(const struct goods_words *w, struct str folded, struct str apart,
                               double cut_trust)
{
    struct goods_parts parts = goods_parts_of(folded);
    if (parts.whole.n == 0 || read_words(w, parts.before, parts.before.n, 0) != MAP_NONE)
        return MAP_NONE;
    struct str whole = str_slice(apart, apart.n - parts.whole.n, apart.n);
    uint32_t word = read_words(w, parts.whole, what_it_is(whole), cut_trust);
    bool is_whole = word != MAP_NONE && (!parts.is_bare || w->words[word].is_genitive);
    return is_whole ? word : MAP_NONE;
}

uint16_t goods_heading_of_words(const struct goods_words *w, struct str description)
{
    if (!w)
        return 0;
    char room[GOODS_FOLD_ROOM], room2[GOODS_FOLD_ROOM];
    struct str folded = {room, goods_fold(description, room, sizeof room)};
    struct str apart = {room2, fold_without_joined(description, room2)};
    double cut_trust = strength_cut_trust(str_trim(description));
    uint32_t word = whole_of_parts(w, folded, apart, cut_trust);
    if (word != MAP_NONE)
        return parts_heading(w, word);
    word = read_words(w, folded, what_it_is(apart), cut_trust);
    if (word == MAP_NONE)
        word = read_words(w, folded, folded.n, cut_trust);
    if (word == MAP_NONE)
        return 0;
    return goods_are_parts_of(description, folded, w->texts[word]) ? parts_heading(w, word)
                                                                   : w->words[word].heading;
}

uint16_t goods_heading_of_code(struct str hs)
{
    struct goods_hs code = goods_hs_normalise(hs);
    unsigned n = 0;
    if (!code.is_valid)
        return 0;
    for (size_t i = 0; i < 4; i++)
        n = n * 10 + (i < 2 || code.n >= 4 ? (unsigned)(code.digits[i] - '0') : 0);
    return (uint16_t)n;
}

uint16_t goods_heading(const struct goods_headings *h, struct str description, struct str hs)
{
    uint16_t heading = goods_heading_of_code(hs);
    if (!heading && h)
        heading = goods_usage_heading(h->usage, h->n_usage, description);
    return heading || !h ? heading : goods_heading_of_words(h->words, description);
}
