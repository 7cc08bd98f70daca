/* trade/edifact_syntax.c: interchanges whose ends do not agree with what is there, and broken ones.
 */
#include "reading.h"
#include "unit.h"

#include <stdio.h>

#define IFTMIN(reference) "UNH+1+IFTMIN:D:99B:UN'BGM+340+" reference "'"

static void counts_that_agree_are_not_told(void **state)
{
    static const char *const rows[] = {
        "UNB+UNOC:3+A+B+1'" IFTMIN("X") "UNT+3+1'UNZ+1+1'",
        "UNB+UNOC:3+A+B+1'UNG+G+A+B'" IFTMIN("X") "UNT+3+1'UNE+1+1'UNG+G+A+B'" IFTMIN(
            "Y") "UNT+3+1'" IFTMIN("Z") "UNT+3+1'UNE+2+1'UNZ+2+1'",
        "UNB+UNOC:3+A+B+1'" IFTMIN("X") "UNT+3+1'UNZ+1+1'\r\nUNB+UNOC:3+A+B+2'" IFTMIN(
            "Y") "UNT+3+1'UNZ+1+1'\x1a",
        IFTMIN("X") "UNT+3+1'" IFTMIN("Y") "UNT+3+1'",
        IFTMIN("X") IFTMIN("Y"), /* messages alone need no end */
        IFTMIN("X") "UNT+003+1",
        "UNB+UNOC:3'\n'" IFTMIN("X") "''UNT+3+1'' 'UNZ+1+1''",
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        print_message("# %s\n", rows[i]);
        read_ok(rows[i], &b);
        assert_int_equal(b.rejects.n, 0);
        assert_in_range(b.consignments.n, 1, 3);
        trade_batch_release(&b);
    }
}

