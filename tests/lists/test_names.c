/* What stands in the place of one name: others behind "a.k.a.", the same in another script, and
 * what a semicolon in brackets is. */
#include "lists_test.h"

/* A table of one row, whose name and type are given. */
static const struct listed_entity *read_name(struct list_set *set, const char *type,
                                             const char *name)
{
    struct buf text;
    struct input *in = NULL;
    struct list_builder b;
    buf_init(&text, LIMIT_TEXT);
    buf_add_f(&text, "id;type;name\n1;%s;\"%s\"\n", type, name);
    assert_ok(input_open_bytes(buf_str(&text), "names.csv", &in, NULL));
    list_set_init(set);
    list_builder_init(&b, set, test_geo(), "names.csv");
    assert_ok(read_table(&b, in, NULL));
    assert_ok(list_set_seal(set, NULL));
    list_builder_release(&b);
    input_free(in);
    buf_release(&text);
    assert_int_equal(set->entities.n, 1);
    return &set->entities.v[0];
}

/* "primary: Amir Zand; alias: Emir Zand". */
static void assert_names(const char *type, const char *name, const char *wanted)
{
    struct list_set set;
    struct buf got;
    const struct listed_entity *e = read_name(&set, type, name);
    buf_init(&got, LIMIT_TEXT);
    for (size_t i = 0; i < e->n_names; i++)
        buf_add_f(&got, "%s%s: " STR_FMT, i ? "; " : "", list_name_kind_name(e->names[i].kind),
                  STR_ARG(e->names[i].text));
    assert_string_equal(got.p, wanted);
    buf_release(&got);
    list_set_release(&set);
}

static void names_behind_marks_are_names_of_their_own(void **state)
{
    static const char *const cases[][3] = {
        {"company", "Quendal Ltd a.k.a. Trellick Trading",
         "primary: Quendal Ltd; alias: Trellick Trading"},
        {"company", "Quendal Ltd, f.k.a., Trellick Trading",
         "primary: Quendal Ltd; former: Trellick Trading"},
        {"company", "Quendal Ltd ALSO KNOWN AS Trellick Trading",
         "primary: Quendal Ltd; alias: Trellick Trading"},
        {"company", "Quendal Ltd now known as Trellick Trading a.k.a. Trellick",
         "primary: Quendal Ltd; alias: Trellick Trading; alias: Trellick"},
        {"company", "Quendal Ltd (formerly Trellick Trading)",
         "primary: Quendal Ltd; former: Trellick Trading"},
        {"company", "Quendal Ltd (formerly known as. Trellick (East) Trading)",
         "primary: Quendal Ltd; former: Trellick (East) Trading"},
        {"company", "Quendal Ltd [aka Trellick Trading, aka Trellick] (Entity)",
         "primary: Quendal Ltd (Entity); alias: Trellick Trading; alias: Trellick"},
        {"company", "Quendal Ltd (fka \u2018Trellick Trading\u2019 or \u201cTrellick\u201d)",
         "primary: Quendal Ltd; former: Trellick Trading; former: Trellick"},
        {"company", "Quendal (aka VKS); and any successor",
         "primary: Quendal; and any successor; alias: VKS"},
        {"company", "aka: Quendal Ltd", "primary: Quendal Ltd"},
        {"company", "Quendal \uff08aka Trellick Trading\uff09",
         "primary: Quendal; alias: Trellick Trading"},
        {"company", "Quendal Ltd (a.k.a. Trellick", "primary: Quendal Ltd; alias: Trellick"},
        {"company", "Quendal Ltd a.k.a. Trellick)", "primary: Quendal Ltd; alias: Trellick"}};
    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        print_message("# %s\n", cases[i][1]);
        assert_names(cases[i][0], cases[i][1], cases[i][2]);
    }
}

