/* Rules that look at several documents: one number on different consignments, and houses under
 * their master. */
#include "check_fixture.h"

#include <limits.h>
#include <math.h>

static void numbers_are_reused_by_other_parties_only(void **state)
{
    static const char text[] =
        "{\"id\":\"A\",\"document\":{\"type\":\"air-waybill\",\"number\":\"999-12345675\","
        "\"issued\":"
        "\"2026-01-01\"},\"parties\":[{\"role\":\"shipper\",\"name\":\"X\"},{\"role\":"
        "\"consignee\","
        "\"name\":\"Y\"}]}\n"
        "{\"id\":\"B\",\"document\":{\"type\":\"air-waybill\",\"number\":\"999-12345675\","
        "\"issued\":"
        "\"2026-01-09\"},\"parties\":[{\"role\":\"shipper\",\"name\":\"X\"},{\"role\":"
        "\"consignee\","
        "\"name\":\"Z\"}]}\n"
        "{\"id\":\"C\",\"document\":{\"type\":\"air-waybill\",\"number\":\"999-11111115\","
        "\"issued\":"
        "\"2026-01-01\"},\"parties\":[{\"role\":\"shipper\",\"name\":\"X\"}]}\n"
        "{\"id\":\"D\",\"document\":{\"type\":\"air-waybill\",\"number\":\"999-11111115\","
        "\"issued\":"
        "\"2026-01-09\"},\"parties\":[{\"role\":\"shipper\",\"name\":\"X\"}]}\n"
        "{\"id\":\"E\",\"document\":{\"type\":\"air-waybill\",\"number\":\"999-22222220\","
        "\"issued\":"
        "\"2024-01-01\"},\"parties\":[{\"role\":\"shipper\",\"name\":\"X\"}]}\n"
        "{\"id\":\"F\",\"document\":{\"type\":\"air-waybill\",\"number\":\"999-22222220\","
        "\"issued\":"
        "\"2026-01-09\"},\"parties\":[{\"role\":\"shipper\",\"name\":\"V\"}]}\n";
    struct checked c;
    (void)state;
    check_table(&c, str_of(text), 1);
    const struct check_finding *a = finding(&c, "A", CHECK_DOCUMENT_REUSED),
                               *b = finding(&c, "B", CHECK_DOCUMENT_REUSED);
    assert_true(a && b);
    assert_int_equal(a->other, b->record);
    assert_int_equal(b->other, a->record);
    assert_null(finding(&c, "C", CHECK_DOCUMENT_REUSED)); /* the same parties */
    assert_null(finding(&c, "D", CHECK_DOCUMENT_REUSED));
    assert_null(finding(&c, "F", CHECK_DOCUMENT_REUSED)); /* two years later */
    checked_release(&c);
}

struct paper {
    const char *id, *number, *issued, *shipper, *consignee, *notify;
    int kg, pieces;
    const char *goods;
    bool is_reused, has_other_content;
};

/* Papers of one number are held against the one before them in time: within 400 days, by shipper
 * and consignee, else by mass (beyond 1 %), pieces and goods. */
