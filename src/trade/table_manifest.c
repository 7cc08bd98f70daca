/* trade/table_manifest.c - what manifests say of a consignment.
 *
 * The consignment is the waybill's. A manifest tells what one carriage took of it: it is no version
 * of the waybill, and replaces nothing that stands there.
 *
 *   1. It belongs to the waybill of its own id, else to the one with its number.
 *   2. Two manifests of one carriage (from, to, vehicle, day) with one line number are the same
 * one, read twice or corrected; the one issued last counts, then the greater version
 * (table_compare_versions). One that is withdrawn tells nothing, nor do those before it, unless
 * all are.
 *   3. A manifest that names the consignment's mass took the whole. Of others, the parts that left
 *      one place add up; of several places, which the same pieces pass one after the other, that
 *      one counts where most was loaded.
 *   4. A waybill gets what it does not say: carrier, vehicle, day and way of the first carriage,
 * and the amounts of the whole. The year of a day without one brings it nearest to the issue,
 * else to another carriage; where neither has a year it stays open: the message has none.
 * A manifest that names more than the waybill is noted. No sum of several is held against it: what
 * stayed behind is on the manifest of the next flight again.
 *   5. Without a waybill this is the record; parts that are less than the whole leave its mass
 * open.
 *
 * All of it is symmetric in the rows, so the order of arrival cannot matter. */
#include "trade/table_index.h"

#include <stdlib.h>
#include <string.h>

static bool is_waybill(const struct table_record *r)
{
    return !table_is_house(r) && r->document < TRADE_DOC_EXPORT;
}

struct part {
    uint32_t target;       /* the record that it belongs to */
    uint32_t record, line; /* MAP_NONE: a record without lines */
    struct str from, to, vehicle;
    bool is_withdrawn; /* it, or the one that counts instead */
    bool is_counted;
};

struct amounts {
    int64_t pieces, gross_g;
};

/* The parts of one consignment. */
struct consignment {
    struct seal *s;
    struct part *parts;
    size_t n;
    uint32_t whole; /* the record of a manifest that took all of it, or MAP_NONE */
    int64_t whole_g, whole_cm3;
    size_t from, to;       /* the parts that left the place where most was loaded */
    struct amounts loaded; /* there */
    int64_t total;         /* pieces of the whole consignment */
    const struct table_record *first;
    int32_t first_day;
};

static enum seine_status nomem(struct seine_error *err)
{
    return error_set(err, SEINE_NOMEM, "no memory to join the manifests of a consignment");
}

/* The carriage's own leg: the first with a carrier, else the first. */
static void find_carriage(const struct trade_table *t, const struct table_record *r,
                          struct part *ret)
{
    const struct table_route *route = &t->routes.v[r->route];
    struct str code = table_str(t, route->code);
    struct str carriers = table_str(t, route->carriers);
    struct str from, to, carrier = STR_EMPTY;
    bool more = true;
    bool more_carriers = carriers.n > 0;
    (void)str_cut(&code, &more, '-', &from);
    ret->from = from;
    ret->to = STR_EMPTY;
    for (bool is_first = true; str_cut(&code, &more, '-', &to); is_first = false) {
        bool has_carrier = str_cut(&carriers, &more_carriers, '-', &carrier) && carrier.n > 0;
        if (is_first || has_carrier) {
            ret->from = from;
            ret->to = to;
        }
        if (has_carrier)
            break;
        from = to;
    }
    ret->vehicle = table_str(t, r->vehicle);
}

static int32_t line_number(const struct trade_table *t, const struct part *p)
{
    return p->line == MAP_NONE ? 0 : t->lines.v[p->line].line;
}

static int compare_i64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* One manifest of a carriage may say the year and another one not. */
static int month_day(const struct table_record *r)
{
    int year, month, day;
    if (r->departed_day == DATE_NONE)
        return r->departed_on;
    date_civil(r->departed_day, &year, &month, &day);
    return month * 100 + day;
}

