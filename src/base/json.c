/* base/json.c - strict pull reader. The stack holds one byte per open container; there is no
 * recursion. Strings without escapes are slices of the input, others are unescaped into the arena.
 */
#include "base/json.h"

#include "base/input.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { WANT_VALUE, WANT_VALUE_OR_END, WANT_KEY, WANT_KEY_OR_END, WANT_COMMA_OR_END, AT_END };

void json_init(struct json_reader *r, struct str bytes, struct arena *arena)
{
    *r = (struct json_reader){.start = bytes.p,
                              .p = bytes.p,
                              .end = bytes.p + bytes.n,
                              .arena = arena,
                              .text = STR_EMPTY};
    r->state = WANT_VALUE;
}

static enum json_type fail_at(struct json_reader *r, const char *at, enum seine_status status,
                              const char *reason)
{
    if (r->status == SEINE_OK) {
        r->status = status;
        r->reason = reason;
        r->offset = (size_t)(at - r->start);
    }
    return JSON_ERROR;
}

static enum json_type fail(struct json_reader *r, const char *reason)
{
    return fail_at(r, r->p, SEINE_FORMAT, reason);
}

/* Who gave another file where JSON is wanted is not helped by a byte's number. */
static enum json_type unexpected(struct json_reader *r)
{
    if (r->p != r->start)
        return fail(r, "unexpected character");
    const char *foreign = input_foreign((struct str){r->p, (size_t)(r->end - r->p)});
    return fail(r, foreign ? foreign : "is no JSON");
}

static void skip_space(struct json_reader *r)
{
    while (r->p < r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\r' || *r->p == '\t'))
        r->p++;
}

static void after_value(struct json_reader *r)
{
    r->state = r->depth > 0 ? WANT_COMMA_OR_END : AT_END;
}

static int hex4(const char *p)
{
    int v = 0;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        v = v * 16 + digit;
    }
    return v;
}

/* \uXXXX, with its pair if it is a high surrogate. *p stands behind the 'u'. UTF8_BAD if malformed.
 */
static uint32_t unicode_escape(const char **p, const char *end)
{
    if (end - *p < 4)
        return UTF8_BAD;
    int high = hex4(*p);
    *p += 4;
    if (high < 0 || (high >= 0xDC00 && high <= 0xDFFF) || high == 0)
        return UTF8_BAD;
    if (high < 0xD800 || high > 0xDBFF)
        return (uint32_t)high;
    if (end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u')
        return UTF8_BAD;
    int low = hex4(*p + 2);
    *p += 6;
    if (low < 0xDC00 || low > 0xDFFF)
        return UTF8_BAD;
    return 0x10000u + ((uint32_t)(high - 0xD800) << 10) + (uint32_t)(low - 0xDC00);
}

static bool unescape(struct json_reader *r, const char *from, const char *to)
{
    char *out = arena_alloc(r->arena, (size_t)(to - from) + 1);
    size_t n = 0;
    if (!out) {
        fail_at(r, from, SEINE_NOMEM, "out of memory");
        return false;
    }
    for (const char *p = from; p < to;) {
        if (*p != '\\') {
            out[n++] = *p++;
            continue;
        }
        static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
        const char *at = p[1] ? strchr(names, p[1]) : NULL;
        uint32_t cp = at ? (uint32_t)(unsigned char)values[at - names] : UTF8_BAD;
        const char *escape = p;
        p += 2;
        if (!at && escape[1] == 'u')
            cp = unicode_escape(&p, to);
        if (cp == UTF8_BAD) {
            fail_at(r, escape, SEINE_FORMAT, "invalid escape in a string");
            return false;
        }
        n += utf8_put(cp, out + n);
    }
    out[n] = '\0';
    r->text = (struct str){out, n};
    return true;
}

/* Skips bytes that stand for themselves, in steps of 16: printable ASCII but quote and backslash.
 */
static const char *skip_plain(const char *p, const char *end)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'),
                  space = _mm_set1_epi8(0x20); /* signed: bytes from 0x80 are below it too */
    for (; end - p >= 16; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i hit =
            _mm_or_si128(_mm_cmplt_epi8(v, space),
                         _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)));
        int mask = _mm_movemask_epi8(hit);
        if (mask)
            return p + __builtin_ctz((unsigned)mask);
    }
