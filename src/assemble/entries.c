/* assemble/entries.c - what walks over an actor's consignments ask of each, put beside the list:
 * nets are grown by going over the lists of their hands again and again, and in the records
 * themselves every question would be a wait for memory. It decides nothing. */
#include "assemble/net.h"

#define AHEAD 16 /* records that are asked for before their turn */

static void fill(const struct as_context *x, int side, uint32_t actor, uint32_t record,
                 struct as_entry *ret)
{
    const struct as_brief *b = &x->brief[record];
    size_t n, at = 0;
    const uint32_t *own = as_actors_of(x, record, (enum assemble_side)side, &n);
    while (own[at] != actor)
        at++;
    const uint32_t *far = as_actors_of(x, record, (enum assemble_side)(1 - side), &n);
    uint32_t partner = n == 0 ? AS_NOBODY : n == 1 ? far[0] : AS_SEVERAL;
    *ret = (struct as_entry){as_names_of(x, record, (enum assemble_side)side)[at],
                             partner,
                             b->fits,
                             b->sector,
                             b->piece,
                             b->is_passed_on};
}

static enum seine_status fill_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct as_context *x = context;
    (void)worker;
    (void)err;
    for (int side = 0; side < 2; side++) {
        const uint32_t *records = x->actor_records[side];
        uint32_t end = x->actor_first[side][to];
        for (size_t a = from; a < to; a++)
            for (uint32_t i = x->actor_first[side][a]; i < x->actor_first[side][a + 1]; i++) {
                if (i + 2 * AHEAD < end)
                    __builtin_prefetch(&x->brief[records[i + 2 * AHEAD]]);
                if (i + AHEAD < end)
                    __builtin_prefetch(&x->actors[x->brief[records[i + AHEAD]].first]);
                fill(x, side, (uint32_t)a, records[i], &x->actor_entries[side][i]);
            }
    }
    return SEINE_OK;
}

static void mark_passed_on(struct as_context *x)
{
    for (size_t r = 0; r < x->in->table->records.n; r++)
        x->brief[r].is_passed_on =
            as_is_telling(x, x->relay_of[r]) || as_is_telling(x, x->relay_from[r]);
}

enum seine_status as_entries(struct as_context *x, struct pool *pool, struct seine_error *err)
{
    size_t n_actors = x->in->links->actors.n;
    mark_passed_on(x);
    for (int side = 0; side < 2; side++) {
        size_t n = x->actor_first[side][n_actors];
        x->actor_entries[side] = arena_alloc(x->arena, (n + 1) * sizeof *x->actor_entries[side]);
        if (!x->actor_entries[side])
            return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    }
    return pool_run(pool, n_actors, 1024, fill_range, x, err);
}
