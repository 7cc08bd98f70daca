/* serve/own.c - what the answers share: stores that are open and the count of news. Stores stay
 * open, because opening one for each answer would take longer than most answers. */
#include "serve/own_internal.h"

#include "goods/goods.h"
#include "goods/measures.h"

#include <time.h>

#define READERS 4
#define SEEN    ((size_t)1 << 18) /* parties whose screening is remembered */

static enum seine_status open_readers(struct own *o, struct seine_error *err)
{
    size_t n = o->config->readers ? o->config->readers : READERS;
    enum seine_status status = SEINE_OK;
    if (!(o->readers = mem_calloc(n, sizeof *o->readers)))
        return error_set(err, SEINE_NOMEM, "out of memory");
    for (; o->n_readers < n && status == SEINE_OK; o->n_readers++) {
        struct own_reader *r = &o->readers[o->n_readers];
        status = store_open(o->config->db, &r->store, err);
    }
    return status;
}

/* Kits are read anew by each scan; that they cannot be is said at the start, and not to the first
 * who drops a file. */
static enum seine_status try_kits(const struct own_config *c, struct seine_error *err)
{
    struct goods_catalogue *kits = NULL;
    enum seine_status status = goods_catalogue_open(c->kits, c->n_kits, &kits, err);
    goods_catalogue_free(kits);
    return status;
}

enum seine_status own_new(const struct own_config *config, struct own **ret,
                          struct seine_error *err)
{
    struct own *o = mem_calloc(1, sizeof *o);
    if (!o)
        return error_set(err, SEINE_NOMEM, "out of memory");
    o->config = config;
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t); /* not the number that a client saw before a restart */
    o->news = (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
    pthread_mutex_init(&o->lock, NULL);
    pthread_cond_init(&o->freed, NULL);
    pthread_mutex_init(&o->views_lock, NULL);
    pthread_mutex_init(&o->rules_making, NULL);
    pthread_mutex_init(&o->rules_lock, NULL);
    enum seine_status status = geo_open(&o->geo, err);
    if (status == SEINE_OK)
        status = try_kits(config, err);
    if (status == SEINE_OK)
        status = goods_words_new(&o->goods, err);
    if (status == SEINE_OK)
        status = check_words_new(&o->words, err);
    if (status == SEINE_OK)
        status =
            goods_measures_open(config->measures, config->n_measures, o->geo, &o->measures, err);
    if (status == SEINE_OK)
        status = open_readers(o, err);
    if (status == SEINE_OK && seen_new(SEEN, &o->seen) != SEINE_OK)
        status = error_set(err, SEINE_NOMEM, "out of memory");
    if (status == SEINE_OK)
        status = own_known_new(o, err);
    if (status == SEINE_OK)
        status = own_jobs_new(o, &o->jobs, err);
    if (status != SEINE_OK) {
        own_free(o);
        return status;
    }
    own_views_flush(o); /* of a server that was killed */
    own_rules_begin(o);
    *ret = o;
    return SEINE_OK;
}

void own_free(struct own *o)
{
    if (!o)
        return;
    own_jobs_free(o->jobs);
    own_views_flush(o);
    own_rules_end(o);
    own_known_free(o);
    seen_free(o->seen);
    pthread_mutex_destroy(&o->views_lock);
    pthread_mutex_destroy(&o->rules_making);
    pthread_mutex_destroy(&o->rules_lock);
    for (size_t i = 0; i < o->n_readers; i++) {
        store_close(o->readers[i].store);
    }
    mem_free(o->readers);
    check_words_free(o->words);
    goods_words_free(o->goods);
    goods_measures_free(o->measures);
    geo_free(o->geo);
    pthread_cond_destroy(&o->freed);
    pthread_mutex_destroy(&o->lock);
    mem_free(o);
}

static struct own_reader *unused(struct own *o)
{
    for (size_t i = 0; i < o->n_readers; i++)
        if (!o->readers[i].is_taken)
            return &o->readers[i];
    return NULL;
}

struct own_reader *own_take(struct own *o)
{
    struct own_reader *r;
    pthread_mutex_lock(&o->lock);
    while (!(r = unused(o)))
        pthread_cond_wait(&o->freed, &o->lock);
    r->is_taken = true;
    pthread_mutex_unlock(&o->lock);
    return r;
}

void own_give(struct own *o, struct own_reader *r)
{
    pthread_mutex_lock(&o->lock);
    r->is_taken = false;
    pthread_cond_signal(&o->freed);
    pthread_mutex_unlock(&o->lock);
}

void own_tell(struct own *o)
{
    pthread_mutex_lock(&o->lock);
    uint64_t news = ++o->news;
    pthread_mutex_unlock(&o->lock);
    if (o->config->tell)
        o->config->tell(o->config->context, news);
}

uint64_t own_news(struct own *o)
{
    pthread_mutex_lock(&o->lock);
    uint64_t n = o->news;
    pthread_mutex_unlock(&o->lock);
    return n;
}
