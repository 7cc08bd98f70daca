/* plan/papers.c - which papers of a case go with the same goods: the consignments before and after
 * a relay, a house and its master, a waybill and its declaration. They are joined (union-find) and
 * then stand group by group. However many papers a case has, all of them are looked at, and each
 * step takes time in proportion to their number. */
#include "plan/internal.h"

void plan_papers_init(struct plan_papers *s)
{
    *s = (struct plan_papers){0};
    map_init(&s->of);
    map_init(&s->numbers);
}

void plan_papers_release(struct plan_papers *s)
{
    VEC_RELEASE(&s->v);
    VEC_RELEASE(&s->groups);
    VEC_RELEASE(&s->members);
    map_release(&s->of);
    map_release(&s->numbers);
}

static uint32_t root(struct plan_papers *s, uint32_t at)
{
    while (s->v.v[at].up != at) {
        s->v.v[at].up = s->v.v[s->v.v[at].up].up;
        at = s->v.v[at].up;
    }
    return at;
}

static void join(struct plan_papers *s, uint32_t x, uint32_t y)
{
    x = root(s, x);
    y = root(s, y);
    s->v.v[x > y ? x : y].up = x > y ? y : x;
}

/* The paper with this id; *ret MAP_NONE if there is no such record. */
static enum seine_status find(struct plan_papers *s, const struct plan *p, struct str id,
                              uint32_t *ret, struct seine_error *err)
{
    uint32_t record = table_find(p->o.table, id), n = (uint32_t)s->v.n;
    bool is_new = false;
    *ret = MAP_NONE;
    if (record == MAP_NONE)
        return SEINE_OK;
    if (map_get_or_set(&s->of, record, n, ret, &is_new) != SEINE_OK)
        return plan_nomem(err);
    struct plan_paper new = {.record = record, .up = n, .next = MAP_NONE};
    return !is_new || VEC_PUSH(&s->v, new) ? SEINE_OK : plan_nomem(err);
}

static enum seine_status find_all(struct plan_papers *s, const struct plan *p,
                                  const struct raw_case *raw, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    uint32_t x, y;
    for (size_t i = 0; i < raw->n_components; i++)
        for (size_t k = 0; k < raw->components[i].n_ids && status == SEINE_OK; k++)
            status = find(s, p, raw->components[i].ids[k], &x, err);
    for (size_t i = 0; i < raw->n_all && status == SEINE_OK; i++)
        status = find(s, p, raw->all[i], &x, err);
    for (size_t i = 0; i < raw->n_relays && status == SEINE_OK; i++) {
        status = find(s, p, raw->relays[i].from, &x, err);
        if (status == SEINE_OK)
            status = find(s, p, raw->relays[i].to, &y, err);
        if (status == SEINE_OK && x != MAP_NONE && y != MAP_NONE)
            join(s, x, y);
    }
    return status;
}

/* Papers of one number stand in a chain. Whoever names that number as his master's goes with all of
 * them; once that is so, with any of them. */
static enum seine_status join_transports(struct plan_papers *s, const struct plan *p,
                                         struct seine_error *err)
{
    const struct table_record *records = p->o.table->records.v;
    for (uint32_t i = 0; i < s->v.n; i++) {
        uint32_t number = records[s->v.v[i].record].number, first = i;
        bool is_new = false;
        if (number && map_get_or_set(&s->numbers, number, i, &first, &is_new) != SEINE_OK)
            return plan_nomem(err);
        if (number && !is_new) {
            s->v.v[i].next = s->v.v[first].next;
            s->v.v[first].next = i;
        }
    }
    for (uint32_t i = 0; i < s->v.n; i++) {
        uint32_t master = records[s->v.v[i].record].master;
        uint32_t at = master ? map_get(&s->numbers, master) : MAP_NONE;
        if (at == MAP_NONE)
            continue;
        join(s, i, at);
        for (uint32_t k = s->v.v[at].next; k != MAP_NONE; k = s->v.v[k].next)
            join(s, at, k);
        s->v.v[at].next = MAP_NONE;
    }
    return SEINE_OK;
}

/* Groups by their first paper, and in a group the papers in their order. */
static enum seine_status group(struct plan_papers *s, struct seine_error *err)
{
    uint32_t n = (uint32_t)s->v.n, sum = 0;
    if (!VEC_RESERVE(&s->members, n) || !VEC_RESERVE(&s->groups, n))
        return plan_nomem(err);
    s->members.n = n;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t r = root(s, i);
        if (r == i) { /* the first of its group */
            s->v.v[i].group = (uint32_t)s->groups.n;
            s->groups.v[s->groups.n++] = (struct plan_group){0};
        }
        s->v.v[i].group = s->v.v[r].group;
        s->groups.v[s->v.v[i].group].n++;
    }
    for (size_t i = 0; i < s->groups.n; i++) {
        s->groups.v[i].first = sum;
        sum += s->groups.v[i].n;
        s->groups.v[i].n = 0;
    }
    for (uint32_t i = 0; i < n; i++) {
        struct plan_group *g = &s->groups.v[s->v.v[i].group];
        s->members.v[g->first + g->n++] = s->v.v[i].record;
    }
    return SEINE_OK;
}

enum seine_status plan_papers_find(struct plan_papers *s, const struct plan *p,
                                   const struct raw_case *raw, struct seine_error *err)
{
    VEC_CLEAR(&s->v);
    VEC_CLEAR(&s->groups);
    VEC_CLEAR(&s->members);
    map_clear(&s->of);
    map_clear(&s->numbers);
    enum seine_status status = find_all(s, p, raw, err);
    if (status == SEINE_OK)
        status = join_transports(s, p, err);
    return status == SEINE_OK ? group(s, err) : status;
}

uint32_t plan_papers_group(const struct plan_papers *s, uint32_t record)
{
    uint32_t at = map_get(&s->of, record);
    return at == MAP_NONE ? MAP_NONE : s->v.v[at].group;
}
