/* report/svg.c - escaping, numbers and the few SVG elements that the figures share. Numbers are
 * written without the locale and with a fixed number of decimals, so equal input gives equal bytes.
 */
#include "report/html.h"

#include <math.h>

/* Characters that are drawn as nothing, or turn the direction of what follows them. */
static bool is_hidden(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp >= 0x200e && cp <= 0x200f) ||
           (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff ||
           (cp & 0xfffe) == 0xfffe;
}

static void add_char(struct buf *out, uint32_t cp)
{
    if (cp == UTF8_BAD)
        buf_add_utf8(out, 0xfffd);
    else if (is_hidden(cp))
        buf_add_c(out, ' ');
    else if (cp == '&')
        buf_add_z(out, "&amp;");
    else if (cp == '<')
        buf_add_z(out, "&lt;");
    else if (cp == '>')
        buf_add_z(out, "&gt;");
    else if (cp == '"')
        buf_add_z(out, "&quot;");
    else if (cp == '\'')
        buf_add_z(out, "&#39;");
    else
        buf_add_utf8(out, cp);
}

void html_text(struct buf *out, struct str s)
{
    for (size_t at = 0; at < s.n;)
        add_char(out, utf8_next(s, &at));
}

void html_cut(struct buf *out, struct str s, size_t columns)
{
    if (utf8_width(s) <= columns) {
        html_text(out, s);
        return;
    }
    size_t used = 1;
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        uint32_t cp = utf8_next(s, &at);
        used += utf8_width(str_slice(s, from, at));
        if (used > columns)
            break;
        add_char(out, cp);
    }
    buf_add_z(out, "…");
}

void html_count(struct buf *out, uint64_t v)
{
    char digits[32];
    size_t n = sizeof digits, k = 0;
    do {
        if (k > 0 && k % 3 == 0)
            digits[--n] = ',';
        digits[--n] = (char)('0' + v % 10);
        v /= 10;
        k++;
    } while (v > 0);
    buf_add(out, (struct str){digits + n, sizeof digits - n});
}

void html_fixed(struct buf *out, double v, int decimals)
{
    double scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    if (!isfinite(v) || fabs(v) * scale > 9e15) {
        buf_add_z(out, "-");
        return;
    }
    uint64_t whole = (uint64_t)llround(fabs(v) * scale), unit = (uint64_t)scale;
    if (v < 0 && whole > 0)
        buf_add_z(out, "−");
    html_count(out, whole / unit);
    if (decimals > 0)
        buf_add_c(out, '.');
    for (uint64_t rest = whole % unit; unit > 1; rest %= unit) {
        unit /= 10;
        buf_add_c(out, (char)('0' + rest / unit));
    }
}

static void escaped(struct buf *out, double p, void (*write)(struct buf *, double))
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    write(&text, p);
    html_text(out, buf_str(&text));
    buf_release(&text);
}

void html_percent(struct buf *out, double share)
{
    escaped(out, share, buf_add_percent);
}

void html_chance(struct buf *out, double p)
{
    escaped(out, p, buf_add_chance);
}

void html_date(struct buf *out, int32_t day)
{
    if (day == DATE_NONE)
        buf_add_z(out, "no date");
    else
        buf_add_date(out, day);
}

void html_plural(struct buf *out, uint64_t n, const char *one, const char *many)
{
    html_count(out, n);
    buf_add_c(out, ' ');
    buf_add_z(out, n == 1 ? one : many);
}

void html_table(struct buf *out, const char *classes, const char *const *columns)
{
    buf_add_f(out, "<div class=\"wide\"><table class=\"%s\"><thead><tr>", classes);
    for (; *columns; columns++)
        buf_add_f(out, "<th scope=\"col\"%s>%s</th>", **columns == '>' ? " class=\"n\"" : "",
                  *columns + (**columns == '>'));
    buf_add_z(out, "</tr></thead><tbody>\n");
}

void html_table_end(struct buf *out)
{
    buf_add_z(out, "</tbody></table></div>");
}

void svg_open(struct buf *out, const char *label, double width, double height)
{
    buf_add_z(out, "<svg role=\"img\" viewBox=\"0 0 ");
    svg_number(out, width);
    buf_add_c(out, ' ');
    svg_number(out, height);
    buf_add_f(out, "\" aria-label=\"%s\">", label);
}

void svg_number(struct buf *out, double v)
{
    buf_add_decimal(out, isfinite(v) ? round(v * 10) / 10 : 0, 1);
}

void svg_point(struct buf *out, char command, double x, double y)
{
    buf_add_c(out, command);
    svg_number(out, x);
    buf_add_c(out, ' ');
    svg_number(out, y);
}

void svg_line(struct buf *out, const char *classes, double x1, double y1, double x2, double y2)
{
    buf_add_f(out, "<path class=\"%s\" d=\"", classes);
    svg_point(out, 'M', x1, y1);
    svg_point(out, 'L', x2, y2);
    buf_add_z(out, "\"/>");
}

void svg_text_at(struct buf *out, const char *classes, double x, double y)
{
    buf_add_f(out, "<text class=\"%s\" x=\"", classes);
    svg_number(out, x);
    buf_add_z(out, "\" y=\"");
    svg_number(out, y);
    buf_add_z(out, "\">");
}

void *html_array(struct html *h, size_t n, size_t size)
{
    void *v = arena_array(h->arena, n ? n : 1, size);
    if (!v && h->out->failed == SEINE_OK)
        h->out->failed = SEINE_NOMEM;
    return v;
}
