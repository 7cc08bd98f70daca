/* trade/one_record.c - IATA ONE Record (JSON-LD): waybills and shipments with their pieces. A file
 * may hold several documents, each of which is read for itself.
 *
 * It follows the paths of the data model and nothing else: an object that refers to itself cannot
 * lead it in circles. */
#include "trade/one_documents.h"
#include "trade/one_graph.h"

#include <stdlib.h>
#include <string.h>

/* Pieces that are looked at in one document: waybills may share them. */
enum { MAX_PIECES = 1000000 };
/* Bytes of text that its records take: they may share objects. */
#define MAX_TEXT (64 * MIB)

struct one_source {
    struct one_documents documents;
    struct draft draft;
    struct one_graph graph;
    VEC(node *) waybills;
    VEC(node *) shipments;
    VEC(node *) movements;
    size_t n_pieces; /* looked at so far */
    size_t n_text;   /* bytes taken so far */
    size_t item;     /* of the piece before, counted from 1: its further codes stand behind it */
    struct str bytes;
    int64_t first;   /* line that the document begins in */
    struct str seen; /* the value that was read last, for places */
    struct str id;   /* of the object that is read: where its record stands */
    struct trade_batch *batch;
};

/* A value as text: itself, {"@value": ..}, a code ({"code": ..}, or what an @id ends in). */
static struct str scalar(struct one_source *s, node *v)
{
    struct str text = STR_EMPTY;
    if (v != NULL && v->type == JSON_ARRAY)
        v = v->first;
    if (v == NULL)
        return text;
    if (v->type == JSON_STRING || v->type == JSON_NUMBER) {
        text = v->text;
    } else if (v->type == JSON_OBJECT) {
        node *inner = one_member(&s->graph, v, "@value");
        inner = inner != NULL ? inner : one_member(&s->graph, one_resolve(&s->graph, v), "code");
        text = inner != NULL ? inner->text : one_local_part(json_text(v, "@id"));
    }
    text = str_trim(text);
    if (s->draft.status == SEINE_OK && text.n > 0)
        s->seen = text;
    s->n_text += text.n;
    if (s->n_text > MAX_TEXT)
        draft_fail(&s->draft, text, "", "the objects of this document repeat too much text");
    return text;
}

static struct str text_of(struct one_source *s, node *object, const char *key)
{
    return scalar(s, one_member(&s->graph, object, key));
}

static void set(struct one_source *s, const struct field_table *table, void *object,
                const char *key, struct str text)
{
    draft_at(&s->draft, text, 1, 1);
    draft_set(&s->draft, table, object, key, text);
}

/* "KGM", also as a code list names it: "MeasurementUnitCode_KGM". */
static struct str unit_of(struct one_source *s, node *value)
{
    struct str unit = text_of(s, value, "unit");
    size_t from = str_find_byte(unit, '_', 0);
    return from != SIZE_MAX ? str_slice(unit, from + 1, unit.n) : unit;
}

static void set_mass(struct one_source *s, const struct field_table *table, void *object,
                     node *value)
{
    struct str number = text_of(s, value, "numericalValue");
    draft_mass_in(&s->draft, table, object, "gross_kg", number, unit_of(s, value));
}

static bool role_of(struct str code, enum trade_role *ret)
{
    static const struct {
        const char *code;
        enum trade_role role;
    } rows[] = {{"SHP", TRADE_SHIPPER},   {"CNE", TRADE_CONSIGNEE}, {"NFY", TRADE_NOTIFY},
                {"NI", TRADE_NOTIFY},     {"AGT", TRADE_FORWARDER}, {"FFW", TRADE_FORWARDER},
                {"FW", TRADE_FORWARDER},  {"BY", TRADE_BUYER},      {"SE", TRADE_SELLER},
                {"DCL", TRADE_DECLARANT}, {"BRK", TRADE_DECLARANT}, {"DEC", TRADE_FORWARDER},
                {"CAG", TRADE_FORWARDER}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (str_is_ci(code, str_of(rows[i].code))) {
            *ret = rows[i].role;
            return true;
        }
    }
    return false;
}

