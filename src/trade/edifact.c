/* trade/edifact.c - UN/EDIFACT: the customs cargo report (CUSCAR) and the transport instruction
 * (IFTMIN).
 *
 * CUSCAR: each CNI is one consignment, with the voyage of the message before it. IFTMIN: the
 * message is one. Segments are read by their tags in the order they come; groups are not checked,
 * since the guides of ports differ. What the record has no place for is left out. A bad value
 * before the first consignment costs the whole message: without its voyage none of them is whole.
 */
#include "trade/edifact.h"

#include <string.h>

enum { MAX_TEXT = 200, MAX_SHARED_PARTIES = 8, MAX_SHARED_TEXT = 4000 };

/* What a message says before its first consignment, and then of one. */
struct voyage {
    struct edi_way way;
    struct trade_when issued;
    bool has_main;     /* TDT+20 */
    bool is_withdrawn; /* the message is a cancellation or a deletion */
    struct str number, master;
    struct str carrier;            /* a party's, where the transport names none */
    struct str currency;           /* of amounts that name none */
    struct str value, value_in;    /* of all goods, and its currency */
    struct str voyage, vehicle_id; /* no fields of a record: extras */
};

/* Whose measures follow. */
enum edi_group { EDI_OF_CONSIGNMENT, EDI_OF_GOODS, EDI_OF_SPLIT, EDI_OF_EQUIPMENT };

struct edi_source {
    struct input *in;
    struct draft draft;
    struct trade_batch *batch;
    struct edi_text text;
    struct edi_envelope envelope;
    struct voyage message, now;
    struct trade_goods goods;
    struct buf description; /* of the goods */
    int64_t split_gross_g, split_net_g;
    int64_t cm3; /* of the goods */
    enum edi_group group;
    size_t end; /* of the segments that have been read */
    struct trade_party party;
    VEC(struct trade_party) shared; /* of the message's head, in the batch's arena */
    VEC(struct str) codes;          /* of the goods, behind their first */
    bool has_goods, has_party, is_open, is_consignment, is_head_bad, is_repaired, is_done;
    bool is_further;            /* not the message's first consignment */
    bool counts_are_late;       /* CNT of a consignment stands behind its goods */
    struct edi_segment skipped; /* the first of those that are not read */
    const char *why_skipped;    /* NULL: none are */
    struct str kind, raw;
    int64_t raw_line;
};

static void reset_goods(struct edi_source *s)
{
    VEC_CLEAR(&s->codes);
    buf_reset(&s->description);
    s->goods = goods_none;
    s->split_gross_g = s->split_net_g = s->cm3 = TRADE_NONE;
    s->has_goods = false;
}

static void flush_goods(struct edi_source *s)
{
    if (s->has_goods) {
        draft_word(&s->draft, buf_str(&s->description));
        if (buf_status(&s->description) != SEINE_OK)
            draft_fail(&s->draft, STR_EMPTY, "description", "is longer than the limit of 1 MiB");
        s->goods.description = draft_take(&s->draft);
        if (s->goods.gross_g == TRADE_NONE)
            s->goods.gross_g = s->split_gross_g;
        if (s->goods.net_g == TRADE_NONE)
            s->goods.net_g = s->split_net_g;
        draft_goods(&s->draft, &s->goods);
        for (size_t i = 0; i < s->codes.n; i++)
            draft_hs(&s->draft, s->codes.v[i]);
        draft_item_volume(&s->draft, s->cm3);
    }
    reset_goods(s);
}

/* Places that follow are the consignment's. */
static void leave_transport(struct edi_source *s)
{
    s->now.way.stage = EDI_MAIN;
    s->now.way.is_group = false;
}

static void flush_party(struct edi_source *s)
{
    if (s->has_party)
        draft_party(&s->draft, &s->party);
    s->has_party = false;
}

static void open_record(struct edi_source *s)
{
    draft_start(&s->draft);
    reset_goods(s);
    s->group = EDI_OF_CONSIGNMENT;
    s->has_party = false;
    s->is_open = true;
}

