/* trade/wco_xml.c - customs declarations of the WCO data model (DEC, version 3, as customs of the
 * European Union and the United Kingdom take them): one declaration is one record.
 *
 * Parties may stand at the declaration, the shipment and each goods item: of a role all that differ
 * are taken, since an item may have a consignee of its own, and the importer is not always the
 * consignee. Measures of duty, guarantees and previous documents are left out, but for the
 * transport document. */
#include "trade/xml_message.h"

#include <string.h>

/* Each item may repeat it. */
static bool is_known(const struct draft *d, const struct trade_party *p)
{
    for (size_t i = 0; i < d->b.parties.n; i++) {
        const struct trade_party *q = &d->b.parties.v[i];
        bool has_name = p->name.n == 0 || str_is(p->name, q->name);
        bool has_id = p->n_ids == 0 || (q->n_ids > 0 && str_is(p->ids[0].value, q->ids[0].value));
        if (p->role == q->role && has_name && has_id)
            return true;
    }
    return false;
}

static void take_party(struct draft *d, const struct xml_node *n, enum trade_role role,
                       const char *prefix)
{
    struct trade_party p = party_none;
    const struct xml_node *address = xml_at(n, "Address");
    if (n == NULL)
        return;
    p.role = role;
    d->prefix = prefix;
    xml_set(d, &party_fields, &p, "name", xml_at(n, "Name"));
    p.address = xml_address(d, address, "Line");
    xml_set(d, &party_fields, &p, "city", xml_at(address, "CityName"));
    xml_set(d, &party_fields, &p, "postcode", xml_at(address, "PostcodeID"));
    xml_set(d, &party_fields, &p, "country", xml_at(address, "CountryCode"));
    const struct xml_node *contact = xml_at(n, "Communication");
    struct str value = xml_plain(d, xml_at(contact, "ID"));
    bool is_email = str_find_byte(value, '@', 0) != SIZE_MAX;
    draft_set(d, &party_fields, &p, is_email ? "email" : "phone", value);
    draft_id(d, &p, "eori", xml_plain(d, xml_at(n, "ID")));
    if (!is_known(d, &p))
        draft_party(d, &p);
    d->prefix = "";
}

static void take_parties(struct draft *d, const struct xml_node *n)
{
    static const struct {
        const char *name;
        enum trade_role role;
        const char *prefix;
    } rows[] = {
        {"Consignor", TRADE_SHIPPER, "shipper_"},
        {"Exporter", TRADE_SHIPPER, "shipper_"},
        {"Consignee", TRADE_CONSIGNEE, "consignee_"},
        {"Importer", TRADE_CONSIGNEE, "consignee_"},
        {"Buyer", TRADE_BUYER, "buyer_"},
        {"Seller", TRADE_SELLER, "seller_"},
        {"Declarant", TRADE_DECLARANT, "declarant_"},
        {"Agent", TRADE_FORWARDER, "forwarder_"},
        {"NotifyParty", TRADE_NOTIFY, "notify_"},
    };
    for (size_t i = 0; n != NULL && i < sizeof rows / sizeof *rows; i++)
        take_party(d, xml_at(n, rows[i].name), rows[i].role, rows[i].prefix);
}

/* The classification that is a nomenclature of goods: TSP (combined), HS, else the first. */
static const struct xml_node *code_of(const struct xml_node *commodity)
{
    const struct xml_node *first = xml_at(commodity, "Classification");
    for (const struct xml_node *n = first; n != NULL; n = xml_again(n)) {
        struct str kind = xml_text(n, "IdentificationTypeCode");
        if (str_is(kind, STR("TSP")) || str_is(kind, STR("HS")) || str_is(kind, STR("SRZ")))
            return n;
    }
    return first;
}

static void take_value(struct draft *d, struct trade_goods *g, const struct xml_node *n)
{
    if (n == NULL || g->value_cents != TRADE_NONE)
        return;
    xml_set(d, &goods_fields, g, "value", n);
    draft_set(d, &goods_fields, g, "currency", xml_attribute(n, "currencyID"));
}

static void take_item(struct draft *d, const struct xml_node *n)
{
    struct trade_goods g = goods_none;
    const struct xml_node *commodity = xml_at(n, "Commodity");
    const struct xml_node *measure = xml_at(commodity, "GoodsMeasure");
    draft_at(d, STR_EMPTY, n->line, n->column);
    xml_set(d, &goods_fields, &g, "line", xml_at(n, "SequenceNumeric"));
    xml_set(d, &goods_fields, &g, "description", xml_at(commodity, "Description"));
    xml_set(d, &goods_fields, &g, "hs", xml_at(code_of(commodity), "ID"));
    xml_set_mass(d, &goods_fields, &g, "gross_kg", xml_at(measure, "GrossMassMeasure"));
    const struct xml_node *net = xml_at(measure, "NetNetWeightMeasure");
    xml_set_mass(d, &goods_fields, &g, "net_kg",
                 net != NULL ? net : xml_at(measure, "NetWeightMeasure"));
    const struct xml_node *quantity = xml_at(measure, "TariffQuantity");
    xml_set(d, &goods_fields, &g, "quantity", quantity);
    g.unit = xml_attribute(quantity, "unitCode");
    take_value(d, &g, xml_at(commodity, "InvoiceLine/ItemChargeAmount"));
    take_value(d, &g, xml_at(n, "StatisticalValueAmount"));
    xml_set(d, &goods_fields, &g, "origin", xml_at(n, "Origin/CountryCode"));
    struct str number = xml_plain(d, xml_at(commodity, "DangerousGoods/UNDGID"));
    g.un_number = draft_un_number(d, number);
    draft_goods(d, &g);
    take_parties(d, n);
}

