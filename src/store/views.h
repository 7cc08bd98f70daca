/* store/views.h - who saw what, kept even while another program writes to the store. A running scan
 * holds the store's lock for as long as it runs, and nothing is shown before it is certain that it
 * will be in the audit: what cannot be written to the audit at once goes to a journal, is on the
 * disk there, and is moved into the audit when the store is free.
 *
 * The journal of a file is FILE.views beside it; of a PostgreSQL database a table that is written
 * without the writer's lock, so that it is where the store is, whichever server wrote it.
 *
 * One line a row: {"after", "head", "note", "at", "by", "what", "object"}. `note` ends in random
 * letters and stands in the row of the audit too; `after` and `head` are number and hash of the
 * audit's last row when the line was written. So a journal that was moved, but not emptied because
 * of a kill in between, is known, and no row comes twice. A line cut short by a kill was not
 * acknowledged, and is passed over. Several programs may share a journal. */
#ifndef STORE_VIEWS_H
#define STORE_VIEWS_H

#include "store/audit.h"

#define STORE_VIEWS_MAX                                                                            \
    (64 * MIB) /* bytes of a journal that is a file, or of a table read at once */

/* Appends the row, and before it what the journal holds, to the audit. If a table holds more than a
 * thousand rows, those are moved and the row takes its place behind the others. If another program
 * writes for longer than store_wait says, the row is on the disk in the journal when this returns,
 * or SEINE_LIMIT: the journal is full. `at` must be given. */
enum seine_status store_views_put(struct store *s, const struct store_audit *row,
                                  struct seine_error *err) MUST_CHECK;
/* Moves the journal into the audit, if there is one. SEINE_CONFLICT: another program writes. */
enum seine_status store_views_move(struct store *s, struct seine_error *err) MUST_CHECK;
/* Appends the journal's lines to out; nothing if there is none. SEINE_LIMIT: a table holds more
 * than STORE_VIEWS_MAX. */
enum seine_status store_views_read(struct store *s, struct buf *out,
                                   struct seine_error *err) MUST_CHECK;
/* Appends those of the lines that the audit does not have yet, in one transaction. */
enum seine_status store_views_add(struct store *s, struct str lines,
                                  struct seine_error *err) MUST_CHECK;

#endif
