/* check/parties.c - what is wrong with the parties as the paper states them: forwarders who receive
 * a house's goods, numbers of impossible form. Who they are is not asked here. */
#include "check/internal.h"

#include <string.h>

/* Words of forwarding firms' names, in small letters, as they stand in names of all countries. */
static const char *const forwarding[] = {
    "logistic",  "forwarding", "forwarder",  "freight",    "cargo",       "shipping",
    "transport", "spedition",  "express",    "logistik",   "transitaire", "lojistik",
    "nakliyat",  "courier",    "consolidat", "exspeditsi", "物流",        "货运",
    "貨運",      "运输",       "물류",       "логисти",    "экспед"};

#define OVERLAP 31 /* a word that does not end in one piece of a name stands whole in the next */

/* The whole name in small letters, piece by piece. */
static bool is_forwarding(struct str name)
{
    char lower[256];
    size_t n = 0;
    for (size_t at = 0; at < name.n;) {
        if (n + 4 > sizeof lower) {
            if (check_any_of((struct str){lower, n}, forwarding, N_OF(forwarding)))
                return true;
            memmove(lower, lower + n - OVERLAP, OVERLAP);
            n = OVERLAP;
        }
        n += utf8_put(utf8_lower(utf8_next(name, &at)), lower + n);
    }
    return check_any_of((struct str){lower, n}, forwarding, N_OF(forwarding));
}

/* What a party's name and numbers tell by themselves, a byte per mention: it is found by the first
 * record that asks, and threads that ask at once find the same. */
enum told {
    TOLD_IDS = 1, /* its numbers were looked at, */
    TOLD_NAME = 2,
    TOLD_EORI = 4, /* in two bits: 0 none, 1 in order, 2 one that is not */
    TOLD_LEI = 16,
    TOLD_FORWARDING = 64
};

static unsigned told_id(struct str one)
{
    size_t at = str_find_byte(one, '=', 0);
    bool applies = false, fine = true;
    unsigned unit = TOLD_EORI;
    if (at == SIZE_MAX)
        return 0;
    struct str type = str_slice(one, 0, at), value = str_slice(one, at + 1, one.n);
    if (str_is_ci(type, STR("eori"))) {
        fine = check_eori_form(value, &applies);
    } else if (str_is_ci(type, STR("lei"))) {
        unit = TOLD_LEI;
        fine = check_lei_digits(value, &applies);
    }
    return applies ? unit * (fine ? 1 : 2) : 0;
}

/* The worse of both is kept for each of the two. */
static unsigned worse(unsigned a, unsigned b)
{
    unsigned eori = (a | b) / TOLD_EORI % 4, lei = (a | b) / TOLD_LEI % 4;
    return (eori > 1 ? 2 : eori) * TOLD_EORI + (lei > 1 ? 2 : lei) * TOLD_LEI;
}

static unsigned told_by_ids(struct check_context *x, uint32_t mention)
{
    uint8_t *told = &x->told[mention];
    unsigned known = __atomic_load_n(told, __ATOMIC_RELAXED), found = 0;
    struct str ids, one;
    if (known & TOLD_IDS)
        return known;
    ids = table_str(x->table, x->table->mentions.v[mention].ids);
    for (bool more = ids.n > 0; more && str_cut(&ids, &more, ';', &one);)
        found = worse(found, told_id(one));
    __atomic_fetch_or(told, (uint8_t)(found | TOLD_IDS), __ATOMIC_RELAXED);
    return found;
}

static bool told_forwarding(struct check_context *x, uint32_t mention)
{
    uint8_t *told = &x->told[mention];
    unsigned known = __atomic_load_n(told, __ATOMIC_RELAXED);
    if (known & TOLD_NAME)
        return known & TOLD_FORWARDING;
    bool is_one = is_forwarding(table_str(x->table, x->table->mentions.v[mention].name));
    __atomic_fetch_or(told, (uint8_t)(is_one ? TOLD_NAME | TOLD_FORWARDING : TOLD_NAME),
                      __ATOMIC_RELAXED);
    return is_one;
}

void check_parties(struct check_context *x, uint32_t i, const struct table_record *r)
{
    const struct trade_table *t = x->table;
    unsigned all = 0;
    for (uint32_t k = 0; k < r->n_parties; k++)
        all = worse(all, told_by_ids(x, t->parties.v[r->first_party + k].mention));
    if (all / TOLD_EORI % 4)
        check_mark(x, CHECK_EORI_FORM, i, all / TOLD_EORI % 4 > 1);
    if (all / TOLD_LEI % 4)
        check_mark(x, CHECK_LEI_DIGITS, i, all / TOLD_LEI % 4 > 1);
    uint32_t m = table_mention_of(t, r, TRADE_CONSIGNEE);
    bool is_house = r->document == TRADE_DOC_HAWB || r->document == TRADE_DOC_HBL;
    if (is_house && m != MAP_NONE)
        check_mark(x, CHECK_FORWARDER_CONSIGNEE, i, told_forwarding(x, m));
}
