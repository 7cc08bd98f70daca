/* Consignments as CSV, then interned and sealed: any bytes give records, rejects or an error. */
#include "trade/table.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_written(const struct trade_consignment *c)
{
    struct buf out;
    buf_init(&out, 64 * MIB);
    trade_write_csv(&out, c);
    trade_write_ndjson(&out, c);
    buf_release(&out);
}

static void read_all(struct trade_reader *r, struct trade_table *t)
{
    struct trade_batch b;
    bool more = true;
    trade_batch_init(&b);
    while (more && trade_reader_next(r, 3, &b, &more, NULL) == SEINE_OK) {
        for (size_t i = 0; i < b.consignments.n; i++) {
            check_written(&b.consignments.v[i]);
            if (b.consignments.v[i].id.n == 0 ||
                trade_table_add(t, &b.consignments.v[i]) != SEINE_OK) {
                abort();
            }
        }
        trade_batch_reset(&b);
    }
    trade_batch_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    struct trade_table t;
    struct str bytes = {size ? (const char *)data : "", size};
    if (trade_table_init(&t) != SEINE_OK) {
        return 0;
    }
    if (input_open_bytes(bytes, "fuzz", &in, NULL) == SEINE_OK &&
        trade_reader_open(in, NULL, &r, NULL) == SEINE_OK) {
        read_all(r, &t);
        if (trade_table_seal(&t, NULL, NULL) != SEINE_OK) {
            abort();
        }
    }
    trade_reader_free(r);
    input_free(in);
    trade_table_release(&t);
    return 0;
}
