/* pipeline/memory.c - the scan's memory. Records are kept as they came (canonical NDJSON), so that
 * a later scan sees exactly what one scan of everything would see; what was concluded (lists,
 * parties, actors, cases) is written at the end, all in one transaction. */
#include "pipeline/internal.h"
#include "store/usage.h"

#include <stdlib.h>

#define RECALL_BLOCK (8 * MIB)

struct recall {
    struct pipeline *p;
    struct buf block;
    uint64_t n, total;
};

/* Parses a block of NDJSON lines into the table. What was kept was a good record then, so a record
 * that cannot be read now means that the file is damaged. */
static enum seine_status recall_block(struct recall *r, struct seine_error *err)
{
    struct input *in = NULL;
    struct trade_reader *reader = NULL;
    struct trade_batch batch;
    bool more = r->block.n > 0;
    enum seine_status status =
        input_open_bytes(buf_str(&r->block), store_name(r->p->store), &in, err);
    trade_batch_init(&batch);
    if (status == SEINE_OK && more)
        status = trade_reader_open(in, NULL, &reader, err);
    while (status == SEINE_OK && more) {
        trade_batch_reset(&batch);
        status = trade_reader_next(reader, 256, &batch, &more, err);
        if (status == SEINE_OK && batch.rejects.n > 0)
            status = error_set(err, SEINE_FORMAT, "%s: a kept record cannot be read: " STR_FMT,
                               store_name(r->p->store), STR_ARG(batch.rejects.v[0].reason));
        if (status == SEINE_OK)
            status =
                trade_table_add_all(&r->p->table, batch.consignments.v, batch.consignments.n, NULL);
    }
    trade_batch_release(&batch);
    trade_reader_free(reader);
    input_free(in);
    buf_reset(&r->block);
    return status == SEINE_OK ? status : error_set(err, status, "cannot recall the kept records");
}

static enum seine_status recall_record(void *context, struct str id, struct str ndjson,
                                       struct seine_error *err)
{
    struct recall *r = context;
    (void)id;
    buf_add(&r->block, ndjson);
    if (ndjson.n == 0 || ndjson.p[ndjson.n - 1] != '\n')
        buf_add_c(&r->block, '\n');
    r->n++;
    if (buf_status(&r->block) != SEINE_OK)
        return error_set(err, SEINE_NOMEM, "out of memory while recalling records");
    progress_update(r->p->options->progress, "recalling", r->n, r->total, "records");
    return r->block.n >= RECALL_BLOCK ? recall_block(r, err) : SEINE_OK;
}

enum seine_status pipeline_recall(struct pipeline *p, struct seine_error *err)
{
    struct recall r = {.p = p, .total = store_count_records(p->store)};
    buf_init(&r.block, RECALL_BLOCK + LIMIT_NDJSON_LINE + 16);
    enum seine_status status = store_each_record(p->store, recall_record, &r, err);
    if (status == SEINE_OK)
        status = recall_block(&r, err);
    buf_release(&r.block);
    return status;
}

enum seine_status pipeline_keep_record(struct pipeline *p, const struct trade_consignment *c,
                                       struct seine_error *err)
{
    buf_reset(&p->record);
    trade_write_ndjson(&p->record, c);
    if (buf_status(&p->record) != SEINE_OK)
        return error_set(err, buf_status(&p->record), "cannot keep a record: %s",
                         status_name(buf_status(&p->record)));
    if (!p->state.to)
        return store_put_record(p->store, c->id, c->issued.day, buf_str(&p->record), err);
    bool is_new = false;
    enum seine_status status =
        store_add_record(p->store, c->id, c->issued.day, buf_str(&p->record), &is_new, err);
    if (status == SEINE_OK && !is_new)
        p->state.n_repeats += c->n_goods ? c->n_goods : 1;
    return status;
}

static enum seine_status keep_lists(struct pipeline *p, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < p->lists.lists.n && status == SEINE_OK; i++) {
        const struct list_info *l = &p->lists.lists.v[i];
        struct store_list kept = {l->key, l->name, l->date, l->format, l->hash, l->n_entities};
        status = store_put_list(p->store, &kept, err);
    }
    return status;
}

