/* store/schema.c - the database's shape, as a row of migrations. Version n is reached by running
 * the scripts n0+1..n in one transaction. Never change a script that has been released: add one.
 * Each is written once, with the words in which the two dialects differ as its parameters. */
#include "store/internal.h"

/* TEXT, INT, REAL, BYTES: types. END of a table; ROWS: of one that SQLite keeps by row number. */
#define FIRST(TEXT, INT, REAL, ROWS, END)                                                          \
    "CREATE TABLE list_version (key " TEXT " NOT NULL, hash " INT " NOT NULL, name " TEXT          \
    " NOT NULL, date " TEXT " NOT NULL, format " TEXT " NOT NULL, n_entities " INT                 \
    " NOT NULL, seq " INT " NOT NULL, PRIMARY KEY (key, hash))" ROWS                               \
    "CREATE TABLE cases (id " TEXT " PRIMARY KEY, kit " TEXT " NOT NULL, score " REAL              \
    " NOT NULL, body " TEXT " NOT NULL, seq " INT " NOT NULL)" END                                 \
    "CREATE TABLE case_history (case_id " TEXT " NOT NULL, n " INT " NOT NULL, score " REAL        \
    " NOT NULL, body " TEXT " NOT NULL, PRIMARY KEY (case_id, n))" END                             \
    "CREATE TABLE decision (n " INT " PRIMARY KEY, subject " TEXT " NOT NULL, object " TEXT        \
    " NOT NULL, verdict " TEXT " NOT NULL, reason " TEXT " NOT NULL, by " TEXT                     \
    " NOT NULL, at " TEXT " NOT NULL, entity_hash " INT " NOT NULL)" ROWS
/* Tables whose keys can be of any length; INT is nullable, so the day can be unknown. */
#define FIRST_LONG(TEXT, INT, ONCE, END)                                                           \
    "CREATE TABLE record (id " TEXT " NOT NULL, hash " INT " NOT NULL, day " INT ", body " TEXT    \
    " NOT NULL" ONCE(                                                                              \
        "id, hash") ")" END "CREATE TABLE party (key " TEXT " NOT NULL, name " TEXT                \
                    " NOT NULL, country " TEXT " NOT NULL, n_records " INT " NOT NULL" ONCE(       \
                        "key") ")" END "CREATE TABLE actor (party " TEXT " NOT NULL, actor " TEXT  \
                               " NOT NULL" ONCE(                                                   \
                                   "party") ")" END "CREATE TABLE case_record (case_id " TEXT      \
                                            " NOT NULL, record " TEXT " NOT NULL" ONCE(            \
                                                "record, case_id") ")" END "CREATE INDEX "         \
                                                                   "case_record_by_case ON "       \
                                                                   "case_record (case_id);"
#define TOKENS(TEXT, END)                                                                          \
    "CREATE TABLE token (id " TEXT " PRIMARY KEY, name " TEXT " NOT NULL, role " TEXT              \
    " NOT NULL, hash " TEXT " NOT NULL, made " TEXT " NOT NULL, ends " TEXT                        \
    " NOT NULL, revoked " TEXT " NOT NULL)" END                                                    \
    "CREATE UNIQUE INDEX token_by_name ON token (name) WHERE revoked = '';"
#define AUDIT(TEXT, INT, BYTES, ROWS)                                                              \
    "CREATE TABLE audit (n " INT " PRIMARY KEY, at " TEXT " NOT NULL, by " TEXT                    \
    " NOT NULL, what " TEXT " NOT NULL, object " TEXT " NOT NULL, note " TEXT                      \
    " NOT NULL, hash " BYTES " NOT NULL)" ROWS
/* Who is in which case; what there is to tell to the outside, and who was told. */
#define NOTICES(TEXT, INT, ONCE, ROWS, END)                                                        \
    "CREATE INDEX actor_by_actor ON actor (actor);"                                                \
    "CREATE TABLE case_actor (case_id " TEXT " NOT NULL, actor " TEXT                              \
    " NOT NULL, PRIMARY KEY (actor, case_id))" END                                                 \
    "CREATE INDEX case_actor_by_case ON case_actor (case_id);"                                     \
    "CREATE TABLE notice (n " INT " PRIMARY KEY, key " TEXT " NOT NULL" ONCE ", kind " TEXT        \
    " NOT NULL, body " TEXT " NOT NULL)" ROWS "CREATE TABLE hook (url " TEXT                       \
    " PRIMARY KEY, since " INT " NOT NULL)" END "CREATE TABLE told (url " TEXT " NOT NULL, n " INT \
    " NOT NULL, result " TEXT " NOT NULL, PRIMARY KEY (url, n))" END

/* A party with its actor is one row and its key stands in no index: it is found by a hash of it,
 * and told from others of that hash by the key itself (keep.c). What was kept before is moved
 * between the two (store_move_parties), as SQL does not know the hash. */
#define PARTIES(TEXT, INT, END)                                                                    \
    "ALTER TABLE party RENAME TO party_before; ALTER TABLE actor RENAME TO actor_before;"          \
    "CREATE TABLE party (hash " INT " NOT NULL, key " TEXT " NOT NULL, name " TEXT                 \
    " NOT NULL, country " TEXT " NOT NULL, n_records " INT " NOT NULL, actor " TEXT                \
    " NOT NULL)" END
#define PARTIES_MOVED "DROP TABLE party_before; DROP TABLE actor_before;" STORE_INDEX_PARTIES

/* Its rows: enum store_number; how many scans there were since the tenth version. */
#define STAMP(INT, END) "CREATE TABLE stamp (n " INT " PRIMARY KEY, value " INT " NOT NULL)" END

