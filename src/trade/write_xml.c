/* trade/write_xml.c - air waybills and houses as Cargo-XML (XFWB, XFZB), declarations in the WCO
 * data model, for tests and exchange: what cargo_xml.c and wco_xml.c read, by the same names.
 *
 * What a message has no place for is left out: the file of record is NDJSON. A record of another
 * kind of document, or without a number, is refused with the reason. Bytes that XML cannot hold
 * become blanks. */
#include "trade/messages.h"
#include "trade/write.h"
#include "trade/xml_message.h"

#include <string.h>

static void add_text(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '&')
            buf_add_z(out, "&amp;");
        else if (c == '<')
            buf_add_z(out, "&lt;");
        else if (c == '>')
            buf_add_z(out, "&gt;");
        else if (c == '"')
            buf_add_z(out, "&quot;");
        else
            buf_add_c(out, c < 0x20 ? ' ' : s.p[i]);
    }
}

static void open_element(struct buf *out, const char *name)
{
    buf_add_f(out, "<%s>", name);
}

static void close_element(struct buf *out, const char *name)
{
    buf_add_f(out, "</%s>", name);
}

/* Nothing for an empty text. attribute NULL: none. */
static void leaf_with(struct buf *out, const char *name, const char *attribute, struct str value,
                      struct str text)
{
    text = str_trim(text);
    if (text.n == 0)
        return;
    buf_add_f(out, "<%s", name);
    if (attribute && value.n > 0) {
        buf_add_f(out, " %s=\"", attribute);
        add_text(out, value);
        buf_add_c(out, '"');
    }
    buf_add_c(out, '>');
    add_text(out, text);
    close_element(out, name);
}

static void leaf(struct buf *out, const char *name, struct str text)
{
    leaf_with(out, name, NULL, STR_EMPTY, text);
}

/* value / 10^decimals; nothing if missing. */
static void number(struct buf *out, const char *name, const char *attribute, struct str unit,
                   int64_t value, int decimals)
{
    struct buf text;
    if (value == TRADE_NONE)
        return;
    buf_init(&text, 64);
    buf_add_fixed(&text, value, decimals);
    leaf_with(out, name, attribute, unit, buf_str(&text));
    buf_release(&text);
}

static void when(struct buf *out, const char *name, struct trade_when t)
{
    struct buf text;
    if (t.day == DATE_NONE)
        return;
    buf_init(&text, 64);
    buf_add_date_time(&text, t.day, t.second);
    leaf(out, name, buf_str(&text));
    buf_release(&text);
}

/* UN/ECE recommendation 19; a courier's parcel goes by air. */
static struct str mode_code(enum trade_mode m)
{
    static const char *const codes[] = {"", "4", "1", "2", "3", "5", "4"};
    return str_of(codes[m]);
}

/* ---- Cargo-XML ----------------------------------------------------------------------------------
 */

static void air_party(struct buf *out, const struct trade_party *p, const char *element)
{
    const char *address =
        p->role == TRADE_FORWARDER ? "FreightForwarderAddress" : "PostalStructuredAddress";
    open_element(out, element);
    leaf(out, "Name", p->name);
    leaf(out, "AccountID", party_id(p, "account"));
    leaf(out, "CargoAgentID", party_id(p, "iata-agent"));
    open_element(out, address);
    leaf(out, "PostcodeCode", p->postcode);
    leaf(out, "StreetName", p->address);
    leaf(out, "CityName", p->city);
    leaf(out, "CountryID", p->country);
    close_element(out, address);
    open_element(out, "DefinedTradeContact");
    leaf(out, "PersonName", party_id(p, "contact-person"));
    open_element(out, "DirectTelephoneCommunication");
    leaf(out, "CompleteNumber", p->phone);
    close_element(out, "DirectTelephoneCommunication");
    open_element(out, "URIEmailCommunication");
    leaf(out, "URIID", p->email);
    close_element(out, "URIEmailCommunication");
    close_element(out, "DefinedTradeContact");
    open_element(out, "SpecifiedCargoAgentLocation");
    leaf(out, "ID", party_id(p, "cass"));
    close_element(out, "SpecifiedCargoAgentLocation");
    if (p->role == TRADE_NOTIFY)
        leaf(out, "RoleCode", STR("NI"));
    close_element(out, element);
}

