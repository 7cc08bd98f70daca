/* serve/parse.c - bytes to a request head, or to the status that refuses them.
 *
 * It refuses what opens the door to smuggling: two lengths, a length beside a transfer coding,
 * white space before a colon, folded lines, bare line feeds, control characters. Chunked request
 * bodies are not read (411). It does not read bodies and does not decide what is routed where. */
#include "serve/parse.h"

#include <string.h>

static bool is_token_byte(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool is_token(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_token_byte((unsigned char)s.p[i]))
            return false;
    return s.n > 0;
}

static bool is_value(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE"};

const char *http_method_name(enum http_method m)
{
    return methods[m];
}

static int read_target(struct str target, struct http_head *h)
{
    if (target.n > HTTP_MAX_TARGET)
        return 414;
    if (target.n == 0 || target.p[0] != '/')
        return 400;
    for (size_t i = 0; i < target.n; i++)
        if (target.p[i] <= 0x20 || target.p[i] >= 0x7f || target.p[i] == '#')
            return 400;
    size_t q = str_find_byte(target, '?', 0);
    h->path = str_slice(target, 0, q == SIZE_MAX ? target.n : q);
    h->query = q == SIZE_MAX ? STR_EMPTY : str_slice(target, q + 1, target.n);
    return HTTP_COMPLETE;
}

static int read_version(struct str version, bool *ret_is_old)
{
    if (version.n != 8 || !str_starts(version, STR("HTTP/")))
        return 400;
    *ret_is_old = str_is(version, STR("HTTP/1.0"));
    return *ret_is_old || str_is(version, STR("HTTP/1.1")) ? HTTP_COMPLETE : 505;
}

static int read_method(struct str method, struct http_head *h)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (str_is(method, str_of(methods[i]))) {
            h->method = (enum http_method)i;
            return HTTP_COMPLETE;
        }
    return 501;
}

static int request_line(struct str line, struct http_head *h, bool *ret_is_old)
{
    size_t a = str_find_byte(line, ' ', 0);
    if (a == SIZE_MAX || !is_token(str_slice(line, 0, a)))
        return 400;
    size_t b = str_find_byte(line, ' ', a + 1);
    if (b == SIZE_MAX)
        return 400;
    int status = read_version(str_slice(line, b + 1, line.n), ret_is_old);
    if (status == HTTP_COMPLETE)
        status = read_target(str_slice(line, a + 1, b), h);
    return status == HTTP_COMPLETE ? read_method(str_slice(line, 0, a), h) : status;
}

static int field_line(struct str line, struct http_head *h)
{
    size_t colon = str_find_byte(line, ':', 0);
    if (colon == SIZE_MAX || !is_token(str_slice(line, 0, colon)))
        return 400;
    if (h->n_headers == HTTP_MAX_HEADERS)
        return 431;
    struct http_header *f = &h->headers[h->n_headers];
    f->name = str_slice(line, 0, colon);
    f->value = str_trim(str_slice(line, colon + 1, line.n));
    if (!is_value(f->value))
        return 400;
    h->n_headers++;
    return HTTP_COMPLETE;
}

static bool host_is_good(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_token_byte((unsigned char)s.p[i]) && !strchr("[]:", s.p[i]))
            return false;
    return s.n > 0;
}

/* "close" among the comma-separated options of Connection. */
static bool has_option(struct str value, struct str option)
{
    struct str part;
    bool more = true;
    while (str_cut(&value, &more, ',', &part))
        if (str_is_ci(str_trim(part), option))
            return true;
    return false;
}

static bool read_length(struct str s, uint64_t *ret)
{
    uint64_t v = 0;
    if (s.n == 0 || s.n > 18)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (uint64_t)(s.p[i] - '0');
    }
    *ret = v;
    return true;
}

/* What of a head says where its body ends and whom it is for; 2 stands for a bad one. */
struct framing {
    size_t hosts, lengths, codings;
    bool is_old, expects_more;
};

static void frame_field(struct str name, struct str value, struct framing *f, struct http_head *h)
{
    if (str_is_ci(name, STR("Host")))
        f->hosts += host_is_good(value) ? 1 : 2;
    else if (str_is_ci(name, STR("Content-Length")))
        f->lengths += read_length(value, &h->content_length) ? 1 : 2;
    else if (str_is_ci(name, STR("Transfer-Encoding")))
        f->codings++;
    else if (str_is_ci(name, STR("Connection")))
        h->is_kept_alive = h->is_kept_alive && !has_option(value, STR("close"));
    else if (!str_is_ci(name, STR("Expect")))
        return;
    else if (str_is_ci(value, STR("100-continue")))
        h->expects_continue = !f->is_old;
    else
        f->expects_more = true;
}

