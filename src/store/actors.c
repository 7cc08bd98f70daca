/* store/actors.c - from a name to actors, from an actor or a record to the cases that they are in.
 * Reading only. */
#include "store/actors.h"

#include "store/internal.h"

#include <string.h>

static const char doing[] = "cannot read the actors";

static struct sql_query *query(struct store *s, const char *text)
{
    return sql_query_new(s->db, text, SQL_ONCE);
}

/* Ends a loop over rows, and frees the query. */
static enum seine_status ended(struct store *s, struct sql_query *q, enum seine_status status,
                               enum sql_step last, struct seine_error *err)
{
    status = store_ended(s, q, status, last, err, doing);
    sql_query_free(q);
    return status;
}

/* What LIKE finds the text with, wherever it stands; "" finds everything. */
static void pattern_of(struct str text, struct buf *out)
{
    buf_add_z(out, "%");
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '%' || c == '_' || c == '!')
            buf_add_c(out, '!');
        buf_add_c(out, c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);
    }
    buf_add_z(out, text.n ? "%" : "");
}

enum seine_status store_look_actors(struct store *s, struct str text, uint64_t offset,
                                    uint64_t limit, store_actor_fn *fn, void *context,
                                    struct seine_error *err)
{
    struct buf pattern;
    enum sql_step last = SQL_DONE;
    if (offset > INT64_MAX || limit > INT64_MAX)
        return error_set(err, SEINE_RANGE, "offset or limit is too large");
    buf_init(&pattern, LIMIT_TEXT);
    pattern_of(text, &pattern);
    enum seine_status status = buf_status(&pattern);
    if (status != SEINE_OK)
        return error_set(err, status, "%s: the text is too long", doing);
    struct sql_query *q = query(
        s,
        "SELECT actor, count(*), CAST(sum(n_records) AS BIGINT) AS records FROM party WHERE actor"
        " <> '' AND (?1 = '%' OR actor IN (SELECT actor FROM party WHERE lower(name) LIKE ?1"
        " ESCAPE '!')) GROUP BY actor ORDER BY records DESC, actor LIMIT ?2 OFFSET ?3");
    sql_put_text(q, 1, buf_str(&pattern));
    sql_put_int(q, 2, (int64_t)limit);
    sql_put_int(q, 3, (int64_t)offset);
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW) {
        struct store_actor a = {.id = sql_text(q, 0),
                                .n_mentions = (uint64_t)sql_int(q, 1),
                                .n_records = (uint64_t)sql_int(q, 2)};
        status = fn(context, &a, err);
    }
    status = ended(s, q, status, last, err);
    buf_release(&pattern);
    return status;
}

enum seine_status store_look_mentions(struct store *s, struct str actor, store_party_fn *fn,
                                      void *context, struct seine_error *err)
{
    struct sql_query *q =
        query(s, "SELECT key, name, country, n_records FROM party WHERE actor = ?1"
                 " ORDER BY n_records DESC, key");
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    sql_put_text(q, 1, actor);
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW) {
        struct store_party p = {sql_text(q, 0), sql_text(q, 1), sql_text(q, 2),
                                (uint64_t)sql_int(q, 3), actor};
        status = fn(context, &p, err);
    }
    return ended(s, q, status, last, err);
}

/* Rows of STORE_CASE; frees the query. */
static enum seine_status each_case(struct store *s, struct sql_query *q, store_case_fn *fn,
                                   void *context, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW) {
        struct store_case c = store_case_at(q);
        status = fn(context, &c, err);
    }
    return ended(s, q, status, last, err);
}

enum seine_status store_look_actor_cases(struct store *s, struct str actor, uint64_t limit,
                                         store_case_fn *fn, void *context, struct seine_error *err)
{
    if (limit > INT64_MAX)
        return error_set(err, SEINE_RANGE, "limit is too large");
    struct sql_query *q = query(s, "SELECT " STORE_CASE " FROM " STORE_CASE_FROM
                                   " JOIN case_actor i ON i.case_id = c.id WHERE i.actor = ?1"
                                   " ORDER BY c.score DESC, c.id LIMIT ?2");
    sql_put_text(q, 1, actor);
    sql_put_int(q, 2, (int64_t)limit);
    return each_case(s, q, fn, context, err);
}

enum seine_status store_look_record(struct store *s, struct str id, store_record_fn *fn,
                                    void *context, struct seine_error *err)
{
    struct sql_query *q = query(s, "SELECT id, body FROM record WHERE id = ?1 ORDER BY hash");
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    sql_put_text(q, 1, id);
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW)
        status = fn(context, sql_text(q, 0), sql_text(q, 1), err);
    return ended(s, q, status, last, err);
}

enum seine_status store_look_record_cases(struct store *s, struct str id, store_case_fn *fn,
                                          void *context, struct seine_error *err)
{
    struct sql_query *q = query(s, "SELECT " STORE_CASE " FROM " STORE_CASE_FROM
                                   " JOIN case_record r ON r.case_id = c.id WHERE r.record = ?1"
                                   " ORDER BY c.score DESC, c.id");
    sql_put_text(q, 1, id);
    return each_case(s, q, fn, context, err);
}

enum seine_status store_each_involved(struct store *s, store_involved_fn *fn, void *context,
                                      struct seine_error *err)
{
    struct sql_query *q = query(
        s, "SELECT i.actor, i.case_id FROM case_actor i WHERE " STORE_STATUS(
               "i.case_id") " NOT IN ('cleared', 'release', 'stale') ORDER BY i.case_id, i.actor");
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW)
        status = fn(context, sql_text(q, 0), sql_text(q, 1), err);
    return ended(s, q, status, last, err);
}

/* Every change of a case adds to its history, and pruning takes away. Of cases no longer found: of
 * those that one scan lost only fewer can be left later, so the last such scan and their number
 * tell which they are. */
enum seine_status store_look_change(struct store *s, int64_t ret[STORE_CHANGE],
                                    struct seine_error *err)
{
    struct sql_query *q = query(s, "SELECT (SELECT count(*) FROM case_history),"
                                   " (SELECT coalesce(max(n), 0) FROM decision),"
                                   " (SELECT coalesce(max(since), 0) FROM stale),"
                                   " (SELECT count(*) FROM stale),"
                                   " (SELECT coalesce(max(value), 0) FROM stamp WHERE n = ?1)");
    sql_put_int(q, 1, STORE_USAGE_CHANGES);
    enum sql_step last = sql_step(q);
    int64_t n[STORE_CHANGE] = {0};
    for (int i = 0; last == SQL_ROW && i < STORE_CHANGE; i++)
        n[i] = sql_int(q, i);
    enum seine_status status = ended(s, q, SEINE_OK, last, err);
    if (status == SEINE_OK)
        memcpy(ret, n, sizeof n);
    return status;
}
