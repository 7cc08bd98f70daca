/* base/csv.h - RFC 4180 rows as slices.
 *
 * Accepts LF, CRLF and CR line ends, embedded newlines, doubled quotes, ragged rows. The separator
 * is found in the first rows among , ; TAB | unless given; a first line `sep=;` is no row, nor is
 * one without anything in any cell, as spreadsheets leave them. One bad row never stops the reader:
 * it is returned with row.error set and located, and reading goes on at the next line. An unclosed
 * quote is ended at the end of ITS line and reported so that the rows after it are not swallowed.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/input.h"

struct csv_row {
    struct str *fields; /* borrowed until the next csv_next */
    size_t n_fields;
    int64_t line;             /* where the row starts, from 1 */
    struct str raw;           /* the row's bytes as they stood (cut at LIMIT_QUARANTINE_RAW) */
    enum seine_status status; /* SEINE_OK, or why the row cannot be used */
    const char *reason;       /* static text when status is not OK */
};

struct csv_reader;

/* separator 0: find it. The input stays the caller's. SEINE_FORMAT: it is foreign (input.h). */
enum seine_status csv_open(struct input *in, char separator, struct csv_reader **ret,
                           struct seine_error *err) MUST_CHECK;
void csv_free(struct csv_reader *r);
/* *ret_row is NULL at the end. Failure (not a bad row) is SEINE_IO, SEINE_FORMAT (compressed
 * stream) or SEINE_NOMEM. */
enum seine_status csv_next(struct csv_reader *r, const struct csv_row **ret_row,
                           struct seine_error *err) MUST_CHECK;

/* Appends one field, quoted if needed. The caller writes separators and line ends. */
void csv_write_field(struct buf *out, struct str field);
/* The same for a table that people open in a spreadsheet: an apostrophe before what begins like a
 * formula makes it text. */
void csv_write_text(struct buf *out, struct str text);

#endif
