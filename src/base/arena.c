/* base/arena.c - blocks of doubling size, handed out from the front. In a debug build every object
 * is its own malloc, so that a sanitizer sees where each one ends. */
#include "base/arena.h"

#include "base/mem.h"

#include <string.h>

struct arena_block {
    struct arena_block *next;
    size_t room, used;
    _Alignas(16) char bytes[];
};

#define FIRST_BLOCK   ((size_t)4096)
#define LARGEST_BLOCK ((size_t)4 << 20)

void arena_init(struct arena *a, size_t max_bytes)
{
    *a = (struct arena){NULL, 0, max_bytes};
}

static void free_blocks(struct arena_block *b)
{
    while (b) {
        struct arena_block *next = b->next;
        mem_free(b);
        b = next;
    }
}

void arena_release(struct arena *a)
{
    free_blocks(a->blocks);
    a->blocks = NULL;
    a->used = 0;
}

/* Keeps the newest (largest ordinary) block. */
void arena_reset(struct arena *a)
{
#ifdef SEINE_DEBUG_ARENA
    arena_release(a);
#else
    if (a->blocks) {
        free_blocks(a->blocks->next);
        a->blocks->next = NULL;
        a->blocks->used = 0;
        if (a->blocks->room > LARGEST_BLOCK)
            arena_release(a);
    }
    a->used = 0;
#endif
}

static struct arena_block *new_block(struct arena *a, size_t n)
{
    size_t room = n;
#ifndef SEINE_DEBUG_ARENA
    size_t next = a->blocks ? a->blocks->room * 2 : FIRST_BLOCK;
    if (next > LARGEST_BLOCK)
        next = LARGEST_BLOCK;
    if (room < next)
        room = next;
#endif
    struct arena_block *b = mem_alloc(sizeof *b + room);
    if (!b)
        return NULL;
    b->room = room;
    b->used = 0;
    b->next = a->blocks;
    a->blocks = b;
    return b;
}

void *arena_alloc(struct arena *a, size_t n)
{
    if (n > SIZE_MAX / 2)
        return NULL;
#ifdef SEINE_DEBUG_ARENA
    size_t need = n ? n : 1;
#else
    size_t need = n ? (n + 15) & ~(size_t)15 : 16;
#endif
    if (need > a->max || a->used > a->max - need)
        return NULL;
    struct arena_block *b = a->blocks;
    if (!b || b->room - b->used < need)
        b = new_block(a, need);
    if (!b)
        return NULL;
    void *p = b->bytes + b->used;
    b->used += need;
    a->used += need;
    return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n))
        return NULL;
    void *p = arena_alloc(a, n);
    return p ? memset(p, 0, n ? n : 1) : NULL;
}

struct str arena_str(struct arena *a, struct str s, bool *ok)
{
    char *p = s.n < SIZE_MAX ? arena_alloc(a, s.n + 1) : NULL;
    if (!p) {
        if (ok)
            *ok = false;
        return STR_EMPTY;
    }
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (struct str){p, s.n};
}