static int compare_carriages(const struct trade_table *t, const struct part *x,
                             const struct part *y)
{
    const struct table_record *a = &t->records.v[x->record];
    const struct table_record *b = &t->records.v[y->record];
    int order = str_compare(x->from, y->from);
    order = order ? order : str_compare(x->to, y->to);
    order = order ? order : str_compare(x->vehicle, y->vehicle);
    return order ? order : compare_i64(month_day(a), month_day(b));
}

/* The version that counts first. */
static int order_issues(const struct trade_table *t, uint32_t a, uint32_t b)
{
    int order = table_compare_issues(t, b, a);
    order = order ? order
                  : (int)table_withdraws(&t->records.v[b]) - (int)table_withdraws(&t->records.v[a]);
    return order ? order : table_compare_versions(t, b, a);
}

/* By consignment, place and carriage; of one line number the version that counts first. */
static int order_parts(const void *a, const void *b, const void *context)
{
    const struct seal *s = context;
    const struct trade_table *t = s->t;
    const struct part *x = a;
    const struct part *y = b;
    int order = compare_i64(x->target, y->target);
    order = order ? order : compare_carriages(t, x, y);
    order = order ? order : compare_i64(line_number(t, x), line_number(t, y));
    return order || x->record == y->record ? order : order_issues(t, x->record, y->record);
}

/* Of what the carriage took; 0 if that is not said. */
static struct amounts amounts_of(const struct trade_table *t, const struct part *p)
{
    const struct table_record *r = &t->records.v[p->record];
    struct amounts a = {r->pieces, r->gross_g};
    if (p->line != MAP_NONE) {
        const struct table_line *l = &t->lines.v[p->line];
        bool is_pieces =
            l->quantity_milli != TRADE_NONE && str_is(table_str(t, l->unit), STR("PKG"));
        a = (struct amounts){is_pieces ? l->quantity_milli / 1000 : 0, l->gross_g};
    }
    return (struct amounts){trade_sum(a.pieces, 0), trade_sum(a.gross_g, 0)};
}

/* Rule 2. Parts that are withdrawn are no more of the consignment. True: all are, and stay. */
static bool settle_parts(struct consignment *c)
{
    const struct trade_table *t = c->s->t;
    const struct part *kept = NULL;
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        struct part *p = &c->parts[i];
        if (kept == NULL || compare_carriages(t, kept, p) != 0 ||
            line_number(t, kept) != line_number(t, p))
            kept = p;
        p->is_withdrawn = table_withdraws(&t->records.v[kept->record]);
        p->is_counted = kept->record == p->record;
        n += !p->is_withdrawn;
    }
    if (n == 0)
        return true;
    n = 0;
    for (size_t i = 0; i < c->n; i++)
        if (!c->parts[i].is_withdrawn)
            c->parts[n++] = c->parts[i];
    c->n = n;
    return false;
}

/* The place where most was loaded. */
static void sum_places(struct consignment *c)
{
    const struct trade_table *t = c->s->t;
    c->loaded = (struct amounts){-1, -1};
    for (size_t from = 0, to; from < c->n; from = to) {
        struct amounts sum = {0, 0};
        for (to = from; to < c->n && str_is(c->parts[to].from, c->parts[from].from); to++) {
            struct amounts own = amounts_of(t, &c->parts[to]);
            if (c->parts[to].is_counted)
                sum = (struct amounts){trade_sum(sum.pieces, own.pieces),
                                       trade_sum(sum.gross_g, own.gross_g)};
        }
        if (sum.gross_g > c->loaded.gross_g ||
            (sum.gross_g == c->loaded.gross_g && sum.pieces > c->loaded.pieces)) {
            c->loaded = sum;
            c->from = from;
            c->to = to;
        }
    }
}

static void find_whole(struct consignment *c)
{
    const struct trade_table *t = c->s->t;
    c->whole = MAP_NONE;
    c->whole_g = c->whole_cm3 = c->total = TRADE_NONE;
    for (size_t i = 0; i < c->n; i++) {
        uint32_t at = c->parts[i].record;
        const struct table_record *r = &t->records.v[at];
        if (!c->parts[i].is_counted)
            continue;
        c->total = r->pieces > c->total ? r->pieces : c->total;
        if (r->gross_g != TRADE_NONE &&
            (c->whole == MAP_NONE || table_compare_versions(t, at, c->whole) > 0)) {
            c->whole = at;
            c->whole_g = r->gross_g;
            c->whole_cm3 = r->volume_cm3;
        }
    }
}