/* Parties of the message's head hold for a consignment that names none of their role. */
static void add_shared(struct edi_source *s)
{
    bool is_named[TRADE_N_ROLES] = {false};
    const struct draft *d = &s->draft;
    for (size_t i = 0; i < d->b.parties.n; i++)
        is_named[d->b.parties.v[i].role] = true;
    for (size_t i = 0; i < s->shared.n; i++)
        if (!is_named[s->shared.v[i].role])
            draft_party(&s->draft, &s->shared.v[i]);
}

/* At the first consignment. What each of them repeats must be short. */
static void keep_shared(struct edi_source *s)
{
    struct draft *d = &s->draft;
    size_t n = 0;
    flush_party(s);
    for (size_t i = 0; i < d->b.parties.n && d->status == SEINE_OK; i++) {
        const struct trade_party *p = &d->b.parties.v[i];
        n += p->name.n + p->address.n + p->city.n + p->postcode.n + p->phone.n + p->email.n;
        for (size_t k = 0; k < p->n_ids; k++)
            n += p->ids[k].value.n;
        if (i == MAX_SHARED_PARTIES || n > MAX_SHARED_TEXT)
            draft_fail(d, STR_EMPTY, "parties", "of the message's head are too many or too long");
        draft_nomem(d, VEC_PUSH(&s->shared, *p));
    }
}

static enum trade_document document_of(const struct voyage *v)
{
    bool is_house = v->master.n > 0;
    switch (v->way.stages[EDI_MAIN].mode) {
    case TRADE_AIR:
        return is_house ? TRADE_DOC_HAWB : TRADE_DOC_AWB;
    case TRADE_RAIL:
        return TRADE_DOC_RAIL;
    case TRADE_ROAD:
        return TRADE_DOC_ROAD;
    case TRADE_SEA:
        return is_house ? TRADE_DOC_HBL : TRADE_DOC_BL;
    default:
        return TRADE_DOC_NONE;
    }
}

static struct trade_leg *main_leg(struct edi_source *s)
{
    return &s->now.way.stages[EDI_MAIN];
}

/* Of the transport stage that is being read. */
static struct trade_leg *stage_leg(struct edi_source *s)
{
    return &s->now.way.stages[s->now.way.stage];
}

static enum seine_status close_record(struct edi_source *s)
{
    struct draft *d = &s->draft;
    if (!s->is_open)
        return SEINE_OK;
    flush_party(s);
    flush_goods(s);
    if (s->is_consignment)
        add_shared(s);
    draft_declared_value(d, s->now.value, s->now.value_in);
    s->is_open = false;
    d->c.id = d->c.number = s->now.number;
    d->c.master = s->now.master;
    if (s->now.master.n > 0 && s->now.number.n > 0)
        d->c.id = draft_concat(d, draft_concat(d, s->now.master, STR("/")), s->now.number);
    if (main_leg(s)->carrier.n == 0)
        main_leg(s)->carrier = s->now.carrier;
    d->c.mode = main_leg(s)->mode;
    d->c.document = document_of(&s->now);
    d->c.issued = s->now.issued;
    d->c.is_withdrawn = s->now.is_withdrawn;
    draft_here(d, STR_EMPTY, s->raw_line);
    if (s->now.is_withdrawn && s->now.number.n == 0)
        draft_fail(d, STR_EMPTY, "id",
                   "is missing; the message withdraws a report without naming its consignments");
    d->c.carrier = main_leg(s)->carrier;
    edi_way_legs(&s->now.way, d);
    draft_extra(d, "message", s->kind);
    draft_extra(d, "voyage", s->now.voyage);
    draft_extra(d, "vehicle_id", s->now.vehicle_id);
    if (s->is_repaired)
        draft_extra(d, REPAIRED_KEY, STR("record"));
    s->raw.n = (size_t)(s->text.bytes.p + s->end - s->raw.p);
    return draft_finish(d, s->batch, s->raw_line, s->raw);
}

