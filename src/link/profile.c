/* link/profile.c - mentions with one name that share a phone, e-mail, address or id are one
 * profile: papers repeat a party with this or that field missing, and comparing each way with each
 * other way would be most of the work for no knowledge. Profiles are numbered by their smallest
 * mention. How often a key is held is counted over profiles: it is the u of the weight of sharing
 * it. */
#include "link/mention.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct held { /* a mention under (name, contact value) */
    uint32_t name, value, mention;
};

static int held_order(const void *l, const void *r)
{
    const struct held *a = l, *b = r;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return a->mention < b->mention ? -1 : a->mention > b->mention;
}

static uint32_t find(uint32_t *parent, uint32_t a)
{
    while (parent[a] != a) {
        parent[a] = parent[parent[a]];
        a = parent[a];
    }
    return a;
}

static void join(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = find(parent, a);
    b = find(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

typedef VEC(struct held) held_vec;

/* A mention under each of its contact values and ids. */
static bool hold(held_vec *v, const struct link_mention *m, uint32_t mention)
{
    bool ok = true;
    for (int c = 0; c < N_CONTACTS && ok; c++)
        if (m->contacts[c][0]) {
            struct held h = {m->name, m->contacts[c][0], mention};
            ok = VEC_PUSH(v, h);
        }
    for (uint8_t k = 0; k < m->n_ids && ok; k++) {
        struct held h = {m->name, m->ids[k], mention};
        ok = VEC_PUSH(v, h);
    }
    return ok;
}

/* Unites mentions of equal name, value and country. */
static enum seine_status unite(const struct link_context *x, uint32_t *parent)
{
    held_vec v = {0};
    bool ok = true;
    for (uint32_t i = 0; i < x->n && ok; i++)
        if (x->mentions[i].name)
            ok = hold(&v, &x->mentions[i], i);
    if (v.n > 1)
        qsort(v.v, v.n, sizeof *v.v, held_order);
    for (size_t i = 1; i < v.n && ok; i++) {
        const struct held *a = &v.v[i - 1], *b = &v.v[i];
        if (a->name == b->name && a->value == b->value &&
            x->mentions[a->mention].country == x->mentions[b->mention].country)
            join(parent, a->mention, b->mention);
    }
    VEC_RELEASE(&v);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

static void add_value(uint32_t *values, size_t room, uint32_t value)
{
    for (size_t i = 0; i < room && value; i++) {
        if (values[i] == value)
            return;
        if (values[i] == 0) {
            values[i] = value;
            return;
        }
    }
}

/* Adds a mention's fields to its profile. */
static void merge(struct link_mention *p, const struct link_mention *m)
{
    for (int c = 0; c < N_CONTACTS; c++)
        add_value(p->contacts[c], LINK_MAX_VALUES, m->contacts[c][0]);
    if (p->domain == 0)
        p->domain = m->domain;
    if (p->city == 0)
        p->city = m->city;
    if (p->n_address < m->n_address) { /* the fullest address is the one taken apart */
        p->n_address = m->n_address;
        memcpy(p->address_tokens, m->address_tokens, sizeof p->address_tokens);
    }
    for (uint8_t k = 0; k < m->n_ids; k++) {
        uint8_t i = 0;
        while (i < p->n_ids && p->ids[i] != m->ids[k])
            i++;
        if (i == p->n_ids && i < LINK_MAX_IDS)
            p->ids[p->n_ids++] = m->ids[k];
    }
}

/* Folds the mentions into profiles in place: a profile's place is at or before its mentions'. */
static void fold(struct link_context *x, uint32_t *parent)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < x->n_mentions; i++) {
        uint32_t root = find(parent, i);
        if (root == i) {
            x->profile_of[i] = n;
            x->rep[n] = i;
            if (n != i)
                x->mentions[n] = x->mentions[i];
            n++;
        } else { /* the root came before, and no place behind i was written */
            x->profile_of[i] = x->profile_of[root];
            merge(&x->mentions[x->profile_of[i]], &x->mentions[i]);
        }
    }
    x->n = n;
}

static enum seine_status count_holders(struct link_context *x)
{
    x->holders = mem_calloc(x->keys.n + 1, sizeof *x->holders);
    if (!x->holders)
        return SEINE_NOMEM;
    for (size_t i = 0; i < x->n; i++) {
        const struct link_mention *m = &x->mentions[i];
        x->holders[m->name]++;
        x->holders[m->domain]++;
        x->holders[m->country]++;
        x->holders[m->city]++;
        for (int c = 0; c < N_CONTACTS; c++)
            for (int k = 0; k < LINK_MAX_VALUES; k++)
                x->holders[m->contacts[c][k]]++;
        for (uint8_t k = 0; k < m->n_ids; k++)
            x->holders[m->ids[k]]++;
        for (uint8_t k = 0; k < m->n_tokens; k++)
            x->holders[m->tokens[k].word]++;
        for (uint8_t k = 0; k < m->n_address; k++)
            x->holders[m->address_tokens[k]]++;
    }
    for (size_t i = 0; i < x->n; i++)
        for (uint8_t k = 0; k < x->mentions[i].n_tokens; k++) {
            struct link_token *t = &x->mentions[i].tokens[k];
            t->rarity = (float)log2((double)x->n / (double)x->holders[t->word]);
        }
    return SEINE_OK;
}

enum seine_status link_profiles(struct link_context *x, struct seine_error *err)
{
    uint32_t *parent = mem_calloc(x->n_mentions + 1, sizeof *parent);
    x->profile_of = mem_calloc(x->n_mentions + 1, sizeof *x->profile_of);
    x->rep = mem_calloc(x->n_mentions + 1, sizeof *x->rep);
    enum seine_status status = parent && x->profile_of && x->rep ? SEINE_OK : SEINE_NOMEM;
    for (uint32_t i = 0; i < x->n_mentions && status == SEINE_OK; i++)
        parent[i] = i;
    if (status == SEINE_OK)
        status = unite(x, parent);
    if (status == SEINE_OK) {
        fold(x, parent);
        status = count_holders(x);
    }
    mem_free(parent);
    return status == SEINE_OK
               ? status
               : error_set(err, status, "out of memory while linking %zu parties", x->n_mentions);
}
