/* store/keep.c - list versions, records, parties, actors and decisions: rows in, rows out. */
#include "store/audit.h"
#include "store/internal.h"

static enum seine_status note_list(struct store *s, const struct store_list *l,
                                   struct seine_error *err)
{
    struct buf note;
    buf_init(&note, LIMIT_TEXT);
    buf_add(&note, l->name);
    if (l->date.n > 0)
        buf_add_f(&note, " of " STR_FMT, STR_ARG(l->date));
    buf_add_f(&note, ", %llu entries, content %016llx", (unsigned long long)l->n_entities,
              (unsigned long long)l->hash);
    struct store_audit row = {.what = STR("list"), .object = l->key, .note = buf_str(&note)};
    enum seine_status status = buf_status(&note) == SEINE_OK
                                   ? store_put_audit(s, &row, err)
                                   : error_set(err, SEINE_NOMEM, "out of memory");
    buf_release(&note);
    return status;
}

enum seine_status store_put_list(struct store *s, const struct store_list *l,
                                 struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_PUT_LIST, err);
    if (!q)
        return SEINE_IO;
    bool ok =
        store_bind(q, 1, l->key) && sqlite3_bind_int64(q, 2, (sqlite3_int64)l->hash) == SQLITE_OK &&
        store_bind(q, 3, l->name) && store_bind(q, 4, l->date) && store_bind(q, 5, l->format) &&
        sqlite3_bind_int64(q, 6, (sqlite3_int64)l->n_entities) == SQLITE_OK;
    enum seine_status status = ok ? store_run(s, q, err, "cannot keep a list version")
                                  : store_failed(s, err, "cannot keep a list version");
    return status == SEINE_OK && sqlite3_changes(s->db) > 0 ? note_list(s, l, err) : status;
}

enum seine_status store_put_record(struct store *s, struct str id, int32_t day, struct str ndjson,
                                   struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_PUT_RECORD, err);
    if (!q)
        return SEINE_IO;
    bool ok = store_bind(q, 1, id) &&
              sqlite3_bind_int64(q, 2, (sqlite3_int64)str_hash(ndjson)) == SQLITE_OK &&
              (day == DATE_NONE || sqlite3_bind_int(q, 3, day) == SQLITE_OK) &&
              store_bind(q, 4, ndjson);
    return ok ? store_run(s, q, err, "cannot keep a record")
              : store_failed(s, err, "cannot keep a record");
}

enum seine_status store_each_record(struct store *s, store_record_fn *fn, void *context,
                                    struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_EACH_RECORD, err);
    enum seine_status status = q ? SEINE_OK : SEINE_IO;
    int code = SQLITE_DONE;
    while (status == SEINE_OK && (code = sqlite3_step(q)) == SQLITE_ROW)
        status = fn(context, store_column(q, 0), store_column(q, 1), err);
    if (status == SEINE_OK && code != SQLITE_DONE)
        status = store_failed(s, err, "cannot read the records");
    if (q)
        sqlite3_reset(q);
    return status;
}

uint64_t store_count_records(struct store *s)
{
    struct seine_error ignored = {0};
    sqlite3_stmt *q = store_sql(s, SQL_COUNT_RECORDS, &ignored);
    uint64_t n = q && sqlite3_step(q) == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(q, 0) : 0;
    if (q)
        sqlite3_reset(q);
    return n;
}

enum seine_status store_put_party(struct store *s, const struct store_party *p,
                                  struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_PUT_PARTY, err);
    if (!q)
        return SEINE_IO;
    bool ok = store_bind(q, 1, p->key) && store_bind(q, 2, p->name) &&
              store_bind(q, 3, p->country) &&
              sqlite3_bind_int64(q, 4, (sqlite3_int64)p->n_records) == SQLITE_OK;
    return ok ? store_run(s, q, err, "cannot keep a party")
              : store_failed(s, err, "cannot keep a party");
}