/* What customs are told of a party: its tax number, a security number. */
static void customs_notes(struct buf *out, const struct trade_consignment *c)
{
    static const struct {
        enum trade_role role;
        const char *subject;
    } subjects[] = {{TRADE_SHIPPER, "SHP"},
                    {TRADE_CONSIGNEE, "CNE"},
                    {TRADE_FORWARDER, "AGT"},
                    {TRADE_NOTIFY, "NFY"}};
    static const char *const kinds[][2] = {{"tax", "T"}, {"security", "RA"}};
    for (size_t s = 0; s < sizeof subjects / sizeof *subjects; s++)
        for (size_t i = 0; i < c->n_parties; i++) {
            const struct trade_party *p = &c->parties[i];
            if (p->role != subjects[s].role)
                continue;
            for (size_t n = 0; n < 2 * p->n_ids; n++) {
                const struct trade_id *id = &p->ids[n / 2];
                if (!str_is(id->type, str_of(kinds[n % 2][0])))
                    continue;
                open_element(out, "IncludedCustomsNote");
                leaf(out, "ContentCode", str_of(kinds[n % 2][1]));
                leaf(out, "Content", id->value);
                leaf(out, "SubjectCode", str_of(subjects[s].subject));
                close_element(out, "IncludedCustomsNote");
            }
            break; /* the first of a role is the one that notes are about */
        }
}

static void air_parties(struct buf *out, const struct trade_consignment *c)
{
    static const char *const elements[TRADE_N_ROLES] = {
        [TRADE_SHIPPER] = "ConsignorParty",
        [TRADE_CONSIGNEE] = "ConsigneeParty",
        [TRADE_FORWARDER] = "FreightForwarderParty",
        [TRADE_NOTIFY] = "AssociatedParty",
    };
    bool has[TRADE_N_ROLES] = {false};
    for (size_t i = 0; i < c->n_parties; i++) {
        enum trade_role role = c->parties[i].role;
        if (elements[role] && (!has[role] || role == TRADE_NOTIFY))
            air_party(out, &c->parties[i], elements[role]);
        has[role] = true;
    }
    customs_notes(out, c);
}

static void movement(struct buf *out, const struct trade_leg *l)
{
    open_element(out, "SpecifiedLogisticsTransportMovement");
    leaf(out, "ModeCode", mode_code(l->mode));
    leaf(out, "ID", l->vehicle);
    open_element(out, "UsedLogisticsTransportMeans");
    leaf(out, "Name", l->carrier);
    close_element(out, "UsedLogisticsTransportMeans");
    open_element(out, "DepartureEvent");
    when(out, "DepartureOccurrenceDateTime", l->departed);
    open_element(out, "OccurrenceDepartureLocation");
    leaf(out, "ID", l->from);
    close_element(out, "OccurrenceDepartureLocation");
    close_element(out, "DepartureEvent");
    open_element(out, "ArrivalEvent");
    when(out, "ArrivalOccurrenceDateTime", l->arrived);
    open_element(out, "OccurrenceArrivalLocation");
    leaf(out, "ID", l->to);
    close_element(out, "OccurrenceArrivalLocation");
    close_element(out, "ArrivalEvent");
    close_element(out, "SpecifiedLogisticsTransportMovement");
}

static void air_route(struct buf *out, const struct trade_consignment *c)
{
    for (size_t i = 0; i < c->n_legs; i++)
        movement(out, &c->legs[i]);
    open_element(out, "FinalDestinationLocation");
    leaf(out, "ID", c->n_legs ? c->legs[c->n_legs - 1].to : STR_EMPTY);
    close_element(out, "FinalDestinationLocation");
}

static void air_item(struct buf *out, const struct trade_goods *g, const char *element)
{
    open_element(out, element);
    leaf(out, "TypeCode", g->hs);
    number(out, "GrossWeightMeasure", "unitCode", STR("KGM"), g->gross_g, 3);
    if (str_is(g->unit, STR("PKG")))
        number(out, "PieceQuantity", NULL, STR_EMPTY, g->quantity_milli, 3);
    open_element(out, "NatureIdentificationTransportCargo");
    leaf(out, "Identification", g->description);
    close_element(out, "NatureIdentificationTransportCargo");
    open_element(out, "OriginCountry");
    leaf(out, "ID", g->origin);
    close_element(out, "OriginCountry");
    close_element(out, element);
}

