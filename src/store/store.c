/* store/store.c - opening, migrating and transactions of one SQLite file, and the statements all
 * other files of the room use. It knows SQL and nothing of what is kept. */
#include "store/internal.h"

#include <string.h>
#include <unistd.h>

static const char *const sql_text[SQL_N] = {
    [SQL_PUT_LIST] =
        "INSERT INTO list_version (key, hash, name, date, format, n_entities, seq) VALUES (?1, ?2, "
        "?3, ?4,"
        " ?5, ?6, (SELECT coalesce(max(seq), 0) + 1 FROM list_version)) ON CONFLICT DO NOTHING",
    [SQL_PUT_RECORD] =
        "INSERT INTO record (id, hash, day, body) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    [SQL_EACH_RECORD] = "SELECT id, body FROM record ORDER BY id, hash",
    [SQL_COUNT_RECORDS] = "SELECT count(*) FROM record",
    [SQL_SIMILAR_CASES] = "SELECT c.id, c.seq FROM case_record r JOIN cases c ON c.id = r.case_id"
                          " WHERE r.record = ?1 AND c.kit = ?2",
    [SQL_COUNT_CASE_RECORDS] = "SELECT count(*) FROM case_record WHERE case_id = ?1",
    [SQL_GET_CASE] = "SELECT body, (SELECT coalesce(max(n), 0) FROM case_history WHERE case_id = "
                     "?1) FROM cases WHERE id = ?1",
    [SQL_PUT_CASE] = "INSERT INTO cases (id, kit, score, body, seq) VALUES (?1, ?2, ?3, ?4,"
                     " (SELECT coalesce(max(seq), 0) + 1 FROM cases))"
                     " ON CONFLICT (id) DO UPDATE SET score = excluded.score, body = excluded.body",
    [SQL_PUT_HISTORY] =
        "INSERT INTO case_history (case_id, n, score, body) VALUES (?1, ?2, ?3, ?4)",
    [SQL_DROP_CASE_RECORDS] = "DELETE FROM case_record WHERE case_id = ?1",
    [SQL_PUT_CASE_RECORD] =
        "INSERT INTO case_record (case_id, record) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    [SQL_EACH_CASE] = "SELECT id, kit, score, body FROM cases ORDER BY score DESC, id",
    [SQL_PUT_PARTY] = "INSERT INTO party (key, name, country, n_records) VALUES (?1, ?2, ?3, ?4)"
                      " ON CONFLICT (key) DO UPDATE SET n_records = excluded.n_records",
    [SQL_EACH_PARTY] = "SELECT key, name, country, n_records FROM party ORDER BY key",
    [SQL_PUT_ACTOR] = "INSERT INTO actor (party, actor) VALUES (?1, ?2)"
                      " ON CONFLICT (party) DO UPDATE SET actor = excluded.actor",
    [SQL_PUT_DECISION] =
        "INSERT INTO decision (subject, object, verdict, reason, by, at, entity_hash)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_GET_DECISION] = "SELECT verdict, reason, by, at, entity_hash FROM decision WHERE subject "
                         "= ?1 AND object = ?2"
                         " ORDER BY n DESC LIMIT 1",
    [SQL_LOOK_CASES] =
        "SELECT c.id, c.kit, c.score, c.body, d.verdict, d.reason, d.by, d.at FROM"
        " (SELECT w.id AS id, (SELECT max(n) FROM decision WHERE subject = w.id AND object = '')"
        " AS n FROM cases w WHERE ?1 = '' OR coalesce((SELECT verdict FROM decision WHERE subject"
        " = w.id AND object = '' ORDER BY n DESC LIMIT 1), 'undecided') = ?1"
        " ORDER BY w.score DESC, w.id LIMIT ?2 OFFSET ?3) p"
        " JOIN cases c ON c.id = p.id LEFT JOIN decision d ON d.n = p.n"
        " ORDER BY c.score DESC, c.id",
    [SQL_LOOK_CASE] =
        "SELECT c.id, c.kit, c.score, c.body, d.verdict, d.reason, d.by, d.at FROM cases c"
        " LEFT JOIN decision d ON d.n = (SELECT max(n) FROM decision WHERE subject = c.id AND"
        " object = '') WHERE c.id = ?1",
    [SQL_LOOK_COUNTS] =
        "SELECT coalesce((SELECT verdict FROM decision WHERE subject = c.id AND object = ''"
        " ORDER BY n DESC LIMIT 1), 'undecided') AS v, count(*) FROM cases c GROUP BY v ORDER BY v",
    [SQL_LOOK_RECORDS] = "SELECT r.id, r.body FROM case_record c JOIN record r ON r.id = c.record"
                         " WHERE c.case_id = ?1 ORDER BY r.day, r.id, r.hash",
    [SQL_LOOK_DECISIONS] = "SELECT verdict, reason, by, at FROM decision WHERE subject = ?1 AND"
                           " object = '' ORDER BY n",
    [SQL_PUT_AUDIT] = "INSERT INTO audit (n, at, by, what, object, note, hash)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_AUDIT_HEAD] =
        "SELECT n, at, by, what, object, note, hash FROM audit ORDER BY n DESC LIMIT 1",
    [SQL_LOOK_AUDIT] = "SELECT n, at, by, what, object, note, hash FROM audit"
                       " WHERE ?1 = 0 OR n < ?1 ORDER BY n DESC LIMIT ?2",
    [SQL_EACH_AUDIT] =
        "SELECT n, at, by, what, object, note, hash FROM audit WHERE n > ?1 ORDER BY n",
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
};

