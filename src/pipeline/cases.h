/* pipeline/cases.h - case objects (docs/records.md, "Case") for what works between scans: out of
 * the files that a scan wrote, or out of a store. */
#ifndef PIPELINE_CASES_H
#define PIPELINE_CASES_H

#include "store/store.h"

/* One case and its bytes. That it is an object with an id is all that is known of it. */
typedef enum seine_status cases_fn(void *context, struct str text, const struct json_value *c,
                                   struct seine_error *err);
struct cases_taker {
    cases_fn *take;
    void *context;
    struct arena *keep; /* values and their text live there; NULL: until take returns */
};

/* A JSON text: one case, or the object of scan --format json with all its cases. */
enum seine_status cases_parse(const struct cases_taker *t, struct str json,
                              struct seine_error *err) MUST_CHECK;
/* A file that scan --format ndjson or json wrote ("-": standard input); errors name its line. */
enum seine_status cases_read(const struct cases_taker *t, const char *path,
                             struct seine_error *err) MUST_CHECK;
/* The kept cases that count, best first: what somebody holds open (open, hold, seized), and of the
 * undecided ones those that the last scan found. with_seized: and those no longer found that a
 * consignment was seized of, as what was seized is sent again whatever its papers say by now. */
enum seine_status cases_look(const struct cases_taker *t, struct store *s, bool with_seized,
                             struct seine_error *err) MUST_CHECK;

#endif
