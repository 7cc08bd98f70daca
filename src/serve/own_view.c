/* serve/own_view.c - who was shown what, for the audit; while a scan writes to the store, in a
 * journal of it (store/views.h). */
#include "serve/own_internal.h"
#include "store/views.h"

#include <time.h>

enum { PATIENCE_MS = 20 };

enum seine_status own_noted(struct own *o, struct store *s, struct store_audit *row,
                            struct seine_error *err)
{
    struct buf at;
    int64_t now = (int64_t)time(NULL);
    buf_init(&at, 64);
    buf_add_date_time(&at, (int32_t)(now / 86400), (int32_t)(now % 86400));
    row->at = buf_str(&at);
    pthread_mutex_lock(&o->views_lock);
    store_wait(s, PATIENCE_MS);
    enum seine_status status = store_views_put(s, row, err);
    store_wait(s, STORE_WAIT_MS);
    pthread_mutex_unlock(&o->views_lock);
    buf_release(&at);
    return status;
}

enum seine_status own_viewed(struct own *o, struct store *s, struct str id, struct str by,
                             struct seine_error *err)
{
    struct store_audit row = {.by = by, .what = STR("view"), .object = id, .note = STR_EMPTY};
    return own_noted(o, s, &row, err);
}

enum seine_status own_note(struct own *o, struct str what, struct str by, struct str object,
                           struct str note, struct seine_error *err)
{
    struct store_audit row = {.by = by, .what = what, .object = object, .note = note};
    struct own_reader *r = own_take(o);
    enum seine_status status = own_noted(o, r->store, &row, err);
    own_give(o, r);
    return status;
}

void own_views_flush(struct own *o)
{
    struct seine_error ignored = {0};
    if (o->n_readers == 0)
        return;
    struct own_reader *r = own_take(o);
    pthread_mutex_lock(&o->views_lock);
    (void)!store_views_move(r->store, &ignored);
    pthread_mutex_unlock(&o->views_lock);
    own_give(o, r);
}
