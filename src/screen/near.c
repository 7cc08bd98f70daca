/* screen/near.c - the listed words near one word of a query, found by shared keys, and remembered
 * in the scratch: common names come back in query after query. */
#include "screen/index.h"

#include <stdlib.h>

static int by_word(const void *a, const void *b)
{
    const struct neighbour *x = a, *y = b;
    return (x->word > y->word) - (x->word < y->word);
}

/* A word and its abbreviation meet under the keys that one letter has as a listed generic word and
 * loses as a joined one. Every word of that first letter stands there, so letters decide first. */
struct shortening {
    uint64_t keys[SCREEN_KEYS];
    size_t n;
    uint32_t letters;
};

static void shortening_of(const struct screen_word *w, struct shortening *ret)
{
    uint64_t joined[SCREEN_KEYS];
    struct screen_word probe = {.latin = {w->latin.p, w->latin.n ? 1 : 0}, .tag = TEXT_GENERIC};
    size_t n = 0, all = screen_word_keys(&probe, false, false, ret->keys);
    probe.is_joined = 1;
    size_t n_joined = screen_word_keys(&probe, false, false, joined);
    for (size_t i = 0; i < all; i++) {
        bool stays = false;
        for (size_t k = 0; k < n_joined; k++)
            stays = stays || joined[k] == ret->keys[i];
        if (!stays)
            ret->keys[n++] = ret->keys[i];
    }
    ret->n = n;
    ret->letters = screen_letters(w);
}

static bool is_shortening(const struct shortening *a, uint64_t key)
{
    for (size_t i = 0; i < a->n; i++)
        if (a->keys[i] == key)
            return true;
    return false;
}

/* Adds the words of one key to s->met, each once. */
static enum seine_status meet(struct screen_scratch *s, const struct shortening *letters,
                              uint64_t key)
{
    const struct screen_index *x = s->index;
    size_t b = key >> (64 - SCREEN_BUCKET_BITS);
    bool by_letters = is_shortening(letters, key);
    for (uint32_t i = x->bucket_at[b]; i < x->bucket_at[b + 1]; i++) {
        uint32_t id = x->entries[i].word;
        if (x->entries[i].rest != (uint32_t)key || s->seen_words[id] == s->stamp_words)
            continue;
        uint32_t here = x->letters[id] & ~SCREEN_IS_FORM, common = here & letters->letters;
        if (by_letters && common != here && common != letters->letters)
            continue;
        s->seen_words[id] = s->stamp_words;
        if (!VEC_PUSH(&s->met, id))
            return SEINE_NOMEM;
        __builtin_prefetch(&x->words.list.v[id]);
    }
    return SEINE_OK;
}

/* The tables are larger than the caches: what will be read is asked for ahead. */
static enum seine_status meet_all(struct screen_scratch *s, const struct screen_word *w,
                                  bool lenient)
{
    const struct screen_index *x = s->index;
    uint64_t keys[SCREEN_KEYS];
    struct shortening letters;
    enum seine_status status = SEINE_OK;
    size_t n = screen_word_keys(w, true, lenient, keys);
    for (size_t k = 0; k < n; k++)
        __builtin_prefetch(&x->bucket_at[keys[k] >> (64 - SCREEN_BUCKET_BITS)]);
    shortening_of(w, &letters);
    for (size_t k = 0; k < n; k++)
        __builtin_prefetch(&x->entries[x->bucket_at[keys[k] >> (64 - SCREEN_BUCKET_BITS)]]);
    VEC_CLEAR(&s->met);
    screen_next_stamp(&s->stamp_words, s->seen_words, x->words.list.n * sizeof *s->seen_words);
    for (size_t k = 0; k < n && status == SEINE_OK; k++)
        status = meet(s, &letters, keys[k]);
    return status;
}

static enum seine_status weigh(struct screen_scratch *s, const struct screen_word *w, bool lenient)
{
    enum { AHEAD = 8 };
    const struct screen_index *x = s->index;
    for (size_t i = 0; i < s->met.n; i++) {
        if (i + AHEAD < s->met.n) {
            const struct screen_word *later = &x->words.list.v[s->met.v[i + AHEAD]];
            __builtin_prefetch(later->latin.p);
            __builtin_prefetch(later->sound.p);
        }
        uint32_t id = s->met.v[i];
        struct neighbour n = {id, screen_word_loss(w, &x->words.list.v[id], lenient)};
        if (n.loss < SCREEN_NO_MATCH && !VEC_PUSH(&s->near, n))
            return SEINE_NOMEM;
    }
    return SEINE_OK;
}

enum seine_status screen_near(struct screen_scratch *s, uint32_t id, bool lenient,
                              struct near_list *ret)
{
    const struct screen_index *x = s->index;
    struct near_list none = {.known = false};
    size_t slot = 2 * (size_t)id + lenient, from = s->near.n;
    while (s->lists.n <= slot)
        if (!VEC_PUSH(&s->lists, none))
            return SEINE_NOMEM;
    if (s->lists.v[slot].known) {
        *ret = s->lists.v[slot];
        return SEINE_OK;
    }
    const struct screen_word w = s->words.list.v[id];
    enum seine_status status = meet_all(s, &w, lenient);
    if (status == SEINE_OK)
        status = weigh(s, &w, lenient);
    if (status != SEINE_OK)
        return status;
    if (s->near.n > from)
        qsort(s->near.v + from, s->near.n - from, sizeof *s->near.v, by_word);
    struct near_list found = {
        .from = (uint32_t)from, .n = (uint32_t)(s->near.n - from), .known = true};
    for (size_t i = from; i < s->near.n; i++) {
        uint32_t word = s->near.v[i].word;
        found.postings += x->post_at[word + 1] - x->post_at[word];
    }
    s->lists.v[slot] = found;
    *ret = found;
    return SEINE_OK;
}
