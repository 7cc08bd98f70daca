/* store/care.c - checks and retention of a whole store. It runs rarely, so its statements are
 * prepared when needed. Copies: copy.c. */
#include "store/care.h"
#include "store/audit.h"
#include "store/internal.h"

#include <unistd.h>

/* The query must return no row. */
static enum seine_status expect_none(struct store *s, const char *text, const char *what,
                                     struct seine_error *err)
{
    struct sql_query *q = sql_query_new(s->db, text, SQL_ONCE);
    enum sql_step last = sql_step(q);
    enum seine_status status = SEINE_OK;
    if (last == SQL_ROW)
        status = error_set(err, SEINE_FORMAT, "%s: " STR_FMT, what, STR_ARG(sql_text(q, 0)));
    status = store_ended(s, q, status, last, err, "cannot check the store");
    sql_query_free(q);
    return status;
}

static enum seine_status check_file(struct store *s, struct seine_error *err)
{
    struct buf damage;
    enum seine_status status = SEINE_OK;
    buf_init(&damage, 4 * KIB);
    if (!sql_find_damage(s->db, &damage))
        status = sql_failed(s->db, err, "cannot check the store");
    else if (damage.n > 0)
        status = error_set(err, SEINE_FORMAT, "the file is damaged: %s", damage.p);
    buf_release(&damage);
    return status;
}

/* Each row of the query, a hash and a text, then a name: the first whose hash is not its text's. */
static enum seine_status check_hashes(struct store *s, const char *text, const char *what,
                                      struct seine_error *err)
{
    struct sql_query *q = sql_query_new(s->db, text, SQL_MANY);
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW)
        if ((uint64_t)sql_int(q, 0) != str_hash(sql_text(q, 1)))
            status = error_set(err, SEINE_FORMAT, "%s: " STR_FMT, what, STR_ARG(sql_text(q, 2)));
    status = store_ended(s, q, status, last, err, "cannot check the store");
    sql_query_free(q);
    return status;
}

static enum seine_status look_at_case(void *context, const struct store_case *c,
                                      struct seine_error *err)
{
    const struct json_value *ignored = NULL;
    arena_reset(context);
    enum seine_status status = json_parse(c->json, context, &ignored, err);
    if (status != SEINE_OK)
        error_context(err, "the case " STR_FMT " cannot be read", STR_ARG(c->id));
    return status;
}

static enum seine_status check_cases(struct store *s, struct seine_error *err)
{
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA);
    enum seine_status status = store_each_case(s, look_at_case, &arena, err);
    arena_release(&arena);
    return status;
}

enum seine_status store_check(struct store *s, struct seine_error *err)
{
    static const struct {
        const char *text, *what;
    } rows[] = {
        {"SELECT case_id FROM case_record r WHERE NOT EXISTS"
         " (SELECT 1 FROM cases c WHERE c.id = r.case_id) LIMIT 1",
         "records are kept for a case that is not"},
        {"SELECT case_id FROM case_history h WHERE NOT EXISTS"
         " (SELECT 1 FROM cases c WHERE c.id = h.case_id) LIMIT 1",
         "there is a history of a case that is not"},
        {"SELECT case_id FROM stale x WHERE NOT EXISTS"
         " (SELECT 1 FROM cases c WHERE c.id = x.case_id) LIMIT 1",
         "a case that is not is kept as one no longer found"},
        {"SELECT min(name) FROM party WHERE hash IN (SELECT hash FROM party GROUP BY hash HAVING"
         " count(*) > 1) GROUP BY hash, key HAVING count(*) > 1 LIMIT 1",
         "a party is kept twice"},
        {"SELECT 'heading ' || heading FROM goods_usage WHERE heading NOT BETWEEN 101 AND 9999 OR"
         " heading % 100 = 0 LIMIT 1",
         "goods are kept as declared under what is no heading"},
        {"SELECT record FROM case_record c WHERE NOT EXISTS"
         " (SELECT 1 FROM record r WHERE r.id = c.record) LIMIT 1",
         "a case rests on a record that is not kept"},
    };
    int64_t n;
    enum seine_status status = check_file(s, err);
    for (size_t i = 0; i < sizeof rows / sizeof *rows && status == SEINE_OK; i++)
        status = expect_none(s, rows[i].text, rows[i].what, err);
    if (status == SEINE_OK) /* under another number it would not be found, and be kept once more */
        status = check_hashes(s, "SELECT hash, key, name FROM party",
                              "a party is kept under the number of another", err);
    if (status == SEINE_OK)
        status = check_hashes(s, "SELECT hash, body, id FROM record",
                              "a record is not what was kept", err);
    if (status == SEINE_OK)
        status = check_cases(s, err);
    if (status == SEINE_OK)
        status = store_verify_audit(s, NULL, &n, err);
    if (status != SEINE_OK)
        error_at(err, sql_name(s->db), 0, 0);
    return status == SEINE_CONFLICT ? (err->status = SEINE_FORMAT) : status;
}

