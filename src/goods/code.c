/* goods/code.c - HS codes as they stand in papers. It knows their shape; which codes exist is the
 * business of the HS table. */
#include "goods/goods.h"

enum { KEPT = 10, TURKISH = 12, LONGEST = 13 }; /* digits; the Gulf has twelve too, China 13 */

struct goods_hs goods_hs_normalise(struct str hs)
{
    struct goods_hs out = {0};
    char digits[LONGEST];
    size_t n = 0;
    hs = str_trim(hs);
    for (size_t i = 0; i < hs.n; i++) {
        char c = hs.p[i];
        if (c == '.' || c == ' ' || c == '-')
            continue;
        if (c < '0' || c > '9') {
            out.has_letters = true;
            return out;
        }
        if (n == LONGEST)
            return out;
        digits[n++] = c;
    }
    if (n < 2 || (n > KEPT && n < TURKISH))
        return out;
    n = n < KEPT ? n : KEPT;
    int chapter = (digits[0] - '0') * 10 + (digits[1] - '0');
    if (chapter == 0 || chapter == 77)
        return out;
    for (size_t i = 0; i < n; i++)
        out.digits[i] = digits[i];
    out.n = (uint8_t)n;
    out.is_valid = true;
    return out;
}
