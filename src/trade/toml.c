/* trade/toml.c - the TOML subset of toml.h, one pass, no recursion.
 *
 * It yields a flat list of entries with their places: a mapping file is small and flat, and whoever
 * uses an entry must be able to say where it stands. It does not know what the keys mean. */
#include "trade/toml.h"

#include <string.h>

enum { MAX_ITEMS = 4096, MAX_ENTRIES = 65536 };

struct parser {
    const char *p, *end;
    const char *line_start;
    int64_t line;
    struct arena *arena;
    struct toml *out;
    struct str table[TOML_PARTS];
    size_t n_table;
    struct seine_error *err;
};

static enum seine_status fail(struct parser *x, const char *what)
{
    enum seine_status status = error_set(x->err, SEINE_FORMAT, "%s", what);
    error_at(x->err, NULL, x->line, (int64_t)(x->p - x->line_start) + 1);
    return status;
}

static char peek(const struct parser *x)
{
    return x->p < x->end ? *x->p : '\0';
}

static void skip_blanks(struct parser *x)
{
    while (x->p < x->end && (*x->p == ' ' || *x->p == '\t')) {
        x->p++;
    }
}

static void skip_comment(struct parser *x)
{
    skip_blanks(x);
    if (peek(x) == '#') {
        while (x->p < x->end && *x->p != '\n') {
            x->p++;
        }
    }
}

static bool take_newline(struct parser *x)
{
    if (x->p < x->end && *x->p == '\r' && x->p + 1 < x->end && x->p[1] == '\n') {
        x->p++;
    }
    if (x->p == x->end || *x->p != '\n') {
        return false;
    }
    x->p++;
    x->line++;
    x->line_start = x->p;
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* n hexadecimal digits behind the 'u' or 'U' that is the next byte. */
static enum seine_status take_code_point(struct parser *x, size_t n, struct buf *out)
{
    uint32_t cp = 0;
    if ((size_t)(x->end - x->p) <= n) {
        return fail(x, "an escape needs hexadecimal digits");
    }
    for (size_t i = 1; i <= n; i++) {
        int digit = hex_digit(x->p[i]);
        if (digit < 0) {
            return fail(x, "an escape needs hexadecimal digits");
        }
        cp = cp << 4 | (uint32_t)digit;
    }
    if (cp == 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF)) {
        return fail(x, "the escape is no character");
    }
    buf_add_utf8(out, cp);
    x->p += n + 1;
    return SEINE_OK;
}

static enum seine_status take_escape(struct parser *x, struct buf *out)
{
    static const char from[] = "btnfr\"\\";
    static const char to[] = "\b\t\n\f\r\"\\";
    char c = peek(x);
    const char *at = c ? strchr(from, c) : NULL;
    if (at != NULL) {
        buf_add_c(out, to[at - from]);
        x->p++;
        return SEINE_OK;
    }
    if (c == 'u' || c == 'U') {
        return take_code_point(x, c == 'u' ? 4 : 8, out);
    }
    return fail(x, "unknown escape; allowed are \\b \\t \\n \\f \\r \\\" \\\\ \\uXXXX");
}

/* At its closing quote. */
static enum seine_status close_string(struct parser *x, const struct buf *text, struct str *ret)
{
    bool ok = buf_status(text) == SEINE_OK;
    if (buf_status(text) == SEINE_LIMIT) {
        return fail(x, "the string is longer than 1 MiB");
    }
    x->p++;
    *ret = ok ? arena_str(x->arena, buf_str(text), &ok) : STR_EMPTY;
    return ok ? SEINE_OK : error_set(x->err, SEINE_NOMEM, "no memory for the mapping");
}

