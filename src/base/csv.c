/* base/csv.c - RFC 4180 rows over a sliding block.
 *
 *   data  [ consumed | row being read ........ | not read yet ]
 *         0          from                      to            room
 *
 * Fields are slices into the block; only fields with doubled quotes are copied, to `scratch`. A row
 * that does not end inside the block makes it slide and grow, up to LIMIT_CSV_ROW; beyond that the
 * row is bad and its line is discarded unseen, so memory stays bounded whatever comes. */
#include "base/csv.h"

#include "base/limits.h"
#include "base/mem.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define BLOCK ((size_t)512 << 10)

struct csv_reader {
    struct input *in;
    char separator;
    char *data;
    size_t from, to, room;
    bool is_eof;
    bool has_quotes; /* the row may span lines */
    int64_t line;
    struct str *fields;
    size_t fields_room;
    char *scratch;
    size_t scratch_room, scratch_used;
    struct csv_row row;
};

enum outcome { DONE, NEED_MORE, BAD, OUT_OF_MEMORY };

/* First of separator, LF or CR in [p, end), or end. */
static const char *find_end(const char *p, const char *end, char separator)
{
#ifdef __SSE2__
    const __m128i sep = _mm_set1_epi8(separator), lf = _mm_set1_epi8('\n'),
                  cr = _mm_set1_epi8('\r');
    while (end - p >= 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, sep),
                                   _mm_or_si128(_mm_cmpeq_epi8(v, lf), _mm_cmpeq_epi8(v, cr)));
        int mask = _mm_movemask_epi8(hit);
        if (mask)
            return p + __builtin_ctz((unsigned)mask);
        p += 16;
    }
#endif
    while (p < end && *p != separator && *p != '\n' && *p != '\r')
        p++;
    return p;
}

static const char *line_end(const char *p, const char *end)
{
    while (p < end && *p != '\n' && *p != '\r')
        p++;
    return p;
}

static int64_t count_lines(const char *p, const char *end)
{
    int64_t n = 0;
    for (; p < end; p++)
        n += *p == '\n' || (*p == '\r' && (p + 1 == end || p[1] != '\n'));
    return n;
}

/* Slides what is not consumed to the front and reads more. *ret_got 0: the end. */
static enum seine_status refill(struct csv_reader *r, size_t *ret_got, struct seine_error *err)
{
    size_t kept = r->to - r->from;
    memmove(r->data, r->data + r->from, kept);
    r->from = 0;
    r->to = kept;
    if (r->room - r->to < BLOCK / 2) {
        char *p = mem_resize(r->data, r->room + r->room / 2 + BLOCK);
        if (!p)
            return error_set(err, SEINE_NOMEM, "out of memory while reading rows");
        r->data = p;
        r->room += r->room / 2 + BLOCK;
    }
    enum seine_status status = input_read(r->in, r->data + r->to, r->room - r->to, ret_got, err);
    if (status != SEINE_OK)
        return status;
    r->to += *ret_got;
    r->is_eof = *ret_got == 0;
    return SEINE_OK;
}

static bool push_field(struct csv_reader *r, struct str field)
{
    if (r->row.n_fields == r->fields_room) {
        size_t room = r->fields_room ? r->fields_room * 2 : 64;
        struct str *p = mem_resize_array(r->fields, room, sizeof *p);
        if (!p)
            return false;
        r->fields = p;
        r->fields_room = room;
    }
    r->fields[r->row.n_fields++] = field;
    return true;
}

static enum outcome bad(struct csv_reader *r, enum seine_status status, const char *reason)
{
    r->row.status = status;
    r->row.reason = reason;
    return BAD;
}

/* Copies a quoted field without its doubled quotes; room for the whole block was made before. */
static struct str undouble(struct csv_reader *r, const char *from, const char *to)
{
    char *out = r->scratch + r->scratch_used;
    size_t n = 0;
    for (const char *p = from; p < to; p++) {
        out[n++] = *p;
        if (*p == '"')
            p++;
    }
    r->scratch_used += n;
    return (struct str){out, n};
}

static bool reserve_scratch(struct csv_reader *r)
{
    size_t need = r->to - r->from;
    if (r->scratch_room >= need || r->scratch_used > 0)
        return true;
    char *p = mem_resize(r->scratch, need);
    if (!p)
        return false;
    r->scratch = p;
    r->scratch_room = need;
    return true;
}

