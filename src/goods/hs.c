/* The table of HS codes, read in place: a row for each chapter and heading, found by bisection. It
 * does not classify and does not clean codes (goods_hs_normalise does). */
#include "goods/hs.h"

#include "geo/tables.h"

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
    }
    return true;
}

static bool find(struct str digits, size_t n, struct str row[3])
{
    return digits.n >= n && ref_find(REF(hs), str_slice(digits, 0, n), row, 3);
}

struct str hs_text(struct str digits)
{
    struct str row[3];
    if (find(digits, 4, row) && row[2].n > 0) {
        return row[2];
    }
    return find(digits, 2, row) ? row[2] : STR_EMPTY;
}

bool hs_is_valid(struct str digits)
{
    struct str row[3];
    if (digits.n < 2 || !all_digits(digits)) {
        return false;
    }
    if (digits.n < 4) {
        return find(digits, 2, row);
    }
    if (!find(digits, 4, row)) {
        return false;
    }
    if (digits.n < 6) {
        return true;
    }
    struct str end = str_slice(digits, 4, 6);
    for (size_t i = 0; i + 2 <= row[1].n; i += 3) {
        if (str_is(str_slice(row[1], i, i + 2), end)) {
            return true;
        }
    }
    return false;
}

size_t hs_n_codes(void)
{
    struct str rest = REF(hs);
    struct str row[3];
    size_t n = 0;
    while (ref_row(&rest, row, 3)) {
        n += (row[1].n + 1) / 3;
    }
    return n;
}
