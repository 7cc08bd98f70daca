/* store/care.c: a store that holds and one that does not, copies, and what is forgotten by age. */
#include "behind.h"

#include "store/audit.h"
#include "store/care.h"
#include "store/look.h"
#include "store/tokens.h"

static char folder[64], where[512], other[512], file[128];
static struct store *store;

/* A version of a document; number and master may be NULL. */
static void put_paper(const char *id, int32_t day, const char *number, const char *master)
{
    struct seine_error err = {0};
    struct buf body;
    buf_init(&body, KIB);
    buf_add_f(&body, "{\"id\":\"%s\"", id);
    if (number || master)
        buf_add_f(&body, ",\"document\":{\"number\":\"%s\",\"master\":\"%s\"}",
                  number ? number : "", master ? master : "");
    buf_add_c(&body, '}');
    assert_ok(store_put_record(store, str_of(id), day, buf_str(&body), &err));
    buf_release(&body);
}

static void put_record(const char *id, int32_t day)
{
    put_paper(id, day, NULL, NULL);
}

static void put_case(const char *id, const char *last, const char *record)
{
    struct seine_error err = {0};
    struct str records[] = {str_of(record)};
    char json[96];
    snprintf(json, sizeof json, "{\"case\":\"%s\",\"kit\":\"\\\\u0000\",\"last\":\"%s\"}", id,
             last);
    struct store_case c = {str_of(id), STR(""), 1, str_of(json), records, 1, NULL, 0, false, false};
    assert_ok(store_put_case(store, &c, &err));
}

static void decide(const char *id, const char *verdict)
{
    struct seine_error err = {0};
    struct store_decision d = {.subject = str_of(id),
                               .object = STR_EMPTY,
                               .verdict = str_of(verdict),
                               .reason = STR("why"),
                               .by = STR("ann"),
                               .at = STR("2026-01-01T00:00:00Z")};
    assert_ok(store_put_decision(store, &d, &err));
}

/* Records of 2020 and 2025, a case of each that is closed, and of 2020 one that is not. */
static int store_new(void **state)
{
    struct seine_error err = {0};
    (void)state;
    snprintf(folder, sizeof folder, "%s/seine-care-XXXXXX", P_tmpdir);
    if (!mkdtemp(folder))
        return -1;
    snprintf(file, sizeof file, "%s/file.db", folder);
    snprintf(where, sizeof where, "%s%s", server() ? server() : folder,
             server() ? "" : "/memory.db");
    snprintf(other, sizeof other, "%s%s", server() ? getenv("SEINE_POSTGRES_OTHER") : folder,
             server() ? "" : "/copy.db");
    behind_clear(where);
    behind_clear(other);
    if (store_open(where, &store, &err) != SEINE_OK || store_begin(store, &err) != SEINE_OK)
        return -1;
    put_record("old-free", date_day(2020, 3, 1));
    put_record("old-of-closed", date_day(2020, 3, 2));
    put_record("old-of-open", date_day(2020, 3, 3));
    put_record("undated", DATE_NONE);
    put_record("new", date_day(2025, 3, 1));
    put_case("SC-CLOSED", "2020-03-02", "old-of-closed");
    put_case("SC-OPEN", "2020-03-03", "old-of-open");
    put_case("SC-AGAIN", "2020-03-03", "old-of-open");
    put_case("SC-NEW", "2025-03-01", "new");
    decide("SC-CLOSED", "hold");
    decide("SC-CLOSED", "cleared");
    decide("SC-AGAIN", "cleared");
    decide("SC-AGAIN", "open");
    decide("SC-NEW", "cleared");
    return store_commit(store, &err) == SEINE_OK ? 0 : -1;
}

static int store_remove(void **state)
{
    (void)state;
    store_close(store);
    behind_clear(where);
    behind_clear(other);
    behind_clear(file);
    return rmdir(folder);
}

/* What nobody can see in the tables: a letter of a text is another one. */
static void a_text_that_was_changed_is_told(void **state)
{
    const struct {
        const char *harm, *mended, *told;
    } texts[] = {{"UPDATE record SET body = '{\"id\":\"nev\"}' WHERE id = 'new'",
                  "UPDATE record SET body = '{\"id\":\"new\"}' WHERE id = 'new'",
                  "a record is not what was kept: new"},
                 {"UPDATE cases SET body = '{\"case\" \"SC-NEW\"}' WHERE id = 'SC-NEW'",
                  "UPDATE cases SET body = '{}' WHERE id = 'SC-NEW'",
                  "the case SC-NEW cannot be read: expected ':'"}};
    (void)state;
    for (size_t i = 0; i < N_OF(texts); i++) {
        struct seine_error err = {0};
        behind_run(where, texts[i].harm);
        assert_int_equal(store_check(store, &err), SEINE_FORMAT);
        assert_non_null(strstr(err.message, texts[i].told));
        assert_string_equal(err.source, store_name(store));
        err = (struct seine_error){0};
        behind_run(where, texts[i].mended);
        assert_ok(store_check(store, &err));
    }
}