static void papers_of_one_number_are_held_against_their_neighbours(void **state)
{
    static const struct paper papers[] = {
        /* the first is too old for the second, the third is near it */
        {"A1", "N1", "2023-01-01", "X", "Y", "Z", 10, 1, "nuts", false, false},
        {"A2", "N1", "2026-01-01", "X", "Y", "Z", 10, 1, "nuts", true, false},
        {"A3", "N1", "2026-02-01", "X", "V", "Z", 10, 1, "nuts", true, false},
        /* only who is notified differs */
        {"B1", "N2", "2026-01-01", "X", "Y", "Z", 10, 1, "nuts", false, false},
        {"B2", "N2", "2026-01-02", "X", "Y", "W", 10, 1, "nuts", false, false},
        /* other goods of the same mass and pieces are other words for them */
        {"C1", "N3", "2026-01-01", "X", "Y", "Z", 1000, 7, "nuts", false, false},
        {"C2", "N3", "2026-01-02", "X", "Y", "Z", 1009, 7, "pumps", false, false},
        /* more than 1 % or one piece more are other contents, if no goods are the same */
        {"D1", "N4", "2026-01-01", "X", "Y", "Z", 1000, 7, "nuts", false, true},
        {"D2", "N4", "2026-01-02", "X", "Y", "Z", 1011, 7, "pumps", false, true},
        {"E1", "N5", "2026-01-01", "X", "Y", "Z", 1000, 7, "nuts", false, true},
        {"E2", "N5", "2026-01-02", "X", "Y", "Z", 1000, 8, "pumps", false, true},
        {"F1", "N6", "2026-01-01", "X", "Y", "Z", 1000, 7, "nuts", false, false},
        {"F2", "N6", "2026-01-02", "X", "Y", "Z", 3000, 9, "nuts", false, false},
        /* 400 days and a day more */
        {"G1", "N7", "2025-01-01", "X", "Y", "Z", 10, 1, "nuts", true, false},
        {"G2", "N7", "2026-02-05", "W", "Y", "Z", 10, 1, "nuts", true, false},
        {"H1", "N8", "2025-01-01", "X", "Y", "Z", 10, 1, "nuts", false, false},
        {"H2", "N8", "2026-02-06", "W", "Y", "Z", 10, 1, "nuts", false, false},
    };
    struct checked c;
    struct buf text;
    (void)state;
    buf_init(&text, MIB);
    for (size_t i = 0; i < N_OF(papers); i++)
        buf_add_f(&text,
                  "{\"id\":\"%s\",\"document\":{\"type\":\"air-waybill\",\"number\":\"%s\","
                  "\"issued\":\"%s\"},\"parties\":[{\"role\":\"shipper\",\"name\":\"%s\"},"
                  "{\"role\":\"consignee\",\"name\":\"%s\"},{\"role\":\"notify\",\"name\":"
                  "\"%s\"}],\"gross_kg\":%d,\"pieces\":%d,\"goods\":[{\"line\":1,"
                  "\"description\":\"%s\"}]}\n",
                  papers[i].id, papers[i].number, papers[i].issued, papers[i].shipper,
                  papers[i].consignee, papers[i].notify, papers[i].kg, papers[i].pieces,
                  papers[i].goods);
    check_table(&c, buf_str(&text), 1);
    for (size_t i = 0; i < N_OF(papers); i++) {
        print_message("# %s\n", papers[i].id);
        assert_int_equal(finding(&c, papers[i].id, CHECK_DOCUMENT_REUSED) != NULL,
                         papers[i].is_reused);
        assert_int_equal(finding(&c, papers[i].id, CHECK_DOCUMENT_CONTENT) != NULL,
                         papers[i].has_other_content);
    }
    buf_release(&text);
    checked_release(&c);
}

static void houses_may_not_outweigh_their_master(void **state)
{
    struct checked c;
    struct buf text;
    (void)state;
    buf_init(&text, MIB);
    for (int i = 0; i < 2; i++) {
        buf_add_f(&text,
                  "{\"id\":\"M%d\",\"document\":{\"type\":\"air-waybill\",\"number\":\"M%d\"},"
                  "\"gross_kg\":100}\n",
                  i, i);
        for (int k = 0; k < 2; k++)
            buf_add_f(&text,
                      "{\"id\":\"H%d%d\",\"document\":{\"type\":\"house-air-waybill\",\"number\":"
                      "\"h%d%d\",\"master\":\"M%d\"},\"gross_kg\":%d}\n",
                      i, k, i, k, i, i ? 80 : 50);
    }
    check_table(&c, buf_str(&text), 1);
    assert_null(finding(&c, "M0", CHECK_HOUSE_ABOVE_MASTER));
    const struct check_finding *f = finding(&c, "M1", CHECK_HOUSE_ABOVE_MASTER);
    assert_non_null(f);
    assert_true(fabs(f->measure - 1.6) < 1e-9);
    assert_int_equal(c.result.stats[CHECK_HOUSE_ABOVE_MASTER].n_applied, 2);
    buf_release(&text);
    checked_release(&c);
}

