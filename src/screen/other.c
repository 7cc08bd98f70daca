/* screen/other.c - what speaks for or against besides the name: identifiers, kind, birth date,
 * country, address. Bits are priors of this design, stated in the table below; link/ learns its own
 * from data. */
#include "screen/index.h"

#include <string.h>

enum { MEANINGFUL_ID = 5, ADDRESS_WORDS = 32, LONG_WORD = 3 };

static const double ID_STRONG = 16.0, ID_OTHER = 12.0, KIND_DIFFERS = -4.0, BIRTH_DAY = 4.5,
                    BIRTH_YEAR = 2.0, BIRTH_SWAPPED = 2.0, BIRTH_NEAR = -1.0, BIRTH_DAY_OFF = -2.0,
                    BIRTH_FAR = -5.0, COUNTRY_SAME = 0.8, COUNTRY_OTHER = -0.8, CITY = 1.5,
                    STREET = 4.0, ADDRESS_MOST = 6.0, WEAK_NAME = -1.5;

void screen_id_normal(struct str value, struct buf *out)
{
    size_t from = out->n;
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80)
            buf_add_c(out, c);
    }
    struct str s = str_slice(buf_str(out), from, out->n);
    if (str_starts(s, STR("IMO")) && s.n == 10) {
        memmove(out->p + from, out->p + from + 3, 7);
        out->n = from + 7;
    }
    if (out->n - from < MEANINGFUL_ID)
        out->n = from;
    if (out->p)
        out->p[out->n] = 0;
}

struct others {
    struct other_row *rows;
    size_t n;
};

static void put(struct others *o, const char *kind, double bits, struct str a, struct str b)
{
    o->rows[o->n++] = (struct other_row){kind, evidence_round(bits), a, b};
}

/* Given once in all the world, so that no other party has it. */
static bool is_unique(enum list_id_kind k)
{
    return k == LIST_ID_IMO || k == LIST_ID_LEI || k == LIST_ID_WALLET || k == LIST_ID_MMSI ||
           k == LIST_ID_BIC || k == LIST_ID_EMAIL;
}

/* log2 of how many such numbers there could be, by digits and letters. */
static double id_space(struct str normal)
{
    static const double DIGIT = 3.322, LETTER = 4.7;
    double bits = 0;
    for (size_t i = 0; i < normal.n; i++)
        if (((unsigned char)normal.p[i] & 0xC0) != 0x80) /* a character's first byte */
            bits += str_is_digit(normal.p[i]) ? DIGIT : LETTER;
    return bits;
}

/* That space against how many are listed, of all kinds or of one: short numbers agree by chance.
 * The count is that of the publishers' lists together and not of those at hand, as what an entry is
 * worth must not depend on what else is listed. */
static double id_bits(struct str normal, enum list_id_kind asked, enum list_id_kind listed)
{
    static const double LISTED = 15, LISTED_OF_KIND = 13;
    bool same = asked == listed && listed != LIST_ID_OTHER;
    bool alike = same || asked == LIST_ID_OTHER || listed == LIST_ID_OTHER;
    double most = alike && (is_unique(listed) || listed == LIST_ID_PASSPORT) ? ID_STRONG : ID_OTHER,
           bits = id_space(normal) - (same ? LISTED_OF_KIND : LISTED);
    if (same && is_unique(listed))
        return most;
    return bits < 0 ? 0 : bits < most ? bits : most;
}

static bool same_id(struct str a, struct str b, struct buf *x, struct buf *y)
{
    buf_reset(x);
    buf_reset(y);
    screen_id_normal(a, x);
    screen_id_normal(b, y);
    return x->n && str_is(buf_str(x), buf_str(y));
}

/* The strongest agreeing identifier counts; further ones say the same thing again. */
static void ids(struct others *o, const struct screen_subject *s, const struct listed_entity *e)
{
    struct buf x, y;
    double best = 0;
    const struct list_id *which = NULL;
    buf_init(&x, LIMIT_TEXT);
    buf_init(&y, LIMIT_TEXT);
    for (size_t i = 0; i < s->n_ids; i++)
        for (size_t k = 0; k < e->n_ids; k++) {
            if (!same_id(s->ids[i].value, e->ids[k].value, &x, &y))
                continue;
            double bits = id_bits(buf_str(&x), s->ids[i].kind, e->ids[k].kind);
            if (bits > best) {
                best = bits;
                which = &e->ids[k];
            }
        }
    if (which)
        put(o, "identifier", best, which->value, str_of(list_id_kind_name(which->kind)));
    buf_release(&x);
    buf_release(&y);
}

/* A published range of years may be met by another one. */
static int years_between(const struct list_date *a, const struct list_date *b)
{
    int a_to = a->to_year > a->year ? a->to_year : a->year,
        b_to = b->to_year > b->year ? b->to_year : b->year;
    return a->year > b_to ? a->year - b_to : b->year > a_to ? b->year - a_to : 0;
}

