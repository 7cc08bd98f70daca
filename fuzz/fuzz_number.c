/* Numbers, dates and UTF-8 in any bytes: what is accepted reads back after writing. */
#include "base/base.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void try_numbers(struct str s, struct buf *out)
{
    int64_t whole, again, fixed;
    double real;
    if (str_to_i64(s, &whole)) {
        buf_add_i64(out, whole);
        demand(str_to_i64(buf_str(out), &again) && again == whole);
    }
    if (str_to_double(s, &real))
        demand(isfinite(real));
    if (str_to_fixed(s, 3, &fixed)) {
        buf_reset(out);
        buf_add_fixed(out, fixed, 3);
        demand(str_to_fixed(buf_str(out), 3, &again) && again == fixed);
    }
}

static void try_dates(struct str s, struct buf *out)
{
    int32_t day, second, day2, second2;
    int year, month, d;
    if (!date_parse(s, &day, &second))
        return;
    demand(second >= -1 && second < 86400);
    date_civil(day, &year, &month, &d);
    if (!date_is_valid(year, month, d)) /* a zone can lead out of the years 1 to 9999 */
        return;
    demand(date_day(year, month, d) == day);
    buf_reset(out);
    buf_add_date_time(out, day, second);
    demand(date_parse(buf_str(out), &day2, &second2) && day2 == day && second2 == second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str s = {(const char *)data, size};
    struct buf out;
    buf_init(&out, 64 * MIB);
    try_numbers(s, &out);
    try_dates(s, &out);
    buf_reset(&out);
    bool changed = utf8_repair(s, &out);
    demand(changed == !utf8_is_valid(s) && utf8_is_valid(buf_str(&out)));
    demand(changed || str_is(buf_str(&out), s));
    demand(utf8_length(s) <= s.n);
    (void)utf8_width(s);
    buf_release(&out);
    return 0;
}