enum seine_status store_failed(struct store *s, struct seine_error *err, const char *doing)
{
    int code = sqlite3_errcode(s->db);
    enum seine_status status = SEINE_IO;
    const char *hint = "";
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        status = SEINE_NOMEM;
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        status = SEINE_CONFLICT;
        hint = "; another program is writing to it, try again when it has finished";
        break;
    case SQLITE_FULL:
        hint = "; make room on the disk and try again, nothing of this run was kept";
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        status = SEINE_FORMAT;
        hint = "; this is no database of Seine, or it is damaged";
        break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        status = SEINE_DENIED;
        break;
    default:
        break;
    }
    error_at(err, s->path, 0, 0);
    return error_set(err, status, "%s: %s%s", doing, sqlite3_errmsg(s->db), hint);
}

sqlite3_stmt *store_sql(struct store *s, enum store_sql which, struct seine_error *err)
{
    if (!s->statements[which] &&
        sqlite3_prepare_v3(s->db, sql_text[which], -1, SQLITE_PREPARE_PERSISTENT,
                           &s->statements[which], NULL) != SQLITE_OK) {
        store_failed(s, err, "cannot prepare a query");
        return NULL;
    }
    sqlite3_reset(s->statements[which]);
    sqlite3_clear_bindings(s->statements[which]);
    return s->statements[which];
}

bool store_bind(sqlite3_stmt *q, int at, struct str text)
{
    return sqlite3_bind_text64(q, at, text.p ? text.p : "", text.n, SQLITE_STATIC, SQLITE_UTF8) ==
           SQLITE_OK;
}

struct str store_column(sqlite3_stmt *q, int at)
{
    const char *p = (const char *)sqlite3_column_text(q, at);
    return p ? (struct str){p, (size_t)sqlite3_column_bytes(q, at)} : STR_EMPTY;
}

enum seine_status store_run(struct store *s, sqlite3_stmt *q, struct seine_error *err,
                            const char *doing)
{
    int code = sqlite3_step(q);
    sqlite3_reset(q);
    return code == SQLITE_DONE || code == SQLITE_ROW ? SEINE_OK : store_failed(s, err, doing);
}

static bool pragma_int(struct store *s, const char *sql, int *ret)
{
    sqlite3_stmt *q = NULL;
    bool ok =
        sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW;
    if (ok)
        *ret = sqlite3_column_int(q, 0);
    sqlite3_finalize(q);
    return ok;
}

static enum seine_status execute(struct store *s, const char *sql, struct seine_error *err,
                                 const char *doing)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? SEINE_OK
                                                                   : store_failed(s, err, doing);
}

static enum seine_status run_migrations(struct store *s, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    struct buf sql;
    buf_init(&sql, LIMIT_TEXT);
    for (int i = s->schema; i < store_n_migrations && status == SEINE_OK; i++)
        status =
            execute(s, store_migrations[i], err, "cannot bring the database to the present schema");
    buf_add_f(&sql, "PRAGMA user_version = %d; PRAGMA application_id = %d;", store_n_migrations,
              STORE_APPLICATION_ID);
    if (status == SEINE_OK)
        status = buf_status(&sql) == SEINE_OK
                     ? execute(s, sql.p, err, "cannot set the schema version")
                     : SEINE_NOMEM;
    buf_release(&sql);
    return status;
}

