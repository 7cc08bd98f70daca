/* assemble/alone_names.c - which records belong to a firm that was followed by another: one partner
 * deals with a name, then never again with that name but with another that is the same hand or
 * shares a contact with it, in the same trade. Firms are renamed and have branches; typologies name
 * the succession of fronts after a listing or a refusal. That it follows and does not overlap is
 * the sign, and how rare it is in the data at hand is found by alone.c. Spellings of one name are
 * one name here (names.c). */
#include "assemble/alone.h"
#include "text/text.h"

#define MANY_RECORDS 600 /* a house with more has partners of every kind */
#define MANY_NAMES   200
#define TRADES       128 /* set of HS chapters: bits */
#define LONG_WORD    5

struct dealing { /* with one name */
    uint32_t name, actor;
    int32_t first, last;
    uint64_t trade[TRADES / 64];
    bool is_of_one_line; /* of names of one hand */
};

struct partner {
    const struct as_context *x;
    enum assemble_side side;
    struct dealing with[MANY_NAMES];
    size_t n;
    struct arena arena; /* for names being compared */
    bool ok;
};

static unsigned chapter_of(const struct as_context *x, uint32_t record)
{
    const struct table_record *r = &x->in->table->records.v[record];
    return r->n_lines ? as_line_heading(x, r->first_line) / 100 : 0;
}

static enum assemble_side other_side(enum assemble_side side)
{
    return side == ASSEMBLE_SINK ? ASSEMBLE_SOURCE : ASSEMBLE_SINK;
}

/* The name that the partner deals with on a record, MAP_NONE: none or no day. */
static uint32_t name_on(const struct partner *p, uint32_t record, uint32_t *ret_actor)
{
    size_t n;
    const uint32_t *actors = as_actors_of(p->x, record, other_side(p->side), &n);
    if (n == 0 || p->x->brief[record].day == DATE_NONE ||
        p->x->in->links->actors.v[actors[0]].is_hub)
        return MAP_NONE;
    *ret_actor = actors[0];
    return as_names_of(p->x, record, other_side(p->side))[0];
}

/* Records are in order of days. False: too many names. */
static bool collect(struct partner *p, const uint32_t *records, uint32_t n)
{
    p->n = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t actor, name = name_on(p, records[i], &actor);
        size_t k = 0;
        if (name == MAP_NONE)
            continue;
        while (k < p->n && p->with[k].name != name)
            k++;
        if (k == MANY_NAMES)
            return false;
        int32_t day = p->x->brief[records[i]].day;
        if (k == p->n)
            p->with[p->n++] = (struct dealing){.name = name, .actor = actor, .first = day};
        unsigned chapter = chapter_of(p->x, records[i]);
        p->with[k].last = day;
        p->with[k].trade[chapter / 64] |= (uint64_t)(chapter > 0) << chapter % 64;
    }
    return true;
}

/* The same word but for one letter of a long one. */
static bool is_word(struct str a, struct str b)
{
    return str_is(a, b) || (a.n >= LONG_WORD && b.n >= LONG_WORD && text_osa(a, b) <= 1);
}

static bool is_distinctive(const struct text_token *t)
{
    return t->tag == TEXT_WORD || t->tag == TEXT_GIVEN || t->tag == TEXT_FAMILY;
}

/* Two names in one script (one name in two scripts differs too) without a distinctive word in
 * common: no slip, no part, no other form of the firm. False when out of memory. */
static bool is_another(struct partner *p, uint32_t a, uint32_t b)
{
    const struct trade_table *t = p->x->in->table;
    struct text_name l, r;
    arena_reset(&p->arena);
    if (text_name_parse(table_str(t, t->mentions.v[a].name), TEXT_ORGANISATION, &p->arena, &l) !=
            SEINE_OK ||
        text_name_parse(table_str(t, t->mentions.v[b].name), TEXT_ORGANISATION, &p->arena, &r) !=
            SEINE_OK) {
        p->ok = false;
        return false;
    }
    if (l.n == 0 || r.n == 0 || l.tokens[0].script != r.tokens[0].script)
        return false;
    for (size_t i = 0; i < l.n; i++)
        for (size_t k = 0; k < r.n; k++)
            if (is_distinctive(&l.tokens[i]) && is_distinctive(&r.tokens[k]) &&
                is_word(l.tokens[i].readings[0], r.tokens[k].readings[0]))
                return false;
    return true;
}

