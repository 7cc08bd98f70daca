/* serve/news.h - tells of cases that are new: to the streams of events, and to webhooks, signed and
 * tried again. A thread of its own finds out which cases are new and speaks to the webhooks; what
 * could not be delivered when the server ends is not delivered. */
#ifndef SERVE_NEWS_H
#define SERVE_NEWS_H

#include "base/base.h"

enum {
    NEWS_WAITING = 1024, /* deliveries that wait; above it the oldest is dropped */
    NEWS_TRIES = 10,     /* after 1, 2, 4 ... seconds: a quarter of an hour in all */
    NEWS_KEY_LEAST = 16  /* bytes of the key */
};

struct news_config {       /* borrowed */
    const char *db;        /* the store of the cases */
    const char *const *to; /* addresses, http or https */
    size_t n_to;
    struct str key; /* signs every delivery */
    /* Called for each new case with the JSON of the event, from the thread of the news. */
    void (*publish)(void *context, const char *event, struct str data);
    void *context;
};
struct news_counts {
    uint64_t delivered, retried, dropped;
};

struct news;
/* Cases that stand in the store now are not new. */
enum seine_status news_new(const struct news_config *config, struct news **ret,
                           struct seine_error *err) MUST_CHECK;
void news_free(struct news *n); /* breaks off a delivery under way */
void news_wake(struct news *n); /* there may be new cases; from any thread; n may be NULL */
struct news_counts news_count(struct news *n);

/* "t=SECONDS,v1=HEX": HMAC-SHA256 over "SECONDS.BODY". */
void news_signature(struct str key, int64_t seconds, struct str body, struct buf *out);

#endif
