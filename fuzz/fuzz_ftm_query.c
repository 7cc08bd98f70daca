/* Questions in the shape of FollowTheMoney entities, as POST /match takes them: what was understood
 * is itself a question, and is understood the same again. */
#include "serve/ftm.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The echo of one question; false if it was refused. */
static bool echo(struct str text, const struct geo *geo, struct buf *out)
{
    struct arena arena;
    const struct json_value *v = NULL;
    struct ftm_query q;
    struct json_writer w;
    arena_init(&arena, 64 * MIB);
    bool ok = json_parse(text, &arena, &v, NULL) == SEINE_OK && v->type == JSON_OBJECT &&
              ftm_query_read(v, geo, &arena, &q, NULL) == SEINE_OK;
    if (ok) {
        if (q.subject.n_aliases >= FTM_MAX_NAMES || q.subject.n_ids > FTM_MAX_IDS)
            abort();
        json_writer_init(&w, out);
        ftm_query_write(&q, &w);
        ok = buf_status(out) == SEINE_OK;
    }
    arena_release(&arena);
    return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct geo *geo;
    struct buf first, second;
    if (!geo && geo_open(&geo, NULL) != SEINE_OK)
        abort();
    buf_init(&first, 64 * MIB);
    buf_init(&second, 64 * MIB);
    if (size < 64 * KIB && echo((struct str){(const char *)data, size}, geo, &first) &&
        (!echo(buf_str(&first), geo, &second) || !str_is(buf_str(&first), buf_str(&second))))
        abort();
    buf_release(&first);
    buf_release(&second);
    return 0;
}