/* Masses are rounded, and weighed anew, on the way to the aircraft. */
#define MORE_SHARE 1.05
#define MORE_G     1000

/* Rule 4: what the waybill says of itself against each manifest, its lines and the whole that it
 * states. */
static void note_more(const struct consignment *c, struct table_record *r)
{
    const struct trade_table *t = c->s->t;
    int64_t gross_g = table_gross_g(t, r), pieces = r->pieces;
    for (size_t i = 0; i < c->n; i++) {
        const struct table_record *m = &t->records.v[c->parts[i].record];
        struct amounts most = amounts_of(t, &c->parts[i]);
        if (!c->parts[i].is_counted)
            continue;
        most.pieces = m->pieces > most.pieces ? m->pieces : most.pieces;
        most.gross_g = m->gross_g > most.gross_g ? m->gross_g : most.gross_g;
        bool has_pieces = pieces > 0 && most.pieces > 0, has_mass = gross_g > 0 && most.gross_g > 0;
        if (has_pieces || has_mass)
            r->changes |= TABLE_MANIFESTED;
        if ((has_pieces && most.pieces > pieces) ||
            (has_mass && (double)most.gross_g > MORE_SHARE * (double)gross_g + MORE_G))
            r->changes |= TABLE_MORE_ABOARD;
    }
}

/* The day of departure; a year that is not said is the one that brings it nearest to a day that is
 * known. */
static int32_t day_of(const struct table_record *r, int32_t near)
{
    int year, month, day_of_month, on = r->departed_on;
    int32_t best = DATE_NONE;
    if (r->departed_day != DATE_NONE || on == 0 || near == DATE_NONE)
        return r->departed_day;
    date_civil(near, &year, &month, &day_of_month);
    for (int y = year - 1; y <= year + 1; y++) {
        if (!date_is_valid(y, on / 100, on % 100))
            continue;
        int32_t day = date_day(y, on / 100, on % 100);
        if (best == DATE_NONE || llabs((int64_t)day - near) < llabs((int64_t)best - near))
            best = day;
    }
    return best;
}

/* A day that is known for sure: the issue, else that of the first carriage with a year. */
static int32_t known_day(const struct consignment *c)
{
    const struct trade_table *t = c->s->t;
    int32_t day = t->records.v[c->parts->target].issued_day, first = DATE_NONE;
    for (size_t i = 0; i < c->n; i++) {
        int32_t departed = t->records.v[c->parts[i].record].departed_day;
        if (departed != DATE_NONE && (first == DATE_NONE || departed < first))
            first = departed;
    }
    return day != DATE_NONE ? day : first;
}

/* The carriage that left first; of those without a day one from where the consignment begins. */
static void find_first(struct consignment *c)
{
    const struct trade_table *t = c->s->t;
    int32_t known = known_day(c);
    bool is_origin = false;
    c->first = NULL;
    for (size_t i = 0; i < c->n; i++) {
        const struct table_record *r = &t->records.v[c->parts[i].record];
        int32_t day = day_of(r, known);
        struct str rest = table_str(t, t->routes.v[r->route].code), origin;
        bool starts =
            str_cut(&rest, &(bool){true}, '-', &origin) && str_is(origin, c->parts[i].from);
        bool is_first = c->first == NULL;
        if (!is_first && day != c->first_day)
            is_first = day != DATE_NONE && (c->first_day == DATE_NONE || day < c->first_day);
        else if (!is_first)
            is_first = starts && !is_origin;
        if (is_first && c->parts[i].is_counted) {
            c->first = r;
            c->first_day = day;
            is_origin = starts;
        }
    }
}

