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
    uint32_t *overlap;       /* per ranked hypothesis, all 0 between calls */
};

/* Takes what it needs of x->nets, and releases them. */
enum seine_status as_packing_init(struct as_packing *p, struct as_context *x,
                                  const struct as_ranked *ranked, size_t n,
                                  struct seine_error *err) MUST_CHECK;
void as_packing_release(struct as_packing *p);
/* May the net at this rank be a case of its own: does `taken` hold no more than a third of its
 * consignments? */
bool as_pack_is_new(const struct as_packing *p, size_t rank, const uint8_t *taken);
/* What the net at this rank is a view of, told by vote: of it and the nets nearly as good that
 * share consignments with it the rank of the one with which most agree. Two agree when each holds
 * half of the other, the very rule by which a scheme counts as found; a vote weighs as the odds of
 * who gives it. */
size_t as_pack_typical(struct as_packing *p, size_t rank);

#endif
