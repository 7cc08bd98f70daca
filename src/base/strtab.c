/* base/strtab.c - interned strings: pages of bytes that never move, an array of slices by id, and
 * an open-addressing index of ids with a 32-bit tag of the hash beside each. */
#include "base/map.h"

#include "base/mem.h"

#include <string.h>
#include <sys/random.h>
#include <xxhash.h>

#define PAGE_BYTES ((size_t)1 << 20)

struct strtab_page {
    struct strtab_page *next;
    size_t used, room;
    uint64_t seed; /* of the table; kept in the first page made, copied to each */
    char bytes[];
};

static struct strtab_page *new_page(struct strtab *t, size_t need)
{
    size_t room = need > PAGE_BYTES ? need : PAGE_BYTES;
    struct strtab_page *page = mem_alloc(sizeof *page + room);
    if (!page)
        return NULL;
    page->used = 0;
    page->room = room;
    page->next = t->pages;
    page->seed = t->pages ? t->pages->seed : 0;
    if (!t->pages &&
        getrandom(&page->seed, sizeof page->seed, GRND_NONBLOCK) != (ssize_t)sizeof page->seed)
        page->seed = 0x5EEDF00D;
    t->pages = page;
    return page;
}

static bool index_grow(struct strtab *t)
{
    size_t room = t->room_slots ? t->room_slots * 2 : 1024;
    uint32_t *slots = mem_resize_array(NULL, room, sizeof *slots),
             *tags = mem_resize_array(NULL, room, sizeof *tags);
    if (!slots || !tags) {
        mem_free(slots);
        mem_free(tags);
        return false;
    }
    memset(slots, 0xff, room * sizeof *slots);
    for (size_t i = 0; i < t->n; i++) {
        uint64_t hash = XXH3_64bits_withSeed(t->strings[i].p, t->strings[i].n, t->pages->seed);
        size_t at = (size_t)hash & (room - 1);
        while (slots[at] != MAP_NONE)
            at = (at + 1) & (room - 1);
        slots[at] = (uint32_t)i;
        tags[at] = (uint32_t)(hash >> 32);
    }
    mem_free(t->slots);
    mem_free(t->tags);
    t->slots = slots;
    t->tags = tags;
    t->room_slots = room;
    return true;
}

static size_t find(const struct strtab *t, struct str s, uint64_t hash)
{
    size_t at = (size_t)hash & (t->room_slots - 1);
    while (t->slots[at] != MAP_NONE &&
           (t->tags[at] != (uint32_t)(hash >> 32) || !str_is(t->strings[t->slots[at]], s)))
        at = (at + 1) & (t->room_slots - 1);
    return at;
}

enum seine_status strtab_init(struct strtab *t)
{
    uint32_t id;
    *t = (struct strtab){0};
    enum seine_status status = new_page(t, 1) ? strtab_add(t, STR_EMPTY, &id) : SEINE_NOMEM;
    if (status != SEINE_OK)
        strtab_release(t);
    return status;
}

void strtab_release(struct strtab *t)
{
    while (t->pages) {
        struct strtab_page *next = t->pages->next;
        mem_free(t->pages);
        t->pages = next;
    }
    mem_free(t->strings);
    mem_free(t->slots);
    mem_free(t->tags);
    *t = (struct strtab){0};
}

enum seine_status strtab_add(struct strtab *t, struct str s, uint32_t *ret_id)
{
    if ((t->n + 1) * 10 > t->room_slots * 7 && !index_grow(t))
        return SEINE_NOMEM;
    uint64_t hash = XXH3_64bits_withSeed(s.p, s.n, t->pages->seed);
    size_t at = find(t, s, hash);
    if (t->slots[at] != MAP_NONE) {
        *ret_id = t->slots[at];
        return SEINE_OK;
    }
    if (t->n >= MAP_NONE - 1 || s.n > SIZE_MAX / 4)
        return SEINE_LIMIT;
    if (t->n == t->room_strings) {
        size_t room = t->room_strings ? t->room_strings * 2 : 256;
        struct str *strings = mem_resize_array(t->strings, room, sizeof *strings);
        if (!strings)
            return SEINE_NOMEM;
        t->strings = strings;
        t->room_strings = room;
    }
    struct strtab_page *page = t->pages;
    if (page->room - page->used < s.n + 1 && !(page = new_page(t, s.n + 1)))
        return SEINE_NOMEM;
    char *p = page->bytes + page->used;
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    page->used += s.n + 1;
    t->bytes += s.n + 1;
    t->strings[t->n] = (struct str){p, s.n};
    t->slots[at] = (uint32_t)t->n;
    t->tags[at] = (uint32_t)(hash >> 32);
    *ret_id = (uint32_t)t->n++;
    return SEINE_OK;
}

uint32_t strtab_find(const struct strtab *t, struct str s)
{
    return t->slots[find(t, s, XXH3_64bits_withSeed(s.p, s.n, t->pages->seed))];
}
