/* base/mem.c - malloc and friends behind one door, with a switch that makes them fail. The counters
 * are the only process-wide state; they are touched by torture tests alone. */
#include "base/mem.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_uint_fast64_t fail_from, asked;

static int is_refused(void)
{
    uint_fast64_t limit = atomic_load_explicit(&fail_from, memory_order_relaxed);
    if (limit == 0)
        return 0;
    return atomic_fetch_add_explicit(&asked, 1, memory_order_relaxed) + 1 >= limit;
}

void *mem_alloc(size_t n)
{
    return is_refused() ? NULL : malloc(n ? n : 1);
}

void *mem_calloc(size_t count, size_t size)
{
    return is_refused() ? NULL : calloc(count ? count : 1, size ? size : 1);
}

void *mem_resize(void *p, size_t n)
{
    return is_refused() ? NULL : realloc(p, n ? n : 1);
}

void *mem_resize_array(void *p, size_t count, size_t size)
{
    size_t n;
    return __builtin_mul_overflow(count, size, &n) ? NULL : mem_resize(p, n);
}

void mem_free(void *p)
{
    free(p);
}

char *mem_copy_string(const char *s)
{
    size_t n = strlen(s) + 1;
    char *p = mem_alloc(n);
    return p ? memcpy(p, s, n) : NULL;
}

void mem_fail_at(uint64_t fail_at)
{
    atomic_store(&asked, 0);
    atomic_store(&fail_from, fail_at);
}

uint64_t mem_count(void)
{
    return atomic_load(&asked);
}
