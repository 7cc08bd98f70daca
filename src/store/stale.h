/* store/stale.h - which kept cases the last scan no longer found. A scan into a store looks through
 * all that is kept, so a case that it does not come to is no longer there: its records were
 * corrected, or what is rare has changed. It stays, with what was decided of it, and is told from
 * the others (struct store_case, store/look.h). Found is a case whose id was given out
 * (store_case_id) since store_begin. */
#ifndef STORE_STALE_H
#define STORE_STALE_H

#include "store/store.h"

/* The consignments that the cases which were not found so far rest on, in any order. */
typedef enum seine_status store_missed_fn(void *context, struct str consignment,
                                          struct seine_error *err);
enum seine_status store_each_missed(struct store *s, store_missed_fn *fn, void *context,
                                    struct seine_error *err) MUST_CHECK;

/* Whether the scan would have found such a case; of one that it did not look for it says nothing.
 */
typedef bool store_sought_fn(void *context, struct str kit, double score);
struct store_settled {
    uint64_t lost, back; /* cases no longer found, and found again */
    uint64_t stale;      /* all that are not found now */
};
/* Within the scan's transaction, after store_mark_scan: cases that were sought and not found are
 * stale from now on, those that were found no longer are. If that changes anything the audit gets a
 * row ("scan"). */
enum seine_status store_settle(struct store *s, store_sought_fn *was_sought, void *context,
                               struct store_settled *ret, struct seine_error *err) MUST_CHECK;

#endif
