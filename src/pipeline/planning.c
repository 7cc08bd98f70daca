/* pipeline/planning.c - see planning.h. Cases come first, because they say which records of the
 * past are needed. A second reading, where it is needed at all, adds those of the past that say
 * something of a record which is there: its other versions, and its master. */
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
    struct map left;  /* hashes of ids and numbers of records that were left out */
    struct map asked; /* hashes of ids of those that were not, and of masters that they wait for */
    bool has_table, keeps_all, is_second, is_more; /* is_more: one hash is in both */
};

static enum seine_status take_case(void *context, struct str text, const struct json_value *c,
                                   struct seine_error *err)
{
    struct planning *p = context;
    return plan_add_case(p->plan, text, c, err);
}

static bool is_timed(const struct trade_consignment *c)
{
    for (size_t i = 0; i < c->n_legs; i++)
        if (c->legs[i].departed.day != DATE_NONE || c->legs[i].arrived.day != DATE_NONE)
            return true;
    return false;
}

/* Whether the record can still be opened, as far as it says itself when it moves. */
static bool may_be_met(const struct planning *p, const struct trade_consignment *c)
{
    int32_t last = DATE_NONE;
    for (size_t i = 0; i < c->n_legs; i++) {
        int32_t left = c->legs[i].departed.day, came = c->legs[i].arrived.day;
        last = left > last ? left : last;
        last = came > last ? came : last;
    }
    if (!is_timed(c) && c->master.n)
        return true; /* its master may say */
    last = c->issued.day > last ? c->issued.day : last;
    return last == DATE_NONE || last >= p->from->from_day - DAYS_OF_PAST;
}

static uint64_t id_hash(struct str id)
{
    return str_hash(id);
}

static uint64_t number_hash(struct str number)
{
    return ~str_hash(number) * 3;
}

static enum seine_status note(struct planning *p, struct map *in, const struct map *other,
                              uint64_t hash)
{
    p->is_more = p->is_more || map_get(other, hash) != MAP_NONE;
    return map_set(in, hash, 0);
}

static enum seine_status add(struct planning *p, const struct trade_consignment *c)
{
    enum seine_status status = trade_table_add(&p->table, c);
    if (status == SEINE_OK && !p->is_second)
        status = note(p, &p->asked, &p->left, id_hash(c->id));
    if (status == SEINE_OK && !p->is_second && c->master.n && !is_timed(c))
        status = note(p, &p->asked, &p->left, number_hash(c->master));
    return status;
}

static enum seine_status leave_out(struct planning *p, const struct trade_consignment *c)
{
    enum seine_status status = note(p, &p->left, &p->asked, id_hash(c->id));
    return status == SEINE_OK && c->number.n ? note(p, &p->left, &p->asked, number_hash(c->number))
                                             : status;
}

/* Of the second reading: what was left out, though one that was not hangs on it. */
static bool is_asked(const struct planning *p, const struct trade_consignment *c)
{
    return map_get(&p->asked, id_hash(c->id)) != MAP_NONE ||
           (c->number.n && map_get(&p->asked, number_hash(c->number)) != MAP_NONE);
}

static enum seine_status take_record_of(struct planning *p, const struct trade_consignment *c)
{
    bool is_wanted = p->keeps_all || plan_knows(p->plan, c->id) || may_be_met(p, c);
    if (p->is_second)
        return !is_wanted && is_asked(p, c) ? add(p, c) : SEINE_OK;
    return is_wanted ? add(p, c) : leave_out(p, c);
}

static enum seine_status take_batch(void *context, const struct trade_batch *batch,
                                    struct seine_error *err)
{
    struct planning *p = context;
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < batch->consignments.n && status == SEINE_OK; i++)
        status = take_record_of(p, &batch->consignments.v[i]);
    if (status != SEINE_OK)
        return error_set(err, status, "cannot hold more records: %s", status_name(status));
    bool is_to_tell = p->from->reject && !p->is_second; /* which meets them again */
    for (size_t i = 0; i < batch->rejects.n && status == SEINE_OK && is_to_tell; i++)
        status = p->from->reject(p->from->reject_context, &batch->rejects.v[i], err);
    return status;
}

/* Files can be read a second time; a pipe cannot, so nothing of it is left out. */
static enum seine_status can_read_again(const char *path, bool *ret, struct seine_error *err)
{
    char **paths = NULL;
    size_t n = 0;
    struct seine_error unused = {0};
    *ret = false;
    if (input_paths(path, &paths, &n, &unused) != SEINE_OK)
        return unused.status == SEINE_NOMEM ? error_set(err, SEINE_NOMEM, "%s", unused.message)
                                            : SEINE_OK; /* reading it will say what is wrong */
    *ret = true;
    for (size_t i = 0; i < n; i++)
        *ret = *ret && input_path_size(paths[i]) > 0;
    input_paths_free(paths, n);
    return SEINE_OK;
}

static enum seine_status read_path(struct planning *p, const struct trade_inputs *records,
                                   const char *path, struct seine_error *err)
{
    bool can = false;
    enum seine_status status = can_read_again(path, &can, err);
    p->keeps_all = !can;
    if (status == SEINE_OK && (can || !p->is_second))
        status = trade_inputs_read(records, path, err);
    p->keeps_all = false;
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
        status = read_path(p, &records, p->from->records[i], err);
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

static enum seine_status read_store(struct planning *p, struct seine_error *err)
{
    enum seine_status status = store_each_record(p->from->store, take_record, p, err);
    return status == SEINE_OK ? flush(p, err) : status;
}

static enum seine_status read_records(struct planning *p, struct seine_error *err)
{
    enum seine_status status = p->from->store ? read_store(p, err) : SEINE_OK;
    return status == SEINE_OK ? read_paths(p, err) : status;
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
        status = cases_look(&cases, p->from->store, false, err);
    if (status == SEINE_OK)
        status = read_records(p, err);
    p->is_second = true;
    if (status == SEINE_OK && p->is_more)
        status = read_records(p, err);
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
    map_init(&p->left);
    map_init(&p->asked);
    buf_init(&p->block, BLOCK + LIMIT_NDJSON_LINE + 16);
    enum seine_status status = read_all(p, err);
    p->from = NULL;
    buf_release(&p->block);
    map_release(&p->left);
    map_release(&p->asked);
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
