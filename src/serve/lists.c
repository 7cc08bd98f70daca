/* serve/lists.c - versions of the watchlists. A version is read and indexed aside, then swapped in
 * under the lock; the last request that holds an old version frees it. */
#include "serve/internal.h"

#include <time.h>

static void lists_free(struct serve_lists *l)
{
    if (!l)
        return;
    map_release(&l->by_id);
    arena_release(&l->arena);
    screen_index_free(l->index);
    list_set_release(&l->set);
    mem_free(l);
}

static void add_words(struct buf *b, struct str text)
{
    text_fold(text, b);
    buf_add_c(b, ' ');
}

/* What a search by words looks at: names, numbers, addresses, programmes, the id. */
static enum seine_status words_of(const struct listed_entity *e, struct buf *b, struct arena *arena,
                                  struct str *ret)
{
    bool ok = true;
    buf_reset(b);
    buf_add_c(b, ' ');
    for (size_t i = 0; i < e->n_names; i++)
        add_words(b, e->names[i].text);
    add_words(b, e->id);
    for (size_t i = 0; i < e->n_ids; i++)
        add_words(b, e->ids[i].value);
    for (size_t i = 0; i < e->n_addresses; i++) {
        add_words(b, e->addresses[i].text);
        add_words(b, e->addresses[i].city);
    }
    for (size_t i = 0; i < e->n_programs; i++)
        add_words(b, e->programs[i]);
    *ret = arena_str(arena, buf_str(b), &ok);
    return ok && buf_status(b) == SEINE_OK ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status index_words(struct serve_lists *l)
{
    struct buf b;
    enum seine_status status = SEINE_OK;
    l->words = arena_array(&l->arena, l->set.entities.n + 1, sizeof *l->words);
    if (!l->words)
        return SEINE_NOMEM;
    buf_init(&b, LIMIT_REPORT);
    for (size_t i = 0; i < l->set.entities.n && status == SEINE_OK; i++)
        status = words_of(&l->set.entities.v[i], &b, &l->arena, &l->words[i]);
    buf_release(&b);
    return status;
}

enum seine_status lists_read(const struct serve_options *o, struct serve_lists **ret,
                             struct seine_error *err)
{
    struct serve_lists *l = mem_calloc(1, sizeof *l);
    enum seine_status status = SEINE_OK;
    if (!l)
        return error_set(err, SEINE_NOMEM, "out of memory");
    list_set_init(&l->set);
    map_init(&l->by_id);
    arena_init(&l->arena, LIMIT_ARENA);
    l->read_at = (int64_t)time(NULL);
    struct seine_error why = {0};
    status = screen_open(o->watchlists, o->n_watchlists, NULL, &l->set, &l->index, &why);
    for (size_t i = 0; i < l->set.entities.n && status == SEINE_OK; i++) {
        uint32_t first;
        bool is_new;
        status = map_get_or_set(&l->by_id, str_hash(l->set.entities.v[i].id), (uint32_t)i, &first,
                                &is_new);
    }
    if (status == SEINE_OK)
        status = index_words(l);
    l->read_end = (int64_t)time(NULL);
    l->users = 1;
    if (status != SEINE_OK) {
        lists_free(l);
        if (why.message[0])
            *err = why;
        else
            error_set(err, status, "cannot read the watchlists: %s", status_name(status));
        return status;
    }
    *ret = l;
    return SEINE_OK;
}

struct serve_lists *lists_hold(struct serve *s)
{
    pthread_mutex_lock(&s->lock);
    struct serve_lists *l = s->lists;
    l->users++;
    pthread_mutex_unlock(&s->lock);
    return l;
}

void lists_let_go(struct serve *s, struct serve_lists *l)
{
    if (!l)
        return;
    pthread_mutex_lock(&s->lock);
    bool is_last = --l->users == 0;
    pthread_mutex_unlock(&s->lock);
    if (is_last)
        lists_free(l);
}

enum seine_status serve_reload(struct serve *s, struct str by, struct seine_error *err)
{
    struct serve_lists *fresh = NULL;
    if (atomic_exchange(&s->is_reloading, 1))
        return error_set(err, SEINE_CONFLICT, "the lists are being read already");
    struct seine_error why = {0};
    enum seine_status status = lists_read(&s->options, &fresh, &why);
    if (status == SEINE_OK && (status = noted_lists(s, &fresh->set, by, &why)) != SEINE_OK) {
        lists_free(fresh); /* what is not in the audit is not used */
        fresh = NULL;
    }
    pthread_mutex_lock(&s->lock);
    buf_reset(&s->reload_error);
    if (status == SEINE_OK) {
        struct serve_lists *old = s->lists;
        fresh->version = old->version + 1;
        s->lists = fresh;
        fresh = old;
    } else {
        char text[512];
        buf_add_z(&s->reload_error, error_text(&why, text, sizeof text));
        if (err)
            *err = why;
    }
    pthread_mutex_unlock(&s->lock);
    lists_let_go(s, fresh);
    atomic_store(&s->is_reloading, 0);
    return status;
}

void serve_reload_error(struct serve *s, struct buf *out)
{
    pthread_mutex_lock(&s->lock);
    buf_add(out, buf_str(&s->reload_error));
    pthread_mutex_unlock(&s->lock);
}
