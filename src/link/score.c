/* link/score.c - the Fellegi-Sunter weight of a pair of mentions, field by field. m (how often one
 * actor's papers agree) is stated here; u (how often strangers agree) is the value's own frequency,
 * so a rare phone is worth far more than a common city. A value held under D different names loses
 * log2 D bits: business centres and forwarders do not weld strangers together. */
#include "link/mention.h"

#include <math.h>
#include <stdlib.h>

#define M_CONTACT       0.9 /* one actor's papers repeat a contact value that both state */
#define CONTACT_DIFFERS (-1.5)
#define ID_DIFFERS      (-4.0)
#define ID_SLIP         0.5 /* share of the bits of two identifiers that are one slip apart */
#define COUNTRY_DIFFERS (-3.0)
#define CITY_DIFFERS    (-1.5)
#define CAP_CONTACT     14.0
#define CAP_ID          18.0
#define CAP_NAME        16.0
#define CAP_COUNTRY     3.0
#define MIN_SLIP_LENGTH 6      /* of an identifier: shorter ones are apart by one all the time */
#define WORD_MISSING    (-3.0) /* a distinctive word that only one side has */
#define MIN_EDIT_LENGTH 5

static double clamp(double v, double cap)
{
    return v > cap ? cap : v;
}

static double shared(const struct link_context *x, uint32_t key, double cap)
{
    double bits = (double)x->rarity[key] + log2(M_CONTACT);
    return clamp(bits < 0 ? 0 : bits, cap);
}

/* The best shared value of a kind; `differs` if both state values and share none. */
static double best_shared(const struct link_context *x, const uint32_t *a, size_t n_a,
                          const uint32_t *b, size_t n_b, double differs, double cap)
{
    double best = -1;
    if (n_a == 0 || n_b == 0)
        return 0;
    for (size_t i = 0; i < n_a; i++)
        for (size_t k = 0; k < n_b; k++)
            if (a[i] == b[k]) {
                double names = x->names_of[a[i]] > 1 ? log2((double)x->names_of[a[i]]) : 0;
                best = fmax(best, fmax(0, shared(x, a[i], cap) - names));
            }
    return best >= 0 ? best : differs;
}

static const uint32_t *values(const struct link_context *x, const struct link_profile *p,
                              enum link_value kind)
{
    const uint32_t *v = x->values.v + p->first;
    for (int k = 0; k < (int)kind; k++)
        v += p->n[k];
    return v;
}

static double contact(const struct link_context *x, const struct link_profile *a,
                      const struct link_profile *b, enum link_value kind, double differs)
{
    if (a->n[kind] == 0 || b->n[kind] == 0)
        return 0;
    return best_shared(x, values(x, a, kind), a->n[kind], values(x, b, kind), b->n[kind], differs,
                       CAP_CONTACT);
}

static struct str type_of(const struct link_context *x, uint32_t id)
{
    struct str key = strtab_get(&x->keys, id);
    size_t eq = str_find_byte(key, '=', 0);
    return str_slice(key, 0, eq == SIZE_MAX ? key.n : eq);
}

/* Two identifiers of one type: the same, a slip of the pen, or different ones. */
static double id_bits(const struct link_context *x, uint32_t a, uint32_t b, struct str type)
{
    struct str l = strtab_get(&x->keys, a), r = strtab_get(&x->keys, b);
    if (a == b)
        return shared(x, a, CAP_ID);
    l = str_slice(l, type.n + 1, l.n);
    r = str_slice(r, type.n + 1, r.n);
    if (l.n < MIN_SLIP_LENGTH || r.n < MIN_SLIP_LENGTH || !text_is_slip(l, r))
        return ID_DIFFERS;
    return ID_SLIP * fmin(shared(x, a, CAP_ID), shared(x, b, CAP_ID));
}

/* Numbers of different types tell independently; of several of one type the best counts, for there
 * are old and new ones. */
static double ids(const struct link_context *x, const struct link_profile *a,
                  const struct link_profile *b)
{
    const uint32_t *in_a = values(x, a, VALUE_ID), *in_b = values(x, b, VALUE_ID);
    double sum = 0;
    for (uint8_t i = 0; i < a->n[VALUE_ID]; i++) {
        struct str type = type_of(x, in_a[i]);
        double best = NAN;
        bool is_done = false;
        for (uint8_t j = 0; j < i; j++)
            is_done = is_done || str_is(type_of(x, in_a[j]), type);
        for (uint8_t j = i; j < a->n[VALUE_ID] && !is_done; j++)
            for (uint8_t k = 0; k < b->n[VALUE_ID]; k++)
                if (str_is(type_of(x, in_a[j]), type) && str_is(type_of(x, in_b[k]), type))
                    best = fmax(best, id_bits(x, in_a[j], in_b[k], type));
        sum += isnan(best) ? 0 : best;
    }
    return clamp(sum < ID_DIFFERS ? ID_DIFFERS : sum, CAP_ID);
}

