/* trade/cimp_fhl.c - the house list of a consolidation (FHL, versions 2 to 5): each house is one
 * consignment under the master air waybill.
 *
 * The master itself is no record here: its own message says more. A bad house costs that house
 * only; a bad master line costs all of them. A message has no sign of its end: that its last house
 * breaks off is told by what must stand in the segment, or behind it. */
#include "trade/cimp.h"

#include <string.h>

/* Of the master, which every house repeats. */
enum { MAX_QUANTITY = 100 };

struct house_list {
    struct cimp_message *m;
    struct draft *d;
    struct cimp_air master;
    bool is_open;
    struct trade_goods goods;
    struct str manifest; /* the short description */
    struct str text;     /* the free text */
    struct cimp_segment customs_data;
    struct str currency, customs;
    struct str raw;
    int64_t line;
    const char *missing; /* at the end of the last segment; NULL: the house may end there */
};

static void start_house(struct house_list *h, const struct cimp_segment *s)
{
    struct draft *d = h->d;
    draft_start(d);
    h->is_open = true;
    h->goods = goods_none;
    h->manifest = h->text = h->currency = h->customs = STR_EMPTY;
    h->customs_data.n = 0;
    h->raw = s->raw;
    h->line = h->m->lines.v[s->first].number;
    VEC_CLEAR(&h->m->codes);
    d->c.document = TRADE_DOC_HAWB;
    d->c.mode = TRADE_AIR;
    d->c.master = h->master.number;
    draft_extra(d, "message", h->m->lines.v[0].text);
    draft_extra(d, "master_quantity", h->master.rest);
    if (h->m->is_repaired)
        draft_extra(d, REPAIRED_KEY, STR("record"));
}

/* "5/K50.0/12/GARMENTS": pieces, mass, the shipper's count, the description. */
static void house_quantities(struct house_list *h, struct str rest)
{
    struct draft *d = h->d;
    struct str pieces = cimp_part(&rest);
    struct str mass = cimp_part(&rest);
    struct str code = STR_EMPTY;
    struct str number = STR_EMPTY;
    const struct str whole = mass;
    draft_set(d, &consignment_fields, &d->c, "pieces", pieces);
    if (whole.n > 0 && (!cimp_coded(&mass, &code, &number) || cimp_mass_mg(code) == 0))
        draft_fail(d, whole, "gross_kg", "is no mass; give K or L and a number");
    draft_mass(d, &consignment_fields, &d->c, "gross_kg", number, cimp_mass_mg(code));
    struct str count = cimp_part(&rest);
    draft_set(d, &goods_fields, &h->goods, "quantity", count);
    if (count.n > 0)
        h->goods.unit = STR("PKG");
    h->manifest = str_trim(rest);
}

static void on_house(struct house_list *h, const struct cimp_segment *s)
{
    struct draft *d = h->d;
    struct str rest = cimp_rest(h->m, s, 0);
    struct trade_leg leg = leg_none;
    d->c.number = cimp_part(&rest);
    if (d->c.number.n == 0)
        draft_fail(d, rest, "doc_number", "is missing; a house needs its number");
    struct str ends = cimp_part(&rest);
    if (ends.n != 6)
        draft_fail(d, ends, "route", "is no pair of airports; give origin and destination");
    draft_set(d, &leg_fields, &leg, "from", str_slice(ends, 0, ends.n < 3 ? ends.n : 3));
    draft_set(d, &leg_fields, &leg, "to", str_slice(ends, ends.n < 3 ? ends.n : 3, ends.n));
    leg.mode = TRADE_AIR;
    draft_leg(d, &leg);
    house_quantities(h, rest);
    d->c.id = draft_concat(d, draft_concat(d, h->master.number, STR("/")), d->c.number);
    for (size_t i = 1; i < s->n; i++) {
        struct str handling = cimp_rest(h->m, s, i);
        draft_remark(d, draft_concat(d, STR("handling "), handling));
    }
}

static void on_codes(struct house_list *h, const struct cimp_segment *s)
{
    for (size_t i = 0; i < s->n && h->d->status == SEINE_OK; i++)
        cimp_codes(h->m, &h->goods, cimp_rest(h->m, s, i));
}

/* Stands before the parties; each of its lines may have its name again. */
static void add_customs(struct house_list *h, const struct cimp_segment *s)
{
    struct cimp_segment *c = &h->customs_data;
    if (c->n > 0 && c->first + c->n == s->first)
        c->n += s->n;
    else
        *c = *s;
}

/* Name, street, place and country stand in a line each; behind their names in more. */
static bool is_whole_party(const struct cimp_message *m, const struct cimp_segment *s)
{
    bool is_tagged = false, has_country = false;
    for (size_t i = 0; i < s->n; i++) {
        struct str line = m->lines.v[s->first + i].text;
        bool is_place = i > 0 && str_starts(line, STR("LOC"));
        is_tagged = is_tagged || is_place || (i > 0 && str_starts(line, STR("NAM")));
        has_country = has_country || (is_place && i + 1 < s->n);
    }
    return is_tagged ? has_country : s->n >= 4;
}

/* What a message that ends with this segment lacks. */
static const char *missing_of(const struct house_list *h, const struct cimp_segment *s)
{
    bool is_shipper = str_is(s->name, STR("SHP"));
    struct str line = h->m->lines.v[s->first].text;
    size_t n_slants = 0;
    for (size_t i = 0; i < line.n; i++)
        n_slants += line.p[i] == '/';
    if (str_is(s->name, STR("HBS")) && n_slants < 6)
        return "the house list breaks off here: the description of the goods is missing";
    if ((is_shipper || str_is(s->name, STR("CNE"))) && !is_whole_party(h->m, s))
        return "the house list breaks off here: the party's country is missing";
    return is_shipper ? "the house list breaks off here: the consignee (CNE) is missing" : NULL;
}

