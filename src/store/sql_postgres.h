/* store/sql_postgres.h - shared by the three files of the PostgreSQL back end. */
#ifndef STORE_SQL_POSTGRES_H
#define STORE_SQL_POSTGRES_H

#include "store/sql_backend.h"

struct pg_conn; /* libpq's PGconn and PGresult */
struct pg_result;

struct postgres {
    struct sql base;
    char *where;
    struct pg_conn *conn;
    unsigned connection; /* 1, 2, ...: statements are prepared in one */
    unsigned n_names;    /* of statements and cursors given out */
    int n_cursors;       /* open ones */
    bool is_reading;     /* a transaction stands only for them */
    int n_deferred;      /* statements that were sent and not looked after */
};

/* ---- sql_postgres_connect.c ------------------------------------------------------------------ */

enum seine_status postgres_open(const char *where, bool may_make, struct sql **ret,
                                struct seine_error *err);
void postgres_close(struct sql *db);
/* The connection stands, or stands again if it was lost outside of any transaction. */
bool postgres_ready(struct postgres *p) MUST_CHECK;
/* True of a connection that was lost and that a new one may stand for. */
bool postgres_may_again(const struct postgres *p);
/* Keeps why `result` failed; false. */
bool postgres_failed(struct postgres *p, const struct pg_result *result);
bool postgres_schema(struct sql *db, struct sql_schema *ret);
bool postgres_set_schema(struct sql *db, int version);
/* Runs statements without parameters; false if one fails. */
bool postgres_script(struct sql *db, const char *text);

/* ---- sql_postgres_text.c --------------------------------------------------------------------- */

/* A text there holds no zero byte and nothing but UTF-8. Such bytes, and the characters that stand
 * for them, are written as U+10FF00 + byte, so that every text comes back as it was. `ok` becomes
 * false without memory. Both return `s` itself where there is nothing to do. */
struct str postgres_text_to(struct str s, struct arena *arena, bool *ok);
struct str postgres_text_from(struct str s, struct arena *arena, bool *ok);

#endif
