/* store/sql_sqlite.c - sql.h over one SQLite file (WAL, every commit flushed). PRAGMA user_version
 * holds the schema, application_id that the file is Seine's. Nothing is put off: sql_run has run
 * when it returns. */
#include "store/internal.h"
#include "store/sql_backend.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct lite {
    struct sql base;
    sqlite3 *db;
    bool has_no_wal; /* as long as it is filled */
    bool is_known;   /* which file it is: */
    dev_t device;
    ino_t number;
};
struct lite_query {
    struct sql_query base;
    char *text;
    sqlite3_stmt *statement;
    bool is_bound; /* it has been stepped since the last reset */
};

static sqlite3 *handle(const struct sql *db)
{
    return ((const struct lite *)db)->db;
}

/* The last errno of the file or its log: that of the connection may be of a call after the failure.
 */
static int last_errno(sqlite3 *db, int which)
{
    sqlite3_file *file = NULL;
    int why = 0;
    if (sqlite3_file_control(db, "main", which, &file) != SQLITE_OK || !file || !file->pMethods ||
        file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &why) != SQLITE_OK)
        return 0;
    return why;
}

static bool is_room(int why)
{
    return why == ENOSPC || why == EDQUOT || why == EFBIG;
}

/* Some file systems say that a file may not grow in other words than "full". */
static bool is_full(sqlite3 *db, int code)
{
    return code == SQLITE_FULL ||
           (code == SQLITE_IOERR && (is_room(sqlite3_system_errno(db)) ||
                                     is_room(last_errno(db, SQLITE_FCNTL_JOURNAL_POINTER)) ||
                                     is_room(last_errno(db, SQLITE_FCNTL_FILE_POINTER))));
}

static enum sql_fault fault_of(sqlite3 *db)
{
    int code = sqlite3_errcode(db), extended = sqlite3_extended_errcode(db);
    if (is_full(db, code & 0xff))
        return SQL_FULL;
    if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY)
        return SQL_DUPLICATE;
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return SQL_MEMORY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return SQL_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return SQL_DAMAGED;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return SQL_DENIED;
    default:
        return SQL_OTHER;
    }
}

/* The folder of the file, as text that ends with a NUL; false: longer than any path may be. */
static bool folder_of(const char *path, char *ret, size_t room)
{
    struct str folder = str_of(path);
    while (folder.n > 0 && folder.p[folder.n - 1] != '/')
        folder.n--;
    int n = snprintf(ret, room, STR_FMT "%s", STR_ARG(folder), folder.n ? "" : ".");
    return n > 0 && (size_t)n < room;
}

/* SQLite tries once more, to read only, and then says that there is no such file. */
static int why_closed(const char *path, int why)
{
    char folder[4096];
    if (why != ENOENT || !folder_of(path, folder, sizeof folder))
        return why;
    return access(folder, W_OK) == 0 ? why : errno;
}

static bool failed(struct sql *db)
{
    int code = sqlite3_errcode(handle(db)) & 0xff, why = sqlite3_system_errno(handle(db));
    if (code == SQLITE_CANTOPEN && why)
        return sql_fault(db, SQL_OTHER, strerror(why_closed(db->name, why)));
    if (code == SQLITE_READONLY)
        return sql_fault(db, SQL_DENIED, "it or its folder may only be read here");
    return sql_fault(db, fault_of(handle(db)), sqlite3_errmsg(handle(db)));
}

static bool script(struct sql *db, const char *text)
{
    return sqlite3_exec(handle(db), text, NULL, NULL, NULL) == SQLITE_OK || failed(db);
}

static void close_file(struct sql *db)
{
    sqlite3_close(handle(db));
    sql_release(db);
    mem_free(db);
}

static void wait_for(struct sql *db, int ms)
{
    sqlite3_busy_timeout(handle(db), ms);
}

/* SQLite does not wait for others by itself while a new file goes over to a write-ahead log. */
static bool use_wal(struct sql *db)
{
    for (int waited = 0; !script(db, "PRAGMA journal_mode = WAL");) {
        if (db->fault != SQL_BUSY || waited >= db->wait_ms)
            return false;
        waited += sqlite3_sleep(10);
    }
    return true;
}

