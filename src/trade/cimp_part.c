/* trade/cimp_part.c - what the Cargo-IMP messages share: segments, quantities, parties, customs
 * information.
 *
 * It is lenient about lengths and order, which real messages break, and strict about values: those
 * go through the record's field tables. It does not judge check digits. */
#include "trade/cimp.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_PARTY_LINES = 32 };

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool has_name(struct str s)
{
    return s.n >= 3 && is_upper(s.p[0]) && is_upper(s.p[1]) && is_upper(s.p[2]) &&
           (s.n == 3 || s.p[3] == '/');
}

static bool is_party_part(struct str s)
{
    return has_name(s) &&
           (memcmp(s.p, "NAM", 3) == 0 || memcmp(s.p, "ADR", 3) == 0 || memcmp(s.p, "LOC", 3) == 0);
}

bool cimp_next(const struct cimp_message *m, size_t *at, struct cimp_segment *ret)
{
    size_t i = *at;
    if (i >= m->lines.n)
        return false;
    const struct str text = m->lines.v[i].text;
    *ret = (struct cimp_segment){has_name(text) ? str_slice(text, 0, 3) : STR_EMPTY, i, 1, text};
    for (i++; i < m->lines.n && ret->name.n > 0; i++) {
        struct str next = m->lines.v[i].text;
        if (!is_party_part(next) && (next.n == 0 || next.p[0] != '/'))
            break;
    }
    ret->n = i - *at;
    const struct str last = m->lines.v[i - 1].text;
    ret->raw.n = (size_t)(last.p + last.n - text.p);
    *at = i;
    return true;
}

struct str cimp_rest(const struct cimp_message *m, const struct cimp_segment *s, size_t i)
{
    const struct cimp_line *line = &m->lines.v[s->first + i];
    struct str text = line->text;
    draft_here(m->d, text, line->number);
    if (has_name(text))
        text = str_slice(text, 3, text.n);
    return text.n > 0 && text.p[0] == '/' ? str_slice(text, 1, text.n) : text;
}

struct str cimp_part(struct str *rest)
{
    size_t end = str_find_byte(*rest, '/', 0);
    size_t n = end == SIZE_MAX ? rest->n : end;
    struct str part = str_slice(*rest, 0, n);
    *rest = str_slice(*rest, end == SIZE_MAX ? n : n + 1, rest->n);
    return str_trim(part);
}

bool cimp_air(struct str text, struct cimp_air *ret)
{
    if (text.n < 18 || text.p[3] != '-')
        return false;
    for (size_t i = 0; i < 18; i++)
        if (i != 3 && !(i < 12 ? str_is_digit(text.p[i]) : is_upper(text.p[i])))
            return false;
    *ret = (struct cimp_air){str_slice(text, 0, 12), str_slice(text, 12, 15),
                             str_slice(text, 15, 18), str_slice(text, 18, text.n)};
    if (ret->rest.n > 0 && ret->rest.p[0] == '/')
        ret->rest = str_slice(ret->rest, 1, ret->rest.n);
    return true;
}

int64_t cimp_mass_mg(struct str code)
{
    if (str_is(code, STR("K")))
        return 1000000;
    return str_is(code, STR("L")) ? 453592 : 0;
}

bool cimp_coded(struct str *rest, struct str *ret_code, struct str *ret_number)
{
    size_t a = 0;
    while (a < rest->n && is_upper(rest->p[a]))
        a++;
    size_t b = a;
    while (b < rest->n && (str_is_digit(rest->p[b]) || rest->p[b] == '.'))
        b++;
    *ret_code = str_slice(*rest, 0, a);
    *ret_number = str_slice(*rest, a, b);
    *rest = str_slice(*rest, b, rest->n);
    return a > 0 && b > a;
}

/* Pieces, and behind them those of the whole shipment. */
static void take_pieces(struct draft *d, struct str code, struct str number,
                        struct cimp_shipment *ret)
{
    struct trade_consignment c = consignment_none;
    draft_set(d, &consignment_fields, &c, "pieces", number);
    if (ret->part.n > 0) {
        ret->total = number;
        ret->n_total = c.pieces;
        return;
    }
    d->c.pieces = c.pieces;
    ret->part = code;
}

