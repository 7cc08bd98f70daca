/* trade/ndjson_read.c - consignments, one JSON object a line.
 *
 * A line that is no record is a reject with its place; the lines after it are read on. A line that
 * is not UTF-8 is read as Windows-1252 and its record says so in the extra "_repaired". */
#include "trade/draft.h"

#include <stdio.h>
#include <string.h>

static enum seine_status reject(const struct ndjson_source *s, struct trade_batch *batch,
                                const struct line *line, const struct fault *f)
{
    char reason[400];
    bool is_one = format_one_record.is(str_trim(line->text));
    (void)snprintf(reason, sizeof reason, "%s%s",
                   is_one ? "is a document of ONE Record among other records; give those in a "
                            "file of their own"
                          : f->x.reason,
                   line->is_unfinished ? " (the file ends in this line)" : "");
    struct place at = {s->source, line->number, (int64_t)f->offset + 1};
    return batch_reject(batch, at, str_of(f->field), str_of(reason), line->text);
}

static enum seine_status to_utf8(struct ndjson_source *s, struct str *text, bool *ret_repaired)
{
    *ret_repaired = false;
    if (bytes_kind(*text) == 0 || utf8_is_valid(*text)) {
        return SEINE_OK;
    }
    buf_reset(&s->repaired);
    *ret_repaired = utf8_repair(*text, &s->repaired);
    *text = buf_str(&s->repaired);
    return buf_status(&s->repaired);
}

static enum seine_status take_line(struct ndjson_source *s, struct trade_batch *batch,
                                   const struct line *line)
{
    static const struct field_formats plain = {0};
    struct fault fault = {.x = {.formats = &plain, .arena = &batch->arena}};
    struct trade_consignment c = consignment_none;
    struct str text = line->text;
    bool ok = true;
    bool repaired = false;
    builder_clear(&s->builder);
    enum seine_status status = to_utf8(s, &text, &repaired);
    struct str bytes = arena_str(&batch->arena, text, &ok);
    if (status != SEINE_OK || !ok) {
        return SEINE_NOMEM;
    }
    status = json_record(bytes, &s->builder, &batch->arena, &c, &fault);
    if (status == SEINE_RANGE) {
        return reject(s, batch, line, &fault);
    }
    if (status == SEINE_OK && repaired) {
        status = builder_extra(&s->builder, &batch->arena, STR(REPAIRED_KEY), STR("record"), false);
    }
    if (status == SEINE_OK) {
        status = builder_finish(&s->builder, &batch->arena, &c);
    }
    if (status == SEINE_RANGE) {
        struct place at = {s->source, line->number, 1};
        return batch_reject(batch, at, STR_EMPTY, STR(BUILDER_TOO_LONG), line->text);
    }
    if (status != SEINE_OK) {
        return status;
    }
    c.source = s->batch_source;
    c.line = line->number;
    return VEC_PUSH(&batch->consignments, c) ? SEINE_OK : SEINE_NOMEM;
}

enum seine_status ndjson_source_next(struct ndjson_source *s, size_t max_rows,
                                     struct trade_batch *batch, bool *ret_more,
                                     struct seine_error *err)
{
    bool ok = true;
    s->batch_source = arena_str(&batch->arena, s->source, &ok);
    if (!ok) {
        return error_set(err, SEINE_NOMEM, "no memory for a batch");
    }
    for (size_t i = 0; i < max_rows; i++) {
        struct line line;
        enum seine_status status = lines_next(&s->lines, &line, ret_more, err);
        if (status != SEINE_OK || !*ret_more) {
            return status;
        }
        if (str_trim(line.text).n == 0) {
            continue;
        }
        batch->rows++;
        if (line.is_too_long) {
            struct place at = {s->source, line.number, 1};
            status = batch_reject(batch, at, STR_EMPTY,
                                  STR("the line is longer than the limit of 16 MiB"), line.text);
        } else {
            status = take_line(s, batch, &line);
        }
        if (status != SEINE_OK) {
            return error_set(err, status, "no memory for the record of line %lld",
                             (long long)line.number);
        }
    }
    return SEINE_OK;
}
