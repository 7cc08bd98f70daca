/* base/vec.c - growth of typed vectors. */
#include "base/vec.h"

bool vec_reserve(void **v, size_t *room, size_t need, size_t size)
{
    size_t want = *room ? *room : 8;
    if (need <= *room)
        return true;
    while (want < need) {
        if (want > SIZE_MAX / 2)
            return false;
        want += want / 2 + 8;
    }
    void *p = mem_resize_array(*v, want, size);
    if (!p)
        return false;
    *v = p;
    *room = want;
    return true;
}
