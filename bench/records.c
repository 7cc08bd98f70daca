/* bench/records.c - a file's records into a table, without watchlists, progress or quarantine. */
#include "records.h"

#include "trade/trade.h"

static enum seine_status add_batch(const struct trade_batch *b, bool is_strict,
                                   struct trade_table *t, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    if (is_strict && b->rejects.n)
        return error_set(err, SEINE_CONFLICT, "line %lld: " STR_FMT,
                         (long long)b->rejects.v[0].line, STR_ARG(b->rejects.v[0].reason));
    for (size_t i = 0; status == SEINE_OK && i < b->consignments.n; i++)
        status = trade_table_add(t, &b->consignments.v[i]);
    return status;
}

enum seine_status bench_read_file(const char *path, bool is_strict, struct trade_table *t,
                                  struct seine_error *err)
{
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    struct trade_batch batch;
    bool more = true;
    trade_batch_init(&batch);
    enum seine_status status = input_open(path, &in, err);
    if (status == SEINE_OK)
        status = trade_reader_open(in, NULL, &r, err);
    while (status == SEINE_OK && more) {
        trade_batch_reset(&batch);
        status = trade_reader_next(r, 1000, &batch, &more, err);
        if (status == SEINE_OK)
            status = add_batch(&batch, is_strict, t, err);
    }
    trade_reader_free(r);
    input_free(in);
    trade_batch_release(&batch);
    return status;
}
