/* base/strtab.c - interned strings: pages of bytes that never move, and 32 bits by id that say
 * where in them a string stands.
 *
 *   places[id] = page | unit of 4 bytes        page: .. [n][bytes][NUL] pad [0xff][n: 4
 * bytes][bytes]..
 *
 * The look-up by hash keeps 32 bits of it beside the id: they give its place, so that growing reads
 * no string, and keep nearly all others from being compared. */
#include "base/map.h"

#include "base/mem.h"

#include <string.h>
#include <sys/random.h>
#include <xxhash.h>

#define UNIT         ((size_t)1 << STRTAB_UNIT_BITS)
#define FIRST_PAGE   ((size_t)16 << 10) /* bytes; each next page is twice as large */
#define LARGEST_PAGE (UNIT << STRTAB_PAGE_BITS)
#define MOST_PAGES   ((size_t)1 << (32 - STRTAB_PAGE_BITS))
#define LONGEST      ((size_t)1 << 30)

static enum seine_status new_page(struct strtab *t, size_t need)
{
    size_t room = t->n_pages ? t->page_room * 2 : FIRST_PAGE;
    room = room > LARGEST_PAGE ? LARGEST_PAGE : room;
    room = need > room ? need : room; /* it then holds this string alone */
    if (t->n_pages == MOST_PAGES)
        return SEINE_LIMIT;
    if ((t->n_pages & (t->n_pages - 1)) == 0) { /* room for as many again */
        char **pages = mem_resize_array(t->pages, t->n_pages ? 2 * t->n_pages : 1, sizeof *pages);
        if (!pages)
            return SEINE_NOMEM;
        t->pages = pages;
    }
    char *page = mem_alloc(room);
    if (!page)
        return SEINE_NOMEM;
    t->pages[t->n_pages++] = page;
    t->page_used = 0;
    t->page_room = room;
    return SEINE_OK;
}

uint32_t strtab_hash(const struct strtab *t, struct str s)
{
    return (uint32_t)XXH3_64bits_withSeed(s.p, s.n, t->seed);
}

enum seine_status strtab_init(struct strtab *t)
{
    uint32_t id;
    *t = (struct strtab){0};
    lookup_init(&t->index);
    if (getrandom(&t->seed, sizeof t->seed, GRND_NONBLOCK) != (ssize_t)sizeof t->seed)
        t->seed = 0x5EEDF00D;
    enum seine_status status = strtab_add(t, STR_EMPTY, &id);
    if (status != SEINE_OK)
        strtab_release(t);
    return status;
}

void strtab_release(struct strtab *t)
{
    for (size_t i = 0; i < t->n_pages; i++)
        mem_free(t->pages[i]);
    mem_free(t->pages);
    mem_free(t->places);
    lookup_release(&t->index);
    *t = (struct strtab){0};
}

void strtab_forget_index(struct strtab *t)
{
    lookup_release(&t->index);
}

struct str strtab_long(const char *at)
{
    uint32_t n;
    memcpy(&n, at + 1, sizeof n);
    return (struct str){at + 1 + sizeof n, n};
}

static bool reserve_places(struct strtab *t)
{
    if (t->n < t->room)
        return true;
    size_t room = t->room ? t->room + t->room / 2 : 256;
    uint32_t *places = mem_resize_array(t->places, room, sizeof *places);
    if (!places)
        return false;
    t->places = places;
    t->room = room;
    return true;
}

/* The bytes in the last page, their number before them and a NUL behind. */
static enum seine_status keep(struct strtab *t, struct str s)
{
    uint32_t n = (uint32_t)s.n;
    size_t head = s.n < STRTAB_LONG ? 1 : 1 + sizeof n;
    size_t need = (head + s.n + 1 + UNIT - 1) & ~(UNIT - 1);
    if (!reserve_places(t))
        return SEINE_NOMEM;
    if (t->page_room - t->page_used < need) {
        enum seine_status status = new_page(t, need);
        if (status != SEINE_OK)
            return status;
    }
    char *p = t->pages[t->n_pages - 1] + t->page_used;
    t->places[t->n++] = (uint32_t)((t->n_pages - 1) << STRTAB_PAGE_BITS) |
                        (uint32_t)(t->page_used >> STRTAB_UNIT_BITS);
    t->page_used += need;
    *p++ = (char)(head == 1 ? n : STRTAB_LONG);
    if (head > 1) {
        memcpy(p, &n, sizeof n);
        p += sizeof n;
    }
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return SEINE_OK;
}

