/* Query strings: split and decoded, then read as Watchman's parameters and as a search; there are
 * no lists, so only the readers work. Whatever comes is answered with JSON. */
#include "serve/watchman.h"
#include "serve/yente.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void is_json(const struct reply *r, struct arena *arena)
{
    const struct json_value *v;
    if (json_parse(buf_str(&r->body), arena, &v, NULL) != SEINE_OK)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct serve server;
    static struct serve_lists lists;
    struct http_head head = {0};
    struct arena arena;
    struct reply r;
    struct watchman_query w;
    if (size > HTTP_MAX_TARGET || (!server.geo && geo_open(&server.geo, NULL) != SEINE_OK))
        return 0;
    arena_init(&arena, 64 * MIB);
    reply_init(&r);
    struct request q = {.head = &head, .caller = STR_EMPTY};
    q.segments[0] = STR("default");
    struct serve_context x = {.server = &server, .arena = &arena, .lists = &lists};
    if (route_params((struct str){(const char *)data, size}, &arena, &q)) {
        if (!watchman_query_read(&q, server.geo, &arena, &r, &w))
            is_json(&r, &arena);
        reply_reset(&r);
        yente_search(&x, &q, &r);
        is_json(&r, &arena);
    }
    reply_release(&r);
    arena_release(&arena);
    return 0;
}
