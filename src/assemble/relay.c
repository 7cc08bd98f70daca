/* assemble/relay.c - goods that went into an actor and came out again: the same component, of like
 * mass, within three months. The bits of a relay are the improbability of the coincidence given how
 * much the actor ships at all. It finds pairs; what they mean for a case is decided elsewhere. */
#include "assemble/internal.h"

#include <math.h>
#include <stdlib.h>

#define RELAY_CAP_BITS 10.0
#define MASS_TOLERANCE 0.05 /* mass out within 5 % of mass in */
#define MAX_OUT_TRIED  64   /* records out that are tried for one record in */

static int64_t cand_mass(const struct as_context *x, const struct as_cand *c, uint32_t record)
{
    const struct table_line *line = &x->in->table->lines.v[c->line];
    if (line->net_g != TRADE_NONE)
        return line->net_g;
    if (line->gross_g != TRADE_NONE)
        return line->gross_g;
    const struct table_record *r = &x->in->table->records.v[record];
    return r->n_lines == 1 ? table_gross_g(x->in->table, r) : TRADE_NONE;
}

/* The component both records can be, of like mass; false if there is none. */
static bool same_piece(const struct as_context *x, uint32_t in, uint32_t out,
                       uint32_t *ret_component)
{
    uint32_t i = x->first_cand[in], k = x->first_cand[out];
    while (i < x->first_cand[in + 1] && k < x->first_cand[out + 1]) {
        const struct as_cand *a = &x->cands[i], *b = &x->cands[k];
        if (a->component < b->component) {
            i++;
        } else if (b->component < a->component) {
            k++;
        } else {
            int64_t ma = cand_mass(x, a, in), mb = cand_mass(x, b, out);
            if (ma > 0 && mb > 0 && fabs((double)(ma - mb)) <= MASS_TOLERANCE * (double)ma) {
                *ret_component = a->component;
                return true;
            }
            i++;
            k++;
        }
    }
    return false;
}

static double relay_bits(uint32_t n_in, uint32_t n_out)
{
    double expected = (double)n_in * (double)n_out * 2 * MASS_TOLERANCE * 0.1;
    double bits = -log2(-expm1(-expected));
    return bits > RELAY_CAP_BITS ? RELAY_CAP_BITS : bits;
}

static bool is_moved(const struct as_context *x, uint32_t in, uint32_t out)
{
    int32_t from = x->in->table->records.v[in].day, to = x->in->table->records.v[out].day;
    return in != out && from != DATE_NONE && to != DATE_NONE && to >= from &&
           to - from <= AS_RELAY_DAYS;
}

/* Each record in is joined with the first record out that fits and was not taken. */
static bool actor_relays(struct as_context *x, uint32_t actor)
{
    const uint32_t *in = x->actor_records[ASSEMBLE_SINK] + x->actor_first[ASSEMBLE_SINK][actor];
    const uint32_t *out =
        x->actor_records[ASSEMBLE_SOURCE] + x->actor_first[ASSEMBLE_SOURCE][actor];
    uint32_t n_in = x->actor_first[ASSEMBLE_SINK][actor + 1] - x->actor_first[ASSEMBLE_SINK][actor];
    uint32_t n_out =
        x->actor_first[ASSEMBLE_SOURCE][actor + 1] - x->actor_first[ASSEMBLE_SOURCE][actor];
    uint32_t start = 0;
    for (uint32_t i = 0; i < n_in; i++) {
        if (x->first_cand[in[i]] == x->first_cand[in[i] + 1])
            continue;
        while (start < n_out && out[start] < in[i]) /* records are in time order */
            start++;
        for (uint32_t k = start, tried = 0; k < n_out && tried < MAX_OUT_TRIED; k++, tried++) {
            uint32_t component;
            if (!is_moved(x, in[i], out[k]) || x->relay_of[out[k]] != MAP_NONE ||
                !same_piece(x, in[i], out[k], &component))
                continue;
            struct as_relay relay = {in[i], out[k], actor, component,
                                     (float)relay_bits(n_in, n_out)};
            x->relay_of[out[k]] = (uint32_t)x->relays.n;
            if (!VEC_PUSH(&x->relays, relay))
                return false;
            break;
        }
    }
    return true;
}

enum seine_status as_relays(struct as_context *x, struct seine_error *err)
{
    size_t n_records = x->in->table->records.n;
    x->relay_of = arena_array(x->arena, n_records + 1, sizeof *x->relay_of);
    if (!x->relay_of)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t r = 0; r < n_records; r++)
        x->relay_of[r] = MAP_NONE;
    for (uint32_t a = 0; a < x->in->links->actors.n; a++)
        if (!x->in->links->actors.v[a].is_hub && !actor_relays(x, a))
            return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    return SEINE_OK;
}
