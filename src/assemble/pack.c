/* assemble/pack.c - set packing over nets, greedy by score. Several hypotheses see one scheme, from
 * either side, by several kits, in part, whole, or together with another scheme; the best of them
 * says that it is there, the one that most of those nearly as good agree with says what belongs to
 * it. */
#include "assemble/pack.h"

#include "assemble/net.h"
#include "base/sort.h"

#include <math.h>
#include <string.h>

#define NEARLY_AS_GOOD 2.5 /* bits below the best */
#define HOLDS_OF_BEST  0.3 /* of the best net's consignments */
#define ALIKE_MOST     16  /* nets that are asked, the best ones */
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
    size_t n_records = x->in->table->records.n;
    uint32_t *of = mem_alloc((n + 1) * sizeof *of);
    *p = (struct as_packing){.ranked = ranked,
                             .n = n,
                             .taken = mem_calloc(n_records + 1, 1),
                             .by_decoy = mem_calloc(n_records + 1, 1),
                             .overlap = mem_calloc(n + 1, sizeof *p->overlap)};
    bool ok = of && p->taken && p->by_decoy && p->overlap;
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
    return count_taken(p, rank, taken) * TAKEN_AT_MOST <= size_of(p, rank);
}

struct alike { /* nets that see what the best of them sees, by rising rank, the best first */
    uint32_t ranks[ALIKE_MOST];
    size_t n;
};

/* In its place by rank; the last one falls out when there are too many. */
static void enter(struct alike *a, uint32_t rank)
{
    size_t at = a->n;
    if (at == ALIKE_MOST && rank > a->ranks[at - 1])
        return;
    at -= at == ALIKE_MOST;
    for (a->n = at + 1; at > 1 && a->ranks[at - 1] > rank; at--)
        a->ranks[at] = a->ranks[at - 1];
    a->ranks[at] = rank;
}

/* Calls up each net that shares a consignment with this one and is nearly as good; counting first,
 * and the second time over putting the counts back to 0. */
static void walk_alike(struct as_packing *p, size_t rank, bool is_counting, struct alike *ret)
{
    double least = p->ranked[rank].total - NEARLY_AS_GOOD;
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
            if ((double)p->overlap[other] >= HOLDS_OF_BEST * (double)size_of(p, rank) &&
                !p->ranked[other].is_decoy && as_pack_is_new(p, other, p->taken))
                enter(ret, other);
            p->overlap[other] = 0;
        }
    }
}

/* Of two rising lists. */
static size_t count_common(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b)
{
    size_t n = 0;
    for (size_t i = 0, k = 0; i < n_a && k < n_b;) {
        uint32_t left = a[i], right = b[k];
        n += left == right;
        i += left <= right;
        k += right <= left;
    }
    return n;
}

size_t as_pack_typical(struct as_packing *p, size_t rank)
{
    struct alike a = {.ranks = {(uint32_t)rank}, .n = 1};
    uint32_t sorted[ALIKE_MOST][NET_RECORDS];
    double votes[ALIKE_MOST] = {0};
    size_t best = 0;
    walk_alike(p, rank, true, &a);
    walk_alike(p, rank, false, &a);
    for (size_t i = 0; i < a.n; i++) {
        size_t n = size_of(p, a.ranks[i]);
        memcpy(sorted[i], p->nets.records + p->nets.first[a.ranks[i]], n * sizeof *sorted[i]);
        sort_u32(sorted[i], n);
    }
    for (size_t i = 0; i < a.n; i++)
        for (size_t k = 0; k < a.n; k++) {
            size_t n_i = size_of(p, a.ranks[i]), n_k = size_of(p, a.ranks[k]);
            size_t both = count_common(sorted[i], n_i, sorted[k], n_k);
            if (2 * both >= n_i && 2 * both >= n_k)
                votes[i] += exp2(p->ranked[a.ranks[k]].total - p->ranked[rank].total);
        }
    for (size_t i = 1; i < a.n; i++)
        if (votes[i] > votes[best])
            best = i;
    return a.ranks[best];
}
