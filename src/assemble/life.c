/* assemble/life.c - fronts are set up for the purpose and given up after it: a unit that handled
 * many consignments within weeks and none before or after is rare among honest firms. How rare is
 * told by the data: the share of actors with about as many records whose records lie no further
 * apart. */
#include "assemble/internal.h"

#include <math.h>
#include <stdlib.h>

#define MIN_RECORDS 5   /* with fewer a short life says nothing */
#define RATIO       1.5 /* actors are compared within classes of this ratio of records */
#define N_CLASSES   40

struct as_lives {
    int32_t *days[2][N_CLASSES]; /* per side and class of size: ascending */
    size_t n[2][N_CLASSES];
};

static size_t class_of(uint32_t n_records)
{
    size_t c = (size_t)(log((double)n_records / MIN_RECORDS) / log(RATIO));
    return c < N_CLASSES ? c : N_CLASSES - 1;
}

static int32_t span(const struct as_context *x, const uint32_t *records, uint32_t n)
{
    const struct table_record *all = x->in->table->records.v;
    uint32_t first = 0; /* records are in time order, those without a day first */
    while (first < n && all[records[first]].day == DATE_NONE)
        first++;
    return first < n ? all[records[n - 1]].day - all[records[first]].day : 0;
}

static int days_order(const void *l, const void *r)
{
    int32_t a = *(const int32_t *)l, b = *(const int32_t *)r;
    return a < b ? -1 : a > b;
}

/* Counts the actors of each class, and with `days` takes down their lives. */
static void walk(const struct as_context *x, enum assemble_side side, size_t n[N_CLASSES],
                 int32_t **days)
{
    for (size_t a = 0; a < x->in->links->actors.n; a++) {
        uint32_t first = x->actor_first[side][a], k = x->actor_first[side][a + 1] - first;
        if (k < MIN_RECORDS || x->in->links->actors.v[a].is_hub)
            continue;
        if (days)
            days[class_of(k)][n[class_of(k)]] = span(x, x->actor_records[side] + first, k);
        n[class_of(k)]++;
    }
}

enum seine_status as_lives_init(struct as_context *x, struct seine_error *err)
{
    static const enum assemble_side sides[2] = {ASSEMBLE_SINK, ASSEMBLE_SOURCE};
    x->lives = arena_array(x->arena, 1, sizeof *x->lives);
    bool ok = x->lives != NULL;
    for (int i = 0; i < 2 && ok; i++) {
        enum assemble_side side = sides[i];
        size_t n[N_CLASSES] = {0};
        walk(x, side, n, NULL);
        for (size_t c = 0; c < N_CLASSES && ok; c++) {
            x->lives->days[side][c] = arena_array(x->arena, n[c] + 1, sizeof(int32_t));
            ok = x->lives->days[side][c] != NULL;
        }
        if (ok)
            walk(x, side, x->lives->n[side], x->lives->days[side]);
        for (size_t c = 0; c < N_CLASSES && ok; c++)
            if (x->lives->n[side][c] > 1)
                qsort(x->lives->days[side][c], x->lives->n[side][c], sizeof(int32_t), days_order);
    }
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

int32_t as_life_days(const struct as_context *x, const struct as_unit *u)
{
    return span(x, u->records, u->n_records);
}

double as_life_share(const struct as_context *x, const struct as_unit *u)
{
    if (u->n_records < MIN_RECORDS)
        return NAN;
    size_t c = class_of(u->n_records), lo = 0, hi = x->lives->n[u->side][c];
    const int32_t *days = x->lives->days[u->side][c];
    double n = (double)hi;
    int32_t own = as_life_days(x, u);
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (days[mid] <= own)
            lo = mid + 1;
        else
            hi = mid;
    }
    return ((double)lo + 1) / (n + 1);
}
