/* store/look.h - reading for somebody who works through cases: one page of them with the decision
 * on each, one case, the records it rests on, what was decided of it. Nothing is written here. */
#ifndef STORE_LOOK_H
#define STORE_LOOK_H

#include "store/store.h"

/* A case with the latest decision on it; verdict "" if there is none. Borrowed until fn returns. */
typedef enum seine_status store_look_fn(void *context, const struct store_case *c,
                                        const struct store_decision *d, struct seine_error *err);
/* By score, best first, ties by id. verdict "" is all; of those without a decision "stale" is what
 * the last scan no longer found, "undecided" the others. */
enum seine_status store_look_cases(struct store *s, struct str verdict, uint64_t offset,
                                   uint64_t limit, store_look_fn *fn, void *context,
                                   struct seine_error *err) MUST_CHECK;
/* How many cases have each latest verdict ("undecided" or "stale" for none), in order of the word.
 */
typedef enum seine_status store_count_fn(void *context, struct str verdict, uint64_t n,
                                         struct seine_error *err);
enum seine_status store_look_counts(struct store *s, store_count_fn *fn, void *context,
                                    struct seine_error *err) MUST_CHECK;
/* One case by its id; SEINE_NOT_FOUND if there is none. */
enum seine_status store_look_case(struct store *s, struct str id, store_look_fn *fn, void *context,
                                  struct seine_error *err) MUST_CHECK;
/* The records it rests on, every version of each, by day, then id. */
enum seine_status store_look_records(struct store *s, struct str case_id, store_record_fn *fn,
                                     void *context, struct seine_error *err) MUST_CHECK;
/* All that was decided of a case, oldest first. */
typedef enum seine_status store_decision_fn(void *context, const struct store_decision *d,
                                            struct seine_error *err);
enum seine_status store_look_decisions(struct store *s, struct str case_id, store_decision_fn *fn,
                                       void *context, struct seine_error *err) MUST_CHECK;

#endif
