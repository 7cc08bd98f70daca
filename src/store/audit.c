/* store/audit.c - the audit's rows and their chain. Sealing a head with a key: audit_seal.c. */
#include "store/audit.h"
#include "store/internal.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

static void add_number(crypto_generichash_state *state, uint64_t v)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(v >> 8 * i);
    crypto_generichash_update(state, bytes, sizeof bytes);
}

static void chain(const unsigned char *previous, const struct store_audit *row, unsigned char *ret)
{
    const struct str fields[] = {row->at, row->by, row->what, row->object, row->note};
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, STORE_HASH);
    crypto_generichash_update(&state, previous, STORE_HASH);
    add_number(&state, (uint64_t)row->n);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        add_number(&state, fields[i].n);
        crypto_generichash_update(&state, (const unsigned char *)fields[i].p, fields[i].n);
    }
    crypto_generichash_final(&state, ret, STORE_HASH);
}

static struct store_audit row_at(sqlite3_stmt *q, bool *ret_whole)
{
    struct store_audit row = {.n = sqlite3_column_int64(q, 0),
                              .at = store_column(q, 1),
                              .by = store_column(q, 2),
                              .what = store_column(q, 3),
                              .object = store_column(q, 4),
                              .note = store_column(q, 5)};
    const void *hash = sqlite3_column_blob(q, 6);
    *ret_whole = sqlite3_column_bytes(q, 6) == STORE_HASH && hash;
    if (*ret_whole)
        memcpy(row.hash, hash, STORE_HASH);
    return row;
}

enum seine_status store_audit_head(struct store *s, struct store_head *ret, struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_AUDIT_HEAD, err);
    bool is_whole = true;
    *ret = (struct store_head){0};
    if (!q)
        return SEINE_IO;
    int code = sqlite3_step(q);
    if (code == SQLITE_ROW) {
        struct store_audit row = row_at(q, &is_whole);
        ret->n = row.n;
        memcpy(ret->hash, row.hash, STORE_HASH);
    }
    enum seine_status status = code == SQLITE_ROW || code == SQLITE_DONE
                                   ? SEINE_OK
                                   : store_failed(s, err, "cannot read the audit");
    sqlite3_reset(q);
    return status == SEINE_OK && !is_whole
               ? error_set(err, SEINE_CONFLICT, "the audit's last row has no hash")
               : status;
}

static enum seine_status insert(struct store *s, const struct store_audit *given,
                                struct seine_error *err)
{
    struct store_head head;
    struct store_audit row = *given;
    enum seine_status status = store_audit_head(s, &head, err);
    sqlite3_stmt *q = status == SEINE_OK ? store_sql(s, SQL_PUT_AUDIT, err) : NULL;
    if (!q)
        return status == SEINE_OK ? SEINE_IO : status;
    row.n = head.n + 1;
    chain(head.hash, &row, row.hash);
    bool ok = sqlite3_bind_int64(q, 1, row.n) == SQLITE_OK && store_bind(q, 2, row.at) &&
              store_bind(q, 3, row.by) && store_bind(q, 4, row.what) &&
              store_bind(q, 5, row.object) && store_bind(q, 6, row.note) &&
              sqlite3_bind_blob(q, 7, row.hash, STORE_HASH, SQLITE_STATIC) == SQLITE_OK;
    return ok ? store_run(s, q, err, "cannot write the audit")
              : store_failed(s, err, "cannot write the audit");
}

