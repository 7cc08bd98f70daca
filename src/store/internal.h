/* store/internal.h - shared by the files of store/ only. */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include "store/sql.h"
#include "store/store.h"

#define STORE_BY             200
#define STORE_APPLICATION_ID 0x5E14E001 /* tells Seine's databases from others */

/* Version 0 is an empty database. One array of each back end, of the same length. */
extern const char *const store_migrations_sqlite[], *const store_migrations_postgres[];
extern const int store_n_migrations;
#define STORE_MOVES_PARTIES 8 /* after this one comes store_move_parties */
#define STORE_INDEX_PARTIES                                                                        \
    "CREATE INDEX party_by_hash ON party (hash); CREATE INDEX party_by_actor ON party (actor);"

/* What makes the audit stand, and what takes that away for a store that is replaced as a whole. */
#define STORE_LOCK_AUDIT_SQLITE                                                                    \
    "CREATE TRIGGER audit_stands BEFORE UPDATE ON audit BEGIN"                                     \
    " SELECT raise(ABORT, 'the audit cannot be changed'); END;"                                    \
    "CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN"                                      \
    " SELECT raise(ABORT, 'the audit cannot be shortened'); END;"
#define STORE_LOCK_AUDIT_POSTGRES                                                                  \
    "CREATE TRIGGER audit_stands BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION"             \
    " audit_stands(); CREATE TRIGGER audit_stays BEFORE DELETE OR TRUNCATE ON audit"               \
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_stands();"
#define STORE_UNLOCK_AUDIT_SQLITE "DROP TRIGGER audit_stands; DROP TRIGGER audit_stays;"
#define STORE_UNLOCK_AUDIT_POSTGRES                                                                \
    "DROP TRIGGER audit_stands ON audit; DROP TRIGGER audit_stays ON audit;"

/* What stands of a case: its latest verdict; without one "stale" if the last scan no longer found
 * it, else "undecided". */
#define STORE_STATUS(id)                                                                           \
    "coalesce((SELECT verdict FROM decision WHERE subject = " id " AND object = '' ORDER BY n"     \
    " DESC LIMIT 1), CASE WHEN EXISTS (SELECT 1 FROM stale WHERE case_id = " id                    \
    ") THEN 'stale' ELSE 'undecided' END)"
/* A case with what it needs beside it. */
#define STORE_CASE      "c.id, c.kit, c.score, c.body, coalesce(x.since, 0)"
#define STORE_CASE_FROM "cases c LEFT JOIN stale x ON x.case_id = c.id"

/* Statements that run often; prepared once, at first use. */
enum store_sql {
    SQL_PUT_LIST,
    SQL_PUT_RECORD,
    SQL_EACH_RECORD,
    SQL_COUNT_RECORDS,
    SQL_SIMILAR_CASES,
    SQL_COUNT_CASE_RECORDS,
    SQL_GET_CASE,
    SQL_PUT_CASE,
    SQL_SET_CASE,
    SQL_PUT_HISTORY,
    SQL_DROP_CASE_RECORDS,
    SQL_PUT_CASE_RECORD,
    SQL_DROP_CASE_ACTORS,
    SQL_PUT_CASE_ACTOR,
    SQL_EACH_CASE,
    SQL_EACH_OUTCOME,
    SQL_EACH_CASE_RECORD,
    SQL_PUT_STALE,
    SQL_DROP_STALE,
    SQL_SET_PARTY,
    SQL_ADD_PARTY,
    SQL_NEW_PARTY,
    SQL_ANY_PARTY,
    SQL_EACH_PARTY,
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
    SQL_PUT_VIEW,
    SQL_EACH_VIEW,
    SQL_DROP_VIEW,
    SQL_GET_STAMP,
    SQL_PUT_STAMP,
    SQL_EACH_USAGE,
    SQL_PUT_USAGE,
    SQL_DROP_USAGE,
    SQL_N
};

struct store {
    struct sql *db;
    struct sql_query *statements[SQL_N];
    struct strtab given; /* case ids given out since store_begin */
    bool has_given;
    uint64_t stamp; /* as it will be when the transaction ends */
    bool has_stamp; /* it was read in this transaction */
    bool is_bare;   /* parties have no index now: store_begin_parties */
    bool is_giving; /* parties, one after the other: store_next_party */
    int schema;
    char by[STORE_BY]; /* who acts: store_act_as */
};

/* The statement, reset and unbound; NULL, which sql_step takes for one that fails, without memory.
 */
struct sql_query *store_sql(struct store *s, enum store_sql which);
/* The columns of STORE_CASE, from the first. */
struct store_case store_case_at(struct sql_query *q);
/* Runs a statement that returns no row. */
enum seine_status store_run(struct store *s, struct sql_query *q, struct seine_error *err,
                            const char *doing) MUST_CHECK;
/* Ends a loop over rows: the status of who looked at them, or of the last step. Resets the query.
 */
enum seine_status store_ended(struct store *s, struct sql_query *q, enum seine_status status,
                              enum sql_step last, struct seine_error *err,
                              const char *doing) MUST_CHECK;
/* The rows of the table stamp: what records have come and gone, what of it the last scan saw, how
 * many scans there were, and how often one changed what goods are declared as. 0: never. */
enum store_number { STORE_RECORDS = 1, STORE_SCAN, STORE_SCANS, STORE_USAGE_CHANGES };
enum seine_status store_put_number(struct store *s, enum store_number which, uint64_t value,
                                   struct seine_error *err) MUST_CHECK;
enum seine_status store_get_number(struct store *s, enum store_number which, uint64_t *ret,
                                   struct seine_error *err) MUST_CHECK;
/* From the tables before the eighth migration to that after it. */
enum seine_status store_move_parties(struct store *s, struct seine_error *err) MUST_CHECK;
/* Begins a transaction unless there is one; store_leave commits or rolls back what store_enter
 * began, so that what belongs together is kept together whoever calls. */
enum seine_status store_enter(struct store *s, bool *ret_is_alone,
                              struct seine_error *err) MUST_CHECK;
enum seine_status store_leave(struct store *s, bool is_alone, enum seine_status status,
                              struct seine_error *err) MUST_CHECK;

#endif
