/* link/mention.c - each mention's comparison keys, interned so that comparing is comparing numbers.
 * Distinct names are taken apart once. */
#include "link/mention.h"

#include <stdlib.h>
#include <string.h>

static int u32_order(const void *l, const void *r)
{
    uint32_t a = *(const uint32_t *)l, b = *(const uint32_t *)r;
    return a < b ? -1 : a > b;
}

/* Interns prefix+key, so that a phone never equals an e-mail; "" stays 0. */
static enum seine_status intern(struct link_context *x, char prefix, struct str key,
                                struct buf *scratch, uint32_t *ret)
{
    *ret = 0;
    if (key.n == 0)
        return SEINE_OK;
    buf_reset(scratch);
    buf_add_c(scratch, prefix);
    buf_add(scratch, key);
    enum seine_status status = buf_status(scratch);
    return status == SEINE_OK ? strtab_add(&x->keys, buf_str(scratch), ret) : status;
}

struct work {
    struct buf key, fold, scratch;
    struct arena arena;
    struct map names, addresses, emails; /* string id -> first mention that has it */
};

static enum seine_status name_tokens(struct link_context *x, struct link_mention *m,
                                     struct str name, struct work *w)
{
    struct text_name parsed;
    arena_reset(&w->arena);
    buf_reset(&w->fold);
    text_fold(name, &w->fold);
    enum seine_status status = intern(x, 'n', str_trim(buf_str(&w->fold)), &w->scratch, &m->name);
    if (status == SEINE_OK)
        status = text_name_parse(name, TEXT_ANY, &w->arena, &parsed);
    for (size_t i = 0; status == SEINE_OK && i < parsed.n && m->n_tokens < LINK_MAX_TOKENS; i++) {
        const struct text_token *t = &parsed.tokens[i];
        struct link_token *out = &m->tokens[m->n_tokens];
        char sound[TEXT_TOKEN_MAX];
        if (t->tag == TEXT_HONORIFIC || t->tag == TEXT_PARTICLE || t->n_readings == 0)
            continue;
        out->tag = t->tag;
        size_t n = text_sound(t->readings[0], sound);
        status = intern(x, 'w', t->readings[0], &w->scratch, &out->word);
        if (status == SEINE_OK)
            status = intern(x, 's', (struct str){sound, n}, &w->scratch, &out->sound);
        m->n_tokens++;
    }
    return status;
}

/* Words of the address and city, each once; the key is all of them in order of id. */
static enum seine_status address_tokens(struct link_context *x, struct link_mention *m,
                                        struct str address, struct work *w)
{
    enum seine_status status = SEINE_OK;
    bool more = true;
    struct str word, rest;
    buf_reset(&w->fold);
    text_fold(address, &w->fold);
    rest = buf_str(&w->fold);
    while (status == SEINE_OK && m->n_address < LINK_MAX_TOKENS &&
           str_cut(&rest, &more, ' ', &word)) {
        uint32_t id;
        if (word.n == 0)
            continue;
        status = intern(x, 'a', word, &w->scratch, &id);
        if (status == SEINE_OK)
            m->address_tokens[m->n_address++] = id;
    }
    qsort(m->address_tokens, m->n_address, sizeof *m->address_tokens, u32_order);
    buf_reset(&w->key);
    for (uint8_t i = 0; i < m->n_address; i++)
        buf_add_f(&w->key, "%u ", m->address_tokens[i]);
    if (status == SEINE_OK && m->n_address >= 2) /* one word alone is no address */
        status = intern(x, 'A', buf_str(&w->key), &w->scratch, &m->contacts[CONTACT_ADDRESS][0]);
    return status;
}

static enum seine_status mention_ids(struct link_context *x, struct link_mention *m, struct str ids,
                                     struct work *w)
{
    enum seine_status status = SEINE_OK;
    bool more = true;
    struct str one;
    while (status == SEINE_OK && m->n_ids < LINK_MAX_IDS && str_cut(&ids, &more, ';', &one))
        if (one.n > 0) {
            status = intern(x, 'i', one, &w->scratch, &m->ids[m->n_ids]);
            m->n_ids++;
        }
    return status;
}

/* A field that an earlier mention has word for word is copied from there. *ret is that mention, or
 * MAP_NONE after this one was noted as the first. */
static enum seine_status seen_before(struct map *seen, uint32_t string, uint32_t index,
                                     uint32_t *ret)
{
    bool is_new = false;
    enum seine_status status = map_get_or_set(seen, string, index, ret, &is_new);
    if (is_new)
        *ret = MAP_NONE;
    return status;
}

