/* trade/cargo_xml.c - Cargo-XML: the master waybill (XFWB), the house waybill (XFZB) and the house
 * manifest (XFHL).
 *
 * Declarations of customs (wco_xml.c) and flight manifests (xffm.c) come through the same door. The
 * three share their vocabulary: a consignment with parties, places, movements, notes and items.
 * Elements are found by their local names wherever an envelope puts the message. What the record
 * has no place for is left out, but for the message's own head. */
#include "trade/xml_message.h"

#include <string.h>

/* Of a text of the message's head, which each of its records repeats. */
enum { MAX_HEAD_TEXT = 100 };

struct xml_source {
    struct input *in;
    struct draft draft;
    bool is_done;
};

static struct str plain_at(struct draft *d, const struct xml_node *n, const char *path)
{
    return xml_plain(d, xml_at(n, path));
}

static const struct xml_node *address_of(const struct xml_node *party)
{
    static const char *const names[] = {"PostalStructuredAddress", "FreightForwarderAddress",
                                        "StructuredAddress"};
    const struct xml_node *found = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && found == NULL; i++)
        found = xml_at(party, names[i]);
    return found;
}

static void take_party(struct draft *d, const struct xml_node *n, enum trade_role role,
                       const char *prefix)
{
    struct trade_party p = party_none;
    const struct xml_node *address = address_of(n);
    const struct xml_node *contact = xml_at(n, "DefinedTradeContact");
    if (n == NULL)
        return;
    p.role = role;
    d->prefix = prefix;
    xml_set(d, &party_fields, &p, "name", xml_at(n, "Name"));
    p.address = xml_address(d, address, "StreetName");
    xml_set(d, &party_fields, &p, "city", xml_at(address, "CityName"));
    xml_set(d, &party_fields, &p, "postcode", xml_at(address, "PostcodeCode"));
    xml_set(d, &party_fields, &p, "country", xml_at(address, "CountryID"));
    xml_set(d, &party_fields, &p, "phone",
            xml_at(contact, "DirectTelephoneCommunication/CompleteNumber"));
    xml_set(d, &party_fields, &p, "email", xml_at(contact, "URIEmailCommunication/URIID"));
    draft_id(d, &p, "account", xml_text(n, "AccountID"));
    draft_id(d, &p, "iata-agent", xml_text(n, "CargoAgentID"));
    draft_id(d, &p, "cass", xml_text(n, "SpecifiedCargoAgentLocation/ID"));
    draft_id(d, &p, "contact-person", plain_at(d, contact, "PersonName"));
    draft_party(d, &p);
    d->prefix = "";
}

static void take_parties(struct draft *d, const struct xml_node *c)
{
    take_party(d, xml_at(c, "ConsignorParty"), TRADE_SHIPPER, "shipper_");
    take_party(d, xml_at(c, "ConsigneeParty"), TRADE_CONSIGNEE, "consignee_");
    take_party(d, xml_at(c, "FreightForwarderParty"), TRADE_FORWARDER, "forwarder_");
    for (const struct xml_node *n = xml_at(c, "AssociatedParty"); n; n = xml_again(n)) {
        enum trade_role role = TRADE_NOTIFY;
        struct str code = xml_text(n, "RoleCode");
        if (code.n == 0 || message_role(code, &role))
            take_party(d, n, role, role == TRADE_NOTIFY ? "notify_" : "associated_");
    }
    for (const struct xml_node *n = xml_at(c, "IncludedCustomsNote"); n; n = xml_again(n)) {
        struct str content = plain_at(d, n, "Content");
        draft_customs(d, xml_text(n, "SubjectCode"), xml_text(n, "ContentCode"), content);
    }
}

static struct str first_text(const struct xml_node *n, const char *a, const char *b)
{
    struct str text = xml_text(n, a);
    return text.n > 0 ? text : xml_text(n, b);
}

