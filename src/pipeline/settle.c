/* pipeline/settle.c - the end of a scan into a store: which of the cases that it keeps were found.
 * A case that only stands behind the best that are reported was found too: it is looked for among
 * the sketches of those, by the rule by which it would have kept its id. What was not looked for, a
 * kit that is not given or a score below the least one, is not judged. */
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

static struct str id_of(const struct pipeline *p, const struct assemble_record *r)
{
    return table_str(&p->table, p->table.records.v[r->record].id);
}

static enum seine_status take_missed(void *context, struct str consignment, struct seine_error *err)
{
    return map_set(context, str_hash(consignment), 1) == SEINE_OK
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory while keeping cases");
}

static bool may_be_missed(const struct pipeline *p, const struct map *missed,
                          const struct assemble_case *c)
{
    for (size_t i = 0; i < c->n_records; i++)
        if (map_get(missed, str_hash(id_of(p, &c->records[i]))) != MAP_NONE)
            return true;
    return false;
}

/* Gives out the id that a case of the store has; one that it does not know stays unknown. */
static enum seine_status find(struct pipeline *p, const struct assemble_case *c,
                              struct seine_error *err)
{
    struct str id, kit = c->kit == MAP_NONE ? STR_EMPTY : goods_kit(p->catalogue, c->kit)->id;
    struct str *ids = arena_array(&p->arena, c->n_records + 1, sizeof *ids);
    if (!ids)
        return error_set(err, SEINE_NOMEM, "out of memory while keeping cases");
    for (size_t i = 0; i < c->n_records; i++)
        ids[i] = id_of(p, &c->records[i]);
    return store_case_id(p->store, kit, ids, c->n_records, c->id, &p->arena, &id, err);
}

static enum seine_status find_cut(struct pipeline *p, struct seine_error *err)
{
    const struct assemble_result *a = &p->assembled;
    struct map missed;
    map_init(&missed);
    enum seine_status status = store_each_missed(p->store, take_missed, &missed, err);
    for (size_t i = 0; i < a->n_cut && status == SEINE_OK; i++)
        if (may_be_missed(p, &missed, &a->cut[i]))
            status = find(p, &a->cut[i], err);
    map_release(&missed);
    return status;
}

enum seine_status pipeline_settle(struct pipeline *p, struct seine_error *err)
{
    enum seine_status status = p->assembled.n_cut > 0 ? find_cut(p, err) : SEINE_OK;
    return status == SEINE_OK ? store_settle(p->store, was_sought, p, &p->settled, err) : status;
}
