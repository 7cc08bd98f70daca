/* bench/records.h - records of a file for the measuring programs. */
#ifndef BENCH_RECORDS_H
#define BENCH_RECORDS_H

#include "trade/table.h"

/* Adds the file's records to a table that is not sealed yet. is_strict: one that cannot be used is
 * an error, otherwise it is left out. */
enum seine_status bench_read_file(const char *path, bool is_strict, struct trade_table *t,
                                  struct seine_error *err) MUST_CHECK;

#endif
