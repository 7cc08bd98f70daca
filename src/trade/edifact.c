/* trade/edifact.c - UN/EDIFACT: the customs cargo report (CUSCAR) and the transport instruction
 * (IFTMIN).
 *
 * CUSCAR: each CNI is one consignment, with the voyage of the message before it. IFTMIN: the
 * message is one. Segments are read by their tags in the order they come; groups are not checked,
 * since the guides of ports differ. What the record has no place for is left out. A bad value
 * before the first consignment costs the whole message: without its voyage none of them is whole.
 */
#include "trade/edifact.h"
#include "trade/letters.h"

#include <string.h>

enum { MAX_ELEMENTS = 24, MAX_TEXT = 200 };

struct segment {
    struct str tag, raw;
    struct str elements[MAX_ELEMENTS]; /* 0 is the tag */
    size_t n;
};

/* What a message says before its first consignment, and then of one. */
struct voyage {
    struct edi_way way;
    struct trade_when issued;
    bool has_main;     /* TDT+20 */
    bool is_withdrawn; /* the message is a cancellation or a deletion */
    struct str number, master;
    struct str voyage, vehicle_id; /* no fields of a record: extras */
};

/* Whose measures follow. */
enum edi_group { EDI_OF_CONSIGNMENT, EDI_OF_GOODS, EDI_OF_SPLIT, EDI_OF_EQUIPMENT };

struct edi_source {
    struct input *in;
    struct draft draft;
    struct trade_batch *batch;
    struct str bytes;
    size_t at;
    int64_t line, column; /* of `at` */
    char component, element, release, terminator;
    struct voyage message, now;
    struct trade_goods goods;
    struct buf description; /* of the goods */
    int64_t split_gross_g, split_net_g;
    enum edi_group group;
    size_t end; /* of the segments that have been read */
    struct trade_party party;
    bool has_goods, has_party, is_open, is_consignment, is_head_bad, is_repaired, is_done;
    bool is_further;      /* not the message's first consignment */
    bool counts_are_late; /* CNT of a consignment stands behind its goods */
    struct str kind, raw;
    int64_t raw_line;
};

static void advance(struct edi_source *s, size_t to)
{
    for (; s->at < to && s->at < s->bytes.n; s->at++) {
        s->column = s->bytes.p[s->at] == '\n' ? 1 : s->column + 1;
        s->line += s->bytes.p[s->at] == '\n';
    }
}

static size_t find(const struct edi_source *s, struct str text, size_t from, char wanted)
{
    for (size_t i = from; i < text.n; i++) {
        if (text.p[i] == s->release)
            i++;
        else if (text.p[i] == wanted)
            return i;
    }
    return text.n;
}

static struct str cut(const struct edi_source *s, struct str *rest, char at)
{
    size_t end = find(s, *rest, 0, at);
    struct str part = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end < rest->n ? end + 1 : end, rest->n);
    return part;
}

static void skip_blanks(struct edi_source *s)
{
    while (s->at < s->bytes.n && (unsigned char)s->bytes.p[s->at] <= ' ')
        advance(s, s->at + 1);
}

/* UNA, which each interchange of a file may have, names the signs. */
static void take_signs(struct edi_source *s)
{
    skip_blanks(s);
    struct str head = str_slice(s->bytes, s->at, s->bytes.n);
    if (head.n < 9 || !str_starts(head, STR("UNA")))
        return;
    s->component = head.p[3];
    s->element = head.p[4];
    s->release = head.p[6] != ' ' ? head.p[6] : '\0';
    s->terminator = head.p[8];
    advance(s, s->at + 9);
    skip_blanks(s);
}

