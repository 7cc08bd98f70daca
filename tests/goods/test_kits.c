#include "goods_fixture.h"

static enum seine_status read_into(struct goods_catalogue *c, struct str json,
                                   struct seine_error *err)
{
    struct input *in = NULL;
    if (input_open_bytes(json, "kits.json", &in, NULL))
        return SEINE_NOMEM;
    enum seine_status status = goods_catalogue_read(c, in, err);
    input_free(in);
    return status;
}

#define GOOD                                                                                       \
    "[{\"id\":\"k\",\"name\":\"K\",\"source\":\"s\",\"more\":[1],\"components\":["                 \
    "{\"id\":\"a\",\"name\":\"A\",\"hs\":[\"901420\",\"90\"],\"terms\":[\"gyro\",\"gyro unit\"],"  \
    "\"negative_terms\":[\"toy\"],\"control\":[\"EU 7A002\"],\"typical_kg\":[0.1,40],"             \
    "\"essential\":true,\"source\":\"t\"},"                                                        \
    "{\"id\":\"b\",\"terms\":[\"pump\"]}]}]"

static void reads_all_fields(void **state)
{
    (void)state;
    struct goods_catalogue *c = fixture_read(GOOD);
    assert_int_equal(goods_n_kits(c), 1);
    assert_int_equal(goods_n_components(c), 2);
    const struct goods_kit *k = goods_kit(c, 0);
    const struct goods_component *a = goods_component(c, 0), *b = goods_component(c, 1);
    assert_true(str_is(k->id, STR("k")) && str_is(k->name, STR("K")) && !k->is_decoy);
    assert_int_equal(k->n_components, 2);
    assert_true(str_is(a->name, STR("A")) && str_is(a->source, STR("t")));
    assert_int_equal(a->n_hs, 2);
    assert_int_equal(a->n_terms, 2);
    assert_int_equal(a->n_negative_terms, 1);
    assert_true(str_is(a->control[0], STR("EU 7A002")));
    assert_int_equal(a->min_g, 100);
    assert_int_equal(a->max_g, 40000);
    assert_true(a->is_essential && !b->is_essential);
    assert_true(str_is(b->name, STR("b")));
    assert_int_equal(goods_kit_find(c, STR("k")), 0);
    assert_int_equal(goods_kit_find(c, STR("x")), MAP_NONE);
    assert_int_equal(goods_component_find(c, 0, STR("b")), 1);
    assert_int_equal(goods_component_find(c, 0, STR("x")), MAP_NONE);
    assert_int_equal(goods_component_find(c, 7, STR("b")), MAP_NONE);
    assert_int_equal(goods_catalogue_version(c).n, 16);
    goods_catalogue_free(c);
}

