/* sim/names.c - words for parties: names in the script and manner of their country, addresses,
 * phones, e-mails, identifiers. Pure functions of the party's keys and of how the paper is written.
 * It decides nothing about who trades with whom. */
#include "sim/papers.h"

#include <string.h>

void scratch_add(struct sim_scratch *x, struct str s)
{
    size_t n = s.n < x->room - x->n ? s.n : x->room - x->n;
    memcpy(x->p + x->n, s.p, n);
    x->n += n;
}

void scratch_add_z(struct sim_scratch *x, const char *s)
{
    scratch_add(x, str_of(s));
}

void scratch_add_u(struct sim_scratch *x, uint64_t v, int digits)
{
    char t[24];
    int at = (int)sizeof t;
    while (at > 0 && (v > 0 || digits > 0 || at == (int)sizeof t)) {
        t[--at] = (char)('0' + v % 10);
        v /= 10;
        digits--;
    }
    scratch_add(x, (struct str){t + at, sizeof t - (size_t)at});
}

struct str scratch_end(const struct sim_scratch *x, size_t from)
{
    return (struct str){x->p + from, x->n - from};
}

static void space(struct sim_scratch *x)
{
    scratch_add(x, STR(" "));
}

static struct sim_pair part(const struct sim_style *s, int kind, struct rng *r)
{
    return s->parts[kind][rng_below(r, s->n[kind])];
}

static void add_pair(struct sim_scratch *x, struct sim_pair p, bool native)
{
    scratch_add(x, native && p.native.n > 0 ? p.native : p.latin);
}

static struct str word_of(const struct sim_words *words, struct rng *r)
{
    return words->n ? words->v[rng_below(r, words->n)] : STR_EMPTY;
}

/* A coined name of two or three syllables: "Tavinex". */
static void coined(struct sim_scratch *x, struct rng *r)
{
    static const char onset[] = "bdfgklmnprstvz", vowel[] = "aeiou";
    static const char *const tail[] = {"x",   "n",    "tec", "ro", "sol",
                                       "ris", "tron", "lab", "co", "ma"};
    size_t from = x->n;
    for (uint32_t i = 0, n = 2 + rng_below(r, 2); i < n; i++) {
        scratch_add(x, (struct str){&onset[rng_below(r, sizeof onset - 1)], 1});
        scratch_add(x, (struct str){&vowel[rng_below(r, sizeof vowel - 1)], 1});
    }
    scratch_add_z(x, tail[rng_below(r, 10)]);
    if (x->n > from)
        x->p[from] = (char)(x->p[from] - 'a' + 'A');
}

static const struct sim_style *style_of(const struct sim_world *w, const struct sim_party *p)
{
    return &w->t.styles[w->t.countries[p->country].style];
}

/* "Hua" + "Xin": Huaxin; 华鑫; in Cantonese manner "Wing Hing". */
static void asian_stem(struct sim_scratch *x, const struct sim_style *s, struct sim_pair a,
                       struct sim_pair b, bool native)
{
    add_pair(x, a, native);
    if (!native && (s->flags & STYLE_TWO_WORDS))
        space(x);
    size_t from = x->n;
    add_pair(x, b, native);
    bool lower = !native && !(s->flags & STYLE_TWO_WORDS) && x->n > from;
    if (lower && x->p[from] >= 'A' && x->p[from] <= 'Z')
        x->p[from] = (char)(x->p[from] + 32);
}

/* The distinctive part of a firm's name. */
static void stem(const struct sim_world *w, struct sim_scratch *x, const struct sim_party *p,
                 bool native, struct rng *r)
{
    const struct sim_style *s = style_of(w, p);
    double u = rng_unit(r);
    struct sim_pair a = part(s, PART_WORD, r), b = part(s, PART_WORD, r),
                    f = part(s, PART_FAMILY, r);
    if (s->flags & STYLE_ASIAN) {
        asian_stem(x, s, a, b, native);
    } else if (u < 0.3) {
        add_pair(x, a, native);
    } else if (u < 0.5) {
        add_pair(x, f, native);
    } else if (u < 0.82) {
        coined(x, r);
    } else {
        add_pair(x, a, native);
        space(x);
        add_pair(x, b, native);
    }
}