static void a_store_holds_until_somebody_breaks_it(void **state)
{
    char again[160];
    snprintf(again, sizeof again, "INSERT INTO record VALUES ('new', %lld, 1, '{}')",
             (long long)str_hash(STR("{}")));
    const char *const harms[] = {
        "DELETE FROM cases WHERE id = 'SC-NEW'",
        "DELETE FROM record WHERE id = 'new'; INSERT INTO cases SELECT 'SC-NEW', '', 1, '{}', 99",
        again, UNLOCK_AUDIT, "UPDATE audit SET by = 'eve' WHERE n = 1"};
    struct seine_error err = {0};
    (void)state;
    assert_ok(store_check(store, &err));
    for (size_t i = 0; i < N_OF(harms); i++) {
        behind_run(where, harms[i]);
        err = (struct seine_error){0};
        if (i == 2 || i == 3) /* mended, and made ready for the last one */
            assert_ok(store_check(store, &err));
        else
            assert_int_equal(store_check(store, &err), SEINE_FORMAT);
        assert_int_equal(err.message[0] != '\0', i != 2 && i != 3);
    }
}

static void a_copy_is_the_store_and_replaces_a_store_only(void **state)
{
    struct seine_error err = {0};
    struct store *copy = NULL;
    (void)state;
    assert_ok(store_copy(store, other, &err));
    put_record("later", date_day(2026, 1, 1));
    assert_int_equal(behind_number(other, "SELECT count(*) FROM record"), 5);
    assert_ok(store_open(other, &copy, &err));
    assert_ok(store_check(copy, &err));
    assert_ok(store_copy(store, other, &err)); /* while it is open */
    assert_int_equal(store_count_records(copy), 6);
    store_close(copy);
    FILE *f = fopen(file, "wb");
    assert_non_null(f);
    fputs("somebody's letters, which are no database at all", f);
    fclose(f);
    assert_int_equal(store_copy(store, file, &err), SEINE_FORMAT);
}

/* ---- carried to the other back end and back ---------------------------------------------------
 */

static enum seine_status add_record(void *context, struct str id, struct str ndjson,
                                    struct seine_error *err)
{
    (void)err;
    buf_add_f(context, "record %zu:" STR_FMT "=", id.n, STR_ARG(id));
    buf_add(context, ndjson);
    buf_add_c(context, '\n');
    return SEINE_OK;
}

static enum seine_status add_party(void *context, const struct store_party *p,
                                   struct seine_error *err)
{
    (void)err;
    buf_add(context, p->key);
    buf_add_f(context, "/" STR_FMT "/" STR_FMT "/%llu/" STR_FMT "\n", STR_ARG(p->name),
              STR_ARG(p->country), (unsigned long long)p->n_records, STR_ARG(p->actor));
    return SEINE_OK;
}

static enum seine_status add_case(void *context, const struct store_case *c,
                                  const struct store_decision *d, struct seine_error *err)
{
    (void)err;
    buf_add_f(context, "case " STR_FMT "/" STR_FMT "/%a/" STR_FMT "/" STR_FMT "/" STR_FMT "\n",
              STR_ARG(c->id), STR_ARG(c->kit), c->score, STR_ARG(c->json), STR_ARG(d->verdict),
              STR_ARG(d->at));
    return SEINE_OK;
}

static enum seine_status add_token(void *context, const struct store_token *t,
                                   struct seine_error *err)
{
    (void)err;
    buf_add_f(context, "token " STR_FMT "/" STR_FMT "/" STR_FMT "\n", STR_ARG(t->id),
              STR_ARG(t->name), STR_ARG(t->hash));
    return SEINE_OK;
}

static enum seine_status add_row(void *context, const struct store_audit *row,
                                 struct seine_error *err)
{
    (void)err;
    buf_add_f(context, "audit %lld ", (long long)row->n);
    for (int i = 0; i < STORE_HASH; i++)
        buf_add_f(context, "%02x", row->hash[i]);
    buf_add_c(context, '\n');
    return SEINE_OK;
}

/* All that can be read of a store. */
static void tell_all(struct store *s, struct buf *out)
{
    struct seine_error err = {0};
    int64_t n;
    assert_ok(store_each_record(s, add_record, out, &err));
    assert_ok(store_each_party(s, add_party, out, &err));
    assert_ok(store_look_cases(s, STR_EMPTY, 0, 100, add_case, out, &err));
    assert_ok(store_each_token(s, add_token, out, &err));
    assert_ok(store_each_audit(s, 0, add_row, out, &err));
    assert_ok(store_verify_audit(s, NULL, &n, &err));
    assert_ok(store_check(s, &err));
    assert_ok(buf_status(out));
}

