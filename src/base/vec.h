/* base/vec.h - growing arrays of any type, H2O style.
 *
 *     VEC(struct leg) legs = {0};
 *     if (!VEC_PUSH(&legs, leg)) goto nomem;
 *     legs.v[0]; legs.n; VEC_RELEASE(&legs);
 *
 * A failed push leaves the vector unchanged. */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stdbool.h>
#include <stddef.h>

#define VEC(type)                                                                                  \
    struct {                                                                                       \
        type *v;                                                                                   \
        size_t n;                                                                                  \
        size_t room;                                                                               \
    }

/* Makes room for `need` elements in all; true on success. */
bool vec_reserve(void **v, size_t *room, size_t need, size_t size);

#define VEC_RESERVE(vec, need)                                                                     \
    ((need) <= (vec)->room ||                                                                      \
     vec_reserve((void **)&(vec)->v, &(vec)->room, (need), sizeof *(vec)->v))
#define VEC_PUSH(vec, item)                                                                        \
    (VEC_RESERVE(vec, (vec)->n + 1) ? ((vec)->v[(vec)->n++] = (item), true) : false)
#define VEC_CLEAR(vec)   ((vec)->n = 0)
#define VEC_RELEASE(vec) (mem_free((vec)->v), (vec)->v = NULL, (vec)->n = (vec)->room = 0)

#include "base/mem.h"

#endif