static void air_consignment(struct buf *out, const struct trade_consignment *c, bool is_master)
{
    const char *item = is_master ? "IncludedMasterConsignmentItem" : "IncludedHouseConsignmentItem";
    number(out, "IncludedTareGrossWeightMeasure", "unitCode", STR("KGM"), c->gross_g, 3);
    number(out, "GrossVolumeMeasure", "unitCode", STR("MTQ"), c->volume_cm3, 6);
    number(out, "TotalPieceQuantity", NULL, STR_EMPTY, c->pieces, 0);
    air_parties(out, c);
    air_route(out, c);
    open_element(out, "HandlingOSIInstructions");
    leaf(out, "Description", c->remarks);
    close_element(out, "HandlingOSIInstructions");
    int64_t cents = TRADE_NONE;
    struct str currency = STR_EMPTY;
    if (record_declared(c, &cents, &currency))
        number(out, "DeclaredValueForCustomsAmount", "currencyID", currency, cents, 2);
    leaf(out, "SummaryDescription", record_extra(c, "summary_description"));
    if (is_master)
        open_element(out, "ApplicableRating");
    for (size_t i = 0; i < c->n_goods; i++)
        air_item(out, &c->goods[i], item);
    if (is_master)
        close_element(out, "ApplicableRating");
    open_element(out, "ApplicableTotalRating");
    open_element(out, "ApplicablePrepaidCollectMonetarySummation");
    number(out, "GrandTotalAmount", "currencyID", c->freight_currency, c->freight_cents, 2);
    close_element(out, "ApplicablePrepaidCollectMonetarySummation");
    close_element(out, "ApplicableTotalRating");
}

static void air_head(struct buf *out, const struct trade_consignment *c)
{
    struct str purpose = record_extra(c, "message_purpose");
    open_element(out, "MessageHeaderDocument");
    leaf(out, "TypeCode", record_extra(c, "message_type"));
    leaf(out, "IssueDateTime", record_extra(c, "message_issued"));
    bool is_told = c->is_withdrawn == xml_withdraws(purpose);
    leaf(out, "PurposeCode", is_told ? purpose : c->is_withdrawn ? STR("Deletion") : STR_EMPTY);
    leaf(out, "VersionID", record_extra(c, "message_version"));
    close_element(out, "MessageHeaderDocument");
    open_element(out, "BusinessHeaderDocument");
    leaf(out, "ID", c->number);
    open_element(out, "SignatoryCarrierAuthentication");
    when(out, "ActualDateTime", c->issued);
    close_element(out, "SignatoryCarrierAuthentication");
    close_element(out, "BusinessHeaderDocument");
}

const char *trade_write_cargo_xml(struct buf *out, const struct trade_consignment *c)
{
    bool is_master = c->document == TRADE_DOC_AWB;
    const char *root = is_master ? "Waybill" : "HouseWaybill";
    if (!is_master && c->document != TRADE_DOC_HAWB)
        return "only air waybills and their houses are messages of Cargo-XML";
    if (str_trim(c->number).n == 0)
        return "the message must have the waybill's number";
    buf_add_f(out, "<%s xmlns=\"iata:%s:1\">", root, is_master ? "waybill" : "housewaybill");
    air_head(out, c);
    open_element(out, "MasterConsignment");
    if (is_master) {
        air_consignment(out, c, true);
    } else {
        open_element(out, "TransportContractDocument");
        leaf(out, "ID", c->master);
        close_element(out, "TransportContractDocument");
        open_element(out, "IncludedHouseConsignment");
        air_consignment(out, c, false);
        close_element(out, "IncludedHouseConsignment");
    }
    close_element(out, "MasterConsignment");
    buf_add_f(out, "</%s>\n", root);
    return NULL;
}

/* ---- declarations -------------------------------------------------------------------------------
 */

static void wco_party(struct buf *out, const struct trade_consignment *c, enum trade_role role,
                      const char *element)
{
    const struct trade_party *p = record_party(c, role);
    if (!p)
        return;
    open_element(out, element);
    leaf(out, "Name", p->name);
    leaf(out, "ID", party_id(p, "eori"));
    open_element(out, "Address");
    leaf(out, "CityName", p->city);
    leaf(out, "CountryCode", p->country);
    leaf(out, "Line", p->address);
    leaf(out, "PostcodeID", p->postcode);
    close_element(out, "Address");
    open_element(out, "Communication");
    leaf(out, "ID", p->phone.n ? p->phone : p->email);
    close_element(out, "Communication");
    close_element(out, element);
}

