/* assemble/cases.c - the best hypotheses become cases: overlapping ones are resolved by greedy set
 * packing (pack.c). Decoy kits compete with them for the consignments and become no cases: they
 * only say how many cases chance makes. Each case is written out with its pieces, actors, links,
 * evidence and what is missing. The evidence is made here and nowhere else, so the score is its
 * sum. */
#include "assemble/pack.h"

#include <math.h>
#include <stdlib.h>

static uint32_t first_piece(const struct as_context *x, const struct as_hypothesis *h)
{
    return x->units.v[h->unit].records[h->from];
}

/* Best first; then the smaller unit, the earlier record, the kit, the side: a total order. */
static int ranked_order(const void *l, const void *r)
{
    const struct as_ranked *a = l, *b = r;
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

static size_t rank_all(const struct as_context *x, double min_score, struct as_ranked *ret)
{
    size_t n = 0;
    for (uint32_t i = 0; i < x->hypotheses.n; i++) {
        const struct as_hypothesis *h = &x->hypotheses.v[i];
        const struct as_unit *u = &x->units.v[h->unit];
        if (h->total > min_score)
            ret[n++] = (struct as_ranked){evidence_round(h->total),
                                          i,
                                          u->n_members,
                                          h->kit,
                                          first_piece(x, h),
                                          (uint32_t)u->side,
                                          goods_kit(x->in->catalogue, h->kit)->is_decoy};
    }
    qsort(ret, n, sizeof *ret, ranked_order);
    return n;
}

#define MOST_WHOLE 4000 /* nets that are told as they had grown */

struct packer {
    struct as_context *x;
    struct as_packing packing;
    struct as_net net; /* the case that is being written */
    struct as_contest contest;
    struct assemble_result *ret;
    bool is_sketching;
    float signs[NET_RECORDS * NET_N_SIGNS];
};

static void take(struct packer *k, size_t rank)
{
    struct as_net_kept net = as_nets_get(&k->packing.nets, rank);
    for (size_t i = 0; i < net.n; i++)
        k->packing.taken[net.records[i]] = 1;
}

static const struct as_hypothesis *at_rank(const struct packer *k, size_t rank)
{
    return &k->x->hypotheses.v[k->packing.ranked[rank].hypothesis];
}

/* Of cases that may not be among those that are kept only what the later steps ask of all; the rest
 * is built by as_complete_cases. */
static enum seine_status build(struct packer *k, size_t rank, struct assemble_case *ret,
                               struct seine_error *err)
{
    const struct as_hypothesis *h = at_rank(k, rank);
    struct as_net_kept net = as_nets_get(&k->packing.nets, rank);
    if (k->is_sketching)
        return as_sketch_case(k->x, h, &net, &k->ret->arena, ret, err);
    as_net_grow(&k->net, k->x, h);
    return as_build_case(k->x, h, &k->net, &k->ret->arena, ret, err);
}

static enum seine_status add_case(struct packer *k, size_t rank, struct seine_error *err)
{
    struct assemble_case c = {0};
    bool wins = as_pack_is_new(&k->packing, rank, k->packing.by_decoy);
    size_t typical = as_pack_typical(&k->packing, rank);
    take(k, rank);
    take(k, typical);
    enum seine_status status = build(k, typical, &c, err);
    c.hypothesis = k->packing.ranked[typical].hypothesis;
    if (!wins)
        c.q_decoy = 1;
    if (status == SEINE_OK &&
        (!VEC_PUSH(&k->ret->cases, c) || (wins && !VEC_PUSH(&k->contest.targets, c.score))))
        status = error_set(err, SEINE_NOMEM, "out of memory while assembling");
    return status;
}

/* A decoy that no better case or decoy has the consignments of. */
static enum seine_status add_decoy(struct packer *k, size_t rank, struct seine_error *err)
{
    const struct as_nets *nets = &k->packing.nets;
    if (!as_pack_is_new(&k->packing, rank, k->packing.by_decoy))
        return SEINE_OK;
    for (uint32_t i = nets->first[rank]; i < nets->first[rank + 1]; i++)
        k->packing.by_decoy[nets->records[i]] = 1;
    return VEC_PUSH(&k->contest.decoys, evidence_round(at_rank(k, rank)->total))
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

static enum seine_status pack(struct packer *k, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (size_t rank = 0; rank < k->packing.n && status == SEINE_OK; rank++) {
        if (!as_pack_is_new(&k->packing, rank, k->packing.taken))
            continue;
        status = goods_kit(k->x->in->catalogue, at_rank(k, rank)->kit)->is_decoy
                     ? add_decoy(k, rank, err)
                     : add_case(k, rank, err);
    }
    return status;
}

static void tell_weighed(struct packer *k, const struct assemble_options *options)
{
    const char *names[AS_N_CURVES];
    const struct as_nets *nets = &k->packing.nets;
    for (int c = 0; c < AS_N_CURVES; c++)
        names[c] = as_curve_name((enum as_curve)c);
    for (size_t i = 0; i < nets->n; i++) {
        const struct as_hypothesis *h = at_rank(k, i);
        if (i < MOST_WHOLE)
            as_net_grow_whole(&k->net, k->x, h, k->signs);
        float values[AS_N_CURVES];
        as_values(k->x, h, values);
        struct assemble_weighed w = {.kit = h->kit,
                                     .score = k->packing.ranked[i].total,
                                     .values = values,
                                     .names = names,
                                     .n_values = AS_N_CURVES,
                                     .records = nets->records + nets->first[i],
                                     .n_records = nets->first[i + 1] - nets->first[i],
                                     .whole = k->net.records,
                                     .signs = k->signs,
                                     .sign_names = net_sign_names,
                                     .n_whole = i < MOST_WHOLE ? k->net.n : 0,
                                     .n_signs = NET_N_SIGNS};
        options->weighed(options->weighed_context, &w);
    }
}

static double kits_per_decoy(const struct goods_catalogue *c)
{
    double decoys = 0, all = (double)goods_n_kits(c);
    for (size_t k = 0; k < goods_n_kits(c); k++)
        decoys += goods_kit(c, k)->is_decoy;
    return decoys > 0 ? (all - decoys) / decoys : NAN;
}

/* Of all hypotheses those of cases stay, in the order of the cases. */
static bool keep_hypotheses(struct as_context *x, struct assemble_result *ret)
{
    __typeof__(x->hypotheses) kept = {0};
    if (!VEC_RESERVE(&kept, ret->cases.n))
        return false;
    for (uint32_t i = 0; i < ret->cases.n; i++) {
        kept.v[kept.n++] = x->hypotheses.v[ret->cases.v[i].hypothesis];
        ret->cases.v[i].hypothesis = i;
    }
    VEC_RELEASE(&x->hypotheses);
    x->hypotheses = kept;
    return true;
}

enum seine_status as_cases(struct as_context *x, const struct assemble_options *options,
                           struct assemble_result *ret, struct seine_error *err)
{
    struct packer k = {.x = x, .contest = {.ratio = kits_per_decoy(x->in->catalogue)}, .ret = ret};
    k.is_sketching = options->top > 0;
    struct as_ranked *ranked = mem_alloc((x->hypotheses.n + 1) * sizeof *ranked);
    enum seine_status status = ranked && as_net_init(&k.net)
                                   ? SEINE_OK
                                   : error_set(err, SEINE_NOMEM, "out of memory while assembling");
    size_t n = status == SEINE_OK ? rank_all(x, options->min_score, ranked) : 0;
    if (status == SEINE_OK)
        status = as_packing_init(&k.packing, x, ranked, n, err);
    if (status == SEINE_OK && options->weighed)
        tell_weighed(&k, options);
    if (status == SEINE_OK)
        status = pack(&k, err);
    if (status == SEINE_OK && !as_contest_close(&k.contest))
        status = error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t i = 0; i < ret->cases.n && status == SEINE_OK; i++) {
        struct assemble_case *c = &ret->cases.v[i];
        if (!isnan(c->q_decoy))
            continue;
        c->q_decoy = as_q_decoy(&k.contest, c->score);
        c->e_bits = as_e_bits(&k.contest, c->score);
    }
    ret->n_tested = k.contest.targets.n;
    as_contest_release(&k.contest);
    as_packing_release(&k.packing);
    as_net_release(&k.net);
    mem_free(ranked);
    if (status == SEINE_OK && !keep_hypotheses(x, ret))
        status = error_set(err, SEINE_NOMEM, "out of memory while assembling");
    return status;
}

enum seine_status as_complete_cases(const struct as_context *x, struct assemble_case *cases,
                                    size_t n, struct arena *arena, struct seine_error *err)
{
    struct as_net net;
    enum seine_status status = as_net_init(&net)
                                   ? SEINE_OK
                                   : error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        struct assemble_case *c = &cases[i], whole;
        if (c->kit == MAP_NONE)
            continue;
        const struct as_hypothesis *h = &x->hypotheses.v[c->hypothesis];
        as_net_grow(&net, x, h);
        status = as_build_case(x, h, &net, arena, &whole, err);
        if (status != SEINE_OK)
            break;
        whole.e_bits = c->e_bits;
        whole.q_e = c->q_e;
        whole.q_decoy = c->q_decoy;
        *c = whole;
    }
    as_net_release(&net);
    return status;
}
