/* trade/suggest.h - the parts of the proposal of a mapping. Private to trade/. */
#ifndef TRADE_SUGGEST_H
#define TRADE_SUGGEST_H

#include "trade/reader.h"

/* What a column's name says: our column, or "" if nothing is known. weight: how many words of the
 * name were used; more is surer. */
struct meaning {
    struct str ours; /* lives as long as the arena, or is static */
    size_t weight;
};
struct meaning suggest_meaning(struct str theirs, struct arena *arena);

#endif
