/* Mapping files: any bytes give a mapping or a located error; a mapping then reads a small table,
 * in which countries and ports stand in words too.
 */
#include "trade/mapping.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct geo *geo; /* opened once */

static void read_with(const struct trade_mapping *m)
{
    struct str table = STR("a,b,c,d,e,f\nx,1.5,2026-07-31,kg,China,\"SHANGHAI, CHINA\"\n"
                           "y,\"1.000,5\",31.07.2026,lb,\"Korea, Rep.\",Busan\n"
                           "z,,,,Congo,\"Richmond, CA\"\n");
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    struct trade_batch b;
    bool more = true;
    trade_batch_init(&b);
    if (input_open_bytes(table, "fuzz", &in, NULL) == SEINE_OK &&
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
    struct trade_mapping *m = NULL;
    struct seine_error err = {0};
    struct str bytes = {size ? (const char *)data : "", size};
    if (geo == NULL && geo_open(&geo, NULL) != SEINE_OK) {
        return 0;
    }
    if (trade_mapping_parse(bytes, "fuzz", geo, &m, &err) == SEINE_OK) {
        read_with(m);
        trade_mapping_free(m);
    } else if (m != NULL || err.status == SEINE_OK) {
        abort();
    }
    return 0;
}
