/* store/tokens.c - the table of tokens. It is asked rarely, so its statements are prepared when
 * needed. It knows nothing of hashing. */
#include "store/tokens.h"

#include "store/audit.h"
#include "store/internal.h"

#define COLUMNS "id, name, role, hash, made, ends, revoked"

static struct sql_query *query(struct store *s, const char *text)
{
    return sql_query_new(s->db, text, SQL_ONCE);
}

static enum seine_status put(struct store *s, const struct store_token *t, struct seine_error *err)
{
    const struct str values[] = {t->id, t->name, t->role, t->hash, t->made, t->ends};
    struct sql_query *q = query(s, "INSERT INTO token (id, name, role, hash, made, ends, revoked)"
                                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, '')");
    enum seine_status status = SEINE_OK;
    for (int i = 0; i < (int)(sizeof values / sizeof *values); i++)
        sql_put_text(q, i + 1, values[i]);
    if (sql_step(q) == SQL_FAILED)
        status =
            sql_is_duplicate(s->db)
                ? error_set(err, SEINE_CONFLICT, "there is a token of the name " STR_FMT " already",
                            STR_ARG(t->name))
                : sql_failed(s->db, err, "cannot keep a token");
    sql_query_free(q);
    return status;
}

static enum seine_status revoke(struct store *s, struct str name, struct str at,
                                struct seine_error *err)
{
    struct sql_query *q =
        query(s, "UPDATE token SET revoked = ?2 WHERE name = ?1 AND revoked = ''");
    enum seine_status status = SEINE_OK;
    sql_put_text(q, 1, name);
    sql_put_text(q, 2, at);
    if (sql_step(q) == SQL_FAILED)
        status = sql_failed(s->db, err, "cannot revoke a token");
    else if (sql_changed(q) == 0)
        status = error_set(err, SEINE_NOT_FOUND, "there is no token of the name " STR_FMT,
                           STR_ARG(name));
    sql_query_free(q);
    return status;
}

/* Commits the change with its row of the audit, or takes it back. */
static enum seine_status conclude(struct store *s, enum seine_status status, struct str name,
                                  struct str note, struct seine_error *err)
{
    struct store_audit row = {.what = STR("token"), .object = name, .note = note};
    if (status == SEINE_OK)
        status = store_put_audit(s, &row, err);
    if (status == SEINE_OK)
        status = store_commit(s, err);
    if (status != SEINE_OK)
        store_rollback(s);
    return status;
}

enum seine_status store_put_token(struct store *s, const struct store_token *t,
                                  struct seine_error *err)
{
    enum seine_status status = store_begin(s, err);
    return status == SEINE_OK ? conclude(s, put(s, t, err), t->name, t->role, err) : status;
}

enum seine_status store_revoke_token(struct store *s, struct str name, struct str at,
                                     struct seine_error *err)
{
    enum seine_status status = store_begin(s, err);
    return status == SEINE_OK ? conclude(s, revoke(s, name, at, err), name, STR("revoked"), err)
                              : status;
}

/* The row that the query stands on; its texts live until the next step. */
static struct store_token row(struct sql_query *q)
{
    return (struct store_token){.id = sql_text(q, 0),
                                .name = sql_text(q, 1),
                                .role = sql_text(q, 2),
                                .hash = sql_text(q, 3),
                                .made = sql_text(q, 4),
                                .ends = sql_text(q, 5),
                                .revoked = sql_text(q, 6)};
}

/* Ends a query that is used once. */
static enum seine_status ended(struct store *s, struct sql_query *q, enum seine_status status,
                               enum sql_step last, struct seine_error *err, const char *doing)
{
    status = store_ended(s, q, status, last, err, doing);
    sql_query_free(q);
    return status;
}

enum seine_status store_get_token(struct store *s, struct str id, struct arena *arena,
                                  struct store_token *ret, struct seine_error *err)
{
    struct sql_query *q = query(s, "SELECT " COLUMNS " FROM token WHERE id = ?1");
    enum seine_status status = SEINE_OK;
    bool ok = true;
    sql_put_text(q, 1, id);
    enum sql_step last = sql_step(q);
    if (last == SQL_ROW) {
        struct store_token t = row(q);
        struct str *const texts[] = {&t.id,   &t.name, &t.role,   &t.hash,
                                     &t.made, &t.ends, &t.revoked};
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            *texts[i] = arena_str(arena, *texts[i], &ok);
        *ret = t;
        if (!ok)
            status = error_set(err, SEINE_NOMEM, "out of memory");
    } else if (last == SQL_DONE) {
        status = SEINE_NOT_FOUND;
    }
    return ended(s, q, status, last, err, "cannot read a token");
}

enum seine_status store_each_token(struct store *s, store_token_fn *fn, void *context,
                                   struct seine_error *err)
{
    struct sql_query *q = query(s, "SELECT " COLUMNS " FROM token ORDER BY name, made, id");
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW) {
        struct store_token t = row(q);
        status = fn(context, &t, err);
    }
    return ended(s, q, status, last, err, "cannot read the tokens");
}

enum seine_status store_has_tokens(struct store *s, bool *ret, struct seine_error *err)
{
    struct sql_query *q = query(s, "SELECT 1 FROM token WHERE revoked = '' LIMIT 1");
    enum sql_step last = sql_step(q);
    *ret = last == SQL_ROW;
    return ended(s, q, SEINE_OK, last, err, "cannot read the tokens");
}
