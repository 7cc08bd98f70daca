/* screen/image.h - a compiled index: lists and index as one run of bytes that can be mapped.
 *
 *   header | strings and small arrays | lists | entities | words | units | names | flat arrays
 *
 * Everything stands as it does in memory, in the layout and byte order of the program that wrote
 * it; a pointer is the distance from the first byte. It is a cache, not a format for exchange: a
 * file of another build is refused and has to be made anew. */
#ifndef SCREEN_IMAGE_H
#define SCREEN_IMAGE_H

#include "screen/index.h"

enum image_part {
    IMAGE_LISTS,
    IMAGE_ENTITIES,
    IMAGE_WORDS,
    IMAGE_NAMES,
    IMAGE_FIRST_NAME,
    IMAGE_POST_AT,
    IMAGE_POSTINGS,
    IMAGE_WORTH,
    IMAGE_LETTERS,
    IMAGE_BUCKET_AT,
    IMAGE_ENTRIES,
    IMAGE_ID_KEYS,
    IMAGE_ID_AT,
    IMAGE_ID_ENTITIES,
    IMAGE_PARTS
};

struct image_part_at {
    uint64_t at, n; /* n elements */
};

struct image_header {
    char magic[16];
    uint64_t build;    /* screen_image_build() of the writer */
    uint64_t bytes;    /* of the whole */
    uint64_t checksum; /* XXH3 of everything, this field being 0 */
    struct image_part_at parts[IMAGE_PARTS];
};
extern const char SCREEN_IMAGE_MAGIC[16];

/* Tells builds apart whose images differ: layouts, weights, tables, and how some fixed names are
 * prepared. */
uint64_t screen_image_build(void);

/* Turns the n bytes at `bytes`, which are changed and must be aligned to 16, into a set and an
 * index that point into them. Every distance and number is checked, so that no content can lead
 * out of the bytes. The checksum is the caller's to check. */
enum seine_status screen_image_take(char *bytes, size_t n, struct list_set *set,
                                    struct screen_index *x, struct seine_error *err) MUST_CHECK;

#endif
