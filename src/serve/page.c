/* serve/page.c - finding and unpacking the embedded files of the page. It knows no HTTP. */
#include "serve/page.h"

#include "base/base.h"

#define ZLIB_CONST /* next_in takes const bytes */
#include <zlib.h>

const struct page_file *page_find(struct str path)
{
    if (path.n == 0)
        path = STR("index.html");
    for (size_t i = 0; i < page_n_files; i++)
        if (str_is(path, str_of(page_files[i].path)))
            return &page_files[i];
    return NULL;
}

enum seine_status page_unpack(const struct page_file *f, struct buf *out)
{
    enum { WINDOW_GZIP = 15 + 16 };
    unsigned char block[16384];
    z_stream z = {.next_in = f->bytes, .avail_in = (uInt)f->n};
    int code = inflateInit2(&z, WINDOW_GZIP);
    if (code != Z_OK)
        return SEINE_NOMEM;
    while (code == Z_OK) {
        z.next_out = block;
        z.avail_out = sizeof block;
        code = inflate(&z, Z_NO_FLUSH);
        buf_add(out, (struct str){(const char *)block, sizeof block - z.avail_out});
    }
    inflateEnd(&z);
    return code == Z_STREAM_END ? buf_status(out) : SEINE_INTERNAL;
}