static int framing(struct http_head *h, bool is_old)
{
    struct framing f = {.is_old = is_old};
    h->is_kept_alive = !is_old;
    for (size_t i = 0; i < h->n_headers; i++)
        frame_field(h->headers[i].name, h->headers[i].value, &f, h);
    bool no_host = f.hosts == 0 && !is_old;
    if (f.hosts > 1 || no_host || f.lengths > 1 || (f.lengths > 0 && f.codings > 0))
        return 400;
    if (f.codings > 0)
        return 411;
    return f.expects_more ? 417 : HTTP_COMPLETE;
}

/* Every line feed so far follows a carriage return and every carriage return precedes one. */
static bool lines_are_whole(struct str s)
{
    for (const char *p = s.p; (p = memchr(p, '\n', (size_t)(s.p + s.n - p))); p++)
        if (p == s.p || p[-1] != '\r')
            return false;
    for (const char *p = s.p; (p = memchr(p, '\r', (size_t)(s.p + s.n - p))); p++)
        if (p + 1 < s.p + s.n && p[1] != '\n')
            return false;
    return true;
}

int http_parse(struct str bytes, struct http_head *ret)
{
    const char *end = memmem(bytes.p, bytes.n, "\r\n\r\n", 4);
    size_t n = end ? (size_t)(end - bytes.p) + 4 : bytes.n;
    bool is_old = false;
    if (!lines_are_whole((struct str){bytes.p, n < HTTP_MAX_HEAD ? n : HTTP_MAX_HEAD}))
        return 400;
    if (n > HTTP_MAX_HEAD)
        return memchr(bytes.p, '\n', HTTP_MAX_TARGET + 32) ? 431 : 414;
    if (!end)
        return HTTP_INCOMPLETE;
    ret->n_headers = 0;
    ret->content_length = 0;
    ret->expects_continue = false;
    ret->n_bytes = n;
    int status = HTTP_COMPLETE;
    const char *p = bytes.p;
    for (bool is_first = true; p < bytes.p + n - 2 && status == HTTP_COMPLETE; is_first = false) {
        const char *stop = memchr(p, '\r', (size_t)(bytes.p + n - p));
        struct str line = {p, (size_t)(stop - p)};
        status = is_first ? request_line(line, ret, &is_old) : field_line(line, ret);
        p = stop + 2;
    }
    return status == HTTP_COMPLETE ? framing(ret, is_old) : status;
}

struct str http_header(const struct http_head *h, const char *name)
{
    for (size_t i = 0; i < h->n_headers; i++)
        if (str_is_ci(h->headers[i].name, str_of(name)))
            return h->headers[i].value;
    return STR_EMPTY;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool http_decode(struct str s, bool is_query, char *out, size_t *ret_n)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        int c = (unsigned char)s.p[i];
        if (c == '+' && is_query) {
            c = ' ';
        } else if (c == '%') {
            if (s.n - i < 3 || hex(s.p[i + 1]) < 0 || hex(s.p[i + 2]) < 0)
                return false;
            c = hex(s.p[i + 1]) * 16 + hex(s.p[i + 2]);
            i += 2;
        }
        if (c == 0 || c == 0x7f || (c < 0x20 && !(is_query && strchr("\t\r\n", c))))
            return false;
        out[n++] = (char)c;
    }
    *ret_n = n;
    return true;
}

bool http_split_path(struct str path, char *room, struct http_path *ret)
{
    struct str part;
    bool more = true;
    ret->n = 0;
    if (path.n == 0 || path.p[0] != '/')
        return false;
    path = str_slice(path, 1, path.n);
    while (str_cut(&path, &more, '/', &part)) {
        struct str s = {room, 0};
        if (!http_decode(part, false, room, &s.n) || !utf8_is_valid(s) || memchr(room, '\\', s.n) ||
            str_is(s, STR(".")) || str_is(s, STR("..")) || (s.n == 0 && more))
            return false;
        if (ret->n < HTTP_MAX_SEGMENTS)
            ret->segments[ret->n] = s;
        ret->n++;
        room += s.n;
    }
    return true;
}