/* The quote that closes the field which starts at `from`, past all doubled ones. */
static enum outcome closing_quote(struct csv_reader *r, const char *from, const char *end,
                                  const char **ret_at, bool *ret_doubled)
{
    const char *at = from;
    *ret_doubled = false;
    for (;;) {
        at = at < end ? memchr(at, '"', (size_t)(end - at)) : NULL;
        if (!at || (at + 1 == end && !r->is_eof)) {
            if (!r->is_eof && (size_t)(end - (r->data + r->from)) < LIMIT_CSV_ROW)
                return NEED_MORE;
            return bad(r, SEINE_FORMAT, "a quote is not closed");
        }
        if (at + 1 == end || at[1] != '"')
            break;
        *ret_doubled = true;
        at += 2;
    }
    *ret_at = at;
    return DONE;
}

static const char *skip_blanks(const struct csv_reader *r, const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t') && *p != r->separator)
        p++;
    return p;
}

/* A quoted field; *p stands behind the opening quote and ends behind the closing one. */
static enum outcome quoted(struct csv_reader *r, const char **p, const char *end, struct str *ret)
{
    const char *from = *p, *at;
    bool doubled;
    enum outcome o = closing_quote(r, from, end, &at, &doubled);
    if (o != DONE)
        return o;
    if ((size_t)(at - from) > LIMIT_CSV_FIELD)
        return bad(r, SEINE_LIMIT, "a field is too long (limit 1 MiB)");
    const char *next = skip_blanks(r, at + 1, end);
    if (next == end && !r->is_eof && (size_t)(end - (r->data + r->from)) < LIMIT_CSV_ROW)
        return NEED_MORE;
    if (next < end && *next != r->separator && *next != '\n' && *next != '\r')
        return bad(r, SEINE_FORMAT, "text after a closing quote, or a quote that is not closed");
    if (doubled && !reserve_scratch(r))
        return OUT_OF_MEMORY;
    *ret = doubled ? undouble(r, from, at) : (struct str){from, (size_t)(at - from)};
    *p = next;
    return DONE;
}

/* What is no quoted field is a text with quotes in it: BAD, and the row is as it was. */
static enum outcome quoted_behind_blanks(struct csv_reader *r, const char **p, const char *quote,
                                         const char *end, struct str *ret)
{
    const char *at = quote + 1;
    enum outcome o = quoted(r, &at, end, ret);
    if (o == BAD) {
        r->row.status = SEINE_OK;
        r->row.reason = NULL;
    }
    if (o == DONE) {
        r->has_quotes = true;
        *p = at;
    }
    return o;
}

/* One field up to its end mark; *p then stands on the mark or at the end. */
static enum outcome field(struct csv_reader *r, const char **p, const char *end, struct str *ret)
{
    if (*p < end && **p == '"') {
        ++*p;
        r->has_quotes = true;
        return quoted(r, p, end, ret);
    }
    const char *from = *p, *quote = skip_blanks(r, from, end);
    if (quote > from && quote < end && *quote == '"') {
        enum outcome o = quoted_behind_blanks(r, p, quote, end, ret);
        if (o != BAD)
            return o;
    }
    *p = find_end(from, end, r->separator);
    if (*p == end && !r->is_eof)
        return (size_t)(end - (r->data + r->from)) < LIMIT_CSV_ROW
                   ? NEED_MORE
                   : bad(r, SEINE_LIMIT, "a row is too long (limit 4 MiB)");
    if ((size_t)(*p - from) > LIMIT_CSV_FIELD)
        return bad(r, SEINE_LIMIT, "a field is too long (limit 1 MiB)");
    *ret = (struct str){from, (size_t)(*p - from)};
    return DONE;
}

/* Parses one row from data[from]; *ret_next is where the next one starts. */
static enum outcome parse_row(struct csv_reader *r, const char **ret_next)
{
    const char *p = r->data + r->from, *end = r->data + r->to;
    r->row.n_fields = 0;
    r->row.status = SEINE_OK;
    r->row.reason = NULL;
    r->scratch_used = 0;
    r->has_quotes = false;
    for (;;) {
        struct str value = STR_EMPTY;
        enum outcome o = field(r, &p, end, &value);
        if (o != DONE)
            return o;
        if (r->row.n_fields >= LIMIT_CSV_COLUMNS)
            return bad(r, SEINE_LIMIT, "too many columns (limit 4096)");
        if (!push_field(r, value))
            return OUT_OF_MEMORY;
        if (p == end)
            break;
        char mark = *p;
        if (mark == '\r' && p + 1 == end && !r->is_eof)
            return NEED_MORE;
        p++;
        if (mark == r->separator)
            continue;
        if (mark == '\r' && p < end && *p == '\n')
            p++;
        break;
    }
    *ret_next = p;
    return DONE;
}

