/* JSON: what the pull reader accepts, the tree accepts and the writer writes back to the same
 * values. */
#include "base/base.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Copies a document through reader and writer; false if it is malformed. */
static bool copy(struct str text, struct arena *arena, struct buf *out)
{
    struct json_reader r;
    struct json_writer w;
    json_init(&r, text, arena);
    json_writer_init(&w, out);
    for (;;) {
        struct buf key;
        switch (json_next(&r)) {
        case JSON_END:
            return true;
        case JSON_OBJECT:
            json_object(&w);
            break;
        case JSON_OBJECT_END:
            json_object_end(&w);
            break;
        case JSON_ARRAY:
            json_array(&w);
            break;
        case JSON_ARRAY_END:
            json_array_end(&w);
            break;
        case JSON_KEY:
            buf_init(&key, LIMIT_TEXT);
            buf_add(&key, r.text);
            json_key(&w, key.p);
            buf_release(&key);
            break;
        case JSON_STRING:
            json_string(&w, r.text);
            break;
        case JSON_NUMBER:
            json_raw(&w, r.text);
            break;
        case JSON_TRUE:
        case JSON_FALSE:
            json_bool(&w, true);
            break;
        case JSON_NULL:
            json_null(&w);
            break;
        case JSON_ERROR:
            return false;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct buf once, twice;
    struct seine_error err = {0};
    const struct json_value *tree = NULL;
    const struct str text = {(const char *)data, size};
    arena_init(&arena, 256 * MIB);
    buf_init(&once, 64 * MIB);
    buf_init(&twice, 64 * MIB);
    bool good = copy(text, &arena, &once);
    if (good != (json_parse(text, &arena, &tree, &err) == SEINE_OK))
        abort();
    if (good && buf_status(&once) == SEINE_OK) {
        if (!copy(buf_str(&once), &arena, &twice) || !str_is(buf_str(&once), buf_str(&twice)))
            abort();
    }
    if (!good && err.status == SEINE_OK)
        abort();
    buf_release(&twice);
    buf_release(&once);
    arena_release(&arena);
    return 0;
}
