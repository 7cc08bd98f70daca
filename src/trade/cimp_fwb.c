/* trade/cimp_fwb.c - the air waybill message (FWB, versions 9 to 17) as one consignment.
 *
 * The dates of flights are days of a month; the issue date tells which month. What the record has
 * no place for (charges, accounting, references) stays as it stands in extras. It is one transport
 * contract: houses come in messages of their own.
 *
 * A message has no sign of its end. In every version the carrier's execution (ISU) is the last that
 * must be there: one that has neither it nor what may stand behind it breaks off. */
#include "trade/cimp.h"

#include <stdlib.h>
#include <string.h>

struct waybill {
    struct cimp_message *m;
    struct draft *d;
    struct cimp_air air;
    struct trade_goods goods; /* open, while has_goods */
    bool has_goods, has_end;
    struct str currency, customs;
    int64_t charges; /* in 1/100, TRADE_NONE = none said */
};

static void flush_goods(struct waybill *w)
{
    struct draft *d = w->d;
    if (!w->has_goods)
        return;
    w->goods.description = draft_take(d);
    draft_goods(d, &w->goods);
    for (size_t i = 0; i < w->m->codes.n; i++)
        draft_hs(d, w->m->codes.v[i]);
    VEC_CLEAR(&w->m->codes);
    w->goods = goods_none;
    w->has_goods = false;
}

static bool is_nature(struct str part)
{
    return part.n == 2 && part.p[0] == 'N' && strchr("GCDUVSHO", part.p[1]) != NULL;
}

static void take_nature(struct waybill *w, struct str kind, struct str rest)
{
    struct draft *d = w->d;
    struct str code;
    struct str number;
    w->has_goods = true;
    switch (kind.p[1]) {
    case 'G':
    case 'C':
        draft_word(d, rest);
        break;
    case 'H':
        cimp_codes(w->m, &w->goods, rest);
        break;
    case 'O':
        draft_set(d, &goods_fields, &w->goods, "origin", cimp_part(&rest));
        break;
    case 'V':
        if (cimp_coded(&rest, &code, &number) && d->c.volume_cm3 == TRADE_NONE)
            draft_item_volume(d, draft_cm3(d, code, number));
        break;
    default: /* dimensions, containers, count: kept with the segment */
        break;
    }
}

/* "P12", "K345.5", ...: a rate line begins a goods item. */
static void take_rate(struct waybill *w, struct str part)
{
    struct str code;
    struct str number;
    if (!cimp_coded(&part, &code, &number))
        return;
    if (cimp_mass_mg(code) != 0) {
        draft_mass(w->d, &goods_fields, &w->goods, "gross_kg", number, cimp_mass_mg(code));
    } else if (str_is(code, STR("P"))) {
        draft_set(w->d, &goods_fields, &w->goods, "quantity", number);
        w->goods.unit = STR("PKG");
    }
}

static void on_rates(struct waybill *w, const struct cimp_segment *s)
{
    int64_t number = 0;
    for (size_t i = 0; i < s->n && w->d->status == SEINE_OK; i++) {
        struct str rest = cimp_rest(w->m, s, i);
        struct str part = cimp_part(&rest);
        if (str_to_i64(part, &number))
            part = cimp_part(&rest);
        if (!is_nature(part)) {
            flush_goods(w);
            w->has_goods = true;
        }
        while (!is_nature(part) && w->d->status == SEINE_OK) {
            take_rate(w, part);
            if (rest.n == 0)
                break;
            part = cimp_part(&rest);
        }
        if (is_nature(part))
            take_nature(w, part, rest);
    }
    flush_goods(w);
    cimp_keep(w->m, s);
}

static void on_flights(struct waybill *w, const struct cimp_segment *s)
{
    for (size_t i = 0; i < s->n; i++) {
        struct str rest = cimp_rest(w->m, s, i);
        while (rest.n > 0) {
            int64_t day = 0;
            struct cimp_flight f = {cimp_part(&rest), 0};
            if (str_to_i64(cimp_part(&rest), &day) && day >= 1 && day <= 31)
                f.day = (int)day;
            if (f.code.n > 0 && w->m->flights.n < LIMIT_LEGS)
                draft_nomem(w->d, VEC_PUSH(&w->m->flights, f));
        }
    }
    cimp_keep(w->m, s);
}

