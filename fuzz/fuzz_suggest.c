/* A mapping is proposed for any bytes: the proposal must be a mapping that can be read. */
#include "trade/trade.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {size ? (const char *)data : "", size};
    struct trade_mapping *m = NULL;
    struct buf out;
    buf_init(&out, 64 * MIB);
    if (trade_mapping_suggest(bytes, "fuzz", &out, NULL) == SEINE_OK) {
        bool has_key = !str_contains(buf_str(&out), STR("# No column is a key"));
        if (has_key && trade_mapping_parse(buf_str(&out), "proposal", &m, NULL) != SEINE_OK) {
            abort();
        }
        trade_mapping_free(m);
    }
    buf_release(&out);
    return 0;
}
