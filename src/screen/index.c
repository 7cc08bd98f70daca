/* screen/index.c - builds the index over sealed lists. Searching it is screen/query.c. */
#include "screen/index.h"

#include <stdlib.h>
#include <string.h>

static bool copy_units(struct screen_index *x, struct screen_name *n)
{
    struct screen_unit *units = arena_alloc(&x->arena, n->n_units * sizeof *units + 1);
    if (!units)
        return false;
    memcpy(units, n->units, n->n_units * sizeof *units);
    n->units = units;
    return true;
}

static enum seine_status add_names(struct screen_index *x, const unsigned char *wanted,
                                   struct arena *temporary)
{
    struct screen_unit units[SCREEN_UNITS];
    const struct list_set *set = x->set;
    for (size_t e = 0; e < set->entities.n; e++) {
        const struct listed_entity *entity = &set->entities.v[e];
        x->first_name[e] = (uint32_t)x->names.n;
        for (size_t k = 0; k < entity->n_names && (!wanted || wanted[e]); k++) {
            struct indexed_name in = {.entity = (uint32_t)e, .which = (uint32_t)k};
            arena_reset(temporary);
            enum seine_status s = screen_name_prepare(entity->names[k].text, entity->kind,
                                                      &x->words, temporary, units, &in.name);
            if (s != SEINE_OK)
                return s;
            if (!in.name.n_units)
                continue;
            if (!copy_units(x, &in.name) || !VEC_PUSH(&x->names, in))
                return SEINE_NOMEM;
        }
    }
    x->first_name[set->entities.n] = (uint32_t)x->names.n;
    return SEINE_OK;
}

/* Counting sort of (word, name), each pair once. */
static enum seine_status add_postings(struct screen_index *x)
{
    size_t n_words = x->words.list.n;
    x->post_at = mem_calloc(n_words + 2, sizeof *x->post_at);
    uint32_t *last = mem_calloc(n_words + 1, sizeof *last);
    if (!x->post_at || !last)
        goto nomem;
    size_t total = 0;
    for (size_t i = 0; i < x->names.n; i++)
        for (size_t k = 0; k < x->names.v[i].name.n_units; k++) {
            uint32_t w = x->names.v[i].name.units[k].word;
            if (last[w] != i + 1) {
                last[w] = (uint32_t)i + 1;
                x->post_at[w + 2]++;
                total++;
            }
        }
    for (size_t w = 2; w < n_words + 2; w++)
        x->post_at[w] += x->post_at[w - 1];
    x->postings = mem_calloc(total + 1, sizeof *x->postings);
    if (!x->postings)
        goto nomem;
    memset(last, 0, (n_words + 1) * sizeof *last);
    for (size_t i = 0; i < x->names.n; i++)
        for (size_t k = 0; k < x->names.v[i].name.n_units; k++) {
            uint32_t w = x->names.v[i].name.units[k].word;
            if (last[w] != i + 1) {
                last[w] = (uint32_t)i + 1;
                x->postings[x->post_at[w + 1]++] = (uint32_t)i;
            }
        }
    mem_free(last);
    return SEINE_OK;
nomem:
    mem_free(last);
    return SEINE_NOMEM;
}

/* Facts of single words. A match counts the first readings of the tokens that it covers, whichever
 * reading it is by. */
static enum seine_status add_facts(struct screen_index *x)
{
    x->worth = mem_calloc(x->words.list.n + 1, sizeof *x->worth);
    x->letters = mem_calloc(x->words.list.n + 1, sizeof *x->letters);
    if (!x->worth || !x->letters)
        return SEINE_NOMEM;
    for (size_t w = 0; w < x->words.list.n; w++)
        x->letters[w] = screen_letters(&x->words.list.v[w]);
    for (size_t i = 0; i < x->names.n; i++) {
        const struct screen_name *n = &x->names.v[i].name;
        float first[SCREEN_TOKENS] = {0};
        for (size_t k = 0; k < n->n_units; k++)
            if (n->units[k].is_first)
                first[n->units[k].at] = x->words.list.v[n->units[k].word].rarity;
        for (size_t k = 0; k < n->n_units; k++) {
            float sum = 0;
            for (size_t t = n->units[k].at; t < (size_t)n->units[k].at + n->units[k].span; t++)
                sum += t < SCREEN_TOKENS ? first[t] : 0;
            if (sum > x->worth[n->units[k].word])
                x->worth[n->units[k].word] = sum;
        }
    }
    return SEINE_OK;
}

static enum seine_status add_keys(struct screen_index *x)
{
    uint64_t keys[SCREEN_KEYS];
    size_t n_buckets = (size_t)1 << SCREEN_BUCKET_BITS;
    x->bucket_at = mem_calloc(n_buckets + 2, sizeof *x->bucket_at);
    if (!x->bucket_at)
        return SEINE_NOMEM;
    for (size_t w = 0; w < x->words.list.n; w++) {
        size_t n = screen_word_keys(&x->words.list.v[w], false, true, keys);
        for (size_t k = 0; k < n; k++)
            x->bucket_at[(keys[k] >> (64 - SCREEN_BUCKET_BITS)) + 2]++;
        x->n_entries += n;
    }
    for (size_t b = 2; b < n_buckets + 2; b++)
        x->bucket_at[b] += x->bucket_at[b - 1];
    x->entries = mem_calloc(x->n_entries + 1, sizeof *x->entries);
    if (!x->entries)
        return SEINE_NOMEM;
    for (size_t w = 0; w < x->words.list.n; w++) {
        size_t n = screen_word_keys(&x->words.list.v[w], false, true, keys);
        for (size_t k = 0; k < n; k++) {
            size_t b = keys[k] >> (64 - SCREEN_BUCKET_BITS);
            x->entries[x->bucket_at[b + 1]++] = (struct key_entry){(uint32_t)keys[k], (uint32_t)w};
        }
    }
    return SEINE_OK;
}

