/* assemble/under.h - which measures one consignment is under: goods of a tariff number that may not
 * be traded with the country that they come from or go to. Countries are those of the papers,
 * numbers those declared; exemptions and permits are not known here, and nothing is judged.
 *
 * record ──► hits (a row holds for an item) ──► groups (those of one measure in one direction) */
#ifndef ASSEMBLE_UNDER_H
#define ASSEMBLE_UNDER_H

#include "goods/goods.h"
#include "goods/measures.h"
#include "trade/table.h"

struct under_ends { /* countries where a route begins and ends; "" if not known */
    char country[2][3];
};

struct under { /* all borrowed */
    const struct trade_table *table;
    const struct geo *geo;
    const struct goods_measures *measures;
    const struct under_ends *ends; /* per route; NULL: looked up for each record anew */
};

struct under_hit {              /* an item of a record under a row */
    uint32_t row, record, line; /* line MAP_NONE: a record without items */
    enum goods_direction direction;
};
typedef VEC(struct under_hit) under_hits;

struct under_group { /* hits under one measure in one direction, side by side */
    size_t first, n;
    uint32_t rule, n_records;
    enum goods_direction direction;
    bool is_ban;
};
typedef VEC(struct under_group) under_groups;

/* Where a route begins and ends: "PEK-DXB-FNJ". */
void under_find_ends(const struct geo *geo, struct str code, struct under_ends *ret);
/* Adds the hits of a record to ret, items in the order of the lines. False: out of memory. */
bool under_find(const struct under *u, uint32_t record, under_hits *ret) MUST_CHECK;
/* Of all hits: rows of one measure become one (hit.row is its rule), and the hits are put in the
 * order of the groups' rules. Bans come before what holds for all goods, then those with most
 * records. ret is cleared first. False: out of memory. */
bool under_group(const struct under *u, under_hits *hits, under_groups *ret) MUST_CHECK;
/* "seafood may not be bought from the DPRK: 2 consignments from KP, HS 030617 (UNSCR ...)"; how
 * many there are is left out of one that is told of by itself. */
void under_text(const struct under *u, const under_hits *hits, const struct under_group *g,
                bool is_alone, struct buf *out);

#endif
