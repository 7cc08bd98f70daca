/* assemble/pack.c - set packing over nets, greedy by score. Several hypotheses see one scheme, from
 * either side, by several kits, in part or whole; the best of them says that it is there, the
 * fullest of those nearly as good says what belongs to it. */
#include "assemble/pack.h"

#include <stdlib.h>
#include <string.h>

#define NEARLY_AS_GOOD 1.5 /* bits below the best */
#define HOLDS_OF_BEST  0.7 /* of the best net's consignments */
#define TAKEN_AT_MOST  3   /* one in so many of its consignments may be another case's */

static bool index_records(struct as_packing *p, size_t n_records)
{
    const struct as_nets *nets = &p->nets;
    size_t total = nets->first[nets->n];
    p->of_first = mem_calloc(n_records + 2, sizeof *p->of_first);
    p->of = mem_alloc((total + 1) * sizeof *p->of);
    if (!p->of_first || !p->of)
        return false;
    for (size_t k = 0; k < total; k++)
        p->of_first[nets->records[k] + 2]++;
    for (size_t r = 2; r < n_records + 2; r++)
        p->of_first[r] += p->of_first[r - 1];
    for (uint32_t i = 0; i < nets->n; i++)
        for (uint32_t k = nets->first[i]; k < nets->first[i + 1]; k++)
            p->of[p->of_first[nets->records[k] + 1]++] = i;
    return true;
}

enum seine_status as_packing_init(struct as_packing *p, struct as_context *x,
                                  const struct as_ranked *ranked, size_t n, struct seine_error *err)
{
    size_t n_records = x->in->table->records.n, n_actors = x->in->links->actors.n;
    uint32_t *of = mem_alloc((n + 1) * sizeof *of);
    *p = (struct as_packing){.ranked = ranked,
                             .n = n,
                             .taken = mem_calloc(n_records + 1, 1),
                             .by_decoy = mem_calloc(n_records + 1, 1),
                             .hands = mem_calloc(n_actors + 1, 1),
                             .overlap = mem_calloc(n + 1, sizeof *p->overlap)};
    bool ok = of && p->taken && p->by_decoy && p->hands && p->overlap;
    for (size_t i = 0; i < n && ok; i++)
        of[i] = ranked[i].hypothesis;
    ok = ok && as_nets_pick(&x->nets, of, n, &p->nets);
    mem_free(of);
    as_nets_release(&x->nets);
    return ok && index_records(p, n_records)
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

void as_packing_release(struct as_packing *p)
{
    as_nets_release(&p->nets);
    mem_free(p->of_first);
    mem_free(p->of);
    mem_free(p->taken);
    mem_free(p->by_decoy);
    mem_free(p->hands);
    mem_free(p->overlap);
    *p = (struct as_packing){0};
}

static size_t count_taken(const struct as_packing *p, size_t rank, const uint8_t *taken)
{
    size_t n = 0;
    for (uint32_t k = p->nets.first[rank]; k < p->nets.first[rank + 1]; k++)
        n += taken[p->nets.records[k]];
    return n;
}

static size_t size_of(const struct as_packing *p, size_t rank)
{
    return p->nets.first[rank + 1] - p->nets.first[rank];
}

bool as_pack_is_new(const struct as_packing *p, size_t rank, const uint8_t *taken)
{
    return count_taken(p, rank, taken) * 2 < size_of(p, rank);
}

/* Calls up each net that shares a consignment with this one and is nearly as good; counting first,
 * and the second time over putting the counts back to 0. */
static size_t walk_alike(struct as_packing *p, size_t rank, bool is_counting)
{
    double least = p->ranked[rank].total - NEARLY_AS_GOOD;
    size_t fullest = rank;
    for (uint32_t k = p->nets.first[rank]; k < p->nets.first[rank + 1]; k++) {
        uint32_t r = p->nets.records[k];
        for (uint32_t at = p->of_first[r]; at < p->of_first[r + 1]; at++) {
            uint32_t other = p->of[at];
            if (other <= rank)
                continue;
            if (p->ranked[other].total < least) /* they are in the order of their totals */
                break;
            if (is_counting) {
                p->overlap[other]++;
                continue;
            }
            bool holds = (double)p->overlap[other] >= HOLDS_OF_BEST * (double)size_of(p, rank);
            bool is_fuller = size_of(p, other) > size_of(p, fullest) ||
                             (size_of(p, other) == size_of(p, fullest) && other < fullest);
            if (holds && is_fuller && !p->ranked[other].is_decoy &&
                count_taken(p, other, p->taken) * TAKEN_AT_MOST < size_of(p, other))
                fullest = other;
            p->overlap[other] = 0;
        }
    }
    return fullest;
}

size_t as_pack_fullest(struct as_packing *p, size_t rank)
{
    walk_alike(p, rank, true);
    return walk_alike(p, rank, false);
}
