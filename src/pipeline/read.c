/* pipeline/read.c - inputs -> table. One thread reads and parses batches while the caller interns
 * them; a bounded queue between the two keeps memory flat. Order of arrival does not matter: the
 * table is sealed into a canonical order afterwards. */
#include "pipeline/internal.h"

#include <pthread.h>
#include <string.h>

#define ROWS_PER_BATCH 256 /* few, so that they are still in the cache when they are interned */
#define BATCHES        32  /* in flight */

struct parsed {
    struct trade_batch batch;
    struct trade_plan plan;
};

struct feed {
    struct pipeline *p;
    const struct trade_mapping *mapping;
    struct queue *full, *empty;
    struct parsed batches[BATCHES];
    uint64_t bytes_done, bytes_total;
    enum seine_status status; /* of the reading thread: OK, CANCELLED by the caller, or NOMEM */
    VEC(struct seine_error) unreadable;
};

/* One input to its end. An input that cannot be read is noted, and the next one is tried. */
static enum seine_status read_input(struct feed *f, const char *path)
{
    struct seine_error error = {0};
    struct input *in = NULL;
    struct trade_reader *reader = NULL;
    bool more = true;
    enum seine_status status = input_open(path, &in, &error);
    if (status == SEINE_OK)
        status = trade_reader_open(in, f->mapping, &reader, &error);
    while (status == SEINE_OK && more) {
        struct parsed *parsed = queue_take(f->empty);
        if (!parsed) {
            status = SEINE_CANCELLED;
            break;
        }
        struct trade_batch *batch = &parsed->batch;
        trade_batch_reset(batch);
        status = trade_reader_next(reader, ROWS_PER_BATCH, batch, &more, &error);
        batch->bytes = f->bytes_done + input_raw_bytes(in);
        enum seine_status planned = trade_plan_make(&f->p->table, batch->consignments.v,
                                                    batch->consignments.n, &parsed->plan);
        if (planned == SEINE_OK)
            queue_put(f->full, parsed);
        else
            status = planned;
    }
    f->bytes_done += in ? input_raw_bytes(in) : 0;
    trade_reader_free(reader);
    input_free(in);
    if (status == SEINE_OK || status == SEINE_NOMEM || status == SEINE_CANCELLED)
        return status;
    error_at(&error, path, 0, 0);
    return VEC_PUSH(&f->unreadable, error) ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status read_path(struct feed *f, const char *path)
{
    char **paths = NULL;
    size_t n = 0;
    struct seine_error error = {0};
    enum seine_status status = input_paths(path, &paths, &n, &error);
    if (status == SEINE_OK && n == 0)
        status = error_set(&error, SEINE_NOT_FOUND, "no file in this folder");
    if (status != SEINE_OK) {
        error_at(&error, path, 0, 0);
        input_paths_free(paths, n);
        return VEC_PUSH(&f->unreadable, error) ? SEINE_OK : SEINE_NOMEM;
    }
    for (size_t i = 0; i < n && status == SEINE_OK; i++)
        status = read_input(f, paths[i]);
    input_paths_free(paths, n);
    return status;
}

static void *read_all(void *context)
{
    struct feed *f = context;
    const struct pipeline_options *o = f->p->options;
    for (size_t i = 0; i < o->n_inputs && f->status == SEINE_OK; i++)
        f->status = read_path(f, o->inputs[i]);
    queue_close(f->full);
    return NULL;
}

static enum seine_status take_batch(struct pipeline *p, const struct parsed *parsed,
                                    struct seine_error *err)
{
    const struct trade_batch *batch = &parsed->batch;
    enum seine_status status =
        trade_table_add_all(&p->table, batch->consignments.v, batch->consignments.n, &parsed->plan);
    if (status != SEINE_OK)
        return error_set(err, status, "cannot hold more records: %s", status_name(status));
    for (size_t i = 0; i < batch->consignments.n && status == SEINE_OK && p->store; i++)
        status = pipeline_keep_record(p, &batch->consignments.v[i], err);
    p->n_rows += batch->rows;
    p->n_rejects += batch->rejects.n;
    for (size_t i = 0; i < batch->rejects.n && status == SEINE_OK && p->options->reject; i++)
        status = p->options->reject(p->options->reject_context, &batch->rejects.v[i], err);
    return status;
}

static uint64_t total_size(const struct pipeline_options *o)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < o->n_inputs; i++) {
        char **paths = NULL;
        size_t n = 0;
        if (strcmp(o->inputs[i], "-") == 0 ||
            input_paths(o->inputs[i], &paths, &n, NULL) != SEINE_OK)
            continue;
        for (size_t k = 0; k < n; k++)
            sum += input_path_size(paths[k]);
        input_paths_free(paths, n);
    }
    return sum;
}

/* The caller's half: interns batches until the reading thread has closed the queue. */
static enum seine_status drain(struct feed *f, struct seine_error *err)
{
    struct pipeline *p = f->p;
    enum seine_status status = SEINE_OK;
    struct parsed *parsed;
    while ((parsed = queue_take(f->full)) != NULL) {
        if (status == SEINE_OK)
            status = take_batch(p, parsed, err);
        progress_update(p->options->progress, "reading", parsed->batch.bytes, f->bytes_total,
                        "bytes");
        if (status != SEINE_OK)
            queue_close(f->empty); /* tells the reading thread to stop */
        queue_put(f->empty, parsed);
    }
    return status;
}

static enum seine_status run_feed(struct feed *f, struct seine_error *err)
{
    pthread_t thread;
    enum seine_status status = queue_new(BATCHES, &f->full);
    if (status == SEINE_OK)
        status = queue_new(BATCHES, &f->empty);
    for (int i = 0; i < BATCHES && status == SEINE_OK; i++)
        queue_put(f->empty, &f->batches[i]);
    if (status != SEINE_OK || pthread_create(&thread, NULL, read_all, f) != 0)
        return error_set(err, SEINE_NOMEM, "cannot start the reading thread");
    status = drain(f, err);
    pthread_join(thread, NULL);
    return status == SEINE_OK && f->status != SEINE_OK
               ? error_set(err, f->status, "out of memory while reading")
               : status;
}

enum seine_status pipeline_read(struct pipeline *p, struct seine_error *err)
{
    struct trade_mapping *mapping = NULL;
    enum seine_status status = SEINE_OK;
    if (p->options->mapping)
        status = trade_mapping_read(p->options->mapping, p->geo, &mapping, err);
    if (status != SEINE_OK)
        return status;
    struct feed *f = mem_calloc(1, sizeof *f);
    if (!f) {
        trade_mapping_free(mapping);
        return error_set(err, SEINE_NOMEM, "out of memory while reading");
    }
    f->p = p;
    f->mapping = mapping;
    f->bytes_total = total_size(p->options);
    for (int i = 0; i < BATCHES; i++) {
        trade_batch_init(&f->batches[i].batch);
        trade_plan_init(&f->batches[i].plan);
    }
    status = run_feed(f, err);
    for (size_t i = 0; i < f->unreadable.n && status == SEINE_OK; i++)
        if (!VEC_PUSH(&p->unreadable, f->unreadable.v[i]))
            status = error_set(err, SEINE_NOMEM, "out of memory while reading");
    for (int i = 0; i < BATCHES; i++) {
        trade_batch_release(&f->batches[i].batch);
        trade_plan_release(&f->batches[i].plan);
    }
    VEC_RELEASE(&f->unreadable);
    queue_free(f->full);
    queue_free(f->empty);
    mem_free(f);
    trade_mapping_free(mapping);
    return status;
}
