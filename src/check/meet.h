/* check/meet.h - which keys of many are met twice, or on both of two sides: asked before all of
 * them are sorted to bring equal ones together, for most are met once. It may say so of a key that
 * was not, and never denies it of one that was. Private to check/. */
#ifndef CHECK_MEET_H
#define CHECK_MEET_H

#include "base/base.h"

struct meet {
    uint8_t *seen; /* two bits for all keys with one place */
    unsigned shift;
};

static inline enum seine_status meet_init(struct meet *m, size_t n_keys)
{
    unsigned bits = 10;
    while (bits < 40 && ((size_t)1 << bits) / 8 < n_keys)
        bits++;
    m->shift = 64 - bits;
    m->seen = mem_calloc(((size_t)1 << bits) / 4, 1);
    return m->seen ? SEINE_OK : SEINE_NOMEM;
}

static inline void meet_release(struct meet *m)
{
    mem_free(m->seen);
    m->seen = NULL;
}

static inline size_t meet_place(const struct meet *m, uint64_t key)
{
    return (size_t)((key ^ key >> 32) * UINT64_C(0x9E3779B97F4A7C15) >> m->shift);
}

/* side: 0 or 1 */
static inline void meet_see(struct meet *m, uint64_t key, unsigned side)
{
    size_t at = meet_place(m, key);
    m->seen[at / 4] = (uint8_t)(m->seen[at / 4] | 1u << (at % 4 * 2 + side));
}

static inline bool meet_both(const struct meet *m, uint64_t key)
{
    size_t at = meet_place(m, key);
    return (m->seen[at / 4] >> at % 4 * 2 & 3) == 3;
}

/* On the one side at first, on the other from then on. */
static inline void meet_again(struct meet *m, uint64_t key)
{
    size_t at = meet_place(m, key);
    meet_see(m, key, m->seen[at / 4] >> at % 4 * 2 & 1);
}

#endif