static void pieces_of_houses_must_add_up(void **state)
{
    struct checked c;
    struct buf text;
    (void)state;
    buf_init(&text, MIB);
    for (int i = 0; i < 3; i++) { /* all agree; one piece too many; half of the houses are there */
        buf_add_f(&text,
                  "{\"id\":\"M%d\",\"document\":{\"type\":\"air-waybill\",\"number\":\"M%d\"},"
                  "\"gross_kg\":100,\"pieces\":10}\n",
                  i, i);
        for (int k = 0; k < (i == 2 ? 1 : 2); k++)
            buf_add_f(&text,
                      "{\"id\":\"H%d%d\",\"document\":{\"type\":\"house-air-waybill\",\"number\":"
                      "\"h%d%d\",\"master\":\"M%d\"},\"gross_kg\":50,\"pieces\":%d}\n",
                      i, k, i, k, i, i == 1 ? 6 : 5);
    }
    check_table(&c, buf_str(&text), 1);
    assert_null(finding(&c, "M0", CHECK_HOUSE_SUMS));
    assert_non_null(finding(&c, "M1", CHECK_HOUSE_SUMS));
    assert_null(finding(&c, "M2", CHECK_HOUSE_SUMS));
    buf_release(&text);
    checked_release(&c);
}

/* Its houses may well weigh more than the pieces that one flight took. */
static void a_part_of_a_master_is_not_held_against_its_houses(void **state)
{
    static const char text[] =
        "{\"id\":\"M\",\"document\":{\"type\":\"cargo-manifest\",\"number\":\"M\"},\"mode\":"
        "\"air\","
        "\"pieces\":10,\"goods\":[{\"line\":1,\"quantity\":2,\"unit\":\"PKG\",\"gross_kg\":20}]}\n"
        "{\"id\":\"H\",\"document\":{\"type\":\"house-air-waybill\",\"number\":\"H\",\"master\":"
        "\"M\"},\"gross_kg\":100,\"pieces\":10}\n"
        "{\"id\":\"D\",\"document\":{\"type\":\"export-declaration\",\"number\":\"D\",\"master\":"
        "\"M\"},\"gross_kg\":100,\"pieces\":10}\n";
    struct checked c;
    (void)state;
    check_table(&c, str_of(text), 1);
    assert_null(finding(&c, "M", CHECK_HOUSE_ABOVE_MASTER));
    assert_null(finding(&c, "M", CHECK_HOUSE_SUMS));
    assert_null(finding(&c, "D", CHECK_CONTRADICTION));
    assert_int_equal(c.result.stats[CHECK_CONTRADICTION].n_applied, 2);
    checked_release(&c);
}

/* Papers of one mass at one hub. */
enum { N_STOPS = 120 };
struct stop {
    int day, shipper, consignee;
    bool is_departure;
};

static void random_stop(struct stop *ret, uint64_t *seed, size_t names)
{
    ret->day = (int)random_below(seed, 150);
    ret->shipper = (int)random_below(seed, names);
    ret->consignee = (int)random_below(seed, names);
    ret->is_departure = random_below(seed, 8) > 2;
}

