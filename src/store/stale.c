/* store/stale.c - the end of a scan: which of the kept cases it found. It changes no case; those
 * that are no longer found have a row of their own, so that what stays as it was costs nothing. */
#include "store/stale.h"

#include "store/audit.h"
#include "store/internal.h"

static const char doing[] = "cannot keep which cases were found";

static bool is_found(const struct store *s, struct str id)
{
    return s->has_given && strtab_find(&s->given, id) != MAP_NONE;
}

enum seine_status store_each_missed(struct store *s, store_missed_fn *fn, void *context,
                                    struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_EACH_CASE_RECORD);
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW)
        if (!is_found(s, sql_text(q, 0)))
            status = fn(context, sql_text(q, 1), err);
    return store_ended(s, q, status, last, err, doing);
}

struct settling {
    store_sought_fn *was_sought;
    void *context;
    struct arena arena;
    VEC(struct str) lost, back; /* ids */
    uint64_t n_stale;           /* before */
};

static enum seine_status look_at(struct settling *l, const struct store *s,
                                 const struct store_case *c)
{
    bool ok = true, found = is_found(s, c->id);
    l->n_stale += c->is_stale;
    if (c->is_stale && found) {
        struct str id = arena_str(&l->arena, c->id, &ok);
        ok = ok && VEC_PUSH(&l->back, id);
    } else if (!c->is_stale && !found && l->was_sought(l->context, c->kit, c->score)) {
        struct str id = arena_str(&l->arena, c->id, &ok);
        ok = ok && VEC_PUSH(&l->lost, id);
    }
    return ok ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status look(struct settling *l, struct store *s, struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_EACH_OUTCOME);
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW) {
        struct store_case c = store_case_at(q);
        status = look_at(l, s, &c);
    }
    if (status != SEINE_OK)
        error_set(err, status, "%s: out of memory", doing);
    return store_ended(s, q, status, last, err, doing);
}

static enum seine_status note(struct store *s, const struct settling *l, struct seine_error *err)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    buf_add_f(&text, "of the kept cases %zu no longer found, %zu found again", l->lost.n,
              l->back.n);
    struct store_audit row = {.what = STR("scan"), .note = buf_str(&text)};
    enum seine_status status = store_put_audit(s, &row, err);
    buf_release(&text);
    return status;
}

static enum seine_status change(struct store *s, const struct settling *l, struct seine_error *err)
{
    uint64_t scan = 0;
    enum seine_status status = store_count_scans(s, &scan, err);
    for (size_t i = 0; i < l->lost.n && status == SEINE_OK; i++) {
        struct sql_query *q = store_sql(s, SQL_PUT_STALE);
        sql_put_text(q, 1, l->lost.v[i]);
        sql_put_int(q, 2, (int64_t)scan);
        status = store_run(s, q, err, doing);
    }
    for (size_t i = 0; i < l->back.n && status == SEINE_OK; i++) {
        struct sql_query *q = store_sql(s, SQL_DROP_STALE);
        sql_put_text(q, 1, l->back.v[i]);
        status = store_run(s, q, err, doing);
    }
    return status == SEINE_OK && l->lost.n + l->back.n > 0 ? note(s, l, err) : status;
}

enum seine_status store_settle(struct store *s, store_sought_fn *was_sought, void *context,
                               struct store_settled *ret, struct seine_error *err)
{
    struct settling l = {.was_sought = was_sought, .context = context};
    arena_init(&l.arena, LIMIT_ARENA);
    enum seine_status status = look(&l, s, err);
    if (status == SEINE_OK)
        status = change(s, &l, err);
    if (status == SEINE_OK)
        *ret = (struct store_settled){l.lost.n, l.back.n, l.n_stale + l.lost.n - l.back.n};
    VEC_RELEASE(&l.lost);
    VEC_RELEASE(&l.back);
    arena_release(&l.arena);
    return status;
}
