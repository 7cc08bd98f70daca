/* check/wording.c - do the words fit the tariff chapter? A table word x chapter is counted over the
 * Harmonized System's own headings and over the distinct goods items at hand, in whatever language
 * they are; an item is judged without itself, by the mean log share of each chapter over its known
 * words. It tells a chapter from another, not a subheading, and not a lie from a slip. */
#include "check/internal.h"

#include "goods/hs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define N_CHAPTERS  100
#define MAX_WORDS   32
#define HEADING     3.0  /* what a heading's word counts against one goods item's */
#define SMOOTH      0.5  /* share of the chapters at large in each word's */
#define KNOWN       8.0  /* a word seen less often tells nothing */
#define MIN_KNOWN   2    /* known words that are needed to judge */
#define OWN_SHARE   0.02 /* the code's chapter has less than this of the words */
#define OTHER_SHARE 0.50 /* and another one more than this */

struct check_words {
    struct strtab words;
    VEC(float) counts; /* word * N_CHAPTERS + chapter */
    double chapters[N_CHAPTERS], n;
    struct arena arena;
    double **shares; /* once all is learnt, per word: log share of each chapter, NULL until asked */
    double *totals;  /* per word, without the item that is judged */
    VEC(uint32_t) ids;                  /* the words of the items, one item after the other */
    const struct check_words *headings; /* the words of these count too; NULL: they are in here */
};

static int chapter_of(struct str hs)
{
    struct goods_hs code = goods_hs_normalise(hs);
    if (!code.is_valid || code.n % 2 != 0)
        return -1;
    int chapter = (code.digits[0] - '0') * 10 + (code.digits[1] - '0');
    return chapter >= 1 && chapter < 98 ? chapter : -1;
}

/* Distinct words with a letter of some length; digits are numbers of models and sizes. */
static size_t split(struct str text, struct str *ret)
{
    struct str word;
    bool more = true;
    size_t n = 0;
    while (n < MAX_WORDS && str_cut(&text, &more, ' ', &word)) {
        bool is_new = word.n >= 3 && !(word.p[0] >= '0' && word.p[0] <= '9');
        for (size_t i = 0; i < n && is_new; i++)
            is_new = !str_is(ret[i], word);
        if (is_new)
            ret[n++] = word;
    }
    return n;
}

/* ids: room for MAX_WORDS, those of the text's words. */
static enum seine_status add_words(struct check_words *w, struct str text, uint32_t *ids,
                                   size_t *ret_n)
{
    struct str words[MAX_WORDS];
    size_t n = *ret_n = split(text, words);
    for (size_t i = 0; i < n; i++) {
        enum seine_status status = strtab_add(&w->words, words[i], &ids[i]);
        if (status != SEINE_OK)
            return status;
        while (w->counts.n < w->words.n * N_CHAPTERS)
            if (!VEC_PUSH(&w->counts, 0))
                return SEINE_NOMEM;
    }
    return SEINE_OK;
}

static void learn(struct check_words *w, const uint32_t *ids, size_t n, int chapter, double weight)
{
    for (size_t i = 0; i < n; i++)
        w->counts.v[(size_t)ids[i] * N_CHAPTERS + (size_t)chapter] += (float)weight;
    w->chapters[chapter] += weight;
    w->n += weight;
}

static enum seine_status learn_headings(struct check_words *w, char *room)
{
    enum seine_status status = SEINE_OK;
    uint32_t ids[MAX_WORDS];
    for (int h = 101; h < 9800 && status == SEINE_OK; h++) {
        char digits[8];
        struct str code = {digits, 4};
        snprintf(digits, sizeof digits, "%04d", h);
        if (!hs_is_valid(code))
            continue;
        size_t n = goods_fold(hs_text(code), room, GOODS_FOLD_ROOM);
        status = add_words(w, (struct str){room, n}, ids, &n);
        if (status == SEINE_OK)
            learn(w, ids, n, h / 100, HEADING);
    }
    return status;
}

/* Log share of a chapter with n of the word's total. */
static double log_share(const struct check_words *w, int chapter, double n, double total)
{
    double base = (w->chapters[chapter] + 0.01) / (w->n + 1);
    return log((fmax(n, 0) + SMOOTH * base) / (total + SMOOTH));
}

/* How often a word stands in the chapter, there and in the headings. Counts are whole numbers, so
 * that it does not matter in which of the tables they stand. */
