/* store/notices.c - the tables of notices, of hooks, and of who was told. They are asked rarely, so
 * statements are prepared when needed. It knows nothing of the network. */
#include "store/notices.h"

#include "store/internal.h"

static const char doing[] = "cannot keep or read what there is to tell";

static struct sql_query *query(struct store *s, const char *text)
{
    return sql_query_new(s->db, text, SQL_ONCE);
}

/* Runs a statement that returns no row, within a transaction, and frees it. */
static enum seine_status write_one(struct store *s, struct sql_query *q, struct seine_error *err)
{
    bool is_alone = false;
    enum seine_status status = store_enter(s, &is_alone, err);
    if (status == SEINE_OK) {
        status = sql_step(q) == SQL_FAILED ? sql_failed(s->db, err, doing) : SEINE_OK;
        status = store_leave(s, is_alone, status, err);
    }
    sql_query_free(q);
    return status;
}

enum seine_status store_put_notice(struct store *s, const struct store_notice *notice,
                                   struct seine_error *err)
{
    struct sql_query *q =
        query(s, "INSERT INTO notice (n, key, kind, body)"
                 " VALUES ((SELECT coalesce(max(n), 0) + 1 FROM notice), ?1, ?2, ?3)"
                 " ON CONFLICT DO NOTHING");
    sql_put_text(q, 1, notice->key);
    sql_put_text(q, 2, notice->kind);
    sql_put_text(q, 3, notice->body);
    return write_one(s, q, err);
}

enum seine_status store_each_unnoticed(struct store *s, store_case_fn *fn, void *context,
                                       struct seine_error *err)
{
    struct sql_query *q = query(s, "SELECT " STORE_CASE " FROM " STORE_CASE_FROM
                                   " WHERE x.since IS NULL AND NOT EXISTS"
                                   " (SELECT 1 FROM notice o WHERE o.key = 'case:' || c.id)"
                                   " ORDER BY c.score DESC, c.id");
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW) {
        struct store_case c = store_case_at(q);
        status = fn(context, &c, err);
    }
    status = store_ended(s, q, status, last, err, doing);
    sql_query_free(q);
    return status;
}

/* Hands every row (n, key, kind, body) to fn, and frees the query. */
static enum seine_status each(struct store *s, struct sql_query *q, store_notice_fn *fn,
                              void *context, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW) {
        struct store_notice notice = {.n = sql_int(q, 0),
                                      .key = sql_text(q, 1),
                                      .kind = sql_text(q, 2),
                                      .body = sql_text(q, 3)};
        status = fn(context, &notice, err);
    }
    status = store_ended(s, q, status, last, err, doing);
    sql_query_free(q);
    return status;
}

enum seine_status store_look_notices(struct store *s, struct str kind, int64_t before,
                                     int64_t limit, store_notice_fn *fn, void *context,
                                     struct seine_error *err)
{
    struct sql_query *q = query(s, "SELECT n, key, kind, body FROM notice WHERE kind = ?1 AND"
                                   " (?2 = 0 OR n < ?2) ORDER BY n DESC LIMIT ?3");
    sql_put_text(q, 1, kind);
    sql_put_int(q, 2, before);
    sql_put_int(q, 3, limit);
    return each(s, q, fn, context, err);
}

enum seine_status store_each_notice(struct store *s, int64_t after, int64_t limit,
                                    store_notice_fn *fn, void *context, struct seine_error *err)
{
    struct sql_query *q =
        query(s, "SELECT n, key, kind, body FROM notice WHERE n > ?1 ORDER BY n LIMIT ?2");
    sql_put_int(q, 1, after);
    sql_put_int(q, 2, limit);
    return each(s, q, fn, context, err);
}

enum seine_status store_last_notice(struct store *s, int64_t *ret, struct seine_error *err)
{
    struct sql_query *q = query(s, "SELECT coalesce(max(n), 0) FROM notice");
    enum sql_step last = sql_step(q);
    int64_t n = last == SQL_ROW ? sql_int(q, 0) : 0;
    enum seine_status status = store_ended(s, q, SEINE_OK, last, err, doing);
    sql_query_free(q);
    if (status == SEINE_OK)
        *ret = n;
    return status;
}

enum seine_status store_put_hook(struct store *s, struct str url, struct seine_error *err)
{
    struct sql_query *q = query(s, "INSERT INTO hook (url, since) VALUES (?1, (SELECT"
                                   " coalesce(max(n), 0) FROM notice)) ON CONFLICT DO NOTHING");
    sql_put_text(q, 1, url);
    return write_one(s, q, err);
}

enum seine_status store_each_untold(struct store *s, struct str url, int64_t after, int64_t limit,
                                    store_notice_fn *fn, void *context, struct seine_error *err)
{
    struct sql_query *q =
        query(s, "SELECT o.n, o.key, o.kind, o.body FROM notice o JOIN hook h ON o.n > h.since"
                 " WHERE h.url = ?1 AND o.n > ?2 AND o.kind <> 'gone' AND NOT EXISTS (SELECT 1 "
                 "FROM told t WHERE t.url"
                 " = h.url AND t.n = o.n) ORDER BY o.n LIMIT ?3");
    sql_put_text(q, 1, url);
    sql_put_int(q, 2, after);
    sql_put_int(q, 3, limit);
    return each(s, q, fn, context, err);
}

enum seine_status store_put_told(struct store *s, struct str url, int64_t n, struct str result,
                                 struct seine_error *err)
{
    struct sql_query *q =
        query(s, "INSERT INTO told (url, n, result) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING");
    sql_put_text(q, 1, url);
    sql_put_int(q, 2, n);
    sql_put_text(q, 3, result);
    return write_one(s, q, err);
}