/* The next segment; false at the end. */
static bool next_segment(struct edi_source *s, struct segment *ret)
{
    take_signs(s);
    if (s->at >= s->bytes.n)
        return false;
    size_t end = find(s, s->bytes, s->at, s->terminator);
    *ret = (struct segment){.raw = str_slice(s->bytes, s->at, end)};
    draft_at(&s->draft, ret->raw, s->line, s->column);
    advance(s, end + 1);
    struct str rest = ret->raw;
    while (rest.n > 0 && ret->n < MAX_ELEMENTS)
        ret->elements[ret->n++] = cut(s, &rest, s->element);
    ret->tag = ret->n > 0 ? str_trim(ret->elements[0]) : STR_EMPTY;
    for (size_t i = ret->n; i < MAX_ELEMENTS; i++)
        ret->elements[i] = STR_EMPTY;
    return true;
}

/* Without the release signs; a copy only if there are any. */
static struct str plain(struct edi_source *s, struct str text)
{
    struct draft *d = &s->draft;
    if (d->status != SEINE_OK || str_find_byte(text, s->release, 0) == SIZE_MAX)
        return str_trim(text);
    char *p = arena_alloc(d->arena, text.n);
    size_t n = 0;
    draft_nomem(d, p != NULL);
    for (size_t i = 0; p != NULL && i < text.n; i++) {
        if (text.p[i] == s->release && i + 1 < text.n)
            i++;
        p[n++] = text.p[i];
    }
    return p != NULL ? str_trim((struct str){p, n}) : STR_EMPTY;
}

/* Component i of element e. */
static struct str part(struct edi_source *s, const struct segment *g, size_t e, size_t i)
{
    struct str rest = g->elements[e];
    struct str component = cut(s, &rest, s->component);
    for (; i > 0; i--)
        component = cut(s, &rest, s->component);
    return plain(s, component);
}

/* A number. ISO 9735 has no marks between thousands: a comma stands before decimals, as a point. */
static struct str number(struct edi_source *s, const struct segment *g, size_t e, size_t i)
{
    struct str text = part(s, g, e, i);
    size_t comma = str_find_byte(text, ',', 0);
    bool ok = true;
    for (size_t k = 0; k < text.n && ok; k++)
        ok = k == comma || (text.p[k] >= '0' && text.p[k] <= '9');
    if (comma == SIZE_MAX || !ok || s->draft.status != SEINE_OK)
        return text;
    char *p = arena_alloc(s->draft.arena, text.n);
    draft_nomem(&s->draft, p != NULL);
    if (p == NULL)
        return STR_EMPTY;
    memcpy(p, text.p, text.n);
    p[comma] = '.';
    return (struct str){p, text.n};
}

/* The components of element e, from one on, with blanks between. */
static struct str whole(struct edi_source *s, const struct segment *g, size_t e, size_t from)
{
    struct str rest = g->elements[e];
    for (; from > 0; from--)
        (void)cut(s, &rest, s->component);
    while (rest.n > 0)
        draft_word(&s->draft, plain(s, cut(s, &rest, s->component)));
    return draft_take(&s->draft);
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
    }
    buf_reset(&s->description);
    s->goods = goods_none;
    s->split_gross_g = s->split_net_g = TRADE_NONE;
    s->has_goods = false;
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
    buf_reset(&s->description);
    s->goods = goods_none;
    s->split_gross_g = s->split_net_g = TRADE_NONE;
    s->group = EDI_OF_CONSIGNMENT;
    s->has_goods = s->has_party = false;
    s->is_open = true;
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
    s->is_open = false;
    d->c.id = d->c.number = s->now.number;
    d->c.master = s->now.master;
    if (s->now.master.n > 0 && s->now.number.n > 0)
        d->c.id = draft_concat(d, draft_concat(d, s->now.master, STR("/")), s->now.number);
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
    s->raw.n = (size_t)(s->bytes.p + s->end - s->raw.p);
    return draft_finish(d, s->batch, s->raw_line, s->raw);
}

