/* goods/un_number.h - dangerous goods by UN number: class and proper shipping name. The table is
 * compiled in (docs/data.md); no state, no allocation, any number of threads. */
#ifndef GOODS_UN_NUMBER_H
#define GOODS_UN_NUMBER_H

#include "base/str.h"

struct un_number {
    uint16_t number;
    struct str class; /* class or division: "3", "1.4", "6.1"; "" if not known */
    struct str name;  /* proper shipping name */
};

/* "UN1203", "un 1203", "1203" or "UN-1203"; false, *ret untouched, if there is no such number. */
bool un_number_find(struct str text, struct un_number *ret);
size_t un_number_count(void);

/* What the field for a UN number of a document says: UN_SAID_NONE nothing ("N/A", "0"),
 * UN_SAID_KNOWN a number that exists ("UN 1203, PG II", "1203.0", "4" of a spreadsheet for 0004) or
 * one of those of North America and of air transport that the table lacks ("NA1993", "ID8000"). */
enum un_said { UN_SAID_NONE, UN_SAID_KNOWN, UN_SAID_WRONG };
enum un_said un_number_said(struct str field);

#endif
