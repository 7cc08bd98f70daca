/* assemble/fits.c - what records are to each kit. Many records are the same to all of them, so each
 * list of fits is kept once and stays near the processor however many records there are. It
 * decides nothing. */
#include "assemble/internal.h"

#include <string.h>

/* The record's candidates, one a component, kit by kit; of each kit the strongest first. */
static size_t gather(const struct as_context *x, size_t record, uint32_t out[LIMIT_KIT_COMPONENTS])
{
    const struct goods_catalogue *cat = x->in->catalogue;
    size_t n = 0, first = 0; /* of this kit */
    float best = 0;
    uint32_t before = MAP_NONE;
    for (uint32_t i = x->first_cand[record]; i < x->first_cand[record + 1]; i++) {
        const struct as_cand *c = &x->cands[i];
        uint32_t kit = goods_component(cat, c->component)->kit;
        uint32_t at = c->component - goods_kit(cat, kit)->first_component;
        if (at >= AS_MAX_CLASSES)
            continue;
        uint32_t fit = kit << AS_SYMBOL_BITS | (at * AS_LEVELS + (uint32_t)as_level((double)c->q));
        if (kit != before)
            first = n;
        out[n] = fit;
        if (kit == before && c->q > best) {
            out[n] = out[first];
            out[first] = fit;
        }
        best = kit != before || c->q > best ? c->q : best;
        before = kit;
        n++;
    }
    return n;
}

/* The list's place among those that were there before, or a new one. MAP_NONE: out of memory. */
static uint32_t intern(struct as_fits *f, struct lookup *index, const uint32_t *list, size_t n)
{
    uint32_t hash = (uint32_t)str_hash((struct str){(const char *)list, n * sizeof *list}), id;
    size_t at = lookup_place(index, hash);
    while ((id = lookup_next(index, hash, &at)) != MAP_NONE)
        if (f->first.v[id + 1] - f->first.v[id] == n &&
            memcmp(f->v.v + f->first.v[id], list, n * sizeof *list) == 0)
            return id;
    id = (uint32_t)f->first.n - 1;
    if (f->v.n + n >= UINT32_MAX || !VEC_RESERVE(&f->v, f->v.n + n) ||
        !VEC_PUSH(&f->first, (uint32_t)(f->v.n + n)) || lookup_put(index, hash, id) != SEINE_OK)
        return MAP_NONE;
    memcpy(f->v.v + f->v.n, list, n * sizeof *list);
    f->v.n += n;
    return id;
}

static uint8_t best_fit(const struct as_context *x, size_t record)
{
    uint8_t best = x->first_cand[record] < x->first_cand[record + 1];
    for (uint32_t i = x->first_cand[record]; i < x->first_cand[record + 1] && best < 2; i++)
        best = as_level((double)x->cands[i].q) < AS_LEVELS - 1 ? 2 : best;
    return best;
}

enum seine_status as_fits(struct as_context *x, struct seine_error *err)
{
    struct as_fits *f = &x->fits;
    struct lookup index;
    uint32_t list[LIMIT_KIT_COMPONENTS];
    lookup_init(&index);
    as_fits_release(f);
    bool ok = VEC_PUSH(&f->first, 0) && VEC_PUSH(&f->first, 0); /* 0: of those without */
    for (size_t r = 0; r < x->in->table->records.n && ok; r++) {
        size_t n = gather(x, r, list);
        x->brief[r].piece = best_fit(x, r) & 3u;
        x->brief[r].fits = n ? intern(f, &index, list, n) : 0;
        ok = x->brief[r].fits != MAP_NONE;
    }
    lookup_release(&index);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

void as_fits_release(struct as_fits *f)
{
    VEC_RELEASE(&f->first);
    VEC_RELEASE(&f->v);
}
