/* check/pairs.c - rules that compare records of different documents: the same pieces and mass that
 * leave a hub again under new parties, a rare description that shippers use who have nothing in
 * common, a declaration that differs from its transport document. Coincidences happen: how often
 * is learnt like every honest rate. */
#include "check/internal.h"
#include "check/meet.h"

#include "screen/screen.h"

#include <math.h>
#include <stdlib.h>

#define DWELL_DAYS    45   /* from arrival at the hub to the next departure */
#define MIN_WORDS     3    /* a phrase, not a word */
#define RARE_RECORDS  6    /* a phrase on more records is wording of the trade */
#define SAME_NAME     0.3  /* score of two names that may be one, written anew or cut short */
#define OTHER_VALUE   1.5  /* declared values may be rounded, freight left out */
#define DECLARED_PART 0.05 /* declared and carried mass may differ by that */

struct by_key {
    uint64_t key;
    int32_t day;
    uint32_t record;
    bool is_departure;
};

static int by_key_order(const void *l, const void *r)
{
    const struct by_key *a = l, *b = r;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    if (a->is_departure != b->is_departure)
        return a->is_departure ? 1 : -1;
    return a->record < b->record ? -1 : a->record > b->record;
}

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9E3779B97F4A7C15u;
    return h ^ (h >> 29);
}

/* Where a route begins and ends. */
struct ends {
    uint64_t from, to;
    bool is_known;
};

static struct ends *route_ends(const struct trade_table *t)
{
    struct ends *ends = mem_calloc(t->routes.n + 1, sizeof *ends);
    for (size_t i = 0; ends && i < t->routes.n; i++) {
        struct str code = table_str(t, t->routes.v[i].code);
        size_t first = str_find_byte(code, '-', 0), last = code.n;
        while (last > 0 && code.p[last - 1] != '-')
            last--;
        if (first != SIZE_MAX)
            ends[i] = (struct ends){str_hash(str_slice(code, 0, first)),
                                    str_hash(str_slice(code, last, code.n)), true};
    }
    return ends;
}

static size_t stops(const struct trade_table *t, const struct ends *ends, uint32_t i,
                    struct by_key ret[2])
{
    const struct table_record *r = &t->records.v[i];
    int64_t g = table_gross_g(t, r);
    bool is_carried = r->document != TRADE_DOC_NONE && r->document < TRADE_DOC_EXPORT;
    if (!is_carried || r->day == DATE_NONE || g == TRADE_NONE || g <= 0 ||
        r->pieces == TRADE_NONE || r->pieces <= 0 || !ends[r->route].is_known)
        return 0;
    uint64_t key = mix(mix(17, (uint64_t)g), (uint64_t)r->pieces);
    int32_t arrived = r->arrived_day == DATE_NONE ? r->day : r->arrived_day;
    ret[0] = (struct by_key){mix(key, ends[r->route].from), r->day, i, true};
    ret[1] = (struct by_key){mix(key, ends[r->route].to), arrived, i, false};
    return 2;
}

typedef VEC(struct by_key) by_keys;

/* The stops at which something arrives and leaves. */
static enum seine_status find_stops(struct check_context *x, by_keys *v)
{
    const struct trade_table *t = x->table;
    struct ends *ends = route_ends(t);
    struct by_key two[2];
    struct meet met = {0};
    enum seine_status status = ends ? meet_init(&met, 2 * t->records.n) : SEINE_NOMEM;
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        size_t n = stops(t, ends, i, two);
        if (n)
            check_mark(x, CHECK_REAPPEARS, i, false);
        for (size_t k = 0; k < n; k++)
            meet_see(&met, two[k].key, two[k].is_departure);
    }
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++)
        for (size_t n = stops(t, ends, i, two), k = 0; k < n; k++)
            if (meet_both(&met, two[k].key) && !VEC_PUSH(v, two[k]))
                status = SEINE_NOMEM;
    meet_release(&met);
    mem_free(ends);
    return status;
}

/* A stop with the names of its shipper and consignee. */
struct arrival {
    uint32_t shipper, consignee;
    uint32_t record;
    int32_t day;
};

/* False where either is not named. */
static bool named(const struct trade_table *t, const struct by_key *stop, struct arrival *ret)
{
    const struct table_record *r = &t->records.v[stop->record];
    uint32_t from = table_mention_of(t, r, TRADE_SHIPPER),
             to = table_mention_of(t, r, TRADE_CONSIGNEE);
    if (from == MAP_NONE || to == MAP_NONE)
        return false;
    *ret =
        (struct arrival){t->mentions.v[from].name, t->mentions.v[to].name, stop->record, stop->day};
    return true;
}

/* Arrivals at one stop, the newest first, as far as any departure may still need them: one is
 * forgotten when whatever departure it fits fits a newer one. Two names can rule out all of so few
 * that never more than four are left (Bollobas's theorem on pairs of sets, for two sides). */
#define MAX_WAITING 4
struct waiting {
    struct arrival v[MAX_WAITING + 1];
    size_t n;
};

