/* assemble/prepare.c - turns the stages' results into arrays that the score walks: candidates per
 * record, records per actor and side, sectors. It decides nothing. */
#include "assemble/internal.h"

#include <string.h>

/* Collects a record's candidates into scratch, one per component: the strongest line. */
static size_t gather(const struct as_context *x, const struct table_record *r, struct as_cand *out,
                     size_t room)
{
    const struct assemble_input *in = x->in;
    size_t n = 0;
    for (uint32_t i = 0; i < r->n_lines; i++) {
        uint32_t line = r->first_line + i, cargo = in->table->lines.v[line].cargo;
        for (uint32_t k = in->first_match[cargo]; k < in->first_match[cargo + 1]; k++) {
            const struct goods_match *m = &in->matches[k];
            size_t at = 0;
            if (m->strength < AS_MIN_STRENGTH)
                continue;
            while (at < n && out[at].component != m->component)
                at++;
            if (at == n && n < room)
                out[n++] = (struct as_cand){m->component, line, m->strength};
            else if (at < n && out[at].q < m->strength)
                out[at] = (struct as_cand){m->component, line, m->strength};
        }
    }
    for (size_t i = 1; i < n; i++) /* by component: few, so insertion */
        for (size_t k = i; k > 0 && out[k].component < out[k - 1].component; k--) {
            struct as_cand swap = out[k];
            out[k] = out[k - 1];
            out[k - 1] = swap;
        }
    return n;
}

_Static_assert(AS_N_SECTORS <= 1 << 10, "a brief has 10 bits for a sector");

#define MOST_CANDS 256 /* of one record */

static enum seine_status count_range(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    struct as_context *x = context;
    struct as_cand scratch[MOST_CANDS];
    (void)worker;
    (void)err;
    for (size_t r = from; r < to; r++)
        x->first_cand[r] = (uint32_t)gather(x, &x->in->table->records.v[r], scratch, MOST_CANDS);
    return SEINE_OK;
}

static enum seine_status fill_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct as_context *x = context;
    const struct trade_table *t = x->in->table;
    (void)worker;
    (void)err;
    for (size_t r = from; r < to; r++) {
        const struct table_record *rec = &t->records.v[r];
        gather(x, rec, x->cands + x->first_cand[r], x->first_cand[r + 1] - x->first_cand[r]);
        uint16_t sector = AS_N_SECTORS - 1;
        for (uint32_t i = 0; i < rec->n_lines && sector == AS_N_SECTORS - 1; i++) {
            uint32_t cargo = t->lines.v[rec->first_line + i].cargo;
            sector = as_hs_sector(table_str(t, t->cargos.v[cargo].hs));
        }
        x->brief[r].sector = sector & 0x3ffu;
    }
    return SEINE_OK;
}

/* Counts the candidates of each record, then puts them where those of the ones before it end. */
static enum seine_status prepare_candidates(struct as_context *x, struct pool *pool,
                                            struct seine_error *err)
{
    size_t n_records = x->in->table->records.n, total = 0;
    x->first_cand = arena_array(x->arena, n_records + 1, sizeof *x->first_cand);
    if (!x->first_cand)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    enum seine_status status = pool_run(pool, n_records, 4096, count_range, x, err);
    if (status != SEINE_OK)
        return status;
    for (size_t r = 0; r <= n_records; r++) {
        size_t n = x->first_cand[r];
        x->first_cand[r] = (uint32_t)total;
        total += n;
    }
    x->cands = arena_array(x->arena, total + 1, sizeof *x->cands);
    if (!x->cands || total > UINT32_MAX - 1)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    return pool_run(pool, n_records, 4096, fill_range, x, err);
}

