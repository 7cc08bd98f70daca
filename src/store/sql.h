/* store/sql.h - one way to speak to SQLite and to PostgreSQL; for the files of store/ only. What
 * differs between them stands in sql_sqlite.c, sql_postgres.c and schema.c, and nowhere else.
 *
 * The SQL that is passed here is what both understand: parameters are ?1, ?2, ...; whole numbers
 * are 64 bits wide, texts are any bytes and sorted bytewise. A failure is kept by the connection
 * until sql_failed tells of it. A query that is NULL, for lack of memory, can be used as one that
 * fails.
 */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include "base/base.h"

struct sql;       /* a connection; for one thread at a time */
struct sql_query; /* a statement with its parameters; prepared when it first runs */

#define SQL_PARAMETERS 8

/* True of postgresql://..., postgres://...; all else is the name of a file. */
bool sql_is_url(const char *where);
/* `where` without the password that it may hold, for messages, logs and the audit. */
void sql_shown(const char *where, struct buf *out);

/* may_make: what is not there is made; otherwise it is SEINE_NOT_FOUND. */
enum seine_status sql_open(const char *where, bool may_make, struct sql **ret,
                           struct seine_error *err) MUST_CHECK;
void sql_close(struct sql *db);
const char *sql_name(const struct sql *db); /* sql_shown of where it is */
bool sql_is_postgres(const struct sql *db);
/* How long to wait for another writer. */
void sql_wait(struct sql *db, int ms);

/* Says what went wrong last: "DOING: why; what to do". */
enum seine_status sql_failed(struct sql *db, struct seine_error *err, const char *doing);
/* The last failure was a row that is there already, of which there may be only one. */
bool sql_is_duplicate(const struct sql *db);

/* ---- transactions --------------------------------------------------------------------------- */

enum sql_mode {
    SQL_READ,  /* all that is read is of one moment */
    SQL_WRITE, /* there is one writer at a time; others wait, and readers go on */
    SQL_FILL   /* the same where nothing is kept yet; who comes to read may have to wait */
};
bool sql_begin(struct sql *db, enum sql_mode mode) MUST_CHECK;
bool sql_commit(struct sql *db) MUST_CHECK;
void sql_rollback(struct sql *db); /* nothing, if nothing was begun */
bool sql_is_within(const struct sql *db);

/* ---- statements ----------------------------------------------------------------------------- */

enum sql_use {
    SQL_FEW,  /* few rows, fetched at once */
    SQL_ONCE, /* the same of a query that is not kept for a second use */
    SQL_MANY  /* rows come a page at a time: other queries may run meanwhile, but nothing can be
                 begun until this one is reset */
};
struct sql_query *sql_query_new(struct sql *db, const char *text, enum sql_use use);
void sql_query_free(struct sql_query *q);
void sql_reset(struct sql_query *q); /* ready to be bound anew; all parameters are null */

/* Texts and bytes are borrowed until the query has run. */
void sql_put_text(struct sql_query *q, int at, struct str text);
void sql_put_bytes(struct sql_query *q, int at, const void *bytes, size_t n);
void sql_put_int(struct sql_query *q, int at, int64_t v);
void sql_put_real(struct sql_query *q, int at, double v);

enum sql_step { SQL_ROW, SQL_DONE, SQL_FAILED };
enum sql_step sql_step(struct sql_query *q) MUST_CHECK;
/* Runs a statement that returns no row, and resets it. Within a transaction the back end may put
 * it off; what went wrong with it is then told by a later call, at the latest by sql_commit. */
bool sql_run(struct sql_query *q) MUST_CHECK;
/* Rows that the last sql_step of the query changed. */
int64_t sql_changed(const struct sql_query *q);

/* Columns, from 0. Null is an empty text and 0. Texts live until the next step or reset. */
struct str sql_text(struct sql_query *q, int at);
struct str sql_bytes(struct sql_query *q, int at);
int64_t sql_int(struct sql_query *q, int at);
double sql_real(struct sql_query *q, int at);
bool sql_is_null(struct sql_query *q, int at);

/* Several statements without parameters or rows. */
bool sql_script(struct sql *db, const char *text) MUST_CHECK;

/* ---- whole databases ------------------------------------------------------------------------ */

struct sql_schema {
    int version;     /* 0: nothing is there */
    bool is_foreign; /* something is, and it is not Seine's */
};
bool sql_schema(struct sql *db, struct sql_schema *ret) MUST_CHECK;
/* Within a transaction: from version 0, makes what the migrations stand on. */
bool sql_set_schema(struct sql *db, int version) MUST_CHECK;
/* The scripts that lead from version i to i + 1, of this back end. */
const char *const *sql_migrations(const struct sql *db);
/* Scripts between which rows of the audit can be removed; within a transaction. */
const char *sql_unlock_audit(const struct sql *db);
const char *sql_lock_audit(const struct sql *db);

/* The first thing that is damaged in the file itself; ret is empty if it holds, and where the
 * server looks after its files. */
bool sql_find_damage(struct sql *db, struct buf *ret) MUST_CHECK;
/* Gives unused room back. */
bool sql_compact(struct sql *db) MUST_CHECK;
/* Two files can be copied page by page; what goes wrong is told of `to`. */
bool sql_has_pages(const struct sql *from, const struct sql *to);
bool sql_copy_pages(struct sql *from, struct sql *to) MUST_CHECK;
/* Name and version of each library, a line each. */
void sql_libraries(struct buf *out);

#endif