/* Rare words in common, against the smaller address. */
static double address(const struct link_context *x, const struct link_profile *a,
                      const struct link_profile *b)
{
    const struct link_parts *in_a = &x->parts.v[a->address], *in_b = &x->parts.v[b->address];
    const struct link_token *l = link_tokens(x, in_a), *r = link_tokens(x, in_b);
    if (in_a->n == 0 || in_b->n == 0)
        return 0;
    double whole = contact(x, a, b, VALUE_ADDRESS, -1);
    if (whole > 0)
        return whole;
    size_t i = 0, k = 0, common = 0;
    double bits = 0;
    while (i < in_a->n && k < in_b->n)
        if (l[i].key < r[k].key) {
            i++;
        } else if (l[i].key > r[k].key) {
            k++;
        } else {
            bits = fmax(bits, shared(x, l[i].key, CAP_CONTACT));
            common++;
            i++;
            k++;
        }
    size_t smaller = in_a->n < in_b->n ? in_a->n : in_b->n;
    if (common * 3 >= smaller * 2 && common >= 2)
        return clamp(bits, CAP_CONTACT / 2);
    return a->city != 0 && b->city != 0 && a->city != b->city ? CITY_DIFFERS : -0.5;
}

/* How much a word says by what kind of word it is. */
static double tag_weight(unsigned tag)
{
    switch (tag) {
    case TEXT_FORM:
        return 0;
    case TEXT_GENERIC:
        return 0.3;
    case TEXT_PLACE:
    case TEXT_INITIAL:
        return 0.5;
    default:
        return 1;
    }
}

/* 1 = same word, 0.75 = sounds the same, 0.5 = one edit in a long word, 0 = different. */
static double likeness(const struct link_context *x, struct link_token a, struct link_token b)
{
    if (a.key == b.key)
        return 1;
    if (a.tag == TEXT_NUMBER || b.tag == TEXT_NUMBER)
        return 0;
    if (x->sound[a.key] != 0 && x->sound[a.key] == x->sound[b.key])
        return 0.75;
    struct str l = strtab_get(&x->keys, a.key), r = strtab_get(&x->keys, b.key);
    size_t shorter = l.n > r.n ? r.n : l.n;
    return shorter >= MIN_EDIT_LENGTH + 1 && text_is_slip(l, r) ? 0.5 : 0;
}

static double name_bits(const struct link_context *x, const struct link_profile *a,
                        const struct link_profile *b)
{
    const struct link_parts *in_a = &x->parts.v[a->words], *in_b = &x->parts.v[b->words];
    const struct link_token *l = link_tokens(x, in_a), *r = link_tokens(x, in_b);
    bool used[LINK_MAX_TOKENS] = {false};
    double bits = 0;
    if (a->name == 0 || b->name == 0)
        return 0;
    if (a->name == b->name)
        return shared(x, a->name, CAP_NAME);
    for (uint32_t i = 0; i < in_a->n; i++) {
        double best = 0, weight = tag_weight(l[i].tag);
        uint32_t at = 0;
        for (uint32_t k = 0; k < in_b->n && best < 1; k++) {
            double like = used[k] ? 0 : likeness(x, l[i], r[k]);
            if (like > best) {
                best = like;
                at = k;
            }
        }
        if (best > 0) {
            used[at] = true;
            bits += best * weight * (double)fminf(x->rarity[l[i].key], x->rarity[r[at].key]);
        } else {
            bits += weight * WORD_MISSING;
        }
    }
    for (uint32_t k = 0; k < in_b->n; k++)
        if (!used[k])
            bits += tag_weight(r[k].tag) * WORD_MISSING;
    return clamp(bits < -4 ? -4 : bits, CAP_NAME);
}

/* All but the name: bits and their sum with the prior. */
static double score_rest(const struct link_context *x, const struct link_profile *a,
                         const struct link_profile *b, struct link_pair *p)
{
    double bits[LINK_N_FIELDS] = {0}, sum = x->prior_bits;
    bits[LINK_PHONE] = contact(x, a, b, VALUE_PHONE, CONTACT_DIFFERS);
    bits[LINK_EMAIL] = contact(x, a, b, VALUE_EMAIL, 0);
    if (bits[LINK_EMAIL] <= 0)
        bits[LINK_DOMAIN] = best_shared(x, &a->domain, a->domain != 0, &b->domain, b->domain != 0,
                                        CONTACT_DIFFERS / 2, CAP_CONTACT - 2);
    bits[LINK_ID] = ids(x, a, b);
    bits[LINK_ADDRESS] = address(x, a, b);
    if (a->country != 0 && b->country != 0)
        bits[LINK_COUNTRY] =
            a->country == b->country ? shared(x, a->country, CAP_COUNTRY) : COUNTRY_DIFFERS;
    for (int f = 0; f < LINK_N_FIELDS; f++) {
        p->bits[f] = (float)(round(bits[f] * 64) / 64);
        sum += (double)p->bits[f];
    }
    return sum;
}

bool link_score(const struct link_context *x, struct link_pair *p, double least)
{
    const struct link_profile *a = &x->profiles[p->a], *b = &x->profiles[p->b];
    double sum = score_rest(x, a, b, p);
    if (sum + CAP_NAME <= least)
        return false;
    p->bits[LINK_NAME] = (float)(round(name_bits(x, a, b) * 64) / 64);
    p->weight = (float)(round((sum + (double)p->bits[LINK_NAME]) * 64) / 64);
    return (double)p->weight > least;
}
