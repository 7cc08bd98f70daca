/* assemble/assemble.c - runs the steps: prepare, profiles, relays, units, hypotheses, marks, cases.
 * Each step reads only what the ones before it made; all of them walk canonical orders. */
#include "assemble/alone.h"
#include "assemble/net.h"

#include <math.h>
#include <stdlib.h>

#define NAMESAKE_PRIOR 4.0 /* bits: most parties that read like a listed one are not it */

static uint64_t entry_key(const struct assemble_watch *w)
{
    return str_hash(w->entity) * 31 + str_hash(w->list);
}

/* One listed party cannot be many: an entry that N different actors read like is worth log2 N less
 * for each, and most who read like a listed party are namesakes to begin with. */
static enum seine_status weigh_namesakes(struct as_context *x)
{
    size_t n_actors = x->in->links->actors.n;
    struct map counts;
    enum seine_status status = SEINE_OK;
    map_init(&counts);
    for (size_t a = 0; a < n_actors && status == SEINE_OK; a++)
        if (x->watch_of[a] != MAP_NONE) {
            uint64_t key = entry_key(&x->in->watch[x->watch_of[a]]);
            uint32_t n = map_get(&counts, key);
            status = map_set(&counts, key, n == MAP_NONE ? 1 : n + 1);
        }
    for (size_t a = 0; a < n_actors && status == SEINE_OK; a++)
        if (x->watch_of[a] != MAP_NONE) {
            const struct assemble_watch *w = &x->in->watch[x->watch_of[a]];
            x->namesakes[a] = map_get(&counts, entry_key(w));
            double bits = w->bits - NAMESAKE_PRIOR - log2((double)x->namesakes[a]);
            x->watch_bits[a] = bits > 0 ? evidence_round(bits) : 0;
        }
    map_release(&counts);
    return status;
}

/* Each actor's strongest listed mention (ties: the earlier one). */
enum seine_status as_watches(struct as_context *x, struct seine_error *err)
{
    size_t n_actors = x->in->links->actors.n;
    x->watch_of = arena_array(x->arena, n_actors + 1, sizeof *x->watch_of);
    x->watch_bits = arena_array(x->arena, n_actors + 1, sizeof *x->watch_bits);
    x->namesakes = arena_array(x->arena, n_actors + 1, sizeof *x->namesakes);
    if (!x->watch_of || !x->watch_bits || !x->namesakes)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t a = 0; a < n_actors; a++)
        x->watch_of[a] = MAP_NONE;
    for (uint32_t i = 0; i < x->in->n_watch; i++) {
        uint32_t *best = &x->watch_of[x->in->watch[i].actor];
        if (*best == MAP_NONE || x->in->watch[i].bits > x->in->watch[*best].bits)
            *best = i;
    }
    return weigh_namesakes(x) == SEINE_OK
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

static int case_order(const void *l, const void *r)
{
    const struct assemble_case *a = l, *b = r;
    if (a->score > b->score || a->score < b->score)
        return a->score > b->score ? -1 : 1;
    int order = str_compare(a->id, b->id);
    if (order)
        return order;
    if (a->hypothesis != b->hypothesis) /* of kits; they begin with one consignment */
        return a->hypothesis < b->hypothesis ? -1 : 1;
    return a->anchor < b->anchor ? -1 : a->anchor > b->anchor;
}

static enum seine_status run(struct as_context *x, const struct assemble_options *options,
                             struct pool *pool, const struct progress *progress,
                             struct assemble_result *ret, struct seine_error *err)
{
    static const char stage[] = "putting pieces together";
    enum seine_status status = as_prepare(x, pool, err);
    if (status == SEINE_OK)
        status = as_watches(x, err);
    if (status == SEINE_OK)
        status = as_relays(x, pool, err);
    if (status == SEINE_OK)
        status = as_inherit(x, err);
    if (status == SEINE_OK)
        status = as_fits(x, err);
    if (status == SEINE_OK)
        status = as_entries(x, pool, err);
    if (status == SEINE_OK)
        status = as_profiles(x, pool, err);
    progress_update(progress, stage, 1, 5, "steps");
    if (status == SEINE_OK)
        status = as_lives_init(x, err);
    if (status == SEINE_OK)
        status = as_units(x, pool, err);
    progress_update(progress, stage, 2, 5, "steps");
    if (status == SEINE_OK)
        status = as_hypotheses(x, pool, err);
    progress_update(progress, stage, 3, 5, "steps");
    if (status == SEINE_OK)
        status = as_facts(x, pool, err);
    if (status == SEINE_OK)
        status = as_marks(x, pool, err);
    progress_update(progress, stage, 4, 5, "steps");
    if (status == SEINE_OK)
        status = as_cases(x, options, ret, err);
    if (status == SEINE_OK)
        status = as_listed_cases(x, options, ret, err);
    if (status == SEINE_OK)
        status = as_alone_cases(x, options, ret, err);
    progress_update(progress, stage, 5, 5, "steps");
    return status;
}

