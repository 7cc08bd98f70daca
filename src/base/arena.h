/* base/arena.h - memory that is freed all at once.
 *
 * Allocations are 16-byte aligned and live until arena_reset or arena_release. With
 * -DSEINE_DEBUG_ARENA every object is its own malloc so that ASan sees its ends.
 * Not safe for use by two threads at once. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena {
    struct arena_block *blocks;
    size_t used; /* bytes handed out since the last reset */
    size_t max;
};

void arena_init(struct arena *a, size_t max_bytes);
void arena_release(struct arena *a);
void arena_reset(struct arena *a); /* everything handed out is dead; memory is kept for re-use */
void *arena_alloc(struct arena *a, size_t n);                  /* NULL: no memory or above max */
void *arena_array(struct arena *a, size_t count, size_t size); /* zeroed */
/* Copies s into the arena, NUL-terminated; on failure *ok becomes false and the empty slice is
 * returned. ok may be NULL. */
struct str arena_str(struct arena *a, struct str s, bool *ok);

#endif