static double count_of(const struct check_words *w, uint32_t id, uint32_t there, int chapter)
{
    size_t k = (size_t)chapter;
    double n = (double)w->counts.v[(size_t)id * N_CHAPTERS + k];
    if (there != MAP_NONE)
        n += (double)w->headings->counts.v[(size_t)there * N_CHAPTERS + k];
    return n;
}

static uint32_t in_headings(const struct check_words *w, uint32_t id)
{
    return w->headings ? strtab_find(&w->headings->words, strtab_get(&w->words, id)) : MAP_NONE;
}

static void sum_counts(struct check_words *w)
{
    /* Without a single word there are no counts, of the empty string neither. */
    for (uint32_t id = 0; id < w->counts.n / N_CHAPTERS; id++) {
        uint32_t there = in_headings(w, id);
        w->totals[id] = -1;
        for (int k = 0; k < N_CHAPTERS; k++)
            w->totals[id] += count_of(w, id, there, k);
    }
}

/* The log shares of one word, without one item that has it; a logarithm costs more than all else
 * here, so they are kept. NULL: out of memory. */
static const double *shares_of(struct check_words *w, uint32_t id)
{
    if (!w->shares[id]) {
        double *shares = arena_alloc(&w->arena, N_CHAPTERS * sizeof *shares);
        uint32_t there = in_headings(w, id);
        for (int k = 0; shares && k < N_CHAPTERS; k++)
            shares[k] = log_share(w, k, count_of(w, id, there, k), w->totals[id]);
        w->shares[id] = shares;
    }
    return w->shares[id];
}

/* Adds to each chapter the log shares of the known words, and counts those; the item itself does
 * not tell of its own chapter. False: out of memory. */
static bool add_shares(struct check_words *w, const uint32_t *ids, size_t n, int chapter,
                       double *sum, size_t *ret_known)
{
    for (size_t i = 0; i < n; i++) {
        if (w->totals[ids[i]] < KNOWN)
            continue;
        const double *shares = shares_of(w, ids[i]);
        double own = sum[chapter],
               others = count_of(w, ids[i], in_headings(w, ids[i]), chapter) - 1;
        if (!shares)
            return false;
        for (int k = 0; k < N_CHAPTERS; k++)
            sum[k] += shares[k];
        sum[chapter] = own + log_share(w, chapter, others, w->totals[ids[i]]);
        ++*ret_known;
    }
    return true;
}

/* Can another chapter have OTHER_SHARE of all where the own one has less than OWN_SHARE? Where the
 * own one comes near the best there is no need to know their shares. */
static bool may_be_elsewhere(const double *sum, size_t known, int chapter)
{
    double limit = sum[chapter] + (double)known * (log(OTHER_SHARE / OWN_SHARE) - 0.01);
    unsigned above = 0;
    for (int k = 0; k < N_CHAPTERS; k++)
        above |= sum[k] > limit;
    return above;
}

static bool judge(struct check_words *w, const uint32_t *ids, size_t n, int chapter, unsigned *ret)
{
    double mean[N_CHAPTERS] = {0}, best = 0, sum = 0;
    size_t known = 0;
    if (!add_shares(w, ids, n, chapter, mean, &known))
        return false;
    *ret = known < MIN_KNOWN ? 0 : CARGO_JUDGED;
    if (known < MIN_KNOWN || !may_be_elsewhere(mean, known, chapter))
        return true;
    for (int k = 0; k < N_CHAPTERS; k++) {
        mean[k] = exp(mean[k] / (double)known);
        best = fmax(best, mean[k]);
        sum += mean[k];
    }
    if (mean[chapter] < OWN_SHARE * sum && best > OTHER_SHARE * sum)
        *ret |= CARGO_ELSEWHERE;
    return true;
}

/* The chapter of an item that is judged, -1 for one that is not. */
static int chapter_at(const struct check_context *x, size_t cargo)
{
    const struct table_cargo *c = &x->table->cargos.v[cargo];
    return c->hs == 0 || !(x->cargo[cargo] & CARGO_TEXT) ? -1
                                                         : chapter_of(table_str(x->table, c->hs));
}

/* Of the first item with a description; another one with the same has the same. */
struct item_words {
    uint32_t first;          /* in ids */
    uint8_t n;               /* NOT_SPLIT until an item with a chapter asks */
    uint8_t chapter, judged; /* the chapter that was judged last, 0 none, and what came of it */
};
#define NOT_SPLIT 255
_Static_assert(MAX_WORDS < NOT_SPLIT, "room for the number of words");

