/* base/letters.h - sets of letters of one byte each, by the names that files and messages give
 * them.
 */
#ifndef BASE_LETTERS_H
#define BASE_LETTERS_H

#include "base/str.h"

/* The code point of a byte from 0x80 on; those below are ASCII in every set. */
typedef uint32_t (*letter_set)(unsigned char byte);

/* The set that an interchange ("UNOE") or an XML declaration ("windows-1251") names, or NULL. */
letter_set letters_of(struct str name);
/* The code points of all bytes in the set of this name; false: it is not known. */
bool letters_map(struct str name, int ret[256]);
/* What Expat is to be told of XML whose first bytes these are: "UTF-8" where they declare UTF-16,
 * which the input has turned into UTF-8 by then; else NULL, as the declaration holds. */
const char *letters_of_xml(struct str bytes);

#endif
