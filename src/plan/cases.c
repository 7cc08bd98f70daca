/* plan/cases.c - what planning needs of a case object, copied: its probability, its pieces by
 * class, which papers are of the same goods, and what is expected. */
#include "plan/internal.h"

#include <stdlib.h>

#define MAX_IDS   100000 /* of one list of a case */
#define MAX_LANES 16     /* of a piece that is expected */

enum seine_status plan_nomem(struct seine_error *err)
{
    return error_set(err, SEINE_NOMEM, "out of memory while planning");
}

enum seine_status plan_new(struct plan **ret)
{
    struct plan *p = mem_calloc(1, sizeof *p);
    if (!p)
        return SEINE_NOMEM;
    arena_init(&p->arena, LIMIT_ARENA);
    map_init(&p->known);
    map_init(&p->thing_of);
    map_init(&p->opened);
    problem_init(&p->problem);
    *ret = p;
    return SEINE_OK;
}

void plan_free(struct plan *p)
{
    if (!p)
        return;
    VEC_RELEASE(&p->raw);
    VEC_RELEASE(&p->thing_infos);
    VEC_RELEASE(&p->option_infos);
    VEC_RELEASE(&p->class_infos);
    VEC_RELEASE(&p->case_infos);
    VEC_RELEASE(&p->reach);
    VEC_RELEASE(&p->in_reach);
    VEC_RELEASE(&p->rows);
    map_release(&p->known);
    map_release(&p->thing_of);
    map_release(&p->opened);
    problem_release(&p->problem);
    arena_release(&p->arena);
    mem_free(p);
}

static const struct json_value *list(const struct json_value *v, const char *key)
{
    const struct json_value *m = json_get(v, key);
    return m && m->type == JSON_ARRAY ? m : NULL;
}

static const struct json_value *first(const struct json_value *v, const char *key)
{
    const struct json_value *m = list(v, key);
    return m ? m->first : NULL;
}

static size_t count(const struct json_value *v, const char *key)
{
    const struct json_value *m = list(v, key);
    return m ? m->n : 0;
}

static double number(const struct json_value *v, const char *key, double fallback)
{
    const struct json_value *m = json_get(v, key);
    double n = 0;
    return m && m->type == JSON_NUMBER && str_to_double(m->text, &n) ? n : fallback;
}

static double clamp(double v, double least, double most)
{
    return v < least ? least : v > most ? most : v;
}

static bool is_not_false(const struct json_value *v, const char *key)
{
    const struct json_value *m = json_get(v, key);
    return !m || m->type != JSON_FALSE;
}

struct taker {
    struct plan *plan;
    bool ok;
};

static void *array(struct taker *t, size_t n, size_t size)
{
    void *v = arena_array(&t->plan->arena, n + 1, size);
    t->ok = t->ok && v != NULL;
    return v;
}

static struct str text(struct taker *t, const struct json_value *v, const char *key)
{
    return arena_str(&t->plan->arena, json_text(v, key), &t->ok);
}

static struct str known(struct taker *t, struct str id)
{
    t->ok = t->ok && map_set(&t->plan->known, str_hash(id), 0) == SEINE_OK;
    return arena_str(&t->plan->arena, id, &t->ok);
}

static void take_components(struct taker *t, const struct json_value *c, struct raw_case *raw)
{
    raw->components = array(t, count(c, "components"), sizeof *raw->components);
    for (const struct json_value *m = first(c, "components"); m && t->ok; m = m->next) {
        struct raw_component *r = &raw->components[raw->n_components++];
        r->id = text(t, m, "component");
        r->name = text(t, m, "name");
        r->strength = clamp(number(m, "strength", 1), 0, 1);
        r->is_essential = is_not_false(m, "essential");
        r->ids = array(t, count(m, "consignments"), sizeof *r->ids);
        for (const struct json_value *i = first(m, "consignments"); i && t->ok; i = i->next)
            r->ids[r->n_ids++] = known(t, i->text);
    }
}

static void take_pieces(struct taker *t, const struct json_value *c, struct raw_case *raw)
{
    raw->pieces = array(t, count(c, "consignments"), sizeof *raw->pieces);
    raw->all = array(t, count(c, "consignments"), sizeof *raw->all);
    for (const struct json_value *m = first(c, "consignments"); m && t->ok; m = m->next)
        raw->all[raw->n_all++] = known(t, json_text(m, "id"));
    for (int all = 0; all < 2 && raw->n_pieces == 0; all++)
        for (const struct json_value *m = first(c, "consignments"); m && t->ok; m = m->next)
            if (all || str_is(json_text(m, "role"), STR("piece")))
                raw->pieces[raw->n_pieces++] = known(t, json_text(m, "id"));
}