/* The form of a firm belongs to the name before it, and a family name to those behind it. */
static void commas_part_names_where_both_are_whole(void **state)
{
    (void)state;
    assert_names("company", "Quendal (a.k.a. Trellick, Inc.; Zand Trading, Co., Ltd, Zandt)",
                 "primary: Quendal; alias: Trellick, Inc.; alias: Zand Trading, Co., Ltd; "
                 "alias: Zandt");
    assert_names("", "Venti Ventimer (AKA: ZAND, Amir Khan)",
                 "primary: Venti Ventimer; alias: ZAND, Amir Khan");
    assert_names("company", "Quendal Ltd (aka VKS, Trellick Trading)",
                 "primary: Quendal Ltd; alias: VKS; alias: Trellick Trading");
}

/* A single word is another spelling of the word before the brackets, or of the one that it is like;
 * else what somebody is called besides. */
static void a_word_is_a_spelling_of_another(void **state)
{
    (void)state;
    assert_names("person", "Mohamad (a.k.a. Muhammad, Mohamed) Heikmat (a.k.a. Hikmat) Zand",
                 "primary: Mohamad Heikmat Zand; alias: Muhammad Heikmat Zand; "
                 "alias: Mohamed Heikmat Zand; alias: Mohamad Hikmat Zand");
    assert_names("person", "Osama VENTIMER a.k.a. Usama",
                 "primary: Osama VENTIMER; alias: Usama VENTIMER");
    assert_names("person", "Orlo VENTIMER (a.k.a. Fritz, VENTIMAR)",
                 "primary: Orlo VENTIMER; weak: Fritz; alias: Orlo VENTIMAR");
    assert_names("person", "Pearl (A.K.A. NEI-CHIEN CHU) Ventimer",
                 "primary: Pearl Ventimer; weak: NEI-CHIEN CHU");
    assert_names("person", "Orlo Ventimer (f.k.a. VENTIMAR)",
                 "primary: Orlo Ventimer; former: Orlo VENTIMAR");
    assert_names("", "Ventimer (a.k.a. Venti)", "primary: Ventimer; alias: Venti");
}

/* Firms have strokes in their names, and words that are marks elsewhere. */
static void what_is_no_mark_stays(void **state)
{
    (void)state;
    assert_names("person", "Sergei VENTIMER / VENTEMER / Serhii ZAND",
                 "primary: Sergei VENTIMER; alias: Sergei VENTEMER; alias: Serhii ZAND");
    assert_names("company", "Import / Export Quendal", "primary: Import / Export Quendal");
    assert_names("person", "Orlo Ventimer/Zand", "primary: Orlo Ventimer/Zand");
    assert_names("company", "Aka Trading", "primary: Aka Trading");
    assert_names("company", "Formerly Quendal Ltd", "primary: Formerly Quendal Ltd");
    assert_names("company", "Quendal a.k.abc Ltd", "primary: Quendal a.k.abc Ltd");
    assert_names("company", "Quendal (East) Ltd", "primary: Quendal (East) Ltd");
}

static void a_name_again_in_another_script(void **state)
{
    (void)state;
    assert_names("person", "KIM Ho Kyu \uae40\ud638\uaddc",
                 "primary: KIM Ho Kyu; script: \uae40\ud638\uaddc");
    assert_names("person", "Orlo Ventimer \u2013 \u041e\u0440\u043b\u043e \u0417\u0430\u043d\u0434",
                 "primary: Orlo Ventimer; script: \u041e\u0440\u043b\u043e "
                 "\u0417\u0430\u043d\u0434");
    assert_names(
        "person",
        "Orlo Ventimer (a.k.a. Urlo Zand) \u041e\u0440\u043b\u043e \u0417\u0430\u043d\u0434",
        "primary: Orlo Ventimer; alias: Urlo Zand; script: \u041e\u0440\u043b\u043e "
        "\u0417\u0430\u043d\u0434");
    assert_names("person", "Orlo Ventimer In Russian: \u041e\u0440\u043b\u043e",
                 "primary: Orlo Ventimer; script: \u041e\u0440\u043b\u043e");
    assert_names("company", "Russian: \u041e\u0440\u043b\u043e",
                 "primary: \u041e\u0440\u043b\u043e");
    assert_names("person", "Ventimer O. \u041e\u041e", "primary: Ventimer O. \u041e\u041e");
    assert_names("company", "OOO \u041e\u0440\u043b\u043e",
                 "primary: OOO \u041e\u0440\u043b\u043e");
    assert_names("company", "Quendal \u041e\u0440\u043b\u043e",
                 "primary: Quendal \u041e\u0440\u043b\u043e");
    assert_names("company", "Quendal Star \u041e\u0440\u043b\u043e Ltd",
                 "primary: Quendal Star \u041e\u0440\u043b\u043e Ltd");
    assert_names("company", "Quendal Star \u201c\u041e\u0440\u043b\u043e\u201d",
                 "primary: Quendal Star \u201c\u041e\u0440\u043b\u043e\u201d");
    /* one letter of the last word is Latin */
    assert_names("company", "Quendal Star CR\u0420\u041eX",
                 "primary: Quendal Star CR\u0420\u041eX");
}

