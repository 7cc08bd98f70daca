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

void map_save(const struct map *m, struct saver *to)
{
    uint64_t n = m->n;
    saver_put(to, &n, 1, sizeof n);
    saver_put(to, m->slots, m->room, sizeof *m->slots);
}

enum seine_status map_load(struct map *m, struct loader *from)
{
    size_t room = 0, used = 0;
    const uint64_t *n = loader_get_n(from, sizeof *n, 1);
    const struct map_slot *slots = loader_get(from, sizeof *slots, &room);
    if (!n || !slots || (room & (room - 1)) != 0)
        return SEINE_FORMAT;
    if (room == 0)
        return *n == 0 ? SEINE_OK : SEINE_FORMAT;
    struct map_slot *copy = mem_resize_array(NULL, room, sizeof *copy);
    if (!copy)
        return SEINE_NOMEM;
    memcpy(copy, slots, room * sizeof *copy);
    for (size_t i = 0; i < room; i++)
        used += copy[i].value != MAP_NONE;
    if (used != *n || used * 10 > room * 7) { /* a full one would be searched for ever */
        mem_free(copy);
        return SEINE_FORMAT;
    }
    mem_free(m->slots);
    *m = (struct map){copy, used, room};
    return SEINE_OK;
}
