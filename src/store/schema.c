/* store/schema.c - the database's shape, as a row of migrations. Version n is reached by running
 * the scripts n0+1..n in one transaction; PRAGMA user_version holds n. Never change a script that
 * has been released: add one. */
#include "store/internal.h"

const char *const store_migrations[] = {
    /* 1: the first shape */
    "CREATE TABLE list_version (key TEXT NOT NULL, hash INTEGER NOT NULL, name TEXT NOT NULL, date "
    "TEXT NOT NULL,"
    " format TEXT NOT NULL, n_entities INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (key, "
    "hash)) STRICT;"
    "CREATE TABLE record (id TEXT NOT NULL, hash INTEGER NOT NULL, day INTEGER, body TEXT NOT NULL,"
    " PRIMARY KEY (id, hash)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE party (key TEXT PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL,"
    " n_records INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE actor (party TEXT PRIMARY KEY, actor TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE cases (id TEXT PRIMARY KEY, kit TEXT NOT NULL, score REAL NOT NULL, body TEXT "
    "NOT NULL,"
    " seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE case_record (case_id TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (record, "
    "case_id))"
    " STRICT, WITHOUT ROWID;"
    "CREATE INDEX case_record_by_case ON case_record (case_id);"
    "CREATE TABLE case_history (case_id TEXT NOT NULL, n INTEGER NOT NULL, score REAL NOT NULL, "
    "body TEXT NOT NULL,"
    " PRIMARY KEY (case_id, n)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE decision (n INTEGER PRIMARY KEY, subject TEXT NOT NULL, object TEXT NOT NULL, "
    "verdict TEXT NOT NULL,"
    " reason TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, entity_hash INTEGER NOT NULL) "
    "STRICT;"
    "CREATE INDEX decision_by_subject ON decision (subject, object, n);",
    /* tokens of the server */
    "CREATE TABLE token (id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, hash TEXT NOT"
    " NULL, made TEXT NOT NULL, ends TEXT NOT NULL, revoked TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE UNIQUE INDEX token_by_name ON token (name) WHERE revoked = '';",
    /* the audit */
    "CREATE TABLE audit (n INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, what TEXT NOT "
    "NULL, object TEXT NOT NULL, note TEXT NOT NULL, hash BLOB NOT NULL) STRICT;"
    "CREATE TRIGGER audit_stands BEFORE UPDATE ON audit BEGIN"
    " SELECT raise(ABORT, 'the audit cannot be changed'); END;"
    "CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN"
    " SELECT raise(ABORT, 'the audit cannot be shortened'); END;",
};
const int store_n_migrations = (int)(sizeof store_migrations / sizeof *store_migrations);
