/* store/copy.c - copies of a whole store: page by page from file to file, else row by row, so that
 * what is kept in PostgreSQL can be carried away as one file and put back. */
#include "store/care.h"
#include "store/internal.h"

#include <string.h>
#include <unistd.h>

/* Every table with all its columns, and the type of each: t text, i whole number, r real, b bytes.
 * A column that is added to the schema is added here. The journal of views is not copied as it is:
 * its lines become rows of the copy's audit (store_views_add). */
static const struct table {
    const char *name, *columns, *types;
} tables[] = {
    {"list_version", "key, hash, name, date, format, n_entities, seq", "titttii"},
    {"record", "id, hash, day, body", "tiit"},
    {"party", "hash, key, name, country, n_records, actor", "itttit"},
    {"cases", "id, kit, score, body, seq", "ttrti"},
    {"case_record", "case_id, record", "tt"},
    {"case_actor", "case_id, actor", "tt"},
    {"stale", "case_id, since", "ti"},
    {"case_history", "case_id, n, score, body", "tirt"},
    {"decision", "n, subject, object, verdict, reason, by, at, entity_hash", "itttttti"},
    {"notice", "n, key, kind, body", "ittt"},
    {"hook", "url, since", "ti"},
    {"told", "url, n, result", "tit"},
    {"stamp", "n, value", "ii"},
    {"goods_usage", "words, heading", "ii"},
    {"token", "id, name, role, hash, made, ends, revoked", "ttttttt"},
    {"audit", "n, at, by, what, object, note, hash", "itttttb"},
};
enum { N_TABLES = sizeof tables / sizeof *tables };

static const char doing[] = "cannot copy the store";

/* "SELECT ..." or "INSERT ..." of all columns. */
static struct sql_query *query(struct store *s, const struct table *t, bool is_reading)
{
    struct buf text;
    buf_init(&text, 4 * KIB);
    if (is_reading) {
        buf_add_f(&text, "SELECT %s FROM %s", t->columns, t->name);
    } else {
        buf_add_f(&text, "INSERT INTO %s (%s) VALUES (?1", t->name, t->columns);
        for (size_t i = 2; i <= strlen(t->types); i++)
            buf_add_f(&text, ", ?%zu", i);
        buf_add_c(&text, ')');
    }
    struct sql_query *q = buf_status(&text) == SEINE_OK
                              ? sql_query_new(s->db, text.p, is_reading ? SQL_MANY : SQL_FEW)
                              : NULL;
    buf_release(&text);
    return q;
}

static void copy_row(const struct table *t, struct sql_query *from, struct sql_query *to)
{
    for (int i = 0; t->types[i]; i++) {
        struct str bytes = STR_EMPTY;
        if (sql_is_null(from, i))
            continue;
        switch (t->types[i]) {
        case 't':
            sql_put_text(to, i + 1, sql_text(from, i));
            break;
        case 'i':
            sql_put_int(to, i + 1, sql_int(from, i));
            break;
        case 'r':
            sql_put_real(to, i + 1, sql_real(from, i));
            break;
        default:
            bytes = sql_bytes(from, i);
            sql_put_bytes(to, i + 1, bytes.p, bytes.n);
        }
    }
}

static enum seine_status copy_table(struct store *from, struct store *to, const struct table *t,
                                    struct seine_error *err)
{
    struct sql_query *source = query(from, t, true), *target = query(to, t, false);
    enum seine_status status = source && target ? SEINE_OK : SEINE_NOMEM;
    enum sql_step last = SQL_DONE;
    if (status != SEINE_OK)
        error_set(err, status, "%s: out of memory", doing);
    while (status == SEINE_OK && (last = sql_step(source)) == SQL_ROW) {
        copy_row(t, source, target);
        status = store_run(to, target, err, doing);
    }
    status = store_ended(from, source, status, last, err, doing);
    sql_query_free(source);
    sql_query_free(target);
    return status;
}

/* Removes what was there. The audit lets itself be shortened only here, where the whole store is
 * another one afterwards. */
static bool empty(struct store *s)
{
    bool ok = sql_script(s->db, sql_unlock_audit(s->db));
    for (int i = 0; i < N_TABLES && ok; i++) {
        struct buf text;
        buf_init(&text, KIB);
        buf_add_f(&text, "DELETE FROM %s", tables[i].name);
        ok = buf_status(&text) == SEINE_OK && sql_script(s->db, text.p);
        buf_release(&text);
    }
    return ok && sql_script(s->db, sql_lock_audit(s->db));
}

static enum seine_status copy_rows(struct store *from, struct store *to, struct seine_error *err)
{
    if (!sql_begin(from->db, SQL_READ))
        return sql_failed(from->db, err, doing);
    enum seine_status status = store_begin_much(to, err);
    if (status == SEINE_OK && !empty(to))
        status = sql_failed(to->db, err, doing);
    for (int i = 0; i < N_TABLES && status == SEINE_OK; i++)
        status = copy_table(from, to, &tables[i], err);
    if (status == SEINE_OK)
        status = store_commit(to, err);
    if (status != SEINE_OK)
        store_rollback(to);
    sql_rollback(from->db);
    return status;
}

/* A part of a copy is no store: nobody should take it for one, nor be told that it is there. */
static void remove_part(const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct buf name;
        buf_init(&name, LIMIT_TEXT);
        buf_add_f(&name, "%s%s", path, ends[i]);
        if (buf_status(&name) == SEINE_OK)
            (void)unlink(name.p);
        buf_release(&name);
    }
}

enum seine_status store_copy(struct store *s, const char *to, struct seine_error *err)
{
    struct store *target = NULL;
    bool is_new = !sql_is_url(to) && access(to, F_OK) != 0;
    enum seine_status status = store_open(to, &target, err);
    if (status == SEINE_OK && !sql_has_pages(s->db, target->db))
        status = copy_rows(s, target, err);
    else if (status == SEINE_OK && !sql_copy_pages(s->db, target->db))
        status = sql_failed(target->db, err, doing);
    store_close(target);
    if (status != SEINE_OK && is_new)
        remove_part(to);
    return status;
}
