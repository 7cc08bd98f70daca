/* link/hint.h - what tells two e-mails or two identifiers apart without looking at their letters,
 * which lie anywhere in memory; private to link/.
 *
 *   hint = parity of the letters : 24 | length : 8 | type : 32
 *
 * One edit changes the length by one at most and the parity of two kinds of letters at most. */
#ifndef LINK_HINT_H
#define LINK_HINT_H

#include "base/base.h"

#define HINT_LONG 255 /* a length of this or more */

/* The type is the one of an identifier, of up to four letters; 0: none, or longer. Of the text only
 * the first `most` bytes are looked at. */
uint64_t link_hint(struct str type, struct str text, size_t most);

/* Of texts without a type less is kept, and what is kept is a hint again. */
static inline uint32_t link_hint_untyped(uint64_t hint)
{
    return (uint32_t)(hint >> 32);
}
static inline uint64_t link_hint_of(uint32_t untyped)
{
    return (uint64_t)untyped << 32;
}
static inline uint32_t link_hint_type(uint64_t hint)
{
    return (uint32_t)hint;
}
static inline unsigned link_hint_length(uint64_t hint)
{
    return (unsigned)(hint >> 32) & HINT_LONG;
}
/* More than so many edits are between the two texts; false: look at them. */
static inline bool link_hint_is_far(uint64_t a, uint64_t b, unsigned edits)
{
    unsigned n = link_hint_length(a), m = link_hint_length(b), others = 0;
    if (n < HINT_LONG && m < HINT_LONG && (n > m ? n - m : m - n) > edits)
        return true;
    for (uint64_t differs = (a ^ b) >> 40; differs != 0 && others <= 2 * edits; others++)
        differs &= differs - 1;
    return others > 2 * edits;
}

#endif
