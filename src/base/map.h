/* base/map.h - open addressing hash map uint64 -> uint32 or 64-bit keys with stored tags, and the
 * interning table built on it.
 *
 * struct map maps 64-bit keys to 32-bit values; the key is mixed inside, so plain ids are fine.
 * MAP_NONE is not a valid value. Iteration order is not defined: never let it reach an output. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/saved.h"
#include "base/str.h"

#define MAP_NONE UINT32_MAX

struct map_slot { /* side by side, so that a look-up waits for memory once */
    uint64_t key;
    uint32_t value; /* MAP_NONE marks an empty slot */
};

struct map {
    struct map_slot *slots;
    size_t n;
    size_t room; /* a power of two, or 0 */
};

void map_init(struct map *m);
void map_release(struct map *m);
void map_clear(struct map *m);                       /* empty, memory kept */
uint32_t map_get(const struct map *m, uint64_t key); /* MAP_NONE if absent */
enum seine_status map_set(struct map *m, uint64_t key, uint32_t value) MUST_CHECK;
/* The value of key, setting it to `value` first if it is absent; *ret_new tells which. */
enum seine_status map_get_or_set(struct map *m, uint64_t key, uint32_t value, uint32_t *ret_value,
                                 bool *ret_new) MUST_CHECK;

void map_prefetch(const struct map *m, uint64_t key); /* the slot of a key, ahead of its use */

/* To a file of this program and back (base/saved.h), into an empty map; values are the caller's to
 * check. SEINE_FORMAT: it is not one. */
void map_save(const struct map *m, struct saver *to);
enum seine_status map_load(struct map *m, struct loader *from) MUST_CHECK;

struct strtab_slot {
    uint32_t id; /* MAP_NONE marks an empty slot */
    uint32_t hash;
};

/* Interning: equal byte strings get equal ids, 0 is always the empty string, ids count up in the
 * order of first sight. Keys come from outside, so the hash is seeded per process (no output may
 * depend on slot order). Bytes are kept NUL-terminated until release and never move. */
struct strtab {
    struct strtab_page *pages;
    struct str *strings;
    struct strtab_slot *slots;
    uint64_t seed;
    size_t n;
    size_t room_strings;
    size_t room_slots;
    uint64_t bytes;
};

enum seine_status strtab_init(struct strtab *t) MUST_CHECK;
void strtab_release(struct strtab *t);
enum seine_status strtab_add(struct strtab *t, struct str s, uint32_t *ret_id) MUST_CHECK;
uint32_t strtab_find(const struct strtab *t, struct str s); /* MAP_NONE if absent */
/* To a file of this program and back, into an initialised table without strings: every string has
 * the id it had. SEINE_FORMAT: it is not one; the table can then only be released. */
void strtab_save(const struct strtab *t, struct saver *to);
enum seine_status strtab_load(struct strtab *t, struct loader *from) MUST_CHECK;
/* For those who add many: the hashes of several strings first, then for all of them the slot, the
 * string that stands there and its bytes are fetched, step by step, then they are added: so the
 * waits for memory overlap. */
uint32_t strtab_hash(const struct strtab *t, struct str s);
enum seine_status strtab_add_hashed(struct strtab *t, struct str s, uint32_t hash,
                                    uint32_t *ret_id) MUST_CHECK;
/* n strings with their hashes; ret_ids[i] becomes the id of s[i]. */
enum seine_status strtab_add_all(struct strtab *t, const struct str *s, const uint32_t *hashes,
                                 size_t n, uint32_t *ret_ids) MUST_CHECK;
static inline void strtab_prefetch(const struct strtab *t, uint32_t hash)
{
    __builtin_prefetch(&t->slots[hash & (t->room_slots - 1)]);
}
/* The id of the string that has this hash, most likely the one looked for; MAP_NONE: none has. */
static inline uint32_t strtab_likely(const struct strtab *t, uint32_t hash)
{
    size_t at = hash & (t->room_slots - 1);
    while (t->slots[at].id != MAP_NONE && t->slots[at].hash != hash)
        at = (at + 1) & (t->room_slots - 1);
    return t->slots[at].id;
}
static inline struct str strtab_get(const struct strtab *t, uint32_t id)
{
    return t->strings[id];
}

#endif
