/* goods/code.c - HS codes as they stand in papers. It knows their shape; which codes exist is the
 * business of the HS table; it is asked only whether a leading zero was lost. */
#include "goods/goods.h"

#include "goods/hs.h"

#include <string.h>

enum { KEPT = 10, TURKISH = 12, LONGEST = 13 }; /* digits; the Gulf has twelve too, China 13 */

/* Spreadsheets take codes for numbers: 8112090 was 0811 20 90, for there is no 8112 09. Codes of
 * seven digits are nobody's; of five they are 8413.8 of people if there is no 0841 38. */
static bool has_lost_zero(const char *digits, size_t n)
{
    char padded[6] = "0";
    if (n != 5 && n != 7)
        return false;
    memcpy(padded + 1, digits, 5);
    return hs_is_valid((struct str){padded, 6}) &&
           (n == 5 || !hs_is_valid((struct str){digits, 6}));
}

/* "841381.0", which programs make of numbers. */
static struct str without_decimal(struct str hs)
{
    struct str whole = str_slice(hs, 0, hs.n < 2 ? 0 : hs.n - 2);
    for (size_t i = 0; i < whole.n; i++)
        if (whole.p[i] < '0' || whole.p[i] > '9')
            return hs;
    return whole.n >= 5 && str_is(str_slice(hs, whole.n, hs.n), STR(".0")) ? whole : hs;
}

static bool is_mark(char c)
{
    return c == '.' || c == ' ' || c == '-';
}

/* The digits of a code, LONGEST + 1 of too many; *ret_letters: it has anything else but marks. */
static size_t digits_of(struct str hs, char digits[LONGEST], bool *ret_letters)
{
    size_t n = 0;
    for (size_t i = 0; i < hs.n && n <= LONGEST && !*ret_letters; i++) {
        char c = hs.p[i];
        if (is_mark(c))
            continue;
        *ret_letters = c < '0' || c > '9';
        if (n < LONGEST)
            digits[n] = c;
        n++;
    }
    return n;
}

struct goods_hs goods_hs_normalise(struct str hs)
{
    struct goods_hs out = {0};
    char digits[LONGEST];
    hs = without_decimal(str_trim(hs));
    size_t n = digits_of(hs, digits, &out.has_letters);
    bool is_bare = n == hs.n;
    if (out.has_letters || n < 2 || n > LONGEST || (n > KEPT && n < TURKISH))
        return out;
    n = n < KEPT ? n : KEPT;
    if (is_bare && has_lost_zero(digits, n)) {
        memmove(digits + 1, digits, n++);
        digits[0] = '0';
    }
    int chapter = (digits[0] - '0') * 10 + (digits[1] - '0');
    if (chapter == 0 || chapter == 77)
        return out;
    memcpy(out.digits, digits, n);
    out.n = (uint8_t)n;
    out.is_valid = true;
    return out;
}
