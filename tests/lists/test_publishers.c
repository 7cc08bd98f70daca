/* What the publishers' files say in prose and in shapes of their own (the entries are made up). */
#include "lists_test.h"

#include <unistd.h>

static char folder[200];

static void path_of(const char *file, char *out, size_t n)
{
    (void)snprintf(out, n, "%s/%s", folder, file);
}

static void write_file(const char *file, struct str text)
{
    char path[300];
    path_of(file, path, sizeof path);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
    assert_int_equal(fclose(f), 0);
}

static void remove_file(const char *file)
{
    char path[300];
    path_of(file, path, sizeof path);
    assert_int_equal(unlink(path), 0);
}

/* The numbers of an entry in the order of the file: "passport A1 IR; tax-id 5". */
static void assert_ids(const struct listed_entity *e, const char *wanted)
{
    struct buf b;
    buf_init(&b, LIMIT_TEXT);
    for (size_t i = 0; i < e->n_ids; i++) {
        buf_add_f(&b, "%s%s " STR_FMT, i ? "; " : "", list_id_kind_name(e->ids[i].kind),
                  STR_ARG(e->ids[i].value));
        if (e->ids[i].country.n)
            buf_add_f(&b, " " STR_FMT, STR_ARG(e->ids[i].country));
    }
    assert_string_equal(b.n ? b.p : "", wanted);
    buf_release(&b);
}

static const char CSL_HEADER[] =
    "source,entity_number,type,programs,name,title,addresses,start_date,call_sign,vessel_flag,"
    "remarks,alt_names,citizenships,dates_of_birth,nationalities,ids\n";

/* Country and dates may stand before the number, which may have commas. */
static void numbers_of_the_screening_list(void **state)
{
    static const struct {
        const char *ids, *wanted;
    } cases[] = {
        {"JO, 2014-08-30, 2009-08-31, K475336, Passport", "passport K475336 JO"},
        {"2014-08-30, K475336, Passport", "passport K475336"},
        {"PA, 467323, Doc. 694710, Public Registration Number",
         "registration 467323, Doc. 694710 PA"},
        {"MX, 22839 (Jalisco), Folio Mercantil No.", "registration 22839 (Jalisco) MX"},
        {"IMO 8898831, Vessel Registration Identification", "imo 8898831"},
        {"IMO 6114218, Identification Number", "imo 6114218"},
        {"12QtD5BFwRsdNsAZY76U, Digital Currency Address - XBT", "wallet 12QtD5BFwRsdNsAZY76U"},
        {"RU, 49852298, Government Gazette Number; 045004641, BIK (RU)",
         "other 49852298 RU; other 045004641"},
        {"Male, Gender; None given, Secondary sanctions risk:; Passport", ""},
    };
    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct list_set set;
        char text[1000], path[300];
        print_message("# %s\n", cases[i].ids);
        (void)snprintf(text, sizeof text, "%sEL,1,,,Orlo Ventimer,,,,,,,,,,,\"%s\"\n", CSL_HEADER,
                       cases[i].ids);
        write_file("csl.csv", str_of(text));
        path_of("csl.csv", path, sizeof path);
        assert_ok(read_set(path, &set, NULL));
        assert_ids(&set.entities.v[0], cases[i].wanted);
        assert_str_is(set.entities.v[0].gender, str_of(i + 1 == N_OF(cases) ? "male" : ""), "", 0);
        list_set_release(&set);
    }
    remove_file("csl.csv");
}

static void numbers_of_the_screening_list_in_json(void **state)
{
    struct list_set set;
    char path[300];
    (void)state;
    write_file("csl.json",
               STR("{\"results\": [{\"source\": \"EL\", \"name\": \"Orlo Ventimer\", \"ids\": ["
                   "{\"type\": \"Cedula No.\", \"number\": \"16217170\", \"country\": \"CO\"},"
                   "{\"type\": \"Digital Currency Address - XBT\", \"number\": \"12QtD5BF\"},"
                   "{\"type\": \"Vessel Registration Identification\", \"number\": \"IMO 9\"},"
                   "{\"type\": \"Nationality of Registration\", \"number\": \"Korea, North\"},"
                   "{\"type\": \"Gender\", \"number\": \"Female\"},"
                   "{\"type\": \"Secondary sanctions risk:\", \"number\": \"section 1(b)\"}]}]}"));
    path_of("csl.json", path, sizeof path);
    assert_ok(read_set(path, &set, NULL));
    const struct listed_entity *e = &set.entities.v[0];
    assert_ids(e, "national-id 16217170 CO; wallet 12QtD5BF; imo 9");
    assert_str(e->gender, "female");
    assert_int_equal(e->n_countries, 1);
    list_set_release(&set);
    remove_file("csl.json");
}

/* Of the thousand bytes that the main file has room for, the last may be half a fact. */
static void remarks_go_on_in_the_comments(void **state)
{
    struct list_set set;
    struct buf text;
    (void)state;
    buf_init(&text, 64 * KIB);
    buf_add_z(&text, "41,\"VENTIMER, Orlo\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"");
    size_t begin = text.n;
    while (text.n < begin + 977)
        buf_add_c(&text, 'x');
    buf_add_z(&text, "; a.k.a. 'FOX'; alt. Pa\"\n");
    assert_int_equal(text.n, begin + 1002);
    buf_add_z(&text, "42,\"QUENDAL\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n"
                     "43,\"ZAND\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"
                     "\"Tax ID No. 55512.\"\n");
    write_file("sdn.csv", buf_str(&text));
    write_file("sdn_comments.csv", STR("41,\"ssport B765432 (Iraq); a.k.a. 'WOLF'.\"\n"
                                       "42,\"Tax ID No. 44312.\"\n"
                                       "43,\"NIT # 816005.\"\n"));
    assert_ok(read_set(folder, &set, NULL));
    assert_ids(entity_of(&set, "OFAC-41"), "passport B765432 IQ");
    assert_int_equal(entity_of(&set, "OFAC-41")->n_names, 3);
    assert_ids(entity_of(&set, "OFAC-42"), "tax-id 44312");
    assert_ids(entity_of(&set, "OFAC-43"), "tax-id 55512; tax-id 816005");
    list_set_release(&set);
    buf_release(&text);
    remove_file("sdn.csv");
    remove_file("sdn_comments.csv");
}

static int set_up(void **state)
{
    const char *tmp = getenv("TMPDIR");
    (void)state;
    (void)snprintf(folder, sizeof folder, "%s/seine-publishers-XXXXXX", tmp ? tmp : "/tmp");
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_the_screening_list),
        cmocka_unit_test(numbers_of_the_screening_list_in_json),
        cmocka_unit_test(remarks_go_on_in_the_comments),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