static void take_segment(struct house_list *h, const struct cimp_segment *s)
{
    h->raw.n = (size_t)(s->raw.p + s->raw.n - h->raw.p);
    if (str_is(s->name, STR("HBS"))) {
        on_house(h, s);
    } else if (str_is(s->name, STR("TXT"))) {
        draft_word(h->d, h->text);
        cimp_text(h->m, s);
        h->text = draft_take(h->d);
    } else if (str_is(s->name, STR("HTS"))) {
        on_codes(h, s);
    } else if (str_is(s->name, STR("SHP"))) {
        cimp_party(h->m, s, TRADE_SHIPPER, true);
    } else if (str_is(s->name, STR("CNE"))) {
        cimp_party(h->m, s, TRADE_CONSIGNEE, true);
    } else if (str_is(s->name, STR("OCI"))) {
        add_customs(h, s);
        cimp_keep(h->m, s);
    } else {
        if (str_is(s->name, STR("CVD")))
            cimp_values(h->m, s, &h->currency, &h->customs);
        cimp_keep(h->m, s);
    }
    h->missing = missing_of(h, s);
}

/* The manifest's description, unless the free text repeats it, and then the free text. */
static struct str description(struct house_list *h)
{
    struct str text = h->text;
    if (text.n == 0)
        return h->manifest;
    if (h->manifest.n == 0 || str_starts(text, h->manifest))
        return text;
    draft_extra(h->d, "manifest_description", h->manifest);
    return draft_concat(h->d, draft_concat(h->d, h->manifest, STR("; ")), text);
}

static enum seine_status finish_house(struct house_list *h)
{
    struct draft *d = h->d;
    if (!h->is_open)
        return SEINE_OK;
    h->is_open = false;
    if (h->customs_data.n > 0)
        cimp_customs(h->m, &h->customs_data);
    h->goods.description = description(h);
    h->goods.gross_g = d->c.gross_g;
    draft_goods(d, &h->goods);
    for (size_t i = 0; i < h->m->codes.n; i++)
        draft_hs(d, h->m->codes.v[i]);
    draft_declared_value(d, h->customs, h->currency);
    return draft_finish(d, h->m->batch, h->line, h->raw);
}

static void read_master(struct house_list *h, const struct cimp_segment *s)
{
    struct str text = cimp_rest(h->m, s, 0);
    if (!str_is(s->name, STR("MBI")) || !cimp_air(text, &h->master))
        draft_fail(h->d, text, "doc_master",
                   "is no master; MBI/020-12345675FRAJFK/T12K345.5 should stand here");
    else if (h->master.rest.n > MAX_QUANTITY)
        draft_fail(h->d, h->master.rest, "doc_master", "has a quantity of more than 100 bytes");
}

/* From the first house on. A further master, which a list should not have, is that of the houses
 * behind it. */
static enum seine_status read_houses(struct house_list *h, size_t at, struct cimp_segment s)
{
    enum seine_status status = SEINE_OK;
    do {
        bool is_house = str_is(s.name, STR("HBS"));
        bool is_master = str_is(s.name, STR("MBI"));
        if (is_house || is_master)
            status = finish_house(h);
        if (is_house)
            start_house(h, &s);
        if (h->is_open)
            take_segment(h, &s);
        if (!is_master || status != SEINE_OK)
            continue;
        draft_start(h->d);
        read_master(h, &s);
        size_t rest = (size_t)(s.raw.p - h->m->text.p);
        if (h->d->status != SEINE_OK)
            return draft_finish(h->d, h->m->batch, h->m->lines.v[s.first].number,
                                str_slice(h->m->text, rest, h->m->text.n));
    } while (status == SEINE_OK && cimp_next(h->m, &at, &s));
    const struct cimp_line *last = &h->m->lines.v[h->m->lines.n - 1];
    if (h->is_open && h->missing != NULL && h->d->status == SEINE_OK) {
        draft_here(h->d, last->text, last->number);
        draft_fail(h->d, last->text, "", h->missing);
    }
    return status == SEINE_OK ? finish_house(h) : status;
}

enum seine_status cimp_fhl(struct cimp_message *m)
{
    struct house_list h = {.m = m, .d = m->d};
    struct cimp_segment s;
    struct str head = m->lines.v[0].text;
    size_t at = 1;
    bool has_house = false;
    draft_start(m->d);
    draft_here(m->d, head, m->lines.v[0].number);
    if (m->version < 2 || m->version > 5)
        draft_fail(m->d, head, "", "is no version of FHL that is read here (2 to 5)");
    else if (!cimp_next(m, &at, &s))
        draft_fail(m->d, head, "doc_master", "is missing; the list names no master");
    else
        read_master(&h, &s);
    while (m->d->status == SEINE_OK && !has_house && cimp_next(m, &at, &s))
        has_house = str_is(s.name, STR("HBS"));
    if (m->d->status != SEINE_OK || !has_house) {
        draft_here(m->d, head, m->lines.v[0].number);
        draft_fail(m->d, head, "doc_number", "is missing; the list names no house");
        return draft_finish(m->d, m->batch, m->lines.v[0].number, m->text);
    }
    return read_houses(&h, at, s);
}
