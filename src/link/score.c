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
#define COUNTRY_DIFFERS (-3.0)
#define CITY_DIFFERS    (-1.5)
#define CAP_CONTACT     14.0
#define CAP_ID          18.0
#define CAP_NAME        16.0
#define CAP_COUNTRY     3.0
#define WORD_MISSING    (-3.0) /* a distinctive word that only one side has */
#define MIN_EDIT_LENGTH 5

static double clamp(double v, double cap)
{
    return v > cap ? cap : v;
}

static double shared(const struct link_context *x, uint32_t key, double cap)
{
    double bits = log2(M_CONTACT * (double)x->n / (double)x->holders[key]);
    return clamp(bits < 0 ? 0 : bits, cap);
}

/* The best shared value of a kind; `differs` if both state values and share none. */
static double contact(const struct link_context *x, const uint32_t *a, const uint32_t *b, size_t n,
                      double differs, double cap)
{
    double best = -1;
    if (a[0] == 0 || b[0] == 0)
        return 0;
    for (size_t i = 0; i < n && a[i]; i++)
        for (size_t k = 0; k < n && b[k]; k++)
            if (a[i] == b[k]) {
                double names = x->names_of[a[i]] > 1 ? (double)x->names_of[a[i]] : 1;
                best = fmax(best, fmax(0, shared(x, a[i], cap) - log2(names)));
            }
    return best >= 0 ? best : differs;
}

static double ids(const struct link_context *x, const struct link_mention *a,
                  const struct link_mention *b)
{
    double best = 0;
    bool conflict = false;
    for (uint8_t i = 0; i < a->n_ids; i++)
        for (uint8_t k = 0; k < b->n_ids; k++) {
            struct str l = strtab_get(&x->keys, a->ids[i]), r = strtab_get(&x->keys, b->ids[k]);
            size_t eq = str_find_byte(l, '=', 0);
            if (a->ids[i] == b->ids[k])
                best = fmax(best, shared(x, a->ids[i], CAP_ID));
            else if (eq != SIZE_MAX && str_starts(r, str_slice(l, 0, eq + 1)))
                conflict = true;
        }
    return best > 0 ? best : conflict ? ID_DIFFERS : 0;
}

/* Rare words in common, against the smaller address. */
static double address(const struct link_context *x, const struct link_mention *a,
                      const struct link_mention *b)
{
    if (a->n_address == 0 || b->n_address == 0)
        return 0;
    double whole = contact(x, a->contacts[CONTACT_ADDRESS], b->contacts[CONTACT_ADDRESS],
                           LINK_MAX_VALUES, -1, CAP_CONTACT);
    if (whole > 0)
        return whole;
    size_t i = 0, k = 0, common = 0;
    double bits = 0;
    while (i < a->n_address && k < b->n_address)
        if (a->address_tokens[i] < b->address_tokens[k]) {
            i++;
        } else if (a->address_tokens[i] > b->address_tokens[k]) {
            k++;
        } else {
            bits = fmax(bits, shared(x, a->address_tokens[i], CAP_CONTACT));
            common++;
            i++;
            k++;
        }
    size_t smaller = a->n_address < b->n_address ? a->n_address : b->n_address;
    if (common * 3 >= smaller * 2 && common >= 2)
        return clamp(bits, CAP_CONTACT / 2);
    return a->city != 0 && b->city != 0 && a->city != b->city ? CITY_DIFFERS : -0.5;
}

/* How much a word says by what kind of word it is. */
static double tag_weight(uint8_t tag)
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
static double likeness(const struct link_context *x, const struct link_token *a,
                       const struct link_token *b)
{
    if (a->word == b->word)
        return 1;
    if (a->tag == TEXT_NUMBER || b->tag == TEXT_NUMBER)
        return 0;
    if (a->sound != 0 && a->sound == b->sound)
        return 0.75;
    struct str l = strtab_get(&x->keys, a->word), r = strtab_get(&x->keys, b->word);
    size_t longer = l.n > r.n ? l.n : r.n, shorter = l.n > r.n ? r.n : l.n;
    return shorter >= MIN_EDIT_LENGTH + 1 && longer - shorter <= 1 && text_osa(l, r) <= 1 ? 0.5 : 0;
}

double link_name_bits(const struct link_context *x, const struct link_mention *a,
                      const struct link_mention *b)
{
    bool used[LINK_MAX_TOKENS] = {false};
    double bits = 0;
    if (a->name == 0 || b->name == 0)
        return 0;
    if (a->name == b->name)
        return shared(x, a->name, CAP_NAME);
    for (uint8_t i = 0; i < a->n_tokens; i++) {
        double best = 0, weight = tag_weight(a->tokens[i].tag);
        uint8_t at = 0;
        for (uint8_t k = 0; k < b->n_tokens; k++) {
            double like = used[k] ? 0 : likeness(x, &a->tokens[i], &b->tokens[k]);
            if (like > best) {
                best = like;
                at = k;
            }
        }
        if (best > 0) {
            used[at] = true;
            bits += best * weight * (double)fminf(a->tokens[i].rarity, b->tokens[at].rarity);
        } else {
            bits += weight * WORD_MISSING;
        }
    }
    for (uint8_t k = 0; k < b->n_tokens; k++)
        if (!used[k])
            bits += tag_weight(b->tokens[k].tag) * WORD_MISSING;
    return clamp(bits < -4 ? -4 : bits, CAP_NAME);
}

void link_score(const struct link_context *x, struct link_pair *p)
{
    const struct link_mention *a = &x->mentions[p->a], *b = &x->mentions[p->b];
    double bits[LINK_N_FIELDS] = {0}, sum = x->prior_bits;
    bits[LINK_NAME] = link_name_bits(x, a, b);
    bits[LINK_PHONE] = contact(x, a->contacts[CONTACT_PHONE], b->contacts[CONTACT_PHONE],
                               LINK_MAX_VALUES, CONTACT_DIFFERS, CAP_CONTACT);
    bits[LINK_EMAIL] = contact(x, a->contacts[CONTACT_EMAIL], b->contacts[CONTACT_EMAIL],
                               LINK_MAX_VALUES, 0, CAP_CONTACT);
    if (bits[LINK_EMAIL] <= 0)
        bits[LINK_DOMAIN] =
            contact(x, &a->domain, &b->domain, 1, CONTACT_DIFFERS / 2, CAP_CONTACT - 2);
    bits[LINK_ID] = ids(x, a, b);
    bits[LINK_ADDRESS] = address(x, a, b);
    if (a->country != 0 && b->country != 0)
        bits[LINK_COUNTRY] =
            a->country == b->country ? shared(x, a->country, CAP_COUNTRY) : COUNTRY_DIFFERS;
    for (int f = 0; f < LINK_N_FIELDS; f++) {
        p->bits[f] = (float)(round(bits[f] * 64) / 64);
        sum += (double)p->bits[f];
    }
    p->weight = (float)(round(sum * 64) / 64);
}
