/* link/score.c - compares two profiles level by level and weighs what was found. What a level is
 * worth is the model's matter; here it is decided which level it is and how rare what is shared.
 * What a contact loses by being held by many, so that business centres do not weld strangers
 * together, is settled in block.c. */
#include "link/hint.h"
#include "link/mention.h"

#include <float.h>
#include <math.h>

#define ID_SLIP_SHARE   0.5 /* of the bits of two identifiers or boxes that are one slip apart */
#define MIN_SLIP_LENGTH 6   /* of an identifier: shorter ones are apart by one all the time */
#define MIN_EDIT_LENGTH 4   /* of words that may be one slip apart */
#define LONG_WORD       7   /* may be two apart */
#define LEAST_COMMON    2.0 /* bits of common words below which names have nothing in common */

static void mark(struct link_marks *marks, enum link_level level, double rarity)
{
    if (marks->n == LINK_MAX_MARKS)
        return;
    marks->level[marks->n] = (uint8_t)level;
    marks->rarity[marks->n++] = (float)rarity;
}

/* How rare a word is among the profiles of a country; 0: among all. */
static double rarity_in(const struct link_context *x, uint32_t key, uint32_t country)
{
    if (country == 0)
        return (double)x->rarity[key];
    return (double)(x->home[key].country == country ? x->home[key].there : x->home[key].elsewhere);
}

static uint32_t common_country(const struct link_profile *a, const struct link_profile *b)
{
    return a->country == b->country ? a->country : 0;
}

double link_shared(const struct link_context *x, const struct link_profile *a,
                   const struct link_profile *b, enum link_value kind)
{
    const uint32_t *l = link_values(x, a, kind), *r = link_values(x, b, kind);
    double best = -1;
    for (size_t i = 0; i < a->n[kind]; i++)
        for (size_t k = 0; k < b->n[kind]; k++)
            if (l[i] == r[k])
                best = fmax(best, (double)x->contact[l[i]]);
    return best;
}

static bool has_one(const struct link_profile *a, const struct link_profile *b,
                    enum link_value kind)
{
    return a->n[kind] == 1 && b->n[kind] == 1;
}

static void phone(const struct link_context *x, const struct link_profile *a,
                  const struct link_profile *b, struct link_marks *marks)
{
    if (a->n[VALUE_PHONE] == 0 || b->n[VALUE_PHONE] == 0)
        return;
    double best = link_shared(x, a, b, VALUE_PHONE);
    mark(marks, best >= 0 ? PHONE_SAME : PHONE_OTHER, fmax(best, 0));
}

/* A slip or two of the pen. */
static bool is_like_email(const struct link_context *x, uint32_t l, uint32_t r)
{
    struct str a = strtab_get(&x->keys, l), b = strtab_get(&x->keys, r);
    size_t longer = a.n > b.n ? a.n : b.n, shorter = a.n > b.n ? b.n : a.n;
    return longer - shorter <= 2 && shorter > 2 * MIN_SLIP_LENGTH && text_osa(a, b) <= 2;
}

static void email(const struct link_context *x, const struct link_profile *a,
                  const struct link_profile *b, struct link_marks *marks)
{
    const uint32_t *l = link_values(x, a, VALUE_EMAIL), *r = link_values(x, b, VALUE_EMAIL);
    if (a->n[VALUE_EMAIL] == 0 || b->n[VALUE_EMAIL] == 0)
        return;
    double best = link_shared(x, a, b, VALUE_EMAIL);
    if (best >= 0) {
        mark(marks, EMAIL_SAME, best);
        return;
    }
    bool is_far = has_one(a, b, VALUE_EMAIL) &&
                  link_hint_is_far(link_hint_of(a->email_hint), link_hint_of(b->email_hint), 2);
    for (size_t i = 0; i < a->n[VALUE_EMAIL] && !is_far; i++)
        for (size_t k = 0; k < b->n[VALUE_EMAIL]; k++)
            if (is_like_email(x, l[i], r[k]))
                best = fmax(best, ID_SLIP_SHARE *
                                      fmin((double)x->contact[l[i]], (double)x->contact[r[k]]));
    if (a->box == b->box && link_is_own_box(x, a))
        best = fmax(best, (double)x->rarity[a->box]); /* at another host */
    if (best >= 0)
        mark(marks, EMAIL_LIKE, best);
    else if (a->domain != 0 && a->domain == b->domain)
        mark(marks, EMAIL_DOMAIN, (double)x->contact[a->domain]);
    else
        mark(marks, EMAIL_OTHER, 0);
}

static struct str type_of(const struct link_context *x, uint32_t id)
{
    struct str key = strtab_get(&x->keys, id);
    size_t eq = str_find_byte(key, '=', 0);
    return str_slice(key, 0, eq == SIZE_MAX ? key.n : eq);
}

