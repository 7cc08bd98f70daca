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
            if (m->strength < ASSEMBLE_MIN_STRENGTH)
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
            sector = as_heading_sector(t->cargos.v[cargo].heading);
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
    x->first_cand = mem_calloc(n_records + 1, sizeof *x->first_cand);
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
    x->cands = mem_calloc(total + 1, sizeof *x->cands);
    if (!x->cands || total > UINT32_MAX - 1)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    return pool_run(pool, n_records, 4096, fill_range, x, err);
}

/* Lists are made each by one thread, in room that was taken before. */
static void list_side(struct as_context *x, enum assemble_side side)
{
    size_t n_records = x->in->table->records.n, n_actors = x->in->links->actors.n, n;
    uint32_t *first = x->actor_first[side];
    for (uint32_t r = 0; r < n_records; r++) {
        const uint32_t *actors = as_actors_of(x, r, side, &n);
        for (size_t i = 0; i < n; i++)
            first[actors[i] + 2]++;
    }
    for (size_t a = 2; a < n_actors + 2; a++)
        first[a] += first[a - 1];
    for (uint32_t r = 0; r < n_records; r++) {
        const uint32_t *actors = as_actors_of(x, r, side, &n);
        for (size_t i = 0; i < n; i++) /* when all are there, first[a] is where a's begin */
            x->actor_records[side][first[actors[i] + 1]++] = r;
    }
}

static void list_seen(struct as_context *x)
{
    const struct trade_table *t = x->in->table;
    size_t n_actors = x->in->links->actors.n;
    for (size_t a = 0; a < n_actors; a++)
        x->actor_seen[a] = DATE_NONE;
    x->data_first_day = table_first_day(t);
    x->data_last_day = table_last_day(t);
    for (uint32_t r = 0; r < t->records.n; r++) {
        const struct table_record *rec = &t->records.v[r];
        if (rec->day == DATE_NONE)
            continue;
        for (uint32_t i = 0; i < rec->n_parties; i++) {
            uint32_t actor = x->in->links->actor_of[t->parties.v[rec->first_party + i].mention];
            if (x->actor_seen[actor] == DATE_NONE)
                x->actor_seen[actor] = rec->day;
        }
    }
}

enum list { LIST_SINK = ASSEMBLE_SINK, LIST_SOURCE = ASSEMBLE_SOURCE, LIST_SEEN, N_LISTS };
_Static_assert(LIST_SINK < 2 && LIST_SOURCE < 2, "each side is a list");

static enum seine_status list_some(void *context, unsigned worker, size_t from, size_t to,
                                   struct seine_error *err)
{
    (void)worker;
    (void)err;
    for (size_t list = from; list < to; list++)
        if (list == LIST_SEEN)
            list_seen(context);
        else
            list_side(context, (enum assemble_side)list);
    return SEINE_OK;
}

/* What each actor receives and sends, and when it is first named. */
static enum seine_status prepare_lists(struct as_context *x, struct pool *pool,
                                       struct seine_error *err)
{
    size_t n_actors = x->in->links->actors.n, n[2] = {0, 0};
    for (size_t r = 0; r < x->in->table->records.n; r++)
        for (int side = 0; side < 2; side++)
            n[side] += x->brief[r].n_actors[side];
    bool ok = true;
    for (int side = 0; side < 2 && ok; side++) {
        x->actor_first[side] = arena_array(x->arena, n_actors + 2, sizeof *x->actor_first[side]);
        x->actor_records[side] =
            arena_alloc(x->arena, (n[side] + 1) * sizeof *x->actor_records[side]);
        ok = x->actor_first[side] && x->actor_records[side];
    }
    x->actor_seen = arena_alloc(x->arena, (n_actors + 1) * sizeof *x->actor_seen);
    return ok && x->actor_seen ? pool_run(pool, N_LISTS, 1, list_some, x, err)
                               : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

/* The pairs of each actor: kind 0 those that joined it, kind 1 its uncertain links. */
static void list_pairs(struct as_context *x, size_t kind)
{
    const struct link_result *links = x->in->links;
    const struct link_pair *pairs = kind ? links->loose.v : links->pairs.v;
    size_t n = kind ? links->loose.n : links->pairs.n, n_actors = links->actors.n;
    uint32_t *first = x->pair_first[kind], *of = x->pair_of[kind];
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
}

static enum seine_status list_some_pairs(void *context, unsigned worker, size_t from, size_t to,
                                         struct seine_error *err)
{
    (void)worker;
    (void)err;
    for (size_t kind = from; kind < to; kind++)
        list_pairs(context, kind);
    return SEINE_OK;
}

static enum seine_status prepare_pairs(struct as_context *x, struct pool *pool,
                                       struct seine_error *err)
{
    const size_t n[2] = {x->in->links->pairs.n, 2 * x->in->links->loose.n};
    bool ok = true;
    for (int kind = 0; kind < 2 && ok; kind++) {
        x->pair_first[kind] =
            arena_array(x->arena, x->in->links->actors.n + 2, sizeof *x->pair_first[kind]);
        x->pair_of[kind] = arena_alloc(x->arena, (n[kind] + 1) * sizeof *x->pair_of[kind]);
        ok = x->pair_first[kind] && x->pair_of[kind];
    }
    return ok ? pool_run(pool, 2, 1, list_some_pairs, x, err)
              : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

enum seine_status as_prepare(struct as_context *x, struct pool *pool, struct seine_error *err)
{
    as_curves_of(x);
    enum seine_status status = prepare_pairs(x, pool, err);
    if (status == SEINE_OK)
        status = as_names(x, pool, err);
    if (status == SEINE_OK)
        status = as_briefs(x, pool, err);
    if (status == SEINE_OK)
        status = prepare_candidates(x, pool, err);
    return status == SEINE_OK ? prepare_lists(x, pool, err) : status;
}
