/* trade/reader.c - finds the format of an input by its content and reads it batch by batch.
 *
 * It holds no record itself: see csv_read.c, ndjson_read.c and the formats of messages. Several
 * inputs are the pipeline's business. */
#include "trade/draft.h"
#include "trade/one_documents.h"

#include <string.h>

enum { PEEK = 65536 };

enum format { FORMAT_EMPTY = 0, FORMAT_CSV, FORMAT_NDJSON, FORMAT_MESSAGES };

/* Formats of messages; the first that knows the head is it. */
static const struct message_format *const message_formats[] = {
    &format_cimp, &format_wco_xml, &format_cargo_xml, &format_one_record, &format_edifact};

struct trade_reader {
    enum format format;
    struct input *in;
    uint64_t bytes; /* told of so far */
    bool is_broken; /* the input broke off: nothing more comes */
    struct csv_source csv;
    struct ndjson_source ndjson;
    const struct message_format *messages;
    void *state; /* of messages */
};

/* Whether the object that text begins with goes on in the second line: every line would be a reject
 * of its own. A first line that is cut short before another object is one bad line. */
static bool is_spread(struct str text)
{
    struct json_nesting n = {0};
    size_t end = str_find_byte(text, '\n', 0);
    json_nest(&n, str_slice(text, 0, end));
    struct str rest = str_trim(str_slice(text, end, text.n));
    return n.depth > 0 && !n.is_text && rest.n > 0 && rest.p[0] != '{';
}

/* The first byte that is no white space decides. A list of objects is named as what it is: reading
 * it as CSV would only give a confusing message. */
static enum seine_status find_format(struct trade_reader *r, struct seine_error *err)
{
    struct input *in = r->in;
    enum format *ret = &r->format;
    struct str head = input_peek(in, PEEK), text = str_trim(head);
    enum seine_status status = SEINE_OK;
    *ret = FORMAT_CSV;
    for (size_t i = 0; i < sizeof message_formats / sizeof *message_formats; i++) {
        if (message_formats[i]->is(text)) {
            r->messages = message_formats[i];
            *ret = FORMAT_MESSAGES;
            return SEINE_OK;
        }
    }
    if (text.n == 0 && head.n < PEEK) {
        *ret = FORMAT_EMPTY;
    } else if (text.n > 0 && text.p[0] == '{') {
        *ret = FORMAT_NDJSON;
        if (is_spread(text)) {
            status = error_set(err, SEINE_UNSUPPORTED,
                               "is JSON whose objects are spread over several lines; give one "
                               "object a line (NDJSON), as jq -c . writes it");
            error_at(err, input_name(in), 1, 1);
        }
    } else if (text.n > 0 && text.p[0] == '[') {
        status = error_set(err, SEINE_UNSUPPORTED,
                           "is a JSON list; give one object a line (NDJSON), as jq -c '.[]' "
                           "writes it");
        error_at(err, input_name(in), 1, 1);
    } else if (text.n > 0 && text.p[0] == '<') {
        status = error_set(err, SEINE_UNSUPPORTED,
                           "this XML is no consignment format read here; "
                           "Cargo-XML waybills and WCO declarations are");
        error_at(err, input_name(in), 1, 1);
    }
    return status;
}

enum seine_status trade_reader_open(struct input *in, const struct trade_mapping *mapping,
                                    struct trade_reader **ret, struct seine_error *err)
{
    struct trade_reader *r = mem_calloc(1, sizeof *r);
    if (r == NULL) {
        return error_set(err, SEINE_NOMEM, "no memory for a reader");
    }
    r->in = in;
    enum seine_status status = find_format(r, err);
    if (status == SEINE_OK && r->format == FORMAT_CSV) {
        status = csv_source_open(&r->csv, in, mapping, err);
    } else if (status == SEINE_OK && r->format == FORMAT_MESSAGES) {
        status = r->messages->open(in, &r->state, err);
    } else if (status == SEINE_OK) {
        lines_init(&r->ndjson.lines, in);
        buf_init(&r->ndjson.repaired, 3 * LIMIT_NDJSON_LINE);
        r->ndjson.source = str_of(input_name(in));
    }
    if (status != SEINE_OK) {
        mem_free(r);
        return status;
    }
    *ret = r;
    return SEINE_OK;
}

void trade_reader_free(struct trade_reader *r)
{
    if (r == NULL) {
        return;
    }
    if (r->format == FORMAT_CSV) {
        csv_source_release(&r->csv);
    } else if (r->format == FORMAT_MESSAGES) {
        r->messages->free(r->state);
    } else {
        lines_release(&r->ndjson.lines);
        builder_release(&r->ndjson.builder);
        buf_release(&r->ndjson.repaired);
    }
    mem_free(r);
}

/* NDJSON whose input breaks off: what was read stays, the break is a reject. */
static enum seine_status next_ndjson(struct trade_reader *r, size_t max_rows,
                                     struct trade_batch *batch, bool *ret_more,
                                     struct seine_error *err)
{
    struct seine_error failed = {0};
    enum seine_status status = ndjson_source_next(&r->ndjson, max_rows, batch, ret_more, &failed);
    if (status == SEINE_OK) {
        return SEINE_OK;
    }
    *ret_more = false;
    r->is_broken = true;
    if (status != SEINE_FORMAT) {
        if (err != NULL && err->status == SEINE_OK) {
            *err = failed;
        }
        return status;
    }
    error_context(&failed, "the file breaks off here");
    struct place at = {r->ndjson.source, r->ndjson.lines.line + 1, 0};
    struct line_reader *lines = &r->ndjson.lines;
    struct str rest = {lines->bytes ? lines->bytes + lines->start : "", lines->end - lines->start};
    return batch_reject(batch, at, STR_EMPTY, str_of(failed.message), rest);
}

enum seine_status trade_reader_next(struct trade_reader *r, size_t max_rows,
                                    struct trade_batch *batch, bool *ret_more,
                                    struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    bool more = false;
    if (max_rows == 0) {
        max_rows = 1;
    }
    if (r->format == FORMAT_CSV) {
        status = csv_source_next(&r->csv, max_rows, batch, &more, err);
    } else if (r->format == FORMAT_MESSAGES) {
        status = r->messages->next(r->state, max_rows, batch, &more, err);
    } else if (r->format == FORMAT_NDJSON && !r->is_broken) {
        status = next_ndjson(r, max_rows, batch, &more, err);
    }
    *ret_more = more;
    uint64_t bytes = input_raw_bytes(r->in);
    batch->bytes += bytes - r->bytes;
    r->bytes = bytes;
    return status;
}

const char *trade_reader_format(const struct trade_reader *r)
{
    if (r->format == FORMAT_MESSAGES) {
        return r->messages->name;
    }
    return r->format == FORMAT_NDJSON ? "ndjson" : "csv";
}
