/* trade/one_record.c - IATA ONE Record (JSON-LD): waybills and shipments with their pieces.
 *
 * Objects may be embedded or named by their @id and stand elsewhere in the document; keys are
 * compared by their last part, so any prefix will do. It follows the paths of the data model and
 * nothing else: an object that refers to itself cannot lead it in circles. Nothing is fetched. */
#include "trade/draft.h"

#include <stdlib.h>
#include <string.h>

/* Pieces that are looked at in one document: waybills may share them. */
enum { MAX_PIECES = 1000000 };
/* Bytes of text that its records take: they may share objects. */
#define MAX_TEXT (64 * MIB)

typedef const struct json_value node;

struct named {
    struct str id;
    node *value;
    size_t order; /* in the document */
};

struct one_source {
    struct input *in;
    struct draft draft;
    VEC(struct named) names; /* sorted by id, the fullest first */
    VEC(node *) waybills;
    VEC(node *) shipments;
    VEC(node *) movements;
    VEC(size_t) line_ends;
    size_t n_pieces; /* looked at so far */
    size_t n_text;   /* bytes taken so far */
    size_t item;     /* of the piece before, counted from 1: its further codes stand behind it */
    struct str bytes;
    struct str seen; /* the value that was read last, for places */
    struct trade_batch *batch;
    bool is_done;
};

static struct str local_part(struct str key)
{
    for (size_t i = key.n; i > 0; i--)
        if (key.p[i - 1] == ':' || key.p[i - 1] == '#' || key.p[i - 1] == '/')
            return str_slice(key, i, key.n);
    return key;
}

static node *member(node *object, const char *key)
{
    if (object == NULL || object->type != JSON_OBJECT)
        return NULL;
    for (node *v = object->first; v != NULL; v = v->next)
        if (str_is(local_part(v->key), str_of(key)))
            return v;
    return NULL;
}

