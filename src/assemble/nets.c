/* assemble/nets.c - the nets of all hypotheses, kept as they are grown and side by side in their
 * hypotheses' order, whatever the number of threads: to grow them anew for the packing would cost
 * as much again. */
#include "assemble/net.h"

#include <string.h>

bool as_nets_begin(struct as_nets_maker *m, size_t n, size_t chunk)
{
    *m = (struct as_nets_maker){
        .n = n,
        .chunk = chunk,
        .n_chunks = n / chunk + 1,
        .sizes = {mem_calloc(n + 1, sizeof *m->sizes[0]), mem_calloc(n + 1, sizeof *m->sizes[1])}};
    for (int k = 0; k < 2; k++)
        m->chunks[k] = mem_calloc(m->n_chunks, sizeof *m->chunks[k]);
    return m->sizes[0] && m->sizes[1] && m->chunks[0] && m->chunks[1];
}

bool as_nets_keep(struct as_nets_maker *m, size_t i, const struct as_net_kept *net)
{
    const uint32_t *lists[2] = {net->records, net->hands};
    const size_t sizes[2] = {net->n, net->n_hands};
    for (int k = 0; k < 2; k++) {
        struct as_nets_chunk *c = &m->chunks[k][i / m->chunk];
        if (!VEC_RESERVE(c, c->n + sizes[k] + 1))
            return false;
        memcpy(c->v + c->n, lists[k], sizes[k] * sizeof *c->v);
        c->n += sizes[k];
        m->sizes[k][i] = (uint32_t)sizes[k];
    }
    return true;
}

/* Room for lists of these sizes, one after the other. */
static bool number(const uint32_t *sizes, size_t n, uint32_t **ret_first, uint32_t **ret_v)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += sizes[i];
    uint32_t *first = *ret_first = mem_alloc((n + 1) * sizeof *first);
    *ret_v = mem_alloc((total + 1) * sizeof **ret_v);
    if (!first || !*ret_v || total > UINT32_MAX)
        return false;
    first[0] = 0;
    for (size_t i = 0; i < n; i++)
        first[i + 1] = first[i] + sizes[i];
    return true;
}

bool as_nets_end(struct as_nets_maker *m, bool is_wanted, struct as_nets *ret)
{
    *ret = (struct as_nets){.n = m->n};
    bool ok = is_wanted && number(m->sizes[0], m->n, &ret->first, &ret->records) &&
              number(m->sizes[1], m->n, &ret->first_hand, &ret->hands);
    uint32_t *const lists[2] = {ret->records, ret->hands};
    const uint32_t *const firsts[2] = {ret->first, ret->first_hand};
    for (int k = 0; k < 2; k++) {
        for (size_t c = 0; c < m->n_chunks && m->chunks[k]; c++) {
            struct as_nets_chunk *from = &m->chunks[k][c];
            if (ok && from->n)
                memcpy(lists[k] + firsts[k][c * m->chunk], from->v, from->n * sizeof *from->v);
            VEC_RELEASE(from);
        }
        mem_free(m->chunks[k]);
        mem_free(m->sizes[k]);
    }
    if (!ok)
        as_nets_release(ret);
    return ok;
}

static bool pick(const uint32_t *first, const uint32_t *v, const uint32_t *of, size_t n,
                 uint32_t **ret_first, uint32_t **ret_v)
{
    uint32_t *sizes = mem_alloc((n + 1) * sizeof *sizes);
    bool ok = sizes != NULL;
    for (size_t i = 0; i < n && ok; i++)
        sizes[i] = first[of[i] + 1] - first[of[i]];
    ok = ok && number(sizes, n, ret_first, ret_v);
    for (size_t i = 0; i < n && ok; i++)
        memcpy(*ret_v + (*ret_first)[i], v + first[of[i]], sizes[i] * sizeof *v);
    mem_free(sizes);
    return ok;
}

bool as_nets_pick(const struct as_nets *from, const uint32_t *of, size_t n, struct as_nets *ret)
{
    *ret = (struct as_nets){.n = n};
    return pick(from->first, from->records, of, n, &ret->first, &ret->records) &&
           pick(from->first_hand, from->hands, of, n, &ret->first_hand, &ret->hands);
}

struct as_net_kept as_nets_get(const struct as_nets *nets, size_t i)
{
    return (struct as_net_kept){nets->records + nets->first[i], nets->hands + nets->first_hand[i],
                                nets->first[i + 1] - nets->first[i],
                                nets->first_hand[i + 1] - nets->first_hand[i]};
}

void as_nets_release(struct as_nets *nets)
{
    mem_free(nets->first);
    mem_free(nets->records);
    mem_free(nets->first_hand);
    mem_free(nets->hands);
    *nets = (struct as_nets){0};
}
