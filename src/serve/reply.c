/* serve/reply.c - answers: JSON, streams of events, errors; and the headers that every answer
 * carries. It knows no handler and sends nothing. */
#include "serve/internal.h"
#include "serve/page.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define SECURITY_HEADERS                                                                           \
    "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\n" \
    "Content-Security-Policy: " PAGE_POLICY "\r\nCross-Origin-Resource-Policy: same-origin\r\n"

void reply_init(struct reply *r)
{
    *r = (struct reply){.status = 200, .borrowed = STR_EMPTY};
    buf_init(&r->body, LIMIT_REPORT);
    buf_init(&r->headers, 8 * KIB);
}

void reply_release(struct reply *r)
{
    buf_release(&r->body);
    buf_release(&r->headers);
}

void reply_reset(struct reply *r)
{
    buf_reset(&r->body);
    buf_reset(&r->headers);
    r->status = 200;
    r->type = NULL;
    r->borrowed = STR_EMPTY;
    r->is_stream = false;
}

void reply_json(struct reply *r, struct json_writer *w)
{
    r->type = "application/json";
    json_writer_init(w, &r->body);
}

void reply_error(struct reply *r, int status, const char *fmt, ...)
{
    struct json_writer w;
    char message[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    buf_reset(&r->body);
    r->borrowed = STR_EMPTY;
    r->is_stream = false;
    r->status = status;
    reply_json(r, &w);
    json_object(&w);
    json_key(&w, "detail");
    json_string(&w, str_of(message));
    json_object_end(&w);
}

void reply_header(struct reply *r, const char *name, struct str value)
{
    buf_add_z(&r->headers, name);
    buf_add_z(&r->headers, ": ");
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        if (c >= 0x20 && c < 0x7f)
            buf_add_c(&r->headers, (char)c);
    }
    buf_add_z(&r->headers, "\r\n");
}

/* "W/" before a tag makes no difference (RFC 9110, 13.1.2): a proxy that packs the answer puts it
 * there. */
bool reply_is_kept(struct reply *r, const struct request *q, const char *tag)
{
    struct str had = str_trim(http_header(q->head, "If-None-Match"));
    reply_header(r, "ETag", str_of(tag));
    reply_header(r, "Cache-Control", STR("no-cache"));
    if (!str_is(had, STR("*")) && !str_contains(had, str_of(tag)))
        return false;
    r->status = 304;
    return true;
}

void reply_stream(struct reply *r)
{
    r->type = "text/event-stream";
    r->is_stream = true;
    buf_add_z(&r->body, "retry: 2000\n\n");
}

static const char *reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {{200, "OK"},
                   {201, "Created"},
                   {202, "Accepted"},
                   {204, "No Content"},
                   {304, "Not Modified"},
                   {308, "Permanent Redirect"},
                   {400, "Bad Request"},
                   {401, "Unauthorized"},
                   {403, "Forbidden"},
                   {404, "Not Found"},
                   {405, "Method Not Allowed"},
                   {408, "Request Timeout"},
                   {409, "Conflict"},
                   {411, "Length Required"},
                   {413, "Content Too Large"},
                   {414, "URI Too Long"},
                   {415, "Unsupported Media Type"},
                   {417, "Expectation Failed"},
                   {422, "Unprocessable Content"},
                   {429, "Too Many Requests"},
                   {431, "Request Header Fields Too Large"},
                   {500, "Internal Server Error"},
                   {501, "Not Implemented"},
                   {503, "Service Unavailable"},
                   {505, "HTTP Version Not Supported"}};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "Other";
}

void reply_write(const struct reply *r, bool is_head, bool is_kept_alive, struct buf *out)
{
    char date[40];
    struct tm tm;
    time_t now = time(NULL);
    gmtime_r(&now, &tm);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &tm);
    buf_add_f(out, "HTTP/1.1 %d %s\r\nDate: %s\r\n", r->status, reason(r->status), date);
    buf_add_z(out, SECURITY_HEADERS);
    buf_add(out, buf_str(&r->headers));
    if (!str_contains(buf_str(&r->headers), STR("Cache-Control: ")))
        buf_add_z(out, "Cache-Control: no-store\r\n");
    if (r->type)
        buf_add_f(out, "Content-Type: %s\r\n", r->type);
    bool has_body = r->status != 204 && r->status != 304;
    if (has_body && !r->is_stream)
        buf_add_f(out, "Content-Length: %zu\r\n", r->borrowed.n ? r->borrowed.n : r->body.n);
    buf_add_z(out, is_kept_alive && !r->is_stream ? "\r\n" : "Connection: close\r\n\r\n");
    if (has_body && !is_head && r->borrowed.n == 0)
        buf_add(out, buf_str(&r->body));
}
