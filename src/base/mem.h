/* base/mem.h - the one place that calls malloc, so that a torture test can make the n-th call
 * fail. All sizes are bytes; count*size is checked for overflow. NULL means no memory. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <stdint.h>

void *mem_alloc(size_t n);
void *mem_calloc(size_t count, size_t size);
void *mem_resize(void *p, size_t n); /* as realloc: on failure p is unchanged */
void *mem_resize_array(void *p, size_t count, size_t size);
void mem_free(void *p);
char *mem_copy_string(const char *s); /* NUL-terminated copy, freed with mem_free */

/* Gives memory that was freed back to the system where malloc keeps it for itself. */
void mem_trim(void);
/* Bytes of memory that the process holds now, and the most that it ever held; 0: not known. */
uint64_t mem_resident(void);
uint64_t mem_unshared(void); /* of those, bytes that lie in no file */
uint64_t mem_resident_most(void);

/* Torture: from now on the allocation number `fail_at` (1 = the next) and all later ones of this
 * process fail; 0 switches it off. mem_count() tells how many allocations were asked for since. */
void mem_fail_at(uint64_t fail_at);
uint64_t mem_count(void);

#endif
