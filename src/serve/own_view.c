/* serve/own_view.c - who was shown what, for the audit; while a scan writes to the store, in a
 * journal beside it (store/views.h). */
#include "serve/own_internal.h"
#include "store/views.h"

#include <time.h>

enum { PATIENCE_MS = 20 };

/* Beside the store; of one that is no file, in the spool. */
static bool path_of(const struct own *o, struct buf *out)
{
    buf_init(out, LIMIT_TEXT);
    store_views_path(o->config->db, o->config->spool, out);
    return buf_status(out) == SEINE_OK;
}

enum seine_status own_noted(struct own *o, struct store *s, struct store_audit *row,
                            struct seine_error *err)
{
    struct buf at, path;
    int64_t now = (int64_t)time(NULL);
    buf_init(&at, 64);
    buf_add_date_time(&at, (int32_t)(now / 86400), (int32_t)(now % 86400));
    row->at = buf_str(&at);
    enum seine_status status =
        path_of(o, &path) ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory");
    if (status == SEINE_OK) {
        pthread_mutex_lock(&o->views_lock);
        store_wait(s, PATIENCE_MS);
        status = store_views_put(s, path.p, row, err);
        store_wait(s, STORE_WAIT_MS);
        pthread_mutex_unlock(&o->views_lock);
    }
    buf_release(&at);
    buf_release(&path);
    return status;
}

enum seine_status own_viewed(struct own *o, struct store *s, struct str id, struct str by,
                             struct seine_error *err)
{
    struct store_audit row = {.by = by, .what = STR("view"), .object = id, .note = STR_EMPTY};
    return own_noted(o, s, &row, err);
}

void own_views_flush(struct own *o)
{
    struct seine_error ignored = {0};
    struct buf path;
    if (path_of(o, &path) && o->n_readers > 0) {
        pthread_mutex_lock(&o->views_lock);
        (void)!store_views_move(o->readers[0].store, path.p, &ignored);
        pthread_mutex_unlock(&o->views_lock);
    }
    buf_release(&path);
}
