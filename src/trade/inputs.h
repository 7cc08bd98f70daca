/* trade/inputs.h - the records of files and folders, one batch after the other. */
#ifndef TRADE_INPUTS_H
#define TRADE_INPUTS_H

#include "trade/trade.h"

/* Every batch of a path: a file, "-", or the files of a folder by name; lent to `take`, whose
 * failure ends the reading. An input that cannot be read is told to `unreadable` (its path in the
 * error), and the next one follows; where that is NULL it is the failure. */
struct trade_inputs {
    const struct trade_mapping *mapping; /* may be NULL */
    enum seine_status (*take)(void *context, const struct trade_batch *batch,
                              struct seine_error *err);
    void (*unreadable)(void *context, const struct seine_error *why);  /* may be NULL */
    void (*done)(void *context, const char *path, const char *format); /* may be NULL */
    void *context;
};
enum seine_status trade_inputs_read(const struct trade_inputs *t, const char *path,
                                    struct seine_error *err) MUST_CHECK;
/* The same of one input that is open, and stays so. */
enum seine_status trade_inputs_read_open(const struct trade_inputs *t, struct input *in,
                                         struct seine_error *err) MUST_CHECK;

#endif
