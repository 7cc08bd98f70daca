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
static enum seine_status learn(struct check_words *w, struct str text, int chapter, double weight,
                               uint32_t *ids, size_t *ret_n)
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
        w->counts.v[(size_t)ids[i] * N_CHAPTERS + (size_t)chapter] += (float)weight;
    }
    w->chapters[chapter] += weight;
    w->n += weight;
    return SEINE_OK;
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
        status = learn(w, (struct str){room, n}, h / 100, HEADING, ids, &n);
    }
    return status;
}

/* Log share of a chapter with n of the word's total. */
static double log_share(const struct check_words *w, int chapter, double n, double total)
{
    double base = (w->chapters[chapter] + 0.01) / (w->n + 1);
    return log((fmax(n, 0) + SMOOTH * base) / (total + SMOOTH));
}

/* The log shares of one word, without one item that has it; a logarithm costs more than all else
 * here, so they are kept. NULL: out of memory. */
static const double *shares_of(struct check_words *w, uint32_t id, double total)
{
    const float *c = w->counts.v + (size_t)id * N_CHAPTERS;
    if (!w->shares[id]) {
        double *shares = arena_alloc(&w->arena, N_CHAPTERS * sizeof *shares);
        for (int k = 0; shares && k < N_CHAPTERS; k++)
            shares[k] = log_share(w, k, (double)c[k], total);
        w->shares[id] = shares;
    }
    return w->shares[id];
}

/* What is known of a word, there and in the headings. Counts are whole numbers, so that it does not
 * matter in which of the tables they stand. Returns the total without the item that is judged. */
static double counts_of(const struct check_words *w, uint32_t id, double *ret)
{
    const struct check_words *h = w->headings;
    uint32_t in_headings = h ? strtab_find(&h->words, strtab_get(&w->words, id)) : MAP_NONE;
    double total = -1;
    for (size_t k = 0; k < N_CHAPTERS; k++) {
        ret[k] = (double)w->counts.v[(size_t)id * N_CHAPTERS + k];
        if (in_headings != MAP_NONE)
            ret[k] += (double)h->counts.v[(size_t)in_headings * N_CHAPTERS + k];
        total += ret[k];
    }
    return total;
}

static bool judge(struct check_words *w, const uint32_t *ids, size_t n, int chapter, unsigned *ret)
{
    double mean[N_CHAPTERS] = {0};
    size_t known = 0;
    *ret = 0;
    for (size_t i = 0; i < n; i++) {
        double c[N_CHAPTERS], total = counts_of(w, ids[i], c);
        if (total < KNOWN)
            continue;
        /* Kept where all words stand in one table; few texts against the headings are quick. */
        const double *shares = w->headings ? NULL : shares_of(w, ids[i], total);
        if (!w->headings && !shares)
            return false;
        known++;
        for (int k = 0; k < N_CHAPTERS; k++)
            mean[k] +=
                shares && k != chapter ? shares[k] : log_share(w, k, c[k] - (k == chapter), total);
    }
    if (known < MIN_KNOWN)
        return true;
    double best = 0, sum = 0;
    for (int k = 0; k < N_CHAPTERS; k++) {
        mean[k] = exp(mean[k] / (double)known);
        best = fmax(best, mean[k]);
        sum += mean[k];
    }
    bool elsewhere = mean[chapter] < OWN_SHARE * sum && best > OTHER_SHARE * sum;
    *ret = CARGO_JUDGED | (elsewhere ? CARGO_ELSEWHERE : 0u);
    return true;
}

/* The chapter of an item that is judged, -1 for one that is not. */
static int chapter_at(const struct check_context *x, size_t cargo)
{
    const struct table_cargo *c = &x->table->cargos.v[cargo];
    return c->hs == 0 || !(x->cargo[cargo] & CARGO_TEXT) ? -1
                                                         : chapter_of(table_str(x->table, c->hs));
}

/* Learns the items' words; first[i]: where those of item i begin in w->ids. */
static enum seine_status learn_items(struct check_context *x, struct check_words *w,
                                     uint32_t *first, char *room)
{
    const struct trade_table *t = x->table;
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < t->cargos.n && status == SEINE_OK; i++) {
        int chapter = chapter_at(x, i);
        size_t n = 0;
        first[i] = (uint32_t)w->ids.n;
        if (chapter < 0)
            continue;
        if (w->ids.n > UINT32_MAX - MAX_WORDS || !VEC_RESERVE(&w->ids, w->ids.n + MAX_WORDS))
            return SEINE_NOMEM;
        struct str text = table_str(t, t->cargos.v[i].description);
        text = (struct str){room, goods_fold(text, room, GOODS_FOLD_ROOM)};
        status = learn(w, text, chapter, 1, w->ids.v + w->ids.n, &n);
        w->ids.n += n;
    }
    first[t->cargos.n] = (uint32_t)w->ids.n;
    return status;
}

static enum seine_status run(struct check_context *x, struct check_words *w, char *room)
{
    size_t n = x->table->cargos.n;
    uint32_t *first = mem_calloc(n + 1, sizeof *first);
    enum seine_status status = first ? SEINE_OK : SEINE_NOMEM;
    if (status == SEINE_OK && !w->headings)
        status = learn_headings(w, room);
    if (status == SEINE_OK)
        status = learn_items(x, w, first, room);
    if (status == SEINE_OK && !(w->shares = mem_calloc(w->words.n + 1, sizeof *w->shares)))
        status = SEINE_NOMEM;
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        int chapter = chapter_at(x, i);
        unsigned judged = 0;
        if (chapter >= 0 &&
            !judge(w, w->ids.v + first[i], first[i + 1] - first[i], chapter, &judged))
            status = SEINE_NOMEM;
        x->cargo[i] = (uint16_t)(x->cargo[i] | judged);
    }
    mem_free(first);
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
