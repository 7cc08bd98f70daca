/* pipeline/decided.c - decisions of people about a party and a listed entry. A clearance holds as
 * long as the entry's content stays what it was when somebody looked at it. */
#include "pipeline/pipeline.h"

void pipeline_party_key(struct buf *out, struct str name, struct str country)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    buf_add_f(&text, STR_FMT "\x1f" STR_FMT, STR_ARG(name), STR_ARG(country));
    buf_add_f(out, "P-%016llx", (unsigned long long)str_hash(buf_str(&text)));
    buf_release(&text);
}

struct search {
    struct str key;
    struct buf text;
    bool is_found;
};

static enum seine_status look(void *context, const struct store_party *p, struct seine_error *err)
{
    struct search *search = context;
    (void)err;
    buf_reset(&search->text);
    pipeline_party_key(&search->text, p->name, p->country);
    search->is_found |= str_is(buf_str(&search->text), search->key);
    return SEINE_OK;
}

enum seine_status pipeline_has_party(struct store *s, struct str key, struct seine_error *err)
{
    struct search search = {.key = key};
    buf_init(&search.text, 64);
    enum seine_status status = store_each_party(s, look, &search, err);
    buf_release(&search.text);
    if (status == SEINE_OK && !search.is_found)
        status = error_set(err, SEINE_NOT_FOUND, "no party " STR_FMT " is kept here", STR_ARG(key));
    return status;
}

void pipeline_entry_key(struct buf *out, const struct list_set *lists,
                        const struct listed_entity *e)
{
    buf_add_f(out, STR_FMT "/" STR_FMT, STR_ARG(lists->lists.v[e->list].key), STR_ARG(e->id));
}

enum seine_status pipeline_is_cleared(struct store *s, const struct list_set *lists,
                                      const struct listed_entity *e, struct str name,
                                      struct str country, bool *ret, struct seine_error *err)
{
    struct buf party, entry;
    struct arena arena;
    struct store_decision d = {0};
    struct seine_error problem = {0};
    buf_init(&party, LIMIT_TEXT);
    buf_init(&entry, LIMIT_TEXT);
    arena_init(&arena, MIB);
    pipeline_party_key(&party, name, country);
    pipeline_entry_key(&entry, lists, e);
    enum seine_status status =
        store_get_decision(s, buf_str(&party), buf_str(&entry), &arena, &d, &problem);
    *ret =
        status == SEINE_OK && str_is(d.verdict, STR("cleared")) && d.entity_hash == e->content_hash;
    if (status == SEINE_NOT_FOUND)
        status = SEINE_OK;
    if (status != SEINE_OK && err)
        *err = problem;
    arena_release(&arena);
    buf_release(&party);
    buf_release(&entry);
    return status;
}