static void finish(struct csv_reader *r, const char *next)
{
    const char *start = r->data + r->from;
    size_t n = (size_t)(next - start);
    r->row.fields = r->fields;
    r->row.line = r->line;
    while (n > 0 && (start[n - 1] == '\n' || start[n - 1] == '\r'))
        n--;
    r->row.raw = (struct str){start, n > LIMIT_QUARANTINE_RAW ? LIMIT_QUARANTINE_RAW : n};
    r->line += r->has_quotes ? count_lines(start, next) : 1;
    r->from = (size_t)(next - r->data);
}

/* Throws away bytes up to the end of the line when the line is longer than the block may be. The
 * row's raw bytes are saved in scratch first. */
static enum seine_status discard_line(struct csv_reader *r, struct seine_error *err)
{
    size_t n = r->to - r->from < LIMIT_QUARANTINE_RAW ? r->to - r->from : LIMIT_QUARANTINE_RAW,
           got = 1;
    r->scratch_used = 0;
    if (r->scratch_room < n) {
        char *p = mem_resize(r->scratch, n);
        if (!p)
            return error_set(err, SEINE_NOMEM, "out of memory while reading rows");
        r->scratch = p;
        r->scratch_room = n;
    }
    memcpy(r->scratch, r->data + r->from, n);
    r->row.fields = r->fields;
    r->row.n_fields = 0;
    r->row.line = r->line;
    r->row.raw = (struct str){r->scratch, n};
    for (;;) {
        const char *end = r->data + r->to, *at = line_end(r->data + r->from, end);
        r->from = (size_t)(at - r->data);
        bool whole = at < end && (*at == '\n' || at + 1 < end || r->is_eof);
        if (whole) {
            r->from += *at == '\r' && at + 1 < end && at[1] == '\n' ? 2 : 1;
            r->line++;
            return SEINE_OK;
        }
        if (got == 0)
            return SEINE_OK;
        enum seine_status status = refill(r, &got, err);
        if (status != SEINE_OK)
            return status;
    }
}

/* A bad row ends with its first line; the rows after it are read as if nothing had happened. */
static enum seine_status finish_bad(struct csv_reader *r, struct seine_error *err)
{
    const char *end = r->data + r->to, *at = line_end(r->data + r->from, end);
    bool is_cut = at == end || (*at == '\r' && at + 1 == end); /* its LF may be still to come */
    if (is_cut && !r->is_eof)
        return discard_line(r, err);
    if (at < end)
        at += *at == '\r' && at + 1 < end && at[1] == '\n' ? 2 : 1;
    r->row.n_fields = 0;
    finish(r, at);
    return SEINE_OK;
}

static bool is_blank(const struct csv_row *row)
{
    size_t i = 0;
    while (i < row->n_fields && str_trim(row->fields[i]).n == 0)
        i++;
    return i == row->n_fields;
}

/* Excel's first line that says what stands between the columns. */
static bool is_separator_line(const struct csv_reader *r)
{
    struct str raw = str_trim(r->row.raw);
    return r->row.line == 1 && raw.n <= 5 && str_starts_ci(raw, STR("sep=")) &&
           (raw.n == 4 || raw.p[4] == r->separator);
}

enum seine_status csv_next(struct csv_reader *r, const struct csv_row **ret_row,
                           struct seine_error *err)
{
    for (;;) {
        const char *next = NULL;
        size_t got;
        enum seine_status status = SEINE_OK;
        if (r->from == r->to && r->is_eof) {
            *ret_row = NULL;
            return SEINE_OK;
        }
        enum outcome o = r->from == r->to ? NEED_MORE : parse_row(r, &next);
        if (o == OUT_OF_MEMORY)
            return error_set(err, SEINE_NOMEM, "out of memory while reading rows");
        if (o == NEED_MORE) {
            status = refill(r, &got, err);
            if (status != SEINE_OK)
                return status;
            continue;
        }
        if (o == DONE)
            finish(r, next);
        else
            status = finish_bad(r, err);
        if (status != SEINE_OK)
            return status;
        if (o == DONE && (is_blank(&r->row) || is_separator_line(r)))
            continue;
        *ret_row = &r->row;
        return SEINE_OK;
    }
}

