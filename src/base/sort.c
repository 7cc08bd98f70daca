/* base/sort.c - Shell's sort with Ciura's gaps (Best Increments for the Average Case of Shellsort,
 * 2001): a few lines that beat qsort up to some thousand numbers. Longer lists go to qsort, whose
 * cost is bounded. One number of a list is found by Hoare's quickselect, and by qsort where its
 * luck is bad. */
#include "base/sort.h"

#include <math.h>
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

size_t sort_count_distinct_u32(uint32_t *v, size_t n)
{
    size_t distinct = 0;
    sort_u32(v, n);
    for (size_t i = 0; i < n; i++)
        distinct += i == 0 || v[i] != v[i - 1];
    return distinct;
}

static int f64_order(const void *l, const void *r)
{
    double a = *(const double *)l, b = *(const double *)r;
    return a < b ? -1 : a > b;
}

static void swap(double *a, double *b)
{
    double kept = *a;
    *a = *b;
    *b = kept;
}

/* Puts the middle one of the first, the middle and the last number into the middle. */
static double pivot_of(double *v, size_t n)
{
    double *middle = v + n / 2, *last = v + n - 1;
    if (*middle < *v)
        swap(middle, v);
    if (*last < *middle)
        swap(last, middle);
    if (*middle < *v)
        swap(middle, v);
    return *middle;
}

double sort_select(double *v, size_t n, size_t at)
{
    double *from = v, *wanted = v + at;
    for (int rounds = 0; n > 2; rounds++) {
        if (rounds == 96) { /* 4 billion numbers take half as many as a rule */
            qsort(from, n, sizeof *from, f64_order);
            return *wanted;
        }
        double pivot = pivot_of(from, n), *low = from, *high = from + n - 1;
        while (low <= high) {
            while (*low < pivot)
                low++;
            while (*high > pivot)
                high--;
            if (low <= high)
                swap(low++, high--);
        }
        if (wanted <= high) {
            n = (size_t)(high - from) + 1;
        } else if (wanted >= low) {
            n -= (size_t)(low - from);
            from = low;
        } else { /* between them all are the pivot */
            return *wanted;
        }
    }
    if (n == 2 && from[1] < from[0])
        swap(from, from + 1);
    return *wanted;
}

double sort_median(double *v, size_t n)
{
    if (n == 0)
        return NAN;
    double upper = sort_select(v, n, n / 2);
    return n % 2 ? upper : (sort_select(v, n / 2, n / 2 - 1) + upper) / 2;
}
