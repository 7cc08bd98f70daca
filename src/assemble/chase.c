/* assemble/chase.c - follows a case's pieces from hand to hand over relays: the record by which a
 * piece came in and the one by which it went out again belong to one net, and so on along the
 * chain. It adds records and agents; it judges nothing. */
#include "assemble/build.h"

#include <stdlib.h>

#define MAX_HOPS 6

static int u32_order(const void *l, const void *r)
{
    uint32_t a = *(const uint32_t *)l, b = *(const uint32_t *)r;
    return a < b ? -1 : a > b;
}

static bool has(const uint32_t *records, size_t n, uint32_t record)
{
    return bsearch(&record, records, n, sizeof record, u32_order) != NULL;
}

/* One hop: every relay that has one end in the case brings the other. */
static bool hop(const struct as_context *x, const struct as_hypothesis *h, struct arena *arena,
                struct assemble_case *c, uint32_t *records)
{
    const struct goods_kit *kit = goods_kit(x->in->catalogue, h->kit);
    size_t n = c->n_records;
    for (size_t i = 0; i < n; i++)
        records[i] = c->records[i].record;
    qsort(records, n, sizeof *records, u32_order);
    for (size_t i = 0; i < x->relays.n; i++) {
        const struct as_relay *r = &x->relays.v[i];
        bool in = has(records, n, r->in), out = has(records, n, r->out);
        if (in == out || r->component - kit->first_component >= kit->n_components)
            continue;
        if (!as_case_add_record(c, in ? r->out : r->in, MAP_NONE, "relay", arena))
            return false;
        as_case_add_actor(c, AS_CASE_ACTORS, r->actor, "agent");
    }
    return true;
}

bool as_case_chase(const struct as_context *x, const struct as_hypothesis *h, struct arena *arena,
                   struct assemble_case *c)
{
    uint32_t *records = arena_array(arena, AS_CASE_RECORDS, sizeof *records);
    bool ok = records != NULL;
    size_t before = 0;
    for (int i = 0; i < MAX_HOPS && ok && c->n_records > before; i++) {
        before = c->n_records;
        ok = hop(x, h, arena, c, records);
    }
    return ok;
}