static void add_stop(struct buf *text, const struct stop *r, int i)
{
    buf_add_f(
        text,
        "{\"id\":\"R%03d\",\"mode\":\"air\",\"document\":{\"type\":\"air-waybill\"},"
        "\"gross_kg\":10,\"pieces\":2,\"legs\":[{\"from\":\"%s\",\"to\":\"%s\",\"departed\":\"",
        i, r->is_departure ? "DXB" : "PEK", r->is_departure ? "CDG" : "DXB");
    buf_add_date(text, date_day(2026, 1, 1) + r->day);
    buf_add_z(text, "\",\"arrived\":\"");
    buf_add_date(text, date_day(2026, 1, 1) + r->day);
    buf_add_f(text,
              "\"}],\"parties\":[{\"role\":\"shipper\",\"name\":\"S%d\"},{\"role\":\"consignee\","
              "\"name\":\"C%d\"}]}\n",
              r->shipper, r->consignee);
}

/* Whether b is what came to the hub as a, under two other names, within 45 days. */
static bool goes_on(const struct stop *a, const struct stop *b)
{
    return !a->is_departure && b->is_departure && b->day >= a->day && b->day - a->day <= 45 &&
           a->shipper != b->shipper && a->consignee != b->consignee;
}

/* How few others came or went between a departure and what it is; INT_MAX: it is nothing. */
static int fewest_between(const struct stop *r, int i)
{
    int fewest = INT_MAX;
    for (int k = 0; k < N_STOPS; k++) {
        int between = 0;
        for (int j = 0; j < N_STOPS; j++)
            between += r[j].day > r[k].day && r[j].day < r[i].day;
        if (goes_on(&r[k], &r[i]) && between < fewest)
            fewest = between;
    }
    return fewest;
}

/* However much else came and went there meanwhile: against looking at every pair. */
static void what_reappears_is_found_behind_any_number_of_others(void **state)
{
    uint64_t seed = 45;
    size_t far = 0;
    (void)state;
    for (size_t round = 0; round < 24; round++) {
        struct stop r[N_STOPS];
        struct checked c;
        struct buf text;
        buf_init(&text, MIB);
        for (int i = 0; i < N_STOPS; i++) {
            random_stop(&r[i], &seed, 2 + round % 4);
            add_stop(&text, &r[i], i);
        }
        check_table(&c, buf_str(&text), 1);
        for (int i = 0; i < N_STOPS; i++) {
            char id[8];
            int between = fewest_between(r, i);
            snprintf(id, sizeof id, "R%03d", i);
            far += between != INT_MAX && between >= 16;
            if (r[i].is_departure && !finding(&c, id, CHECK_REAPPEARS) != (between == INT_MAX))
                fail_msg("round %zu: %s, %d between", round, id, between);
        }
        buf_release(&text);
        checked_release(&c);
    }
    assert_true(far > 10);
}

/* The number that was looked at is the one that is told. */
static void a_house_s_waybill_is_told_by_its_master_s_number(void **state)
{
    static const char text[] =
        "{\"id\":\"H\",\"carrier\":\"EK\",\"document\":{\"type\":\"house-air-waybill\","
        "\"number\":\"17612345670\",\"master\":\"999-50000004\"}}\n";
    static const struct {
        enum check_kind kind;
        const char *told;
    } all[] = {{CHECK_AWB_DIGIT, "(999-50000004)"}, {CHECK_AWB_PREFIX, "(999 is Air China"}};
    struct checked c;
    (void)state;
    check_table(&c, str_of(text), 1);
    for (size_t i = 0; i < N_OF(all); i++) {
        struct buf words;
        buf_init(&words, MIB);
        const struct check_finding *f = finding(&c, "H", all[i].kind);
        assert_non_null(f);
        check_text(&c.table, c.geo, f, &words);
        if (!str_contains(buf_str(&words), str_of(all[i].told)))
            fail_msg("%s", words.p);
        buf_release(&words);
    }
    checked_release(&c);
}

#define ISSUED(id, day, rest)                                                                      \
    "{\"id\":\"" id "\",\"document\":{\"type\":\"air-waybill\",\"number\":\"" id                   \
    "\",\"issued\":\"2026-03-0" day "\"" rest "},\"legs\":[{\"from\":\"PVG\",\"to\":\"JED\","      \
    "\"departed\":\"2026-03-01\"}]}\n"