static void wco_item(struct buf *out, const struct trade_goods *g, struct str master)
{
    open_element(out, "GovernmentAgencyGoodsItem");
    number(out, "SequenceNumeric", NULL, STR_EMPTY, g->line, 0);
    number(out, "StatisticalValueAmount", "currencyID", g->currency, g->value_cents, 2);
    if (str_trim(master).n > 0) {
        open_element(out, "AdditionalDocument");
        leaf(out, "TypeCode", STR("740"));
        leaf(out, "ID", master);
        close_element(out, "AdditionalDocument");
    }
    open_element(out, "Commodity");
    leaf(out, "Description", g->description);
    open_element(out, "Classification");
    leaf(out, "ID", g->hs);
    leaf(out, "IdentificationTypeCode", STR("TSP"));
    close_element(out, "Classification");
    if (un_digits(g->un_number).n > 0) {
        open_element(out, "DangerousGoods");
        leaf(out, "UNDGID", un_digits(g->un_number));
        close_element(out, "DangerousGoods");
    }
    open_element(out, "GoodsMeasure");
    number(out, "GrossMassMeasure", NULL, STR_EMPTY, g->gross_g, 3);
    number(out, "NetNetWeightMeasure", NULL, STR_EMPTY, g->net_g, 3);
    number(out, "TariffQuantity", "unitCode", g->unit, g->quantity_milli, 3);
    close_element(out, "GoodsMeasure");
    close_element(out, "Commodity");
    open_element(out, "Origin");
    leaf(out, "CountryCode", g->origin);
    close_element(out, "Origin");
    close_element(out, "GovernmentAgencyGoodsItem");
}

static void wco_date(struct buf *out, struct trade_when t)
{
    struct buf text;
    int year, month, day;
    if (t.day == DATE_NONE)
        return;
    date_civil(t.day, &year, &month, &day);
    buf_init(&text, 64);
    buf_add_f(&text, "%04d%02d%02d", year, month, day);
    open_element(out, "AcceptanceDateTime");
    leaf_with(out, "DateTimeString", "formatCode", STR("102"), buf_str(&text));
    close_element(out, "AcceptanceDateTime");
    buf_release(&text);
}

static void wco_head(struct buf *out, const struct trade_consignment *c)
{
    struct str type = record_extra(c, "declaration_type");
    struct str function = record_extra(c, "function");
    if (c->is_withdrawn != wco_withdraws(function, type)) { /* kept from before it changed */
        function = c->is_withdrawn ? STR("1") : STR_EMPTY;
        type = str_is(str_trim(type), STR(WCO_INVALIDATION)) ? STR_EMPTY : type;
    }
    leaf(out, "FunctionCode", function);
    leaf(out, "FunctionalReferenceID", c->id);
    leaf(out, "ID", c->number);
    leaf(out, "TypeCode",
         type.n > 0                        ? type
         : c->document == TRADE_DOC_EXPORT ? STR("EXA")
                                           : STR("IMA"));
    wco_date(out, c->issued);
    number(out, "TotalGrossMassMeasure", NULL, STR_EMPTY, c->gross_g, 3);
    number(out, "TotalPackageQuantity", NULL, STR_EMPTY, c->pieces, 0);
    open_element(out, "BorderTransportMeans");
    leaf(out, "ID", record_extra(c, "vehicle_id"));
    leaf(out, "ModeCode", mode_code(c->mode));
    close_element(out, "BorderTransportMeans");
}

const char *trade_write_wco(struct buf *out, const struct trade_consignment *c)
{
    bool is_export = c->document == TRADE_DOC_EXPORT;
    if (!is_export && c->document != TRADE_DOC_IMPORT)
        return "only declarations for export or import are messages of the WCO data model";
    if (str_trim(c->number).n == 0)
        return "the message must have the declaration's number";
    buf_add_z(out, "<Declaration xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\">");
    wco_head(out, c);
    wco_party(out, c, TRADE_DECLARANT, "Declarant");
    wco_party(out, c, TRADE_FORWARDER, "Agent");
    wco_party(out, c, TRADE_SHIPPER, is_export ? "Exporter" : "Consignor");
    wco_party(out, c, TRADE_CONSIGNEE, is_export ? "Consignee" : "Importer");
    open_element(out, "GoodsShipment");
    wco_party(out, c, TRADE_BUYER, "Buyer");
    wco_party(out, c, TRADE_SELLER, "Seller");
    open_element(out, "Consignment");
    wco_party(out, c, TRADE_NOTIFY, "NotifyParty");
    close_element(out, "Consignment");
    open_element(out, "Destination");
    leaf(out, "CountryCode", record_extra(c, "destination_country"));
    close_element(out, "Destination");
    open_element(out, "ExportCountry");
    leaf(out, "ID", record_extra(c, "export_country"));
    close_element(out, "ExportCountry");
    for (size_t i = 0; i < c->n_goods; i++)
        wco_item(out, &c->goods[i], i == 0 ? c->master : STR_EMPTY);
    close_element(out, "GoodsShipment");
    buf_add_z(out, "</Declaration>\n");
    return NULL;
}
