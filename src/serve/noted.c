/* serve/noted.c - what of the server's own running goes into the audit of its store: with which
 * settings it began, and which lists it read. Keys, tokens and what of an address may hold them are
 * not told. */
#include "serve/internal.h"
#include "serve/hooks.h"
#include "store/audit.h"

#include <string.h>

static void add_lists(struct buf *b, const struct list_set *set)
{
    buf_add_z(b, "lists");
    for (size_t i = 0; i < set->lists.n; i++) {
        const struct list_info *l = &set->lists.v[i];
        const struct store_list version = {
            .key = l->key, .date = l->date, .hash = l->hash, .n_entities = l->n_entities};
        buf_add_z(b, i ? ", " : " ");
        store_list_words(b, l->key, &version);
    }
}

static void add_all(struct buf *b, const char *what, const char *const *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_add_f(b, "%s%s", i ? ", " : what, v[i]);
}

static enum seine_status add_webhooks(struct buf *b, const struct serve_options *o,
                                      struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < o->n_webhooks && status == SEINE_OK; i++) {
        buf_add_z(b, i ? ", " : "; webhooks ");
        status = hooks_place(o->webhooks[i], b, err);
    }
    return status;
}

static enum seine_status put(struct serve *s, struct str what, struct str by, struct str object,
                             const struct buf *note, struct seine_error *err)
{
    if (!s->own)
        return SEINE_OK;
    if (buf_status(note) != SEINE_OK)
        return error_set(err, SEINE_NOMEM, "out of memory");
    return own_note(s->own, what, by, object, buf_str(note), err);
}

enum seine_status noted_start(struct serve *s, struct seine_error *err)
{
    const struct serve_options *o = &s->options;
    struct buf note;
    buf_init(&note, 64 * KIB);
    add_lists(&note, &s->lists->set);
    add_all(&note, "; kits ", o->kits, o->n_kits);
    add_all(&note, "; measures ", o->measures, o->n_measures);
    add_all(&note, "; hosts ", o->hosts, o->n_hosts);
    enum seine_status status = add_webhooks(&note, o, err);
    buf_add_f(&note, "; %s", o->tls_certificate ? "TLS" : "no TLS");
    buf_add_f(&note, "; %s",
              o->is_open ? "no token is asked for"
              : o->token ? "a token of this run"
                         : "tokens of the store");
    if (o->rate > 0)
        buf_add_f(&note, "; rate %.0f", o->rate);
    if (o->watch_least > 0)
        buf_add_f(&note, "; watch-least %g", o->watch_least);
    if (status == SEINE_OK)
        status = put(s, STR("serve"), str_of(o->by), str_of(serve_address(s)), &note, err);
    buf_release(&note);
    return status;
}

enum seine_status noted_lists(struct serve *s, const struct list_set *set, struct str by,
                              struct seine_error *err)
{
    struct buf note;
    buf_init(&note, 64 * KIB);
    add_lists(&note, set);
    enum seine_status status =
        put(s, STR("reload"), by.n ? by : str_of(s->options.by), STR_EMPTY, &note, err);
    buf_release(&note);
    return status;
}
