/* Helpers of trade's tests: read text to a batch, and print what came out. */
#ifndef TESTS_TRADE_READING_H
#define TESTS_TRADE_READING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "trade/table.h"

/* Reads all of text in batches of max_rows into one batch. */
static inline enum seine_status read_bytes(struct str text, const struct trade_mapping *mapping,
                                           size_t max_rows, struct trade_batch *batch,
                                           struct seine_error *err)
{
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    bool more = true;
    enum seine_status status = input_open_bytes(text, "test.csv", &in, err);
    if (status == SEINE_OK) {
        status = trade_reader_open(in, mapping, &r, err);
    }
    while (status == SEINE_OK && more) {
        status = trade_reader_next(r, max_rows, batch, &more, err);
    }
    trade_reader_free(r);
    input_free(in);
    return status;
}

static inline void read_ok(const char *text, struct trade_batch *batch)
{
    struct seine_error err = {0};
    trade_batch_init(batch);
    enum seine_status status = read_bytes(str_of(text), NULL, 1000, batch, &err);
    if (status != SEINE_OK) {
        fail_msg("%s", err.message);
    }
}

/* One record with one party, which has this role. */
static inline void expect_only_role(const char *text, enum trade_role role)
{
    struct trade_batch batch;
    read_ok(text, &batch);
    assert_int_equal(batch.consignments.n, 1);
    assert_int_equal(batch.consignments.v[0].n_parties, 1);
    assert_int_equal(batch.consignments.v[0].parties[0].role, role);
    trade_batch_release(&batch);
}

/* All of the text's records, none rejected, into a table that is not sealed yet. */
static inline void read_into(struct trade_table *t, const char *text)
{
    struct trade_batch batch;
    read_ok(text, &batch);
    assert_int_equal(batch.rejects.n, 0);
    for (size_t i = 0; i < batch.consignments.n; i++)
        assert_int_equal(trade_table_add(t, &batch.consignments.v[i]), SEINE_OK);
    trade_batch_release(&batch);
}

/* The records as canonical NDJSON; freed by buf_release. */
static inline void dump_records(const struct trade_batch *batch, struct buf *out)
{
    buf_init(out, 256 * MIB);
    for (size_t i = 0; i < batch->consignments.n; i++) {
        trade_write_ndjson(out, &batch->consignments.v[i]);
    }
    assert_int_equal(buf_status(out), SEINE_OK);
}

static inline void assert_records(const struct trade_batch *batch, const char *expected)
{
    struct buf out;
    dump_records(batch, &out);
    assert_string_equal(out.p, expected);
    buf_release(&out);
}

static inline void assert_text(struct str s, const char *expected)
{
    if (!str_is(s, str_of(expected))) {
        fail_msg("got \"%.*s\", expected \"%s\"", STR_ARG(s), expected);
    }
}

static inline void assert_contains(struct str s, const char *part)
{
    if (!str_contains(s, str_of(part))) {
        fail_msg("\"%.*s\" lacks \"%s\"", STR_ARG(s), part);
    }
}

/* One reject and no more, with this place. */
static inline void assert_rejected(const struct trade_batch *batch, int64_t line, int64_t column,
                                   const char *field, const char *reason)
{
    assert_int_equal(batch->rejects.n, 1);
    const struct trade_reject *r = &batch->rejects.v[0];
    assert_text(r->source, "test.csv");
    assert_int_equal(r->line, line);
    assert_int_equal(r->column, column);
    assert_text(r->field, field);
    assert_contains(r->reason, reason);
}

#endif