/* Mentions of the two names that share something else and whose names were found to differ. */
static bool is_tied(struct partner *p, const struct dealing *a, const struct dealing *b)
{
    const struct as_context *x = p->x;
    int kind = a->actor != b->actor; /* as in as_context.pair_of */
    const struct link_pair *pairs = kind ? x->in->links->loose.v : x->in->links->pairs.v;
    for (uint32_t i = x->pair_first[kind][a->actor]; i < x->pair_first[kind][a->actor + 1]; i++) {
        const struct link_pair *pair = &pairs[x->pair_of[kind][i]];
        uint32_t l = x->name_of[pair->a], r = x->name_of[pair->b];
        if (pair->bits[LINK_NAME] < 0 &&
            ((l == a->name && r == b->name) || (l == b->name && r == a->name)) &&
            is_another(p, pair->a, pair->b))
            return true;
    }
    return false;
}

/* Names that are tied and follow one another in the same trade. */
static bool find_lines(struct partner *p)
{
    bool any = false;
    for (size_t i = 0; i < p->n; i++)
        for (size_t k = 0; k < p->n; k++) {
            struct dealing *a = &p->with[i], *b = &p->with[k];
            if (a->last < b->first && ((a->trade[0] & b->trade[0]) | (a->trade[1] & b->trade[1])) &&
                is_tied(p, a, b))
                any = a->is_of_one_line = b->is_of_one_line = true;
        }
    return any;
}

struct marked { /* records, of some partners */
    uint32_t *v;
    size_t n, room;
};

static bool mark(const struct partner *p, const uint32_t *records, uint32_t n, struct marked *ret)
{
    bool ok = true;
    for (uint32_t i = 0; i < n && ok; i++) {
        uint32_t actor, name = name_on(p, records[i], &actor);
        for (size_t k = 0; k < p->n && name != MAP_NONE && ok; k++)
            if (p->with[k].name == name && p->with[k].is_of_one_line)
                ok = VEC_PUSH(ret, records[i]);
    }
    return ok;
}

#define ACTORS_AT_ONCE 1024

struct succession {
    const struct as_context *x;
    struct marked *marked; /* per chunk of actors */
    uint16_t *ret;
};

static enum seine_status find_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct succession *job = context;
    const struct as_context *x = job->x;
    struct partner p = {.x = x, .ok = true};
    (void)worker;
    arena_init(&p.arena, LIMIT_ARENA);
    for (int side = 0; side < 2; side++) {
        p.side = (enum assemble_side)side;
        for (size_t a = from; a < to && p.ok; a++) {
            uint32_t first = x->actor_first[side][a], n = x->actor_first[side][a + 1] - first;
            const uint32_t *records = x->actor_records[side] + first;
            if (n >= 2 && n <= MANY_RECORDS && !x->in->links->actors.v[a].is_hub &&
                collect(&p, records, n) && find_lines(&p) &&
                !mark(&p, records, n, &job->marked[from / ACTORS_AT_ONCE]))
                p.ok = false;
        }
    }
    arena_release(&p.arena);
    return p.ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}

/* A record has partners at both ends, and in several chunks: one at a time. */
static enum seine_status mark_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct succession *job = context;
    struct marked *m = &job->marked[from / ACTORS_AT_ONCE];
    (void)worker;
    (void)to;
    (void)err;
    for (size_t i = 0; i < m->n; i++)
        job->ret[m->v[i]] = (uint16_t)(job->ret[m->v[i]] | 1u << AS_SUCCESSOR);
    return SEINE_OK;
}

bool as_successor_facts(const struct as_context *x, struct pool *pool, uint16_t *ret)
{
    size_t n_actors = x->in->links->actors.n, n = n_actors / ACTORS_AT_ONCE + 1;
    struct succession job = {x, mem_calloc(n, sizeof *job.marked), ret};
    bool ok = job.marked && pool_run_ordered(pool, n_actors, ACTORS_AT_ONCE, find_range, mark_range,
                                             &job, NULL) == SEINE_OK;
    for (size_t i = 0; i < n && job.marked; i++)
        VEC_RELEASE(&job.marked[i]);
    mem_free(job.marked);
    return ok;
}
