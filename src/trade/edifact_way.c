/* trade/edifact_way.c - from the transport stages (TDT) and places (LOC) of an EDIFACT message to
 * the legs of a record.
 *
 *   receipt ─ pre-carriage ─ original port ─ LOADING ═ transhipment ═ DISCHARGE ─ on-carriage ─
 * delivery ─ destination
 *
 * Each place stands in its role, whatever the order of the segments; a role that is not said is
 * passed over, and the same place in two roles next to each other is one stop. The main vehicle is
 * that of the first main leg: which of the others it sails after a transhipment is not said. */
#include "trade/edifact.h"

#include <string.h>

#define NO_TEXT                                                                                    \
    {                                                                                              \
        "", 0                                                                                      \
    }
#define NO_LEG                                                                                     \
    {                                                                                              \
        .from = NO_TEXT, .to = NO_TEXT, .carrier = NO_TEXT, .vehicle = NO_TEXT,                    \
        .departed = {DATE_NONE, -1}, .arrived = {                                                  \
            DATE_NONE,                                                                             \
            -1                                                                                     \
        }                                                                                          \
    }

const struct edi_way edi_way_none = {
    .stages = {NO_LEG, NO_LEG, NO_LEG},
    .stage = EDI_MAIN,
    .places = {NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT},
};

/* UN/EDIFACT 3227, and where a place that has no code of one is kept. */
static const struct role {
    const char *qualifiers;
    enum edi_place place;
    bool is_strict; /* a bad code is a bad record */
    bool is_start;  /* where a stage begins */
    const char *extra;
} roles[] = {
    {"88 10", EDI_RECEIPT, false, true, "place_of_receipt"},
    {"76", EDI_ORIGINAL, true, true, "original_port_of_loading"},
    {"9", EDI_LOADING, true, true, "port_of_loading"},
    {"5", EDI_DEPARTURE, true, true, "place_of_departure"},
    {"11 12", EDI_DISCHARGE, true, false, "port_of_discharge"},
    {"60", EDI_ARRIVAL, false, false, "place_of_arrival"},
    {"7", EDI_DELIVERY, false, false, "place_of_delivery"},
    {"8", EDI_DESTINATION, true, false, "place_of_destination"},
    {"20 65", EDI_DESTINATION, false, false, "place_of_destination"},
};

static void set_place(struct draft *d, struct str *ret, struct str code)
{
    struct trade_leg leg = leg_none;
    draft_set(d, &leg_fields, &leg, "from", code);
    if (leg.from.n > 0)
        *ret = leg.from;
}

static void transhipment(struct edi_way *w, struct draft *d, struct str code, struct str name)
{
    bool is_code = field_is_place_code(code);
    if (w->is_inherited)
        w->n_via = 0;
    w->is_inherited = false;
    if (!is_code)
        draft_extra(d, "place_of_transhipment", code.n > 0 ? code : name);
    else if (w->n_via == EDI_VIA)
        draft_fail(d, code, "legs", "has too many places of transhipment");
    else
        set_place(d, &w->via[w->n_via++], code);
}

static const struct role *role_of(struct str qualifier)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (code_is(qualifier, roles[i].qualifiers))
            return &roles[i];
    return NULL;
}

/* Where the place of this role stands now. */
static struct str *place_of(struct edi_way *w, const struct role *r, struct str qualifier)
{
    if (w->is_group && w->stage != EDI_MAIN)
        return r->is_start ? &w->stages[w->stage].from : &w->stages[w->stage].to;
    return &w->places[w->is_group && code_is(qualifier, "8") ? EDI_ARRIVAL : r->place];
}

void edi_way_place(struct edi_way *w, struct draft *d, struct str qualifier, struct str code,
                   struct str name)
{
    const struct role *r = role_of(qualifier);
    if (code_is(qualifier, "13"))
        transhipment(w, d, code, name);
    else if (r != NULL && code.n > 0 && (r->is_strict || field_is_place_code(code)))
        set_place(d, place_of(w, r, qualifier), code);
    else if (r != NULL)
        draft_extra(d, r->extra, code.n > 0 ? code : name);
}

struct stops {
    struct str last;
    const struct edi_way *way;
    size_t n_legs[EDI_STAGES];
    size_t ends[EDI_STAGES]; /* index of its last leg */
    bool has_any;
};

