/* base/spill.h - large blocks of memory in a file, for work that needs more memory than a machine
 * has.
 *
 * Once begun, blocks of SPILL_LEAST bytes and more that would bring the process above its share of
 * memory lie in a file without a name, which is gone when the process ends, however it ends. The
 * system writes their pages out and reads them again as it sees fit; nothing but time tells the
 * difference. mem.h asks here; nobody else does. Process-wide, as memory is; safe for several
 * threads after spill_begin, which is called once, before the work. */
#ifndef BASE_SPILL_H
#define BASE_SPILL_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Smaller blocks always lie in memory. */
#define SPILL_LEAST ((size_t)1 << 20)

/* Blocks that would bring the process above `memory` bytes lie in a file in `folder` from now on.
 * SEINE_IO: no such file can be had there, its file system cannot give back a part of one, or lies
 * in memory itself. */
enum seine_status spill_begin(const char *folder, uint64_t memory, struct seine_error *err);

/* Is a new block of n bytes one for the file? */
bool spill_wants(size_t n);
/* Is the block in the file? */
bool spill_holds(const void *p);

/* A block of zeros, NULL where the disk is full. Given back with spill_free. */
void *spill_alloc(size_t n) MUST_CHECK;
/* The same block of another size, or a new one with what it held; NULL leaves it as it is. */
void *spill_resize(void *p, size_t n) MUST_CHECK;
void spill_free(void *p);

/* Bytes of the file that blocks hold now, and the most that they ever held. */
uint64_t spill_held(void);
uint64_t spill_held_most(void);

#endif