static void take_movement(struct draft *d, const struct xml_node *n)
{
    struct trade_leg leg = leg_none;
    const struct xml_node *from = xml_at(n, "DepartureEvent");
    const struct xml_node *to = xml_at(n, "ArrivalEvent");
    draft_at(d, STR_EMPTY, n->line, n->column);
    xml_set(d, &leg_fields, &leg, "from", xml_at(from, "OccurrenceDepartureLocation/ID"));
    xml_set(d, &leg_fields, &leg, "to", xml_at(to, "OccurrenceArrivalLocation/ID"));
    xml_set(d, &leg_fields, &leg, "vehicle", xml_at(n, "ID"));
    xml_set(d, &leg_fields, &leg, "carrier", xml_at(n, "UsedLogisticsTransportMeans/Name"));
    leg.mode = xml_mode(xml_text(n, "ModeCode"));
    if (leg.mode == TRADE_MODE_NONE)
        leg.mode = TRADE_AIR;
    draft_set(d, &leg_fields, &leg, "departed",
              first_text(from, "DepartureOccurrenceDateTime", "ScheduledOccurrenceDateTime"));
    draft_set(d, &leg_fields, &leg, "arrived",
              first_text(to, "ArrivalOccurrenceDateTime", "ScheduledOccurrenceDateTime"));
    draft_leg(d, &leg);
}

static void take_route(struct draft *d, const struct xml_node *c)
{
    for (const struct xml_node *n = xml_at(c, "SpecifiedLogisticsTransportMovement"); n;
         n = xml_again(n))
        take_movement(d, n);
    struct trade_leg leg = leg_none;
    bool has_legs = d->b.legs.n > 0;
    if (has_legs)
        leg.from = d->b.legs.v[d->b.legs.n - 1].to;
    else
        xml_set(d, &leg_fields, &leg, "from", xml_at(c, "OriginLocation/ID"));
    xml_set(d, &leg_fields, &leg, "to", xml_at(c, "FinalDestinationLocation/ID"));
    leg.mode = TRADE_AIR;
    if (!has_legs || (leg.to.n > 0 && leg.from.n > 0 && !str_is(leg.from, leg.to)))
        draft_leg(d, &leg); /* also the last stage, which is often not booked yet */
    if (d->status == SEINE_OK && d->b.legs.n > 0)
        d->c.carrier = d->b.legs.v[0].carrier;
}

static int64_t volume_of(struct draft *d, const struct xml_node *owner)
{
    const struct xml_node *volume = xml_at(owner, "GrossVolumeMeasure");
    struct str unit = xml_attribute(volume, "unitCode");
    return draft_cm3(d, unit.n > 0 ? unit : STR("MTQ"), xml_plain(d, volume));
}

static void take_item(struct draft *d, const struct xml_node *n)
{
    struct trade_goods g = goods_none;
    const struct xml_node *code = xml_at(n, "TypeCode");
    draft_at(d, STR_EMPTY, n->line, n->column);
    xml_set(d, &goods_fields, &g, "hs", code);
    xml_set(d, &goods_fields, &g, "description",
            xml_at(n, "NatureIdentificationTransportCargo/Identification"));
    xml_set(d, &goods_fields, &g, "origin", xml_at(n, "OriginCountry/ID"));
    xml_set_mass(d, &goods_fields, &g, "gross_kg", xml_at(n, "GrossWeightMeasure"));
    xml_set(d, &goods_fields, &g, "quantity", xml_at(n, "PieceQuantity"));
    if (g.quantity_milli != TRADE_NONE)
        g.unit = STR("PKG");
    draft_goods(d, &g);
    draft_item_volume(d, volume_of(d, n));
    for (code = xml_again(code); code != NULL; code = xml_again(code))
        draft_hs(d, xml_plain(d, code));
}

