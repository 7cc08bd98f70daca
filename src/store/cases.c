/* store/cases.c - cases and their history. A case keeps its id as long as the greater part of the
 * smaller of the two nets is the same, so that a net that grows stays one file for the analyst. */
#include "store/internal.h"

struct known { /* a stored case that shares consignments */
    struct str id;
    int64_t seq;
    size_t shared;
};

/* Counts, for every known case of the kit, how many of the consignments it rests on. */
static enum seine_status count_shared(struct store *s, struct str kit,
                                      const struct str *consignments, size_t n, struct arena *arena,
                                      struct known *known, size_t room, size_t *ret_n,
                                      struct seine_error *err)
{
    size_t n_known = 0;
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        sqlite3_stmt *q = store_sql(s, SQL_SIMILAR_CASES, err);
        int code;
        if (!q)
            return SEINE_IO;
        if (!store_bind(q, 1, consignments[i]) || !store_bind(q, 2, kit))
            return store_failed(s, err, "cannot look for known cases");
        while ((code = sqlite3_step(q)) == SQLITE_ROW) {
            struct str id = store_column(q, 0);
            size_t k = 0;
            while (k < n_known && !str_is(known[k].id, id))
                k++;
            if (k == n_known && n_known < room)
                known[n_known++] =
                    (struct known){arena_str(arena, id, &ok), sqlite3_column_int64(q, 1), 0};
            if (k < n_known)
                known[k].shared++;
        }
        if (code != SQLITE_DONE)
            return store_failed(s, err, "cannot look for known cases");
        sqlite3_reset(q);
    }
    *ret_n = n_known;
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory");
}

static size_t case_size(struct store *s, struct str id, struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_COUNT_CASE_RECORDS, err);
    size_t n = q && store_bind(q, 1, id) && sqlite3_step(q) == SQLITE_ROW
                   ? (size_t)sqlite3_column_int64(q, 0)
                   : 0;
    if (q)
        sqlite3_reset(q);
    return n;
}

/* The known case, not given out yet, that is most alike among those that share at least half of the
 * smaller net; ties go to the older one. Alike is |both| / |either|, so that of a net and a part of
 * it each finds itself again. */
static const struct known *best_known(struct store *s, const struct known *known, size_t n_known,
                                      size_t n, struct seine_error *err)
{
    const struct known *best = NULL;
    double best_alike = 0;
    for (size_t i = 0; i < n_known; i++) {
        size_t size = case_size(s, known[i].id, err), smaller = size < n ? size : n;
        double alike = (double)known[i].shared / (double)(size + n - known[i].shared);
        bool is_given = s->has_given && strtab_find(&s->given, known[i].id) != MAP_NONE;
        if (is_given || known[i].shared * 2 < smaller ||
            (best && (alike < best_alike || (alike <= best_alike && known[i].seq > best->seq))))
            continue;
        best = &known[i];
        best_alike = alike;
    }
    return best;
}

/* The id itself, or with "-2", "-3" ... if another case has it: given out now or known before. */
static enum seine_status unused_id(struct store *s, struct str fresh, struct arena *arena,
                                   struct str *ret, struct seine_error *err)
{
    struct buf id;
    bool ok = true, is_used = true;
    buf_init(&id, LIMIT_TEXT);
    buf_add(&id, fresh);
    for (int n = 2; is_used && buf_status(&id) == SEINE_OK && n < INT16_MAX; n++) {
        is_used = (s->has_given && strtab_find(&s->given, buf_str(&id)) != MAP_NONE) ||
                  case_size(s, buf_str(&id), err) > 0;
        if (is_used) {
            buf_reset(&id);
            buf_add_f(&id, STR_FMT "-%d", STR_ARG(fresh), n);
        }
    }
    ok = buf_status(&id) == SEINE_OK;
    *ret = ok ? arena_str(arena, buf_str(&id), &ok) : STR_EMPTY;
    buf_release(&id);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory");
}

