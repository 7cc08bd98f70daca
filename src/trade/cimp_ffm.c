/* trade/cimp_ffm.c - the flight manifest (FFM, versions 4 to 8): of each air waybill on board, what
 * the flight takes of it. No waybill and no version of one: table_manifest.c joins the two.
 *
 * A waybill may stand in several lines, one for each container that it is divided over (codes D and
 * S); they are one record, since the flight takes them together. The manifest's dates have no year.
 * A manifest is of one flight; where a further flight line stands, as when the heads between
 * several manifests were lost, a further manifest begins. */
#include "trade/cimp.h"
#include "trade/loaded.h"

#include <string.h>

/* Of the flight, which every record repeats. */
enum { MAX_TEXT = 100, MAX_SEQUENCE = 9999 };

struct consignment_line {
    struct cimp_air air;
    struct str to, container; /* where it is unloaded; "ULD/PMC12345LH" */
    struct str raw;
    size_t first, n; /* segments behind it, as lines of the message */
    int64_t number;  /* of the line */
    size_t next;     /* of the same waybill, or SIZE_MAX */
};

struct group {
    size_t first, last;
};

struct manifest {
    struct cimp_message *m;
    struct draft *d;
    struct str flight, date, from, to, container;
    int64_t sequence;  /* a long manifest is several messages */
    int32_t month_day; /* of departure */
    bool has_end;
    VEC(struct consignment_line) lines;
    VEC(struct group) groups; /* of one waybill to one place */
    struct map group_of;
};

/* "12JAN1430" */
static int32_t month_day(struct str date)
{
    int64_t day = 0;
    int month = date_month(str_slice(date, 2, date.n < 5 ? date.n : 5));
    bool is_day = str_to_i64(str_slice(date, 0, date.n < 2 ? date.n : 2), &day);
    /* 2000 has a 29 February */
    return is_day && month > 0 && day >= 1 && day <= 31 && date_is_valid(2000, month, (int)day)
               ? month * 100 + (int32_t)day
               : 0;
}

/* "1/LH8400/12JAN1430/FRA/DALCH" */
static void take_flight(struct manifest *f, struct str rest)
{
    struct str sequence = cimp_part(&rest);
    f->flight = cimp_part(&rest);
    f->date = cimp_part(&rest);
    f->from = cimp_part(&rest);
    f->month_day = month_day(f->date);
    if (!str_to_i64(sequence, &f->sequence) || f->sequence < 1 || f->sequence > MAX_SEQUENCE)
        f->sequence = 1;
    if (f->flight.n > MAX_TEXT || f->date.n > MAX_TEXT)
        draft_fail(f->d, f->flight, "vehicle", "is longer than 100 bytes");
}

/* "2/LH8402/13JAN1430/FRA": with a date or an airport, that one of them may be wrong. */
static bool is_flight(struct str line)
{
    int64_t sequence = 0;
    if (!str_to_i64(cimp_part(&line), &sequence) || sequence > MAX_SEQUENCE)
        return false;
    struct str flight = cimp_part(&line);
    bool is_date = month_day(cimp_part(&line)) > 0;
    return flight.n > 0 && (is_date || cimp_part(&line).n == 3);
}

/* "JFK/13JAN0800" or "JFK/NIL" against "ULD/PMC12345LH" and "OSI/10 PIECES SHORT" */
static bool is_unloading(const struct manifest *f, const struct cimp_segment *s)
{
    struct str rest = cimp_rest(f->m, s, 0);
    return s->name.n == 3 && (rest.n == 0 || month_day(rest) > 0 || str_is(rest, STR("NIL")));
}

/* Of eleven digits and three letters: a number of their own. */
static uint64_t group_key(struct str number, struct str to)
{
    uint64_t key = 0;
    for (size_t i = 0; i < number.n; i++)
        key = number.p[i] == '-' ? key : key * 10 + (uint64_t)(number.p[i] - '0');
    for (size_t i = 0; i < 3; i++)
        key = key * 27 + (i < to.n ? (uint64_t)(to.p[i] - 'A') + 1 : 0);
    return key;
}