/* Is there a departure that this arrival fits and none of the n newer ones? */
static bool is_needed(const struct arrival *newer, size_t n, const struct arrival *a)
{
    for (size_t k = 0; k <= n; k++) { /* its shipper is that of newer[k], or of none */
        uint32_t shipper = k < n ? newer[k].shipper : UINT32_MAX, consignee = UINT32_MAX;
        bool fits = shipper != a->shipper;
        for (size_t i = 0; i < n && fits; i++) {
            if (newer[i].shipper == shipper)
                continue;
            fits = newer[i].consignee != a->consignee &&
                   (consignee == UINT32_MAX || consignee == newer[i].consignee);
            consignee = newer[i].consignee;
        }
        if (fits)
            return true;
    }
    return false;
}

static void wait_for(struct waiting *w, const struct arrival *a)
{
    size_t n = 1, old = w->n < MAX_WAITING ? w->n : MAX_WAITING;
    for (size_t i = old; i > 0; i--)
        w->v[i] = w->v[i - 1];
    w->v[0] = *a;
    for (size_t i = 1; i <= old; i++)
        if (is_needed(w->v, n, &w->v[i]))
            w->v[n++] = w->v[i];
    w->n = n;
}

/* Shipper and consignee both new. */
static void depart(struct check_context *x, const struct waiting *w, const struct arrival *d)
{
    for (size_t i = 0; i < w->n && d->day - w->v[i].day <= DWELL_DAYS; i++) {
        const struct arrival *in = &w->v[i];
        if (in->shipper == d->shipper || in->consignee == d->consignee)
            continue;
        check_mark_both(x, CHECK_REAPPEARS, d->record, in->record);
        return;
    }
}

enum seine_status check_reappears(struct check_context *x)
{
    by_keys found = {0};
    struct waiting waiting = {.n = 0};
    enum seine_status status = find_stops(x, &found);
    const struct by_key *v = found.v;
    size_t n = status == SEINE_OK ? found.n : 0;
    if (n > 0)
        qsort(found.v, n, sizeof *v, by_key_order);
    for (size_t i = 0; i < n; i++) {
        struct arrival one;
        if (i > 0 && v[i].key != v[i - 1].key)
            waiting.n = 0;
        if (!named(x->table, &v[i], &one))
            continue;
        if (v[i].is_departure)
            depart(x, &waiting, &one);
        else
            wait_for(&waiting, &one);
    }
    VEC_RELEASE(&found);
    return status;
}

static bool shared(uint32_t a, uint32_t b)
{
    return a != 0 && a == b;
}

/* No name, telephone, e-mail or address in common on either side, and no forwarder. */
static bool unrelated(const struct trade_table *t, const struct table_record *a,
                      const struct table_record *b)
{
    static const enum trade_role roles[] = {TRADE_SHIPPER, TRADE_CONSIGNEE, TRADE_FORWARDER};
    for (size_t i = 0; i < N_OF(roles); i++) {
        uint32_t l = table_mention_of(t, a, roles[i]), r = table_mention_of(t, b, roles[i]);
        if (l == MAP_NONE || r == MAP_NONE) {
            if (roles[i] == TRADE_SHIPPER)
                return false;
            continue;
        }
        const struct table_mention *p = &t->mentions.v[l], *q = &t->mentions.v[r];
        if (shared(p->name, q->name) || shared(p->phone, q->phone) || shared(p->email, q->email) ||
            shared(p->address, q->address))
            return false;
    }
    return true;
}

static void phrase(struct check_context *x, const struct by_key *v, size_t n)
{
    const struct table_record *records = x->table->records.v;
    for (size_t i = 0; i < n && n <= RARE_RECORDS; i++)
        for (size_t k = 0; k < i; k++) {
            if (!unrelated(x->table, &records[v[i].record], &records[v[k].record]))
                continue;
            check_mark_both(x, CHECK_COVER_PHRASE, v[i].record, v[k].record);
        }
}

uint64_t check_phrase(struct str folded, bool is_vague)
{
    size_t words = 0;
    for (size_t k = 1; k < folded.n; k++)
        words += folded.p[k] == ' ';
    return words >= MIN_WORDS && !is_vague ? str_hash(folded) : 0;
}

/* The phrase of a record's first goods item; 0: it has none that is looked at. */
static uint64_t first_phrase(const struct check_context *x, uint32_t i)
{
    const struct table_record *r = &x->table->records.v[i];
    bool is_carried = r->document < TRADE_DOC_EXPORT; /* declarations repeat their document */
    return r->n_lines == 0 || !is_carried ? 0 : x->phrase[x->table->lines.v[r->first_line].cargo];
}

