/* store/tokens.c - the table of tokens. It is asked rarely, so its statements are prepared when
 * needed. It knows nothing of hashing. */
#include "store/tokens.h"

#include "store/audit.h"
#include "store/internal.h"

#define COLUMNS "id, name, role, hash, made, ends, revoked"

static sqlite3_stmt *prepare(struct store *s, const char *sql, struct seine_error *err)
{
    sqlite3_stmt *q = NULL;
    if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK)
        store_failed(s, err, "cannot prepare a query");
    return q;
}

static enum seine_status put(struct store *s, const struct store_token *t, struct seine_error *err)
{
    const struct str values[] = {t->id, t->name, t->role, t->hash, t->made, t->ends};
    sqlite3_stmt *q = prepare(s,
                              "INSERT INTO token (id, name, role, hash, made, ends, revoked)"
                              " VALUES (?1, ?2, ?3, ?4, ?5, ?6, '')",
                              err);
    if (!q)
        return SEINE_IO;
    for (int i = 0; i < (int)(sizeof values / sizeof *values); i++)
        if (!store_bind(q, i + 1, values[i])) {
            sqlite3_finalize(q);
            return error_set(err, SEINE_NOMEM, "out of memory");
        }
    int code = sqlite3_step(q);
    enum seine_status status = SEINE_OK;
    if ((code & 0xff) == SQLITE_CONSTRAINT)
        status = error_set(err, SEINE_CONFLICT, "there is a token of the name " STR_FMT " already",
                           STR_ARG(t->name));
    else if (code != SQLITE_DONE)
        status = store_failed(s, err, "cannot keep a token");
    sqlite3_finalize(q);
    return status;
}

static enum seine_status revoke(struct store *s, struct str name, struct str at,
                                struct seine_error *err)
{
    sqlite3_stmt *q =
        prepare(s, "UPDATE token SET revoked = ?2 WHERE name = ?1 AND revoked = ''", err);
    enum seine_status status = SEINE_OK;
    if (!q)
        return SEINE_IO;
    if (!store_bind(q, 1, name) || !store_bind(q, 2, at))
        status = error_set(err, SEINE_NOMEM, "out of memory");
    else if (sqlite3_step(q) != SQLITE_DONE)
        status = store_failed(s, err, "cannot revoke a token");
    else if (sqlite3_changes(s->db) == 0)
        status = error_set(err, SEINE_NOT_FOUND, "there is no token of the name " STR_FMT,
                           STR_ARG(name));
    sqlite3_finalize(q);
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

/* The row that the statement stands on; its texts live until the next step. */
static struct store_token row(sqlite3_stmt *q)
{
    return (struct store_token){.id = store_column(q, 0),
                                .name = store_column(q, 1),
                                .role = store_column(q, 2),
                                .hash = store_column(q, 3),
                                .made = store_column(q, 4),
                                .ends = store_column(q, 5),
                                .revoked = store_column(q, 6)};
}

enum seine_status store_get_token(struct store *s, struct str id, struct arena *arena,
                                  struct store_token *ret, struct seine_error *err)
{
    sqlite3_stmt *q = prepare(s, "SELECT " COLUMNS " FROM token WHERE id = ?1", err);
    enum seine_status status = SEINE_OK;
    bool ok = true;
    if (!q)
        return SEINE_IO;
    int code = store_bind(q, 1, id) ? sqlite3_step(q) : SQLITE_NOMEM;
    if (code == SQLITE_ROW) {
        struct store_token t = row(q);
        struct str *const texts[] = {&t.id,   &t.name, &t.role,   &t.hash,
                                     &t.made, &t.ends, &t.revoked};
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
            *texts[i] = arena_str(arena, *texts[i], &ok);
        *ret = t;
        if (!ok)
            status = error_set(err, SEINE_NOMEM, "out of memory");
    } else if (code == SQLITE_DONE) {
        status = SEINE_NOT_FOUND;
    } else {
        status = store_failed(s, err, "cannot read a token");
    }
    sqlite3_finalize(q);
    return status;
}

enum seine_status store_each_token(struct store *s, store_token_fn *fn, void *context,
                                   struct seine_error *err)
{
    sqlite3_stmt *q = prepare(s, "SELECT " COLUMNS " FROM token ORDER BY name, made, id", err);
    enum seine_status status = SEINE_OK;
    int code = SQLITE_DONE;
    if (!q)
        return SEINE_IO;
    while (status == SEINE_OK && (code = sqlite3_step(q)) == SQLITE_ROW) {
        struct store_token t = row(q);
        status = fn(context, &t, err);
    }
    if (status == SEINE_OK && code != SQLITE_DONE)
        status = store_failed(s, err, "cannot read the tokens");
    sqlite3_finalize(q);
    return status;
}

enum seine_status store_has_tokens(struct store *s, bool *ret, struct seine_error *err)
{
    sqlite3_stmt *q = prepare(s, "SELECT 1 FROM token WHERE revoked = '' LIMIT 1", err);
    if (!q)
        return SEINE_IO;
    int code = sqlite3_step(q);
    *ret = code == SQLITE_ROW;
    enum seine_status status = code == SQLITE_ROW || code == SQLITE_DONE
                                   ? SEINE_OK
                                   : store_failed(s, err, "cannot read the tokens");
    sqlite3_finalize(q);
    return status;
}