static void on_route(struct waybill *w, const struct cimp_segment *s)
{
    struct str from = w->air.from;
    for (size_t i = 0; i < s->n; i++) {
        struct str rest = cimp_rest(w->m, s, i);
        while (rest.n > 0 && w->d->status == SEINE_OK) {
            struct trade_leg leg = leg_none;
            struct str part = cimp_part(&rest);
            leg.from = from;
            draft_set(w->d, &leg_fields, &leg, "to", str_slice(part, 0, part.n < 3 ? part.n : 3));
            leg.carrier = str_trim(str_slice(part, part.n < 3 ? part.n : 3, part.n));
            leg.mode = TRADE_AIR;
            draft_leg(w->d, &leg);
            from = leg.to;
        }
    }
}

static void on_charges(struct waybill *w, const struct cimp_segment *s)
{
    struct str code;
    struct str number;
    for (size_t i = 0; i < s->n && w->d->status == SEINE_OK; i++) {
        struct str rest = cimp_rest(w->m, s, i);
        while (rest.n > 0) {
            struct str part = cimp_part(&rest);
            if (!cimp_coded(&part, &code, &number) || !str_is(code, STR("CT")))
                continue;
            int64_t cents = draft_cents(w->d, "freight", number);
            w->charges = trade_sum(w->charges, cents);
        }
    }
    cimp_keep(w->m, s);
}

static void on_issue(struct waybill *w, const struct cimp_segment *s)
{
    static const struct str format = {"%d%b%y", 6};
    struct str rest = cimp_rest(w->m, s, 0);
    w->d->formats.date_formats = &format;
    w->d->formats.n_date_formats = 1;
    draft_set(w->d, &document_fields, &w->d->c, "issued", cimp_part(&rest));
    w->d->formats.n_date_formats = 0;
    draft_extra(w->d, "issued_by", rest);
}

static void on_remarks(struct waybill *w, const struct cimp_segment *s)
{
    cimp_text(w->m, s);
    struct str text = draft_take(w->d);
    if (str_is(s->name, STR("SPH")))
        text = draft_concat(w->d, STR("handling "), text);
    draft_remark(w->d, text);
    cimp_keep(w->m, s);
}

static void on_values(struct waybill *w, const struct cimp_segment *s)
{
    cimp_values(w->m, s, &w->currency, &w->customs);
    cimp_keep(w->m, s);
}

static void on_party(struct waybill *w, const struct cimp_segment *s)
{
    bool is_notify = str_is(s->name, STR("NFY"));
    enum trade_role role = is_notify                     ? TRADE_NOTIFY
                           : str_is(s->name, STR("SHP")) ? TRADE_SHIPPER
                                                         : TRADE_CONSIGNEE;
    cimp_party(w->m, s, role, is_notify);
}

static void on_agent(struct waybill *w, const struct cimp_segment *s)
{
    cimp_agent(w->m, s);
}

static void on_customs(struct waybill *w, const struct cimp_segment *s)
{
    cimp_customs(w->m, s);
    cimp_keep(w->m, s);
}

static void on_head(struct waybill *w, const struct cimp_segment *s)
{
    if (w->air.number.n > 0) {
        cimp_keep(w->m, s); /* a line that is no segment */
        return;
    }
    struct str text = cimp_rest(w->m, s, 0);
    struct draft *d = w->d;
    if (!cimp_air(text, &w->air)) {
        draft_fail(d, text, "doc_number",
                   "is no air waybill; 020-12345675FRAJFK/T12K345.5 should stand here");
        return;
    }
    d->c.id = d->c.number = w->air.number;
    d->c.document = TRADE_DOC_AWB;
    d->c.mode = TRADE_AIR;
    struct cimp_shipment part;
    cimp_quantity(d, w->air.rest, &part);
    if (!str_is(part.part, STR("T")))
        draft_extra(d, "shipment_part", part.part);
    draft_extra(d, "pieces_of_shipment", part.total);
}

