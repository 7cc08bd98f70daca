/* The row reader, opening under failing memory, and the tables of goods codes that lie beside ours.
 */
#include "geo_test.h"
#include "geo/tables.h"
#include "goods/hs.h"
#include "goods/un_number.h"

static void finds_each_row_by_bisection(void **state)
{
    (void)state;
    struct str t = STR("# head\n# b\nA\t1\nB\t2\t3\nC\nDD\t4\n");
    struct str f[2];
    assert_int_equal(ref_n_rows(t), 4);
    assert_true(ref_find(t, STR("A"), f, 2) && str_is(f[1], STR("1")));
    assert_true(ref_find(t, STR("B"), f, 2) && str_is(f[1], STR("2\t3")));
    assert_true(ref_find(t, STR("C"), f, 2) && f[1].n == 0);
    assert_true(ref_find(t, STR("DD"), f, 2) && str_is(f[1], STR("4")));
    assert_false(ref_find(t, STR("D"), f, 2));
    assert_false(ref_find(t, STR(""), f, 2));
    assert_false(ref_find(t, STR("Z"), f, 2));
    assert_false(ref_find(STR_EMPTY, STR("Z"), f, 2));
}

static void opens_and_has_a_version(void **state)
{
    (void)state;
    assert_int_equal(geo_version(g).n, 16);
    geo_free(NULL);
}

static void failing_memory_is_an_error(void **state)
{
    (void)state;
    for (uint64_t n = 1; n < 100; n++) {
        struct geo *other = NULL;
        struct seine_error err = {0};
        mem_fail_at(n);
        enum seine_status status = geo_open(&other, &err);
        mem_fail_at(0);
        if (status == SEINE_OK) {
            geo_free(other);
            assert_true(n > 5);
            return;
        }
        assert_int_equal(status, SEINE_NOMEM);
        assert_null(other);
    }
    fail();
}

static void hs_codes(void **state)
{
    (void)state;
    assert_int_equal(hs_n_codes(), 5612);
    assert_true(hs_is_valid(STR("847130")) && hs_is_valid(STR("84713000")));
    assert_true(hs_is_valid(STR("852411")) && hs_is_valid(STR("880621")));
    assert_false(hs_is_valid(STR("851712")));
    assert_true(hs_is_valid(STR("84")) && hs_is_valid(STR("8471")) && hs_is_valid(STR("84713")));
    assert_false(hs_is_valid(STR("77")) || hs_is_valid(STR("8469")) || hs_is_valid(STR("8")));
    assert_false(hs_is_valid(STR("84x1")) || hs_is_valid(STR("")));
    assert_true(hs_text(STR("847130")).n > 0 && hs_text(STR("93")).n > 0);
    assert_int_equal(hs_text(STR("77")).n, 0);
}

static void hs_agrees_with_the_shared_table(void **state)
{
    (void)state;
    FILE *f = open_shared("goods/hs/harmonized-system.csv");
    if (!f) {
        skip();
    }
    char line[4096];
    size_t six = 0;
    while (fgets(line, sizeof line, f)) {
        char *code = strchr(line, ',');
        size_t n = code ? strspn(code + 1, "0123456789") : 0;
        if (n >= 2 && code[1 + n] == ',' && strncmp(code + 1, "99", 2) != 0) {
            assert_true(hs_is_valid((struct str){code + 1, n}));
            six += n == 6;
        }
    }
    (void)fclose(f);
    assert_int_equal(six, hs_n_codes());
}

static void un_numbers(void **state)
{
    (void)state;
    struct un_number u = {0};
    assert_true(un_number_find(STR("UN1203"), &u));
    assert_int_equal(u.number, 1203);
    assert_true(str_is(u.class, STR("3")) && str_contains(u.name, STR("asoline")));
    assert_true(un_number_find(STR(" un 3480 "), &u) && str_is(u.class, STR("9")));
    assert_true(un_number_find(STR("0004"), &u) && str_is(u.class, STR("1.1")));
    assert_false(un_number_find(STR("9999"), &u) || un_number_find(STR("UN"), &u) ||
                 un_number_find(STR("12030"), &u) || un_number_find(STR("-120"), &u));
    assert_true(un_number_count() > 2400);
}

static void fields_for_un_numbers(void **state)
{
    static const char *const none[] = {"", "N/A", "none", "0", "0000", "-", "NO"};
    static const char *const known[] = {"1203",        "UN1203",  "un 1203",      "UN-1203",
                                        "UN No. 1203", "1203.0",  "UN1203/PG II", "1203; 1993",
                                        "4",           "UN 336",  "ID8000",       "ID 8000",
                                        "NA1993",      "na 9999", "3, UN1203"};
    static const char *const wrong[] = {"9999",       "UN9999",  "12030", "3",      "UN 1",
                                        "9999, 9998", "4, 9999", "ID80",  "NA12030"};
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(un_number_said(str_of(none[i])), UN_SAID_NONE);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(un_number_said(str_of(known[i])), UN_SAID_KNOWN);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(un_number_said(str_of(wrong[i])), UN_SAID_WRONG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_each_row_by_bisection),
        cmocka_unit_test(opens_and_has_a_version),
        cmocka_unit_test(failing_memory_is_an_error),
        cmocka_unit_test(hs_codes),
        cmocka_unit_test(hs_agrees_with_the_shared_table),
        cmocka_unit_test(un_numbers),
        cmocka_unit_test(fields_for_un_numbers),
    };
    return cmocka_run_group_tests(tests, open_geo, close_geo);
}
