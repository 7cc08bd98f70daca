/* cli/lists.h - what the commands about lists share. */
#ifndef CLI_LISTS_H
#define CLI_LISTS_H

#include "cli/cli.h"
#include "lists/lists.h"

/* What changed between two versions, one entry a line or as one JSON array. */
void cli_lists_diff(struct buf *out, const struct list_set *before, const struct list_set *after,
                    const struct list_delta *deltas, size_t n, bool as_json);
/* Two sets of one list each are two versions of it, whatever their files are called. */
void cli_lists_align(struct list_set *before, const struct list_set *after);
/* Names at most `shown` rows and files that could not be used in full, and says how many more there
 * are. */
void cli_lists_faults(const struct list_set *set, size_t shown);
/* Says in one line how many there are, if any, and what names them. */
void cli_lists_n_faults(const struct list_set *set, const char *what_names_them);
const char *cli_change_name(enum list_change change); /* "added", "changed", "delisted" */

#endif