void cimp_quantity(struct draft *d, struct str text, struct cimp_shipment *ret)
{
    struct str code;
    struct str number;
    *ret = (struct cimp_shipment){STR_EMPTY, STR_EMPTY, TRADE_NONE};
    text = str_trim(text);
    while (text.n > 0 && d->status == SEINE_OK) {
        if (!cimp_coded(&text, &code, &number))
            draft_fail(d, code, "pieces",
                       "is no quantity; give T or P and pieces, K or L and mass");
        else if (cimp_mass_mg(code) != 0)
            draft_mass(d, &consignment_fields, &d->c, "gross_kg", number, cimp_mass_mg(code));
        else if (str_is(code, STR("DG")))
            draft_extra(d, "density", number);
        else if (code.n == 2)
            draft_volume(d, code, number);
        else
            take_pieces(d, code, number, ret);
    }
}

void cimp_codes(struct cimp_message *m, struct trade_goods *g, struct str rest)
{
    while (rest.n > 0 && m->d->status == SEINE_OK) {
        struct str code = cimp_part(&rest);
        if (g->hs.n == 0)
            draft_set(m->d, &goods_fields, g, "hs", code);
        else if (code.n > 0)
            draft_nomem(m->d, VEC_PUSH(&m->codes, code));
    }
}

static void contact(struct draft *d, struct trade_party *p, struct str rest)
{
    while (rest.n > 0 && d->status == SEINE_OK) {
        struct str kind = cimp_part(&rest);
        struct str value = cimp_part(&rest);
        if (str_is(kind, STR("TE")) && p->phone.n == 0)
            draft_set(d, &party_fields, p, "phone", value);
        else if (str_is(kind, STR("EM")) && p->email.n == 0)
            draft_set(d, &party_fields, p, "email", value);
        else
            draft_id(d, p, str_is(kind, STR("FX")) ? "fax" : "contact", value);
    }
}

enum part { PART_NAME, PART_STREET, PART_PLACE, PART_COUNTRY, PART_END };

static void party_line(struct draft *d, struct trade_party *p, enum part part, struct str rest)
{
    switch (part) {
    case PART_NAME:
        p->name = draft_joined(d, p->name, " ", str_trim(rest));
        break;
    case PART_STREET:
        p->address = draft_joined(d, p->address, ", ", str_trim(rest));
        break;
    case PART_PLACE:
        draft_set(d, &party_fields, p, "city", cimp_part(&rest));
        p->address = draft_joined(d, p->address, ", ", cimp_part(&rest));
        break;
    default:
        draft_set(d, &party_fields, p, "country", cimp_part(&rest));
        draft_set(d, &party_fields, p, "postcode", cimp_part(&rest));
        contact(d, p, rest);
        break;
    }
}

/* The part that the line's own tag names, or the one that follows what was read. */
static enum part part_of(struct str line, enum part next, bool is_tagged)
{
    if (line.n >= 3 && memcmp(line.p, "NAM", 3) == 0)
        return PART_NAME;
    if (line.n >= 3 && memcmp(line.p, "ADR", 3) == 0)
        return PART_STREET;
    if (line.n >= 3 && memcmp(line.p, "LOC", 3) == 0)
        return PART_PLACE;
    if (is_tagged && next != PART_COUNTRY)
        return next - 1; /* a second line of the name or street */
    return next;
}

