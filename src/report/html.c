/* report/html.c - cases as one self-contained page. */
#include "report/internal.h"

void report_html(struct buf *out, const struct report_input *in)
{
    struct buf text;
    buf_init(&text, LIMIT_REPORT);
    report_table(&text, in);
    buf_add_z(out, "<!doctype html><meta charset=\"utf-8\"><title>Seine</title><pre>");
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '<')
            buf_add_z(out, "&lt;");
        else if (text.p[i] == '&')
            buf_add_z(out, "&amp;");
        else
            buf_add_c(out, text.p[i]);
    buf_add_z(out, "</pre>");
    buf_release(&text);
}
