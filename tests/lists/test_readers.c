/* Every reader: its fixture, its counts, its faults with their lines, and memory running out at any
 * place. With the real files beside the repository, their known numbers of entries too. */
#include "lists_test.h"

static const struct {
    const char *file, *format, *id, *name;
    size_t n_entities, n_names; /* of the whole file; of the entry */
    int64_t fault;              /* line of the only fault, 0: none */
    enum list_kind kind;
} files[] = {
    {"un.xml", "un-xml", "ZZi.001", "ORLO VENTIMER", 2, 4, 15, LIST_PERSON},
    {"ofac/sdn.csv", "ofac-csv", "OFAC-36", "QUENDAL AIRLINES", 3, 3, 4, LIST_COMPANY},
    {"ofac.xml", "ofac-xml", "OFAC-9", "VENTIMER, Orlo", 1, 2, 0, LIST_PERSON},
    {"ofac.json", "ofac-json", "OFAC-36", "QUENDAL AIRLINES", 1, 2, 3, LIST_COMPANY},
    {"ofac_table.csv", "ofac-table", "OFAC-36", "QUENDAL AIRLINES", 1, 2, 3, LIST_COMPANY},
    {"csl_compact.json", "csl-json", "OFAC-41", "VENTIMER, Orlo", 4, 1, 4, LIST_PERSON},
    {"csl_full.json", "csl-json", "OFAC-41", "VENTIMER, Orlo", 1, 2, 0, LIST_PERSON},
    {"csl.csv", "csl-csv", "OFAC-41", "VENTIMER, Orlo", 3, 3, 5, LIST_PERSON},
    {"dpl.txt", "bis-dpl", NULL, "ORLO VENTIMER", 2, 1, 4, LIST_KIND_UNKNOWN},
    {"uk.csv", "uk-csv", "UK-700", "Orlo VENTIM\xC3\x89R", 2, 2, 6, LIST_PERSON},
    {"eu11.csv", "eu-csv", "EU.27.28", "Orlo Ventimer", 2, 2, 8, LIST_PERSON},
    {"eu10_quoted.csv", "eu-csv", "EU.36.64", "Orlo Ventim\xC3\xA9r", 1, 1, 0, LIST_PERSON},
    {"eu.xml", "eu-xml", "EU.27.28", "Orlo Ventimer", 1, 2, 0, LIST_PERSON},
    {"journal.csv", "eu-journal", "39999R0001/XIII.A/1", "Orlo Ventimer", 2, 3, 4, LIST_PERSON},
    {"zoo.ftm.json", "ftm", "NK-1", "Orlo Ventimer", 2, 3, 3, LIST_PERSON},
    {"senzing.jsonl", "senzing", "2", "Quendal Ltd", 2, 2, 3, LIST_COMPANY},
    {"registry.json", "registry-json", "t-1", "Quendal Ltd", 2, 3, 4, LIST_COMPANY},
    {"plain.csv", "table", "p1", "Quendal Ltd", 3, 3, 5, LIST_COMPANY},
};

static void each_format_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_OF(files); i++) {
        char path[512];
        struct list_set set;
        struct seine_error err = {0};
        print_message("# %s\n", files[i].file);
        assert_ok(read_set(fixture(files[i].file, path, sizeof path), &set, &err));
        assert_int_equal(set.entities.n, files[i].n_entities);
        assert_str_is(set.lists.v[0].format, str_of(files[i].format), __FILE__, __LINE__);
        const struct listed_entity *e =
            files[i].id ? entity_of(&set, files[i].id) : &set.entities.v[0];
        assert_non_null(e);
        assert_str_is(e->names[0].text, str_of(files[i].name), __FILE__, __LINE__);
        assert_int_equal(e->names[0].kind, LIST_NAME_PRIMARY);
        assert_int_equal(e->n_names, files[i].n_names);
        assert_int_equal(e->kind, files[i].kind);
        assert_int_equal(set.faults.n, files[i].fault ? 1 : 0);
        if (files[i].fault)
            assert_int_equal(set.faults.v[0].line, files[i].fault);
        list_set_release(&set);
    }
}

static const struct listed_entity *open_entity(struct list_set *set, const char *file,
                                               const char *id)
{
    char path[512];
    assert_ok(read_set(fixture(file, path, sizeof path), set, NULL));
    const struct listed_entity *e = entity_of(set, id);
    assert_non_null(e);
    return e;
}

static void un_details(void **state)
{
    struct list_set set;
    (void)state;
    const struct listed_entity *e = open_entity(&set, "un.xml", "ZZi.001");
    assert_str(set.lists.v[0].date, "2031-02-03");
    assert_int_equal(e->names[2].kind, LIST_NAME_WEAK);
    assert_int_equal(e->names[3].kind, LIST_NAME_SCRIPT);
    assert_int_equal(e->births[0].year, 1958);
    assert_int_equal(e->births[0].to_year, 1963);
    assert_int_equal(e->ids[0].kind, LIST_ID_PASSPORT);
    assert_str(e->ids[0].country, "RW");
    assert_str(e->addresses[0].city, "Kigali");
    assert_str(e->programs[0], "DPRK");
    list_set_release(&set);
}

