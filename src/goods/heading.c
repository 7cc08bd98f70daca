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

#define LAST_FOOD 24 /* chapter */
#define N_FIELDS  8  /* a heading, then words of each language */

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
    struct str forms[1 + GOODS_FORMS + GOODS_DATIVES];
    if (!list->ok)
        return;
    forms[0] = arena_str(list->arena, goods_pattern_of(word, room, sizeof room), &list->ok);
    size_t n = list->ok ? 1 + goods_forms(forms[0], forms + 1, list->arena, &list->ok) : 0;
    if (list->ok)
        n += goods_datives(forms[0], forms + n, list->arena, &list->ok);
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

/* The word itself and its plural come first. Who is said in the genitive or dative owns or follows
 * the goods ("seal of the pump"), so that it counts where nothing else is said. */
static struct word word_of(const struct raw_word *raw)
{
    bool is_oblique = raw->rank >= 2 * N_FIELDS;
    double n = length_of(raw->text);
    return (struct word){(float)(is_oblique ? n / 1000 : n), raw->heading,
                         is_oblique && raw->rank < (1 + GOODS_FORMS) * N_FIELDS};
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

/* What is read: a folded text, of which words count that begin in its first `within` bytes. */
struct reading {
    const struct goods_words *words;
    struct str folded;
    struct str description; /* it was folded from this; "": nobody asks where its items end */
    size_t within;
    double cut_trust; /* how far the end may be that of a field, strength_cut_trust */
    size_t at;        /* bytes read; this and what follows begins as nothing */
    double letters;
    uint32_t pattern; /* of words, or MAP_NONE: the best so far */
    size_t end;       /* where it ends */
    size_t tail;      /* bytes at the end that patterns were told of */
    bool is_word;     /* they end with a whole word of some pattern */
};

/* Whether an item of the description ends at this blank of the folded text, where no mark is left.
 */
static bool is_item_end(const struct reading *r, size_t blank)
{
    char room[GOODS_FOLD_ROOM];
    struct str rest = r->description, item;
    size_t end = 0;
    while (end < blank && goods_next_item(&rest, &item)) {
        size_t n = goods_fold(item, room, sizeof room);
        end += n > 1 ? n - 1 : 0;
    }
    return end == blank;
}

/* "Vacuum furnace pump" is a pump: a machine, device or instrument right behind another word, with
 * which what the goods are ends, or their number or model begins. Not "oil seal, gearbox", nor what
 * goods are made of or made for ("boots pvc", "clutch disc bus"); "garlic bulbs" are no lamps. */
static bool is_head(const struct reading *r, uint32_t pattern, size_t matched)
{
    unsigned chapter = r->words->words[pattern].heading / 100;
    if (r->end == 0 || r->words->words[r->pattern].heading / 100 <= LAST_FOOD ||
        (chapter != 84 && chapter != 85 && chapter != 90))
        return false;
    bool is_behind = r->at + 1 == r->end + matched && r->folded.p[r->end - 1] == ' ';
    bool is_last = r->at == r->within || r->at == r->folded.n || str_is_digit(r->folded.p[r->at]);
    return is_behind && (is_last || is_item_end(r, r->at - 1)) && !is_item_end(r, r->end - 1);
}

/* The longest word says most, but for the one that the others go with; of two as long the one
 * behind. A genitive or dative is never what the goods are. */
static void on_word(void *context, uint32_t pattern, size_t matched)
{
    struct reading *r = context;
    double n = (double)r->words->words[pattern].letters;
    if (r->at >= r->within + matched)
        return;
    if (n < r->letters && (n < 1 || r->end == r->at || !is_head(r, pattern, matched)))
        return;
    r->letters = n;
    r->pattern = pattern;
    r->end = r->at;
}

/* Of a word that is cut off where the field ends as much counts as of a term (strength.h), unless
 * there is a word as short: "electric" is none that was to be "electricity". Of the patterns that
 * go on from there those with a blank come first. */
static void on_tail(void *context, uint32_t pattern, size_t matched)
{
    struct reading *r = context;
    const struct goods_words *w = r->words;
    struct str text = w->texts[pattern];
    if (matched != r->tail)
        r->is_word = text.p[matched] == ' ';
    r->tail = matched;
    double n = strength_cut((double)w->words[pattern].letters, matched, text) * r->cut_trust;
    if (r->is_word || r->at >= r->within + matched || n <= r->letters)
        return;
    r->letters = n;
    r->pattern = pattern;
    r->end = 0; /* nobody knows where it would have ended */
}

/* The word that says what the goods are, or MAP_NONE. */
static uint32_t read_words(struct reading r)
{
    const struct automaton *a = &r.words->automaton;
    size_t last = r.folded.n - 1;
    uint32_t state = 0;
    r.pattern = MAP_NONE;
    while (r.at < r.folded.n && r.at < r.within + a->nodes[state].depth) {
        if (r.at == last && r.cut_trust > 0)
            automaton_tail(a, state, STRENGTH_CUT_MIN_BYTES, on_tail, &r);
        struct str byte = str_slice(r.folded, r.at, r.at + 1);
        r.at++;
        state = automaton_scan(a, state, byte, on_word, &r);
    }
    return r.pattern;
}

/* Behind these stands what the goods are for, packed in, come with or without. */
static const char *const beside[] = {
    "for",       "in",   "on",         "with",      "w",    "without",
    "from",      "not",  "containing", "including", "incl", "incorporating",
    "excluding", "excl", "except",     "fur",       "fuer", "mit",
    "inkl",      "ohne", "pour",       "avec",      "dans", "en",
    "contenant", "sans", "sauf",       "para",      "con",  "sin",
    "excepto",   "для",  "с",          "со",        "в",    "на",
    "включая",   "без",  "кроме",      "к",         NULL,
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
        uint32_t word = read_words((struct reading){w, rest, .within = rest.n});
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
    if (parts.whole.n == 0 ||
        read_words((struct reading){w, parts.before, .within = parts.before.n}) != MAP_NONE)
        return MAP_NONE;
    struct str whole = str_slice(apart, apart.n - parts.whole.n, apart.n);
    uint32_t word = read_words(
        (struct reading){w, parts.whole, .within = what_it_is(whole), .cut_trust = cut_trust});
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
    struct reading r = {w, folded, description, what_it_is(apart), .cut_trust = cut_trust};
    word = read_words(r);
    r.within = folded.n;
    if (word == MAP_NONE)
        word = read_words(r);
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
