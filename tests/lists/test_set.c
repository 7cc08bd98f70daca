/* lists/set.c and lists/dates.c: differences between versions, and dates as publishers write them.
 */
#include "lists_test.h"

static void read_text(const char *text, struct list_set *set)
{
    char path[512];
    const char *folder = getenv("TMPDIR");
    (void)snprintf(path, sizeof path, "%s/seine-set-XXXXXX", folder ? folder : P_tmpdir);
    FILE *f = fdopen(mkstemp(path), "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    assert_ok(read_set(path, set, NULL));
    (void)remove(path);
    for (size_t i = 0; i < set->lists.n; i++)
        set->lists.v[i].key = STR("test"); /* the stem is random */
}

static void diff_tells_added_changed_removed(void **state)
{
    struct list_set a, b;
    struct list_delta *d;
    size_t n;
    (void)state;
    read_text("id,name,aliases\n1,One,\n2,Two,\n3,Three,\n", &a);
    read_text("id,name,aliases\n1,One,\n3,Three,Drei\n4,Four,\n", &b);
    assert_ok(list_set_diff(&a, &b, &d, &n));
    assert_int_equal(n, 3);
    assert_int_equal(d[0].change, LIST_REMOVED);
    assert_str(d[0].before->id, "2");
    assert_int_equal(d[1].change, LIST_CHANGED);
    assert_str(d[1].after->id, "3");
    assert_int_equal(d[2].change, LIST_ADDED);
    mem_free(d);
    list_set_release(&a);
    list_set_release(&b);
}

static void read_two(const char *one, const char *two, struct list_set *set)
{
    char path[512];
    list_set_init(set);
    assert_ok(list_set_read(set, test_geo(), fixture(one, path, sizeof path), NULL, NULL));
    assert_ok(list_set_read(set, test_geo(), fixture(two, path, sizeof path), NULL, NULL));
    assert_ok(list_set_seal(set, NULL));
}

/* Of one list in two files, the later one counts. A table made of it has its names alone: the rest
 * stays that of the publisher's own file. */
static void a_table_of_names_does_not_hide_the_rest(void **state)
{
    static const char *const orders[2][2] = {{"ofac", "ofac.json"}, {"ofac.json", "ofac"}};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct list_set set;
        read_two(orders[i][0], orders[i][1], &set);
        const struct listed_entity *e = entity_of(&set, "OFAC-36");
        assert_int_equal(e->n_names, 2); /* the former name is no more */
        assert_int_equal(e->n_addresses, 1);
        assert_str(e->addresses[0].city, "Havana");
        assert_int_equal(e->n_countries, 1);
        assert_str(set.lists.v[e->list].format, "ofac-json");
        assert_int_equal(entity_of(&set, "OFAC-41")->n_births, 1);
        list_set_release(&set);
    }
}

/* Of two without a date, the one that says more counts, for all entries that both have. */
static void the_fuller_of_two_files_without_a_date_counts(void **state)
{
    static const char *const orders[2][2] = {{"ofac", "ofac_table.csv"},
                                             {"ofac_table.csv", "ofac"}};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct list_set set;
        read_two(orders[i][0], orders[i][1], &set);
        const struct listed_entity *e = entity_of(&set, "OFAC-36");
        assert_int_equal(e->n_names, 3);
        assert_str(set.lists.v[e->list].format, "ofac-csv");
        size_t n_names = 0;
        for (size_t k = 0; k < set.lists.n; k++)
            n_names += set.lists.v[k].n_names;
        for (size_t k = 0; k < set.entities.n; k++)
            n_names -= set.entities.v[k].n_names;
        assert_int_equal(n_names, 0);
        list_set_release(&set);
    }
}