#define CLOSED                                                                                     \
    "SELECT c.id FROM cases c WHERE coalesce(json_extract(c.body, '$.last'), '9999') < ?1"         \
    " AND (SELECT d.verdict FROM decision d WHERE d.subject = c.id AND d.object = ''"              \
    " ORDER BY d.n DESC LIMIT 1) IN ('cleared', 'release')"

/* What a paper is known by to others: a house by its master's number, all else by its own. */
#define MEMBER(name) "coalesce(json_extract(json_extract(body, '$.document'), '$." name "'), '')"
#define OWN          MEMBER("number")
#define MASTER       MEMBER("master")
#define TIES                                                                                       \
    "CREATE TEMP TABLE tie AS SELECT a, b FROM (SELECT 'id ' || id AS a, 'number ' || CASE "       \
    "WHEN " MASTER " IN ('', " OWN ") THEN " OWN " ELSE " MASTER " END AS b FROM record) p"        \
    " WHERE b <> 'number '"
/* All that hangs together with what `from` selects, over ids and numbers in turn: each is looked at
 * once, however many share it. */
#define TOGETHER(name, from)                                                                       \
    name " (at) AS (" from " UNION SELECT t.b FROM " name " k JOIN tie t ON t.a = k.at)"
#define OLD "SELECT 'id ' || id FROM record WHERE day < ?1"
#define HELD                                                                                       \
    "SELECT 'id ' || id FROM record WHERE day >= ?1 UNION SELECT 'id ' || record FROM case_record"
#define OLD_TOGETHER   "WITH RECURSIVE " TOGETHER("old", OLD) ", " TOGETHER("held", HELD)
#define IS_AMONG(name) " IN (SELECT at FROM " name ")"

enum parameter { NOTHING, DATE, DAY };

static enum seine_status change(struct store *s, const char *text, enum parameter which,
                                struct str date, int32_t day, uint64_t *ret_n,
                                struct seine_error *err)
{
    struct sql_query *q = sql_query_new(s->db, text, SQL_ONCE);
    if (which == DATE)
        sql_put_text(q, 1, date);
    else if (which == DAY)
        sql_put_int(q, 1, day);
    enum sql_step last = sql_step(q);
    if (ret_n)
        *ret_n = (uint64_t)sql_changed(q);
    enum seine_status status = store_ended(s, q, SEINE_OK, last, err, "cannot prune the store");
    sql_query_free(q);
    return status;
}

