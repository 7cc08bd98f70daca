/* serve/own.c - what the answers share: stores that are open, scratches of the name index, the
 * count of news; and the lists as loaded. Stores stay open, because opening one needs the lock that
 * a running scan holds. */
#include "serve/own_internal.h"

#define READERS 4

static enum seine_status open_readers(struct own *o, struct seine_error *err)
{
    size_t n = o->config->readers ? o->config->readers : READERS;
    enum seine_status status = SEINE_OK;
    if (!(o->readers = mem_calloc(n, sizeof *o->readers)))
        return error_set(err, SEINE_NOMEM, "out of memory");
    for (; o->n_readers < n && status == SEINE_OK; o->n_readers++) {
        struct own_reader *r = &o->readers[o->n_readers];
        status = store_open(o->config->db, &r->store, err);
        if (status == SEINE_OK && o->config->index &&
            (status = screen_scratch_new(o->config->index, &r->scratch)) != SEINE_OK)
            error_set(err, status, "out of memory");
    }
    return status;
}

enum seine_status own_new(const struct own_config *config, struct own **ret,
                          struct seine_error *err)
{
    struct own *o = mem_calloc(1, sizeof *o);
    if (!o)
        return error_set(err, SEINE_NOMEM, "out of memory");
    o->config = config;
    pthread_mutex_init(&o->lock, NULL);
    pthread_cond_init(&o->freed, NULL);
    enum seine_status status = geo_open(&o->geo, err);
    if (status == SEINE_OK)
        status = open_readers(o, err);
    if (status == SEINE_OK)
        status = own_jobs_new(o, &o->jobs, err);
    if (status != SEINE_OK) {
        own_free(o);
        return status;
    }
    *ret = o;
    return SEINE_OK;
}

void own_free(struct own *o)
{
    if (!o)
        return;
    own_jobs_free(o->jobs);
    for (size_t i = 0; i < o->n_readers; i++) {
        screen_scratch_free(o->readers[i].scratch);
        store_close(o->readers[i].store);
    }
    mem_free(o->readers);
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
    o->news++;
    pthread_mutex_unlock(&o->lock);
}

uint64_t own_news(struct own *o)
{
    pthread_mutex_lock(&o->lock);
    uint64_t n = o->news;
    pthread_mutex_unlock(&o->lock);
    return n;
}

enum seine_status own_lists(struct own *o, struct buf *out, struct seine_error *err)
{
    struct json_writer w;
    json_writer_init(&w, out);
    json_object(&w);
    json_key(&w, "lists");
    json_array(&w);
    for (size_t i = 0; o->config->lists && i < o->config->lists->lists.n; i++) {
        const struct list_info *l = &o->config->lists->lists.v[i];
        json_object(&w);
        json_key(&w, "key");
        json_string(&w, l->key);
        json_key(&w, "name");
        json_string(&w, l->name);
        json_key(&w, "date");
        json_string(&w, l->date);
        json_key(&w, "format");
        json_string(&w, l->format);
        json_key(&w, "entities");
        json_i64(&w, (int64_t)l->n_entities);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    return buf_status(out) == SEINE_OK ? SEINE_OK
                                       : error_set(err, buf_status(out), "the answer is too long");
}
