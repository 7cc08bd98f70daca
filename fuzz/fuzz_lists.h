/* fuzz_lists.h - one list reader over any bytes: it must end with entries that can be sealed, or
 * with a message; every entry has an id and a name. */
#ifndef FUZZ_LISTS_H
#define FUZZ_LISTS_H

#include "lists/internal.h"

#include <stdlib.h>

static inline int fuzz_list(const uint8_t *data, size_t n,
                            enum seine_status (*reader)(struct list_builder *, struct input *,
                                                        struct seine_error *))
{
    static struct geo *geo;
    struct list_set set;
    struct list_builder b;
    struct input *in = NULL;
    struct seine_error err = {0};
    if (!geo && geo_open(&geo, NULL) != SEINE_OK)
        return 0;
    list_set_init(&set);
    list_builder_init(&b, &set, geo, "-");
    if (input_open_bytes((struct str){(const char *)data, n}, "fuzz", &in, &err) == SEINE_OK) {
        if (reader(&b, in, &err) != SEINE_OK && err.message[0] == '\0')
            abort();
        if (list_set_seal(&set, &err) != SEINE_OK && err.status != SEINE_NOMEM)
            abort();
        for (size_t i = 0; i < set.entities.n; i++)
            if (set.entities.v[i].id.n == 0 || set.entities.v[i].n_names == 0)
                abort();
    }
    input_free(in);
    list_builder_release(&b);
    list_set_release(&set);
    return 0;
}

#endif
