/* pipeline/settle.c - the end of a scan into a store: which of the cases that it keeps were found.
 * A case that only stands behind the best that are reported was found too: it is looked for among
 * the sketches of those, by the rule by which it would have kept its id, and kept as it stands now,
 * so that what reads the store ranks all of one scan. What was not looked for, a kit that is not
 * given or a score below the least one, is not judged. */
#include "pipeline/internal.h"

/* Bits below even odds: a case less likely than one in a million is not worth a line. */
#define BELOW 20.0

double pipeline_least(const struct pipeline *p)
{
    return -(p->options->below > 0 ? p->options->below : BELOW);
}

static bool was_sought(void *context, struct str kit, double score)
{
    const struct pipeline *p = context;
    return score > pipeline_least(p) &&
           (kit.n == 0 || goods_kit_find(p->catalogue, kit) != MAP_NONE);
}

static enum seine_status take_missed(void *context, struct str consignment, struct seine_error *err)
{
    return map_set(context, str_hash(consignment), 1) == SEINE_OK
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory while keeping cases");
}

static bool may_be_missed(const struct map *missed, const struct str *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (map_get(missed, str_hash(ids[i])) != MAP_NONE)
            return true;
    return false;
}

/* A case that the store does not know is passed over: it is not among the best. */
static enum seine_status keep_known(struct pipeline *p, const struct map *missed, size_t at,
                                    struct arena *arena, struct seine_error *err)
{
    const struct assemble_case *sketch = &p->assembled.cut[at];
    const struct str *ids = pipeline_record_ids(p, sketch, arena);
    struct assemble_case c;
    struct str id;
    if (!ids)
        return error_set(err, SEINE_NOMEM, "out of memory while keeping cases");
    if (!may_be_missed(missed, ids, sketch->n_records))
        return SEINE_OK;
    enum seine_status status = store_known_case_id(p->store, pipeline_kit_id(p, sketch), ids,
                                                   sketch->n_records, arena, &id, err);
    if (status == SEINE_NOT_FOUND)
        return SEINE_OK;
    if (status == SEINE_OK)
        status = assemble_whole(&p->assembled, at, arena, &c, err);
    if (status != SEINE_OK)
        return status;
    c.id = id;
    return pipeline_put_case(p, &c, p->assembled.cases.n + at + 1, arena, err);
}

enum seine_status pipeline_keep_behind(struct pipeline *p, struct seine_error *err)
{
    struct map missed;
    struct arena arena; /* of one case */
    if (p->assembled.n_cut == 0)
        return SEINE_OK;
    map_init(&missed);
    arena_init(&arena, LIMIT_ARENA);
    enum seine_status status = store_each_missed(p->store, take_missed, &missed, err);
    for (size_t i = 0; i < p->assembled.n_cut && status == SEINE_OK; i++) {
        status = keep_known(p, &missed, i, &arena, err);
        arena_reset(&arena);
    }
    arena_release(&arena);
    map_release(&missed);
    return status;
}

enum seine_status pipeline_settle(struct pipeline *p, struct seine_error *err)
{
    return store_settle(p->store, was_sought, p, &p->settled, err);
}
