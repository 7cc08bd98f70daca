/* serve/own_audit.c - the rows of the store's audit, newest first, and whether its chain holds. */
#include "serve/own_internal.h"
#include "store/audit.h"

#include <sodium.h>

static enum seine_status take_row(void *context, const struct store_audit *row,
                                  struct seine_error *err)
{
    struct json_writer *w = context;
    char hash[2 * STORE_HASH + 1];
    (void)err;
    json_object(w);
    json_member_i64(w, "n", row->n);
    json_key(w, "at");
    json_string(w, row->at);
    json_key(w, "by");
    json_string(w, row->by);
    json_key(w, "what");
    json_string(w, row->what);
    json_key(w, "object");
    json_string(w, row->object);
    json_key(w, "note");
    json_string(w, row->note);
    json_member(w, "hash", str_of(sodium_bin2hex(hash, sizeof hash, row->hash, STORE_HASH)));
    json_object_end(w);
    return SEINE_OK;
}

/* Only of the first page: every row is read for it. */
static enum seine_status chain(struct store *s, struct json_writer *w, struct seine_error *err)
{
    struct seine_error broken = {0};
    int64_t n;
    enum seine_status status = store_verify_audit(s, NULL, &n, &broken);
    if (status != SEINE_OK && status != SEINE_CONFLICT) {
        *err = broken;
        return status;
    }
    json_member_bool(w, "intact", status == SEINE_OK);
    json_key(w, "message");
    json_string(w, str_of(broken.message));
    return SEINE_OK;
}

enum seine_status own_audit(struct own *o, uint64_t before, uint64_t limit, struct buf *out,
                            struct seine_error *err)
{
    struct json_writer w;
    struct own_reader *r = own_take(o);
    json_writer_init(&w, out);
    json_object(&w);
    json_key(&w, "rows");
    json_array(&w);
    enum seine_status status =
        store_look_audit(r->store, (int64_t)before, (int64_t)limit, take_row, &w, err);
    json_array_end(&w);
    if (status == SEINE_OK && before == 0)
        status = chain(r->store, &w, err);
    json_object_end(&w);
    own_give(o, r);
    return status == SEINE_OK ? buf_status(out) : status;
}
