/* serve/news.h - tells of cases that are new and of arrivals that were waited for: to the streams
 * of events, and to webhooks, signed and tried again (hooks.h). A thread of its own finds out what
 * is new and speaks to the webhooks. What they are to be told stands in the store
 * (store/notices.h): what was not delivered when the server ended, or was killed, is delivered
 * after the next start. */
#ifndef SERVE_NEWS_H
#define SERVE_NEWS_H

#include "base/base.h"

enum {
    NEWS_WAITING = 256, /* deliveries to one address that are held; the others wait in the store */
    NEWS_TRIES = 10,    /* after 1, 2, 4 ... seconds: a quarter of an hour in all */
    NEWS_KEY_LEAST = 16 /* bytes of the key */
};

struct news_config {       /* borrowed */
    const char *db;        /* the store of the cases */
    const char *const *to; /* addresses, http or https */
    size_t n_to;
    struct str key; /* signs every delivery */
    /* Called for each event with its JSON, from the thread of the news. False: there is no room
     * now; it is called again with the same a moment later. */
    bool (*publish)(void *context, const char *event, struct str data);
    void *context;
};
struct news_counts {
    uint64_t delivered, retried, dropped;
};

struct news;
/* Cases that stand in the store now are not new to streams, nor to an address that the store does
 * not know yet; an address that it knows is told of what it was not told of. */
enum seine_status news_new(const struct news_config *config, struct news **ret,
                           struct seine_error *err) MUST_CHECK;
void news_free(struct news *n); /* breaks off a delivery under way */
void news_wake(struct news *n); /* there may be new cases; from any thread; n may be NULL */
struct news_counts news_count(struct news *n);

#endif
