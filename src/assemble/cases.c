/* assemble/cases.c - the best hypotheses become cases: overlapping ones are resolved by greedy set
 * packing (best first; a hypothesis that rests mostly on consignments already given away is the
 * same net seen again), and each case is written out with its pieces, actors, links, evidence and
 * what is missing. The evidence is made here and nowhere else, so the score is its sum. */
#include "assemble/internal.h"
#include "assemble/build.h"

#include <math.h>
#include <stdlib.h>

static uint32_t first_piece(const struct as_context *x, const struct as_hypothesis *h)
{
    return x->units.v[h->unit].records[h->from];
}

struct ranked {
    double total;
    uint32_t hypothesis, unit_size, kit, first, side;
};

/* Best first; then the smaller unit, the earlier record, the kit, the side: a total order. */
static int ranked_order(const void *l, const void *r)
{
    const struct ranked *a = l, *b = r;
    if (a->total > b->total || a->total < b->total)
        return a->total > b->total ? -1 : 1;
    if (a->unit_size != b->unit_size)
        return a->unit_size < b->unit_size ? -1 : 1;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    if (a->kit != b->kit)
        return a->kit < b->kit ? -1 : 1;
    if (a->side != b->side)
        return a->side < b->side ? -1 : 1;
    return a->hypothesis < b->hypothesis ? -1 : a->hypothesis > b->hypothesis;
}

static size_t rank_all(const struct as_context *x, double min_score, struct ranked *ret)
{
    size_t n = 0;
    for (uint32_t i = 0; i < x->hypotheses.n; i++) {
        const struct as_hypothesis *h = &x->hypotheses.v[i];
        const struct as_unit *u = &x->units.v[h->unit];
        if (h->total > min_score && !goods_kit(x->in->catalogue, h->kit)->is_decoy)
            ret[n++] = (struct ranked){
                evidence_round(h->total), i, u->n_members, h->kit, first_piece(x, h),
                (uint32_t)u->side};
    }
    qsort(ret, n, sizeof *ret, ranked_order);
    return n;
}

/* Does the hypothesis rest mostly on consignments that no better case has? */
static bool is_new(const struct as_context *x, const struct as_hypothesis *h, const uint8_t *taken)
{
    const struct as_unit *u = &x->units.v[h->unit];
    size_t n = 0, old = 0;
    uint32_t at, line;
    double q;
    for (uint32_t i = h->from; i < h->to; i++)
        if (as_record_class(x, u->records[i], h->kit, &at, &q, &line)) {
            n++;
            old += taken[u->records[i]];
        }
    return old * 2 < n;
}

enum seine_status as_cases(struct as_context *x, const struct assemble_options *options,
                           struct assemble_result *ret, struct seine_error *err)
{
    uint8_t *taken = mem_calloc(x->in->table->records.n + 1, 1);
    struct ranked *ranked = mem_alloc((x->hypotheses.n + 1) * sizeof *ranked);
    enum seine_status status =
        taken && ranked ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
    size_t n = status == SEINE_OK ? rank_all(x, options->min_score, ranked) : 0;
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        const struct as_hypothesis *h = &x->hypotheses.v[ranked[i].hypothesis];
        struct assemble_case c = {0};
        if (options->top && ret->cases.n >= options->top)
            break;
        if (!is_new(x, h, taken))
            continue;
        status = as_build_case(x, h, &ret->arena, &c, err);
        for (size_t k = 0; status == SEINE_OK && k < c.n_records; k++)
            taken[c.records[k].record] = 1;
        if (status == SEINE_OK && !VEC_PUSH(&ret->cases, c))
            status = error_set(err, SEINE_NOMEM, "out of memory while assembling");
    }
    mem_free(taken);
    mem_free(ranked);
    return status;
}