static enum seine_status add_line(struct manifest *f, const struct cimp_segment *s,
                                  const struct cimp_air *air)
{
    struct consignment_line line = {
        *air,    f->to, f->container, s->raw, s->first + s->n, 0, f->m->lines.v[s->first].number,
        SIZE_MAX};
    uint64_t key = group_key(air->number, f->to);
    uint32_t group = (uint32_t)f->groups.n;
    bool is_new = true;
    size_t at = f->lines.n;
    enum seine_status status = map_get_or_set(&f->group_of, key, group, &group, &is_new);
    if (status != SEINE_OK || !VEC_PUSH(&f->lines, line))
        return SEINE_NOMEM;
    if (is_new)
        return VEC_PUSH(&f->groups, ((struct group){at, at})) ? SEINE_OK : SEINE_NOMEM;
    f->lines.v[f->groups.v[group].last].next = at;
    f->groups.v[group].last = at;
    return SEINE_OK;
}

/* "020-1234567FRAJFK/T12K345": meant for an air waybill, which would be missed by nobody. */
static bool is_bad_line(struct str text)
{
    return text.n > 3 && text.p[3] == '-' && str_is_digit(text.p[0]) && str_is_digit(text.p[1]) &&
           str_is_digit(text.p[2]);
}

static enum seine_status reject_line(struct manifest *f, const struct cimp_segment *s)
{
    struct place at = {f->d->source, f->m->lines.v[s->first].number, 1};
    return batch_reject(f->m->batch, at, STR("doc_number"),
                        STR("is no air waybill; 020-12345675FRAJFK/T12K345.5 should stand here"),
                        s->raw);
}

static enum seine_status take_segment(struct manifest *f, const struct cimp_segment *s,
                                      bool *is_open)
{
    struct cimp_air air;
    if (s->name.n == 0 && cimp_air(cimp_rest(f->m, s, 0), &air)) {
        *is_open = true;
        return add_line(f, s, &air);
    }
    if (s->name.n == 0 && is_bad_line(s->raw)) {
        *is_open = false;
        return reject_line(f, s);
    }
    if (is_unloading(f, s)) {
        *is_open = false;
        f->to = s->name;
        f->container = STR_EMPTY;
    } else if (str_is(s->name, STR("ULD"))) {
        *is_open = false;
        f->container = s->raw;
    } else if (str_is(s->raw, STR("LAST")) || str_is(s->raw, STR("CONT"))) {
        *is_open = false;
        f->has_end = true;
    } else if (*is_open) {
        struct consignment_line *line = &f->lines.v[f->lines.n - 1];
        line->raw.n = (size_t)(s->raw.p + s->raw.n - line->raw.p);
        line->n = s->first + s->n - line->first;
    }
    return SEINE_OK;
}

/* Handling codes, and segments that are kept as they stand. */
static void take_details(struct manifest *f, const struct consignment_line *line)
{
    struct cimp_segment s;
    for (size_t at = line->first; at < line->first + line->n && cimp_next(f->m, &at, &s);) {
        if (s.name.n == 0 && s.raw.p[0] == '/')
            draft_remark(f->d, draft_concat(f->d, STR("handling "), cimp_rest(f->m, &s, 0)));
        else
            cimp_keep(f->m, &s);
    }
}

static void take_line(struct manifest *f, const struct consignment_line *line, struct loaded *sum)
{
    struct draft *d = f->d;
    struct str rest = line->air.rest;
    struct cimp_shipment s;
    draft_here(d, str_slice(line->raw, 0, str_find_byte(line->raw, '\n', 0)), line->number);
    d->c.pieces = d->c.gross_g = d->c.volume_cm3 = TRADE_NONE;
    cimp_quantity(d, cimp_part(&rest), &s);
    loaded_add(
        sum, &(struct loaded_line){d->c.pieces, d->c.gross_g, d->c.volume_cm3, s.n_total, s.part});
    loaded_describe(sum, d, rest);
    draft_extra(d, "cimp.ULD", line->container);
    take_details(f, line);
}

static void read_group(struct manifest *f, const struct group *group, size_t *ret_last)
{
    struct draft *d = f->d;
    const struct consignment_line *first = &f->lines.v[group->first];
    struct loaded sum = loaded_none;
    struct trade_leg flight = leg_none;
    draft_start(d);
    for (size_t i = group->first; i != SIZE_MAX && d->status == SEINE_OK; i = f->lines.v[i].next) {
        *ret_last = i;
        take_line(f, &f->lines.v[i], &sum);
    }
    draft_here(d, first->raw, first->number);
    loaded_finish(&sum, d, first->air.number, f->sequence);
    flight.from = f->from;
    flight.to = first->to;
    flight.vehicle = f->flight;
    flight.month_day = f->month_day;
    loaded_way(d, first->air.from, first->air.to, &flight);
    draft_extra(d, "flight_date", f->date);
    draft_extra(d, "message", f->m->lines.v[0].text);
    if (f->m->is_repaired)
        draft_extra(d, REPAIRED_KEY, STR("record"));
}

