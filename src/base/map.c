/* base/map.c - linear probing over powers of two, at most 70 % full.
 *
 *   slots   [k0 v0][k1 v1][   NONE][k3 v3]...
 *
 * A slot is empty when its value is MAP_NONE; nothing is ever removed. */
#include "base/map.h"

#include "base/mem.h"

#include <string.h>

void map_init(struct map *m)
{
    *m = (struct map){0};
}

void map_release(struct map *m)
{
    mem_free(m->slots);
    map_init(m);
}

void map_clear(struct map *m)
{
    if (m->room)
        memset(m->slots, 0xff, m->room * sizeof *m->slots);
    m->n = 0;
}

static size_t slot_of(uint64_t key, size_t room)
{
    key ^= key >> 32;
    key *= 0x9E3779B97F4A7C15u;
    key ^= key >> 29;
    return (size_t)key & (room - 1);
}

/* The slot of the key, or the empty one where it would go. */
static size_t find(const struct map *m, uint64_t key)
{
    size_t at = slot_of(key, m->room);
    while (m->slots[at].value != MAP_NONE && m->slots[at].key != key)
        at = (at + 1) & (m->room - 1);
    return at;
}

static enum seine_status grow(struct map *m)
{
    struct map bigger = {.room = m->room ? m->room * 2 : 16, .n = m->n};
    bigger.slots = mem_resize_array(NULL, bigger.room, sizeof *bigger.slots);
    if (!bigger.slots)
        return SEINE_NOMEM;
    memset(bigger.slots, 0xff, bigger.room * sizeof *bigger.slots);
    for (size_t i = 0; i < m->room; i++)
        if (m->slots[i].value != MAP_NONE)
            bigger.slots[find(&bigger, m->slots[i].key)] = m->slots[i];
    map_release(m);
    *m = bigger;
    return SEINE_OK;
}

uint32_t map_get(const struct map *m, uint64_t key)
{
    return m->room ? m->slots[find(m, key)].value : MAP_NONE;
}

void map_prefetch(const struct map *m, uint64_t key)
{
    if (m->room)
        __builtin_prefetch(&m->slots[slot_of(key, m->room)]);
}

enum seine_status map_get_or_set(struct map *m, uint64_t key, uint32_t value, uint32_t *ret_value,
                                 bool *ret_new)
{
    if ((m->n + 1) * 10 > m->room * 7) {
        enum seine_status status = grow(m);
        if (status != SEINE_OK)
            return status;
    }
    size_t at = find(m, key);
    *ret_new = m->slots[at].value == MAP_NONE;
    if (*ret_new) {
        m->slots[at] = (struct map_slot){key, value};
        m->n++;
    }
    *ret_value = m->slots[at].value;
    return SEINE_OK;
}

enum seine_status map_set(struct map *m, uint64_t key, uint32_t value)
{
    uint32_t old;
    bool is_new;
    enum seine_status status = map_get_or_set(m, key, value, &old, &is_new);
    if (status == SEINE_OK && !is_new)
        m->slots[find(m, key)].value = value;
    return status;
}

/* ---- lookups ----------------------------------------------------------------------------------
 */

enum { FIRST_ROOM = 256 };

void lookup_init(struct lookup *l)
{
    *l = (struct lookup){0};
}

void lookup_release(struct lookup *l)
{
    mem_free(l->slots);
    lookup_init(l);
}

static void lookup_insert(struct lookup *l, struct lookup_slot slot)
{
    size_t at = lookup_place(l, slot.hash);
    while (l->slots[at].id != MAP_NONE)
        at = at + 1 == l->room ? 0 : at + 1;
    l->slots[at] = slot;
    l->n++;
}

static enum seine_status lookup_resize(struct lookup *l, size_t room)
{
    struct lookup bigger = {.room = room};
    bigger.slots = mem_resize_array(NULL, room, sizeof *bigger.slots);
    if (!bigger.slots)
        return SEINE_NOMEM;
    memset(bigger.slots, 0xff, room * sizeof *bigger.slots);
    for (size_t i = 0; i < l->room; i++)
        if (l->slots[i].id != MAP_NONE)
            lookup_insert(&bigger, l->slots[i]);
    lookup_release(l);
    *l = bigger;
    return SEINE_OK;
}

enum seine_status lookup_reserve(struct lookup *l, size_t n)
{
    if (n > MAP_NONE)
        return SEINE_LIMIT;
    if (n * 10 <= l->room * 7)
        return SEINE_OK;
    size_t room = n * 10 / 7 + 2, next = l->room ? l->room + l->room / 2 : FIRST_ROOM;
    return lookup_resize(l, room > next ? room : next);
}

enum seine_status lookup_put(struct lookup *l, uint32_t hash, uint32_t id)
{
    enum seine_status status = lookup_reserve(l, l->n + 1);
    if (status == SEINE_OK)
        lookup_insert(l, (struct lookup_slot){id, hash});
    return status;
}