static void odd_things_are_kept(void)
{
    static const char odd[] = "zero \0 bad \xff\xc0\x80 private \xf4\x8f\xbc\x80 fine \xe5\x85\xac";
    struct str text = {odd, sizeof odd - 1};
    struct store_party p = {text, text, STR("KP"), UINT32_MAX, STR("A-1")};
    struct store_token t = {
        STR("id"), STR("ann"), STR("reader"), STR("$argon2id$x"), STR("2026-01-01T00:00:00Z"),
        STR_EMPTY, STR_EMPTY};
    struct store_case c = {STR("SC-ODD"), STR("uav"), -0.1, STR("{\"last\":\"2026-01-01\"}"),
                           NULL,          0,          NULL, 0,
                           false,         false};
    struct store_audit row = {.what = STR("view"), .object = text};
    struct seine_error err = {0};
    assert_ok(store_put_record(store, text, 3, text, &err));
    assert_ok(store_put_party(store, &p, &err));
    assert_ok(store_put_token(store, &t, &err));
    assert_ok(store_put_case(store, &c, &err));
    assert_ok(store_put_audit(store, &row, &err));
}

/* From the back end under test to a file, back over another store, and to a file again. */
static void a_store_is_carried_to_a_file_and_back(void **state)
{
    struct seine_error err = {0};
    struct buf before, after;
    struct store *s = NULL;
    (void)state;
    buf_init(&before, 16 * MIB);
    buf_init(&after, 16 * MIB);
    odd_things_are_kept();
    tell_all(store, &before);
    assert_ok(store_copy(store, file, &err));
    assert_ok(store_open_existing(file, &s, &err));
    tell_all(s, &after);
    assert_int_equal(before.n, after.n);
    assert_memory_equal(before.p, after.p, before.n);
    put_record("of the old store", 1); /* goes with what is replaced */
    assert_ok(store_copy(s, where, &err));
    store_close(s);
    buf_reset(&after);
    tell_all(store, &after); /* which was open meanwhile */
    assert_int_equal(before.n, after.n);
    assert_memory_equal(before.p, after.p, before.n);
    assert_false(behind_try(where, "DELETE FROM audit", NULL));
    decide("SC-NEW", "open");
    assert_ok(store_check(store, &err));
    buf_release(&before);
    buf_release(&after);
}

static void closed_cases_and_free_records_are_forgotten_by_age(void **state)
{
    struct store_pruned p;
    struct seine_error err = {0};
    (void)state;
    assert_ok(store_prune(store, date_day(2024, 1, 1), true, &p, &err));
    assert_int_equal(p.cases, 1);
    assert_int_equal(p.records, 2);
    assert_int_equal(store_count_records(store), 5); /* it was a rehearsal */
    assert_ok(store_prune(store, date_day(2024, 1, 1), false, &p, &err));
    assert_int_equal(p.cases, 1);
    assert_int_equal(p.records, 2);
    assert_int_equal(store_count_records(store), 3);
    assert_int_equal(behind_number(where, "SELECT count(*) FROM cases"), 3);
    assert_int_equal(behind_number(where, "SELECT count(*) FROM cases WHERE id = 'SC-CLOSED'"), 0);
    assert_int_equal(
        behind_number(where, "SELECT count(*) FROM decision WHERE subject = 'SC-CLOSED'"), 0);
    assert_int_equal(behind_number(where, "SELECT count(*) FROM audit WHERE what = 'prune'"), 1);
    assert_int_equal(behind_number(where, "SELECT count(*) FROM audit WHERE object = 'SC-CLOSED'"),
                     2);
    assert_ok(store_check(store, &err));
    assert_ok(store_compact(store, &err));
    assert_ok(store_prune(store, date_day(2024, 1, 1), false, &p, &err));
    assert_int_equal(p.cases + p.records, 0);
}

/* What the last version does not say is taken from those before it, so none goes alone; and what of
 * a document has no date goes with what has one. */
static void a_document_is_forgotten_as_a_whole(void **state)
{
    struct store_pruned p;
    struct seine_error err = {0};
    int32_t day = date_day(2022, 1, 1);
    (void)state;
    put_paper("corrected", day - 9, "C1", NULL);
    put_paper("corrected", day, "C1", "C1"); /* which names itself and is no house */
    put_paper("withdrawn", day - 9, "W1", NULL);
    put_record("withdrawn", DATE_NONE);
    put_paper("undated", DATE_NONE, "U1", NULL);
    assert_ok(store_prune(store, day, false, &p, &err));
    assert_int_equal(p.records, 2 + 2);
    assert_int_equal(
        behind_number(where, "SELECT count(*) FROM record WHERE id IN ('corrected', 'undated')"),
        2 + 2);
    assert_int_equal(behind_number(where, "SELECT count(*) FROM record WHERE id = 'withdrawn'"), 0);
    assert_ok(store_check(store, &err));
    assert_ok(store_prune(store, day + 1, false, &p, &err));
    assert_int_equal(p.records, 2);
}

