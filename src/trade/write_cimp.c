/* trade/write_cimp.c - air waybills as Cargo-IMP FWB or a manifest (FFM),
 * houses as FHL, for tests and exchange.
 *
 * The alphabet of the messages is A-Z, 0-9, blank, point and dash: other scripts are written by
 * their Latin reading, anything else becomes a blank. Segments that were read from such a message
 * and kept in extras ("cimp.RTD") are written as they stood, if they still have the form of a
 * segment; without them the record's own fields are. A record that is no air waybill, or lacks what
 * the message must have, is refused with the reason. */
#include "text/text.h"
#include "trade/field.h"
#include "trade/messages.h"
#include "trade/write.h"

#include <stdio.h>
#include <string.h>

enum { NATURE = 20, FREE = 65, MANIFEST = 15, PARTY = 35 };

struct writing {
    struct buf *out;
    const struct trade_consignment *c;
    struct arena arena;
    struct buf text;
    bool is_tagged; /* parties as NAM, ADR, LOC */
};

static void add_plain(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool is_small = c >= 'a' && c <= 'z';
        bool is_good = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        buf_add_c(out, is_small ? (char)(c - 'a' + 'A') : is_good ? c : ' ');
    }
}

static void add_latin(struct writing *w, struct str s)
{
    struct buf folded;
    struct str rest;
    struct str word;
    bool more = true;
    buf_init(&folded, LIMIT_TEXT);
    text_fold(s, &folded);
    rest = buf_str(&folded);
    while (str_cut(&rest, &more, ' ', &word)) {
        struct str readings[TEXT_READINGS];
        bool is_ascii = true;
        for (size_t i = 0; i < word.n; i++)
            is_ascii = is_ascii && (unsigned char)word.p[i] < 0x80;
        arena_reset(&w->arena);
        if (!is_ascii && text_romanise(word, readings, &w->arena) > 0)
            word = readings[0];
        add_plain(&w->text, word);
        buf_add_c(&w->text, ' ');
    }
    buf_release(&folded);
}

/* In the messages' alphabet, in w->text, without blanks at the ends or doubled. */
static struct str plain(struct writing *w, struct str s)
{
    bool is_ascii = true;
    size_t n = 0;
    buf_reset(&w->text);
    for (size_t i = 0; i < s.n; i++)
        is_ascii = is_ascii && (unsigned char)s.p[i] < 0x80;
    if (is_ascii)
        add_plain(&w->text, s);
    else
        add_latin(w, s);
    for (size_t i = 0; i < w->text.n; i++)
        if (w->text.p[i] != ' ' || (n > 0 && w->text.p[n - 1] != ' '))
            w->text.p[n++] = w->text.p[i];
    return str_trim((struct str){w->text.p, n});
}

/* Lines of at most `width`, broken at blanks where there are any; each after its lead. */
static void add_lines(struct writing *w, const char *first, const char *lead, struct str s,
                      size_t width)
{
    s = plain(w, s);
    for (bool is_first = true; s.n > 0; is_first = false) {
        size_t n = s.n < width ? s.n : width;
        if (n < s.n)
            for (size_t k = n; k > 0; k--)
                if (s.p[k] == ' ') {
                    n = k;
                    break;
                }
        buf_add_f(w->out, "%s%.*s\n", is_first ? first : lead, (int)n, s.p);
        s = str_trim(str_slice(s, n, s.n));
    }
}

/* The kept segment, if each of its lines could have been read as a part of it. */
static bool add_kept(struct writing *w, const char *name)
{
    char key[16];
    (void)snprintf(key, sizeof key, "cimp.%s", name);
    struct str kept = record_extra(w->c, key);
    struct str rest = kept;
    struct str line;
    bool more = true;
    bool good = str_starts(rest, str_of(name));
    for (bool is_first = true; good && str_cut(&rest, &more, '\n', &line); is_first = false)
        good = is_first || (line.n > 1 && line.p[0] == '/');
    if (good)
        buf_add_f(w->out, STR_FMT "\n", STR_ARG(kept));
    return good;
}

