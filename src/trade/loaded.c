/* trade/loaded.c - a consignment's record in a manifest, from the lines that it has there.
 *
 * It knows no message; table_manifest.c knows what becomes of the record. */
#include "trade/loaded.h"

const struct loaded loaded_none = {{TRADE_NONE, TRADE_NONE, TRADE_NONE, TRADE_NONE, {"", 0}},
                                   {"", 0}};

static bool is_total(struct str code)
{
    return str_is(code, STR("T"));
}

void loaded_add(struct loaded *sum, const struct loaded_line *line)
{
    struct loaded_line *s = &sum->sum;
    if (is_total(s->code))
        return;
    if (is_total(line->code))
        s->pieces = s->gross_g = s->volume_cm3 = TRADE_NONE;
    s->code = line->code;
    s->pieces = trade_sum(s->pieces, line->pieces);
    s->gross_g = trade_sum(s->gross_g, line->gross_g);
    s->volume_cm3 = trade_sum(s->volume_cm3, line->volume_cm3);
    if (line->total != TRADE_NONE || is_total(line->code))
        s->total = line->total != TRADE_NONE ? line->total : line->pieces;
}

void loaded_describe(struct loaded *sum, struct draft *d, struct str text)
{
    text = str_trim(text);
    if (text.n == 0 || str_is(text, sum->description))
        return;
    if (d->text.n > 0)
        buf_add_c(&d->text, ';');
    draft_word(d, text);
    sum->description = text;
}

static void keep_volume(struct draft *d, int64_t volume_cm3)
{
    struct buf text;
    bool ok = true;
    buf_init(&text, 64);
    buf_add_fixed(&text, volume_cm3, 6);
    struct str kept = arena_str(d->arena, buf_str(&text), &ok);
    draft_nomem(d, ok && buf_status(&text) == SEINE_OK);
    draft_extra(d, "part_volume_m3", kept);
    buf_release(&text);
}

void loaded_finish(const struct loaded *sum, struct draft *d, struct str number, int64_t line)
{
    const struct loaded_line *s = &sum->sum;
    struct trade_goods g = goods_none;
    bool is_whole = is_total(s->code) ||
                    (s->total != TRADE_NONE && s->pieces != TRADE_NONE && s->pieces >= s->total);
    d->c.id = d->c.number = number;
    d->c.document = TRADE_DOC_MANIFEST;
    d->c.mode = TRADE_AIR;
    d->c.pieces = s->total;
    d->c.gross_g = is_whole ? s->gross_g : TRADE_NONE;
    d->c.volume_cm3 = is_whole ? s->volume_cm3 : TRADE_NONE;
    if (!is_whole && s->volume_cm3 != TRADE_NONE)
        keep_volume(d, s->volume_cm3);
    if (!is_total(s->code))
        draft_extra(d, "shipment_part", s->code);
    g.line = line;
    g.description = draft_take(d);
    g.gross_g = s->gross_g;
    if (s->pieces != TRADE_NONE && s->pieces < INT64_MAX / 1000) {
        g.quantity_milli = s->pieces * 1000;
        g.unit = STR("PKG");
    }
    draft_goods(d, &g);
}

static void add_leg(struct draft *d, struct str from, struct str to)
{
    struct trade_leg leg = leg_none;
    if (from.n == 0 || to.n == 0 || str_is(from, to))
        return;
    draft_set(d, &leg_fields, &leg, "from", from);
    draft_set(d, &leg_fields, &leg, "to", to);
    leg.mode = TRADE_AIR;
    draft_leg(d, &leg);
}

void loaded_way(struct draft *d, struct str from, struct str to, const struct trade_leg *flight)
{
    struct trade_leg leg = *flight;
    draft_set(d, &leg_fields, &leg, "from", flight->from.n > 0 ? flight->from : from);
    draft_set(d, &leg_fields, &leg, "to", flight->to.n > 0 ? flight->to : to);
    leg.mode = TRADE_AIR;
    leg.carrier = d->c.carrier =
        str_trim(str_slice(flight->vehicle, 0, flight->vehicle.n < 2 ? flight->vehicle.n : 2));
    add_leg(d, from, leg.from);
    draft_leg(d, &leg);
    add_leg(d, leg.to, to);
}