static bool is_same_type(const struct link_context *x, uint32_t a, uint32_t b)
{
    return a == b || str_is(type_of(x, a), type_of(x, b));
}

/* Two identifiers of one type: the same, a slip of the pen, or different ones. */
static enum link_level id_level(const struct link_context *x, uint32_t a, uint32_t b,
                                double *ret_rarity)
{
    *ret_rarity = (double)x->contact[a];
    if (a == b)
        return ID_SAME;
    struct str l = strtab_get(&x->keys, a), r = strtab_get(&x->keys, b), type = type_of(x, a);
    *ret_rarity = ID_SLIP_SHARE * fmin(*ret_rarity, (double)x->contact[b]);
    l = str_slice(l, type.n + 1, l.n);
    r = str_slice(r, type.n + 1, r.n);
    return l.n >= MIN_SLIP_LENGTH && r.n >= MIN_SLIP_LENGTH && text_is_slip(l, r) ? ID_SLIP
                                                                                  : ID_OTHER;
}

/* The numbers of one type of a from `from` on against b's: of several the best counts, for there
 * are old and new ones. */
static void ids_of_type(const struct link_context *x, const struct link_profile *a, size_t from,
                        const struct link_profile *b, struct link_marks *marks)
{
    const uint32_t *in_a = link_values(x, a, VALUE_ID), *in_b = link_values(x, b, VALUE_ID);
    enum link_level best = LINK_N_LEVELS;
    double rarity = 0, one;
    for (size_t j = from; j < a->n[VALUE_ID]; j++)
        for (size_t k = 0; k < b->n[VALUE_ID]; k++) {
            if (!is_same_type(x, in_a[j], in_a[from]) || !is_same_type(x, in_b[k], in_a[from]))
                continue;
            enum link_level level = id_level(x, in_a[j], in_b[k], &one);
            if (level < best || (level == best && one > rarity))
                rarity = one;
            best = level < best ? level : best;
        }
    if (best != LINK_N_LEVELS)
        mark(marks, best, best == ID_OTHER ? 0 : rarity);
}

/* One number on each side, and hints that tell them apart: of different types, or different ones of
 * one type, which is marked. */
static bool ids_are_far(const struct link_profile *a, const struct link_profile *b,
                        struct link_marks *marks)
{
    uint32_t in_a = link_hint_type(a->id_hint), in_b = link_hint_type(b->id_hint);
    if (!has_one(a, b, VALUE_ID) || a->one[VALUE_ID] == b->one[VALUE_ID] || in_a == 0 || in_b == 0)
        return false;
    if (in_a == in_b && !link_hint_is_far(a->id_hint, b->id_hint, 1))
        return false;
    if (in_a == in_b)
        mark(marks, ID_OTHER, 0);
    return true;
}

/* Numbers of different types tell independently. */
static void ids(const struct link_context *x, const struct link_profile *a,
                const struct link_profile *b, struct link_marks *marks)
{
    const uint32_t *in_a = link_values(x, a, VALUE_ID);
    if (b->n[VALUE_ID] == 0 || ids_are_far(a, b, marks))
        return;
    for (size_t i = 0; i < a->n[VALUE_ID]; i++) {
        bool is_done = false;
        for (size_t j = 0; j < i; j++)
            is_done = is_done || is_same_type(x, in_a[j], in_a[i]);
        if (!is_done)
            ids_of_type(x, a, i, b, marks);
    }
}

/* How many words two addresses share, and how rare the two rarest of them are together. */
static size_t common_words(const struct link_context *x, const struct link_profile *a,
                           const struct link_profile *b, double *ret_rarity)
{
    const struct link_token *l = x->tokens.v + a->address, *r = x->tokens.v + b->address;
    uint32_t country = common_country(a, b);
    size_t i = 0, k = 0, common = 0;
    double first = 0, second = 0;
    while (i < a->n_address && k < b->n_address)
        if (l[i].key < r[k].key) {
            i++;
        } else if (l[i].key > r[k].key) {
            k++;
        } else {
            double bits = rarity_in(x, l[i].key, country);
            second = fmax(second, fmin(first, bits));
            first = fmax(first, bits);
            common++;
            i++;
            k++;
        }
    *ret_rarity = first + second;
    return common;
}