/* One entry for each record with a phrase that others may have too. */
enum seine_status check_phrases(struct check_context *x)
{
    const struct trade_table *t = x->table;
    by_keys v = {0};
    struct meet met = {0};
    enum seine_status status = meet_init(&met, t->records.n);
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        uint64_t key = first_phrase(x, i);
        if (key == 0)
            continue;
        check_mark(x, CHECK_COVER_PHRASE, i, false);
        meet_again(&met, key);
    }
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        struct by_key one = {first_phrase(x, i), 0, i, false};
        if (one.key != 0 && meet_both(&met, one.key) && !VEC_PUSH(&v, one))
            status = SEINE_NOMEM;
    }
    meet_release(&met);
    if (status == SEINE_OK && v.n > 0)
        qsort(v.v, v.n, sizeof *v.v, by_key_order);
    for (size_t i = 0, end; i < v.n && status == SEINE_OK; i = end) {
        for (end = i; end < v.n && v.v[end].key == v.v[i].key;)
            end++;
        phrase(x, v.v + i, end - i);
    }
    VEC_RELEASE(&v);
    return status;
}

/* A shipper or consignee whose name does not read like the other paper's. */
static enum seine_status other_names(const struct trade_table *t, const struct table_record *a,
                                     const struct table_record *b, bool *ret)
{
    struct arena arena;
    struct screen_result pair;
    enum seine_status status = SEINE_OK;
    *ret = false;
    arena_init(&arena, 64 * MIB);
    for (int role = 0; role < 2 && !*ret && status == SEINE_OK; role++) {
        uint32_t l = table_mention_of(t, a, (enum trade_role)role),
                 r = table_mention_of(t, b, (enum trade_role)role);
        if (l == MAP_NONE || r == MAP_NONE || t->mentions.v[l].name == t->mentions.v[r].name)
            continue;
        status =
            screen_pair(table_str(t, t->mentions.v[l].name), table_str(t, t->mentions.v[r].name),
                        LIST_KIND_UNKNOWN, SCREEN_SEINE, &arena, &pair);
        *ret = status == SEINE_OK && pair.score < SAME_NAME;
        arena_reset(&arena);
    }
    arena_release(&arena);
    return status;
}

static bool other_goods(const struct check_context *x, uint32_t a, uint32_t b)
{
    unsigned l = x->heading_of[a] / 100, r = x->heading_of[b] / 100;
    double ratio = x->value_usd[a] / x->value_usd[b];
    return (l && r && l != r) || ratio > OTHER_VALUE || 1 / ratio > OTHER_VALUE;
}

static enum seine_status compare(struct check_context *x, uint32_t a, uint32_t b)
{
    const struct trade_table *t = x->table;
    const struct table_record *p = &t->records.v[a], *q = &t->records.v[b];
    bool are_whole = !p->is_part && !q->is_part; /* else the mass is that of some pieces */
    bool differs =
        check_differ(p->pieces, q->pieces, 0) ||
        (are_whole && check_differ(table_gross_g(t, p), table_gross_g(t, q), DECLARED_PART)) ||
        other_goods(x, a, b);
    enum seine_status status = differs ? SEINE_OK : other_names(t, p, q, &differs);
    if (status != SEINE_OK)
        return status;
    check_mark(x, CHECK_CONTRADICTION, b, differs);
    if (x->failed[CHECK_CONTRADICTION][a] != 2)
        check_mark(x, CHECK_CONTRADICTION, a, differs);
    if (!differs)
        return SEINE_OK;
    x->other[CHECK_CONTRADICTION][a] = b;
    x->other[CHECK_CONTRADICTION][b] = a;
    return SEINE_OK;
}

/* By the number under which a record may meet its declarations or its transport document. */
static struct by_key declared(const struct trade_table *t, uint32_t i)
{
    const struct table_record *r = &t->records.v[i];
    bool is_declaration = r->document == TRADE_DOC_EXPORT || r->document == TRADE_DOC_IMPORT;
    return (struct by_key){is_declaration ? r->master : r->number, 0, i, is_declaration};
}

static enum seine_status find_declared(const struct trade_table *t, by_keys *v)
{
    struct meet met = {0};
    enum seine_status status = meet_init(&met, t->records.n);
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        struct by_key one = declared(t, i);
        if (one.key != 0)
            meet_see(&met, one.key, one.is_departure);
    }
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        struct by_key one = declared(t, i);
        if (one.key != 0 && meet_both(&met, one.key) && !VEC_PUSH(v, one))
            status = SEINE_NOMEM;
    }
    meet_release(&met);
    return status;
}

/* A declaration against the one transport document that bears the number it names. */
enum seine_status check_contradictions(struct check_context *x)
{
    by_keys found = {0};
    enum seine_status status = find_declared(x->table, &found);
    const struct by_key *v = found.v;
    size_t n = status == SEINE_OK ? found.n : 0;
    if (n > 0)
        qsort(found.v, n, sizeof *v, by_key_order);
    for (size_t i = 0, end; i < n && status == SEINE_OK;
         i = end) { /* transport documents stand before declarations */
        for (end = i; end < n && v[end].key == v[i].key;)
            end++;
        bool is_single = end - i > 1 && !v[i].is_departure && v[i + 1].is_departure;
        for (size_t k = i + 1; k < end && is_single && status == SEINE_OK; k++)
            status = compare(x, v[i].record, v[k].record);
    }
    VEC_RELEASE(&found);
    return status;
}