/* "STREET 1, HH" is read from a street and a state. */
static struct str state_of(struct str *address)
{
    size_t at = address->n;
    while (at > 0 && address->p[at - 1] != ',')
        at--;
    struct str state = str_trim(str_slice(*address, at, address->n));
    if (at == 0 || state.n == 0 || state.n > 9)
        return STR_EMPTY;
    *address = str_slice(*address, 0, at - 1);
    return state;
}

static void add_part(struct writing *w, const char *lead, struct str s, size_t width)
{
    s = plain(w, s);
    buf_add_f(w->out, "%s%.*s\n", lead, (int)(s.n < width ? s.n : width), s.p);
}

/* Tagged, each part of the street is a line of its own. */
static void add_street(struct writing *w, struct str address)
{
    struct str part;
    bool more = w->is_tagged;
    if (!more)
        add_part(w, "/", address, PARTY);
    for (bool is_first = true; more && str_cut(&address, &more, ',', &part); is_first = false)
        add_part(w, is_first ? "ADR/" : "/", part, PARTY);
}

static void add_country(struct writing *w, const struct trade_party *p)
{
    buf_add_f(w->out, "/" STR_FMT, STR_ARG(p->country));
    struct str code = plain(w, p->postcode);
    buf_add_f(w->out, "%s" STR_FMT, code.n + p->phone.n > 0 ? "/" : "", STR_ARG(code));
    struct str phone = plain(w, p->phone);
    buf_add_f(w->out, "%s" STR_FMT, phone.n > 0 ? "/TE/" : "", STR_ARG(phone));
    struct str fax = p->phone.n > 0 ? plain(w, party_id(p, "fax")) : STR_EMPTY;
    buf_add_f(w->out, "%s" STR_FMT "\n", fax.n > 0 ? "/FX/" : "", STR_ARG(fax));
}

static void add_party(struct writing *w, const char *name, enum trade_role role, bool has_account)
{
    const struct trade_party *p = record_party(w->c, role);
    char lead[8] = "/";
    if (p == NULL)
        return;
    struct str address = p->address;
    struct str state = state_of(&address);
    struct str account = has_account ? party_id(p, "account") : STR_EMPTY;
    bool name_first = !has_account && !w->is_tagged;
    if (name_first)
        (void)snprintf(lead, sizeof lead, "%s/", name);
    else
        buf_add_f(w->out, "%s%s%.*s\n", name, account.n > 0 ? "/" : "",
                  (int)(account.n < 14 ? account.n : 14), account.p);
    add_part(w, w->is_tagged ? "NAM/" : lead, p->name, w->is_tagged ? 2 * PARTY : PARTY);
    add_street(w, address);
    struct str city = plain(w, p->city);
    buf_add_f(w->out, "%s%.*s", w->is_tagged ? "LOC/" : "/", (int)(city.n < 17 ? city.n : 17),
              city.p);
    state = plain(w, state);
    buf_add_f(w->out, "%s" STR_FMT "\n", state.n > 0 ? "/" : "", STR_ARG(state));
    add_country(w, p);
}

static void add_agent(struct writing *w)
{
    const struct trade_party *p = record_party(w->c, TRADE_FORWARDER);
    if (p == NULL)
        return;
    struct str account = party_id(p, "account");
    struct str agent = party_id(p, "iata-agent");
    struct str cass = party_id(p, "cass");
    buf_add_f(w->out, "AGT/" STR_FMT "/" STR_FMT "%s" STR_FMT "\n", STR_ARG(account),
              STR_ARG(agent), cass.n > 0 ? "/" : "", STR_ARG(cass));
    add_part(w, "/", p->name, PARTY);
    add_part(w, "/", p->city, 17);
}

static bool is_airport(struct str s)
{
    return s.n == 3;
}

struct quantity {
    struct str code, total; /* pieces of the whole shipment, where this is a part */
    int64_t pieces, gross_g;
};