/* One bad line costs all lines of its waybill: a sum without it would be wrong. */
static enum seine_status finish_group(struct manifest *f, const struct group *group)
{
    struct trade_batch *batch = f->m->batch;
    size_t rejects = batch->rejects.n;
    size_t last = group->first;
    read_group(f, group, &last);
    const struct consignment_line *line =
        &f->lines.v[f->d->status == SEINE_OK ? group->first : last];
    enum seine_status status = draft_finish(f->d, batch, line->number, line->raw);
    for (size_t i = group->first; i != SIZE_MAX && status == SEINE_OK && batch->rejects.n > rejects;
         i = f->lines.v[i].next) {
        struct place at = {f->d->source, f->lines.v[i].number, 1};
        if (&f->lines.v[i] != line)
            status =
                batch_reject(batch, at, STR_EMPTY, STR("another line of this air waybill is bad"),
                             f->lines.v[i].raw);
    }
    return status;
}

/* The lines of one flight, up to the line of the next one. */
static enum seine_status read_lines(struct manifest *f, size_t *at)
{
    struct cimp_segment s;
    bool is_open = false;
    enum seine_status status = SEINE_OK;
    size_t n = f->m->lines.n;
    while (status == SEINE_OK && *at < n && !is_flight(f->m->lines.v[*at].text) &&
           cimp_next(f->m, at, &s))
        status = take_segment(f, &s, &is_open);
    for (size_t i = 0; i < f->groups.n && status == SEINE_OK; i++)
        status = finish_group(f, &f->groups.v[i]);
    const struct cimp_line *last = &f->m->lines.v[*at - 1];
    struct place where = {f->d->source, last->number, 1};
    if (status == SEINE_OK && f->groups.n > 0 && !f->has_end)
        status = batch_reject(f->m->batch, where, STR_EMPTY,
                              STR("is the last line of a manifest without its end (LAST, CONT); "
                                  "air waybills may be missing"),
                              last->text);
    return status;
}

static void start_flight(struct manifest *f)
{
    f->flight = f->date = f->from = f->to = f->container = STR_EMPTY;
    f->sequence = 1;
    f->has_end = false;
    VEC_CLEAR(&f->lines);
    VEC_CLEAR(&f->groups);
    map_clear(&f->group_of);
    draft_start(f->d);
}

/* From the flight's line on; a bad one costs what stands behind it. */
static enum seine_status read_flight(struct manifest *f, size_t *at)
{
    struct cimp_message *m = f->m;
    const struct cimp_line *first = &m->lines.v[*at == 1 ? 0 : *at];
    size_t before = m->batch->rejects.n;
    struct cimp_segment s;
    enum seine_status status = SEINE_OK;
    start_flight(f);
    if (cimp_next(m, at, &s))
        take_flight(f, cimp_rest(m, &s, 0));
    if (f->d->status == SEINE_OK)
        status = read_lines(f, at);
    if (status != SEINE_OK || f->groups.n > 0 || m->batch->rejects.n > before)
        return status;
    draft_here(f->d, first->text, first->number);
    draft_fail(f->d, first->text, "doc_number", "is missing; the manifest names no air waybill");
    size_t offset = (size_t)(first->text.p - m->text.p);
    size_t end = *at < m->lines.n ? (size_t)(m->lines.v[*at].text.p - m->text.p) : m->text.n;
    return draft_finish(f->d, m->batch, first->number, str_slice(m->text, offset, end));
}

enum seine_status cimp_ffm(struct cimp_message *m)
{
    struct manifest f = {.m = m, .d = m->d};
    const struct cimp_line *head = &m->lines.v[0];
    enum seine_status status = SEINE_OK;
    size_t at = 1;
    if (m->version < 4 || m->version > 8) {
        draft_start(m->d);
        draft_here(m->d, head->text, head->number);
        draft_fail(m->d, head->text, "", "is no version of FFM that is read here (4 to 8)");
        return draft_finish(m->d, m->batch, head->number, m->text);
    }
    map_init(&f.group_of);
    do
        status = read_flight(&f, &at);
    while (status == SEINE_OK && at < m->lines.n);
    VEC_RELEASE(&f.lines);
    VEC_RELEASE(&f.groups);
    map_release(&f.group_of);
    return status;
}