static double birth_bits(const struct list_date *a, const struct list_date *b)
{
    int years = years_between(a, b);
    if (years > 2)
        return BIRTH_FAR;
    if (years)
        return years == 1 ? BIRTH_NEAR : 2 * BIRTH_NEAR;
    if (!a->month || !b->month || a->to_year > a->year || b->to_year > b->year)
        return BIRTH_YEAR;
    if (!a->day || !b->day)
        return a->month == b->month ? BIRTH_YEAR + 1 : BIRTH_DAY_OFF;
    if (a->month == b->month && a->day == b->day)
        return BIRTH_DAY;
    if (a->month == b->day && a->day == b->month)
        return BIRTH_SWAPPED;
    return BIRTH_DAY_OFF;
}

static void birth(struct others *o, const struct screen_subject *s, const struct listed_entity *e)
{
    double best = BIRTH_FAR;
    for (size_t i = 0; i < e->n_births; i++)
        if (!e->births[i].year) /* it may be any */
            return;
    for (size_t k = 0; k < s->n_births; k++)
        for (size_t i = 0; i < e->n_births; i++) {
            double bits = birth_bits(&s->births[k], &e->births[i]);
            best = bits > best ? bits : best;
        }
    if (s->n_births && e->n_births)
        put(o, "birth", best, STR_EMPTY, STR_EMPTY);
}

static bool has_country(const struct listed_entity *e, struct str country)
{
    for (size_t i = 0; i < e->n_countries; i++)
        if (str_is_ci(country, e->countries[i]))
            return true;
    return false;
}

static void country(struct others *o, const struct screen_subject *s, const struct listed_entity *e)
{
    if (s->n_countries == 0 || e->n_countries == 0)
        return;
    for (size_t i = 0; i < s->n_countries; i++)
        if (has_country(e, s->countries[i])) {
            put(o, "country", COUNTRY_SAME, s->countries[i], STR_EMPTY);
            return;
        }
    put(o, "country", COUNTRY_OTHER, s->countries[0], STR_EMPTY);
}

static size_t words_of(struct str text, struct buf *b, struct str *ret)
{
    text_fold(text, b);
    struct str rest = buf_str(b), part;
    bool more = rest.n > 0;
    size_t n = 0;
    while (n < ADDRESS_WORDS && str_cut(&rest, &more, ' ', &part))
        if (part.n)
            ret[n++] = part;
    return n;
}

/* Words of a that are among b, of at least so many letters. */
static size_t found(const struct str *a, size_t n, const struct str *b, size_t m, size_t least)
{
    size_t sum = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            if (a[i].n >= least && str_is(a[i], b[k])) {
                sum++;
                break;
            }
    return sum;
}

static double address_bits(const struct str *have, size_t n, const struct list_address *a)
{
    struct buf b;
    struct str words[ADDRESS_WORDS];
    buf_init(&b, LIMIT_TEXT);
    size_t m = words_of(a->city, &b, words), hit = found(words, m, have, n, 1);
    bool has_long = found(words, m, have, n, LONG_WORD) > 0; /* Ho Chi Minh, not Xi */
    double bits = hit == m && has_long ? CITY : 0;
    buf_reset(&b);
    m = words_of(a->text, &b, words);
    hit = found(words, m, have, n, LONG_WORD);
    if (hit >= 2)
        bits += STREET * (double)hit / (double)m;
    buf_release(&b);
    return bits < ADDRESS_MOST ? bits : ADDRESS_MOST;
}

static void address(struct others *o, const struct screen_subject *s, const struct listed_entity *e)
{
    struct buf b;
    struct str have[ADDRESS_WORDS];
    double best = 0;
    struct str which = STR_EMPTY;
    buf_init(&b, LIMIT_TEXT);
    for (size_t k = 0; k < s->n_addresses && e->n_addresses; k++) {
        buf_reset(&b);
        size_t n = words_of(s->addresses[k], &b, have);
        for (size_t i = 0; i < e->n_addresses && n; i++) {
            double bits = address_bits(have, n, &e->addresses[i]);
            if (bits > best) {
                best = bits;
                which = e->addresses[i].text.n ? e->addresses[i].text : e->addresses[i].city;
            }
        }
    }
    if (best > 0)
        put(o, "address", best, which, STR_EMPTY);
    buf_release(&b);
}

double screen_name_bits(const struct listed_entity *entity, size_t name)
{
    bool is_weak = name < entity->n_names && entity->names[name].kind == LIST_NAME_WEAK;
    return is_weak ? WEAK_NAME : 0;
}

size_t screen_other(const struct screen_subject *subject, const struct listed_entity *entity,
                    size_t name, struct other_row ret[SCREEN_OTHER])
{
    struct others o = {ret, 0};
    if (subject->kind != LIST_KIND_UNKNOWN && entity->kind != LIST_KIND_UNKNOWN &&
        subject->kind != entity->kind)
        put(&o, "kind", KIND_DIFFERS, str_of(list_kind_name(subject->kind)),
            str_of(list_kind_name(entity->kind)));
    if (screen_name_bits(entity, name) < 0)
        put(&o, "weak-alias", screen_name_bits(entity, name), entity->names[name].text, STR_EMPTY);
    ids(&o, subject, entity);
    birth(&o, subject, entity);
    country(&o, subject, entity);
    address(&o, subject, entity);
    return o.n;
}

double screen_other_most(const struct screen_subject *subject)
{
    return (subject->n_births ? BIRTH_DAY : 0) + (subject->n_countries ? COUNTRY_SAME : 0) +
           (subject->n_addresses ? ADDRESS_MOST : 0);
}
