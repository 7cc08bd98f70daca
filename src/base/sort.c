/* base/sort.c - Shell's sort with Ciura's gaps (Best Increments for the Average Case of Shellsort,
 * 2001): a few lines that beat qsort up to some thousand numbers. Longer lists go to qsort, whose
 * cost is bounded. */
#include "base/sort.h"

#include <stdlib.h>

#define LONGEST 4096

static int u32_order(const void *l, const void *r)
{
    uint32_t a = *(const uint32_t *)l, b = *(const uint32_t *)r;
    return a < b ? -1 : a > b;
}

void sort_u32(uint32_t *v, size_t n)
{
    static const size_t gaps[] = {1750, 701, 301, 132, 57, 23, 10, 4, 1};
    if (n > LONGEST) {
        qsort(v, n, sizeof *v, u32_order);
        return;
    }
    for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++) {
        size_t gap = gaps[g];
        for (size_t i = gap; i < n; i++) {
            uint32_t moving = v[i];
            size_t at = i;
            for (; at >= gap && v[at - gap] > moving; at -= gap)
                v[at] = v[at - gap];
            v[at] = moving;
        }
    }
}

size_t sort_distinct_u32(uint32_t *v, size_t n)
{
    size_t distinct = 0;
    sort_u32(v, n);
    for (size_t i = 0; i < n; i++)
        distinct += i == 0 || v[i] != v[i - 1];
    return distinct;
}
