/* table_of.h - a sealed table from records written as NDJSON in the test, and a buffer to write
 * them into. */
#ifndef TABLE_OF_H
#define TABLE_OF_H

#include "unit.h"

#include "goods/goods.h"
#include "trade/table.h"

static inline void table_read(struct trade_table *t, struct str ndjson)
{
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    struct trade_batch batch;
    struct seine_error err = {0};
    bool more = true;
    trade_batch_init(&batch);
    assert_ok(input_open_bytes(ndjson, "test.ndjson", &in, &err));
    assert_ok(trade_reader_open(in, NULL, &r, &err));
    while (more) {
        trade_batch_reset(&batch);
        if (trade_reader_next(r, 1000, &batch, &more, &err) != SEINE_OK)
            fail_msg("%s", err.message);
        if (batch.rejects.n)
            fail_msg("line %lld: " STR_FMT, (long long)batch.rejects.v[0].line,
                     STR_ARG(batch.rejects.v[0].reason));
        for (size_t i = 0; i < batch.consignments.n; i++)
            assert_ok(trade_table_add(t, &batch.consignments.v[i]));
    }
    trade_reader_free(r);
    input_free(in);
    trade_batch_release(&batch);
}

static inline void table_of(struct trade_table *t, struct str ndjson)
{
    struct seine_error err = {0};
    assert_ok(trade_table_init(t));
    table_read(t, ndjson);
    assert_ok(trade_table_seal(t, NULL, &err));
    for (size_t i = 0; i < t->cargos.n; i++)
        t->cargos.v[i].heading = t->cargos.v[i].stated =
            goods_heading_of_code(table_str(t, t->cargos.v[i].hs));
}

/* The lines of a text in another order. */
static inline void shuffle_lines(struct str text, uint64_t seed, struct buf *out)
{
    struct str *lines = mem_calloc(text.n + 1, sizeof *lines), line;
    size_t n = 0;
    bool more = text.n > 0;
    assert_non_null(lines);
    while (str_cut(&text, &more, '\n', &line))
        if (line.n)
            lines[n++] = line;
    for (size_t i = n; i > 1; i--) {
        size_t k = random_below(&seed, i);
        struct str moved = lines[i - 1];
        lines[i - 1] = lines[k];
        lines[k] = moved;
    }
    for (size_t i = 0; i < n; i++)
        buf_add_f(out, STR_FMT "\n", STR_ARG(lines[i]));
    mem_free(lines);
}

#endif