static enum seine_status on_start(struct edi_source *s, const struct segment *g)
{
    enum seine_status status = close_record(s);
    s->kind = part(s, g, 2, 0);
    s->message = (struct voyage){.way = edi_way_none, .issued = {DATE_NONE, -1}};
    s->message.number = s->message.master = STR_EMPTY;
    s->message.voyage = s->message.vehicle_id = STR_EMPTY;
    s->now = s->message;
    s->is_consignment = s->is_head_bad = s->is_further = s->counts_are_late = false;
    s->raw = g->raw;
    s->raw_line = s->draft.here_line;
    if (status != SEINE_OK || code_is(s->kind, "CUSCAR IFTMIN")) {
        open_record(s);
        return status;
    }
    struct place at = {s->draft.source, s->draft.here_line, s->draft.here_column};
    return batch_reject(s->batch, at, STR_EMPTY,
                        STR("is no message that is read here; CUSCAR and IFTMIN are"), g->raw);
}

/* What each consignment of the message repeats must be short. */
static bool is_too_long(const struct voyage *v)
{
    bool is_long = v->number.n > MAX_TEXT || v->master.n > MAX_TEXT || v->voyage.n > MAX_TEXT ||
                   v->vehicle_id.n > MAX_TEXT;
    for (size_t i = 0; i < EDI_STAGES; i++)
        is_long |= v->way.stages[i].carrier.n > MAX_TEXT || v->way.stages[i].vehicle.n > MAX_TEXT;
    return is_long;
}

static enum seine_status on_consignment(struct edi_source *s, const struct segment *g)
{
    enum seine_status status = SEINE_OK;
    s->is_head_bad |= !s->is_consignment && s->draft.status != SEINE_OK;
    if (!s->is_open || s->is_head_bad)
        return SEINE_OK;
    if (s->is_consignment)
        status = close_record(s);
    else
        s->message = s->now;
    bool is_long = is_too_long(&s->message) || s->kind.n > MAX_TEXT;
    open_record(s);
    if (is_long)
        draft_fail(&s->draft, g->raw, "vehicle", "or another text of the voyage is too long");
    s->now = s->message;
    leave_transport(s);
    s->now.way.is_inherited = true;
    s->is_further = s->is_consignment;
    s->is_consignment = true;
    s->raw = g->raw;
    s->raw_line = s->draft.here_line;
    s->now.number = part(s, g, 2, 0);
    return status;
}

/* A day in the form that the qualifier (2379) names; the time of day, mostly without a zone, is
 * left. */
static struct str day_text(struct str text, struct str form)
{
    bool is_short = code_is(form, "101 201 202 301 302"); /* YYMMDD, with HHMM, with HHMMSS */
    bool has_zone = code_is(form, "205 301 302 303 304");
    size_t n = is_short ? 6 : 8;
    bool has_more = text.n > n && (has_zone || str_to_i64(text, &(int64_t){0}));
    return has_more ? str_slice(text, 0, n) : text;
}

