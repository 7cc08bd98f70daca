/* trade/letters.h - sets of letters of one byte each. Private to trade/. */
#ifndef TRADE_LETTERS_H
#define TRADE_LETTERS_H

#include "base/base.h"

/* The code point of a byte from 0x80 on; those below are ASCII in every set. */
typedef uint32_t (*letter_set)(unsigned char byte);

/* The set that an interchange ("UNOE") or an XML declaration ("windows-1251") names, or NULL. */
letter_set letters_of(struct str name);

#endif
