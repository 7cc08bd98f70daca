/* assemble/brief.h - what is asked of a record again and again, in one line of memory. */
#ifndef ASSEMBLE_BRIEF_H
#define ASSEMBLE_BRIEF_H

#include <stdbool.h>
#include <stdint.h>

#define AS_RECORD_ACTORS 8 /* of one record on one side at most */
#define AS_SYMBOL_BITS   8 /* of a fit: kit << AS_SYMBOL_BITS | symbol within the kit */

struct as_brief {   /* of one record: brief.c */
    int32_t day;    /* DATE_NONE: unknown */
    uint32_t first; /* in actors: its sinks, its sources, the names of both, then its fits by kit */
    uint16_t n_fits;
    uint16_t sector; /* of its first line with a heading, AS_N_SECTORS - 1: none */
    uint8_t n_actors[2];
    bool is_passed_on; /* by a relay that tells something, in or out: net.c */
    uint8_t piece;     /* of some kit: 2 more than weakly, 1 weakly, 0 of none */
};

static inline uint32_t as_brief_actors(const struct as_brief *b)
{
    return (uint32_t)b->n_actors[0] + b->n_actors[1];
}

/* Where each day begins among the records, which are in order of days, the undated before all. */
struct as_days {
    /* record of day from + i or later, i = 0 .. n; first[0]: as many are undated */
    uint32_t *first;
    int32_t from;
    uint32_t n;
};

#endif