static int compare_named(const void *a, const void *b)
{
    const struct named *x = a;
    const struct named *y = b;
    int order = str_compare(x->id, y->id);
    if (order == 0)
        order = (x->value->n < y->value->n) - (x->value->n > y->value->n);
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* The fullest object with the id of this one. */
static node *resolve(const struct one_source *s, node *v)
{
    struct str id = v != NULL && v->type == JSON_OBJECT ? json_text(v, "@id") : STR_EMPTY;
    size_t low = 0;
    size_t high = s->names.n;
    if (id.n == 0)
        return v;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (str_compare(s->names.v[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < s->names.n && str_is(s->names.v[low].id, id);
    return found && s->names.v[low].value->n > v->n ? s->names.v[low].value : v;
}

/* The member as an object; of a list its first. */
static node *get(const struct one_source *s, node *object, const char *key)
{
    node *v = member(object, key);
    if (v != NULL && v->type == JSON_ARRAY)
        v = v->first;
    return resolve(s, v);
}

/* Goes through a member that is one object or a list of them. */
struct walk {
    const struct one_source *s;
    node *next;
    bool is_list;
};
static struct walk walk_of(const struct one_source *s, node *object, const char *key)
{
    node *v = member(object, key);
    bool is_list = v != NULL && v->type == JSON_ARRAY;
    return (struct walk){s, is_list ? v->first : v, is_list};
}
static node *walk_next(struct walk *w)
{
    node *v = w->next;
    w->next = v != NULL && w->is_list ? v->next : NULL;
    return resolve(w->s, v);
}

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
        node *inner = member(v, "@value");
        inner = inner != NULL ? inner : member(resolve(s, v), "code");
        text = inner != NULL ? inner->text : local_part(json_text(v, "@id"));
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
    return scalar(s, member(object, key));
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
    struct walk w = walk_of(s, owner, "contactDetails");
    for (node *c = walk_next(&w); c != NULL; c = walk_next(&w)) {
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
    struct walk w = walk_of(s, owner, "otherIdentifiers");
    for (node *i = walk_next(&w); i != NULL; i = walk_next(&w)) {
        struct str kind = text_of(s, i, "otherIdentifierType");
        bool is_tax = str_contains(kind, STR("TAX")) || str_contains(kind, STR("VAT"));
        draft_id(&s->draft, p, is_tax ? "tax" : "identifier", text_of(s, i, "textualValue"));
    }
}

static void take_party(struct one_source *s, node *party)
{
    struct trade_party p = party_none;
    node *who = get(s, party, "partyDetails");
    node *address = get(s, get(s, who, "basedAtLocation"), "address");
    if (!role_of(text_of(s, party, "partyRole"), &p.role))
        return;
    set(s, &party_fields, &p, "name", text_of(s, who, "name"));
    struct walk w = walk_of(s, address, "streetAddressLines");
    for (node *line = walk_next(&w); line != NULL; line = walk_next(&w))
        draft_word(&s->draft, scalar(s, line));
    p.address = draft_take(&s->draft);
    struct str city = text_of(s, address, "cityName");
    set(s, &party_fields, &p, "city", city.n > 0 ? city : text_of(s, address, "cityCode"));
    struct str code = text_of(s, address, "postalCode");
    set(s, &party_fields, &p, "postcode",
        code.n > 0 ? code : text_of(s, address, "textualPostCode"));
    set(s, &party_fields, &p, "country", text_of(s, address, "country"));
    take_contacts(s, &p, who);
    take_contacts(s, &p, get(s, who, "contactPersons"));
    take_ids(s, &p, who);
    take_ids(s, &p, party);
    draft_id(&s->draft, &p, "iata-agent", text_of(s, who, "iataCargoAgentCode"));
    draft_party(&s->draft, &p);
}

static void take_parties(struct one_source *s, node *owner)
{
    struct walk w = walk_of(s, owner, "involvedParties");
    for (node *p = walk_next(&w); p != NULL && s->draft.status == SEINE_OK; p = walk_next(&w))
        take_party(s, p);
}

static struct str place(struct one_source *s, node *location)
{
    struct str code = scalar(s, get(s, location, "locationCodes"));
    if (code.n == 0)
        code = text_of(s, location, "code");
    if (code.n == 0 && location != NULL && location->type == JSON_OBJECT)
        code = local_part(json_text(location, "@id"));
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
    struct walk w = walk_of(s, piece, "contentProducts");
    for (node *product = walk_next(&w); product != NULL && number.n == 0; product = walk_next(&w))
        number = text_of(s, product, "unNumber");
    return draft_un_number(&s->draft, number);
}

/* Pieces of the same goods that follow each other are one item. */
static void take_piece(struct one_source *s, node *piece)
{
    struct draft *d = &s->draft;
    struct trade_goods g = goods_none;
    struct walk w = walk_of(s, piece, "contentProducts");
    node *product = walk_next(&w);
    struct str text = text_of(s, piece, "goodsDescription");
    g.description = text.n > 0 ? text : text_of(s, product, "description");
    set(s, &goods_fields, &g, "hs", text_of(s, product, "hsCode"));
    set(s, &goods_fields, &g, "origin", text_of(s, piece, "contentProductionCountry"));
    g.un_number = un_number_of(s, piece);
    set_mass(s, &goods_fields, &g, get(s, piece, "grossWeight"));
    g.quantity_milli = 1000;
    g.unit = STR("PKG");
    struct trade_goods *last = s->item > 0 ? &d->b.goods.v[s->item - 1] : NULL;
    if (d->status == SEINE_OK && last != NULL && same_goods(last, &g)) {
        last->quantity_milli += 1000;
        bool has_both = last->gross_g != TRADE_NONE && g.gross_g != TRADE_NONE;
        last->gross_g = has_both ? last->gross_g + g.gross_g : TRADE_NONE;
        return;
    }
    draft_goods(d, &g);
    s->item = d->b.goods.n;
    for (product = walk_next(&w); product != NULL; product = walk_next(&w))
        draft_hs(d, text_of(s, product, "hsCode"));
}

static void take_shipment(struct one_source *s, node *shipment)
{
    struct draft *d = &s->draft;
    struct walk w = walk_of(s, shipment, "pieces");
    node *volume = get(s, shipment, "totalVolume");
    int64_t n = 0;
    if (shipment == NULL)
        return;
    take_parties(s, shipment);
    for (node *p = walk_next(&w); p != NULL && d->status == SEINE_OK; p = walk_next(&w), n++) {
        if (++s->n_pieces > MAX_PIECES)
            draft_fail(d, STR_EMPTY, "pieces", "are too many in this document");
        take_piece(s, p);
    }
    if (n > 0 && d->status == SEINE_OK)
        d->c.pieces = n;
    set_mass(s, &consignment_fields, &d->c, get(s, shipment, "totalGrossWeight"));
    struct str unit = unit_of(s, volume);
    draft_volume(d, unit.n > 0 ? unit : STR("MTQ"), text_of(s, volume, "numericalValue"));
    w = walk_of(s, shipment, "textualHandlingInstructions");
    for (node *i = walk_next(&w); i != NULL; i = walk_next(&w))
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
    node *weight = get(s, line, "rateGrossWeight");
    set_mass(s, &goods_fields, &g, weight ? weight : get(s, line, "grossWeightForRate"));
    if (g.gross_g != TRADE_NONE && (*mass == TRADE_NONE || *mass < INT64_MAX / 2))
        *mass = g.gross_g + (*mass == TRADE_NONE ? 0 : *mass);
    set(s, &consignment_fields, &part, "pieces", text_of(s, line, "pieceCountForRate"));
    if (part.pieces != TRADE_NONE && (*n == TRADE_NONE || *n < INT64_MAX / 2))
        *n = part.pieces + (*n == TRADE_NONE ? 0 : *n);
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
    struct walk w = walk_of(s, waybill, "waybillLineItems");
    for (node *line = walk_next(&w); line != NULL && d->status == SEINE_OK; line = walk_next(&w))
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
    struct walk w = walk_of(s, movement, "movementTimes");
    for (node *t = walk_next(&w); t != NULL; t = walk_next(&w)) {
        bool is_in = str_contains(text_of(s, t, "direction"), STR("INBOUND"));
        int rank = time_rank(text_of(s, t, "movementTimeType"));
        struct str time = text_of(s, t, "movementTimestamp");
        if (rank <= ranks[is_in] || time.n == 0)
            continue;
        ranks[is_in] = rank;
        set(s, &leg_fields, leg, is_in ? "arrived" : "departed", time);
    }
}

static void take_movements(struct one_source *s)
{
    struct draft *d = &s->draft;
    for (size_t i = 0; i < s->movements.n && d->status == SEINE_OK; i++) {
        struct trade_leg leg = leg_none;
        node *m = s->movements.v[i];
        set(s, &leg_fields, &leg, "from", place(s, get(s, m, "departureLocation")));
        set(s, &leg_fields, &leg, "to", place(s, get(s, m, "arrivalLocation")));
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
    if (s->waybills.n == 1)
        take_movements(s);
    if (d->b.legs.n == 0) {
        set(s, &leg_fields, &leg, "from", place(s, get(s, waybill, "departureLocation")));
        set(s, &leg_fields, &leg, "to", place(s, get(s, waybill, "arrivalLocation")));
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

/* Line and column of the value at which the record failed. */
static void locate(struct one_source *s)
{
    struct draft *d = &s->draft;
    bool is_inside = s->seen.p >= s->bytes.p && s->seen.p < s->bytes.p + s->bytes.n;
    size_t at = is_inside ? (size_t)(s->seen.p - s->bytes.p) : 0;
    size_t low = 0;
    size_t high = s->line_ends.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->line_ends.v[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    d->line = (int64_t)low + 1;
    d->column = (int64_t)(low > 0 ? at - s->line_ends.v[low - 1] : at + 1);
}

static bool find_lines(struct one_source *s)
{
    bool ok = true;
    for (size_t i = 0; i < s->bytes.n && ok; i++)
        ok = s->bytes.p[i] != '\n' || VEC_PUSH(&s->line_ends, i);
    return ok;
}

static enum seine_status finish(struct one_source *s)
{
    struct draft *d = &s->draft;
    if (d->status == SEINE_RANGE)
        locate(s);
    return draft_finish(d, s->batch, 1, s->bytes);
}

static void start(struct one_source *s, node *object, const char *kind)
{
    draft_start(&s->draft);
    s->item = 0;
    s->seen = s->bytes;
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
    node *master = get(s, waybill, "masterWaybill");
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
    take_shipment(s, get(s, waybill, "shipment"));
    take_lines(s, waybill);
    take_description(s, get(s, waybill, "shipment"));
    take_route(s, waybill);
    node *value = get(s, waybill, "declaredValueForCustoms");
    if (d->b.goods.n == 1 && d->status == SEINE_OK) {
        struct trade_goods *g = &d->b.goods.v[0];
        set(s, &goods_fields, g, "value", text_of(s, value, "numericalValue"));
        set(s, &goods_fields, g, "currency", text_of(s, value, "currencyUnit"));
    }
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

/* The types of an object are a set: ["LogisticsObject", "Shipment"] in any order. */
static bool is_type(node *object, const char *name)
{
    node *type = member(object, "@type");
    bool is_list = type != NULL && type->type == JSON_ARRAY;
    bool is = false;
    for (type = is_list ? type->first : type; type != NULL && !is;
         type = is_list ? type->next : NULL)
        is = type->type == JSON_STRING && str_is_ci(local_part(type->text), str_of(name));
    return is;
}

/* More than a number by which another waybill names it. */
static bool is_waybill(node *v)
{
    static const char *const keys[] = {"shipment", "involvedParties", "waybillLineItems",
                                       "carrierDeclarationDate"};
    bool says = false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        says = says || member(v, keys[i]) != NULL;
    return says && (is_type(v, "Waybill") || member(v, "waybillNumber") != NULL);
}

/* An object that is more than a reference. */
static bool collect_one(struct one_source *s, node *v)
{
    struct str id = json_text(v, "@id");
    struct named name = {id, v, s->names.n};
    bool ok = id.n == 0 || VEC_PUSH(&s->names, name);
    if (is_waybill(v))
        ok = ok && VEC_PUSH(&s->waybills, v);
    else if (is_type(v, "Shipment") && v->n > 2)
        ok = ok && VEC_PUSH(&s->shipments, v);
    else if (is_type(v, "TransportMovement") && v->n > 2)
        ok = ok && VEC_PUSH(&s->movements, v);
    return ok;
}

/* All objects of the document in its order. */
static bool collect(struct one_source *s, node *root)
{
    node *stack[LIMIT_JSON_DEPTH + 2];
    size_t depth = 0;
    stack[depth++] = root;
    while (depth > 0) {
        node *v = stack[depth - 1];
        if (v == NULL) {
            depth--;
            continue;
        }
        stack[depth - 1] = depth > 1 ? v->next : NULL;
        if (v->type == JSON_OBJECT && !collect_one(s, v))
            return false;
        bool has_children = (v->type == JSON_OBJECT || v->type == JSON_ARRAY) && v->first != NULL;
        if (has_children && depth < sizeof stack / sizeof *stack)
            stack[depth++] = v->first;
    }
    if (s->names.n > 1)
        qsort(s->names.v, s->names.n, sizeof *s->names.v, compare_named);
    return true;
}

static enum seine_status reject(struct one_source *s, const char *reason)
{
    struct place at = {s->draft.source, s->draft.line, s->draft.column};
    return batch_reject(s->batch, at, STR_EMPTY, str_of(reason), s->bytes);
}

static enum seine_status read_graph(struct one_source *s, node *root)
{
    enum seine_status status = find_lines(s) && collect(s, root) ? SEINE_OK : SEINE_NOMEM;
    for (size_t i = 0; i < s->waybills.n && status == SEINE_OK; i++)
        if (resolve(s, s->waybills.v[i]) == s->waybills.v[i])
            status = read_waybill(s, s->waybills.v[i]);
    for (size_t i = 0; i < s->shipments.n && status == SEINE_OK && s->waybills.n == 0; i++)
        status = read_shipment(s, s->shipments.v[i]);
    s->batch->rows += s->waybills.n + s->shipments.n;
    if (status == SEINE_OK && s->waybills.n + s->shipments.n == 0)
        status = reject(s, "the document holds no waybill and no shipment");
    return status;
}

static enum seine_status read_document(struct one_source *s)
{
    node *root = NULL;
    struct seine_error failed = {0};
    enum seine_status status = json_parse(s->bytes, &s->batch->arena, &root, &failed);
    s->draft.line = s->draft.column = 1;
    if (status == SEINE_OK)
        return read_graph(s, root);
    if (status == SEINE_NOMEM)
        return status;
    s->draft.line = failed.line > 0 ? failed.line : 1;
    s->draft.column = failed.column > 0 ? failed.column : 1;
    return reject(s, failed.message);
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

static enum seine_status one_open(struct input *in, void **ret, struct seine_error *err)
{
    struct one_source *s = mem_calloc(1, sizeof *s);
    if (s == NULL)
        return error_set(err, SEINE_NOMEM, "no memory for a reader");
    s->in = in;
    draft_init(&s->draft, input_name(in));
    *ret = s;
    return SEINE_OK;
}

static void one_free(void *state)
{
    struct one_source *s = state;
    draft_release(&s->draft);
    VEC_RELEASE(&s->names);
    VEC_RELEASE(&s->waybills);
    VEC_RELEASE(&s->shipments);
    VEC_RELEASE(&s->movements);
    VEC_RELEASE(&s->line_ends);
    mem_free(s);
}

static enum seine_status one_next(void *state, size_t max_rows, struct trade_batch *batch,
                                  bool *ret_more, struct seine_error *err)
{
    struct one_source *s = state;
    (void)max_rows;
    *ret_more = false;
    if (s->is_done)
        return SEINE_OK;
    s->is_done = true;
    s->batch = batch;
    enum seine_status status = draft_batch(&s->draft, batch) ? SEINE_OK : SEINE_NOMEM;
    const char *trouble = NULL;
    if (status == SEINE_OK)
        status = message_bytes(&s->draft, s->in, &s->bytes, &trouble, err);
    s->draft.line = s->draft.column = 1;
    if (status == SEINE_OK)
        status = trouble != NULL ? reject(s, trouble) : read_document(s);
    return status == SEINE_NOMEM ? error_set(err, status, "no memory for a message") : status;
}

const struct message_format format_one_record = {"one-record", one_is, one_open, one_next,
                                                 one_free};
