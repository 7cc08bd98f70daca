/* assemble/brief.h - what is asked of a record again and again, in one line of memory. */
#ifndef ASSEMBLE_BRIEF_H
#define ASSEMBLE_BRIEF_H

#include <stdbool.h>
#include <stdint.h>

#define AS_RECORD_ACTORS 8 /* of one record on one side at most */
#define AS_SYMBOL_BITS   8 /* of a fit: kit << AS_SYMBOL_BITS | symbol within the kit */

struct as_brief {   /* of one record: brief.c */
    int32_t day;    /* DATE_NONE: unknown */
    uint32_t first; /* in actors: its sinks, its sources, then the names of both */
    uint32_t fits;  /* which list of fits is its: fits.c */
    uint8_t n_actors[2];
    uint16_t sector : 10;      /* of its first line with a heading, AS_N_SECTORS - 1: none */
    uint16_t piece : 2;        /* of some kit: 2 more than weakly, 1 weakly, 0 of none */
    uint16_t is_passed_on : 1; /* by a relay that tells something, in or out: entries.c */
};

static inline uint32_t as_brief_actors(const struct as_brief *b)
{
    return (uint32_t)b->n_actors[0] + b->n_actors[1];
}

#define AS_NOBODY  UINT32_MAX
#define AS_SEVERAL (UINT32_MAX - 1)

/* One consignment in an actor's list, and what a walk over the list asks of each: it lies beside
 * actor_records, in order, so that of the many that nothing further is asked of none is waited for.
 */
struct as_entry {
    uint32_t name;    /* the actor's on this paper, as in name_of */
    uint32_t partner; /* the actor at the other end, AS_NOBODY, AS_SEVERAL: ask the record */
    uint32_t fits;    /* the rest as the record's */
    uint16_t sector : 10, piece : 2, is_passed_on : 1;
};

/* Where each day begins among the records, which are in order of days, the undated before all. */
struct as_days {
    /* record of day from + i or later, i = 0 .. n; first[0]: as many are undated */
    uint32_t *first;
    int32_t from;
    uint32_t n;
};

#endif
