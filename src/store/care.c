/* store/care.c - checks, copies and retention of a whole store. It runs rarely, so its statements
 * are prepared when needed. */
#include "store/care.h"
#include "store/audit.h"
#include "store/internal.h"

static enum seine_status execute(struct store *s, const char *sql, struct seine_error *err,
                                 const char *doing)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? SEINE_OK
                                                                   : store_failed(s, err, doing);
}

/* The query's first text must be `wanted` (NULL: there must be no row). */
static enum seine_status expect(struct store *s, const char *sql, const char *wanted,
                                const char *what, struct seine_error *err)
{
    sqlite3_stmt *q = NULL;
    enum seine_status status = SEINE_OK;
    if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK)
        return store_failed(s, err, "cannot check the store");
    int code = sqlite3_step(q);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        status = store_failed(s, err, "cannot check the store");
    else if (code == SQLITE_ROW && (!wanted || !str_is(store_column(q, 0), str_of(wanted))))
        status = error_set(err, SEINE_FORMAT, "%s: " STR_FMT, what, STR_ARG(store_column(q, 0)));
    sqlite3_finalize(q);
    return status;
}

enum seine_status store_check(struct store *s, struct seine_error *err)
{
    static const struct {
        const char *sql, *wanted, *what;
    } rows[] = {
        {"PRAGMA integrity_check(1)", "ok", "the file is damaged"},
        {"SELECT case_id FROM case_record WHERE case_id NOT IN (SELECT id FROM cases) LIMIT 1",
         NULL, "records are kept for a case that is not"},
        {"SELECT case_id FROM case_history WHERE case_id NOT IN (SELECT id FROM cases) LIMIT 1",
         NULL, "there is a history of a case that is not"},
        {"SELECT record FROM case_record WHERE record NOT IN (SELECT id FROM record) LIMIT 1", NULL,
         "a case rests on a record that is not kept"},
    };
    int64_t n;
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && status == SEINE_OK; i++)
        status = expect(s, rows[i].sql, rows[i].wanted, rows[i].what, err);
    if (status == SEINE_OK)
        status = store_verify_audit(s, NULL, &n, err);
    if (status != SEINE_OK)
        error_at(err, s->path, 0, 0);
    return status == SEINE_CONFLICT ? (err->status = SEINE_FORMAT) : status;
}

/* Tells of the target, which is not the store that store_failed would name. */
static enum seine_status copy_failed(int code, const char *to, struct seine_error *err)
{
    bool is_busy = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
    error_at(err, to, 0, 0);
    return error_set(err, is_busy ? SEINE_CONFLICT : SEINE_IO, "cannot copy the store: %s%s",
                     sqlite3_errstr(code),
                     is_busy ? "; another program is writing, try again when it has finished" : "");
}

enum seine_status store_copy(struct store *s, const char *to, struct seine_error *err)
{
    struct store *target = NULL;
    enum seine_status status = store_open(to, &target, err);
    if (status != SEINE_OK)
        return status;
    sqlite3_backup *b = sqlite3_backup_init(target->db, "main", s->db, "main");
    int code = b ? SQLITE_OK : sqlite3_errcode(target->db);
    for (int waited = 0; b && (code = sqlite3_backup_step(b, -1)) != SQLITE_DONE;) {
        bool is_busy = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
        if (!is_busy || waited >= STORE_WAIT_MS)
            break;
        waited += sqlite3_sleep(50);
    }
    int finished = b ? sqlite3_backup_finish(b) : code;
    if (code != SQLITE_DONE || finished != SQLITE_OK)
        status = copy_failed(code != SQLITE_DONE ? code : finished, to, err);
    store_close(target);
    return status;
}

#define CLOSED                                                                                     \
    "(SELECT c.id FROM cases c WHERE coalesce(json_extract(c.body, '$.last'), '9999') < ?1"        \
    " AND (SELECT d.verdict FROM decision d WHERE d.subject = c.id AND d.object = ''"              \
    " ORDER BY d.n DESC LIMIT 1) IN ('cleared', 'release'))"

/* One statement with the date and the day bound, where it has them. */
static enum seine_status change(struct store *s, const char *sql, struct str date, int32_t day,
                                uint64_t *ret_n, struct seine_error *err)
{
    sqlite3_stmt *q = NULL;
    enum seine_status status = SEINE_OK;
    if (sqlite3_prepare_v2(s->db, sql, -1, &q, NULL) != SQLITE_OK)
        return store_failed(s, err, "cannot prune the store");
    int n = sqlite3_bind_parameter_count(q);
    bool ok = (n < 1 || store_bind(q, 1, date)) && (n < 2 || sqlite3_bind_int(q, 2, day) == 0);
    if (!ok || sqlite3_step(q) != SQLITE_DONE)
        status = store_failed(s, err, "cannot prune the store");
    if (ret_n)
        *ret_n = (uint64_t)sqlite3_changes64(s->db);
    sqlite3_finalize(q);
    return status;
}

static enum seine_status forget(struct store *s, struct str date, int32_t day,
                                struct store_pruned *ret, struct seine_error *err)
{
    const struct {
        const char *sql;
        uint64_t *n;
    } rows[] = {
        {"CREATE TEMP TABLE gone (id TEXT PRIMARY KEY)", NULL},
        {"INSERT INTO gone SELECT id FROM " CLOSED " AS closed", NULL},
        {"DELETE FROM case_record WHERE case_id IN (SELECT id FROM gone)", NULL},
        {"DELETE FROM case_history WHERE case_id IN (SELECT id FROM gone)", NULL},
        {"DELETE FROM decision WHERE object = '' AND subject IN (SELECT id FROM gone)", NULL},
        {"DELETE FROM cases WHERE id IN (SELECT id FROM gone)", &ret->cases},
        {"DELETE FROM record WHERE day < ?2"
         " AND id NOT IN (SELECT record FROM case_record)",
         &ret->records},
        {"DROP TABLE gone", NULL},
    };
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && status == SEINE_OK; i++)
        status = change(s, rows[i].sql, date, day, rows[i].n, err);
    return status;
}

static enum seine_status note(struct store *s, struct str date, const struct store_pruned *p,
                              struct seine_error *err)
{
    struct buf text;
    buf_init(&text, 256);
    buf_add_f(&text, "%llu cases, %llu records", (unsigned long long)p->cases,
              (unsigned long long)p->records);
    struct store_audit row = {.what = STR("prune"), .object = date, .note = buf_str(&text)};
    enum seine_status status = store_put_audit(s, &row, err);
    buf_release(&text);
    return status;
}

enum seine_status store_prune(struct store *s, int32_t day, bool is_rehearsal,
                              struct store_pruned *ret, struct seine_error *err)
{
    struct buf date;
    *ret = (struct store_pruned){0};
    buf_init(&date, 32);
    buf_add_date(&date, day);
    enum seine_status status = store_begin(s, err);
    if (status == SEINE_OK)
        status = forget(s, buf_str(&date), day, ret, err);
    if (status == SEINE_OK && !is_rehearsal)
        status = note(s, buf_str(&date), ret, err);
    if (status == SEINE_OK && !is_rehearsal)
        status = store_commit(s, err);
    else
        store_rollback(s);
    if (status != SEINE_OK)
        store_rollback(s);
    buf_release(&date);
    return status;
}

enum seine_status store_compact(struct store *s, struct seine_error *err)
{
    return execute(s, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)", err, "cannot compact the store");
}
