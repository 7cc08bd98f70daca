/* assemble/brief.c - what is asked of a record again and again - its day, its actors - side by side
 * and in order of records, so that a question does not cost several waits for memory. It decides
 * nothing. */
#include "assemble/internal.h"

static const enum trade_role side_roles[2][4] = {
    [ASSEMBLE_SINK] = {TRADE_END_USER, TRADE_CONSIGNEE, TRADE_BUYER, TRADE_NOTIFY},
    [ASSEMBLE_SOURCE] = {TRADE_SHIPPER, TRADE_SELLER, TRADE_SHIPPER, TRADE_SHIPPER},
};

static bool role_is_on(uint32_t role, enum assemble_side side)
{
    for (int i = 0; i < 4; i++)
        if ((uint32_t)side_roles[side][i] == role)
            return true;
    return false;
}

/* Of one side, in the order of the record's parties, without repeats; with the name of each. */
static size_t gather_actors(const struct as_context *x, uint32_t record, enum assemble_side side,
                            uint32_t out[AS_RECORD_ACTORS], uint32_t names[AS_RECORD_ACTORS])
{
    const struct trade_table *t = x->in->table;
    const struct table_record *r = &t->records.v[record];
    size_t n = 0;
    for (uint32_t i = 0; i < r->n_parties && n < AS_RECORD_ACTORS; i++) {
        const struct table_party *p = &t->parties.v[r->first_party + i];
        if (!role_is_on(p->role, side))
            continue;
        uint32_t actor = x->in->links->actor_of[p->mention];
        size_t k = 0;
        while (k < n && out[k] != actor)
            k++;
        if (k < n)
            continue;
        names[n] = x->name_of[p->mention];
        out[n++] = actor;
    }
    return n;
}

static enum seine_status count_actors(void *context, unsigned worker, size_t from, size_t to,
                                      struct seine_error *err)
{
    struct as_context *x = context;
    uint32_t scratch[AS_RECORD_ACTORS], names[AS_RECORD_ACTORS];
    (void)worker;
    (void)err;
    for (size_t r = from; r < to; r++)
        for (int side = 0; side < 2; side++)
            x->brief[r].n_actors[side] =
                (uint8_t)gather_actors(x, (uint32_t)r, (enum assemble_side)side, scratch, names);
    return SEINE_OK;
}

static enum seine_status fill_actors(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    struct as_context *x = context;
    uint32_t actors[AS_RECORD_ACTORS], names[AS_RECORD_ACTORS];
    (void)worker;
    (void)err;
    for (size_t r = from; r < to; r++) {
        const struct as_brief *b = &x->brief[r];
        uint32_t *at = x->actors + b->first, n_all = as_brief_actors(b);
        for (int side = 0; side < 2; side++) {
            size_t n = gather_actors(x, (uint32_t)r, (enum assemble_side)side, actors, names);
            for (size_t i = 0; i < n; i++, at++) {
                at[0] = actors[i];
                at[n_all] = names[i];
            }
        }
    }
    return SEINE_OK;
}

static bool find_days(struct as_context *x)
{
    size_t n = x->in->table->records.n, undated = 0;
    while (undated < n && x->brief[undated].day == DATE_NONE)
        undated++;
    struct as_days *d = &x->days;
    d->from = undated < n ? x->brief[undated].day : 0;
    d->n = undated < n ? (uint32_t)(x->brief[n - 1].day - d->from) + 1 : 0;
    d->first = arena_alloc(x->arena, ((size_t)d->n + 1) * sizeof *d->first);
    for (uint32_t i = 0, r = (uint32_t)undated; d->first && i <= d->n; i++) {
        while (r < n && x->brief[r].day < d->from + (int32_t)i)
            r++;
        d->first[i] = r;
    }
    return d->first != NULL;
}

enum seine_status as_briefs(struct as_context *x, struct pool *pool, struct seine_error *err)
{
    const struct trade_table *t = x->in->table;
    size_t n_records = t->records.n, total = 0;
    x->brief = arena_array(x->arena, n_records + 1, sizeof *x->brief);
    if (!x->brief)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    enum seine_status status = pool_run(pool, n_records, 4096, count_actors, x, err);
    if (status != SEINE_OK)
        return status;
    for (size_t r = 0; r < n_records; r++) {
        struct as_brief *b = &x->brief[r];
        b->day = t->records.v[r].day;
        b->first = (uint32_t)total;
        total += 2 * (size_t)as_brief_actors(b);
    }
    x->actors = arena_alloc(x->arena, (total + 1) * sizeof *x->actors);
    if (!x->actors || total > UINT32_MAX - 1 || !find_days(x))
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    return pool_run(pool, n_records, 4096, fill_actors, x, err);
}

size_t as_record_actors(const struct as_context *x, uint32_t record, enum assemble_side side,
                        uint32_t out[AS_RECORD_ACTORS])
{
    size_t n;
    const uint32_t *actors = as_actors_of(x, record, side, &n);
    for (size_t i = 0; i < n; i++)
        out[i] = actors[i];
    return n;
}
