/* trade/xffm.c - Cargo-XML: the flight manifest (XFFM). Of each air waybill on board what the
 * flight takes of it to one airport, as cimp_ffm.c reads it from Cargo-IMP.
 *
 *   FlightManifest ─► ArrivalEvent (airport) ─► AssociatedTransportCargo (container, or bulk)
 *                                                  ─► IncludedMasterConsignment (waybill's line)
 */
#include "trade/loaded.h"
#include "trade/xml_message.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_HEAD_TEXT = 100 };

struct xffm_line {
    struct str number;
    const struct xml_node *consignment, *cargo;
    size_t order;
};

typedef VEC(struct xffm_line) line_list;

static struct str short_text(struct str s)
{
    return str_slice(s, 0, s.n < MAX_HEAD_TEXT ? s.n : MAX_HEAD_TEXT);
}

static int by_number(const void *a, const void *b)
{
    const struct xffm_line *x = a;
    const struct xffm_line *y = b;
    int order = str_compare(x->number, y->number);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static bool collect(const struct xml_node *arrival, line_list *lines)
{
    bool ok = true;
    for (const struct xml_node *cargo = xml_at(arrival, "AssociatedTransportCargo"); cargo && ok;
         cargo = xml_again(cargo))
        for (const struct xml_node *c = xml_at(cargo, "IncludedMasterConsignment"); c && ok;
             c = xml_again(c)) {
            struct str number = str_trim(xml_text(c, "TransportContractDocument/ID"));
            ok = VEC_PUSH(lines, ((struct xffm_line){number, c, cargo, lines->n}));
        }
    if (lines->n > 1)
        qsort(lines->v, lines->n, sizeof *lines->v, by_number);
    return ok;
}

/* "PMC12345LH" */
static void take_container(struct draft *d, const struct xml_node *cargo)
{
    const struct xml_node *uld = xml_at(cargo, "UtilizedUnitLoadTransportEquipment");
    struct str type = str_trim(xml_text(uld, "CharacteristicCode"));
    struct str serial = str_trim(xml_text(uld, "ID"));
    struct str owner = str_trim(xml_text(uld, "OperatingParty/PrimaryID"));
    struct str name = draft_concat(d, type, serial);
    if (serial.n > 0)
        draft_extra(d, "uld", draft_concat(d, name, owner));
}

static void take_line(struct draft *d, const struct xffm_line *line, struct loaded *sum)
{
    const struct xml_node *c = line->consignment;
    const struct xml_node *volume = xml_at(c, "GrossVolumeMeasure");
    const struct xml_node *loaded = xml_at(c, "PieceQuantity");
    struct trade_consignment whole = consignment_none;
    struct str unit = xml_attribute(volume, "unitCode");
    draft_at(d, STR_EMPTY, c->line, c->column);
    d->c.pieces = d->c.gross_g = d->c.volume_cm3 = TRADE_NONE;
    xml_set_mass(d, &consignment_fields, &d->c, "gross_kg", xml_at(c, "GrossWeightMeasure"));
    draft_volume(d, unit.n > 0 ? unit : STR("MTQ"), xml_plain(d, volume));
    xml_set(d, &consignment_fields, &whole, "pieces", xml_at(c, "TotalPieceQuantity"));
    xml_set(d, &consignment_fields, &d->c, "pieces", loaded);
    if (loaded == NULL) { /* the total is that of the line */
        d->c.pieces = whole.pieces;
        whole.pieces = TRADE_NONE;
    }
    struct str code = str_trim(xml_text(c, "TransportSplitDescription"));
    loaded_add(sum, &(struct loaded_line){d->c.pieces, d->c.gross_g, d->c.volume_cm3, whole.pieces,
                                          short_text(code)});
    loaded_describe(sum, d, xml_plain(d, xml_at(c, "SummaryDescription")));
    take_container(d, line->cargo);
}

static struct str number_of(struct draft *d, struct str number)
{
    if (number.n > MAX_HEAD_TEXT)
        draft_fail(d, number, "doc_number", "is longer than 100 bytes");
    return draft_waybill_number(d, number);
}

static void take_flight(const struct xml_document *doc, const struct xml_node *arrival,
                        struct trade_leg *leg)
{
    struct draft *d = doc->d;
    const struct xml_node *movement = xml_at(doc->root, "LogisticsTransportMovement");
    const struct xml_node *from = xml_at(movement, "DepartureEvent");
    xml_set(d, &leg_fields, leg, "vehicle", xml_at(movement, "ID"));
    leg->vehicle = short_text(leg->vehicle);
    xml_set(d, &leg_fields, leg, "from", xml_at(from, "OccurrenceDepartureLocation/ID"));
    xml_set(d, &leg_fields, leg, "to", xml_at(arrival, "OccurrenceArrivalLocation/ID"));
    xml_set(d, &leg_fields, leg, "departed", xml_at(from, "DepartureOccurrenceDateTime"));
    xml_set(d, &leg_fields, leg, "arrived", xml_at(arrival, "ArrivalOccurrenceDateTime"));
}

static enum seine_status read_waybill(const struct xml_document *doc,
                                      const struct xml_node *arrival, const struct xffm_line *lines,
                                      size_t n)
{
    struct draft *d = doc->d;
    struct loaded sum = loaded_none;
    struct trade_leg flight = leg_none;
    const struct xml_node *first = lines->consignment;
    const struct xml_node *head = xml_at(doc->root, "MessageHeaderDocument");
    draft_start(d);
    for (size_t i = 0; i < n; i++)
        xml_remarks(d, lines[i].consignment); /* needs d->text, as the descriptions do */
    for (size_t i = 0; i < n && d->status == SEINE_OK; i++)
        take_line(d, &lines[i], &sum);
    draft_at(d, STR_EMPTY, first->line, first->column);
    loaded_finish(&sum, d, number_of(d, lines->number), 1);
    take_flight(doc, arrival, &flight);
    loaded_way(d, str_trim(xml_text(first, "OriginLocation/ID")),
               str_trim(xml_text(first, "FinalDestinationLocation/ID")), &flight);
    xml_set(d, &document_fields, &d->c, "issued", xml_at(head, "IssueDateTime"));
    d->c.is_withdrawn = xml_withdraws(xml_text(head, "PurposeCode"));
    draft_extra(d, "message", doc->kind);
    draft_extra(d, "message_version", short_text(xml_text(head, "VersionID")));
    draft_extra(d, "message_purpose", short_text(xml_text(head, "PurposeCode")));
    draft_extra(d, "message_issued", short_text(xml_text(head, "IssueDateTime")));
    return xml_finish(doc, first);
}

enum seine_status xffm_manifest(const struct xml_document *doc)
{
    enum seine_status status = SEINE_OK;
    bool has_any = false;
    for (const struct xml_node *arrival = xml_at(doc->root, "ArrivalEvent");
         arrival && status == SEINE_OK; arrival = xml_again(arrival)) {
        line_list lines = {0};
        status = collect(arrival, &lines) ? SEINE_OK : SEINE_NOMEM;
        for (size_t from = 0, to; from < lines.n && status == SEINE_OK; from = to) {
            for (to = from; to < lines.n && str_is(lines.v[to].number, lines.v[from].number);)
                to++;
            has_any = true;
            status = read_waybill(doc, arrival, lines.v + from, to - from);
        }
        VEC_RELEASE(&lines);
    }
    if (status != SEINE_OK || has_any)
        return status;
    struct place at = {doc->d->source, doc->root->line, doc->root->column};
    return batch_reject(doc->batch, at, STR_EMPTY, STR("the manifest names no air waybill"),
                        doc->bytes);
}
