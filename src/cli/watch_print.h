/* cli/watch_print.h - how rules and what answers to them are written. */
#ifndef CLI_WATCH_PRINT_H
#define CLI_WATCH_PRINT_H

#include "pipeline/watch.h"

void cli_watch_rule_text(struct buf *out, const struct watch *w, const struct watch_rule *r);
/* One hit of a record. */
void cli_watch_hit_text(struct buf *out, const struct watch *w, struct str record,
                        const struct watch_hit *h);

#endif
