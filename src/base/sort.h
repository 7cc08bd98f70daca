/* base/sort.h - sorts numbers in place, without a call for each comparison and without memory of
 * its own: for the many short lists of indices. */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

void sort_u32(uint32_t *v, size_t n); /* ascending */
/* Sorts, and tells how many different ones there are. */
size_t sort_count_distinct_u32(uint32_t *v, size_t n);
/* The number that stands at `at` < n when v, without NaN, is sorted; that is not done: what is left
 * before it is not greater, what is left behind it not less. */
double sort_select(double *v, size_t n, size_t at);
/* The median of v, without NaN, which is left in another order; NaN: n is 0. */
double sort_median(double *v, size_t n);

#endif