static void take_items(struct draft *d, const struct xml_node *c)
{
    for (const struct xml_node *r = xml_at(c, "ApplicableRating"); r; r = xml_again(r))
        for (const struct xml_node *n = xml_at(r, "IncludedMasterConsignmentItem"); n;
             n = xml_again(n))
            take_item(d, n);
    for (const struct xml_node *n = xml_at(c, "IncludedHouseConsignmentItem"); n; n = xml_again(n))
        take_item(d, n);
    struct trade_goods g = goods_none;
    const struct xml_node *summary = xml_at(c, "SummaryDescription");
    if (d->status != SEINE_OK)
        return;
    if (d->b.goods.n == 0) {
        xml_set(d, &goods_fields, &g, "description", summary);
        draft_goods(d, &g);
    } else if (summary != NULL) {
        draft_extra(d, "summary_description", xml_plain(d, summary));
    }
    const struct xml_node *value = xml_at(c, "DeclaredValueForCustomsAmount");
    draft_declared_value(d, xml_plain(d, value), xml_attribute(value, "currencyID"));
}

/* What is paid at either end may be in two currencies, which make no sum: the second is kept as an
 * extra. */
static void add_charge(struct draft *d, const struct xml_node *n)
{
    int64_t cents = n != NULL ? draft_cents(d, "freight", xml_plain(d, n)) : TRADE_NONE;
    if (cents == TRADE_NONE || d->status != SEINE_OK)
        return;
    struct str currency = str_trim(xml_attribute(n, "currencyID"));
    struct str before = d->c.freight_currency;
    bool has_any = d->c.freight_cents != TRADE_NONE && d->c.freight_cents > 0;
    if (has_any && cents == 0)
        return;
    if (has_any && currency.n > 0 && before.n > 0 && !str_is_ci(currency, before)) {
        struct str amount = draft_concat(d, xml_plain(d, n), STR(" "));
        draft_extra(d, "freight_in_other_currency", draft_concat(d, amount, currency));
        return;
    }
    d->c.freight_cents = trade_sum(cents, has_any ? d->c.freight_cents : TRADE_NONE);
    draft_set(d, &consignment_fields, &d->c, "freight_currency", currency);
}

static void take_charges(struct draft *d, const struct xml_node *c)
{
    const struct xml_node *sum =
        xml_at(c, "ApplicableTotalRating/ApplicablePrepaidCollectMonetarySummation");
    for (const struct xml_node *n = sum; n != NULL; n = xml_again(n))
        add_charge(d, xml_at(n, "GrandTotalAmount"));
    if (sum == NULL) {
        add_charge(d, xml_at(c, "TotalPrepaidChargeAmount"));
        add_charge(d, xml_at(c, "TotalCollectChargeAmount"));
    }
}

static void take_consignment(struct draft *d, const struct xml_node *c)
{
    const struct xml_node *mass = xml_at(c, "IncludedTareGrossWeightMeasure");
    xml_set_mass(d, &consignment_fields, &d->c, "gross_kg",
                 mass != NULL ? mass : xml_at(c, "GrossWeightMeasure"));
    xml_set(d, &consignment_fields, &d->c, "pieces", xml_at(c, "TotalPieceQuantity"));
    d->c.volume_cm3 = volume_of(d, c);
    take_parties(d, c);
    take_route(d, c);
    xml_remarks(d, c);
    take_items(d, c);
    take_charges(d, c);
}

/* What a message says of itself: looked up once, since a manifest has many houses. */
struct message_head {
    const struct xml_node *issued, *number;
    const struct xml_node *master; /* number of the consignment that is read */
    struct str version, purpose, time, type;
};

static struct message_head find_head(const struct xml_document *doc)
{
    const struct xml_node *head = xml_at(doc->root, "MessageHeaderDocument");
    const struct xml_node *business = xml_at(doc->root, "BusinessHeaderDocument");
    struct message_head h = {.issued =
                                 xml_at(business, "SignatoryCarrierAuthentication/ActualDateTime"),
                             .number = xml_at(business, "ID"),
                             .version = xml_text(head, "VersionID"),
                             .purpose = xml_text(head, "PurposeCode"),
                             .time = xml_text(head, "IssueDateTime"),
                             .type = xml_text(head, "TypeCode")};
    if (h.issued == NULL)
        h.issued = xml_at(head, "IssueDateTime");
    return h;
}