static int order_by_cargo(const void *a, const void *b, const void *context)
{
    const struct seal *s = context;
    const struct table_line *x = a;
    const struct table_line *y = b;
    uint64_t p = s->cargo_hashes[x->cargo];
    uint64_t q = s->cargo_hashes[y->cargo];
    int order = (p > q) - (p < q);
    order = order || x->cargo == y->cargo ? order : table_compare_cargos(s->t, x->cargo, y->cargo);
    order = order ? order : str_compare(table_str(s->t, x->unit), table_str(s->t, y->unit));
    return order ? order : str_compare(table_str(s->t, x->currency), table_str(s->t, y->currency));
}

/* Goods that several parts have are one line. */
static size_t merge_lines(const struct seal *s, struct table_line *lines, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct table_line *l = &lines[kept];
        if (kept > 0 && order_by_cargo(&lines[kept - 1], &lines[i], s) == 0) {
            l--;
            l->quantity_milli = trade_sum(l->quantity_milli, lines[i].quantity_milli);
            l->net_g = trade_sum(l->net_g, lines[i].net_g);
            l->gross_g = trade_sum(l->gross_g, lines[i].gross_g);
            l->value_cents = trade_sum(l->value_cents, lines[i].value_cents);
        } else {
            *l = lines[i];
            l->line = (int32_t)++kept;
        }
    }
    return kept;
}

/* The goods of what was loaded become the record's. */
static bool take_lines(const struct consignment *c, struct table_record *r)
{
    struct trade_table *t = c->s->t;
    struct table_line *lines = mem_resize_array(NULL, 2 * c->n + 1, sizeof *lines);
    size_t n = 0;
    if (lines == NULL)
        return false;
    for (size_t i = 0; i < c->n; i++) {
        const struct part *p = &c->parts[i];
        bool is_taken = c->whole != MAP_NONE ? p->record == c->whole
                                             : p->is_counted && i >= c->from && i < c->to;
        if (is_taken && p->line != MAP_NONE)
            lines[n++] = t->lines.v[p->line];
    }
    sort_rows(lines, lines + c->n, n, sizeof *lines, order_by_cargo, c->s);
    n = merge_lines(c->s, lines, n);
    r->first_line = (uint32_t)t->lines.n;
    r->n_lines = (uint32_t)n;
    bool ok = t->lines.n + n < MAP_NONE;
    for (size_t i = 0; i < n && ok; i++)
        ok = VEC_PUSH(&t->lines, lines[i]);
    mem_free(lines);
    return ok;
}

static void fill_amounts(const struct consignment *c, struct table_record *r)
{
    bool is_complete = c->total != TRADE_NONE && c->loaded.pieces >= c->total;
    table_fill_number(&r->pieces, c->total);
    table_fill_number(&r->gross_g, c->whole_g);
    table_fill_number(&r->volume_cm3, c->whole_cm3);
    if (is_complete && c->loaded.gross_g > 0)
        table_fill_number(&r->gross_g, c->loaded.gross_g);
}

static enum trade_document document_of(uint8_t mode)
{
    switch (mode) {
    case TRADE_AIR:
        return TRADE_DOC_AWB;
    case TRADE_SEA:
        return TRADE_DOC_BL;
    case TRADE_RAIL:
        return TRADE_DOC_RAIL;
    case TRADE_ROAD:
        return TRADE_DOC_ROAD;
    default:
        return TRADE_DOC_NONE;
    }
}

/* What a manifest says of the consignment besides its carriage. */
static void forget_content(struct table_record *r)
{
    r->remarks = r->n_parties = r->outcome = 0;
    r->outcome_day = DATE_NONE;
}

/* Whether the record is still one of the parts. */
static bool is_in_force(const struct consignment *c, uint32_t record)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->parts[i].record == record)
            return true;
    return false;
}

/* The record is one of the manifests: it gets the first carriage's way and day, and all amounts. */
static void begin_record(const struct consignment *c, struct table_record *r, bool is_withdrawn)
{
    const struct table_record first = *c->first;
    if (!is_in_force(c, c->parts->target))
        forget_content(r);
    r->document = (uint8_t)document_of(first.mode);
    r->mode = first.mode;
    r->carrier = first.carrier;
    r->vehicle = first.vehicle;
    r->route = first.route;
    r->departed_day = first.departed_day;
    r->departed_on = first.departed_on;
    r->arrived_day = first.arrived_day;
    r->pieces = r->gross_g = r->volume_cm3 = TRADE_NONE;
    r->issued_day = DATE_NONE; /* the manifest's */
    r->changes = is_withdrawn ? TABLE_WITHDRAWN : 0;
    r->n_lines = 0;
}

