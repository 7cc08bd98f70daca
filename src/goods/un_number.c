/* The table of UN numbers, read in place. It does not judge whether goods fit their number. */
#include "goods/un_number.h"

#include "geo/tables.h"

#include <string.h>

bool un_number_find(struct str text, struct un_number *ret)
{
    text = str_trim(text);
    if (str_starts_ci(text, STR("UN"))) {
        text = str_slice(text, 2, text.n);
        if (text.n > 0 && (text.p[0] == ' ' || text.p[0] == '-')) {
            text = str_slice(text, 1, text.n);
        }
    }
    struct str row[3];
    int64_t number = 0;
    if (text.n != 4 || !str_to_i64(text, &number) || number <= 0 ||
        !ref_find(REF(un_numbers), text, row, 3)) {
        return false;
    }
    *ret = (struct un_number){(uint16_t)number, row[1], row[2]};
    return true;
}

static size_t end_of_digits(struct str text, size_t at)
{
    while (at < text.n && text.p[at] >= '0' && text.p[at] <= '9') {
        at++;
    }
    return at;
}

static bool is_zero(struct str digits)
{
    size_t at = 0;
    while (at < digits.n && digits.p[at] == '0') {
        at++;
    }
    return at == digits.n;
}

enum un_said un_number_said(struct str field)
{
    char padded[] = "0000";
    struct un_number un;
    size_t n_numbers = 0;
    bool is_other = str_starts_ci(field, STR("NA")) || str_starts_ci(field, STR("ID"));
    for (size_t at = 0; at < field.n; at++) {
        size_t end = end_of_digits(field, at);
        struct str number = str_slice(field, at, end);
        at = end;
        if (is_zero(number)) {
            continue;
        }
        if (un_number_find(number, &un) || (is_other && number.n == 4)) {
            return UN_SAID_KNOWN;
        }
        n_numbers++;
        if (number.n < 4) {
            memcpy(padded + 4 - number.n, number.p, number.n);
        }
    }
    if (n_numbers == 0) {
        return UN_SAID_NONE;
    }
    return n_numbers == 1 && un_number_find(STR(padded), &un) ? UN_SAID_KNOWN : UN_SAID_WRONG;
}

size_t un_number_count(void)
{
    return ref_n_rows(REF(un_numbers));
}
