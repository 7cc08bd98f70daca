/* cli/quarantine.h - where rejected records go: the quarantine file, and the first few to standard
 * error. */
#ifndef CLI_QUARANTINE_H
#define CLI_QUARANTINE_H

#include "cli/cli.h"
#include "trade/trade.h"

#include <stdio.h>

struct cli_quarantine {
    const char *path; /* NULL: no file */
    struct cli_common common;
    FILE *file;
    struct buf line;
    uint64_t n;
};
/* The exit code; CLI_DONE if it can be used. */
int cli_quarantine_open(struct cli_quarantine *q, const char *path, struct cli_common common);
/* context is a struct cli_quarantine. */
enum seine_status cli_quarantine_take(void *context, const struct trade_reject *r,
                                      struct seine_error *err) MUST_CHECK;
void cli_quarantine_tell(const struct cli_quarantine *q); /* how many, and where they are */
int cli_quarantine_close(struct cli_quarantine *q);

#endif
