/* serve/own_internal.h - shared by the files own*.c only. */
#ifndef SERVE_OWN_INTERNAL_H
#define SERVE_OWN_INTERNAL_H

#include "check/check.h"
#include "pipeline/known.h"
#include "pipeline/seen.h"
#include "pipeline/watch.h"
#include "serve/own.h"
#include "store/audit.h"
#include "store/look.h"

#include <pthread.h>

struct own_jobs;
struct own_rules;
struct own {
    const struct own_config *config;
    struct geo *geo;
    struct goods_words *goods;       /* what goods are called */
    struct check_words *words;       /* for own_assess, */
    struct goods_measures *measures; /* as the tables were when the server started; or NULL */
    pthread_mutex_t lock;            /* of readers and news */
    pthread_cond_t freed;
    struct own_reader {
        struct store *store;
        bool is_taken;
    } * readers;
    size_t n_readers;
    uint64_t news;
    struct own_jobs *jobs;
    pthread_mutex_t rules_making; /* who looks at them and makes them; with a reader in hand */
    pthread_mutex_t rules_lock;   /* of what follows; may be taken under rules_making */
    struct own_rules *rules;      /* what is awaited now; NULL: not asked yet */
    int64_t rules_seen_ms;        /* when they were last found to be true */
    pthread_t renewer;
    bool is_renewing, was_renewing; /* a thread is at it; one has to be joined */
    struct own_known_now *known;    /* own_known.c */
    struct seen *seen;              /* for own_assess */
    pthread_mutex_t views_lock;     /* one view at a time; never taken together with lock */
};

bool own_is_verdict(struct str s);
/* Waits for a store that nobody uses. */
struct own_reader *own_take(struct own *o);
void own_give(struct own *o, struct own_reader *r);
void own_tell(struct own *o); /* there is news */

/* Writes the row, whose `at` is set, to the audit; if another writes to the store, to a journal
 * that is moved there later. SEINE_OK: it will be in the audit, whatever happens. */
enum seine_status own_noted(struct own *o, struct store *s, struct store_audit *row,
                            struct seine_error *err) MUST_CHECK;
/* The same of a case that `by` saw. */
enum seine_status own_viewed(struct own *o, struct store *s, struct str id, struct str by,
                             struct seine_error *err) MUST_CHECK;
/* Moves the journal: at the start, after each scan, at the end. */
void own_views_flush(struct own *o);

/* Keeps a notice of each record of the input that answers to a rule, before it is taken in. */
enum seine_status own_watch_input(struct own *o, struct input *in,
                                  struct seine_error *err) MUST_CHECK;
/* A scan of what is kept, unless one waits already; its id. */
enum seine_status own_jobs_again(struct own *o, struct buf *ret_id,
                                 struct seine_error *err) MUST_CHECK;

void own_rules_begin(struct own *o); /* so that the first request does not wait for them */
void own_rules_end(struct own *o);
/* The rules as they are, or were a moment ago, with a reader that nobody else uses. */
struct own_rules_reader {
    struct own_rules *rules;
    struct watch_reader *reader;
    const struct watch *watch;
    const struct goods_catalogue *catalogue;
    const struct goods_headings *headings;
};
enum seine_status own_rules_read(struct own *o, struct own_rules_reader *ret,
                                 struct seine_error *err) MUST_CHECK;
void own_rules_done(struct own *o, struct own_rules_reader *r);
int64_t own_now_ms(void); /* since some moment */

/* The actors of the last scan, read at the start and anew, in the background, after each scan. */
enum seine_status own_known_new(struct own *o, struct seine_error *err) MUST_CHECK;
void own_known_free(struct own *o);
struct own_actors;
const struct known *own_known_hold(struct own *o, struct own_actors **ret_held);
void own_known_let_go(struct own *o, struct own_actors *held);

/* What the state says of one record of a sealed table: "known", "goods", "awaited". */
struct own_state {
    struct own_actors *held;
    const struct known *known;
    struct own_rules_reader rules;
    struct arena arena;
    struct buf scratch;
};
enum seine_status own_state_open(struct own *o, struct own_state *ret,
                                 struct seine_error *err) MUST_CHECK;
void own_state_close(struct own *o, struct own_state *s);
enum seine_status own_state_write(struct own_state *s, const struct trade_table *t, uint32_t record,
                                  struct json_writer *w, struct seine_error *err) MUST_CHECK;

void own_decision_json(struct json_writer *w, const struct store_decision *d); /* null for none */
enum seine_status own_jobs_new(struct own *o, struct own_jobs **ret,
                               struct seine_error *err) MUST_CHECK;
void own_jobs_free(struct own_jobs *j);

#endif
