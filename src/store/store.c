/* store/store.c - opening, migrating and transactions of one store. It knows nothing of what is
 * kept, nor in what. */
#include "store/internal.h"

#include <string.h>
#include <unistd.h>

enum seine_status store_run(struct store *s, struct sql_query *q, struct seine_error *err,
                            const char *doing)
{
    return sql_run(q) ? SEINE_OK : sql_failed(s->db, err, doing);
}

enum seine_status store_ended(struct store *s, struct sql_query *q, enum seine_status status,
                              enum sql_step last, struct seine_error *err, const char *doing)
{
    if (status == SEINE_OK && last == SQL_FAILED)
        status = sql_failed(s->db, err, doing);
    sql_reset(q);
    return status;
}

/* ---- opening -------------------------------------------------------------------------------- */

static enum seine_status look_at_schema(struct store *s, struct seine_error *err)
{
    struct sql_schema found;
    if (!sql_schema(s->db, &found))
        return sql_failed(s->db, err, "cannot read the database");
    s->schema = found.version;
    if (!found.is_foreign && found.version <= store_n_migrations)
        return SEINE_OK;
    error_at(err, sql_name(s->db), 0, 0);
    return found.is_foreign
               ? error_set(err, SEINE_FORMAT, "is a database of another program; give another name")
               : error_set(err, SEINE_UNSUPPORTED,
                           "has schema %d, this version of Seine knows %d; use a newer Seine",
                           found.version, store_n_migrations);
}

static enum seine_status run_migrations(struct store *s, struct seine_error *err)
{
    static const char doing[] = "cannot bring the database to the present schema";
    const char *const *scripts = sql_migrations(s->db);
    enum seine_status status = SEINE_OK;
    bool ok = true;
    if (s->schema == 0) /* what the migrations stand on */
        ok = sql_set_schema(s->db, 0);
    for (int i = s->schema; i < store_n_migrations && ok && status == SEINE_OK; i++) {
        ok = !*scripts[i] || sql_script(s->db, scripts[i]); /* of one of the two alone */
        if (ok && i + 1 == STORE_MOVES_PARTIES)
            status = store_move_parties(s, err);
    }
    if (status != SEINE_OK)
        return status;
    ok = ok && sql_set_schema(s->db, store_n_migrations) && sql_commit(s->db);
    return ok ? SEINE_OK : sql_failed(s->db, err, doing);
}

/* Looks without a lock, so that a store can be opened while somebody writes; only if something is
 * to be done, once more with it, as another may have done it meanwhile. */
static enum seine_status migrate(struct store *s, struct seine_error *err)
{
    enum seine_status status = look_at_schema(s, err);
    if (status != SEINE_OK || s->schema == store_n_migrations)
        return status;
    if (!sql_begin(s->db, SQL_WRITE))
        return sql_failed(s->db, err, "cannot lock the database");
    status = look_at_schema(s, err);
    if (status == SEINE_OK && s->schema < store_n_migrations)
        status = run_migrations(s, err);
    sql_rollback(s->db);
    if (status == SEINE_OK)
        s->schema = store_n_migrations;
    return status;
}

static enum seine_status open_store(const char *where, bool may_make, struct store **ret,
                                    struct seine_error *err)
{
    struct store *s = mem_calloc(1, sizeof *s);
    if (!s)
        return error_set(err, SEINE_NOMEM, "out of memory");
    enum seine_status status = sql_open(where, may_make, &s->db, err);
    if (status == SEINE_OK)
        status = migrate(s, err);
    if (status != SEINE_OK) {
        store_close(s);
        return status;
    }
    *ret = s;
    return SEINE_OK;
}

enum seine_status store_open(const char *where, struct store **ret, struct seine_error *err)
{
    return open_store(where, true, ret, err);
}

enum seine_status store_open_existing(const char *where, struct store **ret,
                                      struct seine_error *err)
{
    return open_store(where, false, ret, err);
}

enum seine_status store_is_there(const char *where, bool *ret, struct seine_error *err)
{
    struct sql *db = NULL;
    struct seine_error problem = {0};
    enum seine_status status = SEINE_OK;
    *ret = !sql_is_url(where) && access(where, F_OK) == 0;
    if (!sql_is_url(where))
        return SEINE_OK;
    status = sql_open(where, false, &db, &problem);
    sql_close(db);
    *ret = status == SEINE_OK;
    if (status == SEINE_NOT_FOUND)
        return SEINE_OK;
    if (status != SEINE_OK && err)
        *err = problem;
    return status;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    for (int i = 0; i < SQL_N; i++)
        sql_query_free(s->statements[i]);
    sql_close(s->db);
    if (s->has_given)
        strtab_release(&s->given);
    mem_free(s);
}

const char *store_name(const struct store *s)
{
    return sql_name(s->db);
}

void store_shown(const char *where, struct buf *out)
{
    sql_shown(where, out);
}

void store_libraries(struct buf *out)
{
    sql_libraries(out);
}

