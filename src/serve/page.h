/* serve/page.h - the files of the page, as tools/page.py embeds them: gzipped. A server sends them
 * without a token; they hold no data. */
#ifndef SERVE_PAGE_H
#define SERVE_PAGE_H

#include "base/str.h"

struct page_file {
    const char *path;           /* below "/": "index.html", "page.js" */
    const char *type;           /* Content-Type */
    const char *tag;            /* hash of the content, for ETag */
    const unsigned char *bytes; /* gzip */
    size_t n;
    size_t n_plain; /* bytes when unpacked */
};
extern const struct page_file page_files[];
extern const size_t page_n_files;
extern const bool page_is_bundled; /* false: the one file says that the page was left out */

/* "" is index.html. NULL if there is no such file. */
const struct page_file *page_find(struct str path);
/* The content unpacked, for a client that does not take gzip. */
enum seine_status page_unpack(const struct page_file *f, struct buf *out) MUST_CHECK;

/* What the page may load and run; sent with each of its files. */
#define PAGE_POLICY                                                                                \
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "                \
    "img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

#endif