static void firm_name(const struct sim_world *w, struct sim_scratch *x, const struct sim_party *p,
                      bool native)
{
    const struct sim_style *s = style_of(w, p);
    const struct sim_city *c = &w->t.cities[p->city];
    struct rng r = rng_of(rng_key(p->name, 1)), v = rng_of(rng_key(p->name, 100u + p->variant));
    struct str gap = native && (s->flags & STYLE_ASIAN) ? STR_EMPTY : STR(" ");
    struct sim_pair form = part(s, PART_FORM, &v);
    struct str trade = word_of(&w->t.sectors[p->sector].words[native ? s->native : s->latin], &v);
    bool form_first =
        (s->flags & (native ? STYLE_FORM_FIRST | STYLE_NATIVE_FORM_FIRST : STYLE_FORM_FIRST)) ||
        str_is(form.latin, STR("PT"));
    if (form_first) {
        add_pair(x, form, native);
        space(x);
    }
    if ((s->flags & STYLE_ASIAN) && rng_chance(&r, 0.5)) {
        scratch_add(x, native && c->native.n > 0 ? c->native : c->name);
        scratch_add(x, gap);
    }
    stem(w, x, p, native, &r);
    if (!str_starts(form.latin, STR("General"))) {
        scratch_add(x, gap);
        scratch_add(x, trade);
    }
    if (!form_first) {
        scratch_add(x, gap);
        add_pair(x, form, native);
    }
}

static void person_name(const struct sim_world *w, struct sim_scratch *x, const struct sim_party *p,
                        bool native)
{
    const struct sim_style *s = style_of(w, p);
    struct rng r = rng_of(rng_key(p->name, 2));
    struct sim_pair family = part(s, PART_FAMILY, &r), given = part(s, PART_GIVEN, &r);
    bool family_first = s->flags & STYLE_FAMILY_FIRST;
    add_pair(x, family_first ? family : given, native);
    if (!(native && (s->flags & STYLE_ASIAN)))
        space(x);
    add_pair(x, family_first ? given : family, native);
}

static void special_name(const struct sim_world *w, struct sim_scratch *x,
                         const struct sim_party *p)
{
    static const char *const freight[] = {
        "Logistics",         "International Forwarding", "Cargo Services",  "Freight Systems",
        "Express Logistics", "Shipping & Forwarding",    "Global Logistics"};
    static const char *const aid[] = {"International Relief Supply Division",
                                      "Health Fund Procurement Unit", "Food Assistance Programme",
                                      "Refugee Support Mission"};
    static const char *const seats[] = {"University of Technology", "National University",
                                        "Institute of Physics", "Polytechnic University",
                                        "Research Centre for Materials"};
    const struct sim_style *s = style_of(w, p);
    struct rng r = rng_of(rng_key(p->name, 3));
    const struct sim_city *city = &w->t.cities[p->city];
    if (p->kind == PARTY_FORWARDER) {
        stem(w, x, p, false, &r);
        space(x);
        scratch_add_z(x, freight[rng_below(&r, 7)]);
        space(x);
        scratch_add(x, part(s, PART_FORM, &r).latin);
    } else if (p->kind == PARTY_BANK) {
        scratch_add_z(x, rng_chance(&r, 0.5) ? "To the order of " : "");
        stem(w, x, p, false, &r);
        scratch_add_z(x, rng_chance(&r, 0.5) ? " Commercial Bank" : " Bank");
    } else if (p->kind == PARTY_AID) {
        scratch_add_z(x, aid[rng_below(&r, 4)]);
        scratch_add_z(x, ", ");
        scratch_add(x, city->name);
    } else {
        scratch_add(x, city->name);
        space(x);
        scratch_add_z(x, seats[rng_below(&r, 5)]);
    }
}

void scratch_upper(struct sim_scratch *x, size_t from)
{
    for (size_t i = from; i < x->n; i++)
        if (x->p[i] >= 'a' && x->p[i] <= 'z')
            x->p[i] = (char)(x->p[i] - 32);
}

static void listed_name(const struct sim_world *w, struct sim_scratch *x, const struct sim_party *p)
{
    struct str name = w->t.listed[p->listed];
    size_t last = name.n;
    while (last > 0 && name.p[last - 1] != ' ')
        last--;
    if (p->variant != SIM_VARIANT_NEAR || last == 0) {
        scratch_add(x, name);
        return;
    }
    struct rng r = rng_of(rng_key(p->name, 12));
    scratch_add(x, str_slice(name, 0, last));
    add_pair(x, part(style_of(w, p), rng_chance(&r, 0.5) ? PART_WORD : PART_FORM, &r), false);
}

