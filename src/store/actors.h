/* store/actors.h - actors as the last scan resolved them: the parties that are one hand, and the
 * cases that they are in; records with theirs. Reading only; store_put_party and store_put_case
 * write them. */
#ifndef STORE_ACTORS_H
#define STORE_ACTORS_H

#include "store/store.h"

struct store_actor {
    struct str id; /* "A-0123456789abcdef" */
    uint64_t n_mentions, n_records;
};
typedef enum seine_status store_actor_fn(void *context, const struct store_actor *a,
                                         struct seine_error *err);
/* Actors of whose names one has the text in it (letters of ASCII in either case; "" is all), those
 * on most records first, ties by id. */
enum seine_status store_look_actors(struct store *s, struct str text, uint64_t offset,
                                    uint64_t limit, store_actor_fn *fn, void *context,
                                    struct seine_error *err) MUST_CHECK;
/* The parties of an actor, those on most records first, ties by key; none if there is no such
 * actor.
 */
enum seine_status store_look_mentions(struct store *s, struct str actor, store_party_fn *fn,
                                      void *context, struct seine_error *err) MUST_CHECK;
/* The cases that an actor is in, best first; without consignments. */
enum seine_status store_look_actor_cases(struct store *s, struct str actor, uint64_t limit,
                                         store_case_fn *fn, void *context,
                                         struct seine_error *err) MUST_CHECK;
/* Every kept version of one record; none if there is no such record. */
enum seine_status store_look_record(struct store *s, struct str id, store_record_fn *fn,
                                    void *context, struct seine_error *err) MUST_CHECK;
/* The cases that a record is in, best first; without consignments. */
enum seine_status store_look_record_cases(struct store *s, struct str id, store_case_fn *fn,
                                          void *context, struct seine_error *err) MUST_CHECK;

/* The actors of every case that nobody has cleared or released, case by case; without those that
 * nobody has decided of and the last scan no longer found. */
typedef enum seine_status store_involved_fn(void *context, struct str actor, struct str case_id,
                                            struct seine_error *err);
enum seine_status store_each_involved(struct store *s, store_involved_fn *fn, void *context,
                                      struct seine_error *err) MUST_CHECK;

/* Numbers that are others whenever a case or a decision has changed, which cases are found, or what
 * goods are declared as (store/usage.h), whoever did it. */
enum { STORE_CHANGE = 5 };
enum seine_status store_look_change(struct store *s, int64_t ret[STORE_CHANGE],
                                    struct seine_error *err) MUST_CHECK;

#endif
