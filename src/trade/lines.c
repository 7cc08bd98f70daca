/* trade/lines.c - a text's lines as slices, in bounded memory.
 *
 * A line longer than the limit is reported once and skipped to its end, so that the lines after it
 * are not lost. LF and CRLF; a lone Ctrl-Z at the end (old DOS exports) is no line. */
#include "trade/reader.h"

#include <string.h>

enum { FIRST_ROOM = 256 * 1024 };

void lines_init(struct line_reader *r, struct input *in)
{
    *r = (struct line_reader){.in = in};
}

void lines_release(struct line_reader *r)
{
    mem_free(r->bytes);
    *r = (struct line_reader){0};
}

/* Makes room behind `end`: moves the open line to the front, then grows. */
static enum seine_status make_room(struct line_reader *r)
{
    if (r->start > 0) {
        memmove(r->bytes, r->bytes + r->start, r->end - r->start);
        r->end -= r->start;
        r->start = 0;
    }
    if (r->end < r->room) {
        return SEINE_OK;
    }
    size_t room = r->room ? r->room * 2 : FIRST_ROOM;
    char *bytes = mem_resize(r->bytes, room);
    if (bytes == NULL) {
        return SEINE_NOMEM;
    }
    r->bytes = bytes;
    r->room = room;
    return SEINE_OK;
}

static enum seine_status fill(struct line_reader *r, struct seine_error *err)
{
    size_t n = 0;
    if (make_room(r) != SEINE_OK) {
        return error_set(err, SEINE_NOMEM, "no memory for a line");
    }
    enum seine_status status = input_read(r->in, r->bytes + r->end, r->room - r->end, &n, err);
    if (status != SEINE_OK) {
        return status;
    }
    r->end += n;
    r->at_end = n == 0;
    return SEINE_OK;
}

/* Drops what is left of a line that is too long. */
static enum seine_status skip_rest(struct line_reader *r, struct seine_error *err)
{
    for (;;) {
        const char *nl =
            r->end > r->start ? memchr(r->bytes + r->start, '\n', r->end - r->start) : NULL;
        if (nl != NULL) {
            r->start = (size_t)(nl - r->bytes) + 1;
            return SEINE_OK;
        }
        r->start = r->end = 0;
        if (r->at_end) {
            return SEINE_OK;
        }
        enum seine_status status = fill(r, err);
        if (status != SEINE_OK) {
            return status;
        }
    }
}

static struct str take(struct line_reader *r, size_t n, bool has_end)
{
    struct str s = {r->bytes + r->start, n};
    r->start += n + (has_end ? 1 : 0);
    if (s.n > 0 && s.p[s.n - 1] == '\r') {
        s.n--;
    }
    return s;
}

/* The open line of n bytes is too long: its head stays for the quarantine. */
static struct str take_head(struct line_reader *r, struct line *ret)
{
    memcpy(r->head, r->bytes + r->start, sizeof r->head);
    ret->is_too_long = true;
    return (struct str){r->head, sizeof r->head};
}

enum seine_status lines_next(struct line_reader *r, struct line *ret, bool *ret_more,
                             struct seine_error *err)
{
    size_t seen = 0;
    *ret_more = true;
    *ret = (struct line){STR_EMPTY, r->line + 1, false, false};
    for (;;) {
        size_t n = r->end - r->start;
        const char *nl = n > seen ? memchr(r->bytes + r->start + seen, '\n', n - seen) : NULL;
        size_t length = nl ? (size_t)(nl - r->bytes) - r->start : n;
        if (length > LIMIT_NDJSON_LINE) {
            r->line++;
            ret->text = take_head(r, ret);
            return skip_rest(r, err);
        }
        if (nl != NULL) {
            r->line++;
            ret->text = take(r, length, true);
            return SEINE_OK;
        }
        if (r->at_end) {
            bool is_line = n > 1 || (n == 1 && r->bytes[r->start] != '\x1a');
            *ret_more = is_line;
            ret->is_unfinished = is_line;
            if (is_line) {
                r->line++;
                ret->text = take(r, n, false);
            }
            return SEINE_OK;
        }
        seen = n;
        enum seine_status status = fill(r, err);
        if (status != SEINE_OK) {
            return status;
        }
    }
}