enum seine_status store_each_party(struct store *s, store_party_fn *fn, void *context,
                                   struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_EACH_PARTY, err);
    enum seine_status status = q ? SEINE_OK : SEINE_IO;
    int code = SQLITE_DONE;
    while (status == SEINE_OK && (code = sqlite3_step(q)) == SQLITE_ROW) {
        struct store_party p = {store_column(q, 0), store_column(q, 1), store_column(q, 2),
                                (uint64_t)sqlite3_column_int64(q, 3)};
        status = fn(context, &p, err);
    }
    if (status == SEINE_OK && code != SQLITE_DONE)
        status = store_failed(s, err, "cannot read the parties");
    if (q)
        sqlite3_reset(q);
    return status;
}

enum seine_status store_put_actor(struct store *s, struct str actor, struct str party,
                                  struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_PUT_ACTOR, err);
    if (!q)
        return SEINE_IO;
    return store_bind(q, 1, party) && store_bind(q, 2, actor)
               ? store_run(s, q, err, "cannot keep an actor")
               : store_failed(s, err, "cannot keep an actor");
}

static enum seine_status note_decision(struct store *s, const struct store_decision *d,
                                       struct seine_error *err)
{
    struct buf object, note;
    buf_init(&object, LIMIT_TEXT);
    buf_init(&note, LIMIT_TEXT);
    buf_add(&object, d->subject);
    if (d->object.n > 0)
        buf_add_f(&object, " is " STR_FMT, STR_ARG(d->object));
    buf_add_f(&note, STR_FMT ": " STR_FMT, STR_ARG(d->verdict), STR_ARG(d->reason));
    struct store_audit row = {.at = d->at,
                              .by = d->by,
                              .what = STR("decision"),
                              .object = buf_str(&object),
                              .note = buf_str(&note)};
    enum seine_status status = buf_status(&object) == SEINE_OK && buf_status(&note) == SEINE_OK
                                   ? store_put_audit(s, &row, err)
                                   : error_set(err, SEINE_NOMEM, "out of memory");
    buf_release(&object);
    buf_release(&note);
    return status;
}

enum seine_status store_put_decision(struct store *s, const struct store_decision *d,
                                     struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_PUT_DECISION, err);
    if (!q)
        return SEINE_IO;
    bool ok = store_bind(q, 1, d->subject) && store_bind(q, 2, d->object) &&
              store_bind(q, 3, d->verdict) && store_bind(q, 4, d->reason) &&
              store_bind(q, 5, d->by) && store_bind(q, 6, d->at) &&
              sqlite3_bind_int64(q, 7, (sqlite3_int64)d->entity_hash) == SQLITE_OK;
    enum seine_status status = ok ? store_run(s, q, err, "cannot keep a decision")
                                  : store_failed(s, err, "cannot keep a decision");
    return status == SEINE_OK ? note_decision(s, d, err) : status;
}

enum seine_status store_get_decision(struct store *s, struct str subject, struct str object,
                                     struct arena *arena, struct store_decision *ret,
                                     struct seine_error *err)
{
    sqlite3_stmt *q = store_sql(s, SQL_GET_DECISION, err);
    bool ok = true;
    if (!q)
        return SEINE_IO;
    if (!store_bind(q, 1, subject) || !store_bind(q, 2, object))
        return store_failed(s, err, "cannot read a decision");
    int code = sqlite3_step(q);
    enum seine_status status = code == SQLITE_ROW ? SEINE_OK
                               : code == SQLITE_DONE
                                   ? SEINE_NOT_FOUND
                                   : store_failed(s, err, "cannot read a decision");
    if (status == SEINE_OK) {
        struct store_decision d = {subject,
                                   object,
                                   arena_str(arena, store_column(q, 0), &ok),
                                   arena_str(arena, store_column(q, 1), &ok),
                                   arena_str(arena, store_column(q, 2), &ok),
                                   arena_str(arena, store_column(q, 3), &ok),
                                   (uint64_t)sqlite3_column_int64(q, 4)};
        status = ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory");
        if (ok)
            *ret = d;
    }
    sqlite3_reset(q);
    return status;
}