struct str sim_name(const struct sim_world *w, struct sim_scratch *x, const struct sim_party *p,
                    struct sim_manner manner)
{
    size_t from = x->n;
    if (p->listed < w->t.n_listed)
        listed_name(w, x, p);
    else if (p->kind == PARTY_FIRM)
        firm_name(w, x, p, manner.native);
    else if (p->kind == PARTY_PERSON)
        person_name(w, x, p, manner.native);
    else
        special_name(w, x, p);
    if (manner.upper)
        scratch_upper(x, from);
    if (manner.short_form && x->n - from > 35) { /* the waybill's box; cut between code points */
        x->n = from + 35;
        while (x->n > from && ((unsigned char)x->p[x->n] & 0xC0) == 0x80)
            x->n--;
    }
    return scratch_end(x, from);
}

struct street {
    struct sim_pair name, suffix, district;
    uint32_t number, unit; /* unit 0: none */
};

static struct street street_of(const struct sim_style *s, uint64_t key)
{
    struct rng r = rng_of(rng_key(key, 4));
    struct street a = {.number = 1 + (uint32_t)(400 * rng_unit(&r) * rng_unit(&r))};
    a.name = part(s, PART_STREET, &r);
    a.suffix = part(s, PART_SUFFIX, &r);
    a.district = part(s, PART_DISTRICT, &r);
    if (rng_chance(&r, 0.3) && !(s->flags & STYLE_GLUED))
        a.unit = (2 + rng_below(&r, 30)) * 100 + rng_below(&r, 30);
    return a;
}

static void native_address(struct sim_scratch *x, const struct sim_style *s, const struct street *a)
{
    add_pair(x, a->district, true);
    add_pair(x, a->name, true);
    add_pair(x, a->suffix, true);
    scratch_add_u(x, a->number, 1);
    if (s->flags & STYLE_HAO)
        scratch_add_z(x, "号");
}

static void add_unit(struct sim_scratch *x, const struct street *a, bool short_form)
{
    if (a->unit == 0)
        return;
    scratch_add_z(x, short_form ? "Rm " : "Unit ");
    scratch_add_u(x, a->unit, 1);
    scratch_add_z(x, ", ");
}

static void address(const struct sim_world *w, struct sim_scratch *x, const struct sim_party *p,
                    struct sim_manner manner)
{
    const struct sim_style *s = style_of(w, p);
    struct street a = street_of(s, p->address);
    bool suffix_first = s->flags & STYLE_SUFFIX_FIRST, glued = s->flags & STYLE_GLUED;
    if (manner.native && (s->flags & STYLE_ASIAN)) {
        native_address(x, s, &a);
        return;
    }
    add_unit(x, &a, manner.short_form);
    if (!glued && !suffix_first) {
        scratch_add_z(x, s->flags & STYLE_NO ? "No." : "");
        scratch_add_u(x, a.number, 1);
        space(x);
    }
    add_pair(x, suffix_first ? a.suffix : a.name, manner.native);
    if (!glued && a.suffix.latin.n > 0 && a.suffix.latin.p[0] != '-')
        space(x);
    add_pair(x, suffix_first ? a.name : a.suffix, manner.native);
    if (glued || suffix_first) {
        space(x);
        scratch_add_u(x, a.number, 1);
    }
    if (a.district.latin.n > 0 && !manner.short_form) {
        scratch_add_z(x, ", ");
        add_pair(x, a.district, manner.native);
    }
}

/* The national digits follow from the key; the punctuation from the paper. */
static void phone(const struct sim_world *w, struct sim_scratch *x, const struct sim_party *p,
                  struct sim_manner manner)
{
    const struct sim_country *k = &w->t.countries[p->country];
    struct rng r = rng_of(rng_key(p->phone, 5));
    uint64_t number = rng_u64(&r);
    int split = 2 + (int)(number % 2);
    char digits[16];
    for (int i = 0; i < k->digits && i < 15; i++) {
        digits[i] = (char)('0' + (i == 0 ? 1 + number % 9 : number % 10));
        number = number / 10 + (uint64_t)(i + 1) * 0x9E3779B9;
    }
    static const char *const lead[] = {"+", "+", "00", ""};
    scratch_add_z(x, lead[manner.phone_form & 3]);
    scratch_add(x, k->calling);
    scratch_add_z(x, manner.phone_form & 4 ? "-" : " ");
    scratch_add(x, (struct str){digits, (size_t)split});
    scratch_add_z(x, manner.phone_form & 8 ? "-" : manner.phone_form & 4 ? "" : " ");
    scratch_add(x, (struct str){digits + split, (size_t)(k->digits - split)});
}