/* A row for each case that the last scan no longer found. Not a column of cases: it would stand
 * behind their bodies, and each change would write the body again. */
#define STALE(TEXT, INT, END)                                                                      \
    "CREATE TABLE stale (case_id " TEXT " PRIMARY KEY, since " INT " NOT NULL)" END

/* The number of a new case is one more than the last: without an index each would look at all, and
 * in a file walk past their bodies. */
#define SEQ "CREATE INDEX cases_by_seq ON cases (seq);"

/* The words' number is the row's, so that a file holds little more than the two. */
#define USAGE(INT, END)                                                                            \
    "CREATE TABLE goods_usage (words " INT " PRIMARY KEY, heading " INT " NOT NULL)" END

/* ---- SQLite --------------------------------------------------------------------------------- */

#define S_ROWS         " STRICT;"
#define S_END          " STRICT, WITHOUT ROWID;"
#define S_ONCE(fields) ", PRIMARY KEY (" fields ")"

const char *const store_migrations_sqlite[] = {
    FIRST("TEXT", "INTEGER", "REAL", S_ROWS, S_END)
        FIRST_LONG("TEXT", "INTEGER", S_ONCE,
                   S_END) "CREATE INDEX decision_by_subject ON decision (subject, object, n);",
    TOKENS("TEXT", S_END),
    AUDIT("TEXT", "INTEGER", "BLOB", S_ROWS) STORE_LOCK_AUDIT_SQLITE,
    NOTICES("TEXT", "INTEGER", " UNIQUE", S_ROWS, S_END),
    STAMP("INTEGER", S_ROWS),
    "", /* the journal of views is a file beside it (views.c) */
    /* Without row numbers a body of more than a quarter of a page had a page for itself. */
    "ALTER TABLE record RENAME TO record_before;"
    "CREATE TABLE record (id TEXT NOT NULL, hash INTEGER NOT NULL, day INTEGER, body TEXT"
    " NOT NULL, PRIMARY KEY (id, hash))" S_ROWS
    "INSERT INTO record SELECT id, hash, day, body FROM record_before ORDER BY id, hash;"
    "DROP TABLE record_before;",
    PARTIES("TEXT", "INTEGER", S_ROWS),
    PARTIES_MOVED,
    STALE("TEXT", "INTEGER", S_END),
    SEQ,
    USAGE("INTEGER", S_ROWS),
};

/* ---- PostgreSQL ----------------------------------------------------------------------------- */

/* Texts are sorted bytewise whatever the database's language is. An entry of an index there has at
 * most 2.7 kB, so keys of any length are unique by their SHA-256 and found by hash indices. */
#define P_TEXT         "TEXT COLLATE \"C\""
#define P_END          ";"
#define P_ONCE(fields) ""

const char *const store_migrations_postgres[] = {
    FIRST(P_TEXT, "BIGINT", "DOUBLE PRECISION", P_END, P_END) FIRST_LONG(
        P_TEXT, "BIGINT", P_ONCE,
        P_END) "CREATE FUNCTION digest(t TEXT) RETURNS BYTEA LANGUAGE sql IMMUTABLE STRICT "
               "PARALLEL SAFE"
               " AS $$ SELECT sha256(decode(replace(t, E'\\\\', E'\\\\\\\\'), 'escape')) $$;"
               /* of '$.name' only; a zero character in any text would be an error */
               "CREATE FUNCTION json_extract(t TEXT, path TEXT) RETURNS TEXT LANGUAGE sql "
               "IMMUTABLE STRICT"
               " PARALLEL SAFE AS $$ SELECT replace(t, '\\u0000', '\\u0001')::json ->> "
               "substr(path, 3) $$;"
               "CREATE UNIQUE INDEX record_once ON record (digest(id), hash);"
               "CREATE INDEX record_by_id ON record USING hash (id);"
               "CREATE UNIQUE INDEX party_once ON party (digest(key));"
               "CREATE UNIQUE INDEX actor_once ON actor (digest(party));"
               "CREATE UNIQUE INDEX case_record_once ON case_record (digest(record), case_id);"
               "CREATE INDEX case_record_by_record ON case_record USING hash (record);"
               "CREATE INDEX decision_by_subject ON decision USING hash (subject);",
    TOKENS(P_TEXT, P_END),
    AUDIT(P_TEXT, "BIGINT", "BYTEA",
          P_END) "CREATE FUNCTION audit_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                 " RAISE EXCEPTION 'the audit cannot be changed or shortened'; END "
                 "$$;" STORE_LOCK_AUDIT_POSTGRES,
    NOTICES(P_TEXT, "BIGINT", "", P_END,
            P_END) "CREATE UNIQUE INDEX notice_once ON notice (digest(key));"
                   "CREATE INDEX notice_by_key ON notice USING hash (key);",
    STAMP("BIGINT", P_END),
    "CREATE TABLE view_journal (id " P_TEXT " PRIMARY KEY, at_ns BIGINT NOT NULL, line " P_TEXT
    " NOT NULL)" P_END,
    "",
    PARTIES(P_TEXT, "BIGINT", P_END),
    PARTIES_MOVED,
    STALE(P_TEXT, "BIGINT", P_END),
    SEQ,
    USAGE("BIGINT", P_END),
};

_Static_assert(sizeof store_migrations_sqlite == sizeof store_migrations_postgres,
               "each version is reached on both");
const int store_n_migrations =
    (int)(sizeof store_migrations_sqlite / sizeof *store_migrations_sqlite);