/* Whatever of an entry changes, it is another version. */
static void every_field_counts_as_a_change(void **state)
{
    static const char *const rows[] = {
        "1;One;Uno;Uni;person;RW;DPRK;A1;5 Row;Kigali;East;K-9;1969;because;2021-03-04",
        "1;Onne;Uno;Uni;person;RW;DPRK;A1;5 Row;Kigali;East;K-9;1969;because;2021-03-04",
        "1;One;Unno;Uni;person;RW;DPRK;A1;5 Row;Kigali;East;K-9;1969;because;2021-03-04",
        "1;One;Uno;Unni;person;RW;DPRK;A1;5 Row;Kigali;East;K-9;1969;because;2021-03-04",
        "1;One;Uno;Uni;company;RW;DPRK;A1;5 Row;Kigali;East;K-9;1969;because;2021-03-04",
        "1;One;Uno;Uni;person;KP;DPRK;A1;5 Row;Kigali;East;K-9;1969;because;2021-03-04",
        "1;One;Uno;Uni;person;RW;IRAN;A1;5 Row;Kigali;East;K-9;1969;because;2021-03-04",
        "1;One;Uno;Uni;person;RW;DPRK;A2;5 Row;Kigali;East;K-9;1969;because;2021-03-04",
        "1;One;Uno;Uni;person;RW;DPRK;A1;6 Row;Kigali;East;K-9;1969;because;2021-03-04",
        "1;One;Uno;Uni;person;RW;DPRK;A1;5 Row;Butare;East;K-9;1969;because;2021-03-04",
        "1;One;Uno;Uni;person;RW;DPRK;A1;5 Row;Kigali;West;K-9;1969;because;2021-03-04",
        "1;One;Uno;Uni;person;RW;DPRK;A1;5 Row;Kigali;East;K-8;1969;because;2021-03-04",
        "1;One;Uno;Uni;person;RW;DPRK;A1;5 Row;Kigali;East;K-9;1968;because;2021-03-04",
        "1;One;Uno;Uni;person;RW;DPRK;A1;5 Row;Kigali;East;K-9;1969;indeed;2021-03-04",
        "1;One;Uno;Uni;person;RW;DPRK;A1;5 Row;Kigali;East;K-9;1969;because;2021-03-05",
    };
    uint64_t hashes[N_OF(rows)];
    (void)state;
    for (size_t i = 0; i < N_OF(rows); i++) {
        struct list_set set;
        char text[400];
        (void)snprintf(text, sizeof text,
                       "id;name;aliases;former name;type;country;program;passport;street;city;"
                       "state;zip;dob;remarks;listed on\n%s\n",
                       rows[i]);
        read_text(text, &set);
        assert_int_equal(set.entities.n, 1);
        assert_str(set.lists.v[0].unread, "");
        hashes[i] = set.entities.v[0].content_hash;
        for (size_t k = 0; k < i; k++)
            if (hashes[k] == hashes[i])
                fail_msg("%s is no other than %s", rows[i], rows[k]);
        list_set_release(&set);
    }
}

static void brackets_in_another_script_are_a_name_as_well(void **state)
{
    struct list_set set;
    (void)state;
    read_text("id,name,aliases\n1,Kim Chol Sam,Jin Tiesan (\u91d1\u94c1\u4e09)\n"
              "2,Trading House (Dalian),\u83ef\u4fe1(\u9999\u6e2f)\n"
              "3,Amir (the tall) (original script: \u0410\u043c\u0438\u0440) (born: Kiev),\n"
              "4,Amir (,Amir ()\n"
              "5,(Korea) Zand Co. ((\u671d\u9bae)\u83ef\u4fe1),\n"
              "6,Zand (China) Co. (\u4e2d\u56fd),\n",
              &set);
    assert_int_equal(set.entities.v[0].n_names, 3);
    assert_str(set.entities.v[0].names[2].text, "\u91d1\u94c1\u4e09");
    assert_int_equal(set.entities.v[0].names[2].kind, LIST_NAME_SCRIPT);
    assert_int_equal(set.entities.v[1].n_names, 2);
    assert_int_equal(set.entities.v[2].n_names, 2);
    assert_str(set.entities.v[2].names[1].text, "\u0410\u043c\u0438\u0440");
    assert_int_equal(set.entities.v[3].n_names, 2);
    assert_int_equal(set.entities.v[5].n_names, 1);
    assert_int_equal(set.entities.v[4].n_names, 2); /* and none that is "Korea" alone */
    assert_str(set.entities.v[4].names[1].text, "(\u671d\u9bae)\u83ef\u4fe1");
    list_set_release(&set);
}

