/* check/parties.c - what is wrong with the parties as the paper states them: forwarders who receive
 * a house's goods, numbers of impossible form. Who they are is not asked here. */
#include "check/internal.h"

/* Words of forwarding firms' names, lower case, as they stand in names of all countries. */
static const char *const forwarding[] = {
    "logistic",  "forwarding", "forwarder",  "freight",    "cargo",       "shipping",
    "transport", "spedition",  "express",    "logistik",   "transitaire", "lojistik",
    "nakliyat",  "courier",    "consolidat", "exspeditsi", "物流",        "货运",
    "貨運",      "运输",       "물류",       "логисти",    "экспед"};

static bool is_forwarding(struct str name)
{
    char lower[256];
    size_t n = name.n < sizeof lower ? name.n : sizeof lower;
    for (size_t i = 0; i < n; i++)
        lower[i] = name.p[i] >= 'A' && name.p[i] <= 'Z' ? (char)(name.p[i] + 32) : name.p[i];
    return check_any_of((struct str){lower, n}, forwarding, N_OF(forwarding));
}

static void check_ids(struct check_context *x, uint32_t i, struct str ids)
{
    struct str one;
    bool more = ids.n > 0;
    while (more && str_cut(&ids, &more, ';', &one)) {
        size_t at = str_find_byte(one, '=', 0);
        bool applies = false, fine = true;
        enum check_kind kind = CHECK_EORI_FORM;
        if (at == SIZE_MAX)
            continue;
        struct str type = str_slice(one, 0, at), value = str_slice(one, at + 1, one.n);
        if (str_is_ci(type, STR("eori"))) {
            fine = check_eori_form(value, &applies);
        } else if (str_is_ci(type, STR("lei"))) {
            kind = CHECK_LEI_DIGITS;
            fine = check_lei_digits(value, &applies);
        }
        if (applies && x->failed[kind][i] != 2)
            check_mark(x, kind, i, !fine);
    }
}

void check_parties(struct check_context *x, uint32_t i, const struct table_record *r)
{
    const struct trade_table *t = x->table;
    for (uint32_t k = 0; k < r->n_parties; k++) {
        uint32_t m = t->parties.v[r->first_party + k].mention;
        check_ids(x, i, table_str(t, t->mentions.v[m].ids));
    }
    uint32_t m = table_mention_of(t, r, TRADE_CONSIGNEE);
    bool is_house = r->document == TRADE_DOC_HAWB || r->document == TRADE_DOC_HBL;
    if (is_house && m != MAP_NONE)
        check_mark(x, CHECK_FORWARDER_CONSIGNEE, i,
                   is_forwarding(table_str(t, t->mentions.v[m].name)));
}