enum seine_status store_put_audit(struct store *s, const struct store_audit *row,
                                  struct seine_error *err)
{
    struct store_audit whole = *row;
    struct buf at;
    bool is_alone = sqlite3_get_autocommit(s->db) != 0;
    int64_t now = (int64_t)time(NULL);
    buf_init(&at, 64);
    buf_add_date_time(&at, (int32_t)(now / 86400), (int32_t)(now % 86400));
    whole.at = whole.at.n > 0 ? whole.at : buf_str(&at);
    whole.by = whole.by.n > 0 ? whole.by : str_of(s->by);
    enum seine_status status =
        sodium_init() < 0 ? error_set(err, SEINE_INTERNAL, "libsodium cannot be used") : SEINE_OK;
    if (status == SEINE_OK && is_alone)
        status = store_begin(s, err);
    if (status == SEINE_OK)
        status = insert(s, &whole, err);
    if (status == SEINE_OK && is_alone)
        status = store_commit(s, err);
    if (status != SEINE_OK && is_alone)
        store_rollback(s);
    buf_release(&at);
    return status;
}

static enum seine_status each_row(struct store *s, sqlite3_stmt *q, store_audit_fn *fn,
                                  void *context, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    int code = SQLITE_DONE;
    bool is_whole;
    while (status == SEINE_OK && (code = sqlite3_step(q)) == SQLITE_ROW) {
        struct store_audit row = row_at(q, &is_whole);
        status = fn(context, &row, err);
    }
    if (status == SEINE_OK && code != SQLITE_DONE)
        status = store_failed(s, err, "cannot read the audit");
    sqlite3_reset(q);
    return status;
}

enum seine_status store_each_audit(struct store *s, int64_t after, store_audit_fn *fn,
                                   void *context, struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_EACH_AUDIT, err);
    if (!q)
        return SEINE_IO;
    return sqlite3_bind_int64(q, 1, after) == SQLITE_OK
               ? each_row(s, q, fn, context, err)
               : store_failed(s, err, "cannot read the audit");
}

enum seine_status store_look_audit(struct store *s, int64_t before, int64_t limit,
                                   store_audit_fn *fn, void *context, struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_LOOK_AUDIT, err);
    if (!q)
        return SEINE_IO;
    return sqlite3_bind_int64(q, 1, before) == SQLITE_OK &&
                   sqlite3_bind_int64(q, 2, limit) == SQLITE_OK
               ? each_row(s, q, fn, context, err)
               : store_failed(s, err, "cannot read the audit");
}

struct check {
    struct store_head last;
    const struct store_head *expected;
    bool has_met; /* the expected row */
};

static enum seine_status check_row(void *context, const struct store_audit *row,
                                   struct seine_error *err)
{
    struct check *c = context;
    unsigned char hash[STORE_HASH];
    if (row->n != c->last.n + 1)
        return error_set(err, SEINE_CONFLICT, "row %lld of the audit is missing",
                         (long long)c->last.n + 1);
    chain(c->last.hash, row, hash);
    if (sodium_memcmp(hash, row->hash, STORE_HASH) != 0)
        return error_set(err, SEINE_CONFLICT,
                         "row %lld of the audit was changed, or a row before it: its hash does "
                         "not follow from what stands there",
                         (long long)row->n);
    c->last.n = row->n;
    memcpy(c->last.hash, hash, STORE_HASH);
    if (c->expected && c->expected->n == row->n) {
        c->has_met = true;
        if (sodium_memcmp(hash, c->expected->hash, STORE_HASH) != 0)
            return error_set(err, SEINE_CONFLICT,
                             "row %lld of the audit is not the one of the given head: the chain "
                             "was written anew",
                             (long long)row->n);
    }
    return SEINE_OK;
}

enum seine_status store_verify_audit(struct store *s, const struct store_head *expected,
                                     int64_t *ret_n, struct seine_error *err)
{
    struct check c = {.expected = expected, .has_met = !expected || expected->n == 0};
    enum seine_status status = sodium_init() < 0
                                   ? error_set(err, SEINE_INTERNAL, "libsodium cannot be used")
                                   : store_each_audit(s, 0, check_row, &c, err);
    *ret_n = c.last.n;
    if (status == SEINE_OK && !c.has_met)
        status = error_set(err, SEINE_CONFLICT,
                           "the audit ends at row %lld, and the given head is row %lld: rows were "
                           "cut off",
                           (long long)c.last.n, (long long)expected->n);
    return status;
}
