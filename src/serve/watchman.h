/* serve/watchman.h - what the files of the interface compatible with Moov's Watchman (v2) share. */
#ifndef SERVE_WATCHMAN_H
#define SERVE_WATCHMAN_H

#include "serve/ftm.h"
#include "serve/internal.h"

#define WATCHMAN_MAX_VALUES 32

/* A list under the name that Watchman gives it, "us_ofac"; else its own key. */
struct str watchman_source(const struct list_info *list);
/* "12345" of "OFAC-12345": the publisher's number without our prefix. */
struct str watchman_id(const struct list_info *list, const struct listed_entity *e);
/* The members of an entity, without the braces. list may be NULL (a question). */
void watchman_write_entity(const struct list_info *list, const struct listed_entity *e,
                           struct str type, struct json_writer *w);
struct str watchman_type(enum list_kind kind);

struct watchman_query {
    struct listed_entity entity; /* what is asked for, as an entry */
    struct screen_subject subject;
    struct str type, source, source_id;
    unsigned kinds; /* a bit per list_kind */
    double least;
    size_t limit;
    bool is_debug;
};
/* False with the refusal, {"error": ...} and 400, in the reply. Lives in the arena. */
bool watchman_query_read(const struct request *q, const struct geo *geo, struct arena *arena,
                         struct reply *r, struct watchman_query *ret);

#endif