struct handler {
    const char *name;
    void (*take)(struct waybill *w, const struct cimp_segment *s);
};
static const struct handler handlers[] = {
    {"", on_head},       {"FLT", on_flights}, {"RTG", on_route},  {"SHP", on_party},
    {"CNE", on_party},   {"NFY", on_party},   {"AGT", on_agent},  {"SSR", on_remarks},
    {"OSI", on_remarks}, {"SPH", on_remarks}, {"CVD", on_values}, {"RTD", on_rates},
    {"PPD", on_charges}, {"COL", on_charges}, {"ISU", on_issue},  {"OCI", on_customs},
};

static void take_segment(struct waybill *w, const struct cimp_segment *s)
{
    w->has_end |= code_is(s->name, "ISU OSI CDC REF COR COI SII ARD SPH NOM SRI OPI OCI");
    for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++) {
        if (str_is(s->name, str_of(handlers[i].name))) {
            handlers[i].take(w, s);
            return;
        }
    }
    cimp_keep(w->m, s);
}

/* The flights in their order to the legs: a leg takes the next flight of its carrier. Without a
 * routing the waybill's ends are one leg. */
static void finish_legs(struct waybill *w)
{
    struct draft *d = w->d;
    if (d->b.legs.n == 0) {
        struct trade_leg leg = leg_none;
        leg.from = w->air.from;
        leg.to = w->air.to;
        leg.mode = TRADE_AIR;
        if (w->m->flights.n > 0)
            leg.carrier = str_trim(str_slice(w->m->flights.v[0].code, 0, 2));
        draft_leg(d, &leg);
    }
    size_t next = 0;
    for (size_t i = 0; i < d->b.legs.n; i++) {
        struct trade_leg *leg = &d->b.legs.v[i];
        size_t f = next;
        while (f < w->m->flights.n && !str_starts(w->m->flights.v[f].code, leg->carrier))
            f++;
        if (f < w->m->flights.n && leg->carrier.n > 0) {
            leg->vehicle = w->m->flights.v[f].code;
            leg->departed = cimp_day_near(w->m->flights.v[f].day, d->c.issued);
            next = f + 1;
        }
    }
    if (d->b.legs.n > 0)
        d->c.carrier = d->b.legs.v[0].carrier;
}

static void finish(struct waybill *w)
{
    struct draft *d = w->d;
    finish_legs(w);
    draft_declared_value(d, w->customs, w->currency);
    if (w->charges != TRADE_NONE) {
        d->c.freight_cents = w->charges;
        draft_set(d, &consignment_fields, &d->c, "freight_currency", w->currency);
    }
}

enum seine_status cimp_fwb(struct cimp_message *m)
{
    struct waybill w = {.m = m, .d = m->d, .goods = goods_none, .charges = TRADE_NONE};
    struct cimp_segment s;
    struct draft *d = m->d;
    w.air = (struct cimp_air){STR_EMPTY, STR_EMPTY, STR_EMPTY, STR_EMPTY};
    w.currency = w.customs = STR_EMPTY;
    draft_start(d);
    draft_here(d, m->lines.v[0].text, m->lines.v[0].number);
    if (m->version < 9 || m->version > 17)
        draft_fail(d, m->lines.v[0].text, "", "is no version of FWB that is read here (9 to 17)");
    draft_extra(d, "message", m->lines.v[0].text);
    for (size_t at = 1; d->status == SEINE_OK && cimp_next(m, &at, &s);) {
        if (w.air.number.n == 0 && s.name.n > 0)
            draft_fail(d, cimp_rest(m, &s, 0), "doc_number", "the air waybill's number is missing");
        take_segment(&w, &s);
    }
    finish(&w);
    const struct cimp_line *last = &m->lines.v[m->lines.n - 1];
    if (!w.has_end && w.air.number.n > 0 && d->status == SEINE_OK) {
        draft_here(d, last->text, last->number);
        draft_fail(d, last->text, "",
                   "the message breaks off here: the carrier's execution (ISU), which every air "
                   "waybill has, is missing");
    }
    if (m->is_repaired)
        draft_extra(d, REPAIRED_KEY, STR("record"));
    return draft_finish(d, m->batch, m->lines.v[0].number, m->text);
}