/* What all cases together say of each, then the best in their order. */
static enum seine_status keep_best(struct as_context *x, const struct assemble_options *options,
                                   struct assemble_result *ret, struct seine_error *err)
{
    double n_conduct = (double)x->in->links->actors.n * as_n_facts(x);
    if (!as_e_bh(ret->cases.v, ret->cases.n, (double)ret->n_tested, true) ||
        !as_e_bh(ret->cases.v, ret->cases.n, n_conduct, false))
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    if (ret->cases.n > 1)
        qsort(ret->cases.v, ret->cases.n, sizeof *ret->cases.v, case_order);
    if (!options->top)
        return SEINE_OK;
    if (ret->cases.n > options->top) {
        ret->cut = ret->cases.v + options->top;
        ret->n_cut = ret->cases.n - options->top;
        ret->cases.n = options->top;
    }
    return as_complete_cases(x, ret->cases.v, ret->cases.n, &ret->arena, err);
}

struct named { /* a case by its place */
    struct str id;
    size_t at;
};

static int named_order(const void *l, const void *r)
{
    const struct named *a = l, *b = r;
    int order = str_compare(a->id, b->id);
    return order ? order : (a->at > b->at) - (a->at < b->at);
}

/* Two cases of one kit and side can begin with the same consignment: the second is -2, as in a
 * store. */
static enum seine_status name_apart(struct assemble_result *ret, struct seine_error *err)
{
    size_t n = ret->cases.n, alike = 1;
    struct named *named = mem_alloc((n + 1) * sizeof *named);
    struct buf id;
    bool ok = named != NULL;
    buf_init(&id, LIMIT_TEXT);
    for (size_t i = 0; i < n && ok; i++)
        named[i] = (struct named){ret->cases.v[i].id, i};
    if (n > 1 && ok)
        qsort(named, n, sizeof *named, named_order);
    for (size_t i = 1; i < n && ok; i++) {
        alike = str_is(named[i].id, named[i - 1].id) ? alike + 1 : 1;
        if (alike == 1)
            continue;
        buf_reset(&id);
        buf_add_f(&id, STR_FMT "-%zu", STR_ARG(named[i].id), alike);
        ok = buf_status(&id) == SEINE_OK;
        ret->cases.v[named[i].at].id = arena_str(&ret->arena, buf_str(&id), &ok);
    }
    buf_release(&id);
    mem_free(named);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

struct as_run {
    struct as_context x;
    struct arena arena;
};

void as_context_release(struct as_context *x)
{
    mem_free(x->first_cand);
    mem_free(x->cands);
    VEC_RELEASE(&x->relays);
    VEC_RELEASE(&x->units);
    VEC_RELEASE(&x->hypotheses);
    as_nets_release(&x->nets);
    as_fits_release(&x->fits);
    arena_release(x->arena);
}

static void run_free(struct as_run *r)
{
    if (!r)
        return;
    as_context_release(&r->x);
    mem_free(r);
}

enum seine_status assemble_run(const struct assemble_input *in,
                               const struct assemble_options *options, struct pool *pool,
                               const struct progress *progress, struct assemble_result *ret,
                               struct seine_error *err)
{
    struct as_run *r = mem_calloc(1, sizeof *r);
    *ret = (struct assemble_result){.run = r};
    if (!r)
        return error_set(err, SEINE_NOMEM, "out of memory while assembling");
    arena_init(&r->arena, LIMIT_ARENA);
    arena_init(&ret->arena, LIMIT_ARENA);
    r->x.in = in;
    r->x.arena = &r->arena;
    enum seine_status status = run(&r->x, options, pool, progress, ret, err);
    ret->n_hypotheses = r->x.n_examined;
    if (status == SEINE_OK)
        status = keep_best(&r->x, options, ret, err);
    if (status == SEINE_OK)
        status = as_measure_rows(&r->x, ret->cases.v, ret->cases.n, &ret->arena, err);
    if (status == SEINE_OK)
        status = name_apart(ret, err);
    if (status != SEINE_OK)
        assemble_result_release(ret);
    return status;
}

enum seine_status assemble_whole(const struct assemble_result *r, size_t at, struct arena *arena,
                                 struct assemble_case *ret, struct seine_error *err)
{
    struct assemble_case c = r->cut[at];
    enum seine_status status = as_complete_cases(&r->run->x, &c, 1, arena, err);
    if (status == SEINE_OK)
        status = as_measure_rows(&r->run->x, &c, 1, arena, err);
    if (status == SEINE_OK)
        *ret = c;
    return status;
}

void assemble_forget(struct assemble_result *r)
{
    run_free(r->run);
    r->run = NULL;
}

void assemble_result_release(struct assemble_result *r)
{
    assemble_forget(r);
    VEC_RELEASE(&r->cases);
    arena_release(&r->arena);
    r->n_hypotheses = 0;
}