static void ofac_companions_and_remarks(void **state)
{
    struct list_set set;
    (void)state;
    const struct listed_entity *e = open_entity(&set, "ofac", "OFAC-41");
    assert_int_equal(e->n_programs, 2);
    assert_int_equal(e->births[0].year, 1948);
    assert_str(e->countries[0], "IR");
    e = entity_of(&set, "OFAC-36");
    assert_int_equal(e->names[2].kind, LIST_NAME_FORMER);
    assert_str(e->addresses[0].city, "Havana");
    e = entity_of(&set, "OFAC-77");
    assert_int_equal(e->kind, LIST_VESSEL);
    assert_str(e->countries[0], "KP");
    list_set_release(&set);
}

static void csl_csv_details(void **state)
{
    struct list_set set;
    (void)state;
    const struct listed_entity *e = open_entity(&set, "csl.csv", "OFAC-41");
    assert_int_equal(e->n_births, 2);
    assert_int_equal(e->births[0].day, 10);
    assert_int_equal(e->n_addresses, 4);
    assert_str(e->addresses[0].text, "1 Test Row, Tehran");
    assert_str(e->addresses[0].country, "IR");
    assert_str(e->addresses[1].city, "Kigali");
    assert_str(e->addresses[2].city, "Dubai"); /* which is called a country as well */
    assert_str(e->addresses[2].country, "AE");
    assert_str(e->addresses[3].text, "5 Test Row, ANTHONY, NM, 88021");
    assert_str(e->addresses[3].country, "US"); /* as the list leaves its own out */
    assert_int_equal(e->n_countries, 4);
    assert_int_equal(e->n_ids, 1);
    assert_str(e->ids[0].value, "K475");
    assert_str(e->ids[0].country, "JO");
    assert_str(e->remarks, "Chief");
    list_set_release(&set);
}

static void uk_groups_are_brought_together(void **state)
{
    struct list_set set;
    (void)state;
    const struct listed_entity *e = open_entity(&set, "uk.csv", "UK-700");
    assert_int_equal(e->n_countries, 3); /* AF QA SA */
    assert_int_equal(e->n_births, 2);
    assert_str(e->ids[0].value, "592667");
    assert_str(e->ids[1].value, "836210029");
    assert_str(e->listed_on, "2016-04-01");
    list_set_release(&set);
}

static void ids_are_unique_and_last(void **state)
{
    char path[512];
    struct list_set set, csv;
    (void)state;
    assert_ok(read_set(fixture("csl_compact.json", path, sizeof path), &set, NULL));
    for (size_t i = 1; i < set.entities.n; i++)
        assert_false(str_is(set.entities.v[i - 1].id, set.entities.v[i].id));
    assert_ok(read_set(fixture("csl.csv", path, sizeof path), &csv, NULL));
    for (size_t i = 0; i < csv.entities.n; i++) /* the same id in whatever file it comes */
        assert_true(csv.entities.v[i].id.n > 0);
    char id[64];
    (void)snprintf(id, sizeof id, STR_FMT, STR_ARG(csv.entities.v[0].id));
    assert_non_null(entity_of(&set, id));
    list_set_release(&csv);
    list_set_release(&set);
}

static void entity_attack_is_refused(void **state)
{
    char path[512];
    struct list_set set;
    struct seine_error err = {0};
    (void)state;
    assert_int_equal(read_set(fixture("bomb.xml", path, sizeof path), &set, &err), SEINE_FORMAT);
    assert_non_null(strstr(err.message, "document type"));
    assert_int_equal(err.line, 1);
    list_set_release(&set);
}