#endif
    (void)end;
    return p;
}

/* The string whose opening quote was just consumed. */
static bool read_string(struct json_reader *r)
{
    const char *from = r->p;
    bool escaped = false, wide = false;
    r->p = skip_plain(r->p, r->end);
    while (r->p < r->end && *r->p != '"') {
        unsigned char c = (unsigned char)*r->p;
        if (c < 0x20) {
            fail(r, "control character in a string");
            return false;
        }
        wide |= c >= 0x80;
        if (c == '\\') {
            escaped = true;
            r->p++;
            if (r->p == r->end)
                break;
        }
        r->p++;
    }
    if (r->p >= r->end) {
        r->p = r->end;
        fail(r, "string is not closed");
        return false;
    }
    const char *to = r->p++;
    if (wide && !utf8_is_valid((struct str){from, (size_t)(to - from)})) {
        fail_at(r, from, SEINE_FORMAT, "invalid UTF-8 in a string");
        return false;
    }
    if (escaped)
        return unescape(r, from, to);
    r->text = (struct str){from, (size_t)(to - from)};
    return true;
}

static size_t digits(struct json_reader *r)
{
    const char *from = r->p;
    while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
        r->p++;
    return (size_t)(r->p - from);
}

/* True and moved behind it if the next byte is a or b. */
static bool take(struct json_reader *r, char a, char b)
{
    if (r->p == r->end || (*r->p != a && *r->p != b))
        return false;
    r->p++;
    return true;
}

static enum json_type read_number(struct json_reader *r)
{
    const char *from = r->p;
    take(r, '-', '-');
    bool zero = r->p < r->end && *r->p == '0';
    size_t n = digits(r);
    bool good = n == 1 || (n > 1 && !zero);
    if (take(r, '.', '.'))
        good = good && digits(r) > 0;
    if (take(r, 'e', 'E')) {
        take(r, '+', '-');
        good = good && digits(r) > 0;
    }
    if (!good)
        return fail(r, "malformed number");
    r->text = (struct str){from, (size_t)(r->p - from)};
    after_value(r);
    return JSON_NUMBER;
}

static enum json_type read_word(struct json_reader *r, const char *word, enum json_type type)
{
    size_t n = strlen(word);
    if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
        return unexpected(r);
    r->p += n;
    after_value(r);
    return type;
}

static enum json_type read_value(struct json_reader *r)
{
    char c = *r->p;
    switch (c) {
    case '{':
    case '[':
        if (r->depth >= LIMIT_JSON_DEPTH)
            return fail_at(r, r->p, SEINE_LIMIT, "nested too deeply");
        r->p++;
        r->stack[r->depth++] = (unsigned char)c;
        r->state = c == '{' ? WANT_KEY_OR_END : WANT_VALUE_OR_END;
        return c == '{' ? JSON_OBJECT : JSON_ARRAY;
    case '"':
        r->p++;
        if (!read_string(r))
            return JSON_ERROR;
        after_value(r);
        return JSON_STRING;
    case 't':
        return read_word(r, "true", JSON_TRUE);
    case 'f':
        return read_word(r, "false", JSON_FALSE);
    case 'n':
        return read_word(r, "null", JSON_NULL);
    default:
        return c == '-' || (c >= '0' && c <= '9') ? read_number(r) : unexpected(r);
    }
}

static enum json_type read_end(struct json_reader *r)
{
    bool object = r->stack[r->depth - 1] == '{';
    r->p++;
    r->depth--;
    after_value(r);
    return object ? JSON_OBJECT_END : JSON_ARRAY_END;
}

static enum json_type read_key(struct json_reader *r)
{
    if (*r->p != '"')
        return fail(r, "expected a key in quotes");
    r->p++;
    if (!read_string(r))
        return JSON_ERROR;
    skip_space(r);
    if (r->p == r->end || *r->p != ':')
        return fail(r, "expected ':' after a key");
    r->p++;
    r->state = WANT_VALUE;
    return JSON_KEY;
}

/* The comma before the next member or element, or the container's end (*ret_end). */
static bool read_comma(struct json_reader *r, char end, bool *ret_end)
{
    *ret_end = *r->p == end;
    if (*ret_end)
        return true;
    if (*r->p != ',') {
        fail(r, "expected ',' or the end of the container");
        return false;
    }
    r->p++;
    skip_space(r);
    if (r->p == r->end) {
        fail(r, "the text ends too early");
        return false;
    }
    r->state = end == '}' ? WANT_KEY : WANT_VALUE;
    return true;
}

