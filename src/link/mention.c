/* link/mention.c - each mention's comparison keys, interned so that comparing is comparing numbers.
 * A distinct name, address, e-mail or city is taken apart once, however many mentions have it. */
#include "link/apart.h"
#include "link/hint.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static enum seine_status take_name(const struct trade_table *t, uint32_t item,
                                   struct apart_piece *p, struct apart_work *w,
                                   struct link_parts *ret)
{
    struct text_name parsed;
    struct str name = table_str(t, item);
    text_fold(name, &w->text);
    enum seine_status status = apart_key(p, w, 'n', str_trim(buf_str(&w->text)), &ret->key);
    if (status == SEINE_OK)
        status = text_name_parse(name, TEXT_ANY, &w->arena, &parsed);
    for (size_t i = 0; status == SEINE_OK && i < parsed.n && ret->n < LINK_MAX_TOKENS; i++) {
        const struct text_token *token = &parsed.tokens[i];
        if (token->tag != TEXT_HONORIFIC && token->tag != TEXT_PARTICLE && token->n_readings > 0)
            status = apart_token(p, w, 'w', token->readings[0], token->tag, ret);
    }
    return status;
}

static enum seine_status take_email(const struct trade_table *t, uint32_t item,
                                    struct apart_piece *p, struct apart_work *w,
                                    struct link_parts *ret)
{
    struct str domain;
    link_email_key(table_str(t, item), &w->text);
    enum seine_status status = apart_key(p, w, 'e', buf_str(&w->text), &ret->key);
    if (status == SEINE_OK && ret->key)
        status = apart_token(p, w, 'b', link_email_box(buf_str(&w->text)), 0, ret);
    if (status == SEINE_OK && link_email_domain(buf_str(&w->text), &domain))
        status = apart_token(p, w, 'd', domain, 0, ret);
    return status;
}

static enum seine_status take_city(const struct trade_table *t, uint32_t item,
                                   struct apart_piece *p, struct apart_work *w,
                                   struct link_parts *ret)
{
    text_fold(table_str(t, item), &w->text);
    return apart_key(p, w, 't', str_trim(buf_str(&w->text)), &ret->key);
}

static enum seine_status take_country(const struct trade_table *t, uint32_t item,
                                      struct apart_piece *p, struct apart_work *w,
                                      struct link_parts *ret)
{
    return apart_key(p, w, 'c', table_str(t, item), &ret->key);
}

static enum seine_status take_postcode(const struct trade_table *t, uint32_t item,
                                       struct apart_piece *p, struct apart_work *w,
                                       struct link_parts *ret)
{
    text_fold(table_str(t, item), &w->text);
    return apart_key(p, w, 'z', str_trim(buf_str(&w->text)), &ret->key);
}

static enum seine_status take_ids(const struct trade_table *t, uint32_t item, struct apart_piece *p,
                                  struct apart_work *w, struct link_parts *ret)
{
    struct str rest = table_str(t, item), one;
    enum seine_status status = SEINE_OK;
    bool more = true;
    while (status == SEINE_OK && ret->n < LINK_MAX_IDS && str_cut(&rest, &more, ';', &one))
        if (one.n > 0) {
            buf_reset(&w->text);
            link_id_key(one, &w->text);
            status = apart_token(p, w, 'i', buf_str(&w->text), 0, ret);
        }
    return status;
}

/* Of a mention: a phone is read with its country. */
static enum seine_status take_phone(const struct trade_table *t, uint32_t item,
                                    struct apart_piece *p, struct apart_work *w,
                                    struct link_parts *ret)
{
    const struct table_mention *m = &t->mentions.v[item];
    link_phone_key(table_str(t, m->phone), table_str(t, m->country), &w->text);
    return apart_key(p, w, 'p', buf_str(&w->text), &ret->key);
}

static int by_key(const void *l, const void *r)
{
    const struct link_token *a = l, *b = r;
    return a->key < b->key ? -1 : a->key > b->key;
}

/* An address is the set of its words: they are sorted, and all of them together are its key. */
static enum seine_status whole_addresses(struct link_context *x, size_t from)
{
    enum seine_status status = SEINE_OK;
    for (size_t i = from; i < x->parts.n && status == SEINE_OK; i++) {
        struct link_parts *p = &x->parts.v[i];
        uint32_t key[LINK_MAX_TOKENS + 1] = {'A'};
        struct link_token *tokens = x->tokens.v + p->first;
        if (p->n < 2) /* one word alone is no address */
            continue;
        qsort(tokens, p->n, sizeof *tokens, by_key);
        for (uint32_t k = 0; k < p->n; k++)
            key[k + 1] = tokens[k].key;
        status = strtab_add(&x->keys, (struct str){(const char *)key, (p->n + 1) * sizeof *key},
                            &p->key);
    }
    return status == SEINE_OK && x->keys.n > LINK_MAX_KEYS ? SEINE_LIMIT : status;
}

/* Parts of items follow those that are there. */
static enum seine_status take_items(struct link_context *x, const uint32_t *items, size_t n,
                                    apart_fn *fn, struct pool *pool, struct seine_error *err)
{
    size_t first = x->parts.n;
    if (!VEC_RESERVE(&x->parts, first + n))
        return SEINE_NOMEM;
    x->parts.n += n;
    return apart_all(x, items, n, fn, pool, x->parts.v + first, err);
}

/* The distinct strings of one field of all mentions in the order of first mention are taken apart;
 * each mention's place in x->parts goes to the same field of its link_mention. */
