/* serve/rate.h - how often each caller may do something: a bucket for each that fills with time.
 * A fixed table: when too many callers meet in one place of it, the one that was quiet longest is
 * forgotten, which is in its favour. Not for several threads at once. */
#ifndef SERVE_RATE_H
#define SERVE_RATE_H

#include "base/base.h"

enum { RATE_SLOTS = 4096, RATE_WAYS = 8 };

struct rate {
    double per_second, burst;
    struct rate_slot {
        uint64_t key;
        double level;
        int64_t at; /* ms; 0: empty */
    } slots[RATE_SLOTS];
};
/* Takes one from the bucket of key at time now (ms, from 1 on); false when it is empty, with the
 * seconds until it has one again. */
bool rate_take(struct rate *r, uint64_t key, int64_t now, unsigned *ret_wait);
/* Whether there is one to take. */
bool rate_has(struct rate *r, uint64_t key, int64_t now, unsigned *ret_wait);

#endif
