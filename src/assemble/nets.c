/* assemble/nets.c - the nets of many hypotheses, grown on all processors and kept side by side in
 * their hypotheses' order, whatever the number of threads. */
#include "assemble/net.h"

#include <string.h>

#define CHUNK 64 /* nets that one thread grows at a time */

struct growing {
    const struct as_context *x;
    const uint32_t *of;
    struct as_net *nets; /* one per worker */
    uint32_t **chunks;   /* records of the nets of each chunk, one after the other */
    uint32_t *sizes;     /* per net */
};

static enum seine_status grow_chunk(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct growing *g = context;
    struct as_net *net = &g->nets[worker];
    VEC(uint32_t) all = {0};
    bool ok = net->stamp || as_net_init(net, g->x);
    for (size_t i = from; i < to && ok; i++) {
        as_net_grow(net, g->x, &g->x->hypotheses.v[g->of[i]]);
        g->sizes[i] = (uint32_t)net->n;
        for (size_t k = 0; k < net->n && ok; k++)
            ok = VEC_PUSH(&all, net->records[k]);
    }
    if (!ok) {
        VEC_RELEASE(&all);
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    }
    g->chunks[from / CHUNK] = all.v;
    return SEINE_OK;
}

static bool join_chunks(struct as_nets *nets, const struct growing *g)
{
    size_t total = 0;
    for (size_t i = 0; i < nets->n; i++)
        total += g->sizes[i];
    nets->first = mem_alloc((nets->n + 1) * sizeof *nets->first);
    nets->records = mem_alloc((total + 1) * sizeof *nets->records);
    if (!nets->first || !nets->records || total > UINT32_MAX)
        return false;
    nets->first[0] = 0;
    for (size_t i = 0; i < nets->n; i++)
        nets->first[i + 1] = nets->first[i] + g->sizes[i];
    for (size_t c = 0; c * CHUNK < nets->n; c++) {
        size_t end = (c + 1) * CHUNK < nets->n ? (c + 1) * CHUNK : nets->n;
        uint32_t from = nets->first[c * CHUNK];
        if (nets->first[end] > from)
            memcpy(nets->records + from, g->chunks[c],
                   (nets->first[end] - from) * sizeof *nets->records);
    }
    return true;
}

enum seine_status as_nets_grow(struct as_nets *nets, const struct as_context *x, const uint32_t *of,
                               size_t n, struct pool *pool, struct seine_error *err)
{
    size_t n_chunks = n / CHUNK + 1;
    struct growing g = {x, of, mem_calloc(pool_threads(pool), sizeof *g.nets),
                        mem_calloc(n_chunks, sizeof *g.chunks), mem_calloc(n + 1, sizeof *g.sizes)};
    *nets = (struct as_nets){.n = n};
    enum seine_status status = g.nets && g.chunks && g.sizes
                                   ? pool_run(pool, n, CHUNK, grow_chunk, &g, err)
                                   : error_set(err, SEINE_NOMEM, "out of memory while assembling");
    if (status == SEINE_OK && !join_chunks(nets, &g))
        status = error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (unsigned i = 0; i < pool_threads(pool) && g.nets; i++)
        as_net_release(&g.nets[i]);
    for (size_t c = 0; c < n_chunks && g.chunks; c++)
        mem_free(g.chunks[c]);
    mem_free(g.nets);
    mem_free(g.chunks);
    mem_free(g.sizes);
    if (status != SEINE_OK)
        as_nets_release(nets);
    return status;
}

void as_nets_release(struct as_nets *nets)
{
    mem_free(nets->first);
    mem_free(nets->records);
    *nets = (struct as_nets){0};
}
