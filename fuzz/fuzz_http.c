/* Heads of requests: every prefix is incomplete or refused as the whole is, and slices stay inside.
 */
#include "serve/parse.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(struct str whole, struct str part)
{
    if (part.n > 0 && (part.p < whole.p || part.p + part.n > whole.p + whole.n))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {(const char *)data, size};
    struct http_head h;
    char out[HTTP_MAX_TARGET];
    int status = http_parse(bytes, &h);
    if (status != HTTP_COMPLETE)
        return 0;
    if (h.n_bytes > size || h.n_headers > HTTP_MAX_HEADERS)
        abort();
    inside(bytes, h.path);
    inside(bytes, h.query);
    for (size_t i = 0; i < h.n_headers; i++) {
        inside(bytes, h.headers[i].name);
        inside(bytes, h.headers[i].value);
    }
    struct http_path path;
    if (http_split_path(h.path, out, &path))
        for (size_t i = 0; i < path.n && i < HTTP_MAX_SEGMENTS; i++)
            inside((struct str){out, h.path.n}, path.segments[i]);
    if (http_parse(str_slice(bytes, 0, h.n_bytes), &h) != HTTP_COMPLETE)
        abort();
    if (http_parse(str_slice(bytes, 0, h.n_bytes - 1), &h) != HTTP_INCOMPLETE)
        abort();
    return 0;
}
