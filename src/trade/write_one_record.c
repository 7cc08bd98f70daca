/* trade/write_one_record.c - air waybills and houses as objects of IATA ONE Record (JSON-LD), for
 * tests and exchange: the paths of the data model that one_record.c reads. An object is written
 * without its document; several are the members of one @graph.
 *
 * Goods are the waybill's line items. Flights belong to no waybill in that model, so only a
 * document of one waybill tells its legs: the reader takes the ends of the route otherwise. */
#include "trade/messages.h"
#include "trade/write.h"

#include <string.h>

#define CODES "https://onerecord.iata.org/ns/code-lists/"

/* Nothing for an empty text. */
static void text(struct json_writer *w, const char *key, struct str s)
{
    json_member(w, key, str_trim(s));
}

static void number(struct json_writer *w, const char *key, int64_t v, int decimals)
{
    if (v == TRADE_NONE)
        return;
    json_key(w, key);
    json_fixed(w, v, decimals);
}

/* {"numericalValue": 12.5, UNIT_KEY: UNIT}; nothing if missing. */
static void quantity(struct json_writer *w, const char *key, int64_t v, int decimals,
                     const char *unit_key, struct str unit)
{
    if (v == TRADE_NONE)
        return;
    json_key(w, key);
    json_object(w);
    number(w, "cargo:numericalValue", v, decimals);
    text(w, unit_key, unit);
    json_object_end(w);
}

static void location(struct json_writer *w, const char *key, struct str code)
{
    if (code.n != 3 && code.n != 5)
        return;
    json_key(w, key);
    json_object(w);
    json_member(w, "@type", STR("cargo:Location"));
    json_key(w, "cargo:locationCodes");
    json_array(w);
    json_object(w);
    text(w, "cargo:code", code);
    json_object_end(w);
    json_array_end(w);
    json_object_end(w);
}

static void moment(struct json_writer *w, const char *key, struct trade_when t)
{
    struct buf value;
    if (t.day == DATE_NONE)
        return;
    buf_init(&value, 64);
    buf_add_date_time(&value, t.day, t.second);
    text(w, key, buf_str(&value));
    buf_release(&value);
}

static void contact(struct json_writer *w, struct str value)
{
    if (str_trim(value).n == 0)
        return;
    json_object(w);
    text(w, "cargo:textualValue", value);
    json_object_end(w);
}

static void address(struct json_writer *w, const struct trade_party *p)
{
    if (p->address.n + p->city.n + p->postcode.n + p->country.n == 0)
        return;
    json_key(w, "cargo:basedAtLocation");
    json_object(w);
    json_key(w, "cargo:address");
    json_object(w);
    text(w, "cargo:streetAddressLines", p->address);
    text(w, "cargo:cityName", p->city);
    text(w, "cargo:postalCode", p->postcode);
    text(w, "cargo:country", p->country);
    json_object_end(w);
    json_object_end(w);
}

static void identifiers(struct json_writer *w, const struct trade_party *p)
{
    json_key(w, "cargo:otherIdentifiers");
    json_array(w);
    for (size_t i = 0; i < p->n_ids; i++) {
        bool is_tax = str_is(p->ids[i].type, STR("tax"));
        if (!is_tax && !str_is(p->ids[i].type, STR("identifier")))
            continue;
        json_object(w);
        text(w, "cargo:otherIdentifierType", is_tax ? STR("TAX_ID") : STR("OTHER"));
        text(w, "cargo:textualValue", p->ids[i].value);
        json_object_end(w);
    }
    json_array_end(w);
}

static void party(struct json_writer *w, const struct trade_party *p, const char *code)
{
    json_object(w);
    json_member(w, "@type", STR("cargo:Party"));
    json_key(w, "cargo:partyRole");
    json_object(w);
    struct buf role;
    buf_init(&role, 128);
    buf_add_f(&role, CODES "ParticipantIdentifier#%s", code);
    json_member(w, "@id", buf_str(&role));
    buf_release(&role);
    json_object_end(w);
    json_key(w, "cargo:partyDetails");
    json_object(w);
    json_member(w, "@type", STR("cargo:Company"));
    text(w, "cargo:name", p->name);
    address(w, p);
    json_key(w, "cargo:contactDetails");
    json_array(w);
    contact(w, p->phone);
    contact(w, p->email);
    for (size_t i = 0; i < p->n_ids; i++)
        if (str_is(p->ids[i].type, STR("contact")))
            contact(w, p->ids[i].value);
    json_array_end(w);
    identifiers(w, p);
    text(w, "cargo:iataCargoAgentCode", party_id(p, "iata-agent"));
    json_object_end(w);
    json_object_end(w);
}

static void parties(struct json_writer *w, const struct trade_consignment *c)
{
    static const char *const codes[TRADE_N_ROLES] = {
        [TRADE_SHIPPER] = "SHP",   [TRADE_CONSIGNEE] = "CNE", [TRADE_NOTIFY] = "NFY",
        [TRADE_FORWARDER] = "FFW", [TRADE_BUYER] = "BY",      [TRADE_SELLER] = "SE",
        [TRADE_DECLARANT] = "DCL",
    };
    json_key(w, "cargo:involvedParties");
    json_array(w);
    for (size_t i = 0; i < c->n_parties; i++)
        if (codes[c->parties[i].role])
            party(w, &c->parties[i], codes[c->parties[i].role]);
    json_array_end(w);
}

static bool is_counted(const struct trade_goods *g)
{
    return str_is(g->unit, STR("PKG")) && g->quantity_milli > 0 && g->quantity_milli % 1000 == 0;
}

