/* lists/lines.c - a list that is text with one name a line, and why a file that was named is none.
 * Nothing in such a file says that it is a list: it must have been named itself, and every line
 * must read like a name. */
#include "lists/internal.h"

#include <string.h>

#define MOST_WORDS 10 /* of a line that is a name and no sentence */
#define MOST_BYTES 200

/* "KIM, Jong Un" and "Orlo Co.,Ltd" are names, "Kim Chol Su,KP,1969" is a row. */
static bool parts_columns(struct str s, size_t comma)
{
    char before = comma > 0 ? s.p[comma - 1] : ' ', after = comma + 1 < s.n ? s.p[comma + 1] : ',';
    return after != ' ' && before != '.' && !(str_is_digit(before) && str_is_digit(after));
}

/* What no name has: marks of tables, of programs and of markup. */
static bool is_foreign(struct str s, size_t at)
{
    unsigned char c = (unsigned char)s.p[at];
    return c < ' ' || c == 0x7F || strchr("{}<>=;|^~`\\*#", (char)c) ||
           (c == ',' && parts_columns(s, at));
}

/* Not whether it is one: only whether it could be. */
static bool reads_like_name(struct str s)
{
    size_t letters = 0, digits = 0, words = 1;
    if (s.n == 0 || s.n > MOST_BYTES || strchr(":+-'", s.p[s.n - 1]) ||
        (s.p[0] == '[' && s.p[s.n - 1] == ']'))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (is_foreign(s, i))
            return false;
        letters += list_is_letter(s.p[i]);
        digits += str_is_digit(s.p[i]);
        words += s.p[i] == ' ' && i + 1 < s.n && s.p[i + 1] != ' ';
    }
    return letters >= 2 && letters > digits && words <= MOST_WORDS;
}

/* How many names the whole lines of the file's head have; *ret_odd is the first line that is none,
 * 0: all are. */
static size_t count_names(struct list_probe *p, int64_t *ret_odd)
{
    struct input *in = NULL;
    struct csv_reader *reader = NULL;
    const struct csv_row *row = NULL;
    size_t n = 0;
    *ret_odd = 0;
    enum seine_status status = input_open_bytes(p->lines, "", &in, NULL);
    if (status == SEINE_OK)
        status = csv_open(in, ',', &reader, NULL);
    while (status == SEINE_OK && *ret_odd == 0 &&
           (status = csv_next(reader, &row, NULL)) == SEINE_OK && row) {
        *ret_odd = reads_like_name(party_line(row)) ? 0 : row->line;
        n++;
    }
    p->ok = p->ok && status != SEINE_NOMEM;
    csv_free(reader);
    input_free(in);
    return status == SEINE_OK ? n : 0;
}

bool is_lines(struct list_probe *p)
{
    int64_t odd;
    return p->is_named && list_probe_parties(p) == PARTY_LINES && count_names(p, &odd) > 0 &&
           odd == 0;
}

enum seine_status read_lines(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct csv_reader *reader = NULL;
    const struct csv_row *row = NULL;
    struct str name = list_stem(b->source);
    enum seine_status status = csv_open(in, ',', &reader, err);
    list_builder_list(b, name, name, "lines", STR_EMPTY, STR_EMPTY);
    while (status == SEINE_OK && (status = csv_next(reader, &row, err)) == SEINE_OK && row) {
        if (!reads_like_name(party_line(row))) {
            status = list_builder_fault(b, row->line, "does not read like a name", err);
            continue;
        }
        list_builder_start(b, STR_EMPTY, LIST_KIND_UNKNOWN);
        list_builder_name(b, LIST_NAME_PRIMARY, party_line(row));
        status = list_builder_finish(b, row->line, err);
    }
    csv_free(reader);
    return status;
}

enum seine_status list_refuse(struct list_probe *p, struct seine_error *err)
{
    int64_t odd;
    enum party_file what = list_probe_parties(p);
    size_t n = count_names(p, &odd);
    if (!p->ok)
        return error_set(err, SEINE_NOMEM, "out of memory while reading a list");
    if (n == 0)
        return error_set(err, SEINE_FORMAT, "is empty");
    if (what == PARTY_MARKUP)
        return error_set(err, SEINE_FORMAT,
                         "is JSON or XML, but no watchlist of a known format; one of your own is "
                         "CSV with a column name, or text with one name a line (docs/records.md)");
    error_at(err, NULL, what == PARTY_LINES ? odd : p->columns.line, 0);
    if (what == PARTY_LINES)
        return error_set(err, SEINE_FORMAT,
                         "is no watchlist of a known format, nor does this line read like a name; "
                         "a list of your own is CSV with a column name, or text with one name a "
                         "line, whatever it is if the first line is: name (docs/records.md)");
    return party_columns_check(&p->columns, NULL, what, err);
}