struct unkept {
    uint64_t actor; /* the number in its id */
    uint32_t mention;
};

/* The party and its actor. */
static enum seine_status keep_party(struct pipeline *p, const struct unkept *u, struct buf *actor,
                                    struct seine_error *err)
{
    const struct table_mention *m = &p->table.mentions.v[u->mention];
    buf_reset(actor);
    link_number_id(u->actor, actor);
    buf_reset(&p->record);
    link_mention_key(&p->table, u->mention, &p->record);
    struct store_party party = {buf_str(&p->record), table_str(&p->table, m->name),
                                table_str(&p->table, m->country), m->n_records, buf_str(actor)};
    if (buf_status(&p->record) != SEINE_OK || buf_status(actor) != SEINE_OK)
        return SEINE_NOMEM;
    return store_put_party(p->store, &party, err);
}

static int unkept_order(const void *l, const void *r)
{
    const struct unkept *a = l, *b = r;
    if (a->actor != b->actor)
        return a->actor < b->actor ? -1 : 1;
    return a->mention < b->mention ? -1 : a->mention > b->mention;
}

/* The parties that the store was not told of by the last scan, those of an actor side by side: they
 * are looked up by it, and put at random, each would need another page of a large store. */
static enum seine_status find_unkept(struct pipeline *p, struct state_party *kept,
                                     struct unkept *ret, size_t *ret_n)
{
    size_t n = 0, n_actors = p->links.actors.n;
    uint64_t *numbers = mem_alloc((n_actors + 1) * sizeof *numbers);
    enum seine_status status = numbers ? SEINE_OK : SEINE_NOMEM;
    for (uint32_t a = 0; a < n_actors && status == SEINE_OK; a++) {
        numbers[a] = link_actor_number(&p->table, &p->links, a, &p->record);
        status = buf_status(&p->record);
    }
    for (uint32_t i = 0; i < p->table.mentions.n && status == SEINE_OK; i++) {
        uint64_t actor = numbers[p->links.actor_of[i]];
        kept[i] = (struct state_party){actor, p->table.mentions.v[i].n_records, 1};
        if (!state_has_party(p, i, &kept[i]))
            ret[n++] = (struct unkept){actor, i};
    }
    mem_free(numbers);
    if (n > 1)
        qsort(ret, n, sizeof *ret, unkept_order);
    *ret_n = n;
    return status;
}

static enum seine_status keep_parties(struct pipeline *p, struct seine_error *err)
{
    size_t n = p->table.mentions.n;
    struct state_party *kept = mem_calloc(n + 1, sizeof *kept);
    struct unkept *unkept = mem_alloc((n + 1) * sizeof *unkept);
    enum seine_status status = kept && unkept ? SEINE_OK : SEINE_NOMEM;
    struct buf actor;
    buf_init(&actor, 64);
    if (status == SEINE_OK)
        status = find_unkept(p, kept, unkept, &n);
    if (status == SEINE_OK)
        status = store_begin_parties(p->store, err);
    for (size_t i = 0; i < n && status == SEINE_OK; i++)
        status = keep_party(p, &unkept[i], &actor, err);
    if (status == SEINE_OK)
        status = store_end_parties(p->store, err);
    if (status == SEINE_OK)
        status = state_save_parties(p, kept, err);
    buf_release(&actor);
    mem_free(unkept);
    mem_free(kept);
    return status;
}

struct str pipeline_kit_id(const struct pipeline *p, const struct assemble_case *c)
{
    return c->kit == MAP_NONE ? STR_EMPTY : goods_kit(p->catalogue, c->kit)->id;
}

const struct str *pipeline_record_ids(const struct pipeline *p, const struct assemble_case *c,
                                      struct arena *arena)
{
    struct str *ids = arena_array(arena, c->n_records + 1, sizeof *ids);
    for (size_t i = 0; i < c->n_records && ids; i++)
        ids[i] = table_str(&p->table, p->table.records.v[c->records[i].record].id);
    return ids;
}