/* Do the items say how many packages each has, and are these all pieces? */
static bool is_split(const struct trade_consignment *c)
{
    int64_t left = c->pieces;
    for (size_t i = 0; i < c->n_goods && left >= 0; i++)
        left -= is_counted(&c->goods[i]) ? c->goods[i].quantity_milli / 1000 : 0;
    return c->pieces > 0 && left == 0;
}

/* Pieces that the items do not split are a line of their own. */
static void lines(struct json_writer *w, const struct trade_consignment *c)
{
    bool split = is_split(c);
    json_key(w, "cargo:waybillLineItems");
    json_array(w);
    for (size_t i = 0; i < c->n_goods; i++) {
        const struct trade_goods *g = &c->goods[i];
        json_object(w);
        json_member(w, "@type", STR("cargo:WaybillLineItem"));
        if (split && is_counted(g))
            number(w, "cargo:pieceCountForRate", g->quantity_milli, 3);
        text(w, "cargo:goodsDescriptionForRate", g->description);
        text(w, "cargo:hsCodeForRate", g->hs);
        text(w, "cargo:productionCountryForRate", g->origin);
        quantity(w, "cargo:grossWeightForRate", g->gross_g, 3, "cargo:unit", STR("KGM"));
        json_object_end(w);
    }
    if (!split && c->pieces != TRADE_NONE) {
        json_object(w);
        json_member(w, "@type", STR("cargo:WaybillLineItem"));
        number(w, "cargo:pieceCountForRate", c->pieces, 0);
        json_object_end(w);
    }
    json_array_end(w);
}

static void waybill_number(struct json_writer *w, struct str s)
{
    bool has_prefix = is_air_number(s);
    text(w, "cargo:waybillPrefix", has_prefix ? str_slice(s, 0, 3) : STR_EMPTY);
    text(w, "cargo:waybillNumber", has_prefix ? str_slice(s, 4, s.n) : s);
}

static void shipment(struct json_writer *w, const struct trade_consignment *c)
{
    json_key(w, "cargo:shipment");
    json_object(w);
    json_member(w, "@type", STR("cargo:Shipment"));
    quantity(w, "cargo:totalGrossWeight", c->gross_g, 3, "cargo:unit", STR("KGM"));
    quantity(w, "cargo:totalVolume", c->volume_cm3, 6, "cargo:unit", STR("MTQ"));
    text(w, "cargo:goodsDescription", record_extra(c, "shipment_description"));
    text(w, "cargo:textualHandlingInstructions", c->remarks);
    json_object_end(w);
}

static void moved(struct json_writer *w, struct trade_when t, const char *direction)
{
    if (t.day == DATE_NONE)
        return;
    json_object(w);
    json_member(w, "cargo:direction", str_of(direction));
    moment(w, "cargo:movementTimestamp", t);
    json_object_end(w);
}

static void movement(struct json_writer *w, const struct trade_leg *l)
{
    json_object(w);
    json_member(w, "@type", STR("cargo:TransportMovement"));
    text(w, "cargo:transportIdentifier", l->vehicle);
    location(w, "cargo:departureLocation", l->from);
    location(w, "cargo:arrivalLocation", l->to);
    json_key(w, "cargo:movementTimes");
    json_array(w);
    moved(w, l->departed, "cargo:Direction#OUTBOUND");
    moved(w, l->arrived, "cargo:Direction#INBOUND");
    json_array_end(w);
    json_object_end(w);
}

static void waybill(struct json_writer *w, const struct trade_consignment *c)
{
    bool is_house = c->document == TRADE_DOC_HAWB;
    json_object(w);
    text(w, "@id", record_extra(c, "waybill_id"));
    json_member(w, "@type", STR("cargo:Waybill"));
    text(w, "cargo:hasRevision", record_extra(c, "revision"));
    json_member(w, "cargo:waybillType", is_house ? STR("HOUSE") : STR("MASTER"));
    waybill_number(w, c->number);
    if (is_house && str_trim(c->master).n > 0) {
        json_key(w, "cargo:masterWaybill");
        json_object(w);
        json_member(w, "@type", STR("cargo:Waybill"));
        waybill_number(w, c->master);
        json_object_end(w);
    }
    moment(w, "cargo:carrierDeclarationDate", c->issued);
    if (c->n_legs > 0) {
        location(w, "cargo:departureLocation", c->legs[0].from);
        location(w, "cargo:arrivalLocation", c->legs[c->n_legs - 1].to);
    }
    int64_t cents = TRADE_NONE;
    struct str currency = STR_EMPTY;
    if (record_declared(c, &cents, &currency))
        quantity(w, "cargo:declaredValueForCustoms", cents, 2, "cargo:currencyUnit", currency);
    parties(w, c);
    shipment(w, c);
    lines(w, c);
    json_object_end(w);
}

const char *trade_write_one_record(struct buf *out, const struct trade_consignment *c)
{
    struct json_writer w;
    if (c->document != TRADE_DOC_AWB && c->document != TRADE_DOC_HAWB)
        return "only air waybills and their houses are waybills of ONE Record";
    if (str_trim(c->number).n == 0)
        return "the waybill must have a number";
    if (c->is_withdrawn)
        return WRITE_WITHDRAWN;
    json_writer_init(&w, out);
    waybill(&w, c);
    for (size_t i = 0; i < c->n_legs; i++) {
        buf_add_z(out, ",\n");
        json_writer_init(&w, out);
        movement(&w, &c->legs[i]);
    }
    return NULL;
}