/* Where both state it: the same postcode, else the same city, else not the same place. */
static void place(const struct link_context *x, const struct link_profile *a,
                  const struct link_profile *b, enum link_level same_postcode,
                  struct link_marks *marks)
{
    uint32_t country = common_country(a, b);
    enum link_level city = same_postcode + 1, other = same_postcode + 2;
    if (a->postcode != 0 && a->postcode == b->postcode)
        mark(marks, same_postcode, rarity_in(x, a->postcode, country));
    else if (a->city != 0 && a->city == b->city)
        mark(marks, city, rarity_in(x, a->city, country));
    else if (same_postcode == ADDRESS_POSTCODE || (a->city != 0 && b->city != 0) ||
             (a->postcode != 0 && b->postcode != 0))
        mark(marks, other, 0);
}

static void address(const struct link_context *x, const struct link_profile *a,
                    const struct link_profile *b, struct link_marks *marks)
{
    if (a->n_address == 0 || b->n_address == 0) {
        place(x, a, b, PLACE_POSTCODE, marks);
        return;
    }
    if (!link_may_share_address(a, b)) {
        place(x, a, b, ADDRESS_POSTCODE, marks);
        return;
    }
    double whole = link_shared(x, a, b, VALUE_ADDRESS), rarity;
    if (whole >= 0) {
        mark(marks, ADDRESS_SAME, whole);
        return;
    }
    size_t common = common_words(x, a, b, &rarity);
    size_t smaller = a->n_address < b->n_address ? a->n_address : b->n_address;
    if (common * 3 >= smaller * 2 && common >= 2)
        mark(marks, ADDRESS_NEAR, rarity);
    else
        place(x, a, b, ADDRESS_POSTCODE, marks);
}

