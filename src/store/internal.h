/* store/internal.h - shared by the files of store/ only. */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include "store/store.h"

#include <sqlite3.h>

#define STORE_BY             200
#define STORE_APPLICATION_ID 0x5E14E001 /* PRAGMA application_id of Seine's files */

extern const char *const store_migrations[];
extern const int store_n_migrations;

/* Every statement the store runs; prepared once, at first use. */
enum store_sql {
    SQL_PUT_LIST,
    SQL_PUT_RECORD,
    SQL_EACH_RECORD,
    SQL_COUNT_RECORDS,
    SQL_SIMILAR_CASES,
    SQL_COUNT_CASE_RECORDS,
    SQL_GET_CASE,
    SQL_PUT_CASE,
    SQL_PUT_HISTORY,
    SQL_DROP_CASE_RECORDS,
    SQL_PUT_CASE_RECORD,
    SQL_EACH_CASE,
    SQL_PUT_PARTY,
    SQL_EACH_PARTY,
    SQL_PUT_ACTOR,
    SQL_PUT_DECISION,
    SQL_GET_DECISION,
    SQL_LOOK_CASES,
    SQL_LOOK_CASE,
    SQL_LOOK_COUNTS,
    SQL_LOOK_RECORDS,
    SQL_LOOK_DECISIONS,
    SQL_PUT_AUDIT,
    SQL_AUDIT_HEAD,
    SQL_EACH_AUDIT,
    SQL_LOOK_AUDIT,
    SQL_BEGIN,
    SQL_COMMIT,
    SQL_ROLLBACK,
    SQL_N
};

struct store {
    sqlite3 *db;
    char *path;
    sqlite3_stmt *statements[SQL_N];
    struct strtab given; /* case ids given out since store_begin */
    bool has_given;
    int schema;
    char by[STORE_BY]; /* who acts: store_act_as */
};

/* The statement, reset and unbound; NULL with err set. */
sqlite3_stmt *store_sql(struct store *s, enum store_sql which, struct seine_error *err);
enum seine_status store_failed(struct store *s, struct seine_error *err, const char *doing);
bool store_bind(sqlite3_stmt *q, int at, struct str text);
struct str store_column(sqlite3_stmt *q, int at); /* borrowed until the next step */
/* Steps a statement that returns no row. */
enum seine_status store_run(struct store *s, sqlite3_stmt *q, struct seine_error *err,
                            const char *doing) MUST_CHECK;

#endif
