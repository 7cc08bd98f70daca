/* check/documents.c - rules that look at several records: one document number on different
 * consignments, and houses that weigh more than the master document they travel under. */
#include "check/internal.h"

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

/* Neighbours in time under one number with other parties: both fail. */
static void reused(struct check_context *x, const struct by_number *v, uint32_t from, uint32_t to)
{
    const struct table_record *records = x->table->records.v;
    for (uint32_t i = from; i < to; i++)
        check_mark(x, CHECK_DOCUMENT_REUSED, v[i].record, false);
    for (uint32_t i = from + 1; i < to; i++) {
        const struct table_record *a = &records[v[i - 1].record], *b = &records[v[i].record];
        bool near = a->day == DATE_NONE || b->day == DATE_NONE || b->day - a->day <= REUSE_DAYS;
        if (!near || a->document != b->document || same_parties(x->table, a, b))
            continue;
        check_mark(x, CHECK_DOCUMENT_REUSED, v[i - 1].record, true);
        check_mark(x, CHECK_DOCUMENT_REUSED, v[i].record, true);
        x->other[v[i - 1].record] = v[i].record;
        x->other[v[i].record] = v[i - 1].record;
    }
}

/* Houses under the masters that are records themselves. */
static void houses(struct check_context *x, const struct by_number *v, uint32_t from, uint32_t to)
{
    const struct trade_table *t = x->table;
    uint32_t master = MAP_NONE;
    int64_t sum = 0, own = 0;
    for (uint32_t i = from; i < to; i++) {
        const struct table_record *r = &t->records.v[v[i].record];
        int64_t g = table_gross_g(t, r);
        if (r->number == v[i].number && r->master == 0) {
            master = v[i].record;
            own = g;
        } else if (r->master == v[i].number && g != TRADE_NONE && g < INT64_MAX - sum) {
            sum += g;
        }
    }
    if (master == MAP_NONE || sum == 0 || own == TRADE_NONE || own <= 0)
        return;
    x->measure[CHECK_HOUSE_ABOVE_MASTER][master] = (double)sum / (double)own;
    check_mark(x, CHECK_HOUSE_ABOVE_MASTER, master, (double)sum > MASTER_SLACK * (double)own);
}

enum seine_status check_documents(struct check_context *x, struct seine_error *err)
{
    const struct trade_table *t = x->table;
    uint32_t n_records = (uint32_t)t->records.n, n = 0;
    struct by_number *v = mem_alloc((2 * (size_t)n_records + 1) * sizeof *v);
    if (!v)
        return error_set(err, SEINE_NOMEM, "out of memory while checking documents");
    for (uint32_t i = 0; i < n_records; i++)
        if (t->records.v[i].number != 0)
            v[n++] = (struct by_number){t->records.v[i].number, i};
    qsort(v, n, sizeof *v, by_number_order);
    for (uint32_t i = 0; i < n;) {
        uint32_t end = i;
        while (end < n && v[end].number == v[i].number)
            end++;
        reused(x, v, i, end);
        i = end;
    }
    for (uint32_t i = 0; i < n_records; i++)
        if (t->records.v[i].master != 0 && t->records.v[i].master != t->records.v[i].number)
            v[n++] = (struct by_number){t->records.v[i].master, i};
    qsort(v, n, sizeof *v, by_number_order);
    for (uint32_t i = 0; i < n;) {
        uint32_t end = i;
        while (end < n && v[end].number == v[i].number)
            end++;
        if (end - i > 1)
            houses(x, v, i, end);
        i = end;
    }
    mem_free(v);
    return SEINE_OK;
}
