/* trade/write_edifact.c - a consignment as a UN/EDIFACT message, a customs cargo report (CUSCAR)
 * or, if it was read from one, a transport instruction (IFTMIN), for tests and exchange: the
 * segments that edifact.c reads.
 *
 * A message has one transport: of a route the main carriage is written, and the places before and
 * behind it. What it has no place for is left out. The envelope (UNB, UNZ) is the sender's and not
 * written. */
#include "trade/messages.h"
#include "trade/reader.h"
#include "trade/write.h"

#include <string.h>

enum { MAX_VIA = 16 }; /* places of transhipment, as are read */

struct message {
    struct buf *out;
    const struct trade_consignment *c;
    int64_t n; /* segments so far */
};

/* With the release sign before signs of the grammar. */
static void add_text(struct buf *out, struct str s)
{
    s = str_trim(s);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '+' || s.p[i] == ':' || s.p[i] == '\'' || s.p[i] == '?')
            buf_add_c(out, '?');
        buf_add_c(out, (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i]);
    }
}

static void end_segment(struct message *m)
{
    buf_add_z(m->out, "'\n");
    m->n++;
}

/* lead, text, rest; nothing without a text. */
static void segment(struct message *m, const char *lead, struct str text, const char *rest)
{
    if (str_trim(text).n == 0)
        return;
    buf_add_z(m->out, lead);
    add_text(m->out, text);
    buf_add_z(m->out, rest);
    end_segment(m);
}

static void day_segment(struct message *m, const char *kind, struct trade_when t)
{
    int year, month, day;
    if (t.day == DATE_NONE)
        return;
    date_civil(t.day, &year, &month, &day);
    buf_add_f(m->out, "DTM+%s:%04d%02d%02d:102", kind, year, month, day);
    end_segment(m);
}

static void number_segment(struct message *m, const char *lead, int64_t value, int decimals,
                           struct str unit)
{
    if (value == TRADE_NONE)
        return;
    buf_add_z(m->out, lead);
    buf_add_fixed(m->out, value, decimals);
    if (unit.n > 0) {
        buf_add_c(m->out, ':');
        add_text(m->out, unit);
    }
    end_segment(m);
}

static struct str mode_code(enum trade_mode m)
{
    static const char *const codes[] = {
        [TRADE_SEA] = "1",     [TRADE_RAIL] = "2", [TRADE_ROAD] = "3",     [TRADE_AIR] = "4",
        [TRADE_COURIER] = "4", [TRADE_POST] = "5", [TRADE_MODE_NONE] = "",
    };
    return str_of(codes[m]);
}

/* The legs of the main carriage: the first that names a vehicle, a carrier or else its mode, and
 * those behind it that are carried alike. */
static void main_legs(const struct trade_consignment *c, size_t *ret_first, size_t *ret_last)
{
    size_t i = 0;
    while (i < c->n_legs && c->legs[i].vehicle.n == 0 && c->legs[i].carrier.n == 0)
        i++;
    for (size_t k = 0; i == c->n_legs && k < c->n_legs; k++)
        if (c->legs[k].mode != TRADE_MODE_NONE)
            i = k;
    *ret_first = i < c->n_legs ? i : 0;
    for (i = *ret_first; i + 1 < c->n_legs; i++)
        if (c->legs[i + 1].mode == TRADE_MODE_NONE || c->legs[i + 1].mode != c->legs[i].mode ||
            !str_is(c->legs[i + 1].carrier, c->legs[i].carrier))
            break;
    *ret_last = i;
}

/* Each place in its role. Before the main carriage and behind it there is room for two legs each.
 */
static void places(struct message *m, size_t first, size_t last)
{
    const struct trade_consignment *c = m->c;
    const struct trade_leg *l = c->legs;
    if (first > 0)
        segment(m, "LOC+88+", l[0].from, "");
    if (first > 1)
        segment(m, "LOC+76+", l[first - 1].from, "");
    segment(m, "LOC+9+", l[first].from, "");
    for (size_t i = first; i < last && i < first + MAX_VIA; i++)
        segment(m, "LOC+13+", l[i].to, "");
    segment(m, "LOC+11+", l[last].to, "");
    if (last + 2 < c->n_legs)
        segment(m, "LOC+7+", l[last + 1].to, "");
    if (last + 1 < c->n_legs)
        segment(m, last + 2 < c->n_legs ? "LOC+20+" : "LOC+7+", l[c->n_legs - 1].to, "");
}

static void transport(struct message *m)
{
    const struct trade_consignment *c = m->c;
    size_t first, last;
    main_legs(c, &first, &last);
    const struct trade_leg *leg = c->n_legs > 0 ? &c->legs[first] : NULL;
    struct str voyage = record_extra(c, "voyage");
    struct str vehicle = leg ? leg->vehicle : STR_EMPTY;
    buf_add_z(m->out, "TDT+20+");
    add_text(m->out, voyage.n > 0 ? voyage : vehicle);
    buf_add_f(m->out, "+" STR_FMT "++", STR_ARG(mode_code(c->mode)));
    add_text(m->out, leg && leg->carrier.n > 0 ? leg->carrier : c->carrier);
    buf_add_z(m->out, "+++");
    add_text(m->out, record_extra(c, "vehicle_id"));
    buf_add_z(m->out, ":::");
    add_text(m->out, voyage.n > 0 ? vehicle : STR_EMPTY);
    end_segment(m);
    if (!leg)
        return;
    day_segment(m, "136", leg->departed);
    day_segment(m, "132", c->legs[last].arrived);
    places(m, first, last);
}

