/* check/check.c - runs all rules, learns how often honest records fail each, and turns failures
 * into bits and words. */
#include "check/internal.h"

#include <math.h>
#include <string.h>

static const enum check_kind with_other[] = {CHECK_DOCUMENT_REUSED, CHECK_DOCUMENT_CONTENT,
                                             CHECK_REAPPEARS, CHECK_COVER_PHRASE,
                                             CHECK_CONTRADICTION};

static const enum check_kind with_measure[] = {CHECK_DETOUR,
                                               CHECK_FREIGHT_HIGH,
                                               CHECK_FREIGHT_OVER_VALUE,
                                               CHECK_HOUSE_ABOVE_MASTER,
                                               CHECK_UNDER_LIMIT,
                                               CHECK_ISSUED_LATE,
                                               CHECK_SLOW,
                                               CHECK_VALUE_PER_KG,
                                               CHECK_DENSITY};

static bool allocate_result(struct check_result *r, size_t n, size_t n_cargos)
{
    r->goods = mem_calloc(n_cargos, sizeof *r->goods);
    r->first = mem_calloc(n + 1, sizeof *r->first);
    r->freight = mem_calloc(n, sizeof *r->freight);
    r->own_level = mem_calloc(n, sizeof *r->own_level);
    r->between_km = mem_calloc(n, sizeof *r->between_km);
    r->applied = mem_calloc(n, sizeof *r->applied);
    return r->goods && r->first && r->freight && r->own_level && r->between_km && r->applied;
}

static bool allocate_work(struct check_context *x, size_t n)
{
    size_t n_cargos = x->table->cargos.n + 1;
    x->cargo = mem_calloc(n_cargos, sizeof *x->cargo);
    x->heading = mem_calloc(n_cargos, sizeof *x->heading);
    x->phrase = mem_calloc(n_cargos, sizeof *x->phrase);
    x->worded = mem_calloc(n_cargos, sizeof *x->worded);
    x->known_heading = mem_calloc(CHECK_NO_HEADING, 1);
    x->told = mem_calloc(x->table->mentions.n + 1, sizeof *x->told);
    x->heading_of = mem_calloc(n, sizeof *x->heading_of);
    x->value_usd = mem_calloc(n, sizeof *x->value_usd);
    return x->cargo && x->heading && x->phrase && x->worded && x->known_heading && x->told &&
           x->heading_of && x->value_usd;
}

static enum seine_status allocate(struct check_context *x, struct seine_error *err)
{
    size_t n = x->table->records.n + 1;
    bool ok = true;
    for (int k = 0; k < CHECK_N; k++) {
        x->failed[k] = mem_calloc(n, 1);
        ok = ok && x->failed[k];
    }
    for (size_t k = 0; k < N_OF(with_measure); k++) {
        x->measure[with_measure[k]] = mem_calloc(n, sizeof(double));
        ok = ok && x->measure[with_measure[k]];
    }
    for (size_t k = 0; k < N_OF(with_other); k++) {
        uint32_t *other = mem_alloc(n * sizeof *other);
        x->other[with_other[k]] = other;
        ok = ok && other;
        for (size_t i = 0; other && i < n; i++)
            other[i] = MAP_NONE;
    }
    ok = allocate_work(x, n) && allocate_result(x->ret, n, x->table->cargos.n + 1) && ok;
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while checking papers");
}

static void release(struct check_context *x)
{
    for (int k = 0; k < CHECK_N; k++) {
        mem_free(x->failed[k]);
        mem_free(x->measure[k]);
        mem_free(x->other[k]);
    }
    mem_free(x->cargo);
    mem_free(x->heading);
    mem_free(x->phrase);
    mem_free(x->heading_of);
    mem_free(x->value_usd);
    mem_free(x->worded);
    mem_free(x->known_heading);
    mem_free(x->told);
    mem_free(x->goods_of);
    mem_free(x->route_km);
    mem_free(x->ends);
}

static enum seine_status check_range(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++)
        check_record(context, (uint32_t)i);
    return SEINE_OK;
}

/* What must be known before records are checked one by one. */
static check_piece_fn *const before[] = {check_wording, check_freight_fit};
/* What looks at all records, the longest first. */
static check_piece_fn *const together[] = {check_contradictions, check_value_per_kg, check_phrases,
                                           check_reappears,      check_documents,    check_density,
                                           check_business,       check_origins,      check_slow,
                                           check_ways,           check_legs};

struct pieces {
    struct check_context *x;
    check_piece_fn *const *fn;
};

static enum seine_status run_piece(void *context, unsigned worker, size_t from, size_t to,
                                   struct seine_error *err)
{
    const struct pieces *p = context;
    (void)worker;
    for (size_t i = from; i < to; i++) {
        enum seine_status status = p->fn[i](p->x);
        if (status != SEINE_OK)
            return error_set(err, status, "out of memory while checking papers");
    }
    return SEINE_OK;
}

static enum seine_status run_pieces(struct check_context *x, check_piece_fn *const *fn, size_t n,
                                    struct pool *pool, struct seine_error *err)
{
    struct pieces p = {x, fn};
    return pool_run(pool, n, 1, run_piece, &p, err);
}

/* Laplace: (failed + 1) / (applied + 2) is the honest rate. */
static void learn(struct check_context *x)
{
    for (int k = 0; k < CHECK_N; k++) {
        struct check_stat *s = &x->ret->stats[k];
        for (size_t i = 0; i < x->table->records.n; i++) {
            s->n_applied += x->failed[k][i] != 0;
            s->n_failed += x->failed[k][i] == 2;
        }
        double rate = ((double)s->n_failed + 1) / ((double)s->n_applied + 2);
        double bits = log2(check_rules[k].scheme_rate / rate);
        bits = bits < 0 ? 0 : bits > check_rules[k].cap_bits ? check_rules[k].cap_bits : bits;
        s->bits = evidence_round(bits);
    }
}