/* What was read stays. */
static void counts_that_do_not_agree_are_told(void **state)
{
    static const struct {
        const char *text;
        size_t n;
        int64_t line, column;
        const char *reason;
    } rows[] = {
        {IFTMIN("X") "\nUNT+4+1'", 1, 2, 1, "does not count the 3 segments that are here"},
        {IFTMIN("X") "\nUNT'", 1, 2, 1, "does not count the 3 segments that are here"},
        {"UNB+UNOC:3'" IFTMIN("X") "UNT+3+1'\n UNZ+2+1'", 1, 2, 2,
         "does not count the 1 messages that are here"},
        {"UNB+UNOC:3'UNG'" IFTMIN("X") "UNT+3+1'\nUNE+2'UNZ+1+1'", 1, 2, 1,
         "does not count the 1 messages that are here"},
        {"UNB+UNOC:3'UNG'" IFTMIN("X") "UNT+3+1'UNE+1'\nUNZ+3+1'", 1, 2, 1,
         "does not count the 1 groups that are here"},
        {"UNB+UNOC:3'" IFTMIN("X") "\n" IFTMIN("Y") "UNT+3+1'UNZ+2+1'", 2, 2, 1,
         "stands where the message before it should end (UNT)"},
        {"UNB+UNOC:3'" IFTMIN("X") "\nUNZ+1+1'", 1, 2, 1,
         "stands where the message before it should end (UNT)"},
        {"UNB+UNOC:3'" IFTMIN("X") "UNT+3+1'\nUNB+UNOC:3'" IFTMIN("Y") "UNT+3+1'UNZ+1+1'", 2, 2, 1,
         "stands where the interchange before it should end (UNZ)"},
        {IFTMIN("X") "UNT+3+1'\nUNT+3+1'", 1, 2, 1, "ends what nothing begins"},
        {"UNB+UNOC:3'" IFTMIN("X") "UNT+3+1'\n", 1, 2, 1, "the interchange breaks off"},
        {"UNA:+.? '\n BGM+340+Y'" IFTMIN("X"), 1, 2, 2, "stands in no message"},
        {IFTMIN("X") "UNT+3+1'\nunh+1+IFTMIN'BGM+340+Y'", 1, 2, 1, "stands in no message"},
        /* once for all that stands there */
        {IFTMIN("X") "UNT+3+1'\nCNI+1+Y'GID+1'", 1, 2, 1, "stands in no message"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        print_message("# %s\n", rows[i].text);
        read_ok(rows[i].text, &b);
        assert_rejected(&b, rows[i].line, rows[i].column, "", rows[i].reason);
        assert_int_equal(b.consignments.n, rows[i].n);
        assert_text(b.consignments.v[0].id, "X");
        trade_batch_release(&b);
    }
}

/* The quarantine has it whole. */
static void what_is_not_read_is_kept(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("UNB+UNOC:3'UNH+1+APERAK'BGM+1'CNI+1+A'UNT+4+1'CNI+1+B'GID+1'UNZ+1+1'", &b);
    assert_int_equal(b.rejects.n, 2);
    assert_text(b.rejects.v[0].raw, "UNH+1+APERAK'BGM+1'CNI+1+A'");
    assert_text(b.rejects.v[1].raw, "CNI+1+B'GID+1'");
    trade_batch_release(&b);
    read_ok("UNA:+.? 'UNB+UNOC:3+A+B", &b);
    assert_rejected(&b, 1, 24, "", "the interchange holds no message");
    trade_batch_release(&b);
    read_ok("UNH+1+APERAK'BGM+1'CNI+1+A'", &b);
    assert_rejected(&b, 1, 1, "", "is no message that is read here");
    assert_text(b.rejects.v[0].raw, "UNH+1+APERAK'BGM+1'CNI+1+A'");
    trade_batch_release(&b);
}

static void bytes_of_no_text_are_refused(void **state)
{
    static const char text[] = "UNH+1+IFTMIN'BGM+340+X\0Y'";
    struct trade_batch b;
    struct seine_error err = {0};
    (void)state;
    trade_batch_init(&b);
    assert_int_equal(read_bytes((struct str){text, sizeof text - 1}, NULL, 9, &b, &err), SEINE_OK);
    assert_rejected(&b, 1, 1, "", "has a NUL byte");
    trade_batch_release(&b);
}

/* A mass or a name may be shorter than it was. */
static void a_segment_that_is_cut_costs_its_record(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("UNH+1+CUSCAR'CNI+1+A'GID+1'MEA+AAE+G+KGM:1250'CNI+2+B'GID+1'\nMEA+AAE+G+KGM:12", &b);
    assert_int_equal(b.consignments.n, 1);
    assert_text(b.consignments.v[0].id, "A");
    assert_rejected(&b, 2, 1, "", "the file breaks off in the middle of this segment");
    assert_text(b.rejects.v[0].raw, "CNI+2+B'GID+1'\nMEA+AAE+G+KGM:12");
    trade_batch_release(&b);
    read_ok("UNH+1+CUSCAR'CNI+1+A'CNI+2+B", &b);
    assert_int_equal(b.consignments.n, 1);
    assert_rejected(&b, 1, 22, "", "the file breaks off in the middle of this segment");
    trade_batch_release(&b);
}

static void a_bad_message_costs_no_other(void **state)
{
    struct trade_batch b;
    (void)state;
    read_ok("UNB+UNOC:3+A+B+1'\n" IFTMIN("X") "UNT+3+1'\n" IFTMIN(
                "Y") "DTM+137:20260231:102'UNT+4+1'\n" IFTMIN("Z") "UNT+3+1'\nUNZ+3+1'",
            &b);
    assert_int_equal(b.consignments.n, 2);
    assert_text(b.consignments.v[1].id, "Z");
    assert_rejected(&b, 3, 41, "issued", "20260231");
    trade_batch_release(&b);
}

/* Whether a record or a reject of the batch has the consignment. */
static bool is_told_of(const struct trade_batch *b, struct str number, struct str segment)
{
    bool is = false;
    for (size_t i = 0; i < b->consignments.n; i++)
        is = is || str_is(b->consignments.v[i].number, number);
    for (size_t i = 0; i < b->rejects.n; i++)
        is = is || str_contains(b->rejects.v[i].raw, segment);
    return is;
}

/* However its segments are left out, repeated or exchanged. */
static void no_consignment_goes_without_a_word(void **state)
{
    static const char *const segments[] = {"UNB+UNOC:3+A+B+1",
                                           "UNH+1+CUSCAR",
                                           "DTM+137:20260112:102",
                                           "NAD+CA+LINE",
                                           "TDT+20+V1+1",
                                           "LOC+9+CNSHA",
                                           "CNI+1+A1",
                                           "NAD+CN+++X",
                                           "GID+1+1:CT",
                                           "FTX+AAA+++PAPER",
                                           "CNI+2+B2",
                                           "RFF+MB:M",
                                           "NAD+CN+++Y+++++ZZZ",
                                           "CNI+3+C3",
                                           "CNT+11:5",
                                           "UNT+15+1",
                                           "UNH+2+CUSCAR",
                                           "CNI+1+D4",
                                           "UNT+3+2",
                                           "UNH+3+APERAK",
                                           "CNI+1+E5",
                                           "UNT+3+3",
                                           "UNZ+3+1"};
    enum { N = sizeof segments / sizeof *segments };
    (void)state;
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        const char *mixed[N];
        struct trade_batch b;
        struct buf text;
        uint64_t random = seed;
        memcpy(mixed, segments, sizeof segments);
        for (size_t i = random_below(&random, 4); i < 4; i++) {
            size_t from = 2 + random_below(&random, N - 2), to = 2 + random_below(&random, N - 2);
            const char *kept = mixed[to];
            mixed[to] = mixed[from];
            if (seed % 3 == 0)
                mixed[from] = kept;
        }
        buf_init(&text, MIB);
        buf_add_z(&text, "UNA:+.? '\n");
        for (size_t i = 0; i < N; i++)
            buf_add_f(&text, "%s'\n", mixed[i]);
        read_ok(text.p, &b);
        for (size_t i = 0; i < N; i++)
            if (memcmp(mixed[i], "CNI", 3) == 0 &&
                !is_told_of(&b, str_of(mixed[i] + 6), str_of(mixed[i])))
                fail_msg("seed %llu: %s is lost in\n%s", (unsigned long long)seed, mixed[i],
                         text.p);
        trade_batch_release(&b);
        buf_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_that_agree_are_not_told),
        cmocka_unit_test(counts_that_do_not_agree_are_told),
        cmocka_unit_test(bytes_of_no_text_are_refused),
        cmocka_unit_test(what_is_not_read_is_kept),
        cmocka_unit_test(a_segment_that_is_cut_costs_its_record),
        cmocka_unit_test(no_consignment_goes_without_a_word),
        cmocka_unit_test(a_bad_message_costs_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