static enum seine_status migrate(struct store *s, struct seine_error *err)
{
    int application = 0, n_tables = 0;
    enum seine_status status = execute(s, "BEGIN IMMEDIATE", err, "cannot lock the database");
    if (status != SEINE_OK)
        return status;
    if (!pragma_int(s, "PRAGMA user_version", &s->schema) ||
        !pragma_int(s, "PRAGMA application_id", &application) ||
        !pragma_int(s, "SELECT count(*) FROM sqlite_schema", &n_tables)) {
        status = store_failed(s, err, "cannot read the database");
    } else if (n_tables > 0 && application != STORE_APPLICATION_ID) {
        error_at(err, s->path, 0, 0);
        status =
            error_set(err, SEINE_FORMAT, "is a database of another program; give a new file name");
    } else if (s->schema > store_n_migrations) {
        error_at(err, s->path, 0, 0);
        status = error_set(err, SEINE_UNSUPPORTED,
                           "has schema %d, this version of Seine knows %d; use a newer Seine",
                           s->schema, store_n_migrations);
    } else if (s->schema < store_n_migrations) {
        status = run_migrations(s, err);
    }
    if (status != SEINE_OK) {
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
        return status;
    }
    s->schema = store_n_migrations;
    return execute(s, "COMMIT", err, "cannot bring the database to the present schema");
}

enum seine_status store_open_existing(const char *path, struct store **ret, struct seine_error *err)
{
    if (access(path, F_OK) != 0)
        return error_set(err, SEINE_NOT_FOUND, "there is no store %s; seine scan --db %s makes one",
                         path, path);
    return store_open(path, ret, err);
}

enum seine_status store_open(const char *path, struct store **ret, struct seine_error *err)
{
    struct store *s = mem_calloc(1, sizeof *s);
    if (!s || !(s->path = mem_copy_string(path))) {
        mem_free(s);
        return error_set(err, SEINE_NOMEM, "out of memory while opening %s", path);
    }
    enum seine_status status = SEINE_OK;
    if (sqlite3_open_v2(path, &s->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        status = s->db ? store_failed(s, err, "cannot open the database") : SEINE_NOMEM;
    if (status == SEINE_OK) {
        sqlite3_extended_result_codes(s->db, 1);
        sqlite3_busy_timeout(s->db, STORE_WAIT_MS);
        sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
        status = execute(
            s,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;"
            " PRAGMA foreign_keys = ON;",
            err, "cannot open the database");
    }
    if (status == SEINE_OK)
        status = migrate(s, err);
    if (status != SEINE_OK) {
        store_close(s);
        return status;
    }
    *ret = s;
    return SEINE_OK;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    for (int i = 0; i < SQL_N; i++)
        sqlite3_finalize(s->statements[i]);
    sqlite3_close(s->db);
    if (s->has_given)
        strtab_release(&s->given);
    mem_free(s->path);
    mem_free(s);
}

void store_wait(struct store *s, int ms)
{
    sqlite3_busy_timeout(s->db, ms);
}

void store_act_as(struct store *s, struct str by)
{
    size_t n = by.n < sizeof s->by ? by.n : sizeof s->by - 1;
    while (n > 0 && n < by.n && ((unsigned char)by.p[n] & 0xC0) == 0x80)
        n--; /* not within a character */
    memcpy(s->by, by.p, n);
    s->by[n] = '\0';
}

int store_schema_version(const struct store *s)
{
    return s->schema;
}

enum seine_status store_begin(struct store *s, struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_BEGIN, err);
    if (s->has_given)
        strtab_release(&s->given);
    s->has_given = strtab_init(&s->given) == SEINE_OK;
    if (!s->has_given)
        return error_set(err, SEINE_NOMEM, "out of memory");
    return q ? store_run(s, q, err, "cannot begin to write") : SEINE_IO;
}

enum seine_status store_commit(struct store *s, struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_COMMIT, err);
    return q ? store_run(s, q, err, "cannot commit") : SEINE_IO;
}

void store_rollback(struct store *s)
{
    if (sqlite3_get_autocommit(s->db) == 0)
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
}