#define TAKEN_BACK ",\"withdrawn\":true"

/* Where more than one message tells of a document, or the only one withdraws it. */
static void documents_that_were_withdrawn_are_told(void **state)
{
    static const struct {
        const char *id, *told; /* NULL: passed */
    } rows[] = {{"W", "W: the document was withdrawn"},
                {"R", "R: the document was withdrawn, and issued again"},
                {"T", "T: the document was withdrawn, and issued again, and withdrawn again"},
                {"X", "X: the document was withdrawn"},
                {"V", NULL}};
    struct checked c;
    (void)state;
    check_table(&c,
                STR(ISSUED("W", "1", "") ISSUED("W", "5", TAKEN_BACK) ISSUED("R", "5", TAKEN_BACK)
                        ISSUED("R", "6", "") ISSUED("T", "4", TAKEN_BACK) ISSUED("T", "5", "")
                            ISSUED("T", "6", TAKEN_BACK) ISSUED("X", "5", TAKEN_BACK)
                                ISSUED("V", "1", "") ISSUED("V", "2", "") ISSUED("P", "1", "")),
                1);
    for (size_t i = 0; i < N_OF(rows); i++) {
        const struct check_finding *f = finding(&c, rows[i].id, CHECK_WITHDRAWN);
        struct buf words;
        buf_init(&words, MIB);
        assert_int_equal(f != NULL, rows[i].told != NULL);
        if (f)
            check_text(&c.table, c.geo, f, &words);
        assert_string_equal(f ? words.p : "", rows[i].told ? rows[i].told : "");
        buf_release(&words);
    }
    assert_int_equal(c.result.stats[CHECK_WITHDRAWN].n_applied, 5); /* not to P */
    assert_int_equal(c.result.stats[CHECK_VERSIONS].n_failed, 1);   /* V alone */
    assert_null(finding(&c, "X", CHECK_ISSUED_LATE)); /* the day is that of the withdrawal */
    checked_release(&c);
}

#define ABOARD(id, type, pieces)                                                                   \
    "{\"id\":\"" id "\",\"mode\":\"air\",\"document\":{\"type\":\"" type "\",\"number\":\"" id     \
    "\"},\"legs\":[{\"from\":\"PVG\",\"to\":\"JED\"}],\"pieces\":" pieces "}\n"

static void manifests_may_not_name_more_than_the_waybill(void **state)
{
    struct checked c;
    (void)state;
    check_table(&c,
                STR(ABOARD("A", "air-waybill", "5") ABOARD("A", "cargo-manifest", "6")
                        ABOARD("B", "air-waybill", "5") ABOARD("B", "cargo-manifest", "5")
                            ABOARD("C", "air-waybill", "5") ABOARD("D", "cargo-manifest", "5")),
                1);
    assert_non_null(finding(&c, "A", CHECK_MANIFEST_ABOVE));
    assert_null(finding(&c, "B", CHECK_MANIFEST_ABOVE));
    assert_int_equal(c.result.stats[CHECK_MANIFEST_ABOVE].n_applied, 2); /* where both say it */
    assert_int_equal(c.result.stats[CHECK_MANIFEST_ABOVE].n_failed, 1);
    checked_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_that_were_withdrawn_are_told),
        cmocka_unit_test(manifests_may_not_name_more_than_the_waybill),
        cmocka_unit_test(what_reappears_is_found_behind_any_number_of_others),
        cmocka_unit_test(a_house_s_waybill_is_told_by_its_master_s_number),
        cmocka_unit_test(numbers_are_reused_by_other_parties_only),
        cmocka_unit_test(papers_of_one_number_are_held_against_their_neighbours),
        cmocka_unit_test(houses_may_not_outweigh_their_master),
        cmocka_unit_test(pieces_of_houses_must_add_up),
        cmocka_unit_test(a_part_of_a_master_is_not_held_against_its_houses),
    };
    return RUN(tests);
}
