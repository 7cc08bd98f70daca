/* assemble/listed.c - cases without a kit: an actor that reads like a listed party and is in no
 * better case. What it sent and received is the case; the bits are the screening's own. */
#include "assemble/build.h"

#include <stdlib.h>

#define MAX_LISTED_RECORDS 100
#define MAX_LISTED_ACTORS  120

static int record_order(const void *l, const void *r)
{
    const struct assemble_record *a = l, *b = r;
    return a->record < b->record ? -1 : a->record > b->record;
}

static void collect_side(const struct as_context *x, uint32_t actor, enum assemble_side side,
                         struct assemble_case *c)
{
    for (uint32_t i = x->actor_first[side][actor]; i < x->actor_first[side][actor + 1]; i++) {
        uint32_t r = x->actor_records[side][i];
        bool known = c->n_records >= MAX_LISTED_RECORDS;
        for (size_t k = 0; k < c->n_records && !known; k++)
            known = c->records[k].record == r;
        if (!known)
            c->records[c->n_records++] = (struct assemble_record){r, NULL, 0, "other"};
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

static enum seine_status build(const struct as_context *x, uint32_t actor, struct arena *arena,
                               struct assemble_case *ret, struct seine_error *err)
{
    const struct assemble_watch *w = &x->in->watch[x->watch_of[actor]];
    struct assemble_case c = {.kit = MAP_NONE,
                              .side = ASSEMBLE_SINK,
                              .anchor = actor,
                              .paid_usd = __builtin_nan(""),
                              .together_usd = __builtin_nan("")};
    c.records = arena_array(arena, MAX_LISTED_RECORDS, sizeof *c.records);
    c.actors = arena_array(arena, MAX_LISTED_ACTORS, sizeof *c.actors);
    c.evidence = arena_array(arena, 1, sizeof *c.evidence);
    if (!c.records || !c.actors || !c.evidence)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    collect_side(x, actor, ASSEMBLE_SINK, &c);
    size_t received = c.n_records;
    collect_side(x, actor, ASSEMBLE_SOURCE, &c);
    qsort(c.records, c.n_records, sizeof *c.records, record_order);
    c.side = received > 0 ? ASSEMBLE_SINK : ASSEMBLE_SOURCE;
    as_case_add_actor(&c, MAX_LISTED_ACTORS, actor,
                      c.side == ASSEMBLE_SINK ? "receiver" : "sender");
    for (size_t i = 0; i < c.n_records; i++) {
        uint32_t actors[8];
        for (int side = 0; side < 2; side++) {
            size_t n = as_record_actors(x, c.records[i].record, (enum assemble_side)side, actors);
            for (size_t k = 0; k < n; k++)
                as_case_add_actor(&c, MAX_LISTED_ACTORS, actors[k],
                                  side == ASSEMBLE_SINK ? "receiver" : "sender");
        }
    }
    set_dates(x, &c);
    c.evidence[c.n_evidence++] = (struct evidence){"listed-party", evidence_round(w->bits),
                                                   as_watch_text(x, w, arena), NULL, 0};
    c.score = evidence_sum(c.evidence, c.n_evidence);
    c.probability = bits_to_probability(c.score);
    if (!as_case_links(x, &c, &actor, 1, arena) ||
        assemble_case_id(x->in, &c, arena, &c.id) != SEINE_OK)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    *ret = c;
    return SEINE_OK;
}

/* Only a case's own side (the unit the kit was built around) takes a listed actor away. */
static bool is_told(const struct assemble_result *ret, uint32_t actor)
{
    for (size_t i = 0; i < ret->cases.n; i++)
        for (size_t k = 0; k < ret->cases.v[i].n_actors; k++)
            if (ret->cases.v[i].kit != MAP_NONE && ret->cases.v[i].actors[k].actor == actor)
                return true;
    return false;
}

enum seine_status as_listed_cases(struct as_context *x, struct assemble_result *ret,
                                  struct seine_error *err)
{
    for (uint32_t a = 0; a < x->in->links->actors.n; a++) {
        struct assemble_case c;
        if (x->watch_of[a] == MAP_NONE || is_told(ret, a))
            continue;
        enum seine_status status = build(x, a, &ret->arena, &c, err);
        if (status != SEINE_OK)
            return status;
        if (c.n_records > 0 && !VEC_PUSH(&ret->cases, c))
            return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    }
    return SEINE_OK;
}
