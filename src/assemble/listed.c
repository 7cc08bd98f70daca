/* assemble/listed.c - cases without a kit: an actor that reads like a listed party and is in no
 * better case. What it sent and received is the case; the bits are the screening's own. */
#include "assemble/build.h"

#include <stdlib.h>

#define MAX_LISTED_RECORDS 100
#define MAX_LISTED_ACTORS  120

/* Log odds, in bits, of a party that reads like a listed one being worth a case when nothing else
 * speaks for it: the name is screening's to clear, and namesakes are many. */
#define LISTED_PRIOR (-5.0)

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
    struct assemble_case c = {.kit = MAP_NONE,
                              .side = ASSEMBLE_SINK,
                              .anchor = actor,
                              .paid_usd = __builtin_nan(""),
                              .together_usd = __builtin_nan("")};
    c.records = arena_array(arena, MAX_LISTED_RECORDS, sizeof *c.records);
    c.actors = arena_array(arena, MAX_LISTED_ACTORS, sizeof *c.actors);
    c.evidence = arena_array(arena, 2, sizeof *c.evidence);
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
    c.evidence[c.n_evidence++] =
        (struct evidence){"prior", LISTED_PRIOR, STR("a name alone is no net yet"), NULL, 0};
    c.evidence[c.n_evidence++] = (struct evidence){"listed-party", x->watch_bits[actor],
                                                   as_watch_text(x, actor, arena), NULL, 0};
    c.score = evidence_sum(c.evidence, c.n_evidence);
    c.probability = bits_to_probability(c.score);
    if (!as_case_links(x, &c, &actor, 1, arena) ||
        assemble_case_id(x->in, &c, arena, &c.id) != SEINE_OK)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    *ret = c;
    return SEINE_OK;
}

struct suspect {
    double bits;
    uint32_t actor;
};

static int suspect_order(const void *l, const void *r)
{
    const struct suspect *a = l, *b = r;
    if (a->bits > b->bits || a->bits < b->bits)
        return a->bits > b->bits ? -1 : 1;
    return a->actor < b->actor ? -1 : a->actor > b->actor;
}

/* Listed actors that stand in no case of a kit, strongest first. */
static size_t find_suspects(const struct as_context *x, const struct assemble_result *ret,
                            double min_score, struct suspect *out)
{
    size_t n = 0, n_actors = x->in->links->actors.n;
    for (uint32_t a = 0; a < n_actors; a++)
        out[a].bits = x->watch_of[a] == MAP_NONE ? 0 : x->watch_bits[a];
    for (size_t i = 0; i < ret->cases.n; i++)
        for (size_t k = 0; k < ret->cases.v[i].n_actors; k++)
            out[ret->cases.v[i].actors[k].actor].bits = 0;
    for (uint32_t a = 0; a < n_actors; a++)
        if (out[a].bits > 0 && out[a].bits + LISTED_PRIOR > min_score)
            out[n++] = (struct suspect){out[a].bits, a};
    qsort(out, n, sizeof *out, suspect_order);
    return n;
}

enum seine_status as_listed_cases(struct as_context *x, const struct assemble_options *options,
                                  struct assemble_result *ret, struct seine_error *err)
{
    struct suspect *suspects = mem_calloc(x->in->links->actors.n + 1, sizeof *suspects);
    enum seine_status status =
        suspects ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
    size_t n = suspects ? find_suspects(x, ret, options->min_score, suspects) : 0;
    if (options->top && n > options->top)
        n = options->top;
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        struct assemble_case c = {0};
        status = build(x, suspects[i].actor, &ret->arena, &c, err);
        if (status == SEINE_OK && c.n_records > 0 && !VEC_PUSH(&ret->cases, c))
            status = error_set(err, SEINE_NOMEM, "out of memory while assembling");
    }
    mem_free(suspects);
    return status;
}