static enum seine_status on_start(struct edi_source *s, const struct edi_segment *g)
{
    enum seine_status status = close_record(s);
    s->kind = edi_part(&s->text, g, 2, 0);
    s->message = (struct voyage){.way = edi_way_none, .issued = {DATE_NONE, -1}};
    s->message.number = s->message.master = s->message.currency = STR_EMPTY;
    s->message.carrier = s->message.value = s->message.value_in = STR_EMPTY;
    s->message.voyage = s->message.vehicle_id = STR_EMPTY;
    s->now = s->message;
    s->is_consignment = s->is_head_bad = s->is_further = s->counts_are_late = false;
    VEC_CLEAR(&s->shared);
    s->raw = g->raw;
    s->raw_line = g->line;
    if (status != SEINE_OK || code_is(s->kind, "CUSCAR IFTMIN")) {
        open_record(s);
        return status;
    }
    s->skipped = *g;
    s->why_skipped = "is no message that is read here; CUSCAR and IFTMIN are";
    return SEINE_OK;
}

/* What each consignment of the message repeats must be short. */
static bool is_too_long(const struct voyage *v)
{
    bool is_long = v->master.n > MAX_TEXT || v->carrier.n > MAX_TEXT || v->voyage.n > MAX_TEXT ||
                   v->vehicle_id.n > MAX_TEXT;
    for (size_t i = 0; i < EDI_STAGES; i++)
        is_long |= v->way.stages[i].carrier.n > MAX_TEXT || v->way.stages[i].vehicle.n > MAX_TEXT;
    return is_long;
}

static enum seine_status on_consignment(struct edi_source *s, const struct edi_segment *g)
{
    enum seine_status status = SEINE_OK;
    bool is_first = !s->is_consignment;
    if (!s->is_open || s->is_head_bad)
        return SEINE_OK;
    if (is_first)
        keep_shared(s);
    s->is_head_bad = is_first && s->draft.status != SEINE_OK;
    if (s->is_head_bad)
        return SEINE_OK;
    if (is_first)
        s->message = s->now;
    if (!is_first || s->has_goods) /* goods before the first are of a consignment of their own */
        status = close_record(s);
    bool is_long = is_too_long(&s->message) || s->kind.n > MAX_TEXT;
    open_record(s);
    draft_at(&s->draft, g->raw, g->line, g->column);
    if (is_long)
        draft_fail(&s->draft, g->raw, "vehicle", "or another text of the voyage is too long");
    s->now = s->message;
    s->now.value = s->now.value_in = STR_EMPTY; /* of all consignments */
    leave_transport(s);
    s->now.way.is_inherited = true;
    s->is_further = !is_first;
    s->is_consignment = true;
    s->raw = g->raw;
    s->raw_line = g->line;
    s->now.number = edi_part(&s->text, g, 2, 0);
    return status;
}

static void on_date(struct edi_source *s, const struct edi_segment *g)
{
    struct str kind = edi_part(&s->text, g, 1, 0);
    struct str text = edi_part(&s->text, g, 1, 1);
    struct str code = edi_part(&s->text, g, 1, 2);
    struct draft *d = &s->draft;
    if (code_is(kind, "137 182"))
        draft_date(d, "issued", &s->now.issued, text, code);
    else if (code_is(kind, "133 136 189"))
        draft_date(d, "departed", &stage_leg(s)->departed, text, code);
    else if (code_is(kind, "132 178 232"))
        draft_date(d, "arrived", &stage_leg(s)->arrived, text, code);
}

/* UN/EDIFACT 8067; where nothing says of the mode, by the means of transport (8179). */
static enum trade_mode mode_of(struct str mode, struct str means)
{
    static const struct {
        const char *code, *means;
        enum trade_mode mode;
    } rows[] = {{"1", "8 11 13", TRADE_SEA},
                {"2", "25", TRADE_RAIL},
                {"3", "31", TRADE_ROAD},
                {"4", "6", TRADE_AIR},
                {"5", "", TRADE_POST}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows && mode.n + means.n > 0; i++)
        if (mode.n > 0 ? mode.p[0] == *rows[i].code : code_is(means, rows[i].means))
            return rows[i].mode;
    return TRADE_MODE_NONE;
}

/* Main carriage (20), or what the message calls the means at the border (11) where it names no main
 * one; carriage before it (10) and behind it (30). */
