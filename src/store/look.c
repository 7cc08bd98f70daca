/* store/look.c - cases for a reader: pages, one case, its records and decisions. Reading only; the
 * text of the queries stands with the others in statements.c. */
#include "store/look.h"
#include "store/internal.h"

static const char reading[] = "cannot read the cases";

static struct store_decision decision_at(struct sql_query *q, int at, struct str subject)
{
    return (struct store_decision){.subject = subject,
                                   .object = STR_EMPTY,
                                   .verdict = sql_text(q, at),
                                   .reason = sql_text(q, at + 1),
                                   .by = sql_text(q, at + 2),
                                   .at = sql_text(q, at + 3)};
}

static enum seine_status each_row(struct store *s, struct sql_query *q, store_look_fn *fn,
                                  void *context, uint64_t *ret_n, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    *ret_n = 0;
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW) {
        struct store_case c = store_case_at(q);
        struct store_decision d = decision_at(q, 5, c.id);
        status = fn(context, &c, &d, err);
        ++*ret_n;
    }
    return store_ended(s, q, status, last, err, reading);
}

enum seine_status store_look_cases(struct store *s, struct str verdict, uint64_t offset,
                                   uint64_t limit, store_look_fn *fn, void *context,
                                   struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_LOOK_CASES);
    uint64_t ignored;
    if (offset > INT64_MAX || limit > INT64_MAX)
        return error_set(err, SEINE_RANGE, "offset or limit is too large");
    sql_put_text(q, 1, verdict);
    sql_put_int(q, 2, (int64_t)limit);
    sql_put_int(q, 3, (int64_t)offset);
    return each_row(s, q, fn, context, &ignored, err);
}

enum seine_status store_look_case(struct store *s, struct str id, store_look_fn *fn, void *context,
                                  struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_LOOK_CASE);
    uint64_t n = 0;
    sql_put_text(q, 1, id);
    enum seine_status status = each_row(s, q, fn, context, &n, err);
    if (status == SEINE_OK && n == 0)
        status = error_set(err, SEINE_NOT_FOUND, "there is no case '" STR_FMT "'", STR_ARG(id));
    return status;
}

enum seine_status store_look_counts(struct store *s, store_count_fn *fn, void *context,
                                    struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_LOOK_COUNTS);
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW)
        status = fn(context, sql_text(q, 0), (uint64_t)sql_int(q, 1), err);
    return store_ended(s, q, status, last, err, reading);
}

enum seine_status store_look_records(struct store *s, struct str case_id, store_record_fn *fn,
                                     void *context, struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_LOOK_RECORDS);
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    sql_put_text(q, 1, case_id);
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW)
        status = fn(context, sql_text(q, 0), sql_text(q, 1), err);
    return store_ended(s, q, status, last, err, reading);
}

enum seine_status store_look_decisions(struct store *s, struct str case_id, store_decision_fn *fn,
                                       void *context, struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_LOOK_DECISIONS);
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    sql_put_text(q, 1, case_id);
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW) {
        struct store_decision d = decision_at(q, 0, case_id);
        status = fn(context, &d, err);
    }
    return store_ended(s, q, status, last, err, reading);
}
