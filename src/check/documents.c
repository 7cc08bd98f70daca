/* check/documents.c - rules that look at several records: one document number on different
 * consignments, and houses that weigh more than the master document they travel under. */
#include "check/internal.h"
#include "check/meet.h"

#include <math.h>
#include <stdlib.h>

#define REUSE_DAYS   400  /* number ranges are honestly used again after that */
#define MASTER_SLACK 1.05 /* houses may weigh 5 % more than the master says */

struct by_number {
    uint32_t number, record;
};

static int by_number_order(const void *l, const void *r)
{
    const struct by_number *a = l, *b = r;
    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return a->record < b->record ? -1 : a->record > b->record;
}

/* Shipper and consignee stand under the same names. */
static bool same_parties(const struct trade_table *t, const struct table_record *a,
                         const struct table_record *b)
{
    for (int role = 0; role < 2; role++) { /* shipper and consignee */
        uint32_t l = table_mention_of(t, a, (enum trade_role)role),
                 r = table_mention_of(t, b, (enum trade_role)role);
        uint32_t ln = l == MAP_NONE ? 0 : t->mentions.v[l].name,
                 rn = r == MAP_NONE ? 0 : t->mentions.v[r].name;
        if (ln != rn)
            return false;
    }
    return true;
}

bool check_differ(int64_t a, int64_t b, double share)
{
    if (a == TRADE_NONE || b == TRADE_NONE)
        return false;
    double l = (double)a, r = (double)b;
    return fabs(l - r) > share * fmax(fabs(l), fabs(r));
}

/* Each cargo of a is marked with a's record, so that long papers cost no more than their lines. */
static bool have_common_goods(struct check_context *x, uint32_t a, uint32_t b)
{
    const struct trade_table *t = x->table;
    const struct table_record *l = &t->records.v[a], *r = &t->records.v[b];
    for (uint32_t i = 0; i < l->n_lines; i++)
        x->goods_of[t->lines.v[l->first_line + i].cargo] = a + 1;
    for (uint32_t i = 0; i < r->n_lines; i++)
        if (x->goods_of[t->lines.v[r->first_line + i].cargo] == a + 1)
            return true;
    return false;
}

/* Pieces or mass other, and not one goods item in common. */
static bool other_content(struct check_context *x, uint32_t left, uint32_t right)
{
    const struct trade_table *t = x->table;
    const struct table_record *a = &t->records.v[left], *b = &t->records.v[right];
    if (!check_differ(a->pieces, b->pieces, 0) &&
        !check_differ(table_gross_g(t, a), table_gross_g(t, b), 0.01))
        return false;
    return a->n_lines > 0 && b->n_lines > 0 && !have_common_goods(x, left, right);
}

/* Neighbours in time under one number with other parties or other goods: both fail. */
static void reused(struct check_context *x, const struct by_number *v, uint32_t from, uint32_t to)
{
    const struct table_record *records = x->table->records.v;
    for (uint32_t i = from; i < to; i++)
        check_mark(x, CHECK_DOCUMENT_REUSED, v[i].record, false);
    for (uint32_t i = from; i < to; i++)
        check_mark(x, CHECK_DOCUMENT_CONTENT, v[i].record, false);
    for (uint32_t i = from + 1; i < to; i++) {
        const struct table_record *a = &records[v[i - 1].record], *b = &records[v[i].record];
        bool near = a->day == DATE_NONE || b->day == DATE_NONE || b->day - a->day <= REUSE_DAYS;
        if (!near || a->document != b->document)
            continue;
        if (!same_parties(x->table, a, b))
            check_mark_both(x, CHECK_DOCUMENT_REUSED, v[i - 1].record, v[i].record);
        else if (other_content(x, v[i - 1].record, v[i].record))
            check_mark_both(x, CHECK_DOCUMENT_CONTENT, v[i - 1].record, v[i].record);
    }
}

struct sums {
    uint32_t master; /* the record, or MAP_NONE */
    int64_t mass, pieces;
    bool is_whole; /* every house states its pieces */
};

static bool is_transport(const struct table_record *r)
{
    return r->document < TRADE_DOC_EXPORT;
}

static struct sums sum_houses(const struct trade_table *t, const struct by_number *v, uint32_t from,
                              uint32_t to)
{
    struct sums s = {MAP_NONE, 0, 0, true};
    for (uint32_t i = from; i < to; i++) {
        const struct table_record *r = &t->records.v[v[i].record];
        int64_t g = table_gross_g(t, r);
        if (r->number == v[i].number && r->master == 0) {
            s.master = v[i].record;
        } else if (r->master == v[i].number && is_transport(r)) {
            if (g != TRADE_NONE && g > 0 && g < INT64_MAX - s.mass)
                s.mass += g;
            if (r->pieces == TRADE_NONE || r->pieces < 0 || r->pieces > INT64_MAX - s.pieces)
                s.is_whole = false;
            else
                s.pieces += r->pieces;
        }
    }
    return s;
}

