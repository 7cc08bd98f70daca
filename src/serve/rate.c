/* serve/rate.c - buckets of callers in a table of fixed size. */
#include "serve/rate.h"

static struct rate_slot *slot_of(struct rate *r, uint64_t key, int64_t now)
{
    size_t first = key % (RATE_SLOTS / RATE_WAYS) * RATE_WAYS;
    struct rate_slot *oldest = &r->slots[first];
    for (size_t i = first; i < first + RATE_WAYS; i++) {
        struct rate_slot *s = &r->slots[i];
        if (s->at && s->key == key) {
            double more = (double)(now - s->at) / 1000 * r->per_second;
            s->level = s->level + more < r->burst ? s->level + more : r->burst;
            s->at = now;
            return s;
        }
        if (s->at < oldest->at)
            oldest = s;
    }
    *oldest = (struct rate_slot){key, r->burst, now};
    return oldest;
}

bool rate_has(struct rate *r, uint64_t key, int64_t now, unsigned *ret_wait)
{
    struct rate_slot *s = slot_of(r, key, now);
    if (s->level >= 1)
        return true;
    double wait = (1 - s->level) / r->per_second;
    *ret_wait = wait < 1 ? 1 : wait > 3600 ? 3600 : (unsigned)(wait + 1);
    return false;
}

bool rate_take(struct rate *r, uint64_t key, int64_t now, unsigned *ret_wait)
{
    if (!rate_has(r, key, now, ret_wait))
        return false;
    slot_of(r, key, now)->level -= 1;
    return true;
}
