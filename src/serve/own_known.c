/* serve/own_known.c - the actors that the last scan knows, in memory. A thread of its own reads
 * them anew when a scan has been kept; until it is done the old ones answer. */
#include "serve/own_internal.h"

enum { LOOK_MS = 250 };

/* One version; it lives until the last who holds it lets it go. */
struct own_actors {
    struct known *known;
    uint64_t scan; /* of the store: store_scanned */
    unsigned users;
};
struct own_known_now {
    pthread_mutex_t lock;
    struct own_actors *now; /* one of its users */
    int64_t looked_ms;
    pthread_t reader;
    bool is_reading, was_reading; /* a thread is at it; one has to be joined */
};

static void free_actors(struct own_actors *a)
{
    if (a)
        known_free(a->known);
    mem_free(a);
}

static enum seine_status read_actors(struct own *o, struct own_actors **ret,
                                     struct seine_error *err)
{
    struct own_actors *a = mem_calloc(1, sizeof *a);
    struct store *s = NULL;
    enum seine_status status = a ? known_new(&a->known) : SEINE_NOMEM;
    if (status == SEINE_OK)
        status = store_open(o->config->db, &s, err);
    if (status == SEINE_OK)
        status = store_scanned(s, &a->scan, err); /* before: what comes meanwhile is seen later */
    if (status == SEINE_OK)
        status = known_add_store(a->known, s, err);
    if (status == SEINE_OK)
        status = known_seal(a->known);
    store_close(s);
    if (status != SEINE_OK) {
        free_actors(a);
        return error_set(err, status, "cannot read the known actors: %s", status_name(status));
    }
    a->users = 1; /* of struct own_known_now */
    *ret = a;
    return SEINE_OK;
}

enum seine_status own_known_new(struct own *o, struct seine_error *err)
{
    struct own_known_now *k = mem_calloc(1, sizeof *k);
    if (!k)
        return error_set(err, SEINE_NOMEM, "out of memory");
    pthread_mutex_init(&k->lock, NULL);
    o->known = k;
    k->looked_ms = own_now_ms();
    return read_actors(o, &k->now, err);
}

void own_known_let_go(struct own *o, struct own_actors *held)
{
    if (!held)
        return;
    pthread_mutex_lock(&o->known->lock);
    bool is_last = --held->users == 0;
    pthread_mutex_unlock(&o->known->lock);
    if (is_last)
        free_actors(held);
}

void own_known_free(struct own *o)
{
    struct own_known_now *k = o->known;
    if (!k)
        return;
    if (k->was_reading)
        pthread_join(k->reader, NULL);
    own_known_let_go(o, k->now);
    pthread_mutex_destroy(&k->lock);
    mem_free(k);
    o->known = NULL;
}

/* What cannot be read now is tried again at the next look. */
static void *read_again(void *context)
{
    struct own *o = context;
    struct own_known_now *k = o->known;
    struct own_actors *fresh = NULL, *old = NULL;
    struct seine_error err = {0};
    enum seine_status status = read_actors(o, &fresh, &err);
    pthread_mutex_lock(&k->lock);
    if (status == SEINE_OK) {
        old = --k->now->users == 0 ? k->now : NULL;
        k->now = fresh;
    }
    k->is_reading = false;
    pthread_mutex_unlock(&k->lock);
    free_actors(old);
    return NULL;
}

/* Under the lock. */
static void begin_to_read(struct own *o)
{
    struct own_known_now *k = o->known;
    if (k->was_reading)
        pthread_join(k->reader, NULL); /* it has let the lock go for the last time */
    k->was_reading = k->is_reading = pthread_create(&k->reader, NULL, read_again, o) == 0;
}

/* Whether it is time to look for a new scan; then for nobody else for a while. */
static bool is_due(struct own_known_now *k)
{
    int64_t now = own_now_ms();
    pthread_mutex_lock(&k->lock);
    bool due = !k->is_reading && now - k->looked_ms >= LOOK_MS;
    if (due)
        k->looked_ms = now;
    pthread_mutex_unlock(&k->lock);
    return due;
}

const struct known *own_known_hold(struct own *o, struct own_actors **ret_held)
{
    struct own_known_now *k = o->known;
    uint64_t scan = 0;
    struct seine_error err = {0};
    bool is_told = false;
    if (is_due(k)) {
        struct own_reader *r = own_take(o);
        is_told = store_scanned(r->store, &scan, &err) == SEINE_OK;
        own_give(o, r);
    }
    pthread_mutex_lock(&k->lock);
    if (is_told && !k->is_reading && scan != k->now->scan)
        begin_to_read(o);
    *ret_held = k->now;
    k->now->users++;
    pthread_mutex_unlock(&k->lock);
    return (*ret_held)->known;
}