/* A file that is there and cannot be written here, or not its folder. */
static bool is_only_read(const char *path)
{
    char folder[4096];
    return access(path, F_OK) == 0 &&
           (access(path, W_OK) != 0 || !folder_of(path, folder, sizeof folder) ||
            access(folder, W_OK) != 0);
}

static bool has_log(const char *path)
{
    struct buf log;
    struct stat is;
    buf_init(&log, LIMIT_TEXT);
    buf_add_z(&log, path);
    buf_add_z(&log, "-wal");
    bool ret = log.failed != SEINE_OK || (stat(log.p, &is) == 0 && is.st_size > 0);
    buf_release(&log);
    return ret;
}

/* What has no log beside it was closed as a whole, and is read without one. A log may hold what the
 * file does not yet, so then both are read, and SQLite says if it cannot. */
static int open_to_read(struct lite *l, const char *path)
{
    struct buf uri;
    buf_init(&uri, LIMIT_TEXT);
    buf_add_z(&uri, "file:");
    for (const char *p = path; *p; p++)
        if (*p == '%' || *p == '?' || *p == '#')
            buf_add_f(&uri, "%%%02X", (unsigned)*p);
        else
            buf_add(&uri, (struct str){p, 1});
    buf_add_z(&uri, has_log(path) ? "?mode=ro" : "?mode=ro&immutable=1");
    int code =
        uri.failed == SEINE_OK
            ? sqlite3_open_v2(uri.p, &l->db,
                              SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL)
            : SQLITE_NOMEM;
    buf_release(&uri);
    return code;
}

