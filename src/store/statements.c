/* store/statements.c - the text of every statement that runs often, in the SQL that sql.h promises
 * both back ends understand. Statements of rare work stand in care.c, copy.c and tokens.c. */
#include "store/internal.h"

static const struct {
    const char *text;
    enum sql_use use;
} statements[SQL_N] = {
    [SQL_PUT_LIST] =
        {"INSERT INTO list_version (key, hash, name, date, format, n_entities, seq) VALUES"
         " (?1, ?2, ?3, ?4, ?5, ?6, (SELECT coalesce(max(seq), 0) + 1 FROM list_version))"
         " ON CONFLICT DO NOTHING",
         SQL_FEW},
    [SQL_PUT_RECORD] =
        {"INSERT INTO record (id, hash, day, body) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO"
         " NOTHING",
         SQL_FEW},
    [SQL_GET_STAMP] = {"SELECT value FROM stamp WHERE n = ?1", SQL_FEW},
    [SQL_PUT_STAMP] = {"INSERT INTO stamp (n, value) VALUES (?1, ?2) ON CONFLICT (n) DO UPDATE SET"
                       " value = excluded.value",
                       SQL_FEW},
    [SQL_EACH_USAGE] = {"SELECT words, heading FROM goods_usage", SQL_MANY},
    [SQL_PUT_USAGE] =
        {"INSERT INTO goods_usage (words, heading) VALUES (?1, ?2) ON CONFLICT (words)"
         " DO UPDATE SET heading = excluded.heading",
         SQL_FEW},
    [SQL_DROP_USAGE] = {"DELETE FROM goods_usage WHERE words = ?1", SQL_FEW},
    [SQL_EACH_RECORD] = {"SELECT id, body FROM record", SQL_MANY},
    [SQL_COUNT_RECORDS] = {"SELECT count(*) FROM record", SQL_FEW},
    [SQL_SIMILAR_CASES] =
        {"SELECT c.id, c.seq FROM case_record r JOIN cases c ON c.id = r.case_id WHERE"
         " r.record = ?1 AND c.kit = ?2 ORDER BY r.case_id",
         SQL_FEW},
    [SQL_COUNT_CASE_RECORDS] = {"SELECT count(*) FROM case_record WHERE case_id = ?1", SQL_FEW},
    [SQL_GET_CASE] =
        {"SELECT body, (SELECT coalesce(max(n), 0) FROM case_history WHERE case_id = ?1)"
         " FROM cases WHERE id = ?1",
         SQL_FEW},
    [SQL_PUT_CASE] =
        {"INSERT INTO cases (id, kit, score, body, seq) VALUES (?1, ?2, ?3, ?4, (SELECT"
         " coalesce(max(seq), 0) + 1 FROM cases))",
         SQL_FEW},
    [SQL_SET_CASE] = {"UPDATE cases SET score = ?3, body = ?4 WHERE id = ?1 AND kit = ?2", SQL_FEW},
    [SQL_PUT_HISTORY] =
        {"INSERT INTO case_history (case_id, n, score, body) VALUES (?1, ?2, ?3, ?4)", SQL_FEW},
    [SQL_DROP_CASE_RECORDS] = {"DELETE FROM case_record WHERE case_id = ?1", SQL_FEW},
    [SQL_PUT_CASE_RECORD] =
        {"INSERT INTO case_record (case_id, record) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
         SQL_FEW},
    [SQL_DROP_CASE_ACTORS] = {"DELETE FROM case_actor WHERE case_id = ?1", SQL_FEW},
    [SQL_PUT_CASE_ACTOR] =
        {"INSERT INTO case_actor (case_id, actor) VALUES (?1, ?2) ON CONFLICT DO NOTHING", SQL_FEW},
    [SQL_EACH_CASE] = {"SELECT " STORE_CASE " FROM " STORE_CASE_FROM " ORDER BY c.score DESC, c.id",
                       SQL_MANY},
    [SQL_EACH_OUTCOME] =
        {"SELECT c.id, c.kit, c.score, '', coalesce(x.since, 0) FROM " STORE_CASE_FROM
         " ORDER BY c.id",
         SQL_MANY},
    [SQL_EACH_CASE_RECORD] = {"SELECT case_id, record FROM case_record", SQL_MANY},
    [SQL_PUT_STALE] = {"INSERT INTO stale (case_id, since) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                       SQL_FEW},
    [SQL_DROP_STALE] = {"DELETE FROM stale WHERE case_id = ?1", SQL_FEW},
    [SQL_SET_PARTY] =
        {"UPDATE party SET n_records = ?3, actor = ?4 WHERE hash = ?1 AND key = ?2 AND (n_records"
         " <> ?3 OR actor <> ?4)",
         SQL_FEW},
    [SQL_ADD_PARTY] =
        {"INSERT INTO party (hash, key, n_records, actor, name, country) SELECT ?1, ?2, ?3, ?4, ?5,"
         " ?6 WHERE NOT EXISTS (SELECT 1 FROM party WHERE hash = ?1 AND key = ?2)",
         SQL_FEW},
    [SQL_NEW_PARTY] =
        {"INSERT INTO party (hash, key, n_records, actor, name, country) VALUES (?1, ?2, ?3, ?4,"
         " ?5, ?6)",
         SQL_FEW},
    [SQL_ANY_PARTY] = {"SELECT 1 FROM party LIMIT 1", SQL_FEW},
    [SQL_EACH_PARTY] = {"SELECT key, name, country, n_records, actor FROM party", SQL_MANY},
    [SQL_PUT_DECISION] =
        {"INSERT INTO decision (n, subject, object, verdict, reason, by, at, entity_hash)"
         " VALUES ((SELECT coalesce(max(n), 0) + 1 FROM decision), ?1, ?2, ?3, ?4, ?5, ?6,"
         " ?7)",
         SQL_FEW},
    [SQL_GET_DECISION] =
        {"SELECT verdict, reason, by, at, entity_hash FROM decision WHERE subject = ?1 AND"
         " object = ?2 ORDER BY n DESC LIMIT 1",
         SQL_FEW},
    [SQL_LOOK_CASES] =
        {"SELECT " STORE_CASE ", d.verdict, d.reason, d.by, d.at FROM (SELECT w.id AS id, (SELECT"
         " max(n) FROM decision WHERE subject = w.id AND object = '') AS n FROM cases w WHERE"
         " ?1 = '' OR " STORE_STATUS(
             "w.id") " = ?1 ORDER BY w.score DESC, w.id LIMIT ?2 OFFSET ?3)"
                     " p JOIN cases c ON c.id = p.id LEFT JOIN stale x ON x.case_id = c.id LEFT "
                     "JOIN decision d ON d.n = p.n ORDER BY"
                     " c.score DESC, c.id",
         SQL_MANY},
    [SQL_LOOK_CASE] = {"SELECT " STORE_CASE
                       ", d.verdict, d.reason, d.by, d.at FROM " STORE_CASE_FROM
                       " LEFT JOIN decision d ON d.n = (SELECT max(n) FROM decision WHERE subject ="
                       " c.id AND object = '') WHERE c.id = ?1",
                       SQL_FEW},
    [SQL_LOOK_COUNTS] = {"SELECT " STORE_STATUS(
                             "c.id") " AS v, count(*) FROM cases c GROUP BY v ORDER BY v",
                         SQL_FEW},
    [SQL_LOOK_RECORDS] =
        {"SELECT r.id, r.body FROM case_record c JOIN record r ON r.id = c.record WHERE"
         " c.case_id = ?1 ORDER BY r.day NULLS FIRST, r.id, r.hash",
         SQL_FEW},
    [SQL_LOOK_DECISIONS] =
        {"SELECT verdict, reason, by, at FROM decision WHERE subject = ?1 AND object = ''"
         " ORDER BY n",
         SQL_FEW},
    [SQL_PUT_AUDIT] =
        {"INSERT INTO audit (n, at, by, what, object, note, hash) VALUES (?1, ?2, ?3, ?4,"
         " ?5, ?6, ?7)",
         SQL_FEW},
    [SQL_AUDIT_HEAD] =
        {"SELECT n, at, by, what, object, note, hash FROM audit ORDER BY n DESC LIMIT 1", SQL_FEW},
    [SQL_LOOK_AUDIT] =
        {"SELECT n, at, by, what, object, note, hash FROM audit WHERE ?1 = 0 OR n < ?1"
         " ORDER BY n DESC LIMIT ?2",
         SQL_FEW},
    [SQL_EACH_AUDIT] =
        {"SELECT n, at, by, what, object, note, hash FROM audit WHERE n > ?1 ORDER BY n", SQL_MANY},
    [SQL_PUT_VIEW] = {"INSERT INTO view_journal (id, at_ns, line) VALUES (?1, ?2, ?3)", SQL_FEW},
    [SQL_EACH_VIEW] = {"SELECT id, line FROM view_journal ORDER BY at_ns, id LIMIT ?1", SQL_FEW},
    [SQL_DROP_VIEW] = {"DELETE FROM view_journal WHERE id = ?1", SQL_FEW},
};

struct sql_query *store_sql(struct store *s, enum store_sql which)
{
    struct sql_query **q = &s->statements[which];
    if (*q)
        sql_reset(*q);
    else
        *q = sql_query_new(s->db, statements[which].text, statements[which].use);
    return *q;
}
