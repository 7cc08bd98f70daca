/* pipeline/planning.c - see planning.h. Cases come first, because they say which records of the
 * past are needed. */
#include "pipeline/planning.h"

#include "pipeline/cases.h"
#include "trade/inputs.h"

#define BLOCK        (8 * MIB)
#define DAYS_OF_PAST 2 /* that a plan looks back */

struct planning {
    const struct planning_source *from; /* while reading */
    const struct geo *geo;
    struct plan *plan;
    struct trade_table table;
    struct buf block; /* NDJSON of kept records */
    bool has_table;
};

static enum seine_status take_case(void *context, const struct json_value *c,
                                   struct seine_error *err)
{
    struct planning *p = context;
    return plan_add_case(p->plan, c, err);
}

/* Whether the record can still be opened, as far as it says itself when it moves. */
static bool may_be_met(const struct planning *p, const struct trade_consignment *c)
{
    int32_t last = DATE_NONE;
    bool is_timed = false;
    for (size_t i = 0; i < c->n_legs; i++) {
        int32_t left = c->legs[i].departed.day, came = c->legs[i].arrived.day;
        is_timed = is_timed || left != DATE_NONE || came != DATE_NONE;
        last = left > last ? left : last;
        last = came > last ? came : last;
    }
    if (!is_timed && c->master.n)
        return true; /* its master may say */
    last = c->issued.day > last ? c->issued.day : last;
    return last == DATE_NONE || last >= p->from->from_day - DAYS_OF_PAST;
}

static enum seine_status take_batch(void *context, const struct trade_batch *batch,
                                    struct seine_error *err)
{
    struct planning *p = context;
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < batch->consignments.n && status == SEINE_OK; i++) {
        const struct trade_consignment *c = &batch->consignments.v[i];
        if (plan_knows(p->plan, c->id) || may_be_met(p, c))
            status = trade_table_add(&p->table, c);
    }
    if (status != SEINE_OK)
        return error_set(err, status, "cannot hold more records: %s", status_name(status));
    for (size_t i = 0; i < batch->rejects.n && status == SEINE_OK && p->from->reject; i++)
        status = p->from->reject(p->from->reject_context, &batch->rejects.v[i], err);
    return status;
}

static enum seine_status read_paths(struct planning *p, struct seine_error *err)
{
    struct trade_mapping *mapping = NULL;
    enum seine_status status = SEINE_OK;
    if (p->from->mapping)
        status = trade_mapping_read(p->from->mapping, p->geo, &mapping, err);
    const struct trade_inputs records = {.mapping = mapping, .take = take_batch, .context = p};
    for (size_t i = 0; i < p->from->n_records && status == SEINE_OK; i++)
        status = trade_inputs_read(&records, p->from->records[i], err);
    trade_mapping_free(mapping);
    return status;
}

static enum seine_status flush(struct planning *p, struct seine_error *err)
{
    const struct trade_inputs kept = {.take = take_batch, .context = p};
    struct input *in = NULL;
    enum seine_status status = SEINE_OK;
    if (p->block.n)
        status = input_open_bytes(buf_str(&p->block), "the kept records", &in, err);
    if (status == SEINE_OK && in)
        status = trade_inputs_read_open(&kept, in, err);
    input_free(in);
    buf_reset(&p->block);
    return status;
}

static enum seine_status take_record(void *context, struct str id, struct str ndjson,
                                     struct seine_error *err)
{
    struct planning *p = context;
    (void)id;
    buf_add(&p->block, str_trim(ndjson));
    buf_add_c(&p->block, '\n');
    if (buf_status(&p->block) != SEINE_OK)
        return error_set(err, SEINE_NOMEM, "out of memory while reading the kept records");
    return p->block.n >= BLOCK ? flush(p, err) : SEINE_OK;
}

static enum seine_status read_store(struct planning *p, const struct cases_taker *cases,
                                    struct seine_error *err)
{
    enum seine_status status = cases_look(cases, p->from->store, err);
    if (status == SEINE_OK)
        status = store_each_record(p->from->store, take_record, p, err);
    return status == SEINE_OK ? flush(p, err) : status;
}

static enum seine_status read_all(struct planning *p, struct seine_error *err)
{
    enum seine_status status = trade_table_init(&p->table);
    if (status != SEINE_OK)
        return error_set(err, status, "out of memory while planning");
    p->has_table = true;
    status = plan_new(&p->plan);
    if (status != SEINE_OK)
        return error_set(err, status, "out of memory while planning");
    const struct cases_taker cases = {.take = take_case, .context = p};
    for (size_t i = 0; i < p->from->n_cases && status == SEINE_OK; i++)
        status = cases_read(&cases, p->from->cases[i], err);
    if (status == SEINE_OK && p->from->store)
        status = read_store(p, &cases, err);
    if (status == SEINE_OK)
        status = read_paths(p, err);
    return status == SEINE_OK ? trade_table_seal(&p->table, NULL, err) : status;
}

enum seine_status planning_new(const struct planning_source *from, struct planning **ret,
                               struct seine_error *err)
{
    struct planning *p = mem_calloc(1, sizeof *p);
    if (!p)
        return error_set(err, SEINE_NOMEM, "out of memory while planning");
    p->from = from;
    p->geo = from->geo;
    buf_init(&p->block, BLOCK + LIMIT_NDJSON_LINE + 16);
    enum seine_status status = read_all(p, err);
    p->from = NULL;
    buf_release(&p->block);
    if (status != SEINE_OK) {
        planning_free(p);
        return status;
    }
    *ret = p;
    return SEINE_OK;
}

void planning_free(struct planning *p)
{
    if (!p)
        return;
    plan_free(p->plan);
    if (p->has_table)
        trade_table_release(&p->table);
    mem_free(p);
}

enum seine_status planning_make(struct planning *p, const struct plan_options *options,
                                const struct plan **ret, struct seine_error *err)
{
    struct plan_options o = *options;
    o.table = &p->table;
    o.geo = p->geo;
    enum seine_status status = plan_make(p->plan, &o, err);
    if (status == SEINE_OK)
        *ret = p->plan;
    return status;
}
