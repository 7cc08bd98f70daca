/* cli/names.h - what match and pair share: evidence in words and in JSON. */
#ifndef CLI_NAMES_H
#define CLI_NAMES_H

#include "cli/cli.h"
#include "screen/screen.h"

extern const char *const cli_kinds[]; /* "any" and the names of enum list_kind from person on */
enum list_kind cli_kind(int choice);  /* of cli_kinds */
extern const char *const cli_algorithms[]; /* in the order of enum screen_algorithm */
/* Whether there is anything to compare: an empty variable in somebody's script is not "not listed".
 */
bool cli_is_name(struct str s);
void cli_evidence_text(struct buf *out, const struct screen_result *r, const char *indent);
void cli_evidence_json(struct json_writer *w, const struct screen_result *r);

#endif