/* A text of many marks is no more work than it is long, and what is too long is cut. */
static void many_marks_have_an_end(void **state)
{
    struct buf text;
    struct list_set set;
    (void)state;
    buf_init(&text, 1 * MIB);
    buf_add_z(&text, "Orlo Ventimer (a.k.a. ");
    for (int i = 0; i < 400; i++)
        buf_add_f(&text, "o%d, ", i);
    const struct listed_entity *e = read_name(&set, "company", text.p);
    assert_int_equal(e->n_names, 65); /* itself and 64 */
    list_set_release(&set);
    buf_release(&text);
}

static void semicolons_in_brackets_part_nothing(void **state)
{
    static const struct {
        const char *text;
        size_t n;
    } cases[] = {{"a; b", 2},    {"a (b; c); d", 2}, {"a ((b; c); d); e", 2}, {"a (b; c", 2},
                 {"a) b; c", 2}, {"(a; b)", 1},      {";; a ;", 1},           {"", 0}};
    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++)
        assert_int_equal(party_count_parts(str_of(cases[i].text)), cases[i].n);
    for (size_t n = 0; n < 2; n++) { /* one that is closed far away is none */
        struct buf text;
        buf_init(&text, LIMIT_TEXT);
        buf_add_f(&text, "(a; %*s)", n ? 508 : 507, "");
        assert_int_equal(party_count_parts(buf_str(&text)), n ? 2 : 1);
        buf_release(&text);
    }
}

static void memory_may_run_out(void **state)
{
    static const char text[] =
        "Orlo (a.k.a. Urlo; Venti Zand Zand, Inc.) Ventimer \u041e\u0440\u043b\u043e";
    (void)state;
    for (uint64_t n = 1;; n++) {
        struct list_set set;
        struct list_builder b;
        assert_true(n < 1000);
        list_set_init(&set);
        list_builder_init(&b, &set, test_geo(), "names.csv");
        list_builder_list(&b, STR("x"), STR("x"), "table", STR_EMPTY, STR_EMPTY);
        list_builder_start(&b, STR("1"), LIST_PERSON);
        assert_true(b.ok);
        mem_fail_at(n);
        list_builder_name(&b, LIST_NAME_PRIMARY, str_of(text));
        mem_fail_at(0);
        bool is_done = b.ok;
        size_t n_names = b.names.n;
        list_builder_release(&b);
        list_set_release(&set);
        if (is_done) { /* nothing was lost on the way */
            assert_int_equal(n_names, 4);
            break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_behind_marks_are_names_of_their_own),
                                       cmocka_unit_test(commas_part_names_where_both_are_whole),
                                       cmocka_unit_test(a_word_is_a_spelling_of_another),
                                       cmocka_unit_test(what_is_no_mark_stays),
                                       cmocka_unit_test(a_name_again_in_another_script),
                                       cmocka_unit_test(many_marks_have_an_end),
                                       cmocka_unit_test(semicolons_in_brackets_part_nothing),
                                       cmocka_unit_test(memory_may_run_out)};
    return RUN(tests);
}
