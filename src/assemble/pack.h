/* assemble/pack.h - which hypotheses become cases: one scheme is one case and not ten overlapping
 * ones. */
#ifndef ASSEMBLE_PACK_H
#define ASSEMBLE_PACK_H

#include "assemble/build.h"

struct as_ranked { /* a hypothesis above the least score */
    double total;
    uint32_t hypothesis, unit_size, kit, first, side;
    bool is_decoy;
};

struct as_packing {
    const struct as_ranked *ranked; /* best first */
    size_t n;
    struct as_nets nets;     /* in the order of ranked */
    uint32_t *of_first, *of; /* per record: the ranked hypotheses whose net holds it, rising */
    uint8_t *taken;          /* per record: by a case */
    uint8_t *by_decoy;       /* per record: by a decoy */
    uint8_t *hands;          /* per actor: a case's hand */
    uint32_t *overlap;       /* per ranked hypothesis, all 0 between calls */
};

/* Takes what it needs of x->nets, and releases them. */
enum seine_status as_packing_init(struct as_packing *p, struct as_context *x,
                                  const struct as_ranked *ranked, size_t n,
                                  struct seine_error *err) MUST_CHECK;
void as_packing_release(struct as_packing *p);
/* Is the net at this rank mostly consignments that nobody in `taken` has? */
bool as_pack_is_new(const struct as_packing *p, size_t rank, const uint8_t *taken);
/* The rank of the fullest net that holds most of this one and is nearly as good: the same scheme
 * seen whole. At least `rank` itself. */
size_t as_pack_fullest(struct as_packing *p, size_t rank);

#endif
