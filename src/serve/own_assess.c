/* serve/own_assess.c - consignments that ask whether they may be loaded: read, checked, screened,
 * held against what is known (own_state.c) and answered in one request. Nothing of them is kept. */
#include "pipeline/assess.h"
#include "serve/own_internal.h"

struct asked {
    struct trade_batch batch;
    struct trade_table table;
    struct check_result checks;
    struct arena arena;
    struct own_state state;
    bool has_table, has_checks;
};

static enum seine_status read_body(struct asked *a, struct str body, struct seine_error *err)
{
    struct input *in = NULL;
    struct trade_reader *reader = NULL;
    bool more = true;
    enum seine_status status = input_open_bytes(body, "the request", &in, err);
    if (status == SEINE_OK)
        status = trade_reader_open(in, NULL, &reader, err);
    while (status == SEINE_OK && more && a->batch.consignments.n <= OWN_ASSESS_MAX)
        status = trade_reader_next(reader, OWN_ASSESS_MAX, &a->batch, &more, err);
    trade_reader_free(reader);
    input_free(in);
    if (status == SEINE_OK && a->batch.consignments.n > OWN_ASSESS_MAX)
        status = error_set(err, SEINE_LIMIT, "at most %d consignments are assessed at once",
                           OWN_ASSESS_MAX);
    return status;
}

static enum seine_status prepare(struct asked *a, const struct own *o, struct seine_error *err)
{
    struct pool *pool = NULL;
    enum seine_status status = trade_table_init(&a->table);
    a->has_table = status == SEINE_OK;
    for (size_t i = 0; i < a->batch.consignments.n && status == SEINE_OK; i++)
        status = trade_table_add(&a->table, &a->batch.consignments.v[i]);
    if (status == SEINE_OK)
        status = pool_new(1, &pool, err);
    if (status == SEINE_OK)
        status = trade_table_seal(&a->table, pool, err);
    if (status == SEINE_OK) {
        a->has_checks = true;
        status = check_run_with(&a->table, o->geo, o->words, pool, &a->checks, err);
    }
    pool_free(pool);
    return status;
}

static void write_reason(struct json_writer *w, const struct assess_reason *r)
{
    json_object(w);
    json_member(w, "outcome", str_of(assess_outcome_name(r->outcome)));
    json_member(w, "code", str_of(r->code));
    json_member(w, "field", str_of(r->field));
    json_member(w, "text", r->text);
    json_member(w, "question", r->question);
    json_object_end(w);
}

static enum seine_status write_answer(struct asked *a, const struct assess_input *in,
                                      uint32_t record, struct json_writer *w,
                                      struct seine_error *err)
{
    struct assessment answer;
    arena_reset(&a->arena);
    enum seine_status status = assess(in, &a->table, &a->checks, record, &a->arena, &answer, err);
    if (status != SEINE_OK)
        return status;
    json_object(w);
    json_member(w, "id", table_str(&a->table, a->table.records.v[record].id));
    json_member(w, "outcome", str_of(assess_outcome_name(answer.outcome)));
    json_key(w, "reasons");
    json_array(w);
    for (size_t i = 0; i < answer.n_reasons; i++)
        write_reason(w, &answer.reasons[i]);
    json_array_end(w);
    status = own_state_write(&a->state, &a->table, record, w, err);
    json_object_end(w);
    return status;
}

static void write_reject(struct json_writer *w, const struct trade_reject *r)
{
    json_object(w);
    json_member_i64(w, "line", r->line);
    json_member(w, "field", r->field);
    json_member(w, "reason", r->reason);
    json_object_end(w);
}

static enum seine_status write_all(struct asked *a, const struct assess_input *in, struct buf *out,
                                   struct seine_error *err)
{
    struct json_writer w;
    enum seine_status status = SEINE_OK;
    json_writer_init(&w, out);
    json_object(&w);
    json_key(&w, "answers");
    json_array(&w);
    for (uint32_t r = 0; r < a->table.records.n && status == SEINE_OK; r++)
        status = write_answer(a, in, r, &w, err);
    json_array_end(&w);
    json_key(&w, "rejected");
    json_array(&w);
    for (size_t i = 0; i < a->batch.rejects.n; i++)
        write_reject(&w, &a->batch.rejects.v[i]);
    json_array_end(&w);
    json_object_end(&w);
    return status == SEINE_OK ? buf_status(out) : status;
}

enum seine_status own_assess(struct own *o, const struct own_names *names, struct str body,
                             struct buf *out, struct seine_error *err)
{
    struct asked a = {0};
    struct assess_input in = {.lists = names->set,
                              .index = names->index,
                              .scratch = names->scratch,
                              .geo = o->geo,
                              .measures = o->measures,
                              .seen = o->seen};
    if (body.n == 0)
        return error_set(err, SEINE_FORMAT, "there are no consignments in the body");
    trade_batch_init(&a.batch);
    arena_init(&a.arena, LIMIT_REPORT);
    enum seine_status status = read_body(&a, body, err);
    if (status == SEINE_OK)
        status = prepare(&a, o, err);
    if (status == SEINE_OK)
        status = own_state_open(o, &a.state, err);
    if (status == SEINE_OK)
        status = write_all(&a, &in, out, err);
    own_state_close(o, &a.state);
    if (a.has_checks)
        check_result_release(&a.checks);
    if (a.has_table)
        trade_table_release(&a.table);
    arena_release(&a.arena);
    trade_batch_release(&a.batch);
    return status;
}
