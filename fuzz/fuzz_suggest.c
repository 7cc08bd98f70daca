/* A mapping is proposed for any bytes: the proposal must be a mapping that can be read, and the
 * bytes read by it give records, rejects or an error. */
#include "geo/geo.h"
#include "trade/trade.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct geo *geo; /* opened once */

static void read_with(const struct trade_mapping *m, struct str bytes)
{
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    struct trade_batch b;
    bool more = true;
    trade_batch_init(&b);
    if (input_open_bytes(bytes, "fuzz", &in, NULL) == SEINE_OK &&
        trade_reader_open(in, m, &r, NULL) == SEINE_OK) {
        while (more && trade_reader_next(r, 7, &b, &more, NULL) == SEINE_OK) {
        }
    }
    trade_reader_free(r);
    input_free(in);
    trade_batch_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {size ? (const char *)data : "", size};
    struct trade_mapping *m = NULL;
    struct buf out;
    if (geo == NULL && geo_open(&geo, NULL) != SEINE_OK) {
        return 0;
    }
    buf_init(&out, 64 * MIB);
    if (trade_mapping_suggest(bytes, "fuzz", geo, &out, NULL) == SEINE_OK) {
        bool has_key = !str_contains(buf_str(&out), STR("# No column is a key"));
        enum seine_status status = trade_mapping_parse(buf_str(&out), "proposal", geo, &m, NULL);
        if (has_key && status != SEINE_OK) {
            abort();
        }
        if (m != NULL) {
            read_with(m, bytes);
        }
        trade_mapping_free(m);
    }
    buf_release(&out);
    return 0;
}
