/* trade/loaded.h - what a flight takes of a consignment, summed over the lines of its manifest.
 * Private to trade/. */
#ifndef TRADE_LOADED_H
#define TRADE_LOADED_H

#include "trade/draft.h"

struct loaded_line {
    int64_t pieces, gross_g, volume_cm3; /* TRADE_NONE: not said */
    int64_t total;                       /* pieces of the whole consignment */
    struct str code; /* T: all of it; P, S: a part, in one container or several; D: all of it, in
                        several */
};
struct loaded {
    struct loaded_line sum;
    struct str description; /* of the last line */
};
extern const struct loaded loaded_none;

/* A line T is the whole, whatever other lines say. */
void loaded_add(struct loaded *sum, const struct loaded_line *line);
/* The same words in each line are said once; they gather in d->text. */
void loaded_describe(struct loaded *sum, struct draft *d, struct str text);
/* Makes of the draft a manifest's record of the consignment: type, amounts, the goods item and its
 * number. Only of the whole is the mass that of the consignment. */
void loaded_finish(const struct loaded *sum, struct draft *d, struct str number, int64_t line);
/* The flight's leg, and those from and to the waybill's ends where they lie further out. */
void loaded_way(struct draft *d, struct str from, struct str to, const struct trade_leg *flight);

#endif