/* Wide brackets as well; a Latin name in brackets behind one of another script, if it is more than
 * a word, and each of several. */
static void brackets_are_read_whatever_their_width_and_script(void **state)
{
    static const char *const names[][2] = {
        {"Zand Co. \uff08\u4e2d\u56fd\u91d1\uff09", "\u4e2d\u56fd\u91d1"},
        {"\u91d1\u94c1\uff08Zand Trading Co.\uff09\u7b49", "Zand Trading Co."},
        {"\u0417\u0430\u043d\u0434 (Zand One, Zand Two)", "Zand One, Zand Two"},
        {"\u0417\u0430\u043d\u0434 (AO \u0417\u0430\u043d\u0434)", NULL},
        {"\u0417\u0430\u043d\u0434 (Zand)", NULL},
        {"Zand Co. \uff08Zand Two\uff09", NULL}};
    struct list_set set;
    (void)state;
    for (size_t i = 0; i < N_OF(names); i++) {
        char text[256];
        snprintf(text, sizeof text, "id,name,aliases\n1,\"%s\",\n", names[i][0]);
        read_text(text, &set);
        assert_int_equal(set.entities.v[0].n_names, names[i][1] ? 2 : 1);
        if (names[i][1])
            assert_true(str_is(set.entities.v[0].names[1].text, str_of(names[i][1])));
        list_set_release(&set);
    }
}

static void what_is_said_of_a_name_is_no_part_of_it(void **state)
{
    struct list_set set;
    (void)state;
    read_text(
        "id,name,aliases\n1,Amir Zand,Amir Sand (Previously listed as); (formerly listed as)\n",
        &set);
    assert_int_equal(set.entities.v[0].n_names, 3);
    assert_str(set.entities.v[0].names[1].text, "Amir Sand");
    list_set_release(&set);
}

static void long_texts_are_cut_between_characters(void **state)
{
    struct list_set set;
    struct buf text;
    (void)state;
    buf_init(&text, MIB);
    buf_add_z(&text, "id,name,aliases,remarks\n1,");
    for (int column = 0; column < 2; column++) {
        buf_add_z(&text, column ? ",,a" : "a");
        for (int i = 0; i < 4096; i++)
            buf_add_z(&text, "\u0416");
    }
    read_text(text.p, &set);
    const struct listed_entity *e = &set.entities.v[0];
    const struct str cut[] = {e->names[0].text, e->remarks};
    for (size_t i = 0; i < N_OF(cut); i++) {
        assert_int_equal(cut[i].n, LIMIT_NAME - 1);
        assert_str(str_slice(cut[i], cut[i].n - 2, cut[i].n), "\u0416");
    }
    list_set_release(&set);
    buf_release(&text);
}

/* Each is compared with all before it: their number has an end, as that of the names. */
static void programmes_have_an_end(void **state)
{
    struct list_set set;
    struct buf text;
    (void)state;
    buf_init(&text, MIB);
    buf_add_z(&text, "id,name,program\n1,One,");
    for (int i = 0; i < LIMIT_ALIASES + 100; i++)
        buf_add_f(&text, "P%d;", i);
    read_text(text.p, &set);
    assert_int_equal(set.entities.v[0].n_programs, LIMIT_ALIASES);
    list_set_release(&set);
    buf_release(&text);
}