static void on_date(struct edi_source *s, const struct segment *g)
{
    static const struct str days[] = {{"%Y%m%d", 6}, {"%y%m%d", 6}};
    struct str kind = part(s, g, 1, 0);
    struct str text = day_text(part(s, g, 1, 1), part(s, g, 1, 2));
    struct draft *d = &s->draft;
    d->formats.date_formats = &days[text.n == 6];
    d->formats.n_date_formats = 1;
    struct trade_consignment c = consignment_none;
    if (code_is(kind, "137 182")) {
        draft_set(d, &document_fields, &c, "issued", text);
        s->now.issued = c.issued;
    } else if (code_is(kind, "133 136 189")) {
        draft_set(d, &leg_fields, stage_leg(s), "departed", text);
    } else if (code_is(kind, "132 178 232")) {
        draft_set(d, &leg_fields, stage_leg(s), "arrived", text);
    }
    d->formats.n_date_formats = 0;
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
static void on_transport(struct edi_source *s, const struct segment *g)
{
    struct str qualifier = part(s, g, 1, 0);
    enum trade_mode mode = mode_of(part(s, g, 3, 0), part(s, g, 4, 0));
    struct str carrier = part(s, g, 5, 0);
    struct str name = part(s, g, 8, 3);
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
    leg->carrier = carrier.n > 0 ? carrier : part(s, g, 5, 3);
    leg->vehicle = name.n > 0 ? name : part(s, g, 2, 0);
    if (w->stage != EDI_MAIN)
        return;
    s->now.voyage = name.n > 0 ? part(s, g, 2, 0) : STR_EMPTY;
    s->now.vehicle_id = part(s, g, 8, 0);
}

static void on_place(struct edi_source *s, const struct segment *g)
{
    struct str kind = part(s, g, 1, 0);
    struct str code = part(s, g, 2, 0);
    struct draft *d = &s->draft;
    if (s->has_goods && code_is(kind, "27 30"))
        draft_set(d, &goods_fields, &s->goods, "origin",
                  str_slice(code, 0, code.n < 2 ? code.n : 2));
    else
        edi_way_place(&s->now.way, d, kind, code, part(s, g, 2, 3));
}

static void on_reference(struct edi_source *s, const struct segment *g)
{
    struct str kind = part(s, g, 1, 0);
    struct str value = part(s, g, 1, 1);
    if (code_is(kind, "MB MWB"))
        s->now.master = value;
    else if (code_is(kind, "BM BH AWB HWB AAM") && (!s->is_consignment || s->now.number.n == 0))
        s->now.number = value;
    else if (s->has_party && code_is(kind, "VA AHP FC"))
        draft_id(&s->draft, &s->party, "tax", value);
}

static void on_party(struct edi_source *s, const struct segment *g)
{
    struct draft *d = &s->draft;
    struct trade_party *p = &s->party;
    struct str kind = part(s, g, 1, 0);
    flush_party(s);
    leave_transport(s);
    *p = party_none;
    s->has_party = message_role(kind, &p->role);
    if (code_is(kind, "CA") && main_leg(s)->carrier.n == 0)
        main_leg(s)->carrier = part(s, g, 2, 0);
    if (!s->has_party)
        return;
    draft_id(d, p, "identifier", part(s, g, 2, 0));
    struct str first = part(s, g, 3, 0); /* of lines: the name, unless that stands for itself */
    struct str name = whole(s, g, 4, 0);
    struct str lines = whole(s, g, 3, name.n == 0 || str_is(first, name));
    struct str street = whole(s, g, 5, 0);
    draft_word(d, lines);
    draft_word(d, street);
    draft_set(d, &party_fields, p, "address", draft_take(d));
    draft_set(d, &party_fields, p, "name", name.n > 0 ? name : first);
    draft_set(d, &party_fields, p, "city", part(s, g, 6, 0));
    draft_set(d, &party_fields, p, "postcode", part(s, g, 8, 0));
    draft_set(d, &party_fields, p, "country", part(s, g, 9, 0));
}

/* Up to three in a segment; the first of a kind is the party's own, as in Cargo-IMP. */
static void on_contact(struct edi_source *s, const struct segment *g)
{
    struct draft *d = &s->draft;
    struct trade_party *p = &s->party;
    for (size_t e = 1; e < g->n && s->has_party; e++) {
        struct str value = part(s, g, e, 0);
        struct str kind = part(s, g, e, 1);
        if (code_is(kind, "TE AL") && p->phone.n == 0)
            draft_set(d, &party_fields, p, "phone", value);
        else if (code_is(kind, "EM") && p->email.n == 0)
            draft_set(d, &party_fields, p, "email", value);
        else
            draft_id(d, p, code_is(kind, "FX") ? "fax" : "contact", value);
    }
}

static void on_item(struct edi_source *s, const struct segment *g)
{
    flush_party(s);
    flush_goods(s);
    leave_transport(s);
    s->has_goods = true;
    s->group = EDI_OF_GOODS;
    draft_set(&s->draft, &goods_fields, &s->goods, "line", part(s, g, 1, 0));
    draft_set(&s->draft, &goods_fields, &s->goods, "quantity", number(s, g, 2, 0));
    s->goods.unit = part(s, g, 2, 1);
}

/* Packages of goods whose own segment names none. */
static void on_packages(struct edi_source *s, const struct segment *g)
{
    if (!s->has_goods || s->goods.quantity_milli != TRADE_NONE)
        return;
    draft_set(&s->draft, &goods_fields, &s->goods, "quantity", number(s, g, 1, 0));
    s->goods.unit = part(s, g, 3, 0);
}

static void on_text(struct edi_source *s, const struct segment *g)
{
    bool is_goods = code_is(part(s, g, 1, 0), "AAA");
    struct str text = whole(s, g, 4, 0);
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

static void on_measure(struct edi_source *s, const struct segment *g)
{
    struct draft *d = &s->draft;
    enum measure m = measure_of(part(s, g, 1, 0), part(s, g, 2, 0));
    struct str unit = part(s, g, 3, 0);
    struct str value = number(s, g, 3, 1);
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
    else if (m == MEASURE_VOLUME && !s->has_goods)
        draft_volume(d, unit, value);
}

static void on_money(struct edi_source *s, const struct segment *g)
{
    struct draft *d = &s->draft;
    struct str kind = part(s, g, 1, 0);
    if (s->has_goods && code_is(kind, "38 39 44 66 123 134 203")) {
        draft_set(d, &goods_fields, &s->goods, "value", number(s, g, 1, 1));
        draft_set(d, &goods_fields, &s->goods, "currency", part(s, g, 1, 2));
    } else if (code_is(kind, "64 23 144")) {
        draft_set(d, &consignment_fields, &d->c, "freight", number(s, g, 1, 1));
        draft_set(d, &consignment_fields, &d->c, "freight_currency", part(s, g, 1, 2));
    }
}

static void on_code(struct edi_source *s, const struct segment *g)
{
    bool is_customs = str_is(g->tag, STR("CST"));
    for (size_t e = 2; e < (is_customs ? 3 : g->n) && s->has_goods && s->goods.hs.n == 0; e++)
        if (is_customs || code_is(part(s, g, e, 1), "HS"))
            draft_set(&s->draft, &goods_fields, &s->goods, "hs", part(s, g, e, 0));
}

static void on_danger(struct edi_source *s, const struct segment *g)
{
    struct str number = part(s, g, 3, 0);
    if (s->has_goods && number.n > 0)
        s->goods.un_number = draft_un_number(&s->draft, number);
}

/* The totals of the whole message, which may stand behind the goods of its last consignment, are
 * not that one's. Of a kind the first counts. */
static void on_count(struct edi_source *s, const struct segment *g)
{
    struct draft *d = &s->draft;
    struct str kind = part(s, g, 1, 0);
    struct str value = number(s, g, 1, 1);
    struct str unit = part(s, g, 1, 2);
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
static void on_equipment(struct edi_source *s, const struct segment *g)
{
    bool is_split = str_is(g->tag, STR("SGP"));
    draft_container(&s->draft, part(s, g, is_split ? 1 : 2, 0));
    s->group = is_split ? EDI_OF_SPLIT : EDI_OF_EQUIPMENT;
}

/* BGM: the function may take the message's documents back. */
static void on_begin(struct edi_source *s, const struct segment *g)
{
    s->now.is_withdrawn = message_withdraws(part(s, g, 3, 0));
    if (code_is(s->kind, "IFTMIN") && s->now.number.n == 0)
        s->now.number = part(s, g, 2, 0);
}

struct handler {
    const char *tag;
    void (*take)(struct edi_source *s, const struct segment *g);
};
static const struct handler handlers[] = {
    {"BGM", on_begin},     {"DTM", on_date},     {"TDT", on_transport}, {"LOC", on_place},
    {"RFF", on_reference}, {"NAD", on_party},    {"COM", on_contact},   {"GID", on_item},
    {"FTX", on_text},      {"MEA", on_measure},  {"MOA", on_money},     {"PIA", on_code},
    {"CST", on_code},      {"DGS", on_danger},   {"CNT", on_count},     {"EQD", on_equipment},
    {"SGP", on_equipment}, {"PAC", on_packages},
};

static enum seine_status take_segment(struct edi_source *s, const struct segment *g)
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
    struct place at = {s->draft.source, s->line, s->column};
    return batch_reject(s->batch, at, STR_EMPTY, str_of(reason), s->bytes);
}

/* Without a UNA. */
static void set_usual_signs(struct edi_source *s)
{
    s->component = ':';
    s->element = '+';
    s->release = '?';
    s->terminator = '\'';
    s->line = s->column = 1;
}

/* That "UNB+UNOE" names; the first interchange's holds for a file. */
static letter_set set_of(struct str bytes)
{
    struct str head = str_slice(bytes, 0, bytes.n < 64 ? bytes.n : 64);
    for (size_t at = 0; at + 8 <= head.n; at++)
        if (memcmp(head.p + at, "UNB", 3) == 0)
            return letters_of(str_slice(head, at + 4, at + 8));
    return NULL;
}

/* Of bytes that are no UTF-8. True: the letters were guessed. */
static bool decode(struct str bytes, struct buf *out)
{
    letter_set set = set_of(bytes);
    if (set == NULL)
        return utf8_repair(bytes, out);
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char byte = (unsigned char)bytes.p[i];
        buf_add_utf8(out, byte < 0x80 ? byte : set(byte));
    }
    return false;
}

static enum seine_status to_utf8(struct edi_source *s)
{
    struct buf repaired;
    bool ok = true;
    if (bytes_kind(s->bytes) == 0 || utf8_is_valid(s->bytes))
        return SEINE_OK;
    buf_init(&repaired, 3 * LIMIT_XML_MESSAGE);
    s->is_repaired = decode(s->bytes, &repaired);
    s->bytes = arena_str(s->draft.arena, buf_str(&repaired), &ok);
    ok = ok && buf_status(&repaired) == SEINE_OK;
    buf_release(&repaired);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status read_interchange(struct edi_source *s)
{
    struct segment g;
    size_t before = s->batch->consignments.n + s->batch->rejects.n;
    enum seine_status status = to_utf8(s);
    if (status != SEINE_OK)
        return status;
    set_usual_signs(s);
    if (bytes_kind(s->bytes) == 2)
        return reject(s, "the interchange has a NUL byte");
    while (status == SEINE_OK && next_segment(s, &g)) {
        status = take_segment(s, &g);
        s->end = s->at;
        s->batch->rows += str_is(g.tag, STR("UNH")) || str_is(g.tag, STR("CNI"));
    }
    if (status == SEINE_OK)
        status = close_record(s);
    if (status == SEINE_OK && s->batch->consignments.n + s->batch->rejects.n == before)
        status = reject(s, "the interchange holds no message");
    return status;
}

static bool is_interchange(struct str head)
{
    return str_starts(head, STR("UNA"))
               ? str_contains(head, STR("UNH"))
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
    s->line = s->column = 1;
    enum seine_status status = draft_batch(&s->draft, batch) ? SEINE_OK : SEINE_NOMEM;
    if (status == SEINE_OK)
        status = message_bytes(&s->draft, s->in, &s->bytes, &trouble, err);
    if (status == SEINE_OK)
        status = trouble != NULL ? reject(s, trouble) : read_interchange(s);
    return status == SEINE_NOMEM ? error_set(err, status, "no memory for a message") : status;
}

const struct message_format format_edifact = {"edifact", is_interchange, edi_open, edi_next,
                                              edi_free};
