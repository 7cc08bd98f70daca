/* trade/write.h - the JSON parts that the CSV writer borrows. Private to trade/. */
#ifndef TRADE_WRITE_H
#define TRADE_WRITE_H

#include "trade/trade.h"

void write_party(struct json_writer *w, const struct trade_party *p);
void write_legs(struct json_writer *w, const struct trade_consignment *c);
/* Members only: the caller opens and closes the object. */
void write_extras(struct json_writer *w, const struct trade_consignment *c);

#endif