static enum seine_status take_field(struct link_context *x, size_t field, size_t place,
                                    apart_fn *fn, struct pool *pool, struct seine_error *err)
{
    const struct trade_table *t = x->table;
    uint32_t *number = mem_calloc(t->strings.n + 1, sizeof *number); /* per string */
    VEC(uint32_t) items = {0};
    enum seine_status status = number ? SEINE_OK : SEINE_NOMEM;
    for (size_t i = 0; i < x->n_mentions && status == SEINE_OK; i++) {
        uint32_t string;
        memcpy(&string, (const char *)&t->mentions.v[i] + field, sizeof string);
        if (string && number[string] == 0) {
            number[string] = (uint32_t)(x->parts.n + items.n);
            status = VEC_PUSH(&items, string) ? SEINE_OK : SEINE_NOMEM;
        }
        memcpy((char *)&x->mentions[i] + place, &number[string], sizeof string);
    }
    size_t first = x->parts.n;
    if (status == SEINE_OK)
        status = take_items(x, items.v, items.n, fn, pool, err);
    if (status == SEINE_OK && fn == link_take_address)
        status = whole_addresses(x, first);
    VEC_RELEASE(&items);
    mem_free(number);
    return status;
}

/* The same of phones, which are distinct with their countries. */
static enum seine_status take_phones(struct link_context *x, struct pool *pool,
                                     struct seine_error *err)
{
    const struct trade_table *t = x->table;
    struct map numbers;
    VEC(uint32_t) items = {0};
    size_t first = x->parts.n;
    enum seine_status status = SEINE_OK;
    map_init(&numbers);
    for (uint32_t i = 0; i < x->n_mentions && status == SEINE_OK; i++) {
        const struct table_mention *m = &t->mentions.v[i];
        bool is_new = false;
        if (m->phone == 0)
            continue;
        status = map_get_or_set(&numbers, (uint64_t)m->country << 32 | m->phone,
                                (uint32_t)(first + items.n), &x->mentions[i].phone, &is_new);
        if (status == SEINE_OK && is_new && !VEC_PUSH(&items, i))
            status = SEINE_NOMEM;
    }
    map_release(&numbers);
    if (status == SEINE_OK)
        status = take_items(x, items.v, items.n, take_phone, pool, err);
    VEC_RELEASE(&items);
    return status;
}

/* What a word is compared by; its hint is not 0. */
static enum seine_status look_at_word(struct link_context *x, uint32_t key, struct link_word *ret)
{
    const struct text_variant *families;
    char sound[TEXT_TOKEN_MAX + 1] = {'s'}, start[LINK_START + 1] = {'<'};
    struct str word = str_slice(strtab_get(&x->keys, key), 1, SIZE_MAX);
    enum seine_status status = SEINE_OK;
    uint32_t id = 0;
    size_t n = text_sound(word, sound + 1);
    ret->hint = link_hint_untyped(link_hint(STR_EMPTY, word, TEXT_OSA_BYTES));
    ret->has_family = text_families(word, &families) > 0;
    if (n > 0)
        status = strtab_add(&x->keys, (struct str){sound, n + 1}, &ret->sound);
    if (status != SEINE_OK || word.n < LINK_START)
        return status;
    memcpy(start + 1, word.p, LINK_START);
    status = strtab_add(&x->keys, (struct str){start, sizeof start}, &id);
    ret->start = id & LINK_MAX_KEYS;
    return status;
}

/* The sound and the start of every distinct word of the names, which are the first tokens of all.
 * Names in scripts without spaces are taken apart otherwise than their Latin forms, and printed
 * names are cut: words may have no more than their start in common. */
static enum seine_status sounds(struct link_context *x, size_t n_words, size_t n_keys)
{
    enum seine_status status = SEINE_OK;
    x->word = mem_calloc(n_keys + 1, sizeof *x->word);
    if (!x->word)
        return SEINE_NOMEM;
    for (size_t i = 0; i < n_words && status == SEINE_OK; i++) {
        uint32_t key = x->tokens.v[i].key;
        if (x->word[key].hint == 0 && key != 0)
            status = look_at_word(x, key, &x->word[key]);
    }
    return status;
}

#define FIELD(f) offsetof(struct table_mention, f), offsetof(struct link_mention, f)

/* Names come first: their words are all tokens there are when they are looked at. */
static const struct {
    size_t field, place;
    apart_fn *fn;
} fields[] = {
    {FIELD(name), take_name}, {FIELD(address), link_take_address}, {FIELD(email), take_email},
    {FIELD(city), take_city}, {FIELD(country), take_country},      {FIELD(postcode), take_postcode},
    {FIELD(ids), take_ids},
};

enum seine_status link_keys(struct link_context *x, struct pool *pool, struct seine_error *err)
{
    struct link_parts missing = {0};
    x->n_mentions = x->table->mentions.n;
    x->mentions = mem_calloc(x->n_mentions + 1, sizeof *x->mentions);
    enum seine_status status = x->mentions && VEC_PUSH(&x->parts, missing) ? SEINE_OK : SEINE_NOMEM;
    for (size_t i = 0; i < sizeof fields / sizeof *fields && status == SEINE_OK; i++) {
        status = take_field(x, fields[i].field, fields[i].place, fields[i].fn, pool, err);
        if (status == SEINE_OK && fields[i].fn == take_name)
            status = sounds(x, x->tokens.n, x->keys.n);
    }
    if (status == SEINE_OK)
        status = take_phones(x, pool, err);
    strtab_forget_index(&x->keys); /* no key is added or looked for from here on */
    return status == SEINE_OK
               ? status
               : error_set(err, status, "could not prepare %zu parties for linking", x->n_mentions);
}