static void add_amounts(struct writing *w, const struct quantity *q)
{
    struct str density = record_extra(w->c, "density");
    struct str volume = record_extra(w->c, "part_volume_m3");
    add_plain(w->out, q->code);
    buf_add_fixed(w->out, q->pieces == TRADE_NONE ? 1 : q->pieces, 0);
    if (q->gross_g != TRADE_NONE) {
        buf_add_c(w->out, 'K');
        buf_add_fixed(w->out, q->gross_g, 3);
    }
    if (q->total.n > 0)
        buf_add_f(w->out, "T" STR_FMT, STR_ARG(plain(w, q->total)));
    if (w->c->volume_cm3 != TRADE_NONE) {
        buf_add_z(w->out, "MC");
        buf_add_fixed(w->out, w->c->volume_cm3, 6);
    } else if (volume.n > 0) {
        buf_add_f(w->out, "MC" STR_FMT, STR_ARG(plain(w, volume)));
    }
    if (density.n > 0)
        buf_add_f(w->out, "DG" STR_FMT, STR_ARG(plain(w, density)));
}

static void add_quantity(struct writing *w)
{
    struct str part = record_extra(w->c, "shipment_part");
    struct quantity q = {part.n == 1 ? part : STR("T"), record_extra(w->c, "pieces_of_shipment"),
                         w->c->pieces, w->c->gross_g};
    add_amounts(w, &q);
}

static void add_flights(struct writing *w)
{
    bool any = false;
    for (size_t i = 0; i < w->c->n_legs; i++) {
        const struct trade_leg *l = &w->c->legs[i];
        int year = 0;
        int month = 0;
        int day = 0;
        if (l->vehicle.n < 3 || l->vehicle.n > 8 || l->departed.day == DATE_NONE)
            continue;
        date_civil(l->departed.day, &year, &month, &day);
        struct str flight = plain(w, l->vehicle);
        buf_add_f(w->out, "%s/" STR_FMT "/%02d", any ? "" : "FLT", STR_ARG(flight), day);
        any = true;
    }
    buf_add_z(w->out, any ? "\n" : "");
}

static void add_route(struct writing *w)
{
    bool any = false;
    for (size_t i = 0; i < w->c->n_legs; i++) {
        const struct trade_leg *l = &w->c->legs[i];
        if (l->carrier.n != 2 || !is_airport(l->to))
            continue;
        buf_add_f(w->out, "%s/" STR_FMT STR_FMT, any ? "" : "RTG", STR_ARG(l->to),
                  STR_ARG(l->carrier));
        any = true;
    }
    buf_add_z(w->out, any ? "\n" : "");
}

static bool is_further_code(const struct trade_goods *g, const struct trade_goods *last)
{
    return g->hs.n > 0 && g->gross_g == TRADE_NONE && g->quantity_milli == TRADE_NONE &&
           str_is(g->description, last->description) && str_is(g->origin, last->origin);
}

static void add_goods(struct writing *w)
{
    for (size_t i = 0; i < w->c->n_goods; i++) {
        const struct trade_goods *g = &w->c->goods[i];
        char lead[32];
        if (i == 0 || !is_further_code(g, g - 1)) {
            (void)snprintf(lead, sizeof lead, "%s/%zu", i == 0 ? "RTD" : "", i + 1);
            buf_add_z(w->out, lead);
            buf_add_z(w->out, "/P");
            buf_add_fixed(w->out, g->quantity_milli == TRADE_NONE ? 1000 : g->quantity_milli, 3);
            if (g->gross_g != TRADE_NONE) {
                buf_add_z(w->out, "/K");
                buf_add_fixed(w->out, g->gross_g, 3);
            }
            buf_add_c(w->out, '\n');
            add_lines(w, "/NG/", "/NG/", g->description, NATURE);
            if (g->origin.n > 0)
                buf_add_f(w->out, "/NO/" STR_FMT "\n", STR_ARG(g->origin));
        }
        struct str hs = plain(w, g->hs);
        if (hs.n > 0)
            buf_add_f(w->out, "/NH/" STR_FMT "\n", STR_ARG(hs));
    }
}

/* What the messages write where nothing is insured. */
static const char no_insurance[] = {'X', 'X', 'X', '\0'};

static void add_values(struct writing *w)
{
    const struct trade_consignment *c = w->c;
    int64_t cents = TRADE_NONE;
    struct str currency = STR_EMPTY;
    bool has_value = record_declared(c, &cents, &currency);
    if (!has_value || currency.n == 0)
        currency = c->freight_currency;
    if (currency.n == 0 && !has_value)
        return;
    buf_add_f(w->out, "CVD/" STR_FMT "/PP/NVD/", STR_ARG(currency));
    if (has_value)
        buf_add_fixed(w->out, cents, 2);
    else
        buf_add_z(w->out, "NCV"); /* no value for customs */
    buf_add_f(w->out, "/%s\n", no_insurance);
}