static struct str short_text(struct str s)
{
    return str_slice(s, 0, s.n < MAX_HEAD_TEXT ? s.n : MAX_HEAD_TEXT);
}

static void take_head(const struct xml_document *doc, const struct message_head *h)
{
    struct draft *d = doc->d;
    xml_set(d, &document_fields, &d->c, "issued", h->issued);
    d->c.is_withdrawn = xml_withdraws(h->purpose);
    draft_extra(d, "message", doc->kind);
    draft_extra(d, "message_version", short_text(h->version));
    draft_extra(d, "message_purpose", short_text(h->purpose));
    draft_extra(d, "message_issued", short_text(h->time));
    draft_extra(d, "message_type", short_text(h->type));
    d->c.mode = TRADE_AIR;
}

/* The number of a document; what every house repeats must be short. */
static struct str number_of(struct draft *d, const struct xml_node *n)
{
    struct str text = n != NULL ? n->text : STR_EMPTY;
    if (text.n > MAX_HEAD_TEXT) {
        draft_at(d, text, n->line, n->column);
        draft_fail(d, text, "doc_number", "is longer than 100 bytes");
        return STR_EMPTY;
    }
    return xml_plain(d, n);
}

static enum seine_status read_master(const struct xml_document *doc)
{
    struct draft *d = doc->d;
    struct message_head h = find_head(doc);
    draft_start(d);
    draft_at(d, STR_EMPTY, doc->root->line, doc->root->column);
    take_head(doc, &h);
    d->c.document = TRADE_DOC_AWB;
    d->c.id = d->c.number = draft_waybill_number(d, number_of(d, h.number));
    take_consignment(d, xml_at(doc->root, "MasterConsignment"));
    return xml_finish(doc, doc->root);
}

static enum seine_status read_house(const struct xml_document *doc, const struct message_head *h,
                                    const struct xml_node *house)
{
    struct draft *d = doc->d;
    draft_start(d);
    draft_at(d, STR_EMPTY, house->line, house->column);
    take_head(doc, h);
    d->c.document = TRADE_DOC_HAWB;
    d->c.master = draft_waybill_number(d, number_of(d, h->master));
    d->c.number = number_of(d, xml_at(house, "TransportContractDocument/ID"));
    if (d->c.number.n == 0)
        d->c.number = number_of(d, xml_at(house, "ID"));
    if (d->c.number.n == 0)
        d->c.number = number_of(d, h->number);
    d->c.id = d->c.number;
    if (d->c.master.n > 0 && d->c.number.n > 0)
        d->c.id = draft_concat(d, draft_concat(d, d->c.master, STR("/")), d->c.number);
    take_consignment(d, house);
    return xml_finish(doc, house);
}

static enum seine_status read_houses(const struct xml_document *doc)
{
    const struct xml_node *master = xml_at(doc->root, "MasterConsignment");
    struct message_head h = find_head(doc);
    enum seine_status status = SEINE_OK;
    struct place at = {doc->d->source, doc->root->line, doc->root->column};
    bool has_house = false;
    for (; master != NULL && status == SEINE_OK; master = xml_again(master)) {
        const struct xml_node *house = xml_at(master, "IncludedHouseConsignment");
        h.master = xml_at(master, "TransportContractDocument/ID");
        has_house |= house != NULL;
        for (; house != NULL && status == SEINE_OK; house = xml_again(house))
            status = read_house(doc, &h, house);
    }
    if (has_house || status != SEINE_OK)
        return status;
    return batch_reject(doc->batch, at, STR_EMPTY, STR("the message names no house"), doc->bytes);
}

static bool is_message(struct str name)
{
    return str_is(name, STR("Waybill")) || str_is(name, STR("HouseWaybill")) ||
           str_is(name, STR("HouseManifest")) || str_is(name, STR("FlightManifest")) ||
           str_is(name, STR("Declaration"));
}

static enum seine_status read_message(const struct xml_document *doc)
{
    if (str_is(doc->kind, STR("Declaration")))
        return wco_declaration(doc);
    if (str_is(doc->kind, STR("FlightManifest")))
        return xffm_manifest(doc);
    return str_is(doc->kind, STR("Waybill")) ? read_master(doc) : read_houses(doc);
}

