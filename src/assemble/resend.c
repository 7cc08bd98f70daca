/* assemble/resend.c - a piece of the net was seized and one of its kind came again: who needs the
 * piece orders it once more. The bits are those of alone.c, against the share of all records that
 * follow a seizure of like goods and the party's own number of records; they never speak against a
 * case, because most nets never lose a piece. */
#include "assemble/alone.h"

#include <math.h>

/* The class of a record that fits more than weakly, -1: none. */
static int class_of(const struct as_context *x, uint32_t record, uint32_t kit)
{
    int symbol = as_record_symbol(x, record, kit);
    return as_fits_well(symbol) ? symbol / AS_LEVELS : -1;
}

/* The last piece of the same class that had been seized when it came; MAP_NONE: none. */
static uint32_t lost_before(const struct as_context *x, const struct as_hypothesis *h, uint32_t at)
{
    const struct as_unit *u = &x->units.v[h->unit];
    const struct table_record *records = x->in->table->records.v;
    int class = class_of(x, u->records[at], h->kit);
    for (uint32_t i = at; i-- > h->from && class >= 0;) {
        uint32_t r = u->records[i];
        if ((x->facts[r] & AS_WAS_SEIZED) &&
            as_comes_after(&records[u->records[at]], &records[r]) &&
            class_of(x, r, h->kit) == class)
            return r;
    }
    return MAP_NONE;
}

void as_resend(const struct as_context *x, struct as_hypothesis *h)
{
    const struct as_unit *u = &x->units.v[h->unit];
    double n_resent = 0;
    h->seized = h->resent = MAP_NONE;
    h->resend_bits = 0;
    for (uint32_t i = h->from; i < u->n_records; i++) {
        uint32_t r = u->records[i];
        uint32_t lost = x->facts[r] >> AS_REORDER & 1u ? lost_before(x, h, i) : MAP_NONE;
        if (lost == MAP_NONE)
            continue;
        n_resent += 1;
        if (h->resent == MAP_NONE) {
            h->seized = lost;
            h->resent = r;
        }
    }
    if (h->resent != MAP_NONE)
        h->resend_bits = evidence_round(
            fmax(0, as_alone_bits(n_resent, u->n_records, x->fact_rate[AS_REORDER])));
}
