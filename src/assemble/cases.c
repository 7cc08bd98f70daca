/* assemble/cases.c - the best hypotheses become cases: overlapping ones are resolved by greedy set
 * packing (best first; a hypothesis that rests mostly on consignments already given away is the
 * same net seen again). Decoy kits compete with them for the consignments and become no cases: they
 * only say how many cases chance makes. Each case is written out with its pieces, actors, links,
 * evidence and what is missing. The evidence is made here and nowhere else, so the score is its
 * sum. */
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
        if (h->total > min_score)
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

struct packing {
    uint8_t *taken;    /* per record: by a case */
    uint8_t *by_decoy; /* by a decoy */
    struct as_contest contest;
};

static enum seine_status add_case(struct as_context *x, const struct as_hypothesis *h,
                                  struct packing *p, struct assemble_result *ret,
                                  struct seine_error *err)
{
    struct assemble_case c = {0};
    bool wins = is_new(x, h, p->by_decoy);
    enum seine_status status = as_build_case(x, h, &ret->arena, &c, err);
    for (size_t k = 0; status == SEINE_OK && k < c.n_records; k++)
        p->taken[c.records[k].record] = 1;
    if (!wins)
        c.q_decoy = 1;
    if (status == SEINE_OK &&
        (!VEC_PUSH(&ret->cases, c) || (wins && !VEC_PUSH(&p->contest.targets, c.score))))
        status = error_set(err, SEINE_NOMEM, "out of memory while assembling");
    return status;
}

/* A decoy that no better case or decoy has the consignments of. */
static enum seine_status add_decoy(struct as_context *x, const struct as_hypothesis *h,
                                   struct packing *p, struct seine_error *err)
{
    const struct as_unit *u = &x->units.v[h->unit];
    if (!is_new(x, h, p->by_decoy) || !is_new(x, h, p->taken))
        return SEINE_OK;
    for (uint32_t i = h->from; i < h->to; i++)
        if (as_record_symbol(x, u->records[i], h->kit) >= 0)
            p->by_decoy[u->records[i]] = 1;
    return VEC_PUSH(&p->contest.decoys, evidence_round(h->total))
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

static enum seine_status pack(struct as_context *x, const struct ranked *ranked, size_t n,
                              struct packing *p, struct assemble_result *ret,
                              struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        const struct as_hypothesis *h = &x->hypotheses.v[ranked[i].hypothesis];
        if (goods_kit(x->in->catalogue, h->kit)->is_decoy)
            status = add_decoy(x, h, p, err);
        else if (is_new(x, h, p->taken))
            status = add_case(x, h, p, ret, err);
    }
    return status;
}

static double kits_per_decoy(const struct goods_catalogue *c)
{
    double decoys = 0, all = (double)goods_n_kits(c);
    for (size_t k = 0; k < goods_n_kits(c); k++)
        decoys += goods_kit(c, k)->is_decoy;
    return decoys > 0 ? (all - decoys) / decoys : NAN;
}

enum seine_status as_cases(struct as_context *x, const struct assemble_options *options,
                           struct assemble_result *ret, struct seine_error *err)
{
    size_t n_records = x->in->table->records.n;
    struct packing p = {.taken = mem_calloc(n_records + 1, 1),
                        .by_decoy = mem_calloc(n_records + 1, 1),
                        .contest = {.ratio = kits_per_decoy(x->in->catalogue)}};
    struct ranked *ranked = mem_alloc((x->hypotheses.n + 1) * sizeof *ranked);
    enum seine_status status = p.taken && p.by_decoy && ranked
                                   ? SEINE_OK
                                   : error_set(err, SEINE_NOMEM, "out of memory while assembling");
    size_t n = status == SEINE_OK ? rank_all(x, options->min_score, ranked) : 0;
    if (status == SEINE_OK)
        status = pack(x, ranked, n, &p, ret, err);
    for (size_t i = 0; i < ret->cases.n && status == SEINE_OK; i++)
        if (isnan(ret->cases.v[i].q_decoy))
            ret->cases.v[i].q_decoy = as_q_decoy(&p.contest, ret->cases.v[i].score);
    VEC_RELEASE(&p.contest.targets);
    VEC_RELEASE(&p.contest.decoys);
    mem_free(p.taken);
    mem_free(p.by_decoy);
    mem_free(ranked);
    return status;
}