/* stage: of the leg that leads there; EDI_STAGES: none that is told of. */
static void add_stop(struct stops *s, struct draft *d, struct str code, enum edi_stage stage)
{
    struct trade_leg leg = leg_none;
    if (code.n == 0 || (s->has_any && str_is(code, s->last)))
        return;
    leg.from = s->last;
    leg.to = s->last = code;
    if (!s->has_any) {
        s->has_any = true;
        return;
    }
    if (stage != EDI_STAGES) {
        const struct trade_leg *of = &s->way->stages[stage];
        leg.carrier = of->carrier;
        leg.mode = of->mode;
        if (s->n_legs[stage]++ == 0) {
            leg.vehicle = of->vehicle;
            leg.departed = of->departed;
        }
        s->ends[stage] = d->b.legs.n;
    }
    draft_leg(d, &leg);
}

static struct str either(struct str a, struct str b)
{
    return a.n > 0 ? a : b;
}

/* Of the leg behind the discharge, or of the only one. */
static enum edi_stage next_stage(const struct stops *s)
{
    if (s->n_legs[EDI_ON] > 0)
        return EDI_STAGES;
    return s->n_legs[EDI_MAIN] > 0 ? EDI_ON : EDI_MAIN;
}

/* Without two places: what is known of the main stage. */
static void add_half(const struct edi_way *w, struct draft *d, struct str from, struct str to)
{
    const struct str *p = w->places;
    struct trade_leg leg = w->stages[EDI_MAIN];
    leg.from = either(from, either(p[EDI_RECEIPT], p[EDI_ORIGINAL]));
    leg.to = either(to, either(p[EDI_DELIVERY], p[EDI_DESTINATION]));
    if (leg.from.n + leg.to.n + leg.vehicle.n > 0)
        draft_leg(d, &leg);
}

/* Without a leg of its own what is told of the main carriage is the first leg's, if nothing else
 * is. */
static void place_main(const struct edi_way *w, struct draft *d)
{
    struct trade_leg *leg = &d->b.legs.v[0];
    struct trade_leg main = w->stages[EDI_MAIN];
    if (leg->carrier.n + leg->vehicle.n > 0 || leg->mode != TRADE_MODE_NONE)
        return;
    main.from = leg->from;
    main.to = leg->to;
    *leg = main;
}

void edi_way_legs(const struct edi_way *w, struct draft *d)
{
    const struct str *p = w->places;
    struct str loading = either(p[EDI_LOADING], p[EDI_DEPARTURE]);
    struct str discharge = either(p[EDI_DISCHARGE], p[EDI_ARRIVAL]);
    struct stops s = {.last = STR_EMPTY, .way = w};
    add_stop(&s, d, p[EDI_RECEIPT], EDI_STAGES);
    add_stop(&s, d, w->stages[EDI_PRE].from, EDI_STAGES);
    add_stop(&s, d, w->stages[EDI_PRE].to, EDI_PRE);
    add_stop(&s, d, p[EDI_ORIGINAL], EDI_STAGES);
    add_stop(&s, d, loading, s.n_legs[EDI_PRE] > 0 || p[EDI_ORIGINAL].n > 0 ? EDI_STAGES : EDI_PRE);
    for (size_t i = 0; i < w->n_via; i++)
        add_stop(&s, d, w->via[i], EDI_MAIN);
    add_stop(&s, d, discharge, EDI_MAIN);
    add_stop(&s, d, w->stages[EDI_ON].from, s.n_legs[EDI_MAIN] ? EDI_STAGES : EDI_MAIN);
    add_stop(&s, d, w->stages[EDI_ON].to, EDI_ON);
    add_stop(&s, d, p[EDI_DELIVERY], next_stage(&s));
    add_stop(&s, d, p[EDI_DESTINATION], next_stage(&s));
    for (size_t i = 0; i < EDI_STAGES && d->status == SEINE_OK; i++)
        if (s.n_legs[i] > 0)
            d->b.legs.v[s.ends[i]].arrived = w->stages[i].arrived;
    if (d->status == SEINE_OK && d->b.legs.n > 0 && s.n_legs[EDI_MAIN] == 0)
        place_main(w, d);
    if (d->b.legs.n == 0)
        add_half(w, d, loading, discharge);
}
