/* base/date.h - civil dates as days since 1970-01-01 (proleptic Gregorian), UTC, years 1..9999. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/str.h"

#define DATE_NONE INT32_MIN

bool date_is_valid(int year, int month, int day);
int32_t date_day(int year, int month, int day);
void date_civil(int32_t day, int *ret_year, int *ret_month, int *ret_day);
/* ISO 8601 date or date-time (with or without zone; a zone is applied). second of day is -1 for a
 * plain date. Years 1..9999, the zone applied too. False, outputs untouched, if it is none. */
bool date_parse(struct str s, int32_t *ret_day, int32_t *ret_second);
/* 1 to 12 for the English name of a month or a beginning of it with three letters or more, in any
 * case ("Feb", "SEPT"); 0 for every other word. */
int date_month(struct str word);
void buf_add_date(struct buf *b, int32_t day); /* 2026-07-31 */
void buf_add_date_time(struct buf *b, int32_t day,
                       int32_t second); /* ...T12:00:00Z; plain if second < 0 */

#endif
