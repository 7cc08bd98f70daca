/* trade/inputs.c - records of files and folders, batch by batch. For one thread; a scan has its own
 * reading thread (pipeline/read.c). */
#include "trade/inputs.h"

#define BATCH_ROWS 4096

/* What went wrong with one input ends the reading only where nobody hears of it otherwise. */
static enum seine_status give_up(const struct trade_inputs *t, const char *path,
                                 struct seine_error *why, struct seine_error *err)
{
    error_at(why, path, 0, 0);
    if (t->unreadable && why->status != SEINE_NOMEM) {
        t->unreadable(t->context, why);
        return SEINE_OK;
    }
    if (err)
        *err = *why;
    return why->status;
}

/* What `take` says goes to *ret_taken and its error to err; what the input says to why. */
static enum seine_status read_open(const struct trade_inputs *t, struct input *in,
                                   struct trade_batch *batch, enum seine_status *ret_taken,
                                   struct seine_error *why, struct seine_error *err)
{
    struct trade_reader *reader = NULL;
    bool more = true;
    enum seine_status status = trade_reader_open(in, t->mapping, &reader, why);
    while (status == SEINE_OK && *ret_taken == SEINE_OK && more) {
        trade_batch_reset(batch);
        status = trade_reader_next(reader, BATCH_ROWS, batch, &more, why);
        if (status == SEINE_OK)
            *ret_taken = t->take(t->context, batch, err);
    }
    if (status == SEINE_OK && *ret_taken == SEINE_OK && t->done)
        t->done(t->context, input_name(in), trade_reader_format(reader));
    trade_reader_free(reader);
    return status;
}

static enum seine_status read_file(const struct trade_inputs *t, const char *path,
                                   struct trade_batch *batch, struct seine_error *err)
{
    struct input *in = NULL;
    struct seine_error why = {0};
    enum seine_status taken = SEINE_OK, status = input_open(path, &in, &why);
    if (status == SEINE_OK)
        status = read_open(t, in, batch, &taken, &why, err);
    input_free(in);
    return status == SEINE_OK ? taken : give_up(t, path, &why, err);
}

enum seine_status trade_inputs_read_open(const struct trade_inputs *t, struct input *in,
                                         struct seine_error *err)
{
    struct seine_error why = {0};
    struct trade_batch batch;
    enum seine_status taken = SEINE_OK;
    trade_batch_init(&batch);
    enum seine_status status = read_open(t, in, &batch, &taken, &why, err);
    trade_batch_release(&batch);
    return status == SEINE_OK ? taken : give_up(t, input_name(in), &why, err);
}

enum seine_status trade_inputs_read(const struct trade_inputs *t, const char *path,
                                    struct seine_error *err)
{
    char **paths = NULL;
    size_t n = 0;
    struct seine_error why = {0};
    struct trade_batch batch;
    enum seine_status status = input_paths(path, &paths, &n, &why);
    if (status == SEINE_OK && n == 0)
        status = error_set(&why, SEINE_NOT_FOUND, "no file in this folder");
    if (status != SEINE_OK)
        return give_up(t, path, &why, err);
    trade_batch_init(&batch);
    for (size_t i = 0; i < n && status == SEINE_OK; i++)
        status = read_file(t, paths[i], &batch, err);
    trade_batch_release(&batch);
    input_paths_free(paths, n);
    return status;
}