/* A file is in the letters that it names; UTF-16 has been turned into UTF-8 before. */
static void xml_is_in_the_letters_that_it_names(void **state)
{
    static const struct {
        const char *letters, *name, *wanted;
    } cases[] = {{"windows-1251", "\xCE\xF0\xEB\xEE", "\u041e\u0440\u043b\u043e"},
                 {"Windows-1252", "Orl\xF6 \x96 Zand", "Orl\u00f6 \u2013 Zand"},
                 {"iso-8859-2", "Or\xB3o", "Or\u0142o"},
                 {"UTF-16", "Orl\xC3\xB6", "Orl\u00f6"},
                 {"klingon", "Orlo", NULL}};
    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct buf text;
        struct input *in = NULL;
        struct list_set set;
        struct list_builder b;
        struct seine_error err = {0};
        print_message("# %s\n", cases[i].letters);
        buf_init(&text, LIMIT_TEXT);
        buf_add_f(&text,
                  "<?xml version=\"1.0\" encoding=\"%s\"?><CONSOLIDATED_LIST><ENTITIES><ENTITY>"
                  "<FIRST_NAME>%s</FIRST_NAME></ENTITY></ENTITIES></CONSOLIDATED_LIST>",
                  cases[i].letters, cases[i].name);
        assert_ok(input_open_bytes(buf_str(&text), "un.xml", &in, NULL));
        list_set_init(&set);
        list_builder_init(&b, &set, test_geo(), "un.xml");
        if (cases[i].wanted) {
            assert_ok(read_un_xml(&b, in, &err));
            assert_int_equal(set.entities.n, 1);
            assert_str_is(set.entities.v[0].names[0].text, str_of(cases[i].wanted), __FILE__,
                          __LINE__);
        } else {
            assert_int_equal(read_un_xml(&b, in, &err), SEINE_FORMAT);
            assert_non_null(strstr(err.message, "unknown encoding"));
        }
        list_builder_release(&b);
        list_set_release(&set);
        input_free(in);
        buf_release(&text);
    }
}

static void no_list_is_an_error(void **state)
{
    char path[512];
    struct list_set set;
    struct seine_error err = {0};
    (void)state;
    assert_int_equal(read_set(fixture("ofac/add.csv", path, sizeof path), &set, &err),
                     SEINE_FORMAT);
    assert_non_null(strstr(err.message, "companion"));
    list_set_release(&set);
}

static void memory_may_run_out_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_OF(files); i++)
        for (uint64_t n = 1;; n++) {
            char path[512];
            struct list_set set;
            struct seine_error err = {0};
            fixture(files[i].file, path, sizeof path);
            mem_fail_at(n);
            enum seine_status status = read_set(path, &set, &err);
            mem_fail_at(0);
            size_t got = set.entities.n;
            list_set_release(&set);
            if (status == SEINE_OK && got == files[i].n_entities)
                break;
            if (status == SEINE_OK)
                print_error("%s: %zu entries at failure %llu\n", files[i].file, got,
                            (unsigned long long)n);
            assert_int_equal(status, SEINE_NOMEM);
            assert_true(n < 100000);
        }
}

static void real_files_have_their_counts(void **state)
{
    static const struct {
        const char *path;
        size_t n;
    } real[] = {{"un/UN_consolidated.xml", 1003},
                {"csl_2026-07-31/screening-list.json", 25921},
                {"csl_2022-04/consolidated.csv.gz", 14160},
                {"ofac_sdn_2021-07/sdn.csv", 8976},
                {"ofac_sdn_2019-01/sdn.csv", 7379},
                {"ofac_sdn_2022-11/USASanctions_sdn.csv", 11567},
                {"ofac_nonsdn_2025/cons_prim.csv", 442},
                {"ofac_sdn_2026-08-20_derived/ofac-sdn.csv", 19249},
                {"ofac_sdn_2026-08-20_derived/ofac-sdn.json", 19249},
                {"bis/dpl.txt", 665},
                {"uk/sanctionsconlist.csv", 2106},
                {"japan_meti/jp_entities.json", 835},
                {"japan_meti/cn_entities.json", 240},
                {"opensanctions/ua_war_sanctions_targets.simple.csv", 5600},
                {"opensanctions_eu_journal/amendments", 417},
                {"opensanctions_eu_journal/consolidated", 8017}};
    const char *root = getenv("SEINE_SOURCE");
    (void)state;
    for (size_t i = 0; i < N_OF(real); i++) {
        char path[512];
        struct list_set set;
        struct seine_error err = {0};
        (void)snprintf(path, sizeof path, "%s/../shared/data/sanctions/%s", root ? root : ".",
                       real[i].path);
        enum seine_status status = read_set(path, &set, &err);
        if (status == SEINE_IO || status == SEINE_NOT_FOUND) {
            list_set_release(&set);
            skip();
        }
        print_message("# %s\n", real[i].path);
        assert_ok(status);
        assert_int_equal(set.entities.n, real[i].n);
        list_set_release(&set);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_is_read),
        cmocka_unit_test(un_details),
        cmocka_unit_test(ofac_companions_and_remarks),
        cmocka_unit_test(csl_csv_details),
        cmocka_unit_test(uk_groups_are_brought_together),
        cmocka_unit_test(ids_are_unique_and_last),
        cmocka_unit_test(entity_attack_is_refused),
        cmocka_unit_test(xml_is_in_the_letters_that_it_names),
        cmocka_unit_test(no_list_is_an_error),
        cmocka_unit_test(memory_may_run_out_anywhere),
        cmocka_unit_test(real_files_have_their_counts),
    };
    return RUN(tests);
}