/* A string in "" (with escapes) or '' (without); the quote is the next byte. */
static enum seine_status take_string(struct parser *x, struct str *ret)
{
    char quote = *x->p++;
    struct buf out;
    enum seine_status status = SEINE_OK;
    buf_init(&out, LIMIT_CSV_FIELD);
    while (status == SEINE_OK && x->p < x->end && *x->p != quote) {
        unsigned char c = (unsigned char)*x->p;
        if ((c < 0x20 && c != '\t') || c == 0x7f) {
            status = fail(x, "a string ends on its line and has no control characters");
        } else if (c == '\\' && quote == '"') {
            x->p++;
            status = take_escape(x, &out);
        } else {
            buf_add_c(&out, *x->p++);
        }
    }
    if (status == SEINE_OK && x->p == x->end) {
        status = fail(x, "the string is not closed");
    }
    if (status == SEINE_OK) {
        status = close_string(x, &out, ret);
    }
    buf_release(&out);
    return status;
}

static bool is_bare(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
}

static enum seine_status take_bare(struct parser *x, struct str *ret)
{
    const char *from = x->p;
    bool ok = true;
    while (x->p < x->end && (is_bare(*x->p) || *x->p == '.' || *x->p == '+')) {
        x->p++;
    }
    *ret = arena_str(x->arena, (struct str){from, (size_t)(x->p - from)}, &ok);
    return ok ? SEINE_OK : error_set(x->err, SEINE_NOMEM, "no memory for the mapping");
}

/* Names joined by '.', behind the n that are there. */
static enum seine_status take_names(struct parser *x, struct str *path, size_t *n)
{
    for (;;) {
        skip_blanks(x);
        if (*n == TOML_PARTS) {
            return fail(x, "names are nested too deep");
        }
        char c = peek(x);
        if (c == '"' || c == '\'') {
            enum seine_status status = take_string(x, &path[*n]);
            if (status != SEINE_OK) {
                return status;
            }
        } else {
            const char *from = x->p;
            bool ok = true;
            while (x->p < x->end && is_bare(*x->p)) {
                x->p++;
            }
            if (x->p == from) {
                return fail(x, "a name is expected here (quote names with blanks)");
            }
            path[*n] = arena_str(x->arena, (struct str){from, (size_t)(x->p - from)}, &ok);
            if (!ok) {
                return error_set(x->err, SEINE_NOMEM, "no memory for the mapping");
            }
        }
        (*n)++;
        skip_blanks(x);
        if (peek(x) != '.') {
            return SEINE_OK;
        }
        x->p++;
    }
}

static enum seine_status take_scalar(struct parser *x, enum toml_type *type, struct str *ret)
{
    char c = peek(x);
    double number = 0;
    if (c == '"' || c == '\'') {
        *type = TOML_STRING;
        if (x->end - x->p >= 3 && x->p[1] == c && x->p[2] == c) {
            return fail(x, "strings over several lines are not supported");
        }
        return take_string(x, ret);
    }
    if (c == '{') {
        return fail(x, "inline tables are not supported; give the table its own [name]");
    }
    const char *from = x->p;
    enum seine_status status = take_bare(x, ret);
    if (status != SEINE_OK) {
        return status;
    }
    if (str_is(*ret, STR("true")) || str_is(*ret, STR("false"))) {
        *type = TOML_BOOL;
        return SEINE_OK;
    }
    *type = TOML_NUMBER;
    if (!str_to_double(*ret, &number)) {
        x->p = from;
        return fail(x, "a value is expected here: \"text\", number, true, false or [list]");
    }
    return SEINE_OK;
}

static void skip_lines(struct parser *x)
{
    do {
        skip_comment(x);
    } while (take_newline(x));
}