static bool open_file(struct lite *l, const char *path)
{
    bool only_read = is_only_read(path);
    int code = only_read
                   ? open_to_read(l, path)
                   : sqlite3_open_v2(
                         path, &l->db,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return l->db ? failed(&l->base) : sql_fault(&l->base, SQL_MEMORY, "out of memory");
    sqlite3_extended_result_codes(l->db, 1);
    wait_for(&l->base, l->base.wait_ms);
    sqlite3_db_config(l->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return (only_read || use_wal(&l->base)) &&
           script(&l->base, "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;"
                            " PRAGMA foreign_keys = ON;");
}

static enum seine_status open_path(const char *path, bool may_make, struct sql **ret,
                                   struct seine_error *err)
{
    struct lite *l;
    struct stat is; /* an empty file is none yet: who only looks does not make one of it */
    if (!may_make && (stat(path, &is) != 0 || (S_ISREG(is.st_mode) && is.st_size == 0)))
        return error_set(err, SEINE_NOT_FOUND, "there is no store %s; seine scan --db %s makes one",
                         path, path);
    l = mem_calloc(1, sizeof *l);
    if (!l || !sql_init(&l->base, &sql_sqlite, path)) {
        mem_free(l);
        return error_set(err, SEINE_NOMEM, "out of memory while opening %s", path);
    }
    if (!open_file(l, path)) {
        enum seine_status status = sql_failed(&l->base, err, "cannot open the database");
        close_file(&l->base);
        return status;
    }
    l->is_known = stat(path, &is) == 0;
    if (l->is_known) {
        l->device = is.st_dev;
        l->number = is.st_ino;
    }
    *ret = &l->base;
    return SEINE_OK;
}

/* Keys come in no order, so a scan that writes millions of rows touches pages all over the file:
 * within the two megabytes that a connection has it reads and writes each of them again and again.
 * Only who writes has more, and only as long as that takes. */
#define WRITER_CACHE "PRAGMA cache_size = -262144" /* KiB; taken as they are needed */
#define READER_CACHE "PRAGMA cache_size = -2000"

/* What went wrong before it stays what is told. */
static void end_writing(struct sql *db)
{
    struct lite *l = (struct lite *)db;
    sqlite3_exec(handle(db), READER_CACHE, NULL, NULL, NULL);
    if (l->has_no_wal) /* who reads now keeps it from that; the next who opens it does it */
        sqlite3_exec(handle(db), "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
    l->has_no_wal = false;
}

/* A log would hold all that is written once more, and its place is not given back before the end;
 * a journal holds what was there before, which is nothing. Where others have the file open it
 * stays as it is. */
static void leave_wal(struct sql *db)
{
    ((struct lite *)db)->has_no_wal =
        sqlite3_exec(handle(db), "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
}

/* What is written to a file that has lost its name, nobody finds again. */
static bool has_its_name(struct sql *db)
{
    const struct lite *l = (const struct lite *)db;
    struct stat is;
    if (!l->is_known ||
        (stat(db->name, &is) == 0 && is.st_dev == l->device && is.st_ino == l->number))
        return true;
    return sql_fault(db, SQL_OTHER,
                     "the file was moved, removed or replaced while this program had it open; "
                     "start the program again");
}

static bool begin(struct sql *db, enum sql_mode mode)
{
    if (!has_its_name(db))
        return false;
    if (mode == SQL_READ)
        return script(db, "BEGIN");
    if (mode == SQL_FILL)
        leave_wal(db);
    if (!script(db, "BEGIN IMMEDIATE"))
        return false;
    if (script(db, WRITER_CACHE))
        return true;
    sqlite3_exec(handle(db), "ROLLBACK", NULL, NULL, NULL);
    return false;
}

static bool commit(struct sql *db)
{
    bool ok = script(db, "COMMIT");
    if (ok)
        end_writing(db);
    return ok;
}

static void rollback(struct sql *db)
{
    if (sqlite3_get_autocommit(handle(db)) == 0)
        sqlite3_exec(handle(db), "ROLLBACK", NULL, NULL, NULL);
    end_writing(db);
}

/* ---- statements ----------------------------------------------------------------------------- */

static struct sql_query *query_new(struct sql *db, const char *text, enum sql_use use)
{
    struct lite_query *q = mem_calloc(1, sizeof *q);
    (void)use;
    if (!q || !(q->text = mem_copy_string(text))) {
        mem_free(q);
        return NULL;
    }
    q->base.db = db;
    return &q->base;
}

static void query_free(struct sql_query *base)
{
    struct lite_query *q = (struct lite_query *)base;
    sqlite3_finalize(q->statement);
    mem_free(q->text);
    mem_free(q);
}

static void reset(struct sql_query *base)
{
    struct lite_query *q = (struct lite_query *)base;
    sqlite3_reset(q->statement);
    if (q->is_bound)
        sqlite3_clear_bindings(q->statement);
    q->is_bound = false;
}

static int bind_one(sqlite3_stmt *s, int at, const struct sql_value *v)
{
    switch (v->type) {
    case SQL_TEXT:
        return sqlite3_bind_text64(s, at, v->s.p, v->s.n, SQLITE_STATIC, SQLITE_UTF8);
    case SQL_BYTES:
        return sqlite3_bind_blob64(s, at, v->s.p, v->s.n, SQLITE_STATIC);
    case SQL_INT:
        return sqlite3_bind_int64(s, at, v->i);
    case SQL_REAL:
        return sqlite3_bind_double(s, at, v->d);
    case SQL_NULL:
        break;
    }
    return SQLITE_OK;
}

static bool prepare(struct lite_query *q)
{
    sqlite3 *db = handle(q->base.db);
    if (!q->statement && sqlite3_prepare_v3(db, q->text, -1, SQLITE_PREPARE_PERSISTENT,
                                            &q->statement, NULL) != SQLITE_OK)
        return failed(q->base.db);
    for (int i = 0; i < SQL_PARAMETERS; i++)
        if (bind_one(q->statement, i + 1, &q->base.values[i]) != SQLITE_OK)
            return failed(q->base.db);
    return q->is_bound = true;
}

static enum sql_step step(struct sql_query *base)
{
    struct lite_query *q = (struct lite_query *)base;
    if (!q->is_bound && !prepare(q))
        return SQL_FAILED;
    int code = sqlite3_step(q->statement);
    if (code == SQLITE_ROW)
        return SQL_ROW;
    if (code != SQLITE_DONE) {
        failed(base->db);
        return SQL_FAILED;
    }
    base->changed = sqlite3_changes64(handle(base->db));
    return SQL_DONE;
}

static bool run(struct sql_query *q)
{
    return step(q) != SQL_FAILED;
}

static struct sql_value get(struct sql_query *base, int at, enum sql_type as)
{
    sqlite3_stmt *s = ((struct lite_query *)base)->statement;
    bool is_null = sqlite3_column_type(s, at) == SQLITE_NULL;
    struct sql_value v = {.type = is_null ? SQL_NULL : as, .s = STR_EMPTY};
    const char *p = NULL;
    if (as == SQL_INT)
        v.i = sqlite3_column_int64(s, at);
    else if (as == SQL_REAL)
        v.d = sqlite3_column_double(s, at);
    else if (as == SQL_TEXT)
        p = (const char *)sqlite3_column_text(s, at);
    else if (as == SQL_BYTES)
        p = sqlite3_column_blob(s, at);
    else
        v.type = is_null ? SQL_NULL : SQL_TEXT;
    if (p)
        v.s = (struct str){p, (size_t)sqlite3_column_bytes(s, at)};
    return v;
}

/* ---- the whole file ------------------------------------------------------------------------- */

static bool number(struct sql *db, const char *text, int *ret)
{
    sqlite3_stmt *s = NULL;
    bool ok = sqlite3_prepare_v2(handle(db), text, -1, &s, NULL) == SQLITE_OK &&
              sqlite3_step(s) == SQLITE_ROW;
    if (ok)
        *ret = sqlite3_column_int(s, 0);
    else
        failed(db);
    sqlite3_finalize(s);
    return ok;
}

static bool schema(struct sql *db, struct sql_schema *ret)
{
    int application = 0, n_objects = 0;
    if (!number(db, "PRAGMA user_version", &ret->version) ||
        !number(db, "PRAGMA application_id", &application) ||
        !number(db, "SELECT count(*) FROM sqlite_schema", &n_objects))
        return false;
    ret->is_foreign = n_objects > 0 && application != STORE_APPLICATION_ID;
    return true;
}

static bool set_schema(struct sql *db, int version)
{
    struct buf text;
    buf_init(&text, KIB);
    buf_add_f(&text, "PRAGMA user_version = %d; PRAGMA application_id = %d;", version,
              STORE_APPLICATION_ID);
    bool ok = buf_status(&text) == SEINE_OK ? script(db, text.p)
                                            : sql_fault(db, SQL_MEMORY, "out of memory");
    buf_release(&text);
    return ok;
}

static bool find_damage(struct sql *db, struct buf *ret)
{
    sqlite3_stmt *s = NULL;
    bool ok =
        sqlite3_prepare_v2(handle(db), "PRAGMA integrity_check(1)", -1, &s, NULL) == SQLITE_OK &&
        sqlite3_step(s) == SQLITE_ROW;
    const char *found = ok ? (const char *)sqlite3_column_text(s, 0) : NULL;
    if (!ok)
        failed(db);
    else if (!str_is(str_of(found), STR("ok")))
        buf_add_z(ret, found ? found : "out of memory");
    sqlite3_finalize(s);
    return ok;
}

static bool compact(struct sql *db)
{
    return script(db, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
}

static bool is_busy(int code)
{
    return (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
}

static bool copy_pages(struct sql *from, struct sql *to)
{
    sqlite3_backup *b = sqlite3_backup_init(handle(to), "main", handle(from), "main");
    int code = SQLITE_OK;
    if (!b)
        return failed(to);
    for (int waited = 0; (code = sqlite3_backup_step(b, -1)) != SQLITE_DONE;) {
        if (!is_busy(code) || waited >= to->wait_ms)
            break;
        waited += sqlite3_sleep(50);
    }
    int finished = sqlite3_backup_finish(b);
    code = code != SQLITE_DONE ? code : finished;
    return code == SQLITE_OK ||
           sql_fault(to, is_busy(code) ? SQL_BUSY : fault_of(handle(to)), sqlite3_errstr(code));
}

void sql_sqlite_version(struct buf *out)
{
    buf_add_f(out, "SQLite %s\n", sqlite3_libversion());
}

const struct sql_backend sql_sqlite = {.open = open_path,
                                       .close = close_file,
                                       .begin = begin,
                                       .commit = commit,
                                       .rollback = rollback,
                                       .query_new = query_new,
                                       .query_free = query_free,
                                       .reset = reset,
                                       .step = step,
                                       .run = run,
                                       .get = get,
                                       .script = script,
                                       .schema = schema,
                                       .set_schema = set_schema,
                                       .find_damage = find_damage,
                                       .compact = compact,
                                       .copy_pages = copy_pages,
                                       .wait = wait_for,
                                       .migrations = store_migrations_sqlite,
                                       .unlock_audit = STORE_UNLOCK_AUDIT_SQLITE,
                                       .lock_audit = STORE_LOCK_AUDIT_SQLITE};
