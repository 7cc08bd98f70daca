/* behind.h - the back end that the tests of store/ run on, and SQL behind the store's back. The
 * same tests run on a file and, under tests/with_postgres.sh, on the server that SEINE_POSTGRES
 * names. */
#ifndef BEHIND_H
#define BEHIND_H

#include "unit.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

/* Parties and actors as they stood before the eighth migration, and nothing of those behind it;
 * what ends a table there. */
#define PARTIES_BEFORE(INT, end)                                                                   \
    "DROP TABLE goods_usage; DROP INDEX cases_by_seq; DROP TABLE stale; ALTER TABLE party RENAME " \
    "TO later; CREATE TABLE "                                                                      \
    "party (key TEXT NOT NULL, "                                                                   \
    "name TEXT NOT "                                                                               \
    "NULL, country TEXT NOT NULL, n_records " INT " NOT NULL, PRIMARY KEY (key))" end              \
    "; CREATE TABLE actor (party TEXT NOT NULL, actor TEXT NOT NULL, PRIMARY KEY (party))" end     \
    "; CREATE INDEX actor_by_actor ON actor (actor);"                                              \
    " INSERT INTO party SELECT key, name, country, n_records FROM later;"                          \
    " INSERT INTO actor SELECT key, actor FROM later WHERE actor <> ''; DROP TABLE later;"
/* Takes back what the migrations from the fourth on made. */
#define LATER                                                                                      \
    PARTIES_BEFORE("BIGINT", "")                                                                   \
    "DROP INDEX actor_by_actor; DROP TABLE case_actor; DROP TABLE notice; DROP TABLE hook;"        \
    " DROP TABLE told; DROP TABLE stamp; DROP TABLE IF EXISTS view_journal;"

static inline const char *server(void)
{
    return getenv("SEINE_POSTGRES");
}

/* The one of two texts that this back end is meant with. */
static inline const char *either(const char *of_file, const char *of_server)
{
    return server() ? of_server : of_file;
}

static inline bool is_server(const char *where)
{
    return strncmp(where, "postgresql:", 11) == 0;
}

static inline PGconn *behind_connect(const char *where)
{
    PGconn *c = PQconnectdb(where);
    if (PQstatus(c) != CONNECTION_OK)
        fail_msg("%s", PQerrorMessage(c));
    PQclear(PQexec(c, "SET search_path = seine; SET client_min_messages = error"));
    return c;
}

/* Runs statements; true if all could be. The first number of the last one's row is *ret. */
static inline bool behind_try(const char *where, const char *text, int64_t *ret)
{
    bool ok;
    if (is_server(where)) {
        PGconn *c = behind_connect(where);
        PGresult *r = PQexec(c, text);
        ok = PQresultStatus(r) == PGRES_COMMAND_OK || PQntuples(r) > 0;
        if (ret && PQntuples(r) > 0)
            *ret = strtoll(PQgetvalue(r, 0, 0), NULL, 10);
        PQclear(r);
        PQfinish(c);
        return ok;
    }
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;
    assert_int_equal(sqlite3_open(where, &db), SQLITE_OK);
    ok = ret ? sqlite3_prepare_v2(db, text, -1, &q, NULL) == SQLITE_OK &&
                   sqlite3_step(q) == SQLITE_ROW
             : sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK;
    if (ok && ret)
        *ret = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    sqlite3_close(db);
    return ok;
}

static inline void behind_run(const char *where, const char *text)
{
    if (!behind_try(where, text, NULL))
        fail_msg("cannot run: %s", text);
}

static inline int64_t behind_number(const char *where, const char *text)
{
    int64_t n = -1;
    if (!behind_try(where, text, &n))
        fail_msg("cannot run: %s", text);
    return n;
}

/* Nothing is kept there afterwards. */
static inline void behind_clear(const char *where)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal", ".views"};
    if (is_server(where)) {
        behind_run(where, "DROP SCHEMA IF EXISTS seine CASCADE");
        return;
    }
    for (size_t i = 0; i < N_OF(ends); i++) {
        char name[512];
        snprintf(name, sizeof name, "%s%s", where, ends[i]);
        unlink(name);
    }
}

/* Runs the first n of an array of tests. */
#define RUN_FIRST(tests, n) _cmocka_run_group_tests(#tests, tests, n, NULL, NULL)

#define UNLOCK_AUDIT                                                                               \
    either("DROP TRIGGER audit_stands; DROP TRIGGER audit_stays",                                  \
           "DROP TRIGGER audit_stands ON audit; DROP TRIGGER audit_stays ON audit")

#endif
