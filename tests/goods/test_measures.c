/* Tables of what may not be traded with a country: what is read, what is refused and where, and the
 * longest prefix against a plain loop over all rows. */
#include "unit.h"

#include <stdlib.h>

#include "goods/hs.h"
#include "goods/measures.h"

#define HEADER "country,direction,hs,measure,source\n"

struct fixture {
    struct geo *geo;
    struct goods_measures *m;
    struct seine_error err;
};

static void begin(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    assert_int_equal(geo_open(&f->geo, &f->err), SEINE_OK);
    assert_int_equal(goods_measures_new(&f->m), SEINE_OK);
}

static void end(struct fixture *f)
{
    goods_measures_free(f->m);
    geo_free(f->geo);
}

static enum seine_status read_into(struct fixture *f, struct str text, const char *name)
{
    struct input *in = NULL;
    if (input_open_bytes(text, name, &in, NULL))
        return SEINE_NOMEM;
    enum seine_status status = goods_measures_read(f->m, in, f->geo, &f->err);
    input_free(in);
    return status;
}

static void read_good(struct fixture *f, const char *text)
{
    if (read_into(f, str_of(text), "m.csv") != SEINE_OK)
        fail_msg("%s", f->err.message);
}

/* The measure found, "" for none. */
static const char *found(const struct fixture *f, const char *country, enum goods_direction d,
                         const char *digits)
{
    static char text[LIMIT_MEASURE_TEXT + 1];
    uint32_t row = goods_measure_find(f->m, str_of(country), d, str_of(digits));
    if (row == MAP_NONE)
        return "";
    struct str s = goods_measure(f->m, row)->measure;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    return text;
}

static void the_longest_prefix_is_found(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    read_good(&f, HEADER "KP,both,*,look,s1\nKP,from,84,no machines,s2\nKP,from,8471,no computers,"
                         "s2\nRU,to,854231,no chips,s3\nRU,to,08,no nuts,s3\n");
    assert_string_equal(found(&f, "KP", GOODS_FROM, "847130"), "no computers");
    assert_string_equal(found(&f, "KP", GOODS_FROM, "8471"), "no computers");
    assert_string_equal(found(&f, "KP", GOODS_FROM, "847"), "no machines");
    assert_string_equal(found(&f, "KP", GOODS_FROM, "8413300000"), "no machines");
    assert_string_equal(found(&f, "KP", GOODS_TO, "847130"), "look");
    assert_string_equal(found(&f, "KP", GOODS_FROM, "8"), "look");
    assert_string_equal(found(&f, "KP", GOODS_TO, ""), "look");
    assert_string_equal(found(&f, "RU", GOODS_TO, "8542310090"), "no chips");
    assert_string_equal(found(&f, "RU", GOODS_TO, "8542"), "");
    assert_string_equal(found(&f, "RU", GOODS_FROM, "854231"), "");
    assert_string_equal(found(&f, "RU", GOODS_TO, "8"), ""); /* 08 is another number */
    assert_string_equal(found(&f, "CN", GOODS_TO, "854231"), "");
    assert_string_equal(found(&f, "", GOODS_TO, "854231"), "");
    assert_string_equal(found(&f, "KPX", GOODS_TO, "84"), "");
    read_good(&f, HEADER "BA,to,*,look there,s4\n");
    assert_string_equal(found(&f, "BA", GOODS_TO, "84"), "look there");
    assert_string_equal(found(&f, "A[", GOODS_TO, "84"), ""); /* behind AZ, and no letter */
    assert_string_equal(found(&f, "[A", GOODS_TO, "84"), "");
    end(&f);
}

static void columns_stand_in_any_order(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    read_good(&f, "\xef\xbb\xbfSource,more,HS,Country,direction,measure\r\n\r\n"
                  "\"a, \"\"b\"\"\",x, 2701 ,KP,both,\"coal, any\"\r\n");
    const struct goods_measure *row = goods_measure(f.m, 0);
    assert_int_equal(goods_n_measures(f.m), 1);
    assert_true(row->is_of[GOODS_FROM] && row->is_of[GOODS_TO]);
    assert_string_equal(row->country, "KP");
    assert_true(str_is(row->hs, STR("2701")) && str_is(row->measure, STR("coal, any")));
    assert_true(str_is(row->source, STR("a, \"b\"")));
    end(&f);
}

