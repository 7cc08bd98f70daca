/* goods/hs.h - the Harmonized System 2022: which codes there are, and what they are in a few words.
 * The table is compiled in (docs/data.md); no state, no allocation, any number of threads. */
#ifndef GOODS_HS_H
#define GOODS_HS_H

#include "base/str.h"

/* Short English text, in Seine's own words, of a code of 2 or more digits: of its heading (first
 * four digits), else of its chapter (first two). "" if there is no such chapter. */
struct str hs_text(struct str digits);
/* True if the first two, four or six digits (as many as are there, rounded down to an even number)
 * are a chapter, heading or subheading of HS 2022. Digits beyond six are national: not looked at.
 * False for anything but digits and for fewer than two. Chapters 98 and 99 are national. */
bool hs_is_valid(struct str digits);
size_t hs_n_codes(void); /* six-digit codes in the table */

#endif
