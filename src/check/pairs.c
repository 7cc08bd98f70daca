/* check/pairs.c - rules that compare records of different documents: the same pieces and mass that
 * leave a hub again under new parties, a rare description that shippers use who have nothing in
 * common, a declaration that differs from its transport document. Coincidences happen: how often
 * is learnt like every honest rate. */
#include "check/internal.h"

#include "screen/screen.h"

#include <math.h>
#include <stdlib.h>

#define DWELL_DAYS    45   /* from arrival at the hub to the next departure */
#define LOOK_BACK     16   /* neighbours looked at: bounds the work on any input */
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

/* Shipper and consignee both new. */
static bool new_parties(const struct trade_table *t, const struct table_record *a,
                        const struct table_record *b)
{
    for (int role = 0; role < 2; role++) {
        uint32_t l = table_mention_of(t, a, (enum trade_role)role),
                 r = table_mention_of(t, b, (enum trade_role)role);
        if (l == MAP_NONE || r == MAP_NONE || t->mentions.v[l].name == t->mentions.v[r].name)
            return false;
    }
    return true;
}

static size_t stops(const struct trade_table *t, uint32_t i, struct by_key *ret)
{
    const struct table_record *r = &t->records.v[i];
    struct str code = table_str(t, t->routes.v[r->route].code);
    int64_t g = table_gross_g(t, r);
    size_t first = str_find_byte(code, '-', 0), last = code.n;
    bool is_carried = r->document != TRADE_DOC_NONE && r->document < TRADE_DOC_EXPORT;
    if (!is_carried || r->day == DATE_NONE || g == TRADE_NONE || g <= 0 ||
        r->pieces == TRADE_NONE || r->pieces <= 0 || first == SIZE_MAX)
        return 0;
    while (last > 0 && code.p[last - 1] != '-')
        last--;
    uint64_t key = mix(mix(17, (uint64_t)g), (uint64_t)r->pieces);
    int32_t arrived = r->arrived_day == DATE_NONE ? r->day : r->arrived_day;
    ret[0] = (struct by_key){mix(key, str_hash(str_slice(code, 0, first))), r->day, i, true};
    ret[1] = (struct by_key){mix(key, str_hash(str_slice(code, last, code.n))), arrived, i, false};
    return 2;
}

enum seine_status check_reappears(struct check_context *x)
{
    const struct trade_table *t = x->table;
    struct by_key *v = mem_alloc((2 * t->records.n + 2) * sizeof *v);
    size_t n = 0;
    if (!v)
        return SEINE_NOMEM;
    for (uint32_t i = 0; i < t->records.n; i++) {
        size_t k = stops(t, i, v + n);
        if (k)
            check_mark(x, CHECK_REAPPEARS, i, false);
        n += k;
    }
    qsort(v, n, sizeof *v, by_key_order);
    for (size_t i = 0; i < n; i++) {
        for (size_t back = 1; v[i].is_departure && back <= LOOK_BACK && back <= i; back++) {
            const struct by_key *in = &v[i - back];
            if (in->key != v[i].key || v[i].day - in->day > DWELL_DAYS)
                break;
            if (in->is_departure || in->record == v[i].record ||
                !new_parties(t, &t->records.v[in->record], &t->records.v[v[i].record]))
                continue;
            check_mark(x, CHECK_REAPPEARS, v[i].record, true);
            check_mark(x, CHECK_REAPPEARS, in->record, true);
            x->other[CHECK_REAPPEARS][v[i].record] = in->record;
            x->other[CHECK_REAPPEARS][in->record] = v[i].record;
            break;
        }
    }
    mem_free(v);
    return SEINE_OK;
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
            check_mark(x, CHECK_COVER_PHRASE, v[i].record, true);
            check_mark(x, CHECK_COVER_PHRASE, v[k].record, true);
            x->other[CHECK_COVER_PHRASE][v[i].record] = v[k].record;
            x->other[CHECK_COVER_PHRASE][v[k].record] = v[i].record;
        }
}

uint64_t check_phrase(struct str folded, bool is_vague)
{
    size_t words = 0;
    for (size_t k = 1; k < folded.n; k++)
        words += folded.p[k] == ' ';
    return words >= MIN_WORDS && !is_vague ? str_hash(folded) : 0;
}

