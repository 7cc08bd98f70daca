/* link/hint.c - makes hints. It does not know what they are of. */
#include "link/hint.h"

#define KINDS 24 /* of letters; two that fall together only hide a difference */

uint64_t link_hint(struct str type, struct str text, size_t most)
{
    uint64_t hint = text.n < HINT_LONG ? text.n : HINT_LONG, packed = 0;
    uint32_t parity = 0;
    for (size_t i = 0; i < text.n && i < most; i++)
        parity ^= UINT32_C(1) << ((unsigned char)text.p[i] % 32u) % KINDS;
    for (size_t i = 0; i < type.n && type.n <= 4; i++)
        packed = packed << 8 | (unsigned char)type.p[i];
    return (uint64_t)parity << 40 | hint << 32 | packed;
}