static void errors_name_kit_component_and_field(void **state)
{
    (void)state;
    static const struct {
        const char *json, *says;
    } cases[] = {
        {"{}", "array of kits"},
        {"[3]", "must be an object"},
        {"[{}]", "field \"id\": is missing"},
        {"[{\"id\":7}]", "field \"id\": must be a string"},
        {"[{\"id\":\"k\"}]", "kit \"k\", field \"components\""},
        {"[{\"id\":\"k\",\"components\":[]}]", "one component at least"},
        {"[{\"id\":\"k\",\"decoy\":1,\"components\":[]}]", "field \"decoy\": must be true"},
        {"[{\"id\":\"k\",\"components\":[{\"id\":\"a\"}]}]", "component \"a\", field \"terms\""},
        {"[{\"id\":\"k\",\"components\":[{\"id\":\"a\",\"hs\":[\"9014.20\"]}]}]",
         "component \"a\", field \"hs\": entry 1 must be 2 to 10 digits"},
        {"[{\"id\":\"k\",\"components\":[{\"id\":\"a\",\"hs\":\"90\"}]}]", "array of strings"},
        {"[{\"id\":\"k\",\"components\":[{\"id\":\"a\",\"terms\":[\"ok\",\"-\"]}]}]",
         "field \"terms\": entry 2"},
        {"[{\"id\":\"k\",\"components\":[{\"id\":\"a\",\"hs\":[\"90\",\"x01420\"]}]}]",
         "field \"hs\": entry 2 must be 2 to 10 digits"},
        {"[{\"id\":\"k\",\"components\":[{\"id\":\"a\",\"terms\":[\"ok\",7]}]}]",
         "field \"terms\": entry 2 must be a string"},
        {"[{\"id\":\"k\",\"components\":[{\"id\":\"a\",\"terms\":[\"ok\"],"
         "\"negative_terms\":[\"-\"]}]}]",
         "field \"negative_terms\": entry 1"},
        {"[{\"id\":\"k\",\"components\":[{\"id\":\"a\",\"terms\":[\"ok\"],"
         "\"typical_kg\":[5,1]}]}]",
         "field \"typical_kg\""},
        {"[{\"id\":\"k\",\"components\":[{\"id\":\"a\",\"terms\":[\"ok\"],"
         "\"typical_kg\":[5]}]}]",
         "field \"typical_kg\": must be two numbers"},
        {"[{\"id\":\"k\",\"components\":[{\"id\":\"a\",\"terms\":[\"ok\"],"
         "\"typical_kg\":[\"1\",5]}]}]",
         "field \"typical_kg\": must be two numbers"},
        {"[{\"id\":\"k\",\"name\":1,\"components\":[{\"id\":\"a\",\"terms\":[\"ok\"]}]}]",
         "kit \"k\", field \"name\": must be a string"},
        {"[{\"id\":\"k\",\"components\":[{\"id\":\"a\",\"name\":1,\"terms\":[\"ok\"]}]}]",
         "component \"a\", field \"name\": must be a string"},
        {"[{\"id\":\"k\",\"components\":[{\"id\":\"a\",\"terms\":[\"ok\"]},"
         "{\"id\":\"a\",\"terms\":[\"ok\"]}]}]",
         "stands twice"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct goods_catalogue *c = NULL;
        struct seine_error err = {0};
        assert_int_equal(goods_catalogue_new(&c), SEINE_OK);
        assert_int_equal(read_into(c, str_of(cases[i].json), &err), SEINE_FORMAT);
        if (!strstr(err.message, cases[i].says))
            fail_msg("%s: \"%s\" does not say \"%s\"", cases[i].json, err.message, cases[i].says);
        assert_string_equal(err.source, "kits.json");
        goods_catalogue_free(c);
    }
}

/* Of a long id as many whole letters as fit into 64 bytes are shown. */
static void a_long_id_is_cut_between_letters(void **state)
{
    struct goods_catalogue *c = NULL;
    struct seine_error err = {0};
    struct buf json;
    (void)state;
    buf_init(&json, MIB);
    buf_add_z(&json, "[{\"id\":\"");
    for (int i = 0; i < 30; i++)
        buf_add_z(&json, "\u9640");
    buf_add_z(&json, "\"}]");
    assert_int_equal(goods_catalogue_new(&c), SEINE_OK);
    assert_int_equal(read_into(c, buf_str(&json), &err), SEINE_FORMAT);
    assert_true(utf8_is_valid(str_of(err.message)));
    assert_int_equal(strchr(err.message + 5, '"') - (err.message + 5), 63);
    buf_release(&json);
    goods_catalogue_free(c);
}

/* What stands behind the last one that is looked for would never be found. */
static void a_kit_has_24_components_at_most(void **state)
{
    (void)state;
    for (int n = 24; n <= 25; n++) {
        struct goods_catalogue *c = NULL;
        struct seine_error err = {0};
        struct buf json;
        buf_init(&json, MIB);
        buf_add_z(&json, "[{\"id\":\"k\",\"name\":\"K\",\"source\":\"s\",\"components\":[");
        for (int i = 0; i < n; i++)
            buf_add_f(&json, "%s{\"id\":\"c%d\",\"name\":\"C\",\"terms\":[\"word%d\"]}",
                      i ? "," : "", i, i);
        buf_add_z(&json, "]}]");
        assert_int_equal(goods_catalogue_new(&c), SEINE_OK);
        assert_int_equal(read_into(c, buf_str(&json), &err), n > 24 ? SEINE_LIMIT : SEINE_OK);
        if (n > 24)
            assert_non_null(strstr(err.message, "kit \"k\" has more than 24 components"));
        buf_release(&json);
        goods_catalogue_free(c);
    }
}

static void broken_json_is_refused(void **state)
{
    (void)state;
    struct str whole = STR(GOOD);
    for (size_t n = 0; n < whole.n; n++) {
        struct goods_catalogue *c = NULL;
        struct seine_error err = {0};
        assert_int_equal(goods_catalogue_new(&c), SEINE_OK);
        assert_int_equal(read_into(c, str_slice(whole, 0, n), &err), SEINE_FORMAT);
        assert_true(err.message[0] != '\0');
        goods_catalogue_free(c);
    }
}

static void a_kit_may_stand_once_only(void **state)
{
    (void)state;
    struct goods_catalogue *c = NULL;
    struct seine_error err = {0};
    assert_int_equal(goods_catalogue_new(&c), SEINE_OK);
    assert_int_equal(read_into(c, STR(GOOD), &err), SEINE_OK);
    assert_int_equal(read_into(c, STR(GOOD), &err), SEINE_CONFLICT);
    goods_catalogue_free(c);
    goods_catalogue_free(NULL);
}

static void nothing_is_read_after_seal(void **state)
{
    (void)state;
    struct goods_catalogue *c = fixture_read(GOOD);
    struct seine_error err = {0};
    assert_int_equal(read_into(c, STR("[]"), &err), SEINE_INTERNAL);
    goods_catalogue_free(c);
}

static void what_is_not_said_is_not_needed(void **state)
{
    (void)state;
    struct goods_catalogue *c =
        fixture_read("[{\"id\":\"k\",\"components\":[{\"id\":\"b\",\"hs\":[\"90\"],"
                     "\"typical_kg\":[0,1000000000]}]}]");
    assert_true(str_is(goods_kit(c, 0)->name, STR("k")));
    assert_int_equal(goods_kit(c, 0)->source.n, 0);
    assert_int_equal(goods_component(c, 0)->min_g, 0);
    assert_true(goods_component(c, 0)->max_g == 1000000000000);
    goods_catalogue_free(c);
}

static void version_follows_content(void **state)
{
    (void)state;
    struct goods_catalogue *a = fixture_read(GOOD), *b = fixture_read(GOOD);
    struct goods_catalogue *other =
        fixture_read("[{\"id\":\"k\",\"components\":[{\"id\":\"b\",\"terms\":[\"pumps\"]}]}]");
    assert_true(str_is(goods_catalogue_version(a), goods_catalogue_version(b)));
    assert_false(str_is(goods_catalogue_version(a), goods_catalogue_version(other)));
    goods_catalogue_free(a);
    goods_catalogue_free(b);
    goods_catalogue_free(other);
}

static void survives_failing_memory(void **state)
{
    (void)state;
    for (uint64_t at = 1;; at++) {
        struct goods_catalogue *c = NULL;
        mem_fail_at(at);
        enum seine_status status = goods_catalogue_new(&c);
        if (!status)
            status = read_into(c, STR(GOOD), NULL);
        if (!status)
            status = goods_catalogue_seal(c, NULL);
        mem_fail_at(0);
        goods_catalogue_free(c);
        if (status == SEINE_OK)
            break;
        assert_int_equal(status, SEINE_NOMEM);
        assert_true(at < 1000);
    }
}

static void bundled_kits_are_whole(void **state)
{
    (void)state;
    struct goods_catalogue *c = fixture_bundled();
    size_t decoys = 0;
    assert_int_equal(goods_n_kits(c), 16);
    for (size_t i = 0; i < goods_n_kits(c); i++) {
        const struct goods_kit *k = goods_kit(c, i);
        decoys += k->is_decoy;
        assert_true(k->source.n > 0);
        assert_in_range(k->n_components, 8, 14);
        size_t essential = 0;
        for (uint32_t j = 0; j < k->n_components; j++) {
            const struct goods_component *part = goods_component(c, k->first_component + j);
            assert_int_equal(part->kit, i);
            assert_true(part->n_hs > 0 && part->n_terms > 3 && part->source.n > 0);
            assert_true(k->is_decoy || part->n_control > 0);
            essential += part->is_essential;
        }
        assert_in_range(essential, 3, 9);
    }
    assert_int_equal(decoys, 8);
    goods_catalogue_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_fields),
        cmocka_unit_test(errors_name_kit_component_and_field),
        cmocka_unit_test(a_long_id_is_cut_between_letters),
        cmocka_unit_test(a_kit_has_24_components_at_most),
        cmocka_unit_test(broken_json_is_refused),
        cmocka_unit_test(a_kit_may_stand_once_only),
        cmocka_unit_test(nothing_is_read_after_seal),
        cmocka_unit_test(what_is_not_said_is_not_needed),
        cmocka_unit_test(version_follows_content),
        cmocka_unit_test(survives_failing_memory),
        cmocka_unit_test(bundled_kits_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