static void dates(void **state)
{
    static const struct {
        const char *text;
        struct list_date d; /* year 0: none */
    } cases[] = {{"10 Dec 1948", {1948, 12, 10, 1948}},
                 {"circa 1960", {1960, 0, 0, 1960}},
                 {"1958 to 1963", {1958, 0, 0, 1963}},
                 {"circa 1979-1982", {1979, 0, 0, 1982}},
                 {"1979-1982", {1979, 0, 0, 1982}},
                 {"1979-82", {0, 0, 0, 0}},
                 {"0999-1982", {0, 0, 0, 0}},
                 {"1971-05-02", {1971, 5, 2, 1971}},
                 {"1971-05", {1971, 5, 0, 1971}},
                 {"Jan 1965", {1965, 1, 0, 1965}},
                 {"00/00/1980", {1980, 0, 0, 1980}},
                 {"01/08/1979", {1979, 8, 1, 1979}},
                 {"3/31/1954", {1954, 3, 31, 1954}},
                 {"12/13/1954", {1954, 12, 13, 1954}}, /* the month first, as nothing else fits */
                 {"13/13/1954", {1954, 0, 0, 1954}},
                 {"31/12/1954", {1954, 12, 31, 1954}},
                 {"32/12/1954", {0, 0, 0, 0}},
                 {"12/32/1954", {0, 0, 0, 0}},
                 {"31/12/0954", {0, 0, 0, 0}},
                 {"31/12/10954", {0, 0, 0, 0}},
                 {"1971-13", {0, 0, 0, 0}},
                 {"1971-00", {0, 0, 0, 0}},
                 {"0971-05", {0, 0, 0, 0}},
                 {"31 Dec 1960", {1960, 12, 31, 1960}},
                 {"1 Dec 1960", {1960, 12, 1, 1960}},
                 {"32 Dec 1960", {1960, 12, 0, 1960}},
                 {"1 Jan 1960 to 31 Dec 1965", {1960, 0, 0, 1965}}, /* of neither year */
                 {"13.10.1944", {1944, 10, 13, 1944}},
                 {"4 Apr. 1944", {1944, 4, 4, 1944}},
                 {"4 Apr.1944.", {1944, 4, 4, 1944}},
                 {"4-Apr-1944", {1944, 4, 4, 1944}},
                 {"dd/mm/1944", {1944, 0, 0, 1944}},
                 {"dd/04/1944", {1944, 4, 0, 1944}},
                 {"circa 13.10.1944 (Gregorian)", {1944, 10, 13, 1944}},
                 {"between 1958 and 1963 (approximately)", {1958, 0, 0, 1963}},
                 {"4 Sept 1944", {1944, 9, 4, 1944}},
                 {"maybe 1944", {1944, 0, 0, 1944}},
                 {"Marseille 1944", {1944, 0, 0, 1944}},
                 {"unknown", {0, 0, 0, 0}},
                 {"", {0, 0, 0, 0}},
                 {"1343 (Iranian calendar), 1964", {1964, 0, 0, 1964}}, /* one year */
                 {"1973 (1352)", {1973, 0, 0, 1973}},
                 {"1 Mehr 1352 (23 Sep 1973)", {1973, 9, 23, 1973}},
                 {"1760 to 1960", {1760, 0, 0, 1960}},
                 {"1759 to 1960", {1960, 0, 0, 1960}},
                 {"1/2/3/1999", {0, 0, 0, 0}},
                 {"99999999999999999999", {0, 0, 0, 0}}};
    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct list_date d = {0};
        print_message("# '%s'\n", cases[i].text);
        assert_int_equal(list_date_parse(str_of(cases[i].text), &d), cases[i].d.year != 0);
        assert_memory_equal(&d, &cases[i].d, sizeof d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diff_tells_added_changed_removed),
        cmocka_unit_test(every_field_counts_as_a_change),
        cmocka_unit_test(a_table_of_names_does_not_hide_the_rest),
        cmocka_unit_test(the_fuller_of_two_files_without_a_date_counts),
        cmocka_unit_test(brackets_in_another_script_are_a_name_as_well),
        cmocka_unit_test(brackets_are_read_whatever_their_width_and_script),
        cmocka_unit_test(what_is_said_of_a_name_is_no_part_of_it),
        cmocka_unit_test(long_texts_are_cut_between_characters),
        cmocka_unit_test(programmes_have_an_end),
        cmocka_unit_test(dates)};
    return RUN(tests);
}
