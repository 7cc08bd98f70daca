/* assemble/measures.c - what measures say of cases (under.c looks them up). Goods that are banned
 * are conduct that can open a case. A case that holds consignments under a measure is told so in
 * rows of their own without bits, for the law says what may be stopped and not what belongs
 * together. */
#include "assemble/alone.h"
#include "assemble/under.h"

#include <stdio.h>
#include <string.h>

#define MOST_ROWS 5 /* of one case */

static struct under under_of(const struct as_context *x)
{
    return (struct under){x->in->table, x->in->geo, x->in->measures, x->ends};
}

static enum seine_status find_ends(void *context, unsigned worker, size_t from, size_t to,
                                   struct seine_error *err)
{
    const struct as_context *x = context;
    const struct trade_table *t = x->in->table;
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++)
        under_find_ends(x->in->geo, table_str(t, t->routes.v[i].code), &x->ends[i]);
    return SEINE_OK;
}

struct facts_job {
    struct under under;
    uint16_t *ret;
};

/* What holds for all goods bans none: to be looked at is no conduct. */
static enum seine_status banned_range(void *context, unsigned worker, size_t from, size_t to,
                                      struct seine_error *err)
{
    struct facts_job *job = context;
    under_hits hits = {0};
    bool ok = true;
    (void)worker;
    (void)err;
    for (size_t r = from; r < to && ok; r++) {
        bool is_banned = false;
        VEC_CLEAR(&hits);
        ok = under_find(&job->under, (uint32_t)r, &hits);
        for (size_t i = 0; i < hits.n && !is_banned; i++)
            is_banned = goods_measure(job->under.measures, hits.v[i].row)->hs.n > 0;
        if (is_banned)
            job->ret[r] = (uint16_t)(job->ret[r] | 1u << AS_BANNED);
    }
    VEC_RELEASE(&hits);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

bool as_banned_facts(struct as_context *x, struct pool *pool, uint16_t *ret)
{
    const struct trade_table *t = x->in->table;
    if (!x->in->measures)
        return true;
    x->ends = arena_array(x->arena, t->routes.n + 1, sizeof *x->ends);
    struct facts_job job = {under_of(x), ret};
    return x->ends && pool_run(pool, t->routes.n, 1024, find_ends, x, NULL) == SEINE_OK &&
           pool_run(pool, t->records.n, 1024, banned_range, &job, NULL) == SEINE_OK;
}

struct telling {
    struct under under;
    struct arena *arena;
    under_hits hits;
    under_groups groups;
    bool ok;
};

static void add_row(struct telling *t, const struct under_group *g, struct assemble_case *c)
{
    const struct trade_table *table = t->under.table;
    struct str *refs = arena_array(t->arena, g->n_records, sizeof *refs);
    struct buf text;
    size_t n = 0;
    buf_init(&text, LIMIT_TEXT);
    under_text(&t->under, &t->hits, g, false, &text);
    for (size_t i = g->first; i < g->first + g->n && refs; i++)
        if (i == g->first || t->hits.v[i].record != t->hits.v[i - 1].record)
            refs[n++] = table_str(table, table->records.v[t->hits.v[i].record].id);
    t->ok = t->ok && refs && buf_status(&text) == SEINE_OK;
    c->evidence[c->n_evidence++] = (struct evidence){
        ASSEMBLE_MEASURE, 0, arena_str(t->arena, buf_str(&text), &t->ok), refs, n};
    buf_release(&text);
}

static void add_rest(struct telling *t, size_t n, struct assemble_case *c)
{
    char text[64];
    snprintf(text, sizeof text, "%zu other measures hold for its consignments", n);
    c->evidence[c->n_evidence++] =
        (struct evidence){ASSEMBLE_MEASURE, 0, arena_str(t->arena, str_of(text), &t->ok), NULL, 0};
}

static void tell(struct telling *t, struct assemble_case *c)
{
    VEC_CLEAR(&t->hits);
    for (size_t i = 0; i < c->n_records && t->ok; i++)
        t->ok = under_find(&t->under, c->records[i].record, &t->hits);
    t->ok = t->ok && under_group(&t->under, &t->hits, &t->groups);
    if (!t->ok || t->groups.n == 0)
        return;
    struct evidence *rows = arena_array(t->arena, c->n_evidence + MOST_ROWS, sizeof *rows);
    size_t shown = t->groups.n > MOST_ROWS ? MOST_ROWS - 1 : t->groups.n;
    t->ok = rows != NULL;
    if (!t->ok)
        return;
    if (c->n_evidence)
        memcpy(rows, c->evidence, c->n_evidence * sizeof *rows);
    c->evidence = rows;
    for (size_t i = 0; i < shown; i++)
        add_row(t, &t->groups.v[i], c);
    if (t->groups.n > shown)
        add_rest(t, t->groups.n - shown, c);
}

enum seine_status as_measure_rows(const struct as_context *x, struct assemble_case *cases, size_t n,
                                  struct arena *arena, struct seine_error *err)
{
    struct telling t = {.under = under_of(x), .arena = arena, .ok = true};
    for (size_t i = 0; i < n && t.ok && x->in->measures; i++)
        tell(&t, &cases[i]);
    VEC_RELEASE(&t.hits);
    VEC_RELEASE(&t.groups);
    return t.ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}