static void on_transport(struct edi_source *s, const struct edi_segment *g)
{
    struct str qualifier = edi_part(&s->text, g, 1, 0);
    enum trade_mode mode = mode_of(edi_part(&s->text, g, 3, 0), edi_part(&s->text, g, 4, 0));
    struct str carrier = edi_part(&s->text, g, 5, 0);
    struct str name = edi_part(&s->text, g, 8, 3);
    struct edi_way *w = &s->now.way;
    bool is_main = code_is(qualifier, "20");
    if (!is_main && !code_is(qualifier, "10 30 11"))
        return;
    w->is_group = true;
    w->stage = code_is(qualifier, "10") ? EDI_PRE : code_is(qualifier, "30") ? EDI_ON : EDI_MAIN;
    if (w->stage == EDI_MAIN && !is_main && s->now.has_main)
        return;
    s->now.has_main |= is_main;
    struct trade_leg *leg = stage_leg(s);
    if (mode != TRADE_MODE_NONE)
        leg->mode = mode;
    leg->carrier = carrier.n > 0 ? carrier : edi_part(&s->text, g, 5, 3);
    leg->vehicle = name.n > 0 ? name : edi_part(&s->text, g, 2, 0);
    if (w->stage != EDI_MAIN)
        return;
    s->now.voyage = name.n > 0 ? edi_part(&s->text, g, 2, 0) : STR_EMPTY;
    s->now.vehicle_id = edi_part(&s->text, g, 8, 0);
}

static void on_place(struct edi_source *s, const struct edi_segment *g)
{
    struct str kind = edi_part(&s->text, g, 1, 0);
    struct str code = edi_part(&s->text, g, 2, 0);
    struct draft *d = &s->draft;
    if (s->has_goods && code_is(kind, "27 30"))
        draft_set(d, &goods_fields, &s->goods, "origin",
                  str_slice(code, 0, code.n < 2 ? code.n : 2));
    else
        edi_way_place(&s->now.way, d, kind, code, edi_part(&s->text, g, 2, 3));
}

static void on_reference(struct edi_source *s, const struct edi_segment *g)
{
    struct str kind = edi_part(&s->text, g, 1, 0);
    struct str value = edi_part(&s->text, g, 1, 1);
    if (code_is(kind, "MB MWB"))
        s->now.master = value;
    else if (code_is(kind, "BM BH AWB HWB AAM") && (!s->is_consignment || s->now.number.n == 0))
        s->now.number = value;
    else if (s->has_party && code_is(kind, "VA AHP FC"))
        draft_id(&s->draft, &s->party, "tax", value);
}

static void on_party(struct edi_source *s, const struct edi_segment *g)
{
    struct draft *d = &s->draft;
    struct trade_party *p = &s->party;
    struct str kind = edi_part(&s->text, g, 1, 0);
    flush_party(s);
    leave_transport(s);
    *p = party_none;
    s->has_party = message_role(kind, &p->role);
    if (code_is(kind, "CA"))
        s->now.carrier = edi_part(&s->text, g, 2, 0);
    if (!s->has_party)
        return;
    draft_id(d, p, "identifier", edi_part(&s->text, g, 2, 0));
    struct str first =
        edi_part(&s->text, g, 3, 0); /* of lines: the name, unless that stands for itself */
    struct str name = edi_whole(&s->text, g, 4, 0);
    struct str lines = edi_whole(&s->text, g, 3, name.n == 0 || str_is(first, name));
    struct str street = edi_whole(&s->text, g, 5, 0);
    draft_word(d, lines);
    draft_word(d, street);
    struct str state = edi_part(&s->text, g, 7, 3);
    state = state.n > 0 ? state : edi_part(&s->text, g, 7, 0);
    draft_set(d, &party_fields, p, "address", draft_address(d, draft_take(d), STR_EMPTY, state));
    draft_set(d, &party_fields, p, "name", name.n > 0 ? name : first);
    draft_set(d, &party_fields, p, "city", edi_part(&s->text, g, 6, 0));
    draft_set(d, &party_fields, p, "postcode", edi_part(&s->text, g, 8, 0));
    draft_set(d, &party_fields, p, "country", edi_part(&s->text, g, 9, 0));
}