static enum seine_status read_messages(struct xml_source *s, const struct xml_node *root,
                                       struct str bytes, struct trade_batch *batch)
{
    enum seine_status status = SEINE_OK;
    for (const struct xml_node *n = root; n != NULL && status == SEINE_OK;) {
        bool found = is_message(n->name) && (n->first != NULL || n->text.n == 0);
        struct xml_document doc = {&s->draft, batch, n, bytes, n->name};
        if (found) {
            batch->rows++;
            status = read_message(&doc);
        }
        n = xml_walk(root, n, found);
    }
    return status;
}

static bool xml_is(struct str head)
{
    return head.n > 0 && head.p[0] == '<' &&
           (str_contains(head, STR("iata:waybill")) || str_contains(head, STR("iata:house")) ||
            str_contains(head, STR("Waybill")) || str_contains(head, STR("HouseManifest")) ||
            str_contains(head, STR("FlightManifest")));
}

static bool wco_is(struct str head)
{
    return head.n > 0 && head.p[0] == '<' && str_contains(head, STR("urn:wco:datamodel")) &&
           str_contains(head, STR("Declaration"));
}

static enum seine_status xml_open(struct input *in, void **ret, struct seine_error *err)
{
    struct xml_source *s = mem_calloc(1, sizeof *s);
    if (s == NULL)
        return error_set(err, SEINE_NOMEM, "no memory for a reader");
    s->in = in;
    draft_init(&s->draft, input_name(in));
    *ret = s;
    return SEINE_OK;
}

static void xml_free(void *state)
{
    struct xml_source *s = state;
    draft_release(&s->draft);
    mem_free(s);
}

static enum seine_status reject(const struct xml_source *s, struct trade_batch *batch, int64_t line,
                                int64_t column, const char *reason, struct str raw)
{
    struct place at = {s->draft.source, line, column};
    return batch_reject(batch, at, STR_EMPTY, str_of(reason), raw);
}

/* A document that breaks gives a reject only: half of a message is no message. */
static enum seine_status read_document(struct xml_source *s, struct str bytes,
                                       struct trade_batch *batch)
{
    struct xml_fault fault = {"", 1, 1};
    struct xml_node *root = NULL;
    size_t before = batch->consignments.n + batch->rejects.n;
    enum seine_status status = xml_parse(bytes, &batch->arena, &root, &fault);
    if (status == SEINE_FORMAT)
        return reject(s, batch, fault.line, fault.column, fault.reason, bytes);
    if (status == SEINE_OK)
        status = read_messages(s, root, bytes, batch);
    if (status == SEINE_OK && batch->consignments.n + batch->rejects.n == before)
        status = reject(s, batch, 1, 1, "the document holds no message that is read here", bytes);
    return status;
}

static enum seine_status xml_next(void *state, size_t max_rows, struct trade_batch *batch,
                                  bool *ret_more, struct seine_error *err)
{
    struct xml_source *s = state;
    struct str bytes = STR_EMPTY;
    const char *trouble = NULL;
    (void)max_rows;
    *ret_more = false;
    if (s->is_done)
        return SEINE_OK;
    s->is_done = true;
    enum seine_status status = draft_batch(&s->draft, batch) ? SEINE_OK : SEINE_NOMEM;
    if (status == SEINE_OK)
        status = message_bytes(&s->draft, s->in, &bytes, &trouble, err);
    if (status == SEINE_OK)
        status = trouble != NULL ? reject(s, batch, 1, 1, trouble, bytes)
                                 : read_document(s, bytes, batch);
    return status == SEINE_NOMEM ? error_set(err, status, "no memory for a message") : status;
}

const struct message_format format_cargo_xml = {"cargo-xml", xml_is, xml_open, xml_next, xml_free};
const struct message_format format_wco_xml = {"wco-xml", wco_is, xml_open, xml_next, xml_free};
