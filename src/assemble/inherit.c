/* assemble/inherit.c - what one leg's papers say of goods holds for the goods' other legs: over a
 * relay each end takes on the components that the other end's line can be, so that a false or vague
 * description on one paper does not hide a piece that another paper names. */
#include "assemble/internal.h"

#include <stdlib.h>
#include <string.h>

#define INHERIT_BITS     4.0  /* a relay less sure than this tells nothing of the goods */
#define INHERIT_STRENGTH 0.9F /* of what the other leg's papers say */

struct extra { /* a candidate that a record takes on */
    struct as_cand cand;
    uint32_t next; /* of the same record, MAP_NONE: none */
};

struct heirs {
    struct as_context *x;
    uint32_t *head; /* per record */
    VEC(struct extra) extras;
};

static bool take_on(struct heirs *h, uint32_t record, struct as_cand cand)
{
    const struct as_context *x = h->x;
    for (uint32_t i = x->first_cand[record]; i < x->first_cand[record + 1]; i++)
        if (x->cands[i].component == cand.component && x->cands[i].q >= cand.q)
            return true;
    for (uint32_t e = h->head[record]; e != MAP_NONE; e = h->extras.v[e].next)
        if (h->extras.v[e].cand.component == cand.component) {
            if (h->extras.v[e].cand.q < cand.q)
                h->extras.v[e].cand = cand;
            return true;
        }
    struct extra extra = {cand, h->head[record]};
    h->head[record] = (uint32_t)h->extras.n;
    return VEC_PUSH(&h->extras, extra);
}

/* All that `from` can be on its line, `to` can be on its own. */
static bool pass_on(struct heirs *h, uint32_t from, uint32_t from_line, uint32_t to,
                    uint32_t to_line)
{
    const struct as_context *x = h->x;
    bool ok = true;
    for (uint32_t i = x->first_cand[from]; i < x->first_cand[from + 1] && ok; i++) {
        const struct as_cand *c = &x->cands[i];
        if (c->line == from_line)
            ok = take_on(h, to, (struct as_cand){c->component, to_line, c->q * INHERIT_STRENGTH});
    }
    for (uint32_t e = h->head[from]; e != MAP_NONE && ok; e = h->extras.v[e].next) {
        struct as_cand c = h->extras.v[e].cand;
        if (c.line == from_line)
            ok = take_on(h, to, (struct as_cand){c.component, to_line, c.q * INHERIT_STRENGTH});
    }
    return ok;
}

/* Forwards in time along each chain, then backwards. Records are in time order. */
static bool walk_chains(struct heirs *h)
{
    struct as_context *x = h->x;
    size_t n = x->in->table->records.n;
    bool ok = true;
    for (size_t r = 0; r < n && ok; r++)
        if (x->relay_from[r] != MAP_NONE) {
            const struct as_relay *relay = &x->relays.v[x->relay_from[r]];
            if ((double)relay->bits >= INHERIT_BITS)
                ok = pass_on(h, relay->in, relay->in_line, relay->out, relay->out_line);
        }
    for (size_t r = n; r-- > 0 && ok;)
        if (x->relay_of[r] != MAP_NONE) {
            const struct as_relay *relay = &x->relays.v[x->relay_of[r]];
            if ((double)relay->bits >= INHERIT_BITS)
                ok = pass_on(h, relay->out, relay->out_line, relay->in, relay->in_line);
        }
    return ok;
}

/* Merges a record's candidates and what it took on into out, by component; the stronger wins. */
static size_t merge(const struct heirs *h, uint32_t record, struct as_cand *out)
{
    const struct as_context *x = h->x;
    size_t n = x->first_cand[record + 1] - x->first_cand[record];
    if (n)
        memcpy(out, x->cands + x->first_cand[record], n * sizeof *out);
    for (uint32_t e = h->head[record]; e != MAP_NONE; e = h->extras.v[e].next) {
        struct as_cand c = h->extras.v[e].cand;
        size_t at = n;
        while (at > 0 && out[at - 1].component > c.component)
            at--;
        if (at > 0 && out[at - 1].component == c.component) {
            if (out[at - 1].q < c.q)
                out[at - 1] = c;
            continue;
        }
        memmove(out + at + 1, out + at, (n - at) * sizeof *out);
        out[at] = c;
        n++;
    }
    return n;
}

enum seine_status as_inherit(struct as_context *x, struct seine_error *err)
{
    size_t n_records = x->in->table->records.n, room = x->first_cand[n_records];
    struct heirs h = {.x = x, .head = mem_alloc((n_records + 1) * sizeof *h.head)};
    bool ok = h.head != NULL;
    for (size_t r = 0; r < n_records && ok; r++)
        h.head[r] = MAP_NONE;
    ok = ok && walk_chains(&h);
    room += h.extras.n;
    struct as_cand *cands = ok ? mem_alloc((room + 1) * sizeof *cands) : NULL;
    uint32_t *first = ok ? mem_alloc((n_records + 1) * sizeof *first) : NULL;
    ok = cands && first && room < UINT32_MAX;
    if (ok) {
        size_t n = 0;
        for (uint32_t r = 0; r < n_records; r++) {
            first[r] = (uint32_t)n;
            n += merge(&h, r, cands + n);
        }
        first[n_records] = (uint32_t)n;
        mem_free(x->cands);
        mem_free(x->first_cand);
        x->cands = cands;
        x->first_cand = first;
    } else {
        mem_free(cands);
        mem_free(first);
    }
    mem_free(h.head);
    VEC_RELEASE(&h.extras);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}