static void take_contacts(struct one_source *s, struct trade_party *p, node *owner)
{
    struct one_walk w = one_walk(&s->graph, owner, "contactDetails");
    for (node *c = one_walk_next(&w); c != NULL; c = one_walk_next(&w)) {
        struct str value = text_of(s, c, "textualValue");
        bool is_email = str_find_byte(value, '@', 0) != SIZE_MAX;
        struct str kind = text_of(s, c, "contactDetailType");
        if (is_email && p->email.n == 0)
            set(s, &party_fields, p, "email", value);
        else if (!is_email && p->phone.n == 0 && !str_contains(kind, STR("FAX")))
            set(s, &party_fields, p, "phone", value);
        else
            draft_id(&s->draft, p, "contact", value);
    }
}

static void take_ids(struct one_source *s, struct trade_party *p, node *owner)
{
    struct one_walk w = one_walk(&s->graph, owner, "otherIdentifiers");
    for (node *i = one_walk_next(&w); i != NULL; i = one_walk_next(&w)) {
        struct str kind = text_of(s, i, "otherIdentifierType");
        bool is_tax = str_contains(kind, STR("TAX")) || str_contains(kind, STR("VAT"));
        draft_id(&s->draft, p, is_tax ? "tax" : "identifier", text_of(s, i, "textualValue"));
    }
}

static void take_party(struct one_source *s, node *party)
{
    struct trade_party p = party_none;
    node *who = one_get(&s->graph, party, "partyDetails");
    node *address = one_get(&s->graph, one_get(&s->graph, who, "basedAtLocation"), "address");
    if (!role_of(text_of(s, party, "partyRole"), &p.role))
        return;
    set(s, &party_fields, &p, "name", text_of(s, who, "name"));
    struct one_walk w = one_walk(&s->graph, address, "streetAddressLines");
    for (node *line = one_walk_next(&w); line != NULL; line = one_walk_next(&w))
        draft_word(&s->draft, scalar(s, line));
    struct str street = draft_take(&s->draft);
    struct str box = text_of(s, address, "postOfficeBox");
    struct str state = text_of(s, address, "regionCode");
    if (state.n == 0)
        state = text_of(s, address, "regionName");
    p.address = draft_address(&s->draft, street, box, state);
    struct str city = text_of(s, address, "cityName");
    set(s, &party_fields, &p, "city", city.n > 0 ? city : text_of(s, address, "cityCode"));
    struct str code = text_of(s, address, "postalCode");
    set(s, &party_fields, &p, "postcode",
        code.n > 0 ? code : text_of(s, address, "textualPostCode"));
    set(s, &party_fields, &p, "country", text_of(s, address, "country"));
    take_contacts(s, &p, who);
    take_contacts(s, &p, one_get(&s->graph, who, "contactPersons"));
    take_ids(s, &p, who);
    take_ids(s, &p, party);
    draft_id(&s->draft, &p, "iata-agent", text_of(s, who, "iataCargoAgentCode"));
    draft_party(&s->draft, &p);
}

static void take_parties(struct one_source *s, node *owner)
{
    struct one_walk w = one_walk(&s->graph, owner, "involvedParties");
    for (node *p = one_walk_next(&w); p != NULL && s->draft.status == SEINE_OK;
         p = one_walk_next(&w))
        take_party(s, p);
}

static struct str place(struct one_source *s, node *location)
{
    struct str code = scalar(s, one_get(&s->graph, location, "locationCodes"));
    if (code.n == 0)
        code = text_of(s, location, "code");
    if (code.n == 0 && location != NULL && location->type == JSON_OBJECT)
        code = one_local_part(json_text(location, "@id"));
    return code.n == 3 || code.n == 5 ? code : STR_EMPTY;
}

static bool same_goods(const struct trade_goods *a, const struct trade_goods *b)
{
    return str_is(a->description, b->description) && str_is(a->hs, b->hs) &&
           str_is(a->origin, b->origin) && str_is(a->un_number, b->un_number);
}

/* Of the first of its products that is dangerous. */
static struct str un_number_of(struct one_source *s, node *piece)
{
    struct str number = STR_EMPTY;
    struct one_walk w = one_walk(&s->graph, piece, "contentProducts");
    for (node *product = one_walk_next(&w); product != NULL && number.n == 0;
         product = one_walk_next(&w))
        number = text_of(s, product, "unNumber");
    return draft_un_number(&s->draft, number);
}

static int64_t volume_of(struct one_source *s, node *value)
{
    struct str unit = unit_of(s, value);
    struct str number = text_of(s, value, "numericalValue");
    return draft_cm3(&s->draft, unit.n > 0 ? unit : STR("MTQ"), number);
}

