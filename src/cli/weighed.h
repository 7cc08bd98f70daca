/* cli/weighed.h - what was weighed, for those who fit the weights. */
#ifndef CLI_WEIGHED_H
#define CLI_WEIGHED_H

#include "cli/cli.h"
#include "pipeline/pipeline.h"

#include <stdio.h>

struct cli_weighed {
    FILE *file; /* NULL: nobody asked */
    const char *path;
    struct buf line;
    bool failed;
};
int cli_weighed_open(struct cli_weighed *w, const char *path); /* path NULL: does nothing */
void cli_weighed_take(void *context, const struct assemble_weighed *h, const struct trade_table *t,
                      const struct goods_catalogue *catalogue);
int cli_weighed_close(struct cli_weighed *w);

#endif
