/* serve/parse.h - the head of an HTTP/1.1 request, read strictly (RFC 9112). Pure: no memory is
 * taken, slices point into the bytes given. What two readers could understand differently is
 * refused, not repaired. */
#ifndef SERVE_PARSE_H
#define SERVE_PARSE_H

#include "base/base.h"

#define HTTP_MAX_HEAD    (16 * KIB)
#define HTTP_MAX_TARGET  (8 * KIB)
#define HTTP_MAX_HEADERS 64

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_DELETE };

struct http_header {
    struct str name, value;
};

struct http_head {
    enum http_method method;
    struct str path, query; /* as sent; query without '?' */
    struct http_header headers[HTTP_MAX_HEADERS];
    size_t n_headers;
    uint64_t content_length; /* 0 if there is none */
    bool is_kept_alive, expects_continue;
    size_t n_bytes; /* of the head, the empty line included */
};

#define HTTP_INCOMPLETE 0
#define HTTP_COMPLETE   200
/* HTTP_INCOMPLETE, HTTP_COMPLETE, or the status to refuse with: 400, 411, 414, 417, 431, 501, 505.
 * The answer to a prefix of a request is HTTP_INCOMPLETE or a refusal. */
int http_parse(struct str bytes, struct http_head *ret);
struct str http_header(const struct http_head *h, const char *name); /* "" if absent */
const char *http_method_name(enum http_method m);

/* Undoes %XX (and '+' for a blank if is_query) into out, which has room for s.n bytes. False: not
 * two hex digits, or a NUL or other control character comes out. */
bool http_decode(struct str s, bool is_query, char *out, size_t *ret_n);
#define HTTP_MAX_SEGMENTS 8
struct http_path {
    struct str segments[HTTP_MAX_SEGMENTS]; /* the first of them, decoded */
    size_t n;                               /* how many there are */
};
/* Cuts a path at its slashes and decodes what is between them, so that "%2F" is a slash in a
 * segment. room has path.n bytes and lives as long as the segments. False: one cannot be decoded,
 * is no UTF-8, holds a backslash, or is ".", ".." or empty (the last may be). */
bool http_split_path(struct str path, char *room, struct http_path *ret);

#endif