static void party(struct message *m, const struct trade_party *p)
{
    static const char *const codes[TRADE_N_ROLES] = {
        [TRADE_SHIPPER] = "CZ",   [TRADE_CONSIGNEE] = "CN", [TRADE_NOTIFY] = "NI",
        [TRADE_FORWARDER] = "FW", [TRADE_DECLARANT] = "DT", [TRADE_BUYER] = "BY",
        [TRADE_SELLER] = "SE",    [TRADE_END_USER] = "UC",
    };
    if (!codes[p->role])
        return;
    buf_add_f(m->out, "NAD+%s+", codes[p->role]);
    add_text(m->out, party_id(p, "identifier"));
    buf_add_z(m->out, "++");
    struct str parts[] = {p->name, p->address, p->city, STR_EMPTY, p->postcode, p->country};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        buf_add_z(m->out, i > 0 ? "+" : "");
        add_text(m->out, parts[i]);
    }
    end_segment(m);
    for (size_t i = 0; i < p->n_ids; i++)
        if (str_is(p->ids[i].type, STR("tax")))
            segment(m, "RFF+VA:", p->ids[i].value, "");
    segment(m, "COM+", p->phone, ":TE");
    segment(m, "COM+", p->email, ":EM");
}

static void item(struct message *m, const struct trade_goods *g)
{
    buf_add_z(m->out, "GID+");
    if (g->line != TRADE_NONE)
        buf_add_fixed(m->out, g->line, 0);
    buf_add_c(m->out, '+');
    if (g->quantity_milli != TRADE_NONE)
        buf_add_fixed(m->out, g->quantity_milli, 3);
    if (g->unit.n > 0) {
        buf_add_c(m->out, ':');
        add_text(m->out, g->unit);
    }
    end_segment(m);
    segment(m, "FTX+AAA+++", g->description, "");
    number_segment(m, "MEA+AAE+G+KGM:", g->gross_g, 3, STR_EMPTY);
    number_segment(m, "MEA+AAE+N+KGM:", g->net_g, 3, STR_EMPTY);
    segment(m, "PIA+5+", g->hs, ":HS");
    segment(m, "DGS+IMD++", un_digits(g->un_number), "");
    number_segment(m, "MOA+44:", g->value_cents, 2, g->currency);
    segment(m, "LOC+27+", g->origin, "");
}

static bool has_containers(const struct trade_consignment *c)
{
    for (size_t i = 0; i < c->n_extras; i++)
        if (str_is(c->extras[i].key, STR(CONTAINER_KEY)))
            return true;
    return false;
}

/* The remarks, without "containers CSQU3054383 ..." at their end, and those numbers. */
static void remarks(struct message *m)
{
    static const struct str lead = {CONTAINERS_LEAD " ", sizeof CONTAINERS_LEAD};
    struct str text = m->c->remarks;
    struct str numbers = STR_EMPTY;
    struct str one;
    bool more = true;
    size_t at = text.n;
    while (at > 0 && text.p[at - 1] != ';')
        at--;
    struct str tail = str_trim(str_slice(text, at, text.n));
    if (str_starts(tail, lead) && has_containers(m->c)) {
        numbers = str_slice(tail, lead.n, tail.n);
        text = str_slice(text, 0, at > 0 ? at - 1 : 0);
    }
    segment(m, "FTX+AAI+++", text, "");
    while (str_cut(&numbers, &more, ' ', &one))
        segment(m, "EQD+CN+", one, "");
}

/* Before the parties: their references would be taken for the document's, its for theirs. */
static void head(struct message *m, bool is_instruction)
{
    const struct trade_consignment *c = m->c;
    buf_add_f(m->out, "UNH+1+%s'\n", is_instruction ? "IFTMIN:D:99B:UN" : "CUSCAR:D:95B:UN");
    m->n++;
    if (is_instruction) {
        segment(m, "BGM+340+", c->number, c->is_withdrawn ? "+1" : "+9");
    } else {
        buf_add_z(m->out, c->is_withdrawn ? "BGM+85++1" : "BGM+85++9");
        end_segment(m);
        segment(m, "CNI+1+", c->number, "");
    }
    day_segment(m, "137", c->issued);
    segment(m, "RFF+MB:", c->master, "");
    transport(m);
    number_segment(m, "CNT+11:", c->pieces, 0, STR_EMPTY);
    number_segment(m, "MEA+AAE+G+KGM:", c->gross_g, 3, STR_EMPTY);
    number_segment(m, "MEA+AAE+AAW+MTQ:", c->volume_cm3, 6, STR_EMPTY);
    number_segment(m, "MOA+64:", c->freight_cents, 2, c->freight_currency);
    remarks(m);
}

const char *trade_write_edifact(struct buf *out, const struct trade_consignment *c)
{
    struct message m = {.out = out, .c = c};
    bool is_declaration = c->document == TRADE_DOC_EXPORT || c->document == TRADE_DOC_IMPORT;
    if (is_declaration)
        return "is a declaration; CUSCAR and IFTMIN are messages of cargo";
    if (str_trim(c->number).n == 0)
        return "the message must have the document's number";
    head(&m, str_is(record_extra(c, "message"), STR("IFTMIN")));
    for (size_t i = 0; i < c->n_parties; i++)
        party(&m, &c->parties[i]);
    for (size_t i = 0; i < c->n_goods; i++)
        item(&m, &c->goods[i]);
    buf_add_f(out, "UNT+%lld+1'\n", (long long)m.n + 1);
    return NULL;
}
