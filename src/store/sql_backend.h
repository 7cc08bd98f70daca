/* store/sql_backend.h - what a back end of sql.h is made of. */
#ifndef STORE_SQL_BACKEND_H
#define STORE_SQL_BACKEND_H

#include "store/sql.h"

/* Why something failed, whichever back end says so; sql.c has what to do about each. */
enum sql_fault {
    SQL_OTHER,
    SQL_MEMORY,
    SQL_BUSY,
    SQL_FULL,
    SQL_DAMAGED,
    SQL_DENIED,
    SQL_ABSENT,
    SQL_GONE,
    SQL_IN_DOUBT,
    SQL_CROWDED,
    SQL_REFUSED, /* by Seine: the text says all */
    SQL_DUPLICATE
};

enum sql_type { SQL_NULL, SQL_TEXT, SQL_BYTES, SQL_INT, SQL_REAL };
struct sql_value {
    enum sql_type type;
    struct str s;
    int64_t i;
    double d;
};

struct sql_backend {
    enum seine_status (*open)(const char *where, bool may_make, struct sql **ret,
                              struct seine_error *err);
    void (*close)(struct sql *db);
    bool (*begin)(struct sql *db, enum sql_mode mode);
    bool (*commit)(struct sql *db);
    void (*rollback)(struct sql *db);
    struct sql_query *(*query_new)(struct sql *db, const char *text, enum sql_use use);
    void (*query_free)(struct sql_query *q);
    void (*reset)(struct sql_query *q);
    enum sql_step (*step)(struct sql_query *q);
    bool (*run)(struct sql_query *q);
    struct sql_value (*get)(struct sql_query *q, int at, enum sql_type as);
    bool (*script)(struct sql *db, const char *text);
    bool (*schema)(struct sql *db, struct sql_schema *ret);
    bool (*set_schema)(struct sql *db, int version);
    bool (*find_damage)(struct sql *db, struct buf *ret);
    bool (*compact)(struct sql *db);
    bool (*copy_pages)(struct sql *from, struct sql *to); /* NULL: there are none */
    void (*wait)(struct sql *db, int ms); /* NULL: wait_ms is looked at when it is needed */
    const char *const *migrations;
    const char *unlock_audit, *lock_audit;
};

/* The first member of each back end's own. */
struct sql {
    const struct sql_backend *backend;
    char *name;
    int wait_ms;
    bool is_within; /* between begin and commit or rollback */
    enum sql_fault fault;
    char why[400]; /* one line */
};
struct sql_query {
    struct sql *db;
    struct sql_value values[SQL_PARAMETERS];
    int64_t changed;
};

extern const struct sql_backend sql_sqlite, sql_postgres;

/* Keeps the failure, control characters taken out; false. */
bool sql_fault(struct sql *db, enum sql_fault fault, const char *why);
/* Fills the base of a connection; false if there is no memory. */
bool sql_init(struct sql *db, const struct sql_backend *backend, const char *where);
void sql_release(struct sql *db);

/* Each library's version, for sql_libraries; the address of a server without its password. */
void sql_sqlite_version(struct buf *out);
void sql_postgres_version(struct buf *out);
void sql_postgres_shown(const char *url, struct buf *out);

#endif
