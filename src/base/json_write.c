/* base/json_write.c - JSON text with commas in the right places. */
#include "base/json.h"

#include "base/date.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <math.h>

void json_writer_init(struct json_writer *w, struct buf *out)
{
    *w = (struct json_writer){.out = out};
}

static void before_value(struct json_writer *w)
{
    if (!w->after_key && w->need_comma[w->depth])
        buf_add_c(w->out, ',');
    w->need_comma[w->depth] = true;
    w->after_key = false;
}

static void open(struct json_writer *w, char bracket)
{
    before_value(w);
    buf_add_c(w->out, bracket);
    if (w->depth + 1 < (int)(sizeof w->need_comma / sizeof *w->need_comma))
        w->need_comma[++w->depth] = false;
    else
        w->out->failed = SEINE_LIMIT;
}

static void close_one(struct json_writer *w, char bracket)
{
    if (w->depth > 0)
        w->depth--;
    buf_add_c(w->out, bracket);
}

void json_object(struct json_writer *w)
{
    open(w, '{');
}
void json_object_end(struct json_writer *w)
{
    close_one(w, '}');
}
void json_array(struct json_writer *w)
{
    open(w, '[');
}
void json_array_end(struct json_writer *w)
{
    close_one(w, ']');
}

static void add_one_escaped(struct buf *out, unsigned char c)
{
    if (c == '"' || c == '\\') {
        buf_add_c(out, '\\');
        buf_add_c(out, (char)c);
    } else if (c == '\n' || c == '\r' || c == '\t') {
        buf_add_c(out, '\\');
        buf_add_c(out, c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
    } else if (c < 0x20) {
        buf_add_f(out, "\\u%04x", c);
    } else {
        buf_add_z(out, "\xEF\xBF\xBD");
    }
}

static void add_escaped(struct buf *out, struct str s)
{
    size_t start = 0;
    for (size_t at = 0; at < s.n;) {
        unsigned char c = (unsigned char)s.p[at];
        size_t from = at;
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
            at++;
            continue;
        }
        if (c >= 0x80 && utf8_next(s, &at) != UTF8_BAD)
            continue;
        buf_add(out, str_slice(s, start, from));
        at = from + 1;
        start = at;
        add_one_escaped(out, c);
    }
    buf_add(out, str_slice(s, start, s.n));
}

void json_string(struct json_writer *w, struct str s)
{
    before_value(w);
    buf_add_c(w->out, '"');
    add_escaped(w->out, s);
    buf_add_c(w->out, '"');
}

void json_key(struct json_writer *w, const char *key)
{
    json_string(w, str_of(key));
    buf_add_c(w->out, ':');
    w->after_key = true;
}

void json_i64(struct json_writer *w, int64_t v)
{
    before_value(w);
    buf_add_i64(w->out, v);
}

void json_decimal(struct json_writer *w, double v, int digits)
{
    before_value(w);
    if (isfinite(v))
        buf_add_decimal(w->out, v, digits);
    else
        buf_add_z(w->out, "null");
}

void json_fixed(struct json_writer *w, int64_t v, int decimals)
{
    before_value(w);
    buf_add_fixed(w->out, v, decimals);
}

void json_bool(struct json_writer *w, bool v)
{
    json_raw(w, v ? STR("true") : STR("false"));
}

void json_null(struct json_writer *w)
{
    json_raw(w, STR("null"));
}

void json_raw(struct json_writer *w, struct str json)
{
    before_value(w);
    buf_add(w->out, json);
}

void json_member(struct json_writer *w, const char *key, struct str value)
{
    if (value.n == 0)
        return;
    json_key(w, key);
    json_string(w, value);
}

void json_member_or_null(struct json_writer *w, const char *key, struct str value)
{
    json_key(w, key);
    if (value.n)
        json_string(w, value);
    else
        json_null(w);
}

void json_member_i64(struct json_writer *w, const char *key, int64_t v)
{
    json_key(w, key);
    json_i64(w, v);
}

void json_member_count(struct json_writer *w, const char *key, uint64_t n)
{
    json_member_i64(w, key, (int64_t)n);
}

void json_member_decimal(struct json_writer *w, const char *key, double v, int digits)
{
    json_key(w, key);
    json_decimal(w, v, digits);
}

void json_member_bool(struct json_writer *w, const char *key, bool v)
{
    json_key(w, key);
    json_bool(w, v);
}

void json_member_day(struct json_writer *w, const char *key, int32_t day)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    if (day != DATE_NONE)
        buf_add_date(&text, day);
    if (buf_status(&text) != SEINE_OK)
        w->out->failed = buf_status(&text);
    json_member_or_null(w, key, buf_str(&text));
    buf_release(&text);
}

void json_member_strings(struct json_writer *w, const char *key, const struct str *v, size_t n)
{
    json_key(w, key);
    json_array(w);
    for (size_t i = 0; i < n; i++)
        json_string(w, v[i]);
    json_array_end(w);
}