static enum seine_status collect(struct check_context *x, struct seine_error *err)
{
    struct check_result *ret = x->ret;
    for (uint32_t i = 0; i < x->table->records.n; i++) {
        ret->first[i] = (uint32_t)ret->findings.n;
        for (int k = 0; k < CHECK_N; k++) {
            if (x->failed[k][i] != 0)
                ret->applied[i] = ret->applied[i] | UINT64_C(1) << k;
            if (x->failed[k][i] != 2)
                continue;
            struct check_finding f = {i, (uint16_t)k, ret->stats[k].bits,
                                      x->measure[k] ? x->measure[k][i] : 0,
                                      x->other[k] ? x->other[k][i] : MAP_NONE};
            if (!VEC_PUSH(&ret->findings, f))
                return error_set(err, SEINE_NOMEM, "out of memory while checking papers");
        }
    }
    ret->first[x->table->records.n] = (uint32_t)ret->findings.n;
    return SEINE_OK;
}

enum seine_status check_run(const struct trade_table *t, const struct geo *geo, struct pool *pool,
                            struct check_result *ret, struct seine_error *err)
{
    return check_run_with(t, geo, NULL, pool, ret, err);
}

enum seine_status check_run_with(const struct trade_table *t, const struct geo *geo,
                                 const struct check_words *words, struct pool *pool,
                                 struct check_result *ret, struct seine_error *err)
{
    struct check_context x = {.table = t, .geo = geo, .ret = ret, .headings = words};
    memset(ret, 0, sizeof *ret);
    enum seine_status status = allocate(&x, err);
    if (status == SEINE_OK)
        status = check_routes(&x, pool, err);
    if (status == SEINE_OK)
        status = check_cargos(&x, pool, err);
    if (status == SEINE_OK)
        status = run_pieces(&x, before, N_OF(before), pool, err);
    if (status == SEINE_OK)
        status = pool_run(pool, t->records.n, 4096, check_range, &x, err);
    if (status == SEINE_OK)
        status = run_pieces(&x, together, N_OF(together), pool, err);
    if (status == SEINE_OK) {
        learn(&x);
        status = collect(&x, err);
    }
    release(&x);
    if (status != SEINE_OK)
        check_result_release(ret);
    return status;
}

void check_result_release(struct check_result *r)
{
    VEC_RELEASE(&r->findings);
    mem_free(r->first);
    mem_free(r->freight);
    mem_free(r->goods);
    mem_free(r->applied);
    mem_free(r->direct_km);
    mem_free(r->own_level);
    mem_free(r->between_km);
    mem_free(r->sea_km);
    memset(r, 0, sizeof *r);
}

void check_text(const struct trade_table *t, const struct geo *geo, const struct check_finding *f,
                struct buf *out)
{
    const struct table_record *r = &t->records.v[f->record];
    struct str number = table_str(t, r->number);
    buf_add_f(out, STR_FMT ": %s", STR_ARG(table_str(t, r->id)), check_rules[f->kind].what);
    switch (f->kind) {
    case CHECK_AWB_PREFIX: {
        number = check_waybill(t, r);
        const struct geo_carrier *owner =
            number.n >= 3 ? geo_carrier_by_prefix(geo, str_slice(number, 0, 3)) : NULL;
        if (owner)
            buf_add_f(out, " (" STR_FMT " is " STR_FMT ", the paper says " STR_FMT ")",
                      STR_ARG(str_slice(number, 0, 3)), STR_ARG(owner->name),
                      STR_ARG(table_str(t, r->carrier)));
        break;
    }
    case CHECK_AWB_DIGIT:
        buf_add_f(out, " (" STR_FMT ")", STR_ARG(check_waybill(t, r)));
        break;
    case CHECK_WITHDRAWN:
        buf_add_z(out, r->changes & TABLE_REISSUED ? ", and issued again" : "");
        buf_add_z(out, r->changes == (r->changes | TABLE_REISSUED | TABLE_WITHDRAWN)
                           ? ", and withdrawn again"
                           : "");
        break;
    case CHECK_DETOUR:
        buf_add_f(out, " (" STR_FMT ", %.1f times)",
                  STR_ARG(table_str(t, t->routes.v[r->route].code)), f->measure);
        break;
    case CHECK_FREIGHT_HIGH:
    case CHECK_FREIGHT_OVER_VALUE:
    case CHECK_HOUSE_ABOVE_MASTER:
    case CHECK_SLOW:
        buf_add_f(out, " (%.1f times)", f->measure);
        break;
    case CHECK_VALUE_PER_KG:
    case CHECK_DENSITY:
        buf_add_z(out, " (");
        buf_add_figure(out, f->measure, 2);
        buf_add_z(out, " times the middle)");
        break;
    case CHECK_LEG_NOT_FLOWN:
    case CHECK_WAY_RARE:
        buf_add_f(out, " (" STR_FMT ")", STR_ARG(table_str(t, t->routes.v[r->route].code)));
        break;
    case CHECK_UNDER_LIMIT:
        buf_add_f(out, " (%.0f %% of it)", 100 * f->measure);
        break;
    case CHECK_ISSUED_LATE:
        buf_add_f(out, " (%.0f days)", f->measure);
        break;
    default:
        if (f->other != MAP_NONE)
            buf_add_f(out, " (" STR_FMT "%salso " STR_FMT ")", STR_ARG(number),
                      number.n ? ", " : "", STR_ARG(table_str(t, t->records.v[f->other].id)));
        break;
    }
}
