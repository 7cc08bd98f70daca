/* serve/hooks.h - deliveries to webhooks: signed, tried again, each address by itself, so that one
 * that does not answer delays nobody else. One thread moves all of them along; it waits for the
 * network only in hooks_wait. */
#ifndef SERVE_HOOKS_H
#define SERVE_HOOKS_H

#include "serve/news.h"
#include "store/notices.h"

struct hooks;
/* Both are borrowed; the store is used by hooks_work alone. */
enum seine_status hooks_new(const struct news_config *config, struct store *store,
                            struct hooks **ret, struct seine_error *err) MUST_CHECK;
void hooks_free(struct hooks *h); /* breaks off deliveries under way */
/* Takes in what waits in the store, begins what is due, one delivery to an address at a time, and
 * notes what became of those that ended. Does not wait for an address. False: the store could not
 * be read. */
bool hooks_work(struct hooks *h);
/* Until there may be something to do, at most so long. */
void hooks_wait(struct hooks *h, int64_t most_ms);
void hooks_wake(struct hooks *h);                /* ends hooks_wait; from any thread */
struct news_counts hooks_count(struct hooks *h); /* from any thread */

/* What may be told of an address: "https://host:port", then "/..." for whatever follows. User-info,
 * path and query are where services put their secrets. SEINE_FORMAT if no request can go there. */
enum seine_status hooks_place(const char *address, struct buf *out,
                              struct seine_error *err) MUST_CHECK;

/* "t=SECONDS,v1=HEX": HMAC-SHA256 over "SECONDS.BODY". */
void hooks_signature(struct str key, int64_t seconds, struct str body, struct buf *out);

#endif