/* "12JAN"; returns the year. */
static int add_day(struct buf *out, int32_t date)
{
    static const char months[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    int year = 0;
    int month = 0;
    int day = 0;
    date_civil(date, &year, &month, &day);
    buf_add_f(out, "%02d%.3s", day, months + (month - 1) * 3);
    return year;
}

static void add_issue(struct writing *w)
{
    struct str by = record_extra(w->c, "issued_by");
    buf_add_z(w->out, "ISU/"); /* also without a date: it tells that the message is whole */
    if (w->c->issued.day != DATE_NONE)
        buf_add_f(w->out, "%02d", add_day(w->out, w->c->issued.day) % 100);
    if (by.n > 0 && str_find_byte(by, '\n', 0) == SIZE_MAX)
        buf_add_f(w->out, "/" STR_FMT, STR_ARG(by));
    buf_add_c(w->out, '\n');
}

/* The version that the record was read from, else the newest. */
static void add_head(struct writing *w, const char *name, const char *newest, int64_t tagged_from)
{
    struct str message = record_extra(w->c, "message");
    int64_t version = 0;
    bool good = message.n <= 6 && message.n > 4 && str_starts(message, str_of(name)) &&
                str_to_i64(str_slice(message, 4, message.n), &version);
    (void)str_to_i64(str_of(newest), good ? &(int64_t){0} : &version);
    w->is_tagged = version >= tagged_from;
    buf_add_f(w->out, "%s/%lld\n", name, (long long)version);
}

static void open_writing(struct writing *w, struct buf *out, const struct trade_consignment *c)
{
    *w = (struct writing){.out = out, .c = c};
    arena_init(&w->arena, 16 * MIB);
    buf_init(&w->text, LIMIT_TEXT);
}

static void close_writing(struct writing *w)
{
    arena_release(&w->arena);
    buf_release(&w->text);
}

static const char *check_ends(const struct trade_consignment *c)
{
    if (c->is_withdrawn)
        return WRITE_WITHDRAWN;
    if (c->n_legs == 0 || !is_airport(c->legs[0].from) || !is_airport(c->legs[c->n_legs - 1].to))
        return "has no airports (IATA, 3 letters) at both ends of its route";
    return NULL;
}

static void add_segments(struct writing *w, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        (void)add_kept(w, names[i]);
}

const char *trade_write_fwb(struct buf *out, const struct trade_consignment *c)
{
    static const char *const before[] = {"ACC"};
    static const char *const charges[] = {"OTH", "PPD", "COL", "CER"};
    static const char *const after[] = {"REF", "COR", "SRI", "SPH", "OCI"};
    struct writing w;
    const char *why = check_ends(c);
    if (c->document != TRADE_DOC_AWB || !is_air_number(c->number))
        why = "is no air waybill with a number like 020-12345675";
    if (why != NULL)
        return why;
    open_writing(&w, out, c);
    add_head(&w, "FWB", "17", 17);
    buf_add_f(out, STR_FMT STR_FMT STR_FMT "/", STR_ARG(c->number), STR_ARG(c->legs[0].from),
              STR_ARG(c->legs[c->n_legs - 1].to));
    add_quantity(&w);
    buf_add_c(out, '\n');
    if (!add_kept(&w, "FLT"))
        add_flights(&w);
    add_route(&w);
    add_party(&w, "SHP", TRADE_SHIPPER, true);
    add_party(&w, "CNE", TRADE_CONSIGNEE, true);
    add_agent(&w);
    bool has_remarks = add_kept(&w, "SSR");
    add_party(&w, "NFY", TRADE_NOTIFY, false);
    add_segments(&w, before, 1);
    if (!add_kept(&w, "CVD"))
        add_values(&w);
    if (!add_kept(&w, "RTD"))
        add_goods(&w);
    add_segments(&w, charges, 4);
    if (c->freight_cents != TRADE_NONE && record_extra(c, "cimp.PPD").n == 0 &&
        record_extra(c, "cimp.COL").n == 0) {
        buf_add_z(out, "PPD/CT");
        buf_add_fixed(out, c->freight_cents, 2);
        buf_add_c(out, '\n');
    }
    add_issue(&w);
    has_remarks = add_kept(&w, "OSI") || has_remarks;
    if (!has_remarks && record_extra(c, "cimp.SPH").n == 0)
        add_lines(&w, "OSI/", "/", c->remarks, FREE);
    add_segments(&w, after, 5);
    close_writing(&w);
    return NULL;
}

/* "handling SPX/ECC" among the remarks: codes of three letters. */
static void add_handling(struct writing *w)
{
    struct str rest = w->c->remarks;
    struct str part;
    bool more = true;
    while (str_cut(&rest, &more, ';', &part)) {
        part = str_trim(part);
        bool good = str_starts(part, STR("handling ")) && part.n > 11;
        for (size_t i = 9; good && i < part.n; i++)
            good = (i - 9) % 4 == 3 ? part.p[i] == '/' : part.p[i] >= 'A' && part.p[i] <= 'Z';
        if (good)
            buf_add_f(w->out, "/%.*s\n", (int)(part.n - 9), part.p + 9);
    }
}

static void add_house(struct writing *w)
{
    const struct trade_consignment *c = w->c;
    const struct trade_goods *g = c->n_goods > 0 ? &c->goods[0] : &goods_none;
    struct str manifest = record_extra(c, "manifest_description");
    buf_add_f(w->out, "HBS/" STR_FMT "/" STR_FMT STR_FMT "/", STR_ARG(c->number),
              STR_ARG(c->legs[0].from), STR_ARG(c->legs[c->n_legs - 1].to));
    buf_add_fixed(w->out, c->pieces == TRADE_NONE ? 1 : c->pieces, 0);
    buf_add_z(w->out, "/K");
    buf_add_fixed(w->out, c->gross_g == TRADE_NONE ? 0 : c->gross_g, 3);
    buf_add_c(w->out, '/');
    if (g->quantity_milli != TRADE_NONE && g->quantity_milli % 1000 == 0)
        buf_add_fixed(w->out, g->quantity_milli, 3);
    struct str text = plain(w, manifest.n > 0 ? manifest : g->description);
    buf_add_f(w->out, "/%.*s\n", (int)(text.n < MANIFEST ? text.n : MANIFEST), text.p);
    add_handling(w);
    text = plain(w, g->description);
    if (text.n > MANIFEST)
        add_lines(w, "TXT/", "/", g->description, FREE);
    bool any = false;
    for (size_t i = 0; i < c->n_goods; i++) {
        struct str hs = plain(w, c->goods[i].hs);
        if (hs.n > 0)
            buf_add_f(w->out, "%s/" STR_FMT, any ? "" : "HTS", STR_ARG(hs));
        any = any || hs.n > 0;
    }
    buf_add_z(w->out, any ? "\n" : "");
}

const char *trade_write_fhl(struct buf *out, const struct trade_consignment *c)
{
    struct writing w;
    const char *why = check_ends(c);
    if (c->document != TRADE_DOC_HAWB || !is_air_number(c->master) || c->number.n == 0 ||
        c->number.n > 12)
        why = "is no house air waybill under a master like 020-12345675";
    for (size_t i = 0; i < c->number.n; i++)
        if (c->number.p[i] == '/' || (unsigned char)c->number.p[i] <= ' ')
            why = "has a number that no house list can hold";
    if (why != NULL)
        return why;
    open_writing(&w, out, c);
    add_head(&w, "FHL", "5", 5);
    buf_add_f(out, "MBI/" STR_FMT STR_FMT STR_FMT "/", STR_ARG(c->master), STR_ARG(c->legs[0].from),
              STR_ARG(c->legs[c->n_legs - 1].to));
    struct str quantity = record_extra(c, "master_quantity");
    if (quantity.n > 0 && str_find_byte(quantity, '\n', 0) == SIZE_MAX)
        buf_add(out, quantity);
    else
        add_quantity(&w);
    buf_add_c(out, '\n');
    add_house(&w);
    (void)add_kept(&w, "OCI");
    add_party(&w, "SHP", TRADE_SHIPPER, false);
    add_party(&w, "CNE", TRADE_CONSIGNEE, false);
    bool has_shipper = record_party(c, TRADE_SHIPPER) != NULL;
    if (has_shipper && record_party(c, TRADE_CONSIGNEE) == NULL)
        buf_add_z(out, "CNE/\n/\n/\n/\n"); /* a list that ends with the shipper breaks off */
    if (!add_kept(&w, "CVD"))
        add_values(&w);
    close_writing(&w);
    return NULL;
}

/* One flight: a manifest is of one. Its date is the extra that it was read with, else the leg's
 * day; neither has a year. */
static void add_flight(struct writing *w, const struct trade_leg *l)
{
    const struct trade_consignment *c = w->c;
    struct str date = record_extra(c, "flight_date");
    int64_t sequence = c->n_goods > 0 ? c->goods[0].line : TRADE_NONE;
    int32_t on = l->month_day;
    struct buf day;
    buf_init(&day, 32);
    if (date.n == 0 && l->departed.day != DATE_NONE)
        add_day(&day, l->departed.day);
    else if (date.n == 0 && on != 0)
        add_day(&day, date_day(2000, on / 100, on % 100));
    date = date.n > 0 ? date : buf_str(&day);
    struct str flight = plain(w, l->vehicle);
    bool is_part = c->document == TRADE_DOC_MANIFEST && sequence >= 1 && sequence <= 9999;
    buf_add_f(w->out, "%d/" STR_FMT, is_part ? (int)sequence : 1, STR_ARG(flight));
    date = plain(w, date);
    buf_add_f(w->out, "/" STR_FMT "/" STR_FMT "\n" STR_FMT "\n", STR_ARG(date), STR_ARG(l->from),
              STR_ARG(l->to));
    buf_release(&day);
}

/* What a manifest's record says is loaded stands in its goods item; of a waybill it is all. */
static void add_loaded(struct writing *w)
{
    const struct trade_consignment *c = w->c;
    const struct trade_goods *g = c->n_goods > 0 ? &c->goods[0] : &goods_none;
    struct str part = record_extra(c, "shipment_part");
    struct quantity q = {part, STR_EMPTY, TRADE_NONE, g->gross_g};
    struct buf total;
    if (c->document != TRADE_DOC_MANIFEST || part.n != 1) {
        add_quantity(w);
        return;
    }
    buf_init(&total, 32);
    if (c->pieces != TRADE_NONE)
        buf_add_fixed(&total, c->pieces, 0);
    q.total = buf_str(&total);
    if (g->quantity_milli != TRADE_NONE)
        q.pieces = g->quantity_milli / 1000;
    add_amounts(w, &q);
    buf_release(&total);
}

static const struct trade_leg *flight_of(const struct trade_consignment *c)
{
    for (size_t i = 0; i < c->n_legs; i++)
        if (c->legs[i].vehicle.n > 0)
            return &c->legs[i];
    return NULL;
}

const char *trade_write_ffm(struct buf *out, const struct trade_consignment *c)
{
    struct writing w;
    const struct trade_leg *l = flight_of(c);
    bool is_manifest = c->document == TRADE_DOC_MANIFEST;
    if ((!is_manifest && c->document != TRADE_DOC_AWB) || !is_air_number(c->number))
        return "is no air waybill with a number like 020-12345675";
    if (l == NULL || !is_airport(l->from) || !is_airport(l->to) || l->vehicle.n < 3)
        return "has no flight from one airport (IATA, 3 letters) to another to be on the manifest "
               "of";
    const char *why = check_ends(c);
    if (why != NULL)
        return why;
    open_writing(&w, out, c);
    add_head(&w, "FFM", "8", INT64_MAX);
    add_flight(&w, l);
    (void)add_kept(&w, "ULD");
    buf_add_f(out, STR_FMT STR_FMT STR_FMT "/", STR_ARG(c->number), STR_ARG(c->legs[0].from),
              STR_ARG(c->legs[c->n_legs - 1].to));
    add_loaded(&w);
    struct str text = plain(&w, c->n_goods > 0 ? c->goods[0].description : STR_EMPTY);
    buf_add_f(out, "/%.*s\n", (int)(text.n < MANIFEST ? text.n : MANIFEST), text.p);
    add_handling(&w);
    (void)add_kept(&w, "OSI");
    buf_add_z(out, "LAST\n");
    close_writing(&w);
    return NULL;
}
