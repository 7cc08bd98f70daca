/* trade/write.h - the JSON parts that the CSV writer borrows. Private to trade/. */
#ifndef TRADE_WRITE_H
#define TRADE_WRITE_H

#include "trade/trade.h"

void write_party(struct json_writer *w, const struct trade_party *p);
void write_legs(struct json_writer *w, const struct trade_consignment *c);
/* Members only: the caller opens and closes the object. */
void write_extras(struct json_writer *w, const struct trade_consignment *c);

/* Why a message that knows only documents in force is not written. */
#define WRITE_WITHDRAWN "is withdrawn, which this message cannot say"

/* The text of an extra, empty if there is none. */
struct str record_extra(const struct trade_consignment *c, const char *key);
/* What the goods together are declared for: as it was read, else the sum of their values. False: it
 * is not said of all, or in several currencies. */
bool record_declared(const struct trade_consignment *c, int64_t *ret_cents,
                     struct str *ret_currency);
/* The first party of a role, or NULL. */
const struct trade_party *record_party(const struct trade_consignment *c, enum trade_role role);
/* A party's first identifier of a type, empty if there is none. */
struct str party_id(const struct trade_party *p, const char *type);
/* A UN number as messages have it, without the letters: "3480" of "UN 3480"; empty if it is none.
 */
struct str un_digits(struct str un_number);
/* Is the text like 020-12345675? */
bool is_air_number(struct str s);

#endif