/* Pieces of the same goods that follow each other are one item. */
static void take_piece(struct one_source *s, node *piece)
{
    struct draft *d = &s->draft;
    struct trade_goods g = goods_none;
    struct one_walk w = one_walk(&s->graph, piece, "contentProducts");
    node *product = one_walk_next(&w);
    struct str text = text_of(s, piece, "goodsDescription");
    g.description = text.n > 0 ? text : text_of(s, product, "description");
    set(s, &goods_fields, &g, "hs", text_of(s, product, "hsCode"));
    set(s, &goods_fields, &g, "origin", text_of(s, piece, "contentProductionCountry"));
    g.un_number = un_number_of(s, piece);
    set_mass(s, &goods_fields, &g, one_get(&s->graph, piece, "grossWeight"));
    g.quantity_milli = 1000;
    g.unit = STR("PKG");
    struct trade_goods *last = s->item > 0 ? &d->b.goods.v[s->item - 1] : NULL;
    if (d->status == SEINE_OK && last != NULL && same_goods(last, &g)) {
        last->quantity_milli += 1000;
        bool has_both = last->gross_g != TRADE_NONE && g.gross_g != TRADE_NONE;
        last->gross_g = has_both ? trade_sum(last->gross_g, g.gross_g) : TRADE_NONE;
        return;
    }
    draft_goods(d, &g);
    s->item = d->b.goods.n;
    for (product = one_walk_next(&w); product != NULL; product = one_walk_next(&w))
        draft_hs(d, text_of(s, product, "hsCode"));
}

static void take_shipment(struct one_source *s, node *shipment)
{
    struct draft *d = &s->draft;
    struct one_walk w = one_walk(&s->graph, shipment, "pieces");
    int64_t n = 0;
    if (shipment == NULL)
        return;
    take_parties(s, shipment);
    for (node *p = one_walk_next(&w); p != NULL && d->status == SEINE_OK;
         p = one_walk_next(&w), n++) {
        if (++s->n_pieces > MAX_PIECES)
            draft_fail(d, STR_EMPTY, "pieces", "are too many in this document");
        take_piece(s, p);
        node *size = one_get(&s->graph, p, "dimensions");
        draft_item_volume(d, volume_of(s, one_get(&s->graph, size, "volume")));
    }
    if (n > 0 && d->status == SEINE_OK)
        d->c.pieces = n;
    set_mass(s, &consignment_fields, &d->c, one_get(&s->graph, shipment, "totalGrossWeight"));
    d->c.volume_cm3 = volume_of(s, one_get(&s->graph, shipment, "totalVolume"));
    w = one_walk(&s->graph, shipment, "textualHandlingInstructions");
    for (node *i = one_walk_next(&w); i != NULL; i = one_walk_next(&w))
        draft_remark(d, scalar(s, i));
}

/* Of goods that neither pieces nor lines tell of; else beside these. */
static void take_description(struct one_source *s, node *shipment)
{
    struct draft *d = &s->draft;
    struct trade_goods g = goods_none;
    g.description = text_of(s, shipment, "goodsDescription");
    if (d->status != SEINE_OK)
        return;
    if (d->b.goods.n == 0)
        draft_goods(d, &g);
    else if (d->b.goods.n == 1 && d->b.goods.v[0].description.n == 0)
        d->b.goods.v[0].description = g.description;
    else
        draft_extra(d, "shipment_description", g.description);
}

/* What is charged together; the goods of a waybill that has no pieces. */
static void take_line(struct one_source *s, node *line, bool is_goods, int64_t *mass, int64_t *n)
{
    struct draft *d = &s->draft;
    struct trade_goods g = goods_none;
    struct trade_consignment part = consignment_none;
    node *weight = one_get(&s->graph, line, "rateGrossWeight");
    set_mass(s, &goods_fields, &g,
             weight ? weight : one_get(&s->graph, line, "grossWeightForRate"));
    *mass = trade_sum(*mass, g.gross_g);
    set(s, &consignment_fields, &part, "pieces", text_of(s, line, "pieceCountForRate"));
    *n = trade_sum(*n, part.pieces);
    g.description = text_of(s, line, "goodsDescriptionForRate");
    set(s, &goods_fields, &g, "hs", text_of(s, line, "hsCodeForRate"));
    set(s, &goods_fields, &g, "origin", text_of(s, line, "productionCountryForRate"));
    if (!is_goods || g.description.n + g.hs.n + g.origin.n == 0)
        return;
    if (part.pieces != TRADE_NONE && part.pieces < INT64_MAX / 1000) {
        g.quantity_milli = part.pieces * 1000;
        g.unit = STR("PKG");
    }
    draft_goods(d, &g);
}

