/* store/keep.c - list versions, records, parties, actors and decisions: rows in, rows out. */
#include "store/audit.h"
#include "store/internal.h"

void store_list_words(struct buf *out, struct str title, const struct store_list *l)
{
    buf_add(out, title);
    buf_add_f(out, " (" STR_FMT "%s%llu entries, content %016llx)", STR_ARG(l->date),
              l->date.n ? ", " : "", (unsigned long long)l->n_entities,
              (unsigned long long)l->hash);
}

static enum seine_status note_list(struct store *s, const struct store_list *l,
                                   struct seine_error *err)
{
    struct buf note;
    buf_init(&note, LIMIT_TEXT);
    store_list_words(&note, l->name, l);
    struct store_audit row = {.what = STR("list"), .object = l->key, .note = buf_str(&note)};
    enum seine_status status = buf_status(&note) == SEINE_OK
                                   ? store_put_audit(s, &row, err)
                                   : error_set(err, SEINE_NOMEM, "out of memory");
    buf_release(&note);
    return status;
}

static enum seine_status put_list(struct store *s, const struct store_list *l,
                                  struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_PUT_LIST);
    sql_put_text(q, 1, l->key);
    sql_put_int(q, 2, (int64_t)l->hash);
    sql_put_text(q, 3, l->name);
    sql_put_text(q, 4, l->date);
    sql_put_text(q, 5, l->format);
    sql_put_int(q, 6, (int64_t)l->n_entities);
    enum sql_step last = sql_step(q);
    bool is_new = last == SQL_DONE && sql_changed(q) > 0;
    enum seine_status status = store_ended(s, q, SEINE_OK, last, err, "cannot keep a list version");
    return is_new ? note_list(s, l, err) : status;
}

enum seine_status store_put_list(struct store *s, const struct store_list *l,
                                 struct seine_error *err)
{
    bool is_alone = false;
    enum seine_status status = store_enter(s, &is_alone, err);
    return status == SEINE_OK ? store_leave(s, is_alone, put_list(s, l, err), err) : status;
}

static enum seine_status put_record(struct store *s, struct str id, int32_t day, struct str ndjson,
                                    bool *ret_is_new, struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_PUT_RECORD);
    uint64_t hash = str_hash(ndjson);
    sql_put_text(q, 1, id);
    sql_put_int(q, 2, (int64_t)hash);
    if (day != DATE_NONE)
        sql_put_int(q, 3, day);
    sql_put_text(q, 4, ndjson);
    enum seine_status status = SEINE_OK;
    if (ret_is_new) {
        enum sql_step last = sql_step(q);
        *ret_is_new = last == SQL_DONE && sql_changed(q) > 0;
        status = store_ended(s, q, SEINE_OK, last, err, "cannot keep a record");
    } else {
        status = store_run(s, q, err, "cannot keep a record");
    }
    return status == SEINE_OK ? store_mark(s, hash ^ str_hash(id), err) : status;
}

enum seine_status store_add_record(struct store *s, struct str id, int32_t day, struct str ndjson,
                                   bool *ret_is_new, struct seine_error *err)
{
    bool is_alone = false;
    enum seine_status status = store_enter(s, &is_alone, err);
    if (status != SEINE_OK)
        return status;
    return store_leave(s, is_alone, put_record(s, id, day, ndjson, ret_is_new, err), err);
}

enum seine_status store_put_record(struct store *s, struct str id, int32_t day, struct str ndjson,
                                   struct seine_error *err)
{
    return store_add_record(s, id, day, ndjson, NULL, err);
}

bool store_state_path(const struct store *s, struct buf *ret)
{
    buf_add_f(ret, "%s.state", sql_name(s->db));
    return !sql_is_postgres(s->db) && buf_status(ret) == SEINE_OK;
}

enum seine_status store_each_record(struct store *s, store_record_fn *fn, void *context,
                                    struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_EACH_RECORD);
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW)
        status = fn(context, sql_text(q, 0), sql_text(q, 1), err);
    return store_ended(s, q, status, last, err, "cannot read the records");
}

uint64_t store_count_records(struct store *s)
{
    struct sql_query *q = store_sql(s, SQL_COUNT_RECORDS);
    uint64_t n = sql_step(q) == SQL_ROW ? (uint64_t)sql_int(q, 0) : 0;
    sql_reset(q);
    return n;
}

static void bind_party(struct sql_query *q, const struct store_party *p)
{
    sql_put_int(q, 1, (int64_t)str_hash(p->key));
    sql_put_text(q, 2, p->key);
    sql_put_int(q, 3, (int64_t)p->n_records);
    sql_put_text(q, 4, p->actor);
}

static enum seine_status add_party(struct store *s, struct sql_query *q,
                                   const struct store_party *p, struct seine_error *err)
{
    bind_party(q, p);
    sql_put_text(q, 5, p->name);
    sql_put_text(q, 6, p->country);
    return store_run(s, q, err, "cannot keep a party");
}

/* A server has room for its indices, and others would wait until the end of the transaction. */
enum seine_status store_begin_parties(struct store *s, struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_ANY_PARTY);
    enum sql_step last = sql_step(q);
    enum seine_status status = store_ended(s, q, SEINE_OK, last, err, "cannot look for parties");
    if (status != SEINE_OK || last == SQL_ROW || sql_is_postgres(s->db))
        return status;
    s->is_bare = sql_script(s->db, "DROP INDEX party_by_hash; DROP INDEX party_by_actor");
    return s->is_bare ? SEINE_OK : sql_failed(s->db, err, "cannot keep the parties");
}