/* One entry for each record's first goods item whose text is a phrase. */
enum seine_status check_phrases(struct check_context *x)
{
    const struct trade_table *t = x->table;
    struct by_key *v = mem_alloc((t->records.n + 1) * sizeof *v);
    size_t n = 0;
    if (!v)
        return SEINE_NOMEM;
    for (uint32_t i = 0; i < t->records.n; i++) {
        const struct table_record *r = &t->records.v[i];
        bool is_carried = r->document < TRADE_DOC_EXPORT; /* declarations repeat their document */
        if (r->n_lines == 0 || !is_carried || x->phrase[t->lines.v[r->first_line].cargo] == 0)
            continue;
        v[n++] = (struct by_key){x->phrase[t->lines.v[r->first_line].cargo], 0, i, false};
        check_mark(x, CHECK_COVER_PHRASE, i, false);
    }
    qsort(v, n, sizeof *v, by_key_order);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && v[end].key == v[i].key;)
            end++;
        phrase(x, v + i, end - i);
    }
    mem_free(v);
    return SEINE_OK;
}

/* A shipper or consignee whose name does not read like the other paper's. */
static bool other_names(const struct trade_table *t, const struct table_record *a,
                        const struct table_record *b)
{
    struct arena arena;
    struct screen_result pair;
    bool is_other = false;
    arena_init(&arena, MIB);
    for (int role = 0; role < 2 && !is_other; role++) {
        uint32_t l = table_mention_of(t, a, (enum trade_role)role),
                 r = table_mention_of(t, b, (enum trade_role)role);
        if (l == MAP_NONE || r == MAP_NONE || t->mentions.v[l].name == t->mentions.v[r].name)
            continue;
        is_other =
            screen_pair(table_str(t, t->mentions.v[l].name), table_str(t, t->mentions.v[r].name),
                        LIST_KIND_UNKNOWN, SCREEN_SEINE, &arena, &pair) == SEINE_OK &&
            pair.score < SAME_NAME;
        arena_reset(&arena);
    }
    arena_release(&arena);
    return is_other;
}

static bool other_goods(const struct check_context *x, const struct table_record *a,
                        const struct table_record *b)
{
    unsigned l = check_heading(x, a) / 100, r = check_heading(x, b) / 100;
    double ratio = check_value_usd(x, a) / check_value_usd(x, b);
    return (l && r && l != r) || ratio > OTHER_VALUE || 1 / ratio > OTHER_VALUE;
}

static void compare(struct check_context *x, uint32_t a, uint32_t b)
{
    const struct trade_table *t = x->table;
    const struct table_record *p = &t->records.v[a], *q = &t->records.v[b];
    bool differs = check_differ(p->pieces, q->pieces, 0) ||
                   check_differ(table_gross_g(t, p), table_gross_g(t, q), DECLARED_PART) ||
                   other_goods(x, p, q) || other_names(t, p, q);
    check_mark(x, CHECK_CONTRADICTION, b, differs);
    if (x->failed[CHECK_CONTRADICTION][a] != 2)
        check_mark(x, CHECK_CONTRADICTION, a, differs);
    if (!differs)
        return;
    x->other[CHECK_CONTRADICTION][a] = b;
    x->other[CHECK_CONTRADICTION][b] = a;
}

/* A declaration against the one transport document that bears the number it names. */
enum seine_status check_contradictions(struct check_context *x)
{
    const struct trade_table *t = x->table;
    struct by_key *v = mem_alloc((t->records.n + 1) * sizeof *v);
    size_t n = 0;
    if (!v)
        return SEINE_NOMEM;
    for (uint32_t i = 0; i < t->records.n; i++) {
        const struct table_record *r = &t->records.v[i];
        bool is_declaration = r->document == TRADE_DOC_EXPORT || r->document == TRADE_DOC_IMPORT;
        uint32_t number = is_declaration ? r->master : r->number;
        if (number != 0)
            v[n++] = (struct by_key){number, 0, i, is_declaration};
    }
    qsort(v, n, sizeof *v, by_key_order);
    for (size_t i = 0, end; i < n; i = end) { /* transport documents stand before declarations */
        for (end = i; end < n && v[end].key == v[i].key;)
            end++;
        bool is_single = end - i > 1 && !v[i].is_departure && v[i + 1].is_departure;
        for (size_t k = i + 1; k < end && is_single; k++)
            compare(x, v[i].record, v[k].record);
    }
    mem_free(v);
    return SEINE_OK;
}