static const char separators[] = ",;\t|";
enum { N_SEPARATORS = 4 };

static const char *as_separator(char c)
{
    return c ? strchr(separators, c) : NULL;
}

/* Counts what may separate fields in the row at `at`, outside quotes; returns where it ends. */
static size_t count_separators(struct str head, size_t at, size_t counts[N_SEPARATORS])
{
    bool in_quotes = false, begins = true;
    for (; at < head.n && (in_quotes || (head.p[at] != '\n' && head.p[at] != '\r')); at++) {
        const char *mark = in_quotes ? NULL : as_separator(head.p[at]);
        bool is_quote = head.p[at] == '"';
        if (in_quotes && is_quote && at + 1 < head.n && head.p[at + 1] == '"')
            at++;
        else if (is_quote && (in_quotes || begins))
            in_quotes = !in_quotes;
        else if (mark)
            counts[mark - separators]++;
        if (head.p[at] != ' ')
            begins = mark != NULL;
    }
    return at;
}

/* The commonest of , ; TAB | in the first row. Commas are common within headings ("Weight, kg")
 * too: another that is as common, or stands in the second row as often, is it then. */
static char find_separator(struct str head)
{
    size_t first[N_SEPARATORS] = {0}, second[N_SEPARATORS] = {0}, best = 0;
    size_t at = count_separators(head, 0, first);
    while (at < head.n && (head.p[at] == '\n' || head.p[at] == '\r'))
        at++;
    (void)count_separators(head, at, second);
    for (size_t i = 1; i < N_SEPARATORS; i++)
        if (first[i] > first[best])
            best = i;
    for (size_t i = 1; i < N_SEPARATORS && best == 0; i++)
        if (first[i] > 0 && (first[i] == first[0] || first[i] == second[i]))
            best = i;
    return separators[best];
}

enum seine_status csv_open(struct input *in, char separator, struct csv_reader **ret,
                           struct seine_error *err)
{
    struct str head = input_peek(in, 32768);
    if (input_foreign(head)) {
        error_at(err, input_name(in), 0, 0);
        return error_set(err, SEINE_FORMAT, "%s", input_foreign(head));
    }
    struct csv_reader *r = mem_calloc(1, sizeof *r);
    if (r)
        r->data = mem_alloc(BLOCK);
    if (!r || !r->data) {
        csv_free(r);
        return error_set(err, SEINE_NOMEM, "out of memory while opening a table");
    }
    r->in = in;
    r->room = BLOCK;
    r->line = 1;
    r->separator = separator ? separator : find_separator(head);
    *ret = r;
    return SEINE_OK;
}

void csv_free(struct csv_reader *r)
{
    if (!r)
        return;
    mem_free(r->data);
    mem_free(r->fields);
    mem_free(r->scratch);
    mem_free(r);
}

void csv_write_field(struct buf *out, struct str field)
{
    bool plain = true;
    for (size_t i = 0; i < field.n && plain; i++)
        plain = field.p[i] != '"' && field.p[i] != ',' && field.p[i] != '\n' &&
                field.p[i] != '\r' && field.p[i] != ';' && field.p[i] != '\t' && field.p[i] != '|';
    if (plain) {
        buf_add(out, field);
        return;
    }
    buf_add_c(out, '"');
    for (size_t i = 0; i < field.n; i++) {
        if (field.p[i] == '"')
            buf_add_c(out, '"');
        buf_add_c(out, field.p[i]);
    }
    buf_add_c(out, '"');
}

void csv_write_text(struct buf *out, struct str text)
{
    struct buf marked;
    if (text.n == 0 || !memchr("=+-@\t\r", text.p[0], 6)) {
        csv_write_field(out, text);
        return;
    }
    buf_init(&marked, LIMIT_REPORT);
    buf_add_c(&marked, '\'');
    buf_add(&marked, text);
    if (buf_status(&marked) != SEINE_OK && out->failed == SEINE_OK)
        out->failed = buf_status(&marked);
    csv_write_field(out, buf_str(&marked));
    buf_release(&marked);
}