void store_wait(struct store *s, int ms)
{
    sql_wait(s->db, ms);
}

void store_act_as(struct store *s, struct str by)
{
    size_t n = by.n < sizeof s->by ? by.n : sizeof s->by - 1;
    while (n > 0 && n < by.n && ((unsigned char)by.p[n] & 0xC0) == 0x80)
        n--; /* not within a character */
    memcpy(s->by, by.p, n);
    s->by[n] = '\0';
}

int store_schema_version(const struct store *s)
{
    return s->schema;
}

/* ---- transactions --------------------------------------------------------------------------- */

enum seine_status store_put_number(struct store *s, enum store_number which, uint64_t value,
                                   struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_PUT_STAMP);
    sql_put_int(q, 1, which);
    sql_put_int(q, 2, (int64_t)value);
    return store_run(s, q, err, "cannot keep the store's stamp");
}

enum seine_status store_get_number(struct store *s, enum store_number which, uint64_t *ret,
                                   struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_GET_STAMP);
    sql_put_int(q, 1, which);
    enum sql_step last = sql_step(q);
    uint64_t found = last == SQL_ROW ? (uint64_t)sql_int(q, 0) : 0;
    enum seine_status status =
        store_ended(s, q, SEINE_OK, last, err, "cannot read the store's stamp");
    if (status == SEINE_OK)
        *ret = found;
    return status;
}

static enum seine_status begin(struct store *s, enum sql_mode mode, struct seine_error *err)
{
    s->has_stamp = false;
    if (s->has_given)
        strtab_release(&s->given);
    s->has_given = strtab_init(&s->given) == SEINE_OK;
    if (!s->has_given)
        return error_set(err, SEINE_NOMEM, "out of memory");
    return sql_begin(s->db, mode) ? SEINE_OK : sql_failed(s->db, err, "cannot begin to write");
}

enum seine_status store_begin(struct store *s, struct seine_error *err)
{
    return begin(s, SQL_WRITE, err);
}

enum seine_status store_begin_much(struct store *s, struct seine_error *err)
{
    uint64_t stamp = 0;
    bool is_new = store_get_number(s, STORE_RECORDS, &stamp, NULL) == SEINE_OK && stamp == 0;
    return begin(s, is_new ? SQL_FILL : SQL_WRITE, err);
}

enum seine_status store_commit(struct store *s, struct seine_error *err)
{
    enum seine_status status =
        s->has_stamp ? store_put_number(s, STORE_RECORDS, s->stamp, err) : SEINE_OK;
    if (status != SEINE_OK)
        return status;
    s->has_stamp = false;
    return sql_commit(s->db) ? SEINE_OK : sql_failed(s->db, err, "cannot commit");
}

void store_rollback(struct store *s)
{
    s->has_stamp = s->is_bare = false;
    sql_rollback(s->db);
}

enum seine_status store_stamp(struct store *s, uint64_t *ret, struct seine_error *err)
{
    enum seine_status status =
        s->has_stamp ? SEINE_OK : store_get_number(s, STORE_RECORDS, &s->stamp, err);
    if (status == SEINE_OK)
        *ret = s->stamp;
    return status;
}

enum seine_status store_mark(struct store *s, uint64_t what, struct seine_error *err)
{
    uint64_t stamp = 0;
    enum seine_status status = store_stamp(s, &stamp, err);
    if (status == SEINE_OK) {
        const uint64_t words[] = {stamp, what};
        s->stamp = str_hash((struct str){(const char *)words, sizeof words});
        s->has_stamp = true;
    }
    return status;
}

enum seine_status store_mark_scan(struct store *s, struct seine_error *err)
{
    enum seine_status status = store_mark(s, str_hash(STR("scanned")), err);
    uint64_t n = 0;
    if (status == SEINE_OK)
        status = store_put_number(s, STORE_SCAN, s->stamp, err);
    if (status == SEINE_OK)
        status = store_count_scans(s, &n, err);
    return status == SEINE_OK ? store_put_number(s, STORE_SCANS, n + 1, err) : status;
}

enum seine_status store_count_scans(struct store *s, uint64_t *ret, struct seine_error *err)
{
    return store_get_number(s, STORE_SCANS, ret, err);
}

enum seine_status store_scanned(struct store *s, uint64_t *ret, struct seine_error *err)
{
    return store_get_number(s, STORE_SCAN, ret, err);
}

enum seine_status store_enter(struct store *s, bool *ret_is_alone, struct seine_error *err)
{
    *ret_is_alone = !sql_is_within(s->db);
    return *ret_is_alone ? store_begin(s, err) : SEINE_OK;
}

enum seine_status store_leave(struct store *s, bool is_alone, enum seine_status status,
                              struct seine_error *err)
{
    if (status == SEINE_OK && is_alone)
        status = store_commit(s, err);
    if (status != SEINE_OK && is_alone)
        store_rollback(s);
    return status;
}