static enum seine_status prepare_side(struct as_context *x, enum assemble_side side,
                                      struct seine_error *err)
{
    const struct trade_table *t = x->in->table;
    size_t n_actors = x->in->links->actors.n, total = 0;
    uint32_t actors[8];
    uint32_t *first = arena_array(x->arena, n_actors + 2, sizeof *first);
    if (!first)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (uint32_t r = 0; r < t->records.n; r++) {
        size_t n = as_record_actors(x, r, side, actors);
        for (size_t i = 0; i < n; i++)
            first[actors[i] + 2]++;
        total += n;
    }
    for (size_t a = 2; a < n_actors + 2; a++)
        first[a] += first[a - 1];
    uint32_t *records = arena_array(x->arena, total + 1, sizeof *records);
    if (!records)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (uint32_t r = 0; r < t->records.n; r++) {
        size_t n = as_record_actors(x, r, side, actors);
        for (size_t i = 0; i < n; i++)
            records[first[actors[i] + 1]++] = r;
    }
    x->actor_first[side] = first; /* after the shift, first[a] is where actor a begins */
    x->actor_records[side] = records;
    return SEINE_OK;
}

static enum seine_status prepare_seen(struct as_context *x, struct seine_error *err)
{
    const struct trade_table *t = x->in->table;
    size_t n_actors = x->in->links->actors.n;
    x->actor_seen = arena_array(x->arena, n_actors + 1, sizeof *x->actor_seen);
    if (!x->actor_seen)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t a = 0; a < n_actors; a++)
        x->actor_seen[a] = DATE_NONE;
    x->data_first_day = DATE_NONE;
    for (uint32_t r = 0; r < t->records.n; r++) {
        const struct table_record *rec = &t->records.v[r];
        if (rec->day == DATE_NONE)
            continue;
        if (x->data_first_day == DATE_NONE)
            x->data_first_day = rec->day;
        for (uint32_t i = 0; i < rec->n_parties; i++) {
            uint32_t actor = x->in->links->actor_of[t->parties.v[rec->first_party + i].mention];
            if (x->actor_seen[actor] == DATE_NONE)
                x->actor_seen[actor] = rec->day;
        }
    }
    return SEINE_OK;
}

/* The pairs of each actor: kind 0 those that joined it, kind 1 its uncertain links. */
static enum seine_status prepare_pairs(struct as_context *x, int kind, struct seine_error *err)
{
    const struct link_result *links = x->in->links;
    const struct link_pair *pairs = kind ? links->loose.v : links->pairs.v;
    size_t n = kind ? links->loose.n : links->pairs.n, n_actors = links->actors.n;
    uint32_t *first = arena_array(x->arena, n_actors + 2, sizeof *first);
    uint32_t *of = arena_array(x->arena, 2 * n + 1, sizeof *of);
    if (!first || !of)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t i = 0; i < n; i++) {
        first[links->actor_of[pairs[i].a] + 2]++;
        if (kind)
            first[links->actor_of[pairs[i].b] + 2]++;
    }
    for (size_t a = 2; a < n_actors + 2; a++)
        first[a] += first[a - 1];
    for (uint32_t i = 0; i < n; i++) {
        of[first[links->actor_of[pairs[i].a] + 1]++] = i;
        if (kind)
            of[first[links->actor_of[pairs[i].b] + 1]++] = i;
    }
    x->pair_first[kind] = first;
    x->pair_of[kind] = of;
    return SEINE_OK;
}

enum seine_status as_prepare(struct as_context *x, struct pool *pool, struct seine_error *err)
{
    enum seine_status status = as_names(x, err);
    if (status == SEINE_OK)
        status = as_briefs(x, pool, err);
    if (status == SEINE_OK)
        status = prepare_candidates(x, pool, err);
    if (status == SEINE_OK)
        status = prepare_side(x, ASSEMBLE_SINK, err);
    if (status == SEINE_OK)
        status = prepare_side(x, ASSEMBLE_SOURCE, err);
    if (status == SEINE_OK)
        status = prepare_seen(x, err);
    if (status == SEINE_OK)
        status = prepare_pairs(x, 0, err);
    if (status == SEINE_OK)
        status = prepare_pairs(x, 1, err);
    return status;
}
