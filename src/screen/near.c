/* screen/near.c - the listed words near one word of a query, found by shared keys, and remembered
 * in the scratch: common names come back in query after query. */
#include "screen/index.h"

#include <stdlib.h>

static int by_word(const void *a, const void *b)
{
    const struct neighbour *x = a, *y = b;
    return (x->word > y->word) - (x->word < y->word);
}

static enum seine_status one_key(struct screen_scratch *s, const struct screen_word *w,
                                 bool lenient, uint64_t key)
{
    const struct screen_index *x = s->index;
    size_t b = key >> (64 - SCREEN_BUCKET_BITS);
    for (uint32_t i = x->bucket_at[b]; i < x->bucket_at[b + 1]; i++) {
        uint32_t id = x->entries[i].word;
        if (x->entries[i].rest != (uint32_t)key || s->seen_words[id] == s->stamp_words)
            continue;
        s->seen_words[id] = s->stamp_words;
        struct neighbour n = {id, screen_word_loss(w, &x->words.list.v[id], lenient)};
        if (n.loss < SCREEN_NO_MATCH && !VEC_PUSH(&s->near, n))
            return SEINE_NOMEM;
    }
    return SEINE_OK;
}

enum seine_status screen_near(struct screen_scratch *s, uint32_t id, bool lenient,
                              struct near_list *ret)
{
    struct near_list none = {.known = false};
    size_t slot = 2 * (size_t)id + lenient;
    while (s->lists.n <= slot)
        if (!VEC_PUSH(&s->lists, none))
            return SEINE_NOMEM;
    if (s->lists.v[slot].known) {
        *ret = s->lists.v[slot];
        return SEINE_OK;
    }
    uint64_t keys[SCREEN_KEYS];
    const struct screen_word w = s->words.list.v[id];
    size_t n = screen_word_keys(&w, true, lenient, keys), from = s->near.n;
    if (++s->stamp_words == 0) { /* wrapped: all stamps are stale */
        for (size_t i = 0; i < s->index->words.list.n; i++)
            s->seen_words[i] = 0;
        s->stamp_words = 1;
    }
    for (size_t k = 0; k < n; k++) {
        enum seine_status status = one_key(s, &w, lenient, keys[k]);
        if (status != SEINE_OK)
            return status;
    }
    if (s->near.n > from)
        qsort(s->near.v + from, s->near.n - from, sizeof *s->near.v, by_word);
    struct near_list found = {(uint32_t)from, (uint32_t)(s->near.n - from), 0, true};
    for (size_t i = from; i < s->near.n; i++) {
        uint32_t id_near = s->near.v[i].word;
        found.postings += s->index->post_at[id_near + 1] - s->index->post_at[id_near];
    }
    s->lists.v[slot] = found;
    *ret = s->lists.v[slot];
    return SEINE_OK;
}