static void fill_record(const struct consignment *c, struct table_record *r)
{
    const struct trade_table *t = c->s->t;
    table_fill_way(t, r, c->first);
    table_fill_id(&r->vehicle, c->first->vehicle);
    table_fill_day(&r->departed_day, c->first_day);
    if (r->departed_day != DATE_NONE)
        r->departed_on = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct table_record *from = &t->records.v[c->parts[i].record];
        table_fill_id(&r->remarks, from->remarks);
        table_fill_outcome(r, from);
        table_fill_parties(r, from);
    }
    fill_amounts(c, r);
    table_set_day(r);
}

static bool join(struct consignment *c)
{
    struct trade_table *t = c->s->t;
    struct table_record *r = &t->records.v[c->parts->target];
    int32_t issued_day = r->issued_day;
    bool is_withdrawn = settle_parts(c);
    if (is_withdrawn && !table_is_manifest(r))
        return true;
    sum_places(c);
    find_whole(c);
    find_first(c);
    if (is_waybill(r))
        note_more(c, r);
    if (table_is_manifest(r))
        begin_record(c, r, is_withdrawn);
    fill_record(c, r);
    table_fill_day(&r->day, issued_day);
    if (r->n_lines > 0)
        return true;
    r->is_part = r->gross_g == TRADE_NONE;
    return take_lines(c, r);
}

typedef VEC(struct part) part_list;

static bool collect(const struct seal *s, part_list *parts)
{
    const struct trade_table *t = s->t;
    bool ok = true;
    for (uint32_t i = 0; i < t->records.n && ok; i++) {
        const struct table_record *r = &t->records.v[i];
        struct part p = {.target = s->best[r->id], .record = i, .line = MAP_NONE};
        if (!table_is_manifest(r))
            continue;
        find_carriage(t, r, &p);
        ok = r->n_lines > 0 || VEC_PUSH(parts, p);
        for (uint32_t k = 0; k < r->n_lines && ok; k++) {
            p.line = r->first_line + k;
            ok = VEC_PUSH(parts, p);
        }
    }
    return ok;
}

/* Manifests without a record of their own id go to the waybill of their number. */
static bool find_waybills(struct seal *s, part_list *parts)
{
    const struct trade_table *t = s->t;
    uint32_t *waybills = mem_resize_array(NULL, t->strings.n + 1, sizeof *waybills);
    if (waybills == NULL)
        return false;
    table_index_numbers(s, is_waybill, waybills);
    for (size_t i = 0; i < parts->n; i++) {
        const struct table_record *r = &t->records.v[parts->v[i].record];
        uint32_t waybill = waybills[r->number];
        if (!table_is_manifest(&t->records.v[parts->v[i].target]) || r->number == 0 ||
            waybill == MAP_NONE)
            continue;
        parts->v[i].target = waybill;
        s->best[r->id] = MAP_NONE; /* no record of its own */
    }
    mem_free(waybills);
    return true;
}

enum seine_status seal_manifests(struct seal *s, struct seine_error *err)
{
    part_list parts = {0};
    bool ok = collect(s, &parts);
    if (ok && parts.n == 0)
        return SEINE_OK;
    ok = ok && find_waybills(s, &parts);
    struct part *room = ok ? mem_resize_array(NULL, parts.n, sizeof *room) : NULL;
    ok = room != NULL;
    if (ok)
        sort_rows(parts.v, room, parts.n, sizeof *parts.v, order_parts, s);
    for (size_t from = 0, to; from < parts.n && ok; from = to) {
        for (to = from; to < parts.n && parts.v[to].target == parts.v[from].target;)
            to++;
        struct consignment c = {.s = s, .parts = parts.v + from, .n = to - from};
        ok = join(&c);
    }
    mem_free(room);
    VEC_RELEASE(&parts);
    return ok ? SEINE_OK : nomem(err);
}
