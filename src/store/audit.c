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

static struct store_audit row_at(struct sql_query *q, bool *ret_whole)
{
    struct store_audit row = {.n = sql_int(q, 0),
                              .at = sql_text(q, 1),
                              .by = sql_text(q, 2),
                              .what = sql_text(q, 3),
                              .object = sql_text(q, 4),
                              .note = sql_text(q, 5)};
    struct str hash = sql_bytes(q, 6);
    *ret_whole = hash.n == STORE_HASH;
    if (*ret_whole)
        memcpy(row.hash, hash.p, STORE_HASH);
    return row;
}

enum seine_status store_audit_head(struct store *s, struct store_head *ret, struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_AUDIT_HEAD);
    bool is_whole = true;
    *ret = (struct store_head){0};
    enum sql_step last = sql_step(q);
    if (last == SQL_ROW) {
        struct store_audit row = row_at(q, &is_whole);
        ret->n = row.n;
        memcpy(ret->hash, row.hash, STORE_HASH);
    }
    enum seine_status status = store_ended(s, q, SEINE_OK, last, err, "cannot read the audit");
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
    if (status != SEINE_OK)
        return status;
    struct sql_query *q = store_sql(s, SQL_PUT_AUDIT);
    row.n = head.n + 1;
    chain(head.hash, &row, row.hash);
    sql_put_int(q, 1, row.n);
    sql_put_text(q, 2, row.at);
    sql_put_text(q, 3, row.by);
    sql_put_text(q, 4, row.what);
    sql_put_text(q, 5, row.object);
    sql_put_text(q, 6, row.note);
    sql_put_bytes(q, 7, row.hash, STORE_HASH);
    return store_run(s, q, err, "cannot write the audit");
}

enum seine_status store_put_audit(struct store *s, const struct store_audit *row,
                                  struct seine_error *err)
{
    struct store_audit whole = *row;
    struct buf at;
    bool is_alone = false;
    int64_t now = (int64_t)time(NULL);
    if (sodium_init() < 0)
        return error_set(err, SEINE_INTERNAL, "libsodium cannot be used");
    buf_init(&at, 64);
    buf_add_date_time(&at, (int32_t)(now / 86400), (int32_t)(now % 86400));
    whole.at = whole.at.n > 0 ? whole.at : buf_str(&at);
    whole.by = whole.by.n > 0 ? whole.by : str_of(s->by);
    enum seine_status status = store_enter(s, &is_alone, err);
    if (status == SEINE_OK)
        status = store_leave(s, is_alone, insert(s, &whole, err), err);
    buf_release(&at);
    return status;
}

static enum seine_status each_row(struct store *s, struct sql_query *q, store_audit_fn *fn,
                                  void *context, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    bool is_whole;
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW) {
        struct store_audit row = row_at(q, &is_whole);
        status = fn(context, &row, err);
    }
    return store_ended(s, q, status, last, err, "cannot read the audit");
}

enum seine_status store_each_audit(struct store *s, int64_t after, store_audit_fn *fn,
                                   void *context, struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_EACH_AUDIT);
    sql_put_int(q, 1, after);
    return each_row(s, q, fn, context, err);
}

enum seine_status store_look_audit(struct store *s, int64_t before, int64_t limit,
                                   store_audit_fn *fn, void *context, struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_LOOK_AUDIT);
    sql_put_int(q, 1, before);
    sql_put_int(q, 2, limit);
    return each_row(s, q, fn, context, err);
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