static uint32_t find(const struct strtab *t, struct str s, uint32_t hash)
{
    size_t at = lookup_place(&t->index, hash);
    uint32_t id;
    while ((id = lookup_next(&t->index, hash, &at)) != MAP_NONE && !str_is(strtab_get(t, id), s))
        ;
    return id;
}

enum seine_status strtab_add_hashed(struct strtab *t, struct str s, uint32_t hash, uint32_t *ret_id)
{
    uint32_t id = find(t, s, hash);
    if (id != MAP_NONE) {
        *ret_id = id;
        return SEINE_OK;
    }
    if (t->n >= MAP_NONE - 1 || s.n > LONGEST)
        return SEINE_LIMIT;
    enum seine_status status = lookup_reserve(&t->index, t->n + 1);
    if (status == SEINE_OK)
        status = keep(t, s);
    if (status == SEINE_OK) {
        *ret_id = (uint32_t)t->n - 1;
        status = lookup_put(&t->index, hash, *ret_id);
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
        for (int step = 0; step < 3; step++)
            for (size_t i = from; i < to; i++)
                strtab_prefetch(t, hashes[i], step);
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
    return find(t, s, strtab_hash(t, s));
}

void strtab_save(const struct strtab *t, struct saver *to)
{
    uint32_t lengths[512];
    size_t bytes = 0;
    saver_put(to, &t->seed, 1, sizeof t->seed);
    saver_begin(to, t->n, sizeof *lengths);
    for (size_t i = 0; i < t->n; i += 512) {
        size_t n = t->n - i < 512 ? t->n - i : 512;
        for (size_t k = 0; k < n; k++) {
            lengths[k] = (uint32_t)strtab_get(t, (uint32_t)(i + k)).n;
            bytes += lengths[k];
        }
        saver_add(to, lengths, n * sizeof *lengths);
    }
    saver_begin(to, bytes, 1);
    for (size_t i = 0; i < t->n; i++) {
        struct str s = strtab_get(t, (uint32_t)i);
        saver_add(to, s.p, s.n);
    }
}

/* Adds n strings that stand one behind the other; each must be a new one. */
static enum seine_status add_saved(struct strtab *t, const char *text, size_t bytes,
                                   const uint32_t *lengths, size_t n)
{
    enum seine_status status = lookup_reserve(&t->index, n);
    size_t at = 0;
    for (size_t i = 0; i < n && status == SEINE_OK; i += TOGETHER) {
        size_t some = n - i < TOGETHER ? n - i : TOGETHER;
        struct str s[TOGETHER];
        uint32_t hashes[TOGETHER], ids[TOGETHER];
        for (size_t k = 0; k < some; k++) {
            if (lengths[i + k] > bytes - at)
                return SEINE_FORMAT;
            s[k] = (struct str){text + at, lengths[i + k]};
            hashes[k] = strtab_hash(t, s[k]);
            at += lengths[i + k];
        }
        status = strtab_add_all(t, s, hashes, some, ids);
        for (size_t k = 0; k < some && status == SEINE_OK; k++)
            status = ids[k] == i + k ? SEINE_OK : SEINE_FORMAT;
    }
    return status == SEINE_OK && (at != bytes || n == 0) ? SEINE_FORMAT : status;
}

enum seine_status strtab_load(struct strtab *t, struct loader *from)
{
    size_t n = 0, bytes = 0;
    const uint64_t *seed = loader_get_n(from, sizeof *seed, 1);
    const uint32_t *lengths = loader_get(from, sizeof *lengths, &n);
    const char *text = loader_get(from, 1, &bytes);
    struct strtab found;
    if (!loader_ok(from) || n >= MAP_NONE)
        return SEINE_FORMAT;
    enum seine_status status = strtab_init(&found);
    if (status != SEINE_OK)
        return status;
    lookup_release(&found.index); /* of the empty string, by another seed */
    found.n = 0;
    found.seed = *seed;
    status = add_saved(&found, text, bytes, lengths, n);
    if (status == SEINE_OK && strtab_get(&found, 0).n > 0)
        status = SEINE_FORMAT;
    if (status != SEINE_OK) {
        strtab_release(&found);
        return status;
    }
    strtab_release(t);
    *t = found;
    return SEINE_OK;
}