/* UN/EDIFACT 1001: waybills and bills of lading (70x and 74x), and of the others those of sea,
 * rail, road, post and several modes. */
static bool is_transport(struct str type)
{
    if (type.n != 3 || type.p[0] != '7')
        return false;
    return type.p[1] == '0' || type.p[1] == '4' ||
           str_contains(STR("710 711 714 716 720 722 730 750 760 765"), type);
}

static void take_transport_documents(struct draft *d, const struct xml_node *owner)
{
    static const char *const names[] = {"TransportContractDocument", "AdditionalDocument",
                                        "PreviousDocument"};
    for (size_t i = 0; owner != NULL && i < sizeof names / sizeof *names; i++)
        for (const struct xml_node *n = xml_at(owner, names[i]); n && d->c.master.n == 0;
             n = xml_again(n))
            if (is_transport(xml_text(n, "TypeCode")))
                d->c.master = xml_plain(d, xml_at(n, "ID"));
}

/* Of the declaration or its shipment. */
static void take_consignment(struct draft *d, const struct xml_node *n)
{
    const struct xml_node *carrier = xml_at(n, "Carrier");
    take_parties(d, n);
    take_transport_documents(d, n);
    if (d->c.carrier.n == 0)
        d->c.carrier = xml_plain(d, xml_at(carrier, "Name"));
    draft_extra(d, "carrier_id", xml_plain(d, xml_at(carrier, "ID")));
    for (const struct xml_node *i = xml_at(n, "Itinerary"); i != NULL; i = xml_again(i))
        draft_extra(d, "routing_country", xml_plain(d, xml_at(i, "RoutingCountryCode")));
}

static void take_date(struct draft *d, const struct xml_node *root)
{
    const struct xml_node *n = xml_at(root, "AcceptanceDateTime/DateTimeString");
    if (n == NULL)
        n = xml_at(root, "IssueDateTime/DateTimeString");
    struct str text = xml_plain(d, n);
    draft_date(d, "issued", &d->c.issued, text, str_trim(xml_attribute(n, "formatCode")));
}

bool wco_withdraws(struct str function, struct str type)
{
    return message_withdraws(function) || str_is(str_trim(type), STR(WCO_INVALIDATION));
}

static void take_head(struct draft *d, const struct xml_node *root)
{
    struct str type = xml_plain(d, xml_at(root, "TypeCode"));
    struct str reference = xml_plain(d, xml_at(root, "FunctionalReferenceID"));
    struct str number = xml_plain(d, xml_at(root, "ID"));
    d->c.id = reference.n > 0 ? reference : number;
    d->c.number = number.n > 0 ? number : reference;
    bool is_either = str_starts(type, STR("CO")); /* within a customs union */
    bool has_exporter = xml_at(root, "Exporter") != NULL && xml_at(root, "Importer") == NULL;
    if (str_starts(type, STR("EX")) || (is_either && has_exporter))
        d->c.document = TRADE_DOC_EXPORT;
    else if (str_starts(type, STR("IM")) || is_either)
        d->c.document = TRADE_DOC_IMPORT;
    take_date(d, root);
    struct str function = str_trim(xml_text(root, "FunctionCode"));
    d->c.is_withdrawn = wco_withdraws(function, type);
    d->c.mode = xml_mode(xml_text(root, "BorderTransportMeans/ModeCode"));
    xml_set(d, &consignment_fields, &d->c, "pieces", xml_at(root, "TotalPackageQuantity"));
    xml_set_mass(d, &consignment_fields, &d->c, "gross_kg", xml_at(root, "TotalGrossMassMeasure"));
    draft_extra(d, "message", STR("Declaration"));
    draft_extra(d, "declaration_type", type);
    draft_extra(d, "function", function);
    draft_extra(d, "vehicle_id", xml_plain(d, xml_at(root, "BorderTransportMeans/ID")));
}

static void take_shipment(struct draft *d, const struct xml_node *shipment)
{
    take_parties(d, shipment);
    take_consignment(d, xml_at(shipment, "Consignment"));
    draft_extra(d, "destination_country",
                xml_plain(d, xml_at(shipment, "Destination/CountryCode")));
    draft_extra(d, "export_country", xml_plain(d, xml_at(shipment, "ExportCountry/ID")));
    const struct xml_node *n = xml_at(shipment, "Consignment/TransportEquipment");
    for (; n != NULL && d->status == SEINE_OK; n = xml_again(n))
        draft_container(d, xml_text(n, "ID"));
    n = xml_at(shipment, "GovernmentAgencyGoodsItem");
    for (; n != NULL && d->status == SEINE_OK; n = xml_again(n)) {
        take_item(d, n);
        take_transport_documents(d, n);
    }
    take_transport_documents(d, shipment);
}

enum seine_status wco_declaration(const struct xml_document *doc)
{
    struct draft *d = doc->d;
    draft_start(d);
    draft_at(d, STR_EMPTY, doc->root->line, doc->root->column);
    take_head(d, doc->root);
    take_parties(d, doc->root);
    take_consignment(d, xml_at(doc->root, "Consignment"));
    const struct xml_node *n = xml_at(doc->root, "GoodsShipment");
    for (; n != NULL && d->status == SEINE_OK; n = xml_again(n))
        take_shipment(d, n);
    take_transport_documents(d, doc->root);
    n = xml_at(doc->root, "InvoiceAmount");
    draft_declared_value(d, xml_plain(d, n), xml_attribute(n, "currencyID"));
    return xml_finish(doc, doc->root);
}
