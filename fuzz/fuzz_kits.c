/* The kits reader over any bytes: it must end with a catalogue that can be sealed and used, or with
 * a message. */
#include "goods/goods.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct goods_catalogue *c = NULL;
    struct input *in = NULL;
    struct seine_error err = {0};
    if (goods_catalogue_new(&c))
        return 0;
    if (input_open_bytes((struct str){(const char *)data, n}, "fuzz", &in, &err) == SEINE_OK) {
        enum seine_status status = goods_catalogue_read(c, in, &err);
        if (status && err.message[0] == '\0')
            abort();
        if (!status && goods_catalogue_seal(c, &err) && err.status != SEINE_NOMEM)
            abort();
        input_free(in);
    }
    goods_catalogue_free(c);
    return 0;
}