enum seine_status store_case_id(struct store *s, struct str kit, const struct str *consignments,
                                size_t n, struct str fresh, struct arena *arena, struct str *ret,
                                struct seine_error *err)
{
    struct known known[64];
    size_t n_known = 0;
    enum seine_status status =
        count_shared(s, kit, consignments, n, arena, known, 64, &n_known, err);
    if (status != SEINE_OK)
        return status;
    uint32_t ignored;
    const struct known *best = best_known(s, known, n_known, n, err);
    struct str id = best ? best->id : STR_EMPTY;
    if (!best)
        status = unused_id(s, fresh, arena, &id, err);
    if (status != SEINE_OK)
        return status;
    if (s->has_given && strtab_add(&s->given, id, &ignored) != SEINE_OK)
        return error_set(err, SEINE_NOMEM, "out of memory");
    *ret = id;
    return SEINE_OK;
}

/* What is stored of the case now: is it the same text? *ret_n_history counts its rows. */
static enum seine_status compare(struct store *s, const struct store_case *c, bool *ret_same,
                                 int64_t *ret_n_history, struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_GET_CASE, err);
    if (!q)
        return SEINE_IO;
    if (!store_bind(q, 1, c->id))
        return store_failed(s, err, "cannot read a case");
    int code = sqlite3_step(q);
    *ret_same = code == SQLITE_ROW && str_is(store_column(q, 0), c->json);
    *ret_n_history = code == SQLITE_ROW ? sqlite3_column_int64(q, 1) : 0;
    sqlite3_reset(q);
    return code == SQLITE_ROW || code == SQLITE_DONE ? SEINE_OK
                                                     : store_failed(s, err, "cannot read a case");
}

static enum seine_status put_row(struct store *s, enum store_sql which, const struct store_case *c,
                                 int64_t n, struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, which, err);
    if (!q)
        return SEINE_IO;
    bool ok = store_bind(q, 1, c->id) && sqlite3_bind_double(q, 3, c->score) == SQLITE_OK &&
              store_bind(q, 4, c->json);
    ok = ok && (which == SQL_PUT_CASE ? store_bind(q, 2, c->kit)
                                      : sqlite3_bind_int64(q, 2, n) == SQLITE_OK);
    return ok ? store_run(s, q, err, "cannot keep a case")
              : store_failed(s, err, "cannot keep a case");
}

static enum seine_status put_records(struct store *s, const struct store_case *c,
                                     struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_DROP_CASE_RECORDS, err);
    if (!q)
        return SEINE_IO;
    enum seine_status status =
        store_bind(q, 1, c->id) ? store_run(s, q, err, "cannot keep a case") : SEINE_NOMEM;
    for (size_t i = 0; i < c->n_consignments && status == SEINE_OK; i++) {
        q = store_sql(s, SQL_PUT_CASE_RECORD, err);
        if (!q || !store_bind(q, 1, c->id) || !store_bind(q, 2, c->consignments[i]))
            return store_failed(s, err, "cannot keep a case");
        status = store_run(s, q, err, "cannot keep a case");
    }
    return status;
}

enum seine_status store_put_case(struct store *s, const struct store_case *c,
                                 struct seine_error *err)
{
    bool same = false;
    int64_t n = 0;
    enum seine_status status = compare(s, c, &same, &n, err);
    if (status != SEINE_OK || same)
        return status;
    status = put_row(s, SQL_PUT_CASE, c, 0, err);
    if (status == SEINE_OK)
        status = put_row(s, SQL_PUT_HISTORY, c, n + 1, err);
    return status == SEINE_OK ? put_records(s, c, err) : status;
}

enum seine_status store_each_case(struct store *s, store_case_fn *fn, void *context,
                                  struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_EACH_CASE, err);
    enum seine_status status = q ? SEINE_OK : SEINE_IO;
    int code = SQLITE_DONE;
    while (status == SEINE_OK && (code = sqlite3_step(q)) == SQLITE_ROW) {
        struct store_case c = {.id = store_column(q, 0),
                               .kit = store_column(q, 1),
                               .score = sqlite3_column_double(q, 2),
                               .json = store_column(q, 3)};
        status = fn(context, &c, err);
    }
    if (status == SEINE_OK && code != SQLITE_DONE)
        status = store_failed(s, err, "cannot read the cases");
    if (q)
        sqlite3_reset(q);
    return status;
}
