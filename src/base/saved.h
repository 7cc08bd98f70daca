/* base/saved.h - what a program keeps for itself between two runs: arrays as they lie in memory,
 * one behind the other, in a file that only the same program on the same machine reads again. It is
 * a cache and no format: whoever cannot take it starts over.
 *
 *   magic | key | stamp | bytes | checksum | count, rows | count, rows | ...
 *
 * Both ends agree on the order of the arrays. The saver writes beside the file and renames at the
 * end, so that a reader finds the old file or the new one: whichever belongs to the stamp, where
 * the stamp changes between sealing and closing. A loader checks the whole before it hands anything
 * out, and every array's size against what is left. What the numbers in the arrays mean is the
 * caller's to check. Both fail stickily. */
#ifndef BASE_SAVED_H
#define BASE_SAVED_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct saver;
/* Begins `path`.part. SEINE_IO, SEINE_NOMEM. */
enum seine_status saver_open(const char *path, struct saver **ret) MUST_CHECK;
void saver_put(struct saver *s, const void *rows, size_t n, size_t size);
/* The same piece by piece: n rows of `size` bytes are announced, then their bytes added. */
void saver_begin(struct saver *s, size_t n, size_t size);
void saver_add(struct saver *s, const void *bytes, size_t n);
/* Ends the file, which waits beside its place. key: who can read it; stamp: what it belongs to. */
void saver_seal(struct saver *s, uint64_t key, uint64_t stamp);
/* Puts what was sealed in its place; frees the saver in any case. False: it could not be written,
 * and what stood there before is left. */
bool saver_close(struct saver *s);
void saver_drop(struct saver *s); /* leaves nothing behind; NULL is fine */

struct loader;
/* Whoever was killed between sealing and closing left the file beside its place: then it is put
 * there. SEINE_NOT_FOUND: no file, another key or stamp, or a damaged one. */
enum seine_status loader_open(const char *path, uint64_t key, uint64_t stamp,
                              struct loader **ret) MUST_CHECK;
/* The next array, borrowed until loader_free and aligned to 8; NULL and *ret_n 0 once it failed. */
const void *loader_get(struct loader *l, size_t size, size_t *ret_n);
/* The next array, which must have n rows; NULL and a failed loader if it has not. */
const void *loader_get_n(struct loader *l, size_t size, size_t n);
void loader_fail(struct loader *l); /* the caller does not believe it */
bool loader_ok(const struct loader *l);
void loader_free(struct loader *l);

#endif