/* Up to three in a segment; the first of a kind is the party's own, as in Cargo-IMP. */
static void on_contact(struct edi_source *s, const struct edi_segment *g)
{
    struct draft *d = &s->draft;
    struct trade_party *p = &s->party;
    for (size_t e = 1; e < EDI_ELEMENTS && s->has_party; e++) {
        struct str value = edi_part(&s->text, g, e, 0);
        struct str kind = edi_part(&s->text, g, e, 1);
        if (code_is(kind, "TE AL") && p->phone.n == 0)
            draft_set(d, &party_fields, p, "phone", value);
        else if (code_is(kind, "EM") && p->email.n == 0)
            draft_set(d, &party_fields, p, "email", value);
        else
            draft_id(d, p, code_is(kind, "FX") ? "fax" : "contact", value);
    }
}

static void on_item(struct edi_source *s, const struct edi_segment *g)
{
    flush_party(s);
    flush_goods(s);
    leave_transport(s);
    s->has_goods = true;
    s->group = EDI_OF_GOODS;
    draft_set(&s->draft, &goods_fields, &s->goods, "line", edi_part(&s->text, g, 1, 0));
    draft_set(&s->draft, &goods_fields, &s->goods, "quantity", edi_number(&s->text, g, 2, 0));
    s->goods.unit = edi_part(&s->text, g, 2, 1);
}

/* Packages of goods whose own segment names none. */
static void on_packages(struct edi_source *s, const struct edi_segment *g)
{
    if (!s->has_goods || s->goods.quantity_milli != TRADE_NONE)
        return;
    draft_set(&s->draft, &goods_fields, &s->goods, "quantity", edi_number(&s->text, g, 1, 0));
    s->goods.unit = edi_part(&s->text, g, 3, 0);
}

static void on_text(struct edi_source *s, const struct edi_segment *g)
{
    bool is_goods = code_is(edi_part(&s->text, g, 1, 0), "AAA");
    struct str text = edi_whole(&s->text, g, 4, 0);
    if (is_goods && s->has_goods) {
        if (s->description.n > 0)
            buf_add_c(&s->description, ' ');
        buf_add(&s->description, text);
    } else {
        draft_remark(&s->draft, text);
    }
}

/* Of a part of the goods in one container: the item's own mass counts, else the sum of these. */
static void add_split(struct edi_source *s, const char *key, int64_t *sum, struct str value,
                      struct str unit)
{
    struct trade_goods part_of = goods_none;
    draft_mass_in(&s->draft, &goods_fields, &part_of, key, value, unit);
    int64_t g = strcmp(key, "gross_kg") == 0 ? part_of.gross_g : part_of.net_g;
    *sum = trade_sum(*sum, g);
}

enum measure { MEASURE_OTHER, MEASURE_GROSS, MEASURE_NET, MEASURE_VOLUME };

static enum measure measure_of(struct str what, struct str kind)
{
    if (code_is(kind, "G AAB AAD AET") || (kind.n == 0 && code_is(what, "WT AAI")))
        return MEASURE_GROSS;
    if (code_is(kind, "N AAC AAL"))
        return MEASURE_NET;
    return code_is(kind, "AAW ABJ AAX") || (kind.n == 0 && code_is(what, "VOL")) ? MEASURE_VOLUME
                                                                                 : MEASURE_OTHER;
}

