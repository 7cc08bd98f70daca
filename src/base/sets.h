/* base/sets.h - union-find over numbers: the root of a set is its smallest member. parent[i] == i
 * at first. */
#ifndef BASE_SETS_H
#define BASE_SETS_H

#include <stdint.h>

static inline uint32_t set_root(uint32_t *parent, uint32_t a)
{
    while (parent[a] != a) {
        parent[a] = parent[parent[a]];
        a = parent[a];
    }
    return a;
}

static inline void set_join(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = set_root(parent, a);
    b = set_root(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

#endif