static void spreadsheets_write_semicolons(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    read_good(&f,
              "\xef\xbb\xbf"
              "country;direction;hs;measure;source\r\n;;;;\r\nKP;from;27;coal, any;s\r\n;;;;\r\n");
    assert_string_equal(found(&f, "KP", GOODS_FROM, "270112"), "coal, any");
    end(&f);
}

static void rows_of_one_measure_are_one_rule(void **state)
{
    struct fixture f;
    (void)state;
    begin(&f);
    read_good(&f, HEADER "KP,from,72,no metal,s\nKP,from,73,no metal,s\nKP,from,74,no metal,t\n"
                         "IR,from,72,no metal,s\nKP,to,72,no metal,s\n");
    const uint32_t rules[] = {0, 0, 2, 3, 0};
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(goods_measure(f.m, i)->rule, rules[i]);
    end(&f);
}

static void errors_have_a_place_and_a_reason(void **state)
{
    static const struct {
        const char *text, *says;
        int line, column;
    } cases[] = {
        {"", "must have a row", 0, 0},
        {HEADER, "must have a row", 0, 0},
        {"country,direction,hs,measure\nKP,from,27,a\n", "no column \"source\"", 1, 1},
        {HEADER "XX,from,27,a,b\n", "country \"XX\": must be a country's two capital letters", 2,
         1},
        {HEADER "kp,from,27,a,b\n", "country \"kp\"", 2, 1},
        {HEADER "North Korea,from,27,a,b\n", "country \"North Korea\"", 2, 1},
        {HEADER "KP,from,27,a,b\n\nKP,out,28,a,b\n", "direction \"out\": must be from, to or both",
         4, 2},
        {HEADER "KP,from,2,a,b\n", "hs \"2\": must be the first 2, 4 or 6 digits", 2, 3},
        {HEADER "KP,from,306,a,b\n", "with a leading 0", 2, 3},
        {HEADER "KP,from,27.01,a,b\n", "hs \"27.01\"", 2, 3},
        {HEADER "KP,from,2701110,a,b\n", "hs \"2701110\"", 2, 3},
        {HEADER "KP,from,77,a,b\n", "hs \"77\"", 2, 3},
        {HEADER "KP,from,,a,b\n", "hs \"\"", 2, 3},
        {HEADER "KP,from,27,,b\n", "measure \"\": must be one line of text", 2, 4},
        {HEADER "KP,from,27,\"a\nb\",b\n", "measure \"a?b\"", 2, 4},
        {HEADER "KP,from,27,a,\xff\n", "source \"?\"", 2, 5},
        {HEADER "KP,from,27,a\n", "there is no source", 2, 4},
        {HEADER "KP,from,27,a,b\nKP,both,27,c,d\n", "hs \"27\": stands twice", 3, 3},
        {HEADER "KP,from,\"27,a,b\n", "the row cannot be used", 2, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        begin(&f);
        assert_int_equal(read_into(&f, str_of(cases[i].text), "m.csv"), SEINE_FORMAT);
        if (!strstr(f.err.message, cases[i].says))
            fail_msg("\"%s\" does not say \"%s\"", f.err.message, cases[i].says);
        if (f.err.line != cases[i].line || f.err.column != cases[i].column)
            fail_msg("%s: at %d:%d", cases[i].says, (int)f.err.line, (int)f.err.column);
        assert_string_equal(f.err.source, "m.csv");
        end(&f);
    }
}

static void a_later_file_stands_in_for_an_earlier_one(void **state)
{
    struct fixture f;
    char before[17];
    (void)state;
    begin(&f);
    read_good(&f, HEADER "KP,both,27,ours,s\n");
    memcpy(before, goods_measures_version(f.m).p, sizeof before);
    read_good(&f, HEADER "KP,to,27,theirs,t\n");
    assert_string_equal(found(&f, "KP", GOODS_FROM, "2701"), "ours");
    assert_string_equal(found(&f, "KP", GOODS_TO, "2701"), "theirs");
    assert_int_equal(goods_measures_version(f.m).n, 16);
    assert_string_not_equal(before, goods_measures_version(f.m).p);
    end(&f);
}

/* Random tables: whatever is asked, a loop over all rows answers the same. */
static void finds_what_a_plain_loop_finds(void **state)
{
    static const char *const countries[] = {"KP", "RU", "IR"};
    struct fixture f;
    struct buf b;
    uint64_t seed = 11;
    (void)state;
    begin(&f);
    buf_init(&b, MIB);
    buf_add_z(&b, HEADER);
    for (size_t c = 0; c < 3; c++) {
        char seen[300][8];
        size_t n = 0;
        for (size_t i = 0; i < 300; i++) {
            char *digits = seen[n];
            snprintf(digits, 8, "%06zu", 840000 + i * 7);
            digits[2 + 2 * random_below(&seed, 3)] = '\0';
            size_t k = 0;
            while (strcmp(seen[k], digits) != 0)
                k++;
            if (k < n)
                continue;
            buf_add_f(&b, "%s,%s,%s,m%zu,s\n", countries[c], random_below(&seed, 2) ? "both" : "to",
                      digits, n++);
        }
    }
    read_good(&f, b.p);
    for (int i = 0; i < 4000; i++) {
        char asked[11];
        snprintf(asked, sizeof asked, "%06zu", 840000 + random_below(&seed, 2200));
        asked[random_below(&seed, 7)] = '\0';
        struct str country = str_of(countries[random_below(&seed, 3)]);
        enum goods_direction d = random_below(&seed, 2) ? GOODS_TO : GOODS_FROM;
        uint32_t best = MAP_NONE;
        for (uint32_t r = 0; r < goods_n_measures(f.m); r++) {
            const struct goods_measure *row = goods_measure(f.m, r);
            if (str_is(str_of(row->country), country) && row->is_of[d] &&
                str_starts(str_of(asked), row->hs) &&
                (best == MAP_NONE || row->hs.n > goods_measure(f.m, best)->hs.n))
                best = r;
        }
        assert_int_equal(goods_measure_find(f.m, country, d, str_of(asked)), best);
    }
    buf_release(&b);
    end(&f);
}

/* Every code of ours is in the Harmonized System; a few rows as the resolutions have them. */
static void our_table_is_read(void **state)
{
    struct fixture f;
    char path[512];
    const char *source = getenv("SEINE_SOURCE");
    (void)state;
    begin(&f);
    snprintf(path, sizeof path, "%s/data/measures.csv", source ? source : ".");
    if (goods_measures_read_path(f.m, path, f.geo, &f.err) != SEINE_OK)
        fail_msg("%s: %s", f.err.source, f.err.message);
    for (size_t i = 0; i < goods_n_measures(f.m); i++) {
        const struct goods_measure *row = goods_measure(f.m, i);
        if (row->hs.n && !hs_is_valid(row->hs))
            fail_msg("row %zu: " STR_FMT " is not in the Harmonized System", i, STR_ARG(row->hs));
    }
    assert_true(strstr(found(&f, "KP", GOODS_FROM, "270112"), "coal"));
    assert_true(strstr(found(&f, "KP", GOODS_TO, "270112"), "inspected"));
    assert_true(strstr(found(&f, "KP", GOODS_TO, "847150"), "machinery"));
    assert_true(strstr(found(&f, "KP", GOODS_TO, "890399"), "luxury"));
    assert_true(strstr(found(&f, "RU", GOODS_TO, "854231"), "third countries"));
    assert_string_equal(found(&f, "RU", GOODS_FROM, "854231"), "");
    assert_string_equal(found(&f, "CN", GOODS_TO, "854231"), "");
    assert_int_equal(goods_measures_read_path(f.m, "no/such/file", f.geo, &f.err), SEINE_NOT_FOUND);
    end(&f);
}

static void survives_failing_memory(void **state)
{
    struct geo *geo = NULL;
    (void)state;
    assert_int_equal(geo_open(&geo, NULL), SEINE_OK);
    for (uint64_t at = 1;; at++) {
        struct fixture f = {.geo = geo};
        mem_fail_at(at);
        enum seine_status status = goods_measures_new(&f.m);
        if (!status)
            status = read_into(&f, STR(HEADER "KP,both,27,a,b\nKP,to,28,c,d\n"), "m.csv");
        mem_fail_at(0);
        goods_measures_free(f.m);
        if (status == SEINE_OK)
            break;
        assert_int_equal(status, SEINE_NOMEM);
    }
    geo_free(geo);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_prefix_is_found),
        cmocka_unit_test(columns_stand_in_any_order),
        cmocka_unit_test(spreadsheets_write_semicolons),
        cmocka_unit_test(rows_of_one_measure_are_one_rule),
        cmocka_unit_test(errors_have_a_place_and_a_reason),
        cmocka_unit_test(a_later_file_stands_in_for_an_earlier_one),
        cmocka_unit_test(finds_what_a_plain_loop_finds),
        cmocka_unit_test(our_table_is_read),
        cmocka_unit_test(survives_failing_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
