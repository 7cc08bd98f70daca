/* assemble/listed.c - cases without a kit: an actor that reads like a listed party and is in no
 * better case. What it sent and received is the case; the bits are the screening's own. */
#include "assemble/alone.h"
#include "base/sort.h"

#include <math.h>
#include <stdlib.h>

/* Log odds, in bits, of a party that reads like a listed one being worth a case when nothing else
 * speaks for it: the name is screening's to clear, and namesakes are many. */
#define LISTED_PRIOR (-7.0)

/* How many different names each actor goes by; NULL: out of memory. */
static uint32_t *count_names(const struct as_context *x)
{
    const struct link_result *links = x->in->links;
    uint32_t longest = 0;
    for (size_t i = 0; i < links->actors.n; i++)
        longest = links->actors.v[i].n > longest ? links->actors.v[i].n : longest;
    uint32_t *room = mem_calloc((size_t)longest + 1, sizeof *room);
    uint32_t *ret = room ? mem_calloc(links->actors.n + 1, sizeof *ret) : NULL;
    for (size_t i = 0; ret && i < links->actors.n; i++) {
        const struct link_actor *a = &links->actors.v[i];
        for (uint32_t k = 0; k < a->n; k++)
            room[k] = x->in->table->mentions.v[links->members[a->first + k]].name;
        ret[i] = (uint32_t)sort_count_distinct_u32(room, a->n);
    }
    mem_free(room);
    return ret;
}

/* How many of the actors with about as many records go by as many names: one who reads like a
 * listed party and goes by several is a listed party behind aliases. */
static void add_aliases(const struct as_context *x, const uint32_t *n_names, uint32_t actor,
                        struct arena *arena, struct assemble_case *c)
{
    const struct link_actor *a = x->in->links->actors.v;
    size_t names = n_names[actor], n = 0, as_many = 0;
    struct buf text;
    bool ok = true;
    for (uint32_t i = 0; i < x->in->links->actors.n && names > 1; i++)
        if (a[i].n_records <= a[actor].n_records * 2 && a[i].n_records * 2 >= a[actor].n_records) {
            n++;
            as_many += n_names[i] >= names;
        }
    double bits = n > 0 ? evidence_round(log2(0.5 / sqrt((double)as_many / (double)n))) : 0;
    if (bits <= 0)
        return;
    buf_init(&text, LIMIT_TEXT);
    buf_add_f(&text,
              "the party goes by %zu names; of %zu parties with about as many consignments %zu do",
              names, n, as_many);
    c->evidence[c->n_evidence++] =
        (struct evidence){"aliases", bits, arena_str(arena, buf_str(&text), &ok), NULL, 0};
    buf_release(&text);
}

static enum seine_status build(const struct as_context *x, const uint32_t *n_names, uint32_t actor,
                               struct arena *arena, struct assemble_case *ret,
                               struct seine_error *err)
{
    enum seine_status status = as_alone_case(x, actor, AS_N_FACTS, arena, ret, err);
    if (status != SEINE_OK)
        return status;
    ret->kind = "listed-party";
    ret->evidence[ret->n_evidence++] =
        (struct evidence){"prior", LISTED_PRIOR, STR("a name alone is no net yet"), NULL, 0};
    ret->evidence[ret->n_evidence++] = (struct evidence){"listed-party", x->watch_bits[actor],
                                                         as_watch_text(x, actor, arena), NULL, 0};
    add_aliases(x, n_names, actor, arena, ret);
    return as_alone_finish(x, actor, arena, ret, err);
}

struct suspect {
    double bits;
    uint32_t actor;
};

static int suspect_order(const void *l, const void *r)
{
    const struct suspect *a = l, *b = r;
    if (a->bits > b->bits || a->bits < b->bits)
        return a->bits > b->bits ? -1 : 1;
    return a->actor < b->actor ? -1 : a->actor > b->actor;
}

/* Listed actors that stand in no case of a kit, strongest first. */
static size_t find_suspects(const struct as_context *x, const struct assemble_result *ret,
                            double min_score, struct suspect *out)
{
    size_t n = 0, n_actors = x->in->links->actors.n;
    for (uint32_t a = 0; a < n_actors; a++)
        out[a].bits = x->watch_of[a] == MAP_NONE ? 0 : x->watch_bits[a];
    for (size_t i = 0; i < ret->cases.n; i++)
        for (size_t k = 0; k < ret->cases.v[i].n_actors; k++)
            out[ret->cases.v[i].actors[k].actor].bits = 0;
    for (uint32_t a = 0; a < n_actors; a++)
        if (out[a].bits > 0 && out[a].bits + LISTED_PRIOR > min_score)
            out[n++] = (struct suspect){out[a].bits, a};
    qsort(out, n, sizeof *out, suspect_order);
    return n;
}

enum seine_status as_listed_cases(struct as_context *x, const struct assemble_options *options,
                                  struct assemble_result *ret, struct seine_error *err)
{
    struct suspect *suspects = mem_calloc(x->in->links->actors.n + 1, sizeof *suspects);
    size_t n = suspects ? find_suspects(x, ret, options->min_score, suspects) : 0;
    uint32_t *n_names = n > 0 ? count_names(x) : NULL;
    bool ok = suspects && (n == 0 || n_names);
    enum seine_status status =
        ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        struct assemble_case c = {0};
        status = build(x, n_names, suspects[i].actor, &ret->arena, &c, err);
        if (status == SEINE_OK && c.n_records > 0 && !VEC_PUSH(&ret->cases, c))
            status = error_set(err, SEINE_NOMEM, "out of memory while assembling");
    }
    mem_free(suspects);
    mem_free(n_names);
    return status;
}
