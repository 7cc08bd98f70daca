/* store/look.c - cases for a reader: pages, one case, its records and decisions. Reading only; the
 * text of the queries stands with the others in store.c. */
#include "store/look.h"
#include "store/internal.h"

/* Ends a loop over rows: the status of the callback, or of the query. */
static enum seine_status ended(struct store *s, sqlite3_stmt *q, enum seine_status status, int code,
                               struct seine_error *err)
{
    if (status == SEINE_OK && code != SQLITE_DONE)
        status = store_failed(s, err, "cannot read the cases");
    sqlite3_reset(q);
    return status;
}

static struct store_decision decision_at(sqlite3_stmt *q, int at, struct str subject)
{
    return (struct store_decision){.subject = subject,
                                   .object = STR_EMPTY,
                                   .verdict = store_column(q, at),
                                   .reason = store_column(q, at + 1),
                                   .by = store_column(q, at + 2),
                                   .at = store_column(q, at + 3)};
}

static enum seine_status each_row(struct store *s, sqlite3_stmt *q, store_look_fn *fn,
                                  void *context, uint64_t *ret_n, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    int code = SQLITE_DONE;
    *ret_n = 0;
    while (status == SEINE_OK && (code = sqlite3_step(q)) == SQLITE_ROW) {
        struct store_case c = {.id = store_column(q, 0),
                               .kit = store_column(q, 1),
                               .score = sqlite3_column_double(q, 2),
                               .json = store_column(q, 3)};
        struct store_decision d = decision_at(q, 4, c.id);
        status = fn(context, &c, &d, err);
        ++*ret_n;
    }
    return ended(s, q, status, code, err);
}

enum seine_status store_look_cases(struct store *s, struct str verdict, uint64_t offset,
                                   uint64_t limit, store_look_fn *fn, void *context,
                                   struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_LOOK_CASES, err);
    uint64_t ignored;
    if (!q)
        return SEINE_IO;
    if (offset > INT64_MAX || limit > INT64_MAX)
        return error_set(err, SEINE_RANGE, "offset or limit is too large");
    bool ok = store_bind(q, 1, verdict) &&
              sqlite3_bind_int64(q, 2, (sqlite3_int64)limit) == SQLITE_OK &&
              sqlite3_bind_int64(q, 3, (sqlite3_int64)offset) == SQLITE_OK;
    return ok ? each_row(s, q, fn, context, &ignored, err)
              : store_failed(s, err, "cannot read the cases");
}

enum seine_status store_look_case(struct store *s, struct str id, store_look_fn *fn, void *context,
                                  struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_LOOK_CASE, err);
    uint64_t n = 0;
    if (!q)
        return SEINE_IO;
    if (!store_bind(q, 1, id))
        return store_failed(s, err, "cannot read a case");
    enum seine_status status = each_row(s, q, fn, context, &n, err);
    if (status == SEINE_OK && n == 0)
        status = error_set(err, SEINE_NOT_FOUND, "there is no case '" STR_FMT "'", STR_ARG(id));
    return status;
}

enum seine_status store_look_counts(struct store *s, store_count_fn *fn, void *context,
                                    struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_LOOK_COUNTS, err);
    enum seine_status status = SEINE_OK;
    int code = SQLITE_DONE;
    if (!q)
        return SEINE_IO;
    while (status == SEINE_OK && (code = sqlite3_step(q)) == SQLITE_ROW)
        status = fn(context, store_column(q, 0), (uint64_t)sqlite3_column_int64(q, 1), err);
    return ended(s, q, status, code, err);
}

enum seine_status store_look_records(struct store *s, struct str case_id, store_record_fn *fn,
                                     void *context, struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_LOOK_RECORDS, err);
    enum seine_status status = SEINE_OK;
    int code = SQLITE_DONE;
    if (!q)
        return SEINE_IO;
    if (!store_bind(q, 1, case_id))
        return store_failed(s, err, "cannot read the records of a case");
    while (status == SEINE_OK && (code = sqlite3_step(q)) == SQLITE_ROW)
        status = fn(context, store_column(q, 0), store_column(q, 1), err);
    return ended(s, q, status, code, err);
}

enum seine_status store_look_decisions(struct store *s, struct str case_id, store_decision_fn *fn,
                                       void *context, struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_LOOK_DECISIONS, err);
    enum seine_status status = SEINE_OK;
    int code = SQLITE_DONE;
    if (!q)
        return SEINE_IO;
    if (!store_bind(q, 1, case_id))
        return store_failed(s, err, "cannot read the decisions on a case");
    while (status == SEINE_OK && (code = sqlite3_step(q)) == SQLITE_ROW) {
        struct store_decision d = decision_at(q, 0, case_id);
        status = fn(context, &d, err);
    }
    return ended(s, q, status, code, err);
}