static void on_measure(struct edi_source *s, const struct edi_segment *g)
{
    struct draft *d = &s->draft;
    enum measure m = measure_of(edi_part(&s->text, g, 1, 0), edi_part(&s->text, g, 2, 0));
    struct str unit = edi_part(&s->text, g, 3, 0);
    struct str value = edi_number(&s->text, g, 3, 1);
    bool is_mass = m == MEASURE_GROSS || m == MEASURE_NET;
    const char *key = m == MEASURE_GROSS ? "gross_kg" : "net_kg";
    if (s->group == EDI_OF_EQUIPMENT)
        return; /* the container's own */
    if (is_mass && s->group == EDI_OF_SPLIT)
        add_split(s, key, m == MEASURE_GROSS ? &s->split_gross_g : &s->split_net_g, value, unit);
    else if (is_mass && s->has_goods)
        draft_mass_in(d, &goods_fields, &s->goods, key, value, unit);
    else if (m == MEASURE_GROSS)
        draft_mass_in(d, &consignment_fields, &d->c, key, value, unit);
    else if (m == MEASURE_VOLUME && s->has_goods)
        s->cm3 =
            trade_sum(s->group == EDI_OF_SPLIT ? s->cm3 : TRADE_NONE, draft_cm3(d, unit, value));
    else if (m == MEASURE_VOLUME)
        draft_volume(d, unit, value);
}

/* CUX: the reference currency (2) before others. */
static void on_currency(struct edi_source *s, const struct edi_segment *g)
{
    if (s->now.currency.n == 0 || code_is(edi_part(&s->text, g, 1, 0), "2"))
        s->now.currency = edi_part(&s->text, g, 1, 1);
}

/* Of the consignment: before its goods, or what is declared to customs in all (43). */
static void take_total(struct edi_source *s, struct str amount, struct str currency)
{
    if (s->now.value.n > 0) {
        draft_extra(&s->draft, "further_value", draft_joined(&s->draft, amount, " ", currency));
        return;
    }
    s->now.value = amount;
    s->now.value_in = currency;
}

/* Amounts of several kinds, maybe in several currencies, make no sum: the first counts. */
static void on_money(struct edi_source *s, const struct edi_segment *g)
{
    struct draft *d = &s->draft;
    struct str kind = edi_part(&s->text, g, 1, 0);
    struct str amount = edi_number(&s->text, g, 1, 1);
    struct str currency = edi_part(&s->text, g, 1, 2);
    bool is_value = s->has_goods && code_is(kind, "38 39 44 66 123 134 203");
    bool is_total = code_is(kind, "43") || (!s->has_goods && code_is(kind, "39 40 44 123"));
    if (amount.n == 0 || (!is_value && !is_total && !code_is(kind, "64 23 144")))
        return;
    if (currency.n == 0)
        currency = s->now.currency;
    if (is_total) {
        take_total(s, amount, currency);
    } else if ((is_value ? s->goods.value_cents : d->c.freight_cents) != TRADE_NONE) {
        struct str both = draft_joined(d, amount, " ", currency);
        draft_extra(d, is_value ? "further_value" : "further_freight", both);
    } else if (is_value) {
        draft_set(d, &goods_fields, &s->goods, "value", amount);
        draft_set(d, &goods_fields, &s->goods, "currency", currency);
    } else {
        draft_set(d, &consignment_fields, &d->c, "freight", amount);
        draft_set(d, &consignment_fields, &d->c, "freight_currency", currency);
    }
}

static void take_code(struct edi_source *s, struct str code)
{
    if (s->goods.hs.n == 0)
        draft_set(&s->draft, &goods_fields, &s->goods, "hs", code);
    else if (code.n > 0 && !str_is(code, s->goods.hs))
        draft_nomem(&s->draft, VEC_PUSH(&s->codes, code));
}

/* CST has procedures and preferences behind the number of the tariff. */
static void on_code(struct edi_source *s, const struct edi_segment *g)
{
    bool is_customs = str_is(g->tag, STR("CST"));
    for (size_t e = 2; e < (is_customs ? 3 : EDI_ELEMENTS) && s->has_goods; e++)
        if (is_customs || code_is(edi_part(&s->text, g, e, 1), "HS"))
            take_code(s, edi_part(&s->text, g, e, 0));
}

static void on_danger(struct edi_source *s, const struct edi_segment *g)
{
    struct str number = edi_part(&s->text, g, 3, 0);
    if (!s->has_goods || number.n == 0)
        return;
    number = draft_un_number(&s->draft, number);
    if (s->goods.un_number.n == 0)
        s->goods.un_number = number;
    else if (!str_is(number, s->goods.un_number))
        draft_extra(&s->draft, "further_un_number", number);
}

