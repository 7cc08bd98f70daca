/* base/strtab.c - interned strings: pages of bytes that never move, an array of slices by id, and
 * an open-addressing index of ids. A slot holds 32 bits of the hash beside the id: they give its
 * place, so that growing reads no string, and keep nearly all others from being compared. */
#include "base/map.h"

#include "base/mem.h"

#include <string.h>
#include <sys/random.h>
#include <xxhash.h>

#define PAGE_BYTES   ((size_t)64 << 10) /* of the first page; each next one is twice as large */
#define LARGEST_PAGE ((size_t)16 << 20)

struct strtab_page {
    struct strtab_page *next;
    size_t used, room;
    char bytes[];
};

static struct strtab_page *new_page(struct strtab *t, size_t need)
{
    size_t room = t->pages ? t->pages->room * 2 : PAGE_BYTES;
    room = room > LARGEST_PAGE ? LARGEST_PAGE : room;
    room = need > room ? need : room;
    struct strtab_page *page = mem_alloc(sizeof *page + room);
    if (!page)
        return NULL;
    page->used = 0;
    page->room = room;
    page->next = t->pages;
    t->pages = page;
    return page;
}

static bool index_grow(struct strtab *t)
{
    size_t room = t->room_slots ? t->room_slots * 2 : 1024;
    struct strtab_slot *slots = mem_resize_array(NULL, room, sizeof *slots);
    if (!slots)
        return false;
    memset(slots, 0xff, room * sizeof *slots);
    for (size_t i = 0; i < t->room_slots; i++) {
        size_t at = t->slots[i].hash & (room - 1);
        if (t->slots[i].id == MAP_NONE)
            continue;
        while (slots[at].id != MAP_NONE)
            at = (at + 1) & (room - 1);
        slots[at] = t->slots[i];
    }
    mem_free(t->slots);
    t->slots = slots;
    t->room_slots = room;
    return true;
}

static size_t find(const struct strtab *t, struct str s, uint32_t hash)
{
    size_t at = hash & (t->room_slots - 1);
    while (t->slots[at].id != MAP_NONE &&
           (t->slots[at].hash != hash || !str_is(t->strings[t->slots[at].id], s)))
        at = (at + 1) & (t->room_slots - 1);
    return at;
}

uint32_t strtab_hash(const struct strtab *t, struct str s)
{
    return (uint32_t)XXH3_64bits_withSeed(s.p, s.n, t->seed);
}

enum seine_status strtab_init(struct strtab *t)
{
    uint32_t id;
    *t = (struct strtab){0};
    if (getrandom(&t->seed, sizeof t->seed, GRND_NONBLOCK) != (ssize_t)sizeof t->seed)
        t->seed = 0x5EEDF00D;
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
    *t = (struct strtab){0};
}