static void take_lines(struct one_source *s, node *waybill)
{
    struct draft *d = &s->draft;
    int64_t mass = TRADE_NONE, n = TRADE_NONE;
    bool is_goods = d->b.goods.n == 0;
    struct one_walk w = one_walk(&s->graph, waybill, "waybillLineItems");
    for (node *line = one_walk_next(&w); line != NULL && d->status == SEINE_OK;
         line = one_walk_next(&w))
        take_line(s, line, is_goods, &mass, &n);
    if (d->c.gross_g == TRADE_NONE)
        d->c.gross_g = mass;
    if (d->c.pieces == TRADE_NONE)
        d->c.pieces = n;
}

/* What took place counts before what was expected. */
static int time_rank(struct str kind)
{
    if (str_contains(kind, STR("SCHEDULED")))
        return 1;
    if (str_contains(kind, STR("ESTIMATED")))
        return 2;
    return str_contains(kind, STR("ACTUAL")) ? 4 : 3;
}

static void take_times(struct one_source *s, node *movement, struct trade_leg *leg)
{
    int ranks[2] = {0, 0};
    struct one_walk w = one_walk(&s->graph, movement, "movementTimes");
    for (node *t = one_walk_next(&w); t != NULL; t = one_walk_next(&w)) {
        bool is_in = str_contains(text_of(s, t, "direction"), STR("INBOUND"));
        int rank = time_rank(text_of(s, t, "movementTimeType"));
        struct str time = text_of(s, t, "movementTimestamp");
        if (rank <= ranks[is_in] || time.n == 0)
            continue;
        ranks[is_in] = rank;
        set(s, &leg_fields, leg, is_in ? "arrived" : "departed", time);
    }
}

static int64_t time_of(const struct trade_leg *leg)
{
    struct trade_when t = leg->departed.day != DATE_NONE ? leg->departed : leg->arrived;
    return t.day == DATE_NONE ? INT64_MAX : (int64_t)t.day * 86400 + (t.second > 0 ? t.second : 0);
}

/* Of the legs from n on: whether another one leads to where this one starts. */
static bool is_behind_another(const struct draft *d, size_t n, size_t leg)
{
    bool is = false;
    for (size_t i = n; i < d->b.legs.n; i++)
        is = is || (i != leg && str_is(d->b.legs.v[i].to, d->b.legs.v[leg].from));
    return is;
}

/* The leg, from n on, that follows at `place`: none that is later than another; of these one that
 * starts there, then one that starts where no other leads to, then the earlier. */
static size_t next_leg(const struct draft *d, size_t n, struct str place)
{
    int64_t first = INT64_MAX;
    size_t best = n;
    int best_rank = -1;
    for (size_t i = n; i < d->b.legs.n; i++)
        first = time_of(&d->b.legs.v[i]) < first ? time_of(&d->b.legs.v[i]) : first;
    for (size_t i = n; i < d->b.legs.n; i++) {
        const struct trade_leg *leg = &d->b.legs.v[i];
        bool has_time = time_of(leg) != INT64_MAX;
        int rank = place.n > 0 && str_is(leg->from, place) ? 4 : 0;
        rank += (is_behind_another(d, n, i) ? 0 : 2) + has_time;
        if (rank > best_rank && (!has_time || time_of(leg) == first)) {
            best = i;
            best_rank = rank;
        }
    }
    return best;
}

/* The objects of a document have no order: movements follow by their times and places. */
static void order_legs(struct draft *d, struct str place)
{
    struct trade_leg *legs = d->b.legs.v;
    for (size_t n = 0; n + 1 < d->b.legs.n; n++) {
        size_t i = next_leg(d, n, place);
        struct trade_leg next = legs[i];
        memmove(legs + n + 1, legs + n, (i - n) * sizeof *legs);
        legs[n] = next;
        place = next.to;
    }
}

