/* pipeline/watch.c - case objects become rules: their missing pieces, the parties of the case as a
 * list of names of its own, and the lanes. Which records answer to them: watch_apply.c. */
#include "pipeline/watch.h"

#include "pipeline/cases.h"

#include <stdio.h>
#include <stdlib.h>

enum seine_status watch_init(struct watch *w, double least, struct seine_error *err)
{
    *w = (struct watch){.least = least};
    arena_init(&w->arena, LIMIT_ARENA);
    map_init(&w->known);
    list_set_init(&w->names);
    struct list_info own = {.name = STR("cases"), .key = STR("cases")};
    return VEC_PUSH(&w->names.lists, own)
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory while reading cases");
}

void watch_release(struct watch *w)
{
    screen_index_free(w->index);
    list_set_release(&w->names);
    VEC_RELEASE(&w->added);
    VEC_RELEASE(&w->cases);
    VEC_RELEASE(&w->parties);
    VEC_RELEASE(&w->rules);
    map_release(&w->known);
    arena_release(&w->arena);
    *w = (struct watch){0};
}

static const struct json_value *items(const struct json_value *v, const char *key)
{
    const struct json_value *list = json_get(v, key);
    return list && list->type == JSON_ARRAY ? list->first : NULL;
}

static double number(const struct json_value *v, const char *key)
{
    const struct json_value *m = json_get(v, key);
    double d = 0;
    return m && m->type == JSON_NUMBER && str_to_double(m->text, &d) ? d : 0;
}

static int32_t day(const struct json_value *v, const char *key)
{
    int32_t at = DATE_NONE, second;
    return date_parse(json_text(v, key), &at, &second) ? at : DATE_NONE;
}

/* The non-empty strings of a list. False: out of memory. */
static bool texts(struct arena *arena, const struct json_value *v, const char *key,
                  struct str **ret, size_t *ret_n)
{
    size_t n = 0;
    for (const struct json_value *i = items(v, key); i; i = i->next)
        n += i->type == JSON_STRING && i->text.n > 0;
    *ret = arena_array(arena, n + 1, sizeof **ret);
    *ret_n = 0;
    for (const struct json_value *i = items(v, key); i && *ret; i = i->next)
        if (i->type == JSON_STRING && i->text.n > 0)
            (*ret)[(*ret_n)++] = i->text;
    return *ret != NULL;
}

static enum watch_role role_of(const struct json_value *actor)
{
    const struct json_value *role = items(actor, "roles");
    struct str s = role && role->type == JSON_STRING ? role->text : STR_EMPTY;
    return str_is(s, STR("receiver")) ? WATCH_RECEIVER
           : str_is(s, STR("sender")) ? WATCH_SENDER
           : str_is(s, STR("agent"))  ? WATCH_AGENT
                                      : WATCH_N_ROLES;
}

static bool add_entity(struct watch *w, const struct watch_party *p, const struct json_value *actor)
{
    struct listed_entity e = {.kind = LIST_KIND_UNKNOWN, .n_names = p->n_names};
    char id[24];
    bool ok = true;
    e.names = arena_array(&w->names.arena, p->n_names, sizeof *e.names);
    if (!e.names || !texts(&w->names.arena, actor, "countries", &e.countries, &e.n_countries))
        return false;
    for (size_t i = 0; i < p->n_names; i++)
        e.names[i] = (struct list_name){p->names[i], i ? LIST_NAME_ALIAS : LIST_NAME_PRIMARY};
    snprintf(id, sizeof id, "%010zu", w->parties.n);
    e.id = arena_str(&w->names.arena, str_of(id), &ok);
    return ok && VEC_PUSH(&w->names.entities, e) && VEC_PUSH(&w->parties, *p);
}

static bool add_parties(struct watch *w, const struct json_value *c)
{
    bool ok = true;
    for (const struct json_value *a = items(c, "actors"); a && ok; a = a->next) {
        struct watch_party p = {.of = (uint32_t)w->cases.n, .role = role_of(a)};
        ok = texts(&w->arena, a, "names", &p.names, &p.n_names);
        if (ok && p.role != WATCH_N_ROLES && p.n_names > 0)
            ok = add_entity(w, &p, a);
    }
    return ok;
}

static bool add_way(struct watch *w, const struct json_value *m, struct watch_rule *r)
{
    size_t n = 0;
    for (const struct json_value *a = items(m, "counterparts"); a; a = a->next)
        n++;
    r->counterparts = arena_array(&w->arena, n + 1, sizeof *r->counterparts);
    for (const struct json_value *a = items(m, "counterparts"); a && r->counterparts; a = a->next)
        for (const struct json_value *name = items(a, "names"); name; name = NULL)
            r->counterparts[r->n_counterparts++] = name->text;
    n = 0;
    for (const struct json_value *l = items(m, "lanes"); l; l = l->next)
        n++;
    r->lanes = arena_array(&w->arena, n + 1, sizeof *r->lanes);
    for (const struct json_value *l = items(m, "lanes"); l && r->lanes; l = l->next)
        r->lanes[r->n_lanes++] =
            (struct watch_lane){json_text(l, "from"), json_text(l, "to"), json_text(l, "carrier")};
    return r->counterparts && r->lanes;
}