/* The totals of the whole message, which may stand behind the goods of its last consignment, are
 * not that one's. Of a kind the first counts. */
static void on_count(struct edi_source *s, const struct edi_segment *g)
{
    struct draft *d = &s->draft;
    struct str kind = edi_part(&s->text, g, 1, 0);
    struct str value = edi_number(&s->text, g, 1, 1);
    struct str unit = edi_part(&s->text, g, 1, 2);
    bool is_late = s->is_consignment && s->has_goods;
    if (is_late && s->is_further && !s->counts_are_late)
        return;
    s->counts_are_late |= is_late;
    if (code_is(kind, "11 8") && d->c.pieces == TRADE_NONE)
        draft_set(d, &consignment_fields, &d->c, "pieces", value);
    else if (code_is(kind, "7") && d->c.gross_g == TRADE_NONE)
        draft_mass_in(d, &consignment_fields, &d->c, "gross_kg", value, unit);
    else if (code_is(kind, "15") && d->c.volume_cm3 == TRADE_NONE)
        draft_volume(d, unit.n > 0 ? unit : STR("MTQ"), value);
}

/* EQD: the measures behind it are the container's. SGP: those of the goods that are in it. */
static void on_equipment(struct edi_source *s, const struct edi_segment *g)
{
    bool is_split = str_is(g->tag, STR("SGP"));
    draft_container(&s->draft, edi_part(&s->text, g, is_split ? 1 : 2, 0));
    s->group = is_split ? EDI_OF_SPLIT : EDI_OF_EQUIPMENT;
}

/* BGM: the function may take the message's documents back. */
static void on_begin(struct edi_source *s, const struct edi_segment *g)
{
    s->now.is_withdrawn = message_withdraws(edi_part(&s->text, g, 3, 0));
    if (code_is(s->kind, "IFTMIN") && s->now.number.n == 0)
        s->now.number = edi_part(&s->text, g, 2, 0);
}

struct handler {
    const char *tag;
    void (*take)(struct edi_source *s, const struct edi_segment *g);
};
static const struct handler handlers[] = {
    {"BGM", on_begin},     {"DTM", on_date},      {"TDT", on_transport}, {"LOC", on_place},
    {"RFF", on_reference}, {"NAD", on_party},     {"COM", on_contact},   {"GID", on_item},
    {"FTX", on_text},      {"MEA", on_measure},   {"MOA", on_money},     {"PIA", on_code},
    {"CUX", on_currency},  {"CST", on_code},      {"DGS", on_danger},    {"CNT", on_count},
    {"EQD", on_equipment}, {"SGP", on_equipment}, {"PAC", on_packages},
};

static enum seine_status take_segment(struct edi_source *s, const struct edi_segment *g)
{
    if (str_is(g->tag, STR("UNH")))
        return on_start(s, g);
    if (str_is(g->tag, STR("CNI")))
        return on_consignment(s, g);
    if (str_is(g->tag, STR("UNT")) || str_is(g->tag, STR("UNZ")))
        return close_record(s);
    for (size_t i = 0; i < sizeof handlers / sizeof *handlers; i++)
        if (s->is_open && str_is(g->tag, str_of(handlers[i].tag)))
            handlers[i].take(s, g);
    return s->draft.status == SEINE_NOMEM ? SEINE_NOMEM : SEINE_OK;
}

static enum seine_status reject(struct edi_source *s, const char *reason)
{
    struct place at = {s->draft.source, s->text.line, s->text.column};
    return batch_reject(s->batch, at, STR_EMPTY, str_of(reason), s->text.bytes);
}

/* All that was not read is kept, to the next segment of the envelope. */
static enum seine_status tell_skipped(struct edi_source *s)
{
    struct place at = {s->draft.source, s->skipped.line, s->skipped.column};
    struct str raw = s->skipped.raw;
    const char *why = s->why_skipped;
    if (why == NULL)
        return SEINE_OK;
    s->why_skipped = NULL;
    raw.n = (size_t)(s->text.bytes.p + s->end - raw.p);
    return batch_reject(s->batch, at, STR_EMPTY, str_of(why), raw);
}

