/* Consignments as NDJSON: what is read and written again must read back to the same bytes. */
#include "trade/trade.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads bytes, and writes what was read into out. */
static void copy(struct str bytes, struct buf *out, size_t *ret_rejects)
{
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    struct trade_batch b;
    bool more = true;
    *ret_rejects = 0;
    trade_batch_init(&b);
    if (input_open_bytes(bytes, "fuzz", &in, NULL) == SEINE_OK &&
        trade_reader_open(in, NULL, &r, NULL) == SEINE_OK) {
        while (more && trade_reader_next(r, 7, &b, &more, NULL) == SEINE_OK) {
        }
    }
    for (size_t i = 0; i < b.consignments.n; i++) {
        trade_write_ndjson(out, &b.consignments.v[i]);
    }
    *ret_rejects = b.rejects.n;
    trade_batch_release(&b);
    trade_reader_free(r);
    input_free(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {size ? (const char *)data : "", size};
    struct buf first;
    struct buf second;
    size_t rejects = 0;
    if (size == 0 || data[0] != '{') {
        return 0; /* read as CSV */
    }
    buf_init(&first, 256 * MIB);
    buf_init(&second, 256 * MIB);
    copy(bytes, &first, &rejects);
    if (first.n > 0) {
        copy(buf_str(&first), &second, &rejects);
        if (rejects > 0 || first.n != second.n || memcmp(first.p, second.p, first.n) != 0) {
            abort();
        }
    }
    buf_release(&first);
    buf_release(&second);
    return 0;
}
