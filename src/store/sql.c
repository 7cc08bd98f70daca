/* store/sql.c - chooses the back end by the address, and holds what both have in common: bound
 * values, and failures with what to do about them. It knows no library. */
#include "store/sql.h"
#include "store/sql_backend.h"
#include "store/store.h"

#include <string.h>

bool sql_is_url(const char *where)
{
    struct str s = str_of(where);
    return str_starts_ci(s, STR("postgresql:")) || str_starts_ci(s, STR("postgres:"));
}

void sql_shown(const char *where, struct buf *out)
{
    if (sql_is_url(where))
        sql_postgres_shown(where, out);
    else
        buf_add_z(out, where);
}

bool sql_init(struct sql *db, const struct sql_backend *backend, const char *where)
{
    struct buf name;
    buf_init(&name, 64 * KIB);
    sql_shown(where, &name);
    db->backend = backend;
    db->wait_ms = STORE_WAIT_MS;
    db->name = buf_status(&name) == SEINE_OK ? mem_copy_string(name.p) : NULL;
    buf_release(&name);
    return db->name != NULL;
}

void sql_release(struct sql *db)
{
    mem_free(db->name);
}

enum seine_status sql_open(const char *where, bool may_make, struct sql **ret,
                           struct seine_error *err)
{
    const struct sql_backend *backend = sql_is_url(where) ? &sql_postgres : &sql_sqlite;
    return backend->open(where, may_make, ret, err);
}

void sql_close(struct sql *db)
{
    if (db)
        db->backend->close(db);
}

const char *sql_name(const struct sql *db)
{
    return db->name;
}

bool sql_is_postgres(const struct sql *db)
{
    return db->backend == &sql_postgres;
}

void sql_wait(struct sql *db, int ms)
{
    db->wait_ms = ms;
    if (db->backend->wait)
        db->backend->wait(db, ms);
}

/* ---- failures ------------------------------------------------------------------------------- */

static const struct {
    enum seine_status status;
    const char *hint;
} faults[] = {
    [SQL_OTHER] = {SEINE_IO, ""},
    [SQL_MEMORY] = {SEINE_NOMEM, ""},
    [SQL_BUSY] = {SEINE_CONFLICT,
                  "; another program is writing to it, try again when it has finished"},
    [SQL_FULL] = {SEINE_IO, "; make room on the disk and try again, nothing of this run was kept"},
    [SQL_DAMAGED] = {SEINE_FORMAT, "; this is no database of Seine, or it is damaged"},
    [SQL_DENIED] = {SEINE_DENIED, ""},
    [SQL_ABSENT] = {SEINE_NOT_FOUND, ""},
    [SQL_GONE] = {SEINE_IO, "; see that the server runs, and try again"},
    [SQL_IN_DOUBT] = {SEINE_IO, "; the server was lost at that moment, so look whether it was kept "
                                "before you do it again"},
    [SQL_CROWDED] = {SEINE_CONFLICT,
                     "; try again when others have ended, or raise max_connections"},
    [SQL_REFUSED] = {SEINE_UNSUPPORTED, ""},
    [SQL_DUPLICATE] = {SEINE_CONFLICT, ""},
};

bool sql_fault(struct sql *db, enum sql_fault fault, const char *why)
{
    struct buf line;
    buf_init(&line, 64 * KIB);
    buf_add_shown(&line, str_of(why));
    struct str text = str_trim(buf_str(&line));
    size_t n = text.n < sizeof db->why - 1 ? text.n : sizeof db->why - 1;
    while (n > 0 && n < text.n && ((unsigned char)text.p[n] & 0xC0) == 0x80)
        n--; /* not within a character */
    memcpy(db->why, text.p, n);
    db->why[n] = '\0';
    db->fault = fault;
    buf_release(&line);
    return false;
}

enum seine_status sql_failed(struct sql *db, struct seine_error *err, const char *doing)
{
    error_at(err, db->name, 0, 0);
    return error_set(err, faults[db->fault].status, "%s: %s%s", doing, db->why,
                     faults[db->fault].hint);
}

bool sql_is_duplicate(const struct sql *db)
{
    return db->fault == SQL_DUPLICATE;
}

/* ---- transactions --------------------------------------------------------------------------- */