static enum seine_status take_array(struct parser *x, struct toml_entry *e)
{
    VEC(struct str) items = {0};
    enum seine_status status = SEINE_OK;
    enum toml_type type = TOML_STRING;
    x->p++; /* [ */
    for (;;) {
        struct str item = STR_EMPTY;
        skip_lines(x);
        if (peek(x) == ']') {
            x->p++;
            break;
        }
        if (peek(x) == '[') {
            status = fail(x, "lists of lists are not supported");
        } else if (items.n == MAX_ITEMS) {
            status = fail(x, "the list is too long");
        } else {
            status = take_scalar(x, &type, &item);
        }
        if (status == SEINE_OK && !VEC_PUSH(&items, item)) {
            status = error_set(x->err, SEINE_NOMEM, "no memory for the mapping");
        }
        skip_lines(x);
        if (status == SEINE_OK && peek(x) != ',' && peek(x) != ']') {
            status = fail(x, "',' or ']' is expected here");
        }
        if (status != SEINE_OK) {
            break;
        }
        x->p += peek(x) == ',';
    }
    e->type = TOML_ARRAY;
    e->n_items = items.n;
    if (status == SEINE_OK && items.n > 0) {
        e->items = arena_alloc(x->arena, items.n * sizeof *e->items);
        if (e->items == NULL) {
            status = error_set(x->err, SEINE_NOMEM, "no memory for the mapping");
        } else {
            memcpy(e->items, items.v, items.n * sizeof *e->items);
        }
    }
    VEC_RELEASE(&items);
    return status;
}

static bool is_given(const struct toml *t, const struct toml_entry *e)
{
    for (size_t i = 0; i < t->entries.n; i++) {
        const struct toml_entry *o = &t->entries.v[i];
        size_t same = 0;
        while (same < e->n_path && same < o->n_path && str_is(o->path[same], e->path[same])) {
            same++;
        }
        if (same == e->n_path || same == o->n_path) {
            return true; /* the same key, or a key below a value */
        }
    }
    return false;
}

static enum seine_status take_entry(struct parser *x)
{
    struct toml_entry e = {.line = x->line, .column = (int64_t)(x->p - x->line_start) + 1};
    memcpy(e.path, x->table, sizeof e.path);
    e.n_path = x->n_table;
    e.text = STR_EMPTY;
    const char *from = x->p;
    enum seine_status status = take_names(x, e.path, &e.n_path);
    if (status != SEINE_OK) {
        return status;
    }
    if (peek(x) != '=') {
        return fail(x, "'=' is expected here");
    }
    if (is_given(x->out, &e) || x->out->entries.n == MAX_ENTRIES) {
        x->p = from;
        return fail(x, "this key is given twice");
    }
    x->p++;
    skip_blanks(x);
    status = peek(x) == '[' ? take_array(x, &e) : take_scalar(x, &e.type, &e.text);
    if (status != SEINE_OK) {
        return status;
    }
    return VEC_PUSH(&x->out->entries, e)
               ? SEINE_OK
               : error_set(x->err, SEINE_NOMEM, "no memory for the mapping");
}

static enum seine_status take_table(struct parser *x)
{
    x->p++; /* [ */
    if (peek(x) == '[') {
        return fail(x, "lists of tables are not supported");
    }
    x->n_table = 0;
    enum seine_status status = take_names(x, x->table, &x->n_table);
    if (status != SEINE_OK) {
        return status;
    }
    if (peek(x) != ']') {
        return fail(x, "']' is expected here");
    }
    x->p++;
    return SEINE_OK;
}

static enum seine_status parse_lines(struct parser *x)
{
    for (;;) {
        skip_lines(x);
        if (x->p == x->end) {
            return SEINE_OK;
        }
        enum seine_status status = *x->p == '[' ? take_table(x) : take_entry(x);
        if (status != SEINE_OK) {
            return status;
        }
        skip_comment(x);
        if (x->p < x->end && !take_newline(x)) {
            return fail(x, "the line goes on after its value");
        }
    }
}

enum seine_status toml_parse(struct str bytes, struct arena *arena, struct toml *ret,
                             struct seine_error *err)
{
    struct parser x = {.p = bytes.p,
                       .end = bytes.p + bytes.n,
                       .line_start = bytes.p,
                       .line = 1,
                       .arena = arena,
                       .out = ret,
                       .err = err};
    *ret = (struct toml){0};
    enum seine_status status = utf8_is_valid(bytes) ? parse_lines(&x) : fail(&x, "not UTF-8");
    if (status != SEINE_OK) {
        toml_release(ret);
    }
    return status;
}

void toml_release(struct toml *t)
{
    VEC_RELEASE(&t->entries);
}
