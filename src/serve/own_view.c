/* serve/own_view.c - who looked at which case, for the audit. A running scan holds the store's lock
 * for as long as it runs: until then views wait here, with the time at which they were, and are
 * written with the next one that finds the store free, or when the server ends. A kill before that
 * loses them. */
#include "serve/own_internal.h"
#include "store/audit.h"

#include <time.h>

#define WAITING_MAX 10000
#define PATIENCE_MS 20

static bool add(struct own *o, struct str by, struct str id)
{
    struct own_view v;
    struct buf at;
    bool ok = true;
    int64_t now = (int64_t)time(NULL);
    buf_init(&at, 64);
    buf_add_date_time(&at, (int32_t)(now / 86400), (int32_t)(now % 86400));
    v.by = arena_str(&o->views_arena, by, &ok);
    v.id = arena_str(&o->views_arena, id, &ok);
    v.at = arena_str(&o->views_arena, buf_str(&at), &ok);
    ok = ok && buf_status(&at) == SEINE_OK && VEC_PUSH(&o->views, v);
    buf_release(&at);
    return ok;
}

static enum seine_status write_all(struct own *o, struct store *s, struct seine_error *err)
{
    enum seine_status status = store_begin(s, err);
    for (size_t i = 0; i < o->views.n && status == SEINE_OK; i++) {
        const struct own_view *v = &o->views.v[i];
        struct store_audit row = {.at = v->at, .by = v->by, .what = STR("view"), .object = v->id};
        status = store_put_audit(s, &row, err);
    }
    if (status == SEINE_OK)
        status = store_commit(s, err);
    if (status != SEINE_OK) {
        store_rollback(s);
        return status;
    }
    VEC_CLEAR(&o->views);
    arena_reset(&o->views_arena);
    return SEINE_OK;
}

enum seine_status own_viewed(struct own *o, struct store *s, struct str id, struct str by,
                             struct seine_error *err)
{
    struct seine_error busy = {0};
    enum seine_status status = SEINE_OK;
    pthread_mutex_lock(&o->views_lock);
    if (!add(o, by, id))
        status = error_set(err, SEINE_NOMEM, "out of memory");
    if (status == SEINE_OK) {
        store_wait(s, PATIENCE_MS);
        status = write_all(o, s, &busy);
        store_wait(s, STORE_WAIT_MS);
        if (status == SEINE_CONFLICT && o->views.n < WAITING_MAX)
            status = SEINE_OK;
        else if (status != SEINE_OK && err)
            *err = busy;
    }
    pthread_mutex_unlock(&o->views_lock);
    return status;
}

void own_views_flush(struct own *o)
{
    struct seine_error ignored = {0};
    if (o->n_readers > 0 && o->views.n > 0)
        (void)!write_all(o, o->readers[0].store, &ignored);
    VEC_RELEASE(&o->views);
    arena_release(&o->views_arena);
}