/* Counts that do not agree cost no record, and are told. */
static enum seine_status take_next(struct edi_source *s, const struct edi_segment *g)
{
    struct place at = {s->draft.source, g->line, g->column};
    const char *trouble = edi_envelope_take(&s->envelope, &s->text, g);
    bool is_envelope = edi_is_envelope(g);
    enum seine_status status = is_envelope ? tell_skipped(s) : SEINE_OK;
    if (status == SEINE_OK)
        status = take_segment(s, g);
    draft_at(&s->draft, g->raw, g->line, g->column);
    if (g->is_cut && s->is_open)
        draft_fail(&s->draft, g->raw, "", "the file breaks off in the middle of this segment");
    s->end = s->text.at;
    s->batch->rows += code_is(g->tag, "UNH CNI");
    if (trouble != NULL && !is_envelope) {
        s->skipped = *g;
        s->why_skipped = trouble;
    } else if (status == SEINE_OK && trouble != NULL) {
        status = batch_reject(s->batch, at, STR_EMPTY, str_of(trouble), g->raw);
    }
    return status;
}

static enum seine_status read_interchange(struct edi_source *s)
{
    struct edi_segment g;
    const struct trade_batch *b = s->batch;
    size_t before = b->consignments.n + b->rejects.n;
    enum seine_status status = edi_to_utf8(&s->draft, &s->text.bytes, &s->is_repaired);
    if (status != SEINE_OK)
        return status;
    edi_text_init(&s->text, &s->draft, s->text.bytes);
    if (bytes_kind(s->text.bytes) == 2)
        return reject(s, "the interchange has a NUL byte");
    while (status == SEINE_OK && edi_segment_next(&s->text, &g))
        status = take_next(s, &g);
    if (status == SEINE_OK)
        status = tell_skipped(s);
    if (status == SEINE_OK)
        status = close_record(s);
    if (status == SEINE_OK && b->consignments.n + b->rejects.n == before)
        return reject(s, "the interchange holds no message");
    const char *trouble = edi_envelope_end(&s->envelope);
    return status == SEINE_OK && trouble != NULL ? reject(s, trouble) : status;
}

static bool is_interchange(struct str head)
{
    return str_starts(head, STR("UNA"))
               ? str_contains(head, STR("UNB")) || str_contains(head, STR("UNH"))
               : str_starts(head, STR("UNB+")) || str_starts(head, STR("UNH+"));
}

static enum seine_status edi_open(struct input *in, void **ret, struct seine_error *err)
{
    struct edi_source *s = mem_calloc(1, sizeof *s);
    if (s == NULL)
        return error_set(err, SEINE_NOMEM, "no memory for a reader");
    s->in = in;
    draft_init(&s->draft, input_name(in));
    buf_init(&s->description, LIMIT_TEXT);
    *ret = s;
    return SEINE_OK;
}

static void edi_free(void *state)
{
    struct edi_source *s = state;
    draft_release(&s->draft);
    buf_release(&s->description);
    VEC_RELEASE(&s->shared);
    VEC_RELEASE(&s->codes);
    mem_free(s);
}

static enum seine_status edi_next(void *state, size_t max_rows, struct trade_batch *batch,
                                  bool *ret_more, struct seine_error *err)
{
    struct edi_source *s = state;
    const char *trouble = NULL;
    (void)max_rows;
    *ret_more = false;
    if (s->is_done)
        return SEINE_OK;
    s->is_done = true;
    s->batch = batch;
    s->text.line = s->text.column = 1;
    enum seine_status status = draft_batch(&s->draft, batch) ? SEINE_OK : SEINE_NOMEM;
    if (status == SEINE_OK)
        status = message_bytes(&s->draft, s->in, &s->text.bytes, &trouble, err);
    if (status == SEINE_OK)
        status = trouble != NULL ? reject(s, trouble) : read_interchange(s);
    return status == SEINE_NOMEM ? error_set(err, status, "no memory for a message") : status;
}

const struct message_format format_edifact = {"edifact", is_interchange, edi_open, edi_next,
                                              edi_free};
