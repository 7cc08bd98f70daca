/* serve/own_put.c - one consignment under its id. It is kept, and held against what is awaited, by
 * the time that the answer is sent; the cases follow with the next scan of all that is kept. The
 * same again changes nothing; other content is a further version of the document. */
#include "serve/own_internal.h"
#include "store/actors.h"

static enum seine_status read_one(struct str body, struct str id, struct trade_batch *batch,
                                  struct seine_error *err)
{
    struct input *in = NULL;
    struct trade_reader *reader = NULL;
    bool more = true;
    enum seine_status status = input_open_bytes(body, "the request", &in, err);
    if (status == SEINE_OK)
        status = trade_reader_open(in, NULL, &reader, err);
    while (status == SEINE_OK && more && batch->consignments.n <= 1)
        status = trade_reader_next(reader, 16, batch, &more, err);
    trade_reader_free(reader);
    input_free(in);
    if (status != SEINE_OK)
        return status;
    if (batch->rejects.n > 0)
        return error_set(err, SEINE_FORMAT, STR_FMT ": " STR_FMT,
                         STR_ARG(batch->rejects.v[0].field), STR_ARG(batch->rejects.v[0].reason));
    if (batch->consignments.n != 1)
        return error_set(err, SEINE_FORMAT, "one consignment is expected; there are %s",
                         batch->consignments.n ? "more" : "none");
    if (!str_is(batch->consignments.v[0].id, id))
        return error_set(err, SEINE_RANGE, "the consignment's id is not that of the address");
    return SEINE_OK;
}

struct known {
    struct str text;
    bool is_there;
};

static enum seine_status compare(void *context, struct str id, struct str ndjson,
                                 struct seine_error *err)
{
    struct known *k = context;
    (void)id;
    (void)err;
    k->is_there = k->is_there || str_is(str_trim(ndjson), str_trim(k->text));
    return SEINE_OK;
}

static enum seine_status keep(struct store *s, const struct trade_consignment *c, struct str text,
                              struct seine_error *err)
{
    enum seine_status status = store_begin(s, err);
    if (status == SEINE_OK)
        status = store_put_record(s, c->id, c->issued.day, text, err);
    if (status == SEINE_OK)
        status = store_commit(s, err);
    if (status != SEINE_OK)
        store_rollback(s);
    return status;
}

static enum seine_status watch(struct own *o, struct str text, struct seine_error *err)
{
    struct input *in = NULL;
    enum seine_status status = input_open_bytes(text, "the request", &in, err);
    if (status == SEINE_OK)
        status = own_watch_input(o, in, err);
    input_free(in);
    return status;
}

/* Keeps it unless it is known. */
static enum seine_status take(struct own *o, const struct trade_consignment *c, struct buf *job,
                              struct known *k, struct seine_error *err)
{
    struct own_reader *r = own_take(o);
    enum seine_status status = store_look_record(r->store, c->id, compare, k, err);
    own_give(o, r);
    if (status != SEINE_OK || k->is_there)
        return status;
    status = watch(o, k->text, err);
    if (status == SEINE_OK) {
        r = own_take(o);
        status = keep(r->store, c, k->text, err);
        own_give(o, r);
    }
    return status == SEINE_OK ? own_jobs_again(o, job, err) : status;
}

enum seine_status own_put(struct own *o, struct str id, struct str body, struct buf *out,
                          struct seine_error *err)
{
    struct trade_batch batch;
    struct buf text, job;
    struct json_writer w;
    struct known k = {.is_there = false};
    if (body.n == 0)
        return error_set(err, SEINE_FORMAT, "there is no consignment in the body");
    trade_batch_init(&batch);
    buf_init(&text, LIMIT_NDJSON_LINE + 16);
    buf_init(&job, 64);
    enum seine_status status = read_one(body, id, &batch, err);
    if (status == SEINE_OK) {
        trade_write_ndjson(&text, &batch.consignments.v[0]);
        status = buf_status(&text);
    }
    if (status == SEINE_OK) {
        k.text = buf_str(&text);
        status = take(o, &batch.consignments.v[0], &job, &k, err);
    }
    if (status == SEINE_OK) {
        json_writer_init(&w, out);
        json_object(&w);
        json_member(&w, "id", id);
        json_member(&w, "state", k.is_there ? STR("known") : STR("kept"));
        json_key(&w, "job");
        if (k.is_there)
            json_null(&w);
        else
            json_string(&w, buf_str(&job));
        json_object_end(&w);
        status = buf_status(out);
    }
    buf_release(&text);
    buf_release(&job);
    trade_batch_release(&batch);
    return status;
}