static void take_movements(struct one_source *s)
{
    struct draft *d = &s->draft;
    for (size_t i = 0; i < s->movements.n && d->status == SEINE_OK; i++) {
        struct trade_leg leg = leg_none;
        node *m = s->movements.v[i];
        set(s, &leg_fields, &leg, "from", place(s, one_get(&s->graph, m, "departureLocation")));
        set(s, &leg_fields, &leg, "to", place(s, one_get(&s->graph, m, "arrivalLocation")));
        leg.vehicle = text_of(s, m, "transportIdentifier");
        leg.carrier = str_trim(str_slice(leg.vehicle, 0, leg.vehicle.n < 2 ? leg.vehicle.n : 2));
        leg.mode = TRADE_AIR;
        take_times(s, m, &leg);
        draft_leg(d, &leg);
    }
}

static void take_route(struct one_source *s, node *waybill)
{
    struct draft *d = &s->draft;
    struct trade_leg leg = leg_none;
    set(s, &leg_fields, &leg, "from", place(s, one_get(&s->graph, waybill, "departureLocation")));
    if (s->waybills.n == 1)
        take_movements(s);
    if (d->status == SEINE_OK)
        order_legs(d, leg.from);
    if (d->b.legs.n == 0) {
        set(s, &leg_fields, &leg, "to", place(s, one_get(&s->graph, waybill, "arrivalLocation")));
        leg.mode = leg.from.n + leg.to.n > 0 ? TRADE_AIR : TRADE_MODE_NONE;
        draft_leg(d, &leg);
    }
    if (d->b.legs.n > 0)
        d->c.carrier = d->b.legs.v[0].carrier;
}

static struct str number_of(struct one_source *s, node *waybill)
{
    struct str prefix = text_of(s, waybill, "waybillPrefix");
    struct str number = text_of(s, waybill, "waybillNumber");
    bool is_whole = number.n > 8 && str_starts(number, prefix); /* a serial number has 8 digits */
    if (prefix.n == 0 || number.n == 0 || is_whole)
        return draft_waybill_number(&s->draft, number);
    return draft_concat(&s->draft, draft_concat(&s->draft, prefix, STR("-")), number);
}

/* Line and column within the file. */
static void locate(const struct one_source *s, struct str text, int64_t *ret_line,
                   int64_t *ret_column)
{
    one_locate(&s->graph, text, ret_line, ret_column);
    *ret_line += s->first - 1;
}

static enum seine_status finish(struct one_source *s)
{
    struct draft *d = &s->draft;
    if (d->status == SEINE_RANGE)
        locate(s, s->seen, &d->line, &d->column);
    int64_t line = 1, column = 1;
    locate(s, s->id, &line, &column);
    size_t from = line > s->first ? (size_t)(s->id.p - s->bytes.p) - (size_t)(column - 1) : 0;
    return draft_finish(d, s->batch, line, str_slice(s->bytes, from, s->bytes.n));
}

static void start(struct one_source *s, node *object, const char *kind)
{
    draft_start(&s->draft);
    s->item = 0;
    s->seen = s->bytes;
    s->id = json_text(object, "@id");
    s->draft.c.mode = TRADE_AIR;
    draft_extra(&s->draft, "message", STR("ONE Record"));
    draft_extra(&s->draft, kind, json_text(object, "@id"));
    draft_extra(&s->draft, "revision", text_of(s, object, "hasRevision"));
}

static enum seine_status read_waybill(struct one_source *s, node *waybill)
{
    struct draft *d = &s->draft;
    start(s, waybill, "waybill_id");
    struct str type = text_of(s, waybill, "waybillType");
    node *master = one_get(&s->graph, waybill, "masterWaybill");
    bool is_house = master != NULL || str_is_ci(type, STR("HOUSE"));
    d->c.document = is_house ? TRADE_DOC_HAWB : TRADE_DOC_AWB;
    d->c.id = d->c.number = number_of(s, waybill);
    if (master != NULL)
        d->c.master = number_of(s, master);
    if (d->c.master.n > 0 && d->c.number.n > 0)
        d->c.id = draft_concat(d, draft_concat(d, d->c.master, STR("/")), d->c.number);
    if (d->c.id.n == 0)
        d->c.id = str_trim(json_text(waybill, "@id"));
    set(s, &document_fields, &d->c, "issued", text_of(s, waybill, "carrierDeclarationDate"));
    take_parties(s, waybill);
    take_shipment(s, one_get(&s->graph, waybill, "shipment"));
    take_lines(s, waybill);
    take_description(s, one_get(&s->graph, waybill, "shipment"));
    take_route(s, waybill);
    node *value = one_get(&s->graph, waybill, "declaredValueForCustoms");
    struct str currency = text_of(s, value, "currencyUnit");
    draft_declared_value(d, text_of(s, value, "numericalValue"), currency);
    return finish(s);
}

