/* assemble/alone_case.c - one party's records as a case without a kit: records, actors, days. What
 * they are worth is said by listed.c and alone.c. */
#include "assemble/alone.h"

#include <math.h>
#include <stdlib.h>

#define MAX_RECORDS 100
#define MAX_ACTORS  120

static int record_order(const void *l, const void *r)
{
    const struct assemble_record *a = l, *b = r;
    return a->record < b->record ? -1 : a->record > b->record;
}

static bool belongs(const struct as_context *x, enum as_fact fact, uint32_t record)
{
    if (fact == AS_N_FACTS)
        return true;
    unsigned wanted = 1u << fact | (fact == AS_REORDER ? AS_WAS_SEIZED : 0);
    return (x->facts[record] & wanted) != 0;
}

static void add_record(struct assemble_case *c, uint32_t record, const char *role)
{
    bool known = c->n_records >= MAX_RECORDS;
    for (size_t k = 0; k < c->n_records && !known; k++)
        known = c->records[k].record == record;
    if (!known)
        c->records[c->n_records++] = (struct assemble_record){record, NULL, 0, role};
}

static void collect_side(const struct as_context *x, uint32_t actor, enum assemble_side side,
                         enum as_fact fact, struct assemble_case *c)
{
    const char *role = fact == AS_N_FACTS ? "other" : "piece";
    for (uint32_t i = x->actor_first[side][actor]; i < x->actor_first[side][actor + 1]; i++)
        if (belongs(x, fact, x->actor_records[side][i]))
            add_record(c, x->actor_records[side][i], role);
}

/* What was passed on stands in a case with both of its legs, whosever case it is. */
static void collect_legs(const struct as_context *x, enum as_fact fact, struct assemble_case *c)
{
    for (size_t i = 0, n = c->n_records; i < n; i++) {
        uint32_t r = c->records[i].record, from = x->relay_from[r], of = x->relay_of[r];
        if (from != MAP_NONE && belongs(x, fact, x->relays.v[from].out))
            add_record(c, x->relays.v[from].out, "relay");
        if (of != MAP_NONE && belongs(x, fact, x->relays.v[of].in))
            add_record(c, x->relays.v[of].in, "relay");
    }
}

static void set_dates(const struct as_context *x, struct assemble_case *c)
{
    c->first_day = c->last_day = DATE_NONE;
    for (size_t i = 0; i < c->n_records; i++) {
        int32_t day = x->in->table->records.v[c->records[i].record].day;
        if (day == DATE_NONE)
            continue;
        c->first_day = c->first_day == DATE_NONE || day < c->first_day ? day : c->first_day;
        c->last_day = c->last_day == DATE_NONE || day > c->last_day ? day : c->last_day;
    }
}

static void add_actors(const struct as_context *x, struct assemble_case *c)
{
    as_case_add_actor(c, MAX_ACTORS, c->anchor, c->side == ASSEMBLE_SINK ? "receiver" : "sender");
    for (size_t i = 0; i < c->n_records; i++) {
        uint32_t actors[AS_RECORD_ACTORS];
        for (int side = 0; side < 2; side++) {
            size_t n = as_record_actors(x, c->records[i].record, (enum assemble_side)side, actors);
            for (size_t k = 0; k < n; k++)
                as_case_add_actor(c, MAX_ACTORS, actors[k],
                                  side == ASSEMBLE_SINK ? "receiver" : "sender");
        }
    }
}

enum seine_status as_alone_case(const struct as_context *x, uint32_t actor, enum as_fact fact,
                                struct arena *arena, struct assemble_case *ret,
                                struct seine_error *err)
{
    struct assemble_case c = {
        .kit = MAP_NONE, .anchor = actor, .paid_usd = NAN, .e_bits = NAN, .q_e = 1, .q_decoy = NAN};
    c.together_usd = c.paid_usd;
    c.records = arena_array(arena, MAX_RECORDS, sizeof *c.records);
    c.actors = arena_array(arena, MAX_ACTORS, sizeof *c.actors);
    c.evidence = arena_array(arena, AS_ALONE_ROWS, sizeof *c.evidence);
    if (!c.records || !c.actors || !c.evidence)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    collect_side(x, actor, ASSEMBLE_SINK, fact, &c);
    c.side = c.n_records > 0 ? ASSEMBLE_SINK : ASSEMBLE_SOURCE;
    collect_side(x, actor, ASSEMBLE_SOURCE, fact, &c);
    if (fact == AS_RENAMED || fact == AS_THROUGH)
        collect_legs(x, fact, &c);
    if (c.n_records > 1)
        qsort(c.records, c.n_records, sizeof *c.records, record_order);
    add_actors(x, &c);
    set_dates(x, &c);
    *ret = c;
    return SEINE_OK;
}

enum seine_status as_alone_finish(const struct as_context *x, uint32_t actor, struct arena *arena,
                                  struct assemble_case *c, struct seine_error *err)
{
    c->score = evidence_sum(c->evidence, c->n_evidence);
    c->probability = bits_to_probability(c->score);
    if (!as_case_links(x, c, &actor, 1, arena) ||
        assemble_case_id(x->in, c, arena, &c->id) != SEINE_OK)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    return SEINE_OK;
}
