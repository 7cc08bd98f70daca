/* Whole requests to every route: each is answered, with a status that there is, and what is said to
 * be JSON is JSON. Files are not taken in: that is the readers' part, and a thread's. */
#include "fuzz_serve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct reply *r)
{
    const struct json_value *v = NULL;
    struct arena arena;
    if (r->status < 200 || r->status > 599 || buf_status(&r->body) != SEINE_OK)
        abort();
    if (!r->type || strcmp(r->type, "application/json") != 0 || r->borrowed.n > 0)
        return;
    arena_init(&arena, 512 * MIB);
    if (json_parse(buf_str(&r->body), &arena, &v, NULL) != SEINE_OK)
        abort();
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct reply r;
    struct http_head h;
    if (!fuzz_server.lists) {
        fuzz_serve_start(true);
        reply_init(&r);
    }
    struct str bytes = {(const char *)data, size};
    if (http_parse(bytes, &h) != HTTP_COMPLETE)
        return 0;
    struct str body = str_slice(bytes, h.n_bytes, size);
    size_t most;
    (void)route_body_limit(&h, &most);
    if (body.n > most || str_contains(h.path, STR("/v1/consignments")) ||
        str_contains(h.path, STR("%")))
        body = STR_EMPTY;
    reply_reset(&r);
    fuzz_answer(&h, body, &r);
    check(&r);
    return 0;
}