static enum seine_status read_shipment(struct one_source *s, node *shipment)
{
    start(s, shipment, "shipment_id");
    s->draft.c.id = str_trim(json_text(shipment, "@id"));
    take_shipment(s, shipment);
    take_description(s, shipment);
    return finish(s);
}

/* More than a number by which another waybill names it. */
static bool is_waybill(const struct one_source *s, node *v)
{
    static const char *const keys[] = {"shipment", "involvedParties", "waybillLineItems",
                                       "carrierDeclarationDate"};
    bool says = false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        says = says || one_member(&s->graph, v, keys[i]) != NULL;
    return says && (one_is_type(&s->graph, v, "Waybill") ||
                    one_member(&s->graph, v, "waybillNumber") != NULL);
}

/* Whether it is more than a reference. */
static bool says_more(node *v)
{
    bool says = false;
    for (node *m = v->first; m != NULL && !says; m = m->next)
        says = m->key.n > 0 && m->key.p[0] != '@';
    return says;
}

/* The objects that are more than references, each once. */
static bool classify(struct one_source *s)
{
    bool ok = true;
    for (size_t i = 0; i < s->graph.objects.n && ok; i++) {
        node *v = s->graph.objects.v[i];
        if (one_resolve(&s->graph, v) != v)
            continue;
        if (is_waybill(s, v))
            ok = VEC_PUSH(&s->waybills, v);
        else if (one_is_type(&s->graph, v, "Shipment") && says_more(v))
            ok = VEC_PUSH(&s->shipments, v);
        else if (one_is_type(&s->graph, v, "TransportMovement") && says_more(v))
            ok = VEC_PUSH(&s->movements, v);
    }
    return ok;
}

static enum seine_status reject(struct one_source *s, const char *reason)
{
    struct place at = {s->draft.source, s->draft.line, s->draft.column};
    return batch_reject(s->batch, at, STR_EMPTY, str_of(reason), s->bytes);
}

/* Of several waybills or shipments with one id the fullest counts: told where another says
 * otherwise. */
static enum seine_status tell_contradictions(struct one_source *s)
{
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < s->graph.objects.n && status == SEINE_OK; i++) {
        node *v = s->graph.objects.v[i];
        bool is_ours = is_waybill(s, v) || one_is_type(&s->graph, v, "Shipment");
        if (!is_ours || !one_is_contradicted(&s->graph, v))
            continue;
        locate(s, json_text(v, "@id"), &s->draft.line, &s->draft.column);
        status = reject(s, "is the id of another object too, which says otherwise and counts");
    }
    return status;
}

static int compare_nodes(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t) * (node *const *)a;
    uintptr_t y = (uintptr_t) * (node *const *)b;
    return (x > y) - (x < y);
}

/* A shipment that no waybill names is a record of its own. */
static enum seine_status read_shipments(struct one_source *s)
{
    enum seine_status status = SEINE_OK;
    VEC(node *) named = {0};
    bool ok = true;
    for (size_t i = 0; i < s->waybills.n && ok; i++)
        ok = VEC_PUSH(&named, one_get(&s->graph, s->waybills.v[i], "shipment"));
    if (ok && named.n > 1)
        qsort(named.v, named.n, sizeof *named.v, compare_nodes);
    for (size_t i = 0; i < s->shipments.n && ok && status == SEINE_OK; i++) {
        node **shipment = &s->shipments.v[i];
        if (named.n == 0 ||
            bsearch(shipment, named.v, named.n, sizeof *named.v, compare_nodes) == NULL)
            status = read_shipment(s, *shipment);
    }
    VEC_RELEASE(&named);
    return ok ? status : SEINE_NOMEM;
}

/* Linked data's first key is a keyword ("@context") or a name with its prefix ("cargo:pieces"),
 * which a record's never is, whatever its texts may mention. */
