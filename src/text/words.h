/* text/words.h - look-ups in the bundled tables, for this room. */
#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H

#include "text/tables.h"

/* NULL if the folded word or phrase has no meaning of its own. */
const struct text_meaning *text_meaning_find(struct str words);

#endif
