/* goods/code.c - HS codes as they stand in papers. It knows their shape; which codes exist is the
 * business of the HS table. */
#include "goods/goods.h"

struct goods_hs goods_hs_normalise(struct str hs)
{
    struct goods_hs out = {0};
    char digits[11];
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
        if (n == 10)
            return out;
        digits[n++] = c;
    }
    if (n < 2)
        return out;
    int chapter = (digits[0] - '0') * 10 + (digits[1] - '0');
    if (chapter == 0 || chapter == 77)
        return out;
    for (size_t i = 0; i < n; i++)
        out.digits[i] = digits[i];
    out.n = (uint8_t)n;
    out.is_valid = true;
    return out;
}
