/* The reader of measures over any bytes: it must end with rows that are found again by their own
 * country, direction and prefix, or with a message. */
#include "goods/measures.h"

#include <stdlib.h>

static void look(const struct goods_measures *m)
{
    for (size_t i = 0; i < goods_n_measures(m); i++) {
        const struct goods_measure *row = goods_measure(m, i);
        for (int d = 0; d < 2; d++)
            if (row->is_of[d]) {
                uint32_t found =
                    goods_measure_find(m, str_of(row->country), (enum goods_direction)d, row->hs);
                if (found >= goods_n_measures(m) || !str_is(goods_measure(m, found)->hs, row->hs))
                    abort();
            }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct geo *geo; /* made once: it never changes */
    struct goods_measures *m = NULL;
    struct input *in = NULL;
    struct seine_error err = {0};
    if ((!geo && geo_open(&geo, &err)) || goods_measures_new(&m))
        return 0;
    if (input_open_bytes((struct str){(const char *)data, n}, "fuzz", &in, &err) == SEINE_OK) {
        enum seine_status status = goods_measures_read(m, in, geo, &err);
        if (status && err.message[0] == '\0')
            abort();
        if (!status)
            look(m);
        input_free(in);
    }
    goods_measures_free(m);
    return 0;
}