/* The ids of a case's actors; NULL: out of memory. */
static struct str *actor_ids(struct pipeline *p, const struct assemble_case *c, struct arena *arena)
{
    struct str *ids = arena_array(arena, c->n_actors + 1, sizeof *ids);
    struct buf id;
    bool ok = ids != NULL;
    buf_init(&id, 64);
    for (size_t i = 0; i < c->n_actors && ok; i++) {
        buf_reset(&id);
        link_actor_id(&p->table, &p->links, c->actors[i].actor, &p->record, &id);
        ids[i] = arena_str(arena, buf_str(&id), &ok);
    }
    ok = ok && buf_status(&id) == SEINE_OK;
    buf_release(&id);
    return ok ? ids : NULL;
}

enum seine_status pipeline_put_case(struct pipeline *p, const struct assemble_case *c, size_t rank,
                                    struct arena *arena, struct seine_error *err)
{
    const struct str *ids = pipeline_record_ids(p, c, arena);
    struct str *actors = actor_ids(p, c, arena);
    struct json_writer w;
    if (!ids || !actors)
        return error_set(err, SEINE_NOMEM, "out of memory while keeping cases");
    buf_reset(&p->record);
    json_writer_init(&w, &p->record);
    report_case_json(&w, &p->report, c, rank, NULL);
    if (buf_status(&p->record) != SEINE_OK)
        return error_set(err, buf_status(&p->record), "cannot keep a case: %s",
                         status_name(buf_status(&p->record)));
    struct store_case kept = {.id = c->id,
                              .kit = pipeline_kit_id(p, c),
                              .score = c->score,
                              .json = buf_str(&p->record),
                              .consignments = ids,
                              .n_consignments = c->n_records,
                              .actors = actors,
                              .n_actors = c->n_actors,
                              .is_behind = rank > p->assembled.cases.n};
    return store_put_case(p->store, &kept, err);
}

static enum seine_status keep_case(struct pipeline *p, size_t index, struct seine_error *err)
{
    struct assemble_case *c = &p->assembled.cases.v[index];
    const struct str *ids = pipeline_record_ids(p, c, &p->arena);
    if (!ids)
        return error_set(err, SEINE_NOMEM, "out of memory while keeping cases");
    enum seine_status status = store_case_id(p->store, pipeline_kit_id(p, c), ids, c->n_records,
                                             c->id, &p->arena, &c->id, err);
    return status == SEINE_OK ? pipeline_put_case(p, c, index + 1, &p->arena, err) : status;
}

/* What was decided on the cases goes into reports, and not into what is kept of a case. */
static enum seine_status recall_decisions(struct pipeline *p, struct seine_error *err)
{
    size_t n = p->assembled.cases.n;
    struct report_decision *decided = arena_array(&p->arena, n + 1, sizeof *decided);
    if (!decided)
        return error_set(err, SEINE_NOMEM, "out of memory while recalling decisions");
    for (size_t i = 0; i < n; i++) {
        struct store_decision d;
        enum seine_status status =
            store_get_decision(p->store, p->assembled.cases.v[i].id, STR_EMPTY, &p->arena, &d, err);
        if (status == SEINE_OK)
            decided[i] = (struct report_decision){d.verdict, d.reason, d.by, d.at};
        else if (status != SEINE_NOT_FOUND)
            return status;
    }
    p->report.decided = decided;
    return SEINE_OK;
}

enum seine_status pipeline_keep(struct pipeline *p, struct seine_error *err)
{
    enum seine_status status = keep_lists(p, err);
    for (size_t i = 0; i < p->assembled.cases.n && status == SEINE_OK; i++)
        status = keep_case(p, i, err);
    if (status == SEINE_OK)
        status = pipeline_keep_behind(p, err);
    assemble_forget(&p->assembled);
    if (status == SEINE_OK)
        status = store_put_usage(p->store, p->usage, p->n_usage, err);
    if (status == SEINE_OK)
        status = keep_parties(p, err);
    if (status == SEINE_OK)
        status = pipeline_settle(p, err);
    if (status == SEINE_OK)
        status = recall_decisions(p, err);
    if (status == SEINE_OK)
        status = store_commit(p->store, err);
    if (status == SEINE_OK)
        state_put(&p->state);
    return status;
}