static bool add_rule(struct watch *w, const struct json_value *c, const struct json_value *m)
{
    const struct json_value *essential = json_get(m, "essential");
    struct watch_rule r = {.of = (uint32_t)w->cases.n,
                           .component = json_text(m, "component"),
                           .name = json_text(m, "name"),
                           .reason = json_text(m, "reason"),
                           .seized = json_text(m, "seized"),
                           .is_essential = essential && essential->type == JSON_TRUE,
                           .comes = number(m, "comes"),
                           .soon = number(m, "within_30_days"),
                           .from_day = day(m, "from_day"),
                           .likely_day = day(m, "likely_day"),
                           .to_day = day(m, "to_day")};
    struct buf id;
    bool ok = true;
    if (r.component.n == 0 || r.comes < w->least)
        return true;
    buf_init(&id, LIMIT_TEXT);
    buf_add(&id, json_text(c, "case"));
    buf_add_c(&id, '/');
    buf_add(&id, r.component);
    r.id = arena_str(&w->arena, buf_str(&id), &ok);
    ok = ok && buf_status(&id) == SEINE_OK;
    buf_release(&id);
    return ok && texts(&w->arena, m, "hs", &r.hs, &r.n_hs) && add_way(w, m, &r) &&
           VEC_PUSH(&w->rules, r);
}

uint64_t watch_known_key(struct str id, uint32_t of)
{
    return str_hash(id) * 31 + of;
}

static bool add_known(struct watch *w, const struct json_value *c)
{
    bool ok = true;
    for (const struct json_value *r = items(c, "consignments"); r && ok; r = r->next)
        ok = map_set(&w->known, watch_known_key(json_text(r, "id"), (uint32_t)w->cases.n), 1) ==
             SEINE_OK;
    return ok;
}

static enum seine_status take_case(void *context, struct str text, const struct json_value *c,
                                   struct seine_error *err)
{
    struct watch *w = context;
    struct watch_added one = {json_text(c, "case"), text, number(c, "score"), c};
    return VEC_PUSH(&w->added, one)
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory while reading cases");
}

/* The best first, then by id and by all that stands in them. */
static int added_order(const void *l, const void *r)
{
    const struct watch_added *a = l, *b = r;
    if (a->score > b->score || a->score < b->score)
        return a->score > b->score ? -1 : 1;
    int order = str_compare(a->id, b->id);
    return order ? order : str_compare(a->text, b->text);
}

/* False: out of memory. */
static bool make_case(struct watch *w, const struct json_value *c)
{
    bool ok = true;
    struct watch_case own = {.id = json_text(c, "case"),
                             .kit = json_text(c, "kit"),
                             .is_sink = str_is(json_text(c, "side"), STR("receiver")),
                             .first_party = (uint32_t)w->parties.n,
                             .first_rule = (uint32_t)w->rules.n};
    for (const struct json_value *m = items(c, "expected"); m && ok; m = m->next)
        ok = add_rule(w, c, m);
    own.n_rules = (uint32_t)(w->rules.n - own.first_rule);
    if (ok && own.n_rules > 0)
        ok = add_parties(w, c) && add_known(w, c);
    own.n_parties = (uint32_t)(w->parties.n - own.first_party);
    return ok && (own.n_rules == 0 || VEC_PUSH(&w->cases, own));
}

/* Each case once, the best of those with its id, which comes first. */
static bool make_cases(struct watch *w)
{
    struct strtab seen = {0};
    bool ok = strtab_init(&seen) == SEINE_OK;
    if (w->added.n > 1)
        qsort(w->added.v, w->added.n, sizeof *w->added.v, added_order);
    for (size_t i = 0; i < w->added.n && ok; i++) {
        uint32_t id, n = (uint32_t)seen.n;
        ok = strtab_add(&seen, w->added.v[i].id, &id) == SEINE_OK;
        if (ok && id == n)
            ok = make_case(w, w->added.v[i].value);
    }
    strtab_release(&seen);
    VEC_RELEASE(&w->added);
    return ok;
}

static struct cases_taker taker(struct watch *w)
{
    return (struct cases_taker){.take = take_case, .context = w, .keep = &w->arena};
}

enum seine_status watch_add(struct watch *w, struct str json, struct seine_error *err)
{
    const struct cases_taker t = taker(w);
    return cases_parse(&t, json, err);
}

enum seine_status watch_add_file(struct watch *w, const char *path, struct seine_error *err)
{
    const struct cases_taker t = taker(w);
    return cases_read(&t, path, err);
}

enum seine_status watch_add_store(struct watch *w, struct store *s, struct seine_error *err)
{
    const struct cases_taker t = taker(w);
    return cases_look(&t, s, true, err);
}

enum seine_status watch_seal(struct watch *w, struct seine_error *err)
{
    if (!make_cases(w))
        return error_set(err, SEINE_NOMEM, "out of memory while reading cases");
    enum seine_status status = list_set_seal(&w->names, err);
    return status == SEINE_OK ? screen_index_build(&w->names, NULL, &w->index, err) : status;
}
