/* trade/messages.h - records as messages of trade, for tests and exchange. Every writer appends to
 * `out` what its reader understands, leaves out what the message has no place for, and returns
 * NULL, or why the record cannot be written: then nothing was. The texts are static. */
#ifndef SEINE_TRADE_MESSAGES_H
#define SEINE_TRADE_MESSAGES_H

#include "trade/trade.h"

/* One message of Cargo-IMP each, in its alphabet: an air waybill (FWB), a house under its master
 * (FHL), a manifest of one air waybill on its first flight (FFM). */
const char *trade_write_fwb(struct buf *out, const struct trade_consignment *c);
const char *trade_write_fhl(struct buf *out, const struct trade_consignment *c);
const char *trade_write_ffm(struct buf *out, const struct trade_consignment *c);
/* One UN/EDIFACT message each, CUSCAR or IFTMIN, without the sender's envelope. */
const char *trade_write_edifact(struct buf *out, const struct trade_consignment *c);
/* Objects of IATA ONE Record with commas between: members of a document's @graph. */
const char *trade_write_one_record(struct buf *out, const struct trade_consignment *c);
/* One element each: an air waybill or house (Cargo-XML XFWB, XFZB), a declaration (WCO data model).
 * Several in one file need an element around them. */
const char *trade_write_cargo_xml(struct buf *out, const struct trade_consignment *c);
const char *trade_write_wco(struct buf *out, const struct trade_consignment *c);

#endif
