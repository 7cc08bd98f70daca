/* link/apart.c - takes items apart over the pool and merges what the pieces found. It does not know
 * what the items are. */
#include "link/apart.h"

#define PIECE 4096

struct job {
    const struct trade_table *table;
    const struct strtab *keys; /* of all; only its seed is read while pieces are made */
    const uint32_t *items;
    apart_fn *fn;
    struct apart_piece *pieces;
    struct apart_work *works;
    struct link_context *x; /* what the pieces are merged into, */
    struct link_parts *ret; /* while others are still made */
};

enum seine_status apart_key(struct apart_piece *p, struct apart_work *w, char prefix,
                            struct str key, uint32_t *ret)
{
    *ret = 0;
    if (key.n == 0)
        return SEINE_OK;
    buf_reset(&w->key);
    buf_add_c(&w->key, prefix);
    buf_add(&w->key, key);
    enum seine_status status = buf_status(&w->key);
    return status == SEINE_OK ? strtab_add(&p->keys, buf_str(&w->key), ret) : status;
}

enum seine_status apart_token(struct apart_piece *p, struct apart_work *w, char prefix,
                              struct str key, unsigned tag, struct link_parts *parts)
{
    uint32_t id;
    enum seine_status status = apart_key(p, w, prefix, key, &id);
    struct link_token token = {.key = id & LINK_MAX_KEYS, .tag = tag & 31};
    if (status == SEINE_OK && !VEC_PUSH(&p->tokens, token))
        status = SEINE_NOMEM;
    parts->n += status == SEINE_OK;
    return status;
}

static enum seine_status take_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct job *job = context;
    struct apart_piece *p = &job->pieces[from / PIECE];
    struct apart_work *w = &job->works[worker];
    enum seine_status status = strtab_init(&p->keys);
    (void)err;
    for (size_t i = from; i < to && status == SEINE_OK; i++) {
        struct link_parts parts = {.first = (uint32_t)p->tokens.n};
        arena_reset(&w->arena);
        buf_reset(&w->text);
        status = job->fn(job->table, job->items[i], p, w, &parts);
        if (status == SEINE_OK && !VEC_PUSH(&p->parts, parts))
            status = SEINE_NOMEM;
    }
    for (uint32_t i = 0; i < p->keys.n && status == SEINE_OK; i++)
        if (!VEC_PUSH(&p->hashes, strtab_hash(job->keys, strtab_get(&p->keys, i))))
            status = SEINE_NOMEM;
    return status;
}

static void piece_release(struct apart_piece *p)
{
    strtab_release(&p->keys);
    VEC_RELEASE(&p->hashes);
    VEC_RELEASE(&p->parts);
    VEC_RELEASE(&p->tokens);
}

/* The ids that a piece's keys have among all. */
static enum seine_status add_keys(struct strtab *all, const struct apart_piece *p, uint32_t *ret)
{
    enum { SOME = 64 };
    struct str some[SOME];
    enum seine_status status = SEINE_OK;
    for (size_t from = 0; from < p->keys.n && status == SEINE_OK; from += SOME) {
        size_t n = p->keys.n - from < SOME ? p->keys.n - from : SOME;
        for (size_t i = 0; i < n; i++)
            some[i] = strtab_get(&p->keys, (uint32_t)(from + i));
        status = strtab_add_all(all, some, &p->hashes.v[from], n, &ret[from]);
    }
    return status;
}

/* Adds a piece's keys and tokens to those of all. */
static enum seine_status merge(struct link_context *x, const struct apart_piece *p,
                               struct link_parts *ret)
{
    uint32_t *global = mem_calloc(p->keys.n + 1, sizeof *global);
    enum seine_status status = global ? SEINE_OK : SEINE_NOMEM;
    size_t first = x->tokens.n;
    if (status == SEINE_OK)
        status = add_keys(&x->keys, p, global);
    if (status == SEINE_OK && (x->keys.n > LINK_MAX_KEYS || first + p->tokens.n >= MAP_NONE))
        status = SEINE_LIMIT;
    for (size_t i = 0; i < p->tokens.n && status == SEINE_OK; i++) {
        struct link_token token = p->tokens.v[i];
        token.key = global[token.key] & LINK_MAX_KEYS;
        if (!VEC_PUSH(&x->tokens, token))
            status = SEINE_NOMEM;
    }
    for (size_t i = 0; i < p->parts.n && status == SEINE_OK; i++)
        ret[i] = (struct link_parts){global[p->parts.v[i].key],
                                     p->parts.v[i].first + (uint32_t)first, p->parts.v[i].n};
    mem_free(global);
    return status;
}

static enum seine_status merge_range(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    struct job *job = context;
    struct apart_piece *p = &job->pieces[from / PIECE];
    enum seine_status status = merge(job->x, p, job->ret + from);
    (void)worker;
    (void)to;
    (void)err;
    piece_release(p);
    return status;
}

static void works_init(struct apart_work *works, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        buf_init(&works[i].text, LIMIT_NDJSON_LINE); /* any one text of a record */
        buf_init(&works[i].key, LIMIT_NDJSON_LINE);
        arena_init(&works[i].arena, LIMIT_ARENA);
    }
}

static void works_release(struct apart_work *works, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        buf_release(&works[i].text);
        buf_release(&works[i].key);
        arena_release(&works[i].arena);
    }
    mem_free(works);
}

enum seine_status apart_all(struct link_context *x, const uint32_t *items, size_t n, apart_fn *fn,
                            struct pool *pool, struct link_parts *ret, struct seine_error *err)
{
    unsigned n_workers = pool_threads(pool);
    size_t n_pieces = (n + PIECE - 1) / PIECE;
    struct job job = {
        .table = x->table, .keys = &x->keys, .items = items, .fn = fn, .x = x, .ret = ret};
    job.pieces = mem_calloc(n_pieces + 1, sizeof *job.pieces);
    job.works = mem_calloc(n_workers, sizeof *job.works);
    enum seine_status status = job.pieces && job.works ? SEINE_OK : SEINE_NOMEM;
    if (job.works)
        works_init(job.works, n_workers);
    if (status == SEINE_OK)
        status = pool_run_ordered(pool, n, PIECE, take_range, merge_range, &job, err);
    for (size_t i = 0; i < n_pieces && job.pieces && status != SEINE_OK; i++)
        piece_release(&job.pieces[i]);
    if (job.works)
        works_release(job.works, n_workers);
    mem_free(job.pieces);
    return status;
}