static void take_relays(struct taker *t, const struct json_value *c, struct raw_case *raw)
{
    raw->relays = array(t, count(c, "links"), sizeof *raw->relays);
    for (const struct json_value *m = first(c, "links"); m && t->ok; m = m->next)
        if (str_is(json_text(m, "kind"), STR("relay")))
            raw->relays[raw->n_relays++] =
                (struct raw_relay){known(t, json_text(m, "from")), known(t, json_text(m, "to"))};
}

static void take_lanes(struct taker *t, const struct json_value *m, struct raw_expected *e)
{
    e->lanes = array(t, count(m, "lanes"), sizeof *e->lanes);
    for (const struct json_value *l = first(m, "lanes"); l && t->ok; l = l->next)
        e->lanes[e->n_lanes++] = (struct raw_lane){text(t, l, "from"), text(t, l, "to"),
                                                   clamp(number(l, "pieces", 0), 0, 1e9)};
}

static bool has_component(const struct raw_case *raw, struct str id)
{
    for (size_t i = 0; i < raw->n_components; i++)
        if (str_is(raw->components[i].id, id))
            return true;
    return false;
}

/* What is awaited in place of a piece that was seized is a class that the case has. */
static void take_lacking(const struct json_value *c, struct raw_case *raw)
{
    for (const struct json_value *m = first(c, "expected"); m; m = m->next) {
        if (has_component(raw, json_text(m, "component")))
            continue;
        raw->n_lacking++;
        raw->n_lacking_essential += is_not_false(m, "essential");
    }
}

static void take_expected(struct taker *t, const struct json_value *c, struct raw_case *raw)
{
    static const char *const days[3] = {"from_day", "likely_day", "to_day"};
    raw->expected = array(t, count(c, "expected"), sizeof *raw->expected);
    for (const struct json_value *m = first(c, "expected"); m && t->ok; m = m->next) {
        int32_t second = 0;
        struct raw_expected e = {.comes = clamp(number(m, "comes", 0), 0, 1)};
        bool is_dated = true;
        for (int i = 0; i < 3; i++)
            is_dated = is_dated && date_parse(json_text(m, days[i]), &e.day[i], &second);
        if (!is_dated || !is_not_false(m, "essential"))
            continue;
        e.id = text(t, m, "component");
        e.name = text(t, m, "name");
        take_lanes(t, m, &e);
        raw->expected[raw->n_expected++] = e;
    }
}

/* Has this list at most so many parts, and each part at most so many in a list of its own? */
static bool fits(const struct json_value *c, const char *key, size_t most, const char *inner,
                 size_t most_inner)
{
    bool ok = count(c, key) <= most;
    for (const struct json_value *m = first(c, key); m && ok && inner; m = m->next)
        ok = count(m, inner) <= most_inner;
    return ok;
}

static enum seine_status check_lists(const struct json_value *c, struct seine_error *err)
{
    const size_t n_kinds = LIMIT_COMPONENTS_PER_KIT;
    if (!fits(c, "components", n_kinds, "consignments", MAX_IDS) ||
        !fits(c, "expected", n_kinds, "lanes", MAX_LANES))
        return error_set(err, SEINE_LIMIT,
                         "a case has more than %zu components, %d consignments of one, or %d lanes",
                         n_kinds, MAX_IDS, MAX_LANES);
    if (!fits(c, "consignments", MAX_IDS, NULL, 0) || !fits(c, "links", MAX_IDS, NULL, 0))
        return error_set(err, SEINE_LIMIT, "a case has more than %d parts", MAX_IDS);
    return SEINE_OK;
}

enum seine_status plan_add_case(struct plan *p, struct str json, const struct json_value *c,
                                struct seine_error *err)
{
    struct taker t = {p, true};
    if (p->is_made)
        return error_set(err, SEINE_CONFLICT, "the plan is made: no case can be added");
    double probability = number(c, "probability", -1);
    if (c->type != JSON_OBJECT || json_text(c, "case").n == 0 || !list(c, "consignments") ||
        !(probability >= 0 && probability <= 1))
        return error_set(err, SEINE_FORMAT,
                         "this is no case: it has no id, consignments or probability");
    enum seine_status status = check_lists(c, err);
    if (status != SEINE_OK)
        return status;
    struct raw_case raw = {
        .probability = probability, .score = number(c, "score", 0), .content = str_hash(json)};
    raw.id = text(&t, c, "case");
    raw.kit = text(&t, c, "kit");
    raw.kind = text(&t, c, "kind");
    take_components(&t, c, &raw);
    take_pieces(&t, c, &raw);
    take_relays(&t, c, &raw);
    take_lacking(c, &raw);
    take_expected(&t, c, &raw);
    return t.ok && VEC_PUSH(&p->raw, raw) ? SEINE_OK : plan_nomem(err);
}

bool plan_knows(const struct plan *p, struct str consignment)
{
    return map_get(&p->known, str_hash(consignment)) != MAP_NONE;
}

const struct plan_result *plan_get(const struct plan *p)
{
    return &p->result;
}

const struct plan_post *plan_post_at(const struct plan *p, uint32_t post)
{
    return p->posts[post];
}