static void country(const struct link_context *x, const struct link_profile *a,
                    const struct link_profile *b, struct link_marks *marks)
{
    if (a->country == 0 || b->country == 0)
        return;
    bool same = a->country == b->country;
    mark(marks, same ? COUNTRY_SAME : COUNTRY_OTHER, same ? (double)x->rarity[a->country] : 0);
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

/* 0.5 = one edit, 0.35 = two in a long word, 0 = different. */
static double spelling(struct str shorter, struct str longer)
{
    if (shorter.n < MIN_EDIT_LENGTH || longer.n - shorter.n > 2)
        return 0;
    if (text_is_slip(shorter, longer))
        return 0.5;
    return shorter.n >= LONG_WORD && text_osa(shorter, longer) <= 2 ? 0.35 : 0;
}

/* Two words that are not one: 0.75 = a pet name, 0.5 = the start of it, 0.35 = its initial. */
static double written_alike(const struct link_context *x, struct link_token a, struct link_token b,
                            bool may_be_pet_names)
{
    struct str l = str_slice(strtab_get(&x->keys, a.key), 1, SIZE_MAX);
    struct str r = str_slice(strtab_get(&x->keys, b.key), 1, SIZE_MAX);
    struct str shorter = l.n > r.n ? r : l, longer = l.n > r.n ? l : r;
    if (shorter.n == 0)
        return 0;
    if (a.tag == TEXT_INITIAL || b.tag == TEXT_INITIAL)
        return l.p[0] == r.p[0] ? 0.35 : 0;
    if (may_be_pet_names && text_is_nickname(l, r))
        return 0.75;
    bool same_start = x->word[a.key].start != 0 && x->word[a.key].start == x->word[b.key].start;
    return same_start && str_starts(longer, shorter) ? 0.5 : spelling(shorter, longer);
}

/* Their letters tell that two words which do not begin alike are no slips of each other. */
static bool is_spelt_otherwise(const struct link_word *a, const struct link_word *b)
{
    uint64_t l = link_hint_of(a->hint), r = link_hint_of(b->hint);
    unsigned n = link_hint_length(l), m = link_hint_length(r), shorter = n < m ? n : m;
    if (a->start != 0 && a->start == b->start)
        return false;
    return shorter < MIN_EDIT_LENGTH || link_hint_is_far(l, r, shorter < LONG_WORD ? 1 : 2);
}

/* 1 = same word, 0.75 = sounds the same, less as it is written, 0 = different. */
static double likeness(const struct link_context *x, struct link_token a, struct link_token b)
{
    const struct link_word *l = &x->word[a.key], *r = &x->word[b.key];
    if (a.key == b.key)
        return 1;
    if (a.tag == TEXT_NUMBER || b.tag == TEXT_NUMBER)
        return 0;
    if (l->sound != 0 && l->sound == r->sound)
        return 0.75;
    bool may_be_pet_names =
        a.tag == TEXT_GIVEN && b.tag == TEXT_GIVEN && l->has_family && r->has_family;
    bool has_initial = a.tag == TEXT_INITIAL || b.tag == TEXT_INITIAL;
    return !has_initial && !may_be_pet_names && is_spelt_otherwise(l, r)
               ? 0
               : written_alike(x, a, b, may_be_pet_names);
}

struct meeting {    /* of two names */
    double bits;    /* of the words that have their likes */
    double only[2]; /* weight of those that have none, by side */
};

static struct meeting meet(const struct link_context *x, const struct link_profile *a,
                           const struct link_profile *b)
{
    const struct link_token *l = link_words(x, a), *r = link_words(x, b);
    uint32_t country = common_country(a, b);
    bool used[LINK_MAX_TOKENS] = {false};
    struct meeting met = {0};
    for (uint32_t i = 0; i < a->n_words; i++) {
        double best = 0, weight = tag_weight(l[i].tag);
        uint32_t at = 0;
        for (uint32_t k = 0; k < b->n_words && best < 1; k++) {
            double like = used[k] ? 0 : likeness(x, l[i], r[k]);
            if (like > best) {
                best = like;
                at = k;
            }
        }
        if (best > 0) {
            used[at] = true;
            met.bits += best * weight *
                        fmin(rarity_in(x, l[i].key, country), rarity_in(x, r[at].key, country));
        } else {
            met.only[0] += weight;
        }
    }
    for (uint32_t k = 0; k < b->n_words; k++)
        met.only[1] += used[k] ? 0 : tag_weight(r[k].tag);
    return met;
}

static void name(const struct link_context *x, const struct link_profile *a,
                 const struct link_profile *b, struct link_marks *marks)
{
    if (a->name == 0 || b->name == 0)
        return;
    if (a->name == b->name) {
        mark(marks, NAME_SAME, rarity_in(x, a->name, common_country(a, b)));
        return;
    }
    struct meeting met = meet(x, a, b);
    double less = fmin(met.only[0], met.only[1]), more = fmax(met.only[0], met.only[1]);
    enum link_level level = NAME_PARTLY;
    if (met.bits < LEAST_COMMON)
        level = NAME_OTHER;
    else if (more <= 0)
        level = NAME_WORDS;
    else if (less <= 0)
        level = more < 1 ? NAME_LONGER : NAME_FULLER;
    else if (more < 1)
        level = NAME_TRADE;
    mark(marks, level, level == NAME_OTHER ? 0 : met.bits);
}

static void compare_rest(const struct link_context *x, const struct link_profile *a,
                         const struct link_profile *b, struct link_marks *marks)
{
    marks->n = 0;
    phone(x, a, b, marks);
    email(x, a, b, marks);
    ids(x, a, b, marks);
    address(x, a, b, marks);
    country(x, a, b, marks);
}

void link_compare(const struct link_context *x, uint32_t a, uint32_t b, struct link_marks *ret)
{
    compare_rest(x, &x->profiles[a], &x->profiles[b], ret);
    name(x, &x->profiles[a], &x->profiles[b], ret);
}

/* Adds marks from `from` on to the pair's bits; fields are rounded so that any machine has the same
 * sum. */
static double weigh(const struct link_context *x, const struct link_marks *marks, size_t from,
                    struct link_pair *p)
{
    double sum = 0;
    for (size_t i = from; i < marks->n; i++) {
        double bits = link_mark_bits(&x->model, marks, i);
        p->bits[link_level_rules[marks->level[i]].field] += (float)bits;
        sum += bits;
    }
    return sum;
}

void link_score_rest(const struct link_context *x, struct link_scoring *s)
{
    struct link_pair *p = &s->pair;
    for (int f = 0; f < LINK_N_FIELDS; f++)
        p->bits[f] = 0;
    compare_rest(x, &x->profiles[p->a], &x->profiles[p->b], &s->marks);
    p->prior = (float)link_rounded(x->model.prior_bits);
    s->sum = (double)p->prior + weigh(x, &s->marks, 0, p);
}

bool link_may_weigh(const struct link_scoring *s, double least)
{
    return s->sum + (double)LINK_MOST_NAME > least;
}

bool link_score_name(const struct link_context *x, struct link_scoring *s, double least)
{
    struct link_pair *p = &s->pair;
    size_t rest = s->marks.n;
    name(x, &x->profiles[p->a], &x->profiles[p->b], &s->marks);
    s->sum += weigh(x, &s->marks, rest, p);
    if (s->sum <= least) /* kin only take away */
        return false;
    p->bits[LINK_KIN] = (float)link_kin_bits(link_kin_weight(&x->model, &s->marks));
    p->weight = (float)link_rounded(s->sum + (double)p->bits[LINK_KIN]);
    return (double)p->weight > least;
}

void link_score(const struct link_context *x, struct link_pair *p)
{
    struct link_scoring s = {.pair = *p};
    link_score_rest(x, &s);
    (void)link_score_name(x, &s, -DBL_MAX);
    *p = s.pair;
}
