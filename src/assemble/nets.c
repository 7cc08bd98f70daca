/* assemble/nets.c - the nets of all hypotheses, kept as they are grown and side by side in their
 * hypotheses' order, whatever the number of threads: to grow them anew for the packing would cost
 * as much again. */
#include "assemble/net.h"

#include <string.h>

bool as_nets_begin(struct as_nets_maker *m, size_t n, size_t chunk)
{
    *m = (struct as_nets_maker){.n = n,
                                .chunk = chunk,
                                .n_chunks = n / chunk + 1,
                                .sizes = mem_calloc(n + 1, sizeof *m->sizes)};
    m->chunks = mem_calloc(m->n_chunks, sizeof *m->chunks);
    return m->sizes && m->chunks;
}

bool as_nets_keep(struct as_nets_maker *m, size_t i, const uint32_t *records, size_t n)
{
    struct as_nets_chunk *c = &m->chunks[i / m->chunk];
    if (!VEC_RESERVE(c, c->n + n + 1))
        return false;
    memcpy(c->v + c->n, records, n * sizeof *c->v);
    c->n += n;
    m->sizes[i] = (uint32_t)n;
    return true;
}

static bool number(struct as_nets *nets, const uint32_t *sizes, size_t n)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += sizes[i];
    *nets = (struct as_nets){.n = n,
                             .first = mem_alloc((n + 1) * sizeof *nets->first),
                             .records = mem_alloc((total + 1) * sizeof *nets->records)};
    if (!nets->first || !nets->records || total > UINT32_MAX) {
        as_nets_release(nets);
        return false;
    }
    nets->first[0] = 0;
    for (size_t i = 0; i < n; i++)
        nets->first[i + 1] = nets->first[i] + sizes[i];
    return true;
}

bool as_nets_end(struct as_nets_maker *m, bool is_wanted, struct as_nets *ret)
{
    bool ok = is_wanted && number(ret, m->sizes, m->n);
    for (size_t c = 0; c < m->n_chunks && m->chunks; c++) {
        if (ok && m->chunks[c].n)
            memcpy(ret->records + ret->first[c * m->chunk], m->chunks[c].v,
                   m->chunks[c].n * sizeof *ret->records);
        VEC_RELEASE(&m->chunks[c]);
    }
    mem_free(m->chunks);
    mem_free(m->sizes);
    return ok;
}

bool as_nets_pick(const struct as_nets *from, const uint32_t *of, size_t n, struct as_nets *ret)
{
    uint32_t *sizes = mem_alloc((n + 1) * sizeof *sizes);
    bool ok = sizes != NULL;
    for (size_t i = 0; i < n && ok; i++)
        sizes[i] = from->first[of[i] + 1] - from->first[of[i]];
    ok = ok && number(ret, sizes, n);
    for (size_t i = 0; i < n && ok; i++)
        memcpy(ret->records + ret->first[i], from->records + from->first[of[i]],
               sizes[i] * sizeof *ret->records);
    mem_free(sizes);
    return ok;
}

void as_nets_release(struct as_nets *nets)
{
    mem_free(nets->first);
    mem_free(nets->records);
    *nets = (struct as_nets){0};
}