/* Houses under the masters that are records themselves, and whole. Some houses may be missing from
 * the data: what is there may not exceed the master; where mass or pieces agree, so must the other.
 */
static void houses(struct check_context *x, const struct by_number *v, uint32_t from, uint32_t to)
{
    const struct trade_table *t = x->table;
    struct sums s = sum_houses(t, v, from, to);
    if (s.master == MAP_NONE || s.mass == 0 || t->records.v[s.master].is_part)
        return;
    int64_t own = table_gross_g(t, &t->records.v[s.master]), pieces = t->records.v[s.master].pieces;
    if (own == TRADE_NONE || own <= 0)
        return;
    x->measure[CHECK_HOUSE_ABOVE_MASTER][s.master] = (double)s.mass / (double)own;
    check_mark(x, CHECK_HOUSE_ABOVE_MASTER, s.master, (double)s.mass > MASTER_SLACK * (double)own);
    if (pieces == TRADE_NONE || pieces <= 0 || !s.is_whole)
        return;
    bool same_mass = !check_differ(s.mass, own, MASTER_SLACK - 1);
    check_mark(x, CHECK_HOUSE_SUMS, s.master,
               s.pieces > pieces || same_mass != (s.pieces == pieces));
}

typedef VEC(struct by_number) by_numbers;

/* Calls fn on the entries of each number in turn. */
static void each_number(struct check_context *x, by_numbers *v,
                        void (*fn)(struct check_context *x, const struct by_number *v,
                                   uint32_t from, uint32_t to))
{
    uint32_t n = (uint32_t)v->n;
    if (n > 0)
        qsort(v->v, n, sizeof *v->v, by_number_order);
    for (uint32_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && v->v[end].number == v->v[i].number;)
            end++;
        if (end - i > 1)
            fn(x, v->v, i, end);
    }
}

/* The records whose number others bear too; those with one of their own are told at once. */
static bool find_reused(struct check_context *x, const struct meet *met, by_numbers *v)
{
    const struct trade_table *t = x->table;
    bool ok = true;
    for (uint32_t i = 0; i < t->records.n && ok; i++) {
        struct by_number one = {t->records.v[i].number, i};
        if (one.number == 0)
            continue;
        reused(x, &one, 0, 1);
        ok = !meet_both(met, one.number) || VEC_PUSH(v, one);
    }
    return ok;
}

/* And of those that are masters or houses of one. */
static bool find_houses(const struct trade_table *t, const struct meet *met, by_numbers *v)
{
    bool ok = true;
    VEC_CLEAR(v);
    for (uint32_t i = 0; i < t->records.n && ok; i++) {
        const struct table_record *r = &t->records.v[i];
        struct by_number own = {r->number, i}, above = {r->master, i};
        if (own.number != 0 && meet_both(met, own.number))
            ok = VEC_PUSH(v, own);
        if (ok && table_is_house(r) && meet_both(met, above.number))
            ok = VEC_PUSH(v, above);
    }
    return ok && v->n < MAP_NONE;
}

enum seine_status check_documents(struct check_context *x)
{
    const struct trade_table *t = x->table;
    by_numbers v = {0};
    struct meet met = {0};
    enum seine_status status = meet_init(&met, 2 * t->records.n);
    x->goods_of = mem_calloc(t->cargos.n + 1, sizeof *x->goods_of);
    if (status == SEINE_OK && !x->goods_of)
        status = SEINE_NOMEM;
    for (size_t i = 0; i < t->records.n && status == SEINE_OK; i++)
        if (t->records.v[i].number != 0)
            meet_again(&met, t->records.v[i].number);
    if (status == SEINE_OK)
        status = find_reused(x, &met, &v) ? SEINE_OK : SEINE_NOMEM;
    if (status == SEINE_OK)
        each_number(x, &v, reused);
    for (size_t i = 0; i < t->records.n && status == SEINE_OK; i++)
        if (table_is_house(&t->records.v[i]))
            meet_again(&met, t->records.v[i].master);
    if (status == SEINE_OK)
        status = find_houses(t, &met, &v) ? SEINE_OK : SEINE_NOMEM;
    if (status == SEINE_OK)
        each_number(x, &v, houses);
    VEC_RELEASE(&v);
    meet_release(&met);
    return status;
}
