/* Civil dates: against a day-by-day calendar, and ISO 8601 texts. */
#include "unit.h"

static void every_day_of_ten_thousand_years_agrees_with_the_calendar(void **state)
{
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t day = date_day(1, 1, 1);
    assert_int_equal(day, -719162);
    for (int y = 1; y <= 9999; y++) {
        bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
        for (int m = 1; m <= 12; m++) {
            int last = lengths[m - 1] + (m == 2 && leap);
            assert_false(date_is_valid(y, m, last + 1));
            for (int d = 1; d <= last; d++, day++) {
                int yy, mm, dd;
                if (date_day(y, m, d) != day)
                    fail_msg("%04d-%02d-%02d is day %d", y, m, d, (int)day);
                date_civil(day, &yy, &mm, &dd);
                if (yy != y || mm != m || dd != d)
                    fail_msg("day %d is %04d-%02d-%02d", (int)day, y, m, d);
            }
        }
    }
}

static void the_bounds_of_dates_hold(void **state)
{
    (void)state;
    assert_int_equal(date_day(1970, 1, 1), 0);
    assert_false(date_is_valid(0, 1, 1));
    assert_false(date_is_valid(10000, 1, 1));
    assert_false(date_is_valid(2026, 0, 1));
    assert_false(date_is_valid(2026, 13, 1));
    assert_false(date_is_valid(2026, 1, 0));
    assert_true(date_is_valid(2000, 2, 29));
    assert_false(date_is_valid(1900, 2, 29));
}

static void iso_texts_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t day, second;
    } good[] = {
        {"1970-01-01", 0, -1},
        {"19700102", 1, -1},
        {"1970-01-01T00:00:01Z", 0, 1},
        {"1970-01-01 12:30", 0, 45000},
        {"1970-01-01T12:30:59.999Z", 0, 45059},
        {"1970-01-01T00:30:00+09:00", -1, 86400 - 30600},
        {"1970-01-01T23:00:00-0200", 1, 3600},
        {"1970-01-01T23:59:60Z", 0, 86399},
        {"1970-01-01T24:00:00Z", 1, 0},
        {"0001-01-01T00:01:00+00:01", -719162, 0},
        {"9999-12-31T23:59:00Z", 2932896, 86340},
    };
    for (size_t i = 0; i < N_OF(good); i++) {
        int32_t day, second;
        if (!date_parse(str_of(good[i].text), &day, &second) || day != good[i].day ||
            second != good[i].second)
            fail_msg("%s", good[i].text);
    }
}

static void other_texts_are_refused_and_outputs_untouched(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "2026",
                                      "2026-1-1",
                                      "2026-13-01",
                                      "2026-02-30",
                                      "0000-01-01",
                                      "0001-01-01T00:00:00+00:01",
                                      "9999-12-31T23:30:00-01:00",
                                      "9999-12-31T24:00:00Z",
                                      "2026-01-01X",
                                      "2026-01-01T",
                                      "2026-01-01T25:00",
                                      "2026-01-01T12:60",
                                      "2026-01-01T12:00:00+25:00",
                                      "2026-01-0112:00",
                                      "2026-0101",
                                      "31/12/2026",
                                      "2026-01-01T12:00Zx",
                                      "12026-01-01"};
    for (size_t i = 0; i < N_OF(bad); i++) {
        int32_t day = 77, second = 78;
        if (date_parse(str_of(bad[i]), &day, &second) || day != 77 || second != 78)
            fail_msg("%s", bad[i]);
    }
}

static void months_are_named_by_their_beginnings(void **state)
{
    static const struct {
        const char *word;
        int month;
    } rows[] = {{"Jan", 1},   {"FEBRUARY", 2}, {"mar", 3},   {"March", 3},  {"Sept", 9},
                {"dec", 12},  {"may", 5},      {"Ja", 0},    {"", 0},       {"Maria", 0},
                {"Mayer", 0}, {"Junk", 0},     {"Decca", 0}, {"August ", 0}};
    (void)state;
    for (size_t i = 0; i < N_OF(rows); i++)
        if (date_month(str_of(rows[i].word)) != rows[i].month)
            fail_msg("%s", rows[i].word);
}

static void dates_are_written_as_iso(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 256);
    buf_add_date(&b, date_day(2026, 7, 31));
    buf_add_c(&b, ' ');
    buf_add_date_time(&b, date_day(9999, 12, 31), 86399);
    buf_add_c(&b, ' ');
    buf_add_date_time(&b, date_day(1, 1, 1), -1);
    assert_str(buf_str(&b), "2026-07-31 9999-12-31T23:59:59Z 0001-01-01");
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_ten_thousand_years_agrees_with_the_calendar),
        cmocka_unit_test(the_bounds_of_dates_hold),
        cmocka_unit_test(iso_texts_are_read),
        cmocka_unit_test(other_texts_are_refused_and_outputs_untouched),
        cmocka_unit_test(months_are_named_by_their_beginnings),
        cmocka_unit_test(dates_are_written_as_iso),
    };
    return RUN(tests);
}