/* Whether all of these, each with its blank, and nothing else of the papers below is kept. */
static void kept_are(const char *ids)
{
    char text[512];
    int64_t n = 0;
    for (const char *c = ids; *c; c++)
        n += *c == ' ';
    snprintf(text, sizeof text,
             "SELECT count(*) FROM record WHERE ('%s' LIKE '%%' || id || ' %%') AND id LIKE '_:%%'",
             ids);
    assert_int_equal(behind_number(where, text), n);
    assert_int_equal(behind_number(where, "SELECT count(*) FROM record WHERE id LIKE '_:%'"), n);
}

/* A house takes carrier, way and days from its master, as a waybill from its manifests. */
static void papers_that_tell_of_each_other_are_forgotten_together(void **state)
{
    const int32_t day = date_day(2022, 1, 1);
    struct store_pruned p;
    struct seine_error err = {0};
    (void)state;
    put_paper("a:master", day - 9, "M1", NULL);
    put_paper("a:manifest", day - 8, "M1", NULL);
    put_paper("a:house", day + 1, "H1", "M1");
    put_paper("a:other", day - 9, "H2", "M1");
    put_paper("b:master", day - 9, "M2", NULL);
    put_paper("b:house", day - 9, "H1", "M2"); /* numbers of houses are their forwarder's */
    put_paper("b:undated", DATE_NONE, "H3", "M2");
    put_paper("c:master", DATE_NONE, "M3", NULL);
    put_paper("c:house", DATE_NONE, "H1", "M3");
    put_paper("d:master", day - 9, "M4", NULL);
    put_paper("d:house", day - 9, "H4", "M4");
    put_case("SC-HOUSE", "2021-12-01", "d:house"); /* is open */
    put_paper("e:master", day - 9, "M5", NULL);
    put_paper("e:before", day - 9, "M6", NULL);
    put_paper("e:moved", day - 9, "H5", "M6");
    put_paper("e:moved", day - 8, "H5", "M5");
    put_paper("e:house", day, "H6", "M5");
    assert_ok(store_prune(store, day, true, &p, &err));
    assert_int_equal(p.records, 3 + 2); /* with two of store_new */
    assert_ok(store_prune(store, day, false, &p, &err));
    assert_int_equal(p.records, 3 + 2);
    assert_int_equal(behind_number(where, "SELECT count(*) FROM record WHERE id LIKE 'e:%'"), 5);
    behind_run(where, "DELETE FROM record WHERE id LIKE 'e:%'");
    kept_are("a:master a:manifest a:house a:other c:master c:house d:master d:house ");
    assert_ok(store_check(store, &err));
    decide("SC-HOUSE", "cleared");
    assert_ok(store_prune(store, day + 1, false, &p, &err));
    kept_are("a:master a:manifest a:house a:other c:master c:house ");
    assert_ok(store_prune(store, day + 2, false, &p, &err));
    kept_are("c:master c:house ");
}

/* A scan leaves what it knows beside a store that is a file, whole or, when killed, in part. */
static void what_is_forgotten_does_not_stand_beside_the_store(void **state)
{
    static const char *const ends[] = {".state", ".state.part"};
    char name[2][600];
    struct store_pruned p;
    struct seine_error err = {0};
    (void)state;
    if (server()) /* has no files beside it */
        return;
    for (int i = 0; i < 2; i++) {
        snprintf(name[i], sizeof name[i], "%s%s", where, ends[i]);
        FILE *f = fopen(name[i], "w");
        assert_non_null(f);
        assert_int_equal(fclose(f), 0);
    }
    assert_ok(store_prune(store, date_day(2024, 1, 1), true, &p, &err));
    for (int i = 0; i < 2; i++)
        assert_int_equal(access(name[i], F_OK), 0); /* it was a rehearsal */
    assert_ok(store_prune(store, date_day(2024, 1, 1), false, &p, &err));
    for (int i = 0; i < 2; i++)
        assert_int_not_equal(access(name[i], F_OK), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, store_new, store_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_store_holds_until_somebody_breaks_it),
        TEST(a_text_that_was_changed_is_told),
        TEST(a_copy_is_the_store_and_replaces_a_store_only),
        TEST(a_store_is_carried_to_a_file_and_back),
        TEST(closed_cases_and_free_records_are_forgotten_by_age),
        TEST(a_document_is_forgotten_as_a_whole),
        TEST(papers_that_tell_of_each_other_are_forgotten_together),
        TEST(what_is_forgotten_does_not_stand_beside_the_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