bool sql_begin(struct sql *db, enum sql_mode mode)
{
    if (db->is_within)
        return sql_fault(db, SQL_REFUSED, "something was begun already");
    return db->is_within = db->backend->begin(db, mode);
}

bool sql_commit(struct sql *db)
{
    bool ok = db->backend->commit(db);
    db->is_within = db->is_within && !ok;
    return ok;
}

void sql_rollback(struct sql *db)
{
    if (db->is_within)
        db->backend->rollback(db);
    db->is_within = false;
}

bool sql_is_within(const struct sql *db)
{
    return db->is_within;
}

/* ---- statements ----------------------------------------------------------------------------- */

struct sql_query *sql_query_new(struct sql *db, const char *text, enum sql_use use)
{
    struct sql_query *q = db->backend->query_new(db, text, use);
    if (!q)
        sql_fault(db, SQL_MEMORY, "out of memory");
    return q;
}

void sql_query_free(struct sql_query *q)
{
    if (q)
        q->db->backend->query_free(q);
}

void sql_reset(struct sql_query *q)
{
    if (!q)
        return;
    q->db->backend->reset(q);
    memset(q->values, 0, sizeof q->values);
}

static void put(struct sql_query *q, int at, struct sql_value v)
{
    if (q && at >= 1 && at <= SQL_PARAMETERS)
        q->values[at - 1] = v;
}

void sql_put_text(struct sql_query *q, int at, struct str text)
{
    put(q, at, (struct sql_value){.type = SQL_TEXT, .s = {text.p ? text.p : "", text.n}});
}

void sql_put_bytes(struct sql_query *q, int at, const void *bytes, size_t n)
{
    put(q, at, (struct sql_value){.type = SQL_BYTES, .s = {bytes, n}});
}

void sql_put_int(struct sql_query *q, int at, int64_t v)
{
    put(q, at, (struct sql_value){.type = SQL_INT, .i = v});
}

void sql_put_real(struct sql_query *q, int at, double v)
{
    put(q, at, (struct sql_value){.type = SQL_REAL, .d = v});
}

enum sql_step sql_step(struct sql_query *q)
{
    return q ? q->db->backend->step(q) : SQL_FAILED;
}

bool sql_run(struct sql_query *q)
{
    bool ok = q && q->db->backend->run(q);
    sql_reset(q);
    return ok;
}

int64_t sql_changed(const struct sql_query *q)
{
    return q ? q->changed : 0;
}

struct str sql_text(struct sql_query *q, int at)
{
    return q->db->backend->get(q, at, SQL_TEXT).s;
}

struct str sql_bytes(struct sql_query *q, int at)
{
    return q->db->backend->get(q, at, SQL_BYTES).s;
}

int64_t sql_int(struct sql_query *q, int at)
{
    return q->db->backend->get(q, at, SQL_INT).i;
}

double sql_real(struct sql_query *q, int at)
{
    return q->db->backend->get(q, at, SQL_REAL).d;
}

bool sql_is_null(struct sql_query *q, int at)
{
    return q->db->backend->get(q, at, SQL_NULL).type == SQL_NULL;
}

bool sql_script(struct sql *db, const char *text)
{
    return db->backend->script(db, text);
}

/* ---- whole databases ------------------------------------------------------------------------ */

bool sql_schema(struct sql *db, struct sql_schema *ret)
{
    *ret = (struct sql_schema){0};
    return db->backend->schema(db, ret);
}

bool sql_set_schema(struct sql *db, int version)
{
    return db->backend->set_schema(db, version);
}

const char *const *sql_migrations(const struct sql *db)
{
    return db->backend->migrations;
}

const char *sql_unlock_audit(const struct sql *db)
{
    return db->backend->unlock_audit;
}

const char *sql_lock_audit(const struct sql *db)
{
    return db->backend->lock_audit;
}

bool sql_find_damage(struct sql *db, struct buf *ret)
{
    return db->backend->find_damage(db, ret);
}

bool sql_compact(struct sql *db)
{
    return db->backend->compact(db);
}

bool sql_has_pages(const struct sql *from, const struct sql *to)
{
    return from->backend == to->backend && from->backend->copy_pages;
}

bool sql_copy_pages(struct sql *from, struct sql *to)
{
    return from->backend->copy_pages(from, to);
}

void sql_libraries(struct buf *out)
{
    sql_sqlite_version(out);
    sql_postgres_version(out);
}
