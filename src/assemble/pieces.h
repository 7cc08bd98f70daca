/* assemble/pieces.h - which of a unit's records are a piece of which kit; for score.c. */
#ifndef ASSEMBLE_PIECES_H
#define ASSEMBLE_PIECES_H

#include "assemble/internal.h"

struct as_piece {
    uint32_t at;     /* place among the unit's records */
    uint32_t symbol; /* as as_record_symbol has it */
};

/* Only kits of which the unit has at least AS_MIN_CLASSES classes that fit more than weakly. */
struct as_pieces {
    uint32_t *kits; /* ascending */
    size_t n_kits;
    size_t *first; /* n_kits + 1: the pieces of each kit are v[first[k] .. first[k + 1]) */
    struct as_piece *v;
    int32_t *days;  /* of the unit's records */
    uint32_t dated; /* the first record that has a day; n_records: none has */
};

/* Pieces of the tariff number alone that are worth a look in a unit with at most so many records.
 */
#define AS_MIN_WEAK   4
#define AS_SMALL_UNIT 60

/* Room for the masks below, all kits of the catalogue four times; mem_free. NULL: out of memory. */
uint32_t *as_masks_new(const struct as_context *x);
/* How many kits that are; masks from as_masks_new. */
size_t as_touched_kits(const struct as_context *x, const struct as_unit *u, uint32_t *masks);
/* One pass over the unit's candidates; all in the arena, masks as above. False: out of memory. */
bool as_pieces_of(const struct as_context *x, const struct as_unit *u, uint32_t *masks,
                  struct arena *arena, struct as_pieces *ret);

#endif
