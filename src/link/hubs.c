/* link/hubs.c - which actors are go-betweens for everybody: forwarders, couriers, banks, business
 * centres. Judged by what the records say of them: the roles they stand in, how many different
 * counterparts they have and how many kinds of goods pass through them. */
#include "link/mention.h"

#include <stdlib.h>

#define HUB_FORWARDER_SHARE 0.5 /* of its appearances are as forwarder or declarant */
#define HUB_COUNTERPARTS    100
#define HUB_CHAPTERS        25
#define ACTORS_TOGETHER     64 /* so that threads do not write to one line of the cache */

struct tally {
    uint32_t records; /* that name it */
    uint32_t named;   /* how often, for one record names some in several roles */
    uint32_t forwarded, counterparts, chapters;
};

/* 0: none is told. */
static uint32_t chapter_of(const struct trade_table *t, const struct table_record *r)
{
    if (r->n_lines == 0)
        return 0;
    return t->cargos.v[t->lines.v[r->first_line].cargo].heading / 100;
}

/* More of either cannot change what it is judged to be. */
static bool is_known_hub(const struct tally *t)
{
    return (double)t->forwarded > HUB_FORWARDER_SHARE * (double)t->named ||
           (t->counterparts >= HUB_COUNTERPARTS && t->chapters >= HUB_CHAPTERS);
}

static bool first_sight(struct map *seen, uint32_t actor, uint32_t value, bool *ok)
{
    uint32_t old;
    bool is_new = false;
    *ok = *ok && map_get_or_set(seen, (uint64_t)actor << 32 | value, 1, &old, &is_new) == SEINE_OK;
    return is_new;
}

struct counting {
    const struct trade_table *t;
    const struct link_result *links;
    struct tally *tallies; /* per actor */
    uint32_t n_parts;      /* that the actors are divided into, ACTORS_TOGETHER in each in turn */
};

static void count_appearances(const struct counting *c)
{
    const struct trade_table *t = c->t;
    const uint32_t *actor_of = c->links->actor_of;
    for (size_t i = 0; i < t->records.n; i++) {
        const struct table_party *p = t->parties.v + t->records.v[i].first_party;
        for (uint32_t k = 0; k < t->records.v[i].n_parties; k++) {
            struct tally *tally = &c->tallies[actor_of[p[k].mention]];
            uint32_t before = 0;
            while (before < k && actor_of[p[before].mention] != actor_of[p[k].mention])
                before++;
            tally->records += before == k;
            tally->named++;
            tally->forwarded += p[k].role == TRADE_FORWARDER || p[k].role == TRADE_DECLARANT;
        }
    }
}

/* Counterparts and kinds of goods of those who appear often enough to have HUB_CHAPTERS of them,
 * as long as they are not known to be hubs; of one part of the actors. */
static bool count_company(const struct counting *c, uint32_t part)
{
    const struct trade_table *t = c->t;
    const uint32_t *actor_of = c->links->actor_of;
    struct map counterparts, chapters;
    bool ok = true;
    map_init(&counterparts);
    map_init(&chapters);
    for (size_t i = 0; i < t->records.n && ok; i++) {
        const struct table_record *r = &t->records.v[i];
        for (uint32_t k = 0; k < r->n_parties && ok; k++) {
            uint32_t actor = actor_of[t->parties.v[r->first_party + k].mention];
            struct tally *tally = &c->tallies[actor];
            if (actor / ACTORS_TOGETHER % c->n_parts != part || tally->records < HUB_CHAPTERS ||
                is_known_hub(tally))
                continue;
            uint32_t chapter = chapter_of(t, r);
            tally->chapters += chapter && first_sight(&chapters, actor, chapter, &ok);
            for (uint32_t j = 0; j < r->n_parties && ok; j++) {
                uint32_t other = actor_of[t->parties.v[r->first_party + j].mention];
                if (other != actor)
                    tally->counterparts += first_sight(&counterparts, actor, other, &ok);
            }
        }
    }
    map_release(&chapters);
    map_release(&counterparts);
    return ok;
}

static enum seine_status count_parts(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    bool ok = true;
    (void)worker;
    (void)err;
    for (size_t part = from; part < to; part++)
        ok = ok && count_company(context, (uint32_t)part);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

enum seine_status link_hubs(const struct link_context *x, struct link_result *ret,
                            struct pool *pool, struct seine_error *err)
{
    struct counting c = {x->table, ret, mem_calloc(ret->actors.n + 1, sizeof *c.tallies),
                         pool_threads(pool)};
    bool ok = c.tallies != NULL;
    if (ok) {
        count_appearances(&c);
        ok = pool_run(pool, c.n_parts, 1, count_parts, &c, err) == SEINE_OK;
    }
    for (size_t a = 0; a < ret->actors.n && ok; a++) {
        const struct tally *t = &c.tallies[a];
        ret->actors.v[a].n_records = t->records;
        ret->actors.v[a].is_hub = is_known_hub(t);
    }
    mem_free(c.tallies);
    return ok ? SEINE_OK
              : error_set(err, SEINE_NOMEM, "out of memory while linking %zu parties",
                          x->n_mentions);
}
