/* base/input.h - bytes from a file or stdin, plain, gzip or zstd (found by content, nested
 * no deeper than one), turned into UTF-8.
 *
 * UTF-16 (by byte-order mark) is converted; a UTF-8 BOM is dropped. Latin-1 is not guessed here:
 * readers that meet invalid UTF-8 in a field convert that field and say so. */
#ifndef BASE_INPUT_H
#define BASE_INPUT_H

#include "base/str.h"

struct input;

/* path "-" is stdin. Directories are refused with SEINE_UNSUPPORTED. *ret is freed by input_free.
 */
enum seine_status input_open(const char *path, struct input **ret,
                             struct seine_error *err) MUST_CHECK;
/* Over bytes in memory (borrowed); name is used in messages. For tests and fuzzers. */
enum seine_status input_open_bytes(struct str bytes, const char *name, struct input **ret,
                                   struct seine_error *err) MUST_CHECK;
void input_free(struct input *in);
/* Fills up to n bytes; *ret_n 0 means the end. A truncated gzip or zstd stream is SEINE_FORMAT,
 * after all bytes that could be decoded were handed out. */
enum seine_status input_read(struct input *in, char *out, size_t n, size_t *ret_n,
                             struct seine_error *err) MUST_CHECK;
/* Up to n of the next bytes without consuming them (n <= 65536), for format detection; borrowed
 * until the next call. What cannot be read is told by input_read, behind the good bytes. */
struct str input_peek(struct input *in, size_t n);
/* Reads all of it into out (which has its own maximum). */
enum seine_status input_read_all(struct input *in, struct buf *out,
                                 struct seine_error *err) MUST_CHECK;
/* How a store that is a file begins. */
#define INPUT_STORE "SQLite format 3"
/* What a file is, and what to do about it, that begins like something well known but no text: a
 * workbook, a PDF, a picture, a store, UTF-16 that does not say so. NULL: it does not. */
const char *input_foreign(struct str head);
const char *input_name(const struct input *in);
uint64_t input_raw_bytes(const struct input *in); /* bytes taken from the file so far (progress) */
uint64_t input_raw_size(const struct input *in);  /* size of the file, 0 if not known */

/* All regular files below a path (itself if a file), sorted by name bytewise, hidden ones left
 * out. A link that leads nowhere and a folder below that cannot be opened are among them: opening
 * them says why. *ret_paths and every string in it are freed with input_paths_free. */
enum seine_status input_paths(const char *path, char ***ret_paths, size_t *ret_n,
                              struct seine_error *err) MUST_CHECK;
/* Bytes of a regular file as it lies on the disk; 0 if it is none. */
uint64_t input_path_size(const char *path);
void input_paths_free(char **paths, size_t n);

#endif
