/* base/mem.c - malloc and friends behind one door, with a switch that makes them fail. The counters
 * are the only process-wide state; they are touched by torture tests alone. Large blocks are asked
 * to lie on huge pages: tables that are read at random spend most of their time in the processor's
 * walk from addresses to pages otherwise. */
#include "base/mem.h"

#include "base/spill.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define HUGE_PAGE  ((uintptr_t)2 << 20)
#define LEAST_HUGE ((size_t)4 << 20) /* smaller blocks stay as they are */

static atomic_uint_fast64_t fail_from, asked;

static int is_refused(void)
{
    uint_fast64_t limit = atomic_load_explicit(&fail_from, memory_order_relaxed);
    if (limit == 0)
        return 0;
    return atomic_fetch_add_explicit(&asked, 1, memory_order_relaxed) + 1 >= limit;
}

/* The whole huge pages within the block; a system without them refuses, and nothing is lost. */
static void *on_huge_pages(void *p, size_t n)
{
    if (p && n >= LEAST_HUGE) {
        uintptr_t from = ((uintptr_t)p + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
        uintptr_t to = ((uintptr_t)p + n) & ~(HUGE_PAGE - 1);
        if (from < to)
            (void)madvise((char *)p + (from - (uintptr_t)p), to - from, MADV_HUGEPAGE);
    }
    return p;
}

void *mem_alloc(size_t n)
{
    if (is_refused())
        return NULL;
    return spill_wants(n) ? spill_alloc(n) : on_huge_pages(malloc(n ? n : 1), n);
}

void *mem_calloc(size_t count, size_t size)
{
    size_t n;
    if (is_refused() || __builtin_mul_overflow(count, size, &n))
        return NULL;
    return spill_wants(n) ? spill_alloc(n) : on_huge_pages(calloc(n ? n : 1, 1), n);
}

/* A block in the file stays there, whatever its size. */
static void *move_to_spill(void *p, size_t n)
{
    void *moved = spill_alloc(n);
    if (moved && p) {
        size_t held = malloc_usable_size(p);
        memcpy(moved, p, held < n ? held : n);
        free(p);
    }
    return moved;
}

void *mem_resize(void *p, size_t n)
{
    if (is_refused())
        return NULL;
    if (spill_holds(p))
        return spill_resize(p, n);
    return spill_wants(n) ? move_to_spill(p, n) : on_huge_pages(realloc(p, n ? n : 1), n);
}

void *mem_resize_array(void *p, size_t count, size_t size)
{
    size_t n;
    return __builtin_mul_overflow(count, size, &n) ? NULL : mem_resize(p, n);
}

void mem_free(void *p)
{
    if (spill_holds(p))
        spill_free(p);
    else
        free(p);
}

char *mem_copy_string(const char *s)
{
    size_t n = strlen(s) + 1;
    char *p = mem_alloc(n);
    return p ? memcpy(p, s, n) : NULL;
}

void mem_trim(void)
{
    (void)malloc_trim(0);
}

/* A number of statm: "pages of all, pages that are there, those of them that lie in files, ...". */
static uint64_t number_of(const char *text, int which)
{
    uint64_t pages = 0;
    for (; which && *text; text++)
        which -= *text == ' ';
    for (; *text >= '0' && *text <= '9'; text++)
        pages = pages * 10 + (uint64_t)(*text - '0');
    return pages;
}

static void pages_of(uint64_t *there, uint64_t *in_files)
{
    char text[128] = "";
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t n = file < 0 ? 0 : read(file, text, sizeof text - 1);
    if (file >= 0)
        (void)close(file);
    *there = n > 0 ? number_of(text, 1) : 0;
    *in_files = n > 0 ? number_of(text, 2) : 0;
}

uint64_t mem_resident(void)
{
    uint64_t there, in_files;
    pages_of(&there, &in_files);
    return there * (uint64_t)sysconf(_SC_PAGESIZE);
}

uint64_t mem_unshared(void)
{
    uint64_t there, in_files;
    pages_of(&there, &in_files);
    return (there - in_files) * (uint64_t)sysconf(_SC_PAGESIZE);
}

uint64_t mem_resident_most(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (uint64_t)usage.ru_maxrss * 1024 : 0;
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
