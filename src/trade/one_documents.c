/* trade/one_documents.c - the JSON documents of an input: one a line, or spread over several.
 *
 * A document ends in the line in which its brackets are closed. It is not parsed here. A line that
 * is cut short costs that document only: see is_cut. */
#include "trade/one_documents.h"

#include <string.h>

void json_nest(struct json_nesting *n, struct str text)
{
    for (size_t at = 0; at < text.n; at++) {
        char c = text.p[at];
        if (n->is_text && c == '\\')
            at++;
        else if (c == '"')
            n->is_text = !n->is_text;
        else if (!n->is_text)
            n->depth += (c == '{' || c == '[') - (c == '}' || c == ']');
    }
}

void one_documents_init(struct one_documents *r, struct input *in)
{
    *r = (struct one_documents){0};
    lines_init(&r->lines, in);
    buf_init(&r->text, LIMIT_XML_MESSAGE);
}

void one_documents_release(struct one_documents *r)
{
    lines_release(&r->lines);
    buf_release(&r->text);
}

/* Whether the open document is one line that broke off, and this line begins another: an object
 * stands behind a colon, a comma or a bracket, and no string goes over the end of a line. */
static bool is_cut(const struct one_documents *r, const struct json_nesting *n, struct str line)
{
    struct str text = str_trim(buf_str(&r->text));
    line = str_trim(line);
    if (r->n_lines != 1 || line.n == 0 || line.p[0] != '{' || text.n == 0)
        return false;
    return n->is_text || strchr(":,[", text.p[text.n - 1]) == NULL;
}

static enum seine_status next_line(struct one_documents *r, struct line *ret, bool *ret_more,
                                   struct seine_error *err)
{
    *ret_more = true;
    if (!r->has_held)
        return lines_next(&r->lines, ret, ret_more, err);
    *ret = r->held;
    r->has_held = false;
    return SEINE_OK;
}

static void add(struct one_documents *r, struct json_nesting *n, const struct line *line)
{
    if (r->n_lines++ > 0)
        buf_add_c(&r->text, '\n');
    buf_add(&r->text, line->text);
    n->is_text = n->is_text && r->n_lines == 1;
    json_nest(n, line->text);
}

/* The lines of one document into r->text. */
static enum seine_status read_lines(struct one_documents *r, struct one_document *ret,
                                    struct seine_error *failed)
{
    static const char too_long[] = "the message is longer than the limit of 8 MiB";
    struct json_nesting n = {0};
    enum seine_status status = SEINE_OK;
    bool is_whole = false;
    while (!is_whole && !r->is_done) {
        struct line line;
        bool more = false;
        status = next_line(r, &line, &more, failed);
        r->is_done = status != SEINE_OK || !more;
        if (r->is_done || (r->n_lines == 0 && str_trim(line.text).n == 0))
            continue;
        if (is_cut(r, &n, line.text)) {
            r->held = line;
            r->has_held = true;
            break;
        }
        if (r->n_lines == 0)
            ret->line = line.number;
        add(r, &n, &line);
        if (line.is_too_long || buf_status(&r->text) != SEINE_OK)
            ret->trouble = too_long;
        is_whole = n.depth <= 0 && (r->n_lines > 1 || !n.is_text);
    }
    return status;
}

enum seine_status one_documents_next(struct one_documents *r, struct one_document *ret,
                                     bool *ret_more, struct seine_error *err)
{
    struct seine_error failed = {0};
    *ret = (struct one_document){STR_EMPTY, r->lines.line + 1, NULL};
    buf_reset(&r->text);
    r->n_lines = 0;
    enum seine_status status = read_lines(r, ret, &failed);
    *ret_more = r->n_lines > 0 || status == SEINE_FORMAT;
    ret->text = buf_str(&r->text);
    if (buf_status(&r->text) == SEINE_NOMEM)
        return error_set(err, SEINE_NOMEM, "no memory for a message");
    if (status == SEINE_FORMAT && ret->trouble == NULL)
        ret->trouble = "the file breaks off: its compression is damaged";
    return status == SEINE_OK || status == SEINE_FORMAT
               ? SEINE_OK
               : error_set(err, status, "%s", failed.message);
}