/* The bytes in the last page, with a NUL behind them. */
static enum seine_status keep(struct strtab *t, struct str s)
{
    if (t->n == t->room_strings) {
        size_t room = t->room_strings ? t->room_strings + t->room_strings / 2 : 256;
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
    t->strings[t->n++] = (struct str){p, s.n};
    return SEINE_OK;
}

enum seine_status strtab_add_hashed(struct strtab *t, struct str s, uint32_t hash, uint32_t *ret_id)
{
    if ((t->n + 1) * 10 > t->room_slots * 7 && !index_grow(t))
        return SEINE_NOMEM;
    struct strtab_slot *slot = &t->slots[find(t, s, hash)];
    if (slot->id != MAP_NONE) {
        *ret_id = slot->id;
        return SEINE_OK;
    }
    if (t->n >= MAP_NONE - 1 || s.n > SIZE_MAX / 4)
        return SEINE_LIMIT;
    enum seine_status status = keep(t, s);
    if (status == SEINE_OK) {
        *slot = (struct strtab_slot){(uint32_t)t->n - 1, hash};
        *ret_id = slot->id;
    }
    return status;
}

#define TOGETHER ((size_t)16) /* strings whose waits for memory overlap */

enum seine_status strtab_add_all(struct strtab *t, const struct str *s, const uint32_t *hashes,
                                 size_t n, uint32_t *ret_ids)
{
    enum seine_status status = SEINE_OK;
    for (size_t from = 0; from < n && status == SEINE_OK; from += TOGETHER) {
        size_t to = n - from < TOGETHER ? n : from + TOGETHER;
        for (size_t i = from; i < to; i++)
            strtab_prefetch(t, hashes[i]);
        for (size_t i = from; i < to; i++) {
            uint32_t id = strtab_likely(t, hashes[i]);
            __builtin_prefetch(&t->strings[id == MAP_NONE ? 0 : id]);
        }
        for (size_t i = from; i < to; i++) {
            uint32_t id = strtab_likely(t, hashes[i]);
            __builtin_prefetch(t->strings[id == MAP_NONE ? 0 : id].p);
        }
        for (size_t i = from; i < to && status == SEINE_OK; i++)
            status = strtab_add_hashed(t, s[i], hashes[i], &ret_ids[i]);
    }
    return status;
}

enum seine_status strtab_add(struct strtab *t, struct str s, uint32_t *ret_id)
{
    return strtab_add_hashed(t, s, strtab_hash(t, s), ret_id);
}

uint32_t strtab_find(const struct strtab *t, struct str s)
{
    return t->slots[find(t, s, strtab_hash(t, s))].id;
}

/* Pages are chained newest first; strings stand in them in the order of their ids. */
static void save_bytes(const struct strtab *t, struct saver *to)
{
    size_t n = 0;
    for (const struct strtab_page *p = t->pages; p; p = p->next)
        n++;
    for (size_t i = n; i > 0; i--) {
        const struct strtab_page *p = t->pages;
        for (size_t k = 1; k < i; k++)
            p = p->next;
        saver_add(to, p->bytes, p->used);
    }
}

void strtab_save(const struct strtab *t, struct saver *to)
{
    uint32_t lengths[512];
    saver_put(to, &t->seed, 1, sizeof t->seed);
    saver_begin(to, t->n, sizeof *lengths);
    for (size_t i = 0; i < t->n; i += 512) {
        size_t n = t->n - i < 512 ? t->n - i : 512;
        for (size_t k = 0; k < n; k++)
            lengths[k] = (uint32_t)t->strings[i + k].n;
        saver_add(to, lengths, n * sizeof *lengths);
    }
    saver_begin(to, t->bytes, 1);
    save_bytes(t, to);
    saver_put(to, t->slots, t->room_slots, sizeof *t->slots);
}

/* Slices of a page of n strings; false: lengths and bytes do not belong together. */
static bool cut_page(struct str *strings, const struct strtab_page *page, const uint32_t *lengths,
                     size_t n)
{
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        size_t length = lengths[i];
        if (length >= page->used - at || page->bytes[at + length] != '\0')
            return false;
        strings[i] = (struct str){page->bytes + at, length};
        at += length + 1;
    }
    return at == page->used && n > 0 && lengths[0] == 0;
}

/* Every id once, and room left, so that a search ends. */
static bool is_index(const struct strtab_slot *slots, size_t room, size_t n)
{
    size_t used = 0;
    for (size_t i = 0; i < room; i++) {
        used += slots[i].id != MAP_NONE;
        if (slots[i].id != MAP_NONE && slots[i].id >= n)
            return false;
    }
    return room > 0 && (room & (room - 1)) == 0 && used == n && used * 10 <= room * 7 + 10;
}

enum seine_status strtab_load(struct strtab *t, struct loader *from)
{
    size_t n = 0, bytes = 0, room = 0;
    const uint64_t *seed = loader_get_n(from, sizeof *seed, 1);
    const uint32_t *lengths = loader_get(from, sizeof *lengths, &n);
    const char *text = loader_get(from, 1, &bytes);
    const struct strtab_slot *index = loader_get(from, sizeof *index, &room);
    if (!loader_ok(from) || n >= MAP_NONE || !is_index(index, room, n))
        return SEINE_FORMAT;
    struct strtab_page *page = mem_alloc(sizeof *page + bytes);
    struct str *strings = mem_resize_array(NULL, n + 1, sizeof *strings);
    struct strtab_slot *slots = mem_resize_array(NULL, room, sizeof *slots);
    enum seine_status status = page && strings && slots ? SEINE_OK : SEINE_NOMEM;
    if (status == SEINE_OK) {
        *page = (struct strtab_page){NULL, bytes, bytes};
        memcpy(page->bytes, text, bytes);
        memcpy(slots, index, room * sizeof *slots);
        status = cut_page(strings, page, lengths, n) ? SEINE_OK : SEINE_FORMAT;
    }
    if (status != SEINE_OK) {
        mem_free(page);
        mem_free(strings);
        mem_free(slots);
        return status;
    }
    strtab_release(t);
    *t = (struct strtab){page, strings, slots, *seed, n, n + 1, room, bytes};
    return SEINE_OK;
}
