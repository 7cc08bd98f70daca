/* assemble/pieces.c - sorts a unit's records by the kits that they can be pieces of, in one pass:
 * to ask each record for each kit anew would cost the records of a dealer times the kits it
 * touches. */
#include "assemble/pieces.h"

#include <string.h>

#define AHEAD 16 /* records that are asked for before their turn */

/* Two different pieces that are told by more than their tariff number; of a unit that does little,
 * one such counts as two of those that are not. */
static bool is_touched(uint32_t telling, uint32_t all, uint32_t n_records)
{
    int n_telling = __builtin_popcount(telling), n_all = __builtin_popcount(all);
    return n_telling >= AS_MIN_CLASSES ||
           (n_records <= AS_SMALL_UNIT && n_all + n_telling >= AS_MIN_WEAK);
}

/* The classes of each kit that the records can be, into all; those told by more than their tariff
 * number into telling. */
static void mark_classes(const struct as_context *x, const uint32_t *records, uint32_t n,
                         uint32_t *all, uint32_t *telling)
{
    for (uint32_t i = 0; i < n; i++) {
        size_t n_fits;
        if (i + AHEAD < n)
            __builtin_prefetch(&x->brief[records[i + AHEAD]]);
        const uint32_t *fits = as_fits_list(x, x->brief[records[i]].fits, &n_fits);
        for (size_t k = 0; k < n_fits; k++) {
            uint32_t kit = fits[k] >> AS_SYMBOL_BITS;
            uint32_t symbol = fits[k] & ((1u << AS_SYMBOL_BITS) - 1);
            all[kit] |= 1u << symbol / AS_LEVELS;
            if (as_fits_well((int)symbol))
                telling[kit] |= 1u << symbol / AS_LEVELS;
        }
    }
}

/* Of actors that share a contact alone: kits of which one of them has all that they have together,
 * told as well, are its own unit's. */
static void leave_to_members(const struct as_context *x, const struct as_unit *u, uint32_t *masks)
{
    size_t n_kits = goods_n_kits(x->in->catalogue);
    uint32_t *telling = masks + n_kits, *own = masks + 2 * n_kits, *own_telling = own + n_kits;
    for (uint32_t m = 0; m < u->n_members; m++) {
        uint32_t first = x->actor_first[u->side][u->members[m]];
        memset(own, 0, 2 * n_kits * sizeof *own);
        mark_classes(x, x->actor_records[u->side] + first,
                     x->actor_first[u->side][u->members[m] + 1] - first, own, own_telling);
        for (size_t kit = 0; kit < n_kits; kit++)
            if ((masks[kit] & ~own[kit]) == 0 && (telling[kit] & ~own_telling[kit]) == 0)
                masks[kit] = 0;
    }
}

uint32_t *as_masks_new(const struct as_context *x)
{
    return mem_alloc((4 * goods_n_kits(x->in->catalogue) + 1) * sizeof(uint32_t));
}

size_t as_touched_kits(const struct as_context *x, const struct as_unit *u, uint32_t *masks)
{
    size_t n = 0, n_kits = goods_n_kits(x->in->catalogue);
    uint32_t *telling = masks + n_kits;
    memset(masks, 0, 2 * n_kits * sizeof *masks);
    mark_classes(x, u->records, u->n_records, masks, telling);
    for (uint32_t kit = 0; kit < n_kits; kit++)
        if (!is_touched(telling[kit], masks[kit], u->n_records))
            masks[kit] = 0;
    if (u->by_contact)
        leave_to_members(x, u, masks);
    for (uint32_t kit = 0; kit < n_kits; kit++)
        n += masks[kit] = masks[kit] != 0;
    return n;
}

/* Counts the pieces of each kit into first[slot + 1], or with `v` puts them in their places. */
static void walk(const struct as_context *x, const struct as_unit *u, const uint32_t *slots,
                 size_t *first, struct as_piece *v)
{
    for (uint32_t at = 0; at < u->n_records; at++) {
        size_t n;
        const uint32_t *fits = as_fits_list(x, x->brief[u->records[at]].fits, &n);
        for (size_t i = 0; i < n; i++) {
            uint32_t kit = fits[i] >> AS_SYMBOL_BITS, slot = slots[kit];
            if (slot == MAP_NONE || (i > 0 && fits[i - 1] >> AS_SYMBOL_BITS == kit))
                continue; /* of each kit the best */
            if (v)
                v[first[slot]++] = (struct as_piece){at, fits[i] & ((1u << AS_SYMBOL_BITS) - 1)};
            else
                first[slot + 1]++;
        }
    }
}

static bool take_days(const struct as_context *x, const struct as_unit *u, struct arena *arena,
                      struct as_pieces *ret)
{
    ret->days = arena_alloc(arena, (u->n_records + 1) * sizeof *ret->days);
    if (!ret->days)
        return false;
    for (uint32_t i = 0; i < u->n_records; i++)
        ret->days[i] = x->brief[u->records[i]].day;
    ret->dated = 0;
    while (ret->dated < u->n_records && ret->days[ret->dated] == DATE_NONE)
        ret->dated++;
    return true;
}

bool as_pieces_of(const struct as_context *x, const struct as_unit *u, uint32_t *masks,
                  struct arena *arena, struct as_pieces *ret)
{
    size_t n_kits = goods_n_kits(x->in->catalogue), n = as_touched_kits(x, u, masks);
    *ret = (struct as_pieces){.n_kits = 0};
    if (n == 0)
        return true;
    ret->kits = arena_array(arena, n, sizeof *ret->kits);
    ret->first = arena_array(arena, n + 1, sizeof *ret->first);
    if (!ret->kits || !ret->first || !take_days(x, u, arena, ret))
        return false;
    for (uint32_t kit = 0; kit < n_kits; kit++)
        if (masks[kit]) {
            masks[kit] = (uint32_t)ret->n_kits;
            ret->kits[ret->n_kits++] = kit;
        } else {
            masks[kit] = MAP_NONE;
        }
    walk(x, u, masks, ret->first, NULL);
    for (size_t k = 1; k <= n; k++)
        ret->first[k] += ret->first[k - 1];
    ret->v = arena_alloc(arena, (ret->first[n] + 1) * sizeof *ret->v);
    if (!ret->v)
        return false;
    walk(x, u, masks, ret->first, ret->v);
    memmove(ret->first + 1, ret->first, n * sizeof *ret->first); /* each went to its end */
    ret->first[0] = 0;
    return true;
}