static enum seine_status name_keys(struct link_context *x, uint32_t index, struct work *w)
{
    const struct table_mention *in = &x->table->mentions.v[index];
    struct link_mention *m = &x->mentions[index];
    uint32_t first;
    enum seine_status status = seen_before(&w->names, in->name, index, &first);
    if (status != SEINE_OK || first == MAP_NONE)
        return status == SEINE_OK ? name_tokens(x, m, table_str(x->table, in->name), w) : status;
    m->name = x->mentions[first].name;
    m->n_tokens = x->mentions[first].n_tokens;
    memcpy(m->tokens, x->mentions[first].tokens, sizeof m->tokens);
    return SEINE_OK;
}

static enum seine_status address_keys(struct link_context *x, uint32_t index, struct work *w)
{
    const struct table_mention *in = &x->table->mentions.v[index];
    struct link_mention *m = &x->mentions[index];
    uint32_t first;
    enum seine_status status = seen_before(&w->addresses, in->address, index, &first);
    if (status != SEINE_OK || first == MAP_NONE)
        return status == SEINE_OK ? address_tokens(x, m, table_str(x->table, in->address), w)
                                  : status;
    m->contacts[CONTACT_ADDRESS][0] = x->mentions[first].contacts[CONTACT_ADDRESS][0];
    m->n_address = x->mentions[first].n_address;
    memcpy(m->address_tokens, x->mentions[first].address_tokens, sizeof m->address_tokens);
    return SEINE_OK;
}

static enum seine_status email_keys(struct link_context *x, uint32_t index, struct work *w)
{
    const struct table_mention *in = &x->table->mentions.v[index];
    struct link_mention *m = &x->mentions[index];
    struct str domain = STR_EMPTY;
    uint32_t first;
    enum seine_status status = seen_before(&w->emails, in->email, index, &first);
    if (status != SEINE_OK)
        return status;
    if (first != MAP_NONE) {
        m->contacts[CONTACT_EMAIL][0] = x->mentions[first].contacts[CONTACT_EMAIL][0];
        m->domain = x->mentions[first].domain;
        return SEINE_OK;
    }
    buf_reset(&w->key);
    link_email_key(table_str(x->table, in->email), &w->key);
    status = intern(x, 'e', buf_str(&w->key), &w->scratch, &m->contacts[CONTACT_EMAIL][0]);
    if (status == SEINE_OK && link_email_domain(buf_str(&w->key), &domain))
        status = intern(x, 'd', domain, &w->scratch, &m->domain);
    return status;
}

static enum seine_status mention_keys(struct link_context *x, uint32_t index, struct work *w)
{
    const struct trade_table *t = x->table;
    const struct table_mention *in = &t->mentions.v[index];
    struct link_mention *m = &x->mentions[index];
    enum seine_status status = name_keys(x, index, w);
    buf_reset(&w->key);
    link_phone_key(table_str(t, in->phone), table_str(t, in->country), &w->key);
    if (status == SEINE_OK)
        status = intern(x, 'p', buf_str(&w->key), &w->scratch, &m->contacts[CONTACT_PHONE][0]);
    if (status == SEINE_OK)
        status = email_keys(x, index, w);
    if (status == SEINE_OK)
        status = intern(x, 'c', table_str(t, in->country), &w->scratch, &m->country);
    buf_reset(&w->fold);
    text_fold(table_str(t, in->city), &w->fold);
    if (status == SEINE_OK)
        status = intern(x, 't', str_trim(buf_str(&w->fold)), &w->scratch, &m->city);
    if (status == SEINE_OK)
        status = address_keys(x, index, w);
    return status == SEINE_OK ? mention_ids(x, m, table_str(t, in->ids), w) : status;
}

enum seine_status link_keys(struct link_context *x, struct pool *pool, struct seine_error *err)
{
    struct work w = {0};
    (void)pool;
    x->n = x->n_mentions = x->table->mentions.n;
    x->mentions = mem_calloc(x->n + 1, sizeof *x->mentions);
    if (!x->mentions)
        return error_set(err, SEINE_NOMEM, "out of memory while linking %zu parties", x->n);
    buf_init(&w.key, LIMIT_TEXT);
    buf_init(&w.fold, LIMIT_TEXT);
    buf_init(&w.scratch, LIMIT_TEXT);
    arena_init(&w.arena, LIMIT_ARENA);
    map_init(&w.names);
    map_init(&w.addresses);
    map_init(&w.emails);
    enum seine_status status = SEINE_OK;
    for (uint32_t i = 0; i < x->n && status == SEINE_OK; i++)
        status = mention_keys(x, i, &w);
    map_release(&w.names);
    map_release(&w.addresses);
    map_release(&w.emails);
    arena_release(&w.arena);
    buf_release(&w.scratch);
    buf_release(&w.fold);
    buf_release(&w.key);
    return status == SEINE_OK
               ? status
               : error_set(err, status, "could not prepare %zu parties for linking", x->n);
}