void cimp_party(struct cimp_message *m, const struct cimp_segment *s, enum trade_role role,
                bool starts_with_name)
{
    static const char *const prefixes[] = {"shipper_", "consignee_", "notify_", "forwarder_"};
    struct draft *d = m->d;
    struct trade_party p = party_none;
    enum part next = PART_NAME;
    p.role = role;
    d->prefix = role <= TRADE_FORWARDER ? prefixes[role] : "";
    struct str head = cimp_rest(m, s, 0);
    if (starts_with_name && head.n > 0) {
        party_line(d, &p, PART_NAME, head);
        next = PART_STREET;
    } else {
        draft_id(d, &p, "account", head);
    }
    bool is_tagged = false;
    if (s->n > MAX_PARTY_LINES)
        draft_fail(d, head, "", "a party has more than 32 lines");
    for (size_t i = 1; i < s->n && d->status == SEINE_OK; i++) {
        struct str line = m->lines.v[s->first + i].text;
        is_tagged |= is_party_part(line);
        enum part part = part_of(line, next, is_tagged);
        party_line(d, &p, part, cimp_rest(m, s, i));
        next = part < PART_COUNTRY ? part + 1 : PART_COUNTRY;
    }
    draft_party(d, &p);
    d->prefix = "";
}

void cimp_agent(struct cimp_message *m, const struct cimp_segment *s)
{
    struct draft *d = m->d;
    struct trade_party p = party_none;
    p.role = TRADE_FORWARDER;
    d->prefix = "forwarder_";
    struct str rest = cimp_rest(m, s, 0);
    draft_id(d, &p, "account", cimp_part(&rest));
    draft_id(d, &p, "iata-agent", cimp_part(&rest));
    draft_id(d, &p, "cass", cimp_part(&rest));
    if (s->n > 1)
        party_line(d, &p, PART_NAME, cimp_rest(m, s, 1));
    if (s->n > 2)
        draft_set(d, &party_fields, &p, "city", cimp_rest(m, s, 2));
    draft_party(d, &p);
    d->prefix = "";
}

void cimp_customs(struct cimp_message *m, const struct cimp_segment *s)
{
    struct draft *d = m->d;
    struct str owner = STR_EMPTY;
    for (size_t i = 0; i < s->n && d->status == SEINE_OK; i++) {
        struct str rest = cimp_rest(m, s, i);
        (void)cimp_part(&rest); /* country */
        struct str name = cimp_part(&rest);
        struct str kind = cimp_part(&rest);
        owner = name.n > 0 ? name : owner;
        draft_customs(d, owner, kind, rest);
    }
}

void cimp_text(struct cimp_message *m, const struct cimp_segment *s)
{
    for (size_t i = 0; i < s->n; i++)
        draft_word(m->d, cimp_rest(m, s, i));
}

void cimp_values(struct cimp_message *m, const struct cimp_segment *s, struct str *ret_currency,
                 struct str *ret_customs)
{
    struct str rest = cimp_rest(m, s, 0);
    struct str last[3] = {STR_EMPTY, STR_EMPTY, STR_EMPTY};
    *ret_currency = cimp_part(&rest);
    while (rest.n > 0) {
        last[0] = last[1];
        last[1] = last[2];
        last[2] = cimp_part(&rest);
    }
    *ret_customs = last[1].n > 0 && str_is_digit(last[1].p[0]) ? last[1] : STR_EMPTY;
}

void cimp_keep(struct cimp_message *m, const struct cimp_segment *s)
{
    char key[] = "cimp.line";
    bool ok = true;
    if (s->name.n == 3)
        memcpy(key + 5, s->name.p, 3);
    struct str kept = arena_str(m->d->arena, (struct str){key, s->name.n == 3 ? 8 : 9}, &ok);
    draft_nomem(m->d, ok);
    draft_extra(m->d, kept.p, s->raw);
}

struct trade_when cimp_day_near(int day, struct trade_when near)
{
    struct trade_when best = {DATE_NONE, -1};
    int year = 0;
    int month = 0;
    int unused = 0;
    if (near.day == DATE_NONE || day < 1 || day > 31)
        return best;
    date_civil(near.day, &year, &month, &unused);
    for (int add = -1; add <= 1; add++) {
        int ordinal = year * 12 + month - 1 + add;
        if (ordinal < 12 || !date_is_valid(ordinal / 12, ordinal % 12 + 1, day))
            continue;
        int32_t candidate = date_day(ordinal / 12, ordinal % 12 + 1, day);
        int64_t old = best.day == DATE_NONE ? INT64_MAX : llabs((int64_t)best.day - near.day);
        if (llabs((int64_t)candidate - near.day) <= old)
            best.day = candidate;
    }
    return best;
}
