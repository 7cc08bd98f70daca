/* serve/page_routes.c - the files of the page, for anyone: they hold no data. */
#include "serve/internal.h"
#include "serve/page.h"

#include <stdio.h>

static void page(struct serve_context *x, const struct request *q, struct reply *r)
{
    const struct page_file *file = page_find(q->segments[0]);
    char tag[64];
    (void)x;
    if (!file) {
        reply_error(r, 404, "There is no such file.");
        return;
    }
    snprintf(tag, sizeof tag, "\"%s\"", file->tag);
    reply_header(r, "Vary", STR("Accept-Encoding"));
    if (reply_is_kept(r, q, tag))
        return;
    r->type = file->type;
    if (str_contains(http_header(q->head, "Accept-Encoding"), STR("gzip"))) {
        reply_header(r, "Content-Encoding", STR("gzip"));
        r->borrowed = (struct str){(const char *)file->bytes, file->n};
    } else if (page_unpack(file, &r->body) != SEINE_OK) {
        reply_error(r, 500, "The file cannot be unpacked.");
    }
}

/* Last among the tables: what no other row answers is a file, or not there. */
const struct route page_routes[] = {
    {HTTP_GET, "/", SERVE_ANYONE, 0, page, "The page for working through cases.", "page", NULL},
    {HTTP_GET, "/{file}", SERVE_ANYONE, 0, page, "A file of the page.", "page", NULL},
    {HTTP_GET, NULL, SERVE_ANYONE, 0, NULL, NULL, NULL, NULL}};