struct id_pair {
    struct str key; /* normal form */
    uint32_t entity;
};
typedef VEC(struct id_pair) id_pairs;

static int by_key(const void *a, const void *b)
{
    const struct id_pair *x = a, *y = b;
    int c = str_compare(x->key, y->key);
    return c ? c : (x->entity > y->entity) - (x->entity < y->entity);
}

static enum seine_status collect_ids(struct screen_index *x, id_pairs *pairs)
{
    struct buf b;
    bool ok = true;
    buf_init(&b, LIMIT_TEXT);
    for (size_t e = 0; e < x->set->entities.n && ok; e++) {
        const struct listed_entity *entity = &x->set->entities.v[e];
        for (size_t k = 0; k < entity->n_ids && ok; k++) {
            buf_reset(&b);
            screen_id_normal(entity->ids[k].value, &b);
            if (!b.n)
                continue;
            struct id_pair p = {arena_str(&x->arena, buf_str(&b), &ok), (uint32_t)e};
            ok = ok && buf_status(&b) == SEINE_OK && VEC_PUSH(pairs, p);
        }
    }
    buf_release(&b);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status add_ids(struct screen_index *x)
{
    id_pairs pairs = {0};
    enum seine_status s = collect_ids(x, &pairs);
    if (pairs.n)
        qsort(pairs.v, pairs.n, sizeof *pairs.v, by_key);
    x->id_keys = mem_calloc(pairs.n + 1, sizeof *x->id_keys);
    x->id_at = mem_calloc(pairs.n + 1, sizeof *x->id_at);
    x->id_entities = mem_calloc(pairs.n + 1, sizeof *x->id_entities);
    if (!x->id_keys || !x->id_at || !x->id_entities)
        s = SEINE_NOMEM;
    for (size_t i = 0; i < pairs.n && s == SEINE_OK; i++) {
        if (!i || !str_is(pairs.v[i].key, pairs.v[i - 1].key))
            x->id_keys[x->n_ids++] = pairs.v[i].key;
        x->id_at[x->n_ids] = (uint32_t)i + 1;
        x->id_entities[i] = pairs.v[i].entity;
    }
    VEC_RELEASE(&pairs);
    return s;
}

static int find_key(const void *key, const void *entry)
{
    return str_compare(*(const struct str *)key, *(const struct str *)entry);
}

const uint32_t *screen_id_entities(const struct screen_index *x, struct str key, size_t *ret_n)
{
    const struct str *found =
        x->n_ids ? bsearch(&key, x->id_keys, x->n_ids, sizeof *x->id_keys, find_key) : NULL;
    size_t at = found ? (size_t)(found - x->id_keys) : 0;
    *ret_n = found ? x->id_at[at + 1] - x->id_at[at] : 0;
    return x->id_entities + (found ? x->id_at[at] : 0);
}

enum seine_status screen_index_build(const struct list_set *set, const unsigned char *wanted,
                                     struct screen_index **ret, struct seine_error *err)
{
    struct arena temporary;
    struct screen_index *x = mem_calloc(1, sizeof *x);
    if (!x)
        return error_set(err, SEINE_NOMEM, "no memory for the name index");
    x->set = set;
    arena_init(&x->arena, LIMIT_ARENA);
    arena_init(&temporary, 64 * MIB);
    enum seine_status s = screen_words_init(&x->words, &x->arena);
    x->first_name = mem_calloc(set->entities.n + 1, sizeof *x->first_name);
    if (!x->first_name)
        s = SEINE_NOMEM;
    if (s == SEINE_OK)
        s = add_names(x, wanted, &temporary);
    arena_release(&temporary);
    if (s == SEINE_OK)
        s = add_postings(x);
    if (s == SEINE_OK)
        s = add_facts(x);
    if (s == SEINE_OK)
        s = add_keys(x);
    if (s == SEINE_OK)
        s = add_ids(x);
    if (s != SEINE_OK) {
        screen_index_free(x);
        return error_set(err, s, "no memory for the name index");
    }
    *ret = x;
    return SEINE_OK;
}

void screen_index_free(struct screen_index *x)
{
    if (!x)
        return;
    if (x->is_image) {
        mem_free(x);
        return;
    }
    screen_words_release(&x->words);
    VEC_RELEASE(&x->names);
    mem_free(x->id_keys);
    mem_free(x->first_name);
    mem_free(x->post_at);
    mem_free(x->postings);
    mem_free(x->worth);
    mem_free(x->letters);
    mem_free(x->bucket_at);
    mem_free(x->entries);
    mem_free(x->id_at);
    mem_free(x->id_entities);
    arena_release(&x->arena);
    mem_free(x);
}

struct screen_index_stat screen_index_stat(const struct screen_index *x)
{
    size_t n_words = x->words.list.n, n_postings = x->post_at[n_words + 1];
    struct screen_index_stat s = {.n_entities = x->set->entities.n,
                                  .n_names = x->names.n,
                                  .n_tokens = n_words,
                                  .n_postings = n_postings,
                                  .bytes =
                                      x->arena.used + n_words * (sizeof(struct screen_word) + 40) +
                                      x->names.n * sizeof(struct indexed_name) + n_postings * 4 +
                                      x->n_entries * sizeof(struct key_entry) +
                                      (((size_t)1 << SCREEN_BUCKET_BITS) + 3 * n_words) * 4};
    return s;
}