static enum seine_status split_item(struct check_words *w, struct str description,
                                    struct item_words *ret, char *room)
{
    size_t n = goods_fold(description, room, GOODS_FOLD_ROOM);
    if (w->ids.n > UINT32_MAX - MAX_WORDS || !VEC_RESERVE(&w->ids, w->ids.n + MAX_WORDS))
        return SEINE_NOMEM;
    enum seine_status status = add_words(w, (struct str){room, n}, w->ids.v + w->ids.n, &n);
    *ret = (struct item_words){.first = (uint32_t)w->ids.n, .n = (uint8_t)n};
    w->ids.n += n;
    return status;
}

static enum seine_status learn_items(struct check_context *x, struct check_words *w,
                                     struct item_words *items, char *room)
{
    const struct trade_table *t = x->table;
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < t->cargos.n; i++)
        items[i].n = NOT_SPLIT;
    for (size_t i = 0; i < t->cargos.n && status == SEINE_OK; i++) {
        struct item_words *item = &items[x->worded[i]];
        int chapter = chapter_at(x, i);
        if (chapter < 0)
            continue;
        if (item->n == NOT_SPLIT)
            status = split_item(w, table_str(t, t->cargos.v[i].description), item, room);
        if (status == SEINE_OK)
            learn(w, w->ids.v + item->first, item->n, chapter, 1);
    }
    return status;
}

static bool judge_items(struct check_context *x, struct check_words *w, struct item_words *items)
{
    for (size_t i = 0; i < x->table->cargos.n; i++) {
        struct item_words *item = &items[x->worded[i]];
        int chapter = chapter_at(x, i);
        unsigned judged = item->judged;
        if (chapter < 0)
            continue;
        if (item->chapter != chapter &&
            !judge(w, w->ids.v + item->first, item->n, chapter, &judged))
            return false;
        item->chapter = (uint8_t)chapter;
        item->judged = (uint8_t)judged;
        x->cargo[i] = (uint16_t)(x->cargo[i] | judged);
    }
    return true;
}

static enum seine_status run(struct check_context *x, struct check_words *w, char *room)
{
    struct item_words *items = mem_calloc(x->table->cargos.n + 1, sizeof *items);
    enum seine_status status = items ? SEINE_OK : SEINE_NOMEM;
    if (status == SEINE_OK && !w->headings)
        status = learn_headings(w, room);
    if (status == SEINE_OK)
        status = learn_items(x, w, items, room);
    w->shares = mem_calloc(w->words.n + 1, sizeof *w->shares);
    w->totals = mem_alloc((w->words.n + 1) * sizeof *w->totals);
    if (status == SEINE_OK && !(w->shares && w->totals))
        status = SEINE_NOMEM;
    if (status == SEINE_OK)
        sum_counts(w);
    if (status == SEINE_OK && !judge_items(x, w, items))
        status = SEINE_NOMEM;
    mem_free(items);
    return status;
}

enum seine_status check_wording(struct check_context *x)
{
    struct check_words w;
    memset(&w, 0, sizeof w);
    arena_init(&w.arena, LIMIT_ARENA);
    char *room = mem_alloc(GOODS_FOLD_ROOM);
    enum seine_status status = room ? strtab_init(&w.words) : SEINE_NOMEM;
    if (status == SEINE_OK && x->headings) {
        w.headings = x->headings;
        memcpy(w.chapters, x->headings->chapters, sizeof w.chapters);
        w.n = x->headings->n;
    }
    if (status == SEINE_OK)
        status = run(x, &w, room);
    strtab_release(&w.words);
    VEC_RELEASE(&w.counts);
    VEC_RELEASE(&w.ids);
    arena_release(&w.arena);
    mem_free(w.shares);
    mem_free(w.totals);
    mem_free(room);
    return status;
}

enum seine_status check_words_new(struct check_words **ret, struct seine_error *err)
{
    struct check_words *w = mem_calloc(1, sizeof *w);
    char *room = mem_alloc(GOODS_FOLD_ROOM);
    enum seine_status status = w && room ? strtab_init(&w->words) : SEINE_NOMEM;
    if (status == SEINE_OK)
        status = learn_headings(w, room);
    mem_free(room);
    if (status != SEINE_OK) {
        check_words_free(w);
        return error_set(err, status, "no room to learn the wording of goods");
    }
    *ret = w;
    return SEINE_OK;
}

void check_words_free(struct check_words *w)
{
    if (!w)
        return;
    strtab_release(&w->words);
    VEC_RELEASE(&w->counts);
    mem_free(w);
}
