/* Rules that look at several documents: one number on different consignments, and houses under
 * their master. */
#include "check_fixture.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_reused_by_other_parties_only),
        cmocka_unit_test(papers_of_one_number_are_held_against_their_neighbours),
        cmocka_unit_test(houses_may_not_outweigh_their_master),
        cmocka_unit_test(pieces_of_houses_must_add_up),
    };
    return RUN(tests);
}