static enum seine_status forget(struct store *s, struct str date, int32_t day,
                                struct store_pruned *ret, struct seine_error *err)
{
    const struct {
        const char *text;
        enum parameter which;
        uint64_t *n;
    } rows[] = {
        {"CREATE TEMP TABLE gone AS SELECT id FROM cases WHERE 1 = 0", NOTHING, NULL},
        {"INSERT INTO gone " CLOSED, DATE, NULL},
        {"DELETE FROM case_record WHERE case_id IN (SELECT id FROM gone)", NOTHING, NULL},
        {"DELETE FROM case_actor WHERE case_id IN (SELECT id FROM gone)", NOTHING, NULL},
        {"UPDATE notice SET key = 'gone:' || n, kind = 'gone', body = '{}' WHERE (kind = 'case'"
         " AND key IN (SELECT 'case:' || id FROM gone)) OR (kind = 'watch'"
         " AND json_extract(body, '$.case') IN (SELECT id FROM gone))",
         NOTHING, NULL},
        /* The last one stays: who was told goes by numbers, and none may come twice. */
        {"DELETE FROM told WHERE n < (SELECT max(n) FROM notice)"
         " AND n IN (SELECT n FROM notice WHERE kind = 'gone')",
         NOTHING, NULL},
        {"DELETE FROM notice WHERE kind = 'gone' AND n < (SELECT max(n) FROM notice)", NOTHING,
         NULL},
        {"DELETE FROM stale WHERE case_id IN (SELECT id FROM gone)", NOTHING, NULL},
        {"DELETE FROM case_history WHERE case_id IN (SELECT id FROM gone)", NOTHING, NULL},
        {"DELETE FROM decision WHERE object = '' AND subject IN (SELECT id FROM gone)", NOTHING,
         NULL},
        {"DELETE FROM cases WHERE id IN (SELECT id FROM gone)", NOTHING, &ret->cases},
        /* A document as a whole, as what its last version does not say stands in those before it,
         * and with it the papers of one master: a house takes its way and days from it. What has
         * no date goes with what has one. */
        {TIES, NOTHING, NULL},
        {"INSERT INTO tie SELECT b, a FROM tie", NOTHING, NULL},
        {"CREATE INDEX tie_by_a ON tie (a)", NOTHING, NULL},
        {OLD_TOGETHER " DELETE FROM record WHERE 'id ' || id" IS_AMONG(
             "old") " AND NOT 'id ' || id" IS_AMONG("held"),
         DAY, &ret->records},
        {"DROP TABLE tie", NOTHING, NULL},
        {"DROP TABLE gone", NOTHING, NULL},
    };
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && status == SEINE_OK; i++)
        status = change(s, rows[i].text, rows[i].which, date, day, rows[i].n, err);
    return status;
}

static enum seine_status note(struct store *s, struct str date, const struct store_pruned *p,
                              struct seine_error *err)
{
    struct buf text;
    buf_init(&text, 256);
    buf_add_f(&text, "%llu cases, %llu records", (unsigned long long)p->cases,
              (unsigned long long)p->records);
    struct store_audit row = {.what = STR("prune"), .object = date, .note = buf_str(&text)};
    enum seine_status status = store_put_audit(s, &row, err);
    buf_release(&text);
    return status;
}

/* What is forgotten must not stand beside the store either, nor what a scan that was killed had
 * begun to leave there. As the only writer, and before the commit: it is a cache, and what is lost
 * of it without need is made anew. */
static void forget_state(const struct store *s)
{
    struct buf path;
    buf_init(&path, LIMIT_TEXT);
    if (store_state_path(s, &path)) {
        unlink(path.p);
        buf_add_z(&path, ".part");
        if (buf_status(&path) == SEINE_OK)
            unlink(path.p);
    }
    buf_release(&path);
}

enum seine_status store_prune(struct store *s, int32_t day, bool is_rehearsal,
                              struct store_pruned *ret, struct seine_error *err)
{
    struct buf date;
    *ret = (struct store_pruned){0};
    buf_init(&date, 32);
    buf_add_date(&date, day);
    enum seine_status status = store_begin(s, err);
    if (status == SEINE_OK)
        status = forget(s, buf_str(&date), day, ret, err);
    if (status == SEINE_OK && !is_rehearsal)
        status = store_mark(s, (uint64_t)day, err);
    if (status == SEINE_OK && !is_rehearsal)
        status = note(s, buf_str(&date), ret, err);
    if (status == SEINE_OK && !is_rehearsal) {
        forget_state(s);
        status = store_commit(s, err);
    }
    if (status != SEINE_OK || is_rehearsal)
        store_rollback(s);
    buf_release(&date);
    return status;
}

enum seine_status store_compact(struct store *s, struct seine_error *err)
{
    return sql_compact(s->db) ? SEINE_OK : sql_failed(s->db, err, "cannot compact the store");
}
