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

/* Where things that stand elsewhere are found by 32 bits of their hash; whoever asks compares them.
 * A slot's place rises with the hash, so that growing reads and writes memory in its order. */
struct lookup_slot {
    uint32_t id; /* MAP_NONE marks an empty slot */
    uint32_t hash;
};

struct lookup {
    struct lookup_slot *slots;
    size_t n;
    size_t room;
};

void lookup_init(struct lookup *l);
void lookup_release(struct lookup *l);
/* Room for n things in all; adding them then cannot fail. */
enum seine_status lookup_reserve(struct lookup *l, size_t n) MUST_CHECK;
/* The thing must not be there yet; the same hash may. */
enum seine_status lookup_put(struct lookup *l, uint32_t hash, uint32_t id) MUST_CHECK;
static inline size_t lookup_place(const struct lookup *l, uint32_t hash)
{
    return (size_t)((uint64_t)hash * l->room >> 32);
}
/* One thing with this hash after the other; *at is lookup_place at first. MAP_NONE: no further. */
static inline uint32_t lookup_next(const struct lookup *l, uint32_t hash, size_t *at)
{
    if (l->room == 0)
        return MAP_NONE;
    for (;;) {
        const struct lookup_slot *slot = &l->slots[*at];
        if (slot->id == MAP_NONE)
            return MAP_NONE;
        *at = *at + 1 == l->room ? 0 : *at + 1;
        if (slot->hash == hash)
            return slot->id;
    }
}
/* The first of them, most likely the one looked for. */
static inline uint32_t lookup_likely(const struct lookup *l, uint32_t hash)
{
    size_t at = lookup_place(l, hash);
    return lookup_next(l, hash, &at);
}
static inline void lookup_prefetch(const struct lookup *l, uint32_t hash)
{
    if (l->room > 0)
        __builtin_prefetch(&l->slots[lookup_place(l, hash)]);
}

/* Interning: equal byte strings get equal ids, 0 is always the empty string, ids count up in the
 * order of first sight. Keys come from outside, so the hash is seeded per process (no output may
 * depend on slot order). Bytes are kept NUL-terminated until release and never move; before them
 * stands their number. SEINE_LIMIT: more than 16 GiB of them, or 2^32 - 2 strings. */
struct strtab {
    char **pages;
    uint32_t *places; /* of each string: its page, and where in it, in units of four bytes */
    struct lookup index;
    uint64_t seed;
    size_t n;
    size_t room; /* of places */
    size_t n_pages;
    size_t page_used, page_room; /* bytes of the last page */
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
#define STRTAB_PAGE_BITS 22 /* of a place; the others are the page's number */
#define STRTAB_UNIT_BITS 2
#define STRTAB_LONG      0xffu /* the number of bytes does not fit into one */
static inline const char *strtab_at(const struct strtab *t, uint32_t id)
{
    uint32_t place = t->places[id], within = place & (((uint32_t)1 << STRTAB_PAGE_BITS) - 1);
    return t->pages[place >> STRTAB_PAGE_BITS] + ((size_t)within << STRTAB_UNIT_BITS);
}
struct str strtab_long(const char *at);
static inline struct str strtab_get(const struct strtab *t, uint32_t id)
{
    const char *at = strtab_at(t, id);
    size_t n = (unsigned char)*at;
    return n == STRTAB_LONG ? strtab_long(at) : (struct str){at + 1, n};
}
/* What strtab_add_hashed will wait for, step by step: 0 the slot, 1 where the string stands that
 * has this hash, 2 its bytes. */
static inline void strtab_prefetch(const struct strtab *t, uint32_t hash, int step)
{
    uint32_t id = step > 0 ? lookup_likely(&t->index, hash) : MAP_NONE;
    if (step == 0)
        lookup_prefetch(&t->index, hash);
    else if (id != MAP_NONE)
        __builtin_prefetch(step == 1 ? (const char *)&t->places[id] : strtab_at(t, id));
}
/* A sealed table can do without finding strings: what index takes is freed, and only strtab_get
 * and strtab_release may follow. */
void strtab_forget_index(struct strtab *t);

#endif