/* The stem of the name in lower-case Latin letters. */
static void mail_stem(const struct sim_world *w, struct sim_scratch *x, const struct sim_party *p)
{
    struct sim_party named = *p;
    named.name = p->mail;
    size_t from = x->n, to = x->n;
    struct rng n = rng_of(rng_key(named.name, 1));
    if (p->kind == PARTY_PERSON)
        person_name(w, x, &named, false);
    else
        stem(w, x, &named, false, &n);
    for (size_t i = from; i < x->n; i++) {
        char c = x->p[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        if (c >= 'a' && c <= 'z')
            x->p[to++] = c;
    }
    x->n = to;
}

static const char *public_host(struct str country, struct rng *r)
{
    static const char *const hosts[] = {"gmail.com", "hotmail.com", "yahoo.com", "outlook.com"};
    uint32_t pick = rng_below(r, 4);
    if (str_is(country, STR("CN")))
        return pick < 2 ? "163.com" : "qq.com";
    return str_is(country, STR("RU")) ? "mail.ru" : hosts[pick];
}

static void email(const struct sim_world *w, struct sim_scratch *x, const struct sim_party *p)
{
    static const char *const desks[] = {"sales",  "info",      "export",  "import",
                                        "office", "logistics", "purchase"};
    struct str country = w->t.countries[p->country].code;
    struct rng r = rng_of(rng_key(p->mail, 6));
    bool often = str_is(country, STR("CN")) || str_is(country, STR("RU"));
    if (p->kind == PARTY_PERSON || rng_chance(&r, often ? 0.45 : 0.22)) {
        mail_stem(w, x, p);
        scratch_add_u(x, rng_below(&r, 900) + 10, 2);
        scratch_add(x, STR("@"));
        scratch_add_z(x, public_host(country, &r));
        return;
    }
    scratch_add_z(x, desks[rng_below(&r, 7)]);
    scratch_add(x, STR("@"));
    mail_stem(w, x, p);
    if (rng_chance(&r, 0.5))
        scratch_add_u(x, 1 + rng_below(&r, 98), 1);
    scratch_add(x, rng_chance(&r, 0.6) ? STR(".com") : STR(".co"));
}

static struct trade_id tax_id(const struct sim_world *w, struct sim_scratch *x,
                              const struct sim_party *p)
{
    static const struct {
        const char *country, *type, *lead;
        int digits;
    } table[] = {{"CN", "uscc", "91", 16}, {"RU", "inn", "", 10},   {"US", "ein", "", 9},
                 {"DE", "vat", "DE", 9},   {"FR", "vat", "FR", 11}, {"IT", "vat", "IT", 11},
                 {"NL", "vat", "NL", 9},   {"KR", "brn", "", 10},   {"JP", "cn", "", 13}};
    struct rng r = rng_of(rng_key(p->id, 7));
    const char *type = "tax", *lead = "";
    int digits = 10;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (str_is(w->t.countries[p->country].code, str_of(table[i].country))) {
            type = table[i].type;
            lead = table[i].lead;
            digits = table[i].digits;
        }
    size_t from = x->n;
    scratch_add_z(x, lead);
    uint64_t v = rng_u64(&r) % 10000000000000000ull;
    for (int i = digits; i < 16; i++)
        v /= 10;
    scratch_add_u(x, v, digits);
    return (struct trade_id){str_of(type), scratch_end(x, from)};
}

void sim_party_write(const struct sim_world *w, struct sim_scratch *x, const struct sim_party *p,
                     struct sim_manner manner, struct trade_party *ret)
{
    const struct sim_city *city = &w->t.cities[p->city];
    ret->name = sim_name(w, x, p, manner);
    size_t from = x->n;
    address(w, x, p, manner);
    if (manner.upper)
        scratch_upper(x, from);
    ret->address = scratch_end(x, from);
    ret->city = manner.native && city->native.n > 0 ? city->native : city->name;
    ret->country = w->t.countries[p->country].code;
    from = x->n;
    scratch_add_u(x, rng_key(p->address, 8) % 90000 + 10000, 5);
    ret->postcode = scratch_end(x, from);
    from = x->n;
    phone(w, x, p, manner);
    ret->phone = scratch_end(x, from);
    from = x->n;
    email(w, x, p);
    ret->email = scratch_end(x, from);
    struct trade_id id = tax_id(w, x, p);
    if (ret->n_ids > 0)
        ret->ids[0] = id;
}
