/* trade/csv_flat.c - from one flat CSV row to the record's legs, parties and extras.
 *
 * Columns hold what nearly every record is: one party of a role, one unbroken route. What does not
 * fit stands as JSON in the columns legs, more_parties and extras, so that nothing is lost. */
#include "trade/reader.h"

#include <stdio.h>
#include <string.h>

static enum seine_status fail(struct fault *f, const char *field, const char *reason)
{
    (void)snprintf(f->field, sizeof f->field, "%s", field);
    if (reason != NULL) {
        (void)snprintf(f->x.reason, sizeof f->x.reason, "%s", reason);
    }
    return SEINE_RANGE;
}

/* "PEK-DXB-ASM", "CA-EK": a leg between each two codes; one code alone is a leg from there. */
static enum seine_status legs_of_route(const struct flat *flat, struct builder *b, struct fault *f)
{
    static const struct field from = {"route", FIELD_PLACE, 0, offsetof(struct trade_leg, from)};
    struct str route = flat->route;
    struct str carriers = flat->leg_carriers;
    struct str code = STR_EMPTY;
    bool more = route.n > 0;
    bool more_carriers = carriers.n > 0;
    while (str_cut(&route, &more, '-', &code)) {
        struct trade_leg leg = leg_none;
        struct str carrier = STR_EMPTY;
        enum seine_status status = field_set(&from, &leg, str_trim(code), &f->x);
        if (status != SEINE_OK) {
            return status == SEINE_RANGE ? fail(f, "route", NULL) : status;
        }
        if (b->legs.n > 0) {
            b->legs.v[b->legs.n - 1].to = leg.from;
        }
        if (!more && b->legs.n > 0) {
            break; /* the last code ends the last leg */
        }
        if (str_cut(&carriers, &more_carriers, '-', &carrier)) {
            leg.carrier = str_trim(carrier);
        }
        if (b->legs.n >= LIMIT_LEGS) {
            return fail(f, "route", "the route has too many legs");
        }
        if (!VEC_PUSH(&b->legs, leg)) {
            return SEINE_NOMEM;
        }
    }
    return more_carriers ? fail(f, "leg_carriers", "more carriers than legs of the route")
                         : SEINE_OK;
}

static enum seine_status legs_of_places(const struct flat *flat, struct builder *b)
{
    struct str places[3] = {flat->from, flat->via, flat->to};
    struct trade_leg leg = leg_none;
    leg.from = places[0];
    leg.carrier = flat->leg_carriers;
    if (places[1].n > 0) {
        leg.to = places[1];
        if (!VEC_PUSH(&b->legs, leg)) {
            return SEINE_NOMEM;
        }
        leg.from = places[1];
    }
    leg.to = places[2];
    return VEC_PUSH(&b->legs, leg) ? SEINE_OK : SEINE_NOMEM;
}

static bool has_journey(const struct flat *flat)
{
    return flat->from.n > 0 || flat->via.n > 0 || flat->to.n > 0 || flat->leg_carriers.n > 0 ||
           flat->vehicle.n > 0 || flat->departed.day != DATE_NONE || flat->arrived.day != DATE_NONE;
}

static enum seine_status finish_legs(const struct flat *flat, struct builder *b,
                                     struct arena *arena, struct fault *f)
{
    if (flat->legs.n > 0) {
        return json_legs(flat->legs, b, arena, f);
    }
    enum seine_status status = SEINE_OK;
    if (flat->route.n > 0) {
        status = legs_of_route(flat, b, f);
    } else if (has_journey(flat)) {
        status = legs_of_places(flat, b);
    }
    if (status == SEINE_OK && b->legs.n > 0) {
        b->legs.v[0].vehicle = flat->vehicle;
        b->legs.v[0].departed = flat->departed;
        b->legs.v[b->legs.n - 1].arrived = flat->arrived;
    }
    return status;
}

/* "type=value;type=value"; a part without '=' is a value without a type. */
static enum seine_status ids_of(struct str text, struct builder *b, struct arena *arena,
                                struct trade_party *p)
{
    struct str part = STR_EMPTY;
    bool more = text.n > 0;
    VEC_CLEAR(&b->ids);
    while (str_cut(&text, &more, ';', &part)) {
        size_t at = str_find_byte(part, '=', 0);
        struct trade_id id = {STR_EMPTY, str_trim(part)};
        if (at != SIZE_MAX) {
            id.type = str_trim(str_slice(part, 0, at));
            id.value = str_trim(str_slice(part, at + 1, part.n));
        }
        if (id.value.n == 0) {
            continue;
        }
        if (b->ids.n >= LIMIT_PARTIES) {
            return SEINE_RANGE;
        }
        if (!VEC_PUSH(&b->ids, id)) {
            return SEINE_NOMEM;
        }
    }
    p->n_ids = b->ids.n;
    if (p->n_ids == 0) {
        return SEINE_OK;
    }
    p->ids = arena_alloc(arena, p->n_ids * sizeof *p->ids);
    if (p->ids == NULL) {
        return SEINE_NOMEM;
    }
    memcpy(p->ids, b->ids.v, p->n_ids * sizeof *p->ids);
    return SEINE_OK;
}

static bool has_party(const struct trade_party *p, struct str ids)
{
    return (p->name.n | p->address.n | p->city.n | p->postcode.n | p->country.n | p->phone.n |
            p->email.n | ids.n) != 0;
}

static enum seine_status finish_parties(struct flat *flat, struct builder *b, struct arena *arena,
                                        struct fault *f)
{
    for (size_t i = 0; i <= TRADE_N_ROLES; i++) {
        struct trade_party *p = &flat->parties[i];
        if (!has_party(p, flat->ids[i])) {
            continue;
        }
        if (i < TRADE_N_ROLES) {
            p->role = (enum trade_role)i;
        } else if (p->role == TRADE_N_ROLES) {
            return fail(f, "party_role", "is missing, but party_ columns are given");
        }
        enum seine_status status = ids_of(flat->ids[i], b, arena, p);
        if (status == SEINE_RANGE) {
            char field[48];
            (void)snprintf(field, sizeof field, "%s_id", csv_party_prefixes[i]);
            return fail(f, field, "has too many entries");
        }
        if (status != SEINE_OK || !VEC_PUSH(&b->parties, *p)) {
            return SEINE_NOMEM;
        }
    }
    return flat->more_parties.n > 0 ? json_parties(flat->more_parties, b, arena, f) : SEINE_OK;
}

enum seine_status flat_finish(struct flat *flat, struct builder *b, struct arena *arena,
                              struct trade_consignment *ret, struct fault *fault)
{
    *ret = flat->c;
    if (flat->c.id.n == 0) {
        return fail(fault, "id", "is missing; every record needs its own key");
    }
    enum seine_status status = finish_legs(flat, b, arena, fault);
    if (status == SEINE_OK) {
        status = finish_parties(flat, b, arena, fault);
    }
    if (status == SEINE_OK && flat->extras.n > 0) {
        status = json_extras(flat->extras, b, arena, fault);
    }
    return status;
}
