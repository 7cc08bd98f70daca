/* serve/own_actors.c - who is behind the names: actors by name, one actor with the ways in which
 * papers name it and its cases, and one consignment with its versions and cases. */
#include "serve/own_internal.h"
#include "store/actors.h"

enum { SHOWN = 8, MENTIONS = 500, CASES = 100 };

/* Some distinct texts; those that find no room are left out. */
struct some {
    struct arena *arena;
    struct str v[SHOWN];
    size_t n;
    bool is_short; /* of memory */
};

static void add_some(struct some *s, struct str text)
{
    bool ok = true;
    for (size_t i = 0; i < s->n; i++)
        if (str_is(s->v[i], text))
            return;
    if (text.n == 0 || s->n == SHOWN)
        return;
    s->v[s->n++] = arena_str(s->arena, text, &ok);
    s->is_short = s->is_short || !ok;
}

struct page {
    struct store *store;
    struct json_writer w;
    struct arena arena; /* of one actor */
    struct some names, countries;
};

static enum seine_status take_name(void *context, const struct store_party *p,
                                   struct seine_error *err)
{
    struct page *page = context;
    (void)err;
    add_some(&page->names, p->name);
    add_some(&page->countries, p->country);
    return SEINE_OK;
}

static enum seine_status take_case_id(void *context, const struct store_case *c,
                                      struct seine_error *err)
{
    (void)err;
    json_string(context, c->id);
    return SEINE_OK;
}

static enum seine_status take_actor(void *context, const struct store_actor *a,
                                    struct seine_error *err)
{
    struct page *p = context;
    struct json_writer *w = &p->w;
    arena_reset(&p->arena);
    p->names = p->countries = (struct some){.arena = &p->arena};
    enum seine_status status = store_look_mentions(p->store, a->id, take_name, p, err);
    json_object(w);
    json_member(w, "id", a->id);
    json_member_strings(w, "names", p->names.v, p->names.n);
    json_member_strings(w, "countries", p->countries.v, p->countries.n);
    json_member_count(w, "mentions", a->n_mentions);
    json_member_count(w, "records", a->n_records);
    json_key(w, "cases");
    json_array(w);
    if (status == SEINE_OK)
        status = store_look_actor_cases(p->store, a->id, SHOWN, take_case_id, w, err);
    json_array_end(w);
    json_object_end(w);
    if (status == SEINE_OK && (p->names.is_short || p->countries.is_short))
        status = error_set(err, SEINE_NOMEM, "out of memory");
    return status;
}

enum seine_status own_actors(struct own *o, struct str text, uint64_t offset, uint64_t limit,
                             struct buf *out, struct seine_error *err)
{
    struct page p;
    struct own_reader *r = own_take(o);
    p.store = r->store;
    arena_init(&p.arena, LIMIT_REPORT);
    json_writer_init(&p.w, out);
    json_object(&p.w);
    json_member_count(&p.w, "offset", offset);
    json_key(&p.w, "actors");
    json_array(&p.w);
    enum seine_status status =
        store_look_actors(r->store, str_trim(text), offset, limit, take_actor, &p, err);
    json_array_end(&p.w);
    json_object_end(&p.w);
    own_give(o, r);
    arena_release(&p.arena);
    return status == SEINE_OK ? buf_status(out) : status;
}

struct one {
    struct json_writer w;
    size_t n;
};

/* The key of a party is what papers say of it, field by field (link_mention_key). */
static enum seine_status take_mention(void *context, const struct store_party *p,
                                      struct seine_error *err)
{
    static const char *const fields[] = {"name",     "country", "address", "city",
                                         "postcode", "phone",   "email",   "ids"};
    struct one *m = context;
    struct str rest = p->key, part;
    bool more = true;
    (void)err;
    if (m->n++ >= MENTIONS)
        return SEINE_OK;
    json_object(&m->w);
    for (size_t i = 0; i < sizeof fields / sizeof *fields && str_cut(&rest, &more, '\x1f', &part);
         i++)
        json_member(&m->w, fields[i], part);
    json_member_count(&m->w, "records", p->n_records);
    json_object_end(&m->w);
    return SEINE_OK;
}

static enum seine_status take_case(void *context, const struct store_case *c,
                                   struct seine_error *err)
{
    struct json_writer *w = context;
    (void)err;
    json_object(w);
    json_member(w, "case", c->id);
    json_member(w, "kit", c->kit);
    json_member_decimal(w, "score", c->score, 3);
    json_member_bool(w, "stale", c->is_stale);
    json_object_end(w);
    return SEINE_OK;
}

enum seine_status own_actor(struct own *o, struct str id, struct buf *out, struct seine_error *err)
{
    struct one m = {.n = 0};
    struct own_reader *r = own_take(o);
    json_writer_init(&m.w, out);
    json_object(&m.w);
    json_member(&m.w, "id", id);
    json_key(&m.w, "mentions");
    json_array(&m.w);
    enum seine_status status = store_look_mentions(r->store, id, take_mention, &m, err);
    json_array_end(&m.w);
    json_member_count(&m.w, "mentions_total", m.n);
    json_key(&m.w, "cases");
    json_array(&m.w);
    if (status == SEINE_OK)
        status = store_look_actor_cases(r->store, id, CASES, take_case, &m.w, err);
    json_array_end(&m.w);
    json_object_end(&m.w);
    own_give(o, r);
    if (status == SEINE_OK && m.n == 0)
        status = error_set(err, SEINE_NOT_FOUND, "there is no actor '" STR_FMT "'", STR_ARG(id));
    return status == SEINE_OK ? buf_status(out) : status;
}

static enum seine_status take_version(void *context, struct str id, struct str ndjson,
                                      struct seine_error *err)
{
    struct one *v = context;
    (void)id;
    (void)err;
    v->n++;
    json_raw(&v->w, str_trim(ndjson));
    return SEINE_OK;
}

enum seine_status own_consignment(struct own *o, struct str id, struct buf *out,
                                  struct seine_error *err)
{
    struct one v = {.n = 0};
    struct own_reader *r = own_take(o);
    json_writer_init(&v.w, out);
    json_object(&v.w);
    json_member(&v.w, "id", id);
    json_key(&v.w, "versions");
    json_array(&v.w);
    enum seine_status status = store_look_record(r->store, id, take_version, &v, err);
    json_array_end(&v.w);
    json_key(&v.w, "cases");
    json_array(&v.w);
    if (status == SEINE_OK)
        status = store_look_record_cases(r->store, id, take_case, &v.w, err);
    json_array_end(&v.w);
    json_object_end(&v.w);
    own_give(o, r);
    if (status == SEINE_OK && v.n == 0)
        status =
            error_set(err, SEINE_NOT_FOUND, "there is no consignment '" STR_FMT "'", STR_ARG(id));
    return status == SEINE_OK ? buf_status(out) : status;
}