/* Of a key that was put twice the last one stays, as it does otherwise. */
enum seine_status store_end_parties(struct store *s, struct seine_error *err)
{
    static const char ends[] = STORE_INDEX_PARTIES
        "DELETE FROM party WHERE hash IN (SELECT hash FROM party GROUP BY hash HAVING count(*) > 1)"
        " AND EXISTS (SELECT 1 FROM party q WHERE q.hash = party.hash AND q.key = party.key AND"
        " q.rowid > party.rowid);";
    bool ok = !s->is_bare || sql_script(s->db, ends);
    s->is_bare = false;
    return ok ? SEINE_OK : sql_failed(s->db, err, "cannot keep the parties");
}

enum seine_status store_put_party(struct store *s, const struct store_party *p,
                                  struct seine_error *err)
{
    if (s->is_bare)
        return add_party(s, store_sql(s, SQL_NEW_PARTY), p, err);
    struct sql_query *q = store_sql(s, SQL_SET_PARTY);
    bind_party(q, p);
    enum seine_status status = store_run(s, q, err, "cannot keep a party");
    return status == SEINE_OK ? add_party(s, store_sql(s, SQL_ADD_PARTY), p, err) : status;
}

/* Columns key, name, country, n_records, actor. */
static struct store_party party_of(struct sql_query *q)
{
    return (struct store_party){.key = sql_text(q, 0),
                                .name = sql_text(q, 1),
                                .country = sql_text(q, 2),
                                .n_records = (uint64_t)sql_int(q, 3),
                                .actor = sql_text(q, 4)};
}

enum seine_status store_next_party(struct store *s, struct store_party *ret,
                                   struct seine_error *err)
{
    struct sql_query *q =
        s->is_giving ? s->statements[SQL_EACH_PARTY] : store_sql(s, SQL_EACH_PARTY);
    enum sql_step last = sql_step(q);
    s->is_giving = last == SQL_ROW;
    if (last == SQL_ROW) {
        *ret = party_of(q);
        return SEINE_OK;
    }
    enum seine_status status = store_ended(s, q, SEINE_OK, last, err, "cannot read the parties");
    return status == SEINE_OK ? SEINE_NOT_FOUND : status;
}

void store_stop_parties(struct store *s)
{
    if (s->is_giving)
        sql_reset(s->statements[SQL_EACH_PARTY]);
    s->is_giving = false;
}

enum seine_status store_each_party(struct store *s, store_party_fn *fn, void *context,
                                   struct seine_error *err)
{
    enum seine_status status = SEINE_OK, next = SEINE_OK;
    struct store_party p;
    store_stop_parties(s);
    while (status == SEINE_OK && (next = store_next_party(s, &p, err)) == SEINE_OK)
        status = fn(context, &p, err);
    store_stop_parties(s);
    return status == SEINE_OK && next != SEINE_NOT_FOUND ? next : status;
}

enum seine_status store_move_parties(struct store *s, struct seine_error *err)
{
    struct sql_query *from =
        sql_query_new(s->db,
                      "SELECT p.key, p.name, p.country, p.n_records, coalesce(a.actor, '') FROM"
                      " party_before p LEFT JOIN actor_before a ON a.party = p.key",
                      SQL_MANY);
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    while (status == SEINE_OK && (last = sql_step(from)) == SQL_ROW) {
        struct store_party p = party_of(from);
        status = add_party(s, store_sql(s, SQL_NEW_PARTY), &p, err);
    }
    status = store_ended(s, from, status, last, err, "cannot move the parties");
    sql_query_free(from);
    return status;
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

static enum seine_status put_decision(struct store *s, const struct store_decision *d,
                                      struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_PUT_DECISION);
    sql_put_text(q, 1, d->subject);
    sql_put_text(q, 2, d->object);
    sql_put_text(q, 3, d->verdict);
    sql_put_text(q, 4, d->reason);
    sql_put_text(q, 5, d->by);
    sql_put_text(q, 6, d->at);
    sql_put_int(q, 7, (int64_t)d->entity_hash);
    enum seine_status status = store_run(s, q, err, "cannot keep a decision");
    return status == SEINE_OK ? note_decision(s, d, err) : status;
}

enum seine_status store_put_decision(struct store *s, const struct store_decision *d,
                                     struct seine_error *err)
{
    bool is_alone = false;
    enum seine_status status = store_enter(s, &is_alone, err);
    return status == SEINE_OK ? store_leave(s, is_alone, put_decision(s, d, err), err) : status;
}

enum seine_status store_get_decision(struct store *s, struct str subject, struct str object,
                                     struct arena *arena, struct store_decision *ret,
                                     struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_GET_DECISION);
    enum seine_status status = SEINE_OK;
    bool ok = true;
    sql_put_text(q, 1, subject);
    sql_put_text(q, 2, object);
    enum sql_step last = sql_step(q);
    if (last == SQL_ROW) {
        struct store_decision d = {subject,
                                   object,
                                   arena_str(arena, sql_text(q, 0), &ok),
                                   arena_str(arena, sql_text(q, 1), &ok),
                                   arena_str(arena, sql_text(q, 2), &ok),
                                   arena_str(arena, sql_text(q, 3), &ok),
                                   (uint64_t)sql_int(q, 4)};
        if (ok)
            *ret = d;
        else
            status = error_set(err, SEINE_NOMEM, "out of memory");
    } else if (last == SQL_DONE) {
        status = SEINE_NOT_FOUND;
    }
    return store_ended(s, q, status, last, err, "cannot read a decision");
}