static bool one_is(struct str head)
{
    struct str first = str_slice(head, 0, head.n < 4096 ? head.n : 4096);
    if (first.n == 0 || (first.p[0] != '{' && first.p[0] != '['))
        return false;
    size_t from = str_find_byte(first, '"', 0);
    size_t to = from == SIZE_MAX ? from : str_find_byte(first, '"', from + 1);
    struct str key = to == SIZE_MAX ? STR_EMPTY : str_slice(first, from + 1, to);
    bool is_linked = key.n > 0 && (key.p[0] == '@' || str_find_byte(key, ':', 0) != SIZE_MAX);
    return is_linked && str_contains(first, STR("onerecord.iata.org"));
}

static enum seine_status read_graph(struct one_source *s, node *root)
{
    enum seine_status status =
        one_graph_build(&s->graph, s->bytes, root) && classify(s) ? SEINE_OK : SEINE_NOMEM;
    for (size_t i = 0; i < s->waybills.n && status == SEINE_OK; i++)
        status = read_waybill(s, s->waybills.v[i]);
    if (status == SEINE_OK)
        status = read_shipments(s);
    if (status == SEINE_OK)
        status = tell_contradictions(s);
    s->batch->rows += s->waybills.n + s->shipments.n;
    if (status == SEINE_OK && s->waybills.n + s->shipments.n == 0)
        status = reject(s, one_is(s->bytes) ? "the document holds no waybill and no shipment"
                                            : "is no document of ONE Record as what stands before "
                                              "it; give other records in a file of their own");
    return status;
}

static enum seine_status read_document(struct one_source *s)
{
    node *root = NULL;
    struct seine_error failed = {0};
    enum seine_status status = json_parse(s->bytes, &s->batch->arena, &root, &failed);
    if (status == SEINE_OK)
        return read_graph(s, root);
    if (status == SEINE_NOMEM)
        return status;
    s->draft.line = failed.line > 0 ? s->first + failed.line - 1 : s->first;
    s->draft.column = failed.column > 0 ? failed.column : 1;
    return reject(s, failed.message);
}

static enum seine_status one_open(struct input *in, void **ret, struct seine_error *err)
{
    struct one_source *s = mem_calloc(1, sizeof *s);
    if (s == NULL)
        return error_set(err, SEINE_NOMEM, "no memory for a reader");
    one_documents_init(&s->documents, in);
    draft_init(&s->draft, input_name(in));
    *ret = s;
    return SEINE_OK;
}

static void one_free(void *state)
{
    struct one_source *s = state;
    one_documents_release(&s->documents);
    draft_release(&s->draft);
    one_graph_release(&s->graph);
    VEC_RELEASE(&s->waybills);
    VEC_RELEASE(&s->shipments);
    VEC_RELEASE(&s->movements);
    mem_free(s);
}

static enum seine_status take_document(struct one_source *s, const struct one_document *document)
{
    bool ok = true;
    one_graph_release(&s->graph);
    s->graph = (struct one_graph){0};
    VEC_CLEAR(&s->waybills);
    VEC_CLEAR(&s->shipments);
    VEC_CLEAR(&s->movements);
    s->n_pieces = s->n_text = 0;
    s->bytes = arena_str(&s->batch->arena, document->text, &ok);
    s->first = s->draft.line = document->line;
    s->draft.column = 1;
    if (!ok)
        return SEINE_NOMEM;
    return document->trouble != NULL ? reject(s, document->trouble) : read_document(s);
}

static enum seine_status one_next(void *state, size_t max_rows, struct trade_batch *batch,
                                  bool *ret_more, struct seine_error *err)
{
    struct one_source *s = state;
    struct one_document document;
    enum seine_status status = draft_batch(&s->draft, batch) ? SEINE_OK : SEINE_NOMEM;
    uint64_t rows = batch->rows + max_rows;
    s->batch = batch;
    *ret_more = true;
    for (size_t i = 0; i < max_rows && batch->rows < rows && status == SEINE_OK; i++) {
        status = one_documents_next(&s->documents, &document, ret_more, err);
        if (status != SEINE_OK || !*ret_more)
            return status;
        status = take_document(s, &document);
    }
    return status == SEINE_NOMEM ? error_set(err, status, "no memory for a message") : status;
}

const struct message_format format_one_record = {"one-record", one_is, one_open, one_next,
                                                 one_free};
