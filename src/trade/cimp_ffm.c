/* trade/cimp_ffm.c - the flight manifest (FFM, versions 4 to 8): each air waybill on board is one
 * record, with the flight as its leg and no parties.
 *
 * The manifest's dates have no year and stay extras; the waybill's own message says more. */
#include "trade/cimp.h"

#include <string.h>

/* Of the flight, which every record repeats. */
enum { MAX_TEXT = 100 };

struct manifest {
    struct cimp_message *m;
    struct draft *d;
    struct str flight, date, from, to;
    struct str raw;
    int64_t line;
    bool is_open, has_any;
};

static enum seine_status finish(struct manifest *f)
{
    if (!f->is_open)
        return SEINE_OK;
    f->is_open = false;
    return draft_finish(f->d, f->m->batch, f->line, f->raw);
}

static void start(struct manifest *f, const struct cimp_segment *s, const struct cimp_air *air)
{
    struct draft *d = f->d;
    struct trade_leg leg = leg_none;
    struct trade_goods g = goods_none;
    struct str rest = air->rest;
    draft_start(d);
    (void)cimp_rest(f->m, s, 0);
    f->is_open = f->has_any = true;
    f->raw = s->raw;
    f->line = f->m->lines.v[s->first].number;
    d->c.id = d->c.number = air->number;
    d->c.document = TRADE_DOC_AWB;
    d->c.mode = leg.mode = TRADE_AIR;
    cimp_quantity(d, cimp_part(&rest));
    g.description = str_trim(rest);
    g.gross_g = d->c.gross_g;
    draft_goods(d, &g);
    draft_set(d, &leg_fields, &leg, "from", f->from.n > 0 ? f->from : air->from);
    draft_set(d, &leg_fields, &leg, "to", f->to.n > 0 ? f->to : air->to);
    leg.vehicle = f->flight;
    leg.carrier = d->c.carrier =
        str_trim(str_slice(f->flight, 0, f->flight.n < 2 ? f->flight.n : 2));
    draft_leg(d, &leg);
    draft_extra(d, "waybill_from", air->from);
    draft_extra(d, "waybill_to", air->to);
    draft_extra(d, "flight_date", f->date);
    draft_extra(d, "message", f->m->lines.v[0].text);
    if (f->m->is_repaired)
        draft_extra(d, REPAIRED_KEY, STR("record"));
}

/* "1/LH8400/12JAN1430/FRA/DALCH" */
static void take_flight(struct manifest *f, struct str rest)
{
    (void)cimp_part(&rest);
    f->flight = cimp_part(&rest);
    f->date = cimp_part(&rest);
    f->from = cimp_part(&rest);
    if (f->flight.n > MAX_TEXT || f->date.n > MAX_TEXT)
        draft_fail(f->d, f->flight, "vehicle", "is longer than 100 bytes");
}

/* "JFK/13JAN0800" or "JFK/NIL" against "ULD/PMC12345LH" */
static bool is_unloading(const struct manifest *f, const struct cimp_segment *s)
{
    struct str rest = cimp_rest(f->m, s, 0);
    bool has_date = rest.n >= 5 && rest.p[0] >= '0' && rest.p[0] <= '9';
    return s->name.n == 3 && (rest.n == 0 || has_date || str_is(rest, STR("NIL")));
}

static enum seine_status take_segment(struct manifest *f, const struct cimp_segment *s)
{
    struct cimp_air air;
    enum seine_status status = SEINE_OK;
    if (s->name.n == 0 && cimp_air(cimp_rest(f->m, s, 0), &air)) {
        status = finish(f);
        start(f, s, &air);
    } else if (is_unloading(f, s)) {
        status = finish(f);
        f->to = s->name;
    } else if (str_is(s->name, STR("ULD"))) {
        status = finish(f);
    } else if (f->is_open) {
        f->raw.n = (size_t)(s->raw.p + s->raw.n - f->raw.p);
        if (s->name.n == 0 && s->raw.p[0] == '/')
            draft_remark(f->d, draft_concat(f->d, STR("handling "), cimp_rest(f->m, s, 0)));
        else
            cimp_keep(f->m, s);
    }
    return status;
}

enum seine_status cimp_ffm(struct cimp_message *m)
{
    struct manifest f = {.m = m, .d = m->d};
    struct cimp_segment s;
    struct str head = m->lines.v[0].text;
    enum seine_status status = SEINE_OK;
    size_t at = 1;
    f.flight = f.date = f.from = f.to = STR_EMPTY;
    draft_start(m->d);
    draft_here(m->d, head, m->lines.v[0].number);
    if (m->version < 4 || m->version > 8)
        draft_fail(m->d, head, "", "is no version of FFM that is read here (4 to 8)");
    else if (cimp_next(m, &at, &s))
        take_flight(&f, cimp_rest(m, &s, 0));
    while (m->d->status != SEINE_NOMEM && status == SEINE_OK && (f.has_any || m->d->status == 0) &&
           cimp_next(m, &at, &s))
        status = take_segment(&f, &s);
    if (status == SEINE_OK)
        status = finish(&f);
    if (status != SEINE_OK || f.has_any)
        return status;
    draft_here(m->d, head, m->lines.v[0].number);
    draft_fail(m->d, head, "doc_number", "is missing; the manifest names no air waybill");
    return draft_finish(m->d, m->batch, m->lines.v[0].number, m->text);
}