enum json_type json_next(struct json_reader *r)
{
    if (r->status != SEINE_OK)
        return JSON_ERROR;
    skip_space(r);
    if (r->state == AT_END)
        return r->p == r->end ? JSON_END : fail(r, "something follows the value");
    if (r->p == r->end)
        return fail(r, "the text ends too early");
    char end = r->depth > 0 && r->stack[r->depth - 1] == '{' ? '}' : ']';
    bool is_end = false;
    if (r->state == WANT_COMMA_OR_END) {
        if (!read_comma(r, end, &is_end))
            return JSON_ERROR;
    } else if (r->state == WANT_KEY_OR_END || r->state == WANT_VALUE_OR_END) {
        is_end = *r->p == end;
    }
    if (is_end)
        return read_end(r);
    return r->state == WANT_KEY || r->state == WANT_KEY_OR_END ? read_key(r) : read_value(r);
}

bool json_skip_rest(struct json_reader *r, enum json_type t)
{
    if (t != JSON_OBJECT && t != JSON_ARRAY)
        return t != JSON_ERROR && t != JSON_END;
    int depth = r->depth;
    while (r->depth >= depth)
        if (json_next(r) == JSON_ERROR)
            return false;
    return true;
}

bool json_skip(struct json_reader *r)
{
    return json_skip_rest(r, json_next(r));
}

enum seine_status json_failed(const struct json_reader *r, struct seine_error *err)
{
    const char *reason = r->reason ? r->reason : "not JSON of the expected shape";
    error_at(err, NULL, 0, (int64_t)r->offset + 1);
    return r->offset > 0 ? error_set(err, r->status, "%s at byte %zu", reason, r->offset + 1)
                         : error_set(err, r->status, "%s", reason);
}

struct tree {
    struct json_value *stack[LIMIT_JSON_DEPTH + 1], *last[LIMIT_JSON_DEPTH + 1];
    int depth;
};

static bool attach(struct tree *t, struct json_value *v)
{
    struct json_value *parent = t->stack[t->depth];
    if (t->last[t->depth])
        t->last[t->depth]->next = v;
    else
        parent->first = v;
    t->last[t->depth] = v;
    parent->n++;
    return true;
}

enum seine_status json_parse(struct str bytes, struct arena *arena, const struct json_value **ret,
                             struct seine_error *err)
{
    struct json_reader r;
    struct json_value top = {0};
    struct tree t = {.stack = {&top}};
    struct str key = STR_EMPTY;
    json_init(&r, bytes, arena);
    for (;;) {
        enum json_type type = json_next(&r);
        if (type == JSON_END)
            break;
        if (type == JSON_ERROR)
            return json_failed(&r, err);
        if (type == JSON_KEY) {
            key = r.text;
        } else if (type == JSON_OBJECT_END || type == JSON_ARRAY_END) {
            t.depth--;
        } else {
            struct json_value *v = arena_array(arena, 1, sizeof *v);
            if (!v)
                return error_set(err, SEINE_NOMEM, "out of memory while reading JSON");
            v->type = type;
            v->key = key;
            v->text = type == JSON_STRING || type == JSON_NUMBER ? r.text : STR_EMPTY;
            key = STR_EMPTY;
            attach(&t, v);
            if (type == JSON_OBJECT || type == JSON_ARRAY) {
                t.stack[++t.depth] = v;
                t.last[t.depth] = NULL;
            }
        }
    }
    *ret = top.first;
    return SEINE_OK;
}

const struct json_value *json_get(const struct json_value *object, const char *key)
{
    const struct json_value *found = NULL; /* the last of equal keys */
    if (!object || object->type != JSON_OBJECT)
        return NULL;
    for (const struct json_value *v = object->first; v; v = v->next)
        if (str_is(v->key, str_of(key)))
            found = v;
    return found;
}

struct str json_text(const struct json_value *object, const char *key)
{
    const struct json_value *v = json_get(object, key);
    return v && v->type == JSON_STRING ? v->text : STR_EMPTY;
}
