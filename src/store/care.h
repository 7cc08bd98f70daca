/* store/care.h - keeping a store well: checking, copying, and forgetting what is too old. */
#ifndef STORE_CARE_H
#define STORE_CARE_H

#include "store/store.h"

/* The file's pages and indices, references between tables, records and parties by their hashes,
 * that each case can be read, and the audit's chain. SEINE_FORMAT with the first thing that does
 * not hold. */
enum seine_status store_check(struct store *s, struct seine_error *err) MUST_CHECK;

/* Copies the whole store into another file as it stands at one moment, while others read and write.
 * A store that is there is replaced in one transaction, so that who has it open sees the old or
 * the new one; any other file is refused. */
enum seine_status store_copy(struct store *s, const char *to, struct seine_error *err) MUST_CHECK;

struct store_pruned {
    uint64_t cases, records;
};
/* Forgets, in one transaction with a row of the audit ("prune"): cases that were cleared or
 * released and whose last consignment is before `day`, with their history, decisions and notices;
 * then documents, with all their versions, of which every dated one was issued before it and that
 * no kept case rests on. Undecided and open cases, documents without a date, list versions and the
 * audit stay. is_rehearsal: counts, and changes nothing. The file shrinks by store_compact. */
enum seine_status store_prune(struct store *s, int32_t day, bool is_rehearsal,
                              struct store_pruned *ret, struct seine_error *err) MUST_CHECK;
/* Gives unused pages back to the file system; needs as much room again while it runs. */
enum seine_status store_compact(struct store *s, struct seine_error *err) MUST_CHECK;

#endif
